"""The pages on the mix: stages, path, formats and run sheets, offers, campaigns, trends."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from justhtml import JustHTML

import bootstrap
from planner.checker import check
from planner.coverage import new_post, stage_of
from planner.loader import load
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import render
from planner.site.views import posts
from planner.site.views.campaigns import campaigns
from planner.site.views.customer_path import path
from planner.site.views.description import description
from planner.site.views.desk import Desk
from planner.site.views.filters import keys
from planner.site.views.formats import formats
from planner.site.views.moments import moments
from planner.site.views.offers import offers
from planner.site.views.post import post_page
from planner.site.views.runsheet import run_sheet
from planner.site.views.serials import serials
from planner.site.views.stages import stages
from planner.site.views.todo import tasks
from planner.site.views.trends import trends

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.page import Site
    from planner.site.views.tables import Table

ENGLISH = bootstrap.ROOT / "content"
FINNISH = bootstrap.ROOT / "examples" / "fi" / "content"
FAULTY = bootstrap.ROOT / "tests" / "faulty_plan"
DAY = dt.date(2026, 6, 7)
HUBS = ("stages.html", "path.html", "formats.html", "trends.html")
ALL = (*HUBS, "offers.html", "campaigns.html", "campaigns/open-yard-day.html", "live/p20.html")
PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-07-31}
---
"""
ATTACK = '</title><script>alert(1)</script>\\"><img src=x onerror=alert(1)>'


@cache
def site(language: str = "en") -> Site:
    return render(ENGLISH if language == "en" else FINNISH, as_of=DAY, language=language)


def desk_of(folder: Path, day: dt.date = DAY, language: str = "en") -> Desk:
    content = load(folder)
    schedule = Schedule(content.plan, day)
    return Desk(content, check(content, day), score(schedule), schedule, language)


@cache
def desk() -> Desk:
    return desk_of(ENGLISH)


def body(path: str, of: Site | None = None) -> str:
    return next(page.body for page in (of or site()).pages if page.path == path)


def words(html: str) -> str:
    return " ".join(JustHTML(html, fragment=True).to_text().split())


def write(folder: Path, **files: str) -> Path:
    """Write a plan; ``posts_a`` becomes ``posts/a.md``, its front matter without the dashes."""
    files = {"plan": PLAN, **files}
    for name, text in files.items():
        file = folder / f"{name.replace('_', '/', 1)}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if text.startswith("---") else f"---\n{text}\n---\n", "utf-8")
    return folder


def figures(table: Table) -> dict[str, list[str]]:
    return {row[0].links[0].text: [cell.number for cell in row[1:]] for row in table.rows}


class TestStages:
    def test_the_matrix_counts_each_audience_at_each_stage(self) -> None:
        shown = stages(desk())
        assert list(figures(shown.matrix).values()) == [
            ["3", "6", "4", "5", "18"],
            ["7", "1", "3", "2", "13"],
            ["1", "3", "2", "0", "6"],
        ]
        assert [bar.words for bar in shown.bars] == [
            *("11 posts, 31%", "9 posts, 25%", "9 posts, 25%", "7 posts, 19%")
        ]
        assert shown.early == "20 of 36 posts speak to those who are not buying yet."

    def test_the_hole_comes_first_with_its_command(self) -> None:
        shown = stages(desk())
        assert [(it.words, it.command) for it in shown.holes] == [
            (
                "Lunch cafés and restaurants within 40 km: activation",
                "planner new post --stage activation --audience restaurants",
            )
        ]
        assert shown.sentence == "One audience gets nothing at a stage where it is."

    def test_every_count_finds_as_many_posts_as_it_says(self) -> None:
        shown = stages(desk())
        tables = (shown.matrix, *(chapter.table for chapter in shown.chapters))
        links = [link for t in tables for row in t.rows for cell in row[1:] for link in cell.links]
        assert len(links) > 50
        for link in links:
            assert found(desk(), link.to) == int(link.text), link

    def test_the_base_list_comes_first_and_an_empty_place_names_its_command(self) -> None:
        decision = stages(desk()).chapters[2]
        assert decision.base == 4
        assert list(figures(decision.table)) == [
            *("Product comparison", "Trial", "Product demo", "Reference", "Event information")
        ]
        assert [cell.note for cell in decision.table.rows[0][2:4]] == [
            "planner new post --stage decision --audience local-families --content-type product-comparison",
            "planner new post --stage decision --audience restaurants --content-type product-comparison",
        ]
        assert next(it.command for it in decision.suggestions) == (
            "planner new post --stage decision --content-type calculator"
        )

    def test_only_counted_posts_count_and_links_find_just_those(self, tmp_path: Path) -> None:
        counted = "title: A\nstatus: draft\ndate: 2026-05-06\nstage: decision\naudience: [us]\ncontent_type: trial"
        folder = write(
            tmp_path,
            audiences_us="title: Us",
            posts_a=counted,
            posts_b=counted.replace("draft", "idea"),
            posts_c=counted.replace("draft", "cancelled"),
            posts_d=counted.replace("2026-05-06", "2025-05-06"),
            posts_e="title: E\nstatus: draft\ndate: 2026-05-07",
        )
        laid = desk_of(folder)
        shown = stages(laid)
        cell = shown.matrix.rows[0][3]
        assert cell.number == "1"
        assert found(laid, cell.links[0].to) == 1
        assert shown.left_out
        assert [link.text for link in shown.left_out.posts] == ["E"]

    def test_an_audience_misses_nothing_where_it_is_not(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            audiences_new="title: New\njourney: [strangers-and-visitors]",
            audiences_old="title: Old\njourney: [advocates]",
            audiences_off="title: Off\nstatus: waiting",
            posts_a="title: A\nstatus: draft\ndate: 2026-05-06\nstage: decision\naudience: [new]",
        )
        assert [hole.words for hole in stages(desk_of(folder)).holes] == [
            *("New: need formation", "Old: activation")
        ]

    def test_a_place_on_the_path_has_the_last_stage_that_is_not_beyond_it(self) -> None:
        places = ("strangers-and-visitors", "leads-and-triers", "customers", "advocates", "leavers")
        assert [stage_of(desk().plan, place) for place in places] == [
            *("need-formation", "decision", "activation", "activation", "activation")
        ]

    @pytest.mark.parametrize(
        ("audience", "written"),
        [
            ("restaurants", "--audience restaurants"),
            ("päivä", "--audience 'päivä'"),
            ("-x", "--audience=-x"),
            ("a b;rm", "--audience 'a b;rm'"),
            ("it's", "--audience 'it'\"'\"'s'"),
        ],
    )
    def test_ids_are_quoted_for_a_shell(self, audience: str, written: str) -> None:
        command = new_post(stage="decision", audience=audience, content_type="reference")
        assert command == f"planner new post --stage decision {written} --content-type reference"

    def test_own_content_types_and_unknown_audiences_have_their_places(
        self, tmp_path: Path
    ) -> None:
        plan = PLAN.replace(
            "period:", "words: {content_types: [{id: fika, title: Fika, stage: decision}]}\nperiod:"
        )
        folder = write(
            tmp_path,
            plan=plan,
            posts_a="title: A\nstatus: draft\ndate: 2026-05-06\nstage: decision\n"
            "content_type: fika\naudience: [nobody]",
        )
        shown = stages(desk_of(folder))
        assert figures(shown.chapters[2].table)["Fika"] == ["1", "1"]
        assert figures(shown.matrix) == {"nobody": ["0", "0", "1", "0", "1"]}
        tables = (shown.matrix, *(chapter.table for chapter in shown.chapters))
        assert not [c for t in tables for row in t.rows for c in row if "--audience" in c.note]


