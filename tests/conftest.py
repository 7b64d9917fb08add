"""What the tests have in common."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.browsing import build_sample, launched, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

# How long one example takes says more of the machine than of the code; make bench measures.
settings.register_profile("planner", deadline=None)
settings.load_profile("planner")

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(trylast=True)  # after the order has been shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser's tests: they take longest, and nobody waits for one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample in a folder of its own, from which the commands run."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return shutil.copytree(ROOT / "content", tmp_path / "content")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site, in a folder whose name needs to be quoted."""
    target = tmp_path_factory.mktemp("polku ä") / "site"
    build_sample(target)
    return target


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the sample's site."""
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path, served: str) -> str:
    """The sample's site, from a server and from a folder."""
    return served if request.param == "http" else site.as_uri()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own; CI may not do without."""
    try:
        browser = launched(playwright)
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no browser on this machine: {str(error).splitlines()[0]}")
    yield browser
    browser.close()
