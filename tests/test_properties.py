"""What holds for whatever people write: of changes in a file, tables, calendars and times."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner import cli, loader, source
from planner.exporters import ics, schedulers
from planner.exporters.orders import Order
from planner.exporters.table import DELIMITERS, export
from planner.fields import AMBIGUOUS_TIME, IMPOSSIBLE_DATE
from planner.importers import columns, posts
from planner.model import Business, Channel, Plan, PlanFile, Post, Reading, Variant
from planner.outgoing import outgoing
from planner.tracking import exported, ledger
from planner.values import Moment
from tests.fuzz import edit
from tests.often import often
from tests.test_importing_plan import AWKWARD, POSTS, said
from tests.test_track import FORMS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.no_cover
DAY = dt.date(2026, 6, 7)
PLAN = """---
title: Plan
timezone: {zone}
period: {{start: 1990-01-01, end: 2200-12-31}}
---
"""


# 1 and 2: changes of a file

WORDS = st.text(
    st.sampled_from("abä \u00e4:#,'\"[]{}&*!|>-%@`?\\~=") | st.characters(codec="utf-8", categories=("L", "N", "P", "S")),
    min_size=1,
    max_size=20,
).map(str.strip).filter(lambda text: text and not source.without_hidden(text)[1])  # fmt: skip
NAMES = {
    "title": ("title", "otsikko"),
    "status": ("status", "tila"),
    "link_id": ("link_id", "linkkitunnus"),
    "message": ("message",),
    "source_posts": ("source_posts",),
    "live": ("live",),
    "cta": ("cta",),
    "analysis": ("analysis",),
}
INSIDE = {"live": "host", "cta": "text", "analysis": "learned"}
LISTED = ("source_posts",)


def quoted(text: str, style: str) -> str:
    match style:
        case "double":
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case "single":
            return "'" + text.replace("'", "''") + "'"
    return text if text.isalnum() else quoted(text, "single")


@st.composite
def values(draw: st.DrawFn) -> str:
    return quoted(draw(WORDS), draw(st.sampled_from(["plain", "single", "double"])))


@st.composite
def fields(draw: st.DrawFn, name: str) -> str:
    """Return a key with its value, as somebody may write it."""
    key = draw(st.sampled_from(NAMES[name]))
    remark = draw(st.sampled_from(["", " # why", "   # a: b"]))
    form = draw(st.sampled_from(["flow", "flow", "block", "nothing"]))
    if form == "nothing":
        return f"{key}:{remark}\n"
    if name in LISTED:
        items = draw(st.lists(st.sampled_from(["p1", "p2", '"p3"']), min_size=1, max_size=3))
        below = "".join(f"\n- {it}" for it in items)
        return (
            f"{key}: [{', '.join(items)}]{remark}\n"
            if form == "flow"
            else f"{key}:{remark}{below}\n"
        )
    if name in INSIDE:
        inner = f"{INSIDE[name]}: {draw(values())}"
        above = draw(st.sampled_from(["", "  # later\n", "  # planner: ignore-next x\n"]))
        return (
            f"{key}: {{{inner}}}{remark}\n"
            if form == "flow"
            else f"{key}:{remark}\n{above}  {inner}\n"
        )
    if form == "block":
        sign = draw(st.sampled_from(["|", ">", ">-", "|+"]))
        return f"{key}: {sign}\n  {draw(st.sampled_from(['a', 'a b', 'ä # no']))}\n\n  c\n"
    return f"{key}: {draw(values())}{remark}\n"


BETWEEN = st.sampled_from(
    ["", "", "", "# remark\n", "\n", "# planner: ignore-next unknown-field -- why\n"]
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return a post: its keys in any order, with a mark in front or not, with any line ends."""
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=6))
    matter = "".join(draw(BETWEEN) + draw(fields(name)) for name in names) + draw(BETWEEN)
    body = draw(st.text(st.sampled_from("ab \n-#:ä"), max_size=20))
    text = draw(st.sampled_from(["", "\ufeff"])) + f"---\n{matter}---\n{body}"
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"]))).encode()