def found(laid: Desk, address: str) -> int:
    """Return how many posts the posts' table shows at an address."""
    page, _, fragment = address.partition("#")
    assert page == "posts.html"
    chosen = dict(part.split("=") for part in fragment.split("&"))
    rows = [dict(keys(laid, post).pairs) for post in laid.posts]
    return sum(
        all(value in row.get(name, "").split() for name, value in chosen.items()) for row in rows
    )


class TestCustomerPath:
    def test_the_places_stand_in_order_with_their_posts(self) -> None:
        shown = path(desk())
        assert [(it.name, it.count.text) for it in shown.stations] == [
            ("Strangers and visitors", "11 posts"),
            ("Leads and triers", "18 posts"),
            ("Customers", "6 posts"),
            ("Recommenders", "0 posts"),
            ("Leavers", "1 post"),
        ]
        assert shown.sentence == "The path has a hole. Nobody speaks to: Recommenders."
        hole = shown.stations[3]
        assert "journey: recommenders" in hole.how
        assert hole.command == (
            "planner new post --stage activation --content-type recommendation-request"
        )
        for station in shown.stations:
            for fact in station.facts:
                if fact.label in ("Goals", "Channels"):
                    for link in fact.values:
                        assert link.text.endswith(f"({found(desk(), link.to)})")

    def test_who_is_there_and_gets_nothing_is_named(self) -> None:
        customers = {fact.label: fact for fact in path(desk()).stations[2].facts}
        assert [link.text for link in customers["Who is there and gets nothing"].values] == [
            "Lunch cafés and restaurants within 40 km"
        ]

    def test_chains_are_followed_in_order(self) -> None:
        chains = path(desk()).chains
        assert [[step.post.to[6:9] for step in chain.steps] for chain in chains] == [
            ["p01", "p08", "p09", "p10", "p31", "p32"],
            ["p18", "p20"],
            ["p19", "p21", "p22"],
        ]
        assert not any(chain.loop for chain in chains)

    def test_a_circle_ends(self, tmp_path: Path) -> None:
        post = "title: {0}\nstatus: draft\ndate: 2026-05-0{1}\nnext_post: {2}"
        folder = write(
            tmp_path,
            posts_a=post.format("A", 4, "b"),
            posts_b=post.format("B", 5, "c"),
            posts_c=post.format("C", 6, "b"),
            posts_d=post.format("D", 7, "d"),
        )
        (chain,) = path(desk_of(folder)).chains
        assert chain.loop
        assert [step.post.text for step in chain.steps] == ["A", "B", "C"]

    def test_a_post_that_goes_out_before_what_leads_to_it_says_so(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            posts_a="title: A\ndate: 2026-06-10\ntime: 12:00\nnext_post: b",
            posts_b="title: B\ndate: 2026-06-10\ntime: 9:00\nnext_post: c",
            posts_c="title: C\ndate: 2026-06-10\nsource_posts: [d, gone, c]",
            posts_d="title: D\ndate: 2026-06-11",
            posts_e="title: E\ndate: 2026-06-10\ntime: 12:00\nsource_posts: [a]",
            posts_gone="title: Gone\ndate: 2026-06-12\nstatus: cancelled",
        )
        (chain,) = path(desk_of(folder)).chains
        early = {step.post.text: step.early and step.early.word for step in chain.steps}
        assert early == {
            "A": None, "B": "goes out before A", "C": "goes out before D", "D": None, "E": None,
        }  # fmt: skip

    @pytest.mark.no_cover
    def test_a_chain_of_thousands_is_cut_short(self, tmp_path: Path) -> None:
        last = 1500
        for number in range(last):
            write(tmp_path, **{f"posts_n{number}": f"title: N{number}\nnext_post: n{number + 1}"})
        shown = path(desk_of(tmp_path))
        assert len(shown.chains[0].steps) == 12
        assert shown.chains[0].more == f"and {last - 12} more"
        assert len(shown.chain_file.rows) == last

    def test_dead_ends(self, tmp_path: Path) -> None:
        post = "title: {0}\nstatus: {1}\ndate: 2026-06-1{2}\nstage: {3}\n{4}"
        folder = write(
            tmp_path,
            posts_silent=post.format("Silent", "draft", 0, "activation", ""),
            posts_talk=post.format("Talk", "published", 1, "decision", "cta: {type: comment}"),
            posts_save=post.format("Save", "draft", 2, "decision", "cta: {type: save}"),
            posts_come=post.format("Come", "draft", 3, "decision", "cta: {type: visit}"),
            posts_url=post.format(
                "Url", "draft", 4, "decision", "cta: {type: save, url: 'https://x.example/'}"
            ),
            posts_on=post.format(
                "On", "draft", 5, "decision", "cta: {type: save}\nnext_post: come"
            ),
            posts_there=post.format("There", "draft", 6, "activation", "cta: {type: save}"),
            posts_link=post.format("Link", "draft", 7, "decision", "cta: {type: link}"),
            posts_idea=post.format("Idea", "idea", 8, "decision", ""),
        )
        shown = path(desk_of(folder))
        assert [
            (row[0].links[0].text, row[1].mark and row[1].mark.word)
            for row in shown.dead_ends.whole.rows
        ] == [
            ("Silent", "asks for nothing"),
            ("Save", "leads no further"),
            ("Link", "leads no further"),
            ("Talk", "leads no further"),
        ]
        assert shown.dead_sentence == "1 post asks for nothing. 3 posts lead no further."

    def test_the_three_models_stand_side_by_side(self) -> None:
        rows = [
            [[link.text for link in cell.links] for cell in row] for row in path(desk()).models.rows
        ]
        assert rows[1] == [
            ["Leads and triers"],
            ["consideration", "purchase"],
            ["evaluation", "decision"],
        ]
        assert rows[3] == [["Recommenders"], ["advocacy"], ["(activation)"]]
        assert rows[4] == [["Leavers"], ["–"], ["–"]]

    def test_a_long_list_of_dead_ends_is_whole_in_its_file(self, tmp_path: Path) -> None:
        for number in range(25):
            write(
                tmp_path,
                **{f"posts_n{number}": f"title: N{number}\nstatus: draft\ndate: 2026-06-10"},
            )
        made = render(tmp_path, as_of=DAY, language="en")
        assert "and 5 more" in words(body("path.html", made))
        file = next(it.content for it in made.files if it.path == "tables/dead-ends.csv")
        assert len(list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))) == 26


