"""What pages ask for by `<!-- insert: NAME -->`: tables from the code, figures."""

from tools.site.boards import boards
from tools.site.exit_codes import exit_codes, runtime_codes
from tools.site.figures import figure

INSERTS = {"boards": boards, "exit codes": exit_codes, "runtime codes": runtime_codes}


def insert(name: str) -> str:
    """Returns Markdown or HTML. `figure NAME` is a figure of tools/site/figures."""
    if name.startswith("figure "):
        return figure(name.removeprefix("figure "))
    return INSERTS[name]()
