"""Links: every address that a post leads to, as it goes out, in one place to copy from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from planner.diagnostics import Kind
from planner.model import PUBLISHED
from planner.outgoing import built_link
from planner.site.addresses import POSTS
from planner.site.page import Heading
from planner.site.views.desk import Fact, Link
from planner.spreadsheets import as_csv, harmless_cell
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.model import Post
    from planner.site.views.desk import Desk, Mark

CSV = "links.csv"
_SHOWN = 100
"""So many links of each sort are shown; the file has all."""
_UTM = (
    ("utm_source", T("Source")),
    ("utm_medium", T("Medium")),
    ("utm_campaign", T("Campaign")),
    ("utm_content", T("Content")),
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A post whose invitation needs a link that it has not, or not in full."""

    post: Link
    what: str
    how: str
    place: Link


@dataclass(frozen=True, slots=True)
class Built:
    """A link as one channel gets it."""

    id: str
    post: Link
    status: Mark
    when: str
    channel: str
    address: str
    facts: tuple[Fact, ...]
    same: tuple[Link, ...]
    """Other posts with the same name or the very same address, which nobody can tell apart."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The links that go out, or those that went out."""

    id: str
    title: str
    links: tuple[Built, ...]
    count: int
    more: str


@dataclass(frozen=True, slots=True)
class Links:
    """The whole page."""

    lacking: tuple[Lacking, ...]
    more: Link | None
    sorts: tuple[Sort, ...]
    csv: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A post's link on one channel."""

    post: Post
    channel: str
    address: str


def links(desk: Desk) -> Links:
    """Return every link, first those of posts that are still to go out."""
    ways = tuple(_ways(desk))
    same = _same(ways)
    lacking = tuple(_lacking(desk))
    more = len(lacking) - _SHOWN
    out = [way for way in ways if way.post.status in PUBLISHED]
    ahead = [way for way in ways if way.post.status not in PUBLISHED]
    sorts = (
        _sort(desk, "ahead", T("Still to go out"), ahead, same),
        _sort(desk, "out", T("Gone out"), sorted(out, key=_day, reverse=True), same),
    )
    shown = tuple(sort for sort in sorts if sort.links)
    return Links(
        lacking[:_SHOWN],
        Link(desk.say(T("{n} more", n=more)), POSTS) if more > 0 else None,
        shown,
        CSV,
        (
            *((Heading("lacking", desk.say(T("A link is missing"))),) if lacking else ()),
            *(Heading(sort.id, sort.title) for sort in shown),
        ),
    )


def _day(way: _Way) -> str:
    return str(way.post.day or "")


def _ways(desk: Desk) -> Iterator[_Way]:
    for post in desk.posts:
        if post.status == "cancelled":
            continue
        for channel in dict.fromkeys((post.channel, *post.variants)):
            address = built_link(desk.plan, post, channel)
            if address:
                yield _Way(post, channel, address)


def _same(ways: Iterable[_Way]) -> Mapping[str, tuple[str, ...]]:
    """Return the posts that share the name of a link or a whole address, by either."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for way in ways:
        for common in filter(None, (way.post.link_id.casefold(), way.address)):
            found[common][way.post.id] = None
    return {common: tuple(posts) for common, posts in found.items() if len(posts) > 1}


# What is missing


def _lacking(desk: Desk) -> Iterator[Lacking]:
    for post in desk.posts:
        if post.id in desk.schedule.counted_ids:
            found = _gap(desk, post)
            if found:
                what, how, key = found
                place = desk.where(desk.content.where(Kind.POST, post.id, key))
                yield Lacking(desk.post_link(post.id), desk.say(what), desk.say(how), place)


def _gap(desk: Desk, post: Post) -> tuple[T, T, str] | None:
    kind = desk.plan.word("cta", post.cta_type)
    url = post.cta.url.strip() if post.cta else ""
    if not url:
        if not kind or not kind.facts.get("url"):
            return None
        return (
            T("The invitation asks to follow a link, and there is no address."),
            T("Add the address to the invitation: “url: https://…”."),
            "cta",
        )
    if not built_link(desk.plan, post):
        return (
            T("The address cannot be followed."),
            T("Write it in full, without spaces: “url: https://…”."),
            "cta",
        )
    if not post.link_id:
        example = f"{post.id}-{post.channel or 'web'}"
        return (
            T("The link has no name of its own, so nobody sees which post brought the visitor."),
            T("Give the link a name, such as “link_id: {example}”.", example=example),
            "link_id",
        )
    return None


# The links


def _sort(
    desk: Desk, name: str, title: T, ways: list[_Way], same: Mapping[str, tuple[str, ...]]
) -> Sort:
    more = len(ways) - _SHOWN
    said = N("{n} more link in the file", "{n} more links in the file", more)
    return Sort(
        name,
        desk.say(title),
        tuple(
            _built(desk, way, f"link-{name}-{number}", same)
            for number, way in enumerate(ways[:_SHOWN], 1)
        ),
        len(ways),
        desk.say(said) if more > 0 else "",
    )


def _built(desk: Desk, way: _Way, anchor: str, same: Mapping[str, tuple[str, ...]]) -> Built:
    post = way.post
    others = (*same.get(post.link_id.casefold(), ()), *same.get(way.address, ()))
    return Built(
        anchor,
        desk.post_link(post.id),
        desk.status(post),
        desk.tongue.when(post.day, post.clock),
        desk.channel(way.channel) or desk.say(T("No channel yet")),
        way.address,
        tuple(_facts(desk, way)),
        tuple(desk.post_link(name) for name in dict.fromkeys(others) if name != post.id),
    )


def _facts(desk: Desk, way: _Way) -> Iterator[Fact]:
    yield Fact(desk.say(T("Leads to")), (Link(_target(way)),))
    if way.post.link_id:
        yield Fact(desk.say(T("Name of the link")), (Link(way.post.link_id),))
    parts = dict(parse_qsl(urlsplit(way.address).query))
    for name, title in _UTM:
        if name in parts and parts[name] != way.post.link_id:
            yield Fact(desk.say(title), (Link(parts[name]),))


def _target(way: _Way) -> str:
    return way.post.cta.url.strip() if way.post.cta else ""


def links_csv(desk: Desk) -> bytes:
    """Return every link for a spreadsheet."""
    heads = (
        T("Post"), T("Title"), T("Status"), T("Day"), T("Channel"), T("Name of the link"),
        T("Leads to"), *(title for _, title in _UTM), T("Address"),
    )  # fmt: skip
    rows = (map(harmless_cell, _cells(desk, way)) for way in _ways(desk))
    return as_csv([map(desk.say, heads), *rows])


def _cells(desk: Desk, way: _Way) -> tuple[str, ...]:
    post = way.post
    parts = dict(parse_qsl(urlsplit(way.address).query))
    return (
        post.id,
        post.title,
        desk.word("status", post.status),
        post.day.isoformat() if post.day else "",
        desk.channel(way.channel),
        post.link_id,
        _target(way),
        *(parts.get(name, "") for name, _ in _UTM),
        way.address,
    )
