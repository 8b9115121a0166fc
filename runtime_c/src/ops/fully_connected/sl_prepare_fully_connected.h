// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_FULLY_CONNECTED_H
#define SEEDLITE_PREPARE_FULLY_CONNECTED_H

#include "../../prepare/sl_prepare.h"
#include "sl_fully_connected.h"

// The last step of FULLY_CONNECTED, and of convolutions that run as one: chooses the kernel and
// stores its parameters. `params` are complete and checked, except for those that depend on the
// kernel (weights.draw, scratch_bytes). False on a fault.
bool sl_finish_fully_connected(sl_builder *builder, sl_fully_connected_params *params,
                               sl_operator *out_operator);

#endif
