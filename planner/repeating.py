"""Posts once more: one post on other days, a series from a day on, a whole season a year later.

A copy says what its original says, but for what was about that one day: it is a draft, it has
no figures yet, and what hangs together among the copies leads from copy to copy. The originals
stay as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING

from planner import blanks, checker, edits, moving
from planner.diagnostics import Kind, Severity
from planner.errors import PlannerError
from planner.lines import Key
from planner.loader import FOLDERS
from planner.model import PUBLISHED, Post, key_of
from planner.rewriting import Rewriting, tongue, written
from planner.texts import N, T, say
from planner.values import Moment, normal, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.checker import Report
    from planner.diagnostics import Diagnostic
    from planner.edits import Value
    from planner.loader import Content
    from planner.model import Campaign, Plan

_OF_THAT_DAY: tuple[tuple[str, ...], ...] = (
    *((name,) for name in ("id", "link_id", "post_url", "published_at", "metrics", "analysis")),
    *((name,) for name in ("cost", "cancelled_because")),
    *(("live", name) for name in ("rehearsal_on", "connection_tested")),
    *(("people_consent", name) for name in ("given_on", "how")),
    *(("ab_test", name) for name in ("a_of", "a_count", "b_of", "b_count")),
)
"""What does not carry over to a copy."""
_YEAR = re.compile(r"-\d{4}\Z")
_LONGEST_NAME = 70
"""Of a fixed day, so that a year fits behind it."""
_WEEK = 7
_HALF_A_YEAR = 183
_YEAR_LONG = dt.timedelta(365.25)
_ABOUT = dt.timedelta(15)
"""How far from whole years a season may begin and still be the same season."""
_SATURDAY = 5
_OF_THE_DATE = frozenset(
    (month, day)
    for month, days in {
        2: (5, 14, 28),
        3: (8, 20, 21),
        4: (1, 22),
        10: (31,),
        12: (13, 24, 31),
    }.items()
    for day in days
)
"""Month and day of what is marked on its date and is no public holiday, such as Valentine's Day."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A post that is made of another one."""

    old: Post
    id: str
    day: dt.date


@dataclass(slots=True)
class Repeated:
    """What would be written, the copies, and what there is to say of it."""

    files: Rewriting
    copies: list[Copy] = field(default_factory=list)
    notes: list[T] = field(default_factory=list)

    @property
    def originals(self) -> Mapping[str, str]:
        """The original of each copy."""
        return {copy.id: copy.old.id for copy in self.copies}


def again(content: Content, post: Post, days: Sequence[dt.date], language: str) -> Repeated:
    """Return one post once more on each of some days."""
    return _Copying(content, language).copied([(post, day) for day in dict.fromkeys(days)])


def series(content: Content, name: str, day: dt.date, language: str) -> Repeated:
    """Return the posts of a series once more: the first on a day, the others at their distances.

    Where some of them lie in the period of the plan, those alone are meant.

    Raises:
        PlannerError: If there is no such series.
    """
    plan = content.plan
    named = [post for post in plan.posts.values() if normal(post.series) == normal(name)]
    if not named:
        known = list(dict.fromkeys(post.series for post in plan.posts.values() if post.series))
        raise PlannerError(
            T("There is no series “{name}”. The plan has: {known}.", name=name, known=known)
            if known
            else T(
                "No post says which series it belongs to. Write a line “{key}:” into each of them.",
                key=Key(Kind.POST, ("series",)),
            )
        )
    inside = [post for post in named if post.day and _within(post.day, plan.reading.period)]
    held = sorted((post.day, post.id) for post in inside or named if post.day)
    if not held:
        raise PlannerError(T("No post of the series “{name}” has a day.", name=name))
    copying = _Copying(content, language)
    posts = copying.repeatable(plan.posts[id_] for _, id_ in held)
    days = [post.day for post in posts if post.day]
    done = copying.copied(
        [(post, day + (was - days[0])) for post, was in zip(posts, days, strict=True)]
    )
    done.notes += [text for was in days[:1] for text in _other_weekday(was, day)]
    return done


