// SPDX-License-Identifier: Apache-2.0
// Dense layers of seed bits whose outputs consist of whole draws. Table rows are gathered, 16
// weights at a time, and multiplied by inputs minus their zero point. These need nine bits, so
// positive and negative differences are separate vectors.
#ifndef SEEDLITE_MVE_DENSE_DRAWS_H
#define SEEDLITE_MVE_DENSE_DRAWS_H

#include "../../weights/sl_mve_draw.h"
#include "sl_fully_connected.h"

#define SL_SUMS 64u      // outputs whose accumulators are on the stack
#define SL_SUM_GROUP 4u  // accumulators at a time: four outputs, or two with inputs of both signs

// Absolute differences of inputs and their zero point, padded with zeros to whole vectors.
typedef struct {
  const uint8_t *values;
  uint32_t vectors;
  uint32_t bias;   // contribution of SL_TABLE_BIAS to every accumulator, modulo 2^32
  bool two_signs;  // vectors of positive and of negative differences alternate
} sl_magnitudes;

static sl_magnitudes sl_lay_out_magnitudes(const sl_fully_connected_params *p, const int8_t *input,
                                           uint8_t *out) {
  const uint8_t zero = (uint8_t)(p->input_zp + 128);
  const uint32_t step = zero ? 2 * SL_VECTOR : SL_VECTOR;
  const uint8x16_t zeros = vdupq_n_u8(zero);
  sl_magnitudes m = {out, sl_whole_vectors(p->inputs) / SL_VECTOR, 0, zero != 0};
  for (uint32_t i = 0; i < p->inputs; i += SL_VECTOR, out += step) {
    mve_pred16_t valid = vctp8q(p->inputs - i);
    uint8x16_t some = vreinterpretq_u8_s8(vldrbq_z_s8(input + i, valid));
    some = veorq_m_u8(zeros, some, vdupq_n_u8(0x80), valid);
    uint8x16_t above = vqsubq_u8(some, zeros), below = vqsubq_u8(zeros, some);
    m.bias = vaddvaq_u8(m.bias, above) - vaddvq_u8(below);
    vstrbq_u8(out, above);
    if (zero) vstrbq_u8(out + SL_VECTOR, below);
  }
  m.bias *= 2 * SL_TABLE_BIAS;
  return m;
}

// Groups of outputs that are multiplied together: SL_SUM_GROUP outputs, or half as many with two
// signs. Assembly depends on the offsets of the fields.
typedef struct {
  const uint8_t *draws;  // draws of the first output
  uint32_t stride;       // bytes between outputs
  const uint8_t *inputs;
  uint32_t vectors;  // vectors of inputs
  uint32_t start;    // initial value of every accumulator
  uint32_t *sums;
  uint32_t groups;        // > 0
  const uint32_t *table;  // sl_table_biased
} sl_output_groups;

// Returns weights plus 2 * SL_TABLE_BIAS of draws, the first of which begins at bit `shift` (0 ...
// 7). Weights after the first `left` are unspecified.
typedef uint8x16_t (*sl_weights_at)(const uint8_t *draws, uint32_t shift, uint32_t left);

// The functions for draws of one V and k.
typedef struct {
  uint32_t values, bits;  // V, k
  sl_weights_at weights;
  // assembly for k = 8, or NULL
  void (*one_sign)(sl_output_groups *r), (*two_signs)(sl_output_groups *r);
} sl_draw_kind;

// Returns the dot product of `count` draws from bit `at` on. Reads no byte past the padding.
SL_ALWAYS_INLINE uint32_t sl_multiply_output(const uint8_t *stream, uint32_t at, uint32_t count,
                                             const sl_magnitudes *inputs, sl_draw_kind k) {
  const uint32_t step = SL_VECTOR / k.values;
  const uint8_t *draws = stream + at / 8, *x = inputs->values;
  uint32_t above = 0, below = 0;
  for (uint32_t i = 0; i < count; i += step, x += SL_VECTOR, draws += step * k.bits / 8) {
    uint8x16_t some = k.weights(draws, at % 8, count - i);
    above = vmladavaq_u8(above, some, vldrbq_u8(x));
    if (!inputs->two_signs) continue;
    x += SL_VECTOR;
    below = vmladavaq_u8(below, some, vldrbq_u8(x));
  }
  return above - below - inputs->bias;
}

// Computes accumulators of whole groups among `count` outputs, the first of which begins at bit
// `at`; not of outputs whose last vector might read past the seed bits. Returns their number.
SL_ALWAYS_INLINE uint32_t sl_multiply_groups(const sl_fully_connected_params *p, uint32_t at,
                                             uint32_t count, const sl_magnitudes *inputs,
                                             sl_draw_kind k, uint32_t *sums) {
  const uint32_t group = inputs->two_signs ? SL_SUM_GROUP / 2 : SL_SUM_GROUP,
                 draws = p->inputs / k.values;
  const uint32_t groups = (p->inputs % SL_VECTOR ? count - 1 : count) / group;
  sl_output_groups r = {p->weights.stream + at / 8,
                        draws,
                        inputs->values,
                        inputs->vectors,
                        -inputs->bias,
                        sums,
                        groups,
                        sl_table_biased};
  if (!groups) return 0;
  if (inputs->two_signs) {
    k.two_signs(&r);
  } else {
    k.one_sign(&r);
  }
  return groups * group;
}

// FULLY_CONNECTED. `k` is a constant.
SL_ALWAYS_INLINE void sl_run_draws(const sl_fully_connected_params *p, const sl_frame *frame,
                                   sl_draw_kind k) {
  const uint32_t draws = p->inputs / k.values;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t sums[SL_SUMS];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    const sl_magnitudes inputs = sl_lay_out_magnitudes(p, input, frame->scratch);
    uint32_t at = 0;
    for (uint32_t first = 0; first < p->outputs; first += SL_SUMS) {
      uint32_t count = p->outputs - first < SL_SUMS ? p->outputs - first : SL_SUMS, i = 0;
      if (k.one_sign) i = sl_multiply_groups(p, at, count, &inputs, k, sums);
      for (at += i * draws * k.bits; i < count; i++, at += draws * k.bits) {
        sums[i] = sl_multiply_output(p->weights.stream, at, draws, &inputs, k);
      }
      sl_outputs_of(&p->requantize, first, count, sums, output);
      output += count;
    }
  }
}

#endif
