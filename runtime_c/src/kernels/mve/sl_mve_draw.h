// SPDX-License-Identifier: Apache-2.0
// The draws of sl_weights.c in vectors. Its two functions are not inlined: their frames need not
// both stand on the stack.
#ifndef SEEDLITE_MVE_DRAW_H
#define SEEDLITE_MVE_DRAW_H

#include <arm_mve.h>
#include <string.h>

#include "../../sl_generator.h"
#include "../../sl_weights.h"

#define SL_DRAWS_AT_ONCE 16u

// floor((a + b + c + d + 2) / 4) of bytes: with e and f what halving a + b and c + d lost,
// floor((floor((a + b) / 2) + floor((c + d) / 2) + 1 + (e and f)) / 2). No sum overflows: where f
// is 1, c + d is odd and its half below 255.
static inline uint8x16_t sl_bell_levels(uint8x16x4_t hashes, uint8x16_t ones) {
  uint8x16_t a = hashes.val[0], b = hashes.val[1], c = hashes.val[2], d = hashes.val[3];
  uint8x16_t lost = vandq_u8(vandq_u8(veorq_u8(a, b), veorq_u8(c, d)), ones);
  return vrhaddq_u8(vhaddq_u8(a, b), vaddq_u8(vhaddq_u8(c, d), lost));
}

static inline uint32x4_t sl_next_hashes(uint32x4_t hashes, uint32_t seed) {
  return vmlasq_n_u32(hashes, vdupq_n_u32((uint32_t)SL_HASH_WINDOW_MULTIPLIER), seed);
}

// Where four windows of seed bits lie: two of them in each of two words that begin with the byte of
// their first bits, or all in the first word.
typedef struct {
  uint32_t first, second;  // bytes
  int32x4_t shifts;        // negative: bits from the words' starts
} sl_four_places;

// Of windows `step` bits apart from bit `at` on.
static inline sl_four_places sl_four_places_of(uint32_t at, uint32_t step, bool one_word) {
  uint32_t middle = at + 2 * step, first = at / 8, second = one_word ? first : middle / 8;
  const uint32_t shifts[4] = {at - 8 * first, at + step - 8 * first, middle - 8 * second,
                              middle + step - 8 * second};
  sl_four_places places = {first, second, vnegq_s32(vreinterpretq_s32_u32(vldrwq_u32(shifts)))};
  return places;
}

// The first hashes of four draws.
static inline uint32x4_t sl_hash_at(const uint8_t *stream, const sl_four_places *places,
                                    bool one_word, uint32x4_t mask, uint32_t seed) {
  uint32_t word;
  memcpy(&word, stream + places->first, sizeof word);
  uint32x4_t words = vdupq_n_u32(word);
  if (!one_word) {
    memcpy(&word, stream + places->second, sizeof word);
    words = vsetq_lane_u32(word, vsetq_lane_u32(word, words, 2), 3);
  }
  return sl_next_hashes(vandq_u32(vshlq_u32(words, places->shifts), mask), seed);
}

// Plain bell-shaped weights of 16 hashes.
static inline int8x16_t sl_plain_weights(const uint32_t *hashes) {
  const uint8x16_t ones = vdupq_n_u8(1);
  uint8x16_t levels = sl_bell_levels(vld4q_u8((const uint8_t *)hashes), ones);
  // the lowest weight is -127: level 0 becomes level 1
  levels = vmaxq_u8(levels, ones);
  return vreinterpretq_s8_u8(veorq_u8(levels, vdupq_n_u8(0x80)));  // less 128
}

// `vectors` times 16 such weights from bit `at` on, `values` (1 or 2) of each draw. values and
// one_word are constants, each with a loop of its own.
SL_ALWAYS_INLINE void sl_draw_vectors(const sl_weights *weights, uint32_t at, uint32_t vectors,
                                      uint32_t values, bool one_word, int8_t *out) {
  const uint32_t step = weights->bits_per_draw, seed = weights->seed;
  const uint32x4_t mask = vdupq_n_u32((1u << weights->window_bits) - 1u);
  // eight windows take `step` bytes: every second four of them lie alike in their words
  const sl_four_places even = sl_four_places_of(at % 8, step, one_word);
  const sl_four_places odd = sl_four_places_of(at % 8 + 4 * step, step, one_word);
  const uint8_t *stream = weights->stream + at / 8;
  const uint32x4_t alternate = vidupq_n_u32(0, 2);
  uint32_t hashes[SL_DRAWS_AT_ONCE];
  for (; vectors > 0; vectors--, out += SL_DRAWS_AT_ONCE, stream += step) {
    uint32x4_t a = sl_hash_at(stream, &even, one_word, mask, seed);
    uint32x4_t b = sl_hash_at(stream, &odd, one_word, mask, seed);
    if (values == 2) {
      vstrwq_scatter_shifted_offset_u32(hashes, alternate, a);
      vstrwq_scatter_shifted_offset_u32(hashes + 1, alternate, sl_next_hashes(a, seed));
      vstrwq_scatter_shifted_offset_u32(hashes + 8, alternate, b);
      vstrwq_scatter_shifted_offset_u32(hashes + 9, alternate, sl_next_hashes(b, seed));
    } else {
      stream += step;
      vst1q_u32(hashes, a);
      vst1q_u32(hashes + 4, b);
      vst1q_u32(hashes + 8, sl_hash_at(stream, &even, one_word, mask, seed));
      vst1q_u32(hashes + 12, sl_hash_at(stream, &odd, one_word, mask, seed));
    }
    vst1q_s8(out, sl_plain_weights(hashes));
  }
}

