// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D, four output channels at a time. Their weights are widened once and multiplied
// by the image without a copy, tap by tap. Taps outside the image are skipped.
#include "sl_depthwise.h"

#include "sl_taps.h"

#if !SL_MVE  // MVE: sl_mve_depthwise.c
#if SL_DSP_ASSEMBLY
#include "sl_dsp_taps.h"
#elif SL_BASELINE_ASSEMBLY
#include "sl_baseline_taps.h"
#endif

// Layout of scratch, and the weights of the current block.
typedef struct {
  sl_axis x, y;           // along lines of outputs and across them
  bool rows_along;        // rows of taps run along lines
  uint32_t whole, clip;   // outputs [whole, clip) of a line have all taps inside the image
  sl_tap_filter *filter;  // filter of a quad of output channels
  int8_t *drawn;          // a block's weights, unless stored
  const int8_t *weights;  // the block's weights, tap by tap
  uint32_t tap_bytes;     // stride of taps
  sl_tap_line line;
} workspace;

// Four output channels, depth_multiplier apart.
typedef struct {
  uint32_t first;  // first channel
  uint32_t at;     // its number in the block
  uint32_t input;  // its input channel
} quad;

// Range of taps inside the image.
typedef struct {
  uint32_t first, count;
} tap_range;

static tap_range taps_inside(const sl_axis *axis, uint32_t output) {
  uint32_t begin = output * axis->stride;  // from the start of the padding
  uint32_t first = begin < axis->padding ? axis->padding - begin : 0;
  uint32_t end = axis->input + axis->padding - begin;
  tap_range taps = {first, (end < axis->kernel ? end : axis->kernel) - first};
  return taps;
}

static void lay_out(const sl_depthwise_params *p, uint8_t *scratch, workspace *w) {
  const uint32_t less = (uint32_t)-p->input_zp & 0xFFFFu;
  w->x = sl_depthwise_axis(&p->window, true);
  w->y = sl_depthwise_axis(&p->window, false);
  w->rows_along = w->x.kernel >= w->y.kernel;
  w->whole = (w->x.padding + w->x.stride - 1) / w->x.stride;
  uint32_t room = w->x.input + w->x.padding;
  w->clip = room < w->x.kernel ? 0 : (room - w->x.kernel) / w->x.stride + 1;
  if (w->clip > w->x.output) w->clip = w->x.output;
  w->filter = (sl_tap_filter *)(void *)scratch;
  w->drawn = (int8_t *)(w->filter->taps + w->x.kernel * w->y.kernel * SL_QUAD);
  w->line.tap_step = w->rows_along ? w->x.input_step : w->y.input_step;
  w->line.less = less | less << 16;
  w->line.filter = w->filter;
  w->line.channel_step = p->depth_multiplier;
  w->line.input_step = w->x.stride * w->x.input_step;
  w->line.output_step = w->x.output_step;
}

// Widens a row of weights: `count` taps, `tap_step` bytes apart, of four output channels, `step`
// bytes apart; `twice` doubles them. Returns the end of the lanes.
SL_NEVER_INLINE sl_lane *pack_quads(const int8_t *weights, uint32_t tap_step, uint32_t count,
                                    uint32_t step, bool twice, sl_lane *out) {
#if SL_DSP
  if (step == 1 && twice) {
    for (; count; count--, weights += tap_step, out += SL_QUAD) {
      uint32_t word = sl_load_word(weights), even = sl_sxtb16(word), odd = sl_sxtb16_odd(word);
      sl_store_word(out, sl_sadd16(even, even));
      sl_store_word(out + 2, sl_sadd16(odd, odd));
    }
    return out;
  }
#endif
  const uint32_t twice_step = 2 * step, scale = twice ? 1 : 0;
  for (; count; count--, weights += tap_step, out += SL_QUAD) {
    const int8_t *odd = weights + step;
    out[0] = (sl_lane)(weights[0] * (1 << scale));
    out[1] = (sl_lane)(weights[twice_step] * (1 << scale));
    out[2] = (sl_lane)(odd[0] * (1 << scale));
    out[3] = (sl_lane)(odd[twice_step] * (1 << scale));
  }
  return out;
}

// Writes a quad's filter: weights in rows of taps, and requantization parameters.
SL_NEVER_INLINE void pack_filter(const sl_depthwise_params *p, const workspace *w, const quad *q) {
  const sl_axis *x = w->rows_along ? &w->x : &w->y, *y = w->rows_along ? &w->y : &w->x;
  const bool twice = sl_pairs_are_twice(p->requantize.fast);
  const uint32_t step = p->depth_multiplier, tap_bytes = w->tap_bytes;
  const int8_t *row = w->weights + q->at;
  sl_lane *taps = w->filter->taps;
  for (uint32_t i = y->kernel; i; i--, row += y->tap_step * tap_bytes) {
    taps = pack_quads(row, x->tap_step * tap_bytes, x->kernel, step, twice, taps);
  }
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    sl_channel channel = sl_channel_of(&p->requantize, q->first + i * step);
    sl_pair_scale scale = {channel.multiplier, channel.rounding, channel.shift};
    w->filter->scales[i] = scale;
    w->filter->biases[i] = twice ? 2 * channel.bias : channel.bias;
  }
}

