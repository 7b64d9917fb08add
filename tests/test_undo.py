"""Taking back what the last run changed."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

import pytest

from planner import cli, undoing, writing
from planner.baseline import NAME
from planner.errors import PlannerError
from planner.writing import NOTES, Reason

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = b"---\ntitle: Old\n---\n", b"---\ntitle: New\n---\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_bytes(OLD)
    (tmp_path / "content/l.csv").write_bytes(b"head\n")
    return tmp_path


def change(home: Path, new: bytes, stamp: str) -> None:
    root = home / "content"
    with writing.writer(home, stamp) as pen:
        pen.replace(writing.original(root / "a.md", root), new)
        pen.append(writing.original(root / "l.csv", root), [b"1\n", b"2\n"])
        pen.create(root / f"{stamp}.md", root, new)
    at = int(stamp) * 1_000_000_000
    os.utime(home / ".planner/backup" / stamp / NOTES, ns=(at, at))


def undo(home: Path) -> undoing.Undone:
    return undoing.undo(home, home / "content", "9")


def state(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home / "content").iterdir())}


def test_each_run_is_taken_back_in_turn(home: Path) -> None:
    states = [state(home)]
    for stamp in ("1", "2", "3"):
        change(home, f"---\ntitle: {stamp}\n---\n".encode(), stamp)
        states.append(state(home))
    while len(states) > 1:
        assert state(home) == states.pop()
        assert not undo(home).refused
        assert state(home) == states[-1]
    with pytest.raises(PlannerError, match="nothing to take back"):
        undo(home)
    assert state(home) == states[-1]


def test_what_was_saved_since_is_left_as_it_is(home: Path) -> None:
    change(home, NEW, "1")
    (home / "content/a.md").write_bytes(b"theirs")
    with (home / "content/l.csv").open("ab") as file:
        file.write(b"theirs\n")
    (home / "content/1.md").unlink()
    done = undo(home)
    assert {it.path.name: it.reason for it in done.refused} == {
        "a.md": Reason.CHANGED_MEANWHILE,
        "l.csv": Reason.CHANGED_MEANWHILE,
    }
    assert [it.name for it in done.removed] == ["1.md"]
    assert state(home) == {"a.md": b"theirs", "l.csv": b"head\n1\n2\ntheirs\n"}


def test_folders_that_are_empty_then_go_too(home: Path) -> None:
    root = home / "content"
    with writing.writer(home, "1") as pen:
        for name in ("posts/2026/a.md", "posts/b.md", "goals/c.md"):
            pen.create(root / name, root, NEW)
    (root / "goals/theirs.md").write_bytes(b"theirs")
    assert not undo(home).refused
    assert sorted(it.name for it in root.iterdir()) == ["a.md", "goals", "l.csv"]
    assert [it.name for it in (root / "goals").iterdir()] == ["theirs.md"]


def test_the_folder_of_the_plan_stays(home: Path) -> None:
    for path in (home / "content").iterdir():
        path.unlink()
    with writing.writer(home, "1") as pen:
        pen.create(home / "content/a.md", home / "content", NEW)
    assert not undo(home).refused
    assert (home / "content").is_dir()


def test_what_is_taken_back_is_kept(home: Path) -> None:
    change(home, NEW, "1")
    undo(home)
    kept = [path.read_bytes() for path in (home / ".planner/backup/9").rglob("*.md")]
    assert sorted(kept) == sorted([NEW, NEW])


def test_what_somebody_else_put_among_the_backups_is_no_run_of_ours(home: Path) -> None:
    change(home, NEW, "1")
    other = home / ".planner/backup/9999"
    (other / "content").mkdir(parents=True)
    (other / "content/a.md").write_bytes(b"theirs")
    digest = sha256((home / "content/a.md").read_bytes()).hexdigest()
    note = {"file": "content/a.md", "sha256": digest, "backup": "a.md", "temporary": "t"}
    (other / NOTES).write_text(json.dumps(note), "utf-8")
    assert not undo(home).refused
    assert state(home) == {"a.md": OLD, "l.csv": b"head\n"}


def test_the_order_of_runs_is_not_that_of_their_files_age(home: Path) -> None:
    change(home, NEW, "1")
    change(home, b"---\ntitle: Two\n---\n", "2")
    os.utime(home / ".planner/backup/1" / NOTES)
    assert not undo(home).refused
    assert state(home)["a.md"] == NEW


def test_a_run_refused_for_a_passing_reason_can_be_taken_back_later(home: Path) -> None:
    change(home, NEW, "1")
    (home / "content").chmod(0o555)
    done = undo(home)
    assert {it.reason for it in done.refused} == {Reason.READ_ONLY}
    assert not done.settled
    (home / "content").chmod(0o755)
    assert not undo(home).refused
    assert state(home) == {"a.md": OLD, "l.csv": b"head\n"}


def test_a_file_saved_while_it_is_removed_is_not_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, keep = home / "content", writing._keep  # noqa: SLF001 - the moment between

    def kept(old: writing.Original, backup: Path) -> None:
        keep(old, backup)
        (root / "new").write_bytes(b"theirs")
        (root / "new").replace(old.path)

    monkeypatch.setattr(writing, "_keep", kept)
    with writing.writer(home, "1") as pen, pytest.raises(writing.Refusal) as refusal:
        pen.remove(writing.original(root / "a.md", root))
    assert refusal.value.reason is Reason.CHANGED_MEANWHILE
    assert state(home) == {"a.md": b"theirs", "l.csv": b"head\n"}


@pytest.mark.parametrize(
    "note",
    [
        {"file": "../outside.txt", "sha256": "x", "backup": "b", "temporary": "t"},
        {"file": "content/a.md", "sha256": 5, "backup": "b"},
        {"file": "content/a.md", "sha256": "x", "backup": "a/b"},
        {"file": "content/a.md", "sha256": sha256(OLD).hexdigest(), "backup": ""},
        {"after": "1"},
        {"undoes": ["1"]},
        {"file": "content/a.md", "sha256": "x", "backup": "../../../content/l.csv"},
        {"file": "content/a.md", "sha256": "x", "offset": "zero"},
        {"file": "content/a.md", "sha256": "x", "offset": -5},
        [],
        "nothing",
    ],
)
def test_notes_that_somebody_else_wrote_reach_nothing(home: Path, note: object) -> None:
    (home / "outside.txt").write_bytes(b"outside")
    run = home / ".planner/backup/1"
    run.mkdir(parents=True)
    (home / ".planner/lock").write_text("1", "utf-8")
    (run / NOTES).write_text(f"{json.dumps(note)}\nno json\n{'[' * 200_000}\n", "utf-8")
    before = state(home)
    with suppress(PlannerError):  # nothing to take back
        undo(home)
    assert state(home) == before
    assert (home / "outside.txt").read_bytes() == b"outside"


def test_a_change_that_did_not_happen_is_not_taken_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = home / "content"
    with writing.writer(home, "1") as pen, monkeypatch.context() as system:
        system.setattr(writing, "_place", no_room)
        with pytest.raises(writing.Refusal):
            pen.replace(writing.original(root / "a.md", root), NEW)
    (root / "a.md").write_bytes(NEW)  # somebody made the same change by hand
    with pytest.raises(PlannerError, match="nothing to take back"):
        undo(home)
    assert state(home)["a.md"] == NEW


def test_notes_of_an_older_planner_are_understood(home: Path) -> None:
    change(home, NEW, "1")
    notes = home / ".planner/backup/1" / NOTES
    lines = [json.loads(line) for line in notes.read_bytes().splitlines() if line]
    for line in lines:
        for key in ("old", "rows"):
            line.pop(key, None)
    notes.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert not undo(home).refused
    assert state(home) == {"a.md": OLD, "l.csv": b"head\n"}


def test_a_changed_file_that_has_gone_is_not_brought_back(home: Path) -> None:
    change(home, NEW, "1")
    (home / "content/a.md").unlink()
    assert [it.reason for it in undo(home).refused] == [Reason.MISSING]
    assert state(home) == {"l.csv": b"head\n"}


def no_room(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("method", ["replace", "remove", "undoes"])
@pytest.mark.parametrize("turn", [1, 2])
def test_an_undo_that_was_cut_short_is_finished_by_the_next(
    home: Path, monkeypatch: pytest.MonkeyPatch, method: str, turn: int
) -> None:
    before = state(home)
    change(home, NEW, "1")
    change(home, b"---\ntitle: Two\n---\n", "2")
    calls: list[object] = []
    real = getattr(writing.Writer, method)

    def call(*given: object, **named: object) -> object:
        calls.append(given)
        if len(calls) == turn:
            raise KeyboardInterrupt
        return real(*given, **named)

    with monkeypatch.context() as system:
        system.setattr(writing.Writer, method, call)
        with suppress(KeyboardInterrupt):
            undo(home)
    if (method, turn) != ("remove", 2):  # there is only one file to remove
        assert not undo(home).refused
    assert state(home) == {**before, "1.md": NEW, "a.md": NEW, "l.csv": b"head\n1\n2\n"}
    assert not undo(home).refused
    assert state(home) == before


def test_what_cannot_be_read_is_not_taken_for_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(home, NEW, "1")
    real = os.open

    def opened(path: Path, *rest: int) -> int:
        if str(path).endswith(NOTES):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, *rest)

    with monkeypatch.context() as system:
        system.setattr(os, "open", opened)
        with pytest.raises(writing.Refusal):
            undo(home)
    assert not undo(home).refused
    assert state(home) == {"a.md": OLD, "l.csv": b"head\n"}


def test_rows_that_cannot_all_be_written_leave_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, root = os.write, home / "content"

    def short(file: int, content: bytes) -> int:
        return write(file, content[:3] if content == b"1\n2\n" else content)

    with writing.writer(home, "1") as pen:
        old = writing.original(root / "l.csv", root)
        monkeypatch.setattr(os, "write", short)
        with pytest.raises(writing.Refusal) as refusal:
            pen.append(old, [b"1\n", b"2\n"])
    assert refusal.value.reason is Reason.NO_SPACE
    assert state(home)["l.csv"] == b"head\n"


def test_rows_go_in_up_to_the_limit_and_none_beyond_it(home: Path) -> None:
    root = home / "content"
    with writing.writer(home, "1") as pen:
        old = writing.original(root / "l.csv", root, limit=len(b"head\n1\n"))
        with pytest.raises(writing.Refusal) as refusal:
            pen.append(old, [b"1\n", b"2\n"])
        assert (refusal.value.path, refusal.value.reason) == (root / "l.csv", Reason.TOO_LARGE)
        assert state(home)["l.csv"] == b"head\n"
        pen.append(old, [b"1\n"])
    assert state(home)["l.csv"] == b"head\n1\n"


def test_all_rows_are_one_write(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, write, root = [], os.write, home / "content"

    def noted(file: int, content: bytes) -> int:
        written.append(bytes(content))
        return write(file, content)

    with writing.writer(home, "1") as pen:
        old = writing.original(root / "l.csv", root)
        monkeypatch.setattr(os, "write", noted)
        pen.append(old, [b"1\n", b"22\n"])
    assert [it for it in written if it.startswith(b"1\n2")] == [b"1\n22\n"]


def test_a_file_saved_meanwhile_gets_no_rows(home: Path) -> None:
    root = home / "content"
    with writing.writer(home, "1") as pen:
        old = writing.original(root / "l.csv", root)
        (root / "l.csv").write_bytes(b"other\n")
        with pytest.raises(writing.Refusal) as refusal:
            pen.append(old, [b"1\n"])
    assert refusal.value.reason is Reason.CHANGED_MEANWHILE
    assert state(home)["l.csv"] == b"other\n"


def test_a_baseline_is_taken_back_too(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    path = plan.parent / NAME
    assert cli.run(["check", "--write-baseline", "--quiet"]) == 0
    assert path.is_file()
    assert cli.run(["undo"]) == 0
    assert f"gone again: {NAME}" in capsys.readouterr().out
    assert not path.exists()


@pytest.mark.parametrize(
    ("arguments", "number", "code"),
    [
        (("fix",), errno.ENOSPC, 2),
        (("fix",), errno.EACCES, 1),
        (("move", "p20", "+1"), errno.ENOSPC, 2),
        (("move", "p20", "+1"), errno.EIO, 2),
        (("move", "p20", "+1"), errno.EROFS, 1),
        (("track", "p01", "reach=1", "--on", "2026-06-01"), errno.EDQUOT, 2),
        (("track", "p01", "reach=1", "--on", "2026-06-01"), errno.EACCES, 1),
        (("undo",), errno.ENOSPC, 2),
        (("undo",), errno.EACCES, 1),
    ],
)
def test_what_the_system_cannot_do_is_no_finding(
    plan: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], number: int, code: int
) -> None:
    monkeypatch.delenv("CI", raising=False)
    (plan / "posts/p33.md").write_bytes("---\ntitle: A\u200bB\nstatus: idea\n---\n".encode())
    if arguments == ("undo",):
        assert cli.run(["fix"]) == 0

    def fail(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(writing, "_append", fail)
    monkeypatch.setattr(writing, "_name", fail)
    monkeypatch.setattr(writing, "_keep", fail)
    assert cli.run([*arguments, "--quiet"]) == code


def test_the_command_says_what_it_did(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert cli.run(["undo"]) == 2
    assert "nothing to take back" in capsys.readouterr().err
    assert cli.run(["new", "post", "--title", "One"]) == 0
    made = capsys.readouterr().out.strip()
    assert cli.run(["undo"]) == 0
    assert capsys.readouterr().out == f"gone again: {made}\n"
    assert (
        cli.run(["track", "p15", "reach=5", "--status", "reviewed", "--today", "2026-06-07"]) == 0
    )
    (plan / "posts/p15.md").write_text("---\ntitle: Theirs\n---\n", "utf-8")
    capsys.readouterr()
    assert cli.run(["undo", "--lang", "fi"]) == 1
    said = capsys.readouterr()
    assert said.out == "poistettu taas: content/tracking/2026.csv\n"
    assert "content/posts/p15.md jätettiin ennalleen" in said.err


def test_in_ci_nothing_is_taken_back(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert cli.run(["new", "post", "--title", "One", "--write"]) == 0
    assert cli.run(["undo"]) == 2
    assert list((plan / "posts").glob("*one*"))
    assert cli.run(["undo", "--write"]) == 0
    assert not list((plan / "posts").glob("*one*"))
