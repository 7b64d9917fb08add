"""A plan then and now: the content folder of a git revision, and what has changed since.

Only git's own objects are read: nothing is checked out, and no hook, filter or attribute
of the repository has a say.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from planner.diagnostics import Verdict
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.scorecard import Reason, Score, Scorecard

_PLAN = "plan.md"
_SUFFIX = ".md"
_MEDIA, _LEDGERS = "media", "tracking"
_LONGEST_LISTING = 8 << 20
"""Enough for the names of some fifty thousand files."""
_MOST_BYTES = 200 << 20
_LARGEST = 20 << 20
"""No larger file is read from a content folder either."""
_DEEPEST = 50
_OBJECT = re.compile(r"[0-9a-f]{40,64}")
_ENTRY = re.compile(rb"100\d{3} blob ([0-9a-f]{40,64}) +(\d+)\t(.+)", re.DOTALL)
"""An ordinary file; links and submodules have other modes."""
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git tells its hooks; here the folder alone says which repository is meant."""
_NO_PLANTED_SETTINGS = ("-c", "safe.bareRepository=explicit")
"""A content folder that holds the insides of a repository does not become one."""
_NO_NETWORK = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
_RANK = {Verdict.MISSING: 0, Verdict.PARTLY: 1, Verdict.MET: 2, Verdict.NOT_YET: 2}
"""A post that waits for its figures is no worse than one that has them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of one condition."""

    before: Score
    after: Score
    better: tuple[str, ...]
    """The posts of both plans whose verdict has risen."""
    worse: tuple[str, ...]
    came: tuple[Reason, ...]
    """What is new about the plan as a whole."""
    went: tuple[Reason, ...]

    @property
    def nothing(self) -> bool:
        """Whether the condition stands as it stood."""
        changed = self.better or self.worse or self.came or self.went
        return not changed and self.before.verdict is self.after.verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two judgements of one plan, made on the same day."""

    before: Scorecard
    after: Scorecard
    changes: tuple[Change, ...]
    """One for each condition."""
    new: tuple[str, ...]
    """The counted posts of the plan as it is now that were none before."""
    gone: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.new or self.gone) and all(change.nothing for change in self.changes)


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """Return what has changed between two judgements."""
    pairs = list(zip(before.scores, after.scores, strict=True))
    then, now = (card.scores[0].posts for card in (before, after))
    return Comparison(
        before,
        after,
        tuple(_change(old, new) for old, new in pairs),
        tuple(post for post in now if post not in then),
        tuple(post for post in then if post not in now),
    )


def _change(before: Score, after: Score) -> Change:
    steps = {
        post: _RANK[verdict] - _RANK[before.posts[post]]
        for post, verdict in after.posts.items()
        if post in before.posts
    }
    return Change(
        before,
        after,
        tuple(post for post, step in steps.items() if step > 0),
        tuple(post for post, step in steps.items() if step < 0),
        _without(after.reasons, before.reasons),
        _without(before.reasons, after.reasons),
    )


def _without(reasons: Iterable[Reason], others: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons that the others lack; of one rule on one thing, the words tell."""
    known = [(reason, reason.text) for reason in others]
    return tuple(reason for reason in reasons if (reason, reason.text) not in known)


def earlier(given: str, folder: Path, into: Path) -> Path:
    """Return the content folder that ``--compare`` names.

    Args:
        given: A content folder, a folder with ``content/`` in it, or a git revision.
        folder: The content folder as it is now.
        into: An empty folder, where that of a revision is put.

    Raises:
        PlannerError: If there is no such plan.
    """
    if not os.path.isdir(given):  # noqa: PTH112 - Path raises for a name that is too long
        return at_revision(folder, given, into)
    for found in (Path(given), Path(given, folder.name), Path(given, "content")):
        if (found / _PLAN).is_file():
            return found
    raise PlannerError(T("There is no plan.md in {folder} to compare with.", folder=given))


