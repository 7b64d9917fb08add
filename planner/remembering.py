"""What the files of a large plan said, kept for the next run where the person's programs keep such.

It is told by its bytes whether a file is still the same, so that nothing is ever taken from here
that the file does not say. What is kept cannot do anything either: it is read as numbers, texts
and the few classes that a plan is made of, if it is whole, and if nobody else may have written it.
"""

from __future__ import annotations

import io
import os
import pickle
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import beside, fields, model, reader
from planner.entry import from_row
from planner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.diagnostics import Subject
    from planner.entry import Entry, Row
    from planner.loader import Content

FEWEST = 500
"""A plan of fewer files is read before what is kept of it would be."""
_STALE = 0.02
"""So much of a plan is read anew before it is worth keeping all of it again."""
_LONGEST = 100 * 86400
"""Seconds after which nothing is kept of a plan that nobody has looked at."""
_LARGEST = 1 << 28
_DIGEST = 32
_READING = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # nobody waits for a pipe
    | getattr(os, "O_BINARY", 0)
)
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CLASSES = {
    *(
        ("planner.model", name)
        for name, it in vars(model).items()
        if it.__class__ is type(model.Part)
    ),
    *(("planner.values", name) for name in ("Moment", "Window")),
    *(("datetime", name) for name in ("date", "time", "datetime")),
}


@dataclass(slots=True)
class Kept:
    """A :class:`planner.loader.Memory` on the disk, which is opened for a large plan only."""

    folder: Path
    rows: Mapping[str, Row] = field(default_factory=dict)

    def fits(self, plan: str, files: int) -> bool:
        """Whether anything is kept of a plan of so many files, whose plan.md has this text."""
        place = _place(self.folder) if files >= FEWEST else None
        self.rows = (place and _unpacked(place, _key(plan))) or {}
        return bool(self.rows)

    def recall(self, subject: Subject, content: bytes, digest: bytes) -> Entry | None:
        """Return what a file says, if it held the same bytes then."""
        row = self.rows.get(subject.path)
        if row is None or row[0] != digest:
            return None
        return from_row(row, reader.plain(content), subject)

    def keep(self, content: Content) -> None:
        """Keep what the files say for the next run, if much of it is not kept yet."""
        place = _place(self.folder) if len(content.entries) >= FEWEST else None
        if place is None:
            return
        rows = {name: row for name, entry in content.entries.items() if (row := entry.row)}
        old = {name: row[0] for name, row in self.rows.items()}
        new = {name: row[0] for name, row in rows.items()}
        if len(old.items() ^ new.items()) > _STALE * len(new):
            write = partial(_pack, place, _key(content.text), rows)
            beside.aside(write, apart=beside.pays(len(rows)))


def _place(folder: Path) -> Path | None:
    """Return the file for a plan, None where nothing may be kept."""
    if os.environ.get("CI"):
        return None
    from platformdirs import user_cache_path

    name = blake2b(os.fsencode(os.path.realpath(folder)), digest_size=_DIGEST // 2).hexdigest()
    return user_cache_path("planner", appauthor=False) / f"{name}.plan"


def _key(plan: str) -> bytes:
    """Return what the meaning of all files depends on: plan.md, and this very program."""
    found = blake2b(plan.encode("utf-8", "surrogatepass"), digest_size=_DIGEST)
    found.update(repr((VERSION, sys.version, fields.PYDANTIC)).encode())
    package = Path(__file__).parent
    for folder in (package, package / "data", package / "tracking"):
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda it: it.name):
                if entry.name == "__pycache__":
                    continue  # it grows with each module that is used for the first time
                info = entry.stat()
                found.update(f"{entry.name} {info.st_size} {info.st_mtime_ns}\n".encode())
    return found.digest()


class _Unpickler(pickle.Unpickler):
    """Makes nothing but what a plan is made of."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's own signature
        """Return a class of the model."""
        if (module, name) not in _CLASSES:
            message = f"{module}.{name} is no part of a plan"
            raise pickle.UnpicklingError(message)
        return super().find_class(module, name)


def _unpacked(place: Path, key: bytes) -> Mapping[str, Row] | None:
    """Return what is kept in a file below a key, None where that is nothing to rely on."""
    try:
        with os.fdopen(os.open(place, _READING), "rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            head = file.read(2 * _DIGEST)
            packed = file.read(_LARGEST) if head[:_DIGEST] == key else b""
    except OSError:
        return None
    if head[_DIGEST:] != blake2b(packed, digest_size=_DIGEST).digest():
        return None
    try:
        found: Mapping[str, Row] = _Unpickler(io.BytesIO(packed)).load()
    except Exception:  # noqa: BLE001 - whatever it is, it was not written by this program
        return None
    return found


def _is_ours(info: os.stat_result) -> bool:
    """Whether a file is an ordinary one that nobody else can write."""
    if not stat.S_ISREG(info.st_mode) or info.st_size > _LARGEST:
        return False
    return os.name != "posix" or (info.st_uid == os.geteuid() and not info.st_mode & 0o022)


def _pack(place: Path, key: bytes, rows: Mapping[str, Row]) -> None:
    """Write what is to be kept, whole or not at all; where that cannot be, nothing is kept."""
    packed = pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)
    draft = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(draft, _WRITING, 0o600), "wb") as file:
                file.write(key + blake2b(packed, digest_size=_DIGEST).digest() + packed)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
        _forget_the_old(place.parent, place.stat().st_mtime)


def _forget_the_old(folder: Path, now: float) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < now - _LONGEST:
            path.unlink()
