// SPDX-License-Identifier: Apache-2.0
#include "sl_pool.h"

// Clips window `i` of an axis to the input. Preparation has checked that the result is not empty
// and that sums are below 2^32.
static void clip(const sl_pool_axis *axis, uint32_t i, uint32_t *out_begin, uint32_t *out_end) {
  uint32_t begin = i * axis->stride;  // from the start of the padding
  uint32_t end = begin + axis->kernel;
  uint32_t input_end = axis->padding + axis->input;
  *out_begin = (begin > axis->padding ? begin : axis->padding) - axis->padding;
  *out_end = (end < input_end ? end : input_end) - axis->padding;
}

SL_SHARED void sl_pool_each_window(const sl_pool_params *params, const sl_frame *frame,
                                   sl_pool_reduce reduce) {
  const sl_pool_params *p = params;
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_pool_window window;
  window.input = sl_activation(p->input_offset, frame);
  for (uint32_t batch = 0; batch < p->batches; batch++) {
    for (uint32_t y = 0; y < p->y.output; y++) {
      clip(&p->y, y, &window.y_begin, &window.y_end);
      for (uint32_t x = 0; x < p->x.output; x++) {
        clip(&p->x, x, &window.x_begin, &window.x_end);
        reduce(p, &window, output);
        output += p->channels;
      }
    }
    window.input += p->y.input * p->x.input * p->channels;
  }
}
