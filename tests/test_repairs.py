"""planner fix: what it mends, how little it touches, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from planner import checker, cli, repairs
from planner.config import DEFAULT
from planner.loader import load
from planner.repairs import Repairs, Wishes, repair
from tests.often import often

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAN = Path(__file__).parent / "manual_plan"
TODAY = date(2026, 6, 7)
NAME = "posts/p12.md"
HEAD = "---\ntitle: Spinach pancakes\nstatus: idea\n"
TAIL = "---\nSpinach, eggs, milk.\n"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The plan without fault behind the manual pages, in a folder where commands run."""
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    return shutil.copytree(PLAN, tmp_path / "content")


def write(plan: Path, content: bytes | str, name: str = NAME) -> Path:
    path = plan / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def mend(plan: Path, wishes: Wishes | None = None) -> Repairs:
    return repair(load(plan), TODAY, DEFAULT, wishes or Wishes())


def fix(*arguments: str) -> int:
    return cli.run(["fix", "--today", "2026-06-07", "--lang", "en", *arguments])


def slugs(plan: Path) -> list[str]:
    return [found.rule.slug for found in checker.check(load(plan), TODAY).diagnostics]


def test_a_plan_without_fault_is_left_as_it_is(plan: Path) -> None:
    done = mend(plan)
    assert (done.after, done.mended, done.refused) == ({}, [], [])
    assert fix() == 0
    assert not (plan.parent / ".planner").exists()


CURES = {
    "colon": ("title: Why: five reasons\n", 'title: "Why: five reasons"\n'),
    "at": ("title: @alder-farm\n", 'title: "@alder-farm"\n'),
    "star": ("title: *new*\n", 'title: "*new*"\n'),
    "anchor": ("title: &more food\n", 'title: "&more food"\n'),
    "tag": ("title: !new food\n", 'title: "!new food"\n'),
    "percent": ("title: %50 off\n", 'title: "%50 off"\n'),
    "quotation marks": ('title: "a "b" c"\n', "title: 'a \"b\" c'\n"),
    "backslash": ('title: "a\\qb"\n', "title: 'a\\qb'\n"),
    "hashtag": ("title: #organic food\n", 'title: "#organic food"\n'),
    "hashtag later": ("title: Come #organic\n", 'title: "Come #organic"\n'),
    "in a list": ("hashtags: [@a, b]\n", 'hashtags: ["@a", b]\n'),
    "in braces": ("cta: {text: Ask: how}\n", 'cta: {text: "Ask: how"}\n'),
    "item": ("hashtags:\n  - #a\n", 'hashtags:\n  - "#a"\n'),
    "zero width": ("title: Spin\u200bach\n", "title: Spinach\n"),
    "no-break space": ("title:\u00a0Spinach\n", "title: Spinach\n"),
    "control": ("title: Spin\u0007ach\n", "title: Spinach\n"),
    "line separator": ("title: Spin\u2028ach\n", "title: Spin ach\n"),
    "colon and remark": ("title: Day one: go # ask\n", 'title: "Day one: go" # ask\n'),
    "hashtag and remark": (
        "title: #one # planner: ignore time-missing\n",
        'title: "#one" # planner: ignore time-missing\n',
    ),
    "quoted over lines": ('title: "a\n  b"\nseries: #c\n', 'title: "a\n  b"\nseries: "#c"\n'),
    "two on one line": ('title: "a "b" c" #d\u200b\n', None),
}


@pytest.mark.parametrize(("newline", "mark"), [("\n", b""), ("\r\n", b"\xef\xbb\xbf"), ("\r", b"")])
@pytest.mark.parametrize("name", [name for name, (_, cured) in CURES.items() if cured])
def test_a_cure_touches_its_spot_and_nothing_else(
    plan: Path, name: str, mark: bytes, newline: str
) -> None:
    bad, good = CURES[name]
    around = f"---\nstatus: idea\n{{}}{'' if 'title' in bad else 'title: x' + chr(10)}---\nText.\n"

    def content(middle: str | None) -> bytes:
        return mark + around.format(middle).replace("\n", newline).encode()

    path = write(plan, content(bad))
    assert slugs(plan)
    assert fix() == 0
    assert path.read_bytes() == content(good)
    assert slugs(plan) == []
    assert fix() == 0
    assert path.read_bytes() == content(good)


