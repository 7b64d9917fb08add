"""Setting one value in a file: that value alone, or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import edits, source
from planner.diagnostics import Kind, Subject

STATUS: dict[tuple[str, ...], str] = {("status",): "published"}
LEARNED: dict[tuple[str, ...], str] = {
    ("analysis", "learned"): "Short ones: work",
    ("analysis", "next"): "repeat",
}
ABOUT = Subject(Kind.POST, "p")


def edited(text: str, changes: dict[tuple[str, ...], str], language: str = "en") -> str:
    content = text.encode()
    read = source.take_apart(content, ABOUT)
    return edits.edited(content, read, Kind.POST, changes, language).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\nstatus: idea # why\n", "title: A\nstatus: published # why\n"),
        ('status: "idea"\ntitle: A\n', "status: published\ntitle: A\n"),
        ("title: A\nstatus:\n", "title: A\nstatus: published\n"),
        ("title: A\nstatus:   # later\n", "title: A\nstatus: published   # later\n"),
        ("title: A\nstatus: |\n  idea\ngoal: x\n", "title: A\nstatus: published\ngoal: x\n"),
        ("title: A\n# end\n", "title: A\nstatus: published\n# end\n"),
        ("", "status: published\n"),
        ("{title: A, tila: idea}\n", "{title: A, tila: published}\n"),
        ("{title: A}\n", "{title: A, status: published}\n"),
        (
            "  title: A\n  goal: [a,\n   b]\n",
            "  title: A\n  goal: [a,\n   b]\n  status: published\n",
        ),
        ("tila: luonnos\n", "tila: published\n"),
        ("title: A\ncta:\n  type: link\n\n", "title: A\ncta:\n  type: link\nstatus: published\n\n"),
    ],
)
def test_a_status_is_set_and_nothing_else(before: str, after: str) -> None:
    assert edited(f"---\n{before}---\nBody\n", STATUS) == f"---\n{after}---\nBody\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\n", 'title: A\nanalysis:\n  learned: "Short ones: work"\n  next: repeat\n'),
        (
            "title: A\nanalysis:\n    learned: old\n# c\ngoal: x\n",
            'title: A\nanalysis:\n    learned: "Short ones: work"\n    next: repeat\n# c\ngoal: x\n',
        ),
        ("analysis: {learned: old}\n", 'analysis: {learned: "Short ones: work", next: repeat}\n'),
        ("analysis: {}\n", 'analysis: {learned: "Short ones: work", next: repeat}\n'),
        (
            "analysis:   # later\ngoal: b\n",
            'analysis: {learned: "Short ones: work", next: repeat}   # later\ngoal: b\n',
        ),
    ],
)
def test_words_are_set_inside_a_key(before: str, after: str) -> None:
    assert edited(f"---\n{before}---\nBody\n", LEARNED) == f"---\n{after}---\nBody\n"


def test_a_new_key_is_written_in_the_language_of_the_plan() -> None:
    assert (
        edited("---\notsikko: A\n---\n", STATUS, "fi") == "---\notsikko: A\ntila: published\n---\n"
    )


def test_line_ends_and_the_mark_in_front_stay() -> None:
    text = "\ufeff---\r\ntitle: Ä\r\nstatus: idea\r\n---\r\nBody\r\n"
    assert edited(text, STATUS) == text.replace("idea", "published")
    assert edited(text, LEARNED).count("\r\n") == text.count("\r\n") + 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\ntitle: A: b\n---\n", "has faults"),
        ("no front matter\n", "has faults"),
        ("---\ntitle: A\nstatus: idea\nstatus: draft\n---\n", "has faults"),
        ("---\nanalysis: some words\n---\n", "without touching more"),
    ],
)
def test_what_is_not_sure_is_left_alone_and_the_line_is_said(text: str, why: str) -> None:
    changes = LEARNED if "analysis" in text else STATUS
    with pytest.raises(edits.NotEdited) as refused:
        edited(text, changes)
    said = refused.value.text.to("en")
    assert why in said
    assert ("“status: published”" if changes is STATUS else "“analysis: {learned: ") in said


VALUES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40
).filter(lambda text: text.strip() == text and not source.without_hidden(text)[1])
COMMENTS = st.sampled_from(["", " # why", "   # a: b"])
OTHERS = st.lists(
    st.sampled_from(
        ["title: A", "# remark", "", "hashtags: [a, b]", "goal: 'it''s'", "cta:\n  type: link"]
    ),
    unique=True,
)


@given(
    VALUES, VALUES, COMMENTS, OTHERS, OTHERS, st.sampled_from(["\n", "\r\n"]), st.text(max_size=30)
)
def test_any_value_is_set_alone_and_once(
    old: str,
    new: str,
    comment: str,
    above: list[str],
    below: list[str],
    end: str,
    body: str,
) -> None:
    below = [line for line in below if line not in above or line in ("", "# remark")]
    written = f'post_url: "{old.replace(chr(92), "").replace(chr(34), "")}x"{comment}'
    matter = end.join((*above, written, *below))
    body = re.sub(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", body)
    text = (
        f"---{end}{matter.replace(chr(10), end) if end != chr(10) else matter}{end}---{end}{body}"
    )
    if "\r\r\n" in text:
        return
    changes: dict[tuple[str, ...], str] = {("post_url",): new}
    try:
        after = edited(text, changes)
    except edits.NotEdited:
        assert source.take_apart(text.encode(), ABOUT).findings
        return
    data = source.take_apart(after.encode(), ABOUT).data
    before = source.take_apart(text.encode(), ABOUT).data
    assert data == {**(before or {}), "post_url": new}
    assert after.endswith(body)
    assert edited(after, changes) == after
    start, *_ = text.split("post_url: ")
    assert after.startswith(f"{start}post_url: ")
