// SPDX-License-Identifier: Apache-2.0
// Dense layers of seed bits with the DSP extension, where outputs consist of whole draws with as
// many values as lanes, and inputs are whole words.
#ifndef SEEDLITE_WHOLE_DRAWS_H
#define SEEDLITE_WHOLE_DRAWS_H

#include "sl_draws.h"

#if SL_DSP

#define SL_DRAWS_BLOCK 32u  // outputs whose accumulators are on the stack; even

// Widens `words` words of inputs to pairs and subtracts the zero point.
static inline void sl_widen_pairs(const int8_t *input, uint32_t words, int32_t zp,
                                  sl_draw_lane *out) {
  uint32_t less = (uint32_t)-zp & 0xFFFFu, *pairs = (uint32_t *)(void *)out;
  less |= less << 16;
  for (const int8_t *end = input + SL_QUAD * words; input < end; input += SL_QUAD, pairs += 2) {
    uint32_t word = sl_load_word(input);
    uint32_t even = sl_sadd16(sl_sxtb16(word), less), odd = sl_sadd16(sl_sxtb16_odd(word), less);
    pairs[0] = sl_pkhbt(even, odd);
    pairs[1] = sl_pkhtb(even, odd);
  }
}

#endif

// FULLY_CONNECTED. `multiply` may write one sum past the last; step: k. Without the DSP extension
// calls sl_fully_connected_draws.
SL_ALWAYS_INLINE void sl_run_whole_draws(const sl_fully_connected_params *p, const sl_frame *frame,
                                         uint32_t lanes, uint32_t step,
                                         sl_multiply_draws multiply) {
#if SL_DSP
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_draw_lane *scratch = (sl_draw_lane *)(void *)frame->scratch;
  uint32_t sums[SL_DRAWS_BLOCK + 1];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    sl_draw_rows rows = {p->weights.stream, 0,   p->inputs / lanes * step, 0,
                         p->inputs / lanes, step};
    if (lanes < SL_QUAD) {
      sl_widen_pairs(input, p->inputs / SL_QUAD, p->input_zp, scratch);
    } else {
      sl_widen_less(input, p->inputs / SL_QUAD, p->input_zp, scratch);
    }
    for (uint32_t first = 0; first < p->outputs; first += rows.count, output += rows.count) {
      rows.count = p->outputs - first < SL_DRAWS_BLOCK ? p->outputs - first : SL_DRAWS_BLOCK;
      multiply(&rows, scratch, sums);
      rows.at += rows.count * rows.stride;
      sl_outputs_of(&p->requantize, first, rows.count, sums, output);
    }
  }
#else
  (void)step;
  sl_fully_connected_draws(p, frame, lanes, multiply);
#endif
}

#endif
