"""The plan in time: months, weeks, years, hours of the week, the archive and the board."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from justhtml import JustHTML

import bootstrap
from planner.checker import check
from planner.loader import load
from planner.schedule import Schedule, Week
from planner.scorecard import score
from planner.site import addresses, holidays, render
from planner.site.views.board import board
from planner.site.views.calendar import month, months
from planner.site.views.calendar.archive import archive
from planner.site.views.calendar.heat import level
from planner.site.views.calendar.hours import hours_of
from planner.site.views.calendar.hub import anchors, calendar_page
from planner.site.views.calendar.weeks import beginning, sheet
from planner.site.views.calendar.years import year_of
from planner.site.views.desk import Desk
from planner.site.views.posts import table
from planner.site.views.progress import lacking

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.page import Site
    from planner.site.views.board import Column
    from planner.site.views.calendar.hours import Heat

ENGLISH = bootstrap.ROOT / "content"
FINNISH = bootstrap.ROOT / "examples" / "fi" / "content"
FAULTY = bootstrap.ROOT / "tests" / "faulty_plan"
DAY = dt.date(2026, 6, 7)
ATTACK = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-05-31}
time_budget: {hours_per_week: 1}
anchors: [{id: fair, title: Spring fair, date: 2026-05-16}, {id: unused, title: Nothing yet, date: 2026-05-30}]
roles: [{id: me, title: Me}, {id: aid, title: Aid}]
---
"""


@cache
def sample(language: str = "en") -> Site:
    return render(ENGLISH if language == "en" else FINNISH, as_of=DAY, language=language)


@cache
def desk() -> Desk:
    return desk_of(ENGLISH)


def desk_of(folder: Path, day: dt.date = DAY, language: str = "en") -> Desk:
    content = load(folder)
    schedule = Schedule(content.plan, day)
    return Desk(content, check(content, day), score(schedule), schedule, language)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def post(**keys: str) -> str:
    body = keys.pop("body", "Text")
    lines = "\n".join(f"{key}: {value}" for key, value in keys.items())
    return f"---\n{lines}\n---\n{body}\n"


def body(site: Site, path: str) -> str:
    return next(page.body for page in site.pages if page.path == path)


def words(html: str) -> str:
    return " ".join(JustHTML(html, fragment=True).to_text().split())


def rows_of(site: Site, name: str) -> list[list[str]]:
    content = next(file.content for file in site.files if file.path == f"tables/{name}.csv")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


class TestHolidays:
    def test_they_are_those_of_the_country_of_the_time_zone_in_the_sites_language(self) -> None:
        midsummer = dt.date(2026, 6, 20)
        assert holidays.holidays_on("Europe/Helsinki", "en", midsummer) == ("Midsummer Day",)
        assert holidays.holidays_on("Europe/Helsinki", "fi", midsummer) == ("Juhannuspäivä",)
        assert holidays.holidays_on("Europe/Helsinki", "en", dt.date(2026, 6, 21)) == ()

    @pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+2", "", "Nowhere/Else"])
    def test_a_zone_without_a_country_has_none(self, zone: str) -> None:
        assert holidays.country_of(zone) in ("", "ZZ")
        assert holidays.holidays_on(zone, "en", dt.date(2026, 12, 25)) == ()

    def test_a_language_that_a_country_lacks_gets_another(self) -> None:
        found = holidays.holidays_on("Europe/Stockholm", "fi", dt.date(2026, 6, 6))
        assert found == ("National Day",)

    def test_one_country_does_not_bring_all_others_and_is_in_nobodys_way(self) -> None:
        program = (
            "import datetime as dt, sys\n"
            "from planner.site.holidays import holidays_on\n"
            "day = dt.date(2026, 6, 20)\n"
            "assert holidays_on('Europe/Helsinki', 'en', day) == ('Midsummer Day',)\n"
            "assert not [name for name in sys.modules if name.endswith('countries.france')]\n"
            "from holidays.countries import France\n"
            "assert France(years=2026)\n"
        )
        subprocess.run([sys.executable, "-c", program], check=True)

    def test_years_beyond_the_known_ones_have_none(self) -> None:
        assert holidays.holidays_on("Europe/Helsinki", "en", dt.date(9999, 12, 25)) == ()
        assert holidays.holidays_on("Europe/Helsinki", "en", dt.date(1, 1, 1)) == ()

    def test_only_the_years_that_are_shown_are_worked_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []

        def year_of_none(_country: str, _language: str, year: int) -> dict[dt.date, object]:
            asked.append(year)
            return {}

        monkeypatch.setattr(holidays, "_year", year_of_none)
        render(ENGLISH, as_of=DAY, language="en")
        assert set(asked) == {2026}

    def test_what_an_anchor_names_is_not_said_twice(self) -> None:
        day = desk().timeline.day(dt.date(2026, 5, 1))
        assert (day.anchors, day.holidays) == (("May Day",), ())
        assert desk().timeline.day(dt.date(2026, 6, 19)).holidays == ("Midsummer Eve",)

    def test_they_stand_in_the_month_and_in_its_agenda(self) -> None:
        assert words(body(sample(), "calendar/2026-06.html")).count("◆ Midsummer Eve") == 2
        assert words(body(sample("fi"), "calendar/2026-06.html")).count("◆ Juhannusaatto") == 2