AUDIENCE = "---\ntitle: Neighbours\nstatus: waiting{}\n---\n"


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (" # planner: ignore time-missing -- y", ""),
        (" # planner: ignore time-missing, date-missing", ""),
        ("\n# planner: ignore-file time-missing", ""),
        (" # planner: ignore time-missing # planner: ignore date-missing", ""),
        (" # PLANNER: ignore time-missing", ""),
        ("\nsize: 4 # about # planner: ignore time-missing", "\nsize: 4 # about"),
    ],
)
def test_a_remark_that_nobody_needs_is_taken_out(plan: Path, bad: str, good: str) -> None:
    path = write(plan, AUDIENCE.format(bad), "audiences/neighbours.md")
    assert set(slugs(plan)) == {"unused-suppression"}
    assert fix() == 0
    assert path.read_text("utf-8") == AUDIENCE.format(good)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("channel: facebook", "channel: facebok"),
        ("status: draft", "status: idea"),
        ("date: 2026-06-17", "date: 2027-06-17"),
        ("goal: sell-boxes", 'goal: "sell-boxes'),
    ],
)
def test_a_remark_stays_while_its_rule_could_not_speak(plan: Path, old: str, new: str) -> None:
    text = (
        "---\ntitle: Late\nstatus: draft\nchannel: facebook\naudience: [home-cooks]\n"
        "goal: sell-boxes\npurpose: inspire\ninterest: season-recipes\ndate: 2026-06-17\n"
        "time: 22:30 # planner: ignore outside-window -- as agreed\n---\n"
    )
    write(plan, text)
    assert slugs(plan) == []
    path = write(plan, text.replace(old, new))
    assert "unused-suppression" not in slugs(plan)
    fix()
    assert "as agreed" in path.read_text("utf-8")


def test_a_remark_stays_while_another_file_is_closed(plan: Path) -> None:
    path = write(plan, AUDIENCE.format(" # planner: ignore time-missing"), "audiences/n.md")
    write(plan, "---\ntitle: a: b: c\nstatus:idea\n---\n")
    assert "unused-suppression" not in slugs(plan)
    fix()
    assert "ignore" in path.read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    ["status: idea #Anna", "time: 18:00 #soon", "date: 2026-06-17 #x", "goal: sell-boxes #y"],
)
def test_what_would_be_no_value_in_quotation_marks_is_left(plan: Path, line: str) -> None:
    text = f"---\ntitle: x\n{line}\n---\n"
    path = write(plan, text)
    found = [it for it in checker.check(load(plan), TODAY).diagnostics if "yaml" in it.rule.slug]
    assert [it.fixable for it in found] == [False]
    fix()
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    "matter",
    [
        "audience:\n  - a: b #c\n    d: #e\n",
        "hashtags: \u200b[a, b]\ntitle: x\n",
        'title: x\n"message": #luomu\n',
        'title: x\nalt_text: "Field\n  and sign #organic"\n',
        "title: x\nmessage: > # short #x\n  Hello #all\n",
    ],
)
def test_odd_front_matter_neither_breaks_nor_loses_anything(plan: Path, matter: str) -> None:
    path = write(plan, f"---\n{matter}---\nText\n")
    assert fix("--diff") in (0, 1)
    assert fix() in (0, 1)
    assert path.read_text("utf-8").replace("\u200b", "") == f"---\n{matter}---\nText\n".replace(
        "\u200b", ""
    )


def test_text_over_several_lines_is_no_fault(plan: Path) -> None:
    write(plan, '---\ntitle: x\nalt_text: "Field\n  and sign #organic"\n---\n')
    assert slugs(plan) == []


def test_what_another_fault_keeps_from_being_mended_is_not_called_fixable(plan: Path) -> None:
    write(plan, "---\ntitle: x\n<<<<<<< HEAD\nstatus: idea\n---\na\u200bb\n")
    report = checker.check(load(plan), TODAY)
    assert [(it.rule.slug, it.fixable) for it in report.diagnostics] == [
        ("yaml-syntax", False),
        ("hidden-character", False),
    ]
    assert fix() == 1


