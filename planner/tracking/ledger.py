"""The ledger: dated figures in ``tracking/*.csv``, one row each.

``subject,checked_on,metric,value,source,paid`` — ``post:p01,2026-05-05,reach,1480,hand,false``

People open it in a spreadsheet, which may put semicolons or tabs between the cells, a comma
into a number, and the columns into another order. Their names may be Finnish.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from planner import reader, values
from planner.cures import not_a_value
from planner.diagnostics import Finding, Kind, Place, Rule, Severity, Subject
from planner.model import Figure, Reading
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

INVALID_ROW = Rule("invalid-row", "FLD108", Severity.ERROR)
FIGURES_CONTRADICT = Rule("figures-contradict", "FLD109", Severity.WARNING)
RULES = (INVALID_ROW, FIGURES_CONTRADICT)

V = TypeVar("V")

COLUMNS = {
    "subject": "kohde",
    "checked_on": "kirjattu",
    "metric": "mittari",
    "value": "luku",
    "source": "lähde",
    "paid": "maksettu",
}
"""The columns in English and in Finnish."""
_OPTIONAL = ("source", "paid")
_KNOWN = {name: column for column, other in COLUMNS.items() for name in (column, other)}
_DELIMITERS = (",", ";", "\t")
_AMBIGUOUS = 3
"""So many decimals look like thousands."""
_LONG = 16
"""So many digits are looked at twice."""
MAX_BYTES = 20 << 20
_MAX_ROWS = 400_000


Gathered = dict[str, list[Figure]]
"""Figures by whose they are, as the ledger names it: ``post:p01``."""


class Row(NamedTuple):
    """A row of the ledger: whose figure it is, and the figure."""

    kind: Kind
    id: str
    figure: Figure

    @property
    def subject(self) -> str:
        """The subject as the ledger writes it: ``post:p01``."""
        return f"{self.kind.value}:{self.id}"


def read(path: Path, name: str, reading: Reading) -> tuple[Gathered, list[Finding], str]:
    """Read one ledger file.

    Returns:
        Its figures, what is wrong with the other rows, and the text as it was read.
    """
    subject = Subject(Kind.FIGURES, None, name)
    try:
        text = reader.decode(reader.read_bytes(path, subject, MAX_BYTES), subject)
    except reader.Refused as refused:
        return {}, list(refused.findings), ""
    return *understood(text, name, reading), text


def understood(
    text: str, name: str, reading: Reading, most: int = _MAX_ROWS
) -> tuple[Gathered, list[Finding]]:
    """Return the figures of a ledger's text, and what is wrong with the other rows.

    Args:
        text: The text, with the names of the columns in its first line.
        name: What the file is called.
        reading: How the plan's words and days are read.
        most: The most rows that it may have.
    """
    subject = Subject(Kind.FIGURES, None, name)
    findings: list[Finding] = []
    found: Gathered = defaultdict(list)
    meaning = _Meaning(reading)
    subjects, days, metrics = meaning.subjects, meaning.days, meaning.metrics
    sources, paids = meaning.sources, meaning.paids
    make = partial(tuple.__new__, Figure)  # as Figure(...), which takes twice as long
    torn = 0 if text.endswith("\n") else text.count("\n") + 1
    try:
        width, ordered, rows = _rows(text, most)
        for line, cells in rows:
            if len(cells) != width:
                if any(cell.strip() for cell in cells):
                    wrong = _TORN if line == torn else _ragged(len(cells), width)
                    findings.append(_bad_row(subject, line, text, wrong))
                continue
            who, when, what, value, source, paid = row = ordered(cells)
            # Hundreds of thousands of rows: what was understood once is looked up.
            if (
                who in subjects
                and what in metrics
                and when in days
                and source in sources
                and paid in paids
                and value.isdigit()
                and value.isascii()
                and len(value) < _LONG
            ):
                meant = (metrics[what], int(value), days[when], paids[paid], sources[source])
                found[subjects[who]].append(make((*meant, (name, line))))
                continue
            if not any(map(str.strip, row)):
                continue
            try:
                key, figure = meaning.of(row)
            except _BadCell as error:
                findings.append(_bad_row(subject, line, text, error.message))
            else:
                found[key].append(figure._replace(row=(name, line)))
    except _BadFile as error:
        findings.append(_bad_row(subject, error.line, text, error.message))
    return found, findings


def rows_of(gathered: Gathered) -> list[Row]:
    """Return figures as rows, in the order in which they stood."""
    rows = [
        Row(Kind(key.partition(":")[0]), key.partition(":")[2], figure)
        for key, figures in gathered.items()
        for figure in figures
    ]
    return sorted(rows, key=lambda row: row.figure.row or ("", 0))


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of a ledger are written: what parts the cells, and in which order they are."""

    delimiter: str = ","
    columns: tuple[str, ...] = tuple(COLUMNS)
    """The English names; an empty one is a column without a name."""

    def line(self, row: Row) -> str:
        """Return a row as a line without its end.

        Where semicolons part the cells, a comma stands in numbers: so spreadsheets there read it.
        """
        figure = row.figure
        value = f"{figure.value:.9f}".rstrip("0").rstrip(".")
        if len(value.partition(".")[2]) == _AMBIGUOUS:
            value += "0"  # 12.345 might be twelve thousand
        cells = {
            "subject": row.subject,
            "checked_on": str(figure.checked_on or ""),
            "metric": figure.metric,
            "value": value.replace(".", ",") if self.delimiter == ";" else value,
            "source": figure.source,
            "paid": "true" if figure.paid else "false",
        }
        out = io.StringIO()
        write = csv.writer(out, delimiter=self.delimiter, lineterminator="")
        write.writerow([cells.get(column, "") for column in self.columns])
        return out.getvalue()

    @property
    def head(self) -> str:
        """The line with the names of the columns."""
        return self.delimiter.join(self.columns)


