// SPDX-License-Identifier: Apache-2.0
#include "../target/sl_shared.h"
#include "sl_draw_window.h"

#if SL_MVE
#include "sl_mve_draw.h"
#endif

#define OCTET_BYTES (2 * SL_QUAD_BYTES)

// Writes the draw whose first index begins at bit `at`.
static inline void draw_at(const uint8_t *stream, uint32_t at, uint32_t distance, int8_t *out) {
  uint32_t bits = sl_bits_from(stream, at);  // uses at most 16 of them
  const uint32_t *a = sl_table_octets + 2 * (bits & SL_INDEX_MASK);
  const uint32_t *b = sl_table_octets + 2 + 2 * (bits >> distance & SL_INDEX_MASK);
  uint32_t low = sl_add_quads(a[0], b[0]), high = sl_add_quads(a[1], b[1]);
  sl_put_quad(low, out);
  sl_put_quad(high, out + SL_QUAD_BYTES);
}

static inline void draw_one(const sl_weights *weights, uint32_t number, int8_t *out) {
  const uint32_t step = weights->bits_per_draw;
  draw_at(weights->stream, number * step, sl_index_distance(step), out);
}

static inline void draw_many(const sl_weights *weights, uint32_t number, uint32_t draws,
                             uint32_t values, int8_t *out) {
  const uint32_t step = weights->bits_per_draw, distance = sl_index_distance(step);
  const uint8_t *stream = weights->stream;
#if SL_MVE
  if (step == SL_INDEX_BITS && values == OCTET_BYTES) {
    const uint32_t done = sl_draw_octet_vectors(stream + number, draws, out);
    number += done;
    out += done * values;
    draws -= done;
  }
#endif
  for (uint32_t at = number * step; draws; draws--, at += step, out += values) {
    draw_at(stream, at, distance, out);
  }
}

SL_SHARED void sl_draw_octets(const sl_weights *weights, sl_statistics batch, uint32_t first,
                              uint32_t count, int8_t *out) {
  sl_draw_by(weights, batch, first, count, out, OCTET_BYTES, draw_one, draw_many);
}
