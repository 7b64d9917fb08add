"""Programs for test_writing.py and test_new.py that are killed, or end themselves, while they write.

A process of its own may be forked and killed at will; each of these prints what it found.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import select
import shutil
import signal
import sys
from collections import Counter
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from unittest import mock

from planner import cli, writing
from tests import faults

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES = tuple(itertools.product((200, 20_000, 900_000), (b"\n", b"\r\n")))
LONGEST_PAUSE = 0.002  # seconds; a change takes about one
LONGEST_LIFE = 0.15  # seconds; a few changes take that long


def version(number: int, size: int, newline: bytes) -> bytes:
    """Return a file of about ``size`` bytes that differs everywhere from its other versions."""
    line = b"version: %d" % number + newline
    return line * (size // len(line))


def number_of(content: bytes, size: int, newline: bytes) -> int:
    """Return which version this is, every byte of it."""
    number = int(content.split(newline, 1)[0].removeprefix(b"version: "))
    assert content == version(number, size, newline), "a half-written file"
    return number


def forked(work: Callable[[], object]) -> int:
    """Do the work in a process of its own; return its id."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work()
        os._exit(0)
    return child


def leftovers(home: Path) -> list[Path]:
    return [path for path in home.rglob(".planner-*") if ".planner" not in path.parts]


def kill(home: Path, times: int) -> None:
    """Kill a writer at random moments; what it said to be done is done, the rest is whole."""
    chance = random.Random(times)  # noqa: S311 - no secret
    files = [home / "content" / f"{number}.md" for number in range(len(SHAPES))]
    files[0].parent.mkdir()
    for file, shape in zip(files, SHAPES, strict=True):
        file.write_bytes(version(0, *shape))
    done = [0] * len(files)
    found: Counter[str] = Counter()
    for _ in range(times):
        reading, telling = os.pipe()
        child = forked(lambda: write_for_ever(home, files, telling))  # noqa: B023 - ended below
        select.select([], [], [], chance.uniform(0, LONGEST_LIFE))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(telling)
        while told := os.read(reading, 1):
            done[told[0]] += 1
        os.close(reading)
        found["with a draft"] += bool(leftovers(home))
        with writing.writer(home, "look"):
            found["left behind"] += len(leftovers(home))
        for place, (file, shape) in enumerate(zip(files, SHAPES, strict=True)):
            try:
                now = number_of(file.read_bytes(), *shape)
            except (AssertionError, ValueError, OSError):
                found["damaged"] += 1
                file.write_bytes(version(done[place], *shape))
                continue
            found["lost"] += now not in (done[place], done[place] + 1)
            found["left behind"] += file.stat().st_nlink - 1
            done[place] = now
        check_backups(home, found)
    figures = ", ".join(f"{found[what]} {what}" for what in ("damaged", "lost", "left behind"))
    draft = found["with a draft"]
    sys.stdout.write(f"{times} killed, {draft} with a draft, {sum(done)} changes; {figures}\n")


def check_backups(home: Path, found: Counter[str]) -> None:
    """Make sure that each backup is a whole version, then make room."""
    folder = home / ".planner" / "backup"
    for backup in folder.glob("*/content/*"):
        try:
            number_of(backup.read_bytes(), *SHAPES[int(backup.name.split(".")[0])])
        except (AssertionError, ValueError):
            found["damaged"] += 1
    shutil.rmtree(folder)


def write_for_ever(home: Path, files: list[Path], telling: int) -> NoReturn:
    while True:
        with writing.writer(home, "run") as pen:
            for place, (file, shape) in enumerate(zip(files, SHAPES, strict=True)):
                old = writing.original(file, file.parent)
                pen.replace(old, version(number_of(old.content, *shape) + 1, *shape))
                os.write(telling, bytes([place]))


def end(home: Path, _: int) -> None:
    """End a writer before and after each of its calls to the system in turn."""
    mock.patch("os.fsync").start()  # nobody cuts the power
    file = home / "content" / "a.md"
    file.parent.mkdir()
    for after in (False, True):
        for turn in itertools.count(1):
            file.write_bytes(b"old\n")
            child = forked(lambda: change_until(home, file, turn, after=after))  # noqa: B023
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert file.read_bytes() in (b"old\n", b"new\n")
            with writing.writer(home, "look"):
                assert not leftovers(home)
            assert file.stat().st_nlink == 1
            if status == 0:
                assert file.read_bytes() == b"new\n"
                break
            shutil.rmtree(home / ".planner", ignore_errors=True)
        sys.stdout.write(f"ended {turn - 1} times\n")


