// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_fully_connected.h"

#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "sl_fully_connected.h"

enum { CHANNEL_DIMENSION = 0 };

static bool check_shapes(const sl_model *model, const sl_tensor *input, const sl_tensor *weights,
                         const sl_tensor *output) {
  if (weights->rank != 2) {
    return sl_fault(model, SL_E_SHAPE, "rank of fully connected weights", weights->index,
                    weights->rank);
  }
  uint32_t outputs = weights->dims[0], inputs = weights->dims[1];
  if (input->elements % inputs != 0) {
    return sl_fault(model, SL_E_SHAPE, "values of a fully connected input", input->index,
                    (int32_t)input->elements);
  }
  bool fits = output->rank >= 1 && output->dims[output->rank - 1] == outputs &&
              output->elements / outputs == input->elements / inputs;
  if (!fits) {
    return sl_fault(model, SL_E_SHAPE, "values of a fully connected output", output->index,
                    (int32_t)output->elements);
  }
  return true;
}

// Checks, as TFLM does for weights with one scale, that the bias scale differs from input scale *
// weight scale by at most 0.02 output scales (GetQuantizedConvolutionMultipler in
// kernel_util.cc). The scale of a bias without one is 0.
static bool check_bias_scale(const sl_model *model, const sl_node *node, const sl_tensor *input,
                             const sl_tensor *weights, const sl_tensor *output) {
  const sl_real most = {0x147AE147AE147Bu, -58};  // 0.02
  sl_real scale = {0, 0};
  sl_tensor bias;
  if (!sl_node_has_input(model, node, 2) || weights->scale_count > 1) return sl_ok(model);
  if (!sl_node_input(model, node, 2, &bias)) return false;
  uint32_t bits = sl_tensor_first_scale(model, &bias);
  if (bits) scale = sl_real_from_f32(bits);
  sl_real product = sl_real_product_f32(sl_scale_bits(input), sl_scale_bits(weights));
  sl_real steps =
      sl_real_quotient(sl_real_distance(product, scale), sl_real_from_f32(sl_scale_bits(output)));
  if (!steps.significand || sl_real_compare(steps, most) <= 0) return true;
  return sl_fault(model, SL_E_QUANT, "bias' scale, not that of the products (float32 bits)",
                  bias.index, (int32_t)bits);
}

static bool check_format(const sl_model *model, const sl_node *node) {
  uint8_t format = sl_option_u8(model, node, SL_FULLY_CONNECTED_WEIGHTS_FORMAT);
  if (format == 0) return sl_ok(model);
  return sl_fault(model, SL_E_UNSUPPORTED, "shuffled weights format", node->index, format);
}

#define LANE_BYTES ((uint32_t)sizeof(sl_lane))
#define VECTOR_BYTES 16u

// A candidate kernel and its scratch.
typedef struct {
  sl_kernel run;  // NULL: there is none
  uint32_t scratch_bytes;
} choice;

// Whether a kernel may lay the inputs out in that much scratch.
static bool may_lay_out(const sl_builder *builder, const sl_fully_connected_params *params,
                        uint32_t bytes) {
  if (params->inputs > SL_MOST_LAID_OUT_INPUTS) return false;
  return bytes <= SL_MOST_SCRATCH || sl_builder_has_scratch(builder, bytes);
}

static uint32_t round_up(uint32_t count, uint32_t unit) {
  return (count + unit - 1) / unit * unit;
}

static uint32_t sums_scratch_bytes(const sl_fully_connected_params *params) {
  uint32_t sums = params->weights.input_major ? params->outputs : params->rows;
  // no builder grants UINT32_MAX bytes
  return sums > UINT32_MAX / 4 ? UINT32_MAX : sums * 4;
}

// Chooses among kernels of draws in output-major order without a mask.
static choice all_draws(const sl_fully_connected_params *params) {
  const uint32_t v = params->weights.values_per_draw, k = params->weights.bits_per_draw;
  const uint32_t lanes = v <= 2 ? 2 : v <= 4 ? 4 : 8;
  const bool whole = v == lanes && params->inputs % SL_QUAD == 0 && params->inputs % v == 0;
  const bool bytes = whole && k == SL_INDEX_BITS;
  // unless draws are whole, the first and the last may be partial
  const uint32_t draws = params->inputs / v + (params->inputs % v ? 2 : 0);
  // whole draws take two bytes for each input, in MVE two sets of whole vectors
  choice c = {NULL, round_up((draws > 2 ? draws : 2) * lanes * LANE_BYTES, 2 * VECTOR_BYTES)};
  if (lanes == 2) c.run = bytes ? sl_fully_connected_pairs_s8 : sl_fully_connected_pairs_any_k_s8;
  if (lanes == 2 && whole && k == 6) c.run = sl_fully_connected_pairs_k6_s8;
  if (lanes == 4) c.run = bytes ? sl_fully_connected_quads_s8 : sl_fully_connected_quads_any_k_s8;
  if (lanes == 8) c.run = bytes ? sl_fully_connected_octets_s8 : sl_fully_connected_octets_any_k_s8;
  return c;
}

