"""What all rules have in common: how they speak, and how much it weighs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, KeyPath, Kind, Rule, Severity, Subject, Verdict
from planner.references import subject
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Entity, Plan, Post
    from planner.schedule import Schedule

MISSING, PARTLY = Verdict.MISSING, Verdict.PARTLY

_SHOWN = 8
_EMPTY = ""
_NOTHING = T(_EMPTY)


def say(
    rule: Rule,
    entity: Entity,
    message: T,
    cure: T,
    at: KeyPath = (),
    *,
    grade: Verdict | None = None,
    told: bool = True,
    severity: Severity | None = None,
) -> Finding:
    """Return a rule's finding on a file.

    Args:
        rule: The rule.
        entity: The file it is about.
        message: What is wrong, in one line.
        cure: The one thing to do.
        at: The key it is about.
        grade: What it does to the verdict of the post, or of the plan.
        told: False where another finding names the cause already.
        severity: Where it differs from the rule's.
    """
    return Finding(
        rule, subject(entity), message, cure, at, severity=severity, grade=grade, told=told
    )


def silent(rule: Rule, entity: Entity, grade: Verdict) -> Finding:
    """Return a ground for a verdict whose cause another finding names."""
    return Finding(rule, subject(entity), _NOTHING, _NOTHING, grade=grade, told=False)


def silent_plan(rule: Rule, grade: Verdict) -> Finding:
    """Return a ground for the plan's verdict whose cause another finding names."""
    about = Subject(Kind.PLAN, None)
    return Finding(rule, about, _NOTHING, _NOTHING, grade=grade, told=False)


def choices(names: Iterable[str]) -> list[str | T]:
    """Return as many names as a message can show, and how many more there are."""
    some = list(names)
    more = len(some) - _SHOWN
    return [*some[:_SHOWN], T("{n} more", n=more)] if more > 0 else [*some]


_DRAFT = {
    (True, Severity.ERROR): Severity.WARNING,
    (True, Severity.WARNING): Severity.INFO,
    (False, Severity.ERROR): Severity.INFO,
    (False, Severity.WARNING): Severity.INFO,
}
_LAST_OF_WHERE, _LAST_OF_WHEN = 3, 5


def weight(rule: Rule, severity: Severity, post: Post, schedule: Schedule) -> Severity | None:
    """Return how much a condition's finding weighs on a post of this status.

    Ideas and cancelled posts are left in peace, drafts are told softly; a draft that is
    to go out within days is taken for ready, with errors lowered to warnings.

    Returns:
        The severity, or None where nothing is said.
    """
    if rule.condition is None:
        return severity
    if post.status in ("idea", "cancelled"):
        return None
    if post.status != "draft":
        return severity
    if soon(post, schedule):
        return Severity.WARNING if severity is Severity.ERROR else severity
    if rule.condition > _LAST_OF_WHEN:
        return None
    return _DRAFT.get((rule.condition <= _LAST_OF_WHERE, severity), severity)


def heaviest(rule: Rule, posts: Iterable[Post], schedule: Schedule) -> Severity:
    """Return how much a finding weighs on something that several posts rely on."""
    weights = {weight(rule, rule.severity, post, schedule) for post in posts}
    return next((level for level in Severity if level in weights), Severity.INFO)


def soon(post: Post, schedule: Schedule) -> bool:
    """Whether a post is to go out within days, or should have gone out."""
    return bool(post.day and (post.day - schedule.as_of).days <= schedule.thresholds.soon_days)


def hides(entity: Entity, name: str) -> bool:
    """Whether a list may hold an entry whose id could not be read."""
    return any(re.fullmatch(rf"{name}(\.\d+(\.id)?)?", bad) for bad in entity.misread)


def known(plan: Plan, kind: Kind, names: Iterable[str]) -> list[str]:
    """Return the names that the plan has, readable or not."""
    return [name for name in names if plan.knows(kind, name)]
