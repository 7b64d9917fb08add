"""Posts in time: one line per time and channel, variants included."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planner.agenda import anchors, by_clock, gaps_by_week, is_live, rehearsals, slots
from planner.schedule import Week
from planner.site.holidays import holidays_on
from planner.site.views.filters import choices, keys
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.agenda import Slot
    from planner.model import Post
    from planner.schedule import Gap
    from planner.site.views.desk import Desk, Link, Mark
    from planner.site.views.filters import Choice, Keys

_SHEETS = 160
"""Weeks of a period that each get a sheet; in a longer one, only those that hold something."""
_SHEETS_OUTSIDE = 104
"""Weeks outside the period that get a sheet: the nearest to the check date."""
_RARELY_CHOSEN = ("goal", "pillar", "verdict", "open")
"""What pages in time offer to choose only once it is chosen: the table of posts offers it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that goes out at a time on a channel."""

    clock: str
    iso: str
    """Day and time, for machines."""
    channel: str
    post: Link
    status: Mark
    verdict: Mark | None
    """How the post meets the conditions; None where it is not counted."""
    remark: str
    """*live*, *also on this channel*, *slipped*; or nothing."""
    muted: bool
    """Whether it does not count: an idea, or outside the period."""
    live: bool
    """Whether it is a live broadcast."""
    keys: Keys
    """What the post can be chosen by."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what goes out on it."""

    iso: str
    number: str
    title: str
    today: bool
    inside: bool
    month: bool
    """Whether it belongs to the month that is shown."""
    anchors: tuple[str, ...]
    holidays: tuple[str, ...]
    rehearsals: tuple[Link, ...]
    """The broadcasts that are rehearsed on it."""
    entries: tuple[Entry, ...]


class Timeline:
    """What goes out on which day."""

    def __init__(self, desk: Desk) -> None:
        """Put every dated post, and every variant, on its day; cancelled ones are left out."""
        self.desk = desk
        self.slots = slots(desk.posts)
        self.anchors: Mapping[dt.date, Sequence[str]] = self._anchors()
        self.rehearsals: Mapping[dt.date, Sequence[Link]] = self._rehearsals()
        self._entries: dict[dt.date, tuple[Entry, ...]] = {}
        self._keys: dict[str, Keys] = {}

    def _anchors(self) -> Mapping[dt.date, Sequence[str]]:
        return {
            day: [anchor.title or anchor.id for anchor in found]
            for day, found in anchors(self.desk.plan).items()
        }

    def _rehearsals(self) -> Mapping[dt.date, Sequence[Link]]:
        return {
            day: [self.desk.post_link(post.id) for post in found]
            for day, found in rehearsals(self.desk.posts).items()
        }

    def holidays(self, day: dt.date) -> tuple[str, ...]:
        """Return the public holidays of a day that no anchor names already."""
        known = {title.casefold() for title in self.anchors.get(day, ())}
        found = holidays_on(self.desk.plan.file.timezone, self.desk.language, day)
        return tuple(name for name in found if name.casefold() not in known)

    def count(self, day: dt.date) -> int:
        """Return how many posts a day has; one with variants is still one."""
        return len({slot.post.id for slot in self.slots.get(day, ())})

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The ISO weeks that have a sheet: those of the period, and others that hold posts."""
        held = {Week.of(day) for day in self.slots if day.year < dt.MAXYEAR}
        inside = set(self.desk.schedule.weeks)
        here = Week.of(self.desk.as_of).monday
        outside = sorted(held - inside, key=lambda week: (abs(week.monday - here), week))
        kept = inside if len(inside) <= _SHEETS else inside & held
        return tuple(sorted(kept.union(outside[:_SHEETS_OUTSIDE])))

    @cached_property
    def sheets(self) -> frozenset[Week]:
        """The same weeks, to ask whether one has a sheet."""
        return frozenset(self.weeks)

    @cached_property
    def empty_weeks(self) -> frozenset[Week]:
        """The weeks in which the plan wants a post and has none."""
        return frozenset(self.desk.schedule.empty_weeks)

    @cached_property
    def gaps(self) -> Mapping[Week, Sequence[Gap]]:
        """The pauses on channels that each week has a part of."""
        return gaps_by_week(self.desk.schedule)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen: all that the plan has, so that a choice holds on every page."""
        found = choices(self.desk, map(self.keys, self.desk.posts))
        return tuple(
            replace(choice, quiet=choice.quiet or choice.name in _RARELY_CHOSEN) for choice in found
        )

    def keys(self, post: Post) -> Keys:
        """Return what a post can be chosen by."""
        found = self._keys.get(post.id)
        if found is None:
            found = self._keys[post.id] = keys(self.desk, post)
        return found

    def day(self, day: dt.date, month: dt.date | None = None) -> Day:
        """Return a day; ``month`` is the first day of the month that is shown."""
        tongue = self.desk.tongue
        return Day(
            day.isoformat(),
            tongue.short_day(day) if month and day.month != month.month else str(day.day),
            tongue.day(day),
            day == self.desk.as_of,
            self.desk.schedule.inside(day),
            month is None or (day.year, day.month) == (month.year, month.month),
            tuple(self.anchors.get(day, ())),
            self.holidays(day),
            tuple(self.rehearsals.get(day, ())),
            self.entries(day),
        )

    def by_clock(self, day: dt.date) -> list[Slot]:
        """Return what goes out on a day, by time."""
        return by_clock(self.slots.get(day, ()))

    def entries(self, day: dt.date) -> tuple[Entry, ...]:
        """Return what goes out on a day, by time, as pages show it."""
        if day not in self.slots:
            return ()
        if day not in self._entries:
            self._entries[day] = tuple(self._entry(slot, day) for slot in self.by_clock(day))
        return self._entries[day]

    def _entry(self, slot: Slot, day: dt.date) -> Entry:
        desk, post = self.desk, slot.post
        verdict = desk.verdicts.get(post.id)
        when = dt.datetime.combine(day, slot.clock).isoformat("T", "minutes") if slot.clock else ""
        return Entry(
            desk.tongue.bare_clock(slot.clock) if slot.clock else "",
            when or day.isoformat(),
            desk.channel(slot.channel) if slot.channel else desk.say(T("no channel yet")),
            desk.post_link(post.id),
            desk.status(post),
            desk.verdict(verdict) if verdict else None,
            self._remark(slot),
            post.id not in desk.schedule.counted_ids,
            is_live(post),
            self.keys(post),
        )

    def _remark(self, slot: Slot) -> str:
        desk, post = self.desk, slot.post
        if desk.upcoming(post) and desk.schedule.slipped(post):
            return desk.say(T("the day has passed"))
        if slot.channel != post.channel:
            return desk.say(T("the same post told again"))
        return desk.word("format", post.format or "live") if is_live(post) else ""
