// SPDX-License-Identifier: Apache-2.0
// Positions of a draw's two indices in the seed bits, and the code that all draws share.
#ifndef SEEDLITE_DRAW_WINDOW_H
#define SEEDLITE_DRAW_WINDOW_H

#include <string.h>

#include "../target/sl_bits.h"
#include "../target/sl_target.h"
#include "sl_draw.h"
#include "sl_draw_bytes.h"
#include "sl_table.h"

#define SL_INDEX_MASK ((1u << SL_INDEX_BITS) - 1u)

// Returns the bits between a draw's two indices: the largest multiple of k within an index.
static inline uint32_t sl_index_distance(uint32_t bits_per_draw) {
  return SL_INDEX_BITS / bits_per_draw * bits_per_draw;
}

// Writes draw `number` in whole words.
typedef void (*sl_draw_one)(const sl_weights *weights, uint32_t number, int8_t *out);

// Writes `draws` > 0 draws from number `number` on, `values` bytes apart. Each writes whole words:
// it overwrites the excess bytes of the draw before it.
typedef void (*sl_draw_many)(const sl_weights *weights, uint32_t number, uint32_t draws,
                             uint32_t values, int8_t *out);

// Writes draw `number` from its value `from` on, up to `end`. Returns the end of the values.
SL_ALWAYS_INLINE int8_t *sl_draw_part(const sl_weights *weights, uint32_t number, uint32_t from,
                                      int8_t *out, const int8_t *end, sl_draw_one one) {
  int8_t values[SL_MAX_VALUES_PER_DRAW] = {0};
  one(weights, number, values);
  while (from < weights->values_per_draw && out < end) *out++ = values[from++];
  return out;
}

// Scales draws by a batch's spread, in 256ths, rounded halves up.
static inline void sl_apply_spread(const sl_weights *weights, sl_statistics batch, uint32_t count,
                                   int8_t *values) {
  if (!weights->spread_bits) return;
  const int8_t *end = values + count;
  for (; values < end; values++) {
    // |spread * r| <= 255 * 126; >> rounds down on all supported targets
    int32_t scaled = batch.spread * *values + (1 << (SL_SPREAD_SHIFT - 1));
    *values = (int8_t)(scaled >> SL_SPREAD_SHIFT);
  }
}

// Implements an sl_draw by `many`, whose draws write `bytes` each, and by `one` at both ends.
SL_ALWAYS_INLINE void sl_draw_by(const sl_weights *weights, sl_statistics batch, uint32_t first,
                                 uint32_t count, int8_t *out, uint32_t bytes, sl_draw_one one,
                                 sl_draw_many many) {
  const uint32_t values = weights->values_per_draw;
  const int8_t *end = out + count;
  int8_t *at = out;
  uint32_t number = first / values, from = first - number * values;
  while (at < end) {
    uint32_t room = (uint32_t)(end - at);
    if (from || room < bytes) {
      at = sl_draw_part(weights, number++, from, at, end, one);
      from = 0;
    } else {
      uint32_t draws = (room - bytes) / values + 1;
      many(weights, number, draws, values, at);
      number += draws;
      at += draws * values;
    }
  }
  sl_apply_spread(weights, batch, count, out);
}

#endif
