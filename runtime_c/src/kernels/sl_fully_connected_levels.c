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

// A field of `bits` bits, and others above it. Two bytes are read where there are more fields, but
// for the `last` ones.
static inline uint32_t field_of(const uint8_t *fields, uint32_t number, uint32_t bits, bool last) {
  const uint32_t at = number * bits;
  if (last) return sl_bits_field(fields, at, bits);
  const uint8_t *p = fields + at / 8;
  return (p[0] | (uint32_t)p[1] << 8) >> at % 8;
}

static inline void next_batch(const sl_weights *w, position *at) {
  const uint32_t mean_bits = w->mean_bits, spread_bits = w->spread_bits;
  const bool last = (at->number + 1 + 8) * w->batch_size >= w->count;  // of eight bits at least
  at->number++;
  at->left = w->batch_size;
  if (mean_bits) {
    uint32_t field = field_of(w->means, at->number, mean_bits, last) << (32 - mean_bits);
    at->batch.mean = (int32_t)field >> (32 - mean_bits);
  }
  if (spread_bits) {
    uint32_t field = field_of(w->spreads, at->number, spread_bits, last);
    at->batch.spread = (int32_t)(field & ((1u << spread_bits) - 1u));
  }
}

// Products of the fields of a word before field `count` with lanes.
static inline uint32_t first_of_word(uint32_t word, const sl_lane *lanes, uint32_t count) {
  word &= sl_first_levels(count);
  if (count <= SL_HASH_WEIGHTS / 2) return sl_add_levels(word, lanes, SL_HASH_WEIGHTS / 2, 0);
  return sl_add_levels(word, lanes, SL_HASH_WEIGHTS, 0);
}

static uint32_t sum_of(const sl_weights *w, const inputs *x, uint32_t output, position *at) {
  const uint32_t seed = w->seed, words = output * sl_row_hashes(x->count);
  uint32_t sum = 0, whole = 0, levels = 0, levels_before = 0, inputs_before = 0, i = 0;
  while (i < x->count) {
    if (!at->left) next_batch(w, at);
    const uint32_t begin = i, left = x->count - i;
    i += left < at->left ? left : at->left;
    at->left -= i - begin;
    const uint32_t word = words + i / SL_HASH_WEIGHTS, rest = i % SL_HASH_WEIGHTS;
    const sl_lane *lanes = x->lanes + (i - rest);
    levels =
        sl_add_level_words(words + whole / SL_HASH_WEIGHTS, seed, x->lanes + whole, lanes, levels);
    whole = i - rest;
    uint32_t until = levels;
    if (rest) until += first_of_word(sl_hash(word, seed), lanes, rest);
    const uint32_t f = until - levels_before, until_inputs = (uint32_t)sum_before(x, i);
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
