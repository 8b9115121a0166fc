// SPDX-License-Identifier: Apache-2.0
// sl_outputs_of, four channels at a time.
#include "../../target/sl_requantize.h"
#include "../../target/sl_shared.h"
#include "../../target/sl_target.h"

#if SL_MVE
#include "../../target/sl_mve_requantize.h"

static uint32x4_t row_codes(const sl_requantize *requantize, uint32_t first, uint32_t count) {
  const uint32_t bits = requantize->row_code_bits;
  uint32_t codes[4] = {0, 0, 0, 0};
  for (uint32_t i = 0; i < count; i++) {
    codes[i] = sl_bits_field(requantize->row_codes, (first + i) * bits, bits);
  }
  return vldrwq_u32(codes);
}

// sl_channel_of for channels [first, first + count), count <= 4.
static inline sl_four_channels four_channels(const sl_requantize *requantize, uint32_t first,
                                             uint32_t count, mve_pred16_t valid) {
  const int32_t mantissa_bits = requantize->row_code_mantissa_bits;
  const int32x4_t zeros = vdupq_n_s32(0);
  int32x4_t biases = zeros;
  uint32x4_t codes = vdupq_n_u32(0), entries = codes;
  if (requantize->packed) {
    uint32x4_t words = vldrwq_z_u32(requantize->packed + first, valid);
    biases = vshrq_n_s32(vreinterpretq_s32_u32(words), SL_PACKED_CODE_BITS);
    codes = vandq_u32(words, vdupq_n_u32((1u << SL_PACKED_CODE_BITS) - 1u));
  } else {
    if (requantize->bias) biases = vldrwq_z_s32(requantize->bias + first, valid);
    if (requantize->row_codes) codes = row_codes(requantize, first, count);
  }
  if (requantize->row_code_bits) {
    entries = vandq_u32(codes, vdupq_n_u32((1u << mantissa_bits) - 1u));
  } else if (requantize->count > 1) {
    entries = vidupq_n_u32(first, 1);
  }
  int32x4_t exponents = vreinterpretq_s32_u32(vshlq_r_u32(codes, -mantissa_bits));
  int32x4_t shifts = vldrbq_gather_offset_z_s32(requantize->shifts, entries, valid);
  int32x4_t multipliers =
      vldrwq_gather_shifted_offset_z_s32(requantize->multipliers, entries, valid);
  shifts = vaddq_s32(shifts, exponents);
  sl_four_channels four = {biases, multipliers, vmaxq_s32(shifts, zeros), vminq_s32(shifts, zeros)};
  return four;
}

// Writes outputs of packed channels with fast requantization, four at a time. Returns their number.
static uint32_t fast_outputs(const sl_requantize *requantize, sl_lane_range range, uint32_t first,
                             uint32_t count, const uint32_t *sums, int8_t *output) {
  if (!requantize->packed || !requantize->row_code_bits || !requantize->fast) return 0;
  const int32_t *multipliers = requantize->multipliers;
  const int8_t *shifts = requantize->shifts;
  const uint32_t *words = requantize->packed + first;
  const int32_t mantissa_bits = requantize->row_code_mantissa_bits;
  const uint32x4_t mantissas = vdupq_n_u32((1u << mantissa_bits) - 1u);
  const uint32x4_t exponents = vdupq_n_u32(((1u << SL_PACKED_CODE_BITS) - 1u) >> mantissa_bits);
  for (uint32_t fours = count / 4; fours > 0; fours--, words += 4, sums += 4, output += 4) {
    uint32x4_t some = vldrwq_u32(words), entries = vandq_u32(some, mantissas);
    uint32x4_t exponent = vandq_u32(vshlq_r_u32(some, -mantissa_bits), exponents);
    int32x4_t right =
        vaddq_s32(vldrbq_gather_offset_s32(shifts, entries), vreinterpretq_s32_u32(exponent));
    int32x4_t bias = vshrq_n_s32(vreinterpretq_s32_u32(some), SL_PACKED_CODE_BITS);
    int32x4_t x = vaddq_s32(bias, vreinterpretq_s32_u32(vldrwq_u32(sums)));
    int32x4_t multiplier = vldrwq_gather_shifted_offset_s32(multipliers, entries);
    vstrbq_s32(output, sl_in_range(sl_scale_to_the_right(x, multiplier, right), range));
  }
  return count & ~3u;
}

SL_SHARED void sl_outputs_of(const sl_requantize *requantize, uint32_t first, uint32_t count,
                             const uint32_t *sums, int8_t *output) {
  const sl_lane_range range = sl_lane_range_of(requantize);
  const uint32_t end = first + count;
  uint32_t done = fast_outputs(requantize, range, first, count, sums, output);
  first += done;
  sums += done;
  output += done;
  for (; first < end; first += 4, sums += 4, output += 4) {
    uint32_t some = end - first < 4 ? end - first : 4;
    mve_pred16_t valid = vctp32q(some);
    sl_four_channels channels = four_channels(requantize, first, some, valid);
    int32x4_t some_sums = vreinterpretq_s32_u32(vldrwq_z_u32(sums, valid));
    vstrbq_p_s32(output, sl_lane_outputs(&channels, range, some_sums), valid);
  }
}

#endif
