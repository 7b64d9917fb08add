"""Mend in a plan's files what can be mended without asking what somebody meant.

Each finding brings its own cure; here the cures are put into the text of the files, in
memory, and proven: what has been mended must read as before but for the faults. A file that
does not is left as it is.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner import checker, reader, source
from planner.diagnostics import Diagnostic, Fix
from planner.errors import PlannerError
from planner.reader import NOT_UTF8
from planner.source import HIDDEN_CHARACTER
from planner.splicing import BOM, LINE_END, Raw
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from planner.checker import Report
    from planner.config import Config
    from planner.loader import Content
    from planner.source import Source

_ROUNDS = 50
"""A cure may bring another fault to light, which is mended in the next round."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants mended."""

    unsafe: bool = False
    """Guesses too, such as the nearest word of a list."""
    encoding: str = ""
    """How to read the files that are not UTF-8."""
    wanted: Callable[[Diagnostic], bool] = lambda _: True
    """Which findings."""


@dataclass(slots=True)
class Repairs:
    """What was mended: the content as it would be, the bytes of each file, and the rest."""

    content: Content
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    mended: list[Diagnostic] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)
    """What could not be mended safely; the help says what to write by hand."""

    def without(self, paths: Iterable[str]) -> None:
        """Take back what was mended in some files, which could not be written."""
        for path in paths:
            del self.after[path]
            self.mended = [found for found in self.mended if found.path != path]


def repair(content: Content, as_of: dt.date, config: Config, wishes: Wishes) -> Repairs:
    """Mend a plan in memory; nothing is written.

    Raises:
        PlannerError: If there is no such encoding.
    """
    _known(wishes.encoding)
    done = Repairs(content)
    left_alone: set[str] = set()
    for _ in range(_ROUNDS):
        report = checker.check(done.content, as_of, config)
        changed = False
        for path, cures in _cures(report, wishes, done.content, left_alone).items():
            changed |= _mend(done, path, cures, left_alone)
        if not changed:
            break
        done.content = content.again(done.after)
    return done


def _known(encoding: str) -> None:
    try:
        info = codecs.lookup(encoding) if encoding else None
    except LookupError:
        info = None
    if encoding and (info is None or not getattr(info, "_is_text_encoding", True)):
        raise PlannerError(
            T("There is no encoding “{name}”; Finnish files are mostly cp1252.", name=encoding)
        )


_Cures = list[tuple[Diagnostic, Fix]]


def _cures(
    report: Report, wishes: Wishes, content: Content, left_alone: set[str]
) -> dict[str, _Cures]:
    """Return what to do to each file."""
    cures: dict[str, _Cures] = {}
    for found in report.diagnostics:
        fix = _fix(found, wishes)
        known = found.path in content.sources and found.path not in left_alone
        if fix and known and wishes.wanted(found):
            cures.setdefault(found.path, []).append((found, fix))
    return cures


def _fix(found: Diagnostic, wishes: Wishes) -> Fix | None:
    if found.rule is NOT_UTF8 and wishes.encoding:
        return Fix(encoding=wishes.encoding)
    return found.fix if found.fix and (found.fix.safe or wishes.unsafe) else None


def _mend(done: Repairs, path: str, cures: _Cures, left_alone: set[str]) -> bool:
    """Mend one file; where the result is not sure it stays as it was. Return whether it changed."""
    old = done.content.sources[path]
    before = done.after.get(path)
    if before is None:
        before = _still(done.content, path)
    if before is None:
        left_alone.add(path)
        done.refused += [found for found, _ in cures]
        return False
    done.before.setdefault(path, before)
    tried = _all_hidden(before, cures) or _together(before, cures)
    if tried is None or not _proven(old, *tried):
        one_by_one = (_together(before, [cure]) for cure in cures)
        tried = next((one for one in one_by_one if one and _proven(old, *one)), None)
    if tried is None:
        left_alone.add(path)
        done.refused += [found for found, _ in cures]
        return False
    done.after[path], made = tried
    done.mended += [found for found, _ in made]
    return True


