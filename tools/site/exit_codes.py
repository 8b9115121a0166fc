"""The tables of exit codes and of the runtime's codes, from errors and format."""

from seedlite import errors
from seedlite.errors import SeedliteError
from seedlite.format.constants import STATUS


def exit_codes() -> str:
    """Returns the table of codes, errors and what they mean."""
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, SeedliteError)
    ]
    rows = ["| exit code | error in Python | when |", "|---|---|---|"]
    for kind in sorted(kinds, key=lambda kind: kind.exit_code):
        first = (kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        rows.append(f"| {kind.exit_code} | `{kind.__name__}` | {' '.join(first.split())} |")
    return "\n".join(rows)


def runtime_codes() -> str:
    """Returns the table of the runtime's status codes."""
    rows = ["| code | number | meaning |", "|---|---|---|"]
    rows += [f"| `{name}` | {code} | {text} |" for code, (name, text) in STATUS.items()]
    return "\n".join(rows)
