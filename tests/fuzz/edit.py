"""Values set, taken away or added in a front matter: those alone, or nothing at all.

The lines before the file say what is to be changed, one for each::

    status = published
    link_id -
    source_posts [] p1|p2
    anchors + id=b|title=B
    ---
    title: A

``goal:`` alone on a line says that the file is a goal's, and so on; else it is a post's.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

import yaml

from planner import edits, source
from planner.diagnostics import Kind, Subject
from planner.lines import model_of, row_at
from planner.model import key_of
from planner.splicing import BOM, LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.edits import Value
    from planner.model import Part
    from planner.source import Data, Source

    Changes = dict[tuple[str, ...], Value]

_CHANGE = re.compile(r"(?P<path>[a-z_]+(?:\.[a-z_]+)?) (?P<how>=|-|\[\]|\+)(?: (?P<value>.*))?")
_PERIOD = (dt.date(2026, 11, 2), dt.date(2027, 3, 28))
_MOST = 3
WORDS = (
    *("status = ", "link_id -\n", "cta.text = ", "cta -\n", "live.host -\n", "source_posts [] p1|p2\n", "title = ", "title -\n"),
    *("plan:\n", "goal:\n", "anchors + id=b|title=B, two|date=2027-06-26\n", "observations + checked_on=1.6.2026|value=5\n"),
    *("variants.facebook = x\n", "metrics -\n", "people_consent.how -\n", "analysis.learned = a: b\n", "hashtags [] \n"),
    *("---\n", "\n---\n", ": ", "- ", "  - ", ": |\n  ", ": >-\n  ", ": |2\n", "[", "]", "{", "}", ", ", "# ", " #", "\\x41", "? "),
    *("status: idea\n", "link_id: x\n", "cta: {type: link}\n", "cta:\n  type: link\n", "source_posts:\n- p1\n", "tila: luonnos\n"),
    *("live: {host: a, outline: [b]}\n", "live:\n  host: a\n", "anchors:\n  - {id: a}\n", "anchors: [{id: a},]\n", "date: 9.2.\n"),
    *("# planner: ignore-next x\n", "# planner: ignore x\n", '"', "'", "''", "\r\n", "\ufeff", "\xa0", "\t", "null", "~", "otsikko: "),
    *('"a\n  b"', "'a\n\n  b'", "a\n  b", "{a: b,\n c: d}", "[a,\n b]", "|\n  a\n\n", ">\n  a\n  b\n", "\u2028", "\x85", "\r"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {
    "a remark inside the last value": b"source_posts [] p1|p2\n---\nlive:\n  host: owner\n  # later\n---\nBody\n",
}


def run(content: bytes) -> None:
    """Try changes of a file."""
    kind, changes, file = taken_apart(content)
    old = source.take_apart(file, Subject(kind, "x"))
    for language in ("en", "fi"):
        try:
            new = edits.edited(file, old, kind, changes, language)
        except edits.NotEdited as refused:
            refused.text.to("fi")
            break
        _says_what_was_wanted(old, new, kind, changes, language)
        _keeps_its_ways(file, new, old.body_line)
        if not any(isinstance(value, edits.More) for value in changes.values()):
            read = source.take_apart(new, old.subject)
            assert edits.edited(new, read, kind, changes, language) == new
        if len(changes) == 1:
            _touches_that_alone(old, new, kind, *changes.items())
    if 1 < len(changes) <= _MOST:
        _in_any_order(file, old, kind, changes)
    if not changes:
        _gets_its_years(file, old, kind)


def taken_apart(content: bytes) -> tuple[Kind, Changes, bytes]:
    """Return of what kind a file is, what is to be changed in it, and the file."""
    kind = Kind.POST
    wanted = []
    while content:
        line, _, rest = content.partition(b"\n")
        said = line.decode("utf-8", "replace")
        name = said.removesuffix(":")
        if said.endswith(":") and name in _KINDS:
            kind = Kind(name)
        elif found := _CHANGE.fullmatch(said):
            wanted.append((tuple(found["path"].split(".")), found["how"], found["value"] or ""))
        else:
            break
        content = rest
    changes = {path: _value(kind, path, how, value) for path, how, value in wanted}
    there = {path: value for path, value in changes.items() if _is_there(kind, path, value)}
    return kind, there, content


_KINDS = ("plan", "goal", "channel", "audience", "post", "review", "offer", "campaign")


def _value(kind: Kind, path: tuple[str, ...], how: str, value: str) -> Value:
    match how:
        case "-":
            return None
        case "[]":
            return tuple(filter(None, value.split("|")))
        case "+":
            pairs = dict(it.partition("=")[::2] for it in value.split("|"))
            names = {
                name: text for name, text in pairs.items() if _is_there(kind, (*path, name), "")
            }
            return edits.More((names,)) if names else None
    return value


def _is_there(kind: Kind, path: tuple[str, ...], value: Value) -> bool:
    """Whether a kind of file has a field, and it can have such a value."""
    part: type[Part] | None = model_of(kind)
    row = None
    for name in path:
        row = row_at(part, name) if part else None
        if row is None:
            return False
        part = row.part
    return not isinstance(value, edits.More) or part is not None


# What is read afterwards


def _says_what_was_wanted(
    old: Source, new: bytes, kind: Kind, changes: Changes, language: str
) -> None:
    """The file says what it said, with the changes; its text is as it was."""
    read = source.take_apart(new, old.subject)
    assert read.body == old.body
    assert read.data is not None
    wanted: Any = old.data or {}
    for path, value in changes.items():
        wanted = _changed(wanted, path, value, model_of(kind))
    assert _meant(read.data, model_of(kind)) == _meant(wanted, model_of(kind)), language


def _changed(data: Data, path: Sequence[str], value: Value, part: type[Part] | None) -> Data:
    name, *inner = path
    key = next((it for it in data if part and key_of(part, it) == name), name)
    held = data.get(key)
    if inner:
        row = row_at(part, name) if part else None
        assert held is None or isinstance(held, dict) or value is None
        if value is None and not isinstance(held, dict):
            return data
        inside = _changed(held or {}, inner, value, row.part if row else None)
        if inside or value is not None or held == {}:
            return {**data, key: inside}
        value = None
    if value is None:
        return {it: held for it, held in data.items() if it != key}
    if isinstance(value, edits.More):
        assert held is None or isinstance(held, list)
        return {**data, key: [*(held or []), *map(dict, value.items)]}
    return {**data, key: list(value) if isinstance(value, tuple) else value}


def _meant(data: Any, part: type[Part] | None) -> Any:  # noqa: ANN401 - plain data
    """Return data by the English names of the keys, and in no order."""
    if isinstance(data, list):
        return [_meant(it, part) for it in data]
    if not isinstance(data, dict):
        return data
    found: dict[object, Any] = {}
    for key, value in data.items():
        name = (part and key_of(part, key)) or key
        row = row_at(part, name) if part else None
        found[name if name not in found else (name, key)] = _meant(value, row.part if row else None)
    return found


# What stands there afterwards


def _keeps_its_ways(file: bytes, new: bytes, body_line: int) -> None:
    """The mark in front stays, and the ends of lines; so does the text below, byte by byte."""
    before, after = file.decode(), new.decode()
    assert before.startswith(BOM) == after.startswith(BOM)
    assert {*LINE_END.findall(after)} <= {*LINE_END.findall(before)}
    starts = [0, *(end.end() for end in LINE_END.finditer(before))]
    body = before[starts[body_line - 1] :] if body_line <= len(starts) else ""
    assert after.endswith(body)


def _touches_that_alone(
    old: Source, new: bytes, kind: Kind, change: tuple[tuple[str, ...], Value]
) -> None:
    """Every line that does not belong to the key is there as it was, and in its place."""
    path, value = change
    read = source.take_apart(new, old.subject)
    before, after = (_others(it, kind, path[0]) for it in (old, read))
    if before is None or after is None:
        return
    if value is None:  # remarks on the key go with it
        before = _without_remarks_that_went(before, after)
    assert before == after, (path, before, after)


def _without_remarks_that_went(before: list[str], after: list[str]) -> list[str]:
    waiting = iter([*after, None])
    line = next(waiting)
    kept = []
    for it in before:
        if it == line:
            line = next(waiting)
        elif it.lstrip().startswith("#"):
            continue
        kept.append(it)
    return kept


def _others(read: Source, kind: Kind, name: str) -> list[str] | None:
    """Return the lines that do not belong to a key; None where keys have no lines of their own."""
    matter = read.matter or ""
    try:
        node = yaml.compose(source._cleaned(matter), Loader=yaml.BaseLoader)  # noqa: SLF001
    except yaml.YAMLError:  # another parser, which takes fewer oddities
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    lines = matter.split("\n")
    for key, value in node.value:
        if key_of(model_of(kind), key.value) == name:
            end = max(_end(value), key.end_mark.line)
            while end + 1 < len(lines) and re.match(
                rf"[ ]{{{key.start_mark.column + 1},}}#", lines[end + 1]
            ):
                end += 1
            return [
                it.rstrip()
                for it in (*lines[: key.start_mark.line], *lines[end + 1 :])
                if it.strip()
            ]
    return [it.rstrip() for it in lines if it.strip()]


def _end(node: yaml.Node) -> int:
    """Return the last line of a value."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False):
        return int(node.end_mark.line) - (0 if node.end_mark.column else 1)
    children = [
        it for child in node.value for it in (child if isinstance(child, tuple) else (child,))
    ]
    return max(map(_end, children), default=0)


