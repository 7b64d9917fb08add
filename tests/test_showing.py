"""planner todo and planner show: this week, by person, and the calendar in 80 columns."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import cli
from planner.agenda import Agenda
from planner.coverage import Coverage
from planner.formats.columns import Columns, Row, cut, padded, width_of, wrapped
from planner.formats.matrix import coverage_lines
from planner.formats.timetable import Timetable
from planner.formats.todo import todo_lines
from planner.formats.voice import COLOURS, STATUS_SIGNS, Voice
from planner.loader import load
from planner.schedule import Schedule, Week
from planner.vocabulary import words
from tests.plans import write_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.model import Plan

ROOT = Path(__file__).parents[1]
SAMPLE = load(ROOT / "content").plan
SUNDAY = ("--today", "2026-06-07")
MONDAY = ("--today", "2026-06-08")
TUESDAY = ("--today", "2026-06-16")
COLOUR = re.compile(r"\x1b\[\d+m")
TITLES = st.text(max_size=120) | st.text("äöÅ漢字👩🏽‍🌾🇫🇮❤️e\u0301 ", max_size=120)


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that is to succeed; return what it prints."""

    def run(*arguments: str) -> str:
        capsys.readouterr()
        assert cli.run(list(arguments)) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that cannot; return the sentence that says why."""

    def run(*arguments: str) -> str:
        capsys.readouterr()
        assert cli.run(list(arguments)) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    return run


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a plan of one's own, from front matter by path, and stand beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "content" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\n{text}\n---\n", "utf-8")
        return tmp_path / "content"

    return write


def seen(line: str) -> int:
    """Return how wide a terminal shows a line; counted apart from the program."""
    line = COLOUR.sub("", line)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in line)
    marks = sum(unicodedata.category(sign) in ("Mn", "Me") for sign in line)
    return len(line) + wide - marks


def edited(plan: Path, post: str, *changes: tuple[str, str]) -> None:
    path = plan / "posts" / f"{post}.md"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


# What to do now


def test_on_a_sunday_only_figures_are_left_and_the_next_post_is_named(
    plan: Path, shown: Callable[..., str]
) -> None:
    assert plan.is_dir()
    assert shown("todo", *SUNDAY) == (
        "Sun 2026-06-07, week 23\n"
        "\n"
        "Entrepreneur\n"
        "  Note figures\n"
        '    planner track p13 --learned "…" --next …\n'
        "\n"
        "Summer helper\n"
        "  Note figures\n"
        '    planner track p15 reach=… views=… votes=… --learned "…" --next …\n'
        "\n"
        "Next\n"
        "  Mon 2026-06-08 18:00  Facebook page  ◑ p19 Open-yard day programme and parking\n"
        "                                         Entrepreneur, scheduled\n"
    )


def test_on_a_monday_each_person_has_a_week(plan: Path, shown: Callable[..., str]) -> None:
    assert plan.is_dir()
    assert shown("todo", *MONDAY) == (
        "Mon 2026-06-08, week 24\n"
        "\n"
        "Entrepreneur\n"
        "  Today\n"
        "    18:00  Facebook page  ◑ p19 Open-yard day programme and parking  scheduled\n"
        "  Note figures\n"
        '    planner track p13 --learned "…" --next …\n'
        "\n"
        "Spouse\n"
        "  This week, until Sun 2026-06-14\n"
        "    Tue                       ◔ p20 LIVE: a greenhouse tour and the…   rehearsal\n"
        "    Wed 18:30  Instagram      ◔ p20 LIVE: a greenhouse tour and the first green…\n"
        "                                ready; still missing: 1 step of its checklist\n"
        "    Fri                       ◔ p21 LIVE from the yard: sheep, tract…  rehearsal\n"
        "    Sat 12:00  Facebook page  ◔ p21 LIVE from the yard: sheep, tractor and grid…\n"
        "                                ready; still missing: the consent, 1 step of its\n"
        "                                checklist\n"
        "\n"
        "Summer helper\n"
        "  This week, until Sun 2026-06-14\n"
        "    Tue                       ◔ p20 LIVE: a greenhouse to…  rehearsal\n"
        "    Wed 18:30  Instagram      ◔ p20 LIVE: a greenhouse to…  answers the comments\n"
        "    Fri                       ◔ p21 LIVE from the yard: s…  rehearsal\n"
        "    Sat 12:00  Facebook page  ◔ p21 LIVE from the yard: s…  answers the comments\n"
        "  Note figures\n"
        '    planner track p15 reach=… views=… votes=… --learned "…" --next …\n'
        "\n"
        "Anchors\n"
        "  ★ Sat 2026-06-13  Open-yard day\n"
    )


def test_what_slipped_comes_first_and_one_person_can_be_asked_for(
    plan: Path, shown: Callable[..., str]
) -> None:
    assert plan.is_dir()
    text = shown("todo", *TUESDAY, "--person", "owner")
    titles = [line.strip() for line in text.splitlines() if re.match(r" {0,2}\w", line)]
    assert (
        titles
        == [
            "Tue 2026-06-16, week 25",
            "Entrepreneur",
            "The day has passed: published, or a new day?",
            "Today",
            "This week, until Sun 2026-06-21",
            "Note figures",
            "The next review is on Sun 2026-06-21",
            "Anchors",
        ][: len(titles)]
    )
    assert text.index(" p19 ") < text.index(" p22 ") < text.index(" p23 ") < text.index(" p24 ")
    assert "draft; still missing: the consent" in text
    assert "Spouse" not in text
    for name in ("ENTREPRENEUR", "Entrepreneur"):
        assert shown("todo", *TUESDAY, "--person", name) == text


def test_what_waits_to_be_noted_is_what_track_asks_for(
    plan: Path, shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan.is_dir()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    asked = shown("track", *TUESDAY).splitlines()
    there = [line.strip() for line in shown("todo", *TUESDAY).splitlines()]
    assert sorted(asked) == sorted(line for line in there if line.startswith("planner track"))


def test_a_command_is_never_broken_but_told_in_parts(
    plan: Path, shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan.is_dir()
    monkeypatch.setenv("COLUMNS", "60")
    there = [line.strip() for line in shown("todo", *SUNDAY).splitlines()]
    assert "planner track p15 reach=… views=… votes=…" in there
    assert 'planner track p15 --learned "…" --next …' in there
    monkeypatch.setenv("COLUMNS", "40")
    there = [line.strip() for line in shown("todo", *SUNDAY).splitlines()]
    assert {"planner track p15 reach=…", 'planner track p15 --learned "…"'} <= set(there)


def test_the_review_stands_with_who_holds_it(plan: Path, shown: Callable[..., str]) -> None:
    for review in (plan / "reviews").glob("*.md"):
        review.unlink()
    text = shown("todo", *MONDAY)
    assert "  No review has been held yet\n    planner review\n" in text.split("Spouse")[0]
    text = shown("todo", *MONDAY, "--person", "partner")
    assert "review" not in text
    save = '---\ndate: 2026-05-20\nnoticed: "a few"\n---\n'
    (plan / "reviews" / "2026-05-20.md").write_text(save, "utf-8")
    assert "  19 days since the last review\n    planner review\n" in shown("todo", *MONDAY)


def test_when_nothing_is_to_be_done_a_friendly_line_says_so(
    plan: Path, shown: Callable[..., str]
) -> None:
    assert plan.is_dir()
    assert shown("todo", "--today", "2026-04-01") == (
        "Nothing waits this week: time for a cup of coffee. Next: p19, Mon 2026-06-08.\n"
    )
    assert shown("todo", *SUNDAY, "--person", "partner") == (
        "Nothing waits this week: time for a cup of coffee. Next: p20, Wed 2026-06-10.\n"
    )


def test_a_plan_without_posts_says_how_to_begin(
    own: Callable[..., Path], shown: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    own({"plan": "title: New"})
    line = 'The plan has no posts yet. Begin one: planner new post --title "…"\n'
    assert shown("todo", *SUNDAY) == line
    assert cli.run(["show", *SUNDAY]) == 0
    captured = capsys.readouterr()
    assert captured.err == line
    assert captured.out == (
        "Week 23: 2026-06-01 – 2026-06-07\n"
        "  Nothing goes out in this week.\n"
        "\n"
        "Week 24: 2026-06-08 – 2026-06-14\n"
        "  Nothing goes out in this week.\n"
    )
    assert "no posts yet that could be told by stage" in shown("show", "--stages", *SUNDAY)
    assert "no roles yet" in _said(capsys, "todo", "--person", "owner")
    assert "no channels yet" in _said(capsys, "show", "--channel", "blog")


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(list(arguments)) == 2
    return capsys.readouterr().err


def test_a_plan_of_one_person_and_without_a_period_needs_no_headings(
    own: Callable[..., Path], shown: Callable[..., str]
) -> None:
    own(
        {
            "plan": "title: Mine",
            "channels/blog": "title: Blog",
            "posts/late": "title: Late\nstatus: ready\nchannel: blog\ndate: 2026-06-05\ntime: '9:00'",
            "posts/idea": "title: Idea\nstatus: idea\nchannel: blog\ndate: 2026-06-09",
            "posts/bare": "title: Bare\nstatus: draft\ndate: 2026-06-10",
            "posts/off": "title: Off\nstatus: cancelled\nchannel: blog\ndate: 2026-06-08",
        }
    )
    assert shown("todo", *MONDAY) == (
        "Mon 2026-06-08, week 24\n"
        "\n"
        "The day has passed: published, or a new day?\n"
        "  Fri 2026-06-05 09:00  Blog  ◔ late Late  ready; still missing: the text\n"
        "This week, until Sun 2026-06-14\n"
        "  Wed  ○ bare Bare  draft; still missing: a channel, a time, the text\n"
    )
    assert shown("show", *MONDAY, "--week", "24") == (
        "Week 24: 2026-06-08 – 2026-06-14, 2 posts\n"
        "▸Mon  8  ─────\n"
        " Tue  9  Blog  ◌ idea Idea\n"
        " Wed 10        ○ bare Bare\n"
        " Thu 11  ─────\n"
        " Fri 12  ─────\n"
        " Sat 13  ─────\n"
        " Sun 14  ─────\n"
    )


def test_what_is_missing_is_told_in_a_word_or_two(
    own: Callable[..., Path], shown: Callable[..., str]
) -> None:
    when = "status: ready\nchannel: instagram\ntime: '9:00'\ndate: 2026-06-"
    live = (
        "live: {host: partner, moderator: helper, announced_by: bare, rehearsal_on: 2026-06-08,"
        " connection_tested: yes, fallback: Film it, length_min: 20, recording: keep}"
    )
    content = own(
        {
            "plan": "title: Mine\nroles: [{id: owner}, {id: partner}, {id: helper}]",
            "channels/instagram": "title: Instagram",
            "posts/bare": f"title: Bare\nformat: text\nowner: owner\n{when}08",
            "posts/live": f"title: Live\nformat: live\nowner: owner\n{when}10\n{live}",
            "posts/open": f"title: Open\nformat: live\n{when}11\nlive: {{rehearsal_on: 2026-06-09}}",
        }
    )
    for name in ("live", "open"):
        with (content / "posts" / f"{name}.md").open("a", encoding="utf-8") as file:
            file.write("See you there.\n")
    owner, partner, helper, nobody = shown("todo", *MONDAY).split("\n\n")[1:]
    assert "ready; still missing: the text, a picture\n" in owner
    assert re.search(r"Wed 09:00  Instagram  ◔ live Live +ready$", owner)
    assert re.search(r"live Live +hosts it$", partner)
    assert re.search(r"live Live +answers the comments", helper)
    assert nobody.startswith("Nobody yet\n  This week")
    assert "ready; still missing: 7 steps of its checklist" in nobody
    assert re.search(r"Tue +◔ open Open +rehearsal$", nobody, re.MULTILINE)
    assert shown("todo", "--today", "2026-06-15", "--person", "helper") == (
        "Nothing waits this week: time for a cup of coffee.\n"
    )


def test_more_than_a_dozen_are_only_counted(
    own: Callable[..., Path], shown: Callable[..., str]
) -> None:
    posts = {
        f"posts/p{n:02}": f"title: T{n}\nstatus: draft\ndate: 2026-06-01\ntime: '{n}:00'\nowner: me"
        for n in range(15)
    }
    own({"plan": "title: Full\nroles: [{id: me, title: Me}, {id: you}]", **posts})
    text = shown("todo", *SUNDAY)
    assert text.count("○ p") == 12
    assert "    and 3 more\n" in text
    assert "Nobody yet" not in text
    edit = "title: T0\nstatus: draft\ndate: 2026-06-01"
    own({"posts/p00": edit})
    assert "Nobody yet\n" in shown("todo", *SUNDAY)


# The calendar


def test_this_week_and_the_next(
    plan: Path, shown: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    week23 = (
        "Week 23: 2026-06-01 – 2026-06-07, 3 posts\n"
        " Mon  1  ─────\n"
        " Tue  2  08:30  LinkedIn       ◕ p16 A trial batch for your kitchen: 10 kilos o…\n"
        " Wed  3  ─────\n"
        " Thu  4  18:00  Instagram      ◕ p17 Open-yard day, 13 June: what you will see\n"
        " Fri  5  ─────\n"
        " Sat  6  10:00  Facebook page  ◕ p18 Ordering a box in three minutes\n"
        "▸Sun  7  ─────\n"
    )
    week24 = (
        "Week 24: 2026-06-08 – 2026-06-14, 3 posts\n"
        " Mon  8  18:00  Facebook page  ◑ p19 Open-yard day programme and parking\n"
        " Tue  9  ◇ Rehearsal: p20 LIVE: a greenhouse tour and the first green tomatoes\n"
        " Wed 10  18:30  Instagram      ◔ p20 LIVE: a greenhouse tour an…  live broadcast\n"
        " Thu 11  ─────\n"
        " Fri 12  ◇ Rehearsal: p21 LIVE from the yard: sheep, tractor and griddle pancak…\n"
        " Sat 13  ★ Open-yard day\n"
        "         12:00  Facebook page  ◔ p21 LIVE from the yard: sheep,…  live broadcast\n"
        " Sun 14  ─────\n"
    )
    assert shown("show", *SUNDAY) == f"{week23}\n{week24}"
    assert cli.run(["show", *SUNDAY]) == 0
    assert capsys.readouterr().err == (
        "◔\xa0ready, ◑\xa0scheduled, ◕\xa0published, ▸\xa0today, ★\xa0anchor\n"
    )
    assert cli.run(["show", *SUNDAY, "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    for said in ("24", "2026-W24", "w24", "24/2026", "vk 24", "2026-06-10", "14.6.", "8.6.2026"):
        assert shown("show", *SUNDAY, "--week", said) == week24


def test_a_month_is_a_grid_and_a_list(plan: Path, shown: Callable[..., str]) -> None:
    assert plan.is_dir()
    text = shown("show", *SUNDAY, "--month", "2026-06")
    grid, listed = text.split("\n\n")
    assert grid == (
        "June 2026, 13 posts\n"
        "     Mon       Tue       Wed       Thu       Fri       Sat       Sun\n"
        "23    1         2 ◕       3         4 ◕       5         6 ◕     ▸ 7\n"
        "24    8 ◑       9        10 ◔      11        12        13★◔      14\n"
        "25   15 ○      16 ◔      17        18 ○      19◆       20★       21\n"
        "26   22        23 ○      24 ○      25        26        27        28 ○\n"
        "27   29        30★○"
    )
    assert len(re.findall(r" p\d\d ", listed)) == 13 + 1 + 2  # one told twice, and two rehearsals
    assert " Fri 19  ◆ Midsummer Eve\n Sat 20  ★ Midsummer\n         ◆ Midsummer Day\n" in listed
    assert shown("show", *SUNDAY, "--month", "6/2026") == text
    assert shown("show", *SUNDAY, "--month", "6") == text


def test_one_channel_alone(plan: Path, shown: Callable[..., str]) -> None:
    assert plan.is_dir()
    text = shown("show", *SUNDAY, "--month", "6/2026", "--channel", "youtube")
    assert text.startswith("June 2026, 1 post\n")
    assert re.findall(r" (p\d\d) ", text) == ["p27"]
    text = shown("show", "--month", "6/2026", "--channel", "YouTube", "--channel", "newsletter")
    assert re.findall(r" (p\d\d) ", text) == ["p24", "p27"]
    assert "is empty" not in text


def test_gaps_and_empty_weeks_are_said(own: Callable[..., Path], shown: Callable[..., str]) -> None:
    post = "title: T\nstatus: draft\nchannel: blog\ntime: '9:00'\ndate: "
    own(
        {
            "plan": "title: Gaps\nperiod: {start: 2026-06-01, end: 2026-06-30}\ntimezone: Europe/Helsinki",
            "channels/blog": "title: Blog\nat_least_every_days: 7",
            "channels/fb": "title: Facebook",
            "posts/a": f"{post}2026-06-02",
            "posts/b": f"{post}2026-06-23",
        }
    )
    gap = (
        "! Blog: a gap of 21 days, 2026-06-02 – 2026-06-23. The aim is at least every 7\n  days.\n"
    )
    month = shown("show", *SUNDAY, "--month", "6/2026")
    assert "\n24!" in month
    assert "\n23 " in month
    assert month.endswith(f"\n! Week 24 is empty.\n! Week 25 is empty.\n! Week 27 is empty.\n{gap}")
    week = shown("show", *SUNDAY, "--week", "24")
    assert week == (
        "Week 24: 2026-06-08 – 2026-06-14\n"
        "  ! Nothing goes out in this week yet. Give an idea a day in it, or see what\n"
        "    planner suggest offers.\n"
        "  ! Blog: a gap of 21 days, 2026-06-02 – 2026-06-23. The aim is at least every 7\n"
        "    days.\n"
    )
    other = shown("show", *SUNDAY, "--week", "24", "--channel", "fb")
    assert other == "Week 24: 2026-06-08 – 2026-06-14\n  Nothing goes out in this week.\n"


def test_a_variant_a_passed_day_and_many_posts_of_a_day(
    own: Callable[..., Path], shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = "title: T\nstatus: draft\nchannel: blog\ndate: 2026-06-0"
    own(
        {
            "plan": "title: Many",
            "channels/blog": "title: Blog",
            "channels/fb": "title: Facebook",
            "posts/a": f"{post}9\ntime: '9:00'\nvariants: {{fb: {{time: '12:00', text: Hi}}}}",
            "posts/b": f"{post}2",
            **{f"posts/m{n}": f"{post}4" for n in range(12)},
        }
    )
    text = shown("show", *SUNDAY)
    assert re.search(r" Tue  2         Blog      ○ b T +the day has passed\n", text)
    assert re.search(r"12:00  Facebook  ○ a T +the same post told again\n", text)
    assert re.search(r"  4 12", shown("show", *SUNDAY, "--month", "6"))
    todo = shown("todo", *MONDAY)
    assert todo.count("○ a T") == 2
    monkeypatch.setenv("COLUMNS", "40")
    assert re.search(r"  4 \+", shown("show", *SUNDAY, "--month", "6"))


def test_far_from_the_plan_it_says_when_the_plan_is(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    assert cli.run(["show", "--month", "9/2026"]) == 0
    captured = capsys.readouterr()
    assert captured.out.endswith("\n\nNothing goes out this month.\n")
    assert captured.err == "The plan runs from 2026-04-27 to 2026-07-19.\n"


# The stages


def test_an_empty_place_is_marked_and_what_fills_it_is_told(
    plan: Path, shown: Callable[..., str]
) -> None:
    assert plan.is_dir()
    assert shown("show", "--stages", *SUNDAY) == (
        "One audience gets nothing at a stage where it is.\n"
        "\n"
        "                    Home cooks   Families with     Lunch cafés             All\n"
        "                 keen on local     children in             and\n"
        "                          food    the nearby …   restaurants …\n"
        "Need formation               3               7               1              11\n"
        "Evaluation                   6               1               3               9\n"
        "Decision                     4               3               2               9\n"
        "Activation                   5               2             ! 0               7\n"
        "All                         18              13               6              36\n"
        "\n"
        "! Lunch cafés and restaurants within 40 km: activation\n"
        "  planner new post --stage activation --audience restaurants\n"
    )


def test_many_audiences_take_several_tables(
    own: Callable[..., Path], shown: Callable[..., str]
) -> None:
    groups = {f"audiences/a{n}": f"title: Group {n}" for n in range(9)}
    post = "title: T\nstatus: ready\nstage: decision\naudience: [a0]\ndate: 2026-06-09"
    own({"plan": "title: Many", **groups, "posts/a": post})
    text = shown("show", "--stages", *SUNDAY)
    assert text.startswith("35 times an audience gets nothing at a stage where it is.\n")
    assert text.count("Need formation ") == 3
    assert text.count("planner new post") == 8
    assert text.endswith("  and 27 more\n")


# Slips


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("show", "--week", "60"), "“60” is not a week; write it like 2026-W24 or 2026-06-08."),
        (("show", "--week", "2025-W53"), "“2025-W53” is not a week"),
        (("show", "--week", "0000-W01"), "“0000-W01” is not a week"),
        (("show", "--week", "soon"), "“soon” is not a week"),
        (("show", "--week", "2026-02-30"), "“2026-02-30” is not a week"),
        (("show", "--month", "13/2026"), "“13/2026” is not a month"),
        (("show", "--month", "June"), "“June” is not a month; write it like 2026-06 or 6/2026."),
        (("show", "--month", "6", "--week", "24"), "--week and --month: choose one of them."),
        (
            ("show", "--channel", "tiktok"),
            "There is no channel “tiktok” in the plan, only facebook, instagram, linkedin, newsletter, youtube.",
        ),
        (("show", "--stages", "--month", "6"), "--stages stands alone"),
        (
            ("todo", "--person", "boss"),
            "There is no role “boss” in the plan, only owner, partner, summer-helper.",
        ),
        (("todo", "--format", "json"), "planner todo has no option --format."),
        (("show", "--week"), "--week needs its value: --week WEEK"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    plan: Path, refused: Callable[..., str], arguments: tuple[str, ...], answer: str
) -> None:
    assert plan.is_dir()
    assert refused(*arguments).startswith(answer)


# Languages and colours


def test_finnish(plan: Path, shown: Callable[..., str]) -> None:
    assert plan.is_dir()
    text = shown("todo", *TUESDAY, "--lang", "fi")
    assert text.startswith("ti 16.6.2026, viikko 25\n\nEntrepreneur\n  Päivä on mennyt")
    assert "  Tällä viikolla, su 21.6.2026 asti\n" in text
    assert "draft" not in text
    text = shown("show", *SUNDAY, "--month", "6/2026", "--lang", "fi")
    assert text.startswith("Kesäkuu 2026, 13 julkaisua\n     ma        ti        ke ")
    assert " ti  2   8.30  LinkedIn       ◕ p16 " in text
    assert " pe 19  ◆ Juhannusaatto\n" in text
    text = shown("show", "--stages", "--lang", "fi")
    assert "\nTarpeenmuodostusvaihe             3 " in text


def test_colours_only_where_they_are_wanted(
    plan: Path, shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plan.is_dir()
    for command in (("todo",), ("show",), ("show", "--month", "6"), ("show", "--stages")):
        plain = shown(*command, *MONDAY)
        assert "\x1b" not in plain
        coloured = shown(*command, *MONDAY, "--color", "always")
        assert "\x1b[" in coloured
        assert COLOUR.sub("", coloured) == plain
    monkeypatch.setattr("planner.cli.output.on_terminal", lambda _: True)
    assert "\x1b[" in shown("show", *MONDAY)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown("show", *MONDAY)


# Width


def test_wide_signs_are_cut_by_what_is_seen() -> None:
    assert width_of("äiti") == 4
    assert width_of("a\u0308iti") == 4
    assert width_of("漢字") == 4
    assert width_of("❤\ufe0f") == 2
    assert cut("漢字漢字", 5) == "漢字…"
    assert cut("漢字漢字", 8) == "漢字漢字"
    assert cut("a\u0308a\u0308a\u0308", 2) == "a\u0308…"
    assert (cut("abc", 1), cut("abc", 0)) == ("…", "")
    assert padded("漢", 4) == "漢  "
    assert list(wrapped("one two  three", 7, "> ")) == ["> one", "> two", "> three"]


@given(st.text(max_size=60), st.integers(0, 30))
def test_a_text_is_never_wider_than_its_room(text: str, room: int) -> None:
    assert width_of(cut(text, room)) <= room
    assert width_of(padded(text, room)) == room


def test_rows_without_room_stand_on_several_lines() -> None:
    row = Row("Wed 18:00", "Facebook page", "○", "33", "p01 A long title that goes on", "draft")
    lines = list(Columns([row], 40, "", lambda text, _: text).lines(row))
    assert lines == ["Wed 18:00  Facebook page", "  ○ p01 A long title that goes on", "    draft"]
    bare = Row("", "", "○", "33", "p01 A long title that goes on and on and on, and on")
    assert len(list(Columns([bare], 40, "", lambda text, _: text).lines(bare))) == 1


def retitled(title: str) -> Plan:
    """Return the sample with one title for everything that has one."""
    said = {"title": title}
    file = SAMPLE.file
    named = {
        "anchors": tuple(it.model_copy(update=said) for it in file.anchors),
        "roles": tuple(it.model_copy(update=said) for it in file.roles),
    }
    return replace(
        SAMPLE,
        file=file.model_copy(update=named),
        posts={name: it.model_copy(update=said) for name, it in SAMPLE.posts.items()},
        channels={name: it.model_copy(update=said) for name, it in SAMPLE.channels.items()},
        audiences={name: it.model_copy(update=said) for name, it in SAMPLE.audiences.items()},
    )


def everything(plan: Plan, day: dt.date, language: str, width: int) -> Iterator[str]:
    schedule = Schedule(plan, day)
    voice = Voice(plan, language, width, lambda text, colour: f"\x1b[{colour}m{text}\x1b[0m")
    yield from todo_lines(Agenda(schedule), voice)
    table = Timetable(schedule, voice, lambda _: ("A very long holiday " * 9,))
    yield from table.weeks([Week(2026, 24), Week(2026, 25)])
    yield from table.month(dt.date(2026, 6, 1))
    yield from coverage_lines(Coverage(schedule), voice)


@given(TITLES, st.sampled_from(("en", "fi")), st.sampled_from((8, 16, 22)))
def test_no_line_is_wider_than_the_terminal(title: str, language: str, day: int) -> None:
    plan = retitled(title)
    for line in everything(plan, dt.date(2026, 6, day), language, 80):
        assert seen(line) <= 80
    for line in everything(plan, dt.date(2026, 6, day), language, 40):
        assert seen(line) <= 40 or line.lstrip().startswith("planner ")


def test_every_status_has_a_sign_and_a_colour() -> None:
    assert set(STATUS_SIGNS) == set(COLOURS) == set(words("status"))
    assert len(set(STATUS_SIGNS.values())) == len(STATUS_SIGNS)


# Size


def test_five_thousand_posts_take_less_than_twice_a_check(tmp_path: Path) -> None:
    write_plan(tmp_path, 5000)

    def fastest(*command: str) -> float:
        taken = []
        program = (sys.executable, "-m", "planner", *command, "--quiet")
        for _ in range(2):
            began = time.perf_counter()
            subprocess.run(program, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - began)
        return min(taken)

    limit = 2 * fastest("check")
    for command in (("todo",), ("show",), ("show", "--month", "6/2026"), ("show", "--stages")):
        assert fastest(*command) < limit, command
