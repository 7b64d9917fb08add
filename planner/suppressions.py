"""Remarks by which a person tells a check to be quiet about one thing.

In a front matter ``# planner: ignore SLUG[, SLUG] -- reason`` at the end of a line speaks
of that line, ``# planner: ignore-next SLUG`` on a line of its own of the next key with its
value, ``# planner: ignore-file SLUG`` of the whole file. In the text
``<!-- planner: ignore SLUG -- reason -->`` speaks of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import source
from planner.diagnostics import Finding, Fix, Place, Rule, Severity
from planner.fields import nearest
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.source import Source

UNUSED_SUPPRESSION = Rule("unused-suppression", "SRC009", Severity.WARNING)
UNKNOWN_SUPPRESSION = Rule("unknown-suppression", "SRC011", Severity.WARNING)
RULES = (UNUSED_SUPPRESSION, UNKNOWN_SUPPRESSION)

_WORD = "planner:"
_YAML = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*planner:(?P<said>[^\n]*)", re.MULTILINE)
_HTML = re.compile(r"<!--[ \t]*planner:(?P<said>[^\n]{0,1000}?)-->")
_SAID = re.compile(r"\s*(?P<form>[\w-]*)(?P<names>(?:(?!\s--(?:\s|$)).)*)")
_NAME = re.compile(r"[^\s,]+")
_EVERYWHERE = (1, 1 << 30)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule that one remark is quiet about.

    ``first`` and ``last`` are the lines it speaks of, ``place`` is where the rule is named,
    and ``whole`` what goes when it is not needed any more: the name, or all of the remark.
    """

    slug: str
    first: int
    last: int
    place: Place
    whole: Place

    def means(self, slug: str, place: Place) -> bool:
        """Whether it is quiet about a rule's finding at a place."""
        return slug == self.slug and place.line <= self.last and place.end_line >= self.first


def find(
    found: Source, names: Mapping[str, str]
) -> tuple[tuple[Suppression, ...], tuple[Finding, ...]]:
    """Return the suppressions of a file, and findings on those that cannot be understood.

    Args:
        found: The file.
        names: The slug that each name of a rule means, for slugs and codes in lower case.
    """
    if _WORD not in found.text:
        return (), ()
    reader = _Reader(found, names)
    reader.read()
    return tuple(reader.found), tuple(reader.findings)


