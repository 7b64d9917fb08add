"""How the cost grows with the work: the exponent of a curve through growing plans.

What each doubling of the work costs more is looked at: so what a command takes anyway does not
count. Seconds of the processor are counted: they hardly depend on who else is at work.
"""

from __future__ import annotations

from functools import partial
from itertools import cycle, pairwise
from math import isqrt, log
from statistics import linear_regression, median
from typing import TYPE_CHECKING, NamedTuple

from tests.bench import Figure, inputs
from tests.bench.build import build
from tests.bench.check import check
from tests.plans import (
    AUDIENCES,
    CHANNELS,
    Calendar,
    about_audience,
    about_channel,
    save,
    write_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.bench.measuring import Bench, Program

STEPS = (1, 2, 4, 8, 16)
"""How many times the least work."""
STEEPEST = 1.1
FAINT = 0.02
"""Seconds below which a difference says nothing."""
FAULTS = {
    "audience": "audience: [nobody-{n}]",
    "channel": "channel: nowhere-{n}",
    "purpose": "purpose: odd-{n}",
    "owner": "ovner: owner",
    "minutes": "minutes: many",
}
"""The line of a post with each of these keys, and what becomes of it: something that is found."""


class Curve(NamedTuple):
    """A kind of work that grows."""

    name: str
    most: int
    """The most work; the least is a sixteenth of it."""
    plan: Callable[[Path, int], Path]
    """Writes a plan with so much work below a folder; returns its content folder."""
    commands: Mapping[str, Callable[[Path], Program]]


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure each kind of work, as much of it as goes with the usual plan."""
    for curve in curves(bench.usual):
        folder = bench.folder / "curves" / curve.name
        least = max(1, curve.most // STEPS[-1])
        sizes = [least * step for step in STEPS]
        plans = {size: curve.plan(folder / str(size), size) for size in sizes}
        for name, command in curve.commands.items():
            programs = {size: command(content) for size, content in plans.items()}
            yield figure_of(f"{name}, {curve.name}", bench.usual, costs(programs, bench.pairs))


def curves(posts: int) -> Iterator[Curve]:
    """Yield the kinds of work for the time that a plan of so many posts takes."""
    few = max(1, posts // 10)
    both = {"check": check, "build": site}
    yield Curve("posts", posts, write_plan, both)
    yield Curve(
        "ledger rows", min(inputs.FIGURES * posts, inputs.MOST_FIGURES), partial(ledger, few), both
    )
    yield Curve("audiences × channels", 4 * posts, partial(matrix, few), both)
    yield Curve("faulty posts", posts // 2, partial(faulty, posts // 2), both)


def site(content: Path) -> Program:
    """Return the build of a plan's site."""
    return build(content, 0)


def ledger(posts: int, folder: Path, rows: int) -> Path:
    """Write a plan with so many rows in its ledger."""
    content = write_plan(folder, posts)
    inputs.write_ledger(content, rows)
    return content


def matrix(posts: int, folder: Path, pairs: int) -> Path:
    """Write a plan whose audiences are met in channels, each in all of them, in so many pairs."""
    content, calendar = write_plan(folder, posts), Calendar(posts)
    places = [f"place-{n}" for n in range(isqrt(pairs))]
    groups = [f"group-{n}" for n in range(pairs // len(places))]
    for name in places:
        channel = CHANNELS["facebook"]._replace(title=name)
        save(content / "channels" / f"{name}.md", about_channel(channel, calendar))
    for name in groups:
        audience = AUDIENCES["kitchens"]._replace(title=name, channels=tuple(places))
        save(content / "audiences" / f"{name}.md", about_audience(audience, calendar))
    for post, place, group in zip(inputs.posts_of(content), cycle(places), cycle(groups)):
        inputs.rewrite(post, {"channel": f"channel: {place}", "audience": f"audience: {group}"})
    return content


def faulty(posts: int, folder: Path, files: int) -> Path:
    """Write a plan with faults in so many of its posts."""
    content = write_plan(folder, posts)
    for n, post in enumerate(inputs.posts_of(content)[:files]):
        inputs.rewrite(post, {key: line.format(n=n) for key, line in FAULTS.items()})
    return content


def costs(programs: Mapping[int, Program], turns: int) -> list[dict[int, float]]:
    """Return what each amount of work took, turn by turn, up and down."""
    for program in programs.values():
        program.warm_up()
    found = []
    for turn in range(turns):
        sizes = sorted(programs, reverse=turn % 2 == 1)
        took = {size: programs[size].run().processor for size in sizes}
        found.append({size: took[size] for size in sorted(took)})
    return found


def middle(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Return the middle of each amount's costs in some turns."""
    return {size: median(cost[size] for cost in found) for size in found[0]}


def exponent(cost: Mapping[int, float]) -> float | None:
    """Return the exponent of the curve through the costs of work that doubles again and again.

    Of a constant and a power of the size, each doubling adds the same power of the size: its
    exponent is the slope of the line through the logarithms. There is none where little work
    costs too little to be told.
    """
    added = {size: more - less for (size, less), (_, more) in pairwise(cost.items())}
    if min(added.values()) < FAINT:
        return None
    return linear_regression([*map(log, added)], [*map(log, added.values())]).slope


def figure_of(name: str, posts: int, found: Sequence[Mapping[int, float]]) -> Figure:
    """Return the exponents of the curve, with each turn left out once."""
    parts = [[*found[:n], *found[n + 1 :]] or found for n in range(len(found))]
    values = tuple(power for power in map(exponent, map(middle, parts)) if power is not None)
    took = ", ".join(f"{size:,}: {seconds:.2f} s" for size, seconds in middle(found).items())
    note = took if values else f"so little work takes no time that could be told: {took}"
    return Figure(name, "", posts, values, "exponent", STEEPEST, note=note)
