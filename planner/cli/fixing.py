"""The commands that mend the plan's files, and take back what was written: fix and undo."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.checking import chosen_paths, seen_from_here
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import Plain, result, show, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T, harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.cli.options import Options
    from planner.repairs import Repairs

_LONGEST_LINE = 2000


@command(
    *("content", "today", "output", "select", "ignore"),
    text=T(
        "Mend what can be mended without asking you.\n\n"
        "That is encoding, hidden characters, quotation marks and remarks that nobody needs. Only the files that are named in the output are changed, and only there; the old ones are kept in .planner/backup. PATH is a file or a folder: only what is there is mended."
    ),
    codes=(
        T("All that was found is mended, or there was nothing to mend."),
        T("Something could not be mended; with --diff: something would be changed."),
    ),
)
@argument("paths", nargs=-1, metavar=T("[PATH]..."))
@option("--diff", is_flag=True, text=T("Print what would be changed, and change nothing."))
@option(
    "--unsafe",
    is_flag=True,
    text=T("Guess too: a misspelt word becomes the nearest known one. Try it with --diff first."),
)
@option(
    "--encoding",
    default="",
    metavar=T("NAME"),
    text=T("The encoding of files that are not UTF-8, such as cp1252 of older Windows programs."),
)
@option(
    "--write",
    is_flag=True,
    text=T("Change the files even in CI, where otherwise only --diff is allowed."),
)
def fix(
    paths: tuple[str, ...],
    diff: bool,  # noqa: FBT001 - click passes it
    unsafe: bool,  # noqa: FBT001 - click passes it
    encoding: str,
    write: bool,  # noqa: FBT001 - click passes it
    options: Options,
) -> int:
    """Mend the plan's files, or print what would be mended."""
    from planner import repairs

    may_write(diff=diff, write=write)
    session = Session(options)
    within = chosen_paths(paths, session.folder)
    wishes = repairs.Wishes(unsafe=unsafe, encoding=encoding, wanted=lambda it: within(it.path))
    done = repairs.repair(session.content, session.day, session.config, wishes)
    failed = CLEAN
    if diff:
        result("".join(_diff(done, session)), options)
    else:
        failed = _write(done, session)
        result("".join(_tally(done, session)), options)
    for found in done.refused:
        place = Plain(f"{shown_name(found.path, session)}:{found.place.line}")
        session.say(T("{place} is left as it is. {help}", place=place, help=found.help))
    _sum_up(done, session, diff=diff)
    return failed or (FAILED if done.refused or (diff and done.after) else CLEAN)


def may_write(*, diff: bool, write: bool) -> None:
    """Refuse to write in CI, unless somebody means it; raises :class:`PlannerError`."""
    if os.environ.get("CI") and not (diff or write):
        raise PlannerError(T("In CI nothing is changed: use --diff, or --write if you mean it."))


def may_make(*, write: bool) -> None:
    """Refuse to make files in CI, unless somebody means it; raises :class:`PlannerError`."""
    if os.environ.get("CI") and not write:
        raise PlannerError(T("In CI no file is made: use --write if you mean it."))


def shown_name(path: str, session: Session) -> str:
    """Return the name of a file below the content folder as it is seen from here."""
    from planner.formats import shown_path

    prefix = seen_from_here(session.folder)
    return shown_path(f"{prefix}/{path}" if prefix else path)


def _write(done: Repairs, session: Session) -> int:
    """Put the mended files in their places, with one folder of backups; return the exit code."""
    from planner import today, writing

    if not done.after:
        return CLEAN
    refused, code = [], CLEAN
    folder = Path(os.path.realpath(session.folder))
    with writing.writer(folder.parent, today.stamp()) as writer:
        for path, content in done.after.items():
            try:
                old = writing.original(folder / path, folder)
                writer.replace(old.expected(done.before[path]), content)
            except writing.Refusal as refusal:
                refused.append(path)
                code = max(code, CANNOT if refusal.of_system else FAILED)
                why = refusal.why
                session.say(
                    T("{file} is left as it is: {why}", file=shown_name(path, session), why=why)
                )
    done.without(refused)
    return code


