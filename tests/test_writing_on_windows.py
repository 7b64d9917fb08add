"""Changing files as on Windows: files that are open elsewhere, and locks that nobody can read.

The module is loaded once more as Windows would; what its system calls do there is emulated.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from planner import undoing, writing

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"---\r\ntitle: Vanha\r\n---\r\n", b"---\r\ntitle: Uusi\r\n---\r\n"


class Msvcrt(ModuleType):
    """Locks a stretch of a file from where it stands; only who holds it can read it."""

    LK_LOCK = 1

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[int, int] = {}
        """By the number of an open file, where it is locked."""
        self.busy = False

    def locking(self, file: int, _: int, length: int) -> None:
        if self.busy:
            raise OSError(errno.EDEADLK, "Resource deadlock avoided")
        assert length == 1
        self.held[file] = os.lseek(file, 0, os.SEEK_CUR)

    def refuse(self, file: int, length: int) -> None:
        """Refuse to read what another open file has locked."""
        start, info = os.lseek(file, 0, os.SEEK_CUR), os.fstat(file)
        for other, place in self.held.items():
            if other != file and start <= place < start + length:
                same = os.path.samestat(os.fstat(other), info)
                assert not same, "nobody else can read what is locked"


@pytest.fixture
def msvcrt(monkeypatch: pytest.MonkeyPatch) -> Msvcrt:
    """Locks as Windows has them."""
    found = Msvcrt()
    read, close = os.read, os.close

    def reading(file: int, length: int) -> bytes:
        found.refuse(file, length)
        return read(file, length)

    def closing(file: int) -> None:
        found.held.pop(file, None)
        close(file)

    monkeypatch.setattr(os, "read", reading)
    monkeypatch.setattr(os, "close", closing)
    monkeypatch.setitem(sys.modules, "msvcrt", found)
    return found


@pytest.fixture
def windows(msvcrt: Msvcrt, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a module
    """The module as it is on Windows."""
    assert msvcrt.LK_LOCK
    monkeypatch.setattr(sys, "platform", "win32")
    name = "planner.writing_on_windows"
    spec = importlib.util.spec_from_file_location(name, writing.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(undoing, "writing", module)
    monkeypatch.setattr(module, "sleep", lambda _: None)
    return module


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A post in a plan."""
    path = tmp_path / "content" / "a.md"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def change(windows: Any, post: Path, new: bytes, stamp: str = "s") -> None:  # noqa: ANN401
    with windows.writer(post.parents[1], stamp) as pen:
        pen.replace(windows.original(post, post.parent), new)


def undo(post: Path) -> None:
    undoing.undo(post.parents[1], post.parent, "u")


def refused(windows: Any, work: Callable[[], object]) -> str:  # noqa: ANN401
    with pytest.raises(windows.Refusal) as refusal:
        work()
    return str(refusal.value.reason.name)


def in_use(monkeypatch: pytest.MonkeyPatch, method: str, times: int) -> list[Path]:
    """Let another program have a file open for so many tries."""
    real, tries = getattr(Path, method), list[Path]()

    def call(path: Path, target: Path) -> object:
        tries.append(path)
        if len(tries) <= times:
            raise PermissionError(errno.EACCES, "Access is denied")
        return real(path, target)

    monkeypatch.setattr(Path, method, call)
    return tries


def test_every_run_can_be_taken_back_though_the_lock_cannot_be_read(
    windows: Any,  # noqa: ANN401
    post: Path,
) -> None:
    change(windows, post, b"1", "first")
    change(windows, post, b"2", "second")
    assert windows.last_run(post.parents[1]) == "second"
    undo(post)
    assert post.read_bytes() == b"1"
    undo(post)
    assert post.read_bytes() == OLD


def test_a_second_planner_is_sent_away(windows: Any, msvcrt: Msvcrt, post: Path) -> None:  # noqa: ANN401
    msvcrt.busy = True
    assert refused(windows, lambda: change(windows, post, NEW)) == "BUSY"


def test_a_file_that_is_open_elsewhere_is_waited_for(
    windows: Any,  # noqa: ANN401
    post: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = in_use(monkeypatch, "replace", 3)
    change(windows, post, NEW)
    assert post.read_bytes() == NEW
    assert len(tries) == 4


def test_a_file_that_stays_open_elsewhere_is_left(
    windows: Any,  # noqa: ANN401
    post: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = in_use(monkeypatch, "replace", 1000)
    assert refused(windows, lambda: change(windows, post, NEW)) == "IN_USE"
    assert len(tries) == 10
    assert post.read_bytes() == OLD
    assert post.stat().st_nlink == 1
    assert [it.name for it in post.parent.iterdir()] == ["a.md"]


def test_a_new_file_that_is_open_elsewhere_is_not_taken_back_yet(
    windows: Any,  # noqa: ANN401
    post: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = post.with_name("b.md")
    with windows.writer(post.parents[1], "s") as pen:
        pen.create(new, post.parent, NEW)
        old = windows.original(new, post.parent)
        with monkeypatch.context() as system:
            in_use(system, "rename", 1000)
            assert refused(windows, lambda: pen.remove(old)) == "IN_USE"
    assert new.read_bytes() == NEW
    assert new.stat().st_nlink == 1
    undo(post)
    assert not new.exists()


@pytest.mark.parametrize("taken", [True, False])
def test_without_second_names_a_new_file_takes_no_place(
    windows: Any,  # noqa: ANN401
    post: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    taken: bool,
) -> None:
    new = post.with_name("b.md")

    def no_link(*_: object) -> NoReturn:
        raise OSError(errno.EINVAL, "Incorrect function")

    def rename(path: Path, target: Path) -> None:
        if taken:  # in this very moment
            raise FileExistsError(errno.EEXIST, "Cannot create a file when it already exists")
        path.replace(target)

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(Path, "rename", rename)
    with windows.writer(post.parents[1], "s") as pen:

        def work() -> None:
            pen.create(new, post.parent, NEW)

        if taken:
            assert refused(windows, work) == "EXISTS"
        else:
            work()
    assert new.exists() is not taken
    assert not list(post.parent.glob(".planner-*"))
