import numpy as np
import pytest

from seedlite.data.samples import quantized_samples
from seedlite.model import layer_bias, layers
from seedlite.model.parse import parse
from seedlite.search.calibrated import curvature as curvature_module
from seedlite.search.calibrated.curvature import (
    GROUPS,
    Curvature,
    certainty,
    curvatures,
    interleaved,
)
from seedlite.search.calibrated.fixed_point import fixed
from seedlite.search.calibrated.gradients import activations, walk_back
from seedlite.search.calibrated.inputs import input_rows
from seedlite.search.calibrated.metric import Metric, RowCoupling
from seedlite.search.calibrated.moments import moments
from tests.support import zoo


def inputs_of(name: str, count: int):
    model = parse(zoo.tflite(name))
    return model, quantized_samples(model, zoo.calibration(name)[:count], "x")


def test_fixed_sums_are_exact_in_any_order():
    x = fixed(np.random.default_rng(0).normal(size=10000) * 1e-7)
    assert float(x.sum()) == float(x[::-1].cumsum()[-1]) == float(np.sort(x).sum())
    assert np.abs(x).max() > 0.9e-7


@pytest.mark.parametrize("name", ["mlp", "plain_cnn"])
def test_gradients_are_finite_differences(name, monkeypatch):
    """Of the runtime's int8 outputs, over the change of the last hidden layer's biases."""
    from seedlite.search.calibrated import gradients as gradients_module

    model, x = inputs_of(name, 128)
    states = activations(model, x)
    head = gradients_module.heads_of(model)[0]
    shape = (1, len(x), *model.tensors[head.tensor].shape)
    rng = np.random.default_rng(1)
    sketch = np.broadcast_to(rng.integers(0, 2, shape[2:]) * 2.0 - 1.0, shape)
    monkeypatch.setattr(gradients_module, "sketches", lambda *_: sketch)
    found: dict[int, np.ndarray] = {}
    walk_back(states, 1, 0, found.__setitem__)
    layer = layers(model)[-2]
    bias = model.tensors[layer_bias(model, layer)]
    before = bias.array().copy()
    gradients = found[layer.operator].reshape(-1, before.size)
    unit = model.tensors[model.operators[layer.operator].outputs[0]].scale
    steps = np.rint(6 * unit / bias.scales)
    own, theirs = [], []
    for channel in np.argsort(-np.abs(gradients.sum(axis=0)))[:6]:
        outputs = []
        for sign in (1, -1):
            changed = before.copy()
            changed[channel] += np.int32(sign * np.broadcast_to(steps, before.shape)[channel])
            bias.data = changed.tobytes()
            outputs.append(activations(model, x).real(head.tensor))
        moved = np.broadcast_to(steps * bias.scales, before.shape)[channel]
        theirs.append(float(((outputs[0] - outputs[1]) * sketch[0]).sum() / (2 * moved)))
        own.append(float(gradients[:, channel].sum()))
    bias.data = before.tobytes()
    assert own == pytest.approx(theirs, rel=0.15)


@pytest.mark.parametrize("name", ["mlp", "plain_cnn", "residual_separable"])
def test_curvature_is_the_moments_of_each_samples_gradients(name, monkeypatch):
    model, x = inputs_of(name, 24)
    found = curvatures(model, x)
    states = activations(model, interleaved(x))
    means = {layer.operator: curvature_module._means(states, layer) for layer in layers(model)}
    expected = {layer.operator: [0.0, 0.0] for layer in layers(model)}
    by_operator = {layer.operator: layer for layer in layers(model)}
    at = np.array_split(np.arange(len(x)), curvature_module.GROUPS)
    for group in at:
        part = states.part(slice(group[0], group[-1] + 1))

        def visit(operator: int, gradients: np.ndarray, part=part) -> None:
            layer = by_operator[operator]
            channels = gradients.shape[-1]
            sums = gradients.reshape(len(gradients), part.samples, -1, channels)
            pixels = np.arange(part.samples * sums.shape[2])
            rows = input_rows(model, layer, part, pixels) - means[operator]
            rows = rows.reshape(part.samples, -1, *rows.shape[1:])
            rows = np.broadcast_to(rows, (*rows.shape[:2], channels, rows.shape[3]))
            whole = np.einsum("knpo,npoi->knoi", sums, rows)
            several = layer.kind == "depthwise"
            form = "knoi,knoj->oij" if several else "knoi,knoj->ij"
            expected[operator][0] += np.einsum(form, whole, whole)
            expected[operator][1] += np.einsum("knpo,knpq->oq", sums, sums)

        walk_back(part, curvature_module.SKETCHES, int(group[0]), visit)
    assert found.keys() == expected.keys()
    for operator, (inputs, outputs) in expected.items():
        own = found[operator].inputs.squeeze()
        assert own == pytest.approx(np.squeeze(inputs), rel=1e-2, abs=1e-3 * np.max(inputs))
        if found[operator].outputs is not None:
            assert found[operator].outputs == pytest.approx(outputs)


