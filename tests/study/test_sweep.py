import json
from dataclasses import asdict

import pytest

from seedlite.compress.pipeline import convert
from seedlite.data.files import read_array
from seedlite.errors import BadInputError, DoesNotFitError, UsageError
from seedlite.prepare.runnable import deploy
from seedlite.study.summary import summarise
from seedlite.study.sweeping import job_runner as task
from seedlite.study.sweeping.jobs import Job, grid
from seedlite.study.sweeping.rows import read_rows
from seedlite.study.sweeping.sweep import sweep
from seedlite.study.sweeping.threshold import threshold_batch_size


@pytest.fixture
def run(dense, tmp_path):
    """Sweeps the dense layer, in this process."""

    def start(**options):
        given = {"methods": ["layer", "batch"], "batch_sizes": [5, 50], "workers": 1} | options
        return sweep(dense, dense.with_suffix(".npz"), tmp_path / "rows.jsonl", **given)

    return start


def known(rows):
    return {Job.of(row) for row in rows}


def without_time(rows):
    return sorted((row | {"seconds": 0} for row in rows), key=str)


def test_grid_combines_what_belongs_together():
    jobs = grid(["unitary", "batch", "seeded"], [5, 10], [2.0], seeds=2)
    assert jobs[:4] == [
        Job("unitary", None, None, 0),
        Job("batch", 5, None, 0),
        Job("batch", 10, None, 0),
        Job("seeded", None, 2.0, 0),
    ]
    assert [job.seed for job in jobs[4:]] == [1] * 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((["magic"], [5], [2.0], 1), "magic"),
        ((["batch"], [0], [2.0], 1), "at least one weight"),
        ((["seeded"], [5], [9.0], 1), "0.25 to 8"),
        ((["layer"], [5], [2.0], 0), "`seeds`"),
    ],
)
def test_grid_without_meaning_is_refused(arguments, words):
    with pytest.raises(UsageError, match=words):
        grid(*arguments)


def test_sweep_rows_are_what_convert_gives(dense, dense_network, run):
    report = run(seeds=2)
    assert len(report["rows"]) == 6
    row = next(r for r in report["rows"] if r["batch_size"] == 50 and r["seed"] == 1)
    conversion = convert(dense, method="batch", batch_size=50, seed=1)
    accuracy = dense_network.data.measure(deploy(conversion.file))
    assert row["accuracy"] == row["value"] == accuracy
    assert row["drop"] == 100 - 100 * round(200 * accuracy) / 200
    for key in ("file_bytes", "central_weights", "memory_saved_bytes"):
        assert row[key] == conversion.report[key]
    assert row["seconds"] > 0


def test_sweep_file_holds_every_row(run, tmp_path):
    report = run()
    head, rows = read_rows(tmp_path / "rows.jsonl")
    assert rows == report["rows"]
    assert head["accuracy"] == 1
    assert head["samples"] == 200


def test_sweep_resume_does_only_what_is_missing(run, tmp_path):
    before = run()["rows"]
    calls = []
    report = run(seeds=2, resume=True, progress=lambda *state: calls.append(state))
    assert report["rows"][: len(before)] == before
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert len(known(report["rows"])) == 6
    assert run(seeds=2, resume=True)["rows"] == report["rows"]


def test_sweep_cut_off_in_a_row_resumes_to_the_same_rows(run, tmp_path):
    path = tmp_path / "rows.jsonl"
    whole = run()["rows"]
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 20])
    report = run(resume=True)
    assert without_time(report["rows"]) == without_time(whole)
    assert read_rows(path)[1] == report["rows"]


def test_sweep_resume_of_another_sweep_is_refused(run, tmp_path):
    run()
    before = (tmp_path / "rows.jsonl").read_bytes()
    with pytest.raises(UsageError, match="other data_sha256"):
        run(resume=True, limit=50)
    assert (tmp_path / "rows.jsonl").read_bytes() == before


def test_sweep_existing_results_are_kept_without_force(run):
    run()
    with pytest.raises(UsageError, match="`force`"):
        run()
    assert len(run(force=True)["rows"]) == 3


def test_sweep_conversion_that_fails_is_a_row_and_the_others_go_on(cnn, tmp_path, monkeypatch):
    def failing(source, **options):
        if options["method"] == "seeded":
            raise DoesNotFitError("too few bits")
        return convert(source, **options)

    monkeypatch.setattr(task, "convert", failing)
    given = {"methods": ["seeded", "layer"], "bits": [0.25], "workers": 1}
    rows = sweep(cnn, cnn.with_suffix(".npz"), tmp_path / "rows.jsonl", **given)["rows"]
    failed, done = rows
    assert failed["bits"] == 0.25
    assert "error" in failed
    assert "accuracy" not in failed
    assert done["method"] == "layer"
    assert "accuracy" in done
    assert [row["method"] for row in summarise(rows)] == ["layer"]


def test_sweep_in_processes_gives_the_same_rows(run, tmp_path):
    alone = run()["rows"]
    assert without_time(run(workers=2, force=True)["rows"]) == without_time(alone)


def test_sweep_calibration_guides_seeded_conversions(run, dense, dense_network):
    x = read_array(dense.with_suffix(".npz"), "x")
    (row,) = run(methods=["seeded"], bits=[3.0], calibration=x)["rows"]
    files = [convert(dense, bits=3.0, calibration=each).file for each in (x, None)]
    guided, plain = (dense_network.data.measure(deploy(file)) for file in files)
    assert row["accuracy"] == guided != plain


@pytest.mark.parametrize("content", ["", "{}\n", "[]\n", "text\n", '{"sweep": {}}\n{"a"\n'])
def test_read_rows_of_something_else_says_what_to_give(tmp_path, content):
    path = tmp_path / "rows.jsonl"
    path.write_text(content)
    with pytest.raises(BadInputError, match="seedlite sweep"):
        read_rows(path)


def row(size, drop, seed=0, trained=False):
    return asdict(Job("batch", size, None, seed, trained)) | {"drop": drop}


def test_threshold_is_the_largest_batch_size_within_the_limit():
    rows = [row(5, 0.2), row(20, 1.4), row(50, 0.9), row(100, 1.1), row(200, 0, trained=True)]
    assert threshold_batch_size(rows, 1, trained=False) == 50
    assert threshold_batch_size(rows, 2, trained=False) == 100
    assert threshold_batch_size(rows, 1, trained=True) == 200
    assert threshold_batch_size(rows, 0.1, trained=False) is None


def test_threshold_counts_the_mean_over_seeds():
    rows = [row(5, 0.5), row(50, 0.5), row(50, 1.6, seed=1)]
    assert threshold_batch_size(rows, 1, trained=False) == 5
    assert threshold_batch_size(rows, 1.05, trained=False) == 50


def test_threshold_of_other_methods_is_none():
    rows = [asdict(Job("layer", None, None, 0)) | {"drop": 0.0}, row(5, 0) | {"error": "x"}]
    assert threshold_batch_size(rows, 1, trained=False) is None


def test_sweep_is_json_as_it_stands(run):
    report = run()
    assert json.loads(json.dumps(report)) == report
