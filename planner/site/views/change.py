"""Change: where each goal started, where it is now, and what is left to go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import way_of
from planner.site.addresses import counted_with
from planner.site.page import Heading
from planner.site.views.condition import condition
from planner.site.views.desk import Fact, Link
from planner.site.views.series import change_percent, goal_chart, signed, with_unit
from planner.site.views.tables import Cell, Table
from planner.site.views.works import works
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from planner.meaning import Way
    from planner.model import Goal
    from planner.site.charts import Chart
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk, Note
    from planner.site.views.works import Works

_WEEK = 7


@dataclass(frozen=True, slots=True)
class GoalChange:
    """A goal with its figures."""

    id: str
    goal: Link
    chart: Chart
    table: Table
    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]
    """What is missing or old, and what to write."""


@dataclass(frozen=True, slots=True)
class Change:
    """The whole page."""

    condition: Condition
    works: Works
    overview: Table
    goals: tuple[GoalChange, ...]
    headings: tuple[Heading, ...]


def change(desk: Desk) -> Change:
    """Return what has changed in every goal."""
    notes = _notes(desk)
    goals = tuple(_goal(desk, goal, notes) for goal in desk.plan.goals.values())
    return Change(
        condition(desk, "changed"),
        works(desk),
        _overview(desk),
        goals,
        (
            Heading("works", desk.say(T("Does it work?"))),
            Heading("overview", desk.say(T("All goals"))),
            *(Heading(it.id, it.goal.text) for it in goals),
        ),
    )


def _notes(desk: Desk) -> Mapping[str, Sequence[Note]]:
    """Return what the checker says of each goal's figures."""
    found: dict[str, list[Note]] = defaultdict(list)
    for diagnostic, note in zip(desk.report.diagnostics, desk.notes, strict=True):
        if diagnostic.kind is Kind.GOAL and diagnostic.id and note.condition == "changed":
            found[diagnostic.id].append(note)
    return found


def _anchor(desk: Desk, goal: Goal) -> str:
    return f"change-{desk.addresses.anchor(Kind.GOAL, goal.id)}"


def _goal(desk: Desk, goal: Goal, notes: Mapping[str, Sequence[Note]]) -> GoalChange:
    chart, table = goal_chart(desk, goal)
    return GoalChange(
        _anchor(desk, goal),
        desk.link(Kind.GOAL, goal.id),
        chart,
        table,
        tuple(_facts(desk, goal)),
        tuple(notes.get(goal.id, ())),
    )


def _left(way: Way) -> float:
    """Return what is still to go, counted towards the target; not above 0 once it is reached."""
    if way.target is None:
        return 0
    left = way.target - way.latest
    return -left if way.whole < 0 else left


def _weekly_so_far(way: Way) -> float | None:
    """Return the change per week so far, where a week has passed."""
    days = (way.on - way.since).days if way.on and way.since else 0
    return way.gone / days * _WEEK if days >= _WEEK else None


# The figures of one goal


def _facts(desk: Desk, goal: Goal) -> Iterator[Fact]:
    way = way_of(desk.schedule, goal)
    if way:
        change, note = _changed(desk, goal, way)
        yield _fact(desk, T("Change since the start"), change, note)
        yield _fact(desk, T("Of the way to the target"), *_progress(desk, goal, way))
        yield _fact(desk, T("Needed from here"), *_needed(desk, goal, way))
        yield _fact(desk, T("So far"), _pace(desk, goal, way), "")
    yield Fact(desk.say(T("Posts that serve it")), (_posts(desk, goal),))


def _fact(desk: Desk, label: T, words: str, note: str) -> Fact:
    return Fact(desk.say(label), (Link(words),), note)


def _posts(desk: Desk, goal: Goal) -> Link:
    count = sum(post.goal == goal.id for post in desk.schedule.counted)
    return Link(desk.post_count(count), counted_with(goal=goal.id) if count else "")


def _changed(desk: Desk, goal: Goal, way: Way) -> tuple[str, str]:
    """Return the change in figures, and in per cent or why there is none."""
    if way.on is None:
        return desk.say(T("Cannot be calculated yet")), desk.say(T("One figure is no change."))
    old, new = way.start, way.latest
    figures = f"{desk.tongue.number(old)} → {desk.tongue.number(new)}"
    said = f"{signed(desk, way.gone)} {goal.unit}".strip()
    percent = change_percent(desk, old, new)
    return said, f"{figures}, {percent or desk.say(_no_percent(desk, old, new))}"


def _no_percent(desk: Desk, old: float, new: float) -> T:
    if old == 0:
        return T("per cent cannot be calculated from zero")
    if min(old, new) < 0:
        return T("per cent cannot be calculated from figures below zero")
    base = desk.schedule.thresholds.percent_base
    return T("no per cent: with figures under {base} the change may be chance", base=base)


def _progress(desk: Desk, goal: Goal, way: Way) -> tuple[str, str]:
    why_not = _why_unknown(way)
    if why_not:
        return _unknown(desk), desk.say(why_not)
    forward = way.gone if way.whole > 0 else -way.gone
    whole = with_unit(desk, goal, round(abs(way.whole), 3))
    said = T("{gone} of {whole}", gone=_number(desk, forward), whole=whole)
    if forward < 0:
        return desk.say(said), desk.say(T("It has moved away from the target."))
    if abs(way.whole) < desk.schedule.thresholds.percent_base:
        return desk.say(said), ""
    percent = desk.tongue.number(formulas.per_cent(way.share or 0))
    return desk.say(said), desk.say(T("{n}%", n=percent))


