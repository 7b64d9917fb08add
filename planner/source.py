"""From bytes to plain data: one guarded reader for every file a person writes.

Content comes from strangers too, so a file is measured before it is read, decoded
strictly, and refused where YAML would do more than hold text: anchors, aliases, tags,
directives and deep nesting are turned down before anything is built. Every scalar stays
text; the model makes values of it. Places are found again only for a file that has
findings.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from yaml import CBaseLoader
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner import simple, syntax
from planner.diagnostics import OPENING, Finding, Fix, Place, Rule, Severity, Subject
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNREADABLE_FILE = Rule("unreadable-file", "SRC001", Severity.ERROR)
NOT_UTF8 = Rule("not-utf8", "SRC002", Severity.ERROR)
FRONT_MATTER_MISSING = Rule("front-matter-missing", "SRC003", Severity.ERROR)
FRONT_MATTER_UNCLOSED = Rule("front-matter-unclosed", "SRC004", Severity.ERROR)
YAML_SYNTAX = Rule("yaml-syntax", "SRC005", Severity.ERROR)
DUPLICATE_KEY = Rule("duplicate-key", "SRC006", Severity.ERROR)
YAML_FEATURE_REFUSED = Rule("yaml-feature-refused", "SRC007", Severity.ERROR)
HIDDEN_CHARACTER = Rule("hidden-character", "SRC008", Severity.WARNING)
NESTING_TOO_DEEP = Rule("nesting-too-deep", "SRC010", Severity.ERROR)
RULES = (
    UNREADABLE_FILE,
    NOT_UTF8,
    FRONT_MATTER_MISSING,
    FRONT_MATTER_UNCLOSED,
    YAML_SYNTAX,
    DUPLICATE_KEY,
    YAML_FEATURE_REFUSED,
    HIDDEN_CHARACTER,
    NESTING_TOO_DEEP,
)

MAX_BYTES = 1 << 20
MAX_MATTER = 1 << 16
MAX_DEPTH = 6
"""One level more than the deepest field of the model has."""
_MAX_PER_FILE = 10
_BEGINNING = 64

Data = dict[str, Any]
StrPath = str | os.PathLike[str]


class _Loader(CBaseLoader):
    """Composes nodes; every scalar is text, so that there is nothing to resolve."""

    def descend_resolver(self, *_: object) -> None:
        """Keep no track of the way down."""

    def ascend_resolver(self) -> None:
        """Keep no track of the way up."""

    def resolve(self, *_: object) -> str:
        """Give every node the same tag."""
        return ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read.

    ``matter`` is what stands between the fences (``None``: there is none), ``data`` what
    it says, ``body`` the rest. ``data`` is ``None`` where the front matter cannot be used.
    """

    subject: Subject
    text: str = ""
    matter: str | None = None
    data: Data | None = None
    body: str = ""
    body_line: int = 1
    findings: tuple[Finding, ...] = field(default=())


class Refused(Exception):
    """The file, or its front matter, cannot be used; the finding says why."""

    def __init__(self, *findings: Finding) -> None:
        """Keep what there is to say."""
        super().__init__(*findings)
        self.findings = findings


def read(path: StrPath, subject: Subject) -> Source:
    """Read one Markdown file.

    Args:
        path: The file.
        subject: What the file is about, for its findings.

    Returns:
        The file's data and text, with everything that is wrong with its form.
    """
    try:
        content = read_bytes(path, subject)
    except Refused as refused:
        return Source(subject, findings=refused.findings)
    return take_apart(content, subject)


def take_apart(content: bytes, subject: Subject) -> Source:
    """Return what the bytes of a file say; see :func:`read`."""
    try:
        text = decode(content, subject)
    except Refused as refused:
        return Source(subject, findings=refused.findings)
    return parse(text, subject)


