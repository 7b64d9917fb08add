"""Taking back what the last run changed in a person's files."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from planner import writing
from planner.errors import PlannerError
from planner.texts import T
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.writing import Writer

_LONGEST = 1 << 25
"""No file that a run changed is larger."""


@dataclass(slots=True)
class Undone:
    """What was taken back: the files as they are again, those that are gone, and the rest."""

    restored: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def undo(home: Path, root: Path, stamp: str) -> Undone:
    """Take back the newest run that has not been taken back yet, file by file.

    A file that was saved since is left as it is. The run is noted as a run of its own, with
    backups of what it replaces; it is not taken back by the next ``undo``, which goes on with
    the run before.

    Args:
        home: The folder that holds the content folder.
        root: The content folder.
        stamp: When this takes place; see :func:`planner.writing.writer`.

    Raises:
        PlannerError: If there is nothing to take back.
        Refusal: If another planner is at work, or nothing can be written here.
    """
    done = Undone()
    with writing.writer(home, stamp) as pen:
        run = _newest(home)
        if run is None:
            raise PlannerError(T("There is nothing to take back."))
        for note in reversed(list(_notes(run))):
            try:
                _take_back(pen, note, run, home, root, done)
            except Refusal as refusal:
                done.refused.append(refusal)
        pen.undoes(run.name)
    return done


@dataclass(frozen=True, slots=True)
class _Note:
    """A change that a run noted before it made it."""

    file: str
    digest: str
    backup: str = ""
    offset: int = 0
    """Where the rows begin that were added; without a backup's name."""


def _newest(home: Path) -> Path | None:
    """Return the newest run that changed something and still stands."""
    folder = home / writing.FOLDER / "backup"
    runs = [it for it in folder.iterdir() if not it.is_symlink() and (it / writing.NOTES).is_file()]
    undone: set[str] = set()
    for run in sorted(runs, key=_age, reverse=True):
        taken_back = {str(line["undoes"]) for line in _lines(run) if "undoes" in line}
        undone |= taken_back
        if not taken_back and run.name not in undone and any(_notes(run)):
            return run
    return None


def _age(run: Path) -> tuple[int, str]:
    return os.lstat(run / writing.NOTES).st_mtime_ns, run.name


def _lines(run: Path) -> Iterator[dict[str, object]]:
    """Yield the lines of a run's notes; what was cut short is passed over."""
    for line in (run / writing.NOTES).read_bytes()[:_LONGEST].splitlines():
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                yield found


def _notes(run: Path) -> Iterator[_Note]:
    """Yield the changes of a run; what is none of ours is passed over."""
    for line in _lines(run):
        file, digest, backup, offset = (
            line.get(name) for name in ("file", "sha256", "backup", "offset")
        )
        if isinstance(file, str) and isinstance(digest, str):
            if isinstance(backup, str):
                yield _Note(file, digest, backup)
            elif isinstance(offset, int):
                yield _Note(file, digest, offset=max(offset, 0))


def _take_back(pen: Writer, note: _Note, run: Path, home: Path, root: Path, done: Undone) -> None:
    path = home / note.file
    if not os.path.lexists(path):
        raise Refusal(path, Reason.MISSING)
    now = writing.original(path, root, _LONGEST)
    written = now.content if note.backup else now.content[note.offset :]
    if sha256(written).hexdigest() != note.digest:
        raise Refusal(path, Reason.CHANGED_MEANWHILE)
    if not note.backup:
        pen.replace(now, now.content[: note.offset])
        done.restored.append(path)
        return
    backup = (run / note.file).with_name(note.backup)
    if os.path.lexists(backup):
        pen.replace(now, writing.original(backup, run, _LONGEST).content)
        done.restored.append(path)
    else:
        pen.remove(now)
        done.removed.append(path)
