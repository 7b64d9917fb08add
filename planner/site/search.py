"""What the search finds beside whole pages: the audiences, goals, channels and series of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.diagnostics import Kind
from planner.site.addresses import SERIES
from planner.site.page import Hit
from planner.site.views.filters import series_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.model import Audience, Campaign, Channel, Goal, Offer
    from planner.site.views.desk import Desk


def hits(desk: Desk, path: str) -> tuple[Hit, ...]:
    """Return what the page at ``path`` can be found by, each with its place on it."""
    return tuple(_hits(desk, path))


def _hits(desk: Desk, path: str) -> Iterator[Hit]:
    plan = desk.plan
    found: tuple[tuple[Kind, Mapping[str, Any], Callable[[Desk, Any], str]], ...] = (
        (Kind.AUDIENCE, plan.audiences, _audience),
        (Kind.GOAL, plan.goals, _goal),
        (Kind.CHANNEL, plan.channels, _channel),
        (Kind.OFFER, plan.offers, _offer),
        (Kind.CAMPAIGN, plan.campaigns, _campaign),
    )
    for kind, each, text in found:
        for name, it in each.items():
            page, _, anchor = desk.addresses.of(kind, name).partition("#")
            if page == path:
                yield Hit(anchor, it.title or name, text(desk, it))
    if path == SERIES:
        for name in desk.series:
            yield Hit(desk.addresses.series[name], series_title(desk, name), "")


def _audience(_: Desk, it: Audience) -> str:
    interests = (interest.title or interest.id for interest in it.interests)
    return "\n".join((it.description, *it.needs, *it.barriers, it.where, *interests))


def _goal(desk: Desk, it: Goal) -> str:
    return "\n".join((desk.word("lever", it.lever), desk.word("metric", it.metric)))


def _channel(desk: Desk, it: Channel) -> str:
    kind = desk.word("channel-kind", it.type)
    return "\n".join((kind, it.handle, it.read_from, *map(desk.audience, _there(desk, it))))


def _there(desk: Desk, it: Channel) -> Iterator[str]:
    return (audience.id for audience in desk.plan.audiences.values() if audience.channel(it.id))


def _offer(_: Desk, it: Offer) -> str:
    return f"{it.promise}\n{it.content}\n{it.why}"


def _campaign(_: Desk, it: Campaign) -> str:
    return it.summary
