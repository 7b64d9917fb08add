"""Measures the speed beside others, prints a table, and compares it with the last one.

python -m tests.bench [GROUP ...] [--sizes N ...] [--pairs N] [--no-install] [--write]

Every run leaves its figures in ``build/bench/figures.json``; those that others are compared with
are kept beside this file. By the times of single runs a whole one takes an hour and a half or more
of two cores, a third of it for the builds of 10,000 posts.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import report
from tests.bench.measuring import Bench
from tests.bench.peers import Peers
from tests.programs import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = ("start", "check", "tables", "build", "serve", "browser", "curves")
"""The modules of this package that measure, in the order of the table."""
SIZES = [100, 1000, 5000, 10_000]
LAST = Path(__file__).with_name("figures.json")
"""The figures that others are compared with."""
NOW = ROOT / "build/bench/figures.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the groups that are asked for; 1 where something became worse."""
    options = asked(arguments)
    now: report.Figures = {}
    print(report.HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.sizes, options.pairs, Peers(not options.no_install))
        for group in options.groups or GROUPS:
            began = time.monotonic()
            now[group] = []
            for figure in importlib.import_module(f"tests.bench.{group}").measure(bench):
                now[group].append(figure)
                print(report.row(figure), flush=True)
            print(f"{group}: {time.monotonic() - began:.0f} s\n", flush=True)
    report.write(NOW, now, machine())
    then = report.read(LAST)
    lines = [*report.compared(then, now)]
    print(report.COMPARED, *(line for line, _ in lines), sep="\n")
    if options.write:
        is_whole = not options.groups and options.sizes == SIZES
        together = now if is_whole else report.renewed(then, now)
        ordered = {group: together[group] for group in GROUPS if group in together}
        report.write(LAST, ordered, machine())
    return int(any(is_worse for _, is_worse in lines))


def asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the speed.")
    add = parser.add_argument
    add("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all without any")
    add("--sizes", nargs="+", type=int, default=SIZES, metavar="N", help="posts of the plans")
    add("--pairs", type=int, default=5, metavar="N", help="runs of each program (5)")
    add("--no-install", action="store_true", help="measure beside what is there already")
    add("--write", action="store_true", help="compare others with these figures from now on")
    options = parser.parse_args(arguments)
    if unknown := {*options.groups} - {*GROUPS}:
        parser.error(f"there is no {', '.join(sorted(unknown))}, but {', '.join(GROUPS)}")
    return options


def machine() -> dict[str, str]:
    """Return what the seconds depend on; the ratios should not."""
    return {
        "system": f"{platform.system()} on {platform.machine()}",
        "processors": str(os.cpu_count()),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
