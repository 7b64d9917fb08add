"""Feeds: where they are, what stands in them, and what a hostile one cannot do."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import following
from planner.following import Memory, follow
from planner.loader import load
from planner.tracking import feed_reader, feeds
from planner.tracking.feeds import Feed, NotRead, addresses, together
from planner.tracking.fetching import Document, Fetcher
from planner.tracking.sightings import Sighting, identity, service_of, told_by
from planner.values import Moment
from tests.test_fetching import PUBLIC, Doors, Names, Server, fetcher, status, to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIXTURES = Path(__file__).parent / "feeds"
HELSINKI = ZoneInfo("Europe/Helsinki")
AT = "https://feeds.example/a/feed.xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
SLASH = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def at(*parts: int) -> Moment:
    moment = dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]
    return Moment(moment.date(), moment.time())


def rss(*items: str, head: str = "") -> bytes:
    """Return a feed of RSS with these items."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{head}<rss version="2.0" {MEDIA} {SLASH} {CONTENT}><channel><title>T</title>'
        f"{inside}</channel></rss>"
    ).encode()


def atom(*entries: str) -> bytes:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{inside}</feed>'.encode()


def said(content: bytes, address: str = AT, kind: str = "") -> dict[str, Any]:
    """Return what the reader says, asked in this process."""
    return feed_reader.read(content, address, kind)


def entry(*items: str) -> dict[str, Any]:
    """Return what the reader says of the first of some items."""
    first: dict[str, Any] = said(rss(*items))["entries"][0]
    return first


def read(content: bytes, address: str = AT, kind: str = "") -> Feed:
    """Return a feed as a process of its own reads it."""
    found = feeds.read(Document(address, content, kind), HELSINKI)
    assert isinstance(found, Feed)
    return found


# Real forms

KNOWN = [
    (
        "youtube.xml",
        8,
        "https://www.youtube.com/watch?v=KsvPihapv06",
        at(2026, 6, 7, 18, 2),
        "Avoin pihapäivä 6.6. – mitä pellolla näkyi Kiitos kaikille kävijöille! ",
        {"views": 1187, "reactions": 64},
    ),
    (
        "youtube-long.xml",
        4,
        "https://www.youtube.com/watch?v=KsvPihapv06",
        at(2026, 6, 7, 18, 2),
        "Avoin pihapäivä 6.6. – mitä pellolla näkyi Kiitos kaikille kävijöille! ",
        {"views": 1187, "reactions": 64},
    ),
    (
        "youtube-short.xml",
        4,
        "https://www.youtube.com/shorts/KsvShSalaat",
        at(2026, 6, 3, 8, 41),
        "Salaatti poimitaan aamulla #shorts",
        {"views": 4302, "reactions": 118},
    ),
    (
        "youtube-live.xml",
        4,
        "https://www.youtube.com/watch?v=KsvLiveKys6",
        at(2026, 6, 5, 13, 30),
        "🔴 Kysy satolaatikosta – suora lähetys ma 8.6. klo 18 Vastaamme kysymyksiin",
        {"views": 0, "reactions": 0},
    ),
    (
        "mastodon.rss",
        6,
        "https://mastodon.example/@kaskisuvanto/116704077414404101",
        at(2026, 6, 6, 19, 21),
        "Kiitos kaikille 140 kävijälle! Pihapäivä oli aurinkoinen ja vohvelit loppuivat kahdelta. #Pihapäivä #Lähiruoka",
        {},
    ),
    (
        "bluesky.rss",
        7,
        "https://bsky.app/profile/kaskisuvanto.example/post/3mnomi4nx4r2l",
        at(2026, 6, 7, 10, 12),
        "Pihapäivä on ohi, jalat kiittävät. Kuvia tulossa! [contains quote post",
        {},
    ),
    (
        "wordpress.xml",
        5,
        "https://blog.kaskisuvanto.example/2026/06/avoin-pihapaiva-kiitos/",
        at(2026, 6, 7, 12, 0),
        "Avoin pihapäivä: kiitos ja tilastot Lauantaina 6.6. pihalla kävi noin 140",
        {"comments": 5},
    ),
    (
        "peertube.xml",
        4,
        "https://peertube.example/w/pVkaskisuvanto1111111A",
        at(2026, 6, 6, 21, 30),
        "Pihapäivän kierros Kierros pellolla ja kasvihuoneessa. Lisää: https://kaskisuvanto.example",
        {"views": 58},
    ),
    (
        "pinterest.rss",
        6,
        "https://www.pinterest.com/pin/900000000000000106/",
        at(2026, 6, 6, 20, 28),
        "Pihapäivän kattaus: vohveleita ja raparperimehua ",
        {},
    ),
    (
        "reddit.atom",
        6,
        "https://www.reddit.com/r/KaskisuvantoTila/comments/9zk0f6/pihapaiva/p0k6aa1/",
        at(2026, 6, 7, 9, 22),
        "/u/kaskisuvanto_tila on Tuliko kukaan pihapäivään? Kävijöitä oli 140, kiitos kaikille!",
        {},
    ),
    (
        "podcast.rss",
        4,
        "https://podcast.kaskisuvanto.example/s/a0000006",
        at(2026, 6, 7, 7, 0),
        "Pihapäivän jälkipuinti Mitä opimme, kun 140 ihmistä käveli pellolla. Lisää: blogissa.",
        {},
    ),
    (
        "ghost.xml",
        4,
        "https://kirje.kaskisuvanto.example/kesakirje-3/",
        at(2026, 6, 7, 6, 30),
        "Kesäkirje 3: mitä pihapäivä opetti Lyhyt yhteenveto pihapäivästä",
        {},
    ),
]


def test_every_form_is_known() -> None:
    found = {path.name for path in FIXTURES.iterdir() if path.suffix in (".xml", ".rss", ".atom")}
    assert found == {name for name, *_ in KNOWN}


@pytest.mark.parametrize(("name", "n", "address", "when", "text", "figures"), KNOWN)
def test_feeds_are_read_as_services_write_them(
    name: str, n: int, address: str, when: Moment, text: str, figures: Mapping[str, float]
) -> None:
    feed = read((FIXTURES / name).read_bytes(), f"https://feeds.example/{name}")
    assert (len(feed.entries), feed.remarks, feed.broken) == (n, (), False)
    first = feed.entries[0]
    assert (first.place, first.address, first.when) == (1, address, when)
    assert first.text.startswith(text)
    assert first.figures == figures
    assert [one.place for one in feed.entries] == [*range(1, n + 1)]
    assert all(one.when for one in feed.entries)
    assert len({identity(one.address) for one in feed.entries}) == n


def test_a_comment_that_has_no_day_of_publication_has_the_day_it_was_changed() -> None:
    feed = read((FIXTURES / "reddit.atom").read_bytes())
    assert [one.when for one in feed.entries if " on " in one.text][-1] == at(2026, 5, 9, 8, 30)


def test_a_post_that_is_closed_to_comments_has_no_figure_for_them() -> None:
    feed = read((FIXTURES / "wordpress.xml").read_bytes())
    assert [dict(one.figures) for one in feed.entries] == [
        {"comments": 5},
        {"comments": 12},
        {"comments": 0},
        {"comments": 3},
        {},
    ]


def test_a_pin_without_words_and_without_a_picture_is_an_entry_all_the_same() -> None:
    feed = read((FIXTURES / "pinterest.rss").read_bytes())
    assert [one.text for one in feed.entries][2] == ""
    assert identity(feed.entries[4].address) == "pinterest:tKaski02"


def test_what_describes_a_picture_is_not_the_text_of_a_post() -> None:
    def picture(words: str) -> str:
        kind = 'url="https://a.example/b.jpg" type="image/jpeg"'
        return f'<media:content {kind}><media:description type="plain">{words}</media:description></media:content>'

    long = "A very long description of all that is to be seen"
    one, two = picture(long), picture("Another one, as long as the first, of what else is seen")
    assert entry(f"<description>&lt;p&gt;Hei!&lt;/p&gt;</description>{one}")["text"] == "Hei!"
    assert entry(f"<description>&lt;p&gt;Hei!&lt;/p&gt;</description>{one}{two}")["text"] == "Hei!"
    assert entry(f"<description></description>{one}")["text"] == ""


