// RELU and RELU6. As in TFLM, RELU rescales, RELU6 does not.
#include "common.h"
#include "unary.h"

static bool prepare_relu(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                         sl_operator *out_operator) {
  sl_real ratio = sl_unary_scale_ratio(unary);
  // TFLM divides as float32 here
  if (!sl_real_round_to_f32(&ratio)) {
    return sl_fault(builder->model, SL_E_QUANT, "output scale too small for the input's",
                    node->index, (int32_t)sl_scale_bits(&unary->output));
  }
  int8_t zero = (int8_t)unary->output.zero_point;
  return sl_finish_quantize(builder, node, unary, ratio, zero, out_operator);
}

static bool prepare_relu6(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                          sl_operator *out_operator) {
  sl_relu6_params params = {.elements = sl_unary_elements(unary)};
  // in the input's quantization, whatever the output's
  return sl_prepare_activation_range(builder->model, node, &unary->input, SL_ACTIVATION_RELU6,
                                     &params.min, &params.max) &&
         sl_finish_operator(builder, sl_relu6_s8, &params, sizeof params, out_operator);
}

bool sl_prepare_relu(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(builder->model, node, &unary)) return false;
  if (node->code == SL_OP_RELU6) return prepare_relu6(builder, node, &unary, out_operator);
  return prepare_relu(builder, node, &unary, out_operator);
}
