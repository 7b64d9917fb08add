"""Two plans with one fault for each rule, what is said of them, and plans of which nothing is said.

``faulty_plan`` has a file for each fault, named after its rule; the rest of it is without
fault. A few rules fall silent where others speak, so ``forgotten_plan`` has their faults: a
plan that was made and then left alone. It has no live broadcast, which the other needs for
the rules on live broadcasts, and every file of it can be read: nobody says that a plan is
untouched, that something is nowhere in it, or that a remark keeps nothing quiet, while a file
is closed to them.

In ``faulty_plan`` the files that cannot be read are campaigns and an offer: behind a post
that cannot be read there may be anything, and the rules on the mix would wait. One of them
is a folder that is named like a file; it stands for all that is no ordinary file, because a
link does not survive every way of copying a repository.

After a change that is meant, see :mod:`tests.golden`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import checker, cli, formats, manual
from planner.cli.options import main_group
from planner.loader import load
from planner.rules import BY_SLUG, INTERNAL_ERROR, RULES
from planner.texts import LANGUAGES
from tests.golden import FOLDER, golden

if TYPE_CHECKING:
    from planner.checker import Report
    from planner.diagnostics import Diagnostic

HERE = Path(__file__).parent
ROOT = HERE.parent
AS_OF = date(2026, 10, 6)  # a Tuesday in the fifth week of the faulty plan
SAMPLE_DAY = date(2026, 6, 7)
PLANS = ("faulty_plan", "forgotten_plan")
PAGE = "What it finds. And what counts.\n\nWhy it matters.\n\n### Example\n"
SHOWN = [*((form, "en") for form in formats.REPORTS), ("text", "fi"), ("json", "fi")]
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)

EXPECTED = {
    "faulty_plan": """
audiences/audience-undescribed.md:4 audience-undescribed
audiences/audience-unused.md:1 audience-unused
audiences/channel-assumed.md:7 channel-assumed
audiences/evidence-old.md:7 evidence-old
audiences/interest-assumed.md:9 interest-assumed
audiences/interest-unused.md:10 interest-unused
audiences/interests-thin.md:7 interests-thin
campaigns/front-matter-missing.md:1 front-matter-missing
campaigns/front-matter-unclosed.md:1 front-matter-unclosed
campaigns/nesting-too-deep.md:3 nesting-too-deep
campaigns/not-utf8.md:2 not-utf8
campaigns/yaml-feature-refused.md:2 yaml-feature-refused
campaigns/yaml-syntax.md:2 yaml-syntax
channels/attention-metric-missing.md:1 attention-metric-missing
channels/channel-gap.md:5 channel-gap
channels/channel-unused.md:1 channel-unused
channels/channel-without-windows.md:1 channel-without-windows
channels/reading-place-missing.md:1 reading-place-missing
drafts/misplaced-file.md:1 misplaced-file
goals/baseline-missing.md:1 baseline-missing
goals/final-figure-missing.md:5 final-figure-missing
goals/goal-unmeasurable.md:1 goal-unmeasurable
goals/goal-unused.md:1 goal-unused
goals/observation-missing.md:6 observation-missing
offers/offer-incomplete.md:1 offer-incomplete
offers/unreadable-file.md:1 unreadable-file
plan.md:1 video-rare
plan.md:9 over-time-budget
plan.md:22 anchor-incomplete
posts/action-figure-missing.md:17 action-figure-missing
posts/action-metric-missing.md:1 action-metric-missing
posts/alt-text-missing.md:17 alt-text-missing
posts/ambiguous-time.md:5 ambiguous-time
posts/audience-everyone.md:5 audience-everyone
posts/audience-missing.md:1 audience-missing
posts/broken-link.md:14 broken-link
posts/call-to-action-missing.md:1 call-to-action-missing
posts/chain-loop.md:4 chain-loop
posts/channel-missing.md:1 channel-missing
posts/channel-not-audiences.md:4 channel-not-audiences
posts/comments-unanswered.md:14 comments-unanswered
posts/consent-missing.md:17 consent-missing
posts/content-type-off-stage.md:12 content-type-off-stage
posts/date-missing.md:1 date-missing
posts/date-passed.md:9 date-passed
posts/duplicate-field.md:4 duplicate-field
posts/duplicate-id.md:2 duplicate-id
posts/duplicate-key.md:4 duplicate-key
posts/duplicate-link-id.md:4 duplicate-link-id
posts/figures-due.md:1 figures-due
posts/figures-early.md:17 figures-early
posts/format-not-on-channel.md:13 format-not-on-channel
posts/goal-missing.md:1 goal-missing
posts/hidden-character.md:2 hidden-character
posts/impossible-date.md:4 impossible-date
posts/interest-missing.md:1 interest-missing
posts/interest-of-other-audience.md:8 interest-of-other-audience
posts/invalid-value.md:4 invalid-value
posts/learning-missing.md:1 learning-missing
posts/link-without-address.md:14 link-without-address
posts/link-without-id.md:1 link-without-id
posts/live-unprepared.md:22 live-unprepared
posts/live-without-clips.md:17 live-without-clips
posts/media-missing.md:4 media-missing
posts/media-required.md:1 media-required
posts/missing-field.md:1 missing-field
posts/outside-period.md:7 outside-period
posts/outside-window.md:10 outside-window
posts/post-after-goal.md:6 post-after-goal
posts/purpose-metric-mismatch.md:15 purpose-metric-mismatch
posts/purpose-missing.md:1 purpose-missing
posts/same-message-same-day.md:17 same-message-same-day
posts/same-time-collision.md:10 same-time-collision
posts/text-too-long.md:18 text-too-long
posts/text-unfinished.md:18 text-unfinished
posts/time-missing.md:1 time-missing
posts/too-many-audiences.md:5 too-many-audiences
posts/too-many-hashtags.md:17 too-many-hashtags
posts/unknown-field.md:4 unknown-field
posts/unknown-reference.md:4 unknown-reference
posts/unknown-suppression.md:3 unknown-suppression
posts/unknown-word.md:4 unknown-word
posts/video-details-missing.md:13 video-details-missing
posts/video-not-phone-ready.md:17 video-not-phone-ready
reviews/review-without-decision.md:1 review-without-decision
tracking/figures-contradict.csv:3 figures-contradict
tracking/invalid-row.csv:2 invalid-row
""",
    "forgotten_plan": """
