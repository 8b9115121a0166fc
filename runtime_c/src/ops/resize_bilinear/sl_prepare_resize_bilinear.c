// SPDX-License-Identifier: Apache-2.0
// RESIZE_BILINEAR.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../unary/sl_prepare_unary.h"
#include "sl_resize_bilinear.h"

enum { BATCH = 0, HEIGHT = 1, WIDTH = 2, CHANNELS = 3, RANK = 4 };

#define MOST_EXTENT (1u << 19)  // so that 2^10 times an extent fits with what is added

static bool prepare_axis(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         const sl_tensor *sizes, uint32_t d, sl_resized_axis *out_axis) {
  const uint32_t input = unary->input.dims[d], output = unary->output.dims[d];
  const bool corners = sl_option_u8(model, node, SL_RESIZE_BILINEAR_ALIGN_CORNERS) && output > 1;
  if (!sl_check_extent(model, node, &unary->output, d,
                       (uint32_t)sl_constant_s32(sizes, d - HEIGHT))) {
    return false;
  }
  if (input > MOST_EXTENT || output > MOST_EXTENT) {
    return sl_fault(model, SL_E_UNSUPPORTED, "extent that is resized", node->index,
                    (int32_t)output);
  }
  const uint32_t numerator = input - corners, denominator = output - corners;
  out_axis->input = input;
  out_axis->output = output;
  out_axis->step = (int32_t)(((numerator << 10) + denominator / 2) / denominator);
  out_axis->start = 0;
  if (sl_option_u8(model, node, SL_RESIZE_BILINEAR_HALF_PIXEL_CENTERS)) {
    out_axis->start = out_axis->step / 2 - (1 << 9);
  }
  // output * step <= 2^10 * input + output / 2 < 2^30
  return true;
}

bool sl_prepare_resize_bilinear(sl_builder *builder, const sl_node *node,
                                sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor sizes;
  if (!sl_prepare_unary(model, node, &unary)) return false;
  const sl_tensor *input = &unary.input, *output = &unary.output;
  bool sound = sl_check_rank(model, node, input, RANK) &&
               sl_check_rank(model, node, output, RANK) &&
               sl_check_extent(model, node, output, BATCH, input->dims[BATCH]) &&
               sl_check_extent(model, node, output, CHANNELS, input->dims[CHANNELS]) &&
               sl_check_same_quantization(model, node, input, output) &&
               sl_prepare_constant_s32(model, node, 1, &sizes);
  if (!sound) return false;
  bool both = sl_option_u8(model, node, SL_RESIZE_BILINEAR_ALIGN_CORNERS) &&
              sl_option_u8(model, node, SL_RESIZE_BILINEAR_HALF_PIXEL_CENTERS);
  if (both) return sl_fault(model, SL_E_UNSUPPORTED, "options of RESIZE_BILINEAR", node->index, 0);
  if (sizes.elements != 2) {
    return sl_fault(model, SL_E_SHAPE, "number of the operator's sizes", node->index,
                    (int32_t)sizes.elements);
  }
  sl_resize_bilinear_params params = {.input_offset = input->arena_offset,
                                      .output_offset = output->arena_offset,
                                      .images = input->dims[BATCH],
                                      .channels = input->dims[CHANNELS]};
  return prepare_axis(model, node, &unary, &sizes, HEIGHT, &params.y) &&
         prepare_axis(model, node, &unary, &sizes, WIDTH, &params.x) &&
         sl_finish_operator(builder, sl_resize_bilinear_s8, &params, sizeof params, out_operator);
}
