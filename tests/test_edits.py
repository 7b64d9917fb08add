"""Setting one value in a file: that value alone, or nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import edits, source
from planner.diagnostics import Kind, Subject
from planner.model import Live, Post, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUS: dict[tuple[str, ...], str] = {("status",): "published"}
LEARNED: dict[tuple[str, ...], str] = {
    ("analysis", "learned"): "Short ones: work",
    ("analysis", "next"): "repeat",
}
ABOUT = Subject(Kind.POST, "p")


def edited(
    text: str,
    changes: Mapping[tuple[str, ...], edits.Value],
    language: str = "en",
    about: Subject = ABOUT,
) -> str:
    content = text.encode()
    read = source.take_apart(content, about)
    return edits.edited(content, read, about.kind, changes, language).decode()


SEASON = (dt.date(2026, 11, 2), dt.date(2027, 3, 28))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: 9.2.\ndate: 9.2. # why\n", "title: 9.2.\ndate: 9.2.2027 # why\n"),
        ("päivä: 9.12. klo 18\n", "päivä: 9.12.2026 klo 18\n"),
        ("päivä: 09. 02.\r\nkello: 9.30\r\n", "päivä: 09. 02.2027\r\nkello: 9.30\r\n"),
        ('date: "9.2"\n', "date: 9.2.2027\n"),
        ("date:\n  9.2. 18:00\ntitle: A\n", "date:\n  9.2.2027 18:00\ntitle: A\n"),
        (
            "live: {rehearsal_on: 9.2., host: 1.2.}\n",
            "live: {rehearsal_on: 9.2.2027, host: 1.2.}\n",
        ),
        ("date: 2027-02-09\n", "date: 2027-02-09\n"),
        ("date: 9.2.2027\n", "date: 9.2.2027\n"),
        ("date: 31.2.\nother: 9.2.\n", "date: 31.2.\nother: 9.2.\n"),
        ("other: 9.2.\ndate: 9.2.\n", "other: 9.2.\ndate: 9.2.2027\n"),
        (
            "date: 31.2.\nlive:\n  rehearsal_on: 9.2.\n",
            "date: 31.2.\nlive:\n  rehearsal_on: 9.2.2027\n",
        ),
        ("date: [9.2.]\nlive: 9.2.\nanalysis:\n", "date: [9.2.]\nlive: 9.2.\nanalysis:\n"),
        ("", ""),
    ],
)
def test_each_day_gets_its_year_and_nothing_else(before: str, after: str) -> None:
    content = f"---\n{before}---\n9.2.\n".encode()
    read = source.take_apart(content, ABOUT)
    done = edits.with_years(content, read, Kind.POST, SEASON)
    assert done.decode() == f"---\n{after}---\n9.2.\n"


@pytest.mark.parametrize("value", ["C", None])
def test_a_key_that_is_there_under_two_names_is_left(value: str | None) -> None:
    text = "---\ntitle: A\nstatus: idea\notsikko: B\n---\n"
    with pytest.raises(edits.NotEdited):
        edited(text, {("title",): value})
    assert "draft" in edited(text, {("status",): "draft"})


def test_each_day_of_a_list_gets_its_year() -> None:
    text = "---\nseuranta:\n- {päivä: 9.2., luku: 5}\n-\n- päivä: 1.12.\n  luku: 1.2\n---\n"
    content = text.encode()
    read = source.take_apart(content, Subject(Kind.GOAL, "g"))
    done = edits.with_years(content, read, Kind.GOAL, SEASON).decode()
    assert done == text.replace("9.2.", "9.2.2027").replace("1.12.", "1.12.2026")


def test_what_would_read_otherwise_gets_no_year() -> None:
    content = b"---\ndate: >-\n  9.2.\ntitle: A\n---\n"
    read = source.take_apart(content, ABOUT)
    with pytest.raises(edits.NotEdited, match="without touching more"):
        edits.with_years(content, read, Kind.POST, SEASON)


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
        ("cta:\n  type: link\n  # later\n", "cta:\n  type: link\n  # later\nstatus: published\n"),
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
        ("{a: b}\n", '{a: b, analysis: {learned: "Short ones: work", next: repeat}}\n'),
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


def test_the_lines_to_write_by_hand_are_in_the_language_of_the_plan() -> None:
    changes = {("title",): "B", **LEARNED}
    with pytest.raises(edits.NotEdited) as refused:
        edited("---\nhavainnot: sanoja\n---\n", changes, "fi")
    said = refused.value.text.to("fi")
    line = 'havainnot: {opittua: "Short ones: work", jatko: repeat}'
    assert "”otsikko: B”" in said
    assert f"”{line}”" in said


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


# Keys that go


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\nlink_id: x # why\ngoal: b\n", "title: A\ngoal: b\n"),
        ("title: A\nlinkkitunnus: x\n", "title: A\n"),
        ("title: A\nlink_id:\ngoal: b\n", "title: A\nlink_id:\ngoal: b\n"),
        ("title: A\nlink_id: >\n  x\n  y\ngoal: b\n", "title: A\ngoal: b\n"),
        ('title: A\nlink_id: "x\n  y"\n# end\n', "title: A\n# end\n"),
        ("link_id: x\ntitle: A\n", "title: A\n"),
        ("  link_id: x\n  title: A\n", "  title: A\n"),
        ("{link_id: x, title: A}\n", "{title: A}\n"),
        ("{title: A, link_id: x}\n", "{title: A}\n"),
        ("{title: A, link_id: x, goal: b}\n", "{title: A, goal: b}\n"),
        (
            "title: A\n# planner: ignore-next unknown-field -- why\nlink_id: x\n# other\ngoal: b\n",
            "title: A\n# other\ngoal: b\n",
        ),
        ("title: A\n", "title: A\n"),
    ],
)
def test_a_key_goes_whole_with_the_remarks_on_it(before: str, after: str) -> None:
    if "link_id:\n" in before:  # a key without a value goes as well
        after = after.replace("link_id:\n", "")
    gone = edited(f"---\n{before}---\nBody\n", {("link_id",): None})
    assert gone == f"---\n{after}---\nBody\n"
    assert edited(gone, {("link_id",): None}) == gone


DAY_AND_HOW: dict[tuple[str, ...], edits.Value] = {
    ("people_consent", "given_on"): None,
    ("people_consent", "how"): None,
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "title: A\npeople_consent: {needed: true, given_on: 1.5.2026, how: x}\n",
            "title: A\npeople_consent: {needed: true}\n",
        ),
        (
            "title: A\npeople_consent:\n  given_on: 1.5.2026\n  # on paper\n  needed: true\n",
            "title: A\npeople_consent:\n  # on paper\n  needed: true\n",
        ),
        (
            "title: A\npeople_consent:\n  given_on: 1.5.2026\n  how: x\n  # on paper\ngoal: b\n",
            "title: A\ngoal: b\n",
        ),
        ("people_consent: {given_on: 1.5.2026, how: x}\n", "people_consent: {}\n"),
        ("title: A\npeople_consent: {how: x}\n", "title: A\n"),
        ("title: A\npeople_consent: yes\n", "title: A\npeople_consent: yes\n"),
    ],
)
def test_keys_inside_one_go_and_with_the_last_of_them_the_one(before: str, after: str) -> None:
    assert edited(f"---\n{before}---\nBody\n", DAY_AND_HOW) == f"---\n{after}---\nBody\n"


def test_a_file_with_faults_keeps_its_keys() -> None:
    with pytest.raises(edits.NotEdited):
        edited("---\ntitle: A: b\nlink_id: x\n---\n", {("link_id",): None})


# Lists


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("source_posts: [p1, p2] # old\n", "source_posts: [n1, n2] # old\n"),
        ("source_posts: [p1,\n  p2]\ngoal: b\n", "source_posts: [n1, n2]\ngoal: b\n"),
        ("source_posts:\n- p1\ngoal: b\n", "source_posts:\n- n1\n- n2\ngoal: b\n"),
        ("source_posts:\n  - p1\n  - p2\n", "source_posts:\n  - n1\n  - n2\n"),
        ("source_posts: p1\n", "source_posts: [n1, n2]\n"),
        ("title: A\n", "title: A\nsource_posts: [n1, n2]\n"),
        ("{title: A}\n", "{title: A, source_posts: [n1, n2]}\n"),
    ],
)
def test_a_list_is_set(before: str, after: str) -> None:
    changes: dict[tuple[str, ...], edits.Value] = {("source_posts",): ("n1", "n2")}
    done = edited(f"---\n{before}---\nBody\n", changes)
    assert done == f"---\n{after}---\nBody\n"
    assert edited(done, changes) == done


MORE: dict[tuple[str, ...], edits.Value] = {
    ("anchors",): edits.More(
        ({"id": "b", "title": "B, two", "date": "2027-06-26"}, {"id": "c", "date": "2027-07-01"})
    )
}
B, C = '{id: b, title: "B, two", date: 2027-06-26}', "{id: c, date: 2027-07-01}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "anchors:\n  - {id: a, date: 2026-06-20} # why\nroles: []\n",
            f"anchors:\n  - {{id: a, date: 2026-06-20}} # why\n  - {B}\n  - {C}\nroles: []\n",
        ),
        (
            "anchors:\n- id: a\n  date: 2026-06-20\nroles: []\n",
            (
                'anchors:\n- id: a\n  date: 2026-06-20\n- id: b\n  title: "B, two"\n  date: 2027-06-26\n'
                "- id: c\n  date: 2027-07-01\nroles: []\n"
            ),
        ),
        (
            "anchors: [{id: a, date: 2026-06-20},]\n",
            f"anchors: [{{id: a, date: 2026-06-20}}, {B}, {C},]\n",
        ),
        (
            "anchors:\n- {id: a}\n  # not sure\nroles: []\n",
            f"anchors:\n- {{id: a}}\n  # not sure\n- {B}\n- {C}\nroles: []\n",
        ),
        ("anchors: []\n", f"anchors: [{B}, {C}]\n"),
        ("anchors:  # none yet\n", f"anchors: [{B}, {C}]  # none yet\n"),
        ("title: A\n", f"title: A\nanchors: [{B}, {C}]\n"),
        ("{title: A}\n", f"{{title: A, anchors: [{B}, {C}]}}\n"),
        (
            "kiintopisteet:\n  - {tunniste: a, päivä: 2026-06-20}\n",
            (
                "kiintopisteet:\n  - {tunniste: a, päivä: 2026-06-20}\n"
                '  - {tunniste: b, title: "B, two", päivä: 2027-06-26}\n'
                "  - {tunniste: c, päivä: 2027-07-01}\n"
            ),
        ),
    ],
)
def test_a_list_gets_more_written_like_its_last_thing(before: str, after: str) -> None:
    about = Subject(Kind.PLAN, None)
    done = edited(f"---\n{before}---\nBody\n", MORE, about=about)
    assert done == f"---\n{after}---\nBody\n"


def test_what_is_no_list_gets_nothing_more_and_the_line_is_said() -> None:
    with pytest.raises(edits.NotEdited) as refused:
        edited("---\nanchors: juhannus\n---\n", MORE, about=Subject(Kind.PLAN, None))
    assert f"“anchors: [{B}, {C}]”" in refused.value.text.to("en")


def test_several_changes_keep_line_ends_and_the_mark() -> None:
    text = "\ufeff---\r\ntitle: Ä\r\nlink_id: x\r\ndate: 1.5.2026\r\nlive:\r\n  length_min: 5\r\n---\r\nBody"
    changes: dict[tuple[str, ...], edits.Value] = {
        ("link_id",): None,
        ("date",): "2.5.2026",
        ("live", "host"): "owner",
        ("status",): "draft",
    }
    assert edited(text, changes) == (
        "\ufeff---\r\ntitle: Ä\r\ndate: 2.5.2026\r\nlive:\r\n  length_min: 5\r\n  host: owner\r\n"
        "status: draft\r\n---\r\nBody"
    )


PIECES = {
    "title": ("title: A", 'title: "a: b" # why'),
    "link_id": ("link_id: x", "link_id: >-\n  x\n  y", "link_id:"),
    "live": ("live:\n  host: owner\n  # later\n  outline: [a]", "live: {host: owner}"),
    "source_posts": ("source_posts: [p1, p2]", "source_posts:\n- p1", "source_posts: p1"),
    "metrics": ("metrics:\n  reach: 5\n  # a remark\n\n  clicks: 2", "metrics: {reach: 5}"),
}
CHANGES: dict[tuple[str, ...], tuple[edits.Value, ...]] = {
    ("title",): ("New: title", None),
    ("link_id",): (None, "y"),
    ("live", "host"): (None, "partner"),
    ("live", "announced_by"): ("p1", None),
    ("source_posts",): (("n1", "n2"), None),
    ("metrics",): (None,),
    ("status",): ("draft",),
}


@given(
    st.permutations(sorted(PIECES)),
    st.integers(0, 5),
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["en", "fi"]),
)
def test_any_changes_together_do_what_they_say_and_nothing_else(
    order: list[str], most: int, data: st.DataObject, end: str, language: str
) -> None:
    lines = [data.draw(st.sampled_from(PIECES[name])) for name in order[:most]]
    text = (
        "---\n" + "".join(f"{line}\n# remark {n}\n" for n, line in enumerate(lines)) + "---\nBody\n"
    )
    text = text.replace("\n", end)
    paths = data.draw(st.lists(st.sampled_from(sorted(CHANGES)), unique=True))
    changes = {path: data.draw(st.sampled_from(CHANGES[path])) for path in paths}
    after = edited(text, changes, language)
    read, before = (source.take_apart(it.encode(), ABOUT) for it in (after, text))
    assert read.body == before.body
    said = {key_of(Post, key): value for key, value in (read.data or {}).items()}
    wanted = dict(before.data or {})
    for (name, *inner), value in changes.items():
        new = list(value) if isinstance(value, tuple) else value
        if not inner:
            wanted[name] = new
            continue
        (step,) = inner
        held = wanted.get(name)
        wanted[name] = {**(held if isinstance(held, dict) else {}), step: new}
    inside = said.pop("live", None) or {}
    assert {key_of(Live, key): value for key, value in inside.items()} == {
        key: value for key, value in (wanted.pop("live", None) or {}).items() if value is not None
    }
    assert {key: it for key, it in said.items() if it is not None} == {
        key: it for key, it in wanted.items() if it is not None
    }
    assert [f"# remark {n}" in after for n in range(len(lines))] == [True] * len(lines)
    assert edited(after, changes, language) == after
