"""What a plan's figures say: beside earlier ones, of two versions, and of what works best."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from planner.tracking import formulas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.model import AbTest, Figure, Goal, Observation, Post
    from planner.schedule import Schedule

ENOUGH = 3
"""So many earlier posts, or posts of a group, are compared with; fewer say nothing."""
_PARTS = ((5, "night"), (10, "morning"), (14, "day"), (18, "afternoon"), (24, "evening"))
"""The parts of a day, each up to an hour of the clock."""


# A post beside earlier ones


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of a due post, and what it is compared with."""

    post: Post
    figure: Figure
    early: bool
    """Whether it was noted before it was due, or nobody knows when."""
    earlier: int
    """How many earlier posts of the same channel and format have the figure."""
    usual: float
    """Their median; 0 where they are too few."""

    @property
    def metric(self) -> str:
        """What was counted."""
        return self.figure.metric

    @property
    def times(self) -> float | None:
        """How many times the median of the earlier posts it is; None where it is not compared."""
        if self.post.paid or self.early or not self.usual:
            return None
        return formulas.ratio(self.figure.value, self.usual)


def in_time(schedule: Schedule, post: Post, figure: Figure) -> bool:
    """Whether a figure was noted when it was due or later, so that it can be compared."""
    due_on = schedule.due_on(post)
    return bool(figure.checked_on and due_on and figure.checked_on >= due_on)


def due_posts(schedule: Schedule) -> list[Post]:
    """Return the counted posts whose figures are due, by the day on which they went out."""
    found = (post for post in schedule.counted if schedule.due(post))
    return sorted(found, key=lambda post: (str(post.published_on), post.id))


def compared(schedule: Schedule) -> Mapping[str, Sequence[Beside]]:
    """Return the figures of each due post, each beside those of the posts before it.

    Compared is within the same channel and format only, and what was noted in time; bought
    attention stays out. The attention figures come first, then the figure that tells what
    people did.
    """
    found: dict[str, list[Beside]] = defaultdict(list)
    before: dict[tuple[str, str | None, str], list[float]] = defaultdict(list)
    for group in _by_day(due_posts(schedule)):
        joined = []
        for post in group:
            for figure in _figures(schedule, post):
                early = not in_time(schedule, post, figure)
                key = (post.channel, post.format, figure.metric)
                known = before[key]
                usual = median(known) if len(known) >= ENOUGH else 0.0
                found[post.id].append(Beside(post, figure, early, len(known), usual))
                if not early and not post.paid:
                    joined.append((key, figure.value))
        for key, value in joined:
            insort(before[key], value)
    return found


def _figures(schedule: Schedule, post: Post) -> Iterator[Figure]:
    attention = schedule.attention(post)
    yield from attention
    told = schedule.latest(post, post.action_metric) if post.action_metric else None
    if told and told.metric not in {figure.metric for figure in attention}:
        yield told


def _by_day(due: Iterable[Post]) -> Iterator[list[Post]]:
    """Yield posts that went out on one day together: none of them is earlier than another."""
    days: dict[dt.date | None, list[Post]] = defaultdict(list)
    for post in due:
        days[post.published_on].append(post)
    yield from days.values()


# Two versions


@dataclass(frozen=True, slots=True)
class Trial:
    """How two versions did that were tried side by side."""

    a: float
    """The share of A that acted, from 0 to 1."""
    b: float
    z: float | None
    """The difference in standard errors; None where a group is too small for the test."""

    @property
    def sure(self) -> bool:
        """Whether the difference is larger than chance makes it in 19 of 20 cases."""
        return self.z is not None and abs(self.z) >= formulas.SURE


def trial(test: AbTest) -> Trial | None:
    """Return how an A/B test came out; None while a figure is missing or cannot be right."""
    figures = (test.a_count, test.a_of, test.b_count, test.b_of)
    if any(figure is None for figure in figures):
        return None
    a, a_of, b, b_of = (figure or 0 for figure in figures)
    if not (a_of and b_of) or a > a_of or b > b_of:
        return None
    return Trial(a / a_of, b / b_of, formulas.z_of(a, a_of, b, b_of))


# What people answered


def answered(goal: Goal, seen: Observation) -> float | None:
    """Return the willingness to recommend that three counts of answers give (S2:45).

    None for another metric, or where a count is missing.
    """
    counts = (seen.promoters, seen.passives, seen.detractors)
    if goal.metric != "nps" or any(count is None for count in counts):
        return None
    promoters, passives, detractors = (count or 0 for count in counts)
    return formulas.nps(promoters, passives, detractors)


# What works best


@dataclass(frozen=True, slots=True)
class Group:
    """Posts of one channel that have something in common, and their usual figure."""

    name: str
    posts: int
    usual: float


@dataclass(frozen=True, slots=True)
class Best:
    """The group of a channel's posts that does best, beside the next."""

    channel: str
    metric: str
    best: Group
    next: Group

    @property
    def times(self) -> float:
        """How many times the figure of the next group it has."""
        return self.best.usual / self.next.usual


def best_formats(schedule: Schedule) -> Iterator[Best]:
    """Yield, for each channel, the format that is noticed most: only where two can be compared."""
    yield from _best(schedule, lambda post: post.format or "")


def best_times(schedule: Schedule) -> Iterator[Best]:
    """Yield, for each channel, the part of the week in which posts are noticed most.

    It is named by whether it is a weekday or the weekend, and the part of the day:
    ``weekday-evening``.
    """
    yield from _best(schedule, _time_of)


def _time_of(post: Post) -> str:
    if not post.day or not post.clock:
        return ""
    days = "weekday" if post.day.isoweekday() <= 5 else "weekend"  # noqa: PLR2004 - Friday
    part = next(name for end, name in _PARTS if post.clock.hour < end)
    return f"{days}-{part}"


def _best(schedule: Schedule, of: Callable[[Post], str]) -> Iterator[Best]:
    for channel in schedule.plan.channels.values():
        metric = next(iter(channel.attention_metrics), "")
        groups: dict[str, list[float]] = defaultdict(list)
        for post in schedule.counted:
            figure = schedule.latest(post, metric) if post.channel == channel.id else None
            if figure and of(post) and not post.paid and in_time(schedule, post, figure):
                groups[of(post)].append(figure.value)
        known = sorted(
            (
                Group(name, len(values), median(values))
                for name, values in groups.items()
                if len(values) >= ENOUGH
            ),
            key=lambda group: -group.usual,
        )
        if len(known) > 1 and known[0].usual > known[1].usual > 0:
            yield Best(channel.id, metric, known[0], known[1])


# What it took


@dataclass(frozen=True, slots=True)
class Effort:
    """What the posts of a channel took, and the results that they led to."""

    channel: str
    metric: str
    posts: int
    results: float
    minutes: float
    cost: float


def efforts(schedule: Schedule) -> Iterator[Effort]:
    """Yield the minutes and the cost of each channel's due posts beside what came of them.

    Only posts count that have both: their time or cost, and the figure that tells what people
    did. Figures of different sorts are never added up.
    """
    found: dict[tuple[str, str], list[tuple[Post, float]]] = defaultdict(list)
    for post in due_posts(schedule):
        told = schedule.latest(post, post.action_metric) if post.action_metric else None
        if told and (post.minutes or post.cost):
            found[post.channel, told.metric].append((post, told.value))
    for (channel, metric), held in sorted(found.items()):
        yield Effort(
            channel,
            metric,
            len(held),
            sum(value for _, value in held),
            sum(post.minutes or 0 for post, _ in held),
            sum(post.cost or 0 for post, _ in held),
        )
