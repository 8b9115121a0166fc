// SPDX-License-Identifier: Apache-2.0
// The draws of statistics alone: a word of 32 bits for every SL_HASH_WEIGHTS weights of a row.
#ifndef SEEDLITE_LEVELS_H
#define SEEDLITE_LEVELS_H

#include "sl_weights.h"

// Words of a row; rows begin with a word of their own.
static inline uint32_t sl_row_hashes(uint32_t row_length) {
  return (row_length + SL_HASH_WEIGHTS - 1) / SL_HASH_WEIGHTS;
}

// Word `number`, modulo 2^32. Its fields f, two bits each, are r = 2 f - 3. In weight i's, i % 4 =
// 0, 1, 2, 3 is at bit 0, 2, 16, 18, and i / 4 moves it up by 4: with 0x00030003, two weights that
// are a pair of lanes (sl_lanes.h) come at once.
static inline uint32_t sl_hash(uint32_t number, uint32_t seed) {
  uint32_t x = number * (uint32_t)SL_HASH_STEP + seed;
  x ^= x >> 16;
  x *= (uint32_t)SL_HASH_MIX;
  return x ^ x >> 15;
}

#endif
