"""What the program is built on: nothing with known holes, nothing idle, nothing without a licence."""

from __future__ import annotations

import json
import re
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

from tests import supply

ROOT = supply.ROOT
LISTS = [supply.LOCK, supply.OLDEST]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_no_list_of_versions_has_known_holes(path: Path) -> None:
    versions = supply.locked(path)
    assert supply.FLOORS.keys() <= versions.keys()
    assert supply.below_floors(versions) == []


def test_what_is_installed_has_no_known_holes() -> None:
    assert supply.below_floors(supply.installed()) == []


def test_what_is_asked_for_has_no_known_holes() -> None:
    asked = {name: it for extra in supply.declared().values() for name, it in extra.items()}
    least = {name: supply.floor(asked[name]) for name in supply.FLOORS}
    assert [name for name, it in least.items() if not it] == []
    assert supply.below_floors(least) == []


def test_a_version_with_holes_and_a_package_to_avoid_are_told() -> None:
    found = {"jinja2": "3.1.5", "nh3": "0.3.10", "bleach": "6.4.0"}
    assert supply.below_floors(found) == ["jinja2 3.1.5", "bleach"]


def test_mkdocs_is_asked_for_below_its_second_version() -> None:
    # Which has no plugins.
    assert supply.declared()[""]["mkdocs"].endswith(",<2")


def test_the_oldest_versions_are_those_that_are_asked_for() -> None:
    asked = {name: it for extra in supply.declared().values() for name, it in extra.items()}
    oldest = supply.locked(supply.OLDEST)
    least = {name: (supply.floor(it), oldest[name]) for name, it in asked.items()}
    newer = {name: it for name, it in least.items() if not _is_oldest(*it)}
    assert newer == {"pydantic-core": ("", oldest["pydantic-core"])}  # of which pydantic decides


def _is_oldest(asked: str, taken: str) -> bool:
    """Whether a version is the first one of a floor: 1.2.1 is, of 1.2, where there is no 1.2.0."""
    parts = supply.numbers(asked)
    return bool(parts) and supply.numbers(taken)[: len(parts)] == parts


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_list_holds_versions_and_digests_only(path: Path) -> None:
    line = r"([\w-]+==\S+( ; [^:]+)?|    --hash=sha256:[0-9a-f]{64})( \\)?"
    text = path.read_text("utf-8")
    assert [it for it in text.splitlines() if not re.fullmatch(line, it)] == []
    assert text.count("==") == len(re.findall(r"==.* \\\n    --hash", text))


def test_nothing_is_asked_for_in_vain() -> None:
    assert supply.unused() == []


def test_nothing_is_imported_that_is_not_asked_for() -> None:
    assert supply.undeclared() == []


def test_imports_are_found_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planner").mkdir()
    text = (
        "import os\nfrom . import x\nfrom planner import y\ndef f():\n    import yaml.nodes, none\n"
    )
    (tmp_path / "planner/a.py").write_text(text, "utf-8")
    monkeypatch.setattr(supply, "ROOT", tmp_path)
    assert supply.imported("planner") == {"pyyaml", "(none)"}


def test_every_package_that_is_needed_has_a_licence_that_fits() -> None:
    assert supply.unknown_licences() == []


def test_the_licences_are_listed() -> None:
    listed = supply.table(supply.DOCUMENT.read_text("utf-8")).splitlines()
    locked, brought = supply.locked(supply.LOCK), supply.needed()
    # Other versions, as in the oldest list, may need other packages and word their licence anew.
    as_locked = {name for name in brought if version(name) == locked.get(name)}
    rows = [row for name, row in supply.rows().items() if {name, *brought[name]} <= as_locked]
    assert len(rows) > 10
    assert [row for row in rows if row not in listed] == []


def test_a_licence_that_does_not_fit_is_no_licence(tmp_path: Path) -> None:
    for number, told in enumerate(
        (
            "License-Expression: GPL-3.0-only",
            "License-Expression: MIT AND GPL-3.0-only",
            "License: whatever",
            "Classifier: License :: OSI Approved :: GNU General Public License (GPL)",
        )
    ):
        folder = tmp_path / f"x-{number}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Name: x\nVersion: {number}\n{told}\n", "utf-8")
        assert supply.licence(distribution("pytest").at(folder)) == ""


def test_what_the_theme_brings_into_the_site_is_listed() -> None:
    text = supply.DOCUMENT.read_text("utf-8")
    theme = Path(str(distribution("mkdocs-material").locate_file("material/templates/assets")))
    maps = [json.loads(path.read_text("utf-8")) for path in theme.rglob("*.map")]
    sources = " ".join(source for it in maps for source in it["sources"])
    names = set(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)", sources))
    assert {"lunr", "rxjs"} <= names
    assert [name for name in names if name not in text] == []
    scripts = {path.name for path in (theme / "javascripts/lunr").glob("*.js")}
    assert [name for name in scripts if name not in text] == []
