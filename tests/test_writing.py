"""Changing a person's file: whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from planner import undoing, writing
from planner.texts import T
from planner.writing import Reason, Refusal
from tests import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
OLD = "---\r\ntitle: Vanha\r\n---\r\nÄiti\r\n".encode()
NEW = OLD.replace(b"Vanha", b"Uusi")
FOREIGN = b"---\ntitle: Theirs\n---\n"
KILLS = 60
SAVES = 150
"""`make trust ARGS=kills` and `ARGS=races` try more."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a plan with a post."""
    (tmp_path / "content" / "posts").mkdir(parents=True)
    post(tmp_path).write_bytes(OLD)
    return tmp_path


def post(home: Path) -> Path:
    return home / "content" / "posts" / "a.md"


def change(home: Path, new: bytes = NEW, stamp: str = "2026-06-07T120000Z") -> None:
    with writing.writer(home, stamp) as pen:
        pen.replace(writing.original(post(home), home / "content"), new)


def refused(work: Callable[[], object]) -> Reason:
    with pytest.raises(Refusal) as refusal:
        work()
    return refusal.value.reason


def drafts(home: Path) -> list[Path]:
    return [path for path in home.rglob(".planner-*") if ".planner" not in path.parts]


def backups(home: Path) -> dict[str, bytes]:
    """Return what is kept, by run and place."""
    folder = home / ".planner" / "backup"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != writing.NOTES
    }


def assert_untouched(home: Path, content: bytes = OLD) -> None:
    assert post(home).read_bytes() == content
    assert drafts(home) == []
    assert backups(home) == {}
    assert post(home).stat().st_nlink == 1


# What is written and what is kept


def test_a_change_keeps_what_was_there(home: Path) -> None:
    post(home).chmod(0o640)
    change(home)
    assert post(home).read_bytes() == NEW
    assert mode(post(home)) == 0o640
    assert drafts(home) == []
    assert backups(home) == {"2026-06-07T120000Z/content/posts/a.md": OLD}
    assert (home / ".planner" / ".gitignore").read_bytes() == b"*\n"


def test_a_change_can_be_taken_back(home: Path) -> None:
    change(home)
    (notes,) = home.glob(f".planner/backup/*/{writing.NOTES}")
    first, note = (json.loads(line) for line in notes.read_bytes().splitlines() if line)
    assert first == {"after": ""}
    assert note["file"] == "content/posts/a.md"
    assert note["sha256"] == sha256(post(home).read_bytes()).hexdigest()
    assert (notes.parent / note["file"]).with_name(note["backup"]).read_bytes() == OLD


def test_the_same_content_again_changes_nothing(home: Path) -> None:
    change(home, OLD)
    assert_untouched(home)


def test_runs_and_changes_of_one_name_do_not_collide(home: Path) -> None:
    change(home, b"1", "s")
    with writing.writer(home, "s") as pen:
        for new in (b"2", b"3", b"4"):
            pen.replace(writing.original(post(home), home), new)
    assert backups(home) == {
        "s/content/posts/a.md": OLD,
        "s-2/content/posts/a.md": b"1",
        "s-2/content/posts/a.md-2": b"2",
        "s-2/content/posts/a.md-3": b"3",
    }


@pytest.mark.parametrize("stamp", ["", "..", "a/b", "12:00", "x" * 81])
def test_a_stamp_names_no_other_place(home: Path, stamp: str) -> None:
    with pytest.raises(ValueError, match="^" + stamp[:5]), writing.writer(home, stamp):
        pass
    assert not (home / ".planner").exists()


