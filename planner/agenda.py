"""What there is to do on a day: what goes out, what it still lacks, whose it is, what is fixed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.channels import facts_of
from planner.diagnostics import Kind
from planner.due import asked
from planner.model import Live
from planner.outgoing import without_remarks
from planner.rules.fit import lacks_media
from planner.schedule import Week
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.due import Asked
    from planner.model import Anchor, Plan, Post
    from planner.schedule import Gap, Schedule

_UPCOMING = ("draft", "ready", "scheduled")


# Posts in time


@dataclass(frozen=True, slots=True)
class Slot:
    """A post at its time on one of its channels."""

    post: Post
    channel: str
    clock: dt.time | None


def slots_of(post: Post) -> Iterator[Slot]:
    """Yield where a post goes out: on its channel, and told again on others."""
    yield Slot(post, post.channel, post.clock)
    for name, told in post.variants.items():
        if name != post.channel:
            yield Slot(post, name, told.time or post.clock)


def slots(posts: Iterable[Post]) -> dict[dt.date, list[Slot]]:
    """Return every dated post, and every variant, on its day; cancelled ones are left out."""
    found: dict[dt.date, list[Slot]] = defaultdict(list)
    for post in posts:
        if post.day and post.status != "cancelled":
            found[post.day] += slots_of(post)
    return found


def by_clock(found: Iterable[Slot]) -> list[Slot]:
    """Return what goes out on a day, by time; what has none comes last."""
    return sorted(found, key=lambda slot: (slot.clock or dt.time.max, slot.post.id))


def upcoming(post: Post) -> bool:
    """Whether a post is still to go out."""
    return post.status in _UPCOMING


def going_out(schedule: Schedule, until: dt.date) -> list[Post]:
    """Return the posts that go out up to a day, or should have gone out, by time."""
    return [
        post for post in schedule.dated if upcoming(post) and post.day and post.day <= until
    ]  # fmt: skip


def anchors(plan: Plan) -> Mapping[dt.date, Sequence[Anchor]]:
    """Return the plan's fixed days."""
    found: dict[dt.date, list[Anchor]] = defaultdict(list)
    for anchor in plan.file.anchors:
        if anchor.date:
            found[anchor.date].append(anchor)
    return found


def rehearsals(posts: Iterable[Post]) -> Mapping[dt.date, Sequence[Post]]:
    """Return the broadcasts that are rehearsed, by the day of the rehearsal."""
    found: dict[dt.date, list[Post]] = defaultdict(list)
    for post in posts:
        if post.live and post.live.rehearsal_on and upcoming(post):
            found[post.live.rehearsal_on].append(post)
    return found