class TestFormats:
    def test_the_mix_and_the_share_of_video(self) -> None:
        shown = formats(desk())
        assert shown.sentence == "14 of 36 posts are videos or live broadcasts."
        assert shown.filmed_bar[0].words == "14 of 36, 39%"
        assert [(bar.label, bar.words) for bar in shown.bars[:2]] == [
            ("Image", "8 posts, 22%"),
            ("Short vertical video", "7 posts, 19%"),
        ]
        for bar in shown.bars:
            assert bar.words.startswith(f"{found(desk(), bar.to)} post")

    def test_no_per_cents_of_a_few_posts(self, tmp_path: Path) -> None:
        post = "title: A\nstatus: draft\ndate: 2026-06-10\nformat: video"
        shown = formats(desk_of(write(tmp_path, posts_a=post)))
        assert [bar.words for bar in shown.bars] == ["1 post"]
        assert shown.filmed_bar[0].words == "1 of 1"

    def test_a_short_video_is_asked_for_all_three_a_long_one_for_captions(
        self, tmp_path: Path
    ) -> None:
        post = "title: A\nstatus: draft\ndate: 2026-06-10\nformat: {0}\nvideo: {{length_s: 30}}"
        folder = write(tmp_path, posts_a=post.format("short-video"), posts_b=post.format("video"))
        marks = [
            [cell.mark.word for cell in row if cell.mark]
            for row in formats(desk_of(folder)).videos.whole.rows
        ]
        assert marks == [["not yet", "not yet", "not yet"], ["not needed", "not yet", "not needed"]]

    def test_broadcasts_to_come_and_past_ones(self) -> None:
        shown = formats(desk())
        assert [it.post.to for it in shown.coming] == [
            f"posts/{name}.html" for name in ("p20", "p21", "p32")
        ]
        assert [it.post.to for it in shown.past] == ["posts/p09.html"]
        assert shown.coming[0].sheet.to == "live/p20.html"
        assert shown.coming[0].remark == "1 thing is still open"
        assert [link.to for link in shown.past[0].clips] == ["posts/p10.html"]
        assert shown.next_live.startswith("The next live broadcast: Wed 10 Jun at 18:30")

    def test_a_broadcast_whose_day_has_passed_is_asked_after(self) -> None:
        shown = formats(desk_of(ENGLISH, dt.date(2026, 6, 12)))
        assert shown.coming[0].remark == "its day has passed: did it go out?"
        assert "Sat 13 Jun" in shown.next_live


