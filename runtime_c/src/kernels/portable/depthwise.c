// Block by block of output channels: its weights are drawn once and serve every pixel.
#include "../../tile.h"
#include "../kernels_weighted.h"

#if !SL_MVE  // which has mve/depthwise_vectors.c

// Draws the weights of output channels [first, first + channels); a unit is a tap (y, x) of the
// kernel.
static sl_tile block_tile(const sl_depthwise_params *p, uint32_t first, uint32_t channels,
                          uint8_t *scratch) {
  const sl_sliding_window *window = &p->window;
  uint32_t taps = window->kernel_height * window->kernel_width;
  uint32_t bytes = (taps * p->block_channels + SL_ROW_ALIGNMENT - 1) & ~(SL_ROW_ALIGNMENT - 1);
  sl_tile tile = {(int8_t *)scratch, (sl_run *)(void *)(scratch + bytes), 0, 0};
  sl_cursor cursor = {0, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    sl_tile_append(&tile, &p->weights, &cursor, tap * window->output_channels + first, channels,
                   tap);
  }
  return tile;
}

// Adds a run's products, `channel` being the output channel of its first weight.
static void add_run(const int8_t *weights, uint32_t count, const int8_t *pixel, uint32_t channel,
                    uint32_t depth_multiplier, int32_t input_zp, uint32_t *sums) {
  if (depth_multiplier == 1) {
    pixel += channel;
    // |product| <= 128 * 255
    for (uint32_t i = 0; i < count; i++) sums[i] += (uint32_t)(weights[i] * (pixel[i] - input_zp));
    return;
  }
  uint32_t input_channel = channel / depth_multiplier;
  uint32_t phase = channel % depth_multiplier;
  for (uint32_t i = 0; i < count; i++) {
    sums[i] += (uint32_t)(weights[i] * (pixel[input_channel] - input_zp));
    if (++phase == depth_multiplier) {
      phase = 0;
      input_channel++;
    }
  }
}

// Adds up the block at output pixel (y, x); what lies in the padding adds nothing.
static void add_window(const sl_depthwise_params *p, const sl_tile *tile, const int8_t *input,
                       uint32_t y, uint32_t x, uint32_t first, uint32_t *sums) {
  const sl_sliding_window *window = &p->window;
  const sl_run *run = tile->runs;
  const sl_run *end = run + tile->run_count;
  const int8_t *weights = tile->weights;
  uint32_t tap = 0;
  for (uint32_t ky = 0; ky < window->kernel_height; ky++) {
    // modulo 2^32: what is left of or above the image is far outside it
    uint32_t input_y = y * window->stride_height - window->pad_top + ky;
    for (uint32_t kx = 0; kx < window->kernel_width; kx++, tap++) {
      uint32_t input_x = x * window->stride_width - window->pad_left + kx;
      bool inside = input_y < window->input_height && input_x < window->input_width;
      uint32_t at = (input_y * window->input_width + input_x) * window->input_channels;
      for (; run < end && run->unit == tap; weights += run++->count) {
        if (!inside) continue;
        add_run(weights, run->count, input + at, first + run->first, p->depth_multiplier,
                p->input_zp, sums + run->first);
      }
    }
  }
}

static void run_block(const sl_depthwise_params *p, const sl_tile *tile, const sl_frame *frame,
                      uint32_t first, uint32_t channels) {
  const sl_sliding_window *window = &p->window;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame) + first;
  uint32_t sums[SL_DEPTHWISE_MAX_BLOCK];
  for (uint32_t y = 0; y < window->output_height; y++) {
    for (uint32_t x = 0; x < window->output_width; x++, output += window->output_channels) {
      for (uint32_t i = 0; i < channels; i++) sums[i] = 0;
      add_window(p, tile, input, y, x, first, sums);
      for (uint32_t i = 0; i < channels; i++) {
        sl_channel channel = sl_channel_of(&p->requantize, first + i);
        output[i] = sl_output_of(&p->requantize, &channel, sums[i]);
      }
    }
  }
}

void sl_depthwise_s8(const void *params, const sl_frame *frame) {
  const sl_depthwise_params *p = params;
  uint32_t all = p->window.output_channels;
  for (uint32_t first = 0; first < all; first += p->block_channels) {
    uint32_t channels = all - first < p->block_channels ? all - first : p->block_channels;
    sl_tile tile = block_tile(p, first, channels, frame->scratch);
    run_block(p, &tile, frame, first, channels);
  }
}

#endif
