"""The plan on one page, and pages in the author's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.site.addresses import (
    AUDIENCES,
    CALENDAR,
    CAMPAIGNS,
    CHANNELS,
    GOALS,
    HOURS,
    OFFERS,
    posts_with,
)
from planner.site.markup import markdown, plain, web_address
from planner.site.views.campaigns import dates
from planner.site.views.desk import Fact, Leaf, Link
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.model import Audience, Channel, Goal
    from planner.site.markup import Rendered
    from planner.site.page import Heading
    from planner.site.views.desk import Desk, Mark

_MOST_IN_NAVIGATION = 12
"""So many pages of the author's own stand in the navigation; all are on the first page."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition in a word or two, with how the plan meets it."""

    number: int
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a box: a thing, and what matters of it."""

    link: Link
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the page, such as the audiences."""

    title: Link
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The plan's page; it fits on a sheet of paper."""

    plan: str
    overall: Mark
    verdicts: tuple[Verdict, ...]
    facts: tuple[Fact, ...]
    boxes: tuple[Box, ...]
    words: Rendered
    headings: tuple[Heading, ...]
    search_text: str


def about(desk: Desk) -> About:
    """Return what the plan's page shows."""
    body = desk.plan.file.body
    words = markdown(body, title=desk.title)
    return About(
        desk.title,
        desk.verdict(desk.card.overall),
        tuple(
            Verdict(
                score.number, desk.tongue.label("condition", score.id), desk.verdict(score.verdict)
            )
            for score in desk.card.scores
        ),
        tuple(Fact(desk.say(label), values) for label, values in _facts(desk) if values),
        tuple(_boxes(desk)),
        words,
        words.headings,
        plain(body),
    )


def own_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the pages in the author's own words."""
    for number, page in enumerate(desk.plan.pages.values()):
        words = markdown(page.body, title=page.title)
        path, aside = desk.addresses.own[page.id], number >= _MOST_IN_NAVIGATION
        edit = desk.forge.edit(page.path) if desk.forge else ""
        yield Leaf(path, page.title, words, words.headings, plain(page.body), edit, aside)


def _facts(desk: Desk) -> Iterator[tuple[T, tuple[Link, ...]]]:
    file = desk.plan.file
    business, website = file.business, file.business.website
    yield T("Vision"), _said(file.vision)
    yield T("Promise"), _said(file.promise)
    yield T("Business"), _said(business.name)
    yield T("What"), _said(business.what)
    yield T("Where"), _said(business.where)
    yield T("Website"), (Link(website, web_address(website), outside=True),) if website else ()
    yield T("Period"), _said(_period(desk))
    yield T("Time for it"), _said(_time(desk))


def _said(text: str) -> tuple[Link, ...]:
    return (Link(text),) if text else ()


def _period(desk: Desk) -> str:
    start, end = desk.schedule.start, desk.schedule.end
    if not start or not end:
        return ""
    return f"{desk.tongue.plain_day(start)} – {desk.tongue.plain_day(end)}"


def _time(desk: Desk) -> str:
    hours = desk.plan.file.time_budget.hours_per_week
    if not hours:
        return ""
    return desk.say(
        N(
            "{shown} hour a week",
            "{shown} hours a week",
            int(hours),
            shown=desk.tongue.number(hours),
        )
    )


def _boxes(desk: Desk) -> Iterator[Box]:
    plan, file, tongue = desk.plan, desk.plan.file, desk.tongue
    boxes: tuple[tuple[T, str, Iterable[Item]], ...] = (
        (T("For whom"), AUDIENCES, (_audience(desk, it) for it in plan.audiences.values())),
        (T("Why"), GOALS, (_goal(desk, it) for it in plan.goals.values())),
        (T("Where"), CHANNELS, (_channel(desk, it) for it in plan.channels.values())),
        (
            T("Pillars"),
            "",
            (Item(Link(said, posts_with(pillar=id_)), ()) for id_, said in desk.pillars.items()),
        ),
        (
            T("Anchors"),
            CALENDAR,
            (
                Item(Link(desk.anchors[it.id]), (tongue.day(it.date),))
                for it in file.anchors
                if it.date
            ),
        ),
        (
            T("Quiet moments"),
            f"{HOURS}#moments",
            (
                _item(Link(it.title or it.id, f"{HOURS}#{place}"), it.reason)
                for it, place in zip(file.moments, desk.addresses.moments, strict=True)
                if it.title or it.id
            ),
        ),
        (
            T("Campaigns"),
            CAMPAIGNS,
            (
                _item(desk.link(Kind.CAMPAIGN, it.id), dates(desk, it))
                for it in plan.campaigns.values()
            ),
        ),
        (
            T("Offers"),
            OFFERS,
            (_item(desk.link(Kind.OFFER, it.id), it.promise) for it in plan.offers.values()),
        ),
        (
            T("People"),
            "",
            (
                Item(
                    Link(desk.roles[role.id], posts_with(person=role.id)),
                    (", ".join(desk.word("task", task) for task in role.does),),
                )
                for role in file.roles
            ),
        ),
    )
    for title, page, items in boxes:
        held = tuple(items)
        if held:
            yield Box(Link(desk.say(title), page), held)


def _item(link: Link, *words: str) -> Item:
    return Item(link, tuple(filter(None, words)))


def _audience(desk: Desk, it: Audience) -> Item:
    return _item(desk.link(Kind.AUDIENCE, it.id), ", ".join(it.needs))


def _goal(desk: Desk, it: Goal) -> Item:
    link, target = desk.link(Kind.GOAL, it.id), it.target
    if not target or target.value is None or not target.by:
        return _item(link)
    seen = desk.schedule.observations(it)
    words = T(
        "{latest} of {target} {unit} by {day}",
        latest=desk.tongue.number(seen[-1][1]) if seen else "–",
        target=desk.tongue.number(target.value),
        unit=it.unit,
        day=desk.tongue.short_day(target.by),
    )
    return _item(link, desk.say(words))


def _channel(desk: Desk, it: Channel) -> Item:
    windows = ", ".join(window.to(desk.language) for window in it.windows)
    rhythm = it.at_least_every_days
    often = N("at least every {n} day", "at least every {n} days", int(rhythm or 0))
    return _item(desk.link(Kind.CHANNEL, it.id), windows, desk.say(often) if rhythm else "")
