"""A part of a site made in a second process: the same things, in the same order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = """
import sys
from pathlib import Path
from planner.loader import load
from planner.site import beside
from planner.site import render

beside._MANY = int(sys.argv[1])
site = render(Path("content"), as_of=None, language="en")
for page in site.pages:
    print(repr(page))
for file in sorted(site.files, key=lambda file: file.path):
    print(repr(file))
"""
"""Writes down all that a site is made of; nothing but this runs in the process that is copied."""

needs_two = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the second process")


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@needs_two
def test_a_site_is_the_same_whoever_makes_it() -> None:
    alone, beside = run(BUILD, "1000000"), run(BUILD, "0")
    assert alone.returncode == 0, alone.stderr
    assert len(alone.stdout) > 1_000_000
    assert beside.stdout == alone.stdout


MEANWHILE = """
import os
from planner.site.beside import meanwhile

def make():
    yield os.getpid()
    {then}

with meanwhile(make, apart=True) as made:
    {here}
"""


@needs_two
@pytest.mark.parametrize(
    ("then", "here", "said"),
    [
        ("yield 'x' * 10**6", "one, two = made; print(one != os.getpid(), len(two))", "True 1000000"),
        ("os._exit(1)", "print(next(made) == os.getpid())", "True"),
        ("import time; time.sleep(60)", "print('at once')", "at once"),
    ],
    ids=["another process makes it", "one that ends early is replaced", "nobody waits for nothing"],
)  # fmt: skip
def test_things_are_made_meanwhile(then: str, here: str, said: str) -> None:
    done = run(MEANWHILE.format(then=then, here=here))
    assert (done.stdout.strip(), done.stderr) == (said, "")


@needs_two
def test_what_fails_there_fails_here() -> None:
    done = run(MEANWHILE.format(then="raise ValueError('broken')", here="print(list(made))"))
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("ValueError: broken")
