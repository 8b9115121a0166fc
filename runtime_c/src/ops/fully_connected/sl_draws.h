// SPDX-License-Identifier: Apache-2.0
// Dense layers of seed bits in output-major order without a mask. Inputs are laid out draw by draw;
// an output's weights may begin and end within a draw.
#ifndef SEEDLITE_DRAWS_H
#define SEEDLITE_DRAWS_H

#include "../../weights/sl_draw_window.h"
#include "sl_fully_connected.h"

// Operand of a multiplication by a draw.
#if SL_DSP
#include "../../target/sl_dsp_intrinsics.h"
typedef int16_t sl_draw_lane;  // pairs in natural order, quads in the order of sl_lanes.h
#else
// W holds four values plus SL_DRAW_BIAS in the bytes of a word. Their dot product with inputs x is,
// modulo 2^32, W k_0 + (W >> 8) k_1 + (W >> 16) k_2 + (W >> 24) k_3, with k_0 = x_0, k_v = x_v -
// 256 x_(v-1). Where W is half a word, the last two summands are 0.
typedef uint32_t sl_draw_lane;
#define SL_DRAW_BIAS (2 * SL_TABLE_BIAS)
#endif

// `draws` draws of each of `count` outputs.
typedef struct {
  const uint8_t *stream;
  uint32_t at;      // first bit of the first output's first draw
  uint32_t stride;  // bits between outputs
  uint32_t count;   // outputs, > 0
  uint32_t draws;   // draws of an output, > 0
  uint32_t step;    // k
} sl_draw_rows;

// Writes each output's dot product with the lanes to sums; without the DSP extension, where inputs
// may be processed in parts, adds it to sums.
typedef void (*sl_multiply_draws)(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                  uint32_t *sums);

// FULLY_CONNECTED (sl_fully_connected.h). lanes: of a draw, 2, 4 or 8, at least V.
void sl_fully_connected_draws(const sl_fully_connected_params *params, const sl_frame *frame,
                              uint32_t lanes, sl_multiply_draws multiply);

// Returns `sum` plus the dot product of T[a] + T[b + 1] and the lanes of a draw.
typedef uint32_t (*sl_add_draw)(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum);

// An sl_multiply_draws for any k; width: lanes of a draw.
SL_ALWAYS_INLINE void sl_multiply_any_draws(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                            uint32_t *sums, uint32_t width, sl_add_draw add) {
  const uint32_t distance = sl_index_distance(rows->step);
  const sl_draw_lane *end = lanes + width * rows->draws;
  for (uint32_t i = 0; i < rows->count; i++) {
    uint32_t at = rows->at + i * rows->stride, sum = SL_DSP ? 0 : sums[i];
    for (const sl_draw_lane *x = lanes; x < end; x += width, at += rows->step) {
      uint32_t bits = sl_bits_from(rows->stream, at);
      sum = add(bits & SL_INDEX_MASK, bits >> distance & SL_INDEX_MASK, x, sum);
    }
    sums[i] = sum;
  }
}

static inline uint32_t sl_add_pair(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
#if SL_DSP
  uint32_t pair = sl_sadd16(sl_table_pair_lanes[a], sl_table_pair_lanes[b + 1]);
  return sl_smlad(pair, sl_load_word(x), sum);
#else
  uint32_t pair = (sl_table_biased[a] + sl_table_biased[b + 1]) & 0xFFFFu;
  return sum + pair * x[0] + (pair >> 8) * x[1];
#endif
}

#if !SL_DSP
static inline uint32_t sl_add_biased(uint32_t quad, const sl_draw_lane *x, uint32_t sum) {
  return sum + quad * x[0] + (quad >> 8) * x[1] + (quad >> 16) * x[2] + (quad >> 24) * x[3];
}
#endif

static inline uint32_t sl_add_quad(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
#if SL_DSP
  const uint32_t *first = sl_table_quad_lanes + 2 * a, *second = sl_table_quad_lanes + 2 * (b + 1);
  sum = sl_smlad(sl_sadd16(first[0], second[0]), sl_load_word(x), sum);
  return sl_smlad(sl_sadd16(first[1], second[1]), sl_load_word(x + 2), sum);
#else
  return sl_add_biased(sl_table_biased[a] + sl_table_biased[b + 1], x, sum);
#endif
}

static inline uint32_t sl_add_octet(uint32_t a, uint32_t b, const sl_draw_lane *x, uint32_t sum) {
  const uint32_t *first = sl_table_octets + 2 * a, *second = sl_table_octets + 2 * (b + 1);
  for (uint32_t i = 0; i < 2; i++, x += 4) {
    uint32_t quad = sl_add_quads(first[i], second[i]);
#if SL_DSP
    sum = sl_smlad(sl_sxtb16(quad), sl_load_word(x), sum);
    sum = sl_smlad(sl_sxtb16_odd(quad), sl_load_word(x + 2), sum);
#else
    sum = sl_add_biased(quad ^ SL_DRAW_BIAS * 0x01010101u, x, sum);
#endif
  }
  return sum;
}

// Assembly for k = 8. With the DSP extension it may write one sum past the last output's.
#if SL_DSP_ASSEMBLY && !SL_MVE
#include "sl_dsp_draws.h"
#elif SL_BASELINE_ASSEMBLY
#include "sl_baseline_draws.h"
#endif

// sl_multiply_draws for k = 8.
static inline void sl_multiply_pairs(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                     uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  sl_multiply_by_two(rows, lanes, sums, sl_asm_multiply_pairs, sl_table_pair_lanes);
#elif SL_BASELINE_ASSEMBLY
  sl_asm_multiply_pairs(rows->stream + rows->at / 8, rows->stride / 8, lanes, rows->draws, sums,
                        rows->count, sl_table_biased);
#else
  sl_multiply_any_draws(rows, lanes, sums, 2, sl_add_pair);
#endif
}

// sl_multiply_draws for V = 2, k = 6.
static inline void sl_multiply_sixes(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                     uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  for (uint32_t i = 0, at = rows->at; i < rows->count; i++, at += rows->stride) {
    sums[i] =
        sl_asm_multiply_six(rows->stream + at / 8, at % 8, lanes, sl_table_pair_lanes, rows->draws);
  }
#else
  sl_multiply_any_draws(rows, lanes, sums, 2, sl_add_pair);
#endif
}

static inline void sl_multiply_quads(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                     uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  sl_multiply_by_two(rows, lanes, sums, sl_asm_multiply_quads, sl_table_quad_lanes);
#elif SL_BASELINE_ASSEMBLY
  sl_asm_multiply_quads(rows->stream + rows->at / 8, rows->stride / 8, lanes, rows->draws, sums,
                        rows->count, sl_table_biased);
#else
  sl_multiply_any_draws(rows, lanes, sums, 4, sl_add_quad);
#endif
}

static inline void sl_multiply_octets(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                      uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  const uint8_t *indices = rows->stream + rows->at / 8;
  const uint32_t stride = rows->stride / 8;
  const uint32_t most = stride == rows->draws ? rows->count : 1;  // all if they are contiguous
  for (uint32_t i = 0; i < rows->count; i += most, indices += most * stride) {
    sl_asm_multiply_octets(indices, 0, lanes, sl_table_octets, sums + i, most, rows->draws, 0);
  }
#else
  sl_multiply_any_draws(rows, lanes, sums, 8, sl_add_octet);
#endif
}

#endif
