"""Changing a person's file: whole or not at all, and never without a copy of what was there.

Every command that writes into a plan goes this way. A file is taken up with
:func:`original`, changed in memory and checked by its caller, and handed to a
:class:`Writer`. Whatever ends the program, also a power cut, each file holds its old or its
new bytes; what another program saved meanwhile is never overwritten.

``.planner`` beside the content folder holds the lock and a folder of backups for each run.
A run notes there what it is about to do, so that the next one can clear up after it and a
change can be taken back.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from planner import reader
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.texts import T

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    from threading import Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

FOLDER = ".planner"
NOTES = ".changes.jsonl"
"""In the folder of a run: a line for each change, with the ``file`` below home, the name of its
``backup`` and the ``sha256`` of what was written, and of what was there before as ``old``. Without
``old`` the file was new; without its backup the change did not happen. Where ``rows`` were added,
``offset`` says at which byte, and a line that they are ``whole`` follows. The first line says which
run it came ``after``; a run that takes back another says which one it is ``undoing``, and
``undoes`` once that is done."""
PATIENCE = 10
"""Seconds to wait for another planner to finish."""
_TRIES = 10 if sys.platform == "win32" else 1
_PAUSE = 0.2
"""So often, and so many seconds apart, it is tried again while another program has a file open."""

_PLAIN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN
_MORE = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _PLAIN
_HERE, _ONLY_NEW, _EXCHANGE = -100, 1, 2
"""What Linux calls AT_FDCWD, RENAME_NOREPLACE and RENAME_EXCHANGE."""
_BACKUPS = Path(FOLDER, "backup")
_LONGEST = 1 << 25
_MOST_ROWS = 1 << 21
"""So many bytes of rows are noted; the notes of a run stay far below the longest that is read."""
_LONGEST_NAME = 240
"""So many bytes of a name leave room for a number behind it everywhere."""
_TEMPORARY = re.compile(r"\.planner-[0-9a-f]{16}\.tmp")
_STAMP = re.compile(r"[0-9A-Za-z-]{1,80}")


class Reason(Enum):
    """Why a file is left as it is: a name for programs, words for people."""

    CHANGED_MEANWHILE = T("it has been saved meanwhile")
    LINK = T("it is a link to another place, or lies behind one")
    NOT_A_FILE = T("it is not an ordinary file")
    HARD_LINKED = T("the same file is also in another place under another name")
    READ_ONLY = T("it or its folder is protected against changes")
    OUTSIDE = T("it is not in the folder of the plan")
    TOO_LARGE = T("it is too large")
    MISSING = T("it is not there any more")
    EXISTS = T("there is already something of that name")
    BUSY = T("Planner is already at work here; try again when it has finished")
    NO_SPACE = T("there is no room left on the disk")
    IN_USE = T("another program has it open; close it there and try again")
    FAILED = T("the system does not allow it")


_ERRORS = {
    errno.ENOSPC: Reason.NO_SPACE,
    errno.EDQUOT: Reason.NO_SPACE,
    errno.EFBIG: Reason.NO_SPACE,
    errno.EROFS: Reason.READ_ONLY,
    errno.EACCES: Reason.READ_ONLY,
    errno.EPERM: Reason.READ_ONLY,
    errno.ELOOP: Reason.LINK,
    errno.ENOENT: Reason.MISSING,
}


class Refusal(PlannerError):
    """A file is left as it was: ``path`` names it, ``reason`` and ``why`` say why."""

    def __init__(self, path: Path, reason: Reason, why: T | None = None) -> None:
        """Keep which file it is and why."""
        self.path = path
        self.reason = reason
        self.why = why or reason.value
        super().__init__(T("{file} is left as it is: {why}", file=path.as_posix(), why=self.why))

    @property
    def of_system(self) -> bool:
        """Whether the system could not, so that nothing is wrong with the file."""
        fails = self.reason is Reason.FAILED and isinstance(self.__cause__, OSError)
        return fails or self.reason in (Reason.NO_SPACE, Reason.BUSY)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Make a refusal of whatever the operating system does not allow."""
    try:
        yield
    except OSError as error:
        reason = _ERRORS.get(error.errno or 0, Reason.FAILED)
        said = T("the system says “{reason}”", reason=error.strerror or "?")
        raise Refusal(path, reason, said if reason is Reason.FAILED else None) from error


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was before a change; only this very file is ever replaced."""

    path: Path
    content: bytes
    identity: tuple[int, ...]
    limit: int

    def expected(self, content: bytes) -> Original:
        """Return the file if it holds what a change was worked out from.

        Raises:
            Refusal: If it has been saved since.
        """
        if self.content != content:
            raise Refusal(self.path, Reason.CHANGED_MEANWHILE)
        return self


def original(path: Path, root: Path, limit: int = reader.MAX_BYTES) -> Original:
    """Take up a file that is to be changed.

    Where :func:`writer` is used, call this within it: it first clears up what would be in the way.

    Args:
        path: The file.
        root: The folder that it must lie in, with no link on the way.
        limit: The most bytes that it may have, now and after the change.

    Raises:
        Refusal: If it is not one that may be changed, or cannot be read.
    """
    with _refusing(path):
        _refuse_links(path, root)
        info = os.lstat(path)
        reason = _objection(path, info, limit)
        if reason:
            raise Refusal(path, reason)
        found = Original(path, _bytes(path, limit), _identity(info), limit)
        if _identity(os.lstat(path)) != found.identity:
            raise Refusal(path, Reason.CHANGED_MEANWHILE)
    return found


def _below(path: Path, root: Path) -> Path:
    """Return the way from a folder to a file below it."""
    inside, top = path.absolute(), root.absolute()
    if top not in inside.parents or ".." in inside.relative_to(top).parts:
        raise Refusal(path, Reason.OUTSIDE)
    return inside.relative_to(top)


def _refuse_links(path: Path, root: Path) -> None:
    """Refuse a file that a link below ``root`` leads to; the root itself may be one."""
    folders = [root / folder for folder in _below(path, root).parents]
    if any(folder.is_symlink() for folder in folders[:-1]):
        raise Refusal(path, Reason.LINK)


def _objection(path: Path, info: os.stat_result, limit: int) -> Reason | None:
    if stat.S_ISLNK(info.st_mode):
        return Reason.LINK
    if not stat.S_ISREG(info.st_mode):
        return Reason.NOT_A_FILE
    if info.st_nlink > 1:
        return Reason.HARD_LINKED
    if info.st_size > limit:
        return Reason.TOO_LARGE
    # The mode counts also for those whom the system lets write everything.
    modes = [info.st_mode] if os.name == "nt" else [info.st_mode, path.parent.stat().st_mode]
    if not all(mode & stat.S_IWUSR for mode in modes) or not os.access(path, os.W_OK):
        return Reason.READ_ONLY
    return None


def _identity(info: os.stat_result) -> tuple[int, ...]:
    owner = (info.st_mode, info.st_uid, info.st_gid)
    return (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, *owner)


def _bytes(path: Path, limit: int) -> bytes:
    """Return what a file holds; what the system does not allow, whoever asked has to know."""
    try:
        return reader.read_bytes(path, Subject(Kind.PLAN), limit)
    except reader.Refused as refused:
        if isinstance(refused.__cause__, OSError):
            raise refused.__cause__ from None
        raise Refusal(path, Reason.NOT_A_FILE, refused.findings[0].message) from refused


def is_there(path: Path) -> bool:
    """Whether there is anything of a name; raises :class:`Refusal` where nobody can tell."""
    with _refusing(path):
        try:
            os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return False
    return True


@contextmanager
def writer(home: Path, stamp: str) -> Iterator[Writer]:
    """Hold the only pen of a plan for one run.

    Args:
        home: The folder that holds the content folder.
        stamp: When the run takes place, as letters, digits and hyphens; names its backups.

    Raises:
        Refusal: If another planner is at work, or nothing can be written here.
    """
    if not _STAMP.fullmatch(stamp):
        raise ValueError(stamp)
    home = home.absolute()
    with _refusing(home):
        _prepare(home / FOLDER)
        lock = os.open(home / FOLDER / "lock", os.O_RDWR | os.O_CREAT | _PLAIN, 0o666)
    try:
        with _refusing(home):
            if not stat.S_ISREG(os.fstat(lock).st_mode):
                raise Refusal(home / FOLDER / "lock", Reason.NOT_A_FILE)
            try:
                _claim(lock)
            except BlockingIOError:
                raise Refusal(home, Reason.BUSY) from None
            last = _first_line(os.read(lock, 100))
            _sweep(home, last)
        yield Writer(home, stamp, lock, last)
    finally:
        with suppress(OSError):
            os.close(lock)


class Writer:
    """Replaces and creates files; made by :func:`writer`."""

    def __init__(self, home: Path, stamp: str, lock: int, last: str) -> None:
        """Begin a run; its folder is made with the first change."""
        self._home = home
        self._first_choice = home / _BACKUPS / stamp
        self._lock = lock
        self._last = last
        self._run: Path | None = None

    def replace(self, old: Original, new: bytes) -> None:
        """Give a file new content and keep the old one among the backups.

        The caller has made sure that the new content is what was wanted.

        Raises:
            Refusal: If the file is not any more what it was, or the system does not allow it;
                the file is then left as it is.
        """
        if new == old.content:
            return
        with self._draft(old.path, new, old.limit, old) as draft:
            _keep(old, draft.backup)
            _place(draft.temporary, old)

    def create(self, path: Path, root: Path, content: bytes, limit: int = reader.MAX_BYTES) -> None:
        """Make a file below ``root``, with the folders on its way, where there is nothing yet.

        ``limit`` is the most bytes that it may have.

        Raises:
            Refusal: If there is something of that name, or the system does not allow it.
        """
        with _refusing(path):
            _refuse_links(path, root)
            if is_there(path):
                raise Refusal(path, Reason.EXISTS)
        with _refusing(path), _folder_for(path), self._draft(path, content, limit) as draft:
            _name(draft.temporary, path)

    def append(self, old: Original, rows: Sequence[bytes]) -> None:
        """Put rows below what a file holds, with one write; what is there is not touched.

        Raises:
            Refusal: If the file is not any more what it was, would grow too large, or the system
                does not allow it; no row is then left behind.
        """
        added = b"".join(rows)
        size = len(old.content)
        with _refusing(old.path):
            if size + len(added) > old.limit:
                raise Refusal(old.path, Reason.TOO_LARGE)
            name = _below(old.path, self._home).as_posix()
            digest = sha256(added).hexdigest()
            note: dict[str, object] = {"file": name, "offset": size, "sha256": digest}
            if len(added) <= _MOST_ROWS:
                note["rows"] = added.decode("utf-8", "surrogateescape")
            self._tell(note)
            file = os.open(old.path, os.O_WRONLY | os.O_APPEND | _PLAIN)
            try:
                if _identity(os.fstat(file)) != old.identity:
                    raise Refusal(old.path, Reason.CHANGED_MEANWHILE)
                _append(file, added, size)
            finally:
                os.close(file)
            with suppress(OSError):  # what somebody takes away of them later is no cut
                self._tell({"whole": digest})

    def remove(self, old: Original) -> None:
        """Take a file away and keep it among the backups.

        Raises:
            Refusal: If the file is not any more what it was, or the system does not allow it.
        """
        with _refusing(old.path):
            draft = self._note(old.path, b"", old)
            try:
                _keep(old, draft.backup)
                # Out of its place first, so that what another program saves just now shows.
                _patiently(lambda: old.path.rename(draft.temporary), old.path)
                if _seen(draft.temporary) != old.identity:
                    raise Refusal(old.path, Reason.CHANGED_MEANWHILE)  # noqa: TRY301 - it goes back
            except BaseException:
                with suppress(OSError, Refusal):
                    if is_there(draft.temporary) and not is_there(old.path):
                        draft.temporary.rename(old.path)
                    draft.abandon()
                raise
            draft.temporary.unlink()
        _settle(old.path.parent)

    def undoes(self, run: str, *, done: bool) -> None:
        """Note that this run begins to take back another one, or has done so."""
        with _refusing(self._home):
            self._tell({"undoes" if done else "undoing": run})

    @contextmanager
    def _draft(
        self, path: Path, content: bytes, limit: int, old: Original | None = None
    ) -> Iterator[_Draft]:
        """Write the new content beside a file; take everything back unless it gets its place."""
        with _refusing(path):
            if len(content) > limit:
                raise Refusal(path, Reason.TOO_LARGE)
            draft = self._note(path, content, old)
            try:
                _write(draft.temporary, content, _NEW, old.path if old else None)
                yield draft
            except BaseException:
                with suppress(OSError, Refusal):
                    draft.abandon()
                raise
            with suppress(OSError):  # the next run clears it up
                draft.temporary.unlink(missing_ok=True)
        _settle(path.parent)

    def _note(self, path: Path, content: bytes, old: Original | None) -> _Draft:
        """Write down what is about to happen, before it does."""
        name = _below(path, self._home)
        note = {
            **({"old": sha256(old.content).hexdigest()} if old else {}),
            "file": name.as_posix(),
            "temporary": f".planner-{secrets.token_hex(8)}.tmp",
            "backup": _free(self._folder / name).name,
            "sha256": sha256(content).hexdigest(),
        }
        self._tell(note)
        return _Draft.noted(note, self._home, self._folder)

    def _tell(self, note: Mapping[str, object]) -> None:
        # The line before may have been cut short, where the disk was full.
        _write(self._folder / NOTES, f"\n{json.dumps(note)}\n".encode(), _MORE)

    @property
    def _folder(self) -> Path:
        """The folder of this run, made when it is first asked for."""
        if self._run is None:
            self._run = self._begin()
        return self._run

    def _begin(self) -> Path:
        """Make the folder of this run, and let the lock name it for the next one."""
        run = _free(self._first_choice)
        run.mkdir()
        # The chain of runs: what somebody else put among the backups is no part of it.
        _write(run / NOTES, f"{json.dumps({'after': self._last})}\n".encode(), _MORE)
        for folder in (run, *run.parents[:3]):
            _settle(folder)
        # Never empty, not even for a moment: without the name all earlier runs would be lost.
        name = f"{run.name}\n".encode()
        os.lseek(self._lock, 0, os.SEEK_SET)
        _write_all(self._lock, name)
        os.ftruncate(self._lock, len(name))
        os.fsync(self._lock)
        return run


@dataclass(frozen=True, slots=True)
class _Draft:
    """A change as it is noted: the new content before it gets its place, and the old one after."""

    file: Path
    temporary: Path
    backup: Path
    digest: str

    @classmethod
    def noted(cls, note: Mapping[str, object], home: Path, run: Path) -> _Draft:
        """Read a note; whoever wrote it, it names nothing but our own files."""
        parts = [note[key] for key in ("file", "temporary", "backup", "sha256")]
        file, name, backup, digest = (str(part) for part in parts)
        if not (all(isinstance(part, str) for part in parts) and _TEMPORARY.fullmatch(name)):
            raise ValueError(note)
        kept = (run / file).with_name(backup)
        _refuse_links(kept, run)  # "file" leads both the same way
        return cls(home / file, (home / file).with_name(name), kept, digest)

    def abandon(self) -> None:
        """Clear up a change that was cut short at any moment, also while this was done."""
        if not is_there(self.temporary):
            with suppress(FileNotFoundError):
                if os.path.samestat(os.lstat(self.file), os.lstat(self.backup)):
                    self.backup.unlink()  # it was to be removed, and has its place still
            return
        if is_there(self.backup):
            held = _bytes(self.temporary, _LONGEST)
            if sha256(held).hexdigest() == self.digest:  # it has not happened
                self.backup.unlink()
            elif held != _bytes(self.backup, _LONGEST):  # another program's, saved meanwhile
                self.temporary.replace(_free(self.backup))
                return
        self.temporary.unlink()


def last_run(home: Path) -> str:
    """Return the name of the last run that changed something here; nothing where none is known.

    Raises:
        Refusal: If that cannot be read.
    """
    lock = home / FOLDER / "lock"
    with _refusing(lock):
        name = _first_line(_bytes(lock, _LONGEST)) if is_there(lock) else ""
    return name if _STAMP.fullmatch(name) else ""


def _first_line(content: bytes) -> str:
    return content.partition(b"\n")[0].decode("ascii", "replace")


def notes_of(home: Path, run: str) -> list[dict[str, object]]:
    """Return what a run noted; what was cut short, or is none of ours, is left out.

    Raises:
        Refusal: If it cannot be read.
    """
    folder = home / _BACKUPS / run
    notes = folder / NOTES
    found: list[dict[str, object]] = []
    with _refusing(notes):
        if not _STAMP.fullmatch(run) or folder.is_symlink() or not _is_a_file(notes):
            return found
        lines = _bytes(notes, _LONGEST).splitlines()
    for line in lines:
        with suppress(ValueError, RecursionError):
            note = json.loads(line)
            if isinstance(note, dict):
                found.append(note)
    return found


def _is_a_file(path: Path) -> bool:
    if not is_there(path):
        return False
    info = os.lstat(path)
    return stat.S_ISREG(info.st_mode) and info.st_size <= _LONGEST


def room(home: Path, name: str) -> Path:
    """Return a folder in ``.planner`` for what can be had again, and make it where it is missing.

    Args:
        home: The folder that holds the content folder.
        name: What the folder is called.

    Raises:
        Refusal: If it cannot be made, or is a link.
    """
    folder = home.absolute() / FOLDER / name
    with _refusing(folder):
        _prepare(folder.parent)
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            raise Refusal(folder, Reason.LINK)
    return folder


def keep(path: Path, content: bytes) -> None:
    """Write a file that can be had again, whole or not at all; no copy of the old one is kept.

    Raises:
        Refusal: If the system does not allow it, or another planner is writing it.
    """
    with _refusing(path):
        _put(path, content)


def deliver(path: Path, content: bytes) -> None:
    """Write a result where somebody wants it: whole or not at all, where that is a file.

    Raises:
        OSError: If the system does not allow it.
        Refusal: If another planner is writing it, or another program has it open.
    """
    info = os.lstat(path) if os.path.lexists(path) else None
    if info is None:
        _put(path, content)
        return
    if stat.S_ISREG(info.st_mode) and info.st_nlink == 1 and os.access(path, os.W_OK):
        with suppress(PermissionError):  # somebody else's, or in somebody else's folder
            _put(path, content)
            return
    path.write_bytes(content)  # a device or a pipe too, or a link that was made on purpose


def _put(path: Path, content: bytes) -> None:
    digest = sha256(os.fsencode(path.name)).hexdigest()
    # The same name every time: what a run that was cut short left behind makes way for the next.
    temporary = path.with_name(f".planner-{digest[:16]}.tmp")
    model = path if is_there(path) else None
    try:
        temporary.unlink(missing_ok=True)
        written = _write(temporary, content, _NEW, model)
        if _seen(temporary) != written:
            raise Refusal(path, Reason.BUSY)  # noqa: TRY301 - cleared up all the same
        _patiently(lambda: temporary.replace(path), path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def swap(one: Path, other: Path) -> bool:
    """Let two files or folders change places in one step; false where the system knows no such step."""
    return _exchange(one, other)


def _prepare(folder: Path) -> None:
    """Make the folder beside the content, of which nothing is to be shared."""
    for made in (folder, folder / "backup"):
        made.mkdir(exist_ok=True)
        if made.is_symlink():
            raise Refusal(made, Reason.LINK)
    ignore = folder / ".gitignore"
    if not is_there(ignore) or not os.lstat(ignore).st_size:
        _write(ignore, b"*\n", _MORE)


def _sweep(home: Path, last: str) -> None:
    """Clear up after the last run, which may have been cut short at any moment."""
    run = home / _BACKUPS / last
    notes = notes_of(home, last)
    whole = [note["whole"] for note in notes if "whole" in note]
    drafts = []
    for note in notes:
        with suppress(ValueError, KeyError, TypeError, Refusal):  # none of ours
            if "rows" in note:
                if note["sha256"] not in whole:
                    _cut_back(note, home)
            else:
                drafts.append(_Draft.noted(note, home, run))
    for draft in drafts:
        with _refusing(draft.temporary):
            draft.abandon()


def _cut_back(note: Mapping[str, object], home: Path) -> None:
    """Take rows away again only a part of which was written before the run was cut short."""
    offset = max(int(str(note["offset"])), 0)
    rows = str(note["rows"]).encode("utf-8", "surrogateescape")
    old = original(home / str(note["file"]), home, _LONGEST)
    part = old.content[offset:]
    if part and len(part) < len(rows) and rows.startswith(part):
        file = os.open(old.path, os.O_WRONLY | _PLAIN)
        try:
            if _identity(os.fstat(file)) == old.identity:
                os.ftruncate(file, offset)
                os.fsync(file)
        finally:
            os.close(file)


def _keep(old: Original, backup: Path) -> None:
    """Keep the old file among the backups and make sure that it is still the same one."""
    with _folder_for(backup):
        try:
            os.link(old.path, backup)
        except OSError:  # another file system, or one without second names
            _write(backup, old.content, _NEW, old.path)
    _settle(backup.parent)
    same = _bytes(backup, old.limit) == _bytes(old.path, old.limit) == old.content
    if not same or _identity(os.lstat(old.path)) != old.identity:
        raise Refusal(old.path, Reason.CHANGED_MEANWHILE)


def _place(temporary: Path, old: Original) -> None:
    """Let the draft and the file change places, which shows what the draft took the place of.

    Where that is not the old file, another program has saved a newer one in this very moment:
    it gets its place back, unless there is a still newer one by then, and so on.
    """
    ours = placed = _seen(temporary)
    expected: object = old.identity
    while _exchange(temporary, old.path):
        try:
            found = _seen(temporary)
        except OSError:  # nobody can tell what that was: back to its place with it
            _exchange(temporary, old.path)
            raise
        if found == expected:
            break
        placed, expected = found, placed
    else:
        _patiently(lambda: temporary.replace(old.path), old.path)
    if placed != ours:
        raise Refusal(old.path, Reason.CHANGED_MEANWHILE)


def _seen(path: Path) -> tuple[int, ...] | None:
    with suppress(FileNotFoundError):
        return _identity(os.lstat(path))
    return None


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; false where the system knows no such step."""
    return _renamed(one, other, _EXCHANGE)