def _why_unknown(way: Way) -> T | None:
    """Return why it cannot be said how much of the way is behind; None where it can."""
    if way.target is None:
        return T("The goal has no target value.")
    if not way.based:
        return T("The goal does not say where it started.")
    if not way.whole:
        return T("The target is the same as the start.")
    return T("There is no figure since the start.") if way.on is None else None


def _unknown(desk: Desk) -> str:
    return desk.say(T("Cannot be calculated"))


def _number(desk: Desk, value: float) -> str:
    sign = "−" if value < 0 else ""
    return sign + desk.tongue.number(abs(round(value, 3)))


def _needed(desk: Desk, goal: Goal, way: Way) -> tuple[str, str]:
    """Return how fast it has to go from today to be there in time: plain arithmetic."""
    if way.target is None:
        return _unknown(desk), desk.say(T("The goal has no target value."))
    if way.whole and _left(way) <= 0:
        return desk.say(T("Nothing: the target is reached")), ""
    by = goal.ends
    if by is None:
        return _unknown(desk), desk.say(T("The goal has no day by which to reach it."))
    if by <= desk.as_of:
        day = desk.tongue.plain_day(by)
        left = with_unit(desk, goal, round(_left(way), 3))
        return desk.say(T("Its day has come")), desk.say(
            T("{left} short on {day}", left=left, day=day)
        )
    return _rate(desk, goal, way, by)


def _rate(desk: Desk, goal: Goal, way: Way, by: dt.date) -> tuple[str, str]:
    days = (by - desk.as_of).days
    left = with_unit(desk, goal, round(_left(way), 3))
    if days < _WEEK:
        return left, desk.say(N("within {n} day", "within {n} days", days))
    note = desk.say(T("{left} to go by {day}", left=left, day=desk.tongue.plain_day(by)))
    rate = (-1 if way.whole < 0 else 1) * _left(way) / days * _WEEK
    beside = _beside(way, rate)
    said = f"{desk.say(beside)}, {note}" if beside else note
    return desk.say(_weekly(desk, goal, rate)), said


def _beside(way: Way, rate: float) -> T | None:
    """Return what is needed beside the pace so far; neither says what will be."""
    pace = _weekly_so_far(way)
    if pace is None or not way.whole:
        return None
    faster = rate > pace if way.whole > 0 else rate < pace
    return T("faster than so far") if faster else T("no faster than so far")


def _weekly(desk: Desk, goal: Goal, per_week: float) -> T:
    rounded = round(per_week, 1) or round(per_week, 2)
    words = f"{signed(desk, rounded)} {goal.unit}".strip()
    return T("{change} a week", change=words)


def _pace(desk: Desk, goal: Goal, way: Way) -> str:
    pace = _weekly_so_far(way)
    return _unknown(desk) if pace is None else desk.say(_weekly(desk, goal, pace))


# All goals


def _overview(desk: Desk) -> Table:
    heads = (
        T("Goal"), T("Start"), T("Latest"), T("Target"), T("Change"), T("So far"),
        T("Needed from here"),
    )  # fmt: skip
    return Table(
        "change",
        desk.say(T("All goals: where they started, where they are, and what is left to go")),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, goal) for goal in desk.plan.goals.values()),
    )


def _row(desk: Desk, goal: Goal) -> tuple[Cell, ...]:
    name = Cell((Link(desk.goal(goal.id), f"#{_anchor(desk, goal)}"),), note=goal.unit)
    way = way_of(desk.schedule, goal)
    target = _target(desk, goal)
    if not way:
        return (name, _no_figure(desk), Cell(), target, Cell(), Cell(), Cell())
    needed, note = _needed(desk, goal, way)
    paced = _weekly_so_far(way) is not None
    return (
        name,
        _point(desk, way.since, way.start),
        _point(desk, way.on, way.latest) if way.on else _no_figure(desk),
        target,
        _by(desk, way) if way.on else Cell(),
        Cell((Link(_pace(desk, goal, way)),)) if paced else Cell(),
        Cell((Link(needed),), note=note),
    )


def _no_figure(desk: Desk) -> Cell:
    return Cell((Link(desk.say(T("no figure"))),))


def _point(desk: Desk, day: dt.date | None, value: float) -> Cell:
    note = desk.tongue.short_day(day) if day else ""
    return Cell((Link(desk.tongue.number(value)),), note=note, number=f"{value:.12g}")


def _by(desk: Desk, way: Way) -> Cell:
    percent = change_percent(desk, way.start, way.latest)
    return Cell((Link(signed(desk, way.gone)),), note=percent, number=f"{way.gone:.12g}")


def _target(desk: Desk, goal: Goal) -> Cell:
    target = goal.target
    if not target or target.value is None:
        return Cell((Link(desk.say(T("no target"))),))
    return Cell(
        (Link(desk.tongue.number(target.value)),),
        note=desk.tongue.short_day(target.by) if target.by else "",
        number=f"{target.value:.12g}",
    )
