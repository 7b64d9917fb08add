"""Tables that a spreadsheet or a service exported, as rows of text."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
import zlib
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from planner import reader
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.texts import T
from planner.tracking import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CELL = 1 << 16
"""A row of more characters is no table's."""
_HEAD = 12
_DELIMITERS = (",", ";", "\t")
_MEMBERS = 30
"""An archive of exports has a few files, not hundreds."""
_UNPACKED = 100 << 20
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST = 50_100
"""More rows than these no export has, its head included."""
_LINES = 1_000_000
"""Nor more lines, with those that are empty."""
_MEMORY = 2 << 30
_PATIENCE = 60
"""So many bytes and seconds a spreadsheet may take."""


class Number(str):
    """A cell that a spreadsheet holds as a number: its decimal sign is a point."""

    __slots__ = ()


@dataclass(frozen=True)
class Sheet:
    """A table: its rows as text, without blanks around the cells."""

    file: str
    """The file it is in, within an archive."""
    name: str = ""
    """Its name in a spreadsheet."""
    text: str = ""
    """The text that is taken apart into rows."""
    delimiter: str = ","
    cells: tuple[tuple[str, ...], ...] = ()
    """The rows, where they are no text."""

    @property
    def head(self) -> list[list[str]]:
        """The first rows, without looking at the others; as far as they make sense."""
        found: list[list[str]] = []
        with suppress(PlannerError):
            found.extend(cells for _, cells in islice(self._numbered(), _HEAD))
        return found

    @cached_property
    def rows(self) -> list[tuple[int, list[str]]]:
        """All rows, each with the line it begins in.

        Raises:
            PlannerError: If its quotation marks do not match.
        """
        return list(islice(self._numbered(), _MOST))

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        tidied = str.strip if self.text else _on_one_line
        for line, cells in self._verbatim():
            row = [tidied(cell) for cell in cells]
            if any(row) or not self.text:
                yield line, row

    def verbatim(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all rows with their cells as they are, numbered as a spreadsheet numbers them.

        Raises:
            PlannerError: If its quotation marks do not match, or no table is so long.
        """
        for number, (_, cells) in enumerate(self._verbatim(), 1):
            if number >= _MOST:
                raise PlannerError(
                    T("{file} has more than {n} rows.", file=self.file, n=_MOST // 1000 * 1000)
                )
            yield number, cells

    def _verbatim(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all rows as they are, each with the line it begins in."""
        if not self.text:
            yield from ((number, list(row)) for number, row in enumerate(self.cells, 1))
            return
        found = csv.reader(io.StringIO(self.text), delimiter=self.delimiter, strict=True)
        line = 1
        try:
            for cells in islice(found, _LINES):
                yield line, cells
                line = found.line_num + 1
        except csv.Error:
            raise PlannerError(
                T(
                    "{file}:{line}: the quotation marks in this row, or in one below it, do not match.",
                    file=self.file,
                    line=line,
                )
            ) from None


def sheets(path: Path, encoding: str) -> list[Sheet]:
    """Return the tables of a file: of a text, of a spreadsheet, or of an archive of these.

    A text is given once for each sign that may part its cells.

    Args:
        path: The file.
        encoding: The encoding of a text that does not begin with a mark; empty for UTF-8.

    Raises:
        PlannerError: If it cannot be read.
    """
    content = _bytes(path)
    if not content.startswith(_ZIP):
        return list(_sheets(content, path.name, encoding))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return list(_sheets(content, path.name, encoding))
            wanted = [
                name
                for name in names
                if name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls"))
                and not name.startswith("__MACOSX/")  # what a Mac knows of the files
            ]
            if len(wanted) > _MEMBERS:
                raise _too_large(path.name)
            _weigh(archive, path.name)
            found: list[Sheet] = []
            for name in wanted:
                if archive.getinfo(name).compress_type not in (
                    zipfile.ZIP_STORED,
                    zipfile.ZIP_DEFLATED,
                ):
                    raise zipfile.BadZipFile
                inside = archive.read(name)
                if len(inside) > ledger.MAX_BYTES:
                    raise _too_large(path.name)
                found += _sheets(inside, name, encoding)
            return found
    except (
        *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
        *(EOFError, OSError, ValueError, RuntimeError, NotImplementedError),
    ):
        raise PlannerError(
            T("{file} cannot be unpacked: it is damaged, or has a password.", file=path.name)
        ) from None


def _weigh(archive: zipfile.ZipFile, name: str) -> None:
    if sum(it.file_size for it in archive.infolist()) > _UNPACKED:
        raise _too_large(name)


def _too_large(name: str) -> PlannerError:
    return PlannerError(T("{file} unpacks to more than it may.", file=name))


def _sheets(content: bytes, name: str, encoding: str) -> Iterable[Sheet]:
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return _of_excel(content, name)
    text = _text(content, name, encoding)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5]:  # a line that spreadsheets read
        return (Sheet(name, text="\n" + rest, delimiter=first[4]),)
    return (Sheet(name, text=text, delimiter=delimiter) for delimiter in _DELIMITERS)