def read_bytes(path: StrPath, subject: Subject, limit: int = MAX_BYTES) -> bytes:
    """Return a regular file's bytes, never following a link or waiting on a device.

    Raises:
        Refused: If it is no regular file, larger than ``limit`` or not to be read.
    """
    try:
        info = os.lstat(path)
        if not stat.S_ISREG(info.st_mode):
            raise _unreadable(subject, *_not_a_file(info.st_mode))
        if info.st_size > limit:
            raise _unreadable(subject, *_too_large(info.st_size, limit))
        content = _content(path, info.st_size, limit + 1)
    except OSError as error:
        raise _unreadable(
            subject,
            T("the file cannot be read: {reason}", reason=error.strerror or "?"),
            T("Check that the file is there and that you may read it."),
        ) from error
    if len(content) > limit:
        raise _unreadable(subject, *_too_large(len(content), limit))
    return content


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def _content(path: StrPath, size: int, most: int) -> bytes:
    """Return a file's first bytes, ``most`` of them; by descriptor, so that no link is followed."""
    file = os.open(path, _FLAGS)
    try:
        content = os.read(file, size + 1)
        if len(content) == size:
            return content
        while len(content) < most and (more := os.read(file, most - len(content))):
            content += more
    finally:
        os.close(file)
    return content


def _unreadable(subject: Subject, message: T, cure: T) -> Refused:
    return Refused(Finding(UNREADABLE_FILE, subject, message, cure, Place()))


def _not_a_file(mode: int) -> tuple[T, T]:
    if stat.S_ISLNK(mode):
        return (
            T("this is a link to another place, and links are not followed"),
            T("Put the file itself here instead of a link to it."),
        )
    return (
        T("this is not an ordinary file"),
        T("Put an ordinary text file here, or remove this one."),
    )


