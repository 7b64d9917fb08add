"""Whatever is in a file, reading it ends in a plan and findings that lie in the file."""

from __future__ import annotations

import datetime as dt
import os
import string
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import source, values
from planner.diagnostics import Kind, Subject
from planner.frontmatter_handler import PlanHandler, RefusedFrontMatter
from planner.loader import load

if TYPE_CHECKING:
    from planner.loader import Content

SUBJECT = Subject(Kind.POST, "p")
PLAN = """---
title: Plan
timezone: Europe/Helsinki
period: {start: 2026-05-25, end: 2026-06-21}
---
"""
Found = list[tuple[str, int, int]]


def read(folder: Path, text: str | bytes, name: str = "posts/p.md") -> Content:
    content = text if isinstance(text, bytes) else text.encode()
    for path, inside in (("plan.md", PLAN.encode()), (name, content)):
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_bytes(inside)
    return load(folder)


def found(content: Content) -> Found:
    places = ((finding, content.place(finding)) for finding in content.findings)
    return sorted((it.rule.slug, place.line, place.column) for it, place in places)


def said(content: Content) -> str:
    return " ".join(f"{it.message.to('en')} | {it.help.to('en')}" for it in content.findings)


def post(*lines: str, body: str = "b") -> str:
    return "\n".join(["---", "title: T", "status: idea", *lines, "---", body])


def titled(value: str) -> str:
    return f"---\ntitle: {value}\nstatus: idea\n---\nb"


FILES: dict[str, tuple[str | bytes, Found]] = {
    # Nearly nothing, fences and line ends (F1 to F4)
    "empty": ("", [("front-matter-missing", 1, 1)]),
    "only-a-mark": (b"\xef\xbb\xbf", [("front-matter-missing", 1, 1)]),
    "only-a-fence": ("---", [("front-matter-unclosed", 1, 1)]),
    "no-facts": ("---\n---\n", [("missing-field", 1, 1)]),
    "unclosed": ("---\ntitle: x\n", [("front-matter-unclosed", 1, 1)]),
    "rule-in-the-body": (post(body="a\n\n---\n\nb"), []),
    "no-last-line-end": ("---\ntitle: T\n---", []),
    "mark-in-front": (b"\xef\xbb\xbf" + post().encode(), []),
    "two-marks-in-front": (b"\xef\xbb\xbf" * 2 + post().encode(), [("hidden-character", 1, 1)]),
    "crlf": (post("bad: 1").replace("\n", "\r\n"), [("unknown-field", 4, 1)]),
    "cr": (post("bad: 1").replace("\n", "\r"), [("unknown-field", 4, 1)]),
    "mixed-line-ends": ("---\r\ntitle: T\nstatus: idea\r---\nb", []),
    "dashes": ("— —\ntitle: T\n---\n", [("front-matter-missing", 1, 1)]),
    "no-fence": ("title: T\n", [("front-matter-missing", 1, 1)]),
    # Other encodings than UTF-8 are named, F5 and F6
    "utf-16": (post().encode("utf-16"), [("not-utf8", 1, 1)]),
    "utf-16-without-mark": (post().encode("utf-16-le"), [("not-utf8", 1, 1)]),
    "utf-32": (post().encode("utf-32"), [("not-utf8", 1, 1)]),
    "utf-32-without-mark": (post().encode("utf-32-be"), [("not-utf8", 1, 1)]),
    "windows-1252": (post("message: Päivä").encode("cp1252"), [("not-utf8", 4, 11)]),
    "windows-1252-with-cr": (
        post("message: Päivä").replace("\n", "\r").encode("cp1252"),
        [("not-utf8", 4, 11)],
    ),
    "cut-short": (post().encode() + b"\xc3", [("not-utf8", 5, 2)]),
    "overlong": (post().encode() + b"\xc0\xaf", [("not-utf8", 5, 2)]),
    "half-a-pair": (post().encode() + b"\xed\xa0\x80", [("not-utf8", 5, 2)]),
    # What nobody sees (F7)
    "nul": (titled("a\0b"), [("hidden-character", 2, 9)]),
    "escape": (titled("a\x1b[31mb"), [("hidden-character", 2, 9)]),
    "bell-in-the-body": (post(body="a\x07"), [("hidden-character", 5, 2)]),
    "c1": (titled("a\x9bb"), [("hidden-character", 2, 9)]),
    "right-to-left": (titled("a\u202eb"), [("hidden-character", 2, 9)]),
    "no-width": (titled("a\u200bb"), [("hidden-character", 2, 9)]),
    "line-separator": (titled("a\u2028b"), [("hidden-character", 2, 9)]),
    "next-line": (titled("a\x85b"), [("hidden-character", 2, 9)]),
    "no-character": (titled("a\ufffeb"), [("hidden-character", 2, 9)]),
    "tag-characters": (titled("a\U000e0041b"), [("hidden-character", 2, 9)]),
    "no-break-after-colon": ("---\ntitle:\xa0T\n---\n", [("hidden-character", 2, 7)]),
    "no-width-before-fence": ("\u200b" + post(), [("hidden-character", 1, 1)]),
    "family-of-three": (titled("👨\u200d👩\u200d👧 perhe"), []),
    "flag-of-scotland": (
        titled("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"),
        [],
    ),
    "no-break-inside": (titled("10\xa0kg"), []),
    # Too much, and two versions in one (F8, F16)
    "too-large": (post(body="x" * (1 << 20)), [("unreadable-file", 1, 1)]),
    "one-long-line": (post(body="x" * 900_000), []),
    "long-front-matter": (post("message: " + "x" * 70_000), [("unreadable-file", 1, 1)]),
    "merged-facts": (
        post("<<<<<<< HEAD", "time: 18", "=======", "time: 19", ">>>>>>> x"),
        [("yaml-syntax", 4, 1)],
    ),
    "merged-body": (post(body="<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"), [("yaml-syntax", 5, 1)]),
    "merged-top": ("<<<<<<< HEAD\n---\ntitle: T\n---\n", [("yaml-syntax", 1, 1)]),
    "underlined-heading": (post(body="A heading\n=======\n"), []),
}

