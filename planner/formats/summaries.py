"""Verdicts for CI: what holds a plan back, and what has changed, as lines and as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.formats.machine import SCHEMA_VERSION, as_json
from planner.formats.scores import COLOURS, SIGNS, counted, overall
from planner.texts import T, harmless
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.comparison import Change, Comparison
    from planner.scorecard import Reason, Score, Scorecard

_MOST_POSTS = 12
_MOST_REASONS = 3
_LONGEST = 300
_MARKUP = re.compile(r"[\\`*_\[\]|~$]")
_LINKS = re.compile(r"[@#]|:(?=//)|(?<=www)\.|(?<=\bgh)-(?=\d)", re.IGNORECASE)


def shortfall(
    scores: Iterable[Score], wanted: Mapping[str, Verdict], language: str
) -> Iterator[str]:
    """Yield why a plan falls short of ``--require``: each condition, and what holds it back.

    Args:
        scores: The conditions that :func:`planner.completeness.lacking` names.
        wanted: The verdict that is asked of each.
        language: The language of the lines.
    """
    labels = words("verdict")
    for score in scores:
        text = T(
            "{condition}: {verdict}, required: {wanted}",
            condition=words("condition")[score.id],
            verdict=labels[score.verdict.value],
            wanted=labels[wanted[score.id].value],
        )
        yield text.to(language)
        yield from (f"  - {reason.to(language)}" for reason in _held_back(score))


def score_markdown(card: Scorecard, language: str) -> str:
    """Return the verdicts as Markdown, such as the summary of a run."""
    rows = [
        (
            str(score.number),
            score.statement(language),
            _said(score, language),
            counted(score, language),
        )
        for score in card.scores
    ]
    return _document(
        T("The eight conditions"),
        T("As of {day}: {overall}.", day=card.as_of, overall=overall(card)),
        _table((T("Condition"), T("Verdict"), T("Posts")), rows, language),
        _bullets(((score, _held_back(score)) for score in card.scores), language),
        language,
    )


def comparison_markdown(comparison: Comparison, language: str) -> str:
    """Return what has changed as Markdown, such as a remark on a pull request."""
    rows = [
        (
            str(change.after.number),
            change.after.statement(language),
            _said(change.before, language),
            _said(change.after, language),
        )
        for change in comparison.changes
    ]
    changes = ((change.after, _happened(change)) for change in comparison.changes)
    posts = [f"- {_escaped(text.to(language))}" for text in _came_and_went(comparison)]
    return _document(
        T("The eight conditions then and now"),
        _headline(comparison),
        _table((T("Condition"), T("Before"), T("Now")), rows, language),
        [*posts, *_bullets(changes, language)],
        language,
    )


def comparison_lines(
    comparison: Comparison, language: str, paint: Callable[[str, str], str]
) -> Iterator[str]:
    """Yield what has changed for a person: the eight conditions then and now, and why."""
    width = max(len(change.after.statement(language)) for change in comparison.changes)
    for change in comparison.changes:
        before, after = change.before.verdict, change.after.verdict
        said = [words("verdict")[verdict.value].label(language) for verdict in (before, after)]
        shown = paint(said[1], COLOURS[after])
        steps = shown if before is after else f"{said[0]} → {shown}"
        statement = change.after.statement(language).ljust(width)
        yield f"{SIGNS[after]} {change.after.number}  {statement}  {steps}"
    yield ""
    yield _headline(comparison).to(language)
    yield from (text.to(language) for text in _came_and_went(comparison))
    for change in comparison.changes:
        if not change.nothing:
            yield ""
            yield f"{change.after.number} {change.after.statement(language)}:"
            yield from (f"  {text.to(language)}" for text in _happened(change))


def json_comparison(comparison: Comparison) -> str:
    """Return what has changed as JSON."""
    before, after = comparison.before, comparison.after
    body = {
        "schema_version": SCHEMA_VERSION,
        "as_of": after.as_of.isoformat(),
        "overall": {"before": before.overall.value, "after": after.overall.value},
        "posts": {"new": comparison.new, "gone": comparison.gone},
        "conditions": [
            {
                "number": change.after.number,
                "id": change.after.id,
                "before": change.before.verdict.value,
                "after": change.after.verdict.value,
                "better": change.better,
                "worse": change.worse,
                "reasons": {"new": _named(change.came), "gone": _named(change.went)},
            }
            for change in comparison.changes
        ],
    }
    return as_json(body)


def _named(reasons: Iterable[Reason]) -> list[dict[str, str | None]]:
    return [{"slug": reason.slug, "id": reason.id} for reason in reasons]


# What there is to say


def _held_back(score: Score) -> Iterator[T]:
    """Yield what keeps a condition from being met, at most a few lines."""
    for verdict in (Verdict.MISSING, Verdict.PARTLY):
        posts = score.having(verdict)
        if posts:
            label = words("verdict")[verdict.value]
            yield T("{verdict}: {posts}", verdict=label, posts=_few(posts))
    yield from _reasons(score.reasons)


def _headline(comparison: Comparison) -> T:
    before, now = overall(comparison.before), overall(comparison.after)
    if comparison.nothing:
        return T("Nothing has changed: {overall}.", overall=now)
    return T("Before: {before}. Now: {now}.", before=before, now=now)


def _came_and_went(comparison: Comparison) -> Iterator[T]:
    if comparison.new:
        yield T("New posts: {posts}", posts=_few(comparison.new))
    if comparison.gone:
        yield T("Posts that are no longer counted: {posts}", posts=_few(comparison.gone))


def _happened(change: Change) -> Iterator[T]:
    if change.better:
        yield T("better: {posts}", posts=_few(change.better))
    if change.worse:
        yield T("worse: {posts}", posts=_few(change.worse))
    yield from (T("new: {reason}", reason=text) for text in _reasons(change.came))
    yield from (T("gone: {reason}", reason=text) for text in _reasons(change.went))


def _reasons(reasons: Iterable[Reason]) -> Iterator[T]:
    said = [reason.text for reason in reasons if reason.text]
    yield from said[:_MOST_REASONS]
    if len(said) > _MOST_REASONS:
        yield T("{n} more", n=len(said) - _MOST_REASONS)


def _few(posts: Sequence[str]) -> T:
    if len(posts) <= _MOST_POSTS:
        return T("{posts}", posts=list(posts))
    rest = len(posts) - _MOST_POSTS
    return T("{posts} and {n} more", posts=list(posts[:_MOST_POSTS]), n=rest)


def _said(score: Score, language: str) -> str:
    verdict = score.verdict
    return f"{SIGNS[verdict]} {words('verdict')[verdict.value].label(language)}"


# Markdown


def _document(title: T, headline: T, table: str, bullets: Iterable[str], language: str) -> str:
    parts = (f"### {title.to(language)}", headline.to(language), table, "\n".join(bullets))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(heads: Iterable[T], rows: Iterable[tuple[str, ...]], language: str) -> str:
    first = ("", *(head.to(language) for head in heads))
    lines = (first, tuple("---" for _ in first), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _bullets(found: Iterable[tuple[Score, Iterable[T]]], language: str) -> Iterator[str]:
    for score, texts in found:
        label = words("condition")[score.id].label(language)
        for text in texts:
            yield f"- **{score.number} {label}:** {_escaped(text.to(language))}"


def _escaped(text: str) -> str:
    """Return content that stays text: no markup, no HTML, no mention and no link."""
    shown = harmless(text, _LONGEST).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _MARKUP.sub(lambda sign: f"\\{sign.group()}", shown)
    return _LINKS.sub(lambda sign: f"{sign.group()}<!-- -->", shown)
