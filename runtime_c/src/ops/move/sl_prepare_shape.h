// SPDX-License-Identifier: Apache-2.0
// Functions that preparations of operators that move or reduce values share. Functions that return
// bool record a fault on the model when they return false.
#ifndef SEEDLITE_PREPARE_SHAPE_H
#define SEEDLITE_PREPARE_SHAPE_H

#include "../../prepare/sl_prepare.h"

bool sl_check_rank(const sl_model *model, const sl_node *node, const sl_tensor *tensor,
                   uint32_t expected);

// Checks that dimension `d` (< SL_MAX_RANK) of an output is `expected`.
bool sl_check_extent(const sl_model *model, const sl_node *node, const sl_tensor *output,
                     uint32_t d, uint32_t expected);

// Checks that the ranks and all dimensions but `axis` are equal.
bool sl_check_same_but_axis(const sl_model *model, const sl_node *node, const sl_tensor *input,
                            const sl_tensor *output, uint32_t axis);

// Reads input `i` of the node, which must be an int32 constant.
bool sl_prepare_constant_s32(const sl_model *model, const sl_node *node, uint32_t i,
                             sl_tensor *out_tensor);

// Returns value `index` (< elements) of an int32 constant.
static inline int32_t sl_constant_s32(const sl_tensor *tensor, uint32_t index) {
  return sl_read_i32(tensor->data + 4 * index);
}

// Reads input `i` of a slice: an int32 constant with one value for each of `rank` dimensions.
bool sl_prepare_indices(const sl_model *model, const sl_node *node, uint32_t i, uint32_t rank,
                        sl_tensor *out_indices);

// Reads an axis of a tensor with `rank` dimensions; a negative one counts from the end.
bool sl_prepare_axis(const sl_model *model, const sl_node *node, int32_t axis, uint32_t rank,
                     uint32_t *out_axis);

#endif
