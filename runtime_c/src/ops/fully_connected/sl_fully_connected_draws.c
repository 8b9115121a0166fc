// SPDX-License-Identifier: Apache-2.0
#include "sl_draws.h"

// Outputs whose accumulators are on the stack. Where inputs are processed in parts, every block of
// outputs lays out each part again.
#if SL_DSP
#define BLOCK 32u
#else
#define BLOCK 128u
#endif

// Draws [first, first + count) of an output; `skipped` values of the first draw precede the output.
typedef struct {
  uint32_t first, count, skipped;
} part;

// Adds the input of a draw's value `v` to the draw's lanes.
static inline void put_lane(sl_draw_lane *out, uint32_t v, uint32_t lanes, int32_t x) {
#if SL_DSP
  if (lanes >= SL_QUAD) v = v / SL_QUAD * SL_QUAD + sl_lane_of(v % SL_QUAD);
  out[v] = (sl_draw_lane)x;
#else
  out[v] += (uint32_t)x;
  v++;
  if (v < lanes && v % SL_QUAD) out[v] -= (uint32_t)(256 * x);
#endif
}

// Lays out the inputs of a part's whole draws of four values. Returns the number of draws.
static uint32_t widen_quads(const sl_fully_connected_params *p, const int8_t *input, part some,
                            uint32_t lanes, sl_draw_lane *out) {
#if SL_DSP
  (void)p, (void)input, (void)some, (void)lanes, (void)out;
  return 0;  // sl_whole_draws.h has such layers
#else
  if (p->weights.values_per_draw != SL_QUAD || some.skipped) return 0;
  const int32_t zp = p->input_zp;
  uint32_t count = p->inputs / SL_QUAD - some.first;
  if (count > some.count) count = some.count;
  input += some.first * SL_QUAD;
  for (const int8_t *end = input + count * SL_QUAD; input < end; input += SL_QUAD, out += lanes) {
    int32_t a = input[0] - zp, b = input[1] - zp, c = input[2] - zp, d = input[3] - zp;
    out[0] = (uint32_t)a;
    out[1] = (uint32_t)(b - 256 * a);
    out[2] = (uint32_t)(c - 256 * b);
    out[3] = (uint32_t)(d - 256 * c);
  }
  return count;
#endif
}

// Lays out a part's inputs.
static void widen(const sl_fully_connected_params *p, const int8_t *input, part some,
                  uint32_t lanes, sl_draw_lane *out) {
  const uint32_t values = p->weights.values_per_draw;
  uint32_t draw = widen_quads(p, input, some, lanes, out);
  if (draw == some.count) return;
  for (uint32_t i = draw * lanes; i < some.count * lanes; i++) out[i] = 0;
  uint32_t begin = (some.first + draw) * values, v = begin ? 0 : some.skipped;
  uint32_t end = (some.first + some.count) * values - some.skipped;
  begin = begin ? begin - some.skipped : 0;
  if (end > p->inputs) end = p->inputs;
  out += draw * lanes;
  for (uint32_t i = begin; i < end; i++) {
    put_lane(out, v, lanes, input[i] - p->input_zp);
    if (++v == values) {
      v = 0;
      out += lanes;
    }
  }
}

// Returns what SL_DRAW_BIAS adds to every accumulator of a part, modulo 2^32.
static uint32_t bias_of(const sl_fully_connected_params *p, const int8_t *input, part some) {
#if SL_DSP
  (void)p, (void)input, (void)some;
  return 0;
#else
  const uint32_t begin = some.first * p->weights.values_per_draw;
  uint32_t end = begin + some.count * p->weights.values_per_draw - some.skipped;
  if (end > p->inputs) end = p->inputs;
  uint32_t i = begin ? begin - some.skipped : 0;
  int32_t sum = p->input_zp * -(int32_t)(end - i);  // of at most 2^15 inputs
  while (i < end) sum += input[i++];
  return SL_DRAW_BIAS * (uint32_t)sum;
#endif
}

// A row of inputs and its outputs.
typedef struct {
  const int8_t *input;
  int8_t *output;
} in_out;

// Computes outputs phase, phase + period, ..., whose weights begin at the same value of a draw.
static void run_phase(const sl_fully_connected_params *p, in_out row, uint32_t phase,
                      uint32_t period, uint32_t lanes, sl_multiply_draws multiply,
                      sl_draw_lane *scratch) {
  const uint32_t values = p->weights.values_per_draw, step = p->weights.bits_per_draw;
  part some = {0, 0, phase * p->inputs % values};
  const uint32_t draws = (some.skipped + p->inputs + values - 1) / values;
  const uint32_t most = SL_DSP ? draws : p->scratch_bytes / (lanes * (uint32_t)sizeof *scratch);
  sl_draw_rows rows = {p->weights.stream, 0, period * p->inputs / values * step, 0, 0, step};
  uint32_t sums[BLOCK + 1], laid = UINT32_MAX, bias = 0;
  for (uint32_t first = phase; first < p->outputs; first += period * rows.count) {
    rows.count = (p->outputs - first + period - 1) / period;
    if (rows.count > BLOCK) rows.count = BLOCK;
    for (some.first = 0; some.first < draws; some.first += some.count) {
      some.count = draws - some.first < most ? draws - some.first : most;
      if (laid != some.first) {
        widen(p, row.input, some, lanes, scratch);
        bias = bias_of(p, row.input, some);
        laid = some.first;
      }
      for (uint32_t i = 0; i < rows.count; i++) sums[i] = (some.first ? sums[i] : 0) - bias;
      rows.at = (first * p->inputs / values + some.first) * step;
      rows.draws = some.count;
      multiply(&rows, scratch, sums);
    }
    const uint32_t together = period == 1 ? rows.count : 1;
    for (uint32_t i = 0; i < rows.count; i += together) {
      const uint32_t channel = first + i * period;
      sl_outputs_of(&p->requantize, channel, together, sums + i, row.output + channel);
    }
  }
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
  while (b) {
    uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

SL_SHARED void sl_fully_connected_draws(const sl_fully_connected_params *p, const sl_frame *frame,
                                        uint32_t lanes, sl_multiply_draws multiply) {
  const uint32_t values = p->weights.values_per_draw;
  const uint32_t period = values / common_divisor(values, p->inputs);
  in_out row = {sl_activation(p->input_offset, frame), sl_activation(p->output_offset, frame)};
  for (uint32_t i = 0; i < p->rows; i++, row.input += p->inputs, row.output += p->outputs) {
    for (uint32_t phase = 0; phase < period; phase++) {
      run_phase(p, row, phase, period, lanes, multiply, (sl_draw_lane *)(void *)frame->scratch);
    }
  }
}
