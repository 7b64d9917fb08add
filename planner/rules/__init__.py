"""The rules: one module per question, and the explicit lists of all of them.

A rule is a :class:`~planner.diagnostics.Rule` in its module's ``RULES`` and a function in
its ``CHECKS``. A check looks at a :class:`~planner.schedule.Schedule` and yields findings;
a finding's *grade* is what it does to a verdict, so that the checker and the scorecard
never disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import fields, loader, references, source
from planner.diagnostics import Rule, Severity
from planner.rules import analysed, changed, noticed, what, when, where, who, why
from planner.tracking import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.diagnostics import Finding
    from planner.schedule import Schedule

INTERNAL_ERROR = Rule("internal-error", "SRC999", Severity.ERROR)

_CONDITIONS = (who, why, where, what, when, noticed, analysed, changed)

CHECKS: tuple[Callable[[Schedule], Iterator[Finding]], ...] = tuple(
    check for module in _CONDITIONS for check in module.CHECKS
)

RULES: tuple[Rule, ...] = (
    *source.RULES,
    *loader.RULES,
    *fields.RULES,
    *ledger.RULES,
    *references.RULES,
    *(rule for module in _CONDITIONS for rule in module.RULES),
    INTERNAL_ERROR,
)

BY_SLUG = {rule.slug: rule for rule in RULES}
