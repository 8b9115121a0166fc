#include "../../fixedpoint.h"
#include "pool.h"

static int32_t window_sum(const sl_pool_params *p, const sl_pool_window *w, uint32_t channel) {
  int32_t sum = 0;  // |sum| <= 128 * 2^23
  for (uint32_t y = w->y_begin; y < w->y_end; y++) {
    const int8_t *pixel = sl_pool_pixel(p, w, y, w->x_begin) + channel;
    for (uint32_t x = w->x_begin; x < w->x_end; x++, pixel += p->channels) sum += *pixel;
  }
  return sum;
}

static void average(const sl_pool_params *p, const sl_pool_window *w, int8_t *output) {
  int32_t count = (int32_t)((w->y_end - w->y_begin) * (w->x_end - w->x_begin));
  for (uint32_t channel = 0; channel < p->channels; channel++) {
    int32_t sum = window_sum(p, w, channel);
    sum += sum > 0 ? count / 2 : -(count / 2);  // division truncates: round halves away from 0
    output[channel] = sl_clamp_s8(sum / count, p->activation_min, p->activation_max);
  }
}

void sl_average_pool_s8(const void *params, const sl_frame *frame) {
  sl_pool_each_window(params, frame, average);
}
