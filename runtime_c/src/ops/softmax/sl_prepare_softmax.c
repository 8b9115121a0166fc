// SPDX-License-Identifier: Apache-2.0
// SOFTMAX over the last dimension.
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_softmax.h"

#define INTEGER_BITS 5
#define F32_1_OVER_65536 0x37800000u
#define F32_0_001_OVER_65536 0x3283126Fu

// Computes the multiplier to Q5.26, limited as in TFLM, and the difference below which exponentials
// are 0.
static bool prepare_scaling(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            sl_softmax_params *params) {
  uint32_t beta_bits = sl_option_f32_bits(model, node, SL_SOFTMAX_BETA);
  if (!sl_f32_is_normal_and_positive(beta_bits)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's beta (float32 bits)", node->index,
                    (int32_t)beta_bits);
  }
  const sl_real one = sl_real_from_f32(SL_F32_ONE);
  sl_real product = sl_real_product_f32(beta_bits, sl_scale_bits(input));
  sl_real multiplier = sl_real_times_power(product, 31 - INTEGER_BITS);
  if (sl_real_compare(multiplier, one) <= 0) {
    return sl_fault(model, SL_E_QUANT, "scale too small for SOFTMAX (float32 bits)", node->index,
                    (int32_t)sl_scale_bits(input));
  }
  int32_t shift;  // >= 1
  sl_quantize_multiplier(multiplier, &params->multiplier, &shift);
  if (shift > 31) {
    shift = 31;
    params->multiplier = INT32_MAX;
  }
  params->shift = (uint8_t)shift;
  params->diff_min = -(31 << (31 - INTEGER_BITS) >> shift);
  return true;
}

// Checks the types, and the output's quantization: the range 0 ... 1. As TFLM does, allows an int16
// output a scale that is off by a thousandth.
static bool check_output(const sl_model *model, const sl_node *node, const sl_unary *unary) {
  const sl_real most = sl_real_from_f32(F32_0_001_OVER_65536);
  const sl_tensor *output = &unary->output;
  if (unary->input.type == SL_TYPE_INT8 && output->type == SL_TYPE_INT8) {
    return sl_check_probabilities(model, node, output);
  }
  if (unary->input.type != SL_TYPE_INT8 || output->type != SL_TYPE_INT16) {
    return sl_fault(model, SL_E_UNSUPPORTED, "types of SOFTMAX", node->index, output->type);
  }
  sl_real off =
      sl_real_distance(sl_real_from_f32(F32_1_OVER_65536), sl_real_from_f32(sl_scale_bits(output)));
  bool close = !off.significand || sl_real_compare(off, most) <= 0;
  if (close && output->zero_point == INT16_MIN) return true;
  return sl_fault(model, SL_E_QUANT, "output scale 1/65536 and zero point -32768 are needed",
                  node->index, output->zero_point);
}

bool sl_prepare_softmax(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_softmax_params params;
  bool sound = sl_prepare_unary_same_shape(model, node, &unary) &&
               check_output(model, node, &unary) &&
               prepare_scaling(model, node, &unary.input, &params);
  if (!sound) return false;
  uint32_t rank = unary.input.rank;
  params.elements = sl_unary_elements(&unary);
  params.depth = rank ? unary.input.dims[rank - 1] : 0;
  if (params.depth < 1 || params.depth > SL_MAX_SOFTMAX_DEPTH) {
    return sl_fault(model, SL_E_UNSUPPORTED, "elements of the operator's rows", node->index,
                    (int32_t)params.depth);
  }
  const bool wide = unary.output.type == SL_TYPE_INT16;
  return sl_finish_operator(builder, wide ? sl_softmax_s16 : sl_softmax_s8, &params, sizeof params,
                            out_operator);
}
