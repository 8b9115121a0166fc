// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_LOOKUP_H
#define SEEDLITE_PREPARE_LOOKUP_H

#include "sl_lookup.h"
#include "sl_prepare_unary.h"

// The int8 output for an input, less its zero point: -255 ... 255. `function` is the operator's own
// struct.
typedef int8_t (*sl_scalar_function)(const void *function, int32_t value);

// Tabulates the function and stores the kernel's parameters: the last step of a preparation.
bool sl_finish_lookup(sl_builder *builder, const sl_unary *unary, sl_scalar_function evaluate,
                      const void *function, sl_operator *out_operator);

#endif
