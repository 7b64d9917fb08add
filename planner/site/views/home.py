"""The first page: how the plan stands, what to do now, and what the next days bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Severity, Verdict
from planner.formats import overall
from planner.schedule import Week
from planner.site.addresses import POSTS, findings_with, posts_with
from planner.site.views.desk import Link
from planner.site.views.live import is_live, live_steps, open_steps
from planner.site.views.todo import groups
from planner.texts import N, T

if TYPE_CHECKING:
    from planner.diagnostics import Diagnostic
    from planner.scorecard import Score
    from planner.site.views.desk import Desk, Mark, Note
    from planner.site.views.entries import Day
    from planner.site.views.live import Step
    from planner.site.views.todo import Group

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the eight, as a card."""

    id: str
    number: int
    mark: Mark
    name: str
    statement: str
    sentence: str
    """What is good, or what to do first."""
    count: str
    """*31/36*; nothing where no post counts."""
    proof: Link
    """What shows that it is not met: the posts, else the findings; no words if nothing does."""
    evidence: str
    """Where the posts are that the figure counts."""
    others: str
    """*5 partly, 3 not yet*."""
    open_posts: tuple[Link, ...]
    findings: str
    finding_count: str


@dataclass(frozen=True, slots=True)
class Weakest:
    """The link that holds the plan back."""

    statement: str
    first: Note | None
    proof: Link
    others: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class WeekList:
    """A week as a list of days with something on them."""

    title: str
    days: tuple[Day, ...]
    is_empty: bool
    """Whether nothing goes out in it."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The next live broadcast."""

    post: Link
    when: str
    channel: str
    steps: tuple[Step, ...]
    open: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The post that goes out next."""

    soon: str
    """*tomorrow*, *in 3 days*."""
    when: str
    channel: str
    post: Link
    status: Mark


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page."""

    mark: Mark
    sentence: str
    plan: str
    coming: Coming | None
    conditions: tuple[Condition, ...]
    weakest: Weakest | None
    now: tuple[Group, ...]
    weeks: tuple[WeekList, ...]
    live: Broadcast | None
    pages: tuple[Link, ...]
    has_posts: bool
    period: str


def home(desk: Desk) -> Home:
    """Return what the first page shows."""
    first = _first_findings(desk)
    conditions = tuple(
        _condition(desk, score, first.get(score.number)) for score in desk.card.scores
    )
    start, end = desk.schedule.start, desk.schedule.end
    return Home(
        desk.verdict(desk.card.overall),
        desk.say(overall(desk.card)),
        desk.title,
        _coming(desk),
        conditions,
        _weakest(desk, conditions, first),
        groups(desk),
        _weeks(desk),
        _broadcast(desk),
        tuple(Link(page.title, desk.addresses.own[page.id]) for page in desk.plan.pages.values()),
        bool(desk.plan.posts),
        f"{desk.tongue.plain_day(start)} – {desk.tongue.plain_day(end)}" if start and end else "",
    )


def _first_findings(desk: Desk) -> dict[int, tuple[Diagnostic, Note]]:
    """Return the weightiest finding on each condition, and on files and their contents as 0."""
    found: dict[int, tuple[Diagnostic, Note]] = {}
    for pair in zip(desk.report.diagnostics, desk.notes, strict=True):
        number = pair[0].rule.condition or 0
        if number not in found or _WEIGHT[pair[0].severity] < _WEIGHT[found[number][0].severity]:
            found[number] = pair
    return found


def _condition(desk: Desk, score: Score, first: tuple[Diagnostic, Note] | None) -> Condition:
    counts = score.counts
    judged = score.judged
    open_posts = desk.open_posts(score)
    said = sum(note.condition == score.id for note in desk.notes)
    return Condition(
        score.id,
        score.number,
        desk.verdict(score.verdict),
        desk.tongue.label("condition", score.id),
        desk.condition(score),
        _sentence(desk, score, first[1] if first else None),
        f"{counts[Verdict.MET]}/{judged}" if judged else "",
        _proof(desk, score, judged, said),
        posts_with(open=score.id) if open_posts else POSTS,
        _rest(desk, score),
        tuple(desk.post_link(name) for name in open_posts),
        findings_with(condition=score.id) if said else "",
        desk.say(N("{n} finding", "{n} findings", said)),
    )


