"""Written by `make format` from format/operators.toml; edit that file instead."""

# fmt: off
from seedlite.format import constants as c
from seedlite.format.builtin import Builtin, Field, Options

OPTIONS = {
    "AddOptions": Options("AddOptions", 11, (
        Field("fused_activation_function", "i8", 0),
        Field("pot_scale_int16", "i8", 1),
    )),
    "CastOptions": Options("CastOptions", 37, (
    )),
    "ConcatenationOptions": Options("ConcatenationOptions", 10, (
        Field("axis", "i32", 0),
        Field("fused_activation_function", "i8", 0),
    )),
    "Conv2DOptions": Options("Conv2DOptions", 1, (
        Field("padding", "i8", 0),
        Field("stride_w", "i32", 0),
        Field("stride_h", "i32", 0),
        Field("fused_activation_function", "i8", 0),
        Field("dilation_w_factor", "i32", 1),
        Field("dilation_h_factor", "i32", 1),
        Field("quantized_bias_type", "i8", 0),
    )),
    "DepthwiseConv2DOptions": Options("DepthwiseConv2DOptions", 2, (
        Field("padding", "i8", 0),
        Field("stride_w", "i32", 0),
        Field("stride_h", "i32", 0),
        Field("depth_multiplier", "i32", 0),
        Field("fused_activation_function", "i8", 0),
        Field("dilation_w_factor", "i32", 1),
        Field("dilation_h_factor", "i32", 1),
    )),
    "DivOptions": Options("DivOptions", 29, (
        Field("fused_activation_function", "i8", 0),
    )),
    "ExpandDimsOptions": Options("ExpandDimsOptions", 52, (
    )),
    "FillOptions": Options("FillOptions", 68, (
    )),
    "FullyConnectedOptions": Options("FullyConnectedOptions", 8, (
        Field("fused_activation_function", "i8", 0),
        Field("weights_format", "i8", 0),
        Field("keep_num_dims", "i8", 0),
        Field("asymmetric_quantize_inputs", "i8", 0),
        Field("quantized_bias_type", "i8", 0),
    )),
    "GatherOptions": Options("GatherOptions", 23, (
        Field("axis", "i32", 0),
        Field("batch_dims", "i32", 0),
    )),
    "MulOptions": Options("MulOptions", 21, (
        Field("fused_activation_function", "i8", 0),
    )),
    "PackOptions": Options("PackOptions", 59, (
        Field("values_count", "i32", 0),
        Field("axis", "i32", 0),
    )),
    "PadOptions": Options("PadOptions", 22, (
    )),
    "PadV2Options": Options("PadV2Options", 43, (
    )),
    "Pool2DOptions": Options("Pool2DOptions", 5, (
        Field("padding", "i8", 0),
        Field("stride_w", "i32", 0),
        Field("stride_h", "i32", 0),
        Field("filter_width", "i32", 0),
        Field("filter_height", "i32", 0),
        Field("fused_activation_function", "i8", 0),
    )),
    "QuantizeOptions": Options("QuantizeOptions", 89, (
    )),
    "RangeOptions": Options("RangeOptions", 73, (
    )),
    "ReducerOptions": Options("ReducerOptions", 27, (
        Field("keep_dims", "i8", 0),
    )),
    "ReshapeOptions": Options("ReshapeOptions", 17, (
        Field("new_shape", "-", 0),
    )),
    "ShapeOptions": Options("ShapeOptions", 55, (
        Field("out_type", "i8", 0),
    )),
    "SoftmaxOptions": Options("SoftmaxOptions", 9, (
        Field("beta", "f32", 0.0),
    )),
    "SplitOptions": Options("SplitOptions", 35, (
        Field("num_splits", "i32", 0),
    )),
    "SqueezeOptions": Options("SqueezeOptions", 30, (
    )),
    "StridedSliceOptions": Options("StridedSliceOptions", 32, (
        Field("begin_mask", "i32", 0),
        Field("end_mask", "i32", 0),
        Field("ellipsis_mask", "i32", 0),
        Field("new_axis_mask", "i32", 0),
        Field("shrink_axis_mask", "i32", 0),
        Field("offset", "i8", 0),
    )),
    "SubOptions": Options("SubOptions", 28, (
        Field("fused_activation_function", "i8", 0),
    )),
    "TransposeOptions": Options("TransposeOptions", 26, (
    )),
    "UnpackOptions": Options("UnpackOptions", 64, (
        Field("num", "i32", 0),
        Field("axis", "i32", 0),
    )),
}

