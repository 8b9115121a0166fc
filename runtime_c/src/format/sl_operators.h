// SPDX-License-Identifier: Apache-2.0
// Written by `make format` from operators.toml; edit that file instead.
// clang-format off
#ifndef SEEDLITE_OPERATORS_H
#define SEEDLITE_OPERATORS_H

// X(name, folder, when it works in place, whether it takes uint8, int16 and int32)
#define SL_OPERATOR_LIST(X) \
    X(READ_VARIABLE, variable, NEVER, 1, 0) X(ASSIGN_VARIABLE, variable, NEVER, 1, 0) \
    X(ADD, add, ELEMENTWISE, 0, 0) X(AVERAGE_POOL_2D, pool, NEVER, 0, 0) \
    X(CONCATENATION, concatenation, NEVER, 0, 0) X(CONV_2D, conv2d, NEVER, 0, 0) \
    X(DEPTHWISE_CONV_2D, depthwise, NEVER, 0, 0) X(FULLY_CONNECTED, fully_connected, NEVER, 0, 0) \
    X(LOGISTIC, logistic, ELEMENTWISE, 0, 0) X(MAX_POOL_2D, pool, NEVER, 0, 0) \
    X(MUL, mul, ELEMENTWISE, 0, 0) X(RELU, relu, ELEMENTWISE, 0, 0) \
    X(RELU6, relu, ELEMENTWISE, 0, 0) X(RESHAPE, reshape, RESHAPE, 1, 0) \
    X(SOFTMAX, softmax, NEVER, 0, 1) X(PAD, pad, NEVER, 0, 0) X(TRANSPOSE, transpose, NEVER, 0, 0) \
    X(MEAN, mean, NEVER, 0, 0) X(STRIDED_SLICE, strided_slice, NEVER, 0, 0) \
    X(SPLIT, split, NEVER, 0, 0) X(PADV2, pad, NEVER, 0, 0) \
    X(QUANTIZE, quantize, ELEMENTWISE, 1, 1) X(LEAKY_RELU, leaky_relu, ELEMENTWISE, 0, 0) \
    X(TANH, tanh, ELEMENTWISE, 0, 0) X(HARD_SWISH, hard_swish, ELEMENTWISE, 0, 0) \
    X(ABS, abs, ELEMENTWISE, 0, 0) X(RSQRT, rsqrt, ELEMENTWISE, 0, 0) \
    X(SUB, sub, ELEMENTWISE, 0, 0) X(SQUARED_DIFFERENCE, sub, ELEMENTWISE, 0, 0) \
    X(MAXIMUM, maximum, ELEMENTWISE, 0, 0) X(MINIMUM, maximum, ELEMENTWISE, 0, 0) \
    X(PRELU, prelu, ELEMENTWISE, 0, 0) X(REDUCE_MAX, reduce_max, NEVER, 0, 0) \
    X(REDUCE_MIN, reduce_max, NEVER, 0, 0) X(SUM, mean, NEVER, 0, 0) X(SLICE, slice, NEVER, 0, 0) \
    X(SPLIT_V, split, NEVER, 0, 0) X(PACK, pack, NEVER, 0, 0) X(UNPACK, unpack, NEVER, 0, 0) \
    X(RESIZE_NEAREST_NEIGHBOR, resize_nearest_neighbor, NEVER, 0, 0) \
    X(RESIZE_BILINEAR, resize_bilinear, NEVER, 0, 0) X(MIRROR_PAD, mirror_pad, NEVER, 0, 0) \
    X(GATHER, gather, NEVER, 0, 0) X(DEPTH_TO_SPACE, depth_to_space, NEVER, 0, 0) \
    X(SPACE_TO_DEPTH, depth_to_space, NEVER, 0, 0) \
    X(BATCH_TO_SPACE_ND, batch_to_space_nd, NEVER, 0, 0) \
    X(SPACE_TO_BATCH_ND, space_to_batch_nd, NEVER, 0, 0) \
    X(TRANSPOSE_CONV, transpose_conv, NEVER, 0, 0) X(SVDF, svdf, NEVER, 0, 0) \
    X(UNIDIRECTIONAL_SEQUENCE_LSTM, lstm, NEVER, 0, 0) X(BATCH_MATMUL, batch_matmul, NEVER, 0, 0) \
    X(REVERSE_V2, reverse_v2, NEVER, 0, 0) X(BROADCAST_TO, broadcast_to, NEVER, 0, 0) \
    X(GATHER_ND, gather_nd, NEVER, 0, 0) \
    X(DYNAMIC_UPDATE_SLICE, dynamic_update_slice, NEVER, 0, 0) X(ADD_N, sums, NEVER, 0, 0) \
    X(CUMSUM, sums, NEVER, 0, 0) X(DIV, div, ELEMENTWISE, 0, 0) X(ELU, elu, ELEMENTWISE, 0, 0) \
    X(L2_NORMALIZATION, l2_normalization, NEVER, 0, 0) X(LOG_SOFTMAX, log_softmax, NEVER, 0, 0) \
    X(ARG_MAX, arg_max, NEVER, 0, 1) X(ARG_MIN, arg_max, NEVER, 0, 1)

