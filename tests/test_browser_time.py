"""The plan in time as a person meets it: filters that hold, keys alone, paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browsing import LANGUAGES, SIZES, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

DESK, PHONE = SIZES["desk"], SIZES["phone"]


def shown(page: Page) -> set[str]:
    """Return the ids of the posts that the filter leaves, wherever they stand."""
    found = page.locator("[data-pl-item]:not([hidden]):not([data-pl-beside])")
    return set(found.evaluate_all("all => all.map(one => one.dataset.id)"))


def go(link: Locator) -> None:
    """Follow a link and wait until the page has made itself ready."""
    link.click()
    link.page.wait_for_load_state()


def said(page: Page) -> str:
    return page.get_by_role("status").first.text_content() or ""


@pytest.mark.browser
def test_choices_combine_and_are_counted_by_post(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/calendar/2026-06.html")
        assert said(page) == "13 of 13 shown"
        page.get_by_label("Channel").select_option("instagram")
        assert shown(page) == {"p17", "p20", "p25", "p28"}
        assert said(page) == "4 of 13 shown"  # each stands in the grid and in the agenda
        page.get_by_label("Status").select_option("draft")
        assert shown(page) == {"p25", "p28"}
        page.get_by_label("Words").fill("first box")
        page.wait_for_url(re.compile("text=first"))
        assert shown(page) == {"p25"}
        assert said(page) == "1 of 13 shown"
        assert page.locator(".pl-calendar td.pl-day:visible").count() == 35  # empty days stay
        assert page.locator(".pl-agenda__part:visible").count() == 5  # all have a fixed day
        assert (
            page.locator(".pl-agenda__day:visible").count() == 8
        )  # today, four fixed, two rehearsals, p25
        page.get_by_label("Words").fill("nothing like this")
        page.wait_for_url(re.compile("nothing"))
        assert said(page) == "Nothing fits. Choose less, or show all."
        page.get_by_role("button", name="Show all").click()
        assert said(page) == "13 of 13 shown"
        assert "#" not in page.url
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert page.get_by_role("button", name="Show all").is_hidden()
        assert not visit.faults


@pytest.mark.browser
def test_a_choice_is_kept_over_reload_and_from_page_to_page(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/calendar.html")
        page.get_by_label("Channel").select_option("youtube")
        page.reload()
        assert page.get_by_label("Channel").input_value() == "youtube"
        page.get_by_label("Person").select_option("partner")
        looks = page.get_by_role("navigation", name="Ways to look at the posts")
        go(looks.get_by_role("link", name="Stages of work"))
        assert page.get_by_label("Channel").input_value() == "youtube"
        assert shown(page) == {"p07", "p27", "p34"}
        go(looks.get_by_role("link", name="Posts"))
        assert page.locator("table tbody tr:visible").count() == 3
        go(looks.get_by_role("link", name="Calendar"))
        go(page.get_by_role("link", name="May 2026").first)
        assert shown(page) == {"p07"}
        go(page.get_by_role("link", name="June 2026").first)
        assert shown(page) == {"p27"}
        go(page.get_by_role("row").get_by_role("link", name="Week 26"))
        assert shown(page) == {"p27"}
        go(page.get_by_role("link", name="Week 27"))
        assert shown(page) == set()
        assert page.url.endswith("#channel=youtube&person=partner")
        assert not visit.faults


@pytest.mark.browser
def test_a_choice_without_a_field_is_obeyed_shown_and_undone(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/board.html#goal=sell-boxes&status=draft&audience=gone&sort=-3")
        assert page.get_by_label("Goal").is_visible()  # offered once it is chosen
        assert page.get_by_label("Verdict").is_hidden()
        assert shown(page) == set()
        undo = page.get_by_role("button", name="Choose no more: Audience: gone")
        undo.click()
        assert undo.count() == 0
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert shown(page)
        assert "audience" not in page.url
        kept = page.get_by_role("link", name="Posts", exact=True).last.get_attribute("href") or ""
        assert set(kept.partition("#")[2].split("&")) == {
            "goal=sell-boxes", "status=draft", "sort=-3",
        }  # fmt: skip
        page.get_by_label("Goal").select_option("")
        assert page.get_by_label("Goal").is_hidden()
        assert not visit.faults


@pytest.mark.browser
def test_a_jump_on_the_page_does_not_undo_the_choice(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=PHONE) as visit:
        page = visit.page
        page.goto(f"{base}/board.html#channel=linkedin")
        before = shown(page)
        page.get_by_role("navigation", name="Stages of work").get_by_role(
            "link", name="reviewed"
        ).click()
        page.wait_for_url(re.compile("#channel=linkedin$"))
        assert shown(page) == before
        page.goto(f"{base}/calendar/2026.html")
        go(page.get_by_role("link", name="Sat 13 Jun: 1 post"))
        assert page.url.endswith("calendar/2026-06.html#d-2026-06-13")
        assert said(page) == "13 of 13 shown"
        assert not visit.faults


@pytest.mark.browser
def test_the_board_tells_how_many_are_left_in_each_column(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/board.html")
        tallies = page.locator(".pl-column [data-pl-tally]")
        assert tallies.all_text_contents() == ["0", "14", "3", "1", "5", "13"]
        page.get_by_label("Channel").select_option("linkedin")
        assert tallies.all_text_contents() == ["0", "1", "1", "0", "1", "2"]
        more = page.locator(".pl-column h2 a").nth(1)
        go(more)
        assert page.locator("table tbody tr:visible").count() == 1
        assert not visit.faults


@pytest.mark.browser
def test_an_hour_leads_to_the_posts_it_counts(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/calendar/hours.html")
        go(page.get_by_role("link", name="Facebook page: Sun 18–19: 3 posts"))
        assert page.locator("table tbody tr:visible").count() == 3
        assert page.get_by_label("Hour of the week").is_visible()
        assert not visit.faults


@pytest.mark.browser
def test_the_keys_alone_are_enough(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        page = visit.page
        page.goto(f"{base}/board.html")
        page.get_by_label("Words").focus()
        page.keyboard.type("sheep")
        page.wait_for_url(re.compile("#text=sheep$"))
        assert shown(page) == {"p21"}
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.pl-card') !== null"):
                break
        assert page.evaluate("document.activeElement.textContent").startswith("LIVE from the yard")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert ring == "3px"
        page.keyboard.press("Enter")
        page.wait_for_url("**/posts/p21.html")
        assert not visit.faults


@pytest.mark.browser
def test_a_list_tells_what_fits_in_its_order(chromium: Browser, served: str) -> None:
    with Visit(chromium, served, viewport=DESK) as visit:
        page = visit.page
        page.add_init_script(
            """document.addEventListener("pl-filtered", event => {
              window.told = event.detail.shown.map(it => it.dataset.id);
            }, true)"""
        )
        page.goto(f"{served}/posts.html#channel=youtube")
        assert page.evaluate("window.told") == ["p07", "p27", "p34"]
        page.get_by_role("button", name="When").click()
        page.get_by_role("button", name="When").click()
        assert page.evaluate("window.told") == ["p34", "p27", "p07"]


@pytest.mark.browser
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_a_week_is_one_sheet_of_paper_and_lies_on_its_side_like_a_month(
    chromium: Browser, served: str, prefix: str
) -> None:
    with Visit(chromium, served) as visit:
        for week in (18, 20, 24):
            pages, size = printed(visit.page, f"{served}/{prefix}calendar/2026-w{week}.html")
            assert (pages, size) == (1, (842, 595))
        pages, size = printed(visit.page, f"{served}/{prefix}calendar/2026-06.html")
        assert (pages, size) == (2, (842, 595))  # the grid, and the list of days
        assert printed(visit.page, f"{served}/{prefix}board.html")[1] == (842, 595)


def printed(page: Page, address: str) -> tuple[int, tuple[int, int]]:
    """Return how many pages of which size a page fills on paper."""
    page.goto(address)
    made = page.pdf(prefer_css_page_size=True)
    width, height = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", made)[0]
    return len(re.findall(rb"/Type /Page\b", made)), (round(float(width)), round(float(height)))
