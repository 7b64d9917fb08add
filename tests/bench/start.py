"""What a command takes before it begins: beside a click program that does nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.bench.measuring import PLANNER, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench import Figure
    from tests.bench.measuring import Bench

EMPTY = """
import click
@click.group()
def main():
    pass
main()
"""
COMPLETION = {"_PLANNER_COMPLETE": "bash_complete", "COMP_WORDS": "planner ch", "COMP_CWORD": "1"}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure what a person waits for who only asks."""
    empty = Program((sys.executable, "-c", EMPTY, "--help"))
    for name, ours, target in (
        ("planner --version", Program((PLANNER, "--version")), 1.5),
        ("completion in the shell", Program((PLANNER,), variables=COMPLETION), 1.5),
        ("planner --help", Program((PLANNER, "--help")), None),
    ):
        yield from bench.beside(name, ours, "an empty click program", lambda: empty, target=target)