def test_the_longer_one_of_an_excerpt_and_the_whole_is_the_text() -> None:
    whole = "<content:encoded>&lt;p&gt;The whole story&lt;/p&gt;</content:encoded>"
    assert entry(f"<description>The …</description>{whole}")["text"] == "The whole story"
    (one,) = said(atom('<content type="text">Just words</content>'))["entries"]
    assert one["text"] == "Just words"


@pytest.mark.parametrize(
    ("element", "figures"),
    [
        ('<media:statistics views="58"/>', {"views": 58}),
        ('<media:statistics views=" 58 "/>', {"views": 58}),
        ('<media:starRating count="7" average="5.00"/>', {"reactions": 7}),
        ("<slash:comments>0</slash:comments>", {"comments": 0}),
        ("<media:statistics/>", {}),
        ("<media:statistics>58</media:statistics>", {}),
        ("<media:starRating/>", {}),
        ("<media:starRating>5</media:starRating>", {}),
        ('<media:statistics views=""/>', {}),
        ('<media:statistics views="1,2"/>', {}),
        ('<media:statistics views="-1"/>', {}),
        ('<media:statistics views="1e5"/>', {}),
        ('<media:statistics views="٣"/>', {}),
        ('<media:statistics views="nan"/>', {}),
        (f'<media:statistics views="{"9" * 16}"/>', {}),
        ('<slash:comments x="1">5</slash:comments>', {}),
        ("<slash:comments/>", {}),
    ],
)
def test_a_figure_is_a_whole_number_or_none(element: str, figures: Mapping[str, int]) -> None:
    assert entry(f"<title>a</title>{element}")["figures"] == figures


# Made to hurt

unlimited_on_windows = pytest.mark.skipif(
    sys.platform == "win32", reason="there are no such limits there"
)


def refused(content: bytes, kind: str = "") -> str:
    """Return why a document is not read, and make sure that it was refused in time."""
    began = time.monotonic()
    with pytest.raises(NotRead) as caught:
        feeds.read(Document(AT, content, kind), HELSINKI)
    assert time.monotonic() - began < 25
    return str(caught.value)


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
TOO_MUCH = {
    "billion laughs": f"<!DOCTYPE x [{LAUGHS}]>",
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
    "external entity": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "one large entity": f'<!DOCTYPE x [<!ENTITY l9 "{"x" * 5000}">]>',
    "in small letters": '<!doctype x [<!entity l9 "x">]>',
    "an empty subset": "<!DOCTYPE x [ ]>",
    "after a comment": '<!-- a --><!DOCTYPE x SYSTEM "x>" [<!ENTITY l9 "x">]>',
}


