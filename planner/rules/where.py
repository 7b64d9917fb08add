"""Condition 3: you know in which channel the audience is (S0:37)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.lines import Filled
from planner.model import AudienceChannel
from planner.rules.base import MISSING, PARTLY, choices, heaviest, hides, say, silent
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Audience, Post
    from planner.schedule import Schedule

CHANNEL_MISSING = Rule("channel-missing", "CHN301", Severity.ERROR, 3, source="S0:37")
CHANNEL_NOT_AUDIENCES = Rule("channel-not-audiences", "CHN302", Severity.WARNING, 3, source="S0:55")
CHANNEL_ASSUMED = Rule("channel-assumed", "CHN303", Severity.WARNING, 3, source="S2:37")
EVIDENCE_OLD = Rule("evidence-old", "CHN304", Severity.WARNING, 3, source="S0:38")
CHANNEL_UNUSED = Rule("channel-unused", "CHN305", Severity.WARNING, 3, source="S0:55")
RULES = (CHANNEL_MISSING, CHANNEL_NOT_AUDIENCES, CHANNEL_ASSUMED, EVIDENCE_OLD, CHANNEL_UNUSED)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: a known channel on which its audiences are known to be."""
    for post in schedule.judged:
        if schedule.plan.knows(Kind.CHANNEL, post.channel):
            yield from _audiences(post, schedule)
        else:
            yield _no_channel(post, schedule)


def _no_channel(post: Post, schedule: Schedule) -> Finding:
    if post.channel or post.misread_at("channel") or not schedule.plan.channels:
        return silent(CHANNEL_MISSING, post, MISSING)
    return say(
        CHANNEL_MISSING,
        post,
        T("post {post} names no channel", post=post.id),
        T(
            "Where is this published? Add a line “channel:”. In use in this plan: {choices}.",
            choices=choices(channel.id for channel in schedule.channels),
        ),
        ("channel",),
        grade=MISSING,
    )


def _audiences(post: Post, schedule: Schedule) -> Iterator[Finding]:
    audiences = schedule.known_audiences(post)
    if not audiences or len(post.audience) > len(audiences):
        yield silent(CHANNEL_NOT_AUDIENCES, post, PARTLY)
    for audience in audiences:
        entry = audience.channel(post.channel)
        if entry is None:
            yield _not_there(post, audience, schedule)
        elif not entry.known or is_old(entry, schedule):
            yield silent(CHANNEL_ASSUMED, post, PARTLY)


def _not_there(post: Post, audience: Audience, schedule: Schedule) -> Finding:
    nowhere = not audience.channels and audience in schedule.audiences
    return say(
        CHANNEL_NOT_AUDIENCES,
        post,
        T(
            "{channel} is not among the channels of {audience}",
            channel=post.channel,
            audience=audience.id,
        ),
        T(
            "Change the channel, or add it to the group's “channels:”: {item}",
            item=Filled(AudienceChannel, (("id", post.channel), ("evidence", "…"))),
        ),
        ("channel",),
        grade=PARTLY,
        told=not (nowhere or hides(audience, "channels")),
    )


def is_old(entry: AudienceChannel, schedule: Schedule) -> bool:
    """Whether evidence is older than a year, or without a day."""
    limit = dt.timedelta(days=schedule.thresholds.evidence_days)
    return entry.checked_on is None or schedule.as_of - entry.checked_on > limit


def evidence(schedule: Schedule) -> Iterator[Finding]:
    """Say once of each audience and channel that posts rely on what its evidence lacks."""
    relied: dict[tuple[str, str], list[Post]] = {}
    for post in schedule.judged:
        for audience in schedule.known_audiences(post):
            relied.setdefault((audience.id, post.channel), []).append(post)
    for (name, channel), posts_there in relied.items():
        audience = schedule.plan.audiences[name]
        entry = audience.channel(channel)
        if entry is None:
            continue
        if not entry.known:
            yield _assumed(audience, entry, posts_there, schedule)
        elif is_old(entry, schedule):
            yield _old(audience, entry, posts_there, schedule)


def _bad(audience: Audience, entry: AudienceChannel) -> bool:
    """Whether a value of this very entry could not be read."""
    return audience.misread_at(f"channels.{entry.id}")


def _assumed(
    audience: Audience, entry: AudienceChannel, there: list[Post], schedule: Schedule
) -> Finding:
    return say(
        CHANNEL_ASSUMED,
        audience,
        T(
            "it is only assumed that this group is here: {audience} – {channel}",
            audience=audience.id,
            channel=entry.id,
        ),
        N(
            "Ask three customers or look at the channel's statistics, and write how you know: “evidence: asked”. {n} post relies on it.",
            "Ask three customers or look at the channel's statistics, and write how you know: “evidence: asked”. {n} posts rely on it.",
            len(there),
        ),
        ("channels", entry.id, "evidence"),
        told=not _bad(audience, entry),
        severity=heaviest(CHANNEL_ASSUMED, there, schedule),
    )


def _old(
    audience: Audience, entry: AudienceChannel, there: list[Post], schedule: Schedule
) -> Finding:
    message = (
        T(
            "what is known of {audience} – {channel} is from {date}, over a year ago",
            audience=audience.id,
            channel=entry.id,
            date=entry.checked_on,
        )
        if entry.checked_on
        else T(
            "it is not said when {audience} – {channel} was checked",
            audience=audience.id,
            channel=entry.id,
        )
    )
    return say(
        EVIDENCE_OLD,
        audience,
        message,
        T(
            "Has anything changed? Look again and note the day: “checked_on: {date}”.",
            date=schedule.as_of,
        ),
        ("channels", entry.id, "checked_on"),
        told=not _bad(audience, entry),
        severity=heaviest(EVIDENCE_OLD, there, schedule),
    )


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: every audience known to be somewhere, every active channel used."""
    if not schedule.channels:
        yield say(
            CHANNEL_MISSING,
            schedule.plan.file,
            T("the plan has no channel yet"),
            T(
                "Where are your customers? Write it into a file in the folder channels; “planner new channel” begins one."
            ),
            grade=MISSING,
            told=not any(kind is Kind.CHANNEL for kind, _ in schedule.plan.unread),
        )
    for audience in schedule.audiences:
        if not any(
            entry.known and schedule.plan.knows(Kind.CHANNEL, entry.id)
            for entry in audience.channels
        ):
            yield say(
                CHANNEL_ASSUMED,
                audience,
                T("it is not known in which channel {audience} is", audience=audience.id),
                T(
                    "Ask three of them where they look, and note the channel with “evidence: asked”."
                ),
                ("channels",),
                grade=PARTLY,
                told=not (audience.channels or audience.misread_at("channels")),
            )
    for channel in schedule.active_channels:
        if channel.id not in schedule.used_channels:
            yield say(
                CHANNEL_UNUSED,
                channel,
                T("channel without posts: {channel}", channel=channel.id),
                T("Use it or mark it “status: resting”; few can tend five channels alone."),
                grade=PARTLY,
                # Its file is still being filled in, and that is asked for by itself.
                severity=None if channel.windows else Severity.INFO,
            )


CHECKS = (posts, evidence, plan)