def at_revision(folder: Path, revision: str, into: Path) -> Path:
    """Put a content folder as it was at a git revision into another folder.

    Links, submodules and hidden files are left out, and media come without their content:
    only their names count.

    Args:
        folder: The content folder as it is now, in a git repository.
        revision: What git knows as a commit, such as ``main`` or ``v1.0``.
        into: An empty folder.

    Returns:
        The folder ``into``.

    Raises:
        PlannerError: If git, the revision or the folder in it is missing.
    """
    git = _Git(folder)
    tree = git.tree(revision)
    try:
        git.unpack(git.files(tree), into)
    except OSError as error:
        raise PlannerError(
            T(
                "The plan of {revision} cannot be unpacked: {reason}",
                revision=revision,
                reason=error.strerror or "?",
            )
        ) from error
    return into


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a revision."""

    object: bytes
    size: int
    name: str

    @property
    def is_media(self) -> bool:
        """Whether its name alone counts."""
        return self.name.startswith(f"{_MEDIA}/")

    @property
    def has_content(self) -> bool:
        """Whether its content is read; without it a file that is too large keeps its size."""
        return not self.is_media and self.size <= _LARGEST


class _Git:
    """The repository of a folder, read with git's plumbing."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise PlannerError(T("The program git is needed to compare with an earlier plan."))
        self.command = (program, *_NO_PLANTED_SETTINGS, "-C", os.fspath(folder))
        kept = {key: value for key, value in os.environ.items() if key not in _OF_A_HOOK}
        self.environment = {**kept, **_NO_NETWORK}

    def tree(self, revision: str) -> str:
        """Return the folder's tree at a revision."""
        below, reason = self._parsed("--show-prefix")
        if below is None:
            raise PlannerError(
                T(
                    "The content folder is in no repository that git can read: {reason}",
                    reason=reason,
                )
            )
        commit = self._named(f"{revision}^{{commit}}")
        if commit is None:
            raise PlannerError(
                T(
                    "There is neither a folder nor a git revision {revision} to compare with.",
                    revision=revision,
                )
            )
        folder = below.removesuffix("\n").removesuffix("/")
        tree = self._named(f"{commit}:{folder}")
        if tree is None:
            raise PlannerError(
                T(
                    "The git revision {revision} has no folder {folder}.",
                    revision=revision,
                    folder=folder,
                )
            )
        return tree

    def files(self, tree: str) -> list[_File]:
        """Return the files of a tree that a plan is read from and whose names stay inside it."""
        with self._started("ls-tree", "-r", "-l", "-z", "--full-tree", tree) as process:
            listing = _out(process).read(_LONGEST_LISTING + 1)
        if len(listing) > _LONGEST_LISTING:
            raise _too_large()
        if process.returncode:
            raise _unreadable()
        entries = filter(None, map(_ENTRY.fullmatch, listing.split(b"\0")))
        files = [_File(it[1], int(it[2]), os.fsdecode(it[3])) for it in entries]
        files = [file for file in files if _is_read(file.name)]
        if sum(file.size for file in files if file.has_content) > _MOST_BYTES:
            raise _too_large()
        return files

    def unpack(self, files: list[_File], into: Path) -> None:
        """Write files below a folder."""
        with self._started("cat-file", "--batch") as process:
            for file in files:
                path = into / file.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as out:
                    if file.has_content:
                        out.write(_content(process, file))
                    elif not file.is_media:
                        out.truncate(file.size)

    def _named(self, name: str) -> str | None:
        """Return the object that a name stands for; no name is taken for an option."""
        found, _ = self._parsed("--verify", "--quiet", "--end-of-options", name)
        return found.strip() if found and _OBJECT.fullmatch(found.strip()) else None

    def _parsed(self, *arguments: str) -> tuple[str | None, str]:
        """Return what git makes of some arguments, or None and why it makes nothing of them."""
        command = [*self.command, "rev-parse", *arguments]
        try:
            done = subprocess.run(command, env=self.environment, capture_output=True, check=False)  # noqa: S603 - git's own plumbing, without a shell
        except (OSError, ValueError) as error:  # no program takes such an argument
            return None, str(error)
        reason = done.stderr.decode("utf-8", "replace").partition("\n")[0]
        return (None, reason) if done.returncode else (os.fsdecode(done.stdout), "")

    def _started(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - as above
            [*self.command, *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _out(process: subprocess.Popen[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", process.stdout)


def _content(process: subprocess.Popen[bytes], file: _File) -> bytes:
    """Ask ``git cat-file --batch`` for a file's content."""
    asking, answer = cast("IO[bytes]", process.stdin), _out(process)
    asking.write(file.object + b"\n")
    asking.flush()
    expected = b"%b blob %d\n" % (file.object, file.size)
    found = answer.readline()
    content = answer.read(file.size + 1)[:-1] if found == expected else b""
    if len(content) != file.size:
        raise _unreadable()
    return content


def _is_read(name: str) -> bool:
    """Whether a plan is read from a file of this name, and it lies below the content folder."""
    steps = name.split("/")
    if len(steps) > _DEEPEST or any(not step or step.startswith(".") for step in steps):
        return False
    if os.sep != "/" and re.search(r"[\\:]", name):
        return False
    return name.endswith(_SUFFIX) or steps[0] in (_MEDIA, _LEDGERS)


def _unreadable() -> PlannerError:
    return PlannerError(T("The plan of that revision cannot be read by git."))


def _too_large() -> PlannerError:
    return PlannerError(T("The plan of that revision is too large to be compared with."))