def form_of(text: str) -> Form | T:
    """Return how the rows of a ledger are written, or what is wrong with its first line."""
    try:
        delimiter, names, _, _ = _header(text)
    except _BadFile as error:
        return error.message
    return Form(delimiter, tuple(_KNOWN.get(values.normal(name), "") for name in names))


_TORN = T("the last line breaks off and does not count; those above it do")


class _BadFile(Exception):
    def __init__(self, line: int, message: T) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


_Cells = tuple[str, ...]
_Rows = Iterator[tuple[int, list[str]]]


def _rows(text: str, most: int) -> tuple[int, Callable[[list[str]], _Cells], _Rows]:
    """Return how many cells a row has, what puts them into order, and the rows with their lines."""
    delimiter, names, rest, above = _header(text)
    places = _places(names, above)
    lines = rest.split("\n")
    if len(lines) > most + 1:
        raise _BadFile(above + most + 1, T("the file has more than {n} rows", n=most))
    if '"' in rest or max(map(len, lines)) > csv.field_size_limit():
        rows = _quoted(rest, delimiter, above)
    else:
        rows = enumerate((line.split(delimiter) for line in lines), above + 1)
    return len(names), _ordered(places), rows


def _header(text: str) -> tuple[str, list[str], str, int]:
    """Return what parts the cells, the names of the columns, the rows, and the line of the names."""
    header, end, rest = text.partition("\n")
    line = 1
    if end and header.lower().startswith("sep="):  # a line that spreadsheets write for themselves
        header, _, rest = rest.partition("\n")
        line = 2
    try:
        delimiter = _delimiter(header)
        names = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error as error:
        raise _BadFile(line, _unreadable(error)) from None
    _places(names, line)
    return delimiter, names, rest, line


def _quoted(text: str, delimiter: str, above: int) -> _Rows:
    """Yield rows some of whose cells stand in quotation marks, each with its first line."""
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = above + 1
    try:
        for cells in rows:
            yield line, cells
            line = rows.line_num + above + 1
    except csv.Error as error:
        raise _BadFile(line, _unreadable(error)) from None


def _unreadable(error: csv.Error) -> T:
    if "larger" in str(error):
        return T("a cell is too long")
    return T("the quotation marks in this row do not match")


def _delimiter(header: str) -> str:
    """Return what stands between the cells: with it, most names of columns are known."""

    def known(sign: str) -> int:
        cells = next(csv.reader([header], delimiter=sign), [])
        return sum(values.normal(cell) in _KNOWN for cell in cells)

    return max(_DELIMITERS, key=known)


