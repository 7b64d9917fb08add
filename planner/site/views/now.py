"""Do now, in full: what each person does next, and what goes out today and tomorrow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.site.addresses import FINDINGS, posts_with
from planner.site.markup import unused
from planner.site.page import Heading
from planner.site.views.desk import Link
from planner.site.views.todo import SORTS, soon, tasks
from planner.texts import N, T
from planner.values import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.site.views.desk import Desk
    from planner.site.views.entries import Day
    from planner.site.views.todo import Task

_MOST, _LEAST = 200, 20
"""So many tasks are shown in all, and so many of each person even where many share the work."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, and what is theirs to do."""

    id: str
    name: str
    count: str
    minutes: str
    """How long it takes, as far as anybody knows."""
    tasks: tuple[Task, ...]
    more: Link | None


@dataclass(frozen=True, slots=True)
class Near:
    """A day that is near, with what goes out on it."""

    soon: str
    day: Day


@dataclass(frozen=True, slots=True)
class Now:
    """The whole page."""

    near: tuple[Near, ...]
    people: tuple[Person, ...]
    sorts: Mapping[str, str]
    headings: tuple[Heading, ...]


def now(desk: Desk) -> Now:
    """Return what there is to do, by person."""
    people = tuple(_people(desk))
    return Now(
        tuple(_near(desk)),
        people,
        {sort: desk.say(title) for sort, title in SORTS.items()},
        (
            Heading("near", desk.say(T("What goes out next"))),
            *(Heading(person.id, person.name) for person in people),
        ),
    )


def _near(desk: Desk) -> Iterator[Near]:
    """Yield today and tomorrow, and the next day with something on it where both are empty."""
    days = [desk.as_of, desk.as_of + dt.timedelta(days=1)]
    if not any(desk.timeline.count(day) for day in days):
        days += [day for day in sorted(desk.timeline.slots) if day > desk.as_of][:1]
    for day in days:
        yield Near(soon(desk, day), desk.timeline.day(day))


def _people(desk: Desk) -> Iterator[Person]:
    found: dict[str, list[Task]] = defaultdict(list)
    for sort in SORTS:
        for task in tasks(desk, sort):
            found[task.role].append(task)
    known = list(desk.roles)
    others = sorted(role for role in found if role and role not in desk.roles)
    taken = {"near"}
    most = max(_LEAST, _MOST // max(len(found), 1))
    for role in (*known, *others, ""):
        if role in found:
            anchor = unused(f"person-{slug(role) or 'nobody'}", taken)
            yield _person(desk, role, anchor, found[role], most)


def _person(desk: Desk, role: str, anchor: str, found: list[Task], most: int) -> Person:
    more = len(found) - most
    minutes = _minutes(found)
    rest = posts_with(person=role) if role else FINDINGS
    return Person(
        anchor,
        desk.role(role) if role else desk.say(T("Nobody yet")),
        desk.say(N("{n} thing", "{n} things", len(found))),
        desk.say(minutes) if minutes else "",
        tuple(_placed(desk, task) for task in found[:most]),
        Link(desk.say(T("{n} more", n=more)), rest) if more > 0 else None,
    )


def _minutes(found: list[Task]) -> T | None:
    known = sum(task.takes for task in found)
    unknown = sum(not task.takes for task in found)
    if not known:
        return None
    if not unknown:
        return N("{n} minute", "{n} minutes", known)
    return N(
        "{minutes} and {n} thing without an estimate",
        "{minutes} and {n} things without an estimate",
        unknown,
        minutes=N("{n} minute", "{n} minutes", known),
    )


def _placed(desk: Desk, task: Task) -> Task:
    if task.place or not task.post:
        return task
    return replace(task, place=desk.where(desk.content.where(Kind.POST, task.post, task.key)))
