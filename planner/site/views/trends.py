"""The six trends of social media (S0:50), each with what the plan itself does: advice, no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import people
from planner.site.addresses import FORMATS, SOURCES, STAGES
from planner.site.views.desk import Link
from planner.site.views.formats import broadcasts
from planner.site.views.mix import by_time, listed
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.model import Post
    from planner.site.views.desk import Desk
    from planner.site.views.mix import Listed

_TALK = ("comment", "ask", "vote", "reply", "share")
"""The invitations that make a post be talked about and handed on."""
_ECHO = ("reactions", "comments", "shares")
_LEADING = ("owner", "leader")


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend, the plan's own figure, and what it means here."""

    number: int
    trend: str
    figure: Link
    meaning: str
    posts: Listed | None
    source: Link


@dataclass(frozen=True, slots=True)
class Trends:
    """The whole page."""

    sentence: str
    trends: tuple[Trend, ...]


def trends(desk: Desk) -> Trends:
    """Return what the page of trends shows."""
    found = tuple(_trends(desk))
    return Trends(desk.say(_sentence(desk)), found)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the plan does about a trend."""

    figure: T
    to: str
    meaning: T
    source: str
    posts: tuple[Post, ...] = ()
    of: T | None = None


def _sentence(desk: Desk) -> T:
    if not desk.schedule.counted:
        return T("With the first posts, the plan's own figure stands beside each trend.")
    ideas = [
        T("talk") if not _talking(desk) else None,
        T("video") if not desk.schedule.filmed else None,
        T("live") if not broadcasts(desk) else None,
        T("faces") if not _faces(desk) else None,
    ]
    missing = [idea for idea in ideas if idea]
    if missing:
        return T("What this plan could try next: {ideas}.", ideas=missing)
    return T("This plan goes along with what it can. Nothing here is a must.")


def _trends(desk: Desk) -> Iterator[Trend]:
    rows: tuple[tuple[T, Callable[[Desk], _Seen]], ...] = (
        (T("Content weighs more"), _content),
        (T("Video weighs more in content"), _video),
        (T("Visibility grows by talk, likes and shares"), _talk),
        (T("With live broadcasts a message may be rougher"), _live),
        (T("Management joins in too"), _leaders),
        (T("People become brands of their own"), _persons),
    )
    for number, (trend, seen) in enumerate(rows, 1):
        yield _trend(desk, number, trend, seen(desk))


def _trend(desk: Desk, number: int, trend: T, seen: _Seen) -> Trend:
    return Trend(
        number,
        desk.say(trend),
        Link(desk.say(seen.figure), seen.to),
        desk.say(seen.meaning),
        listed(desk, seen.of, seen.posts) if seen.of else None,
        Link(seen.source, SOURCES),
    )


def _content(desk: Desk) -> _Seen:
    schedule = desk.schedule
    total, selling = len(schedule.counted), len(schedule.selling)
    kinds = len({post.content_type for post in schedule.counted if post.content_type})
    figure = T("{posts}, {kinds} of content", posts=desk.post_count(total), kinds=_kinds(kinds))
    much = 100 * selling > schedule.thresholds.offer_share * total
    meaning = (
        T(
            "Many of them sell ({n}). A piece of advice, a story or an answer carries further.",
            n=selling,
        )
        if much
        else T(
            "Posts that sell: {n}. The others give the reader something, and that is what carries.",
            n=selling,
        )
    )
    return _Seen(figure, STAGES, meaning if total else _none(), "S0:50")


def _kinds(n: int) -> T:
    return N("{n} kind", "{n} kinds", n)


def _video(desk: Desk) -> _Seen:
    n, total = len(desk.schedule.filmed), len(desk.schedule.counted)
    wanted = desk.schedule.thresholds.video_share
    meaning = (
        T(
            "That is a good share. See to it that each has captions, and that the short ones work without sound."
        )
        if 100 * n >= wanted * total
        else T("A minute filmed with the phone will do: show what your hands do.")
    )
    figure = T("{n} of {all} posts are videos or live broadcasts", n=n, all=total)
    to = f"{FORMATS}#filmed" if total else FORMATS
    return _Seen(figure, to, meaning if total else _none(), "S0:46, S0:50")


def _talk(desk: Desk) -> _Seen:
    asking = _talking(desk)
    echo = sum(
        figure.value
        for post in desk.schedule.counted
        for metric in _ECHO
        for figure in (desk.schedule.latest(post, metric),)
        if figure
    )
    figure = T("{n} of {all} posts ask for talk or for sharing", n=len(asking), all=_all(desk))
    meaning = (
        T(
            "Likes, comments and shares noted so far: {n}. Answer the comments: each answer shows the post to more people.",
            n=desk.tongue.number(echo),
        )
        if echo
        else T("Ask something that is easy to answer. Even disagreement is worth much.")
    )
    return _Seen(figure, "", meaning, "S0:50, S1:25", asking, T("Which posts"))


def _live(desk: Desk) -> _Seen:
    n = len(broadcasts(desk))
    meaning = (
        T("Let it be rough. Publish it, and mend it in the next one.")
        if n
        else T("Try one: twenty minutes of questions and answers. Nobody expects a film.")
    )
    figure = N("{n} live broadcast", "{n} live broadcasts", n)
    return _Seen(figure, f"{FORMATS}#live", meaning, "S0:46, S0:50, S0:55")


def _leaders(desk: Desk) -> _Seen:
    leading = _leading(desk)
    found = by_time(desk, (post for post in desk.schedule.counted if set(people(post)) & leading))
    figure = T(
        "{n} of {all} posts are in the hands of those who lead", n=len(found), all=_all(desk)
    )
    meaning = (
        T(
            "Readers hear it from those who decide. A question answered by the one who leads weighs most."
        )
        if found
        else T("Let the one who leads answer a question or two in person.")
    )
    return _Seen(figure, "", meaning, "S0:50", found, T("Which posts"))


def _leading(desk: Desk) -> set[str]:
    """Return the roles of those who lead: by name, or by planning and reviewing."""
    tasks = {role.id for role in desk.plan.file.roles if {"plan", "review"} & set(role.does)}
    return tasks | set(_LEADING)


def _persons(desk: Desk) -> _Seen:
    found = _faces(desk)
    figure = T("{n} of {all} posts say who is seen in them", n=len(found), all=_all(desk))
    meaning = (
        T("People trust people. Show the same faces again, so that they become known.")
        if found
        else T("People trust people. Write into a post who is seen in it: “face: Anna”.")
    )
    return _Seen(figure, "", meaning, "S0:50", found, T("Which posts"))


def _all(desk: Desk) -> int:
    return len(desk.schedule.counted)


def _talking(desk: Desk) -> tuple[Post, ...]:
    return by_time(desk, (post for post in desk.schedule.counted if post.cta_type in _TALK))


def _faces(desk: Desk) -> tuple[Post, ...]:
    seen = (p for p in desk.schedule.counted if p.face or (p.live and p.live.host))
    return by_time(desk, seen)


def _none() -> T:
    return T("No posts yet. An idea needs only a title.")
