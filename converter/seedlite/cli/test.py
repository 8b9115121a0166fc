"""seedlite test"""

from pathlib import Path
from typing import Annotated

import typer

from seedlite.cli.output import Force, Json, console, print_json, progress, say
from seedlite.cli.tables import table
from seedlite.files import check_writable, write_whole

HELP = """Check kernels and whole networks on emulated boards against TFLM's bytes.

Examples:

  seedlite test

  seedlite test --boards microbit,mps2-an386 --junit report.xml
"""


def command(
    boards: Annotated[
        str | None,
        typer.Option(help="Names or folders, with commas between; all that QEMU emulates."),
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="JUnit XML to write.")] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    from seedlite.boards import junit_xml, selftest

    if junit:
        check_writable(junit, force)
    with progress("testing") as advance:
        outcomes = selftest(boards.split(",") if boards else None, advance)
    if junit:
        write_whole(junit, junit_xml(outcomes))
    failures = [outcome for outcome in outcomes if outcome.fault]
    if json:
        print_json({"passed": not failures, "outcomes": outcomes})
    else:
        rows = [[o.board, o.case, o.fault or ""] for o in failures]
        if rows:
            console.print(table("failures", ["board", "case", "fault"], rows, texts=3))
        count = len({outcome.board for outcome in outcomes})
        passed = len(outcomes) - len(failures)
        say(f"{passed} of {len(outcomes)} cases give TFLM's bytes, on {count} boards")
    if failures:
        raise typer.Exit(6)
