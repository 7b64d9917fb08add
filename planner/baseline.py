"""What a plan is known to lack already, so that only what is new is reported.

A baseline holds a count for each file and rule. As long as no more are found than it
holds, they stay out of the report; once there are more, all of them are shown, since
nobody can tell which one is new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner import reader
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
    from planner.diagnostics import Diagnostic

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
        kept: list[Diagnostic] = []
        known: list[Diagnostic] = []
        for it in report.diagnostics:
            at = (it.path, it.rule.slug)
            new = it.rule is INTERNAL_ERROR or found[at] > self.counts.get(at, 0)
            (kept if new else known).append(it)
        left = replace(report, diagnostics=tuple(kept), quiet=(*report.quiet, *known))
        return left, self._stale(found, config)

    def _stale(self, found: Mapping[tuple[str, str], int], config: Config) -> tuple[Stale, ...]:
        choice = Choice(config)
        return tuple(
            Stale(path, slug, count, found.get((path, slug), 0))
            for (path, slug), count in sorted(self.counts.items())
            if found.get((path, slug), 0) < count
            and (slug not in BY_SLUG or choice.looks(BY_SLUG[slug], path))
        )

    def pruned(self, found: Baseline, config: Config) -> Baseline:
        """Return the baseline without what is not found any more."""
        stale = {(it.path, it.slug): it.found for it in self._stale(found.counts, config)}
        counts = {at: stale.get(at, known) for at, known in self.counts.items()}
        return Baseline({at: known for at, known in counts.items() if known})


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
        content = reader.read_bytes(path, Subject(Kind.PLAN), _LARGEST)
        return Baseline(_counts(json.loads(content)))
    except reader.Refused as refused:
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


def write(path: Path, baseline: Baseline, stamp: str) -> None:
    """Write a baseline; the one before is kept among the backups of the run ``stamp``.

    Raises:
        PlannerError: If it cannot be written.
    """
    from planner import writing

    content = text(baseline).encode()
    with writing.writer(path.absolute().parent, stamp) as writer:
        if os.path.lexists(path):
            writer.replace(writing.original(path, path.parent, _LARGEST), content)
        else:
            writer.create(path, path.parent, content, _LARGEST)
