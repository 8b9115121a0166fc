"""Which metric fits which model and data."""

import numpy as np
import pytest

from seedlite.data.labelled import LabelledData
from seedlite.errors import BadInputError, UnsupportedError, UsageError
from seedlite.execution.evaluation import EvaluationData
from seedlite.format.constants import OP_LOGISTIC, OP_RESHAPE, OP_SOFTMAX, TYPE_INT8
from seedlite.model.graph import Model, Operator, Tensor
from tests.support.builders import quantization

N = 12
RNG = np.random.default_rng(0)


def model(inputs: tuple[int, ...], outputs: tuple[int, ...], code: int = OP_RESHAPE) -> Model:
    """A model by its ports alone."""
    probable = code in (OP_LOGISTIC, OP_SOFTMAX)
    target = quantization(1 / 256, -128) if probable else quantization(0.1, 3)
    return Model(
        tensors=[
            Tensor((1, *inputs), TYPE_INT8, None, quantization(0.05), "in"),
            Tensor((1, *outputs), TYPE_INT8, None, target, "out"),
        ],
        operators=[Operator(code, [0], [1])],
        inputs=[0],
        outputs=[1],
    )


def data(inputs, outputs, y, metric=None, code=OP_RESHAPE, limit=None) -> EvaluationData:
    x = RNG.uniform(-5, 5, (N, *inputs)).astype(np.float32)
    samples = LabelledData(x, y, "d.npz")
    return EvaluationData.of(model(inputs, outputs, code), samples, metric, limit)


LABELS = RNG.integers(0, 2, N)
LABELS[:2] = 0, 1
CLASSES = RNG.integers(0, 5, N)
CLASSES[:2] = 0, 4
REALS = RNG.normal(size=(N, 5))


@pytest.mark.parametrize(
    ("inputs", "outputs", "y", "code", "metric"),
    [
        ((60,), (5,), CLASSES, OP_SOFTMAX, "accuracy"),
        ((60,), (5,), CLASSES[:, np.newaxis], OP_RESHAPE, "accuracy"),
        ((60,), (5,), CLASSES.astype(float), OP_RESHAPE, "accuracy"),
        ((60,), (1, 1, 5), np.eye(5)[CLASSES], OP_SOFTMAX, "accuracy"),
        ((60,), (2,), LABELS, OP_SOFTMAX, "accuracy"),
        ((2,), (2,), LABELS, OP_SOFTMAX, "accuracy"),
        ((5,), (5,), CLASSES, OP_RESHAPE, "accuracy"),
        ((8, 8, 3), (4, 4, 5), RNG.integers(0, 5, (N, 4, 4)), OP_RESHAPE, "accuracy"),
        ((60,), (1,), LABELS, OP_LOGISTIC, "binary-accuracy"),
        ((60,), (), LABELS.astype(bool), OP_RESHAPE, "binary-accuracy"),
        ((60,), (1, 1), LABELS[:, np.newaxis].astype(float), OP_RESHAPE, "binary-accuracy"),
        ((60,), (3,), RNG.integers(0, 2, (N, 3)) | [1, 1, 0], OP_LOGISTIC, "binary-accuracy"),
        ((60,), (1,), REALS[:, 0], OP_RESHAPE, "mse"),
        ((60,), (1,), CLASSES, OP_RESHAPE, "mse"),
        ((60,), (5,), REALS, OP_RESHAPE, "mse"),
        ((8, 8, 1), (8, 8), None, OP_RESHAPE, "mse"),
        ((60,), (60,), None, OP_RESHAPE, "mse"),
        ((60,), (60,), LABELS, OP_RESHAPE, "auc"),
        ((8, 8, 1), (8, 8, 1), LABELS, OP_LOGISTIC, "auc"),
    ],
)
def test_default_is_the_metric_that_fits(inputs, outputs, y, code, metric):
    assert data(inputs, outputs, y, code=code).metric.name == metric


