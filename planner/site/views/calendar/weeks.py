"""A sheet per ISO week: day by day, who does what, and whether the time suffices; for the wall."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import people
from planner.outgoing import without_remarks
from planner.site.addresses import week_page
from planner.site.views.calendar.months import month_link, months
from planner.site.views.desk import Fact, Leaf, Link, Mark
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from planner.agenda import Slot
    from planner.model import Post
    from planner.schedule import Week
    from planner.site.views.desk import Desk
    from planner.site.views.entries import Day, Entry
    from planner.site.views.filters import Choice

_ROOM = ((7, 220), (14, 110), (28, 50))
"""So many signs of each text are shown where a week has up to so many posts: it is one sheet."""
_NAMED = 8
"""Posts that are named for each person."""


@dataclass(frozen=True, slots=True)
class Line:
    """What goes out at a time, with all that the sheet says of it."""

    entry: Entry
    beginning: str
    """How the text begins."""
    people: str
    minutes: str


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day of the sheet."""

    day: Day
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week."""

    title: str
    days: tuple[SheetDay, ...]
    note: str
    """*Week 22 is empty*, with what to do; or nothing."""
    count: str
    time: Mark | None
    """The minutes planned against those there are; None where neither is known."""
    unknown: str
    """How many posts say nothing of their time; or nothing."""
    people: tuple[Fact, ...]
    before: Link | None
    after: Link | None
    month: Link
    choices: tuple[Choice, ...]


def week_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield a sheet for each week of the period, and for others that hold posts."""
    known, with_page = desk.timeline.weeks, frozenset(months(desk))
    for number, week in enumerate(known):
        before = known[number - 1] if number else None
        after = known[number + 1] if number + 1 < len(known) else None
        shown = sheet(desk, week, with_page, before, after)
        yield Leaf(week_page(week.year, week.number), shown.title, shown)


def sheet(
    desk: Desk,
    week: Week,
    with_page: Container[dt.date] = (),
    before: Week | None = None,
    after: Week | None = None,
) -> Sheet:
    """Return the sheet of a week.

    Args:
        desk: The plan.
        week: The week.
        with_page: The first days of the months that have a page.
        before: The week whose sheet comes before it.
        after: The week whose sheet comes after it.
    """
    days = [week.monday + dt.timedelta(days=number) for number in range(7)]
    posts = _posts(desk, days)
    room = next((signs for most, signs in _ROOM if len(posts) <= most), 0)
    counted = desk.schedule.by_week.get(week, ())
    unknown = _unknown(desk, counted)
    empty = week in desk.timeline.empty_weeks
    return Sheet(
        _title(desk, week, days),
        tuple(_day(desk, day, room) for day in days),
        desk.say(T("Nothing goes out this week yet. Give an idea a day in it.")) if empty else "",
        desk.post_count(len(posts)),
        _time(desk, desk.schedule.minutes_by_week.get(week, 0), known=not unknown),
        unknown,
        _people(desk, posts),
        _week_link(desk, before),
        _week_link(desk, after),
        _month(desk, days, with_page),
        desk.timeline.choices,
    )


def _title(desk: Desk, week: Week, days: Sequence[dt.date]) -> str:
    first, last = desk.tongue.short_day(days[0]), desk.tongue.plain_day(days[-1])
    return desk.say(
        T("Week {number}: {first} – {last}", number=week.number, first=first, last=last)
    )


def _posts(desk: Desk, days: Sequence[dt.date]) -> list[Post]:
    slots = (slot for day in days for slot in desk.timeline.by_clock(day))
    return list({slot.post.id: slot.post for slot in slots}.values())


def _day(desk: Desk, day: dt.date, room: int) -> SheetDay:
    slots = desk.timeline.by_clock(day)
    entries = desk.timeline.entries(day)
    lines = (_line(desk, *pair, room) for pair in zip(slots, entries, strict=True))
    return SheetDay(desk.timeline.day(day), tuple(lines))


def _line(desk: Desk, slot: Slot, entry: Entry, room: int) -> Line:
    post = slot.post
    minutes = N("{n} minute", "{n} minutes", int(post.minutes)) if post.minutes else None
    told = post.variants.get(slot.channel)
    text = told.text if told and told.text and slot.channel != post.channel else post.body
    return Line(
        entry,
        beginning(without_remarks(text), room),
        ", ".join(_roles(desk, post)),
        desk.say(minutes) if minutes else "",
    )


def beginning(text: str, room: int) -> str:
    """Return how a text begins: whole words, at most so many signs."""
    words = " ".join(text[: 2 * room + 200].split())
    if len(words) <= room:
        return words
    return f"{words[:room].rpartition(' ')[0] or words[:room]} …" if room else ""


def _roles(desk: Desk, post: Post) -> Iterator[str]:
    if post.owner and not (post.live and post.live.host == post.owner):
        yield desk.role(post.owner)
    if post.live and post.live.host:
        yield desk.say(T("Host: {name}", name=desk.role(post.live.host)))
    if post.live and post.live.moderator:
        yield desk.say(T("Answers the comments: {name}", name=desk.role(post.live.moderator)))


def _time(desk: Desk, minutes: float, *, known: bool) -> Mark | None:
    hours = desk.plan.file.time_budget.hours_per_week
    planned = desk.tongue.number(minutes)
    if not hours:
        return (
            Mark("not-counted", "", desk.say(T("{n} min planned", n=planned))) if minutes else None
        )
    said = T("{n} of {all} min planned", n=planned, all=desk.tongue.number(hours * 60))
    if minutes > hours * 60:
        return Mark("partly", "!", desk.say(said))
    return Mark("met", "✓", desk.say(said)) if known else Mark("not-counted", "", desk.say(said))


def _unknown(desk: Desk, counted: Sequence[Post]) -> str:
    left = sum(not post.minutes for post in counted)
    said = N(
        "{n} post says nothing of its time yet: “minutes: 30”",
        "{n} posts say nothing of their time yet: “minutes: 30”",
        left,
    )
    return desk.say(said) if left else ""


def _people(desk: Desk, posts: Sequence[Post]) -> tuple[Fact, ...]:
    gathered: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        for role in people(post):
            gathered[role].append(post)
    ordered = sorted(gathered, key=lambda role: (role not in desk.roles, role))
    return tuple(_person(desk, role, gathered[role]) for role in ordered)


def _person(desk: Desk, role: str, posts: Sequence[Post]) -> Fact:
    left = len(posts) - _NAMED
    named = tuple(desk.post_link(post.id) for post in posts[:_NAMED])
    return Fact(desk.role(role), named, desk.say(T("{n} more", n=left)) if left > 0 else "")


def _week_link(desk: Desk, week: Week | None) -> Link | None:
    if week is None:
        return None
    said = T("Week {number}", number=week.number)
    return Link(desk.say(said), week_page(week.year, week.number))


def _month(desk: Desk, days: Sequence[dt.date], with_page: Container[dt.date]) -> Link:
    """Return a link to the week's month: that of its Thursday, else one that has a page."""
    held = (day for day in (days[3], days[0], days[6]) if day.replace(day=1) in with_page)
    day = next(held, None)
    return month_link(desk, day) if day else Link("")
