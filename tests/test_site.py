"""The pages of the site: what they say of the sample, in both languages, and that they are safe."""

from __future__ import annotations

import csv
import datetime as dt
import io
import posixpath
import re
import time
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from justhtml import JustHTML

import bootstrap
from planner.checker import check
from planner.loader import load
from planner.model import CallToAction, Campaign, Channel, Period, Plan, PlanFile, Post, Variant
from planner.outgoing import built_link, is_markdown, outgoing
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import render
from planner.site.addresses import GUIDE
from planner.site.markup import markdown, plain_text, web_address
from planner.site.page import PageKind
from planner.site.views.about import about
from planner.site.views.calendar import month, months
from planner.site.views.desk import Desk
from planner.site.views.home import home
from planner.site.views.post import post_page
from planner.site.views.posts import table
from planner.site.views.todo import groups
from planner.spreadsheets import harmless_cell

if TYPE_CHECKING:
    from pathlib import Path

    from planner.site.page import Site, SitePage

ENGLISH = bootstrap.ROOT / "content"
FINNISH = bootstrap.ROOT / "examples" / "fi" / "content"
DAY = dt.date(2026, 6, 7)


@cache
def sample(language: str = "en") -> Site:
    """Return the sample's site in a language."""
    return render(ENGLISH if language == "en" else FINNISH, as_of=DAY, language=language)


@cache
def desk(day: dt.date = DAY) -> Desk:
    """Return the desk with the English sample on it."""
    return desk_of(ENGLISH, day)


def desk_of(folder: Path, day: dt.date = DAY, language: str = "en") -> Desk:
    content = load(folder)
    schedule = Schedule(content.plan, day)
    return Desk(content, check(content, day), score(schedule), schedule, language)


def page(path: str, language: str = "en") -> SitePage:
    return next(page for page in sample(language).pages if page.path == path)


