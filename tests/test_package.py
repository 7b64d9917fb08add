"""The wheel: that nothing is left behind, and that it works away from the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest

from tests.plans import write_plan

ROOT = Path(__file__).parents[1]
FLOORS = {
    "feedparser": "6.0.12",
    "jinja2": "3.1.6",
    "markdown": "3.10.3",
    "mkdocs-material": "9.8.1",
    "nh3": "0.3.8",
    "pygments": "2.20",
    "pymdown-extensions": "11.0.2",
    "pyyaml": "6.0.2",
    "requests": "2.33",
    "urllib3": "2.7",
}
"""The first versions without known holes."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release does, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone, where the checkout cannot help it."""
    target = tmp_path_factory.mktemp("installed")
    run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--target", target, wheel),
        cwd=target,
    )
    return target


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a program; return what it printed, or fail with all of it."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def project() -> dict[str, Any]:
    """Return what pyproject.toml says of the project."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return cast("dict[str, Any]", settings["project"])


def shipped(folder: str) -> set[str]:
    """Return the files of a folder of the checkout as the wheel should name them."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_with_its_data_and_templates(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    templates = {f"planner/{name}" for name in shipped("site_templates")}
    assert templates
    assert shipped("planner") | templates <= names
    assert {"planner/locale/fi/LC_MESSAGES/planner.mo", "planner/py.typed"} <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"planner", f"planner_site-{project()['version']}.dist-info"}


def test_the_wheel_builds_a_site_in_an_empty_folder_elsewhere(
    installed: Path, tmp_path: Path
) -> None:
    content = write_plan(tmp_path / "suunnitelma", 10)
    place = tmp_path / "tyhjä kansio"
    place.mkdir()
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    where = "import planner; print(planner.__file__)"
    assert run(sys.executable, "-c", where, cwd=place, **plain).startswith(str(installed))
    run(sys.executable, "-m", "planner", "build", "--content", content, cwd=place, **plain)
    assert (place / "site" / "index.html").stat().st_size > 0


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_what_is_installed_has_no_known_holes(name: str, floor: str) -> None:
    assert numbers(version(name)) >= numbers(floor)


def test_what_is_demanded_has_no_known_holes() -> None:
    demanded = dict(
        re.split(">=", item.partition(",")[0]) for item in project()["dependencies"] if ">=" in item
    )
    assert {name: demanded.get(name) for name in FLOORS} == FLOORS


def test_the_lock_holds_versions_and_digests_only() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    line = r"([\w-]+==\S+( ; [^:]+)?|    --hash=sha256:[0-9a-f]{64})( \\)?"
    assert [text for text in lock.splitlines() if not re.fullmatch(line, text)] == []


def numbers(text: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(map(int, re.findall(r"\d+", text)))