@pytest.mark.payload("R1", "R2")
@pytest.mark.parametrize("head", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_feed_that_defines_words_of_its_own_is_refused(head: str) -> None:
    content = rss(f"<title>{'&l9;' * 5000}</title>", head=head)
    with pytest.raises(feed_reader._Refused, match="entities"):  # noqa: SLF001 - told by its name
        said(content)
    with pytest.raises(feed_reader._Refused, match="entities"):  # noqa: SLF001
        said(content.decode().encode("utf-8-sig"))
    if "DOCTYPE" in head:
        with pytest.raises(feed_reader._Refused, match="entities"):  # noqa: SLF001
            said(content.decode().encode("utf-16"))


def test_the_refusal_is_said_in_words() -> None:
    assert "defines words of its own" in refused(rss(head=TOO_MUCH["billion laughs"]))
    assert "too deep or too wide" in refused(rss("<a>" * 200 + "</a>" * 200))


def test_what_somebody_writes_about_is_no_definition() -> None:
    words = '<![CDATA[<pre>&lt;!DOCTYPE a [ &lt;!ENTITY b></pre> <!ENTITY c "d">]]>'
    assert (
        entry(f"<title>Entities</title><description>{words}</description>")["title"] == "Entities"
    )


@pytest.mark.payload("R1")
def test_an_external_file_is_neither_read_nor_asked_for(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("a secret of this machine", "utf-8")
    with Server(status(200, b"<!ENTITY b 'a secret of this machine'>")) as server:
        web = "http://{}:{}/x.dtd".format(*server.door)
        for place in (canary.as_uri(), str(canary), web):
            head = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{place}">'
            feed = read(rss("<title>&b;a</title>", head=head))
            assert "secret" not in repr(feed)
            sheet = f'<?xml version="1.0"?><?xml-stylesheet href="{place}"?>'
            assert "secret" not in repr(read(rss("<title>a</title>", head=sheet)))
            assert "no feed" in refused(place.encode()) or "damaged" in refused(place.encode())
    assert server.asked == []


def test_a_declaration_of_old_that_defines_nothing_is_no_hindrance() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert entry("<title>a</title>") == said(rss("<title>a</title>", head=head))["entries"][0]


@pytest.mark.payload("R1", "R7")
def test_the_reader_opens_no_file_and_no_connection(tmp_path: Path) -> None:
    """Told by the interpreter itself, of all that happens while a feed is read."""
    script = tmp_path / "watched.py"
    script.write_text(
        "import sys\n"
        "from planner.tracking import feed_reader\n"
        "content, address = sys.stdin.buffer.read(), sys.argv[1]\n"
        "feed_reader.read(content, address, '')\n"  # all modules are loaded now
        "seen = []\n"
        "def hook(event, arguments):\n"
        "    if event == 'open' or event.startswith(('socket.', 'subprocess.', 'os.', 'urllib.')):\n"
        "        seen.append((event, arguments[0]))\n"
        "sys.addaudithook(hook)\n"
        "feed_reader.read(content, address, '')\n"
        "print(seen)\n",
        "utf-8",
    )
    for content in (
        b"/etc/passwd",
        b"http://feeds.example/x",
        rss(
            "<title>/etc/passwd</title><link>file:///etc/passwd</link>",
            head="<!DOCTYPE a SYSTEM 'b'>",
        ),
        (FIXTURES / "podcast.rss").read_bytes(),
    ):
        command = [sys.executable, "-I", str(script), "file:///etc/passwd"]
        done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=60)
        assert done.stdout.split() == [b"[]"]


@pytest.mark.payload("R8")
@pytest.mark.parametrize(
    "content",
    [
        rss("<a>" * 20_000 + "</a>" * 20_000),
        rss("<a>" * 20_000),
        b"<a>" * 101,
        rss("<a " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>"),
        rss("<a " + " ".join(f"a{n}='1'" for n in range(301)) + "/>"),
    ],
    ids=["deep", "deep and open", "a little deep", "wide", "a little wide"],
)
def test_what_is_built_too_deep_or_too_wide_is_refused(content: bytes) -> None:
    with pytest.raises(feed_reader._Refused, match="deep"):  # noqa: SLF001
        said(content)


def test_damage_does_not_hide_what_is_too_deep_or_too_wide() -> None:
    """What a strict parser does not get to is given to a lenient one, which has limits only."""
    wide = "<a " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>"
    for inside in ("<a>" * 20_000 + "</a>" * 20_000, wide):
        assert read(b"&x;" + rss(f"<title>a</title>{inside}")).broken


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Lower a limit of the reading process, so that a test does not take as long."""
    real = subprocess.run

    def lower(name: str, to: int) -> None:
        script = f"from planner.tracking import feed_reader as r; r.{name} = {to}; r.main('{AT}')"

        def run(_command: list[str], **given: Any) -> Any:  # noqa: ANN401
            return real([sys.executable, "-I", "-c", script], **given)

        monkeypatch.setattr(subprocess, "run", run)

    return lower


@unlimited_on_windows
def test_a_feed_that_takes_too_much_time_is_refused(limit: Callable[[str, int], None]) -> None:
    """An author of 64 KB takes a quadratic expression of feedparser very long."""
    limit("PROCESSOR_SECONDS", 1)
    assert "too long" in refused(rss(f"<title>a</title><author>{'a' * (1 << 16)}</author>"))


@unlimited_on_windows
def test_a_feed_that_takes_too_much_memory_is_refused(limit: Callable[[str, int], None]) -> None:
    limit("MEMORY", 100 << 20)
    assert read(rss("<title>a</title>")).entries
    assert "too much memory" in refused(rss(*[f"<title>{'a' * 2000}</title>"] * 12_000))


@unlimited_on_windows
def test_what_is_far_too_large_is_refused_at_once() -> None:
    began = time.monotonic()
    assert "too much memory" in refused(b"<rss><a>" + b"x" * (200 << 20))
    assert time.monotonic() - began < 20


@pytest.mark.payload("R8")
def test_twenty_thousand_entries_become_five_hundred_and_a_remark() -> None:
    feed = read(rss(*(f"<title>{n}</title>" for n in range(20_000))))
    assert [one.text for one in feed.entries] == [str(n) for n in range(500)]
    (remark,) = feed.remarks
    assert "500 entries more" in remark.to("en")
    assert not feed.broken


# No feeds


@pytest.mark.payload("R8")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged in line|no feed"),
        (b" ", "no feed"),
        (b"Hello", "no feed"),
        (b"{}", "no feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}', "no feed"),
        (b"<a><b/></a>", "no feed"),
        (b"\x00" * 1000, "no feed"),
        (b"%PDF-1.7\n", "no feed"),
        (b"<html><p>Hello</p></html>", "names no feed"),
        (b"<!DOCTYPE html><title>Hello</title>", "names no feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no feed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes, words: str) -> None:
    said_of_it = refused(content)
    assert any(word in said_of_it for word in words.split("|"))


def looked_at(content: bytes) -> None:
    try:
        found = said(content)
    except feed_reader._Refused as refusal:  # noqa: SLF001
        found = {"refused": str(refusal)}
    assert json.loads(json.dumps(found)) == found


@pytest.mark.payload("R8")
@settings(max_examples=150)
@given(content=st.binary(max_size=300))
def test_no_bytes_are_too_odd_to_be_looked_at(content: bytes) -> None:
    looked_at(content)


def test_damage_that_feedparser_trips_over_is_damage() -> None:
    """It keeps what stands in a player with the player, and looks for one that was not opened."""
    assert "damaged in line 1" in refused(rss("<title>a</title></media:player>"))


def test_no_damage_to_a_real_feed_is_too_odd_to_be_looked_at() -> None:
    chance = random.Random(6)  # noqa: S311 - the same damage each time
    whole = [(FIXTURES / name).read_bytes() for name, *_ in KNOWN]
    for _ in range(150):
        content = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(content))
            other = chance.choice(
                [b"", b"<", b">", b"&", b'"', b"]]>", b"<![CDATA[", b"\xff", b"<item>"]
            )
            content[place : place + chance.choice([0, 1, 30])] = other
        looked_at(bytes(content))


def test_what_could_be_read_of_a_feed_that_breaks_off_counts() -> None:
    whole = (FIXTURES / "wordpress.xml").read_bytes()
    feed = read(whole[: len(whole) * 2 // 3])
    assert feed.broken
    assert feed.entries[0].address == KNOWN[6][2]
    (remark,) = feed.remarks
    assert "damaged in line" in remark.to("en")


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).entries == ()
    assert read(atom()).title == "T"
    assert "damaged in line 1" in refused(b"<rss version='2.0'><channel><title>")


# Pages

LINK = '<link rel="alternate" type="application/rss+xml" href="{}">'


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("<!DOCTYPE html><head>" + LINK.format("/feed") + "</head>", "https://feeds.example/feed"),
        ("<html>" + LINK.format("feed/"), "https://feeds.example/a/feed/"),
        ("\n <HTML><LINK REL=Alternate TYPE=Application/Atom+XML HREF=x>", "https://feeds.example/a/x"),
        ("<html><link href='//b.example/x' type='application/atom+xml' rel='x alternate'/>", "https://b.example/x"),
        ("\ufeff<!doctype html>" + LINK.format("/feed"), "https://feeds.example/feed"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">' + LINK.format("/f"), "https://feeds.example/f"),
        ("<!-- a --> <!-- b -->\n<!doctype html>" + LINK.format("/feed"), "https://feeds.example/feed"),
        ("<html>" + LINK.format("") + LINK.format("/b"), "https://feeds.example/b"),
        ("<html>" + LINK.format("/comments/feed/") + LINK.format("/feed/"), "https://feeds.example/feed/"),
        ("<html>" + LINK.format("/feed/") + LINK.format("/comments/feed/"), "https://feeds.example/feed/"),
        ("<html>" + LINK.format("/a?b=1&amp;c=2"), "https://feeds.example/a?b=1&c=2"),
        ("<html>" + LINK.format(""), ""),
        ("<html>" + LINK.format("javascript:alert(1)"), ""),
        ("<html>" + LINK.format("file:///etc/passwd"), ""),
        ("<html>" + LINK.format("http://[::1"), ""),
        ("<html><link rel=stylesheet type=application/rss+xml href=/feed>", ""),
        ("<html><a rel=alternate type=application/rss+xml href=/feed>", ""),
        ("<html><link rel=alternate type=text/html href=/feed><link rel=alternate><link>", ""),
        ("<html><!-- " + LINK.format("/feed") + " -->", ""),
    ],
)  # fmt: skip
def test_a_page_names_its_feed(page: str, address: str) -> None:
    assert said(page.encode()) == {"page": address}


def test_a_page_is_no_feed_and_what_it_names_is_told() -> None:
    page = Document(AT, b"<html>" + LINK.format("/feed").encode())
    assert feeds.read(page, HELSINKI) == "https://feeds.example/feed"


def test_many_comments_before_a_page_take_no_time() -> None:
    began = time.monotonic()
    assert not said(b"<!---->" * 5000 + b"<a/>")["feed"]
    assert said(b"<!---->" * 5000 + b"<html>") == {"page": ""}
    assert time.monotonic() - began < 5


# Links


@pytest.mark.payload("R9")
@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("  https://a.example/1\n", "https://a.example/1"),
        ("/p/1", "https://feeds.example/p/1"),
        ("p/1", "https://feeds.example/a/p/1"),
        ("?p=1", "https://feeds.example/a/feed.xml?p=1"),
        ("//host.example/x", "https://host.example/x"),
        ("https://päivä.example/ö", "https://päivä.example/ö"),
        ("https://xn--pivi-hra.example/", "https://xn--pivi-hra.example/"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("file:///etc/passwd", ""),
        ("ftp://a.example/x", ""),
        ("mailto:a@a.example", ""),
        ("http://", ""),
        ("https://a.example/" + "x" * 10_000, ""),
        ("https://a.example/a b", ""),
        ('https://a.example/"><script>', ""),
        ("https://a.example/\u2028](javascript:alert(1))", ""),
        ("https://a.example/a\u202eb", ""),
        ("https://a.example/a`b", ""),
        ("https://a.example/a\\b", ""),
    ],
)  # fmt: skip
def test_a_link_is_a_web_address_or_none(link: str, address: str) -> None:
    found = entry(f"<title>a</title><link>{escape(link)}</link>")
    assert (found["link"], found["dropped"]) == (address, not address)


def test_an_entry_without_a_link_has_none() -> None:
    """It is not to be taken for the feed itself, or all such entries would be one."""
    assert entry("<title>a</title>")["link"] == ""
    assert entry("<title>a</title><link></link>")["link"] == ""
    assert entry("<title>a</title><link>http://[::1</link>")["link"] == ""


def test_links_that_were_left_out_are_remarked() -> None:
    bad = "<title>a</title><link>javascript:alert(1)</link>"
    (remark,) = read(rss(bad, bad, "<link>/1</link>")).remarks
    assert remark.to("en") == "links that are no web addresses were left out: 2"


# Words


@pytest.mark.payload("R10")
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Hei", "Hei"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Hei", "Hei"),
        ("<![CDATA[<script>alert(1)</script>Hei]]>", "Hei"),
        ("&lt;b&gt;Hei&lt;/b&gt; &amp;amp; hoi", "Hei & hoi"),
        ("Hei &lt;img src=x onerror=alert(1)&gt;", "Hei"),
        ("a &lt;3 b", "a <3 b"),
        ("a &amp; b", "a & b"),
        ("&quot;x\n---\ntitle: y", '"x --- title: y'),
        ("](javascript:alert(1)) {{ x }} {% y %}", "](javascript:alert(1)) {{ x }} {% y %}"),
        ("a\u2028b\u2029c\td\r\ne", "a b c d e"),
        ("a\u202eb\u200bc", "a b c"),
        ("&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;br&gt;c&lt;/p&gt;", "a b c"),
        ("x" * 20_000, "x" * 5000),
    ],
)
def test_a_text_is_nothing_but_words_on_one_line(written: str, text: str) -> None:
    assert entry(f"<title>{written}</title>")["title"] == text
    assert entry(f"<description>{written}</description>")["text"] == text


@settings(max_examples=100)
@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_no_words_become_a_tag_or_a_second_line(words: str) -> None:
    written = escape(escape(words))
    found = entry(f"<title>{written}</title><description>{written}</description>")
    for text in (found["title"], found["text"]):
        assert text == " ".join(text.split())
        assert text.isprintable()


def test_title_and_text_are_one_text() -> None:
    feed = read(rss("<title>a</title><description>b</description>", "<description>c</description>"))
    assert [one.text for one in feed.entries] == ["a b", "c"]


# Days


@pytest.mark.payload("R11")
@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("Sat, 06 Jun 2026 21:30:00 GMT", at(2026, 6, 7, 0, 30)),
        ("Sat, 06 Jun 2026 23:30:00 +0300", at(2026, 6, 6, 23, 30)),
        ("2026-02-03T10:00:00+02:00", at(2026, 2, 3, 10, 0)),
        ("Sun, 29 Mar 2026 01:30:00 GMT", at(2026, 3, 29, 4, 30)),
        ("Wed, 03 Feb 2100 10:00:00 GMT", at(2100, 2, 3, 12, 0)),
        ("", None),
        ("ke 3.2.2026", None),
        ("eilen", None),
        ("Sat, 06 Jun 99999 18:30:43 GMT", None),
        ("99999-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:00-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("Sat, 31 Feb 2026 10:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_a_day_that_cannot_be_is_none_and_never_today(written: str, when: Moment | None) -> None:
    feed = said(rss(f"<title>a</title><pubDate>{written}</pubDate>"))
    assert feeds._moment(feed["entries"][0]["when"], HELSINKI) == when  # noqa: SLF001


@pytest.mark.parametrize("place", ["America/New_York", "Europe/Helsinki", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    "written",
    [
        "2026-05-10",
        "2026-05-10Z",
        "2026-05-10+03:00",
        "20260510",
        "Sun, 10 May 2026",
        "10 May 2026",
    ],
)
def test_a_day_without_an_hour_is_that_day_in_every_zone(written: str, place: str) -> None:
    (one,) = said(rss(f"<title>a</title><pubDate>{written}</pubDate>"))["entries"]
    assert feeds._moment(one["when"], ZoneInfo(place)) == Moment(dt.date(2026, 5, 10))  # noqa: SLF001


def test_midnight_is_an_hour() -> None:
    for written in ("2026-05-10T00:00:00Z", "Sun, 10 May 2026 00:00:00 GMT"):
        (one,) = said(rss(f"<title>a</title><pubDate>{written}</pubDate>"))["entries"]
        when = feeds._moment(one["when"], ZoneInfo("America/New_York"))  # noqa: SLF001
        assert when == at(2026, 5, 9, 20, 0)


def test_a_day_that_a_process_of_its_own_read_is_that_day() -> None:
    days = "<updated>2026-06-07T10:00:00Z</updated><published>2026-05-10</published>"
    document = Document(AT, atom(f"<title>a</title>{days}"))
    feed = feeds.read(document, ZoneInfo("America/New_York"))
    assert isinstance(feed, Feed)
    assert [one.when for one in feed.entries] == [Moment(dt.date(2026, 5, 10))]


def test_a_feed_tells_of_what_went_out_since_the_day_of_its_oldest_entry() -> None:
    ghost = read((FIXTURES / "ghost.xml").read_bytes())
    assert ghost.since == min(one.when.day for one in ghost.entries if one.when)
    assert read(rss("<title>a</title>")).since is None
    days = [dt.date(2026, 6, 3), dt.date(2026, 5, 1), dt.date(2026, 6, 7)]
    feed = Feed("", (Sighting(1), *(Sighting(2, when=Moment(day)) for day in days)))
    assert (feed.since, feed.unchanged) == (days[1], False)


def test_the_reader_tells_no_ids() -> None:
    """What a feed calls its entries is not needed: they are known by their addresses."""
    found = entry("<title>a</title><guid>x</guid>")
    assert set(found) == {"link", "dropped", "title", "text", "when", "figures"}


def test_entries_without_a_day_are_entries() -> None:
    (one,) = read(rss("<title>a</title><link>https://a.example/1</link>")).entries
    assert (one.when, one.address) == (None, "https://a.example/1")


def test_of_two_days_the_one_of_publication_counts() -> None:
    days = "<updated>2026-06-07T10:00:00Z</updated><published>2026-06-01T10:00:00Z</published>"
    (one,) = read(atom(f"<title>a</title>{days}")).entries
    assert one.when == at(2026, 6, 1, 13, 0)


# Encodings


@pytest.mark.payload("R12")
@pytest.mark.parametrize(
    ("declared", "written", "remarked"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8", "cp1252", True),
        ("klingon", "utf-8", True),
        ("utf-16", "utf-16", False),
        ("iso-8859-15", "iso-8859-15", False),
        ("windows-1252", "cp1252", False),
        ("utf-7", "utf-7", False),
        ("utf-8", "utf-8-sig", False),
    ],
)
def test_words_are_right_in_every_encoding(declared: str, written: str, *, remarked: bool) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    inside = rss("<title>Päivä</title>", head=head).decode()
    content = inside.encode(written)
    if written == "utf-7":  # which would write signs of the markup otherwise too
        content = inside.replace("Päivä", "P+AOQ-iv+AOQ-").encode("ascii")
    feed = read(content)
    assert [one.text for one in feed.entries] == ["Päivä"]
    assert not feed.broken
    assert [text.to("en") for text in feed.remarks] == (
        ["it is written in another encoding than it says; what could be read counts"]
        if remarked
        else []
    )


@pytest.mark.payload("R2", "R12")
def test_an_encoding_hides_no_definitions_that_grow() -> None:
    entities = f'<!DOCTYPE x [<!ENTITY a "{"x" * 5000}">]>'
    inside = rss(f"<title>{'&a;' * 5000}</title>").decode()
    head = '<?xml version="1.0" encoding="utf-7"?>'
    content = (head + (entities + inside).replace("<", "+ADw-").replace("&", "+ACY-")).encode()
    try:
        feed = read(content)
    except NotRead:
        return
    assert all(len(one.text) <= 5001 for one in feed.entries)


# One thing, once


def entries(*items: str) -> list[tuple[str, str]]:
    return [(one.text, one.address) for one in together([read(rss(*items))])]


@pytest.mark.payload("R13")
def test_things_are_told_apart_by_their_addresses_else_by_words_and_day() -> None:
    a, b = "<title>a</title>", "<title>b</title>"
    one, two = "<link>https://a.example/1</link>", "<link>https://a.example/2</link>"
    same, other = "<guid isPermaLink='false'>x</guid>", "<guid isPermaLink='false'>y</guid>"
    day = "<pubDate>Sat, 06 Jun 2026 18:30:43 GMT</pubDate>"
    assert len(entries(a, b, a)) == 2  # no guid
    assert len(entries(a + one, a + two)) == 2
    assert len(entries(a + one + same, b + two + same)) == 2  # the same guid twice
    assert entries(a + one, b + one) == [("a", "https://a.example/1")]  # two items, one link
    assert len(entries(a + one + same, a + one + other)) == 1  # a guid that changes
    assert len(entries(a + day, a)) == 2


def test_a_thing_in_several_lists_is_there_once_with_the_figures_of_the_first() -> None:
    names = ("youtube.xml", "youtube-long.xml", "youtube-short.xml", "youtube-live.xml")
    lists = [read((FIXTURES / name).read_bytes()) for name in names]
    found = together(lists)
    assert len(found) == len({one.address for feed in lists for one in feed.entries}) == 12
    assert found[:8] == list(lists[0].entries)
    assert together([*lists, *lists]) == found
    once = Sighting(1, "https://youtu.be/KsvPihapv06", text="other", figures={"views": 1})
    assert together([Feed("", (once,)), *lists])[0] == once


# The process of its own


def test_the_reader_says_in_json_what_it_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(feed_reader, "_limit", lambda: None)  # they would stay
    for content, found in (
        (rss("<title>ä</title>"), said(rss("<title>ä</title>"))),
        (rss(head="<!DOCTYPE a [ ]>"), {"refused": "entities"}),
        (b"<a>" * 200, {"refused": "deep"}),
        (b"<html>", {"page": ""}),
    ):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert feed_reader.main(AT) == 0
        assert json.loads(capsys.readouterr().out) == found

    def too_deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(feed_reader, "read", too_deep)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO()))
    assert feed_reader.main(AT) == 0
    assert json.loads(capsys.readouterr().out) == {"refused": "deep"}


@unlimited_on_windows
def test_the_reader_sets_itself_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    feed_reader._limit()  # noqa: SLF001
    assert limits == {resource.RLIMIT_AS: (512 << 20, 512 << 20), resource.RLIMIT_CPU: (10, 10)}
    monkeypatch.setattr(resource, "setrlimit", int)  # a system that refuses is none to give up for
    monkeypatch.setitem(sys.modules, "resource", None)
    feed_reader._limit()  # noqa: SLF001


@pytest.mark.parametrize(
    "child",
    [
        "raise SystemExit(3)",
        "print('no json')",
        "print('[]')",
        "pass",
        "import time; time.sleep(60)",
    ],
)
def test_a_reader_that_fails_is_no_trouble_but_of_this_feed(
    child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.run

    def run(_command: list[str], **given: Any) -> Any:  # noqa: ANN401
        return real(
            [sys.executable, "-c", child], **{**given, "timeout": 0.5 if "sleep" in child else 60}
        )

    monkeypatch.setattr(subprocess, "run", run)
    assert "cannot be read" in refused(rss())


def test_a_reader_that_cannot_be_started_is_no_trouble_but_of_this_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(*_: object, **__: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr(subprocess, "run", run)
    assert "cannot be read" in refused(rss())


def test_what_cannot_be_told_to_a_process_cannot_be_read() -> None:
    assert "cannot be read" in refused(rss(), kind="a\0b")


def test_nothing_that_lies_around_gets_into_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feedparser.py").write_text("raise SystemExit(9)\n", "utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit(9)\n", "utf-8")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.chdir(tmp_path)
    assert len(read(rss("<title>a</title><pubDate>ke 3.2.2026</pubDate>")).entries) == 1


# Where feeds are

UC = "UCkaskisuvanto000000000A"
LIST = "https://www.youtube.com/feeds/videos.xml?playlist_id="
YOUTUBE = (
    f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}",
    f"{LIST}UULF{UC[2:]}",
    f"{LIST}UUSH{UC[2:]}",
    f"{LIST}UULV{UC[2:]}",
)


@pytest.mark.parametrize(
    "told",
    [
        f"https://www.youtube.com/channel/{UC}",
        f"https://m.youtube.com/channel/{UC}/videos?view=0",
        f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}",
        f"{LIST}UU{UC[2:]}",
        f"https://www.youtube.com/playlist?list=UU{UC[2:]}",
        f" https://www.youtube.com/channel/{UC} ",
    ],
)
def test_a_youtube_channel_has_four_lists(told: str) -> None:
    assert addresses(told, "", "youtube") == YOUTUBE


@pytest.mark.parametrize(
    ("told", "feed"),
    [
        ("https://www.youtube.com/playlist?list=PLabc-_1", f"{LIST}PLabc-_1"),
        (f"{LIST}PLabc-_1", f"{LIST}PLabc-_1"),
        ("https://www.youtube.com/@kaskisuvanto", "https://www.youtube.com/@kaskisuvanto"),
        ("https://youtube.com/@kaskisuvanto", "https://youtube.com/@kaskisuvanto"),
        ("https://m.youtube.com/@kaskisuvanto", "https://m.youtube.com/@kaskisuvanto"),
        ("https://www.youtube.com/c/kaskisuvanto", "https://www.youtube.com/c/kaskisuvanto"),
        ("https://www.youtube.com/channel/" + UC + "x", "https://www.youtube.com/channel/" + UC + "x"),
        ("https://mastodon.example/@kaski", "https://mastodon.example/@kaski.rss"),
        ("https://mastodon.example/@kaski_a.b-c/", "https://mastodon.example/@kaski_a.b-c.rss"),
        ("https://mastodon.example/@kaski.rss", "https://mastodon.example/@kaski.rss"),
        ("https://mastodon.example/@kaski.atom", "https://mastodon.example/@kaski.atom"),
        ("https://mastodon.example/@kaski/with_replies.rss", "https://mastodon.example/@kaski/with_replies.rss"),
        ("https://mastodon.example/@kaski@other.example", "https://mastodon.example/@kaski@other.example"),
        ("https://www.tiktok.com/@kaski", "https://www.tiktok.com/@kaski"),
        ("https://tiktok.com/@kaski", "https://tiktok.com/@kaski"),
        ("https://www.threads.com/@kaski", "https://www.threads.com/@kaski"),
        ("https://threads.net/@kaski", "https://threads.net/@kaski"),
        ("https://substack.com/@kaski", "https://substack.com/@kaski"),
        ("https://bsky.app/profile/kaski.example", "https://bsky.app/profile/kaski.example/rss"),
        ("https://bsky.app/profile/did:plc:abc2", "https://bsky.app/profile/did:plc:abc2/rss"),
        ("https://bsky.app/profile/kaski.example/rss", "https://bsky.app/profile/kaski.example/rss"),
        ("https://www.reddit.com/user/kaski_tila/", "https://www.reddit.com/user/kaski_tila/.rss"),
        ("https://www.reddit.com/u/kaski_tila", "https://www.reddit.com/u/kaski_tila/.rss"),
        ("https://old.reddit.com/r/Kaski", "https://old.reddit.com/r/Kaski/.rss"),
        ("https://www.reddit.com/user/kaski/.rss", "https://www.reddit.com/user/kaski/.rss"),
        ("https://www.pinterest.com/kaski/", "https://www.pinterest.com/kaski/feed.rss"),
        ("https://fi.pinterest.com/kaski/_created/", "https://fi.pinterest.com/kaski/feed.rss"),
        ("https://www.pinterest.com/kaski/_saved", "https://www.pinterest.com/kaski/feed.rss"),
        ("https://www.pinterest.com/kaski/boxes/", "https://www.pinterest.com/kaski/boxes.rss"),
        ("https://www.pinterest.com/kaski/feed.rss", "https://www.pinterest.com/kaski/feed.rss"),
        ("https://medium.com/@kaski", "https://medium.com/feed/@kaski"),
        ("https://medium.com/kaski-letters", "https://medium.com/feed/kaski-letters"),
        ("https://medium.com/feed/@kaski", "https://medium.com/feed/@kaski"),
        ("https://kaski.medium.com/", "https://kaski.medium.com/feed"),
        ("https://kaski.substack.com", "https://kaski.substack.com/feed"),
        ("https://kaski.tumblr.com/", "https://kaski.tumblr.com/rss"),
        ("https://tube.example/c/kaski", "https://tube.example/feeds/videos.xml?videoChannelName=kaski"),
        ("https://tube.example/c/kaski/videos", "https://tube.example/feeds/videos.xml?videoChannelName=kaski"),
        ("https://tube.example/a/kaski", "https://tube.example/feeds/videos.xml?accountName=kaski"),
        *((told, told) for told in (
            f"https://blog.example/{part}/news.{end}" for part in "ac" for end in ("rss", "xml", "atom")
        )),
        ("https://blog.example/", "https://blog.example/"),
        ("https://blog.example/feed/", "https://blog.example/feed/"),
        ("https://letters.example/rss/", "https://letters.example/rss/"),
    ],
)  # fmt: skip
def test_the_address_of_a_profile_tells_where_its_feed_is(told: str, feed: str) -> None:
    assert addresses(told, "@somebody", "") == (feed,)


@pytest.mark.parametrize(
    ("handle", "kind", "feed"),
    [
        ("@kaski@mastodon.example", "mastodon", ("https://mastodon.example/@kaski.rss",)),
        ("kaski-tila@mastodon.example", "mastodon", ("https://mastodon.example/@kaski-tila.rss",)),
        ("@kaski", "mastodon", ()),
        ("@kaski.bsky.social", "bluesky", ("https://bsky.app/profile/kaski.bsky.social/rss",)),
        ("kaski", "bluesky", ()),
        ("kaski", "pinterest", ("https://www.pinterest.com/kaski/feed.rss",)),
        (UC, "youtube", YOUTUBE),
        ("@kaski", "youtube", ()),
        ("@kaski", "instagram", ()),
        ("kaski/../x", "pinterest", ()),
        ("", "mastodon", ()),
    ],
)
def test_a_handle_tells_it_for_some_services(handle: str, kind: str, feed: tuple[str, ...]) -> None:
    assert addresses("", handle, kind) == feed


# What is what


@pytest.mark.parametrize(
    ("known", "spellings"),
    [
        (
            "youtube:dQw4w9WgXcQ",
            """https://www.youtube.com/watch?v=dQw4w9WgXcQ https://youtu.be/dQw4w9WgXcQ
            https://youtu.be/dQw4w9WgXcQ?si=abc&t=3 http://m.youtube.com/watch?t=5&v=dQw4w9WgXcQ
            https://youtube.com/shorts/dQw4w9WgXcQ?feature=share
            https://www.youtube.com/live/dQw4w9WgXcQ https://www.youtube.com/embed/dQw4w9WgXcQ
            https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ https://www.youtube.com/v/dQw4w9WgXcQ
            https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&utm_source=x#t=1""",
        ),
        (
            "instagram:DKp_-1a",
            """https://www.instagram.com/p/DKp_-1a/ https://instagram.com/reel/DKp_-1a?igsh=x
            https://www.instagram.com/kaski.tila/reel/DKp_-1a/ https://www.instagram.com/tv/DKp_-1a
            https://www.instagram.com/kaski.tila/p/DKp_-1a/?utm_source=ig_web_copy_link
            https://m.instagram.com/reels/DKp_-1a/""",
        ),
        (
            "x:2007960000000000000",
            """https://x.com/kaski/status/2007960000000000000
            https://twitter.com/kaski/status/2007960000000000000?s=20&t=abc
            https://mobile.twitter.com/kaski/statuses/2007960000000000000
            https://x.com/i/web/status/2007960000000000000
            https://x.com/i/status/2007960000000000000/photo/1""",
        ),
        (
            "tiktok:7527600000000000000",
            """https://www.tiktok.com/@kaski.tila/video/7527600000000000000
            https://m.tiktok.com/@kaski.tila/video/7527600000000000000?is_from_webapp=1
            https://tiktok.com/@kaski.tila/photo/7527600000000000000""",
        ),
        (
            "linkedin-activity:7190000000000000001",
            """https://www.linkedin.com/feed/update/urn:li:activity:7190000000000000001/
            https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7190000000000000001
            https://www.linkedin.com/posts/kaski_laatikko-activity-7190000000000000001-aBcD?utm_source=share""",
        ),
        (
            "linkedin-share:7190000000000000001",
            """https://www.linkedin.com/feed/update/urn:li:share:7190000000000000001
            https://www.linkedin.com/posts/kaski_laatikko-share-7190000000000000001-aBcD""",
        ),
        (
            "linkedin-ugcpost:7190000000000000001",
            """https://www.linkedin.com/feed/update/urn:li:ugcPost:7190000000000000001
            https://www.linkedin.com/posts/kaski_laatikko-ugcPost-7190000000000000001-aBcD""",
        ),
        (
            "bluesky:3mnomi4nx4r2l",
            """https://bsky.app/profile/kaski.example/post/3mnomi4nx4r2l
            https://bsky.app/profile/did:plc:abc/post/3mnomi4nx4r2l?ref=x""",
        ),
        (
            "pinterest:900000000000000106",
            """https://www.pinterest.com/pin/900000000000000106/
            https://fi.pinterest.com/pin/900000000000000106 https://pinterest.fi/pin/900000000000000106
            https://www.pinterest.co.uk/pin/900000000000000106/
            https://www.pinterest.de/pin/kasvis-laatikko--900000000000000106/?source=x""",
        ),
        (
            "blog.example/2026/päivä",
            """https://blog.example/2026/päivä/ http://www.blog.example/2026/p%C3%A4iv%C3%A4
            https://BLOG.example/2026/päivä?utm_campaign=x&fbclid=y#osa""",
        ),
        (
            "xn--pivkirja-0za.example/a",
            "https://päivkirja.example/a https://xn--pivkirja-0za.example/a/",
        ),
        ("blog.example?p=431", "https://blog.example/?p=431 https://blog.example/?utm_medium=x&p=431"),
        (
            "medium.com/@kaski/letter-12ab",
            "https://medium.com/@kaski/letter-12ab?source=rss-7------2 https://medium.com/@kaski/letter-12ab",
        ),
        ("blog.example?a=1&b=2", "https://blog.example/?b=2&a=1 https://blog.example?a=1&b=2"),
        (
            "forum.example/a?feature=5&ref=4&s=2&source=3&t=1",
            "https://forum.example/a?t=1&s=2&source=3&ref=4&feature=5&gclid=x&igsh=y&igshid=z&mibextid=v",
        ),
    ],
)  # fmt: skip
def test_one_thing_is_known_under_all_its_addresses(known: str, spellings: str) -> None:
    assert {identity(address) for address in spellings.split()} == {known}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://blog.example/?p=1", "https://blog.example/?p=2"),
        ("https://blog.example/?1", "https://blog.example/?2"),
        ("https://blog.example/a", "https://blog.example/b"),
        ("https://youtu.be/aaaaaaaaaaa", "https://youtu.be/bbbbbbbbbbb"),
        ("https://www.pinterest.com/pin/tKaski02/", "https://www.pinterest.com/pin/tKaski03/"),
        ("https://www.youtube.com/@a", "https://www.youtube.com/@b"),
        ("https://pinterest.evil.example/pin/1", "https://pinterest.com/pin/1"),
        ("https://notyoutube.com/watch?v=a", "https://youtube.com/watch?v=a"),
        *(
            (f"https://forum.example/a?{key}=1", f"https://forum.example/a?{key}=2")
            for key in ("t", "s", "si", "ref", "source", "feature")
        ),
        (
            "https://www.linkedin.com/feed/update/urn:li:share:7190000000000000001",
            "https://www.linkedin.com/feed/update/urn:li:activity:7190000000000000001",
        ),
    ],
)
def test_two_things_are_two(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    "address", ["", "p15", "javascript:alert(1)", "ftp://a.example/1", "https://", "http://[::1", "//a.example"]
)  # fmt: skip
def test_what_is_no_address_is_nothing(address: str) -> None:
    assert identity(address) == ""


