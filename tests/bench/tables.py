"""Many rows: a ledger that is read along with the plan, an export that is imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.bench import inputs
from tests.bench.check import check
from tests.bench.measuring import PLANNER, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench import Figure
    from tests.bench.measuring import Bench

TABLE = """
import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    list(csv.DictReader(file))
"""
ROWS = 10
"""So many rows for each post has the export, up to the most; a fifth of the posts are in it."""
MOST_ROWS = 50_000
DAY = ("--today", "2028-01-01", "--on", "2028-01-01")


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure a check with a ledger beside one without, and an import beside csv alone.

    Writing into a plan anew each time would measure the disk: the import's last step is left out.
    """
    posts = bench.usual
    content = bench.plan(posts)
    tracked, figures = inputs.with_figures(content)
    name = f"check, {figures:,} more figures"
    yield from bench.beside(name, check(tracked), "check", lambda: check(content), posts)
    rows = min(ROWS * posts, MOST_ROWS)
    table = inputs.export(content, rows)
    command = (PLANNER, "import", table, "--diff", "--quiet", *DAY, "--content", content)
    alone = Program((sys.executable, "-c", TABLE, table))
    name = f"import, {rows:,} rows"
    yield from bench.beside(name, Program(command), "csv alone", lambda: alone, posts)
