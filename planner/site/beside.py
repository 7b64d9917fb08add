"""Making a part of a site in a second process, where that gains something and does no harm."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import threading
from contextlib import contextmanager
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
    if not apart:
        yield iter(make())
        return
    with tempfile.TemporaryFile() as file:
        child = os.fork()
        if not child:
            _fill(file, make)
        running = [child]
        try:
            yield _made(file, make, running)
        finally:
            for each in running:
                os.kill(each, signal.SIGKILL)
                os.waitpid(each, 0)


def _fill(file: IO[bytes], make: Callable[[], Iterable[T]]) -> NoReturn:
    """Write down what is made, and end this process without a trace in the other one's files."""
    code = 1
    try:
        for thing in make():
            pickle.dump(thing, file)
        file.flush()
        code = 0
    finally:
        os._exit(code)


def _made(file: IO[bytes], make: Callable[[], Iterable[T]], running: list[int]) -> Iterator[T]:
    _, failed = os.waitpid(running[0], 0)
    running.clear()
    if failed:
        yield from make()
        return
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    while file.tell() < end:
        yield pickle.load(file)  # noqa: S301 - no other program can reach a file without a name