def _too_large(size: int, limit: int) -> tuple[T, T]:
    return (
        T(
            "the file is too large: {size} kB, at most {limit} kB are read",
            size=-(-size // 1024),
            limit=limit // 1024,
        ),
        T("Move pictures and long texts out of it; a post is a short text file."),
    )


def decode(content: bytes, subject: Subject) -> str:
    r"""Return the text of UTF-8 bytes, with line ends as ``\n`` and without a mark in front.

    Raises:
        Refused: If the bytes are not UTF-8; the finding names the first one that is not.
    """
    wide = _wide(content)
    if wide:
        raise Refused(_not_utf8(subject, wide, Place()))
    try:
        text = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        place = Place(line, column, line, column + 1)
        name = "Windows-1252" if _is_windows_1252(content) else ""
        fix = Fix(encoding="cp1252") if name and _is_finnish(content) else None
        raise Refused(_not_utf8(subject, name, place, fix)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@lru_cache(maxsize=2)
def lines(text: str) -> list[str]:
    """Return the lines of a text; findings come file by file, so the last one is kept."""
    return text.split("\n")


def _not_utf8(subject: Subject, encoding: str, place: Place, fix: Fix | None = None) -> Finding:
    message = (
        T("the file is saved as {encoding}, not as UTF-8", encoding=encoding)
        if encoding
        else T("the file is not saved as UTF-8")
    )
    cure = T("In your editor choose Save as and the encoding UTF-8; the letters stay as they are.")
    return Finding(NOT_UTF8, subject, message, cure, place, fix=fix)


def _wide(content: bytes) -> str:
    """Return the name of an encoding with several bytes for each letter, if it is one."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    beginning = content[:_BEGINNING]
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "UTF-16" if marked or beginning.count(0) * 3 > len(beginning) else ""


def _is_windows_1252(content: bytes) -> bool:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(
        sign.isascii() or sign.isalpha() or sign in "–—’\u2018”“…€§°½\u00b4»«\xa0" for sign in text
    )


_FINNISH = frozenset("äöåÄÖÅéÉüÜšžŠŽ–—’\u2018“”…€§°½\xb4»«×\xa0")


def _is_finnish(content: bytes) -> bool:
    """Whether the bytes make sense as Finnish in Windows-1252, and hardly as anything else.

    Old Macintosh files have their ä and ö where this encoding has Š and š, old DOS files
    their ö where it has a quotation mark.
    """
    text = content.decode("cp1252")
    other = {sign for sign in text if not sign.isascii()}
    misread = other & set("šžŠŽ") and not other & set("äöÄÖ")
    return other <= _FINNISH and not misread and (text.count("”") + text.count("“")) % 2 == 0


# What nobody sees in front of a fence is reported, and does not hide the fence.
FENCE = re.compile(r"^[\u200b\u200e\u200f\u2060\ufeff]*---[ \t\xa0]*$", re.MULTILINE)
_FENCE_LIKE = re.compile(r"\s*(?:[-–—](?:\s*[-–—])*|\+\+\+|\*\*\*|===+)\s*\Z")


def parse(text: str, subject: Subject) -> Source:
    """Take a file's text apart into front matter and body, and read the front matter."""
    findings = list(_hidden_characters(text, subject))
    try:
        matter, body = split(text, subject)
    except Refused as refused:
        return Source(subject, text, body=text, findings=(*findings, *refused.findings))
    body_line = matter.count("\n") + 3
    findings += _left_merged(body, body_line, subject)
    data: Data | None = None
    try:
        data, more = load(matter, subject)
        findings += more
    except Refused as refused:
        findings += refused.findings
    return Source(subject, text, matter, data, body, body_line, tuple(findings))


def split(text: str, subject: Subject) -> tuple[str, str]:
    """Return the front matter and the body of a text.

    Raises:
        Refused: If there is no front matter, or no end to it.
    """
    opening = FENCE.match(text)
    if not opening:
        raise Refused(_no_front_matter(text, subject))
    start = opening.end() + 1
    closing = FENCE.search(text, start) if start <= len(text) else None
    if not closing:
        cure = T("Add a line with three hyphens, ---, after the last key and before the text.")
        message = T("the front matter has no closing ---")
        raise Refused(Finding(FRONT_MATTER_UNCLOSED, subject, message, cure, OPENING))
    matter = text[start : closing.start()]
    if len(matter) > MAX_MATTER:
        raise _unreadable(
            subject,
            T(
                "the lines between --- and --- are too long to read: {size} kB",
                size=len(matter) // 1024,
            ),
            T("Put long text below the closing ---."),
        )
    return matter, text[closing.end() + 1 :]


def _no_front_matter(text: str, subject: Subject) -> Finding:
    first = text.split("\n", 1)[0]
    end = max(len(first), 1) + 1
    if syntax.is_conflict(first):
        return _merged(subject, Place(1, 1, 1, end))
    if not text.strip():
        message = T("the file is empty")
        cure = T("Write something into it, or delete it.")
    elif first.strip() and _FENCE_LIKE.match(first):
        message = T("the first line should be three hyphens, it is “{line}”", line=first)
        cure = T("Write --- there: three hyphens next to each other, and nothing else.")
    elif text.lstrip().startswith("---"):
        message = T("there is something before the front matter")
        cure = T("Move the line --- to the very top of the file.")
    else:
        message = T("the file has no front matter: the lines between --- and --- at its top")
        cure = T("Begin the file with ---, then the keys, a line each, then --- again.")
    return Finding(FRONT_MATTER_MISSING, subject, message, cure, Place(1, 1, 1, end))


def _merged(subject: Subject, place: Place) -> Finding:
    return Finding(YAML_SYNTAX, subject, syntax.MERGED, syntax.CHOOSE, place)


def _left_merged(body: str, body_line: int, subject: Subject) -> Iterator[Finding]:
    """Find two versions of a text that a program left side by side."""
    start = _CONFLICT_START.search(body) if "<<<<<<<" in body else None
    if start and _CONFLICT_END.search(body, start.end()):
        line = body_line + body.count("\n", 0, start.start())
        yield _merged(subject, Place(line, 1, line, len(start.group()) + 1))


_CONFLICT_START = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_END = re.compile(r"^>{7}(?: .*)?$", re.MULTILINE)
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = r"\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
# Tags spell the flags of England, Scotland and Wales; anywhere else they hide text.
_TAGS = "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"
_HIDDEN = re.compile(f"[{_CONTROL}{_INVISIBLE}]|{_TAGS}")
_SPACES = r"\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_MISLEADING_SPACE = re.compile(rf"^[ \t]*[{_SPACES}]|^[^\s:]+:[\xa0\u202f]", re.MULTILINE)
_ODD = re.compile(f"[{_CONTROL}{_INVISIBLE}{_SPACES}\U000e0000-\U000e007f]")


def _is_odd(text: str) -> bool:
    """Whether a text has any of all these; most have not, and Python knows what is printable."""
    return not text.replace("\n", "").isprintable() and bool(_ODD.search(text))


def _hidden_characters(text: str, subject: Subject) -> Iterator[Finding]:
    """Find the characters that nobody sees and that change what is read."""
    if not _is_odd(text):
        return
    spots = [match.start() for match in _HIDDEN.finditer(text)]
    end = FENCE.search(text, 3)
    matter = text[: end.start()] if end and text.startswith("---") else ""
    spots += [match.end() - 1 for match in _MISLEADING_SPACE.finditer(matter)]
    for spot in sorted(spots)[:_MAX_PER_FILE]:
        line = text.count("\n", 0, spot) + 1
        column = spot - (text.rfind("\n", 0, spot) + 1) + 1
        below = spot > len(matter)
        yield _hidden(text[spot], Place(line, column, line, column + 1), subject, below=below)


def _hidden(sign: str, place: Place, subject: Subject, *, below: bool = False) -> Finding:
    control = unicodedata.category(sign) == "Cc"
    name = unicodedata.name(sign, "control character").lower()
    return Finding(
        HIDDEN_CHARACTER,
        subject,
        T(
            "an invisible character is hidden here: {name} (U+{code})",
            name=name,
            code=f"{ord(sign):04X}",
        ),
        T("Delete the character and type the spot again."),
        place,
        severity=Severity.ERROR if control else Severity.WARNING,
        fix=Fix(_in_place_of(sign, below=below)),
    )


_BREAKS = "\x0b\x0c\x85\u2028\u2029"


def _in_place_of(sign: str, *, below: bool) -> str:
    """Return what is seen in place of a character that is not: mostly nothing."""
    if sign in _BREAKS:
        return "\n" if below else " "
    return " " if unicodedata.category(sign) == "Zs" else ""


_CLEAN = dict.fromkeys(map(ord, "\xa0\u202f\u2028\u2029\ufffe\uffff"), " ")
_CLEAN |= dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), " ")