OPERATORS = {
    c.OP_ADD: Builtin(
        "ADD", "runtime", OPTIONS["AddOptions"],
        inputs=2,
        in_place="elementwise",
        constraints=(
            "operands",
            "broadcast",
            "sum_scale",
            "fused_activation",
        ),
    ),
    c.OP_AVERAGE_POOL_2D: Builtin(
        "AVERAGE_POOL_2D", "runtime", OPTIONS["Pool2DOptions"],
        constraints=(
            "computed_input",
            "pool_output",
            "strides",
            "pool_window",
            "fused_activation",
        ),
    ),
    c.OP_CONCATENATION: Builtin(
        "CONCATENATION", "runtime", OPTIONS["ConcatenationOptions"],
        constraints=(
            "joined_parts",
            "no_activation",
        ),
    ),
    c.OP_CONV_2D: Builtin(
        "CONV_2D", "runtime", OPTIONS["Conv2DOptions"],
        inputs=2,
        layer="conv",
        constraints=(
            "computed_input",
            "image",
            "dilation",
            "strides",
            "window_output",
            "groups",
            "outputs_of_weights",
            "row_weights",
            "constant_weights",
            "channel_scales",
            "int32_bias",
            "fused_activation",
            "output_scale",
        ),
    ),
    c.OP_DEPTHWISE_CONV_2D: Builtin(
        "DEPTHWISE_CONV_2D", "runtime", OPTIONS["DepthwiseConv2DOptions"],
        inputs=2,
        layer="depthwise",
        constraints=(
            "computed_input",
            "image",
            "dilation",
            "strides",
            "window_output",
            "depthwise_channels",
            "taps",
            "constant_weights",
            "channel_scales",
            "int32_bias",
            "fused_activation",
            "output_scale",
        ),
    ),
    c.OP_FULLY_CONNECTED: Builtin(
        "FULLY_CONNECTED", "runtime", OPTIONS["FullyConnectedOptions"],
        inputs=2,
        layer="dense",
        constraints=(
            "computed_input",
            "dense_shapes",
            "constant_weights",
            "channel_scales",
            "int32_bias",
            "fused_activation",
            "output_scale",
            "bias_scale",
        ),
    ),
    c.OP_LOGISTIC: Builtin(
        "LOGISTIC", "runtime", Options(),
        in_place="elementwise",
        constraints=(
            "computed_input",
            "same_shape",
            "probabilities",
            "logistic_scale",
        ),
    ),
    c.OP_MAX_POOL_2D: Builtin(
        "MAX_POOL_2D", "runtime", OPTIONS["Pool2DOptions"],
        constraints=(
            "computed_input",
            "pool_output",
            "strides",
            "pool_window",
            "fused_activation",
        ),
    ),
    c.OP_MUL: Builtin(
        "MUL", "runtime", OPTIONS["MulOptions"],
        inputs=2,
        in_place="elementwise",
        constraints=(
            "operands",
            "broadcast",
            "product_scale",
            "fused_activation",
        ),
    ),
    c.OP_RELU: Builtin(
        "RELU", "runtime", Options(),
        in_place="elementwise",
        constraints=(
            "computed_input",
            "same_shape",
            "rescaling",
        ),
    ),
    c.OP_RELU6: Builtin(
        "RELU6", "runtime", Options(),
        in_place="elementwise",
        constraints=(
            "computed_input",
            "same_shape",
            "clipping",
        ),
    ),
    c.OP_RESHAPE: Builtin(
        "RESHAPE", "runtime", OPTIONS["ReshapeOptions"],
        in_place="reshape",
        uint8=True,
        constraints=(
            "computed_input",
            "same_type",
            "same_elements",
        ),
    ),
    c.OP_SOFTMAX: Builtin(
        "SOFTMAX", "runtime", OPTIONS["SoftmaxOptions"],
        constraints=(
            "computed_input",
            "same_shape",
            "probabilities",
            "softmax_scale",
            "softmax_rows",
        ),
    ),
    c.OP_PAD: Builtin(
        "PAD", "runtime", OPTIONS["PadOptions"],
        inputs=2,
        constraints=(
            "computed_input",
            "paddings",
            "padding_value",
        ),
    ),
    c.OP_TRANSPOSE: Builtin(
        "TRANSPOSE", "runtime", OPTIONS["TransposeOptions"],
        inputs=2,
        constraints=(
            "computed_input",
            "permutation",
        ),
    ),
    c.OP_MEAN: Builtin(
        "MEAN", "runtime", OPTIONS["ReducerOptions"],
        inputs=2,
        constraints=(
            "computed_input",
            "reduced_axes",
            "reduced_elements",
        ),
    ),
    c.OP_STRIDED_SLICE: Builtin(
        "STRIDED_SLICE", "runtime", OPTIONS["StridedSliceOptions"],
        inputs=4,
        constraints=(
            "computed_input",
            "slice_masks",
            "slice_indices",
            "slice_output",
        ),
    ),
    c.OP_SPLIT: Builtin(
        "SPLIT", "runtime", OPTIONS["SplitOptions"],
        inputs=2,
        activation=1,
        constraints=(
            "equal_parts",
        ),
    ),
    c.OP_PADV2: Builtin(
        "PADV2", "runtime", OPTIONS["PadV2Options"],
        inputs=2,
        constraints=(
            "computed_input",
            "paddings",
            "padding_value",
        ),
    ),
    c.OP_QUANTIZE: Builtin(
        "QUANTIZE", "runtime", OPTIONS["QuantizeOptions"],
        in_place="elementwise",
        uint8=True,
        constraints=(
            "computed_input",
            "same_shape",
            "rescaling",
        ),
    ),
    c.OP_GATHER: Builtin(
        "GATHER", "folded", OPTIONS["GatherOptions"],
    ),
    c.OP_SUB: Builtin(
        "SUB", "folded", OPTIONS["SubOptions"],
    ),
    c.OP_DIV: Builtin(
        "DIV", "folded", OPTIONS["DivOptions"],
    ),
    c.OP_SQUEEZE: Builtin(
        "SQUEEZE", "folded", OPTIONS["SqueezeOptions"],
    ),
    c.OP_CAST: Builtin(
        "CAST", "folded", OPTIONS["CastOptions"],
    ),
    c.OP_EXPAND_DIMS: Builtin(
        "EXPAND_DIMS", "folded", OPTIONS["ExpandDimsOptions"],
    ),
    c.OP_SHAPE: Builtin(
        "SHAPE", "folded", OPTIONS["ShapeOptions"],
    ),
    c.OP_REDUCE_PROD: Builtin(
        "REDUCE_PROD", "folded", OPTIONS["ReducerOptions"],
    ),
    c.OP_PACK: Builtin(
        "PACK", "folded", OPTIONS["PackOptions"],
    ),
    c.OP_UNPACK: Builtin(
        "UNPACK", "folded", OPTIONS["UnpackOptions"],
    ),
    c.OP_FILL: Builtin(
        "FILL", "folded", OPTIONS["FillOptions"],
    ),
    c.OP_RANGE: Builtin(
        "RANGE", "folded", OPTIONS["RangeOptions"],
    ),
    c.OP_DEQUANTIZE: Builtin(
        "DEQUANTIZE", "border", Options(),
    ),
    c.OP_LOG_SOFTMAX: Builtin(
        "LOG_SOFTMAX", "border", Options(),
    ),
}
