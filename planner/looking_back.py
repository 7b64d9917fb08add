"""A review, begun: what the figures say since the last one, and room for the words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Key
from planner.meaning import compared
from planner.model import Review, fields
from planner.schema import about, sentences
from planner.syntax import scalar
from planner.texts import N, T, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Post
    from planner.schedule import Schedule

FOLDER = "reviews"
_MOST = 8
"""So many posts are told of; a review takes five minutes."""
_NEAR = 14
"""Days ahead: a post that goes out in them can carry a decision."""


@dataclass(frozen=True, slots=True)
class Back:
    """What the figures say of the days since the last review."""

    start: dt.date
    end: dt.date
    noticed: tuple[T, ...]
    happened: tuple[T, ...]
    changed: tuple[T, ...]
    decided: tuple[T | str, ...]
    """What the last review with decisions decided, and the posts that were to carry it."""
    coming: tuple[str, ...]
    """The ids of posts that can carry what is decided now."""


def look_back(schedule: Schedule) -> Back:
    """Return what has been noted since the last review, up to the day of the schedule."""
    last = schedule.reviews[-1] if schedule.reviews else None
    day = dt.timedelta(days=1)
    begun = schedule.start or schedule.as_of
    start = last.date + day if last and last.date else min(begun, schedule.as_of)
    start = min(start, schedule.as_of)
    found = list(_noted(schedule, start))
    return Back(
        start,
        schedule.as_of,
        tuple(_posts(schedule, found, "attention")),
        tuple(_posts(schedule, found, "action")),
        tuple(_goals(schedule, start)),
        tuple(
            T("{what} ({post})", what=it.what, post=it.post) if it.post else it.what
            for it in next((r.decisions for r in reversed(schedule.reviews) if r.decisions), ())
            if it.what
        ),
        tuple(_coming(schedule)),
    )


def _noted(schedule: Schedule, start: dt.date) -> Iterator[_Noted]:
    """Yield the newest figures of posts, where they were noted since a day."""
    usual = {
        (post, it.metric): it.times for post, all_ in compared(schedule).items() for it in all_
    }
    for post in schedule.counted:
        metrics = dict.fromkeys(it.metric for it in schedule.figures(Kind.POST, post.id))
        for metric in metrics:
            figure = schedule.latest(post, metric)
            if figure and figure.checked_on and figure.checked_on >= start:
                yield _Noted(post.id, metric, figure.value, usual.get((post.id, metric)))


@dataclass(frozen=True, slots=True)
class _Noted:
    """A figure of a post, and how many times the usual one it is, where that is known."""

    post: str
    metric: str
    value: float
    times: float | None

    @property
    def far(self) -> float:
        """How far it is from the usual one: what stands out is told first."""
        if self.times is None:
            return 0
        return max(self.times, 1 / self.times) if self.times else inf


def _posts(schedule: Schedule, found: Sequence[_Noted], family: str) -> Iterator[T]:
    """Yield a line for each post with its figures of one family."""
    gathered: dict[str, list[_Noted]] = {}
    for noted in found:
        word = schedule.plan.word("metric", noted.metric)
        if word and word.facts.get("family") == family:
            gathered.setdefault(noted.post, []).append(noted)
    ordered = sorted(gathered.items(), key=lambda it: -max(noted.far for noted in it[1]))
    for name, figures in ordered[:_MOST]:
        yield T("{post} {figures}", post=name, figures=[_figure(schedule, it) for it in figures])
    if len(ordered) > _MOST:
        yield N("and {n} more post", "and {n} more posts", len(ordered) - _MOST)


def _figure(schedule: Schedule, noted: _Noted) -> T:
    metric = schedule.plan.word("metric", noted.metric) or noted.metric
    if noted.times is None or round(noted.times, 1) == 1:
        return T("{metric} {value}", metric=metric, value=noted.value)
    return T(
        "{metric} {value} ({times} × usual)",
        metric=metric,
        value=noted.value,
        times=round(noted.times, 1),
    )


def _goals(schedule: Schedule, start: dt.date) -> Iterator[T]:
    for goal in schedule.plan.goals.values():
        seen = schedule.observations(goal)
        if not seen or seen[-1][0] < start:
            continue
        base = goal.baseline
        old = [value for day, value in seen if day < start]
        before = old[-1] if old else (base.value if base else None)
        name, new = goal.title or goal.id, seen[-1][1]
        if before is None:
            yield T("{goal}: {new} {unit}", goal=name, new=new, unit=goal.unit)
        else:
            yield T("{goal}: {old} → {new} {unit}", goal=name, old=before, new=new, unit=goal.unit)


def _coming(schedule: Schedule) -> Iterator[str]:
    for post in schedule.dated:
        if _is_near(schedule, post):
            yield post.id


def _is_near(schedule: Schedule, post: Post) -> bool:
    ahead = (post.day - schedule.as_of).days if post.day else -1
    return 0 <= ahead <= _NEAR and post.status in ("draft", "ready")


# As a file


def text_of(back: Back, minutes: float | None, language: str) -> str:
    """Return the file of a review: the figures filled in, remarks that ask for the words.

    Args:
        back: What the figures say.
        minutes: How long a review is planned to take; None where the plan does not say.
        language: The language of the plan's files.
    """
    key = Key(Kind.REVIEW, ("covers",)).to(language)
    inner = [Key(Kind.REVIEW, ("covers", name)).to(language) for name in ("from", "to")]
    days = [say(day, language) for day in (back.start, back.end)]
    covers = ", ".join(f"{name}: {day}" for name, day in zip(inner, days, strict=True))
    lines = ["---", _line("date", say(back.end, language), language), f"{key}: {{{covers}}}"]
    if minutes:
        lines.append(f"# {_line('minutes', say(minutes, language), language)}")
    for name, told in (
        ("noticed", back.noticed),
        ("happened", back.happened),
        ("changed", back.changed),
    ):
        said = "; ".join(text.to(language) for text in told)
        lines += [
            "",
            *_asked(name, language),
            _line(name, scalar(said, flow=False) if said else "", language),
        ]
    lines += ["", *_decisions(back, language), "---", ""]
    return "\n".join(line.rstrip() for line in lines)


def _line(name: str, written: str, language: str) -> str:
    return f"{Key(Kind.REVIEW, (name,)).to(language)}: {written}"


def _asked(name: str, language: str) -> Iterable[str]:
    yield f"# {sentences(about(Review, fields(Review)[name]), language)} {_WORDS.to(language)}"


_WORDS = T("Put it into your own words.")


def _decisions(back: Back, language: str) -> Iterator[str]:
    if back.decided:
        last = T("Decided last time: {decisions}", decisions=back.decided)
        yield f"# {last.to(language)}"
    what, post = (Key(Kind.REVIEW, ("decisions", name)).to(language) for name in ("what", "post"))
    name = next(iter(back.coming), "p01")
    yield f"# {_DECIDE.to(language)}"
    yield _line("decisions", "", language)
    yield f"#  - {{{what}: …, {post}: {name}}}"


_DECIDE = T("What do you decide? One thing will do; name the post that carries it.")