// Chooses among kernels of draws, V = 4 and k = 8, that skip masked weights or zero inputs.
static choice some_draws(const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  const bool bytes = w->values_per_draw == SL_QUAD && w->bits_per_draw == SL_INDEX_BITS;
  const choice none = {NULL, 0};
  const choice sparse_inputs = {sl_fully_connected_sparse_inputs_s8, sums_scratch_bytes(params)};
  const choice sparse_groups = {sl_fully_connected_sparse_groups_s8, params->inputs * LANE_BYTES};
  if (!bytes) return none;
  if (w->input_major) return !w->mask && params->outputs % SL_QUAD == 0 ? sparse_inputs : none;
  bool words = w->mask_group == SL_QUAD && params->inputs % (SL_QUAD * SL_LIVE_BITS) == 0;
  return words ? sparse_groups : none;
}

// Chooses among kernels that multiply draws without a buffer of weights.
static choice undrawn(const sl_builder *builder, const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  const bool all = !w->mask && !w->input_major;
  choice c = {NULL, 0};
  if (w->stored) return c;
  // where convolutions draw anyway, a small layer's own kernel and table are not worth their flash
  if (builder->convolves && w->count < SL_LARGE_LAYER && w->values_per_draw <= SL_QUAD) return c;
  if (sl_weights_are_draws(w)) {
    c = all ? all_draws(params) : some_draws(params);
  } else if (!w->bits_per_draw && all && w->batch_size >= SL_HASH_WEIGHTS) {
    const uint32_t lanes = round_up(params->inputs, SL_HASH_WEIGHTS);
    const uint32_t batches = sl_level_batches(params->inputs, w->count, w->batch_size);
    c.run = sl_fully_connected_levels_s8;
    c.scratch_bytes = lanes * LANE_BYTES + 4 * (lanes / SL_QUAD + 1) + round_up(2 * batches, 4);
  }
  if (!w->input_major && !may_lay_out(builder, params, c.scratch_bytes)) c.run = NULL;
  return c;
}

// Whether sl_fully_connected_sparse_rows_s8 can run: a row's live weights are consecutive draws.
static bool gathers_live(const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  bool quads = w->mask_group == SL_QUAD && params->inputs % SL_QUAD == 0;
  bool single = w->mask_group == 1 && params->inputs % 8 == 0;
  return w->mask && (quads || single) && sl_weights_are_draws(w) && !w->input_major &&
         params->rows == 1;
}

// Chooses among kernels for weights that are stored or drawn into a buffer.
static choice buffered(const sl_builder *builder, const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  const choice sparse_rows = {sl_fully_connected_sparse_rows_s8, 2 * params->inputs * LANE_BYTES};
  const choice generic = {sl_fully_connected_generic_s8, sums_scratch_bytes(params)};
  const choice rows = {sl_fully_connected_s8, round_up(params->inputs, SL_QUAD) * LANE_BYTES};
  bool redrawn = !w->stored && params->rows > 1;  // the generic kernel draws once for all rows
  if (gathers_live(params) && may_lay_out(builder, params, sparse_rows.scratch_bytes)) {
    return sparse_rows;
  }
  if (w->input_major || w->mask || redrawn) return generic;
  return may_lay_out(builder, params, rows.scratch_bytes) ? rows : generic;
}

bool sl_finish_fully_connected(sl_builder *builder, sl_fully_connected_params *params,
                               sl_operator *out_operator) {
  choice c = undrawn(builder, params);
  if (c.run) {
    params->weights.draw = NULL;
    // without the DSP extension, twice the scratch holds all inputs at once
    bool lays_out = !params->weights.input_major;
    if (lays_out && sl_builder_has_room(builder, 2 * c.scratch_bytes)) c.scratch_bytes *= 2;
    params->scratch_bytes = c.scratch_bytes;
  } else {
    c = buffered(builder, params);
  }
  sl_builder_want_scratch(builder, c.scratch_bytes);
  return sl_finish_operator(builder, c.run, params, sizeof *params, out_operator);
}

bool sl_prepare_fully_connected(sl_builder *builder, const sl_node *node,
                                sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input, weights, output;
  sl_fully_connected_params params;
  const int32_t *bias;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_input_s8(model, node, 0, &input) || !sl_node_input(model, node, 1, &weights) ||
      !sl_prepare_output_s8(model, node, 0, &output) || !check_format(model, node) ||
      !check_shapes(model, &input, &weights, &output) ||
      !sl_prepare_weights(builder, &weights, &params.weights) ||
      !sl_prepare_bias(model, node, 2, weights.dims[0], &bias)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, SL_FULLY_CONNECTED_FUSED_ACTIVATION_FUNCTION);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, bias, &params.requantize)) {
    return false;
  }
  // with row codes there is a scale for each channel
  if (!params.requantize.row_code_bits &&
      !check_bias_scale(model, node, &input, &weights, &output)) {
    return false;
  }
  params.input_offset = input.arena_offset;
  params.output_offset = output.arena_offset;
  params.outputs = weights.dims[0];
  params.inputs = weights.dims[1];
  params.rows = input.elements / params.inputs;
  params.input_zp = (int8_t)input.zero_point;
  return sl_finish_fully_connected(builder, &params, out_operator);
}
