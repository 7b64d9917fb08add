"""The quick way of reading a front matter and the parser's are one and the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import simple, source
from planner.diagnostics import Kind, Subject

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
    "m: {type: save, text: Tell us how it went.}",
    "m: {a: 18:00, b: c d }",
    "m: {a: b, a: c}",
    "m: {a: b,c: d}",
    "m: {a:5, c: d}",
    "m: {a: null, b: don't}",
    "m: {a: b,",
    "  c: d}",
    "m: {a: [b], c: {d: e}}",
    "m: {}",
    "",
    "  more",
    "- x",
    "  - y",
    "k:",
    "# c",
    "k: v # c",
    "k: v #c",
    "time: 18:00",
    "time: 18:00:00",
    "t: a: b",
    "t: |",
    "t: >-",
    "  text",
    "u: null",
    "u: ~",
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
    "x: é\u0301",
)


def read(matter: str) -> tuple[dict[str, object], list[Finding]] | tuple[Finding, ...]:
    try:
        return source.load(matter, SUBJECT)
    except source.Refused as refused:
        return refused.findings


def by_the_parser(
    matter: str, patch: pytest.MonkeyPatch
) -> tuple[dict[str, object], list[Finding]] | tuple[Finding, ...]:
    with patch.context() as patched:
        patched.setattr(simple, "lines", lambda _: None)
        return read(matter)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=7), st.sampled_from(["", "\n"]))
def test_both_ways_agree_on_whatever_people_write(lines: list[str], end: str) -> None:
    matter = "\n".join(lines) + end
    patch = pytest.MonkeyPatch()
    quick, slow = read(matter), by_the_parser(matter, patch)
    assert quick == slow
    assert repr(quick) == repr(slow)  # the order of the keys too


def test_both_ways_agree_on_the_samples_and_most_of_them_need_no_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick = 0
    paths = [*ROOT.glob("content/posts/*.md"), *ROOT.glob("examples/fi/content/posts/*.md")]
    for path in paths:
        matter, _ = source.split(path.read_text("utf-8"), SUBJECT)
        quick += simple.lines(matter) is not None
        assert read(matter) == by_the_parser(matter, monkeypatch)
    assert len(paths) == 72
    assert quick > 50


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: Midsummer on the farm", "Midsummer on the farm"),
        ("time: 18:00", "18:00"),
        ("kello: 18.30 ", "18.30"),
        ("note: don't worry", "don't worry"),
        ("value: null", None),
        ("list: [a b, c]", ["a b", "c"]),
        ("list: []", []),
        ("cta: {type: save, text: Tell us.}", {"type": "save", "text": "Tell us."}),
    ],
)
def test_what_is_simple(line: str, value: object) -> None:
    key = line.partition(":")[0]
    assert simple.lines(line) == ([(0, key, value)], "")


@pytest.mark.parametrize(
    "line",
    [
        "t: a: b",
        "t: a #b",
        't: "a"',
        "t: @a",
        "t: - a",
        "t: [a, [b]]",
        "t: {a: b, a: c}",
        "t:",
    ],
)
def test_what_is_left_for_the_parser(line: str) -> None:
    assert simple.lines(line) in (([], line), None)