def _cleaned(matter: str) -> str:
    """Return the text with what YAML stumbles over made spaces, each place kept."""
    if not _is_odd(matter):
        return matter
    matter = _MISLEADING_SPACE.sub(lambda match: match.group()[:-1] + " ", matter)
    return _HIDDEN.sub(lambda match: match.group().translate(_CLEAN), matter)


def load(matter: str, subject: Subject) -> tuple[Data, list[Finding]]:
    """Read front matter into plain data: mappings, lists and text, ``None`` for nothing.

    Returns:
        The data, and findings that leave the data usable.

    Raises:
        Refused: If the data cannot be used.
    """
    cleaned = _cleaned(matter)
    findings: list[Finding] = []
    data = simple.read(cleaned)
    if data is None:
        node = _compose(cleaned, subject, guarded=not _is_plain(cleaned))
        if node is None:
            return {}, []
        data = _parsed(node, matter, subject, findings)
    if "#" in matter:
        findings[:0] = [_hinted(hint, matter, subject) for hint in syntax.lost_text(matter)]
        for key, value in syntax.lost_values(matter).items():
            data[key] = data.get(key) or value
    return data, findings


def _parsed(node: Node, matter: str, subject: Subject, findings: list[Finding]) -> Data:
    """Return the data of what a parser read."""
    if not isinstance(node, MappingNode):
        raise Refused(
            Finding(
                YAML_SYNTAX,
                subject,
                T("the front matter is not made of keys and values"),
                T("Write a key, a colon and a value on each line, such as “title: Midsummer”."),
                _place(node),
            )
        )
    if "\\" in matter:
        findings += _escaped(node, subject, set(_HIDDEN.findall(matter)))
    return _mapping(node, subject, findings)