def _renamed(one: Path, other: Path, how: int) -> bool:
    """Rename a file in a way that only Linux knows; false where it does not come to that."""
    if sys.platform != "linux":
        return False
    with suppress(ImportError, AttributeError):  # a Python or a system without it
        import ctypes

        rename = ctypes.CDLL(None).renameat2
        return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), how) == 0)
    return False


def _name(temporary: Path, path: Path) -> None:
    """Give a draft its name, if there is nothing of that name."""
    try:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # no second names on this file system
            if not _renamed(temporary, path, _ONLY_NEW):
                if is_there(path):
                    raise FileExistsError from None
                temporary.rename(path)  # Windows itself looks whether there is something
    except FileExistsError:
        raise Refusal(path, Reason.EXISTS) from None


@contextmanager
def _folder_for(path: Path) -> Iterator[None]:
    """Make the folders on the way to a new file; they go again if it does not come to that."""
    missing = [folder for folder in path.parents if not is_there(folder)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):  # something lies there
                folder.rmdir()
        raise
    for folder in missing:
        _settle(folder.parent)


def _patiently(work: Callable[[], object], path: Path) -> None:
    """Put a file into its place; on Windows nobody can while another program has it open there."""
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            work()
            return
        sleep(_PAUSE)
    try:
        work()
    except PermissionError as error:
        if _TRIES == 1:
            raise
        raise Refusal(path, Reason.IN_USE) from error


