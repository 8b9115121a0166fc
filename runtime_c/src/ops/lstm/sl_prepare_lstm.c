// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../../prepare/sl_prepare_single_scale.h"
#include "sl_lstm.h"

// Operands, in TFLite's order. Those between and behind belong to variants of an LSTM.
enum { INPUT_WEIGHTS = 1, RECURRENT_WEIGHTS = 5, PEEPHOLES = 9, BIASES = 12, PROJECTION = 16 };
enum { HIDDEN_STATE = 18, CELL_STATE = 19, NORMS = 20, OPERANDS = 24 };
enum { LEAST_CELL_POWER = -29, MOST_CELL_POWER = 2 };

#define F32_2_TO_MINUS_12 0x39800000u
#define F32_2_TO_MINUS_30 0x30800000u
#define MOST_DRAWN (2 * SL_MOST_SCRATCH)  // bytes of scratch for the weights of all steps

typedef struct {
  sl_tensor input, output, hidden, cell;
} operands;

// Gates' places in the lists of weights and biases: input, forget, cell, output.
static const uint8_t place_of_gate[SL_LSTM_GATES] = {1, 0, 2, 3};

// Checks that operands [first, end) are left out.
static bool check_absent(const sl_model *model, const sl_node *node, uint32_t first, uint32_t end) {
  for (; first < end; first++) {
    if (!sl_node_has_input(model, node, first)) continue;
    return sl_fault(model, SL_E_UNSUPPORTED, "LSTM with peepholes, projection or normalization",
                    node->index, (int32_t)first);
  }
  return sl_ok(model);
}

static bool check_variant(const sl_model *model, const sl_node *node) {
  uint8_t activation =
      sl_option_u8(model, node, SL_UNIDIRECTIONAL_SEQUENCE_LSTM_FUSED_ACTIVATION_FUNCTION);
  if (sl_ok(model) && node->inputs.count != OPERANDS) {
    return sl_fault(model, SL_E_INDEX, "number of an LSTM's operands", node->index,
                    (int32_t)node->inputs.count);
  }
  if (activation != SL_ACTIVATION_TANH) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's fused activation", node->index,
                    activation);
  }
  return check_absent(model, node, PEEPHOLES, BIASES) &&
         check_absent(model, node, PROJECTION, HIDDEN_STATE) &&
         check_absent(model, node, NORMS, OPERANDS);
}

static bool check_shapes(const sl_model *model, const operands *o) {
  const uint32_t *in = o->input.dims, *out = o->output.dims;
  bool sequences = o->input.rank == 3 && o->output.rank == 3 && o->hidden.rank == 2 &&
                   in[0] == out[0] && in[1] == out[1] && out[2] == o->hidden.dims[1];
  if (!sequences) {
    return sl_fault(model, SL_E_SHAPE, "shape of an LSTM's output or input", o->output.index,
                    o->output.rank);
  }
  return true;
}

// batches: of the sequences.
static bool check_states(const sl_model *model, const operands *o, uint32_t batches) {
  // both products are below 2^31: the output has at least as many elements
  uint32_t elements = batches * o->hidden.dims[1];
  const sl_tensor *wrong = o->hidden.elements != elements ? &o->hidden : &o->cell;
  if (wrong->elements == elements) return true;
  return sl_fault(model, SL_E_SHAPE, "values of an LSTM's state", wrong->index,
                  (int32_t)wrong->elements);
}

// Returns the limit of the cell, positive float32 `clip_bits` in units of 2^power, rounded down.
static uint16_t clip_of(uint32_t clip_bits, int32_t power) {
  const bool clips = clip_bits - 1u < 0x7F800000u;  // not 0, negative or NaN: those do not
  const int32_t exponent = (int32_t)(clip_bits >> 23) - 127 - power;
  if (!clips) return SL_LSTM_NO_CLIP;
  if (exponent < 0) return 0;
  if (exponent > 14) return INT16_MAX;
  return (uint16_t)(((clip_bits & 0x7FFFFFu) | 0x800000u) >> (23 - exponent));
}

