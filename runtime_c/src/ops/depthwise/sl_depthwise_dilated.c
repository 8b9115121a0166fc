// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D with dilation, a block of output channels at a time. Taps outside the image are
// skipped.
#include "sl_depthwise_dilated.h"

#include "sl_axis.h"

// A block's weights, tap by tap, and its accumulators.
typedef struct {
  const int8_t *weights;
  uint32_t tap_bytes;  // stride of taps
  uint32_t inputs;     // input channels
  uint32_t *sums;      // of all output channels
} block;

// Adds the products of a tap. |weight| <= 128, |input - zero point| <= 255.
static void add_tap(const sl_depthwise_params *p, const block *b, const int8_t *weights,
                    const int8_t *input) {
  const uint32_t each = p->depth_multiplier;
  uint32_t *sum = b->sums;
  for (uint32_t i = 0; i < b->inputs; i++) {
    const int32_t value = input[i] - p->input_zp;
    for (uint32_t k = 0; k < each; k++) *sum++ += (uint32_t)(*weights++ * value);
  }
}

// Adds the products of all taps of output pixel (y, x). input: the block's first channel. Positions
// before the image wrap around to above it.
static void add_taps(const sl_depthwise_dilated_params *dilated, const block *b,
                     const int8_t *input, uint32_t y, uint32_t x) {
  const sl_depthwise_params *p = &dilated->depthwise;
  const sl_sliding_window *window = &p->window;
  const int8_t *weights = b->weights;
  uint32_t top = y * window->stride_height - window->pad_top;
  for (uint32_t i = 0; i < window->kernel_height; i++, top += dilated->dilation.height) {
    uint32_t left = x * window->stride_width - window->pad_left;
    for (uint32_t j = 0; j < window->kernel_width; j++, left += dilated->dilation.width) {
      if (top < window->input_height && left < window->input_width) {
        uint32_t pixel = top * window->input_width + left;
        add_tap(p, b, weights, input + pixel * window->input_channels);
      }
      weights += b->tap_bytes;
    }
  }
}

SL_SHARED void sl_depthwise_dilated_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_dilated_params *dilated = params;
  const sl_depthwise_params *p = &dilated->depthwise;
  const sl_sliding_window *window = &p->window;
  const uint32_t channels = window->output_channels, each = p->depth_multiplier;
  const int8_t *input = sl_activation(p->input_offset, frame);
  block b = {.sums = (uint32_t *)(void *)frame->scratch};
  int8_t *drawn = (int8_t *)(b.sums + p->block_channels);
  for (uint32_t first = 0; first < channels; first += p->block_channels) {
    const uint32_t left = channels - first;
    const uint32_t count = left < p->block_channels ? left : p->block_channels;
    int8_t *output = sl_activation(p->output_offset, frame) + first;
    b.tap_bytes = sl_depthwise_weights(p, first, count, drawn, &b.weights);
    b.inputs = count / each;
    for (uint32_t y = 0; y < window->output_height; y++) {
      for (uint32_t x = 0; x < window->output_width; x++, output += channels) {
        for (uint32_t i = 0; i < count; i++) b.sums[i] = 0;
        add_taps(dilated, &b, input + first / each, y, x);
        sl_outputs_of(&p->requantize, first, count, b.sums, output);
      }
    }
  }
}
