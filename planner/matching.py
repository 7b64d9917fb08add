"""Which planned post is it that was seen: by its address, else by its day and its words.

The work grows with the sightings and the posts, not with their product: a sighting is held
beside the few posts of its channel that lie nearest to it in time, or begin with the same words.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from planner.outgoing import outgoing
from planner.tracking.sightings import MAX_TEXT, identity, service_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from planner.model import Plan, Post
    from planner.tracking.sightings import Sighting

NEAR_DAYS = 3
"""A post that went out so many days beside its plan may still be known by its words."""
_SURE, _LIKELY = 0.65, 0.5
_SURE_APART = 0.85
"""What share of the words has to agree: on the day, at all, and on another day."""
_LEAD, _A_DAY = 0.1, 0.1
"""So much better than the next best, or it might be either; and what each day apart takes off."""
_MANY = 8
"""Fewer words than these are anywhere in a long text: they have to be the title, or the text."""
_NEIGHBOURS = 40
_ROUNDS = 20
_OPENING = 6
_HOURS = 2
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Match:
    """A sighting, and the post that it is, or may be."""

    sighting: Sighting
    post: Post
    channel: str
    """Where it was seen: the post's own channel, or one that has a version of it."""
    share: float
    """How much of the words agrees, from 0 to 1; 1 where the address says it."""

    @property
    def is_own(self) -> bool:
        """Whether it was seen on the post's own channel, whose figures are the post's."""
        return self.channel == self.post.channel


@dataclass(slots=True)
class Matches:
    """What became of all sightings, each in one of the lists."""

    sure: list[Match] = field(default_factory=list)
    likely: list[Match] = field(default_factory=list)
    unknown: list[Sighting] = field(default_factory=list)


class _Planned(NamedTuple):
    key: tuple[str, str]
    """The post and the channel, by their ids."""
    post: Post
    day: dt.date
    at: dt.datetime | None
    title: frozenset[str]
    text: frozenset[str]
    words: frozenset[str]
    """Those of the title and of the text."""
    opening: str
    bound: str
    """The service where its address is known already: it is nothing else there."""


def matched(plan: Plan, channels: Collection[str], sightings: Sequence[Sighting]) -> Matches:
    """Return which posts of some channels were seen.

    Args:
        plan: The plan.
        channels: The ids of the channels that the sightings may be of.
        sightings: What was seen.
    """
    found = Matches()
    by_address = _by_address(plan)
    by_link = {post.link_id: post for post in plan.posts.values() if post.link_id}
    open_: list[Sighting] = []
    taken: set[tuple[str, str]] = set()
    for sighting in sightings:
        post = (
            plan.posts.get(sighting.post)
            or by_link.get(sighting.link_id)
            or by_address.get(identity(sighting.address))
        )
        if post:
            found.sure.append(Match(sighting, post, post.channel, 1))
            taken.add((post.id, post.channel))
        else:
            open_.append(sighting)
    _by_words(_Shelf(_planned(plan, channels, taken)), open_, found)
    return found


def _by_address(plan: Plan) -> dict[str, Post]:
    known = ((identity(post.post_url), post) for post in plan.posts.values() if post.post_url)
    return {key: post for key, post in known if key}


def _planned(
    plan: Plan, channels: Collection[str], taken: Collection[tuple[str, str]]
) -> Iterator[_Planned]:
    """Yield each post and version that is to be seen on some channels."""
    for post in plan.posts.values():
        if post.status == "cancelled" or post.published_on is None:
            continue
        for channel in dict.fromkeys((post.channel, *post.variants)):
            if channel in channels and (post.id, channel) not in taken:
                text = outgoing(plan, post, channel)
                title, words = frozenset(_words(post.title)), frozenset(_words(text))
                is_own = channel == post.channel
                at = post.at if post.at and post.at.date() == post.published_on else None
                yield _Planned(
                    (post.id, channel),
                    post,
                    post.published_on,
                    at,
                    title,
                    words,
                    title | words,
                    _opening(text),
                    service_of(identity(post.post_url)) if is_own and post.post_url else "",
                )


def _words(text: str) -> list[str]:
    # Some write in letters that only look like letters: mathematical bold ones.
    return _WORD.findall(unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold())


def _opening(text: str) -> str:
    words = _words(text[:400])
    return " ".join(words[:_OPENING]) if len(words) >= _OPENING else ""


