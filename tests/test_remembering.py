"""What is kept of a large plan: never stale, never trusted blindly, never in the way."""

from __future__ import annotations

import os
import pickle
import random
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest

from planner import checker, loader, remembering, source
from planner.remembering import Kept
from planner.today import check_day
from tests.homes import alone
from tests.plans import write_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from planner.diagnostics import Subject
    from planner.loader import Content

POSTS = 40
HEAD = 2 * 32
"""What stands before that which is kept: two digests."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan that counts as large."""
    alone(tmp_path, monkeypatch)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr(remembering, "FEWEST", 1)
    return write_plan(tmp_path / "plan", POSTS)


@pytest.fixture
def taken_apart(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are taken apart from now on, plan.md left out."""
    seen: list[str] = []
    real = source.take_apart

    def noted(content: bytes, subject: Subject) -> source.Source:
        if subject.path != "plan.md":
            seen.append(subject.path)
        return real(content, subject)

    monkeypatch.setattr(source, "take_apart", noted)
    return seen


def read(folder: Path) -> Content:
    """Read a plan as the command line does, and keep what it says."""
    kept = Kept(folder)
    content = loader.load(folder, memory=kept)
    kept.keep(content)
    return content


def same(one: Content, other: Content) -> bool:
    """Whether two readings of a folder say the same in every respect."""
    reports = [checker.check(it, check_day(it.plan, None)) for it in (one, other)]
    return (
        (one.plan, one.sources, one.entries) == (other.plan, other.sources, other.entries)
        and list(one.plan.posts) == list(other.plan.posts)
        and one.findings == other.findings
        and reports[0] == reports[1]
    )


def kept_file(folder: Path) -> Path:
    """Return the one file that is kept."""
    (found,) = (folder.parents[1] / "kept" / "planner").iterdir()
    return found


def posts(folder: Path) -> list[Path]:
    """Return the files of the posts."""
    return sorted((folder / "posts").rglob("*.md"))


def test_what_has_not_changed_is_not_taken_apart_again(
    folder: Path, taken_apart: list[str]
) -> None:
    first = read(folder)
    assert len(taken_apart) == len(first.entries) > POSTS
    taken_apart.clear()
    assert same(read(folder), first)
    assert taken_apart == []


def test_an_edit_is_seen_though_size_and_time_stay(folder: Path, taken_apart: list[str]) -> None:
    read(folder)
    path = posts(folder)[3]
    before = path.stat()
    text = path.read_text("utf-8")
    assert "minutes: 25" in text
    path.write_text(text.replace("minutes: 25", "minutes: 35"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    taken_apart.clear()
    again = read(folder)
    assert taken_apart == [path.relative_to(folder).as_posix()]
    assert again.plan.posts[path.stem].minutes == 35
    assert same(again, loader.load(folder))


def test_another_plan_md_gives_every_file_another_meaning(
    folder: Path, taken_apart: list[str]
) -> None:
    read(folder)
    plan = folder / "plan.md"
    plan.write_text(f"{plan.read_text('utf-8')}\nOne more line.\n", "utf-8")
    taken_apart.clear()
    assert same(read(folder), loader.load(folder))
    assert len(taken_apart) > POSTS


def test_another_version_of_the_program_begins_anew(
    folder: Path, taken_apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(folder)
    taken_apart.clear()
    monkeypatch.setattr(remembering, "VERSION", "another")
    read(folder)
    assert len(taken_apart) > POSTS


def test_what_is_wrong_with_a_file_is_said_every_time(folder: Path) -> None:
    path = posts(folder)[0]
    path.write_text(path.read_text("utf-8").replace("status: ", "statos: ", 1), "utf-8")
    first = read(folder)
    assert [it.rule.slug for it in first.findings] == ["unknown-field"]
    assert same(read(folder), first)


SLIPS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("status: ", "status: unheard of ", 1),
    lambda text: text.replace("date: 2026", "date: 2027", 1),
    lambda text: text.replace("title: ", "title: 'half ", 1),
    lambda text: text.replace("audience: [", "audience: [nobody, ", 1),
    lambda text: text.replace("channel: ", "id: twice\nchannel: ", 1),
    lambda text: text.replace("\n---\n", "\nkanava: blogi\n---\n", 1),
    lambda text: f"{text}\n<!-- planner: ignore time-missing -->\n",
    lambda text: text.replace("\n", "\r\n"),
    lambda _: "",
)


@pytest.mark.parametrize("start", range(4))
def test_any_series_of_edits_reads_as_if_nothing_were_kept(folder: Path, start: int) -> None:
    chance = random.Random(start)  # noqa: S311 - the same edits each time
    for _ in range(12):
        path = chance.choice(posts(folder))
        match chance.randrange(5):
            case 0:
                path.rename(path.with_name(f"{path.stem}x.md"))
            case 1:
                path.unlink()
            case _:
                text = path.read_bytes().decode()
                path.write_bytes(chance.choice(SLIPS)(text).encode())
        assert same(read(folder), loader.load(folder))


def harmful(where: str) -> Iterator[bytes]:
    """Yield what would run a program, import something, or is no plan at all."""

    class Runs:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch {where}",)

    yield pickle.dumps({"posts/a.md": Runs()})
    yield b"cplanner.remembering\n_pack\n."
    yield b"cbuiltins\neval\n(V1\ntR."
    yield pickle.dumps(["not", "what", "is", "looked", "for"])[:-3]
    yield b""


def test_what_somebody_else_put_there_is_not_run(folder: Path, tmp_path: Path) -> None:
    first = read(folder)
    file = kept_file(folder)
    key = file.read_bytes()[: HEAD // 2]
    mark = tmp_path / "was here"
    for packed in harmful(str(mark)):
        file.write_bytes(key + blake2b(packed, digest_size=HEAD // 2).digest() + packed)
        assert same(loader.load(folder, memory=Kept(folder)), first)
        assert not mark.exists()


def test_what_is_damaged_is_not_used(folder: Path, taken_apart: list[str]) -> None:
    first = read(folder)
    file = kept_file(folder)
    whole = file.read_bytes()
    for at in (0, HEAD // 2, HEAD + 1, len(whole) // 2, len(whole) - 1):
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            file.write_bytes(broken)
            taken_apart.clear()
            assert same(loader.load(folder, memory=Kept(folder)), first)
            assert len(taken_apart) > POSTS


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights")
@pytest.mark.parametrize("way", ["others may write it", "it is a link", "it is a folder"])
def test_what_others_may_have_written_is_not_used(
    folder: Path, way: str, taken_apart: list[str]
) -> None:
    read(folder)
    file = kept_file(folder)
    if way == "others may write it":
        file.chmod(0o666)
    else:
        away = file.rename(file.parents[1] / "elsewhere")
        file.symlink_to(away) if way == "it is a link" else file.mkdir()
    taken_apart.clear()
    read(folder)
    assert len(taken_apart) > POSTS


@pytest.mark.parametrize("way", ["small", "CI", "nowhere to write", "a file in the way"])
def test_nothing_is_kept_where_it_should_not_be(
    folder: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = folder.parents[1] / "kept"
    if way == "small":
        monkeypatch.setattr(remembering, "FEWEST", 1000)
    elif way == "CI":
        monkeypatch.setenv("CI", "true")
    elif way == "nowhere to write":
        monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    else:
        room.write_text("", "utf-8")
    assert same(read(folder), read(folder))
    assert not room.is_dir()


def test_nothing_is_left_among_the_plan_and_only_its_owner_may_read_it(folder: Path) -> None:
    before = {path: path.stat() for path in folder.parent.rglob("*")}
    read(folder)
    assert {path: path.stat() for path in folder.parent.rglob("*")} == before
    file = kept_file(folder)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_one_edit_does_not_write_all_of_it_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_STALE", 0.1)
    read(folder)
    file = kept_file(folder)
    before = file.read_bytes()
    changed = posts(folder)
    changed[0].write_text(f"{changed[0].read_text('utf-8')}\nMore.\n", "utf-8")
    read(folder)
    assert file.read_bytes() == before
    for path in changed[1:8]:
        path.write_text(f"{path.read_text('utf-8')}\nMore.\n", "utf-8")
    read(folder)
    assert file.read_bytes() != before


def test_what_nobody_looks_at_any_more_is_thrown_away(folder: Path) -> None:
    read(folder)
    old = kept_file(folder).with_name("old.plan")
    old.write_bytes(b"old")
    os.utime(old, (0, 0))
    posts(folder)[0].unlink()
    (folder / "plan.md").write_text("---\ntitle: Anew\n---\n", "utf-8")
    read(folder)
    assert not old.exists()


def test_a_folder_that_was_read_is_read_again_by_what_changed(
    folder: Path, taken_apart: list[str]
) -> None:
    content = loader.load(folder)
    path = posts(folder)[5]
    path.write_text(path.read_text("utf-8").replace("minutes: 25", "minutes: 45"), "utf-8")
    taken_apart.clear()
    again = content.again()
    assert taken_apart == [path.relative_to(folder).as_posix()]
    assert same(again, loader.load(folder))


def test_only_another_program_reads_all_anew_not_one_that_was_compiled(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_apart: list[str]
) -> None:
    package = tmp_path / "planner"
    for name in ("data", "tracking", "__pycache__"):
        (package / name).mkdir(parents=True)
    monkeypatch.setattr(remembering, "__file__", str(package / "remembering.py"))
    read(folder)
    taken_apart.clear()
    (package / "__pycache__/loader.pyc").write_bytes(b"compiled")
    read(folder)
    assert not taken_apart
    (package / "tracking/ledger.py").write_text("", "utf-8")
    read(folder)
    assert len(taken_apart) > POSTS
