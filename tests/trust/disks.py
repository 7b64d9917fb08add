"""Disks that are full, and files that are protected in some way: refused as a whole, or kept as is.

A full disk is a small one in memory, mounted for a process of its own; an unchangeable file needs
a disk that knows such files. Both need a machine where that is allowed.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from planner import cli, writing
from planner.writing import Reason
from tests.tracing import small_plan, state
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
SIZE = 96  # kilobytes
PAGE = 4096
NOBODY = 65534
OLD, NEW = b"---\ntitle: Old\n---\n", b"---\ntitle: New\n---\n"
COMMANDS: tuple[Sequence[str], ...] = (
    ("fix",),
    ("move", "b", "+7"),
    ("track", "a", "reach=10", "likes=3", "--on", "2026-05-20"),
    ("track", "a", "reach=10", "--on", "2027-05-20", "--today", "2027-05-20"),
    ("new", "post", "--title", "Uusi idea"),
    ("check", "--write-baseline"),
)


def measure() -> Iterator[Figure]:
    """Fill a disk to every page, and protect a file in every way."""
    yield _full()
    yield _protected()


# A disk that is full


def _full() -> Figure:
    measure = f"a disk of {SIZE} kB, full to every page: damaged, lost, left behind, or another exit than 2 for what was not done"
    with TemporaryDirectory() as folder:
        script = 'mount -t tmpfs -o size="$1"k none "$2" && shift 2 && exec "$@"'
        command = ["unshare", "-m", "sh", "-c", script, "sh", str(SIZE), folder]
        program = [sys.executable, "-m", "tests.trust.disks", folder]
        done = subprocess.run(
            [*command, *program], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
    print(done.stdout + done.stderr, flush=True)
    found = re.search(r"(\d+) of (\d+) wrong", done.stdout)
    if not found:
        return Figure("Disks", measure, "0", f"not tried: {done.stderr.strip()[-100:]}", met=False)
    wrong, tried = int(found[1]), int(found[2])
    return Figure("Disks", measure, "0", f"{wrong} of {tried}", not wrong and tried > 0)


def fill(disk: Path) -> None:
    """Run every command with every number of free pages; print how often something was wrong."""
    os.environ.pop("CI", None)
    wrong: list[str] = []
    codes: Counter[int] = Counter()
    for arguments in COMMANDS:
        home = small_plan(disk / "plan")
        old = state(home)
        assert _run(home, arguments)[0] == 0
        new = state(home)
        shutil.rmtree(home)
        for pages in range(SIZE * 1024 // PAGE):
            small_plan(home)
            code, said = _run_with(disk, pages, home, arguments)
            codes[code] += 1
            found = state(home)
            damaged = {it for it in {*old, *new, *found} if found.get(it) not in _of(it, old, new)}
            with writing.writer(home, "look"):
                left = list(home.rglob(".planner-*.tmp"))
            if damaged or left or code not in (0, 2) or (code == 0 and found != new):
                wrong.append(
                    f"{arguments}, {pages} pages: {code}, {damaged}, {left}; {said[-200:]}"
                )
            _run(home, ["undo"])
            if state(home) != old:
                wrong.append(f"{arguments}, {pages} pages: undo")
            shutil.rmtree(home)
    print(*wrong, sep="\n")
    print(f"exit codes: {dict(sorted(codes.items()))}")
    print(f"{len(wrong)} of {codes.total()} wrong")


def _of(name: str, *states: dict[str, bytes]) -> set[bytes | None]:
    return {it.get(name) for it in states}


def _run_with(disk: Path, pages: int, home: Path, arguments: Sequence[str]) -> tuple[int, str]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * PAGE)
    os.truncate(filler, max(filler.stat().st_size - pages * PAGE, 0))
    try:
        return _run(home, arguments)
    finally:
        filler.unlink()


def _run(home: Path, arguments: Sequence[str]) -> tuple[int, str]:
    here, said = Path.cwd(), io.StringIO()
    os.chdir(home)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            return cli.run(list(arguments)), said.getvalue()
    finally:
        os.chdir(here)


# A file that is protected


class Case(NamedTuple):
    """A file that is protected in a way, and what is to come of a change."""

    name: str
    prepare: Callable[[Path], object]
    expected: frozenset[Reason] | None
    """Why it may be refused; None where it is changed and its attributes stay."""
    user: int = 0
    clear: Callable[[Path], object] = lambda _: None


def _flags(*flags: str) -> Callable[[Path], None]:
    def call(path: Path) -> None:
        subprocess.run(["chattr", *flags, str(path)], check=True, capture_output=True)  # noqa: S607

    return call


def _acl(path: Path) -> None:
    # Version 2, then for each entry: of whom (owner, somebody, group, mask, others), rights, who.
    entries = ((1, 6, -1), (2, 4, NOBODY), (4, 4, -1), (16, 4, -1), (32, 0, -1))
    packed = b"".join(struct.pack("<HHi", *entry) for entry in entries)
    os.setxattr(path, "system.posix_acl_access", struct.pack("<I", 2) + packed)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.rename(path.with_name("real"))
    path.symlink_to("real")


def _sticky(path: Path) -> None:
    path.parent.chmod(0o1777)
    path.chmod(0o666)


def _reasons(*reasons: Reason) -> frozenset[Reason]:
    return frozenset(reasons)


_PROTECTED = _reasons(Reason.READ_ONLY)
CASES = (
    Case("mode 0444", lambda it: it.chmod(0o444), _PROTECTED),
    Case("mode 0000", lambda it: it.chmod(0), _PROTECTED),
    Case("read-only folder", lambda it: it.parent.chmod(0o555), _PROTECTED),
    Case("mode 0600", lambda it: it.chmod(0o600), None),
    Case("mode 4755", lambda it: it.chmod(0o4755), None),
    Case("another owner, as root", lambda it: os.chown(it, 1234, 2345), None),
    Case("another owner, as nobody", lambda it: it.chmod(0o666), _PROTECTED, NOBODY),
    Case("sticky folder, as nobody", _sticky, _PROTECTED, NOBODY),
    Case("access list", _acl, None),
    Case("further attribute", lambda it: os.setxattr(it, "user.note", b"mine"), None),
    Case("second name", lambda it: os.link(it, it.with_name("b")), _reasons(Reason.HARD_LINKED)),
    Case("link", _link, _reasons(Reason.LINK)),
    Case("pipe", _pipe, _reasons(Reason.NOT_A_FILE)),
    Case("unchangeable", _flags("+i"), _PROTECTED, clear=_flags("-i")),
    Case("only to be added to", _flags("+a"), _PROTECTED, clear=_flags("-a")),
)


def _protected() -> Figure:
    wrong, left_out = [], []
    for case in CASES:
        with TemporaryDirectory(dir=_disk()) as folder:
            try:
                found = _tried(case, Path(folder))
            except (OSError, subprocess.SubprocessError) as error:
                left_out.append(f"{case.name} ({error})")
                continue
        print(f"{case.name}: {found or 'as expected'}", flush=True)
        if found:
            wrong.append(case.name)
    tried = len(CASES) - len(left_out)
    measure = f"{tried} kinds of protected files, neither refused as they should nor kept with their attributes"
    without = f"; not tried: {', '.join(left_out)}" if left_out else ""
    return Figure("Disks", measure, "0", f"{len(wrong)}{without}", not wrong and not left_out)


def _disk() -> Path:
    """Return a folder on the disk of the project, which knows more kinds of files than memory."""
    folder = ROOT / "build" / "disks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _tried(case: Case, home: Path) -> str:
    """Return what is wrong after a change of a file that was prepared so."""
    path = home / "content" / "a.md"
    path.parent.mkdir()
    path.write_bytes(OLD)
    for folder in (*path.parents[:2], _disk()):
        folder.chmod(0o777)
    case.prepare(path)
    before = _attributes(path)
    try:
        reason = _change(home, path, case.user)
        after = _attributes(path)
    finally:
        case.clear(path)
        path.parent.chmod(0o755)
    drafts = list(home.rglob(".planner-*.tmp"))
    if drafts:
        return f"left behind: {drafts}"
    if before != after:
        return f"{before} became {after}"
    if case.expected is None:
        return "" if reason == "" and path.read_bytes() == NEW else f"refused: {reason}"
    names = {it.name for it in case.expected}
    whole = not path.is_file() or path.read_bytes() == OLD
    return "" if reason in names and whole else f"{reason}, {path.read_bytes()!r}"


def _attributes(path: Path) -> tuple[object, ...]:
    info = os.lstat(path)
    names = [] if stat.S_ISLNK(info.st_mode) else sorted(os.listxattr(path))
    return (
        *(info.st_mode, info.st_uid, info.st_gid, info.st_nlink),
        *((name, os.getxattr(path, name)) for name in names),
    )


def _change(home: Path, path: Path, user: int) -> str:
    """Change a file in a process of its own, as somebody; return why it was refused."""
    reading, telling = os.pipe()
    child = os.fork()
    if not child:
        with _telling(telling), writing.writer(home, "s") as pen:
            if user:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            pen.replace(writing.original(path, home / "content"), NEW)
    os.waitpid(child, 0)
    os.close(telling)
    with os.fdopen(reading) as told:
        return told.read()


@contextmanager
def _telling(file: int) -> Iterator[None]:
    """Tell why a change was refused, and end this process."""
    try:
        yield
    except writing.Refusal as refusal:
        os.write(file, refusal.reason.name.encode())
    except BaseException as error:  # noqa: BLE001 - told to whoever began this process
        os.write(file, repr(error).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
