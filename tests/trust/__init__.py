"""Figures on how well the program holds: what `make trust` measures and RELIABILITY.md shows.

A module of this package measures one area and yields a :class:`Figure` for each row of the table.
What takes seconds is a test as well; what takes minutes is measured here alone.
"""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """One measured row."""

    area: str
    """What it is about, such as "Kills"."""
    measure: str
    """What was counted, such as "damaged files after kill -9"."""
    target: str
    """What was to be reached, such as "0 of 2,000"."""
    found: str
    """What was found, such as "0 of 2,000"."""
    met: bool
    """Whether that is as good as the target."""
