"""What is otherwise on Windows, as far as it can be had elsewhere: names, line ends, what lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import PureWindowsPath
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from planner import loader
from planner.cli import checking
from planner.formats import REPORTS
from planner.starting import unportable
from tests.environments import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.homes import Home

POST = "title: Päivä\nstatus: idea\n"

# The names of files


@pytest.mark.parametrize(
    "name",
    [
        *("posts/con.md", "posts/AUX.md", "posts/com1.md", "offers/lpt9.md", "goals/nul.md"),
        *("con.md", "notes/what?.md", "a:b.md", "notes./x.md", "media/prn.png", "aux/page.md"),
        *("media/a\\b.png", "media/x.", "media/<x>.png", 'say "x".md', "media/con .png"),
    ],
)
def test_a_name_that_windows_cannot_hold_is_a_warning(home: Home, name: str) -> None:
    home.write(name, f"---\n{POST}---\nText\n")
    out, _ = home.run("check", "--select", "unreadable-file")
    shown = name.replace("\\", "\\\\") if "\\\\" in out else name
    assert (
        out
        == f"content/{shown}:1:1: warning[unreadable-file] SRC001 Windows cannot hold a file of this name\n"
    )


@pytest.mark.parametrize(
    "name",
    ["posts/contact.md", "posts/auxiliary-con.md", "media/com10.png", "media/a.con.png", "lpt.md"],
)
def test_what_only_looks_like_such_a_name_is_none(home: Home, name: str) -> None:
    home.write(name, f"---\n{POST}---\nText\n")
    assert home.run("check", "--select", "unreadable-file")[0] == ""


def test_a_name_that_is_no_id_is_told_once(home: Home) -> None:
    home.write("posts/what?.md", f"---\n{POST}---\nText\n")
    out, _ = home.run("check", "--select", "FLD103,SRC001", code=1)
    assert [line.split(" ")[2] for line in out.splitlines()] == ["FLD103"]


def test_names_that_differ_in_their_capitals_only_are_an_error(home: Home) -> None:
    for name in ("Start", "start", "START"):
        home.post(name, POST)
    out, _ = home.run("check", "--select", "duplicate-id", code=1)
    assert [line.partition(":")[0] for line in out.splitlines()] == [
        "content/posts/Start.md",
        "content/posts/start.md",
    ]


def test_every_file_of_a_site_can_be_held_by_windows(home: Home) -> None:
    for name in ("con", "aux", "Nul", "com1", "ääkköset", "x" * 80):
        home.post(name, POST)
        home.write(f"campaigns/{name}.md", f"---\n{POST}---\n")
        home.write(f"channels/{name}.md", f"---\ntitle: {name}\n---\n")
        home.write(f"{name}.md", "# A page\n")
    site = home.content.parent / "site"
    home.run("build", "--output", str(site), "--today", DAY)
    found = [it.relative_to(site).as_posix() for it in site.rglob("*")]
    assert len(found) > 200
    assert [name for name in found if any(map(unportable, name.split("/")))] == []
    assert len({name.lower() for name in found}) == len(found)
    assert [name for name in found if len(name) > 120] == []


class Junction:
    """A folder of Windows that is another one in truth."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self.name = entry.name
        self.is_dir = entry.is_dir
        self.is_symlink = entry.is_symlink

    def stat(self, *, follow_symlinks: bool) -> SimpleNamespace:
        assert not follow_symlinks
        return SimpleNamespace(st_reparse_tag=0xA0000003)


def test_a_junction_is_not_followed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("posts/elsewhere/a.md", f"---\n{POST}---\nText\n")
    home.write("posts/b.md", f"---\n{POST}---\nText\n")
    scandir = os.scandir

    @contextmanager
    def with_junction(path: Path) -> Iterator[list[object]]:
        with scandir(path) as entries:
            yield [Junction(it) if it.name == "elsewhere" else it for it in entries]

    monkeypatch.setattr(os, "scandir", with_junction)
    content = loader.load(home.content)
    assert list(content.plan.posts) == ["b"]
    assert "content/posts/elsewhere:1:1: error[unreadable-file]" in home.run("check", code=1)[0]


