"""Everything that the checker says: what to do first, then finding by finding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Severity, Subject
from planner.formats import tallies
from planner.formats.text import counted
from planner.site.addresses import findings_with
from planner.site.views.desk import Link
from planner.site.views.filters import Choice
from planner.site.views.method import asks, question
from planner.site.views.rules import SHOWN, paragraph, titled
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.diagnostics import Diagnostic
    from planner.site.views.desk import Desk, Note

_SHOWN = 50
"""So many findings of one rule are listed on one subject; the counts are those of all."""
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule has to say."""

    slug: str
    title: Link
    about: str
    """The first paragraph of its manual page; nothing for a fault of the program."""
    notes: tuple[Note, ...]
    count: int
    more: str
    """What is not listed, in words; nothing where all is."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The findings on one condition, by rule."""

    id: str
    title: str
    count: int
    rules: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing could be used."""

    path: str
    note: Note | None
    """Why, and what to do."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The whole page."""

    chapters: tuple[Chapter, ...]
    choices: tuple[Choice, ...]
    count: str
    counts: str
    first: tuple[Link, ...]
    """What to do first, then after that."""
    listed: str
    """That only some are listed; nothing where all are."""
    unread: tuple[Unread, ...]
    by_rule: Table


def findings(desk: Desk) -> Findings:
    """Return what the page of findings shows."""
    chapters = tuple(_chapters(desk))
    listed = sum(len(told.notes) for chapter in chapters for told in chapter.rules)
    return Findings(
        chapters,
        _choices(desk, chapters),
        desk.say(N("{n} finding", "{n} findings", len(desk.notes))),
        ", ".join(desk.say(text) for text in tallies(desk.report)),
        tuple(_first(desk)),
        _only(desk, listed),
        tuple(_unread(desk)),
        _by_rule(desk),
    )


def _only(desk: Desk, listed: int) -> str:
    if listed == len(desk.notes):
        return ""
    said = T(
        "Listed here are {n} of them, at most {most} of each rule. The command says them all:",
        n=desk.tongue.number(listed),
        most=_SHOWN,
    )
    return desk.say(said)


def _first(desk: Desk) -> Iterator[Link]:
    """Yield what to do, the weightiest first."""
    count = desk.report.count
    for level, said in (
        (Severity.ERROR, N("mend {n} error", "mend {n} errors", count(Severity.ERROR))),
        (
            Severity.WARNING,
            N("look at {n} warning", "look at {n} warnings", count(Severity.WARNING)),
        ),
        (Severity.INFO, N("read {n} hint", "read {n} hints", count(Severity.INFO))),
    ):
        if said.count:
            yield Link(desk.say(said), findings_with(severity=level.value))


# By condition and rule


def _chapters(desk: Desk) -> Iterator[Chapter]:
    """Yield what there is to say by condition; what keeps files from being read comes first."""
    found: dict[str, dict[str, list[tuple[Diagnostic, Note]]]] = defaultdict(dict)
    for pair in zip(desk.report.diagnostics, desk.notes, strict=True):
        rule = pair[0].rule
        found[question(rule, desk.condition_ids)].setdefault(rule.slug, []).append(pair)
    for name in ("files", *desk.condition_ids, "mix"):
        if name in found:
            rules = sorted(found[name].values(), key=_weight)
            told = tuple(_told(desk, pairs) for pairs in rules)
            yield Chapter(name, _heading(desk, name), sum(it.count for it in told), told)


def _heading(desk: Desk, name: str) -> str:
    if name not in desk.condition_ids:
        return asks(desk, name)
    number = desk.condition_ids.index(name) + 1
    return desk.say(T("{number}. {statement}", number=number, statement=asks(desk, name)))


def _weight(pairs: Sequence[tuple[Diagnostic, Note]]) -> tuple[int, int, str]:
    heaviest = min(_WEIGHT[found.severity] for found, _ in pairs)
    return heaviest, -len(pairs), pairs[0][0].rule.code


def _told(desk: Desk, pairs: Sequence[tuple[Diagnostic, Note]]) -> Told:
    rule = pairs[0][0].rule
    ordered = sorted(pairs, key=lambda pair: _WEIGHT[pair[0].severity])
    more = len(pairs) - _SHOWN
    return Told(
        rule.slug,
        titled(desk, rule),
        paragraph(rule.slug, desk.language) if rule in SHOWN else "",
        tuple(note for _, note in ordered[:_SHOWN]),
        len(pairs),
        desk.say(N("{n} more:", "{n} more:", more)) if more > 0 else "",
    )


def _by_rule(desk: Desk) -> Table:
    found = tuple(counted(desk.report))
    heads = [T("Rule"), T("Weight"), T("Findings")]
    rows = [
        [
            Cell((titled(desk, rule),), note=f"{rule.slug} · {rule.code}"),
            Cell(mark=desk.severity(severity)),
            _number(desk, count, findings_with(rule=rule.slug, severity=severity.value)),
        ]
        for rule, severity, count, _ in found
    ]
    if any(fixable for *_, fixable in found):
        heads.append(T("Mended by planner fix"))
        for row, (*_, fixable) in zip(rows, found, strict=True):
            row.append(_number(desk, fixable))
    said = desk.say(T("How many findings of each rule"))
    return Table("findings-by-rule", said, tuple(map(desk.say, heads)), tuple(map(tuple, rows)))


def _number(desk: Desk, value: int, to: str = "") -> Cell:
    return Cell((Link(desk.tongue.number(value), to),), number=str(value))


# Files that cannot be used


def _unread(desk: Desk) -> Iterator[Unread]:
    first: dict[str, Note] = {}
    for note in desk.notes:
        if note.mark.kind == Severity.ERROR.value:
            first.setdefault(note.path, note)
    about = (Subject(kind, name or None) for kind, name in desk.plan.unread)
    for path in sorted({desk.content.path(subject) for subject in about}):
        yield Unread(path, first.get(path))


# What can be chosen


def _choices(desk: Desk, chapters: Sequence[Chapter]) -> tuple[Choice, ...]:
    told = [it for chapter in chapters for it in chapter.rules]
    files = sorted({note.path for it in told for note in it.notes})
    severities = [level for level in Severity if desk.report.count(level)]
    found = (
        (
            "severity",
            T("How much it weighs"),
            [(it.value, desk.severity(it).word) for it in severities],
        ),
        ("condition", T("Condition"), [(chapter.id, chapter.title) for chapter in chapters]),
        ("rule", T("Rule"), sorted(((it.slug, it.title.text) for it in told), key=_by_name)),
        ("file", T("File"), [(path, path) for path in files]),
    )
    return tuple(Choice(name, desk.say(label), tuple(options)) for name, label, options in found)


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold()
