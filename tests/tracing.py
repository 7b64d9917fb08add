"""The real program, a fault at any of its calls to the system, and what is left afterwards.

A process that has imported everything, and has run the command once, is forked for each attempt;
strace is attached to the copy before it begins, so that only the command's own calls are counted.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Self

from planner import cli, today, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

ROOT = Path(__file__).parents[1]
_CHANGING = (
    *("write", "pwrite64", "writev", "ftruncate", "truncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"),
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "utimensat"),
    *("setxattr", "lsetxattr", "fsetxattr"),
)
_LOOKING = (
    *("open", "openat", "close", "read", "pread64", "lseek", "getdents64", "flock", "fcntl"),
    *("stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat", "faccessat2"),
    *("readlink", "readlinkat", "getxattr", "lgetxattr", "listxattr", "llistxattr", "chdir"),
)
CALLS = (*_CHANGING, *_LOOKING)
"""Every call that has to do with files; a machine that lacks one does without it."""
_FREE = ("open", "openat", "flock")
"""Calls that look, but may change something too."""
_LINE = re.compile(r"(?:\d+ +)?([a-z0-9_]+)\((.*)\) += +(-?\d+|\?)")


class Call(NamedTuple):
    """A call to the system: the ``number``-th of its name."""

    name: str
    number: int
    arguments: str = ""

    @property
    def changes(self) -> bool:
        """Whether it may change something on the disk."""
        made = self.name in _FREE[:2] and (
            "O_CREAT" in self.arguments or "O_RDWR" in self.arguments
        )
        return self.name in _CHANGING or made or self.name == "flock"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, below zero for a signal, and what it said."""

    code: int
    out: str
    err: str


class Untraceable(Exception):
    """Nothing can be traced on this machine; says why."""


class Program:
    """The command line, ready to be run again and again in a process of its own."""

    def __init__(self, folder: Path, home: Path, commands: Sequence[Sequence[str]]) -> None:
        """Start it; each command is run once on a copy of ``home``."""
        self._folder = folder
        given = json.dumps([str(folder), str(home), [list(it) for it in commands]])
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.tracing", given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**_environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def __enter__(self) -> Self:
        """Nothing is to be done."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, it: BaseException | None, at: TracebackType | None
    ) -> None:
        """End it."""
        self._server.__exit__(kind, it, at)

    def run(self, home: Path, arguments: Sequence[str], *tracing: str) -> Ended:
        """Run a command in a folder; ``tracing`` are options of strace, where it is to be traced.

        Raises:
            Untraceable: If strace is not there, or may not look at another process.
        """
        server = self._server
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps([str(home), list(arguments)]).encode() + b"\n")
        server.stdin.flush()
        child = int(server.stdout.readline())
        try:
            tracer = _attached(child, tracing) if tracing else None
        except BaseException:
            os.kill(child, signal.SIGKILL)
            server.stdout.readline()
            raise
        os.kill(child, signal.SIGCONT)
        code = int(server.stdout.readline())
        if tracer:
            tracer.communicate()
        said = [(self._folder / name).read_text("utf-8") for name in ("out", "err")]
        return Ended(code, *said)


_NO_STRACE = "there is no strace; apt-get install strace brings it"


def _attached(child: int, tracing: Sequence[str]) -> subprocess.Popen[str]:
    strace = shutil.which("strace")
    if not strace:
        raise Untraceable(_NO_STRACE)
    command = [strace, "-f", *tracing, "-p", str(child)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    assert tracer.stderr
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.communicate()
        raise Untraceable(said)
    return tracer


def _environment() -> dict[str, str]:
    kept = {name: it for name, it in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return {**kept, "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "1780833600"}  # 7.6.2026


def traced(program: Program, home: Path, arguments: Sequence[str]) -> tuple[Ended, list[Call]]:
    """Run a command, and return the calls that it made too."""
    log = home.with_name("calls")
    names = ",".join(f"?{name}" for name in CALLS)
    ended = program.run(home, arguments, "-y", "-s", "0", "-o", str(log), "-e", f"trace={names}")
    counts: dict[str, int] = {}
    calls = []
    for line in log.read_text("utf-8", "replace").splitlines():
        found = _LINE.match(line)
        if found:
            counts[found[1]] = counts.get(found[1], 0) + 1
            calls.append(Call(found[1], counts[found[1]], found[2]))
    return ended, calls


def where_nothing_waits() -> str | None:
    """Return a folder in memory, where the machine has one: what is tried there waits for no disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return str(memory) if os.access(memory, os.W_OK) else None


