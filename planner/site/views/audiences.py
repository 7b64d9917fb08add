"""Whom the plan is for: who has posts, who gets nothing, and what is known of each group."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind, Verdict
from planner.schedule import Week
from planner.site.addresses import INTERESTS, STAGES, counted_with, posts_with, week_page
from planner.site.views.condition import condition
from planner.site.views.desk import Fact, Link
from planner.site.views.evidence import (
    MOST,
    checked,
    count,
    dated,
    how_known,
    how_known_there,
    last_post,
    marked,
    next_post,
)
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.model import Audience, Interest, Post
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk, Mark

_WEEKS_BEFORE, _WEEKS = 13, 26
"""So many weeks stand in the table of weeks, a part of them before today."""
_DARKEST = 4


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of an audience, and how."""

    about: Link
    mark: Mark
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one audience."""

    id: str
    title: str
    mark: Mark | None
    """That it has no posts, or is on hold."""
    description: str
    lacks: str
    """What is still to be written of it."""
    facts: tuple[Fact, ...]
    channels: tuple[Known, ...]
    interests: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of counts, the more the darker."""

    table: Table
    heads: tuple[Link, ...]
    levels: tuple[tuple[int, ...], ...]
    left_out: str
    """That there are more weeks than are shown."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """A post that is for none of the plan's audiences, and what it says instead."""

    post: Link
    named: str


@dataclass(frozen=True, slots=True)
class Audiences:
    """The whole page."""

    condition: Condition
    without: tuple[Link, ...]
    """The audiences that get nothing."""
    stages: Table
    weeks: Heat | None
    nobody: tuple[Nobody, ...]
    nobody_count: int
    more: Link | None
    cards: tuple[Card, ...]
    waiting: tuple[Card, ...]


def audiences(desk: Desk) -> Audiences:
    """Return what the page of audiences shows."""
    posts = _posts(desk)
    active = sorted(desk.schedule.audiences, key=lambda it: it.id in posts)
    waiting = (it for it in desk.plan.audiences.values() if it.status != "active")
    nobody = [post for post in desk.posts if _for_nobody(desk, post)]
    more = len(nobody) - MOST
    return Audiences(
        condition(desk, "who"),
        tuple(desk.link(Kind.AUDIENCE, it.id) for it in active if it.id not in posts),
        _stages(desk, active, posts),
        _weeks(desk, active, posts) if active and desk.schedule.weeks else None,
        tuple(_nobody(desk, post) for post in nobody[:MOST]),
        len(nobody),
        Link(desk.say(T("{n} more", n=more)), posts_with(open="who")) if more > 0 else None,
        tuple(_card(desk, it, posts.get(it.id, ())) for it in active),
        tuple(_card(desk, it, posts.get(it.id, ())) for it in waiting),
    )


