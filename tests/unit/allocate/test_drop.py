from pathlib import Path

import numpy as np
import pytest

from seedlite.allocate import max_drop as drop_module
from seedlite.compress.pipeline import convert
from seedlite.errors import AccuracyError, BadInputError, DoesNotFitError
from seedlite.execution.evaluation import evaluate


@pytest.fixture(scope="module")
def npz(tmp_path_factory, labelled) -> Path:
    path = tmp_path_factory.mktemp("drop") / "test.npz"
    np.savez(path, x=labelled[0], y=labelled[1])
    return path


@pytest.fixture(scope="module", autouse=True)
def few_tries():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drop_module, "TRIES", 4)
        yield


@pytest.fixture(scope="module")
def kept(digits, samples, labelled):
    return convert(digits, calibration=samples, max_drop=1.0, evaluation=labelled)


def test_max_drop_is_kept_by_the_file_and_no_smaller_trial(kept, digits, npz):
    report = kept.report
    before = evaluate(digits.read_bytes(), npz).accuracy
    after = evaluate(kept.file, npz).accuracy
    assert report["original_accuracy"] == before
    assert report["accuracy"] == after
    assert report["drop"] == pytest.approx(100 * (before - after))
    assert report["drop"] <= 1.0
    keeping = [t["file_bytes"] for t in report["trials"] if t["drop"] <= 1.0]
    assert len(kept.file) == min(keeping)
    assert any(t["drop"] > 1.0 and t["file_bytes"] < len(kept.file) for t in report["trials"])


@pytest.mark.slow
def test_max_drop_more_points_give_a_smaller_file(kept, digits, samples, labelled):
    looser = convert(digits, calibration=samples, max_drop=30, evaluation=labelled)
    assert len(looser.file) < len(kept.file)


def test_max_drop_within_a_budget_keeps_both(digits, labelled):
    both = convert(digits, max_drop=5, evaluation=labelled, budget=18_000)
    assert len(both.file) <= 18_000
    assert both.report["drop"] <= 5
    assert both.report["choice"]["limits"] == {"budget": 18_000, "max_drop": 5}


def test_max_drop_out_of_a_budget_s_reach_says_what_was_lost(digits, labelled):
    with pytest.raises(AccuracyError, match=r"\d+\.\d\d points lost") as caught:
        convert(digits, max_drop=0, evaluation=labelled, budget=11_300)
    assert "`calibration`" in str(caught.value)


def test_max_drop_budget_too_small_is_the_budget_s_error(digits, labelled):
    with pytest.raises(DoesNotFitError, match="`budget` 100"):
        convert(digits, max_drop=50, evaluation=labelled, budget=100)


def test_max_drop_no_batch_size_keeps_it_says_so(digits, labelled):
    with pytest.raises(AccuracyError, match="`method` seeded"):
        convert(digits, method="batch", max_drop=1, evaluation=labelled)


def test_max_drop_everything_takes_the_smallest_of_all_tried(digits, labelled):
    report = convert(digits, method="batch", max_drop=100, evaluation=labelled).report
    assert report["file_bytes"] == min(t["file_bytes"] for t in report["trials"])
    sizes = [x["batch_size"] / x["weights"] for x in report["layers"] if x["form"] != "stored"]
    assert sizes == [1.0] * len(sizes)


@pytest.mark.parametrize("limits", [{"max_drop": 5}, {"max_drop": 5, "budget": 20_000}])
def test_max_drop_progress_never_goes_back(digits, labelled, limits):
    seen: list[tuple[int, int]] = []
    convert(
        digits,
        **limits,
        evaluation=labelled,
        progress=lambda done, total, state: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
    assert 0 < seen[-1][0] <= seen[-1][1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x, y: (x, y + 10), "classes are 0 ... 9"),
        (lambda x, y: (x[:, 1:], y), "shape"),
        (lambda x, y: (x * np.nan, y), "finite"),
        (lambda x, y: (x, y[1:]), "class indices are needed"),
    ],
    ids=["labels", "shape", "nan", "count"],
)
def test_max_drop_bad_labelled_data_is_refused(digits, labelled, change, words):
    with pytest.raises(BadInputError, match=words):
        convert(digits, max_drop=1, evaluation=change(*labelled))


def test_max_drop_nothing_may_be_lost_is_kept(digits, samples, labelled):
    report = convert(digits, calibration=samples, max_drop=0, evaluation=labelled).report
    assert report["drop"] <= 0