def state(home: Path) -> dict[str, bytes]:
    """Return a person's files, which are all that is not the program's own."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and ".planner" not in path.parts
    }


@dataclass(slots=True)
class Trial:
    """A command that is run with a fault at each of its calls, on copies of one plan."""

    program: Program
    folder: Path
    home: Path
    """The plan; it is not touched."""
    arguments: Sequence[str]
    known: tuple[dict[str, bytes], dict[str, bytes]] = field(init=False)
    """A person's files before the command and after it."""
    said: str = field(init=False)
    calls: list[Call] = field(init=False)

    def __post_init__(self) -> None:
        """Run it without a fault."""
        here = self._copy()
        ended, self.calls = traced(self.program, here, self.arguments)
        assert ended.code == 0, ended
        self.said = ended.out
        self.known = state(self.home), state(here)

    def _copy(self) -> Path:
        here = self.folder / "home"
        shutil.rmtree(here, ignore_errors=True)
        return shutil.copytree(self.home, here, symlinks=True)

    def wrong(self, call: Call, fault: str) -> Iterator[str]:
        """Run it with a fault at a call (``signal=KILL``, ``error=EIO``); yield what is wrong then."""
        here = self._copy()
        inject = f"inject={call.name}:{fault}:when={call.number}"
        ended = self.program.run(here, self.arguments, "-o", "/dev/null", "-e", inject)
        killed = ended.code == -signal.SIGKILL
        if "KILL" in fault and not killed:
            yield f"it was not killed, but ended with {ended.code}"
        if not killed and (ended.code not in (0, 1, 2, 130) or _BROKEN.search(ended.err)):
            yield f"it ended with {ended.code}: {ended.err[-300:]}"
        yield from self._half_done(here, acknowledged=ended.code == 0 and ended.out == self.said)
        with writing.writer(here, "look"):
            pass
        left = [path for path in here.rglob(".planner-*.tmp") if ".planner" not in path.parts]
        twice = [
            it for it in here.glob("content/**/*.*") if it.is_file() and it.stat().st_nlink > 1
        ]
        if left or twice:
            yield f"left behind: {left}, {twice}"
        yield from self._beyond_recall(here)

    def _half_done(self, here: Path, *, acknowledged: bool) -> Iterator[str]:
        found, (old, new) = state(here), self.known
        for name in {*found, *old, *new}:
            versions = {old.get(name), new.get(name)}
            draft = name not in old | new and writing.FOLDER in name
            is_whole = name in found and name not in old and _is_noted(here, found[name])
            if found.get(name) not in versions and not draft and not is_whole:
                yield f"damaged: {name} is {found.get(name)!r}"
            if acknowledged and found.get(name) != new.get(name) and not draft and not is_whole:
                yield f"said to be done, and is not: {name}"

    def _beyond_recall(self, here: Path) -> Iterator[str]:
        """Yield what is wrong once everything is taken back."""
        before = self.known[self.arguments[0] == "undo"]
        undone = self.program.run(here, ["undo"])
        if undone.code not in (0, 2):
            yield f"undo ended with {undone.code}: {undone.out}{undone.err}"
        if state(here) != before:
            yield "undo did not bring back what was there"


def _is_noted(home: Path, content: bytes) -> bool:
    """Whether a run wanted to make a file with just this content.

    A new file says what else there is in the plan; what could not be read is not in it.
    """
    runs = home / writing.FOLDER / "backup"
    wanted = (
        note.get("sha256") for run in runs.glob("*") for note in writing.notes_of(home, run.name)
    )
    return sha256(content).hexdigest() in wanted


_BROKEN = re.compile("Traceback|Internal error")


A_POST = """---
title: A
status: published
channel: facebook
audience: [all]
date: 2026-05-01
time: "18:00"
---
Text
"""
FILES = {
    "plan.md": "---\ntitle: Plan\nlanguage: en\ntimezone: Europe/Helsinki\n"
    "period: {start: 2026-04-27, end: 2026-07-19}\nas_of: 2026-05-20\n---\n",
    "channels/facebook.md": "---\ntitle: Facebook\nkind: facebook\n---\n",
    "posts/a.md": A_POST,
    "posts/b.md": A_POST.replace("published", "draft").replace("05-01", "06-01"),
    "posts/c.md": A_POST.replace("A\n", "C\u200b\n").replace("\n", "\r\n"),
    "tracking/2026.csv": "subject,checked_on,metric,value,source,paid\n",
}
"""A small plan; in one of its files is a sign that nobody sees."""


def small_plan(home: Path) -> Path:
    """Make a small plan in a folder."""
    for name, text in FILES.items():
        path = home / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return home


def _serve(folder: str, template: str, commands: Sequence[Sequence[str]]) -> None:
    """Fork a copy of this process for each command that is asked for."""
    # Not the clock's: two runs within a second would not make the same calls.
    today.stamp = lambda: "run"
    for number, arguments in enumerate(commands):
        home = Path(shutil.copytree(template, Path(folder, f"warm{number}")))
        os.chdir(home)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            assert cli.run(list(arguments)) == 0, arguments
            cli.run(["undo"])
    for line in sys.stdin.buffer:
        home_, arguments = json.loads(line)
        child = os.fork()
        if not child:
            _run(folder, home_, arguments)
        os.waitpid(child, os.WUNTRACED)
        _answer(child)
        _answer(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _answer(number: int) -> None:
    os.write(1, f"{number}\n".encode())


def _run(folder: str, home: str, arguments: list[str]) -> NoReturn:
    with suppress(AttributeError, OSError):  # let strace look at this process where that is asked
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1).value, 0, 0, 0)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), "utf-8", write_through=True)
    os.chdir(home)
    sys.argv = ["planner", *arguments]
    os.kill(os.getpid(), signal.SIGSTOP)
    code = 2
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve(*json.loads(sys.argv[1]))
