"""The tables that services export: known by their columns, read to the last figure, or refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
import time
import tracemalloc
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import values
from planner.errors import PlannerError
from planner.texts import T
from planner.tracking import cells, exported, layouts, rows
from planner.tracking.exported import Sheet
from planner.tracking.layouts import BadLayout, Table
from planner.tracking.sightings import DayCount, Sighting, is_of
from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.tracking.rows import Found

EXPORTS = Path(__file__).parent / "exports"
ZONE = ZoneInfo("Europe/Helsinki")
DAY = dt.date(2026, 6, 8)
"""The day on which the tables were exported."""
URN = "https://www.linkedin.com/feed/update/urn:li:activity:"
WATCH = "https://www.youtube.com/watch?v="
INSTAGRAM = "Post ID,Account username,Description,Publish time,Permalink,Views,Likes"


def recognised(
    sheets: Sequence[Sheet],
    own: Sequence[layouts.Layout] = (),
    words: Mapping[str, Sequence[str]] | None = None,
) -> list[Table]:
    known, shipped = layouts.shipped()
    return layouts.recognised(sheets, [*own, *known], {**shipped, **(words or {})})


def read(table: Table, day: dt.date = DAY) -> Found:
    return rows.read(table, ZONE, day)


@cache
def tables(name: str) -> tuple[Table, ...]:
    return tuple(recognised(exported.sheets(EXPORTS / name, "")))


def of_text(
    text: str, *own: layouts.Layout, day: dt.date = DAY, words: Mapping[str, str] | None = None
) -> Found:
    """Return what the one table in a text holds."""
    (table,) = recognised([Sheet("t.csv", text=text)], own, layouts.words_of(words or {}))
    return read(table, day)


def refused(found: Found) -> list[tuple[int, str]]:
    return [(row, text.to("en")) for row, text in found.refused]


def why_not(path: Path, encoding: str = "") -> str:
    """Return why a file cannot be read."""
    with pytest.raises(PlannerError) as error:
        assert [sheet.rows for sheet in exported.sheets(path, encoding)]
    return error.value.text.to("en")


def moment(text: str) -> Moment:
    day, _, clock = text.partition(" ")
    return Moment(dt.date.fromisoformat(day), dt.time.fromisoformat(clock) if clock else None)


def post(place: int, address: str, when: str, text: str, **figures: Any) -> Sighting:  # noqa: ANN401 - figures, and what is about one
    counted = {name.replace("_", "-"): value for name, value in figures.items()}
    return Sighting(place, address, moment(when) if when else None, text, figures=counted)


def count(place: int, metric: str, value: float, when: str, *, paid: bool = False) -> DayCount:
    return DayCount(place, metric, value, moment(when), paid)


# Every file: which tables, how much of what, and one row to the last figure

FILES: dict[str, list[tuple[str, str, int, int, int, int]]] = {
    # layout, kind of channel, posts, counts of days, rows that name no post, figures below zero
    "instagram.csv": [("meta-instagram", "instagram", 3, 0, 0, 0)],
    "instagram-2025.csv": [("meta-instagram", "instagram", 2, 0, 0, 0)],
    "instagram-es.csv": [("meta-instagram", "instagram", 2, 0, 0, 0)],
    "instagram-pt.csv": [("meta-instagram", "instagram", 1, 0, 0, 0)],
    "facebook-2024.csv": [("meta-facebook", "facebook", 2, 0, 2, 0)],
    "facebook-2025.csv": [("meta-facebook", "facebook", 2, 0, 0, 0)],
    "facebook-views-twice.csv": [("meta-facebook", "facebook", 2, 0, 0, 0)],
    "facebook-2026.csv": [("meta-facebook", "facebook", 2, 0, 0, 0)],
    "meta-facebook-follows.csv": [("meta-daily", "facebook", 0, 3, 0, 0)],
    "meta-facebook-visits.csv": [("meta-daily", "facebook", 0, 3, 0, 0)],
    "meta-facebook-link-clicks.csv": [("meta-daily", "facebook", 0, 3, 0, 0)],
    "meta-instagram-follows.csv": [("meta-daily", "instagram", 0, 3, 0, 0)],
    "meta-instagram-visits.csv": [("meta-daily", "instagram", 0, 3, 0, 0)],
    "meta-instagram-link-clicks.csv": [("meta-daily", "instagram", 0, 3, 0, 0)],
    "meta-views.csv": [("meta-daily", "", 0, 3, 0, 0)],
    "meta-viewers.csv": [("meta-daily", "facebook", 0, 3, 0, 0)],
    "meta-reach.csv": [("meta-daily", "", 0, 3, 0, 0)],
    "linkedin.xls": [
        ("linkedin-daily", "linkedin", 0, 22, 0, 0),
        ("linkedin", "linkedin", 2, 0, 0, 0),
    ],
    "linkedin.xlsx": [
        ("linkedin-daily", "linkedin", 0, 22, 0, 0),
        ("linkedin", "linkedin", 2, 0, 0, 0),
    ],
    "linkedin-posts.csv": [("linkedin", "linkedin", 2, 0, 0, 0)],
    "linkedin-older.xls": [("linkedin-daily", "linkedin", 0, 22, 0, 0)],
    "linkedin-es.xls": [
        ("linkedin-daily", "linkedin", 0, 11, 0, 0),
        ("linkedin", "linkedin", 2, 0, 0, 0),
    ],
    "linkedin-pt.xls": [
        ("linkedin-daily", "linkedin", 0, 22, 0, 0),
        ("linkedin", "linkedin", 2, 0, 0, 0),
    ],
    "linkedin-followers.xls": [("linkedin-followers", "linkedin", 0, 3, 0, 1)],
    "linkedin-visitors.xls": [("linkedin-visitors", "linkedin", 0, 2, 0, 0)],
    "linkedin-profile.xlsx": [
        ("linkedin-profile", "linkedin", 3, 0, 0, 0),
        ("linkedin-profile-followers", "linkedin", 0, 2, 0, 1),
    ],
    "youtube.csv": [("youtube", "youtube", 3, 0, 0, 1)],
    "youtube-2026.csv": [("youtube", "youtube", 2, 0, 0, 0)],
    "youtube-de.csv": [("youtube", "youtube", 2, 0, 0, 1)],
    "youtube-de-2025.csv": [("youtube", "youtube", 1, 0, 0, 0)],
    "youtube-pt.csv": [("youtube", "youtube", 2, 0, 0, 1)],
    "youtube-sv.csv": [("youtube", "youtube", 2, 0, 0, 1)],
    "youtube-es.csv": [("youtube", "youtube", 2, 0, 0, 1)],
    "youtube-fr.csv": [("youtube", "youtube", 2, 0, 0, 0)],
    "youtube-totals.csv": [("youtube-totals", "youtube", 0, 2, 0, 0)],
    "youtube-totals-de.csv": [("youtube-totals", "youtube", 0, 2, 0, 0)],
    "tiktok.csv": [("tiktok", "tiktok", 2, 0, 0, 0)],
    "tiktok-overview.csv": [("tiktok-daily", "tiktok", 0, 13, 0, 2)],
    "tiktok-overview-es.csv": [("tiktok-daily", "tiktok", 0, 10, 0, 0)],
    "tiktok-followers.csv": [("tiktok-followers", "tiktok", 0, 2, 0, 0)],
    "tiktok-business.csv": [("tiktok-daily", "tiktok", 0, 11, 0, 0)],
    "tiktok-business-videos.csv": [("tiktok", "tiktok", 1, 0, 0, 0)],
    "x.csv": [("x", "x", 2, 0, 1, 0)],
    "x-overview.csv": [("x-daily", "x", 0, 14, 0, 0)],
    "x-older.csv": [("x-older", "x", 1, 0, 0, 0)],
    "analytics-links.csv": [("analytics-links", "", 3, 0, 0, 0)],
}
ADVISED = {
    "meta-audience.csv": "meta-audience",
    "youtube-chart.csv": "youtube-days",
    "youtube-chart-de.csv": "youtube-days",
}
UNKNOWN = ["youtube-countries.csv"]

LINKEDIN = post(
    3,
    f"{URN}7460000000000000001",
    "2026-05-13",
    'Kasvihuoneen energia: mitä opimme "ensimmäisenä" talvena',
    views=1204,
    link_clicks=61,
    reactions=37,
    comments=5,
    shares=2,
    follows=1,
)
VIDEO = post(4, f"{WATCH}-aski_Vid02", "2026-06-02", "Porkkanat", views=359, watch_minutes=1337.526)
ROWS: dict[str, Sighting | DayCount] = {
    "instagram.csv": post(
        2,
        "https://www.instagram.com/p/KaskiParsa01/",
        "2026-05-26 10:23",
        'Parsa on täällä! 🌱 Ensimmäinen sato kerättiin tänään, "se paras".',
        views=4993,
        reach=3206,
        reactions=287,
        comments=0,
        shares=56,
        saves=7,
        follows=2,
    ),
    "instagram-2025.csv": post(  # follows are blank: not known, and not none
        2,
        "https://www.instagram.com/reel/KaskiKurkku1/",
        "2026-06-02 09:48",
        "Kurkut kasvavat",
        views=52,
        reach=37,
        reactions=3,
        comments=0,
        shares=0,
        saves=0,
    ),
    "instagram-es.csv": post(
        2,
        "https://www.instagram.com/p/KaskiSalaat1/",
        "2026-05-28 18:30",
        'Salaattia, "suoraan" pellolta',
        views=1500,
        reach=1210,
        reactions=88,
        comments=4,
        shares=12,
        saves=9,
        follows=3,
    ),
    "instagram-pt.csv": post(
        2,
        "https://www.instagram.com/reel/KaskiPeruna1/",
        "2026-05-30 16:00",
        "Uudet perunat ovat täällä",
        views=2050,
        reach=1800,
        reactions=133,
        comments=8,
        shares=21,
        saves=17,
        follows=6,
    ),
    "facebook-2024.csv": post(
        2,
        "https://www.facebook.com/kaskisuvanto/posts/pfbid0Kaski1",
        "2026-05-04 01:12",
        'Satolaatikot ovat tilattavissa! Tilaa viimeistään "perjantaina".',
        impressions=6970,
        reach=5969,
        reactions=236,
        comments=9,
        shares=64,
    ),
    "facebook-2025.csv": post(
        3,
        "https://www.facebook.com/reel/974000000000012/",
        "2026-05-18 07:52",
        "Traktori käynnistyy",  # it stands in the title and in the description
        views=26,
        reach=12,
        reactions=0,
        comments=0,
        shares=0,
        watch_minutes=pytest.approx(202.708 / 60),
        avg_watch_s=10.668,
    ),
    "facebook-views-twice.csv": post(  # the first of two columns “Views” is 0 throughout
        2,
        "https://www.facebook.com/kaskisuvanto/posts/122100000000021",
        "2026-04-29 14:00",
        "Sipulit maassa",
        views=455,
        reach=410,
        reactions=18,
        comments=2,
        shares=2,
        link_clicks=4,
    ),
    "facebook-2026.csv": post(
        2,
        "https://www.facebook.com/reel/974000000000031/",
        "2026-05-20 16:45",
        'Your reel Porkkanat pesussa, katso "loppuun"',
        views=3120,
        reach=2480,
        reactions=112,
        comments=9,
        shares=20,
        watch_minutes=pytest.approx(5406.5 / 60),
        avg_watch_s=4.25,
    ),
    "meta-facebook-follows.csv": count(6, "follows", 17, "2026-06-03 01:00"),
    "meta-facebook-visits.csv": count(4, "visits", 20, "2026-06-01 00:00"),
    "meta-facebook-link-clicks.csv": count(5, "link-clicks", 0, "2026-06-02 00:00"),
    "meta-instagram-follows.csv": count(4, "follows", 20, "2026-06-01 00:00"),
    "meta-instagram-visits.csv": count(4, "visits", 20, "2026-06-01 00:00"),
    "meta-instagram-link-clicks.csv": count(4, "link-clicks", 20, "2026-06-01 00:00"),
    "meta-views.csv": count(4, "views", 20, "2026-06-01 00:00"),
    "meta-viewers.csv": count(4, "reach", 20, "2026-06-01 00:00"),
    "meta-reach.csv": count(4, "reach", 20, "2026-06-01 00:00"),
    "linkedin.xls": LINKEDIN,
    "linkedin.xlsx": LINKEDIN,
    "linkedin-posts.csv": LINKEDIN,
    "linkedin-es.xls": LINKEDIN,
    "linkedin-pt.xls": LINKEDIN,
    "linkedin-older.xls": count(3, "shares", 1, "2026-05-13"),
    "linkedin-followers.xls": count(2, "follows", 2, "2026-05-30", paid=True),
    "linkedin-visitors.xls": count(2, "visits", 8, "2026-05-30"),
    "linkedin-profile.xlsx": post(
        5,
        "https://www.linkedin.com/posts/ainokaski_activity-7460000000000000011-kaski",
        "2026-05-13",
        "",
        views=1930,
    ),
    "youtube.csv": post(
        4,
        f"{WATCH}-aski_Vid02",
        "2026-06-02",
        'How we store "winter" carrots',
        views=359,
        watch_minutes=1337.526,
        avg_watch_s=74,
    ),
    "youtube-2026.csv": post(
        4,
        f"{WATCH}KaskiVid004",
        "2026-05-30",
        "Kurkun latvominen",
        views=359,
        watch_minutes=1337.526,
        follows=0,
    ),
    "youtube-de.csv": VIDEO,
    "youtube-pt.csv": VIDEO,
    "youtube-sv.csv": VIDEO,
    "youtube-fr.csv": VIDEO,
    "youtube-es.csv": post(  # what the column with the ids is called there is not known
        4, "", "2026-06-02", "Porkkanat", views=359, watch_minutes=1337.526
    ),
    "youtube-de-2025.csv": post(
        3,
        f"{WATCH}KaskiVid001",
        "",
        "",
        views=1302,
        watch_minutes=3975,
        avg_watch_s=263,
        follows=15,
        reactions=81,
    ),
    "youtube-totals.csv": count(3, "views", 31, "2026-06-02"),
    "youtube-totals-de.csv": count(2, "views", 31, "2026-06-02"),
    "tiktok.csv": post(  # the table says June 3; its id says when
        3,
        "https://www.tiktok.com/@kaskisuvanto/video/7646913533646685543",
        "2026-06-03 00:30",
        "",
        views=402,
        reactions=12,
        comments=0,
        shares=1,
    ),
    "tiktok-overview.csv": count(3, "shares", 3, "2026-06-06"),
    "tiktok-overview-es.csv": count(3, "views", 402, "2026-06-06"),
    "tiktok-followers.csv": count(3, "followers", 5160, "2026-06-06"),
    "tiktok-business.csv": count(2, "follows", 5, "2026-06-01"),
    "tiktok-business-videos.csv": post(
        2,
        "https://www.tiktok.com/@kaskisuvanto/video/7645610870065808743",
        "2026-05-30 12:15",
        "Perunannosto, vihdoin",
        views=8120,
        reactions=644,
        comments=31,
        shares=40,
        saves=58,
    ),
    "x.csv": post(  # the table has the day of another time zone
        3,
        "https://x.com/kaskisuvanto/status/2057348161336246272",
        "2026-05-21 09:30",
        "Asparagus is here & it is good https://t.co/kaski",
        views=2210,
        reactions=40,
        comments=4,
        shares=9,
        saves=7,
        follows=3,
        link_clicks=18,
    ),
    "x-overview.csv": count(2, "visits", 25, "2026-06-06"),
    "x-older.csv": post(
        2,
        "https://twitter.com/kaskisuvanto/status/2051688870835126272",
        "2026-05-05 18:42",
        "Kevään ensimmäiset retiisit",
        views=424,
        reactions=3,
        comments=2,
        shares=1,
        follows=1,
        link_clicks=1,
    ),
}


def test_every_file_is_tested() -> None:
    names = {path.name for path in EXPORTS.iterdir()} - {"README.md", "youtube.zip"}
    assert names == {*FILES, *ADVISED, *UNKNOWN}
    assert set(FILES) - set(ROWS) == {"analytics-links.csv"}
    readme = (EXPORTS / "README.md").read_text("utf-8")
    assert [name for name in names if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_and_read_whole(name: str) -> None:
    said = []
    for table in tables(name):
        found = read(table)
        assert found.refused == []
        sizes = (len(found.sightings), len(found.counts), found.nameless, found.below_zero)
        said.append((table.layout.name, table.layout.kind, *sizes))
    assert said == FILES[name]


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_what_it_says(name: str) -> None:
    found = [read(table) for table in tables(name)]
    row = ROWS[name]
    every: list[Sighting | DayCount] = []
    for one in found:
        every += [*one.sightings, *one.counts]
    same = [it for it in every if it == row]
    beside = [it for it in every if it.place == row.place]
    assert same == [row], beside


@pytest.mark.parametrize("name", ADVISED)
def test_a_table_of_no_use_brings_advice(name: str) -> None:
    (table,) = tables(name)
    assert table.layout.name == ADVISED[name]
    assert set(table.layout.advice) == {"en", "fi"}


def test_the_sheet_of_a_person_is_known_by_its_name_too() -> None:
    head = "Date,New followers,Total followers,Reached audience,Engaged audience"  # TikTok's
    rows = [tuple(head.split(",")), ("6/5/2026", "4", "9", "--", "NAN")]
    assert recognised([Sheet("t.csv", text=f"{head}\n2026/06/05,4,9,--,NAN\n")]) == []
    assert recognised([Sheet("t.xlsx", "Audience", cells=tuple(rows))]) == []
    assert len(recognised([Sheet("t.xlsx", "Followers", cells=tuple(rows))])) == 1


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_table_without_posts_or_days_is_not_known(name: str) -> None:
    assert tables(name) == ()


def test_the_download_of_youtube_is_read_as_it_is() -> None:
    found = {table.sheet.file: table for table in tables("youtube.zip")}
    assert {name: table.layout.name for name, table in found.items()} == {
        "Table data.csv": "youtube",
        "Chart data.csv": "youtube-days",
        "Totals.csv": "youtube-totals",
    }
    assert ROWS["youtube-2026.csv"] in read(found["Table data.csv"]).sightings


def test_what_linkedin_counts_of_a_day_parts_what_was_bought() -> None:
    daily = [it for it in read(tables("linkedin.xls")[0]).counts if it.place == 3]
    assert {(it.metric, it.paid): it.value for it in daily} == {
        ("views", False): 100,
        ("views", True): 40,
        ("reach", False): 70,
        ("link-clicks", False): 10,
        ("link-clicks", True): 3,
        ("reactions", False): 5,
        ("reactions", True): 1,
        ("comments", False): 1,
        ("comments", True): 0,
        ("shares", False): 1,
        ("shares", True): 0,
    }
    for name in ("linkedin.xlsx", "linkedin-pt.xls", "linkedin-older.xls"):
        assert [it for it in read(tables(name)[0]).counts if it.place == 3] == daily
    spanish = read(tables("linkedin-es.xls")[0]).counts
    assert sorted(map(repr, spanish)) == sorted(map(repr, daily))


def test_the_visits_of_a_link_are_one_figure_and_sums_are_left_out() -> None:
    (table,) = tables("analytics-links.csv")
    found = read(table)
    (metric,) = {column.metric for column in table.layout.figures}
    assert [(it.place, it.link_id, it.figures[metric]) for it in found.sightings] == [
        (8, "p07-instagram", 73),
        (10, "p12-facebook", 38),
        (11, "(not set)", 402),
    ]


def test_days_are_told_in_the_order_of_the_file_and_of_two_years() -> None:
    first = dt.date(2025, 6, 8)
    days = [first + dt.timedelta(n) for n in range(365)]
    rows = [f'"{day:%B} {day.day}","1","1","1","1","1"' for day in days]
    head = '"Date","Video Views","Profile Views","Likes","Comments","Shares"'
    for order in (1, -1):
        found = of_text("\n".join([head, *rows[::order]]))
        views = [it.when.day for it in found.counts if it.metric == "views"]
        assert views == days[::order]


# However the columns stand

MOVABLE = {
    "instagram.csv": 0,
    "instagram-es.csv": 0,
    "facebook-2024.csv": 0,
    "linkedin-posts.csv": 1,
    "youtube.csv": 0,
    "youtube-sv.csv": 0,
    "tiktok.csv": 0,
    "tiktok-business.csv": 0,
    "x.csv": 0,
    "x-overview.csv": 0,
}
CASES = [str.upper, str.lower, str.title, lambda name: f" {name} ", lambda name: f"{name}:"]


@pytest.mark.parametrize("name", MOVABLE)
@settings(max_examples=15)
@given(data=st.data())
def test_the_order_of_the_columns_and_further_ones_change_nothing(
    name: str, data: st.DataObject
) -> None:
    (table,) = tables(name)
    rows = list(csv.reader(io.StringIO(table.sheet.text)))
    above, rows = rows[: MOVABLE[name]], rows[MOVABLE[name] :]
    if name == "instagram-es.csv":  # of two columns of one name the first counts
        rows = [row[:-1] for row in rows]
    width = len(rows[0])
    extra = data.draw(st.integers(0, 4))
    case = data.draw(st.sampled_from(CASES))
    cell = st.sampled_from(["", "7", "a, b", 'so "called"', "=1+1", "ä"])
    rows = [
        [
            *(case(it) if number == 0 else it for it in row),
            *(f"Further {n}" if number == 0 else data.draw(cell) for n in range(extra)),
        ]
        for number, row in enumerate(rows)
    ]
    order = data.draw(st.permutations(range(width + extra)))
    text = io.StringIO()
    moved = [[row[at] for at in order] for row in rows]
    csv.writer(text, lineterminator="\n").writerows([*above, *moved])
    (again,) = recognised([Sheet("t.csv", text=text.getvalue())])
    assert (again.layout, again.translated) == (table.layout, table.translated)
    assert read(again) == read(table)


# Texts in every form

POST = "1,kaski,Parsa,05/26/2026 10:23,https://www.instagram.com/p/A1/,{0},3"


def instagram(*rows: str) -> str:
    return "\n".join([INSTAGRAM, *rows])


def other(number: int, views: object = 1) -> str:
    """Return the row of another post than that of the others."""
    return POST.replace("/A1/", f"/A{number}/").format(views)


@pytest.mark.payload("C2")
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_any_usual_sign_may_part_the_cells(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "t.csv"
    text = instagram(POST.format(7), other(2, 8)).replace(",", sign)
    for lead in ("", f"sep={sign}\n"):
        path.write_text(lead + text, "utf-8", newline="\r\n")
        (table,) = recognised(exported.sheets(path, ""))
        assert [it.figures["views"] for it in read(table).sightings] == [7, 8]
        assert read(table).sightings[0].place == (3 if lead else 2)


@pytest.mark.payload("C3", "C4")
@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        *(("utf-8", it) for it in ("", "utf-8")),
        *(("utf-8-sig", it) for it in ("", "utf-8", "cp1252")),
        *(("utf-16", it) for it in ("", "utf-8", "cp1252")),
        ("cp1252", "cp1252"),
        ("iso-8859-15", "latin9"),
    ],
)
def test_an_encoding_is_known_by_its_mark_or_said(tmp_path: Path, encoding: str, said: str) -> None:
    path = tmp_path / "t.csv"
    text = instagram(POST.format(7)).replace("Post ID", '"Post ID"').replace("Parsa", "Päärynä")
    path.write_bytes(text.encode(encoding))
    (table,) = recognised(exported.sheets(path, said))
    assert [it.text for it in read(table).sightings] == ["Päärynä"]
    assert table.names[0] == "post id"


def test_utf_16_with_the_other_end_first(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xfe\xff" + instagram(POST.format(7)).encode("utf-16-be"))
    assert len(recognised(exported.sheets(path, ""))) == 1


@pytest.mark.payload("C4")
def test_another_encoding_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("Päivä;Näyttökerrat\n".encode("cp1252"))
    assert why_not(path).startswith("t.csv is not UTF-8. Say how to read it: --encoding cp1252")
    assert "no encoding “cp-1252x”" in why_not(path, "cp-1252x")
    assert "no encoding “hex”" in why_not(path, "hex")


@pytest.mark.payload("C5")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,\0\n", "t.csv:2: there is a character in it that no table has."),
        ("a,b\n1,2\n" + "x" * 65_537, "t.csv:3: the row is too long."),
        ('a,b\n1,"2\n3,4\n', "t.csv:2: the quotation marks in this row"),
        ('a,b\n"x\ny",2\n"b"x,4\n5,6\n', "t.csv:4: the quotation marks in this row"),
    ],
)
def test_a_text_that_is_no_table_is_refused_with_its_row(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, "utf-8")
    assert why_not(path).startswith(said)


@pytest.mark.parametrize("row", [3, 40])
def test_a_quotation_mark_that_is_never_closed_is_told_wherever_it_is(
    tmp_path: Path, row: int
) -> None:
    rows = [POST.format(n) for n in range(2, 60)]
    rows[row - 2] = rows[row - 2].replace("Parsa", '"Parsa')
    path = tmp_path / "t.csv"
    path.write_text(instagram(*rows), "utf-8")
    (table,) = recognised(exported.sheets(path, ""))  # known by its columns all the same
    with pytest.raises(PlannerError) as error:
        read(table)
    assert error.value.text.to("en").startswith(f"t.csv:{row}: the quotation marks")


@pytest.mark.payload("C6")
def test_the_longest_cell_is_one_of_64_kib(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rest = len(POST.format(7)) - len("Parsa")
    path.write_text(instagram(POST.format(7).replace("Parsa", "x" * (65_536 - rest))), "utf-8")
    (table,) = recognised(exported.sheets(path, ""))
    assert len(read(table).sightings[0].text) == 65_536 - rest


@pytest.mark.payload("C5")
def test_ragged_rows_are_refused_with_their_numbers() -> None:
    long, short = POST.format(7) + ",8", POST.format(7).rpartition(",")[0]
    found = of_text(instagram(POST.format(1), long, "", other(2, 2) + ",,", short))
    assert refused(found) == [
        (3, "the row has 8 cells, and the table 7"),
        (6, "the row has 6 cells, and the table 7"),
    ]
    assert [it.figures["views"] for it in found.sightings] == [1, 2]
    assert found.rows == 4


def test_of_two_columns_of_one_name_the_first_with_figures_counts() -> None:
    head = INSTAGRAM + ",Views,,,Views"
    assert of_text(f"{head}\n{POST.format(7)},8,x,y,9").sightings[0].figures["views"] == 7
    assert of_text(f"{head}\n{POST.format(0)},,x,y,9").sightings[0].figures["views"] == 9
    assert of_text(f"{head}\n{POST.format(0)},0,x,y,").sightings[0].figures["views"] == 0


def test_a_damaged_address_tells_no_day_after_that_of_the_export() -> None:
    header = "Post id,Date,Post text,Post Link,Impressions,Likes\n"
    row = '{0},"Fri, Jun 5, 2026",A,https://x.com/kaskisuvanto/status/{0},103,2\n'
    whole, damaged = (
        of_text(header + row.format(number), day=dt.date(2026, 6, 7)).sightings[0].when
        for number in ("2062658150200246272", "2162658150200246272")
    )
    assert whole
    assert whole.clock
    assert (whole.day, damaged) == (dt.date(2026, 6, 5), moment("2026-06-05"))


def test_of_two_addresses_the_first_counts() -> None:
    found = of_text(f"{INSTAGRAM},Permalink\n{POST.format(7)},https://www.instagram.com/p/B2/")
    assert found.sightings[0].address == "https://www.instagram.com/p/A1/"


@pytest.mark.parametrize(
    "header",
    [
        *("Post ID", "post id", "POST ID:", " Post  ID ", "Post\N{NO-BREAK SPACE}ID"),
        *("\N{ZERO WIDTH NO-BREAK SPACE}Post ID", "Post\nID", "\uff30ost ID"),
    ],
)
def test_a_column_has_its_name_in_any_case_and_space(header: str) -> None:
    assert cells.name_of(header) == "post id"


@pytest.mark.payload("C6")
def test_a_file_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate((20 << 20) + 1)
    assert "the file is too large" in why_not(path)


def of_many(rows: int) -> str:
    return instagram(*(other(n, n % 977) for n in range(rows)))


@pytest.mark.payload("C6")
@pytest.mark.no_cover
def test_a_table_has_at_most_50_000_rows_and_is_read_in_steady_time() -> None:
    def taken(rows: int) -> float:
        text = of_many(rows)
        begun = time.process_time()
        assert len(of_text(text).sightings) == rows
        return time.process_time() - begun

    small = min(taken(5_000) for _ in range(3))
    assert taken(50_000) < 20 * small  # some 12 times: what is in memory is looked through
    assert refused(of_text(of_many(50_001))) == [(50_002, "the file has more than 50000 rows")]


@pytest.mark.no_cover
@pytest.mark.parametrize("line", ["\n", ",;\r\n"])
def test_twenty_megabytes_of_blank_lines_take_little_time(tmp_path: Path, line: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(line * ((20 << 20) // len(line)), "utf-8", newline="")
    begun = time.process_time()
    sheets = exported.sheets(path, "")
    assert recognised(sheets) == []
    assert time.process_time() - begun < 15


def test_blank_lines_are_not_kept() -> None:
    sheet = Sheet("t.csv", text="\n" * 100_000)
    tracemalloc.start()
    assert sheet.rows == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1 << 20


def test_empty_lines_are_skipped_and_rows_keep_their_numbers() -> None:
    long = POST.format(7).replace("Parsa", '"a\n\nb"')
    text = f"\n,,\n{INSTAGRAM}\n\n{long}\n ,\n{other(2)}"
    assert [it.place for it in of_text(text).sightings] == [5, 9]
    assert [number for number, _ in Sheet("t.csv", text=text).rows] == [3, 5, 9]


@pytest.mark.no_cover
def test_no_more_lines_and_rows_are_looked_at_than_a_table_has() -> None:
    assert len(Sheet("t.csv", text="a\n" * 60_000).rows) == 50_100
    assert len(Sheet("t.csv", text="\n" * 999_999 + "a\na\n").rows) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"\n\n\n", "blank.csv"),
        (b"<!doctype html>\n<html><body><table><tr><td>Post ID</td></tr></table>\n", "page.xls"),
        (b"%PDF-1.7\n", "report.csv"),
    ],
)
def test_what_is_no_table_is_not_known(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert recognised(exported.sheets(path, "")) == []


def test_a_picture_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert "not UTF-8" in why_not(path)
    assert "picture.csv:3: there is a character" in why_not(path, "cp1252")


@pytest.mark.payload("C1")
def test_a_formula_stays_a_text() -> None:
    text = '=HYPERLINK("http://e.example","x")'
    cells = ["1", "kaski", text, "05/26/2026", "{0}", "7", "3"]
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    (seen,) = of_text(instagram(row.format(""))).sightings
    assert (seen.text, seen.address) == (text, "")
    said = f"“{text}” is not where something of this service can be seen"
    assert refused(of_text(instagram(row.format(text.replace('"', '""'))))) == [(2, said)]


# Archives and spreadsheets


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_an_archive_of_several_folders_and_what_a_mac_adds(tmp_path: Path) -> None:
    text = instagram(POST.format(7)).encode()
    members = {f"{place}/posts.csv": text for place in ("may", "june")}
    members |= {"__MACOSX/may/._posts.csv": b"\0\5\x16\7", "READ ME.txt": b"\0", "other.zip": b"PK"}
    found = recognised(exported.sheets(archive(tmp_path / "t.zip", **members), ""))
    assert [table.sheet.file for table in found] == ["may/posts.csv", "june/posts.csv"]


def test_an_archive_without_tables_has_none(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", **{"t.csv": b"a,b\n"}).read_bytes()
    assert exported.sheets(archive(tmp_path / "t.zip", **{"inner.zip": inner}), "") == []
    path = archive(tmp_path / "t.zip", **{"inner.csv": inner})
    assert why_not(path) == "inner.csv cannot be read: it is damaged, or has a password."


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    large, path = b"\0" * (21 << 20), tmp_path / "t.zip"
    said = "t.zip unpacks to more than it may."
    assert why_not(archive(path, **{"a.csv": large})) == said
    assert why_not(archive(path, **{f"{n}.txt": large for n in range(5)})) == said
    assert why_not(archive(path, **{f"{n}.csv": b"a" for n in range(31)})) == said
    sheet = {f"xl/worksheets/sheet{n}.xml": large for n in range(5)}
    book = archive(tmp_path / "b.xlsx", **{"[Content_Types].xml": b""}, **sheet)
    assert why_not(book) == "b.xlsx unpacks to more than it may."
    assert why_not(archive(path, **{"b.xlsx": book.read_bytes()})) == (
        "b.xlsx unpacks to more than it may."
    )


def test_a_damaged_archive_is_told_wherever_it_is_damaged(tmp_path: Path) -> None:
    content = (EXPORTS / "youtube.zip").read_bytes()
    path = tmp_path / "t.zip"
    said = set()
    for at in range(4, len(content), 7):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :])
        try:
            exported.sheets(path, "")
        except PlannerError as error:
            said.add(error.text.to("en"))
    assert "t.zip cannot be unpacked: it is damaged, or has a password." in said
    path.write_bytes(content[: len(content) // 2])
    assert "cannot be unpacked" in why_not(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_packed_unusually_is_not_unpacked(tmp_path: Path, method: int) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", method) as file:
        file.writestr("t.csv", instagram(POST.format(7)))
    assert why_not(path) == "t.zip cannot be unpacked: it is damaged, or has a password."
    with zipfile.ZipFile(path, "w", method) as file:
        file.writestr("READ ME.txt", "a")
        file.writestr("t.csv", instagram(POST.format(7)), zipfile.ZIP_STORED)
    assert len(recognised(exported.sheets(path, ""))) == 1


def test_an_archive_with_a_password_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path / "t.zip", **{"t.csv": b"a,b\n"})
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    path.write_bytes(content)
    assert why_not(path) == "t.zip cannot be unpacked: it is damaged, or has a password."


@pytest.mark.parametrize(("name", "kept"), [("linkedin.xls", 1500), ("linkedin.xls", 5000)])
def test_a_damaged_spreadsheet_is_told_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, kept: int
) -> None:
    path = tmp_path / name
    path.write_bytes((EXPORTS / name).read_bytes()[:kept])
    assert why_not(path) == f"{name} cannot be read: it is damaged, or has a password."
    assert capfd.readouterr() == ("", "")


def test_a_sheet_as_large_as_can_be_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    with zipfile.ZipFile(EXPORTS / "linkedin.xlsx") as book:
        members = {name: book.read(name) for name in book.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    for last, count in (("T4", 4), ("T9", 9), ("XFD1048576", 0)):
        members["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="T4"', f'r="{last}"'.encode())
        path = archive(tmp_path / "t.xlsx", **members)
        if count:
            assert len(exported.sheets(path, "")[0].rows) == count
        else:
            assert why_not(path) == "t.xlsx cannot be read: it is damaged, or has a password."


def test_without_the_reader_of_spreadsheets_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    said = why_not(EXPORTS / "linkedin.xls")
    assert said.startswith("linkedin.xls is an Excel file. Save it as CSV, or install what reads")
    assert 'pip install "planner-site[xlsx]"' in said


def test_the_numbers_of_a_spreadsheet_have_one_meaning() -> None:
    """0.075 is written with a point there, whatever sign the texts of a business use."""
    sheets = exported.sheets(EXPORTS / "linkedin.xlsx", "")
    for decimal in ({"decimal": ","}, {"decimal": "."}, {}):
        facts = {
            "when": "Date",
            "figures": {"open-rate": "Engagement rate (organic)"},
            **decimal,
        }
        own = layouts.layouts_of("ours", facts, own=True)
        table = recognised(sheets, own)[0]
        assert table.layout.name == "ours"
        assert [it.value for it in read(table).counts] == [0.17, 0.075]


# Figures and days


@pytest.mark.parametrize(
    ("text", "views"),
    [
        *(("7", 7), ("1234", 1234), ('"1,234"', 1234), ('"1,234,567"', 1_234_567), ("0", 0)),
        *(("12.0", 12), ("1 234", 1234), ("1\N{NO-BREAK SPACE}234", 1234)),
        *((text, None) for text in ("", "-", "--", "–", "undefined", "NAN", "n/a", "-5")),
    ],
)
def test_a_figure_is_read_as_english_tables_write_it(text: str, views: float | None) -> None:
    found = of_text(instagram(POST.format(text)))
    assert found.refused == []
    assert found.sightings[0].figures.get("views") == views
    assert found.below_zero == (text == "-5")


@pytest.mark.payload("C7")
@pytest.mark.parametrize(
    "text",
    [
        *(
            "\u0661\u0662",
            "\uff11\uff12",
            "1_000",
            "inf",
            "-inf",
            "1e5",
            "0x10",
            "many",
            "=1+1",
            "+5",
            "'5",
        ),
        *('"12,5"', '"1,23,456"', "1.234.567", "1 2", "< 1%", "5 kpl", "--5", "1" * 16),
    ],
)
def test_what_is_no_figure_is_refused_with_its_row(text: str) -> None:
    found = of_text(instagram(POST.format(1), POST.format(text)))
    assert refused(found) == [(3, f"“{text.strip(chr(34))}” is not a number")]
    assert len(found.sightings) == 1


@pytest.mark.parametrize("text", ["1.234", "12.5", "0.000000001", "2:30", "0:02:30"])
def test_what_is_counted_one_by_one_is_a_whole_number(text: str) -> None:
    said = f"“{text}” is not a whole number, and “views” is counted in whole numbers"
    assert refused(of_text(instagram(POST.format(1), POST.format(text)))) == [(3, said)]


FIGURES = [
    # metric, times, the cell, the figure
    *(("open-rate", 1, text, 48.43) for text in ("48.43", "48.43%", "48.43 %")),
    ("open-rate", 1, "12%", 12),
    ("watch-minutes", 60, "0.1", 6),
    ("watch-minutes", 60, "1.234567891", 74.074073),
    ("watch-minutes", 0.0166666667, "100", 1.666667),
    ("avg-watch-s", 1, "12.5", 12.5),
    ("avg-watch-s", 1, "0:02:30", 150),
    ("views", 1000, "1.5", 1500),
    ("views", 100_000, "10000000000", 10**15),
    ("what-nobody-knows", 1, "1.5", 1.5),
]
NO_FIGURES = [
    ("views", 1, "12%", "“12%” is not a number"),
    ("avg-watch-s", 1, "12%", "“12%” is not a number"),
    ("open-rate", 1, "%", "“%” is not a number"),
    ("open-rate", 1, "12%%", "“12%%” is not a number"),
    ("views", 0.5, "3", "“3” is not a whole number, and “views” is counted in whole numbers"),
    ("views", 100_000, "10000000001", "“10000000001” is not a number"),
    ("watch-minutes", 60, "999999999999999", "“999999999999999” is not a number"),
]


def of_figure(metric: str, times: float, text: str) -> Found:
    facts = {"post": "Post", "decimal": ".", "figures": {metric: {"column": "It", "times": times}}}
    return of_text(f"Post,It\nP1,{text}\n", *layouts.layouts_of("ours", facts, own=True))


@pytest.mark.parametrize(("metric", "times", "text", "value"), FIGURES)
def test_what_is_measured_may_have_a_fraction(
    metric: str, times: float, text: str, value: float
) -> None:
    found = of_figure(metric, times, text)
    assert found.refused == []
    assert found.sightings[0].figures == {metric: value}


@pytest.mark.parametrize(("metric", "times", "text", "said"), NO_FIGURES)
def test_what_is_no_figure_of_its_metric_is_refused(
    metric: str, times: float, text: str, said: str
) -> None:
    assert refused(of_figure(metric, times, text)) == [(2, said)]


def test_five_thousand_digits_before_a_colon_take_no_time() -> None:
    begun = time.process_time()
    text = "1" * 5000 + ":30"
    ((row, said),) = refused(of_text(instagram(POST.format(text))))
    assert row == 2
    assert said.endswith("1…” is not a number")
    assert time.process_time() - begun < 1


# Where a post is, and how often it is told of


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/p/A1/", "https://www.instagram.com.evil.example/p/A1/"),
        *("https://notinstagram.com/p/A1/", "https://www.instagram.com@evil.example/p/A1/"),
        *("https://www.facebook.com/kaski/posts/1", "ftp://www.instagram.com/p/A1/", "https://"),
        *(
            "www.instagram.com/p/A1/",
            "javascript:alert(1)//instagram.com",
            "https://[instagram.com",
        ),
        *(f"https://www.instagram.com/p/A{sign}1/" for sign in " <>`\\\t\x07\x1b\x7f\x85\u2028"),
        *(f"https://www.instagram.com/p/A{sign}1/" for sign in "\N{NO-BREAK SPACE}\u200b\u202e"),
        "https://www.instagram.com/p/" + "A" * 2000,
    ],
)
def test_what_is_no_address_of_the_service_refuses_its_row(address: str) -> None:
    row = POST.format(2).replace("https://www.instagram.com/p/A1/", address)
    found = of_text(instagram(POST.format(1), row))
    said = T("“{address}” is not where something of this service can be seen", address=address)
    assert refused(found) == [(3, said.to("en"))]
    assert len(found.sightings) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("https://instagram.com/p/A1", "http://WWW.Instagram.com/reel/A1/?igsh=x#a"),
        *("https://fi.instagram.com/p/Pä1/", "", "-", "N/A"),
    ],
)
def test_an_address_of_the_service_is_taken_in_any_form(address: str) -> None:
    found = of_text(instagram(POST.format(1).replace("https://www.instagram.com/p/A1/", address)))
    assert found.refused == []
    assert found.sightings[0].address == (address if "://" in address else "")


@pytest.mark.parametrize(
    ("kind", "address", "is_there"),
    [
        ("facebook", "https://fb.watch/a", True),
        ("facebook", "https://m.facebook.com/a", True),
        ("threads", "https://www.threads.net/@a/post/b", True),
        ("x", "https://mobile.twitter.com/a", True),
        ("x", "https://netflix.com/a", False),
        ("youtube", "https://youtu.be/a", True),
        ("youtube", "https://vimeo.com/1", False),
        ("blog", "https://kaski.example/a", True),
        ("", "https://kaski.example/a", True),
    ],
)
def test_the_hosts_of_a_service_are_known(kind: str, address: str, *, is_there: bool) -> None:
    assert is_of(kind, address) == is_there


def test_a_post_that_is_there_twice_counts_once() -> None:
    found = of_text(instagram(POST.format(7), other(2, 8), POST.format(7)))
    assert found.refused == []
    assert [(it.place, it.figures["views"]) for it in found.sightings] == [(2, 7), (3, 8)]
    assert found.rows == 3


def test_a_post_that_is_there_twice_with_other_figures_is_refused() -> None:
    again = POST.format(8).replace("www.instagram.com/p/A1/", "instagram.com/reel/A1?igsh=x")
    found = of_text(instagram(POST.format(7), other(2), again, POST.format(9)))
    said = "the same post as in row 2, with other figures"
    assert refused(found) == [(4, said), (5, said)]
    assert [it.figures["views"] for it in found.sightings] == [7, 1]


def test_posts_whose_address_is_not_known_are_not_the_same() -> None:
    row = POST.format("{0}").replace("https://www.instagram.com/p/A1/", "")
    found = of_text(instagram(row.format(7), row.format(8)))
    assert (len(found.sightings), found.refused) == (2, [])


@pytest.mark.parametrize("days", [("05/26/2026", "05/27/2026"), ("26/05/2026", "2026-05-27")])
def test_an_export_with_a_row_for_each_day_is_refused(days: Sequence[str]) -> None:
    head = f"{INSTAGRAM},Date"
    each = [f"{POST.format(n)},{day}" for n, day in enumerate(days)]
    said = "the row counts a single day; choose the whole time (Lifetime) when you export"
    found = of_text("\n".join([head, *each]))
    assert (refused(found), found.sightings) == ([(2, said), (3, said)], [])
    whole = of_text("\n".join([head, f"{POST.format(7)},Lifetime", f"{other(2)},"]))
    assert (whole.refused, len(whole.sightings)) == ([], 2)


def test_a_figure_of_a_translated_table_may_have_two_meanings() -> None:
    text = "Conteúdo,Título do vídeo,Horário de publicação do vídeo,Visualizações\n"
    found = of_text(text + 'a,b,"May 9, 2026","1,234"\nc,d,"May 9, 2026",1234\n')
    assert refused(found) == [
        (2, "“1,234” could be about one or thousands; say “decimal” in planner.toml")
    ]


NUMBERS: list[tuple[str, str, float]] = [
    *(("1234", sign, 1234) for sign in ("", ".", ",")),
    *(("1 234", sign, 1234) for sign in ("", ".", ",")),
    *(("1\N{NARROW NO-BREAK SPACE}234,5", sign, 1234.5) for sign in ("", ",")),
    *(("12,5", sign, 12.5) for sign in ("", ",")),
    *(("12.5", sign, 12.5) for sign in ("", ".")),
    ("1,234.5", ".", 1234.5),
    ("1.234,5", ",", 1234.5),
    ("1.234", ",", 1234),
    ("1,234", ",", 1.234),
    ("-17", ".", -17),
    ("0:02:30", ".", 150),
    ("2:30", "", 150),
    ("100:00:01", ",", 360_001),
    ("424.0", ".", 424),
    ("7807.6061", ".", 7807.6061),
]


@pytest.mark.parametrize(("text", "decimal", "value"), NUMBERS)
def test_a_number_by_the_decimal_sign_of_its_table(text: str, decimal: str, value: float) -> None:
    found = cells.number_of(text, decimal)
    assert found == value
    assert isinstance(found, int) == float(value).is_integer()


@pytest.mark.payload("C2", "C7")
@pytest.mark.parametrize(
    ("text", "decimal", "kind"),
    [
        ("1,234", "", "ambiguous-number"),
        ("1.234", "", "ambiguous-number"),
        *(("\u0661\u0662\u0663", sign, "number") for sign in ("", ".", ",")),
        *((text, sign, "number") for text in ("nan", "inf", "1e5", "1_0", "") for sign in ".,"),
        *(("12.5", ",", "number"), ("12,5", ".", "number"), ("1.234.5", ",", "number")),
        *(
            ("1:2:3:4", ".", "number"),
            ("\u0661:\u0660\u0662", ".", "number"),
            ("12 34", ".", "number"),
        ),
        *(("48.43%", ".", "number"), ("48,43 %", ",", "number"), ("12%", "", "number")),
        *(
            ("1" * 5000 + end, sign, "number")
            for end in ("", ":30", ":30:00")
            for sign in ("", ".")
        ),
        ("1234567:30", ".", "number"),
    ],
)
def test_a_number_that_is_none_or_two(text: str, decimal: str, kind: str) -> None:
    with pytest.raises(values.BadValue) as error:
        cells.number_of(text, decimal)
    assert error.value.kind == kind


@pytest.mark.parametrize(("decimal", "text"), [(".", "1,234"), (",", "1.234")])
def test_a_number_is_not_grouped_where_that_is_not_sure(decimal: str, text: str) -> None:
    with pytest.raises(values.BadValue) as error:
        cells.number_of(text, decimal, grouped=False)
    assert error.value.kind == "ambiguous-number"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("06/02/2026 16:31", "mdy", "2026-06-02 16:31"),
        ("06/02/2026 16:31", "dmy", "2026-02-06 16:31"),
        ("6/2/26", "mdy", "2026-06-02"),
        ("2.6.2026", "mdy", "2026-06-02"),  # dots are not of those who begin with the month
        ("2. 6. 2026 klo 9.05", "dmy", "2026-06-02 09:05"),
        ("02-06-2026", "dmy", "2026-06-02"),
        ("2026-06-02", "mdy", "2026-06-02"),
        ("2026/06/02 18:19:10", "", "2026-06-02 18:19"),
        ("2026-06-02T00:00:00", "ymd", "2026-06-02 00:00"),
        ("2026-06-02 16:31 +0000", "ymd", "2026-06-02 19:31"),
        ("2026-06-02T22:31:00Z", "ymd", "2026-06-03 01:31"),
        ("2026-01-02 16:31 +02:00", "ymd", "2026-01-02 16:31"),
        ("Jun 2, 2026", "", "2026-06-02"),
        ("Tue, Jun 2, 2026", "", "2026-06-02"),
        ("Jun 01, 2026 09:46 pm", "", "2026-06-01 21:46"),
        ("June 2, 2026 at 12:05 a.m.", "", "2026-06-02 00:05"),
        ("2 June 2026", "", "2026-06-02"),
        ("2. kesäkuuta 2026", "", "2026-06-02"),
        ("8 de marzo", "", "2026-03-08"),
        ("31 de maio de 2026", "", "2026-05-31"),
        ("28 sept. 2025", "", "2025-09-28"),
        ("June 8", "", "2026-06-08"),
        ("June 9", "", "2025-06-09"),
        ("29 February 2024", "", "2024-02-29"),
        ("to 21.5.2026 klo 9.00", "", "2026-05-21 09:00"),
        ("KE 3.6. klo 21.05", "mdy", "2026-06-03 21:05"),
        ("21.5.", "mdy", "2026-05-21"),
        ("21. 5.", "dmy", "2026-05-21"),
        ("21.5. 10:00", "dmy", "2026-05-21 10:00"),
        ("21.5. 09.30", "dmy", "2026-05-21 09:30"),
        ("8.6.", "dmy", "2026-06-08"),
        ("9.6.", "dmy", "2025-06-09"),
        ("46175", "mdy", "2026-06-02"),
        ("46175.6875", "mdy", "2026-06-02"),
    ],
)
def test_a_moment_as_exports_write_it(text: str, order: str, expected: str) -> None:
    found = cells.moment_of(text, order, DAY, ZONE)
    assert found is not None
    seconds = found.clock.second if found.clock else 0
    clock = found.clock.replace(second=0) if found.clock else None
    assert Moment(found.day, clock) == moment(expected)
    assert seconds in (0, 10)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "13/13/2026", "2026-02-30", "31 June 2026", "29 February", "Foo 3, 2026"),
        *("2026-06-02 25:00", "2026-06-02 10:75", "1/2/1026", "0/0/2026", "20260602", "06/02"),
        *("2026-06-02 16:31 +99:99", "2026-06-02 and more", "9999-12-31 23:59 -14:00"),
        *("12345", "1.5", "x" * 5000, "1" * 5000, "31.2.", "29.2.", "1.13.", "21.5.x", "xx 21.5."),
    ],
)
@pytest.mark.parametrize("order", ["mdy", "dmy", "ymd"])
def test_a_moment_that_is_none(text: str, order: str) -> None:
    assert cells.moment_of(text, order, DAY, ZONE) is None


def days_of(*days: str, exported: dt.date = DAY) -> Found:
    posts = [other(n).replace("05/26/2026 10:23", day) for n, day in enumerate(days)]
    return of_text(instagram(*posts), day=exported)


def test_the_order_of_a_day_is_proven_by_the_file() -> None:
    def first(found: Found) -> dt.date:
        assert found.refused == []
        assert found.sightings[0].when is not None
        return found.sightings[0].when.day

    assert first(days_of("05/06/2026 10:00", "05/31/2026 09:00")) == dt.date(2026, 5, 6)
    assert first(days_of("05/06/2026 10:00", "31/05/2026 09:00")) == dt.date(2026, 6, 5)
    assert first(days_of("05/06/2026 10:00", "06/05/2026")) == dt.date(2026, 5, 6)  # not proven
    assert first(days_of("5.6.2026", "")) == dt.date(2026, 6, 5)


def test_days_that_fit_no_order_are_refused_with_their_rows() -> None:
    assert refused(days_of("05/31/2026", "31/05/2026", "2026-05-31", "someday")) == [
        (3, "“31/05/2026” is not a day as this table writes them"),
        (5, "“someday” is not a day as this table writes them"),
    ]


@pytest.mark.parametrize(
    ("text", "exported", "day"),
    [
        ("06/04/2026", "2026-06-08", "2026-06-04"),
        ("06/04/2026", "2026-06-03", "2026-06-04"),  # it was that day elsewhere already
        ("06/04/2026", "2026-06-02", "2026-04-06"),  # as the fourth of June it lies ahead
        ("04/06/2026", "2026-06-08", "2026-04-06"),
        ("04/06/2026", "2026-04-10", "2026-04-06"),
    ],
)
def test_the_order_of_a_day_is_proven_by_the_day_of_export(
    text: str, exported: str, day: str
) -> None:
    found = days_of(text, "2026-03-01", exported=dt.date.fromisoformat(exported))
    assert (found.refused, found.sightings[0].when) == ([], moment(day))


def test_what_lies_after_the_export_is_refused_and_tells_nothing_of_the_others() -> None:
    found = days_of("09/07/2026", "2026-06-10", "2026-06-09", "25/05/2026", "05/06/2026")
    assert refused(found) == [
        (2, "2026-07-09 lies after the day of the export, 2026-06-08"),
        (3, "2026-06-10 lies after the day of the export, 2026-06-08"),
    ]
    whens = [it.when for it in found.sightings]
    assert whens == [moment(day) for day in ("2026-06-09", "2026-05-25", "2026-06-05")]


OWN_DAYS: dict[str, Any] = {"when": "Day", "figures": {"visits": "Visits"}}


def of_own_days(*days: str, **facts: str) -> Found:
    own = layouts.layouts_of("ours", {**OWN_DAYS, **facts}, own=True)
    return of_text("\n".join(["Day,Visits", *(f"{day},3" for day in days)]), *own)


def test_days_of_ones_own_table_that_could_be_two_are_refused() -> None:
    said = "“05/06/2026” could be two days; say “dates” in planner.toml"
    assert refused(of_own_days("05/06/2026")) == [(2, said)]
    assert refused(of_own_days("05/06/2026", "", "someday")) == [
        (2, said),
        (3, "the row has no day"),
        (4, "“someday” is not a day as this table writes them"),
    ]
    assert (2, said) in refused(of_own_days("05/06/2026", "31/05/2026", "05/31/2026"))


@pytest.mark.parametrize(
    ("days", "facts", "first"),
    [
        (["05/06/2026"], {"dates": "dmy"}, "2026-06-05"),
        (["05/06/2026"], {"dates": "mdy"}, "2026-05-06"),
        (["05/06/2026", "31/05/2026"], {}, "2026-06-05"),
        (["05/06/2026", "05/31/2026"], {}, "2026-05-06"),
        (["05/07/2026"], {}, "2026-05-07"),  # the other one is to come
        (["05/05/2026"], {}, "2026-05-05"),  # the same either way
        (["5.6.2026", "2026-06-04"], {}, "2026-06-05"),
    ],
)
def test_days_of_ones_own_table_that_can_only_be_one_need_no_order(
    days: list[str], facts: dict[str, str], first: str
) -> None:
    found = of_own_days(*days, **facts)
    assert (found.refused, found.counts[0].when) == ([], moment(first))


def test_a_row_of_a_channel_needs_a_day() -> None:
    found = of_text("Date,Views\n2026-06-01,3\n,4\n")
    assert refused(found) == [(3, "the row has no day")]


# A business's own tables

NEWSLETTER = """\
Uutiskirje;Lähetetty;Avaukset;Klikkaukset;Avausprosentti
Ensimmäinen sato;2.6.2026 klo 9.00;1 234;56;12,5
Kesäkuun laatikot;9.5.2026;98;1,5;7,125
Yhteensä;;1332;57,5;
"""
OURS: dict[str, Any] = {
    "en": "Newsletter",
    "channel": "Newsletter",
    "text": "Uutiskirje",
    "when": "Lähetetty",
    "dates": "dmy",
    "decimal": ",",
    "totals": ["yhteensä"],
    "figures": {
        "opens": "Avaukset",
        "link-clicks": {"column": ["Klikkaukset", "Klikit"], "times": 2},
        "open-rate": "Avausprosentti",
    },
}


def test_a_business_has_a_table_of_its_own() -> None:
    own = layouts.layouts_of("newsletter", OURS, own=True)
    (table,) = recognised([Sheet("t.csv", text=NEWSLETTER, delimiter=";")], own)
    assert (table.layout.name, table.layout.channel) == ("newsletter", "newsletter")
    first, second = read(table).sightings
    assert first == Sighting(
        2,
        when=moment("2026-06-02 09:00"),
        text="Ensimmäinen sato",
        figures={"opens": 1234, "link-clicks": 112, "open-rate": 12.5},
    )
    assert second.figures == {"opens": 98, "link-clicks": 3, "open-rate": 7.125}


def test_a_business_table_goes_before_those_that_are_known() -> None:
    facts = {"address": "Permalink", "figures": {"views": "Likes"}}
    own = layouts.layouts_of("ours", facts, own=True)
    assert of_text(instagram(POST.format(7)), *own).sightings[0].figures == {"views": 3}


def test_without_a_decimal_sign_what_has_two_meanings_is_refused() -> None:
    facts = {**OURS, "totals": ["Yhteensä"]}
    del facts["decimal"]
    own = layouts.layouts_of("newsletter", facts, own=True)
    (table,) = recognised([Sheet("t.csv", text=NEWSLETTER, delimiter=";")], own)
    assert refused(read(table)) == [
        (3, "“7,125” could be about one or thousands; say “decimal” in planner.toml")
    ]


def test_the_rows_of_one_link_are_put_together() -> None:
    facts = {
        "link_id": "utm_content",
        "figures": {
            "visits": "Sessions",
            "visits-paid": {"column": "From adverts", "paid": True},
        },
        "totals": ["Total"],
    }
    own = layouts.layouts_of("statistics", facts, own=True)
    text = (
        "Page,utm_content,Sessions,From adverts\n/,P07,3,1\n/a,p08,5,\n/b,p07,4,2\nAll,Total,12,3\n"
    )
    assert of_text(text, *own).sightings == [
        Sighting(2, link_id="p07", figures={"visits": 7}, paid={"visits": 3}),
        Sighting(3, link_id="p08", figures={"visits": 5}),
    ]


def test_the_post_may_be_named_in_a_table() -> None:
    facts = {"post": "Julkaisu", "figures": {"opens": "Avaukset"}}
    own = layouts.layouts_of("ours", facts, own=True)
    assert of_text("Julkaisu,Avaukset\nP15,3\n", *own).sightings == [
        Sighting(2, post="p15", figures={"opens": 3})
    ]


def test_columns_in_another_language_are_told_in_the_settings() -> None:
    words = {
        "Videon otsikko": "Video title",
        "Videon julkaisuaika": "Video publish time",
        "Näyttökerrat": "Views",
    }
    text = "Content,Videon otsikko,Videon julkaisuaika,Näyttökerrat\nKaskiVid001,Parsa,2.6.2026,7\n"
    assert recognised([Sheet("t.csv", text=text)]) == []
    assert of_text(text, words=words).sightings == [
        post(2, f"{WATCH}KaskiVid001", "2026-06-02", "Parsa", views=7)
    ]


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"when": 5}, "when"),
        ({"when": []}, "when"),
        ({"when": ""}, "when"),
        ({"text": ["Title", 5]}, "text"),
        ({"text": ["Title", " "]}, "text"),
        ({"totals": 5}, "totals"),
        ({"dates": "ydm"}, "dates"),
        ({"dates": 5}, "dates"),
        ({"decimal": ""}, "decimal"),
        ({"decimal": "point"}, "decimal"),
        ({"channel": ["newsletter"]}, "channel"),
        ({"en": {"title": "x"}}, "en"),
        ({"make_address": 5}, "make_address"),
        *(({key: "x"}, key) for key in ("needs", "kind", "sheet", "lifetime", "source", "checked")),
        *(({key: {}}, key) for key in ("advice", "note", "headings")),
        ({"figures": {}}, "figures"),
        ({"figures": "Views"}, "figures"),
        ({"figures": {"views": 5}}, "views"),
        ({"figures": {"views": []}}, "views"),
        ({"figures": {"views": {}}}, "views"),
        ({"figures": {"views": {"column": "Views", "tiems": 2}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": 0}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": 100_001}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": 10**400}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": "2"}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": True}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": float("inf")}}}, "views"),
        ({"figures": {"views": {"column": "Views", "times": float("nan")}}}, "views"),
        ({"figures": {"views": {"column": "Views", "paid": "yes"}}}, "views"),
    ],
)
def test_a_wrong_setting_is_named(facts: dict[str, Any], key: str) -> None:
    with pytest.raises(BadLayout) as error:
        layouts.layouts_of("ours", {**OURS, **facts}, own=True)
    assert error.value.key == key
    assert f"“{key}”" in error.value.text.to("en")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"needs": {}}, "needs"),
        ({"lifetime": 5}, "lifetime"),
        ({"kind": True}, "kind"),
        ({"sheet": 1}, "sheet"),
        ({"advice": "leave it"}, "advice"),
        ({"note": {"en": 5}}, "note"),
        ({"headings": "Views"}, "headings"),
        ({"headings": {"Views": "views"}}, "Views"),
        ({"headings": {"Views": {"metric": 5}}}, "Views"),
        ({"headings": {"Views": {}}}, "metric"),
    ],
)
def test_a_wrong_setting_of_a_shipped_table_is_named(facts: dict[str, Any], key: str) -> None:
    with pytest.raises(BadLayout) as error:
        layouts.layouts_of("ours", {**OURS, **facts})
    assert error.value.key == key


@pytest.mark.parametrize(
    "name",
    [
        *("hand", "feed", "youtube", "meta-daily", "", "Newsletter", "uutis kirje", "käynnit"),
        *("a_b", "-a", "a-", "a--b", "a\n", "a/b", "../a"),
    ],
)
def test_a_table_of_ones_own_has_a_plain_name_that_is_not_taken(name: str) -> None:
    with pytest.raises(BadLayout) as error:
        layouts.layouts_of(name, OURS, own=True)
    assert error.value.key == name
    assert "cannot be its name" in error.value.text.to("en")
    assert layouts.layouts_of("shop-2", OURS, own=True)[0].name == "shop-2"


def test_what_a_layout_knows_is_put_together_once() -> None:
    (layout,) = layouts.layouts_of("ours", OURS, own=True)
    names = {"uutiskirje", "lähetetty", "avaukset", "klikkaukset", "klikit", "avausprosentti"}
    assert layout.known == names
    assert layout.known is layout.known


def test_a_table_without_figures_is_of_no_use() -> None:
    with pytest.raises(BadLayout, match="figures"):
        layouts.layouts_of("ours", {"when": "Date"}, own=True)


def test_a_name_may_stand_for_several() -> None:
    assert layouts.words_of({"Jaot": ["Shares", "Reposts"], " JAOT : ": "Sends"}) == {
        "jaot": ("shares", "reposts", "sends")
    }


def test_what_is_known_is_complete() -> None:
    known, words = layouts.shipped()
    assert all(set(it.title) == {"en", "fi"} for it in known)
    assert all(it.figures or it.advice for it in known)
    used = {name for it in known for name in it.needs}
    used |= {name for it in known for names in it.roles.values() for name in names}
    used |= {name for it in known for column in it.figures for name in column.headers}
    spare = {meant for several in words.values() for meant in several} - used
    assert spare <= {"account id"}, "a column that no layout has"


# The table in the sheet of a person


def test_two_tables_side_by_side_are_two() -> None:
    head = ["Post URL", "Post Publish Date", "Engagements", "", "Post URL", "Impressions"]
    rows = [["Maximum of 50"], [], head, ["a", "b", "c", "", "d", "e"]]
    left, right = exported._apart([tuple(row + [""] * (6 - len(row))) for row in rows])  # noqa: SLF001
    assert (left[3], right[3]) == (("a", "b", "c"), ("d", "e"))
    assert exported._apart([("a", "", "b"), ("a", "", "b")]) == [[("a", "", "b")] * 2]  # noqa: SLF001