static bool prepare_cell(const sl_model *model, const sl_node *node, const operands *o,
                         sl_lstm_params *params) {
  uint32_t bits = sl_scale_bits(&o->cell);
  int32_t power = (int32_t)(bits >> 23) - 127;
  if (bits << 9 || power < LEAST_CELL_POWER || power > MOST_CELL_POWER) {
    return sl_fault(model, SL_E_QUANT, "LSTM's cell scale (float32 bits)", o->cell.index,
                    (int32_t)bits);
  }
  if (o->cell.zero_point) {
    return sl_fault(model, SL_E_QUANT, "tensor's zero point", o->cell.index, o->cell.zero_point);
  }
  params->cell_power = (int8_t)power;
  uint32_t clip = sl_option_f32_bits(model, node, SL_UNIDIRECTIONAL_SEQUENCE_LSTM_CELL_CLIP);
  params->cell_clip = clip_of(clip, power);
  return sl_ok(model);
}

static bool prepare_hidden(const sl_model *model, const sl_node *node, const operands *o,
                           sl_lstm_params *params) {
  params->hidden_zp = (int8_t)o->hidden.zero_point;
  sl_real scale = sl_real_from_f32(sl_scale_bits(&o->hidden));
  sl_real product = sl_real_from_f32(F32_2_TO_MINUS_30);
  return sl_prepare_multiplier(model, node, sl_real_quotient(product, scale), 0,
                               &params->hidden_multiplier, &params->hidden_shift);
}

static bool check_weights(const sl_model *model, const sl_tensor *weights, uint32_t units,
                          uint32_t inputs) {
  if (weights->rank == 2 && weights->dims[0] == units && weights->dims[1] == inputs) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of an LSTM's weights", weights->index,
                  (int32_t)weights->elements);
}

// Prepares a matrix; `place` of its weights, `source` of its inputs.
static bool prepare_matrix(sl_builder *builder, const sl_node *node, uint32_t place,
                           const sl_tensor *source, uint32_t units, sl_lstm_matrix *m) {
  const sl_model *model = builder->model;
  sl_tensor weights;
  const uint32_t inputs = source->dims[source->rank - 1];
  if (!sl_node_input(model, node, place, &weights) ||
      !sl_prepare_single_scale(builder, &weights, &m->weights) ||
      !check_weights(model, &weights, units, inputs)) {
    return false;
  }
  m->inputs = inputs;
  m->zero_point = (int8_t)source->zero_point;
  sl_real product = sl_real_product_f32(sl_scale_bits(source), sl_scale_bits(&weights));
  sl_real real = sl_real_quotient(product, sl_real_from_f32(F32_2_TO_MINUS_12));
  return sl_prepare_multiplier(model, node, real, SL_MAX_SHIFT, &m->multiplier, &m->shift);
}

static void set_fast(sl_lstm_matrix *m, uint32_t units) {
  m->fast =
      m->shift >= -SL_FAST_SHIFT && m->shift <= -1 && sl_small_sums(m->inputs, units, m->bias);
}

// Prepares the matrices of the gates, in the program.
static bool prepare_matrices(sl_builder *builder, const sl_node *node, const operands *o,
                             sl_lstm_matrix *matrices) {
  const uint32_t units = o->hidden.dims[1];
  for (uint32_t gate = 0; gate < SL_LSTM_GATES; gate++) {
    const uint32_t place = place_of_gate[gate];
    sl_lstm_matrix *m = matrices + 2 * gate;
    if (!prepare_matrix(builder, node, INPUT_WEIGHTS + place, &o->input, units, m) ||
        !prepare_matrix(builder, node, RECURRENT_WEIGHTS + place, &o->hidden, units, m + 1) ||
        !sl_node_input(builder->model, node, BIASES + place, &(sl_tensor){0}) ||
        !sl_prepare_bias(builder->model, node, BIASES + place, units, &m->bias)) {
      return false;
    }
    set_fast(m, units);
    set_fast(m + 1, units);
  }
  return true;
}

