"""A part of the work done in a second process: the same things, in the same order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = """
import sys
from pathlib import Path
from planner.loader import load
from planner import beside
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
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@needs_two
def test_a_site_is_the_same_whoever_makes_it() -> None:
    alone, beside = run(BUILD, "1000000"), run(BUILD, "0")
    assert alone.returncode == 0, alone.stderr
    assert len(alone.stdout) > 1_000_000
    assert beside.stdout == alone.stdout


MEANWHILE = """
import os
from planner.beside import meanwhile

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


READ = """
import sys
from pathlib import Path
from planner import beside, loader

beside._MANY = int(sys.argv[1])
real, forks = beside.os.fork, []
beside.os.fork = lambda: forks.append(0) or real()
read = loader.load(Path(sys.argv[2]))
print(len(forks), file=sys.stderr)
print(repr(read.plan))
for part in (read.findings, read.sources, read.paths, read.ledgers, read.entries):
    print(part)
"""
"""Writes down all that was read."""


@needs_two
@pytest.mark.parametrize("plan", ["content", "tests/faulty_plan", "tests/forgotten_plan"])
def test_a_plan_is_the_same_whoever_reads_it(plan: str) -> None:
    alone, beside = run(READ, "1000000", plan), run(READ, "0", plan)
    assert (alone.stderr, beside.stderr) == ("0\n", "1\n")
    assert len(alone.stdout) > 10_000
    assert beside.stdout == alone.stdout


WITHOUT = """
import os
import tempfile
from planner import beside

def none(*_):
    raise OSError(11, "there is no further one")

{lacking} = none
with beside.meanwhile(lambda: ["made"], apart=True) as made:
    print(*made)
beside.aside(lambda: print("done"), apart={apart})
beside.finish()
"""


@needs_two
@pytest.mark.parametrize(
    ("lacking", "apart"), [("os.fork", "True"), ("tempfile.TemporaryFile", "False")]
)
def test_one_process_does_it_all_where_there_can_be_no_other(lacking: str, apart: str) -> None:
    done = run(WITHOUT.format(lacking=lacking, apart=apart))
    assert (done.stdout, done.stderr) == ("made\ndone\n", "")


ASIDE = """
import os, signal, sys, time
from planner import beside

signal.signal(signal.SIGCHLD, signal.{heard})

def work():
    time.sleep(0.2)
    os.write(1, b"done aside\\n")

beside.aside(work, apart=True)
os.write(1, b"goes on\\n")
beside.finish()
os.write(1, b"ends\\n")
with beside.meanwhile(lambda: ["made"], apart=True) as made:
    print(*made)
"""


@needs_two
@pytest.mark.parametrize("heard", ["SIG_DFL", "SIG_IGN"])
def test_what_is_done_aside_is_done_before_the_end(heard: str) -> None:
    done = run(ASIDE.format(heard=heard))
    assert (done.stdout, done.stderr) == ("goes on\ndone aside\nends\nmade\n", "")
