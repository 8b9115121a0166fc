// SPDX-License-Identifier: Apache-2.0
// Rows of weights of statistics alone, in batches of a word of a hash at least.
#ifndef SEEDLITE_LEVEL_ROWS_H
#define SEEDLITE_LEVEL_ROWS_H

#include "sl_level_words.h"

// A batch's weights are f * slope + base: `slope` is 2 * spread, `base` mean - SL_LEVEL_MAX *
// spread, both below 2^8.
typedef struct {
  int16_t slope, base;
} sl_level_batch;

// A row of weights, and the inputs that they meet.
typedef struct {
  uint32_t end;                   // of the first batch: from the first weight on, > 0
  uint32_t count;                 // of weights
  uint32_t batch_size;            // at least SL_HASH_WEIGHTS
  const sl_lane *lanes;           // zeros behind the inputs up to a multiple of SL_HASH_WEIGHTS
  const int32_t *before;          // of each quad: the sum of all inputs before it
  const sl_level_batch *batches;  // the first batch
} sl_level_row;

#if SL_DSP_ASSEMBLY && !SL_MVE

#include "dsp/sl_dsp_levels.h"

// The products of weights, whose hashes begin with word `number`, with inputs, summed.
static inline uint32_t sl_multiply_level_row(const sl_level_row *row, uint32_t number,
                                             uint32_t seed) {
  return sl_asm_multiply_level_row(row, number * (uint32_t)SL_HASH_STEP + seed,
                                   (uint32_t)SL_HASH_STEP, (uint32_t)SL_HASH_MIX);
}

#else

static inline uint32_t sl_sum_before(const sl_level_row *row, uint32_t i) {
  const uint32_t rest = i % SL_QUAD;
  int32_t sum = row->before[i / SL_QUAD];
  const sl_lane *lanes = row->lanes + (i - rest);  // in the order 0, 2, 1, 3
  if (rest) sum += lanes[0];
  if (rest > 1) sum += lanes[2];
  if (rest > 2) sum += lanes[1];
  return (uint32_t)sum;
}

// Fields' products F and inputs' sum S of a batch are differences of sums from the row's beginning
// on: it gives slope * F + base * S.
static inline uint32_t sl_multiply_level_row(const sl_level_row *row, uint32_t number,
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
    const uint32_t inputs = sl_sum_before(row, end);
    sum += (uint32_t)(int32_t)batch->slope * (until - levels_before) +
           (uint32_t)(int32_t)batch->base * (inputs - inputs_before);
    levels_before = until;
    inputs_before = inputs;
    batch++;
  }
  return sum;
}

#endif

#endif
