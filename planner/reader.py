"""The bytes of a file and their text: one guarded reader for every file a person writes.

Content comes from strangers too, so a file is measured before it is read, no link is
followed, nothing waits on a device, and its text is decoded strictly.
"""

from __future__ import annotations

import codecs
import os
import stat
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, Fix, Kind, Place, Rule, Severity, Subject
from planner.texts import T

if TYPE_CHECKING:
    from pathlib import Path

UNREADABLE_FILE = Rule("unreadable-file", "SRC001", Severity.ERROR)
NOT_UTF8 = Rule("not-utf8", "SRC002", Severity.ERROR)
RULES = (UNREADABLE_FILE, NOT_UTF8)

MAX_BYTES = 1 << 20
_BEGINNING = 64
_WINDOWS = "Windows-1252"

StrPath = str | os.PathLike[str]


class Refused(Exception):
    """The file, or its front matter, cannot be used; the finding says why."""

    def __init__(self, *findings: Finding) -> None:
        """Keep what there is to say."""
        super().__init__(*findings)
        self.findings = findings


def read_bytes(path: StrPath, subject: Subject, limit: int = MAX_BYTES) -> bytes:
    """Return a regular file's bytes, never following a link or waiting on a device.

    Raises:
        Refused: If it is no regular file, larger than ``limit`` or not to be read.
    """
    try:
        info = os.lstat(path)
        if not stat.S_ISREG(info.st_mode):
            raise unreadable(subject, *_not_a_file(info.st_mode))
        if info.st_size > limit:
            raise unreadable(subject, *_too_large(info.st_size, limit))
        content = _content(path, info.st_size, limit + 1)
        if len(content) != info.st_size:  # somebody writes to it: once more, from its beginning
            size = os.lstat(path).st_size
            content = _content(path, size, limit + 1)
            if len(content) != size <= limit:
                raise unreadable(subject, *_CHANGING)
    except OSError as error:
        raise unreadable(
            subject,
            T("the file cannot be read: {reason}", reason=error.strerror or "?"),
            T("Check that the file is there and that you may read it."),
        ) from error
    if len(content) > limit:
        raise unreadable(subject, *_too_large(len(content), limit))
    return content


def with_own_line_ends(folder: Path, content: bytes) -> bytes:
    """Return a new file of a plan with the line ends of its plan.md, which stand for all."""
    try:
        model = read_bytes(folder / "plan.md", Subject(Kind.PLAN))
    except Refused:
        return content
    is_plain = b"\r" not in content and b"\r\n" in model
    return content.replace(b"\n", b"\r\n") if is_plain else content


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def _content(path: StrPath, size: int, most: int) -> bytes:
    """Return a file's first bytes, ``most`` of them; by descriptor, so that no link is followed."""
    file = os.open(path, _FLAGS)
    try:
        content = os.read(file, size + 1)
        if len(content) == size:
            return content
        while len(content) < most and (more := os.read(file, most - len(content))):
            content += more
    finally:
        os.close(file)
    return content


def unreadable(subject: Subject, message: T, cure: T) -> Refused:
    """Return what is to be raised where a file cannot be read."""
    return Refused(Finding(UNREADABLE_FILE, subject, message, cure, Place()))


_CHANGING = (
    T("the file is being changed while it is read"),
    T("Let the other program finish, then try once more."),
)


def _not_a_file(mode: int) -> tuple[T, T]:
    if stat.S_ISLNK(mode):
        return (
            T("this is a link to another place, and links are not followed"),
            T("Put the file itself here instead of a link to it."),
        )
    return (
        T("this is not an ordinary file"),
        T("Put an ordinary text file here, or remove this one."),
    )


def _too_large(size: int, limit: int) -> tuple[T, T]:
    return (
        T(
            "the file is too large: {size} kB, at most {limit} kB are read",
            size=-(-size // 1024),
            limit=limit // 1024,
        ),
        T("Move pictures and long texts out of it; a post is a short text file."),
    )


def decode(content: bytes, subject: Subject) -> str:
    r"""Return the text of UTF-8 bytes, with line ends as ``\n`` and without a mark in front.

    Raises:
        Refused: If the bytes are not UTF-8; the finding names the first one that is not.
    """
    wide = _wide(content)
    if wide:
        raise Refused(_not_utf8(subject, wide, Place()))
    try:
        text = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = _with_plain_ends(content[: error.start].decode("utf-8-sig", "replace"))
        place = Place.of(before, len(before), len(before) + 1)
        name = _WINDOWS if _is_windows_1252(content) else ""
        fix = Fix(encoding="cp1252") if name and _is_finnish(content) else None
        raise Refused(_not_utf8(subject, name, place, fix)) from error
    return _with_plain_ends(text)


def plain(content: bytes) -> bytes:
    """Return the bytes of what :func:`decode` returns, for bytes that it does not refuse."""
    content = content.removeprefix(codecs.BOM_UTF8)
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@lru_cache(maxsize=2)
def lines(text: str) -> list[str]:
    """Return the lines of a text; findings come file by file, so the last one is kept."""
    return text.split("\n")


def _not_utf8(subject: Subject, encoding: str, place: Place, fix: Fix | None = None) -> Finding:
    message = (
        T("the file is saved as {encoding}, not as UTF-8", encoding=encoding)
        if encoding
        else T("the file is not saved as UTF-8")
    )
    cure = (
        T(
            "Let planner fix --encoding cp1252 do it, or choose Save as and the encoding UTF-8 in your editor; the letters stay as they are."
        )
        if encoding == _WINDOWS
        else T(
            "In your editor choose Save as and the encoding UTF-8; the letters stay as they are."
        )
    )
    return Finding(NOT_UTF8, subject, message, cure, place, fix=fix)


def _wide(content: bytes) -> str:
    """Return the name of an encoding with several bytes for each letter, if it is one."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    beginning = content[:_BEGINNING]
    empty = beginning.count(0) * 3
    if empty > len(beginning) * 2:
        return "UTF-32"
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "UTF-16" if marked or empty > len(beginning) else ""


def _is_windows_1252(content: bytes) -> bool:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(
        sign.isascii() or sign.isalpha() or sign in "–—’\u2018”“…€§°½\u00b4»«\xa0" for sign in text
    )


_FINNISH = frozenset("äöåÄÖÅéÉüÜšžŠŽ–—’\u2018“”…€§°½\xb4»«×\xa0")


def _is_finnish(content: bytes) -> bool:
    """Whether the bytes make sense as Finnish in Windows-1252, and hardly as anything else.

    Old Macintosh files have their ä and ö where this encoding has Š and š, old DOS files
    their ö where it has a quotation mark.
    """
    text = content.decode("cp1252")
    other = {sign for sign in text if not sign.isascii()}
    misread = other & set("šžŠŽ") and not other & set("äöÄÖ")
    return other <= _FINNISH and not misread and (text.count("”") + text.count("“")) % 2 == 0
