"""Live broadcasts and videos: what they need, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import checklist
from planner.model import Live
from planner.site.views.desk import Link, Mark
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.model import Post, Video
    from planner.site.views.desk import Desk


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a checklist."""

    mark: Mark
    text: str
    link: Link | None = None


def live_steps(desk: Desk, post: Post) -> tuple[Step, ...]:
    """Return the checklist of a live broadcast."""
    live = post.live or Live()
    there = checklist(desk.plan, post)
    people = (_step(desk, there[name], text) for name, text in _people(desk, live))
    technique = (_step(desk, there[name], text) for name, text in _technique(desk, live))
    announced = _announced(desk, live, done=there["announced"])
    return (*people, announced, _rehearsed(desk, live), *technique)


def open_steps(steps: tuple[Step, ...]) -> int:
    """Return how many lines of a checklist are still open."""
    return sum(step.mark.kind != "met" for step in steps)


def _step(
    desk: Desk,
    done: bool,  # noqa: FBT001 - a row of a table
    text: T,
    link: Link | None = None,
    day: dt.date | None = None,
) -> Step:
    """Return a line of a checklist; what has its day and is still to come is agreed, not done."""
    ahead = day is not None and day >= desk.as_of
    mark = (
        Mark("met", "✓", desk.say(T("agreed") if ahead else T("done")))
        if done
        else Mark("missing", "✗", desk.say(T("still open")))
    )
    return Step(mark, desk.say(text), link)


def _people(desk: Desk, live: Live) -> Iterator[tuple[str, T]]:
    host, moderator = desk.role(live.host), desk.role(live.moderator)
    yield "host", T("Host: {name}", name=host) if host else T("Somebody hosts it")
    yield (
        "moderator",
        T("Answers the comments: {name}", name=moderator)
        if moderator
        else T("Somebody else than the host answers the comments"),
    )


def _announced(desk: Desk, live: Live, *, done: bool) -> Step:
    other = desk.plan.posts.get(live.announced_by)
    text = T("A post announces it at least a day before")
    link = desk.post_link(other.id) if other else None
    return _step(desk, done, text, link, other.day if other else None)


def _rehearsed(desk: Desk, live: Live) -> Step:
    day = live.rehearsal_on
    if day is None:
        return _step(desk, False, T("A rehearsal has its day"))  # noqa: FBT003 - a row of a table
    text = T("Rehearsal: {day}", day=desk.tongue.day(day))
    return _step(desk, True, text, day=day)  # noqa: FBT003 - a row of a table


def _technique(desk: Desk, live: Live) -> Iterator[tuple[str, T]]:
    yield "connection", T("The connection is tested")
    yield (
        "fallback",
        T("If something fails: {plan}", plan=live.fallback)
        if live.fallback
        else T("There is a plan for when something fails"),
    )
    length = live.length_min
    yield (
        "length",
        T("Length: {n} min", n=desk.tongue.number(length)) if length else T("The length is known"),
    )
    yield (
        "recording",
        T("Recording: {what}", what=desk.word("recording", live.recording))
        if live.recording
        else T("It is decided what becomes of the recording"),
    )


def video_steps(desk: Desk, video: Video, *, short: bool) -> tuple[Step, ...]:
    """Return the checklist of a video; a long one need not be upright, nor work without sound."""
    length = video.length_s
    steps: list[tuple[bool, T]] = [
        (
            bool(length),
            T("Length: {n} s", n=desk.tongue.number(length))
            if length
            else T("The length is known"),
        )
    ]
    if short or video.vertical:
        steps.append((bool(video.vertical), T("It is upright, for a phone")))
    steps.append((bool(video.captions), T("It has captions")))
    if short or video.works_muted:
        steps.append((bool(video.works_muted), T("It works without sound")))
    return tuple(_step(desk, *step) for step in steps)
