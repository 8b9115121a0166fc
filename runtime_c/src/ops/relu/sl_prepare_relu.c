// SPDX-License-Identifier: Apache-2.0
// RELU and RELU6. As in TFLM, RELU rescales, RELU6 does not. TFLM's sources divide RELU's scales in
// float32; the reference release divides them in double precision.
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_relu.h"

static bool prepare_relu6(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                          sl_operator *out_operator) {
  sl_relu6_params params = {.elements = sl_unary_elements(unary)};
  // in the input's quantization; the output's is ignored
  return sl_prepare_activation_range(builder->model, node, &unary->input, SL_ACTIVATION_RELU6,
                                     &params.min, &params.max) &&
         sl_finish_operator(builder, sl_relu6_s8, &params, sizeof params, out_operator);
}

bool sl_prepare_relu(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(builder->model, node, &unary)) return false;
  if (node->code == SL_OP_RELU6) return prepare_relu6(builder, node, &unary, out_operator);
  return sl_finish_quantize(builder, node, &unary, (int8_t)unary.output.zero_point, out_operator);
}
