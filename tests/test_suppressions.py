"""Remarks that keep a check quiet: what they speak of, and what is said of idle ones."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from planner import checker
from planner.config import Config
from planner.loader import load
from planner.outgoing import outgoing

PLAN = Path(__file__).parent / "manual_plan"
TODAY = date(2026, 6, 7)
BODY = "Spinach, eggs, milk and a hot pan.\n"
LINES = (
    "title: Spinach pancakes in ten minutes",
    "status: draft",
    "channel: facebook",
    "audience: [home-cooks]",
    "goal: sell-boxes",
    "purpose: inspire",
    "interest: season-recipes",
    "date: 2026-06-17",
    "time: 22:30",
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan without fault behind the manual pages."""
    return shutil.copytree(PLAN, tmp_path / "content")


def post(*changes: tuple[str, str], body: str = BODY) -> str:
    """Return a post that is outside the good hours, with some lines changed."""
    matter = "\n".join(LINES)
    for old, new in changes:
        assert old in matter
        matter = matter.replace(old, new)
    return f"---\n{matter}\n---\n{body}"


def check(plan: Path, text: str, config: Config | None = None) -> checker.Report:
    (plan / "posts" / "p12.md").write_text(text, "utf-8")
    return checker.check(load(plan), TODAY, config or Config())


def found(report: checker.Report) -> list[tuple[int, int, str]]:
    return [(it.place.line, it.place.column, it.rule.slug) for it in report.diagnostics]


def test_the_post_behind_these_tests_has_one_fault(plan: Path) -> None:
    assert found(check(plan, post())) == [(10, 7, "outside-window")]


@pytest.mark.parametrize(
    "remark",
    [
        "time: 22:30 # planner: ignore outside-window",
        "time: 22:30 # planner: ignore outside-window -- the light night",
        "time: 22:30 # planner: ignore TIM504",
        "time: 22:30 #planner:ignore outside-window",
        'time: "22:30" # planner: ignore outside-window',
        "# planner: ignore-next outside-window\ntime: 22:30",
        "# planner: ignore-next outside-window\n\n# late\ntime: 22:30",
        "# planner: ignore-file outside-window\ntime: 22:30",
        "time: 22:30\n# planner: ignore-file outside-window -- at the end",
    ],
)
def test_a_remark_keeps_the_check_quiet(plan: Path, remark: str) -> None:
    report = check(plan, post(("time: 22:30", remark)))
    assert found(report) == []
    assert report.suppressed == 1


def test_a_remark_in_the_text_speaks_of_the_text(plan: Path) -> None:
    hidden = "Spinach,\u200b eggs.\n"
    quiet = "\n<!-- planner: ignore hidden-character, outside-window -->\n"
    slugs = [it[2] for it in found(check(plan, post(body=hidden)))]
    assert slugs == ["outside-window", "hidden-character"]
    report = check(plan, post(body=hidden + quiet))
    assert [it[2] for it in found(report)] == ["outside-window", "unused-suppression"]
    assert report.suppressed == 1
    whole = "\n<!-- planner: ignore-file outside-window, hidden-character -->\n"
    assert found(check(plan, post(body=hidden + whole))) == []


def test_a_remark_in_a_page_without_front_matter_counts(plan: Path) -> None:
    page = plan / "about.md"
    page.write_text("# About\n\nUs\u200b.\n", "utf-8")
    assert [it[2] for it in found(checker.check(load(plan), TODAY))] == ["hidden-character"]
    page.write_text("<!-- planner: ignore hidden-character -->\nUs\u200b.\n", "utf-8")
    assert found(checker.check(load(plan), TODAY)) == []


def test_ignore_next_speaks_of_a_key_with_all_that_is_below_it(plan: Path) -> None:
    block = "# planner: ignore-next unknown-reference\naudience:\n- home-cooks\n\n- nobody"
    assert found(check(plan, post(("audience: [home-cooks]", block), ("time: 22:30", "")))) == [
        (1, 1, "time-missing")
    ]
    beyond = block + "\nseries: x\nanchor: nowhere"
    slugs = [it[2] for it in found(check(plan, post(("audience: [home-cooks]", beyond))))]
    assert slugs == ["unknown-reference"]


