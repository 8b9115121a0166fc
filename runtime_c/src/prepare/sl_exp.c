// SPDX-License-Identifier: Apache-2.0
#include "sl_multiplier.h"

#define POINT 58         // fraction bits of an argument
#define LIMIT_BITS 5     // arguments below 2^5; beyond, 1 - exp(-x) is 1 in float32
#define TAYLOR_TERMS 20  // of arguments below 1: the rest is below 1 / 21! < 2^-65

// The upper 64 bits of a product.
static uint64_t times(uint64_t a, uint64_t b) {
  uint64_t a_low = (uint32_t)a, a_high = a >> 32, b_low = (uint32_t)b, b_high = b >> 32;
  uint64_t middle = a_high * b_low + (a_low * b_low >> 32);  // < 2^64 - 2^32
  uint64_t carry = (uint32_t)middle + a_low * b_high;
  return a_high * b_high + (middle >> 32) + (carry >> 32);
}

// a / n for n < 2^16, by 16 bits at a time: no core here divides 64 bits.
static uint64_t divided(uint64_t a, uint32_t n) {
  uint64_t quotient = 0;
  uint32_t rest = 0;
  for (int shift = 48; shift >= 0; shift -= 16) {
    uint32_t part = rest << 16 | (uint32_t)(a >> shift & 0xFFFFu);  // < n 2^16
    quotient = quotient << 16 | part / n;
    rest = part % n;
  }
  return quotient;
}

// exp(-x) for x < 1, both as Q0.64 and Q1.63.
static uint64_t exp_of_fraction(uint64_t x) {
  const uint64_t unit = 1ull << 63;
  uint64_t sum = unit;
  for (uint32_t n = TAYLOR_TERMS; n > 0; n--) sum = unit - divided(times(x, sum), n);
  return sum;
}

sl_real sl_real_exp_of_negative(sl_real x) {
  // exp(-2^i), Q0.64
  static const uint64_t factors[LIMIT_BITS] = {0x5E2D58D8B3BCDF1Bu, 0x22A555477F039740u,
                                               0x04B0556E084F3D1Eu, 0x0015FC21041027ADu,
                                               0x000001E355BBAEE8u};
  const sl_real zero = {0, 0};
  int32_t left = x.exponent + POINT;
  if (x.significand && x.exponent > LIMIT_BITS - 53) return zero;  // x >= 2^5
  uint64_t fixed = left >= 0 ? x.significand << left : left > -64 ? x.significand >> -left : 0;
  uint64_t result = exp_of_fraction(fixed << (64 - POINT));
  for (uint32_t i = 0; i < LIMIT_BITS; i++) {
    if (fixed >> (POINT + i) & 1u) result = times(result, factors[i]);
  }
  if (result >> 63) return sl_real_times_power(sl_real_of_integer(result >> 11), -52);
  return sl_real_times_power(sl_real_of_integer(result >> 10), -53);
}
