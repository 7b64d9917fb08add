"""A Markdown file taken apart: its front matter as plain data, and the text below it.

Content comes from strangers too, so a front matter is refused where YAML would do more
than hold text: anchors, aliases, tags, directives and deep nesting are turned down before
anything is built. Every scalar stays text; the model makes values of it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import yaml
from yaml import CBaseLoader
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner import simple, syntax
from planner.diagnostics import OPENING, Finding, Fix, Place, Rule, Severity, Subject
from planner.reader import Refused, StrPath, decode, read_bytes, unreadable
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

FRONT_MATTER_MISSING = Rule("front-matter-missing", "SRC003", Severity.ERROR)
FRONT_MATTER_UNCLOSED = Rule("front-matter-unclosed", "SRC004", Severity.ERROR)
YAML_SYNTAX = Rule("yaml-syntax", "SRC005", Severity.ERROR)
DUPLICATE_KEY = Rule("duplicate-key", "SRC006", Severity.ERROR)
YAML_FEATURE_REFUSED = Rule("yaml-feature-refused", "SRC007", Severity.ERROR)
HIDDEN_CHARACTER = Rule("hidden-character", "SRC008", Severity.WARNING)
NESTING_TOO_DEEP = Rule("nesting-too-deep", "SRC010", Severity.ERROR)
RULES = (
    FRONT_MATTER_MISSING,
    FRONT_MATTER_UNCLOSED,
    YAML_SYNTAX,
    DUPLICATE_KEY,
    YAML_FEATURE_REFUSED,
    HIDDEN_CHARACTER,
    NESTING_TOO_DEEP,
)

MAX_MATTER = 1 << 16
MAX_DEPTH = 6
"""One level more than the deepest field of the model has."""
MAX_PER_FILE = 10

Data = dict[str, Any]


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
    utf8: bytes = b""
    """The text as UTF-8: one dash or emoji makes a text of Python two or four times as large."""
    matter_end: int | None = None
    data: Data | None = None
    body: str = ""
    body_line: int = 1
    findings: tuple[Finding, ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole text; it is made whenever it is asked for."""
        return self.utf8.decode("utf-8", "surrogatepass")

    @property
    def matter(self) -> str | None:
        """What stands between the fences; it is cut out of the text whenever it is asked for."""
        if self.matter_end is None:
            return None
        text = self.text
        return text[text.index("\n") + 1 : self.matter_end]


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


# What nobody sees in front of a fence is reported, and does not hide the fence.
FENCE = re.compile(r"^[\u200b\u200e\u200f\u2060\ufeff]*---[ \t\xa0]*$", re.MULTILINE)
_FENCE_LIKE = re.compile(r"\s*(?:[-–—](?:\s*[-–—])*|\+\+\+|\*\*\*|===+)\s*\Z")


