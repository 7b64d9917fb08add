"""A file of a plan: it is read, or refused with findings that lie in the file.

The first line may say which file of the plan it is, such as ``goals/g.md``; else it is a post.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from planner import loader, simple, source
from planner.diagnostics import Kind, Subject
from planner.reader import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.diagnostics import Finding
    from planner.loader import Content

NAMES = (
    *("plan.md", "audiences/a.md", "goals/g.md", "channels/c.md", "posts/p.md"),
    *("reviews/2026-06-01.md", "offers/o.md", "campaigns/c.md", "page.md"),
)
PLAN = b"---\ntitle: Plan\ntimezone: Europe/Helsinki\nperiod: {start: 2026-05-25, end: 2026-06-21}\n---\n"
WORDS = (
    *(f"{name}\n" for name in NAMES),
    *("---\n", "\n---\n", ": ", "- ", "  - ", ": |\n  ", ": >-\n  ", "[", "]", "{", "}", ", ", "# ", " #"),
    *("&a ", "*a", "!x ", "<<: ", "? ", "%YAML 1.1\n", "...\n", "|", '"', "'", "\\x00", "\\ud83d", "\t"),
    *("\xa0", "\u2028", "\x85", "\u200b", "\u202e", "\ufeff", "\r\n", "\r", "<<<<<<< HEAD\n", ">>>>>>> x\n"),
    *("title: ", "otsikko: ", "status: idea\n", "tila: luonnos\n", "date: ", "päivä: ", "time: ", "kello: "),
    *("2026-06-03", "3.6.2026", "3.6.", "31.6.2026", "18:30", "klo 18.30", "24:00", "1 480,5", "1,480"),
    *("channel: ", "audience: [", "goal: ", "purpose: ", "publish_at: ", "metrics: {", "variants: {", "cta: {"),
    *("live: {", "analysis: {", "hashtags: [", "media: [", "series: ", "people_consent: {", "period: {", "start: "),
    *("end: ", "anchors:\n", "roles:\n", "pillars:\n", "words: {metrics: [", "rhythm: ", "windows: [", "ma–to 9–20"),
    *("timezone: Europe/Helsinki\n", "language: fi\n", "as_of: ", "id: ", "# planner: ignore ", "ignore-next ", "ignore-file "),
    *("<!-- planner: ignore ", " -->", "observations:\n", "baseline: ", "target: ", "unit: ", "metric: ", "null", "~", "yes"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {
    "a second fault in a line that is mended": b"---\ntitle: T\nhrhe\nstatuatus: ideash?tag: a\n- b\n---\nb",
    "another encoding behind old line ends": b"---\rtitle: T\rstatus: idea\rmessage: P\xe4iv\xe4\r---\rb",
}
_SELDOM = 8
"""Writing takes longer than all the rest, so it is tried with one input in so many."""


def run(content: bytes) -> None:
    """Try a file."""
    first, end, rest = content.partition(b"\n")
    name, content = _named(first + end, rest, content)
    read = loader.load(_folder(), {name: content}, _known())
    _is_well_told(read, name, content)
    matter = read.sources[name].matter
    if matter is not None:
        _reads_alike(matter)
    data = read.sources[name].data
    if data and len(content) % _SELDOM == 0:
        _comes_back(data)


def _named(first: bytes, rest: bytes, whole: bytes) -> tuple[str, bytes]:
    name = first.strip().decode("ascii", "replace")
    return (name, rest) if name in NAMES else ("posts/p.md", whole)


@cache
def _folder() -> Path:
    """Return a folder with a plan that has nothing but plan.md."""
    folder = Path(_kept().name)
    (folder / "plan.md").write_bytes(PLAN)
    return folder


@cache
def _known() -> Content:
    return loader.load(_folder())


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def _is_well_told(content: Content, name: str, written: bytes) -> None:
    """Every finding is a text in both languages, and lies in its file."""
    text = written.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in content.findings:
        _has_texts(finding)
        if content.path(finding.subject) != name:
            continue
        place = content.place(finding)
        assert 1 <= place.line <= place.end_line <= len(lines), (finding, place)
        assert (place.line, place.column) <= (place.end_line, place.end_column), (finding, place)
        for line, column in (
            (place.line, place.column),
            (place.end_line, place.end_column),
        ):
            assert 1 <= column <= max(len(lines[line - 1]), 3) + 1, (finding, place)


def _has_texts(finding: Finding) -> None:
    for language in ("en", "fi"):
        assert finding.message.to(language)
        assert finding.help.to(language)


_ABOUT = Subject(Kind.POST, "p", "posts/p.md")


def _read(matter: str) -> object:
    try:
        return source.load(matter, _ABOUT)
    except Refused as refused:
        return refused.findings


def _reads_alike(matter: str) -> None:
    """The quick way of reading finds what the parser finds."""
    quick = _read(matter)
    real, simple.read = simple.read, _leave_it
    try:
        slow = _read(matter)
    finally:
        simple.read = real
    assert quick == slow
    assert repr(quick) == repr(slow)  # the order of the keys too


def _leave_it(matter: str) -> None:
    del matter


def _comes_back(data: source.Data) -> None:
    """What was read can be written, and is read as it was; but for what nobody sees."""
    again, findings = source.load(source.dump(data), _ABOUT)
    if any(it.rule is source.HIDDEN_CHARACTER for it in findings):
        return
    assert again == data, findings


def starts() -> Iterator[bytes]:
    """Yield the tables of the tests, and the files of the sample."""
    from tests import test_reading as tables

    texts: list[str | bytes] = [PLAN]
    texts += [text for text, *_ in tables.FILES.values()]
    texts += [text for text, *_ in tables.REFUSED.values()]
    texts += [text for text, *_ in tables.SLIPS.values()]
    texts += [text for text, *_ in tables.VALUES.values()]
    for text in texts:
        content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if len(content) <= _LONGEST:
            yield content
    yield from sample_files()


_LONGEST = 4000
_SAMPLES = ("content", "examples/fi/content")


def sample_files() -> Iterator[bytes]:
    """Yield the files of the samples, each behind a line with its name here."""
    root = Path(__file__).parents[2]
    for sample in _SAMPLES:
        for path in sorted((root / sample).rglob("*.md")):
            folder = path.relative_to(root / sample).parts[0]
            name = next((it for it in NAMES if it.startswith(folder)), "page.md")
            yield f"{name}\n".encode() + path.read_bytes()[:_LONGEST]
