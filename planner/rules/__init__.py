"""The rules: one module per question, and the explicit lists of all of them.

A rule is a :class:`~planner.diagnostics.Rule` in its module's ``RULES`` and a function in
its ``CHECKS``. A check looks at a :class:`~planner.schedule.Schedule` and yields findings;
a finding's *grade* is what it does to a verdict, so that the checker and the scorecard
never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner import fields, loader, reader, references, source, suppressions
from planner.diagnostics import Finding, Rule, Severity
from planner.rules import analysed, changed, fit, mix, noticed, what, when, where, who, why
from planner.schedule import Schedule
from planner.tracking import ledger

INTERNAL_ERROR = Rule("internal-error", "SRC999", Severity.ERROR)

_MODULES = (who, why, where, fit, what, when, noticed, analysed, changed, mix)
_BESIDE = (fit, mix)

Check = Callable[[Schedule], Iterator[Finding]]

CHECKS: tuple[Check, ...] = tuple(check for module in _MODULES for check in module.CHECKS)

DECISIVE: tuple[Check, ...] = tuple(
    check for module in _MODULES if module not in _BESIDE for check in module.CHECKS
)
"""Those that decide the verdicts of the eight conditions; the others give advice beside them."""

RULES: tuple[Rule, ...] = (
    *reader.RULES,
    *source.RULES,
    *loader.RULES,
    *suppressions.RULES,
    *fields.RULES,
    *ledger.RULES,
    *references.RULES,
    *(rule for module in _MODULES for rule in module.RULES),
    INTERNAL_ERROR,
)

BY_SLUG = {rule.slug: rule for rule in RULES}

NAMES = {name.lower(): rule.slug for rule in RULES for name in (rule.slug, rule.code)}
"""The slug that each name of a rule means."""
