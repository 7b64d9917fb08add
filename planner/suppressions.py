"""Remarks by which a person tells a check to be quiet about one thing.

In a front matter ``# planner: ignore SLUG[, SLUG] -- reason`` at the end of a line speaks
of that line, ``# planner: ignore-next SLUG`` on a line of its own of the next key with its
value, ``# planner: ignore-file SLUG`` of the whole file. In the text
``<!-- planner: ignore SLUG -- reason -->`` speaks of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from planner import places
from planner.diagnostics import Finding, Fix, Place, Rule, Severity
from planner.guesses import nearest
from planner.outgoing import remarks
from planner.reader import lines
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.source import Source

UNUSED_SUPPRESSION = Rule("unused-suppression", "SRC009", Severity.WARNING)
UNKNOWN_SUPPRESSION = Rule("unknown-suppression", "SRC011", Severity.WARNING)
RULES = (UNUSED_SUPPRESSION, UNKNOWN_SUPPRESSION)

_WORD = b"planner:"
_BEGIN = r"#[ \t]*planner:"
_YAML = re.compile(
    rf"(?:^|(?<=[ \t])){_BEGIN}(?P<said>(?:(?![ \t]{_BEGIN})[^\n])*)",
    re.MULTILINE | re.IGNORECASE,
)
_SAID = re.compile(r"\s*(?P<form>[\w-]*)(?P<names>(?:(?!\s--(?:\s|$)).)*)", re.DOTALL)
_NAME = re.compile(r"[^\s,]+")
_EVERYWHERE = (1, 1 << 30)
_MOST = 100
"""More remarks in a file, or rules in a remark, are no work of a person."""


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
    if _WORD not in found.utf8.lower():
        return (), ()
    reader = _Remarks(found, names)
    reader.read()
    return tuple(reader.found), tuple(reader.findings)


class _Remarks:
    """Reads the remarks of one file."""

    def __init__(self, found: Source, names: Mapping[str, str]) -> None:
        self.source = found
        self.names = names
        self.lines = lines(found.text)
        self.body_line = found.body_line
        self.found: list[Suppression] = []
        self.findings: list[Finding] = []

    def read(self) -> None:
        matter = self.source.matter
        if matter is not None and self.source.data is not None:
            before = len(self.lines[0]) + 1
            quoted = tuple(places.scalars(matter))
            for remark in islice(_YAML.finditer(matter), _MOST):
                if not any(start <= remark.start() < end for start, end in quoted):
                    start, end = before + remark.start(), before + remark.end()
                    self._remark(start, end, remark["said"], before + remark.start("said"))
        before = len(self.source.text) - len(self.source.body)
        for start, end, said in islice(remarks(self.source.body), _MOST):
            at = before + end - len("-->") - len(said)
            self._remark(before + start, before + end, said, at, in_text=True)

    def _remark(self, start: int, end: int, text: str, at: int, *, in_text: bool = False) -> None:
        """Read what a remark says: ``text``, which begins at ``at``."""
        said = _SAID.match(text)
        form = said["form"] if said else ""
        whole = self._place(start, end)
        names = [*islice(_NAME.finditer(said["names"]), _MOST)] if said else []
        where = self._lines_of(form, whole.line, in_text=in_text)
        if where is None or not names:
            self._not_understood(whole, in_text=in_text)
            return
        at += said.start("names") if said else 0
        for number, name in enumerate(names):
            place = self._place(at + name.start(), at + name.end())
            slug = self.names.get(name.group().lower())
            if slug is None:
                self._no_such_rule(name.group(), place)
                continue
            if len(names) == 1:
                start, end = self._all_of_it(start, end)
            else:
                start = at + (names[number - 1].end() if number else name.start())
                end = at + (name.end() if number else names[1].start())
            self.found.append(Suppression(slug, *where, place, self._place(start, end)))

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

    def _place(self, start: int, end: int) -> Place:
        return Place.of(self.source.text, start, end)

    def _not_understood(self, place: Place, *, in_text: bool) -> None:
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
                place,
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
        line = lines(found.text)[suppression.place.line - 1]
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
