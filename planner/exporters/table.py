"""The plan as a table for people: a row for each post, a column for each field that is used.

The columns have the fields' names in the reader's language, ``cta.type`` for a field inside
another; an import reads them by these names. Lists are joined by ", "; what holds such a sign
itself stands in quotation marks, as in a line of CSV. Days and times are written as every
spreadsheet reads them, and figures as the reader's language does. So are the cells parted: a
spreadsheet that speaks Finnish looks for semicolons, because its figures have commas.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING, Any

from planner.diagnostics import Kind
from planner.exporters.orders import Made
from planner.lines import Key, holds
from planner.model import Part, Post, fields
from planner.outgoing import remarks, without_remarks
from planner.spreadsheets import as_csv, harmless_cell
from planner.texts import N, T
from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.diagnostics import KeyPath
    from planner.exporters.orders import Order
    from planner.model import Plan

    Way = tuple[str, ...]

DELIMITERS = {"fi": ";"}
_TEXT = ("text",)
_ALWAYS = ("id", "title", "status", "channel", "audience", "goal", "purpose", "date", "time")
_QUOTED = (",", ";", '"', "\n")


def export(order: Order) -> Made:
    """Return the posts, by day; those without a day come last."""
    posts = sorted(order.meant, key=lambda post: (post.day or dt.date.max, post.id))
    rows = [dict(_row(order, post)) for post in posts]
    ways = _ordered(way for row in rows for way in row)
    heads = [_head(way, order.language) for way in ways]
    cells = [[row.get(way, "") for way in ways] for row in rows]
    return Made(sheet([heads, *cells], order.language), (_said(len(rows)),))


def sheet(rows: Iterable[Iterable[str]], language: str) -> bytes:
    """Return rows as a file for the spreadsheets of people who speak a language."""
    return as_csv(rows, DELIMITERS.get(language, ","))


def _said(rows: int) -> T:
    return N("{n} post, in a row of its own.", "{n} posts, each in a row of its own.", rows)


def _row(order: Order, post: Post) -> Iterator[tuple[Way, str]]:
    """Yield the fields of a post that say something, the text last."""
    cells = _Cells(order.plan, order.language)
    when = {"date": post.day, "time": post.clock, "publish_at": None}
    for way, text in cells.of(post):
        if way[0] not in when:
            yield way, text
    for name, value in when.items():
        if value:
            yield (name,), cells.text(value)
    noted = any(remarks(post.body))
    yield _TEXT, harmless_cell(without_remarks(post.body) if noted else post.body.strip("\n"))


class _Cells:
    """What stands in the cells of a plan's posts."""

    def __init__(self, plan: Plan, language: str) -> None:
        self._plan = plan
        self._language = language

    def of(self, part: Part, way: Way = ()) -> Iterator[tuple[Way, str]]:
        """Yield what a part says, by the names that lead there."""
        for name, attribute, default, held in _known(type(part)):
            value = getattr(part, attribute)
            if isinstance(value, Part):
                yield from self.of(value, (*way, name))
            elif isinstance(value, dict):
                for key, inner in value.items():
                    yield from self.of(inner, (*way, name, key))
            elif value != default or (name in _ALWAYS and not way):
                yield (*way, name), self.text(value, held)
        if part.others:
            for metric, figure in getattr(part, part.others[0]).items():
                yield (*way, metric), self.text(figure)

    def text(self, value: Any, held: type | str = str) -> str:  # noqa: ANN401, PLR0911 - any value of a post, a case for each kind
        """Return a value as a cell."""
        match value:
            case None:
                return ""
            case tuple():
                return harmless_cell(", ".join(map(_listed, self._words(value, held))))
            case str():
                return harmless_cell(self._words((value,), held)[0])
            case bool():
                yes, no = ("kyllä", "ei") if self._language == "fi" else ("yes", "no")
                return yes if value else no
            case Moment():
                clock = f" {self.text(value.clock)}" if value.clock else ""
                return f"{value.day}{clock}"
            case dt.time():
                return f"{value:%H:%M}"
            case float() | int():
                figure = str(int(value)) if value == int(value) else repr(value)
                return figure.replace(".", ",") if self._language == "fi" else figure
        return str(value)

    def _words(self, names: tuple[str, ...], held: type | str) -> list[str]:
        """Return names as people say them, where they are words of a list."""
        if not isinstance(held, str):
            return list(names)
        found = ((self._plan.word(held, name), name) for name in names)
        return [word.label(self._language) if word else name for word, name in found]


@cache
def _known(part: type[Part]) -> tuple[tuple[str, str, object, type | str], ...]:
    """Return the fields of a part: their names, what they are without a value, what they hold."""
    return tuple(
        (
            name,
            row.attribute,
            part.model_fields[row.attribute].default,
            holds(part, row.attribute),
        )
        for name, row in fields(part).items()
    )


def _listed(item: str) -> str:
    if not any(sign in item for sign in _QUOTED):
        return item
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="").writerow([item])
    return out.getvalue()


def _ordered(used: Iterable[Way]) -> list[Way]:
    """Return the columns: always the most important ones, in the order of the model, the text last."""
    found = dict.fromkeys((*((name,) for name in _ALWAYS), *used))
    places: Mapping[str, int] = {name: place for place, name in enumerate((*fields(Post), *_TEXT))}
    return sorted(found, key=lambda way: places[way[0]])


def _head(way: Way, language: str) -> str:
    if way == _TEXT:
        return T("text").to(language)
    steps: list[KeyPath] = [way[: place + 1] for place in range(len(way))]
    return ".".join(Key(Kind.POST, step).to(language) for step in steps)
