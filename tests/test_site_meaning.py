"""What the figures say on the site, and two weeks in the life of a plan."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from planner import cli
from planner.site.views.change import change
from planner.site.views.goals import goals
from planner.site.views.home import home
from planner.site.views.post import post_page
from planner.site.views.results import results
from planner.site.views.todo import tasks
from planner.site.views.tracking import tracking
from planner.site.views.works import works
from tests.test_site_outcome import (
    DAY,
    PLAN,
    body,
    cells,
    desk,
    desk_of,
    noted,
    post,
    words,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.views.desk import Desk


def goal(**keys: object) -> str:
    given = {
        "title": "G",
        "metric": "boxes",
        "unit": "pcs",
        "baseline": "{value: 0, date: 2026-05-08}",
        "target": "{value: 60, by: 2026-07-07}",
        **keys,
    }
    return fenced("".join(f"{name}: {value}\n" for name, value in given.items()))


def fenced(matter: str) -> str:
    return f"---\n{matter}---\n"


def plan_of(folder: Path, files: dict[str, str], day: dt.date = DAY) -> Desk:
    return desk_of(write(folder, {"plan.md": PLAN, **files}), day)


def seen(value: float, day: str = "2026-06-06") -> str:
    return f"[{{date: {day}, value: {value}}}]"


class TestDoesItWork:
    def test_the_sample_answers_at_a_glance(self) -> None:
        shown = works(desk())
        assert shown.sentence == "1 of 5 goals in time or reached."
        boxes = shown.goals[3]
        assert boxes.label == "Sell 60 season boxes"
        assert boxes.words == "45 of 60 pcs, in time (50% of the time gone)"
        assert boxes.to == "change.html#change-goal-sell-boxes"
        assert f'id="{boxes.to.partition("#")[2]}"' in body("change.html")
        assert [line.text for line in shown.lines] == [
            "Figures are noted of 14 of 15 posts that are due",
            "The last review was on Sun 7 Jun, with 2 decisions",
        ]
        assert home(desk()).works == change(desk()).works == shown
        assert "Toimiiko se?" in words(body("index.html", "fi"))

    @pytest.mark.parametrize(
        ("keys", "state"),
        [
            ({"observations": seen(60)}, "60 of 60 pcs, reached"),
            ({"observations": seen(30)}, "30 of 60 pcs, in time (50% of the time gone)"),
            ({"observations": seen(26)}, "26 of 60 pcs, behind its time (50% of the time gone)"),
            ({"observations": seen(-5)}, "further away than at the start"),
            ({"observations": seen(30), "target": "{value: 60}"}, "30 of 60 pcs, under way"),
            (
                {"observations": seen(30), "target": "{value: 60, by: 2026-06-06}"},
                "its time is over",
            ),
            (
                {
                    "baseline": "{value: 60, date: 2026-05-08}",
                    "target": "{value: 10, by: 2026-07-07}",
                    "observations": seen(30),
                },
                "30 of 10 pcs, in time (50% of the time gone)",  # a goal that is to fall
            ),
        ],
    )
    def test_how_a_goal_stands_beside_its_time(
        self, tmp_path: Path, keys: dict[str, str], state: str
    ) -> None:
        laid = plan_of(tmp_path, {"goals/g.md": goal(**keys)})
        assert state in works(laid).goals[0].words

    def test_what_cannot_be_judged_is_counted(self, tmp_path: Path) -> None:
        laid = plan_of(
            tmp_path,
            {
                "goals/a.md": goal(observations=seen(60)),
                "goals/b.md": goal(),
                "goals/c.md": goal(observations=seen(-5)),
            },
        )
        assert works(laid).sentence == (
            "1 of 2 goals in time or reached, 1 further from its target than at the start; "
            "1 goal cannot be judged yet."
        )
        none = plan_of(tmp_path / "none", {"goals/b.md": goal()})
        assert works(none).sentence.startswith("Nobody can say yet")

    def test_before_anything_is_out_the_first_page_does_not_ask(self, tmp_path: Path) -> None:
        files = {"goals/a.md": goal(observations=seen(60)), "posts/p.md": post(status="draft")}
        assert home(plan_of(tmp_path, files)).works is None

    def test_posts_that_can_be_compared_are_counted(self, tmp_path: Path) -> None:
        files = {
            "channels/instagram.md": fenced("title: I\nattention_metrics: [reach]\n"),
            "goals/a.md": goal(),
        }
        for number, reach in enumerate((100, 200, 300, 400, 150)):
            day = dt.date(2026, 5, 4 + number)
            files[f"posts/p{number}.md"] = post(
                channel="instagram",
                date=day,
                metrics=noted(str(day + dt.timedelta(days=8)), reach=reach),
            )
        lines = [line.text for line in works(plan_of(tmp_path, files)).lines]
        assert lines[1] == "1 of 2 posts that can be compared did at least as well as usual"


class TestLessons:
    def test_the_sample_has_too_few_posts_and_says_what_is_needed(self) -> None:
        shown = results(desk())
        assert shown.lessons == ()
        assert "It takes 3 posts each of two formats" in shown.no_lessons

    def test_what_a_result_took_is_reckoned_by_channel_and_sort(self) -> None:
        rows = {(row[0], row[1]): row[2:] for row in cells(results(desk()).effort)}
        assert rows["Newsletter", "orders"] == ["1", "6", "13.3", ""]  # 80 minutes
        table = tracking(desk()).results.effort
        assert "/tables/effort.csv" in f"/{table.file}"

    def test_a_trial_says_that_it_may_be_chance(self) -> None:
        ((_, differs, a, b, said),) = cells(results(desk()).trials)
        assert differs == "subject line | opens"
        assert a == "Family box or small box? | 115 of 205, 56.1%"
        assert b == "How many of you eat? | 126 of 205, 61.5%"
        assert "may be chance: without any, one as large comes in 27 of 100 trials" in said

    @pytest.mark.parametrize(
        ("figures", "said"),
        [
            ("a_of: 205, a_count: 115, b_of: 205, b_count: 150", "B did better"),
            ("a_of: 205, a_count: 150, b_of: 205, b_count: 115", "A did better"),
            ("a_of: 20, a_count: 3, b_of: 20, b_count: 9", "Too few to tell"),
            ("a_of: 20", "Note how many got each version"),
        ],
    )
    def test_how_a_trial_came_out(self, tmp_path: Path, figures: str, said: str) -> None:
        text = post(ab_test=f"{{variable: title, a: One, b: Two, metric: opens, {figures}}}")
        laid = plan_of(tmp_path, {"posts/p.md": text})
        assert said in cells(results(laid).trials)[0][4]
        assert any(said in line for line in post_page(laid, laid.plan.posts["p"]).trial)

    def test_the_best_format_and_time_are_told_with_their_figures(self, tmp_path: Path) -> None:
        files = {"channels/instagram.md": fenced("title: Insta\nattention_metrics: [reach]\n")}
        for number in range(6):
            day = dt.date(2026, 5, 4) + dt.timedelta(days=number)
            form, clock = ("image", '"18:30"') if number < 3 else ("short-video", '"09:00"')
            files[f"posts/p{number}.md"] = post(
                channel="instagram",
                format=form,
                date=day,
                time=clock,
                metrics=noted(str(day + dt.timedelta(days=8)), reach=100 + 100 * number),
            )
        lessons = results(plan_of(tmp_path, files)).lessons
        assert lessons[0].channel.text == "Insta"
        assert lessons[0].words == "Short vertical video is noticed most"
        assert lessons[0].figures == "reach: median 500 of 3 posts; the next, image: 200 of 3 posts"
        assert lessons[0].note == ""


class TestPost:
    def test_each_share_is_said_with_its_whole(self) -> None:
        page = post_page(desk(), desk().plan.posts["p12"])
        assert page.rates == (
            "Click-through: 30.7% (74 of 241, opens)",
            "From clicks to orders: 8.1% (6 of 74, link clicks)",
            "Work for one result (orders): 13.3 min",
        )
        assert page.trial[-1].startswith("The difference may be chance")
        first = post_page(desk(), desk().plan.posts["p05"]).rates
        assert first[0] == (
            "Engagement by reach: 15.3% (263 of 1,720, reach); counted are reactions, comments, shares, saves"
        )
        assert first[1].startswith("Engagement by views: 9.1% (263 of 2,890, views)")

    def test_of_few_no_per_cent_is_given(self, tmp_path: Path) -> None:
        text = post(metrics=noted("2026-06-01", reach=29, comments=3, opens=5, delivered=29))
        laid = plan_of(tmp_path, {"posts/p.md": text})
        assert post_page(laid, laid.plan.posts["p"]).rates == (
            "Engagement by reach: 3 of 29, reach; counted are comments",
            "Open rate: 5 of 29, delivered",
        )

    def test_a_figure_stands_beside_earlier_ones(self) -> None:
        page = post_page(desk(), desk().plan.posts["p14"])
        assert {it.beside for it in page.figures if it.metric == "reach"} == {
            "1 earlier post, too few to compare"
        }


class TestOthers:
    def test_answers_are_told_with_their_number_and_version(self, tmp_path: Path) -> None:
        text = goal(
            metric="nps",
            observations="[{date: 2026-06-06, value: 45, n: 100, promoters: 60, passives: 25, detractors: 15, version: 0 to 10}]",
        )
        (shown,) = change(plan_of(tmp_path, {"goals/g.md": text})).goals
        behind = cells(shown.table)[-1][3]
        assert behind == (
            "100 answers | Version and scale: 0 to 10 | Promoters 60, passives 25, detractors 15: 45"
        )

    def test_a_quiet_moment_is_reckoned_where_all_of_it_is_known(self, tmp_path: Path) -> None:
        moments = (
            "moments:\n  - {id: bus, title: Waiting for the bus, people: 40, share: 12.5, value: 20, "
            "times_a_day: 13, days: 360}\n  - {id: tea, title: Tea}\n"
        )
        plan = PLAN.replace("---\n", f"---\n{moments}", 1)
        assert goals(plan_of(tmp_path, {"plan.md": plan, "goals/g.md": goal()})).moments == (
            "Waiting for the bus: 40 people × 12.5% × 20 × 13 a day × 360 days = 468,000",
        )

    def test_what_waits_has_the_command_that_notes_it(self) -> None:
        commands = [task.command for task in tasks(desk(), "note")]
        assert commands == [
            'planner track p13 --learned "…" --next …',
            'planner track p15 reach=… views=… votes=… --learned "…" --next …',
        ]
        assert "planner track p15 reach=…" in body("tracking.html")
        review = next(task for task in tasks(desk(dt.date(2026, 6, 20)), "decide") if not task.post)
        assert review.command == "planner review"


# Two weeks in the life


def overall(capsys: pytest.CaptureFixture[str], day: str) -> dict[int, str]:
    """Return the verdicts of the eight conditions as ``planner score`` prints them."""
    capsys.readouterr()
    cli.run(["score", "--today", day])
    lines = capsys.readouterr().out.splitlines()
    found = (re.match(r"\S ([1-8]) .*\b(met|partly|missing) ", line) for line in lines)
    return {int(it[1]): it[2] for it in found if it}


def test_two_weeks_in_the_life(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert overall(capsys, str(DAY))[6] == "partly"

    def track(*words: str, day: str) -> None:
        assert cli.run(["track", *words, "--today", day, "--quiet"]) == 0

    # Sunday: the post of last week gets its figures and its sentence, all in one line.
    sentence = "An easy question brings families into the talk"
    track(
        "p15",
        "reach=1310",
        "views=1900",
        "votes=41",
        "--learned",
        sentence,
        "--next",
        "repeat",
        day="2026-06-07",
    )
    track(
        "p13",
        "--learned",
        "Numbered recipes are saved for the week",
        "--next",
        "reuse",
        day="2026-06-07",
    )
    assert (overall(capsys, "2026-06-07")[6], overall(capsys, "2026-06-07")[7]) == ("met", "met")
    # Wednesday: the live broadcast went out; a week later its figures are due.
    track("p19", "--status", "published", "--url", "https://facebook.example/p19", day="2026-06-08")
    track("p20", "--status", "published", day="2026-06-10")
    assert overall(capsys, "2026-06-17")[6] == "partly"
    # Somebody opens the ledger in a spreadsheet, which writes it again in its own way.
    ledger = plan / "tracking/2026.csv"
    lines = ledger.read_text("utf-8").splitlines()
    ledger.write_text(
        "\ufeff" + "".join(f"{line.replace(',', ';')}\r\n" for line in lines), "utf-8"
    )
    track(
        "p20",
        "reach=1700",
        "views=2400",
        "peak-viewers=38",
        "comments=44",
        "--on",
        "17.6.2026",
        day="2026-06-17",
    )
    assert ledger.read_bytes().endswith(b"post:p20;2026-06-17;comments;44;hand;false\r\n")
    track("sell-boxes", "52", "fill-open-day", "288", day="2026-06-17")
    # Sunday again: a review, begun from these figures, and one decision.
    assert cli.run(["review", "--today", "2026-06-21"]) == 0
    review = plan / "reviews/2026-06-21.md"
    text = review.read_text("utf-8")
    assert "p20 reach 1700" in text
    assert "Sell 60 season boxes: 45 → 52 pcs" in text
    review.write_text(
        text.replace("decisions:\n", "decisions:\n  - {what: A clip of the live, post: p22}\n"),
        "utf-8",
    )
    after = desk_of(plan, dt.date(2026, 6, 21))
    boxes = works(after).goals[3]
    assert boxes.words.startswith("52 of 60 pcs, in time")
    newest = post_page(after, after.plan.posts["p20"])
    assert "Engagement by reach: 2.6% (44 of 1,700, reach); counted are comments" in newest.rates
    assert overall(capsys, "2026-06-21")[8] == "met", "the review has a decision"
    # The yard day and what followed it passed without a word on how it went: that is what is left.
    assert cli.run(["check", "--today", "2026-06-21", "--format", "github"]) == 1
    errors = [it for it in capsys.readouterr().out.splitlines() if it.startswith("::error")]
    assert ["date-passed" in it for it in errors] == [True, True]
