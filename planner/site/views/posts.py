"""The table of all posts, the choices that filter it, and the same table as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.views.filters import choices
from planner.spreadsheets import as_csv, harmless_cell
from planner.texts import T

if TYPE_CHECKING:
    from planner.model import Post
    from planner.site.views.desk import Desk, Link, Mark
    from planner.site.views.filters import Choice, Keys

CSV = "posts.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """A post in the table."""

    post: Link
    id: str
    status: Mark
    day: str
    iso: str
    channel: str
    audience: str
    stage: str
    format: str
    owner: str
    verdict: Mark
    keys: Keys


@dataclass(frozen=True, slots=True)
class Table:
    """The whole page."""

    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]
    count: str
    csv: str
    new: Link | None
    """Where one more is begun, if that is known."""
    search: str
    """What the search does not know of them."""


def table(desk: Desk) -> Table:
    """Return what the page of posts shows."""
    rows = tuple(_row(desk, post) for post in desk.posts)
    return Table(
        rows,
        choices(desk, (row.keys for row in rows)),
        desk.post_count(len(rows)),
        CSV,
        desk.new_post,
        _not_searched(desk),
    )


def _not_searched(desk: Desk) -> str:
    """Say it where the search does not know the whole of each text."""
    if all(len(post.body) <= desk.searched for post in desk.posts):
        return ""
    text = T(
        "The search at the top of the page knows the first {n} characters of each text.",
        n=desk.searched,
    )
    return desk.say(text)


def _row(desk: Desk, post: Post) -> Row:
    return Row(
        desk.post_link(post.id),
        post.id,
        desk.status(post),
        _when(desk, post),
        _iso(post),
        desk.channels(post),
        ", ".join(map(desk.audience, post.audience)),
        desk.word("stage", post.stage),
        desk.word("format", post.format),
        desk.role(post.owner) if post.owner else "",
        desk.mark(post),
        desk.timeline.keys(post),
    )


def _when(desk: Desk, post: Post) -> str:
    if not post.day:
        return ""
    day = desk.tongue.day(post.day)
    return f"{day} {desk.tongue.bare_clock(post.clock)}" if post.clock else day


def _iso(post: Post) -> str:
    if not post.day:
        return ""
    return f"{post.day}T{post.clock:%H:%M}" if post.clock else post.day.isoformat()


def posts_csv(desk: Desk) -> bytes:
    """Return the table for a spreadsheet; no cell can be taken for a formula."""
    heads = (
        T("Id"), T("Title"), T("Status"), T("Day"), T("Time"), T("Channel"), T("Audience"),
        T("Goal"), T("Purpose"), T("Purchase stage"), T("Content type"), T("Format"),
        T("Owner"), T("Campaign"), T("Verdict"),
    )  # fmt: skip
    rows = (map(harmless_cell, _cells(desk, post)) for post in desk.posts)
    return as_csv([map(desk.say, heads), *rows])


def _cells(desk: Desk, post: Post) -> tuple[str, ...]:
    return (
        post.id,
        post.title,
        desk.word("status", post.status),
        post.day.isoformat() if post.day else "",
        f"{post.clock:%H:%M}" if post.clock else "",
        desk.channels(post),
        ", ".join(map(desk.audience, post.audience)),
        desk.goal(post.goal),
        desk.word("purpose", post.purpose),
        desk.word("stage", post.stage),
        desk.word("content-type", post.content_type),
        desk.word("format", post.format),
        desk.role(post.owner) if post.owner else "",
        desk.campaign(post.campaign),
        desk.mark(post).word,
    )
