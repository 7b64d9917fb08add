"""Condition 6: you follow how the message is noticed (S0:37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.lines import Filled, Key, Line
from planner.model import PUBLISHED, PostFigures
from planner.rules.base import MISSING, PARTLY, say, silent, silent_plan
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Channel, Figure, Post
    from planner.schedule import Schedule

ATTENTION_METRIC_MISSING = Rule(
    "attention-metric-missing", "SEE601", Severity.WARNING, 6, source="S0:37"
)
FIGURES_DUE = Rule("figures-due", "SEE602", Severity.WARNING, 6, source="S1:62")
FIGURES_LATE = Rule("figures-late", "SEE603", Severity.WARNING, 6, source="S1:62")
FIGURES_EARLY = Rule("figures-early", "SEE604", Severity.WARNING, 6, source="S1:62")
READING_PLACE_MISSING = Rule("reading-place-missing", "SEE605", Severity.WARNING, 6, source="S3:57")
RULES = (
    ATTENTION_METRIC_MISSING,
    FIGURES_DUE,
    FIGURES_LATE,
    FIGURES_EARLY,
    READING_PLACE_MISSING,
)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: something to count before it goes out, counted once it is due."""
    for post in schedule.judged:
        channel = schedule.channel(post)
        if post.status not in PUBLISHED:
            if channel is None or not channel.attention_metrics:
                yield silent(ATTENTION_METRIC_MISSING, post, MISSING)
        elif schedule.due(post):
            yield from _due(post, channel, schedule)


def _due(post: Post, channel: Channel | None, schedule: Schedule) -> Iterator[Finding]:
    figures = schedule.attention(post)
    due_on = schedule.due_on(post)
    if any(figure.checked_on and due_on and figure.checked_on >= due_on for figure in figures):
        return
    if figures:
        yield _early(post, figures[0], schedule)
        return
    told = (
        channel is not None and bool(channel.attention_metrics) and not post.misread_at("metrics")
    )
    counted = channel.attention_metrics if channel else ()
    metrics = [schedule.plan.word("metric", name) for name in counted]
    noted = (("checked_on", schedule.as_of), *((metric, "…") for metric in metrics))
    line = Line(Key(Kind.POST, ("metrics",)), Filled(PostFigures, noted))
    if schedule.in_grace(post):
        yield say(
            FIGURES_DUE,
            post,
            T("the figures of {post} can be noted now: {metrics}", post=post.id, metrics=metrics),
            T(
                "You find them in: {read_from}. Two minutes will do: {line}",
                read_from=channel.read_from,
                line=line,
            )
            if channel and channel.read_from
            else T("Two minutes will do: {line}", line=line),
            ("metrics",),
            grade=PARTLY,
            told=told,
        )
    else:
        yield say(
            FIGURES_LATE,
            post,
            N(
                "figures waiting {n} day: {post}",
                "figures waiting {n} days: {post}",
                (schedule.as_of - due_on).days if due_on else 0,
                post=post.id,
            ),
            T(
                "A fresh figure tells more than an old one. Note them today: {line}",
                line=line,
            ),
            ("metrics",),
            grade=MISSING,
            told=told,
        )


def _early(post: Post, figure: Figure, schedule: Schedule) -> Finding:
    wait = schedule.measure_after.days
    if figure.checked_on is None or post.published_on is None:
        message = T("the figures of {post} do not say when they were noted", post=post.id)
        cure = T("Add the day: “checked_on: {date}”.", date=schedule.as_of)
    else:
        days = (figure.checked_on - post.published_on).days
        message = N(
            "{post}: noted {n} day after publishing, the plan waits {D}",
            "{post}: noted {n} days after publishing, the plan waits {D}",
            days,
            post=post.id,
            D=wait,
        )
        cure = T("Update the figures and their day so that posts can be compared.")
    return say(
        FIGURES_EARLY,
        post,
        message,
        cure,
        figure.row or ("metrics", "checked_on"),
        grade=PARTLY,
        told=not post.misread_at("metrics.checked_on"),
    )


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: every channel says what is counted and where it is read."""
    channels = schedule.channels
    if not any(channel.attention_metrics for channel in channels):
        yield silent_plan(ATTENTION_METRIC_MISSING, MISSING)
    for channel in schedule.plan.channels.values():
        held = channel.status != "resting"
        if not channel.attention_metrics and (held or channel.id in schedule.used_channels):
            yield _nothing_counted(channel, held=held)
        if held and not channel.read_from:
            yield say(
                READING_PLACE_MISSING,
                channel,
                T("channel {channel} does not say where its figures are read", channel=channel.id),
                T(
                    "Add a line such as “read_from: Meta Business Suite”, so that nobody has to search."
                ),
                ("read_from",),
                grade=PARTLY,
                told=not channel.misread_at("read_from"),
            )


def _nothing_counted(channel: Channel, *, held: bool) -> Finding:
    return say(
        ATTENTION_METRIC_MISSING,
        channel,
        T("channel {channel} does not say what shows that a post was noticed", channel=channel.id),
        T("Add a line such as “attention_metrics: [reach, views]”."),
        ("attention_metrics",),
        grade=PARTLY if held else None,
        told=not channel.misread_at("attention_metrics"),
    )


CHECKS = (posts, plan)
