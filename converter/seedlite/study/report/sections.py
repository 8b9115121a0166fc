"""The page's sections, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from seedlite.execution import metric_of, value_of
from seedlite.study.figures.bars import bar_figure
from seedlite.study.figures.batch_sizes import batch_size_figure
from seedlite.study.figures.canvas import Plot
from seedlite.study.figures.memory import memory_figure
from seedlite.study.figures.sensitivity import sensitivity_figure
from seedlite.study.pareto import smallest_within
from seedlite.study.report.choice import Caller, Choice, choice_of
from seedlite.study.report.origin import data_text
from seedlite.study.report.original import ReportedResult, plain
from seedlite.study.report.results import NetworkResults, Sweep
from seedlite.study.report.tables import (
    Table,
    augmentation_table,
    beside_original,
    overview,
    sensitivity_table,
    sweep_table,
)


@dataclass
class Section:
    """A part of the page. `key` makes the names of its figures and tables unique."""

    key: str
    title: str
    intro: str = ""
    tables: list[Table] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    details: list[Table] = field(default_factory=list)  # folded
    choices: list[Choice] = field(default_factory=list)


def sections_of(
    networks: Sequence[NetworkResults],
    source: str,
    originals: Sequence[ReportedResult],
    max_drop: float,
    caller: Caller,
) -> list[Section]:
    sweeps = [sweep for network in networks for sweep in network.sweeps]
    sections = [_overview(sweeps, max_drop, caller)] if sweeps else []
    for network in networks:
        sections += [_of_sweep(sweep, max_drop) for sweep in network.sweeps]
        sections += _of_layers(network)
    if any(original.is_of(network.name) for original in originals for network in networks):
        table = beside_original(originals, networks, source)
        sections.append(Section("beside", table.title, tables=[table]))
    return _with_own_keys(sections)


def _overview(sweeps: Sequence[Sweep], max_drop: float, caller: Caller) -> Section:
    section = Section("all", "At a glance", tables=[overview(sweeps, max_drop)])
    found = [choice_of(sweep, max_drop, caller) for sweep in sweeps]
    section.choices = [choice for choice in found if choice is not None]
    best = [(s.title, s.head, smallest_within(s.summary, max_drop)) for s in sweeps]
    choices = [(t, head, row) for t, head, row in best if row and metric_of(head).is_accuracy]
    if choices:
        section.plots.append(bar_figure(choices, max_drop))
    return section


def _of_sweep(sweep: Sweep, max_drop: float) -> Section:
    head, section = sweep.head, Section(plain(sweep.title), sweep.title)
    metric = metric_of(head)
    section.intro = (
        f"int8 original: {metric.title} {metric.text(value_of(head))} of {head['samples']:,} "
        f"samples, {head['file_bytes']:,} bytes. {data_text(sweep)}"
    ).strip()
    if any(row["method"] == "batch" for row in sweep.summary):
        section.plots.append(batch_size_figure(head, sweep.summary, max_drop))
    section.plots.append(memory_figure(head, sweep.summary))
    section.details.append(sweep_table(sweep))
    return section


def _of_layers(network: NetworkResults) -> list[Section]:
    """Returns sections on layers disturbed one at a time."""
    found = []
    for report in network.sensitivities:
        section = Section(plain(network.name), f"{network.name}: layers")
        section.plots.append(sensitivity_figure(report))
        section.details.append(sensitivity_table(report))
        found.append(section)
    for report in network.augmentations:
        table = augmentation_table(report)
        title = f"{network.name}: {report['layers'][0]['disturbance']}"
        found.append(Section(plain(network.name), title, details=[table]))
    return found


def _with_own_keys(sections: list[Section]) -> list[Section]:
    """Numbers equal keys."""
    seen: dict[str, int] = {}
    for section in sections:
        seen[section.key] = seen.get(section.key, 0) + 1
        if seen[section.key] > 1:
            section.key += f"-{seen[section.key]}"
    return sections
