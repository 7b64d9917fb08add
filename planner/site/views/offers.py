"""Offers: the service description test, and the posts that speak of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Key
from planner.site.addresses import counted_with
from planner.site.markup import markdown, web_address
from planner.site.views.desk import Link, Mark
from planner.site.views.mix import by_time, further
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.model import Offer, Post
    from planner.site.views.desk import Desk, Note

_MOST_POSTS = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the eight questions, or one of the three layers."""

    question: str
    answer: tuple[Link, ...]
    """Nothing where it is not answered yet."""
    missing: str
    """What to write then."""


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer with its answers."""

    id: str
    title: str
    promise: str
    mark: Mark
    open: str
    answers: tuple[Answer, ...]
    layers: tuple[Answer, ...]
    words: Markup
    count: Link
    posts: tuple[Link, ...]
    more: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """The whole page."""

    sentence: str
    offers: tuple[OfferCard, ...]


def has_offers(desk: Desk) -> bool:
    """Whether the plan describes any offer."""
    return bool(desk.plan.offers)


def offers(desk: Desk) -> Offers:
    """Return what the page of offers shows."""
    cards = tuple(_card(desk, offer) for offer in desk.plan.offers.values())
    return Offers(_sentence(desk, cards), cards)


def _sentence(desk: Desk, cards: tuple[OfferCard, ...]) -> str:
    unfinished = [card.title for card in cards if card.open]
    silent = [card.title for card in cards if not card.posts]
    texts = (
        T("Not all is said yet of: {offers}.", offers=unfinished),
        T("No post speaks of: {offers}.", offers=silent),
    )
    shown = zip(texts, (unfinished, silent), strict=True)
    said = " ".join(desk.say(text) for text, names in shown if names)
    return said or desk.say(T("Every offer answers the eight questions, and posts speak of it."))


def _card(desk: Desk, offer: Offer) -> OfferCard:
    answers = tuple(_answers(desk, offer))
    left = sum(not answer.answer for answer in answers)
    posts = by_time(desk, (post for post in desk.schedule.counted if post.offer == offer.id))
    anchor = desk.addresses.anchor(Kind.OFFER, offer.id)
    return OfferCard(
        anchor,
        offer.title or offer.id,
        offer.promise,
        _mark(desk, left),
        desk.say(N("{n} question is open", "{n} questions are open", left)) if left else "",
        answers,
        tuple(_layers(desk, offer)),
        markdown(offer.body, title=offer.title, prefix=anchor, below=2).html,
        _count(desk, offer, posts),
        tuple(desk.post_link(post.id) for post in posts[:_MOST_POSTS]),
        further(desk, len(posts), _MOST_POSTS),
        _notes(desk, offer),
    )


def _mark(desk: Desk, left: int) -> Mark:
    if left:
        return Mark("partly", "!", desk.say(T("not finished")))
    return Mark("met", "✓", desk.say(T("all eight answered")))


def _count(desk: Desk, offer: Offer, posts: tuple[Post, ...]) -> Link:
    to = counted_with(offer=offer.id) if posts else ""
    return Link(desk.post_count(len(posts)), to)


def _answers(desk: Desk, offer: Offer) -> Iterator[Answer]:
    audiences = tuple(desk.link(Kind.AUDIENCE, name) for name in offer.audience)
    rows = (
        ("promise", T("What does it promise?"), _said(offer.promise)),
        ("content", T("What is it?"), _said(offer.content)),
        ("audience", T("Whom is it for?"), audiences),
        ("why", T("Why should one buy it?"), _said(offer.why)),
        ("how_and_where", T("How and where is it made?"), _said(offer.how_and_where)),
        ("who", T("Who makes it, with whom and with what?"), _said(offer.who)),
        ("where_to_buy", T("Where is it bought?"), _said(offer.where_to_buy)),
        (
            "duration_and_price",
            T("How long does it take, and what does it cost?"),
            _said(offer.duration_and_price),
        ),
    )
    for key, question, answer in rows:
        yield _answer(desk, key, question, answer)


def _layers(desk: Desk, offer: Offer) -> Iterator[Answer]:
    rows = (
        ("core", T("Core: what it is bought for"), offer.core),
        ("extended", T("Extended: what makes it easier or better"), offer.extended),
        ("exceeding", T("Exceeding: what nobody expected"), offer.exceeding),
    )
    for key, question, answer in rows:
        yield _answer(desk, key, question, _said(answer))


def _answer(desk: Desk, key: str, question: T, answer: tuple[Link, ...]) -> Answer:
    missing = T("A sentence will do: “{key}:”.", key=Key(Kind.OFFER, (key,)))
    return Answer(desk.say(question), answer, "" if answer else desk.say(missing))


def _said(text: str) -> tuple[Link, ...]:
    address = web_address(text)
    return (Link(text, address, outside=bool(address)),) if text else ()


def _notes(desk: Desk, offer: Offer) -> tuple[Note, ...]:
    pairs = zip(desk.report.diagnostics, desk.notes, strict=True)
    return tuple(note for found, note in pairs if found.kind is Kind.OFFER and found.id == offer.id)