class _Shelf:
    """Posts by their day, and by their first words."""

    def __init__(self, planned: Iterable[_Planned]) -> None:
        self._all = sorted(planned, key=lambda it: (it.day, it.key))
        self._days = [it.day for it in self._all]
        self._openings: dict[str, list[_Planned]] = defaultdict(list)
        for it in self._all:
            if it.opening:
                self._openings[it.opening].append(it)

    def near(self, sighting: Sighting) -> Sequence[_Planned]:
        """Return the posts that a sighting may be."""
        alike = self._openings.get(_opening(sighting.text), ())[:_NEIGHBOURS]
        if sighting.when is None:
            return alike
        day = sighting.when.day
        low = bisect_left(self._days, day - dt.timedelta(NEAR_DAYS))
        high = bisect_left(self._days, day + dt.timedelta(NEAR_DAYS + 1))
        if high - low > _NEIGHBOURS:
            middle = bisect_left(self._days, day, low, high)
            low = max(low, middle - _NEIGHBOURS // 2)
            high = min(high, low + _NEIGHBOURS)
        if not alike:
            return self._all[low:high]
        return list({it.key: it for it in (*alike, *self._all[low:high])}.values())


def _by_words(shelf: _Shelf, sightings: Sequence[Sighting], found: Matches) -> None:
    """Say of each sighting which post it is, by its words and its day."""
    open_ = sorted(_pairs(shelf, sightings), key=lambda it: (-it.rank, it.number, it.planned.key))
    done: set[object] = set()

    def take(pair: _Pair, into: list[Match]) -> None:
        planned = pair.planned
        done.update((pair.number, planned.key))
        match = Match(sightings[pair.number], planned.post, planned.key[1], pair.share)
        into.append(match)

    # What is sure makes other things sure, whose rivals it was; so the same once more finds no more.
    for _ in range(_ROUNDS):
        ranks: dict[int, list[float]] = defaultdict(list)
        for pair in open_:
            ranks[pair.number].append(pair.rank)
        before = len(done)
        for pair in open_:
            rivals = ranks[pair.number]
            leads = len(rivals) < 2 or pair.rank - rivals[1] >= _LEAD  # noqa: PLR2004 - the second
            if pair.convinces and leads and not {pair.number, pair.planned.key} & done:
                take(pair, found.sure)
        open_ = [it for it in open_ if not {it.number, it.planned.key} & done]
        if len(done) == before:
            break
    for pair in open_:
        if not {pair.number, pair.planned.key} & done:
            take(pair, found.likely)
    found.unknown += [it for number, it in enumerate(sightings) if number not in done]


def _pairs(shelf: _Shelf, sightings: Sequence[Sighting]) -> Iterator[_Pair]:
    """Yield each sighting beside each post that it may be."""
    for number, sighting in enumerate(sightings):
        words = frozenset(_words(sighting.text))
        count = len(words)
        service = service_of(identity(sighting.address))
        for planned in shelf.near(sighting):
            if service and planned.bound == service:
                continue  # that post is somewhere else on the same service
            share = _share(words, planned)
            if share >= _LIKELY or (count < _MANY and _same_hours(sighting, planned)):
                yield _pair(number, count, planned, share, _apart(sighting, planned))


class _Pair(NamedTuple):
    """A sighting beside a post; there may be many of them."""

    rank: float
    """How well they agree: the share of the words, less something for each day apart."""
    number: int
    """Which sighting it is."""
    planned: _Planned
    share: float
    convinces: bool
    """Whether words and day agree so well that nobody needs to be asked."""


def _pair(number: int, words: int, planned: _Planned, share: float, apart: int) -> _Pair:
    enough = share >= (_SURE if apart <= 1 and words >= _MANY else _SURE_APART)
    convinces = enough and words > 1 and apart <= NEAR_DAYS
    return _Pair(share - _A_DAY * apart, number, planned, share, convinces)


def _share(words: frozenset[str], planned: _Planned) -> float:
    """Return what share of the words agrees, from 0 to 1.

    Services cut texts off, so of many words it is the share of the shorter text; of few, that of
    the longer one, be it the title or the text.
    """
    if len(words) < _MANY:
        texts = [text for text in (planned.title, planned.text) if text and words]
        return max((len(words & it) / max(len(words), len(it)) for it in texts), default=0.0)
    shorter = min(len(words), len(planned.words))
    return len(words & planned.words) / shorter if shorter else 0.0


def _apart(sighting: Sighting, planned: _Planned) -> int:
    """Return how many days lie between the plan and what was seen; many where nobody knows."""
    return abs((sighting.when.day - planned.day).days) if sighting.when else NEAR_DAYS + 1


def _same_hours(sighting: Sighting, planned: _Planned) -> bool:
    """Whether something went out when the post was to go out."""
    if not (sighting.when and sighting.when.clock and planned.at):
        return False
    seen = dt.datetime.combine(sighting.when.day, sighting.when.clock)
    return abs(seen - planned.at) <= dt.timedelta(hours=_HOURS)