def _still(content: Content, path: str) -> bytes | None:
    """Return a file's bytes, unless it was saved since it was read, or cannot be read any more."""
    old = content.sources[path]
    try:
        found = reader.read_bytes(content.folder / path, old.subject)
        # What is not UTF-8 has no text; it is looked at anew.
        same = not old.text or reader.decode(found, old.subject) == old.text
    except reader.Refused:
        return None
    return found if same else None


def _all_hidden(before: bytes, cures: _Cures) -> tuple[bytes, _Cures] | None:
    """Take every hidden character out of a file at once, where there are more than are reported.

    Not where the file has remarks, which may mean one of them, or several kinds of line ends.
    """
    hidden = [cure for cure in cures if cure[0].rule is HIDDEN_CHARACTER]
    if len(hidden) < source.MAX_PER_FILE or b"planner:" in before.lower():
        return None
    text = before.decode("utf-8")
    mark = BOM if text.startswith(BOM) else ""
    ends = set(LINE_END.findall(text))
    if len(ends) > 1:
        return None
    end = ends.pop() if ends else "\n"
    seen, count = source.without_hidden(text.removeprefix(mark).replace(end, "\n"))
    return (mark + seen.replace("\n", end)).encode("utf-8"), hidden[:1] * count


def _together(before: bytes, cures: _Cures) -> tuple[bytes, _Cures] | None:
    """Return a file's bytes with the cures that do not touch each other, and which those are."""
    for cure in cures:
        if cure[1].encoding:
            return _decoded(before, cure)
    raw = Raw(before)
    spans = sorted(
        ((*raw.span(fix.place or found.place), fix, found) for found, fix in cures),
        key=lambda it: it[:2],
    )
    pieces: list[str] = []
    made: _Cures = []
    end = 0
    for start, stop, fix, found in spans:
        if start >= end and (stop > start or fix.text):
            pieces += (raw.text[end:start], raw.ended(fix.text, start))
            made.append((found, fix))
            end = stop
    return "".join((*pieces, raw.text[end:])).encode("utf-8"), made


def _decoded(before: bytes, cure: tuple[Diagnostic, Fix]) -> tuple[bytes, _Cures] | None:
    """Read a file in another encoding; not one that is UTF-8 for the most part."""
    encoding = cure[1].encoding
    if not (encoding.lower().startswith("utf") or before.decode("utf-8", "ignore").isascii()):
        return None
    try:
        return before.decode(encoding).encode("utf-8"), [cure]
    except UnicodeError:
        return None


# Proof


def _proven(old: Source, after: bytes, made: _Cures) -> bool:
    """Whether a mended file says what it said before, without the faults and with no new ones."""
    if not made:
        return False
    new = source.take_apart(after, old.subject)
    if made[0][1].encoding:
        return bool(new.text) and not any(it.rule is NOT_UTF8 for it in new.findings)
    faults, left = (Counter(it.rule for it in file.findings) for file in (old, new))
    if left - faults:
        return False
    if new.data is None:
        return old.matter is None and new.matter is None
    words = {fix.text for _, fix in made if not fix.safe}
    return old.data is None or all(
        _visible(was) == _visible(now)
        or (isinstance(now, str) and now in words)
        or _longer(was, now)
        for was, now in _changes(old.data, new.data)
    )


def _changes(old: object, new: object) -> Iterator[tuple[object, object]]:
    """Yield what differs between two files' data, value by value."""
    if isinstance(old, dict) and isinstance(new, dict) and len(old) == len(new):
        for (key, was), (other, now) in zip(old.items(), new.items(), strict=True):
            yield from ((key, other),) if key != other else ()
            yield from _changes(was, now)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            yield from _changes(was, now)
    elif old != new:
        yield old, new


_UNSEEN = {"Cc", "Cf", "Cn"}


def _visible(value: object) -> object:
    """Return a text's signs that somebody sees."""
    if not isinstance(value, str):
        return value
    return "".join(
        sign for sign in value if not sign.isspace() and unicodedata.category(sign) not in _UNSEEN
    )


def _longer(was: object, now: object) -> bool:
    """Whether a value got back what a # had cut off."""
    return isinstance(now, str) and (was is None or (isinstance(was, str) and now.startswith(was)))
