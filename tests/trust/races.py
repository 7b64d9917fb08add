"""Several programs at one file: planners that wait for each other, and an editor that does not.

PLANNER_SAVES says how often the editor saves.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.tracing import where_nothing_waits
from tests.trust import Figure
from tests.trust.kills import told_by

if TYPE_CHECKING:
    from collections.abc import Iterator

SAVES = int(os.environ.get("PLANNER_SAVES", "5000"))
PLANNERS = 20


def measure() -> Iterator[Figure]:
    """Let an editor save beside a writer, and planners count together."""
    with TemporaryDirectory(dir=where_nothing_waits()) as folder:
        told = told_by("race", Path(folder), SAVES)
    print(told.strip(), flush=True)
    found = re.search(r"(\d+) saves beside (\d+) changes; (\d+) lost", told)
    yield Figure(
        "Races",
        f"saves of an editor that are neither in the file nor in a backup, of {SAVES:,} in place and {SAVES:,} by another file",
        "0",
        f"{found[3]} (beside {int(found[2]):,} changes)" if found else told[-200:],
        bool(found and found[3] == "0" and int(found[2])),
    )
    with TemporaryDirectory() as folder:
        total = told_by("add_up", Path(folder), PLANNERS)
    wanted = str(5 * PLANNERS)
    yield Figure(
        "Races", f"sum of {PLANNERS} planners that count together", wanted, total, total == wanted
    )
