// SPDX-License-Identifier: Apache-2.0
// The seeded PRNG whose values become weights (SPEC.md, section 4).
#ifndef SEEDLITE_GENERATOR_H
#define SEEDLITE_GENERATOR_H

#include <stdint.h>

#include "kernels/sl_target.h"
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

// Sum of the four bytes and `more`.
static inline uint32_t sl_byte_sum(uint32_t x, uint32_t more) {
#if SL_DSP_INSTRUCTIONS
  uint32_t sum;
  __asm__("usada8 %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(0), "r"(more));
  return sum;
#else
  // bytes 0 and 2, and 1 and 3, summed in two halves of a word, then the halves: at most 1020
  uint32_t pairs = (x & 0x00FF00FFu) + ((x >> 8) & 0x00FF00FFu);
  return (pairs & 0xFFFFu) + (pairs >> 16) + more;
#endif
}

// The bell-shaped r + 128, 0 ... 255: floor((sum - 510) / 4) + 128 with sum in 0 ... 1020.
static inline uint32_t sl_bell_level(uint32_t hash) {
  return sl_byte_sum(hash, 2) >> 2;
}

// r in -128 ... 127: uniform from the top byte, bell-shaped from the sum of the four.
static inline int32_t sl_generator_value(uint32_t generator, uint32_t hash) {
  if (generator == SL_GENERATOR_UNIFORM) {
    return (int32_t)(hash >> 24) - ((hash >> 31) ? 256 : 0);
  }
  return (int32_t)sl_bell_level(hash) - 128;
}

#endif
