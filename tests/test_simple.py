"""The quick way of reading a front matter and the parser's are one and the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import simple, source
from planner.diagnostics import Kind, Subject
from planner.reader import Refused

if TYPE_CHECKING:
    from planner.diagnostics import Finding

ROOT = Path(__file__).parents[1]
SUBJECT = Subject(Kind.POST, "p", "posts/p.md")

# Lines that are simple, nearly simple, or go on below: what people write, right and wrong.
LINES = (
    "title: a",
    "title: Midsummer on the farm",
    'title: "a',
    'status: b"',
    "status: c",
    "otsikko: Mitä luomu lupaa – ja mitä ei?",
    "x: don't",
    "x: 'a",
    "b'",
    "'s': 't'",
    '"q": r',
    "list: [a, b]",
    "list: [a b, c.d] ",
    "list: [a,",
    "b]",
    "list: []",
    "list: [ a , \"b, c\", 'd']",
    "m: {type: save, text: Tell us how it went.}",
    "m: {a: 18:00, b: c d }",
    "m: {a: b, a: c}",
    "m: {a: b,c: d}",
    "m: {a:5, c: d}",
    "m: {a: null, b: don't}",
    'm: {a: https://x.example/y, b: "c, d: e"}',
    "m: {a: b,",
    "  c: d}",
    "m: {a: [b], c: {d: e}}",
    "m: {}",
    "",
    "  ",
    "  more",
    "- x",
    "  - y",
    "  - y z: w",
    "    w: v",
    "  - {a: b}",
    "k:",
    "  k:",
    "  n: o",
    "  n: {p: q}",
    "   s: t",
    "# c",
    "  # c",
    "k: v # c",
    "k: v #c",
    "time: 18:00",
    "time: 18:00:00",
    "t: a: b",
    't: "a: b #c"',
    "t: 'it''s'",
    't: ""',
    't: "a" b',
    't: a "b" c',
    "t: https://x.example/?a=b",
    "t: |",
    "t: >-",
    "  text",
    "u: null",
    "u: ~",
    'u: "null"',
    "u: a?",
    "? u",
    "a-b: c ",
    "foo",
    "x:y",
    "x : y",
    "x: y:",
    "2026: 5",
    "date: 2026-05-01",
    "k: v\tw",
    "\tk: v",
    "\t",
    "k: v\u00a0w",
    "k: \u2028z",
    "x: a -",
    "x: a |",
    "x: a & b *c !d",
    "x: a\\b",
    "x: é\u0301",
)


def read(matter: str) -> tuple[dict[str, object], list[Finding]] | tuple[Finding, ...]:
    try:
        return source.load(matter, SUBJECT)
    except Refused as refused:
        return refused.findings


def by_the_parser(
    matter: str, patch: pytest.MonkeyPatch
) -> tuple[dict[str, object], list[Finding]] | tuple[Finding, ...]:
    with patch.context() as patched:
        patched.setattr(simple, "read", lambda _: None)
        return read(matter)


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=7), st.sampled_from(["", "\n"]))
def test_both_ways_agree_on_whatever_people_write(lines: list[str], end: str) -> None:
    matter = "\n".join(lines) + end
    patch = pytest.MonkeyPatch()
    quick, slow = read(matter), by_the_parser(matter, patch)
    assert quick == slow
    assert repr(quick) == repr(slow)  # the order of the keys too


def test_both_ways_agree_on_the_samples_and_no_post_of_them_needs_a_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = [*ROOT.glob("content/posts/*.md"), *ROOT.glob("examples/fi/content/posts/*.md")]
    assert len(paths) == 72
    for path in paths:
        matter, _ = source.split(path.read_text("utf-8"), SUBJECT)
        assert simple.read(matter) is not None
        assert read(matter) == by_the_parser(matter, monkeypatch)


@pytest.mark.parametrize(
    ("matter", "data"),
    [
        ("title: Midsummer on the farm", {"title": "Midsummer on the farm"}),
        ("time: 18:00", {"time": "18:00"}),
        ("kello: 18.30 ", {"kello": "18.30"}),
        ("note: don't worry", {"note": "don't worry"}),
        ("value: null", {"value": None}),
        ("value:", {"value": None}),
        ('title: "Vote: sheep #1?"', {"title": "Vote: sheep #1?"}),
        ("title: 'it''s here'", {"title": "it's here"}),
        ("url: https://x.example/y", {"url": "https://x.example/y"}),
        ("list: [a b, c]", {"list": ["a b", "c"]}),
        ("list: []", {"list": []}),
        ("list:\n  - a\n  - b: c\n    d: e", {"list": ["a", {"b": "c", "d": "e"}]}),
        ("list:\n- a\nk: v", {"list": ["a"], "k": "v"}),
        ("cta: {type: save, text: Tell us.}", {"cta": {"type": "save", "text": "Tell us."}}),
        ("cta:\n  type: save\n\n  # why\n  text: x", {"cta": {"type": "save", "text": "x"}}),
    ],
)
def test_what_is_simple(matter: str, data: object) -> None:
    assert simple.read(matter) == data


@pytest.mark.parametrize(
    "matter",
    [
        "",
        "t: a: b",
        "t: a #b",
        't: "a\\n"',
        "t: @a",
        "t: - a",
        "t: [a, [b]]",
        "t: {a: b, a: c}",
        "t: a\nt: b",
        "t: a\n  b: c",
        "t: |\n  a",
        "t:\n  a\n",
        "- a",
        "a:\n b:\n  c:\n   d:\n    e: f",
    ],
)
def test_what_is_left_for_the_parser(matter: str) -> None:
    assert simple.read(matter) is None


def test_no_entry_is_shared_by_two_files() -> None:
    first, second = simple.read("list: [a]\nm: {a: b}"), simple.read("list: [a]\nm: {a: b}")
    assert first
    first["list"].append("b")
    first["m"]["c"] = "d"
    assert second == {"list": ["a"], "m": {"a": "b"}}


def test_whatever_is_odd_cannot_be_printed() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert not any(sign.isprintable() for sign in source._ODD.findall(every))  # noqa: SLF001 - the two belong together
