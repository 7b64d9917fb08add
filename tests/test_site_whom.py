"""The evidence of the first four conditions: audiences, goals, channels and interests."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from planner.site import render
from planner.site.addresses import AUDIENCES, CHANNELS, GOALS, INTERESTS
from planner.site.views.audiences import audiences
from planner.site.views.channels import channels
from planner.site.views.condition import condition
from planner.site.views.filters import keys
from planner.site.views.goals import factor, goals, progress
from planner.site.views.interests import interests
from tests.test_site import DAY, FINNISH, desk, desk_of, page, sample, words, write

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.views.desk import Desk
    from planner.site.views.tables import Cell, Table

PATHS = (AUDIENCES, GOALS, CHANNELS, INTERESTS)
PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-05-31}
---
"""
COOKS = """\
---
title: Cooks
description: People who cook every day and like to know where their food is from.
needs: [good food]
channels:
  - {id: facebook, evidence: asked, checked_on: 2025-05-20, note: Old}
  - {id: blog, evidence: asked}
  - {id: letter, evidence: assumption, checked_on: 2026-05-01}
  - {id: shop, evidence: observed, checked_on: 2025-05-21}
interests:
  - {id: bread, title: Bread, evidence: asked}
  - {id: soup, title: Soup}
---
"""
DAY_OF_SMALL = dt.date(2026, 5, 21)


def post(**fields: object) -> str:
    lines = {"title": "A post", "status": "draft", **fields}
    return "\n".join(("---", *(f"{name}: {value}" for name, value in lines.items()), "---", ""))


def small(tmp_path: Path, files: dict[str, str], day: dt.date = DAY_OF_SMALL) -> Desk:
    return desk_of(write(tmp_path, {"plan.md": PLAN, **files}), day)


def said(cell: Cell) -> str:
    return "; ".join(link.text for link in cell.links)


def shown(table: Table) -> list[list[str]]:
    return [[said(cell) for cell in row] for row in table.rows]


class TestVerdict:
    @pytest.mark.parametrize(
        ("path", "statement", "verdict"),
        [
            (AUDIENCES, "1 You know whom you are after", "✓ met 36/36"),
            (GOALS, "2 You know why", "✓ met 36/36"),
            (CHANNELS, "3 You know the channel", "◐ partly 31/36"),
            (INTERESTS, "4 You know what interests them", "✓ met 36/36"),
        ],
    )
    def test_a_page_begins_with_the_verdict_of_its_condition(
        self, path: str, statement: str, verdict: str
    ) -> None:
        text = words(page(path).body)
        assert text.index(statement) < text.index(verdict) < 250

    def test_it_leads_to_the_posts_and_the_findings(self) -> None:
        found = condition(desk(), "where")
        assert (found.open, found.evidence) == ("5 partly", "posts.html#open=where")
        assert (found.count, found.counted) == ("31/36", "posts.html#verdict=counted")
        assert found.findings == "findings.html#condition=where"
        assert found.page == CHANNELS

    def test_the_first_page_leads_to_the_evidence(self) -> None:
        body = page("index.html").body
        for path in PATHS:
            assert f'<a href="{path}">' in body


