"""Doing a part of the work in a second process, where that gains something and does no harm."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")


def pays(things: int) -> bool:
    """Whether a second process pays for so many things, and may be begun here.

    It begins as a copy of this one. A copy has no threads, so what they hold would be held in
    it for ever; on other systems than Linux there is none, or it is not safe.
    """
    alone = threading.active_count() == 1
    return things > _MANY and alone and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


_MANY = 2000


@contextmanager
def meanwhile(make: Callable[[], Iterable[T]], *, apart: bool) -> Iterator[Iterator[T]]:
    """Give what ``make`` makes, in its order; ``apart``, a second process makes it meanwhile.

    What fails there is made here once more, and so fails where somebody can be told.
    """
    begun = _begun(make) if apart else None
    if begun is None:
        yield iter(make())
        return
    file, child = begun
    with file:
        running = [child]
        try:
            yield _made(file, make, running)
        finally:
            for each in running:
                with suppress(ProcessLookupError):  # it has ended, and the system has taken note
                    os.kill(each, signal.SIGKILL)
                _did(each)


def aside(do: Callable[[], object], *, apart: bool) -> None:
    """Do what nothing else waits for; ``apart``, a second process does it until :func:`finish`."""
    child = _forked() if apart else None
    if child is None:
        do()
    elif child:
        _ASIDE.append(child)
    else:
        try:
            do()
        finally:
            os._exit(0)


_ASIDE: list[int] = []
"""The processes that do something aside."""


def finish() -> None:
    """Wait for all that is being done aside."""
    while _ASIDE:
        _did(_ASIDE.pop())


def _forked() -> int | None:
    """Return the other process's number, 0 in that one; None where there can be no further one."""
    try:
        return os.fork()
    except OSError:
        return None


def _did(child: int) -> bool:
    """Wait for a process to end; whether it did its work."""
    try:
        return not os.waitpid(child, 0)[1]
    except ChildProcessError:  # whoever began us wants to hear of no process
        return False


def _begun(make: Callable[[], Iterable[object]]) -> tuple[IO[bytes], int] | None:
    """Return the file that a second process fills, and its number; None where it cannot be."""
    import tempfile  # every command asks whether something is done aside; few do

    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    except OSError:
        return None
    child = _forked()
    if child is None:
        file.close()
        return None
    if not child:
        _fill(file, make)
    return file, child


def _fill(file: IO[bytes], make: Callable[[], Iterable[T]]) -> NoReturn:
    """Write down what is made, and end this process without a trace in the other one's files."""
    import pickle

    code = 1
    try:
        for thing in make():
            pickle.dump(thing, file)
        file.flush()
        code = 0
    finally:
        os._exit(code)


def _made(file: IO[bytes], make: Callable[[], Iterable[T]], running: list[int]) -> Iterator[T]:
    import pickle

    done = _did(running[0])
    running.clear()
    if not done:
        yield from make()
        return
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    while file.tell() < end:
        yield pickle.load(file)  # noqa: S301 - no other program can reach a file without a name
