// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PORTABLE_PLANES_H
#define SEEDLITE_PORTABLE_PLANES_H

// sl_dsp_planes.h documents these functions.

static inline void sl_fill_planes(const int8_t *values, uint32_t step, uint32_t count,
                                  uint32_t channels, sl_lane *out, uint32_t distance) {
  for (uint32_t c = 0; c < channels; c++, values++, out += distance) {
    const int8_t *value = values;
    for (uint32_t i = 0; i < count; i++, value += step) out[i] = *value;
  }
}

static inline int32_t sl_pack_taps(const sl_plane_shape *shape, const int8_t *weights,
                                   uint32_t step, sl_lane *taps) {
  int32_t sum = 0;
  for (uint32_t x = 0; x < shape->width; x++, weights += step) {
    taps[x] = *weights;
    sum += *weights;
  }
  return sum;
}

static inline void sl_finish_filter(const sl_plane_shape *shape, sl_filter *filter) {
  (void)shape;
  (void)filter;
}

// Returns the dot product of a row of the kernel.
static inline int32_t sl_multiply_taps(const sl_lane *taps, const sl_lane *x, uint32_t width) {
  if (width == 3) return taps[0] * x[0] + taps[1] * x[1] + taps[2] * x[2];
  int32_t sum = 0;
  for (uint32_t tap = 0; tap < width; tap++) sum += taps[tap] * x[tap];
  return sum;
}

// Returns the accumulator of the kernel at `x`; end: the end of the plane.
static inline int32_t sl_multiply_plane(const sl_plane_shape *shape, const sl_lane *taps,
                                        const sl_lane *x, const sl_lane *end) {
  const uint32_t height = shape->height, width = shape->width, pitch = shape->pitch;
  const uint32_t row_taps = sl_row_taps(shape);
  int32_t sum = 0;  // |product| <= 128 * 128, at most 2^16 of them
  for (uint32_t y = 0; y < height; y++, taps += row_taps) {
    sum += sl_multiply_taps(taps, x, width);
    x += pitch;
    if (x >= end) x -= height * pitch;
  }
  return sum;
}

static inline void sl_plane_row(const sl_plane_shape *shape, const sl_requantize *requantize,
                                const sl_filter *filter, const sl_lane *plane, uint32_t first,
                                uint32_t count, int8_t *output, uint32_t output_step) {
  const sl_lane *under = sl_plane_row_at(shape, plane, first, 0);
  const sl_lane *end = plane + shape->height * shape->pitch;
  for (; count; count--, output += output_step, under += shape->stride) {
    int32_t sum = sl_multiply_plane(shape, filter->taps, under, end);
    *output = sl_output_of(requantize, &filter->channel, (uint32_t)sum);
  }
}

#endif
