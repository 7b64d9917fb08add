"""Whole processes, timed side by side."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Protocol

from tests.bench import Figure, MissingError, Run
from tests.plans import write_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from tests.bench.peers import Peers

ROOT = Path(__file__).parents[2]
PLANNER = str(Path(sys.executable).with_name("planner"))
PATIENCE = 1200
"""Seconds after which a program is taken for one that never ends."""
USUAL = 5000
"""The posts from which on the targets count: in a small plan the program's start weighs more."""


class Measured(Protocol):
    """What takes time: a process, or an edit that a server follows."""

    def warm_up(self) -> None:
        """Do it once, so that the disk's cache holds what it reads."""

    def run(self) -> Run:
        """Do it, and tell what it took."""


@dataclass(eq=False)
class Program:
    """A process to be measured."""

    command: Sequence[str | Path]
    folder: Path = ROOT
    prepare: Callable[[], object] | None = None
    """What is done before each run, and not measured."""
    variables: Mapping[str, str] = field(default_factory=dict)
    codes: Collection[int] = (0,)
    """The exit codes that are none of a failure."""
    site: Path | None = None
    """The folder of the pages that it makes."""
    posts: int = 0
    """So many pages are there at the least."""
    _is_warm: bool = field(default=False, init=False)

    def warm_up(self) -> None:
        """Run it for the first time, and see that it does its work."""
        if self._is_warm:
            return
        self.run()
        made = sum(1 for _ in self.site.rglob("*.html")) if self.site else 0
        if self.site and made < self.posts:
            message = f"it made {made} pages of {self.posts} posts"
            raise MissingError(message)
        self._is_warm = True

    def run(self) -> Run:
        """Run it, and tell what it took."""
        if self.prepare:
            self.prepare()
        # PYTHONDONTWRITEBYTECODE would have each process compile all anew.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "NO_MKDOCS_2_WARNING": "1", **self.variables}
        with tempfile.TemporaryFile() as said:
            began = time.perf_counter()
            try:
                process = subprocess.Popen(
                    self.command, cwd=self.folder, stdout=said, stderr=said, env=environment
                )
            except OSError as error:
                raise MissingError(str(error)) from error
            watch = threading.Timer(PATIENCE, process.kill)
            watch.start()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            watch.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in self.codes:
                said.seek(0)
                raise MissingError(_failure(process.returncode, said.read(), seconds))
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def _failure(code: int, said: bytes, seconds: float) -> str:
    if code < 0 and seconds >= PATIENCE:
        return f"it had not ended after {PATIENCE} s"
    lines = said.decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"exit code {code}: {last[:120]}"


def paired(ours: Measured, theirs: Measured, pairs: int) -> Iterator[tuple[Run, Run]]:
    """Yield what both took, time after time; each begins in turn, for the second may be slower."""
    for each in (ours, theirs):
        each.warm_up()
    for turn in range(pairs):
        if turn % 2:
            second = theirs.run()
            yield ours.run(), second
        else:
            yield ours.run(), theirs.run()


@dataclass
class Bench:
    """What the groups measure with: the plans and how often."""

    folder: Path
    """Where everything is made."""
    sizes: Sequence[int]
    """Posts of the plans."""
    pairs: int
    peers: Peers

    @property
    def usual(self) -> int:
        """The size for what is measured with one plan only."""
        return USUAL if USUAL in self.sizes else max(self.sizes)

    def plan(self, posts: int) -> Path:
        """Return the content folder of the plan of a size."""
        folder = self.folder / f"{posts}"
        return folder / "content" if folder.is_dir() else write_plan(folder, posts)

    def beside(
        self,
        name: str,
        ours: Measured,
        base: str,
        theirs: Callable[[], Measured],
        posts: int = 0,
        *,
        target: float | None = None,
        memory: float | None = None,
    ) -> Iterator[Figure]:
        """Measure a program of ours beside another one.

        Args:
            name: What ours is called.
            ours: What ours does.
            base: What the other one is called.
            theirs: Returns what the other one does, or says why it cannot be had.
            posts: The size of the plan.
            target: The ratio of the times that should not be passed.
            memory: The ratio of the memory that should not be passed; without it there is no
                row about memory.
        """
        counts = not posts or posts >= USUAL
        goal, limit = (it if counts else None for it in (target, memory))
        try:
            runs = [*paired(ours, theirs(), self.pairs)]
        except MissingError as error:
            yield Figure(name, base, posts, target=goal, note=str(error))
            return
        mine, others = (summary([run[side] for run in runs]) for side in (0, 1))
        times = tuple(one.seconds / other.seconds for one, other in runs)
        yield Figure(name, base, posts, times, "time", goal, mine, others)
        if memory:
            most = tuple(one.megabytes / other.megabytes for one, other in runs)
            yield Figure(name, base, posts, most, "memory", limit, mine, others)


def summary(runs: Sequence[Run]) -> Run:
    """Return the middle of the times, and the most memory."""
    seconds, processor, megabytes = zip(*runs, strict=True)
    return Run(median(seconds), median(processor), max(megabytes))
