"""A campaign's description on a sheet of paper, for a competition, a funder or a partner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Key
from planner.site.addresses import CAMPAIGNS
from planner.site.markup import markdown
from planner.site.views.campaigns import dates, is_over, no_result, posts_table
from planner.site.views.desk import Leaf, Link, Mark
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.model import Campaign
    from planner.site.views.desk import Desk
    from planner.site.views.tables import Table


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the form."""

    label: str
    required: bool
    answer: tuple[Link, ...]
    missing: str
    """What to write where there is no answer yet."""


@dataclass(frozen=True, slots=True)
class Description:
    """The whole sheet."""

    campaign: Link
    title: str
    filled: Mark
    fields: tuple[Field, ...]
    words: Markup
    posts: Table
    """Without how they are judged: that is the makers' own."""


def descriptions(desk: Desk) -> Iterator[Leaf]:
    """Yield the description of each campaign."""
    for campaign in desk.plan.campaigns.values():
        title = desk.say(T("Campaign description: {title}", title=campaign.title or campaign.id))
        path = desk.addresses.descriptions[campaign.id]
        edit = desk.edit_url(Kind.CAMPAIGN, campaign.id)
        yield Leaf(path, title, description(desk, campaign), edit_url=edit)


def description(desk: Desk, campaign: Campaign) -> Description:
    """Return what the description of a campaign shows."""
    fields = tuple(_fields(desk, campaign))
    place = desk.addresses.anchor(Kind.CAMPAIGN, campaign.id)
    posts = posts_table(desk, campaign, desk.by_campaign.get(campaign.id, ()))
    return Description(
        Link(desk.say(T("Back to the campaign")), f"{CAMPAIGNS}#{place}"),
        campaign.title or campaign.id,
        _filled(desk, [bool(field.answer) for field in fields if field.required]),
        fields,
        markdown(campaign.body, title=campaign.title, below=1).html,
        replace(posts, heads=posts.heads[:-1], rows=tuple(row[:-1] for row in posts.rows)),
    )


def _filled(desk: Desk, answered: list[bool]) -> Mark:
    if all(answered):
        return Mark("met", "✓", desk.say(T("All that is marked * is filled in")))
    said = T("{n} of {all} marked * are filled in", n=sum(answered), all=len(answered))
    return Mark("partly", "!", desk.say(said))


def _fields(desk: Desk, campaign: Campaign) -> Iterator[Field]:
    """Yield the lines; the description needs all but the money, the name in links and, before its end, the result."""
    goal = (desk.link(Kind.GOAL, campaign.goal),) if campaign.goal else ()
    time = dates(desk, campaign) if campaign.start and campaign.end else ""
    budget = "" if campaign.budget is None else desk.tongue.number(campaign.budget)
    rows: tuple[tuple[str, T, bool, tuple[Link, ...]], ...] = (
        ("title", T("Name"), True, _said(campaign.title)),
        ("start", T("First and last day"), True, _said(time)),
        ("goal", T("Why it is run"), True, goal),
        ("audience", T("For whom"), True, _named(desk, Kind.AUDIENCE, campaign.audience)),
        ("summary", T("What it is about"), True, _said(campaign.summary)),
        ("channels", T("Where it runs"), True, _named(desk, Kind.CHANNEL, campaign.channels)),
        ("budget", T("Budget"), False, _said(budget)),
        ("utm_campaign", T("Name in links"), False, _said(campaign.utm_campaign or campaign.id)),
        ("result", T("Result"), is_over(desk, campaign), _said(campaign.result)),
    )
    for key, label, required, answer in rows:
        missing = T("Fill it in here, or write “{key}:” in its file.", key=_key(campaign, key))
        if key == "result" and not required:
            missing = no_result(desk, campaign)
        yield Field(desk.say(label), required, answer, "" if answer else desk.say(missing))


def _key(campaign: Campaign, name: str) -> Key:
    """Return the key that is to be written; of the two days the one that is missing."""
    missing = "end" if name == "start" and campaign.start else name
    return Key(Kind.CAMPAIGN, (missing,))


def _said(text: str) -> tuple[Link, ...]:
    return (Link(text),) if text else ()


def _named(desk: Desk, kind: Kind, names: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(desk.link(kind, name) for name in names)
