"""Changing single values in a file's front matter, and nothing else of the file.

The values are found by the marks of the parser, never by a pattern, and the result is proven
before anybody writes it: it reads as before but for the keys that were named. A value that is
set or taken away once more changes nothing.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yaml import MappingNode, ScalarNode, SequenceNode

from planner import source, values
from planner.diagnostics import Place, Severity
from planner.errors import PlannerError
from planner.lines import Key, holds, model_of, row_at
from planner.model import key_of, row_of
from planner.splicing import Raw
from planner.syntax import scalar
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yaml import Mark, Node

    from planner.diagnostics import Kind
    from planner.model import Part
    from planner.source import Data, Source


class NotEdited(PlannerError):
    """A file cannot be changed safely; the text says what to write by hand."""


@dataclass(frozen=True, slots=True)
class More:
    """Things to put at the end of a list whose things have keys of their own."""

    items: tuple[Mapping[str, str], ...]
    """The values of each, by the English names of their keys."""


Value = str | tuple[str, ...] | More | None
"""What becomes of a key: it gets a value or a list of them, its list gets more, or it goes."""


def is_sound(file: Source) -> bool:
    """Whether a file can be changed: its front matter is read without a fault."""
    faults = (found for found in file.findings if found.rule.severity is Severity.ERROR)
    return file.data is not None and next(faults, None) is None


def edited(
    content: bytes,
    old: Source,
    kind: Kind,
    changes: Mapping[tuple[str, ...], Value],
    language: str,
) -> bytes:
    """Return a file with some values changed, everything else byte by byte as it was.

    Args:
        content: The bytes of the file.
        old: The same file as it was read.
        kind: What the file is about.
        changes: What becomes of the keys, by their English names: one key, or a key and one
            inside it. Values are given as they are to be read.
        language: In which language a key is written that is not there yet.

    Raises:
        NotEdited: If the file has faults, or a value cannot be changed without touching others.
    """
    if not is_sound(old):
        lines = _by_hand(kind, changes, language)
        raise NotEdited(
            T("its beginning has faults. Mend them first, then write: {lines}", lines=lines)
        )
    # Most changes do not touch each other, and reading the result takes longest.
    at_once = _changed(content, old, kind, changes, language)
    if at_once:
        return at_once[0]
    new, read = content, old
    for path, value in changes.items():
        step = _changed(new, read, kind, {path: value}, language)
        if step is None:
            lines = _by_hand(kind, changes, language)
            raise NotEdited(
                T("it cannot be changed without touching more. Write: {lines}", lines=lines)
            )
        new, read = step
    return new


def _by_hand(kind: Kind, changes: Mapping[tuple[str, ...], Value], language: str) -> list[T]:
    """Return the lines that somebody would write."""
    gathered: dict[str, list[str]] = {}
    for path, value in changes.items():
        if value is not None:
            key = Key(kind, path[:1]).to(language)
            inner = "".join(
                f"{Key(kind, path[: n + 1]).to(language)}: " for n in range(1, len(path))
            )
            gathered.setdefault(key, []).append(f"{inner}{_written(value, kind, path, language)}")
    nested = {path[0] for path in changes if len(path) > 1}
    names = {Key(kind, (name,)).to(language) for name in nested}
    lines = (
        f"{key}: {{{', '.join(values)}}}" if key in names else f"{key}: {values[0]}"
        for key, values in gathered.items()
    )
    return [T("“{line}”", line=line) for line in lines]


def _written(value: Value, kind: Kind, path: tuple[str, ...], language: str) -> str:
    if isinstance(value, More):
        names = {name for item in value.items for name in item}
        keys = {name: Key(kind, (*path, name)).to(language) for name in names}
        return f"[{', '.join(_in_braces(item, keys) for item in value.items)}]"
    if isinstance(value, tuple):
        return f"[{', '.join(scalar(item, flow=True) for item in value)}]"
    return scalar(value or "", flow=True)


def _in_braces(item: Mapping[str, str], keys: Mapping[str, str]) -> str:
    return f"{{{', '.join(_pairs(item, keys))}}}"


def _pairs(item: Mapping[str, str], keys: Mapping[str, str]) -> list[str]:
    return [f"{keys[name]}: {scalar(value, flow=True)}" for name, value in item.items()]


def _changed(
    content: bytes,
    old: Source,
    kind: Kind,
    changes: Mapping[tuple[str, ...], Value],
    language: str,
) -> tuple[bytes, Source] | None:
    """Return a file with the changes, as it reads then; None where that is not sure."""
    raw = Raw(content)
    wanted = old.data or {}
    splices = []
    for path, value in changes.items():
        spot = _Spot(old, kind, path, language)
        if spot.is_twice:
            return None  # nobody can tell which of the two is meant
        found = spot.change(value)
        if found:
            said = _with(wanted, spot.keys, value, spot.more(value))
            if said is None:
                return None  # something else would be lost
            wanted = said
            splices.append((*raw.span(found[0]), found[1]))
    return _proven(raw, splices, wanted, old)


def _proven(
    raw: Raw, splices: Iterable[tuple[int, int, str]], wanted: Data, old: Source
) -> tuple[bytes, Source] | None:
    """Return a file with stretches of it written anew; None where it reads otherwise than wanted."""
    pieces: list[str] = []
    done = 0
    for start, end, text in sorted(splices, key=lambda it: it[:2]):
        begin = max(start, done)
        pieces += (raw.text[done:begin], raw.ended(text, begin))
        done = max(done, end)
    new = "".join((*pieces, raw.text[done:])).encode()
    read = source.take_apart(new, old.subject)
    proven = (
        read.data == wanted
        and read.body == old.body
        and {it.rule for it in read.findings} <= {it.rule for it in old.findings}
    )
    return (new, read) if proven else None


def with_years(content: bytes, old: Source, kind: Kind, period: values.Period) -> bytes:
    """Return a file with the year behind each day that had none, everything else as it was.

    Args:
        content: The bytes of the file.
        old: The same file as it was read.
        kind: What the file is about.
        period: Gives the days their years.

    Raises:
        NotEdited: If the file has faults, or a day cannot be changed without touching others.
    """
    if not is_sound(old):
        raise NotEdited(T("its beginning has faults. Mend them first."))
    raw = Raw(content)
    splices = []
    wanted: Data = copy.deepcopy(old.data or {})
    for node, holder, step in _days(source.tree(old.matter or ""), wanted, model_of(kind)):
        try:
            said = values.with_year(node.value, period)
        except values.BadValue:
            continue
        if said != node.value:
            holder[step] = said
            splices.append((*raw.span(source.place_of(node)), scalar(said, flow=True)))
    done = _proven(raw, splices, wanted, old)
    if done is None:
        raise NotEdited(T("its days cannot be changed without touching more."))
    return done[0]


def _days(node: Node | None, data: Any, part: type[Part]) -> Iterator[tuple[ScalarNode, Any, Any]]:  # noqa: ANN401 - plain data
    """Yield the values that hold a day, with what they are read into and their step there."""
    if isinstance(node, SequenceNode):
        for child, inside in zip(node.value, data, strict=True):
            yield from _days(child, inside, part)
    for key, value in node.value if isinstance(node, MappingNode) else ():
        row = row_of(part, key.value)
        if row is None:
            continue
        if row.part:
            yield from _days(value, data[key.value], row.part)
        elif isinstance(value, ScalarNode) and holds(part, row.attribute) in _HOLD_A_DAY:
            yield value, data, key.value


_HOLD_A_DAY = (dt.date, values.Moment)


def _with(data: Data, keys: Sequence[str], value: Value, more: Sequence[Data]) -> Data | None:
    """Return a file's data with one value changed; None where another would be lost."""
    key, *inner = keys
    held = data.get(key)
    if inner:
        changed = _with(held or {}, inner, value, more) if isinstance(held, dict | None) else None
        return None if changed is None else {**data, key: changed}
    if value is None:
        return {name: it for name, it in data.items() if name != key}
    if more:
        return {**data, key: [*(held or []), *more]} if isinstance(held, list | None) else None
    return {**data, key: list(value) if isinstance(value, tuple) else value}


