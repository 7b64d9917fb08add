"""Questions to a plan on a day: which posts count, what is due, where the gaps are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.config import DEFAULT
from planner.diagnostics import Kind
from planner.model import PUBLISHED, READY
from planner.references import interest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.config import Thresholds
    from planner.diagnostics import Finding
    from planner.model import (
        Anchor,
        Audience,
        Channel,
        Figure,
        Goal,
        Interest,
        Plan,
        Post,
        Review,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause on a channel that is longer than the channel promises."""

    channel: Channel
    start: dt.date
    end: dt.date
    promised: float

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Week:
        """Return the week of a day."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return dt.date.fromisocalendar(self.year, self.number, 1)


class Schedule:
    """A plan seen on one day. Answers are worked out once and kept."""

    def __init__(
        self, plan: Plan, as_of: dt.date, thresholds: Thresholds = DEFAULT.thresholds
    ) -> None:
        """Look at ``plan`` on the day ``as_of``."""
        self.plan = plan
        self.as_of = as_of
        self._newest: dict[str, dict[str, Figure]] = {}
        """The newest figures of the posts that were asked for, by metric."""
        self._interests: dict[
            tuple[str, tuple[str, ...]], tuple[Interest, Audience, bool] | None
        ] = {}
        """What was answered of an interest and the audiences of posts."""
        self._answers: dict[Callable[[Schedule], Iterable[Finding]], tuple[Finding, ...]] = {}
        """What each rule found."""
        self.thresholds = thresholds
        self.measure_after = dt.timedelta(days=plan.file.measure_after_days)
        self.rhythm = dt.timedelta(days=plan.file.review_rhythm_days)
        self.patience = self.rhythm + dt.timedelta(days=thresholds.tolerance_days)
        """How old a review or an observation may be."""

    def ask(self, check: Callable[[Schedule], Iterable[Finding]]) -> tuple[Finding, ...]:
        """Return what a rule finds; whoever asks once more gets the same."""
        found = self._answers.get(check)
        if found is None:
            found = self._answers[check] = tuple(check(self))
        return found

    # Posts

    @cached_property
    def start(self) -> dt.date | None:
        """The period's first day."""
        return self.plan.file.period.start if self.plan.file.period else None

    @cached_property
    def end(self) -> dt.date | None:
        """The period's last day."""
        return self.plan.file.period.end if self.plan.file.period else None

    def inside(self, day: dt.date) -> bool:
        """Whether a day lies in the period; without a period every day does."""
        return not ((self.start and day < self.start) or (self.end and day > self.end))

    @cached_property
    def judged(self) -> tuple[Post, ...]:
        """The posts that rules look at: no ideas, none cancelled, none outside the period."""
        return tuple(
            post
            for post in self.plan.posts.values()
            if post.status not in ("idea", "cancelled")
            and (post.day is None or self.inside(post.day))
        )

    @cached_property
    def counted(self) -> tuple[Post, ...]:
        """The posts that the conditions count: judged ones, undated only from ready on."""
        return tuple(post for post in self.judged if post.day or post.status in READY)

    @cached_property
    def counted_ids(self) -> frozenset[str]:
        """The ids of the counted posts."""
        return frozenset(post.id for post in self.counted)

    @cached_property
    def outside(self) -> tuple[Post, ...]:
        """The posts dated outside the period that are neither ideas nor cancelled."""
        return tuple(
            post
            for post in self.plan.posts.values()
            if post.status not in ("idea", "cancelled") and post.day and not self.inside(post.day)
        )

    @cached_property
    def dated(self) -> tuple[Post, ...]:
        """The counted posts with a day, by time."""
        return tuple(sorted((post for post in self.counted if post.day), key=_when))

    # What the plan asks of itself

    @cached_property
    def audiences(self) -> tuple[Audience, ...]:
        """The audiences that the plan is held to; those on hold are left out."""
        return tuple(a for a in self.plan.audiences.values() if a.status == "active")

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that the plan is held to; resting ones are left out."""
        return tuple(c for c in self.plan.channels.values() if c.status != "resting")

    @cached_property
    def active_channels(self) -> tuple[Channel, ...]:
        """The channels that are in use, not on trial."""
        return tuple(c for c in self.channels if c.status == "active")

    def described(self, audience: Audience) -> bool:
        """Whether an audience is more than a name."""
        return len(audience.description.strip()) >= self.thresholds.description_min and bool(
            audience.needs
        )

    def known_audiences(self, post: Post) -> list[Audience]:
        """Return the post's audiences that the plan has."""
        return [self.plan.audiences[name] for name in post.audience if name in self.plan.audiences]

    def channel(self, post: Post) -> Channel | None:
        """Return the post's channel, if the plan has it."""
        return self.plan.channels.get(post.channel)

    def goal(self, post: Post) -> Goal | None:
        """Return the post's goal, if the plan has it."""
        return self.plan.goals.get(post.goal)

    # What counted posts use

    @cached_property
    def used_audiences(self) -> frozenset[str]:
        """The audiences that counted posts name."""
        return frozenset(name for post in self.counted for name in post.audience)

    @cached_property
    def used_goals(self) -> frozenset[str]:
        """The goals that counted posts name."""
        return frozenset(post.goal for post in self.counted)

    @cached_property
    def used_channels(self) -> frozenset[str]:
        """The channels that counted posts go out on, variants included."""
        return frozenset(name for post in self.counted for name in (post.channel, *post.variants))

    @cached_property
    def used_interests(self) -> frozenset[tuple[str, str]]:
        """What counted posts name, as (audience, interest): their own group's, or else others'."""
        having: dict[str, list[str]] = defaultdict(list)
        for audience in self.plan.audiences.values():
            for item in audience.interests:
                having[item.id].append(audience.id)
        used: set[tuple[str, str]] = set()
        for post in self.counted:
            found = having.get(post.interest, [])
            own = [name for name in found if name in post.audience]
            used.update((name, post.interest) for name in own or found)
        return frozenset(used)

    def interest(self, post: Post) -> tuple[Interest, Audience, bool] | None:
        """Return the post's interest, whose it is, and whether the post is for them."""
        asked = post.interest, post.audience
        if asked not in self._interests:
            self._interests[asked] = self._interest(post)
        return self._interests[asked]

    def _interest(self, post: Post) -> tuple[Interest, Audience, bool] | None:
        found = interest_of(self.plan, post) if post.interest else None
        if found is None:
            return None
        audience, own = found
        same = (item for item in audience.interests if item.id == post.interest)
        return max(same, key=lambda item: item.known), audience, own

    # Time

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The ISO weeks that the period touches."""
        if not self.start or not self.end or self.end < self.start:
            return ()
        monday = self.start - dt.timedelta(days=self.start.weekday())
        count = (self.end - monday).days // 7 + 1
        return tuple(Week.of(monday + dt.timedelta(weeks=number)) for number in range(count))

    @cached_property
    def by_week(self) -> Mapping[Week, Sequence[Post]]:
        """The counted posts of each week."""
        found: dict[Week, list[Post]] = defaultdict(list)
        for post in self.dated:
            if post.day:
                found[Week.of(post.day)].append(post)
        return found

    @cached_property
    def empty_weeks(self) -> tuple[Week, ...]:
        """The weeks of the period without a counted post."""
        return tuple(week for week in self.weeks if week not in self.by_week)

    @cached_property
    def by_channel(self) -> Mapping[str, Sequence[Post]]:
        """The dated counted posts of each channel, by time."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.dated:
            found[post.channel].append(post)
        return found

    @cached_property
    def channel_days(self) -> Mapping[str, Sequence[dt.date]]:
        """The days on which something goes out on a channel, variants included."""
        found: dict[str, list[dt.date]] = defaultdict(list)
        for post in self.dated:
            if post.day:
                for name in {post.channel, *post.variants}:
                    found[name].append(post.day)
        return found

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The pauses on active channels that are longer than promised."""
        found = []
        for channel in self.active_channels:
            promised = channel.at_least_every_days
            if promised is None:
                continue
            for before, after in pairwise(self.channel_days.get(channel.id, ())):
                if (after - before).days > promised:
                    found.append(Gap(channel, before, after, promised))
        return tuple(found)

    @cached_property
    def clashes(self) -> Mapping[str, Post]:
        """The posts that share a channel with another within two hours, each with the other."""
        found: dict[str, Post] = {}
        limit = dt.timedelta(minutes=self.thresholds.collision_minutes)
        for posts in self.by_channel.values():
            timed = [post for post in posts if post.at]
            for before, after in pairwise(timed):
                if before.at and after.at and after.at - before.at < limit:
                    found.setdefault(before.id, after)
                    found.setdefault(after.id, before)
        return found

    def slipped(self, post: Post) -> bool:
        """Whether a post's day has gone by and it is still not published."""
        return bool(post.day and post.day < self.as_of and post.status not in PUBLISHED)

    # After publishing

    def due_on(self, post: Post) -> dt.date | None:
        """Return the day on which the figures of a published post are due."""
        return post.published_on + self.measure_after if post.published_on else None

    def due(self, post: Post) -> bool:
        """Whether a post's figures are due: published, and long enough ago."""
        due_on = self.due_on(post)
        return post.status in PUBLISHED and due_on is not None and due_on <= self.as_of

    def in_grace(self, post: Post) -> bool:
        """Whether a post's figures are due, but may still wait."""
        due_on = self.due_on(post)
        return due_on is not None and self.as_of <= due_on + self.rhythm

    def figures(self, kind: Kind, name: str) -> tuple[Figure, ...]:
        """Return what is noted of a thing up to today, paid figures left out."""
        return tuple(
            figure
            for figure in self.plan.figures.get(f"{kind.value}:{name}", ())
            if not figure.paid and (figure.checked_on is None or figure.checked_on <= self.as_of)
        )

    def latest(self, post: Post, metric: str) -> Figure | None:
        """Return the newest figure of a post for a metric; an undated one only if there is no other."""
        newest = self._newest.get(post.id)
        if newest is None:
            newest = self._newest[post.id] = {}
            for figure in sorted(self.figures(Kind.POST, post.id), key=_noted, reverse=True):
                newest.setdefault(figure.metric, figure)
        return newest.get(metric)

    def attention(self, post: Post) -> tuple[Figure, ...]:
        """Return the newest figures that tell whether a post was noticed."""
        channel = self.channel(post)
        if channel is None:
            return ()
        newest = (self.latest(post, metric) for metric in channel.attention_metrics)
        return tuple(figure for figure in newest if figure)

    @cached_property
    def reviews(self) -> tuple[Review, ...]:
        """The reviews up to today, by day."""
        held = [r for r in self.plan.reviews.values() if r.date and r.date <= self.as_of]
        return tuple(sorted(held, key=lambda review: review.date or self.as_of))

    def observations(self, goal: Goal) -> tuple[tuple[dt.date, float], ...]:
        """Return a goal's figures up to today, by day: its own and the ledger's."""
        return self._observed[goal.id]

    @cached_property
    def _observed(self) -> Mapping[str, tuple[tuple[dt.date, float], ...]]:
        return {goal.id: self._figures_of(goal) for goal in self.plan.goals.values()}

    def _figures_of(self, goal: Goal) -> tuple[tuple[dt.date, float], ...]:
        own: list[tuple[dt.date, float]] = [
            (seen.date, seen.value)
            for seen in goal.observations
            if seen.date and seen.value is not None
        ]
        noted = [
            (figure.checked_on, figure.value)
            for figure in self.figures(Kind.GOAL, goal.id)
            if figure.checked_on and figure.metric == goal.metric
        ]
        return tuple(
            sorted({day: value for day, value in own + noted if day <= self.as_of}.items())
        )

    def last_observed(self, goal: Goal) -> dt.date | None:
        """Return the day of a goal's newest figure."""
        seen = self.observations(goal)
        return seen[-1][0] if seen else None

    def review_gaps(self) -> Iterator[tuple[dt.date, dt.date]]:
        """Yield the stretches without a review that are longer than they should be."""
        if not self.start:
            return
        until = min(self.as_of, self.end) if self.end else self.as_of
        days = [
            self.start,
            *(r.date for r in self.reviews if r.date and r.date >= self.start),
            until,
        ]
        for before, after in pairwise(days):
            if after - before > self.patience:
                yield before, after

    # The mix

    def block(self, post: Post) -> str:
        """Return the details that a post's format needs: ``video``, ``live`` or none."""
        word = self.plan.word("format", post.format)
        return str(word.facts.get("block", "")) if word else ""

    def journey(self, post: Post) -> str | None:
        """Return where on the customer path a post stands; its stage says so unless it does."""
        stage = self.plan.word("stage", post.stage)
        return post.journey or (str(stage.facts["journey"]) if stage else None)

    @cached_property
    def filmed(self) -> tuple[Post, ...]:
        """The counted posts that are videos or live broadcasts."""
        return tuple(post for post in self.counted if self.block(post))

    @cached_property
    def lives(self) -> tuple[Post, ...]:
        """The counted posts that are live broadcasts."""
        return tuple(post for post in self.filmed if self.block(post) == "live")

    @cached_property
    def selling(self) -> tuple[Post, ...]:
        """The counted posts that make an offer."""
        return tuple(post for post in self.counted if self._sells(post))

    def _sells(self, post: Post) -> bool:
        content = self.plan.word("content-type", post.content_type)
        return post.purpose == "sell" or bool(content and content.facts.get("offer"))

    @cached_property
    def by_stage(self) -> Mapping[str, Sequence[Post]]:
        """The counted posts of each purchase stage."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.counted:
            if post.stage:
                found[post.stage].append(post)
        return found

    @cached_property
    def minutes_by_week(self) -> Mapping[Week, float]:
        """The minutes of work that the counted posts of each week take."""
        return {
            week: sum(post.minutes or 0 for post in posts) for week, posts in self.by_week.items()
        }

    @cached_property
    def reuses(self) -> Mapping[str, Sequence[Post]]:
        """The posts that build on each post, those outside the period too."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in (*self.counted, *self.outside):
            for name in post.source_posts:
                found[name].append(post)
        return found

    def sides_ahead(self, anchor: Anchor) -> set[int]:
        """Return where a post can still go: before (-1), on (0) or after (1) a fixed day.

        Thanks come in time as long after the day as one review comes after another.
        """
        if anchor.date is None:
            return set()
        day, now = anchor.date, self.as_of
        ahead = {-1: day > now, 0: day >= now, 1: now - day <= self.rhythm}
        return {side for side, possible in ahead.items() if possible}

    @cached_property
    def last_touched(self) -> dt.date | None:
        """The newest day up to today on which something was done or noted."""
        return max((day for day in self._written() if day and day <= self.as_of), default=None)

    def _written(self) -> Iterator[dt.date | None]:
        plan = self.plan
        for post in plan.posts.values():
            yield post.published_on if post.status in PUBLISHED or post.published_at else None
            yield post.people_consent.given_on if post.people_consent else None
            yield post.live.rehearsal_on if post.live else None
            yield post.metrics.checked_on if post.metrics else None
        yield from {it.checked_on for figures in plan.figures.values() for it in figures}
        for goal in plan.goals.values():
            yield goal.baseline.date if goal.baseline else None
            yield from (seen.date for seen in goal.observations)
        for audience in plan.audiences.values():
            yield from (entry.checked_on for entry in audience.channels)
        yield from (it.followers.date for it in plan.channels.values() if it.followers)
        yield from (review.date for review in plan.reviews.values())


def _when(post: Post) -> tuple[dt.date, dt.time, str]:
    return (post.day or dt.date.max, post.clock or dt.time.max, post.id)


def _noted(figure: Figure) -> dt.date:
    return figure.checked_on or dt.date.min