def test_the_service_is_told_where_it_gave_the_id() -> None:
    assert service_of("youtube:abc") == "youtube"
    for kind in ("activity", "share", "ugcPost"):
        known = identity(f"https://www.linkedin.com/feed/update/urn:li:{kind}:7190000000000000001")
        assert service_of(known) == f"linkedin-{kind.lower()}"
    assert service_of("blog.example/a:b") == ""
    assert service_of("") == ""


@given(
    address=st.text() | st.from_regex(r"https?://(x\.com|youtu\.be|[a-zä.]*)/.*", fullmatch=True)
)
def test_no_text_is_too_odd_to_be_told_apart(address: str) -> None:
    assert told_by(identity(address), HELSINKI) is None or "/" in address


@pytest.mark.parametrize(
    ("address", "when"),
    [
        ("https://x.com/kaski/status/2007960000000000000", at(2026, 1, 5, 1, 39, 4)),
        ("https://www.tiktok.com/@kaski/video/7527600000000000000", at(2025, 7, 16, 11, 52, 33)),
        ("https://x.com/kaski/status/undefined", None),
        ("https://youtu.be/12345678901", None),
        ("https://x.com/kaski/status/" + "9" * 30, None),
        ("https://x.com/kaski/status/" + "9" * 400, None),
        ("https://x.com/kaski/status/" + "9" * 5000, None),
        ("https://www.tiktok.com/@kaski/video/" + "9" * 400, None),
        ("https://www.tiktok.com/@kaski/video/1", None),
        ("https://blog.example/7527600000000000000", None),
    ],
)
def test_some_ids_tell_when_a_thing_went_out(address: str, when: Moment | None) -> None:
    assert told_by(identity(address), HELSINKI) == when


