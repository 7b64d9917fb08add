"""Measures whole processes, each beside the least it takes.

The least is reading the plan with python-frontmatter alone, a click program that does nothing,
an export read with csv alone, and plain MkDocs with Material: the same posts as pages outside the navigation, and as many
pages in it as our site has.

python -m tests.bench [--posts N] [--runs N] [--json FILE]
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.plans import body, write_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[1]
LOOP = """
import sys
from pathlib import Path
import frontmatter
for path in Path(sys.argv[1]).rglob("*.md"):
    frontmatter.load(path)
"""
EMPTY = """
import click
@click.group()
def main():
    pass
main()
"""
TABLE = """
import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    list(csv.DictReader(file))
"""
FRONTMATTER, CLICK, CHECK = "frontmatter", "empty click program", "check, again"
ROWS = 50_000
"""So many rows has the export that is imported; a fifth of the plan's posts are in it."""
DAY = ("--today", "2028-01-01", "--on", "2028-01-01")
CSV, IMPORT = f"csv alone, {ROWS} rows", f"import, {ROWS} rows"
EXPORT = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves"
)
METRICS = ("reach", "views", "reactions", "comments", "shares", "saves", "link-clicks", "orders")
FIGURES = 40
"""So many figures of each post stand in the ledger."""
MKDOCS, BUILD = "mkdocs build, {posts} posts", "planner build, {posts} posts"
HUBS = "from planner.site.pages import SECTIONS; print(sum(len(s.hubs) for s in SECTIONS))"
MKDOCS_YML = """
site_name: Posts
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false, language: en}
plugins: [search]
not_in_nav: posts/
nav:
"""
SITE_RUNS = 3
"""A site takes many times as long as a check, and its times differ less."""


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    megabytes: float


class Program(NamedTuple):
    """A process to be measured."""

    command: Sequence[str]
    base: str
    """The program that its ratio is to."""
    remove: Path | None = None
    """What must not be there when it begins."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and write the figures when asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--posts", type=int, default=5000, help="size of the plan (5000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each program (5)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args(arguments)
    sizes = (max(1, options.posts // 5), options.posts)
    with tempfile.TemporaryDirectory() as folder:
        plans = {size: write_plan(Path(folder, str(size)), size) for size in sizes}
        small = small_programs(plans[options.posts])
        sites = {
            name: program
            for size, plan in plans.items()
            for name, program in site_programs(plan, size).items()
        }
        runs = measure(small, options.runs) | measure(sites, min(options.runs, SITE_RUNS))
    results = {
        name: summary(runs[name], runs[program.base]) for name, program in (small | sites).items()
    }
    print(table(f"{options.posts} posts, {options.runs} runs, seconds", results))
    print(growth(sizes, results))
    if options.json:
        report = {"posts": options.posts, "python": platform.python_version(), "runs": runs}
        options.json.write_text(json.dumps({**report, "results": results}, indent=2), "utf-8")
    return 0


def small_programs(content: Path) -> dict[str, Program]:
    """Return what takes a moment: checking a plan, and asking for help."""
    check = (sys.executable, "-m", "planner", "check", "--quiet", "--content")
    tracked, figures = with_figures(content)
    return {
        FRONTMATTER: Program((sys.executable, "-c", LOOP, str(content)), FRONTMATTER),
        "check, first time": Program(
            (*check, str(content)), FRONTMATTER, content.parent / ".planner"
        ),
        CHECK: Program((*check, str(content)), FRONTMATTER),
        f"check, {figures} more figures": Program((*check, str(tracked)), CHECK),
        **import_programs(content),
        CLICK: Program((sys.executable, "-c", EMPTY, "--help"), CLICK),
        "planner --help": Program((sys.executable, "-m", "planner", "--help"), CLICK),
    }


def with_figures(content: Path) -> tuple[Path, int]:
    """Return a copy of a plan with a ledger of forty figures a post, and how many they are."""
    target = content.parent / "tracked" / "content"
    shutil.copytree(content, target)
    posts = sorted(path.stem for path in (content / "posts").rglob("*.md"))
    first = dt.date(2026, 1, 5)
    rows = [
        f"post:{post},{first + dt.timedelta(weeks=week)},{metric},{(n * week) % 4999},hand,false"
        for week in range(FIGURES // len(METRICS))
        for n, post in enumerate(posts)
        for metric in METRICS
    ]
    (target / "tracking").mkdir(exist_ok=True)
    head = "subject,checked_on,metric,value,source,paid"
    (target / "tracking" / "bench.csv").write_text("\n".join((head, *rows, "")), "utf-8")
    return target, len(rows)


def import_programs(content: Path) -> dict[str, Program]:
    """Return reading an export, and importing it into a plan that has nothing of it yet.

    Writing into a plan anew each time would measure the disk: the last step is left out.
    """
    table = with_export(content)
    command = (sys.executable, "-m", "planner", "import", str(table), "--diff", "--quiet")
    return {
        CSV: Program((sys.executable, "-c", TABLE, str(table)), CSV),
        IMPORT: Program((*command, *DAY, "--content", str(content)), CSV),
    }


def with_export(content: Path) -> Path:
    """Return an export of Instagram: all posts of the plan's channel, and others around them."""
    posts = [
        (found[2], text.rpartition("---\n")[2])
        for path in sorted((content / "posts").rglob("*.md"))
        for text in [path.read_text("utf-8")]
        if (found := re.search(r"channel: (instagram)\n(?:.*\n)*?date: ([-\d]+)", text))
    ]
    chance = random.Random(0)  # noqa: S311 - the same words each time, no secret
    others = ["".join(chance.choices("aeioukstnlrm", k=6)) for _ in range(3000)]
    target = content.parent / "export.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(EXPORT.split(","))
        for n in range(ROWS):
            day, words = posts[n % len(posts)]
            when = f"{dt.date.fromisoformat(day):%m/%d/%Y} 10:00"
            text = words if n < len(posts) else " ".join(chance.choices(others, k=40))
            address = f"https://www.instagram.com/p/B{n}/"
            known = (n, 1, "farm", "Farm", text, 0, when, address, "IG image", "", "Lifetime")
            rows.writerow((*known, 1000 + n % 77, 800, 20, 3, 1, 4, 5))
    return target


