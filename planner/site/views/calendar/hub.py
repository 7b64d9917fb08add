"""The calendar's first page: its condition, the month of the check date, and all other ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.schedule import Week
from planner.site.addresses import ARCHIVE, HOURS, posts_with, year_page
from planner.site.views.calendar.months import current, month, month_link, months, sheet_link
from planner.site.views.calendar.subscribing import subscribing
from planner.site.views.condition import condition
from planner.site.views.desk import Link, Mark
from planner.site.views.tables import Cell, Table
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from planner.model import Anchor, Post
    from planner.site.views.calendar.months import Month
    from planner.site.views.calendar.subscribing import Subscribing
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk

_MONTHS = 24
"""Months that are listed one by one; of a longer plan, those of the year that is shown."""
_IDEAS = 10
_POSTS = 5
"""Posts that are named in one place; a link leads to the rest."""


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month in the list of months."""

    link: Link
    count: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The page that opens first: the month of the check date, and the way to all others."""

    condition: Condition
    month: Month | None
    months: tuple[MonthLink, ...]
    ways: tuple[Link, ...]
    """This week, the years, the hours of the week, the archive."""
    anchors: Table
    ideas: tuple[Link, ...]
    more_ideas: Link | None
    new: Link | None
    """Where one more post is begun, if that is known."""
    subscribing: Subscribing


def calendar_page(desk: Desk) -> Calendar:
    """Return what the calendar's first page shows."""
    known = months(desk)
    first = current(desk, known)
    shown = month(desk, known, known.index(first)) if first else None
    waiting = ideas(desk)
    return Calendar(
        condition(desk, "when"),
        shown,
        month_links(desk, known, first),
        _ways(desk, known),
        anchors(desk),
        tuple(desk.post_link(post.id) for post in waiting[:_IDEAS]),
        desk.more(len(waiting) - _IDEAS, ARCHIVE),
        desk.new_post,
        subscribing(desk),
    )


def month_links(
    desk: Desk, known: Sequence[dt.date], shown: dt.date | None
) -> tuple[MonthLink, ...]:
    """Return the list of months, with how much each holds."""
    counts = dict.fromkeys(known, 0)
    for day in desk.timeline.slots:
        counts[day.replace(day=1)] += desk.timeline.count(day)
    if len(known) > _MONTHS and shown:
        counts = {month: n for month, n in counts.items() if month.year == shown.year}
    return tuple(
        MonthLink(month_link(desk, first), desk.post_count(count), touches(desk, first))
        for first, count in counts.items()
    )


def touches(desk: Desk, month: dt.date) -> bool:
    """Whether a month, given by its first day, has days in the period."""
    start, end = desk.schedule.start, desk.schedule.end
    before = start and (month.year, month.month) < (start.year, start.month)
    return not (before or (end and month > end))


def _ways(desk: Desk, known: Sequence[dt.date]) -> tuple[Link, ...]:
    week = Week.of(desk.as_of)
    this = Link(
        desk.say(T("This week: week {number}", number=week.number)), sheet_link(desk, week).to
    )
    years = dict.fromkeys(month.year for month in known)
    return (
        *((this,) if this.to else ()),
        *(Link(desk.say(T("Year {year}", year=str(year))), year_page(year)) for year in years),
        Link(desk.say(T("Hours of the week")), HOURS),
        Link(desk.say(T("Archive and ideas")), ARCHIVE),
    )


def ideas(desk: Desk) -> tuple[Post, ...]:
    """Return what has no day yet."""
    return tuple(post for post in desk.posts if post.day is None and post.status != "cancelled")


def anchors(desk: Desk) -> Table:
    """Return the fixed days with the posts before, on and after them (S4:552)."""
    gathered: dict[str, list[Post]] = {}
    for post in desk.schedule.dated:
        gathered.setdefault(post.anchor, []).append(post)
    heads = (
        T("Anchor"),
        T("Day"),
        T("Before it"),
        T("On the day"),
        T("After it"),
        T("What is missing"),
    )
    return Table(
        "anchors",
        desk.say(T("Anchors: a fixed day can give three posts")),
        tuple(map(desk.say, heads)),
        tuple(
            _anchor(desk, anchor, gathered.get(anchor.id, ()))
            for anchor in desk.plan.file.anchors
        ),
    )  # fmt: skip


def _anchor(desk: Desk, anchor: Anchor, posts: Sequence[Post]) -> tuple[Cell, ...]:
    sides: dict[int, list[Post]] = {-1: [], 0: [], 1: []}
    for post in posts:
        if post.day and anchor.date:
            sides[(post.day > anchor.date) - (post.day < anchor.date)].append(post)
    day = desk.tongue.day(anchor.date) if anchor.date else ""
    return (
        Cell((Link(anchor.title or anchor.id),)),
        Cell((Link(day),)),
        *(_side(desk, anchor, found) for found in sides.values()),
        _lacking(desk, anchor, [side for side, found in sides.items() if not found]),
    )


def _side(desk: Desk, anchor: Anchor, posts: Sequence[Post]) -> Cell:
    left = desk.more(len(posts) - _POSTS, posts_with(anchor=anchor.id))
    links: Iterable[Link] = (desk.post_link(post.id) for post in posts[:_POSTS])
    return Cell((*links, *((left,) if left else ())))


_SIDES = {-1: T("before it"), 0: T("on the day"), 1: T("after it")}


def _lacking(desk: Desk, anchor: Anchor, sides: Sequence[int]) -> Cell:
    """Return what is missing, and what to write where that can still be mended."""
    if not sides:
        return Cell(mark=Mark("met", "✓", desk.say(T("all three"))))
    said = ", ".join(desk.say(_SIDES[side]) for side in sides)
    if anchor.date and not desk.schedule.sides_ahead(anchor) & set(sides):
        return Cell((Link(said),))
    write = T("write “anchor: {anchor}” in a post", anchor=anchor.id)
    return Cell((Link(said),), note=desk.say(write))