def gaps_by_week(schedule: Schedule) -> Mapping[Week, Sequence[Gap]]:
    """Return the pauses on channels that each week has a part of."""
    found: dict[Week, list[Gap]] = defaultdict(list)
    for gap in schedule.gaps:
        first, last = gap.start + dt.timedelta(days=1), gap.end - dt.timedelta(days=1)
        monday = first - dt.timedelta(days=first.weekday())
        for number in range((last - monday).days // 7 + 1):
            found[Week.of(monday + dt.timedelta(weeks=number))].append(gap)
    return found


def next_review(schedule: Schedule) -> tuple[dt.date, dt.date] | None:
    """Return from when on the next review is counted, and its day; nothing where none is due."""
    last = schedule.reviews[-1].date if schedule.reviews else schedule.start
    if not last or last > schedule.as_of or (schedule.end and last >= schedule.end):
        return None
    return last, last + schedule.rhythm


# What a post still lacks


def is_live(post: Post) -> bool:
    """Whether a post is a live broadcast."""
    return post.live is not None or post.format in ("live", "webinar")


def checklist(plan: Plan, post: Post) -> Mapping[str, bool]:
    """Return what a live broadcast needs, and whether it is there."""
    live = post.live or Live()
    other = plan.posts.get(live.announced_by)
    return {
        "host": bool(live.host),
        "moderator": bool(live.moderator) and live.moderator != live.host,
        "announced": bool(other and other.day and post.day and other.day < post.day),
        "rehearsal": live.rehearsal_on is not None,
        "connection": bool(live.connection_tested),
        "fallback": bool(live.fallback),
        "length": bool(live.length_min),
        "recording": bool(live.recording),
    }


def missing(schedule: Schedule, slot: Slot) -> Iterator[T]:
    """Yield what a post still lacks to go out on a channel, in a word or two."""
    post = slot.post
    told = post.variants.get(slot.channel)
    if not slot.channel:
        yield T("a channel")
    if slot.clock is None:
        yield T("a time")
    if not without_remarks((told and told.text) or post.body).strip():
        yield T("the text")
    channel = schedule.plan.channels.get(slot.channel)
    if channel and lacks_media(schedule.plan, post, facts_of(channel)):
        yield T("a picture")
    consent = post.people_consent
    if consent and consent.needed and not consent.given_on:
        yield T("the consent")
    if is_live(post):
        left = list(checklist(schedule.plan, post).values()).count(False)
        if left:
            yield N("{n} step of its checklist", "{n} steps of its checklist", left)


# Who does what


def people(post: Post) -> tuple[str, ...]:
    """Return the roles that have something to do with a post: its owner, and who is live in it."""
    live = (post.live.host, post.live.moderator) if post.live else ()
    return tuple(dict.fromkeys(filter(None, (post.owner, *live))))


def roles(plan: Plan) -> tuple[str, ...]:
    """Return all roles: those of the plan in its order, then others that posts name."""
    used = {name for post in plan.posts.values() for name in people(post)}
    return tuple(dict.fromkeys((*(role.id for role in plan.file.roles), *sorted(used))))


@dataclass(frozen=True, slots=True)
class Job:
    """Something that somebody does on a day: with a post on a channel, or its rehearsal."""

    what: str
    """``publish``, ``host``, ``moderate`` or ``rehearse``."""
    day: dt.date
    slot: Slot


@dataclass(slots=True)
class Share:
    """What is to be done by one person, or by nobody in particular."""

    late: list[Job] = field(default_factory=list)
    """Their day has gone by."""
    today: list[Job] = field(default_factory=list)
    week: list[Job] = field(default_factory=list)
    """On the days of this week that are still to come."""
    noting: list[Asked] = field(default_factory=list)
    review: tuple[dt.date, dt.date] | None = None
    """From when on the review is counted, and its day, where it is due this week."""

    def __bool__(self) -> bool:
        """Whether there is anything to be done."""
        return bool(self.late or self.today or self.week or self.noting or self.review)


class Agenda:
    """What is to be done from a day to the end of its week, by person."""

    def __init__(self, schedule: Schedule) -> None:
        """Gather everything."""
        self.schedule = schedule
        self.today = schedule.as_of
        ahead = min(6 - self.today.weekday(), (dt.date.max - self.today).days)
        self.sunday = self.today + dt.timedelta(days=ahead)
        self._shares: dict[str, Share] = defaultdict(Share)
        for role, job in sorted(self._jobs(), key=_when):
            self._place(self._shares[role], job)
        self._note()
        self._review()

    def shares(self, only: str | None = None) -> dict[str, Share]:
        """Return what each person does, in the order of the plan's roles; nobody's comes last.

        Args:
            only: The role to return alone.
        """
        known = [role.id for role in self.schedule.plan.file.roles]
        others = sorted(role for role in self._shares if role and role not in known)
        ordered = (*known, *others, "") if only is None else (only,)
        return {role: self._shares[role] for role in ordered if role in self._shares}

    def following(self, only: str | None = None) -> Job | None:
        """Return what goes out first after this week."""
        for post in self.schedule.dated:
            theirs = only is None or only in people(post)
            if theirs and post.day and post.day > self.sunday and upcoming(post):
                return Job("publish", post.day, next(slots_of(post)))
        return None

    def fixed(self) -> Iterator[Anchor]:
        """Yield the fixed days that are left of this week."""
        for day, found in sorted(anchors(self.schedule.plan).items()):
            if self.today <= day <= self.sunday:
                yield from found

    def _jobs(self) -> Iterator[tuple[str, Job]]:
        for post in going_out(self.schedule, self.sunday):
            day = post.day or self.today
            if self.schedule.slipped(post):
                yield post.owner, Job("publish", day, next(slots_of(post)))
                continue
            for slot in slots_of(post):
                yield post.owner, Job("publish", day, slot)
            for role, what in self._others(post):
                yield role, Job(what, day, next(slots_of(post)))
        for day, posts in rehearsals(self.schedule.plan.posts.values()).items():
            if self.today <= day <= self.sunday:
                for post in posts:
                    for role in people(post) or ("",):
                        yield role, Job("rehearse", day, Slot(post, "", None))

    @staticmethod
    def _others(post: Post) -> Iterator[tuple[str, str]]:
        """Yield who else has something to do in a broadcast."""
        live = post.live or Live()
        if live.host and live.host != post.owner:
            yield live.host, "host"
        if live.moderator and live.moderator not in (post.owner, live.host):
            yield live.moderator, "moderate"

    def _place(self, share: Share, job: Job) -> None:
        if job.day < self.today:
            share.late.append(job)
        elif job.day == self.today:
            share.today.append(job)
        else:
            share.week.append(job)

    def _note(self) -> None:
        plan = self.schedule.plan
        for waiting in asked(self.schedule):
            roles = [plan.posts[waiting.id].owner] if waiting.kind is Kind.POST else self._reviewers
            for role in roles:
                self._shares[role].noting.append(waiting)

    def _review(self) -> None:
        due = next_review(self.schedule)
        if due and due[1] <= self.sunday:
            for role in self._reviewers:
                self._shares[role].review = due

    @property
    def _reviewers(self) -> list[str]:
        """Those who look back; nobody in particular where the plan does not say it."""
        return [role.id for role in self.schedule.plan.file.roles if "review" in role.does] or [""]


def _when(placed: tuple[str, Job]) -> tuple[dt.date, dt.time, str, str]:
    job = placed[1]
    return job.day, job.slot.clock or dt.time.max, job.slot.post.id, job.slot.channel
