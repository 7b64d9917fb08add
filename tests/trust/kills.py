"""Programs that are killed at random moments while they write; PLANNER_KILLS says how often."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = int(os.environ.get("PLANNER_KILLS", "2000"))
_WHAT = {
    "damaged": "damaged files and backups",
    "lost": "changes that were said to be done, and were not",
    "left behind": "drafts and second names after the next start",
}


def measure() -> Iterator[Figure]:
    """Kill a writer of three sizes of files, with two kinds of line ends."""
    with TemporaryDirectory() as folder:
        told = told_by("kill", Path(folder), KILLS)
    print(told.strip(), flush=True)
    for what, text in _WHAT.items():
        found = re.search(rf"(\d+) {what}", told)
        number = int(found[1]) if found else -1
        measure = f"{text}, of {KILLS:,} kills at any moment"
        yield Figure("Kills", measure, "0", f"{number:,}" if found else told[-200:], number == 0)


def told_by(name: str, home: Path, *numbers: int) -> str:
    """Return what a program of :mod:`tests.killing` prints, also where it fails."""
    command = [sys.executable, "-m", "tests.killing", name, str(home), *map(str, numbers)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr
