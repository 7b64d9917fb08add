"""A system that fails: whatever is asked of it, at any chosen moment."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from planner import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS = (
    *("open", "read", "write", "lseek", "ftruncate", "fsync", "close"),
    *("stat", "lstat", "access", "mkdir", "link", "replace", "unlink"),
    *("chmod", "chown", "utime", "listxattr", "getxattr", "setxattr"),
)


@contextmanager
def at(
    turn: int, fail: Callable[[], None], *, after: bool = False, for_ever: bool = False
) -> Iterator[list[str]]:
    """Fail at the given call to the system; yield the names of the calls so far."""
    calls: list[str] = []

    def around(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            calls.append(name)
            failing = len(calls) == turn or (for_ever and len(calls) > turn)
            # A file whose closing fails is closed.
            if failing and not after and name != "close":
                fail()
            try:
                return real(*given, **named)
            finally:
                if failing:
                    fail()

        return call

    places = [(os, name) for name in CALLS] + [(fcntl, "flock"), (writing, "_exchange")]
    real = {name: getattr(place, name) for place, name in places}
    patches = [mock.patch.object(place, name, around(name, real[name])) for place, name in places]
    for patch in patches:
        patch.start()
    try:
        yield calls
    finally:
        for patch in patches:
            patch.stop()
