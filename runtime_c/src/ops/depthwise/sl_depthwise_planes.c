// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D by groups of up to four input channels. Inputs are widened into planes
// (sl_planes.h) one row at a time, as the kernel reaches it. Rows run along the longer side of the
// image.
#include "sl_depthwise.h"
#include "sl_planes.h"

#if !SL_MVE  // MVE: sl_mve_depthwise.c

// Layout of scratch, and the weights of the current block.
typedef struct {
  sl_plane_shape shape;
  sl_axis x, y;           // along rows and across them
  sl_lane *planes;        // a group's planes
  uint8_t *filters;       // filters of its output channels
  int8_t *drawn;          // a block's weights, unless stored
  const int8_t *weights;  // the block's weights, tap by tap
  uint32_t tap_bytes;     // stride of taps
} workspace;

static workspace lay_out(const sl_depthwise_params *p, uint8_t *scratch) {
  workspace w;
  w.x = sl_depthwise_axis(&p->window, true);
  w.y = sl_depthwise_axis(&p->window, false);
  w.shape = sl_depthwise_shape(p, &w.x, &w.y);
  w.filters = scratch;
  w.planes = (sl_lane *)(void *)(scratch + (uint32_t)sl_depthwise_filters_bytes(p, &w.shape));
  w.weights = NULL;
  w.tap_bytes = 0;
  w.drawn = (int8_t *)(w.planes + sl_depthwise_group(p) * w.shape.height * w.shape.pitch);
  return w;
}

// Packs the weights of output channel `channel`, number `at` of the block. Subtracts the input zero
// point's contribution from the bias.
static void pack_filter(const sl_depthwise_params *p, const workspace *w, uint32_t channel,
                        uint32_t at, sl_filter *filter) {
  const int8_t *row = w->weights + at;
  sl_lane *taps = filter->taps;
  int32_t sum = 0;  // |sum| <= 127 * 2^16
  for (uint32_t y = 0; y < w->shape.height; y++) {
    sum += sl_pack_taps(&w->shape, row, w->x.tap_step * w->tap_bytes, taps);
    taps += sl_row_taps(&w->shape);
    row += w->y.tap_step * w->tap_bytes;
  }
  filter->channel = sl_channel_of(&p->requantize, channel);
  filter->channel.bias -= (uint32_t)(p->input_zp * sum);
  sl_finish_filter(&w->shape, filter);
}

// The part of the image in a strip's planes: image columns within [origin, origin + pitch), counted
// from the start of the padding, modulo 2^32.
typedef struct {
  const int8_t *input;  // first value of the first row
  uint32_t channels;    // planes
  uint32_t lane;        // its first lane in a row of a plane
  uint32_t count;       // lanes
} strip_input;

static strip_input clip(const workspace *w, const int8_t *input, uint32_t channels,
                        uint32_t origin) {
  uint32_t low = origin < w->x.input ? 0 : -origin;
  uint32_t end = w->x.input - origin < w->shape.pitch ? w->x.input - origin : w->shape.pitch;
  strip_input strip = {input + (origin + low) * w->x.input_step, channels, low, end - low};
  return strip;
}

// Writes row `y` of the planes; below the image, the zero point, which rows above it hold already.
static void fill_row(const sl_depthwise_params *p, const workspace *w, const strip_input *strip,
                     uint32_t y, sl_lane *row) {
  const uint32_t distance = w->shape.height * w->shape.pitch;
  row += strip->lane;
  if (y < w->y.input) {
    sl_fill_planes(strip->input + y * w->y.input_step, w->x.input_step, strip->count,
                   strip->channels, row, distance);
    return;
  }
  for (uint32_t c = 0; c < strip->channels; c++, row += distance) {
    sl_fill_lanes(row, strip->count, p->input_zp);
  }
}

// Computes `count` outputs of the group along a row; `first`: slot of the kernel's first row.
static void run_row(const sl_depthwise_params *p, const workspace *w, uint32_t channels,
                    uint32_t first, uint32_t count, int8_t *output) {
  const uint32_t filter_bytes = sl_filter_bytes(&w->shape);
  const sl_lane *plane = w->planes;
  const uint8_t *filter = w->filters;
  for (uint32_t c = 0; c < channels; c++, plane += w->shape.height * w->shape.pitch) {
    for (uint32_t i = 0; i < p->depth_multiplier; i++, filter += filter_bytes, output++) {
      sl_plane_row(&w->shape, &p->requantize, (const sl_filter *)(const void *)filter, plane, first,
                   count, output, w->x.output_step);
    }
  }
}

// Computes outputs [begin, begin + count) of all rows. channels: input channels of the group;
// input: the first one; output: the first of their outputs.
static void run_strip(const sl_depthwise_params *p, const workspace *w, const int8_t *input,
                      uint32_t channels, uint32_t begin, uint32_t count, int8_t *output) {
  const uint32_t height = w->shape.height, pitch = w->shape.pitch;
  strip_input strip = clip(w, input, channels, begin * w->x.stride - w->x.padding);
  uint32_t next = w->y.padding;  // next row to widen, from the start of the padding
  sl_fill_lanes(w->planes, channels * height * pitch, p->input_zp);
  output += begin * w->x.output_step;
  for (uint32_t y = 0; y < w->y.output; y++, output += w->y.output_step) {
    uint32_t first = y * w->y.stride;
    for (next = next < first ? first : next; next < first + height; next++) {
      fill_row(p, w, &strip, next - w->y.padding, w->planes + next % height * pitch);
    }
    run_row(p, w, channels, first % height, count, output);
  }
}

// Processes output channels [first, first + outputs), from number `at` of the block on.
static void run_group(const sl_depthwise_params *p, const workspace *w, const sl_frame *frame,
                      uint32_t first, uint32_t at, uint32_t outputs) {
  const int8_t *input = sl_activation(p->input_offset, frame) + first / p->depth_multiplier;
  int8_t *output = sl_activation(p->output_offset, frame) + first;
  uint8_t *filter = w->filters;
  for (uint32_t i = 0; i < outputs; i++, filter += sl_filter_bytes(&w->shape)) {
    pack_filter(p, w, first + i, at + i, (sl_filter *)(void *)filter);
  }
  for (uint32_t begin = 0; begin < w->x.output; begin += p->strip) {
    uint32_t count = w->x.output - begin < p->strip ? w->x.output - begin : p->strip;
    run_strip(p, w, input, outputs / p->depth_multiplier, begin, count, output);
  }
}

SL_SHARED void sl_depthwise_planes_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  const uint32_t all = p->window.output_channels,
                 group = sl_depthwise_group(p) * p->depth_multiplier;
  for (uint32_t first = 0; first < all; first += p->block_channels) {
    uint32_t channels = all - first < p->block_channels ? all - first : p->block_channels;
    w.tap_bytes = sl_depthwise_weights(p, first, channels, w.drawn, &w.weights);
    for (uint32_t at = 0; at < channels; at += group) {
      run_group(p, &w, frame, first + at, at, channels - at < group ? channels - at : group);
    }
  }
}

#endif