def test_an_id_in_other_digits_tells_nothing() -> None:
    assert told_by("x:٣٣٣", HELSINKI) is None
    assert told_by("", HELSINKI) is None


# Following


@pytest.fixture
def channels(plan: Path) -> Path:
    """A plan of which some channels have a feed."""
    for name, lines in {
        "youtube": f"feed: https://www.youtube.com/channel/{UC}",
        "newsletter": "feed: http://letters.example/",
        "blog": "title: Blog\nfeed: http://blog.example/feed/",
        "mastodon": 'title: Mastodon\nhandle: "@kaski@mastodon.example"',
    }.items():
        path = plan / f"channels/{name}.md"
        old = path.read_text("utf-8") if path.exists() else "---\n---\n"
        path.write_text(old.replace("---\n", f"---\n{lines}\n", 1), "utf-8")
    return plan


WORLD = Names(
    {
        name: [PUBLIC]
        for name in ("letters.example", "blog.example", "mastodon.example", "www.youtube.com")
    }
)


def plain(server: Server) -> Fetcher:
    return fetcher(Doors(server), WORLD)


def body(name: str, **headers: str) -> bytes:
    return status(200, (FIXTURES / name).read_bytes(), **headers)


def test_the_channels_that_have_a_feed_are_known(channels: Path) -> None:
    assert following.followed(load(channels).plan) == {
        "blog": ("http://blog.example/feed/",),
        "mastodon": ("https://mastodon.example/@kaski.rss",),
        "newsletter": ("http://letters.example/",),
        "youtube": YOUTUBE,
    }


