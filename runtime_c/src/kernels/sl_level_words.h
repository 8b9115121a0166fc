// SPDX-License-Identifier: Apache-2.0
// Products of the fields of a hash (draw/sl_levels.h) with inputs, as lanes.
#ifndef SEEDLITE_LEVEL_WORDS_H
#define SEEDLITE_LEVEL_WORDS_H

#include "../draw/sl_levels.h"
#include "sl_lanes.h"

#if SL_DSP
#include "dsp/sl_dsp_intrinsics.h"
#endif

#define SL_LEVEL_PAIR 0x00030003u

// sum plus the products of the first `count`, 8 or 16, fields of a word with lanes.
SL_ALWAYS_INLINE uint32_t sl_add_levels(uint32_t word, const sl_lane *lanes, uint32_t count,
                                        uint32_t sum) {
#if SL_DSP_INSTRUCTIONS
#define SL_LEVEL_QUAD(even, odd)              \
  "ldrd %[low], %[high], [%[lanes]], #8\n"    \
  "and %[pair], %[mask], %[word], lsr #" even \
  "\n"                                        \
  "smlad %[sum], %[pair], %[low], %[sum]\n"   \
  "and %[pair], %[mask], %[word], lsr #" odd  \
  "\n"                                        \
  "smlad %[sum], %[pair], %[high], %[sum]\n"
  uint32_t low, high, pair;
  __asm__ volatile(
      "ldrd %[low], %[high], [%[lanes]], #8\n"
      "and %[pair], %[mask], %[word]\n"
      "smlad %[sum], %[pair], %[low], %[sum]\n"
      "and %[pair], %[mask], %[word], lsr #2\n"
      "smlad %[sum], %[pair], %[high], %[sum]\n" SL_LEVEL_QUAD("4", "6")
      :
      [sum] "+r"(sum), [lanes] "+r"(lanes), [low] "=&r"(low), [high] "=&r"(high), [pair] "=&r"(pair)
      : [word] "r"(word), [mask] "r"(SL_LEVEL_PAIR)
      : "memory");
  if (count > 8) {
    __asm__ volatile(SL_LEVEL_QUAD("8", "10") SL_LEVEL_QUAD("12", "14")
                     : [sum] "+r"(sum), [lanes] "+r"(lanes), [low] "=&r"(low), [high] "=&r"(high),
                       [pair] "=&r"(pair)
                     : [word] "r"(word), [mask] "r"(SL_LEVEL_PAIR)
                     : "memory");
  }
#undef SL_LEVEL_QUAD
#elif SL_DSP
  for (uint32_t i = 0; i < count; i += 2, word >>= 2) {
    sum = sl_smlad(word & SL_LEVEL_PAIR, sl_load_word(lanes + i), sum);
  }
#else
  for (uint32_t i = 0; i < count; i += 2, word >>= 2, lanes += 2) {
    sum += (uint32_t)((int32_t)(word & 3u) * lanes[0] + (int32_t)(word >> 16 & 3u) * lanes[1]);
  }
#endif
  return sum;
}

// The bits of the first `count` < SL_HASH_WEIGHTS fields of a word.
static inline uint32_t sl_first_levels(uint32_t count) {
  static const uint32_t of_quad[SL_QUAD] = {0, 0x3, 0xF, 0x3000F};
  const uint32_t quads = count / SL_QUAD * SL_QUAD;  // four bits in either half for each
  return (0x10001u << quads) - 0x10001u + (of_quad[count % SL_QUAD] << quads);
}

#endif
