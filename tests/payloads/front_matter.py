"""Front matter that does more than hold text, or that says it badly (Y)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.payloads.base import POST, Payload, checked, planned, post, titled
from tests.payloads.odd_files import link, published

if TYPE_CHECKING:
    from collections.abc import Iterator

BOMB = ["a0: &a0 [lol]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11))]
MERGE_BOMB = [
    "a0: &a0 {x: 1}",
    *(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)),
]
DEEP = "[" * 60_000 + "]" * 60_000


def bombs() -> Iterator[Payload]:
    yield checked("Y1", "bomb", post(*BOMB), "yaml-feature-refused 4:5", said="a YAML anchor")
    yield Payload(
        "Y1",
        "bomb, exported",
        {POST: post(*BOMB)},
        ("export", "json", "--output", "out.json"),
        0,
        after={"out.json": None},
    )
    yield checked(
        "Y2", "merge bomb", post(*MERGE_BOMB), "yaml-feature-refused 4:5", said="a YAML anchor"
    )
    yield Payload("Y2", "merge bomb, scored", {POST: post(*MERGE_BOMB)}, ("score",), 0)
    yield Payload(
        "Y2",
        "merge bomb, built",
        {POST: post(*MERGE_BOMB), "mkdocs.yml": "\n".join(MERGE_BOMB), "content/b": link("/")},
        ("build",),
        0,
        after={"site/index.html": None},
        unsaid=("root:",),
    )
    yield checked(
        "Y3", "60,000 brackets", post(f"a: {DEEP}"), "unreadable-file 1:1", said="too long to read"
    )
    yield checked(
        "Y3",
        "30,000 brackets",
        post("a: " + "[" * 30_000 + "]" * 30_000),
        "nesting-too-deep 4:9",
        said="nested too deeply",
    )
    yield checked(
        "Y3",
        "3,000 dashes",
        "---\n" + "- " * 3_000 + "\n---\n",
        "nesting-too-deep 2:13",
        said="nested too deeply",
    )
    yield Payload(
        "Y3",
        "60,000 brackets as looks",
        {"mkdocs.yml": f"a: {DEEP}"},
        ("build",),
        2,
        said=("mkdocs.yml",),
    )
    yield checked(
        "Y3",
        "60,000 brackets as settings",
        f"a = {DEEP}",
        path="planner.toml",
        code=2,
        said="nested too deeply",
    )
    yield checked(
        "Y3",
        "60,000 brackets as what is known",
        DEEP,
        path=".planner-baseline.json",
        code=2,
        said=".planner-baseline.json",
    )
    yield checked("Y4", "a list in itself", post("a: &a [*a]"), "yaml-feature-refused 4:4")
    yield checked("Y4", "all in itself", "---\n&a\nx: *a\n---\n", "yaml-feature-refused 2:1")


def numbers() -> Iterator[Payload]:
    for value in (
        "9" * 5_000,
        "0x" + "f" * 60_000,
        "1" + ":59" * 500,
        "1e400",
        ".nan",
        ".inf",
        "-5",
    ):
        name = f"{value[:9]} of {len(value)}"
        yield checked("Y5", name, post(f"minutes: {value}"), "invalid-value 4:10")
        yield checked(
            "Y5", f"{name} as a figure", post("metrics:", f"  reach: {value}"), "invalid-value 5:10"
        )
    yield Payload(
        "Y5",
        "200 kB in base 16",
        {POST: post("message: b", "minutes: 0x" + "f" * 200_000)},
        findings=("unreadable-file 1:1",),
    )
    for value in ("12:30", "09:30", "18:00"):
        files = {POST: planned(f"time: {value}")}
        yield Payload(
            "Y10",
            value,
            files,
            ("export", "json", "--output", "out.json"),
            0,
            after={"out.json": f'"{value}'},
        )
    words = (
        "title: NO",
        "message: on",
        "alt_text: yes",
        "series: 1.10",
        "face: 0123",
        "timing_reason: 08",
        "cancelled_because: +358401234567",
    )
    read = "---\nstatus: idea\n" + "\n".join(words) + "\n---\nb"
    for key, value in (line.split(": ") for line in words):
        yield Payload(
            "Y12",
            value,
            {POST: read},
            ("export", "json", "--output", "out.json"),
            0,
            after={"out.json": f'"{key}": "{value}"'},
        )
    for value, slug in (
        ("2026-02-30", "impossible-date"),
        ("2026-13-01", "impossible-date"),
        ("0000-01-01", "impossible-date"),
        ("2026-06-09 24:00:00", "invalid-value"),
        ("2026-06-09 12:00+99:99", "invalid-value"),
    ):
        yield checked(
            "Y13", value, post(f"date: {value}", "bad: 1"), f"{slug} 4:7", "unknown-field 5:1"
        )
    for value in ("2026-6-1", "1.6.2026"):
        yield checked("Y13", value, post(f"date: {value}"))


def keys() -> Iterator[Payload]:
    yield checked(
        "Y6", "a key of a MB", post("k" * ((1 << 20) - 100) + ": 1"), "unreadable-file 1:1"
    )
    yield checked("Y6", "a key of 60 kB", post("k" * 60_000 + ": 1"), "yaml-syntax 4:60001")
    yield checked(
        "Y6", "a list", post("? [a, b]", ": c"), "yaml-syntax 4:3", said="a key must be plain text"
    )
    yield checked(
        "Y6", "keys", post("? {a: b}", ": c"), "yaml-syntax 4:3", said="a key must be plain text"
    )
    yield checked(
        "Y7",
        "twice",
        "---\ntitle: A\ntitle: B\n---\n",
        "duplicate-key 3:1",
        said="given twice, on lines 2 and 3",
    )
    secret = (str(Path.home()),)
    for value in (
        "!!python/object/apply:os.system [touch owned]",
        "!foo bar",
        "!ENV HOME",
        "!!binary aGk=",
        "!!set {x, y}",
    ):
        yield checked(
            "Y8",
            value,
            post(f"message: {value}"),
            "yaml-feature-refused 4:10",
            said="a YAML tag",
            unsaid=secret,
        )
    yield checked("Y9", "keys", post("<<: {a: 1}"), "yaml-feature-refused 4:1", said="the key <<")
    yield checked("Y9", "a number", post("<<: 3"), "yaml-feature-refused 4:1", said="the key <<")


def slips() -> Iterator[Payload]:
    for line, column, mended in (
        ("message: #launch", 10, 'message: "#launch"'),
        ("hashtags: [#a, #b]", 12, "hashtags: [a, b]"),
        ("handle: @acme", 9, 'handle: "@acme"'),
        ("message: Launch: day one", 16, 'message: "Launch: day one"'),
        ("message: *bold* move", 10, 'message: "*bold* move"'),
        ("off: %50", 6, 'off: "%50"'),
        ("x: `code`", 4, 'x: "`code`"'),
        ("message: & more", 10, 'message: "& more"'),
    ):
        yield checked("Y11", line, post(line), f"yaml-syntax 4:{column}", said=mended)
        after = {POST: post(mended)} if "[" not in line else {}
        yield Payload("Y11", f"{line}, mended", {POST: post(line)}, ("fix",), 0, after=after)
    yield checked(
        "Y15",
        "tab",
        post("cta:", "\ttype: save"),
        "yaml-syntax 5:1",
        said=("begins with a tab", "type: save"),
    )
    yield checked(
        "Y15",
        "no-break space",
        post("cta:", "\xa0\xa0type: save"),
        "hidden-character 5:1",
        said="U+00A0",
        code=0,
    )
    yield checked(
        "Y15",
        "next line",
        post("message: a\x85series: b"),
        "hidden-character 4:11",
        "yaml-syntax 4:18",
        said="U+0085",
    )
    yield checked(
        "Y15",
        "line separator",
        post("message: a\u2028series: b"),
        "hidden-character 4:11",
        "yaml-syntax 4:18",
        said="U+2028",
    )
    yield checked(
        "Y16",
        "half a pair",
        post('message: "\\ud83d"'),
        "yaml-syntax 4:10",
        said="message: '\\ud83d'",
    )


def shapes() -> Iterator[Payload]:
    one = "a directive or a second document"
    yield checked(
        "Y14", "two documents", post("...", "title: B"), "yaml-feature-refused 4:1", said=one
    )
    yield checked(
        "Y14", "YAML 9.9", "---\n%YAML 9.9\ntitle: T\n---\n", "yaml-feature-refused 2:1", said=one
    )
    yield checked(
        "Y14", "TAG", "---\n%TAG ! tag:x\ntitle: T\n---\n", "yaml-feature-refused 2:1", said=one
    )
    yield checked(
        "Y14",
        "an end",
        "---\ntitle: T\nstatus: idea\n...\n---\nb",
        "yaml-feature-refused 4:1",
        said=one,
    )
    yield checked(
        "Y17",
        "a list",
        "---\n- a\n- b\n---\n",
        "yaml-syntax 2:1",
        said="not made of keys and values",
    )
    yield checked(
        "Y17", "a text", "---\nhello\n---\n", "yaml-syntax 2:1", said="not made of keys and values"
    )
    flow = "---\n{title: T, status: idea, date: 2026-06-03}\n---\n"
    yield checked("Y17", "one line", flow)
    yield published("Y17", "one line", flow.encode())
    yield checked(
        "Y18",
        "a list",
        "---\ntitle: [a]\nstatus: idea\n---\n",
        "invalid-value 2:8",
        said="title: a",
    )
    yield checked("Y18", "keys for a list", post("hashtags: {a: 1}"), "invalid-value 4:1")
    yield checked("Y18", "a number", titled("42"))
    yield checked("Y18", "a day", titled("2026-01-01"))


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    for part in (bombs, numbers, keys, slips, shapes):
        yield from part()
