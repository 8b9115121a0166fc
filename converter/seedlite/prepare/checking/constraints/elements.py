"""Constraints on operators that work element by element or row by row."""

import numpy as np

from seedlite.format.constants import (
    ADD_FRACTION_BITS,
    MAX_LOGISTIC_SHIFT,
    MAX_RESCALING_SHIFT,
    MAX_SHIFT,
    MAX_SOFTMAX_DEPTH,
    TYPE_INT8,
    TYPE_INT16,
    TYPE_UINT8,
)
from seedlite.prepare.checking.constraints.node import (
    Node,
    broken,
    scale_of,
    shape_of,
    shift_of,
    type_of,
)

LIMIT = 3 / 2**15  # a step of the value that HARD_SWISH limits
MOST_WIDE_SHIFT = 14  # of QUANTIZE of int16
LEAST_ROOT_SHIFT, MAX_SLOPE_SHIFT = -11, 14
LARGEST = float(np.finfo(np.float32).max)
MOST_DIV_SHIFT = 23  # of a quotient, before it is shifted back
MOST_INVERSE_BITS = 22  # of 1 / the output's scale of ELU
MOST_NORM_DEPTH = (2**31 - 1) // 255**2  # squares whose sum fits int32
SUM_FRACTION_BITS = 19  # of sums of several values, before they are multiplied
PROBABILITY_SCALE, PROBABILITY_ZERO_POINT = 1 / 256, -128


def operands(node: Node) -> str:
    """Both operands are int8, with one scale.

    Quantize the whole model to int8"""
    for place in (0, 1):
        tensor = node.input(place)
        if tensor is None:
            return f"input {place} is missing"
        if tensor.type != TYPE_INT8:
            return f"input {place} is {type_of(tensor)}"
        if tensor.quantization is None or len(tensor.quantization.scales) != 1:
            return f"input {place} has not one scale"
    return ""


def broadcast(node: Node) -> str:
    """The output's shape is that to which both operands are repeated.

    Convert the model again: the file is damaged"""
    a, b, output = shape_of(node.input(0)), shape_of(node.input(1)), shape_of(node.output())
    try:
        wanted = np.broadcast_shapes(a, b)
    except ValueError:
        return f"operands {list(a)} and {list(b)}"
    return broken(f"{list(output)} instead of {list(wanted)}", output == wanted)


def sum_scale(node: Node) -> str:
    """The output's scale is not so small that a sum needs a multiplier of 1 or more: at least
    2^-19 of the larger operand's.

    Calibrate with data on which the sum is not 0 throughout"""
    larger = max(scale_of(node.input(0)), scale_of(node.input(1)))
    ratio = 2 * larger / (scale_of(node.output()) * 2**ADD_FRACTION_BITS)
    return broken(f"a ratio of {ratio * 2**19:g}", shift_of(ratio) <= 0)


def product_scale(node: Node) -> str:
    """The product of the operands' scales is less than 2^30 times the output's scale.

    Calibrate with data on which the product is not 0 throughout"""
    ratio = scale_of(node.input(0)) * scale_of(node.input(1)) / scale_of(node.output())
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= MAX_SHIFT)


def computed_input(node: Node) -> str:
    """The input is computed, not a constant.

    Leave the layer out: what it computes is a constant"""
    tensor = node.input(0)
    return broken("a constant", tensor is None or tensor.data is None)


def same_shape(node: Node) -> str:
    """Input and output have the same shape.

    Convert the model again: the file is damaged"""
    a, b = shape_of(node.input(0)), shape_of(node.output())
    return broken(f"{list(a)} and {list(b)}", a == b)


def rescaling(node: Node) -> str:
    """The input's scale is less than 2^22 times the output's, of int16 less than 2^14 times.

    Calibrate with data on which the output is not 0 throughout"""
    source = node.input(0)
    wide = source is not None and source.type == TYPE_INT16
    ratio = scale_of(source) / scale_of(node.output())
    most = MOST_WIDE_SHIFT if wide else MAX_RESCALING_SHIFT
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= most)


def quantize_types(node: Node) -> str:
    """QUANTIZE goes between int8 and uint8, or from int8 or int16 to int8, int16 or int32.

    Convert the model with int8 inputs and outputs"""
    types = [t.type for t in (node.input(0), node.output()) if t is not None]
    narrow = set(types) <= {TYPE_INT8, TYPE_UINT8}
    found = " to ".join(type_of(t) for t in (node.input(0), node.output()) if t is not None)
    wide = types[0] in (TYPE_INT8, TYPE_INT16) and TYPE_UINT8 not in types
    return broken(found, narrow or wide)


