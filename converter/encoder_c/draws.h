// The values of draws, as the searches use them. Host only.
#ifndef SEEDLITE_DRAWS_H
#define SEEDLITE_DRAWS_H

#include <stdint.h>

#define SL_INDEX_BITS 8u
#define SL_INDICES (1u << SL_INDEX_BITS)

// A draw's values are first[q] + second[c]; q and c: its window's lowest and highest 8 bits.
typedef struct {
  uint32_t bits_per_draw;    // k, 1 ... 8
  uint32_t values_per_draw;  // V, >= 1
  const float *first;        // [V][256]
  const float *second;       // [V][256]
} sl_draws;

static inline uint32_t sl_index_distance(const sl_draws *draws) {
  return SL_INDEX_BITS / draws->bits_per_draw * draws->bits_per_draw;
}

static inline float sl_draw_value(const sl_draws *draws, uint32_t window, uint32_t value) {
  return draws->first[value * SL_INDICES + window % SL_INDICES] +
         draws->second[value * SL_INDICES + (window >> sl_index_distance(draws))];
}

// Returns the number of bits that consecutive windows share: all above the lowest k.
static inline uint32_t sl_shared_bits(const sl_draws *draws) {
  return sl_index_distance(draws) + SL_INDEX_BITS - draws->bits_per_draw;
}

#endif
