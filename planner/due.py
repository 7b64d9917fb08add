"""What waits to be noted: of which post, channel or goal, and which figures and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import due_posts, in_time
from planner.rules import analysed, changed, noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Goal, Post
    from planner.schedule import Schedule

ASKED = (
    noticed.FIGURES_DUE,
    noticed.FIGURES_LATE,
    noticed.FIGURES_EARLY,
    analysed.ACTION_FIGURE_MISSING,
    analysed.LEARNING_MISSING,
    changed.OBSERVATION_MISSING,
    changed.OBSERVATION_STALE,
    changed.FINAL_FIGURE_MISSING,
)
"""The rules that ask for figures or words."""
_OF_GOALS = frozenset(rule.slug for rule in ASKED[-3:])


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing that waits for figures or words."""

    kind: Kind
    id: str
    metrics: tuple[str, ...]
    learned: bool = False
    """Whether a sentence on what was learned is still missing."""
    following: bool = False
    """Whether it is still open what comes next."""


def asked(schedule: Schedule) -> Iterator[Asked]:
    """Yield what waits: first posts, the oldest first, then goals; nothing that is not due yet."""
    for post in due_posts(schedule):
        metrics = tuple(dict.fromkeys(wanted(schedule, post)))
        words = post.analysis
        least = schedule.thresholds.learned_min
        learned = not words or len(words.learned.strip()) < least
        following = not words or not words.next
        if metrics or learned or following:
            yield Asked(Kind.POST, post.id, metrics, learned, following)
    for goal in _goals(schedule):
        yield Asked(Kind.GOAL, goal.id, (goal.metric,))


def command(waiting: Asked) -> str:
    """Return the command that notes what waits, with a place for each figure."""
    figures = ("…",) if waiting.kind is Kind.GOAL else (f"{metric}=…" for metric in waiting.metrics)
    words = ['--learned "…"'] * waiting.learned + ["--next …"] * waiting.following
    return " ".join(("planner track", waiting.id, *figures, *words))


def wanted(schedule: Schedule, post: Post) -> Iterator[str]:
    """Yield the figures that a due post still lacks, or that were noted too early to compare."""
    channel = schedule.channel(post)
    seen = schedule.attention(post)
    if channel and not any(in_time(schedule, post, figure) for figure in seen):
        yield from channel.attention_metrics
    if post.action_metric and not schedule.latest(post, post.action_metric):
        yield post.action_metric


def _goals(schedule: Schedule) -> Iterator[Goal]:
    for found in changed.goals(schedule):
        goal = schedule.plan.goals.get(found.subject.id or "")
        if goal and found.told and found.rule.slug in _OF_GOALS and goal.metric:
            yield goal