def test_nothing_is_written_before_the_first_change(home: Path) -> None:
    with writing.writer(home, "s"):
        pass
    assert sorted(path.name for path in home.rglob(".planner/**/*")) == [
        ".gitignore",
        "backup",
        "lock",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(home: Path) -> None:
    os.chown(post(home), 1234, 2345)
    change(home)
    assert (post(home).stat().st_uid, post(home).stat().st_gid) == (1234, 2345)


def test_further_attributes_stay(home: Path) -> None:
    try:
        os.setxattr(post(home), "user.note", b"mine")
    except OSError:
        pytest.skip("no such attributes here")
    change(home)
    assert os.getxattr(post(home), "user.note") == b"mine"


def test_nobody_reads_a_draft_before_it_has_its_mode(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    monkeypatch.setattr(shutil, "copystat", lambda *_, **__: modes.extend(map(mode, drafts(home))))
    change(home)
    assert modes == [0o600]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_age_of_the_old_file_does_not_stay(home: Path) -> None:
    os.utime(post(home), (0, 0))
    change(home)
    assert post(home).stat().st_mtime > 0


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM])
def test_without_second_names_a_copy_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    post(home).chmod(0o604)
    monkeypatch.setattr(os, "link", failing(number))
    change(home)
    assert post(home).read_bytes() == NEW
    assert backups(home) == {"2026-06-07T120000Z/content/posts/a.md": OLD}
    (kept,) = home.glob(".planner/backup/*/content/posts/a.md")
    assert mode(kept) == 0o604


def test_where_files_cannot_change_places_one_takes_the_others(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_exchange", lambda *_: False)
    change(home)
    assert post(home).read_bytes() == NEW
    assert drafts(home) == []


def test_a_system_without_that_step_is_no_obstacle(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)
    change(home)
    assert post(home).read_bytes() == NEW


def test_the_order_of_steps_outlives_a_power_cut(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    change(home, b"first")
    watch(monkeypatch, steps, home)
    change(home)
    draft = steps.index("write draft")
    begun = steps.index("write notes")
    assert steps[begun : begun + 2] == ["write notes", "fsync notes"]
    assert steps[begun + 2 : draft - 4] == [f"fsync {it}" for it in ("run", "runs", "own", "home")]
    assert steps[draft - 4 :] == [
        "write lock",
        "fsync lock",
        "write notes",
        "fsync notes",
        "write draft",
        "fsync draft",
        "link backup",
        *("fsync backups", "fsync run", "fsync backups"),
        "read backup",
        "read post",
        "exchange",
        "unlink draft",
        "fsync folder",
    ]


def watch(monkeypatch: pytest.MonkeyPatch, steps: list[str], home: Path) -> None:
    """Take down what happens to which file."""
    real = {
        name: getattr(os, name) for name in ("open", "write", "read", "fsync", "link", "unlink")
    }
    names: dict[int, str] = {}

    def kind(path: object) -> str:
        name = Path(str(path)).name
        kinds = {
            "a.md": "backup" if ".planner" in str(path) else "post",
            "posts": "backups" if ".planner" in str(path) else "folder",
            "backup": "runs",
            ".planner": "own",
            "content": "backups",
            home.name: "home",
            "2026-06-07T120000Z-2": "run",
            writing.NOTES: "notes",
        }
        return "draft" if name.endswith(".tmp") else kinds.get(name, name)

    def opened(path: Path, *rest: int) -> int:
        file: int = real["open"](path, *rest)
        names[file] = kind(path)
        return file

    def taking(step: str, called: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object) -> object:
            what = names[given[0]] if isinstance(given[0], int) else kind(given[-1])
            if steps[-1:] != [f"{step} {what}"]:
                steps.append(f"{step} {what}")
            return called(*given)

        return call

    def exchanged(one: Path, other: Path) -> bool:
        steps.append("exchange")
        return exchange(one, other)

    exchange = writing._exchange  # noqa: SLF001
    monkeypatch.setattr(os, "open", opened)
    for step in ("write", "read", "fsync", "link", "unlink"):
        monkeypatch.setattr(os, step, taking(step, real[step]))
    monkeypatch.setattr(writing, "_exchange", exchanged)


def failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


# What is refused


def a_link(home: Path) -> None:
    post(home).rename(home / "real.md")
    post(home).symlink_to(home / "real.md")


def a_linked_folder(home: Path) -> None:
    (home / "content" / "posts").rename(home / "elsewhere")
    (home / "content" / "posts").symlink_to(home / "elsewhere")


def a_second_name(home: Path) -> None:
    os.link(post(home), home / "second.md")


def a_pipe(home: Path) -> None:
    post(home).unlink()
    os.mkfifo(post(home))


def a_folder(home: Path) -> None:
    post(home).unlink()
    post(home).mkdir()


def too_large(home: Path) -> None:
    post(home).write_bytes(b"x" * ((1 << 20) + 1))


CASES = {
    Reason.LINK: (a_link, a_linked_folder),
    Reason.HARD_LINKED: (a_second_name,),
    Reason.NOT_A_FILE: (a_pipe, a_folder),
    Reason.TOO_LARGE: (too_large,),
    Reason.READ_ONLY: (
        lambda home: post(home).chmod(0o444),
        lambda home: post(home).chmod(0),
        lambda home: post(home).parent.chmod(0o555),
    ),
    Reason.MISSING: (lambda home: post(home).unlink(),),
}


@pytest.mark.payload("F10", "F11", "F12")
@pytest.mark.parametrize(
    ("reason", "prepare"), [(reason, case) for reason in CASES for case in CASES[reason]]
)
def test_a_file_that_is_not_simply_a_file_is_refused(
    home: Path, reason: Reason, prepare: Callable[[Path], object]
) -> None:
    prepare(home)
    try:
        assert refused(lambda: writing.original(post(home), home / "content")) is reason
        assert refused(lambda: change(home)) is reason
    finally:
        post(home).parent.chmod(0o755)
    assert drafts(home) == []
    assert backups(home) == {}


@pytest.mark.parametrize("path", ["../a.md", "content/../../a.md", "/etc/passwd", "content"])
def test_a_file_elsewhere_is_refused(home: Path, path: str) -> None:
    taken_up = home / path
    assert refused(lambda: writing.original(taken_up, home / "content")) is Reason.OUTSIDE


def test_a_file_beside_the_plan_is_refused(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "b.md"
    other.write_bytes(OLD)
    with writing.writer(home, "s") as pen:
        old = writing.original(other, other.parent)
        assert refused(lambda: pen.replace(old, NEW)) is Reason.OUTSIDE
    assert other.read_bytes() == OLD


def test_a_file_may_not_outgrow_what_is_read(home: Path) -> None:
    assert refused(lambda: change(home, b"x" * ((1 << 20) + 1))) is Reason.TOO_LARGE
    assert_untouched(home)
    with writing.writer(home, "s") as pen:
        pen.replace(writing.original(post(home), home, 1 << 21), b"x" * (1 << 21))
    assert post(home).stat().st_size == 1 << 21


def test_a_file_that_cannot_be_read_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", failing(errno.EIO))
    assert refused(lambda: writing.original(post(home), home)) is Reason.FAILED


def test_a_refusal_says_which_file_and_why() -> None:
    refusal = Refusal(Path("posts/a.md"), Reason.EXISTS)
    assert refusal.text.to("en") == (
        "posts/a.md is left as it is: there is already something of that name"
    )
    assert all(isinstance(reason.value, T) for reason in Reason)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, Reason.NO_SPACE),
        (errno.EDQUOT, Reason.NO_SPACE),
        (errno.EROFS, Reason.READ_ONLY),
        (errno.EACCES, Reason.READ_ONLY),
        (errno.EIO, Reason.FAILED),
    ],
)
def test_what_the_system_refuses_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: Reason
) -> None:
    with writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        monkeypatch.setattr(os, "fsync", failing(number))
        assert refused(lambda: pen.replace(old, NEW)) is reason
    assert_untouched(home)


