"""What went wrong in a front matter, in plain words and with the line as it should be.

Works on the text alone: what a parser calls a scanner error is, for the person who wrote
it, a title with a colon in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Fix, Place
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Hint:
    """A cause and its cure. ``line`` and ``column`` count from 0 in the front matter."""

    message: T
    cure: T
    line: int
    column: int
    length: int = 1
    mended: str = ""
    """The whole front matter with this spot mended, where it is known how."""
    quoted: str = ""
    """The line as it should be, where quotation marks around a value are all it takes."""
    width: int = 0
    """How long the line is."""

    def place(self, before: int) -> Place:
        """Return the place in the file, ``before`` lines of which stand above."""
        line = self.line + before + 1
        return Place(line, self.column + 1, line, self.column + 1 + self.length)

    def fix(self, before: int) -> Fix | None:
        """Return how to put the value into quotation marks, where that is the cure."""
        line = self.line + before + 1
        return Fix(self.quoted, Place(line, 1, line, self.width + 1)) if self.quoted else None


_BEFORE = r"(?P<indent>\s*(?:- )?)(?P<key>[^\s:#\[{\"'][^:#\[{]*?)\s*:(?P<gap>\s+)"
_PAIR = re.compile(rf"{_BEFORE}(?P<value>\S.*?)(?P<remark>)\s*$")
# A remark behind a value stays behind it.
_REMARK = r"\s+#(?:\s.*|planner:.*)?"
_PLAIN_PAIR = re.compile(rf"{_BEFORE}(?P<value>[^\s\"'\[{{].*?)(?P<remark>{_REMARK})?\s*$")
_STARTERS = "@`%*&!|>?-"
_NO_TEXT = ("~", "null", "Null", "NULL", "<<")
"""What YAML reads as no value at all, and its sign for taking in other keys."""
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?:\s|$)")
_LOST = re.compile(
    r"(?P<before>^\s*(?:- )?[^\s#:][^:#]*:|\S)(?P<gap>\s+)(?P<lost>#(?!planner:)[^\s#!].*)$"
)


MERGED = T("two versions of this file were merged and left side by side here")
CHOOSE = T("Keep the right lines and delete the lines with <<<<<<<, ======= and >>>>>>>.")


_LONGEST = 1000
"""A longer line is no slip of the pen, and looking through it would take too long."""


def _pair(line: str) -> re.Match[str] | None:
    return (_PLAIN_PAIR.match(line) or _PAIR.match(line)) if len(line) <= _LONGEST else None


def quote(value: str) -> str:
    """Return a value as YAML reads it back to the letter."""
    if ('"' in value or "\\" in value) and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def scalar(value: str, *, flow: bool) -> str:
    """Return a value as it is written: in quotation marks only where it needs them."""
    return quote(value) if _needs_quotes(value, flow=flow) else value


def _needs_quotes(value: str, *, flow: bool) -> bool:
    """Whether a value has to stand in quotation marks; ``flow`` is inside brackets."""
    return (
        not value
        or value in _NO_TEXT
        or value[0] in _STARTERS + "[]{}#,\"'"
        or value != value.strip()
        or "\n" in value
        or bool(re.search(r":(?:\s|$)|\s#", value))
        or (flow and bool(re.search(r"^:|:\?|[,\[\]{}]", value)))
    )


def is_conflict(line: str) -> bool:
    """Whether a line is one of those that a program puts between two versions of a text."""
    return bool(_CONFLICT.match(line))


def quoted_line(matter: str, line: int, column: int) -> str:
    """Return a line with the value at ``column`` in quotation marks, or nothing."""
    lines = matter.split("\n")
    pair = _pair(lines[line]) if line < len(lines) else None
    if not pair or pair.start("value") != column:
        return ""
    return _with(pair, quote(_bare(pair["value"])))


def _bare(value: str) -> str:
    for mark in "\"'":
        if len(value) > 1 and value.startswith(mark) and value.endswith(mark):
            return value[1:-1]
    return value


def explain(
    matter: str, *, line: int, column: int, since: int | None, told: Collection[int] = ()
) -> Hint | None:
    """Return the likely cause of a syntax error.

    Args:
        matter: The front matter.
        line: Where the parser gave up, from 0.
        column: Likewise.
        since: The line where the construct began that it could not read to its end.
        told: The lines of which something is said already: they are mended here, and what
            is wrong with them now is not what somebody wrote.
    """
    lines = matter.split("\n")
    line = min(line, len(lines) - 1)
    for guess in (line, since, line - 1, _hash_in_list(lines, line)):
        if guess is None or guess in told or not 0 <= guess < len(lines):
            continue
        hint = _cause(lines, guess)
        if hint:
            return hint
    if line in told:
        return None
    if line and _indent(lines[line]) != _indent(lines[line - 1]):
        return Hint(
            T("this line does not begin in the same column as those it belongs to"),
            T("Let the keys that belong together begin in the same column, with spaces in front."),
            line,
            len(_indent(lines[line])),
        )
    return Hint(
        T("this line cannot be read"),
        T(
            "Write a key, a colon, a space and a value; put a value with special signs in quotation marks."
        ),
        line,
        min(column, max(len(lines[line]) - 1, 0)),
    )


def _hash_in_list(lines: list[str], before: int) -> int | None:
    """Return the nearest line with a # in a list: the parser gives up a good deal later."""
    return next((n for n in range(before, -1, -1) if re.search(r"[\[{].*#", lines[n])), None)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _cause(lines: list[str], number: int) -> Hint | None:
    line = lines[number]
    if _CONFLICT.match(line):
        return Hint(MERGED, CHOOSE, number, 0, len(line))
    before = lines[number - 1] if number else ""
    if line.lstrip().startswith("- ") and _pair(before) and "\t" not in _indent(line):
        return _stray_item(lines, number)
    pair = _pair(line)
    if pair and "\t" not in pair["indent"]:
        return _value(lines, number, pair)
    return _badly_begun(lines, number)


