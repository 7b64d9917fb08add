"""The sample's site as a person meets it: in a real browser, on a desk and on a phone."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from justhtml import JustHTML

from tests.browsing import (
    COLOURS,
    LANGUAGES,
    SIZES,
    SMALLEST,
    Visit,
    faults_of_access,
    faults_of_keys,
    one_of_each_template,
    small_targets,
    wear,
    width_of,
)
from tests.hostile import seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    return one_of_each_template(site)


# One page of every template


# Each language and each size once; `make site-matrix` tries every pair of them.
@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), [("en", "desk"), ("fi", "phone")])
def test_every_template_is_accessible_in_both_colours(
    chromium: Browser, served: str, pages: list[str], language: str, size: str
) -> None:
    faults: list[object] = []
    look = {"viewport": SIZES[size], "color_scheme": "light", "reduced_motion": "reduce"}
    with Visit(chromium, served, **look) as visit:
        for path in pages:
            visit.page.goto(f"{served}/{LANGUAGES[language]}{path}")
            faults += [(path, fault) for fault in faults_of_access(visit.page)]
            faults += [(path, target) for target in small_targets(visit.page)]
            wear(visit.page, "dark", SIZES[size])
            faults += [(path, "dark", fault) for fault in faults_of_access(visit.page, COLOURS)]
            wear(visit.page, "light", SIZES[size])
        assert not faults
        assert not visit.faults


# The two between them try each language, each size and both colours.
@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("en", "phone", "dark"),
        ("fi", "desk", "light"),
    ],
)
def test_the_keys_reach_everything_in_order_and_show_where_they_are(
    chromium: Browser, served: str, pages: list[str], language: str, size: str, scheme: str
) -> None:
    look = {"viewport": SIZES[size], "color_scheme": scheme, "reduced_motion": "reduce"}
    with Visit(chromium, served, **look) as visit:
        for path in pages:
            visit.page.goto(f"{served}/{LANGUAGES[language]}{path}")
            assert faults_of_keys(visit.page) == [], path
        assert not visit.faults


# With script from a folder, without from a server; with script from a server every page is tried
# below. `make site-matrix` tries every pair.
@pytest.mark.browser
@pytest.mark.parametrize(("script", "language"), [(True, "en"), (False, "fi")])
def test_no_template_scrolls_sideways_on_a_small_phone(
    chromium: Browser, site: Path, served: str, pages: list[str], language: str, *, script: bool
) -> None:
    base = site.as_uri() if script else served
    with Visit(chromium, base, viewport=SMALLEST, java_script_enabled=script) as visit:
        for path in pages:
            visit.page.goto(f"{base}/{LANGUAGES[language]}{path}")
            assert width_of(visit.page) <= SMALLEST["width"], path
            assert visit.page.locator("h1").count() == 1
        assert not visit.faults


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_search_is_accessible(
    chromium: Browser, served: str, size: str, scheme: str
) -> None:
    look = {"viewport": SIZES[size], "color_scheme": scheme, "reduced_motion": "reduce"}
    with Visit(chromium, served, **look) as visit:
        page = visit.page
        page.goto(f"{served}/index.html")
        if size == "phone":
            page.locator("label.md-header__button[for=__search]").click()
        page.locator(".md-search__input").click()
        page.keyboard.type("rhub")
        page.locator(".md-search-result__link").first.wait_for()
        page.wait_for_timeout(400)  # until it has slid in
        assert not faults_of_access(page)
        page.keyboard.press("Escape")
        assert not page.locator("#__search").is_checked()
        assert not visit.faults


# Every page


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_quiet_and_no_wider_than_a_small_phone(
    chromium: Browser, site: Path, served: str, language: str
) -> None:
    wide = []
    with Visit(chromium, served, viewport=SMALLEST) as visit:
        # Half the time would be the search's, which makes itself ready alike on each page.
        visit.page.add_init_script("window.Worker = class extends EventTarget { postMessage() {} }")
        for path in every_page(site, language):
            visit.page.goto(f"{served}/{path}")
            if width_of(visit.page) > SMALLEST["width"]:
                wide.append(path)
        assert not wide
        assert not visit.faults


def every_page(site: Path, language: str) -> list[str]:
    """Return all pages of one language."""
    found = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [path for path in found if path.startswith("fi/") == (language == "fi")]


# What the pages do


@pytest.mark.browser
@pytest.mark.parametrize(
    ("beginning", "title", "place"),
    [
        ("rhub", "Rhubarb", "posts/p05.html"),
        ("home coo", "Home cooks", "audiences.html#audience-home-cooks"),
        ("lunch caf", "Lunch cafés", "audiences.html#audience-restaurants"),
        ("untouch", "plan-untouched", "rules/plan-untouched.html"),
    ],
)
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_search_finds_by_the_beginning_of_a_word(
    chromium: Browser, base: str, prefix: str, beginning: str, title: str, place: str
) -> None:
    with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
        page = visit.page
        page.goto(f"{base}/{prefix}index.html")
        page.locator(".md-search__input").click()
        page.keyboard.type(beginning)
        link = page.locator(f'.md-search-result__link[href*="/{prefix}{place}"]')
        link.wait_for()
        assert title in (link.text_content() or "")
        link.click()
        page.wait_for_url(lambda address: unmarked(address) == f"{base}/{prefix}{place}")
        if "#" in place:
            assert page.locator(f"#{place.partition('#')[2]}").is_visible()
        assert not visit.faults


def unmarked(address: str) -> str:
    """Return an address without the words that the search marks on its page."""
    parts = urlsplit(address)
    return parts._replace(query="").geturl()


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


SEARCHED = """() => document.querySelector(".md-search__input").value.includes("onerror")
  && /matching/.test(document.querySelector(".md-search-result__meta").textContent)"""


@pytest.mark.browser
def test_what_stands_in_an_address_stays_text(chromium: Browser, base: str) -> None:
    evil = quote("</script><img src=x onerror=alert(1)>'\"")
    with Visit(chromium, base, viewport=SIZES["desk"]) as visit:
        page = visit.page
        for name in ("index.html", "posts.html", "findings.html"):
            page.goto(f"{base}/{name}?q={evil}&h={evil}#channel={evil}&rule={evil}&{evil}")
            page.wait_for_function(SEARCHED)
            assert page.locator("img[src=x]").count() == 0
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
        self.loaded: list[str] = []
        self.careless: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names.update(value for name, value in attrs if name == "id" and value)
        target = found.get("href") if tag in ("a", "link") else found.get("src")
        if not target:
            return
        self.targets.append(target)
        if tag != "a":
            self.loaded.append(target)
        elif "noreferrer" not in (found.get("rel") or ""):
            self.careless.append(target)


@pytest.mark.no_cover
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


@pytest.mark.no_cover
def test_every_page_is_well_formed_and_nothing_in_it_runs_or_leads_astray(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        document = JustHTML(path.read_text("utf-8"), collect_errors=True, sanitize=False)
        assert [str(error) for error in document.errors] == [], path.relative_to(site)
        found = seen(document.root)
        assert [it for it in found.acting if " of <" in it] == []  # onclick, style
        assert found.leading == ()


def test_no_page_is_heavy(site: Path) -> None:
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*.*")}
    html = {path: size for path, size in sizes.items() if path.endswith(".html")}
    assert {path: size for path, size in html.items() if size > 200_000} == {}
    posts = {path: size for path, size in html.items() if "posts/" in path}
    assert posts
    assert {path: size for path, size in posts.items() if size > 40_000} == {}
    ours = {path: size for path, size in sizes.items() if path.startswith("assets/planner/")}
    assert sum(size for path, size in ours.items() if "/guide/" not in path) < 150_000


@pytest.mark.no_cover
def test_no_page_loads_from_another_place_or_tells_it_who_comes(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        links = _Links()
        text = path.read_text("utf-8")
        links.feed(text)
        for target in (*links.loaded, *links.careless):
            assert not urlsplit(target).scheme, (path, target)
        assert '<meta name="robots" content="noindex' in text, path
