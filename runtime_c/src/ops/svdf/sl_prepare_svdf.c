// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../../prepare/sl_prepare_single_scale.h"
#include "sl_svdf.h"

enum { FEATURES = 1, TIMES = 2, BIAS = 3, MEMORY = 4, OPERANDS = 5 };

typedef struct {
  sl_tensor input, features, times, memory, output;
} operands;

static bool read_operands(const sl_model *model, const sl_node *node, operands *o) {
  if (node->inputs.count != OPERANDS) {
    return sl_fault(model, SL_E_INDEX, "number of an SVDF's operands", node->index,
                    (int32_t)node->inputs.count);
  }
  if (!sl_prepare_input_s8(model, node, 0, &o->input) ||
      !sl_prepare_output_s8(model, node, 0, &o->output) ||
      !sl_node_input(model, node, FEATURES, &o->features) ||
      !sl_node_input(model, node, TIMES, &o->times)) {
    return false;
  }
  const bool wide = o->times.type == SL_TYPE_INT16;
  return sl_prepare_state(model, node, MEMORY, wide ? SL_TYPE_INT16 : SL_TYPE_INT8, &o->memory);
}

static bool set_extents(const sl_model *model, const sl_node *node, const operands *o,
                        sl_svdf_params *params) {
  const int32_t rank = sl_option_i32(model, node, SL_SVDF_RANK);
  const uint32_t filters = o->features.dims[0];
  if (!sl_ok(model)) return false;
  bool ranks = o->input.rank == 2 && o->features.rank == 2 && o->times.rank == 2 &&
               o->memory.rank == 2 && o->output.rank == 2;
  if (!ranks || rank < 1 || filters % (uint32_t)rank) {
    return sl_fault(model, SL_E_SHAPE, "rank of an SVDF or its tensors", node->index, rank);
  }
  params->batches = o->input.dims[0];
  params->inputs = o->input.dims[1];
  params->rank = (uint32_t)rank;
  params->units = filters / (uint32_t)rank;
  params->memory = o->times.dims[1];
  // filters times memory is the number of weights
  bool fits = o->features.dims[1] == params->inputs && o->times.dims[0] == filters &&
              o->memory.dims[0] == params->batches &&
              o->memory.dims[1] == filters * params->memory &&
              o->output.dims[0] == params->batches && o->output.dims[1] == params->units;
  if (fits) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of an SVDF's tensor", node->index,
                  (int32_t)params->units);
}

// Reads the weights of an int8 or int16 memory.
static bool prepare_times(sl_builder *builder, const operands *o, sl_svdf_params *params) {
  const sl_tensor *times = &o->times;
  if (times->type != SL_TYPE_INT16) {
    return sl_prepare_single_scale(builder, times, &params->times);
  }
  if (!times->data) {
    return sl_fault(builder->model, SL_E_UNSUPPORTED, "weights that are not constant", times->index,
                    0);
  }
  params->wide_times = (const int16_t *)(const void *)times->data;
  return true;
}

// Finds the multiplier for a * b / c, in double precision (see sl_prepare_div.c).
static bool prepare_scale(const sl_model *model, const sl_node *node, uint32_t a, uint32_t b,
                          uint32_t c, int32_t *out_multiplier, int8_t *out_shift) {
  sl_real real = sl_real_quotient(sl_real_product_f32(a, b), sl_real_from_f32(c));
  return sl_prepare_multiplier(model, node, real, SL_MAX_SHIFT, out_multiplier, out_shift);
}

// Checks, as TFLM does, that the bias' scale is that of the products, but for 1e-5.
static bool check_bias_scale(const sl_model *model, const sl_node *node, uint32_t memory,
                             uint32_t times) {
  const sl_real limit = {0x14F8B588E368F1u, -69};
  sl_real scale = {0, 0}, product = sl_real_product_f32(memory, times);
  sl_tensor bias;
  if (!sl_node_input(model, node, BIAS, &bias)) return false;
  uint32_t bits = sl_tensor_first_scale(model, &bias);
  if (bits) scale = sl_real_from_f32(bits);
  sl_real distance = sl_real_distance(product, scale);
  if (!distance.significand || sl_real_compare(distance, limit) < 0) return true;
  return sl_fault(model, SL_E_QUANT, "bias' scale, not that of the products (float32 bits)",
                  bias.index, (int32_t)bits);
}

static bool prepare_scales(const sl_model *model, const sl_node *node, const operands *o,
                           sl_svdf_params *params) {
  const uint32_t memory = sl_scale_bits(&o->memory),
                 times = sl_tensor_first_scale(model, &o->times);
  if (!sl_f32_is_normal_and_positive(times)) {
    return sl_fault(model, SL_E_QUANT, "tensor's scale (float32 bits)", o->times.index,
                    (int32_t)times);
  }
  return prepare_scale(model, node, sl_scale_bits(&o->input), sl_scale_bits(&o->features), memory,
                       &params->feature_multiplier, &params->feature_shift) &&
         prepare_scale(model, node, memory, times, sl_scale_bits(&o->output),
                       &params->output_multiplier, &params->output_shift) &&
         check_bias_scale(model, node, memory, times);
}

bool sl_prepare_svdf(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  operands o;
  sl_svdf_params params;
  memset(&params, 0, sizeof params);
  if (!read_operands(model, node, &o) || !set_extents(model, node, &o, &params) ||
      !sl_prepare_single_scale(builder, &o.features, &params.features) ||
      !prepare_times(builder, &o, &params) ||
      !sl_prepare_bias(model, node, BIAS, params.units, &params.bias) ||
      !prepare_scales(model, node, &o, &params)) {
    return false;
  }
  const bool wide = o.memory.type == SL_TYPE_INT16;
  params.input_offset = o.input.arena_offset;
  params.output_offset = o.output.arena_offset;
  params.input_zp = (int8_t)o.input.zero_point;
  params.output_zp = (int8_t)o.output.zero_point;
  params.memory_zp = (int16_t)o.memory.zero_point;
  // an int16 memory begins with zeros, in TFLM as well
  if (!sl_builder_state(builder, o.memory.bytes, NULL, wide ? 0 : (uint8_t)params.memory_zp,
                        &params.memory_offset)) {
    return false;
  }
  // inputs are below 2^31 - 1: a filter's weights, or seed bits of them, are in the file
  sl_builder_want_scratch(
      builder, (params.inputs + SL_QUAD - 1) / SL_QUAD * SL_QUAD * (uint32_t)sizeof(sl_lane));
  return sl_finish_operator(builder, wide ? sl_svdf_s16 : sl_svdf_s8, &params, sizeof params,
                            out_operator);
}
