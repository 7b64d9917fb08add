"""What a check and a score look like: for people, for CI and for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from planner.diagnostics import Severity, Verdict
from planner.texts import N, T, harmless
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.checker import Report
    from planner.diagnostics import Diagnostic
    from planner.scorecard import Score, Scorecard

SCHEMA_VERSION = 1
_LONGEST_LINE = 120
_MOST_REASONS = 10

_COLOURS = {
    Severity.ERROR: "31",
    Severity.WARNING: "33",
    Severity.INFO: "36",
    Verdict.MET: "32",
    Verdict.PARTLY: "33",
    Verdict.MISSING: "31",
    Verdict.NOT_YET: "36",
}
_SIGNS = {Verdict.MET: "✓", Verdict.PARTLY: "◐", Verdict.MISSING: "✗", Verdict.NOT_YET: "…"}


def lines(report: Report, language: str) -> Iterator[str]:
    """Yield a line per finding: ``path:line:column: error[slug] CODE message``."""
    for found in report.diagnostics:
        place = found.place
        yield (
            f"{harmless(found.path)}:{place.line}:{place.column}: "
            f"{found.severity}[{found.rule.slug}] {found.rule.code} {found.message.to(language)}"
        )


def excerpts(report: Report, language: str, paint: Callable[[str, str], str]) -> Iterator[str]:
    """Yield each finding with the line it is about, for a person at a terminal."""
    labels = words("severity")
    for found in report.diagnostics:
        colour = _COLOURS[found.severity]
        label = labels[found.severity.value].label(language)
        place, rule = found.place, found.rule
        pad = " " * (len(str(place.line)) + 1)
        bar = f"{pad} |"
        yield f"{paint(f'{label}[{rule.slug}]', colour)} {rule.code}: {found.message.to(language)}"
        yield f"{pad}--> {harmless(found.path)}:{place.line}:{place.column}"
        yield from _excerpt(found, bar, paint, colour)
        cure, more = T("help").to(language), T("more").to(language)
        yield f"{pad} = {cure}: {found.help.to(language)}"
        yield f"{pad} = {more}: planner explain {rule.slug}"
        yield ""


def _excerpt(
    found: Diagnostic, bar: str, paint: Callable[[str, str], str], colour: str
) -> Iterator[str]:
    place = found.place
    if not found.excerpt.strip():
        return
    start = max(0, place.column - 1 - _LONGEST_LINE // 2) if place.column > _LONGEST_LINE else 0
    shown = _one_to_one(found.excerpt[start : start + _LONGEST_LINE])
    end = place.end_column if place.end_line == place.line else start + len(shown) + 1
    length = max(1, min(end, start + len(shown) + 1) - place.column)
    yield bar
    yield f" {place.line} | {shown}"
    yield f"{bar} {' ' * (place.column - 1 - start)}{paint('^' * length, colour)}"


def _one_to_one(text: str) -> str:
    """Return a line with a visible sign for each that is not, so that the caret stays true."""
    return "".join(
        sign
        if sign.isprintable()
        else "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"
        if sign != "\t"
        else " "
        for sign in text
    )


def summary(report: Report, language: str) -> str:
    """Return the closing sentence of a check."""
    files = N("{n} file checked", "{n} files checked", report.files)
    parts = tallies(report)
    if not parts:
        return T("{files}, nothing to mention.", files=files).to(language)
    return T("{files}: {parts}.", files=files, parts=parts).to(language)


def tallies(report: Report) -> list[T]:
    """Return how many findings of each severity there are, leaving out those without any."""
    counts = (
        N("{n} error", "{n} errors", report.count(Severity.ERROR)),
        N("{n} warning", "{n} warnings", report.count(Severity.WARNING)),
        N("{n} info", "{n} infos", report.count(Severity.INFO)),
    )
    return [text for text in counts if text.count]


def json_report(report: Report, language: str) -> str:
    """Return the findings as JSON, in the form of the contract."""
    body = {
        "schema_version": SCHEMA_VERSION,
        "as_of": report.as_of.isoformat(),
        "findings": [_finding(found, language) for found in report.diagnostics],
        "summary": {
            "files": report.files,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "suppressed": report.suppressed,
        },
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _finding(found: Diagnostic, language: str) -> dict[str, object]:
    place = found.place
    return {
        "slug": found.rule.slug,
        "code": found.rule.code,
        "severity": found.severity.value,
        "condition": found.rule.condition,
        "message": found.message.to(language),
        "help": found.help.to(language),
        "path": _storable(found.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "kind": found.kind.value,
        "id": found.id,
        "fixable": found.rule.fixable,
    }


def _storable(text: str) -> str:
    """Return a file's name as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(report: Report, language: str) -> Iterator[str]:
    """Yield an annotation per finding; content cannot end one or begin another."""
    for found in report.diagnostics:
        place = found.place
        facts = {
            "file": harmless(found.path),
            "line": place.line,
            "endLine": place.end_line,
            "col": place.column,
            "endColumn": place.end_column,
            "title": f"{found.rule.code} {found.rule.slug}",
        }
        if place.end_line != place.line:
            del facts["col"], facts["endColumn"]
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in facts.items())
        message = f"{found.message.to(language)}. {found.help.to(language)}"
        yield f"::{_GITHUB[found.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


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
    return json.dumps(body, ensure_ascii=False, indent=2)


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
    conditions = words("condition")
    labels = words("verdict")
    statements = {
        score.id: str(conditions[score.id].facts[f"statement_{language}"]) for score in card.scores
    }
    width = max(len(text) for text in statements.values())
    word = max(len(label.label(language)) for label in labels.values())
    for score in card.scores:
        verdict = score.verdict
        said = paint(labels[verdict.value].label(language).ljust(word), _COLOURS[verdict])
        yield (
            f"{_SIGNS[verdict]} {score.number}  {statements[score.id].ljust(width)}  {said}  {_counts(score, language)}"
        ).rstrip()
    yield ""
    yield T("As of {day}: {overall}.", day=card.as_of, overall=overall(card)).to(language)
    for score in card.scores:
        yield from _why(score, statements[score.id], language)


def _counts(score: Score, language: str) -> str:
    counts = score.counts
    judged = len(score.posts) - counts[Verdict.NOT_YET]
    text = f"{counts[Verdict.MET]}/{judged}"
    waiting = counts[Verdict.NOT_YET]
    later = T("{n} not yet", n=waiting).to(language)
    return f"{text}, {later}" if waiting else text


def _why(score: Score, statement: str, language: str) -> Iterator[str]:
    if score.verdict is Verdict.MET:
        return
    yield ""
    yield f"{score.number} {statement}:"
    labels = words("verdict")
    for verdict in (Verdict.MISSING, Verdict.PARTLY):
        posts = [name for name, found in score.posts.items() if found is verdict]
        if posts:
            yield f"  {labels[verdict.value].label(language)}: {', '.join(posts)}"
    said = [reason.text for reason in score.reasons if reason.text]
    yield from (f"  {text.to(language)}" for text in said[:_MOST_REASONS])
    if len(said) > _MOST_REASONS:
        more = T("{n} more", n=len(said) - _MOST_REASONS).to(language)
        yield f"  {more}"


def joined(parts: Iterable[str]) -> str:
    """Return lines as one text that ends with a line end, or nothing at all."""
    text = "\n".join(parts)
    return f"{text}\n" if text else ""
