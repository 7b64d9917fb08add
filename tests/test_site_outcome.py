"""What came of it and what to do now: tracking, change, reviews, links, do now."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from functools import cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from justhtml import JustHTML

import bootstrap
from planner.checker import check
from planner.diagnostics import Kind
from planner.loader import load
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import addresses, render
from planner.site.charts import Chart, Event, Point
from planner.site.pages import SECTIONS
from planner.site.views.change import change
from planner.site.views.desk import Desk
from planner.site.views.links import links, links_csv
from planner.site.views.now import now
from planner.site.views.reviews import reviews
from planner.site.views.series import goal_chart
from planner.site.views.todo import groups
from planner.site.views.tracking import figures_csv, tracking

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.page import Site
    from planner.site.views.change import GoalChange
    from planner.site.views.tables import Cell, Table

ENGLISH = bootstrap.ROOT / "content"
FINNISH = bootstrap.ROOT / "examples" / "fi" / "content"
FAULTY = bootstrap.ROOT / "tests" / "faulty_plan"
DAY = dt.date(2026, 6, 7)
OURS = ("now.html", "tracking.html", "change.html", "reviews.html", "links.html")
ATTACK = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'


@cache
def desk(day: dt.date = DAY, language: str = "en") -> Desk:
    return desk_of(ENGLISH, day, language)


def desk_of(folder: Path, day: dt.date = DAY, language: str = "en") -> Desk:
    content = load(folder)
    schedule = Schedule(content.plan, day)
    return Desk(content, check(content, day), score(schedule), schedule, language)


@cache
def sample(language: str = "en") -> Site:
    folder = ENGLISH if language == "en" else FINNISH
    return render(folder, as_of=DAY, language=language)


def body(path: str, language: str = "en") -> str:
    return next(page.body for page in sample(language).pages if page.path == path)


def words(html: str) -> str:
    return " ".join(JustHTML(html, fragment=True).to_text().split())


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-07-31}
---
"""
CHANNEL = """\
---
title: Our page
attention_metrics: [reach, watch-minutes]
read_from: Meta Business Suite
followers: {value: 100, date: 2026-05-04}
---
"""


def post(**keys: object) -> str:
    given = {"title": "A post", "status": "published", "channel": "facebook", "format": "image"}
    lines = (f"{key}: {value}" for key, value in {**given, **keys}.items())
    return "---\n" + "\n".join(lines) + "\n---\nText.\n"


def noted(day: str, **figures: float) -> str:
    inside = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in figures.items())
    return f"{{checked_on: {day}, {inside}}}"


def cells(table: Table) -> list[list[str]]:
    return [[told(cell) for cell in row] for row in table.rows]


def told(cell: Cell) -> str:
    mark = cell.mark.word if cell.mark else ""
    return " | ".join(filter(None, (mark, *(link.text for link in cell.links), cell.note)))


def row_of(table: Table, name: str) -> list[str]:
    return next(row for row in cells(table) if row[0].startswith(name))


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


# Tracking


@pytest.fixture
def measured(tmp_path: Path) -> Desk:
    """Posts of one channel whose usual reach is 200: 100, 200 and 300, noted in time."""
    posts = {
        "a1": post(title="One", date="2026-05-04", metrics=noted("2026-05-11", reach=100)),
        "a2": post(title="Two", date="2026-05-06", metrics=noted("2026-05-13", reach=200)),
        "a3": post(title="Three", date="2026-05-08", metrics=noted("2026-05-15", reach=300)),
        "a4": post(
            title="Four",
            date="2026-05-11",
            metrics=noted("2026-05-18", reach=280, watch_minutes=12),
        ),
        "a5": post(title="Five", date="2026-05-12", metrics=noted("2026-06-06", reach=500)),
        "early": post(title="Early", date="2026-05-05", metrics=noted("2026-05-07", reach=9000)),
        "bought": post(
            title="Bought", date="2026-05-07", paid="true", metrics=noted("2026-05-14", reach=7000)
        ),
        "video": post(
            title="Video",
            date="2026-05-10",
            format="short-video",
            metrics=noted("2026-05-17", reach=50),
        ),
        "late": post(title="Late", date="2026-05-13"),
        "due": post(title="Due", date="2026-05-29", action_metric="comments"),
        "young": post(title="Young", date="2026-06-03"),
    }
    files = {f"posts/{name}.md": text for name, text in posts.items()}
    ledger = (
        "subject,checked_on,metric,value,source,paid\n"
        "post:a4,2026-05-18,reach,40000,hand,true\n"
        "channel:facebook,2026-06-01,followers,130,hand,false\n"
        "channel:facebook,2026-06-30,followers,999,hand,false\n"
    )
    tables = {"plan.md": PLAN, "channels/facebook.md": CHANNEL, "tracking/2026.csv": ledger}
    return desk_of(write(tmp_path, {**tables, **files}))


