"""Offers: the service description test, and the posts that speak of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Key
from planner.site.addresses import OFFERS, counted_with
from planner.site.markup import markdown, web_address
from planner.site.views.desk import Link, Mark
from planner.site.views.evidence import dated
from planner.site.views.mix import by_time, further, stages_of
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.model import Offer, Post
    from planner.site.views.desk import Desk, Note

_MOST_POSTS = 12
_QUESTIONS = {
    "promise": T("What does it promise?"),
    "content": T("What is it?"),
    "audience": T("Whom is it for?"),
    "why": T("Why should one buy it?"),
    "how_and_where": T("How and where is it made?"),
    "who": T("Who makes it, with whom and with what?"),
    "where_to_buy": T("Where is it bought?"),
    "duration_and_price": T("How long does it take, and what does it cost?"),
}
_EMPTY = ""
_NOTHING = T(_EMPTY)


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
    stages: tuple[Link, ...]
    posts: tuple[Link, ...]
    more: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """The whole page."""

    sentence: str
    table: Table
    """All of them side by side, where there are several."""
    offers: tuple[OfferCard, ...]


def has_offers(desk: Desk) -> bool:
    """Whether the plan describes any offer."""
    return bool(desk.plan.offers)


def offers(desk: Desk) -> Offers:
    """Return what the page of offers shows."""
    cards = tuple(_card(desk, offer) for offer in desk.plan.offers.values())
    return Offers(_sentence(desk, cards), _table(desk, cards), cards)


def open_questions(offer: Offer) -> T:
    """Return in words how many of the eight questions an offer leaves open; nothing for none."""
    left = sum(not getattr(offer, name) for name in _QUESTIONS)
    return N("{n} question is open", "{n} questions are open", left) if left else _NOTHING


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
        _mark(desk, len(answers) - left),
        desk.say(open_questions(offer)),
        answers,
        tuple(_layers(desk, offer)),
        markdown(offer.body, title=offer.title, prefix=anchor, below=2).html,
        _count(desk, offer, posts),
        stages_of(desk, posts, offer=offer.id),
        tuple(link for post in posts[:_MOST_POSTS] for link in dated(desk, post)),
        further(desk, len(posts), _MOST_POSTS),
        desk.notes_on(Kind.OFFER, offer.id),
    )


def _mark(desk: Desk, done: int) -> Mark:
    if done < len(_QUESTIONS):
        said = T("{n} of {all} answered", n=done, all=len(_QUESTIONS))
        return Mark("partly", "!", desk.say(said))
    return Mark("met", "✓", desk.say(T("all eight answered")))


def _table(desk: Desk, cards: tuple[OfferCard, ...]) -> Table:
    heads = (
        T("Offer"),
        T("The eight questions"),
        T("Posts that speak of it"),
        T("Purchase stages"),
    )
    rows = (
        (
            Cell((Link(card.title, f"{OFFERS}#{card.id}"),)),
            Cell(mark=card.mark),
            Cell((card.count,)),
            Cell(card.stages or (Link("–"),)),
        )
        for card in cards
    )
    shown = tuple(rows) if len(cards) > 1 else ()
    return Table(
        "offers", desk.say(T("The offers side by side")), tuple(map(desk.say, heads)), shown
    )


def _count(desk: Desk, offer: Offer, posts: tuple[Post, ...]) -> Link:
    to = counted_with(offer=offer.id) if posts else ""
    return Link(desk.post_count(len(posts)), to)


def _answers(desk: Desk, offer: Offer) -> Iterator[Answer]:
    audiences = tuple(desk.link(Kind.AUDIENCE, name) for name in offer.audience)
    for key, question in _QUESTIONS.items():
        answer = audiences if key == "audience" else _said(getattr(offer, key))
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
