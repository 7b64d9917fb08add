"""Another day for a post: how its file says so, and what hangs together with it."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner import values
from planner.diagnostics import Kind
from planner.errors import PlannerError
from planner.fields import INVALID_VALUE
from planner.lines import Key
from planner.model import PUBLISHED
from planner.recording import subject_of
from planner.rewriting import Rewriting, tongue, written
from planner.texts import T, say
from planner.values import BadValue, Moment
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.edits import Value
    from planner.loader import Content
    from planner.model import Plan, Post
    from planner.source import Data

_DAYS = re.compile(r"([+\-\N{MINUS SIGN}])(\d{1,4})")


def post_of(plan: Plan, name: str) -> Post:
    """Return the post that somebody names.

    Raises:
        PlannerError: If there is none, or its file cannot be read.
    """
    _, id_ = subject_of(plan, f"post:{name.removeprefix('post:')}")
    if id_ not in plan.posts:
        raise PlannerError(
            T("The beginning of {post} cannot be read; planner check says why.", post=id_)
        )
    return plan.posts[id_]


def day_of(text: str, content: Content, post: Post | None = None) -> dt.date:
    """Return the day that somebody names: ``2026-05-04``, ``4.5.``, or ``+7`` from a post's day.

    Raises:
        PlannerError: If it is no day.
    """
    steps = _DAYS.fullmatch(text.strip())
    try:
        if not steps:
            return values.a_day(text, content.plan.reading.period)
        if post and post.day:
            return post.day + dt.timedelta(int(steps[2]) * (1 if steps[1] == "+" else -1))
    except (BadValue, OverflowError):
        raise PlannerError(
            T(
                "“{value}” is not a day; write it like 2026-06-07, or +7 for a week later.",
                value=text,
            )
        ) from None
    if post is None:
        raise PlannerError(
            T("“{value}” needs a day to count from: name the day itself.", value=text)
        )
    for _, value in _unread(content, post):
        raise PlannerError(
            T(
                "The day of {post} cannot be read, so there is none to count from: “{value}”. Name the day itself.",
                post=post.id,
                value=value,
            )
        )
    raise PlannerError(T("{post} has no day yet to count from: name the day itself.", post=post.id))


def _unread(content: Content, post: Post) -> Iterator[tuple[str, str]]:
    """Yield the keys of a post's day whose values cannot be read, and what stands there."""
    data = content.sources[content.paths[Kind.POST, post.id]].data or {}
    for name in ("date", "publish_at"):
        value = written(Kind.POST, data, name)
        if value and post.misread_at(name):
            yield name, value


def objection(post: Post) -> T | None:
    """Return why a post cannot go to another day; None where it can."""
    if post.status in PUBLISHED or post.published_at:
        return T(
            "{post} went out on {day}, and what has happened keeps its day. To publish it again: planner copy {post} +7",
            post=post.id,
            day=post.published_on or "–",
        )
    return None


# What hangs together


@dataclass(frozen=True, slots=True)
class Link:
    """Two posts one of which has to come before the other."""

    before: str
    after: str
    text: T
    """What to say where it does not: about ``{before}`` and ``{after}``."""


_ANNOUNCES = T("{before} announces {after} and would come after it")
_BUILDS = T("{after} builds on {before} and would come before it")
_FOLLOWS = T("{after} is to follow {before} and would come before it")


def links(plan: Plan) -> Iterator[Link]:
    """Yield what parts of a plan's posts hang together."""
    for post in plan.posts.values():
        if post.live and post.live.announced_by:
            yield Link(post.live.announced_by, post.id, _ANNOUNCES)
        for name in post.source_posts:
            yield Link(name, post.id, _BUILDS)
        if post.next_post:
            yield Link(post.id, post.next_post, _FOLLOWS)


def chain(plan: Plan, post: Post) -> list[Post]:
    """Return the other posts that hang together with one and can still be moved, by day."""
    beside: dict[str, set[str]] = defaultdict(set)
    for link in links(plan):
        beside[link.before].add(link.after)
        beside[link.after].add(link.before)
    found, waiting = {post.id}, [post.id]
    while waiting:
        for name in beside[waiting.pop()] - found:
            if name in plan.posts and _moves(plan.posts[name]):
                found.add(name)
                waiting.append(name)
    others = (plan.posts[name] for name in found - {post.id})
    return sorted(others, key=lambda it: (it.day or dt.date.max, it.id))


def _moves(post: Post) -> bool:
    return bool(post.day) and post.status != "cancelled" and objection(post) is None


def rehearsal(post: Post, as_of: dt.date) -> dt.date | None:
    """Return the day of a broadcast's rehearsal, if it is still to come."""
    day = post.live.rehearsal_on if post.live else None
    return day if day and day >= as_of else None