class TestTracking:
    def test_a_figure_stands_beside_the_median_of_earlier_posts(self, measured: Desk) -> None:
        four = row_of(tracking(measured).due, "Four")
        assert four[5] == (
            "reach: 1.4 × the median of 3 earlier posts (200)"
            " | watch minutes: not compared: more is not always better"
        )

    def test_the_median_takes_no_early_paid_or_other_figures(self, measured: Desk) -> None:
        # 100, 200, 280 and 300: neither 9000 noted too early, 7000 bought, nor 50 of a video
        five = row_of(tracking(measured).due, "Five")
        assert five[5] == "2.1 × the median of 4 earlier posts (240)"

    def test_fewer_than_three_are_too_few(self, measured: Desk) -> None:
        due = tracking(measured).due
        assert row_of(due, "One")[5] == "no earlier post to compare with"
        assert row_of(due, "Three")[5] == "2 earlier posts, too few to compare"

    def test_early_late_and_paid_are_said_in_words(self, measured: Desk) -> None:
        due = tracking(measured).due
        assert row_of(due, "Early")[4:] == [
            "too early | Thu 7 May | after 2 days",
            "not compared: noted too early",
        ]
        assert row_of(due, "Five")[4] == "late | Sat 6 Jun | after 25 days"
        assert row_of(due, "Four")[4] == "Mon 18 May | after 7 days"
        assert row_of(due, "Bought")[5] == "not compared: paid"

    def test_paid_figures_stand_apart(self, measured: Desk) -> None:
        view = tracking(measured)
        assert row_of(view.due, "Four")[3] == "reach: 280 | watch minutes: 12 min"
        assert cells(view.paid) == [["Four", "reach", "40,000", "Mon 18 May"]]

    def test_what_is_to_be_noted_comes_oldest_first_with_place_and_deadline(
        self, measured: Desk
    ) -> None:
        found = tracking(measured).to_note
        assert [(it.post.text, it.mark.word, it.what, it.until) for it in found] == [
            ("Early", "noted too early", "reach, watch minutes", "waiting for 26 days"),
            ("Late", "late", "reach, watch minutes", "waiting for 18 days"),
            (
                "Due",
                "due",
                "reach, watch minutes, comments",
                "by Fri 19 Jun at the latest",  # 29 May + 7 + 14 days
            ),
        ]
        assert {it.read_from for it in found} == {"Meta Business Suite"}
        assert found[0].place.text == "posts/early.md:7"

    def test_small_figures_are_said_to_be_small(self, tmp_path: Path) -> None:
        values = {"a": 10, "b": 12, "c": 14, "d": 18}
        posts = {
            f"posts/{name}.md": post(
                title=name, date=f"2026-05-0{n}", metrics=noted("2026-05-20", reach=value)
            )
            for n, (name, value) in enumerate(values.items(), 4)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, "channels/facebook.md": CHANNEL, **posts}))
        assert row_of(tracking(laid).due, "d")[5] == (
            "1.5 × the median of 3 earlier posts (12); small figures, so it may be chance"
        )

    def test_posts_of_one_day_are_not_earlier_than_one_another(self, tmp_path: Path) -> None:
        posts = {
            f"posts/{name}.md": post(
                title=name, date="2026-05-05", metrics=noted("2026-05-20", reach=100)
            )
            for name in "abcd"
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, "channels/facebook.md": CHANNEL, **posts}))
        beside = {row[5] for row in cells(tracking(laid).due)}
        assert beside == {"no earlier post to compare with"}

    def test_followers_are_a_series_without_the_future(self, measured: Desk) -> None:
        view = tracking(measured)
        assert cells(view.followers) == [
            ["Our page", "4 May 2026", "100", ""],
            ["Our page", "1 June 2026", "130", "+30"],
        ]
        assert view.trails[-1].words == "from 100 on 4 May 2026 to 130 on 1 June 2026"

    def test_the_small_lines_of_the_sample(self) -> None:
        trails = {(it.channel.text, it.metric): it for it in tracking(desk()).trails}
        reach = trails["Facebook page", "reach"]
        # 1480, 1390, 1630, 1270; the poll p15 has none
        assert reach.words == "from 1,480 to 1,270 in 4 posts, median 1,435"
        assert reach.note == "1 post without the figure"
        assert trails["YouTube", "watch minutes"].note == "more is not always better here"
        assert str(reach.line).startswith('<svg class="pl-chart pl-chart--spark"')

    def test_the_sample_has_one_post_to_note(self) -> None:
        (poll,) = tracking(desk()).to_note
        assert (poll.mark.word, poll.what) == ("due", "reach, views, votes")
        assert poll.until == "by Sat 20 Jun at the latest"

    def test_the_file_has_every_figure_up_to_today(self, measured: Desk) -> None:
        found = rows(figures_csv(measured))
        assert found[0] == ["Subject", "Name", "Day", "Figure", "Value", "Paid", "Source"]
        assert ["post:a4", "Four", "2026-05-18", "reach", "40000", "yes", "hand"] in found
        assert ["post:a4", "Four", "2026-05-18", "reach", "280", "no", "hand"] in found
        assert [
            "channel:facebook",
            "Our page",
            "2026-05-04",
            "followers",
            "100",
            "no",
            "hand",
        ] in found
        assert not [row for row in found if row[4] == "999"]

    def test_a_long_plan_shows_the_newest_and_links_to_the_file(self, tmp_path: Path) -> None:
        start = dt.date(2026, 5, 4)
        posts = {
            f"posts/p{n}.md": post(
                title=f"Post {n}",
                date=start + dt.timedelta(days=n // 3),
                metrics=noted("2026-06-06", reach=n),
            )
            for n in range(45)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, "channels/facebook.md": CHANNEL, **posts}))
        view = tracking(laid)
        assert len(view.due.rows) == 40
        assert view.more
        assert (view.more.text, view.more.to) == ("5 more posts in the file", "figures.csv")


