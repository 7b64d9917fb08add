"""The eight conditions: a verdict per post, per condition and for the whole plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.diagnostics import Kind, Verdict
from planner.model import PUBLISHED
from planner.rules import DECISIVE
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from planner.diagnostics import Finding
    from planner.model import Post
    from planner.schedule import Schedule
    from planner.texts import T

_WEAKEST_FIRST = (Verdict.MISSING, Verdict.PARTLY, Verdict.MET)
_FOLLOWED = (6, 7, 8)
"""The conditions that a post cannot meet before its figures are due."""
_MOSTLY_DUE = (6, 7)


@dataclass(frozen=True, slots=True)
class Reason:
    """Something about the plan as a whole that a verdict rests on.

    Two of one rule on one thing, such as two empty weeks, are equal and differ in words only.
    """

    slug: str
    id: str | None
    text: T = field(compare=False)
    """The same in words; empty where another reason says it."""


@dataclass(frozen=True, slots=True)
class Score:
    """One condition's verdict."""

    number: int
    id: str
    verdict: Verdict
    posts: Mapping[str, Verdict]
    """The verdict of every counted post."""
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many posts have each verdict."""
        counts = dict.fromkeys((Verdict.MET, Verdict.PARTLY, Verdict.MISSING, Verdict.NOT_YET), 0)
        for verdict in self.posts.values():
            counts[verdict] += 1
        return counts

    @property
    def judged(self) -> int:
        """How many posts do not wait for their figures."""
        return len(self.posts) - self.counts[Verdict.NOT_YET]

    def having(self, verdict: Verdict) -> list[str]:
        """Return the posts with a verdict."""
        return [name for name, found in self.posts.items() if found is verdict]

    def statement(self, language: str) -> str:
        """Return what the condition demands."""
        return str(words("condition")[self.id].facts[f"statement_{language}"])


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The verdicts of all eight conditions; the whole is as good as the weakest (S0:30)."""

    as_of: dt.date
    overall: Verdict
    scores: tuple[Score, ...]

    @property
    def weakest(self) -> tuple[Score, ...]:
        """The conditions that hold the plan back, in order; empty when all are met."""
        return tuple(
            score for score in self.scores if score.verdict is self.overall is not Verdict.MET
        )


def score(schedule: Schedule) -> Scorecard:
    """Judge a plan by the eight conditions.

    Args:
        schedule: The plan on the day of judgement.

    Returns:
        The verdicts. Which rules are reported makes no difference to them.
    """
    found: dict[int, list[Finding]] = {}
    for check in DECISIVE:
        for finding in schedule.ask(check):
            if finding.grade and finding.rule.condition:
                found.setdefault(finding.rule.condition, []).append(finding)
    conditions = words("condition")
    scores = tuple(
        _condition(number, name, found.get(number, []), schedule)
        for number, name in enumerate(conditions, 1)
    )
    overall = weakest([score.verdict for score in scores])
    return Scorecard(schedule.as_of, overall, scores)


def weakest(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the weakest of some verdicts; none at all is met."""
    return next((verdict for verdict in _WEAKEST_FIRST if verdict in verdicts), Verdict.MET)


def _condition(number: int, name: str, found: list[Finding], schedule: Schedule) -> Score:
    grades: dict[str, list[Verdict]] = {}
    reasons: list[Reason] = []
    structure = Verdict.MET
    for finding in found:
        grade, subject = finding.grade, finding.subject
        if grade is None:
            continue
        if subject.kind is Kind.POST:
            grades.setdefault(subject.id or "", []).append(grade)
        else:
            structure = weakest([structure, grade])
            about = None if subject.kind is Kind.PLAN else subject.id
            reasons.append(Reason(finding.rule.slug, about, finding.message))
    posts = {
        post.id: _post(number, post, grades.get(post.id, ()), schedule) for post in schedule.counted
    }
    verdict = _plan(number, posts, structure, schedule)
    return Score(number, name, verdict, posts, tuple(reasons))


def _post(number: int, post: Post, grades: Sequence[Verdict], schedule: Schedule) -> Verdict:
    verdict = weakest(grades)
    may_wait = verdict is Verdict.MET and number in _FOLLOWED and post.status in PUBLISHED
    return Verdict.NOT_YET if may_wait and not schedule.due(post) else verdict


def _plan(
    number: int, posts: Mapping[str, Verdict], structure: Verdict, schedule: Schedule
) -> Verdict:
    judged = [verdict for verdict in posts.values() if verdict is not Verdict.NOT_YET]
    if structure is Verdict.MISSING or _mostly_missing(judged):
        return Verdict.MISSING
    if number in _MOSTLY_DUE:
        due = [posts[post.id] for post in schedule.counted if schedule.due(post)]
        if _mostly_missing(due):
            return Verdict.MISSING
    all_met = weakest([structure, *judged]) is Verdict.MET
    return Verdict.MET if all_met else Verdict.PARTLY


def _mostly_missing(verdicts: Sequence[Verdict]) -> bool:
    return 2 * verdicts.count(Verdict.MISSING) > len(verdicts)
