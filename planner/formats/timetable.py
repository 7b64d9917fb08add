"""The calendar for a person at a terminal: weeks day by day, and a month as a grid and a list."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from planner.agenda import anchors, by_clock, gaps_by_week, is_live, rehearsals, slots, upcoming
from planner.formats.columns import AMBER, BOLD, DIM, Columns, Row, called, cut, padded
from planner.formats.voice import (
    ANCHOR,
    COLOURS,
    HOLIDAY,
    MISSING,
    REHEARSAL,
    STATUS_SIGNS,
    TODAY,
)
from planner.schedule import Week
from planner.texts import N, T, harmless
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from planner.agenda import Slot
    from planner.formats.voice import Voice
    from planner.model import Post
    from planner.schedule import Gap, Schedule
    from planner.texts import Sayable

    Holidays = Callable[[dt.date], tuple[str, ...]]

_MONTHS = (
    T("January"),
    T("February"),
    T("March"),
    T("April"),
    T("May"),
    T("June"),
    T("July"),
    T("August"),
    T("September"),
    T("October"),
    T("November"),
    T("December"),
)
_WIDEST_CELL = 10
_NARROWEST = 4
"""A mark of today, the day's number, and a mark of a fixed day."""


class Timetable:
    """What goes out when: all of it, or what goes out on some channels."""

    def __init__(
        self,
        schedule: Schedule,
        voice: Voice,
        holidays: Holidays,
        channels: Sequence[str] = (),
    ) -> None:
        """Put every post on its day.

        Args:
            schedule: The plan on a day.
            voice: The plan in a language.
            holidays: Returns what is celebrated on a day.
            channels: The channels to show; all where there are none.
        """
        self.schedule, self.voice, self.channels = schedule, voice, channels
        self._holidays = holidays
        self.slots: dict[dt.date, list[Slot]] = {}
        for day, found in slots(schedule.plan.posts.values()).items():
            kept = [slot for slot in found if self._shown(slot.channel)]
            if kept:
                self.slots[day] = by_clock(kept)
        self.anchors = anchors(schedule.plan)
        self.rehearsals = rehearsals(
            post
            for post in schedule.plan.posts.values()
            if any(map(self._shown, (post.channel, *post.variants)))
        )
        self.gaps = gaps_by_week(schedule)
        self.empty = frozenset(() if channels else schedule.empty_weeks)

    def _shown(self, channel: str) -> bool:
        return not self.channels or channel in self.channels

    # Weeks

    def weeks(self, chosen: Sequence[Week]) -> Iterator[str]:
        """Yield weeks, day by day."""
        days = {week: days_of(week) for week in chosen}
        columns = self._columns(day for found in days.values() for day in found)
        for number, (week, found) in enumerate(days.items()):
            if number:
                yield ""
            yield from self._week(week, found, columns)

    def _columns(self, days: Iterable[dt.date]) -> Columns:
        rows = [row for day in days for row in self._rows(day, self._label(day))]
        return Columns(rows, self.voice.width, "", self.voice.paint)

    def _week(self, week: Week, days: Sequence[dt.date], columns: Columns) -> Iterator[str]:
        posts = self._posts(days)
        head = T(
            "Week {number}: {first} – {last}", number=week.number, first=days[0], last=days[-1]
        )
        yield from self._head(head, len(posts))
        for day in days:
            yield from self._day(day, columns, thin=bool(posts))
        if week in self.empty:
            yield from self.voice.sentence(
                T(
                    "Nothing goes out in this week yet. Give an idea a day in it, or see what planner suggest offers."
                ),
                "  ",
                MISSING,
            )
        elif not posts:
            yield from self.voice.sentence(T("Nothing goes out in this week."), "  ")
        yield from self._pauses(self.gaps.get(week, ()))

    def _head(self, title: T, count: int) -> Iterator[str]:
        said = N("{title}, {n} post", "{title}, {n} posts", count, title=title)
        for line in self.voice.sentence(said if count else title):
            yield self.voice.paint(line, BOLD)

    def _posts(self, days: Iterable[dt.date]) -> dict[str, Post]:
        return {slot.post.id: slot.post for day in days for slot in self.slots.get(day, ())}

    # Days

    def _day(self, day: dt.date, columns: Columns, *, thin: bool) -> Iterator[str]:
        label = self._label(day)
        blank = " " * len(label)
        for text in self._special(day):
            yield cut(f"{label}  {text}", self.voice.width)
            label = blank
        rows = self._rows(day, label)
        for row in rows:
            yield from columns.lines(row)
        if thin and not rows and label is not blank:
            yield f"{label}  {self.voice.paint('─────', DIM)}"

    def _label(self, day: dt.date) -> str:
        today = TODAY if day == self.schedule.as_of else " "
        return f"{today}{self.voice.weekday(day)} {day.day:>2}"

    def _rows(self, day: dt.date, label: str) -> list[Row]:
        """Return what goes out on a day; only the first row says which day it is."""
        rows = []
        for slot in self.slots.get(day, ()):
            when = f"{label}  {self.voice.clock(slot.clock)}".rstrip()
            rows.append(self.voice.row(slot, when, self._remark(slot)))
            label = " " * len(label)
        return rows

    def _remark(self, slot: Slot) -> T | str:
        post = slot.post
        if upcoming(post) and self.schedule.slipped(post):
            return T("the day has passed")
        if slot.channel != post.channel:
            return T("the same post told again")
        word = self.schedule.plan.word("format", post.format or "live") if is_live(post) else None
        return word.label(self.voice.language) if word else ""

    def _special(self, day: dt.date) -> Iterator[str]:
        """Yield what a day is: a fixed day, a holiday, the day of a rehearsal."""
        for anchor in self.anchors.get(day, ()):
            yield f"{ANCHOR} {harmless(anchor.title or anchor.id)}"
        yield from (f"{HOLIDAY} {harmless(name)}" for name in self._feasts(day))
        for post in self.rehearsals.get(day, ()):
            said = T("Rehearsal: {post}", post=called(post.id, post.title))
            yield f"{REHEARSAL} {self.voice.say(said)}"

    def _feasts(self, day: dt.date) -> tuple[str, ...]:
        """Return the public holidays of a day that no fixed day names already."""
        known = {anchor.title.casefold() for anchor in self.anchors.get(day, ())}
        return tuple(name for name in self._holidays(day) if name.casefold() not in known)

    def _pauses(self, gaps: Iterable[Gap]) -> Iterator[str]:
        for gap in gaps:
            if self._shown(gap.channel.id):
                said = N(
                    "{channel}: a gap of {n} day, {start} – {end}. The aim is at least every {m} days.",
                    "{channel}: a gap of {n} days, {start} – {end}. The aim is at least every {m} days.",
                    gap.days,
                    channel=self.voice.channel(gap.channel.id),
                    start=gap.start,
                    end=gap.end,
                    m=gap.promised,
                )
                yield from self.voice.sentence(said, "  ", MISSING)

    # A month

    def month(self, first: dt.date) -> Iterator[str]:
        """Yield a month, given by its first day: a grid of its weeks, and below it what goes out."""
        days = _days_of_month(first)
        weeks: dict[Week, list[dt.date]] = defaultdict(list)
        for day in days:
            weeks[Week.of(day)].append(day)
        title = T("{month} {year}", month=_MONTHS[first.month - 1], year=str(first.year))
        yield from self._head(title, len(self._posts(days)))
        yield from self._grid(weeks)
        listed = [day for day in days if day in self.slots or any(self._special(day))]
        columns = self._columns(listed)
        for number, day in enumerate(listed):
            if not number:
                yield ""
            yield from self._day(day, columns, thin=False)
        yield from self._lacks(first, days, weeks)

    def _lacks(
        self, first: dt.date, days: Sequence[dt.date], weeks: Iterable[Week]
    ) -> Iterator[str]:
        notes: list[str] = []
        for week in weeks:
            if week in self.empty:
                notes += self.voice.sentence(
                    T("Week {week} is empty.", week=week.number), "", MISSING
                )
        if not self._posts(days):
            notes += self.voice.sentence(T("Nothing goes out this month."))
        touching = {
            (gap.channel.id, gap.start): gap for week in weeks for gap in self.gaps.get(week, ())
        }
        inside = [gap for gap in touching.values() if gap.end >= first and gap.start <= days[-1]]
        notes += (line.removeprefix("  ") for line in self._pauses(inside))
        yield from ("", *notes) if notes else ()

    def _grid(self, weeks: dict[Week, list[dt.date]]) -> Iterator[str]:
        cell = min(_WIDEST_CELL, (self.voice.width - _NARROWEST) // 7)
        names = "".join(padded(f" {name}", cell) for name in self.voice.weekdays)
        yield self.voice.paint(f"    {names}".rstrip(), DIM)
        for week, days in weeks.items():
            mark = self.voice.paint(MISSING, AMBER) if week in self.empty else " "
            before = " " * cell * days[0].weekday()
            cells = "".join(self._cell(day, cell) for day in days)
            number = self.voice.paint(f"{week.number:>2}", DIM)
            yield f"{number}{mark} {before}{cells}".rstrip()

    def _cell(self, day: dt.date, room: int) -> str:
        """Return a day of the grid: its number, whether it is fixed, and its posts."""
        today = day == self.schedule.as_of
        special = ANCHOR if day in self.anchors else HOLIDAY if self._feasts(day) else " "
        number = f"{TODAY if today else ' '}{day.day:>2}"
        signs = self._signs(day, room - _NARROWEST - (room > _NARROWEST + 1))
        said = "".join(self.voice.paint(sign, colour) for sign, colour in signs)
        left = " " * (room - _NARROWEST - sum(len(sign) for sign, _ in signs))
        number = self.voice.paint(number, BOLD) if today else number
        return f"{number}{special}{said}{left}"

    def _signs(self, day: dt.date, room: int) -> list[tuple[str, str]]:
        """Return a sign for each post of a day, or how many there are."""
        posts = list(self._posts([day]).values())
        if len(posts) <= room:
            return [(STATUS_SIGNS[post.status], COLOURS[post.status]) for post in posts]
        count = str(len(posts))
        return [(count if len(count) <= room else "+", BOLD)]


def days_of(week: Week) -> list[dt.date]:
    """Return the days of a week; the last week there is has fewer."""
    first = week.monday.toordinal()
    last = min(first + 6, dt.date.max.toordinal())
    return [dt.date.fromordinal(number) for number in range(first, last + 1)]


def _days_of_month(first: dt.date) -> list[dt.date]:
    last = calendar.monthrange(first.year, first.month)[1]
    return [first.replace(day=number) for number in range(1, last + 1)]


def legend(text: str, language: str) -> str:
    """Return what the signs in a text mean; nothing where there are none."""
    meant: dict[str, Sayable] = {
        **{sign: words("status")[name] for name, sign in STATUS_SIGNS.items()},
        TODAY: T("today"),
        ANCHOR: T("anchor"),
        HOLIDAY: T("public holiday"),
    }
    said = ((sign, word.to(language)) for sign, word in meant.items() if sign in text)
    return ", ".join(f"{sign}\N{NO-BREAK SPACE}{word}" for sign, word in said)