@pytest.mark.parametrize("saved", [b"", b"---\ntitle: x\n---\n", b"\xff", None])
def test_a_file_that_was_saved_or_went_meanwhile_is_left(plan: Path, saved: bytes | None) -> None:
    path = write(plan, f"{HEAD}note: \u200bx\n{TAIL}")
    content = load(plan)
    path.unlink() if saved is None else path.write_bytes(saved)
    done = repair(content, TODAY, DEFAULT, Wishes())
    assert done.after == {}
    assert {it.path for it in done.refused} == {NAME}


def test_a_file_that_is_mostly_utf_8_is_not_read_as_something_else(plan: Path) -> None:
    content = "---\ntitle: Päivää, hyvää\nstatus: idea\n---\n".encode() + b"\xe4\n"
    path = write(plan, content)
    assert fix("--encoding", "cp1252") == 1
    assert path.read_bytes() == content


def test_a_ledger_is_not_touched(plan: Path) -> None:
    (plan / "tracking").mkdir()
    content = (
        b"subject,checked_on,metric,value,source,paid\npost:p02,2026-06-05,n\xe4yt\xf6t,1,hand,no\n"
    )
    path = write(plan, content, "tracking/2026.csv")
    found = [it for it in checker.check(load(plan), TODAY).diagnostics if it.path.endswith("csv")]
    assert not any(it.fixable for it in found)
    assert fix("--encoding", "cp1252") == 0
    assert path.read_bytes() == content


def test_thousands_of_hidden_characters_go_at_once(plan: Path) -> None:
    text = HEAD + TAIL + "Sun\u00adday \U000e0041\U000e0042 x\u2028" * 5000
    path = write(plan, text.replace("\n", "\r\n"))
    assert fix() == 0
    clean = HEAD + TAIL + "Sunday  x\n" * 5000
    assert path.read_bytes() == clean.replace("\n", "\r\n").encode()


@pytest.mark.payload("F7")
def test_hidden_characters_leave_the_text(plan: Path) -> None:
    path = write(plan, f"{HEAD}---\nSpin\u200bach,\u2028eggs \u202eand\u202c milk\x0b.\n")
    assert fix() == 0
    assert path.read_text("utf-8") == f"{HEAD}---\nSpinach,\neggs and milk\n.\n"


def test_more_hidden_characters_than_are_reported_at_once(plan: Path) -> None:
    path = write(plan, HEAD + TAIL + "a\u200b" * 35)
    assert fix() == 0
    assert path.read_text("utf-8") == HEAD + TAIL + "a" * 35


def test_a_flag_keeps_its_hidden_characters(plan: Path) -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    path = write(plan, f"{HEAD}---\n{flag} and \U0001f469\u200d\U0001f33e\u200b.\n")
    assert fix() == 0
    assert path.read_text("utf-8") == f"{HEAD}---\n{flag} and \U0001f469\u200d\U0001f33e.\n"


@pytest.mark.payload("F6")
@pytest.mark.parametrize("text", ["Päivä, työ & “öljy”", "5 € – alle", "Škodalla Mäntylään"])
def test_finnish_in_windows_1252_is_saved_as_utf_8(plan: Path, text: str) -> None:
    content = f"---\r\ntitle: {text}\r\nstatus: idea\r\n---\r\nText.\r\n"
    path = write(plan, content.encode("cp1252"))
    assert slugs(plan) == ["not-utf8"]
    assert fix() == 0
    assert path.read_bytes() == content.encode()


@pytest.mark.payload("F5", "F6")
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("päivä", "mac-roman"),
        ("työ", "cp850"),
        ("päivää", "cp850"),
        ("żółć", "cp1250"),
        ("ñandú", "cp1252"),
        ("päivä", "utf-16"),
    ],
)
def test_what_may_be_another_encoding_waits_to_be_told(
    plan: Path, text: str, encoding: str
) -> None:
    content = f"---\ntitle: {text}\nstatus: idea\n---\n".encode(encoding)
    path = write(plan, content)
    assert fix() == 0
    assert path.read_bytes() == content
    assert fix("--encoding", encoding) == 0
    assert path.read_text("utf-8") == f"---\ntitle: {text}\nstatus: idea\n---\n"