def softmax_types(node: Node) -> str:
    """SOFTMAX's input is int8, its output int8 or int16.

    Quantize the whole model to int8 (TFLITE_BUILTINS_INT8)"""
    source, output = node.input(0), node.output()
    if source is None or output is None:
        return ""
    sound = source.type == TYPE_INT8 and output.type in (TYPE_INT8, TYPE_INT16)
    return broken(f"{type_of(source)} and {type_of(output)}", sound)


def softmax_output(node: Node) -> str:
    """SOFTMAX's output has scale 1/256 and zero point -128; of int16 1/65536, but for a thousandth,
    and -32768.

    Quantize the model with TensorFlow, which does so"""
    output = node.output()
    if output is None or output.quantization is None or output.type != TYPE_INT16:
        return probabilities(node)
    scale = np.float32(2.0**-16)
    close = abs(np.float32(output.scale) - scale) <= np.float32(0.001) * scale
    found = f"scale {output.scale:g}, zero point {output.zero_point}"
    return broken(found, bool(close) and output.zero_point == -(2**15))


def clipping(node: Node) -> str:
    """The input's scale can hold the limit 6.

    Calibrate with data on which the input is not 0 throughout"""
    scale = scale_of(node.input(0))
    return broken(f"a scale of {scale:g}", 6.0 / scale < 2**31)


def probabilities(node: Node) -> str:
    """The output's scale is 1/256 and its zero point -128.

    Quantize the model with TensorFlow, which does so"""
    output = node.output()
    if output is None or output.quantization is None:
        return ""
    kept = (output.scale, output.zero_point) == (PROBABILITY_SCALE, PROBABILITY_ZERO_POINT)
    return broken(f"scale {output.scale:g}, zero point {output.zero_point}", kept)


def fraction(node: Node) -> str:
    """The output's scale is 1/128 and its zero point 0.

    Quantize the model with TensorFlow, which does so"""
    output = node.output()
    quantization = None if output is None else output.quantization
    if quantization is None:
        return ""
    scale, zero_point = float(quantization.scales[0]), int(quantization.zero_points[0])
    return broken(f"scale {scale:g}, zero point {zero_point}", (scale, zero_point) == (1 / 128, 0))


def not_negative(node: Node) -> str:
    """The input's zero point is -128: its values are 0 or more.

    Calibrate with data on which the input is what the root is taken of"""
    tensor = node.input(0)
    quantization = None if tensor is None else tensor.quantization
    zero_point = -128 if quantization is None else int(quantization.zero_points[0])
    return broken(f"zero point {zero_point}", zero_point == -128)


def same_quantization(node: Node) -> str:
    """Inputs and output have the same scale and zero point.

    Quantize the model with TensorFlow, which does so"""
    quantizations = {
        (float(t.quantization.scales[0]), int(t.quantization.zero_points[0]))
        for _, t in node.tensors()
        if t.type == TYPE_INT8 and t.quantization is not None
    }
    return broken(f"{len(quantizations)} of them", len(quantizations) <= 1)


def root_scales(node: Node) -> str:
    """The root of the input's scale times the output's is above 2^-30, and 2^12 at
    most.

    Calibrate with data on which neither input nor output is 0 throughout"""
    root = np.sqrt(np.float32(scale_of(node.input(0))))
    product = float(root * np.float32(scale_of(node.output())))
    return broken(
        f"a product of {product:g}",
        product > 0 and LEAST_ROOT_SHIFT <= shift_of(1 / product) <= MAX_SHIFT,
    )


def hard_swish_scales(node: Node) -> str:
    """The input's scale is 2^-9 to 128 times the output's, and itself 2^-23 at least and below
    384.

    Calibrate with data on which the output is neither 0 throughout nor immense"""
    fine, output = scale_of(node.input(0)) / 128, scale_of(node.output())
    shifts = shift_of(float(np.float32(fine / output))), shift_of(float(np.float32(fine / LIMIT)))
    kept = -15 <= shifts[0] <= 0 and -15 <= shifts[1] <= 15
    return broken(f"scales {fine * 128:g} and {output:g}", kept)


def square_scale(node: Node) -> str:
    """The square of the larger operand's scale is less than 2^42 times the output's scale.

    Calibrate with data on which the difference is not 0 throughout"""
    larger = max(scale_of(node.input(0)), scale_of(node.input(1)))
    ratio = (2 * larger) ** 2 / (scale_of(node.output()) * 2**14)
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= MAX_SHIFT)


