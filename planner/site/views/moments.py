"""Quiet moments: when people have time and why, what one could bring, and the posts made for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Key, Line
from planner.site.addresses import counted_with
from planner.site.views.desk import Link
from planner.site.views.evidence import dated
from planner.site.views.mix import further
from planner.texts import T
from planner.tracking import formulas

if TYPE_CHECKING:
    from planner.model import QuietMoment
    from planner.site.views.desk import Desk

_MOST_POSTS = 8
_PARTS = ("people", "share", "value", "times_a_day", "days")


@dataclass(frozen=True, slots=True)
class MomentCard:
    """A quiet moment of the plan."""

    id: str
    title: str
    reason: str
    no_reason: str
    worth: str
    no_worth: str
    """What is missing of the figures that make it up."""
    count: Link
    posts: tuple[Link, ...]
    more: str
    unused: str
    """How a post is made for it, where none is."""


def moments(desk: Desk) -> tuple[MomentCard, ...]:
    """Return the quiet moments of the plan."""
    pairs = zip(desk.plan.file.moments, desk.addresses.moments, strict=True)
    return tuple(_card(desk, it, place) for it, place in pairs)


def worth(desk: Desk, it: QuietMoment) -> str:
    """Return what a quiet moment would bring (S1:60); nothing where a figure is missing."""
    if _lacking(it):
        return ""
    number = desk.tongue.number
    people, share, value, times, days = (getattr(it, name) or 0 for name in _PARTS)
    said = T(
        "{moment}: {people} people × {share}% × {value} × {times} a day × {days} days = {sum}",
        moment=it.title or it.id,
        people=number(people),
        share=number(share),
        value=number(value),
        times=number(times),
        days=number(days),
        sum=number(formulas.moment(people, share / 100, value, times, days)),
    )
    return desk.say(said)


def _lacking(it: QuietMoment) -> list[str]:
    return [name for name in _PARTS if getattr(it, name) is None]


def _card(desk: Desk, it: QuietMoment, place: str) -> MomentCard:
    ids = {post.id for post in desk.schedule.counted if it.id and post.moment == it.id}
    posts = [post for post in desk.posts if post.id in ids]
    reason = T("Why have people time then? Write “{key}:”.", key=_key("reason"))
    lacking = [T("“{key}:”", key=_key(name)) for name in _lacking(it)]
    figures = T("What it could bring is reckoned once plan.md also gives: {keys}.", keys=lacking)
    return MomentCard(
        place,
        it.title or it.id or desk.say(T("A moment without a name")),
        it.reason,
        "" if it.reason else desk.say(reason),
        worth(desk, it),
        desk.say(figures) if lacking else "",
        Link(desk.post_count(len(posts)), counted_with(moment=it.id) if posts else ""),
        tuple(link for post in posts[:_MOST_POSTS] for link in dated(desk, post)),
        further(desk, len(posts), _MOST_POSTS),
        "" if posts else desk.say(_unused(it)),
    )


def _unused(it: QuietMoment) -> T:
    if not it.id:
        return T("Give it an id in plan.md, so that posts can name it.")
    line = Line(Key(Kind.POST, ("moment",)), it.id)
    return T("No post is made for it yet. Name it in one: “{line}”.", line=line)


def _key(name: str) -> Key:
    return Key(Kind.PLAN, ("moments", name))
