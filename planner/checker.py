"""Run the rules over a plan, choose what is reported, give it places and put it in order."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from planner import suppressions
from planner.config import DEFAULT
from planner.diagnostics import Diagnostic, Finding, Kind, Place, Severity, Subject
from planner.errors import PlannerError
from planner.rules import BY_SLUG, CHECKS, INTERNAL_ERROR, NAMES, RULES
from planner.rules.base import weight
from planner.schedule import Schedule
from planner.source import HIDDEN_CHARACTER
from planner.texts import T
from planner.tracking.ledger import row_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from planner.config import Config
    from planner.diagnostics import Rule
    from planner.loader import Content
    from planner.suppressions import Suppression


_MOST = 100
"""More findings of one rule on one thing help nobody, and placing them takes time."""


@dataclass(frozen=True)
class Report:
    """What a check found.

    ``diagnostics`` are sorted by path, line, column and code; paths are below the content
    folder.
    """

    as_of: dt.date
    diagnostics: tuple[Diagnostic, ...]
    files: int
    quiet: tuple[Diagnostic, ...] = ()
    """What a remark in a file, or the baseline, keeps out."""
    traces: tuple[str, ...] = ()
    """The traces of rules that broke, for ``--debug``."""

    @property
    def suppressed(self) -> int:
        """How many findings are kept out."""
        return len(self.quiet)

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return self._counts.get(severity, 0)

    @cached_property
    def _counts(self) -> dict[Severity, int]:
        counts: dict[Severity, int] = {}
        for found in self.diagnostics:
            counts[found.severity] = counts.get(found.severity, 0) + 1
        return counts

    @property
    def broken(self) -> bool:
        """Whether a rule itself failed."""
        return any(found.rule is INTERNAL_ERROR for found in self.diagnostics)

    def fails(self, *, strict: bool = False, max_warnings: int | None = None) -> bool:
        """Whether a check with these findings fails.

        Args:
            strict: Whether a warning is enough, not only an error.
            max_warnings: How many warnings are let through; any number unless given.
        """
        most = 0 if strict else max_warnings
        too_many = most is not None and self.count(Severity.WARNING) > most
        return bool(self.count(Severity.ERROR)) or too_many


def findings(schedule: Schedule, traces: list[str]) -> Iterator[Finding]:
    """Yield everything the rules find; a rule that breaks becomes a finding instead of its own."""
    for check in CHECKS:
        try:
            yield from schedule.ask(check)
        except Exception as error:  # noqa: BLE001 - one broken rule must not hide the others
            traces.append(traceback.format_exc())
            name = f"{check.__module__.rpartition('.')[2]}.{check.__name__}"
            yield Finding(
                INTERNAL_ERROR,
                Subject(Kind.PLAN, None),
                T("the rule {rule} broke: {error}", rule=name, error=type(error).__name__),
                T(
                    "This is a fault of the program, not of your plan. Please report it with the output of --debug."
                ),
                Place(),
            )


def check(
    content: Content,
    as_of: dt.date,
    config: Config = DEFAULT,
    schedule: Schedule | None = None,
) -> Report:
    """Check a plan.

    Args:
        content: The content folder as it was read.
        as_of: The day on which the plan is judged.
        config: Which rules count, and how much.
        schedule: The plan on that day, where somebody has it at hand.

    Returns:
        The report.
    """
    schedule = schedule or Schedule(content.plan, as_of, config.thresholds)
    traces: list[str] = []
    choice = Choice(config)
    diagnostics = []
    told: Counter[tuple[Rule, Kind, str | None, str]] = Counter()
    for finding in (*content.findings, *findings(schedule, traces)):
        about = (finding.rule, finding.subject.kind, finding.subject.id, finding.subject.path)
        told[about] += finding.told
        if finding.told and told[about] <= _MOST:
            diagnostic = _diagnostic(finding, content, schedule, choice)
            if diagnostic:
                diagnostics.append(diagnostic)
    quiet = _Quiet(content)
    kept = quiet.told(diagnostics)
    remarks = (*quiet.wrong, *quiet.idle(choice, schedule))
    about_remarks = (_diagnostic(it, content, schedule, choice) for it in remarks)
    kept += quiet.told(found for found in about_remarks if found)
    kept.sort(key=lambda found: found.order)
    files = len(content.sources) + len(content.ledgers)
    return Report(as_of, tuple(kept), files, tuple(quiet.hidden), tuple(traces))


class _Quiet:
    """The remarks in a plan's files, what they keep quiet, and what is wrong with them."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.present: dict[str, tuple[Suppression, ...]] = {}
        self.wrong: list[Finding] = []
        self.hidden: list[Diagnostic] = []
        self.used: set[Suppression] = set()
        for path, file in content.sources.items():
            found, wrong = suppressions.find(file, NAMES)
            self.wrong += wrong
            if found:
                self.present[path] = found

    def told(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return what no remark is quiet about; the rest is remembered."""
        kept: list[Diagnostic] = []
        for found in diagnostics:
            slug, place = found.rule.slug, found.place
            meant = [it for it in self.present.get(found.path, ()) if it.means(slug, place)]
            self.used.update(meant)
            (self.hidden if meant and found.rule is not INTERNAL_ERROR else kept).append(found)
        return kept

    def idle(self, choice: Choice, schedule: Schedule) -> list[Finding]:
        """Return findings on the remarks that keep nothing quiet."""
        found: list[Finding] = []
        settled = _settled(self.content, schedule) if self.present else set()
        for path in self.present.keys() & settled:
            idle = [
                it
                for it in self.present[path]
                if it not in self.used and choice.looks(BY_SLUG[it.slug], path)
            ]
            found += suppressions.unused(self.content.sources[path], idle)
        return found


def _settled(content: Content, schedule: Schedule) -> set[str]:
    """Return the files about which a rule's silence means that it has nothing to say.

    Where something could not be read, or is not known, rules hold their tongues for that.
    """
    faulty = {
        content.path(finding.subject)
        for finding in content.findings
        if finding.rule is not HIDDEN_CHARACTER
    }
    if content.plan.unread or content.path(Subject(Kind.PLAN)) in faulty:
        return set()
    settled = set(content.sources) - faulty
    judged = {post.id for post in schedule.judged}
    for post in content.plan.posts.values():
        named = ((Kind.CHANNEL, post.channel), (Kind.GOAL, post.goal))
        groups = ((Kind.AUDIENCE, name) for name in post.audience)
        unsure = any(content.paths.get(it) in faulty for it in (*named, *groups))
        if unsure or post.id not in judged:
            settled.discard(content.paths[Kind.POST, post.id])
    return settled


class Choice:
    """Which rules are reported, and with which severity."""

    def __init__(self, config: Config) -> None:
        """Work out the rules that the settings name.

        Raises:
            PlannerError: If a name means no rule.
        """
        self.folder = config.content
        self.ignores = [
            (glob.replace("\\", "/"), chosen(slugs))
            for glob, slugs in config.per_file_ignores.items()
        ]
        selected = chosen(config.select) if config.select else set(RULES)
        self.rules = selected - chosen(config.ignore)
        # A family first, so that a rule of it may be set by its own name.
        named = sorted(config.severity.items(), key=lambda it: it[0].lower() in NAMES)
        self.severity = {rule: level for name, level in named for rule in chosen([name])}

    def __call__(self, rule: Rule, path: str, severity: Severity) -> Severity | None:
        """Return the severity with which a rule is reported in a file, None for not at all."""
        if rule is INTERNAL_ERROR:
            return severity
        level = self.severity.get(rule)
        if not self.looks(rule, path):
            return None
        return Severity(level) if level else severity

    def looks(self, rule: Rule, path: str) -> bool:
        """Whether a rule is reported in a file at all."""
        return (
            rule in self.rules
            and self.severity.get(rule) != "off"
            and not any(
                rule in ignored
                and (fnmatchcase(path, glob) or fnmatchcase(f"{self.folder}/{path}", glob))
                for glob, ignored in self.ignores
            )
        )


def chosen(names: Iterable[str]) -> set[Rule]:
    """Return the rules that names mean: slugs, codes, or the beginning of codes.

    Raises:
        PlannerError: If a name means no rule.
    """
    rules: set[Rule] = set()
    for name in names:
        upper = name.upper()
        found = {
            rule
            for rule in RULES
            if rule.slug == name.lower() or (upper and rule.code.startswith(upper))
        }
        if not found:
            raise PlannerError(T("There is no rule “{name}”.", name=name))
        rules |= found
    return rules


def _diagnostic(
    finding: Finding, content: Content, schedule: Schedule, choice: Choice
) -> Diagnostic | None:
    severity: Severity | None = finding.severity or finding.rule.severity
    subject = finding.subject
    if subject.kind is Kind.POST and severity:
        post = content.plan.posts.get(subject.id or "")
        severity = weight(finding.rule, severity, post, schedule) if post else severity
    path = content.path(subject)
    severity = choice(finding.rule, path, severity) if severity else None
    if severity is None:
        return None
    fix = finding.fix if path in content.sources else None
    if fix and path in content.hopeless:
        fix = replace(fix, blocked=True)
    path, place = _where(finding, content, path)
    return Diagnostic(
        finding.rule,
        severity,
        finding.message,
        finding.help,
        path,
        place,
        subject.kind,
        None if subject.kind in (Kind.PLAN, Kind.FIGURES) else subject.id,
        content.line(path, place.line),
        fix,
    )


def _where(finding: Finding, content: Content, path: str) -> tuple[str, Place]:
    """Return a finding's file and place; a figure's is its row in the ledger."""
    at = finding.at
    if not isinstance(at, Place) and len(at) > 1 and str(at[0]) in content.ledgers:
        return str(at[0]), row_place(content.ledgers[str(at[0])], int(at[1]))
    return path, content.place(finding)


def moved(report: Report, prefix: str) -> Report:
    """Return a report whose paths begin with ``prefix``, as seen from another folder."""
    if not prefix:
        return report
    shown, quiet = (
        tuple(replace(found, path=f"{prefix}/{found.path}") for found in every)
        for every in (report.diagnostics, report.quiet)
    )
    return replace(report, diagnostics=shown, quiet=quiet)


def within(report: Report, wanted: Callable[[str], bool]) -> Report:
    """Return a report on the files alone whose paths are wanted."""
    shown, quiet = (
        tuple(found for found in every if wanted(found.path))
        for every in (report.diagnostics, report.quiet)
    )
    return replace(report, diagnostics=shown, quiet=quiet)


def changes(before: Report, after: Report) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return what a check has found newly since an earlier one, and what is mended.

    Lines move in between, so a finding is known by its file, its rule and its words. One that
    says in other words what its rule said of the same thing is new, and the old one is not
    mended. Nor is anything in a file that has new errors: what cannot be read is not judged.
    """
    came = _beside(after, before)
    changed = {_about(found) for found in came}
    unclear = {found.path for found in came if found.severity is Severity.ERROR}
    gone = _beside(before, after)
    mended = (it for it in gone if _about(it) not in changed and it.path not in unclear)
    return came, tuple(mended)


def _beside(report: Report, other: Report) -> tuple[Diagnostic, ...]:
    """Return the findings of a report that another one does not have as often."""
    known = Counter(map(_words, other.diagnostics))
    found = []
    for diagnostic in report.diagnostics:
        if known[_words(diagnostic)]:
            known[_words(diagnostic)] -= 1
        else:
            found.append(diagnostic)
    return tuple(found)


def _about(found: Diagnostic) -> tuple[object, ...]:
    return found.rule, found.kind, found.id, found.path


def _words(found: Diagnostic) -> tuple[str, str, str]:
    return found.path, found.rule.slug, found.message.to("en")
