"""Everything that the checker says, by condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Severity
from planner.formats import tallies
from planner.site.views.filters import Choice
from planner.texts import N, T

if TYPE_CHECKING:
    from planner.site.views.desk import Desk, Note


@dataclass(frozen=True, slots=True)
class Chapter:
    """The findings on one condition."""

    id: str
    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The whole page."""

    chapters: tuple[Chapter, ...]
    choices: tuple[Choice, ...]
    count: str
    counts: str


def findings(desk: Desk) -> Findings:
    """Return what the page of findings shows."""
    titles = {
        score.id: desk.say(
            T("{number}. {statement}", number=score.number, statement=desk.condition(score))
        )
        for score in desk.card.scores
    }
    titles[""] = desk.say(T("Files and their contents"))
    chapters = tuple(
        Chapter(id_ or "files", title, tuple(note for note in desk.notes if note.condition == id_))
        for id_, title in titles.items()
    )
    shown = tuple(chapter for chapter in chapters if chapter.notes)
    return Findings(
        shown,
        _choices(desk, shown),
        desk.say(N("{n} finding", "{n} findings", len(desk.notes))),
        _counts(desk),
    )


def _counts(desk: Desk) -> str:
    return ", ".join(desk.say(text) for text in tallies(desk.report))


def _choices(desk: Desk, chapters: tuple[Chapter, ...]) -> tuple[Choice, ...]:
    files = sorted({note.path for note in desk.notes})
    severities = [level for level in Severity if desk.report.count(level)]
    return (
        Choice(
            "severity",
            desk.say(T("How much it weighs")),
            tuple((level.value, desk.severity(level).word) for level in severities),
        ),
        Choice(
            "condition",
            desk.say(T("Condition")),
            tuple((chapter.id, chapter.title) for chapter in chapters),
        ),
        Choice("file", desk.say(T("File")), tuple((path, path) for path in files)),
    )
