"""The calendar: a page per month, with ISO weeks, gaps and an agenda."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.schedule import Week
from planner.site.addresses import month_page
from planner.site.views.desk import Leaf, Link
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.views.desk import Desk
    from planner.site.views.entries import Day

_LONGEST = 36
"""Months of a period that each get a page; in a longer one, only those that hold something."""


@dataclass(frozen=True, slots=True)
class Row:
    """A week of the table."""

    number: int
    title: str
    days: tuple[Day, ...]
    note: str
    """*Week 22 is empty*, where the plan wants a post and has none."""


@dataclass(frozen=True, slots=True)
class AgendaWeek:
    """A week of the list: the days that hold something."""

    title: str
    days: tuple[Day, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with everything on its page."""

    path: str
    title: str
    weekdays: tuple[tuple[str, str], ...]
    """Short and long names."""
    rows: tuple[Row, ...]
    agenda: tuple[AgendaWeek, ...]
    count: str
    gaps: tuple[str, ...]
    before: Link | None
    after: Link | None
    current: bool
    """Whether the check date lies in it."""


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month in the list of months."""

    link: Link
    count: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The page that opens first: the month of the check date, and the way to all others."""

    month: Month | None
    months: tuple[MonthLink, ...]
    ideas: tuple[Link, ...]
    new: Link | None
    """Where one more post is begun, if that is known."""


def calendar_page(desk: Desk) -> Calendar:
    """Return what the calendar's first page shows."""
    known = months(desk)
    first = current(desk, known)
    shown = month(desk, known, known.index(first)) if first else None
    return Calendar(shown, month_links(desk, known), ideas(desk), desk.new_post)


def month_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield a page for each month."""
    known = months(desk)
    for number, _ in enumerate(known):
        shown = month(desk, known, number)
        yield Leaf(shown.path, desk.say(T("Calendar: {month}", month=shown.title)), shown)


def months(desk: Desk) -> tuple[dt.date, ...]:
    """Return the first days of the months that have a page."""
    found = {day.replace(day=1) for day in desk.timeline.slots}
    start, end = desk.schedule.start, desk.schedule.end
    if start and end and start <= end:
        whole = list(_between(start, end))
        found.update(whole if len(whole) <= _LONGEST else [])
    return tuple(sorted(found))


def _between(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    first = start.replace(day=1)
    while first <= end:
        yield first
        following = _next(first)
        if following == dt.date.max:
            return
        first = following


def _next(first: dt.date) -> dt.date:
    """Return the first day of the following month; of the last month there is, its own end."""
    last = calendar.monthrange(first.year, first.month)[1]
    if first.replace(day=last) == dt.date.max:
        return dt.date.max
    return (first + dt.timedelta(days=31)).replace(day=1)


def current(desk: Desk, known: tuple[dt.date, ...]) -> dt.date | None:
    """Return the month to open first: that of the check date, else the nearest one."""
    return min(known, key=lambda month: abs((month - desk.as_of.replace(day=1)).days), default=None)


def month(desk: Desk, known: tuple[dt.date, ...], number: int) -> Month:
    """Return a month's page."""
    first = known[number]
    weeks = (
        calendar.Calendar().monthdatescalendar(first.year, first.month)
        if first.year < dt.MAXYEAR
        else []
    )
    rows = tuple(_row(desk, week, first) for week in weeks)
    inside = [day for row in rows for day in row.days if day.month]
    posts = sum(desk.timeline.count(dt.date.fromisoformat(day.iso)) for day in inside)
    return Month(
        month_page(first),
        desk.tongue.month(first),
        tuple(_weekdays(desk)),
        rows,
        tuple(week for week in map(_agenda, rows) if week.days or week.note),
        desk.post_count(posts),
        tuple(_gaps(desk, first)),
        _link(desk, known[number - 1]) if number else None,
        _link(desk, known[number + 1]) if number + 1 < len(known) else None,
        (first.year, first.month) == (desk.as_of.year, desk.as_of.month),
    )


def month_links(desk: Desk, known: tuple[dt.date, ...]) -> tuple[MonthLink, ...]:
    """Return the list of months, with how much each holds."""
    counts = dict.fromkeys(known, 0)
    for day in desk.timeline.slots:
        counts[day.replace(day=1)] += desk.timeline.count(day)
    start, end = desk.schedule.start, desk.schedule.end
    return tuple(
        MonthLink(
            _link(desk, first),
            desk.post_count(count),
            not ((end and first > end) or (start and _next(first) <= start)),
        )
        for first, count in counts.items()
    )


def ideas(desk: Desk) -> tuple[Link, ...]:
    """Return what has no day yet."""
    return tuple(
        desk.post_link(post.id)
        for post in desk.posts
        if post.day is None and post.status != "cancelled"
    )


def _link(desk: Desk, first: dt.date) -> Link:
    return Link(desk.tongue.month(first), month_page(first))


def _weekdays(desk: Desk) -> Iterator[tuple[str, str]]:
    for word in words("weekday").values():
        yield str(word.facts[f"short_{desk.language}"]), word.label(desk.language)


def _row(desk: Desk, week: list[dt.date], first: dt.date) -> Row:
    found = Week.of(week[0])
    empty = found in desk.schedule.empty_weeks if len(desk.schedule.weeks) else False
    return Row(
        found.number,
        desk.say(T("Week {number}", number=found.number)),
        tuple(desk.timeline.day(day, first) for day in week),
        desk.say(T("Week {week} is empty.", week=found.number)) if empty else "",
    )


def _agenda(row: Row) -> AgendaWeek:
    held = (day for day in row.days if day.month and (day.entries or day.anchors or day.today))
    return AgendaWeek(row.title, tuple(held), row.note)


def _gaps(desk: Desk, first: dt.date) -> Iterator[str]:
    after = _next(first)
    for gap in desk.schedule.gaps:
        if gap.start < after and gap.end >= first:
            yield desk.say(
                N(
                    "{channel}: a gap of {n} day, {start} – {end}. The aim is at least every {m} days.",
                    "{channel}: a gap of {n} days, {start} – {end}. The aim is at least every {m} days.",
                    gap.days,
                    channel=desk.channel(gap.channel.id),
                    start=desk.tongue.day(gap.start),
                    end=desk.tongue.day(gap.end),
                    m=desk.tongue.number(gap.promised),
                )
            )
