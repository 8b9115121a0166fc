// SPDX-License-Identifier: Apache-2.0
#include <stdbool.h>
#include <string.h>

#include "../../target/sl_fixedpoint.h"
#include "sl_pool.h"

// Most elements of a window whose channels can be summed in halves of words, as uint8.
#define MOST_IN_HALVES 257

static int32_t window_sum(const sl_pool_params *p, const sl_pool_window *w, uint32_t channel) {
  int32_t sum = 0;  // |sum| <= 128 * 2^23
  for (uint32_t y = w->y_begin; y < w->y_end; y++) {
    const int8_t *pixel = sl_pool_pixel(p, w, y, w->x_begin) + channel;
    for (uint32_t x = w->x_begin; x < w->x_end; x++, pixel += p->channels) sum += *pixel;
  }
  return sum;
}

// Computes sums of values plus 128 of channels `channel` to `channel` + 3: the first and third are
// the halves of out_sums[0], the others those of out_sums[1]. Pixels are aligned to words.
static void window_sums(const sl_pool_params *p, const sl_pool_window *w, uint32_t channel,
                        uint32_t out_sums[2]) {
  uint32_t even = 0, odd = 0;
  for (uint32_t y = w->y_begin; y < w->y_end; y++) {
    const int8_t *pixel = sl_pool_pixel(p, w, y, w->x_begin) + channel;
    for (uint32_t x = w->x_begin; x < w->x_end; x++, pixel += p->channels) {
      uint32_t values;
      memcpy(&values, SL_AT_WORD(pixel), sizeof values);
      values ^= 0x80808080u;
      even += values & 0x00FF00FFu;
      odd += values >> 8 & 0x00FF00FFu;
    }
  }
  out_sums[0] = even;
  out_sums[1] = odd;
}

static int8_t mean_of(const sl_pool_params *p, int32_t sum, int32_t count) {
  sum += sum > 0 ? count / 2 : -(count / 2);  // division truncates: round halves away from 0
  return sl_clamp_s8(sum / count, p->activation_min, p->activation_max);
}

static void average(const sl_pool_params *p, const sl_pool_window *w, int8_t *output) {
  int32_t count = (int32_t)((w->y_end - w->y_begin) * (w->x_end - w->x_begin));
  bool in_words = p->channels % 4 == 0 && (uintptr_t)w->input % 4 == 0 && count <= MOST_IN_HALVES;
  if (!in_words) {
    for (uint32_t i = 0; i < p->channels; i++) output[i] = mean_of(p, window_sum(p, w, i), count);
    return;
  }
  for (uint32_t i = 0; i < p->channels; i += 4) {
    uint32_t sums[2];
    window_sums(p, w, i, sums);
    for (uint32_t k = 0; k < 4; k++) {
      int32_t sum = (int32_t)(sums[k % 2] >> 8 * (k & 2u) & 0xFFFFu) - 128 * count;
      output[i + k] = mean_of(p, sum, count);
    }
  }
}

SL_SHARED void sl_average_pool_s8(const void *params, const sl_frame *frame) {
  sl_pool_each_window(params, frame, average);
}