def test_a_limit_on_sizes_leaves_the_file(home: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        reason = refused(lambda: change(home, OLD * 1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert reason is Reason.NO_SPACE
    assert_untouched(home)


def test_the_content_folder_itself_may_be_a_link(home: Path) -> None:
    (home / "content").rename(home / "elsewhere")
    (home / "content").symlink_to("elsewhere")
    change(home)
    assert (home / "elsewhere" / "posts" / "a.md").read_bytes() == NEW
    assert backups(home) == {"2026-06-07T120000Z/content/posts/a.md": OLD}


def test_files_may_be_named_from_where_one_stands(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home / "content")
    with writing.writer(Path(".."), "s") as pen:
        old = writing.original(Path("../content/posts/a.md"), Path("../content"))
        pen.replace(old, NEW)
    assert post(home).read_bytes() == NEW
    post(home).chmod(0o444)
    with pytest.raises(Refusal) as refusal:
        writing.original(Path("posts/a.md"), Path())
    assert refusal.value.path == Path("posts/a.md")


# Other programs


def in_place(file: Path) -> None:
    file.write_bytes(FOREIGN)


def by_another_file(file: Path) -> None:
    fresh = file.with_name("fresh")
    fresh.write_bytes(FOREIGN)
    fresh.replace(file)


def touched(file: Path) -> None:
    os.utime(file, (0, 0))


def protected(file: Path) -> None:
    file.chmod(0o444)


def unnoticed(file: Path) -> None:
    """Save as many other bytes within the same moment."""
    info = file.stat()
    file.write_bytes(OLD.swapcase())
    os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))


@pytest.mark.parametrize("exchanging", [True, False])
@pytest.mark.parametrize("save", [in_place, by_another_file, touched, protected, unnoticed])
def test_what_another_program_saved_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None], *, exchanging: bool
) -> None:
    if not exchanging:
        monkeypatch.setattr(writing, "_exchange", lambda *_: False)
    with writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        save(post(home))
        saved = post(home).read_bytes()
        assert refused(lambda: pen.replace(old, NEW)) is Reason.CHANGED_MEANWHILE
    assert_untouched(home, saved)


