"""Lines for a terminal: as wide as they are seen, cut and laid out in columns."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from planner.texts import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Paint = Callable[[str, str], str]

BOLD, DIM, AMBER, GREEN, CYAN = "1", "2", "33", "32", "36"
_EMOJI = "\N{VARIATION SELECTOR-16}"
_LEAST = 24
"""So much room a title needs to stand on one line with its day and its channel."""
_LONGEST_NOTE = 26


@cache
def _width(sign: str) -> int:
    """Return how many columns a sign takes; one that makes another an emoji widens it."""
    if unicodedata.east_asian_width(sign) in "WF":
        return 2
    return int(sign == _EMOJI or unicodedata.category(sign) not in ("Mn", "Me", "Cf"))


def width_of(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_width, text))


def cut(text: str, room: int) -> str:
    """Return a text in at most ``room`` columns, with … where something is left out."""
    if width_of(text) <= room:
        return text
    kept = sum(reached < room for reached in accumulate(map(_width, text)))
    return f"{text[:kept].rstrip()}…" if room > 0 else ""


def padded(text: str, room: int) -> str:
    """Return a text in exactly ``room`` columns."""
    text = cut(text, room)
    return text + " " * (room - width_of(text))


def wrapped(text: str, room: int, indent: str = "") -> Iterator[str]:
    """Yield a text in lines of at most ``room`` columns; a longer word is cut."""
    line = ""
    for word in filter(None, text.split(" ")):
        longer = f"{line} {word}" if line else word
        if line and width_of(indent + longer) > room:
            yield indent + line
            longer = word
        line = cut(longer, room - width_of(indent))
    if line:
        yield indent + line


@dataclass(frozen=True, slots=True)
class Row:
    """A post on a line: when, where, how far it has come, what it is, and a remark."""

    when: str
    channel: str
    sign: str
    colour: str
    name: str
    note: str = ""


class Columns:
    """How rows stand below one another."""

    def __init__(self, rows: Sequence[Row], width: int, indent: str, paint: Paint) -> None:
        """Give each column what its rows need, and the title what is left.

        Args:
            rows: All rows that are to stand below one another.
            width: The columns of the terminal.
            indent: What each line begins with.
            paint: Puts a text into a colour.
        """
        self.width, self.indent, self.paint = width, indent, paint
        self.when = max((width_of(row.when) for row in rows), default=0)
        self.channel = min(max((width_of(row.channel) for row in rows), default=0), width // 5)
        self.lead = len(indent) + sum(part + 2 for part in (self.when, self.channel) if part)
        room = width - self.lead - 2
        longest = max((width_of(row.name) for row in rows), default=0)
        fitting = max(min(_LONGEST_NOTE, room - _LEAST - 2), room - longest - 2)
        notes = (width_of(row.note) for row in rows)
        self.note = max((note for note in notes if note <= fitting), default=0)
        self.title = min(room - (self.note + 2 if self.note else 0), longest)
        self.stacked = room < min(_LEAST, longest)

    def lines(self, row: Row) -> Iterator[str]:
        """Yield a row: one line, or more where it is too narrow for that."""
        sign = self.paint(row.sign, row.colour)
        if self.stacked:
            yield from self._stacked(row, sign)
            return
        parts = ((row.when, self.when), (row.channel, self.channel))
        lead = "".join(f"{padded(text, room)}  " for text, room in parts if room)
        if row.note and width_of(row.note) <= self.note:
            note = self.paint(row.note, DIM)
            yield f"{self.indent}{lead}{sign} {padded(row.name, self.title)}  {note}"
            return
        # Where no remark follows, a title may take its room too.
        name = cut(row.name, self.width - self.lead - 2)
        yield f"{self.indent}{lead}{sign} {name}"
        for line in wrapped(row.note, self.width - self.lead - 2):
            yield f"{' ' * (self.lead + 2)}{self.paint(line, DIM)}"

    def _stacked(self, row: Row, sign: str) -> Iterator[str]:
        room = self.width - len(self.indent)
        first = "  ".join(filter(None, (row.when, row.channel)))
        yield f"{self.indent}{cut(first, room)}"
        yield f"{self.indent}  {sign} {cut(row.name, room - 4)}"
        for line in wrapped(row.note, room - 4):
            yield f"{self.indent}    {self.paint(line, DIM)}"


def called(name: str, title: str) -> str:
    """Return a post's id and title."""
    return harmless(f"{name} {title}".strip())
