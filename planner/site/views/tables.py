"""Tables as data: what a page shows in rows, and the same rows as a file for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING

from planner.spreadsheets import as_csv, harmless_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.views.desk import Link, Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table; empty where nothing does."""

    links: tuple[Link, ...] = ()
    """The words, and where they lead; several are shown one below the other."""
    mark: Mark | None = None
    note: str = ""
    """Smaller words below."""
    number: str = ""
    """What a spreadsheet calculates with, in place of the words: ``1480``."""

    @property
    def plain(self) -> str:
        """The cell in a file: a number as it is, else all its words, harmless."""
        if self.number:
            return self.number
        words = (self.mark.word if self.mark else "", *(link.text for link in self.links))
        return harmless_cell("; ".join(filter(None, (*words, self.note))))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name of its own; the first cell of a row says what the row is about."""

    name: str
    """What its file is called, and its id on the page."""
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def file(self) -> str:
        """Where its file stands."""
        return f"tables/{self.name}.csv"

    def csv(self) -> bytes:
        """Return the file."""
        heads = tuple(map(harmless_cell, self.heads))
        return as_csv([heads, *(tuple(cell.plain for cell in row) for row in self.rows)])


def tables_in(shown: object) -> Iterator[Table]:
    """Yield every table of a view."""
    if isinstance(shown, Table):
        yield shown
    elif isinstance(shown, tuple):
        for item in shown:
            yield from tables_in(item)
    else:
        for name in _names(type(shown)):  # type: ignore[arg-type] # a class has its hash
            yield from tables_in(getattr(shown, name))


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the parts of what a view prepares that may hold a table."""
    if not is_dataclass(kind):
        return ()
    return tuple(each.name for each in fields(kind) if each.type not in ("str", "Link", "Mark"))
