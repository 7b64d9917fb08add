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

PAUSE = 0.02
"""Seconds between two looks at the page."""
PATIENCE = 300
"""Seconds after which an edit is taken for lost."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure an edit beside whole builds."""
    posts = bench.usual
    content = bench.plan(posts)
    first = build(content, posts)
    with serving(content) as edit:
        for base, theirs, target in (
            ("build", lambda: first, 0.25),
            ("Hugo's whole build", lambda: hugo(bench, posts), 1.0),
        ):
            yield from bench.beside("serve, one edit", edit, base, theirs, posts, target=target)


class Edit:
    """A post saved with another title; it ends when its page, the list and the search have it."""

    def __init__(self, content: Path, process: subprocess.Popen[str], address: str) -> None:
        self._edits = inputs.edits(content, "Served again")
        self._process = process
        self._address = address

    def warm_up(self) -> None:
        """Follow one edit."""
        self.run()

    def run(self) -> Run:
        """Save a post, and wait for what the browser would show."""
        before, _ = usage(self._process.pid)
        began = time.perf_counter()
        post, title = next(self._edits)
        for path in (f"posts/{post.stem}.html", "posts.html", "search/search_index.json"):
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
def serving(content: Path) -> Iterator[Edit]:
    """Serve a plan's site, and end it afterwards."""
    command = (PLANNER, "serve", "--port", "0", "--lang", "en", "--content", content)
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        assert process.stdout
        yield Edit(content, process, _address(process.stdout))
    finally:
        process.send_signal(signal.SIGINT)
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
