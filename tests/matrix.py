"""Looks at every page of the sample's site in every way that a person may open it.

python -m tests.matrix [BEGINNING ...]: only the pages whose address begins so, without its language
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browsing import (
    LANGUAGES,
    SIZES,
    SMALLEST,
    Visit,
    build_sample,
    faults_of_access,
    launched,
    serving,
    width_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Way:
    """One way to open the site."""

    language: str
    size: str
    scheme: str
    script: str
    place: str

    def __str__(self) -> str:
        return f"{self.language} {self.size} {self.scheme} {self.script} {self.place}"


WAYS = tuple(
    Way(*each)
    for each in itertools.product(
        LANGUAGES, SIZES, ("light", "dark"), ("script", "no-script"), ("http", "file")
    )
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a page."""

    page: str
    what: str


def pages_of(site: Path, language: str, beginnings: Sequence[str]) -> list[str]:
    """Return the pages of a language, without its folder."""
    root = site / LANGUAGES[language]
    found = (path.relative_to(root).as_posix() for path in sorted(root.rglob("*.html")))
    ours = (path for path in found if not path.startswith("fi/"))
    return [path for path in ours if path.startswith(tuple(beginnings) or "")]


def look(site: Path, way: Way, pages: Sequence[str]) -> list[Fault]:
    """Open the pages in one way, and return what is wrong with them."""
    with sync_playwright() as playwright, serving(site) as served:
        browser = launched(playwright)
        base = served if way.place == "http" else site.as_uri()
        options = {
            "viewport": SIZES[way.size],
            "color_scheme": way.scheme,
            "java_script_enabled": way.script == "script",
            "reduced_motion": "reduce",
        }
        with Visit(browser, base, **options) as visit:
            return [
                Fault(path, what)
                for path in pages
                for what in _faults(visit, f"{base}/{LANGUAGES[way.language]}{path}", way)
            ]


def _faults(visit: Visit, address: str, way: Way) -> Iterator[str]:
    """Yield the faults of a page; what breaks its policy speaks on the console."""
    page = visit.page
    page.set_viewport_size(SIZES[way.size])
    page.goto(address)
    if (way.script, way.place) == ("script", "http"):  # axe is a script; a folder changes nothing
        yield from (f"{rule}: {where}" for rule, where in faults_of_access(page))
    for size in (SIZES[way.size], SMALLEST):
        page.set_viewport_size(size)
        if width_of(page) > size["width"]:
            yield f"scrolls sideways at {size['width']} px: {width_of(page)}"
    yield from visit.faults
    visit.faults.clear()


def main(beginnings: Sequence[str]) -> int:
    """Look at all, print what is wrong, and return 1 if anything is."""
    faults: dict[Fault, list[Way]] = {}
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site ä")
        build_sample(site)
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            jobs = {
                pool.submit(look, site, way, pages_of(site, way.language, beginnings)): way
                for way in WAYS
            }
            for number, job in enumerate(as_completed(jobs), 1):
                way, found = jobs[job], job.result()
                print(f"{number:2} of {len(WAYS)}  {way}: {len(found)}", flush=True)
                for fault in found:
                    faults.setdefault(fault, []).append(way)
    _report(faults)
    return 1 if faults else 0


def _report(faults: dict[Fault, list[Way]]) -> None:
    """Print each fault once, with the ways that show it."""
    for fault, ways in sorted(faults.items(), key=lambda item: (item[0].page, item[0].what)):
        print(f"\n{fault.page}\n  {fault.what[:400]}")
        print(f"  in {len(ways)} of {len(WAYS)} ways, such as {ways[0]}")
    print(f"\n{len(faults)} faults" if faults else "\nNo faults")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
