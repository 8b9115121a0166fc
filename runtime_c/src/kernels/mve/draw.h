// The draws of weights.c in vectors.
#ifndef SEEDLITE_MVE_DRAW_H
#define SEEDLITE_MVE_DRAW_H

#include <arm_mve.h>
#include <string.h>

#include "../../generator.h"

#define SL_DRAWS_AT_ONCE 16u

// floor((a + b + c + d + 2) / 4) of bytes: with e and f what halving a + b and c + d lost,
// floor((floor((a + b) / 2) + floor((c + d) / 2) + 1 + (e and f)) / 2). No sum overflows: where f
// is 1, c + d is odd and its half below 255.
static inline uint8x16_t sl_bell_levels(uint8x16x4_t hashes, uint8x16_t ones) {
  uint8x16_t a = hashes.val[0], b = hashes.val[1], c = hashes.val[2], d = hashes.val[3];
  uint8x16_t lost = vandq_u8(vandq_u8(veorq_u8(a, b), veorq_u8(c, d)), ones);
  return vrhaddq_u8(vhaddq_u8(a, b), vaddq_u8(vhaddq_u8(c, d), lost));
}

// Hashes of four windows, which lie at `places` (negative) in the word at `stream`.
static inline uint32x4_t sl_hash_windows(const uint8_t *stream, int32x4_t places, uint32x4_t mask,
                                         uint32_t seed) {
  uint32_t word;
  memcpy(&word, stream, sizeof word);
  uint32x4_t windows = vandq_u32(vshlq_u32(vdupq_n_u32(word), places), mask);
  return vmlasq_n_u32(windows, vdupq_n_u32((uint32_t)SL_HASH_WINDOW_MULTIPLIER), seed);
}

// `vectors` times 16 plain bell-shaped weights from bit `at` on: windows of `mask` bits, `step`
// bits apart, four of which lie in a word wherever it begins.
static inline void sl_draw_vectors(const uint8_t *stream, uint32_t at, uint32_t step, uint32_t mask,
                                   uint32_t seed, uint32_t vectors, int8_t *out) {
  // eight windows take `step` bytes: every second four of them lie alike in their words
  const uint32_t next = at % 8 + 4 * step;
  const int32x4_t steps = vmulq_n_s32(vreinterpretq_s32_u32(vidupq_n_u32(0, 1)), (int32_t)step);
  const int32x4_t places = vnegq_s32(vaddq_n_s32(steps, (int32_t)(at % 8)));
  const int32x4_t next_places = vnegq_s32(vaddq_n_s32(steps, (int32_t)(next % 8)));
  const uint32x4_t masks = vdupq_n_u32(mask);
  const uint8x16_t ones = vdupq_n_u8(1);
  const uint8_t *first = stream + at / 8, *second = first + next / 8;
  uint32_t hashes[SL_DRAWS_AT_ONCE];
  for (const int8_t *end = out + vectors * SL_DRAWS_AT_ONCE; out < end; out += SL_DRAWS_AT_ONCE) {
    vst1q_u32(hashes, sl_hash_windows(first, places, masks, seed));
    vst1q_u32(hashes + 4, sl_hash_windows(second, next_places, masks, seed));
    vst1q_u32(hashes + 8, sl_hash_windows(first + step, places, masks, seed));
    vst1q_u32(hashes + 12, sl_hash_windows(second + step, next_places, masks, seed));
    uint8x16_t levels = sl_bell_levels(vld4q_u8((const uint8_t *)hashes), ones);
    // the lowest weight is -127: level 0 becomes level 1
    levels = veorq_u8(vmaxq_u8(levels, ones), vdupq_n_u8(0x80));  // less 128
    vst1q_s8(out, vreinterpretq_s8_u8(levels));
    first += 2 * step;
    second += 2 * step;
  }
}

#endif
