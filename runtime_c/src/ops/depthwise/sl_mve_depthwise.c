// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D in vectors of 16 output channels. The input zero point's contribution is
// subtracted from the biases; padding is the zero point.
#include "sl_axis.h"
#include "sl_depthwise.h"

#if SL_MVE
#include "../../target/sl_mve_lanes.h"
#include "../../target/sl_mve_requantize.h"

#define FOURS 4u  // vectors of 16 accumulators: lane i of vector k is channel 4 i + k

typedef struct {
  int32x4_t of[FOURS];
} sums;

// 16 output channels; fewer at the end of a block.
typedef struct {
  const int8_t *weights;  // weight of the first channel and tap
  uint32_t tap_bytes;     // stride of taps
  sl_lane_channels channels;
  int8x16_t padding;
  mve_pred16_t valid;
  uint8x16_t places;  // offsets of the inputs
  bool plain;         // 16 channels with an input channel each
} group;

static inline sums add_tap(sums s, int8x16_t inputs, int8x16_t weights) {
  int16x8_t even = vmullbq_int_s8(inputs, weights), odd = vmulltq_int_s8(inputs, weights);
  s.of[0] = vaddq_s32(s.of[0], vmovlbq_s16(even));
  s.of[1] = vaddq_s32(s.of[1], vmovlbq_s16(odd));
  s.of[2] = vaddq_s32(s.of[2], vmovltq_s16(even));
  s.of[3] = vaddq_s32(s.of[3], vmovltq_s16(odd));
  return s;
}

static inline sums no_sums(void) {
  int32x4_t zeros = vdupq_n_s32(0);
  sums s = {{zeros, zeros, zeros, zeros}};
  return s;
}

// Accumulates a window inside the image; `under`: its first value.
static sums sum_inside(const sl_sliding_window *window, const group *g, const int8_t *under) {
  const uint32_t channels = window->input_channels;
  const uint32_t next_row = (window->input_width - window->kernel_width) * channels;
  const int8_t *weights = g->weights;
  sums s = no_sums();
  for (uint32_t rows = window->kernel_height; rows > 0; rows--, under += next_row) {
    for (uint32_t taps = window->kernel_width; taps > 0; taps--) {
      s = add_tap(s, vldrbq_s8(under), vldrbq_s8(weights));
      under += channels;
      weights += g->tap_bytes;
    }
  }
  return s;
}

// Accumulates any window. top, left: its origin, modulo 2^32; input: image at the first channel.
static sums sum_anywhere(const sl_sliding_window *window, const group *g, const int8_t *input,
                         uint32_t top, uint32_t left) {
  const int8_t *weights = g->weights;
  sums s = no_sums();
  for (uint32_t y = top; y != top + window->kernel_height; y++) {
    for (uint32_t x = left; x != left + window->kernel_width; x++, weights += g->tap_bytes) {
      int8x16_t inputs = g->padding;
      if (y < window->input_height && x < window->input_width) {
        const int8_t *pixel = input + (y * window->input_width + x) * window->input_channels;
        inputs = vldrbq_gather_offset_z_s8(pixel, g->places, g->valid);
      }
      s = add_tap(s, inputs, vldrbq_z_s8(weights, g->valid));
    }
  }
  return s;
}

static inline void store_outputs(const group *g, sl_lane_range range, sums s, int8_t *output) {
  uint32x4_t bytes[FOURS];
  for (uint32_t k = 0; k < FOURS; k++) {
    sl_four_channels channels = sl_load_channels(g->channels, 4 * k);
    bytes[k] = vreinterpretq_u32_s32(sl_lane_outputs(&channels, range, s.of[k]));
  }
  uint32x4_t all = vsliq_n_u32(bytes[0], bytes[1], 8);
  all = vsliq_n_u32(vsliq_n_u32(all, bytes[2], 16), bytes[3], 24);
  if (g->plain) {
    vstrbq_s8(output, vreinterpretq_s8_u32(all));
  } else {
    vstrbq_p_s8(output, vreinterpretq_s8_u32(all), g->valid);
  }
}