class TestAudiences:
    def test_the_posts_are_counted_by_stage_and_lead_to_what_they_count(self) -> None:
        table = audiences(desk()).stages
        assert shown(table) == [
            ["Home cooks keen on local food", *("18", "3", "6", "4", "5"), "6 Jun", "10 Jun"],
            [
                "Families with children in the nearby municipalities",
                *("13", "7", "1", "3", "2", "4 Jun", "8 Jun"),
            ],
            [
                "Lunch cafés and restaurants within 40 km",
                *("6", "1", "3", "2", "0", "2 Jun", "16 Jun"),
            ],
        ]
        cell = table.rows[0][3]
        assert cell.links[0].to == (
            "posts.html#audience=home-cooks&stage=evaluation&verdict=counted"
        )
        assert table.rows[2][5].links[0].to == ""

    def test_a_link_finds_as_many_posts_as_its_number_says(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "audiences/cooks.md": COOKS,
                "posts/a.md": post(audience="cooks", date="2026-05-06", stage="decision"),
                "posts/b.md": post(audience="cooks", date="2026-05-07", stage="decision"),
                "posts/idea.md": post(audience="cooks", status="idea", stage="decision"),
                "posts/old.md": post(audience="cooks", date="2026-04-01", stage="decision"),
                "posts/twice.md": post(audience="[cooks, cooks]", date="2026-05-08"),
            },
        )
        row = audiences(laid).stages.rows[0]
        assert said(row[1]) == "3"
        assert row[1].note == "1 without a stage"
        assert said(row[4]) == "2"
        fitting = [
            it.id
            for it in laid.posts
            if {"cooks"} & set(dict(keys(laid, it).pairs)["audience"].split())
            and dict(keys(laid, it).pairs).get("stage") == "decision"
            and "counted" in dict(keys(laid, it).pairs)["verdict"].split()
        ]
        assert fitting == ["a", "b"]

    def test_weeks_are_those_of_the_period(self) -> None:
        heat = audiences(desk()).weeks
        assert heat
        assert [head.text for head in heat.heads] == [str(week) for week in range(18, 30)]
        assert heat.heads[0].to == "calendar/2026-w18.html"
        assert [int(cell.number) for cell in heat.table.rows[0][1:]] == [
            *(2, 0, 3, 2, 1, 1, 1, 1, 3, 0, 2, 2)
        ]
        assert heat.levels[0][:3] == (2, 0, 3)
        assert heat.left_out == ""

    def test_a_long_period_shows_the_weeks_around_today(self, tmp_path: Path) -> None:
        plan = PLAN.replace("2026-05-04, end: 2026-05-31", "2024-01-01, end: 2028-12-31")
        laid = small(tmp_path, {"plan.md": plan, "audiences/cooks.md": COOKS})
        heat = audiences(laid).weeks
        assert heat
        assert len(heat.heads) == 26
        assert heat.table.heads[14] == "2026-W21"
        assert heat.left_out == "26 of the 261 weeks are shown, those around today."

    def test_who_gets_nothing_comes_first_and_who_waits_apart(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "audiences/a.md": COOKS,
                "audiences/b.md": COOKS.replace("Cooks", "Bakers"),
                "audiences/c.md": COOKS.replace("title: Cooks", "title: Later\nstatus: waiting"),
                "posts/p.md": post(audience="a", date="2026-05-06"),
            },
        )
        view = audiences(laid)
        assert [link.text for link in view.without] == ["Bakers"]
        assert [card.title for card in view.cards] == ["Bakers", "Cooks"]
        assert [(card.title, card.mark and card.mark.word) for card in view.waiting] == [
            ("Later", "waiting")
        ]
        assert view.cards[0].mark
        assert view.cards[0].mark.word == "no posts"
        assert len(view.stages.rows) == 2

    def test_old_undated_and_assumed_evidence_is_said_in_words(self, tmp_path: Path) -> None:
        laid = small(tmp_path, {"audiences/cooks.md": COOKS})
        card = audiences(laid).cards[0]
        assert [(it.about.text, it.mark.kind, it.mark.word) for it in card.channels] == [
            ("facebook", "partly", "out of date: customers were asked"),  # 366 days
            ("blog", "partly", "without a day: customers were asked"),
            ("letter", "partly", "only assumed"),
            ("shop", "met", "observed"),  # 365 days
        ]
        assert card.channels[0].note == "Old · 20 May 2025"
        assert [it.mark.word for it in card.interests] == [
            "customers were asked",
            "not said how it is known",
        ]

    def test_posts_for_nobody_are_listed_with_what_they_say(self, tmp_path: Path) -> None:
        many = {f"posts/n{n:02}.md": post(date="2026-05-06") for n in range(25)}
        laid = small(
            tmp_path,
            {
                "audiences/cooks.md": COOKS,
                "audiences/broken.md": "---\ntitle: [\n---\n",
                "posts/all.md": post(audience="everyone", date="2026-05-05"),
                "posts/unread.md": post(audience="broken", date="2026-05-05"),
                "posts/idea.md": post(status="idea"),
                **many,
            },
        )
        view = audiences(laid)
        assert view.nobody_count == 26
        assert len(view.nobody) == 20
        assert view.nobody[0].named == "it says: everyone"
        assert view.more
        assert (view.more.text, view.more.to) == ("6 more", "posts.html#open=who")

    def test_a_bare_name_is_told_what_it_lacks(self, tmp_path: Path) -> None:
        laid = small(tmp_path, {"audiences/cooks.md": "---\ntitle: Cooks\n---\n"})
        assert "little more than a name" in audiences(laid).cards[0].lacks

    def test_cards_are_where_links_lead(self) -> None:
        body = page(AUDIENCES).body
        for name in desk().plan.audiences:
            assert f'id="audience-{name}"' in body


