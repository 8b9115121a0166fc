// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_SLIDING_WINDOW_H
#define SEEDLITE_PREPARE_SLIDING_WINDOW_H

#include "../../prepare/sl_prepare.h"
#include "sl_sliding_window.h"

typedef struct {
  uint32_t height, width;
} sl_stride;

// Prepares the geometry of a convolution: one image, weights [?, height, width, ?]. padding:
// SL_PADDING_... The dilation is checked; a kernel's extent of 1 sets it to 1.
// Channels are not checked. False on a fault.
bool sl_prepare_sliding_window(const sl_model *model, const sl_node *node, const sl_tensor *input,
                               const sl_tensor *weights, const sl_tensor *output, uint8_t padding,
                               sl_stride stride, sl_dilation *dilation,
                               sl_sliding_window *out_window);

#endif
