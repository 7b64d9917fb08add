"""The same plan gives the same, whatever the machine, the folder and the order of its files."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment as Templates
from jinja2 import FileSystemLoader

from planner import checker, loader
from planner.formats import json_report, json_score
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import templates
from tests.environments import OTHER_ORDER, ROOT, Environment, differing, run, shuffle_folders
from tests.rebuilding import follow

if TYPE_CHECKING:
    from planner.checker import Report
    from planner.loader import Content
    from tests.homes import Home

DAY = dt.date(2026, 6, 7)
FAULTY = ROOT / "tests" / "faulty_plan"
HERE = Environment("here", {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"})
THERE = Environment(
    "there",
    {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "86400",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNDEFAULTENCODING": "1",
        OTHER_ORDER: "backwards",
    },
    folder="toinen polku ä",
    named="absolute",
    umask=0o077,
    mode=0o600,
    age=1_000_000_000,
)


@pytest.mark.no_cover
def test_another_machine_gives_the_same_reports_exports_and_site(tmp_path: Path) -> None:
    what = ("check", "reports", "exports", "site")
    here, there = (
        run(environment, ROOT / "content", tmp_path / environment.name, *what)
        for environment in (HERE, THERE)
    )
    assert len(here) > 600
    assert differing(here, there) == []
    assert "site/sitemap.xml" not in here


@pytest.mark.no_cover
def test_from_another_folder_only_the_way_to_the_files_differs(tmp_path: Path) -> None:
    away = Environment("away", {"PYTHONHASHSEED": "3"}, folder="polku ä", named="from elsewhere")
    here, there = (
        run(environment, FAULTY, tmp_path / environment.name, "check")
        for environment in (HERE, away)
    )
    # What GitLab and SARIF know a finding by is made of the way to its file, among other things.
    assert without_names(here) == without_names(there)


@pytest.mark.parametrize(
    "locale", [{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONUTF8": "0"}]
)
def test_an_old_locale_does_not_misread_the_names_of_files(
    home: Home, locale: dict[str, str]
) -> None:
    home.post("päivä-1", "title: Päivä\nmedia: [media/kuvä.jpg]\n")
    here, _ = home.run("check", "--format", "json", code=1)
    done = subprocess.run(
        [sys.executable, "-m", "planner", "check", "--format", "json"],
        cwd=home.content.parent,
        env={**os.environ, "LC_ALL": "C", **locale},
        capture_output=True,
        check=False,
    )
    assert (done.stdout.decode(), done.returncode) == (here, 1)
    assert "päivä-1.md" in here


def without_names(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: re.sub(rb'"[0-9a-f]{32}"', b"", text) for name, text in found.items()}


@pytest.mark.parametrize("folder", [FAULTY, ROOT / "content"], ids=["faulty", "sample"])
def test_the_order_in_which_a_disk_lists_its_files_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = told(loader.load(folder))
    monkeypatch.setattr(os, "scandir", os.scandir)
    monkeypatch.setattr(os, "listdir", os.listdir)
    shuffle_folders(Random(1))  # noqa: S311 - no secret
    for _ in range(5):
        assert told(loader.load(folder)) == first


def test_a_plan_as_it_would_be_is_the_plan_as_it_then_is(tmp_path: Path) -> None:
    chance = Random(2)  # noqa: S311 - no secret
    first = told(loader.load(FAULTY))
    for number in range(5):
        folder = shutil.copytree(FAULTY, tmp_path / str(number))
        names = [it for it in sorted(folder.rglob("*.md")) if it.is_file() and it.stem != "plan"]
        chance.shuffle(names)
        later = names[: chance.choice((1, 5, 50))]
        edited = {it.relative_to(folder).as_posix(): it.read_bytes() for it in later}
        for it in later:
            it.unlink()
        assert told(loader.load(folder, edited)) == first


UNRELATED = {
    "other.md": "# A page of their own\n\nText\n",
    "notes/deep/other.md": "# Another\n",
    "media/other.jpg": "no picture",
    "read me.txt": "nothing that anybody reads",
    "tracking/other.csv": "subject,checked_on,metric,value,source,paid\n",
    "campaigns/other.md": "---\ntitle: Other\nstart: 2026-06-01\nend: 2026-06-30\n---\n",
    **{f"{kind}/unread.md": "---\ntitle: [a\n---\n" for kind in loader.FOLDERS},
}


@pytest.mark.parametrize("name", UNRELATED)
def test_a_file_that_nothing_names_brings_no_finding_elsewhere(tmp_path: Path, name: str) -> None:
    """Whatever is wrong with the file itself; what it may mend elsewhere, such as a gap, may go."""
    folder = shutil.copytree(FAULTY, tmp_path / "content")
    before = findings(folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(UNRELATED[name], "utf-8")
    assert {it for it in findings(folder) - before if it[0] != name} == set()


def findings(folder: Path) -> set[tuple[object, ...]]:
    found = checker.check(loader.load(folder), DAY).diagnostics
    return {(it.path, it.rule.slug, it.place, it.message.to("en")) for it in found}


def told(content: Content) -> str:
    report = checker.check(content, DAY)
    card = score(Schedule(content.plan, DAY))
    return json_report(report, "en") + json_score(card)


SLIPS = (
    *("\r\n", "\r", "\n", "\t", ":", ": ", '"', "'", "[", "]", "{", "}", "#", "- ", "---\n"),
    *("\u2028", "\ufeff", "\u202e", "|\n", "&a ", "*a", "!x ", "\\", ", ", "ä", "😀", "\0"),
    *("<!-- planner: ignore x -->", "# planner: ignore-next y\n"),
)


def spoil(text: bytes, chance: Random) -> bytes:
    """Return a file as it may be after a slip of the hand."""
    spot = chance.randrange(min(len(text), chance.choice((60, 400, 5000))) + 1)
    before, after = text[:spot], text[spot:]
    length = chance.choice((1, 2, 10, 100))
    other = chance.randrange(len(text) + 1)
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return chance.choice(
        (
            before + chance.choice(SLIPS).encode() + after,
            before + after[length:],
            before + text[other : other + length] + after,
            text.replace(b"\n", chance.choice((b"\r\n", b"\r"))),
            before + chance.choice((b"\xff", b"\xc3", b"\xe4")) + after,
            b"".join(lines),
            before,
        )
    )


def outside(folder: Path, report: Report) -> list[tuple[object, ...]]:
    """Return the findings that point at a place which is not in the file."""
    found: list[tuple[object, ...]] = []
    for it in (*report.diagnostics, *report.quiet):
        file = folder / it.path
        text = file.read_bytes().decode("utf-8-sig", "replace") if file.is_file() else ""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        place = it.place
        start, end = (place.line, place.column), (place.end_line, place.end_column)
        places = all(
            1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
            for line, column in (start, end)
        )
        if not (places and start <= end):
            found.append((it.rule.slug, it.path, it.place, text[:200]))
    return found


def spoilt(folder: Path, into: Path, chance: Random, times: int) -> Report:
    """Check a copy of a plan after some slips of the hand."""
    content = shutil.copytree(folder, into)
    files = [
        it for it in sorted(content.rglob("*")) if it.suffix in (".md", ".csv") and it.is_file()
    ]
    for _ in range(times):
        file = chance.choice(files)
        file.write_bytes(spoil(file.read_bytes(), chance))
    return checker.check(loader.load(content), DAY)


@pytest.mark.no_cover
def test_every_finding_points_into_its_file(tmp_path: Path) -> None:
    for number in range(25):
        into = tmp_path / str(number)
        chance = Random(number)  # noqa: S311 - no secret
        report = spoilt(ROOT / "content", into, chance, 30)
        assert outside(into, report) == []


@pytest.mark.no_cover
def test_a_site_that_followed_many_edits_is_the_one_built_anew(home: Home) -> None:
    sample = ROOT / "content"
    wanted = ("plan.md", "audiences/*.md", "channels/*.md", "posts/p0[1-4].md")
    for file in (it for pattern in wanted for it in sample.glob(pattern)):
        text = file.read_text("utf-8").replace("site_languages: [fi]\n", "")
        home.write(file.relative_to(sample).as_posix(), text)
    served, built, done = follow(home.content, 10, Random(8))  # noqa: S311 - no secret
    assert len(built) > 200
    assert differing(served, built) == [], done


def test_no_test_can_write_outside_the_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", "utf-8")
    path = tmp_path.absolute().anchor + "not-there/x"
    with pytest.raises(AssertionError, match="not-there"):
        Path(path).write_text("", "utf-8")


def test_templates_that_another_version_has_compiled_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(templates, "templates_folder", lambda: tmp_path)

    def said() -> str:
        loader = FileSystemLoader(tmp_path)
        cache = templates.compiled_templates()
        return (
            Templates(loader=loader, bytecode_cache=cache, autoescape=True)
            .get_template("a")
            .render()
        )

    (tmp_path / "a").write_text("Hello", "utf-8")
    assert said() == "Hello"
    compiled = next((tmp_path / "__pycache__").iterdir())
    compiled.write_bytes(compiled.read_bytes().replace(b"Hello", b"Jello"))
    assert said() == "Jello", "what is compiled is used"
    monkeypatch.setattr(templates, "version", lambda name: f"{name} 99")
    assert said() == "Hello"
    assert b"Jello" not in compiled.read_bytes()
