// SPDX-License-Identifier: Apache-2.0
// Code that depthwise kernels share: the axes of an image, and access to weights.
#ifndef SEEDLITE_AXIS_H
#define SEEDLITE_AXIS_H

#include "sl_depthwise.h"

// One axis of the image. Steps are in bytes, tap_step is in taps.
typedef struct {
  uint32_t input, output, kernel, stride, padding;
  uint32_t input_step, output_step, tap_step;
} sl_axis;

// Returns the axis with more outputs, along which lines run; unless `along`, the other one.
static inline sl_axis sl_depthwise_axis(const sl_sliding_window *w, bool along) {
  bool horizontal = (w->output_width >= w->output_height) == along;
  sl_axis x = {w->input_width, w->output_width,   w->kernel_width,    w->stride_width,
               w->pad_left,    w->input_channels, w->output_channels, 1};
  sl_axis y = {w->input_height,
               w->output_height,
               w->kernel_height,
               w->stride_height,
               w->pad_top,
               w->input_width * w->input_channels,
               w->output_width * w->output_channels,
               w->kernel_width};
  return horizontal ? x : y;
}

// Returns the input channels of a group.
static inline uint32_t sl_depthwise_group(const sl_depthwise_params *p) {
  return p->window.input_channels < SL_QUAD ? p->window.input_channels : SL_QUAD;
}

// Draws the weights of output channels [first, first + channels) to `drawn`, tap by tap, unless
// they are stored, and writes their address to *out_weights. Returns the stride of taps in bytes.
static inline uint32_t sl_depthwise_weights(const sl_depthwise_params *p, uint32_t first,
                                            uint32_t channels, int8_t *drawn,
                                            const int8_t **out_weights) {
  const uint32_t all = p->window.output_channels;
  if (p->weights.stored) {
    *out_weights = p->weights.stored + first;
    return all;
  }
  const uint32_t taps = p->window.kernel_height * p->window.kernel_width;
  sl_cursor cursor = {0, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    sl_weights_read(&p->weights, &cursor, tap * all + first, channels, drawn + tap * channels);
  }
  *out_weights = drawn;
  return channels;
}

#endif
