// SPDX-License-Identifier: Apache-2.0
// tensorflow/lite/kernels/internal/reference/space_to_batch_nd.h
#include "sl_space_to_batch_nd.h"

#include <string.h>

// Row `y` (of the padded image) of a phase whose first pixel is `x` (likewise).
static void cut_row(const sl_space_to_batch_nd_params *p, const int8_t *image, uint32_t y,
                    uint32_t x, int8_t *output) {
  const uint32_t row = y - p->pad_top;  // above the image: larger than its height, modulo 2^32
  for (uint32_t i = 0; i < p->output_width; i++, x += p->block_width, output += p->channels) {
    const uint32_t column = x - p->pad_left;
    if (row < p->input_height && column < p->input_width) {
      memcpy(output, image + (row * p->input_width + column) * p->channels, p->channels);
    } else {
      memset(output, p->value, p->channels);
    }
  }
}

SL_SHARED void sl_space_to_batch_nd_s8(const void *params, const sl_frame *frame) {
  const sl_space_to_batch_nd_params *p = params;
  const uint32_t image = p->input_height * p->input_width * p->channels;  // elements
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t phase = 0; phase < p->block_height * p->block_width; phase++) {
    const int8_t *input = sl_activation(p->input_offset, frame);
    const uint32_t top = phase / p->block_width, left = phase % p->block_width;
    for (uint32_t i = 0; i < p->images; i++, input += image) {
      for (uint32_t y = 0; y < p->output_height; y++, output += p->output_width * p->channels) {
        cut_row(p, input, y * p->block_height + top, left, output);
      }
    }
  }
}
