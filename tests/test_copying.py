"""Posts once more: one post, a series, a whole season; the old ones stay byte for byte."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import checker, loader, reader, repeating, writing
from planner.cli import shifting
from planner.diagnostics import Severity
from tests.homes import FRAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.homes import Home

ROOT = Path(__file__).parents[1]


def new(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, str]:
    """Return the new files; the old ones must be as they were."""
    assert {name: after.get(name) for name in before} == before
    return {name: text.decode() for name, text in after.items() if name not in before}


WHOLE = """---
id: first
title: A tour # in the garden
tila: arvioitu
channel: facebook
date: 2026-05-12 18:00
audience: [home-cooks]
# why this goal
goal: sell
link_id: p-1
campaign: spring
live:
  length_min: 20
  announced_by: ad
  rehearsal_on: 2026-05-11
  connection_tested: true
people_consent: {needed: true, given_on: 2026-05-02, how: on paper}
ab_test: {variable: subject, a: x, b: y, a_of: 10, a_count: 5, b_of: 10, b_count: 6}
next_post: thanks
source_posts: [ad]
series: tours
cost: 20
minutes: 45
post_url: https://example.org/1
published_at: 2026-05-12 18:01
metrics:
  checked_on: 2026-05-20
  reach: 5
analysis:
  learned: A lot
  next: repeat
---
The text.
"""
COPIED = """---
title: A tour # in the garden
tila: luonnos
channel: facebook
date: 2026-06-09 18:00
audience: [home-cooks]
# why this goal
goal: sell
live:
  length_min: 20
