"""A plan then and now: reading a git revision safely, and what has changed since."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner import formats, load, score
from planner.comparison import Comparison, at_revision, compare, earlier
from planner.diagnostics import Verdict
from planner.errors import PlannerError

ROOT = Path(__file__).parents[1]
DAY = date(2026, 6, 7)
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """Run git in a folder and return what it says."""
    command = ["git", *AUTHOR, "-C", str(folder), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "--message=x")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder, not at the top of its repository, with one commit."""
    folder = tmp_path / "repo" / "våra planer" / "content"
    (folder / "posts").mkdir(parents=True)
    for name in ("plan.md", "posts/p01.md", "posts/p02.md"):
        shutil.copy(ROOT / "content" / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main", str(tmp_path / "repo"))
    commit(folder)
    return folder


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def changed(content: Path) -> Comparison:
    """Compare a changed copy of the sample with the sample."""
    before, after = (score(load(folder), DAY) for folder in (ROOT / "content", content))
    return compare(before, after)


def without_audience(content: Path) -> None:
    path = content / "posts" / "p20.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("audience: [home-cooks]\n", ""), "utf-8")


# Reading a revision


@pytest.mark.parametrize("revision", ["main", "HEAD", "refs/heads/main", "main@{0}"])
def test_a_revision_gives_the_plan_as_it_was(content: Path, into: Path, revision: str) -> None:
    was = score(load(content), DAY)
    shutil.rmtree(content / "posts")
    (content / "media").mkdir()
    assert score(load(at_revision(content, revision, into)), DAY) == was


def test_media_count_by_their_names(content: Path, into: Path) -> None:
    (content / "media").mkdir()
    (content / "media" / "a.jpg").write_bytes(b"x" * 1000)
    commit(content)
    assert (at_revision(content, "main", into) / "media" / "a.jpg").stat().st_size == 0


def test_a_file_that_is_too_large_stays_so_without_its_content(content: Path, into: Path) -> None:
    size = (20 << 20) + 1
    (content / "posts" / "p01.md").write_bytes(b"x" * size)
    commit(content)
    path = at_revision(content, "main", into) / "posts" / "p01.md"
    assert path.stat().st_size == size
    assert path.read_bytes()[:3] == b"\0\0\0"


def test_links_and_submodules_are_left_out(content: Path, into: Path) -> None:
    (content / "posts" / "p01.md").unlink()
    (content / "posts" / "p01.md").symlink_to("/etc/passwd")
    (content / "link").symlink_to("/etc")
    git(content, "add", "--all", ".")
    head = git(content, "rev-parse", "HEAD")
    git(content, "update-index", "--add", "--cacheinfo", f"160000,{head},sub.md")
    git(content, "commit", "--quiet", "--message=x")
    found = names(at_revision(content, "main", into))
    assert not {name for name in found if name.startswith(("link", "sub", "posts/p01"))}
    assert "posts/p02.md" in found


def tree(folder: Path, entries: dict[str, tuple[str, str]]) -> str:
    """Write a tree that git itself would never make."""
    raw = b"".join(
        f"{mode} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(object_)
        for name, (mode, object_) in entries.items()
    )
    arguments = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
    return git(folder, *arguments, given=raw)


def crafted(content: Path, entries: dict[str, tuple[str, str]]) -> str:
    """Return a commit whose content folder holds these entries."""
    inner = tree(content, entries)
    outer = tree(content, {"våra planer": ("40000", tree(content, {"content": ("40000", inner)}))})
    return git(content, "commit-tree", outer, "-m", "x")


@pytest.mark.parametrize(
    "name",
    ["../out.md", "/out.md", "..", "posts/../../out.md", ".hidden.md", ".git", "a//b.md"],
)
def test_no_name_leaves_the_folder(content: Path, into: Path, name: str) -> None:
    blob = git(content, "hash-object", "-w", "--stdin", given=b"hello")
    commit_ = crafted(content, {name: ("100644", blob), "plan.md": ("100644", blob)})
    around = names(into.parent)
    assert names(at_revision(content, commit_, into)) == {"plan.md"}
    assert names(into.parent) - around == {"into/plan.md"}


def test_a_name_above_the_folder_made_of_trees_is_left_out(content: Path, into: Path) -> None:
    blob = git(content, "hash-object", "-w", "--stdin", given=b"hello")
    up = tree(content, {"out.md": ("100644", blob)})
    commit_ = crafted(content, {"..": ("40000", up), "plan.md": ("100644", blob)})
    assert names(at_revision(content, commit_, into)) == {"plan.md"}


def test_very_deep_folders_are_left_out(content: Path, into: Path) -> None:
    blob = git(content, "hash-object", "-w", "--stdin", given=b"hello")
    deep = {"a.md": ("100644", blob)}
    for _ in range(60):
        deep = {"a": ("40000", tree(content, deep))}
    commit_ = crafted(content, {**deep, "plan.md": ("100644", blob)})
    assert names(at_revision(content, commit_, into)) == {"plan.md"}


def test_a_tree_that_unfolds_without_end_is_refused(content: Path, into: Path) -> None:
    blob = git(content, "hash-object", "-w", "--stdin", given=b"")
    level = {f"{number}.md": ("100644", blob) for number in range(10)}
    for _ in range(8):
        inner = tree(content, level)
        level = {f"d{number}": ("40000", inner) for number in range(10)}
    with pytest.raises(PlannerError, match="too large"):
        at_revision(content, crafted(content, level), into)
    assert names(into) == set()


def test_too_much_content_is_refused(
    content: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.comparison._MOST_BYTES", 1000)
    with pytest.raises(PlannerError, match="too large"):
        at_revision(content, "main", into)


def test_nothing_of_the_repository_is_run(content: Path, into: Path, tmp_path: Path) -> None:
    touch = f"touch '{tmp_path / 'pwned'}'; cat"
    for key in ("filter.evil.smudge", "filter.evil.process", "core.fsmonitor", "core.pager"):
        git(content, "config", key, touch)
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        path = tmp_path / "repo" / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{touch}\n", "utf-8")
        path.chmod(0o755)
    path = content / "posts" / "p01.md"
    said = path.read_text("utf-8") + "$Format:%H$\n"
    blob = git(content, "hash-object", "-w", "--no-filters", "--stdin", given=said.encode())
    rules = b"*.md filter=evil export-subst ident export-ignore working-tree-encoding=UTF-16\n"
    attributes = git(content, "hash-object", "-w", "--no-filters", "--stdin", given=rules)
    posts = tree(content, {"p01.md": ("100644", blob)})
    commit_ = crafted(
        content, {".gitattributes": ("100644", attributes), "posts": ("40000", posts)}
    )
    (tmp_path / "pwned").unlink(missing_ok=True)
    found = at_revision(content, commit_, into)
    assert (found / "posts" / "p01.md").read_text("utf-8") == said
    assert not (tmp_path / "pwned").exists()


def test_the_insides_of_a_repository_in_the_content_are_no_repository(
    content: Path, into: Path
) -> None:
    git(content, "clone", "--quiet", "--bare", str(content.parents[1]), str(content / "planted"))
    shutil.copytree(content / "planted", content, dirs_exist_ok=True)
    with pytest.raises(PlannerError, match="bare"):
        at_revision(content, "main", into)


def test_what_git_tells_a_hook_leads_nowhere_else(
    content: Path, into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    assert "plan.md" in names(at_revision(content, "main", into))


@pytest.mark.parametrize(
    "revision",
    [
        "nope",
        "--help",
        "-h",
        "--git-dir=/tmp",
        "",
        "^main",
        "main:",
        "main..HEAD",
        "a\0b",
        "x" * 9999,
        "HEAD:content",
        "\ud800",
    ],
)
def test_an_unknown_revision_is_said_in_words(content: Path, into: Path, revision: str) -> None:
    with pytest.raises(PlannerError, match="neither a folder nor a git revision"):
        at_revision(content, revision, into)


def test_a_revision_without_the_folder_is_said_in_words(content: Path, into: Path) -> None:
    content.rename(content.with_name("plan"))
    with pytest.raises(PlannerError, match=r"revision main has no folder .*plan"):
        at_revision(content.with_name("plan"), "main", into)


def test_no_repository_and_no_git_are_said_in_words(
    tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(PlannerError, match="no repository that git can read: fatal: not a git"):
        at_revision(tmp_path, "main", into)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PlannerError, match="git is needed"):
        at_revision(tmp_path, "main", into)


def test_a_folder_is_taken_before_a_revision(content: Path, into: Path) -> None:
    assert earlier(str(content), content, into) == content
    assert earlier(str(content.parent), content, into) == content
    assert earlier("main", content, into) == into
    with pytest.raises(PlannerError, match=r"no plan\.md in"):
        earlier(str(content / "posts"), content, into)


# What has changed


def test_nothing_has_changed(plan: Path) -> None:
    found = changed(plan)
    assert found.nothing
    assert "Nothing has changed: 5/8 met, 3 partly." in formats.comparison_markdown(found, "en")


def test_a_post_that_lost_its_audience_is_worse(plan: Path) -> None:
    without_audience(plan)
    found = changed(plan)
    who = found.changes[0]
    assert (who.before.verdict.value, who.after.verdict.value) == ("met", "partly")
    assert (who.better, who.worse) == ((), ("p20",))
    markdown = formats.comparison_markdown(found, "en")
    assert "| 1 | You know whom you are after | ✓ met | ◐ partly |" in markdown
    assert "- **1 Whom:** worse: p20" in markdown
    lines = list(formats.comparison_lines(found, "en", lambda text, _: text))
    assert "◐ 1  You know whom you are after            met → partly" in lines
    back = compare(found.after, found.before)
    assert back.changes[0].better == ("p20",)


def test_new_and_gone_posts_and_reasons_are_named(plan: Path) -> None:
    post = plan / "posts" / "p05.md"
    post.rename(plan / "posts" / "p99.md")
    found = changed(plan)
    assert (found.new, found.gone) == (("p99",), ("p05",))
    post.with_name("p99.md").unlink()
    found = compare(found.before, score(load(plan), DAY))
    when = found.changes[4]
    assert [reason.slug for reason in when.came] == ["channel-gap"]
    assert "5 When:** new: channel instagram: a gap" in formats.comparison_markdown(found, "en")
    back = compare(found.after, found.before)
    assert "5 When:** gone: channel instagram: a gap" in formats.comparison_markdown(back, "en")


def test_waiting_for_figures_is_neither_better_nor_worse() -> None:
    card = score(load(ROOT / "content"), DAY)
    old, new = ({"p01": verdict} for verdict in (Verdict.MET, Verdict.NOT_YET))
    before, after = (
        replace(card, scores=(replace(card.scores[5], posts=posts),)) for posts in (old, new)
    )
    assert compare(before, after).nothing
    assert compare(after, before).nothing


def test_long_lists_are_cut(plan: Path) -> None:
    shutil.rmtree(plan / "posts")
    markdown = formats.comparison_markdown(changed(plan), "en")
    assert "- Posts that are no longer counted: p01, p02," in markdown
    assert "p12 and 24 more" in markdown
    assert len(markdown) < 10_000


def test_a_comparison_is_json_too(plan: Path) -> None:
    without_audience(plan)
    body = json.loads(formats.json_comparison(changed(plan)))
    assert body["overall"] == {"before": "partly", "after": "partly"}
    assert body["posts"] == {"new": [], "gone": []}
    assert body["conditions"][0] == {
        "number": 1,
        "id": "who",
        "before": "met",
        "after": "partly",
        "better": [],
        "worse": ["p20"],
        "reasons": {"new": [], "gone": []},
    }
