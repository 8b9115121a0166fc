"""seedlite doctor"""

from dataclasses import asdict
from typing import Annotated

import typer

from seedlite.cli.output import Json, console, print_json, table

HELP = """Show what is installed, and how to get the rest.

Example:

  seedlite doctor

  seedlite doctor --emit-udev | sudo tee /etc/udev/rules.d/70-seedlite.rules
"""


def command(
    emit_udev: Annotated[
        bool, typer.Option("--emit-udev", help="Print udev rules for the boards' probes instead.")
    ] = False,
    json: Json = False,
) -> None:
    from seedlite.doctor import run_checks, udev_rules

    if emit_udev:
        rules = udev_rules()
        print_json({"udev": rules}) if json else print(rules, end="")
        return
    checks = run_checks()
    if json:
        print_json({"checks": [asdict(check) for check in checks]})
        return
    rows = [
        [c.what, c.found or "[red]missing[/]", c.purpose, "" if c.found else c.remedy]
        for c in checks
    ]
    console.print(table("seedlite doctor", ["what", "found", "for", "how to get it"], rows, 4))