def _proof(desk: Desk, score: Score, judged: int, said: int) -> Link:
    if judged > score.counts[Verdict.MET]:
        words = T("met by {n} of {all} posts", n=score.counts[Verdict.MET], all=judged)
        return Link(desk.say(words), posts_with(open=score.id))
    if said:
        words = N("{n} finding", "{n} findings", said)
        return Link(desk.say(words), findings_with(condition=score.id))
    return Link("")


def _rest(desk: Desk, score: Score) -> str:
    counts = score.counts
    texts = {
        Verdict.PARTLY: T("{n} partly", n=counts[Verdict.PARTLY]),
        Verdict.MISSING: T("{n} missing", n=counts[Verdict.MISSING]),
        Verdict.NOT_YET: T("{n} not yet", n=counts[Verdict.NOT_YET]),
    }
    return ", ".join(desk.say(text) for verdict, text in texts.items() if counts[verdict])


def _sentence(desk: Desk, score: Score, first: Note | None) -> str:
    if score.verdict is Verdict.MET:
        return desk.say(_praise(desk, score)) if score.posts else ""
    return first.message if first else ""


def _praise(desk: Desk, score: Score) -> T:
    n, weeks = len(score.posts), len(desk.schedule.by_week)
    said = {
        "who": T("Every post knows whom it speaks to ({n}/{n}).", n=n),
        "why": T("Every post has a reason and every reason can be measured."),
        "where": T("You know where your groups are, and you are there."),
        "what": T("The topics come from the group, not from the price list."),
        "when": T("The schedule has no holes: {n} posts, {w} weeks.", n=n, w=weeks),
        "noticed": T("You can see of every post whether it was noticed."),
        "analysed": T("Something was learned from every post."),
    }
    return said.get(score.id) or _change(desk)


def _change(desk: Desk) -> T:
    for goal in desk.plan.goals.values():
        seen = desk.schedule.observations(goal)
        if seen and goal.baseline and goal.target and goal.measurable and goal.based:
            return T(
                "You see what has changed: {goal} {baseline} → {latest} (target {target}).",
                goal=goal.title,
                baseline=desk.tongue.number(goal.baseline.value or 0),
                latest=desk.tongue.number(seen[-1][1]),
                target=desk.tongue.number(goal.target.value or 0),
            )
    return T("Every goal has its starting figure.")


def _weakest(
    desk: Desk, conditions: tuple[Condition, ...], first: dict[int, tuple[Diagnostic, Note]]
) -> Weakest | None:
    held = [score.number for score in desk.card.weakest]
    if not held:
        return None
    found = [condition for condition in conditions if condition.number in held]
    worst = max(found, key=lambda condition: len(condition.open_posts))
    begin = first.get(worst.number) or first.get(0)
    return Weakest(
        worst.statement,
        begin[1] if begin else None,
        worst.proof,
        tuple(condition for condition in found if condition is not worst),
    )


def _coming(desk: Desk) -> Coming | None:
    for post in desk.schedule.dated:
        if post.day and post.day >= desk.as_of and desk.upcoming(post):
            return Coming(
                desk.tongue.in_days((post.day - desk.as_of).days),
                desk.tongue.when(post.day, post.clock),
                desk.channel(post.channel),
                desk.post_link(post.id),
                desk.status(post),
            )
    return None


def _weeks(desk: Desk) -> tuple[WeekList, ...]:
    monday = Week.of(desk.as_of).monday
    names = (T("This week"), T("Next week"))
    return tuple(
        _week(desk, monday + dt.timedelta(weeks=number), name) for number, name in enumerate(names)
    )


def _week(desk: Desk, monday: dt.date, name: T) -> WeekList:
    number = Week.of(monday).number
    days = [desk.timeline.day(monday + dt.timedelta(days=days)) for days in range(7)]
    return WeekList(
        desk.say(T("{name}: week {number}", name=name, number=number)),
        tuple(day for day in days if day.entries or day.anchors or day.today),
        not any(day.entries for day in days),
    )


def _broadcast(desk: Desk) -> Broadcast | None:
    for post in desk.posts:
        if is_live(post) and desk.upcoming(post) and post.day and post.day >= desk.as_of:
            steps = live_steps(desk, post)
            left = open_steps(steps)
            said = N("{n} thing is still open", "{n} things are still open", left)
            return Broadcast(
                desk.post_link(post.id),
                desk.tongue.when(post.day, post.clock),
                desk.channel(post.channel),
                steps,
                desk.say(said if left else T("everything is ready")),
            )
    return None
