"""Results that come in by themselves: what was seen of posts → figures and lines in their files.

A feed and an export go the same way. What is surely a post of the plan is recorded, what may be
one is asked, and what is none is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.matching import Matches, matched
from planner.meaning import own_figures
from planner.model import PUBLISHED, Figure
from planner.recording import Changes
from planner.texts import T
from planner.tracking.ledger import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.matching import Match
    from planner.model import Plan, Post
    from planner.tracking.sightings import DayCount, Sighting

_LONG_AGO = dt.date.min


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in of one channel, from its feeds or from a file."""

    source: str
    """What the ledger says of where it is from: ``feed``, or the name of the export."""
    channels: tuple[str, ...]
    """The channels of the plan that it may be of; the first has its day counts."""
    day: dt.date
    """The day on which the totals were counted."""
    sightings: tuple[Sighting, ...] = ()
    counts: tuple[DayCount, ...] = ()
    exact: bool = False
    """Whether its moments are moments of the plan's time zone; exports do not say of which."""
    samples: bool = False
    """Whether each total counts as a sample of its day, also where it is what it was."""


@dataclass(slots=True)
class News:
    """What an arrival says that the plan does not know yet."""

    matches: Matches
    changes: Changes = field(default_factory=Changes)
    updated: int = 0
    """How many of the rows bring an earlier figure up to date."""
    known: int = 0
    """How many figures were noted already."""
    kept: list[tuple[Row, Figure]] = field(default_factory=list)
    """What somebody noted by hand for the same day, and otherwise; it stays as it is."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Figures of versions on other channels, by channel: a post's figures are those of its own."""
    refused: list[tuple[int, T]] = field(default_factory=list)
    """What contradicts itself, by its place."""


def look(plan: Plan, arrival: Arrival) -> Matches:
    """Return which posts an arrival is about."""
    return matched(plan, arrival.channels, arrival.sightings)


def news(plan: Plan, arrival: Arrival, matches: Matches, language: str) -> News:
    """Return what is to be noted of an arrival.

    Args:
        plan: The plan.
        arrival: What came in.
        matches: Which posts it is about; what is sure there is noted.
        language: The language of the plan's files.
    """
    found = News(matches)
    sifter = _Sifter(plan, arrival, found)
    for match in matches.sure:
        edits = dict(_edits(plan, arrival, match, language))
        if edits:
            found.changes.edits.setdefault(match.post.id, {}).update(edits)
        if match.is_own:
            for row in _rows(arrival, match):
                sifter.take(match.sighting.place, row)
        elif match.sighting.figures:
            found.foreign[match.channel] += len(match.sighting.figures)
    for it in arrival.counts:
        figure = Figure(it.metric, it.value, it.when.day, it.paid, arrival.source)
        sifter.take(it.place, Row(Kind.CHANNEL, arrival.channels[0], figure))
    found.changes.rows = list(sifter.rows.values())
    return found


def _rows(arrival: Arrival, match: Match) -> Iterator[Row]:
    """Yield the figures of a post."""
    seen, post = match.sighting, match.post
    out = seen.when.day if seen.when else post.published_on
    day = max(arrival.day, out) if out and arrival.exact else arrival.day
    for figures in (seen.figures, seen.paid):
        for metric, value in figures.items():
            figure = Figure(metric, round(value, 6), day, figures is seen.paid, arrival.source)
            yield Row(Kind.POST, post.id, figure)


