"""The bytes of a feed: they become entries of plain text, or are refused.

What the program has read by a process of its own is read in this one, with the same functions; the
fuzzer keeps to the limits in time and memory that the process has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner.tracking import feed_reader, feeds
from planner.tracking.fetching import Document
from planner.tracking.sightings import MAX_ADDRESS, identity, is_web, service_of, told_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AT = "https://feeds.example/a/feed.xml"
ZONE = ZoneInfo("Europe/Helsinki")
LONGEST_TEXT = 2 * 5000 + 1
"""Title and text together."""
WORDS = (
    *("<?xml version='1.0' encoding='utf-8'?>", "<!DOCTYPE html>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>", "<!--", "-->"),
    *("<rss version='2.0'><channel>", "</channel></rss>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>"),
    *("<description>", "</description>", "<pubDate>", "</pubDate>", "<guid>", "</guid>", "<content:encoded>", "<media:content url="),
    *("<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "<entry>", "</entry>", "<updated>", "<published>", "<summary type='html'>"),
    *("<media:group>", "<media:statistics views='1'/>", "<media:starRating count='2'/>", "<slash:comments>3</slash:comments>"),
    *("<![CDATA[", "]]>", "&lt;script&gt;", "&amp;", "&#x1b;", "&nbsp;", "<b>", "<br/>", "<a href='javascript:x'>", "xml:base='"),
    *("Wed, 03 Jun 2026 18:30:00 +0300", "2026-06-03T18:30:00Z", "2026-06-03", "ke 3.2.2026", "99999-01-01", "0000-00-00"),
    *("https://a.example/p/1", "//h/x", "/p/1", "javascript:alert(1)", "http://[", "xmlns:media='http://search.yahoo.com/mrss/'"),
    *("<link rel='alternate' type='application/rss+xml' href='/feed'>", "<html><head>", "utf-16", "utf-7", "cp1252", "\x00", "\xff"),
    *("<enclosure url='x' length='-1' type='a'/>", "<georss:point>", "<gml:pos>", "<dc:date>", "<itunes:image href='x'/>"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {}


def run(content: bytes) -> None:
    """Try a feed."""
    real, feeds._asked = feeds._asked, _asked  # noqa: SLF001 - no process of its own
    try:
        feed = feeds.read(Document(AT, content, ""), ZONE)
    except feeds.NotRead as refused:
        refused.text.to("fi")
        return
    finally:
        feeds._asked = real  # noqa: SLF001
    if isinstance(feed, str):
        assert is_web(feed)
        return
    assert len(feed.entries) <= feed_reader.MAX_ENTRIES
    assert all(remark.to("fi") for remark in feed.remarks)
    _is_plain(feed.title)
    for entry in feeds.together([feed]):
        _is_plain(entry.text)
        assert not entry.address or (is_web(entry.address) and len(entry.address) <= MAX_ADDRESS)
        assert all(isinstance(it, int) and it >= 0 for it in entry.figures.values())
        service_of(entry.address)
        told_by(identity(entry.address), ZONE)
    assert feed.since is None or 1989 <= feed.since.year <= 2201


def _asked(document: Document) -> dict[str, Any]:
    """Return what the reading process would say."""
    try:
        said = feed_reader.read(document.content, document.address, document.kind)
    except feed_reader._Refused as refused:  # noqa: SLF001
        said = {"refused": str(refused)}
    except RecursionError:
        said = {"refused": "deep"}
    found: dict[str, Any] = json.loads(json.dumps(said))
    return found


def _is_plain(text: str) -> None:
    """A text is one line that can be printed, and no longer than it may be."""
    assert text == " ".join(text.split())
    assert text.isprintable()
    assert len(text) <= LONGEST_TEXT


def starts() -> Iterator[bytes]:
    """Yield the feeds of the tests, whole and with a word in each place."""
    for path in sorted((Path(__file__).parents[1] / "feeds").iterdir()):
        if path.suffix in (".rss", ".xml", ".atom"):
            yield path.read_bytes()[:_LONGEST]
    for word in WORDS:
        inside = f"<item><title>{word}</title><link>{word}</link><pubDate>{word}</pubDate><description>{word}</description></item>"
        yield f"<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>".encode()
        yield word.encode()
    yield b"<rss><channel><item><title>a</title></media:player></item></channel></rss>"


_LONGEST = 4000
