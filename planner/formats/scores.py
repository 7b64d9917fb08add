"""A score for people and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.formats.machine import SCHEMA_VERSION, as_json
from planner.texts import T, harmless
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.scorecard import Score, Scorecard

_MOST_REASONS = 10
COLOURS = {
    Verdict.MET: "32",
    Verdict.PARTLY: "33",
    Verdict.MISSING: "31",
    Verdict.NOT_YET: "36",
}
SIGNS = {Verdict.MET: "✓", Verdict.PARTLY: "◐", Verdict.MISSING: "✗", Verdict.NOT_YET: "…"}


def json_score(card: Scorecard) -> str:
    """Return the verdicts as JSON, in the form of the contract."""
    body = {
        "schema_version": SCHEMA_VERSION,
        "as_of": card.as_of.isoformat(),
        "overall": card.overall.value,
        "conditions": [
            {
                "number": score.number,
                "id": score.id,
                "verdict": score.verdict.value,
                "counts": {verdict.value: count for verdict, count in score.counts.items()},
                "posts": {name: verdict.value for name, verdict in score.posts.items()},
                "reasons": [
                    {"slug": reason.slug, "id": reason.id}
                    for reason in dict.fromkeys(score.reasons)
                ],
            }
            for score in card.scores
        ],
    }
    return as_json(body)


def overall(card: Scorecard) -> T:
    """Return the whole in words: ``5/8 met, 3 partly``; never a percentage."""
    verdicts = [score.verdict for score in card.scores]
    met, partly, missing = (
        verdicts.count(v) for v in (Verdict.MET, Verdict.PARTLY, Verdict.MISSING)
    )
    parts = [T("{n}/{all} met", n=met, all=len(verdicts))]
    if partly:
        parts.append(T("{n} partly", n=partly))
    if missing:
        parts.append(T("{n} missing", n=missing))
    return T("{parts}", parts=parts)


def score_lines(card: Scorecard, language: str, paint: Callable[[str, str], str]) -> Iterator[str]:
    """Yield the verdicts for a person: the eight conditions, and what holds the plan back."""
    labels = words("verdict")
    statements = {score.id: score.statement(language) for score in card.scores}
    width = max(len(text) for text in statements.values())
    word = max(len(label.label(language)) for label in labels.values())
    for score in card.scores:
        verdict = score.verdict
        said = paint(labels[verdict.value].label(language).ljust(word), COLOURS[verdict])
        yield (
            f"{SIGNS[verdict]} {score.number}  {statements[score.id].ljust(width)}  {said}  {counted(score, language)}"
        ).rstrip()
    yield ""
    yield T("As of {day}: {overall}.", day=card.as_of, overall=overall(card)).to(language)
    for score in card.scores:
        why = list(_why(score, language))
        if why:
            yield from ("", f"{score.number} {statements[score.id]}:", *why)


def counted(score: Score, language: str) -> str:
    """Return how many posts meet a condition: ``34/36, 2 not yet``."""
    counts = score.counts
    text = f"{counts[Verdict.MET]}/{score.judged}"
    waiting = counts[Verdict.NOT_YET]
    later = T("{n} not yet", n=waiting).to(language)
    return f"{text}, {later}" if waiting else text


def _why(score: Score, language: str) -> Iterator[str]:
    if score.verdict is Verdict.MET:
        return
    labels = words("verdict")
    for verdict in (Verdict.MISSING, Verdict.PARTLY):
        posts = score.having(verdict)
        if posts:
            yield f"  {labels[verdict.value].label(language)}: {', '.join(map(harmless, posts))}"
    said = [reason.text for reason in score.reasons if reason.text]
    yield from (f"  - {text.to(language)}" for text in said[:_MOST_REASONS])
    if len(said) > _MOST_REASONS:
        more = T("{n} more", n=len(said) - _MOST_REASONS).to(language)
        yield f"  - {more}"