REFUSED: dict[str, tuple[str, Found]] = {
    # Anchors, aliases, nesting (Y1 to Y4)
    "bomb": (post("a0: &a0 [lol]", "a1: &a1 [*a0,*a0]"), [("yaml-feature-refused", 4, 5)]),
    "merge-bomb": (post("a1: &a1", "  <<: [*a0, *a0]"), [("yaml-feature-refused", 4, 5)]),
    "itself": (post("a: &a [*a]"), [("yaml-feature-refused", 4, 4)]),
    # A line that was mended in memory, to see what else there is, is not what somebody wrote
    "mended-bracket": (post("windows: [a: {b: c_"), [("yaml-syntax", 4, 10)]),
    "mended-colon": (post("cta:]"), [("yaml-syntax", 4, 4)]),
    "root-anchor": ("---\n&a\nx: *a\n---\n", [("yaml-feature-refused", 2, 1)]),
    "anchor-behind-a-quoted-key": (post('cta: {"a":&x b}'), [("yaml-feature-refused", 4, 11)]),
    "brackets": (post("a: " + "[" * 20_000 + "]" * 20_000), [("nesting-too-deep", 4, 9)]),
    "braces": (post("a: " + "{a: " * 3_000 + "}" * 3_000), [("nesting-too-deep", 4, 24)]),
    "staircase": (post(*(" " * n + "a:" for n in range(300))), [("nesting-too-deep", 10, 7)]),
    "questions": (post("? " * 2_000 + "a"), [("nesting-too-deep", 4, 13)]),
    "dashes": (post("- " * 3_000 + "x"), [("yaml-syntax", 4, 1)]),
    # Keys, tags, merges (Y6 to Y9)
    "list-as-key": (post("? [a, b]", ": c"), [("yaml-syntax", 4, 3)]),
    "mapping-as-key": (post("{a: b}: c"), [("yaml-syntax", 4, 1)]),
    "long-key": (post("k" * 60_000 + ": 1"), [("yaml-syntax", 4, 60_001)]),
    "twice": ("---\ntitle: A\ntitle: B\n---\n", [("duplicate-key", 3, 1)]),
    "twice-inside": (post("cta: {type: save, type: share}"), [("duplicate-key", 4, 19)]),
    "python": (
        post("message: !!python/object/apply:os.system [ls]"),
        [("yaml-feature-refused", 4, 10)],
    ),
    "tag": (post("message: !ENV HOME"), [("yaml-feature-refused", 4, 10)]),
    "set": (post("message: !!set {x, y}"), [("yaml-feature-refused", 4, 10)]),
    "bare-tag": (post("message: ! x"), [("yaml-feature-refused", 4, 10)]),
    "tag-inside": (post("cta: {type: !x save}"), [("yaml-feature-refused", 4, 13)]),
    "merge": (post("<<: {a: 1}"), [("yaml-feature-refused", 4, 1)]),
    # One document and no directives, Y14
    "second-document": (post("...", "title: B"), [("yaml-feature-refused", 4, 1)]),
    "directive": ("---\n%YAML 9.9\ntitle: T\n---\n", [("yaml-feature-refused", 2, 1)]),
    "tag-directive": ("---\n%TAG ! tag:x\ntitle: T\n---\n", [("yaml-feature-refused", 2, 1)]),
    # Commands for invisible characters (Y16)
    "half-a-pair": (post('message: "\\ud83d"'), [("yaml-syntax", 4, 10)]),
    "nul": (post('message: "\\x00"'), [("hidden-character", 4, 10)]),
    "right-to-left": (post('cta: {text: "\\u202e"}'), [("hidden-character", 4, 13)]),
    # No keys at all (Y17)
    "list": ("---\n- a\n- b\n---\n", [("yaml-syntax", 2, 1)]),
    "text": ("---\nhello\n---\n", [("yaml-syntax", 2, 1)]),
    "flow": ("---\n{title: T, status: idea}\n---\n", []),
}

