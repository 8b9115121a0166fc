// SPDX-License-Identifier: Apache-2.0
// AVERAGE_POOL_2D and MAX_POOL_2D.
#ifndef SEEDLITE_POOL_H
#define SEEDLITE_POOL_H

#include "../../run/sl_program.h"

// One spatial axis. Window `i` begins at element i * stride - padding of the input.
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

// The part of a window inside the input: rows [y_begin, y_end), columns [x_begin, x_end).
typedef struct {
  const int8_t *input;  // [y.input, x.input, channels]
  uint32_t y_begin;
  uint32_t y_end;
  uint32_t x_begin;
  uint32_t x_end;
} sl_pool_window;

// Reduces one window to `output` [channels].
typedef void (*sl_pool_reduce)(const sl_pool_params *params, const sl_pool_window *window,
                               int8_t *output);

// Calls `reduce` for every window.
void sl_pool_each_window(const sl_pool_params *params, const sl_frame *frame,
                         sl_pool_reduce reduce);

// Returns pixel (y, x) of the window's input, [channels].
static inline const int8_t *sl_pool_pixel(const sl_pool_params *params,
                                          const sl_pool_window *window, uint32_t y, uint32_t x) {
  return window->input + (y * params->x.input + x) * params->channels;
}

#endif
