"""Tables whose numbers never wrap: one that is too wide for the terminal is stacked, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

WIDE = 10_000  # columns: no limit
LEAST_TEXT = 24  # columns that are left to a text; longer ones wrap


@dataclass(frozen=True)
class Listing:
    """Rows below `columns`: first `texts` columns of text, which may wrap, then numbers. Columns
    without a name, such as bars, are dropped where there is no room."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Text]]
    texts: int = 1

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        for places, gap in ((self._all, 1), (self._all, 0), (self._named, 0)):
            table = self._table(places, gap)
            if Measurement.get(console, options.update(width=WIDE), table).minimum <= (
                options.max_width
            ):
                yield table
                return
        yield from self._stacked()

    @property
    def _all(self) -> list[int]:
        return list(range(len(self.columns)))

    @property
    def _named(self) -> list[int]:
        return [place for place, name in enumerate(self.columns) if name]

    def _table(self, places: list[int], gap: int) -> Table:
        """Returns the table of the columns at `places`, with `gap` spaces on both sides of each."""
        result = Table(
            title=self.title or None,
            title_justify="left",
            header_style="bold",
            box=SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, gap),
        )
        for place in places:
            text, name = place < self.texts, self.columns[place]
            longest = max(map(cell_len, [name, *(str(row[place]) for row in self.rows)]))
            result.add_column(
                name,
                justify="left" if text or not name else "right",
                no_wrap=not text,
                overflow="fold",
                min_width=min(longest, LEAST_TEXT) if text else longest,
            )
        for row in self.rows:
            result.add_row(*(row[place] for place in places))
        return result

    def _stacked(self) -> Iterator[RenderableType]:
        """Yields every row as lines of names and values."""
        if self.title:
            yield Text(self.title, "italic")
        for row in self.rows:
            yield Text.assemble((str(row[0]), "bold"))
            grid = Table.grid(padding=(0, 2, 0, 0))
            for place in self._named[1:]:
                if str(row[place]):
                    grid.add_row("", self.columns[place], row[place])
            yield grid


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str | Text]], texts: int = 1
) -> Listing:
    """Returns a table whose first `texts` columns are text and the others numbers."""
    return Listing(title, columns, rows, texts)


def facts(pairs: Sequence[tuple[str, str]]) -> Table:
    """Returns a table of names and values, one pair a line."""
    result = Table.grid(padding=(0, 2))
    for name, value in pairs:
        result.add_row(Text(name, "bold"), value)
    return result