# Y11, Y15 and the traps: what people write, and what the help shows them.
SLIPS: dict[str, tuple[str, Found, str]] = {
    "hash": (post("message: #launch"), [("yaml-syntax", 4, 10)], 'message: "#launch"'),
    "hash-title": (
        "---\notsikko: #luomu tänään\n---\n",
        [("yaml-syntax", 2, 10)],
        'otsikko: "#luomu tänään"',
    ),
    "hash-later": (
        post("message: today #organic"),
        [("yaml-syntax", 4, 16)],
        'message: "today #organic"',
    ),
    "hashes-in-a-list": (post("hashtags: [#a, #b]"), [("yaml-syntax", 4, 12)], "hashtags: [a, b]"),
    "hash-items": (post("hashtags:", "  - #a"), [("yaml-syntax", 5, 5)], '- "#a"'),
    "at": (titled("@tili kertoo"), [("yaml-syntax", 2, 8)], 'title: "@tili kertoo"'),
    "at-in-a-list": (post("hashtags: [@a, b]"), [("yaml-syntax", 4, 12)], 'hashtags: ["@a", b]'),
    "colon": (
        titled("Miksi luomu: viisi syytä"),
        [("yaml-syntax", 2, 19)],
        'title: "Miksi luomu: viisi syytä"',
    ),
    "colon-at-the-end": (titled("Launch:"), [("yaml-syntax", 2, 14)], 'title: "Launch:"'),
    "colon-inside": (
        post("cta: {text: Now: go}"),
        [("yaml-syntax", 4, 13)],
        'cta: {text: "Now: go"}',
    ),
    "star": (titled("*uutuus*"), [("yaml-syntax", 2, 8)], 'title: "*uutuus*"'),
    "percent": (titled("% alennus"), [("yaml-syntax", 2, 8)], 'title: "% alennus"'),
    "dash": (titled("- lista"), [("yaml-syntax", 2, 8)], 'title: "- lista"'),
    "tick": (titled("`code`"), [("yaml-syntax", 2, 8)], 'title: "`code`"'),
    "and": (titled("& more"), [("yaml-syntax", 2, 8)], 'title: "& more"'),
    "greater": (titled("> more"), [("yaml-syntax", 2, 8)], 'title: "> more"'),
    "bracket": (titled("[new] box"), [("yaml-syntax", 2, 8)], 'title: "[new] box"'),
    "open-bracket": (post("hashtags: [a, b"), [("yaml-syntax", 4, 11)], "hashtags: [a, b]"),
    "quotes-in-quotes": (titled('"a "b" c"'), [("yaml-syntax", 2, 8)], "title: 'a \"b\" c'"),
    "apostrophe": (titled("'it's'"), [("yaml-syntax", 2, 8)], 'title: "it\'s"'),
    "open-quote": (titled('"open'), [("yaml-syntax", 2, 8)], 'title: "open"'),
    "quote-first": (
        titled('"He said" and left'),
        [("yaml-syntax", 2, 8)],
        "title: '\"He said\" and left'",
    ),
    "backslash": (titled('"C:\\x"'), [("yaml-syntax", 2, 8)], "title: 'C:\\x'"),
    "tab": (post("cta:", "\ttype: save"), [("yaml-syntax", 5, 1)], "type: save"),
    "tab-at-the-top": ("---\n\ttitle: T\nstatus: idea\n---\n", [("yaml-syntax", 2, 1)], "title: T"),
    "no-space": (post("message:one"), [("yaml-syntax", 4, 8)], "message: one"),
    "no-colon": ("---\ntitle T\nstatus: idea\n---\n", [("yaml-syntax", 2, 1)], "no key"),
    "second-line": (post("message: one", "two lines"), [("yaml-syntax", 5, 1)], "no key"),
    "stray-list": (post("hashtags: a", "- b"), [("yaml-syntax", 5, 1)], "hashtags: [a, b]"),
    "too-far-right": (
        post("cta:", "  type: save", "   text: x"),
        [("yaml-syntax", 6, 4)],
        "same column",
    ),
    "too-far-left": (
        post("cta:", "   type: save", "  text: x"),
        [("yaml-syntax", 6, 3)],
        "same column",
    ),
    "comma-inside": (
        post("cta: {text: Save, then cook}"),
        [("unknown-field", 4, 19)],
        "quotation marks",
    ),
    "two-at-once": (
        "---\ntitle: Live: a\nmessage: @x\n---\n",
        [("yaml-syntax", 2, 12), ("yaml-syntax", 3, 10)],
        'message: "@x"',
    ),
}