def change_until(home: Path, file: Path, turn: int, *, after: bool) -> None:
    def leave() -> NoReturn:
        os._exit(9)

    with faults.at(turn, leave, after=after), writing.writer(home, "run") as pen:
        pen.replace(writing.original(file, file.parent), b"new\n")


def add_up(home: Path, writers: int, times: int = 5) -> None:
    """Let many processes add one to a figure, some times each."""
    file = home / "content" / "figure.txt"
    file.parent.mkdir()
    file.write_bytes(b"0")
    children = [forked(lambda: add(home, file, times)) for _ in range(writers)]
    for child in children:
        os.waitpid(child, 0)
    sys.stdout.write(file.read_text("ascii"))


def add(home: Path, file: Path, times: int) -> None:
    while times:
        with suppress(writing.Refusal), writing.writer(home, "run") as pen:
            old = writing.original(file, file.parent)
            pen.replace(old, b"%d" % (int(old.content) + 1))
            times -= 1


def race(home: Path, saves: int) -> None:
    """Let an editor save so many times, in place and by another file, while a writer changes it.

    The editor looks at what it takes the place of, so that only what the writer took is counted.
    """
    mock.patch("os.fsync").start()  # nobody cuts the power, and more can happen at once
    file = home / "content" / "a.md"
    file.parent.mkdir()
    chance = random.Random(saves)  # noqa: S311 - no secret
    lost: list[bytes] = []
    done = 0
    for turn, save in enumerate((save_in_place, save_by_another_file)):
        file.write_bytes(b"begin")
        reading, telling = os.pipe()
        child = forked(lambda: change_for_ever(home, file, telling))  # noqa: B023 - ended below
        os.close(telling)
        mine = [b"save %d of %d" % (number, turn) for number in range(saves)]
        seen = set()
        try:
            for content in mine:
                seen.add(save(file, content))
                select.select([], [], [], chance.uniform(0, LONGEST_PAUSE))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        while told := os.read(reading, 1 << 16):
            done += len(told)
        os.close(reading)
        with writing.writer(home, "look"):
            seen.add(file.read_bytes())
        backups = (home / ".planner" / "backup").rglob("*.md*")
        seen |= {path.read_bytes() for path in backups if path.is_file()}
        lost += [content for content in mine if content not in seen]
        shutil.rmtree(home / ".planner")
    sys.stdout.write(f"{2 * saves} saves beside {done} changes; {len(lost)} lost\n")


def save_in_place(file: Path, content: bytes) -> bytes:
    """Save as most editors do; return what was there."""
    opened = os.open(file, os.O_RDWR)
    before = os.read(opened, 1000)
    os.ftruncate(opened, 0)
    os.pwrite(opened, content, 0)
    os.close(opened)
    return before


def save_by_another_file(file: Path, content: bytes) -> bytes:
    """Save as careful editors do; return what was there."""
    fresh = file.with_name("fresh")
    fresh.write_bytes(content)
    assert writing._renamed(fresh, file, 2)  # noqa: SLF001 - RENAME_EXCHANGE shows what was there
    before = fresh.read_bytes()
    fresh.unlink()
    return before


def change_for_ever(home: Path, file: Path, telling: int) -> NoReturn:
    for number in itertools.count():
        with suppress(writing.Refusal), writing.writer(home, "run") as pen:
            pen.replace(writing.original(file, file.parent), b"change %d" % number)
            os.write(telling, b".")
    raise AssertionError


def make(home: Path, _: int) -> None:
    """End ``planner new post`` before each of its calls to the system; print how many it has."""
    mock.patch("os.fsync").start()  # nobody cuts the power
    os.chdir(home)
    made = home / "content" / "posts" / "idea.md"
    make_until(0)
    whole = made.read_bytes()
    for turn in itertools.count(1):
        made.unlink(missing_ok=True)
        shutil.rmtree(home / ".planner", ignore_errors=True)
        child = forked(lambda: make_until(turn))  # noqa: B023
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert not made.exists() or made.read_bytes() == whole
        with writing.writer(home, "look"):
            assert not leftovers(home)
        if status == 0:
            assert made.exists()
            break
    sys.stdout.write(f"ended {turn - 1} times\n")


def make_until(turn: int) -> None:
    def leave() -> NoReturn:
        os._exit(9)

    with faults.at(turn, leave), redirect_stdout(io.StringIO()):
        assert cli.run(["new", "post", "--write", "--quiet"]) == 0


if __name__ == "__main__":
    {"kill": kill, "end": end, "add_up": add_up, "race": race, "make": make}[sys.argv[1]](
        Path(sys.argv[2]), int(sys.argv[3])
    )
