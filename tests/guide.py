"""Follows the guide to the first evening, as somebody at a terminal would."""

from __future__ import annotations

import datetime as dt
import io
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli import run
from planner.site.views.guide import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

EVENING = "2027-01-14"
"""A Thursday: the plan begins on the Monday after it."""
_BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: (?P<about>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_FOR_EVER = "serve"
"""Goes on until somebody ends it; its own tests try it."""


def walk(language: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Do what the guide says, block by block; yield what kind each was once it is done.

    A ``console`` block holds commands and what comes of them, on the day behind its name if there
    is one; a ``yaml`` block holds lines for the file behind its name. All other blocks are shown only.
    """
    patch.chdir(folder)
    patch.setenv("COLUMNS", "80")
    patch.setenv("NO_COLOR", "1")
    patch.setenv("LANG", {"en": "en_GB.UTF-8", "fi": "fi_FI.UTF-8"}[language])
    for name in ("CI", "GITHUB_ACTIONS", "LC_ALL", "LC_MESSAGES", "EDITOR", "VISUAL"):
        patch.delenv(name, raising=False)
    for block in _BLOCK.finditer(text_of(language)):
        if block["kind"] == "console":
            day = dt.datetime.fromisoformat(f"{block['about'] or EVENING}T18:00Z")
            patch.setenv("SOURCE_DATE_EPOCH", str(int(day.timestamp())))
            _follow(block["text"], patch)
        elif block["kind"] == "yaml":
            _write(Path(block["about"]), block["text"])
        yield block["kind"]


class Terminal(io.StringIO):
    """What somebody sees; the answers that a block shows behind its questions are typed."""

    def __init__(self, shown: str) -> None:
        """Keep what a block shows."""
        super().__init__()
        self.left = shown.splitlines()

    def isatty(self) -> bool:
        """Whether somebody is there."""
        return True

    def readline(self, _: int | None = -1, /) -> str:  # type: ignore[override]
        """Type the answer to the question that was asked last."""
        asked = self.getvalue().rpartition("\n")[2].rstrip()
        while self.left:
            line = self.left.pop(0)
            if line.startswith(asked):
                answer = f"{line.removeprefix(asked).strip()}\n"
                self.write(answer)
                return answer
        raise AssertionError(asked)


def _follow(shown: str, patch: pytest.MonkeyPatch) -> None:
    """Give the commands of a block, and compare what comes with what it shows."""
    for part in re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        name, *arguments = shlex.split(command)
        if name == "cd":
            patch.chdir(arguments[0])
            continue
        assert name == "planner", command
        if arguments[0] == _FOR_EVER:
            continue
        terminal = Terminal(expected)
        with patch.context() as streams:
            for stream in ("stdin", "stdout", "stderr"):
                streams.setattr(f"sys.{stream}", terminal)
            code = run(arguments)
        assert code in (0, 1), terminal.getvalue()
        _compare(expected, terminal.getvalue())


def _compare(expected: str, came: str) -> None:
    """Compare line by line; a line of three dots stands for any number of others."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "…" else re.escape(line) + r"[ \t]*\n"
        for line in expected.splitlines()
        if line
    )
    shown = "".join(f"{line}\n" for line in came.replace("\xa0", " ").splitlines() if line)
    assert re.fullmatch(pattern, shown), shown


def _write(file: Path, lines: str) -> None:
    """Put lines into a file, each in the place of the one that begins alike: its key, or its id."""
    text = file.read_text("utf-8")
    for line in lines.splitlines():
        beginning = re.match(r"(?:  - [^,]+,|[^:]+:)", line)
        assert beginning, line
        old = re.search(rf"^(?:# )?{re.escape(beginning[0])}.*$", text, re.MULTILINE)
        assert old, f"{file} has no line for {line}"
        text = f"{text[: old.start()]}{line}{text[old.end() :]}"
    file.write_text(text, "utf-8")