GOAL = """\
---
title: {title}
lever: {lever}
metric: orders
baseline: {{value: {start}, date: 2026-05-04}}
target: {{value: {end}, by: 2026-05-31}}
observations: [{{date: 2026-05-20, value: {latest}}}, {{date: 2026-05-28, value: 999}}]
---
"""


def goal(
    start: float, latest: float, end: float = 100, lever: str = "more-customers", title: str = "G"
) -> str:
    return GOAL.format(start=start, latest=latest, end=end, lever=lever, title=title)


class TestGoals:
    def test_the_way_of_each_goal_of_the_sample(self) -> None:
        ways = {card.id.removeprefix("goal-"): card.way for card in goals(desk()).cards}
        assert ways == {
            "bigger-baskets": "Done so far: 1.3 of 3.5 EUR.",
            "fill-open-day": "44 per cent of the way done.",
            "more-recommendations": "Done so far: 8 of 25 pcs.",
            "sell-boxes": "61 per cent of the way done.",
            "win-restaurants": "Done so far: 1 of 4 pcs.",
        }

    def test_a_falling_goal_comes_nearer_too(self, tmp_path: Path) -> None:
        laid = small(tmp_path, {"goals/g.md": goal(40, 30, 20)})
        assert progress(laid, laid.plan.goals["g"]) == 0.5

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (goal(100, 50, 200), "It is further from its target than at the start (-50%)."),
            (goal(10, 5, 20), "It is further from its target than at the start."),
            (goal(100, 250, 200), "The target is reached: 150 per cent of the way."),
            (goal(10, 25, 20), "The target is reached."),
            (goal(40, 30, 20), "Done so far: 10 of 20"),
            (goal(40, 30, 10.5), "Done so far: 10 of 29.5"),
            (goal(40, 25, 10), "50 per cent of the way done."),
            (goal(20, 25, 20), "the target is what it started from"),
            (goal(10, 25).replace("observations", "unknown"), "no figure is noted since"),
            (goal(10, 25).replace("2026-05-04", "2026-05-20"), "no figure is noted since"),
            (goal(10, 25).replace("baseline", "unknown"), "add “baseline: {value: 0, date: …}”"),
            (goal(10, 25).replace("target", "unknown"), "the figure to reach is not noted"),
            (goal(10, 10**14, 10.0001), "the figures lie too far apart"),
        ],
    )
    def test_what_cannot_be_calculated_says_why(self, tmp_path: Path, text: str, said: str) -> None:
        card = goals(small(tmp_path, {"goals/g.md": text})).cards[0]
        assert said in card.way

    def test_a_goal_that_cannot_be_measured_says_what_it_lacks(self, tmp_path: Path) -> None:
        laid = small(tmp_path, {"goals/g.md": "---\ntitle: More\ntarget: {value: 3}\n---\n"})
        assert goals(laid).cards[0].lacks == (
            "The goal does not say yet: what is measured, by when."
        )
        assert all(card.lacks == "" for card in goals(desk()).cards)

    def test_the_line_has_the_posts_and_the_reviews_of_its_time(self) -> None:
        card = next(it for it in goals(desk()).cards if it.id == "goal-sell-boxes")
        assert card.chart
        assert [point.value for point in card.chart.points] == [22, 27, 36, 45]
        assert card.chart.points[-1].words == "45 pcs, 7 June 2026"
        assert card.chart.target == (60.0, "60")
        kinds = [event.kind for event in card.chart.events]
        # p01 p03 p07 p08 p09 p10 p12 p13 p14 p18 went out for it
        assert (kinds.count("post"), kinds.count("review")) == (10, 3)
        assert [link.text[:6] for link in card.following] == ["10 Jun", "28 Jun", "16 Jul"]
        assert card.figures.csv().decode("utf-8-sig").splitlines()[3] == (
            '24 May 2026,36,14,"Eleven new orders, two cancelled because of a move"'
        )

    def test_figures_to_come_do_not_count_yet(self, tmp_path: Path) -> None:
        card = goals(small(tmp_path, {"goals/g.md": goal(10, 25)})).cards[0]
        assert card.chart
        assert [point.value for point in card.chart.points] == [10, 25]

    def test_a_goal_without_posts_and_posts_without_a_goal_are_named(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "goals/g.md": goal(10, 25),
                "goals/h.md": goal(10, 25, title="H"),
                "posts/a.md": post(goal="g", date="2026-05-06"),
                "posts/b.md": post(goal="nothing", date="2026-05-06"),
                "posts/c.md": post(date="2026-05-06"),
                "posts/d.md": post(goal="broken", date="2026-05-06"),
                "goals/broken.md": "---\ntitle: [\n---\n",
            },
        )
        view = goals(laid)
        assert [branch.mark and branch.mark.word for branch in view.tree] == [None, "no posts"]
        assert view.without == "2 posts serve none of the goals."
        assert [link.to for link in view.nobodys.posts] == ["posts/b.html", "posts/c.html"]
        assert [bar.words for bar in view.shares] == ["1 of 4", "0 of 4"]

    def test_shares_of_the_sample_are_in_per_cent(self) -> None:
        assert [bar.words for bar in goals(desk()).shares] == [
            "5 of 36 (14%)",
            "4 of 36 (11%)",
            "8 of 36 (22%)",
            "13 of 36 (36%)",
            "6 of 36 (17%)",
        ]

    def test_the_three_levers_are_multiplied(self) -> None:
        growth = goals(desk()).growth
        assert growth
        assert [(said(row[1]), said(row[4])) for row in growth.table.rows] == [
            ("300 sign-ups for the open-yard day on 13 June", "none: it started from 0"),
            ("Sell 60 season boxes", "× 2.05"),
            ("Average farm-shop purchase rises to 22 euros", "× 1.07"),
            ("Six kitchens on a weekly order", "× 1.5"),
        ]
        # 45/22 × 19.80/18.50 × 3/2 = 3.2838
        assert growth.result.startswith(
            "Together: 2.05 × 1.07 × 1.5 ≈ 3.28. No per cent: there are"
        )
        assert "only if these figures are the three factors themselves" in growth.result
        assert "do not add up to 25% but multiply: 1.1 × 1.1 × 1.05 gives 27%" in words(
            page(GOALS).body
        )

    @pytest.mark.parametrize(
        ("levers", "result"),
        [
            (("more-customers", "more-customers", "bigger-purchases"), "a lever has several goals"),
            (("more-customers", "bigger-purchases"), "one of the three has no factor yet"),
        ],
    )
    def test_nothing_is_multiplied_that_does_not_belong_together(
        self, tmp_path: Path, levers: tuple[str, ...], result: str
    ) -> None:
        files = {f"goals/g{n}.md": goal(10, 11, lever=lever) for n, lever in enumerate(levers)}
        growth = goals(small(tmp_path, files)).growth
        assert growth
        assert result in growth.result

    def test_a_start_of_zero_has_no_factor(self, tmp_path: Path) -> None:
        laid = small(tmp_path, {"goals/g.md": goal(0, 11)})
        assert factor(laid, laid.plan.goals["g"]) is None
        assert goals(laid).growth is None


