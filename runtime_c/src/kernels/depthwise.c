// Group by group of up to four input channels, whose inputs are widened into planes (planes.h), row
// by row as the kernel gets there. Rows run along the longer side of the image.
#include "kernels_weighted.h"
#include "planes.h"

// Scratch, from its start on, and where the weights of the current block are.
typedef struct {
  sl_plane_shape shape;
  sl_axis x, y;           // along rows and across them
  sl_lane *planes;        // of a group
  uint8_t *filters;       // of its output channels
  int8_t *drawn;          // weights of a block, where they are not stored
  const int8_t *weights;  // of the block, tap by tap
  uint32_t tap_bytes;     // from one tap's weights to the next one's
} workspace;

static workspace lay_out(const sl_depthwise_params *p, uint8_t *scratch) {
  workspace w;
  w.x = sl_depthwise_axis(&p->window, true);
  w.y = sl_depthwise_axis(&p->window, false);
  w.shape = sl_depthwise_shape(p, &w.x, &w.y);
  w.filters = scratch;
  w.planes = (sl_lane *)(void *)(scratch + (uint32_t)sl_depthwise_filters_bytes(p, &w.shape));
  w.drawn = (int8_t *)(w.planes + sl_depthwise_group(p) * w.shape.height * w.shape.pitch);
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
  uint32_t taps = w->shape.height * w->shape.width;
  sl_cursor cursor = {0, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    sl_weights_read(&p->weights, &cursor, tap * all + first, channels, w->drawn + tap * channels);
  }
  w->weights = w->drawn;
  w->tap_bytes = channels;
}

static sl_filter *filter_at(const workspace *w, uint32_t i) {
  return (sl_filter *)(void *)(w->filters + i * sl_filter_bytes(&w->shape));
}

// Packs the weights of output channel `channel`, the block's number `at`. What the input zero point
// adds to every sum is taken from the bias.
static void pack_filter(const sl_depthwise_params *p, const workspace *w, uint32_t channel,
                        uint32_t at, sl_filter *filter) {
  const int8_t *row = w->weights + at;
  sl_lane *taps = filter->taps;
  int32_t sum = 0;  // |sum| <= 127 * 2^16
  for (uint32_t y = 0; y < w->shape.height; y++) {
    const int8_t *weight = row;
    for (uint32_t x = 0; x < w->shape.width; x++, weight += w->x.tap_step * w->tap_bytes) {
      sum += *weight;
    }
    sl_pack_taps(&w->shape, row, w->x.tap_step * w->tap_bytes, taps);
    taps += sl_row_taps(&w->shape);
    row += w->y.tap_step * w->tap_bytes;
  }
  filter->channel = sl_channel_of(&p->requantize, channel);
  filter->channel.bias -= (uint32_t)p->input_zp * (uint32_t)sum;
  sl_finish_filter(&w->shape, filter);
}

// Row `y` of the group's `channels` planes, from column `origin` of the image on; rows and columns
// that the image does not have hold the zero point. Both modulo 2^32.
static void fill_row(const sl_depthwise_params *p, const workspace *w, const int8_t *input,
                     uint32_t channels, uint32_t y, uint32_t origin, sl_lane *row) {
  const uint32_t pitch = w->shape.pitch, distance = w->shape.height * pitch;
  uint32_t low = 0, high = 0;  // lanes that the image has
  if (y < w->y.input) {
    low = origin < w->x.input ? 0 : -origin;
    high = w->x.input - origin < pitch ? w->x.input - origin : pitch;
  }
  for (uint32_t c = 0; c < channels; c++) {
    sl_fill_lanes(row + c * distance, low, p->input_zp);
    sl_fill_lanes(row + c * distance + high, pitch - high, p->input_zp);
  }
  if (low == high) return;
  const int8_t *values = input + y * w->y.input_step + (origin + low) * w->x.input_step;
  sl_fill_planes(values, w->x.input_step, high - low, channels, row + low, distance);
}

// Outputs [begin, begin + count) of all rows. `channels` are the group's input channels, of which
// `input` is the first; `output` is the first of their outputs.
static void run_strip(const sl_depthwise_params *p, const workspace *w, const int8_t *input,
                      uint32_t channels, uint32_t begin, uint32_t count, int8_t *output) {
  const uint32_t height = w->shape.height, multiplier = p->depth_multiplier;
  uint32_t origin = begin * w->x.stride - w->x.padding;
  uint32_t next = 0;  // row to be widened, counted from the padding's start
  output += begin * w->x.output_step;
  for (uint32_t y = 0; y < w->y.output; y++, output += w->y.output_step) {
    uint32_t first = y * w->y.stride;
    for (next = next < first ? first : next; next < first + height; next++) {
      sl_lane *row = w->planes + next % height * w->shape.pitch;
      fill_row(p, w, input, channels, next - w->y.padding, origin, row);
    }
    for (uint32_t i = 0; i < channels * multiplier; i++) {
      const sl_lane *plane = w->planes + i / multiplier * height * w->shape.pitch;
      sl_plane_row(&w->shape, &p->requantize, filter_at(w, i), plane, first % height, count,
                   output + i, w->x.output_step);
    }
  }
}

// Output channels [first, first + outputs), number `at` of the block on.
static void run_group(const sl_depthwise_params *p, const workspace *w, const sl_frame *frame,
                      uint32_t first, uint32_t at, uint32_t outputs) {
  const int8_t *input = sl_activation(p->input_offset, frame) + first / p->depth_multiplier;
  int8_t *output = sl_activation(p->output_offset, frame) + first;
  for (uint32_t i = 0; i < outputs; i++) pack_filter(p, w, first + i, at + i, filter_at(w, i));
  for (uint32_t begin = 0; begin < w->x.output; begin += p->strip) {
    uint32_t count = w->x.output - begin < p->strip ? w->x.output - begin : p->strip;
    run_strip(p, w, input, outputs / p->depth_multiplier, begin, count, output);
  }
}

void sl_depthwise_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_params *p = params;
  workspace w = lay_out(p, frame->scratch);
  const uint32_t all = p->window.output_channels,
                 group = sl_depthwise_group(p) * p->depth_multiplier;
  for (uint32_t first = 0; first < all; first += p->block_channels) {
    uint32_t channels = all - first < p->block_channels ? all - first : p->block_channels;
    provide_weights(p, &w, first, channels);
    for (uint32_t at = 0; at < channels; at += group) {
      run_group(p, &w, frame, first + at, at, channels - at < group ? channels - at : group);
    }
  }
}
