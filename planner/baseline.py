"""What a plan is known to lack already, so that only what is new is reported.

A baseline holds a count for each file and rule. As long as no more are found than it
holds, they stay out of the report; once there are more, all of them are shown, since
nobody can tell which one is new.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner import source
from planner.checker import Choice
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.rules import BY_SLUG, INTERNAL_ERROR
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.checker import Report
    from planner.config import Config

NAME = ".planner-baseline.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that holds more than is found any more."""

    path: str
    slug: str
    known: int
    found: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of a rule are known in a file, by path and slug.

    Paths are below the content folder.
    """

    counts: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """How many findings are known altogether."""
        return sum(self.counts.values())

    def applied(self, report: Report, config: Config) -> tuple[Report, tuple[Stale, ...]]:
        """Leave out of a report what is known.

        Returns:
            The report, and the entries that hold more than was found; those of rules that
            the settings leave out are not among them.
        """
        found = of(report).counts
        kept = tuple(
            diagnostic
            for diagnostic in report.diagnostics
            if found.get(at := (diagnostic.path, diagnostic.rule.slug), 0) > self.counts.get(at, 0)
            or diagnostic.rule is INTERNAL_ERROR
        )
        known = len(report.diagnostics) - len(kept)
        looked_for = {rule.slug for rule in Choice(config).rules}
        stale = tuple(
            Stale(path, slug, count, found.get((path, slug), 0))
            for (path, slug), count in sorted(self.counts.items())
            if found.get((path, slug), 0) < count and (slug in looked_for or slug not in BY_SLUG)
        )
        shown = replace(report, diagnostics=kept, suppressed=report.suppressed + known)
        return shown, stale

    def pruned(self, found: Baseline) -> Baseline:
        """Return the baseline without what is not found any more."""
        return Baseline(
            {at: min(n, found.counts[at]) for at, n in self.counts.items() if at in found.counts}
        )


def of(report: Report) -> Baseline:
    """Return the baseline that knows everything in a report."""
    return Baseline(
        Counter(
            (found.path, found.rule.slug)
            for found in report.diagnostics
            if found.rule is not INTERNAL_ERROR
        )
    )


def read(path: Path) -> Baseline:
    """Read a baseline; without the file nothing is known.

    Raises:
        PlannerError: If the file is not a baseline.
    """
    if not path.exists():
        return Baseline({})
    try:
        content = source.read_bytes(path, Subject(Kind.PLAN), _LARGEST)
        return Baseline(_counts(json.loads(content)))
    except source.Refused as refused:
        raise _broken(refused.findings[0].message) from refused
    except (ValueError, RecursionError) as error:
        raise _broken(T("it is not what --write-baseline writes")) from error


_LARGEST = 16 << 20


def _counts(data: object) -> dict[tuple[str, str], int]:
    match data:
        case {"schema_version": int(version), "findings": dict(files)} if version == _VERSION:
            counts = {}
            for path, slugs in files.items():
                for slug, count in slugs.items() if isinstance(slugs, dict) else [("", None)]:
                    if not isinstance(count, int) or count < 1:
                        raise ValueError(slug)
                    counts[path, slug] = count
            return counts
    raise ValueError(_VERSION)


def _broken(reason: T) -> PlannerError:
    return PlannerError(T("{file} cannot be used: {reason}", file=NAME, reason=reason))


def text(baseline: Baseline) -> str:
    """Return a baseline as its file holds it; the same findings give the same bytes."""
    files: dict[str, dict[str, int]] = {}
    for (path, slug), count in sorted(baseline.counts.items()):
        files.setdefault(path, {})[slug] = count
    body = {"schema_version": _VERSION, "findings": files}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def write(path: Path, baseline: Baseline) -> None:
    """Write a baseline.

    Raises:
        PlannerError: If it cannot be written.
    """
    try:
        path.write_text(text(baseline), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or "?"
        raise PlannerError(
            T("{file} cannot be written: {reason}", file=NAME, reason=reason)
        ) from error
