// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_sliding_window.h"

#include "../../prepare/sl_prepare_common.h"

static bool check_image(const sl_model *model, const sl_tensor *image) {
  if (image->rank != 4) {
    return sl_fault(model, SL_E_SHAPE, "rank of a convolution's tensor", image->index, image->rank);
  }
  if (image->dims[0] != 1) {
    return sl_fault(model, SL_E_UNSUPPORTED, "batch of more than one image", image->index,
                    (int32_t)image->dims[0]);
  }
  return true;
}

static bool check_dilation(const sl_model *model, const sl_node *node, int32_t dilation) {
  if (dilation == 1) return sl_ok(model);
  return sl_fault(model, SL_E_UNSUPPORTED, "operator's dilation", node->index, dilation);
}

bool sl_prepare_sliding_window(const sl_model *model, const sl_node *node, const sl_tensor *input,
                               const sl_tensor *weights, const sl_tensor *output,
                               int32_t dilation_w, int32_t dilation_h,
                               sl_sliding_window *out_window) {
  if (!check_image(model, input) || !check_image(model, output) ||
      !check_dilation(model, node, dilation_w) || !check_dilation(model, node, dilation_h)) {
    return false;
  }
  if (weights->rank != 4) {
    return sl_fault(model, SL_E_SHAPE, "rank of a convolution's tensor", weights->index,
                    weights->rank);
  }
  // padding and strides of DEPTHWISE_CONV_2D have the same slots
  uint8_t padding = sl_option_u8(model, node, SL_CONV_2D_PADDING);
  sl_window vertical = {input->dims[1], weights->dims[1],
                        (uint32_t)sl_option_i32(model, node, SL_CONV_2D_STRIDE_H), output->dims[1]};
  sl_window horizontal = {input->dims[2], weights->dims[2],
                          (uint32_t)sl_option_i32(model, node, SL_CONV_2D_STRIDE_W),
                          output->dims[2]};
  sl_sliding_window window = {input->dims[1],
                              input->dims[2],
                              input->dims[3],
                              output->dims[1],
                              output->dims[2],
                              output->dims[3],
                              vertical.kernel,
                              horizontal.kernel,
                              vertical.stride,
                              horizontal.stride,
                              0,
                              0};
  if (!sl_prepare_window(model, node, &vertical, padding, &window.pad_top) ||
      !sl_prepare_window(model, node, &horizontal, padding, &window.pad_left)) {
    return false;
  }
  *out_window = window;
  return sl_ok(model);
}
