// The seeded PRNG whose values become weights (SPEC.md, section 4).
#ifndef SEEDLITE_GENERATOR_H
#define SEEDLITE_GENERATOR_H

#include <stdint.h>

#include "seedlite_format.h"

// First hash of a draw whose state is a window of the seed bits.
static inline uint32_t sl_hash_window(uint32_t window, uint32_t seed) {
  return window * (uint32_t)SL_HASH_WINDOW_MULTIPLIER + seed;
}

// Hash of the same draw's next value.
static inline uint32_t sl_hash_next(uint32_t hash, uint32_t seed) {
  return hash * (uint32_t)SL_HASH_WINDOW_MULTIPLIER + seed;
}

// Hash of a draw whose state is a counter; mixed twice because neighbours differ in few bits.
static inline uint32_t sl_hash_counter(uint32_t draw, uint32_t seed) {
  uint32_t x = draw + seed;
  x ^= x >> 16;
  x *= (uint32_t)SL_HASH_MIX_1;
  x ^= x >> 15;
  x *= (uint32_t)SL_HASH_MIX_2;
  return x ^ (x >> 16);
}

// r in -128 ... 127: uniform from the top byte, bell-shaped from the sum of the four.
static inline int32_t sl_generator_value(uint32_t generator, uint32_t hash) {
  if (generator == SL_GENERATOR_UNIFORM) {
    return (int32_t)(hash >> 24) - ((hash >> 31) ? 256 : 0);
  }
  // bytes 0 and 2, and 1 and 3, summed in two halves of a word, then the halves: at most 1020
  uint32_t pairs = (hash & 0x00FF00FFu) + ((hash >> 8) & 0x00FF00FFu);
  uint32_t sum = (pairs & 0xFFFFu) + (pairs >> 16);
  // floor((sum - 510) / 4) with sum in 0 ... 1020, kept unsigned until the end
  return (int32_t)((sum + 2u) >> 2) - 128;
}

#endif
