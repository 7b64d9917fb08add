"""planner review: the figures are there, the words are asked for."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import sys
from pathlib import Path

import click
import pytest

from planner import checker, cli
from planner.loader import load
from planner.looking_back import look_back, text_of
from planner.schedule import Schedule

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 14)
TODAY = ("--today", "2026-06-14")


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def tracked(plan: Path) -> Path:
    """The sample, a week later and with some figures of that week."""
    for words in (
        ("p15", "reach=1310", "comments=14", "votes=31", "--on", "2026-06-12"),
        ("sell-boxes", "49", "--on", "2026-06-13"),
    ):
        assert cli.run(["track", *words, *TODAY, "--quiet"]) == 0
    return plan


def test_the_figures_since_the_last_review_are_filled_in(
    tracked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.run(["review", *TODAY]) == 0
    said = capsys.readouterr()
    assert said.out == "content/reviews/2026-06-14.md\n"
    text = (tracked / "reviews/2026-06-14.md").read_text("utf-8")
    assert text.startswith(
        "---\ndate: 2026-06-14\ncovers: {from: 2026-06-08, to: 2026-06-14}\n# minutes: 20\n"
    )
    made = load(tracked)
    review = made.plan.reviews["2026-06-14"]
    assert review.noticed == "p15 reach 1310"
    assert review.happened == "p15 comments 14, votes 31"
    assert review.changed == "Sell 60 season boxes: 45 → 49 pcs"
    assert review.decisions == ()
    assert "# Decided last time: Note the figures of p15 on Monday (p15)" in text
    assert "#  - {what: …, post: p22}\n" in text
    slugs = [it.rule.slug for it in checker.check(made, DAY).diagnostics if "reviews/" in it.path]
    assert slugs == ["review-without-decision"]


def test_it_is_written_in_the_plans_language(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(plan)
    shutil.copytree(ROOT / "examples/fi/content", plan)
    cli.run(["track", "p15", "reach=1310", "--on", "2026-06-12", *TODAY])
    assert cli.run(["review", *TODAY, "--lang", "en"]) == 0
    assert "decide one thing" in capsys.readouterr().err
    text = (plan / "reviews/2026-06-14.md").read_text("utf-8")
    assert "päivä: 14.6.2026\najalta: {alkaen: 8.6.2026, asti: 14.6.2026}\n" in text
    assert "huomattiin: p15 tavoittavuus 1310\n" in text
    assert not load(plan).plan.unread


def test_what_stands_out_comes_first_and_the_rest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "channels").mkdir()
    (tmp_path / "channels/c.md").write_text(
        "---\ntitle: C\nattention_metrics: [reach]\n---\n", "utf-8"
    )
    (tmp_path / "plan.md").write_text(
        "---\ntitle: T\nperiod: {start: 2026-05-01, end: 2026-06-30}\n---\n", "utf-8"
    )
    for number, reach in enumerate((100, 100, 100, 110, 400, *[100] * 7)):
        (tmp_path / f"posts/p{number:02}.md").write_text(
            f"---\ntitle: P\nstatus: published\nchannel: c\nformat: image\ndate: 2026-05-{number + 1:02}\n"
            f"metrics: {{checked_on: 2026-05-{number + 10}, reach: {reach}}}\n---\n",
            "utf-8",
        )
    back = look_back(Schedule(load(tmp_path).plan, dt.date(2026, 6, 1)))
    assert back.noticed[0].to("en") == "p04 reach 400 (4 × usual)"
    assert back.noticed[-1].to("en") == "and 4 more posts"
    assert len(back.noticed) == 9
    assert (back.start, back.decided, back.coming) == (dt.date(2026, 5, 1), (), ())


def test_an_empty_plan_has_an_empty_review(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("---\ntitle: T\n---\n", "utf-8")
    back = look_back(Schedule(load(tmp_path).plan, DAY))
    text = text_of(back, None, "en")
    assert "covers: {from: 2026-06-14, to: 2026-06-14}\n" in text
    assert "\nnoticed:\n" in text
    assert "minutes" not in text


def test_a_review_of_the_day_is_not_made_twice(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["review", "--today", "2026-06-07"]) == 2
    assert "begun already: content/reviews/2026-06-07.md" in capsys.readouterr().err
    assert cli.run(["review", *TODAY]) == 0
    assert cli.run(["undo"]) == 0
    assert not (plan / "reviews/2026-06-14.md").exists()


def test_in_ci_none_is_made(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert cli.run(["review", *TODAY]) == 2
    assert cli.run(["review", *TODAY, "--write"]) == 0
    assert (plan / "reviews/2026-06-14.md").is_file()


def test_without_a_plan_it_says_so_in_the_language_asked_for(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan / "plan.md").unlink()
    assert cli.run(["review", *TODAY, "--lang", "fi"]) == 2
    assert "Kansiossa ei ole tiedostoa plan.md" in capsys.readouterr().err
    assert not (plan / "reviews/2026-06-14.md").exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("editor", ["", "nano"])
def test_on_a_terminal_it_is_opened_where_an_editor_is_named(
    plan: Path, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "edit", lambda filename: opened.append(filename))  # noqa: PLW0108 - by name
    monkeypatch.setattr(sys, "stdin", _Terminal())
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    assert cli.run(["review", *TODAY]) == 0
    assert opened == ([str(plan / "reviews/2026-06-14.md")] if editor else [])
