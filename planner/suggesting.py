"""The posts that would close a plan's gaps in the coming weeks: when, where, for whom, why, what.

Nothing is made up that the plan does not say: a slot lies in a channel's windows, speaks to an
audience that is known to be there, of what is known to interest it, for a goal that can still be
reached. The same plan on the same day gives the same suggestions.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from planner.channels import facts_of
from planner.coverage import Coverage, stage_of
from planner.outgoing import kind_of
from planner.rules.mix import LIVE_ABSENT, STAGE_EMPTY
from planner.rules.what import INTEREST_UNUSED
from planner.rules.when import ANCHOR_INCOMPLETE, CHANNEL_GAP, EMPTY_WEEK
from planner.rules.where import CHANNEL_UNUSED
from planner.rules.who import AUDIENCE_UNUSED
from planner.rules.why import GOAL_UNUSED
from planner.schedule import Schedule, Week
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.diagnostics import Rule
    from planner.model import Anchor, Audience, Channel, Goal, Interest, Plan
    from planner.vocabulary import Word

_USUAL_MINUTES = 45
"""What a post takes where none of its kind says it."""
_LATER = 3
"""So often a plain content type is used before one that takes more work, such as a report."""
_STEM = 6
"""Of a longer word so many letters tell it from others."""
_STEP = dt.timedelta(minutes=30)
_BEFORE = 7
"""So many days before a fixed day a post still leads to it."""
_LIVE_AHEAD = 7
"""A live broadcast has to be announced, and tried."""
_ASKING = ("need-formation", "evaluation")
"""The stages at which people ask an expert."""
_ON_AIR = frozenset(("facebook", "instagram", "youtube", "linkedin", "tiktok"))
_FORMS = {
    "youtube": "video",
    "tiktok": "short-video",
    "newsletter": "newsletter",
    "blog": "blog-post",
    "website": "blog-post",
    "podcast": "audio",
    "text-message": "text",
    "chat": "text",
}
_ANYWHERE = (("share", "shares"), ("contact", "inquiries"))
"""What a post may ask for where people cannot do what suits it best; the last works everywhere."""
_INVITATIONS = {
    "teach": ("save", "saves"),
    "inform": ("ask", "comments"),
    "inspire": ("share", "shares"),
    "engage": ("comment", "comments"),
    "invite": ("sign-up", "signups"),
    "build-trust": ("contact", "inquiries"),
    "sell": ("order", "orders"),
    "serve": ("ask", "comments"),
    "collect-leads": ("sign-up", "signups"),
    "ask-feedback": ("vote", "votes"),
    "thank": ("share", "shares"),
    "win-back": ("order", "orders"),
}
"""What a post of a purpose may invite to, and the figure that tells whether people did."""
_PURPOSES = {
    "need-formation": "teach",
    "evaluation": "inform",
    "decision": "build-trust",
    "activation": "serve",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a post is suggested: the finding that it closes, or the empty cell, and what it says."""

    rule: Rule | None
    text: T


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A post that would close gaps."""

    channel: Channel
    at: dt.datetime
    audience: Audience
    interest: Interest
    goal: Goal
    stage: str
    content_type: str
    format: str
    purpose: str
    cta: str
    action_metric: str
    minutes: float
    """About how many it takes."""
    owner: str = ""
    anchor: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def values(self) -> dict[str, object]:
        """What its file says, by the English names of the fields."""
        said: dict[str, object] = {
            "channel": self.channel.id,
            "audience": [self.audience.id],
            "goal": self.goal.id,
            "purpose": self.purpose,
            "interest": self.interest.id,
            "date": str(self.at.date()),
            "time": f"{self.at:%H:%M}",
            "stage": self.stage,
            "content_type": self.content_type,
            "format": self.format,
            "cta": {"type": self.cta},
            "action_metric": self.action_metric,
        }
        more = {"owner": self.owner, "anchor": self.anchor}
        return said | {name: value for name, value in more.items() if value}


@dataclass(slots=True)
class Suggested:
    """What is suggested, and what is not."""

    posts: list[Suggestion] = field(default_factory=list)
    notes: list[T] = field(default_factory=list)
    """What else is to be known."""
    hindered: bool = False
    """Whether something stands in the way of more."""


@dataclass(frozen=True, slots=True)
class _Slot:
    channel: Channel
    at: dt.datetime
    reasons: tuple[Reason, ...]
    anchor: str = ""


def suggest(
    schedule: Schedule, weeks: int, is_holiday: Callable[[dt.date], bool] = lambda _: False
) -> Suggested:
    """Return the posts that would close a plan's gaps.

    Args:
        schedule: The plan on a day; the suggestions begin the day after.
        weeks: For how many weeks; not beyond the plan's period.
        is_holiday: Whether a day is a public holiday; only what belongs to a fixed day goes out then.
    """
    return _Suggester(schedule, weeks, is_holiday).suggest()


class _Suggester:
    """Finds slots, then says what each is for; what is covered by one is not asked of the next."""

    def __init__(
        self, schedule: Schedule, weeks: int, is_holiday: Callable[[dt.date], bool]
    ) -> None:
        self._is_holiday = is_holiday
        self._first = max(schedule.as_of + dt.timedelta(1), schedule.start or dt.date.min)
        last = self._first + dt.timedelta(7 * weeks - 1)
        self._last = min(last, schedule.end or last)
        self._found = Suggested()
        self._schedule = schedule = self._with_ideas(schedule)
        self._plan: Plan = schedule.plan
        self._slots: list[_Slot] = []
        self._days = {name: sorted(days) for name, days in schedule.channel_days.items()}
        self._times: dict[str, list[dt.datetime]] = defaultdict(list)
        for post in schedule.dated:
            if post.at:
                insort(self._times[post.channel], post.at)
        self._usual = {
            channel.id: Counter(
                post.clock for post in schedule.by_channel.get(channel.id, ()) if post.clock
            )
            for channel in schedule.channels
        }
        self._minutes: dict[Week, float] = defaultdict(float, schedule.minutes_by_week)
        for post in schedule.dated:
            if post.day and not post.minutes and (channel := schedule.channel(post)):
                self._minutes[Week.of(post.day)] += self._cost(channel)
        self._dropped: set[Week] = set()
        self._assuming = False
        """Whether nothing is known yet, so that what is assumed has to do."""
        self._known = self._reached()
        if not any(self._known.values()):
            self._assuming = True
            self._known = self._reached()
        self._count = _Counts(schedule, assuming=self._assuming)

    def _with_ideas(self, schedule: Schedule) -> Schedule:
        """Take the ideas that have a day in these weeks for what they may become: they wait already."""
        plan = schedule.plan
        ideas = {
            post.id: post.model_copy(update={"status": "draft"})
            for post in plan.posts.values()
            if post.status == "idea" and post.day and self._first <= post.day <= self._last
        }
        if not ideas:
            return schedule
        self._found.notes.append(
            N(
                "{n} idea with a day in these weeks waits already.",
                "{n} ideas with a day in these weeks wait already.",
                len(ideas),
            )
        )
        plan = replace(plan, posts={**plan.posts, **ideas})
        return Schedule(plan, schedule.as_of, schedule.thresholds)

    def suggest(self) -> Suggested:
        if self._last < self._first:
            self._found.notes.append(T("The plan's period is over. Give it a later last day."))
            self._found.hindered = True
            return self._found
        goals = self._plan.goals
        if not goals:
            self._found.notes.append(T("The plan has no goal: planner new goal makes one."))
        elif not any(goal.measurable for goal in goals.values()):
            self._found.notes.append(
                T("No goal can be measured yet: give one a metric, a figure and a day.")
            )
        if not any(self._known.values()):
            self._found.notes.append(
                T("No audience has both a channel and an interest: write them into its file.")
            )
        elif self._assuming:
            self._found.notes.append(
                T(
                    "Nothing is known for sure yet, so this rests on what is assumed. Ask a customer or two, and write in the audience's file how you know."
                )
            )
        if not goals or not any(self._known.values()):
            self._found.hindered = True
            return self._found
        self._keep_rhythm()
        self._keep_anchors()
        self._fill_weeks()
        self._begin_anchors()
        for slot in sorted(self._slots, key=lambda it: (it.at, it.channel.id)):
            self._fill(slot)
        self._cover_the_rest()
        self._go_live()
        self._found.posts.sort(key=lambda it: (it.at, it.channel.id))
        self._note()
        return self._found

    # Where and when

    def _reached(self) -> dict[str, list[Audience]]:
        """Return the audiences that can be reached on each channel."""
        schedule = self._schedule
        return {channel.id: list(self._audiences_of(channel)) for channel in schedule.channels}

    def _audiences_of(self, channel: Channel) -> Iterator[Audience]:
        """Yield the audiences that are known to be on a channel, and of which something interests."""
        oldest = self._schedule.as_of - dt.timedelta(self._schedule.thresholds.evidence_days)
        for audience in self._schedule.audiences:
            entry = audience.channel(channel.id)
            fresh = entry and entry.known and entry.checked_on and entry.checked_on >= oldest
            sure = fresh and self._schedule.described(audience)
            if (sure or (entry and self._assuming)) and any(map(self._will_do, audience.interests)):
                yield audience

    def _will_do(self, interest: Interest) -> bool:
        """Whether an interest is known, or has to do."""
        return self._assuming or interest.known

    @property
    def _usable(self) -> list[Channel]:
        """The channels where somebody is known to be, and whose hours are known."""
        return [it for it in self._schedule.channels if self._known[it.id] and it.windows]

    def _keep_rhythm(self) -> None:
        """Let no channel pause longer than it promises, and none be without a post."""
        for channel in self._usable:
            days = self._days.setdefault(channel.id, [])
            step = channel.at_least_every_days
            if not days and channel.status == "active":
                text = T("{channel} has no post yet", channel=channel.title or channel.id)
                self._put_where_time_is([channel], Reason(CHANNEL_UNUSED, text))
            if step is None or channel.status != "active":
                continue
            text = N(
                "{channel}: at least every day",
                "{channel}: at least every {n} days",
                int(step),
                channel=channel.title or channel.id,
            )
            reason = Reason(CHANNEL_GAP, text)
            # Each turn puts a post on a later day than the one before the pause, or ends.
            while pause := self._pause(days, int(step)):
                last, limit = pause
                low, high = max(self._first, last + dt.timedelta(1)), max(self._first, limit)
                if not self._put(channel, low, high, reason, late=True) and not self._put(
                    channel, high, self._last, reason
                ):
                    break

    def _pause(self, days: Sequence[dt.date], step: int) -> tuple[dt.date, dt.date] | None:
        """Return the day before the first pause that is too long, and the day by which it has to end."""
        before = [day for day in days if day < self._first][-1:]
        here = [day for day in days if day >= self._first]
        for last, following in pairwise([*before, *here, self._last + dt.timedelta(1)]):
            limit = last + dt.timedelta(step)
            if limit < following and limit <= self._last:
                return last, limit
        return None

    def _keep_anchors(self) -> None:
        """Complete the fixed days that posts have begun to gather round (S4:552)."""
        for anchor in self._plan.file.anchors:
            if anchor.date and self._sides[anchor.id]:
                for side in sorted(self._schedule.sides_ahead(anchor) - self._sides[anchor.id]):
                    self._put_beside(anchor, anchor.date, side)

    def _begin_anchors(self) -> None:
        """Let posts gather round the other fixed days, where there is time for all of them."""
        for anchor in self._plan.file.anchors:
            day = anchor.date
            if day and not self._sides[anchor.id] and self._first < day < self._last:
                kept = list(self._slots), deepcopy((self._times, self._days, self._minutes))
                if not all(self._put_beside(anchor, day, side) for side in (0, -1, 1)):
                    self._slots, (self._times, self._days, self._minutes) = kept

    @cached_property
    def _sides(self) -> dict[str, set[int]]:
        """Where posts stand beside each fixed day: before it (-1), on it (0) or after it (1)."""
        days = {it.id: it.date for it in self._plan.file.anchors if it.date}
        named: dict[str, set[int]] = defaultdict(set)
        for post in self._schedule.dated:
            day = days.get(post.anchor)
            if day and post.day:
                named[post.anchor].add((post.day > day) - (post.day < day))
        return named

    def _put_beside(self, anchor: Anchor, day: dt.date, side: int) -> bool:
        """Give a fixed day a post on one of its sides; false where that is not possible."""
        reach = {
            -1: (day - dt.timedelta(_BEFORE), day - dt.timedelta(1)),
            0: (day, day),
            1: (day + dt.timedelta(1), day + dt.timedelta(self._plan.file.review_rhythm_days)),
        }
        low, high = max(reach[side][0], self._first), min(reach[side][1], self._last)
        title = anchor.title or anchor.id
        texts = {
            -1: T("{anchor} has no post before it", anchor=title),
            0: T("{anchor} has no post on the day", anchor=title),
            1: T("{anchor} has no post after it", anchor=title),
        }
        reason = Reason(ANCHOR_INCOMPLETE, texts[side])
        for number, slot in enumerate(self._slots):
            if not slot.anchor and low <= slot.at.date() <= high:
                self._slots[number] = replace(
                    slot, anchor=anchor.id, reasons=(*slot.reasons, reason)
                )
                return True
        return low <= high and any(
            self._put(channel, low, high, reason, anchor=anchor.id, late=side < 0)
            for channel in self._widest()
        )

    def _widest(self) -> list[Channel]:
        """Return the channels, first those where most audiences are."""
        return sorted(self._usable, key=lambda it: -len(self._known[it.id]))

    def _fill_weeks(self) -> None:
        """Leave no week without a post."""
        taken = {Week.of(slot.at.date()) for slot in self._slots} | set(self._schedule.by_week)
        day = self._first
        while day <= self._last:
            week = Week.of(day)
            end = min(week.monday + dt.timedelta(6), self._last)
            if week not in taken:
                text = T("nothing goes out in week {week}", week=week.number)
                for channel in sorted(self._usable, key=self._idle_since):
                    if self._put(channel, day, end, Reason(EMPTY_WEEK, text)):
                        break
            day = end + dt.timedelta(1)

    def _idle_since(self, channel: Channel) -> dt.date:
        days = self._days.get(channel.id)
        return days[-1] if days else dt.date.min

    def _put(
        self,
        channel: Channel,
        low: dt.date,
        high: dt.date,
        *reasons: Reason,
        anchor: str = "",
        late: bool = False,
    ) -> bool:
        """Put a slot on a channel's good hour from one day to another; false where there is none."""
        full: set[Week] = set()
        at = self._hour(channel, low, high, full, anchor=bool(anchor), late=late)
        if at is None:
            self._dropped |= full
            return False
        self._slots.append(_Slot(channel, at, reasons, anchor))
        self._take(channel, at)
        return True

    def _take(self, channel: Channel, at: dt.datetime) -> None:
        insort(self._times[channel.id], at)
        insort(self._days.setdefault(channel.id, []), at.date())
        self._minutes[Week.of(at.date())] += self._cost(channel)

    def _hour(
        self,
        channel: Channel,
        low: dt.date,
        high: dt.date,
        full: set[Week],
        *,
        anchor: bool,
        late: bool,
    ) -> dt.datetime | None:
        """Return the first good hour, or the last day's, that is free and within the time there is.

        No channel gets two posts a day. The weeks without time are added to ``full``.
        """
        days = [low + dt.timedelta(n) for n in range((high - low).days + 1)]
        for day in reversed(days) if late else days:
            if (self._is_holiday(day) and not anchor) or day in self._days.get(channel.id, ()):
                continue
            at = next((it for it in self._hours(channel, day) if self._is_free(channel, it)), None)
            if at is None:
                continue
            if self._has_time(channel, day):
                return at
            full.add(Week.of(day))
        return None

    def _hours(self, channel: Channel, day: dt.date) -> Iterator[dt.datetime]:
        """Yield the good hours of a day, first the one that the channel's posts mostly go out at."""
        usual = self._usual[channel.id]
        for window in sorted(channel.windows, key=lambda it: it.start):
            if day.weekday() in window.days:
                inside = [clock for clock in usual if window.start <= clock <= window.end]
                if inside:
                    yield dt.datetime.combine(day, max(inside, key=lambda it: (usual[it], it)))
                at = dt.datetime.combine(day, window.start)
                while at.time() <= window.end and at.date() == day:
                    yield at
                    at += _STEP

    def _is_free(self, channel: Channel, at: dt.datetime) -> bool:
        limit = dt.timedelta(minutes=self._schedule.thresholds.collision_minutes)
        times = self._times[channel.id]
        place = bisect_left(times, at)
        return all(abs(at - it) >= limit for it in times[max(0, place - 1) : place + 1])

    def _has_time(self, channel: Channel, day: dt.date) -> bool:
        hours = self._plan.file.time_budget.hours_per_week
        return not hours or self._minutes[Week.of(day)] + self._cost(channel) <= hours * 60

    def _cost(self, channel: Channel) -> float:
        """Return the minutes that a post of a channel usually takes."""
        posts = self._schedule.by_channel.get(channel.id, ())
        known = [post.minutes for post in posts if post.minutes]
        return median(known) if known else _USUAL_MINUTES

    # For whom, why and what

    def _fill(
        self,
        slot: _Slot,
        audience: Audience | None = None,
        interest: Interest | None = None,
        stage: str = "",
    ) -> None:
        """Say what a slot is for: what is asked for, else what is missing most."""
        here = [audience] if audience else self._gathered(slot)
        options = [
            (who, what)
            for who in here
            for what in ([interest] if interest else who.interests)
            if self._will_do(what)
        ]
        who, what = max(options, key=lambda it: self._count.worth(*it))  # the first of equals
        goal = self._goal(who, slot.at.date())
        if goal is None:
            return
        stage = stage or self._count.stage(who)
        content = self._count.content(stage)
        reasons = (*slot.reasons, *self._count.closes(who, what, goal, stage))
        purpose = self._purpose(content, stage)
        cta, metric = self._invitation(slot.channel, purpose)
        self._found.posts.append(
            Suggestion(
                slot.channel,
                slot.at,
                who,
                what,
                goal,
                stage,
                content,
                self._form(slot.channel),
                purpose,
                cta,
                metric,
                self._cost(slot.channel),
                self._owner(slot.channel),
                slot.anchor,
                tuple(dict.fromkeys(reasons)),
            )
        )
        self._count.add(who, what, goal, stage, content)

    def _gathered(self, slot: _Slot) -> list[Audience]:
        """Return whom a slot may speak to; round a fixed day, those whom its posts speak to."""
        known = self._known[slot.channel.id]
        if not slot.anchor:
            return known
        named = Counter(
            name
            for post in self._plan.posts.values()
            if post.anchor == slot.anchor
            for name in post.audience
        )
        return [it for it in known if it.id in named] or self._count.most(known)

    def _goal(self, audience: Audience, day: dt.date) -> Goal | None:
        """Return a goal that can still be reached: one of the audience's, unused or used least."""
        every = self._plan.goals.values()
        measurable = [it for it in every if it.measurable and it.ends]
        goals = [it for it in measurable or every if not it.ends or it.ends >= day]
        return max(goals, key=lambda it: self._count.aim(audience, it), default=None)

    def _invitation(self, channel: Channel, purpose: str) -> tuple[str, str]:
        """Return what a post invites to and what tells of it, as the channel's posts mostly have it."""
        posts = [
            post
            for post in self._schedule.by_channel.get(channel.id, ())
            if post.cta_type and post.action_metric
        ]
        own = [it for it in posts if it.purpose == purpose] or posts
        pairs = Counter((it.cta_type or "", it.action_metric or "") for it in own)
        usual = _INVITATIONS.get(purpose, ("comment", "comments"))
        options = (*(pair for pair, _ in pairs.most_common()), usual, *_ANYWHERE)
        return next(it for it in options if self._can_be_done(it[0], channel))

    def _can_be_done(self, cta: str, channel: Channel) -> bool:
        """Whether people can do on a channel what a post asks for; nobody saves a letter."""
        word, kind = self._plan.word("cta", cta), kind_of(self._plan, channel.id)
        known = word.facts.get("channels", ()) if word else ()
        return not known or kind in known or kind not in words("channel-kind")

    def _purpose(self, content: str, stage: str) -> str:
        word = self._plan.word("content-type", content)
        return str(word.facts.get("purpose", "") if word else "") or _PURPOSES.get(stage, "teach")

    def _owner(self, channel: Channel) -> str:
        """Return who mostly sees to a channel's posts, else who publishes; nobody where none does."""
        owners = Counter(
            it.owner for it in self._schedule.by_channel.get(channel.id, ()) if it.owner
        )
        if owners:
            return owners.most_common(1)[0][0]
        return next((it.id for it in self._plan.file.roles if "publish" in it.does), "")

    def _form(self, channel: Channel) -> str:
        """Return the format that a channel's posts mostly have; broadcasts are a thing of their own."""
        posts = self._schedule.by_channel.get(channel.id, ())
        used = Counter(
            it.format for it in posts if it.format and self._schedule.block(it) != "live"
        )
        if used:
            return used.most_common(1)[0][0]
        return _FORMS.get(kind_of(self._plan, channel.id), "image")

    def _cover_the_rest(self) -> None:
        """Add posts for what no slot could cover, while there is time."""
        for audience, interest in self._count.unused_interests(self._schedule.audiences):
            self._add(audience, interest)
        for audience, stage in Coverage(self._schedule).holes():
            if not self._count.reaches(audience, stage.id):
                self._add(audience, stage=stage.id)
        for name in self._count.empty_stages():
            there = [it for it in self._schedule.audiences if name in self._count.stages_of(it)]
            if there:
                self._add(there[0], stage=name)

    def _add(self, audience: Audience, interest: Interest | None = None, stage: str = "") -> None:
        """Add one post for an audience on a channel where it is known to be."""
        fitting = [it for it in self._usable if audience in self._known[it.id]]
        if self._put_where_time_is(fitting):
            self._fill(self._slots[-1], audience, interest, stage)

    def _put_where_time_is(self, channels: Sequence[Channel], *reasons: Reason) -> bool:
        """Put a slot into the week that has most time left."""
        length = (self._last - self._first).days + 1
        weeks = {Week.of(self._first + dt.timedelta(n)) for n in range(length)}
        for week in sorted(weeks, key=lambda it: (self._minutes[it], it)):
            low = max(week.monday, self._first)
            high = min(week.monday + dt.timedelta(6), self._last)
            for channel in sorted(channels, key=self._idle_since):
                if self._put(channel, low, high, *reasons):
                    return True
        return False

    def _go_live(self) -> None:
        """Make one of the posts a live broadcast where the plan has none (S0:46)."""
        if self._schedule.lives:
            return
        earliest = self._schedule.as_of + dt.timedelta(_LIVE_AHEAD)
        for number, it in enumerate(self._found.posts):
            live = facts_of(it.channel).live
            can = kind_of(self._plan, it.channel.id) in _ON_AIR and (live is None or live.value)
            if can and it.at.date() >= earliest and not it.anchor:
                reason = Reason(LIVE_ABSENT, T("the plan has no live broadcast"))
                live_post = replace(it, format="live", reasons=(*it.reasons, reason))
                if it.stage in _ASKING:
                    live_post = replace(
                        live_post,
                        content_type="expert-q-and-a",
                        purpose="teach",
                        cta="ask",
                        action_metric="comments",
                    )
                self._found.posts[number] = live_post
                return

    def _note(self) -> None:
        for channel in self._schedule.active_channels:
            name = channel.title or channel.id
            if not self._known[channel.id]:
                self._found.notes.append(
                    T(
                        "{channel}: nobody is known to be there, so nothing is suggested for it. Ask three customers, or rest the channel.",
                        channel=name,
                    )
                )
            elif not channel.windows:
                self._found.notes.append(
                    T(
                        "{channel}: its good hours are not known, so nothing is suggested for it.",
                        channel=name,
                    )
                )
        reached = {it.id for audiences in self._known.values() for it in audiences}
        for audience in self._schedule.audiences:
            if audience.id not in reached:
                self._found.notes.append(
                    T(
                        "{audience}: it is only assumed where they are or what interests them, so nothing is suggested for them.",
                        audience=audience.title or audience.id,
                    )
                )
        weeks = sorted(it.number for it in self._dropped)
        if weeks:
            self._found.hindered = True
            budget = 60 * (self._plan.file.time_budget.hours_per_week or 0)
            least = min(map(self._cost, self._usable))
            self._found.notes.append(
                T("There is no more time in these weeks: {weeks}.", weeks=weeks)
                if least <= budget
                else T(
                    "A post takes about {least} minutes, and plan.md gives {budget} minutes a week. Give it more time there, or write “minutes:” into a post that takes less.",
                    least=round(least),
                    budget=round(budget),
                )
            )


