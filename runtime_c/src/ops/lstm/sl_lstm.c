// SPDX-License-Identifier: Apache-2.0
// Weights serve every step: where scratch allows, they are drawn once for all steps.
#include "sl_lstm.h"

#include "../../target/sl_requantize.h"
#include "sl_gate.h"

#define CHUNK 64u  // weights, on the stack; a multiple of SL_QUAD

static uint32_t in_quads(uint32_t count) {
  return (count + SL_QUAD - 1) / SL_QUAD * SL_QUAD;
}

// Draws all weights of a matrix into scratch.
static void draw_matrix(const sl_lstm_matrix *m, uint32_t units, sl_lane *out) {
  int8_t drawn[CHUNK];
  sl_cursor cursor = {0, 0};
  for (uint32_t row = 0, first = 0; row < units; row++) {
    for (uint32_t i = 0, count; i < m->inputs; i += count, first += count) {
      count = m->inputs - i < CHUNK ? m->inputs - i : CHUNK;
      sl_weights_read(&m->weights, &cursor, first, count, drawn);
      sl_widen_row(drawn, count, 0, out);
      out += in_quads(count);
    }
  }
}

// multiply, with weights that are drawn meanwhile.
static void multiply_drawing(const sl_lstm_matrix *m, uint32_t units, const sl_lane *lanes,
                             uint32_t *sums) {
  int8_t drawn[CHUNK];
  sl_cursor cursor = {0, 0};
  for (uint32_t unit = 0, first = 0; unit < units; unit++) {
    sums[unit] = 0;
    for (uint32_t i = 0, count; i < m->inputs; i += count, first += count) {
      count = m->inputs - i < CHUNK ? m->inputs - i : CHUNK;
      sl_weights_read(&m->weights, &cursor, first, count, drawn);
      sums[unit] = sl_multiply_row(drawn, lanes + i, count, sums[unit]);
    }
  }
}

// Writes the dot products of all rows of a matrix and the lanes.
static void multiply(const sl_lstm_matrix *m, uint32_t units, const sl_lane *lanes,
                     const sl_frame *frame, uint32_t *sums) {
  const uint32_t inputs = m->inputs, width = in_quads(inputs);
  if (m->weights.stored) {
    const int8_t *row = m->weights.stored;
    for (const uint32_t *end = sums + units; sums < end; row += inputs) {
      *sums++ = sl_multiply_row(row, lanes, inputs, 0);
    }
  } else if (m->drawn_offset) {
    const sl_lane *row = (const sl_lane *)(const void *)(frame->scratch + m->drawn_offset);
    for (const uint32_t *end = sums + units; sums < end; row += width) {
      *sums++ = sl_multiply_lanes(row, lanes, width / SL_QUAD);
    }
  } else {
    multiply_drawing(m, units, lanes, sums);
  }
}

// Replaces sums by their dense outputs, saturated to int16.
static void scale(const sl_lstm_matrix *m, uint32_t units, uint32_t *sums) {
  const int32_t multiplier = m->multiplier, shift = m->shift;
  for (uint32_t unit = 0; m->bias && unit < units; unit++) sums[unit] += (uint32_t)m->bias[unit];
  for (const uint32_t *end = sums + units; sums < end; sums++) {
    int32_t scaled = m->fast
                         ? sl_fast_scaled((int32_t)*sums, multiplier, -shift)
                         : sl_multiply_by_quantized_multiplier((int32_t)*sums, multiplier, shift);
    *sums = (uint32_t)(int32_t)sl_saturate_s16(scaled);
  }
}

// Computes a gate's outputs, Q0.15. sums: [2][units]; lanes: of the input, then of the hidden
// state.
static void run_gate(const sl_lstm_params *p, uint32_t gate, const sl_lane *lanes, uint32_t *sums,
                     const sl_frame *frame, int16_t *out) {
  const sl_lstm_matrix *of_input = p->matrices + 2 * gate, *recurrent = of_input + 1;
  const uint32_t units = p->units;
  multiply(of_input, units, lanes, frame, sums);
  multiply(recurrent, units, lanes + in_quads(of_input->inputs), frame, sums + units);
  scale(of_input, units, sums);
  scale(recurrent, units, sums + units);
  for (uint32_t unit = 0; unit < units; unit++) {
    int16_t sum = sl_saturate_s16((int32_t)sums[unit] + (int32_t)sums[units + unit]);
    if (gate == SL_LSTM_CELL) {
      out[unit] = sl_tanh_s16(3 * sum);
    } else {
      out[unit] = sl_sigmoid_s16(sum);
    }
  }
}