def _of_excel(content: bytes, name: str) -> Iterator[Sheet]:
    if find_spec("python_calamine") is None:
        raise PlannerError(
            T(
                '{file} is an Excel file. Save it as CSV, or install what reads it: pip install "planner-site[xlsx]"',
                file=name,
            )
        )
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _weigh(archive, name)
    try:
        # In a process of its own: a damaged spreadsheet can end the one that reads it.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "planner.tracking.exported"],
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise PlannerError(
            T("{file} cannot be read: it is damaged, or has a password.", file=name)
        ) from None
    for sheet, rows in json.loads(done.stdout):
        for cells in _apart([tuple(map(_plain, row)) for row in rows]):
            yield Sheet(name, sheet, cells=tuple(cells))


def _print_cells() -> None:
    """Print the sheets of the spreadsheet in standard input as JSON."""
    from python_calamine import CalamineWorkbook

    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    json.dump(
        [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_MOST))
            for name in book.sheet_names
        ],
        sys.stdout,
        default=str,
    )


_Cells = list[tuple[str, ...]]


def _apart(cells: _Cells) -> list[_Cells]:
    """Part tables that stand side by side: after an empty name, the first one comes again."""
    for names in cells[:_HEAD]:
        for at, name in enumerate(names[1:], 1):
            if name and name == names[0] and not names[at - 1]:
                return [[row[: at - 1] for row in cells], [row[at:] for row in cells]]
    return [cells]


def _plain(cell: object) -> str:
    """Return a cell of a spreadsheet as text."""
    if isinstance(cell, float):
        return Number(f"{cell:.9f}".rstrip("0").rstrip("."))
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    return Number(text) if type(cell) is int else text


def _on_one_line(cell: str) -> str:
    return cell if isinstance(cell, Number) else " ".join(cell.split())


def _bytes(path: Path) -> bytes:
    try:
        return reader.read_bytes(path, Subject(Kind.FIGURES), ledger.MAX_BYTES)
    except reader.Refused as refused:
        raise PlannerError(
            T("{file}: {why}.", file=str(path), why=refused.findings[0].message)
        ) from None


def text_of(path: Path, encoding: str) -> str:
    r"""Return the text of a table, its lines ended with ``\n``.

    Args:
        path: The file.
        encoding: The encoding of what does not begin with a mark; empty for UTF-8.

    Raises:
        PlannerError: If it cannot be read.
    """
    content = _bytes(path)
    if content.startswith(_ZIP):
        raise PlannerError(T("{file} is a spreadsheet. Save it as CSV first.", file=str(path)))
    return _text(content, str(path), encoding)


def _text(content: bytes, name: str, encoding: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content.startswith(BOM_UTF8):
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding or "utf-8")
    except LookupError:
        raise PlannerError(
            T("There is no encoding “{name}”; Finnish files are mostly cp1252.", name=encoding)
        ) from None
    except UnicodeError:
        raise PlannerError(
            T(
                "{file} is not UTF-8. Say how to read it: --encoding cp1252 for most Finnish files.",
                file=name,
            )
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if "\0" in line:
            raise PlannerError(
                T(
                    "{file}:{line}: there is a character in it that no table has.",
                    file=name,
                    line=number,
                )
            )
        if len(line) > _CELL:
            raise PlannerError(T("{file}:{line}: the row is too long.", file=name, line=number))
    return text


if __name__ == "__main__":
    _print_cells()
