"""The first page: how the plan stands, what to do now, and what the next days bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import is_live
from planner.formats import overall
from planner.model import PUBLISHED
from planner.schedule import Week
from planner.site.views.condition import conditions, first_findings
from planner.site.views.desk import Link
from planner.site.views.live import live_steps, open_steps
from planner.site.views.todo import groups
from planner.site.views.works import works
from planner.texts import N, T

if TYPE_CHECKING:
    from planner.diagnostics import Diagnostic
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk, Mark, Note
    from planner.site.views.entries import Day
    from planner.site.views.live import Step
    from planner.site.views.todo import Group
    from planner.site.views.works import Works


@dataclass(frozen=True, slots=True)
class Weakest:
    """The link that holds the plan back."""

    statement: str
    first: Note | None
    proof: Link
    others: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class WeekList:
    """A week as a list of days with something on them."""

    title: str
    days: tuple[Day, ...]
    is_empty: bool
    """Whether nothing goes out in it."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The next live broadcast."""

    post: Link
    when: str
    channel: str
    steps: tuple[Step, ...]
    open: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The post that goes out next."""

    soon: str
    """*tomorrow*, *in 3 days*."""
    when: str
    channel: str
    post: Link
    status: Mark


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page."""

    mark: Mark
    sentence: str
    plan: str
    coming: Coming | None
    conditions: tuple[Condition, ...]
    weakest: Weakest | None
    works: Works | None
    """Whether it works; nothing before anything is out."""
    now: tuple[Group, ...]
    weeks: tuple[WeekList, ...]
    live: Broadcast | None
    pages: tuple[Link, ...]
    has_posts: bool
    period: str


def home(desk: Desk) -> Home:
    """Return what the first page shows."""
    first = first_findings(desk)
    eight = conditions(desk, first)
    start, end = desk.schedule.start, desk.schedule.end
    return Home(
        desk.verdict(desk.card.overall),
        desk.say(overall(desk.card)),
        desk.title,
        _coming(desk),
        eight,
        _weakest(desk, eight, first),
        works(desk) if desk.plan.goals and _begun(desk) else None,
        groups(desk),
        _weeks(desk),
        _broadcast(desk),
        tuple(Link(page.title, desk.addresses.own[page.id]) for page in desk.plan.pages.values()),
        bool(desk.plan.posts),
        f"{desk.tongue.plain_day(start)} – {desk.tongue.plain_day(end)}" if start and end else "",
    )


def _begun(desk: Desk) -> bool:
    return any(post.status in PUBLISHED for post in desk.schedule.counted)


def _weakest(
    desk: Desk, eight: tuple[Condition, ...], first: dict[int, tuple[Diagnostic, Note]]
) -> Weakest | None:
    held = [score.number for score in desk.card.weakest]
    if not held:
        return None
    found = [condition for condition in eight if condition.number in held]
    worst = max(found, key=lambda condition: len(condition.open_posts))
    begin = first.get(worst.number) or first.get(0)
    return Weakest(
        worst.statement,
        begin[1] if begin else None,
        worst.proof,
        tuple(condition for condition in found if condition is not worst),
    )


def _coming(desk: Desk) -> Coming | None:
    for post in desk.schedule.dated:
        if post.day and post.day >= desk.as_of and desk.upcoming(post):
            return Coming(
                desk.tongue.in_days((post.day - desk.as_of).days),
                desk.tongue.when(post.day, post.clock),
                desk.channel(post.channel),
                desk.post_link(post.id),
                desk.status(post),
            )
    return None


def _weeks(desk: Desk) -> tuple[WeekList, ...]:
    monday = Week.of(desk.as_of).monday
    names = (T("This week"), T("Next week"))
    return tuple(
        _week(desk, monday + dt.timedelta(weeks=number), name) for number, name in enumerate(names)
    )


def _week(desk: Desk, monday: dt.date, name: T) -> WeekList:
    number = Week.of(monday).number
    days = [desk.timeline.day(monday + dt.timedelta(days=days)) for days in range(7)]
    return WeekList(
        desk.say(T("{name}: week {number}", name=name, number=number)),
        tuple(day for day in days if day.entries or day.anchors or day.rehearsals or day.today),
        not any(day.entries for day in days),
    )


def _broadcast(desk: Desk) -> Broadcast | None:
    for post in desk.posts:
        if is_live(post) and desk.upcoming(post) and post.day and post.day >= desk.as_of:
            steps = live_steps(desk, post)
            left = open_steps(steps)
            said = N("{n} thing is still open", "{n} things are still open", left)
            return Broadcast(
                desk.post_link(post.id),
                desk.tongue.when(post.day, post.clock),
                desk.channel(post.channel),
                steps,
                desk.say(said if left else T("everything is ready")),
            )
    return None
