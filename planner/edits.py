"""Changing single values in a file's front matter, and nothing else of the file.

The values are found by the marks of the parser, never by a pattern, and the result is proven
before anybody writes it: it reads as before but for the keys that were named, and the same
change once more would change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import MappingNode, ScalarNode

from planner import source
from planner.diagnostics import Place, Severity
from planner.errors import PlannerError
from planner.lines import Key, model_of, row_at
from planner.model import key_of
from planner.splicing import Raw
from planner.syntax import scalar
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yaml import Node

    from planner.diagnostics import Kind
    from planner.model import Part
    from planner.source import Data, Source


class NotEdited(PlannerError):
    """A file cannot be changed safely; the text says what to write by hand."""


def edited(
    content: bytes, old: Source, kind: Kind, changes: Mapping[tuple[str, ...], str], language: str
) -> bytes:
    """Return a file with some values set, everything else byte by byte as it was.

    Args:
        content: The bytes of the file.
        old: The same file as it was read.
        kind: What the file is about.
        changes: The values to set, as they are to be read, by the English
            names of their keys: one key, or a key and one inside it.
        language: In which language a key is written that is not there yet.

    Raises:
        NotEdited: If the file has faults, or a value cannot be set without touching others.
    """
    by_hand = _by_hand(kind, changes, language)
    if old.data is None or any(found.rule.severity is Severity.ERROR for found in old.findings):
        raise NotEdited(
            T("its beginning has faults. Mend them first, then write: {lines}", lines=by_hand)
        )
    new, read = content, old
    for path, value in changes.items():
        new, read = _set(new, read, kind, path, value, language, by_hand)
    return new


def _by_hand(kind: Kind, changes: Mapping[tuple[str, ...], str], language: str) -> list[T]:
    """Return the lines that somebody would write."""
    gathered: dict[str, list[str]] = {}
    for path, value in changes.items():
        key = Key(kind, path[:1]).to(language)
        inner = "".join(f"{Key(kind, path[: n + 1]).to(language)}: " for n in range(1, len(path)))
        gathered.setdefault(key, []).append(f"{inner}{scalar(value, flow=True)}")
    nested = {path[0] for path in changes if len(path) > 1}
    names = {Key(kind, (name,)).to(language) for name in nested}
    lines = (
        f"{key}: {{{', '.join(values)}}}" if key in names else f"{key}: {values[0]}"
        for key, values in gathered.items()
    )
    return [T("“{line}”", line=line) for line in lines]


def _set(
    content: bytes,
    old: Source,
    kind: Kind,
    path: tuple[str, ...],
    value: str,
    language: str,
    by_hand: list[T],
) -> tuple[bytes, Source]:
    spot = _Spot(old, kind, path, language)
    place, text = spot.change(value)
    raw = Raw(content)
    start, end = raw.span(place)
    new = f"{raw.text[:start]}{raw.ended(text, start)}{raw.text[end:]}".encode()
    read = source.take_apart(new, old.subject)
    if not _proven(old, read, spot.keys, value):
        raise NotEdited(
            T("it cannot be changed without touching more. Write: {lines}", lines=by_hand)
        )
    return new, read


def _proven(old: Source, new: Source, keys: tuple[str, ...], value: str) -> bool:
    """Whether a file says what it said, but for one value."""
    wanted: Data = dict(old.data or {})
    inside: Data = wanted
    for key in keys[:-1]:
        held = inside.get(key)
        if held is not None and not isinstance(held, dict):
            return False  # it would be lost
        inside[key] = dict(held) if isinstance(held, dict) else {}
        inside = inside[key]
    inside[keys[-1]] = value
    return (
        new.data == wanted
        and new.body == old.body
        and {it.rule for it in new.findings} <= {it.rule for it in old.findings}
    )


class _Spot:
    """Where a value stands in a file, or where it will."""

    def __init__(self, old: Source, kind: Kind, path: tuple[str, ...], language: str) -> None:
        """Follow the keys as far as they are there."""
        self._old = old
        self._node: Node | None = source.tree(old.matter or "")
        self._empty: Node | None = None
        """The value of a key that should hold others and holds nothing, or something else."""
        self._parents: list[MappingNode] = []
        keys = []
        part: type[Part] | None = model_of(kind)
        for number, name in enumerate(path):
            found = self._child(part, name)
            keys.append(found or Key(kind, path[: number + 1]).to(language))
            row = row_at(part, name) if part else None
            part = row.part if row else None
        self.keys = tuple(keys)
        """The keys as they are written."""

    def _child(self, part: type[Part] | None, name: str) -> str:
        """Go on to the value of a key, if it is there; return the key as it is written."""
        node = self._node
        if not isinstance(node, MappingNode):
            self._empty = self._empty or node
            self._node = None
            return ""
        self._parents.append(node)
        self._node = None
        for key, value in node.value:
            if part and key_of(part, key.value) == name:
                self._node = value
                return str(key.value)
        return ""

    def change(self, value: str) -> tuple[Place, str]:
        """Return the place to change, and what to write there."""
        written = scalar(value, flow=True)
        if self._node is not None:
            place = source.place_of(self._node)
            is_block = isinstance(self._node, ScalarNode) and self._node.style in ("|", ">")
            before = "" if self._is_apart(place) else " "
            return place, f"{before}{written}" + ("\n" if is_block else "")
        if not self._parents:  # no key is there at all
            return _line(self._old.body_line - 1), self._lines(self.keys, written, 0)
        if self._empty is not None:
            place = source.place_of(self._empty)
            inside = "".join(f"{{{key}: " for key in self.keys[len(self._parents) :])
            before = "" if self._is_apart(place) else " "
            return place, f"{before}{inside}{written}{'}' * inside.count('{')}"
        parent, missing = self._parents[-1], self.keys[len(self._parents) - 1 :]
        if parent.flow_style:
            return self._in_braces(parent, missing, written)
        indent = parent.value[0][0].start_mark.column
        return _line(_below(parent)), self._lines(missing, written, indent)

    def _is_apart(self, place: Place) -> bool:
        """Whether something parts a value from the colon before it."""
        line = self._old.text.split("\n")[place.line - 1]
        return not line[: place.column - 1].endswith(":")

    @staticmethod
    def _lines(keys: Sequence[str], written: str, indent: int) -> str:
        """Return a line for each key, each inside the one before, and the value at the end."""
        pad = " " * indent
        *above, last = keys
        lines = [f"{pad}{'  ' * n}{key}:" for n, key in enumerate(above)]
        return "\n".join((*lines, f"{pad}{'  ' * len(above)}{last}: {written}")) + "\n"

    @staticmethod
    def _in_braces(parent: MappingNode, keys: Sequence[str], written: str) -> tuple[Place, str]:
        end = parent.end_mark
        line, column = end.line + 2, end.column
        between = ", " if parent.value else ""
        inner = "".join(f"{key}: {{" for key in keys[:-1])
        text = f"{between}{inner}{keys[-1]}: {written}{'}' * (len(keys) - 1)}"
        return Place(line, column, line, column), text


def _line(number: int) -> Place:
    """Return the beginning of a line."""
    return Place(number, 1, number, 1)


def _below(parent: MappingNode) -> int:
    """Return the line below the last value of a mapping."""
    last = max(_scalars(parent), key=lambda node: node.end_mark.index)
    mark = last.end_mark
    return int(mark.line) + 2 + (1 if mark.column else 0)


def _scalars(node: Node) -> Iterator[Node]:
    """Yield the keys and values of a mapping that hold no others, and brackets as a whole."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, ScalarNode) or getattr(found, "flow_style", False):
            yield found
        else:
            for child in found.value:
                waiting += child if isinstance(child, tuple) else (child,)