def _other_weekday(first: dt.date, day: dt.date) -> Iterator[T]:
    if first.weekday() != day.weekday():
        yield T(
            "The series began on another day of the week than {day} is, so every post of it falls on another one. With {near} the days of the week stay.",
            day=day,
            near=_same_weekday(first, day),
        )


def _within(day: dt.date, period: tuple[dt.date, dt.date] | None) -> bool:
    return period is None or period[0] <= day <= period[1]


def _same_weekday(like: dt.date, near: dt.date) -> dt.date:
    """Return the day nearest to one that is the same day of the week as another."""
    ahead = (like.weekday() - near.weekday()) % _WEEK
    return near + dt.timedelta(ahead if ahead <= _WEEK // 2 else ahead - _WEEK)


class _Copying:
    """Makes files of copies in memory."""

    def __init__(
        self,
        content: Content,
        language: str,
        period: tuple[dt.date, dt.date] | None = None,
        anchors: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare to copy posts of a plan.

        Args:
            content: The plan as it was read.
            language: The language of its files.
            period: The period that the copies will stand in; the plan's own unless given.
            anchors: What the fixed days are called for the copies.
        """
        self.plan = content.plan
        self.period = period or content.plan.reading.period
        self.anchors = anchors or {}
        self.done = Rewriting(content, language)
        self.notes: list[T] = []
        self.taken = blanks.addresses(self.plan, Kind.POST)
        self.there = {_likeness(post, post.day): post.id for post in self.plan.posts.values()}

    def repeatable(self, posts: Iterable[Post]) -> list[Post]:
        """Return the posts that are worth doing again, and note how many are not."""
        every = self._sound(posts)
        live = [post for post in every if post.status != "cancelled"]
        kept = [post for post in live if not (post.analysis and post.analysis.next == "stop")]
        self._note(
            N("{n} post was cancelled.", "{n} posts were cancelled.", len(every) - len(live)),
            N(
                "{n} post is left out: you had decided to stop doing it.",
                "{n} posts are left out: you had decided to stop doing them.",
                len(live) - len(kept),
            ),
        )
        return kept

    def _sound(self, posts: Iterable[Post]) -> list[Post]:
        """Return the posts whose files can be copied, and note the others."""
        every = list(posts)
        content = self.done.content
        sound = [
            it for it in every if edits.is_sound(content.sources[content.paths[Kind.POST, it.id]])
        ]
        kept = {post.id for post in sound}
        faulty = [post.id for post in every if post.id not in kept]
        if faulty:
            self.notes.append(
                T(
                    "The beginnings of these have faults, so they are left out: {posts}. planner check says what to mend.",
                    posts=faulty,
                )
            )
        return sound

    def _note(self, *counted: T) -> None:
        self.notes += [text for text in counted if text.count]

    def copied(self, wanted: Sequence[tuple[Post, dt.date]]) -> Repeated:
        """Make a copy of each post on its day; what is there already is not made again.

        Raises:
            Refusal: If a file cannot be copied as it should be.
        """
        ids: dict[str, str] = {}
        """What leads on from an original among the copies."""
        new: list[Copy] = []
        known = 0
        for old, day in wanted:
            there = self.there.get(_likeness(old, day))
            if there is None:
                there = self._name(old, day)
                new.append(Copy(old, there, day))
            else:
                known += 1
            ids[old.id] = there
        self._note(
            N(
                "{n} post is there already on its new day and is not made twice.",
                "{n} posts are there already on their new days and are not made twice.",
                known,
            )
        )
        lost: Counter[str] = Counter()
        for copy in new:
            self._copy(copy, ids, lost)
        self.notes += [
            N(
                "The campaign {name} does not run then, so {n} copy does not name it.",
                "The campaign {name} does not run then, so {n} copies do not name it.",
                n,
                name=name,
            )
            for name, n in lost.items()
        ]
        return Repeated(self.done, new, self.notes)

    def _name(self, old: Post, day: dt.date) -> str:
        """Return the name of a copy's file, which is its id too."""
        like = Post.model_construct(
            title=old.title, stage=old.stage, audience=old.audience, date=Moment(day)
        )
        names = blanks.names(self.plan, like, self.done.language, self.taken)
        name = next(name for name in names if self._path(name) not in self.done.content.sources)
        self.taken.add(slug(name))
        return name

    @staticmethod
    def _path(name: str) -> str:
        return f"{blanks.folder_of(Kind.POST)}/{name}.md"

    def _copy(self, copy: Copy, ids: Mapping[str, str], lost: Counter[str]) -> None:
        old = copy.old
        path = self.done.content.paths[Kind.POST, old.id]
        data = self.done.content.sources[path].data or {}
        there = {key_of(Post, key) for key in data}
        changes: dict[tuple[str, ...], Value] = {
            path: None for path in _OF_THAT_DAY if path[0] in there
        }
        changes |= moving.dated(data, Moment(copy.day), self.done.language, self.period)
        if old.status != "idea":
            changes[("status",)] = self._status(tongue(Kind.POST, data, self.done.language))
        changes |= self._leading(old, ids)
        if old.anchor in self.anchors:
            changes[("anchor",)] = self.anchors[old.anchor]
        campaign = self.plan.campaigns.get(old.campaign)
        if campaign and not _runs(campaign, copy.day):
            changes[("campaign",)] = None
            lost[campaign.id] += 1
        self.done.copy(path, self._path(copy.id), changes)

    def _status(self, language: str) -> str:
        word = self.plan.word("status", "draft")
        return str(word.label(language)) if language == "fi" else str(word.id)

    @staticmethod
    def _leading(old: Post, ids: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Yield where the links of a copy lead: to copies; it builds on older posts, too."""
        if old.next_post:
            yield ("next_post",), ids.get(old.next_post)
        if old.live and old.live.announced_by:
            yield ("live", "announced_by"), ids.get(old.live.announced_by)
        if any(name in ids for name in old.source_posts):
            yield ("source_posts",), tuple(ids.get(name, name) for name in old.source_posts)


def _likeness(post: Post, day: dt.date | None) -> tuple[object, ...]:
    """Return what two posts share that are the same one."""
    return post.title, post.channel, day, post.clock


def _runs(campaign: Campaign, day: dt.date) -> bool:
    starts, ends = campaign.start or day, campaign.end or day
    return starts <= day <= ends


# A season


def season(
    content: Content,
    start: dt.date,
    weeks: int | None,
    language: str,
    feasts: Callable[[dt.date], tuple[str, ...]],
    as_of: dt.date,
) -> Repeated:
    """Return a plan whose period begins on another day, with the posts of the old one as drafts.

    Args:
        content: The plan as it was read.
        start: The first day; the nearest one that is the same day of the week is taken.
        weeks: How long the period is; as long as the old one unless given.
        language: The language of the plan's files.
        feasts: What is celebrated on a day.
        as_of: Today.

    Raises:
        PlannerError: If the plan has no period, or the new one does not come after it.
        Refusal: If plan.md cannot be changed as it should be.
    """
    old = content.plan.reading.period
    if old is None:
        raise PlannerError(T("plan.md does not say from when to when the season lasts."))
    first = _same_weekday(old[0], start)
    if first <= old[1]:
        raise PlannerError(
            T(
                "The season of the plan lasts from {start} to {end}. Name a later day, with its year.",
                start=old[0],
                end=old[1],
            )
        )
    length = dt.timedelta(weeks=weeks) - dt.timedelta(1) if weeks else old[1] - old[0]
    new = (first, first + length)
    return _Season(content, language, feasts, old, new).rolled(start, as_of)


class _Season:
    """A plan that begins again."""

    def __init__(
        self,
        content: Content,
        language: str,
        feasts: Callable[[dt.date], tuple[str, ...]],
        old: tuple[dt.date, dt.date],
        new: tuple[dt.date, dt.date],
    ) -> None:
        self.content, self.plan = content, content.plan
        self.language = language
        self.feasts = feasts
        self.old, self.new = old, new
        self.shift = new[0] - old[0]
        self.known = {anchor.id for anchor in self.plan.file.anchors}

    def rolled(self, asked: dt.date, as_of: dt.date) -> Repeated:
        """Return the plan in its new season, which somebody asked for from a day on."""
        names = {id_: name for id_, (name, _) in self.anchors.items()}
        copying = _Copying(self.content, self.language, self.new, names)
        if asked != self.new[0]:
            copying.notes.append(
                T(
                    "The season begins on {day} and not on {asked}, so that the posts keep their days of the week.",
                    day=self.new[0],
                    asked=asked,
                )
            )
        held = sorted((it.day, it.id) for it in self.plan.posts.values() if self._is_old(it.day))
        posts = copying.repeatable(self.plan.posts[id_] for _, id_ in held)
        days = [(post, self._day(post, post.day)) for post in posts if post.day]
        fitting = [(post, day) for post, day in days if _within(day, self.new)]
        left = len(days) - len(fitting)
        waiting = [it for it in posts if it.status not in PUBLISHED]
        if self.old[1] >= as_of and waiting:
            copying.notes.append(
                N(
                    "The old season still lasts until {end}, and {n} post of it has not gone out.",
                    "The old season still lasts until {end}, and {n} posts of it have not gone out.",
                    len(waiting),
                    end=self.old[1],
                )
            )
        if left:
            copying.notes.append(
                N(
                    "{n} post would fall outside the new season and is left out.",
                    "{n} posts would fall outside the new season and are left out.",
                    left,
                )
            )
        done = copying.copied(fitting)
        self._change_plan(done.files)
        done.notes.append(T("The old posts stay as they are, and do not count in the new season."))
        done.notes += self._to_do(done)
        return done

    def _is_old(self, day: dt.date | None) -> bool:
        return day is not None and _within(day, self.old)

    # The fixed days

    @cached_property
    def anchors(self) -> Mapping[str, tuple[str, dt.date]]:
        """What the fixed days of the old season are called in the new one, and when they are.

        Those that its posts gather round are among them, even if they lie beside it.
        """
        used = {post.anchor for post in self.plan.posts.values() if self._is_old(post.day)}
        return {
            id_: self._anchor(id_, day)
            for id_, day in self.dates.items()
            if self._is_old(day) or id_ in used
        }

    @cached_property
    def dates(self) -> Mapping[str, dt.date]:
        """The fixed days of the plan."""
        return {it.id: it.date for it in self.plan.file.anchors if it.id and it.date}

    def _anchor(self, id_: str, was: dt.date) -> tuple[str, dt.date]:
        day = self._feast(was) or self._same_date(was) or was + self.shift
        name = f"{_YEAR.sub('', id_)[:_LONGEST_NAME].rstrip('-')}-{day.year}"
        there = self.dates.get(name)
        if there and _within(there, self.new):  # somebody has thought of it already
            return name, there
        endings = chain([""], (f"-{number}" for number in count(2)))
        name = next(name + it for it in endings if name + it not in self.known)
        self.known.add(name)
        return name, day

    def _feast(self, day: dt.date) -> dt.date | None:
        """Return when the feast of a day is celebrated in the new season."""
        names = set(self.feasts(day))
        if not names:
            return None
        return next((it for it in self._near(day) if names & set(self.feasts(it))), None)

    def _same_date(self, day: dt.date) -> dt.date | None:
        """Return the same date a year later, or some years; None where weeks are to be counted.

        A day at the weekend is more likely one that belongs there, such as an open-yard day.
        """
        years = round(self.shift / _YEAR_LONG)
        about = abs(self.shift - years * _YEAR_LONG) <= _ABOUT
        fixed = day.weekday() < _SATURDAY or (day.month, day.day) in _OF_THE_DATE
        if not (years and about and fixed):
            return None
        return next((it for it in self._near(day) if _alike(it, day)), None)

    def _near(self, day: dt.date) -> Iterator[dt.date]:
        """Yield the days round the one that is whole weeks later, the nearest first."""
        near = day + self.shift
        for off in range(_HALF_A_YEAR):
            yield near + dt.timedelta(off)
            yield near - dt.timedelta(off)

    def _day(self, post: Post, day: dt.date) -> dt.date:
        """Return the new day of a post: as far from its fixed day, else whole weeks later."""
        if post.anchor in self.anchors:
            return self.anchors[post.anchor][1] + (day - self.dates[post.anchor])
        return day + self.shift

    # plan.md

    def _change_plan(self, files: Rewriting) -> None:
        data = files.content.sources[_PLAN].data or {}
        language = tongue(Kind.PLAN, data, self.language)

        def like(day: dt.date, *path: str) -> str:
            return moving.like(written(Kind.PLAN, data, *path), Moment(day), language)

        changes: dict[tuple[str, ...], Value] = {
            ("period", "start"): like(self.new[0], "period", "start"),
            ("period", "end"): like(self.new[1], "period", "end"),
        }
        titles = {it.id: it.title for it in self.plan.file.anchors}
        more = [
            {"id": name}
            | ({"title": titles[id_]} if titles[id_] else {})
            | {"date": say(day, language)}
            for id_, (name, day) in self.anchors.items()
            if name not in titles
        ]
        if more:
            changes[("anchors",)] = edits.More(tuple(more))
        files.change(_PLAN, Kind.PLAN, changes)

    # What is left to a person

    def _to_do(self, done: Repeated) -> Iterator[T]:
        """Yield what somebody has to look at, now that the season has begun again."""
        titles = {it.id: it.title or it.id for it in self.plan.file.anchors}
        told: dict[T, list[T]] = {text: [] for text in (_FEASTS, _DATES, _WEEKS)}
        for id_, (name, day) in self.anchors.items():
            was = self.dates[id_]
            text = _FEASTS if self.feasts(day) else _DATES if _alike(was, day) else _WEEKS
            if name not in self.dates:  # nobody had thought of it
                told[text].append(T("{title} {day}", title=titles[id_], day=day))
        yield from (T(text.msgid, days=days) for text, days in told.items() if days)
        goals = dict.fromkeys(copy.old.goal for copy in done.copies)
        known = [self.plan.goals[name] for name in goals if name in self.plan.goals]
        ended = [goal.title or goal.id for goal in known if goal.ends and goal.ends < self.new[0]]
        if ended:
            yield T(
                "These goals end before the new season begins: {goals}. Give each a new target and day, or its posts another goal.",
                goals=ended,
            )
        if self.plan.file.as_of:
            yield T(
                "plan.md pins the day of the check to {day}. Take the line “{key}” out, or the new season never begins.",
                day=self.plan.file.as_of,
                key=Key(Kind.PLAN, ("as_of",)),
            )


_PLAN = "plan.md"
_FEASTS = T("These feasts have their new days: {days}.")
_DATES = T("These fixed days keep their date, so check them in plan.md: {days}.")
_WEEKS = T("These fixed days were put whole weeks later, so check them in plan.md: {days}.")


def _alike(day: dt.date, other: dt.date) -> bool:
    return (day.month, day.day) == (other.month, other.day)


# What a copy does to the plan


def misread(done: Repeated, after: Plan) -> list[str]:
    """Return the copies that would not say what they should, such as those with two days."""
    return [
        copy.id
        for copy in done.copies
        if (post := after.posts.get(copy.id)) is None
        or post.day != copy.day
        or post.status not in ("idea", "draft")
        or post.link_id
        or post.metrics
    ]


def displaced(done: Repeated, after: Content) -> list[str]:
    """Return the files that name days without a year, which the new season would give them."""
    before = done.files.content
    days = _days(after.plan)
    moved = any(days[id_] != day for id_, day in _days(before.plan).items())
    return [_PLAN] * moved + [
        before.paths[kind, id_]
        for kind in FOLDERS.values()
        for id_, thing in before.plan.entities(kind).items()
        if after.plan.entities(kind).get(id_) != thing
    ]


def _days(plan: Plan) -> dict[str, dt.date | None]:
    """Return the days in plan.md."""
    return {it.id: it.date for it in plan.file.anchors} | {"": plan.file.as_of}


def faults(done: Repeated, before: Report, after: Report) -> list[Diagnostic]:
    """Return the errors that were not there before; a copy may have those of its original."""
    there = {(it.rule, it.kind, it.id) for it in before.diagnostics}
    old = done.originals
    came, _ = checker.changes(before, after)
    return [
        it
        for it in came
        if it.severity is Severity.ERROR
        and (it.rule, it.kind, old.get(it.id or "", it.id)) not in there
    ]
