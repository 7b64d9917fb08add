"""The whole command line on a plan of a few files: it ends as it says, and what it wrote can be undone.

An input names a command in its first line and files after it, each behind a line with its name::

    fix --unsafe
    === posts/p.md
    ---
    title: #organic

``plan.md`` is there in any case, and no file lies outside the plan's folder.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from unittest import mock

from planner import cli
from planner.cli import session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

READING = (
    *("check", "check --format json", "check --format github", "check --format gitlab", "check --format sarif"),
    *("check --format junit --lang fi", "check --statistics --strict", "check posts", "score", "score --format json"),
    *("score --format markdown", "score --format svg", "score --require met --lang fi", "export ics --drafts --remind 30", "export atom"),
    *("export json", "export csv", "export csv --lang fi", "export links --drafts", "export buffer --channel facebook"),
    *("export publer --channel facebook", "export sprout --channel facebook", "export socialbee --channel facebook"),
    *("export metricool --drafts", "export postiz --channel facebook", "todo", "show", "show --month 2026-06", "show --stages"),
    *("fix --diff", "fix --diff --unsafe", "suggest --weeks 2", "import table.csv --diff --on 2026-06-07", "track --csv table.csv --diff"),
    *("move p +1 --alone --diff", "copy p 2026-07-01 --diff", "copy --season 2027-04-27 --diff"),
)  # fmt: skip
"""The commands that change nothing."""
WRITING = (
    *("fix", "fix --unsafe", "fix --encoding cp1252", "suggest --weeks 2 --write", "review", "import table.csv --write --on 2026-06-07"),
    *("track p reach=5 --status published --url https://a.example/1", "track p --learned a:b", "track facebook followers=5"),
    *("track --csv table.csv", "move p +1 --with-chain", "move p 3.7. --time 18.30 --alone", "copy p 2026-07-01", "new channel A"),
    *("copy --season 2027-04-27 --with-years", "new post A --date 2026-07-01", "new audience A", "new goal A", "new offer A"),
)  # fmt: skip
"""The commands that write; ``planner undo`` takes it back."""
COMMANDS = (*READING, *WRITING)
ALWAYS = ("--today", "2026-06-07")
PLAN = b"---\ntitle: Plan\nlanguage: en\ntimezone: Europe/Helsinki\nperiod: {start: 2026-05-25, end: 2026-06-21}\n---\n"
WORDS = (
    *(f"{it}\n" for it in COMMANDS),
    *("=== plan.md\n", "=== posts/p.md\n", "=== posts/2026-06-03-q.md\n", "=== channels/facebook.md\n", "=== audiences/a.md\n"),
    *("=== goals/g.md\n", "=== reviews/2026-06-01.md\n", "=== tracking/2026.csv\n", "=== campaigns/c.md\n", "=== table.csv\n"),
    *("=== planner.toml\n", "=== page.md\n", "=== media/a.png\n", "---\n", "\n---\n", "title: ", "status: ready\n", "date: 3.6.2026\n"),
    *("channel: facebook\n", "audience: [a]\n", "goal: g\n", "time: 18:30\n", "metrics: {reach: 5, checked_on: 5.6.2026}\n", "live: {host: owner}\n"),
    *("variants: {instagram: {text: x}}\n", "# planner: ignore-file ", "<!-- planner: ignore ", "[severity]\n", "[thresholds]\n", 'ignore = ["'),
    *("subject,checked_on,metric,value\n", "post:p,2026-06-03,reach,5\n", "Title,Date,Channel\nA,3.6.2026,facebook\n", "\r\n", "\x1b[31m", "::error::", "\xe4"),
    *("audience-missing", "hidden-character", "hastags: ", "\u200b", "\xa0", "#organic", "@a", ": b: c", "type: instagram\n", "windows: [ma–to 9–20]\n"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {}
_NAME = re.compile(rb"^=== (.+)\n", re.MULTILINE)
_LONGEST_NAME = 60
_DEEPEST = 4
_FORGET = 200
_runs = 0


def run(content: bytes) -> None:
    """Try a command."""
    _make_room()
    first, _, rest = content.partition(b"\n")
    command = first.decode("utf-8", "replace").strip()
    command = command if command in COMMANDS else COMMANDS[sum(first) % len(COMMANDS)]
    folder = _emptied()
    _write(folder, rest)
    before = state(folder)
    with _at_home(folder), mock.patch.object(cli, "_internal_error", _raised):
        asked = [*command.split(), *(() if command.startswith("new ") else ALWAYS)]
        code, said = _called(asked)
        assert code in (0, 1, 2, 130), (asked, code)
        assert "Traceback (most recent" not in said
        now = state(folder)
        if now == before:
            return
        assert command in WRITING, asked
        _called(asked)  # once more does not break it either
        twice = state(folder)
        code, said = _called(["undo"])
        if twice != now:
            assert code == 0, said
            assert state(folder) == now, (asked, "undo")
            code, said = _called(["undo"])
        assert code == 0, said
        assert state(folder) == before, (asked, "undo")


def _raised(error: Exception, _: list[str]) -> NoReturn:
    raise error


def _called(arguments: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        mock.patch("planner.checker.traceback.format_exc", _broken),
    ):
        return cli.run(arguments), out.getvalue()


def _broken() -> NoReturn:
    """Let a rule that breaks break the command, which hides it otherwise."""
    raise  # noqa: PLE0704 - it is called where the exception is caught


@contextlib.contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """Run in a folder, as on a computer of somebody who reads English."""
    kept = {name: text for name, text in os.environ.items() if name in ("PATH", "HOME", "TZ")}
    with contextlib.chdir(folder), mock.patch.dict(os.environ, {**kept, "LANG": "C"}, clear=True):
        yield


def _make_room() -> None:
    """Let go now and then of what each session keeps until its program ends."""
    global _runs  # noqa: PLW0603 - of this process
    _runs += 1
    if _runs % _FORGET == 0:
        session.forget()


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def _emptied() -> Path:
    folder = Path(_kept().name, "home")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _write(folder: Path, content: bytes) -> None:
    """Write the files of an input; what is none is passed over."""
    _, *rest = _NAME.split(content)
    files = {b"plan.md": PLAN, **dict(zip(rest[::2], rest[1::2], strict=True))}
    for name, inside in files.items():
        steps = name.split(b"/")
        if len(name) > _LONGEST_NAME or len(steps) > _DEEPEST or b"\0" in name:
            continue
        if not {b"", b".", b"..", b".planner"}.isdisjoint(steps):
            continue
        beside = name in (b"table.csv", b"planner.toml")
        path = os.path.join(os.fsencode(folder if beside else folder / "content"), name)  # noqa: PTH118 - bytes
        with contextlib.suppress(OSError):  # a name that cannot be
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
            with open(path, "wb") as file:  # noqa: PTH123 - bytes
                file.write(inside)


def state(folder: Path) -> dict[bytes, bytes]:
    """Return all files of a plan but what the program keeps for itself."""
    found = {}
    for place, folders, names in os.walk(os.fsencode(folder)):
        folders[:] = [it for it in folders if it != b".planner"]
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - bytes
            with open(path, "rb") as file:  # noqa: PTH123 - bytes
                found[path] = file.read()
    return found


def starts() -> Iterator[bytes]:
    """Yield every command on a plan with a fault or two."""
    for number, command in enumerate(COMMANDS):
        table = _TABLES[number % len(_TABLES)]
        post = _POSTS[number % len(_POSTS)]
        yield f"{command}\n=== posts/p.md\n{post}\n=== table.csv\n{table}{_REST}".encode()
    yield "fix --encoding cp1252\n=== posts/p.md\n---\ntitle: Päivä\nstatus: idea\n---\nä\n".encode(
        "cp1252"
    )


_POSTS = (
    "---\ntitle: A\nstatus: ready\ndate: 3.6.2026\ntime: 18:30\nchannel: facebook\naudience: [a]\ngoal: g\n---\nText #a\n",
    "---\ntitle: A: b\nstatus: idea\n---\nText\n",
    "---\ntitle: A\u200b\nstatus: ready\nhastags: [x]\ndate: 3.6.\nlive: {host: owner}\n---\nT\xa0\u202e <!-- planner: ignore x -->\n",
    "---\notsikko: #luomu\ntila: julkaistu\npäivä: 3.6.2026 klo 18\nmetrics: {reach: 5, checked_on: 5.6.2026}\n---\n",
)
_TABLES = (
    "subject,checked_on,metric,value\npost:p,2026-06-03,reach,5\nchannel:facebook,2026-06-03,followers,7\n",
    "Title,Date,Channel,Text\nA,3.6.2026,facebook,x\nB,4.6.2026,facebook,'=y\n",
    "Post ID,Account username,Description,Publish time,Permalink,Views,Likes\n1,a,A Text,06/03/2026 18:30,https://www.instagram.com/p/A1/,7,2\n",
)
_REST = (
    "\n=== channels/facebook.md\n---\ntitle: F\ntype: facebook\nwindows: [ma–to 9–20]\n---\n"
    "=== audiences/a.md\n---\ntitle: A\n---\n=== goals/g.md\n---\ntitle: G\nmetric: orders\n---\n"
    "=== tracking/2026.csv\nsubject,checked_on,metric,value,source,paid\npost:p,2026-06-04,reach,4,hand,false\n"
)
