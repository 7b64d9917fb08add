"""From saving a post to its finished page in the browser, while the site is served."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from tests.bench import MissingError, Run, inputs
from tests.bench.build import build, hugo
from tests.bench.measuring import PLANNER, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench import Figure
    from tests.bench.measuring import Bench

PAGE = "posts/{post}.html"
PAUSE = 0.02
"""Seconds between two looks at the page."""
PATIENCE = 300
"""Seconds after which an edit is taken for lost."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure an edit beside whole builds."""
    posts = bench.usual
    content = bench.plan(posts)
    first = build(content, posts)
    with serving(content) as server:
        edits = inputs.edits(content, "Served again")
        page = Edit(edits, *server, PAGE)
        everything = Edit(edits, *server, PAGE, "posts.html", "search/search_index.json")
        for name, edit, base, theirs, target in (
            ("serve, one edit", page, "build", lambda: first, 0.25),
            ("serve, one edit", page, "Hugo's whole build", lambda: hugo(bench, posts), 1.0),
            ("serve, with table and search", everything, "build", lambda: first, None),
        ):
            yield from bench.beside(name, edit, base, theirs, posts, target=target)


class Edit:
    """A post saved with another title; it ends when all pages that are asked for have it."""

    def __init__(
        self,
        edits: Iterator[tuple[Path, str]],
        process: subprocess.Popen[str],
        address: str,
        *pages: str,
    ) -> None:
        self._edits = edits
        self._process = process
        self._address = address
        self._pages = pages

    def warm_up(self) -> None:
        """Follow one edit."""
        self.run()

    def run(self) -> Run:
        """Save a post, and wait for what the browser would show."""
        before, _ = usage(self._process.pid)
        began = time.perf_counter()
        post, title = next(self._edits)
        for path in (page.format(post=post.stem) for page in self._pages):
            while title not in self._asked(path):
                if time.perf_counter() - began > PATIENCE or self._process.poll() is not None:
                    message = f"{path} did not follow the edit"
                    raise MissingError(message)
                time.sleep(PAUSE)
        seconds = time.perf_counter() - began
        after, megabytes = usage(self._process.pid)
        return Run(seconds, after - before, megabytes)

    def _asked(self, path: str) -> str:
        connection = http.client.HTTPConnection(urlsplit(self._address).netloc, timeout=PATIENCE)
        try:
            connection.request("GET", f"/{path}")
            return connection.getresponse().read().decode()
        finally:
            connection.close()


@contextmanager
def serving(content: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a plan's site, give the program and its address, and end it afterwards."""
    command = (PLANNER, "serve", "--port", "0", "--lang", "en", "--content", content)
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        assert process.stdout
        yield process, _address(process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:  # in the background it is not heard
            process.kill()
            process.communicate()


def _address(said: IO[str]) -> str:
    """Return the address that the server names when the site is there."""
    lines = []
    for line in said:
        lines.append(line)
        if found := re.search(r"http://\S+", line):
            return found[0]
    message = f"the server ended: {''.join(lines)[-120:]}"
    raise MissingError(message)


def usage(pid: int) -> tuple[float, float]:
    """Return the processor's seconds and the most megabytes of a process, where Linux tells them."""
    folder = Path(f"/proc/{pid}")
    try:
        times = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[11:15]
        most = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text("ascii", "replace"))
    except OSError:
        return 0.0, 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK"), int(most[1]) / 1024 if most else 0.0
