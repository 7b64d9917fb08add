"""Why the plan is made: from the vision to the goals to the posts, and how far each has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from planner.diagnostics import Kind, Verdict
from planner.meaning import way_of
from planner.site.addresses import counted_with, posts_with
from planner.site.charts import Bar
from planner.site.views.condition import condition
from planner.site.views.desk import Fact, Link
from planner.site.views.evidence import Some, dated, marked, some
from planner.site.views.moments import worth
from planner.site.views.series import goal_chart, with_unit
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from planner.model import Goal, Post
    from planner.site.charts import Chart
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk, Mark

_NEXT = 3
_LEVERS = ("more-customers", "bigger-purchases", "more-often")
"""Sales = customers × average purchase × purchases per customer (S4:58)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal with its posts, in the tree."""

    goal: Link
    lever: str
    way: str
    """How much of the way is behind; nothing where it cannot be said."""
    mark: Mark | None
    """That it has no posts."""
    count: Link
    posts: Some


@dataclass(frozen=True, slots=True)
class Card:
    """One goal and how far it has come."""

    id: str
    title: str
    way: str
    """How much of the way is behind, or why that cannot be said."""
    lacks: str
    """What it does not say yet, so that nobody can tell whether it is reached."""
    facts: tuple[Fact, ...]
    following: tuple[Link, ...]
    """The posts that come next."""
    chart: Chart | None
    figures: Table


@dataclass(frozen=True, slots=True)
class Growth:
    """What the three levers come to together."""

    table: Table
    result: str


@dataclass(frozen=True, slots=True)
class Goals:
    """The whole page."""

    condition: Condition
    vision: str
    tree: tuple[Branch, ...]
    shares: tuple[Bar, ...]
    without: str
    """How many posts serve no goal."""
    nobodys: Some
    cards: tuple[Card, ...]
    growth: Growth | None
    explained: str
    moments: tuple[str, ...]
    """What each quiet moment would bring, if all of them were alike and full."""


def goals(desk: Desk) -> Goals:
    """Return what the page of goals shows."""
    posts = _posts(desk)
    known = desk.plan.goals.values()
    lost = [post for post in desk.posts if _serves_none(desk, post)]
    said = N("{n} post serves none of the goals.", "{n} posts serve none of the goals.", len(lost))
    return Goals(
        condition(desk, "why"),
        desk.plan.file.vision,
        tuple(_branch(desk, goal, posts.get(goal.id, ())) for goal in known),
        tuple(_share(desk, goal, len(posts.get(goal.id, ()))) for goal in known),
        desk.say(said) if lost else "",
        some(desk, lost, posts_with(open="why")),
        tuple(_card(desk, goal, posts.get(goal.id, ())) for goal in known),
        _growth(desk),
        _explained(desk),
        tuple(filter(None, (worth(desk, it) for it in desk.plan.file.moments))),
    )


def _posts(desk: Desk) -> Mapping[str, Sequence[Post]]:
    """Return the counted posts of each goal, by time."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in desk.posts:
        if post.id in desk.schedule.counted_ids:
            found[post.goal].append(post)
    return found


def _serves_none(desk: Desk, post: Post) -> bool:
    return post.id in desk.schedule.counted_ids and not desk.plan.knows(Kind.GOAL, post.goal)


def _branch(desk: Desk, goal: Goal, posts: Sequence[Post]) -> Branch:
    rest = counted_with(goal=goal.id)
    nothing = marked(Verdict.MISSING, desk.say(T("no posts")))
    return Branch(
        desk.link(Kind.GOAL, goal.id),
        desk.word("lever", goal.lever),
        "" if progress(desk, goal) is None else desk.say(_way(desk, goal)),
        None if posts else nothing,
        Link(desk.post_count(len(posts)), rest if posts else ""),
        some(desk, posts, rest),
    )


def _share(desk: Desk, goal: Goal, n: int) -> Bar:
    total = len(desk.schedule.counted)
    share = n / total if total else 0
    words = T("{n} of {all}", n=n, all=total)
    if total >= desk.schedule.thresholds.percent_base:
        words = T("{n} of {all} ({share}%)", n=n, all=total, share=formulas.per_cent(share))
    to = counted_with(goal=goal.id) if n else ""
    return Bar(desk.goal(goal.id), desk.say(words), share, to=to)


# One goal


def _card(desk: Desk, goal: Goal, posts: Sequence[Post]) -> Card:
    chart, figures = goal_chart(desk, goal)
    return Card(
        desk.addresses.anchor(Kind.GOAL, goal.id),
        goal.title or goal.id,
        desk.say(_way(desk, goal)),
        _lacks(desk, goal),
        tuple(_facts(desk, goal, posts)),
        tuple(_following(desk, posts)),
        chart if chart.points else None,
        figures,
    )


