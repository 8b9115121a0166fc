"""The whole study on small data: every network, every step, the page at its end."""

import json
import subprocess
import sys

import pytest

from models.study.plans import PLANS
from tests.support.original_files import write_all

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_all(folder, samples=150)
    return folder


def study(data, output, *options):
    command = [sys.executable, "-m", "models.study", "--data", data, "-o", output, *options]
    return subprocess.run([str(x) for x in command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_study_of_one_network_measures_and_draws(data, tmp_path, plan):
    options = ("--fast", "--jobs", 1, "--only", plan.name)
    done = study(data, tmp_path, *options)
    assert done.returncode == 0, done.stderr
    head, *rows = map(json.loads, (tmp_path / f"{plan.name}.jsonl").read_text().splitlines())
    assert head["sweep"]["model"] == plan.name
    assert not [row["error"] for row in rows if "error" in row]
    forms = {(row["method"], row["batch_size"], row["trained"]) for row in rows}
    assert forms == {
        ("unitary", None, False),
        ("layer", None, False),
        ("seeded", None, False),
        ("batch", plan.batch_size, False),
        ("batch", plan.batch_size, True),
    }
    dense = tmp_path / f"{plan.name}-dense.jsonl"
    assert dense.exists() == (plan.dense_epochs is not None)
    assert json.loads((tmp_path / f"{plan.name}-layers.json").read_text())["study"] == "sensitivity"
    assert "<svg" in (tmp_path / "report.html").read_text()


def test_study_without_the_data_says_what_to_put_where(tmp_path):
    done = study(tmp_path, tmp_path / "out", "--only", "mlp_covid")
    assert done.returncode == 1
    assert "begins with covid" in done.stderr
