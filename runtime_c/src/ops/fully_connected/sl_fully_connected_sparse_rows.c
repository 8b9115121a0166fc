// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED with a mask, output by output: the inputs of live weights are gathered and
// multiplied by consecutive draws.
#include <string.h>

#include "../../target/sl_lanes.h"
#include "sl_fully_connected.h"

#define CHUNK 64u  // weights, on the stack; a multiple of SL_QUAD

// Copies the live ones of `quads` quads of lanes to `out`: their bits in `mask`, from bit `first`
// on, are 0. Returns the number of lanes.
static uint32_t gather_quads(const uint8_t *mask, uint32_t first, uint32_t quads,
                             const sl_lane *lanes, sl_lane *out) {
  const sl_lane *begin = out;
  uint32_t bits = (uint32_t)mask[first / 8] >> first % 8;
  for (const uint32_t end = first + quads; first < end; first++, bits >>= 1, lanes += SL_QUAD) {
    if (first % 8 == 0) bits = mask[first / 8];
    if (bits & 1u) continue;
    memcpy(out, lanes, SL_QUAD * sizeof *out);
    out += SL_QUAD;
  }
  return (uint32_t)(out - begin);
}

// Widens the inputs whose bit in `mask` is 0 and subtracts the zero point. `count` is a multiple of
// 8. Returns the number of lanes.
static uint32_t gather_each(const uint8_t *mask, uint32_t count, const int8_t *input, int32_t zp,
                            sl_lane *out) {
  uint32_t live = 0;
  for (const int8_t *end = input + count; input < end; input += 8) {
    const int8_t *x = input;
    for (uint32_t bits = *mask++ ^ 0xFFu; bits; bits >>= 1, x++) {
      if (!(bits & 1u)) continue;
      out[live / SL_QUAD * SL_QUAD + sl_lane_of(live % SL_QUAD)] = (sl_lane)(*x - zp);
      live++;
    }
  }
  return live;
}

// Returns the dot product of the lanes and `count` live weights, from live weight `live` on.
static uint32_t sum_of(const sl_weights *weights, uint32_t live, uint32_t count,
                       const sl_lane *lanes) {
  int8_t drawn[CHUNK];
  uint32_t sum = 0;
  while (count) {
    uint32_t most = count < CHUNK ? count : CHUNK;
    sl_weights_read_live(weights, live, most, drawn);
    sum = sl_multiply_row(drawn, lanes, most, sum);
    live += most;
    lanes += most;
    count -= most;
  }
  return sum;
}

static int8_t output_of(const sl_fully_connected_params *p, uint32_t output, uint32_t live,
                        uint32_t count, const sl_lane *lanes) {
  sl_channel channel = sl_channel_of(&p->requantize, output);
  return sl_output_of(&p->requantize, &channel, sum_of(&p->weights, live, count, lanes));
}

static void run_quads(const sl_fully_connected_params *p, const int8_t *input, int8_t *output,
                      sl_lane *lanes) {
  const uint32_t quads = p->inputs / SL_QUAD;
  sl_lane *gathered = lanes + p->inputs;
  uint32_t live = 0;
  sl_widen_less(input, quads, p->input_zp, lanes);
  for (uint32_t o = 0; o < p->outputs; o++) {
    uint32_t count = gather_quads(p->weights.mask, o * quads, quads, lanes, gathered);
    output[o] = output_of(p, o, live, count, gathered);
    live += count;
  }
}

static void run_each(const sl_fully_connected_params *p, const int8_t *input, int8_t *output,
                     sl_lane *gathered) {
  const uint8_t *mask = p->weights.mask;
  uint32_t live = 0;
  for (uint32_t o = 0; o < p->outputs; o++, mask += p->inputs / 8) {
    uint32_t count = gather_each(mask, p->inputs, input, p->input_zp, gathered);
    output[o] = output_of(p, o, live, count, gathered);
    live += count;
  }
}

SL_SHARED void sl_fully_connected_sparse_rows_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  if (p->weights.mask_group == SL_QUAD) {
    run_quads(p, input, output, lanes);
  } else {
    run_each(p, input, output, lanes);
  }
}
