// SPDX-License-Identifier: Apache-2.0
// Four output channels at a time: their weights are widened once, then meet the image as it is, tap
// by tap. Taps outside the image are passed over.
#include "sl_kernels_weighted.h"
#include "sl_taps.h"

#if !SL_MVE  // which has mve/sl_mve_depthwise.c

// Scratch, from its start on, and where the weights of the current block are.
typedef struct {
  sl_axis x, y;           // along lines of outputs and across them
  bool rows_along;        // rows of taps lie along lines
  uint32_t whole, clip;   // outputs [whole, clip) of a line have all taps inside
  sl_tap_filter *filter;  // of a quad
  int8_t *drawn;          // weights of a block, where they are not stored
  const int8_t *weights;  // of the block, tap by tap
  uint32_t tap_bytes;     // from one tap's weights to the next one's
} workspace;

// Four output channels.
typedef struct {
  uint32_t first, step;
  uint32_t at;     // the first one's number in its block
  uint32_t input;  // the first of their input channels
} quad;

// Taps inside the image.
typedef struct {
  uint32_t first, count;
} tap_range;

static tap_range taps_inside(const sl_axis *axis, uint32_t output) {
  uint32_t begin = output * axis->stride;  // counted from the padding's start
  uint32_t first = begin < axis->padding ? axis->padding - begin : 0;
  uint32_t end = axis->input + axis->padding - begin;
  tap_range taps = {first, (end < axis->kernel ? end : axis->kernel) - first};
  return taps;
}

static workspace lay_out(const sl_depthwise_params *p, uint8_t *scratch) {
  workspace w;
  w.x = sl_depthwise_axis(&p->window, true);
  w.y = sl_depthwise_axis(&p->window, false);
  w.rows_along = w.x.kernel >= w.y.kernel;
  w.whole = (w.x.padding + w.x.stride - 1) / w.x.stride;
  w.clip = 0;
  uint32_t room = w.x.input + w.x.padding;
  if (room >= w.x.kernel) w.clip = (room - w.x.kernel) / w.x.stride + 1;
  if (w.clip > w.x.output) w.clip = w.x.output;
  w.filter = (sl_tap_filter *)(void *)scratch;
  w.drawn = (int8_t *)(w.filter->taps + w.x.kernel * w.y.kernel * SL_QUAD);
  w.weights = NULL;
  w.tap_bytes = 0;
  return w;
}

// Draws the weights of output channels [first, first + channels), or finds them where they are.
static void provide_weights(const sl_depthwise_params *p, workspace *w, uint32_t first,
                            uint32_t channels) {
  uint32_t all = p->window.output_channels;
  if (p->weights.stored) {
    w->weights = p->weights.stored + first;
    w->tap_bytes = all;
    return;
  }
  uint32_t taps = w->x.kernel * w->y.kernel;
  sl_cursor cursor = {0, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    sl_weights_read(&p->weights, &cursor, tap * all + first, channels, w->drawn + tap * channels);
  }
  w->weights = w->drawn;
  w->tap_bytes = channels;
}

// Weights, row of taps by row, and what becomes of the sums.
static void pack_filter(const sl_depthwise_params *p, const workspace *w, const quad *q) {
  const sl_axis *x = w->rows_along ? &w->x : &w->y, *y = w->rows_along ? &w->y : &w->x;
  const bool twice = sl_pairs_are_twice(p->requantize.fast);
  const int8_t *row = w->weights + q->at;
  sl_lane *taps = w->filter->taps;
  for (uint32_t i = 0; i < y->kernel; i++, row += y->tap_step * w->tap_bytes) {
    taps = sl_pack_quads(row, x->tap_step * w->tap_bytes, x->kernel, q->step, twice, taps);
  }
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    sl_channel channel = sl_channel_of(&p->requantize, q->first + i * q->step);
    sl_pair_scale scale = {channel.multiplier, channel.rounding, channel.shift};
    w->filter->scales[i] = scale;
    w->filter->biases[i] = twice ? 2 * channel.bias : channel.bias;
  }
}

// Outputs [at, at + count) of a line, which have the same taps inside; `y`: those across it. Of
// `line`, the input and the output are those at the line's start.
static void run_outputs(const sl_depthwise_params *p, const workspace *w, sl_tap_line line,
                        tap_range y, uint32_t at, uint32_t count) {
  tap_range x = taps_inside(&w->x, at);
  const sl_axis *along = w->rows_along ? &w->x : &w->y, *across = w->rows_along ? &w->y : &w->x;
  const tap_range row = w->rows_along ? x : y, rows = w->rows_along ? y : x;
  line.input += (at * w->x.stride - w->x.padding + x.first) * w->x.input_step;
  line.output += at * w->x.output_step;
  line.taps += (rows.first * along->kernel + row.first) * SL_QUAD;
  line.width = row.count;
  line.height = rows.count;
  line.input_gap = across->input_step - row.count * along->input_step;
  line.taps_gap = (along->kernel - row.count) * SL_QUAD * (uint32_t)sizeof(sl_lane);
  line.count = count;
  if (!line.input_gap && !line.taps_gap) {  // a single row
    line.width *= line.height;
    line.height = 1;
  }
  sl_run_taps(&line, &p->requantize);
}

static void run_quad(const sl_depthwise_params *p, const workspace *w, const sl_frame *frame,
                     const quad *q) {
  const uint32_t less = (uint32_t)-p->input_zp & 0xFFFFu;
  sl_tap_line line = {.input = sl_activation(p->input_offset, frame) + q->input,
                      .taps = w->filter->taps,
                      .tap_step = w->rows_along ? w->x.input_step : w->y.input_step,
                      .less = less | less << 16,
                      .filter = w->filter,
                      .output = sl_activation(p->output_offset, frame) + q->first,
                      .channel_step = q->step,
                      .input_step = w->x.stride * w->x.input_step,
                      .output_step = w->x.output_step};
  pack_filter(p, w, q);
  for (uint32_t i = 0; i < w->y.output; i++) {
    tap_range y = taps_inside(&w->y, i);
    sl_tap_line own = line;
    own.input += (i * w->y.stride - w->y.padding + y.first) * w->y.input_step;
    own.output += i * w->y.output_step;
    for (uint32_t at = 0, count; at < w->x.output; at += count) {
      count = at >= w->whole && at < w->clip ? w->clip - at : 1;
      run_outputs(p, w, own, y, at, count);
    }
  }
}

// Input channels [first, first + inputs): four at a time, with one output channel of each.
static void run_block(const sl_depthwise_params *p, const workspace *w, const sl_frame *frame,
                      uint32_t first, uint32_t inputs) {
  const uint32_t each = p->depth_multiplier;
  for (uint32_t i = 0; i < inputs; i += SL_QUAD) {
    if (inputs - i < SL_QUAD) i = inputs - SL_QUAD;  // some of them once more
    for (uint32_t k = 0; k < each; k++) {
      quad q = {(first + i) * each + k, each, i * each + k, first + i};
      run_quad(p, w, frame, &q);
    }
  }
}

SL_SHARED void sl_depthwise_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_params *p = params;
  const uint32_t all = p->window.input_channels, each = p->depth_multiplier;
  const uint32_t block = p->block_channels / each;
  workspace w = lay_out(p, frame->scratch);
  for (uint32_t first = 0; first < all; first += block) {
    uint32_t inputs = all - first < block ? all - first : block;
    if (inputs < SL_QUAD) {  // some of them once more
      first = all - SL_QUAD;
      inputs = SL_QUAD;
    }
    provide_weights(p, &w, first * each, inputs * each);
    run_block(p, &w, frame, first, inputs);
  }
}

#endif
