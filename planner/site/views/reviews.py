"""Reviews and learned: what was decided and what became of it, and what posts have taught."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import next_review
from planner.diagnostics import Kind
from planner.meaning import engagement
from planner.model import PUBLISHED
from planner.site.addresses import posts_with
from planner.site.page import Heading
from planner.site.views.condition import condition
from planner.site.views.desk import Link, Mark
from planner.site.views.tables import Cell, Table
from planner.site.views.todo import soon
from planner.texts import N, T
from planner.tracking import formulas
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.model import Decision, Post, Review
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk

_SHOWN = 30
"""So many reviews, and so many posts of each sort, are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what became of it."""

    what: str
    post: Link | None
    mark: Mark
    when: str


@dataclass(frozen=True, slots=True)
class Held:
    """A review."""

    id: str
    title: str
    iso: str
    facts: str
    """*27 April 2026 – 10 May 2026 · 20 minutes*."""
    said: tuple[tuple[str, str], ...]
    """What was noticed, what happened, what changed; each with its question."""
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A review of which only the day is shown."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Sort:
    """The posts that teach the same: what is repeated, what is improved."""

    id: str
    title: str
    table: Table
    more: Link | None


@dataclass(frozen=True, slots=True)
class Reviews:
    """The whole page."""

    condition: Condition
    next: str
    late: bool
    gaps: tuple[str, ...]
    path: str
    """The file to write the next review into."""
    reviews: tuple[Held, ...]
    others: tuple[Other, ...]
    """Those that are long past, and those that do not count yet."""
    learned: tuple[Sort, ...]
    formula: str
    headings: tuple[Heading, ...]


def reviews(desk: Desk) -> Reviews:
    """Return the reviews, the newest first, and what was learned from posts."""
    held = desk.schedule.reviews[::-1]
    due = next_review(desk.schedule)
    return Reviews(
        condition(desk, "analysed"),
        desk.say(_next(desk, due)),
        bool(due and due[1] < desk.as_of),
        tuple(desk.say(text) for text in _gaps(desk)),
        f"reviews/{desk.as_of}.md",
        tuple(_held(desk, review) for review in held[:_SHOWN]),
        tuple(_others(desk, held[_SHOWN:])),
        tuple(_learned(desk)),
        desk.say(_formula(desk)),
        (
            Heading("reviews", desk.say(T("Reviews"))),
            Heading("learned", desk.say(T("What was learned"))),
        ),
    )


# Reviews


def _next(desk: Desk, due: tuple[dt.date, dt.date] | None) -> T:
    if due is None:
        end = desk.schedule.end
        if end and end <= desk.as_of and desk.schedule.reviews:
            return T("The period is over and has been looked back on. No review is due.")
        return T("No review is due yet.")
    since, day = due
    if day > desk.as_of:
        return T(
            "{soon}: the next review is on {day}", day=desk.tongue.day(day), soon=soon(desk, day)
        )
    days = (desk.as_of - since).days
    if desk.schedule.reviews:
        return N(
            "The next review is due now: {n} day since the last one.",
            "The next review is due now: {n} days since the last one.",
            days,
        )
    return N(
        "The first review is due now: {n} day since the plan began.",
        "The first review is due now: {n} days since the plan began.",
        days,
    )


def _gaps(desk: Desk) -> Iterator[T]:
    for start, end in desk.schedule.review_gaps():
        yield N(
            "{n} day without a review: {start} – {end}",
            "{n} days without a review: {start} – {end}",
            (end - start).days,
            start=desk.tongue.plain_day(start),
            end=desk.tongue.plain_day(end),
        )


def _held(desk: Desk, review: Review) -> Held:
    day = review.date or desk.as_of
    said = (
        (T("What was noticed?"), review.noticed),
        (T("What happened?"), review.happened),
        (T("What changed?"), review.changed),
    )
    return Held(
        desk.addresses.anchor(Kind.REVIEW, review.id),
        desk.tongue.long_day(day),
        day.isoformat(),
        " · ".join(_about(desk, review)),
        tuple((desk.say(question), text) for question, text in said if text),
        tuple(_decided(desk, decision, day) for decision in review.decisions),
    )


def _others(desk: Desk, older: tuple[Review, ...]) -> Iterator[Other]:
    for review in older:
        anchor = desk.addresses.anchor(Kind.REVIEW, review.id)
        yield Other(anchor, desk.tongue.long_day(review.date or desk.as_of))
    for review in desk.plan.reviews.values():
        day = review.date
        if day is None or day > desk.as_of:
            said = (
                T("{day}: its day has not come yet", day=desk.tongue.long_day(day))
                if day
                else T("{review}: it has no day yet", review=review.id)
            )
            yield Other(desk.addresses.anchor(Kind.REVIEW, review.id), desk.say(said))


def _about(desk: Desk, review: Review) -> Iterator[str]:
    covers = review.covers
    if covers and covers.start and covers.to:
        yield f"{desk.tongue.plain_day(covers.start)} – {desk.tongue.plain_day(covers.to)}"
    if review.minutes:
        yield desk.say(N("{n} minute", "{n} minutes", round(review.minutes)))


def _decided(desk: Desk, decision: Decision, day: dt.date) -> Decided:
    post = desk.plan.posts.get(decision.post)
    link = desk.post_link(decision.post) if decision.post else None
    if post is None:
        return Decided(decision.what, link, _mark(desk, "missing"), desk.say(_nobody(decision)))
    when = post.published_on if post.status in PUBLISHED else post.day
    return Decided(
        decision.what,
        link,
        _mark(desk, _fate(desk, post, day)),
        desk.tongue.day(when) if when else desk.say(T("no day yet")),
    )


def _nobody(decision: Decision) -> T:
    if decision.post:
        return T("The plan has no such post.")
    return T("No post carries it yet: add “post:” to the decision.")


def _fate(desk: Desk, post: Post, day: dt.date) -> str:
    """Return what became of a decision, by the post that carries it."""
    if post.status == "cancelled":
        return "cancelled"
    if post.status in PUBLISHED:
        out = post.published_on
        return "before" if out and out < day else "done"
    if post.status == "idea" or post.day is None or desk.schedule.slipped(post):
        return "missing"
    return "coming"


def _mark(desk: Desk, fate: str) -> Mark:
    kind, sign, word = {
        "done": ("met", "✓", T("carried out")),
        "coming": ("not-yet", "…", T("coming")),
        "before": ("not-yet", "–", T("was out already")),
        "cancelled": ("missing", "✗", T("cancelled")),
        "missing": ("partly", "◐", T("not there yet")),
    }[fate]
    return Mark(kind, sign, desk.say(word))


# What was learned


def _learned(desk: Desk) -> Iterator[Sort]:
    found: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(desk.schedule.counted, key=_newest, reverse=True):
        analysis = post.analysis
        if post.status in PUBLISHED and analysis and (analysis.learned or analysis.next):
            found[analysis.next or ""].append(post)
    saving = _saving(desk)
    for name in (*words("next"), ""):
        if name in found:
            yield _sort(desk, name, found[name], saving)


def _newest(post: Post) -> tuple[str, str]:
    return str(post.published_on or ""), post.id


def _sort(desk: Desk, name: str, posts: list[Post], saving: frozenset[str]) -> Sort:
    title = desk.word("next", name) if name else desk.say(T("what comes next is not said"))
    heads = (
        T("Post"), T("What was learned"), T("What people did"), T("Engagement by reach"),
        T("Carried on in"),
    )  # fmt: skip
    more = len(posts) - _SHOWN
    return Sort(
        f"learned-{name or 'open'}",
        title[:1].upper() + title[1:],
        Table(
            f"next-{name or 'open'}",
            desk.say(T("What was learned: {next}", next=title)),
            tuple(map(desk.say, heads)),
            tuple(_row(desk, post, saving) for post in posts[:_SHOWN]),
        ),
        Link(desk.say(T("{n} more", n=more)), posts_with(status="reviewed")) if more > 0 else None,
    )


def _row(desk: Desk, post: Post, saving: frozenset[str]) -> tuple[Cell, ...]:
    day = post.published_on
    facts = (desk.tongue.day(day) if day else "", desk.channel(post.channel))
    later = dict.fromkeys((*desk.builds_on.get(post.id, ()), *filter(None, (post.next_post,))))
    return (
        Cell((desk.post_link(post.id),), note=" · ".join(filter(None, facts))),
        Cell((Link(post.analysis.learned if post.analysis else ""),)),
        _action(desk, post),
        _engagement(desk, post, saving),
        Cell(tuple(desk.post_link(name) for name in later)),
    )


def _action(desk: Desk, post: Post) -> Cell:
    if not post.action_metric:
        return Cell()
    name = desk.word("metric", post.action_metric)
    figure = desk.schedule.latest(post, post.action_metric)
    if figure is None:
        return Cell((Link(name),), note=desk.say(T("not noted")))
    return Cell((Link(f"{name}: {desk.tongue.number(figure.value)}"),))


def _saving(desk: Desk) -> frozenset[str]:
    """Return the channels that count saves: where some post has them, none may lack them."""
    return frozenset(
        post.channel for post in desk.schedule.counted if desk.schedule.latest(post, "saves")
    )


def _engagement(desk: Desk, post: Post, saving: frozenset[str]) -> Cell:
    """Return the engagement with its sum; nothing where a part of it is not known."""
    parts = [name for name in formulas.ENGAGEMENT if name != "saves" or post.channel in saving]
    known = engagement(desk.schedule, post)
    reach = desk.schedule.latest(post, "reach")
    least = max(desk.schedule.thresholds.percent_base, 1)
    values = [known[name] for name in parts if name in known]
    if reach is None or reach.value < least or len(values) < len(parts):
        return Cell()
    share = round(100 * (formulas.share(sum(values), reach.value) or 0), 1)
    number = desk.tongue.number
    return Cell(
        (Link(desk.say(T("{n}%", n=number(share)))),),
        note=f"({' + '.join(map(number, values))}) / {number(reach.value)} × 100",
        number=f"{share:.12g}",
    )


def _formula(desk: Desk) -> T:
    return T(
        "Engagement by reach, % = (reactions + comments + shares + saves) / reach × 100. Saves are left out where the channel does not count them; clicks are not part of it. It is given only where every part is noted and at least {base} people were reached.",
        base=max(desk.schedule.thresholds.percent_base, 1),
    )
