// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_POOL_H
#define SEEDLITE_POOL_H

#include "sl_kernels_pool.h"

// The part of a window that lies in the input: rows y_begin ... y_end - 1, columns likewise.
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

// Pixel (y, x) of the window's input, [channels].
static inline const int8_t *sl_pool_pixel(const sl_pool_params *params,
                                          const sl_pool_window *window, uint32_t y, uint32_t x) {
  return window->input + (y * params->x.input + x) * params->channels;
}

#endif