def _posts(desk: Desk) -> Mapping[str, Sequence[Post]]:
    """Return the counted posts for each audience, by time."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in desk.posts:
        if post.id in desk.schedule.counted_ids:
            for name in dict.fromkeys(post.audience):
                found[name].append(post)
    return found


def _for_nobody(desk: Desk, post: Post) -> bool:
    known = any(desk.plan.knows(Kind.AUDIENCE, name) for name in post.audience)
    return post.id in desk.schedule.counted_ids and not known


def _nobody(desk: Desk, post: Post) -> Nobody:
    named = desk.say(T("it says: {names}", names=post.audience)) if post.audience else ""
    return Nobody(desk.post_link(post.id), named)


def _stages(desk: Desk, active: Sequence[Audience], posts: Mapping[str, Sequence[Post]]) -> Table:
    words = tuple(desk.plan.reading.list("stage"))
    heads = (T("Audience"), T("Posts"))
    ends = (T("Last post"), T("Next post"))
    return Table(
        "audiences-stages",
        desk.say(T("Posts for each audience, by purchase stage")),
        (
            *map(desk.say, heads),
            *(_capital(desk.word("stage", stage)) for stage in words),
            *map(desk.say, ends),
        ),
        tuple(_stage_row(desk, it, posts.get(it.id, ()), words) for it in active),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stage_row(
    desk: Desk, audience: Audience, posts: Sequence[Post], words: Sequence[str]
) -> tuple[Cell, ...]:
    stages = Counter(post.stage for post in posts)
    unsaid = stages[None]
    note = desk.say(N("{n} without a stage", "{n} without a stage", unsaid)) if unsaid else ""
    total = count(desk, len(posts), audience=audience.id)
    return (
        Cell((desk.link(Kind.AUDIENCE, audience.id),), None if posts else _nothing(desk)),
        Cell(total.links, note=note, number=total.number),
        *(count(desk, stages[stage], audience=audience.id, stage=stage) for stage in words),
        Cell(_day(desk, last_post(desk, posts))),
        Cell(_day(desk, next_post(desk, posts))),
    )


def _day(desk: Desk, post: Post | None) -> tuple[Link, ...]:
    """Return the day of a post as a link to it; its title would make the table too wide."""
    if post is None or post.day is None:
        return ()
    return (Link(desk.tongue.short_day(post.day), desk.addresses.posts[post.id]),)


def _nothing(desk: Desk) -> Mark:
    return marked(Verdict.MISSING, desk.say(T("no posts")))


def _weeks(desk: Desk, active: Sequence[Audience], posts: Mapping[str, Sequence[Post]]) -> Heat:
    weeks = _shown_weeks(desk)
    counts = [
        Counter(Week.of(post.day) for post in posts.get(it.id, ()) if post.day) for it in active
    ]
    rows = tuple(
        (Cell((desk.link(Kind.AUDIENCE, it.id),)), *(_week(desk, week, found) for week in weeks))
        for it, found in zip(active, counts, strict=True)
    )
    return Heat(
        Table(
            "audiences-weeks",
            desk.say(T("Posts for each audience, by ISO week")),
            (desk.say(T("Audience")), *(f"{week.year}-W{week.number:02}" for week in weeks)),
            rows,
        ),
        tuple(Link(str(week.number), week_page(week.year, week.number)) for week in weeks),
        tuple(tuple(min(found[week], _DARKEST) for week in weeks) for found in counts),
        _left_out(desk, len(weeks)),
    )


def _shown_weeks(desk: Desk) -> tuple[Week, ...]:
    """Return the weeks of the period, or of a long one those around today."""
    weeks = desk.schedule.weeks
    before = sum(week < Week.of(desk.as_of) for week in weeks)
    start = max(min(before - _WEEKS_BEFORE, len(weeks) - _WEEKS), 0)
    return weeks[start : start + _WEEKS]


def _week(desk: Desk, week: Week, found: Counter[Week]) -> Cell:
    n = found[week]
    link = Link(desk.tongue.number(n), week_page(week.year, week.number) if n else "")
    return Cell((link,), number=str(n))


def _left_out(desk: Desk, shown: int) -> str:
    total = len(desk.schedule.weeks)
    if total <= shown:
        return ""
    return desk.say(T("{n} of the {all} weeks are shown, those around today.", n=shown, all=total))


def _card(desk: Desk, audience: Audience, posts: Sequence[Post]) -> Card:
    waits = audience.status != "active"
    on_hold = marked(Verdict.NOT_YET, desk.word("audience-status", audience.status))
    return Card(
        desk.addresses.anchor(Kind.AUDIENCE, audience.id),
        audience.title or audience.id,
        on_hold if waits else (None if posts else _nothing(desk)),
        audience.description,
        "" if desk.schedule.described(audience) else desk.say(_only_a_name()),
        tuple(Fact(desk.say(label), said) for label, said in _facts(desk, audience, posts) if said),
        tuple(
            Known(desk.link(Kind.CHANNEL, it.id), how_known_there(desk, it), checked(desk, it))
            for it in audience.channels
        ),
        tuple(
            Known(
                _posts_on(it, audience, posts),
                how_known(desk, it),
            )
            for it in audience.interests
        ),
    )


def _posts_on(it: Interest, audience: Audience, posts: Sequence[Post]) -> Link:
    """Return an interest with a link to its posts for the audience, where there are any."""
    used = any(post.interest == it.id for post in posts)
    to = counted_with(audience=audience.id, interest=it.id) if used else ""
    return Link(it.title or it.id, to)


def _only_a_name() -> T:
    return T(
        "This group is still little more than a name. Write two sentences into its “description:”, and one line of “needs:”."
    )


def _facts(
    desk: Desk, audience: Audience, posts: Sequence[Post]
) -> Iterator[tuple[T, tuple[Link, ...]]]:
    size = desk.say(T("about {n}", n=audience.size)) if audience.size else ""
    number = desk.post_count(len(posts))
    yield T("Posts"), (Link(number, counted_with(audience=audience.id) if posts else ""),)
    yield T("Last post"), dated(desk, last_post(desk, posts))
    yield T("Next post"), dated(desk, next_post(desk, posts))
    yield T("To write next"), tuple(_to_write(desk, audience, posts))
    yield T("They need"), _said("; ".join(audience.needs))
    yield T("What keeps them from buying"), _said("; ".join(audience.barriers))
    yield T("Fun or benefit"), _said(desk.word("audience-value", audience.value))
    yield T("How many"), _said(size)
    yield T("Where they are"), _said(audience.where)
    stages = ", ".join(desk.word("journey", stage) for stage in audience.journey)
    yield T("On the customer path"), _said(stages)
    yield T("Offers"), desk.naming(Kind.OFFER, "audience", audience.id)
    yield T("Campaigns"), desk.naming(Kind.CAMPAIGN, "audience", audience.id)


def _to_write(desk: Desk, audience: Audience, posts: Sequence[Post]) -> Iterator[Link]:
    """Yield what an audience waits for: interests nobody has used, stages that give it nothing."""
    for it in audience.interests:
        if (audience.id, it.id) not in desk.schedule.used_interests:
            yield Link(it.title or it.id, f"{INTERESTS}#ideas")
    met = {post.stage for post in posts}
    for stage in desk.plan.reading.list("stage").values():
        if stage.id not in met:
            yield Link(stage.label(desk.language), f"{STAGES}#where")


def _said(text: str) -> tuple[Link, ...]:
    return (Link(text),) if text else ()