def _escaped(node: Node, subject: Subject, seen: set[str]) -> Iterator[Finding]:
    """Find the invisible characters that a backslash and a number stand for."""
    if isinstance(node, ScalarNode):
        hidden = next((sign for sign in _HIDDEN.findall(node.value) if sign not in seen), None)
        if hidden:
            yield replace(_hidden(hidden, _place(node), subject), fix=None)
            node.value = _HIDDEN.sub("", node.value)
        return
    for child in node.value:
        yield from _escaped(child[1] if isinstance(child, tuple) else child, subject, seen)


_SIGNS = re.compile(r"(?<!\w)[&*!]")  # an anchor, an alias or a tag, also in {"a":&b c}
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*%")
_BRACKETS = re.compile(r"[\[{]\s*[\[{]\s*[\[{]")
_QUESTION = re.compile(r"^[ \t]*\?\s", re.MULTILINE)
_DOCUMENT = ("\n%", "\n...", "\n---")
_MANY_BRACKETS = 100


def _is_plain(matter: str) -> bool:
    """Whether a cheap look is enough to know that a front matter holds nothing to refuse."""
    return not (
        _SIGNS.search(matter)
        or "<<" in matter
        or matter.startswith(("%", "...", "---"))
        or any(sign in matter for sign in _DOCUMENT)
        or "\n" + " " * 16 in matter  # deep indentation
        or "- - - " in matter  # lists in lists on one line
        or matter.count("[") + matter.count("{") > _MANY_BRACKETS
        or _BRACKETS.search(matter)
        or ("? " in matter and _QUESTION.search(matter))
    )


def _compose(matter: str, subject: Subject, *, guarded: bool) -> Node | None:
    if guarded:
        _guard(matter, subject)
    try:
        return _Loader(matter).get_single_node()
    except yaml.YAMLError as error:
        raise Refused(*_explain(matter, error, subject)) from error


def _guard(matter: str, subject: Subject) -> None:
    """Refuse what a plan has no use for, before anything is built of it."""
    depth = 0
    documents = 0
    directive = _DIRECTIVE.match(matter)
    if directive:
        line = directive.group().count("\n")
        raise Refused(_refusal(_DIRECTIVES, matter, line, 0, subject))
    try:
        for event in yaml.parse(matter, Loader=_Loader):
            mark = event.start_mark
            documents += isinstance(event, yaml.DocumentStartEvent)
            what = _refused(event, documents)
            if what and mark:
                raise Refused(_refusal(what, matter, mark.line, mark.column, subject))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH and mark:
                    message = T("lists and keys are nested too deeply here")
                    cure = T("No field needs more than a few levels; write it more plainly.")
                    place = Place(mark.line + 2, mark.column + 1, mark.line + 2, mark.column + 2)
                    raise Refused(Finding(NESTING_TOO_DEEP, subject, message, cure, place))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError as error:
        raise Refused(*_explain(matter, error, subject)) from error


_DIRECTIVES = T("a directive or a second document")


