"""The method on the site: rules, words, formulas and sources; findings; how to begin."""

from __future__ import annotations

import csv
import datetime as dt
import io
import posixpath
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from justhtml import JustHTML

from planner.checker import check
from planner.diagnostics import Kind, Severity
from planner.loader import load
from planner.model import ENTITIES, FieldRow, Part, fields
from planner.rules import INTERNAL_ERROR, RULES
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import addresses, render
from planner.site.page import PageKind
from planner.site.stamp import Shape
from planner.site.views.begin import begin
from planner.site.views.desk import Desk
from planner.site.views.findings import findings
from planner.site.views.formulas import FORMULAS, Said, formula_page
from planner.site.views.method import ASKED, method, needed, questions, rule_pages
from planner.site.views.rules import SHOWN, TITLES, paragraph, purpose
from planner.site.views.sources import source_page
from planner.site.views.vocabulary import TITLES as LISTS
from planner.site.views.vocabulary import vocabulary_pages
from planner.tracking import formulas
from planner.vocabulary import lists, sources, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.page import Site, SitePage
    from planner.site.views.tables import Cell

ROOT = Path(__file__).parents[1]
ENGLISH = ROOT / "content"
FINNISH = ROOT / "examples" / "fi" / "content"
FAULTY = ROOT / "tests" / "faulty_plan"
FORGOTTEN = ROOT / "tests" / "forgotten_plan"
DAY = dt.date(2026, 6, 7)
AUTUMN = dt.date(2026, 10, 10)
ATTACK = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-05-31}
---
"""


@cache
def site(folder: Path = ENGLISH, day: dt.date = DAY, language: str = "en") -> Site:
    return render(folder, as_of=day, language=language)


def page(path: str, folder: Path = ENGLISH, day: dt.date = DAY, language: str = "en") -> SitePage:
    return next(page for page in site(folder, day, language).pages if page.path == path)


def desk_of(folder: Path, day: dt.date = DAY, language: str = "en") -> Desk:
    content = load(folder)
    schedule = Schedule(content.plan, day)
    return Desk(content, check(content, day), score(schedule), schedule, language)


@cache
def desk(language: str = "en") -> Desk:
    return desk_of(ENGLISH if language == "en" else FINNISH, DAY, language)


def said(html: str) -> str:
    return " ".join(JustHTML(html, fragment=True).to_text().split())


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', html)


class TestMethod:
    def test_what_a_rule_finds_keeps_the_signs_that_are_meant(self) -> None:
        refused = paragraph("yaml-feature-refused", "fi")
        assert "”!”, ”&” tai ”*”" in refused
        assert "“<<”" in paragraph("yaml-feature-refused", "en")
        assert "`" not in refused

    def test_every_rule_stands_under_one_question(self) -> None:
        found = questions()
        assert list(found) == [*words("condition"), "mix", "files"]
        assert Counter(rule for rules in found.values() for rule in rules) == Counter(SHOWN)
        assert {rule.slug for rule in found["who"]} == {
            *("audience-missing", "audience-everyone", "audience-undescribed"),
            *("too-many-audiences", "audience-unused"),
        }
        assert {rule.code[:3] for rule in found["mix"]} == {"MIX"}
        assert {rule.code[:3] for rule in found["files"]} == {"SRC", "FLD", "REF"}

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_every_rule_has_a_title_of_its_own_in_both_languages(self, language: str) -> None:
        assert set(TITLES) == {rule.slug for rule in RULES if rule is not INTERNAL_ERROR}
        titles = [title.to(language) for title in TITLES.values()]
        assert len(set(titles)) == len(titles)
        if language == "fi":
            assert all(title.to("fi") != title.to("en") for title in TITLES.values())

    def test_a_purpose_is_the_first_sentence_of_the_manual_page(self) -> None:
        assert purpose("audience-everyone", "en") == "The post is meant for everyone."
        assert purpose("audience-everyone", "fi") == "Julkaisu on tarkoitettu kaikille."
        assert purpose("stage-empty", "en") == "A purchase stage has no posts in the period."
        dated = "There is no such day in the calendar, or no such time on that day: 31 June, or "
        assert purpose("impossible-date", "en").startswith(dated)

    def test_a_condition_says_what_it_asks_and_how_it_stands(self) -> None:
        shown = method(desk())
        assert set(ASKED) == set(words("condition"))
        assert [it.now.kind for it in shown.conditions] == [
            *("met", "met", "partly", "met", "met", "partly", "partly", "met")
        ]
        assert [it.evidence.to for it in shown.conditions][:3] == [
            *("audiences.html", "goals.html", "channels.html")
        ]
        assert all(len(it.levels) == 3 for it in shown.conditions)
        assert [it.to for it in shown.weakest] == [
            *("#about-where", "#about-noticed", "#about-analysed")
        ]

    def test_a_rule_counts_its_findings_in_this_plan_and_links_to_them(self) -> None:
        shown = method(desk())
        tables = [it.rules.table for it in shown.conditions] + [it.table for it in shown.chapters]
        counts = {
            row[0].note.split(" ")[0]: (row[-1].number, row[-1].links[0].to)
            for table in tables
            for row in table.rows
        }
        assert counts["anchor-incomplete"] == ("3", "findings.html#rule=anchor-incomplete")
        assert counts["audience-missing"] == ("0", "")
        assert sum(int(number) for number, _ in counts.values()) == 10

    def test_the_way_of_a_post_is_that_of_the_model(self) -> None:
        assert needed("idea", "en") == ("title",)
        assert needed("draft", "en") == ("channel", "audience", "goal")
        assert needed("draft", "fi") == ("kanava", "kohderyhmä", "tavoite")
        assert {"purpose", "date", "time", "stage", "cta → type", "owner"} <= set(
            needed("ready", "en")
        )
        assert needed("reviewed", "en") == ("metrics", "analysis")
        assert needed("cancelled", "en") == ()

    def test_it_has_the_principle_the_advice_and_their_lines(self) -> None:
        text = said(page("method.html").body)
        for words_ in ("line 30", "line 55", "line 37", "not yet", "planner explain"):
            assert words_ in text
        assert "Be worthy of trust" in text

    def test_it_is_in_the_navigation_after_the_plan(self) -> None:
        hubs = [page.path for page in site().pages if page.kind is PageKind.HUB]
        assert hubs.index("method.html") == hubs.index("plan.html") + 1


class TestRulePages:
    def test_all_have_one_and_share_a_frame(self) -> None:
        pages = [page for page in site().pages if page.path.startswith("rules/")]
        assert len(pages) == len(SHOWN)
        assert len({Shape.of(page) for page in pages}) == 1
        assert {page.kind for page in pages} == {PageKind.STAMPED}

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_the_search_finds_slug_code_and_words_of_both_languages(self, language: str) -> None:
        found = page("rules/figures-late.html", ENGLISH, DAY, language)
        assert "(figures-late)" in found.title
        for text in ("SEE603", "have not been noted yet", "lukuja ei ole vielä kirjattu"):
            assert text in found.search_text
        assert "timezone" not in found.search_text  # examples are not what people look for

    def test_an_example_names_its_file_and_marks_the_guilty_line(self) -> None:
        body = page("rules/duplicate-key.html").body
        assert "<figcaption>posts/p03.md</figcaption>" in body
        assert "<mark>time: 19:00</mark>" in body
        assert "expect:" not in body
        assert "---\ntitle: Three dishes from one kohlrabi\nstatus: idea\n" in body

    def test_it_says_where_it_comes_from_what_it_finds_here_and_how_to_quieten_it(self) -> None:
        found = page("rules/channel-assumed.html")
        text = said(found.body)
        assert 'href="../method/sources.html#S2"' in found.body
        assert "line 37" in text
        assert "audiences/restaurants.md:9:15" in text
        assert "# planner: ignore channel-assumed -- the reason" in text
        assert "Nothing to mention" in said(page("rules/audience-missing.html").body)
        assert "taken from no document" in said(page("rules/text-too-long.html").body)

    def test_they_lead_from_one_to_the_next(self) -> None:
        views = {leaf.path: leaf.view for leaf in rule_pages(desk())}
        first, second = (views[f"rules/{rule.slug}.html"] for rule in SHOWN[:2])
        assert first.before is None  # type: ignore[attr-defined]
        assert first.after.to == f"rules/{SHOWN[1].slug}.html"  # type: ignore[attr-defined]
        assert second.before.to == f"rules/{SHOWN[0].slug}.html"  # type: ignore[attr-defined]

    def test_findings_are_capped_and_the_rest_linked(self, tmp_path: Path) -> None:
        posts = {
            f"posts/p{n:02}.md": f"---\ntitle: P{n}\nstatus: ready\ndate: 2026-05-06\n---\n"
            for n in range(60)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **posts}))
        shown = next(it for it in rule_pages(laid) if it.path == "rules/date-passed.html").view
        told = laid.report.diagnostics
        count = sum(found.rule.slug == "date-passed" for found in told)
        assert count == 60
        assert len(shown.notes) == 20  # type: ignore[attr-defined]
        assert shown.more.text == f"{count - 20} more"  # type: ignore[attr-defined]
        assert shown.more.to == "findings.html#rule=date-passed"  # type: ignore[attr-defined]


def parts(part: type[Part]) -> Iterator[tuple[type[Part], FieldRow]]:
    for row in fields(part).values():
        yield part, row
        if row.part:
            yield from parts(row.part)


class TestVocabulary:
    def test_every_list_that_people_write_is_there(self) -> None:
        left_out = {"verdict", "severity", "condition", "file-kind"}
        assert set(LISTS) == set(lists()) - left_out

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_every_word_has_its_id_labels_and_spellings(self, language: str) -> None:
        text = said(page("method/vocabulary.html", ENGLISH, DAY, language).body)
        for name in LISTS:
            for word in lists()[name].values():
                for spelling in word.spellings:
                    assert spelling in text

    def test_every_key_is_there_in_both_languages(self) -> None:
        body = page("method/keys.html").body
        text = said(body)
        for kind in ENTITIES:
            assert f'id="keys-{kind.kind.value}"' in body
            for _, row in parts(kind):
                assert row.name in text
                assert all(finnish in text for finnish in row.fi)
        rows = {row[0].links[0].text: row for row in keys_of_posts()}
        assert rows["cta → type"][1].links[0].text == "kehote → tyyppi"
        assert rows["cta → type"][3].links[0].to == "method/vocabulary.html#list-cta"
        assert rows["cta → type"][4].links[0].text == "from “ready” on"
        assert rows["title"][4].links[0].text == "always"
        assert rows["variants → … → time"][3].links[0].text == "time"

    def test_each_list_has_its_place_and_its_file(self) -> None:
        found = page("method/vocabulary.html")
        files = {file.path: file.content for file in site().files}
        for name in LISTS:
            assert f"list-{name}" in ids(found.body)
            rows = list(csv.reader(io.StringIO(files[f"tables/words-{name}.csv"].decode())))
            assert len(rows) == 1 + len(lists()[name])

    def test_the_plans_own_words_are_marked_and_shown_as_text(self, tmp_path: Path) -> None:
        own = f"words: {{formats: [{{id: radio-play, title: '{ATTACK}'}}]}}\n---\n"
        folder = write(tmp_path, {"plan.md": PLAN.removesuffix("---\n") + own})
        leaf = next(iter(vocabulary_pages(desk_of(folder))))
        chapter = next(it for it in leaf.view.chapters if it.id == "list-format")  # type: ignore[attr-defined]
        marked = [row[2].links[0].text for row in chapter.table.rows if row[0].note]
        assert marked == ["radio-play"]
        body = page("method/vocabulary.html", folder).body
        assert "<script" not in body
        assert "<img" not in body
        assert ATTACK in said(body)

    def test_the_search_finds_the_words(self) -> None:
        found = page("method/vocabulary.html")
        assert found.kind is PageKind.STAMPED
        assert "mystery shopping" in found.search_text


def keys_of_posts() -> tuple[tuple[Cell, ...], ...]:
    leaf = list(vocabulary_pages(desk()))[1]
    return next(it.table.rows for it in leaf.view.chapters if it.id == "keys-post")  # type: ignore[attr-defined]


EXAMPLES = {
    "engagement-by-reach": ("= 15.3%", "= 15,3 %"),
    "engagement-by-views": ("= 9.1%", "= 9,1 %"),
    "click-through": ("74 / 241 × 100 = 30.7%", "= 30,7 %"),
    "conversion": ("6 / 74 × 100 = 8.1%", "= 8,1 %"),
    "open-rate": ("241 / 410 × 100 = 58.8%", "= 58,8 %"),
    "share-of-posts": ("9 / 36 × 100 = 25.0%", "= 25,0 %"),
    "change": ("1,302 − 1,240 = 62; 62 / 1,240 × 100 = 5.0%", "= 5,0 %"),
    "goal-progress": ("(45 − 22) / (60 − 22) × 100 = 60.5%", "= 60,5 %"),
    "median": ("40; 52; 61 → 52; 88 / 52 = 1.7", "= 1,7"),
    "works-best": ("310; 300; 325 → 310 > 105; 90; 140 → 105", "→ 105"),
    "per-result": ("(30 + 45 + 60) / 9 = 15", "= 15"),
    "a-b": ("115 / 205; 126 / 205 → 56.1%; 61.5%; z = 1.10", "z = 1,10"),
    "nps": ("(60 − 15) / 100 × 100 = 45", "= 45"),
    "csat": ("74 / 107 × 100 = 69%", "= 69 %"),
    "ces": ("(1 + 2 + 2 + 3 + 2) / 5 = 2.0", "= 2,0"),
    "ces-2": ("31 / 40 × 100 = 77.5%", "= 77,5 %"),
    "three-levers": ("1.10 × 1.10 × 1.05 = 1.2705 → +27%", "= 1,2705 → +27 %"),
    "lifetime-value": ("€20 × 12 × 5 = €1,200; €1,200 × 40% = €480", "= 480 €"),
    "moment": ("40 × 12.5% × €20 = €100; €100 × 13 × 360 = €468,000", "= 468 000 €"),
}


class TestFormulas:
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_an_example_is_right_in_both_languages(self, name: str) -> None:
        kept = next(it for it in FORMULAS if it.name == name)
        english, finnish = EXAMPLES[name]
        assert kept.example(Said("en")).endswith(english)
        assert kept.example(Said("fi")).replace("\N{NO-BREAK SPACE}", " ").endswith(finnish)

    def test_every_formula_is_tried_here(self) -> None:
        assert [kept.name for kept in FORMULAS] == list(EXAMPLES)

    def test_the_examples_are_right_by_hand(self) -> None:
        # 263 of 1,720 and of 2,890; p = 241/410, 1 − p = 169/410, times 2/205; root 0.0486.
        assert 140 + 11 + 24 + 88 == 263
        assert round(263 / 1720 * 100, 1) == 15.3
        assert round(263 / 2890 * 100, 1) == 9.1
        by_hand = (11 / 205) / ((241 / 410) * (169 / 410) * (2 / 205)) ** 0.5
        assert formulas.z_of(115, 205, 126, 205) == pytest.approx(by_hand)
        assert round(by_hand, 2) == 1.10
        assert by_hand < 1.96
        assert round(1.10 * 1.10 * 1.05, 4) == 1.2705
        assert 100 * 13 * 360 == 468_000

    @pytest.mark.parametrize("language", ["en", "fi"])
    def test_each_says_when_it_is_not_shown_and_where_it_is_from(self, language: str) -> None:
        leaf = next(formula_page(desk(language)))
        for it in leaf.view.formulas:  # type: ignore[attr-defined]
            assert it.unless
            assert it.source
            assert not re.search(r"[{}]", it.unless + it.about + it.formula)
        assert "30" in leaf.view.formulas[0].unless  # type: ignore[attr-defined]

    def test_finnish_puts_a_comma_and_a_space(self) -> None:
        text = said(page("method/formulas.html", FINNISH, DAY, "fi").body)
        assert "15,3\N{NO-BREAK SPACE}%" in text or "15,3 %" in text
        assert not re.search(r"\d%", text)
        assert not re.search(r"\d\.\d", text.replace("CES 2.0", "").replace("7.6.2026", ""))


class TestSources:
    def test_they_are_all_there_with_what_rests_on_which_line(self) -> None:
        found = page("method/sources.html")
        assert set(sources()) <= set(ids(found.body))
        view = next(source_page(desk())).view
        table = next(it.table for it in view.documents if it.id == "S0")  # type: ignore[attr-defined]
        lines = {row[0].links[0].text: [link.text for link in row[1].links] for row in table.rows}
        assert lines["30"] == ["As good as the weakest link"]
        assert lines["11"][:2] == ["The audience is everyone", "Too many audiences at once"]
        assert "You know whom you are after" in lines["37"]
        numbers = [int(line.partition("–")[0]) for line in lines]
        assert numbers == sorted(numbers)

    def test_every_rule_with_a_source_stands_at_its_line(self) -> None:
        view = next(source_page(desk())).view
        there = {
            (document.id, row[0].links[0].text, link.to)
            for document in view.documents  # type: ignore[attr-defined]
            for row in document.table.rows
            for link in row[1].links
        }
        for rule in SHOWN:
            for place in filter(None, rule.source.split(", ")):
                document, _, line = place.partition(":")
                assert (document, line, f"rules/{rule.slug}.html") in there

    def test_nobodys_address_is_shown(self) -> None:
        for language in ("en", "fi"):
            assert "@" not in page("method/sources.html", ENGLISH, DAY, language).body


class TestFindings:
    def test_errors_come_before_warnings_before_hints(self) -> None:
        shown = findings(desk_of(FAULTY, AUTUMN))
        assert [link.to for link in shown.first] == [
            f"findings.html#severity={level}" for level in ("error", "warning", "info")
        ]
        weights = {"error": 0, "warning": 1, "info": 2}
        for chapter in shown.chapters:
            heaviest = [min(weights[it.mark.kind] for it in told.notes) for told in chapter.rules]
            assert heaviest == sorted(heaviest)
        assert shown.chapters[0].id == "files"

    def test_the_counts_are_true_where_only_some_are_listed(self, tmp_path: Path) -> None:
        posts = {
            f"posts/p{n:02}.md": f"---\ntitle: P{n}\nstatus: ready\ndate: 2026-05-06\n---\n"
            for n in range(70)
        }
        laid = desk_of(write(tmp_path, {"plan.md": PLAN, **posts}))
        shown = findings(laid)
        told = {it.slug: it for chapter in shown.chapters for it in chapter.rules}
        counts = Counter(found.rule.slug for found in laid.report.diagnostics)
        assert {slug: it.count for slug, it in told.items()} == counts
        assert counts["date-passed"] == 70
        assert len(told["date-passed"].notes) == 50
        assert told["date-passed"].more == "20 more:"
        assert "at most 50" in shown.listed
        by_rule = {row[0].note.split(" ")[0]: int(row[2].number) for row in shown.by_rule.rows}
        assert by_rule["date-passed"] == 70
        assert sum(int(row[2].number) for row in shown.by_rule.rows) == counts.total()

    def test_every_choice_finds_something(self) -> None:
        body = page("findings.html").body
        for choice in findings(desk()).choices:
            assert choice.options
            for value, _ in choice.options:
                assert f'data-{choice.name}="{value}"' in body

    def test_the_manuals_paragraph_stands_there_once(self) -> None:
        text = said(page("findings.html").body)
        assert text.count(purpose("anchor-incomplete", "en")) == 1

    def test_a_file_that_cannot_be_read_is_named_with_what_to_do(self) -> None:
        shown = findings(desk_of(FAULTY, AUTUMN))
        paths = {it.path for it in shown.unread}
        assert {"campaigns/yaml-syntax.md", "offers/unreadable-file.md"} <= paths
        assert all(it.note and it.note.help for it in shown.unread)
        assert "campaigns/not-utf8.md" in said(page("findings.html", FAULTY, AUTUMN).body)

    def test_a_faultless_plan_gets_a_kind_word_and_a_way_on(self, tmp_path: Path) -> None:
        settings = 'ignore = ["WHO", "WHY", "CHN", "INT", "TIM", "SEE", "ACT", "CHG", "MIX"]\n'
        write(tmp_path, {"planner.toml": settings, "content/plan.md": PLAN})
        body = page("findings.html", tmp_path / "content").body
        assert "holds together" in said(body)
        assert 'href="calendar.html"' in body

    @pytest.mark.parametrize("language", ["en", "fi"])
    @pytest.mark.parametrize("folder", [FAULTY, FORGOTTEN])
    def test_a_plan_full_of_faults_becomes_a_site(self, folder: Path, language: str) -> None:
        built = site(folder, AUTUMN, language)
        errors = desk_of(folder, AUTUMN).report.count(Severity.ERROR)
        for each in built.pages:
            assert len(ids(each.body)) == len(set(ids(each.body))), each.path
            banner = re.search(r'class="pl-banner pl-banner--missing">.*?(\d+) ', each.body)
            assert (banner and int(banner[1])) == (errors or None), each.path


def test_links_lead_to_a_page_and_to_a_place_on_it() -> None:
    bodies = {each.path: each.body for each in site().pages}
    known = set(bodies) | {file.path for file in site().files}
    known |= {value for value in vars(addresses).values() if isinstance(value, str)}
    ours = [path for path in bodies if path.startswith(("method", "rules/", "findings"))]
    assert len(ours) == len(SHOWN) + 7
    for path in ours:
        for target in re.findall(r'href="([^"]*)"', bodies[path]):
            file, _, place = target.partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            found = found if file else path
            assert found in known, (path, target)
            if place and "=" not in place and found in bodies:
                assert place in ids(bodies[found]), (path, target)


def pages_of(folder: Path, language: str) -> dict[str, str]:
    built = render(folder, as_of=DAY, language=language)
    return {page.path: page.body for page in built.pages}


class TestBeginning:
    @pytest.mark.parametrize("language", ["en", "fi"])
    @pytest.mark.parametrize("plan", [None, "", "---\n---\n", PLAN])
    def test_the_files_can_be_copied_and_hold_no_error(
        self, tmp_path: Path, plan: str | None, language: str
    ) -> None:
        if plan is not None:
            said_in = f"language: {language}\n---\n"
            text = plan.removesuffix("---\n") + said_in if plan == PLAN else plan
            write(tmp_path, {"plan.md": text})
        laid = desk_of(tmp_path, DAY if plan != PLAN else dt.date(2026, 5, 1), language)
        shown = begin(laid)
        assert shown
        assert not shown.has_posts
        write(tmp_path, {step.file: step.text for step in shown.steps if not step.done})
        after = desk_of(tmp_path, laid.as_of, language)
        assert [it.message for it in after.report.diagnostics if it.severity == "error"] == []
        assert begin(after) is None
        assert all(after.plan.entities(kind) for kind in (Kind.GOAL, Kind.POST))

    def test_a_finnish_plan_is_begun_in_finnish(self, tmp_path: Path) -> None:
        plan = PLAN.replace("title: Small plan", "otsikko: Pieni\nkieli: fi")
        shown = begin(desk_of(write(tmp_path, {"plan.md": plan}), language="en"))
        assert shown
        goal = next(step for step in shown.steps if step.file.startswith("goals/"))
        assert goal.title == "Your first goal"  # the site speaks English here
        assert "kasvukeino: lisää asiakkaita\n" in goal.text
        assert "lähtöluku: {luku: 0, päivä: 7.6.2026}\n" in goal.text

    def test_what_is_there_is_ticked_off_and_named_in_what_follows(self, tmp_path: Path) -> None:
        files = {
            "plan.md": PLAN,
            "goals/more-guests.md": "---\ntitle: More guests\n---\n",
            "audiences/walkers.md": "---\ntitle: Walkers\n---\n",
        }
        shown = begin(desk_of(write(tmp_path, files)))
        assert shown
        assert [(step.done, step.next) for step in shown.steps] == [
            *((True, False), (True, False), (False, True), (False, False))
        ]
        assert [step.command for step in shown.steps] == [
            f"planner new {kind}" for kind in ("goal", "audience", "channel", "post")
        ]
        assert "audience: [walkers]\ngoal: more-guests\n" in shown.steps[-1].text
        assert "interest:" not in shown.steps[-1].text  # none is known of them

    def test_a_file_that_cannot_be_read_is_not_asked_for_again(self, tmp_path: Path) -> None:
        files = {"plan.md": "---\ntitle: [\n---\n", "goals/a.md": "---\ntitle: [\n---\n"}
        shown = begin(desk_of(write(tmp_path, files)))
        assert shown
        assert [step.file for step in shown.steps if step.done] == ["goals/first-goal.md"]
        assert "plan.md" not in [step.file for step in shown.steps]

    @pytest.mark.parametrize("language", ["en", "fi"])
    @pytest.mark.parametrize("plan", [None, "", PLAN])
    def test_pages_teach_how_to_begin(
        self, tmp_path: Path, plan: str | None, language: str
    ) -> None:
        if plan is not None:
            write(tmp_path, {"plan.md": plan})
        pages = pages_of(tmp_path, language)
        for path in ("index.html", "calendar.html", "posts.html"):
            assert 'data-pl-copy="' in pages[path], path
            assert "<code>planner new goal</code>" in pages[path], path
            assert len(ids(pages[path])) == len(set(ids(pages[path])))
        assert {"findings.html", "method.html", "method/keys.html", "plan.html"} <= set(pages)

    def test_a_whole_plan_is_not_taught(self) -> None:
        assert begin(desk()) is None
        assert "data-pl-copy" not in page("index.html").body

    def test_hostile_names_are_shown_as_text(self, tmp_path: Path) -> None:
        plan = PLAN.replace("timezone: Europe/Helsinki\n", "").replace("Small plan", f"'{ATTACK}'")
        files = {"plan.md": plan, "posts/a.md": f"---\ntitle: '{ATTACK}'\nowner: '{ATTACK}'\n---\n"}
        for path, body in pages_of(write(tmp_path, files), "en").items():
            assert "<script" not in body, path
            assert "<img" not in body or path == addresses.GUIDE, path