def test_several_channels_are_followed_each_with_its_own_troubles(channels: Path) -> None:
    loaded = load(channels).plan
    steps: list[tuple[int, int]] = []
    page = b"<!doctype html>" + LINK.format("/rss/").encode()
    answers = {
        "/feed/": status(503),
        "/": status(200, page),
        "/rss/": body("ghost.xml"),
    }
    with Server(answers) as server:
        found = follow(
            loaded,
            ["newsletter", "blog"],
            plain(server),
            None,
            HELSINKI,
            lambda done, of: steps.append((done, of)),
        )
    letters, blog = found
    assert (letters.channel.id, len(letters.entries), letters.read) == ("newsletter", 4, 1)
    assert letters.troubles == letters.remarks == []
    assert (blog.channel.id, blog.entries, blog.read) == ("blog", [], 0)
    (trouble,) = blog.troubles
    assert (trouble.address, trouble.passing) == ("http://blog.example/feed/", True)
    assert steps == [(1, 2), (2, 2)]


def one(
    channels: Path, answers: Mapping[str, bytes], memory: Memory | None = None, name: str = "blog"
) -> tuple[following.Followed, Server]:
    """Follow a channel; return what came of it and the server that was asked."""
    with Server(dict(answers)) as server:
        (found,) = follow(load(channels).plan, [name], plain(server), memory, HELSINKI)
    return found, server


