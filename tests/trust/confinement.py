"""Whether an edit changes what was meant and nothing else: in real files, at every writable key.

What came out is judged without the program: by PyYAML's own reader, and by comparing bytes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

import yaml

from planner import edits, source, undoing, writing
from planner.diagnostics import Kind, Subject
from planner.lines import model_of
from planner.model import fields, key_of
from tests.trust import Figure
from tests.trust.corpora import PACKAGES, Unavailable, corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.edits import Value
    from planner.model import Part

ROOT = Path(__file__).parents[2]
OURS = ("content", "examples", "planner/data/guide", "tests")
MOST_REFUSED = 0.005

Edit = tuple[Kind, tuple[str, ...], "Value"]
EDITS: tuple[Edit, ...] = (
    (Kind.POST, ("status",), "published"),
    (Kind.POST, ("published_at",), "2026-06-07 18:30"),
    (Kind.POST, ("post_url",), "https://example.org/a?b=c#d"),
    (Kind.POST, ("title",), "Launch: day one"),
    (Kind.POST, ("title",), "#launch – 100 % “uutta” ja 'vanhaa': \\n"),
    (Kind.POST, ("date",), "9.12.2026"),
    (Kind.POST, ("time",), "18.30"),
    (Kind.POST, ("publish_at",), "2026-06-07 18:30"),
    (Kind.POST, ("message",), "yes"),
    (Kind.POST, ("audience",), ("mökkiläiset", "no", "a, b", "- c")),
    (Kind.POST, ("hashtags",), ("#a", "#b")),
    (Kind.POST, ("analysis", "learned"), "Short ones: work"),
    (Kind.POST, ("live", "rehearsal_on"), "1.6.2026"),
    (Kind.POST, ("title",), None),
    (Kind.POST, ("date",), None),
    (Kind.GOAL, ("title",), "~"),
    (Kind.AUDIENCE, ("description",), "A: b #c"),
    (Kind.AUDIENCE, ("description",), None),
    (Kind.GOAL, ("observations",), edits.More(({"checked_on": "7.6.", "value": "1 234,5"},) * 2)),
    (Kind.PLAN, ("anchors",), edits.More(({"title": "Joulu: #1", "date": "24.12."},))),
)
"""Every way in which the program changes a file, at keys that real files have and have not."""


def measure() -> Iterator[Figure]:
    """Edit every file in every way."""
    total: Counter[str] = Counter()
    collections = dict(_corpora())
    for name, files in collections.items():
        found = Counter(result for file in files for result in _results(file.read_bytes()))
        print(f"{name}: {len(files)} files; {dict(sorted(found.items()))}", flush=True)
        total += found
    done = total["exact"] + total["refused"] + total["wrong"]
    area = "Edits of single values"
    share = total["refused"] / done
    missing = [name for name, files in collections.items() if not files]
    yield Figure(
        area,
        f"wrong, of {done:,} edits in {total['sound']:,} files of {len(collections) - len(missing)} "
        f"collections{f' (not to be had: {missing})' if missing else ''}",
        "0",
        f"{total['wrong']:,}",
        not total["wrong"] and not missing and total["sound"] > 0,
    )
    yield Figure(
        area,
        "refused of these, with the line to write by hand",
        f"at most {MOST_REFUSED:.1%}",
        f"{total['refused']:,} ({share:.2%})",
        share <= MOST_REFUSED,
    )
    yield Figure(
        area,
        f"changed all the same, of {total['faulty']:,} files that cannot be read without a fault",
        "0",
        f"{total['touched']:,}",
        not total["touched"],
    )
    undone = _undone([file for files in collections.values() for file in files])
    yield Figure(
        "Undo",
        f"not as before, byte by byte, of {undone['tried']:,} files changed and taken back",
        "0",
        f"{undone['lost']:,}",
        not undone["lost"],
    )


def _corpora() -> Iterator[tuple[str, list[Path]]]:
    ours = (path for folder in OURS for path in sorted((ROOT / folder).rglob("*.md")))
    yield "ours", [path for path in ours if path.is_file() and not path.is_symlink()]
    for name in PACKAGES:
        if PACKAGES[name].globs[0] != "*.md":
            continue
        try:
            yield name, corpus(name)
        except Unavailable as error:
            print(f"{name}: {error}", flush=True)
            yield name, []


def _results(content: bytes) -> Iterator[str]:
    """Yield what came of each edit of a file, and whether the file is one to be edited."""
    read = source.take_apart(content, Subject(Kind.POST, "p"))
    if read.matter is None:
        return
    if not edits.is_sound(read):
        yield "faulty"
        for edit in EDITS:
            if _edited(content, *edit) is not None:
                yield "touched"
        return
    yield "sound"
    judge = _Judge(content)
    for kind, path, value in EDITS:
        new = _edited(content, kind, path, value)
        if new is None:
            yield "refused"
        else:
            once = isinstance(value, edits.More) or _edited(new, kind, path, value) == new
            yield "exact" if once and judge.agrees(new, kind, path, value) else "wrong"


def _edited(content: bytes, kind: Kind, path: tuple[str, ...], value: Value) -> bytes | None:
    read = source.take_apart(content, Subject(kind, "p"))
    try:
        return edits.edited(content, read, kind, {path: value}, "en")
    except edits.NotEdited:
        return None


class _Judge:
    """A file taken apart without the program."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._head, self._lines, self._tail = _apart(content)
        # A lone CR ends a line for people's editors and for YAML alike.
        self._text = "".join(self._lines)
        self._data: dict[str, Any] = yaml.load(self._text, yaml.CBaseLoader) or {}  # noqa: S506 - text only
        node: Any = yaml.compose(self._text, yaml.CBaseLoader)
        self._pairs: list[tuple[yaml.Node, yaml.Node]] = node.value if node else []
        self._flow = bool(node and node.flow_style)

    def agrees(self, new: bytes, kind: Kind, path: tuple[str, ...], value: Value) -> bool:
        """Whether a file differs by this value alone, and all its other bytes are as before."""
        head, lines, tail = _apart(new)
        if (head, tail) != (self._head, self._tail):
            return False
        key = next((it for it in self._data if key_of(model_of(kind), it) == path[0]), None)
        data = yaml.load("".join(lines), yaml.CBaseLoader) or {}  # noqa: S506 - text only
        part = fields(model_of(kind))[path[0]].part
        return self._says(data, part, key, path, value) and self._is_confined(lines, key, value)

    def _says(
        self,
        data: dict[str, Any],
        part: type[Part] | None,
        key: str | None,
        path: tuple[str, ...],
        value: Value,
    ) -> bool:
        others = {name: it for name, it in self._data.items() if name != key}
        name = key or (path[0] if path[0] in data else None)
        if {it: data[it] for it in data if it != name} != others:
            return False
        if value is None:
            return name is None or name not in data
        before = _in_english(self._data.get(key) if key else None, part)
        said = _in_english(data.get(name) if name else None, part)
        if isinstance(value, edits.More):
            return bool(said == [*(before or []), *map(dict, value.items)])
        wanted: Any = list(value) if isinstance(value, tuple) else value
        if path[1:]:
            wanted = {**(before or {}), path[1]: wanted}
        return bool(said == wanted)

    def _is_confined(self, lines: Sequence[str], key: str | None, value: Value) -> bool:
        """Whether only the stretch of the key was written, to the byte where it held one value."""
        old = self._lines
        number = next((n for n, it in enumerate(self._pairs) if it[0].value == key), None)
        if number is None or key is None:
            more = len(lines) - len(old)
            same = next((n for n, it in enumerate(old) if lines[n : n + 1] != [it]), len(old))
            inserted = more >= 0 and old[same:] == list(lines)[same + more :]
            return inserted or (self._flow and len(lines) == len(old))
        node = self._pairs[number][1]
        if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">") and value is not None:
            text, start, end = "".join(lines), node.start_mark.index, node.end_mark.index
            before, after = self._text[:start], self._text[end:]
            return text.startswith(before) and text.endswith(after)
        first = self._pairs[number][0].start_mark.line
        rest = self._pairs[number + 1 :]
        end = rest[0][0].start_mark.line if rest else len(old)
        # A remark just above a key may be about it alone, and goes with it.
        while value is None and first and old[first - 1].lstrip().startswith("# planner:"):
            first -= 1
        kept = len(old) - end
        return old[:first] == list(lines)[:first] and (
            kept == 0 or old[end:] == list(lines)[-kept:]
        )