class TestRunSheets:
    def test_what_is_done_afterwards_is_not_asked_for_again(self) -> None:
        over, to_come = (run_sheet(desk(), desk().plan.posts[it]).after for it in ("p09", "p20"))
        assert over[0] == "The figures were noted on Sun 24 May."
        assert over[-1].startswith("Learned: ")
        assert to_come[0].startswith("Note the figures: ")
        assert to_come[-1].startswith("One sentence on what you learned")

    def test_what_is_still_to_come_is_agreed_and_not_done(self) -> None:
        shown = {
            step.text: step.mark.word for step in run_sheet(desk(), desk().plan.posts["p20"]).steps
        }
        assert shown["Rehearsal: Tue 9 Jun"] == "agreed"
        assert shown["A post announces it at least a day before"] == "done"
        assert {word for text, word in shown.items() if "comments" in text} == {"done"}
        over = run_sheet(desk(), desk().plan.posts["p09"]).steps
        assert "agreed" not in {step.mark.word for step in over}

    def test_a_long_video_need_not_be_upright_nor_work_without_sound(self) -> None:
        for place, asked in (("posts/p07.html", False), ("posts/p05.html", True)):
            text = words(body(place))
            assert "It has captions" in text
            assert ("It is upright, for a phone" in text) is asked
            assert ("It works without sound" in text) is asked

    def test_each_counted_broadcast_has_one(self) -> None:
        sheets = {page.path for page in site().pages if page.path.startswith("live/")}
        assert sheets == {f"live/{name}.html" for name in ("p09", "p20", "p21", "p32")}

    def test_the_times_share_the_length(self) -> None:
        shown = run_sheet(desk(), desk().plan.posts["p20"])
        assert [row[0].plain for row in shown.course.rows] == [
            *("18:30", "18:35", "18:40", "18:45", "18:50")
        ]
        assert "up to 18:55" in shown.timed
        assert "only a suggestion" in shown.timed
        assert [word for word, _ in shown.board] == [
            *("Notice", "Meet", "Ask", "Listen", "Suggest", "Check", "Confirm", "Thank")
        ]

    def test_what_is_not_known_is_asked_for(self, tmp_path: Path) -> None:
        post = "title: A\nstatus: draft\ndate: 2026-06-10\ntime: 23:50\nformat: live\nlive: {0}"
        folder = write(
            tmp_path,
            posts_a=post.format("{length_min: 30, outline: [One, Two], crib: My words}"),
            posts_b=post.format("{length_min: 1e300, outline: [One]}"),
            posts_c="title: C\nstatus: draft\ndate: 2026-06-10\nformat: live",
        )
        laid = desk_of(folder)
        a, b, c = (run_sheet(laid, laid.plan.posts[name]) for name in "abc")
        assert [row[0].plain for row in a.course.rows] == ["23:50", "00:05"]
        assert (a.crib, a.board) == ("My words", ())
        assert [row[0].plain for row in b.course.rows] == [""]
        assert len(c.course.rows) == 5
        assert "not written yet" in c.timed

    def test_afterwards_it_says_what_to_note_and_when(self) -> None:
        after = run_sheet(desk(), desk().plan.posts["p20"]).after
        assert after[0] == "Note the figures: reach, views, peak viewers, comments."
        assert after[1] == "When: on Wed 17 Jun or soon after."

    def test_the_post_leads_to_it_and_an_idea_has_none(self, tmp_path: Path) -> None:
        assert post_page(desk(), desk().plan.posts["p20"]).run_sheet == "live/p20.html"
        assert post_page(desk(), desk().plan.posts["p01"]).run_sheet == ""
        assert 'href="../live/p20.html"' in body("posts/p20.html")
        folder = write(tmp_path, posts_a="title: A\nformat: live\nlive: {length_min: 20}")
        made = render(folder, as_of=DAY, language="en")
        assert not [page for page in made.pages if page.path.startswith("live/")]
        assert "live/" not in body("posts/a.html", made)

    def test_the_announcement_is_there_to_read(self) -> None:
        text = words(body("live/p20.html"))
        assert "Ordering a box takes three minutes" in text
        assert "If the connection drops" in text


