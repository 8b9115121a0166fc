// SPDX-License-Identifier: Apache-2.0
// Requantization in vectors: four accumulators at a time, the same bits as sl_requantize.h.
#ifndef SEEDLITE_MVE_REQUANTIZE_H
#define SEEDLITE_MVE_REQUANTIZE_H

#include <arm_mve.h>

#include "sl_requantize.h"

// Multiplies four values by their Q0.31 multipliers and shifts right by -right; right <= 0.
static inline int32x4_t sl_scale_to_the_right(int32x4_t x, int32x4_t multiplier, int32x4_t right) {
  int32x4_t scaled = vqrdmulhq_s32(x, multiplier);
  // halves round away from zero: negative values that will be shifted lose one first
  int32x4_t below = vshrq_n_s32(vandq_s32(scaled, right), 31);
  return vrshlq_s32(vqaddq_s32(scaled, below), right);
}

// sl_multiply_by_quantized_multiplier of four values: left >= 0, right <= 0, one of them 0.
static inline int32x4_t sl_multiply_by_quantized_multipliers(int32x4_t x, int32x4_t multiplier,
                                                             int32x4_t left, int32x4_t right) {
  return sl_scale_to_the_right(vshlq_s32(x, left), multiplier, right);
}

// Requantization parameters of output channels: four arrays of `stride` elements. As large as
// sl_channels, whose place in scratch they take.
typedef struct {
  int32_t *biases;  // followed by multipliers, left and right shifts
  uint32_t stride;
} sl_lane_channels;

static inline void sl_set_channel(sl_lane_channels channels, uint32_t at, sl_channel channel,
                                  bool fast) {
  int32_t shift = fast ? -channel.shift : channel.shift;
  int32_t *place = channels.biases + at;
  place[0] = (int32_t)channel.bias;
  place[channels.stride] = channel.multiplier;
  place[2 * channels.stride] = shift > 0 ? shift : 0;
  place[3 * channels.stride] = shift < 0 ? shift : 0;
}

// Requantization parameters of four channels.
typedef struct {
  int32x4_t bias, multiplier, left, right;
} sl_four_channels;

static inline sl_four_channels sl_load_channels(sl_lane_channels channels, uint32_t at) {
  const int32_t *place = channels.biases + at;
  sl_four_channels four = {vldrwq_s32(place), vldrwq_s32(place + channels.stride),
                           vldrwq_s32(place + 2 * channels.stride),
                           vldrwq_s32(place + 3 * channels.stride)};
  return four;
}

// Parameters that all channels share.
typedef struct {
  int32x4_t min, max;
  int32_t zp;
} sl_lane_range;

static inline sl_lane_range sl_lane_range_of(const sl_requantize *requantize) {
  sl_lane_range range = {vdupq_n_s32(requantize->activation_min),
                         vdupq_n_s32(requantize->activation_max), requantize->output_zp};
  return range;
}

static inline int32x4_t sl_in_range(int32x4_t scaled, sl_lane_range range) {
  return vminq_s32(vmaxq_s32(vaddq_n_s32(scaled, range.zp), range.min), range.max);
}

// Returns outputs, as int32, of accumulators without biases. Additions wrap around, as in TFLM.
static inline int32x4_t sl_lane_outputs(const sl_four_channels *channels, sl_lane_range range,
                                        int32x4_t sums) {
  int32x4_t scaled = sl_multiply_by_quantized_multipliers(
      vaddq_s32(sums, channels->bias), channels->multiplier, channels->left, channels->right);
  return sl_in_range(scaled, range);
}

// sl_lane_outputs where requantization is fast: no value is shifted left.
static inline int32x4_t sl_fast_lane_outputs(const sl_four_channels *channels, sl_lane_range range,
                                             int32x4_t sums) {
  int32x4_t scaled =
      sl_scale_to_the_right(vaddq_s32(sums, channels->bias), channels->multiplier, channels->right);
  return sl_in_range(scaled, range);
}

// Stores the low bytes of the first `count` (1 ... 4) lanes.
static inline void sl_store_lanes(int8_t *out, int32x4_t values, uint32_t count) {
  if (count >= 4) {
    vstrbq_s32(out, values);
  } else {
    vstrbq_p_s32(out, values, vctp32q(count));
  }
}

#endif