def _in_any_order(file: bytes, old: Source, kind: Kind, changes: Changes) -> None:
    """One after the other, the changes say the same in every order."""
    found = []
    for order in permutations(changes.items()):
        new, read = file, old
        try:
            for path, value in order:
                new = edits.edited(new, read, kind, {path: value}, "en")
                read = source.take_apart(new, old.subject)
        except edits.NotEdited:
            continue
        found.append(_meant(read.data, model_of(kind)))
    assert all(it == found[0] for it in found)


def _gets_its_years(file: bytes, old: Source, kind: Kind) -> None:
    """The year stands behind the days that had none, and nothing else is there."""
    try:
        new = edits.with_years(file, old, kind, _PERIOD)
    except edits.NotEdited:
        return
    read = source.take_apart(new, old.subject)
    assert read.body == old.body
    assert edits.with_years(new, read, kind, _PERIOD) == new


def starts() -> Iterator[bytes]:
    """Yield the tables of the tests and the sample's files, with changes before them."""
    from tests.fuzz.frontmatter import sample_files

    changes = [
        b"status = published\n",
        b"link_id -\n",
        b"cta.text = a: b\nstatus = draft\n",
        b"live.host -\n",
        b"source_posts [] p1|p2\n",
        b"analysis.learned = Short ones: work\nanalysis.next = repeat\n",
        b"plan:\nanchors + id=b|title=B, two|date=2027-06-26\n",
        b"",
    ]
    files = [f"---\n{line}---\nBody\n".encode() for line in _FILES]
    files += [b"\xef\xbb\xbf" + it.replace(b"\n", b"\r\n") for it in files]
    files += [it.split(b"\n", 1)[1] for it in sample_files()][::7]
    for number, file in enumerate(files):
        for step in range(3):
            yield changes[(number + 3 * step) % len(changes)] + file


_FILES = (
    "title: A\nstatus: idea # why\n",
    "title: A\nstatus: |\n  idea\ngoal: x\n",
    "{title: A, tila: idea}\n",
    "title: A\ncta:\n  type: link\n\n",
    "title: A\nanalysis:\n    learned: old\n# c\ngoal: x\n",
    "analysis:   # later\ngoal: b\n",
    'title: A\nlink_id: "x\n  y"\n# end\n',
    "title: A\n# planner: ignore-next unknown-field -- why\nlink_id: x\n# other\ngoal: b\n",
    "source_posts: [p1,\n  p2]\ngoal: b\n",
    "source_posts:\n- p1\ngoal: b\n",
    "anchors:\n- id: a\n  date: 2026-06-20\nroles: []\n",
    "anchors: [{id: a, date: 2026-06-20},]\n",
    "live:\n  host: owner\n  # later\n  outline: [a]\n",
    "date: 9.2. klo 18\r\ntitle: Ä\r\n",
)
