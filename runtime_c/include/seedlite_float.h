// SPDX-License-Identifier: Apache-2.0
// Conversion of float32 values to and from a program's integer ports, with the bits of TFLite
// Micro's kernels QUANTIZE and DEQUANTIZE. The runtime itself does not use floating point. C99,
// C++11.
//
// Arrays are borrowed for the call. Scales are normal float32 numbers above 0.
#ifndef SEEDLITE_FLOAT_H
#define SEEDLITE_FLOAT_H

#include <stdint.h>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "seedlite_float.h needs IEEE arithmetic: compile what includes it without -ffast-math"
#endif

#ifdef __cplusplus
#define SL_FLOAT_CAST(type, value) static_cast<type>(value)
#else
#define SL_FLOAT_CAST(type, value) ((type)(value))
#endif

// Returns round(value / scale) + zero_point, halves away from zero, clamped to [low, high]. NaN
// gives the zero point; infinities and too large values the limit of their sign (undefined in
// TFLite Micro). low <= zero_point <= high, high - low <= 255.
static inline int32_t sl_float_quantized(float value, float scale, int32_t zero_point, int32_t low,
                                         int32_t high) {
  const float beyond = 256.0f;  // saturates with any zero point
  float steps = value / scale;
  if (steps >= beyond) return high;
  if (steps <= -beyond) return low;
  if (!(steps < beyond)) return zero_point;  // NaN
  int32_t whole = SL_FLOAT_CAST(int32_t, steps);
  float rest = steps - SL_FLOAT_CAST(float, whole);  // exact, |rest| < 1
  int32_t quantized = zero_point + whole + (rest >= 0.5f) - (rest <= -0.5f);
  return quantized < low ? low : quantized > high ? high : quantized;
}

// Quantizes `count` values to int8; zero_point -128 ... 127.
static inline void sl_quantize_f32(const float *values, uint32_t count, float scale,
                                   int32_t zero_point, int8_t *out) {
  for (uint32_t i = 0; i < count; i++) {
    out[i] =
        SL_FLOAT_CAST(int8_t, sl_float_quantized(values[i], scale, zero_point, INT8_MIN, INT8_MAX));
  }
}

// Dequantizes `count` int8 values: scale * (value - zero_point); zero_point -128 ... 127.
static inline void sl_dequantize_f32(const int8_t *values, uint32_t count, float scale,
                                     int32_t zero_point, float *out) {
  for (uint32_t i = 0; i < count; i++) {
    // TFLite Micro multiplies doubles, then rounds to float32. The product of 24 and 9 bits is
    // exact in a double, so only the conversion rounds. One float32 multiplication, whose second
    // factor is exact, rounds the same way.
    out[i] = scale * SL_FLOAT_CAST(float, values[i] - zero_point);
  }
}

#undef SL_FLOAT_CAST

#endif
