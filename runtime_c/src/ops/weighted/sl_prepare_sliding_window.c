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

// Computes what `kernel` taps, `dilation` pixels apart, cover: below 2^31.
static bool covered_by(const sl_model *model, const sl_node *node, uint32_t kernel,
                       uint32_t *dilation, uint32_t *out_covered) {
  if (kernel == 1 && *dilation >= 1) *dilation = 1;
  uint64_t covered = (uint64_t)(kernel - 1) * *dilation + 1;
  *out_covered = (uint32_t)covered;
  // dilations come from a signed field: negative ones are above INT32_MAX here
  if (*dilation >= 1 && *dilation <= INT32_MAX && covered <= INT32_MAX) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "operator's dilation", node->index, (int32_t)*dilation);
}

bool sl_prepare_sliding_window(const sl_model *model, const sl_node *node, const sl_tensor *input,
                               const sl_tensor *weights, const sl_tensor *output, uint8_t padding,
                               sl_stride stride, sl_dilation *dilation,
                               sl_sliding_window *out_window) {
  if (!check_image(model, input) || !check_image(model, output)) return false;
  if (weights->rank != 4) {
    return sl_fault(model, SL_E_SHAPE, "rank of a convolution's tensor", weights->index,
                    weights->rank);
  }
  sl_window vertical = {input->dims[1], weights->dims[1], stride.height, output->dims[1]};
  sl_window horizontal = {input->dims[2], weights->dims[2], stride.width, output->dims[2]};
  sl_sliding_window window = {input->dims[1],
                              input->dims[2],
                              input->dims[3],
                              output->dims[1],
                              output->dims[2],
                              output->dims[3],
                              weights->dims[1],
                              weights->dims[2],
                              vertical.stride,
                              horizontal.stride,
                              0,
                              0};
  if (!covered_by(model, node, weights->dims[1], &dilation->height, &vertical.kernel) ||
      !covered_by(model, node, weights->dims[2], &dilation->width, &horizontal.kernel) ||
      !sl_prepare_window(model, node, &vertical, padding, &window.pad_top) ||
      !sl_prepare_window(model, node, &horizontal, padding, &window.pad_left)) {
    return false;
  }
  *out_window = window;
  return sl_ok(model);
}
