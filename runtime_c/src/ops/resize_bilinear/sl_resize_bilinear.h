// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_RESIZE_BILINEAR_H
#define SEEDLITE_RESIZE_BILINEAR_H

#include "../../run/sl_program.h"

// One axis: output i comes from (i * step + start) / 2^10 of the input.
typedef struct {
  uint32_t input;   // extent
  uint32_t output;  // extent
  int32_t step;     // 2^10 * input / output, rounded
  int32_t start;
} sl_resized_axis;

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t images, channels;
  sl_resized_axis y, x;
} sl_resize_bilinear_params;

// RESIZE_BILINEAR.
void sl_resize_bilinear_s8(const void *params, const sl_frame *frame);

#endif
