"""Results that come in by themselves: what was seen of posts → figures and lines in their files.

A feed and an export go the same way. What is surely a post of the plan is recorded, what may be
one is asked, and what is none is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import own_figures
from planner.model import PUBLISHED, Figure
from planner.recording import Changes
from planner.texts import T
from planner.tracking.ledger import Row, renews

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.matching import Match, Matches
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
    since: dt.date | None = None
    """From which day on it tells everything that went out; from its oldest thing on unless given."""


class Intake:
    """Gathers what the arrivals of one run say that the plan does not know yet."""

    def __init__(self, plan: Plan, language: str) -> None:
        """Begin with nothing.

        Args:
            plan: The plan.
            language: The language of the plan's files.
        """
        self._plan = plan
        self._language = language
        self.updated = 0
        """How many of the rows are newer than a figure that was there."""
        self.known = 0
        """How many figures were noted already."""
        self.unfinished = 0
        """How many counts of a channel's day are left out: the day was not over."""
        self.kept: list[tuple[Row, Figure]] = []
        """What somebody noted by hand for the same day, and otherwise; it stays as it is."""
        self.others: list[tuple[Row, Figure]] = []
        """What another service tells of the same day; the first one counts."""
        self.foreign: Counter[str] = Counter()
        """Figures of versions on other channels: a post has the figures of its own channel."""
        self.refused: list[tuple[int, T]] = []
        """What contradicts itself, by its place."""
        self._edits: dict[str, dict[tuple[str, ...], str]] = {}
        self._rows: dict[tuple[object, ...], tuple[int, Row]] = {}
        self._noted: dict[str, dict[tuple[object, ...], Figure]] = {}
        self._newest: dict[tuple[str, str, bool], Figure] = {}

    @property
    def changes(self) -> Changes:
        """What is to be written."""
        return Changes([row for _, row in self._rows.values()], self._edits)

    def take(self, arrival: Arrival, matches: Matches) -> None:
        """Take what is sure of an arrival."""
        for match in matches.sure:
            edits = dict(self._lines(arrival, match))
            if edits:
                self._edits.setdefault(match.post.id, {}).update(edits)
            if match.is_own:
                for row in _rows(arrival, match):
                    self._sift(arrival, match.sighting.place, row)
            elif match.sighting.figures:
                self.foreign[match.channel] += len(match.sighting.figures)
        for it in arrival.counts:
            if it.when.day >= arrival.day:
                self.unfinished += 1
                continue
            figure = Figure(it.metric, it.value, it.when.day, it.paid, arrival.source)
            self._sift(arrival, it.place, Row(Kind.CHANNEL, arrival.channels[0], figure))

    def _lines(self, arrival: Arrival, match: Match) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield what a post's file does not say yet: that it is out, where, and when."""
        post, seen = match.post, match.sighting
        if not match.is_own or not (seen.address or seen.when):
            return  # somebody who came by a link does not tell that the post is out
        if seen.address and not post.post_url:
            yield ("post_url",), seen.address
        if post.status not in (*PUBLISHED, "cancelled"):
            word = self._plan.reading.list("status")["published"]
            yield ("status",), word.label(self._language)
        if seen.when and not post.published_at and _is_another_day(arrival, seen, post):
            clock = seen.when.clock if arrival.exact else None
            yield ("published_at",), f"{seen.when.day}" + (f" {clock:%H:%M}" if clock else "")

    def _sift(self, arrival: Arrival, place: int, row: Row) -> None:
        """Keep a row, unless it is known or somebody knows better."""
        figure = row.figure
        own = (figure.metric, figure.checked_on, figure.paid)
        before, first = self._rows.get((row.subject, *own), (0, row))
        noted = self._of(row.subject).get(own)
        if first.figure.value != figure.value:
            if first.figure.source == figure.source:
                self.refused.append((place, self._twice(row, before)))
            else:
                self.others.append((row, first.figure))
        elif noted and noted.value == figure.value:
            self.known += 1
        elif noted and not renews(figure, noted):
            (self.kept if noted.source == "hand" else self.others).append((row, noted))
        elif self._says_nothing(arrival, row):
            self.known += 1
        else:
            self.updated += self._is_newer(row)
            self._rows.setdefault((row.subject, *own), (place, row))

    def _of(self, subject: str) -> dict[tuple[object, ...], Figure]:
        """Return what is noted of a subject, by metric, day and whether it was paid."""
        if subject not in self._noted:
            figures = [*own_figures(self._plan, subject), *self._plan.figures.get(subject, ())]
            self._noted[subject] = {(it.metric, it.checked_on, it.paid): it for it in figures}
            for it in sorted(figures, key=lambda it: it.checked_on or _LONG_AGO):
                self._newest[subject, it.metric, it.paid] = it
        return self._noted[subject]

    def _last(self, row: Row) -> Figure | None:
        return self._newest.get((row.subject, row.figure.metric, row.figure.paid))

    def _is_newer(self, row: Row) -> bool:
        """Whether a total takes the place of an earlier one."""
        last, day = self._last(row), row.figure.checked_on
        return bool(
            last and row.kind is Kind.POST and day and day >= (last.checked_on or _LONG_AGO)
        )

    def _says_nothing(self, arrival: Arrival, row: Row) -> bool:
        """Whether a total is what it was the last time: then a day more tells nothing.

        Where the last one came too early to be compared, a later day does tell something.
        """
        last, day = self._last(row), row.figure.checked_on
        if arrival.samples or row.kind is not Kind.POST or not (last and last.checked_on and day):
            return False
        post = self._plan.posts[row.id]
        wait = self._plan.file.measure_after_days
        early = post.published_on and (last.checked_on - post.published_on).days < wait
        same = last.value == row.figure.value and last.source == row.figure.source
        return same and not (early and day > last.checked_on)

    def _twice(self, row: Row, before: int) -> T:
        metric = row.figure.metric
        return T(
            "{subject}: {metric} is another figure here than in row {row}",
            subject=row.id,
            metric=self._plan.metric(metric),
            row=before,
        )


def _rows(arrival: Arrival, match: Match) -> Iterator[Row]:
    """Yield the figures of a post."""
    seen = match.sighting
    for figures in (seen.figures, seen.paid):
        for metric, value in figures.items():
            paid = figures is seen.paid
            figure = Figure(metric, value, arrival.day, paid, arrival.source)
            yield Row(Kind.POST, match.post.id, figure)


def _is_another_day(arrival: Arrival, seen: Sighting, post: Post) -> bool:
    """Whether something went out on another day than planned, as far as the time zone tells."""
    if not seen.when:
        return False
    apart = abs((seen.when.day - post.day).days) if post.day else 2
    return apart > (0 if arrival.exact else 1)


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

    What was to go out before the oldest thing seen is not judged: feeds and exports end
    somewhere. Nor is the day itself, which is not over, nor a post of which something is known.
    """
    days = [it.when.day for it in arrival.sightings if it.when]
    first = arrival.since or min(days, default=None)
    found = (*matches.sure, *matches.likely)
    channels = {match.channel for match in found} & {*arrival.channels}
    if len(arrival.channels) == 1:
        channels = {*arrival.channels}
    shown = {match.post.id for match in found}
    return [
        post
        for post in plan.posts.values()
        if first
        and post.channel in channels
        and post.status in ("draft", "ready", "scheduled", "published")
        and post.published_on
        and first <= post.published_on < arrival.day
        and post.id not in shown
        and not (post.post_url or plan.figures.get(f"post:{post.id}"))
    ]