class TestChannels:
    def test_the_matrix_says_how_we_know_and_what_relies_on_it(self) -> None:
        table = channels(desk()).matrix
        assert table.heads[1:] == (
            *("Facebook page", "Instagram", "LinkedIn", "Newsletter", "YouTube"),
        )
        kitchens = table.rows[2]
        assert kitchens[3].mark
        assert kitchens[3].mark.word == "only assumed"
        assert kitchens[3].note == "We think that chefs are here · 20 April 2026"
        assert said(kitchens[3]) == "5 posts"
        assert kitchens[3].links[0].to == (
            "posts.html#audience=restaurants&channel=linkedin&verdict=counted"
        )
        assert kitchens[1].plain == ""

    def test_posts_where_nobody_is_known_to_be_are_shown(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "audiences/cooks.md": COOKS,
                "channels/tube.md": "---\ntitle: Tube\n---\n",
                "posts/a.md": post(audience="cooks", channel="tube", date="2026-05-06"),
            },
        )
        cell = channels(laid).matrix.rows[0][1]
        assert cell.mark
        assert (cell.mark.word, said(cell)) == ("not noted", "1 post")

    def test_the_oldest_evidence_comes_first(self, tmp_path: Path) -> None:
        files = {f"channels/{name}.md": f"---\ntitle: {name}\n---\n" for name in ("facebook",)}
        files |= {f"channels/{name}.md": f"---\ntitle: {name}\n---\n" for name in ("blog", "shop")}
        laid = small(tmp_path, {"audiences/cooks.md": COOKS, **files})
        assert [row[1:3] for row in shown(channels(laid).evidence)] == [
            ["blog", "no day"],
            ["facebook", "20 May 2025"],
            ["shop", "21 May 2025"],
        ]
        first = channels(desk()).evidence.rows[0]
        assert (said(first[1]), said(first[2])) == ("Facebook page", "14 June 2025")

    def test_each_figure_is_added_up_by_itself(self) -> None:
        rows = {(row[0], row[1]): row[2:] for row in shown(channels(desk()).results)}
        # p01 22 + p06 34 + p09 57 comments in 50 + 20 + 95 minutes; p36 is still to come
        assert rows["comments", "Facebook page"] == ["113", "3 of 4", "1.5"]
        assert rows["orders", "Newsletter"] == ["6", "1 of 3", "13.3"]
        assert rows["inquiries", "LinkedIn"] == ["2", "1 of 4", "25"]
        assert ("votes", "Facebook page") not in rows

    def test_paid_future_and_unfinished_figures_tell_nothing(self, tmp_path: Path) -> None:
        out = {"status": "published", "channel": "facebook", "date": "2026-05-06"}
        asked = {"action_metric": "comments"}
        laid = small(
            tmp_path,
            {
                "channels/facebook.md": "---\ntitle: FB\n---\n",
                "posts/a.md": post(**out, **asked, minutes=30),
                "posts/b.md": post(**out, **asked),
                "posts/c.md": post(**out, action_metric="reply-time"),
                "posts/later.md": post(**{**out, "date": "2026-05-30"}, **asked),
                "tracking/2026.csv": "subject,checked_on,metric,value,source,paid\n"
                "post:a,2026-05-13,comments,10,hand,false\n"
                "post:a,2026-05-13,comments,500,hand,true\n"
                "post:a,2026-05-30,comments,900,hand,false\n"
                "post:b,2026-05-13,comments,5,hand,false\n"
                "post:c,2026-05-13,reply-time,3,hand,false\n"
                "post:later,2026-05-13,comments,70,hand,false\n",
            },
        )
        assert shown(channels(laid).results) == [["comments", "FB", "15", "2 of 3", "3"]]
        assert channels(laid).results.rows[0][4].note == "from 1 of 2 posts"

    def test_the_rhythm_is_measured_up_to_today(self) -> None:
        cards = {card.id.removeprefix("channel-"): card.rhythm for card in channels(desk()).cards}
        face = cards["facebook"]
        assert face.promised == "Promised: something at least every 14 days."
        assert face.kept == "Longest pause so far: 13 days, from 27 Apr to 10 May."
        assert face.mark
        assert face.mark.word == "kept so far"
        # the pause that lasts: from 12 May to today
        assert cards["youtube"].kept.startswith("Longest pause so far: 26 days, from 12 May")

    def test_a_broken_promise_and_a_pause_ahead_are_said(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "channels/facebook.md": "---\ntitle: FB\nat_least_every_days: 5\n---\n",
                "posts/a.md": post(channel="facebook", date="2026-05-04", status="published"),
                "posts/slipped.md": post(channel="facebook", date="2026-05-12", status="ready"),
                "posts/b.md": post(channel="facebook", date="2026-05-20", status="published"),
                "posts/c.md": post(channel="facebook", date="2026-05-30"),
            },
        )
        rhythm = channels(laid).cards[0].rhythm
        assert rhythm.mark
        assert rhythm.mark.word == "longer than promised"
        assert rhythm.kept == "Longest pause so far: 16 days, from 4 May to 20 May."
        assert [gap[:24] for gap in rhythm.gaps] == ["Ahead: a pause of 10 day"]

    def test_trial_and_resting_channels_come_last_and_say_so(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "channels/a.md": "---\ntitle: A\nstatus: resting\n---\n",
                "channels/b.md": "---\ntitle: B\nstatus: trial\nat_least_every_days: 3\n---\n",
                "channels/c.md": "---\ntitle: C\n---\n",
            },
        )
        cards = channels(laid).cards
        assert [card.title for card in cards] == ["C", "B", "A"]
        assert [card.meaning for card in cards] == [
            "",
            "On trial: no rhythm is asked of it yet.",
            "Resting: nothing is asked of it.",
        ]

    def test_limits_name_their_source_and_date(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "channels/instagram.md": "---\ntitle: I\nlimits: {text: 1500}\n---\n",
                "channels/bluesky.md": "---\ntitle: B\n---\n",
            },
        )
        limits = {card.title: card.limits for card in channels(laid).cards}
        assert (limits["I"][0].words, limits["I"][0].source.text, limits["I"][0].checked) == (
            *("Text: at most 1,500 characters", "channels/instagram.md", ""),
        )
        assert limits["I"][1].words == "Hashtags: more than 5 are too many"
        assert limits["I"][1].source.to.startswith("http://routenote.com/")
        assert limits["I"][1].checked == "November 2026"
        assert "It has no live broadcasts (not confirmed)" in [it.words for it in limits["B"]]

    def test_facts_of_a_channel(self) -> None:
        facts = {fact.label: fact for fact in channels(desk()).cards[0].facts}
        assert [link.text for link in facts["Good hours"].values] == [
            *("Mon–Thu 18:00–20:00", "Sat 09:00–13:00", "Sun 09:00–20:00"),
        ]
        assert (facts["Followers"].values[0].text, facts["Followers"].note) == (
            *("1,240", "26 April 2026"),
        )
        # p01 50, p06 20, p09 95, p14 45, p15 20, p18 60
        assert facts["Work so far"].values[0].text == "290 minutes"


