"""The kernels' parameter structs (runtime_c/src/ops/), as the C compiler of this machine
lays them out. A test compares every field with the headers.

A pointer's type says what it points to. What it points to inside the model is a buffer of it; what
it points to elsewhere was made by the loader and has as many elements as the field `count` beside
the pointer says."""

import ctypes
from ctypes import POINTER, Structure, c_bool, c_int8, c_int32, c_uint8, c_uint16, c_uint32
from typing import ClassVar

from seedlite.codec import seed_bits
from seedlite.format.constants import MAX_RANK, STREAM_PAD_BYTES

RANKS = c_uint32 * MAX_RANK
S8, U8, S32 = POINTER(c_int8), POINTER(c_uint8), POINTER(c_int32)


# A pointer to a function of the runtime: one of DRAWS.
DrawFunction = ctypes.CFUNCTYPE(None)
DRAWS = ("sl_draw_quads", "sl_draw_bits", "sl_draw_octets", "sl_draw_levels")


class CStruct(Structure):
    """A struct that is called `c_name` in C."""

    c_name: ClassVar[str]

    def stream_bytes(self) -> int:
        """How many bytes are read of the field `stream`, at most, if there is one."""
        raise NotImplementedError


class Weights(CStruct):
    c_name = "sl_weights"
    _fields_ = (
        ("stored", S8),
        ("draw", DrawFunction),
        ("stream", U8),
        ("means", U8),
        ("spreads", U8),
        ("mask", U8),
        ("count", c_uint32),
        ("batch_size", c_uint32),
        ("row_length", c_uint32),
        ("seed", c_uint32),
        ("mask_group", c_uint32),
        ("mean", c_int8),
        ("spread", c_uint8),
        ("mean_bits", c_uint8),
        ("spread_bits", c_uint8),
        ("values_per_draw", c_uint8),
        ("bits_per_draw", c_uint8),
        ("input_major", c_bool),
    )

    def stream_bytes(self) -> int:
        draws = -(-self.count // self.values_per_draw)
        return -(-seed_bits(draws, self.bits_per_draw) // 8) + STREAM_PAD_BYTES


class Requantize(CStruct):
    c_name = "sl_requantize"
    _fields_ = (
        ("bias", S32),
        ("multipliers", S32),
        ("shifts", S8),
        ("row_codes", U8),
        ("packed", POINTER(c_uint32)),
        ("count", c_uint32),
        ("channels", c_uint32),
        ("row_code_bits", c_uint8),
        ("row_code_mantissa_bits", c_uint8),
        ("output_zp", c_int8),
        ("activation_min", c_int8),
        ("activation_max", c_int8),
        ("fast", c_bool),
    )


class SlidingWindow(CStruct):
    c_name = "sl_sliding_window"
    _fields_ = (
        ("input_height", c_uint32),
        ("input_width", c_uint32),
        ("input_channels", c_uint32),
        ("output_height", c_uint32),
        ("output_width", c_uint32),
        ("output_channels", c_uint32),
        ("kernel_height", c_uint32),
        ("kernel_width", c_uint32),
        ("stride_height", c_uint32),
        ("stride_width", c_uint32),
        ("pad_top", c_uint32),
        ("pad_left", c_uint32),
    )


class Conv2d(CStruct):
    c_name = "sl_conv2d_params"
    _fields_ = (
        ("weights", Weights),
        ("requantize", Requantize),
        ("window", SlidingWindow),
        ("input_offset", c_uint32),
        ("output_offset", c_uint32),
        ("tile_channels", c_uint16),
        ("tile_words", c_uint16),
        ("whole_quads", c_bool),
        ("input_zp", c_int8),
    )


class Depthwise(CStruct):
    c_name = "sl_depthwise_params"
    _fields_ = (
        ("weights", Weights),
        ("requantize", Requantize),
        ("window", SlidingWindow),
        ("input_offset", c_uint32),
        ("output_offset", c_uint32),
        ("depth_multiplier", c_uint32),
        ("block_channels", c_uint32),
        ("strip", c_uint32),
        ("input_zp", c_int8),
    )


class FullyConnected(CStruct):
    c_name = "sl_fully_connected_params"
    _fields_ = (
        ("weights", Weights),
        ("requantize", Requantize),
        ("input_offset", c_uint32),
        ("output_offset", c_uint32),
        ("rows", c_uint32),
        ("inputs", c_uint32),
        ("outputs", c_uint32),
        ("scratch_bytes", c_uint32),
        ("input_zp", c_int8),
    )


class Operand(CStruct):
    c_name = "sl_operand"
    _fields_ = (("constant", S8), ("offset", c_uint32))


class Broadcast(CStruct):
    c_name = "sl_broadcast"
    _fields_ = (("axes", c_uint32), ("extent", RANKS), ("a_stride", RANKS), ("b_stride", RANKS))


class Add(CStruct):
    c_name = "sl_add_params"
    _fields_ = (
        ("a", Operand),
        ("b", Operand),
        ("broadcast", Broadcast),
        ("output_offset", c_uint32),
        ("a_multiplier", c_int32),
        ("b_multiplier", c_int32),
        ("output_multiplier", c_int32),
        ("a_shift", c_int8),
        ("b_shift", c_int8),
        ("output_shift", c_int8),
        ("a_zp", c_int8),
        ("b_zp", c_int8),
        ("output_zp", c_int8),
        ("activation_min", c_int8),
        ("activation_max", c_int8),
    )


class Mul(CStruct):
    c_name = "sl_mul_params"
    _fields_ = (
        ("a", Operand),
        ("b", Operand),
        ("broadcast", Broadcast),
        ("output_offset", c_uint32),
        ("multiplier", c_int32),
        ("shift", c_int8),
        ("a_zp", c_int8),
        ("b_zp", c_int8),
        ("output_zp", c_int8),
        ("activation_min", c_int8),
        ("activation_max", c_int8),
    )


class Elements(CStruct):
    c_name = "sl_elements"
    _fields_ = (("input_offset", c_uint32), ("output_offset", c_uint32), ("count", c_uint32))


class Quantize(CStruct):
    c_name = "sl_quantize_params"
    _fields_ = (
        ("elements", Elements),
        ("multiplier", c_int32),
        ("shift", c_int8),
        ("input_zp", c_int8),
        ("output_zp", c_int8),
        ("output_min", c_int8),
    )


class QuantizeU8(CStruct):
    c_name = "sl_quantize_u8_params"
    _fields_ = (("quantize", Quantize), ("input_flip", c_uint8), ("output_flip", c_uint8))


class Relu6(CStruct):
    c_name = "sl_relu6_params"
    _fields_ = (("elements", Elements), ("min", c_int8), ("max", c_int8))


class Logistic(CStruct):
    c_name = "sl_logistic_params"
    _fields_ = (
        ("elements", Elements),
        ("multiplier", c_int32),
        ("radius", c_int32),
        ("shift", c_uint8),
        ("input_zp", c_int8),
    )


class Softmax(CStruct):
    c_name = "sl_softmax_params"
    _fields_ = (
        ("elements", Elements),
        ("depth", c_uint32),
        ("multiplier", c_int32),
        ("diff_min", c_int32),
        ("shift", c_uint8),
    )


class PoolAxis(CStruct):
    c_name = "sl_pool_axis"
    _fields_ = (
        ("input", c_uint32),
        ("output", c_uint32),
        ("kernel", c_uint32),
        ("stride", c_uint32),
        ("padding", c_uint32),
    )


class Pool(CStruct):
    c_name = "sl_pool_params"
    _fields_ = (
        ("input_offset", c_uint32),
        ("output_offset", c_uint32),
        ("batches", c_uint32),
        ("channels", c_uint32),
        ("y", PoolAxis),
        ("x", PoolAxis),
        ("activation_min", c_int8),
        ("activation_max", c_int8),
    )


class Walk(CStruct):
    c_name = "sl_walk"
    _fields_ = (("first", c_uint32), ("extents", RANKS), ("strides", RANKS))


class Mean(CStruct):
    c_name = "sl_mean_params"
    _fields_ = (
        ("input_offset", c_uint32),
        ("output_offset", c_uint32),
        ("output_count", c_uint32),
        ("rows", c_uint32),
        ("walk", Walk),
        ("zp_sum", c_int32),
        ("multiplier", c_int32),
        ("shift", c_int8),
        ("output_zp", c_int8),
    )


class Gather(CStruct):
    c_name = "sl_gather"
    _fields_ = (("input_offset", c_uint32), ("output_offset", c_uint32), ("walk", Walk))


class Gathers(CStruct):
    c_name = "sl_gather_params"
    _fields_ = (("count", c_uint32), ("gathers", POINTER(Gather)))


class Scatter(CStruct):
    c_name = "sl_scatter"
    _fields_ = (("input", Operand), ("output_offset", c_uint32), ("walk", Walk))


class Scatters(CStruct):
    c_name = "sl_scatter_params"
    _fields_ = (("count", c_uint32), ("scatters", POINTER(Scatter)))


class Pad(CStruct):
    c_name = "sl_pad_params"
    _fields_ = (("inside", Scatter), ("output_bytes", c_uint32), ("value", c_int8))


class Operator(CStruct):
    """sl_operator of program.h."""

    c_name = "sl_operator"
    _fields_ = (
        ("run", ctypes.c_void_p),
        ("params", ctypes.c_void_p),
        ("scratch_offset", c_uint32),
    )


# Each kernel's header and parameters.
KERNELS: dict[str, tuple[str, type[CStruct]]] = {
    "sl_add_s8": ("ops/add/sl_add.h", Add),
    "sl_average_pool_s8": ("ops/pool/sl_pool.h", Pool),
    "sl_conv2d_s8": ("ops/conv2d/sl_conv2d.h", Conv2d),
    "sl_conv2d_sparse_groups_s8": ("ops/conv2d/sl_conv2d.h", Conv2d),
    "sl_depthwise_planes_s8": ("ops/depthwise/sl_depthwise.h", Depthwise),
    "sl_depthwise_s8": ("ops/depthwise/sl_depthwise.h", Depthwise),
    "sl_fully_connected_generic_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_levels_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_octets_any_k_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_fully_connected_octets_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_pairs_any_k_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_fully_connected_pairs_k6_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_pairs_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_quads_any_k_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_fully_connected_quads_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_s8": ("ops/fully_connected/sl_fully_connected.h", FullyConnected),
    "sl_fully_connected_sparse_groups_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_fully_connected_sparse_inputs_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_fully_connected_sparse_rows_s8": (
        "ops/fully_connected/sl_fully_connected.h",
        FullyConnected,
    ),
    "sl_gather_s8": ("ops/move/sl_gather.h", Gathers),
    "sl_logistic_s8": ("ops/logistic/sl_logistic.h", Logistic),
    "sl_max_pool_s8": ("ops/pool/sl_pool.h", Pool),
    "sl_mean_s8": ("ops/mean/sl_mean.h", Mean),
    "sl_mul_s8": ("ops/mul/sl_mul.h", Mul),
    "sl_pad_s8": ("ops/pad/sl_pad.h", Pad),
    "sl_quantize_s8": ("ops/quantize/sl_quantize.h", Quantize),
    "sl_quantize_u8": ("ops/quantize/sl_quantize.h", QuantizeU8),
    "sl_relu6_s8": ("ops/relu/sl_relu.h", Relu6),
    "sl_scatter_s8": ("ops/move/sl_scatter.h", Scatters),
    "sl_softmax_s8": ("ops/softmax/sl_softmax.h", Softmax),
}