class TestOffers:
    def test_all_eight_are_answered(self) -> None:
        (offer,) = offers(desk()).offers
        assert (offer.mark.kind, offer.open, len(offer.answers)) == ("met", "", 8)
        assert all(answer.answer for answer in (*offer.answers, *offer.layers))
        assert offer.count.text == "3 posts"
        assert sum(found(desk(), stage.to) for stage in offer.stages) == 3
        assert not offers(desk()).table.rows  # one alone stands beside nothing
        assert found(desk(), offer.count.to) == 3

    def test_what_is_open_says_what_to_write(self, tmp_path: Path) -> None:
        folder = write(tmp_path, offers_box="title: Box\npromise: Fresh\nwhy: It is good")
        (offer,) = offers(desk_of(folder)).offers
        assert (offer.mark.word, offer.open) == ("2 of 8 answered", "6 questions are open")
        assert next(it.missing for it in offer.answers if it.missing) == (
            "A sentence will do: “content:”."
        )
        assert [note.rule.text for note in offer.notes] == ["MIX916 offer-incomplete"]
        finnish = offers(desk_of(folder, language="fi")).offers[0]
        assert next(it.missing for it in finnish.answers if it.missing) == (
            "Yksi lause riittää: ”sisältö:”."
        )
        assert "Box" in offers(desk_of(folder)).sentence

    def test_several_stand_side_by_side_and_posts_lead_to_theirs(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            offers_box="title: Box\npromise: Fresh",
            offers_day="title: Day",
            posts_a="title: A\nstatus: draft\ndate: 2026-06-10\nstage: decision\noffer: box",
        )
        laid = desk_of(folder)
        rows = [[cell.plain for cell in row] for row in offers(laid).table.rows]
        assert rows == [
            ["Box", "1 of 8 answered", "1 post", "decision (1)"],
            ["Day", "0 of 8 answered", "0 posts", "–"],
        ]
        (fact,) = [it for it in post_page(laid, laid.plan.posts["a"]).facts if it.label == "Offer"]
        assert (fact.values[0].to, fact.note) == ("offers.html#offer-box", "7 questions are open")

    def test_a_plan_without_any_has_no_page(self, tmp_path: Path) -> None:
        paths = {page.path for page in render(write(tmp_path), as_of=DAY, language="en").pages}
        assert "offers.html" not in paths
        assert "campaigns.html" not in paths


class TestCampaigns:
    def test_goal_posts_and_link_name(self) -> None:
        (it,) = campaigns(desk()).campaigns
        assert it.state.word == "running"
        assert it.dates == "11 May 2026 – 14 June 2026"
        assert (it.progress[0].label, it.progress[0].words) == (
            "44% of the way",
            "0 → 131 of 300 people, Sun 7 Jun",
        )
        assert found(desk(), it.count.to) == len(it.posts.whole.rows) == 3
        facts = {fact.label: fact.values[0].text for fact in it.facts}
        assert facts["Name in links"] == "open-yard-2026-06"
        assert facts["Budget"] == "not set; no costs are noted"
        assert facts["Out so far"] == "1 of 3 posts"
        # 11 May to 14 June are 34 days; on 7 June 27 of them have passed.
        gone = it.progress[1]
        assert (gone.label, gone.words) == ("Time gone", "27 of 34 days, 7 days left")
        assert gone.share == pytest.approx(27 / 34)

    def test_budget_against_cost_and_days_outside(self, tmp_path: Path) -> None:
        post = "title: P\nstatus: draft\ndate: 2026-{0}\ncampaign: c\ncost: 60"
        folder = write(
            tmp_path,
            campaigns_c="title: C\nstart: 2026-05-10\nend: 2026-05-20\nbudget: 100\ngoal: g",
            goals_g="title: G\nbaseline: {value: 20}\ntarget: {value: 10}\n"
            "observations: [{date: 2026-05-20, value: 15}, {date: 2026-06-30, value: 10}]",
            posts_a=post.format("05-08"),
            posts_b=post.format("05-12"),
            posts_c=post.format("05-25"),
            posts_d=post.format("05-13").replace("draft", "idea"),
        )
        (it,) = campaigns(desk_of(folder)).campaigns
        facts = {fact.label: fact.values[0].text for fact in it.facts}
        assert facts["Budget"] == "100; its posts have cost 180, which is 80 more"
        # An idea stands there too, and takes no money yet.
        assert [row[1].note for row in it.posts.whole.rows] == [
            *("before the campaign begins", "", "", "after the campaign has ended")
        ]
        assert (it.count.text, facts["Outside its time"]) == ("3 posts", "2 posts")
        assert it.state.word == "over"
        assert "What came of it?" in it.no_result
        # A falling goal, half way; ten steps are too few for per cents, and the future is not seen.
        assert (it.progress[0].label, it.progress[0].share) == ("So far", 0.5)

    def test_a_post_stands_before_on_or_after_its_fixed_day(self, tmp_path: Path) -> None:
        anchors = "period: {start: 2026-05-04, end: 2026-07-31}\nanchors: [{id: yard, title: Yard, date: 2026-06-13}, {id: other}]"
        post = "title: P\nstatus: draft\ncampaign: c\nanchor: yard\nstage: decision\ndate: "
        folder = write(
            tmp_path,
            plan=f"title: Plan\ntimezone: Europe/Helsinki\n{anchors}",
            campaigns_c="title: C\naudience: [a, b]\nchannels: [x, y]",
            audiences_a="title: Cooks",
            audiences_b="title: Guests",
            channels_x="title: Page",
            channels_y="title: Letter",
            posts_a=f"{post}2026-06-12\nchannel: x\naudience: [a]",
            posts_b=f"{post}2026-06-13",
            posts_c=f"{post}2026-06-14",
            posts_d=f"{post}2026-06-15",
            posts_e="title: P\ncampaign: c\nanchor: other\ndate: 2026-06-20",
        )
        laid = desk_of(folder)
        (it,) = campaigns(laid).campaigns
        assert [row[1].note for row in it.posts.whole.rows] == [
            *("Yard: before it", "Yard: on the day", "Yard: after it", "Yard: after it", "")
        ]
        facts = {fact.label: fact for fact in it.facts}
        (sides,) = facts["Anchors"].values
        assert sides.text == "Yard: 1 before, 1 on the day, 2 after"
        (stage,) = facts["Purchase stages"].values
        assert (stage.text, found(laid, stage.to)) == ("decision (4)", 4)
        assert facts["Channels"].note == "no post yet: Letter"
        assert facts["Audiences"].note == "no post yet: Guests"

    def test_whom_where_and_why_lead_to_what_names_them(self) -> None:
        campaign = 'href="campaigns.html#campaign-open-yard-day"'
        assert campaign in body("goals.html")
        assert campaign in body("channels.html")
        assert campaign in body("audiences.html")
        assert 'href="offers.html#offer-season-box"' in body("audiences.html")

    def test_what_ends_before_it_begins_has_no_end(self, tmp_path: Path) -> None:
        folder = write(tmp_path, campaigns_c="title: C\nstart: 2026-06-20\nend: 2026-06-01")
        shown = campaigns(desk_of(folder))
        (it,) = shown.campaigns
        assert (it.state.word, it.dates) == ("coming", "20 June 2026 – …")
        assert [note.message for note in it.notes] == ["The campaign ends before it begins"]
        assert it.notes[0].place == "campaigns/c.md:4:6"
        assert shown.sentence == "No post belongs to: C."