def _refused(event: yaml.Event, documents: int) -> T | None:
    match event:
        case yaml.AliasEvent():
            return T("a value that starts with * (a YAML alias)")
        case yaml.DocumentStartEvent() | yaml.DocumentEndEvent() if event.explicit or documents > 1:
            return _DIRECTIVES
        case yaml.NodeEvent() if event.anchor:
            return T("a value that starts with & (a YAML anchor)")
        case yaml.ScalarEvent() | yaml.CollectionStartEvent() if event.tag:
            return T("a value that starts with ! (a YAML tag)")
        case yaml.ScalarEvent() if event.value == "<<" and event.implicit[0]:
            return T("the key << (a YAML merge)")
    return None


def _refusal(what: T, matter: str, line: int, column: int, subject: Subject) -> Finding:
    hint = syntax.quoted_line(matter, line, column)
    fix = None
    if hint:
        cure = T("If it is meant as text, put it in quotation marks: {line}", line=hint.strip())
        fix = Fix(hint, Place(line + 2, 1, line + 2, len(matter.split("\n")[line]) + 1))
    elif what is _DIRECTIVES:
        cure = T("Delete this line.")
    else:
        cure = T("Write the value out in full.")
    message = T("not allowed between --- and ---: {what}", what=what)
    place = Place(line + 2, column + 1, line + 2, column + 2)
    return Finding(YAML_FEATURE_REFUSED, subject, message, cure, place, fix=fix)


def _explain(matter: str, error: yaml.YAMLError, subject: Subject) -> list[Finding]:
    """Say in plain words what keeps the front matter from being read, each spot once."""
    findings = []
    for _ in range(_MAX_PER_FILE):
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        context = getattr(error, "context_mark", None)
        hint = syntax.explain(
            matter,
            line=mark.line if mark else 0,
            column=mark.column if mark else 0,
            since=context.line if context else None,
        )
        findings.append(_hinted(hint, matter, subject))
        if not hint.mended or hint.mended == matter:
            break
        matter = hint.mended
        try:
            _Loader(matter).check_node()
            _drain(matter)
        except yaml.YAMLError as next_error:
            error = next_error
            continue
        break
    return findings


def _hinted(hint: syntax.Hint, matter: str, subject: Subject) -> Finding:
    fix = hint.fix(1, matter)
    return Finding(YAML_SYNTAX, subject, hint.message, hint.cure, hint.place(1), fix=fix)


def _drain(matter: str) -> None:
    for _event in yaml.parse(matter, Loader=_Loader):
        pass


def _mapping(node: MappingNode, subject: Subject, findings: list[Finding]) -> Data:
    data: Data = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            message = T("a key must be plain text")
            cure = T("Write a short word before the colon.")
            raise Refused(Finding(YAML_SYNTAX, subject, message, cure, _place(key_node)))
        key = key_node.value
        if key in data:
            findings.append(_duplicate(key, lines[key], key_node, subject))
            continue
        lines[key] = key_node.start_mark.line + 2
        data[key] = _plain(value_node, subject, findings)
    return data


def _duplicate(key: str, first: int, node: ScalarNode, subject: Subject) -> Finding:
    return Finding(
        DUPLICATE_KEY,
        subject,
        T(
            "“{key}” is given twice, on lines {first} and {second}",
            key=key,
            first=first,
            second=node.start_mark.line + 2,
        ),
        T("Keep the right one and delete the other line."),
        _place(node),
    )


_NOTHING = {"", "~", "null", "Null", "NULL"}


def _plain(node: Node, subject: Subject, findings: list[Finding]) -> object:
    if isinstance(node, ScalarNode):
        # The C parser gives the style of quoted text as ' or ", of plain text as nothing.
        return None if node.value in _NOTHING and not (node.style or "").strip() else node.value
    if isinstance(node, SequenceNode):
        return [_plain(item, subject, findings) for item in node.value]
    assert isinstance(node, MappingNode)  # noqa: S101 - the parser knows no fourth kind
    return _mapping(node, subject, findings)


def _at(mark: yaml.Mark, length: int = 1) -> Place:
    # The front matter begins on the second line of its file.
    return Place(mark.line + 2, mark.column + 1, mark.line + 2, mark.column + 1 + length)


