// SPDX-License-Identifier: Apache-2.0
#include "../sl_shared.h"
#include "sl_draw_window.h"

#define QUAD 4u  // values that a row of the table has

// Values of the draw whose first index begins at bit `at`.
static inline uint32_t draw_at(const uint8_t *stream, uint32_t at, uint32_t distance) {
  uint32_t bits = sl_bits_from(stream, at);  // 16 of them at most are looked at
  return sl_add_quads(sl_table_quads[bits & SL_INDEX_MASK],
                      sl_table_quads[(bits >> distance & SL_INDEX_MASK) + 1]);
}

// Whole draws of bytes, each written as a word and partly overwritten by the next, until fewer than
// QUAD values are left. Returns how many values.
static uint32_t draw_bytes(const uint8_t *bytes, uint32_t values, uint32_t count, int8_t *out) {
  const int8_t *begin = out, *end = out + (count & ~(QUAD - 1u));
  if (count < QUAD) return 0;
  end = begin + count - QUAD;  // the last place of a whole word
  uint32_t index = *bytes;
  while (out <= end) {
    uint32_t next = *++bytes;
    uint32_t quad = sl_add_quads(sl_table_quads[index], sl_table_quads[next + 1]);
    memcpy(out, &quad, sizeof quad);
    index = next;
    out += values;
  }
  return (uint32_t)(out - begin);
}

SL_SHARED void sl_draw_quads(const sl_weights *weights, sl_statistics batch, uint32_t first,
                             uint32_t count, int8_t *out) {
  const uint32_t values = weights->values_per_draw, step = weights->bits_per_draw;
  const uint32_t distance = sl_index_distance(step);
  uint32_t number = first / values, skipped = first - number * values, done = 0;
  if (step == SL_INDEX_BITS && !skipped) {
    done = draw_bytes(weights->stream + number, values, count, out);
    number += done / values;
  }
  for (uint32_t at = number * step; done < count; at += step, skipped = 0) {
    uint32_t quad = draw_at(weights->stream, at, distance);
    for (uint32_t v = skipped; v < values && done < count; v++) {
      out[done++] = (int8_t)(quad >> 8 * v);
    }
  }
  sl_apply_spread(weights, batch, count, out);
}