def _tally(done: Repairs, session: Session) -> Iterator[str]:
    """Yield what was mended in each file."""
    counts = Counter((found.path, found.rule.slug) for found in done.mended)
    for (path, slug), count in sorted(counts.items()):
        yield f"{shown_name(path, session)}: {count} × {slug}\n"


def _diff(done: Repairs, session: Session) -> Iterator[str]:
    for path, after in sorted(done.after.items()):
        yield from diff_of(shown_name(path, session), done.before[path], after)


def diff_of(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield what would be changed in a file, with whatever nobody sees made visible."""
    import difflib

    for line in difflib.unified_diff(_shown(before), _shown(after), name, name, lineterm=""):
        yield f"{line}\n"


def _shown(content: bytes) -> list[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("ascii", "backslashreplace")
    lines = text.replace("\r\n", "\n").split("\n")
    return [_line(line) for line in (lines if lines[-1] else lines[:-1])]


def _line(text: str) -> str:
    """Return a line that no CI system takes for a command, though the sign before it may be a space."""
    shown = harmless(text, _LONGEST_LINE)
    return shown.replace(":", "\\u003a", 1) if shown.lstrip().startswith("::") else shown


def _sum_up(done: Repairs, session: Session, *, diff: bool) -> None:
    n = len(done.mended)
    if not n:
        session.say(T("There is nothing to mend without you."))
    elif diff:
        session.say(N("{n} repair would be made.", "{n} repairs would be made.", n))
    else:
        files = N("{n} file", "{n} files", len(done.after))
        text = N("{n} repair in {files}.", "{n} repairs in {files}.", n, files=files)
        session.say(text)


def below(path: Path, folder: Path) -> str:
    """Return the name of a file below a folder; its whole path where it lies elsewhere."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


@command(
    *("content",),
    text=T(
        "Take back what Planner wrote last.\n\n"
        "Each file becomes what it was. One that somebody has saved since is left as it is. Give the command again to go one run further back."
    ),
    codes=(T("Everything was taken back."), T("A file was left as it is.")),
)
@option("--write", is_flag=True, text=T("Write even in CI, where otherwise nothing is changed."))
def undo(*, write: bool, options: Options) -> int:
    """Take back what the last run changed."""
    from planner import baseline, starting, today, undoing, writing

    if os.environ.get("CI") and not write:
        raise PlannerError(T("In CI nothing is changed: use --write if you mean it."))
    session = Session(options)
    folder = Path(os.path.realpath(session.folder))
    try:
        beside = (*starting.BESIDE, baseline.NAME)
        done = undoing.undo(folder.parent, folder, today.stamp(), beside)
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    for paths, text in (
        (done.restored, T("as before: {file}")),
        (done.removed, T("gone again: {file}")),
    ):
        for path in paths:
            said = T(text.msgid, file=_from_here(path, folder, session))
            show(f"{said.to(session.language)}\n")
    for refusal in done.refused:
        name = _from_here(refusal.path, folder, session)
        session.say(T("{file} is left as it is: {why}", file=name, why=refusal.why))
    if done.refused and done.settled:
        kept = f"{writing.FOLDER}/backup/{done.run}"
        session.say(T("What it was before is kept in {folder}, if it was changed.", folder=kept))
    if any(refusal.of_system for refusal in done.refused):
        return CANNOT
    return FAILED if done.refused else CLEAN


def _from_here(path: Path, folder: Path, session: Session) -> str:
    """Return the name of a file in or beside the content folder as it is seen from here."""
    if path.is_relative_to(folder) or not path.is_relative_to(folder.parent):
        return shown_name(below(path, folder), session)
    return (Path(seen_from_here(folder.parent)) / path.relative_to(folder.parent)).as_posix()
