// SPDX-License-Identifier: Apache-2.0
// Written by `make format` from seedlite/format/format.toml; edit that file instead.
// clang-format off
#ifndef SEEDLITE_FORMAT_H
#define SEEDLITE_FORMAT_H

#define SL_SECTION_NAME "SEEDLITE"
#define SL_SECTION_VERSION 2
#define SL_PORTS_NAME "SEEDLITE_PORTS"
#define SL_PORTS_VERSION 1
#define SL_ARENA_PLAN_NAME "OfflineMemoryAllocation"
#define SL_DECODE_OPERATOR "TFLM_DECODE"
#define SL_DECODE_TYPE 212
#define SL_DECODE_VERSION 1
#define SL_INDEX_BITS 8
#define SL_TABLE_ROWS 257
#define SL_TABLE_COLUMNS 8
#define SL_TABLE_MAX 63
#define SL_HASH_STEP 0x9E3779B1u
#define SL_HASH_MIX 0x846CA68Bu
#define SL_HASH_WEIGHTS 16
#define SL_LEVEL_MAX 3
#define SL_FLAG_NETWORK_STATISTICS 1
#define SL_FLAG_INPUT_MAJOR 2
#define SL_HEAD_NONE 0
#define SL_HEAD_DEQUANTIZE 1
#define SL_HEAD_SOFTMAX 2
#define SL_HEAD_LOG_SOFTMAX 3
#define SL_MAX_VALUES_PER_DRAW 8
#define SL_MAX_BITS_PER_DRAW 8
#define SL_MAX_STATISTIC_BITS 8
#define SL_SPREAD_SHIFT 8
#define SL_MAX_ROW_CODE_BITS 8
#define SL_MAX_ROW_CODE_MANTISSA_BITS 4
#define SL_MAX_ROW_CODE_EXPONENT_BITS 4
#define SL_BASE_SCALE_ZERO_BITS 5
#define SL_STREAM_PAD_BYTES 3
#define SL_EMPTY_PAD_BYTES 1
#define SL_WEIGHT_MAX 127
#define SL_MAX_WEIGHTS 134217728
#define SL_MAX_ROW_WEIGHTS 65535
#define SL_MAX_SUM_ELEMENTS 8388608
#define SL_MAX_SOFTMAX_DEPTH 4095
#define SL_MAX_SHIFT 30
#define SL_MAX_RESCALING_SHIFT 22
#define SL_MAX_LOGISTIC_SHIFT 62
#define SL_ADD_FRACTION_BITS 20
#define SL_MAX_RANK 6
#define SL_MAX_TENSORS 2048
#define SL_MAX_OPERATORS 4096
#define SL_MAX_OPERANDS 256
#define SL_MAX_VARIABLES 32
#define SL_MAX_VARIABLE_NAME 255
#define SL_MAX_PORTS 255
#define SL_MODEL_ALIGNMENT 4
#define SL_ARENA_ALIGNMENT 16
#define SL_LIVE_BITS 32
#define SL_MOST_SCRATCH 4096
#define SL_MOST_LAID_OUT_INPUTS 32768
#define SL_LARGE_LAYER 32768
#define SL_LOG_MEL_RATE 16000
#define SL_LOG_MEL_SAMPLES 480
#define SL_LOG_MEL_BANDS 40
#define SL_LOG_MEL_OCTAVE 256
#define SL_LOG_MEL_MAX 11264
#define SL_OP_CUSTOM 32
#define SL_OP_READ_VARIABLE 143
#define SL_OP_ASSIGN_VARIABLE 144
#define SL_OP_ADD 0
#define SL_OP_AVERAGE_POOL_2D 1
#define SL_OP_CONCATENATION 2
#define SL_OP_CONV_2D 3
#define SL_OP_DEPTHWISE_CONV_2D 4
#define SL_OP_FULLY_CONNECTED 9
#define SL_OP_LOGISTIC 14
#define SL_OP_MAX_POOL_2D 17
#define SL_OP_MUL 18
#define SL_OP_RELU 19
#define SL_OP_RELU6 21
#define SL_OP_RESHAPE 22
#define SL_OP_SOFTMAX 25
#define SL_OP_PAD 34
#define SL_OP_TRANSPOSE 39
#define SL_OP_MEAN 40
#define SL_OP_STRIDED_SLICE 45
#define SL_OP_SPLIT 49
#define SL_OP_PADV2 60
#define SL_OP_QUANTIZE 114
#define SL_OP_LEAKY_RELU 98
#define SL_OP_TANH 28
#define SL_OP_HARD_SWISH 117
#define SL_OP_ABS 101
#define SL_OP_RSQRT 76
#define SL_OP_SUB 41
#define SL_OP_SQUARED_DIFFERENCE 99
#define SL_OP_MAXIMUM 55
#define SL_OP_MINIMUM 57
#define SL_OP_PRELU 54
#define SL_OP_REDUCE_MAX 82
#define SL_OP_REDUCE_MIN 89
#define SL_OP_SUM 74
#define SL_OP_SLICE 65
#define SL_OP_SPLIT_V 102
#define SL_OP_PACK 83
#define SL_OP_UNPACK 88
#define SL_OP_RESIZE_NEAREST_NEIGHBOR 97
#define SL_OP_RESIZE_BILINEAR 23
#define SL_OP_MIRROR_PAD 100
#define SL_OP_GATHER 36
#define SL_OP_DEPTH_TO_SPACE 5
#define SL_OP_SPACE_TO_DEPTH 26
#define SL_OP_BATCH_TO_SPACE_ND 37
#define SL_OP_SPACE_TO_BATCH_ND 38
#define SL_OP_TRANSPOSE_CONV 67
#define SL_OP_SVDF 27
#define SL_OP_UNIDIRECTIONAL_SEQUENCE_LSTM 44
#define SL_OP_BATCH_MATMUL 126
#define SL_OP_REVERSE_V2 105
#define SL_OP_BROADCAST_TO 130
#define SL_OP_GATHER_ND 107
#define SL_OP_DYNAMIC_UPDATE_SLICE 151
#define SL_OP_ADD_N 106
#define SL_OP_CUMSUM 128
#define SL_OP_DIV 42
#define SL_OP_ELU 111
#define SL_OP_L2_NORMALIZATION 11
#define SL_OP_LOG_SOFTMAX 50
#define SL_OP_ARG_MAX 56
#define SL_OP_ARG_MIN 79
#define SL_OP_CALL_ONCE 129
#define SL_OP_VAR_HANDLE 142
#define SL_PADDING_SAME 0
#define SL_PADDING_VALID 1
#define SL_ACTIVATION_NONE 0
#define SL_ACTIVATION_RELU 1
#define SL_ACTIVATION_RELU_N1_TO_1 2
#define SL_ACTIVATION_RELU6 3
#define SL_ACTIVATION_TANH 4
#define SL_TYPE_FLOAT32 0
#define SL_TYPE_INT32 2
#define SL_TYPE_UINT8 3
#define SL_TYPE_INT64 4
#define SL_TYPE_INT16 7
#define SL_TYPE_INT8 9
#define SL_TYPE_RESOURCE 13
#define SL_RECORD_BYTES 28
#define SL_SECTION_HEADER_BYTES 12
#define SL_SECTION_ENTRY_BYTES 6
#define SL_PORTS_HEADER_BYTES 4
#define SL_PORTS_INPUT_BYTES 4
#define SL_PORTS_OUTPUT_BYTES 8

// X(name, code, text)
#define SL_STATUS_LIST(X) \
    X(SL_OK, 0, "ok") \
    X(SL_E_FORMAT, -1, "not a well-formed TFLite flatbuffer") \
    X(SL_E_INDEX, -2, "an index points outside the model") \
    X(SL_E_SHAPE, -3, "a tensor's shape is impossible or does not fit its operator") \
    X(SL_E_SIZE, -4, "a size overflows or does not match its buffer") \
    X(SL_E_GRAPH, -5, "operators are not in an order in which they can run") \
    X(SL_E_QUANT, -6, "quantization parameters are absent or unusable") \
    X(SL_E_UNSUPPORTED, -7, "an operator, type or option is not supported") \
    X(SL_E_SECTION, -8, "a SEEDLITE record or section is malformed") \
    X(SL_E_ARENA, -9, "the arena is too small or misaligned, or its plan overlaps")

#endif
