"""How fast the program is beside others: what `make bench` measures and compares with last time.

A module of this package measures one group and yields a :class:`Figure` for each row of the table.
Whole processes are measured, each next to the one that it is compared with, and ratios are kept:
seconds are those of one machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    """On the clock."""
    processor: float
    """Seconds of all processors, with those of its own processes; 0 where nobody tells."""
    megabytes: float
    """Of memory at the most, of it or one of its processes; 0 where nobody tells."""


class MissingError(Exception):
    """Why a program cannot be had or measured, in one sentence."""


@dataclass(frozen=True)
class Figure:
    """One row: a value for each pair of runs, or why there is none."""

    name: str
    """What is measured, such as "planner check"."""
    beside: str
    """What it is compared with, such as "yamllint"; empty where it stands for itself."""
    posts: int
    """Of the plan, or of the one that the work goes with; 0 where there is none."""
    values: tuple[float, ...] = ()
    unit: str = "time"
    """What a value is: a ratio of "time" or "memory", or what else it counts."""
    target: float | None = None
    """A value should be no higher."""
    ours: Run | None = None
    theirs: Run | None = None
    note: str = ""
    """Why there is no value, or what it was made from."""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What it is about; another run's figure of the same is compared with it."""
        return self.name, self.beside, self.posts, self.unit

    @property
    def value(self) -> float:
        """The middle of the values."""
        return median(self.values)

    @property
    def spread(self) -> float:
        """How far the values lie apart."""
        return max(self.values) - min(self.values)