# Paths


@pytest.mark.parametrize(
    ("folder", "here", "seen"),
    [
        ("C:\\plan\\content", "C:\\plan", "content"),
        ("C:\\plan\\content", "C:\\plan\\site", "../content"),
        ("D:\\plan\\content", "C:\\plan", "D:/plan/content"),
        ("C:\\plan", "C:\\plan", ""),
    ],
)
def test_the_way_to_the_plan_is_written_with_slashes(
    monkeypatch: pytest.MonkeyPatch, folder: str, here: str, seen: str
) -> None:
    class There(PureWindowsPath):
        def resolve(self) -> PureWindowsPath:
            return self

    def relpath(path: PureWindowsPath) -> str:
        import ntpath

        return ntpath.relpath(path, here)

    monkeypatch.setattr(checking, "Path", There)
    monkeypatch.setattr(os.path, "relpath", relpath)
    assert checking.seen_from_here(There(folder)) == seen  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["media\\Kuva.jpg", "media\\sub\\Kuva.jpg", "Kuva.jpg", "C:\\k\\kuva.jpg"]
)
def test_a_picture_named_as_windows_does_is_found_again(home: Home, written: str) -> None:
    home.write("media/sub/kuva.jpg", b"\xff\xd8\xff")
    home.post("a", f"{POST}media: ['{written}']\n")
    out, _ = home.run("check", "--select", "media-missing", "--format", "json", code=1)
    assert "Did you mean “media/sub/kuva.jpg”?" in out


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("posts/*.md", 0),
        ("posts\\*.md", 0),
        ("content\\posts\\a.md", 0),
        ("posts/A.md", 1),
        ("POSTS/*", 1),
    ],
)
def test_a_pattern_for_files_means_the_same_on_every_system(
    home: Home, glob: str, left: int
) -> None:
    home.post("a", f"{POST}audience: [nobody]\n")
    settings = f"[per-file-ignores]\n'{glob}' = ['unknown-reference']\n"
    (home.content.parent / "planner.toml").write_text(settings, "utf-8")
    out, _ = home.run("check", "--select", "unknown-reference", code=left)
    assert len(out.splitlines()) == left


# The ends of lines


