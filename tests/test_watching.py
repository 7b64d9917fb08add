"""``planner check --watch``: what each edit mends and brings, while somebody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from planner import checker
from planner.cli import run
from planner.cli.checking import Watch
from planner.cli.options import Options
from planner.errors import PlannerError
from planner.values import a_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-06-07"
UNKNOWN = "posts/p20.md:7:12: error[unknown-reference] REF101 there is no audience “nobody”"
MENDED = "mended: {folder}/posts/p20.md: there is no audience “nobody”"


def follow(
    plan: Path,
    *steps: Callable[[], object],
    paths: tuple[str, ...] = (),
    **options: Any,  # noqa: ANN401 - fields of Options
) -> None:
    """Watch a plan; each step happens once what the one before did has been told."""
    left = iter(steps)

    def wait(_: float) -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    with pytest.raises(KeyboardInterrupt):
        Watch(paths, Options(content=str(plan), today=a_day(DAY), **options)).follow(wait)


def spoil(plan: Path) -> None:
    edit(plan, "audience: [home-cooks]", "audience: [nobody]")


def mend(plan: Path) -> None:
    edit(plan, "audience: [nobody]", "audience: [home-cooks]")


def edit(plan: Path, old: str, new: str) -> None:
    post = plan / "posts/p20.md"
    text = post.read_text("utf-8")
    assert old in text
    post.write_text(text.replace(old, new), "utf-8")


def test_all_is_told_once_and_then_what_an_edit_brings_and_mends(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--content", str(plan), "--today", DAY]) == 0
    whole = capsys.readouterr()
    follow(
        plan,
        lambda: spoil(plan),
        lambda: edit(plan, "title:", "# a remark\ntitle:"),
        lambda: mend(plan),
    )
    said = capsys.readouterr()
    assert said.out.startswith(whole.out)
    first, second = said.out.removeprefix(whole.out).splitlines()
    assert first.endswith(UNKNOWN)
    assert second == MENDED.format(folder=first.partition("/posts/")[0])
    good, bad = (
        "56 files checked: 5 warnings, 5 hints.",
        "56 files checked: 1 error, 5 warnings, 5 hints.",
    )
    assert said.err.splitlines() == [
        good,
        "Each change of a file is checked now. Ctrl-C ends it.",
        bad,
        bad,
        good,
    ]


def mended_lines(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("mended")]


def test_an_edit_before_the_first_look_is_seen(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def wait(_: float) -> None:
        raise KeyboardInterrupt

    watch = Watch((), Options(content=str(plan), today=a_day(DAY)))
    spoil(plan)
    with pytest.raises(KeyboardInterrupt):
        watch.follow(wait)
    assert UNKNOWN in capsys.readouterr().out


def test_what_says_the_same_in_other_words_is_not_mended(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def worse() -> None:
        edit(plan, "audience: [nobody]", "audience: [no-one]")

    follow(plan, lambda: spoil(plan), worse, lambda: edit(plan, "no-one", "home-cooks"))
    said = capsys.readouterr().out
    assert said.count("“no-one”") == 2
    assert [line.rpartition(": ")[2] for line in mended_lines(said)] == [
        "there is no audience “no-one”"
    ]


def test_what_cannot_be_read_any_more_is_not_mended(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def time(old: str, new: str) -> None:
        edit(plan, f"time: {old}\n", f"time: {new}\n")

    time("18:30", "3:00")
    follow(plan, lambda: time("3:00", "late"), lambda: time("late", "18:30"))
    said = capsys.readouterr().out
    assert "p20.md:6:7: warning[outside-window]" in said
    assert [line.partition("p20.md: ")[2] for line in mended_lines(said)] == [
        "“late” is not a time of day"
    ]


def test_only_what_lies_where_somebody_asked_is_told(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(plan, lambda: spoil(plan), paths=(str(plan / "audiences"),))
    assert "posts/p20.md" not in capsys.readouterr().out


def test_a_second_finding_of_the_same_words_is_new(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def twice() -> None:
        edit(plan, "audience: [nobody]", "audience: [nobody, nobody]")

    follow(plan, lambda: spoil(plan), twice)
    found = [line for line in capsys.readouterr().out.splitlines() if "“nobody”" in line]
    assert len(found) == 2


def test_what_cannot_be_read_meanwhile_does_not_end_it(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = plan.parent / "planner.toml"
    works = checker.check

    def break_down() -> None:
        monkeypatch.setattr("planner.checker.check", lambda *_: 1 / 0)
        settings.unlink()

    def work_again() -> None:
        monkeypatch.setattr("planner.checker.check", works)
        spoil(plan)

    follow(plan, lambda: settings.write_text("nonsense = 1", "utf-8"), break_down, work_again)
    said = capsys.readouterr()
    lines = said.err.splitlines()[2:]
    assert lines[0] == "planner.toml cannot be used: there is no setting “nonsense”"
    assert lines[1].startswith("Internal error: ZeroDivisionError")
    assert lines[2:] == ["56 files checked: 1 error, 5 warnings, 5 hints."]
    assert said.out.splitlines()[-1].endswith(UNKNOWN)


def test_a_person_sees_the_line_and_the_cure_in_their_language(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.checking.on_terminal", lambda _: True)
    follow(plan, lambda: spoil(plan), lambda: mend(plan), language="fi", color="always")
    said = capsys.readouterr()
    assert "audience: [nobody]" in said.out
    assert said.out.splitlines()[-1].startswith("\x1b[32mkunnossa: ")
    assert "Jokainen tiedoston muutos tarkistetaan nyt. Ctrl-C lopettaa." in said.err


def test_quiet_is_quiet(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    follow(plan, lambda: spoil(plan), quiet=True)
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[-1].endswith(UNKNOWN)


@pytest.mark.parametrize(
    "other", [("--format", "json"), ("--output", "x"), ("--statistics",), ("--write-baseline",)]
)
def test_it_is_for_the_screen_only(
    plan: Path, capsys: pytest.CaptureFixture[str], other: tuple[str, ...]
) -> None:
    assert run(["check", "--watch", "--content", str(plan), *other]) == 2
    assert capsys.readouterr().err.startswith("--watch is for the screen")


def test_without_a_plan_it_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(PlannerError, match="no content folder"):
        Watch((), Options(content=str(tmp_path / "none")))


def test_ctrl_c_ends_it_with_130(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.watching.changes", interrupt)
    assert run(["check", "--watch", "--content", str(plan)]) == 130
