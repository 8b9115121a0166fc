// SPDX-License-Identifier: Apache-2.0
// Requantization in kernels with weights: int32 accumulators to int8 outputs.
#ifndef SEEDLITE_REQUANTIZE_H
#define SEEDLITE_REQUANTIZE_H

#include <stdbool.h>

#include "sl_bits.h"
#include "sl_fixedpoint.h"

// Biases and multipliers of the output channels. Without row codes there is one multiplier, or one
// for each channel. With row codes (SPEC.md, section 5) there are 2^row_code_mantissa_bits: a
// channel's code selects one and says how much to add to its shift.
typedef struct {
  const int32_t *bias;         // [channels]; NULL: none
  const int32_t *multipliers;  // [count], Q0.31
  const int8_t *shifts;        // [count]; shift plus code exponent is in -31 ... 30
  const uint8_t *row_codes;    // row_code_bits each; NULL: none
  const uint32_t *packed;      // [channels], bias * 2^8 + row code, replaces both; or NULL
  uint32_t count;
  uint32_t channels;
  uint8_t row_code_bits;
  uint8_t row_code_mantissa_bits;
  int8_t output_zp;
  int8_t activation_min;
  int8_t activation_max;
  // the conditions of sl_fast_output hold: |accumulator| < 2^30, all shifts are in -SL_FAST_SHIFT
  // ... -1, and the activation's range is all of int8
  bool fast;
} sl_requantize;

#define SL_FAST_SHIFT 22
#define SL_PACKED_CODE_BITS 8

// Requantization parameters of one output channel.
typedef struct {
  uint32_t bias;
  int32_t multiplier;
  int32_t rounding;  // if fast: rounding term of the shift plus the shifted output zero point
  int32_t shift;     // if fast: right; else as sl_multiply_by_quantized_multiplier takes it
} sl_channel;

// Sets all of a channel but its bias. Its scale is that of `entry` times 2^exponent.
static inline void sl_set_scale(const sl_requantize *requantize, uint32_t entry, uint32_t exponent,
                                sl_channel *channel) {
  channel->multiplier = requantize->multipliers[entry];
  channel->shift = requantize->shifts[entry] + (int32_t)exponent;
  if (requantize->fast) {
    channel->shift = -channel->shift;
    // zero point * 2^shift + 2^(shift - 1); at most 2^(8 + SL_FAST_SHIFT - 1)
    channel->rounding = (2 * requantize->output_zp + 1) * (1 << (channel->shift - 1));
  }
}

static inline sl_channel sl_channel_of(const sl_requantize *requantize, uint32_t index) {
  sl_channel channel = {0, 0, 0, 0};
  uint32_t code = 0, entry = requantize->count > 1 ? index : 0;
  if (requantize->packed) {
    uint32_t word = requantize->packed[index];
    channel.bias = (uint32_t)((int32_t)word >> SL_PACKED_CODE_BITS);
    code = word & ((1u << SL_PACKED_CODE_BITS) - 1u);
  } else {
    uint32_t bits = requantize->row_code_bits;
    if (requantize->bias) channel.bias = (uint32_t)requantize->bias[index];
    // a record has at most 2^27 weights, and codes at most 8 bits
    if (requantize->row_codes) code = sl_bits_field(requantize->row_codes, index * bits, bits);
  }
  if (requantize->row_code_bits) {
    entry = code & ((1u << requantize->row_code_mantissa_bits) - 1u);
  }
  sl_set_scale(requantize, entry, code >> requantize->row_code_mantissa_bits, &channel);
  return channel;
}

// Returns the output for twice the accumulator, bias included, where requantization is fast.
static inline int8_t sl_fast_output_of_twice(const sl_channel *channel, uint32_t twice) {
  // Halves round away from zero: negative values lose one before the shift. (So do negative values
  // whose product rounds to zero; there it makes no difference.) |product| < 2^30 and
  // |rounding| <= 2^29 + 2^21.
  int32_t rounding = channel->rounding + ((int32_t)twice >> 31);
  return sl_saturate_s8(sl_add_high_mul((int32_t)twice, channel->multiplier, rounding) >>
                        channel->shift);
}

// sl_multiply_by_quantized_multiplier for |x| < 2^30 and a shift to the right by 1 ...
// SL_FAST_SHIFT.
static inline int32_t sl_fast_scaled(int32_t x, int32_t multiplier, int32_t right) {
  // as sl_fast_output_of_twice
  return sl_add_high_mul(2 * x, multiplier, (1 << (right - 1)) + (x >> 31)) >> right;
}

// Returns the output of an accumulator without its bias, where requantization is fast.
static inline int8_t sl_fast_output(const sl_channel *channel, uint32_t sum) {
  return sl_fast_output_of_twice(channel, 2 * (channel->bias + sum));
}

// Returns the output of an accumulator without its bias, for any requantization.
int8_t sl_any_output(const sl_requantize *requantize, const sl_channel *channel, uint32_t sum);

static inline int8_t sl_output_of(const sl_requantize *requantize, const sl_channel *channel,
                                  uint32_t sum) {
  if (requantize->fast) return sl_fast_output(channel, sum);
  return sl_any_output(requantize, channel, sum);
}

// Writes the outputs of channels [first, first + count); sums: one accumulator each, without bias.
void sl_outputs_of(const sl_requantize *requantize, uint32_t first, uint32_t count,
                   const uint32_t *sums, int8_t *output);

#endif
