// SPDX-License-Identifier: Apache-2.0
// TFLite Micro's fixed-point arithmetic, bit for bit (tensorflow/lite/kernels/internal/common.h,
// gemmlowp's fixedpoint.h). A real multiplier is a Q0.31 number times a power of two. Products are
// rounded twice: by the high multiplication and by the shift.
#ifndef SEEDLITE_FIXEDPOINT_H
#define SEEDLITE_FIXEDPOINT_H

#include <stdint.h>

#include "sl_target.h"

#if SL_BASELINE
// a * b for cores without a 64-bit product: high * 2^32 + middle * 2^16 plus less than 2^16.
typedef struct {
  int32_t high;
  uint32_t middle;  // < 3 * 2^16
} sl_product;

static inline sl_product sl_multiply_halves(int32_t a, int32_t b) {
  uint32_t a_low = (uint32_t)a & 0xFFFFu, b_low = (uint32_t)b & 0xFFFFu;
  int32_t a_high = a >> 16, b_high = b >> 16;
  // |each| <= 2^15 * (2^16 - 1)
  int32_t cross_1 = (int32_t)a_low * b_high, cross_2 = a_high * (int32_t)b_low;
  sl_product product = {
      a_high * b_high + (cross_1 >> 16) + (cross_2 >> 16),
      (a_low * b_low >> 16) + ((uint32_t)cross_1 & 0xFFFFu) + ((uint32_t)cross_2 & 0xFFFFu)};
  return product;
}
#endif

// round(a * b / 2^31), halves up. a and b must not both be INT32_MIN: the result would not fit.
static inline int32_t sl_rounding_doubling_high_mul(int32_t a, int32_t b) {
#if SL_BASELINE
  sl_product product = sl_multiply_halves(a, b);
  return product.high * 2 + (int32_t)((product.middle + (1u << 14)) >> 15);
#else
  // |a * b| < 2^62; >> rounds down on all supported targets
  return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
#endif
}

// sl_rounding_doubling_high_mul for |a| < 2^30.
static inline int32_t sl_rounding_doubling_high_mul_30(int32_t a, int32_t b) {
#if SL_DSP_INSTRUCTIONS
  int32_t product;
  // round(2 a b / 2^32), halves up
  __asm__("smmulr %0, %1, %2" : "=r"(product) : "r"(a * 2), "r"(b));
  return product;
#else
  return sl_rounding_doubling_high_mul(a, b);
#endif
}

// sum + round(a * b / 2^32), halves up.
static inline int32_t sl_add_high_mul(int32_t a, int32_t b, int32_t sum) {
#if SL_DSP_INSTRUCTIONS
  int32_t result;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
#elif SL_BASELINE
  sl_product product = sl_multiply_halves(a, b);
  return sum + product.high + (int32_t)((product.middle + (1u << 15)) >> 16);
#else
  // |a * b| <= 2^62; >> rounds down on all supported targets
  return sum + (int32_t)(((int64_t)a * b + (1LL << 31)) >> 32);
#endif
}

// round(x / 2^bits), halves away from zero; bits 0 ... 31.
static inline int32_t sl_rounding_shift_right(int32_t x, uint32_t bits) {
  uint32_t mask = (1u << bits) - 1u;
  uint32_t remainder = (uint32_t)x & mask;
  uint32_t threshold = (mask >> 1) + (x < 0);
  return (x >> bits) + (remainder > threshold);
}

// x * multiplier * 2^(shift - 31); multiplier >= 0, shift in -31 ... 30. As in TFLM, x * 2^shift is
// computed modulo 2^32 where shift > 0.
static inline int32_t sl_multiply_by_quantized_multiplier(int32_t x, int32_t multiplier,
                                                          int32_t shift) {
  uint32_t left = shift > 0 ? (uint32_t)shift : 0u;
  uint32_t right = shift > 0 ? 0u : (uint32_t)-shift;
  int32_t shifted = (int32_t)((uint32_t)x << left);
  return sl_rounding_shift_right(sl_rounding_doubling_high_mul(shifted, multiplier), right);
}

// Clamps x to [low, high].
static inline int8_t sl_clamp_s8(int32_t x, int8_t low, int8_t high) {
  return (int8_t)(x < low ? low : x > high ? high : x);
}

// Clamps x to int8.
static inline int8_t sl_saturate_s8(int32_t x) {
#if SL_DSP_INSTRUCTIONS
  int32_t saturated;
  __asm__("ssat %0, #8, %1" : "=r"(saturated) : "r"(x));
  return (int8_t)saturated;
#else
  return sl_clamp_s8(x, INT8_MIN, INT8_MAX);
#endif
}

// Clamps x to int16.
static inline int16_t sl_saturate_s16(int32_t x) {
#if SL_DSP_INSTRUCTIONS
  int32_t saturated;
  __asm__("ssat %0, #16, %1" : "=r"(saturated) : "r"(x));
  return (int16_t)saturated;
#else
  return (int16_t)(x < INT16_MIN ? INT16_MIN : x > INT16_MAX ? INT16_MAX : x);
#endif
}

#endif
