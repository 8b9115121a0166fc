// SPDX-License-Identifier: Apache-2.0
// Where a draw's two indices lie in the seed bits, and what is common to all draws from them.
#ifndef SEEDLITE_DRAW_WINDOW_H
#define SEEDLITE_DRAW_WINDOW_H

#include <string.h>

#include "../sl_bits.h"
#include "sl_draw.h"
#include "sl_table.h"

#define SL_INDEX_MASK ((1u << SL_INDEX_BITS) - 1u)

// Bits between a draw's two indices: as many whole steps of k as fit into an index.
static inline uint32_t sl_index_distance(uint32_t bits_per_draw) {
  return SL_INDEX_BITS / bits_per_draw * bits_per_draw;
}

// Four int8 sums, none of which leaves int8.
static inline uint32_t sl_add_quads(uint32_t a, uint32_t b) {
#if SL_DSP_INSTRUCTIONS
  uint32_t sum;
  __asm__("sadd8 %0, %1, %2" : "=r"(sum) : "r"(a), "r"(b));
  return sum;
#else
  // the top bits are added apart, without their carry
  return ((a & 0x7F7F7F7Fu) + (b & 0x7F7F7F7Fu)) ^ ((a ^ b) & 0x80808080u);
#endif
}

// Seed bits with a spread for each batch: 256ths of the draws, rounded.
static inline void sl_apply_spread(const sl_weights *weights, sl_statistics batch, uint32_t count,
                                   int8_t *values) {
  if (!weights->spread_bits) return;
  const int8_t *end = values + count;
  for (; values < end; values++) {
    // |spread * r| <= 255 * 126; >> rounds down on all our targets
    int32_t scaled = batch.spread * *values + (1 << (SL_SPREAD_SHIFT - 1));
    *values = (int8_t)(scaled >> SL_SPREAD_SHIFT);
  }
}

#endif