@pytest.mark.payload("F15")
def test_a_file_that_changes_while_it_is_read_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.close

    def close(file: int) -> None:
        real(file)
        touched(post(home))

    monkeypatch.setattr(os, "close", close)
    taken_up = post(home)
    assert refused(lambda: writing.original(taken_up, home)) is Reason.CHANGED_MEANWHILE


def test_a_change_of_something_else_than_is_there_is_refused(home: Path) -> None:
    old = writing.original(post(home), home)
    assert old.expected(OLD) is old
    assert refused(lambda: old.expected(FOREIGN)) is Reason.CHANGED_MEANWHILE


def test_a_file_that_has_gone_is_not_brought_back(home: Path) -> None:
    with writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        post(home).unlink()
        assert refused(lambda: pen.replace(old, NEW)) is Reason.MISSING
    assert not post(home).exists()
    assert drafts(home) == []


def saving(monkeypatch: pytest.MonkeyPatch, home: Path, *versions: bytes) -> None:
    """Let another program save each time just before two files change places."""
    real = writing._exchange  # noqa: SLF001
    coming = iter(versions)

    def exchange(one: Path, other: Path) -> bool:
        for content in coming:
            fresh = home / "fresh"
            fresh.write_bytes(content)
            fresh.replace(post(home))
            break
        return real(one, other)

    monkeypatch.setattr(writing, "_exchange", exchange)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the step")
@pytest.mark.parametrize("saves", range(1, 7))
def test_the_newest_of_what_is_saved_at_the_very_moment_gets_its_place(
    home: Path, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    versions = [b"theirs %d" % number for number in range(saves)]
    saving(monkeypatch, home, *versions)
    assert refused(lambda: change(home)) is Reason.CHANGED_MEANWHILE
    assert post(home).read_bytes() == versions[-1]
    assert post(home).stat().st_nlink == 1
    assert drafts(home) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the step")
def test_what_is_saved_before_an_interruption_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving(monkeypatch, home, FOREIGN)
    monkeypatch.setattr(writing, "_seen", interrupted_after(writing._seen))  # noqa: SLF001
    with pytest.raises(KeyboardInterrupt):
        change(home)
    assert post(home).read_bytes() == NEW
    assert sorted(backups(home).values()) == sorted([OLD, FOREIGN])
    assert drafts(home) == []


def interrupted_after(real: Callable[[Path], object]) -> Callable[[Path], object]:
    calls: list[Path] = []

    def call(path: Path) -> object:
        calls.append(path)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return real(path)

    return call


# Other planners


def test_a_second_planner_is_sent_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.05)
    with writing.writer(home, "s"):
        assert refused(lambda: change(home)) is Reason.BUSY
    assert_untouched(home)


def test_a_second_planner_waits_its_turn(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = writing.writer(home, "first")
    first.__enter__()

    class Waiter(Thread):
        def start(self) -> None:
            first.__exit__(None, None, None)
            super().start()

    monkeypatch.setattr(writing, "Thread", Waiter)
    change(home)
    assert post(home).read_bytes() == NEW


def test_a_lock_that_cannot_be_had_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", failing(errno.ENOLCK))
    assert refused(lambda: change(home)) is Reason.FAILED
    assert_untouched(home)


@pytest.mark.parametrize("name", ["", "backup", "lock"])
def test_the_folder_beside_the_content_may_not_lead_elsewhere(home: Path, name: str) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir() if name in ("", "backup") else elsewhere.touch()
    link = home / ".planner" / name if name else home / ".planner"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere)
    assert refused(lambda: change(home)) is Reason.LINK
    assert elsewhere.is_file() or not any(elsewhere.iterdir())
    assert post(home).read_bytes() == OLD


