// SPDX-License-Identifier: Apache-2.0
// LOG_SOFTMAX over the last dimension.
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_log_softmax.h"

#define INTEGER_BITS 5
#define F32_1_OVER_16 0x3D800000u

// Computes the multiplier to Q5.26 and its inverse, limited as in TFLM, and the difference below
// which exponentials are 0.
static bool prepare_scaling(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            sl_log_softmax_params *params) {
  const sl_real one = sl_real_from_f32(SL_F32_ONE);
  sl_real scale = sl_real_times_power(sl_real_from_f32(sl_scale_bits(input)), 31 - INTEGER_BITS);
  // TFLM takes an inverse below 1 only
  if (sl_real_compare(scale, one) <= 0) {
    return sl_fault(model, SL_E_QUANT, "scale too small for LOG_SOFTMAX (float32 bits)",
                    node->index, (int32_t)sl_scale_bits(input));
  }
  int32_t shift;  // >= 1
  sl_quantize_multiplier(scale, &params->multiplier, &shift);
  if (shift > 31) {
    shift = 31;
    params->multiplier = INT32_MAX;
  }
  params->shift = (uint8_t)shift;
  params->diff_min = -(31 << (31 - INTEGER_BITS) >> shift);
  sl_real inverse = sl_real_quotient(sl_real_times_power(one, 31 - shift),
                                     sl_real_of_integer((uint64_t)params->multiplier));
  return sl_prepare_multiplier(model, node, inverse, 0, &params->inverse, &params->inverse_shift);
}

bool sl_prepare_log_softmax(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_log_softmax_params params;
  if (!sl_prepare_unary_same_shape(model, node, &unary)) return false;
  if (sl_scale_bits(&unary.output) != F32_1_OVER_16 || unary.output.zero_point != INT8_MAX) {
    return sl_fault(model, SL_E_QUANT, "output scale 1/16 and zero point 127 are needed",
                    node->index, unary.output.zero_point);
  }
  if (!prepare_scaling(model, node, &unary.input, &params)) return false;
  const uint32_t rank = unary.input.rank;
  params.elements = sl_unary_elements(&unary);
  params.depth = rank ? unary.input.dims[rank - 1] : 0;
  if (params.depth < 1 || params.depth > SL_MAX_SOFTMAX_DEPTH) {
    return sl_fault(model, SL_E_UNSUPPORTED, "elements of the operator's rows", node->index,
                    (int32_t)params.depth);
  }
  return sl_finish_operator(builder, sl_log_softmax_s8, &params, sizeof params, out_operator);
}
