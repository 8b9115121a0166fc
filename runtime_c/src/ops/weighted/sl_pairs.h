// SPDX-License-Identifier: Apache-2.0
// A tile of a convolution: an array of pairs of output channels. A pair has two biases, two rows of
// weights whose quads (sl_lanes.h) alternate, and requantization parameters.
#ifndef SEEDLITE_PAIRS_H
#define SEEDLITE_PAIRS_H

#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"

typedef struct {
  uint32_t biases[2];
  sl_lane weights[];
} sl_pair;

typedef struct {
  int32_t multiplier, rounding, shift;
} sl_pair_scale;

static inline uint32_t sl_pair_bytes(uint32_t quads) {
  return (uint32_t)(sizeof(sl_pair) + quads * SL_BLOCK * sizeof(sl_lane) +
                    2 * sizeof(sl_pair_scale));
}

static inline sl_pair_scale *sl_pair_scales(const sl_pair *pair, uint32_t quads) {
  return (sl_pair_scale *)(void *)((const uint8_t *)(pair + 1) +
                                   quads * SL_BLOCK * sizeof(sl_lane));
}

static inline const sl_pair *sl_next_pair(const sl_pair *pair, uint32_t quads) {
  return (const sl_pair *)(const void *)((const uint8_t *)pair + sl_pair_bytes(quads));
}

static inline sl_channel sl_pair_channel(const sl_pair *pair, uint32_t quads, uint32_t i) {
  const sl_pair_scale *scale = sl_pair_scales(pair, quads) + i;
  sl_channel channel = {pair->biases[i], scale->multiplier, scale->rounding, scale->shift};
  return channel;
}

#if SL_DSP
#include "sl_dsp_pairs.h"
#else
#include "sl_portable_pairs.h"
#endif

#endif