def progress(desk: Desk, goal: Goal) -> float | None:
    """Return how much of the way from the start to the target is behind, from 0 to 1.

    It may lie beyond both ends, and holds for a goal that is to fall as well.
    """
    way = way_of(desk.schedule, goal)
    return way.share if way else None


def _way(desk: Desk, goal: Goal) -> T:
    way = progress(desk, goal)
    if way is None:
        return T("How far it has come cannot be calculated: {why}.", why=_why_not(desk, goal))
    if _small(desk, goal):
        return _small_way(desk, goal, way)
    if way < 0:
        return T(
            "It is further from its target than at the start ({n}%).", n=formulas.per_cent(way)
        )
    if way >= 1:
        return T("The target is reached: {n} per cent of the way.", n=formulas.per_cent(way))
    return T("{n} per cent of the way done.", n=formulas.per_cent(way))


def _small(desk: Desk, goal: Goal) -> bool:
    """Whether the whole way is too short for per cent."""
    return abs(_whole(goal)) < desk.schedule.thresholds.percent_base


def _whole(goal: Goal) -> float:
    """Return the way from the start to the target; below 0 where the figure is to fall."""
    start, end = goal.baseline, goal.target
    return (end.value or 0) - (start.value or 0) if start and end else 0


def _small_way(desk: Desk, goal: Goal, way: float) -> T:
    """Return the way in figures: of so few, per cent would say too much."""
    if way < 0:
        return T("It is further from its target than at the start.")
    if way >= 1:
        return T("The target is reached.")
    whole = abs(_whole(goal))
    gone = desk.tongue.number(round(way * whole, 3))
    return T("Done so far: {gone} of {whole}.", gone=gone, whole=with_unit(desk, goal, whole))


def _why_not(desk: Desk, goal: Goal) -> T:
    if goal.baseline is None or goal.baseline.value is None:
        return T("the starting figure is not noted; add “baseline: {{value: 0, date: …}}”")
    if goal.target is None or goal.target.value is None:
        return T("the figure to reach is not noted; add “target: {{value: 60, by: …}}”")
    if goal.baseline.value == goal.target.value:
        return T("the target is what it started from")
    way = way_of(desk.schedule, goal)
    if way is None or way.on is None:
        return T("no figure is noted since the start; add one to “observations:”")
    return T("the figures lie too far apart; is one of them mistyped?")


def _lacks(desk: Desk, goal: Goal) -> str:
    target = goal.target
    lacking = {
        T("what is measured"): not goal.metric,
        T("how much"): target is None or target.value is None,
        T("by when"): target is None or target.by is None,
    }
    found = [text for text, is_lacking in lacking.items() if is_lacking]
    said = T("The goal does not say yet: {lacking}.", lacking=found)
    return desk.say(said) if found else ""


def _facts(desk: Desk, goal: Goal, posts: Sequence[Post]) -> Iterator[Fact]:
    seen = desk.schedule.observations(goal)
    facts = (
        (T("By what the business grows"), desk.word("lever", goal.lever), ""),
        (T("What is counted"), _counted(desk, goal), ""),
        (T("Start"), *_start(desk, goal)),
        (T("Latest"), *(_figure(desk, goal, *seen[-1][::-1]) if seen else ("", ""))),
        (T("Target"), *_target(desk, goal)),
    )
    for label, said, note in facts:
        if said:
            yield Fact(desk.say(label), (Link(said),), note)
    number = Link(desk.post_count(len(posts)), counted_with(goal=goal.id) if posts else "")
    yield Fact(desk.say(T("Posts")), (number,))
    campaigns = desk.naming(Kind.CAMPAIGN, "goal", goal.id)
    if campaigns:
        yield Fact(desk.say(T("Campaigns")), campaigns)


def _following(desk: Desk, posts: Sequence[Post]) -> Iterator[Link]:
    coming = (it for it in posts if desk.upcoming(it) and it.day and it.day >= desk.as_of)
    for post in islice(coming, _NEXT):
        yield from dated(desk, post)


def _counted(desk: Desk, goal: Goal) -> str:
    return ", ".join(filter(None, (desk.word("metric", goal.metric), goal.unit)))


def _start(desk: Desk, goal: Goal) -> tuple[str, str]:
    if goal.baseline is None or goal.baseline.value is None:
        return "", ""
    return _figure(desk, goal, goal.baseline.value, goal.baseline.date)


def _target(desk: Desk, goal: Goal) -> tuple[str, str]:
    if goal.target is None or goal.target.value is None:
        return "", ""
    said, day = _figure(desk, goal, goal.target.value, goal.target.by)
    left = (goal.target.by - desk.as_of).days if goal.target.by else -1
    note = desk.say(N("{n} day left", "{n} days left", left)) if left >= 0 else ""
    return said, " · ".join(filter(None, (day, note)))


