"""Takes pictures of the main pages, to be looked at, and renews those that the README shows.

python -m tests.pictures [FOLDER]: they go into the folder, else into build/pictures
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

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

    from playwright.sync_api import Browser

FOLDER = ROOT / "build" / "pictures"
SHOWN = {
    "home": ("index.html", "desk", "light"),
    "calendar": ("calendar/2026-06.html", "phone", "dark"),
    "change": ("change.html", "desk", "light"),
}
"""What the README shows, by its name in examples/."""


def take(
    browser: Browser, address: str, file: Path, size: str, scheme: str, *, whole: bool
) -> None:
    """Take a picture of a page, the whole of it or what its window shows."""
    look = {"viewport": SIZES[size], "color_scheme": scheme, "reduced_motion": "reduce"}
    with Visit(browser, "file:", **look) as visit:
        visit.page.goto(address)
        visit.page.wait_for_timeout(150)  # until the theme has set its colours and its bars
        file.parent.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=file, full_page=whole, animations="disabled", caret="hide")


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
            take(browser, address, folder / language / name, size, scheme, whole=True)
        for name, (path, size, scheme) in SHOWN.items():
            file = ROOT / "examples" / f"{name}.png"
            take(browser, (site / path).as_uri(), file, size, scheme, whole=False)
    print(f"The pictures are in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
