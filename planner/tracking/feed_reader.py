"""The part of feed reading that a hostile feed could hurt: a process of its own, with limits.

``python -m planner.tracking.feed_reader ADDRESS [KIND]`` reads a feed's bytes from standard input
and prints what it holds as JSON. Nothing but :mod:`planner.tracking.feeds` starts it.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
from contextlib import suppress
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.parsers import expat

from planner.tracking.sightings import is_web

if TYPE_CHECKING:
    import time
    from collections.abc import Iterator

MAX_ENTRIES = 500
MEMORY = 512 << 20
PROCESSOR_SECONDS = 10
_MAX_DEPTH = 100
_MAX_ATTRIBUTES = 300
_MAX_TEXT = 5000
_MAX_RAW = 100_000
_HEAD = 1 << 18
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(rb"<\w")
_ENTITIES = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_KINDS = ("application/rss+xml", "application/atom+xml")


class _Refused(Exception):
    """The document is dangerous; the text is one of the words that the parent knows."""


def main(address: str, kind: str = "") -> int:
    """Read a feed from standard input and print it."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        said = read(content, address, kind)
    except _Refused as refused:
        said = {"refused": str(refused)}
    except RecursionError:
        said = {"refused": "deep"}
    json.dump(said, sys.stdout)
    return 0


def _limit() -> None:
    """Take no more memory and time than a feed is worth; Windows has no such limits."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def read(content: bytes, address: str, kind: str) -> dict[str, Any]:
    """Return what a document holds: entries, or the address of the feed that a page names."""
    if _PAGE.match(content):
        return {"page": _feed_of(content, address)}
    broken = _look(content)
    import feedparser

    # Bytes in a buffer: a text would be taken for an address or the name of a file.
    headers = {"content-location": address, "content-type": kind or "application/xml"}
    try:
        feed = feedparser.parse(io.BytesIO(content), response_headers=headers, sanitize_html=False)
    except (AttributeError, LookupError, TypeError, ValueError):  # some damage trips it up
        feed = feedparser.FeedParserDict(version="unknown", feed={}, entries=[])
        broken = broken or 1
    entries = [_entry(entry, address) for entry in feed.entries[:MAX_ENTRIES]]
    error = feed.get("bozo_exception")
    another = type(error).__name__ == "CharacterEncodingOverride"
    return {
        "feed": bool(feed.get("version")),
        "title": _text(feed.feed.get("title")),
        "entries": entries,
        "left": max(0, len(feed.entries) - MAX_ENTRIES),
        "broken": 0 if another else broken,
        "encoding": another,
    }


def _look(content: bytes) -> int:
    """Refuse what is made to hurt; return the line where the XML breaks, 0 where it is whole."""
    # Further down, it is what somebody writes about. feedparser looks for the first element so too.
    if _ENTITIES.search(_ELEMENT.split(content, maxsplit=1)[0]):
        raise _Refused("entities")
    parser = expat.ParserCreate()
    depth = 0

    def begin(_: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH or len(attributes) > 2 * _MAX_ATTRIBUTES:
            raise _Refused("deep")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(_name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            raise _Refused("entities")

    parser.ordered_attributes = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        return int(error.lineno)
    except (ValueError, LookupError):  # an encoding of several bytes a sign, or of none
        return 0
    return 0


def _entry(entry: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - feedparser's own dictionary
    link = _web(entry.get("link"), address)
    return {
        "link": link,
        "dropped": bool(entry.get("link")) and not link,
        "title": _text(entry.get("title")),
        "text": _text(_longest(entry)),
        "when": _when(entry),
        "figures": dict(_figures(entry)),
    }


def _longest(entry: Any) -> str:  # noqa: ANN401
    texts = [entry.get("summary") or ""]
    # A plain part describes a picture; where it is the text itself, it is the summary too.
    parts = [part for part in entry.get("content") or () if part.get("type") != "text/plain"]
    texts += [part.get("value") or "" for part in parts]
    return max(map(str, texts), key=len)


def _web(link: object, address: str) -> str:
    """Return a link as a web address; nothing where it is none."""
    if not link:
        return ""
    try:
        found = urljoin(address, str(link).strip())
    except ValueError:
        return ""
    return found if is_web(found) else ""


def _text(value: object) -> str:
    """Return a text without tags and on one line."""
    import nh3

    raw = str(value or "")[:_MAX_RAW]
    # Twice: in a title, a tag may have been written as a text.
    for _ in range(2):
        raw = html.unescape(nh3.clean(re.sub(r"<(?:br|/p|/div|/li)\b", r" \g<0>", raw), tags=set()))
    plain = "".join(sign if sign.isprintable() else " " for sign in raw)
    return " ".join(plain.split())[:_MAX_TEXT]


def _when(entry: Any) -> list[int] | None:  # noqa: ANN401
    """Return the moment in UTC, or the day alone; None where there is none, never the present one."""
    # Asked for what is not there, "updated" gives what "published" does, with a warning.
    for key in ("published", "updated"):
        found: time.struct_time | None = entry.get(f"{key}_parsed") if key in entry else None
        if found:
            has_hours = re.search(r"(?<![+-]\d)\d[:.]\d\d", str(entry[key]))  # no offset
            return list(found[: 6 if has_hours else 3])
    return None


def _figures(entry: Any) -> Iterator[tuple[str, float]]:  # noqa: ANN401
    for metric, value in (
        ("views", _attribute(entry, "media_statistics", "views")),
        ("reactions", _attribute(entry, "media_starrating", "count")),
        ("comments", entry.get("slash_comments")),
    ):
        if value is not None and re.fullmatch(r"[0-9]{1,15}", str(value).strip()):
            yield metric, int(str(value).strip())


def _attribute(entry: Any, element: str, name: str) -> object:  # noqa: ANN401
    found = entry.get(element)
    return found.get(name) if isinstance(found, dict) else None  # a text where it has none


class _Links(HTMLParser):
    """Finds the feed that a page names in its head."""

    found = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at a tag."""
        given = {name: value or "" for name, value in attributes}
        is_feed = "alternate" in given.get("rel", "").lower().split() and (
            given.get("type", "").lower() in _KINDS
        )
        address = given.get("href", "")
        if tag == "link" and is_feed and not self.found and "/comments/" not in address:
            self.found = address


def _feed_of(content: bytes, address: str) -> str:
    finder = _Links()
    with suppress(AssertionError, ValueError):
        finder.feed(content[:_HEAD].decode("utf-8", "replace"))
    return _web(finder.found, address) if finder.found else ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
