"""Completeness for CI: what is required, what falls short of it, the badge and the Markdown."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from planner import formats, load, score
from planner.comparison import compare
from planner.completeness import lacking, requirements
from planner.diagnostics import Verdict
from planner.errors import PlannerError
from planner.scorecard import Reason, Score, Scorecard
from planner.texts import T, harmless
from planner.vocabulary import words

ROOT = Path(__file__).parents[1]
DAY = date(2026, 6, 7)
CONDITIONS = tuple(words("condition"))
MET, PARTLY, MISSING = Verdict.MET, Verdict.PARTLY, Verdict.MISSING


def card(*verdicts: Verdict, reasons: tuple[Reason, ...] = ()) -> Scorecard:
    """Return a judgement with these verdicts first and all others met."""
    given = (*verdicts, *[MET] * (len(CONDITIONS) - len(verdicts)))
    scores = tuple(
        Score(number, name, verdict, {"p01": verdict}, reasons)
        for number, (name, verdict) in enumerate(zip(CONDITIONS, given, strict=True), 1)
    )
    overall = next((it for it in (MISSING, PARTLY) if it in given), MET)
    return Scorecard(DAY, overall, scores)


# What is required


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("met", dict.fromkeys(CONDITIONS, MET)),
        ("partly", dict.fromkeys(CONDITIONS, PARTLY)),
        ("who=met, when=partly", {"who": MET, "when": PARTLY}),
        ("Kenelle=täyttyy,milloin=osittain", {"who": MET, "when": PARTLY}),
        ("partly,who=met", {**dict.fromkeys(CONDITIONS, PARTLY), "who": MET}),
        ("who=met,partly", {**dict.fromkeys(CONDITIONS, PARTLY), "who": MET}),
    ],
)
def test_a_verdict_is_required_of_all_or_of_named_conditions(
    text: str, wanted: dict[str, Verdict]
) -> None:
    assert requirements(text) == wanted


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "met, partly, not “”"),
        ("missing", "met, partly, not “missing”"),
        ("not-yet", "met, partly, not “not-yet”"),
        ("who=", "met, partly, not “”"),
        ("who=met,", "met, partly, not “”"),
        ("who,why=met", "met, partly, not “who”"),
        ("whoever=met", "who, why, where, what, when, noticed, analysed, changed, not “whoever”"),
        ("=met", "changed, not “”"),
    ],
)
def test_other_words_are_refused_with_the_choices(text: str, named: str) -> None:
    with pytest.raises(PlannerError) as refused:
        requirements(text)
    assert named in str(refused.value)


def test_only_what_is_below_falls_short() -> None:
    judged = card(MISSING, PARTLY, MET)
    assert [score.id for score in lacking(judged, requirements("met"))] == ["who", "why"]
    assert [score.id for score in lacking(judged, requirements("partly"))] == ["who"]
    assert lacking(judged, requirements("where=met,why=partly")) == ()


def test_what_falls_short_is_named_with_its_posts_and_reasons() -> None:
    reasons = (Reason("goal-missing", None, T("the plan has no goals")),)
    wanted = requirements("why=met")
    found = formats.shortfall(lacking(card(MET, PARTLY, reasons=reasons), wanted), wanted, "en")
    assert list(found) == [
        "Why: partly, required: met",
        "  - partly: p01",
        "  - the plan has no goals",
    ]


def test_long_lists_of_posts_are_cut() -> None:
    many = {f"p{number}": MISSING for number in range(100)}
    short = replace(card(MISSING).scores[0], posts=many)
    line = list(formats.shortfall([short], requirements("met"), "en"))[1]
    assert line.endswith("p11 and 88 more")


def test_no_name_of_a_post_is_a_sign_that_nobody_sees() -> None:
    odd = "a\u202e\U000e0041b"
    reasons = (Reason("x", odd, T("{post} is odd", post=odd)),)
    judged = card(PARTLY, reasons=reasons)
    before = replace(judged, scores=tuple(replace(it, posts={}) for it in judged.scores))
    after = replace(judged, scores=tuple(replace(it, posts={odd: PARTLY}) for it in judged.scores))
    change = compare(before, after)

    def plain(text: str, _: str) -> str:
        return text

    texts = [
        *formats.score_lines(after, "en", plain),
        *formats.comparison_lines(change, "en", plain),
        *formats.shortfall(after.scores, requirements("met"), "en"),
        *formats.json_score(after).splitlines(),
        *formats.json_comparison(change).splitlines(),
        *formats.score_markdown(after, "en").splitlines(),
        *formats.comparison_markdown(change, "en").splitlines(),
    ]
    assert [text for text in texts if not text.isprintable()] == []
    assert json.loads(formats.json_score(after))["conditions"][0]["posts"] == {odd: "partly"}
    assert json.loads(formats.json_comparison(change))["posts"]["new"] == [odd]


def test_a_condition_without_anything_to_say_has_no_heading() -> None:
    silent = (Reason("x", None, T("")),)
    empty = replace(card(MISSING, reasons=silent).scores[0], posts={})
    judged = Scorecard(DAY, MISSING, (empty,))
    found = list(formats.score_lines(judged, "en", lambda text, _: text))
    assert len(found) == 3
    assert found[-1].startswith("As of")


# The badge


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("verdicts", [(), (PARTLY,), (PARTLY, MISSING)])
def test_the_badge_says_what_its_colour_says(language: str, verdicts: tuple[Verdict, ...]) -> None:
    judged = card(*verdicts)
    svg = formats.badge(judged, language)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    said = "".join(root.itertext())
    name = {"en": "plan", "fi": "suunnitelma"}[language]
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{name}: {formats.overall(judged).to(language)}"
    assert f"{8 - len(verdicts)}/8" in said
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(?:style|script|image|use|foreignObject)|url\(|@import|href", svg)
    assert formats.badge(judged, language) == svg


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("verdict", [MET, PARTLY, MISSING])
def test_white_letters_stand_out_from_every_colour_of_the_badge(verdict: Verdict) -> None:
    for colour in re.findall(r'"(#[0-9a-f]{6})"', formats.badge(card(verdict), "en")):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


# Markdown

HOSTILE = [
    "</li></ul><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "**bold** _it_ `code` ~~gone~~ | a | b |",
    "# heading",
    "&lt;b&gt; &#64;",
    "line\n\n# heading\n- item",
    "<!-- @x hidden",
    "\\",
    "$x$ $`y`$",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_content_stays_text_in_markdown(value: str) -> None:
    engine = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    def shown(value: str) -> tuple[list[str], str]:
        reason = Reason("x", None, T("“{value}” is odd", value=value))
        page = engine.render(formats.score_markdown(card(PARTLY, reasons=(reason,)), "en"))
        page = re.sub("<!--.*?-->", "", page, flags=re.DOTALL)
        return re.findall(r"<[^>]+>", page), html.unescape(re.sub(r"<[^>]+>", "", page))

    tags, text = shown(value)
    assert tags == shown("word")[0]
    assert f"“{harmless(value)}” is odd" in text


@pytest.mark.parametrize(
    "value", ["@octocat", "#123", "o/r#1", "GH-123", "https://x.example", "www.x.fi"]
)
def test_content_mentions_nobody_and_links_nowhere(value: str) -> None:
    judged = card(PARTLY, reasons=(Reason("x", None, T("“{value}” is odd", value=value)),))
    found = formats.score_markdown(judged, "en")
    assert value not in found
    assert value in found.replace("<!-- -->", "")


@pytest.mark.parametrize(("folder", "language"), [("content", "en"), ("examples/fi/content", "fi")])
def test_the_samples_verdicts_make_a_table(folder: str, language: str) -> None:
    judged = score(load(ROOT / folder), DAY)
    rows = [line for line in formats.score_markdown(judged, language).splitlines() if "|" in line]
    assert len(rows) == 2 + len(CONDITIONS)
    for row, each in zip(rows[2:], judged.scores, strict=True):
        number, statement, verdict, posts = row.strip("| ").split(" | ")
        assert number == str(each.number)
        assert statement == words("condition")[each.id].facts[f"statement_{language}"]
        assert verdict.endswith(words("verdict")[each.verdict.value].label(language))
        assert posts.startswith(f"{each.counts[MET]}/")
