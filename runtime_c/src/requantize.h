// The output stage of kernels with weights: int32 accumulators to int8 outputs.
#ifndef SEEDLITE_REQUANTIZE_H
#define SEEDLITE_REQUANTIZE_H

#include <stdbool.h>

#include "bits.h"
#include "fixedpoint.h"

// Multipliers of the output channels. Without row codes there is one, or one for each channel; with
// row codes (SPEC.md, section 5) there are 2^row_code_mantissa_bits, and a channel's code says
// which one it has and what to add to its shift.
typedef struct {
  const int32_t *multipliers;  // [count], Q0.31
  const int8_t *shifts;        // [count]; shift plus code exponent is in -31 ... 30
  const uint8_t *row_codes;    // packed, row_code_bits each; NULL: none
  uint32_t count;
  uint8_t row_code_bits;
  uint8_t row_code_mantissa_bits;
  int8_t output_zp;
  int8_t activation_min;
  int8_t activation_max;
  // |accumulator| < 2^30, all shifts are in -SL_FAST_SHIFT ... -1, and the activation's range is all
  // of int8: what sl_fast_output asks for
  bool fast;
} sl_requantize;

#define SL_FAST_SHIFT 22

typedef struct {
  int32_t multiplier;
  int32_t shift;
} sl_multiplier;

// The multiplier of output channel `channel`.
static inline sl_multiplier sl_channel_multiplier(const sl_requantize *requantize,
                                                  uint32_t channel) {
  uint32_t index = requantize->count > 1 ? channel : 0;
  uint32_t exponent = 0;
  if (requantize->row_codes) {
    uint32_t bits = requantize->row_code_bits;
    // channel * bits < 2^32, as sl_prepare_requantize checked
    uint32_t code = sl_bits_field(requantize->row_codes, channel * bits, bits);
    index = code & ((1u << requantize->row_code_mantissa_bits) - 1u);
    exponent = code >> requantize->row_code_mantissa_bits;
  }
  sl_multiplier multiplier = {requantize->multipliers[index],
                              requantize->shifts[index] + (int32_t)exponent};
  return multiplier;
}

// Scales an accumulator (bias included), adds the zero point and clamps to the activation's range.
static inline int8_t sl_requantize_s8(const sl_requantize *requantize, sl_multiplier multiplier,
                                      int32_t accumulator) {
  int32_t scaled =
      sl_multiply_by_quantized_multiplier(accumulator, multiplier.multiplier, multiplier.shift);
  // |scaled| may come close to 2^31: add modulo 2^32, as TFLM does
  int32_t shifted = (int32_t)((uint32_t)scaled + (uint32_t)(int32_t)requantize->output_zp);
  return sl_clamp_s8(shifted, requantize->activation_min, requantize->activation_max);
}

// What becomes of the sums of one output channel.
typedef struct {
  uint32_t bias;
  int32_t multiplier;
  int32_t rounding;  // if fast: of the shift, and the output zero point
  int32_t shift;     // if fast: to the right; else as in sl_multiplier
} sl_channel;

static inline sl_channel sl_channel_of(const sl_requantize *requantize, uint32_t index,
                                       uint32_t bias) {
  sl_multiplier m = sl_channel_multiplier(requantize, index);
  sl_channel channel = {bias, m.multiplier, 0, m.shift};
  if (requantize->fast) {
    channel.shift = -m.shift;
    // |zero point * 2^shift| <= 2^(7 + SL_FAST_SHIFT)
    channel.rounding = requantize->output_zp * (1 << channel.shift) + (1 << (channel.shift - 1));
  }
  return channel;
}

// The output for a sum without its bias, where requantization is fast.
static inline int8_t sl_fast_output(const sl_channel *channel, uint32_t sum) {
  int32_t scaled =
      sl_rounding_doubling_high_mul_30((int32_t)(channel->bias + sum), channel->multiplier);
  // Halves away from zero: what is below zero loses one before the shift. |scaled| < 2^30 and
  // |rounding| <= 2^29 + 2^21.
  return sl_saturate_s8((scaled + (scaled >> 31) + channel->rounding) >> channel->shift);
}

// The same for any requantization.
int8_t sl_any_output(const sl_requantize *requantize, const sl_channel *channel, uint32_t sum);

static inline int8_t sl_output_of(const sl_requantize *requantize, const sl_channel *channel,
                                  uint32_t sum) {
  if (requantize->fast) return sl_fast_output(channel, sum);
  return sl_any_output(requantize, channel, sum);
}

#endif
