// SPDX-License-Identifier: Apache-2.0
// Operators with one activation as input 0 and one as output 0: int8, but for QUANTIZE and RESHAPE,
// which take uint8 too. Every function that returns
// bool records a fault on the model where it returns false.
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

// The same, and both have one shape.
bool sl_prepare_unary_same_shape(const sl_model *model, const sl_node *node, sl_unary *out_unary);

// Where the elements of two tensors of one shape lie.
sl_elements sl_unary_elements(const sl_unary *unary);

// Input scale / output scale, as a double.
sl_real sl_unary_scale_ratio(const sl_unary *unary);

// The output must be quantized with scale 1/256 and zero point -128: all of 0 ... 1.
bool sl_check_probabilities(const sl_model *model, const sl_node *node, const sl_tensor *output);

// Prepares sl_quantize_s8, or sl_quantize_u8 where an operand is uint8.
bool sl_finish_quantize(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                        int8_t output_min, sl_operator *out_operator);

#endif
