"""Front matter that needs no parser: ``title: Midsummer``, ``hashtags: [a, b]``, lists below keys.

Most of it is like that, and a YAML parser takes most of the time of reading a plan. What is
not surely simple is left for it; tests hold both ways of reading equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Whatever repeats takes all it can get and gives nothing back, so that no line takes long.
_KEY = r"[^\W\d_](?:[\w -]{0,60}\w)?"
_QUOTED = r"\"[^\"\\\n\t]*+\"|'(?:[^'\n\t]|'')*+'"
# A colon before a letter or a slash, or an apostrophe inside a word, means nothing to YAML.
_COLON = r":(?=[\w/])"
_TEXT = rf"[^\W_][^:#\n\t]*+(?:{_COLON}[^:#\n\t]*+)*+"
_BARE = r"[^:#\"'\n\t,\[\]{}]*+"
_FLOW = rf"(?:[^\W_]{_BARE}(?:(?:{_COLON}|(?<=\w)'(?=\w)){_BARE})*+|(?:{_QUOTED}) *+)"
_PAIR = rf"{_KEY}: ++{_FLOW}"
_LINE = re.compile(
    rf"( *+)(- ++)?(?:({_KEY}):(?: ++|$))?(?:({_TEXT}|{_QUOTED})"
    rf"|\[ *+((?:{_FLOW}(?:, *+{_FLOW})*+)?)\]|\{{ *+((?:{_PAIR}(?:, *+{_PAIR})*+)?)\}})? *+"
)
_ITEMS = re.compile(rf"({_FLOW})(?:, *|$)")
_PAIRS = re.compile(rf"({_KEY}): +({_FLOW})(?:, *|$)")
_NOTHING = {"null", "Null", "NULL"}
_DEEPEST = 4
_BELOW = object()

# Where an entry begins, its key (none for an item of a list), and its value.
_Entry = tuple[int, str | None, Any]


class _Unsure(Exception):
    """Only a parser can tell what is meant, or what is wrong."""


def read(matter: str) -> dict[str, Any] | None:
    """Return what a front matter says, or None where it is not simple, or empty.

    Args:
        matter: Text without control characters.
    """
    try:
        entries = [entry for line in matter.split("\n") for entry in _entries(line)]
        entries.reverse()
        data = _block(entries, 0, 1) if entries else None
    except _Unsure:
        return None
    return data if isinstance(data, dict) and not entries else None


def _block(entries: list[_Entry], column: int, depth: int) -> dict[str, Any] | list[Any]:
    """Take the entries of one kind that begin in a column off the end of a list."""
    if depth > _DEEPEST:
        raise _Unsure
    items: list[Any] = []
    data: dict[str, Any] = {}
    listed = entries[-1][1] is None
    while entries:
        start, key, value = entries[-1]
        if start != column or (key is None) is not listed:
            break
        del entries[-1]
        if value is _BELOW:
            value = _below(entries, column, depth, listed=listed)
        elif value.__class__ is not str and value is not None:
            value = value.copy()  # entries are kept for other files
        if key is None:
            items.append(value)
        elif key in data:
            raise _Unsure
        else:
            data[key] = value
    return items if listed else data


def _below(entries: list[_Entry], column: int, depth: int, *, listed: bool) -> Any:  # noqa: ANN401 - plain data
    """Return the block that belongs to a key, or to the dash of a list; a key may have none."""
    if not entries:
        return None
    start, key, _ = entries[-1]
    belongs = start > column or (start == column and key is None and not listed)
    return _block(entries, start, depth + 1) if belongs else None


@lru_cache(maxsize=4096)
def _entries(line: str) -> tuple[_Entry, ...]:
    """Read a line; the same lines come again in other files."""
    if line.lstrip(" ")[:1] in {"", "#"}:
        return ()
    found = _LINE.fullmatch(line)
    if not found:
        raise _Unsure
    indent, dash, key, text, items, pairs = found.groups()
    value: Any = _BELOW
    if text is not None:
        value = _text(text)
    elif items is not None:
        value = [_text(item) for item in _ITEMS.findall(items)]
    elif pairs is not None:
        value = _mapping(pairs)
    if dash and key:
        return ((len(indent), None, _BELOW), (len(indent + dash), key, value))
    if not key and (value is _BELOW or not dash):
        raise _Unsure
    return ((len(indent), key, value),)


def _mapping(pairs: str) -> dict[str, str | None]:
    quotes = '"' in pairs or "'" in pairs
    found = _PAIRS.findall(pairs) if quotes else [pair.split(":", 1) for pair in pairs.split(",")]
    data = {key.strip(" "): _text(value) for key, value in found} if pairs else {}
    if len(data) < len(found) and pairs:
        raise _Unsure
    return data


def _text(written: str) -> str | None:
    text = written.strip(" ")
    if text[0] == '"':
        return text[1:-1]
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    return None if text in _NOTHING else text
