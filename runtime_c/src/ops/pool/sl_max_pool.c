// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../target/sl_fixedpoint.h"
#include "sl_pool.h"

// Computes a window's maxima, pixel by pixel instead of channel by channel, so that reads are
// consecutive.
static void largest(const sl_pool_params *p, const sl_pool_window *w, int8_t *output) {
  memset(output, INT8_MIN, p->channels);
  for (uint32_t y = w->y_begin; y < w->y_end; y++) {
    const int8_t *pixel = sl_pool_pixel(p, w, y, w->x_begin);
    for (uint32_t x = w->x_begin; x < w->x_end; x++, pixel += p->channels) {
      for (uint32_t c = 0; c < p->channels; c++) {
        if (pixel[c] > output[c]) output[c] = pixel[c];
      }
    }
  }
  for (uint32_t c = 0; c < p->channels; c++) {
    output[c] = sl_clamp_s8(output[c], p->activation_min, p->activation_max);
  }
}

SL_SHARED void sl_max_pool_s8(const void *params, const sl_frame *frame) {
  sl_pool_each_window(params, frame, largest);
}
