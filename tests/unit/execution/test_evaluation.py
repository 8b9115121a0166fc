"""Metrics of models that the runtime runs, in every place that shows one."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from seedlite.compress.pipeline import convert
from seedlite.data.samples import quantized_samples
from seedlite.errors import AccuracyError, DataWarning, UnsupportedError, UsageError
from seedlite.execution.evaluation import evaluate
from seedlite.execution.run import run
from seedlite.model.pack import pack
from seedlite.study.augmentation import augment
from seedlite.study.disturbance import Disturbance
from seedlite.study.network import StudiedNetwork
from seedlite.study.report.write import write_report
from seedlite.study.sensitivity import measure_sensitivity
from seedlite.study.sweeping.sweep import sweep
from tests.support.builders import dense_model

RNG = np.random.default_rng(0)
X = RNG.uniform(-6, 6, (200, 60)).astype(np.float32)


def real_outputs(file: bytes, x: np.ndarray = X) -> np.ndarray:
    outputs = run(file, quantized_samples(dense_model(1, 60), x, "x")).outputs
    return (outputs.reshape(len(x), -1).astype(float) + 2) * 0.5  # scale and zero point of builders


class Network:
    """A dense layer with so many outputs, and data that it is almost right of."""

    def __init__(self, folder: Path, outputs: int):
        self.path, self.data = folder / f"dense{outputs}.tflite", folder / f"dense{outputs}.npz"
        self.file = pack(dense_model(outputs, 60))
        self.path.write_bytes(self.file)
        self.real = real_outputs(self.file)

    def save(self, y: np.ndarray | None, x: np.ndarray = X) -> Path:
        np.savez(self.data, **({"x": x} if y is None else {"x": x, "y": y}))
        return self.data


@pytest.fixture
def single(tmp_path):
    return Network(tmp_path, 1)


@pytest.fixture
def several(tmp_path):
    return Network(tmp_path, 6)


@pytest.fixture
def autoencoder(tmp_path):
    return Network(tmp_path, 60)


def noisy(real: np.ndarray) -> np.ndarray:
    return real + np.random.default_rng(1).normal(scale=3, size=real.shape)


def test_evaluate_one_output_is_never_an_argmax(single):
    labels = (noisy(single.real[:, 0]) > 0).astype(int)
    measured = evaluate(single.file, single.save(labels))
    assert measured.metric == "binary-accuracy"
    assert measured.accuracy == ((single.real[:, 0] > 0) == labels).mean() < 1
    assert "logits, is above 0" in measured.data["y"]
    wrong = evaluate(single.file, single.save(1 - (single.real[:, 0] > 0)))
    assert wrong.value == 0


def test_evaluate_numbers_are_compared_with_real_outputs(several):
    y = noisy(several.real)
    error = several.real - y
    for metric, value in (
        (None, (error**2).mean()),
        ("mae", np.abs(error).mean()),
        ("snr", 10 * np.log10((y**2).mean() / (error**2).mean())),
    ):
        measured = evaluate(several.file, several.save(y), metric=metric)
        assert measured.value == pytest.approx(value, rel=1e-12)
        assert measured.accuracy is None


def test_evaluate_autoencoder_without_and_with_labels(autoencoder):
    error = ((autoencoder.real - X) ** 2).mean(axis=1)
    assert evaluate(autoencoder.file, autoencoder.save(None)).value == pytest.approx(error.mean())
    labels = (error > np.median(error)).astype(int)
    assert evaluate(autoencoder.file, autoencoder.save(labels)).value == 1
    assert evaluate(autoencoder.file, autoencoder.save(1 - labels), metric="auc").value == 0


def test_evaluate_host_and_litert_measure_the_same(single):
    y = noisy(single.real[:, 0])
    values = [
        evaluate(single.file, single.save(y), metric="snr", on=on) for on in ("host", "litert")
    ]
    assert np.isfinite(values[0].value)
    assert abs(values[0].value - values[1].value) < 0.5  # LiteRT rounds otherwise


def test_evaluate_int8_and_real_samples_measure_the_same(several):
    y = noisy(several.real)
    raw = quantized_samples(dense_model(6, 60), X, "x")
    values = {evaluate(several.file, several.save(y, x)).value for x in (X, raw)}
    assert len(values) == 1


def test_evaluate_warns_of_other_units(several):
    y = noisy(several.real)
    with pytest.warns(DataWarning, match="clipped: they range from"):
        measured = evaluate(several.file, several.save(y, 100 * X))
    assert len(measured.warnings) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        evaluate(several.file, several.save(y))


@pytest.mark.parametrize(("metric", "limit"), [("snr", 1.0), ("mse", 20.0), ("mae", 20.0)])
def test_max_drop_in_the_metric_s_unit_is_kept(several, tmp_path, metric, limit):
    y = noisy(several.real)
    conversion = convert(several.path, max_drop=limit, evaluation=(X, y), metric=metric)
    report, data = conversion.report, several.save(y)
    before, after = (
        evaluate(f, data, metric=metric).value for f in (several.file, conversion.file)
    )
    assert (report["metric"], report["original_value"], report["value"]) == (metric, before, after)
    lost = before - after if metric == "snr" else 100 * (after / before - 1)
    assert report["drop"] == lost <= limit
    assert "accuracy" not in report
    assert any(trial["drop"] > limit for trial in report["trials"])


def test_max_drop_of_auc_is_in_points(single):
    labels = (noisy(single.real[:, 0]) > 0).astype(int)
    report = convert(
        single.path, max_drop=20, evaluation=(X, labels), metric="auc", method="batch"
    ).report
    lost = 100 * (report["original_value"] - report["value"])
    assert report["drop"] == pytest.approx(lost)
    assert report["drop"] <= 20
    assert report["drop_unit"] == "points"


def test_max_drop_that_cannot_be_kept_is_said_in_the_metric_s_unit(several):
    y = noisy(several.real)
    with pytest.raises(AccuracyError, match=r"has \S+, the original \S+: \d+\.\d\d % more"):
        convert(several.path, method="batch", max_drop=0, evaluation=(X, y), layers="0")


def test_max_drop_above_a_hundred_points_is_refused_and_percent_are_not(several):
    with pytest.raises(UsageError, match="points range from 0 to 100"):
        convert(several.path, max_drop=101, evaluation=(X, several.real.argmax(axis=1)))
    convert(several.path, max_drop=1e6, evaluation=(X, noisy(several.real)))


@pytest.mark.parametrize("metric", ["mse", "mae", "snr"])
def test_max_drop_against_an_original_without_error_is_refused(several, metric):
    with pytest.raises(UnsupportedError, match="no error at all"):
        convert(several.path, max_drop=5, evaluation=(X, several.real), metric=metric)


def test_eval_against_the_original_s_own_outputs_loses_infinitely_much(several):
    report = convert(several.path, bits=2, evaluation=(X, several.real), metric="snr").report
    assert report["original_value"] == report["drop"] == np.inf
    assert 0 < report["value"] < 60


def test_metric_without_evaluation_data_is_refused(several):
    with pytest.raises(UsageError, match="`evaluation`"):
        convert(several.path, metric="mse")


def test_convert_int8_calibration_of_an_int8_model_is_as_good_as_its_reals(several):
    raw = quantized_samples(dense_model(6, 60), X, "x")
    files = {convert(several.path, bits=2, calibration=x).file for x in (X, raw)}
    assert len(files) == 1


def test_convert_says_what_samples_were_taken_for_and_warns(several):
    with pytest.warns(DataWarning, match="`calibration`: the values use 0.1 %"):
        report = convert(several.path, calibration=X / 1000).report
    assert report["data"]["calibration"] == "float32 [200, 60]: real values"
    assert any("use 0.1 %" in warning for warning in report["warnings"])


def test_study_of_numbers_says_metric_and_unit_everywhere(several, tmp_path):
    y = noisy(several.real)
    network = StudiedNetwork.load(several.path, several.save(y), metric="snr")
    before = evaluate(several.file, several.data, metric="snr").value
    disturbed = augment(network, [Disturbance("bitflip", 1)], seeds=2)
    (row,) = disturbed["layers"]
    assert (disturbed["metric"], disturbed["value"]) == ("snr", before)
    assert row["drop"] == pytest.approx(before - row["value"])
    assert row["drop"] > 1
    assert not {"accuracy", "accuracies"} & set(row)
    layers = measure_sensitivity(network, seeds=1)
    rows = tmp_path / "rows.jsonl"
    given = {"methods": ["batch", "seeded"], "batch_sizes": [5], "bits": [4.0], "workers": 1}
    swept = sweep(several.path, several.data, rows, metric="snr", **given)
    batch, seeded = swept["rows"]
    assert swept["drop_unit"] == "dB"
    assert batch["drop"] > seeded["drop"]
    again = sweep(several.path, several.data, rows, metric="snr", resume=True, **given)
    assert again["rows"] == swept["rows"]
    with pytest.raises(UsageError, match="other metric"):
        sweep(several.path, several.data, rows, metric="mse", resume=True, **given)
    (tmp_path / "layers.json").write_text(json.dumps(layers))
    (tmp_path / "augment.json").write_text(json.dumps(disturbed))
    results = [rows, tmp_path / "layers.json", tmp_path / "augment.json"]
    page = write_report(results, tmp_path / "r.html", max_drop=3)[0].read_text()
    for text in ("SNR against memory", "smallest within 3 dB", "drop, dB", f"SNR {before:.2f} dB"):
        assert text in page, text
    assert "accuracy" not in page.partition("</style>")[2].replace("Accuracy against memory", "")


def test_sweep_of_errors_finds_the_smallest_within_percent(several, tmp_path):
    y = noisy(several.real)
    given = {"methods": ["seeded"], "bits": [3.0, 8.0], "workers": 1}
    swept = sweep(several.path, several.save(y), tmp_path / "rows.jsonl", max_drop=150, **given)
    assert swept["metric"] == "mse"
    low, high = swept["rows"]
    assert low["value"] > high["value"]
    assert low["drop"] == pytest.approx(100 * (low["value"] / swept["value"] - 1))
    page = write_report([tmp_path / "rows.jsonl"], tmp_path / "r.html", max_drop=150)[0]
    assert "smallest within 150 % more" in page.read_text()
