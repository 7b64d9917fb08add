"""Condition 1: you know whom you are after (S0:37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.references import is_everyone
from planner.rules.base import MISSING, PARTLY, choices, known, say, silent, silent_plan
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Audience, Post
    from planner.schedule import Schedule

AUDIENCE_MISSING = Rule("audience-missing", "WHO101", Severity.ERROR, 1, source="S0:37")
AUDIENCE_EVERYONE = Rule("audience-everyone", "WHO102", Severity.ERROR, 1, source="S0:11")
AUDIENCE_UNDESCRIBED = Rule("audience-undescribed", "WHO103", Severity.WARNING, 1, source="S0:38")
TOO_MANY_AUDIENCES = Rule("too-many-audiences", "WHO104", Severity.WARNING, 1, source="S0:11")
AUDIENCE_UNUSED = Rule("audience-unused", "WHO105", Severity.WARNING, 1, source="S0:37")
RULES = (
    AUDIENCE_MISSING,
    AUDIENCE_EVERYONE,
    AUDIENCE_UNDESCRIBED,
    TOO_MANY_AUDIENCES,
    AUDIENCE_UNUSED,
)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: one or two audiences, all known and described."""
    for post in schedule.judged:
        yield from _unknown(post, schedule)
        yield from _everyone(post, schedule)
        yield from _known(post, schedule)


def _unknown(post: Post, schedule: Schedule) -> Iterator[Finding]:
    plan = schedule.plan
    named = known(plan, Kind.AUDIENCE, post.audience)
    if len(named) == len(post.audience) > 0:
        return
    if named:
        yield silent(AUDIENCE_MISSING, post, PARTLY)
    elif post.audience or post.misread_at("audience") or not plan.audiences:
        yield silent(AUDIENCE_MISSING, post, MISSING)
    else:
        yield say(
            AUDIENCE_MISSING,
            post,
            T("post {post} names no audience", post=post.id),
            T(
                "Who is this for? Add a line “audience:” and choose one of: {choices}.",
                choices=choices(plan.audiences),
            ),
            ("audience",),
            grade=MISSING,
        )


def _everyone(post: Post, schedule: Schedule) -> Iterator[Finding]:
    for name in post.audience:
        if not schedule.plan.knows(Kind.AUDIENCE, name) and is_everyone(name):
            yield say(
                AUDIENCE_EVERYONE,
                post,
                T(
                    "“{name}” is not an audience: speak to all and no one feels addressed",
                    name=name,
                ),
                T("Choose the group you most want to stop and look."),
                ("audience", name),
                grade=PARTLY,
            )


def _known(post: Post, schedule: Schedule) -> Iterator[Finding]:
    named = known(schedule.plan, Kind.AUDIENCE, post.audience)
    if not named:
        return
    if len(set(post.audience)) > schedule.thresholds.audiences_max:
        yield say(
            TOO_MANY_AUDIENCES,
            post,
            T("post {post} is for {n} audiences at once", post=post.id, n=len(set(post.audience))),
            T("Keep the one or two that you most want to reach; make another post for the rest."),
            ("audience",),
            grade=PARTLY,
        )
    read = schedule.known_audiences(post)
    if len(read) < len(named) or not all(schedule.described(audience) for audience in read):
        yield silent(AUDIENCE_UNDESCRIBED, post, PARTLY)


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: every audience described and used."""
    if not schedule.plan.audiences:
        yield _no_audience(schedule)
    elif not any(schedule.described(audience) for audience in schedule.audiences):
        yield silent_plan(AUDIENCE_UNDESCRIBED, MISSING)
    for audience in schedule.plan.audiences.values():
        active = audience.status == "active"
        if not schedule.described(audience) and (active or audience.id in schedule.used_audiences):
            yield _undescribed(audience, active=active)
        if active and audience.id not in schedule.used_audiences:
            yield say(
                AUDIENCE_UNUSED,
                audience,
                T("no posts this period for: {audience}", audience=audience.title or audience.id),
                T("Plan one, or put the group on hold: “status: waiting”."),
                grade=PARTLY,
                # Its file is still being filled in, and that is asked for by itself.
                severity=None if schedule.described(audience) else Severity.INFO,
            )


def _no_audience(schedule: Schedule) -> Finding:
    unread = any(kind is Kind.AUDIENCE for kind, _ in schedule.plan.unread)
    return say(
        AUDIENCE_MISSING,
        schedule.plan.file,
        T("the plan has no audience yet"),
        T(
            "Who do you most want to reach? Write it into a file in the folder audiences; “planner new audience” begins one."
        ),
        grade=MISSING,
        told=not unread,
    )


def _undescribed(audience: Audience, *, active: bool) -> Finding:
    misread = audience.misread_at("description") or audience.misread_at("needs")
    return say(
        AUDIENCE_UNDESCRIBED,
        audience,
        T("audience {audience} is only a name so far", audience=audience.id),
        T("Write two sentences under “description:”: who they are and what they need.")
        if audience.needs
        else T("What do they need? Add a line such as “needs: [a quick weekday dinner]”."),
        ("description",) if audience.needs else ("needs",),
        grade=PARTLY if active else None,
        told=not misread,
    )


CHECKS = (posts, plan)
