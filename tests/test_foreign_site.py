"""The plan as one section of a MkDocs site that somebody already has."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from justhtml import JustHTML
from mkdocs.commands.build import build as mkdocs
from mkdocs.config import load_config

from planner.site import render
from tests.browsing import DAY, ROOT, SIZES, Visit, faults_of_access, serving, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SETTINGS = """
site_name: Kaskisuvanto handbook
site_dir: www/handbook
theme:
  name: material
  font: false
  features: [navigation.tabs, navigation.instant, navigation.indexes]
  palette: {scheme: default, primary: teal, accent: amber}
nav:
  - index.md
  - Guides:
      - guides/box.md
      - Field work: guides/field.md
plugins:
  - search
  - planner: {content: content, today: 2026-06-07, path: social}
"""
PAGES = {
    "index.md": "# Welcome\n\nThe [plan](social/index.md) and [the box](guides/box.md).\n",
    "guides/box.md": "# Packing the box\n\nSee [June](../social/calendar.md). Zucchini last.\n",
    "guides/field.md": "# Field work\n\nRhubarb first.\n",
}


@pytest.fixture(scope="module")
def www(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a server shows; their site stands in a folder of it."""
    folder = tmp_path_factory.mktemp("theirs")
    shutil.copytree(ROOT / "content", folder / "content")
    for name, text in PAGES.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    return folder / "www"


@pytest.fixture(scope="module")
def theirs(www: Path) -> Iterator[str]:
    """The address of their site; it has to know it, to swap its pages in place."""
    www.mkdir()
    with serving(www) as address:
        built_by_mkdocs(www.parent / "mkdocs.yml", site_url=f"{address}/handbook/")
        yield f"{address}/handbook/"


@pytest.fixture(scope="module")
def built(www: Path, theirs: str) -> Path:
    """The folder of their site."""
    return www / urlsplit(theirs).path.strip("/")


def built_by_mkdocs(file: Path, **settings: str) -> Path:
    config = load_config(str(file), **settings)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs(config)
    finally:
        config.plugins.on_shutdown()
    return Path(config.site_dir)


def body(path: Path) -> str:
    """Return what a page says between its frame's parts."""
    found = re.search(r"<article[^>]*>(.*?)</article>", path.read_text("utf-8"), re.DOTALL)
    assert found, path
    return found[1]


def test_their_navigation_is_kept_and_ours_is_one_section_of_it(built: Path) -> None:
    text = (built / "guides/box/index.html").read_text("utf-8")
    tabs = text[text.index("md-tabs__list") : text.index("</nav>", text.index("md-tabs__list"))]
    names = [name.strip() for name in re.findall(r"<a[^>]*>([^<]*)</a>", tabs)]
    assert names[:2] == ["Welcome", "Guides"]
    assert len(names) == 3
    assert names[2].startswith("Kaskisuvanto")
    assert "planner.css" not in text
    assert "planner.js" not in text


def test_every_link_between_theirs_and_ours_resolves(built: Path) -> None:
    dead = []
    for path in sorted(built.rglob("*.html")):
        page = JustHTML(path.read_text("utf-8"), sanitize=False)  # else it has no script
        for link in page.query("a[href], link[href], script[src]"):
            address = (link.attrs or {}).get("href") or (link.attrs or {}).get("src") or ""
            parts = urlsplit(urljoin(f"file:{path}", address))
            if parts.scheme == "file" and not address.startswith("/handbook"):  # the page for 404
                found = Path(unquote(parts.path))
                if not (found.is_file() or (found / "index.html").is_file()):
                    dead.append((path.name, address))
    assert dead == []
    assert 'href="../../social/calendar.html"' in body(built / "guides/box/index.html")


def test_search_knows_both(built: Path) -> None:
    docs = json.loads((built / "search/search_index.json").read_text("utf-8"))["docs"]
    places = {doc["location"] for doc in docs}
    assert {"guides/box/", "social/posts/p05.html"} <= places
    assert "social/audiences.html#audience-home-cooks" in places


def test_mkdocs_makes_the_same_pages_as_planner_build(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    file.write_text(
        text.replace("content: content", "content: content\n      today: 2026-06-07"), "utf-8"
    )
    shutil.copytree(ROOT / "content", tmp_path / "content")
    made = built_by_mkdocs(file)
    pages = [page.path for page in render(ROOT / "content", as_of=DAY, language="en").pages]
    assert pages
    for path in pages:
        assert body(made / path) == body(site / path), path


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_ours_work_in_their_site_however_one_comes_there(
    chromium: Browser, theirs: str, size: str
) -> None:
    look = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    with Visit(chromium, theirs, **look) as visit:
        page = visit.page
        page.goto(f"{theirs}guides/box/")
        page.locator("article").get_by_role("link", name="June").click()
        page.wait_for_url("**/social/calendar.html")
        assert page.locator("[data-pl-filter]").count() == 1
        page.goto(f"{theirs}social/posts.html#channel=youtube")
        assert shown(page) == 3
        assert page.locator(".planner-shortcuts").count() == 0
        assert not faults_of_access(page, within="article")
        assert width_of(page) <= SIZES[size]["width"]
        assert not visit.faults


@pytest.mark.browser
def test_pages_swapped_in_place_bring_their_style_and_script(
    chromium: Browser, theirs: str
) -> None:
    with Visit(chromium, theirs, viewport=SIZES["desk"]) as visit:
        page = visit.page
        page.goto(f"{theirs}social/posts.html#channel=youtube")
        assert shown(page) == 3
        page.evaluate("window.stays = true")
        page.locator(".md-tabs__link", has_text="Guides").click()
        page.get_by_role("heading", name="Packing the box").wait_for()
        assert page.evaluate("window.stays")  # swapped in place
        assert page.locator("link[href*='planner.css']").count() == 0
        page.go_back()
        page.locator("table#posts").wait_for()
        page.get_by_label("Channel").wait_for()
        assert page.evaluate("window.stays")
        assert page.locator("link[href*='planner.css']").count() == 1
        assert shown(page) == 3
        page.get_by_label("Channel").select_option("newsletter")
        assert page.url.endswith("#channel=newsletter")
        assert shown(page) == 4
        page.locator(".md-tabs__link", has_text="Guides").click()
        page.get_by_role("heading", name="Packing the box").wait_for()
        page.evaluate(
            """() => new Promise(done => {
              addEventListener("hashchange", () => setTimeout(done));
              location.hash = "packing-the-box";
            })"""
        )
        assert page.url.endswith("#packing-the-box")
        assert not visit.faults


def shown(page: Page) -> int:
    return page.locator("table tbody tr:visible").count()


@pytest.mark.browser
def test_their_search_finds_both(chromium: Browser, theirs: str) -> None:
    with Visit(chromium, theirs, viewport=SIZES["desk"]) as visit:
        page = visit.page
        page.goto(theirs)
        page.locator(".md-search__input").click()
        page.keyboard.type("rhub")
        for place in ("guides/field/", "social/posts/p05.html"):
            page.locator(f'.md-search-result__link[href*="{place}"]').wait_for()
        page.locator('.md-search-result__link[href*="social/posts/p05.html"]').click()
        page.wait_for_url("**/social/posts/p05.html*")
        page.get_by_role("button", name="Copy the text").first.wait_for()
        assert not visit.faults
