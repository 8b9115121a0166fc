// SPDX-License-Identifier: Apache-2.0
// Weights are mean + spread * (2 f - 3), so that a batch gives mean * S + spread * (2 F - 3 S),
// with S the sum of its inputs and F that of f times them: F is the difference of two sums that go
// on through the output's words, S that of two sums of all inputs before.
#include "sl_kernels_weighted.h"
#include "sl_level_words.h"

#define BLOCK 32u  // outputs whose sums wait on the stack

// A row of inputs.
typedef struct {
  const sl_lane *lanes;   // up to a multiple of SL_HASH_WEIGHTS, whatever is behind the inputs
  const int32_t *before;  // of each quad: the sum of all inputs before it
  uint32_t count;
} inputs;

static int32_t sum_before(const inputs *x, uint32_t i) {
  const uint32_t rest = i % SL_QUAD;
  int32_t sum = x->before[i / SL_QUAD];
  const sl_lane *lanes = x->lanes + (i - rest);  // in the order 0, 2, 1, 3
  if (rest) sum += lanes[0];
  if (rest > 1) sum += lanes[2];
  if (rest > 2) sum += lanes[1];
  return sum;
}

// Where in the batches the next weight is.
typedef struct {
  sl_statistics batch;
  uint32_t number, left;  // of the batch, weights
} position;

static uint32_t sum_of(const sl_weights *w, const inputs *x, uint32_t output, position *at) {
  const sl_lane *lanes = x->lanes;
  uint32_t state = output * sl_row_hashes(x->count), word = sl_hash(state, w->seed);
  uint32_t sum = 0, levels = 0, levels_before = 0, inputs_before = 0, i = 0,
           word_end = SL_HASH_WEIGHTS;
  while (i < x->count) {
    if (!at->left) {
      at->batch = sl_weights_statistics(w, ++at->number);
      at->left = w->batch_size;
    }
    uint32_t end = x->count - i < at->left ? x->count : i + at->left;
    at->left -= end - i;
    i = end;
    for (; word_end <= end; word_end += SL_HASH_WEIGHTS, lanes += SL_HASH_WEIGHTS) {
      levels = sl_add_levels(word, lanes, SL_HASH_WEIGHTS, levels);
      word = sl_hash(++state, w->seed);
    }
    uint32_t until = levels, rest = end % SL_HASH_WEIGHTS;
    if (rest > SL_HASH_WEIGHTS / 2) {
      until = sl_add_levels(word & sl_first_levels(rest), lanes, SL_HASH_WEIGHTS, until);
    } else if (rest) {
      until = sl_add_levels(word & sl_first_levels(rest), lanes, SL_HASH_WEIGHTS / 2, until);
    }
    const uint32_t f = until - levels_before, until_inputs = (uint32_t)sum_before(x, end);
    const uint32_t s = until_inputs - inputs_before;
    levels_before = until;
    inputs_before = until_inputs;
    sum += (uint32_t)at->batch.mean * s + (uint32_t)at->batch.spread * (2 * f - SL_LEVEL_MAX * s);
  }
  return sum;
}

static void sum_inputs(const sl_lane *lanes, uint32_t quads, int32_t *before) {
  int32_t sum = 0;  // of fewer than 2^12 inputs
  for (const int32_t *end = before + quads; before < end; lanes += SL_QUAD) {
    *before++ = sum;
    sum += lanes[0] + lanes[1] + lanes[2] + lanes[3];
  }
  *before = sum;
}

SL_SHARED void sl_fully_connected_levels_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  const uint32_t quads = (p->inputs + SL_QUAD - 1) / SL_QUAD;
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  int32_t *before = (int32_t *)(void *)(lanes + SL_HASH_WEIGHTS * sl_row_hashes(p->inputs));
  const inputs x = {lanes, before, p->inputs};
  uint32_t sums[BLOCK];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    position at = {sl_weights_statistics(&p->weights, 0), 0, p->weights.batch_size};
    sl_widen_row(input, p->inputs, p->input_zp, lanes);
    sum_inputs(lanes, quads, before);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      const uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      for (uint32_t i = 0; i < count; i++) sums[i] = sum_of(&p->weights, &x, first + i, &at);
      sl_outputs_of(&p->requantize, first, count, sums, output);
      output += count;
    }
  }
}