@pytest.mark.parametrize(
    ("line", "column", "remark"),
    [
        (10, 31, "time: 18:30 # planner: ignore outside-window"),
        (10, 47, "time: 22:30 # planner: ignore outside-window, time-missing"),
        (10, 19, "# planner: ignore outside-window\ntime: 18:30"),
    ],
)
def test_a_remark_without_effect_is_named(plan: Path, line: int, column: int, remark: str) -> None:
    assert found(check(plan, post(("time: 22:30", remark)))) == [
        (line, column, "unused-suppression")
    ]


def test_a_rule_that_is_left_out_makes_no_remark_idle(plan: Path) -> None:
    text = post(("time: 22:30", "time: 18:30 # planner: ignore outside-window"))
    assert found(check(plan, text, Config(ignore=("outside-window",)))) == []
    assert found(check(plan, text, Config(severity={"TIM504": "off"}))) == []
    assert found(check(plan, text, Config(per_file_ignores={"posts/*": ("TIM",)}))) == []


@pytest.mark.parametrize(
    "remark",
    ["ignore outside-windwo", "ignore", "ignore -- why", "be quiet", "ignore-nxt outside-window"],
)
def test_a_remark_that_names_no_rule_is_named_itself(plan: Path, remark: str) -> None:
    slugs = {it[2] for it in found(check(plan, post(("22:30", f"22:30 # planner: {remark}"))))}
    assert slugs == {"outside-window", "unknown-suppression"}


def test_what_stands_between_quotation_marks_is_no_remark(plan: Path) -> None:
    quoted = 'message: "see # planner: ignore outside-window"'
    block = "series: |\n  # planner: ignore outside-window"
    for text in (quoted, block):
        slugs = [
            it[2] for it in found(check(plan, post(("status: draft", f"status: draft\n{text}"))))
        ]
        assert slugs == ["outside-window"]


def test_the_program_s_own_fault_cannot_be_kept_quiet(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checker, "CHECKS", (broken,))
    text = (plan / "plan.md").read_text("utf-8")
    (plan / "plan.md").write_text(
        text.replace("---\n", "---\n# planner: ignore-file internal-error\n", 1), "utf-8"
    )
    slugs = [it.rule.slug for it in checker.check(load(plan), TODAY).diagnostics]
    assert "internal-error" in slugs


def test_remarks_on_remarks_can_be_kept_quiet(plan: Path) -> None:
    idle = "18:30 # planner: ignore outside-window"
    quiet = "# planner: ignore-file unused-suppression, unknown-suppression\ntime: "
    assert found(check(plan, post(("time: 22:30", f"{quiet}{idle}")))) == []
    assert found(check(plan, post(("time: 22:30", f"{quiet}{idle}-no")))) == []


@pytest.mark.parametrize(
    "remark",
    [
        "<!-- PLANNER: ignore hidden-character -->",
        "<!-- planner: ignore\n hidden-character -->",
        "<!--planner:ignore hidden-character-->",
    ],
)
def test_what_never_goes_out_is_obeyed(plan: Path, remark: str) -> None:
    text = post(("time: 22:30", "time: 18:30"), body=f"Spin\u200bach\n{remark}\nand eggs\n")
    assert found(check(plan, text)) == []
    plain = load(plan).plan
    assert "ignore" not in outgoing(plain, plain.posts["p12"])


@pytest.mark.no_cover
def test_a_text_full_of_remarks_takes_no_time(plan: Path) -> None:
    for body in ("<!-- planner:" * 70_000, "<!-- planner: ignore x -->\n" * 30_000):
        assert found(check(plan, post(body=body)))
    names = ", ".join(["ignore", *["time-missing"] * 60])
    lines = "\n".join(f"# planner: {names}" for _ in range(900))
    assert found(check(plan, post(("time: 22:30", f"time: 22:30\n{lines}"))))
