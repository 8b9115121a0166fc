// SPDX-License-Identifier: Apache-2.0
// Sums of inputs that have one scale. As in TFLM, each sum begins with minus the inputs' zero point
// instead of 0, and wraps around.
#ifndef SEEDLITE_SUMS_H
#define SEEDLITE_SUMS_H

#include <stdbool.h>

#include "../../run/sl_program.h"

// From a sum of inputs less their zero points to the output.
typedef struct {
  int32_t multiplier;
  int8_t shift;  // -31 ... 0
  int8_t input_zp, output_zp;
} sl_sum;

#define SL_SUM_FRACTION_BITS 19  // of a sum, before it is multiplied

// ADD_N: element by element.
typedef struct {
  uint32_t count;  // of inputs
  const sl_operand *inputs;
  uint32_t output_offset;  // arena bytes
  uint32_t elements;
  sl_sum sum;
} sl_add_n_params;

void sl_add_n_s8(const void *params, const sl_frame *frame);

// CUMSUM: of lines along an axis, [outer, depth, inner].
typedef struct {
  uint32_t input_offset, output_offset;  // arena bytes
  uint32_t outer, depth, inner;
  sl_sum sum;
  bool exclusive;  // an output does not contain its own input
  bool reverse;    // from the end
} sl_cumsum_params;

void sl_cumsum_s8(const void *params, const sl_frame *frame);

#endif
