"""The eight conditions: how each is met, with what shows it; the first page has all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Severity, Verdict
from planner.site.addresses import EVIDENCE, counted_with, findings_with, posts_with
from planner.site.views.desk import Link
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.diagnostics import Diagnostic
    from planner.scorecard import Score
    from planner.site.views.desk import Desk, Mark, Note

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
    counted: str
    """Where all posts are that the figure is of; nothing where some of them are not judged yet."""
    evidence: str
    """Where the posts are that do not meet it."""
    page: str
    """The page that shows what it rests on."""
    open: str
    """*5 partly, 1 missing*."""
    not_yet: str
    """*3 not yet*."""
    open_posts: tuple[Link, ...]
    findings: str
    finding_count: str


def first_findings(desk: Desk) -> dict[int, tuple[Diagnostic, Note]]:
    """Return the weightiest finding on each condition, and on files and their contents as 0."""
    found: dict[int, tuple[Diagnostic, Note]] = {}
    for pair in zip(desk.report.diagnostics, desk.notes, strict=True):
        number = pair[0].rule.condition or 0
        if number not in found or _WEIGHT[pair[0].severity] < _WEIGHT[found[number][0].severity]:
            found[number] = pair
    return found


def condition(desk: Desk, name: str) -> Condition:
    """Return one of the eight by its id, for the page that shows what it rests on."""
    return next(it for it in conditions(desk, first_findings(desk)) if it.id == name)


def conditions(desk: Desk, first: Mapping[int, tuple[Diagnostic, Note]]) -> tuple[Condition, ...]:
    """Return all eight, each with the weightiest finding on it, see :func:`first_findings`."""
    return tuple(_condition(desk, score, first.get(score.number)) for score in desk.card.scores)


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
        counted_with() if judged == len(score.posts) else "",
        posts_with(open=score.id),
        EVIDENCE[score.id],
        _said(desk, counts, Verdict.PARTLY, Verdict.MISSING),
        _said(desk, counts, Verdict.NOT_YET),
        tuple(desk.post_link(name) for name in open_posts),
        findings_with(condition=score.id) if said else "",
        desk.say(N("{n} finding", "{n} findings", said)),
    )


def _proof(desk: Desk, score: Score, judged: int, said: int) -> Link:
    left = judged - score.counts[Verdict.MET]
    if left:
        words = T("not yet met by {n} of {all} posts", n=left, all=judged)
        return Link(desk.say(words), posts_with(open=score.id))
    if said:
        words = N("{n} finding", "{n} findings", said)
        return Link(desk.say(words), findings_with(condition=score.id))
    return Link("")


def _said(desk: Desk, counts: Mapping[Verdict, int], *verdicts: Verdict) -> str:
    texts = {
        Verdict.PARTLY: T("{n} partly", n=counts[Verdict.PARTLY]),
        Verdict.MISSING: T("{n} missing", n=counts[Verdict.MISSING]),
        Verdict.NOT_YET: T("{n} not yet", n=counts[Verdict.NOT_YET]),
    }
    return ", ".join(
        desk.say(text) for verdict, text in texts.items() if verdict in verdicts and counts[verdict]
    )


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