# Change


def goal_of(tmp_path: Path, text: str, day: dt.date = DAY) -> GoalChange:
    laid = desk_of(write(tmp_path, {"plan.md": PLAN, "goals/g.md": f"---\n{text}\n---\n"}), day)
    return change(laid).goals[0]


def facts(goal: GoalChange) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.values[0].text, fact.note) for fact in goal.facts}


START = "title: Goal\nmetric: boxes\nunit: pcs\nbaseline: {value: 100, date: 2026-05-10}\n"


class TestChange:
    def test_the_boxes_of_the_sample_worked_out_by_hand(self) -> None:
        boxes = next(it for it in change(desk()).goals if it.goal.text.startswith("Sell 60"))
        assert facts(boxes) == {
            "Change since the start": (
                "+23 pcs",
                "22 → 45, no per cent: with figures under 30 the change may be chance",
            ),
            "Of the way to the target": ("23 of 38 pcs", "61%"),
            # 15 in the 42 days to 19 July; so far 23 in 42 days
            "Needed from here": (
                "+2.5 pcs a week",
                "no faster than so far, 15 pcs to go by 19 July 2026",
            ),
            "So far": ("+3.8 pcs a week", ""),
            "Posts that serve it": ("13 posts", ""),
        }

    def test_a_goal_may_fall(self, tmp_path: Path) -> None:
        goal = goal_of(
            tmp_path,
            START + "target: {value: 40, by: 2026-07-05}\n"
            "observations: [{date: 2026-06-07, value: 70}]",
        )
        found = facts(goal)
        assert found["Change since the start"] == ("−30 pcs", "100 → 70, −30%")
        assert found["Of the way to the target"] == ("30 of 60 pcs", "50%")
        # 30 in the 28 days that are left, and 30 in the 28 days so far
        assert found["Needed from here"][0] == "−7.5 pcs a week"
        assert found["So far"][0] == "−7.5 pcs a week"

    def test_per_cent_from_zero_cannot_be_calculated(self) -> None:
        signups = change(desk()).goals[1]
        assert facts(signups)["Change since the start"] == (
            "+131 people",
            "0 → 131, per cent cannot be calculated from zero",
        )

    def test_less_than_a_week_is_not_made_a_pace(self) -> None:
        assert facts(change(desk()).goals[1])["Needed from here"] == ("169 people", "within 6 days")

    @pytest.mark.parametrize(
        ("rest", "label", "said"),
        [
            ("target: {value: 140, by: 2026-07-05}", "Of the way to the target",
             ("Cannot be calculated", "There is no figure since the start.")),
            ("observations: [{date: 2026-06-07, value: 90}]\ntarget: {value: 140, by: 2026-07-05}",
             "Of the way to the target", ("−10 of 40 pcs", "It has moved away from the target.")),
            ("observations: [{date: 2026-06-07, value: 140}]\ntarget: {value: 140, by: 2026-07-05}",
             "Needed from here", ("Nothing: the target is reached", "")),
            ("observations: [{date: 2026-06-07, value: 120}]\ntarget: {value: 140, by: 2026-06-01}",
             "Needed from here", ("Its day has come", "20 pcs short on 1 June 2026")),
            ("observations: [{date: 2026-06-07, value: 120}]",
             "Of the way to the target", ("Cannot be calculated", "The goal has no target value.")),
            ("observations: [{date: 2026-06-07, value: 120}]\ntarget: {value: 100, by: 2026-07-05}",
             "Of the way to the target",
             ("Cannot be calculated", "The target is the same as the start.")),
            ("observations: [{date: 2026-06-30, value: 120}]\ntarget: {value: 140, by: 2026-07-05}",
             "Change since the start", ("Cannot be calculated yet", "One figure is no change.")),
        ],
    )  # fmt: skip
    def test_what_cannot_be_said_is_said_so(
        self, tmp_path: Path, rest: str, label: str, said: tuple[str, str]
    ) -> None:
        assert facts(goal_of(tmp_path, START + rest))[label] == said

    def test_what_is_missing_or_old_is_said_with_what_to_write(self, tmp_path: Path) -> None:
        goal = goal_of(tmp_path, START + "target: {value: 140, by: 2026-07-05}")
        assert [note.rule.text for note in goal.notes] == ["CHG803 observation-stale"]
        assert "observations" in goal.notes[0].help

    def test_posts_and_reviews_are_marked_on_the_line(self) -> None:
        laid = desk()
        chart, table = goal_chart(laid, laid.plan.goals["more-recommendations"])
        kinds = [(event.day.isoformat(), event.kind) for event in chart.events]
        assert kinds == [
            ("2026-05-10", "post"), ("2026-05-10", "review"), ("2026-05-24", "review"),
            ("2026-06-07", "review"),
        ]  # fmt: skip
        assert chart.events[0].words == "10 May 2026: Mother's Day morning on the farm"
        assert [row[1] for row in cells(table)] == ["9 pcs", "11 pcs", "14 pcs", "17 pcs"]
        assert [row[2] for row in cells(table)] == ["", "+2", "+5", "+8"]

    def test_posts_of_one_day_share_a_mark(self, tmp_path: Path) -> None:
        files = {
            f"posts/p{n}.md": post(title=f"Post {n}", date="2026-05-12", goal="g") for n in range(5)
        }
        files["goals/g.md"] = f"---\n{START}---\n"
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        chart, _ = goal_chart(laid, laid.plan.goals["g"])
        (event,) = chart.events
        assert event.words == "12 May 2026: Post 0; Post 1; Post 2; 2 more"

    @pytest.mark.parametrize("text", ["title: Goal", START, "title: Goal\ntarget: {value: 5}"])
    def test_a_goal_with_little_has_a_picture_too(self, tmp_path: Path, text: str) -> None:
        goal = goal_of(tmp_path, text)
        assert "NaN" not in goal.chart.svg()
        assert len(goal.chart.points) == len(goal.table.rows) == (text == START)

    def test_the_future_is_left_out_of_the_line(self, tmp_path: Path) -> None:
        goal = goal_of(tmp_path, START + "observations: [{date: 2026-07-01, value: 500}]")
        assert [point.value for point in goal.chart.points] == [100]

    def test_the_page_says_that_change_does_not_prove_its_cause(self) -> None:
        assert "does not prove its cause" in words(body("change.html"))

    def test_a_mark_of_a_review_is_longer_than_one_of_a_post(self) -> None:
        day = dt.date(2026, 5, 1)
        events = (Event(day, "post"), Event(day, "review", "review"))
        chart = Chart("t", "d", (Point(day, 1, "1 pc"),), (day, "a"), (day, "b"), None, events)
        assert re.findall(r"v(\d+)\"", chart.svg()) == ["6", "12"]


