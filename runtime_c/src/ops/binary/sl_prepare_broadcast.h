// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_BROADCAST_H
#define SEEDLITE_PREPARE_BROADCAST_H

#include "../../prepare/sl_prepare.h"
#include "sl_broadcast.h"

// Inputs 0 and 1 of an element-wise operator (int8, constant or activation, one scale) and its int8
// output.
typedef struct {
  sl_tensor a, b, output;
} sl_elementwise;

// Checks types and scales of the three tensors; fills operands. Records a fault where it returns
// false.
bool sl_prepare_operands(sl_builder *builder, const sl_node *node, sl_elementwise *out_tensors,
                         sl_operand *out_a, sl_operand *out_b);

// Checks types, scales and shapes of the three tensors; fills operands and strides. Zero points,
// multipliers and activation are left to the operator. Records a fault where it returns false.
bool sl_prepare_elementwise(sl_builder *builder, const sl_node *node, sl_elementwise *out_tensors,
                            sl_operand *out_a, sl_operand *out_b, sl_broadcast *out_broadcast);

#endif