@pytest.mark.parametrize(
    ("inputs", "outputs", "y", "words"),
    [
        ((2,), (2,), LABELS, "`metric` accuracy, auc, mse, mae, snr"),
        ((60,), (3,), np.ones((N, 3), int), "`metric` binary-accuracy, mse, mae, snr"),
        ((60,), (4, 4, 5), LABELS, r"`metric` \(none fits\)"),
        ((60,), (5,), None, "no array 'y': labels"),
        ((60,), (5,), REALS[:, 0], "integer class indices"),
        ((60,), (5,), REALS[:, :4], r"y has shape \(12, 4\); \(12,\) class indices"),
        ((60,), (5,), CLASSES[1:], r"y has shape \(11,\); \(12,\) class indices"),
        ((60,), (1,), LABELS[1:], r"y has shape \(11,\); \(12,\) labels or numbers"),
        ((60,), (1,), np.full(N, "a"), "y is of type <U1; numbers are needed"),
        ((60,), (1,), np.full(N, np.nan), r"y\[0\] is nan"),
        ((60,), (4, 4), REALS, r"y has shape \(12, 5\); \(12, 4, 4\) labels or numbers"),
    ],
)
def test_default_that_is_in_doubt_is_an_error_that_says_what_to_give(inputs, outputs, y, words):
    with pytest.raises(BadInputError, match=words):
        data(inputs, outputs, y)


@pytest.mark.parametrize(
    ("inputs", "outputs", "y", "metric", "words"),
    [
        ((60,), (1,), LABELS, "accuracy", "one output, of which the largest says nothing"),
        ((60,), (), np.zeros(N, int), "accuracy", "one output"),
        ((60,), (1,), 2 * LABELS - 1, "binary-accuracy", "y holds -1; labels 0 and 1"),
        ((60,), (1,), np.zeros(N), "auc", "y holds 0 alone"),
        ((60,), (5,), LABELS, "auc", r"outputs \[5\] .*those that fit: accuracy\)"),
        ((60,), (5,), CLASSES, "mse", r"y has shape \(12,\); \(12, 5\) numbers .*: accuracy\)"),
        ((60,), (5,), np.zeros((N, 5)), "snr", "there is no signal"),
        ((60,), (5,), None, "accuracy", "no array 'y', which this metric needs"),
        ((60,), (5,), None, "mse", "not of the input's shape"),
    ],
)
def test_metric_that_does_not_fit_is_refused(inputs, outputs, y, metric, words):
    with pytest.raises(BadInputError, match=words):
        data(inputs, outputs, y, metric)


def test_metric_unknown_lists_all():
    with pytest.raises(UsageError, match="accuracy, binary-accuracy, auc, mse, mae, snr"):
        data((60,), (5,), CLASSES, "f1")


def test_metric_of_a_model_with_two_outputs_is_refused_with_their_names():
    two = model((60,), (5,))
    two.tensors.append(Tensor((1, 3), TYPE_INT8, None, quantization(0.1), "boxes"))
    two.outputs.append(2)
    with pytest.raises(UnsupportedError, match=r"2 outputs \('out', 'boxes'\)"):
        EvaluationData.of(two, LabelledData(np.zeros((N, 60)), CLASSES, "d.npz"))


@pytest.mark.parametrize(("code", "threshold"), [(OP_LOGISTIC, 0.5), (OP_RESHAPE, 0.0)])
def test_threshold_is_half_a_probability_or_zero_of_logits_and_said(code, threshold):
    found = data((60,), (1,), LABELS, code=code)
    assert found.truth.threshold == threshold
    assert found.data["y"].endswith(f"is above {threshold:g}")


def test_default_looks_at_all_labels_though_few_are_measured():
    y = np.arange(N)  # the first two are 0 and 1
    found = data((60,), (1,), y, limit=2)
    assert (found.metric.name, found.samples) == ("mse", 2)


def test_autoencoder_s_labels_are_not_wanted_values():
    found = data((60,), (60,), LABELS, "mse")
    assert found.data["y"].endswith("not used: outputs are compared with the inputs")
    assert found.truth.values.shape == (N, 60)