def _figure(desk: Desk, goal: Goal, value: float, day: dt.date | None) -> tuple[str, str]:
    return with_unit(desk, goal, value), desk.tongue.plain_day(day) if day else ""


# The three levers together


def factor(desk: Desk, goal: Goal) -> float | None:
    """Return by how much a goal's figure has been multiplied since the start."""
    seen = desk.schedule.observations(goal)
    start = goal.baseline.value if goal.baseline else None
    return formulas.ratio(seen[-1][1], start) if seen and start and start > 0 else None


def _growth(desk: Desk) -> Growth | None:
    """Return the growth of the three levers; nothing where no goal's growth is known."""
    found = {
        lever: [goal for goal in desk.plan.goals.values() if goal.lever == lever]
        for lever in _LEVERS
    }
    known = {
        lever: [value for goal in its if (value := factor(desk, goal)) is not None]
        for lever, its in found.items()
    }
    if not any(known.values()):
        return None
    heads = (T("Lever"), T("Goal"), T("Start"), T("Latest"), T("Factor"))
    rows = (row for lever in _LEVERS for row in _lever_rows(desk, lever, found[lever]))
    caption = desk.say(T("By how much each lever has grown"))
    table = Table("growth", caption, tuple(map(desk.say, heads)), tuple(rows))
    base = desk.schedule.thresholds.percent_base
    return Growth(table, desk.say(_product(known, _least(desk, found), base)))


def _least(desk: Desk, found: Mapping[str, Sequence[Goal]]) -> float:
    """Return the smallest of the figures that the factors of goals rest on."""
    goals = (goal for its in found.values() for goal in its if factor(desk, goal) is not None)
    return min(figure for goal in goals for figure in _ends(desk, goal))


def _ends(desk: Desk, goal: Goal) -> tuple[float, float]:
    """Return the figures of a goal that has both: where it started, and the latest."""
    start = goal.baseline.value if goal.baseline else None
    return start or 0, desk.schedule.observations(goal)[-1][1]


def _lever_rows(desk: Desk, lever: str, found: Sequence[Goal]) -> Iterator[tuple[Cell, ...]]:
    name = Cell((Link(desk.word("lever", lever)),))
    if not found:
        yield name, Cell((Link(desk.say(T("no goal"))),)), Cell(), Cell(), Cell()
    for goal in found:
        seen = desk.schedule.observations(goal)
        start = _start(desk, goal)
        latest = _figure(desk, goal, *seen[-1][::-1]) if seen else ("", "")
        yield (
            name,
            Cell((desk.link(Kind.GOAL, goal.id),)),
            *(Cell((Link(said),) if said else (), note=note) for said, note in (start, latest)),
            _factor_cell(desk, goal),
        )


def _factor_cell(desk: Desk, goal: Goal) -> Cell:
    value = factor(desk, goal)
    if value is not None:
        return Cell((Link(f"× {desk.tongue.number(round(value, 2))}"),), number=f"{value:.4f}")
    zero = goal.baseline is not None and goal.baseline.value == 0
    said = T("none: it started from 0") if zero else T("none: a figure is missing")
    return Cell((Link(desk.say(said)),))


def _product(known: Mapping[str, Sequence[float]], least: float, base: float) -> T:
    """Return what the factors come to; ``least`` is the smallest figure that they rest on."""
    if any(len(values) > 1 for values in known.values()):
        return T(
            "They are not multiplied: a lever has several goals, and only you know which one tells."
        )
    if not all(known.values()):
        return T("They are not multiplied: one of the three has no factor yet.")
    factors = [round(known[lever][0], 2) for lever in _LEVERS]
    product = 1 + formulas.growth([known[lever][0] for lever in _LEVERS])
    if least < base:
        return T(
            "Together: {a} × {b} × {c} ≈ {product}. No per cent: there are figures under {base} among them, so it may be chance. It tells of sales only if these figures are the three factors themselves: the number of customers, the average purchase and the purchases of a customer. If they count something else, it only shows the direction.",
            a=factors[0],
            b=factors[1],
            c=factors[2],
            product=round(product, 2),
            base=base,
        )
    return T(
        "Together: {a} × {b} × {c} ≈ {product}, that is {n}% more sales than at the start – if these figures are the three factors themselves: the number of customers, the average purchase and the purchases of a customer. If they count something else, it only shows the direction.",
        a=factors[0],
        b=factors[1],
        c=factors[2],
        product=round(product, 2),
        n=formulas.per_cent(product - 1),
    )


def _explained(desk: Desk) -> str:
    said = T(
        "Sales = customers × average purchase × purchases of a customer. So {a}% more customers, {b}% bigger purchases and {c}% more often do not add up to {sum}% but multiply: {x} × {y} × {z} gives {product}% (S4:58).",
        a=10,
        b=10,
        c=5,
        sum=25,
        x=1.1,
        y=1.1,
        z=1.05,
        product=27,
    )
    return desk.say(said)