def site_programs(content: Path, posts: int) -> dict[str, Program]:
    """Return both ways from the posts of a plan to a site in one language."""
    settings, target = write_docs(content), content.parent / "planner-site"
    mkdocs, name = (text.format(posts=posts) for text in (MKDOCS, BUILD))
    plain = (sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(settings))
    plan = ("--content", str(content), "--lang", "en", "--output", str(target))
    ours = (sys.executable, "-m", "planner", "build", "--quiet", *plan)
    return {
        mkdocs: Program(plain, mkdocs, settings.parent / "site"),
        name: Program(ours, mkdocs, target),
    }


def write_docs(content: Path) -> Path:
    """Write what plain MkDocs makes a site from; return its settings."""
    folder = content.parent / "plain"
    docs = folder / "docs"
    (docs / "posts").mkdir(parents=True)
    chance = random.Random(0)  # noqa: S311 - the same words each time, no secret
    words = "\n\n".join(body(chance) for _ in range(10))
    # Asked of another process: what this one holds in memory would count as its children's.
    count = subprocess.check_output([sys.executable, "-c", HUBS], cwd=ROOT, encoding="ascii")
    hubs = [f"hub{number}.md" for number in range(int(count))]
    for hub in hubs:
        (docs / hub).write_text(f"# The page {hub}\n\n{words}\n", "utf-8")
    for post in (content / "posts").rglob("*.md"):
        shutil.copy(post, docs / "posts")
    nav = "".join(f"  - {hub}\n" for hub in hubs)
    (folder / "mkdocs.yml").write_text(MKDOCS_YML + nav, "utf-8")
    return folder / "mkdocs.yml"


def measure(programs: Mapping[str, Program], runs: int) -> dict[str, list[Run]]:
    """Return each run of each; the programs take turns, so that all meet one machine."""
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for turn in range(runs + 1):
        for name, program in programs.items():
            if program.remove:
                shutil.rmtree(program.remove, ignore_errors=True)
            run = measured(program.command)
            if turn:  # the first turn warms the disk's cache up
                found[name].append(run)
    return found


def measured(command: Sequence[str]) -> Run:
    """Return what a program took; findings are no failure."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["NO_MKDOCS_2_WARNING"] = "1"
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            sys.exit(said.read().decode(errors="replace"))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(passed, usage.ru_maxrss / unit)


def summary(runs: Sequence[Run], base: Sequence[Run]) -> dict[str, float]:
    """Return the figures of one program."""
    times = [run.seconds for run in runs]
    memory, least = (max(run.megabytes for run in each) for each in (runs, base))
    middle = median(times)
    return {
        "median": middle,
        "lowest": min(times),
        "highest": max(times),
        "ratio": middle / median(run.seconds for run in base),
        "megabytes": memory,
        "memory": memory / least,
    }


def table(head: str, results: Mapping[str, Mapping[str, float]]) -> str:
    """Return the results as lines."""
    titles = f"{'median':>8}{'lowest':>8}{'highest':>9}{'ratio':>7}{'MB':>6}{'ratio':>7}"
    lines = [f"{head:<32}{titles}"]
    for name, figures in results.items():
        low, middle, high = figures["lowest"], figures["median"], figures["highest"]
        times = f"{middle:>8.3f}{low:>8.3f}{high:>9.3f}{figures['ratio']:>7.2f}"
        lines.append(f"{name:<32}{times}{figures['megabytes']:>6.0f}{figures['memory']:>7.2f}")
    return "\n".join(lines)


def growth(sizes: Sequence[int], results: Mapping[str, Mapping[str, float]]) -> str:
    """Return how the time of a build grows with the plan."""
    small, large = (results[BUILD.format(posts=size)]["median"] for size in sizes)
    return (
        f"{sizes[1] / sizes[0]:.1f} times as many posts take planner build "
        f"{large / small:.1f} times as long."
    )


if __name__ == "__main__":
    sys.exit(main())
