"""Runs the commands of pages and puts what they print in place of what the pages show; blocks with
`...` stay, and are named where they no longer agree.

Usage: python -m tools.renew_documents PAGE...      (docs/start.md)
"""

import sys
import tempfile
from pathlib import Path

from seedlite.files import write_whole
from tests.support.documents import Documents, Step
from tests.support.places import ROOT


def renew(page: str, steps: list[Step]) -> None:
    path = ROOT / page
    lines = path.read_text().splitlines()
    for step in sorted(steps, key=lambda step: -step.lines.start):
        if step.agrees:
            continue
        if any("..." in line for line in step.shown):
            print(f"{page}: {step.command}\nprints\n" + "\n".join(step.printed))
        else:
            lines[step.lines.start : step.lines.stop] = step.printed
    write_whole(path, ("\n".join(lines) + "\n").encode())


def main(pages: list[str]) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        documents = Documents(Path(folder))
        for page in pages:
            try:
                renew(page, documents.run(page))
            except Exception as error:
                print(f"{page}: {error!r}")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
