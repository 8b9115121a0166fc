// SPDX-License-Identifier: Apache-2.0
#include "sl_multiplier.h"

#define SIGNIFICAND_BITS SL_REAL_BITS
#define TOP_BIT ((uint64_t)1 << (SIGNIFICAND_BITS - 1))
#define GUARD_BITS 10            // of a difference, below a double's bits
#define DIGIT_BITS 9             // of a long division
#define QUOTIENT_DIGITS 6u       // after the point: 54 bits
#define F32_BITS 24              // of a float32's significand
#define F32_MIN_EXPONENT (-149)  // of a float32's last bit
#define F32_END_EXPONENT 128     // float32 numbers are below 2 to this power
#define F32_BIAS 150             // of the exponent field, for integer significands

// Returns significand * 2^exponent with the significand's top bit in place; 0 < significand <=
// 2^53.
static sl_real normalize(uint64_t significand, int32_t exponent) {
  sl_real real = {significand, exponent};
  if (real.significand == 2 * TOP_BIT) {  // rounding carried
    real.significand = TOP_BIT;
    real.exponent++;
  }
  while (real.significand < TOP_BIT >> 8) {
    real.significand <<= 8;
    real.exponent -= 8;
  }
  while (real.significand < TOP_BIT) {
    real.significand <<= 1;
    real.exponent--;
  }
  return real;
}

// Returns x / 2^bits rounded to the nearest integer, ties to even; x < 2^63, bits 1 ... 63.
static uint64_t shift_right_ties_to_even(uint64_t x, uint32_t bits) {
  uint64_t quotient = x >> bits;
  uint64_t remainder = x & (((uint64_t)1 << bits) - 1);
  uint64_t half = (uint64_t)1 << (bits - 1);
  return quotient + (remainder > half || (remainder == half && (quotient & 1)));
}

static bool is_subnormal(uint32_t bits) {
  return bits < 0x00800000u;
}

static uint32_t f32_significand(uint32_t bits) {
  return is_subnormal(bits) ? bits : (bits & 0x007FFFFFu) | 0x00800000u;
}

static int32_t f32_exponent(uint32_t bits) {
  return is_subnormal(bits) ? F32_MIN_EXPONENT : (int32_t)(bits >> 23) - F32_BIAS;
}

sl_real sl_real_of_integer(uint64_t value) {
  return normalize(value, 0);
}

sl_real sl_real_from_f32(uint32_t bits) {
  return normalize(f32_significand(bits), f32_exponent(bits));
}

sl_real sl_real_product_f32(uint32_t a_bits, uint32_t b_bits) {
  // 24 bits times 24 bits fit in 53
  uint64_t product = (uint64_t)f32_significand(a_bits) * f32_significand(b_bits);
  return normalize(product, f32_exponent(a_bits) + f32_exponent(b_bits));
}

#define F32_LOW_BITS (SIGNIFICAND_BITS - F32_BITS)  // that are 0 in a double that a float32 holds

sl_real sl_real_product(sl_real a, sl_real b) {
  // 24 bits times 24 bits fit in 53
  uint64_t product = (a.significand >> F32_LOW_BITS) * (b.significand >> F32_LOW_BITS);
  return normalize(product, a.exponent + b.exponent + 2 * F32_LOW_BITS);
}

// floor(sqrt(x)) for x < 2^52, bit by bit.
static uint64_t integer_root(uint64_t x) {
  uint64_t root = 0;
  for (uint64_t bit = 1u << 25; bit; bit >>= 1) {
    uint64_t larger = root | bit;
    if (larger * larger <= x) root = larger;
  }
  return root;
}

sl_real sl_real_root_f32(uint32_t bits) {
  sl_real x = normalize(f32_significand(bits), f32_exponent(bits));
  uint32_t odd = (uint32_t)x.exponent & 1u;    // exponents become even
  uint64_t wide = x.significand >> (2 - odd);  // of 24 bits above 28 or more zeros: exact, < 2^52
  uint64_t root = integer_root(wide);          // 2^25 <= root < 2^26
  // 26 bits and one that says whether more follow: enough to round to 24, as roots are no ties
  sl_real result =
      normalize(2 * root + (root * root != wide), (x.exponent + 2 - (int32_t)odd) / 2 - 1);
  sl_real_round_to_f32(&result);  // in the range of float32, as the root lies between x and 1
  return result;
}

// Returns the next digit of a long division. *remainder < b; b's top bit is in place.
static uint32_t next_digit(uint64_t *remainder, uint64_t b) {
  *remainder <<= DIGIT_BITS;  // < 2^62
  // b / 2^31 >= 2^21 rounded up, the remainder rounded down: the digit is at most one too small
  uint32_t digit = (uint32_t)(*remainder >> 31) / ((uint32_t)(b >> 31) + 1);
  *remainder -= digit * b;  // < 2^9 * 2^53
  if (*remainder < b) return digit;
  *remainder -= b;
  return digit + 1;
}

