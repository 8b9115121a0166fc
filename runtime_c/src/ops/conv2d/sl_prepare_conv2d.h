// SPDX-License-Identifier: Apache-2.0
// What preparations of convolutions by tiles share.
#ifndef SEEDLITE_PREPARE_CONV2D_H
#define SEEDLITE_PREPARE_CONV2D_H

#include "../../prepare/sl_prepare.h"
#include "sl_conv2d.h"

// Checks weights [outputs, height, width, inputs / groups] against the window's channels. False on
// a fault.
bool sl_check_conv2d_channels(const sl_model *model, const sl_tensor *weights,
                              const sl_sliding_window *window, uint32_t groups);

// Chooses the smallest number of tiles of `channels` output channels whose scratch fits, of at
// least two channels: every tile widens all pixels. Requests the scratch of sl_conv2d_s8.
void sl_choose_conv2d_tile(sl_builder *builder, sl_conv2d_params *params, uint32_t channels);

#endif
