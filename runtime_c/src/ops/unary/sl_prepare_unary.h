// SPDX-License-Identifier: Apache-2.0
// Operators with an activation as input 0 and as output 0, int8 or, for QUANTIZE and RESHAPE,
// uint8. Functions that return bool record a fault on the model when they return false.
#ifndef SEEDLITE_PREPARE_UNARY_H
#define SEEDLITE_PREPARE_UNARY_H

#include "../../prepare/sl_multiplier.h"
#include "../../prepare/sl_prepare.h"
#include "sl_elements.h"

typedef struct {
  sl_tensor input;
  sl_tensor output;
} sl_unary;

bool sl_prepare_unary(const sl_model *model, const sl_node *node, sl_unary *out_unary);

// sl_prepare_unary for operators whose input and output have the same shape.
bool sl_prepare_unary_same_shape(const sl_model *model, const sl_node *node, sl_unary *out_unary);

// Returns the places of the elements of two tensors of the same shape.
sl_elements sl_unary_elements(const sl_unary *unary);

// Returns input scale / output scale in double precision.
sl_real sl_unary_scale_ratio(const sl_unary *unary);

// Checks that the output's quantization has scale 1/256 and zero point -128: the range 0 ... 1.
bool sl_check_probabilities(const sl_model *model, const sl_node *node, const sl_tensor *output);

// Checks that the output's quantization has scale 1/128 and zero point 0: the range -1 ... 1.
bool sl_check_fraction(const sl_model *model, const sl_node *node, const sl_tensor *output);

// Prepares sl_quantize_s8, or sl_quantize_u8 if an operand is uint8.
bool sl_finish_quantize(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                        int8_t output_min, sl_operator *out_operator);

#endif
