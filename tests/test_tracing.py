"""What the real program asks of the system while it changes a file, and ends at each of these calls.

`make trust ARGS=faults` tries every fault at every call of every command.
"""

from __future__ import annotations

import os
import re
import sys
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from planner import writing
from tests.tracing import Call, Program, Trial, Untraceable, small_plan, where_nothing_waits

if TYPE_CHECKING:
    from collections.abc import Iterator

EDIT = ("fix",)


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A command that changes one file, tried once without a fault."""
    if sys.platform != "linux":
        pytest.skip("strace is a program of Linux")
    with TemporaryDirectory(dir=where_nothing_waits()) as name:
        folder = Path(name)
        home = small_plan(folder / "plan")
        try:
            with Program(folder, home, [EDIT]) as program:
                yield Trial(program, folder, home, EDIT)
        except Untraceable as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"nothing can be traced on this machine: {error}")


def test_the_order_of_calls_outlives_a_power_cut(trial: Trial) -> None:
    steps = [step for step, _ in groupby(filter(None, map(step_of, trial.calls)))]
    written = steps.index("write draft")
    assert steps[written:] == [
        "write draft",
        "fsync draft",
        "mkdir",
        "link",
        "fsync backups",
        "exchange",
        "unlink",
        "fsync folder",
    ]
    # What tells the next run what to clear up, or what to take back, is there before all that.
    before = steps[:written]
    assert before[-2:] == ["write notes", "fsync notes"]
    assert before.index("fsync notes") < before.index("write lock") < before.index("fsync lock")


def step_of(call: Call) -> str:
    """Return what a call does to which file; nothing for what changes nothing."""
    names = {"renameat2": "exchange", "linkat": "link", "mkdirat": "mkdir", "unlinkat": "unlink"}
    step = names.get(call.name, call.name)
    if step in ("exchange", "link", "unlink"):
        return step if ".planner" in call.arguments and "content" in call.arguments else ""
    if step == "mkdir":
        return step if "/backup/run/content" in call.arguments else ""
    if step not in ("write", "fsync"):
        return ""
    path = re.search("<(.*?)>", call.arguments)
    kinds = (
        (r"\.tmp$", "draft"),
        (rf"{writing.NOTES}$", "notes"),
        ("/lock$", "lock"),
        ("/content/posts$", "folder"),
    )
    name = path[1] if path else ""
    if "/backup/run" in name and not name.endswith(writing.NOTES):
        return f"{step} backups"
    return next((f"{step} {kind}" for part, kind in kinds if re.search(part, name)), "")


def test_an_end_at_any_call_that_changes_something_does_no_harm(trial: Trial) -> None:
    calls = [call for call in trial.calls if call.changes]
    assert len(calls) > 30
    wrong = {call: found for call in calls if (found := [*trial.wrong(call, "signal=KILL")])}
    assert wrong == {}