// Returns the hyperbolic tangent of a cell, Q0.15.
static int16_t tanh_of_cell(int16_t cell, int32_t power) {
  int32_t shift = power + 12;  // -17 ... 14: |3 * cell * 2^shift| < 2^31
  if (shift >= 0) return sl_tanh_s16(cell * (3 * (1 << shift)));
  return sl_tanh_s16((3 * cell + (1 << (-shift - 1))) >> -shift);
}

// Returns a unit's new cell.
static int16_t next_cell(const sl_lstm_params *p, int16_t cell, const int16_t *gates) {
  const uint32_t units = p->units;
  // products are below 2^30 + 1; their scales are powers of two: 2^-15 and 2^-30 / cell scale
  int32_t kept =
      sl_multiply_by_quantized_multiplier(gates[SL_LSTM_FORGET * units] * cell, 1 << 30, -14);
  int32_t added = sl_multiply_by_quantized_multiplier(
      gates[SL_LSTM_INPUT * units] * gates[SL_LSTM_CELL * units], 1 << 30, -29 - p->cell_power);
  int32_t next = sl_saturate_s16(sl_saturate_s16(kept) + sl_saturate_s16(added)),
          clip = p->cell_clip;
  return (int16_t)(next > clip ? clip : next < -clip ? -clip : next);
}

static void update(const sl_lstm_params *p, const int16_t *gates, int16_t *cell, int8_t *hidden) {
  for (uint32_t unit = 0; unit < p->units; unit++, gates++) {
    cell[unit] = next_cell(p, cell[unit], gates);
    int32_t product = tanh_of_cell(cell[unit], p->cell_power) * gates[SL_LSTM_OUTPUT * p->units];
    // |product| <= 2^30, and the shift is not to the left
    int32_t scaled =
        sl_multiply_by_quantized_multiplier(product, p->hidden_multiplier, p->hidden_shift);
    hidden[unit] = sl_clamp_s8(scaled + p->hidden_zp, INT8_MIN, INT8_MAX);
  }
}

static void run_batch(const sl_lstm_params *p, uint32_t batch, const sl_frame *frame) {
  const uint32_t inputs = p->matrices[0].inputs;
  const int8_t *input = sl_activation(p->input_offset, frame) + batch * p->batch_stride * inputs;
  int8_t *output = sl_activation(p->output_offset, frame) + batch * p->batch_stride * p->units;
  int8_t *hidden = (int8_t *)frame->state + p->hidden_offset + batch * p->units;
  int16_t *cell = (int16_t *)(void *)(frame->state + p->cell_offset) + batch * p->units;
  uint32_t *sums = (uint32_t *)(void *)frame->scratch;
  int16_t *gates = (int16_t *)(void *)(sums + 2 * p->units);
  sl_lane *lanes = (sl_lane *)(void *)(frame->scratch + p->lanes_offset);
  sl_lane *hidden_lanes = lanes + in_quads(inputs);
  for (uint32_t step = 0; step < p->steps; step++) {
    sl_widen_row(input, inputs, p->matrices[0].zero_point, lanes);
    sl_widen_row(hidden, p->units, p->hidden_zp, hidden_lanes);
    for (uint32_t gate = 0; gate < SL_LSTM_GATES; gate++) {
      run_gate(p, gate, lanes, sums, frame, gates + gate * p->units);
    }
    update(p, gates, cell, hidden);
    sl_copy(hidden, p->units, output);
    input += p->step_stride * inputs;
    output += p->step_stride * p->units;
  }
}

SL_SHARED void sl_lstm_s8(const void *params, const sl_frame *frame) {
  const sl_lstm_params *p = params;
  for (uint32_t i = 0; i < p->count; i++) {
    const sl_lstm_matrix *m = p->matrices + i;
    if (!m->drawn_offset) continue;
    draw_matrix(m, p->units, (sl_lane *)(void *)(frame->scratch + m->drawn_offset));
  }
  for (uint32_t batch = 0; batch < p->batches; batch++) run_batch(p, batch, frame);
}
