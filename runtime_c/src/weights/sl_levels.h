// SPDX-License-Identifier: Apache-2.0
// Draws for statistics alone: a 32-bit hash for every SL_HASH_WEIGHTS weights of a row.
#ifndef SEEDLITE_LEVELS_H
#define SEEDLITE_LEVELS_H

#include "sl_weights.h"

// Returns the number of a row's hashes. Every row begins with a new hash.
static inline uint32_t sl_row_hashes(uint32_t row_length) {
  return (row_length + SL_HASH_WEIGHTS - 1) / SL_HASH_WEIGHTS;
}

// Returns hash `number`, modulo 2^32. A two-bit field f stands for r = 2 f - 3. The field of weight
// i begins at bit 0, 2, 16, 18 for i % 4 = 0, 1, 2, 3, plus 4 * (i / 4): the mask 0x00030003
// selects two weights that are a pair of lanes (sl_lanes.h).
static inline uint32_t sl_hash(uint32_t number, uint32_t seed) {
  uint32_t x = number * (uint32_t)SL_HASH_STEP + seed;
  x ^= x >> 16;
  x *= (uint32_t)SL_HASH_MIX;
  return x ^ x >> 15;
}

#endif
