"""What the pages on whom and why have in common: how a thing is known, and figures that link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.formats.scores import SIGNS
from planner.model import PUBLISHED
from planner.rules.where import is_old
from planner.site.addresses import counted_with
from planner.site.views.desk import Link, Mark
from planner.site.views.tables import Cell
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import AudienceChannel, Evidenced, Post
    from planner.site.views.desk import Desk

MOST = 20
"""So many things of a list are shown; the rest is one link away."""


@dataclass(frozen=True, slots=True)
class Some:
    """The first of many posts, and where all of them are."""

    posts: tuple[Link, ...]
    more: Link | None


def some(desk: Desk, posts: Sequence[Post], rest: str) -> Some:
    """Return as many posts as one can take in; ``rest`` is the page that has all of them."""
    more = len(posts) - MOST
    return Some(
        tuple(desk.post_link(post.id) for post in posts[:MOST]),
        Link(desk.say(T("{n} more", n=more)), rest) if more > 0 else None,
    )


def marked(verdict: Verdict, word: str) -> Mark:
    """Return a word with the sign of a verdict."""
    return Mark(verdict.value, SIGNS[verdict], word)


def how_known(desk: Desk, thing: Evidenced) -> Mark:
    """Return how something is known of an audience, or that it is only assumed."""
    if thing.known:
        return marked(Verdict.MET, desk.word("evidence", thing.evidence))
    said = T("only assumed") if thing.evidence else T("not said how it is known")
    return marked(Verdict.PARTLY, desk.say(said))


def how_known_there(desk: Desk, entry: AudienceChannel) -> Mark:
    """Return how it is known that an audience is on a channel; old evidence says so."""
    if not entry.known or not is_old(entry, desk.schedule):
        return how_known(desk, entry)
    word = desk.word("evidence", entry.evidence)
    said = (
        T("out of date: {evidence}", evidence=word)
        if entry.checked_on
        else T("without a day: {evidence}", evidence=word)
    )
    return marked(Verdict.PARTLY, desk.say(said))


def checked(desk: Desk, entry: AudienceChannel) -> str:
    """Return what exactly is known, and since when."""
    day = desk.tongue.plain_day(entry.checked_on) if entry.checked_on else ""
    return " · ".join(filter(None, (entry.note, day)))


def count(desk: Desk, n: int, **chosen: str) -> Cell:
    """Return a number of counted posts that leads to them."""
    link = Link(desk.tongue.number(n), counted_with(**chosen) if n else "")
    return Cell((link,), number=str(n))


def next_post(desk: Desk, posts: Iterable[Post]) -> Post | None:
    """Return the first of posts in the order of time that is still to go out."""
    return next((it for it in posts if desk.upcoming(it) and it.day and it.day >= desk.as_of), None)


def last_post(desk: Desk, posts: Sequence[Post]) -> Post | None:
    """Return the last of posts in the order of time that has gone out."""
    return next((it for it in reversed(posts) if went_out(desk, it)), None)


def went_out(desk: Desk, post: Post) -> bool:
    """Whether a post has been published by now."""
    day = post.published_on
    return post.status in PUBLISHED and day is not None and day <= desk.as_of


def dated(desk: Desk, post: Post | None) -> tuple[Link, ...]:
    """Return a post with its day before it, or nothing."""
    if post is None:
        return ()
    link = desk.post_link(post.id)
    return (
        Link(f"{desk.tongue.short_day(post.day)}: {link.text}" if post.day else link.text, link.to),
    )
