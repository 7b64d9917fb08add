"""Condition 2: you know why you are after them (S0:37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Kind, Rule, Severity
from planner.lines import Filled, Key, Line
from planner.model import Target
from planner.rules.base import MISSING, PARTLY, choices, say, silent
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.model import Goal, Post
    from planner.schedule import Schedule

GOAL_MISSING = Rule("goal-missing", "WHY201", Severity.ERROR, 2, source="S0:37")
GOAL_UNMEASURABLE = Rule("goal-unmeasurable", "WHY202", Severity.WARNING, 2, source="S4:60")
PURPOSE_MISSING = Rule("purpose-missing", "WHY203", Severity.WARNING, 2, source="S4:54")
POST_AFTER_GOAL = Rule("post-after-goal", "WHY204", Severity.WARNING, 2, source="S4:54")
GOAL_UNUSED = Rule("goal-unused", "WHY205", Severity.WARNING, 2, source="S4:54")
VISION_MISSING = Rule("vision-missing", "WHY206", Severity.WARNING, 2, source="S4:58")
RULES = (
    GOAL_MISSING,
    GOAL_UNMEASURABLE,
    PURPOSE_MISSING,
    POST_AFTER_GOAL,
    GOAL_UNUSED,
    VISION_MISSING,
)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: a measurable goal that is still open, and a purpose."""
    for post in schedule.judged:
        if schedule.plan.knows(Kind.GOAL, post.goal):
            yield from _purpose(post)
            yield from _goal(post, schedule.goal(post))
        else:
            yield _no_goal(post, schedule)


def _no_goal(post: Post, schedule: Schedule) -> Finding:
    goals = schedule.plan.goals
    if post.goal or post.misread_at("goal") or not goals:
        return silent(GOAL_MISSING, post, MISSING)
    return say(
        GOAL_MISSING,
        post,
        T("post {post} serves no goal", post=post.id),
        T(
            "Why publish this? Add a line “goal:” and choose one of: {choices}. If none fits, perhaps the post is not needed.",
            choices=choices(goals),
        ),
        ("goal",),
        grade=MISSING,
    )


def _purpose(post: Post) -> Iterator[Finding]:
    if post.purpose is None:
        yield say(
            PURPOSE_MISSING,
            post,
            T("post {post} has no purpose", post=post.id),
            T(
                "What is the post to do: teach, inspire, invite, sell …? Add a line such as “purpose: teach”."
            ),
            ("purpose",),
            grade=PARTLY,
            told=not post.misread_at("purpose"),
        )


def _goal(post: Post, goal: Goal | None) -> Iterator[Finding]:
    if goal is None or not goal.measurable:
        yield silent(GOAL_UNMEASURABLE, post, PARTLY)
    if goal and goal.ends and post.day and post.day > goal.ends:
        yield say(
            POST_AFTER_GOAL,
            post,
            T(
                "the end date {date} of goal {goal} is before post {post}",
                date=goal.ends,
                goal=goal.id,
                post=post.id,
            ),
            T("Change the goal or move the date."),
            ("goal",),
            grade=PARTLY,
        )


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan: every goal measurable and used; and is there a vision?"""
    goals = schedule.plan.goals
    if not goals:
        yield say(
            GOAL_MISSING,
            schedule.plan.file,
            T("the plan has no goal yet"),
            T(
                "What do you want to reach, and by when? Write it into a file in the folder goals; “planner new goal” begins one."
            ),
            grade=MISSING,
            told=not any(kind is Kind.GOAL for kind, _ in schedule.plan.unread),
        )
    for goal in goals.values():
        if not goal.measurable:
            yield _unmeasurable(goal, schedule.end or schedule.as_of)
        if goal.id not in schedule.used_goals:
            yield say(
                GOAL_UNUSED,
                goal,
                T("no posts this period for goal {goal}", goal=goal.id),
                T("Plan a post that serves it, or drop the goal from this plan."),
                grade=PARTLY,
                # Its file is still being filled in, and that is asked for by itself.
                severity=None if goal.measurable else Severity.INFO,
            )
    file = schedule.plan.file
    if not file.vision and (Kind.PLAN, "") not in schedule.plan.unread:
        yield say(
            VISION_MISSING,
            file,
            T("the plan has no vision"),
            T(
                "Where do you want to be in a few years? Add a line such as “vision: Every third table in the village eats our vegetables”."
            ),
            ("vision",),
            told=not file.misread_at("vision"),
        )


def _unmeasurable(goal: Goal, by: dt.date) -> Finding:
    at = ("target",) if goal.metric else ("metric",)
    target = goal.target
    value = 60 if target is None or target.value is None else target.value
    day = (target and target.by) or by
    lacking = {
        T("what is measured"): not goal.metric,
        T("how much"): target is None or target.value is None,
        T("by when"): target is None or target.by is None,
    }
    return say(
        GOAL_UNMEASURABLE,
        goal,
        T(
            "goal {goal} does not say yet: {lacking}",
            goal=goal.id,
            lacking=[text for text, is_lacking in lacking.items() if is_lacking],
        ),
        T(
            "Write a line such as “{line}”.",
            line=Line(Key(Kind.GOAL, ("target",)), Filled(Target, (("value", value), ("by", day)))),
        )
        if goal.metric
        else T("What do you count? Add a line such as “metric: orders”."),
        at,
        grade=PARTLY,
        told=not (goal.misread_at("target") or goal.misread_at("metric")),
    )


CHECKS = (posts, plan)
