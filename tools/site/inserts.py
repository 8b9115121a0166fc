"""What pages ask for by `<!-- insert: NAME -->`: tables from the code, figures."""

from functools import partial

from tools.site.boards import boards
from tools.site.exit_codes import exit_codes, runtime_codes
from tools.site.figures import GALLERY, figure
from tools.site.figures.gallery import table

INSERTS = {
    "boards": boards,
    "exit codes": exit_codes,
    "runtime codes": runtime_codes,
    **{f"{name} table": partial(table, name) for name in GALLERY},
}


def insert(name: str) -> str:
    """Returns Markdown or HTML. `figure NAME` is a figure of tools/site/figures."""
    if name.startswith("figure "):
        return figure(name.removeprefix("figure "))
    return INSERTS[name]()