class _Spot:
    """Where a value stands in a file, or where it will."""

    def __init__(self, old: Source, kind: Kind, path: tuple[str, ...], language: str) -> None:
        """Follow the keys as far as they are there."""
        self._old = old
        self._kind, self._path, self._language = kind, path, language
        self._node: Node | None = source.tree(old.matter or "")
        self._empty: Node | None = None
        """The value of a key that should hold others and holds nothing, or something else."""
        self.is_twice = False
        """Whether a key is there under two of its names."""
        self._parents: list[MappingNode] = []
        self._numbers: list[int] = []
        """Which of their pairs leads on."""
        keys = []
        part: type[Part] | None = model_of(kind)
        for number, name in enumerate(path):
            found = self._child(part, name)
            keys.append(found or Key(kind, path[: number + 1]).to(language))
            row = row_at(part, name) if part else None
            part = row.part if row else None
        self._part = part
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
        found = [
            (number, key, value)
            for number, (key, value) in enumerate(node.value)
            if part and key_of(part, key.value) == name
        ]
        self.is_twice |= len(found) > 1
        if not found:
            return ""
        number, key, self._node = found[0]
        self._numbers.append(number)
        return str(key.value)

    def more(self, value: Value) -> list[Data]:
        """Return how the things are read that a list gets more."""
        if not isinstance(value, More):
            return []
        keys = self._item_keys(value)
        return [{keys[name]: text for name, text in item.items()} for item in value.items]

    def change(self, value: Value) -> tuple[Place, str] | None:
        """Return the place to change, and what to write there; None where nothing is to be done."""
        if value is None:
            return self._removal() if self._node is not None else None
        if isinstance(value, More):
            return self._added(value)
        written = _written(value, self._kind, self._path, self._language)
        node = self._node
        if isinstance(node, SequenceNode) and isinstance(value, tuple):
            if node.flow_style:
                return _between(node.start_mark, node.end_mark), written
            pad = " " * node.start_mark.column
            lines = "".join(f"{pad}- {scalar(item, flow=True)}\n" for item in value)
            return _lines_of(node.start_mark.line + 2, _below(node)), lines
        return self._set(written)

    def _set(self, written: str) -> tuple[Place, str]:
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
        return _line(self._past_remarks(_below(parent), indent)), self._lines(
            missing, written, indent
        )

    def _removal(self) -> tuple[Place, str]:
        """Return what to take away; with the only key of several levels all of them go."""
        level = len(self.keys) - 1
        while level and len(self._parents[level].value) == 1:
            level -= 1
        self.keys = self.keys[: level + 1]
        pairs, number = self._parents[level].value, self._numbers[level]
        key, value = pairs[number]
        if self._parents[level].flow_style:
            if number:
                return _between(pairs[number - 1][1].end_mark, value.end_mark), ""
            end = pairs[1][0].start_mark if len(pairs) > 1 else value.end_mark
            return _between(key.start_mark, end), ""
        return _lines_of(*self._with_remarks(key.start_mark, _below(key, value))), ""

    def _with_remarks(self, start: Mark, end: int) -> tuple[int, int]:
        """Return the lines of a key with the remarks inside its value, and for it alone."""
        lines = self._old.text.split("\n")
        first = start.line + 2
        while _FOR_THE_NEXT.match(lines[first - 2]):
            first -= 1
        return first, self._past_remarks(end, start.column)

    def _past_remarks(self, line: int, column: int) -> int:
        """Return the first line from here on that is no remark inside the value above it."""
        lines = self._old.text.split("\n")
        while lines[line - 1].lstrip().startswith("#") and _indent(lines[line - 1]) > column:
            line += 1
        return line

    def _added(self, more: More) -> tuple[Place, str]:
        """Return where a list goes on, and what to write there: as its last thing is written."""
        keys, node = self._item_keys(more), self._node
        braces = [_in_braces(item, keys) for item in more.items]
        if not isinstance(node, SequenceNode):
            return self._set(f"[{', '.join(braces)}]")
        last = node.value[-1] if node.value else None
        if node.flow_style:
            if last:
                return _between(last.end_mark, last.end_mark), f", {', '.join(braces)}"
            return _between(node.start_mark, node.end_mark), f"[{', '.join(braces)}]"
        pad = " " * node.start_mark.column
        if isinstance(last, MappingNode) and not last.flow_style:
            braces = [f"\n{pad}  ".join(_pairs(item, keys)) for item in more.items]
        below = self._past_remarks(_below(node), node.start_mark.column)
        return _line(below), "".join(f"{pad}- {text}\n" for text in braces)

    def _item_keys(self, more: More) -> dict[str, str]:
        """Return how the keys of things are written: as in the last one of the list."""
        node = self._node
        last = node.value[-1] if isinstance(node, SequenceNode) and node.value else None
        pairs = last.value if isinstance(last, MappingNode) else []
        there = {key_of(self._part, key.value): key.value for key, _ in pairs if self._part}
        kind, path, language = self._kind, self._path, self._language
        names = dict.fromkeys(name for item in more.items for name in item)
        return {name: there.get(name) or Key(kind, (*path, name)).to(language) for name in names}

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


_FOR_THE_NEXT = re.compile(r"\s*#\s*planner:\s*ignore-next\b", re.IGNORECASE)
"""A remark that means the key below it."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _between(start: Mark, end: Mark) -> Place:
    """Return the place between two marks of the parser."""
    return Place(start.line + 2, start.column + 1, end.line + 2, end.column + 1)


def _lines_of(first: int, end: int) -> Place:
    """Return whole lines, up to the beginning of one."""
    return Place(first, 1, end, 1)


def _line(number: int) -> Place:
    """Return the beginning of a line."""
    return Place(number, 1, number, 1)


def _below(*nodes: Node) -> int:
    """Return the line below the last value of some keys or lists."""
    scalars = (found for node in nodes for found in _scalars(node))
    last = max(scalars, key=lambda node: node.end_mark.index)
    mark = last.end_mark
    return int(mark.line) + 2 + (1 if mark.column else 0)


def _scalars(node: Node) -> Iterator[Node]:
    """Yield the keys and values that hold no others, and brackets as a whole."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, ScalarNode) or getattr(found, "flow_style", False):
            yield found
        else:
            for child in found.value:
                waiting += child if isinstance(child, tuple) else (child,)
