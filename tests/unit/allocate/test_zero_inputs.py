"""Dense layers that skip inputs at their zero point: where the converter takes that form."""

import json

import numpy as np
import pytest

from seedlite.allocate.recipe import Recipe, form_of
from seedlite.allocate.seed_bits import SeededCoder
from seedlite.codec.rates import Rate
from seedlite.codec.tensors import WeightTensor
from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError
from seedlite.format.constants import OP_FULLY_CONNECTED, TYPE_INT8, TYPE_INT32
from seedlite.model.graph import Model, Operator, Tensor
from seedlite.model.layers import layers
from seedlite.model.pack import pack
from seedlite.prepare.stock import expand
from seedlite.search.calibrated.zero_inputs import zero_inputs
from seedlite.search.plan import plan_tensor, skipping_inputs
from tests.support import zoo
from tests.support.builders import quantization
from tests.support.comparing import assert_runs_as_tflm

INPUTS, HIDDEN, OUTPUTS = 32, 256, 128  # a network that is not small
RELU = 1
FIRST, SECOND = "0 FULLY_CONNECTED", "1 FULLY_CONNECTED"
BYTES = Rate(4, 8)


def pair(bias: int) -> Model:
    """Two dense layers, the first with a ReLU: the lower its biases, the more zeros it gives."""
    rng = np.random.default_rng(0)

    def weights(*shape: int) -> Tensor:
        drawn = np.clip(np.rint(rng.normal(0, 30, shape)), -127, 127).astype(np.int8)
        return Tensor(shape, TYPE_INT8, drawn.tobytes(), quantization(0.01), "weights")

    def biases(count: int, value: int) -> Tensor:
        filled = np.full(count, value, "<i4")
        return Tensor((count,), TYPE_INT32, filled.tobytes(), quantization(0.0005), "bias")

    return Model(
        [
            Tensor((1, INPUTS), TYPE_INT8, None, quantization(0.05, 3), "in"),
            weights(HIDDEN, INPUTS),
            biases(HIDDEN, bias),
            Tensor((1, HIDDEN), TYPE_INT8, None, quantization(0.05, -128), "hidden"),
            weights(OUTPUTS, HIDDEN),
            biases(OUTPUTS, 0),
            Tensor((1, OUTPUTS), TYPE_INT8, None, quantization(0.5), "out"),
        ],
        [
            Operator(
                OP_FULLY_CONNECTED, [0, 1, 2], [3], {"fused_activation_function": RELU}, version=4
            ),
            Operator(OP_FULLY_CONNECTED, [3, 4, 5], [6], version=4),
        ],
        [0],
        [6],
    )


FEW_ZEROS, MANY_ZEROS = pair(4000), pair(-4000)
SAMPLES = np.random.default_rng(1).normal(0, 1, (32, INPUTS)).astype(np.float32)
INTEGERS = np.clip(np.rint(SAMPLES / 0.05) + 3, -128, 127).astype(np.int8)


def orders(model: Model, samples: np.ndarray | None, trained: bool = False) -> list[set[bool]]:
    """Whether each layer's candidates with four values from a byte are input-major."""
    coder = SeededCoder(model, layers(model), samples, 2.0, trained=trained)
    if samples is None:
        return [{plan.record.input_major} for plan in coder.fallback(2.0)]
    candidates = coder.candidates(2.0)
    return [
        {plan.record.input_major for plan in of_layer if plan.rate == BYTES}
        for of_layer in candidates
    ]


def test_zero_inputs_are_those_at_the_zero_point():
    runtime_shares = zero_inputs(MANY_ZEROS, layers(MANY_ZEROS), INTEGERS)
    assert runtime_shares[0] == np.mean(INTEGERS == 3)
    hidden = MANY_ZEROS.tensors[1].array().astype(int) @ (INTEGERS.T.astype(int) - 3)
    off = np.mean(hidden - 4000 <= 0)  # a little more of them where they are rounded to zero
    assert off <= runtime_shares[1] < off + 0.05
    assert zero_inputs(FEW_ZEROS, layers(FEW_ZEROS), INTEGERS)[1] < 0.4 < 0.6 < off


def test_layer_behind_many_zeros_skips_them_and_others_do_not():
    assert orders(MANY_ZEROS, INTEGERS) == [{False}, {True}]
    assert orders(FEW_ZEROS, INTEGERS) == [{False}, {False}]


def test_layers_without_calibration_or_with_training_skip_no_inputs():
    assert orders(MANY_ZEROS, None) == [{False}, {False}]
    assert orders(MANY_ZEROS, INTEGERS, trained=True) == [{False}, {False}]


@pytest.mark.parametrize(
    ("outputs", "zeros", "skips"),
    [
        (128, 0.5, True),
        (128, 0.3, False),
        (126, 0.9, False),  # no whole groups of four
        (1028, 0.9, False),  # too many sums
        (4, 0.7, False),  # all inputs are looked at, for few outputs
    ],
)
def test_input_major_order_is_taken_where_it_is_faster(outputs, zeros, skips):
    tensor = WeightTensor("x", np.ones((outputs, 64)), kind="dense")
    plan = skipping_inputs(plan_tensor(tensor, 2, BYTES, 0), zeros, True)
    assert plan.record.input_major == plan.tensor.input_major == skips


def test_input_major_order_takes_the_place_of_a_mask_only_where_it_is_faster():
    values = np.ones((128, 128))
    values[:, 16:] = 0
    tensor = WeightTensor("x", values, kind="dense")
    plan = plan_tensor(tensor, 2, BYTES, 4)
    assert skipping_inputs(plan, 0.5, True).record.mask_group == 4
    assert skipping_inputs(plan, 0.95, True).record.mask_group == 0


@pytest.fixture(scope="module")
def conversion(tmp_path_factory):
    path = tmp_path_factory.mktemp("zeros") / "pair.tflite"
    path.write_bytes(pack(MANY_ZEROS))
    form = BYTES._asdict()
    recipe = {"method": "seeded", "layers": {FIRST: form, SECOND: form | {"input_major": True}}}
    return convert(path, recipe=recipe, calibration=SAMPLES)


def test_converted_layer_that_skips_says_so_and_gives_tflm_s_bytes(conversion):
    assert [layer["skips_zero_inputs"] for layer in conversion.report["layers"]] == [False, True]
    tensors = inspect(conversion.file, "pair")["tensors"]
    assert [tensor["skips_zero_inputs"] for tensor in tensors] == [False, True]
    stock = expand(conversion.file)
    assert_runs_as_tflm(conversion.file, stock, [[x] for x in INTEGERS])


def test_recipe_of_layer_that_skips_plans_it_again(conversion):
    recipe = Recipe.read(json.loads(json.dumps(conversion.report["recipe"])))
    assert [form.get("input_major") for form in recipe.forms.values()] == [None, True]
    coder = SeededCoder(MANY_ZEROS, layers(MANY_ZEROS), None)
    record = coder.plan(1, recipe.forms[SECOND]).record
    assert form_of(record) == recipe.forms[SECOND]


def test_recipe_convolution_in_input_major_order_is_refused(tmp_path):
    path = tmp_path / "cnn.tflite"
    path.write_bytes(zoo.tflite("plain_cnn"))
    form = {"values_per_draw": 4, "bits_per_draw": 8, "input_major": True}
    recipe = {"method": "seeded", "layers": {"0 CONV_2D": form}}
    with pytest.raises(BadInputError, match="'0 CONV_2D' is no dense layer"):
        convert(path, recipe=recipe)
