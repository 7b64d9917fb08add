"""What holds for whatever people write: each property tried 50,000 times."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.often import LONG
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PROPERTIES = {
    "a change is confined and made once": "test_properties.py::test_a_change_is_confined_and_made_once",
    "any value is set alone": "test_edits.py::test_any_value_is_set_alone_and_once",
    "any changes do what they say": "test_edits.py::test_any_changes_together_do_what_they_say_and_nothing_else",
    "two changes, either order": "test_properties.py::test_two_changes_say_the_same_in_either_order",
    "undo": "test_properties.py::test_what_is_taken_back_is_as_it_was",
    "a table comes in as it went out": "test_properties.py::test_a_table_comes_in_as_it_went_out_in_every_dialect_and_once",
    "so do figures": "test_properties.py::test_figures_come_in_as_they_went_out",
    "a service gets the text": "test_properties.py::test_what_a_service_gets_is_the_text_to_the_letter",
    "a calendar says what the plan says": "test_calendars.py::test_a_calendar_says_what_the_plan_says",
    "an event keeps its name": "test_properties.py::test_an_event_keeps_its_name_whatever_becomes_of_its_post",
    "a repair adds no finding": "test_repairs.py::test_a_repair_removes_its_finding_and_adds_none",
    "times come back from UTC": "test_properties.py::test_a_time_comes_back_from_utc_unless_it_is_said_to_be_none",
}
"""The tests, by what they show."""
OPTIONS = ("-q", "--no-cov", "--numprocesses=0", "--hypothesis-profile=long")
_PASSING = re.compile(r"(\d+) passing, 0 failing")
_ALL = "nothing left to do"
_IN_MEMORY = "/dev/shm"  # noqa: S108 - folders of random names are made there


def measure() -> Iterator[Figure]:
    """Try each property, and tell of each."""
    inside = {"TMPDIR": _IN_MEMORY} if os.access(_IN_MEMORY, os.W_OK) else {}
    for name, test in PROPERTIES.items():
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *OPTIONS,
                "--hypothesis-show-statistics",
                f"tests/{test}",
            ],
            cwd=ROOT,
            env={**os.environ, **inside},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        passing = _PASSING.search(done.stdout)
        tried = int(passing[1]) if passing else 0
        met = not done.returncode and (tried >= LONG or _ALL in done.stdout)
        found = f"{tried:,} examples" if not done.returncode else "broken: run the test"
        yield Figure("Properties", name, f"{LONG:,} examples", found, met=met)
