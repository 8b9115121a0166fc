// SPDX-License-Identifier: Apache-2.0
// Kernels that reduce windows or whole dimensions of an int8 activation.
#ifndef SEEDLITE_KERNELS_POOL_H
#define SEEDLITE_KERNELS_POOL_H

#include "../../run/sl_program.h"
#include "../move/sl_walk.h"

// One spatial axis. Window `i` covers kernel elements from i * stride on, counted from `padding`
// elements before the input's first.
typedef struct {
  uint32_t input;
  uint32_t output;
  uint32_t kernel;
  uint32_t stride;
  uint32_t padding;
} sl_pool_axis;

typedef struct {
  uint32_t input_offset;   // arena bytes; [batches, y.input, x.input, channels]
  uint32_t output_offset;  // arena bytes; [batches, y.output, x.output, channels]
  uint32_t batches;
  uint32_t channels;
  sl_pool_axis y;
  sl_pool_axis x;
  int8_t activation_min;
  int8_t activation_max;
} sl_pool_params;

// AVERAGE_POOL_2D; a window has at most 2^23 elements.
void sl_average_pool_s8(const void *params, const sl_frame *frame);

// MAX_POOL_2D.
void sl_max_pool_s8(const void *params, const sl_frame *frame);

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t output_count;
  uint32_t rows;       // of the walk that make one output
  sl_walk walk;        // over the input, one output's elements after the other's
  int32_t zp_sum;      // input zero point * elements of an output, |zp_sum| <= 2^30
  int32_t multiplier;  // input scale / output scale / elements of an output
  int8_t shift;        // -31 ... 22
  int8_t output_zp;
} sl_mean_params;

// MEAN; an output has at most 2^23 elements.
void sl_mean_s8(const void *params, const sl_frame *frame);

#endif
