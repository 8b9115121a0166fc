import numpy as np
import pytest

from seedlite.search.calibrated import moments as moments_module
from seedlite.search.calibrated.additions import Addend
from seedlite.search.calibrated.metric import Metric
from seedlite.search.calibrated.moments import moments


def two_networks(factors: int, inputs: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Integer inputs of an original network and of a coded one that lost some of them."""
    rng = np.random.default_rng(seed)
    original = rng.integers(-100, 100, (4000, factors, inputs)) + 20
    original[..., 1:] += original[..., :-1]
    coded = original * 3 // 4 + rng.integers(-9, 10, original.shape)
    return original.astype(np.float64), coded.astype(np.float64)


@pytest.mark.parametrize("factors", [1, 3])
def test_metric_factored_is_the_form(factors):
    original, coded = two_networks(factors, 12)
    metric = Metric.of(moments(original, coded))
    weights, feedback = metric.factored
    errors = np.random.default_rng(1).normal(size=(factors, 12))
    sums = errors + np.einsum("ftj,fj->ft", feedback, errors)
    assert np.sum(weights * sums**2, axis=1) == pytest.approx(
        metric.inner(errors, errors), rel=1e-3
    )


@pytest.mark.parametrize("factors", [1, 3])
def test_metric_is_the_variance_of_the_outputs_change(factors):
    original, coded = two_networks(factors, 10)
    metric = Metric.of(moments(original, coded))
    errors = np.random.default_rng(2).normal(size=(factors, 10))
    changes = np.einsum("rft,ft->rf", coded, errors).var(axis=0)
    ratios = metric.inner(errors, errors) / changes
    level = coded.var(axis=0).mean()
    assert ratios * level == pytest.approx(1, rel=0.05)


def test_metric_aims_come_closer_to_the_original_s_outputs():
    original, coded = two_networks(1, 10)
    rows = np.random.default_rng(3).normal(size=(4, 10))
    targets = Metric.of(moments(original, coded)).targets(rows)
    wanted = original[:, 0] @ rows.T

    def lost(weights: np.ndarray) -> float:
        return float((wanted - coded[:, 0] @ weights.T).var(axis=0).sum())

    assert lost(targets) < 0.2 * lost(rows)


def test_metric_unchanged_inputs_leave_the_weights_as_aims():
    original, _ = two_networks(1, 10)
    rows = np.random.default_rng(4).normal(size=(4, 10))
    assert Metric.of(moments(original, original)).targets(rows) == pytest.approx(rows, rel=1e-3)


def test_metric_inputs_that_never_change_are_no_error():
    constant = np.full((100, 2, 9), 7.0)
    metric = Metric.of(moments(constant, constant))
    weights, feedback = metric.factored
    assert np.isfinite(weights).all()
    assert np.isfinite(feedback).all()


def test_metric_long_rows_are_cut_into_blocks(monkeypatch):
    monkeypatch.setattr(moments_module, "MAX_BLOCK", 8)
    original, coded = two_networks(1, 19)
    metric = Metric.of(moments(original, coded))
    assert metric.form.shape == (1, 3, 7, 7)
    weights, feedback = metric.factored
    assert weights.shape == (1, 19)
    assert feedback.shape == (1, 19, 7)
    errors = np.random.default_rng(5).normal(size=(2, 19))
    parts = sum(
        np.einsum("ri,ij,rj->r", part, metric.form[0, b][: part.shape[1], : part.shape[1]], part)
        for b, part in enumerate((errors[:, :7], errors[:, 7:14], errors[:, 14:]))
    )
    assert metric.inner(errors, errors) == pytest.approx(parts)


@pytest.mark.parametrize("factors", [1, 4])
def test_metric_aims_make_up_for_what_an_addend_lost(factors):
    original, _ = two_networks(factors, 10)
    rng = np.random.default_rng(6)
    rows, hidden = rng.normal(size=(2, 4, 10))
    inputs = np.broadcast_to(original, (len(original), 4, 10))
    lost = np.rint(np.einsum("rft,ft->rf", inputs, hidden) + 50).astype(np.int32)
    found = moments(original, original, Addend(lost, 0.25))
    targets = Metric.of(found).targets(rows)
    assert targets == pytest.approx(rows + 0.25 * hidden, abs=0.15)  # damped
    wanted = np.einsum("rft,ft->rf", inputs, rows) + 0.25 * lost
    outputs = np.einsum("rft,ft->rf", inputs, targets)
    means = np.sum((rows - targets) * found.means, axis=1) + found.lost_means
    assert outputs.mean(axis=0) + means == pytest.approx(wanted.mean(axis=0))


def test_metric_of_several_blocks_makes_up_for_no_addend(monkeypatch):
    monkeypatch.setattr(moments_module, "MAX_BLOCK", 8)
    original, _ = two_networks(1, 19)
    rows = np.random.default_rng(7).normal(size=(3, 19))
    addend = Addend(original[:, 0, :3].astype(np.int32), 1.0)
    targets = Metric.of(moments(original, original, addend)).targets(rows)
    assert targets == pytest.approx(rows, rel=1e-3)


def test_metric_noise_damps_by_what_feedback_cannot_lower():
    original, coded = two_networks(1, 10)
    found = moments(original, coded)
    quiet, noisy = (Metric.of(found, noise=noise).form[0, 0] for noise in (0.0, 0.25))
    least = np.exp(np.log(np.linalg.eigvalsh(quiet)).mean())
    assert noisy - quiet == pytest.approx(0.25 * least * np.eye(10))