# Reviews


def reviewed(tmp_path: Path, posts: dict[str, str], day: dt.date = DAY) -> Desk:
    review = (
        "---\ndate: 2026-05-18\nnoticed: '{attack}'\ndecisions:\n"
        "  - {what: Carried, post: carried}\n  - {what: Planned, post: planned}\n"
        "  - {what: Old, post: old}\n  - {what: Only an idea, post: idea}\n"
        "  - {what: Slipped, post: slipped}\n  - {what: Dropped, post: dropped}\n"
        "  - {what: Unknown, post: nothing}\n  - {what: Nobody}\n---\n"
    )
    files = {f"posts/{name}.md": text for name, text in posts.items()}
    return desk_of(write(tmp_path, {"plan.md": PLAN, "reviews/r.md": review, **files}), day)


class TestReviews:
    def test_each_decision_says_what_became_of_it(self, tmp_path: Path) -> None:
        laid = reviewed(
            tmp_path,
            {
                "carried": post(date="2026-05-20"),
                "planned": post(date="2026-06-20", status="ready"),
                "old": post(date="2026-05-10"),
                "idea": post(status="idea"),
                "slipped": post(date="2026-05-30", status="ready"),
                "dropped": post(date="2026-05-30", status="cancelled"),
            },
        )
        (held,) = reviews(laid).reviews
        assert {it.what: it.mark.word for it in held.decisions} == {
            "Carried": "carried out",
            "Planned": "coming",
            "Old": "was out already",
            "Only an idea": "not there yet",
            "Slipped": "not there yet",
            "Dropped": "cancelled",
            "Unknown": "not there yet",
            "Nobody": "not there yet",
        }
        assert held.decisions[-1].when == "No post carries it yet: add “post:” to the decision."

    def test_the_newest_review_comes_first_under_its_own_address(self) -> None:
        view = reviews(desk())
        assert [it.iso for it in view.reviews] == ["2026-06-07", "2026-05-24", "2026-05-10"]
        for name in desk().plan.reviews:
            page, _, anchor = desk().addresses.of(Kind.REVIEW, name).partition("#")
            assert f'id="{anchor}"' in body(page)

    @pytest.mark.parametrize(
        ("day", "said", "late", "gaps"),
        [
            ("2026-06-07", "In 14 days: the next review is on Sun 21 Jun", "", 0),
            ("2026-06-21", "The next review is due now: 14 days since the last one.", "", 0),
            ("2026-06-26", "The next review is due now: 19 days since the last one.", "late", 1),
            ("2026-05-01", "In 10 days: the next review is on Mon 11 May", "", 0),
        ],
    )
    def test_it_says_when_the_next_is_due(self, day: str, said: str, late: str, gaps: int) -> None:
        view = reviews(desk(dt.date.fromisoformat(day)))
        assert (view.next, view.late, len(view.gaps)) == (said, late == "late", gaps)

    def test_a_stretch_without_a_review_is_named(self) -> None:
        view = reviews(desk(dt.date(2026, 6, 26)))
        assert view.gaps == ("19 days without a review: 7 June 2026 – 26 June 2026",)

    def test_reviews_ahead_or_undated_have_their_place(self, tmp_path: Path) -> None:
        files = {
            "reviews/ahead.md": "---\ndate: 2026-06-30\n---\n",
            "reviews/some.md": "---\nnoticed: Much\n---\n",
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        view = reviews(laid)
        assert not view.reviews
        assert {it.title for it in view.others} == {
            "Tuesday 30 June 2026: its day has not come yet",
            "some: it has no day yet",
        }

    def test_what_was_learned_is_grouped_by_what_comes_next(self) -> None:
        sorts = reviews(desk()).learned
        assert [(it.title, len(it.table.rows)) for it in sorts] == [
            ("Repeat", 8), ("Improve", 3), ("Reuse", 2),
        ]  # fmt: skip
        reuse = cells(sorts[2].table)
        assert reuse[1] == [
            "What organic promises, and what it does not | Mon 27 Apr · Facebook page",
            "Questions were about pesticides; make a live of it.",
            "comments: 22",
            "6.4% | (64 + 22 + 9) / 1,480 × 100",
            "LIVE: ask the grower what organic means here",
        ]

    def test_engagement_is_worked_out_with_saves_where_they_are_counted(self) -> None:
        repeat = reviews(desk()).learned[0].table
        pie = row_of(repeat, "Rhubarb")
        assert pie[3] == "15.3% | (140 + 11 + 24 + 88) / 1,720 × 100"
        letter = row_of(repeat, "The season begins")
        assert letter[3] == ""  # a newsletter has no reach

    @pytest.mark.parametrize(
        ("figures", "said"),
        [
            ("reach: 100, reactions: 5, comments: 3, shares: 2, saves: 1", "11% | (5 + 3 + 2 + 1) / 100 × 100"),
            ("reach: 100, reactions: 5, comments: 3, shares: 2", ""),  # others have saves
            ("reach: 29, reactions: 5, comments: 3, shares: 2, saves: 1", ""),
            ("reach: 100, reactions: 5, shares: 2, saves: 1", ""),
        ],
    )  # fmt: skip
    def test_no_engagement_where_a_part_is_not_known(
        self, tmp_path: Path, figures: str, said: str
    ) -> None:
        learned = "{learned: Something, next: repeat}"
        files = {
            "posts/a.md": post(
                title="This", date="2026-05-05", analysis=learned,
                metrics=f"{{checked_on: 2026-05-12, {figures}}}",
            ),
            "posts/b.md": post(
                title="Other", date="2026-05-06", metrics="{checked_on: 2026-05-13, saves: 4}"
            ),
        }  # fmt: skip
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, "channels/facebook.md": CHANNEL, **files}))
        assert row_of(reviews(laid).learned[0].table, "This")[3] == said


