"""Where the plan is published: how we know that the groups are there, what it takes and brings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.channels import Unit, facts_of
from planner.diagnostics import Kind, Verdict
from planner.site.addresses import counted_with
from planner.site.markup import web_address
from planner.site.views.condition import condition
from planner.site.views.desk import Fact, Link, Mark
from planner.site.views.evidence import (
    MOST,
    checked,
    count,
    dated,
    how_known_there,
    last_post,
    marked,
    next_post,
    went_out,
)
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.channels import Fact as Known
    from planner.channels import Facts
    from planner.channels import Limit as TextLimit
    from planner.model import Audience, AudienceChannel, Channel, Post
    from planner.schedule import Gap
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk

_MOST_GAPS = 5
_ORDER = ("active", "trial", "resting")


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that the channel does or does not take, and where that was seen."""

    words: str
    source: Link
    checked: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a channel promised, and whether it was kept so far."""

    promised: str
    kept: str
    mark: Mark | None
    gaps: tuple[str, ...]
    """The longer pauses that the plan holds."""


@dataclass(frozen=True, slots=True)
class Card:
    """One channel."""

    id: str
    title: str
    status: Mark
    meaning: str
    """What is asked of a channel of this status, where that is less than usual."""
    rhythm: Rhythm
    facts: tuple[Fact, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Channels:
    """The whole page."""

    condition: Condition
    matrix: Table
    evidence: Table
    """What is known, the oldest first."""
    more: int
    """How much of it is left out."""
    results: Table
    cards: tuple[Card, ...]


class _Posts:
    """The counted posts by what this page asks for, by time."""

    def __init__(self, desk: Desk) -> None:
        self.on: dict[str, list[Post]] = defaultdict(list)
        """All that go out on a channel, variants included."""
        self.own: dict[str, list[Post]] = defaultdict(list)
        self.meeting: dict[tuple[str, str], int] = defaultdict(int)
        """How many go out for an audience on a channel, variants included."""
        for post in desk.posts:
            if post.id in desk.schedule.counted_ids:
                self.own[post.channel].append(post)
                for name in {post.channel, *post.variants}:
                    self.on[name].append(post)
                    for audience in set(post.audience):
                        self.meeting[audience, name] += 1


def channels(desk: Desk) -> Channels:
    """Return what the page of channels shows."""
    posts = _Posts(desk)
    known = sorted(desk.plan.channels.values(), key=lambda it: _ORDER.index(it.status))
    pairs = _oldest_first(desk)
    return Channels(
        condition(desk, "where"),
        _matrix(desk, known, posts),
        _evidence(desk, pairs[:MOST], posts),
        max(len(pairs) - MOST, 0),
        _results(desk, posts),
        tuple(_card(desk, it, posts) for it in known),
    )


# How we know


def _matrix(desk: Desk, known: Sequence[Channel], posts: _Posts) -> Table:
    audiences = desk.plan.audiences.values() if known else ()
    return Table(
        "channels-audiences",
        desk.say(T("Who is where, and how we know")),
        (desk.say(T("Audience")), *(desk.channel(it.id) for it in known)),
        tuple(
            (
                Cell((desk.link(Kind.AUDIENCE, it.id),)),
                *(_meeting(desk, it, channel.id, posts) for channel in known),
            )
            for it in audiences
        ),
    )


def _meeting(desk: Desk, audience: Audience, channel: str, posts: _Posts) -> Cell:
    entry, n = audience.channel(channel), posts.meeting[audience.id, channel]
    to = counted_with(audience=audience.id, channel=channel)
    links = (Link(desk.post_count(n), to),) if n else ()
    if entry:
        return Cell(links, how_known_there(desk, entry), checked(desk, entry))
    return Cell(links, marked(Verdict.PARTLY, desk.say(T("not noted"))) if n else None)


def _oldest_first(desk: Desk) -> list[tuple[Audience, AudienceChannel]]:
    """Return what is noted of active audiences: without a day first, then by its day."""
    pairs = [
        (audience, entry)
        for audience in desk.schedule.audiences
        for entry in audience.channels
        if entry.id in desk.plan.channels
    ]
    return sorted(pairs, key=lambda pair: pair[1].checked_on or dt.date.min)


def _evidence(
    desk: Desk, pairs: Sequence[tuple[Audience, AudienceChannel]], posts: _Posts
) -> Table:
    heads = (T("Audience"), T("Channel"), T("Checked"), T("How we know"), T("Posts"))
    return Table(
        "channels-evidence",
        desk.say(T("What is known, the oldest first")),
        tuple(map(desk.say, heads)),
        tuple(
            (
                Cell((desk.link(Kind.AUDIENCE, audience.id),)),
                Cell((desk.link(Kind.CHANNEL, entry.id),)),
                Cell((Link(_age(desk, entry)),)),
                Cell(mark=how_known_there(desk, entry), note=entry.note),
                count(
                    desk,
                    posts.meeting[audience.id, entry.id],
                    audience=audience.id,
                    channel=entry.id,
                ),
            )
            for audience, entry in pairs
        ),
    )


def _age(desk: Desk, entry: AudienceChannel) -> str:
    if entry.checked_on is None:
        return desk.say(T("no day"))
    return desk.tongue.plain_day(entry.checked_on)


# What it takes and brings


def _results(desk: Desk, posts: _Posts) -> Table:
    asked: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for name in desk.plan.channels:
        for post in posts.own[name]:
            if post.action_metric and _adds_up(desk, post.action_metric):
                asked[post.action_metric, name].append(post)
    order = list(desk.plan.reading.list("metric"))
    rows = (
        _result(desk, metric, name, asked[metric, name])
        for metric, name in sorted(asked, key=lambda pair: order.index(pair[0]))
    )
    heads = (
        T("What people did"), T("Channel"), T("Total so far"),
        T("Posts that have it, of all"), T("Minutes of work for one"),
    )  # fmt: skip
    caption = desk.say(T("What the channels brought, each figure by itself"))
    shown = tuple(row for row in rows if row)
    return Table("channels-results", caption, tuple(map(desk.say, heads)), shown)


def _adds_up(desk: Desk, metric: str) -> bool:
    """Whether a sum of a figure over posts means something: no share, no waiting time."""
    word = desk.plan.word("metric", metric)
    facts = word.facts if word else {}
    return (
        bool(word)
        and facts.get("family") != "change"
        and facts.get("unit") != "%"
        and facts.get("more_is_better", True)
    )


def _result(desk: Desk, metric: str, name: str, posts: Sequence[Post]) -> tuple[Cell, ...]:
    """Return a line of the table; nothing where no post has its figure yet."""
    found = [
        (post, figure.value)
        for post in posts
        if went_out(desk, post) and (figure := desk.schedule.latest(post, metric))
    ]
    if not found:
        return ()
    total = sum(value for _, value in found)
    word = desk.plan.word("metric", metric)
    unit = str(word.facts.get("unit", "")) if word else ""
    of = T("{n} of {all}", n=len(found), all=len(posts))
    return (
        Cell((Link(desk.word("metric", metric)),)),
        Cell((desk.link(Kind.CHANNEL, name),)),
        Cell((Link(f"{desk.tongue.number(total)} {unit}".strip()),), number=f"{total:g}"),
        Cell((Link(desk.say(of), counted_with(channel=name, metric=metric)),)),
        _minutes(desk, found),
    )


def _minutes(desk: Desk, found: Sequence[tuple[Post, float]]) -> Cell:
    """Return the work that one result took, from the posts whose minutes are noted."""
    noted = [(post.minutes, value) for post, value in found if post.minutes]
    total = sum(value for _, value in noted)
    if not total:
        return Cell()
    each = round(sum(minutes for minutes, _ in noted) / total, 1)
    of = T("from {n} of {all} posts", n=len(noted), all=len(found))
    note = desk.say(of) if len(noted) < len(found) else ""
    return Cell((Link(desk.tongue.number(each)),), note=note, number=f"{each:g}")


# One channel


def _card(desk: Desk, channel: Channel, posts: _Posts) -> Card:
    meanings = {
        "trial": T("On trial: no rhythm is asked of it yet."),
        "resting": T("Resting: nothing is asked of it."),
    }
    meaning = meanings.get(channel.status)
    return Card(
        desk.addresses.anchor(Kind.CHANNEL, channel.id),
        channel.title or channel.id,
        Mark(channel.status, "", desk.word("channel-status", channel.status)),
        desk.say(meaning) if meaning else "",
        _rhythm(desk, channel, posts.on[channel.id]),
        tuple(
            Fact(desk.say(label), said, note)
            for label, said, note in _facts(desk, channel, posts)
            if said
        ),
        tuple(_limits(desk, channel)),
    )


def _rhythm(desk: Desk, channel: Channel, posts: Sequence[Post]) -> Rhythm:
    promised = channel.at_least_every_days
    pause = _longest(desk, posts)
    ahead = [it for it in desk.schedule.gaps if it.channel is channel and it.end > desk.as_of]
    mark = None
    if promised is not None and pause and channel.status == "active":
        kept = (pause[1] - pause[0]).days <= promised
        word = T("kept so far") if kept else T("longer than promised")
        mark = marked(Verdict.MET if kept else Verdict.PARTLY, desk.say(word))
    return Rhythm(
        desk.say(_promise(promised)),
        desk.say(_pause(desk, pause)),
        mark,
        tuple(desk.say(_gap(desk, it)) for it in ahead[:_MOST_GAPS]),
    )


def _promise(promised: float | None) -> T:
    if promised is None:
        return T("No rhythm is promised. How long may it be silent? “at_least_every_days: 14”")
    return T("Promised: something at least every {n} days.", n=promised)


def _longest(desk: Desk, posts: Sequence[Post]) -> tuple[dt.date, dt.date] | None:
    """Return the longest pause up to today between posts that went out, the one that lasts included."""
    until = min(desk.as_of, desk.schedule.end) if desk.schedule.end else desk.as_of
    out = (post.published_on for post in posts if went_out(desk, post))
    days = sorted(day for day in out if day and day <= until)
    if not days:
        return None
    return max(pairwise([*days, until]), key=lambda pair: pair[1] - pair[0])


def _pause(desk: Desk, pause: tuple[dt.date, dt.date] | None) -> T:
    if pause is None:
        return T("Nothing has gone out here yet.")
    return N(
        "Longest pause so far: {n} day, from {start} to {end}.",
        "Longest pause so far: {n} days, from {start} to {end}.",
        (pause[1] - pause[0]).days,
        start=desk.tongue.short_day(pause[0]),
        end=desk.tongue.short_day(pause[1]),
    )


def _gap(desk: Desk, gap: Gap) -> T:
    return T(
        "Ahead: a pause of {n} days, from {start} to {end}. Plan a post in between, or promise less.",
        n=gap.days,
        start=desk.tongue.short_day(gap.start),
        end=desk.tongue.short_day(gap.end),
    )


def _facts(
    desk: Desk, channel: Channel, posts: _Posts
) -> Iterator[tuple[T, tuple[Link, ...], str]]:
    on = posts.on[channel.id]
    windows = tuple(Link(window.to(desk.language)) for window in channel.windows)
    metrics = ", ".join(desk.word("metric", name) for name in channel.attention_metrics)
    hours = channel.reply_within_hours
    number = Link(desk.post_count(len(on)), counted_with(channel=channel.id) if on else "")
    yield T("Posts"), (number,), ""
    yield T("Last post"), dated(desk, last_post(desk, on)), ""
    yield T("Next post"), dated(desk, next_post(desk, on)), ""
    yield (
        T("Good hours"),
        windows or _ask(desk, T("not noted: “windows: [Mon-Thu 18:00-20:00]”")),
        "",
    )
    yield (
        T("What tells that it was noticed"),
        _said(metrics) or _ask(desk, T("not noted: “attention_metrics: [reach]”")),
        "",
    )
    yield (
        T("The figures are read in"),
        _said(channel.read_from) or _ask(desk, T("not noted: “read_from:”")),
        "",
    )
    yield T("Followers"), *_followers(desk, channel)
    if hours is not None:
        yield T("Comments are answered"), _said(desk.say(T("within {n} hours", n=hours))), ""
    yield T("Work so far"), *_effort(desk, posts.own[channel.id])
    yield T("Campaigns"), desk.naming(Kind.CAMPAIGN, "channels", channel.id), ""
    kind = desk.word("channel-kind", channel.type)
    yield T("Kind"), _said(kind if kind != channel.title else ""), ""
    yield T("Its name there"), _said(channel.handle), ""


def _said(text: str) -> tuple[Link, ...]:
    return (Link(text),) if text else ()


def _ask(desk: Desk, text: T) -> tuple[Link, ...]:
    return (Link(desk.say(text)),)


def _followers(desk: Desk, channel: Channel) -> tuple[tuple[Link, ...], str]:
    noted = channel.followers
    if noted is None or noted.value is None:
        return (), ""
    day = desk.tongue.plain_day(noted.date) if noted.date else ""
    return _said(desk.tongue.number(noted.value)), day


def _effort(desk: Desk, posts: Sequence[Post]) -> tuple[tuple[Link, ...], str]:
    """Return the minutes and the money of the posts that went out, and of how many they are."""
    out = [post for post in posts if went_out(desk, post)]
    minutes = [post.minutes for post in out if post.minutes is not None]
    cost = sum(post.cost or 0 for post in out)
    if not minutes and not cost:
        return (), ""
    parts = [desk.say(T("{n} minutes", n=sum(minutes)))] if minutes else []
    parts += [desk.say(T("cost €{n}", n=cost))] if cost else []
    of = T("{n} of the {all} posts that went out have their minutes", n=len(minutes), all=len(out))
    return _said(", ".join(parts)), desk.say(of)


# What it takes


def _limits(desk: Desk, channel: Channel) -> Iterator[Limit]:
    facts = facts_of(channel)
    for words, fact in _known(desk, facts):
        said = desk.say(words)
        if not fact.verified:
            said = desk.say(T("{fact} (not confirmed)", fact=said))
        source = Link(fact.source, web_address(fact.source), outside=True)
        yield Limit(said, source, _seen(desk, fact.checked))


def _known(desk: Desk, facts: Facts) -> Iterator[tuple[T, Known[int] | Known[str] | Known[bool]]]:
    for limit in facts.text:
        yield _longest_text(desk, limit), limit
    if facts.hashtags:
        yield T("Hashtags: more than {n} are too many", n=facts.hashtags.value), facts.hashtags
    if facts.hashtags_max:
        yield T("Hashtags: at most {n}", n=facts.hashtags_max.value), facts.hashtags_max
    if facts.link:
        yield T("A link counts as {n} characters", n=facts.link.value), facts.link
    if facts.media and facts.media.value:
        yield T("A post needs a picture or a video"), facts.media
    for fact in facts.refuses:
        yield T("It does not take: {format}", format=desk.word("format", fact.value)), fact
    if facts.live and not facts.live.value:
        yield T("It has no live broadcasts"), facts.live
    if facts.alt_text and facts.alt_text.value is not True:
        yield _alt(desk, facts.alt_text.value), facts.alt_text


def _longest_text(desk: Desk, limit: TextLimit) -> T:
    n = desk.tongue.number(limit.value)
    said = {
        Unit.CHARACTERS: T("Text: at most {n} characters", n=n),
        Unit.GRAPHEMES: T("Text: at most {n} characters", n=n),
        Unit.WEIGHTED: T("Text: at most {n} characters; an emoji counts as two", n=n),
        Unit.BYTES: T("Text: at most {n} bytes; ä and ö count as two", n=n),
    }[limit.unit]
    if not limit.formats:
        return said
    formats = sorted(desk.word("format", name) for name in limit.formats)
    return T("{limit} ({formats})", limit=said, formats=formats)


def _alt(desk: Desk, n: int) -> T:
    if not n:
        return T("It takes no description of a picture")
    return T("Description of a picture: at most {n} characters", n=desk.tongue.number(n))


def _seen(desk: Desk, checked_in: str) -> str:
    """Return a month or a day as people write it."""
    year, _, rest = checked_in.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return checked_in
    first = dt.date(int(year), int(month), int(day or 1))
    if day:
        return desk.tongue.plain_day(first)
    return desk.tongue.month(first) if desk.language == "en" else desk.tongue.month(first).lower()