class TestInterests:
    def test_the_best_of_each_figure_never_across_figures(self) -> None:
        group = interests(desk()).groups[0]
        assert shown(group.table) == [
            ["Seasonal recipes", "", "2", ""],
            [
                "Clean ingredients",
                "",
                "5",
                (
                    "LIVE: ask the grower what organic means here – comments: 57; "
                    "From the live: how pests are kept at bay – link clicks: 22"
                ),
            ],
            [
                "How the box works",
                "",
                "10",
                (
                    "The season begins: what's in the box each month – link clicks: 61; "
                    "Family box or small box? How to choose – orders: 6"
                ),
            ],
        ]
        assert group.table.rows[0][2].links[0].to == (
            "posts.html#audience=home-cooks&interest=season-recipes&verdict=counted"
        )
        assert group.table.rows[0][3].note == "no figure yet"

    def test_unused_interests_are_ideas(self, tmp_path: Path) -> None:
        laid = small(
            tmp_path,
            {
                "audiences/cooks.md": COOKS,
                "posts/a.md": post(audience="cooks", interest="bread", date="2026-05-06"),
                "posts/b.md": post(audience="cooks", interest="soup", status="idea"),
            },
        )
        view = interests(laid)
        assert [(idea.interest, idea.line) for idea in view.ideas] == [("Soup", "interest: soup")]
        assert view.groups[0].thin.startswith("Too little is known")
        assert interests(desk()).ideas == ()

    def test_the_table_of_posts_can_be_chosen_by_interest(self) -> None:
        found = [
            it.id
            for it in desk().posts
            if dict(keys(desk(), it).pairs).get("interest") == "season-calendar"
        ]
        assert found == ["p04"]
        assert '<option value="season-calendar">Harvest calendar</option>' in (
            page("posts.html").body
        )

    def test_how_much_sells(self) -> None:
        selling = interests(desk()).selling
        assert selling
        # p12 p16 p18 p24 p26 p35
        assert selling.sentence.startswith("6 posts of 36 make an offer. Up to 40%")
        assert [link.to for link in selling.posts.posts] == [
            f"posts/{name}.html" for name in ("p12", "p16", "p18", "p24", "p26", "p35")
        ]
        assert [bar.words for bar in selling.bars] == ["5 of 18", "0 of 13", "1 of 6"]

    def test_too_much_selling_is_said(self, tmp_path: Path) -> None:
        sells = {
            f"posts/{n}.md": post(purpose=purpose, date="2026-05-06")
            for n, purpose in enumerate(("sell", "sell", "teach"))
        }
        selling = interests(small(tmp_path, sells)).selling
        assert selling
        assert "That is more than 40%" in selling.sentence


