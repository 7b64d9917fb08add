"""Figures as lines of a table, as a file, and beside those of another time."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

from tests.bench import Figure, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Figures = dict[str, list[Figure]]
"""The figures of each group."""
HEAD = (
    f"{'posts':>6}  {'what : beside what':<50}{'value':>7} {'lowest–highest':^15}"
    f"{'processor':>9}{'seconds':>16}{'megabytes':>12}  target"
)
"""The processor's column is a ratio as well; of seconds and megabytes both sides are shown."""
COMPARED = f"{'posts':>6}  {'compared with the last figures':<50}{'then':>9}{'now':>24}"
SMALL = 0.02
"""A share of a figure that makes no difference."""


def row(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    start = f"{figure.posts or '':>6}  {title(figure):<50}"
    if not figure.values:
        return f"{start}{'–':>7} not measured: {figure.note}"
    middle = f"{figure.value:>7.2f} {span(figure):^15}{sides(figure)}"
    return f"{start}{middle}  {goal(figure)} {figure.note}".rstrip()


def title(figure: Figure) -> str:
    """Return what a figure is about."""
    beside = f" : {figure.beside}" if figure.beside else ""
    unit = "" if figure.unit == "time" else f", {figure.unit}"
    return f"{figure.name}{beside}{unit}"


def span(figure: Figure) -> str:
    """Return the lowest and the highest value."""
    return f"{min(figure.values):.2f}–{max(figure.values):.2f}" if len(figure.values) > 1 else ""


def sides(figure: Figure) -> str:
    """Return what both sides took."""
    if not figure.ours or not figure.theirs:
        return " " * 37
    ours, theirs = figure.ours, figure.theirs
    processor = f"{ours.processor / theirs.processor:.2f}" if theirs.processor else "–"
    seconds = f"{ours.seconds:.2f} {theirs.seconds:.2f}"
    return f"{processor:>9}{seconds:>16}{f'{ours.megabytes:.0f} {theirs.megabytes:.0f}':>12}"


def goal(figure: Figure) -> str:
    """Return the target, and whether it is met."""
    if figure.target is None:
        return ""
    return f"≤ {figure.target:g} {'met' if figure.value <= figure.target else 'MISSED'}"


def compared(then: Figures, now: Figures) -> Iterator[tuple[str, bool]]:
    """Yield a line for each figure, beside the same of another time; True where it is worse."""
    known = {figure.key: figure for group in then.values() for figure in group}
    for figure in (figure for group in now.values() for figure in group):
        old = known.get(figure.key)
        word = verdict(old, figure)
        values = "".join(
            f"{each.value:>9.2f} {span(each):^15}" if each and each.values else f"{'–':>9} {'':15}"
            for each in (old, figure)
        )
        start = f"{figure.posts or '':>6}  {title(figure):<50}"
        yield f"{start}{values}  {word}".rstrip(), word == "WORSE"


def verdict(then: Figure | None, now: Figure) -> str:
    """Say what has become of a figure: a difference within the spread is none, nor a small one."""
    if not then or not then.values:
        return "new" if now.values else ""
    if not now.values:
        return f"not measured: {now.note}"
    spread = max(then.spread, now.spread, SMALL * abs(then.value))
    if now.value - then.value > spread:
        return "WORSE"
    return "better" if then.value - now.value > spread else ""


def renewed(then: Figures, now: Figures) -> Figures:
    """Return the figures of two times together, the newer ones of what both have."""
    found = {}
    for group in [*then, *(name for name in now if name not in then)]:
        fresh = {figure.key: figure for figure in now.get(group, ())}
        kept = {figure.key: figure for figure in then.get(group, ())}
        found[group] = [*(kept | fresh).values()]
    return found


def write(path: Path, figures: Mapping[str, Sequence[Figure]], machine: Mapping[str, str]) -> None:
    """Write figures to a file, a line each."""
    groups = []
    for group, found in figures.items():
        lines = ",\n".join(f"      {json.dumps(plain(figure))}" for figure in found)
        groups.append(f"    {json.dumps(group)}: [\n{lines}\n    ]")
    together = ",\n".join(groups)
    text = f'{{\n  "machine": {json.dumps(machine)},\n  "figures": {{\n{together}\n  }}\n}}\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def plain(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain data, with what there is of it."""
    told = {key: value for key, value in dataclasses.asdict(figure).items() if value}
    told |= {"values": [round(value, 4) for value in figure.values]}
    if figure.note:  # without the places of this machine or network
        told["note"] = re.sub(r"\S*/\S*/\S*", "…", figure.note)
    for side in ("ours", "theirs"):
        if run := getattr(figure, side):
            told[side] = {key: round(value, 3) for key, value in run._asdict().items()}
    return told


def read(path: Path) -> Figures:
    """Return the figures that a file holds; none where there is no file."""
    if not path.is_file():
        return {}
    told = json.loads(path.read_text("utf-8"))
    return {group: [figure(each) for each in found] for group, found in told["figures"].items()}


def figure(told: Mapping[str, Any]) -> Figure:
    """Return the figure that plain data tell of."""
    sides = {side: Run(**told[side]) for side in ("ours", "theirs") if side in told}
    rest = {"beside": "", "posts": 0, **told, "values": tuple(told["values"])}
    return Figure(**{**rest, **sides})
