"""Building the site, in one language: beside other programs that build one of the same posts."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.bench import Figure, inputs
from tests.bench.measuring import PLANNER, USUAL, Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.measuring import Bench

BUILD, PLAIN = "build", "mkdocs build"
IN_NAV = 1000
"""The posts that plain MkDocs builds with all of them in the navigation; more take for ever."""
KB = 15
"""Kilobytes of the site, at the most, for each post."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure builds of each size, and how they grow."""
    builds = {posts: build(bench.plan(posts), posts) for posts in bench.sizes}
    for posts, ours in builds.items():
        yield from _of(bench, posts, ours)
        half = posts // 2
        if half in builds:
            smaller, theirs = f"build of {half:,} posts", partial(builds.__getitem__, half)
            yield from bench.beside(BUILD, ours, smaller, theirs, posts, target=2.2)


def build(content: Path, posts: int) -> Program:
    """Return the first build of a plan's site."""
    site = content.parent / "site"
    plan = ("--content", content, "--lang", "en", "--output", site)
    return _from_nothing((PLANNER, "build", "--quiet", *plan), content.parent, site, posts)


def hugo(bench: Bench, posts: int) -> Program:
    """Return a whole build with Hugo."""
    folder = inputs.hugo(bench.plan(posts))
    return _from_nothing((bench.peers.hugo(), "--quiet"), folder, folder / "public", posts)


def _from_nothing(
    command: tuple[str | Path, ...], folder: Path, site: Path, posts: int, *more: Path
) -> Program:
    def remove() -> None:
        for each in (site, *more):
            shutil.rmtree(each, ignore_errors=True)

    return Program(command, folder, remove, site=site, posts=posts)


def _of(bench: Bench, posts: int, ours: Program) -> Iterator[Figure]:
    content = bench.plan(posts)

    def engine(*command: str | Path, all_in_nav: bool = False) -> Program:
        folder = inputs.docs(content, all_in_nav=all_in_nav)
        told = (*command, "build", "-f", "mkdocs.yml")
        return _from_nothing(told, folder, folder / "site", posts, folder / ".cache")

    def eleventy() -> Program:
        command = ("node", bench.peers.eleventy(), "--input=pages", "--output=site", "--quiet")
        folder = inputs.eleventy(content)
        return _from_nothing(command, folder, folder / "site", posts)

    mkdocs = (sys.executable, "-m", "mkdocs")
    plain = partial(engine, *mkdocs)
    yield from bench.beside(BUILD, ours, PLAIN, plain, posts, target=0.6, memory=1.5)
    if posts == IN_NAV:
        all_of_them = partial(engine, *mkdocs, all_in_nav=True)
        yield from bench.beside(BUILD, ours, f"{PLAIN}, all in nav", all_of_them, posts)
    for base, theirs in (
        ("ProperDocs", lambda: engine(bench.peers.properdocs())),
        ("Zensical", lambda: engine(bench.peers.zensical())),
        ("Eleventy", eleventy),
        ("Hugo", lambda: hugo(bench, posts)),
    ):
        yield from bench.beside(BUILD, ours, base, theirs, posts)
    yield _size(content.parent / "site", posts)


def _size(site: Path, posts: int) -> Figure:
    total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    target = KB if posts >= USUAL else None
    return Figure("size of the site", "", posts, (total / 1000 / posts,), "kB a post", target)
