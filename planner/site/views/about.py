"""The plan's own facts, and pages in the author's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.addresses import posts_with
from planner.site.markup import markdown, plain, web_address
from planner.site.views.desk import Fact, Leaf, Link
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.markup import Rendered
    from planner.site.page import Heading
    from planner.site.views.desk import Desk


_MOST_IN_NAVIGATION = 12
"""So many pages of the author's own stand in the navigation; all are on the first page."""


@dataclass(frozen=True, slots=True)
class About:
    """The plan's page."""

    facts: tuple[Fact, ...]
    words: Rendered
    plan: str
    headings: tuple[Heading, ...]
    search_text: str


def about(desk: Desk) -> About:
    """Return what the plan's page shows."""
    facts = (Fact(desk.say(label), values) for label, values in _facts(desk) if values)
    body = desk.plan.file.body
    words = markdown(body, title=desk.title)
    return About(tuple(facts), words, desk.title, words.headings, plain(body))


def own_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the pages in the author's own words."""
    for number, page in enumerate(desk.plan.pages.values()):
        words = markdown(page.body, title=page.title)
        path, aside = desk.addresses.own[page.id], number >= _MOST_IN_NAVIGATION
        edit = desk.forge.edit(page.path) if desk.forge else ""
        yield Leaf(path, page.title, words, words.headings, plain(page.body), edit, aside)


def _facts(desk: Desk) -> Iterator[tuple[T, tuple[Link, ...]]]:
    file = desk.plan.file
    business = file.business
    yield T("Business"), _said(business.name)
    yield T("What"), _said(business.what)
    yield T("Where"), _said(business.where)
    website = business.website
    yield T("Website"), (Link(website, web_address(website), outside=True),) if website else ()
    yield T("Vision"), _said(file.vision)
    yield T("Promise"), _said(file.promise)
    yield T("Period"), _said(_period(desk))
    yield (
        T("Audiences"),
        tuple(Link(desk.audience(name), posts_with(audience=name)) for name in desk.plan.audiences),
    )
    yield (
        T("Goals"),
        tuple(Link(desk.goal(name), posts_with(goal=name)) for name in desk.plan.goals),
    )
    yield (
        T("Channels"),
        tuple(Link(desk.channel(name), posts_with(channel=name)) for name in desk.plan.channels),
    )
    yield (
        T("Pillars"),
        tuple(Link(title, posts_with(pillar=name)) for name, title in desk.pillars.items()),
    )
    yield (
        T("Anchors"),
        tuple(
            Link(f"{desk.anchors[anchor.id]} ({desk.tongue.short_day(anchor.date)})")
            for anchor in file.anchors
            if anchor.date
        ),
    )
    yield (
        T("People"),
        tuple(Link(title, posts_with(person=name)) for name, title in desk.roles.items()),
    )


def _said(text: str) -> tuple[Link, ...]:
    return (Link(text),) if text else ()


def _period(desk: Desk) -> str:
    start, end = desk.schedule.start, desk.schedule.end
    if not start or not end:
        return ""
    return f"{desk.tongue.plain_day(start)} – {desk.tongue.plain_day(end)}"
