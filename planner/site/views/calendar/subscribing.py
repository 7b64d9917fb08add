"""The calendars beside the site that other programs subscribe to, and how soon these follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.agenda import roles
from planner.diagnostics import Kind
from planner.exporters.ics import REMINDER, Events
from planner.exporters.orders import Order
from planner.site.addresses import WHOLE_CALENDAR
from planner.site.page import SiteFile
from planner.site.views.desk import Fact, Link
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.views.desk import Desk

_OVERVIEW = "https://docs.casecalendar.net/subscribing.html"
_READERS = (
    (
        T("iPhone, iPad and Mac"),
        T("choose “Add Subscription Calendar”, on a Mac “New Calendar Subscription”."),
        T("You say how often it looks: from every five minutes to once a week."),
        (_OVERVIEW,),
    ),
    (
        T("Google Calendar"),
        T("on a computer, press + beside “Other calendars” and choose “From URL”."),
        T("A change has been seen after four to twelve hours, sometimes after more than a day."),
        (
            "https://adangel.org/2024/12/15/ical-and-google-calendar-sync",
            "https://til.simonwillison.net/ics/google-calendar-ics-subscribe-link",
        ),
    ),
    (
        T("Outlook on the web"),
        T("choose “Add calendar”, then “Subscribe from web”."),
        T("It looks about every three hours; it can take a day."),
        (_OVERVIEW,),
    ),
    (
        T("Thunderbird"),
        T("choose “New Calendar”, then “On the Network”."),
        T("It looks every half hour."),
        (_OVERVIEW,),
    ),
    (
        T("Proton and Fastmail"),
        T("add a calendar from its address."),
        T("Fastmail looks every hour, Proton every four to sixteen."),
        (_OVERVIEW,),
    ),
)
"""How programs take a calendar in and how soon they follow it, as seen in November 2026."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that shows calendars."""

    name: str
    how: str
    pace: str
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What there is to subscribe to, and with what."""

    calendars: tuple[Fact, ...]
    readers: tuple[Reader, ...]


def subscribing(desk: Desk) -> Subscribing:
    """Return the calendars by whose they are, and the programs that take them."""
    found: dict[str, list[Link]] = {}
    for group, title, path, _ in _calendars(desk):
        found.setdefault(desk.say(group), []).append(Link(title, path))
    reminding = desk.say(T("with a reminder {n} minutes before a post goes out", n=REMINDER))
    by_person = desk.say(_BY_PERSON)
    return Subscribing(
        tuple(
            Fact(label, tuple(links), reminding if label == by_person else "")
            for label, links in found.items()
        ),
        tuple(
            Reader(desk.say(name), desk.say(how), desk.say(pace), tuple(map(_source, sources)))
            for name, how, pace, sources in _READERS
        ),
    )


def calendar_files(desk: Desk) -> Iterator[SiteFile]:
    """Yield the calendars; one that is empty too, so that what was in it is gone from a reader."""
    events = Events(_order(desk))
    for *_, path, order in _calendars(desk):
        yield SiteFile(path, events.calendar(order, order.slots))


_BY_PERSON = T("By person")


def _calendars(desk: Desk) -> Iterator[tuple[T, str, str, Order]]:
    """Yield whose a calendar is, what it is called, where it stands and what it holds."""
    plan, order, at = desk.plan, _order(desk), desk.addresses
    yield T("All of the plan"), desk.title, WHOLE_CALENDAR, order
    for name in plan.channels:
        path = at.calendar(Kind.CHANNEL, name)
        yield T("By channel"), desk.channel(name), path, replace(order, channel=name)
    for name in roles(plan):
        mine = replace(order, person=name, remind=REMINDER)
        yield _BY_PERSON, desk.role(name), at.roles[name], mine
    for name in plan.campaigns:
        path = at.calendar(Kind.CAMPAIGN, name)
        yield T("By campaign"), desk.campaign(name), path, replace(order, campaign=name)


def _order(desk: Desk) -> Order:
    return Order(desk.plan, desk.as_of, desk.language)


def _source(address: str) -> Link:
    return Link(address.split("/")[2], address, outside=True)
