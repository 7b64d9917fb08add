"""Places found again: where a key or a value stands in the front matter of a file.

Nobody carries places around; a file that has findings is parsed once more, and walked to
what they are about.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner import reader
from planner.diagnostics import OPENING, Place
from planner.source import place_of, spans, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.source import Source


@dataclass(frozen=True, slots=True)
class Spot:
    """A key with its value somewhere in a front matter."""

    key: str
    key_place: Place
    value: Node

    @property
    def place(self) -> Place:
        """The value's place; that of an empty value, or of one that begins below it, is its key's."""
        place = place_of(self.value)
        empty = (place.line, place.column) == (place.end_line, place.end_column)
        return self.key_place if empty or place.line > self.key_place.line else place


def locate(
    source: Source,
    steps: tuple[str | int, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
    *,
    on_key: bool = False,
) -> Place:
    """Return where a value, or its key, stands in a file.

    Args:
        source: The file.
        steps: The way to the value, as in :data:`planner.diagnostics.KeyPath`.
        same: Whether, below the given keys, what is written means the wanted key.
        on_key: Whether the key is meant instead of the value.

    Returns:
        The place; that of the nearest level above where the value is not there; the
        opening fence where that is the top.
    """
    if source.matter is None or source.data is None or not steps:
        return OPENING
    node = tree(source.matter)
    place = OPENING
    above: tuple[str, ...] = ()
    for number, step in enumerate(steps):
        spot = _step(node, step, above, same)
        if spot is None:
            break
        last = number == len(steps) - 1
        place = spot.key_place if on_key or not last else spot.place
        node = spot.value
        above = (*above, str(step)) if spot.key else above
    return place


def first_line(source: Source) -> Place:
    """Return where a file's text begins below its front matter; the opening fence without one."""
    for number, line in enumerate(reader.lines(source.body), source.body_line):
        if line.strip():
            return Place(number, 1, number, len(line) + 1)
    return OPENING


def scalars(matter: str) -> Iterator[tuple[int, int]]:
    """Yield where each key and value of a readable front matter begins and ends."""
    node = tree(matter)
    return spans(node) if node is not None else iter(())


def _step(
    node: Node | None,
    step: str | int,
    above: tuple[str, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
) -> Spot | None:
    if isinstance(node, MappingNode):
        keys = [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]
        exact = [pair for pair in keys if pair[0].value == step]
        for key, value in exact or keys:
            if exact or same(above, key.value, str(step)):
                return Spot(str(step), place_of(key), value)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            if step == number or _names(item, step, above, same):
                return Spot("", place_of(item), item)
    elif isinstance(node, ScalarNode) and (step == 0 or _alike(node.value, step)):
        return Spot("", place_of(node), node)
    return None


def _names(
    item: Node,
    step: str | int,
    above: tuple[str, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
) -> bool:
    """Whether a list's item is what ``step`` names: by its text, or by its ``id``."""
    if isinstance(item, MappingNode):
        return any(
            isinstance(value, ScalarNode)
            and same(above, key.value, "id")
            and _alike(value.value, step)
            for key, value in item.value
        )
    return isinstance(item, ScalarNode) and _alike(item.value, step)


def _alike(written: str, step: str | int) -> bool:
    return unicodedata.normalize("NFC", written).strip().casefold() == str(step).casefold()
