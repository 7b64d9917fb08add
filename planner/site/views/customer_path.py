"""The customer path: who stands where, what leads on from there, and where it ends."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.coverage import new_post, stage_of
from planner.diagnostics import Kind
from planner.lines import Key, Line
from planner.site.addresses import counted_with
from planner.site.views.desk import Fact, Link, Mark
from planner.site.views.mix import capital, further, long
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import Post
    from planner.site.views.desk import Desk
    from planner.site.views.mix import Long
    from planner.vocabulary import Word

_LEAVERS = "leavers"
_MOST_NEXT = 3
_MOST_CHAINS = 15
_MOST_STEPS = 12
_MOST_DEAD_ENDS = 20
_ONWARD = ("sign-up", "contact", "visit", "order", "follow")
"""The invitations that bring a reader a step further without an address too."""
_LAST_STAGE = 4
_FUNNEL = {
    "awareness": T("awareness"),
    "consideration": T("consideration"),
    "purchase": T("purchase"),
    "retention": T("retention"),
    "advocacy": T("advocacy"),
}
_NONE = (Link("–"),)
_SUITING = {"advocates": "recommendation-request", "leavers": "win-back"}
"""The content made for a place that no purchase stage leads to by itself."""


@dataclass(frozen=True, slots=True)
class Station:
    """A place on the path."""

    id: str
    number: int
    name: str
    aim: str
    count: Link
    facts: tuple[Fact, ...]
    hole: str
    """What is missing there; nothing where posts speak to these people."""
    how: str
    command: str
    aside: bool
    """Whether it lies beside the path: those who leave."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A post of a chain, and how it is joined to what comes before or after."""

    post: Link
    when: str
    status: Mark
    joins: tuple[str, ...]
    early: Mark | None
    """That it goes out before a post that leads to it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Posts that lead from one to the next."""

    steps: tuple[ChainStep, ...]
    more: str
    loop: bool
    """Whether it leads back to where it began."""


@dataclass(frozen=True, slots=True)
class Path:
    """The whole page."""

    sentence: str
    stations: tuple[Station, ...]
    dead_ends: Long
    dead_sentence: str
    chains: tuple[Chain, ...]
    more_chains: str
    chain_file: Table
    models: Table


def path(desk: Desk) -> Path:
    """Return what the page of the customer path shows."""
    stations = tuple(_Stations(desk).all())
    dead = _DeadEnds(desk)
    chains = _Chains(desk).all()
    return Path(
        _sentence(desk, stations),
        stations,
        long(desk, dead.table(), _MOST_DEAD_ENDS),
        dead.sentence(),
        tuple(_shown(desk, chain, loop=loop) for chain, loop in chains[:_MOST_CHAINS]),
        further(desk, len(chains), _MOST_CHAINS),
        _chain_table(desk, [chain for chain, _ in chains]),
        _models(desk),
    )


def _sentence(desk: Desk, stations: Sequence[Station]) -> str:
    holes = [station.name for station in stations if station.hole]
    if not desk.schedule.counted:
        return desk.say(T("No post leads anybody along the path yet."))
    if holes:
        return desk.say(T("The path has a hole. Nobody speaks to: {places}.", places=holes))
    return desk.say(T("There are posts for every place on the path."))


# The places


