// SPDX-License-Identifier: Apache-2.0
// Depthwise kernels as they multiply images with channels last: what lies under a tap of four
// output channels, a quad, meets a quad of weights.
#ifndef SEEDLITE_TAPS_H
#define SEEDLITE_TAPS_H

#include "sl_axis.h"
#include "sl_pairs.h"

// Of four output channels.
typedef struct {
  uint32_t biases[SL_QUAD];
  sl_pair_scale scales[SL_QUAD];
  sl_lane taps[];  // [taps][SL_QUAD], in the order of sl_lane_of; as sl_pairs_are_twice says
} sl_tap_filter;

// Outputs in a line whose windows have the same taps inside the image. Steps and gaps are bytes,
// modulo 2^32. All cores' loops read it; assembly by offsets.
typedef struct {
  const int8_t *input;           // under the first output's first tap
  const sl_lane *taps;           // that tap's quad
  uint32_t tap_step;             // of the input, from one tap of a row to the next
  uint32_t less;                 // -zero point of the input in both halves
  uint32_t width, height;        // taps inside: of a row, rows; at least 1
  uint32_t input_gap, taps_gap;  // from a row's end to the next row
  const sl_tap_filter *filter;
  int8_t *output;                    // of the first channel
  uint32_t channel_step;             // from one output channel's output to the next one's
  uint32_t input_step, output_step;  // from one output of the line to the next
  uint32_t count;                    // outputs; at least 1
} sl_tap_line;

static inline sl_channel sl_tap_channel(const sl_tap_filter *filter, uint32_t i) {
  const sl_pair_scale *scale = &filter->scales[i];
  sl_channel channel = {filter->biases[i], scale->multiplier, scale->rounding, scale->shift};
  return channel;
}

// Products of a row of taps with what lies under it, `step` bytes apart, summed. |x - zp| <= 255.
SL_NEVER_INLINE uint32_t sl_multiply_tap_row(const sl_lane *taps, const sl_lane *end,
                                             const int8_t *input, uint32_t step, int32_t less,
                                             uint32_t sum) {
  for (; taps != end; taps += SL_QUAD, input += step) {
    sum += (uint32_t)(*taps * (*input + less));
  }
  return sum;
}

// Outputs of one channel: `taps`, `input` and `output` are its own.
static inline void sl_run_channel(const sl_tap_line *line, const sl_requantize *requantize,
                                  const sl_channel *channel, const sl_lane *taps,
                                  const int8_t *input, int8_t *output) {
  const int32_t less = (int16_t)(uint16_t)line->less;
  const uint32_t row_bytes = line->width * line->tap_step + line->input_gap;
  const uint32_t row_lanes = line->width * SL_QUAD + line->taps_gap / (uint32_t)sizeof *taps;
  for (uint32_t i = line->count; i; i--, input += line->input_step, output += line->output_step) {
    const sl_lane *w = taps;
    const int8_t *x = input;
    uint32_t sum = 0;
    for (uint32_t y = line->height; y; y--, w += row_lanes, x += row_bytes) {
      sum = sl_multiply_tap_row(w, w + line->width * SL_QUAD, x, line->tap_step, less, sum);
    }
    *output = sl_pair_output(requantize, channel, sum);
  }
}

#if SL_DSP_ASSEMBLY
#include "dsp/sl_dsp_taps.h"
#endif

// Bytes of a quad's filter, and of the weights of a block where they are drawn.
static inline uint64_t sl_taps_scratch_bytes(const sl_depthwise_params *p) {
  uint64_t taps = (uint64_t)p->window.kernel_height * p->window.kernel_width;
  uint64_t drawn = p->weights.stored ? 0 : taps * p->block_channels;
  return sizeof(sl_tap_filter) + taps * SL_QUAD * sizeof(sl_lane) + drawn;
}

// Widens a row of `count` taps' weights, `tap_step` bytes apart, of four output channels, `step`
// bytes apart; `twice`: twice as large. Returns the end.
static inline sl_lane *sl_pack_quads(const int8_t *weights, uint32_t tap_step, uint32_t count,
                                     uint32_t step, bool twice, sl_lane *out) {
  const uint32_t double_step = 2 * step;
  for (; count; count--, weights += tap_step, out += SL_QUAD) {
    const int8_t *odd = weights + step;
    int32_t a = weights[0], b = weights[double_step], c = odd[0], d = odd[double_step];
    out[0] = (sl_lane)(twice ? 2 * a : a);
    out[1] = (sl_lane)(twice ? 2 * b : b);
    out[2] = (sl_lane)(twice ? 2 * c : c);
    out[3] = (sl_lane)(twice ? 2 * d : d);
  }
  return out;
}

// Outputs of a quad of output channels, each with an input channel of its own, one beside the
// other.
static inline void sl_run_taps(const sl_tap_line *line, const sl_requantize *requantize) {
#if SL_DSP_ASSEMBLY
  if (requantize->fast) {
    sl_tap_line own = *line;
    sl_asm_run_taps(&own);
    return;
  }
#endif
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    sl_channel channel = sl_tap_channel(line->filter, i);
    sl_run_channel(line, requantize, &channel, line->taps + sl_lane_of(i), line->input + i,
                   line->output + i * line->channel_step);
  }
}

#endif
