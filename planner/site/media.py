"""Pictures of a plan for its site: read with care, without what they tell of their origin.

A picture is copied under a name of ours when its suffix and its first bytes agree and its
parts can be walked through. What the walk does not need is left behind: EXIF, XMP and IPTC,
which say where a picture was taken, and whatever hangs behind its end.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from planner.outgoing import web_parts
from planner.site.page import SiteFile
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

LARGEST = 8 << 20
ALTOGETHER = 96 << 20
"""All pictures of a site; they are held in memory until they are written."""

_MOST = 20_000
"""So many parts no honest picture has."""
_VIDEOS = frozenset({".mp4", ".mov", ".webm", ".m4v", ".avi", ".mkv"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the site shows."""

    path: str
    """Where it stands below the site's root."""
    size: tuple[int, int] | None = None
    """Width and height as they are seen, where they are easily known."""


class Unusable(Exception):
    """The bytes are not the picture that they should be."""

    why = T("It is not shown: the file is not the picture that its name says.")


class Telling(Unusable):
    """The picture has notes that cannot be taken out of it here."""

    why = T("It is not shown: it carries notes such as where it was taken. Save it as JPEG or PNG.")


class Media:
    """The pictures of one plan: each is read once, when a page asks for it."""

    def __init__(self, folder: Path, known: Collection[str]) -> None:
        """Prepare for the files of a content folder.

        Args:
            folder: The content folder.
            known: The names of the files in it, as posts write them.
        """
        self._folder = folder
        self._known = known
        self._found: dict[str, Picture | T | None] = {}
        self._files: dict[str, bytes] = {}
        self._left = ALTOGETHER

    def picture(self, name: str) -> Picture | T | None:
        """Return a picture, or why it is not shown; None for a video."""
        if name not in self._found:
            is_video = PurePosixPath(name).suffix.lower() in _VIDEOS
            self._found[name] = None if is_video else self._look(name)
        return self._found[name]

    def content(self, path: str) -> bytes | None:
        """Return the picture at a place in the site, if a page asked for it."""
        return self._files.get(path)

    def files(self) -> Iterator[SiteFile]:
        """Yield the pictures that pages asked for."""
        for path, content in self._files.items():
            yield SiteFile(path, content)

    def _look(self, name: str) -> Picture | T:
        suffix = PurePosixPath(name).suffix.lower()
        if unicodedata.normalize("NFC", name) not in self._known:
            return (
                T("It is on the web, and this site asks for nothing there.")
                if web_parts(name)
                else T("The file is not in the folder media.")
            )
        if suffix not in _KINDS:
            return T("Only PNG, JPEG, WebP, GIF and AVIF pictures are shown here.")
        content = self._read(name)
        if content is None:
            return T(
                "It is not shown: it must be an ordinary file of at most {n} MB.", n=LARGEST >> 20
            )
        try:
            return self._kept(suffix, *_KINDS[suffix](content))
        except Unusable as reason:
            return reason.why
        except (struct.error, IndexError):
            return Unusable.why

    def _read(self, name: str) -> bytes | None:
        """Return the bytes of a file; its name may be written in parts, as some systems do."""
        for written in (name, unicodedata.normalize("NFD", name)):
            content = read_inside(self._folder, written, LARGEST)
            if content is not None:
                return content
        return None

    def _kept(self, suffix: str, content: bytes, size: tuple[int, int] | None) -> Picture | T:
        digest = sha256(content).hexdigest()[:16]
        path = f"assets/planner/media/{digest}{suffix}"
        if path not in self._files:
            if len(content) > self._left:
                return T("It is not shown: the pictures of this site are too large together.")
            self._left -= len(content)
            self._files[path] = content
        return Picture(path, size)


def read_inside(root: Path, name: str, limit: int) -> bytes | None:
    """Return an ordinary file's bytes, with no link on the way to it from ``root``.

    Returns:
        Nothing for what is no such file, lies outside or is longer than ``limit``.
    """
    try:
        path = root / name
        if path.resolve(strict=True) != root.resolve() / PurePosixPath(name):
            return None
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:  # noqa: PTH123 - by descriptor, so that no link is followed
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            content = file.read(limit + 1)
    except (
        OSError,
        ValueError,
        RuntimeError,
    ):  # the last one before Python 3.13, of a link in a loop
        return None
    return content if len(content) <= limit else None


_Walked = tuple[bytes, tuple[int, int] | None]
"""What is left of a picture, and its width and height."""


# JPEG: segments, then the lines of the picture

