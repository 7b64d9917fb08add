"""What the program is built on; the same is a test (tests/test_dependencies.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import supply
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator


def measure() -> Iterator[Figure]:
    """Yield a row for each thing that should not be."""
    lists = (supply.installed(), supply.locked(supply.LOCK), supply.locked(supply.OLDEST))
    versions = f"{len(supply.FLOORS)} floors, {len(supply.AVOIDED)} packages to avoid, offline"
    low = sorted({name for versions in lists for name in supply.below_floors(versions)})
    yield row(f"below the floors in what is installed and in both lists: {versions}", low)
    asked = {name for extra in supply.declared().values() for name in extra}
    yield row(f"asked for and not used, of {len(asked)}", supply.unused())
    yield row("imported and not asked for", supply.undeclared())
    licences = supply.unknown_licences()
    yield row(f"without a licence that fits, of {len(supply.needed())} that are needed", licences)
    lines, private = supply.told()
    measure = f"lines with a key or a place on this machine, of {lines:,} in the whole history"
    yield Figure("Secrets", measure, "0", str(private), not private)


def row(measure: str, found: list[str]) -> Figure:
    """Return a row that is met where nothing was found."""
    told = ", ".join([str(len(found)), *found])
    return Figure("Dependencies", f"packages {measure}", "0", told, not found)