static uint32_t lanes_bytes(uint32_t count) {
  return (count + SL_QUAD - 1) / SL_QUAD * SL_QUAD * (uint32_t)sizeof(sl_lane);
}

// Plans the scratch: sums, gates, lanes of an input and a hidden state, and, if they are small, all
// regenerated weights.
static void plan_scratch(sl_builder *builder, sl_lstm_params *params, sl_lstm_matrix *matrices) {
  // a unit has weights, and at most 2^27 have a record; stored ones are in the file
  uint64_t end = (uint64_t)params->units * (2 * sizeof(uint32_t) + SL_LSTM_GATES * sizeof(int16_t));
  params->lanes_offset = (uint32_t)end;
  end += lanes_bytes(matrices[0].inputs) + lanes_bytes(params->units);
  uint64_t drawn = 0;
  for (uint32_t i = 0; i < SL_LSTM_MATRICES; i++) {
    if (!matrices[i].weights.stored) {
      drawn += (uint64_t)params->units * lanes_bytes(matrices[i].inputs);
    }
  }
  for (uint32_t i = 0; drawn <= MOST_DRAWN && i < SL_LSTM_MATRICES; i++) {
    if (matrices[i].weights.stored) continue;
    matrices[i].drawn_offset = (uint32_t)end;
    end += params->units * lanes_bytes(matrices[i].inputs);
  }
  sl_builder_want_scratch(builder, end > UINT32_MAX ? UINT32_MAX : (uint32_t)end);
}

static void set_extents(const operands *o, bool time_major, sl_lstm_params *params) {
  const uint32_t first = o->input.dims[0], second = o->input.dims[1];
  params->batches = time_major ? second : first;
  params->steps = time_major ? first : second;
  params->batch_stride = time_major ? 1 : second;
  params->step_stride = time_major ? second : 1;
  params->units = o->hidden.dims[1];
  params->input_offset = o->input.arena_offset;
  params->output_offset = o->output.arena_offset;
}

static bool read_operands(const sl_model *model, const sl_node *node, operands *o) {
  return check_variant(model, node) && sl_prepare_input_s8(model, node, 0, &o->input) &&
         sl_prepare_output_s8(model, node, 0, &o->output) &&
         sl_prepare_state(model, node, HIDDEN_STATE, SL_TYPE_INT8, &o->hidden) &&
         sl_prepare_state(model, node, CELL_STATE, SL_TYPE_INT16, &o->cell) &&
         check_shapes(model, o);
}

bool sl_prepare_lstm(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  operands o;
  sl_lstm_params params;
  sl_lstm_matrix matrices[SL_LSTM_MATRICES];
  memset(&params, 0, sizeof params);
  memset(matrices, 0, sizeof matrices);
  if (!read_operands(model, node, &o)) return false;
  set_extents(&o, sl_option_u8(model, node, SL_UNIDIRECTIONAL_SEQUENCE_LSTM_TIME_MAJOR) != 0,
              &params);
  if (!check_states(model, &o, params.batches) || !prepare_cell(model, node, &o, &params) ||
      !prepare_hidden(model, node, &o, &params) || !prepare_matrices(builder, node, &o, matrices) ||
      !sl_builder_state(builder, o.hidden.bytes, NULL, (uint8_t)params.hidden_zp,
                        &params.hidden_offset) ||
      !sl_builder_state(builder, o.cell.bytes, NULL, 0, &params.cell_offset)) {
    return false;
  }
  plan_scratch(builder, &params, matrices);
  params.count = SL_LSTM_MATRICES;
  params.matrices = sl_builder_store(builder, matrices, sizeof matrices);
  return sl_finish_operator(builder, sl_lstm_s8, &params, sizeof params, out_operator);
}