class _Stations:
    """The five places with what the plan has there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.words: Mapping[str, Word] = desk.plan.reading.list("journey")
        self.posts: dict[str, list[Post]] = defaultdict(list)
        ids = desk.schedule.counted_ids
        for post in desk.posts:
            if post.id in ids:
                self.posts[desk.schedule.journey(post) or ""].append(post)

    def all(self) -> Iterator[Station]:
        for number, word in enumerate(self.words.values(), 1):
            yield self._station(number, word)

    def _station(self, number: int, word: Word) -> Station:
        desk, posts = self.desk, self.posts[word.id]
        name = capital(word.label(desk.language))
        how, command = self._filling(word) if not posts else ("", "")
        to = counted_with(journey=word.id) if posts else ""
        return Station(
            word.id,
            number,
            name,
            str(word.facts[f"aim_{desk.language}"]),
            Link(desk.post_count(len(posts)), to),
            tuple(fact for fact in self._facts(word, posts) if fact.values),
            "" if posts else desk.say(T("Nothing is planned for them yet.")),
            how,
            command,
            word.id == _LEAVERS,
        )

    def _filling(self, word: Word) -> tuple[str, str]:
        desk = self.desk
        suiting = _SUITING.get(word.id)
        if not suiting:
            stage = stage_of(desk.plan, word.id)
            return desk.say(T("Begin one:")), new_post(stage=stage)
        line = Line(Key(Kind.POST, ("journey",)), word)
        said = T(
            "Write a post with the line “{line}”, such as: {type}. It can begin with:",
            line=line,
            type=desk.plan.word("content-type", suiting),
        )
        return desk.say(said), new_post(stage="activation", content_type=suiting)

    def _facts(self, word: Word, posts: Sequence[Post]) -> Iterator[Fact]:
        desk = self.desk
        here = [it for it in desk.schedule.audiences if word.id in it.journey]
        yield Fact(
            desk.say(T("Who is there")),
            tuple(desk.link(Kind.AUDIENCE, audience.id) for audience in here),
        )
        reached = {name for post in posts for name in post.audience}
        forgotten = [it for it in here if it.id not in reached] if posts else []
        yield Fact(
            desk.say(T("Who is there and gets nothing")),
            tuple(desk.link(Kind.AUDIENCE, audience.id) for audience in forgotten),
        )
        yield Fact(desk.say(T("Goals")), self._used(word, Kind.GOAL, (p.goal for p in posts)))
        channels = (name for p in posts for name in {p.channel, *p.variants})
        yield Fact(desk.say(T("Channels")), self._used(word, Kind.CHANNEL, channels))
        coming = [post for post in posts if desk.upcoming(post)][:_MOST_NEXT]
        yield Fact(desk.say(T("Next")), tuple(desk.post_link(post.id) for post in coming))

    def _used(self, word: Word, kind: Kind, names: Iterable[str]) -> tuple[Link, ...]:
        """Return what posts use, the most used first, each with the posts that use it."""
        counts = Counter(name for name in names if name)
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return tuple(
            Link(
                f"{self.desk.link(kind, name).text} ({counts[name]})",
                counted_with(journey=word.id, **{kind.value: name}),
            )
            for name in ordered
        )


# Dead ends


class _DeadEnds:
    """The counted posts that nothing leads on from."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def silent(self) -> list[Post]:
        """Those that ask for nothing."""
        return [post for post in self._ordered if not post.cta_type]

    @cached_property
    def ending(self) -> list[Post]:
        """Those that ask, and lead no further."""
        return [post for post in self._ordered if post.cta_type and not self._leads_on(post)]

    @cached_property
    def _ordered(self) -> list[Post]:
        """The counted posts; first those that can still be changed."""
        ids = self.desk.schedule.counted_ids
        counted = [post for post in self.desk.posts if post.id in ids]
        return sorted(counted, key=lambda post: not self.desk.upcoming(post))

    def _leads_on(self, post: Post) -> bool:
        asked = post.cta_type in _ONWARD or bool(post.cta and post.cta.url)
        return asked or self._arrived(post) or self._goes_on(post)

    def _arrived(self, post: Post) -> bool:
        """Whether it speaks to customers: they are where the path was to lead."""
        stage = self.desk.plan.word("stage", post.stage)
        return bool(stage and int(stage.facts["order"]) >= _LAST_STAGE)

    def _goes_on(self, post: Post) -> bool:
        desk = self.desk
        after = (
            *((post.next_post,) if post.next_post else ()),
            *desk.announces.get(post.id, ()),
            *desk.builds_on.get(post.id, ()),
        )
        found = (desk.plan.posts.get(name) for name in after)
        return any(it and it.status != "cancelled" for it in found)

    def sentence(self) -> str:
        """Return how many there are of each kind."""
        desk = self.desk
        silent, ending = len(self.silent), len(self.ending)
        texts = (
            N("{n} post asks for nothing.", "{n} posts ask for nothing.", silent),
            N("{n} post leads no further.", "{n} posts lead no further.", ending),
        )
        said = [desk.say(text) for text, n in zip(texts, (silent, ending), strict=True) if n]
        if not (said or self.desk.schedule.counted):
            return ""
        return " ".join(said) or desk.say(T("Every post leads on."))

    def table(self) -> Table:
        """Return all of them, those first that ask for nothing."""
        desk = self.desk
        nothing = Mark("partly", "!", desk.say(T("asks for nothing")))
        no_further = Mark("info", "i", desk.say(T("leads no further")))
        found = [(post, nothing) for post in self.silent]
        found += [(post, no_further) for post in self.ending]
        heads = (T("Post"), T("What ends here"), T("Invitation"), T("Purchase stage"), T("When"))
        return Table(
            "dead-ends",
            desk.say(T("Posts where the path ends")),
            tuple(map(desk.say, heads)),
            tuple(self._row(post, mark) for post, mark in found),
        )

    def _row(self, post: Post, mark: Mark) -> tuple[Cell, ...]:
        desk = self.desk
        return (
            Cell((desk.post_link(post.id),)),
            Cell(mark=mark),
            Cell((Link(desk.word("cta", post.cta_type)),)),
            Cell((Link(desk.word("stage", post.stage)),)),
            Cell((Link(desk.tongue.day(post.day) if post.day else ""),)),
        )


