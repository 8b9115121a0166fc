// SPDX-License-Identifier: Apache-2.0
// Quantized multipliers from the bits of float32 scales, by integer arithmetic, with the bits that
// TFLM computes in floating point (tensorflow/lite/kernels/internal/quantization_util.cc).
#ifndef SEEDLITE_MULTIPLIER_H
#define SEEDLITE_MULTIPLIER_H

#include <stdbool.h>
#include <stdint.h>

// A real number >= 0 in the precision of an IEEE double: significand * 2^exponent, significand in
// [2^52, 2^53) or 0. Results are within the range of normal doubles if operands are made of at most
// three float32 numbers (2^-379 < real < 2^382).
typedef struct {
  uint64_t significand;
  int32_t exponent;
} sl_real;

#define SL_REAL_BITS 53  // of a significand: a real is below 2^(exponent + SL_REAL_BITS)

// Returns the float32 number with these bits; positive, finite.
sl_real sl_real_from_f32(uint32_t bits);

// Returns the exact product of two positive normal float32 numbers.
sl_real sl_real_product_f32(uint32_t a_bits, uint32_t b_bits);

// Returns the product of two numbers that were rounded to float32; exact.
sl_real sl_real_product(sl_real a, sl_real b);

// Returns the square root of the positive float32 number with these bits, rounded to float32.
sl_real sl_real_root_f32(uint32_t bits);

// Returns a / b, rounded to the nearest double, ties to even; b > 0.
sl_real sl_real_quotient(sl_real a, sl_real b);

// Returns |a - b|, rounded to the nearest double, ties to even; operands may be 0.
sl_real sl_real_distance(sl_real a, sl_real b);

// Returns a * 2^power; exact.
sl_real sl_real_times_power(sl_real a, int32_t power);

// Returns an integer, 0 < value <= 2^53.
sl_real sl_real_of_integer(uint64_t value);

// Returns exp(-x) for x >= 0 to within 2^-52; 0 for x >= 32.
sl_real sl_real_exp_of_negative(sl_real x);

// Rounds `real` to an integer, halves up. False if it is 2^31 or more.
bool sl_real_round_to_s32(sl_real real, int32_t *out);

// Returns a negative number, 0 or a positive number for a < b, a == b or a > b; both > 0.
int sl_real_compare(sl_real a, sl_real b);

// Rounds *real to the nearest float32, ties to even, subnormals and 0 included. False if the result
// would be infinity.
bool sl_real_round_to_f32(sl_real *real);

// Finds real = *out_multiplier * 2^(*out_shift - 31), with *out_multiplier 0 or in [2^30, 2^31). As
// in TFLM, *out_multiplier is 0 if *out_shift would be below -31. *out_shift is then -1, like a
// small multiplier's (TFLM has 0, the shift of 1/2), so kernels need no special case. *out_shift
// has no upper limit.
void sl_quantize_multiplier(sl_real real, int32_t *out_multiplier, int32_t *out_shift);

// Computes value / scale in float32 arithmetic, rounded to an integer, halves up; both positive and
// normal. TFLite quantizes the limits of activations like this. False if the result is 2^31 or
// more; TFLM refuses such models.
bool sl_quantize_f32_bits(uint32_t value_bits, uint32_t scale_bits, int32_t *out);

#endif