# Links


class TestLinks:
    def test_the_sample_has_its_links_with_their_parts(self) -> None:
        view = links(desk())
        assert not view.lacking
        assert [(it.title, it.count) for it in view.sorts] == [
            ("Still to go out", 5), ("Gone out", 8),
        ]  # fmt: skip
        first = view.sorts[0].links[0]
        assert first.address == (
            "https://kaskisuvanto.example/pihapaiva?utm_source=facebook&utm_medium=social"
            "&utm_campaign=open-yard-2026-06&utm_content=p19-facebook"
        )
        assert [(fact.label, fact.values[0].text) for fact in first.facts] == [
            ("Leads to", "https://kaskisuvanto.example/pihapaiva"),
            ("Name of the link", "p19-facebook"),
            ("Source", "facebook"),
            ("Medium", "social"),
            ("Campaign", "open-yard-2026-06"),
        ]

    def test_the_address_can_be_copied_as_a_whole(self) -> None:
        html = body("links.html")
        assert html.count('data-pl-copy="Copy the address"') == 13
        found = re.findall(r'<div class="pl-text pl-address"[^>]*>([^<]*)</div>', html)
        assert unescape(found[0]) == links(desk()).sorts[0].links[0].address

    def test_variants_have_links_of_their_own_and_cancelled_posts_none(
        self, tmp_path: Path
    ) -> None:
        link = "{type: link, url: 'https://x.example/a'}"
        files = {
            "posts/a.md": post(
                title="A", cta=link, link_id="a", variants="{instagram: {text: Other}}"
            ),
            "posts/b.md": post(title="B", status="cancelled", cta=link, link_id="b"),
        }
        view = links(desk_of(write(tmp_path, {"plan.md": PLAN, **files})))
        (sort,) = view.sorts
        assert [it.channel for it in sort.links] == ["facebook", "instagram"]
        assert "utm_source=instagram" in sort.links[1].address
        assert not any(it.same for it in sort.links)

    def test_links_that_cannot_be_told_apart_are_marked(self, tmp_path: Path) -> None:
        link = "{type: link, url: 'https://x.example/a'}"
        files = {
            "posts/a.md": post(title="A", cta=link, link_id="same"),
            "posts/b.md": post(title="B", cta=link, link_id="same", channel="instagram"),
            "posts/c.md": post(title="C", cta=link),
            "posts/d.md": post(title="D", cta=link),
            "posts/e.md": post(title="E", cta=link, link_id="own"),
        }
        (sort,) = links(desk_of(write(tmp_path, {"plan.md": PLAN, **files}))).sorts
        same = {it.post.text: [other.text for other in it.same] for it in sort.links}
        assert same == {"A": ["B"], "B": ["A"], "C": ["D"], "D": ["C"], "E": []}

    def test_a_missing_link_stands_on_top_with_what_to_write(self, tmp_path: Path) -> None:
        files = {
            "posts/a.md": post(title="A", date="2026-05-05", cta="{type: link, text: Read}"),
            "posts/b.md": post(
                title="B", date="2026-05-06", cta="{type: order, url: 'https://x.example'}"
            ),
            "posts/c.md": post(title="C", date="2026-05-07", cta="{type: comment}"),
            "posts/d.md": post(title="D", status="idea", cta="{type: download}"),
        }
        found = links(desk_of(write(tmp_path, {"plan.md": PLAN, **files}))).lacking
        assert [it.post.text for it in found] == ["A", "B"]
        assert "url: https://" in found[0].how
        assert found[1].how == "Give the link a name, such as “link_id: b-facebook”."
        assert found[0].place.text == "posts/a.md:7"

    def test_the_file_has_all_links(self) -> None:
        found = rows(links_csv(desk()))
        assert len(found) == 14
        assert found[0][-1] == "Address"
        assert found[1][:3] == [
            "p03",
            "The season begins: what's in the box each month",
            "reviewed",
        ]