class TestDescription:
    def test_it_says_what_is_required_and_what_is_left(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            campaigns_c="title: C\nstart: 2026-05-10\nend: 2026-05-20\nsummary: Come",
            campaigns_d="title: D\nstart: 2026-06-10\nbudget: 0",
            posts_a="title: P\nstatus: draft\ndate: 2026-05-12\ncampaign: c",
        )
        laid = desk_of(folder)
        over, coming = (description(laid, it) for it in laid.plan.campaigns.values())
        assert over.filled.word == "3 of 7 marked * are filled in"
        assert [it.label for it in over.fields if it.required and it.missing] == [
            *("Why it is run", "For whom", "Where it runs", "Result")
        ]
        assert over.posts.heads[-1] == "Status"
        fields = {it.label: it for it in coming.fields}
        assert "“end:”" in fields["First and last day"].missing
        assert fields["Budget"].answer[0].text == "0"
        assert not fields["Result"].required
        assert fields["Result"].missing == "The result is written when it is over."

    def test_the_campaign_leads_to_it_and_back(self) -> None:
        place = "campaigns/open-yard-day.html"
        assert f'href="{place}"' in body("campaigns.html")
        assert 'href="../campaigns.html#campaign-open-yard-day"' in body(place)
        assert "All that is marked * is filled in" in words(body(place))
        assert "Name * (required)" in words(body(place))


class TestSeries:
    POST = "title: {0}\nstatus: {1}\ndate: {2}\nchannel: x\nseries: {3}"

    def folder(self, tmp_path: Path) -> Path:
        days = ("2026-05-04", "2026-05-11", "2026-05-18", "2026-06-08")
        texts = {
            f"posts_p{n}": self.POST.format(f"P{n}", "draft", day, "Ask the grower")
            for n, day in enumerate(days)
        }
        return write(
            tmp_path,
            **texts,
            posts_idea="title: Idea\nseries: ask  the Grower",
            posts_gone=self.POST.format("Gone", "cancelled", "2026-05-25", "Ask the grower"),
            posts_old=self.POST.format("Old", "published", "2026-05-05", "Twice"),
            posts_older=self.POST.format("Older", "published", "2026-05-04", "Twice"),
        )

    def test_rhythm_pauses_and_what_comes_next(self, tmp_path: Path) -> None:
        laid = desk_of(self.folder(tmp_path))
        shown = serials(laid)
        assert shown.sentence == "Nothing is planned to come next in: Twice."
        asked, twice = shown.series
        assert (asked.title, asked.state.word) == ("Ask the grower", "goes on")
        assert asked.rhythm == "4 May – 8 Jun. Usually 7 days apart, at most 21."
        assert asked.spelled == "Also written: ask the Grower. It is taken for the same series."
        assert [row[2].plain for row in asked.posts.whole.rows] == [
            *("–", "7 days", "7 days", "longer than usual; 21 days", "–")
        ]
        assert found(laid, asked.count.to) == 4
        assert asked.facts[0].values[0].text == "8 Jun: P3"
        assert (twice.state.word, twice.rhythm) == ("nothing comes next", "4 May – 5 May")

    def test_the_post_leads_to_its_series(self, tmp_path: Path) -> None:
        made = render(self.folder(tmp_path), as_of=DAY, language="en")
        assert 'href="../series.html#series-ask-the-grower"' in body("posts/p1.html", made)
        assert "series.html" not in body("posts/gone.html", made)
        assert 'id="series-ask-the-grower"' in body("series.html", made)
        (page,) = (it for it in made.pages if it.path == "series.html")
        assert [hit.title for hit in page.hits] == ["Twice", "Ask the grower"]
        without = render(write(tmp_path / "none"), as_of=DAY, language="en")
        assert "series.html" not in {page.path for page in without.pages}

    def test_without_a_day_there_is_no_rhythm(self, tmp_path: Path) -> None:
        (it,) = serials(desk_of(write(tmp_path, posts_a="title: A\nseries: S"))).series
        assert it.rhythm == "No post of it has a day yet."
        assert it.count.to == ""


