"""seedlite compare"""

from pathlib import Path
from typing import Annotated, Any

import typer

from seedlite.cli.completion import places
from seedlite.cli.data_options import DATA_HELP, Limit, Metric
from seedlite.cli.output import Force, Json, console, print_report, print_taken, progress, say
from seedlite.cli.plots import check_plot, draw_plot
from seedlite.cli.tables import table

HELP = f"""Put several .tflite files side by side: bytes, accuracy, speed, RAM.

Instructions of an inference are exact, counted on an emulated board as `seedlite bench` does.
Cycles are estimated by the core's published timings, of memory that does not wait, or with
--wait-states of flash that waits; ms are these cycles at the --clock. Accuracy, or what fits, is
measured on this machine where data are given. RAM is all that the firmware has: activations,
scratch, variables, stack.

Examples:

  seedlite compare int8.tflite small.tflite --data test.npz

  seedlite compare int8.tflite small.tflite --board mps3-an547 --clock 160 --plot files.svg

  seedlite compare int8.tflite small.tflite --data test.npz --board host

{DATA_HELP}"""


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Centralized or stock int8 .tflite.")
    ],
    data: Annotated[Path | None, typer.Option(help="npz with x and y, npy or csv.")] = None,
    metric: Metric = None,
    board: Annotated[
        str,
        typer.Option(
            help="A board that is emulated, or host: nothing is counted.", autocompletion=places
        ),
    ] = "mps2-an386",
    clock: Annotated[float, typer.Option("--clock", help="MHz, for milliseconds.")] = 100.0,
    wait_states: Annotated[
        int, typer.Option(min=0, max=15, help="Cycles that flash waits, for the estimate.")
    ] = 0,
    plot: Annotated[
        Path | None, typer.Option(help="Chart to write, .svg or .png (needs matplotlib).")
    ] = None,
    limit: Limit = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.api import compare

    if plot is not None:
        check_plot(plot, force)
    with progress("comparing") as advance:
        report = compare(
            files,
            data,
            metric=metric,
            board=board,
            clock_mhz=clock,
            wait_states=wait_states,
            limit=limit,
            progress=advance,
        )
    if plot is not None:
        from seedlite.study import comparison_figure

        draw_plot(comparison_figure(report), plot)
    print_report(report, json, lambda: show(report))


def show(report: dict[str, Any]) -> None:
    columns = ["file", "bytes"]
    if "metric" in report:
        columns.append(_metric(report).title)
    counted = report["board"] != "host"
    if counted:
        columns += ["instructions", "est. cycles", "est. ms", "flash", "RAM"]
    console.print(table("", columns, [_row(report, file, counted) for file in report["files"]]))
    if counted:
        by = {f["estimated_cycles"]["by"] for f in report["files"] if "estimated_cycles" in f}
        for text in by:
            say(f"estimated ms: at {report['clock_mhz']:g} MHz, cycles by {text}")
        say(f"instructions, flash (code and model) and RAM in bytes: on {report['board']}")
    print_taken(report["data"])


def _row(report: dict[str, Any], file: dict[str, Any], counted: bool) -> list[str]:
    from seedlite.execution import value_of

    row = [file["file"], f"{file['file_bytes']:,}"]
    if "metric" in report:
        row.append(_metric(report).text(value_of(file)))
    if counted:
        cycles, time = file.get("estimated_cycles"), file.get("milliseconds")
        row += [
            _count(file.get("instructions")),
            _count(cycles and cycles["count"]),
            "unknown" if time is None else f"{time:,.2f}",
            f"{file['flash_bytes']:,}",
            f"{file['ram_bytes']:,}",
        ]
    return row


def _metric(report: dict[str, Any]) -> Any:
    from seedlite.execution import metric_of

    return metric_of(report)


def _count(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"
