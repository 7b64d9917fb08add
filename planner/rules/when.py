"""Condition 5: you know when to reach people (S0:37)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.model import PUBLISHED, READY
from planner.rules.base import MISSING, PARTLY, say, silent
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.model import Anchor, Channel, Post
    from planner.schedule import Gap, Schedule, Week

DATE_MISSING = Rule("date-missing", "TIM501", Severity.ERROR, 5, source="S0:37")
TIME_MISSING = Rule("time-missing", "TIM502", Severity.WARNING, 5, source="S0:37")
DATE_PASSED = Rule("date-passed", "TIM503", Severity.ERROR, 5, source="S0:37")
OUTSIDE_WINDOW = Rule("outside-window", "TIM504", Severity.WARNING, 5, source="S1:60")
SAME_TIME_COLLISION = Rule("same-time-collision", "TIM505", Severity.WARNING, 5, source="S0:37")
CHANNEL_GAP = Rule("channel-gap", "TIM506", Severity.WARNING, 5, source="S4:56")
EMPTY_WEEK = Rule("empty-week", "TIM507", Severity.WARNING, 5, source="S0:37")
CHANNEL_WITHOUT_WINDOWS = Rule(
    "channel-without-windows", "TIM508", Severity.WARNING, 5, source="S1:60"
)
ANCHOR_INCOMPLETE = Rule("anchor-incomplete", "TIM509", Severity.INFO, 5, source="S4:552")
OUTSIDE_PERIOD = Rule("outside-period", "TIM510", Severity.INFO, 5, source="S0:37")
RULES = (
    DATE_MISSING,
    TIME_MISSING,
    DATE_PASSED,
    OUTSIDE_WINDOW,
    SAME_TIME_COLLISION,
    CHANNEL_GAP,
    EMPTY_WEEK,
    CHANNEL_WITHOUT_WINDOWS,
    ANCHOR_INCOMPLETE,
    OUTSIDE_PERIOD,
)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: a day that has not slipped, and a time that suits the channel."""
    anchors = frozenset(anchor.id for anchor in schedule.plan.file.anchors)
    for post in schedule.judged:
        if post.day is None:
            yield _no_day(post)
        elif schedule.slipped(post):
            yield _slipped(post, schedule)
        elif post.clock is None:
            yield _no_time(post)
        else:
            yield from _window(post, schedule, anchors)
            yield from _clash(post, schedule)


def _no_day(post: Post) -> Finding:
    return say(
        DATE_MISSING,
        post,
        T("post {post} has no date", post=post.id),
        T(
            "When is it published? Add a date and a time, such as “date: 2026-05-12” and “time: 18:30”."
        ),
        ("date",),
        grade=MISSING,
        told=not (post.misread_at("date") or post.misread_at("publish_at")),
    )


def _slipped(post: Post, schedule: Schedule) -> Finding:
    return say(
        DATE_PASSED,
        post,
        T(
            "the date {date} of {post} has passed but its status is {status}",
            date=post.day,
            post=post.id,
            status=schedule.plan.word("status", post.status),
        ),
        T("Was it published? Mark it “status: published” or give a new date."),
        ("date",) if post.date else ("publish_at",),
        grade=MISSING,
    )


def _no_time(post: Post) -> Finding:
    misread = any(post.misread_at(name) for name in ("time", "date", "publish_at"))
    return say(
        TIME_MISSING,
        post,
        T("post {post} has a date but no time", post=post.id),
        T("At what time is it published? Add a line such as “time: 18:30”."),
        ("time",),
        grade=PARTLY,
        told=not misread,
    )


def _window(post: Post, schedule: Schedule, anchors: frozenset[str]) -> Iterator[Finding]:
    if post.timing_reason or post.anchor in anchors or post.at is None:
        return
    channel = schedule.channel(post)
    if channel is None:
        yield silent(OUTSIDE_WINDOW, post, PARTLY)
        return
    if not channel.windows:
        return
    if not any(window.holds(post.at) for window in channel.windows):
        yield say(
            OUTSIDE_WINDOW,
            post,
            T(
                "{post}: {date} {time} is outside the good hours ({windows})",
                post=post.id,
                date=post.day,
                time=post.clock,
                windows=channel.windows,
            ),
            T("If you mean it, give the reason in one line: “timing_reason:”."),
            ("time",) if post.time else ("date",),
            grade=PARTLY,
            told=not (
                channel.misread_at("windows") or post.anchor or post.misread_at("timing_reason")
            ),
        )


def _clash(post: Post, schedule: Schedule) -> Iterator[Finding]:
    known = schedule.plan.knows(Kind.CHANNEL, post.channel)
    other = schedule.clashes.get(post.id) if known else None
    if other:
        yield say(
            SAME_TIME_COLLISION,
            post,
            T(
                "{post} and {other} go out on {channel} within two hours",
                post=post.id,
                other=other.id,
                channel=post.channel,
            ),
            T("Move one of them to another time, so that they do not compete."),
            ("time",) if post.time else ("date",),
            grade=PARTLY,
            told=_order(other) < _order(post),
        )


