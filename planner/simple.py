"""The lines of a front matter that need no parser: ``title: Midsummer``, ``hashtags: [a, b]``.

Most lines are like that, and a YAML parser takes most of the time of reading a plan. What
is not surely simple is left for it; tests hold both ways of reading equal.
"""

from __future__ import annotations

import re

Value = str | list[str] | dict[str, str | None] | None

_KEY = r"[^\W\d_](?:[\w -]{0,60}\w)?"
# A colon before a digit and an apostrophe inside a word mean nothing to YAML.
_INSIDE = r"(?::(?=\d)|(?<=\w)'(?=\w))"
_TEXT = rf"[^\W_][^:#\"'\n\t]*(?:{_INSIDE}[^:#\"'\n\t]*)*"
_FLOW = rf"[^\W_][^:#\"'\n\t,\[\]{{}}]*(?:{_INSIDE}[^:#\"'\n\t,\[\]{{}}]*)*"
_ITEM = r"[^\W_](?:[\w .-]*\w)?"
_PAIR = re.compile(rf"({_KEY}): +({_FLOW})(?:, *|$)")
_LINE = re.compile(
    rf"(?P<key>{_KEY}): +(?:(?P<value>{_TEXT})"
    rf"|(?:\[(?P<items>{_ITEM}(?:, *{_ITEM})*)?\]"
    rf"|\{{(?P<pairs>{_KEY}: +{_FLOW}(?:, *{_KEY}: +{_FLOW})*)\}}) *)"
)
_NOTHING = {"null", "Null", "NULL"}
_OPEN_ENDED = ("|", ">", "-", "+")


def lines(matter: str) -> tuple[list[tuple[int, str, Value]], str] | None:
    """Take the simple lines out of a front matter.

    Args:
        matter: Text without anchors, aliases, tags and control characters.

    Returns:
        The line from 0, key and value of each simple line, and the rest with empty lines in
        their place; None where it is not sure that the two parts can be told apart.
    """
    if "\t" in matter:
        return None
    simple: list[tuple[int, str, Value]] = []
    every = matter.removesuffix("\n").split("\n")
    last = len(every) - 1
    for number, line in enumerate(every):
        begins_key = line[:1].isalnum()
        ends_there = number == last or every[number + 1][:1].isalnum()
        found = _LINE.fullmatch(line) if begins_key and ends_there else None
        if found and not _twice(found["pairs"]):
            simple.append((number, found["key"], _value(found)))
            every[number] = ""
        elif _may_go_on(line):
            return None
    return simple, "\n".join(every)


def _twice(pairs: str | None) -> bool:
    """Whether a key stands twice between braces; then the parser says so."""
    keys = [key for key, _ in _PAIR.findall(pairs)] if pairs else []
    return len(set(keys)) < len(keys)


def _value(found: re.Match[str]) -> Value:
    if found["value"]:
        return _text(found["value"])
    if found["pairs"]:
        return {key: _text(value) for key, value in _PAIR.findall(found["pairs"])}
    return re.split(", *", found["items"]) if found["items"] else []


def _text(value: str) -> str | None:
    value = value.rstrip(" ")
    return None if value in _NOTHING else value


def _may_go_on(line: str) -> bool:
    """Whether a value that begins on this line may end on a later one."""
    return (
        line.count('"') % 2 == 1
        or line.count("'") % 2 == 1
        or line.count("[") != line.count("]")
        or line.count("{") != line.count("}")
        or line.rstrip().endswith(_OPEN_ENDED)
        or (": |" in line or ": >" in line)
    )