def _places(names: list[str], line: int) -> list[int]:
    """Return where each column stands in a row, -1 for one that may be absent and is."""
    found = [_KNOWN.get(values.normal(name)) for name in names]
    if not any(found):
        expected = ",".join(COLUMNS)
        raise _BadFile(
            line, T("the first line of the ledger should be: {columns}", columns=expected)
        )
    for name, column in zip(names, found, strict=True):
        if name and column is None:
            raise _BadFile(line, T("the ledger has no column “{name}”", name=name))
        if column and found.count(column) > 1:
            raise _BadFile(line, T("the column “{name}” is there twice", name=name))
    for column in COLUMNS:
        if column not in found and column not in _OPTIONAL:
            raise _BadFile(line, T("the column “{name}” is missing", name=column))
    return [found.index(column) if column in found else -1 for column in COLUMNS]


def _ordered(places: list[int]) -> Callable[[list[str]], _Cells]:
    """Return what puts the cells of a row into the order of the columns."""
    if min(places) >= 0:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] if place >= 0 else "" for place in places)


def _ragged(cells: int, width: int) -> T:
    return N(
        "the row has one cell, and {columns} are expected",
        "the row has {n} cells, and {columns} are expected",
        cells,
        columns=width,
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


class _Meaning:
    """Makes figures of cells, and keeps what stands in many rows as it was understood."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.subjects: dict[str, str] = {}
        """Posts and channels; what a goal counts may have any name."""
        self.metrics: dict[str, str] = {}
        self.days: dict[str, dt.date] = {}
        self.sources: dict[str, str] = {}
        self.paids: dict[str, bool] = {}

    def of(self, cells: _Cells) -> tuple[str, Figure]:
        """Return whose figure a row holds, and the figure; raises :class:`_BadCell`."""
        who, when, what, value, source, paid = (cell.strip() for cell in cells)
        kind, target = _subject(who)
        metric = _metric(self._reading, kind, what)
        number = _read(values.a_number, value)
        day = self.days.get(cells[1]) or _day(self._reading, when)
        is_paid = _paid(paid)
        if number < 0 and kind is not Kind.GOAL:
            raise _BadCell(T("a figure cannot be below zero: {value}", value=value))
        key = f"{kind.value}:{target}"
        if kind is not Kind.GOAL:
            self.subjects[cells[0]], self.metrics[cells[2]] = key, metric
        self.days[cells[1]], self.paids[cells[5]] = day, is_paid
        self.sources[cells[4]] = source or "hand"
        return key, Figure(metric, number, day, is_paid, source or "hand")


def _subject(text: str) -> tuple[Kind, str]:
    prefix, colon, target = text.partition(":")
    kind = words("subject-prefix").find(prefix)
    if not colon or not target or kind is None:
        said = T("“{value}” should begin with post:, channel: or goal:", value=text)
        raise _BadCell(said)
    return Kind(kind), values.normal(target)


def _metric(reading: Reading, kind: Kind, text: str) -> str:
    known = text if kind is Kind.GOAL else reading.list("metric").find(text)
    if not known:
        raise _BadCell(T("“{value}” is not a figure that the plan knows", value=text))
    return known


def _day(reading: Reading, text: str) -> dt.date:
    return _read(lambda said: values.a_day(said, reading.period), text)


def _paid(text: str) -> bool:
    return _read(values.a_boolean, text) if text else False


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
        on one day: the later in the files first. What a service tells twice a day is no
        contradiction: the later count takes the place of the earlier one.
    """
    if len({(it.metric, it.checked_on, it.paid) for it in figures}) == len(figures):
        return tuple(figures), []
    kept: dict[tuple[object, ...], Figure] = {}
    contradictions = []
    for figure in figures:
        identity = (figure.metric, figure.checked_on, figure.paid)
        earlier = kept.get(identity)
        if earlier is None:
            kept[identity] = figure
        elif earlier.value != figure.value:
            if not renews(figure, earlier):
                contradictions.append((figure, earlier))
            kept[identity] = figure
    return tuple(kept.values()), contradictions


def renews(figure: Figure, earlier: Figure) -> bool:
    """Whether a figure is a later count of the same service, and not another person's opinion."""
    return figure.source == earlier.source != "hand"
