"""What counts as an output's error when a layer alone is coded."""

import numpy as np

from seedlite.allocate.file_form import FileForm
from seedlite.codec.centralize import CodedModel, weight_tensor
from seedlite.execution.run import run_rows
from seedlite.model.layers import layers
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deploy
from seedlite.search.calibrated.network import encode_calibrated
from seedlite.search.calibrated.sensitivity import _remaining_error, output_error
from seedlite.search.plan import plan_tensor
from tests.support.builders import dense_model


def test_gains_and_offsets_of_elements_are_no_error():
    truths = np.random.default_rng(0).normal(size=(64, 3)) * [10, 20, 30]
    outputs = truths * [0.5, 0.8, 1.0] + [3, -4, 5]
    assert np.isclose(_remaining_error(outputs, truths), 0)


def test_other_errors_remain_whatever_the_outputs_gain():
    draws = np.random.default_rng(1)
    truths = 20 * draws.normal(size=(4096, 3))
    noise = 5 * draws.normal(size=truths.shape)
    errors = [_remaining_error(gain * (truths + noise), truths) for gain in (0.5, 1.0)]
    wiener = 20**2 * 5**2 / (20**2 + 5**2)  # variance that a fitted gain leaves
    assert np.allclose(errors, wiener, rtol=0.05)


def test_constant_outputs_leave_the_whole_variance():
    truths = np.random.default_rng(2).normal(size=(64, 2)) * 10
    assert np.isclose(_remaining_error(np.ones_like(truths), truths), truths.var(axis=0).mean())


def test_output_error_is_the_mean_square_in_steps_of_what_the_device_computes():
    original = deploy(pack(dense_model(8, 64)))
    model, chosen = original.model, layers(original.model)
    x = np.random.default_rng(3).integers(-128, 128, (32, 64)).astype(np.int8)
    coded = encode_calibrated(model, chosen, [plan_tensor(weight_tensor(model, chosen[0]), 2.0)], x)
    outputs = [
        run_rows(ready, x).outputs.astype(float)
        for ready in (original, deploy(FileForm().pack(coded)))
    ]
    assert output_error(model, coded, x) == np.mean(np.square(outputs[1] - outputs[0])) > 0
    assert output_error(model, CodedModel([], model), x) == 0
