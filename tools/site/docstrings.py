"""Docstrings of this project as Markdown: a line `name: what it is` becomes an item of a list."""

import re

import griffe

ITEM = re.compile(r"^[a-z_]\w*(?:, (?:\.\.\.|[a-z_]\w*))*: ")
INDENTED = re.compile(r"^ +\S")


def with_lists(text: str) -> str:
    """Returns the text with its descriptions of parameters and fields as a list."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        begins = ITEM.match(line) is not None
        if begins:
            if not inside:
                lines.append("")
            name, _, rest = line.partition(": ")
            line = f"* **{name}**: {rest}"
        elif inside and not INDENTED.match(line):
            lines.append("")
        inside = begins or (inside and INDENTED.match(line) is not None)
        lines.append(line)
    return "\n".join(lines)


class Lists(griffe.Extension):
    """Applies with_lists to all that mkdocstrings shows."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        if obj.docstring:
            obj.docstring.value = with_lists(obj.docstring.value)
