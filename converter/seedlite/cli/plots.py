"""Figures that verbs write: --plot."""

from pathlib import Path
from typing import TYPE_CHECKING

from seedlite.errors import UsageError
from seedlite.files import check_writable, write_whole

if TYPE_CHECKING:
    from seedlite.study import Plot

PLOTS = (".svg", ".png")


def check_plot(path: Path, force: bool) -> None:
    """Raises UsageError or ToolMissingError before any work."""
    from seedlite.study import import_matplotlib

    if path.suffix not in PLOTS:
        raise UsageError(f"--plot {path}: give a name that ends in {' or '.join(PLOTS)}")
    check_writable(path, force)
    import_matplotlib()


def draw_plot(plot: "Plot", path: Path) -> None:
    from seedlite.study import DESK, png, svg

    write_whole(path, (svg if path.suffix == ".svg" else png)(plot, DESK))
