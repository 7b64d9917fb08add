"""The hours of the week: when posts go out, against the good hours of the channels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.site.addresses import HOURS, findings_with, posts_with
from planner.site.views.calendar.heat import level
from planner.site.views.calendar.months import weekdays
from planner.site.views.desk import Leaf, Link, Mark
from planner.site.views.filters import hour_of, hours
from planner.site.views.moments import moments
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.model import Channel, Post
    from planner.site.views.desk import Desk
    from planner.site.views.moments import MomentCard
    from planner.values import Window

    _Counts = Mapping[str, int]

_LISTED = 50


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a day of the week."""

    count: int
    level: int
    good: bool
    """Whether it lies in the good hours."""
    to: str
    words: str


@dataclass(frozen=True, slots=True)
class HourRow:
    """An hour, on each day of the week."""

    title: str
    hours: tuple[Hour, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of weekdays and hours, and the same as a file."""

    id: str
    link: Link
    about: str
    """The channel's good hours in words; nothing for all channels together."""
    rows: tuple[HourRow, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Hours:
    """The whole page."""

    sentence: Mark | None
    """How many posts go out in the good hours."""
    weekdays: tuple[tuple[str, str], ...]
    all: Heat | None
    channels: tuple[Heat, ...]
    outside: Table
    more: Link | None
    without: tuple[Link, ...]
    """The channels that have no good hours yet."""
    moments: tuple[MomentCard, ...]
    """When people have time, and why."""


def hours_page(desk: Desk) -> Iterator[Leaf]:
    """Yield the page of hours."""
    yield Leaf(HOURS, desk.say(T("Hours of the week")), hours_of(desk))


def hours_of(desk: Desk) -> Hours:
    """Return what the page of hours shows."""
    counts = _counts(desk)
    timed = [post for post in desk.schedule.dated if post.at]
    outside = [post for post in timed if _strays(desk, post)]
    good = [it for it in desk.schedule.channels if it.windows]
    windows = [window for channel in good for window in channel.windows]
    return Hours(
        _sentence(desk, timed, outside),
        weekdays(desk),
        _heat(desk, None, windows, counts) if timed or windows else None,
        tuple(_heat(desk, channel, channel.windows, counts) for channel in good),
        _outside(desk, outside),
        desk.more(len(outside) - _LISTED, findings_with(condition="when")),
        tuple(desk.link(Kind.CHANNEL, it.id) for it in desk.schedule.channels if not it.windows),
        moments(desk),
    )


def _counts(desk: Desk) -> _Counts:
    """Return how many counted posts go out in each hour of the week, by the filter's names."""
    return Counter(name for post in desk.schedule.dated for name in hours(desk, post))


def _sentence(desk: Desk, timed: Sequence[Post], outside: Sequence[Post]) -> Mark | None:
    judged = sum(bool(_windows(desk, post)) for post in timed)
    if not judged:
        return None
    kept = judged - len(outside)
    said = N(
        "{m} of {n} timed post goes out in its channel's good hours.",
        "{m} of {n} timed posts go out in their channels' good hours.",
        judged,
        m=kept,
    )
    unexplained = any(not _reason(desk, post) for post in outside)
    kind, sign = ("partly", "◐") if unexplained else ("met", "✓")
    return Mark(kind, sign, desk.say(said))


def _windows(desk: Desk, post: Post) -> Sequence[Window]:
    channel = desk.schedule.channel(post)
    return channel.windows if channel else ()


def _strays(desk: Desk, post: Post) -> bool:
    windows, at = _windows(desk, post), post.at
    return bool(windows and at) and not any(at and window.holds(at) for window in windows)


def _heat(desk: Desk, channel: Channel | None, windows: Sequence[Window], counts: _Counts) -> Heat:
    """Return the table of a channel, or of all together."""
    name = channel.id if channel else ""
    id_ = f"hours-{desk.addresses.anchor(Kind.CHANNEL, name) if name else 'all'}"
    own = {key: n for key, n in counts.items() if key.rpartition(".")[0] == name}
    rows = tuple(_row(desk, name, hour, windows, own) for hour in _span(windows, own))
    link = desk.link(Kind.CHANNEL, name) if name else Link(desk.say(T("All channels together")))
    said = ", ".join(window.to(desk.language) for window in windows)
    good = T("Good hours: {windows}", windows=said)
    return Heat(id_, link, desk.say(good) if name else "", rows, _file(desk, id_, link.text, rows))


def _span(windows: Sequence[Window], own: _Counts) -> range:
    """Return the hours from the first to the last one that a window or a post has."""
    held = [int(key[-2:]) for key in own]
    held += [hour for window in windows for hour in (window.start.hour, _last(window))]
    return range(min(held), max(held) + 1) if held else range(0)


def _last(window: Window) -> int:
    """Return the last hour that a window has more of than its first moment."""
    return window.end.hour - (window.end.minute == 0)


def _row(desk: Desk, name: str, hour: int, windows: Sequence[Window], own: _Counts) -> HourRow:
    before = f"{name}." if name else ""
    most = max(own.values(), default=0)
    return HourRow(
        f"{hour}–{hour + 1}",
        tuple(
            _hour(desk, name, f"{before}{day}-{hour:02}", own, most, _good(windows, number, hour))
            for number, day in enumerate(words("weekday"))
        ),
    )


def _good(windows: Sequence[Window], day: int, hour: int) -> bool:
    return any(day in it.days and it.start.hour <= hour <= _last(it) for it in windows)


def _hour(
    desk: Desk,
    name: str,
    key: str,
    own: _Counts,
    most: int,
    good: bool,  # noqa: FBT001 - a row of a table
) -> Hour:
    count = own.get(key, 0)
    chosen = {"channel": name, "at": key} if name else {"at": key}
    return Hour(
        count,
        level(count, most),
        good,
        posts_with(**chosen) if count else "",
        f"{hour_of(desk, key)}: {desk.post_count(count)}",
    )


def _file(desk: Desk, name: str, title: str, rows: Sequence[HourRow]) -> Table:
    days = (long for _, long in weekdays(desk))
    return Table(
        name,
        title,
        (desk.say(T("Hour")), *days),
        tuple(
            (Cell((Link(row.title),)), *(Cell(number=str(hour.count)) for hour in row.hours))
            for row in rows
        ),
    )


def _outside(desk: Desk, posts: Sequence[Post]) -> Table:
    heads = (T("Title"), T("When"), T("Channel"), T("Good hours"), T("Why, or what to do"))
    ordered = sorted(posts, key=lambda post: bool(_reason(desk, post)))
    return Table(
        "outside-hours",
        desk.say(T("Posts at unusual times, with the reason of each")),
        tuple(map(desk.say, heads)),
        tuple(_stray(desk, post) for post in ordered[:_LISTED]),
    )


def _stray(desk: Desk, post: Post) -> tuple[Cell, ...]:
    good = (Link(window.to(desk.language)) for window in _windows(desk, post))
    reason = _reason(desk, post)
    todo = T("Move it, or give the reason in one line: “timing_reason:”.")
    mark = (
        Mark("met", "✓", desk.say(T("has its reason")))
        if reason
        else Mark("partly", "◐", desk.say(T("no reason yet")))
    )
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(desk.tongue.when(post.day, post.clock)),)),
        Cell((desk.link(Kind.CHANNEL, post.channel),)),
        Cell(tuple(good)),
        Cell(mark=mark, note=reason or desk.say(todo)),
    )


def _reason(desk: Desk, post: Post) -> str:
    """Return why a post goes out at an unusual time: its own words, else its anchor."""
    if post.timing_reason or post.anchor not in desk.anchors:
        return post.timing_reason
    return desk.say(T("Anchor: {anchor}", anchor=desk.anchors[post.anchor]))