# Do now


class TestNow:
    def test_what_goes_out_tomorrow_stands_first(self) -> None:
        near = now(desk()).near
        assert [it.soon for it in near] == ["Today", "Tomorrow"]
        assert [entry.post.text for entry in near[1].day.entries] == [
            "Open-yard day programme and parking"
        ]
        text = words(body("now.html"))
        assert text.index("Tomorrow Mon 8 Jun") < text.index("Entrepreneur")

    def test_where_both_days_are_empty_the_next_one_is_shown(self) -> None:
        near = now(desk(dt.date(2026, 6, 20))).near
        assert [(it.soon, bool(it.day.entries)) for it in near] == [
            ("Today", False), ("Tomorrow", False), ("In 3 days", True),
        ]  # fmt: skip

    def test_everybody_has_their_own(self) -> None:
        people = now(desk()).people
        assert [(it.name, it.count, it.minutes) for it in people] == [
            ("Entrepreneur", "2 things", "2 minutes and 1 thing without an estimate"),
            ("Spouse", "5 things", ""),
            ("Summer helper", "1 thing", "2 minutes"),
        ]

    def test_each_task_has_its_sort_its_day_and_its_place(self) -> None:
        first = now(desk()).people[0].tasks[0]
        assert (first.sort, first.soon) == ("publish", "Tomorrow")
        assert first.place
        assert first.place.text == "posts/p19.md:3"
        assert first.what == "Mon 8 Jun at 18:00, Facebook page"
        assert first.about
        assert first.about.to == "posts/p19.html"
        text = words(body("now.html"))
        assert all(word in text for word in ("Publish", "Note figures", "Decide"))

    def test_nobody_comes_last_and_drafts_take_the_time_of_the_plan(self, tmp_path: Path) -> None:
        files = {
            "posts/a.md": post(title="A", status="draft", date="2026-06-08", minutes=40),
            "posts/b.md": post(
                title="B", status="draft", date="2026-06-09", minutes=25, owner="eve"
            ),
        }
        people = now(desk_of(write(tmp_path, {"plan.md": PLAN, **files}))).people
        assert [(it.name, it.id, it.minutes) for it in people] == [
            ("eve", "person-eve", "25 minutes"),
            # the draft, and the review that is due
            ("Nobody yet", "person-nobody", "45 minutes"),
        ]

    def test_home_shows_a_few_and_this_page_many(self, tmp_path: Path) -> None:
        files = {
            f"posts/p{n:03}.md": post(title=f"Post {n}", status="ready", date="2026-06-08")
            for n in range(230)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **files}))
        publish = groups(laid)[0]
        assert (len(publish.tasks), publish.count) == (12, 230)
        assert publish.more
        assert publish.more.to == addresses.NOW
        (nobody,) = now(laid).people
        assert len(nobody.tasks) == 200
        assert nobody.more
        assert nobody.count == "231 things"  # and the review that is due
        assert nobody.more.text == "31 more"

    def test_a_passed_day_says_how_long_ago(self) -> None:
        tasks = [task for it in now(desk(dt.date(2026, 6, 20))).people for task in it.tasks]
        assert {task.soon for task in tasks if "has passed" in task.what} >= {"12 days ago"}


