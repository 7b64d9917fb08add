"""Checking a plan: beside reading it with python-frontmatter alone, and beside other checkers."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.bench import inputs
from tests.bench.measuring import PLANNER, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.bench import Figure
    from tests.bench.measuring import Bench

LOOP = """
import sys
from pathlib import Path
import frontmatter
for path in Path(sys.argv[1]).rglob("*.md"):
    frontmatter.load(path)
"""
LOAD = "frontmatter.load"
RULES = "{extends: default, rules: {line-length: disable}}"
FIRST, AGAIN = "check, first time", "check, after one edit"
AHEAD = 1 / 5


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure a check that knows nothing yet, and one after an edit."""
    for posts in bench.sizes:
        yield from _of(bench, posts)


def check(content: Path, prepare: Callable[[], object] | None = None) -> Program:
    """Return the check of a plan; what it finds is no failure."""
    command = (PLANNER, "check", "--quiet", "--content", content)
    variables = {"XDG_CACHE_HOME": str(_kept(content)), "CI": ""}
    return Program(command, prepare=prepare, codes=(0, 1), variables=variables)


def _kept(content: Path) -> Path:
    """Return where it is kept what the files of a plan said."""
    return content.parent / "kept"


def _of(bench: Bench, posts: int) -> Iterator[Figure]:
    content = bench.plan(posts)
    first = check(content, partial(shutil.rmtree, _kept(content), ignore_errors=True))
    again = check(content, partial(next, inputs.edits(content, "Checked again")))
    load = Program((sys.executable, "-c", LOOP, content))

    def yamllint() -> Program:
        command = (bench.peers.yamllint(), "-d", RULES, ".")
        return Program(command, inputs.front_matter(content))

    def check_jsonschema() -> Program:
        folder = inputs.front_matter(content)
        files = sorted(path.name for path in folder.glob("*.yml"))
        program = bench.peers.check_jsonschema()
        return Program((program, "--schemafile", "schema.json", *files), folder)

    for name, ours, base, theirs, target in (
        (FIRST, first, LOAD, lambda: load, 1.0),
        (AGAIN, again, LOAD, lambda: load, 0.5),
        (FIRST, first, "yamllint", yamllint, AHEAD),
        (FIRST, first, "check-jsonschema", check_jsonschema, AHEAD),
    ):
        yield from bench.beside(name, ours, base, theirs, posts, target=target)