def words(html: str) -> str:
    """Return the text of a page as it is read, in one line."""
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
period: {start: 2026-05-04, end: 2026-05-31}
---
"""


class TestHome:
    def test_it_says_how_the_plan_stands(self) -> None:
        shown = home(desk())
        assert shown.sentence == "5/8 met, 3 partly"
        assert [it.mark.kind for it in shown.conditions] == [
            *("met", "met", "partly", "met", "met", "partly", "partly", "met")
        ]
        assert [it.count for it in shown.conditions] == [
            *("36/36", "36/36", "31/36", "36/36", "36/36", "32/33", "31/33", "33/33")
        ]

    def test_the_weakest_link_is_said_in_words_with_what_to_do_first(self) -> None:
        weakest = home(desk()).weakest
        assert weakest
        assert weakest.statement == "You know the channel"
        assert weakest.first
        assert weakest.first.place.startswith("audiences/restaurants.md:9:")
        assert weakest.proof.to == "posts.html#open=where"
        assert [it.id for it in weakest.others] == ["noticed", "analysed"]

    def test_a_condition_links_to_the_posts_that_do_not_meet_it(self) -> None:
        where = home(desk()).conditions[2]
        assert [link.to for link in where.open_posts] == [
            f"posts/{name}.html" for name in ("p04", "p11", "p16", "p23", "p29")
        ]

    def test_do_now_knows_what_goes_out_what_is_noted_and_what_is_decided(self) -> None:
        publish, note, decide = groups(desk())
        assert targets(publish) == ["p19", "p20", "p21"]
        assert targets(note) == ["p13", "p15"]
        assert [task.minutes for task in note.tasks] == ["2 minutes", "2 minutes"]
        assert "Meta Business Suite" in note.tasks[1].how
        assert targets(decide) == ["p20", "p21", "p21"]

    def test_what_slipped_is_asked_after(self) -> None:
        publish, _, decide = groups(desk(dt.date(2026, 6, 20)))
        slipped = [task.what for task in publish.tasks if "has passed" in task.what]
        assert len(slipped) == 6  # p19 to p24
        assert "Still a draft" in " ".join(task.what for task in decide.tasks)

    def test_a_review_is_asked_for_when_it_is_due(self) -> None:
        assert review_tasks(dt.date(2026, 6, 13)) == []
        assert review_tasks(dt.date(2026, 6, 14)) == ["The next review is on Sun 21 Jun"]
        assert review_tasks(dt.date(2026, 6, 23)) == ["16 days since the last review"]

    def test_what_goes_out_next_stands_on_top(self) -> None:
        coming = home(desk()).coming
        assert coming
        assert coming.post.to == "posts/p19.html"
        assert (coming.soon, coming.channel) == ("tomorrow", "Facebook page")
        on_the_day, before = home(desk(dt.date(2026, 6, 8))), home(desk(dt.date(2026, 6, 11)))
        assert on_the_day.coming
        assert on_the_day.coming.soon == "today"
        assert before.coming
        assert before.coming.soon == "in 2 days"
        assert home(desk(dt.date(2026, 7, 20))).coming is None

    def test_it_says_who_may_see_the_site(self) -> None:
        assert "For the team only" in words(page("index.html").body)
        assert "Vain tiimille" in words(page("index.html", "fi").body)

    def test_this_week_and_the_next_have_their_iso_numbers(self) -> None:
        weeks = home(desk()).weeks
        assert [week.title for week in weeks] == ["This week: week 23", "Next week: week 24"]
        assert [day.iso[-2:] for day in weeks[1].days] == ["08", "09", "10", "12", "13"]
        assert [it.to for it in weeks[1].days[1].rehearsals] == ["posts/p20.html"]

    def test_the_next_broadcast_has_its_checklist(self) -> None:
        live = home(desk()).live
        assert live
        assert live.post.to == "posts/p20.html"
        assert live.open == "1 thing is still open"
        assert [step.text for step in live.steps if step.mark.kind == "missing"] == [
            "The connection is tested"
        ]


def targets(group: object) -> list[str]:
    tasks = group.tasks  # type: ignore[attr-defined]
    return [posixpath.basename(task.about.to).removesuffix(".html") for task in tasks]


def review_tasks(day: dt.date) -> list[str]:
    return [task.what for task in groups(desk(day))[2].tasks if task.about is None]


class TestCalendar:
    def test_there_is_a_page_for_each_month_of_the_period(self) -> None:
        paths = [page.path for page in sample().pages if re.match(r"calendar/\d+-\d", page.path)]
        assert paths == [f"calendar/2026-0{number}.html" for number in (4, 5, 6, 7)]

    def test_the_weeks_of_the_period_are_18_to_29(self) -> None:
        known = months(desk())
        shown = [month(desk(), known, number) for number in range(len(known))]
        inside = {
            row.number for each in shown for row in each.rows if any(day.inside for day in row.days)
        }
        assert inside == set(range(18, 30))
        assert [each.count for each in shown] == ["3 posts", "12 posts", "13 posts", "8 posts"]
        assert not any(row.note for each in shown for row in each.rows)

    def test_today_and_anchors_are_words(self) -> None:
        text = words(page("calendar.html").body)
        assert "7 today" in text
        assert "★ Midsummer" in text

    def test_week_53_is_iso(self, tmp_path: Path) -> None:
        plan = PLAN.replace("2026-05-04, end: 2026-05-31", "2026-12-28, end: 2027-01-10")
        folder = write(tmp_path, {"plan.md": plan})
        body = next(
            page.body
            for page in render(folder, as_of=DAY, language="fi").pages
            if page.path == "calendar/2027-01.html"
        )
        assert re.findall(r'<span aria-hidden="true">(\d+)</span>(?:</a>)?</th>', body)[:2] == [
            "53",
            "1",
        ]

    def test_gaps_are_drawn_and_variants_stand_in_it(self, tmp_path: Path) -> None:
        folder = write(
            tmp_path,
            {
                "plan.md": PLAN,
                "channels/facebook.md": "---\ntitle: FB\nat_least_every_days: 5\n---\n",
                "channels/blog.md": "---\ntitle: Our blog\n---\n",
                "posts/a.md": "---\ntitle: A\nstatus: draft\nchannel: facebook\n"
                "date: 2026-05-04\ntime: 18:00\n"
                "variants: {blog: {text: Otherwise, time: 9:30}}\n---\nText\n",
                "posts/b.md": "---\ntitle: B\nstatus: draft\nchannel: facebook\n"
                "date: 2026-05-20\n---\n",
            },
        )
        laid = desk_of(folder, dt.date(2026, 5, 6))
        shown = month(laid, months(laid), 0)
        assert [row.number for row in shown.rows if row.note] == [20, 22]
        assert shown.count == "2 posts"  # a variant is no post of its own
        assert len(shown.gaps) == 1
        assert "16 days" in shown.gaps[0]
        day = next(day for week in shown.agenda for day in week.days if day.iso == "2026-05-04")
        assert [(entry.clock, entry.channel) for entry in day.entries] == [
            ("09:30", "Our blog"),
            ("18:00", "FB"),
        ]


class TestPosts:
    def test_the_table_holds_all_posts_and_every_choice_finds_some(self) -> None:
        shown = table(desk())
        assert len(shown.rows) == 36
        for choice in shown.choices:
            for value, _ in choice.options:
                assert any(
                    value in dict(row.keys.pairs).get(choice.name, "").split() for row in shown.rows
                )
        open_in_where = [
            row.id for row in shown.rows if "where" in dict(row.keys.pairs).get("open", "")
        ]
        assert open_in_where == ["p04", "p11", "p16", "p23", "p29"]

    def test_the_file_for_spreadsheets_holds_the_same(self) -> None:
        content = next(file.content for file in sample().files if file.path == "posts.csv")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(rows) == 37
        assert rows[1][:5] == [
            *("p01", "What organic promises, and what it does not", "reviewed"),
            *("2026-04-27", "19:00"),
        ]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_no_cell_is_a_formula(self, text: str) -> None:
        assert harmless_cell(text) == f"'{text}"
        assert harmless_cell("a=1") == "a=1"

    def test_a_page_holds_the_text_the_figures_and_the_path(self) -> None:
        shown = post_page(desk(), desk().plan.posts["p09"])
        assert [(it.family, it.metric, it.value) for it in shown.figures][:2] == [
            ("attention", "reach", "1,630"),
            ("attention", "views", "2,480"),
        ]
        assert [it.metric for it in shown.figures if it.asked] == ["comments"]
        assert shown.next == "repeat"
        assert {way.how: [link.to for link in way.posts] for way in shown.path} == {
            "Builds on": ["posts/p01.html"],
            "Announced by": ["posts/p08.html"],
            "Posts that build on this one": ["posts/p10.html"],
        }
        assert all(step.mark.kind == "met" for step in shown.checklist)
        assert len(shown.judged) == 8

    def test_a_draft_says_so(self) -> None:
        assert "This is a draft" in words(page("posts/p30.html").body)
        assert "This is a draft" not in words(page("posts/p01.html").body)

    def test_an_idea_a_cancelled_one_and_one_outside_the_period_have_pages(
        self, tmp_path: Path
    ) -> None:
        folder = write(
            tmp_path,
            {
                "plan.md": PLAN,
                "posts/idea.md": "---\ntitle: An idea\n---\n",
                "posts/off.md": "---\ntitle: Off\nstatus: cancelled\ndate: 2026-05-06\n---\n",
                "posts/old.md": "---\ntitle: Old\nstatus: reviewed\ndate: 2024-01-06\n---\n",
            },
        )
        site = render(folder, as_of=DAY, language="en")
        bodies = {page.path: words(page.body) for page in site.pages}
        assert "An idea does not count yet" in bodies["posts/idea.html"]
        assert "A cancelled post does not count" in bodies["posts/off.html"]
        assert "outside the plan's period" in bodies["posts/old.html"]
        assert "Old" in bodies["calendar/2024-01.html"]
        assert "An idea" in bodies["calendar.html"]

    def test_all_posts_can_be_searched_and_share_one_frame(self) -> None:
        posts = [page for page in sample().pages if page.path.startswith("posts/")]
        assert len(posts) == 36
        assert {page.kind for page in posts} == {PageKind.STAMPED}
        assert len({page.headings for page in posts}) == 1
        assert "Ask the grower" in page("posts/p09.html").search_text

    def test_of_very_many_posts_the_search_knows_the_beginnings_and_it_is_said(
        self, tmp_path: Path
    ) -> None:
        long = f"Beginning of it {'and so on ' * 90}until the end"
        folder = write(tmp_path, {"plan.md": PLAN, "posts/p.md": f"---\ntitle: P\n---\n{long}\n"})
        laid = desk_of(folder)
        post = laid.posts[0]
        assert "until the end" in laid.search_words(post)
        assert table(laid).search == ""
        laid.searched = 200
        known = laid.search_words(post)
        assert known.startswith("Beginning of it and so on")
        assert known.split("\n")[0].endswith(("and…", "so…", "on…"))
        assert "until the end" not in known
        assert table(laid).search.endswith("knows the first 200 characters of each text.")


class TestFindings:
    def test_they_stand_under_their_conditions_with_place_and_slug(self) -> None:
        text = words(page("findings.html").body)
        assert "channel-assumed" in text
        assert "audiences/restaurants.md:9:15" in text

    def test_a_plan_without_any_gets_a_friendly_word(self, tmp_path: Path) -> None:
        folder = write(tmp_path, {"plan.md": PLAN})
        laid = desk_of(folder)
        assert laid.report.diagnostics  # an empty plan lacks posts
        site = render(folder, as_of=DAY, language="en")
        home_text = words(next(page.body for page in site.pages if page.path == "index.html"))
        assert "A title will do" in home_text


class TestPlan:
    def test_the_plan_stands_on_a_page(self) -> None:
        shown = about(desk())
        assert [box.title.text for box in shown.boxes] == [
            *("For whom", "Why", "Where", "Pillars", "Anchors", "Quiet moments"),
            *("Campaigns", "Offers", "People"),
        ]
        goals = {item.link.text: item.words for item in shown.boxes[1].items}
        assert goals["Sell 60 season boxes"] == ("45 of 60 pcs by 19 Jul",)
        channels = {item.link.text: item.words for item in shown.boxes[2].items}
        assert channels["LinkedIn"] == ("Tue–Wed 08:00–10:00", "at least every 21 days")
        assert [it.mark.kind for it in shown.verdicts].count("met") == 5

    def test_an_empty_plan_has_no_empty_boxes(self, tmp_path: Path) -> None:
        assert about(desk_of(write(tmp_path, {"plan.md": PLAN}))).boxes == ()


class TestOwnPages:
    def test_a_heading_that_repeats_the_title_is_left_out(self) -> None:
        about = page("pages/about.html")
        assert about.kind is PageKind.HUB
        assert about.section == "About this plan"
        assert about.body.count("About this sample") == 1
        assert [heading.level for heading in about.headings] == [2, 2]

    def test_the_search_knows_no_remark_for_the_program(self, tmp_path: Path) -> None:
        remark = "<!-- planner: ignore date-missing -- between us -->"
        (tmp_path / "own.md").write_text(f"# Own\n\nWords.\n\n{remark}\n", "utf-8")
        plan = f"---\ntitle: Plan\ntimezone: UTC\n---\nOur words.\n{remark}\n"
        (tmp_path / "plan.md").write_text(plan, "utf-8")
        site = render(tmp_path, as_of=DAY, language="en")
        found = {each.path: each.search_text for each in site.pages}
        assert found["pages/own.html"] == "Own Words."
        assert found["plan.html"] == "Our words."


class TestWholeSite:
    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_every_link_leads_somewhere(self, language: str) -> None:
        site = sample(language)
        paths = {page.path for page in site.pages} | {file.path for file in site.files}
        for each in site.pages:
            for target in re.findall(r'href="([^"]*)"', each.body):
                if target.startswith(("http", "mailto:")):
                    continue
                file, _, fragment = target.partition("#")
                found = posixpath.normpath(
                    posixpath.join(posixpath.dirname(each.path), unquote(file))
                )
                assert not file or found in paths, (each.path, target)
                if not file:
                    assert f'id="{fragment}"' in each.body

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_ids_are_unique_and_nothing_is_loaded_or_styled_inline(self, language: str) -> None:
        for each in sample(language).pages:
            ids = re.findall(r'\sid="([^"]*)"', each.body)
            assert len(ids) == len(set(ids)), each.path
            own = '<img class="pl-guide__picture" src="../assets/planner/guide/'
            body = each.body.replace(own, "") if each.path == GUIDE else each.body
            assert not re.search(r"<(script|style|img|iframe|link)|\sstyle=|\son\w+=", body)

    @pytest.mark.parametrize("path", ["index.html", "calendar.html", "posts.html", "findings.html"])
    def test_every_page_says_as_of_when(self, path: str) -> None:
        assert "As of Sunday 7 June 2026" in words(page(path).body)
        assert "sunnuntai 7.6.2026" in words(page(path, "fi").body)

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("index.html", "Tee nyt"),
            ("index.html", "5/8 täyttyy, 3 osittain"),
            ("calendar.html", "Päivä päivältä"),
            ("posts.html", "Ostovaihe"),
            ("posts/p30.html", "Tämä on luonnos"),
            ("findings.html", "10 huomiota"),
            ("plan.html", "Lupaus"),
        ],
    )
    def test_finnish_pages_speak_finnish(self, path: str, said: str) -> None:
        assert said in words(page(path, "fi").body)

    def test_no_english_is_left_on_finnish_pages(self) -> None:
        both = ("method/vocabulary.html", "method/keys.html")  # they show both languages
        pages = [page for page in sample("fi").pages if page.path not in both]
        text = " ".join(words(page.body) for page in pages)
        for english in ("Do now", "As of", "Which posts", "Purchase stage", "Nothing", " the "):
            assert english not in text

    def test_the_same_plan_gives_the_same_bytes(self) -> None:
        again = render(ENGLISH, as_of=DAY, language="en")
        assert tuple(again.pages) == tuple(sample().pages)
        assert tuple(again.files) == tuple(sample().files)

    def test_what_people_write_is_never_markup(self, tmp_path: Path) -> None:
        attack = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"
        folder = write(
            tmp_path,
            {
                "plan.md": PLAN.replace("Small plan", f"'{attack}'"),
                "channels/facebook.md": f"---\ntitle: '{attack}'\n---\n",
                "posts/a.md": f"---\ntitle: '{attack}'\nstatus: draft\nchannel: facebook\n"
                f"date: 2026-05-06\nmessage: '{attack}'\nowner: '\"><b>'\n"
                f"cta: {{type: link, text: '{attack}', url: 'javascript:alert(1)'}}\n"
                f"post_url: 'javascript:alert(1)'\n---\n{attack}\n",
                "note.md": f"# {attack}\n\n{attack}\n",
            },
        )
        for each in render(folder, as_of=DAY, language="en").pages:
            assert "<script" not in each.body
            assert "<img" not in each.body or each.path == GUIDE
            assert 'href="javascript' not in each.body.lower()
            assert '"><b>' not in each.body


def plan_with(**post: object) -> tuple[Plan, Post]:
    made = Post.model_construct(**{"id": "p1", "channel": "facebook", **post})  # type: ignore[arg-type]
    file = PlanFile.model_construct(
        title="Summer plan", period=Period.model_construct(start=dt.date(2026, 5, 4), end=None)
    )
    campaign = Campaign.model_construct(id="open-day", utm_campaign="open-day-2026")
    news = Channel.model_construct(id="letter", type="newsletter")
    return Plan(file, channels={"letter": news}, campaigns={"open-day": campaign}), made


def call(url: str) -> CallToAction:
    return CallToAction.model_construct(type="link", url=url)


class TestOutgoing:
    def test_text_link_and_hashtags_stand_apart(self) -> None:
        plan, post = plan_with(
            body="\nHello!\n\nSecond.\n", cta=call("https://x.example/a"), hashtags=("one", "#two")
        )
        assert outgoing(plan, post) == "Hello!\n\nSecond.\n\nhttps://x.example/a\n\n#one #two"

    def test_a_link_in_the_text_is_not_repeated(self) -> None:
        plan, post = plan_with(body="See https://x.example/a now", cta=call("https://x.example/a"))
        assert outgoing(plan, post) == "See https://x.example/a now"

    def test_remarks_for_the_program_never_go_out(self) -> None:
        plan, post = plan_with(body="One\n<!-- planner: ignore date-missing -- soon -->\nTwo\n")
        assert outgoing(plan, post) == "One\nTwo"

    def test_a_variant_has_its_own_text_and_hashtags(self) -> None:
        variant = Variant.model_construct(text="Short", hashtags=("brief",))
        plan, post = plan_with(body="Long", hashtags=("long",), variants={"instagram": variant})
        assert outgoing(plan, post, "instagram") == "Short\n\n#brief"
        assert outgoing(plan, post) == "Long\n\n#long"

    @pytest.mark.parametrize(
        ("url", "built"),
        [
            (
                "https://x.example/a",
                (
                    "https://x.example/a?utm_source=facebook&utm_medium=social"
                    "&utm_campaign=summer-plan-2026&utm_content=l1"
                ),
            ),
            (
                "https://x.example/a?b=1&utm_source=own#part",
                (
                    "https://x.example/a?b=1&utm_source=own&utm_medium=social"
                    "&utm_campaign=summer-plan-2026&utm_content=l1#part"
                ),
            ),
            ("javascript:alert(1)", ""),
            ("ftp://x.example/", ""),
            ("https://", ""),
            ("http://[bad", ""),
            ("x.example", ""),
        ],
    )
    def test_links_tell_where_a_visitor_came_from(self, url: str, built: str) -> None:
        plan, post = plan_with(cta=call(url), link_id="l1")
        assert built_link(plan, post) == built

    def test_a_link_names_its_channel_and_campaign(self) -> None:
        plan, post = plan_with(cta=call("https://x.example"), link_id="l1", campaign="open-day")
        assert built_link(plan, post, "letter") == (
            "https://x.example?utm_source=letter&utm_medium=email"
            "&utm_campaign=open-day-2026&utm_content=l1"
        )

    def test_a_link_without_an_id_stays_as_it_is(self) -> None:
        plan, post = plan_with(cta=call("https://x.example/?a=1"))
        assert built_link(plan, post) == "https://x.example/?a=1"

    def test_letters_blogs_and_websites_are_markdown(self) -> None:
        plan, _ = plan_with()
        assert [is_markdown(plan, name) for name in ("letter", "blog", "website", "facebook")] == [
            *(True, True, True, False)
        ]


class TestMarkup:
    @pytest.mark.parametrize(
        "text",
        [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>)",
            "[x](//evil.example)",
            "<script>alert(1)</script>",
            "<svg onload=alert(1)>",
            "![x](https://evil.example/x.png)",
            "<a href='javascript:alert(1)'>x</a>",
            "[x](https://a.example 'a\" onmouseover=\"b')",
            "> " * 5000,
            "[" * 20000,
        ],
    )
    def test_markdown_does_no_harm(self, text: str) -> None:
        html = markdown(text).html
        tags = re.findall(r"<(\w+)([^>]*)>", html)
        assert {tag for tag, _ in tags} <= {"p", "a", "blockquote"}
        for _, attributes in tags:
            assert not re.search(r"\bon\w+\s*=\s*\w", re.sub(r'"[^"]*"', "", attributes))
            assert not re.search(r'href="(?!https?:|mailto:)', attributes)

    def test_markdown_is_rendered_below_the_page(self) -> None:
        found = markdown("# One\n\n## Two\n\nhttps://x.example/a_b_c.\n", title="Page")
        assert [(heading.title, heading.level) for heading in found.headings] == [
            ("One", 2),
            ("Two", 3),
        ]
        assert '<h2 id="part-one">One</h2>' in found.html
        assert '<a href="https://x.example/a_b_c" rel="noopener noreferrer">' in found.html

    def test_headings_of_one_name_have_ids_of_their_own(self) -> None:
        ids = [heading.id for heading in markdown("# A\n\n# A\n\n# !\n").headings]
        assert len(set(ids)) == 3

    def test_plain_text_stays_as_it_is_written(self) -> None:
        text = "# heading\n1. toukokuuta <b> *not bold*\n#luomu https://x.example/a?b=1&c=2."
        html = plain_text(text)
        assert "<h1" not in html
        assert "<li" not in html
        assert '<span class="pl-hashtag">#luomu</span>' in html
        assert '<a href="https://x.example/a?b=1&amp;c=2" rel="noopener noreferrer">' in html
        assert unescape(re.sub(r"<[^>]+>", "", html)) == text

    def test_only_web_addresses_are_followed(self) -> None:
        assert web_address(" https://x.example/a ") == "https://x.example/a"
        assert web_address("javascript:alert(1)") == ""
        assert web_address("https://x.example/ onclick=1") == ""


@pytest.mark.payload("H9")
def test_a_text_full_of_brackets_is_shown_as_it_is_and_takes_no_time() -> None:
    began = time.process_time()
    html = markdown("[" * 1_000_000).html
    assert time.process_time() - began < 2  # a link was looked for behind each of them
    assert "[" * 1_000_000 in html
    assert "<a " in markdown("[a](https://a.example/) " * 20_000).html
