"""Campaigns: what each was for, what it took, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import way_of
from planner.model import PUBLISHED
from planner.site.addresses import counted_with
from planner.site.charts import Bar
from planner.site.markup import markdown
from planner.site.views.desk import Fact, Link, Mark
from planner.site.views.mix import by_time, long
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from planner.model import Campaign, Goal, Post
    from planner.site.views.desk import Desk
    from planner.site.views.mix import Long


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign with its posts."""

    id: str
    title: str
    state: Mark
    dates: str
    summary: str
    goal: Link
    progress: tuple[Bar, ...]
    no_progress: str
    facts: tuple[Fact, ...]
    words: Markup
    count: Link
    posts: Long
    result: str
    no_result: str


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The whole page."""

    sentence: str
    campaigns: tuple[CampaignCard, ...]


def has_campaigns(desk: Desk) -> bool:
    """Whether the plan has any campaign."""
    return bool(desk.plan.campaigns)


def campaigns(desk: Desk) -> Campaigns:
    """Return what the page of campaigns shows: what runs and comes first, then what is over."""
    ordered = sorted(
        desk.plan.campaigns.values(),
        key=lambda it: (_is_over(desk, it), it.start.isoformat() if it.start else "9", it.id),
    )
    return Campaigns(_sentence(desk, ordered), tuple(_card(desk, it) for it in ordered))


def _is_over(desk: Desk, campaign: Campaign) -> bool:
    return bool(campaign.end and campaign.end < desk.as_of)


def _runs(desk: Desk, campaign: Campaign) -> bool:
    begun = bool(campaign.start and campaign.start <= desk.as_of)
    return begun and not _is_over(desk, campaign)


def _sentence(desk: Desk, ordered: Sequence[Campaign]) -> str:
    running = [it.title or it.id for it in ordered if _runs(desk, it)]
    untold = [it.title or it.id for it in ordered if _is_over(desk, it) and not it.result]
    texts = (
        (T("Running now: {campaigns}.", campaigns=running), running),
        (T("Over, and the result is not written yet: {campaigns}.", campaigns=untold), untold),
    )
    said = " ".join(desk.say(text) for text, names in texts if names)
    return said or desk.say(T("No campaign is running today."))


def _card(desk: Desk, campaign: Campaign) -> CampaignCard:
    posts = by_time(desk, (p for p in desk.schedule.counted if p.campaign == campaign.id))
    goal = desk.plan.goals.get(campaign.goal)
    anchor = desk.addresses.anchor(Kind.CAMPAIGN, campaign.id)
    progress = _progress(desk, campaign, goal) if goal else ()
    return CampaignCard(
        anchor,
        campaign.title or campaign.id,
        _state(desk, campaign),
        _dates(desk, campaign),
        campaign.summary,
        desk.link(Kind.GOAL, campaign.goal) if campaign.goal else Link(""),
        progress,
        "" if progress else desk.say(_no_progress(campaign, goal)),
        tuple(fact for fact in _facts(desk, campaign, posts) if fact.values),
        markdown(campaign.body, title=campaign.title, prefix=anchor, below=2).html,
        Link(
            desk.post_count(len(posts)),
            counted_with(campaign=campaign.id) if posts else "",
        ),
        long(desk, _table(desk, campaign, anchor, posts)),
        campaign.result,
        desk.say(_no_result(desk, campaign)),
    )


def _state(desk: Desk, campaign: Campaign) -> Mark:
    if _is_over(desk, campaign):
        return Mark("not-counted", "✓", desk.say(T("over")))
    if _runs(desk, campaign):
        return Mark("met", "▶", desk.say(T("running")))
    if campaign.start:
        return Mark("info", "…", desk.say(T("coming")))
    return Mark("partly", "!", desk.say(T("no dates yet")))


def _dates(desk: Desk, campaign: Campaign) -> str:
    days = (campaign.start, campaign.end)
    return " – ".join(desk.tongue.plain_day(day) if day else "…" for day in days if any(days))


# The goal


def _progress(desk: Desk, campaign: Campaign, goal: Goal) -> tuple[Bar, ...]:
    """Return how far a goal has come, as a bar; nothing where a figure lacks."""
    way = way_of(desk.schedule, goal)
    done = way.share if way else None
    if way is None or done is None or way.target is None:
        return ()
    number = desk.tongue.number
    said = T(
        "{start} → {latest} of {target} {unit}, {day}",
        start=number(way.start),
        latest=number(way.latest),
        target=number(way.target),
        unit=goal.unit,
        day=desk.tongue.day(way.on or desk.as_of),
    )
    goal_bar = Bar(_per_cent(desk, done, way.whole), desk.say(said), done)
    return (goal_bar, *_time_gone(desk, campaign))


def _time_gone(desk: Desk, campaign: Campaign) -> Iterator[Bar]:
    """Yield how much of a running campaign's time has passed: the pace that its goal keeps or not."""
    if not (campaign.start and campaign.end and _runs(desk, campaign)):
        return
    gone, all_ = (day - campaign.start for day in (desk.as_of, campaign.end))
    said = N(
        "{gone}, {n} day left",
        "{gone}, {n} days left",
        (all_ - gone).days,
        gone=T("{n} of {all} days", n=gone.days, all=all_.days),
    )
    yield Bar(desk.say(T("Time gone")), desk.say(said), gone / all_ if all_ else 1)


