"""A table: the plan's own ledger, a service's export, somebody's calendar of posts.

The same bytes are read as each of the three.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner import loader, reader
from planner.diagnostics import Kind, Place, Subject
from planner.errors import PlannerError
from planner.importers import columns, posts
from planner.model import Reading
from planner.tracking import exported, layouts, ledger, rows
from planner.tracking.sightings import DayCount, Sighting, identity, is_web

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.loader import Content
    from planner.tracking.exported import Sheet

DAY = dt.date(2026, 6, 8)
ZONE = ZoneInfo("Europe/Helsinki")
PLAN = b"---\ntitle: Yard\ntimezone: Europe/Helsinki\nperiod: {start: 2026-05-01, end: 2026-08-31}\n---\n"
WORDS = (
    *("subject,checked_on,metric,value,source,paid\n", "Kohde;Kirjattu;Mittari;Luku;L\xe4hde;Maksettu\n", "sep=;\n"),
    *("post:p,2026-06-03,reach,5,hand,false\n", "channel:facebook", "goal:g", "julkaisu:p", "tavoittavuus", ",,", ";", "\t"),
    *('"', '""', "\r\n", "\r", "\ufeff", "\xa0", "\u202f", "1 480,5", "1,480", "1.480", "0:02:30", "18 %", "N/A", "--", "nan", "1e400"),
    *("2026-06-03", "3.6.2026", "3.6.", "06/02/2026 16:31", "Jun 2, 2026", "2026-06-02 16:31 +0000", "ke 3.6.26", "klo 18.30", "46176"),
    *("Post ID,", "Account username,", "Description,", "Publish time,", "Permalink,", "Views,", "Likes,", "Reach,", "Lifetime,", "Total"),
    *("https://www.instagram.com/p/A1/", "https://youtu.be/-aski_Vid02", "https://x.com/kaski/status/2007960000000000000"),
    *("Julkaisup\xe4iv\xe4;", "Klo;", "Kanava;", "Kohderyhm\xe4;", "Aihe;", "Teksti;", "Kuva;", "Title,", "Text,", "Date,", "Channel,"),
    *("id,", "cta.type,", "cta.text,", "hashtags,", "live.outline,", "status,", "audience,", "Facebook ja IG", "#a #b", "'=SUM(1)", "'+1", "=1+1"),
    *("---\n", "\x00", "\x0b", "\u2028", "x" * 300, "-5", "999999999999999999", "9999-12-31", "yes", "ei", "Yhteens\xe4"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {
    "a name with signs that nobody sees": b"Title,Date,Channel,Text\nA,3.6.,Face\xe2\x80\x8bbook,6\n",
    "nothing but the sign that parts": b"sep=;",
    "two channels, and one that is called so": b"Title,Channel,Text\nA,Facebook & IG,x\nB,Facebook-IG,y\n",
}


def run(content: bytes) -> None:
    """Try a table."""
    _as_ledger(content)
    file = Path(_kept().name, "k.csv")
    file.write_bytes(content)
    try:
        sheets = exported.sheets(file, "")
    except PlannerError as error:
        error.text.to("fi")
        return
    _as_export(sheets)
    _as_calendar(sheets)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def _as_ledger(content: bytes) -> None:
    """Every row is read, or refused where it stands; what is read is written as it was."""
    try:
        text = reader.decode(content, Subject(Kind.FIGURES))
    except reader.Refused:
        return
    gathered, findings = ledger.understood(text, "l.csv", Reading())
    lines = text.split("\n")
    for finding in findings:
        place = finding.at
        assert isinstance(place, Place)
        assert place.line <= len(lines)
        assert place.end_column <= max(len(lines[place.line - 1]), 1) + 1
        assert finding.message.to("fi")
    found = ledger.rows_of(gathered)
    if not found:
        return
    assert all(math.isfinite(row.figure.value) for row in found)
    form = ledger.form_of(text)
    assert isinstance(form, ledger.Form)
    for written in (form, ledger.Form()):
        if set(ledger.COLUMNS) <= set(written.columns):
            _reads_the_same(written, found)


def _reads_the_same(form: ledger.Form, found: Sequence[ledger.Row]) -> None:
    text = "\n".join((form.head, *map(form.line, found), ""))
    again, findings = ledger.understood(text, "l.csv", Reading())
    assert not findings, [it.message.to("en") for it in findings]
    meant = [
        [(row.subject, *row.figure._replace(row=None)) for row in listed]
        for listed in (found, ledger.rows_of(again))
    ]
    assert meant[0] == meant[1]


def _as_export(sheets: Sequence[Sheet]) -> None:
    """What a service counted is a figure of a day, and nothing else."""
    known, words = layouts.shipped()
    for table in layouts.recognised(sheets, known, words):
        try:
            found = rows.read(table, ZONE, DAY)
        except PlannerError as error:
            error.text.to("fi")
            continue
        for _, text in found.refused:
            assert text.to("fi")
        for seen in found.sightings:
            _is_a_sighting(seen)
        for counted in found.counts:
            _is_a_count(counted)


def _is_a_sighting(seen: Sighting) -> None:
    for value in (*seen.figures.values(), *seen.paid.values()):
        assert math.isfinite(value)
        assert value >= 0
    assert not seen.address or is_web(seen.address)
    identity(seen.address)
    assert seen.when is None or seen.when.day <= DAY + dt.timedelta(days=1)


def _is_a_count(counted: DayCount) -> None:
    assert math.isfinite(counted.value)
    assert counted.value >= 0
    assert counted.when.day <= DAY + dt.timedelta(days=1)


@cache
def _bare() -> Content:
    folder = Path(_kept().name, "content")
    folder.mkdir()
    (folder / "plan.md").write_bytes(PLAN)
    return loader.load(folder)


def _as_calendar(sheets: Sequence[Sheet]) -> None:
    """What comes in is read as a plan; the same table once more brings nothing."""
    bare = _bare()
    tables = columns.recognised(sheets, bare.plan.reading, {})
    try:
        done = posts.taken(bare, tables, "en", DAY)
    except PlannerError as error:
        error.text.to("fi")
        return
    if not done.posts:
        return
    then = done.files.outcome()
    assert {it.id for it in done.posts.values()} == then.plan.posts.keys()
    again = posts.taken(then, tables, "en", DAY)
    assert not again.files.new, sorted(again.files.new)


def starts() -> Iterator[bytes]:
    """Yield the tables of the tests, and of the services."""
    from tests import test_importing_plan, test_reading

    for text, *_ in test_reading.ROWS.values():
        if len(text) <= _LONGEST:
            yield text.encode()
    for text in test_reading.SHEETS.values():
        yield text.encode()
        yield text.replace("1480,5", "12,3450").encode()
    yield test_importing_plan.CALENDAR.encode()
    yield test_importing_plan.CALENDAR.encode("utf-16")
    for path in sorted((Path(__file__).parents[1] / "exports").glob("*.csv")):
        yield path.read_bytes()[:_LONGEST]
    for line in WORDS:
        yield f"Title,Date,Channel,Text\nA,{line},{line},{line}\n".encode()
        yield f"Post ID,Account username,Description,Publish time,Permalink,Views,Likes\n1,a,{line},06/02/2026 16:31,https://www.instagram.com/p/A1/,{line},2\n".encode()


_LONGEST = 4000