def test_an_encoding_that_does_not_fit_changes_nothing(plan: Path) -> None:
    path = write(plan, b"---\ntitle: \xff\xfe\x00\n---\n")
    assert fix("--encoding", "ascii") == 1
    assert path.read_bytes() == b"---\ntitle: \xff\xfe\x00\n---\n"
    assert fix("--encoding", "no-such") == 2
    assert fix("--encoding", "base64") == 2


def test_a_misspelt_word_is_a_guess(plan: Path) -> None:
    path = write(plan, HEAD + "format: imge  # a picture\npurpose: 'teahc'\n" + TAIL)
    assert fix() == 0
    assert "imge" in path.read_text("utf-8")
    assert fix("--unsafe") == 0
    assert path.read_text("utf-8") == HEAD + "format: image  # a picture\npurpose: teach\n" + TAIL


def test_a_word_with_two_candidates_or_none_is_left(plan: Path) -> None:
    text = HEAD + "action_metric: viewes\nformat: qqq\npurpose: wn back\n" + TAIL
    path = write(plan, text)
    before = slugs(plan)
    fix("--unsafe")
    after = slugs(plan)
    assert Counter(after) <= Counter(before)
    assert "format: qqq" in path.read_text("utf-8")


def test_a_finnish_plan_gets_finnish_words(plan: Path) -> None:
    file = plan / "plan.md"
    file.write_text(file.read_text("utf-8").replace("language: en", "language: fi"), "utf-8")
    path = write(plan, "---\notsikko: x\ntila: idea\ntarkoitus: opetta\n---\n")
    assert fix("--unsafe") == 0
    assert "tarkoitus: opettaa\n" in path.read_text("utf-8")


