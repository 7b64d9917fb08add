"""Which planned post is it that was seen: by its address, else by its day and its words.

A wrong “surely” would give a post the figures of another one, and go on doing so. So it is said
only where the words of a whole text agree, its numbers too, and nothing else comes near; what is
less is asked.

The work grows with the sightings and the posts, not with their product: a sighting is held
beside the few posts of its channel that lie nearest to it in time, or begin with the same words.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
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
"""What share of the words has to agree: within a day of the plan, at all, and on another day."""
_LEAD, _A_DAY = 0.1, 0.1
"""So much better than the next best, or it might be either; and what each day apart takes off."""
_FEW, _MANY = 4, 8
"""Fewer words in common than these make nobody sure, however well they agree; and fewer than these
are anywhere in a long text: they have to be the whole title, or the whole text."""
_NEIGHBOURS = 40
_ROUNDS = 20
_OPENING = 6
_HOURS = 2
_WORD = re.compile(r"\d+|[^\W\d]{2,}")
_LINKS = re.compile(r"\S+://\S+|\bwww\.\S+|(?<!\w)[#@][\w.]+")
"""Addresses, hashtags and names stand in many posts alike."""


@dataclass(frozen=True, slots=True)
class Match:
    """A sighting, and the post that it is, or may be."""

    sighting: Sighting
    post: Post
    channel: str
    """Where it was seen: the post's own channel, or one that has a version of it."""
    known: bool = False
    """Whether its address says so, or a name that stands for it; else its words do."""

    @property
    def is_own(self) -> bool:
        """Whether it was seen on the post's own channel, whose figures are the post's."""
        return self.channel == self.post.channel


@dataclass(slots=True)
class Matches:
    """What became of all sightings, each in one of the lists."""

    sure: list[Match] = field(default_factory=list)
    likely: list[Match] = field(default_factory=list)
    """Several may be like one post."""
    unknown: list[Sighting] = field(default_factory=list)


class _Planned(NamedTuple):
    open: bool
    """Whether it has not been seen yet by its address."""
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
    here = [post for post in plan.posts.values() if _is_on(post, channels)]
    by_address = {identity(post.post_url): post for post in here if post.post_url}
    by_link = {post.link_id: post for post in here if post.link_id}
    by_id = {post.id: post for post in here}
    open_: list[Sighting] = []
    taken: set[str] = set()
    for sighting in sightings:
        post = (
            by_id.get(sighting.post)
            or by_link.get(sighting.link_id)
            or by_address.get(identity(sighting.address) or "-")
        )
        if post:
            found.sure.append(Match(sighting, post, post.channel, known=True))
            taken.add(post.id)
        else:
            open_.append(sighting)
    _by_words(_Shelf(_planned(here, plan, channels, taken)), open_, found)
    return found


def _is_on(post: Post, channels: Collection[str]) -> bool:
    return post.channel in channels or any(name in channels for name in post.variants)


def _planned(
    posts: Iterable[Post], plan: Plan, channels: Collection[str], taken: Collection[str]
) -> Iterator[_Planned]:
    """Yield each post and version that is to be seen on some channels."""
    for post in posts:
        if post.published_on is None:
            continue
        for channel in dict.fromkeys((post.channel, *post.variants)):
            is_own = channel == post.channel
            if channel not in channels:
                continue
            text = outgoing(plan, post, channel)
            title, words = frozenset(_words(post.title)), _words(text)
            yield _Planned(
                not (is_own and post.id in taken),
                (post.id, channel),
                post,
                post.published_on,
                post.at if post.at and post.at.date() == post.published_on else None,
                title,
                frozenset(words),
                title.union(words),
                _opening(words),
                service_of(identity(post.post_url)) if is_own and post.post_url else "",
            )


def _words(text: str) -> list[str]:
    # Some write in letters that only look like letters: mathematical bold ones.
    plain = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()
    has_links = "#" in plain or "@" in plain or "//" in plain or "www." in plain
    return _WORD.findall(_LINKS.sub(" ", plain) if has_links else plain)


def _opening(words: Sequence[str]) -> str:
    """Return the first words as one; nothing of a text that has fewer."""
    return " ".join(words[:_OPENING]) if len(words) >= _OPENING else ""


class _Shelf:
    """Posts by their day, and by their first words; and how rare each word is among them."""

    def __init__(self, planned: Iterable[_Planned]) -> None:
        every = sorted(planned, key=lambda it: (it.day, it.key))
        self._all = [it for it in every if it.open]
        self._days = [it.day for it in self._all]
        self._openings: dict[str, list[_Planned]] = defaultdict(list)
        counts: Counter[str] = Counter()
        for it in every:  # of all, so that the same things weigh the same the next time
            counts.update(it.words)
            if it.open and it.opening:
                self._openings[it.opening].append(it)
        many = len(every) + 1
        # What ends every post (“order your box”) says little of which one it is.
        self.weights = _Weights({word: math.log(1 + many / n) for word, n in counts.items()})
        self.weights.rarest = math.log(1 + many)

    def near(self, sighting: Sighting, words: Sequence[str]) -> Sequence[_Planned]:
        """Return the posts that a sighting with these words may be."""
        alike = self._openings.get(_opening(words), ())[:_NEIGHBOURS]
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


class _Weights(dict[str, float]):
    """How much each word says; one that no post has says most."""

    rarest = 1.0

    def of(self, words: Iterable[str]) -> float:
        """Return what words say together."""
        # Words come in any order, and a plain sum would differ in its last digits.
        return math.fsum(self.get(word, self.rarest) for word in words)


