// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_SINGLE_SCALE_H
#define SEEDLITE_PREPARE_SINGLE_SCALE_H

#include "sl_prepare.h"

// Reads weights of an operator that takes one scale for all of them, with zero point 0, and rows in
// output-major order. False on a fault.
bool sl_prepare_single_scale(sl_builder *builder, const sl_tensor *tensor, sl_weights *out_weights);

#endif
