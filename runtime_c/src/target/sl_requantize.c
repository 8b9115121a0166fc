// SPDX-License-Identifier: Apache-2.0
#include "sl_requantize.h"

#include "sl_shared.h"
#include "sl_target.h"

SL_SHARED int8_t sl_any_output(const sl_requantize *requantize, const sl_channel *channel,
                               uint32_t sum) {
  int32_t scaled = sl_multiply_by_quantized_multiplier((int32_t)(channel->bias + sum),
                                                       channel->multiplier, channel->shift);
  // |scaled| may come close to 2^31: add modulo 2^32, as TFLM does
  int32_t shifted = (int32_t)((uint32_t)scaled + (uint32_t)(int32_t)requantize->output_zp);
  return sl_clamp_s8(shifted, requantize->activation_min, requantize->activation_max);
}

#if !SL_MVE  // MVE: ops/weighted/sl_mve_outputs.c

// All channels are packed and fast: the parameters that they share are read once.
static void packed_outputs(const sl_requantize *requantize, const uint32_t *packed,
                           const uint32_t *end, const uint32_t *sums, int8_t *output) {
  const int32_t *multipliers = requantize->multipliers;
  const int8_t *shifts = requantize->shifts;
  const uint32_t mantissa_bits = requantize->row_code_mantissa_bits;
  const uint32_t mantissa_mask = (1u << mantissa_bits) - 1u;
  const int32_t zero_point = 2 * requantize->output_zp + 1;
  while (packed < end) {
    uint32_t word = *packed++;
    uint32_t entry = word & mantissa_mask;
    uint32_t code = word & ((1u << SL_PACKED_CODE_BITS) - 1u);
    int32_t shift = -(shifts[entry] + (int32_t)(code >> mantissa_bits));
    sl_channel channel = {(uint32_t)((int32_t)word >> SL_PACKED_CODE_BITS), multipliers[entry],
                          zero_point * (1 << shift) >> 1, shift};
    *output++ = sl_fast_output(&channel, *sums++);
  }
}

SL_SHARED void sl_outputs_of(const sl_requantize *requantize, uint32_t first, uint32_t count,
                             const uint32_t *sums, int8_t *output) {
  if (requantize->packed && requantize->fast) {
    const uint32_t *packed = requantize->packed + first;
    packed_outputs(requantize, packed, packed + count, sums, output);
    return;
  }
  for (uint32_t end = first + count; first < end; first++) {
    sl_channel channel = sl_channel_of(requantize, first);
    if (requantize->fast) {
      *output++ = sl_fast_output(&channel, *sums++);
    } else {
      *output++ = sl_any_output(requantize, &channel, *sums++);
    }
  }
}

#endif
