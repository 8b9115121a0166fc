// SPDX-License-Identifier: Apache-2.0
// AVERAGE_POOL_2D and MAX_POOL_2D.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_pool.h"

// Prepares spatial axis `d` (1 or 2) of the input.
static bool prepare_axis(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         uint32_t d, sl_pool_axis *axis) {
  int32_t kernel = d == 1 ? sl_option_i32(model, node, SL_POOL_2D_FILTER_HEIGHT)
                          : sl_option_i32(model, node, SL_POOL_2D_FILTER_WIDTH);
  int32_t stride = d == 1 ? sl_option_i32(model, node, SL_POOL_2D_STRIDE_H)
                          : sl_option_i32(model, node, SL_POOL_2D_STRIDE_W);
  if (kernel < 1) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's window", node->index, kernel);
  }
  sl_window window = {unary->input.dims[d], (uint32_t)kernel, (uint32_t)stride,
                      unary->output.dims[d]};
  axis->input = window.input;
  axis->output = window.output;
  axis->kernel = window.kernel;
  axis->stride = window.stride;
  uint8_t padding = sl_option_u8(model, node, SL_POOL_2D_PADDING);
  return sl_prepare_window(model, node, &window, padding, &axis->padding);
}

static bool check_window_elements(const sl_model *model, const sl_node *node,
                                  const sl_pool_params *params) {
  uint32_t height = params->y.kernel < params->y.input ? params->y.kernel : params->y.input;
  uint32_t width = params->x.kernel < params->x.input ? params->x.kernel : params->x.input;
  // the product is at most that of the input's extents, < 2^31
  if (height * width <= SL_MAX_SUM_ELEMENTS) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "elements of the operator's window", node->index,
                  (int32_t)(height * width));
}

bool sl_prepare_pool(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_pool_params params;
  bool sound =
      sl_prepare_unary(model, node, &unary) && sl_check_rank(model, node, &unary.input, 4) &&
      sl_check_rank(model, node, &unary.output, 4) &&
      sl_check_extent(model, node, &unary.output, 0, unary.input.dims[0]) &&
      sl_check_extent(model, node, &unary.output, 3, unary.input.dims[3]) &&
      sl_check_same_quantization(model, node, &unary.input, &unary.output) &&
      prepare_axis(model, node, &unary, 1, &params.y) &&
      prepare_axis(model, node, &unary, 2, &params.x) &&
      check_window_elements(model, node, &params) &&
      sl_prepare_activation_range(model, node, &unary.output,
                                  sl_option_u8(model, node, SL_POOL_2D_FUSED_ACTIVATION_FUNCTION),
                                  &params.activation_min, &params.activation_max);
  if (!sound) return false;
  params.input_offset = unary.input.arena_offset;
  params.output_offset = unary.output.arena_offset;
  params.batches = unary.input.dims[0];
  params.channels = unary.input.dims[3];
  sl_kernel run = node->code == SL_OP_MAX_POOL_2D ? sl_max_pool_s8 : sl_average_pool_s8;
  return sl_finish_operator(builder, run, &params, sizeof params, out_operator);
}
