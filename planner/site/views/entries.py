"""Posts in time: one line per time and channel, variants included."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.views.live import is_live
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.model import Post
    from planner.site.views.desk import Desk, Link, Mark


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
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    post: Post
    channel: str
    clock: dt.time | None


class Timeline:
    """What goes out on which day."""

    def __init__(self, desk: Desk) -> None:
        """Put every dated post, and every variant, on its day; cancelled ones are left out."""
        self.desk = desk
        self.slots: dict[dt.date, list[_Slot]] = defaultdict(list)
        for post in desk.posts:
            if post.day and post.status != "cancelled":
                self.slots[post.day].append(_Slot(post, post.channel, post.clock))
                self.slots[post.day] += [
                    _Slot(post, name, told.time or post.clock)
                    for name, told in post.variants.items()
                    if name != post.channel
                ]
        self.anchors: Mapping[dt.date, Sequence[str]] = self._anchors()

    def _anchors(self) -> Mapping[dt.date, Sequence[str]]:
        found: dict[dt.date, list[str]] = defaultdict(list)
        for anchor in self.desk.plan.file.anchors:
            if anchor.date:
                found[anchor.date].append(anchor.title or anchor.id)
        return found

    def count(self, day: dt.date) -> int:
        """Return how many posts a day has; one with variants is still one."""
        return len({slot.post.id for slot in self.slots.get(day, ())})

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
            tuple(self.entries(day)),
        )

    def entries(self, day: dt.date) -> Iterator[Entry]:
        """Yield what goes out on a day, by time."""
        slots = self.slots.get(day, ())
        for slot in sorted(slots, key=lambda slot: (slot.clock or dt.time.max, slot.post.id)):
            yield self._entry(slot, day)

    def _entry(self, slot: _Slot, day: dt.date) -> Entry:
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
        )

    def _remark(self, slot: _Slot) -> str:
        desk, post = self.desk, slot.post
        if desk.upcoming(post) and desk.schedule.slipped(post):
            return desk.say(T("the day has passed"))
        if slot.channel != post.channel:
            return desk.say(T("the same post told again"))
        return desk.word("format", post.format or "live") if is_live(post) else ""
