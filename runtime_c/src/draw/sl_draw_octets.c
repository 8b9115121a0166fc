// SPDX-License-Identifier: Apache-2.0
#include "../sl_shared.h"
#include "sl_draw_window.h"

#define QUAD 4u  // values in a word

SL_SHARED void sl_draw_octets(const sl_weights *weights, sl_statistics batch, uint32_t first,
                              uint32_t count, int8_t *out) {
  const uint32_t values = weights->values_per_draw, step = weights->bits_per_draw;
  const uint32_t distance = sl_index_distance(step);
  uint32_t number = first / values, skipped = first - number * values, done = 0;
  for (uint32_t at = number * step; done < count; at += step, skipped = 0) {
    uint32_t bits = sl_bits_from(weights->stream, at);
    const uint32_t *a = sl_table_octets + 2 * (bits & SL_INDEX_MASK);
    const uint32_t *b = sl_table_octets + 2 * ((bits >> distance & SL_INDEX_MASK) + 1);
    const uint32_t quads[2] = {sl_add_quads(a[0], b[0]), sl_add_quads(a[1], b[1])};
    for (uint32_t v = skipped; v < values && done < count; v++) {
      out[done++] = (int8_t)(quads[v / QUAD] >> 8 * (v % QUAD));
    }
  }
  sl_apply_spread(weights, batch, count, out);
}
