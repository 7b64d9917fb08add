"""What the groups are interested in: what was made of it, what worked, and what waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.site.addresses import POSTS, counted_with
from planner.site.charts import Bar
from planner.site.views.condition import condition
from planner.site.views.desk import Link
from planner.site.views.evidence import Some, count, how_known, some, went_out
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import Audience, Interest, Post
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk, Mark

_MOST_METRICS = 2
_MOST_IDEAS = 30


@dataclass(frozen=True, slots=True)
class Idea:
    """An interest that no post of the period takes up."""

    interest: str
    mark: Mark
    audience: Link
    line: str
    """What to write into a post."""


@dataclass(frozen=True, slots=True)
class Group:
    """An audience with its interests."""

    id: str
    audience: Link
    table: Table
    thin: str
    """That little is known of it."""


@dataclass(frozen=True, slots=True)
class Selling:
    """How much of the plan makes an offer."""

    sentence: str
    bars: tuple[Bar, ...]
    posts: Some


@dataclass(frozen=True, slots=True)
class Interests:
    """The whole page."""

    condition: Condition
    ideas: tuple[Idea, ...]
    idea_count: int
    groups: tuple[Group, ...]
    selling: Selling | None
    has_audiences: bool


def interests(desk: Desk) -> Interests:
    """Return what the page of interests shows."""
    used = _used(desk)
    ideas = list(_ideas(desk))
    return Interests(
        condition(desk, "what"),
        tuple(ideas[:_MOST_IDEAS]),
        len(ideas),
        tuple(_group(desk, it, used) for it in desk.schedule.audiences),
        _selling(desk) if desk.schedule.counted else None,
        bool(desk.schedule.audiences),
    )


def _used(desk: Desk) -> Mapping[tuple[str, str], Sequence[Post]]:
    """Return the counted posts for each audience and interest, by time."""
    found: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in desk.posts:
        if post.interest and post.id in desk.schedule.counted_ids:
            for name in dict.fromkeys(post.audience):
                found[name, post.interest].append(post)
    return found


def _ideas(desk: Desk) -> Iterator[Idea]:
    for audience in desk.schedule.audiences:
        for item in _named(audience):
            if (audience.id, item.id) not in desk.schedule.used_interests:
                yield Idea(
                    item.title or item.id,
                    how_known(desk, item),
                    desk.link(Kind.AUDIENCE, audience.id),
                    f"interest: {item.id}",
                )


def _named(audience: Audience) -> Iterable[Interest]:
    """Return the interests that can be named, each once."""
    return {item.id: item for item in audience.interests if item.id}.values()


def _group(desk: Desk, audience: Audience, used: Mapping[tuple[str, str], Sequence[Post]]) -> Group:
    anchor = f"interests-{desk.addresses.anchor(Kind.AUDIENCE, audience.id)}"
    heads = (T("Interest"), T("How we know"), T("Posts"), T("Best so far"))
    return Group(
        f"of-{anchor}",
        desk.link(Kind.AUDIENCE, audience.id),
        Table(
            anchor,
            desk.say(T("Interests of: {audience}", audience=desk.audience(audience.id))),
            tuple(map(desk.say, heads)),
            tuple(
                _row(desk, audience, item, used.get((audience.id, item.id), ()))
                for item in _named(audience)
            ),
        ),
        _thin(desk, audience),
    )


def _thin(desk: Desk, audience: Audience) -> str:
    limits = desk.schedule.thresholds
    sure = sum(item.known for item in audience.interests)
    if len(audience.interests) >= limits.interests_min and sure >= limits.interests_known_min:
        return ""
    return desk.say(
        T(
            "Too little is known of this group to choose from: {n} interests, {sure} of them with evidence. {min} will do to begin, {known} of them with evidence: what do they talk about, ask, save?",
            n=len(audience.interests),
            sure=sure,
            min=limits.interests_min,
            known=limits.interests_known_min,
        )
    )


def _row(desk: Desk, audience: Audience, item: Interest, posts: Sequence[Post]) -> tuple[Cell, ...]:
    number = count(desk, len(posts), audience=audience.id, interest=item.id)
    elsewhere = not posts and (audience.id, item.id) in desk.schedule.used_interests
    note = desk.say(T("used in a post for another group")) if elsewhere else ""
    return (
        Cell((Link(item.title or item.id),)),
        Cell(mark=how_known(desk, item)),
        Cell(number.links, note=note, number=number.number),
        _best_cell(desk, posts),
    )


def _best_cell(desk: Desk, posts: Sequence[Post]) -> Cell:
    best = tuple(_best(desk, posts))
    return Cell(best, note=desk.say(T("no figure yet")) if posts and not best else "")


def _best(desk: Desk, posts: Sequence[Post]) -> Iterator[Link]:
    """Yield the best post by each figure, those figures first that most posts were made for."""
    found: dict[str, list[tuple[float, Post]]] = defaultdict(list)
    for post in posts:
        if post.action_metric and went_out(desk, post) and _more_is_better(desk, post):
            figure = desk.schedule.latest(post, post.action_metric)
            if figure:
                found[post.action_metric].append((figure.value, post))
    for metric in sorted(found, key=lambda name: -len(found[name]))[:_MOST_METRICS]:
        value, post = max(found[metric], key=lambda pair: pair[0])
        said = T(
            "{post} – {metric}: {value}",
            post=desk.head(post),
            metric=desk.word("metric", metric),
            value=desk.tongue.number(value),
        )
        yield Link(desk.say(said), desk.post_link(post.id).to)


def _more_is_better(desk: Desk, post: Post) -> bool:
    word = desk.plan.word("metric", post.action_metric)
    return bool(word and word.facts.get("more_is_better", True))


def _selling(desk: Desk) -> Selling:
    counted, ids = desk.schedule.counted, {post.id for post in desk.schedule.selling}
    every, sold = _for_each(counted), _for_each(desk.schedule.selling)
    n = N(
        "{n} post of {all} makes an offer.",
        "{n} posts of {all} make an offer.",
        len(ids),
        all=len(counted),
    )
    return Selling(
        f"{desk.say(n)} {desk.say(_enough(desk))}",
        tuple(_bar(desk, it.id, sold[it.id], every[it.id]) for it in desk.schedule.audiences),
        some(desk, [post for post in desk.posts if post.id in ids], POSTS),
    )


def _for_each(posts: Iterable[Post]) -> Counter[str]:
    """Return how many of the posts are for each audience."""
    return Counter(name for post in posts for name in set(post.audience))


def _enough(desk: Desk) -> T:
    most = desk.schedule.thresholds.offer_share
    if 100 * len(desk.schedule.selling) > most * len(desk.schedule.counted):
        return T(
            "That is more than {share}%. Few readers are buying today: make one of them a piece of advice, a story or an answer.",
            share=most,
        )
    return T("Up to {share}% may sell without tiring the readers.", share=most)


def _bar(desk: Desk, audience: str, n: int, total: int) -> Bar:
    words = desk.say(T("{n} of {all}", n=n, all=total))
    to = counted_with(audience=audience) if total else ""
    return Bar(desk.audience(audience), words, n / total if total else 0, to=to)