def _badly_begun(lines: list[str], number: int) -> Hint | None:
    """Look for what is wrong with a line before its value."""
    line = lines[number]
    indent = _indent(line)
    before = lines[number - 1] if number else ""
    if "\t" in indent:
        opens = before.rstrip().endswith(":")
        mended = _indent(before) + ("  " if opens else "") + line.lstrip()
        return _mend(lines, number, mended, T("the line begins with a tab"), line.index("\t"), 1)
    if re.match(r"\s*[^\s:#]+:[^\s/]", line) and ": " not in line:
        mended = line.replace(":", ": ", 1)
        return _mend(
            lines, number, mended, T("a space is missing after the colon"), line.index(":"), 1
        )
    if line.strip() and ":" not in line and not line.lstrip().startswith(("-", "#")):
        return Hint(
            T("this line has no key: “{line}”", line=line.strip()),
            T(
                "Text belongs below the closing ---; a value that goes on must be in quotation marks."
            ),
            number,
            len(indent),
            len(line.strip()),
        )
    return None


def _stray_item(lines: list[str], number: int) -> Hint:
    """A list that begins below a key which has a value already."""
    pair = _pair(lines[number - 1])
    item = lines[number].lstrip()[2:].strip()
    whole = f"{pair['indent']}{pair['key']}: [{pair['value']}, {item}]" if pair else lines[number]
    return Hint(
        T("a list begins here, and the line above has a value already"),
        T("Write the line above like this: {line}", line=whole.strip()),
        number,
        len(_indent(lines[number])),
    )


_SIGN_IN_LIST = re.compile(
    r"(?P<before>[\[{,]\s*|[\[{,][^\[\]{},:\"']+:\s+)(?P<item>[@`%*&!|>][^,\]}]*)"
)
_COLON_IN_LIST = re.compile(
    r"(?P<before>[{,]\s*[^\[\]{},:\"']+:\s+)(?P<item>[^\[\]{},\"'][^\[\]{},]*:\s[^\[\]{},]*)"
)


def _value(lines: list[str], number: int, pair: re.Match[str]) -> Hint | None:
    value = pair["value"]
    start = pair.start("value")
    if value[0] in "[{":
        return _bracketed(lines, number, pair)
    if value[0] in "\"'":
        return _quoted(lines, number, pair)
    colon = re.search(r":(?:\s|$)", value)
    if value[0] in _STARTERS:
        cause = T("a value cannot begin with {sign}", sign=value[0])
    elif colon:
        cause = T("the value has a colon in it: “{value}”", value=value)
        start += colon.start()
    else:
        return None
    return _mend(lines, number, _with(pair, quote(value)), cause, start, 1, quotes=True)


def _with(pair: re.Match[str], value: str) -> str:
    return f"{pair['indent']}{pair['key']}: {value}{pair['remark'] or ''}"


