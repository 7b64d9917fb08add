"""Condition 4: you know what the audience is interested in (S0:37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.rules.base import MISSING, PARTLY, choices, heaviest, known, say, silent, silent_plan
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Audience, Post
    from planner.schedule import Schedule

INTEREST_MISSING = Rule("interest-missing", "INT401", Severity.ERROR, 4, source="S0:37")
INTEREST_OF_OTHER = Rule(
    "interest-of-other-audience", "INT402", Severity.WARNING, 4, source="S2:135"
)
INTEREST_ASSUMED = Rule("interest-assumed", "INT403", Severity.WARNING, 4, source="S2:37")
INTERESTS_THIN = Rule("interests-thin", "INT404", Severity.WARNING, 4, source="S0:38")
INTEREST_UNUSED = Rule("interest-unused", "INT405", Severity.INFO, 4, source="S2:135")
RULES = (INTEREST_MISSING, INTEREST_OF_OTHER, INTEREST_ASSUMED, INTERESTS_THIN, INTEREST_UNUSED)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: an interest of its own audience that is known, not assumed."""
    for post in schedule.judged:
        if post.interest:
            yield from _interest(post, schedule)
        else:
            yield _no_interest(post, schedule)


def _interest(post: Post, schedule: Schedule) -> Iterator[Finding]:
    found = schedule.interest(post)
    if found is None:
        yield _unknown_interest(post, schedule)
        return
    interest, _, own = found
    if not own:
        yield say(
            INTEREST_OF_OTHER,
            post,
            T("the interest {interest} is noted for another group", interest=post.interest),
            T("Check whom {post} is for.", post=post.id),
            ("interest",),
            grade=PARTLY,
            told=bool(schedule.known_audiences(post)),
        )
    elif not interest.known:
        yield silent(INTEREST_ASSUMED, post, PARTLY)


def _unknown_interest(post: Post, schedule: Schedule) -> Finding:
    """Judge a post whose interest nobody has; the reference is reported elsewhere."""
    named = known(schedule.plan, Kind.AUDIENCE, post.audience)
    hidden = len(named) > len(schedule.known_audiences(post)) or any(
        audience.hides_interests for audience in schedule.known_audiences(post)
    )
    grade = PARTLY if hidden or _has_pillar(post, schedule) else MISSING
    return silent(INTEREST_MISSING, post, grade)


def _no_interest(post: Post, schedule: Schedule) -> Finding:
    pillar = _has_pillar(post, schedule)
    message = (
        T("post {post} has only a theme, no interest of its audience", post=post.id)
        if pillar
        else T("post {post} names no interest", post=post.id)
    )
    audiences = schedule.known_audiences(post)
    told = bool(audiences) and not post.misread_at("interest")
    names = choices(item.id for audience in audiences for item in audience.interests)
    return say(
        INTEREST_MISSING,
        post,
        message,
        T(
            "What in this interests this very group? Add a line “interest:” and choose: {choices}.",
            choices=names,
        )
        if names
        else T(
            "What does this group ask about? Add to the group's file a line such as “interests: [{{id: recipes, evidence: asked}}]”."
        ),
        ("interest",),
        grade=PARTLY if pillar else MISSING,
        told=told,
        severity=Severity.WARNING if pillar else None,
    )


def _has_pillar(post: Post, schedule: Schedule) -> bool:
    return any(pillar.id == post.pillar for pillar in schedule.plan.file.pillars)


def assumed(schedule: Schedule) -> Iterator[Finding]:
    """Say once of each interest that posts rely on that it is only assumed."""
    relied: dict[tuple[str, str], list[Post]] = {}
    for post in schedule.judged:
        found = schedule.interest(post)
        if found and found[2] and not found[0].known:
            relied.setdefault((found[1].id, post.interest), []).append(post)
    for (name, interest), posts_there in relied.items():
        audience = schedule.plan.audiences[name]
        yield say(
            INTEREST_ASSUMED,
            audience,
            T(
                "it is only assumed that this interests {audience}: {interest}",
                audience=audience.id,
                interest=interest,
            ),
            T(
                "Ask three of them, or look at what they save and comment on, and write how you know: “evidence: asked”."
            ),
            ("interests", interest, "evidence"),
            told=not audience.misread_at(f"interests.{interest}"),
            severity=heaviest(INTEREST_ASSUMED, posts_there, schedule),
        )


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: enough is known of every audience, and all of it is used."""
    if not any(audience.interests for audience in schedule.audiences):
        yield silent_plan(INTERESTS_THIN, MISSING)
    for audience in schedule.audiences:
        limits = schedule.thresholds
        sure = sum(interest.known for interest in audience.interests)
        if len(audience.interests) < limits.interests_min or sure < limits.interests_known_min:
            yield _thin(audience, sure)
        for interest in audience.interests:
            if (audience.id, interest.id) not in schedule.used_interests:
                yield say(
                    INTEREST_UNUSED,
                    audience,
                    T("unused this period: {interest}", interest=interest.id),
                    T("A ready idea for the next post: write one that names it."),
                    ("interests", interest.id, "id"),
                    grade=PARTLY,
                    told=audience.id in schedule.used_audiences,
                )


def _thin(audience: Audience, sure: int) -> Finding:
    return say(
        INTERESTS_THIN,
        audience,
        N(
            "{n} interest is known of {audience}, with evidence: {sure}",
            "{n} interests are known of {audience}, with evidence: {sure}",
            len(audience.interests),
            audience=audience.id,
            sure=sure,
        ),
        T(
            "Three will do to begin, two of them with evidence: what do they talk about, ask, save? Add to “interests:” for instance {{id: recipes, evidence: asked}}."
        ),
        ("interests",),
        grade=PARTLY,
        told=not audience.misread_at("interests"),
    )


CHECKS = (posts, assumed, plan)
