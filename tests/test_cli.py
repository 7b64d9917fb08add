"""The command line: options, exit codes, streams and the forms of the output."""

from __future__ import annotations

import errno
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from planner import cli, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.diagnostics import Finding
    from planner.schedule import Schedule

ROOT = Path(__file__).parents[1]
AUDIENCE = "audience: [home-cooks]\n"


def without_audience(plan: Path) -> None:
    """Take the audience from p20, which is the fault that most of these tests look for."""
    path = plan / "posts" / "p20.md"
    text = path.read_text("utf-8")
    assert AUDIENCE in text
    path.write_text(text.replace(AUDIENCE, ""), "utf-8")


def run(*arguments: str) -> int:
    return cli.run(list(arguments))


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def test_a_plan_with_remarks_only_passes_and_fails_when_strict(plan: Path) -> None:
    assert plan.is_dir()
    assert run("check", "--quiet") == 0
    assert run("check", "--quiet", "--strict") == 1


def test_a_missing_audience_fails_at_the_opening_line(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_audience(plan)
    assert run("check") == 1
    captured = capsys.readouterr()
    assert (
        "content/posts/p20.md:1:1: error[audience-missing] WHO101 post p20 names no audience\n"
        in captured.out
    )
    assert "1 error" in captured.err


def test_json_is_the_contract_to_the_letter(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without_audience(plan)
    assert run("check", "--format", "json", "--select", "WHO101") == 1
    report = json.loads(capsys.readouterr().out)
    assert report == {
        "schema_version": 1,
        "as_of": "2026-06-07",
        "findings": [
            {
                "slug": "audience-missing",
                "code": "WHO101",
                "severity": "error",
                "condition": 1,
                "message": "post p20 names no audience",
                "help": "Who is this for? Add a line “audience:” and choose one of: "
                "home-cooks, local-families, restaurants.",
                "path": "content/posts/p20.md",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 4,
                "kind": "post",
                "id": "p20",
                "fixable": False,
            }
        ],
        "summary": {"files": 56, "errors": 1, "warnings": 0, "infos": 0, "suppressed": 0},
    }


def test_global_options_stand_before_or_after_the_command(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    assert run("--format", "json", "--today", "2026-07-20", "check") == 1
    before = capsys.readouterr().out
    assert run("check", "--format", "json", "--today", "2026-07-20") == 1
    assert capsys.readouterr().out == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--strict", "score"),
        ("score", "--strict"),
        ("--today", "2026-06-07", "explain", "audience-missing"),
        ("check", "--format", "yaml"),
        ("check", "--today", "31.6.2026"),
        ("check", "--lang", "sv"),
        ("check", "--select", "no-such-rule"),
        ("check", "no/such/path.md"),
        ("no-such-command",),
        ("check", "--content", "no-such-folder"),
        ("check", "--output", "no/such/folder/report.txt"),
    ],
)
def test_what_cannot_run_ends_with_2_and_says_so(
    plan: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert plan.is_dir()
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    "settings",
    [
        "content = 3",
        "languag = 'fi'",
        "language = 'sv'",
        "[thresholds]\naudiences_max = 'two'",
        "[thresholds]\nno_such = 2",
        "[thresholds]\ngoals_max = -1",
        "[severity]\nempty-week = 'loud'",
        "select = 'WHO'",
        "[severity\n",
        "\x00",
        "a = " + "[" * 60_000,
    ],
)
def test_broken_settings_are_one_sentence(
    plan: Path, capsys: pytest.CaptureFixture[str], settings: str
) -> None:
    (plan.parent / "planner.toml").write_text(settings, "utf-8")
    assert run("check") == 2
    error = capsys.readouterr().err
    assert error.startswith("planner.toml cannot be used: ")
    assert error.count("\n") == 1


def test_settings_choose_rules_severities_and_thresholds(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan.parent / "planner.toml").write_text(
        'ignore = ["anchor-incomplete", "MIX"]\n'
        '[severity]\nfigures-due = "error"\nlearning-missing = "off"\n'
        '[per-file-ignores]\n"audiences/*" = ["CHN"]\n',
        "utf-8",
    )
    assert run("check", "--format", "json") == 1
    assert [(f["slug"], f["severity"]) for f in findings(capsys)] == [("figures-due", "error")]


def test_select_and_ignore_take_slugs_codes_and_families(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    run("check", "--format", "json", "--select", "SEE,learning-missing", "--ignore", "ACT703")
    assert [f["slug"] for f in findings(capsys)] == ["figures-due"]


def test_paths_report_only_what_lies_below_them(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    run("check", "content/posts", "--format", "json", "--ignore", "MIX")
    paths = [f["path"] for f in findings(capsys)]
    assert paths == ["content/posts/p13.md", "content/posts/p15.md"]


def test_paths_are_relative_to_where_the_command_runs(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan / "posts")
    run("check", "p15.md", "--content", "..", "--format", "json")
    assert [f["path"] for f in findings(capsys)] == ["../posts/p15.md"]


def test_findings_are_sorted_by_place(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan.is_dir()
    run("check", "--format", "json", "--today", "2026-07-20")
    order = [(str(f["path"]), f["line"], f["column"], str(f["code"])) for f in findings(capsys)]
    assert len(order) > 20
    assert order == sorted(order)


def test_language_follows_option_plan_settings_and_environment(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def language_of_score(*arguments: str) -> str:
        assert run("score", *arguments) == 0
        return "fi" if "Tiedät" in capsys.readouterr().out else "en"

    assert language_of_score() == "en"
    assert language_of_score("--lang", "fi") == "fi"
    path = plan / "plan.md"
    path.write_text(path.read_text("utf-8").replace("language: en\n", ""), "utf-8")
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert language_of_score() == "fi"
    (plan.parent / "planner.toml").write_text('language = "en"\n', "utf-8")
    assert language_of_score() == "en"


def test_output_goes_to_a_file(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--format", "json", "--output", "report.json") == 0
    assert capsys.readouterr().out == ""
    assert json.loads((plan.parent / "report.json").read_text("utf-8"))["schema_version"] == 1


def test_github_is_the_default_in_its_actions(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    path = plan / "posts" / "p20.md"
    path.write_text(
        path.read_text("utf-8").replace(
            "audience: [home-cooks]", 'audience: ["a,b%0A::error::x\\n"]'
        ),
        "utf-8",
    )
    assert run("check", "--select", "REF101") == 1
    out = capsys.readouterr().out
    assert out.startswith("::error file=content/posts/p20.md,line=")
    assert out.count("\n") == 1
    assert "%250a" in out


def test_score_as_json(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan.is_dir()
    assert run("score", "--format", "json") == 0
    card = json.loads(capsys.readouterr().out)
    assert (card["schema_version"], card["as_of"], card["overall"]) == (1, "2026-06-07", "partly")
    assert [c["id"] for c in card["conditions"]] == [
        "who",
        "why",
        "where",
        "what",
        "when",
        "noticed",
        "analysed",
        "changed",
    ]
    third = card["conditions"][2]
    assert third["counts"] == {"met": 31, "partly": 5, "missing": 0, "not-yet": 0}
    assert third["reasons"] == []
    assert third["posts"]["p04"] == "partly"
    late = json.loads(
        (run("score", "--format", "json", "--today", "2026-07-20"), capsys.readouterr().out)[1]
    )
    assert {"slug": "final-figure-missing", "id": "sell-boxes"} in late["conditions"][7]["reasons"]
    assert {"slug": "review-late", "id": None} in late["conditions"][6]["reasons"]


def test_score_in_words(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan.is_dir()
    assert run("score", "--lang", "fi") == 0
    out = capsys.readouterr().out
    assert "5/8 täyttyy, 3 osittain" in out
    assert "\x1b" not in out
    assert run("score", "--color", "always") == 0
    assert "\x1b[33m" in capsys.readouterr().out


def test_a_rule_that_breaks_is_a_finding_and_the_others_go_on(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_audience(plan)

    def broken(_: Schedule) -> Iterator[Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr("planner.checker.CHECKS", (broken, *rules.CHECKS))
    assert run("check", "--debug") == 2
    captured = capsys.readouterr()
    assert "error[internal-error] SRC999" in captured.out
    assert "audience-missing" in captured.out
    assert "ZeroDivisionError" in captured.err


def test_an_internal_error_is_a_sentence_and_a_trace_on_request(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan.is_dir()
    monkeypatch.setattr("planner.loader.load", lambda *_, **__: 1 / 0)
    assert run("check") == 2
    error = capsys.readouterr().err
    assert error.startswith("Internal error: ZeroDivisionError")
    assert "Traceback" not in error
    assert run("--debug", "check") == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_disk_that_fails_is_no_fault_of_the_program(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error", "content/plan.md")

    assert plan.is_dir()
    monkeypatch.setattr("planner.loader.load", fail)
    assert run("check") == 2
    error = capsys.readouterr().err
    assert error == "content/plan.md: the system says “Input/output error”\n"


def test_an_interruption_ends_with_130(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan.is_dir()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.loader.load", interrupted)
    assert run("check") == 130


def test_today_comes_from_option_plan_then_environment(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def day(*arguments: str) -> str:
        assert run("score", "--format", "json", *arguments) == 0
        return str(json.loads(capsys.readouterr().out)["as_of"])

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782950400")
    assert day("--today", "2026-05-01") == "2026-05-01"
    assert day() == "2026-06-07"
    path = plan / "plan.md"
    path.write_text(path.read_text("utf-8").replace("as_of: 2026-06-07\n", ""), "utf-8")
    assert day() == "2026-07-02"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert run("score") == 2


def test_explain_prints_a_rules_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "WHO101", "--lang", "fi") == 0
    out = capsys.readouterr().out
    assert "audience-missing" in out
    assert "kohderyhmä:" in out
    assert "expect:" not in out
    assert run("explain") == 2
    assert run("explain", "--all") == 0
    assert capsys.readouterr().out.count("### Example") == len(rules.RULES) - 1


def test_explain_speaks_the_plans_language(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def says(*words: str) -> bool:
        assert run("explain", "WHO101") == 0
        return all(word in capsys.readouterr().out for word in words)

    assert says("### Example")
    file = plan / "plan.md"
    file.write_text(file.read_text("utf-8").replace("language: en\n", "language: fi\n"), "utf-8")
    assert says("### Esimerkki")
    file.unlink()
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert says("### Esimerkki")
    (plan.parent / "planner.toml").write_text('language = "en"\n', "utf-8")
    assert says("### Example")


def test_the_score_names_every_empty_week_in_words_and_once_for_programs(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("p25", "p26", "p27", "p31", "p32", "p33"):  # all of weeks 26 and 28
        (plan / "posts" / f"{name}.md").unlink()
    assert run("score", "--lang", "fi") == 0
    out = capsys.readouterr().out
    assert "viikko 26" in out
    assert "viikko 28" in out
    assert "ei vielä" in out
    assert "not yet" not in out
    assert run("score", "--format", "json") == 0
    when = json.loads(capsys.readouterr().out)["conditions"][4]
    assert when["reasons"].count({"slug": "empty-week", "id": None}) == 1


def test_empty_weeks_in_a_row_are_one_finding(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (plan / "posts").glob("p[23]*.md"):
        path.unlink()
    assert run("check", "--quiet", "--select", "empty-week") == 0
    out = capsys.readouterr().out
    assert out.count("empty-week") == 1
    assert "weeks 25–29 are empty, 5 in a row from 2026-06-15" in out


def test_the_look_is_taken_from_beside_the_content_and_the_site_goes_here(
    plan: Path, tmp_path: Path
) -> None:
    assert plan.is_dir()
    other = tmp_path / "other"
    shutil.copytree(ROOT / "examples" / "fi", other)
    assert run("build", "--quiet", "--lang", "fi", "--content", "other/content") == 0
    index = tmp_path / "site" / "index.html"
    assert "Kaskisuvannon luomutila (kuvitteellinen esimerkki)" in index.read_text("utf-8")
    assert not (other / "site").exists()


def test_a_missing_word_is_offered_in_the_readers_language(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan / "posts" / "p20.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("stage: evaluation\n", "hastags: [a]\n"), "utf-8")
    assert path.read_text("utf-8") != text
    run("check", "--format", "json", "--lang", "fi", "--select", "FLD")
    helps = {found["slug"]: str(found["help"]) for found in findings(capsys)}
    assert "”ostovaihe: tarpeenmuodostusvaihe”" in helps["missing-field"]
    assert "hankintavaihe" in helps["missing-field"]
    assert "aihetunnisteet" in helps["unknown-field"]


@pytest.mark.parametrize("name", ["plan.md", "posts/p20.md", "posts/new.json", "../link.json"])
def test_a_result_is_never_written_into_a_plan(plan: Path, name: str) -> None:
    (plan.parent / "link.json").symlink_to(plan / "plan.md")
    before = {path: path.read_bytes() for path in plan.rglob("*") if path.is_file()}
    for command in (("export", "csv"), ("score",), ("check", "--format", "json")):
        assert run(*command, "--output", str(plan / name)) == 2
    assert {path: path.read_bytes() for path in plan.rglob("*") if path.is_file()} == before


def test_build_says_what_to_open_and_stops_when_strict(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = plan.parent / "site" / "index.html"
    assert run("build", "--strict") == 1
    assert "warning[figures-due]" in capsys.readouterr().out
    assert not index.exists()
    assert run("build", "--lang", "fi") == 0
    shown = capsys.readouterr().err
    assert f"  {index}\n  {index.as_uri()}\n" in shown
    assert '<html lang="fi"' in index.read_text("utf-8")
    assert not (plan.parent / "site" / "fi").exists()
    assert run("build", "--output", "content") == 2
    assert (plan / "plan.md").is_file()


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("planner 0.")
    assert run() == 0
    assert "check" in capsys.readouterr().out


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env=os.environ | {"GITHUB_ACTIONS": ""} | environment,
    )


def test_as_a_process_in_a_bare_locale() -> None:
    done = process("check", "--lang", "fi", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "julkaisu" in done.stdout.lower()


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{shlex.quote(sys.executable)} -m planner check --today 2026-07-20 | head -1"
    done = subprocess.run(  # noqa: S602 - a pipe is what is tested
        command, shell=True, capture_output=True, encoding="utf-8", check=False, cwd=ROOT
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a Unix thing")
def test_on_a_terminal_a_finding_shows_its_line(plan: Path) -> None:
    import pty

    path = plan / "posts" / "p20.md"
    path.write_text(path.read_text("utf-8").replace("[home-cooks]", "[home-cook]"), "utf-8")
    main, child = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "planner", "check", "--ignore=MIX", "--color=never", path],
        stdout=child,
        stderr=subprocess.PIPE,
        check=False,
        cwd=plan.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    os.close(child)
    shown = os.read(main, 65536).decode("utf-8").replace("\r\n", "\n")
    os.close(main)
    line = next(
        number
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1)
        if text.startswith("audience")
    )
    assert done.returncode == 1
    assert shown == (
        "error[unknown-reference] REF101: there is no audience “home-cook”\n"
        f"  --> content/posts/p20.md:{line}:12\n"
        "   |\n"
        f"{line:>2} | audience: [home-cook]\n"
        "   |            ^^^^^^^^^\n"
        "   = help: Did you mean “home-cooks”?\n"
        "   = more: planner explain unknown-reference\n"
        "\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a shell and a device of Unix")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check >&-", 0),
        ("check 2>&- >/dev/null", 0),
        ("check >&- 2>&-", 0),
        ("score --format json | true; exit ${PIPESTATUS[0]}", 0),
        ("check --help | true; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_a_stream_that_nobody_reads_changes_no_exit_code(
    plan: Path, command: str, code: int
) -> None:
    done = subprocess.run(
        ["/bin/bash", "-c", f"{shlex.quote(sys.executable)} -m planner {command}"],
        cwd=plan.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert b"Internal error" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_said_and_stops_the_command(plan: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "planner", "check", "--quiet"],
            cwd=plan.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"The result cannot be printed: ")


@pytest.mark.parametrize("option", ["", "--content"])
@pytest.mark.parametrize("name", ["a" * 5000, "loop"])
def test_a_name_that_no_file_can_have_is_not_there(
    plan: Path, capsys: pytest.CaptureFixture[str], option: str, name: str
) -> None:
    (plan.parent / "loop").symlink_to("loop")
    assert run("check", *([option] if option else []), name) == 2
    assert "There is no" in capsys.readouterr().err


@pytest.mark.payload("F10")
@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name")
def test_a_pipe_in_place_of_a_file_is_not_waited_for(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """F10: not where the language is looked for, and not where columns are."""
    (plan / "plan.md").unlink()
    os.mkfifo(plan / "plan.md")
    assert cli.run(["check"]) == 1
    assert cli.run(["chekc"]) == 2
    assert cli.run(["export", "metricool", "--header", str(plan / "plan.md")]) == 2
    assert "--header: there is no line of columns" in capsys.readouterr().err


@pytest.mark.parametrize("epoch", ["253402300799", "-62135596800", "9" * 5000])
def test_an_epoch_beyond_the_calendar_is_refused(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], epoch: str
) -> None:
    file = plan / "plan.md"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("as_of:")), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert run("check") == 2
    assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["tolerance_days = inf", "collision_minutes = nan", f"evidence_days = {'9' * 5000}"]
)
def test_a_threshold_beyond_measure_is_refused(
    plan: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (plan.parent / "planner.toml").write_text(f"[thresholds]\n{text}\n", "utf-8")
    assert run("check") == 2
    assert capsys.readouterr().err.startswith("planner.toml cannot be used: ")


@pytest.mark.payload("F9")
@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_settings_are_never_read_through_a_link(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan.parent / "planner.toml").symlink_to("/dev/zero")
    assert run("check") == 2
    assert "links are not followed" in capsys.readouterr().err


@pytest.mark.payload("F13")
@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8")
def test_a_name_that_is_not_utf8_is_named_and_left_out(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(os.fsdecode(os.fsencode(plan / "posts") + b"/\xff.md")).write_text("---\n---\n", "utf-8")
    assert run("check", "--format", "json") == 1
    assert ("unreadable-file", "content/posts/?.md") in {
        (found["slug"], found["path"]) for found in findings(capsys)
    }


def test_thousands_of_faults_in_one_file_are_cut_short(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ",".join(f"nobody{number}" for number in range(4000))
    (plan / "posts" / "many.md").write_text(f"---\naudience: [{names}]\n---\n", "utf-8")
    rows = "\n".join(f"post:nothing{number},2026-05-05,reach,1,hand," for number in range(20_000))
    head = "subject,checked_on,metric,value,source,paid\n"
    (plan / "tracking").mkdir(exist_ok=True)
    (plan / "tracking" / "2027.csv").write_text(f"{head}{rows}\nx\n{rows}\n", "utf-8")
    assert run("check", "--format", "json") == 1
    assert sum(found["slug"] == "unknown-reference" for found in findings(capsys)) == 200


@pytest.mark.parametrize(("most", "code"), [("0", 1), ("4", 1), ("5", 0), ("99", 0)])
def test_more_warnings_than_allowed_fail(plan: Path, most: str, code: int) -> None:
    assert plan.is_dir()
    assert run("check", "--quiet", "--max-warnings", most) == code


def test_strict_allows_no_warning_whatever_else_is_said(plan: Path) -> None:
    assert plan.is_dir()
    assert run("check", "--quiet", "--strict", "--max-warnings", "99") == 1


def test_statistics_count_by_rule(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plan / "posts" / "p20.md"
    path.write_text(path.read_text("utf-8").replace(AUDIENCE, "") + "\u200b\u200b", "utf-8")
    assert run("check", "--statistics", "--select", "WHO,SRC") == 1
    captured = capsys.readouterr()
    assert captured.out == (
        "    2 * SRC008  hidden-character (warning)\n    1   WHO101  audience-missing (error)\n"
    )
    assert "1 error, 2 warnings" in captured.err
    assert run("check", "--statistics", "--format", "json", "--select", "WHO,SRC") == 1
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [(it["slug"], it["count"], it["fixable"]) for it in rules] == [
        ("hidden-character", 2, 2),
        ("audience-missing", 1, 0),
    ]
    assert run("check", "--statistics", "--format", "sarif") == 2


def test_github_actions_does_not_change_the_statistics(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run("check", "--statistics") == 0
    assert "::" not in capsys.readouterr().out


def test_a_path_outside_the_plan_is_no_silent_success(plan: Path, tmp_path: Path) -> None:
    assert plan.is_dir()
    (tmp_path / "notes.md").write_text("x", "utf-8")
    assert run("check", "notes.md") == 2
    assert run("check", ".") == 0


def test_a_score_can_be_required(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan.is_dir()
    assert run("score", "--require", "partly") == 0
    assert run("score", "--require", "who=met,why=met") == 0
    capsys.readouterr()
    assert run("score", "--require", "met", "--format", "json") == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["overall"] == "partly"
    assert "Where: partly, required: met" in captured.err
    assert "p04" in captured.err
    assert run("score", "--require", "good") == 2


def test_a_score_takes_the_form_that_is_asked_for(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    assert run("score", "--format", "markdown") == 0
    assert capsys.readouterr().out.startswith("### The eight conditions")
    assert run("score", "--format", "svg", "--lang", "fi") == 0
    assert "suunnitelma: 5/8 täyttyy, 3 osittain" in capsys.readouterr().out
    assert run("score", "--format", "sarif") == 2
    assert run("score", "--format", "svg", "--compare", ".") == 2


def test_a_score_is_compared_with_another_plan(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(plan, tmp_path / "then" / "content")
    without_audience(plan)
    assert run("score", "--compare", "then") == 0
    assert "met → partly" in capsys.readouterr().out
    assert run("score", "--compare", "then", "--format", "json") == 0
    who = json.loads(capsys.readouterr().out)["conditions"][0]
    assert (who["before"], who["after"], who["worse"]) == ("met", "partly", ["p20"])
    assert run("score", "--compare", "then", "--format", "markdown") == 0
    assert "| 1 | You know whom you are after | ✓ met | ◐ partly |" in capsys.readouterr().out
    assert run("score", "--compare", "then", "--require", "met") == 2
    assert run("score", "--compare", "nowhere") == 2


def test_a_schema_knows_the_words_of_the_plan(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("schema", "post") == 0
    shipped = capsys.readouterr().out
    assert json.loads(shipped)["$id"] == "urn:planner:schema:post"
    file = plan / "plan.md"
    words = "language: en\nwords: {formats: [{id: flyer, title: Flyer}]}\n"
    file.write_text(file.read_text("utf-8").replace("language: en\n", words), "utf-8")
    assert run("schema", "post") == 0
    assert set(json.loads(capsys.readouterr().out)) == set(json.loads(shipped))
    assert run("schema") == 0
    every = capsys.readouterr().out
    assert "flyer" in every
    assert set(json.loads(every)) >= {"plan", "audience", "goal", "channel", "post", "review"}
    assert run("schema", "poste") == 2


def test_settings_that_name_no_rule_stop_every_command(plan: Path) -> None:
    (plan.parent / "planner.toml").write_text('ignore = ["no-such"]\n', "utf-8")
    for name in ("check", "score", "fix", "build"):
        assert run(name) == 2


def test_the_settings_in_the_readme_can_be_used(plan: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    settings = readme.partition("```toml\n")[2].partition("```")[0]
    (plan.parent / "planner.toml").write_text(settings, "utf-8")
    assert run("check", "--quiet") == 0


@pytest.mark.payload("H9")
def test_a_text_full_of_brackets_takes_no_time(plan: Path) -> None:
    post = plan / "posts/p20.md"
    post.write_text(post.read_text("utf-8") + "[" * 20_000, "utf-8")
    began = time.process_time()
    assert run("check") in (0, 1)
    assert time.process_time() - began < 2  # a gap was looked for from each of them to the end
