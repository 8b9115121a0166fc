// SPDX-License-Identifier: Apache-2.0
// Quantized multipliers from the bits of float32 scales, by integer arithmetic alone and equal to
// the last bit to what TFLM computes in floating point.
#ifndef SEEDLITE_MULTIPLIER_H
#define SEEDLITE_MULTIPLIER_H

#include <stdbool.h>
#include <stdint.h>

// A real number >= 0 as an IEEE double would hold it: significand * 2^exponent, significand in
// [2^52, 2^53) or 0. No operation below leaves the exponents of normal doubles as long as its
// operands come from at most three float32 numbers (2^-379 < real < 2^382).
typedef struct {
  uint64_t significand;
  int32_t exponent;
} sl_real;

// The float32 number with these bits; positive, finite.
sl_real sl_real_from_f32(uint32_t bits);

// Product of two positive normal float32 numbers; exact.
sl_real sl_real_product_f32(uint32_t a_bits, uint32_t b_bits);

// a / b, rounded to the nearest double, ties to even; b > 0.
sl_real sl_real_quotient(sl_real a, sl_real b);

// |a - b|, rounded to the nearest double, ties to even; 0 allowed.
sl_real sl_real_distance(sl_real a, sl_real b);

// a * 2^power; exact.
sl_real sl_real_times_power(sl_real a, int32_t power);

// Below, equal to or above 0 as a is below, equal to or above b; both > 0.
int sl_real_compare(sl_real a, sl_real b);

// *real rounded to the nearest float32, ties to even, subnormals and 0 included. False if that
// would be infinity.
bool sl_real_round_to_f32(sl_real *real);

// real = *out_multiplier * 2^(*out_shift - 31), with *out_multiplier 0 or in [2^30, 2^31). As in
// TFLM, *out_multiplier is 0 where *out_shift would be below -31; *out_shift is -1 then, as that of
// any small multiplier: kernels need not look at it (TFLM has 0 there, which is the shift of 1/2).
// No upper limit is set.
void sl_quantize_multiplier(sl_real real, int32_t *out_multiplier, int32_t *out_shift);

// *out: value / scale in float32 arithmetic, rounded to an integer, halves up; both positive and
// normal. This is how TFLite quantizes the limits of activations. False if it is 2^31 or more,
// where TFLM refuses the model.
bool sl_quantize_f32_bits(uint32_t value_bits, uint32_t scale_bits, int32_t *out);

#endif
