"""What the rows of a recognised table say: which posts were seen, or what a channel counted."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner import values
from planner.texts import T
from planner.tracking.cells import NOTHING, moment_of, name_of, number_of
from planner.tracking.exported import Number
from planner.tracking.layouts import ROLES
from planner.tracking.sightings import DayCount, Sighting, identity, is_of, is_web, told_by
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.tracking.layouts import Column, Table
    from planner.values import Moment

MAX_ROWS = 50_000
_SHORT = 15
_MOST = 10**15
_ENDS = 4
"""The first two rows and the last two tell whether the newest day is the last."""


@dataclass(slots=True)
class Found:
    """What a table holds."""

    sightings: list[Sighting] = field(default_factory=list)
    counts: list[DayCount] = field(default_factory=list)
    refused: list[tuple[int, T]] = field(default_factory=list)
    """The rows that cannot be understood, and why."""
    rows: int = 0
    nameless: int = 0
    """The rows that name no post: sums, and what a service could not find out."""
    below_zero: int = 0
    """The figures that are less than nothing, and left out."""


def read(table: Table, zone: dt.tzinfo, day: dt.date) -> Found:
    """Read a table.

    Args:
        table: The table.
        zone: The time zone of the plan.
        day: When the table was exported: a day without a year lies before it.

    Returns:
        What it holds. A row that cannot be understood is refused, and the others stand.
    """
    found = Found()
    reader = _Reader(table, zone, day)
    width = len(table.names)
    rows: list[tuple[int, list[str]]] = []
    for place, cells in table.sheet.rows[table.head + 1 :]:
        if not any(cells) or reader.is_sum(cells):
            continue
        if len(cells) < width or any(cells[width:]):
            said = T("the row has {n} cells, and the table {columns}", n=len(cells), columns=width)
            found.refused.append((place, said))
            continue
        rows.append((place, cells))
    found.rows = len(rows) + len(found.refused)
    if found.rows > MAX_ROWS:
        first = table.sheet.rows[table.head + 1 + MAX_ROWS][0]
        found.refused = [(first, T("the file has more than {n} rows", n=MAX_ROWS))]
        return found
    reader.settle([cells for _, cells in rows])
    for place, cells in rows:
        try:
            reader.take(place, cells, found)
        except _BadCell as error:
            found.refused.append((place, error.text))
    found.sightings = _once(_summed(found.sightings), found.refused)
    return found


class _BadCell(Exception):
    def __init__(self, text: T) -> None:
        super().__init__()
        self.text = text


class _Reader:
    """Takes the rows of one table."""

    def __init__(self, table: Table, zone: dt.tzinfo, day: dt.date) -> None:
        layout = table.layout
        self._layout = layout
        self._zone = zone
        self._day = self._exported = day
        self._last = day + dt.timedelta(1)
        """The last day that a row may be of: services have the hours of other zones."""
        self._order = layout.dates
        self._translated = table.translated and not layout.own
        self._ambiguous = False
        """Whether nobody knows which of its figures is the month."""
        self._moments: dict[str, Moment | None] = {}
        """What was understood once is looked up: there may be fifty thousand rows."""
        places = {name: place for place, name in reversed(list(enumerate(table.names)))}
        self._at = {
            role: [places[name] for name in names if name in places]
            for role, names in layout.roles.items()
        }
        self._names = table.names
        self._lifetime = [places[name] for name in layout.lifetime if name in places]
        self._figures: list[tuple[Column, int]] = []
        leading = next((at for role in ROLES if (at := self._at.get(role))), [])
        self._leading = {0, *leading}

    def is_sum(self, cells: Sequence[str]) -> bool:
        """Whether a row has the sums of the others: so it says in front, at its end or as its id."""
        said = [cells[-1], *(cells[at] for at in self._leading if at < len(cells))]
        return not self._layout.totals.isdisjoint(map(name_of, said))

    def settle(self, rows: Sequence[Sequence[str]]) -> None:
        """Find out which columns have the figures, and in which order the days are written."""
        self._figures = [
            (column, self._filled(name, rows))
            for column in self._layout.figures
            for name in [next((it for it in column.headers if it in self._names), None)]
            if name is not None
        ]
        column = self._at.get("when", [])
        if not column:
            return
        listed = [cells[column[0]] for cells in rows]
        orders = dict.fromkeys((self._order, "mdy", "dmy", "ymd"))
        # What fits in no order is refused, and tells nothing of the others.
        fits = {text: [it for it in orders if self._fits(text, it)] for text in set(listed)}
        told = {text: those for text, those in fits.items() if those}
        fitting = [order for order in orders if all(order in those for those in told.values())]
        self._ambiguous = (
            not self._order
            and (not fitting or {"mdy", "dmy"} <= set(fitting))
            and any(self._moment(text, "mdy") != self._moment(text, "dmy") for text in told)
        )
        self._order = fitting[0] if fitting else self._order
        if not self._is_of_posts:
            self._day = self._newest(listed)

    def _filled(self, name: str, rows: Sequence[Sequence[str]]) -> int:
        """Return where the figures of a name are: a second column has them if the first has none."""
        places = [at for at, it in enumerate(self._names) if it == name]
        return next(
            (at for at in places if any(row[at] not in ("", "0") for row in rows)), places[0]
        )

    def _moment(self, text: str, order: str) -> Moment | None:
        return moment_of(text, order, self._day, self._zone)

    def _fits(self, text: str, order: str) -> bool:
        """Whether a cell says no day, or one on which something can have been counted."""
        moment = self._moment(text, order)
        return moment.day <= self._last if moment else name_of(text) in NOTHING

    def _newest(self, texts: Sequence[str]) -> dt.date:
        """Return the newest day, so that a whole year of days without a year is of two years."""
        ends = [self._moment(text, self._order) for text in (*texts[:2], *texts[-2:])]
        days = [moment.day for moment in ends if moment]
        if len(texts) < _ENDS or len(days) < _ENDS:
            return self._day
        return days[-1] if days[1] < days[-2] else days[0]

    def take(self, place: int, cells: Sequence[str], found: Found) -> None:
        """Add what a row says; raises :class:`_BadCell`."""
        when = self._when(self._cell(cells, "when"))
        if any(self._moment(cells[at], order) for at in self._lifetime for order in ("mdy", "dmy")):
            raise _BadCell(
                T("the row counts a single day; choose the whole time (Lifetime) when you export")
            )
        figures: dict[str, float] = {}
        paid: dict[str, float] = {}
        for column, at in self._figures:
            value = self._number(cells[at], column)
            if value is not None and value < 0:
                found.below_zero += 1
            elif value is not None:
                (paid if column.paid else figures).setdefault(column.metric, value)
        if not self._is_of_posts:
            if when is None:
                raise _BadCell(T("the row has no day"))
            for counted in (figures, paid):
                found.counts += [
                    DayCount(place, metric, value, when, counted is paid)
                    for metric, value in counted.items()
                ]
            return
        named = [self._cell(cells, role) for role in ("id", "text", "link_id", "post")]
        address = self._address(cells)
        if when is None and not any(named) and (self._at.get("id") or not address):
            found.nameless += 1
            return
        if when is None or when.clock is None:
            when = self._told_by(address) or when
        link_id, post = (values.normal(name) for name in named[2:])
        found.sightings.append(
            Sighting(place, address, when, self._text(cells), link_id, post, figures, paid)
        )

    def _told_by(self, address: str) -> Moment | None:
        """Return when something went out by its address; one that was damaged may tell any day."""
        told = told_by(identity(address), self._zone)
        return told if told and told.day <= self._last else None

    @property
    def _is_of_posts(self) -> bool:
        """Whether each row is a post; else it is a day of the channel."""
        return any(self._at.get(role) for role in ROLES if role != "when")

    def _cell(self, cells: Sequence[str], role: str) -> str:
        return next((cells[at] for at in self._at.get(role, ()) if cells[at]), "")

    def _text(self, cells: Sequence[str]) -> str:
        texts = dict.fromkeys(cells[at] for at in self._at.get("text", ()))
        return " ".join(html.unescape(" ".join(texts)).split())

    def _address(self, cells: Sequence[str]) -> str:
        address, own = self._cell(cells, "address"), self._cell(cells, "id")
        if not address and self._layout.address and re.fullmatch(r"[\w-]{1,100}", own):
            address = self._layout.address.replace("{id}", own)
        if not address or name_of(address) in NOTHING:
            return ""
        if not is_web(address) or not is_of(self._layout.kind, address):
            raise _BadCell(
                T(
                    "“{address}” is not where something of this service can be seen",
                    address=address,
                )
            )
        return address

    def _when(self, text: str) -> Moment | None:
        if text in self._moments:
            return self._moments[text]
        found = None
        if name_of(text) not in NOTHING:
            found = self._moment(text, self._order)
            if found is None or self._ambiguous:
                raise _BadCell(
                    T("“{value}” could be two days; say “dates” in planner.toml", value=text)
                    if found
                    else T("“{value}” is not a day as this table writes them", value=text)
                )
            if found.day > self._last:
                raise _BadCell(
                    T(
                        "{day} lies after the day of the export, {exported}",
                        day=found.day,
                        exported=self._exported,
                    )
                )
        self._moments[text] = found
        return found

    def _number(self, text: str, column: Column) -> float | None:
        """Return what a cell counts; None where it says nothing."""
        value = self._plain(text, column)
        if value is None:
            return None
        if column.times != 1:
            value = round(value * column.times, 6)
        whole = isinstance(value, int) and ":" not in text  # 2:30 is a time
        metric = None if whole else words("metric").get(column.metric)
        if metric and not metric.facts.get("unit") and (":" in text or value != int(value)):
            raise _BadCell(
                T(
                    "“{value}” is not a whole number, and “{metric}” is counted in whole numbers",
                    value=text,
                    metric=metric,
                )
            )
        if value > _MOST:
            raise _BadCell(T("“{value}” is not a number", value=text))
        return value

    def _plain(self, text: str, column: Column) -> float | None:
        if text.isascii() and text.isdigit() and len(text) <= _SHORT:
            return int(text)
        if name_of(text) in NOTHING:
            return None
        decimal = "." if isinstance(text, Number) else self._layout.decimal
        metric = words("metric").get(column.metric)
        is_share = metric and metric.facts.get("unit") == "%"
        figure = text.removesuffix("%").rstrip() if is_share else text
        try:
            return number_of(figure, decimal, grouped=not self._translated)
        except values.BadValue as error:
            if error.kind == "ambiguous-number":
                raise _BadCell(
                    T(
                        "“{value}” could be about one or thousands; say “decimal” in planner.toml",
                        value=text,
                    )
                ) from None
            raise _BadCell(T("“{value}” is not a number", value=text)) from None


def _once(sightings: list[Sighting], refused: list[tuple[int, T]]) -> list[Sighting]:
    """Leave out what is there twice; refuse what is there with other figures."""
    kept: dict[object, Sighting] = {}
    for seen in sightings:
        key = identity(seen.address) or seen.place
        first = kept.setdefault(key, seen)
        if (first.figures, first.paid) != (seen.figures, seen.paid):
            said = T("the same post as in row {row}, with other figures", row=first.place)
            refused.append((seen.place, said))
    return list(kept.values())


def _summed(sightings: list[Sighting]) -> list[Sighting]:
    """Put the rows of one link together: visitors come to several pages by it."""
    kept: list[Sighting] = []
    of_link: dict[str, int] = {}
    for seen in sightings:
        if seen.link_id and seen.link_id in of_link:
            at = of_link[seen.link_id]
            kept[at] = replace(
                kept[at],
                figures=_sum(kept[at].figures, seen.figures),
                paid=_sum(kept[at].paid, seen.paid),
            )
        else:
            of_link.setdefault(seen.link_id, len(kept))
            kept.append(seen)
    return kept


def _sum(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {metric: one.get(metric, 0) + other.get(metric, 0) for metric in {**one, **other}}
