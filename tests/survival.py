"""What becomes of a bad input: it is laid out, its command is run, and all is looked at."""

from __future__ import annotations

import json
import re
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.payloads.base import CHECK, PLAN, Payload

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.forking import Forks, Ran

SECONDS = 2.0
"""What a command may take, and what it may take for each MiB of what it gets."""
MEMORY = 512 << 20
SMALL = 1 << 20
CODES = (0, 1, 2, 130)
OTHERS = (
    ("score",), ("todo",), ("show",), ("fix", "--diff"),
    ("export", "json", "--output", "out.other"), ("check", "--format", "github"), ("check", "--lang", "fi"),
)  # fmt: skip
"""Commands that get each input of a check as well; they have to survive it, and change nothing."""
_FAULT = re.compile(rb"Traceback|[Ii]nternal error|internal-error|File \"/")
_RAW = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\ufff9-\uffff\U000e0000-\U000e0fff]"
)
"""What acts on a terminal or hides there; a line end is none of it."""
_FILES = ("SRC", "FLD", "REF")
"""The codes of findings about files, their values and what they name."""


class Survived(NamedTuple):
    """What was found of a bad input."""

    faults: list[str]
    """What is not as it has to be."""
    runs: list[Ran]
    size: int
    """Bytes of what was written for it; a file of zeros takes none."""
    findings: list[dict[str, Any]]

    @property
    def seconds(self) -> float:
        """What its slowest command took."""
        return max(run.seconds for run in self.runs)

    @property
    def allowed(self) -> float:
        """What each may take."""
        return SECONDS * max(1.0, self.size / (1 << 20))

    @property
    def memory(self) -> int:
        """What its greediest command took."""
        return max(run.memory for run in self.runs)


@contextmanager
def laid_out(payload: Payload) -> Iterator[Path]:
    """Lay a bad input over the plan, in a folder that everybody may look into."""
    with tempfile.TemporaryDirectory(prefix="planner ä ") as folder:
        home = Path(folder) / "home"
        home.parent.chmod(0o755)
        for name, content in {**PLAN, **payload.files}.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                path.unlink(missing_ok=True)
                content(path)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        if payload.nobody:
            home.chmod(0o777)
        yield home


def survive(forks: Forks, payload: Payload, others: Sequence[tuple[str, ...]] = ()) -> Survived:
    """Run what a bad input is for, and tell what is not as it has to be."""
    faults: list[str] = []
    runs: list[Ran] = []
    findings: list[dict[str, Any]] = []
    with laid_out(payload) as home:
        before = state(home)

        def run(*arguments: str) -> Ran:
            ran = forks.run(home, arguments, nobody=payload.nobody)
            runs.append(ran)
            faults.extend(f"{' '.join(arguments)}: {fault}" for fault in misbehaved(ran, size))
            return ran

        size = sum(len(it) for it in payload.files.values() if isinstance(it, str | bytes))
        ran = run(*payload.command)
        words = (ran.out + ran.err).decode("utf-8", "replace")
        if ran.code != payload.code:
            faults.append(f"code {ran.code}: {words[:500]}")
        if payload.command == CHECK and ran.code != 2:
            told = run(*CHECK, "--format", "json").out
            found = json.loads(told)["findings"] if told else []  # else it has ended badly
            findings = [it for it in found if it["code"].startswith(_FILES)]
            words += "\n".join(f"{it['message']} | {it['help']}" for it in findings)
        at = sorted(f"{it['slug']} {it['line']}:{it['column']}" for it in findings)
        if at != sorted(payload.findings):
            faults.append(f"found {at}")
        for other in others:
            run(*other)
        faults += [f"not said: {it}" for it in payload.said if it not in words]
        faults += changed(before, state(home), payload, home)
        made = words.encode() + b"".join(made_by(home, payload))
        faults += [f"said: {it!r}" for it in payload.unsaid if it.encode() in made]
    return Survived(faults, runs, size, findings)


def misbehaved(ran: Ran, size: int) -> Iterator[str]:
    """Yield what no command may do, whatever it gets."""
    if ran.code not in CODES:
        yield f"ended with {ran.code}"
    for output in (ran.out, ran.err):
        if _FAULT.search(output):
            yield f"a fault of its own: {output[-500:]!r}"
        if raw := _RAW.search(output.decode("utf-8", "surrogateescape")):
            yield f"printed raw: {raw[0]!r}"
    if ran.seconds > SECONDS * max(1.0, size / (1 << 20)):
        yield f"took {ran.seconds:.1f} s"
    if ran.memory > MEMORY:
        yield f"took {ran.memory >> 20} MB"


State = dict[str, tuple[object, ...]]


def state(home: Path) -> State:
    """Return what lies in a folder, but for what the program keeps for itself."""
    return {
        path.relative_to(home).as_posix(): _state(path)
        for path in sorted(home.rglob("*"))
        if ".planner" not in path.relative_to(home).parts
    }


def _state(path: Path) -> tuple[object, ...]:
    info = path.lstat()
    if stat.S_ISDIR(info.st_mode):
        return (info.st_mode,)
    small = stat.S_ISREG(info.st_mode) and info.st_size <= SMALL
    content = path.read_bytes() if small else None
    return (info.st_mode, info.st_ino, info.st_size, info.st_mtime_ns, info.st_nlink, content)


def changed(before: State, after: State, payload: Payload, home: Path) -> Iterator[str]:
    """Yield what was changed or made and is not what was announced."""
    for name in before.keys() | after.keys():
        announced = name in payload.after or name.startswith(("site/", "out."))
        folder = (home / name).is_dir() and name not in before
        if before.get(name) != after.get(name) and not announced and not folder:
            yield f"{'changed' if name in before else 'made'}: {name!r}"
    for name, expected in payload.after.items():
        path = home / name
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            yield f"not made: {name!r}"
        elif isinstance(expected, bytes) and content != expected:
            yield f"{name!r} is {content[:300]!r}"
        elif isinstance(expected, str) and expected.encode() not in content:
            yield f"not in {name!r}: {expected!r}; {content[:300]!r}"


def made_by(home: Path, payload: Payload) -> Iterator[bytes]:
    """Yield what a command made."""
    for path in [*home.glob("out.*"), *home.glob("site/**/*.html"), home / "owned"]:
        if path.is_file():
            yield path.name.encode() + path.read_bytes()
    for name in payload.after:
        if (home / name).is_file():
            yield (home / name).read_bytes()
