"""The text of --help: plain, so that it can be copied and nothing in it is markup."""

import re
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from seedlite import errors

INTERRUPTED = 130  # 128 + the number of SIGINT


class _WithExitCodes:
    """Ends --help with the exit codes."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        codes = [(0, "done"), *_error_codes(), (INTERRUPTED, "interrupted, as by Ctrl-C")]
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), text) for code, text in codes])


class Verb(_WithExitCodes, TyperCommand):
    """A verb, whose arguments are shown in capitals."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for parameter in self.params:
            if parameter.param_type_name == "argument" and parameter.name:
                parameter.metavar = parameter.metavar or parameter.name.upper()

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces = (re.sub(r"[{}]", "", piece) for piece in super().collect_usage_pieces(ctx))
        return [re.sub(r"(\.\.\.)+$", "...", piece) for piece in pieces]


class Verbs(_WithExitCodes, TyperGroup):
    """All verbs, with the whole first sentence of each."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        first = {name: (self.commands[name].help or "").split("\n\n")[0] for name in self.commands}
        with formatter.section("Commands"):
            formatter.write_dl([(name, " ".join(text.split())) for name, text in first.items()])


def unwrapped(text: str) -> str:
    """Returns a help text whose commands stay on one line, to be copied."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(f"\b\n{p}" if p.lstrip().startswith("seedlite ") else p for p in paragraphs)


def _error_codes() -> Iterator[tuple[int, str]]:
    """Yields each code with the first sentence on the error that has it."""
    yield errors.SeedliteError.exit_code, "any other error"
    for kind in errors.SeedliteError.__subclasses__():
        text = " ".join((kind.__doc__ or "").split())
        yield kind.exit_code, (text[:1].lower() + text[1:]).rstrip(".")
