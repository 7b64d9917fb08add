"""Condition 8: you follow the change (S0:37)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.lines import Filled, Key, Line
from planner.model import Observation
from planner.rules.base import MISSING, PARTLY, say, silent, silent_plan
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from planner.model import Goal, Post
    from planner.schedule import Schedule

BASELINE_MISSING = Rule("baseline-missing", "CHG801", Severity.WARNING, 8, source="S0:37")
OBSERVATION_MISSING = Rule("observation-missing", "CHG802", Severity.WARNING, 8, source="S0:37")
OBSERVATION_STALE = Rule("observation-stale", "CHG803", Severity.WARNING, 8, source="S4:56")
FINAL_FIGURE_MISSING = Rule("final-figure-missing", "CHG804", Severity.WARNING, 8, source="S0:37")
RULES = (BASELINE_MISSING, OBSERVATION_MISSING, OBSERVATION_STALE, FINAL_FIGURE_MISSING)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: its goal has a start, and a figure after the post once that is due."""
    for post in schedule.judged:
        goal = schedule.goal(post)
        if goal is None or not goal.based:
            yield silent(BASELINE_MISSING, post, MISSING)
        elif schedule.due(post) and not _seen_after(post, goal, schedule):
            yield silent(OBSERVATION_MISSING, post, PARTLY)


def _seen_after(post: Post, goal: Goal, schedule: Schedule) -> bool:
    last = schedule.last_observed(goal)
    return bool(last and post.published_on and last > post.published_on)


def goals(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: every goal has a start, a fresh figure, and a last one when it has ended."""
    every = schedule.plan.goals.values()
    if 2 * sum(goal.based for goal in every) < len(every) or not every:
        yield silent_plan(BASELINE_MISSING, MISSING)
    waiting = _waiting(schedule)
    for goal in every:
        if not goal.based:
            yield _no_baseline(goal, schedule.start or schedule.as_of)
        finding = (
            _final(goal, schedule)
            or _stale(goal, schedule)
            or _none_after(goal, waiting[goal.id], schedule.as_of)
        )
        if finding:
            yield finding


def _no_baseline(goal: Goal, day: dt.date) -> Finding:
    start = goal.baseline
    return say(
        BASELINE_MISSING,
        goal,
        T("goal {goal} has no starting figure with its day", goal=goal.id),
        T(
            "Where did you start? Note the figure and its day, such as “baseline: {{value: {value}, date: {date}}}”.",
            value=(start and start.value) or 0,
            date=(start and start.date) or day,
        ),
        ("baseline",),
        grade=PARTLY,
        told=not goal.misread_at("baseline"),
    )


def _final(goal: Goal, schedule: Schedule) -> Finding | None:
    last = schedule.last_observed(goal)
    if not goal.ends or goal.ends >= schedule.as_of or (last and last >= goal.ends):
        return None
    return say(
        FINAL_FIGURE_MISSING,
        goal,
        T("goal {goal} ended on {date} without a final figure", goal=goal.id, date=goal.ends),
        T("Note the final figure under “observations:” and see whether it paid."),
        ("target", "by"),
        grade=PARTLY,
        told=not goal.misread_at("observations"),
    )


def _stale(goal: Goal, schedule: Schedule) -> Finding | None:
    if schedule.start and schedule.as_of < schedule.start + schedule.patience:
        return None
    if goal.ends and goal.ends < schedule.as_of:
        return None
    last = schedule.last_observed(goal)
    if last and schedule.as_of - last <= schedule.patience:
        return None
    message = (
        T(
            "the latest figure of goal {goal} is {n} days old",
            goal=goal.id,
            n=(schedule.as_of - last).days,
        )
        if last
        else T("goal {goal} has no figure since its start", goal=goal.id)
    )
    return say(
        OBSERVATION_STALE,
        goal,
        message,
        _today(goal, schedule.as_of),
        ("observations",),
        grade=PARTLY,
        told=not goal.misread_at("observations"),
    )


def _today(goal: Goal, as_of: dt.date) -> T:
    """Return how to write down what a goal's figure is today."""
    item = Filled(Observation, (("date", as_of), ("value", "…")))
    if goal.observations:
        return T("What is it today? Add to “observations:” {item}", item=item)
    line = Line(Key(Kind.GOAL, ("observations",)), [item])
    return T("What is it today? Add a line such as “{line}”.", line=line)


def _waiting(schedule: Schedule) -> Mapping[str, list[Post]]:
    """Return, by goal, the due posts that no later figure of the goal follows."""
    waiting: dict[str, list[Post]] = defaultdict(list)
    for post in schedule.counted:
        goal = schedule.goal(post)
        if goal and schedule.due(post) and not _seen_after(post, goal, schedule):
            waiting[goal.id].append(post)
    return waiting


def _none_after(goal: Goal, waiting: list[Post], as_of: dt.date) -> Finding | None:
    """Return one finding for all posts that a later figure of the goal would complete."""
    if not waiting or not goal.based:
        return None
    return say(
        OBSERVATION_MISSING,
        goal,
        N(
            "goal {goal} has no figure later than {n} post that served it: {posts}",
            "goal {goal} has no figure later than {n} posts that served it: {posts}",
            len(waiting),
            goal=goal.id,
            posts=[post.id for post in waiting[:5]],
        ),
        _today(goal, as_of),
        ("observations",),
        told=not goal.misread_at("observations"),
    )


CHECKS = (posts, goals)