# New files


def make(home: Path, name: str = "content/new/b.md") -> None:
    with writing.writer(home, "s") as pen:
        pen.create(home / name, home / "content", NEW)


def test_a_new_file_is_made_with_its_folder(home: Path) -> None:
    make(home)
    made = home / "content" / "new" / "b.md"
    assert made.read_bytes() == NEW
    assert made.stat().st_nlink == 1
    (home / "plain").touch()
    assert made.stat().st_mode == (home / "plain").stat().st_mode
    assert drafts(home) == []
    assert backups(home) == {}


@pytest.mark.payload("C8")
def test_nothing_is_overwritten(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "content" / "dead.md").symlink_to("nowhere")
    assert refused(lambda: make(home, "content/dead.md")) is Reason.EXISTS
    assert refused(lambda: make(home, "content/posts/a.md")) is Reason.EXISTS
    monkeypatch.setattr(writing, "is_there", lambda path: str(path).endswith(".tmp"))
    assert refused(lambda: make(home, "content/posts/a.md")) is Reason.EXISTS
    monkeypatch.undo()
    assert_untouched(home)


def test_a_new_file_needs_no_second_names(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    make(home)
    assert (home / "content" / "new" / "b.md").read_bytes() == NEW
    assert drafts(home) == []


def test_a_new_file_is_not_made_elsewhere(home: Path) -> None:
    assert refused(lambda: make(home, "b.md")) is Reason.OUTSIDE
    a_linked_folder(home)
    assert refused(lambda: make(home, "content/posts/b.md")) is Reason.LINK
    with writing.writer(home, "s") as pen:
        large = b"x" * ((1 << 20) + 1)
        new = home / "content" / "b.md"
        assert refused(lambda: pen.create(new, home, large)) is Reason.TOO_LARGE
    assert [path.name for path in home.rglob("b.md")] == []


def test_a_new_file_takes_no_place_that_was_taken_meanwhile(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    path = home / "content" / "new.md"

    def fsync(file: int) -> None:
        real(file)
        path.write_bytes(FOREIGN)

    for number in (errno.EEXIST, errno.EPERM):  # with and without second names
        for renamed in (writing._renamed, lambda *_: False):  # noqa: SLF001
            with monkeypatch.context() as system:
                system.setattr(os, "fsync", fsync)
                system.setattr(os, "link", failing(number))
                system.setattr(writing, "_renamed", renamed)
                path.unlink(missing_ok=True)
                assert refused(lambda: make(home, "content/new.md")) in (
                    Reason.EXISTS,
                    Reason.CHANGED_MEANWHILE,
                )
            assert path.read_bytes() == FOREIGN
            assert drafts(home) == []


def test_a_folder_for_a_file_that_is_not_made_goes_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EIO))
    monkeypatch.setattr(writing, "_renamed", lambda *_: False)
    monkeypatch.setattr(Path, "rename", failing(errno.EIO))
    assert refused(lambda: make(home, "content/a/b/c.md")) is Reason.FAILED
    assert [it.name for it in (home / "content").iterdir()] == ["posts"]