_LINES_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SCAN, _END, _CAMERA, _PROFILE = 0xDA, 0xD9, 0xE1, 0xE2
_KEPT = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0), 0xE0, 0xEE})
"""The parts a picture needs: tables, frames and scans, JFIF and Adobe's mark."""
_COLOURS = b"ICC_PROFILE\0"
_TURNED = 5
"""From this orientation on, the picture lies on its side."""


def _jpeg(content: bytes) -> _Walked:
    if not content.startswith(b"\xff\xd8\xff"):
        raise Unusable
    parts, size, turn, at, marker = [b"\xff\xd8"], (0, 0), 1, 2, 0
    for _ in range(_MOST):
        marker, start, at = _segment(content, at)
        if marker == _END:
            break
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, start + 5)
            size = (width, height)
        elif marker == _CAMERA and content.startswith(b"Exif\0\0", start + 4):
            turn = _orientation(content[start + 10 : at])
        if marker in _KEPT or (marker == _PROFILE and content.startswith(_COLOURS, start + 4)):
            parts.append(content[start:at])
    if marker != _END or not all(size):
        raise Unusable
    if turn > 1:
        parts.insert(1, _turning(turn))
    return b"".join((*parts, b"\xff\xd9")), size if turn < _TURNED else size[::-1]


def _segment(content: bytes, at: int) -> tuple[int, int, int]:
    """Return the marker at a place, where its part begins, and where the next one does."""
    while content[at : at + 2] == b"\xff\xff":
        at += 1
    if content[at : at + 1] != b"\xff":
        raise Unusable
    marker = content[at + 1]
    if marker == _END:
        return marker, at, at + 2
    (length,) = struct.unpack_from(">H", content, at + 2)
    end = at + 2 + length
    if marker == _SCAN:
        found = _LINES_END.search(content, end)
        end = found.start() if found else len(content)
    if length < 2 or end >= len(content):  # noqa: PLR2004 - the length counts its own two bytes
        raise Unusable
    return marker, at, end


def _orientation(tiff: bytes) -> int:
    """Return how a picture is turned, by the notes of the camera; 1 where they do not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (place,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, place)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3) and value in range(1, 9):
                return int(value)
    except struct.error:
        pass
    return 1


def _turning(turn: int) -> bytes:
    """Return the notes that say nothing but how a picture is turned."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return struct.pack(">HH6s", 0xFF00 + _CAMERA, 8 + len(tiff), b"Exif\0\0") + tiff


# PNG and WebP: chunks

_PNG = b"\x89PNG\r\n\x1a\n"
_NOTES = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})


def _png(content: bytes) -> _Walked:
    if not content.startswith(_PNG + b"\0\0\0\rIHDR"):
        raise Unusable
    parts, at, kind = [_PNG], len(_PNG), b""
    while kind != b"IEND":
        if len(parts) > _MOST:
            raise Unusable
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise Unusable
        if kind not in _NOTES:
            parts.append(content[at:end])
        at = end
    width, height = struct.unpack_from(">II", content, 16)
    return b"".join(parts), (width, height)


_HAS_NOTES = 0x0C
"""The flags of a WebP picture that tell of EXIF and XMP."""


def _webp(content: bytes) -> _Walked:
    if not (content.startswith(b"RIFF") and content.startswith(b"WEBP", 8)):
        raise Unusable
    parts: list[bytes] = []
    size, at = None, 12
    (length,) = struct.unpack_from("<I", content, 4)
    if 8 + length > len(content):
        raise Unusable
    while at + 8 <= 8 + length and len(parts) < _MOST:
        kind, room = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + room + room % 2]
        size = size or _webp_size(kind, chunk[8:])
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_HAS_NOTES]) + chunk[9:]
        if kind not in (b"EXIF", b"XMP "):
            parts.append(chunk)
        at += len(chunk)
    if size is None:
        raise Unusable
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body, size


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int] | None:
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (4, 7))
        return width, height
    if kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 6)
        return width & 0x3FFF, height & 0x3FFF
    return None


# GIF and AVIF: taken whole, or not at all


def _gif(content: bytes) -> _Walked:
    if not re.match(rb"GIF8[79]a", content):
        raise Unusable
    width, height = struct.unpack_from("<HH", content, 6)
    return _without_notes(content), (width, height)


def _avif(content: bytes) -> _Walked:
    if not re.match(rb"....ftypavi[fs]", content, re.DOTALL):
        raise Unusable
    return _without_notes(content), None


def _without_notes(content: bytes) -> bytes:
    """Return a picture that carries no notes; one that does is not shown."""
    if any(word in content for word in (b"Exif", b"XMP DataXMP", b"<x:xmpmeta", b"rdf+xml")):
        raise Telling
    return content


_KINDS: Mapping[str, Callable[[bytes], _Walked]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".webp": _webp,
    ".gif": _gif,
    ".avif": _avif,
}
