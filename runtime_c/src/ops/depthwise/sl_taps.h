// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution of images with channels last: the inputs under a tap of four output
// channels, a quad, are multiplied by a quad of weights.
#ifndef SEEDLITE_TAPS_H
#define SEEDLITE_TAPS_H

#include "../weighted/sl_pairs.h"
#include "sl_axis.h"

// The filter of four output channels.
typedef struct {
  uint32_t biases[SL_QUAD];
  sl_pair_scale scales[SL_QUAD];
  sl_lane taps[];  // [taps][SL_QUAD], in the order of sl_lane_of; doubled if sl_pairs_are_twice
} sl_tap_filter;

// Outputs in a line whose windows have the same taps inside the image. Steps and gaps are in bytes,
// modulo 2^32. Assembly depends on the offsets of the fields.
typedef struct {
  const int8_t *input;           // under the first output's first tap
  const sl_lane *taps;           // that tap's quad
  uint32_t tap_step;             // of the input, from one tap of a row to the next
  uint32_t less;                 // the negated input zero point in both halves
  uint32_t width, height;        // taps inside the image; at least 1
  uint32_t input_gap, taps_gap;  // from a row's end to the next row
  const sl_tap_filter *filter;
  int8_t *output;                    // first output of the first channel
  uint32_t channel_step;             // between the quad's output channels
  uint32_t input_step, output_step;  // between outputs of the line
  uint32_t count;                    // outputs; at least 1
} sl_tap_line;

// Returns the bytes of a quad's filter, and of a block's weights unless stored.
static inline uint64_t sl_taps_scratch_bytes(const sl_depthwise_params *p) {
  uint64_t taps = (uint64_t)p->window.kernel_height * p->window.kernel_width;
  uint64_t drawn = p->weights.stored ? 0 : taps * p->block_channels;
  return sizeof(sl_tap_filter) + taps * SL_QUAD * sizeof(sl_lane) + drawn;
}

#endif