class Youtube(Fetcher):
    """Answers as the four lists of a channel would, without a network."""

    def __init__(self, **missing: bool) -> None:
        super().__init__()
        self.missing = missing

    def get(self, address: str, etag: str = "", modified: str = "") -> Document:
        assert (etag, modified) == ("", "")
        lists = {"UULF": "youtube-long", "UUSH": "youtube-short", "UULV": "youtube-live"}
        kind = next((kind for kind in lists if kind in address), "UC")
        if self.missing.get(kind):
            with Server(status(404)) as server:
                return plain(server).get("http://blog.example/")
        content = (FIXTURES / f"{lists.get(kind, 'youtube')}.xml").read_bytes()
        return Document(address, content, "text/xml")


def test_the_lists_of_youtube_add_what_the_feed_of_the_channel_does_not_reach(
    channels: Path,
) -> None:
    loaded = load(channels).plan
    (all_four,) = follow(loaded, ["youtube"], Youtube(), None, HELSINKI)
    assert (len(all_four.entries), all_four.read, all_four.troubles) == (12, 4, [])
    lists = Youtube(UULF=True, UUSH=True, UULV=True)
    (channel,) = follow(loaded, ["youtube"], lists, None, HELSINKI)
    assert (len(channel.entries), channel.read, channel.troubles) == (8, 1, [])
    (none,) = follow(loaded, ["youtube"], Youtube(UC=True), None, HELSINKI)
    assert (len(none.entries), none.read) == (12, 3)
    assert [trouble.address for trouble in none.troubles] == [YOUTUBE[0]]


def oldest(name: str) -> dt.date | None:
    return read((FIXTURES / name).read_bytes()).since


def test_the_lists_of_a_channel_tell_of_it_since_the_day_on_which_all_of_them_do(
    channels: Path,
) -> None:
    (found,) = follow(load(channels).plan, ["youtube"], Youtube(), None, HELSINKI)
    lists = ("youtube", "youtube-long", "youtube-short", "youtube-live")
    days = [day for name in lists if (day := oldest(f"{name}.xml"))]
    assert found.since == max(days) != min(days)
    assert not found.unchanged
    nothing = Youtube(UC=True, UULF=True, UUSH=True, UULV=True)
    (found,) = follow(load(channels).plan, ["youtube"], nothing, None, HELSINKI)
    assert (found.read, found.since, found.unchanged) == (0, None, False)


class Partly(Fetcher):
    """Says of some addresses that nothing has changed there."""

    def __init__(self, *unchanged: str) -> None:
        super().__init__()
        self.same = unchanged

    def get(self, address: str, etag: str = "", modified: str = "") -> Document:
        assert not modified
        if etag and any(kind in address for kind in self.same):
            return Document(address, b"", unchanged=True)
        return replace(Youtube().get(address), etag='"1"')


def test_a_channel_has_not_changed_where_none_of_its_lists_has(channels: Path) -> None:
    loaded, memory = load(channels).plan, Memory(channels.parent)
    lists = ("channel_id", "UULF", "UUSH", "UULV")
    for fetcher_, unchanged in ((Partly(), False), (Partly(*lists), True), (Partly("UULF"), False)):
        (found,) = follow(loaded, ["youtube"], fetcher_, memory, HELSINKI)
        assert (found.read, len(found.entries), found.unchanged) == (4, 12, unchanged)
        assert all(one.figures for one in found.entries)


