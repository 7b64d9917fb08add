"""Tables that a spreadsheet or a social medium exported, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import reader
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.texts import T
from planner.tracking import ledger

if TYPE_CHECKING:
    from pathlib import Path

_CELL = 1 << 16
"""A row of more characters is no table's."""


def text_of(path: Path, encoding: str) -> str:
    r"""Return the text of a table, its lines ended with ``\n``.

    Args:
        path: The file.
        encoding: The encoding of what is not UTF-16 by its mark; empty for UTF-8.

    Raises:
        PlannerError: If it cannot be read.
    """
    try:
        content = reader.read_bytes(path, Subject(Kind.FIGURES), ledger.MAX_BYTES)
    except reader.Refused as refused:
        raise PlannerError(
            T("{file}: {why}.", file=str(path), why=refused.findings[0].message)
        ) from None
    if content.startswith(b"PK\x03\x04"):
        raise PlannerError(T("{file} is a spreadsheet. Save it as CSV first.", file=str(path)))
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = content.decode("utf-16" if wide else encoding or "utf-8-sig")
    except LookupError:
        raise PlannerError(
            T("There is no encoding “{name}”; Finnish files are mostly cp1252.", name=encoding)
        ) from None
    except UnicodeError:
        raise PlannerError(
            T(
                "{file} is not UTF-8. Say how to read it: --encoding cp1252 for most Finnish files.",
                file=str(path),
            )
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if "\0" in line:
            raise PlannerError(
                T(
                    "{file}:{line}: there is a character in it that no table has.",
                    file=str(path),
                    line=number,
                )
            )
        if len(line) > _CELL:
            raise PlannerError(
                T("{file}:{line}: the row is too long.", file=str(path), line=number)
            )
    return text
