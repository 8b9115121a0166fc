"""The command line's page, from the application itself."""

import inspect
import re

import click
import typer

from seedlite.cli.app import app

EXAMPLE = re.compile(r"^ *seedlite \S", re.MULTILINE)


def command_line() -> str:
    """Returns the page."""
    group = typer.main.get_group(app)
    lines = ["# Command line", "", "Every command, as `--help` shows it.", ""]
    lines += [*_table(group), ""]
    for name, command in group.commands.items():
        lines += [f"## seedlite {name}", "", *_text(command.help or "")]
        lines += [f"```\n{_usage(name, command)}\n```", "", *_table(command), ""]
    return "\n".join(lines)


def _text(help: str) -> list[str]:
    """Returns paragraphs; those that are commands become code."""
    found: list[str] = []
    for paragraph in inspect.cleandoc(help).replace("\b", "").split("\n\n"):
        paragraph = paragraph.strip("\n")
        if EXAMPLE.match(paragraph):
            commands = inspect.cleandoc(paragraph)
            found += [f"```\n{commands}\n```", ""]
        else:
            found += [_escaped(" ".join(paragraph.split())), ""]
    return _joined(found)


def _joined(found: list[str]) -> list[str]:
    """Returns the lines with neighbouring code blocks as one."""
    return "\n".join(found).replace("\n```\n\n```\n", "\n").split("\n")


def _usage(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"seedlite {name}")
    pieces = (piece.strip("{}").replace("}", "") for piece in command.collect_usage_pieces(context))
    return " ".join([context.command_path, *pieces])


def _table(command: click.Command) -> list[str]:
    context = click.Context(command)
    rows = []
    for parameter in command.get_params(context):
        names = [*parameter.opts, *parameter.secondary_opts]
        if isinstance(parameter, click.Argument):
            names = [parameter.make_metavar(context)]
        words = _escaped(" ".join((getattr(parameter, "help", None) or "").split()))
        required = " *Required.*" if parameter.required else ""
        rows.append(f"| {', '.join(f'`{n}`' for n in names)} | {words}{required} |")
    return ["| argument or option | |", "|---|---|", *rows]


def _escaped(text: str) -> str:
    return re.sub(r"([|<>*_\[\]])", r"\\\1", text)
