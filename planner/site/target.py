"""The folder that a site is written to: made beside it, and swapped in at the end."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from planner import writing
from planner.errors import PlannerError
from planner.texts import T

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKER = ".planner-site"
_SCRATCH = ".planner-new-"
_MARKER_TEXT = "Made by planner, which replaces this folder as a whole.\n"


class BuildRefusedError(PlannerError):
    """The site is not built, and nothing was changed."""


ROBOTS = "User-agent: Google-Calendar-Importer\nDisallow:\n\nUser-agent: *\nDisallow: /\n"
"""Search engines stay out; what fetches a calendar because a person has asked it to may do so."""


def not_free(path: str) -> T:
    """Return what is said of a place that is taken, or is none."""
    return T("This place in the site is taken, or outside it: {path}", path=path)


def is_outside(path: str) -> bool:
    """Say whether a path below the site's root leads out of it."""
    return path.startswith("/") or ".." in PurePosixPath(path).parts


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a folder to fill, and put it in the place of ``target`` when all went well.

    Raises:
        BuildRefusedError: If ``target`` is not ours to replace, or cannot be written.
    """
    _check(target)
    try:
        beside = target.absolute().parent
        beside.mkdir(parents=True, exist_ok=True)
        _sweep(beside)
        with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=beside) as scratch, _held(scratch):
            fresh = Path(scratch, "new")
            fresh.mkdir()
            yield fresh
            (fresh / MARKER).write_text(_MARKER_TEXT, encoding="ascii", newline="\n")
            _swap(fresh, target, Path(scratch, "old"))
    except OSError as error:
        text = T(
            "The site cannot be written to {folder}: {reason}",
            folder=str(target),
            reason=error.strerror or str(error),
        )
        raise BuildRefusedError(text) from error


def _check(target: Path) -> None:
    """Refuse a place that holds anything but a site of ours."""
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir():
        raise BuildRefusedError(
            T("{folder} is not a folder; the site needs one of its own", folder=str(target))
        )
    ours = (target / MARKER).is_file() and not (target / ".git").exists()
    if any(target.iterdir()) and not ours:
        raise BuildRefusedError(
            T(
                "The folder {folder} holds files that planner did not make; choose an empty "
                "folder, or remove it yourself",
                folder=str(target),
            )
        )


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put ``fresh`` in the place of ``target``; if that fails, the old one comes back."""
    if target.exists():
        if writing.swap(fresh, target):
            return
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        with suppress(FileNotFoundError):
            old.rename(target)
        raise


def _sweep(beside: Path) -> None:
    """Take away what builds left behind that were cut short; nobody holds that any more."""
    for scratch in beside.glob(f"{_SCRATCH}*"):
        with _held(scratch) as alone:
            if alone:
                shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _held(folder: Path | str) -> Iterator[bool]:
    """Hold a folder as long as this program runs; false where another does, or that is not possible."""
    if sys.platform == "win32":
        yield False
        return
    file = -1
    try:
        file = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = True
    except OSError:
        held = False
    try:
        yield held
    finally:
        if file >= 0:
            os.close(file)