@pytest.fixture
def gap(tmp_path: Path) -> Desk:
    """A channel that promised five days and pauses from 4 to 20 May."""
    return desk_of(
        write(
            tmp_path,
            {
                "plan.md": PLAN,
                "channels/facebook.md": "---\ntitle: FB\nat_least_every_days: 5\n---\n",
                "posts/a.md": post(
                    title="A", status="draft", channel="facebook", date="2026-05-04"
                ),
                "posts/b.md": post(
                    title="B", status="draft", channel="facebook", date="2026-05-20"
                ),
            },
        ),
        dt.date(2026, 5, 6),
    )


class TestMonths:
    def test_a_gap_is_drawn_through_the_days_it_takes(self, gap: Desk) -> None:
        shown = month(gap, months(gap), 0)
        drawn = {row.number: row.bands for row in shown.rows}
        assert [(b.before, b.days, b.after) for b in drawn[19]] == [(1, 6, 0)]
        assert [(b.before, b.days, b.after) for b in drawn[20]] == [(0, 7, 0)]
        assert [(b.before, b.days, b.after) for b in drawn[21]] == [(0, 2, 5)]
        assert drawn[22] == ()
        assert drawn[20][0].text == "FB: a gap of 16 days"

    def test_every_post_can_be_filtered_in_the_grid_and_in_the_agenda(self) -> None:
        html = body(sample(), "calendar/2026-06.html")
        grid, agenda = html.split('class="pl-month__agenda"')
        inside = {post.id for post in desk().posts if post.day and post.day.month == 6}
        beside = re.findall(r'data-id="(\w+)"[^>]*data-pl-beside', grid)
        assert sorted(beside) == ["p29", "p30"]  # 1 and 4 July stand in the last week of June
        assert set(re.findall(r'data-pl-item data-id="(\w+)"', grid)) - set(beside) == inside
        assert set(re.findall(r'data-pl-item data-id="(\w+)"', agenda)) == inside
        p20 = re.findall(r'data-id="p20"([^>]*)>', html)
        assert len(p20) == 2
        for keys in p20:
            assert 'data-channel="instagram"' in keys
            assert 'data-person="partner summer-helper"' in keys

    def test_a_choice_of_the_whole_plan_holds_in_every_month(self) -> None:
        found = {
            page.path: re.findall(r'<option value="([^"]+)"', page.body)
            for page in sample().pages
            if re.match(r"calendar/2026-|board|calendar\.html", page.path)
        }
        assert len(found) == 4 + 12 + 2
        assert len({tuple(options) for options in found.values()}) == 1

    def test_weeks_lead_to_their_sheets_and_what_is_live_says_so(self) -> None:
        html = body(sample(), "calendar/2026-06.html")
        for number in range(23, 28):
            assert html.count(f'href="../calendar/2026-w{number}.html" data-pl-keep') == 2
        assert html.count("pl-chip--live") == 2  # p20, p21
        assert 'aria-hidden="true">◑</span> scheduled' in html

    def test_the_ways_to_look_are_on_top_and_carry_the_choice(self) -> None:
        for path in ("calendar.html", "calendar/2026-06.html", "calendar/2026-w24.html"):
            html = body(sample(), path)
            up = "../" * path.count("/")
            assert f'href="{up}board.html" data-pl-keep' in html
            assert f'href="{up}posts.html" data-pl-keep' in html
        assert 'href="calendar.html" data-pl-keep' in body(sample(), "board.html")