people_consent: {needed: true}
ab_test: {variable: subject, a: x, b: y}
source_posts: [ad]
series: tours
minutes: 45
---
The text.
"""


def test_a_copy_says_what_its_original_says_but_for_what_was_of_that_day(home: Home) -> None:
    home.write("campaigns/spring.md", "---\ntitle: S\nstart: 2026-05-01\nend: 2026-05-31\n---\n")
    home.post("ad", "date: 2026-05-10\nstatus: published\n")
    home.write("posts/2026/tour.md", WHOLE)
    before = home.state()
    out, err = home.run("copy", "first", "+28", "12.5.2026", "+28")
    assert out == "content/posts/2026-06-09-a-tour.md\n"
    wanted = COPIED.replace("luonnos", "draft")
    assert new(before, home.state()) == {"posts/2026-06-09-a-tour.md": wanted}
    assert "1 post is there already on its new day" in err
    assert "The campaign spring does not run then, so 1 copy does not name it." in err
    assert "1 copy. Read its text" in err
    home.run("undo")
    assert home.state() == before


def test_a_finnish_copy_is_written_in_finnish_and_an_idea_stays_one(home: Home) -> None:
    home.write("plan.md", FRAME.format(language="fi"))
    text = "\ufeff---\r\notsikko: Ä\r\ntila: valmis\r\npäivä: 12.5.\r\n---\r\nTeksti"
    home.write("posts/a.md", text)
    home.post("idea", "otsikko: Ajatus\n")
    before = home.state()
    out, err = home.run("copy", "a", "9.6.")
    assert "1 kopio. Lue sen teksti" in err
    assert new(before, home.state()) == {
        "posts/2026-06-09-a.md": text.replace("valmis", "luonnos").replace("12.5.", "9.6.")
    }
    out, _ = home.run("copy", "idea", "9.6.2026")
    assert out == "content/posts/2026-06-09-ajatus.md\n"
    assert home.read("2026-06-09-ajatus") == "---\notsikko: Ajatus\npäivä: 9.6.2026\n---\nText\n"


def test_no_name_is_taken_twice(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-12\n")
    home.post("2026-05-19-a", "id: x\ntitle: B\ndate: 2026-05-20\n")
    out, _ = home.run("copy", "a", "2026-05-19")
    assert out == "content/posts/2026-05-19-a-2.md\n"
    home.post("b", "title: A\nchannel: facebook\ndate: 2026-05-12\n")
    out, _ = home.run("copy", "b", "2026-05-19")
    assert out == "content/posts/2026-05-19-a-3.md\n"


def test_a_copy_that_would_come_in_the_wrong_order_or_on_a_holiday_is_told(home: Home) -> None:
    home.post("a", "date: 2026-05-12\ntitle: A\n")
    home.post("b", "date: 2026-05-20\ntitle: B\nsource_posts: [a]\n")
    _, err = home.run("copy", "b", "2026-05-01")
    assert "2026-05-01-b builds on a and would come before it" in err
    assert "2026-05-01-b: 2026-05-01 is a holiday, May Day." in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a"], "planner copy POST DAY"),
        ([], "planner copy POST DAY"),
        (["a", "+7", "--series", "s"], "--series NAME DAY"),
        (["--series", "s"], "--series NAME DAY"),
        (["--series", "s", "--season", "2027-05-01"], "Choose one"),
        (["a", "--season", "2027-05-01"], "no post"),
        (["a", "+7", "--weeks", "3"], "--season only"),
        (["a", "+7", "--with-years"], "--with-years goes with --season only"),
        (["a", "soon"], "“soon” is not a day"),
        (["a", "--what"], "no option --what"),
        (["--series", "none", "2026-05-19"], "no series “none”. The plan has: s."),
        (["--series", "s", "2026-05-19"], "has a day"),
        (["--series", "s", "+7"], "needs a day to count from"),
        (["--season", "2026-07-10"], "lasts from 2026-04-27 to 2026-07-19"),
        (["--season", "27.4."], "lasts from 2026-04-27 to 2026-07-19"),
    ],
)
def test_what_makes_no_sense_is_said(home: Home, arguments: list[str], said: str) -> None:
    home.post("a", "title: A\nseries: s\n")
    before = home.state()
    _, err = home.run("copy", *arguments, code=2)
    assert said in err
    assert home.state() == before


def test_a_file_with_faults_is_not_copied(home: Home) -> None:
    home.post("a", "title: A\ntitle: B\ndate: 2026-05-12\n")
    _, err = home.run("copy", "a", "+7", code=1)
    assert "content/posts/a.md is left as it is: its beginning has faults" in err
    home.post("b", "title: A\ndate: 2026-05-12\npäivä: 2026-05-13\n")
    _, err = home.run("copy", "b", "+7", code=1)
    assert "content/posts/b.md is left as it is" in err
    assert "“date: 2026-05-19”" in err


def test_a_copy_that_would_not_be_one_is_not_made(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.post("a", "title: A\ndate: 2026-05-12\n")
    before = home.state()
    with monkeypatch.context() as changed:  # an edit that goes wrong in a way that nobody knows
        changed.setattr(repeating, "misread", lambda done, _: [done.copies[0].id])
        _, err = home.run("copy", "a", "+7", code=2)
    assert "a would not be read as it should" in err
    assert home.state() == before
    home.post("b", "title: B\ndate: 2026-05-12\n")
    real = writing.writer

    def late(folder: Path, stamp: str) -> object:
        home.post("2026-05-19-b", "title: Theirs\n")
        return real(folder, stamp)

    monkeypatch.setattr(writing, "writer", late)
    _, err = home.run("copy", "b", "+3", "+7", code=1)
    assert not (home.content / "posts/2026-05-15-b.md").exists()
    assert "2026-05-19-b.md is left as it is: there is already something of that name" in err
    assert "Theirs" in home.read("2026-05-19-b")


def test_a_file_that_cannot_be_read_any_more_is_not_copied(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.post("a", "title: A\ndate: 2026-05-12\n")
    real = reader.read_bytes
    asked: list[object] = []

    def gone(*arguments: object) -> bytes:
        asked.append(arguments)
        if len(asked) > 1:  # the plan has been read by then
            (home.content / "posts/a.md").unlink()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read_bytes", gone)
    _, err = home.run("copy", "a", "+7", code=1)
    assert "content/posts/a.md is left as it is" in err


def test_with_diff_a_copy_is_shown_only(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-12\n")
    before = home.state()
    out, err = home.run("copy", "a", "+7", "--diff")
    assert "+date: 2026-05-19\n" in out
    assert "undo" not in err
    assert home.state() == before


# A series


def test_a_series_follows_at_its_distances_and_its_links_lead_to_the_copies(home: Home) -> None:
    home.post("a", "title: One\ndate: 2026-05-12\nstatus: reviewed\nseries: Tours\nnext_post: b\n")
    home.post(
        "b", "title: Two\ndate: 2026-05-15\nseries: tours\nsource_posts: [a, z]\nstatus: draft\n"
    )
    home.post("c", "title: Three\ndate: 2026-05-19\nseries: Tours\nstatus: cancelled\n")
    home.post(
        "d",
        "title: Four\ndate: 2026-05-20\nseries: Tours\nstatus: reviewed\nanalysis: {next: stop}\n",
    )
    home.post("e", "title: Five\nseries: Tours\n")
    home.post("y", "title: Six\ndate: 2025-05-20\nseries: Tours\n")
    home.post("x", "title: No\ndate: 2026-05-11\nstatus: cancelled\nseries: Tours\n")
    home.post("bad", "title: Bad\ntitle: Bad\ndate: 2026-05-21\nseries: Tours\n")
    before = home.state()
    out, err = home.run("copy", "--series", "TOURS", "2026-06-02")
    made = new(before, home.state())
    assert out.split() == ["content/posts/2026-06-02-one.md", "content/posts/2026-06-05-two.md"]
    assert "next_post: 2026-06-05-two\n" in made["posts/2026-06-02-one.md"]
    assert "source_posts: [2026-06-02-one, z]\n" in made["posts/2026-06-05-two.md"]
    assert "2 posts were cancelled." in err
    assert "1 post is left out: you had decided to stop doing it." in err
    assert "so they are left out: bad." in err
    assert "day of the week" not in err
    _, err = home.run("copy", "--series", "Tours", "2026-06-03", "--diff")
    assert "With 2026-06-02 the days of the week stay." in err


def test_a_series_that_is_over_is_not_begun_again(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-12\nstatus: cancelled\nseries: s\n")
    out, err = home.run("copy", "--series", "s", "2026-06-03")
    assert out == ""
    assert "1 post was cancelled." in err
    assert "undo" not in err


def test_a_plan_without_series_says_how_one_is_made(home: Home) -> None:
    home.post("a", "title: A\n")
    _, err = home.run("copy", "--series", "s", "2026-05-19", code=2)
    assert "Write a line “series:”" in err


# A season


@pytest.mark.parametrize("language", ["en", "fi"])
def test_last_season_once_more(sample: Home, language: str) -> None:
    if language == "fi":
        shutil.rmtree(sample.content)
        shutil.copytree(ROOT / "examples/fi/content", sample.content)
    before = sample.state()
    was = loader.load(sample.content)
    out, err = sample.run("copy", "--season", "27.4.2027")
    after = sample.state()
    made = new({name: it for name, it in before.items() if name != "plan.md"}, after)
    assert set(out.split()) == {f"content/{name}" for name in made if name != "plan.md"}
    day = dt.date(2026, 6, 7)
    now = loader.load(sample.content)
    plan = now.plan
    assert plan.reading.period == (dt.date(2027, 4, 26), dt.date(2027, 7, 18))
    copies = [post for id_, post in plan.posts.items() if id_ not in was.plan.posts]
    wanted = [it for it in was.plan.posts.values() if it.status != "cancelled"]
    assert len(copies) == len(wanted)
    assert {post.status for post in copies} <= {"draft", "idea"}
    assert not any(post.link_id or post.metrics or post.post_url for post in copies)
    weeks = dt.timedelta(weeks=52)
    by_title = {(post.title, post.channel): post for post in copies}
    for old in wanted:
        copy = by_title[old.title, old.channel]
        assert copy.day
        assert old.day
        if old.anchor in ("vappu", "helatorstai", "juhannus"):
            assert copy.anchor == f"{old.anchor}-2027"
        else:
            later = old.anchor == "mansikka"  # which keeps its date
            assert (copy.day, copy.clock) == (old.day + weeks + later * dt.timedelta(1), old.clock)
        if old.live:
            assert copy.live
            assert copy.live.announced_by.startswith("2027-")
            assert (copy.live.rehearsal_on, copy.live.connection_tested) == (None, None)
    dates = {anchor.id: anchor.date for anchor in plan.file.anchors}
    assert dates["juhannus"] == dt.date(2026, 6, 20)
    assert dates["juhannus-2027"] == dt.date(2027, 6, 26)
    assert dates["vappu-2027"] == dt.date(2027, 5, 1)
    assert dates["helatorstai-2027"] == dt.date(2027, 5, 6)
    assert dates["aitienpaiva-2027"] == dt.date(2027, 5, 9)
    assert dates["mansikka-2027"] == dt.date(2027, 6, 30)
    report = checker.check(now, day)
    assert report.count(Severity.ERROR) == checker.check(was, day).count(Severity.ERROR)
    assert "2027" in err
    for arguments in (["score"], ["score", "--today", "2027-05-05"]):
        assert sample.run(*arguments)[0]
    again, err = sample.run("copy", "--season", "27.4.2027", code=2)
    assert not again
    assert sample.state() == after
    sample.run("undo")
    assert sample.state() == before


def test_what_is_to_be_thought_of_in_a_new_season_is_told(sample: Home) -> None:
    _, err = sample.run("copy", "--season", "27.4.2027", "--diff")
    for said in (
        "The season begins on 2027-04-26 and not on 2027-04-27",
        "The old season still lasts until 2026-07-19, and 18 posts of it have not gone out.",
        "The campaign open-yard-day does not run then, so 3 copies do not name it.",
        "feasts have their new days: May Day 2027-05-01, Ascension Day 2027-05-06, Midsummer 2027-06-26",
        "keep their date, so check them in plan.md: Pick-your-own strawberries begin 2027-06-30.",
        "whole weeks later, so check them in plan.md: Mother's Day in Finland 2027-05-09, ",
        "These goals end before the new season begins: Sell 60 season boxes",
        "Take the line “as_of” out",
        "36 × post-after-goal",
        "36 copies. Read their texts",
    ):
        assert said in err
    assert "does not say any more" not in err


SEASON = """---
title: Plan
timezone: Europe/Helsinki
period:
  start: 27.4.2026 # a Monday
  end: 19.7.2026