# Y5, Y10, Y12, Y13, Y18: values that are not what their key holds.
VALUES: dict[str, tuple[str, Found]] = {
    "many-digits": ("minutes: " + "9" * 5_000, [("invalid-value", 4, 10)]),
    "hexadecimal": ("minutes: 0x" + "f" * 20_000, [("invalid-value", 4, 10)]),
    "base-60": ("minutes: 1:59:59", [("invalid-value", 4, 10)]),
    "huge": ("minutes: 1e400", [("invalid-value", 4, 10)]),
    "no-number": ("minutes: .nan", [("invalid-value", 4, 10)]),
    "infinite": ("minutes: .inf", [("invalid-value", 4, 10)]),
    "below-zero": ("minutes: -5", [("invalid-value", 4, 10)]),
    "underscore": ("minutes: 1_000", [("invalid-value", 4, 10)]),
    "arabic-digits": ("minutes: ١٢٣", [("invalid-value", 4, 10)]),
    "two-readings": ("minutes: 1,480", [("invalid-value", 4, 10)]),
    "two-readings-with-a-dot": ("minutes: 1.480", [("invalid-value", 4, 10)]),
    "hour-25": ("time: 25:00", [("invalid-value", 4, 7)]),
    "words-for-a-time": ("time: kuudelta", [("invalid-value", 4, 7)]),
    "a-stretch-of-time": ("kello: 18:00-19:00", [("invalid-value", 4, 8)]),
    "no-yes-no": ("paid: maybe", [("invalid-value", 4, 7)]),
    "key-on": ("on: x", [("unknown-field", 4, 1)]),
    "30-february": ("date: 2026-02-30", [("impossible-date", 4, 7)]),
    "month-13": ("date: 2026-13-01", [("impossible-date", 4, 7)]),
    "year-0": ("date: 0000-01-01", [("impossible-date", 4, 7)]),
    "31-june": ("päivä: 31.6.", [("impossible-date", 4, 8)]),
    "29-february-no-leap-year": ("date: 29.2.", [("impossible-date", 4, 7)]),
    "hour-24": ("date: 2026-06-09 24:00:00", [("invalid-value", 4, 7)]),
    "zone": ("date: 2026-06-09 12:00+99:99", [("invalid-value", 4, 7)]),
    "year-of-two-digits": ("date: 9.6.26", [("invalid-value", 4, 7)]),
    "slashes": ("date: 09/06/2026", [("invalid-value", 4, 7)]),
    "clocks-forward": ("date: 2026-03-29 03:30", [("impossible-date", 4, 7)]),
    "clocks-back": ("date: 2026-10-25 03:30", [("ambiguous-time", 4, 7)]),
    "list-for-text": ("message: [a]", [("invalid-value", 4, 10)]),
    "keys-for-text": ("message: {a: b}", [("invalid-value", 4, 10)]),
    "keys-for-a-list": ("hashtags: {a: 1}", [("invalid-value", 4, 1)]),
    "text-for-keys": ("cta: save", [("invalid-value", 4, 6)]),
    "list-for-keys": ("cta: [save]", [("invalid-value", 4, 6)]),
    "yes-for-keys": ("live: yes", [("invalid-value", 4, 7)]),
    "number-for-figures": ("metrics: 5", [("invalid-value", 4, 10)]),
    "word-for-a-figure": ("metrics: {reach: many}", [("invalid-value", 4, 18)]),
    "unknown-figure": ("metrics: {foo: 5}", [("unknown-field", 4, 11)]),
    "figure-in-two-languages": (
        "metrics: {reach: 5, tavoittavuus: 6}",
        [("duplicate-field", 4, 21)],
    ),
    "path-for-an-id": ("id: x/../y", [("invalid-value", 4, 5)]),
    "long-id": ("id: " + "a" * 300, [("invalid-value", 4, 5)]),
    "inner-name": ("misread: x", [("unknown-field", 4, 1)]),
}

GOOD = [
    "time: 12:30", "time: 09:30", "kello: 18.30", "kello: klo 18.30", "kello: 18", "time: 6pm",
    "päivä: 9.6.", "päivä: 9.6", "date: 2026-6-9", "date: 9.6.2026 klo 18.30", "date: 2026-06-09T18:30:00",
    "publish_at: 2026-05-27 18:00", "kulut: 10,33", "kulut: 1 234,50", "paid: on", "paid: no",
    "message: NO", "message: 1.10", "message: 0123", "message: +358401234567", "message: it's",
    "message: klo 18:00 livenä", "message: 100 % luomua", "message: Live :)", "message: Q & A!",
    "message: >-\n\n  #tag b", "message: |\n  #tag b\n  x: y", "minutes: 30 # a remark",
    "post_url: https://x.example/a?b=1&c=2#d", "hashtags: luomu", "date:", "message: ~",
]  # fmt: skip


