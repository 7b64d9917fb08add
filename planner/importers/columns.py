"""What the columns of somebody's own table of posts mean.

A column is known by the name of a field in either language, such as ``cta.type`` or
``kehote.tyyppi``, else by what people call it (``data/columns.toml``), else because somebody says
what it is.
"""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.diagnostics import Kind
from planner.errors import PlannerError
from planner.guesses import nearest
from planner.lines import Key
from planner.model import Part, Post, fields, row_of
from planner.texts import T
from planner.tracking.cells import name_of
from planner.values import normal
from planner.vocabulary import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import Reading
    from planner.tracking.exported import Sheet

Way = tuple[str, ...]
"""The English names that lead to a field, such as those of ``cta.type``."""
TEXT: Way = ("text",)
"""The way to the text of a post, which is no field."""
TEXT_NAME = T("text")
_DATA = Path(__file__).parents[1] / "data" / "columns.toml"
_HEAD = 12
_FIGURES = 2
"""A table with so many columns of figures tells what came of posts, not what is planned."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a post in each row."""

    sheet: Sheet
    head: int
    """The row that holds the names of the columns."""
    names: tuple[str, ...]
    ways: tuple[Way, ...]
    """The fields that they mean, by their English names; empty for what is not understood."""

    @property
    def fields(self) -> Mapping[int, Way]:
        """The columns that are understood."""
        return {number: way for number, way in enumerate(self.ways) if way}

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the head that hold something.

        Raises:
            PlannerError: If one has more or fewer cells than the head, or one without a name.
        """
        for number, cells in self.sheet.verbatim():
            if number > self.head and any(map(str.strip, cells)):
                rest = cells[len(self.names) :]
                if any(map(str.strip, rest)) or len(cells) < len(self.names):
                    raise self._broken(
                        number,
                        T(
                            "cells in this row: {n}, columns in the table: {m}",
                            n=len(cells),
                            m=len(self.names),
                        ),
                    )
                yield number, cells

    def check(self) -> None:
        """Refuse a head that names a column twice, or not at all.

        Raises:
            PlannerError: If it does.
        """
        seen: set[str] = set()
        for name in self.names:
            if name and name_of(name) in seen:
                raise self._broken(self.head, T("two columns are called “{name}”", name=name))
            seen.add(name_of(name))
        nameless = [number for number, name in enumerate(self.names) if not name]
        for number, cells in self.rows() if nameless else ():
            if any(cells[it].strip() for it in nameless):
                raise self._broken(number, T("a cell stands in a column without a name"))

    def _broken(self, row: int, what: T) -> PlannerError:
        return PlannerError(
            T(
                "{file}:{row}: {what}. Nothing was taken; mend that row in the spreadsheet and save it again.",
                file=self.sheet.file,
                row=f"{self.sheet.name}:{row}" if self.sheet.name else row,
                what=what,
            )
        )


def recognised(
    sheets: Iterable[Sheet], reading: Reading, said: Mapping[str, Way], *, sure: bool = False
) -> list[Table]:
    """Return the sheets that hold posts: with a title or a text, and one more field of a post.

    Args:
        sheets: The sheets of a file; a text may be taken apart in several ways.
        reading: How figures are called.
        said: What somebody says that columns are, by their names as they are compared.
        sure: Whether it is no export of figures.
    """
    best: dict[tuple[str, str], Table] = {}
    for sheet in sheets:
        place = (sheet.file, sheet.name)
        for table in _heads(sheet, reading, said):
            if (sure or not _tells_figures(table, reading)) and (
                place not in best or len(best[place].fields) < len(table.fields)
            ):
                best[place] = table
    return list(best.values())


def _heads(sheet: Sheet, reading: Reading, said: Mapping[str, Way]) -> Iterator[Table]:
    """Yield the first row that can be the head."""
    with suppress(PlannerError):  # what does not make sense is told once it is read
        for number, cells in islice(sheet.verbatim(), _HEAD):
            names = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
            while names and not names[-1]:
                names.pop()
            ways = _told_apart(names, reading, said)
            if len({*filter(None, ways)}) > 1 and {TEXT, ("title",)} & {*ways}:
                yield Table(sheet, number, tuple(names), tuple(ways))
                return


def _told_apart(names: Sequence[str], reading: Reading, said: Mapping[str, Way]) -> list[Way]:
    """Return what columns mean; of several that mean the same, the surest one does."""
    ranked = [_meant(name, reading, said) for name in names]
    best: dict[Way, tuple[int, int]] = {}
    for number, (rank, way) in enumerate(ranked):
        best[way] = min(best.get(way, (rank, number)), (rank, number))
    return [way if best[way][1] == number else () for number, (_, way) in enumerate(ranked)]


def _meant(name: str, reading: Reading, said: Mapping[str, Way]) -> tuple[int, Way]:
    """Return the field that a column means, and how sure that is: the less, the surer."""
    plain = name_of(name)
    if plain in said:
        return -1, said[plain]
    way = way_of(plain, reading)
    return (0, way) if way else _aliases().get(normalise(plain), (0, ()))


def way_of(name: str, reading: Reading) -> Way:
    """Return the field of a post with a name, such as ``kehote.tyyppi``; nothing if none has it."""
    if normalise(name) in ("text", "teksti"):
        return TEXT
    part: type[Part] | None = Post
    found: list[str] = []
    by_name = False
    for step in name.split("."):
        row = row_of(part, step) if part and not by_name else None
        if by_name:
            found.append(normal(step))
            by_name = False
        elif row:
            found.append(row.name)
            part, by_name = row.part, row.by_name
        else:
            of = part.others[1] if part and part.others else ""
            word = reading.list(of).find(step) if of else None
            if not word:
                return ()
            found.append(word)
            part = None
    return tuple(found) if part is None or found == ["cta"] else ()


@cache
def _aliases() -> Mapping[str, tuple[int, Way]]:
    """Return what people call the fields, and how far from the beginning of its list that stands."""
    found: dict[str, tuple[int, Way]] = {}
    for name, words in _data()["columns"].items():
        for listed in words.values():
            for rank, word in enumerate(listed, 1):
                found.setdefault(normalise(word), (rank, tuple(name.split("."))))
    return found


@cache
def meant_words(field: str) -> Mapping[str, str]:
    """Return the words of a field by what people write for them in tables only."""
    told = _data()["words"][field]
    return {normalise(said): word for word, listed in told.items() for said in listed}


def _data() -> dict[str, Any]:
    data = tomllib.loads(_DATA.read_text("utf-8"))
    return {"words": data.pop("words"), "columns": data}


def _tells_figures(table: Table, reading: Reading) -> bool:
    metrics = reading.list("metric")
    known = [
        name
        for name, way in zip(table.names, table.ways, strict=True)
        if not way and metrics.find(name)
    ]
    return len(known) >= _FIGURES


def said_of(texts: Iterable[str], reading: Reading) -> dict[str, Way]:
    """Return what somebody says that columns are: ``Column=field``, or ``Column=`` for nothing.

    Raises:
        PlannerError: If there is no such field.
    """
    found: dict[str, Way] = {}
    for text in texts:
        name, sign, field = (part.strip() for part in text.rpartition("="))
        way = way_of(field, reading)
        if not sign or not name or (field and not way):
            near = nearest(normalise(field), map(normalise, _names()))
            raise PlannerError(
                T(
                    "“{text}” does not say what a column is. Write it as Column=field; did you mean “{near}”?",
                    text=text,
                    near=near,
                )
                if near
                else T(
                    "“{text}” does not say what a column is. Write it as Column=field, with one of these: {fields}.",
                    text=text,
                    fields=[Key(Kind.POST, (it,)) for it in fields(Post)],
                )
            )
        found[name_of(name)] = way
    return found


def _names() -> Iterator[str]:
    for name, row in fields(Post).items():
        yield from (name, *row.fi)


def shown(way: Way, language: str) -> str:
    """Return a field's name in a language, such as ``kehote.tyyppi``."""
    if way == TEXT:
        return TEXT_NAME.to(language)
    return ".".join(Key(Kind.POST, way[: number + 1]).to(language) for number in range(len(way)))
