"""The manual pages of the rules: what each finds, why it matters, an example and its cure.

A page is ``data/rules/<slug>.md``, a part for each language. A fence in it is a file of the
plan: its info string names the file, and ``# expect: <slug>`` stands on the guilty line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.texts import T
from planner.vocabulary import sources, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.diagnostics import Rule

PAGES = Path(__file__).parent / "data" / "rules"
_HEADINGS = {"en": "## English", "fi": "## Suomi"}
_FAILING = ("### Example", "### Esimerkki")
_MENDED = ("### Mended", "### Korjattuna")

_FENCE = re.compile(r"^(`{3,})(\S+) (\S+)([^\n]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_MARKER = re.compile(r"[ \t]*#[ \t]*expect:[ \t]*([a-z0-9-]+)[ \t]*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A file of an example, as it lies in the content folder."""

    path: str
    content: bytes
    expected: tuple[tuple[int, str], ...] = ()
    """The guilty lines, each with the rule that finds it."""
    link_to: str = ""
    """Where it leads, for an example of a link instead of a file."""

    def write(self, folder: Path) -> None:
        """Put the file into a content folder, in the place of what is there."""
        target = folder / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.link_to:
            target.unlink(missing_ok=True)
            target.symlink_to(self.link_to)
        else:
            target.write_bytes(self.content)


@dataclass(frozen=True, slots=True)
class Example:
    """The files that a fault needs, or the same files mended."""

    language: str
    mended: bool
    files: tuple[ExampleFile, ...]
    today: str = ""
    """The day on which it is looked at, where that matters."""

    @property
    def expected(self) -> list[tuple[str, int, str]]:
        """What a check finds in it: file, line and rule, in the order of a report."""
        return sorted((file.path, *found) for file in self.files for found in file.expected)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page: words as Markdown, or a file of an example as it is written."""

    text: str
    file: str = ""
    """What the file is called; empty for words."""
    guilty: frozenset[int] = frozenset()
    """The lines of the file that a rule finds fault with, from 1."""


def slugs() -> set[str]:
    """Return the rules that have a page."""
    return {path.stem for path in PAGES.glob("*.md")}


def page(slug: str, language: str) -> str:
    """Return the page of a rule in a language, as Markdown."""
    return _MARKER.sub("", _part(slug, language))


def pieces(slug: str, language: str) -> Iterator[Piece]:
    """Yield the page of a rule in a language, its words and the files of its examples in turn."""
    text, end = _part(slug, language), 0
    for fence in _FENCE.finditer(text):
        yield Piece(text[end : fence.start()])
        guilty = frozenset(
            fence[5].count("\n", 0, marker.start()) + 1 for marker in _MARKER.finditer(fence[5])
        )
        yield Piece(_MARKER.sub("", fence[5]), fence[3], guilty)
        end = fence.end()
    yield Piece(text[end:])


def sheet(rule: Rule, language: str) -> str:
    """Return a rule's page under its names, with what it rests on."""
    severity = words("severity")[rule.severity.value].label(language)
    head = f"# {rule.slug} ({rule.code}, {severity})"
    parts = [head, page(rule.slug, language).strip()]
    parts.append(_origin(rule).to(language))
    return "\n\n".join(parts) + "\n"


def _origin(rule: Rule) -> T:
    if not rule.source:
        return T("Source: this program's own rule, taken from no document")
    document, _, line = rule.source.partition(":")
    return T("Source: {title}, line {line}", title=sources()[document].title, line=line)


def examples(slug: str) -> tuple[Example, ...]:
    """Return the examples on the page of a rule, in every language."""
    return tuple(
        _example(language, heading, text)
        for language in _HEADINGS
        for heading, text in _sections(_part(slug, language))
    )


def _part(slug: str, language: str) -> str:
    text = (PAGES / f"{slug}.md").read_text(encoding="utf-8")
    start = text.find(f"\n{_HEADINGS[language]}\n")
    if start < 0:
        return ""
    begin = start + len(_HEADINGS[language]) + 2
    ends = (text.find(f"\n{heading}\n", begin) for heading in _HEADINGS.values())
    return text[begin : min((end for end in ends if end >= 0), default=len(text))].strip() + "\n"


def _sections(part: str) -> list[tuple[str, str]]:
    """Return the headings of examples with what stands below each."""
    pieces = re.split(rf"^({'|'.join((*_FAILING, *_MENDED))})[ \t]*$", part, flags=re.MULTILINE)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _example(language: str, heading: str, text: str) -> Example:
    files, today = [], ""
    for fence in _FENCE.finditer(text):
        options = dict(option.partition("=")[::2] for option in fence[4].split())
        today = options.get("today", today)
        files.append(_file(fence[3], fence[5], options))
    return Example(language, heading in _MENDED, tuple(files), today)


def _file(path: str, text: str, options: dict[str, str]) -> ExampleFile:
    expected = tuple(
        (text.count("\n", 0, marker.start()) + 1, marker[1]) for marker in _MARKER.finditer(text)
    )
    text = _MARKER.sub("", text)
    if "escaped" in options:
        text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    link_to = text.strip() if "link" in options else ""
    return ExampleFile(path, text.encode(options.get("encoding", "utf-8")), expected, link_to)