// Returns the dot product of a channel's taps and the inputs under them. |x - zp| <= 255.
static uint32_t multiply_taps(const sl_tap_line *line, const sl_lane *taps, const int8_t *input) {
#if SL_BASELINE_ASSEMBLY
  return sl_asm_multiply_taps(line, taps, input);
#else
  const int32_t less = (int16_t)(uint16_t)line->less;
  const uint32_t step = line->tap_step;
  uint32_t sum = 0;
  for (uint32_t y = line->height; y; y--) {
    const sl_lane *end = taps + line->width * SL_QUAD;
    do {
      sum += (uint32_t)(*taps * (*input + less));
      taps += SL_QUAD;
      input += step;
    } while (taps != end);
    input += (int32_t)line->input_gap;
    taps += line->taps_gap / sizeof *taps;
  }
  return sum;
#endif
}

// Computes outputs of the quad's channel `i`.
static void run_channel(const sl_tap_line *line, const sl_requantize *requantize, uint32_t i) {
  const sl_pair_scale *scale = &line->filter->scales[i];
  const sl_channel channel = {line->filter->biases[i], scale->multiplier, scale->rounding,
                              scale->shift};
  const sl_lane *taps = line->taps + sl_lane_of(i);
  const int8_t *input = line->input + i;
  int8_t *output = line->output + i * line->channel_step;
  for (uint32_t count = line->count; count; count--) {
    *output = sl_pair_output(requantize, &channel, multiply_taps(line, taps, input));
    input += line->input_step;
    output += line->output_step;
  }
}

// Computes outputs of a quad of output channels whose input channels are adjacent. Modifies `line`.
static inline void run_taps(sl_tap_line *line, const sl_requantize *requantize) {
#if SL_DSP_ASSEMBLY
  if (requantize->fast) {
    sl_asm_run_taps(line);
    return;
  }
#endif
  for (uint32_t i = 0; i < SL_QUAD; i++) run_channel(line, requantize, i);
}

// Computes outputs [at, at + count) of a line, which have the same taps inside the image; y: taps
// across the line; input, output: start of the line.
SL_NEVER_INLINE void run_outputs(workspace *w, const sl_requantize *requantize, tap_range y,
                                 const int8_t *input, int8_t *output, uint32_t at, uint32_t count) {
  sl_tap_line *line = &w->line;
  tap_range row = taps_inside(&w->x, at), rows = y;
  uint32_t kernel = w->x.kernel, next_row = w->y.input_step;
  line->input = input + (at * w->x.stride + row.first - w->x.padding) * w->x.input_step;
  line->output = output + at * w->x.output_step;
  line->count = count;
  if (!w->rows_along) {
    rows = row;
    row = y;
    kernel = w->y.kernel;
    next_row = w->x.input_step;
  }
  line->taps = w->filter->taps + (rows.first * kernel + row.first) * SL_QUAD;
  line->width = row.count;
  line->height = rows.count;
  line->input_gap = next_row - row.count * line->tap_step;
  line->taps_gap = (kernel - row.count) * SL_QUAD * (uint32_t)sizeof(sl_lane);
  if (!(line->input_gap | line->taps_gap)) {  // a single row
    line->width *= line->height;
    line->height = 1;
  }
  run_taps(line, requantize);
}

static void run_quad(const sl_depthwise_params *p, workspace *w, const sl_frame *frame,
                     const quad *q) {
  const int8_t *input = sl_activation(p->input_offset, frame) + q->input;
  int8_t *output = sl_activation(p->output_offset, frame) + q->first;
  pack_filter(p, w, q);
  for (uint32_t i = 0; i < w->y.output; i++, output += w->y.output_step) {
    tap_range y = taps_inside(&w->y, i);
    uint32_t row = i * w->y.stride + y.first - w->y.padding;
    for (uint32_t at = 0, count; at < w->x.output; at += count) {
      count = at >= w->whole && at < w->clip ? w->clip - at : 1;
      run_outputs(w, &p->requantize, y, input + row * w->y.input_step, output, at, count);
    }
  }
}

// Processes input channels [first, first + inputs): four at a time, with one output channel each.
static void run_block(const sl_depthwise_params *p, workspace *w, const sl_frame *frame,
                      uint32_t first, uint32_t inputs) {
  const uint32_t each = p->depth_multiplier;
  for (uint32_t i = 0; i < inputs; i += SL_QUAD) {
    if (inputs - i < SL_QUAD) i = inputs - SL_QUAD;  // repeats some channels
    for (uint32_t k = 0; k < each; k++) {
      quad q = {(first + i) * each + k, i * each + k, first + i};
      run_quad(p, w, frame, &q);
    }
  }
}

SL_SHARED void sl_depthwise_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_params *p = params;
  const uint32_t all = p->window.input_channels, each = p->depth_multiplier;
  const uint32_t block = p->block_channels / each;
  workspace w;
  lay_out(p, frame->scratch, &w);
  for (uint32_t first = 0; first < all; first += block) {
    uint32_t inputs = all - first < block ? all - first : block;
    if (inputs < SL_QUAD) {  // repeats some channels
      first = all - SL_QUAD;
      inputs = SL_QUAD;
    }
    w.tap_bytes = sl_depthwise_weights(p, first * each, inputs * each, w.drawn, &w.weights);
    run_block(p, &w, frame, first, inputs);
  }
}

#endif
