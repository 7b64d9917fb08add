"""What the tests have in common."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import planner
from planner import cli
from tests.browsing import build_sample, launched, serving
from tests.homes import FRAME, Home, alone
from tests.often import LONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Playwright

# How long one example takes says more of the machine than of the code; make bench measures.
settings.register_profile("planner", deadline=None)
settings.register_profile("long", deadline=None, max_examples=LONG)
settings.load_profile("planner")

ROOT = Path(__file__).parents[1]
# What a large plan's files said is kept there, and no test may find it.
os.environ["XDG_CACHE_HOME"] = os.devnull


# What a test whose lines are not counted imports first would not be counted either.
for module in pkgutil.walk_packages(planner.__path__, "planner."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)


class WritesElsewhereError(AssertionError):
    """A test writes outside the folder for what is temporary."""


def _refuse_elsewhere(event: str, arguments: tuple[object, ...]) -> None:
    """Let nobody write outside the folder for what is temporary, and what tools keep."""
    if event != "open" or not isinstance(arguments[2], int) or not arguments[2] & WRITING:
        return
    if isinstance(arguments[0], str | bytes):
        path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - for any name, and fast
        if not path.startswith(WRITTEN) and not any(name in path for name in KEPT):
            raise WritesElsewhereError(path)


WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
WRITTEN = (os.path.realpath(tempfile.gettempdir()), "/dev/", "/proc/")
KEPT = ["__pycache__", ".hypothesis", ".coverage", "test-results"]
KEPT += [".pytest_cache", "pytest-cache-files-"]  # made under the second name, then renamed
KEPT += ["/mutants/"]  # where mutmut, in this very process, notes what it has tried
if os.environ.get("PLANNER_RENEW_GOLDEN"):
    KEPT.append("golden")
sys.addaudithook(_refuse_elsewhere)


@pytest.hookimpl(trylast=True)  # after the order has been shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser's modules: they take longest, and nobody waits for one at the end.

    Counting the lines that a test covers makes it take thrice as long. It is left out here, and
    where thousands of something are tried: other tests cover the same lines.
    """
    slow = [item for item in items if item.get_closest_marker("browser")]
    for item in slow:
        item.add_marker("no_cover")
    first = {item.path for item in slow}
    items.sort(key=lambda item: item.path not in first)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample in a folder of its own, from which the commands run."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return shutil.copytree(ROOT / "content", tmp_path / "content")


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    """A plan without posts, and the commands that run on it."""
    alone(tmp_path, monkeypatch)
    made = Home(tmp_path, capsys)
    made.write("plan.md", FRAME.format(language="en"))
    return made


@pytest.fixture
def sample(plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of the sample, and the commands that run on it."""
    alone(plan.parent, monkeypatch)
    return Home(plan.parent, capsys)


@pytest.fixture
def exporting(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run planner export in the folder of the sample; return code, output and what is said."""
    assert plan.is_dir()

    def export(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["export", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return export


@pytest.fixture
def new_file(plan: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Path]:
    """Make a file with planner new, and return it."""

    def make(*arguments: str) -> Path:
        assert cli.run(["new", *arguments]) == 0
        path = capsys.readouterr().out
        assert path.endswith(".md\n")
        return plan.parent / path.removesuffix("\n")

    return make


@pytest.fixture
def no_new_file(plan: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Ask planner new for what cannot be made, and return what is said; no byte has changed."""

    def everything() -> dict[Path, bytes]:
        paths = (path for path in plan.parent.rglob("*") if ".planner" not in path.parts)
        return {path: path.read_bytes() if path.is_file() else b"" for path in paths}

    def ask(*arguments: str) -> str:
        before = everything()
        assert cli.run(["new", *arguments]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert everything() == before
        return captured.err

    return ask


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
