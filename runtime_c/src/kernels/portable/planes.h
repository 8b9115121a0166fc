#ifndef SEEDLITE_PORTABLE_PLANES_H
#define SEEDLITE_PORTABLE_PLANES_H

// Functions are those of dsp/planes.h.

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

static inline void sl_plane_row(const sl_plane_shape *shape, const sl_requantize *requantize,
                                const sl_filter *filter, const sl_lane *plane, uint32_t first,
                                uint32_t count, int8_t *output, uint32_t output_step) {
  const uint32_t width = shape->width;
  for (uint32_t i = 0; i < count; i++, output += output_step) {
    int32_t sum = 0;  // |product| <= 128 * 128, at most 2^16 of them
    const sl_lane *taps = filter->taps;
    for (uint32_t y = 0; y < shape->height; y++, taps += sl_row_taps(shape)) {
      const sl_lane *x = sl_plane_row_at(shape, plane, first, y) + i * shape->stride;
      for (uint32_t tap = 0; tap < width; tap++) sum += taps[tap] * x[tap];
    }
    *output = sl_output_of(requantize, &filter->channel, (uint32_t)sum);
  }
}

#endif
