"""Takes pictures of the main pages, to be looked at, and renews those that the README shows.

python -m tests.pictures [FOLDER]: they go into the folder, else into build/pictures
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from planner import load
from planner.building import build
from planner.values import a_day
from tests import guide
from tests.browsing import (
    LANGUAGES,
    ROOT,
    SIZES,
    Visit,
    build_sample,
    launched,
    one_of_each_template,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, ViewportSize

FOLDER = ROOT / "build" / "pictures"
SHOWN = {
    "home": ("index.html", "desk", "light"),
    "calendar": ("calendar/2026-06.html", "phone", "dark"),
    "change": ("change.html", "desk", "light"),
}
"""What the README shows, by its name in examples/."""
GUIDE = ROOT / "planner" / "data" / "guide"
"""Where the pictures of the guide lie."""
_WINDOW: ViewportSize = {"width": 820, "height": 600}
"""Not larger: every site carries them."""


def take(
    browser: Browser, address: str, file: Path, size: ViewportSize, scheme: str, *, whole: bool
) -> None:
    """Take a picture of a page, the whole of it or what its window shows."""
    look = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    with Visit(browser, "file:", **look) as visit:
        visit.page.goto(address)
        visit.page.wait_for_timeout(150)  # until the theme has set its colours and its bars
        file.parent.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=file, full_page=whole, animations="disabled", caret="hide")


def take_guide(browser: Browser, folder: Path, language: str) -> None:
    """Take the pictures of the guide: of the plan as it begins, and as it is in the end."""
    with pytest.MonkeyPatch.context() as patch:
        steps = guide.walk(language, folder, patch)
        next(kind for kind in steps if kind == "console")
        plan = next(folder.glob("*/content"))
        take_part(browser, plan, "index.html", GUIDE / f"{language}-home.png")
        for _ in steps:
            pass
        month = "calendar/2027-02.html#month"
        take_part(browser, plan, month, GUIDE / f"{language}-calendar.png")


def take_part(browser: Browser, plan: Path, page: str, file: Path) -> None:
    """Build the site of a plan, and take a picture of what a small window shows of a page."""
    with tempfile.TemporaryDirectory() as made:
        look = plan.parent / "mkdocs.yml"
        build(load(plan), Path(made, "site"), a_day(guide.EVENING), mkdocs_yml=look)
        address = f"{Path(made, 'site').as_uri()}/{page}"
        take(browser, address, file, _WINDOW, "light", whole=False)


def main(arguments: Sequence[str]) -> int:
    """Take all pictures and say where they are."""
    folder = Path(arguments[0]) if arguments else FOLDER
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        site = Path(made, "site")
        build_sample(site)
        browser = launched(playwright)
        ways = itertools.product(LANGUAGES, one_of_each_template(site), SIZES, ("light", "dark"))
        for language, path, size, scheme in ways:
            name = f"{path.removesuffix('.html').replace('/', '-')}-{size}-{scheme}.png"
            address = (site / LANGUAGES[language] / path).as_uri()
            take(browser, address, folder / language / name, SIZES[size], scheme, whole=True)
        for language in LANGUAGES:
            (plan := Path(made, language)).mkdir()
            take_guide(browser, plan, language)
        for name, (path, size, scheme) in SHOWN.items():
            file = ROOT / "examples" / f"{name}.png"
            take(browser, (site / path).as_uri(), file, SIZES[size], scheme, whole=False)
    print(f"The pictures are in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
