"""A line as it should be written, in the reader's language: its key, its value, what is inside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args, get_type_hints

from planner.model import ENTITIES, Part, Text, Texts, WordOf, fields, key_of
from planner.syntax import scalar
from planner.texts import number, say
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.diagnostics import KeyPath, Kind
    from planner.model import Entity, FieldRow
    from planner.vocabulary import Word

_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Key:
    """A key's name as it is written in the reader's language."""

    kind: Kind
    path: KeyPath

    def to(self, language: str) -> str:
        """Return the key's last name: English, or the first Finnish one."""
        name = str(self.path[-1])
        part: type[Part] | None = model_of(self.kind)
        for step in self.path:
            if isinstance(step, int) or part is None:
                continue
            row = row_at(part, step)
            if row:
                name, part = _name(row, language), row.part
            else:  # a name that somebody gave, or a word
                word = words(part.others[1]).get(step) if part.others else None
                name = word.label(language) if word else step
        return name


@dataclass(frozen=True, slots=True)
class Line:
    """A key with a value: plain, a list of values, or keys of its own."""

    key: Key
    value: object

    def to(self, language: str) -> str:
        """Return the line, such as ``time: 18:30``."""
        flow = isinstance(self.value, tuple | list)
        return f"{self.key.to(language)}: {_written(self.value, language, flow=flow)}"


@dataclass(frozen=True, slots=True)
class Filled:
    """The value of a key that has keys of its own: what is known is filled in."""

    part: type[Part]
    values: tuple[tuple[str | Word, object], ...]
    """By the English names of the keys, or by words of the list that the part gathers."""

    def to(self, language: str) -> str:
        """Return the keys with their values, such as ``{type: comment}``."""
        inside = (
            f"{self._name(name, language)}: {_written(value, language, flow=True)}"
            for name, value in self.values
        )
        return "{" + ", ".join(inside) + "}"

    def _name(self, name: str | Word, language: str) -> str:
        row = row_at(self.part, name) if isinstance(name, str) else None
        return _name(row, language) if row else say(name, language)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value with keys of its own is written, in the reader's language."""

    kind: Kind
    path: KeyPath
    listed: bool = False

    def to(self, language: str) -> str:
        """Return the first keys of the field, such as ``cta: {type: …, text: …}``."""
        part: type[Part] | None = model_of(self.kind)
        name, by_name = "", False
        for step in self.path:
            row = row_at(part, step) if part else None
            if row:
                name, part, by_name = _name(row, language), row.part, row.by_name
        names = [_name(row, language) for row in fields(part).values()] if part else []
        if part and part.others:
            names += [word.label(language) for word in words(part.others[1]).values()]
        keys = "{" + ", ".join(f"{inner}: …" for inner in names[:_SHOWN]) + "}"
        if by_name:
            return f"{name}: {{…: {keys}}}"
        return f"{name}: [{keys}]" if self.listed else f"{name}: {keys}"


def _written(value: object, language: str, *, flow: bool) -> str:
    match value:
        case str():
            text = say(value, language)
            return scalar(text, flow=flow)
        case tuple() | list():
            return "[" + ", ".join(_written(item, language, flow=True) for item in value) + "]"
        case int() | float() if not isinstance(value, bool):
            return number(value, "en")  # a decimal comma would part two values in a list
    return say(value, language)


def _name(row: FieldRow, language: str) -> str:
    return row.fi[0] if language == "fi" else row.name


def row_at(part: type[Part], step: str | int) -> FieldRow | None:
    """Return the field of a part by its English name, or by its name in the program."""
    found = fields(part).get(str(step))
    return found or next((row for row in fields(part).values() if row.attribute == step), None)


@cache
def model_of(kind: Kind) -> type[Entity]:
    """Return the model of a kind of file."""
    return next(model for model in ENTITIES if model.kind is kind)


def field_at(kind: Kind, path: KeyPath) -> tuple[type[Part], FieldRow] | None:
    """Return the field that a path leads to, with the part it is in."""
    part: type[Part] | None = model_of(kind)
    found = None
    for step in path:
        row = row_at(part, step) if part else None
        if part and row:
            found, part = (part, row), row.part
    return found


def is_free_text(kind: Kind, keys: Iterable[str]) -> bool:
    """Whether any text will do below some keys, as somebody wrote them."""
    part: type[Part] | None = model_of(kind)
    free = False
    for key in keys:
        name = key_of(part, key) if part else None
        if part is None or name is None:
            return False
        row = fields(part)[name]
        hint = get_type_hints(part, include_extras=True)[row.attribute]
        free, part = hint in (Text, Texts) and name != "media", row.part
    return free


@cache
def holds(part: type[Part], attribute: str) -> type | str:
    """Return what kind of value a field holds: a type, or the name of its list of words."""
    info = part.model_fields[attribute]
    waiting: list[object] = [info.annotation, *info.metadata]
    types: list[type] = []
    for item in waiting:
        if isinstance(item, WordOf):
            return item.list
        if isinstance(item, type) and item not in (type(None), tuple):
            types.append(item)
        waiting += get_args(item)
    return types[0] if types else str


@cache
def is_listed(part: type[Part], attribute: str) -> bool:
    """Whether a field holds several values."""
    return bool(part.model_fields[attribute].default == ())


def days_of(part: type[Part]) -> list[str]:
    """Return the fields of a part that hold a day, by their English names."""
    rows = fields(part).values()
    return [row.name for row in rows if holds(part, row.attribute) is dt.date]
