"""Whole command lines, each in a process forked from one that has the program loaded.

Starting Python and importing everything takes a second; forking takes a few milliseconds. What a
command takes is told by the system when its process has ended, with that of its own processes.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import planner
from planner import cli
from tests.payloads.base import PLAN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds after which a command hangs; a busy machine is slow."""
ADDRESSES = 2 << 30
"""Bytes that a command can have at most, so that one that has no end does not end the machine."""
NOBODY = 65534
_FOREIGN = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES")


class Ran(NamedTuple):
    """What became of a command."""

    code: int
    """Its exit code; below zero the signal that ended it."""
    out: bytes
    err: bytes
    seconds: float
    """Of a processor; those that it waited for one do not count."""
    waited: float
    """Seconds on the clock."""
    memory: int
    """Bytes, at the most, of it or one of its processes."""


class Forks:
    """A process that runs command lines, one after the other."""

    def __enter__(self) -> Self:
        environment = {key: text for key, text in os.environ.items() if key not in _FOREIGN}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            cwd=ROOT,
            env={**environment, "LANG": "en_GB.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, folder: Path, arguments: Sequence[str], *, nobody: bool = False) -> Ran:
        """Run a command in a folder; as somebody who may nothing, where it is asked."""
        assert self._process.stdin
        assert self._process.stdout
        outputs = [str(folder.with_name(f"{folder.name}.{name}")) for name in ("out", "err")]
        told = json.dumps([str(folder), [*arguments], outputs, nobody])
        self._process.stdin.write(f"{told}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        out, err = (Path(output).read_bytes() for output in outputs)
        return Ran(answer["code"], out, err, answer["cpu"], answer["wall"], answer["rss"])


def serve() -> None:
    """Run what is told on standard input, and tell what became of it."""
    for module in pkgutil.walk_packages(planner.__path__, "planner."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    warm_up()
    for line in sys.stdin:
        folder, arguments, outputs, nobody = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            be_planner(folder, arguments, outputs, nobody=nobody)
        _, status, usage = os.wait4(child, 0)
        found = {
            "code": os.waitstatus_to_exitcode(status),
            "cpu": usage.ru_utime + usage.ru_stime,
            "wall": time.monotonic() - began,
            "rss": usage.ru_maxrss * 1024,
        }
        sys.stdout.write(f"{json.dumps(found)}\n")
        sys.stdout.flush()


def warm_up() -> None:
    """Read what the program reads once for all: its words, its texts, what the channels take."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        for name, text in PLAN.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        content = ["--content", str(Path(folder, "content"))]
        for command in (["check"], ["check", "--lang", "fi"], ["score"], ["todo"], ["show"]):
            assert cli.run([*command, "--quiet", *content]) == 0
    gc.freeze()  # what is not looked over is not copied


def be_planner(folder: str, arguments: list[str], outputs: list[str], *, nobody: bool) -> NoReturn:
    """Be the program from its first line to its last."""
    code = 99  # what nobody should see
    try:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, output in enumerate(outputs, 1):
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), descriptor)
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(PATIENCE)
        if nobody and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        sys.argv = ["planner", *arguments]
        cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    except BaseException:  # noqa: BLE001 - told to who waits for it, as the program's end would
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
