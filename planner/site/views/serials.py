"""Series: what comes again and again, its rhythm, its pauses, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from planner.site.addresses import counted_with
from planner.site.views.desk import Fact, Link, Mark
from planner.site.views.evidence import dated, next_post
from planner.site.views.filters import series_title
from planner.site.views.mix import long
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import Post
    from planner.site.views.desk import Desk
    from planner.site.views.mix import Long

_LONG = 2
"""A pause so many times the usual one is worth a word."""


@dataclass(frozen=True, slots=True)
class Serial:
    """One series."""

    id: str
    title: str
    state: Mark
    rhythm: str
    spelled: str
    """How else its posts write its name."""
    facts: tuple[Fact, ...]
    count: Link
    posts: Long


@dataclass(frozen=True, slots=True)
class Serials:
    """The whole page."""

    sentence: str
    series: tuple[Serial, ...]


def has_series(desk: Desk) -> bool:
    """Whether any post belongs to a series."""
    return bool(desk.series)


def serials(desk: Desk) -> Serials:
    """Return what the page of series shows: what goes on comes first."""
    ordered = sorted(desk.series, key=lambda name: next_post(desk, desk.series[name]) is None)
    cards = tuple(_serial(desk, name, desk.series[name]) for name in ordered)
    ended = [card.title for card in cards if card.state.kind != "met"]
    said = T("Nothing is planned to come next in: {series}.", series=ended)
    return Serials(desk.say(said if ended else T("Every series goes on.")), cards)


def _serial(desk: Desk, name: str, posts: Sequence[Post]) -> Serial:
    place = desk.addresses.series[name]
    title = series_title(desk, name)
    others = {written for post in posts if (written := " ".join(post.series.split())) != title}
    also = T("Also written: {names}. It is taken for the same series.", names=sorted(others))
    usual = _usual(posts)
    return Serial(
        place,
        title,
        _state(desk, posts),
        desk.say(_rhythm(desk, posts, usual)),
        desk.say(also) if others else "",
        tuple(fact for fact in _facts(desk, posts) if fact.values),
        _count(desk, name, posts),
        long(desk, _table(desk, place, title, posts, usual)),
    )


def _state(desk: Desk, posts: Sequence[Post]) -> Mark:
    if next_post(desk, posts):
        return Mark("met", "▶", desk.say(T("goes on")))
    return Mark("partly", "!", desk.say(T("nothing comes next")))


def _count(desk: Desk, name: str, posts: Sequence[Post]) -> Link:
    n = sum(post.id in desk.schedule.counted_ids for post in posts)
    return Link(desk.post_count(n), counted_with(series=name) if n else "")


def _pauses(posts: Sequence[Post]) -> list[int]:
    days = [post.day for post in posts if post.day]
    return [(after - before).days for before, after in pairwise(days)]


def _usual(posts: Sequence[Post]) -> float:
    """Return the pause in the middle; nothing where there are too few to call one usual."""
    pauses = _pauses(posts)
    return median(pauses) if len(pauses) > 1 else 0


def _rhythm(desk: Desk, posts: Sequence[Post], usual: float) -> T:
    days = [post.day for post in posts if post.day]
    if not days:
        return T("No post of it has a day yet.")
    first, last = (desk.tongue.short_day(day) for day in (days[0], days[-1]))
    span = T("{first} – {last}", first=first, last=last)
    if not usual:
        return span
    return T(
        "{span}. Usually {usual} days apart, at most {longest}.",
        span=span,
        usual=usual,
        longest=max(_pauses(posts)),
    )


def _facts(desk: Desk, posts: Sequence[Post]) -> Iterator[Fact]:
    coming = next_post(desk, posts)
    how = T("Give its next post a day, or one post more the same line “series:”.")
    yield Fact(
        desk.say(T("Next")),
        dated(desk, coming) or (Link(desk.say(T("nothing yet"))),),
        "" if coming else desk.say(how),
    )
    channels = dict.fromkeys(name for post in posts for name in post.channels)
    yield Fact(desk.say(T("Channels")), tuple(Link(desk.channel(name)) for name in channels))


def _table(desk: Desk, place: str, title: str, posts: Sequence[Post], usual: float) -> Table:
    heads = (
        T("Post"), T("When"), T("After the one before"), T("Channel"), T("Status"), T("Verdict"),
    )  # fmt: skip
    earlier = (None, *posts)
    return Table(
        f"posts-of-{place}",
        desk.say(T("{series}: its posts by time", series=title)),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, *pair, usual) for pair in zip(posts, earlier, strict=False)),
    )


def _row(desk: Desk, post: Post, before: Post | None, usual: float) -> tuple[Cell, ...]:
    when = desk.tongue.when(post.day, post.clock) or desk.say(T("no day yet"))
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(when),)),
        _pause(desk, post, before, usual),
        Cell((Link(desk.channels(post)),)),
        Cell((Link(desk.status(post).word),)),
        Cell(mark=desk.mark(post)),
    )


def _pause(desk: Desk, post: Post, before: Post | None, usual: float) -> Cell:
    if not (before and before.day and post.day):
        return Cell((Link("–"),))
    days = (post.day - before.day).days
    longer = T("longer than usual")
    mark = Mark("partly", "!", desk.say(longer)) if usual and days > _LONG * usual else None
    return Cell((Link(desk.say(N("{n} day", "{n} days", days))),), mark)
