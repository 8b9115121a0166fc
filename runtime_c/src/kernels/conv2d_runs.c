// Output channel by output channel: its weights are drawn once and serve every pixel. Masked
// weights cost nothing.
#include "../tile.h"
#include "dot.h"
#include "kernels_weighted.h"

// Weights of one output channel, cut into runs within kernel rows. Inputs under a kernel row lie
// beside each other as its weights do, so that a run is one dot product.
typedef struct {
  const int8_t *weights;  // run after run
  const sl_run *runs;
  uint32_t run_count;
} filter;

static filter drawn_filter(const sl_weights *weights, sl_cursor *cursor, uint32_t begin,
                           uint32_t rows, uint32_t row_weights, uint8_t *scratch) {
  uint32_t bytes = (rows * row_weights + SL_ROW_ALIGNMENT - 1) & ~(SL_ROW_ALIGNMENT - 1);
  sl_tile tile = {(int8_t *)scratch, (sl_run *)(void *)(scratch + bytes), 0, 0};
  for (uint32_t ky = 0; ky < rows; ky++) {
    sl_tile_append(&tile, weights, cursor, begin + ky * row_weights, row_weights, ky);
  }
  filter f = {tile.weights, tile.runs, tile.run_count};
  return f;
}

// Sum over the filter at output pixel (y, x); what lies in the padding adds nothing.
static uint32_t sum_at(const sl_conv2d_params *p, const filter *f, const int8_t *input, uint32_t y,
                       uint32_t x) {
  const sl_sliding_window *window = &p->window;
  uint32_t input_row = window->input_width * window->input_channels;
  // inputs, counted from the kernel row's first: below 2^31 as the tensor has no more
  int32_t origin =
      (int32_t)((x * window->stride_width - window->pad_left) * window->input_channels);
  uint32_t low = origin < 0 ? (uint32_t)-origin : 0;
  uint32_t high = input_row - (uint32_t)origin;
  const int8_t *weights = f->weights;
  uint32_t sum = 0;
  for (uint32_t i = 0; i < f->run_count; weights += f->runs[i++].count) {
    const sl_run run = f->runs[i];
    // modulo 2^32: rows above the image are far below it
    uint32_t input_y = y * window->stride_height - window->pad_top + run.unit;
    if (input_y >= window->input_height) continue;
    uint32_t begin = run.first > low ? run.first : low;
    uint32_t end = (uint32_t)run.first + run.count < high ? (uint32_t)run.first + run.count : high;
    if (begin >= end) continue;
    const int8_t *under = input + (input_y * input_row + (uint32_t)(origin + (int32_t)begin));
    sum += sl_dot_s8(weights + (begin - run.first), under, end - begin, p->input_zp);
  }
  return sum;
}

void sl_conv2d_runs_s8(const void *params, const sl_frame *frame) {
  const sl_conv2d_params *p = params;
  const sl_sliding_window *window = &p->window;
  const int8_t *input = sl_activation(p->input_offset, frame);
  uint32_t rows = window->kernel_height;
  uint32_t row_weights = window->kernel_width * window->input_channels;
  sl_cursor cursor = {0, 0};
  for (uint32_t channel = 0; channel < window->output_channels; channel++) {
    uint32_t begin = channel * rows * row_weights;
    filter f = drawn_filter(&p->weights, &cursor, begin, rows, row_weights, frame->scratch);
    sl_channel scaling = sl_channel_of(&p->requantize, channel);
    int8_t *output = sl_activation(p->output_offset, frame) + channel;
    for (uint32_t y = 0; y < window->output_height; y++) {
      for (uint32_t x = 0; x < window->output_width; x++) {
        *output = sl_output_of(&p->requantize, &scaling, sum_at(p, &f, input, y, x));
        output += window->output_channels;
      }
    }
  }
}
