"""The stages of work: a column for each status, from idea to reviewed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import people
from planner.formats.voice import STATUS_SIGNS
from planner.model import PUBLISHED
from planner.site.addresses import posts_with
from planner.site.views.progress import lacking
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.model import Post
    from planner.site.views.desk import Desk, Link, Mark
    from planner.site.views.filters import Choice, Keys

_MOST = 40
"""Cards of a column; a link leads to the rest."""
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Card:
    """A post on the board."""

    post: Link
    when: str
    iso: str
    channel: str
    people: str
    verdict: Mark
    lacks: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Column:
    """The posts of a status."""

    id: str
    title: str
    sign: str
    count: str
    all: str
    """Where all posts of the status are listed."""
    about: str
    """What the column is for, where it is empty."""
    cards: tuple[Card, ...]
    shelf: tuple[Card, ...]
    """Those that have no day yet."""
    more: Link | None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page."""

    columns: tuple[Column, ...]
    cancelled: Column | None
    choices: tuple[Choice, ...]
    is_empty: bool


_EMPTY = {
    "idea": T("Put an idea here: a file in the folder posts with a title is enough."),
    "draft": T("Take an idea further: “status: draft”."),
    "ready": T("A draft that lacks nothing goes here: “status: ready”."),
    "scheduled": T("When a post waits in its channel: “status: scheduled”."),
    "published": T("When a post is out: “status: published”."),
    "reviewed": T("When the figures are noted and something was learned: “status: reviewed”."),
}


def board(desk: Desk) -> Board:
    """Return the board: the posts of the period, and all ideas without a day."""
    by_status: dict[str, list[Post]] = defaultdict(list)
    for post in desk.posts:
        if post.day is None or desk.schedule.inside(post.day):
            by_status[post.status].append(post)
    cancelled = _column(desk, _CANCELLED, by_status) if by_status[_CANCELLED] else None
    return Board(
        tuple(_column(desk, status, by_status) for status in words("status") if status in _EMPTY),
        cancelled,
        desk.timeline.choices,
        not desk.plan.posts,
    )


def _column(desk: Desk, status: str, by_status: Mapping[str, Sequence[Post]]) -> Column:
    posts = by_status.get(status, ())
    shown = _latest_first(posts) if status in (*PUBLISHED, _CANCELLED) else posts
    cards = [(post, _card(desk, post)) for post in shown[:_MOST]]
    link = posts_with(status=status, period="inside")
    return Column(
        f"stage-{status}",
        desk.tongue.label("status", status),
        STATUS_SIGNS[status],
        desk.tongue.number(len(posts)),
        link,
        desk.say(_EMPTY[status]) if status in _EMPTY else "",
        tuple(card for post, card in cards if post.day),
        tuple(card for post, card in cards if not post.day),
        desk.more(len(posts) - _MOST, link),
    )


def _latest_first(posts: Sequence[Post]) -> Sequence[Post]:
    """Return posts by time, the latest first; those without a day stay last."""
    dated = [post for post in posts if post.day]
    return (*reversed(dated), *(post for post in posts if not post.day))


def _card(desk: Desk, post: Post) -> Card:
    at = f"{post.day}T{post.clock:%H:%M}" if post.day and post.clock else ""
    return Card(
        desk.post_link(post.id),
        desk.tongue.when(post.day, post.clock),
        at or (post.day.isoformat() if post.day else ""),
        desk.channels(post),
        ", ".join(map(desk.role, people(post))),
        desk.mark(post),
        lacking(desk, post),
        desk.timeline.keys(post),
    )
