"""What a check and a score look like: for people, for CI and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.formats.badge import badge
from planner.formats.machine import (
    SCHEMA_VERSION,
    fingerprints,
    github,
    gitlab,
    json_report,
    json_statistics,
    junit,
    sarif,
)
from planner.formats.scores import json_score, overall, score_lines
from planner.formats.summaries import (
    comparison_lines,
    comparison_markdown,
    json_comparison,
    score_markdown,
    shortfall,
)
from planner.formats.text import (
    excerpts,
    joined,
    lines,
    shown_path,
    statistics,
    summary,
    tallies,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.checker import Report

__all__ = [
    "REPORTS",
    "SCHEMA_VERSION",
    "STATISTICS",
    "badge",
    "comparison_lines",
    "comparison_markdown",
    "excerpts",
    "fingerprints",
    "github",
    "gitlab",
    "joined",
    "json_comparison",
    "json_report",
    "json_score",
    "json_statistics",
    "junit",
    "lines",
    "overall",
    "sarif",
    "score_lines",
    "score_markdown",
    "shortfall",
    "shown_path",
    "statistics",
    "summary",
    "tallies",
]

REPORTS: Mapping[str, Callable[[Report, str], str]] = {
    "text": lambda report, language: joined(lines(report, language)),
    "json": lambda report, language: json_report(report, language) + "\n",
    "github": lambda report, language: joined(github(report, language)),
    "gitlab": lambda report, language: gitlab(report, language) + "\n",
    "sarif": lambda report, language: sarif(report, language) + "\n",
    "junit": lambda report, language: junit(report, language) + "\n",
}
"""The forms of a report: the whole output in a language, with a line end at its end."""

STATISTICS: Mapping[str, Callable[[Report, str], str]] = {
    "text": lambda report, language: joined(statistics(report, language)),
    "json": lambda report, _: json_statistics(report) + "\n",
}
