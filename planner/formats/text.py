"""A check for people: a line per finding, or with the line of the file, and a closing sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from planner.diagnostics import Severity
from planner.texts import N, T, harmless
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.checker import Report
    from planner.diagnostics import Diagnostic, Rule

_LONGEST_LINE = 120
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def lines(report: Report, language: str) -> Iterator[str]:
    """Yield a line per finding: ``path:line:column: error[slug] CODE message``."""
    for found in report.diagnostics:
        place = found.place
        yield (
            f"{shown_path(found.path)}:{place.line}:{place.column}: "
            f"{found.severity}[{found.rule.slug}] {found.rule.code} {found.message.to(language)}"
        )


def shown_path(path: str) -> str:
    """Return a path with which a line can begin without being a command to a CI system."""
    shown = harmless(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


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
        mend = T("mended by").to(language)
        yield f"{pad} = {cure}: {found.help.to(language)}"
        if found.fix:
            guess = "" if found.fix.safe else " --unsafe"
            yield f"{pad} = {mend}: planner fix{guess}"
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
    said = T("{files}: {parts}.", files=files, parts=parts).to(language)
    fixable = sum(found.fixable for found in report.diagnostics)
    mended = N("planner fix mends {n} of them.", "planner fix mends {n} of them.", fixable)
    return f"{said} {mended.to(language)}" if fixable else said


def tallies(report: Report) -> list[T]:
    """Return how many findings of each severity there are, leaving out those without any."""
    counts = (
        N("{n} error", "{n} errors", report.count(Severity.ERROR)),
        N("{n} warning", "{n} warnings", report.count(Severity.WARNING)),
        N("{n} hint", "{n} hints", report.count(Severity.INFO)),
    )
    return [text for text in counts if text.count]


def joined(parts: Iterable[str]) -> str:
    """Return lines as one text that ends with a line end, or nothing at all."""
    text = "\n".join(parts)
    return f"{text}\n" if text else ""


def statistics(report: Report, language: str) -> Iterator[str]:
    """Yield a line per rule, those with the most findings first; ``*`` marks what fix mends."""
    labels = words("severity")
    for rule, severity, count, fixable in counted(report):
        mark = "*" if fixable else " "
        label = labels[severity.value].label(language)
        yield f"{count:>5} {mark} {rule.code}  {rule.slug} ({label})"


def counted(report: Report) -> list[tuple[Rule, Severity, int, int]]:
    """Return how often each rule speaks with each severity, and how many of it fix mends."""
    every = Counter((found.rule, found.severity) for found in report.diagnostics)
    fixable = Counter((found.rule, found.severity) for found in report.diagnostics if found.fixable)
    order = sorted(every.items(), key=lambda it: (-it[1], it[0][0].code, it[0][1]))
    return [(rule, severity, count, fixable[rule, severity]) for (rule, severity), count in order]
