"""The ledger: dated figures in ``tracking/*.csv``, one row each.

``subject,checked_on,metric,value,source,paid`` — ``post:p01,2026-05-05,reach,1480,hand,false``
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from planner import reader, values
from planner.cures import not_a_value
from planner.diagnostics import Finding, Kind, Place, Rule, Severity, Subject
from planner.model import Figure, Reading
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

INVALID_ROW = Rule("invalid-row", "FLD108", Severity.ERROR)
FIGURES_CONTRADICT = Rule("figures-contradict", "FLD109", Severity.WARNING)
RULES = (INVALID_ROW, FIGURES_CONTRADICT)

V = TypeVar("V")

COLUMNS = ("subject", "checked_on", "metric", "value", "source", "paid")
_MAX_BYTES = 20 << 20
_MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger: whose figure it is, and the figure."""

    kind: Kind
    id: str
    figure: Figure

    @property
    def subject(self) -> str:
        """The subject as the ledger writes it: ``post:p01``."""
        return f"{self.kind.value}:{self.id}"


def read(path: Path, name: str, reading: Reading) -> tuple[list[Row], list[Finding], str]:
    """Read one ledger file.

    Returns:
        Its rows, what is wrong with the others, and the text as it was read.
    """
    subject = Subject(Kind.FIGURES, None, name)
    try:
        text = reader.decode(reader.read_bytes(path, subject, _MAX_BYTES), subject)
    except reader.Refused as refused:
        return [], list(refused.findings), ""
    findings: list[Finding] = []
    rows: list[Row] = []
    try:
        for line, cells in _cells(text):
            found = _row(cells, name, line, reading)
            if isinstance(found, Row):
                rows.append(found)
            else:
                findings.append(_bad_row(subject, line, text, found))
    except _BadFile as error:
        findings.append(_bad_row(subject, error.line, text, error.message))
    return rows, findings, text


class _BadFile(Exception):
    def __init__(self, line: int, message: T) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line and cells, once the header is as it should be."""
    rows = csv.reader(io.StringIO(text), strict=True)
    line = 1
    try:
        _check_header(next(rows, []))
        line = rows.line_num + 1
        for cells in rows:
            if rows.line_num > _MAX_ROWS:
                raise _BadFile(line, T("the ledger has more than {n} rows", n=_MAX_ROWS))
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        if "larger" in str(error):
            raise _BadFile(line, T("a cell is too long")) from None
        raise _BadFile(line, T("the quotation marks in this row do not match")) from None


def _check_header(header: list[str]) -> None:
    if tuple(cell.strip() for cell in header) == COLUMNS:
        return
    if len(header) == 1 and ";" in header[0]:
        raise _BadFile(1, T("semicolons stand between the cells, and commas are expected"))
    raise _BadFile(
        1, T("the first line of the ledger should be: {columns}", columns=",".join(COLUMNS))
    )


class _BadCell(Exception):
    def __init__(self, message: T) -> None:
        super().__init__(message)
        self.message = message


def _read(read: Callable[[str], V], text: str) -> V:
    try:
        return read(text)
    except values.BadValue as error:
        raise _BadCell(not_a_value(error.kind, text)) from None


def _row(cells: list[str], name: str, line: int, reading: Reading) -> Row | T:
    if len(cells) != len(COLUMNS):
        return N(
            "the row has one cell, and {columns} are expected",
            "the row has {n} cells, and {columns} are expected",
            len(cells),
            columns=len(COLUMNS),
        )
    who, day, metric, value, where_from, paid = (cell.strip() for cell in cells)
    prefix, colon, target = who.partition(":")
    kind = words("subject-prefix").find(prefix)
    if not colon or not target or kind is None:
        return T("“{value}” does not name a post, a channel or a goal", value=who)
    known = reading.list("metric").find(metric) if kind != "goal" else metric
    if not known:
        return T("“{value}” is not a figure that the plan knows", value=metric)
    try:
        figure = Figure(
            known,
            _read(values.a_number, value),
            _read(lambda text: values.a_day(text, reading.period), day),
            _read(values.a_boolean, paid) if paid else False,
            where_from or "hand",
            (name, line),
        )
    except _BadCell as error:
        return error.message
    if figure.value < 0 and kind != "goal":
        return T("a figure cannot be below zero: {value}", value=value)
    return Row(Kind(kind), values.normal(target), figure)


def _bad_row(subject: Subject, line: int, text: str, message: T) -> Finding:
    cure = T("A row looks like this: {row}", row="post:p01,2026-05-05,reach,1480,hand,false")
    return Finding(INVALID_ROW, subject, message, cure, row_place(text, line))


def row_place(text: str, line: int) -> Place:
    """Return the place of a whole line."""
    lines = reader.lines(text)
    length = len(lines[line - 1]) if line <= len(lines) else 0
    return Place(line, 1, line, max(length, 1) + 1)


def merge(figures: list[Figure]) -> tuple[tuple[Figure, ...], list[tuple[Figure, Figure]]]:
    """Put the figures of one subject together.

    Returns:
        The figures without repeated rows, and the pairs that give one metric two values
        on one day: the later in the files first.
    """
    kept: dict[tuple[object, ...], Figure] = {}
    contradictions = []
    for figure in figures:
        identity = (figure.metric, figure.checked_on, figure.paid)
        earlier = kept.get(identity)
        if earlier is None:
            kept[identity] = figure
        elif earlier.value != figure.value:
            contradictions.append((figure, earlier))
            kept[identity] = figure
    return tuple(kept.values()), contradictions