def windows(home: Home) -> None:
    """Save all of a plan as Windows programs do."""
    for file in home.content.rglob("*.*"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def alone(content: bytes) -> int:
    """Return how many lines do not end as they do on Windows."""
    return content.replace(b"\r\n", b"").count(b"\n") + content.replace(b"\r\n", b"").count(b"\r")


def test_a_plan_of_windows_says_the_same(sample: Home) -> None:
    forms: list[tuple[str, ...]] = [("check", "--format", form) for form in REPORTS]
    forms += [
        ("score",),
        ("todo",),
        ("show",),
        ("export", "json"),
        ("export", "ics"),
        ("export", "csv"),
    ]
    before = [sample.run(*form) for form in forms]
    windows(sample)
    assert [sample.run(*form) for form in forms] == before


def test_new_files_and_changed_ones_have_the_line_ends_of_the_plan(
    sample: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    (sample.content / "reviews/2026-06-07.md").unlink()
    windows(sample)
    before = sample.state()
    table = sample.content.parent / "posts.csv"
    table.write_text("Date;Title;Channel\n15.7.2026;A post from a table;facebook\n", "utf-8")
    (sample.content / "posts/bad.md").write_bytes(
        b"---\r\ntitle: Launch: day one\r\nstatus: idea\r\n---\r\nA\r\n"
    )
    for command in (
        ("new", "post", "--title", "Something new"),
        ("new", "audience", "--title", "Somebody new"),
        ("review",),
        ("import", str(table), "--write"),
        ("copy", "p03", "2026-07-16", "--write"),
        ("move", "p33", "2026-07-15", "--alone", "--write"),
        ("track", "p03", "reach=77", "--status", "reviewed", "--on", DAY, "--write"),
        ("fix", "--write"),
        ("suggest", "--weeks", "3", "--write"),
    ):
        sample.run(*command, "--today", DAY)
    after = sample.state()
    changed = [name for name in after if after[name] != before.get(name)]
    assert {name.partition("/")[0] for name in changed} >= {
        "posts",
        "audiences",
        "reviews",
        "tracking",
    }
    assert len(changed) >= 8
    assert {name: alone(after[name]) for name in changed if alone(after[name])} == {}


def test_in_a_plan_of_other_systems_new_files_have_theirs(sample: Home) -> None:
    sample.run("new", "post", "--title", "Something new", "--today", DAY)
    (made,) = sample.content.glob("posts/*something-new.md")
    assert b"\r" not in made.read_bytes()


# What the system lacks, and what it calls otherwise

WITHOUT = """
import importlib, os, pkgutil, sys
import python_calamine, feedparser

def everything():
    import planner
    for it in pkgutil.walk_packages(planner.__path__, 'planner.'):
        if not it.name.endswith('__main__'):
            importlib.import_module(it.name)

everything()  # what others do on Windows is theirs
for name in [it for it in sys.modules if it.partition('.')[0] == 'planner']:
    del sys.modules[name]
class Msvcrt:
    LK_LOCK = 1
    def locking(self, file, mode, length):
        assert (mode, length) == (1, 1)
sys.modules.update(fcntl=None, resource=None, pwd=None, grp=None, termios=None, msvcrt=Msvcrt())
LACKING = {
    'O_NOFOLLOW', 'O_NONBLOCK', 'fchown', 'chown', 'lchown', 'fchmod', 'geteuid', 'getuid', 'mkfifo'
}
kept = {name: getattr(os, name) for name in LACKING}
for name in LACKING:
    delattr(os, name)
link = os.link
def refused(*_, **__):
    raise OSError(1, 'no second names on this disk')
if sys.argv[1] == 'FAT':
    os.link = refused
sys.platform = 'win32'
everything()
class Less:
    def __getattr__(self, name):
        if name in LACKING:
            raise AttributeError(name)
        return getattr(os, name)
for name, value in kept.items():
    setattr(os, name, value)  # what others do on Windows is theirs
for name, module in list(sys.modules.items()):
    if name.startswith('planner.') and getattr(module, 'os', None) is os:
        module.os = Less()
from planner.cli import run
for line in sys.stdin.read().splitlines():
    code = run(line.split('|'))
    print('>', line, code, flush=True)
    assert code in (0, 1), line
"""


@pytest.mark.parametrize("disk", ["NTFS", "FAT"])
def test_the_commands_do_without_what_unix_has(sample: Home, disk: str) -> None:
    lines = [
        "check|--format|json",
        "new|post|--title|Uusi",
        "track|p03|reach=77|--write",
        "move|p33|2026-07-15|--alone|--write",
        "fix|--write",
        "undo|--write",
        "export|csv",
        *(["build"] if disk == "NTFS" else ["suggest"]),
    ]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT, disk],
        cwd=sample.content.parent,
        input="".join(f"{line}|--lang|en\n" for line in lines),
        env={**os.environ, "LANG": "fi_FI.UTF-8", "PYTHONUTF8": "1"},
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n> ") == len(lines)
    assert (sample.content.parent / "site/index.html").is_file() == (disk == "NTFS")
    assert list(sample.content.glob("posts/*uusi.md"))


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "cp437:strict", "ascii"])
def test_a_terminal_of_whatever_encoding_is_shown_everything(home: Home, encoding: str) -> None:
    home.post("a", "title: Päivä ✔ 🎉\nstatus: idea\naudience: [“ei”]\n")
    done = subprocess.run(
        [sys.executable, "-m", "planner", "check"],
        cwd=home.content.parent,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "“ei”" in done.stdout.decode()