class _Reader:
    """Reads the remarks of one file."""

    def __init__(self, found: Source, names: Mapping[str, str]) -> None:
        self.source = found
        self.names = names
        self.lines = source.lines(found.text)
        self.body_line = found.body_line if found.matter is not None else 1
        self.found: list[Suppression] = []
        self.findings: list[Finding] = []

    def read(self) -> None:
        matter = self.source.matter
        if matter is not None and self.source.data is not None:
            before = len(self.lines[0]) + 1
            quoted = tuple(source.scalars(matter))
            for remark in _YAML.finditer(matter):
                if not any(start <= remark.start() < end for start, end in quoted):
                    self._remark(remark, before)
        before = len(self.source.text) - len(self.source.body)
        for remark in _HTML.finditer(self.source.body):
            self._remark(remark, before, in_text=True)

    def _remark(self, remark: re.Match[str], before: int, *, in_text: bool = False) -> None:
        said = _SAID.match(remark["said"])
        form = said["form"] if said else ""
        start = before + remark.start()
        names = [*_NAME.finditer(said["names"])] if said else []
        where = self._lines_of(form, self._line(start), in_text=in_text)
        if where is None or not names:
            self._not_understood(start, before + remark.end(), in_text=in_text)
            return
        offset = before + remark.start("said") + (said.start("names") if said else 0)
        for name in names:
            place = self._place(offset + name.start(), offset + name.end())
            slug = self.names.get(name.group().lower())
            if slug is None:
                self._no_such_rule(name.group(), place)
            elif len(names) == 1:
                whole = self._place(*self._all_of_it(start, before + remark.end()))
                self.found.append(Suppression(slug, *where, place, whole))
            else:
                spot = names.index(name)
                begin = names[spot - 1].end() if spot else name.start()
                end = name.end() if spot else names[1].start()
                whole = self._place(offset + begin, offset + end)
                self.found.append(Suppression(slug, *where, place, whole))

    def _all_of_it(self, start: int, end: int) -> tuple[int, int]:
        """Return where a remark begins and ends, its line too if it stands there alone."""
        text = self.source.text
        begin = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        if text[begin:start].strip():
            return len(text[:start].rstrip(" \t")), end
        if line_end >= 0 and not text[end:line_end].strip():
            return begin, line_end + 1
        return start, end

    def _lines_of(self, form: str, line: int, *, in_text: bool) -> tuple[int, int] | None:
        """Return the first and the last line that a remark speaks of."""
        if form == "ignore-file":
            return _EVERYWHERE
        if in_text:
            return (self.body_line, _EVERYWHERE[1]) if form == "ignore" else None
        if form == "ignore-next":
            return self._next_key(line)
        return (line, line) if form == "ignore" else None

    def _next_key(self, line: int) -> tuple[int, int]:
        """Return the lines of the key below a line, with its value."""
        last_of_matter = self.body_line - 2
        first = line + 1
        while first < last_of_matter and _says_nothing(self.lines[first - 1]):
            first += 1
        indent = _indent(self.lines[first - 1])
        last = first
        for number in range(first + 1, last_of_matter + 1):
            text = self.lines[number - 1]
            if _says_nothing(text):
                continue
            if not (_indent(text) > indent or _goes_on(self.lines[first - 1], text, indent)):
                break
            last = number
        return first, last

    def _line(self, offset: int) -> int:
        return self.source.text.count("\n", 0, offset) + 1

    def _place(self, start: int, end: int) -> Place:
        line = self._line(start)
        column = start - self.source.text.rfind("\n", 0, start)
        end_line = self._line(end)
        return Place(line, column, end_line, end - self.source.text.rfind("\n", 0, end))

    def _not_understood(self, start: int, end: int, *, in_text: bool) -> None:
        form = (
            "<!-- planner: ignore text-too-long -- reason -->"
            if in_text
            else "# planner: ignore outside-window -- reason"
        )
        self.findings.append(
            Finding(
                UNKNOWN_SUPPRESSION,
                self.source.subject,
                T("this remark does not say which rule to ignore"),
                T("Write it like this, with the name of the rule: {form}", form=form),
                self._place(start, end),
            )
        )

    def _no_such_rule(self, name: str, place: Place) -> None:
        near = nearest(name.lower(), self.names)
        cure = (
            T("Did you mean “{near}”?", near=self.names[near])
            if near
            else T("Copy the name from the finding, such as outside-window.")
        )
        message = T("there is no rule “{name}”", name=name)
        self.findings.append(
            Finding(UNKNOWN_SUPPRESSION, self.source.subject, message, cure, place)
        )


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _goes_on(key: str, line: str, indent: int) -> bool:
    """Whether a line is an item of the list below a key, which may stand in its column."""
    return (
        _indent(line) == indent
        and line.lstrip().startswith("- ")
        and not key.lstrip().startswith("- ")
    )


def unused(found: Source, suppressions: Iterable[Suppression]) -> Iterator[Finding]:
    """Yield a finding on each suppression that keeps nothing quiet any more."""
    for suppression in suppressions:
        line = source.lines(found.text)[suppression.place.line - 1]
        alone = line.lstrip().startswith("#") and re.search(r"ignore\s", line) is not None
        yield Finding(
            UNUSED_SUPPRESSION,
            found.subject,
            T("“{rule}” finds nothing here that could be ignored", rule=suppression.slug),
            T("On a line of its own write ignore-next, which speaks of the key below.")
            if alone
            else T("Delete the remark; planner fix does it for you."),
            suppression.place,
            fix=None if alone else Fix(place=suppression.whole),
        )
