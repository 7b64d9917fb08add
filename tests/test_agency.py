"""The example for an agency: many plans, checked and built at the same time by make."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plans import write_plan

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make") or "make"
NAMES = ("bakery", "clinic", "farm", "stable")


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """Four small plans; that of the farm names an audience that it does not have."""
    shutil.copy(ROOT / "examples/agency/Makefile", tmp_path)
    for name in NAMES:
        write_plan(tmp_path / "plans" / name, 2)
    post = next((tmp_path / "plans/farm/content/posts").rglob("*.md"))
    post.write_text(
        post.read_text("utf-8").replace("audience: [", "audience: [nobody, ", 1), "utf-8"
    )
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as the example's page says, without what an outer make hands down."""
    given = {name: it for name, it in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        [MAKE, "-k", "-j2", *arguments, f"PLANNER='{sys.executable}' -m planner"],
        cwd=folder,
        env={**given, "PYTHONPATH": str(ROOT), "CI": "true"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_plan_is_checked_though_one_fails(agency: Path) -> None:
    done = make(agency, "check")
    assert done.returncode == 2
    assert sorted(done.stdout.splitlines()) == [
        "bakery: passes",
        "clinic: passes",
        "farm: fails, see reports/farm.txt",
        "stable: passes",
    ]
    assert "nobody" in (agency / "reports/farm.txt").read_text("utf-8")
    assert {path.stem for path in (agency / "reports").iterdir()} == set(NAMES)


@pytest.mark.parametrize(("part", "names"), [(0, {"clinic", "stable"}), (1, {"bakery", "farm"})])
def test_machines_share_the_plans(agency: Path, part: int, names: set[str]) -> None:
    make(agency, "check", "PARTS=2", f"PART={part}")
    assert {path.stem for path in (agency / "reports").iterdir()} == names


def test_only_sites_of_changed_plans_are_built_again(agency: Path) -> None:
    for name in NAMES[1:]:
        shutil.rmtree(agency / "plans" / name)
    write_plan(agency / "plans/zoo", 1)
    first = make(agency, "sites")
    assert first.returncode == 0, first.stderr
    assert sorted(first.stdout.splitlines()) == ["bakery: built", "zoo: built"]
    assert (agency / "sites/zoo/index.html").exists()
    assert "Nothing to be done" in make(agency, "sites").stdout
    plan = agency / "plans/zoo/content/plan.md"
    later = (agency / "sites/zoo/index.html").stat().st_mtime + 1
    os.utime(plan, (later, later))
    assert make(agency, "sites").stdout == "zoo: built\n"
