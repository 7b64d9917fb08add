"""How to begin: the first files of a plan, ready to copy, in the plan's own language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Filled, Key, Line
from planner.model import AudienceChannel, Baseline, Interest, Period, Role, Target
from planner.texts import T, say
from planner.vocabulary import words

if TYPE_CHECKING:
    from planner.site.views.desk import Desk
    from planner.vocabulary import Word

_FIRST = {
    Kind.GOAL: (
        T("Your first goal"),
        T("Why do you publish at all? One figure and one day will do."),
    ),
    Kind.AUDIENCE: (
        T("Your first audience"),
        T("Whom do you wish to stop and look? Not everyone."),
    ),
    Kind.CHANNEL: (T("Your first channel"), T("Where do they spend their time? One is enough.")),
    Kind.POST: (
        T("Your first post"),
        T("One idea is enough. A title will do; the rest can follow."),
    ),
}
_PLAN = (T("The plan itself"), T("What it is called, and from when to when it runs."))
_INTEREST = T("weekend-trips")
_SEASON = dt.timedelta(weeks=4)
_WEEK = dt.timedelta(days=7)

_Rows = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A file to make."""

    number: int
    title: str
    why: str
    file: str
    text: str
    """What it may hold, ready to copy."""
    command: str
    """What begins such a file, where there is such a command."""
    done: bool
    next: bool
    """Whether it is the first that is still to be made."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The way from nothing to the first post."""

    steps: tuple[Step, ...]
    has_posts: bool


def begin(desk: Desk) -> Begin | None:
    """Return how to begin; nothing where a plan has all that is needed to begin with."""
    there = {kind: _there(desk, kind) for kind in (Kind.PLAN, *_FIRST)}
    if all(there.values()):
        return None
    sample = _Sample(desk)
    first = next(kind for kind, done in there.items() if not done)
    kinds = [kind for kind in there if kind is not Kind.PLAN or not there[kind]]
    steps = (
        _step(desk, sample, kind, number, done=there[kind], is_next=kind is first)
        for number, kind in enumerate(kinds, 1)
    )
    return Begin(tuple(steps), there[Kind.POST])


def _there(desk: Desk, kind: Kind) -> bool:
    """Whether the plan has such a file; one that cannot be read is there, too."""
    if kind is Kind.PLAN:
        return _has_plan(desk)
    return bool(desk.plan.entities(kind)) or any(it is kind for it, _ in desk.plan.unread)


def _has_plan(desk: Desk) -> bool:
    source, file = desk.content.sources.get("plan.md"), desk.plan.file
    if source is None or not source.text.strip():
        return False
    return source.data is None or bool(file.title and file.period and file.timezone)


def _step(
    desk: Desk, sample: _Sample, kind: Kind, number: int, *, done: bool, is_next: bool
) -> Step:
    title, why = _PLAN if kind is Kind.PLAN else _FIRST[kind]
    file, text = sample.file(kind)
    command = f"planner new {kind.value}" if kind in _FIRST else ""
    return Step(number, desk.say(title), desk.say(why), file, text, command, done, is_next)


