"""What posts can be chosen by, on every page that shows many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from planner.agenda import people, slots_of
from planner.diagnostics import Kind, Verdict
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planner.model import Post
    from planner.site.views.desk import Desk

_WEEKDAYS = tuple(words("weekday"))
_QUIET = ("interest", "pillar", "metric", "anchor", "moment", "series", "at", "period")
_OPEN = (Verdict.PARTLY, Verdict.MISSING)
_NAMES = (
    "id",
    "audience",
    "channel",
    "stage",
    "content_type",
    "journey",
    "format",
    "status",
    "person",
    "campaign",
    "offer",
    "goal",
    "interest",
    "pillar",
    "metric",
    "verdict",
    "open",
    "anchor",
    "moment",
    "series",
    "at",
    "period",
)
"""What a post can be chosen by."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the filters look at in one post."""

    values: tuple[str, ...]
    """Ids for each of the names, several with a space between; nothing where there are none."""
    attributes: str
    """The same as attributes of an element, made once for all the pages that show the post."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names that have ids, with these."""
        return tuple(pair for pair in zip(_NAMES, self.values, strict=True) if pair[1])

    def __html__(self) -> str:
        """Return the attributes; templates put them into an element as they are."""
        return self.attributes


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its name, its label and what can be chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    quiet: bool = False
    """Whether it is offered only once it is chosen: a link of another page chooses by it."""


def keys(desk: Desk, post: Post) -> Keys:
    """Return what a post can be chosen by; the address of a page names the same."""
    lacks = (score.id for score in desk.card.scores if score.posts.get(post.id) in _OPEN)
    verdict = desk.verdicts.get(post.id)
    values = (
        post.id,
        " ".join(post.audience),
        " ".join(post.channels),
        post.stage or "",
        post.content_type or "",
        desk.schedule.journey(post) or "",
        post.format or "",
        post.status,
        " ".join(people(post)),
        post.campaign,
        post.offer,
        post.goal,
        post.interest,
        post.pillar,
        post.action_metric or "",
        f"{verdict.value} counted" if verdict else "not-counted",
        " ".join(lacks),
        post.anchor,
        post.moment,
        post.series_id,
        " ".join(hours(desk, post)),
        "outside" if post.day and not desk.schedule.inside(post.day) else "inside",
    )
    named = zip(_NAMES, values, strict=True)
    said = (f' data-{name}="{escape(value)}"' for name, value in named if value)
    return Keys(values, "data-pl-item" + "".join(said))


def hours(desk: Desk, post: Post) -> tuple[str, ...]:
    """Return the hours of the week in which a counted post goes out: anywhere, and on its channels."""
    day = post.day
    if not day or post.id not in desk.schedule.counted_ids:
        return ()
    found: dict[str, None] = {}
    for slot in slots_of(post):
        if slot.clock:
            hour = f"{_WEEKDAYS[day.weekday()]}-{slot.clock.hour:02}"
            found[hour] = None
            if slot.channel in desk.plan.channels:
                found[f"{slot.channel}.{hour}"] = None
    return tuple(found)


def choices(desk: Desk, shown: Iterable[Keys]) -> tuple[Choice, ...]:
    """Return the filters over what is shown, each with what occurs there."""
    used: dict[str, set[str]] = {}
    for each in shown:
        for name, value in zip(_NAMES, each.values, strict=True):
            used.setdefault(name, set()).update(value.split())
    return tuple(_choices(desk, used))


def _choices(desk: Desk, used: Mapping[str, set[str]]) -> Iterable[Choice]:
    for name, label, known, said in _lists(desk):
        there = used.get(name, set())
        ordered = [id_ for id_ in known if id_ in there]
        ordered += sorted(there - set(ordered))
        if ordered:
            options = tuple((id_, said(id_)) for id_ in ordered)
            yield Choice(name, desk.say(label), options, name in _QUIET)


def _lists(desk: Desk) -> tuple[tuple[str, T, Iterable[str], Callable[[str], str]], ...]:
    """Return each filter: its key, its label, the order of its words, and how they are said."""
    plan = desk.plan
    names: Mapping[str, str] = {
        **{score.id: desk.condition(score) for score in desk.card.scores},
        **{word.id: word.label(desk.language) for word in words("verdict").values()},
        "counted": desk.say(T("all that count")),
        "not-counted": desk.say(T("not counted")),
        "inside": desk.say(T("in it, or without a day")),
        "outside": desk.say(T("outside it")),
    }
    return (
        ("audience", T("Audience"), plan.audiences, desk.audience),
        ("channel", T("Channel"), plan.channels, desk.channel),
        (
            "stage",
            T("Purchase stage"),
            plan.reading.list("stage"),
            lambda id_: desk.word("stage", id_),
        ),
        (
            "content_type",
            T("Content type"),
            plan.reading.list("content-type"),
            lambda id_: desk.word("content-type", id_),
        ),
        (
            "journey",
            T("Customer path"),
            plan.reading.list("journey"),
            lambda id_: desk.word("journey", id_),
        ),
        ("format", T("Format"), plan.reading.list("format"), lambda id_: desk.word("format", id_)),
        ("status", T("Status"), words("status"), lambda id_: desk.word("status", id_)),
        ("person", T("Person"), desk.roles, desk.role),
        ("campaign", T("Campaign"), plan.campaigns, desk.campaign),
        ("offer", T("Offer"), plan.offers, lambda id_: desk.link(Kind.OFFER, id_).text),
        ("goal", T("Goal"), plan.goals, desk.goal),
        ("interest", T("Interest"), desk.interests, lambda id_: desk.interests.get(id_, id_)),
        ("pillar", T("Pillar"), desk.pillars, desk.pillar),
        (
            "metric",
            T("The figure that tells"),
            plan.reading.list("metric"),
            lambda id_: desk.word("metric", id_),
        ),
        ("verdict", T("Verdict"), words("verdict"), lambda id_: names[id_]),
        ("open", T("Something open in"), desk.condition_ids, lambda id_: names[id_]),
        ("anchor", T("Anchor"), desk.anchors, desk.anchor),
        ("moment", T("Quiet moment"), desk.moments, lambda id_: desk.moments.get(id_, id_)),
        ("series", T("Series"), desk.series, lambda id_: series_title(desk, id_)),
        ("period", T("Period"), ("inside", "outside"), lambda id_: names[id_]),
        ("at", T("Hour of the week"), _hours(plan.channels), lambda id_: hour_of(desk, id_)),
    )


def series_title(desk: Desk, name: str) -> str:
    """Return what a series is called: as its first post writes it."""
    posts = desk.series.get(name) or (it for it in desk.posts if it.series_id == name)
    return next((" ".join(it.series.split()) for it in posts), name)


def _hours(channels: Iterable[str]) -> Iterable[str]:
    """Return every hour of the week, in order, anywhere and on each channel."""
    for before in ("", *(f"{name}." for name in channels)):
        yield from (f"{before}{day}-{hour:02}" for day in _WEEKDAYS for hour in range(24))


def hour_of(desk: Desk, name: str) -> str:
    """Return an hour of the week in words: *Facebook page: Mon 18–19*."""
    channel, _, at = name.rpartition(".")
    day, _, hour = at.partition("-")
    said = f"{words('weekday')[day].facts[f'short_{desk.language}']} {int(hour)}–{int(hour) + 1}"
    return f"{desk.channel(channel)}: {said}" if channel else said
