"""The facts of a post, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planner.diagnostics import Kind
from planner.site.addresses import SERIES, posts_with
from planner.site.markup import web_address
from planner.site.media import Picture
from planner.site.views.desk import Desk, Fact, Link
from planner.site.views.offers import open_questions
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Post

_Said = tuple[tuple[Link, ...], str]
"""The words of a fact, and the smaller ones below them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A line of the list."""

    label: T
    of: Callable[[Desk, Post], Any]
    """What the line is about in a post; nothing where the post says nothing of it."""
    said: Callable[[Desk, Any], _Said]


class Facts:
    """Tells the facts of one desk's posts; most posts have most of them in common with others."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing told."""
        self._desk = desk
        self._told = lru_cache(maxsize=1 << 12)(self._tell)

    def of(self, post: Post) -> tuple[Fact, ...]:
        """Return the facts of a post, in order."""
        desk = self._desk
        found = ((row, row.of(desk, post)) for row in _ROWS)
        told = (self._told(row, what) for row, what in found if what)
        return tuple(fact for fact in told if fact.values)

    def _tell(self, row: _Row, what: Any) -> Fact:  # noqa: ANN401 - whatever a line is about
        links, note = row.said(self._desk, what)
        return Fact(self._desk.say(row.label), tuple(link for link in links if link.text), note)


# What each line is about: of a post, as little as the words need


def _interest(desk: Desk, post: Post) -> tuple[str, str]:
    """Return what interests them, and how that is known."""
    found = desk.schedule.interest(post)
    if not found:
        return post.interest, ""
    return found[0].title or found[0].id, desk.word("evidence", found[0].evidence)


def _when(desk: Desk, post: Post) -> tuple[tuple[str, ...], str]:
    if not post.day:
        return (), ""
    day = desk.tongue.long_day(post.day)
    at = f"{day} {desk.tongue.clock(post.clock)}" if post.clock else day
    return (at, *desk.again(post)), post.timing_reason


def _went_out(desk: Desk, post: Post) -> str:
    went = post.published_at
    if not went or (went.day == post.day and went.clock == post.clock):
        return ""
    return desk.tongue.when(went.day, went.clock)


def _series(desk: Desk, post: Post) -> tuple[str, str]:
    """Return a post's series as it writes it, and where that is shown."""
    place = desk.addresses.series.get(post.series_id, "") if post.status != "cancelled" else ""
    return post.series, f"{SERIES}#{place}" if place else ""


def _consent(desk: Desk, post: Post) -> tuple[str, str]:
    consent = post.people_consent
    if not consent or not consent.needed:
        return "", ""
    if consent.given_on:
        day = desk.tongue.plain_day(consent.given_on)
        return desk.say(T("given on {day}", day=day)), consent.how
    return desk.say(T("needed, not given yet")), consent.how


# How it is said


def _word(name: str) -> Callable[[Desk, str], _Said]:
    return lambda desk, word: ((Link(desk.word(name, word)),), "")


def _listed(name: str) -> Callable[[Desk, str], _Said]:
    """Return what says a word that leads to all posts that have it."""
    return lambda desk, word: ((Link(desk.word(name, word), posts_with(**{name: word})),), "")


def _among(key: str, name: Callable[[Desk, str], str]) -> Callable[[Desk, str], _Said]:
    """Return what says a name that leads to all posts that share it."""
    several = _all_among(key, name)
    return lambda desk, id_: several(desk, (id_,))


def _all_among(
    key: str, name: Callable[[Desk, str], str]
) -> Callable[[Desk, tuple[str, ...]], _Said]:
    def said(desk: Desk, ids: tuple[str, ...]) -> _Said:
        return tuple(Link(name(desk, id_), posts_with(**{key: id_})) for id_ in ids), ""

    return said


def _plain(_desk: Desk, text: str) -> _Said:
    return (Link(text),), ""


def _noted(_desk: Desk, text: tuple[str, str]) -> _Said:
    return (Link(text[0]),), text[1]


def _linked(_desk: Desk, text: tuple[str, str]) -> _Said:
    return (Link(*text),), ""


def _number(desk: Desk, number: float) -> _Said:
    return (Link(desk.tongue.number(number)),), ""


