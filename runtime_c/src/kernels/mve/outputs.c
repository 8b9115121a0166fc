// sl_outputs_of, four channels at a time.
#include "../target.h"
#if SL_MVE
#include "requantize.h"

// Channels whose biases and row codes are packed, `words`.
static inline sl_four_channels packed_channels(const sl_requantize *requantize, int32x4_t words) {
  const int32_t mantissa_bits = requantize->row_code_mantissa_bits;
  uint32x4_t codes =
      vandq_u32(vreinterpretq_u32_s32(words), vdupq_n_u32((1u << SL_PACKED_CODE_BITS) - 1u));
  uint32x4_t entries = vandq_u32(codes, vdupq_n_u32((1u << mantissa_bits) - 1u));
  int32x4_t exponents = vreinterpretq_s32_u32(vshlq_r_u32(codes, -mantissa_bits));
  int32x4_t shifts = vaddq_s32(vldrbq_gather_offset_s32(requantize->shifts, entries), exponents);
  int32x4_t zeros = vdupq_n_s32(0);
  sl_four_channels four = {vshrq_n_s32(words, SL_PACKED_CODE_BITS),
                           vldrwq_gather_shifted_offset_s32(requantize->multipliers, entries),
                           vmaxq_s32(shifts, zeros), vminq_s32(shifts, zeros)};
  return four;
}

static sl_four_channels any_channels(const sl_requantize *requantize, uint32_t first,
                                     uint32_t count) {
  int32_t places[16] = {0};
  sl_lane_channels channels = {places, 4};
  for (uint32_t i = 0; i < count; i++) {
    sl_set_channel(channels, i, sl_channel_of(requantize, first + i), requantize->fast);
  }
  return sl_load_channels(channels, 0);
}

void sl_outputs_of(const sl_requantize *requantize, uint32_t first, uint32_t count,
                   const uint32_t *sums, int8_t *output) {
  const sl_lane_range range = sl_lane_range_of(requantize);
  const int32_t *packed = (const int32_t *)(const void *)requantize->packed;
  for (uint32_t i = 0; i < count; i += 4) {
    uint32_t some = count - i < 4 ? count - i : 4;
    mve_pred16_t valid = vctp32q(some);
    sl_four_channels channels =
        packed ? packed_channels(requantize, vldrwq_z_s32(packed + first + i, valid))
               : any_channels(requantize, first + i, some);
    int32x4_t some_sums = vreinterpretq_s32_u32(vldrwq_z_u32(sums + i, valid));
    vstrbq_p_s32(output + i, sl_lane_outputs(&channels, range, some_sums), valid);
  }
}

#endif
