"""The same result every time: over machines, locales and orders, and after any series of edits."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.environments import OTHER_ORDER, ROOT, Environment, differing, run
from tests.rebuilding import follow
from tests.test_reproducible import outside, spoilt
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = ROOT / "content"
ZONES = ("UTC", "Europe/Helsinki", "Pacific/Auckland", "Asia/Kathmandu")
LOCALES = ("C", "fi_FI.UTF-8", "tr_TR.UTF-8")
HASHES = ("0", "7")
LAID = ROOT / "build" / "locales"
SERIES, STEPS = 6, 12
PLANS, SLIPS = 500, 30
OLD = 1_000_000_000


def measure() -> Iterator[Figure]:
    """Yield the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        locales = laid(folder)
        note = "" if locales else "; LC_ALL is only named, as its locales could not be had here"
        yield from whole(folder / "whole", locales, note)
        yield checks(folder / "checks", locales, note)
        yield series(folder / "series")
        yield places(folder / "places")


def laid(folder: Path) -> dict[str, str]:
    """Have the locales made from Debian's package; return the variables that lead to them."""
    made = {"LOCPATH": str(LAID)}
    if all((LAID / name).is_dir() for name in LOCALES[1:]):
        return made
    LAID.mkdir(parents=True, exist_ok=True)
    try:
        program = shutil.which("apt-get") or "apt-get"
        subprocess.run([program, "download", "-qq", "locales"], cwd=folder, check=True)
        (package,) = folder.glob("locales_*.deb")
        program = shutil.which("dpkg") or "dpkg"
        subprocess.run([program, "-x", str(package), str(folder / "locales")], check=True)
        sources = {**os.environ, "I18NPATH": str(folder / "locales/usr/share/i18n")}
        for name in LOCALES[1:]:
            made_of = ("-i", name.partition(".")[0], "-f", "UTF-8")
            command = ["localedef", "--no-archive", *made_of, str(LAID / name)]
            subprocess.run(command, env=sources, check=True)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        print(f"no locales: {error}")
        return {}
    return made


def environments(locales: dict[str, str]) -> list[Environment]:
    """Return eight machines that have little in common."""
    rows: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
        ("plain", {}, {}),
        ("another path", {"folder": "toinen polku ä"}, {}),
        ("absolute", {"folder": "a b", "named": "absolute"}, {"SOURCE_DATE_EPOCH": "86400"}),
        ("private", {"umask": 0o077, "mode": 0o600}, {}),
        ("old files", {"age": OLD}, {"SOURCE_DATE_EPOCH": "1800000000"}),
        ("another order", {}, {OTHER_ORDER: "backwards"}),
        ("anew", {"folder": "ääkköset"}, {"PYTHONDONTWRITEBYTECODE": "1"}),
        (
            "everything",
            {"folder": "b ö", "umask": 0o077, "mode": 0o400, "age": OLD},
            {OTHER_ORDER: "any"},
        ),
    )
    return [
        Environment(
            name,
            {
                "TZ": ZONES[number % 4],
                "LC_ALL": LOCALES[number % 3],
                "PYTHONHASHSEED": str(number),
                **locales,
                **variables,
            },
            **facts,
        )
        for number, (name, facts, variables) in enumerate(rows)
    ]


def whole(folder: Path, locales: dict[str, str], note: str) -> Iterator[Figure]:
    """Compare all that a plan gives over eight environments."""
    what = ("check", "reports", "exports", "site")
    found = [run(it, SAMPLE, folder / it.name, *what) for it in environments(locales)]
    first = found[0]
    kinds = {
        "site": [name for name in first if name.startswith("site/")],
        "exports": [name for name in first if name.startswith("export-")],
    }
    kinds["reports"] = [name for name in first if name not in {*kinds["site"], *kinds["exports"]}]
    for kind, names in kinds.items():
        same = sum(all(it.get(name) == first[name] for name in names) for it in found)
        same = min(same, sum(it.keys() == first.keys() for it in found))
        measured = "builds" if kind == "site" else kind
        yield Figure(
            "Reproducibility",
            f"{measured} identical over {len(found)} environments, {len(names)} files each{note}",
            "8/8",
            f"{same}/{len(found)}",
            same == len(found),
        )


def checks(folder: Path, locales: dict[str, str], note: str) -> Figure:
    """Compare every report of a faulty plan over time zones, locales and hashes."""
    faulty = ROOT / "tests" / "faulty_plan"
    combinations = list(product(ZONES, LOCALES, HASHES))
    found = []
    for number, (zone, locale, hashes) in enumerate(combinations):
        variables = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": hashes, **locales}
        machine = Environment(f"{number}", {**variables, OTHER_ORDER: f"{number}"})
        found.append(run(machine, faulty, folder / str(number), "check"))
    same = sum(it == found[0] for it in found)
    return Figure(
        "Determinism of check",
        f"{len(found)} combinations, identical bytes in {len(found[0])} outputs{note}",
        "24 of 24",
        f"{same} of {len(found)}",
        same == len(found) == 24,
    )


def series(folder: Path) -> Figure:
    """Compare sites that followed random edits with clean builds of the last state."""
    same = 0
    for number in range(SERIES):
        content = shutil.copytree(SAMPLE, folder / str(number) / "content")
        served, built, done = follow(content, STEPS, Random(number))  # noqa: S311 - no secret
        wrong = differing(served, built)
        same += not wrong
        if wrong:
            print(f"series {number}: {wrong[:5]} after {done}")
        shutil.rmtree(folder / str(number))
    return Figure(
        "Reproducibility",
        f"incremental = clean: series of {STEPS} edits, both languages",
        f"{SERIES} of {SERIES}",
        f"{same} of {SERIES}",
        same == SERIES,
    )


def places(folder: Path) -> Figure:
    """Count the findings in spoilt plans that point outside their file."""
    findings = wrong = 0
    for number in range(PLANS):
        into = folder / str(number)
        chance = Random(-1 - number)  # noqa: S311 - no secret
        report = spoilt(SAMPLE, into, chance, SLIPS)
        findings += len(report.diagnostics)
        wrong += len(outside(into, report))
        shutil.rmtree(into)
    return Figure(
        "Determinism of check",
        f"findings outside their file, {PLANS} plans with {SLIPS} slips each",
        "0",
        f"{wrong} of {findings:,}",
        wrong == 0,
    )
