"""The sample's site as a person meets it: in a real browser, on a desk and on a phone."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from justhtml import JustHTML

from planner import build, load
from planner.channels import shipped
from tests.browsing import Visit, faults_of_access, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 7)
PAGES = (
    "index.html",
    "calendar.html",
    "calendar/2026-06.html",
    "posts.html",
    "posts/p09.html",
    "posts/p15.html",
    "posts/p24.html",
    "findings.html",
    "plan.html",
)
SOURCES = {
    fact.source
    for facts in shipped().values()
    for each in fields(facts)
    for fact in (getattr(facts, each.name) or (),)
    for fact in (fact if isinstance(fact, tuple) else (fact,))
}
"""Where the facts of the channels were seen: a person may follow these."""
LANGUAGES = {"en": "", "fi": "fi/"}
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("polku ä") / "site"
    build(load(ROOT / "content"), target, DAY, mkdocs_yml=ROOT / "mkdocs.yml")
    return target


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path, served: str) -> str:
    return served if request.param == "http" else site.as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_quiet(
    chromium: Browser, served: str, language: str, scheme: str, size: str
) -> None:
    faults: dict[str, object] = {}
    look = {"viewport": SIZES[size], "color_scheme": scheme, "reduced_motion": "reduce"}
    with Visit(chromium, served, **look) as visit:
        for page in PAGES:
            visit.page.goto(f"{served}/{LANGUAGES[language]}{page}")
            found = faults_of_access(visit.page)
            if found:
                faults[page] = found
        assert not faults
        assert not visit.faults


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_no_page_scrolls_sideways_on_a_small_phone(
    chromium: Browser, base: str, *, script: bool
) -> None:
    look = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": script}
    with Visit(chromium, base, **look) as visit:
        for prefix in LANGUAGES.values():
            for page in PAGES:
                visit.page.goto(f"{base}/{prefix}{page}")
                width = visit.page.evaluate("document.documentElement.scrollWidth")
                assert width <= 320, f"{prefix}{page}: {width}"
        assert not visit.faults


@pytest.mark.browser
def test_search_finds_a_post_by_the_beginning_of_a_word(chromium: Browser, base: str) -> None:
    for prefix, word, title in (
        ("", "rhub", "Rhubarb"),
        ("fi/", "rhub", "Rhubarb"),
    ):
        with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
            page = visit.page
            page.goto(f"{base}/{prefix}index.html")
            page.locator(".md-search__input").click()
            page.keyboard.type(word)
            link = page.locator(".md-search-result__link").first
            link.wait_for()
            assert title in (link.text_content() or "")
            link.click()
            page.wait_for_url("**/posts/p05.html*")
            assert not visit.faults


@pytest.mark.browser
def test_the_table_filters_sorts_and_remembers(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
        page = visit.page
        page.goto(f"{base}/posts.html")
        rows = page.locator("table tbody tr:visible")
        assert rows.count() == 36
        page.get_by_label("Channel").select_option(label="YouTube")
        assert rows.count() == 3
        page.get_by_label("Status").select_option("draft")
        assert rows.count() == 2
        page.reload()
        assert rows.count() == 2
        assert "2 of 36" in (page.get_by_role("status").first.text_content() or "")
        assert not visit.faults


@pytest.mark.browser
def test_the_language_switch_leads_to_the_same_page(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
        visit.page.goto(f"{base}/posts/p09.html")
        visit.page.locator(".planner-twin").first.click()
        assert visit.page.url == f"{base}/fi/posts/p09.html"
        assert visit.page.locator("html").get_attribute("lang") == "fi"
        visit.page.locator(".planner-twin").first.click()
        assert visit.page.url == f"{base}/posts/p09.html"


@pytest.mark.browser
def test_the_text_of_a_post_can_be_copied(chromium: Browser, base: str) -> None:
    with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
        page = visit.page
        page.goto(f"{base}/posts/p18.html")
        page.get_by_role("button", name="Copy the text").first.click()
        page.get_by_text("Copied", exact=False).first.wait_for()
        assert not visit.faults


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names.update(value for name, value in attrs if name == "id" and value)
        target = found.get("href") if tag in ("a", "link") else found.get("src")
        if target:
            self.targets.append(target)


def test_every_internal_link_resolves(site: Path) -> None:
    pages: dict[Path, _Links] = {}
    for path in sorted(site.rglob("*.html")):
        pages[path] = _Links()
        pages[path].feed(path.read_text("utf-8"))
    dead = []
    for path, links in pages.items():
        for target in links.targets:
            parts = urlsplit(urljoin(path.as_uri(), target))
            if parts.scheme != "file":
                continue
            file = Path(unquote(parts.path))
            names = pages[file].names if file in pages else set()
            if not file.is_file() or (
                parts.fragment
                and file.suffix == ".html"
                and "=" not in parts.fragment
                and unquote(parts.fragment) not in names
            ):
                dead.append(f"{path.relative_to(site)} → {target}")
    assert dead == []


def test_every_page_is_well_formed(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        document = JustHTML(path.read_text("utf-8"), collect_errors=True)
        assert [str(error) for error in document.errors] == [], path.relative_to(site)


def test_no_page_speaks_of_another_place(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        links = _Links()
        text = path.read_text("utf-8")
        links.feed(text)
        outside = [t for t in links.targets if urlsplit(t).scheme in ("http", "https")]
        assert {t for t in outside if "kaskisuvanto.example" not in t} <= SOURCES, path
        assert '<meta name="robots" content="noindex' in text, path


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_the_same_to_the_byte(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    build(load(ROOT / "content"), again, DAY, mkdocs_yml=ROOT / "mkdocs.yml")
    assert digest(again) == digest(site)
