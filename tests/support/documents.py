"""Runs the commands of the documents, and compares what they print with what the documents show.

Blocks of code are told apart by their language: `console` has commands behind `$ ` and what they
print; `sh` is a script; `python` is run with the names of the page's blocks before it, and a `text`
block right behind shows what it prints. A line `...` stands for any lines, `...` within a line for
any text. A comment on the line before a block says more:

    <!-- not run: REASON -->   it is not run
    <!-- numbers vary -->      any number stands for any other, as search or compiler change them
    <!-- fails: CODE -->       the last command ends with this exit code; its error is shown

On the page's first lines: <!-- after: PAGE --> the page goes on in the folder that another page has
left; <!-- checkout --> it is read in a checkout; <!-- slow --> it takes over 20 s.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "models/README.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
CHECKOUT = ("cmake", "docs", "examples", "firmware", "models", "runtime_c", "tests", "tools")
DIRECTIVE = re.compile(r"^<!-- (not run|numbers vary|fails|after|checkout|slow)(?:: (.+?))? -->$")
FENCE = re.compile(r"^```(\S*)")
COMMAND = re.compile(
    r"^(\$ |)(\.venv/bin/|)(seedlite|python|make|pip|cmake|arm-none-eabi-|qemu-)[\w -]", re.M
)
RUN = ("console", "sh", "python")
NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")


@dataclass(frozen=True)
class Block:
    """A block of code; `line` is that of its first line in the page, from 0."""

    language: str
    lines: tuple[str, ...]
    line: int
    directives: dict[str, str | None]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    @property
    def is_run(self) -> bool:
        return self.language in RUN and "not run" not in self.directives


@dataclass(frozen=True)
class Step:
    """A command, what the page shows for it and, once it has run, what it printed. `lines`: where
    in the page the shown lines are."""

    command: str
    shown: list[str]
    lines: range
    block: Block
    printed: list[str]

    @property
    def agrees(self) -> bool:
        vary = "numbers vary" in self.block.directives
        return matches(self.shown, self.printed, vary)


def page_directives(text: str) -> dict[str, str | None]:
    """Returns the directives on the page's first lines."""
    found = (DIRECTIVE.match(line) for line in text.splitlines()[:4])
    return {match[1]: match[2] for match in found if match}


def blocks(text: str) -> Iterator[Block]:
    """Yields the fenced blocks of a page."""
    lines = text.splitlines()
    start: int | None = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        match = FENCE.match(lines[start])
        assert match
        yield Block(
            match[1],
            tuple(lines[start + 1 : number]),
            start + 1,
            _directives_above(lines[:start]),
        )
        start = None


def _directives_above(lines: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for line in reversed(lines):
        match = DIRECTIVE.match(line)
        if not match:
            break
        found[match[1]] = match[2]
    return found


class Documents:
    """Runs pages in folders of their own below `root`, each once."""

    def __init__(self, root: Path):
        self.root = root
        self.done: dict[str, list[Step]] = {}

    def run(self, page: str) -> list[Step]:
        """Returns the page's steps; before it the page is run in whose folder it goes on. Raises
        AssertionError for a command that fails."""
        if page not in self.done:
            text = (ROOT / page).read_text()
            directives = page_directives(text)
            folder = self._folder(page)
            if directives.get("after"):
                before = f"docs/{directives['after']}"
                self.run(before)
                shutil.copytree(self._folder(before), folder, symlinks=True)
            folder.mkdir(exist_ok=True)
            if "checkout" in directives:
                for name in CHECKOUT:
                    (folder / name).symlink_to(ROOT / name)
            self.done[page] = list(_run_blocks(text, folder))
        return self.done[page]

    def _folder(self, page: str) -> Path:
        return self.root / page.replace("/", "-")


def _run_blocks(text: str, folder: Path) -> Iterator[Step]:
    names: dict[str, object] = {}
    for block, behind in pairwise([*blocks(text), None]):
        if block is not None and block.is_run:
            yield from _run_block(block, behind, folder, names)


def _run_block(
    block: Block, behind: Block | None, folder: Path, names: dict[str, object]
) -> Iterator[Step]:
    if block.language == "python":
        printed = _run_python(block, folder, names)
        if behind is not None and behind.language == "text" and _adjacent(block, behind):
            place = range(behind.line, behind.line + len(behind.lines))
            yield Step(block.text, list(behind.lines), place, block, printed)
    elif block.language == "sh":
        _run_shell(block.text, folder, None)
    else:
        for command, place in _commands(block):
            shown = list(block.lines[place.start - block.line : place.stop - block.line])
            is_last = place.stop == block.line + len(block.lines)
            fails = block.directives.get("fails") if is_last else None
            yield Step(command, shown, place, block, _run_shell(command, folder, fails))


def _adjacent(block: Block, behind: Block) -> bool:
    return behind.line - (block.line + len(block.lines)) <= 3


def _commands(block: Block) -> Iterator[tuple[str, range]]:
    """Yields the commands of a console block and the lines in which their output is shown."""
    starts = [i for i, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in pairwise([*starts, len(block.lines)]):
        last = start
        while block.lines[last].endswith("\\"):
            last += 1
        command = "\n".join(block.lines[start : last + 1])[2:]
        yield command, range(block.line + last + 1, block.line + end)


def _run_shell(command: str, folder: Path, fails: str | None) -> list[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env=os.environ | {"PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if fails else subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    wanted = int(fails) if fails else 0
    assert done.returncode == wanted, f"{command}\n{done.stdout}{done.stderr or ''}"
    printed = done.stdout or done.stderr or ""  # emulators print to stderr
    return [line.rstrip() for line in printed.splitlines()]


def _run_python(block: Block, folder: Path, names: dict[str, object]) -> list[str]:
    printed = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        exec(compile("\n" * block.line + block.text, "page", "exec"), names)
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def matches(shown: list[str], printed: list[str], numbers_vary: bool) -> bool:
    """Tells whether a page shows what was printed; nothing shown is no claim."""
    if not shown:
        return True
    if numbers_vary:
        shown, printed = ([_without_numbers(line) for line in x] for x in (shown, printed))
    whole = "".join(f"{line.rstrip()}\n" for line in printed)
    return re.fullmatch("".join(map(_pattern, shown)), whole) is not None


def _pattern(line: str) -> str:
    if line == "...":
        return "(?:.*\n)*"
    return re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + "\n"


def _without_numbers(line: str) -> str:
    """Returns the line with every number alike, and gaps and rules of one length."""
    return re.sub(r"[ ]+", " ", re.sub(r"─+|━+|-{3,}", "─", NUMBER.sub("#", line))).strip()
