"""All that a plan gives, in one environment: what is told to people and programs, and its site.

python -m tests.environments CONTENT INTO WHAT ... runs in the environment and the folder it is
started in, and keeps each result as a file in the folder INTO, so that two can be compared.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
DAY = "2026-06-07"
OTHER_ORDER = "PLANNER_TEST_ORDER"
"""Names the order in which this environment's folders list their files."""
ONE_CHANNEL = ("buffer", "publer", "sprout", "socialbee")
"""The exports that take the posts of one channel at a time."""
NEUTRAL = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "SOURCE_DATE_EPOCH", "COLUMNS", "PLANNER_CONTENT")


@dataclass(frozen=True)
class Environment:
    """A machine of somebody else, as far as one can be had here."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    folder: str = "here"
    """Where the plan's folder lies."""
    named: Literal["relative", "absolute", "from elsewhere"] = "relative"
    """How the commands are told where the plan is."""
    umask: int = 0o022
    mode: int = 0o644
    age: int = 0
    """When the files were saved, in seconds since 1970; 0 for now."""


def run(environment: Environment, plan: Path, into: Path, *what: str) -> dict[str, bytes]:
    """Run all of it on a copy of a plan in an environment, below a folder of its own."""
    home = into / environment.folder
    content = settle(plan, home / "content", environment)
    cwd = into / "away" if environment.named == "from elsewhere" else home
    cwd.mkdir(parents=True, exist_ok=True)
    named = Path("content") if environment.named == "relative" else content
    kept = {name: text for name, text in os.environ.items() if name not in NEUTRAL}
    subprocess.run(
        [sys.executable, "-m", "tests.environments", str(named), str(into / "found"), *what],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), **environment.variables},
        umask=environment.umask,
        check=True,
    )
    found = tree(into / "found")
    if environment.named != "from elsewhere":
        return found
    here = Path(os.path.relpath(content, cwd)).as_posix()
    return {
        name: text.replace(here.encode(), b"content").replace(quote(here).encode(), b"content")
        for name, text in found.items()
    }


def settle(plan: Path, content: Path, environment: Environment) -> Path:
    """Copy a plan as it would lie in an environment, its files made in another order."""
    names = sorted(it for it in plan.rglob("*") if it.is_file())
    Random(environment.name).shuffle(names)  # noqa: S311 - no secret
    for name in names:
        made = content / name.relative_to(plan)
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, made)
        made.chmod(environment.mode)
        if environment.age:
            os.utime(made, (environment.age, environment.age))
    return content


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Return the names of what two environments give differently."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def commands(what: str) -> Iterator[tuple[str, ...]]:
    """Yield the command lines of one kind."""
    from planner.exporters import EXPORTS
    from planner.formats import REPORTS

    if what == "check":
        yield from (("check", "--format", form) for form in REPORTS)
    elif what == "reports":
        yield ("check", "--statistics")
        yield from (("score", "--format", form) for form in ("text", "json", "markdown", "svg"))
        yield from (("todo",), ("show", "--week", DAY), ("show", "--month", DAY[:7]))
        yield from (("show", "--stages"), ("suggest", "--weeks", "26"))
    elif what == "exports":
        for form in EXPORTS:
            yield ("export", form, *(("--channel", "facebook") if form in ONE_CHANNEL else ()))


def main(content: str, into: str, kinds: Sequence[str]) -> None:
    """Keep the result of every command as a file of its own."""
    if sys.flags.warn_default_encoding:  # of others only what they tell us
        warnings.filterwarnings("ignore", category=EncodingWarning)
        warnings.filterwarnings("error", category=EncodingWarning, module="planner")
    order = os.environ.get(OTHER_ORDER)
    if order:
        shuffle_folders(Random(order))  # noqa: S311 - no secret
    folder = Path(into)
    folder.mkdir(parents=True)
    for kind in kinds:
        if kind == "site":
            built("build", "--content", content, "--today", DAY, "--output", str(folder / "site"))
            continue
        for command in commands(kind):
            for language in ("en", "fi"):
                told = built(*command, "--content", content, "--today", DAY, "--lang", language)
                name = "-".join(command).replace("--", "").replace(":", "")
                (folder / f"{name}.{language}").write_bytes(told)


def built(*arguments: str) -> bytes:
    """Run a command; return its exit code and all that it said."""
    from planner import cli

    out, err = io.StringIO(newline=""), io.StringIO(newline="")
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run([*arguments])
    if code not in (0, 1):
        raise AssertionError(arguments, code, out.getvalue(), err.getvalue())
    return f"{code}\n{out.getvalue()}\n{err.getvalue()}".encode()


def shuffle_folders(chance: Random) -> None:
    """Let every folder list its files in an order of its own, as other disks do."""
    scandir, listdir = os.scandir, os.listdir

    class Shuffled:
        def __init__(self, path: Any = ".") -> None:  # noqa: ANN401 - as the system's own
            with scandir(path) as entries:
                self._entries = list(entries)
            self._entries.sort(key=lambda entry: os.fsencode(entry.name))
            chance.shuffle(self._entries)
            self._left = iter(self._entries)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> os.DirEntry[str]:
            return next(self._left)

    def shuffled(path: Any = ".") -> list[str]:  # noqa: ANN401 - the same
        found = sorted(listdir(path))
        chance.shuffle(found)
        return found

    os.scandir, os.listdir = Shuffled, shuffled  # type: ignore[assignment]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
