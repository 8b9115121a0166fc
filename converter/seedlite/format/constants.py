"""Written by `make format` from format/format.toml; edit that file instead."""

SECTION_NAME = "SEEDLITE"
SECTION_VERSION = 2
SECTION_HEADER_BYTES = 12
SECTION_ENTRY_BYTES = 6
PORTS_NAME = "SEEDLITE_PORTS"
PORTS_VERSION = 1
ARENA_PLAN_NAME = "OfflineMemoryAllocation"
DECODE_OPERATOR = "TFLM_DECODE"
DECODE_TYPE = 212
DECODE_VERSION = 1
RECORD_BYTES = 28
INDEX_BITS = 8
TABLE_ROWS = 257
TABLE_COLUMNS = 8
TABLE_MAX = 63
HASH_STEP = 2654435761
HASH_MIX = 2221713035
HASH_WEIGHTS = 16
LEVEL_MAX = 3
FLAG_NETWORK_STATISTICS = 1
FLAG_INPUT_MAJOR = 2
HEAD_NONE = 0
HEAD_DEQUANTIZE = 1
HEAD_SOFTMAX = 2
HEAD_LOG_SOFTMAX = 3
MAX_VALUES_PER_DRAW = 8
MAX_BITS_PER_DRAW = 8
MAX_STATISTIC_BITS = 8
SPREAD_SHIFT = 8
MAX_ROW_CODE_BITS = 8
MAX_ROW_CODE_MANTISSA_BITS = 4
MAX_ROW_CODE_EXPONENT_BITS = 4
BASE_SCALE_ZERO_BITS = 5
STREAM_PAD_BYTES = 3
EMPTY_PAD_BYTES = 1
WEIGHT_MAX = 127
MAX_RANK = 6
OP_ADD = 0
OP_AVERAGE_POOL_2D = 1
OP_CONCATENATION = 2
OP_CONV_2D = 3
OP_DEPTHWISE_CONV_2D = 4
OP_FULLY_CONNECTED = 9
OP_LOGISTIC = 14
OP_MAX_POOL_2D = 17
OP_MUL = 18
OP_RELU = 19
OP_RELU6 = 21
OP_RESHAPE = 22
OP_SOFTMAX = 25
OP_CUSTOM = 32
OP_PAD = 34
OP_TRANSPOSE = 39
OP_MEAN = 40
OP_STRIDED_SLICE = 45
OP_SPLIT = 49
OP_PADV2 = 60
OP_QUANTIZE = 114
TYPE_FLOAT32 = 0
TYPE_INT32 = 2
TYPE_UINT8 = 3
TYPE_INT64 = 4
TYPE_INT8 = 9

STATUS = {
    0: ("OK", "ok"),
    -1: ("E_FORMAT", "not a well-formed TFLite flatbuffer"),
    -2: ("E_INDEX", "an index points outside the model"),
    -3: ("E_SHAPE", "a tensor's shape is impossible or does not fit its operator"),
    -4: ("E_SIZE", "a size overflows or does not match its buffer"),
    -5: ("E_GRAPH", "operators are not in an order in which they can run"),
    -6: ("E_QUANT", "quantization parameters are absent or unusable"),
    -7: ("E_UNSUPPORTED", "an operator, type or option is not supported"),
    -8: ("E_SECTION", "a SEEDLITE record or section is malformed"),
    -9: ("E_ARENA", "the arena is too small or misaligned, or its plan overlaps"),
}
