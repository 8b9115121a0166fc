// SPDX-License-Identifier: Apache-2.0
// Functions that several operators' preparations share. Functions that return bool record a fault
// on the model when they return false.
#ifndef SEEDLITE_PREPARE_COMMON_H
#define SEEDLITE_PREPARE_COMMON_H

#include "../target/sl_requantize.h"
#include "sl_multiplier.h"
#include "sl_prepare.h"

// float32 bits.
#define SL_F32_ONE 0x3F800000u
#define SL_F32_SIX 0x40C00000u

// Returns the float32 bits of a tensor's first scale.
static inline uint32_t sl_scale_bits(const sl_tensor *tensor) {
  return sl_read_u32(tensor->scales);
}

bool sl_same_shape(const sl_tensor *a, const sl_tensor *b);

// Checks that scale and zero point are equal, as the kernel does not rescale.
bool sl_check_same_quantization(const sl_model *model, const sl_node *node, const sl_tensor *input,
                                const sl_tensor *output);

// Reads input `i` (output `i`) of the node, which must be an int8 activation with one scale.
bool sl_prepare_input_s8(const sl_model *model, const sl_node *node, uint32_t i,
                         sl_tensor *out_tensor);
bool sl_prepare_output_s8(const sl_model *model, const sl_node *node, uint32_t i,
                          sl_tensor *out_tensor);

// Reads input `i` of the node, which must be a variable tensor of this type with one scale. It gets
// its place by sl_builder_state.
bool sl_prepare_state(const sl_model *model, const sl_node *node, uint32_t i, uint8_t type,
                      sl_tensor *out_tensor);

// Reads the optional constant int32 input `i` with one value for each of `channels`; *out_bias is
// NULL if the node has none.
bool sl_prepare_bias(const sl_model *model, const sl_node *node, uint32_t i, uint32_t channels,
                     const int32_t **out_bias);

// One spatial axis of a convolution or pooling window, in elements.
typedef struct {
  uint32_t input;
  uint32_t kernel;
  uint32_t stride;
  uint32_t output;
} sl_window;

// Checks stride (>= 1) and output extent for a padding of SL_PADDING_...; *out_padding: elements of
// padding before the first element.
bool sl_prepare_window(const sl_model *model, const sl_node *node, const sl_window *window,
                       uint8_t padding, uint32_t *out_padding);

// Computes the range of an int8 output with the fused activation SL_ACTIVATION_...
bool sl_prepare_activation_range(const sl_model *model, const sl_node *node,
                                 const sl_tensor *output, uint8_t activation, int8_t *out_min,
                                 int8_t *out_max);

// Computes a multiplier for sl_multiply_by_quantized_multiplier; SL_E_QUANT if the shift is above
// `most` (<= 30).
bool sl_prepare_multiplier(const sl_model *model, const sl_node *node, sl_real real, int32_t most,
                           int32_t *out_multiplier, int8_t *out_shift);

// Prepares the requantization of an operator with weights. channel_dimension: the weights'
// dimension of output channels; bias may be NULL. Multipliers are stored in the program.
bool sl_prepare_requantize(sl_builder *builder, const sl_node *node, const sl_tensor *input,
                           const sl_tensor *weights, const sl_tensor *output,
                           uint32_t channel_dimension, uint8_t activation, const int32_t *bias,
                           sl_requantize *out_requantize);

// Whether no accumulator of `channel_weights` products and a bias, one of `channels` or NULL,
// reaches 2^30.
bool sl_small_sums(uint32_t channel_weights, uint32_t channels, const int32_t *bias);

// Stores the kernel's parameters; the last step of a preparation.
bool sl_finish_operator(sl_builder *builder, sl_kernel run, const void *params, size_t bytes,
                        sl_operator *out_operator);

#endif
