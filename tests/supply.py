"""What the program is built on: versions, who needs what, and under which licences.

``python -m tests.supply`` renews the table in LICENCES.md; ``python bootstrap.py lock`` does so too.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    distributions,
    packages_distributions,
)
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "LICENCES.md"
BEGIN, END = "<!-- packages -->\n", "<!-- end of packages -->\n"
LOCK, OLDEST = ROOT / "requirements.lock", ROOT / "requirements.oldest"
FUZZER = ROOT / "tests" / "fuzz" / "requirements.txt"

FLOORS = {
    "feedparser": "6.0.12",
    "icalendar": "7.3",
    "jinja2": "3.1.6",
    "markdown": "3.10.3",
    "markdown-it-py": "3",
    "mkdocs": "1.6.1",
    "mkdocs-material": "9.8.1",
    "nh3": "0.3.8",
    "pydantic": "2.4",
    "pygments": "2.20",
    "pymdown-extensions": "11.0.2",
    "pyyaml": "6.0.2",
    "requests": "2.33",
    "urllib3": "2.7",
}
"""The first versions without known holes, whoever brings the package."""
AVOIDED = {
    "bleach": "its upkeep has ended; nh3 cleans HTML",
    "mkdocs-macros-plugin": "with it a text in braces is code",
    "ruamel-yaml": "reads what the guarded reader refuses",
}
"""What must not come in, by whatever way."""

NOT_IMPORTED = {
    "markdown": "brought by mkdocs, for its floor",
    "mkdocs-material": "the theme, named in a configuration",
    "pygments": "brought by mkdocs-material, for its floor",
    "pymdown-extensions": "brought by mkdocs-material, for its floor",
    "requests": "brought by mkdocs-material, for its floor",
    "tzdata": "data that zoneinfo reads where the system has none",
}
"""Why the program needs what none of its modules imports."""
PROGRAMS = {
    "build": "makes the wheel and the sdist",
    "editables": "hatchling installs the checkout with it",
    "hatchling": "builds the package",
    "mypy": "make lint",
    "pytest-cov": "a plugin of pytest",
    "pytest-playwright": "a plugin of pytest",
    "pytest-randomly": "a plugin of pytest",
    "pytest-socket": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "make lint",
    "types-pyyaml": "types that mypy reads",
    "uv": "make lock",
}
"""Why those who work on the program need what no test imports."""

ALLOWED = frozenset(
    [
        "Apache-2.0",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CNRI-Python",
        "MIT",
        "MPL-2.0",
        "PSF-2.0",
    ]
)
"""Licences under which a package may be used by a program under MIT that does not hold it."""
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def canonical(name: str) -> str:
    """Return a package's name as the lists here spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(text: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(map(int, re.findall(r"\d+", text)))


# Versions


def declared() -> dict[str, dict[str, str]]:
    """Return what pyproject.toml asks for: of the program ("") and of each extra, with versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: dict(map(_parted, items)) for extra, items in lists.items()}


def _parted(requirement: str) -> tuple[str, str]:
    name = re.match(r"[\w.-]*\w", requirement)
    assert name, requirement
    return canonical(name[0]), requirement[name.end() :]


def floor(versions: str) -> str:
    """Return the oldest version of a range; nothing where it has none."""
    found = re.search(r">=([\w.]+)", versions)
    return found[1] if found else ""


def locked(path: Path) -> dict[str, str]:
    """Return the versions of a list of exact ones; of several for one package the oldest."""
    found = re.findall(r"(?m)^([\w.-]+)==(\S+)", path.read_text("utf-8"))
    return dict(sorted(found, key=lambda it: numbers(it[1]), reverse=True))


def installed() -> dict[str, str]:
    """Return the versions of all that is installed."""
    return {canonical(found.name): found.version for found in distributions()}


def below_floors(versions: Mapping[str, str]) -> list[str]:
    """Return which versions have known holes, and what should not be there at all."""
    low = [
        f"{name} {versions[name]}"
        for name, least in FLOORS.items()
        if name in versions and numbers(versions[name]) < numbers(least)
    ]
    return [*low, *(name for name in AVOIDED if name in versions)]


# Who needs what


def imported(*places: str) -> set[str]:
    """Return the packages of others that the modules at some places import."""
    providers = packages_distributions()
    ours = {"planner", "tests", "editors", "bootstrap"}
    names = {name for place in places for path in _modules(place) for name in _imports(path)}
    foreign = names - sys.stdlib_module_names - ours
    return {canonical(name) for it in foreign for name in providers.get(it, [f"({it})"])[:1]}


def _modules(place: str) -> Iterable[Path]:
    path = ROOT / place
    return path.rglob("*.py") if path.is_dir() else [path]


@cache
def _imports(path: Path) -> frozenset[str]:
    """Return the top names that a module imports, wherever in it."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_bytes())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
        parts = (ast.stmt, ast.ExceptHandler, ast.match_case)
        waiting += (it for it in ast.iter_child_nodes(node) if isinstance(it, parts))
    return frozenset(found)


