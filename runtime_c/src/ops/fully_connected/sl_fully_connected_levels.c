// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../target/sl_bits.h"
#include "sl_fully_connected.h"
#include "sl_level_rows.h"

#define BLOCK 32u  // outputs whose accumulators are on the stack

static inline sl_level_batch batch_of(uint32_t mean, uint32_t spread) {
  const sl_level_batch batch = {(int8_t)mean, (int8_t)spread};
  return batch;
}

// Unpacks `count` of `all` batches from number i on, a multiple of four; four at a time where
// their widths are the converter's.
static void unpack(const sl_weights *w, uint32_t i, uint32_t count, uint32_t all,
                   sl_level_batch *out) {
  const uint32_t end = i + count;
  if (w->mean_bits == 8 && w->spread_bits == 6) {
    const uint8_t *means = w->means + i, *spreads = w->spreads + i / 4 * 3;
    const uint32_t most = end < all ? end : all - 1;  // a word load needs a batch more
    for (; i + 4 <= most; i += 4, means += 4, spreads += 3, out += 4) {
      const uint32_t word = sl_bits_from(spreads, 0);
      out[0] = batch_of(means[0], word & 63u);
      out[1] = batch_of(means[1], word >> 6 & 63u);
      out[2] = batch_of(means[2], word >> 12 & 63u);
      out[3] = batch_of(means[3], word >> 18 & 63u);
    }
  }
  for (; i < end; i++) {
    const sl_statistics batch = sl_weights_statistics(w, i);
    *out++ = batch_of((uint32_t)batch.mean, (uint32_t)batch.spread);
  }
}

// The batches that are unpacked.
typedef struct {
  sl_level_batch *batches;
  uint32_t first, count, room;
} table;

// Returns how many of the next `most` rows have all their batches unpacked; unpacks more if none
// has. rows->batches is batch `first`.
static uint32_t unpacked_rows(const sl_weights *w, table *t, sl_level_rows *rows, uint32_t most) {
  for (;;) {
    const uint32_t behind = t->count - (uint32_t)(rows->batches - t->batches);
    const uint32_t weights = rows->end + behind * w->batch_size - w->batch_size;
    const uint32_t some = behind ? weights / rows->count : 0;
    if (some) return some < most ? some : most;
    const uint32_t batch = t->first + t->count - behind, all = (w->count - 1) / w->batch_size + 1;
    t->first = batch / 4 * 4;
    t->count = all - t->first < t->room ? all - t->first : t->room;
    unpack(w, t->first, t->count, all, t->batches);
    rows->batches = t->batches + batch % 4;
  }
}

// Widens a row of inputs and writes the sum of the inputs before each quad.
static void lay_out(const sl_fully_connected_params *p, const int8_t *input, sl_lane *lanes,
                    int32_t *before) {
  const int32_t zp = p->input_zp;
  const uint32_t rest = p->inputs % SL_QUAD, whole = p->inputs - rest;
  int32_t sum = 0;  // of at most 2^15 inputs
  for (const int8_t *end = input + whole; input < end; input += SL_QUAD) {
    const int32_t x0 = input[0] - zp, x1 = input[1] - zp, x2 = input[2] - zp, x3 = input[3] - zp;
    lanes[0] = (sl_lane)x0;
    lanes[1] = (sl_lane)x2;
    lanes[2] = (sl_lane)x1;
    lanes[3] = (sl_lane)x3;
    lanes += SL_QUAD;
    *before++ = sum;
    sum += x0 + x1 + x2 + x3;
  }
  *before++ = sum;
  memset(lanes, 0, (SL_HASH_WEIGHTS * sl_row_hashes(p->inputs) - whole) * sizeof *lanes);
  for (uint32_t i = 0; i < rest; i++) {
    lanes[sl_lane_of(i)] = (sl_lane)(input[i] - zp);
    sum += lanes[sl_lane_of(i)];
  }
  if (rest) *before = sum;
}

// sl_outputs_of, faster for weights with a single scale, which statistics alone have.
static void outputs_of(const sl_requantize *requantize, uint32_t first, uint32_t count,
                       const uint32_t *sums, int8_t *output) {
#if !SL_MVE
  if (requantize->fast && requantize->bias && requantize->count == 1 &&
      !requantize->row_code_bits) {
    sl_channel channel = {0, 0, 0, 0};
    sl_set_scale(requantize, 0, 0, &channel);
    for (const uint32_t *end = sums + count; sums < end;) {
      channel.bias = (uint32_t)requantize->bias[first++];
      *output++ = sl_fast_output(&channel, *sums++);
    }
    return;
  }
#endif
  sl_outputs_of(requantize, first, count, sums, output);
}

SL_SHARED void sl_fully_connected_levels_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const sl_weights *w = &p->weights;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  const uint32_t words = sl_row_hashes(p->inputs);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  int32_t *before = (int32_t *)(void *)(lanes + SL_HASH_WEIGHTS * words);
  const uint32_t quads = SL_HASH_WEIGHTS / SL_QUAD * words + 1;
  sl_level_batch *batches = (sl_level_batch *)(void *)(before + quads);
  uint32_t sums[BLOCK];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    table t = {batches, 0, 0, sl_level_batches(p->inputs, w->count, w->batch_size)};
    sl_level_rows rows = {w->batch_size, p->inputs, w->batch_size, lanes, before, batches};
    lay_out(p, input, lanes, before);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      const uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      for (uint32_t i = 0, some; i < count; i += some) {
        some = unpacked_rows(w, &t, &rows, count - i);
        sl_multiply_level_rows(&rows, (first + i) * words, w->seed, sums + i, some);
        sl_pass_levels(&rows, some * p->inputs);
      }
      outputs_of(&p->requantize, first, count, sums, output);
      output += count;
    }
  }
}
