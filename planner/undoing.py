"""Taking back what the last run changed in a person's files."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from planner import writing
from planner.errors import PlannerError
from planner.texts import T
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from planner.writing import Original, Writer

_LONGEST = 1 << 25
"""No file that a run changed is larger."""
_FOR_GOOD = (Reason.CHANGED_MEANWHILE, Reason.MISSING)
"""Why a file will not be taken back at another time either."""


@dataclass(slots=True)
class Undone:
    """What was taken back: the files as they are again, those that are gone, and the rest."""

    run: str = ""
    """The run: its backups are in the folder of this name."""
    restored: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Whether the run need not be tried again."""
        return all(it.reason in _FOR_GOOD for it in self.refused)


def undo(home: Path, root: Path, stamp: str, beside: Container[str] = ()) -> Undone:
    """Take back the newest run that has not been taken back yet, file by file.

    A file that was saved since is left as it is; a folder that is empty then goes too. The run is noted as a run of its own, with
    backups of what it replaces; it is not taken back by the next ``undo``, which goes on with
    the run before.

    Args:
        home: The folder that holds the content folder.
        root: The content folder.
        stamp: When this takes place; see :func:`planner.writing.writer`.
        beside: The files beside the content folder that a run may have made.

    Raises:
        PlannerError: If there is nothing to take back.
        Refusal: If another planner is at work, or nothing can be written here.
    """
    if not writing.last_run(home):
        raise PlannerError(_NOTHING)
    done = Undone()
    with writing.writer(home, stamp) as pen:
        run = _newest(home)
        if not run:
            raise PlannerError(_NOTHING)
        done.run = run
        pen.undoes(run, done=False)
        for note in reversed(list(_notes(home, run))):
            try:
                _take_back(pen, note, home, home if note.file in beside else root, done)
            except Refusal as refusal:
                done.refused.append(refusal)
        for path in done.removed:
            _clear(path, home, root)
        if done.settled:
            pen.undoes(run, done=True)
    return done


_NOTHING = T("There is nothing to take back.")


@dataclass(frozen=True, slots=True)
class _Note:
    """A change that a run noted before it made it."""

    file: str
    digest: str
    backup: Path | None
    """Where the file was kept; None where rows were added to it."""
    is_new: bool
    offset: int = 0
    """Where these rows begin."""


def _newest(home: Path) -> str:
    """Return the newest run that changed something and still stands, following the chain back."""
    run, seen, undone = writing.last_run(home), set[str](), set[str]()
    while run and run not in seen:
        seen.add(run)
        lines = writing.notes_of(home, run)
        taken_back = {str(line["undoes"]) for line in lines if "undoes" in line}
        undone |= taken_back
        is_undo = any("undoing" in line for line in lines)  # even where it was cut short
        if not is_undo and run not in undone and any(_notes(home, run)):
            return run
        run = next((str(line["after"]) for line in lines if "after" in line), "")
    return ""


def _notes(home: Path, run: str) -> Iterator[_Note]:
    """Yield the changes of a run; what is none of ours, or did not happen, is passed over."""
    folder = home / writing.FOLDER / "backup" / run
    lines = writing.notes_of(home, run)
    tells = any("old" in line for line in lines)  # which files were new; older notes do not
    for line in lines:
        file, digest, backup, offset = (
            line.get(name) for name in ("file", "sha256", "backup", "offset")
        )
        if not (isinstance(file, str) and isinstance(digest, str) and PurePosixPath(file).name):
            continue
        if isinstance(backup, str) and PureWindowsPath(backup).name == backup != "":
            kept = (folder / file).with_name(backup)
            is_kept = writing.is_there(kept)
            is_new = "old" not in line and (tells or not is_kept)
            if is_kept or is_new:
                yield _Note(file, digest, kept, is_new)
        elif backup is None and isinstance(offset, int):
            yield _Note(file, digest, None, is_new=False, offset=max(offset, 0))


def _take_back(pen: Writer, note: _Note, home: Path, root: Path, done: Undone) -> None:
    path = home / note.file
    if not writing.is_there(path):
        if not note.is_new:
            raise Refusal(path, Reason.MISSING)
        done.removed.append(path)  # it was not made, or is gone already
        return
    now = writing.original(path, root, _LONGEST)
    if note.is_new:
        _expect(now, now.content, note)
        pen.remove(now)
        done.removed.append(path)
        return
    if note.backup is None:
        before, written = now.content[: note.offset], now.content[note.offset :]
    else:
        kept = home / writing.FOLDER / "backup"
        before, written = writing.original(note.backup, kept, _LONGEST).content, now.content
    if now.content != before:
        _expect(now, written, note)
        pen.replace(now, before)
    done.restored.append(path)


def _expect(now: Original, written: bytes, note: _Note) -> None:
    """Refuse a file that holds something else than what the run wrote."""
    if sha256(written).hexdigest() != note.digest:
        raise Refusal(now.path, Reason.CHANGED_MEANWHILE)


def _clear(path: Path, home: Path, root: Path) -> None:
    """Take away the empty folders on the way to a file that is gone, but not the plan's own."""
    for folder in path.parents:
        if folder in (home, root) or home not in folder.parents:
            return
        try:
            folder.rmdir()
        except OSError:  # something else lies there
            return
