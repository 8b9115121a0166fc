// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "sl_draws.h"

#if !SL_MVE  // which has mve/sl_mve_fully_connected_draws.c

#if SL_DSP
#include "dsp/sl_dsp_intrinsics.h"
#endif

#define BLOCK 32u  // outputs whose sums wait on the stack

// Draws [first, first + count) of an output. `skipped` of its values stand before the first input.
typedef struct {
  uint32_t first, count, skipped;
} part;

// Whole words of inputs, where a draw's values are its lanes. Returns how many.
static uint32_t whole_words(const sl_fully_connected_params *p, part some, uint32_t lanes) {
  if (p->weights.values_per_draw != lanes || some.skipped) return 0;
  uint32_t left = p->inputs - some.first * lanes, count = some.count * lanes;
  return (left < count ? left : count) / (lanes > SL_QUAD ? lanes : SL_QUAD) *
         (lanes > SL_QUAD ? lanes / SL_QUAD : 1);
}

#if SL_DSP

static void widen_words(const int8_t *input, uint32_t words, int32_t zp, uint32_t lanes,
                        sl_draw_lane *out) {
  if (lanes >= SL_QUAD) {
    sl_widen_less(input, words, zp, out);
    return;
  }
  uint32_t less = (uint32_t)-zp & 0xFFFFu, *pairs = (uint32_t *)(void *)out;
  less |= less << 16;
  for (const int8_t *end = input + SL_QUAD * words; input < end; input += SL_QUAD, pairs += 2) {
    uint32_t word = sl_load_word(input);
    uint32_t even = sl_sadd16(sl_sxtb16(word), less), odd = sl_sadd16(sl_sxtb16_odd(word), less);
    pairs[0] = sl_pkhbt(even, odd);
    pairs[1] = sl_pkhtb(even, odd);
  }
}

static void put_lane(sl_draw_lane *out, uint32_t v, uint32_t lanes, int32_t x, int32_t before) {
  (void)before;
  if (lanes >= SL_QUAD) v = v / SL_QUAD * SL_QUAD + sl_lane_of(v % SL_QUAD);
  out[v] = (sl_draw_lane)x;
}

#else

static void widen_words(const int8_t *input, uint32_t words, int32_t zp, uint32_t lanes,
                        sl_draw_lane *out) {
  for (const int8_t *end = input + SL_QUAD * words; input < end; input += SL_QUAD) {
    int32_t a = input[0] - zp, b = input[1] - zp, c = input[2] - zp, d = input[3] - zp;
    out[0] = (uint32_t)a;
    out[1] = (uint32_t)(b - 256 * a);
    out[2] = (uint32_t)(lanes < SL_QUAD ? c : c - 256 * b);
    out[3] = (uint32_t)(d - 256 * c);
    out += SL_QUAD;
  }
}

static void put_lane(sl_draw_lane *out, uint32_t v, uint32_t lanes, int32_t x, int32_t before) {
  (void)lanes;
  out[v] = (uint32_t)(v % SL_QUAD ? x - 256 * before : x);
}

#endif

// Lays out a part's inputs, with zeros before and behind.
static void widen(const sl_fully_connected_params *p, const int8_t *input, part some,
                  uint32_t lanes, sl_draw_lane *out) {
  const uint32_t values = p->weights.values_per_draw;
  const uint32_t words = whole_words(p, some, lanes);
  memset(out - lanes, 0, lanes * sizeof *out);
  memset(out + some.count * lanes, 0, lanes * sizeof *out);
  widen_words(input + some.first * lanes, words, p->input_zp, lanes, out);
  uint32_t draw = words * SL_QUAD / lanes;
  uint32_t i = (some.first + draw) * values - some.skipped;  // "negative" before the first input
  for (out += draw * lanes; draw < some.count; draw++, out += lanes) {
    int32_t before = 0;
    for (uint32_t v = 0; v < lanes; v++) {
      int32_t x = 0;
      if (v < values) {
        if (i < p->inputs) x = input[i] - p->input_zp;
        i++;
      }
      put_lane(out, v, lanes, x, before);
      before = x;
    }
  }
}

