"""Run sheets: a live broadcast on one sheet of paper, for those who make it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import is_live
from planner.model import Live
from planner.outgoing import built_link, outgoing
from planner.site.markup import plain_text
from planner.site.views.desk import Fact, Leaf, Link
from planner.site.views.formats import broadcasts, clips_of, no_clips
from planner.site.views.live import live_steps
from planner.site.views.tables import Cell, Table
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.model import Post
    from planner.site.views.desk import Desk
    from planner.site.views.live import Step

_BLANK_ROWS = 5
_LONGEST_MIN = 24 * 60
"""A length beyond a day is a slip of the pen; no times are suggested for it."""


@dataclass(frozen=True, slots=True)
class RunSheet:
    """The whole sheet."""

    post: Link
    title: str
    lead: str
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    course: Table
    """Its parts, each with its time; none of them has words while it is not written."""
    timed: str
    """How the times came about, or what they lack."""
    crib: str
    board: tuple[tuple[str, str], ...]
    """The eight words that stand in for a crib of the host's own."""
    fallback: str
    recording: str
    clips: tuple[Link, ...]
    no_clips: str
    announced_by: Link | None
    announcement: Markup | None
    call: str
    address: str
    after: tuple[str, ...]


def run_sheets(desk: Desk) -> Iterator[Leaf]:
    """Yield a sheet for each counted live broadcast."""
    for post in broadcasts(desk):
        title = desk.say(T("Run sheet: {title}", title=desk.head(post)))
        yield Leaf(desk.addresses.run_sheets[post.id], title, run_sheet(desk, post))


def sheet_of(desk: Desk, post: Post) -> str:
    """Return where a post's run sheet stands; nothing if it has none."""
    there = post.id in desk.schedule.counted_ids and is_live(post)
    return desk.addresses.run_sheets[post.id] if there else ""


def run_sheet(desk: Desk, post: Post) -> RunSheet:
    """Return what the run sheet of a live broadcast shows."""
    live = post.live or Live()
    first = desk.plan.posts.get(live.announced_by)
    clips = clips_of(desk, post)
    text = outgoing(desk.plan, first, first.channel) if first else ""
    return RunSheet(
        Link(desk.say(T("The post with its text")), desk.addresses.posts[post.id]),
        desk.head(post),
        desk.tongue.when(post.day, post.clock) or desk.say(T("no day yet")),
        tuple(fact for fact in _facts(desk, post, live) if fact.values),
        live_steps(desk, post),
        _course(desk, post, live),
        desk.say(_timed(desk, post, live)),
        live.crib,
        () if live.crib else _board(desk),
        live.fallback,
        desk.word("recording", live.recording),
        clips,
        "" if clips else desk.say(no_clips(post)),
        desk.post_link(first.id) if first else None,
        plain_text(text) if text else None,
        (post.cta.text or desk.word("cta", post.cta.type)) if post.cta else "",
        built_link(desk.plan, post),
        tuple(_after(desk, post)),
    )


def _facts(desk: Desk, post: Post, live: Live) -> Iterator[Fact]:
    day = desk.tongue.long_day(post.day) if post.day else ""
    clock = desk.tongue.clock(post.clock) if post.clock else ""
    length = live.length_min
    rows = (
        (T("When"), (" ".join(filter(None, (day, clock))),)),
        (T("Channel"), (desk.channel(post.channel),)),
        (T("Length"), (desk.say(T("{n} min", n=desk.tongue.number(length))) if length else "",)),
        (T("Host"), (desk.role(live.host) if live.host else "",)),
        (T("Answers the comments"), (desk.role(live.moderator) if live.moderator else "",)),
        (T("Seen in it"), (post.face,)),
        (T("For whom"), tuple(map(desk.audience, post.audience))),
        (T("Goal"), (desk.goal(post.goal) if post.goal else "",)),
        (T("Message"), (post.message,)),
    )
    for label, values in rows:
        yield Fact(desk.say(label), tuple(Link(value) for value in values if value))


# The course


def _course(desk: Desk, post: Post, live: Live) -> Table:
    heads = (T("Time"), T("Your time"), T("What"))
    lines = live.outline or ("",) * _BLANK_ROWS
    times = (_time(desk, post, live, n) if _measured(live) else "" for n in range(len(lines)))
    return Table(
        f"course-{post.id}",
        desk.say(T("The course of the broadcast")),
        tuple(map(desk.say, heads)),
        tuple(
            (Cell((Link(time),)), Cell(), Cell((Link(what),)))
            for time, what in zip(times, lines, strict=True)
        ),
    )


def _measured(live: Live) -> bool:
    return bool(live.outline and live.length_min and live.length_min <= _LONGEST_MIN)


def _time(desk: Desk, post: Post, live: Live, number: int) -> str:
    """Return when a part begins, if all are equally long: by the clock, else in minutes."""
    minutes = round((live.length_min or 0) * number / len(live.outline))
    if post.clock is None:
        return desk.say(T("{n} min", n=minutes))
    start = dt.datetime.combine(dt.date(2000, 1, 1), post.clock)
    return desk.tongue.bare_clock((start + dt.timedelta(minutes=minutes)).time())


def _timed(desk: Desk, post: Post, live: Live) -> T:
    if not live.outline:
        return T(
            "The course is not written yet. Write it under “live:” as “outline:”, or here by hand."
        )
    if _measured(live):
        return T(
            "The times share the length evenly, up to {end}. They are only a suggestion: write your own beside them.",
            end=_time(desk, post, live, len(live.outline)),
        )
    return T("Times are suggested once “length_min:” says how long it is.")


def _board(desk: Desk) -> tuple[tuple[str, str], ...]:
    board = (
        (T("Notice"), T("greet those who come in, by name")),
        (T("Meet"), T("look into the camera and say who you are")),
        (T("Ask"), T("what would they like to know?")),
        (T("Listen"), T("read the question aloud, to its end")),
        (T("Suggest"), T("one answer, one thing to try")),
        (T("Check"), T("did that answer it?")),
        (T("Confirm"), T("say once more what was agreed, and where it is")),
        (T("Thank"), T("and say when you will be back")),
    )
    return tuple((desk.say(word), desk.say(hint)) for word, hint in board)


# Afterwards


def _after(desk: Desk, post: Post) -> Iterator[str]:
    channel = desk.schedule.channel(post)
    names = [*(channel.attention_metrics if channel else ()), "peak-viewers"]
    names += [post.action_metric] if post.action_metric else []
    metrics = ", ".join(desk.word("metric", name) for name in dict.fromkeys(names))
    due = desk.schedule.due_on(post)
    if post.metrics and post.metrics.checked_on:
        day = desk.tongue.day(post.metrics.checked_on)
        yield desk.say(T("The figures were noted on {day}.", day=day))
    else:
        yield desk.say(T("Note the figures: {metrics}.", metrics=metrics))
        if due:
            yield desk.say(T("When: on {day} or soon after.", day=desk.tongue.day(due)))
        if channel and channel.read_from:
            yield desk.say(T("You find them in: {place}.", place=channel.read_from))
    yield desk.say(T("Write down what was asked: each question is the next post."))
    if post.analysis and post.analysis.learned:
        yield desk.say(T("Learned: {words}", words=post.analysis.learned))
    else:
        yield desk.say(T("One sentence on what you learned, under “analysis:” as “learned:”."))
