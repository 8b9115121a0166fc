// SPDX-License-Identifier: Apache-2.0
// ResizeBilinearInteger of tensorflow/lite/kernels/internal/reference/resize_bilinear.h.
#include "sl_resize_bilinear.h"

#define FRACTION_BITS 10

// The two neighbours of a place between pixels, and the weight of the second, in units of 2^-10:
// -2^9 ... 2^10, as places before the first pixel belong to it with a weight below 0.
typedef struct {
  uint32_t low, high;
  int32_t weight;
} neighbours;

static neighbours neighbours_of(const sl_resized_axis *axis, uint32_t i) {
  int32_t place = (int32_t)i * axis->step + axis->start;  // < 2^31, as the preparation checks
  int32_t low = place < 0 ? 0 : place >> FRACTION_BITS;
  int32_t high = (place + (1 << FRACTION_BITS) - 1) / (1 << FRACTION_BITS);
  int32_t last = (int32_t)axis->input - 1;
  neighbours result = {(uint32_t)low, (uint32_t)(high < last ? high : last),
                       place - low * (1 << FRACTION_BITS)};
  return result;
}

// round(sum / 2^20), halves away from zero.
static int8_t rounded(int32_t sum) {
  int32_t half = sum > 0 ? 1 << 19 : -(1 << 19);
  return (int8_t)((sum + half) / (1 << 20));
}

static void resize_pixel(const int8_t *corners[4], const int32_t weights[4], uint32_t channels,
                         int8_t *output) {
  for (uint32_t c = 0; c < channels; c++) {
    int32_t sum = 0;  // weights add up to 2^20, and none is beyond 2^21: |sum| < 2^30
    for (uint32_t k = 0; k < 4; k++) sum += corners[k][c] * weights[k];
    output[c] = rounded(sum);
  }
}

static void resize_row(const sl_resize_bilinear_params *p, const int8_t *low, const int8_t *high,
                       int32_t weight, int8_t *output) {
  const int32_t one = 1 << FRACTION_BITS;
  for (uint32_t i = 0; i < p->x.output; i++, output += p->channels) {
    neighbours x = neighbours_of(&p->x, i);
    const uint32_t left = x.low * p->channels, right = x.high * p->channels;
    const int8_t *corners[4] = {low + left, high + left, low + right, high + right};
    const int32_t weights[4] = {(one - weight) * (one - x.weight), weight * (one - x.weight),
                                (one - weight) * x.weight, weight * x.weight};
    resize_pixel(corners, weights, p->channels, output);
  }
}

SL_SHARED void sl_resize_bilinear_s8(const void *params, const sl_frame *frame) {
  const sl_resize_bilinear_params *p = params;
  const int8_t *image = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  const uint32_t row = p->x.input * p->channels;
  for (uint32_t n = 0; n < p->images; n++, image += p->y.input * row) {
    for (uint32_t i = 0; i < p->y.output; i++, output += p->x.output * p->channels) {
      neighbours y = neighbours_of(&p->y, i);
      resize_row(p, image + y.low * row, image + y.high * row, y.weight, output);
    }
  }
}
