// SPDX-License-Identifier: Apache-2.0
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_quantize.h"

#define MOST_WIDE_SHIFT 14  // of int16 inputs: |input - zp| < 2^16

// Of a value of a signed type that sl_quantize_wide takes; 0: of another type.
static uint8_t value_bytes(const sl_tensor *tensor) {
  switch (tensor->type) {
    case SL_TYPE_INT8:
      return 1;
    case SL_TYPE_INT16:
      return 2;
    case SL_TYPE_INT32:
      return 4;
    default:
      return 0;
  }
}

// Prepares sl_quantize_wide, unless both tensors are of 8 bits.
static bool finish_wide(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                        sl_operator *out_operator) {
  sl_quantize_wide_params params = {.elements = sl_unary_elements(unary),
                                    .input_zp = unary->input.zero_point,
                                    .output_zp = unary->output.zero_point,
                                    .input_bytes = value_bytes(&unary->input),
                                    .output_bytes = value_bytes(&unary->output)};
  if (params.input_bytes < 1 || params.input_bytes > 2 || !params.output_bytes) {
    return sl_fault(builder->model, SL_E_UNSUPPORTED, "types of QUANTIZE", node->index,
                    unary->input.type);
  }
  const int32_t most = params.input_bytes == 2 ? MOST_WIDE_SHIFT : SL_MAX_RESCALING_SHIFT;
  return sl_prepare_multiplier(builder->model, node, sl_unary_scale_ratio(unary), most,
                               &params.multiplier, &params.shift) &&
         sl_finish_operator(builder, sl_quantize_wide, &params, sizeof params, out_operator);
}

bool sl_prepare_quantize(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(builder->model, node, &unary)) return false;
  if (value_bytes(&unary.input) > 1 || value_bytes(&unary.output) > 1) {
    return finish_wide(builder, node, &unary, out_operator);
  }
  return sl_finish_quantize(builder, node, &unary, INT8_MIN, out_operator);
}