def _place(node: Node) -> Place:
    start, end = node.start_mark, node.end_mark
    if end.line != start.line and not isinstance(node, ScalarNode):
        return _at(start)
    return Place(start.line + 2, start.column + 1, end.line + 2, end.column + 1)


@dataclass(frozen=True, slots=True)
class Spot:
    """A key with its value somewhere in a front matter."""

    key: str
    key_place: Place
    value: Node

    @property
    def place(self) -> Place:
        """The value's place; that of an empty value, or of one that begins below it, is its key's."""
        place = _place(self.value)
        empty = (place.line, place.column) == (place.end_line, place.end_column)
        return self.key_place if empty or place.line > self.key_place.line else place


def locate(
    source: Source,
    steps: tuple[str | int, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
    *,
    on_key: bool = False,
) -> Place:
    """Return where a value, or its key, stands in a file.

    Args:
        source: The file.
        steps: The way to the value, as in :data:`planner.diagnostics.KeyPath`.
        same: Whether, below the given keys, what is written means the wanted key.
        on_key: Whether the key is meant instead of the value.

    Returns:
        The place; that of the nearest level above where the value is not there; the
        opening fence where that is the top.
    """
    if source.matter is None or source.data is None or not steps:
        return OPENING
    node = _tree(source.matter)
    place = OPENING
    above: tuple[str, ...] = ()
    for number, step in enumerate(steps):
        spot = _step(node, step, above, same)
        if spot is None:
            break
        last = number == len(steps) - 1
        place = spot.key_place if on_key or not last else spot.place
        node = spot.value
        above = (*above, str(step)) if spot.key else above
    return place


def first_line(source: Source) -> Place:
    """Return where a file's text begins below its front matter; the opening fence without one."""
    for number, line in enumerate(lines(source.body), source.body_line):
        if line.strip():
            return Place(number, 1, number, len(line) + 1)
    return OPENING


@lru_cache(maxsize=2)
def _tree(matter: str) -> Node | None:
    """Compose a front matter again; findings come file by file, so the last one is kept."""
    tree: Node | None = _Loader(_cleaned(matter)).get_single_node()
    return tree


def scalars(matter: str) -> Iterator[tuple[int, int]]:
    """Yield where each key and value of a readable front matter begins and ends."""
    waiting = [_tree(matter)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            yield node.start_mark.index, node.end_mark.index
        elif node is not None:
            for child in node.value:
                waiting += child if isinstance(child, tuple) else (child,)


def _step(
    node: Node | None,
    step: str | int,
    above: tuple[str, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
) -> Spot | None:
    if isinstance(node, MappingNode):
        keys = [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]
        exact = [pair for pair in keys if pair[0].value == step]
        for key, value in exact or keys:
            if exact or same(above, key.value, str(step)):
                return Spot(str(step), _place(key), value)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            if step == number or _names(item, step, above, same):
                return Spot("", _place(item), item)
    elif isinstance(node, ScalarNode) and (step == 0 or _alike(node.value, step)):
        return Spot("", _place(node), node)
    return None


def _names(
    item: Node,
    step: str | int,
    above: tuple[str, ...],
    same: Callable[[tuple[str, ...], str, str], bool],
) -> bool:
    """Whether a list's item is what ``step`` names: by its text, or by its ``id``."""
    if isinstance(item, MappingNode):
        return any(
            isinstance(value, ScalarNode)
            and same(above, key.value, "id")
            and _alike(value.value, step)
            for key, value in item.value
        )
    return isinstance(item, ScalarNode) and _alike(item.value, step)


def _alike(written: str, step: str | int) -> bool:
    return unicodedata.normalize("NFC", written).strip().casefold() == str(step).casefold()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - asked of each value
        """Write a value out each time: aliases are refused when read."""
        return True


def dump(data: Data) -> str:
    """Return data as front matter that reads back the same."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return text.rstrip("\n")
