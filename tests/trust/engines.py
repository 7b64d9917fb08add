"""The sample's pages, built by other engines: the same site comes out, or the difference is told.

Each engine lives in a virtual environment of its own below ``build/engines``. Where a newer Zensical's theme cannot be fetched, its engine is tried with the older theme.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from justhtml import JustHTML
from playwright.sync_api import Error, sync_playwright

from planner import building, load
from planner.site import render
from tests.browsing import (
    COLOURS,
    DAY,
    LANGUAGES,
    ROOT,
    SIZES,
    Visit,
    faults_of_access,
    launched,
    one_of_each_template,
    serving,
    wear,
    width_of,
)
from tests.programs import MATERIAL, PROPERDOCS, ZENSICAL, installed, run, why
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from planner.loader import Content

FOLDER = ROOT / "build/engines"
AREA = "Engines"


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that makes a site of the pages."""

    name: str
    command: str
    packages: tuple[str, ...]
    search: str
    """What is clicked to begin a search."""
    result: str
    """The hit that has to be found."""
    same_as: str = ""
    """The engine whose site its own is, but for the name in the pages' heads."""
    theme_of: str = ""
    """The environment whose theme it borrows where its own cannot be fetched."""


_OF_MATERIAL = (".md-search__input", ".md-search-result__link[href*='posts/p05.html'] >> nth=0")
_OF_ZENSICAL = (".md-search__button", "a[href*='posts/p05.html'] >> nth=0")
ENGINES = (
    Engine("MkDocs 1.6.1", "mkdocs", ("mkdocs==1.6.1", MATERIAL), *_OF_MATERIAL),
    Engine("ProperDocs 1.6.7", "properdocs", (PROPERDOCS, MATERIAL), *_OF_MATERIAL, "MkDocs 1.6.1"),
    Engine("Zensical 0.0.73", "zensical", (ZENSICAL,), *_OF_ZENSICAL),
    Engine(
        "Zensical 0.1.3",
        "zensical",
        ("zensical==0.1.3",),
        *_OF_ZENSICAL,
        theme_of="zensical-0.0.73",
    ),
)


def measure() -> Iterator[Figure]:
    """Build the sample by each engine, and compare."""
    pages = FOLDER / "pages"
    read = load(ROOT / "content")
    building.build(read, pages, DAY, mkdocs_yml=ROOT / "mkdocs.yml", as_pages=True)
    expected = {
        folder + page.path: tree(f"<div>{page.body}</div>")
        for language, folder in LANGUAGES.items()
        for page in render(ROOT / "content", as_of=DAY, language=language).pages
    }
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for each in ENGINES:
            engine = each
            try:
                program, theme = _program_of(engine)
                engine = replace(engine, name=engine.name + theme)
                site, seconds = _built(program, pages)
                hostile = _hostile(engine, program)
            except subprocess.CalledProcessError as error:
                yield _not_there(engine, error)
                continue
            yield _figure(
                engine,
                "processor seconds for both languages",
                "below 30",
                f"{seconds:.1f}",
                met=seconds < 30,
            )
            yield hostile
            if engine.same_as:
                yield _figure(engine, f"as by {engine.same_as}", "all files", _alike(site))
                continue
            yield from _same(engine, site, expected)
            if not theme:  # what another version's theme looks like says nothing
                yield from _seen(engine, site, browser)
    yield from _plugin(read)


def _figure(
    engine: Engine, measured: str, target: str, found: str, *, met: bool | None = None
) -> Figure:
    is_met = found == target if met is None else met
    return Figure(AREA, f"{engine.name}: {measured}", target, found, is_met)


def _not_there(engine: Engine, error: subprocess.CalledProcessError) -> Figure:
    return _figure(engine, "can be fetched and builds", "yes", f"no: {why(error)}", met=False)