class TestToWrite:
    def test_a_group_says_what_it_waits_for(self) -> None:
        waits = {
            card.id: [(it.text, it.to) for it in fact.values]
            for card in audiences(desk()).cards
            for fact in card.facts
            if fact.label == "To write next"
        }
        # all others have something at each stage, and every interest is used
        assert waits == {"audience-restaurants": [("activation", "stages.html#where")]}


class TestAll:
    def test_they_stand_in_the_navigation_between_what_and_about(self) -> None:
        hubs = [(page.section, page.path) for page in sample().pages if page.section]
        at = hubs.index(("Whom and why", AUDIENCES))
        assert [path for _, path in hubs[at : at + 4]] == list(PATHS)
        assert hubs[at - 1][0] == "What and when"
        assert hubs[-1][0] == "About this plan"

    @pytest.mark.parametrize("path", PATHS)
    def test_every_page_says_as_of_when(self, path: str) -> None:
        assert "As of Sunday 7 June 2026" in words(page(path).body)

    @pytest.mark.parametrize("path", PATHS)
    def test_every_table_has_its_file(self, path: str) -> None:
        body = page(path).body
        names = re.findall(r'<table class="[^"]*" id="([^"]+)"', body)
        files = {file.path: file.content for file in sample().files}
        assert names
        for name in names:
            rows = list(csv.reader(io.StringIO(files[f"tables/{name}.csv"].decode("utf-8-sig"))))
            assert len(rows) > 1
            assert f'href="tables/{name}.csv"' in body
        assert body.count("<caption") == body.count("<table")

    @pytest.mark.parametrize("path", PATHS)
    def test_headings_go_down_step_by_step(self, path: str) -> None:
        levels = [int(level) for level in re.findall(r"<h(\d)", page(path).body)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    @pytest.mark.parametrize("path", PATHS)
    def test_links_to_places_on_these_pages_lead_there(self, path: str) -> None:
        bodies = {each.path: each.body for each in sample().pages}
        for target in re.findall(r'href="([^"]*)"', page(path).body):
            file, _, fragment = unescape(target).partition("#")
            if file in PATHS and fragment:
                assert f'id="{fragment}"' in bodies[file], target

    @pytest.mark.parametrize("path", PATHS)
    def test_the_finnish_sample_speaks_finnish(self, path: str) -> None:
        pages = {each.path: each.body for each in render(FINNISH, as_of=DAY, language="fi").pages}
        text = words(pages[path])
        for english in ("Posts", " of the ", "How we know", "pause", "Next post", "no posts"):
            assert english not in text

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_an_empty_plan_is_told_how_to_begin(self, tmp_path: Path, language: str) -> None:
        site = render(write(tmp_path, {"plan.md": PLAN}), as_of=DAY, language=language)
        bodies = {each.path: words(each.body) for each in site.pages}
        for path, name in zip(PATHS, ("audiences", "goals", "channels", "audiences"), strict=True):
            assert f"{name}/" in bodies[path]
            assert f"planner new {name.removesuffix('s')}" in bodies[path]

    def test_without_a_period_or_a_title_nothing_breaks(self, tmp_path: Path) -> None:
        files = {
            "plan.md": "---\ntitle: x\nperiod: {start: never}\n---\n",
            "audiences/a.md": "---\nstatus: what\nchannels: [{evidence: asked}]\n---\n",
            "goals/g.md": "---\nbaseline: {value: much}\ntarget: 5\n---\n",
            "channels/c.md": "---\nwindows: [never]\nlimits: {text: long}\n---\n",
            "posts/p.md": post(audience="[a, nobody]", goal="h", channel="c", interest="?"),
        }
        bodies = {
            it.path: it.body
            for it in render(write(tmp_path, files), as_of=DAY, language="en").pages
        }
        assert "audience-a" in bodies[AUDIENCES]

    def test_what_people_write_is_never_markup(self, tmp_path: Path) -> None:
        attack = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
        files = {
            "plan.md": PLAN.replace("title: Small", f"vision: '{attack}'\ntitle: Small"),
            "audiences/a.md": f"---\ntitle: '{attack}'\ndescription: '{attack}'\n"
            f"needs: ['{attack}']\nbarriers: ['{attack}']\nwhere: '{attack}'\n"
            f"channels: [{{id: c, evidence: asked, note: '{attack}'}}]\n"
            f"interests: [{{id: i, title: '{attack}'}}, {{id: j, title: '{attack}'}}]\n---\n",
            "goals/g.md": goal(10, 25).replace("title: G", f"title: '{attack}'\nunit: '{attack}'"),
            "channels/c.md": f"---\ntitle: '{attack}'\nhandle: '{attack}'\n"
            f"read_from: '{attack}'\n---\n",
            "posts/p.md": post(
                title=f"'{attack}'",
                status="published",
                audience="a",
                goal="g",
                channel="c",
                interest="i",
                date="2026-05-06",
                action_metric="comments",
                metrics="{checked_on: 2026-05-14, comments: 3}",
                purpose="sell",
            ),
            "posts/q.md": post(title=f"'{attack}'", audience=f"['{attack}']", date="2026-05-06"),
        }
        site = render(write(tmp_path, files), as_of=DAY, language="en")
        for each in site.pages:
            if each.path in PATHS:
                assert "&lt;script&gt;" in each.body
                assert not re.search(r"<(script|img)", each.body)
                assert 'name="onerror' not in each.body

    def test_the_search_finds_more_than_names(self) -> None:
        hits = {hit.title: hit.text for path in PATHS for hit in page(path).hits}
        assert "Lunch cafés and restaurants within 40 km" in hits["LinkedIn"]
        assert "lever" not in hits["Sell 60 season boxes"]
        assert "more customers" in hits["Sell 60 season boxes"]