// Draws the first of `count` weights from live weight number `live` on, 16 at a time, where they
// are plain and two windows lie in a word. Returns how many.
SL_NEVER_INLINE uint32_t sl_draw_sixteens(const sl_weights *weights, uint32_t live, uint32_t count,
                                          int8_t *out) {
  const uint32_t values = weights->values_per_draw, step = weights->bits_per_draw;
  const uint32_t vectors = count / SL_DRAWS_AT_ONCE, at = live / values * step;
  bool able = step && values <= 2 && live % values == 0 && step + weights->window_bits <= 25 &&
              weights->generator == SL_GENERATOR_BELL && sl_weights_are_plain(weights);
  if (!able) return 0;
  if (values == 2) {
    sl_draw_vectors(weights, at, vectors, 2, false, out);
  } else if (3 * step + weights->window_bits <= 25) {
    sl_draw_vectors(weights, at, vectors, 1, true, out);
  } else {
    sl_draw_vectors(weights, at, vectors, 1, false, out);
  }
  return vectors * SL_DRAWS_AT_ONCE;
}

// Windows of seed bits: four of any draws' hashes.
typedef struct {
  const uint8_t *stream;
  uint32_t step, mask, seed;
} sl_lane_windows;

static inline uint32x4_t sl_hash_four_windows(sl_lane_windows w, uint32x4_t numbers) {
  // bits are counted modulo 2^32, as the scalar loop counts them
  uint32x4_t at = vmulq_n_u32(numbers, w.step);
  uint32x4_t byte = vshrq_n_u32(at, 3);
  // a window of 16 bits or less lies in three bytes
  uint32x4_t high = vldrbq_gather_offset_u32(w.stream + 2, byte);
  high = vsliq_n_u32(vldrbq_gather_offset_u32(w.stream + 1, byte), high, 8);
  uint32x4_t bits = vsliq_n_u32(vldrbq_gather_offset_u32(w.stream, byte), high, 8);
  int32x4_t place = vreinterpretq_s32_u32(vandq_u32(at, vdupq_n_u32(7)));
  uint32x4_t windows = vandq_u32(vshlq_u32(bits, vnegq_s32(place)), vdupq_n_u32(w.mask));
  return sl_next_hashes(windows, w.seed);
}

// The same where the state is a counter: sl_hash_counter.
static inline uint32x4_t sl_hash_four_counters(uint32x4_t numbers, uint32_t seed) {
  uint32x4_t x = vaddq_n_u32(numbers, seed);
  x = veorq_u32(x, vshrq_n_u32(x, 16));
  x = vmulq_n_u32(x, (uint32_t)SL_HASH_MIX_1);
  x = veorq_u32(x, vshrq_n_u32(x, 15));
  x = vmulq_n_u32(x, (uint32_t)SL_HASH_MIX_2);
  return veorq_u32(x, vshrq_n_u32(x, 16));
}

// sl_generator_value of four hashes.
static inline int32x4_t sl_four_values(uint32_t generator, uint32x4_t hashes) {
  if (generator == SL_GENERATOR_UNIFORM) return vshrq_n_s32(vreinterpretq_s32_u32(hashes), 24);
  uint8x16_t bytes = vreinterpretq_u8_u32(hashes);
  uint16x8_t pairs = vaddq_u16(vmovlbq_u8(bytes), vmovltq_u8(bytes));
  uint32x4_t sums = vaddq_u32(vmovlbq_u16(pairs), vmovltq_u16(pairs));
  return vsubq_n_s32(vreinterpretq_s32_u32(vrshrq_n_u32(sums, 2)), 128);
}

// Draws `count` > 0 weights of any kind from live weight number `live` on, four draws at a time;
// `mean` and `spread` are those of their batch.
SL_NEVER_INLINE void sl_draw_fours(const sl_weights *weights, int32_t mean, int32_t spread,
                                   uint32_t live, uint32_t count, int8_t *out) {
  const uint32_t values = weights->values_per_draw, generator = weights->generator;
  const int32_t shift = -weights->shift;
  const bool counter = weights->bits_per_draw == 0;
  const sl_lane_windows windows = {weights->stream, weights->bits_per_draw,
                                   (1u << weights->window_bits) - 1u, weights->seed};
  const uint32_t first = live / values, last = (live + count - 1) / values;
  const uint32x4_t counts = vdupq_n_u32(count);
  // of the draws' next values in `out`: beyond it, modulo 2^32, where they are not wanted
  uint32x4_t places = vmulq_n_u32(vidupq_n_u32(0, 1), values);
  places = vsubq_n_u32(places, live - first * values);
  for (uint32_t number = first; number <= last; number += 4) {
    uint32x4_t numbers = vminq_u32(vidupq_n_u32(number, 1), vdupq_n_u32(last));
    uint32x4_t hashes = counter ? sl_hash_four_counters(numbers, windows.seed)
                                : sl_hash_four_windows(windows, numbers);
    for (uint32_t value = values;;) {
      // |spread * r| < 2^15; rounded as it is shifted
      int32x4_t scaled = vmulq_n_s32(sl_four_values(generator, hashes), spread);
      scaled = vaddq_n_s32(vrshlq_n_s32(scaled, shift), mean);
      scaled = vmaxq_s32(scaled, vdupq_n_s32(-SL_WEIGHT_MAX));
      scaled = vminq_s32(scaled, vdupq_n_s32(SL_WEIGHT_MAX));
      vstrbq_scatter_offset_p_s32(out, places, scaled, vcmphiq_u32(counts, places));
      places = vaddq_n_u32(places, 1);
      if (--value == 0) break;
      hashes = sl_next_hashes(hashes, windows.seed);
    }
    places = vaddq_n_u32(places, 3 * values);
  }
}

#endif