def _edits(
    plan: Plan, arrival: Arrival, match: Match, language: str
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what a post's file does not say yet: that it is out, where, and when."""
    post, seen = match.post, match.sighting
    if not match.is_own or post.status == "cancelled":
        return
    if seen.address and not post.post_url:
        yield ("post_url",), seen.address
    if post.status not in PUBLISHED:
        yield ("status",), plan.reading.list("status")["published"].label(language)
    if seen.when and not post.published_at and _is_another_day(arrival, seen, post):
        clock = seen.when.clock if arrival.exact else None
        yield ("published_at",), f"{seen.when.day}" + (f" {clock:%H:%M}" if clock else "")


def _is_another_day(arrival: Arrival, seen: Sighting, post: Post) -> bool:
    """Whether something went out on another day than planned, as far as the time zone tells."""
    if not seen.when:
        return False
    apart = abs((seen.when.day - post.day).days) if post.day else 2
    return apart > (0 if arrival.exact else 1)


class _Sifter:
    """Lets through what is new."""

    def __init__(self, plan: Plan, arrival: Arrival, found: News) -> None:
        self._plan = plan
        self._arrival = arrival
        self._found = found
        self._noted: dict[str, dict[tuple[object, ...], Figure]] = {}
        self._newest: dict[tuple[str, str, bool], Figure] = {}
        self._places: dict[tuple[object, ...], int] = {}
        self.rows: dict[tuple[object, ...], Row] = {}

    def take(self, place: int, row: Row) -> None:
        """Keep a row, unless it is known or somebody knows better."""
        figure = row.figure
        own = (figure.metric, figure.checked_on, figure.paid)
        key = (row.subject, *own)
        if key in self.rows:
            if self.rows[key].figure.value != figure.value:
                self._found.refused.append((place, self._twice(row, self._places[key])))
            return
        noted = self._of(row.subject).get(own)
        earlier = self._newest.get((row.subject, figure.metric, figure.paid))
        if noted and noted.value == figure.value:
            self._found.known += 1
        elif noted and noted.source != figure.source:
            self._found.kept.append((row, noted))
        elif row.kind is Kind.POST and earlier and self._says_nothing(row, earlier):
            self._found.known += 1
        else:
            self._found.updated += earlier is not None and row.kind is Kind.POST
            self.rows[key] = row
            self._places[key] = place

    def _of(self, subject: str) -> dict[tuple[object, ...], Figure]:
        """Return what is noted of a subject, by metric, day and whether it was paid."""
        if subject not in self._noted:
            figures = [*own_figures(self._plan, subject), *self._plan.figures.get(subject, ())]
            self._noted[subject] = {(it.metric, it.checked_on, it.paid): it for it in figures}
            for it in figures:
                key = (subject, it.metric, it.paid)
                newest = self._newest.get(key)
                if newest is None or (it.checked_on or _LONG_AGO) >= (
                    newest.checked_on or _LONG_AGO
                ):
                    self._newest[key] = it
        return self._noted[subject]

    def _says_nothing(self, row: Row, earlier: Figure) -> bool:
        """Whether a total is what it was the last time: then a day more tells nothing.

        Where the last one came too early to be compared, a later day does tell something.
        """
        day, before = row.figure.checked_on, earlier.checked_on
        if self._arrival.samples or day is None or before is None:
            return False
        post = self._plan.posts[row.id]
        wait = self._plan.file.measure_after_days
        early = post.published_on is not None and (before - post.published_on).days < wait
        same = earlier.value == row.figure.value and earlier.source == row.figure.source
        return same and not (early and day > before)

    def _twice(self, row: Row, before: int) -> T:
        metric = row.figure.metric
        return T(
            "{subject}: {metric} is another figure here than in row {row}",
            subject=row.id,
            metric=self._plan.word("metric", metric) or metric,
            row=before,
        )


def unplanned(plan: Plan, sightings: Iterable[Sighting]) -> tuple[list[Sighting], int]:
    """Return what went out in the plan's period without being planned, and how much outside it."""
    period = plan.file.period
    start, end = (period.start, period.end) if period else (None, None)
    inside, outside = [], 0
    for seen in sightings:
        day = seen.when.day if seen.when else None
        if day and ((start and day < start) or (end and day > end)):
            outside += 1
        else:
            inside.append(seen)
    return inside, outside


def unseen(plan: Plan, arrival: Arrival, matches: Matches) -> list[Post]:
    """Return the posts that were to go out while something was looked at, and did not show.

    What was to go out before the oldest thing seen is not judged: feeds and exports end somewhere.
    """
    days = [it.when.day for it in arrival.sightings if it.when]
    shown = {match.post.id for match in (*matches.sure, *matches.likely)}
    return [
        post
        for post in plan.posts.values()
        if days
        and post.channel in arrival.channels
        and post.status not in ("idea", "cancelled")
        and post.published_on
        and min(days) <= post.published_on <= arrival.day
        and post.id not in shown
    ]