def test_curvature_is_the_same_with_one_thread_and_with_several(monkeypatch):
    model, x = inputs_of("residual_separable", 40)
    several = curvatures(model, x)
    monkeypatch.setattr(curvature_module.os, "cpu_count", lambda: 1)
    single = curvatures(model, x)
    assert several.keys() == single.keys()
    for operator, found in several.items():
        assert np.array_equal(found.inputs, single[operator].inputs)


def test_interleaved_groups_resemble_each_other():
    """Samples in the order of their classes."""
    groups = np.array_split(interleaved(np.repeat(np.arange(3), 8)), GROUPS)
    assert [sorted(group) for group in groups] == [[0, 0, 1, 1, 2, 2]] * GROUPS


def test_more_samples_are_more_certain():
    model, x = inputs_of("mlp", 400)
    hidden = layers(model)[1].operator
    few, many = (curvatures(model, x[:count])[hidden] for count in (12, 256))
    assert few.outputs_certainty < many.outputs_certainty

    def error(one: Curvature) -> float:
        return one.inputs_error / float(np.square(one.inputs).sum())

    assert error(few) > error(many)


def test_groups_tell_the_error_of_their_sum():
    rng = np.random.default_rng(5)
    errors, told = [], []
    for _ in range(200):
        parts = [1.0 + rng.normal(size=(6, 6)) for _ in range(4)]
        errors.append(np.square(sum(parts) - 4).sum())
        told.append(curvature_module._error(sum(parts), parts))
    assert np.mean(told) == pytest.approx(np.mean(errors), rel=0.1)
    assert curvature_module._error(parts[0], parts[:1]) == np.inf


def test_certainty_is_the_share_of_squares_without_error():
    found = np.full((4, 4), 2.0)
    assert certainty(16.0, found) == 0.75
    assert certainty(0.0, found) == 1
    assert certainty(100.0, found) == certainty(np.inf, found) == certainty(0.0, 0 * found) == 0


def test_metric_leaves_out_what_is_uncertain():
    rng = np.random.default_rng(2)
    rows = rng.integers(-100, 100, (500, 1, 6)).astype(np.float64)
    found = moments(rows, rows)
    g = rng.normal(size=(40, 6)) * np.arange(1, 7)
    inputs, outputs = (g.T @ g)[None, None], 1.0 + np.eye(3)
    uncertain = Metric.of(found, Curvature(inputs, outputs, np.inf, 0.0))
    assert np.array_equal(uncertain.form, Metric.of(found).form)
    assert np.array_equal(uncertain.coupling.feedback, np.eye(3))


def test_metric_with_curvature_keeps_its_targets_and_its_trace():
    rng = np.random.default_rng(2)
    rows = rng.integers(-100, 100, (500, 1, 6)).astype(np.float64)
    found = moments(rows, rows)
    g = rng.normal(size=(40, 6)) * np.arange(1, 7)
    curved = Metric.of(found, Curvature((g.T @ g)[None, None], np.eye(3)))
    plain = Metric.of(found)
    assert np.trace(curved.form[0, 0]) == pytest.approx(np.trace(plain.form[0, 0]))
    assert curved.form[0, 0, 5, 5] > 1.5 * plain.form[0, 0, 5, 5]
    assert np.array_equal(curved.shift, plain.shift)


def test_row_coupling_factors_the_outputs_curvature():
    g = np.random.default_rng(3).normal(size=(50, 5))
    outputs = g.T @ g
    coupling = RowCoupling.of(outputs)
    product = coupling.feedback.T @ np.diag(coupling.weights) @ coupling.feedback
    damped = outputs + 0.3 * np.trace(outputs) / 5 * np.eye(5)
    ratio = product / damped
    assert ratio == pytest.approx(np.full((5, 5), ratio[0, 0]), rel=1e-3)