def test_what_is_not_sure_is_refused_with_the_line_to_write(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "---\ntitle: Why: five\nstatus:idea\n---\n"
    path = write(plan, text)
    assert fix() == 1
    assert path.read_text("utf-8") == text
    said = capsys.readouterr().err
    assert (
        f'content/{NAME}:2 is left as it is. Write the line like this: title: "Why: five"' in said
    )


def test_a_file_with_a_fault_that_is_left_is_mended_where_it_can_be(plan: Path) -> None:
    path = write(plan, HEAD + "hastags: [a]\nmessage: Spin\u200bach\n" + TAIL)
    assert fix() == 0
    assert path.read_text("utf-8") == HEAD + "hastags: [a]\nmessage: Spinach\n" + TAIL


def test_the_diff_shows_and_changes_nothing(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    text = HEAD + "message: Spin\u200bach\x1b[31m\n" + TAIL
    path = write(plan, text)
    assert fix("--diff") == 1
    shown = capsys.readouterr()
    assert path.read_text("utf-8") == text
    assert "-message: Spin\\u200bach\\u001b[31m\n+message: Spinach[31m\n" in shown.out
    assert f"--- content/{NAME}\n" in shown.out
    assert "2 repairs would be made." in shown.err
    assert not (plan.parent / ".planner").exists()
    assert fix() == 2
    assert path.read_text("utf-8") == text
    assert fix("--write") == 0
    assert path.read_text("utf-8") == HEAD + "message: Spinach[31m\n" + TAIL


def test_only_the_named_files_and_rules_are_mended(plan: Path) -> None:
    hidden = HEAD + "message: Spin\u200bach\n" + TAIL
    one = write(plan, hidden)
    other = write(plan, hidden.replace("pancakes", "soup"), "posts/p13.md")
    assert fix(f"content/{NAME}") == 0
    assert "\u200b" not in one.read_text("utf-8")
    assert "\u200b" in other.read_text("utf-8")
    assert fix("--ignore", "hidden-character") == 0
    assert "\u200b" in other.read_text("utf-8")
    assert fix("content/nothing.md") == 2
    assert fix("/") == 0  # the content folder lies in it
    assert fix(os.devnull) == 2


def test_the_old_files_are_kept(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + "message: Spin\u200bach\n" + TAIL
    write(plan, text)
    assert fix() == 0
    kept = [path.read_text("utf-8") for path in (plan.parent / ".planner").rglob("p12.md")]
    assert kept == [text]
    out = capsys.readouterr()
    assert out.out == f"content/{NAME}: 1 × hidden-character\n"
    assert "1 repair in 1 file." in out.err


def test_a_file_that_another_program_saved_meanwhile_is_left(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(plan, HEAD + "message: Spin\u200bach\n" + TAIL)
    mended = repairs.repair

    def and_somebody_saves(*arguments: object) -> Repairs:
        done = mended(*arguments)  # type: ignore[arg-type]
        path.write_text("mine", "utf-8")
        return done

    other = write(plan, HEAD + "message: Sp\u200bring\n" + TAIL, "posts/p13.md")
    monkeypatch.setattr(repairs, "repair", and_somebody_saves)
    assert fix() == 1
    assert path.read_text("utf-8") == "mine"
    assert "message: Spring\n" in other.read_text("utf-8")
    said = capsys.readouterr()
    assert said.out == "content/posts/p13.md: 1 × hidden-character\n"
    assert "p12.md is left as it is: it has been saved meanwhile" in said.err


@pytest.mark.payload("F12")
def test_a_protected_file_is_left(plan: Path) -> None:
    path = write(plan, HEAD + "message: Spin\u200bach\n" + TAIL)
    path.chmod(0o444)
    assert fix() == 1
    assert "\u200b" in path.read_text("utf-8")


def test_the_diff_gives_no_command_to_a_ci_system(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(plan, f"{HEAD}---\n::error::forged\nSpin\u200bach ##[error]x\n")
    fix("--diff")
    out = capsys.readouterr().out
    assert "forged" in out
    assert not [line for line in out.splitlines() if line.strip(" +-").startswith("::")]
    assert "##[" not in out


def test_a_content_folder_behind_a_link_is_mended(plan: Path, tmp_path: Path) -> None:
    path = write(plan, HEAD + "message: Spin\u200bach\n" + TAIL)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "linked").symlink_to(plan.parent)
    assert fix("--content", str(tmp_path / "elsewhere" / "linked" / "content")) == 0
    assert "\u200b" not in path.read_text("utf-8")


def test_a_suppressed_finding_is_left(plan: Path) -> None:
    text = HEAD + "message: Spin\u200bach # planner: ignore hidden-character\n" + TAIL
    path = write(plan, text)
    assert fix() == 0
    assert path.read_text("utf-8") == text


PIECES = st.lists(
    st.sampled_from([bad for bad, _ in CURES.values() if not bad.startswith("hashtags:\n")])
    | st.sampled_from(["message: ok\n", "hastags: [x]\n", "purpose: teahc\n", "status:idea\n"]),
    min_size=1,
    max_size=4,
)


@given(pieces=PIECES, body=st.text(alphabet="ab \n\u200b\u00a0ä#<!->", max_size=30))
@often(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_repair_removes_its_finding_and_adds_none(
    tmp_path: Path, pieces: Sequence[str], body: str
) -> None:
    plan = tmp_path / "content"
    (plan / "posts").mkdir(parents=True, exist_ok=True)
    keys = [piece.partition(":")[0] for piece in pieces]
    lines = [piece for number, piece in enumerate(pieces) if keys[number] not in keys[:number]]
    path = write(plan, f"---\n{''.join(lines)}---\n{body}")
    before = load(plan)
    done = repair(before, TODAY, DEFAULT, Wishes(unsafe=True))
    was, now = (
        Counter(it.rule for it in checker.check(content, TODAY).diagnostics)
        for content in (before, done.content)
    )
    # A front matter that could not be read hides what its values lack.
    if before.sources[NAME].data is not None:
        assert all(now[found.rule] < was[found.rule] for found in done.mended)
        assert not now - was
    elif done.mended:
        assert done.content.sources[NAME].data is not None
    assert bool(done.mended) == bool(done.after)
    again = repair(done.content, TODAY, DEFAULT, Wishes(unsafe=True))
    assert again.after == {}
    assert path.read_bytes() == done.before.get(NAME, path.read_bytes())