class _Sample:
    """Files that make a small plan, joined to what the plan has already."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.plan = desk.plan
        unread = (Kind.PLAN, "") in desk.plan.unread
        self.language = desk.language if unread else desk.plan.file.language

    def file(self, kind: Kind) -> tuple[str, str]:
        """Return a file's name below the content folder, and what it may hold."""
        folder = words("file-kind")[kind.value].facts["folder"]
        name = f"{folder}/{self._name(kind)}.md" if folder else "plan.md"
        rows, body = self._rows(kind)
        lines = [Line(Key(kind, (key,)), value).to(self.language) for key, value in rows]
        return name, "\n".join(["---", *lines, "---", *([body] if body else [])]) + "\n"

    def _rows(self, kind: Kind) -> tuple[_Rows, str]:
        match kind:
            case Kind.PLAN:
                return self._plan(), ""
            case Kind.GOAL:
                return self._goal(), ""
            case Kind.AUDIENCE:
                return self._audience(), ""
            case Kind.CHANNEL:
                return self._channel(), ""
        return self._post(), self._say(T("Write the text of the post here."))

    def _say(self, text: T) -> str:
        return text.to(self.language)

    def _name(self, kind: Kind) -> str:
        """Return what the first thing of a kind is called in names: the plan's, or a new one."""
        there = self.plan.entities(kind)
        new = {
            Kind.GOAL: T("first-goal"),
            Kind.AUDIENCE: T("first-audience"),
            Kind.CHANNEL: "facebook",
            Kind.POST: T("first-post"),
        }
        return next(iter(there), None) or say(new[kind], self.language)

    @property
    def _start(self) -> dt.date:
        """The first day that is neither past nor before the period."""
        period = self.plan.file.period
        start, day = period.start if period else None, self.desk.as_of
        return start if start and start > day else day

    @property
    def _end(self) -> dt.date:
        period = self.plan.file.period
        end = period.end if period else None
        return end if end and end > self._start else self._start + _SEASON

    # The files

    def _plan(self) -> _Rows:
        period = Filled(Period, (("start", self._start), ("end", self._end)))
        told = self.plan.file
        does = [words("task")[name] for name in ("plan", "write", "publish", "reply")]
        owner = Filled(Role, (("id", self._say(T("owner"))), ("does", does)))
        return (
            ("title", told.title or self._say(T("Our plan"))),
            ("language", self.language),
            ("timezone", told.timezone or "Europe/Helsinki"),
            ("period", period),
            ("roles", [owner]),
        )

    def _goal(self) -> _Rows:
        baseline = (("value", 0), ("date", self.desk.as_of))
        return (
            ("title", self._say(T("Twenty new customers"))),
            ("lever", words("lever")["more-customers"]),
            ("metric", self._say(T("new customers"))),
            ("unit", self._say(T("people"))),
            ("baseline", Filled(Baseline, baseline)),
            ("target", Filled(Target, (("value", 20), ("by", self._end)))),
        )

    def _audience(self) -> _Rows:
        guess = words("evidence")["assumption"]
        channel: tuple[tuple[str, object], ...] = (
            ("id", self._name(Kind.CHANNEL)),
            ("evidence", guess),
            ("checked_on", self.desk.as_of),
        )
        return (
            ("title", self._say(T("Families nearby"))),
            (
                "description",
                self._say(T("Families with children who live within half an hour from us.")),
            ),
            ("needs", [self._say(T("something to do together"))]),
            ("channels", [Filled(AudienceChannel, channel)]),
            ("interests", [self._interest(guess)]),
        )

    def _interest(self, guess: Word) -> Filled:
        return Filled(Interest, (("id", self._say(_INTEREST)), ("evidence", guess)))

    def _channel(self) -> _Rows:
        kinds = words("channel-kind")
        kind = kinds.get(self._name(Kind.CHANNEL)) or kinds["facebook"]
        metrics = [words("metric")[name] for name in kind.facts["metrics"]]
        return (
            ("title", kind.label(self.language)),
            ("windows", [self._say(T("Mon-Sun 17:00-20:00"))]),
            ("attention_metrics", metrics),
            ("read_from", self._say(T("The page's own statistics"))),
        )

    def _post(self) -> _Rows:
        day = min(self._start + _WEEK, self._end)
        return (
            ("title", self._say(T("What we do, and for whom"))),
            ("status", words("status")["draft"]),
            ("audience", [self._name(Kind.AUDIENCE)]),
            ("goal", self._name(Kind.GOAL)),
            ("channel", self._name(Kind.CHANNEL)),
            *(("interest", name) for name in self._interests()),
            ("date", day),
            ("time", dt.time(18, 30)),
        )

    def _interests(self) -> list[str]:
        """Return an interest of the first audience, if it has any."""
        if not self.plan.audiences:
            return [self._say(_INTEREST)]
        first = next(iter(self.plan.audiences.values()))
        return [interest.id for interest in first.interests[:1]]