@pytest.mark.payload("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F16")
@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=FILES)
def test_files(text: str | bytes, expected: Found, tmp_path: Path) -> None:
    assert found(read(tmp_path, text)) == expected


@pytest.mark.payload("Y1", "Y2", "Y3", "Y4", "Y6", "Y7", "Y8", "Y9", "Y14", "Y16", "Y17")
@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_more_than_text_is_refused(text: str, expected: Found, tmp_path: Path) -> None:
    assert found(read(tmp_path, text)) == expected


@pytest.mark.payload("Y11", "Y15")
@pytest.mark.parametrize(("text", "expected", "shown"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_shown_mended(text: str, expected: Found, shown: str, tmp_path: Path) -> None:
    content = read(tmp_path, text)
    assert found(content) == expected
    assert shown in said(content)


@pytest.mark.payload("Y5", "Y10", "Y12", "Y13", "Y18")
@pytest.mark.parametrize(("line", "expected"), VALUES.values(), ids=VALUES)
def test_a_bad_value_leaves_the_rest(line: str, expected: Found, tmp_path: Path) -> None:
    content = read(tmp_path, post(line))
    assert found(content) == expected
    assert [it.title for it in content.plan.posts.values()] == ["T"]


@pytest.mark.payload("Y10", "Y12")
@pytest.mark.parametrize("line", GOOD)
def test_what_people_write_is_understood(line: str, tmp_path: Path) -> None:
    assert found(read(tmp_path, post(line))) == []


@pytest.mark.payload("Y12")
def test_every_scalar_is_text() -> None:
    for text in ("42", "2026-01-01", "on", "NO", "0123", "18:00", "1.10", ".nan", "0x10"):
        assert source.parse(titled(text), SUBJECT).data == {"title": text, "status": "idea"}


def test_the_file_with_a_fault_keeps_its_name(tmp_path: Path) -> None:
    content = read(tmp_path, "no front matter")
    assert content.plan.unread == {(Kind.POST, "p")}


@pytest.mark.payload("F5")
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_encoding_without_a_mark_is_named(encoding: str, tmp_path: Path) -> None:
    assert f"saved as {encoding[:6].upper()}" in said(read(tmp_path, post().encode(encoding)))


@pytest.mark.payload("F6")
def test_what_mends_an_old_windows_file_is_offered(tmp_path: Path) -> None:
    content = read(tmp_path, post("message: ñandú").encode("cp1252"))
    assert "planner fix --encoding cp1252" in said(content)


@pytest.mark.payload("F13")
def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    assert read(tmp_path, titled("Kyla\u0308nen")).plan.posts["p"].title == "Kylänen"


LEDGER = "subject,checked_on,metric,value,source,paid\n"
ROWS = {
    "empty": ("", 1, "first line"),
    "only-sep": ("sep=;", 1, "first line"),
    "no-header": ("post:p,2026-06-03,reach,5,hand,false\n", 1, "first line"),
    "unknown-column": (LEDGER.replace("paid", "payd"), 1, "“payd”"),
    "same-column": ("subject,kohde,checked_on,metric,value\n", 1, "“subject” is there twice"),
    "no-value": ("subject;checked_on;metric\n", 1, "“value” is missing"),
    "too-many": (LEDGER + "post:p,2026-06-03,reach,5,hand,false,7\n", 2, "7 cells"),
    "decimal-comma": (LEDGER + "post:p,2026-06-03,reach,18,5,hand,false\n", 2, "7 cells"),
    "long-header": ("x" * 140_000 + "\n", 1, "too long"),
    "last-line-with-a-slip": (LEDGER + "post:p,2026-06-03,rech,5,hand,false", 2, "“rech”"),
    "torn": (LEDGER + "post:p,2026-06-03,rea", 2, "breaks off"),
    "torn-value": (LEDGER + "post:p,2026-06-03,reach,", 2, "breaks off"),
    "one-cell": (LEDGER + "x\n", 2, "one cell"),
    "short": (LEDGER + "post:p,2026-06-03\n", 2, "2 cells"),
    "no-prefix": (LEDGER + "p,2026-06-03,reach,5,hand,false\n", 2, "“p”"),
    "unknown-metric": (LEDGER + "post:p,2026-06-03,rech,5,hand,false\n", 2, "“rech”"),
    "below-zero": (LEDGER + "post:p,2026-06-03,reach,-5,hand,false\n", 2, "below zero"),
    "no-such-day": (LEDGER + "post:p,31.6.2026,reach,5,hand,false\n", 2, "no day “31.6.2026”"),
    "no-number": (LEDGER + "post:p,2026-06-03,reach,#REF!,hand,false\n", 2, "“#REF!”"),
    "no-finite-number": (LEDGER + "post:p,2026-06-03,reach,nan,hand,false\n", 2, "“nan”"),
    "thousand-or-one": (LEDGER + 'post:p,2026-06-03,reach,"1,480",hand,false\n', 2, "two ways"),
    "no-yes-no": (LEDGER + "post:p,2026-06-03,reach,5,hand,maybe\n", 2, "“maybe”"),
    "open-quote": (LEDGER + 'post:p,2026-06-03,reach,5,"hand\nx\n', 2, "quotation marks"),
    "long-cell": (
        LEDGER + "post:p,2026-06-03,reach,5," + "x" * 140_000 + ",false\n",
        2,
        "too long",
    ),
    "crlf": (LEDGER.replace("\n", "\r\n") + "x\r\n", 2, "one cell"),
}


SHEETS = {
    "semicolons": "subject;checked_on;metric;value;source;paid\npost:p;2026-06-03;reach;1 480,5;x;\n",
    "tabs": "subject\tchecked_on\tmetric\tvalue\npost:p\t3.6.2026\treach\t1480,5\n",
    "sep": "sep=;\r\nsubject;checked_on;metric;value\r\npost:p;3.6.2026;reach;1480,5\r\n",
    "finnish": "Kohde;Kirjattu;Mittari;Luku;Lähde;Maksettu\njulkaisu:p;3.6.2026;tavoittavuus;1480,5;;ei\n",
    "order": "value,metric,paid,subject,checked_on\n1480.5,reach,no,post:p,2026-06-03\n",
    "quoted": '"subject","checked_on","metric","value"\n"post:p","2026-06-03","reach","1480,5"\n',
    "empty-columns": "subject;checked_on;metric;value;;\npost:p;3.6.2026;reach;1480,5;;\n;;;;;\n",
    "mark": "\ufeffsubject;checked_on;metric;value\npost:p;3.6.2026;reach;1480,5\n",
    "no-last-line-end": "subject;checked_on;metric;value\npost:p;3.6.2026;reach;1480,5",
}


@pytest.mark.parametrize("text", SHEETS.values(), ids=SHEETS)
def test_what_spreadsheets_make_of_the_ledger_is_read(text: str, tmp_path: Path) -> None:
    read(tmp_path, post())
    content = read(tmp_path, text, "tracking/2026.csv")
    assert found(content) == []
    (figure,) = content.plan.figures["post:p"]
    assert (figure.metric, figure.value, figure.paid) == ("reach", 1480.5, False)
    assert figure.checked_on == dt.date(2026, 6, 3)
    assert figure.row == ("tracking/2026.csv", 3 if text.startswith("sep=") else 2)


def test_a_torn_last_line_leaves_those_above_it(tmp_path: Path) -> None:
    read(tmp_path, post())
    content = read(
        tmp_path, LEDGER + "post:p,2026-06-03,reach,5,hand,false\npost:p,2", "tracking/a.csv"
    )
    assert found(content) == [("invalid-row", 3, 1)]
    assert [it.value for it in content.plan.figures["post:p"]] == [5]


@pytest.mark.parametrize(("text", "line", "told"), ROWS.values(), ids=ROWS)
def test_a_bad_row_is_told(text: str, line: int, told: str, tmp_path: Path) -> None:
    read(tmp_path, post())
    content = read(tmp_path, text, "tracking/2026.csv")
    assert found(content) == [("invalid-row", line, 1)]
    assert told in said(content)


def test_a_period_that_ends_before_it_begins_is_told_once(tmp_path: Path) -> None:
    read(tmp_path, post())
    (tmp_path / "plan.md").write_text(PLAN.replace("end: 2026-06-21", "end: 2026-04-21"), "utf-8")
    content = load(tmp_path)
    assert found(content) == [("invalid-value", 4, 34)]
    assert content.plan.file.period is not None
    assert content.plan.file.period.end is None


# F9-F12: what is not an ordinary file


@pytest.mark.payload("F9")
def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(post(), "utf-8")
    folder = tmp_path / "content"
    read(folder, post())
    (folder / "posts/file.md").symlink_to(outside / "secret.md")
    (folder / "posts/folder").symlink_to(outside)
    (folder / "posts/loop").symlink_to("../posts")
    (folder / "posts/nowhere.md").symlink_to("nothing")
    (folder / "media").symlink_to(outside)
    content = load(folder)
    assert [rule for rule, _, _ in found(content)] == ["unreadable-file"] * 5
    assert list(content.plan.posts) == ["p"]
    assert not content.plan.media


@pytest.mark.payload("F10")
def test_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    read(tmp_path, post())
    os.mkfifo(tmp_path / "posts/pipe.md")
    (tmp_path / "posts/folder.md").mkdir()
    assert [rule for rule, _, _ in found(load(tmp_path))] == ["unreadable-file"] * 2


def test_folders_without_end_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    deep = folder / "posts"
    deep.mkdir(parents=True)
    for _ in range(60):
        deep /= "d"
        deep.mkdir()
    deeper = [it for it in load(folder).findings if it.subject.path.endswith("/d")]
    assert [it.rule.slug for it in deeper] == ["unreadable-file"]


@pytest.mark.payload("F11")
def test_a_hard_link_is_read(tmp_path: Path) -> None:
    read(tmp_path, post())
    os.link(tmp_path / "posts/p.md", tmp_path / "posts/q.md")
    assert found(load(tmp_path)) == []


@pytest.mark.payload("F12")
def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    read(tmp_path, post())
    monkeypatch.setattr(os, "open", refuse)
    found_now = source.read(tmp_path / "posts/p.md", SUBJECT)
    assert [it.rule.slug for it in found_now.findings] == ["unreadable-file"]


@pytest.mark.payload("F15")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([b"more"], []),
        ([b""], []),
        ([b"more", b"and more"], ["unreadable-file"]),
        ([None], ["unreadable-file"]),
    ],
    ids=["grows once", "is cut once", "grows again", "is gone"],
)
def test_a_file_that_is_written_to_is_read_once_more(
    changes: list[bytes | None], told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F15: what is taken in is a whole file, never the beginning of one and the end of another."""
    read(tmp_path, post())
    file = tmp_path / "posts/p.md"
    opened = os.open

    def change(path: str, flags: int) -> int:
        if changes and str(path) == str(file):
            content = changes.pop(0)
            if content is None:
                file.unlink()
            else:
                file.write_bytes(post(body=content.decode()).encode())
        return opened(path, flags)

    monkeypatch.setattr(os, "open", change)
    found_now = source.read(str(file), SUBJECT)
    assert [it.rule.slug for it in found_now.findings] == told
    assert told or found_now.text == file.read_text("utf-8")


@pytest.mark.payload("F16")
@pytest.mark.parametrize("name", [".#post.md", "post.md~", "4913", ".hidden.md"])
def test_what_editors_leave_is_ignored(name: str, tmp_path: Path) -> None:
    assert found(read(tmp_path, "x", f"posts/{name}")) == []


@pytest.mark.payload("F13", "F16")
@pytest.mark.parametrize(
    "name", ["post (conflicted copy).md", "a b#c?.md", "😀.md", "-rf.md", "new\nline.md"]
)
def test_a_name_that_is_no_id_is_told(name: str, tmp_path: Path) -> None:
    assert found(read(tmp_path, post(), f"posts/{name}")) == [("invalid-value", 1, 1)]


def test_a_line_is_told_of_as_it_stands_and_not_as_it_would_be(tmp_path: Path) -> None:
    content = read(tmp_path, "---\ntitle: T\nstatus: idea\nwhy\nmessage: so: that\n- b\n---\n")
    # Each line once: no quotation marks inside others.
    assert found(content) == [("yaml-syntax", 4, 1), ("yaml-syntax", 5, 12)]


@pytest.mark.payload("F13", "F14")
@pytest.mark.parametrize("name", ["x" * 100, "a b" * 40])
def test_a_name_that_is_too_long_is_one_finding(name: str, tmp_path: Path) -> None:
    content = read(tmp_path, post(), f"posts/{name}.md")
    assert found(content) == [("invalid-value", 1, 1)]
    assert all(0 < len(known) <= values.MAX_ID for known in content.plan.posts)


@pytest.mark.payload("F13")
def test_two_names_that_windows_and_mac_take_for_one_are_told(tmp_path: Path) -> None:
    read(tmp_path, "# A", "About.md")
    content = read(tmp_path, "# B", "about.md")
    assert said(content).startswith("Windows and Mac take this file and About.md for one")
    assert [it.subject.path for it in content.findings] == ["about.md"]


# Properties

PIECES = st.sampled_from(
    ["---", "title: T", "status: idea", "- a", "  - b", "cta:", "  type: save", "\t", "[", "]", "{", "}",
     "&a", "*a", "!x", "<<: 1", "? a", ": b", "#x", '"', "'", "\\x00", "%", "...", "|", ">", "time: 18.30",
     "date: 31.6.", "metrics: {reach: 5}", "ä", "\xa0", "\u2028", "\ufeff", "variants: {facebook: {text: x}}"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES | st.text(max_size=8), max_size=12).map("\n".join),
    st.lists(PIECES | st.text(max_size=8), max_size=12).map(
        lambda it: "---\n" + "\n".join(it) + "\n---\nb"
    ),
    st.lists(PIECES, max_size=12).map(lambda it: "---\ntitle: " + "".join(it) + "\n---\nb"),
)


def inside(content: Content, name: str) -> None:
    lines = content.sources[name].text.split("\n")
    for finding in content.findings:
        if content.path(finding.subject) != name:
            continue
        place = content.place(finding)
        assert 1 <= place.line <= place.end_line <= max(len(lines), 1)
        longest = len(lines[place.line - 1]) if lines else 0
        assert 1 <= place.column <= longest + 1
        assert (place.end_line, place.end_column) >= (place.line, place.column)
        assert finding.message.to("fi")
        assert finding.help.to("en")


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_findings_lie_in_it(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = read(Path(folder), text.encode("utf-8", "surrogatepass"))
        inside(content, "posts/p.md")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read(Path(folder), content)


@settings(deadline=None)
@given(st.lists(st.text(string.printable + "äö;,\"'", max_size=12), max_size=12).map(",".join))
def test_any_ledger_is_read(text: str) -> None:
    header = "subject,checked_on,metric,value,source,paid\n"
    for whole in (header + text, text):
        with tempfile.TemporaryDirectory() as folder:
            content = read(Path(folder), whole, "tracking/2026.csv")
            for finding in content.findings:
                told = ("invalid-row", "unknown-reference", "figures-contradict")
                assert finding.rule.slug in told


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(DAYS, CLOCKS)
def test_days_and_times_come_back(day: dt.date, clock: dt.time) -> None:
    finnish = f"{day.day}.{day.month}.{day.year}"
    for written in (day.isoformat(), finnish, f"{day.day}. {day.month}. {day.year}"):
        assert values.a_moment(written) == values.Moment(day)
        for behind in (f"{clock:%H:%M}", f"{clock:%H.%M}", f"klo {clock:%H.%M}"):
            assert values.a_moment(f"{written} {behind}") == values.Moment(day, clock)
            assert values.a_time(behind) == clock
    period = (day, day + dt.timedelta(days=300))
    assert values.a_day(f"{day.day}.{day.month}.", period) == day


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_numbers_come_back(whole: int, cents: int) -> None:
    assert values.a_number(str(whole)) == whole
    expected = float(f"{whole}.{cents:02}")
    grouped = f"{whole:,}".replace(",", " ")
    for written in (f"{whole}.{cents:02}", f"{whole},{cents:02}", f"{grouped},{cents:02}"):
        assert values.a_number(written) == expected


@given(st.frozensets(st.integers(0, 6), min_size=1), CLOCKS, CLOCKS)
def test_windows_come_back(days: frozenset[int], one: dt.time, other: dt.time) -> None:
    if one == other:
        return
    window = values.Window(days, min(one, other), max(one, other))
    assert values.a_window(window.to("en")) == window
    assert values.a_window(window.to("fi")) == window


# python-frontmatter

WRITABLE = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=" "), max_size=30
)
DATA = st.dictionaries(
    st.text(string.ascii_letters, min_size=1, max_size=10),
    WRITABLE
    | st.lists(WRITABLE, max_size=3)
    | st.dictionaries(st.text("abc", min_size=1), WRITABLE, max_size=3),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(DATA, WRITABLE)
def test_both_readers_agree_on_well_formed_files(data: dict[str, object], body: str) -> None:
    whole = frontmatter.Post(body)
    whole.metadata = data
    text = frontmatter.dumps(whole, handler=PlanHandler())
    mine, theirs = source.parse(text, SUBJECT), frontmatter.loads(text)
    again = frontmatter.loads(text, handler=PlanHandler())
    assert mine.data == theirs.metadata == again.metadata == data
    assert mine.body.strip() == theirs.content == again.content == body.strip()


def test_the_handler_refuses_what_the_reader_refuses() -> None:
    with pytest.raises(RefusedFrontMatter, match="anchor"):
        frontmatter.loads("---\na: &a [*a]\n---\n", handler=PlanHandler())
    assert frontmatter.loads("no front matter", handler=PlanHandler()).content == "no front matter"


LONG = " " * 60_000


@pytest.mark.payload("H12")
@pytest.mark.parametrize(
    "matter",
    [
        f"title: a{LONG}b: c",
        f"title: [a{LONG}#b",
        f"@{LONG}",
        f"a: @b{LONG}c",
        f"- a{LONG}b:",
        f"a: `{LONG}`",
        f"a: 'b{LONG}c",
        "k: a" + LONG + '"',
        "a: @" + "x: " * 20_000,
        "a: b? c #d" + "\n" * 60_000,
        "a #b\n" + "c\n" * 30_000,
    ],
)
def test_a_very_long_line_takes_no_longer_than_it_should(matter: str) -> None:
    start = time.process_time()
    found = source.parse(f"---\n{matter}\n---\n", Subject(Kind.POST, "x", "posts/x.md"))
    assert found.matter
    # What backtracks without end took more than twenty seconds on each of these.
    assert time.process_time() - start < 2


def test_the_keys_that_were_given_are_kept_once_for_all_that_are_alike(tmp_path: Path) -> None:
    for name, more in (("a", ()), ("b", ()), ("c", ("goal: g",))):
        plan = read(tmp_path, post(*more), f"posts/{name}.md").plan
    a, b, c = plan.posts.values()
    assert a.model_fields_set is b.model_fields_set
    assert c.model_fields_set - a.model_fields_set == {"goal"}
    assert a.model_copy(update={"goal": "g"}).model_fields_set == c.model_fields_set
    assert "goal" not in b.model_fields_set
