// SPDX-License-Identifier: Apache-2.0
// Written by `make format` from operators.toml; edit that file instead.
// clang-format off
#ifndef SEEDLITE_OPERATORS_H
#define SEEDLITE_OPERATORS_H

// X(name, folder, when it works in place, whether it takes uint8)
#define SL_OPERATOR_LIST(X) \
    X(ADD, add, ELEMENTWISE, 0) X(AVERAGE_POOL_2D, pool, NEVER, 0) \
    X(CONCATENATION, concatenation, NEVER, 0) X(CONV_2D, conv2d, NEVER, 0) \
    X(DEPTHWISE_CONV_2D, depthwise, NEVER, 0) X(FULLY_CONNECTED, fully_connected, NEVER, 0) \
    X(LOGISTIC, logistic, ELEMENTWISE, 0) X(MAX_POOL_2D, pool, NEVER, 0) \
    X(MUL, mul, ELEMENTWISE, 0) X(RELU, relu, ELEMENTWISE, 0) X(RELU6, relu, ELEMENTWISE, 0) \
    X(RESHAPE, reshape, RESHAPE, 1) X(SOFTMAX, softmax, NEVER, 0) X(PAD, pad, NEVER, 0) \
    X(TRANSPOSE, transpose, NEVER, 0) X(MEAN, mean, NEVER, 0) \
    X(STRIDED_SLICE, strided_slice, NEVER, 0) X(SPLIT, split, NEVER, 0) X(PADV2, pad, NEVER, 0) \
    X(QUANTIZE, quantize, ELEMENTWISE, 1)

// X(folder), each once
#define SL_OPERATOR_FOLDERS(X) \
    X(add) X(pool) X(concatenation) X(conv2d) X(depthwise) X(fully_connected) X(logistic) X(mul) \
    X(relu) X(reshape) X(softmax) X(pad) X(transpose) X(mean) X(strided_slice) X(split) \
    X(quantize)

// Fields of options: slot and default, the last arguments of sl_option_...
#define SL_ADD_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_ADD_POT_SCALE_INT16 1, 1
#define SL_POOL_2D_PADDING 0, 0
#define SL_POOL_2D_STRIDE_W 1, 0
#define SL_POOL_2D_STRIDE_H 2, 0
#define SL_POOL_2D_FILTER_WIDTH 3, 0
#define SL_POOL_2D_FILTER_HEIGHT 4, 0
#define SL_POOL_2D_FUSED_ACTIVATION_FUNCTION 5, 0
#define SL_CONCATENATION_AXIS 0, 0
#define SL_CONCATENATION_FUSED_ACTIVATION_FUNCTION 1, 0
#define SL_CONV_2D_PADDING 0, 0
#define SL_CONV_2D_STRIDE_W 1, 0
#define SL_CONV_2D_STRIDE_H 2, 0
#define SL_CONV_2D_FUSED_ACTIVATION_FUNCTION 3, 0
#define SL_CONV_2D_DILATION_W_FACTOR 4, 1
#define SL_CONV_2D_DILATION_H_FACTOR 5, 1
#define SL_CONV_2D_QUANTIZED_BIAS_TYPE 6, 0
#define SL_DEPTHWISE_CONV_2D_PADDING 0, 0
#define SL_DEPTHWISE_CONV_2D_STRIDE_W 1, 0
#define SL_DEPTHWISE_CONV_2D_STRIDE_H 2, 0
#define SL_DEPTHWISE_CONV_2D_DEPTH_MULTIPLIER 3, 0
#define SL_DEPTHWISE_CONV_2D_FUSED_ACTIVATION_FUNCTION 4, 0
#define SL_DEPTHWISE_CONV_2D_DILATION_W_FACTOR 5, 1
#define SL_DEPTHWISE_CONV_2D_DILATION_H_FACTOR 6, 1
#define SL_FULLY_CONNECTED_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_FULLY_CONNECTED_WEIGHTS_FORMAT 1, 0
#define SL_FULLY_CONNECTED_KEEP_NUM_DIMS 2, 0
#define SL_FULLY_CONNECTED_ASYMMETRIC_QUANTIZE_INPUTS 3, 0
#define SL_FULLY_CONNECTED_QUANTIZED_BIAS_TYPE 4, 0
#define SL_MUL_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_SOFTMAX_BETA 0, 0
#define SL_REDUCER_KEEP_DIMS 0, 0
#define SL_STRIDED_SLICE_BEGIN_MASK 0, 0
#define SL_STRIDED_SLICE_END_MASK 1, 0
#define SL_STRIDED_SLICE_ELLIPSIS_MASK 2, 0
#define SL_STRIDED_SLICE_NEW_AXIS_MASK 3, 0
#define SL_STRIDED_SLICE_SHRINK_AXIS_MASK 4, 0
#define SL_STRIDED_SLICE_OFFSET 5, 0
#define SL_SPLIT_NUM_SPLITS 0, 0

#endif