def _bracketed(lines: list[str], number: int, pair: re.Match[str]) -> Hint | None:
    value, start, line = pair["value"], pair.start("value"), lines[number]
    if "#" in value:
        cause = T("a # in a list begins a remark, so the rest of the line is lost")
        return _mend(
            lines, number, re.sub(r"#(?=\w)", "", line), cause, start + value.index("#"), 1
        )
    open_square, open_curly = (value.count(a) - value.count(b) for a, b in ("[]", "{}"))
    if open_square or open_curly:
        closing = "]" * open_square + "}" * open_curly
        return _mend(
            lines, number, line + closing, T("a bracket is opened here and not closed"), start, 1
        )
    if value[-1] not in "]}":
        cause = T("a value cannot begin with {sign}", sign=value[0])
        return _mend(lines, number, _with(pair, quote(value)), cause, start, 1)
    for pattern in (_SIGN_IN_LIST, _COLON_IN_LIST):
        found = pattern.search(line, start)
        if found:
            item = found["item"]
            cause = (
                T("a value cannot begin with {sign}", sign=item[0])
                if pattern is _SIGN_IN_LIST
                else T("the value has a colon in it: “{value}”", value=item)
            )
            mended = line[: found.start("item")] + quote(item.rstrip()) + line[found.end("item") :]
            return _mend(lines, number, mended, cause, found.start("item"), 1, quotes=True)
    return None


def _quoted(lines: list[str], number: int, pair: re.Match[str]) -> Hint:
    value, start = pair["value"], pair.start("value")
    mark = value[0]
    closed = len(value) > 1 and value.endswith(mark)
    inside = value[1:-1] if closed else value[1:]
    length = len(value) if closed else 1
    if closed and mark == '"' and "\\" in inside and '"' not in inside.replace('\\"', ""):
        cause = T("a backslash between these quotation marks is a command")
    elif closed:
        cause = T("there are quotation marks inside quotation marks")
    else:
        cause = T("a quotation mark is opened here, and the value does not end with one")
        inside = value if mark in inside else inside
    return _mend(lines, number, _with(pair, quote(inside)), cause, start, length, quotes=closed)


def _mend(
    lines: list[str],
    number: int,
    mended: str,
    cause: T,
    column: int,
    length: int,
    *,
    quotes: bool = False,
) -> Hint:
    whole = "\n".join([*lines[:number], mended, *lines[number + 1 :]])
    cure = T("Write the line like this: {line}", line=mended.strip())
    quoted = mended if quotes else ""
    return Hint(cause, cure, number, column, length, whole, quoted, len(lines[number]))


_LOST_VALUE = re.compile(r"^([^\s:#][^:#\n]*+):[ \t]++(#(?!planner:)[^\s#!].*)$", re.MULTILINE)


def lost_values(matter: str) -> dict[str, str]:
    """Return the keys whose whole value a # turned into a remark, with what was meant."""
    lost = _LOST_VALUE.findall(matter) if "#" in matter else []
    return {key.rstrip(): re.sub(rf"{_REMARK}$", "", value).rstrip() for key, value in lost}


_TAG = re.compile(r"#([\w-]+)")
_TAGS = re.compile(r"#[\w-]+(?:[\s,]+#[\w-]+)+")
"""Nothing but hashtags, and more than one."""


_BLOCK = re.compile(r":\s*[|>][-+0-9]*(?:\s+#.*)?\s*$")
_ITEM = re.compile(rf"(?P<indent>\s*)-\s+(?P<value>\S.*?)(?P<remark>{_REMARK})?\s*$")


def lost_text(matter: str) -> list[Hint]:
    """Find text that a # turns into a remark, though nobody meant one: ``title: #organic``.

    A remark begins with ``# `` and a space; a hashtag does not.
    """
    if "#" not in matter:
        return []
    hints = []
    block = -1
    for number, line in enumerate(matter.split("\n")):
        indent = len(line) - len(line.lstrip())
        if 0 <= block < indent or (block >= 0 and not line.strip()):
            continue
        block = indent if _BLOCK.search(line) else -1
        found = _LOST.search(line) if len(line) <= _LONGEST else None
        if found and not _inside_quotes(line, found.start("lost")):
            hints.append(_lost(line, number, found))
    return hints


def _lost(line: str, number: int, found: re.Match[str]) -> Hint:
    pair = _pair(line)
    item = None if pair else _ITEM.match(line)
    value = pair["value"] if pair else item["value"] if item else ""
    tags = _TAGS.fullmatch(value) if pair else None
    better = f"[{', '.join(_TAG.findall(value))}]" if tags else quote(_bare(value))
    mended = ""
    if pair:
        mended = _with(pair, better)
    elif item:
        mended = f"{item['indent']}- {better}{item['remark'] or ''}"
    cure = (
        T("Write the line like this: {line}", line=mended.strip())
        if mended
        else T("If it belongs to the value, put the whole value in quotation marks.")
    )
    return Hint(
        T("a # begins a remark, so this is lost: “{text}”", text=found["lost"]),
        cure,
        number,
        found.start("lost"),
        len(found["lost"]),
        quoted="" if tags or value[:1] in ("", *"\"'[{") else mended,
        width=len(line),
    )


def _inside_quotes(line: str, spot: int) -> bool:
    before = line[:spot]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1
