"""What a reader waits for in Chromium: pages of a large plan from a folder, as on a phone.

The processor is slowed down four times. Nothing is compared: a second is a second to a reader.
"""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from tests.bench import Figure
from tests.bench.build import build
from tests.browsing import SIZES, launched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.bench.measuring import Bench

SLOWER = 4
PAGES = {"Home": "index.html", "Posts": "posts.html", "Calendar": "calendar.html"}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
READY = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
FILTERED = """() => {
  const field = document.querySelector('[name=channel]');
  const start = performance.now();
  field.value = field.options[1].value;
  field.dispatchEvent(new Event('change', {bubbles: true}));
  document.body.offsetHeight; // laid out
  return (performance.now() - start) / 1000;
}"""
PATIENCE = 120_000
"""Milliseconds after which a browser is given up."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the pages, a filter and the search of one plan."""
    posts = bench.usual
    program = build(bench.plan(posts), posts)
    site = program.site
    assert site
    if not site.is_dir():
        subprocess.run([*map(str, program.command)], cwd=program.folder, check=True)
    index = (site / "search/search_index.js").stat().st_size / 1e6
    yield Figure("size of the search's index", "", posts, (index,), "MB")
    try:
        with sync_playwright() as playwright:
            browser = launched(playwright)
            yield from _waits(browser, site, posts, bench.pairs)
            browser.close()
    except Error as error:
        yield Figure("pages in a browser", "", posts, note=str(error).split("\n", 1)[0])


def _waits(browser: Browser, site: Path, posts: int, times: int) -> Iterator[Figure]:
    def figure(
        name: str, path: str, wait: Callable[[Page], float], target: float | None = None
    ) -> Figure:
        found = []
        for _ in range(times):
            with _opened(browser, site / path) as page:
                found.append(wait(page))
        return Figure(name, "", posts, tuple(found), "seconds on a slow phone", target)

    for name, path in PAGES.items():
        yield figure(f"{name}, first paint", path, lambda page: float(page.evaluate(PAINTED)))
        yield figure(f"{name}, ready", path, lambda page: float(page.evaluate(READY)))
    yield figure("Posts, a filter", "posts.html", lambda page: float(page.evaluate(FILTERED)))
    yield figure("search, first result", "index.html", _searched, 1.0)


@contextmanager
def _opened(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(file.as_uri(), wait_until="load")
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    yield page
    context.close()


def _searched(page: Page) -> float:
    began = time.perf_counter()
    page.keyboard.press("/")
    page.keyboard.type("herbs")
    page.locator(".md-search-result__item").first.wait_for(state="visible")
    return time.perf_counter() - began
