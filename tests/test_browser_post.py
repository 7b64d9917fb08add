"""Posts in a real browser: a table of 5,000 rows, a post's look, and its text to copy."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import build, load
from planner.site import render
from planner.site.pages import WHOLE
from tests.browsing import Visit, faults_of_access, only, serving
from tests.plans import write_plan
from tests.test_site_post import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 7)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
MANY, PAGE = 5000, 100
PATIENCE_MS = 100
ROUNDS = 5
"""What a filter may take; the machines of tests get three times as much."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample's site, with a picture and a repository."""
    folder = tmp_path_factory.mktemp("polku ä")
    shutil.copytree(ROOT / "content", folder / "content")
    (folder / "content/media").mkdir()
    (folder / "content/media/kuva ä.png").write_bytes(png(width=40, height=30))
    for name in ("p05", "p06"):
        path = folder / f"content/posts/{name}.md"
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("\nformat:", "\nmedia: ['media/kuva ä.png', media/a.mp4]\nformat:"),
            "utf-8",
        )
    look = "plugins:\n  - planner: {repository: https://github.com/kaskisuvanto.example/plan}\n"
    (folder / "mkdocs.yml").write_text(look, "utf-8")
    build(load(folder / "content"), folder / "site", DAY, mkdocs_yml=folder / "mkdocs.yml")
    return folder / "site"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path, served: str) -> str:
    return served if request.param == "http" else site.as_uri()


# A video with a picture, a letter with two versions, a live broadcast.
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_posts_are_accessible_and_stay_within_the_screen(
    chromium: Browser, served: str, scheme: str, size: dict[str, int]
) -> None:
    with Visit(chromium, served, viewport=size, color_scheme=scheme) as visit:
        for name in ("p05", "p12", "p20"):
            visit.page.goto(f"{served}/posts/{name}.html")
            visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert faults_of_access(visit.page) == [], name
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not visit.page.evaluate(wide), name
        assert not visit.faults


