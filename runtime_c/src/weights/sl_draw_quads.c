// SPDX-License-Identifier: Apache-2.0
// Draws of at most 4 values and 8 bits: the second index of a draw is the first of the next.
#include "../target/sl_shared.h"
#include "sl_draw_window.h"

#if SL_MVE
#include "sl_mve_draw.h"
#endif

static inline void draw_one(const sl_weights *weights, uint32_t number, int8_t *out) {
  const uint8_t *bytes = weights->stream + number;
  sl_put_quad(sl_add_quads(sl_table_quads[bytes[0]], sl_table_quads[bytes[1] + 1]), out);
}

static inline void draw_many(const sl_weights *weights, uint32_t number, uint32_t draws,
                             uint32_t values, int8_t *out) {
  const uint32_t *first = sl_table_quads, *second = sl_table_quads + 1;
  const uint8_t *bytes = weights->stream + number;
#if SL_MVE
  const uint32_t done = sl_draw_vectors(bytes, draws, values, out);
  bytes += done;
  out += done * values;
  draws -= done;
#endif
  uint32_t index = *bytes++;
  if (draws % 2) {
    uint32_t next = *bytes++;
    sl_put_quad(sl_add_quads(first[index], second[next]), out);
    out += values;
    index = next;
  }
  for (draws /= 2; draws; draws--, bytes += 2) {
    uint32_t next = bytes[0];
    sl_put_quad(sl_add_quads(first[index], second[next]), out);
    out += values;
    index = bytes[1];
    sl_put_quad(sl_add_quads(first[next], second[index]), out);
    out += values;
  }
}

SL_SHARED void sl_draw_quads(const sl_weights *weights, sl_statistics batch, uint32_t first,
                             uint32_t count, int8_t *out) {
  sl_draw_by(weights, batch, first, count, out, SL_QUAD_BYTES, draw_one, draw_many);
}
