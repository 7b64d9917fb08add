"""What the pages on the mix of posts share: counts, shares, findings, commands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.site.addresses import counted_with
from planner.site.views.desk import Link
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.diagnostics import Rule
    from planner.model import Post
    from planner.site.views.desk import Desk, Note
    from planner.site.views.tables import Table

_MOST = 20
_LISTED = 100
"""So many posts are named behind a figure that no choice finds."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Posts behind a figure that no choice in the posts' table finds."""

    words: str
    posts: tuple[Link, ...]
    more: str
    """How many further ones there are; nothing where all are shown."""


@dataclass(frozen=True, slots=True)
class Long:
    """A table of which the page shows the beginning; its file has all of it."""

    whole: Table
    most: int
    more: str
    """How many rows only the file has; nothing where all are shown."""

    @property
    def shown(self) -> Table:
        """The rows that the page shows."""
        return replace(self.whole, rows=self.whole.rows[: self.most])


def listed(desk: Desk, words: T, posts: Sequence[Post]) -> Listed | None:
    """Return posts as a short list with its words; nothing where there are none."""
    if not posts:
        return None
    links = tuple(desk.post_link(post.id) for post in posts[:_LISTED])
    return Listed(desk.say(words), links, further(desk, len(posts), _LISTED))


def long(desk: Desk, table: Table, most: int = _MOST) -> Long:
    """Return a table that the page shows no more than ``most`` rows of."""
    return Long(table, most, further(desk, len(table.rows), most))


def further(desk: Desk, count: int, most: int) -> str:
    """Return how many things are not shown, in words; nothing where all are."""
    return desk.say(T("and {n} more", n=count - most)) if count > most else ""


def share(desk: Desk, n: int, total: int) -> str:
    """Return a share in per cent; nothing where there is too little to take per cents of."""
    if total < max(desk.schedule.thresholds.percent_base, 1):
        return ""
    return desk.say(T("{n}%", n=round(100 * n / total)))


def of_all(desk: Desk, n: int, total: int) -> str:
    """Return a part of the counted posts in words: *11 posts, 31%*."""
    return ", ".join(filter(None, (desk.post_count(n), share(desk, n, total))))


def notes_of(desk: Desk, *rules: Rule) -> tuple[Note, ...]:
    """Return the findings of some rules."""
    slugs = {rule.slug for rule in rules}
    pairs = zip(desk.report.diagnostics, desk.notes, strict=True)
    return tuple(note for found, note in pairs if found.rule.slug in slugs)


def stages_of(desk: Desk, posts: Iterable[Post], **chosen: str) -> tuple[Link, ...]:
    """Return the purchase stages of counted posts, each with how many there are and the way to them."""
    counts = Counter(post.stage for post in posts if post.stage)
    return tuple(
        Link(f"{desk.word('stage', name)} ({counts[name]})", counted_with(**chosen, stage=name))
        for name in desk.plan.reading.list("stage")
        if counts[name]
    )


def capital(text: str) -> str:
    """Return a word of a list as a heading begins."""
    return text[:1].upper() + text[1:]


def by_time(desk: Desk, posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return posts in the order of the desk."""
    wanted = {post.id for post in posts}
    return tuple(post for post in desk.posts if post.id in wanted)
