// SPDX-License-Identifier: Apache-2.0
// QUANTIZE from int8 or uint8 to int8 or uint8.
#include "../unary/sl_prepare_unary.h"

bool sl_prepare_quantize(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  sl_unary unary;
  if (!sl_prepare_unary_same_shape(builder->model, node, &unary)) return false;
  return sl_finish_quantize(builder, node, &unary, INT8_MIN, out_operator);
}
