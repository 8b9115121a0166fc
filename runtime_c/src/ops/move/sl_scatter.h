// SPDX-License-Identifier: Apache-2.0
// Copies consecutive values to strided places of an output. Walks are over the output.
#ifndef SEEDLITE_SCATTER_H
#define SEEDLITE_SCATTER_H

#include "../../run/sl_program.h"
#include "sl_walk.h"

// One input, whose values are scattered over a part of the output.
typedef struct {
  sl_operand input;
  uint32_t output_offset;  // arena bytes
  sl_walk walk;            // over the output
} sl_scatter;

// Copies an input to its part of the output.
void sl_scatter_rows(const sl_scatter *scatter, const sl_frame *frame);

typedef struct {
  uint32_t count;
  const sl_scatter *scatters;
} sl_scatter_params;

// CONCATENATION.
void sl_scatter_s8(const void *params, const sl_frame *frame);

#endif
