"""What waits to be noted: of which post, channel or goal, and which figures and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import due_posts, in_time
from planner.rules import changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Goal, Plan, Post
    from planner.schedule import Schedule

_OF_GOALS = (
    changed.OBSERVATION_MISSING,
    changed.OBSERVATION_STALE,
    changed.FINAL_FIGURE_MISSING,
)
"""The rules that ask for a goal's figure."""


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


def command(plan: Plan, waiting: Asked, language: str) -> str:
    """Return the command that notes what waits, with a place for each figure.

    The figures have the names that people of ``language`` know, where these are one word.
    """
    names = (name_of(plan, metric, language) for metric in waiting.metrics)
    figures = ("…",) if waiting.kind is Kind.GOAL else (f"{name}=…" for name in names)
    words = ['--learned "…"'] * waiting.learned + ["--next …"] * waiting.following
    return " ".join(("planner track", waiting.id, *figures, *words))


def name_of(plan: Plan, metric: str, language: str) -> str:
    """Return what a person types for a metric on the command line: its label if that is one word."""
    known = plan.reading.list("metric")
    label = known[metric].label(language) if metric in known else metric
    return label if known.find(label) == metric and " " not in label else metric


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
        if goal and found.told and found.rule in _OF_GOALS and goal.metric:
            yield goal
