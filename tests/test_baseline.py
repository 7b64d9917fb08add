"""The baseline: what is known stays out of the report until there is more of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from planner import baseline, checker, cli
from planner.baseline import Baseline, Stale
from planner.config import Config
from planner.errors import PlannerError
from planner.loader import load

TODAY = date(2026, 6, 7)
DAY = ("--today", "2026-06-07")
AUDIENCE = "audience: [home-cooks]\n"


def break_post(plan: Path, name: str = "p20", key: str = AUDIENCE) -> None:
    path = plan / "posts" / f"{name}.md"
    text = path.read_text("utf-8")
    assert key in text
    path.write_text(text.replace(key, ""), "utf-8")


def check(*arguments: str) -> int:
    return cli.run(["check", "--quiet", *DAY, *arguments])


def test_what_is_known_passes_and_what_is_new_fails(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_post(plan)
    assert check() == 1
    assert check("--write-baseline") == 0
    capsys.readouterr()
    assert check("--strict") == 0
    assert capsys.readouterr().out == ""
    break_post(plan, "p24")
    assert check("--strict") == 1
    assert "p24" in capsys.readouterr().out


def test_once_there_is_more_of_it_all_of_it_is_shown(plan: Path) -> None:
    report = checker.check(load(plan), TODAY)
    counts = dict(baseline.of(report).counts)
    at = ("plan.md", "anchor-incomplete")
    assert counts[at] > 1
    fewer = Baseline({**counts, at: counts[at] - 1})
    shown, stale = fewer.applied(report, Config())
    assert stale == ()
    assert [it.rule.slug for it in shown.diagnostics] == ["anchor-incomplete"] * counts[at]
    assert shown.suppressed == len(report.diagnostics) - counts[at]


def test_entries_that_hold_too_much_are_named_and_pruned(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_post(plan)
    check("--write-baseline")
    path = plan / "posts" / "p20.md"
    path.write_text(path.read_text("utf-8").replace("goal:", f"{AUDIENCE}goal:"), "utf-8")
    assert cli.run(["check", *DAY]) == 0
    told = capsys.readouterr().err
    assert "posts/p20.md: audience-missing, 1 known, 0 found" in told
    before = baseline.read(Path(baseline.NAME)).counts
    assert check("--prune-baseline") == 0
    after = baseline.read(Path(baseline.NAME)).counts
    assert set(before) - set(after) == {("posts/p20.md", "audience-missing")}
    cli.run(["check", *DAY])
    assert "not needed" not in capsys.readouterr().err


def test_pruning_takes_nothing_new_in(plan: Path) -> None:
    check("--write-baseline")
    break_post(plan)
    assert check("--prune-baseline") == 0
    assert check() == 1


def test_a_rule_that_is_not_looked_at_makes_no_entry_stale(plan: Path) -> None:
    report = checker.check(load(plan), TODAY)
    known = baseline.of(report)
    config = Config(select=("TIM",), ignore=("TIM509",))
    _, stale = known.applied(checker.check(load(plan), TODAY, config), config)
    assert stale == ()
    gone = Baseline({("posts/p01.md", "no-such-rule"): 2})
    assert gone.applied(report, config)[1] == (Stale("posts/p01.md", "no-such-rule", 2, 0),)


@pytest.mark.parametrize("option", [("content/posts",), ("--select", "WHO"), ("--ignore", "WHO")])
def test_a_baseline_of_a_part_is_refused(plan: Path, option: tuple[str, ...]) -> None:
    assert check("--write-baseline", *option) == 2
    assert not (plan.parent / baseline.NAME).exists()


def test_the_same_findings_give_the_same_bytes(plan: Path) -> None:
    check("--write-baseline")
    first = Path(baseline.NAME).read_bytes()
    check("--write-baseline")
    assert Path(baseline.NAME).read_bytes() == first
    known = baseline.read(Path(baseline.NAME))
    assert known.counts == baseline.of(checker.check(load(plan), TODAY)).counts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"schema_version": 2, "findings": {}}',
        '{"schema_version": 1, "findings": {"a": 1}}',
        '{"schema_version": 1, "findings": {"a": {"b": "c"}}}',
        '{"schema_version": 1, "findings": {"a": {"b": -1}}}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_file_that_is_no_baseline_stops_the_command(tmp_path: Path, text: str) -> None:
    path = tmp_path / baseline.NAME
    path.write_text(text, "utf-8")
    with pytest.raises(PlannerError, match=r"\.planner-baseline\.json cannot be used"):
        baseline.read(path)


def test_a_baseline_that_cannot_be_written_is_said(plan: Path) -> None:
    (plan.parent / baseline.NAME).mkdir()
    assert check("--write-baseline") == 2
    assert check() == 2


def test_what_is_switched_off_stays_known(plan: Path) -> None:
    break_post(plan)
    check("--write-baseline")
    settings = plan.parent / "planner.toml"
    for text in (
        '[severity]\naudience-missing = "off"\n',
        '[per-file-ignores]\n"content/posts/*" = ["WHO"]\n',
        'ignore = ["WHO"]\n',
    ):
        settings.write_text(text, "utf-8")
        assert cli.run(["check", *DAY]) == 0
        assert check("--prune-baseline") == 0
    settings.unlink()
    assert check() == 0


def test_a_baseline_is_not_written_through_a_link(plan: Path) -> None:
    elsewhere = plan.parent / "elsewhere.json"
    elsewhere.write_text("mine", "utf-8")
    (plan.parent / baseline.NAME).symlink_to(elsewhere)
    assert check("--write-baseline") == 2
    assert elsewhere.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "options",
    [("--prune-baseline",), ("--format", "json"), ("--statistics",), ("--output", "x.txt")],
)
def test_options_that_mean_nothing_beside_a_baseline_are_refused(
    plan: Path, options: tuple[str, ...]
) -> None:
    assert check("--write-baseline", *options) == 2
    assert not (plan.parent / baseline.NAME).exists()


def test_what_is_suppressed_is_counted_where_it_is_looked_at(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    check("--write-baseline")
    capsys.readouterr()
    check("--format", "json", "content/channels")
    assert json.loads(capsys.readouterr().out)["summary"]["suppressed"] == 0
    check("--format", "json", "content/posts")
    some = json.loads(capsys.readouterr().out)["summary"]["suppressed"]
    check("--format", "json")
    assert json.loads(capsys.readouterr().out)["summary"]["suppressed"] > some > 0


def test_a_plan_with_thousands_of_faults_has_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / baseline.NAME
    many = Baseline(
        {(f"posts/a-rather-long-name-{n}.md", "goal-missing"): 1 for n in range(30_000)}
    )
    for _ in range(2):
        baseline.write(path, many, "2026-06-07T120000Z")
        assert path.stat().st_size > 1 << 20
        assert baseline.read(path) == many


def test_a_baseline_forges_no_command(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = {"schema_version": 1, "findings": {"::error::FORGED": {"goal-missing": 1}}}
    (plan.parent / baseline.NAME).write_text(json.dumps(body), "utf-8")
    cli.run(["check", *DAY])
    said = capsys.readouterr().err
    assert "FORGED" in said
    assert not [line for line in said.splitlines() if line.strip().startswith("::")]