def test_the_picture_is_shown_in_the_shape_of_the_channel(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        for name, ratio in (("p05", 9 / 16), ("p06", 1.91)):
            visit.page.goto(f"{base}/posts/{name}.html")
            picture = visit.page.locator(".pl-frame img")
            picture.scroll_into_view_if_needed()
            visit.page.wait_for_function("document.querySelector('.pl-frame img').complete")
            assert picture.evaluate("it => it.naturalWidth") == 40
            box = picture.bounding_box()
            assert box
            assert box["width"] / box["height"] == pytest.approx(ratio, rel=0.02)
        assert not visit.faults


def test_what_is_copied_is_what_goes_out(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        if base.startswith("http"):
            visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.goto(f"{base}/posts/p12.html")
        for name, part in (("Copy the subject", "text-0-subject"), ("Copy as Markdown", "text-0")):
            visit.page.get_by_role("button", name=name).click()
            visit.page.get_by_text("✓ Copied").first.wait_for()
            if base.startswith("http"):
                copied = visit.page.evaluate("navigator.clipboard.readText()")
                assert copied == visit.page.locator(f"#{part}").text_content()
        assert not visit.faults


def test_a_letter_is_copied_with_its_headings_and_links(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        if base.startswith("http"):
            visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.goto(f"{base}/posts/p12.html")
        visit.page.get_by_role("button", name="Copy it as it looks").click()
        visit.page.get_by_text("✓ Copied").first.wait_for()
        if base.startswith("http"):
            copied = visit.page.evaluate(
                "navigator.clipboard.read().then(all => all[0].getType('text/html'))"
                ".then(found => found.text())"
            )
            assert "Count the plates</h" in copied
            assert "<strong" in copied
            assert 'href="https://kaskisuvanto.example/tilaa' in copied
            assert "Copy it as it looks" not in copied
        assert not visit.faults


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the table of 5,000 posts as a page, with our own style and script."""
    folder = tmp_path_factory.mktemp("large")
    with only("posts.html"):
        site = render(write_plan(folder, MANY), as_of=None, language="en")
    (posts,) = site.pages
    for file in site.files:
        if file.path in (*site.styles, *site.scripts, WHOLE):
            target = folder / (file.path if file.path == WHOLE else Path(file.path).name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Posts</title>'
    look = '<link rel="stylesheet" href="planner.css">'
    script = '<script src="planner.js"></script>'
    page = f'{head}{look}<main class="md-typeset">{posts.body}</main>{script}</html>'
    (folder / "posts.html").write_text(page, "utf-8")
    return folder / "posts.html"


def rows(page: Page) -> int:
    return page.locator("#posts tbody tr").count()


def told(page: Page) -> str:
    return page.locator(".pl-pages [role=status]").text_content() or ""


def test_a_table_of_thousands_is_shown_a_hundred_at_a_time(chromium: Browser, large: Path) -> None:
    with Visit(chromium, "file:", viewport=DESK) as visit:
        page = visit.page
        page.goto(large.as_uri())
        assert (rows(page), told(page)) == (PAGE, "Rows 1–100 of 5000")
        assert page.get_by_role("button", name="Earlier rows").is_disabled()
        page.get_by_role("button", name="Further rows").click()
        assert (rows(page), told(page)) == (100, "Rows 101–200 of 5000")
        page.get_by_label("Channel").select_option(index=1)
        found = int(told(page).rpartition(" ")[2])
        assert 100 < found < MANY
        assert told(page) == f"Rows 1–100 of {found}"
        page.get_by_role("button", name="When").click()
        page.get_by_role("button", name="When").click()  # the newest first
        days = page.locator("#posts tbody time").evaluate_all("all => all.map(it => it.dateTime)")
        assert days == sorted(days, reverse=True)
        assert (len(days), told(page)) == (100, f"Rows 1–100 of {found}")
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function(
            "document.querySelector('.pl-pages span').textContent.includes('5000')"
        )
        page.get_by_role("button", name="All rows").click()
        assert rows(page) == MANY
        page.get_by_label("Words").fill("post-04320")
        page.wait_for_function("document.querySelectorAll('#posts tbody tr').length === 1")
        assert not page.locator(".pl-pages").is_visible()
        assert not visit.faults


def test_without_script_all_rows_are_there(chromium: Browser, large: Path) -> None:
    for size in (DESK, PHONE):
        with Visit(chromium, "file:", viewport=size, java_script_enabled=False) as visit:
            visit.page.goto(large.as_uri())
            assert visit.page.locator("#posts tbody tr:visible").count() == MANY


def test_no_more_than_a_hundred_rows_are_laid_out_before_the_script(
    chromium: Browser, large: Path
) -> None:
    page = large.with_name("unscripted.html")
    page.write_text(large.read_text("utf-8").replace("planner.js", "none.js"), "utf-8")
    with Visit(chromium, "file:", viewport=PHONE) as visit:
        visit.page.goto(page.as_uri())
        assert visit.page.locator("#posts tbody tr:visible").count() == PAGE


def test_a_short_table_has_no_pages(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=DESK) as visit:
        visit.page.goto(f"{base}/posts.html")
        assert rows(visit.page) == 36
        assert visit.page.locator(".pl-pages").count() == 0


MEASURE = """name => {
  const field = document.querySelector(`[name=${name}]`);
  const times = [];
  for (const value of [...field.options].slice(1, 4).map(it => it.value).concat("")) {
    const start = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""


def test_a_filter_answers_at_once(chromium: Browser, large: Path) -> None:
    with Visit(chromium, "file:", viewport=DESK) as visit:
        visit.page.goto(large.as_uri())
        for name in ("channel", "status", "audience"):
            # The fastest of some: a machine with more to do makes any single one slow.
            took = min(visit.page.evaluate(MEASURE, name) for _ in range(ROUNDS))
            assert took < 3 * PATIENCE_MS, name