class _Pair(NamedTuple):
    """A sighting beside a post; there may be many of them."""

    rank: float
    """How well they agree: the share of the words, less something for the time apart."""
    number: int
    """Which sighting it is."""
    planned: _Planned
    share: float
    convinces: bool
    """Whether words and day agree so well that nobody needs to be asked."""


def _by_words(shelf: _Shelf, sightings: Sequence[Sighting], found: Matches) -> None:
    """Say of each sighting which post it is, by its words and its day."""
    open_ = sorted(_pairs(shelf, sightings), key=lambda it: (-it.rank, it.number, it.planned.key))
    done: set[object] = set()
    # What is sure makes other things sure, whose rivals it was; so the same once more finds no more.
    for _ in range(_ROUNDS):
        rivals = _Rivals(open_)
        sure = [pair for pair in open_ if pair.convinces and rivals.leave(pair)]
        if not sure:
            break
        for pair in sure:
            done.update((pair.number, pair.planned.key))
            found.sure.append(_match(pair, sightings))
        open_ = [it for it in open_ if it.number not in done and it.planned.key not in done]
    for pair in open_:
        if pair.number not in done:
            done.add(pair.number)
            found.likely.append(_match(pair, sightings))
    found.unknown += [it for number, it in enumerate(sightings) if number not in done]


def _match(pair: _Pair, sightings: Sequence[Sighting]) -> Match:
    return Match(sightings[pair.number], pair.planned.post, pair.planned.key[1])


class _Rivals:
    """What else a sighting may be, and what else may be a post."""

    def __init__(self, pairs: Sequence[_Pair]) -> None:
        self._ranks: dict[object, list[float]] = defaultdict(list)
        self._shares: dict[int, float] = defaultdict(float)
        for pair in pairs:  # the best first
            self._ranks[pair.number].append(pair.rank)
            self._ranks[pair.planned.key].append(pair.rank)
            self._shares[pair.number] = max(self._shares[pair.number], pair.share)

    def leave(self, pair: _Pair) -> bool:
        """Whether nothing comes near: no other post, no other sighting, no other day's text."""
        others = [
            ranks[1] if ranks[0] == pair.rank else ranks[0]
            for ranks in (self._ranks[pair.number], self._ranks[pair.planned.key])
            if len(ranks) > 1
        ]
        fits_best = pair.share >= self._shares[pair.number] - _LEAD / 2
        return fits_best and all(pair.rank - other >= _LEAD for other in others)


def _pairs(shelf: _Shelf, sightings: Sequence[Sighting]) -> Iterator[_Pair]:
    """Yield each sighting beside each post that it may be, with the share of the words that agrees.

    Rare words count more. Of many it is the share of what was seen, for services cut texts off; few
    have to be the whole of the title or of the text.
    """
    for number, sighting in enumerate(sightings):
        listed = _words(sighting.text)
        words = frozenset(listed)
        weight = 0.0
        service = service_of(identity(sighting.address))
        for planned in shelf.near(sighting, listed):
            if service and planned.bound == service:
                continue  # that post is somewhere else on the same service
            common = words & planned.words
            if len(common) * 4 < len(words):
                continue
            if len(common) >= _MANY:
                weight = weight or shelf.weights.of(words)
                share = shelf.weights.of(common) / weight
            else:
                share = _whole(words, planned, shelf.weights)
            apart = _apart(sighting, planned)
            if share >= _LIKELY or (len(words) < _MANY and _same_hours(sighting, planned)):
                convinces = (
                    planned.post.status not in ("idea", "cancelled")
                    and share >= (_SURE if apart < 2 and len(common) >= _MANY else _SURE_APART)  # noqa: PLR2004 - the next day still
                    and apart < (NEAR_DAYS + 1 if len(common) >= _MANY else 2)
                    and len(common) >= _FEW
                    and all(word in planned.words for word in words if word.isdigit())
                )
                yield _Pair(share - _A_DAY * apart, number, planned, share, convinces)


def _whole(words: frozenset[str], planned: _Planned, weights: _Weights) -> float:
    """Return how much few words are the whole of a title or a text, from 0 to 1."""
    best = 0.0
    for text in (planned.title, planned.text):
        both = words & text
        if len(both) * 4 >= max(len(words), len(text)):
            best = max(best, weights.of(both) / (weights.of(words | text) or 1))
    return best


def _apart(sighting: Sighting, planned: _Planned) -> float:
    """Return how many days lie between the plan and what was seen; many where nobody knows."""
    if sighting.when is None:
        return NEAR_DAYS + 1
    if sighting.when.clock and planned.at:
        seen = dt.datetime.combine(sighting.when.day, sighting.when.clock)
        hours = abs((seen - planned.at).total_seconds()) / 3600
        # Exports do not say of which time zone their hours are: they decide between equals alone.
        return abs((sighting.when.day - planned.day).days) + min(hours, 24) / 1000
    return float(abs((sighting.when.day - planned.day).days))


def _same_hours(sighting: Sighting, planned: _Planned) -> bool:
    """Whether something went out when the post was to go out."""
    if not (sighting.when and sighting.when.clock and planned.at):
        return False
    seen = dt.datetime.combine(sighting.when.day, sighting.when.clock)
    return abs(seen - planned.at) <= dt.timedelta(hours=_HOURS)