# All of them


class TestPages:
    def test_they_stand_in_the_navigation(self) -> None:
        sections = {s.title.msgid if s.title else "": [h.path for h in s.hubs] for s in SECTIONS}
        assert sections[""][:2] == [addresses.HOME, addresses.NOW]
        assert sections["What came of it"][:3] == [
            addresses.TRACKING, addresses.CHANGE, addresses.REVIEWS,
        ]  # fmt: skip
        what = sections["What and when"]
        assert what.index(addresses.LINKS) > what.index(addresses.POSTS)

    @pytest.mark.parametrize("path", OURS)
    def test_links_lead_somewhere_and_ids_are_unique(self, path: str) -> None:
        html = body(path)
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert len(ids) == len(set(ids))
        made = {page.path for page in sample().pages} | {file.path for file in sample().files}
        made |= {it for it in vars(addresses).values() if isinstance(it, str)}  # to come
        for target in re.findall(r'href="([^"]*)"', html):
            file, _, fragment = target.partition("#")
            if target.startswith("http"):
                continue
            assert not file or unquote(file) in made
            assert file or fragment in ids

    @pytest.mark.parametrize("path", OURS)
    def test_they_say_as_of_when_and_speak_finnish(self, path: str) -> None:
        assert "As of Sunday 7 June 2026" in words(body(path))
        text = words(body(path, "fi"))
        assert "sunnuntai 7.6.2026" in text
        for english in (" the ", " and ", "Tomorrow", "days", "post"):
            assert english not in re.sub(r"\S*(/|\.md|=|-)\S*", "", text), english

    @pytest.mark.parametrize("path", OURS)
    def test_headings_go_down_one_step_at_a_time(self, path: str) -> None:
        levels = [int(level) for level in re.findall(r"<h([1-6])", body(path))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))

    @pytest.mark.parametrize("path", OURS)
    def test_an_empty_plan_says_what_to_do(self, path: str, tmp_path: Path) -> None:
        site = render(write(tmp_path, {"plan.md": PLAN}), as_of=DAY, language="en")
        text = words(next(page.body for page in site.pages if page.path == path))
        said = {
            "now.html": "Nothing goes out.",
            "tracking.html": "No figures are due yet.",
            "change.html": "planner new goal",
            "reviews.html": "“learned:” under “analysis:”",
            "links.html": "“url:” under “cta:”",
        }
        assert said[path] in text

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_a_plan_full_of_faults_has_them_too(self, language: str) -> None:
        site = render(FAULTY, as_of=DAY, language=language)
        assert {page.path for page in site.pages} >= set(OURS)

    def test_what_people_write_is_never_markup(self, tmp_path: Path) -> None:
        day = "2026-05-06"
        quoted = f"'{ATTACK}'"
        files = {
            "channels/facebook.md": CHANNEL.replace("Our page", quoted).replace(
                "Meta Business Suite", quoted
            ),
            "goals/g.md": f"---\ntitle: {quoted}\nunit: {quoted}\nmetric: {quoted}\n"
            f"baseline: {{value: 1, date: {day}}}\n"
            f"observations: [{{date: 2026-06-01, value: 2, note: {quoted}}}]\n"
            "target: {value: 9, by: 2026-07-01}\n---\n",
            "reviews/r.md": f"---\ndate: {day}\nnoticed: {quoted}\nhappened: {quoted}\n"
            f"changed: {quoted}\ndecisions: [{{what: {quoted}, post: {quoted}}}]\n---\n",
            "posts/a.md": post(
                title=quoted, date=day, goal="g", owner=quoted,
                cta="{type: link, url: 'https://x.example/?a=%22%3E<script>'}",
                analysis=f"{{learned: {quoted}, next: repeat}}",
                metrics=noted("2026-05-20", reach=40, reactions=3, comments=2, shares=1),
            ),
            "posts/b.md": post(title=quoted, date="2026-06-08", status="ready", cta="{type: link}"),
        }  # fmt: skip
        site = render(write(tmp_path, {"plan.md": PLAN, **files}), as_of=DAY, language="en")
        shown = 0
        for page in site.pages:
            assert "<script" not in page.body
            assert "<img" not in page.body or page.path == addresses.GUIDE
            shown += page.path in OURS and "alert(1)" in page.body
        assert shown == len(OURS)

    def test_no_cell_of_a_file_is_a_formula(self, tmp_path: Path) -> None:
        files = {
            "channels/facebook.md": CHANNEL.replace("Our page", "'=1+1'"),
            "posts/a.md": post(
                title="'=cmd'", date="2026-05-06", link_id="a",
                cta="{type: link, url: 'https://x.example/'}",
                metrics=noted("2026-05-20", reach=40),
            ),
        }  # fmt: skip
        site = render(write(tmp_path, {"plan.md": PLAN, **files}), as_of=DAY, language="en")
        for file in site.files:
            if file.path.endswith(".csv"):
                for row in rows(file.content):
                    assert not [cell for cell in row if cell.startswith(("=", "@", "+"))], file.path