def _free(path: Path) -> Path:
    """Return the path, or the first like it that is not taken."""
    name = os.fsdecode(os.fsencode(path.name)[:_LONGEST_NAME])
    numbered = (path.with_name(f"{name}-{number}") for number in count(2))
    return next(free for free in chain([path], numbered) if not is_there(free))


def _write(path: Path, content: bytes, flags: int, model: Path | None = None) -> tuple[int, ...]:
    """Write a file and wait until the disk has it; the model's mode and owner become its own.

    Returns:
        What tells this very file from others.
    """
    file = os.open(path, flags, 0o600 if model else 0o666)
    try:
        _write_all(file, content)
        if model:
            _liken(path, model)
        os.fsync(file)
        return _identity(os.fstat(file))
    finally:
        os.close(file)


def _write_all(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]


def _append(file: int, rows: bytes, size: int) -> None:
    """Write rows to the end of a file; where that fails, cut off what was written of them."""
    written = 0
    try:
        written = os.write(file, rows)
        if written < len(rows):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301 - as the system would
        os.fsync(file)
    except OSError:
        if os.fstat(file).st_size == size + written:  # nobody wrote below them
            os.ftruncate(file, size)
        raise


def _liken(path: Path, model: Path) -> None:
    """Give a new file the owner, mode and further attributes of another, but not its age."""
    own, wanted = os.lstat(path), os.lstat(model)
    if (own.st_uid, own.st_gid) != (wanted.st_uid, wanted.st_gid):
        os.chown(path, wanted.st_uid, wanted.st_gid)
    shutil.copystat(model, path, follow_symlinks=False)
    os.utime(path)


def _settle(folder: Path) -> None:
    """Wait until the disk knows the names in a folder; not every system can be asked to."""
    with suppress(OSError):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


if sys.platform == "win32":

    def _claim(lock: int) -> None:
        """Take the lock; the system itself tries for ten seconds."""
        # Nobody else can read what is locked, and what the file says is to be read.
        os.lseek(lock, _LONGEST, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_LOCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        os.lseek(lock, 0, os.SEEK_SET)

else:

    def _claim(lock: int) -> None:
        """Take the lock; where another holds it, wait for it, but not for ever."""
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        waiter = Thread(target=_wait, args=(lock,), daemon=True)
        waiter.start()
        waiter.join(PATIENCE)
        # It has the lock now, in which case asking again changes nothing, or nobody does.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait(lock: int) -> None:
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