// What the bias of the weights adds to every sum of a part, modulo 2^32.
static uint32_t bias_of(const sl_fully_connected_params *p, const int8_t *input, part some) {
#if SL_DSP
  (void)p, (void)input, (void)some;
  return 0;
#else
  const uint32_t values = p->weights.values_per_draw;
  uint32_t begin = some.first * values, end = begin + some.count * values - some.skipped, sum = 0;
  if (begin) begin -= some.skipped;
  if (end > p->inputs) end = p->inputs;
  for (uint32_t i = begin; i < end; i++) sum += (uint32_t)(input[i] - p->input_zp);
  return SL_DRAW_BIAS * sum;
#endif
}

// Outputs number first, first + period, ... whose weights begin at the same value of a draw.
typedef struct {
  const sl_fully_connected_params *p;
  const int8_t *input;
  int8_t *output;
  uint32_t lanes;   // of a draw
  uint32_t period;  // of outputs
  uint32_t room;    // draws whose lanes find room in scratch
  sl_multiply_draws multiply;
  sl_draw_lane *scratch;
} layer;

static void put_outputs(const layer *l, uint32_t first, uint32_t count, const uint32_t *sums) {
  const sl_requantize *requantize = &l->p->requantize;
  if (l->period == 1) {
    sl_outputs_of(requantize, first, count, sums, l->output + first);
    return;
  }
  for (; count; count--, first += l->period) {
    sl_outputs_of(requantize, first, 1, sums++, l->output + first);
  }
}

static void run_phase(const layer *l, uint32_t phase) {
  const sl_weights *w = &l->p->weights;
  const uint32_t values = w->values_per_draw, inputs = l->p->inputs, none = UINT32_MAX;
  const uint32_t skipped = phase * inputs % values;
  const uint32_t draws = (skipped + inputs + values - 1) / values;
  sl_draw_rows rows = {w->stream, 0, l->period * inputs / values * w->bits_per_draw,
                       0,         0, w->bits_per_draw};
  uint32_t sums[BLOCK], laid = none, bias = 0;
  for (uint32_t first = phase; first < l->p->outputs; first += rows.count * l->period) {
    uint32_t count = (l->p->outputs - first + l->period - 1) / l->period;
    rows.count = count < BLOCK ? count : BLOCK;
    for (uint32_t i = 0; i < rows.count; i++) sums[i] = 0;
    part some = {0, 0, skipped};
    for (; some.first < draws; some.first += some.count) {
      uint32_t left = draws - some.first;
      some.count = left < l->room ? left : l->room;
      if (laid != some.first) {
        widen(l->p, l->input, some, l->lanes, l->scratch);
        bias = bias_of(l->p, l->input, some);
        laid = some.first;
      }
      rows.at = (first * inputs / values + some.first) * rows.step;
      rows.draws = some.count;
      for (uint32_t i = 0; bias && i < rows.count; i++) sums[i] -= bias;
      l->multiply(&rows, l->scratch, sums);
    }
    put_outputs(l, first, rows.count, sums);
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

SL_SHARED void sl_fully_connected_draws(const sl_fully_connected_params *params,
                                        const sl_frame *frame, uint32_t lanes,
                                        sl_multiply_draws multiply) {
  const sl_fully_connected_params *p = params;
  const uint32_t values = p->weights.values_per_draw;
  layer l = {.p = p,
             .input = sl_activation(p->input_offset, frame),
             .output = sl_activation(p->output_offset, frame),
             .lanes = lanes,
             .period = values / common_divisor(values, p->inputs),
             .multiply = multiply,
             .scratch = (sl_draw_lane *)(void *)frame->scratch + lanes};
  // of which one is before them and one behind
  l.room = p->scratch_bytes / (lanes * (uint32_t)sizeof(sl_draw_lane)) - 2;
  for (uint32_t row = 0; row < p->rows; row++, l.input += p->inputs, l.output += p->outputs) {
    for (uint32_t phase = 0; phase < l.period; phase++) run_phase(&l, phase);
  }
}

#endif
