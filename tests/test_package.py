"""Wheel and sdist: that nothing is left behind, and that they work away from the checkout."""

from __future__ import annotations

import configparser
import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest

from planner.version import VERSION
from tests import supply
from tests.plans import write_plan

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SOURCES = SETTINGS["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
BY_ITSELF = {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", ".gitignore"}
MADE = (
    r"(^|/)(\.(ci|git|github|venv|planner|hypothesis|\w+_cache|env)|__pycache__)/"
    r"|^(site|build|dist)/"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it, as a release does; without the network."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def build(source: Path, folder: Path) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, cwd=source)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the sdist."""
    (found,) = built.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(found) as packed:
        packed.extractall(folder, filter="data")
    return folder / found.name.removesuffix(".tar.gz")


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
    return cast("dict[str, Any]", SETTINGS["project"])


def shipped(folder: str) -> set[str]:
    """Return the files of a folder of the checkout, or the one, as the wheel should name them."""
    place = ROOT / folder
    return {
        path.relative_to(ROOT).as_posix()
        for path in (place.rglob("*") if place.is_dir() else [place])
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
    assert tops == {"planner", f"planner_site-{VERSION}.dist-info"}


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


def test_the_wheel_tells_its_licence_its_pythons_and_its_programs(wheel: Path) -> None:
    with ZipFile(wheel) as packed:
        about = f"planner_site-{VERSION}.dist-info"
        told = email.message_from_bytes(packed.read(f"{about}/METADATA"))
        programs = configparser.ConfigParser()
        programs.read_string(packed.read(f"{about}/entry_points.txt").decode())
        assert packed.read(f"{about}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert (told["License-Expression"], told["Requires-Python"]) == ("MIT", ">=3.11")
    needed = [it for it in told.get_all("Requires-Dist", []) if "extra ==" not in it]
    assert len(needed) == len(project()["dependencies"])
    assert {name: dict(programs[name]) for name in programs.sections()} == {
        "console_scripts": project()["scripts"],
        "mkdocs.plugins": project()["entry-points"]["mkdocs.plugins"],
    }


def test_the_sdist_holds_what_the_wheel_and_the_tests_need(sdist: Path) -> None:
    missing = [
        name
        for source in SOURCES
        for name in shipped(source)
        if not (re.search(MADE, name) or (sdist / name).is_file())
    ]
    assert missing == []


def test_the_sdist_holds_nothing_else(sdist: Path) -> None:
    assert {path.name for path in sdist.iterdir()} <= {*SOURCES, *BY_ITSELF}
    files = [path.relative_to(sdist).as_posix() for path in sdist.rglob("*")]
    assert [name for name in files if re.search(MADE, f"{name}/")] == []


def test_the_sdist_names_no_place_of_this_machine_and_holds_no_key(sdist: Path) -> None:
    files = [path for path in sdist.rglob("*") if path.is_file() and path.parent.name != "tls"]
    told = [path for path in files if supply.private().search(path.read_bytes())]
    assert told == []


def test_the_sdist_gives_the_same_files_again(built: Path, sdist: Path, tmp_path: Path) -> None:
    source = shutil.copytree(sdist, tmp_path / "ä b")
    source.joinpath("planner/__init__.py").chmod(0o600)
    os.utime(source / "README.md", (0, 0))
    (source / ".env").write_text("TOKEN=1\n", "utf-8")
    again = build(source, tmp_path / "dist")
    first = {path.name: path.read_bytes() for path in built.iterdir()}
    assert {path.name: path.read_bytes() for path in again.iterdir()} == first
