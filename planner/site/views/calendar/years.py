"""A page per year: its months side by side, each day with how much goes out."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.schedule import Week
from planner.site.addresses import month_page, year_page
from planner.site.views.calendar.heat import level
from planner.site.views.calendar.months import month_link, months, sheet_link, weekdays
from planner.site.views.desk import Leaf, Link
from planner.site.views.tables import Cell, Table
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from planner.site.views.desk import Desk


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of the year."""

    number: str
    iso: str
    count: str
    """How many posts it has; empty where there are none."""
    level: int
    """How much that is beside the fullest day: 0 to 4."""
    to: str
    words: str
    """*Mon 8 Jun: 1 post*."""
    signs: tuple[tuple[str, str], ...]
    """What the day is: a sign, and the words for it."""
    today: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class YearWeek:
    """A row of a month; days of other months are None."""

    number: int
    sheet: Link
    days: tuple[YearDay | None, ...]


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year."""

    link: Link
    count: str
    weeks: tuple[YearWeek, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year."""

    count: str
    weekdays: tuple[tuple[str, str], ...]
    months: tuple[YearMonth, ...]
    days: Table
    """The fixed days and the public holidays, with what goes out on them."""
    before: Link | None
    after: Link | None


def year_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield a page for each year that has months with a page."""
    known = months(desk)
    years = list(dict.fromkeys(month.year for month in known))
    for number, year in enumerate(years):
        before = years[number - 1] if number else None
        after = years[number + 1] if number + 1 < len(years) else None
        shown = year_of(desk, year, frozenset(known), (before, after))
        title = desk.say(T("Year {year}", year=str(year)))
        yield Leaf(year_page(year), title, shown)


def year_of(
    desk: Desk,
    year: int,
    with_page: Container[dt.date],
    beside: tuple[int | None, int | None] = (None, None),
) -> Year:
    """Return a year.

    Args:
        desk: The plan.
        year: The year.
        with_page: The first days of the months that have a page.
        beside: The years before and after it that have pages.
    """
    days = [day for day in desk.timeline.slots if day.year == year]
    most = max(map(desk.timeline.count, days), default=0)
    firsts = (dt.date(year, number, 1) for number in range(1, 13))
    shown = [first for first in firsts if first in with_page]
    return Year(
        desk.post_count(sum(map(desk.timeline.count, days))),
        weekdays(desk),
        tuple(_month(desk, first, most) for first in shown),
        _special(desk, shown),
        *(Link(str(other), year_page(other)) if other else None for other in beside),
    )


def _month(desk: Desk, first: dt.date, most: int) -> YearMonth:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    rows = tuple(_week(desk, week, first.month, most) for week in weeks)
    days = [day for day in _days_of(first) if day in desk.timeline.slots]
    return YearMonth(
        month_link(desk, first), desk.post_count(sum(map(desk.timeline.count, days))), rows
    )


def _days_of(first: dt.date) -> Iterator[dt.date]:
    last = calendar.monthrange(first.year, first.month)[1]
    return (first.replace(day=number) for number in range(1, last + 1))


def _week(desk: Desk, week: list[dt.date], month: int, most: int) -> YearWeek:
    found = Week.of(week[0])
    days = tuple(_day(desk, day, most) if day.month == month else None for day in week)
    return YearWeek(found.number, sheet_link(desk, found), days)


def _day(desk: Desk, day: dt.date, most: int) -> YearDay:
    count = desk.timeline.count(day)
    said = T("{day}: {posts}", day=desk.tongue.day(day), posts=desk.post_count(count))
    return YearDay(
        str(day.day),
        day.isoformat(),
        str(count) if count else "",
        level(count, most),
        f"{month_page(day)}#d-{day}" if count else "",
        desk.say(said) if count else "",
        tuple(_signs(desk, day)),
        day == desk.as_of,
        desk.schedule.inside(day),
    )


def _signs(desk: Desk, day: dt.date) -> Iterator[tuple[str, str]]:
    yield from (("★", name) for name in desk.timeline.anchors.get(day, ()))
    yield from (("◆", name) for name in desk.timeline.holidays(day))


def _special(desk: Desk, shown: list[dt.date]) -> Table:
    days = (day for first in shown for day in _days_of(first))
    heads = (T("Day"), T("What it is"), T("Posts"))
    return Table(
        f"days-{shown[0].year}" if shown else "days",
        desk.say(T("Days that gather people, and what goes out on them")),
        tuple(map(desk.say, heads)),
        tuple(_special_day(desk, day) for day in days if any(_signs(desk, day))),
    )


def _special_day(desk: Desk, day: dt.date) -> tuple[Cell, ...]:
    count = desk.timeline.count(day)
    names = tuple(Link(f"{sign} {name}") for sign, name in _signs(desk, day))
    posts = Link(desk.post_count(count), f"{month_page(day)}#d-{day}")
    return (
        Cell((Link(desk.tongue.day(day), f"{month_page(day)}#d-{day}"),)),
        Cell(names),
        Cell((posts,) if count else ()),
    )
