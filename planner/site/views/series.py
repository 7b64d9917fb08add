"""A goal's figures over time: as a picture with the posts and reviews marked on it, and as a table."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import answered, way_of
from planner.model import PUBLISHED
from planner.site.charts import Chart, Event, Point
from planner.site.views.desk import Link
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.meaning import Way
    from planner.model import Goal, Observation
    from planner.site.views.desk import Desk

_MOST_DAYS = 60
"""So many days with posts are marked; more would be one thick line."""
_NAMED = 3
"""So many posts of one day are named in a mark."""

Seen = tuple["dt.date", float]


def goal_chart(desk: Desk, goal: Goal) -> tuple[Chart, Table]:
    """Return a goal's line from its start towards its target, and the same figures as a table.

    Without any figure the chart has no points and the table no rows.
    """
    points = seen(desk, goal)
    start, end = _reach(desk, goal, points)
    events = tuple(
        sorted((*_posts(desk, goal, start, end), *_reviews(desk, start, end)), key=_order)
    )
    target = goal.target.value if goal.target else None
    chart = Chart(
        desk.goal(goal.id),
        _description(desk, goal, points, events),
        tuple(Point(day, value, _on(desk, goal, day, value)) for day, value in points),
        (start, desk.tongue.plain_day(start)),
        (end, desk.tongue.plain_day(end)),
        None if target is None else (target, desk.tongue.number(target)),
        events,
    )
    return chart, _table(desk, goal, points)


def seen(desk: Desk, goal: Goal) -> tuple[Seen, ...]:
    """Return a goal's figures up to today by day, its starting figure among them."""
    known = dict(desk.schedule.observations(goal))
    base = goal.baseline
    if base and base.date and base.value is not None and base.date <= desk.as_of:
        known[base.date] = base.value
    return tuple(sorted(known.items()))


def with_unit(desk: Desk, goal: Goal, value: float) -> str:
    """Return a goal's figure as it is written: *45 pcs*."""
    return f"{desk.tongue.number(value)} {goal.unit}".strip()


def signed(desk: Desk, value: float) -> str:
    """Return a change with its sign: *+9*, *−2*, *0*."""
    rounded = round(value, 3)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + desk.tongue.number(abs(rounded))


def change_percent(desk: Desk, old: float, new: float) -> str:
    """Return a change in per cent; nothing where a figure is too small for one, or is zero."""
    share = formulas.change(old, new)
    if share is None or min(old, new) < desk.schedule.thresholds.percent_base:
        return ""
    return desk.say(T("{n}%", n=signed(desk, round(100 * share, 1))))


def _reach(desk: Desk, goal: Goal, points: tuple[Seen, ...]) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the picture."""
    first = points[0][0] if points else desk.schedule.start or desk.as_of
    last = points[-1][0] if points else first
    return first, max(first, last, goal.ends or desk.as_of)


def _posts(desk: Desk, goal: Goal, start: dt.date, end: dt.date) -> Iterator[Event]:
    """Yield a mark for each day on which something went out for a goal."""
    days: dict[dt.date, list[str]] = defaultdict(list)
    for post in desk.schedule.counted:
        day = post.published_on
        if post.goal == goal.id and post.status in PUBLISHED and day and day <= desk.as_of:
            days[day].append(desk.head(post))
    for day in sorted(day for day in days if start <= day <= end)[-_MOST_DAYS:]:
        heads = days[day]
        yield Event(day, f"{desk.tongue.plain_day(day)}: {_named(desk, heads)}")


def _named(desk: Desk, heads: list[str]) -> str:
    more = len(heads) - _NAMED
    rest = (desk.say(T("{n} more", n=more)),) if more > 0 else ()
    return "; ".join((*heads[:_NAMED], *rest))


def _reviews(desk: Desk, start: dt.date, end: dt.date) -> Iterator[Event]:
    for review in desk.schedule.reviews:
        if review.date and start <= review.date <= end:
            day = desk.tongue.plain_day(review.date)
            yield Event(review.date, desk.say(T("Review, {day}", day=day)), "review")


def _order(event: Event) -> tuple[dt.date, str, str]:
    return event.day, event.kind, event.words


def _on(desk: Desk, goal: Goal, day: dt.date, value: float) -> str:
    return f"{with_unit(desk, goal, value)}, {desk.tongue.plain_day(day)}"


def _description(
    desk: Desk, goal: Goal, points: tuple[Seen, ...], events: tuple[Event, ...]
) -> str:
    parts: list[T | None] = [_course(desk, goal, points), _aim(desk, goal)]
    if events:
        parts.append(
            T(
                "The short marks below the line are posts that served the goal, the long ones reviews."
            )
        )
    return " ".join(desk.say(part) for part in parts if part)


def _course(desk: Desk, goal: Goal, points: tuple[Seen, ...]) -> T:
    if not points:
        return T("No figure is noted yet.")
    said = [_on(desk, goal, *point) for point in points]
    if len(points) == 1:
        return T("One figure is noted: {figure}.", figure=said[0])
    return T("From {first} to {latest}.", first=said[0], latest=said[-1])


def _aim(desk: Desk, goal: Goal) -> T | None:
    target = goal.target
    if not target or target.value is None:
        return None
    value = with_unit(desk, goal, target.value)
    if not target.by:
        return T("Target: {value}.", value=value)
    return T("Target: {value} by {day}.", value=value, day=desk.tongue.plain_day(target.by))


def _table(desk: Desk, goal: Goal, points: tuple[Seen, ...]) -> Table:
    heads = (T("Day"), T("Figure"), T("Change since the start"), T("What lies behind it"))
    notes = {it.date: it for it in goal.observations}
    way = way_of(desk.schedule, goal)
    return Table(
        f"series-{desk.addresses.anchor(Kind.GOAL, goal.id)}",
        desk.say(T("Figures of the goal: {goal}", goal=desk.goal(goal.id))),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, goal, way, point, notes.get(point[0])) for point in points),
    )


def _row(
    desk: Desk, goal: Goal, way: Way | None, point: Seen, noted: Observation | None
) -> tuple[Cell, ...]:
    day, value = point
    change = value - (way.start if way else value)
    later = way is not None and (way.since is None or day > way.since)
    start = goal.baseline is not None and goal.baseline.date == day
    return (
        Cell((Link(desk.tongue.plain_day(day)),), note=desk.say(T("start")) if start else ""),
        Cell((Link(with_unit(desk, goal, value)),), number=f"{value:.12g}"),
        Cell((Link(signed(desk, change)),), number=f"{change:.12g}") if later else Cell(),
        Cell(tuple(Link(text) for text in _behind(desk, goal, noted))),
    )


def _behind(desk: Desk, goal: Goal, noted: Observation | None) -> Iterator[str]:
    if noted and noted.note:
        yield noted.note
    if noted and noted.n:
        yield desk.say(N("{n} answer", "{n} answers", int(noted.n)))
    if noted and noted.version:
        yield desk.say(T("Version and scale: {version}", version=noted.version))
    recommend = answered(goal, noted) if noted else None
    if recommend is not None and noted:
        counts = (noted.promoters, noted.passives, noted.detractors)
        yield desk.say(
            T(
                "Promoters {promoters}, passives {passives}, detractors {detractors}: {n}",
                promoters=desk.tongue.number(counts[0] or 0),
                passives=desk.tongue.number(counts[1] or 0),
                detractors=desk.tongue.number(counts[2] or 0),
                n=desk.tongue.number(round(recommend)),
            )
        )
