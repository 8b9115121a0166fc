"""seedlite boards"""

from seedlite.cli.output import Json, console, print_json, table

HELP = """List the boards that firmware can be built for.

Example:

  seedlite boards
"""


def command(json: Json = False) -> None:
    from seedlite.firmware.boards import list_boards

    boards = list_boards()
    if json:
        keys = ("name", "title", "core", "serial", "flash_bytes", "ram_bytes", "emulated_by")
        print_json({"boards": [{key: getattr(b, key) for key in keys} for b in boards]})
        return
    columns = ["board", "core", "in QEMU", "flash", "RAM"]
    rows = [
        [b.name, b.core, "yes" if b.emulation else "-", f"{b.flash_bytes:,}", f"{b.ram_bytes:,}"]
        for b in boards
    ]
    console.print(table("boards", columns, rows, texts=3))