class TestHub:
    def test_it_begins_with_the_verdict_of_condition_five(self) -> None:
        html = body(sample(), "calendar.html")
        assert html.index("You know when") < html.index(">June 2026</h2>")
        assert calendar_page(desk()).condition.count == "36/36"

    def test_it_leads_to_this_week_the_years_the_hours_and_the_archive(self) -> None:
        assert [link.to for link in calendar_page(desk()).ways] == [
            "calendar/2026-w23.html",
            "calendar/2026.html",
            "calendar/hours.html",
            "calendar/archive.html",
        ]

    def test_anchors_have_their_posts_before_on_and_after_the_day(self) -> None:
        rows = {row[0].plain: row for row in anchors(desk()).rows}
        fair = rows["Open-yard day"]
        assert [[link.to for link in cell.links] for cell in fair[2:5]] == [
            ["posts/p17.html", "posts/p19.html"],
            ["posts/p21.html"],
            ["posts/p22.html"],
        ]
        assert fair[5].plain == "all three"
        # 37 days after May Day nothing more is asked for it; 8 days after the last school day it is
        assert rows["May Day"][5].plain == "before it, on the day, after it"
        assert "write “anchor: koulujen-loppu”" in rows["Schools break up"][5].plain
        assert len(rows_of(sample(), "anchors")) == 8

    def test_of_an_anchor_that_is_complete_nothing_is_missing(self, tmp_path: Path) -> None:
        files = {
            f"posts/{day}.md": post(title="P", status="draft", date=f"2026-05-{day}", anchor="fair")
            for day in (14, 15, 16, 17)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        fair, unused = anchors(laid).rows
        assert [len(cell.links) for cell in fair[2:5]] == [2, 1, 1]
        assert fair[5].plain == "all three"
        assert unused[5].plain.startswith("before it, on the day, after it")

    def test_a_long_plan_lists_the_months_of_one_year(self, tmp_path: Path) -> None:
        plan = PLAN.replace("2026-05-04, end: 2026-05-31", "2025-01-01, end: 2027-12-31")
        shown = calendar_page(desk_of(write(tmp_path, {"plan.md": plan})))
        assert len(shown.months) == 12
        assert [link.text for link in shown.ways][1:4] == ["Year 2025", "Year 2026", "Year 2027"]


class TestWeeks:
    def test_each_week_of_the_period_has_a_sheet(self) -> None:
        paths = [
            page.path
            for page in sample().pages
            if "calendar/2026-w" in page.path or "calendar/2027-w" in page.path
        ]
        assert paths == [f"calendar/2026-w{number}.html" for number in range(18, 30)]

    def test_so_have_weeks_outside_it_that_hold_posts_but_not_all(self, tmp_path: Path) -> None:
        files = {
            f"posts/old-{number}.md": post(
                title="Old",
                status="reviewed",
                date=str(dt.date(2022, 1, 3) + dt.timedelta(7 * number)),
            )
            for number in range(110)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        assert len(laid.timeline.weeks) == 4 + 104
        assert laid.timeline.weeks[0] == Week(2022, 7)  # the six oldest are left out
        assert Week(2026, 19) in laid.timeline.sheets

    def test_a_long_period_has_sheets_only_for_weeks_that_hold_posts(self, tmp_path: Path) -> None:
        plan = PLAN.replace("2026-05-04, end: 2026-05-31", "2020-01-01, end: 2029-12-31")
        file = post(title="P", status="draft", date="2026-05-20")
        laid = desk_of(write(tmp_path, {"plan.md": plan, "posts/p.md": file}))
        assert laid.timeline.weeks == (Week(2026, 21),)

    def test_a_sheet_says_who_does_what_when_and_for_how_long(self, tmp_path: Path) -> None:
        live = "{host: me, moderator: aid, length_min: 30}"
        files = {
            "channels/facebook.md": "---\ntitle: FB\n---\n",
            "channels/blog.md": "---\ntitle: Our blog\n---\n",
            "posts/a.md": post(
                title="A", status="draft", channel="facebook", date="2026-05-05", time="18:30",
                owner="me", minutes="45", body="One two\nthree. <!-- planner: ignore x -- y -->",
                variants="{blog: {text: Told otherwise, time: 9:00}}",
            ),
            "posts/b.md": post(
                title="B", status="draft", channel="facebook", date="2026-05-06", time="12:00",
                owner="me", minutes="30", format="live", live=live,
            ),
            "posts/c.md": post(title="C", date="2026-05-06"),
        }  # fmt: skip
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        shown = sheet(laid, Week(2026, 19))
        assert shown.title == "Week 19: 4 May – 10 May 2026"
        assert shown.count == "3 posts"
        assert shown.time
        assert (shown.time.kind, shown.time.word) == ("partly", "75 of 60 min planned")
        assert shown.unknown == ""  # an idea is not counted
        tuesday, wednesday = shown.days[1].lines, shown.days[2].lines
        assert [(it.entry.clock, it.beginning, it.minutes) for it in tuesday] == [
            ("09:00", "Told otherwise", "45 minutes"),
            ("18:30", "One two three.", "45 minutes"),
        ]
        assert wednesday[0].people == "Host: Me, Answers the comments: Aid"
        assert wednesday[0].entry.live
        assert [(fact.label, [it.text for it in fact.values]) for fact in shown.people] == [
            ("Aid", ["B"]),
            ("Me", ["A", "B"]),
        ]
        assert len(shown.days) == 7

    def test_time_that_nobody_noted_is_not_called_enough(self) -> None:
        shown = sheet(desk(), Week(2026, 24))
        assert shown.time
        assert (shown.time.kind, shown.time.word) == ("not-counted", "0 of 180 min planned")
        assert shown.unknown == "3 posts say nothing of their time yet: “minutes: 30”"

    def test_an_empty_week_says_what_to_do(self, gap: Desk) -> None:
        assert "Give an idea a day" in sheet(gap, Week(2026, 20)).note
        assert sheet(gap, Week(2026, 19)).note == ""

    def test_the_first_and_the_last_know_their_neighbours(self) -> None:
        first, second, last = (
            body(sample(), f"calendar/2026-w{number}.html") for number in (18, 19, 29)
        )
        assert 'rel="prev"' not in first
        assert 'href="../calendar/2026-w19.html" rel="next" data-pl-keep' in first
        assert 'href="../calendar/2026-w18.html" rel="prev" data-pl-keep' in second
        assert 'rel="next"' not in last
        assert 'href="../calendar/2026-04.html"' in first  # Thursday 30 April

    def test_week_53_is_iso(self, tmp_path: Path) -> None:
        plan = PLAN.replace("2026-05-04, end: 2026-05-31", "2026-12-28, end: 2027-01-10")
        site = render(write(tmp_path, {"plan.md": plan}), as_of=DAY, language="fi")
        paths = [
            page.path
            for page in site.pages
            if "calendar/2026-w" in page.path or "calendar/2027-w" in page.path
        ]
        assert paths == ["calendar/2026-w53.html", "calendar/2027-w01.html"]
        assert "Viikko 53: 28.12. – 3.1.2027" in words(body(site, paths[0]))

    def test_a_text_begins_with_whole_words(self) -> None:
        assert beginning("One  two\nthree", 13) == "One two three"
        assert beginning("One two three", 12) == "One two …"
        assert beginning("Onetwothree", 4) == "Onet …"
        assert beginning("One", 0) == ""

    def test_a_full_week_shows_less_of_each_text(self, tmp_path: Path) -> None:
        files = {
            f"posts/p{number}.md": post(
                title="P", status="draft", date="2026-05-05", body="word " * 100
            )
            for number in range(30)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        assert {line.beginning for line in sheet(laid, Week(2026, 19)).days[1].lines} == {""}


class TestYear:
    def test_its_counts_are_those_of_the_days_and_lead_there(self) -> None:
        year = year_of(desk(), 2026, frozenset(months(desk())))
        assert [it.count for it in year.months] == ["3 posts", "12 posts", "13 posts", "8 posts"]
        days = [day for it in year.months for week in it.weeks for day in week.days if day]
        assert len(days) == 30 + 31 + 30 + 31
        assert sum(int(day.count or 0) for day in days) == 36
        held = next(day for day in days if day.iso == "2026-06-13")
        assert held.to == "calendar/2026-06.html#d-2026-06-13"
        assert held.words == "Sat 13 Jun: 1 post"
        assert held.signs == (("★", "Open-yard day"),)
        assert year.count == "36 posts"

    def test_every_count_leads_to_a_day_that_is_there(self) -> None:
        html = body(sample(), "calendar/2026.html")
        found = re.findall(r'href="../calendar/(2026-\d\d\.html)#([^"]+)"', html)
        assert len(found) > 36
        for page, place in found:
            assert f'id="{place}"' in body(sample(), f"calendar/{page}")

    def test_its_file_names_the_days_that_gather_people(self) -> None:
        rows = rows_of(sample(), "days-2026")
        assert ["Sat 20 Jun", "★ Midsummer; ◆ Midsummer Day", ""] in rows
        assert ["Sat 13 Jun", "★ Open-yard day", "1 post"] in rows

    def test_a_year_of_the_archive_has_a_page(self, tmp_path: Path) -> None:
        files = {"posts/old.md": post(title="Old", status="reviewed", date="2024-02-29")}
        site = render(write(tmp_path, {"plan.md": PLAN, **files}), as_of=DAY, language="en")
        html = body(site, "calendar/2024.html")
        assert 'aria-label="Thu 29 Feb: 1 post"' in html
        assert 'href="../calendar/2026.html" rel="next"' in html

    @pytest.mark.parametrize(
        ("count", "most", "step"),
        [(0, 9, 0), (0, 0, 0), (1, 1, 1), (3, 4, 3), (4, 4, 4), (1, 8, 1), (3, 8, 2), (8, 8, 4)],
    )
    def test_how_much_a_count_is(self, count: int, most: int, step: int) -> None:
        assert level(count, most) == step


def chosen(laid: Desk, target: str) -> int:
    """Return how many rows of the table of posts an address chooses, as its filter does."""
    asked = {name: values[0] for name, values in parse_qs(target.partition("#")[2]).items()}
    return sum(
        all(value in dict(row.keys.pairs).get(name, "").split() for name, value in asked.items())
        for row in table(laid).rows
    )


class TestHours:
    def test_every_count_leads_to_the_posts_it_counts(self) -> None:
        shown = hours_of(desk())
        assert shown.all
        heats: tuple[Heat, ...] = (shown.all, *shown.channels)
        assert len(heats) == 6
        for heat in heats:
            for hour in (hour for row in heat.rows for hour in row.hours):
                assert bool(hour.to) == (hour.count > 0)
                assert not hour.to or chosen(desk(), hour.to) == hour.count
        sums = [sum(hour.count for row in heat.rows for hour in row.hours) for heat in heats]
        assert sums[0] == 37, "36 posts, one of which is told twice"
        assert sum(sums[1:]) == 37

    def test_only_counted_posts_are_counted(self, tmp_path: Path) -> None:
        files = {
            "channels/facebook.md": "---\ntitle: FB\nwindows: [Mon 18:00-20:00, Tue 8:30-9]\n---\n",
            "posts/a.md": post(title="A", status="draft", channel="facebook", date="2026-05-04", time="20:00"),
            "posts/b.md": post(title="B", status="idea", channel="facebook", date="2026-05-04", time="20:00"),
            "posts/c.md": post(title="C", status="draft", channel="facebook", date="2025-05-05", time="20:00"),
            "posts/d.md": post(title="D", status="draft", channel="facebook", date="2026-05-05"),
            "posts/e.md": post(title="E", status="draft", channel="facebook", date="2026-05-07", time="7:15"),
            "posts/f.md": post(title="F", status="draft", channel="facebook", date="2026-05-16", time="7:15", anchor="fair"),
        }  # fmt: skip
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        shown = hours_of(laid)
        (facebook,) = shown.channels
        titles = [row.title for row in facebook.rows]
        assert (titles[0], titles[-1]) == ("7–8", "20–21")
        cells = {
            (row.title, number): hour
            for row in facebook.rows
            for number, hour in enumerate(row.hours)
        }
        assert {place: hour.count for place, hour in cells.items() if hour.count} == {
            ("7–8", 3): 1,
            ("7–8", 5): 1,
            ("20–21", 0): 1,
        }
        assert [place for place, hour in cells.items() if hour.good] == [
            ("8–9", 1),
            ("18–19", 0),
            ("19–20", 0),
        ]
        assert cells["20–21", 0].to == "posts.html#channel=facebook&at=facebook.mon-20"
        assert chosen(laid, cells["20–21", 0].to) == 1
        assert shown.sentence
        assert shown.sentence.word == "1 of 3 timed posts go out in their channels' good hours."
        assert [row[0].plain for row in shown.outside.rows] == ["E", "F"]
        assert shown.outside.rows[0][4].plain.startswith("no reason yet; Move it")
        assert shown.outside.rows[1][4].plain == "has its reason; Anchor: Spring fair"

    def test_the_sample_has_one_post_outside_with_its_reason(self) -> None:
        shown = hours_of(desk())
        assert [row[0].links[0].to for row in shown.outside.rows] == ["posts/p10.html"]
        assert shown.outside.rows[0][4].mark
        assert shown.outside.rows[0][4].mark.kind == "met"
        assert shown.sentence
        assert shown.sentence.kind == "met"

    def test_a_channel_without_good_hours_is_asked_for_them(self, gap: Desk) -> None:
        shown = hours_of(gap)
        assert [link.text for link in shown.without] == ["FB"]
        assert shown.all is None  # no post has a time

    def test_the_numbers_are_in_the_file(self) -> None:
        rows = rows_of(sample(), "hours-all")
        assert rows[0] == ["Hour", *("Monday", "Tuesday", "Wednesday", "Thursday"), *("Friday", "Saturday", "Sunday")]  # fmt: skip
        assert sum(int(cell) for row in rows[1:] for cell in row[1:]) == 36 + 1


class TestArchive:
    def test_months_outside_the_period_stand_by_year(self, tmp_path: Path) -> None:
        files = {
            "posts/a.md": post(title="A", status="reviewed", date="2024-02-03"),
            "posts/b.md": post(title="B", status="reviewed", date="2025-06-03"),
            "posts/c.md": post(title="C", status="reviewed", date="2025-06-04"),
            "posts/d.md": post(title="D", status="draft", date="2026-05-05"),
            "posts/e.md": post(title="E", status="cancelled", date="2025-05-05"),
            "posts/f.md": post(title="F", status="reviewed", date="2026-05-01"),
        }
        shown = archive(desk_of(write(tmp_path, {"plan.md": PLAN, **files})))
        assert [(year.title.text, year.count) for year in shown.years] == [
            ("2026", "1 post"),  # 1 May lies before the period
            ("2025", "2 posts"),
            ("2024", "1 post"),
        ]
        assert [(link.to, count) for link, count in shown.years[1].months] == [
            ("calendar/2025-06.html", "2 posts")
        ]

    def test_the_shelf_holds_what_has_no_day_and_says_what_it_lacks(self, tmp_path: Path) -> None:
        files = {
            "posts/idea.md": post(title="An idea", audience="[cooks]"),
            "audiences/cooks.md": "---\ntitle: Cooks\n---\n",
        }
        site = render(write(tmp_path, {"plan.md": PLAN, **files}), as_of=DAY, language="en")
        assert rows_of(site, "ideas")[1] == [
            *("An idea", "idea", "", "Cooks", "Next: draft. Lacks: channel, goal")
        ]

    def test_an_empty_shelf_invites(self) -> None:
        text = words(body(sample(), "calendar/archive.html"))
        assert "a file in the folder posts with a title is enough" in text
        assert "No post lies outside the period" in text


def cards(column: Column) -> list[str]:
    return [card.post.text for card in (*column.cards, *column.shelf)]


class TestBoard:
    def test_the_sample_stands_in_its_columns(self) -> None:
        shown = board(desk())
        counted = Counter(post.status for post in desk().posts)
        assert {column.id: column.count for column in shown.columns} == {
            f"stage-{status}": str(counted[status])
            for status in ("idea", "draft", "ready", "scheduled", "published", "reviewed")
        }
        assert shown.columns[0].id == "stage-idea"
        assert shown.cancelled is None

    def test_it_holds_the_period_and_ideas_and_folds_what_is_cancelled(
        self, tmp_path: Path
    ) -> None:
        files = {
            "posts/a.md": post(title="Idea", date="2026-05-05"),
            "posts/b.md": post(title="Undated"),
            "posts/c.md": post(title="Old idea", date="2020-05-05"),
            "posts/d.md": post(title="Old", status="reviewed", date="2020-05-05"),
            "posts/e.md": post(title="Off", status="cancelled", date="2026-05-05"),
            "posts/f.md": post(title="Draft without a day", status="draft"),
            "posts/g.md": post(title="First", status="published", date="2026-05-05"),
            "posts/h.md": post(title="Last", status="published", date="2026-05-06"),
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        shown = board(laid)
        assert [cards(column) for column in shown.columns] == [
            ["Idea", "Undated"],
            ["Draft without a day"],
            [],
            [],
            ["Last", "First"],
            [],
        ]
        assert [card.post.text for card in shown.columns[0].shelf] == ["Undated"]
        # what lies outside the period is not on the board, and not where its numbers lead
        assert shown.columns[5].count == "0"
        assert shown.columns[5].all == "posts.html#status=reviewed&period=inside"
        rows = {row.id: dict(row.keys.pairs) for row in table(laid).rows}
        assert [name for name, row in rows.items() if row["period"] == "outside"] == ["c", "d"]
        assert shown.cancelled
        assert cards(shown.cancelled) == ["Off"]

    def test_a_long_column_is_cut_and_leads_to_the_rest(self, tmp_path: Path) -> None:
        files = {f"posts/p{number}.md": post(title=f"P{number}") for number in range(43)}
        column = board(desk_of(write(tmp_path, {"plan.md": PLAN, **files}))).columns[0]
        assert len(cards(column)) == 40
        assert column.count == "43"
        assert column.more
        assert (column.more.text, column.more.to) == (
            "3 more", "posts.html#status=idea&period=inside",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ({}, "Next: draft. Lacks: channel, audience, goal"),
            (
                {"status": "draft", "channel": "fb", "audience": "[x]", "goal": "g", "publish_at": "2026-06-20 18:00", "purpose": "teach", "interest": "i", "stage": "decision", "content_type": "trial", "format": "live", "cta": "{type: ask}", "action_metric": "comments"},
                "Next: ready. Lacks: owner, live",
            ),
            ({"status": "draft", "date": "2026-05-20"}, "The day has passed."),
            ({"status": "published", "date": "2026-06-01"}, "Figures can be noted from Mon 8 Jun on."),
            ({"status": "published", "date": "2026-05-20"}, "Lacks: audience, channel, goal"),
            ({"status": "reviewed", "date": "2026-05-20"}, ""),
        ],
    )  # fmt: skip
    def test_a_card_says_what_the_next_status_lacks(
        self, tmp_path: Path, keys: dict[str, str], said: str
    ) -> None:
        plan = PLAN.replace("2026-05-31", "2026-06-30")
        files = {"plan.md": plan, "posts/p.md": post(title="P", **keys)}
        laid = desk_of(write(tmp_path, files))
        found = lacking(laid, laid.plan.posts["p"])
        if "audience, channel" in said:
            assert found.startswith("Next: reviewed. Lacks: channel, audience, goal")
            assert found.endswith("metrics, analysis")
        else:
            assert found.startswith(said)
            assert bool(found) == bool(said)

    def test_keys_are_those_of_the_sites_language(self, tmp_path: Path) -> None:
        files = {"plan.md": PLAN, "posts/p.md": post(title="P")}
        laid = desk_of(write(tmp_path, files), language="fi")
        said = lacking(laid, laid.plan.posts["p"])
        assert said == "Seuraava tila: luonnos. Puuttuu: kanava, kohderyhmä, tavoite"

    def test_figures_in_the_ledger_are_figures(self, tmp_path: Path) -> None:
        files = {
            "plan.md": PLAN,
            "posts/p.md": post(title="P", status="published", date="2026-05-20"),
            "tracking/2026.csv": "subject,checked_on,metric,value,source,paid\n"
            "post:p,2026-05-30,reach,10,hand,false\n",
        }
        laid = desk_of(write(tmp_path, files))
        assert lacking(laid, laid.plan.posts["p"]).endswith("analysis")
        assert "metrics" not in lacking(laid, laid.plan.posts["p"])


PAGES = re.compile(r"calendar|board")


class TestAll:
    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_every_page_says_as_of_when_has_one_h1_and_headings_in_order(
        self, language: str
    ) -> None:
        for page in sample(language).pages:
            if not PAGES.match(page.path):
                continue
            assert page.body.count("<h1") == 1, page.path
            assert "pl-asof" in page.body, page.path
            levels = [int(found) for found in re.findall(r"<h([1-6])", page.body)]
            steps = (after - before for before, after in pairwise(levels))
            assert all(step <= 1 for step in steps), (page.path, levels)

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_ids_are_unique_and_pages_well_formed(self, language: str) -> None:
        for page in sample(language).pages:
            if PAGES.match(page.path):
                ids = re.findall(r'\sid="([^"]*)"', page.body)
                assert len(ids) == len(set(ids)), page.path
                document = JustHTML(
                    f"<!doctype html><title>x</title>{page.body}", collect_errors=True
                )
                assert [str(error) for error in document.errors] == [], page.path

    def test_hostile_text_is_text(self, tmp_path: Path) -> None:
        hostile = f"'{ATTACK}'"
        plan = PLAN.replace("title: Spring fair", f"title: {hostile}").replace(
            "title: Me", f"title: {hostile}"
        )
        files = {
            "plan.md": plan,
            "channels/facebook.md": f"---\ntitle: {hostile}\nwindows: [Mon 8-9]\nat_least_every_days: 2\n---\n",
            "audiences/cooks.md": f"---\ntitle: {hostile}\n---\n",
            "posts/a.md": post(
                title=hostile, status="draft", channel="facebook", date="2026-05-06", time="12:00",
                owner="me", audience="[cooks]", timing_reason=hostile, anchor="fair", body=ATTACK,
            ),
            "posts/b.md": post(title=hostile, status="draft", channel="facebook", date="2026-05-20"),
            "posts/c.md": post(title=hostile, audience="[cooks]", campaign="'\"><b>'"),
        }  # fmt: skip
        site = render(write(tmp_path, files), as_of=DAY, language="en")
        for page in site.pages:
            assert "<script" not in page.body, page.path
            assert "<img" not in page.body or page.path == addresses.GUIDE, page.path
            assert '"><b>' not in page.body, page.path
        for path in (
            "calendar/2026-05.html",
            "calendar/2026-w19.html",
            "board.html",
            "calendar.html",
        ):
            assert ATTACK in unescape(body(site, path)), path

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_an_empty_plan_says_how_to_begin(self, tmp_path: Path, language: str) -> None:
        plan = "---\ntitle: Empty\ntimezone: Europe/Helsinki\n---\n"
        site = render(write(tmp_path, {"plan.md": plan}), as_of=DAY, language=language)
        texts = {page.path: words(page.body) for page in site.pages}
        begin = {"en": "Begin with one idea", "fi": "Aloita yhdestä ideasta"}[language]
        assert begin in texts["board.html"]
        assert {"en": "date: 2026-05-12", "fi": "päivä: 12.5.2026"}[language] in texts[
            "calendar.html"
        ]
        assert {"en": "windows:", "fi": "otolliset ajat:"}[language] in texts["calendar/hours.html"]

    def test_a_plan_full_of_faults_still_shows(self) -> None:
        for language in ("en", "fi"):
            site = render(FAULTY, as_of=DAY, language=language)
            assert any(page.path == "board.html" for page in site.pages)

    def test_no_english_is_left_in_finnish(self) -> None:
        text = " ".join(words(page.body) for page in sample("fi").pages if PAGES.match(page.path))
        for english in (
            "Anchor",
            "Hour",
            "Week",
            "Year",
            "Lacks",
            "Good hours",
            " the ",
            "holiday",
        ):
            assert english not in text
