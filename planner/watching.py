"""Noticing that the files of a plan have changed, while somebody writes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from planner import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_PAUSE = 0.3
"""Seconds between two looks at the files."""


def changes(state: Callable[[], object], wait: Callable[[float], object]) -> Iterator[None]:
    """Yield at once, and again whenever there is another state, for ever.

    Args:
        state: Returns what is looked at; it is asked before each yield, so that what changes
            while somebody works on it is noticed afterwards.
        wait: Lets so many seconds pass; what it raises ends it all.
    """
    seen: object = None
    while True:
        now = state()
        if now != seen:
            seen = now
            yield
        wait(_PAUSE)


def state_of(content: Path, others: Iterable[Path]) -> dict[str, tuple[int, ...]]:
    """Return what tells whether a file was changed, of all that is looked at.

    Args:
        content: The plan's folder; of it the files that the reader looks at, no link followed.
        others: Further files, there or not.
    """
    names = (*(f"{content}/{name}" for name in loader.files(content)), *map(str, others))
    return {name: found for name in names if (found := _state(name))}


def _state(name: str) -> tuple[int, ...]:
    try:
        info = os.lstat(name)
    except (OSError, ValueError):
        return ()
    return info.st_mtime_ns, info.st_size, info.st_ino, info.st_mode
