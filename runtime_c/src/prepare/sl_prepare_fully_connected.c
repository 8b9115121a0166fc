// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../kernels/sl_kernels_weighted.h"
#include "sl_prepare_common.h"

enum { OPTION_ACTIVATION = 0, OPTION_WEIGHTS_FORMAT = 1 };
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

// As in TFLM: if the weights have one scale, the bias' differs from its product with the input's by
// at most 0.02 of the output's. A bias without a scale has 0.
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
  uint8_t format = sl_option_u8(model, node, OPTION_WEIGHTS_FORMAT, 0);
  if (format == 0) return sl_ok(model);
  return sl_fault(model, SL_E_UNSUPPORTED, "shuffled weights format", node->index, format);
}

#define MOST_LANES (SL_MOST_SCRATCH / (uint32_t)sizeof(sl_lane))

static uint32_t runs_scratch_bytes(const sl_fully_connected_params *params) {
  uint32_t sums = params->weights.input_major ? params->outputs : params->rows;
  // UINT32_MAX is more than any builder grants
  return sums > UINT32_MAX / 4 ? UINT32_MAX : sums * 4;
}

// Whether weights that a mask leaves can be drawn one behind the other, where it is one of quads or
// of single weights.
static bool gathers_live(const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  bool quads = w->mask_group == SL_QUAD && params->inputs % SL_QUAD == 0;
  bool single = w->mask_group == 1 && params->inputs % 8 == 0;
  return w->mask && (quads || single) && sl_weights_are_draws(w) && !w->input_major &&
         params->rows == 1 && params->inputs <= MOST_LANES / 2;
}

#define VECTOR_BYTES 16u  // in kernels/mve

// Kernels for draws of seed bits in the order in which outputs use them; NULL: none is.
static sl_kernel draws_kernel(const sl_fully_connected_params *params) {
  const sl_weights *w = &params->weights;
  const uint32_t v = w->values_per_draw, k = w->bits_per_draw;
  if (w->stored || w->mask || w->input_major || !sl_weights_are_draws(w)) return NULL;
  bool whole = params->inputs % SL_QUAD == 0 && params->inputs % v == 0;
  if (whole && v == 2 && k == 6) return sl_fully_connected_sixes_s8;
  whole = whole && k == SL_INDEX_BITS;
  if (v <= 2)
    return whole && v == 2 ? sl_fully_connected_pairs_s8 : sl_fully_connected_pair_bits_s8;
  if (v <= 4)
    return whole && v == 4 ? sl_fully_connected_quads_s8 : sl_fully_connected_quad_bits_s8;
  return whole && v == 8 ? sl_fully_connected_octets_s8 : sl_fully_connected_octet_bits_s8;
}

// An output's draws as lanes; where they are not whole, both the first and the last may be parts.
// Of whole draws this is two bytes for each input: two sets of whole vectors.
static uint32_t draws_bytes(const sl_fully_connected_params *params) {
  const uint32_t v = params->weights.values_per_draw;
  const uint32_t lanes = v <= 2 ? 2 : v <= 4 ? 4 : 8;
  const uint32_t draws = params->inputs / v + (params->inputs % v ? 2 : 0);
  const uint32_t bytes = (draws > 2 ? draws : 2) * lanes * (uint32_t)sizeof(sl_lane);
  return (bytes + 2 * VECTOR_BYTES - 1) & ~(2 * VECTOR_BYTES - 1);
}

// Lanes of the inputs, by whole words of the hash, and sums of the inputs before each quad.
static uint32_t levels_bytes(const sl_fully_connected_params *params) {
  const uint32_t lanes =
      SL_HASH_WEIGHTS * ((params->inputs + SL_HASH_WEIGHTS - 1) / SL_HASH_WEIGHTS);
  return lanes * (uint32_t)sizeof(sl_lane) +
         (params->inputs / SL_QUAD + 2) * (uint32_t)sizeof(uint32_t);
}

static bool multiplies_levels(const sl_weights *w) {
  return !w->stored && !w->mask && !w->input_major && !w->bits_per_draw;
}

static bool finish(sl_builder *builder, sl_fully_connected_params *params,
                   sl_operator *out_operator) {
  const sl_weights *w = &params->weights;
  sl_kernel draws = draws_kernel(params);
  if (draws && draws_bytes(params) <= SL_MOST_SCRATCH) {
    params->weights.draw = NULL;
    params->scratch_bytes = draws_bytes(params);
    // of twice the size without the DSP extension
    if (sl_builder_has_room(builder, 2 * params->scratch_bytes)) params->scratch_bytes *= 2;
    sl_builder_want_scratch(builder, params->scratch_bytes);
    return sl_finish_operator(builder, draws, params, sizeof *params, out_operator);
  }
  if (multiplies_levels(w) && levels_bytes(params) <= SL_MOST_SCRATCH) {
    params->weights.draw = NULL;
    sl_builder_want_scratch(builder, levels_bytes(params));
    return sl_finish_operator(builder, sl_fully_connected_levels_s8, params, sizeof *params,
                              out_operator);
  }
  if (gathers_live(params)) {
    sl_builder_want_scratch(builder, 2 * params->inputs * (uint32_t)sizeof(sl_lane));
    return sl_finish_operator(builder, sl_fully_connected_live_s8, params, sizeof *params,
                              out_operator);
  }
  bool redrawn = !w->stored && params->rows > 1;  // once for every row: better all rows at once
  if (w->input_major || w->mask || redrawn || params->inputs > MOST_LANES) {
    sl_builder_want_scratch(builder, runs_scratch_bytes(params));
    return sl_finish_operator(builder, sl_fully_connected_runs_s8, params, sizeof *params,
                              out_operator);
  }
  uint32_t lanes = (params->inputs + SL_QUAD - 1) & ~(SL_QUAD - 1);
  sl_builder_want_scratch(builder, lanes * (uint32_t)sizeof(sl_lane));
  return sl_finish_operator(builder, sl_fully_connected_s8, params, sizeof *params, out_operator);
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
  uint8_t activation = sl_option_u8(model, node, OPTION_ACTIVATION, SL_ACTIVATION_NONE);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, bias, &params.requantize)) {
    return false;
  }
  // with row codes the scales are one for each channel
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
  return finish(builder, &params, out_operator);
}