anchors:
- id: juhannus-2026
  date: 20.6.2026
- id: party
  title: Party
  date: 2026-08-01
- id: juhannus-2027
  date: 2027-06-25
- id: idle
  date: 2026-09-01
- id: party-2026
  date: 2026-05-05
---
"""


def test_a_season_may_be_shorter_and_somebody_may_have_begun_it(home: Home) -> None:
    home.write("plan.md", SEASON)
    home.post("a", "title: A\ndate: 2026-06-18\ntime: 9\nanchor: juhannus-2026\n")
    home.post("b", "title: B\ndate: 2026-07-19\nanchor: party\n")
    home.post("c", "title: C\ndate: 2026-05-12\nstatus: cancelled\n")
    home.post("d", "title: D\ndate: 2026-05-11\nnext_post: c\nsource_posts: [old]\n")
    home.post("old", "title: Old\ndate: 2026-04-01\n")
    home.post("done", "title: D\ndate: 2027-05-10\n")
    before = home.state()
    out, err = home.run("copy", "--season", "2027-04-26", "--weeks", "9", "--today", "2026-12-01")
    after = home.state()
    assert out.split() == ["content/posts/2027-06-23-a.md"]
    plan = before.pop("plan.md").decode()
    made = new(before, after)
    assert made["plan.md"] == plan.replace("27.4.2026", "26.4.2027").replace(
        "19.7.2026", "27.6.2027"
    ).replace(
        "  date: 2026-05-05\n",
        "  date: 2026-05-05\n- id: party-2027\n  title: Party\n  date: 2027-07-31\n"
        "- id: party-2027-2\n  date: 2027-05-05\n",
    )
    assert "anchor: juhannus-2027\n" in made["posts/2027-06-23-a.md"]
    assert "1 post would fall outside the new season" in err
    assert "1 post was cancelled" in err
    assert "1 post is there already" in err
    assert "The season begins" not in err
    assert "old season still" not in err
    assert "juhannus" not in err


SPRING = """---
title: Plan
timezone: Europe/Helsinki
period: {{start: 2027-01-18, end: {end}}}
anchors: [{anchors}]
---
"""


@pytest.mark.parametrize(
    ("was", "season", "day"),
    [
        ("2027-02-14", "17.1.2028", "2028-02-14"),  # a Sunday, and known
        ("2027-03-20", "17.1.2028", "2028-03-20"),  # a Saturday, and known
        ("2027-03-02", "17.1.2028", "2028-03-02"),  # a Tuesday
        ("2027-03-27", "17.1.2028", "2028-03-25"),  # a Saturday of one's own
        ("2027-03-28", "17.1.2028", "2028-04-16"),  # Easter
        ("2027-03-02", "31.1.2028", "2028-03-02"),
        ("2027-03-02", "7.2.2028", "2028-03-21"),  # too far off
        ("2027-03-02", "15.1.2029", "2029-03-02"),
        ("2027-03-02", "23.8.2027", "2027-10-05"),
        ("2027-02-14", "23.8.2027", "2027-09-19"),
    ],
)
def test_a_fixed_day_keeps_its_date_or_its_day_of_the_week(
    home: Home, was: str, season: str, day: str
) -> None:
    home.write("plan.md", SPRING.format(end="2027-04-11", anchors=f"{{id: x, date: {was}}}"))
    home.post("a", f"title: A\ndate: {was}\nanchor: x\n")
    before = dt.date.fromisoformat(was) - dt.timedelta(3)
    home.post("b", f"title: B\ndate: {before}\nanchor: x\n")
    _, err = home.run("copy", "--season", season, "--weeks", "20")
    plan = loader.load(home.content).plan
    name = f"x-{day[:4]}"
    assert {it.id: str(it.date) for it in plan.file.anchors}[name] == day
    then = dt.date.fromisoformat(day)
    assert {it.day for it in plan.posts.values() if it.anchor == name} == {
        then,
        then - dt.timedelta(3),
    }
    assert f": x {day}." in err


def test_the_last_day_of_february_has_a_date_in_leap_years_only(home: Home) -> None:
    plan = SPRING.replace("2027-01-18", "2028-01-17")
    home.write("plan.md", plan.format(end="2028-04-09", anchors="{id: x, date: 2028-02-29}"))
    _, err = home.run("copy", "--season", "15.1.2029")
    assert "whole weeks later, so check them in plan.md: x 2029-02-27." in err


def test_posts_of_one_title_and_day_stay_two(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-11\nchannel: facebook\n")
    home.post("b", "title: A\ndate: 2026-05-11\nchannel: instagram\nsource_posts: a\n")
    out, _ = home.run("copy", "--season", "2027-04-26")
    assert out.split() == ["content/posts/2027-05-10-a.md", "content/posts/2027-05-10-a-2.md"]
    assert "source_posts: [2027-05-10-a]\n" in home.read("2027-05-10-a-2")


def test_a_link_to_what_is_not_copied_does_not_carry_over(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-11\nnext_post: c\nlive: {announced_by: c, host: x}\n")
    home.post("c", "title: C\ndate: 2026-05-12\nstatus: cancelled\n")
    home.run("copy", "--season", "2027-04-26")
    assert (
        home.read("2027-05-10-a") == "---\ntitle: A\ndate: 2027-05-10\nlive: {host: x}\n---\nText\n"
    )


def test_days_without_a_year_would_change_so_nothing_is_written(home: Home) -> None:
    home.post("a", "title: A\ndate: 11.5.\n")
    home.write("goals/g.md", "---\ntitle: G\ntarget: {value: 5, by: 1.7.}\n---\n")
    home.write("plan.md", SEASON.replace("20.6.2026", "20.6."))
    before = home.state()
    _, err = home.run("copy", "--season", "2027-04-26", code=2)
    assert "3 files name days without a year" in err
    assert "content/plan.md, content/goals/g.md, content/posts/a.md" in err
    assert "let --with-years do that" in err
    assert home.state() == before
    home.run("copy", "--season", "2027-04-26", "--with-years", "--diff")
    assert home.state() == before
    out, err = home.run("copy", "--season", "2027-04-26", "--with-years")
    after = home.state()
    assert "In 3 old files the year now stands behind each day." in err
    assert out == "content/posts/2027-05-10-a.md\n"
    assert home.read("a") == "---\ntitle: A\ndate: 11.5.2026\n---\nText\n"
    assert home.read("2027-05-10-a") == "---\ntitle: A\ndate: 10.5.\n---\nText\n"
    assert b"{value: 5, by: 1.7.2026}" in after["goals/g.md"]
    assert b"  start: 26.4.2027 # a Monday\n" in after["plan.md"]
    assert b"  date: 20.6.2026\n" in after["plan.md"]
    home.run("undo")
    assert home.state() == before


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ("y", 0, "In 1 old file the year now stands behind each day."),
        ("", 2, "Nothing is written. 1 file names a day without a year"),
        (None, 2, "Nothing was changed."),
    ],
)
def test_on_a_terminal_it_is_asked_whether_the_year_is_to_be_written(
    home: Home, monkeypatch: pytest.MonkeyPatch, answer: str | None, code: int, said: str
) -> None:
    asked = []

    def ask(question: str) -> str | None:
        asked.append(question)
        return answer

    monkeypatch.setattr(shifting, "ask", ask)
    monkeypatch.setattr(shifting, "somebody_is_there", lambda: True)
    home.post("a", "title: A\ndate: 11.5.\n")
    before = home.state()
    _, err = home.run("copy", "--season", "2027-04-26", code=code)
    assert said in err
    assert "".join(asked) == (
        "1 old file names a day without a year, which the new season would change: "
        "content/posts/a.md. Write the year behind it? y = yes, Enter = no: "
    )
    assert (home.state() == before) is (code != 0)
    home.post("a", "title: A\ndate: 11.5.\n")
    home.run("copy", "--season", "2028-04-24", "--diff", code=2)
    assert len(asked) == 1


def test_a_day_that_cannot_be_given_its_year_is_left_to_the_person(home: Home) -> None:
    home.write("goals/g.md", "---\ntitle: G\ntitle: H\ntarget: {value: 5, by: 1.7.}\n---\n")
    before = home.state()
    _, err = home.run("copy", "--season", "2027-04-26", "--with-years", code=1)
    assert "content/goals/g.md is left as it is: its beginning has faults. Mend" in err
    assert home.state() == before


def test_a_season_that_brings_new_errors_is_not_written(home: Home) -> None:
    home.write("plan.md", FRAME.format(language="en").replace("2026-04-27", "2026-03-02"))
    home.post("a", "title: A\ndate: 2026-05-11\nstatus: ready\ngoal: none\n")
    home.run("copy", "--season", "2027-03-08", "--diff")  # the copy's error is its original's
    home.post("b", "title: B\ndate: 2026-03-22\ntime: 3.30\n")
    before = home.state()
    _, err = home.run("copy", "--season", "2027-03-08", "--weeks", "19", code=2)
    assert "the check would find new errors: " in err
    assert "the clocks go forward on 2027-03-28" in err
    assert home.state() == before


def test_plan_md_has_to_be_sound_and_to_have_a_period(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-11\n")
    plan = home.state()["plan.md"].decode()
    home.write("plan.md", plan.replace("title: Plan\n", "title: Plan\ntitle: Plan\n"))
    before = home.state()
    _, err = home.run("copy", "--season", "2027-04-26", code=1)
    assert "content/plan.md is left as it is: its beginning has faults" in err
    assert home.state() == before
    home.write("plan.md", "---\ntitle: Plan\n---\n")
    _, err = home.run("copy", "--season", "2027-04-26", code=2)
    assert "from when to when the season lasts" in err


def test_only_a_copy_of_its_day_counts_as_one(home: Home) -> None:
    home.post("a", "title: A\ndate: 2026-05-11\n")
    content = loader.load(home.content)
    done = repeating.again(content, content.plan.posts["a"], [dt.date(2026, 5, 18)], "en")
    assert not repeating.misread(done, done.files.outcome().plan)
    assert repeating.misread(done, content.plan) == ["2026-05-18-a"]
