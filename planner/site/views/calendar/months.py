"""A page per month: a table with ISO weeks, gaps drawn as gaps, and an agenda beside it."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from planner.schedule import Week
from planner.site.addresses import month_page, week_page, year_page
from planner.site.views.desk import Leaf, Link
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.schedule import Gap
    from planner.site.views.desk import Desk
    from planner.site.views.entries import Day
    from planner.site.views.filters import Choice

_LONGEST = 36
"""Months of a period that each get a page; in a longer one, only those that hold something."""


@dataclass(frozen=True, slots=True)
class Band:
    """A pause on a channel, drawn through the days of a week that it takes."""

    before: int
    """Days of the week before it."""
    days: int
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A week of the table."""

    number: int
    sheet: Link
    """Its title and its sheet."""
    days: tuple[Day, ...]
    note: str
    """*Week 22 is empty*, where the plan wants a post and has none."""
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class AgendaWeek:
    """A week of the list: the days that hold something."""

    sheet: Link
    days: tuple[Day, ...]
    note: str
    hides: bool
    """Whether it may go when a filter leaves none of its posts."""


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
    year: Link
    choices: tuple[Choice, ...]


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
        weekdays(desk),
        rows,
        tuple(week for week in map(_agenda, rows) if week.days or week.note),
        desk.post_count(posts),
        tuple(_gaps(desk, first, weeks)),
        month_link(desk, known[number - 1]) if number else None,
        month_link(desk, known[number + 1]) if number + 1 < len(known) else None,
        (first.year, first.month) == (desk.as_of.year, desk.as_of.month),
        Link(str(first.year), year_page(first.year)),
        desk.timeline.choices,
    )


def weekdays(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what the days of the week are called, in short and in full."""
    language = desk.language
    return tuple(
        (str(word.facts[f"short_{language}"]), word.label(language))
        for word in words("weekday").values()
    )


def month_link(desk: Desk, first: dt.date) -> Link:
    """Return a link to a month's page."""
    return Link(desk.tongue.month(first), month_page(first))


def _weekdays(desk: Desk) -> Iterator[tuple[str, str]]:
    for word in words("weekday").values():
        yield str(word.facts[f"short_{desk.language}"]), word.label(desk.language)


def _row(desk: Desk, week: list[dt.date], first: dt.date) -> Row:
    found = Week.of(week[0])
    empty = found in desk.timeline.empty_weeks
    return Row(
        found.number,
        sheet_link(desk, found),
        tuple(desk.timeline.day(day, first) for day in week),
        desk.say(T("Week {week} is empty.", week=found.number)) if empty else "",
        tuple(_band(desk, gap, week[0]) for gap in desk.timeline.gaps.get(found, ())),
    )


def sheet_link(desk: Desk, week: Week) -> Link:
    """Return a link to a week's sheet; only its number where it has none."""
    title = desk.say(T("Week {number}", number=week.number))
    known = week in desk.timeline.sheets
    return Link(title, week_page(week.year, week.number) if known else "")


def _band(desk: Desk, gap: Gap, monday: dt.date) -> Band:
    before = max((gap.start - monday).days + 1, 0)
    after = max(7 - (gap.end - monday).days, 0)
    said = N(
        "{channel}: a gap of {n} day", "{channel}: a gap of {n} days", gap.days,
        channel=desk.channel(gap.channel.id),
    )  # fmt: skip
    return Band(before, 7 - before - after, after, desk.say(said))


def _agenda(row: Row) -> AgendaWeek:
    held = tuple(day for day in row.days if day.month and _holds(day))
    fixed = row.note or any(_fixed(day) for day in held)
    return AgendaWeek(row.sheet, held, row.note, not fixed)


def _holds(day: Day) -> bool:
    return bool(day.entries) or _fixed(day)


def _fixed(day: Day) -> bool:
    return bool(day.anchors or day.holidays or day.rehearsals or day.today)


def _gaps(desk: Desk, first: dt.date, weeks: list[list[dt.date]]) -> Iterator[str]:
    touching = (desk.timeline.gaps.get(Week.of(week[0]), ()) for week in weeks)
    after = _next(first)
    found = {(gap.channel.id, gap.start): gap for gap in chain.from_iterable(touching)}
    for gap in found.values():
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
