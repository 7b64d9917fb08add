"""What a plan's figures say: beside earlier ones, of two versions, and of what works best."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from planner.model import Figure
from planner.tracking import formulas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.model import AbTest, Goal, Observation, Plan, Post
    from planner.schedule import Schedule

ENOUGH = 3
"""So many earlier posts, or posts of a group, are compared with; fewer say nothing."""
_PARTS = ((5, "night"), (10, "morning"), (14, "day"), (18, "afternoon"), (24, "evening"))
"""The parts of a day, each up to an hour of the clock."""


def own_figures(plan: Plan, subject: str) -> Iterator[Figure]:
    """Yield the figures that stand in the file of a goal or a channel itself.

    Args:
        plan: The plan.
        subject: Whose, as the ledger names it: ``goal:sell-boxes``.
    """
    kind, _, name = subject.partition(":")
    goal = plan.goals.get(name) if kind == "goal" else None
    channel = plan.channels.get(name) if kind == "channel" else None
    if channel and channel.followers and channel.followers.value is not None:
        yield Figure("followers", channel.followers.value, channel.followers.date)
    if goal:
        own = [*goal.observations, *((goal.baseline,) if goal.baseline else ())]
        for seen in own:
            if seen.value is not None:
                yield Figure(goal.metric, seen.value, seen.date)


# The way of a goal


@dataclass(frozen=True, slots=True)
class Way:
    """How far a goal has come: from where it started to its newest figure since."""

    start: float
    since: dt.date | None
    """The day of the start; None where it is not known, or still to come."""
    latest: float
    on: dt.date | None
    """The day of the newest figure; None where there is none since the start."""
    target: float | None
    based: bool
    """Whether the goal says where it started; else its first figure stands in for it."""

    @property
    def gone(self) -> float:
        """The change since the start."""
        return self.latest - self.start

    @property
    def whole(self) -> float:
        """The whole way from the start to the target; 0 where there is none, below 0 where it falls."""
        return 0 if self.target is None else self.target - self.start

    @property
    def share(self) -> float | None:
        """How much of the way is behind, as :func:`formulas.progress` has it; None where unknown."""
        if not self.based or self.on is None or self.target is None:
            return None
        return formulas.progress(self.start, self.latest, self.target)


def way_of(schedule: Schedule, goal: Goal) -> Way | None:
    """Return how far a goal has come; None where it has no figure at all."""
    seen = schedule.observations(goal)
    base, target = goal.baseline, goal.target.value if goal.target else None
    if base and base.value is not None:
        since = base.date if base.date and base.date <= schedule.as_of else None
        later = [it for it in seen if since is None or it[0] > since]
        day, value = later[-1] if later else (None, base.value)
        return Way(base.value, since, value, day, target, based=True)
    if not seen:
        return None
    (since, start), (day, value) = seen[0], seen[-1]
    return Way(start, since, value, day if day > since else None, target, based=False)


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
    tells: bool = True
    """Whether more of it is better: only then it says anything to be above the median."""

    @property
    def metric(self) -> str:
        """What was counted."""
        return self.figure.metric

    @property
    def times(self) -> float | None:
        """How many times the median of the earlier posts it is; None where it is not compared."""
        if self.post.paid or self.early or not self.tells:
            return None
        return formulas.ratio(self.figure.value, self.usual)


def in_time(schedule: Schedule, post: Post, figure: Figure) -> bool:
    """Whether a figure was noted when it was due or later, so that it can be compared."""
    due_on = schedule.due_on(post)
    return bool(figure.checked_on and due_on and figure.checked_on >= due_on)


def more_is_better(schedule: Schedule, metric: str) -> bool:
    """Whether a larger figure is the better one; a time to reply is better short."""
    word = schedule.plan.word("metric", metric)
    return word is None or word.facts.get("more_is_better") is not False


def engagement(schedule: Schedule, post: Post) -> Mapping[str, float]:
    """Return the figures of a post that count as engagement, as far as they are noted."""
    found = ((name, schedule.latest(post, name)) for name in formulas.ENGAGEMENT)
    return {name: figure.value for name, figure in found if figure}


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
                tells = more_is_better(schedule, figure.metric)
                found[post.id].append(Beside(post, figure, early, len(known), usual, tells))
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
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in schedule.counted:
        if of(post) and not post.paid:
            posts[post.channel].append(post)
    for channel in schedule.plan.channels.values():
        telling = (it for it in channel.attention_metrics if more_is_better(schedule, it))
        metric = next(telling, "")
        groups: dict[str, list[float]] = defaultdict(list)
        for post in posts[channel.id]:
            figure = schedule.latest(post, metric)
            if figure and in_time(schedule, post, figure):
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
    """What the posts of a channel took for one result of a sort."""

    channel: str
    metric: str
    posts: int
    results: float
    minutes: float | None
    """Minutes for one result, of the posts whose minutes are known."""
    cost: float | None
    """Money for one result, of the posts whose cost is known."""


def efforts(schedule: Schedule) -> Iterator[Effort]:
    """Yield what the results of each channel's due posts took, by their sort.

    Minutes are set against the results of those posts alone whose minutes are known, and so is
    the cost. Figures of different sorts are never added up; paid posts, and figures of which
    fewer are better, stay out.
    """
    found: dict[tuple[str, str], list[tuple[Post, float]]] = defaultdict(list)
    for post in due_posts(schedule):
        told = schedule.latest(post, post.action_metric) if post.action_metric else None
        if told and not post.paid and more_is_better(schedule, told.metric):
            found[post.channel, told.metric].append((post, told.value))
    for (channel, metric), held in sorted(found.items()):
        timed = [(post.minutes, value) for post, value in held if post.minutes]
        paid_for = [(post.cost, value) for post, value in held if post.cost]
        if timed or paid_for:
            results = sum(value for _, value in held)
            each = (_each(timed), _each(paid_for))
            yield Effort(channel, metric, len(held), results, *each)


def _each(spent: Sequence[tuple[float, float]]) -> float | None:
    return formulas.per_result(sum(it for it, _ in spent), sum(value for _, value in spent))
