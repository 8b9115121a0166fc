// SPDX-License-Identifier: Apache-2.0
// Operators of one int8 input whose outputs each depend on one input alone: a table says which.
#ifndef SEEDLITE_LOOKUP_H
#define SEEDLITE_LOOKUP_H

#include "sl_elements.h"

typedef struct {
  sl_elements elements;
  int8_t table[256];  // the output of input v is table[v + 128]
} sl_lookup_params;

// LEAKY_RELU, TANH, HARD_SWISH, ABS, RSQRT, ELU; also in place.
void sl_lookup_s8(const void *params, const sl_frame *frame);

#endif