# Chains


class _Chains:
    """The posts that are joined: as next ones, as sources, as announcements."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.place = {post.id: number for number, post in enumerate(self.posts)}
        self.after: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, list[str]] = defaultdict(list)
        for post in self.posts:
            for before, after in _joins(post):
                if before in self.place and after in self.place and before != after:
                    self.after[before].append(after)
                    self.near[before].append(after)
                    self.near[after].append(before)

    @cached_property
    def posts(self) -> list[Post]:
        """The posts that can be part of one, by time."""
        return [post for post in self.desk.posts if post.status != "cancelled"]

    def all(self) -> list[tuple[list[str], bool]]:
        """Return each chain in order, and whether it runs in a circle."""
        seen: set[str] = set()
        found = []
        for post in self.posts:
            if post.id in self.near and post.id not in seen:
                together = self._together(post.id)
                seen |= together
                found.append(self._ordered(together))
        return found

    def _together(self, first: str) -> set[str]:
        found, waiting = {first}, [first]
        while waiting:
            for name in self.near[waiting.pop()]:
                if name not in found:
                    found.add(name)
                    waiting.append(name)
        return found

    def _ordered(self, names: set[str]) -> tuple[list[str], bool]:
        """Put each post after those that lead to it; what runs in a circle comes last, by time."""
        waiting = Counter(name for before in names for name in self.after.get(before, ()))
        free = [self.place[name] for name in names if not waiting[name]]
        heapq.heapify(free)
        ordered: list[str] = []
        while free:
            name = self.posts[heapq.heappop(free)].id
            ordered.append(name)
            for after in self.after.get(name, ()):
                waiting[after] -= 1
                if not waiting[after]:
                    heapq.heappush(free, self.place[after])
        round_ = sorted(names - set(ordered), key=self.place.__getitem__)
        return [*ordered, *round_], bool(round_)


def _joins(post: Post) -> Iterator[tuple[str, str]]:
    """Yield the pairs that a post names: what comes before, what comes after."""
    if post.next_post:
        yield post.id, post.next_post
    if post.live and post.live.announced_by:
        yield post.live.announced_by, post.id
    for name in post.source_posts:
        yield name, post.id


def _shown(desk: Desk, names: Sequence[str], *, loop: bool) -> Chain:
    posts = [desk.plan.posts[name] for name in names[:_MOST_STEPS]]
    steps = tuple(
        ChainStep(
            desk.post_link(post.id),
            desk.tongue.day(post.day) if post.day else desk.say(T("no day yet")),
            desk.status(post),
            tuple(_how(desk, post)),
            _early(desk, post),
        )
        for post in posts
    )
    return Chain(steps, further(desk, len(names), _MOST_STEPS), loop)


def _early(desk: Desk, post: Post) -> Mark | None:
    names = (*post.source_posts, *desk.comes_from.get(post.id, ()))
    names = (*names, post.live.announced_by) if post.live else names
    before = [desk.plan.posts[name] for name in names if name in desk.plan.posts]
    later = [
        it for it in before if it is not post and it.status != "cancelled" and _after(it, post)
    ]
    if not later:
        return None
    said = T("goes out before {posts}", posts=[desk.head(it) for it in later])
    return Mark("partly", "!", desk.say(said))


def _after(first: Post, second: Post) -> bool:
    """Whether a post goes out after another, as far as days and times tell."""
    if first.at and second.at:
        return first.at > second.at
    return bool(first.day and second.day and first.day > second.day)


def _how(desk: Desk, post: Post) -> Iterator[str]:
    """Yield how a post is joined to others, in words."""
    known = desk.plan.posts

    def heads(names: Iterable[str]) -> list[str]:
        return [desk.head(known[name]) for name in names if name in known]

    told = (
        (T("builds on"), heads(post.source_posts)),
        (T("announced by"), heads((post.live.announced_by,) if post.live else ())),
        (T("leads to"), heads((post.next_post,))),
    )
    for how, titles in told:
        if titles:
            yield f"{desk.say(how)}: {', '.join(titles)}"


def _chain_table(desk: Desk, chains: Sequence[Sequence[str]]) -> Table:
    heads = (T("Post"), T("Chain"), T("When"), T("Status"), T("How it is joined"))
    rows = tuple(
        (
            Cell((desk.post_link(name),)),
            Cell(number=str(number)),
            Cell((Link(post.day.isoformat() if post.day else ""),)),
            Cell(mark=desk.status(post)),
            Cell(tuple(Link(how) for how in _how(desk, post))),
        )
        for number, names in enumerate(chains, 1)
        for name in names
        for post in (desk.plan.posts[name],)
    )
    return Table("chains", desk.say(T("Chains of posts")), tuple(map(desk.say, heads)), rows)


# The three models


def _models(desk: Desk) -> Table:
    heads = (T("Customer path"), T("Funnel word"), T("Purchase stage"))
    journeys: Mapping[str, Word] = desk.plan.reading.list("journey")
    rows = tuple(
        (
            Cell((Link(capital(word.label(desk.language))),)),
            Cell(tuple(_funnel(desk, word)) or _NONE),
            Cell(tuple(_stages(desk, word)) or _NONE),
        )
        for word in journeys.values()
    )
    caption = desk.say(T("Three models of the same way"))
    return Table("path-models", caption, tuple(map(desk.say, heads)), rows)


def _funnel(desk: Desk, journey: Word) -> Iterator[Link]:
    for name in journey.facts["funnel"]:
        yield Link(desk.say(_FUNNEL[name]))


def _stages(desk: Desk, journey: Word) -> Iterator[Link]:
    """Yield the purchase stages of a place; one in brackets where it only comes nearest."""
    if journey.id == _LEAVERS:
        return
    own = [s for s in desk.plan.reading.list("stage").values() if s.facts["journey"] == journey.id]
    for stage in own:
        yield Link(stage.label(desk.language), counted_with(stage=stage.id))
    if not own:
        near = stage_of(desk.plan, journey.id)
        yield Link(f"({desk.word('stage', near)})")