def _program_of(engine: Engine) -> tuple[Path, str]:
    """Return the engine's program, and whose theme it has if not its own."""
    name = engine.packages[0].replace("==", "-")
    try:
        return installed(FOLDER / name, engine.packages, engine.command), ""
    except subprocess.CalledProcessError:
        if not engine.theme_of:
            raise
    home = FOLDER / name
    run(home / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps", *engine.packages)
    own = next(home.glob("lib/python*/site-packages"))
    older = next((FOLDER / engine.theme_of).glob("lib/python*/site-packages"))
    (own / "older.pth").write_text(f"{older}\n", "utf-8")
    theme = str(older / "zensical/templates")
    (own / "zensical_ui.py").write_text(f"def get_theme_dir():\n    return {theme!r}\n", "utf-8")
    return home / "bin" / engine.command, f" with the theme of {engine.theme_of}"


def _built(program: Path, pages: Path) -> tuple[Path, float]:
    kind = "sample" if pages.name == "pages" else pages.name
    project = FOLDER / f"{kind}-{program.parents[1].name}"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(pages, project)
    began = os.times()
    for file in ("mkdocs.yml", "mkdocs.fi.yml"):
        run(program, "build", "-f", file, folder=project)
    ended = os.times()
    seconds = sum(ended[2:4]) - sum(began[2:4])  # of the processor, by those that were begun here
    return project / "site", seconds


def _same(engine: Engine, site: Path, expected: dict[str, list[object]]) -> Iterator[Figure]:
    """Compare pages and bodies with what the core made, and follow every link."""
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    beside = sorted(made - {*expected})
    there = f"{len(made & {*expected})} of {len(expected)}"
    more = f"; beside them {', '.join(beside)}" if beside else ""
    all_of_them = f"{len(expected)} of {len(expected)}"
    yield _figure(engine, "pages", all_of_them, there + more, met=made >= {*expected})
    same = sum(
        body_of((site / path).read_text("utf-8")) == body
        for path, body in expected.items()
        if path in made
    )
    yield _figure(engine, "bodies the same", all_of_them, f"{same} of {len(expected)}")
    yield _figure(engine, "links and anchors that lead nowhere", "0", str(len(dead_links(site))))


def _hostile(engine: Engine, program: Path) -> Figure:
    """Build a small site of plain words and one of hostile words: no element may differ."""
    from tests.test_pages import HOSTILE, elements, write_small

    plain, hostile = FOLDER / "plain", FOLDER / "hostile"
    write_small("plain", plain)
    write_small(HOSTILE, hostile)
    one, other = (_built(program, project)[0] for project in (plain, hostile))
    pages = [path.relative_to(one) for path in one.rglob("*.html")]
    same = sum(elements(one / path) == elements(other / path) for path in pages)
    found, target = f"{same} of {len(pages)}", f"{len(pages)} of {len(pages)}"
    return _figure(engine, "pages whose elements hostile words leave as they are", target, found)


def _alike(site: Path) -> str:
    """Say whether a site has the files of the one that MkDocs made, byte for byte but for its name."""
    other = FOLDER / "sample-mkdocs-1.6.1/site"
    ours, theirs = ({path.relative_to(it) for path in it.rglob("*.*")} for it in (site, other))
    differing = [
        path for path in ours & theirs if _nameless(site / path) != _nameless(other / path)
    ]
    return (
        "all files"
        if ours == theirs and not differing
        else f"not {[*(ours ^ theirs), *differing][:3]}"
    )


def _nameless(path: Path) -> bytes:
    return (
        re.sub(rb'<meta name="generator"[^>]*>', b"", path.read_bytes()) if path.is_file() else b""
    )


def _seen(engine: Engine, site: Path, browser: Browser) -> Iterator[Figure]:
    """Look at a page of each shape in a browser, and use what needs a script."""
    paths = [*one_of_each_template(site), "fi/index.html", "fi/posts/p05.html"]
    faults, wide = 0, 0
    with serving(site) as base, Visit(browser, base, reduced_motion="reduce") as visit:
        for path in paths:
            visit.page.goto(f"{base}/{path}")
            for size in SIZES.values():
                for scheme, rules in (("light", ()), ("dark", COLOURS)):
                    wear(visit.page, scheme, size)
                    found = faults_of_access(visit.page, rules)
                    faults += sum(len(nodes) for _, nodes in found)
                    wide += width_of(visit.page) > size["width"]
        views = f"in {4 * len(paths)} views"
        yield _figure(engine, f"elements that axe faults, {views}", "0", str(faults))
        yield _figure(engine, "views wider than the screen", "0", str(wide))
        yield _figure(
            engine, "requests elsewhere and words on the console", "0", str(len(visit.faults))
        )
        yield _figure(engine, "filter, copy, search", "work", _scripts(engine, visit, base))
        found = faults_of_access(visit.page)
        yield _figure(
            engine,
            "elements that axe faults while the search is open",
            "0",
            " ".join(f"{len(nodes)} {rule}" for rule, nodes in found) or "0",
        )
    with Visit(browser, site.as_uri(), viewport=SIZES["desk"]) as visit:
        found_there = _tried(lambda: _search(engine, visit.page, site.as_uri()))
        yield _figure(engine, "search from a folder", "works", found_there or "works")


def _tried(use: Callable[[], None]) -> str:
    try:
        use()
    except (Error, AssertionError) as error:
        return f"fails: {str(error).splitlines()[0][:80]}"
    return ""


def _scripts(engine: Engine, visit: Visit, base: str) -> str:
    visit.page.set_viewport_size(SIZES["desk"])
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tried = {
        "filter": _tried(lambda: _filter(visit.page, base)),
        "copy": _tried(lambda: _copy(visit.page, base)),
        "search": _tried(lambda: _search(engine, visit.page, base)),
    }
    return "; ".join(f"{name} {why}" for name, why in tried.items() if why) or "work"


def _filter(page: Page, base: str) -> None:
    page.goto(f"{base}/posts.html#channel=youtube")
    assert page.locator("table#posts tbody tr:visible").count() == 3
    page.get_by_label("Channel").select_option("newsletter")
    assert page.locator("table#posts tbody tr:visible").count() == 4


def _copy(page: Page, base: str) -> None:
    page.goto(f"{base}/posts/p05.html")
    page.get_by_role("button", name="Copy the text").first.click()
    page.get_by_text("✓ Copied").first.wait_for(timeout=5000)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#text-0").text_content()


def _search(engine: Engine, page: Page, base: str) -> None:
    page.goto(f"{base}/index.html")
    page.locator(engine.search).click()
    page.locator("input:focus").wait_for(timeout=10000)
    page.get_by_text("Loading search").wait_for(state="hidden", timeout=10000)
    page.locator("input:focus").press_sequentially("rhub", delay=100)
    page.locator(engine.result).wait_for(timeout=10000)


def _plugin(read: Content) -> Iterator[Figure]:
    """Build the sample by our plugin under ProperDocs, as it is loaded there."""
    engine = Engine("The plugin under ProperDocs 1.6.7", "", (), "", "")
    ours, project = FOLDER / "built", FOLDER / "plugin-sample"
    building.build(read, ours, DAY, mkdocs_yml=ROOT / "mkdocs.yml")
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(ROOT / "content", project / "content")
    option = "      content: content"
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace(option, f"{option}\n      today: {DAY}")
    (project / "mkdocs.yml").write_text(settings, "utf-8")
    try:
        program = installed(FOLDER / "plugin", (PROPERDOCS, MATERIAL), "properdocs")
        run(program.with_name("python"), "-m", "pip", "install", "--quiet", ROOT)
        run(program, "build", "-f", "mkdocs.yml", folder=project)
    except subprocess.CalledProcessError as error:
        yield _not_there(engine, error)
        return
    paths = [page.path for page in render(ROOT / "content", as_of=DAY, language="en").pages]
    same = sum(_article(ours / path) == _article(project / "site" / path) for path in paths)
    yield _figure(
        engine, "bodies the same", f"{len(paths)} of {len(paths)}", f"{same} of {len(paths)}"
    )


def _article(path: Path) -> str:
    text = path.read_text("utf-8") if path.is_file() else ""
    return text[text.find("<article") : text.find("</article>")] or f"no {path.name}"


def tree(html: str) -> list[object]:
    """Return what HTML says: elements with their attributes, and texts."""
    return [*_walk(JustHTML(html, fragment=True, sanitize=False).root.children or [])]


def body_of(page: str) -> list[object]:
    """Return what a built page says in the place of its body."""
    found = JustHTML(page, sanitize=False).query("article > div")
    return [*_walk(found[:1])]


def _walk(nodes: Iterable[Any]) -> Iterator[object]:
    for node in nodes:
        if node.name.startswith("#"):
            yield node.data
        else:
            yield node.name, sorted((node.attrs or {}).items())
            yield from _walk(node.children or [])
            yield f"/{node.name}"


def dead_links(site: Path) -> list[tuple[str, str]]:
    """Return every link of a site, with its page, that leads to no file or place of it."""
    pages = {
        path: JustHTML(path.read_text("utf-8"), sanitize=False) for path in site.rglob("*.html")
    }
    places = {
        path: {(it.attrs or {})["id"] for it in page.query("[id]")} for path, page in pages.items()
    }
    dead = []
    for path, page in pages.items():
        if path.stem == "404":  # its links begin at the root of a server
            continue
        for link in page.query("[href], [src]"):
            attributes = link.attrs or {}
            address = attributes.get("href") or attributes.get("src") or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path) if parts.path else path).resolve()
            place = unquote(parts.fragment)
            is_place = place and "=" not in place  # what the filters show stands there, too
            if not target.is_file() or (is_place and place not in places[target]):
                dead.append((path.relative_to(site).as_posix(), address))
    return dead