class _Counts:
    """How often the posts of the period use what the plan has, suggestions included."""

    def __init__(self, schedule: Schedule, *, assuming: bool) -> None:
        self._plan = schedule.plan
        self._assuming = assuming
        self._audiences = Counter(name for post in schedule.counted for name in post.audience)
        self._goals = Counter(post.goal for post in schedule.counted)
        self._interests = Counter(schedule.used_interests)
        for post in schedule.counted:
            self._interests.update((name, post.interest) for name in post.audience if post.interest)
        self._stages = Counter(post.stage for post in schedule.counted if post.stage)
        self._cells = Counter(
            (name, post.stage) for post in schedule.counted for name in post.audience
        )
        self._contents = Counter(post.content_type for post in schedule.counted)
        self._together = Counter(
            (name, post.goal) for post in schedule.counted for name in post.audience
        )

    def worth(self, audience: Audience, interest: Interest) -> tuple[int, ...]:
        """Return how much a post would bring: first what is unused, then what is used least."""
        own, what = self._audiences[audience.id], self._interests[audience.id, interest.id]
        return 3 * (not own) + 2 * (not what), -own, -what

    def most(self, audiences: Sequence[Audience]) -> list[Audience]:
        """Return the one of some audiences that most posts speak to."""
        return [max(audiences, key=lambda it: self._audiences[it.id])]

    def aim(self, audience: Audience, goal: Goal) -> tuple[int, ...]:
        """Return how well a goal suits an audience: posts have paired them, or their names do.

        A goal that suits nobody else by its name, and that no post has yet, suits anybody.
        """
        paired = self._together[audience.id, goal.id] > 0
        alike = _alike(audience, goal)
        free = not any(
            self._together[it.id, goal.id] or _alike(it, goal)
            for it in self._plan.audiences.values()
        )
        suits = paired or alike or free
        return suits, not self._goals[goal.id], paired + alike, -self._goals[goal.id]

    def reaches(self, audience: Audience, stage: str) -> bool:
        """Whether an audience gets something at a stage."""
        return self._cells[audience.id, stage] > 0

    def stages_of(self, audience: Audience) -> list[str]:
        """Return the purchase stages at which an audience is; unsaid, it is at all of them."""
        own = {stage_of(self._plan, journey) for journey in audience.journey}
        names = list(self._plan.reading.list("stage"))
        return [name for name in names if name in own] or names

    def stage(self, audience: Audience) -> str:
        """Return the purchase stage of an audience that has least: first of all, then of its own."""
        names = self.stages_of(audience)

        def least(name: str) -> tuple[int, int, int, int]:
            cell, whole = self._cells[audience.id, name], self._stages[name]
            return min(whole, 1), cell, whole, names.index(name)

        return min(names, key=least)

    def content(self, stage: str) -> str:
        """Return the content type of a stage that is used least; what takes more work comes later."""
        types = self._plan.reading.list("content-type")
        fitting = [it for it in types.values() if stage in it.facts.get("stages", ())]
        usual = [
            it
            for it in fitting
            if (it.facts.get("base") or it.facts.get("plain")) and not it.facts.get("offer")
        ]
        words = usual or fitting or list(types.values())
        return min(words, key=lambda it: self._contents[it.id] + self._effort(it)).id

    def _effort(self, content: Word) -> int:
        """Return how many other posts go before a content type that the plan has not used."""
        return 0 if content.facts.get("plain") or self._contents[content.id] else _LATER

    def closes(
        self, audience: Audience, interest: Interest, goal: Goal, stage: str
    ) -> Iterator[Reason]:
        """Yield what a post would close."""
        name = audience.title or audience.id
        if not self._audiences[audience.id]:
            yield Reason(AUDIENCE_UNUSED, T("{audience} has no post", audience=name))
        if not self._goals[goal.id]:
            yield Reason(
                GOAL_UNUSED, T("the goal “{goal}” has no post", goal=goal.title or goal.id)
            )
        if not self._interests[audience.id, interest.id]:
            what = interest.title or interest.id
            yield Reason(
                INTEREST_UNUSED, T("{audience}: {interest} is unused", audience=name, interest=what)
            )
        if not self._stages[stage]:
            word = self._plan.word("stage", stage)
            yield Reason(STAGE_EMPTY, T("the purchase stage “{stage}” has no post", stage=word))
        elif not self._cells[audience.id, stage]:
            word = self._plan.word("stage", stage)
            text = T("{audience}: no post at the stage “{stage}”", audience=name, stage=word)
            yield Reason(None, text)

    def add(
        self, audience: Audience, interest: Interest, goal: Goal, stage: str, content: str
    ) -> None:
        """Count a suggestion as a post."""
        self._audiences[audience.id] += 1
        self._goals[goal.id] += 1
        self._interests[audience.id, interest.id] += 1
        self._stages[stage] += 1
        self._cells[audience.id, stage] += 1
        self._contents[content] += 1

    def unused_interests(self, audiences: Sequence[Audience]) -> list[tuple[Audience, Interest]]:
        """Return what is known to interest an audience, and no post speaks of."""
        return [
            (audience, interest)
            for audience in audiences
            for interest in audience.interests
            if (self._assuming or interest.known) and not self._interests[audience.id, interest.id]
        ]

    def empty_stages(self) -> list[str]:
        """Return the purchase stages without a post."""
        return [stage for stage in self._plan.reading.list("stage") if not self._stages[stage]]


def _alike(audience: Audience, goal: Goal) -> bool:
    """Whether an audience and a goal have a word in common."""
    one, other = (_stems(f"{it.id} {it.title}") for it in (audience, goal))
    return not one.isdisjoint(other)


@cache
def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a text: words bend at their ends."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM)
