"""Models whose ports are not int8: what goes in and comes out is that of TFLM, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from seedlite.codec.expand import expanded
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError
from seedlite.execution.run import run
from seedlite.format.constants import PORTS_NAME, TYPE_FLOAT32, TYPE_INT8
from seedlite.interpreters.host import Runtime
from seedlite.interpreters.tflm import TFLM
from seedlite.model.borders.section import borders_of
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from seedlite.prepare.dead_channels.removal import remove_dead_channels
from seedlite.prepare.runnable import deployable, planned, ready_model
from seedlite.prepare.stock import expand
from tests.support.border_graphs import (
    INPUTS,
    MODELS,
    SINGLE,
    Bordered,
    assert_same,
    file_of,
    ports,
    samples_of,
)
from tests.support.comparing import assert_same_bytes

every_model = pytest.mark.parametrize("name", MODELS)


def converted(name: str, tmp_path) -> bytes:
    path = tmp_path / "m.tflite"
    path.write_bytes(file_of(name))
    return convert(path, bits=4).file


@every_model
def test_planned_model_gives_the_bits_of_tflm_on_the_original(name):
    assert_same(file_of(name), deployable(file_of(name)))


@every_model
def test_converted_file_gives_the_bits_of_tflm_on_its_expansion(name, tmp_path):
    file = converted(name, tmp_path)
    assert_same(expand(file), file)


@every_model
def test_expanded_file_has_the_ports_of_the_original(name, tmp_path):
    file = converted(name, tmp_path)
    assert ports(expand(file)) == ports(file_of(name))
    assert ports(expand(deployable(file_of(name)))) == [
        ("", type, shape) if name == "" else (name, type, shape)
        for name, type, shape in ports(file_of(name))
    ]


@every_model
def test_device_gives_the_bytes_of_tflm_on_the_int8_part(name, tmp_path):
    file = converted(name, tmp_path)
    inside = pack(replace(expanded(file, parse(file)), metadata={}))
    types = {tensor.type for tensor in parse(inside).tensors}
    assert TYPE_FLOAT32 not in types
    runtime = Runtime(file)
    for inputs in samples_of(inside):
        assert_same_bytes(runtime.invoke(inputs), TFLM(inside).invoke(inputs))


@every_model
def test_file_remembers_its_ports_only_where_some_are_not_the_devices(name, tmp_path):
    is_float = any(type == TYPE_FLOAT32 for _, type, _ in ports(file_of(name)))
    assert (PORTS_NAME in parse(converted(name, tmp_path)).metadata) == is_float


def test_float_input_feeds_an_int8_port_for_every_quantization():
    (two,) = borders_of(parse(deployable(file_of("two_scales")))).inputs
    (one,) = borders_of(parse(deployable(file_of("one_scale_twice")))).inputs
    assert (len(two.tensors), len(one.tensors)) == (2, 1)
    assert {t.type for t in (*two.tensors, *one.tensors)} == {TYPE_INT8}


def test_outputs_of_one_tensor_are_one_port_of_the_device():
    borders = borders_of(parse(deployable(file_of("outputs_of_one_tensor"))))
    assert [output.device for output in borders.outputs] == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("name", SINGLE)
def test_run_takes_and_gives_the_types_of_the_ports(name, tmp_path):
    file = converted(name, tmp_path)
    samples = samples_of(file_of(name), 3)
    x = np.concatenate([inputs[0] for inputs in samples])
    outputs = run(file, x).outputs
    expected = [TFLM(expand(file)).invoke(inputs)[0] for inputs in samples]
    assert outputs.dtype == expected[0].dtype
    assert outputs.shape[1:] == ports(file_of(name))[-1][2][1:]
    assert outputs.tobytes() == np.stack(expected).tobytes()


@pytest.mark.qemu
@pytest.mark.parametrize("name", SINGLE)
def test_board_gives_the_bits_of_the_host(name, tmp_path, emulated):
    file = converted(name, tmp_path)
    x = np.concatenate([inputs[0] for inputs in samples_of(file_of(name), 3)])
    assert emulated(file, x).tobytes() == run(file, x).outputs.tobytes()


def test_int8_array_for_a_float_input_is_what_it_is_quantized_to(tmp_path):
    file = converted("float_io", tmp_path)
    q = np.arange(-24, 24, dtype=np.int8)[np.newaxis]
    real = (q.astype(np.float32) - 3) * np.float32(0.05)
    assert np.array_equal(run(file, q).outputs, run(file, real).outputs)
    assert np.array_equal(Runtime(file)(q), Runtime(file)(real))


def test_int8_array_for_an_input_of_two_scales_is_refused(tmp_path):
    file = converted("two_scales", tmp_path)
    q = np.zeros((1, 48), np.int8)
    for call in (lambda: run(file, q), lambda: Runtime(file)(q)):
        with pytest.raises(BadInputError, match="'real0' is quantized in 2 ways"):
            call()


def test_array_of_another_type_for_a_uint8_input_is_refused(tmp_path):
    file = converted("uint8_in_float_out", tmp_path)
    x = np.zeros((1, 48), np.int8)
    for call in (lambda: run(file, x), lambda: Runtime(file)(x), lambda: Runtime(file).invoke([x])):
        with pytest.raises(BadInputError, match=r"uint8"):
            call()


def test_litert_runs_the_int8_part(tmp_path):
    file = converted("softmax_head", tmp_path)
    x = np.concatenate([inputs[0] for inputs in samples_of(file_of("softmax_head"), 3)])
    ours, theirs = run(file, x).outputs, run(file, x, "litert").outputs
    assert theirs.dtype == np.float32
    assert np.abs(ours - theirs).max() < 0.2  # LiteRT's dense layers differ by a step of 0.5 * 0.3


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(np.nan, 3), (np.inf, 127), (-np.inf, -128), (3e38, 127), (-3e38, -128), (0.0, 3)],
)
def test_value_that_tflm_leaves_open_is_limited_and_nan_is_the_zero_point(value, wanted):
    file = deployable(file_of("given_back"))
    given_back = Runtime(file)([np.full((1, 48), value, np.float32)])[1]
    assert np.array_equal(given_back, np.full(48, (wanted - 3) * np.float32(0.05), np.float32))


@pytest.mark.parametrize("through_uint8", [False, True])
def test_dead_channels_behind_a_uint8_input_leave_and_the_bytes_stay(through_uint8):
    g = Bordered()
    hidden = g.dense(g.quantized(g.uint8_input(1, INPUTS)))
    weights = g.tensors[g.operators[-1].inputs[1]]
    weights.data = bytes(2 * INPUTS) + weights.data[2 * INPUTS :]  # of two channels
    if through_uint8:
        hidden = g.do("QUANTIZE", [hidden], g.uint8(1, 5, scale=0.5))
        hidden = g.quantized(hidden, 0.5, -4)
    file = g.file(g.real(g.dense(hidden), "y"))
    smaller, removed = remove_dead_channels(ready_model(file))
    assert removed == (0 if through_uint8 else 2)
    assert_same(file, planned(smaller))


@every_model
def test_application_of_litert_runs_the_expanded_file_as_it_ran_the_original(name, tmp_path):
    """LiteRT's dense layers round otherwise: by a step of an output, 0.5 or 0.7 here, at most."""
    file = converted(name, tmp_path)
    interpreter = Interpreter(model_content=expand(file))
    interpreter.allocate_tensors()
    for inputs in samples_of(file_of(name), 5):
        for detail, x in zip(interpreter.get_input_details(), inputs, strict=True):
            interpreter.set_tensor(detail["index"], x)
        interpreter.invoke()
        details = interpreter.get_output_details()
        theirs = [interpreter.get_tensor(detail["index"]) for detail in details]
        for ours, y in zip(Runtime(file)(inputs), theirs, strict=True):
            assert ours.dtype == y.dtype
            assert np.abs(ours.astype(np.float64) - y.ravel()).max() <= 1


def test_input_quantized_before_and_behind_a_reshape_feeds_one_port():
    g = Bordered()
    x = g.float_input(1, 6, 8)
    before = g.reshaped(g.quantized(x), 1, INPUTS)
    behind = g.quantized(g.reshaped(x, 1, INPUTS))
    total = g.do("ADD", [before, behind], g.int8(1, INPUTS, scale=0.1))
    file = g.file(g.real(g.dense(total), "y"))
    assert len(ready_model(file).inputs) == 1
    assert_same(file, deployable(file))
