"""Float32 and dynamic-range .tflite models are quantized with samples, then converted."""

import sys

import numpy as np
import pytest

from seedlite.compress.pipeline import convert
from seedlite.compress.verdicts import check
from seedlite.errors import BadInputError, ToolMissingError, UnsupportedError, UsageError
from seedlite.float_tflite.quantize import quantize
from seedlite.format import constants as c
from seedlite.model.parse import parse, read_graph
from tests.support.border_graphs import Bordered
from tests.support.comparing import rows_of_tflm
from tests.support.float_models import IMAGE, image_classifier, sum_of_two
from tests.support.interpreters import LiteRT

FILES = {"float32": image_classifier(), "dynamic range": image_classifier(dynamic=True)}


def images(count: int = 48, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (count, *IMAGE[1:])).astype(np.float32)


@pytest.mark.parametrize("kind", FILES)
def test_float_model_quantized_comes_close_to_its_real_outputs(kind):
    model = parse(quantize(FILES[kind], images(), kind))
    wanted = LiteRT(FILES[kind])(images(20, seed=2)).reshape(20, -1)
    (source,), (sink,) = ([model.tensors[t] for t in p] for p in (model.inputs, model.outputs))
    steps = np.rint(images(20, seed=2) / source.scale) + source.zero_point
    whole = rows_of_tflm(
        quantize(FILES[kind], images(), kind), np.clip(steps, -128, 127).astype(np.int8)
    )
    found = (whole.astype(np.float32) - sink.zero_point) * sink.scale
    error = np.square(found - wanted).sum() / np.square(wanted).sum()
    assert error < 0.003  # 25 dB


@pytest.mark.parametrize("kind", FILES)
def test_float_model_converted_has_seed_bits_and_int8_activations(kind):
    made = convert(FILES[kind], bits=4, calibration=images())
    assert [layer.kind for layer in made.report.layers if layer.bits] == ["conv", "dense"]
    assert {t.type for t in read_graph(made.original).tensors if t.data is None} == {c.TYPE_INT8}


def test_float_model_quantized_twice_gives_equal_bytes():
    assert quantize(FILES["float32"], images(), "m") == quantize(FILES["float32"], images(), "m")


def test_float_model_of_two_inputs_takes_samples_by_name():
    rng = np.random.default_rng(3)
    samples = {f"real{n}": rng.normal(0, 1, (30, e)).astype("f") for n, e in enumerate((40, 24))}
    model = read_graph(quantize(sum_of_two(), samples, "m"))
    assert [model.tensors[t].shape for t in model.inputs] == [(1, 40), (1, 24)]


def test_float_model_without_samples_is_refused_with_the_remedy():
    with pytest.raises(UsageError, match=r"quantized to int8 first.*`calibration`"):
        convert(FILES["float32"])


def test_float_model_with_samples_of_another_shape_is_refused():
    with pytest.raises(BadInputError, match=r"needs \[n, 8, 8, 3\]"):
        convert(FILES["float32"], calibration=images()[:, :5])


def test_float_model_without_the_quantizer_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_quantizer", None)
    with pytest.raises(ToolMissingError, match=r"pip install 'seedlite\[quantize\]'"):
        convert(FILES["float32"], calibration=images())


def test_float_model_with_another_input_type_is_refused():
    g = Bordered()
    x = g.float_input(1, 8)
    g.tensors[x].type = c.TYPE_INT32
    with pytest.raises(UnsupportedError, match="input 'real0' is int32; float32 can be quantized"):
        quantize(g.file(g.do("CAST", [x], g.float32(1, 8, name="y"))), images(), "m")


def test_float_models_are_judged_with_noise():
    verdict = check(FILES["dynamic range"])
    assert verdict.converts
    assert "random inputs" in verdict.notes[0]
