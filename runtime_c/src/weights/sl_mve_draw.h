// SPDX-License-Identifier: Apache-2.0
// Draws of 8 or SL_SIX bits in vectors of 16 weights.
#ifndef SEEDLITE_MVE_DRAW_H
#define SEEDLITE_MVE_DRAW_H

#include <arm_mve.h>

#include "../target/sl_mve_lanes.h"
#include "sl_table.h"

// Gathers the rows of sl_table_quads that four bytes index, counted from row `first`.
static inline int8x16_t sl_gather_quads(uint32_t first, const uint8_t *bytes) {
  const int32_t *rows = (const int32_t *)(const void *)(sl_table_quads + first);
  return vreinterpretq_s8_s32(vldrwq_gather_shifted_offset_s32(rows, vldrbq_u32(bytes)));
}

// Gathers the first two columns of the rows that eight bytes index.
static inline int8x16_t sl_gather_pairs(uint32_t first, const uint8_t *bytes) {
  const int16_t *rows = (const int16_t *)(const void *)(sl_table_quads + first);
  uint16x8_t offsets = vshlq_n_u16(vldrbq_u16(bytes), 2);
  return vreinterpretq_s8_s16(vldrhq_gather_offset_s16(rows, offsets));
}

// Gathers the rows of sl_table_octets that two bytes index.
static inline int8x16_t sl_gather_octets(uint32_t first, const uint8_t *bytes) {
  const uint32x4_t lanes = vidupq_n_u32(0, 1);
  const uint32x4_t words = vandq_u32(vshlq_n_u32(lanes, 2), vdupq_n_u32(4));  // 0, 4, 0, 4
  uint32x4_t rows = vshlq_n_u32(vldrbq_gather_offset_u32(bytes, vshrq_n_u32(lanes, 1)), 3);
  return vreinterpretq_s8_u32(
      vldrwq_gather_offset_u32(sl_table_octets + 2 * first, vorrq_u32(rows, words)));
}

#define SL_SIX 6u  // bits of a draw

// Returns the bits where the indices of eight draws begin, the first at `bit` (0 ... 7).
static inline uint16x8_t sl_six_bits(uint32_t bit) {
  return vaddq_n_u16(vmulq_n_u16(vidupq_n_u16(0, 1), SL_SIX), (uint16_t)bit);
}

// Returns the byte offsets of the table rows of one word that the indices at `bits` select.
static inline uint16x8_t sl_six_offsets(const uint8_t *bytes, uint16x8_t bits, mve_pred16_t valid) {
  const uint16x8_t at = vshrq_n_u16(bits, 3), places = vandq_u16(bits, vdupq_n_u16(7));
  const int16x8_t up = vsubq_s16(vdupq_n_s16(2), vreinterpretq_s16_u16(places));
  uint16x8_t low = vldrbq_gather_offset_z_u16(bytes, at, valid);
  uint16x8_t high = vldrbq_gather_offset_z_u16(bytes + 1, at, valid);
  return vandq_u16(vshlq_u16(vsliq_n_u16(low, high, 8), up), vdupq_n_u16(4 * 0xFF));
}

// Writes the draws that fill whole vectors; returns their number. `values` is 4 or 2.
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

// sl_draw_vectors for draws of eight values.
static inline uint32_t sl_draw_octet_vectors(const uint8_t *bytes, uint32_t draws, int8_t *out) {
  for (uint32_t vectors = draws / 2; vectors > 0; vectors--, bytes += 2, out += SL_VECTOR) {
    vstrbq_s8(out, vaddq_s8(sl_gather_octets(0, bytes), sl_gather_octets(1, bytes + 1)));
  }
  return draws & ~1u;
}

// sl_draw_vectors for draws of two values and SL_SIX bits; the first begins at bit `at`.
static inline uint32_t sl_draw_six_vectors(const uint8_t *stream, uint32_t at, uint32_t draws,
                                           int8_t *out) {
  const int16_t *first = (const int16_t *)(const void *)sl_table_quads, *second = first + 2;
  const uint16x8_t a = sl_six_bits(at % 8), b = vaddq_n_u16(a, SL_SIX);
  const uint8_t *bytes = stream + at / 8;
  for (uint32_t vectors = draws / 8; vectors > 0; vectors--, bytes += SL_SIX, out += SL_VECTOR) {
    int16x8_t some = vldrhq_gather_offset_s16(first, sl_six_offsets(bytes, a, 0xFFFF));
    int16x8_t others = vldrhq_gather_offset_s16(second, sl_six_offsets(bytes, b, 0xFFFF));
    vstrbq_s8(out, vaddq_s8(vreinterpretq_s8_s16(some), vreinterpretq_s8_s16(others)));
  }
  return draws & ~7u;
}

#endif