def _per_cent(desk: Desk, done: float, way: float) -> str:
    """Return how much of the way is behind; no per cents where the way is short."""
    if abs(way) < desk.schedule.thresholds.percent_base:
        return desk.say(T("So far"))
    return desk.say(T("{share} of the way", share=T("{n}%", n=formulas.per_cent(done))))


def _no_progress(campaign: Campaign, goal: Goal | None) -> T:
    if not campaign.goal:
        return T("Why is it run? Write “goal:” and name one of the plan's goals.")
    if goal is None:
        return T("The plan has no goal of this name.")
    return T("How far it has come shows once the goal has a baseline, a target and an observation.")


# Facts


def _facts(desk: Desk, campaign: Campaign, posts: Sequence[Post]) -> Iterator[Fact]:
    yield Fact(
        desk.say(T("Audiences")),
        tuple(desk.link(Kind.AUDIENCE, name) for name in campaign.audience),
    )
    yield Fact(
        desk.say(T("Channels")),
        tuple(desk.link(Kind.CHANNEL, name) for name in campaign.channels),
    )
    yield Fact(desk.say(T("Budget")), (Link(desk.say(_money(desk, campaign, posts))),))
    minutes = sum(post.minutes or 0 for post in posts)
    work = T("{n} min", n=desk.tongue.number(minutes))
    untold = sum(not post.minutes for post in posts)
    note = N("{n} post does not say its time", "{n} posts do not say their time", untold)
    yield Fact(
        desk.say(T("Work")),
        (Link(desk.say(work)),) if minutes else (),
        desk.say(note) if untold else "",
    )
    out = sum(post.status in PUBLISHED for post in posts)
    share = T("{n} of {all} posts", n=out, all=len(posts))
    yield Fact(desk.say(T("Out so far")), (Link(desk.say(share)),) if posts else ())
    name = campaign.utm_campaign or campaign.id
    yield Fact(desk.say(T("Name in links")), (Link(name),))


def _money(desk: Desk, campaign: Campaign, posts: Sequence[Post]) -> T:
    number = desk.tongue.number
    cost = sum(post.cost or 0 for post in posts)
    budget = campaign.budget
    if budget is None and not cost:
        return T("not set; no costs are noted")
    if budget is None:
        return T("not set; its posts have cost {cost}", cost=number(cost))
    if cost > budget:
        return T(
            "{budget}; its posts have cost {cost}, which is {over} more",
            budget=number(budget),
            cost=number(cost),
            over=number(cost - budget),
        )
    return T(
        "{budget}; its posts have cost {cost}, {left} is left",
        budget=number(budget),
        cost=number(cost),
        left=number(budget - cost),
    )


# Posts


def _table(desk: Desk, campaign: Campaign, anchor: str, posts: Sequence[Post]) -> Table:
    heads = (T("Post"), T("When"), T("Channel"), T("Status"), T("Verdict"))
    caption = T("{campaign}: its posts by time", campaign=campaign.title or campaign.id)
    return Table(
        f"{anchor}-posts",
        desk.say(caption),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, campaign, post) for post in posts),
    )


def _row(desk: Desk, campaign: Campaign, post: Post) -> tuple[Cell, ...]:
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(desk.tongue.when(post.day, post.clock)),), note=_aside(desk, campaign, post)),
        Cell((Link(desk.channel(post.channel)),)),
        Cell((Link(desk.status(post).word),)),
        Cell(mark=desk.mark(post)),
    )


def _aside(desk: Desk, campaign: Campaign, post: Post) -> str:
    """Return that a post lies before or after its campaign."""
    if post.day and campaign.start and post.day < campaign.start:
        return desk.say(T("before the campaign begins"))
    if post.day and campaign.end and post.day > campaign.end:
        return desk.say(T("after the campaign has ended"))
    return ""


def _no_result(desk: Desk, campaign: Campaign) -> T:
    if _is_over(desk, campaign):
        return T("What came of it? A sentence will do: “result:” in the campaign's file.")
    return T("The result is written when it is over.")
