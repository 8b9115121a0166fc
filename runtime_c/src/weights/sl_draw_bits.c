// SPDX-License-Identifier: Apache-2.0
// Draws of at most 4 values and fewer than 8 bits.
#include "../target/sl_shared.h"
#include "sl_draw_window.h"

#if SL_MVE
#include "sl_mve_draw.h"
#endif

#define FOUR 4u

// Returns the draw whose first index begins at bit `at` of a word.
static inline uint32_t draw_at(uint32_t word, uint32_t at, uint32_t distance) {
  const uint32_t *first = sl_table_quads, *second = sl_table_quads + 1;
  return sl_add_quads(first[word >> at & SL_INDEX_MASK],
                      second[word >> (at + distance) & SL_INDEX_MASK]);
}

// Writes `draws` draws; the first begins at bit `at` of the seed bits.
static void draw_singly(const sl_weights *weights, uint32_t at, uint32_t draws, int8_t *out) {
  const uint32_t step = weights->bits_per_draw, distance = sl_index_distance(step);
  const uint8_t *stream = weights->stream;
  const uint32_t values = weights->values_per_draw;
  for (; draws; draws--, at += step, out += values) {
    sl_put_quad(draw_at(sl_bits_from(stream, at), 0, distance), out);
  }
}

// Writes `fours` times four draws; the first begins with a byte. Four draws span 3 * step +
// distance + SL_INDEX_BITS bits, at most 32. `step`, a constant, is 4 or 6.
SL_ALWAYS_INLINE void draw_fours(const uint8_t *bytes, uint32_t fours, uint32_t step,
                                 uint32_t values, int8_t *out) {
  const uint32_t distance = sl_index_distance(step);
  for (; fours; fours--, bytes += FOUR * step / 8, out += 2 * values) {
    uint32_t word = sl_bits_from(bytes, 0);
    sl_put_quad(draw_at(word, 0, distance), out);
    sl_put_quad(draw_at(word, step, distance), out + values);
    out += 2 * values;
    sl_put_quad(draw_at(word, 2 * step, distance), out);
    sl_put_quad(draw_at(word, 3 * step, distance), out + values);
  }
}

static inline void draw_one(const sl_weights *weights, uint32_t number, int8_t *out) {
  draw_singly(weights, number * weights->bits_per_draw, 1, out);
}

SL_NEVER_INLINE void draw_many(const sl_weights *weights, uint32_t number, uint32_t draws,
                               uint32_t values, int8_t *out) {
  const uint32_t step = weights->bits_per_draw;
#if SL_MVE
  if (step == SL_SIX && values == 2) {
    const uint32_t done = sl_draw_six_vectors(weights->stream, number * step, draws, out);
    number += done;
    out += done * values;
    draws -= done;
  }
#endif
  const uint32_t at = number * step;
  uint32_t fours = 0;
  if ((step == 4 || step == 6) && at % 8 == 0) {
    const uint8_t *bytes = weights->stream + at / 8;
    fours = draws / FOUR;
    if (step == 4) {
      draw_fours(bytes, fours, 4, values, out);
    } else {
      draw_fours(bytes, fours, 6, values, out);
    }
  }
  const uint32_t done = fours * FOUR;
  draw_singly(weights, at + done * step, draws - done, out + done * values);
}

SL_SHARED void sl_draw_bits(const sl_weights *weights, sl_statistics batch, uint32_t first,
                            uint32_t count, int8_t *out) {
  sl_draw_by(weights, batch, first, count, out, SL_QUAD_BYTES, draw_one, draw_many);
}
