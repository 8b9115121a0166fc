"""Parameters of the library as options of the command line: `max_drop` is --max-drop."""

import functools
import re
import shlex
from collections.abc import Mapping
from typing import Any

RENAMED = {
    "evaluation": "--eval",
    "out": "-o",
    "output": "-o",
    "strength": "--strengths",
    "workers": "--jobs",
}
NAMED = re.compile(r"`([a-z_]+)`")


def in_options(text: str) -> str:
    """A message of the library in the command line's words."""
    return NAMED.sub(lambda match: _options().get(match[1], match[0]), text)


def convert_command(arguments: Mapping[str, Any]) -> str:
    """Returns the command for arguments of the library's `convert`."""
    words = ["seedlite", "convert", "MODEL", "-o", "small.tflite"]
    for name, value in arguments.items():
        text = f"{value:g}" if isinstance(value, float) else str(value)
        words += [in_options(f"`{name}`"), text]
    return shlex.join(words)


@functools.cache
def _options() -> dict[str, str]:
    """The options of all verbs, by what the library calls them."""
    import typer

    from seedlite.cli.app import app

    group = typer.main.get_group(app)
    found = {
        parameter.name: f"--{parameter.name.replace('_', '-')}"
        for command in group.commands.values()
        for parameter in command.params
        if parameter.param_type_name == "option"
    }
    return found | RENAMED