def parse(text: str, subject: Subject) -> Source:
    """Take a file's text apart into front matter and body, and read the front matter."""
    findings = list(_hidden_characters(text, subject))
    utf8 = text.encode("utf-8", "surrogatepass")
    try:
        matter, body = split(text, subject)
    except Refused as refused:
        return Source(subject, utf8, body=text, findings=(*findings, *refused.findings))
    body_line = matter.count("\n") + 3
    findings += _left_merged(text, len(text) - len(body), subject)
    data: Data | None = None
    try:
        data, more = load(matter, subject)
        findings += more
    except Refused as refused:
        findings += refused.findings
    matter_end = text.index("\n") + 1 + len(matter)
    return Source(subject, utf8, matter_end, data, body, body_line, tuple(findings))


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
        raise unreadable(
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
    end = len(first) + 1
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


def _left_merged(text: str, below: int, subject: Subject) -> Iterator[Finding]:
    """Find two versions of a text that a program left side by side."""
    start = _CONFLICT_START.search(text, below) if "<<<<<<<" in text else None
    if start and _CONFLICT_END.search(text, start.end()):
        yield _merged(subject, Place.of(text, *start.span()))


_CONFLICT_START = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_CONFLICT_END = re.compile(r"^>{7}(?: .*)?$", re.MULTILINE)
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = r"\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
# Tags spell the flags of England, Scotland and Wales; anywhere else they hide text.
_TAGS = "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
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
    for spot, instead in _hidden_spots(text)[:MAX_PER_FILE]:
        place = Place.of(text, spot, spot + 1)
        yield _hidden(text[spot], place, subject, Fix(instead))


def _hidden_spots(text: str) -> list[tuple[int, str]]:
    """Return where the hidden characters of a text are, and what to write in their place."""
    spots = [spot for match in _HIDDEN.finditer(text) for spot in range(*match.span())]
    end = FENCE.search(text, 3)
    matter = end.start() if end and text.startswith("---") else 0
    spots += [match.end() - 1 for match in _MISLEADING_SPACE.finditer(text, 0, matter)]
    return [(spot, _in_place_of(text[spot], below=spot > matter)) for spot in sorted(spots)]


def without_hidden(text: str) -> tuple[str, int]:
    """Return a text without its hidden characters, and how many they were."""
    spots = _hidden_spots(text)
    pieces: list[str] = []
    last = 0
    for spot, instead in spots:
        pieces += (text[last:spot], instead)
        last = spot + 1
    return "".join((*pieces, text[last:])), len(spots)


def _hidden(sign: str, place: Place, subject: Subject, fix: Fix | None = None) -> Finding:
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
        fix=fix,
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
    node = None
    if data is None:
        node = _compose(cleaned, subject, guarded=not _is_plain(cleaned))
        if node is None:
            return {}, []
        data = _parsed(node, matter, subject, findings)
    if "#" in matter:
        lost = _outside_quotes(syntax.lost_text(matter), matter, node)
        findings[:0] = [_hinted(hint, subject) for hint in lost]
        for key, value in syntax.lost_values(matter).items():
            data[key] = data.get(key) or value
    return data, findings


def _outside_quotes(hints: list[syntax.Hint], matter: str, node: Node | None) -> list[syntax.Hint]:
    """Return the hints that no value of several lines holds as its text."""
    if not hints or node is None:
        return hints
    starts = [0, *accumulate(len(line) + 1 for line in matter.split("\n"))]
    held = sorted(spans(node))
    begins = [start for start, _ in held]

    def is_text(hint: syntax.Hint) -> bool:
        spot = starts[hint.line] + hint.column
        before = bisect(begins, spot) - 1
        return before >= 0 and spot < held[before][1]

    return [hint for hint in hints if not is_text(hint)]


def spans(node: Node) -> Iterator[tuple[int, int]]:
    """Yield where each key and value below a node begins and ends."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, ScalarNode):
            yield found.start_mark.index, found.end_mark.index
        else:
            for child in found.value:
                waiting += child if isinstance(child, tuple) else (child,)


def _parsed(node: Node, matter: str, subject: Subject, findings: list[Finding]) -> Data:
    """Return the data of what a parser read."""
    if not isinstance(node, MappingNode):
        raise Refused(
            Finding(
                YAML_SYNTAX,
                subject,
                T("the front matter is not made of keys and values"),
                T("Write a key, a colon and a value on each line, such as “title: Midsummer”."),
                place_of(node),
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
            yield _hidden(hidden, place_of(node), subject)
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


@lru_cache(maxsize=2)
def tree(matter: str) -> Node | None:
    """Compose a readable front matter again; findings come file by file, so the last one is kept."""
    found: Node | None = _Loader(_cleaned(matter)).get_single_node()
    return found


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
                    place = _at(mark.line, mark.column)
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
    return Finding(YAML_FEATURE_REFUSED, subject, message, cure, _at(line, column), fix=fix)


def _explain(matter: str, error: yaml.YAMLError, subject: Subject) -> list[Finding]:
    """Say in plain words what keeps the front matter from being read, each spot once."""
    findings: list[Finding] = []
    told: set[int] = set()
    while len(findings) < MAX_PER_FILE:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        context = getattr(error, "context_mark", None)
        hint = syntax.explain(
            matter,
            line=mark.line if mark else 0,
            column=mark.column if mark else 0,
            since=context.line if context else None,
            told=told,
        )
        if hint is None:
            break
        told.add(hint.line)
        findings.append(_hinted(hint, subject))
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


def _hinted(hint: syntax.Hint, subject: Subject) -> Finding:
    fix = hint.fix(1)
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
            raise Refused(Finding(YAML_SYNTAX, subject, message, cure, place_of(key_node)))
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
        place_of(node),
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


def _at(line: int, column: int) -> Place:
    """Return the place of a sign, as the parser counts; a front matter begins on the second line."""
    return Place(line + 2, column + 1, line + 2, column + 2)


def place_of(node: Node) -> Place:
    """Return where a key or a value stands in its file; where a longer one begins."""
    start, end = node.start_mark, node.end_mark
    if end.line != start.line and not isinstance(node, ScalarNode):
        return _at(start.line, start.column)
    return Place(start.line + 2, start.column + 1, end.line + 2, end.column + 1)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - asked of each value
        """Write a value out each time: aliases are refused when read."""
        return True


def dump(data: Data) -> str:
    """Return data as front matter that reads back the same."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return text.rstrip("\n")
