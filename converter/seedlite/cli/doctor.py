"""seedlite doctor"""

import os
from typing import Annotated

import typer

from seedlite.cli.output import Json, console, print_json, say
from seedlite.cli.tables import table

HELP = """Show what is installed, and how to get the rest.

Examples:

  seedlite doctor

  seedlite doctor --emit-udev | sudo tee /etc/udev/rules.d/70-seedlite.rules
"""


def command(
    emit_udev: Annotated[
        bool, typer.Option("--emit-udev", help="Print udev rules for the boards' probes instead.")
    ] = False,
    json: Json = False,
) -> None:
    from seedlite.boards import run_checks, udev_rules

    if emit_udev:
        rules = udev_rules()
        print_json({"udev": rules}) if json else print(rules, end="")
        return
    checks = run_checks()
    if json:
        print_json({"checks": checks})
        return
    found = [c for c in checks if c.found is not None]
    missing = [c for c in checks if c.found is None]
    places = [c for c in found if os.sep in str(c.found)]
    rows = [[c.what, c.purpose, str(c.found)] for c in found if c not in places]
    console.print(table("found", ["what", "for", "version"], rows, 3))
    for place in places:
        say(f"{place.what} ({place.purpose}): {place.found}")
    if missing:
        rows = [[c.what, c.purpose] for c in missing]
        console.print(table("missing", ["what", "for"], rows, 2))
        say("How to get what is missing:")
        for remedy in dict.fromkeys(c.remedy for c in missing):
            what = ", ".join(c.what for c in missing if c.remedy == remedy)
            say(f"  {what}: {remedy}")
