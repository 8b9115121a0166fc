// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_PICK_H
#define SEEDLITE_PREPARE_PICK_H

#include "../unary/sl_prepare_unary.h"
#include "sl_pick.h"

// The offset in the input, in elements, for index `i` of an axis; `context` is the operator's own.
typedef uint32_t (*sl_pick_offset)(const void *context, uint32_t i);

// Tabulates the offsets of `count` indices. False on a fault.
bool sl_prepare_pick_axis(sl_builder *builder, uint32_t count, sl_pick_offset offset,
                          const void *context, sl_pick_axis *out_axis);

// An axis of one index, which lies at offset 0.
bool sl_prepare_pick_single(sl_builder *builder, sl_pick_axis *out_axis);

// Prepares sl_pick_s8, whose axes are prepared. False on a fault.
bool sl_finish_pick(sl_builder *builder, const sl_unary *unary, sl_pick_params *params,
                    sl_operator *out_operator);

#endif