class Watched(Fetcher):
    """Notes who asks which host, and how many ask the same one at once."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str, int]] = []
        self.now: list[str] = []
        self.crowded = False

    def get(self, address: str, etag: str = "", modified: str = "") -> Document:
        assert (etag, modified) == ("", "")
        host = urlsplit(address).netloc
        self.crowded = self.crowded or host in self.now
        self.now.append(host)
        self.asked.append((host, address, threading.get_ident()))
        time.sleep(0.01)
        self.now.remove(host)
        return Document(address, rss("<title>a</title>"))


def test_a_host_is_asked_one_time_after_the_other(channels: Path) -> None:
    loaded, watched, steps = load(channels).plan, Watched(), list[tuple[int, int]]()
    names = ["youtube", "blog", "newsletter", "mastodon"]
    found = follow(
        loaded, names, watched, None, HELSINKI, lambda done, of: steps.append((done, of))
    )
    assert [one.channel.id for one in found] == names
    assert [one.read for one in found] == [4, 1, 1, 1]
    assert not watched.crowded
    youtube = [(address, who) for host, address, who in watched.asked if "youtube" in host]
    assert [address for address, _ in youtube] == [*YOUTUBE]
    assert len({who for _, who in youtube}) == 1
    assert steps == [(n, 7) for n in range(1, 8)]


def test_a_damaged_feed_is_a_trouble_and_what_could_be_read_counts(channels: Path) -> None:
    whole = (FIXTURES / "wordpress.xml").read_bytes()
    found, _ = one(channels, {"/feed/": status(200, whole[: len(whole) * 2 // 3])})
    assert found.entries
    assert [trouble.text.to("en") for trouble in found.troubles] == ["the feed is damaged"]
    assert "damaged in line" in found.remarks[0].to("en")


def test_what_is_no_feed_is_a_trouble(channels: Path) -> None:
    page = b"<html>" + LINK.format("/feed/").encode()  # which leads back to itself
    for answer, words in (
        (status(200, b"<html>"), "the page names no feed"),
        (status(200, page), "the page names no feed"),
        (status(200, b"{}"), "no feed"),
        (to("http://127.0.0.1/"), "not a public address"),
        (to("http://["), "no address"),
        (status(404), "nothing at"),
    ):
        found, _ = one(channels, {"/feed/": answer})
        (trouble,) = found.troubles
        assert words in trouble.text.to("en")
        assert not trouble.passing
        assert found.entries == []


# What was found the last time

MARKS = {"ETag": 'W/"1"', "Last_Modified": "Sun, 07 Jun 2026 09:21:45 GMT"}
UNCHANGED = {"/feed/": status(304, Content_Length="")}


def kept(plan: Path) -> list[Path]:
    folder = plan.parent / ".planner/feeds"
    return sorted(folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def memory(channels: Path) -> Memory:
    """What is known after the blog has been followed once."""
    memory = Memory(channels.parent)
    found, server = one(channels, {"/feed/": body("wordpress.xml", **MARKS)}, memory)
    assert (len(found.entries), found.entries[0].figures) == (5, {"comments": 5})
    assert "If-None-Match" not in server.asked[0].headers
    return memory


def test_what_has_not_changed_is_what_it_was_with_its_figures(
    channels: Path, memory: Memory
) -> None:
    (file,) = kept(channels)
    before = file.read_bytes()
    found, server = one(channels, UNCHANGED, memory)
    assert server.asked[0].headers["If-None-Match"] == 'W/"1"'
    assert server.asked[0].headers["If-Modified-Since"] == MARKS["Last_Modified"]
    assert found.entries[0].address == KNOWN[6][2]
    figures = [{"comments": 5}, {"comments": 12}, {"comments": 0}, {"comments": 3}, {}]
    assert [one.figures for one in found.entries] == figures
    assert found.unchanged
    assert (found.read, found.troubles, file.read_bytes()) == (1, [], before)


def test_what_has_changed_takes_its_place(channels: Path, memory: Memory) -> None:
    found, _ = one(channels, {"/feed/": body("ghost.xml", ETag='"2"')}, memory)
    assert (len(found.entries), found.unchanged) == (4, False)
    _, server = one(channels, UNCHANGED, memory)
    assert server.asked[0].headers["If-None-Match"] == '"2"'
    assert "If-Modified-Since" not in server.asked[0].headers
    assert len(kept(channels)) == 1


def test_a_feed_that_was_there_and_is_missing_may_come_back(channels: Path, memory: Memory) -> None:
    (trouble,) = one(channels, {"/feed/": status(404)}, memory)[0].troubles
    assert trouble.passing
    (trouble,) = one(channels, {"/feed/": status(404)}, Memory(channels / "elsewhere"))[0].troubles
    assert not trouble.passing


def test_without_marks_everything_is_fetched_again(channels: Path) -> None:
    memory = Memory(channels.parent)
    for _ in range(2):
        found, server = one(channels, {"/feed/": body("wordpress.xml")}, memory)
        assert not {"If-None-Match", "If-Modified-Since"} & {*server.asked[0].headers}
        assert found.entries[0].figures == {"comments": 5}


def test_nothing_is_remembered_of_what_is_no_feed(channels: Path) -> None:
    memory = Memory(channels.parent)
    one(channels, {"/feed/": status(200, b"<html>", **MARKS)}, memory)
    one(channels, {"/feed/": status(404)}, memory)
    assert kept(channels) == []


def test_nothing_is_remembered_where_nobody_asks_for_it(channels: Path) -> None:
    one(channels, {"/feed/": body("wordpress.xml", **MARKS)}, None)
    assert not (channels.parent / ".planner").exists()


HEAD = {
    "asked": "http://blog.example/feed/",
    "address": "http://blog.example/feed/",
    "kind": "",
    "etag": '"1"',
    "modified": "",
}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"no json\n<rss/>",
        b"[]\n",
        b"5\n",
        b"null\n",
        b'"address"\n',
        b"\xff\xfe\n<rss/>",
        b"[" * 100_000 + b"\n",
        b"{}\n",
        json.dumps(HEAD).encode() + b"\n" + rss(),
        json.dumps(HEAD | {"etag": 5}).encode() + b"\n" + rss(),
        json.dumps(HEAD | {"sha256": ["x"]}).encode() + b"\n" + rss(),
    ],
)
def test_a_foreign_file_is_not_what_was_remembered(
    content: bytes, channels: Path, memory: Memory
) -> None:
    (file,) = kept(channels)
    file.write_bytes(content)
    assert memory.recall(HEAD["asked"]) is None
    found, server = one(channels, {"/feed/": body("wordpress.xml")}, memory)
    assert "If-None-Match" not in server.asked[0].headers
    assert len(found.entries) == 5


def test_a_damaged_file_is_not_what_was_remembered(channels: Path, memory: Memory) -> None:
    (file,) = kept(channels)
    whole = file.read_bytes()
    for damaged in (
        whole[:-1],
        whole + b" ",
        whole.replace(b"140", b"141"),
        whole[: len(whole) // 2],
    ):
        file.write_bytes(damaged)
        assert memory.recall(HEAD["asked"]) is None
    file.write_bytes(whole)
    found = memory.recall(HEAD["asked"])
    assert found
    assert found.content == (FIXTURES / "wordpress.xml").read_bytes()


def test_a_mark_that_would_be_two_headers_is_not_remembered(channels: Path) -> None:
    memory = Memory(channels.parent)
    for etag in ("a\r\nCookie: b", "ä", "\x00"):
        memory.keep(HEAD["asked"], Document(HEAD["asked"], b"x", "", etag))
        assert kept(channels)
        assert memory.recall(HEAD["asked"]) is None


def test_what_another_address_gave_is_not_what_was_remembered(
    channels: Path, memory: Memory
) -> None:
    (file,) = kept(channels)
    other = "http://letters.example/"
    file.rename(file.with_name(following._name(other)))  # noqa: SLF001
    assert memory.recall(other) is None
    assert memory.recall(HEAD["asked"]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="where links need a permission")
def test_a_link_is_neither_read_nor_written_through(
    channels: Path, memory: Memory, tmp_path: Path
) -> None:
    (file,) = kept(channels)
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = file.rename(outside / file.name)
    before = secret.read_bytes()
    file.symlink_to(secret)
    assert memory.recall(HEAD["asked"]) is None
    found, _ = one(channels, {"/feed/": body("ghost.xml", **MARKS)}, memory)
    assert len(found.entries) == 4
    assert secret.read_bytes() == before
    assert not file.is_symlink()
    file.unlink()
    file.parent.rmdir()
    file.parent.symlink_to(outside)
    found, _ = one(channels, {"/feed/": body("ghost.xml", **MARKS)}, memory)
    assert (len(found.entries), found.troubles) == (4, [])
    assert [path.name for path in outside.iterdir()] == [file.name]
    assert secret.read_bytes() == before


def test_a_device_is_not_waited_for(channels: Path, memory: Memory) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no such devices here")
    (file,) = kept(channels)
    file.unlink()
    os.mkfifo(file)
    assert memory.recall(HEAD["asked"]) is None


def test_where_nothing_can_be_kept_everything_is_as_it_would_be(channels: Path) -> None:
    (channels.parent / ".planner").write_text("a file where a folder should be", "utf-8")
    memory = Memory(channels.parent)
    found, _ = one(channels, {"/feed/": body("wordpress.xml", **MARKS)}, memory)
    assert (len(found.entries), found.troubles) == (5, [])


def test_the_feed_that_a_page_names_is_remembered(channels: Path) -> None:
    memory = Memory(channels.parent)
    page = status(200, b"<html>" + LINK.format("/rss").encode(), **MARKS)
    one(channels, {"/feed/": page, "/rss": body("ghost.xml", **MARKS)}, memory)
    again = {"/feed/": page, "/rss": status(304, Content_Length="")}
    found, server = one(channels, again, memory)
    assert (len(found.entries), found.unchanged) == (4, True)
    assert [request.headers.get("If-None-Match") for request in server.asked] == [None, 'W/"1"']


def test_a_socket_is_never_opened_by_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "create_connection", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr("builtins.open", never)
    assert said(b"http://127.0.0.1/")["entries"] == []
    assert entry("<title>http://127.0.0.1/</title>")["title"] == "http://127.0.0.1/"
