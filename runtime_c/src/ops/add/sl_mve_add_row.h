// SPDX-License-Identifier: Apache-2.0
// sl_add_row in vectors of four elements.
#ifndef SEEDLITE_MVE_ADD_ROW_H
#define SEEDLITE_MVE_ADD_ROW_H

#include <arm_mve.h>

// Constants of the loop, in registers; the bits are those of sl_add_row.h.
typedef struct {
  int32_t bias, small_zp;
  int32_t small_multiplier, small_shift;
  int32_t multiplier, rounding, shift;
  int32x4_t min, max;
} sl_add_lanes;

// Returns round(x m / 2^31), minus one if negative: after the shift, halves round away from zero.
static inline int32x4_t sl_add_scaled(int32x4_t x, int32_t multiplier) {
  int32x4_t scaled = vqrdmulhq_n_s32(x, multiplier);
  return vaddq_s32(scaled, vshrq_n_s32(scaled, 31));
}

static inline int32x4_t sl_add_four(const sl_add_lanes *l, int32x4_t large, int32x4_t small,
                                    bool same) {
  int32x4_t sum = vaddq_n_s32(vshlq_n_s32(large, SL_ADD_FRACTION_BITS - 1), l->bias);
  if (same) {
    sum = vaddq_s32(sum, vshlq_n_s32(small, SL_ADD_FRACTION_BITS - 1));
  } else {
    small = vsubq_n_s32(vshlq_n_s32(small, SL_ADD_FRACTION_BITS), l->small_zp);
    small = sl_add_scaled(small, l->small_multiplier);
    sum = vaddq_s32(sum, vrshlq_n_s32(small, l->small_shift));
  }
  sum = vaddq_n_s32(sl_add_scaled(sum, l->multiplier), l->rounding);
  return vminq_s32(vmaxq_s32(vshlq_r_s32(sum, l->shift), l->min), l->max);
}

static inline void sl_add_row(const sl_add_operands *o, uint32_t count, sl_channel channel,
                              bool same, int8_t *output) {
  const int half = SL_ADD_FRACTION_BITS - 1;
  const int8_t *large = o->large, *small = o->small;
  const int32_t zps = o->large_zp + (same ? o->small_zp : 0);
  const sl_add_lanes lanes = {.bias = -zps * (1 << half),
                              .small_zp = o->small_zp * (1 << SL_ADD_FRACTION_BITS),
                              .small_multiplier = o->small_multiplier,
                              .small_shift = o->small_shift,
                              .multiplier = channel.multiplier,
                              .rounding = channel.rounding,
                              .shift = -channel.shift,
                              .min = vdupq_n_s32(INT8_MIN),
                              .max = vdupq_n_s32(INT8_MAX)};
  for (uint32_t fours = count / 4; fours > 0; fours--) {
    vstrbq_s32(output, sl_add_four(&lanes, vldrbq_s32(large), vldrbq_s32(small), same));
    large += 4;
    small += 4;
    output += 4;
  }
  if (count % 4) {
    mve_pred16_t valid = vctp32q(count % 4);
    int32x4_t some = vldrbq_z_s32(large, valid), others = vldrbq_z_s32(small, valid);
    vstrbq_p_s32(output, sl_add_four(&lanes, some, others, same), valid);
  }
}

#endif
