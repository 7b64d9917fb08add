"""Campaigns: what each was for, what it took, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.meaning import way_of
from planner.model import PUBLISHED
from planner.site.addresses import counted_with, posts_with
from planner.site.charts import Bar
from planner.site.markup import markdown
from planner.site.views.desk import Fact, Link, Mark
from planner.site.views.mix import long, stages_of
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markupsafe import Markup

    from planner.model import Anchor, Campaign, Goal, Post
    from planner.site.views.desk import Desk, Note
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
    sheet: str
    """Where its description to print stands."""
    notes: tuple[Note, ...]


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
        key=lambda it: (is_over(desk, it), it.start.isoformat() if it.start else "9", it.id),
    )
    return Campaigns(_sentence(desk, ordered), tuple(_card(desk, it) for it in ordered))


def is_over(desk: Desk, campaign: Campaign) -> bool:
    """Whether a campaign has ended."""
    return bool(campaign.end and campaign.end < desk.as_of)


def _runs(desk: Desk, campaign: Campaign) -> bool:
    begun = bool(campaign.start and campaign.start <= desk.as_of)
    return begun and not is_over(desk, campaign)


def _sentence(desk: Desk, ordered: Sequence[Campaign]) -> str:
    running = [it.title or it.id for it in ordered if _runs(desk, it)]
    untold = [it.title or it.id for it in ordered if is_over(desk, it) and not it.result]
    bare = [it.title or it.id for it in ordered if it.id not in desk.by_campaign]
    texts = (
        (T("Running now: {campaigns}.", campaigns=running), running),
        (T("Over, and the result is not written yet: {campaigns}.", campaigns=untold), untold),
        (T("No post belongs to: {campaigns}.", campaigns=bare), bare),
    )
    said = " ".join(desk.say(text) for text, names in texts if names)
    return said or desk.say(T("No campaign is running today."))


def _card(desk: Desk, campaign: Campaign) -> CampaignCard:
    posts = desk.by_campaign.get(campaign.id, ())
    counted = tuple(post for post in posts if post.id in desk.schedule.counted_ids)
    goal = desk.plan.goals.get(campaign.goal)
    anchor = desk.addresses.anchor(Kind.CAMPAIGN, campaign.id)
    progress = _progress(desk, campaign, goal) if goal else ()
    return CampaignCard(
        anchor,
        campaign.title or campaign.id,
        _state(desk, campaign),
        dates(desk, campaign),
        campaign.summary,
        desk.link(Kind.GOAL, campaign.goal) if campaign.goal else Link(""),
        progress,
        "" if progress else desk.say(_no_progress(campaign, goal)),
        tuple(fact for fact in _facts(desk, campaign, counted) if fact.values),
        markdown(campaign.body, title=campaign.title, prefix=anchor, below=2).html,
        Link(
            desk.post_count(len(counted)),
            counted_with(campaign=campaign.id) if counted else "",
        ),
        long(desk, posts_table(desk, campaign, posts)),
        campaign.result,
        desk.say(no_result(desk, campaign)),
        desk.addresses.descriptions[campaign.id],
        desk.notes_on(Kind.CAMPAIGN, campaign.id),
    )


def _state(desk: Desk, campaign: Campaign) -> Mark:
    if is_over(desk, campaign):
        return Mark("not-counted", "✓", desk.say(T("over")))
    if _runs(desk, campaign):
        return Mark("met", "▶", desk.say(T("running")))
    if campaign.start:
        return Mark("info", "…", desk.say(T("coming")))
    return Mark("partly", "!", desk.say(T("no dates yet")))


def dates(desk: Desk, campaign: Campaign) -> str:
    """Return the first and the last day of a campaign, as far as they are known."""
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
        _forgotten(desk, Kind.AUDIENCE, campaign.audience, {n for p in posts for n in p.audience}),
    )
    yield Fact(
        desk.say(T("Channels")),
        tuple(desk.link(Kind.CHANNEL, name) for name in campaign.channels),
        _forgotten(desk, Kind.CHANNEL, campaign.channels, {n for p in posts for n in p.channels}),
    )
    yield Fact(desk.say(T("Purchase stages")), stages_of(desk, posts, campaign=campaign.id))
    yield Fact(desk.say(T("Anchors")), tuple(_sides(desk, posts)))
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
    strays = sum(bool(_outside(campaign, post)) for post in posts)
    yield Fact(
        desk.say(T("Outside its time")),
        (Link(desk.post_count(strays)),) if strays else (),
        desk.say(T("Move them, or the campaign's days.")),
    )
    name = campaign.utm_campaign or campaign.id
    yield Fact(desk.say(T("Name in links")), (Link(name),))


def _forgotten(desk: Desk, kind: Kind, named: Iterable[str], used: set[str]) -> str:
    """Return which of the groups or channels that a campaign names no post serves yet."""
    left = [desk.link(kind, name).text for name in named if name not in used]
    return desk.say(T("no post yet: {names}", names=left)) if left else ""


def _sides(desk: Desk, posts: Sequence[Post]) -> Iterator[Link]:
    """Yield how many posts stand before, on and after each fixed day that they name."""
    for anchor in desk.plan.file.anchors:
        own = [post for post in posts if post.anchor == anchor.id and anchor.id]
        sides = Counter(_side(anchor, post) for post in own)
        if own:
            said = T(
                "{anchor}: {before} before, {on} on the day, {after} after",
                anchor=desk.anchors[anchor.id],
                before=sides[-1],
                on=sides[0],
                after=sides[1],
            )
            yield Link(desk.say(said), posts_with(anchor=anchor.id, campaign=own[0].campaign))


def _side(anchor: Anchor, post: Post) -> int | None:
    """Return whether a post goes out before (-1), on (0) or after (1) a fixed day."""
    if not (anchor.date and post.day):
        return None
    return (post.day > anchor.date) - (post.day < anchor.date)


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


def posts_table(desk: Desk, campaign: Campaign, posts: Sequence[Post]) -> Table:
    """Return a campaign's posts by time, each with its place in it."""
    heads = (
        T("Post"), T("When"), T("Channel"), T("Purchase stage"), T("Status"), T("Verdict"),
    )  # fmt: skip
    caption = T("{campaign}: its posts by time", campaign=campaign.title or campaign.id)
    return Table(
        f"{desk.addresses.anchor(Kind.CAMPAIGN, campaign.id)}-posts",
        desk.say(caption),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, campaign, post) for post in posts),
    )