NAMES = (
    "x" * 252 + ".md",
    "\N{PILE OF POO}" * 62 + ".md",
    "new\nline.md",
    "a\N{COMBINING DIAERESIS}.md",
    "-rf.md",
    "a b#c?.md",
    os.fsdecode(b"\xff.md"),
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_will_do(home: Path, name: str) -> None:
    path = home / "content" / name
    with writing.writer(home, "s") as pen:
        pen.create(path, home / "content", OLD)
        for number in range(12):
            pen.replace(writing.original(path, home), b"%d" % number)
    assert path.read_bytes() == b"11"
    assert sorted(backups(home).values()) == sorted([OLD, *(b"%d" % n for n in range(11))])
    assert drafts(home) == []
    undone = undoing.undo(home, home / "content", "u")
    assert not undone.refused
    assert sorted(it.name for it in (home / "content").iterdir()) == ["posts"]


def test_pipes_in_the_way_are_not_waited_for(home: Path) -> None:
    (home / ".planner" / "backup").mkdir(parents=True)
    for name in ("lock", ".gitignore"):
        os.mkfifo(home / ".planner" / name)
        assert refused(lambda: change(home)) in (Reason.NOT_A_FILE, Reason.FAILED)
        (home / ".planner" / name).unlink()
        (home / ".planner" / ".gitignore").unlink(missing_ok=True)
    change(home)
    assert post(home).read_bytes() == NEW


def test_rows_may_not_outgrow_what_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_MOST_ROWS", 3)
    with writing.writer(home, "s") as pen:
        old = writing.original(post(home), home, len(OLD) + 4)
        assert refused(lambda: pen.append(old, [b"12345"])) is Reason.TOO_LARGE
        pen.append(old, [b"12", b"34"])
    assert post(home).read_bytes() == OLD + b"1234"
    assert not [note for note in writing.notes_of(home, "s") if "rows" in note]


# What can be had again


def test_what_can_be_had_again_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    writing.deliver(path, b"old")
    path.chmod(0o640)
    with monkeypatch.context() as system:
        system.setattr(os, "fsync", failing(errno.ENOSPC))
        with pytest.raises(OSError, match="No space"):
            writing.deliver(path, b"new")
        assert refused(lambda: writing.keep(path, b"new")) is Reason.NO_SPACE
    assert path.read_bytes() == b"old"
    writing.deliver(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o640)
    assert [it.name for it in tmp_path.iterdir()] == ["a.csv"]


def test_what_was_left_behind_makes_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    with monkeypatch.context() as system:
        system.setattr(Path, "replace", interrupted)
        system.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            writing.keep(path, b"1")
    assert len(list(tmp_path.iterdir())) == 1
    writing.keep(path, b"2")
    assert [it.read_bytes() for it in tmp_path.iterdir()] == [b"2"]


def interrupted(*_: object) -> NoReturn:
    raise SystemExit


def test_two_do_not_write_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(file: int) -> None:
        real(file)
        monkeypatch.setattr(os, "fsync", real)
        (draft,) = tmp_path.iterdir()
        draft.unlink()
        draft.write_bytes(b"half of the oth")

    monkeypatch.setattr(os, "fsync", fsync)
    assert refused(lambda: writing.keep(tmp_path / "a", b"1")) is Reason.BUSY
    assert not (tmp_path / "a").exists()


def test_a_result_goes_where_somebody_wants_it(tmp_path: Path) -> None:
    file, link, second = tmp_path / "file", tmp_path / "link", tmp_path / "second"
    file.write_bytes(b"")
    link.symlink_to(file)
    writing.deliver(link, b"by the link")
    assert (file.read_bytes(), link.is_symlink()) == (b"by the link", True)
    os.link(file, second)
    writing.deliver(second, b"by the second name")
    assert file.read_bytes() == b"by the second name"
    writing.deliver(Path(os.devnull), b"nowhere")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    with pytest.raises(IsADirectoryError):
        writing.deliver(tmp_path, b"")
    with pytest.raises(FileNotFoundError):
        writing.deliver(tmp_path / "nowhere" / "a", b"")


def test_a_result_in_somebody_elses_folder_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    writing.deliver(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    with pytest.raises(PermissionError):
        writing.deliver(tmp_path / "b", b"new")
    assert [it.name for it in tmp_path.iterdir()] == ["a"]


# Systems that fail


def test_a_full_disk_forgets_no_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(home, b"1", "first")
    for name in ("write", "ftruncate", "fsync", "lseek"):
        for turn in range(1, 9):
            with monkeypatch.context() as system:
                system.setattr(os, name, failing_at(turn, getattr(os, name)))
                with suppress(Refusal):
                    change(home, b"2", f"{name}-{turn}")
            assert writing.last_run(home)
            while post(home).read_bytes() != OLD:
                undoing.undo(home, home / "content", f"{name}-{turn}-u")
            change(home, b"1", f"{name}-{turn}-again")


def failing_at(turn: int, real: Callable[..., Any]) -> Callable[..., Any]:
    calls: list[int] = []

    def call(*given: object) -> object:
        calls.append(1)
        return failing(errno.ENOSPC)() if len(calls) == turn else real(*given)

    return call


def test_a_removal_that_is_cut_short_leaves_one_name(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as system, writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        system.setattr(Path, "rename", interrupted)
        system.setattr(writing._Draft, "abandon", interrupted)  # noqa: SLF001 - as a kill would
        with pytest.raises(SystemExit):
            pen.remove(old)
    assert post(home).stat().st_nlink == 2
    change(home)
    assert post(home).read_bytes() == NEW
    assert post(home).stat().st_nlink == 1


@pytest.mark.parametrize("step", ["_seen", "_keep"])
def test_a_removal_that_fails_leaves_the_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        with monkeypatch.context() as system:
            system.setattr(writing, step, failing(errno.EIO))
            assert refused(lambda: pen.remove(old)) is Reason.FAILED
    assert_untouched(home)


def test_what_nobody_can_tell_is_put_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = writing._seen, []  # noqa: SLF001

    def seen(path: Path) -> object:
        calls.append(path)
        return real(path) if len(calls) == 1 else failing(errno.EIO)()

    monkeypatch.setattr(writing, "_seen", seen)
    assert refused(lambda: change(home)) is Reason.FAILED
    assert_untouched(home)


@pytest.mark.parametrize("written", range(1, 8))
def test_rows_that_were_cut_short_go_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    real, rows = os.write, [b"1,2\n", "ä,3\n".encode()]

    def write(file: int, content: bytes) -> int:
        if content == b"".join(rows):
            real(file, content[:written])
            raise SystemExit
        return real(file, content)

    with monkeypatch.context() as system, writing.writer(home, "s") as pen:
        old = writing.original(post(home), home)
        system.setattr(os, "write", write)
        with pytest.raises(SystemExit):
            pen.append(old, rows)
    assert post(home).read_bytes() != OLD
    with writing.writer(home, "t"):
        assert post(home).read_bytes() == OLD


@pytest.mark.parametrize("tail", [b"", b"1\n", b"1\n2", b"1\n2\n", b"1\n3", b"1\n2\n3\n"])
def test_rows_that_are_whole_or_somebody_elses_stay(home: Path, tail: bytes) -> None:
    with writing.writer(home, "s") as pen:
        pen.append(writing.original(post(home), home), [b"1\n", b"2\n"])
    post(home).write_bytes(OLD + tail)
    with writing.writer(home, "t"):
        assert post(home).read_bytes() == OLD + tail


ERRORS = (errno.EIO, errno.ENOSPC, errno.EINTR, errno.EROFS)


def attempts(home: Path, number: int, *, for_ever: bool = False) -> Iterator[bool]:
    """Change the post with each call to the system failing in turn; yield whether it was done."""
    turn = 0
    calls: list[str] = ["one at least"]
    while len(calls) >= turn:
        turn += 1
        done = False
        fail = failing(number)
        with suppress(Refusal), faults.at(turn, fail, for_ever=for_ever) as calls:
            change(home)
            done = True
        yield done
        shutil.rmtree(home / ".planner", ignore_errors=True)
    assert turn > 60


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk where nobody cuts its power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)
def test_any_call_may_fail(home: Path, number: int) -> None:
    post(home).chmod(0o640)
    for done in attempts(home, number):
        assert post(home).read_bytes() == (NEW if done else OLD)
        assert mode(post(home)) == 0o640
        with writing.writer(home, "s"):
            assert drafts(home) == []
        assert post(home).stat().st_nlink == 1
        post(home).write_bytes(OLD)


@pytest.mark.usefixtures("quick")
def test_all_calls_may_fail_from_any_moment_on(home: Path) -> None:
    for _ in attempts(home, errno.EIO, for_ever=True):
        assert post(home).read_bytes() in (OLD, NEW)
        with writing.writer(home, "s"):
            assert drafts(home) == []
        assert post(home).stat().st_nlink == 1
        post(home).write_bytes(OLD)


@pytest.mark.usefixtures("quick")
def test_any_call_may_fail_while_a_file_is_made(home: Path) -> None:
    made = home / "content" / "new" / "b.md"
    turn = 0
    calls = ["one at least"]
    while len(calls) >= turn:
        turn += 1
        with suppress(Refusal), faults.at(turn, failing(errno.EIO)) as calls:
            make(home)
        assert not made.exists() or made.read_bytes() == NEW
        with writing.writer(home, "s"):
            assert drafts(home) == []
        made.unlink(missing_ok=True)
        shutil.rmtree(home / ".planner")


# Programs that are cut short


def program(name: str, home: Path, number: int) -> str:
    command = [sys.executable, "-m", "tests.killing", name, str(home), str(number)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_kill_at_any_moment_does_no_harm(tmp_path: Path) -> None:
    told = program("kill", tmp_path, KILLS)
    assert told.startswith(f"{KILLS} killed")
    assert told.endswith("; 0 damaged, 0 lost, 0 left behind\n")


def test_an_end_at_any_call_does_no_harm(tmp_path: Path) -> None:
    before, after = program("end", tmp_path, 0).splitlines()
    assert min(int(told.split()[1]) for told in (before, after)) > 60


@pytest.mark.skipif(sys.platform != "linux", reason="the editor uses a step that only Linux knows")
def test_an_editor_that_saves_all_the_time_loses_nothing(tmp_path: Path) -> None:
    assert program("race", tmp_path, SAVES).endswith("; 0 lost\n")


def test_twenty_planners_add_up(tmp_path: Path) -> None:
    assert program("add_up", tmp_path, 20) == "100"


def test_notes_of_others_clear_up_nothing(home: Path) -> None:
    change(home, stamp="s")
    notes = home / ".planner" / "backup" / "s" / writing.NOTES
    draft = ".planner-0123456789abcdef.tmp"
    (home / draft).touch()
    (home / "content" / draft).touch()
    inside = {"file": "content/x", "temporary": draft, "backup": "x", "sha256": ""}
    strange = [
        *("[]", "3", '{"file"', "\xff"),
        *({**inside, key: value} for key, value in STRANGE),
    ]
    notes.write_text("\n".join(map(str, map(as_json, strange))), "utf-8")
    with writing.writer(home, "t"):
        assert (home / draft).exists()
        assert (home / "content" / draft).exists()
        assert post(home).exists()


STRANGE = (
    ("temporary", "posts/a.md"),
    ("temporary", "posts"),
    ("temporary", 3),
    ("file", "../x"),
    ("file", "/x"),
    ("file", ""),
    ("backup", ".."),
    ("backup", "../x"),
    ("backup", None),
)


def as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def test_a_note_cut_short_spoils_none_after_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing.writer(home, "s") as pen:
        pen.replace(writing.original(post(home), home), b"first")
        with (home / ".planner" / "backup" / "s" / writing.NOTES).open("ab") as notes:
            notes.write(b'{"file": "cont')
        with suppress(Refusal), monkeypatch.context() as system:
            system.setattr(os, "unlink", failing(errno.EIO))
            system.setattr(writing, "_keep", failing(errno.EIO))
            pen.replace(writing.original(post(home), home), NEW)
    assert len(drafts(home)) == 1
    with writing.writer(home, "t"):
        assert drafts(home) == []


def test_what_cannot_be_cleared_up_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with suppress(Refusal), monkeypatch.context() as system:
        system.setattr(os, "unlink", failing(errno.EROFS))
        system.setattr(writing, "_keep", failing(errno.EROFS))
        change(home)
    (left,) = drafts(home)
    with monkeypatch.context() as system:
        system.setattr(os, "unlink", failing(errno.EROFS))
        with pytest.raises(Refusal) as refusal:
            change(home)
        assert refusal.value.path == left
    change(home)
    assert drafts(home) == []


@pytest.mark.parametrize("last", [b"", b"../..", b"gone", b"\xff", b"link"])
def test_a_lock_that_names_no_run_is_free(home: Path, last: bytes) -> None:
    (home / ".planner" / "backup").mkdir(parents=True)
    (home / ".planner" / "backup" / "link").symlink_to(home)
    (home / ".planner" / "lock").write_bytes(last)
    draft = post(home).with_name(".planner-0123456789abcdef.tmp")
    draft.touch()
    note = {"file": "content/posts/x", "temporary": draft.name, "backup": "a.md"}
    note["sha256"] = sha256(b"").hexdigest()
    (home / writing.NOTES).write_text(json.dumps(note), "utf-8")
    change(home)
    assert post(home).read_bytes() == NEW
    assert draft.exists()