def _order(post: Post) -> tuple[bool, str, str]:
    """Return what tells which of two posts that clash is named: the one that is easier to move."""
    return (post.status not in PUBLISHED, str(post.at), post.id)


def outside(schedule: Schedule) -> Iterator[Finding]:
    """Name the posts that lie outside the plan's period and are therefore not counted."""
    for post in schedule.outside:
        yield say(
            OUTSIDE_PERIOD,
            post,
            T(
                "{date} is outside the plan's period, so {post} is not counted",
                date=post.day,
                post=post.id,
            ),
            T("Nothing to do if it is from another season; else check the date or the period."),
            ("date",) if post.date else ("publish_at",),
        )


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: windows everywhere, no empty week, no gap longer than promised."""
    if not schedule.dated:
        yield say(
            DATE_MISSING,
            schedule.plan.file,
            T("no post of the plan has a date yet"),
            T("Begin with one: which day next week would you publish something?"),
            ("period",),
            grade=MISSING,
            told=not any(post.status in READY for post in schedule.counted),
        )
    for channel in schedule.channels:
        if not channel.windows:
            yield _no_windows(channel)
    for gap in schedule.gaps:
        yield _gap(gap)
    for first, last in _stretches(schedule.empty_weeks):
        yield _empty(schedule, first, last)


def _no_windows(channel: Channel) -> Finding:
    return say(
        CHANNEL_WITHOUT_WINDOWS,
        channel,
        T("channel {channel} has no good hours yet", channel=channel.id),
        T(
            "When do its readers have time? Add a line such as “windows: [Mon-Thu 18:00-20:00]”; a guess will do."
        ),
        ("windows",),
        grade=PARTLY,
        told=not channel.misread_at("windows"),
    )


def _gap(gap: Gap) -> Finding:
    return say(
        CHANNEL_GAP,
        gap.channel,
        T(
            "channel {channel}: a gap of {n} days from {date}",
            channel=gap.channel.id,
            n=gap.days,
            date=gap.start,
        ),
        T(
            "You aimed at least every {m} days: plan a post in between, or promise less.",
            m=gap.promised,
        ),
        ("at_least_every_days",),
        grade=PARTLY,
    )


_WEEK = dt.timedelta(weeks=1)


def _stretches(weeks: Iterable[Week]) -> list[tuple[Week, Week]]:
    """Return the first and the last week of each unbroken row of weeks."""
    found: list[tuple[Week, Week]] = []
    for week in weeks:
        if found and week.monday - found[-1][1].monday == _WEEK:
            found[-1] = (found[-1][0], week)
        else:
            found.append((week, week))
    return found


def _empty(schedule: Schedule, first: Week, last: Week) -> Finding:
    return say(
        EMPTY_WEEK,
        schedule.plan.file,
        N(
            "week {week} is empty (it begins on {date})",
            "weeks {week}–{last} are empty, {n} in a row from {date}",
            (last.monday - first.monday) // _WEEK + 1,
            week=first.number,
            last=last.number,
            date=first.monday,
        ),
        N(
            "Plan one post for it; an idea that waits will do.",
            "Plan one post for each, or begin with every other; ideas that wait will do.",
            (last.monday - first.monday) // _WEEK + 1,
        ),
        ("period",),
        grade=PARTLY,
        told=bool(schedule.dated),
    )


def anchors(schedule: Schedule) -> Iterator[Finding]:
    """Say which fixed days have no post before, on or after them, while one can still be made (S4:552)."""
    named: dict[str, set[int]] = {}
    days = {anchor.id: anchor.date for anchor in schedule.plan.file.anchors if anchor.date}
    for post in schedule.dated:
        day = days.get(post.anchor)
        if day and post.day:
            named.setdefault(post.anchor, set()).add((post.day > day) - (post.day < day))
    for anchor in schedule.plan.file.anchors:
        lacking = schedule.sides_ahead(anchor) - named.get(anchor.id, {-1, 0, 1})
        if lacking:
            yield _incomplete(schedule, anchor, lacking)


_SIDES = {-1: T("before it"), 0: T("on the day"), 1: T("after it")}


def _incomplete(schedule: Schedule, anchor: Anchor, lacking: set[int]) -> Finding:
    return say(
        ANCHOR_INCOMPLETE,
        schedule.plan.file,
        T(
            "anchor {anchor} has no post {sides}",
            anchor=anchor.id,
            sides=[_SIDES[side] for side in sorted(lacking)],
        ),
        T(
            "Plan what is missing, with the line “anchor: {anchor}”; a day can give three posts: before, during and after.",
            anchor=anchor.id,
        ),
        ("anchors", anchor.id, "id"),
    )


CHECKS = (posts, outside, plan, anchors)