def disorder(plan: Plan) -> dict[tuple[str, str], T]:
    """Return what is in the wrong order, with what to say of it."""
    wrong: dict[tuple[str, str], T] = {}
    for link in links(plan):
        first, second = plan.posts.get(link.before), plan.posts.get(link.after)
        if first and second and _comes_later(first, second):
            wrong[link.before, link.after] = T(
                link.text.msgid, before=link.before, after=link.after
            )
    for post in plan.posts.values():
        day = post.live.rehearsal_on if post.live else None
        if day and post.day and day > post.day:
            said = T("the rehearsal of {post} on {day} would come after it", post=post.id, day=day)
            wrong["", post.id] = said
    return wrong


def _comes_later(first: Post, second: Post) -> bool:
    days = (first.published_on, second.published_on)
    if days[0] is None or days[1] is None or "cancelled" in (first.status, second.status):
        return False
    clocks = (first.clock, second.clock)
    later = bool(clocks[0] and clocks[1] and clocks[0] > clocks[1])
    return days[0] > days[1] or (days[0] == days[1] and later)


# Into the files


@dataclass(frozen=True, slots=True)
class Move:
    """Where posts go, and their rehearsals."""

    posts: Mapping[str, Moment]
    """Where no time is given a post keeps its own."""
    rehearsals: Mapping[str, dt.date]
    """Of those of the posts that are broadcasts."""


def moved(content: Content, move: Move, language: str) -> Rewriting:
    """Return the files of a plan with posts on other days; nothing is written.

    Raises:
        Refusal: If a file cannot be changed as it should be, or something in it would be lost.
    """
    done = Rewriting(content, language)
    period = content.plan.reading.period
    for name, when in move.posts.items():
        path = content.paths[Kind.POST, name]
        why_not = _loss(content, content.plan.posts[name], when, language)
        if why_not:
            raise Refusal(content.folder.resolve() / path, Reason.FAILED, why_not)
        data = content.sources[path].data or {}
        changes = dated(data, when, language, period)
        if name in move.rehearsals:
            text = written(Kind.POST, data, "live", "rehearsal_on")
            to = Moment(move.rehearsals[name])
            own = tongue(Kind.POST, data, language)
            changes["live", "rehearsal_on"] = like(text, to, own, period)
        done.change(path, Kind.POST, changes)
    return done


def _loss(content: Content, post: Post, when: Moment, language: str) -> T | None:
    """Return what another day would lose in a post's file, and the cure; None where nothing."""
    if post.date and post.publish_at and post.date.day != post.publish_at.day:
        return _two_days(content, post)
    if when.clock or post.clock:
        return None
    data = content.sources[content.paths[Kind.POST, post.id]].data or {}
    own = tongue(Kind.POST, data, language)
    for name, value in _unread(content, post):
        return T(
            "“{value}” cannot be read, and a time that it may hold would be lost. Give the time too with --time, or write by hand: “{line}”",
            value=value,
            line=f"{Key(Kind.POST, (name,)).to(own)}: {say(when.day, own)}",
        )
    return None


def _two_days(content: Content, post: Post) -> T:
    """Return what the check says of a post with two days, with the lines of both."""
    found = next(
        it
        for it in content.findings
        if it.rule is INVALID_VALUE and it.at == ("publish_at",) and it.subject.id == post.id
    )
    first, second = sorted(
        content.place(replace(found, at=(name,))).line for name in ("date", "publish_at")
    )
    return T(
        "{message} (lines {first} and {second}). {help}",
        message=found.message,
        first=first,
        second=second,
        help=found.help,
    )


def dated(
    data: Data, when: Moment, language: str, period: values.Period
) -> dict[tuple[str, ...], Value]:
    """Return the changes that put a post on a day, in the way in which its file has it written.

    Args:
        data: The front matter of its file.
        when: The day; without a time the post keeps its own.
        language: The language of the plan's files.
        period: The period of the plan that the file will stand in.
    """
    language = tongue(Kind.POST, data, language)
    given = {name: written(Kind.POST, data, name) or "" for name in ("date", "publish_at", "time")}
    names = [name for name in ("date", "publish_at") if given[name]]
    with_clock = [name for name in names if _has_clock(given[name], period)]
    changes: dict[tuple[str, ...], Value] = {}
    if when.clock and not with_clock and names == ["publish_at"] and not given["time"]:
        with_clock = names
    for name in names or ["date"]:
        to = when if name in with_clock else Moment(when.day)
        changes[(name,)] = like(given[name], to, language, period)
    if when.clock and (given["time"] or not with_clock):
        changes[("time",)] = values.retimed(given["time"], when.clock, language)
    return changes


def _has_clock(text: str, period: values.Period) -> bool:
    try:
        return values.a_moment(text, period).clock is not None
    except BadValue:
        return False


def like(text: str | None, when: Moment, language: str, period: values.Period = None) -> str:
    """Return a day in somebody's way of writing; plainly where nobody wrote one that is read."""
    try:
        return values.rewritten(text or "", when, language, period)
    except BadValue:
        clock = f" {say(when.clock, language)}" if when.clock else ""
        return say(when.day, language) + clock


def missed(move: Move, after: Plan) -> list[str]:
    """Return the posts that would not be where they are to go."""
    return [
        name
        for name, when in move.posts.items()
        if (post := after.posts.get(name)) is None
        or post.day != when.day
        or (when.clock and post.clock != when.clock)
    ]
