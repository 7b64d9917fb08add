"""Does it work? How far each goal has come beside its time, and whether posts are noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import due_posts, way_of
from planner.site.addresses import CHANGE, REVIEWS, TRACKING
from planner.site.charts import Bar
from planner.site.views.desk import Link
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Goal
    from planner.site.views.desk import Desk

_MOST = 8
_SLACK = 0.05
"""A goal may lie so far behind its time, as a share of its way, and be in time still."""


@dataclass(frozen=True, slots=True)
class Works:
    """The answer at a glance."""

    sentence: str
    goals: tuple[Bar, ...]
    lines: tuple[Link, ...]
    """What else tells: each leads to the page that has it in full."""


@dataclass(frozen=True, slots=True)
class _State:
    """How a goal stands: its bar, and whether it is reached, in time, behind or moved away."""

    bar: Bar
    kind: str


def works(desk: Desk) -> Works:
    """Return whether the plan works, in one sentence, a bar for each goal and a few lines."""
    states = [state for goal in desk.plan.goals.values() if (state := _state(desk, goal))]
    # A goal without a day may be under way for ever: nobody can say whether it is in time.
    judged = [state for state in states if state.kind != "under-way"]
    return Works(
        desk.say(_sentence(desk, judged)),
        tuple(state.bar for state in states[:_MOST]),
        tuple(_lines(desk)),
    )


def _sentence(desk: Desk, states: list[_State]) -> T:
    if not states:
        return T("Nobody can say yet: no goal has a start, a target and a figure since.")
    kinds = [state.kind for state in states]
    good = kinds.count("reached") + kinds.count("in-time")
    known = N("{n} goal", "{n} goals", len(states))
    untold = len(desk.plan.goals) - len(states)
    said = T("{n} of {goals} in time or reached", n=good, goals=known)
    if kinds.count("away"):
        away = kinds.count("away")
        said = N(
            "{said}, {n} further from its target than at the start",
            "{said}, {n} further from their targets than at the start",
            away,
            said=said,
        )
    if untold:
        return N(
            "{said}; {n} goal cannot be judged yet.",
            "{said}; {n} goals cannot be judged yet.",
            untold,
            said=said,
        )
    return T("{said}.", said=said)


def _state(desk: Desk, goal: Goal) -> _State | None:
    """Return how a goal stands; None where a figure is missing."""
    found = way_of(desk.schedule, goal)
    way = found.share if found else None
    if found is None or way is None or found.target is None:
        return None
    time = _time(desk, goal)
    kind = _kind(way, time)
    number = desk.tongue.number
    figures = T(
        "{latest} of {target} {unit}",
        latest=number(found.latest),
        target=number(found.target),
        unit=goal.unit,
    )
    words = T("{figures}, {state}", figures=figures, state=_KINDS[kind])
    if time is not None and kind not in ("reached", "over"):
        share = T("{n}%", n=formulas.per_cent(time))
        words = T("{words} ({share} of the time gone)", words=words, share=share)
    to = f"{CHANGE}#change-{desk.addresses.anchor(Kind.GOAL, goal.id)}"
    return _State(Bar(desk.goal(goal.id), desk.say(words), way, to=to), kind)


def _time(desk: Desk, goal: Goal) -> float | None:
    """Return how much of a goal's time has passed, from 0 to 1; None where that is not known."""
    since = goal.baseline.date if goal.baseline else None
    if not since or not goal.ends or goal.ends <= since:
        return None
    gone = (desk.as_of - since).days / (goal.ends - since).days
    return min(max(gone, 0), 1)


def _kind(way: float, time: float | None) -> str:
    if way >= 1:
        return "reached"
    if way < 0:
        return "away"
    if time is None:
        return "under-way"
    if time >= 1:
        return "over"
    return "in-time" if way >= time - _SLACK else "behind"


_KINDS = {
    "reached": T("reached"),
    "away": T("further away than at the start"),
    "under-way": T("under way"),
    "over": T("its time is over"),
    "in-time": T("in time"),
    "behind": T("behind its time"),
}


# What else tells


def _lines(desk: Desk) -> Iterator[Link]:
    due = due_posts(desk.schedule)
    if due:
        noted = sum(bool(desk.schedule.attention(post)) for post in due)
        said = T("Figures are noted of {n} of {all} posts that are due", n=noted, all=len(due))
        yield Link(desk.say(said), TRACKING)
        yield from _better(desk)
    reviews = desk.schedule.reviews
    if reviews:
        last = reviews[-1]
        said = N(
            "The last review was on {day}, with {n} decision",
            "The last review was on {day}, with {n} decisions",
            len(last.decisions),
            day=desk.tongue.day(last.date or desk.as_of),
        )
        yield Link(desk.say(said), REVIEWS)


def _better(desk: Desk) -> Iterator[Link]:
    """Yield how many posts did better than usual; nothing where none can be compared."""
    firsts = [
        next((it.times for it in found if it.times is not None), None)
        for found in desk.compared.values()
    ]
    known = [times for times in firsts if times is not None]
    if known:
        better = sum(times >= 1 for times in known)
        said = T(
            "{n} of {all} posts that can be compared did at least as well as usual",
            n=better,
            all=len(known),
        )
        yield Link(desk.say(said), TRACKING)
