"""The posts of a plan as others want them, and what else there is to be read."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from itertools import cycle, islice, product
from typing import TYPE_CHECKING

from tests.bench.measuring import PLANNER, ROOT
from tests.plans import START, body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

EXPORT = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves"
)
METRICS = ("reach", "views", "reactions", "comments", "shares", "saves", "link-clicks", "orders")
FIGURES = 40
"""So many figures of each post stand in the ledger, up to the most."""
MOST_FIGURES = 200_000
"""What a ledger may well hold; there is a limit to a file's size."""
HUBS = "from planner.site.pages import SECTIONS; print(sum(len(s.hubs) for s in SECTIONS))"
MKDOCS_YML = """
site_name: Posts
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false, language: en}
plugins: [search]
"""
HUGO_TOML = """
baseURL = "https://example.org/"
title = "Posts"
buildFuture = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
"""
BARE = "<!doctype html><title>{title}</title><h1>{title}</h1>{content}\n"


def posts_of(content: Path) -> list[Path]:
    """Return the posts of a plan."""
    return sorted((content / "posts").rglob("*.md"))


def rewrite(post: Path, lines: Mapping[str, str]) -> None:
    """Save a post with other lines in the place of those of some keys."""
    text = post.read_text("utf-8")
    for key, line in lines.items():
        text = re.sub(rf"(?m)^{key}: .*$", line, text, count=1)
    post.write_text(text, "utf-8")


def edits(content: Path, words: str) -> Iterator[tuple[Path, str]]:
    """Give one post after another a title of these words, for ever; yield the post and its title."""
    for number, post in enumerate(cycle(posts_of(content))):
        title = f"{words} {number}"
        rewrite(post, {"title": f"title: {title}"})
        yield post, title


def front_matter(content: Path) -> Path:
    """Return a folder with the front matter of each post as a YAML file, and our schema of it."""
    folder = content.parent / "front-matter"
    if folder.is_dir():
        return folder
    folder.mkdir()
    for post in posts_of(content):
        head = post.read_text("utf-8").split("---\n")[1]
        (folder / f"{post.stem}.yml").write_text(f"---\n{head}", "utf-8")
    schema = (PLANNER, "schema", "post", "--content", content, "--output", folder / "schema.json")
    subprocess.run([*schema, "--quiet"], cwd=ROOT, check=True)
    return folder


def docs(content: Path, *, all_in_nav: bool = False) -> Path:
    """Return the project of an engine like MkDocs: the posts, and as many pages as our site has.

    The posts stand outside the navigation unless all are wanted in it.
    """
    folder = content.parent / ("docs-in-nav" if all_in_nav else "docs")
    if folder.is_dir():
        return folder
    pages = folder / "docs"
    _copy_posts(content, pages / "posts")
    chance = random.Random(0)  # noqa: S311 - the same words each time, no secret
    words = "\n\n".join(body(chance) for _ in range(10))
    # Asked of another process: what this one holds in memory would count as its children's.
    count = subprocess.check_output([sys.executable, "-c", HUBS], cwd=ROOT, encoding="ascii")
    nav = [f"hub{number}.md" for number in range(int(count))]
    for hub in nav:
        (pages / hub).write_text(f"# The page {hub}\n\n{words}\n", "utf-8")
    if all_in_nav:
        nav += [f"posts/{post.name}" for post in posts_of(content)]
    told = {"nav": nav} if all_in_nav else {"nav": nav, "not_in_nav": "posts/"}
    # JSON is YAML.
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in told.items()]
    (folder / "mkdocs.yml").write_text("".join((MKDOCS_YML, *lines)), "utf-8")
    return folder


def hugo(content: Path) -> Path:
    """Return a project of Hugo with a bare template."""
    folder = content.parent / "hugo"
    if folder.is_dir():
        return folder
    _copy_posts(content, folder / "content/posts")
    (folder / "config.toml").write_text(HUGO_TOML, "utf-8")
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    title, listed = "{{ .Title }}", '<a href="{{ .RelPermalink }}">{{ .Title }}</a>'
    for name, inner in {
        "single": "{{ .Content }}",
        "list": f"{{{{ range .Pages }}}}{listed}{{{{ end }}}}",
    }.items():
        page = BARE.format(title=title, content=inner)
        (layouts / f"{name}.html").write_text(page, "utf-8")
    return folder


def eleventy(content: Path) -> Path:
    """Return a project of Eleventy with a bare template."""
    folder = content.parent / "eleventy"
    if folder.is_dir():
        return folder
    posts = folder / "pages/posts"
    _copy_posts(content, posts)
    (posts / "posts.json").write_text('{"layout": "bare.liquid"}', "utf-8")
    (folder / "pages/_includes").mkdir()
    page = BARE.format(title="{{ title }}", content="{{ content }}")
    (folder / "pages/_includes/bare.liquid").write_text(page, "utf-8")
    return folder


def _copy_posts(content: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for post in posts_of(content):
        shutil.copy(post, target)


def with_figures(content: Path) -> tuple[Path, int]:
    """Return a copy of a plan with a ledger of its posts' figures, and how many they are."""
    target = content.parent / "tracked/content"
    shutil.copytree(content, target)
    rows = min(FIGURES * len(posts_of(content)), MOST_FIGURES)
    write_ledger(target, rows)
    return target, rows


def write_ledger(content: Path, rows: int) -> None:
    """Give a plan a ledger: each post's figures, week by week."""
    ledger = content / "tracking/bench.csv"
    ledger.parent.mkdir(exist_ok=True)
    posts = [post.stem for post in posts_of(content)]
    weeks = range(-(-rows // len(METRICS) // len(posts)))
    subjects = product(weeks, METRICS, posts)
    with ledger.open("w", encoding="utf-8", newline="\n") as file:
        file.write("subject,checked_on,metric,value,source,paid\n")
        for n, (week, metric, post) in enumerate(islice(subjects, rows)):
            day = START + timedelta(weeks=week)
            file.write(f"post:{post},{day},{metric},{n % 4999},hand,false\n")


def export(content: Path, rows: int) -> Path:
    """Return an export of Instagram: all posts of the plan's channel, and others around them."""
    posts = [
        (found[2], text.rpartition("---\n")[2])
        for path in posts_of(content)
        for text in [path.read_text("utf-8")]
        if (found := re.search(r"channel: (instagram)\n(?:.*\n)*?date: ([-\d]+)", text))
    ]
    chance = random.Random(0)  # noqa: S311 - the same words each time, no secret
    others = ["".join(chance.choices("aeioukstnlrm", k=6)) for _ in range(3000)]
    target = content.parent / "export.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(EXPORT.split(","))
        for n in range(rows):
            day, words = posts[n % len(posts)]
            when = f"{date.fromisoformat(day):%m/%d/%Y} 10:00"
            text = words if n < len(posts) else " ".join(chance.choices(others, k=40))
            address = f"https://www.instagram.com/p/B{n}/"
            known = (n, 1, "farm", "Farm", text, 0, when, address, "IG image", "", "Lifetime")
            table.writerow((*known, 1000 + n % 77, 800, 20, 3, 1, 4, 5))
    return target