def unused() -> list[str]:
    """Return what is asked for and neither imported nor needed for a reason that is told."""
    asked = declared()
    program = imported("planner")
    work = imported("tests", "editors", "bootstrap.py")
    needless = {*asked[""], *asked["xlsx"]} - program - NOT_IMPORTED.keys()
    needless |= asked["dev"].keys() - work - PROGRAMS.keys() - asked["xlsx"].keys()
    # A reason that holds no longer is told too.
    needless |= (NOT_IMPORTED.keys() & program) | (PROGRAMS.keys() & work)
    needless |= (NOT_IMPORTED.keys() - asked[""].keys()) | (PROGRAMS.keys() - asked["dev"].keys())
    return sorted(needless)


def undeclared() -> list[str]:
    """Return what is imported without being asked for."""
    asked = declared()
    program = {*asked[""], *asked["xlsx"]}
    missing = imported("planner") - program
    # The fuzzer is put in place when it is needed; where it is not, its name is in brackets.
    work = program | {*asked["dev"]} | {f"({name})" for name in locked(FUZZER)}
    return sorted(missing | imported("tests", "editors", "bootstrap.py") - work)


# What is nobody's business

_KEYS = rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[opsu]_\w{36}|\bAKIA[0-9A-Z]{16}\b|\bpypi-AgE\w{20}"
HARMLESS = "tests/feeds/tls"
"""The keys of the tests' own server, which open nothing else."""


def private() -> re.Pattern[bytes]:
    """Return what finds a key, or a place on this machine."""
    here = re.escape(os.fsencode(ROOT)) + rb"\b|" + re.escape(os.fsencode(Path.home())) + rb"/\w"
    return re.compile(here + rb"|" + _KEYS)


def told() -> tuple[int, int]:
    """Return how many lines git has ever taken in, and how many of them tell something private."""
    command = ["git", "log", "--patch", "--unified=0", "--format=", "--", ".", f":!{HARMLESS}"]
    log = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    lines = [line for line in log.splitlines() if line.startswith(b"+")]
    return len(lines), sum(private().search(line) is not None for line in lines)


# Licences


def licence(found: Distribution) -> str:
    """Return the licence that a package declares; nothing where it declares none that is known."""
    told = next(
        (
            it
            for key in ("License-Expression", "License")
            for it in found.metadata.get_all(key) or ()
        ),
        "",
    )
    if told and all(part in ALLOWED for part in re.split(r" (?:AND|OR) ", told)):
        return told
    classes = (it.rpartition(" :: ") for it in found.metadata.get_all("Classifier") or ())
    names = [name for group, _, name in classes if group.startswith("License")]
    return " OR ".join(sorted(CLASSIFIERS[it] for it in names if it in CLASSIFIERS))


def needed() -> dict[str, set[str]]:
    """Return the packages that the program needs here, each with those that bring it."""
    asked = declared()
    brought: defaultdict[str, set[str]] = defaultdict(set)
    waiting = [*asked[""], *asked["xlsx"]]
    seen, here = set(waiting), installed()
    while waiting:
        name = waiting.pop()
        for item in _distribution(name).requires or ():
            other, rest = _parted(item)
            if "extra ==" not in rest and other in here:
                brought[other].add(name)
                waiting += [other] if other not in seen else []
                seen.add(other)
    return {name: brought[name] for name in sorted(seen)}


def _distribution(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        message = f"{name} is not installed: python bootstrap.py setup"
        raise SystemExit(message) from None


def rows() -> dict[str, str]:
    """Return a row of the table for each package that the program needs."""
    asked = declared()
    direct = {**asked[""], **asked["xlsx"]}
    return {
        name: f"| {name} | {direct.get(name) or ', '.join(sorted(by))} | {licence(_distribution(name))} |"
        for name, by in needed().items()
    }


def unknown_licences() -> list[str]:
    """Return the packages that declare no licence, or one that is not allowed."""
    return [name for name in needed() if not licence(_distribution(name))]


def table(text: str) -> str:
    """Return the table in the text of LICENCES.md."""
    return text.partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    """Renew the table."""
    text = DOCUMENT.read_text("utf-8")
    head = "| package | versions, or what brings it | licence |\n|---|---|---|\n"
    new = head + "".join(f"{row}\n" for row in rows().values())
    old, new = (f"{BEGIN}{it}{END}" for it in (table(text), new))
    DOCUMENT.write_text(text.replace(old, new), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