@st.composite
def changes(draw: st.DrawFn) -> str:
    """Return a line that says what becomes of a key, as the fuzzer writes it."""
    name = draw(st.sampled_from(sorted(NAMES)))
    path = f"{name}.{INSIDE[name]}" if name in INSIDE else name
    if draw(st.booleans()) and draw(st.booleans()):
        return f"{path} -\n"
    if name in LISTED:
        return f"{path} [] n1|n2\n"
    return f"{path} = {draw(WORDS)}\n"


@often(300)
@given(changes(), files())
def test_a_change_is_confined_and_made_once(change: str, file: bytes) -> None:
    edit.run(change.encode() + file)


@often(200)
@given(
    st.lists(changes(), min_size=2, max_size=2, unique_by=lambda it: it.partition(" ")[0]), files()
)
def test_two_changes_say_the_same_in_either_order(both: list[str], file: bytes) -> None:
    edit.run("".join(both).encode() + file)


@contextmanager
def home(**files: bytes) -> Iterator[Path]:
    """Yield a folder for a plan."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "content")
        (folder / "posts").mkdir(parents=True)
        (folder / "plan.md").write_text(PLAN.format(zone="Europe/Helsinki"), "utf-8")
        for name, content in files.items():
            (folder / "posts" / f"{name}.md").write_bytes(content)
        yield folder


@often(5)
@given(files(), st.sampled_from(["published", "draft"]))
def test_what_is_taken_back_is_as_it_was(file: bytes, status: str) -> None:
    with home(p=file) as folder:
        path = folder / "posts" / "p.md"
        place = ("--content", str(folder), "--quiet")
        cli.run(["track", "p", "--status", status, "--write", "--today", str(DAY), *place])
        changed = path.read_bytes() != file
        assert cli.run(["undo", "--write", *place]) == (0 if changed else 2)
        assert path.read_bytes() == file


# 3: tables


@cache
def bare() -> loader.Content:
    """Return a plan that has nothing but plan.md."""
    folder = Path(kept().name, "content")
    folder.mkdir()
    (folder / "plan.md").write_text(PLAN.format(zone="Europe/Helsinki"), "utf-8")
    return loader.load(folder)


def parted_by(content: bytes, sign: str, delimiter: str) -> str:
    """Return a table with another sign between its cells."""
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(text, delimiter=sign))
    return out.getvalue()


@often(100)
@given(
    POSTS,
    AWKWARD.filter(lambda it: not it or it.strip()),
    st.sampled_from(["en", "fi"]),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example({"title": ":", "cta": {"text": "0:?", "url": ""}}, "", "en", ",", "utf-8")
def test_a_table_comes_in_as_it_went_out_in_every_dialect_and_once(
    data: dict[str, Any], body: str, language: str, delimiter: str, encoding: str
) -> None:
    post = Post.model_validate({"id": "p1", **data, "body": body})
    plan = replace(bare().plan, posts={"p1": post})
    content = export(Order(plan, DAY, language)).content
    written = parted_by(content, DELIMITERS.get(language, ","), delimiter).encode(encoding)
    tables = columns.recognised(sheets_of(written), bare().plan.reading, {})
    done = posts.taken(bare(), tables, language, DAY)
    assert not done.left_out
    assert [said(it) for it in done.posts.values()] == [said(post)]
    again = posts.taken(done.files.outcome(), tables, language, DAY)
    assert not again.files.new
    assert not again.differing


def sheets_of(content: bytes) -> list[exported.Sheet]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "k.csv")
        path.write_bytes(content)
        return exported.sheets(path, "")


@often(200)
@given(FORMS, st.lists(ROWS, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
def test_figures_come_in_as_they_went_out(
    form: ledger.Form, written: list[ledger.Row], end: str
) -> None:
    text = end.join((form.head, *map(form.line, written), ""))
    gathered, findings = ledger.understood(
        text.replace("\r\n", "\n").replace("\r", "\n"), "l.csv", Reading()
    )
    assert not findings
    found = [(it.subject, it.figure._replace(row=None)) for it in ledger.rows_of(gathered)]
    assert found == [(it.subject, it.figure._replace(row=None)) for it in written]


GOING = st.builds(
    Post.model_construct,
    id=st.just("p01"),
    title=AWKWARD,
    body=AWKWARD,
    status=st.just("ready"),
    channel=st.just("facebook"),
    date=st.just(Moment(dt.date(2026, 6, 10))),
    time=st.just(dt.time(18, 30)),
)
TABLES = [name for name, service in schedulers.services().items() if service.header]


@often(250)
@given(GOING.filter(lambda it: it.body.strip()), st.sampled_from(TABLES))
def test_what_a_service_gets_is_the_text_to_the_letter(post: Post, name: str) -> None:
    order = order_of(post)
    service = schedulers.services()[name]
    made = schedulers.export(order, name)
    text = made.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    assert row[str(service.columns["text"])] == outgoing(order.plan, post)


# 4: calendars


def order_of(*going: Post, zone: str = "Europe/Helsinki") -> Order:
    channels = {"facebook": Channel.model_construct(id="facebook", title="Facebook")}
    business = Business.model_construct(name="Farm")
    file = PlanFile.model_construct(title="Summer", timezone=zone, business=business)
    return Order(Plan(file, posts={it.id: it for it in going}, channels=channels), DAY, "en")


def uids(order: Order) -> list[str]:
    lines = ics.export(order).content.replace(b"\r\n ", b"").decode().split("\r\n")
    return [line for line in lines if line.startswith("UID:")]


IDS = st.text("abcäöжN0-._ ", min_size=1, max_size=90)
MOVED: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "title": AWKWARD,
        "body": AWKWARD,
        "status": st.sampled_from(["ready", "published", "scheduled"]),
        "date": st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1)).map(Moment),
        "time": st.none() | st.times().map(lambda it: it.replace(second=0, microsecond=0)),
    }
)


@often(250)
@given(st.lists(IDS, min_size=1, max_size=4, unique=True), MOVED, MOVED)
def test_an_event_keeps_its_name_whatever_becomes_of_its_post(
    ids: list[str], before: dict[str, Any], after: dict[str, Any]
) -> None:
    other = {"instagram": Variant.model_construct(text="x", hashtags=())}
    made = [
        order_of(
            *(
                Post.model_construct(id=it, channel="facebook", variants=other, **facts)
                for it in ids
            )
        )
        for facts in (before, after)
    ]
    first, second = map(uids, made)
    assert len({*first}) == len(first) == 2 * len(ids)
    assert sorted(first) == sorted(second)
    assert ics.export(made[0]).content == ics.export(replace(made[0])).content


# 12: times

ZONES = st.sampled_from(
    ["Europe/Helsinki", "Asia/Kathmandu", "Pacific/Auckland", "America/St_Johns", "Australia/Lord_Howe"]
)  # fmt: skip
TURNS = st.sampled_from(
    [dt.date(2026, *day) for day in ((3, 8), (3, 29), (4, 5), (9, 27), (10, 4), (10, 25), (11, 1))]
)
CLOCKS = st.times().map(lambda it: it.replace(second=0, microsecond=0))
NIGHT = st.builds(dt.time, st.integers(0, 4), st.integers(0, 59))


@often(500)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2200, 12, 30)) | TURNS, CLOCKS | NIGHT, ZONES)
def test_a_time_comes_back_from_utc_unless_it_is_said_to_be_none(
    day: dt.date, clock: dt.time, zone: str
) -> None:
    order = order_of(zone=zone)
    local = dt.datetime.combine(day, clock)
    there = order.moment(day, clock).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert order.comes(day, clock) == (there == local)
    findings = {it.rule for it in loaded(zone, day, clock).findings}
    assert (IMPOSSIBLE_DATE in findings) == (there != local)
    twice = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    assert (AMBIGUOUS_TIME in findings) == (there == local and len(twice) > 1)


def loaded(zone: str, day: dt.date, clock: dt.time) -> loader.Content:
    text = f"---\ntitle: T\nstatus: idea\ndate: {day}\ntime: {clock:%H:%M}\n---\n"
    edited = {"plan.md": PLAN.format(zone=zone).encode(), "posts/p.md": text.encode()}
    return loader.load(nowhere(), edited)


@cache
def nowhere() -> Path:
    folder = Path(kept().name, "nowhere")
    folder.mkdir()
    return folder


@cache
def kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()
