// SPDX-License-Identifier: Apache-2.0
// As sl_fully_connected_table.c, but without the table: what a byte of the seed bits stands for is
// drawn where it is multiplied.
#include "../sl_generator.h"
#include "sl_kernels_weighted.h"
#include "sl_lanes.h"

// Products of the weights of `draws` bytes with the lanes, summed. `lanes_sum` is that of the
// lanes.
static uint32_t sum_of(const uint8_t *bytes, uint32_t draws, uint32_t seed, const sl_lane *lanes,
                       int32_t lanes_sum) {
  uint32_t sum = 0;
  for (const uint8_t *end = bytes + draws; bytes < end; bytes++, lanes += SL_QUAD) {
    uint32_t a = sl_hash_window(*bytes, seed), b = sl_hash_next(a, seed);
    uint32_t c = sl_hash_next(b, seed), d = sl_hash_next(c, seed);
#if SL_DSP
    // four times the levels, two in a word; less four where they are not 0: of the weights + 127
    uint32_t even = (sl_byte_sum(a, 2) | sl_byte_sum(c, 2) << 16) & 0x03FC03FCu;
    uint32_t odd = (sl_byte_sum(b, 2) | sl_byte_sum(d, 2) << 16) & 0x03FC03FCu;
    const uint32_t *x = (const uint32_t *)(const void *)lanes;
    sum = sl_smlad(sl_uqsub16(even, 0x00040004u), x[0], sum);
    sum = sl_smlad(sl_uqsub16(odd, 0x00040004u), x[1], sum);
#else
    const uint32_t hashes[SL_QUAD] = {a, b, c, d};
    for (uint32_t i = 0; i < SL_QUAD; i++) {
      int32_t level = (int32_t)sl_bell_level(hashes[i]);
      sum += (uint32_t)(4 * (level ? level - 1 : 0) * lanes[sl_lane_of(i)]);
    }
#endif
  }
  // 4 * 254 * 255 for each of at most 2^11 inputs: below 2^30
  return (uint32_t)(((int32_t)sum >> 2) - SL_WEIGHT_MAX * lanes_sum);
}

SL_SHARED void sl_fully_connected_bytes_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  const uint32_t draws = p->inputs / SL_QUAD;
  const uint8_t *bytes = p->weights.stream;
  int32_t lanes_sum = 0;  // below 2^19: at most 2^11 inputs
  sl_widen_less(input, draws, p->input_zp, lanes);
  for (uint32_t i = 0; i < p->inputs; i++) lanes_sum += lanes[i];
  for (uint32_t o = 0; o < p->outputs; o++, bytes += draws) {
    sl_channel channel = sl_channel_of(&p->requantize, o);
    uint32_t sum = sum_of(bytes, draws, p->weights.seed, lanes, lanes_sum);
    output[o] = sl_output_of(&p->requantize, &channel, sum);
  }
}
