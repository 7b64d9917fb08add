"""Measures how well the program holds, and prints a table.

python -m tests.trust [AREA ...] [--write]
"""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.trust import Figure

AREAS = (
    "payloads",
    "external",
    "fuzz",
    "properties",
    "site",
    "kills",
    "faults",
    "races",
    "disks",
    "confinement",
    "reproducible",
    "engines",
    "supply",
    "mutation",
)
"""The modules of this package that measure, in the order of the table."""
DOCUMENT = Path(__file__).parents[2] / "RELIABILITY.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
HEAD = "| area | measure | target | found | command |\n|---|---|---|---|---|\n"


def main() -> int:
    """Measure the areas that are asked for; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"of {', '.join(AREAS)}")
    parser.add_argument("--write", action="store_true", help="put the rows into RELIABILITY.md")
    options = parser.parse_args()
    asked = options.areas or AREAS
    if unknown := set(asked) - set(AREAS):
        parser.error(f"there is no {', '.join(sorted(unknown))}, but {', '.join(AREAS)}")
    rows: dict[str, list[str]] = {}
    missed = 0
    for area in asked:
        began = time.monotonic()
        for figure in importlib.import_module(f"tests.trust.{area}").measure():
            missed += not figure.met
            rows.setdefault(area, []).append(row(figure, area))
            print(rows[area][-1], flush=True)
        print(f"{area}: {time.monotonic() - began:.0f} s\n", flush=True)
    if options.write:
        DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8"), rows), "utf-8", newline="\n")
    return int(missed > 0)


def command(area: str) -> str:
    """Return what measures an area again."""
    return f"`make trust ARGS={area}`"


def row(figure: Figure, area: str) -> str:
    """Return a figure as a row of the table."""
    found = figure.found if figure.met else f"**{figure.found}**"
    cells = (figure.area, figure.measure, figure.target, found, command(area))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def renewed(text: str, rows: dict[str, list[str]]) -> str:
    """Return the document with these rows in the place of those that the same commands made."""
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    old = table.removeprefix(HEAD).splitlines()
    kept = {area: [line for line in old if line.endswith(f" {command(area)} |")] for area in AREAS}
    lines = "".join(f"{line}\n" for area in AREAS for line in rows.get(area, kept[area]))
    return f"{before}{BEGIN}{HEAD}{lines}{END}{after}"


if __name__ == "__main__":
    raise SystemExit(main())
