"""Measures whole processes: checking a plan and asking for help, each beside the least it takes.

The least is reading the plan with python-frontmatter alone, and a click program that does nothing.

python -m tests.bench [--posts N] [--runs N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.plans import write_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[1]
LOOP = """
import sys
from pathlib import Path
import frontmatter
for path in Path(sys.argv[1]).rglob("*.md"):
    frontmatter.load(path)
"""
EMPTY = """
import click
@click.group()
def main():
    pass
main()
"""
FRONTMATTER, CLICK = "frontmatter", "empty click program"
BASES = {
    FRONTMATTER: FRONTMATTER,
    "check, first time": FRONTMATTER,
    "check, again": FRONTMATTER,
    CLICK: CLICK,
    "planner --help": CLICK,
}
"""The programs, each with the one that its ratio is to."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and write the figures when asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--posts", type=int, default=5000, help="size of the plan (5000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each program (5)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure(write_plan(Path(folder), options.posts), options.runs)
    results = {
        name: summary(times, median(seconds[BASES[name]])) for name, times in seconds.items()
    }
    print(table(options.posts, options.runs, results))
    if options.json:
        report = {"posts": options.posts, "python": platform.python_version(), "runs": seconds}
        options.json.write_text(json.dumps({**report, "results": results}, indent=2), "utf-8")
    return 0


def measure(content: Path, runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run; the programs take turns, so that all meet one machine."""
    check = [sys.executable, "-m", "planner", "check", "--content", str(content), "--quiet"]
    programs = {
        FRONTMATTER: [sys.executable, "-c", LOOP, str(content)],
        "check, first time": check,
        "check, again": check,
        CLICK: [sys.executable, "-c", EMPTY, "--help"],
        "planner --help": [sys.executable, "-m", "planner", "--help"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(runs + 1):
        for name, command in programs.items():
            if name == "check, first time":
                shutil.rmtree(content.parent / ".planner", ignore_errors=True)
            passed = timed(command)
            if turn:  # the first turn warms the disk's cache up
                seconds[name].append(passed)
    return seconds


def timed(command: Sequence[str]) -> float:
    """Return how long a program took; findings are no failure."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)
    passed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode(errors="replace"))
    return passed


def summary(times: Sequence[float], base: float) -> dict[str, float]:
    """Return the figures of one program."""
    middle = median(times)
    return {"median": middle, "lowest": min(times), "highest": max(times), "ratio": middle / base}


def table(posts: int, runs: int, results: Mapping[str, Mapping[str, float]]) -> str:
    """Return the results as lines."""
    head = f"{posts} posts, {runs} runs, seconds"
    lines = [f"{head:<32}{'median':>8}{'lowest':>8}{'highest':>9}{'ratio':>7}"]
    for name, figures in results.items():
        low, middle, high = figures["lowest"], figures["median"], figures["highest"]
        lines.append(f"{name:<32}{middle:>8.3f}{low:>8.3f}{high:>9.3f}{figures['ratio']:>7.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