def slope_scales(node: Node) -> str:
    """The input's scale is less than 2^22 times the output's, and its product with the slopes'
    scale less than 2^14 times.

    Calibrate with data on which the output is not 0 throughout"""
    ratio = scale_of(node.input(0)) / scale_of(node.output())
    product = ratio * scale_of(node.input(1))
    kept = shift_of(ratio) <= MAX_RESCALING_SHIFT and shift_of(product) <= MAX_SLOPE_SHIFT
    return broken(f"ratios of {ratio:g} and {product:g}", kept)


def logistic_scale(node: Node) -> str:
    """The input's scale is 2^-28 at least and below 2^35.

    Calibrate with data on which the input is neither 0 throughout nor immense"""
    scale = scale_of(node.input(0))
    shift = shift_of(scale * 2**27)
    return broken(f"a scale of {scale:g}", 0 <= shift <= MAX_LOGISTIC_SHIFT)


def softmax_scale(node: Node) -> str:
    """beta is positive, and beta times the input's scale is 2^-26 at least.

    Calibrate with data on which the input is not 0 throughout"""
    beta = node.operator.options["beta"]
    if not (np.isfinite(beta) and beta >= np.finfo(np.float32).tiny):
        return f"beta {beta:g}"
    product = beta * scale_of(node.input(0))
    return broken(f"a product of {product:g}", shift_of(product * 2**26) >= 1)


def softmax_rows(node: Node) -> str:
    """The last dimension has 1 to 4,095 values.

    Use fewer classes, or take the argument of the largest value without a SOFTMAX"""
    shape = shape_of(node.input(0))
    return broken(f"shape {list(shape)}", bool(shape) and 1 <= shape[-1] <= MAX_SOFTMAX_DEPTH)


def summands(node: Node) -> str:
    """The summands are int8, with the output's shape, one scale and one zero point for all.

    Quantize the model with TensorFlow, which does so"""
    output, seen = shape_of(node.output()), set()
    for place in range(len(node.operator.inputs)):
        part = node.input(place)
        if part is None or part.type != TYPE_INT8:
            return f"input {place} is {'missing' if part is None else type_of(part)}"
        if part.quantization is None or len(part.quantization.scales) != 1:
            return f"input {place} has not one scale"
        if part.shape != output:
            return f"input {place} has shape {list(part.shape)}, the output {list(output)}"
        seen.add((part.scale, part.zero_point))
    return broken(f"{len(seen)} scales or zero points", len(seen) == 1)


def summands_scale(node: Node) -> str:
    """The output's scale is more than 2^-19 of the input's.

    Calibrate with data on which the sum is not 0 throughout"""
    ratio = scale_of(node.input(0)) / (scale_of(node.output()) * 2**SUM_FRACTION_BITS)
    return broken(f"a ratio of {ratio * 2**SUM_FRACTION_BITS:g}", shift_of(ratio) <= 0)


def quotient_scale(node: Node) -> str:
    """The first operand's scale is less than 2^23 times the product of the second's and the
    output's.

    Calibrate with data on which the quotient is not 0 throughout"""
    ratio = scale_of(node.input(0)) / (scale_of(node.input(1)) * scale_of(node.output()))
    return broken(f"a ratio of {ratio:g}", shift_of(ratio) <= MOST_DIV_SHIFT)


def elu_scales(node: Node) -> str:
    """The output's scale is more than 2^-22, and 255 of the input's a float32 number.

    Calibrate with data on which the output is not 0 throughout"""
    if shift_of(1 / scale_of(node.output())) > MOST_INVERSE_BITS:
        return f"a scale of {scale_of(node.output()):g}"
    scale = scale_of(node.input(0))
    return broken(f"a scale of {scale:g}", 255 * scale <= LARGEST)


def norm_rows(node: Node) -> str:
    """The last dimension has 1 to 33,025 values.

    Normalize fewer values at a time"""
    shape = shape_of(node.input(0))
    return broken(f"shape {list(shape)}", bool(shape) and 1 <= shape[-1] <= MOST_NORM_DEPTH)


def log_probabilities(node: Node) -> str:
    """The output's scale is 1/16 and its zero point 127.

    Quantize the model with TensorFlow, which does so"""
    output = node.output()
    if output is None or output.quantization is None:
        return ""
    kept = (output.scale, output.zero_point) == (1 / 16, 127)
    return broken(f"scale {output.scale:g}, zero point {output.zero_point}", kept)


def log_scale(node: Node) -> str:
    """The input's scale is more than 2^-26.

    Calibrate with data on which the input is not 0 throughout"""
    scale = scale_of(node.input(0))
    return broken(f"a scale of {scale:g}", scale > 2**-26)
