"""A real browser for the tests of the site, and what it looks for on a page."""

from __future__ import annotations

import _thread
import datetime as dt
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from unittest import mock

from axe_playwright_python.sync_playwright import Axe

from planner import build, load
from planner.checker import check
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import pages
from planner.site.pages import FAMILIES, SECTIONS
from planner.site.views.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page, Playwright, ViewportSize

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 7)
LANGUAGES = {"en": "", "fi": "fi/"}
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 740},
}
SMALLEST: ViewportSize = {"width": 320, "height": 640}
SCHEMES = {"light": "default", "dark": "slate"}
"""The colours that a device asks for, and what the theme calls them."""

CHROMIUM = (
    os.environ.get("PLANNER_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)


def launched(playwright: Playwright) -> Browser:
    """Start the system's Chromium, else Playwright's own."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])


class _Server(http.server.ThreadingHTTPServer):
    """Answers in threads that nobody traces: two that begin at once can trip over each other.

    Python 3.11 refuses to trace the second one then, which ends that answer and the test.
    """

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as it is called
        """Answer in a thread of the system's own."""
        _thread.start_new_thread(self.process_request_thread, (request, client_address))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine and give its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:  # noqa: ANN401 - as the server calls it
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_: object) -> None:
            pass

    with _Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page with everything noted that it should not do."""

    def __init__(self, browser: Browser, base: str, **context: Any) -> None:  # noqa: ANN401 - the browser's own options
        self.context = browser.new_context(**context)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self.refuse)
        self.page.on("request", lambda request: self.note(request.url, base))

    def refuse(self, dialog: Dialog) -> None:
        self.faults.append(dialog.message)
        dialog.dismiss()

    def note(self, address: str, base: str) -> None:
        if not address.startswith((base, "data:", "about:")):
            self.faults.append(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def build_sample(target: Path) -> None:
    """Build the sample as its readers get it."""
    build(load(ROOT / "content"), target, DAY, mkdocs_yml=ROOT / "mkdocs.yml")


@contextmanager
def only(*templates: str) -> Iterator[None]:
    """Let sites have the pages of these templates alone, and so be made in no time."""
    hubs = (tuple(hub for hub in part.hubs if hub.template in templates) for part in SECTIONS)
    sections = tuple(map(lambda part, few: replace(part, hubs=few), SECTIONS, hubs))
    families = tuple(family for family in FAMILIES if family.template in templates)
    with mock.patch.multiple(pages, SECTIONS=sections, FAMILIES=families):
        yield


def one_of_each_template(site: Path) -> list[str]:
    """Return every hub, and of each family of pages the one that says most."""
    content = load(ROOT / "content")
    schedule = Schedule(content.plan, DAY)
    desk = Desk(content, check(content, DAY), score(schedule), schedule, "en")
    hubs = [hub.path for part in SECTIONS for hub in part.hubs if hub.wanted(desk)]
    families = ([leaf.path for leaf in family.leaves(desk)] for family in FAMILIES)
    return hubs + [max(each, key=lambda path: (site / path).stat().st_size) for each in families]


def wear(page: Page, scheme: str, size: ViewportSize) -> None:
    """Show an open page in other colours and at another size."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.wait_for_function(
        "name => document.body.getAttribute('data-md-color-scheme') === name", arg=SCHEMES[scheme]
    )


COLOURS = ("color-contrast", "link-in-text-block")
"""What may differ from one colour scheme to the other."""


def faults_of_access(
    page: Page, only: tuple[str, ...] = (), within: str = "html"
) -> list[tuple[str, Any]]:
    """Return what axe finds against WCAG 2.2: the rule and the elements."""
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": list(only)}
    else:
        options["rules"] = {"target-size": {"enabled": True}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("given => axe.run(...given)", [within, options])["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]


def width_of(page: Page) -> int:
    """Return how wide a page is, beyond its edge too."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(it => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter(it => getComputedStyle(it).display !== "inline")
  .filter(it => {
    const box = it.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && Math.min(box.width, box.height) < 23.9;
  })
  .map(it => it.outerHTML.slice(0, 160))"""


def small_targets(page: Page) -> list[str]:
    """Return what is less than 24 pixels high or wide; axe sees to links within a line."""
    return list(page.evaluate(SMALL))


STOPS = """() => {
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  const oneOf = it => it.type === "radio" && (
    document.querySelector(`input[name="${it.name}"]:checked`)
    || document.querySelector(`input[name="${it.name}"]`)) !== it;
  window.stops = [...document.querySelectorAll(stops)].filter(it => it.tabIndex >= 0
    && !it.disabled && !oneOf(it) && !it.closest("[inert]")
    && it.checkVisibility({ visibilityProperty: true }));
  return window.stops.map(it => it.outerHTML.slice(0, 160));
}"""
STOP = """() => {
  const now = document.activeElement;
  const look = it => it.matches("input.md-option") ? it.nextElementSibling : it;
  const style = getComputedStyle(look(now));
  const box = look(now).getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const head = Math.max(box.top, 0), foot = Math.min(box.bottom, innerHeight);
  const places = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => [x, y]));
  const seen = left < right && head < foot && places.some(([x, y]) => {
    const top = document.elementFromPoint(left + (right - left) * x, head + (foot - head) * y);
    return top && (look(now).contains(top) || top.contains(now) && top.closest("label, article"));
  });
  return {
    html: now.outerHTML.slice(0, 160),
    number: window.stops.indexOf(now),
    scrolls: now.scrollWidth > now.clientWidth || now.scrollHeight > now.clientHeight,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen,
  };
}"""


MOST_STOPS = 100
"""Pages of hundreds of links are walked so far; what follows there is more of the same."""


def faults_of_keys(page: Page) -> list[str]:
    """Press Tab through a page: all stops come in order, seen, and none holds one fast."""
    stops = page.evaluate(STOPS)[:MOST_STOPS]
    faults: list[str] = []
    reached: list[int] = []
    for _ in range(len(stops) + 20):  # a browser stops at what scrolls, too
        page.keyboard.press("Tab")
        now = page.evaluate(STOP)
        if now["html"].startswith("<body") or reached[:1] == [now["number"]]:
            break
        if now["number"] >= len(stops):
            break
        for _ in range(20):  # what slides in is seen when it is there
            if now["seen"]:
                break
            page.wait_for_timeout(100)
            now = page.evaluate(STOP)
        faults += _faults_of_stop(now)
        if now["number"] >= 0:
            reached.append(now["number"])
    else:
        faults.append(f"held fast: {now['html']}")
    if reached != sorted(set(reached)):
        faults.append(f"out of order: {reached}")
    missed = set(range(len(stops))) - set(reached)
    return faults + [f"missed: {stops[number]}" for number in sorted(missed)]


def _faults_of_stop(stop: dict[str, Any]) -> list[str]:
    found = {
        "unknown": stop["number"] < 0 and not stop["scrolls"],
        "no ring": not stop["ring"],
        "hidden": not stop["seen"],
    }
    return [f"{fault}: {stop['html']}" for fault, is_so in found.items() if is_so]
