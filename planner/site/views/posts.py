"""The table of all posts, the choices that filter it, and the same table as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.site.views.desk import Mark
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planner.model import Post
    from planner.site.views.desk import Desk, Link

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OPEN = (Verdict.PARTLY, Verdict.MISSING)


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
    keys: tuple[tuple[str, str], ...]
    """What the filters look at: name and ids, several with a space between."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its name, its label and what can be chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole page."""

    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]
    count: str


def table(desk: Desk) -> Table:
    """Return what the page of posts shows."""
    rows = tuple(_row(desk, post) for post in desk.posts)
    return Table(rows, tuple(_choices(desk, rows)), desk.post_count(len(rows)))


def _verdict(desk: Desk, post: Post) -> str:
    found = desk.verdicts.get(post.id)
    return found.value if found else "not-counted"


def _row(desk: Desk, post: Post) -> Row:
    keys = _keys(desk, post)
    return Row(
        desk.post_link(post.id),
        post.id,
        desk.status(post),
        _when(desk, post),
        _iso(post),
        desk.channel(post.channel),
        ", ".join(map(desk.audience, post.audience)),
        desk.word("stage", post.stage),
        desk.word("format", post.format),
        desk.role(post.owner) if post.owner else "",
        mark(desk, post),
        tuple((name, value) for name, value in keys.items() if value),
    )


def mark(desk: Desk, post: Post) -> Mark:
    """Return the weakest of a post's verdicts, or that it is not counted."""
    found = desk.verdicts.get(post.id)
    return desk.verdict(found) if found else Mark("not-counted", "–", desk.say(T("not counted")))


def _when(desk: Desk, post: Post) -> str:
    if not post.day:
        return ""
    day = desk.tongue.day(post.day)
    return f"{day} {desk.tongue.bare_clock(post.clock)}" if post.clock else day


def _iso(post: Post) -> str:
    if not post.day:
        return ""
    return f"{post.day}T{post.clock:%H:%M}" if post.clock else post.day.isoformat()


def _keys(desk: Desk, post: Post) -> dict[str, str]:
    lacks = (score.id for score in desk.card.scores if score.posts.get(post.id) in _OPEN)
    return {
        "channel": " ".join((post.channel, *post.variants)).strip(),
        "audience": " ".join(post.audience),
        "goal": post.goal,
        "stage": post.stage or "",
        "format": post.format or "",
        "status": post.status,
        "owner": post.owner,
        "campaign": post.campaign,
        "pillar": post.pillar,
        "verdict": _verdict(desk, post),
        "open": " ".join(lacks),
    }


def _choices(desk: Desk, rows: Iterable[Row]) -> Iterable[Choice]:
    used: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.keys:
            used.setdefault(name, set()).update(value.split())
    for name, label, known, said in _lists(desk):
        there = used.get(name, set())
        ordered = [id_ for id_ in known if id_ in there]
        ordered += sorted(there - set(ordered))
        if ordered:
            yield Choice(name, desk.say(label), tuple((id_, said(id_)) for id_ in ordered))


def _lists(desk: Desk) -> tuple[tuple[str, T, Iterable[str], Callable[[str], str]], ...]:
    """Return each filter: its key, its label, the order of its words, and how they are said."""
    plan = desk.plan
    names: Mapping[str, str] = {
        **{score.id: desk.condition(score) for score in desk.card.scores},
        **{word.id: word.label(desk.language) for word in words("verdict").values()},
        "not-counted": desk.say(T("not counted")),
    }
    return (
        ("audience", T("Audience"), plan.audiences, desk.audience),
        ("channel", T("Channel"), plan.channels, desk.channel),
        ("stage", T("Purchase stage"), words("stage"), lambda id_: desk.word("stage", id_)),
        ("format", T("Format"), words("format"), lambda id_: desk.word("format", id_)),
        ("status", T("Status"), words("status"), lambda id_: desk.word("status", id_)),
        ("owner", T("Owner"), desk.roles, desk.role),
        ("campaign", T("Campaign"), plan.campaigns, desk.campaign),
        ("goal", T("Goal"), plan.goals, desk.goal),
        ("pillar", T("Pillar"), desk.pillars, lambda id_: desk.pillars.get(id_, id_)),
        ("verdict", T("Verdict"), words("verdict"), lambda id_: names[id_]),
        ("open", T("Something open in"), desk.condition_ids, lambda id_: names[id_]),
    )


def posts_csv(desk: Desk) -> bytes:
    """Return the table for a spreadsheet; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads = (
        T("Id"), T("Title"), T("Status"), T("Day"), T("Time"), T("Channel"), T("Audience"),
        T("Goal"), T("Purpose"), T("Purchase stage"), T("Content type"), T("Format"),
        T("Owner"), T("Campaign"), T("Verdict"),
    )  # fmt: skip
    writer.writerow([desk.say(head) for head in heads])
    for post in desk.posts:
        writer.writerow([harmless_cell(cell) for cell in _cells(desk, post)])
    return out.getvalue().encode("utf-8-sig")


def _cells(desk: Desk, post: Post) -> tuple[str, ...]:
    return (
        post.id,
        post.title,
        desk.word("status", post.status),
        post.day.isoformat() if post.day else "",
        f"{post.clock:%H:%M}" if post.clock else "",
        desk.channel(post.channel),
        ", ".join(map(desk.audience, post.audience)),
        desk.goal(post.goal),
        desk.word("purpose", post.purpose),
        desk.word("stage", post.stage),
        desk.word("content-type", post.content_type),
        desk.word("format", post.format),
        desk.role(post.owner) if post.owner else "",
        desk.campaign(post.campaign),
        mark(desk, post).word,
    )


def harmless_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
