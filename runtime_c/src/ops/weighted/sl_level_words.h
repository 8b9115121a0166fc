// SPDX-License-Identifier: Apache-2.0
// Products of the fields of a hash (sl_levels.h) and lanes of inputs.
#ifndef SEEDLITE_LEVEL_WORDS_H
#define SEEDLITE_LEVEL_WORDS_H

#include "../../target/sl_lanes.h"
#include "../../weights/sl_levels.h"

#if SL_DSP
#include "../../target/sl_dsp_intrinsics.h"
#endif

#if SL_MVE
#include <arm_mve.h>
#endif

#define SL_LEVEL_PAIR 0x00030003u

// Returns `sum` plus the dot product of a hash's fields and lanes.
SL_ALWAYS_INLINE uint32_t sl_add_levels(uint32_t word, const sl_lane *lanes, uint32_t sum) {
#if SL_DSP
  for (uint32_t i = 0; i < SL_HASH_WEIGHTS; i += 2, word >>= 2) {
    sum = sl_smlad(word & SL_LEVEL_PAIR, sl_load_word(lanes + i), sum);
  }
#else
  for (uint32_t i = 0; i < SL_HASH_WEIGHTS; i += 2, word >>= 2, lanes += 2) {
    sum += (uint32_t)((int32_t)(word & 3u) * lanes[0] + (int32_t)(word >> 16 & 3u) * lanes[1]);
  }
#endif
  return sum;
}

#if SL_MVE

// sl_add_level_words in vectors of eight lanes.
static inline uint32_t sl_add_level_vectors(uint32_t number, uint32_t seed, const sl_lane *lanes,
                                            const sl_lane *end, uint32_t sum) {
  const uint32x4_t pair = vdupq_n_u32(SL_LEVEL_PAIR);
  const int32x4_t first = vmulq_n_s32(vreinterpretq_s32_u32(vidupq_n_u32(0, 2)), -1);
  const int32x4_t second = vsubq_n_s32(first, 8);
  int32_t total = (int32_t)sum;
  for (; lanes < end; lanes += SL_HASH_WEIGHTS, number++) {
    const uint32x4_t word = vdupq_n_u32(sl_hash(number, seed));
    int16x8_t low = vreinterpretq_s16_u32(vandq_u32(vshlq_u32(word, first), pair));
    int16x8_t high = vreinterpretq_s16_u32(vandq_u32(vshlq_u32(word, second), pair));
    total = vmladavaq_s16(total, low, vldrhq_s16(lanes));
    total = vmladavaq_s16(total, high, vldrhq_s16(lanes + SL_HASH_WEIGHTS / 2));
  }
  return (uint32_t)total;
}

#endif

// Returns `sum` plus the dot product of hashes, from hash `number` on, and lanes up to `end`.
static inline uint32_t sl_add_level_words(uint32_t number, uint32_t seed, const sl_lane *lanes,
                                          const sl_lane *end, uint32_t sum) {
  if (lanes == end) return sum;
#if SL_MVE
  return sl_add_level_vectors(number, seed, lanes, end, sum);
#else
  for (; lanes < end; lanes += SL_HASH_WEIGHTS, number++) {
    sum = sl_add_levels(sl_hash(number, seed), lanes, sum);
  }
  return sum;
#endif
}

// Returns the mask of the first `count` < SL_HASH_WEIGHTS fields of a hash.
static inline uint32_t sl_first_levels(uint32_t count) {
  static const uint32_t of_quad[SL_QUAD] = {0, 0x3, 0xF, 0x3000F};
  const uint32_t quads = count / SL_QUAD * SL_QUAD;  // a quad has four bits in each half
  return (0x10001u << quads) - 0x10001u + (of_quad[count % SL_QUAD] << quads);
}

#endif
