"""Inputs that a fuzzer tried: how many, and what they broke.

Each target is tried for twenty minutes, or as many as PLANNER_FUZZ_MINUTES says.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.fuzz import TARGETS
from tests.fuzz.__main__ import NoFuzzer, tried
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTES = float(os.environ.get("PLANNER_FUZZ_MINUTES", "20"))
WANTED = 10_000_000


def measure() -> Iterator[Figure]:
    """Try each target, and tell of each."""
    for name in TARGETS:
        measured = f"{name}: inputs tried in {MINUTES:g} minutes, crashes"
        target = f"{WANTED:,}, 0"
        try:
            outcome = tried(name, MINUTES * 60)
        except NoFuzzer as error:
            yield Figure("Fuzz", measured, target, f"not measured: {error}", met=False)
            continue
        crashes = len(outcome.crashes) or int(outcome.failed)
        met = outcome.runs >= WANTED and not outcome.failed
        yield Figure("Fuzz", measured, target, f"{outcome.runs:,}, {crashes}", met=met)