static void run_group(const sl_depthwise_params *p, const group *g, const int8_t *input,
                      int8_t *output) {
  const sl_sliding_window *window = &p->window;
  const sl_lane_range range = sl_lane_range_of(&p->requantize);
  for (uint32_t y = 0; y < window->output_height; y++) {
    uint32_t top = y * window->stride_height - window->pad_top;
    bool rows_inside =
        top < window->input_height && window->kernel_height <= window->input_height - top;
    for (uint32_t x = 0; x < window->output_width; x++, output += window->output_channels) {
      uint32_t left = x * window->stride_width - window->pad_left;
      bool inside = rows_inside && left < window->input_width &&
                    window->kernel_width <= window->input_width - left;
      sums s;
      if (inside && g->plain) {
        s = sum_inside(window, g,
                       input + (top * window->input_width + left) * window->input_channels);
      } else {
        s = sum_anywhere(window, g, input, top, left);
      }
      store_outputs(g, range, s, output);
    }
  }
}

// Subtracts from the biases the accumulators of a window of padding.
static void prepare_channels(const sl_depthwise_params *p, const group *g, uint32_t first,
                             uint32_t count) {
  const uint32_t outside = p->window.input_height;
  sums s = sum_anywhere(&p->window, g, NULL, outside, 0);
  for (uint32_t i = 0; i < count; i++) {
    sl_channel channel = sl_channel_of(&p->requantize, first + i);
    sl_set_channel(g->channels, i % 4 * 4 + i / 4, channel, p->requantize.fast);
  }
  for (uint32_t k = 0; k < FOURS; k++) {
    int32_t *biases = g->channels.biases + 4 * k;
    vstrwq_s32(biases, vsubq_s32(vldrwq_s32(biases), s.of[k]));
  }
}

// Returns the offsets of the inputs of output channels from `first` on, relative to the first.
static uint8x16_t input_places(uint32_t first, uint32_t depth_multiplier) {
  uint8_t places[SL_VECTOR];
  uint32_t phase = first % depth_multiplier;
  for (uint32_t i = 0; i < SL_VECTOR; i++) places[i] = (uint8_t)((phase + i) / depth_multiplier);
  return vldrbq_u8(places);
}

// Processes output channels [first, first + count), count <= 16.
static void run_channels(const sl_depthwise_params *p, const sl_frame *frame, const int8_t *weights,
                         uint32_t tap_bytes, uint32_t first, uint32_t count) {
  int32_t places[4 * SL_VECTOR] = {0};
  group g = {.weights = weights,
             .tap_bytes = tap_bytes,
             .channels = {places, SL_VECTOR},
             .padding = vdupq_n_s8(p->input_zp),
             .valid = vctp8q(count),
             .places = input_places(first, p->depth_multiplier),
             .plain = count == SL_VECTOR && p->depth_multiplier == 1};
  prepare_channels(p, &g, first, count);
  run_group(p, &g, sl_activation(p->input_offset, frame) + first / p->depth_multiplier,
            sl_activation(p->output_offset, frame) + first);
}

static void run_layer(const sl_depthwise_params *p, const sl_frame *frame) {
  const uint32_t all = p->window.output_channels;
  int8_t *drawn = (int8_t *)frame->scratch;
  for (uint32_t first = 0; first < all; first += p->block_channels) {
    uint32_t block = all - first < p->block_channels ? all - first : p->block_channels;
    const int8_t *weights;
    uint32_t tap_bytes = sl_depthwise_weights(p, first, block, drawn, &weights);
    for (uint32_t at = 0; at < block; at += SL_VECTOR) {
      uint32_t count = block - at < SL_VECTOR ? block - at : SL_VECTOR;
      run_channels(p, frame, weights + at, tap_bytes, first + at, count);
    }
  }
}

SL_SHARED void sl_depthwise_s8(const void *params, const sl_frame *frame) {
  run_layer(params, frame);
}

SL_SHARED void sl_depthwise_planes_s8(const void *params, const sl_frame *frame) {
  run_layer(params, frame);
}

#endif
