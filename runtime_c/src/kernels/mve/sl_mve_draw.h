// SPDX-License-Identifier: Apache-2.0
// Draws of whole bytes in vectors of 16 weights.
#ifndef SEEDLITE_MVE_DRAW_H
#define SEEDLITE_MVE_DRAW_H

#include <arm_mve.h>

#include "../../draw/sl_table.h"
#include "sl_mve_lanes.h"

// Rows of sl_table_quads, from row `first` on, that four bytes name.
static inline int8x16_t sl_gather_quads(uint32_t first, const uint8_t *bytes) {
  const int32_t *rows = (const int32_t *)(const void *)(sl_table_quads + first);
  return vreinterpretq_s8_s32(vldrwq_gather_shifted_offset_s32(rows, vldrbq_u32(bytes)));
}

// The first two columns of those that eight bytes name.
static inline int8x16_t sl_gather_pairs(uint32_t first, const uint8_t *bytes) {
  const int16_t *rows = (const int16_t *)(const void *)(sl_table_quads + first);
  uint16x8_t offsets = vshlq_n_u16(vldrbq_u16(bytes), 2);
  return vreinterpretq_s8_s16(vldrhq_gather_offset_s16(rows, offsets));
}

// Draws of `values` values, as many as fill vectors, where `values` is 4 or 2. Returns how many.
static inline uint32_t sl_draw_vectors(const uint8_t *bytes, uint32_t draws, uint32_t values,
                                       int8_t *out) {
  const uint32_t some = SL_VECTOR / values, vectors = draws / some;
  if (values == 4) {
    for (uint32_t i = 0; i < vectors; i++, bytes += 4, out += SL_VECTOR) {
      vstrbq_s8(out, vaddq_s8(sl_gather_quads(0, bytes), sl_gather_quads(1, bytes + 1)));
    }
  } else if (values == 2) {
    for (uint32_t i = 0; i < vectors; i++, bytes += 8, out += SL_VECTOR) {
      vstrbq_s8(out, vaddq_s8(sl_gather_pairs(0, bytes), sl_gather_pairs(1, bytes + 1)));
    }
  } else {
    return 0;
  }
  return vectors * some;
}

#endif
