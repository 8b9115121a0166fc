"""Runs the commands of pages and puts what they print in place of what the pages show; blocks with
`...` stay, and are named where they no longer agree.

Usage: python -m tools.renew_documents PAGE...      (docs/start.md)
"""

import sys
import tempfile
from pathlib import Path

from seedlite.files import write_whole
from tests.support.documents import Step, page_directives, run_page
from tests.support.places import ROOT


def renew(page: str) -> None:
    path = ROOT / page
    with tempfile.TemporaryDirectory() as folder:
        steps = _run(page, Path(folder))
    lines = path.read_text().splitlines()
    for step in sorted(steps, key=lambda step: -step.lines.start):
        if step.agrees:
            continue
        if any("..." in line for line in step.shown):
            print(f"{page}: {step.command}\nprints\n" + "\n".join(step.printed))
        else:
            lines[step.lines.start : step.lines.stop] = step.printed
    write_whole(path, ("\n".join(lines) + "\n").encode())


def _run(page: str, folder: Path) -> list[Step]:
    before = page_directives((ROOT / page).read_text()).get("after")
    if before:
        _run(f"docs/{before}", folder)
    done = folder / page.replace("/", "-")
    return run_page(page, done, folder / f"docs-{before}".replace("/", "-") if before else None)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        renew(name)
