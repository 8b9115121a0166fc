import csv
import importlib.metadata
import json
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from seedlite.cli.app import run_command_line
from seedlite.cli.parameters import convert_command
from seedlite.errors import BadInputError, UsageError
from seedlite.study import numbers as wording
from seedlite.study.augmentation import augment
from seedlite.study.disturbance import Disturbance
from seedlite.study.figures.batch_sizes import batch_size_figure
from seedlite.study.figures.canvas import DESK
from seedlite.study.pareto import pareto_front, smallest_within
from seedlite.study.report.original import PUBLISHED, load_original
from seedlite.study.report.results import load_results
from seedlite.study.report.write import write_report
from seedlite.study.sensitivity import measure_sensitivity
from seedlite.study.sweeping.sweep import sweep


class Page(HTMLParser):
    """What a page shows, and what it refers to."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href"):
                self.references.append(value)

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.fixture(scope="module")
def results(dense, dense_network, cnn_network, tmp_path_factory) -> list[Path]:
    """Of a sweep as it was appended, of layers as they were printed."""
    folder = tmp_path_factory.mktemp("results")
    rows, layers, disturbed = (folder / n for n in ("rows.jsonl", "layers.json", "augment.json"))
    data = dense.with_suffix(".npz")
    sweep(dense, data, rows, batch_sizes=[5, 50], bits=[2, 8], seeds=2, workers=1)
    layers.write_text(json.dumps(measure_sensitivity(cnn_network, seeds=2)))
    disturbed.write_text(json.dumps(augment(dense_network, [Disturbance("add", 1)])))
    return [rows, layers, disturbed]


@pytest.fixture(scope="module")
def written(results, tmp_path_factory) -> list[Path]:
    return write_report(results, tmp_path_factory.mktemp("report") / "report.html", max_drop=5)


def test_report_page_refers_to_nothing_outside(written):
    text = written[0].read_text()
    page = Page(text)
    assert all(reference.startswith("#") for reference in page.references)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not re.search(r"url\((?!#)|@import", text)


def test_report_ids_are_unique_and_references_lead_somewhere(written):
    text = written[0].read_text()
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    used = {r[1:] for r in page.references} | set(re.findall(r"url\(#([^)]+)\)", text))
    assert used <= set(page.ids)


def test_report_has_every_figure_for_desk_and_phone(written):
    page = Page(written[0].read_text())
    assert page.tags.count("svg") == 2 * sum(path.suffix == ".png" for path in written)
    for title in (
        "Accuracy against batch size",
        "Accuracy against memory",
        "Accuracy and memory saved",
        "Which layers are sensitive to disturbances",
    ):
        assert title in page.texts


def test_report_colours_follow_light_and_dark(written):
    text = written[0].read_text()
    style, drawings = text.split("</style>", 1)
    assert "prefers-color-scheme: dark" in style
    assert not re.search(r"(fill|stroke): #", drawings)  # no colour but the page's variables


def test_report_figures_and_tables_lie_beside_it(written):
    names = {path.name for path in written}
    assert {
        "report.html",
        "report-all-bars.png",
        "report-all-overview.csv",
        "report-dense-batch-sizes.png",
        "report-dense-memory.png",
        "report-dense-sweep.csv",
        "report-cnn-sensitivity.png",
        "report-cnn-sensitivity-layers.csv",
    } <= names
    for path in written:
        assert path.read_bytes().startswith(b"\x89PNG") == (path.suffix == ".png")


def test_report_csv_has_the_numbers_as_measured(written, results):
    path = next(path for path in written if path.name == "report-dense-sweep.csv")
    rows = list(csv.DictReader(path.read_text().splitlines()))
    (network,) = load_results(results[:1])
    measured = network.sweeps[0].rows
    assert len(rows) == len(measured) == 12
    for row, truth in zip(rows, measured, strict=True):
        assert float(row["accuracy"]) == truth["accuracy"]
        assert int(row["memory_saved_bytes_int8"]) == truth["memory_saved_bytes"]["int8"]


def test_report_overview_names_the_smallest_file_within_the_limit(written, results):
    page = Page(written[0].read_text())
    (network,) = load_results(results[:1])
    best = smallest_within(network.sweeps[0].summary, 5)
    assert best["bits"] == 8
    assert "seeded, 8 bits" in page.texts
    assert f"{best['file_bytes']:,}" in page.texts


def test_report_same_results_give_the_same_page(written, results, tmp_path):
    again = write_report(results, tmp_path / "report.html", max_drop=5)
    assert again[0].read_bytes() == written[0].read_bytes()


def test_report_names_are_shown_as_text_not_run(results, tmp_path):
    evil = json.loads(results[1].read_text()) | {"model": "<script>alert(1)</script>"}
    (tmp_path / "evil.json").write_text(json.dumps(evil))
    page = write_report([tmp_path / "evil.json"], tmp_path / "r.html")[0].read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_report_stands_beside_another_report_s_figures(results, tmp_path):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(
        "model,match,data,accuracy,batch_size,accuracy_at_batch_size,memory_saved\n"
        "Their Net,dense,noise,0.9,50,0.85,12 KB\n"
    )
    written = write_report(results[:1], tmp_path / "r.html", original=theirs)
    (row,) = csv.DictReader((tmp_path / "r-beside-original.csv").read_text().splitlines())
    (network,) = load_results(results[:1])
    ours = next(r for r in network.sweeps[0].summary if r["batch_size"] == 50)
    assert (row["network"], row["memory_saved"]) == ("Their Net", "12 KB")
    assert float(row["drop"]) == pytest.approx(5)
    assert (row["ours"], float(row["ours_drop"])) == ("dense", ours["drop"])
    saved = ours["memory_saved_bytes"]
    assert int(row["ours_memory_saved_bytes_float32"]) == saved["float32"]
    assert int(row["ours_memory_saved_bytes_int8"]) == saved["int8"]
    assert int(row["ours_central_weights"]) == ours["central_weights"]
    assert int(row["ours_file_bytes"]) == ours["file_bytes"]
    shown = Page(written[0].read_text()).texts
    lost = wording.points(ours["drop"], ours["drop_deviation"])
    assert {"Their Net", "5.00", lost, f"{saved['int8']:,}"} <= set(shown)


def test_report_has_no_other_report_s_figures_unless_asked(results, tmp_path):
    renamed = results[0].read_text().replace('"model": "dense"', '"model": "mobilenetv2_mnist"')
    (tmp_path / "rows.jsonl").write_text(renamed)
    for original, there in ((None, False), (PUBLISHED, True)):
        page = tmp_path / f"{there}.html"
        written = write_report([tmp_path / "rows.jsonl"], page, original=original)
        assert ("Beside the original report" in page.read_text()) == there
        assert any("beside-original" in path.name for path in written) == there


def test_figure_of_a_single_batch_size_has_an_axis_around_it(results):
    (sweep,) = load_results(results[:1])[0].sweeps
    row = next(row for row in sweep.summary if row["batch_size"] == 50)
    summary = [row | {"trained": trained} for trained in (False, True)]
    figure = Figure()
    batch_size_figure(sweep.head, summary, max_drop=1).draw(figure, DESK)
    assert {axes.get_xlim() for axes in figure.axes} == {(5, 500)}


def test_report_csv_files_hold_numbers(written):
    for path in written[1:]:
        if path.suffix != ".csv":
            continue
        for row in csv.DictReader(path.read_text().splitlines()):
            for name, value in row.items():
                if "drop" in name or "bytes" in name or name.endswith("value"):
                    assert value == "" or float(value) is not None


def test_report_says_when_by_what_and_of_what_it_is_made(results, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    command = "seedlite report <rows>"
    page = write_report(results, tmp_path / "r.html", command=command)[0].read_text()
    head = load_results(results[:1])[0].sweeps[0].head
    shown = " ".join(Page(page).texts)
    for text in ("1970-01-02", "rows.jsonl", command, head["data_sha256"][:12]):
        assert text in shown
    assert importlib.metadata.version("seedlite") in shown
    assert "the largest batch size that keeps the limit" in shown


def test_report_choice_is_a_call_of_python_too(written):
    texts = Page(written[0].read_text()).texts
    start = "seedlite.convert('MODEL', method='seeded', bits=8"
    assert any(text.startswith(start) for text in texts)


def test_report_command_of_the_choice_is_one_that_convert_takes(results, tmp_path, dense):
    path = tmp_path / "r.html"
    page = write_report(results[:1], path, max_drop=5, caller=convert_command)[0].read_text()
    (text,) = (t for t in Page(page).texts if t.startswith("seedlite convert"))
    assert "--method seeded --bits 8" in text
    words = shlex.split(text.replace("MODEL", str(dense)).replace("small.", f"{tmp_path}/small."))
    assert run_command_line(words[1:]) == 0
    (network,) = load_results(results[:1])
    best = smallest_within(network.sweeps[0].summary, 5)
    assert (tmp_path / "small.tflite").stat().st_size == best["file_bytes"]


def test_original_report_is_the_five_networks_of_the_method():
    source, rows = load_original(PUBLISHED)
    assert "B.Tech" in source
    assert [row.batch_size for row in rows] == [50, 5000, 5000, 200, 20]
    assert [round(row.drop, 2) for row in rows] == [3.87, 1.83, 0.90, 7.26, 6.80]
    assert rows[0].is_of("MobileNet-V2_mnist")
    assert not rows[0].is_of("mobile_digits")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "neither JSON"),
        ("[1]", '"rows"'),
        ('{"rows": [{"model": "a"}]}', "every row needs"),
        ('{"rows": [3]}', "every row needs"),
    ],
)
def test_original_report_of_wrong_form_says_what_is_needed(tmp_path, content, words):
    path = tmp_path / "theirs.json"
    path.write_text(content)
    with pytest.raises(BadInputError, match=words):
        load_original(path)


def test_original_report_percents_are_told_from_fractions(tmp_path):
    path = tmp_path / "theirs.csv"
    path.write_text(
        "model,data,accuracy,batch_size,accuracy_at_batch_size,memory_saved\na,b,90,5,85,x"
    )
    with pytest.raises(BadInputError, match="fractions from 0 to 1"):
        load_original(path)


@pytest.mark.parametrize(
    "content",
    ["", "text", "{}", '{"model": "a"}', '{"model": "a", "study": "sweep"}', "[]", "3", "\x00\xff"],
)
def test_report_of_something_else_says_what_to_give(tmp_path, content):
    path = tmp_path / "results.json"
    path.write_text(content)
    with pytest.raises(BadInputError, match="seedlite sweep"):
        write_report([path], tmp_path / "r.html")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["results.json"]


def test_report_existing_figure_is_kept_without_force(results, tmp_path):
    figure = tmp_path / "r-cnn-sensitivity.png"
    figure.write_bytes(b"mine")
    with pytest.raises(UsageError, match="`force`"):
        write_report(results, tmp_path / "r.html")
    assert [p.name for p in tmp_path.iterdir()] == [figure.name]
    write_report(results, tmp_path / "r.html", force=True)
    assert figure.read_bytes() != b"mine"


def points(*pairs):
    return [{"file_bytes": size, "accuracy": accuracy} for size, accuracy in pairs]


def test_pareto_front_holds_what_nothing_smaller_equals():
    rows = points((30, 0.9), (10, 0.5), (20, 0.4), (10, 0.6), (40, 0.9), (50, 0.95))
    assert pareto_front(rows) == points((10, 0.6), (30, 0.9), (50, 0.95))
    assert pareto_front([]) == []


def test_smallest_within_no_row_is_none():
    assert smallest_within([{"file_bytes": 3, "drop": 2.0}], 1) is None