// X(folder), each once
#define SL_OPERATOR_FOLDERS(X) \
    X(variable) X(add) X(pool) X(concatenation) X(conv2d) X(depthwise) X(fully_connected) \
    X(logistic) X(mul) X(relu) X(reshape) X(softmax) X(pad) X(transpose) X(mean) X(strided_slice) \
    X(split) X(quantize) X(leaky_relu) X(tanh) X(hard_swish) X(abs) X(rsqrt) X(sub) X(maximum) \
    X(prelu) X(reduce_max) X(slice) X(pack) X(unpack) X(resize_nearest_neighbor) \
    X(resize_bilinear) X(mirror_pad) X(gather) X(depth_to_space) X(batch_to_space_nd) \
    X(space_to_batch_nd) X(transpose_conv) X(svdf) X(lstm) X(batch_matmul) X(reverse_v2) \
    X(broadcast_to) X(gather_nd) X(dynamic_update_slice) X(sums) X(div) X(elu) X(l2_normalization) \
    X(log_softmax) X(arg_max)

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
#define SL_LEAKY_RELU_ALPHA 0, 0
#define SL_SUB_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_SPLIT_V_NUM_SPLITS 0, 0
#define SL_PACK_VALUES_COUNT 0, 0
#define SL_PACK_AXIS 1, 0
#define SL_UNPACK_NUM 0, 0
#define SL_UNPACK_AXIS 1, 0
#define SL_RESIZE_NEAREST_NEIGHBOR_ALIGN_CORNERS 0, 0
#define SL_RESIZE_NEAREST_NEIGHBOR_HALF_PIXEL_CENTERS 1, 0
#define SL_RESIZE_BILINEAR_ALIGN_CORNERS 2, 0
#define SL_RESIZE_BILINEAR_HALF_PIXEL_CENTERS 3, 0
#define SL_MIRROR_PAD_MODE 0, 0
#define SL_GATHER_AXIS 0, 0
#define SL_GATHER_BATCH_DIMS 1, 0
#define SL_DEPTH_TO_SPACE_BLOCK_SIZE 0, 0
#define SL_SPACE_TO_DEPTH_BLOCK_SIZE 0, 0
#define SL_TRANSPOSE_CONV_PADDING 0, 0
#define SL_TRANSPOSE_CONV_STRIDE_W 1, 0
#define SL_TRANSPOSE_CONV_STRIDE_H 2, 0
#define SL_TRANSPOSE_CONV_FUSED_ACTIVATION_FUNCTION 3, 0
#define SL_TRANSPOSE_CONV_QUANTIZED_BIAS_TYPE 4, 0
#define SL_SVDF_RANK 0, 0
#define SL_SVDF_FUSED_ACTIVATION_FUNCTION 1, 0
#define SL_SVDF_ASYMMETRIC_QUANTIZE_INPUTS 2, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_CELL_CLIP 1, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_PROJ_CLIP 2, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_TIME_MAJOR 3, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_ASYMMETRIC_QUANTIZE_INPUTS 4, 0
#define SL_UNIDIRECTIONAL_SEQUENCE_LSTM_DIAGONAL_RECURRENT_TENSORS 5, 0
#define SL_BATCH_MAT_MUL_ADJ_X 0, 0
#define SL_BATCH_MAT_MUL_ADJ_Y 1, 0
#define SL_BATCH_MAT_MUL_ASYMMETRIC_QUANTIZE_INPUTS 2, 0
#define SL_CUMSUM_EXCLUSIVE 0, 0
#define SL_CUMSUM_REVERSE 1, 0
#define SL_DIV_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_L2NORM_FUSED_ACTIVATION_FUNCTION 0, 0
#define SL_CALL_ONCE_INIT_SUBGRAPH_INDEX 0, 0
#define SL_VAR_HANDLE_CONTAINER 0
#define SL_VAR_HANDLE_SHARED_NAME 1

#endif
