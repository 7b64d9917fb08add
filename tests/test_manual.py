"""The manual pages are true: every example is checked, and so is its cure."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from planner import checker, manual
from planner.loader import load
from planner.rules import INTERNAL_ERROR, RULES
from planner.texts import LANGUAGES

PLAN = Path(__file__).parent / "manual_plan"
TODAY = date(2026, 6, 7)
SLUGS = sorted(rule.slug for rule in RULES if rule is not INTERNAL_ERROR)
EXAMPLES = [
    pytest.param(
        slug,
        example,
        id=f"{slug}-{example.language}-{'mended' if example.mended else 'failing'}-{number}",
    )
    for slug in sorted(manual.slugs())
    for number, example in enumerate(manual.examples(slug))
]


def findings(folder: Path, today: str = "") -> list[tuple[str, int, str]]:
    as_of = date.fromisoformat(today) if today else TODAY
    report = checker.check(load(folder), as_of)
    return [(found.path, found.place.line, found.rule.slug) for found in report.diagnostics]


def test_the_plan_behind_the_examples_is_without_fault() -> None:
    assert findings(PLAN) == []


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert manual.slugs() == set(SLUGS)


@pytest.mark.parametrize("slug", sorted(manual.slugs()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_tells_and_shows(slug: str, language: str) -> None:
    text = manual.page(slug, language)
    shown = [it for it in manual.examples(slug) if it.language == language]
    assert len(text.partition("\n###")[0]) > 150  # what it finds, why it matters, what to do
    assert "expect:" not in text
    assert {it.mended for it in shown} == {True, False}
    assert all(it.files for it in shown)


@pytest.mark.parametrize(("slug", "example"), EXAMPLES)
def test_an_example_shows_its_fault_and_nothing_else(
    slug: str, example: manual.Example, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(PLAN, folder)
    for file in example.files:
        file.write(folder)
    expected = [] if example.mended else example.expected
    assert findings(folder, example.today) == expected
    assert example.mended or [found[2] for found in expected] == [slug]
