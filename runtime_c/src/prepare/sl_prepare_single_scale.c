// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_single_scale.h"

bool sl_prepare_single_scale(sl_builder *builder, const sl_tensor *tensor,
                             sl_weights *out_weights) {
  const sl_model *model = builder->model;
  sl_row_codes codes;
  if (!sl_prepare_weights(builder, tensor, out_weights)) return false;
  if (tensor->scale_count != 1) {
    return sl_fault(model, SL_E_QUANT, "scales of weights that have one", tensor->index,
                    (int32_t)tensor->scale_count);
  }
  if (tensor->zero_point) {
    return sl_fault(model, SL_E_QUANT, "weights' zero point", tensor->index, tensor->zero_point);
  }
  if (!sl_prepare_row_codes(builder, tensor, &codes)) return false;
  if (!codes.codes && !out_weights->input_major) return true;
  return sl_fault(model, SL_E_SECTION, "row codes or order of weights with one scale",
                  tensor->index, 0);
}
