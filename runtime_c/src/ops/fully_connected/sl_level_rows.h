// SPDX-License-Identifier: Apache-2.0
// Rows of weights with statistics alone, in batches of at least SL_HASH_WEIGHTS.
#ifndef SEEDLITE_LEVEL_ROWS_H
#define SEEDLITE_LEVEL_ROWS_H

#include "../weighted/sl_level_words.h"

// sl_statistics in bytes: spread < 2^7, as all weights fit int8.
typedef struct {
  int8_t mean, spread;
} sl_level_batch;

// Consecutive rows of weights, and the inputs to multiply them by.
typedef struct {
  uint32_t end;                   // weights before the end of the first batch, > 0
  uint32_t count;                 // weights of a row
  uint32_t batch_size;            // at least SL_HASH_WEIGHTS
  const sl_lane *lanes;           // inputs, padded with zeros to a multiple of SL_HASH_WEIGHTS
  const int32_t *before;          // for each quad, the sum of all inputs before it
  const sl_level_batch *batches;  // the first batch
} sl_level_rows;

// Advances by `weights` > 0.
static inline void sl_pass_levels(sl_level_rows *rows, uint32_t weights) {
  uint32_t others = 0;  // batches that end within these weights
  if (rows->end <= weights) others = (weights - rows->end) / rows->batch_size + 1;
  rows->batches += others;
  rows->end += others * rows->batch_size - weights;
}

#if SL_DSP_ASSEMBLY && !SL_MVE

#include "sl_dsp_levels.h"

// Writes the dot products of `count` > 0 rows and the inputs. number: the first hash.
static inline void sl_multiply_level_rows(const sl_level_rows *rows, uint32_t number, uint32_t seed,
                                          uint32_t *sums, uint32_t count) {
  sl_asm_multiply_level_rows(rows, number * (uint32_t)SL_HASH_STEP + seed, sums, count,
                             (uint32_t)SL_HASH_STEP, (uint32_t)SL_HASH_MIX);
}

#else

static inline uint32_t sl_sum_before(const sl_level_rows *row, uint32_t i) {
  const uint32_t rest = i % SL_QUAD;
  int32_t sum = row->before[i / SL_QUAD];
  const sl_lane *lanes = row->lanes + (i - rest);  // in the order 0, 2, 1, 3
  if (rest) sum += lanes[0];
  if (rest > 1) sum += lanes[2];
  if (rest > 2) sum += lanes[1];
  return (uint32_t)sum;
}

// Returns the dot product of a row and the inputs. With S the sum of a batch's inputs and F the sum
// of inputs times fields, both differences of running sums, a batch adds
// mean * S + spread * (2 F - 3 S).
static inline uint32_t sl_multiply_level_row(const sl_level_rows *row, uint32_t number,
                                             uint32_t seed) {
  const sl_level_batch *batch = row->batches;
  uint32_t sum = 0, whole = 0, levels = 0, levels_before = 0, inputs_before = 0;
  for (uint32_t begin = 0, end = row->end; begin < row->count;
       begin = end, end += row->batch_size) {
    if (end > row->count) end = row->count;
    const uint32_t rest = end % SL_HASH_WEIGHTS, word = end / SL_HASH_WEIGHTS;
    const sl_lane *lanes = row->lanes + (end - rest);
    levels = sl_add_level_words(number + whole, seed, row->lanes + whole * SL_HASH_WEIGHTS, lanes,
                                levels);
    whole = word;
    uint32_t until = levels;
    if (rest) {
      const uint32_t fields = sl_hash(number + word, seed) & sl_first_levels(rest);
      until = sl_add_levels(fields, lanes, levels);
    }
    const uint32_t inputs = sl_sum_before(row, end), s = inputs - inputs_before;
    const uint32_t r = 2 * (until - levels_before) - SL_LEVEL_MAX * s;
    sum += (uint32_t)batch->mean * s + (uint32_t)batch->spread * r;
    levels_before = until;
    inputs_before = inputs;
    batch++;
  }
  return sum;
}

static inline void sl_multiply_level_rows(const sl_level_rows *rows, uint32_t number, uint32_t seed,
                                          uint32_t *sums, uint32_t count) {
  sl_level_rows row = *rows;
  for (const uint32_t *end = sums + count; sums < end; number += sl_row_hashes(row.count)) {
    *sums++ = sl_multiply_level_row(&row, number, seed);
    sl_pass_levels(&row, row.count);
  }
}

#endif

#endif