def _row(desk: Desk, campaign: Campaign, post: Post) -> tuple[Cell, ...]:
    when = desk.tongue.when(post.day, post.clock) or desk.say(T("no day yet"))
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(when),), note=" · ".join(desk.say(it) for it in _asides(desk, campaign, post))),
        Cell((Link(desk.channels(post)),)),
        Cell((Link(desk.word("stage", post.stage)),)),
        Cell((Link(desk.status(post).word),)),
        Cell(mark=desk.mark(post)),
    )


_WHERE = {
    -1: T("{anchor}: before it"),
    0: T("{anchor}: on the day"),
    1: T("{anchor}: after it"),
}


def _asides(desk: Desk, campaign: Campaign, post: Post) -> Iterator[T]:
    """Yield where a post lies beside its campaign's time, and beside its fixed day."""
    outside = _outside(campaign, post)
    if outside:
        yield outside
    anchor = next((it for it in desk.plan.file.anchors if it.id and it.id == post.anchor), None)
    side = _side(anchor, post) if anchor else None
    if side is not None:
        yield T(_WHERE[side].msgid, anchor=desk.anchors[post.anchor])


def _outside(campaign: Campaign, post: Post) -> T | None:
    """Return that a post lies before or after its campaign."""
    if post.day and campaign.start and post.day < campaign.start:
        return T("before the campaign begins")
    if post.day and campaign.end and post.day > campaign.end:
        return T("after the campaign has ended")
    return None


def no_result(desk: Desk, campaign: Campaign) -> T:
    """Return what stands in place of a result that is not written."""
    if is_over(desk, campaign):
        return T("What came of it? A sentence will do: “result:” in the campaign's file.")
    return T("The result is written when it is over.")