audiences/mokkilaiset.md:4 unused-suppression
goals/myydaan-saranoita.md:1 observation-stale
plan.md:1 offer-share-high
plan.md:1 stage-empty
plan.md:1 live-absent
plan.md:1 nobody-named
plan.md:1 present-customers-forgotten
plan.md:1 vision-missing
plan.md:5 empty-week
plan.md:6 review-late
plan.md:6 plan-untouched
posts/ahjo-syttyy.md:1 figures-late
""",
}


@cache
def report(plan: str) -> Report:
    return checker.check(load(HERE / plan), AS_OF)


def everything() -> list[Diagnostic]:
    return [found for plan in PLANS for found in report(plan).diagnostics]


def text_of(plan: str, path: str) -> list[str]:
    """The lines of a file as an editor shows them."""
    file = HERE / plan / path
    content = file.read_bytes() if file.is_file() else b""
    text = content.decode("cp1252" if path.endswith("not-utf8.md") else "utf-8-sig")
    return text.replace("\r\n", "\n").split("\n")


def test_every_rule_speaks_once() -> None:
    spoken = sorted(found.rule.slug for found in everything())
    assert spoken == sorted({rule.slug for rule in RULES} - {INTERNAL_ERROR.slug})


@pytest.mark.parametrize("plan", PLANS)
def test_each_fault_is_found_where_it_is(plan: str) -> None:
    said = [(it.path, it.place.line, it.rule.slug) for it in report(plan).diagnostics]
    rows = [line.split() for line in EXPECTED[plan].strip().splitlines()]
    assert said == [
        (path, int(number), slug)
        for place, slug in rows
        for path, _, number in [place.partition(":")]
    ]


def test_a_file_named_after_a_rule_breaks_that_rule_and_no_other() -> None:
    named = {it.relative_to(HERE) for it in (HERE / "faulty_plan").rglob("*") if it.stem in BY_SLUG}
    said = {Path("faulty_plan", it.path): it.rule.slug for it in report("faulty_plan").diagnostics}
    assert len(named) == 84
    assert {path: said.get(path) for path in named} == {path: path.stem for path in named}


def test_the_faults_survived_being_copied() -> None:
    folder = HERE / "faulty_plan"
    assert b"\xe9 week\r\n" in (folder / "campaigns/not-utf8.md").read_bytes()
    assert "\u200b" in (folder / "posts/hidden-character.md").read_text("utf-8")


# What is said


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("form", "language"), SHOWN)
def test_the_forms_to_the_byte(
    plan: str, form: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manual, "page", lambda *_: PAGE)
    output = formats.REPORTS[form](report(plan), language)
    output = output.replace(version("planner-site"), "VERSION")
    assert output == golden(f"faults/{plan}-{form}-{language}.txt", output)


def test_what_is_shown_hides_nothing() -> None:
    shown = {path.name: path.read_bytes().decode() for path in FOLDER.glob("faults/*.txt")}
    assert shown.keys() == {f"{plan}-{form}-{to}.txt" for plan in PLANS for form, to in SHOWN}
    text = "".join(shown.values())
    assert HIDDEN.findall(text) == []
    assert max(map(len, text.split("\n"))) <= 2000


@pytest.mark.parametrize("plan", PLANS)
def test_each_finding_points_into_its_file(plan: str) -> None:
    for found in report(plan).diagnostics:
        lines, place = text_of(plan, found.path), found.place
        assert 1 <= place.line <= place.end_line <= len(lines), found
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1, found
        assert 1 <= place.end_column <= max(len(lines[place.end_line - 1]), 1) + 1, found
        assert (place.line, place.column) < (place.end_line, place.end_column) or (
            found.rule.slug == "unreadable-file"
        ), found


@pytest.mark.parametrize("found", everything(), ids=lambda it: it.rule.slug)
def test_each_finding_speaks_in_both_languages(found: Diagnostic) -> None:
    messages = [found.message.to(language) for language in LANGUAGES]
    helps = [found.help.to(language) for language in LANGUAGES]
    for text in (*messages, *helps):
        assert text == text.strip()
        assert 1 <= len(text) <= 300
        assert "\n" not in text
    assert all(len(message) <= 200 and not message.endswith(".") for message in messages)
    assert messages[0] != messages[1]
    assert helps[0] != helps[1]


# Plans without fault


@pytest.mark.parametrize(("form", "language"), SHOWN)
def test_of_a_plan_without_fault_nothing_is_said(form: str, language: str) -> None:
    good = checker.check(load(HERE / "manual_plan"), SAMPLE_DAY)
    nothing = checker.Report(SAMPLE_DAY, (), good.files)
    assert formats.REPORTS[form](good, language) == formats.REPORTS[form](nothing, language)


@pytest.mark.parametrize("folder", [ROOT / "content", ROOT / "examples/fi/content"], ids=LANGUAGES)
def test_the_sample_says_what_it_shows_on_purpose(folder: Path) -> None:
    sample = checker.check(load(folder), SAMPLE_DAY)
    assert {(it.path, it.rule.slug) for it in sample.diagnostics} == {
        ("audiences/restaurants.md", "channel-assumed"),
        ("plan.md", "anchor-incomplete"),
        ("posts/p13.md", "learning-missing"),
        ("posts/p15.md", "figures-due"),
        ("posts/p20.md", "live-unprepared"),
        ("posts/p20.md", "live-without-clips"),
        ("posts/p21.md", "live-unprepared"),
        ("posts/p32.md", "live-without-clips"),
    }


# What is explained


@pytest.mark.parametrize(("language", "origin"), [("en", "Source: "), ("fi", "Lähde: ")])
def test_all_rules_are_explained_with_where_they_come_from(
    language: str, origin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["explain", "--all", "--lang", language]) == 0
    sheets = re.split(r"^(?=# [a-z0-9-]+ \()", capsys.readouterr().out, flags=re.MULTILINE)[1:]
    explained = [sheet.split(maxsplit=2)[1] for sheet in sheets]
    assert explained == [rule.slug for rule in RULES if rule is not INTERNAL_ERROR]
    assert [
        slug for slug, it in zip(explained, sheets, strict=True) if f"\n{origin}" not in it
    ] == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in main_group.commands if f"`planner {name}" not in readme] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *sorted(main_group.commands)])
def test_the_help_names_every_option(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*filter(None, [name]), "--help", "--lang", language]) == 0
    said = capsys.readouterr().out
    command = main_group.commands[name] if name else main_group
    flags = [flag for param in command.params for flag in param.opts]
    assert [flag for flag in flags if flag.startswith("-") and flag not in said] == []