def _outside(_desk: Desk, address: str) -> _Said:
    return (Link(address, web_address(address), outside=True),), ""


def _said_interest(desk: Desk, found: tuple[str, str]) -> _Said:
    interest, evidence = found
    how = desk.say(T("How we know: {evidence}", evidence=evidence)) if evidence else ""
    return (Link(interest),), how


def _said_when(_desk: Desk, found: tuple[tuple[str, ...], str]) -> _Said:
    return tuple(map(Link, found[0])), found[1]


def _said_moment(desk: Desk, name: str) -> _Said:
    moment = next((it for it in desk.plan.file.moments if it.id and it.id == name), None)
    place = desk.addresses.moment(name) if moment else ""
    return (Link(desk.moments.get(name, name), place),), moment.reason if moment else ""


def _said_call(desk: Desk, call: tuple[str | None, str, str]) -> _Said:
    kind, address, text = call
    where = _outside(desk, address)[0] if address else ()
    return (Link(desk.word("cta", kind)), *where), text


def _said_offer(desk: Desk, name: str) -> _Said:
    offer = desk.plan.offers.get(name)
    unfinished = desk.say(open_questions(offer)) if offer and open_questions(offer) else ""
    return (desk.link(Kind.OFFER, name),), unfinished


def _said_files(desk: Desk, names: tuple[str, ...]) -> _Said:
    """Say the files of a post, with the way to those that the site shows."""
    found = ((name, desk.media.picture(name)) for name in names)
    return tuple(Link(name, it.path if isinstance(it, Picture) else "") for name, it in found), ""


def _said_minutes(desk: Desk, minutes: float) -> _Said:
    return (Link(desk.say(T("{n} min", n=desk.tongue.number(minutes)))),), ""


_ROWS = (
    _Row(T("For whom"), lambda _, post: post.audience, _all_among("audience", Desk.audience)),
    _Row(T("Goal"), lambda _, post: post.goal, _among("goal", Desk.goal)),
    _Row(T("Purpose"), lambda _, post: post.purpose, _word("purpose")),
    _Row(T("What interests them"), _interest, _said_interest),
    _Row(T("Pillar"), lambda _, post: post.pillar, _among("pillar", Desk.pillar)),
    _Row(T("Channel"), lambda _, post: post.channels, _all_among("channel", Desk.channel)),
    _Row(T("When"), _when, _said_when),
    _Row(T("Really went out"), _went_out, _plain),
    _Row(T("Anchor"), lambda _, post: post.anchor, _among("anchor", Desk.anchor)),
    _Row(T("Moment"), lambda _, post: post.moment, _said_moment),
    _Row(T("Purchase stage"), lambda _, post: post.stage, _listed("stage")),
    _Row(T("Customer path"), lambda desk, post: desk.schedule.journey(post), _word("journey")),
    _Row(T("Content type"), lambda _, post: post.content_type, _word("content-type")),
    _Row(T("Format"), lambda _, post: post.format, _listed("format")),
    _Row(
        T("Invitation"),
        lambda _, post: post.cta and (post.cta.type, post.cta.url, post.cta.text),
        _said_call,
    ),
    _Row(T("Figure that tells"), lambda _, post: post.action_metric, _word("metric")),
    _Row(T("Owner"), lambda _, post: post.owner, _among("person", Desk.role)),
    _Row(T("Seen in it"), lambda _, post: post.face, _plain),
    _Row(
        T("Campaign"),
        lambda _, post: post.campaign,
        lambda desk, name: ((desk.link(Kind.CAMPAIGN, name),), ""),
    ),
    _Row(T("Offer"), lambda _, post: post.offer, _said_offer),
    _Row(T("Series"), _series, _linked),
    _Row(T("Pictures and files"), lambda _, post: post.media, _said_files),
    _Row(T("Consent"), _consent, _noted),
    _Row(T("Paid"), lambda _, post: post.paid, lambda desk, _: ((Link(desk.say(T("yes"))),), "")),
    _Row(T("Work"), lambda _, post: post.minutes, _said_minutes),
    _Row(T("Cost"), lambda _, post: post.cost, _number),
    _Row(T("Published at"), lambda _, post: post.post_url, _outside),
    _Row(T("Cancelled because"), lambda _, post: post.cancelled_because, _plain),
)
