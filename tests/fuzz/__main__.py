"""Lets a fuzzer try the ways in, each in a process of its own, and says what came of it.

python -m tests.fuzz [TARGET ...] [--minutes M]
python -m tests.fuzz TARGET --again FILE
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tests.fuzz import TARGETS

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "fuzz"
NEEDED = Path(__file__).with_name("requirements.txt")
SHORT = 60
"""So many seconds all targets take together, unless somebody says how long."""
_PATIENCE = 300
"""The seconds after which an input hangs, on a machine that has much else to do."""
_MEMORY = 1024
"""The megabytes that a target may take, the fuzzer and all that it remembers included."""
_IN_MEMORY = "/dev/shm"  # noqa: S108 - folders of random names are made there
_RUNS = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)


class NoFuzzer(Exception):
    """There is no fuzzer on this machine; the text says why."""


class Outcome(NamedTuple):
    """What came of trying one target."""

    name: str
    runs: int
    seconds: float
    crashes: tuple[Path, ...]
    """The inputs that made it fail, each in a way of its own."""
    log: Path
    code: int

    @property
    def failed(self) -> bool:
        """Whether something is wrong."""
        return bool(self.crashes or self.code)

    def __str__(self) -> str:
        """Return it in a line, and how to repeat each crash in one more."""
        speed = self.runs / max(self.seconds, 1)
        said = f"{self.name}: {self.runs:,} runs, {speed:,.0f} a second, new crashes: {len(self.crashes)}"
        again = [f"\n  make fuzz ARGS='{self.name} --again {_below(it)}'" for it in self.crashes]
        if self.code and not self.crashes:
            again.append(f"\n  it ended with {self.code}; see {_below(self.log)}")
        return "".join((said, *again))


def main() -> int:
    """Try the targets that are asked for; 1 where one crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, help="how long each target is tried")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try this input alone")
    options = parser.parse_args()
    asked = options.targets or TARGETS
    if unknown := set(asked) - set(TARGETS):
        parser.error(f"there is no {', '.join(sorted(unknown))}, but {', '.join(TARGETS)}")
    if options.again:
        for name in asked:
            TARGETS[name].load().run(options.again.read_bytes())
        return 0
    seconds = options.minutes * 60 if options.minutes else SHORT / len(asked)
    try:
        outcomes = [tried(name, seconds) for name in asked]
    except NoFuzzer as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 2
    print("", *outcomes, sep="\n", flush=True)
    return int(any(outcome.failed for outcome in outcomes))


def tried(name: str, seconds: float) -> Outcome:
    """Let the fuzzer try a target for so long; what it finds stays in build/fuzz/NAME.

    Raises:
        NoFuzzer: If it is not there for this machine.
    """
    fuzzer = atheris()
    place = BUILD / name
    folders = {it: place / it for it in ("start", "corpus", "crashes")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    write_starts(name, folders["start"])
    known = {*folders["crashes"].iterdir()}
    log = place / "log"
    options = (
        f"-max_total_time={max(round(seconds), 1)}",
        f"-max_len={TARGETS[name].longest}",
        f"-timeout={_PATIENCE}",
        f"-report_slow_units={_PATIENCE}",
        f"-rss_limit_mb={_MEMORY}",
        f"-dict={place / 'words'}",
        f"-artifact_prefix={folders['crashes']}/",
        "-print_final_stats=1",
        str(folders["corpus"]),
        str(folders["start"]),
    )
    print(f"{name} …", flush=True)
    began = os.times().elapsed
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.led", name, str(folders["crashes"]), *options],
            cwd=ROOT,
            env=_environment(fuzzer),
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    runs = _RUNS.findall(log.read_text("utf-8", "replace"))
    crashes = tuple(sorted({*folders["crashes"].iterdir()} - known))
    took = os.times().elapsed - began
    return Outcome(name, int(runs[-1]) if runs else 0, took, crashes, log, done.returncode)


def _environment(fuzzer: Path) -> dict[str, str]:
    """Return what the process needs; its files are in memory, where they can be."""
    found = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(fuzzer)))}
    return found | ({"TMPDIR": _IN_MEMORY} if os.access(_IN_MEMORY, os.W_OK) else {})


def write_starts(name: str, folder: Path) -> None:
    """Write the inputs to begin with, and the words that others are made of."""
    target = TARGETS[name].load()
    for content in (*target.starts(), *target.KEPT.values()):
        folder.joinpath(sha256(content).hexdigest()[:16]).write_bytes(content)
    words = (word.encode() for word in target.WORDS)
    lines = ("".join(f"\\x{byte:02x}" for byte in word) for word in words)
    folder.with_name("words").write_text("".join(f'"{line}"\n' for line in lines), "ascii")


def atheris() -> Path:
    """Return the folder that the fuzzer is in; it is installed where it is not yet there.

    Raises:
        NoFuzzer: If it cannot be.
    """
    kind = sha256(NEEDED.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = BUILD.with_name(f"atheris-{kind}")
    if folder.is_dir():
        return folder
    made = folder.with_suffix(".part")
    options = ("--quiet", "--no-input", "--no-deps", "--only-binary=:all:", "--require-hashes")
    command = ("install", *options, "--upgrade", "--target", str(made), "-r", str(NEEDED))
    if subprocess.run([sys.executable, "-m", "pip", *command], check=False).returncode:
        message = "atheris cannot be installed. It is there for Linux on x86-64 only; pytest tests/test_fuzz.py tries a little without it."
        raise NoFuzzer(message)
    made.rename(folder)
    return folder


def _below(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    raise SystemExit(main())
