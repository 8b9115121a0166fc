"""seedlite doctor"""

from dataclasses import asdict

from seedlite.cli.output import Json, console, print_json, table

HELP = """Show what is installed, and how to get the rest.

Example:

  seedlite doctor
"""


def command(json: Json = False) -> None:
    from seedlite.doctor import run_checks

    checks = run_checks()
    if json:
        print_json({"checks": [asdict(check) for check in checks]})
        return
    rows = [
        [c.what, c.found or "[red]missing[/]", c.purpose, "" if c.found else c.remedy]
        for c in checks
    ]
    console.print(table("seedlite doctor", ["what", "found", "for", "how to get it"], rows, 4))
