"""What the channels take: their facts, how each counts a text, and what the rules make of it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import channels
from planner.channels import Fact, Facts, Unit, at_most, length
from planner.checker import check
from planner.loader import load
from planner.site.views.copies import RATIOS
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.diagnostics import Diagnostic

PLAN = Path(__file__).parent / "manual_plan"
TODAY = date(2026, 6, 7)
FAMILY = "👨‍👩‍👧‍👦"

POST = """---
title: Pancakes
status: ready
channel: {channel}
audience: [home-cooks]
goal: sell-boxes
purpose: inspire
interest: season-recipes
date: 2026-06-18
time: 14:00
timing_reason: The schools are out
stage: decision
content_type: offer
format: {format}
cta: {{type: save}}
action_metric: saves
owner: owner
{more}---
{body}
"""


# The facts


def every_fact() -> Iterator[tuple[str, Fact[int] | Fact[str] | Fact[bool]]]:
    for kind, facts in channels.shipped().items():
        single = (facts.link, facts.hashtags, facts.hashtags_max, facts.media, facts.live)
        for fact in (*facts.text, *facts.refuses, *facts.ratio, *single, facts.alt_text, facts.cut):
            if fact is not None:
                yield kind, fact


def test_a_fact_names_its_source_and_its_day() -> None:
    for kind, fact in every_fact():
        assert kind in words("channel-kind")
        assert re.match(r"https?://|[\w-]+/[\w-]+:", fact.source), fact
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-\d\d)?", fact.checked), fact


def test_facts_speak_of_known_formats() -> None:
    for facts in channels.shipped().values():
        named = {fact.value for fact in facts.refuses}
        named.update(*(limit.formats for limit in facts.text))
        named.update(*(shape.formats for shape in facts.ratio))
        assert named <= set(words("format"))


def test_a_cut_lies_within_the_longest_text_and_a_ratio_is_one_that_the_page_draws() -> None:
    for kind, facts in channels.shipped().items():
        assert not facts.cut or all(facts.cut.value < limit.value for limit in facts.text), kind
        assert {it.value for it in facts.ratio} <= set(RATIOS), kind
        assert sum(not it.formats for it in facts.ratio) <= 1, kind


def test_a_format_may_have_a_shape_of_its_own() -> None:
    instagram = channels.shipped()["instagram"]
    shapes = [instagram.shape(form) for form in ("image", "short-video", None)]
    assert [it and it.value for it in shapes] == ["4:5", "9:16", "4:5"]
    assert channels.shipped()["mastodon"].shape("image") is None


def test_nobody_limits_letters_blogs_and_websites() -> None:
    assert not {"newsletter", "blog", "website"} & set(channels.shipped())


def test_a_channel_says_itself_what_differs(tmp_path: Path) -> None:
    own = "limits: {text: 900, link: 10, hashtags: 2, media: no, live: yes, refuses: [poll], alt_text: 0}"
    folder = plan(tmp_path, mastodon=f"---\ntitle: Our server\nkind: mastodon\n{own}\n---\n")
    facts = channels.facts_of(load(folder).plan.channels["mastodon"])
    assert [(limit.value, limit.unit) for limit in facts.text] == [(900, Unit.GRAPHEMES)]
    said = (facts.link, facts.hashtags_max, facts.media, facts.live, facts.alt_text)
    assert [fact.value for fact in (*said, *facts.refuses) if fact] == [10, 2, 0, 1, 0, "poll"]
    assert all(fact.source == "channels/mastodon.md" for fact in said if fact)


def test_limits_can_be_written_in_finnish(tmp_path: Path) -> None:
    own = "rajat: {teksti: 900, linkki: 10, aineisto: ei, live: kyllä, ei käy: [kysely], kuvan kuvaus: 0}"
    folder = plan(tmp_path, mastodon=f"---\notsikko: Mastodon\n{own}\n---\n")
    content = load(folder)
    facts = channels.facts_of(content.plan.channels["mastodon"])
    assert not content.findings
    assert facts.text[0].value == 900
    assert [fact.value for fact in facts.refuses] == ["poll"]


def test_of_an_unknown_kind_nothing_is_said(tmp_path: Path) -> None:
    folder = plan(tmp_path, board="---\ntitle: The board in the village\n---\n")
    assert channels.facts_of(load(folder).plan.channels["board"]) == Facts()


# Counting


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("This is a test.", 15),
        ("äöåÄÖÅ–—“”’", 11),
        ("a\u0308", 1),  # ä as two code points
        ("저찀쯿쿿", 8),
        ("の", 2),
        ("€…", 4),
        ("H🐱☺" + FAMILY, 7),
        ("👍🏽", 2),
        ("🧑🏽‍🌾", 2),
        ("🇫🇮🇸🇪", 4),
        ("1️⃣", 2),
        ("1", 1),
        ("©", 1),
        ("©️", 2),
        ("❤️‍🔥", 2),
    ],
)
def test_x_weighs_letters_and_emoji(text: str, weight: int) -> None:
    assert length(text, Unit.WEIGHTED, 23) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("http://test.com", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("https://tila.fi/" + "a" * 300, 23),
        ("Katso tila.fi.", 6 + 23 + 1),
        ("(https://tila.fi/a)", 25),
        ("info@tila.fi", 12),
        ("Klo 18.30.Tule", 14),
        ("ma.fiilis", 9),
    ],
)
def test_x_counts_every_link_as_23(text: str, weight: int) -> None:
    assert length(text, Unit.WEIGHTED, 23) == weight


def test_mastodon_counts_a_link_as_23_where_it_begins_with_https() -> None:
    assert length("https://t.fi", Unit.GRAPHEMES, 23) == 23
    assert length("tila.fi", Unit.GRAPHEMES, 23) == 7


@pytest.mark.parametrize(
    ("text", "signs", "size"),
    [
        (FAMILY, 1, 25),
        ("a\u0308", 1, 3),
        ("ä", 1, 2),
        ("🇫🇮🇸🇪", 2, 16),
        ("한국", 2, 6),
        ("abc\n", 4, 4),
    ],
)
def test_signs_and_bytes(text: str, signs: int, size: int) -> None:
    assert length(text, Unit.GRAPHEMES) == signs
    assert length(text, Unit.BYTES) == size
    assert length(text, Unit.CHARACTERS) == len(text)


@given(
    st.text() | st.text("a.:/ä🐱#の\u0301\u200d\U0001d160htpsfi "),
    st.sampled_from(Unit),
    st.none() | st.just(23),
)
def test_the_quick_answer_is_never_too_low(text: str, unit: Unit, link: int | None) -> None:
    assert length(text, unit, link) <= at_most(text, unit, link)


# The rules


def plan(tmp_path: Path, **channel_files: str) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(PLAN, folder)
    for name, text in channel_files.items():
        (folder / f"channels/{name}.md").write_text(text, encoding="utf-8")
    return folder


def found(
    tmp_path: Path,
    *,
    channel: str = "facebook",
    kind: str = "",
    limits: str = "{}",
    format: str = "text",  # noqa: A002 - as the key is called
    body: str = "Spinach.",
    more: str = "",
) -> list[Diagnostic]:
    """Check one post on a channel of a kind, and return what is said of its fit."""
    file = f"---\ntitle: There\nkind: {kind or channel}\nlimits: {limits}\n---\n"
    folder = plan(tmp_path, **{channel: file})
    for post in folder.glob("posts/*.md"):
        post.unlink()
    text = POST.format(channel=channel, format=format, body=body, more=more)
    (folder / "posts/p99.md").write_text(text, encoding="utf-8")
    codes = {"CHN306", "CHN307", "CHN308", "CHN309", "CHN310", "SRC999"}
    return [it for it in check(load(folder), TODAY).diagnostics if it.rule.code in codes]


def said(findings: list[Diagnostic]) -> list[tuple[str, str, int]]:
    return [(it.rule.slug, it.severity.value, it.place.line) for it in findings]


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("x", "ä" * 280),
        ("x", "の" * 140),
        ("x", FAMILY * 140),
        ("x", "https://tila.fi/" + "a" * 300 + "\n" + "b" * 256),
        ("bluesky", FAMILY * 100 + "a" * 200),
        ("bluesky", FAMILY * 120),  # 120 signs, and all of the 3,000 bytes
        ("mastodon", FAMILY * 500),
        ("threads", "a" * 500),
        ("linkedin", "ä" * 3000),
        ("facebook", "a" * 63_206),
        ("google-business", "a" * 1500),
        ("telegram", "a" * 4096),
    ],
)
def test_a_text_fits_up_to_its_last_sign(tmp_path: Path, kind: str, fitting: str) -> None:
    assert found(tmp_path / "fitting", channel="here", kind=kind, body=fitting) == []
    longer = found(tmp_path / "longer", channel="here", kind=kind, body=f"{fitting}b")
    assert said(longer) == [("text-too-long", "error", 19)]
    assert longer[0].help.to("en").startswith("Cut 1 ")


def test_youtube_counts_bytes(tmp_path: Path) -> None:
    media = "media: [media/film.mp4]\n"
    assert not found(tmp_path / "1", channel="youtube", body="ä" * 2500, more=media)
    (only,) = found(tmp_path / "2", channel="youtube", body="ä" * 2501, more=media)
    assert only.message.to("en") == (
        "the text is too long for youtube: 5002 bytes, at most 5000 allowed"
    )


def test_a_letter_may_be_as_long_as_it_likes(tmp_path: Path) -> None:
    for kind in ("newsletter", "blog", "website"):
        assert not found(tmp_path / kind, channel="here", kind=kind, body="a" * 200_000)


def test_the_link_and_the_hashtags_count_too(tmp_path: Path) -> None:
    more = "hashtags: [spinach]\nlink_id: p99\n"
    folder = {"channel": "threads", "more": more}
    assert not found(tmp_path / "1", body="a" * 488, **folder)  # 488 + blank line + #spinach = 498
    assert said(found(tmp_path / "2", body="a" * 491, **folder)) == [("text-too-long", "error", 21)]


def test_a_caption_is_shorter_than_a_message(tmp_path: Path) -> None:
    shown = {"channel": "telegram", "format": "image"}
    assert not found(tmp_path / "1", body="a" * 1024, **shown)
    assert found(tmp_path / "2", body="a" * 1025, **shown)


def test_an_own_limit_holds_instead(tmp_path: Path) -> None:
    assert not found(tmp_path / "1", channel="x", limits="{text: 25000}", body="a" * 25_000)
    assert found(tmp_path / "2", channel="x", limits="{text: 25000}", body="a" * 25_001)
    assert found(tmp_path / "3", channel="blog", limits="{text: 10}", body="a" * 11)
    # what cannot be read is reported as such, and not made worse
    assert not found(tmp_path / "4", channel="x", limits="{text: long}", body="a" * 281)
    assert not found(tmp_path / "5", channel="x", limits="many", body="a" * 281)
    assert not found(tmp_path / "6", channel="x", kind="Xx", body="a" * 281)


def test_a_variant_keeps_to_its_own_channel(tmp_path: Path) -> None:
    long = "b" * 501
    more = f"variants:\n  threads:\n    text: {long}\n    hashtags: [one, two]\n"
    folder = plan(tmp_path, threads="---\ntitle: Threads\n---\n")
    text = POST.format(channel="facebook", format="text", body="a" * 5000, more=more)
    (folder / "posts/p99.md").write_text(text, encoding="utf-8")
    report = check(load(folder), TODAY)
    fit = [it for it in report.diagnostics if it.rule.code in ("CHN306", "CHN307")]
    assert [(it.rule.code, it.place.line, it.place.column) for it in fit] == [
        ("CHN306", 20, 11),
        ("CHN307", 21, 15),
    ]
    assert "threads: 512 characters, at most 500" in fit[0].message.to("en")


@pytest.mark.parametrize(
    ("count", "expected"), [(5, []), (6, ["warning"]), (30, ["warning"]), (31, ["error"])]
)
def test_instagram_advises_five_hashtags_and_refuses_more_than_thirty(
    tmp_path: Path, count: int, expected: list[str]
) -> None:
    more = f"hashtags: [{', '.join(f't{n}' for n in range(count))}]\n"
    findings = found(tmp_path, channel="instagram", format="image", more=more)
    assert [it.severity.value for it in findings] == expected


def test_each_hashtag_counts_once_wherever_it_stands(tmp_path: Path) -> None:
    body = "#Spinach and #farm: https://tila.fi/#kesä, no. #1 of #three #four. <!-- planner: #x -->"
    same = {"channel": "instagram", "format": "image"}
    assert not found(tmp_path / "1", body=body, more="hashtags: [spinach]\n", **same)
    (only,) = found(tmp_path / "2", body=f"{body} #five #six", **same)
    assert (only.message.to("en"), only.place.line) == (
        "many hashtags for instagram: 6, 5 advised",
        19,
    )


def test_unconfirmed_advice_is_a_hint(tmp_path: Path) -> None:
    more = "hashtags: [a, b, c, d, e, f]\n"
    assert said(found(tmp_path, channel="tiktok", format="video", more=more)) == [
        ("too-many-hashtags", "info", 18)
    ]


def test_a_channel_of_pictures_needs_one(tmp_path: Path) -> None:
    for number, name in enumerate(("text", "link", "poll", "event", "document")):
        there = found(tmp_path / str(number), channel="instagram", format=name)
        assert said(there) == [("media-required", "error", 1)], name
    for name in ("image", "short-video", "story", "audio"):
        assert not found(tmp_path / name, channel="instagram", format=name)
    picture = "media: [media/field.png]\nalt_text: A field\n"
    assert not found(tmp_path / "given", channel="instagram", more=picture)
    assert not found(tmp_path / "own", channel="instagram", limits="{media: no}")
    assert not found(tmp_path / "elsewhere", channel="facebook")


def test_a_format_that_a_channel_does_not_take(tmp_path: Path) -> None:
    google = {"channel": "google-business", "format": "video"}
    assert said(found(tmp_path / "1", **google)) == [("format-not-on-channel", "warning", 14)]
    assert not found(tmp_path / "2", limits="{refuses: []}", **google)
    live = {"channel": "mastodon", "format": "live"}
    (hint,) = found(tmp_path / "3", **live)
    assert said([hint]) == [("format-not-on-channel", "info", 14)]
    assert "“limits: {live: yes}”" in hint.help.to("en")
    assert not found(tmp_path / "4", limits="{live: yes}", **live)
    assert said(found(tmp_path / "5", limits="{live: no}", **live))[0][1] == "warning"
    assert not found(tmp_path / "6", channel="facebook", format="live")


def test_a_picture_is_told_in_words(tmp_path: Path) -> None:
    more = "media: [media/film.mp4, media/FIELD.PNG]\n"
    assert said(found(tmp_path / "1", format="image", more=more)) == [
        ("alt-text-missing", "warning", 18)
    ]
    assert not found(tmp_path / "2", format="image", more=f"{more}alt_text: A field\n")
    assert not found(tmp_path / "3", format="image", more=more, limits="{alt_text: 0}")
    assert not found(tmp_path / "4", format="image", more="media: [media/film.mp4]\n")


def test_nothing_is_said_of_a_channel_that_nobody_knows(tmp_path: Path) -> None:
    folder = plan(tmp_path)
    text = POST.format(channel="instagrum", format="text", body="a" * 9000, more="")
    (folder / "posts/p99.md").write_text(text, encoding="utf-8")
    codes = {it.rule.code for it in check(load(folder), TODAY).diagnostics}
    assert not codes & {"CHN306", "CHN307", "CHN308", "CHN309", "CHN310"}
