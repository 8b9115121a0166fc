// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "sl_kernels_weighted.h"
#include "sl_level_rows.h"

#define BLOCK 32u  // outputs whose sums wait on the stack

// Batches that are unpacked, and where in them the next weight is.
typedef struct {
  const sl_weights *weights;
  sl_level_batch *unpacked;
  uint32_t first, until, room;  // of those unpacked
  uint32_t batch, end;          // the next weight's; from that weight on
} position;

static inline sl_level_batch batch_of(int32_t mean, int32_t spread) {
  const sl_level_batch batch = {(int16_t)(2 * spread), (int16_t)(mean - SL_LEVEL_MAX * spread)};
  return batch;
}

// Unpacks batches from `at->batch` on, or up to three before it. Four by four, where they are as
// the converter packs them.
static void unpack(position *at) {
  const sl_weights *w = at->weights;
  const uint32_t all = (w->count - 1) / w->batch_size + 1;
  const bool usual = w->mean_bits == 8 && w->spread_bits == 6;
  sl_level_batch *out = at->unpacked;
  uint32_t i = at->batch / 4 * 4;
  at->first = i;
  at->until = all - i < at->room ? all : i + at->room;
  if (usual) {
    const int8_t *means = (const int8_t *)w->means + i;
    const uint8_t *spreads = w->spreads + i / 4 * 3;
    for (; i + 4 <= at->until; i += 4, means += 4, spreads += 3, out += 4) {
      const uint32_t word = spreads[0] | (uint32_t)spreads[1] << 8 | (uint32_t)spreads[2] << 16;
      out[0] = batch_of(means[0], (int32_t)(word & 63u));
      out[1] = batch_of(means[1], (int32_t)(word >> 6 & 63u));
      out[2] = batch_of(means[2], (int32_t)(word >> 12 & 63u));
      out[3] = batch_of(means[3], (int32_t)(word >> 18));
    }
  }
  for (; i < at->until; i++) {
    const sl_statistics batch = sl_weights_statistics(w, i);
    *out++ = batch_of(batch.mean, batch.spread);
  }
}

// The next row, and moves behind it.
static inline void next_row(position *at, sl_level_row *row) {
  uint32_t others = 0;  // batches that begin in the row
  if (at->end < row->count) others = (row->count - at->end - 1) / row->batch_size + 1;
  if (at->batch + others >= at->until) unpack(at);
  row->end = at->end;
  row->batches = at->unpacked + (at->batch - at->first);
  at->batch += others;
  at->end += others * row->batch_size - row->count;
  if (!at->end) {
    at->batch++;
    at->end = row->batch_size;
  }
}

// Lays out a row of inputs, and the sums before its quads.
static void lay_out(const sl_fully_connected_params *p, const int8_t *input, sl_lane *lanes,
                    int32_t *before) {
  const uint32_t quads = (p->inputs + SL_QUAD - 1) / SL_QUAD;
  int32_t sum = 0;  // of fewer than 2^12 inputs
  sl_widen_row(input, p->inputs, p->input_zp, lanes);
  for (const int32_t *end = before + quads; before < end; lanes += SL_QUAD) {
    *before++ = sum;
    sum += lanes[0] + lanes[1] + lanes[2] + lanes[3];
  }
  *before = sum;
  for (uint32_t i = quads; i % (SL_HASH_WEIGHTS / SL_QUAD); i++, lanes += SL_QUAD) {
    memset(lanes, 0, SL_QUAD * sizeof *lanes);
  }
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
  position at = {w, (sl_level_batch *)(void *)(before + quads), 0, 0, 0, 0, 0};
  sl_level_row weights = {0, p->inputs, w->batch_size, lanes, before, NULL};
  uint32_t sums[BLOCK];
  at.room = sl_level_batches(p->inputs, w->count, w->batch_size);
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    uint32_t number = 0;
    at.batch = 0;
    at.end = w->batch_size;
    at.until = 0;
    lay_out(p, input, lanes, before);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      const uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      for (uint32_t i = 0; i < count; i++, number += words) {
        next_row(&at, &weights);
        sums[i] = sl_multiply_level_row(&weights, number, w->seed);
      }
      sl_outputs_of(&p->requantize, first, count, sums, output);
      output += count;
    }
  }
}