def _in_english(data: Any, part: type[Part] | None) -> Any:  # noqa: ANN401 - plain data
    """Return what a key holds, with the English names of the keys in it."""
    if isinstance(data, list):
        return [_in_english(it, part) for it in data]
    if isinstance(data, dict) and part:
        return {key_of(part, key) or key: it for key, it in data.items()}
    return data


_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")


def _apart(content: bytes) -> tuple[str, list[str], str]:
    """Return what stands before the front matter, its lines with their ends, and what is below."""
    lines = [it for it in _LINE.findall(content.decode()) if it]
    end = next(n for n, it in enumerate(lines) if n and it.strip() == "---")
    return lines[0], lines[1:end], "".join(lines[end:])


def _undone(files: Iterable[Path]) -> Counter[str]:
    """Change each file by the real procedure and take that back; count those that differ then."""
    count: Counter[str] = Counter()
    change: dict[tuple[str, ...], Value] = {("status",): "published"}
    with TemporaryDirectory() as folder, mock.patch("os.fsync"):  # nobody cuts the power
        root = Path(folder, "content")
        root.mkdir()
        for number, file in enumerate(files):
            old = file.read_bytes()
            read = source.take_apart(old, Subject(Kind.POST, "p"))
            if not edits.is_sound(read):
                continue
            try:
                new = edits.edited(old, read, Kind.POST, change, "en")
            except edits.NotEdited:
                continue
            if new == old:
                continue
            path = root / f"{number}{os.path.splitext(file)[1]}"  # noqa: PTH122 - a suffix alone
            path.write_bytes(old)
            with writing.writer(root.parent, str(number)) as pen:
                pen.replace(writing.original(path, root), new)
            count["tried"] += 1
            undoing.undo(root.parent, root, f"{number}-u")
            count["lost"] += path.read_bytes() != old
            path.unlink()
    return count