sl_real sl_real_quotient(sl_real a, sl_real b) {
  if (!a.significand) return a;
  int32_t exponent = a.exponent - b.exponent - SIGNIFICAND_BITS;
  uint64_t remainder = a.significand;
  if (remainder < b.significand) {
    remainder <<= 1;
    exponent--;
  }
  // remainder / b is in [1, 2): its 53 bits and two more for rounding
  remainder -= b.significand;
  uint64_t quotient = 1;
  for (uint32_t i = 0; i < QUOTIENT_DIGITS; i++) {
    quotient = quotient << DIGIT_BITS | next_digit(&remainder, b.significand);
  }
  // the remainder is below the rounding bits: append a sticky bit
  quotient = quotient << 1 | (remainder != 0);
  return normalize(shift_right_ties_to_even(quotient, 3), exponent + 1);
}

// a - b, a >= b > 0.
static sl_real difference(sl_real a, sl_real b) {
  const sl_real zero = {0, 0};
  uint32_t gap = (uint32_t)(a.exponent - b.exponent);
  if (gap > SIGNIFICAND_BITS + GUARD_BITS) gap = SIGNIFICAND_BITS + GUARD_BITS;
  uint64_t subtrahend = b.significand << GUARD_BITS;  // < 2^63
  uint64_t shifted = subtrahend >> gap;
  // b has bits below the guard bits only if gap > GUARD_BITS. Then the result is above 2^60, and
  // rounding drops its last bit, which serves as the sticky bit.
  uint64_t rest = shifted << gap != subtrahend;
  uint64_t result = ((a.significand << GUARD_BITS) - shifted - rest) | rest;
  if (!result) return zero;
  uint32_t dropped = 0;
  while (result >> dropped > 2 * TOP_BIT - 1) dropped++;
  if (dropped) result = shift_right_ties_to_even(result, dropped);
  return normalize(result, a.exponent - GUARD_BITS + (int32_t)dropped);
}

sl_real sl_real_distance(sl_real a, sl_real b) {
  if (!a.significand) return b;
  if (!b.significand) return a;
  return sl_real_compare(a, b) < 0 ? difference(b, a) : difference(a, b);
}

sl_real sl_real_times_power(sl_real a, int32_t power) {
  a.exponent += power;
  return a;
}

int sl_real_compare(sl_real a, sl_real b) {
  if (a.exponent != b.exponent) return a.exponent < b.exponent ? -1 : 1;
  if (a.significand != b.significand) return a.significand < b.significand ? -1 : 1;
  return 0;
}

bool sl_real_round_to_f32(sl_real *real) {
  const sl_real zero = {0, 0};
  if (!real->significand) return true;
  int32_t last = real->exponent + SIGNIFICAND_BITS - F32_BITS;
  if (last < F32_MIN_EXPONENT) last = F32_MIN_EXPONENT;
  int32_t dropped = last - real->exponent;  // >= 29
  uint64_t rounded = dropped > SIGNIFICAND_BITS
                         ? 0
                         : shift_right_ties_to_even(real->significand, (uint32_t)dropped);
  *real = rounded ? normalize(rounded, last) : zero;
  return real->exponent + SIGNIFICAND_BITS <= F32_END_EXPONENT;
}

void sl_quantize_multiplier(sl_real real, int32_t *out_multiplier, int32_t *out_shift) {
  *out_multiplier = 0;
  *out_shift = -1;
  if (!real.significand) return;
  const uint32_t dropped = SIGNIFICAND_BITS - 31;
  uint64_t fraction = (real.significand + ((uint64_t)1 << (dropped - 1))) >> dropped;
  int32_t shift = real.exponent + SIGNIFICAND_BITS;
  if (fraction > INT32_MAX) {  // rounding carried to 2^31
    fraction >>= 1;
    shift++;
  }
  if (shift < -31) return;
  *out_multiplier = (int32_t)fraction;
  *out_shift = shift;
}

bool sl_real_round_to_s32(sl_real real, int32_t *out) {
  *out = 0;
  int32_t dropped = -real.exponent;
  if (!real.significand || dropped > SIGNIFICAND_BITS) return true;
  if (dropped < SIGNIFICAND_BITS - 31) return false;
  uint64_t rounded = (real.significand + ((uint64_t)1 << (dropped - 1))) >> dropped;
  if (rounded > INT32_MAX) return false;
  *out = (int32_t)rounded;
  return true;
}

bool sl_quantize_f32_bits(uint32_t value_bits, uint32_t scale_bits, int32_t *out) {
  sl_real real = sl_real_quotient(sl_real_from_f32(value_bits), sl_real_from_f32(scale_bits));
  // the intermediate rounding to double never changes a float32 quotient
  return sl_real_round_to_f32(&real) && sl_real_round_to_s32(real, out);
}