MOMENTS = """\
moments:
  - {id: bus, title: Waiting for the bus, reason: A phone in the hand, people: 40, share: 12.5, value: 20, times_a_day: 13, days: 360}
  - {id: tea, title: Tea}
  - {title: Nameless}"""


class TestMoments:
    def test_each_says_why_what_it_could_bring_and_who_uses_it(self, tmp_path: Path) -> None:
        post = "title: {0}\nstatus: draft\ndate: 2026-05-1{1}\nmoment: {2}"
        folder = write(
            tmp_path,
            plan=PLAN.replace("---\n", f"---\n{MOMENTS}\n", 1),
            posts_a=post.format("A", 1, "bus"),
            posts_b=post.format("B", 2, "bus").replace("draft", "idea"),
            posts_c=post.format("C", 3, "tea").replace("draft", "idea"),
        )
        laid = desk_of(folder)
        bus, tea, nameless = moments(laid)
        assert (bus.reason, bus.no_worth, bus.unused) == ("A phone in the hand", "", "")
        assert bus.worth.endswith("× 360 days = 468,000")
        assert ([it.text for it in bus.posts], found(laid, bus.count.to)) == (["11 May: A"], 1)
        assert tea.unused == "No post is made for it yet. Name it in one: “moment: tea”."
        assert tea.no_reason == "Why have people time then? Write “reason:”."
        assert "“people:”, “share:”, “value:”, “times_a_day:”, “days:”" in tea.no_worth
        assert nameless.unused == "Give it an id in plan.md, so that posts can name it."
        made = render(folder, as_of=DAY, language="en")
        assert 'href="../calendar/hours.html#moment-bus"' in body("posts/a.html", made)
        assert "A phone in the hand" in words(body("posts/a.html", made))
        assert 'href="../calendar/hours.html#moment-tea"' in body("posts/c.html", made)
        assert 'id="moment-bus"' in body("calendar/hours.html", made)
        assert 'href="calendar/hours.html#moment-tea"' in body("plan.html", made)

    def test_a_plan_without_any_hears_what_they_are(self, tmp_path: Path) -> None:
        made = render(
            write(tmp_path, posts_a="title: A\nstatus: draft\ndate: 2026-05-11\ntime: 18:00"),
            as_of=DAY,
            language="en",
        )
        assert "When do your customers wait" in words(body("calendar/hours.html", made))


class TestVariants:
    def test_each_stands_at_its_own_time_wherever_posts_are_listed(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            channels_fb="title: Page",
            channels_ig="title: Pictures",
            channels_li="title: Work",
            posts_a="title: A\nstatus: ready\nchannel: fb\ndate: 2026-06-08\ntime: 18:30\n"
            "variants: {ig: {time: 11.30, text: Short}, li: {}}",
        )
        laid = desk_of(folder)
        post = laid.plan.posts["a"]
        pairs = dict(keys(laid, post).pairs)
        assert pairs["at"].split() == [*("mon-18", "fb.mon-18", "mon-11", "ig.mon-11", "li.mon-18")]
        assert posts.table(laid).rows[0].channel == "Page, Pictures, Work"
        assert b"Page, Pictures, Work" in posts.posts_csv(laid)
        facts = {
            it.label: [value.text for value in it.values] for it in post_page(laid, post).facts
        }
        assert facts["When"] == [
            *("Monday 8 June 2026 at 18:30", "Pictures at 11:30", "Work at 18:30")
        ]
        (task,) = tasks(laid, "publish")
        assert task.what == (
            "Mon 8 Jun at 18:30, Page; told again: Pictures at 11:30, Work at 18:30"
        )


class TestTrends:
    def test_six_with_the_plans_own_figures(self) -> None:
        assert [it.figure.text for it in trends(desk()).trends] == [
            "36 posts, 21 kinds of content",
            "14 of 36 posts are videos or live broadcasts",
            "14 of 36 posts ask for talk or for sharing",
            "4 live broadcasts",
            "21 of 36 posts are in the hands of those who lead",
            "4 of 36 posts say who is seen in them",
        ]

    def test_they_are_advice_and_no_fault(self) -> None:
        assert "pl-mark" not in body("trends.html")
        assert "S0:50" in body("trends.html")

    def test_paid_figures_and_the_future_are_no_echo(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            posts_a="title: A\nstatus: published\ndate: 2026-05-10\nmetrics: {checked_on: 2026-05-17, comments: 5}",
        )
        (folder / "tracking").mkdir()
        (folder / "tracking" / "2026.csv").write_text(
            "subject,checked_on,metric,value,source,paid\n"
            "post:a,2026-05-18,reactions,100,hand,true\n"
            "post:a,2026-06-18,shares,100,hand,false\n"
            "post:a,2026-05-18,shares,2,hand,false\n",
            "utf-8",
        )
        assert "noted so far: 7." in trends(desk_of(folder)).trends[2].meaning


class TestAll:
    @pytest.mark.parametrize("language", ["en", "fi"])
    @pytest.mark.parametrize("path", ALL)
    def test_pages_are_sound(self, path: str, language: str) -> None:
        html = body(path, site(language))
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert len(ids) == len(set(ids))
        assert not re.search(r"<(script|style|img|iframe|link)|\sstyle=|\son\w+=", html)
        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert len(html) < 60_000
        assert ("As of" if language == "en" else "Tilannepäivä") in words(html)
        JustHTML(f"<!doctype html><title>x</title><main>{html}</main>", strict=True)

    @pytest.mark.parametrize("path", ALL)
    def test_fragments_of_the_pages_own_exist(self, path: str) -> None:
        for target in re.findall(r'href="#([^"]*)"', body(path)):
            assert f'id="{target}"' in body(path)
        for target in re.findall(r'href="formats.html#([^"]*)"', body(path)):
            assert f'id="{target}"' in body("formats.html")

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("stages.html", "Yksi kohderyhmä jää ilman"),
            ("path.html", "Näille ei vielä puhuta: Suosittelijat"),
            ("formats.html", "Tulevat live-lähetykset"),
            ("offers.html", "Kahdeksan kysymystä"),
            ("campaigns.html", "Käynnissä nyt"),
            ("trends.html", "Myös johto lähtee mukaan"),
            ("live/p20.html", "Kohtaamisen kasitaulu"),
        ],
    )
    def test_finnish_pages_speak_finnish(self, path: str, said: str) -> None:
        text = words(body(path, site("fi")))
        assert said in text
        for english in (" the ", "nothing", " posts ", " of "):
            assert english not in text

    @pytest.mark.parametrize("path", HUBS)
    def test_an_empty_plan_is_told_how_to_begin(self, path: str, tmp_path: Path) -> None:
        text = words(body(path, render(write(tmp_path), as_of=DAY, language="en")))
        begin = ("planner new post", "needs only a title", "format: short-video")
        assert any(how in text for how in begin)

    def test_a_plan_full_of_faults_has_all_pages(self) -> None:
        for language in ("en", "fi"):
            made = render(FAULTY, as_of=dt.date(2026, 10, 10), language=language)
            assert set(HUBS) <= {page.path for page in made.pages}

    def test_what_people_write_is_never_markup(self, tmp_path: Path) -> None:
        hostile = f'"{ATTACK}"'
        folder = write(
            tmp_path,
            plan=PLAN.replace("Small plan", hostile),
            audiences_us=f"title: {hostile}\njourney: [customers]",
            goals_g=f"title: {hostile}\nunit: {hostile}\nbaseline: {{value: 0}}\n"
            "target: {value: 100}\nobservations: [{date: 2026-05-20, value: 15}]",
            channels_fb=f"title: {hostile}\nread_from: {hostile}",
            offers_o=f"title: {hostile}\npromise: {hostile}\nwhere_to_buy: 'javascript:alert(1)'\n"
            f"core: {hostile}\naudience: [us]",
            campaigns_c=f"title: {hostile}\nsummary: {hostile}\nresult: {hostile}\ngoal: g\n"
            f"utm_campaign: {hostile}\naudience: [us]\nchannels: [fb]",
            posts_a=f"title: {hostile}\nstatus: draft\nchannel: fb\naudience: [us]\ngoal: g\n"
            "date: 2026-06-10\ntime: 18:00\noffer: o\ncampaign: c\nstage: decision\n"
            f"content_type: trial\nformat: live\nface: {hostile}\nmessage: {hostile}\n"
            f"cta: {{type: comment, text: {hostile}, url: 'javascript:alert(1)'}}\n"
            f"live: {{length_min: 10, outline: [{hostile}], crib: {hostile}, fallback: {hostile},"
            " announced_by: b}\nnext_post: b",
            posts_b=f"title: {hostile}\nstatus: draft\nchannel: fb\ndate: 2026-06-08\n"
            f"source_posts: [a]\nformat: video\naudience: ['\\\"><b>']",
        )
        made = render(folder, as_of=DAY, language="en")
        for page in (*HUBS, "offers.html", "campaigns.html", "live/a.html"):
            html = body(page, made)
            assert "alert(1)" in html
            assert not re.search(r"<(script|img|b)\b", html)
            assert 'href="javascript' not in html.lower()

    def test_the_same_plan_gives_the_same_pages(self) -> None:
        again = render(ENGLISH, as_of=DAY, language="en")
        assert [body(path, again) for path in ALL] == [body(path) for path in ALL]
