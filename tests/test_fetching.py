"""Fetching: whatever an address or a server comes up with, only public doors are knocked at."""

from __future__ import annotations

import gzip
import ipaddress
import random
import socket
import ssl
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.tracking import fetching
from planner.tracking.fetching import MAX_BYTES, MAX_INFLATED, Document, Fetcher, NotFetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Self

    from planner.tracking.fetching import Door

TLS = Path(__file__).parent / "feeds/tls"
PUBLIC = "93.184.216.34"
FEEDS = {"feeds.example": [PUBLIC]}
PATIENCE = 20.0
"""Seconds that a slow machine may take for what takes no time at all."""


@dataclass
class Request:
    """What a server was asked."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Line:
    """The server's end of a connection."""

    socket: socket.socket
    over: threading.Event
    """Set when the test is over."""

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def drip(self, content: bytes, pause: float = 0.02) -> None:
        """Send the same again and again, slowly, until the other side or the test has enough."""
        while not self.over.wait(pause):
            self.send(content)


Answer: TypeAlias = "bytes | list[bytes] | dict[str, bytes] | Callable[[Line, Request], None]"


@dataclass
class Server:
    """A server of this machine that answers as it is told, and notes what it is asked."""

    answer: Answer
    """The same for all, one after the other (the last stays), by path, or done by hand."""
    context: ssl.SSLContext | None = None
    asked: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _listening: socket.socket = field(init=False)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=50)
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    @property
    def door(self) -> Door:
        host, port = self._listening.getsockname()
        return host, port

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                line, _ = self._listening.accept()
                self._begin(self._serve, line)

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(PATIENCE)
        with suppress(OSError):
            if self.context:
                line = self.context.wrap_socket(line, server_side=True)
            with line:
                request = self._request(line)
                self.asked.append(request)
                self._respond(Line(line, self.over), request)
                line.shutdown(socket.SHUT_RDWR)
        line.close()

    @staticmethod
    def _request(line: socket.socket) -> Request:
        head = b""
        while b"\r\n\r\n" not in head:
            more = line.recv(4096)
            if not more:
                raise OSError
            head += more
        first, *rest = head.decode("latin-1").rstrip().split("\r\n")
        return Request(first.split()[1], dict(row.split(": ", 1) for row in rest))

    def _respond(self, line: Line, request: Request) -> None:
        answer = self.answer
        if isinstance(answer, dict):
            line.send(answer.get(request.path, status(404)))
        elif isinstance(answer, list):
            line.send(answer[min(len(self.asked), len(answer)) - 1])
        elif isinstance(answer, bytes):
            line.send(answer)
        else:
            answer(line, request)


def status(code: int, body: bytes = b"", **headers: str) -> bytes:
    """Return an answer; the names of headers are written with ``_`` for ``-``."""
    given = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    rows = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"HTTP/1.1 {code} Said\r\n{rows}\r\n".encode("latin-1") + body


def to(location: str, code: int = 302) -> bytes:
    return status(code, Location=location)


@dataclass
class Doors:
    """Notes which doors are asked for, and opens that of a server of this machine instead."""

    server: Server | None = None
    asked: list[Door] = field(default_factory=list)
    only: Door | None = None

    def __call__(self, door: Door, seconds: float) -> socket.socket:
        self.asked.append(door)
        if not self.server or (self.only and door != self.only):
            raise ConnectionRefusedError
        return socket.create_connection(self.server.door, seconds)


@dataclass
class Names:
    """Knows names of the tests' own, and figures in every spelling, as the system does."""

    known: Mapping[str, Sequence[str]] = field(default_factory=lambda: FEEDS)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        if host in self.known:
            return self.known[host]
        if host.endswith(("example", ".")) or host == "localhost":  # never asked of the network
            raise socket.gaierror
        return fetching.resolve(host, port)


def fetcher(
    doors: Doors,
    names: Callable[[str, int], Sequence[str]] | None = None,
    *,
    seconds: float = PATIENCE,
    context: ssl.SSLContext | None = None,
    pauses: list[float] | None = None,
) -> Fetcher:
    pause = (pauses if pauses is not None else []).append
    return Fetcher(names or Names(), doors, context, pause, seconds)


def got(answer: Answer, address: str = "http://feeds.example/", seconds: float = 20.0) -> Document:
    """Return what a fetcher makes of a server's answer."""
    with Server(answer) as server:
        return fetcher(Doors(server), seconds=seconds).get(address)


def refusal(answer: Answer, seconds: float = PATIENCE) -> NotFetched:
    """Return why an answer is not taken, and make sure that this was said in time."""
    began = time.monotonic()
    with Server(answer) as server, pytest.raises(NotFetched) as caught:
        fetcher(Doors(server), seconds=seconds).get("http://feeds.example/")
    assert time.monotonic() - began < seconds + 5
    return caught.value


# What comes along


def test_a_document_comes_as_it_was_sent_with_what_the_server_says_of_it() -> None:
    marks = {"ETag": 'W/"a-1"', "Last_Modified": "Sun, 07 Jun 2026 09:21:45 GMT"}
    answer = status(200, "<rss>ä</rss>".encode(), Content_Type="text/xml", **marks)
    assert got(answer, "http://feeds.example/a?b=c#d") == Document(
        "http://feeds.example/a?b=c#d",
        "<rss>ä</rss>".encode(),
        "text/xml",
        'W/"a-1"',
        "Sun, 07 Jun 2026 09:21:45 GMT",
    )


def test_a_server_is_asked_by_its_name_at_the_address_that_was_looked_at() -> None:
    with Server(status(200)) as server:
        doors, names = Doors(server), Names()
        fetcher(doors, names).get("http://feeds.example/päivä?q=ö#part")
    assert doors.asked == [(PUBLIC, 80)]
    assert names.asked == [("feeds.example", 80)]
    (request,) = server.asked
    assert request.path == "/p%C3%A4iv%C3%A4?q=%C3%B6"
    assert request.headers["Host"] == "feeds.example"
    assert request.headers["Accept-Encoding"] == "gzip"
    assert "planner-site" in request.headers["User-Agent"]
    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Referer"} & {*request.headers}


def test_the_marks_of_last_time_are_sent_back_as_they_came() -> None:
    etag, modified = 'W/"x, y"', "Sun, 07 Jun 2026 09:21:45 GMT"
    with Server(status(304, ETag=etag, Content_Length="")) as server:
        found = fetcher(Doors(server)).get("http://feeds.example/", etag, modified)
    assert server.asked[0].headers["If-None-Match"] == etag
    assert server.asked[0].headers["If-Modified-Since"] == modified
    assert (found.unchanged, found.content, found.etag) == (True, b"", etag)


def test_a_mark_that_would_be_two_headers_is_not_sent() -> None:
    with Server(status(200)) as server, pytest.raises(NotFetched):
        fetcher(Doors(server)).get("http://feeds.example/", "a\r\nCookie: b")
    assert server.asked == []


def test_the_next_door_is_tried_where_the_first_one_is_closed() -> None:
    with Server(status(200, b"here")) as server:
        doors = Doors(server)

        def second(door: Door, seconds: float) -> socket.socket:
            if not doors.asked:
                doors.asked.append(door)
                raise ConnectionRefusedError
            return doors(door, seconds)

        names = Names({"feeds.example": ["2606:4700::1111", PUBLIC]})
        found = Fetcher(names, second).get("http://feeds.example/")
    assert found.content == b"here"
    assert doors.asked == [("2606:4700::1111", 80), (PUBLIC, 80)]


def test_the_system_itself_names_addresses_in_figures_and_opens_doors() -> None:
    assert fetching.resolve("127.0.0.1", 80) == ["127.0.0.1"]
    with Server(status(200)) as server, fetching.connect(server.door, PATIENCE) as line:
        assert line.getpeername() == server.door


# Addresses that are not public

NOT_PUBLIC = """
http://127.0.0.1/ http://127.0.0.1:80/ http://127.0.0.1:443/ http://127.1/ http://127.0.1/
http://127.255.255.254/ http://2130706433/ http://0x7f.1/ http://0x7f000001/ http://0x7F.0.0.1/
http://017700000001/ http://0177.0.0.1/ http://0177.0x0.0.1/ http://%31%32%37.0.0.1/
http://0/ http://0.0.0.0/ http://0.1.2.3/ http://10.0.0.1/ http://10.255.255.255/ http://167772161/
http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/ http://0xc0a80001/
http://169.254.169.254/latest/meta-data/ http://2852039166/ http://0xa9.0xfe.0xa9.0xfe/
http://100.64.0.1/ http://100.100.100.200/ http://168.63.129.16/ http://192.0.0.192/
http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.7/ http://203.0.113.7/ http://192.88.99.1/
http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/ http://255.255.255.255/
http://[::1]/ http://[::1]:80/ http://[0:0:0:0:0:0:0:1]/ http://[0000::0001]/ http://[::]/
http://[::127.0.0.1]/ http://[::7f00:1]/ http://[::ffff:127.0.0.1]/ http://[::FFFF:7F00:1]/
http://[::ffff:10.0.0.1]/ http://[::ffff:169.254.169.254]/ http://[::ffff:0:127.0.0.1]/
http://[64:ff9b::7f00:1]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b:1::808:808]/ http://[64:ff9b:1::a00:1]/ http://[2002:7f00:1::]/
http://[2002:a00:1::1]/ http://[2002:c0a8:1::]/ http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/
http://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/ http://[2001:db8::1]/ http://[3fff::1]/
http://[100::1]/ http://[fe80::1]/ http://[fe80::1%25eth0]/ http://[fe80::1%25lo]/
http://[febf::1]/ http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fec0::1]/ http://[ff02::1]/
http://[ff0e::1]/ http://[2001:10::1]/ https://127.0.0.1/ https://[::1]/ HTTP://127.0.0.1/
"""


@pytest.mark.payload("R5")
@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_no_spelling_of_an_address_that_is_not_public_is_knocked_at(address: str) -> None:
    doors = Doors()
    with pytest.raises(NotFetched):
        fetcher(doors).get(address)
    assert doors.asked == []


@pytest.mark.payload("R5")
@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("localhost", ["127.0.0.1"]),
        ("LOCALHOST", ["::1"]),
        ("localhost.", ["127.0.0.1"]),
        ("127.0.0.1.", ["127.0.0.1"]),
        ("inside.example", ["10.0.0.7"]),
        ("feeds.example", [PUBLIC, "127.0.0.1"]),
        ("feeds.example", ["127.0.0.1", PUBLIC]),
        ("feeds.example", [PUBLIC, "fe80::1%eth0"]),
        ("feeds.example", ["::ffff:192.168.1.1"]),
        ("feeds.example", ["no address"]),
        ("feeds.example", []),
    ],
)
def test_no_name_leads_to_an_address_that_is_not_public(host: str, addresses: list[str]) -> None:
    for scheme in ("http", "https"):
        doors, names = Doors(), Names({host.lower(): addresses})
        with pytest.raises(NotFetched):
            fetcher(doors, names).get(f"{scheme}://{host}/")
        assert doors.asked == []
        assert names.asked


@pytest.mark.payload("R6", "R7")
@pytest.mark.parametrize(
    "address",
    [
        "",
        "./x",
        "/etc/passwd",
        "feeds.example",
        "//feeds.example/x",
        "file:///etc/passwd",
        "file://feeds.example/etc/passwd",
        "ftp://feeds.example/x",
        "gopher://feeds.example/x",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "http:feeds.example",
        "http:///feeds.example",
        "http://",
        "http://[::1",
        "http://[127.0.0.1]/",
        "http://feeds.example:0/",
        "http://feeds.example:22/",
        "http://feeds.example:8080/",
        "http://feeds.example:99999/",
        "http://feeds.example:a/",
        "http://user@feeds.example/",
        "http://user:word@feeds.example/",
        "http://127.0.0.1:80@feeds.example/",
        "http://feeds.exam\r\nple/",
        "http://feeds.exam\0ple/",
        "http://lo\u200bcalhost/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://feeds.example/" + "x" * 2000,
    ],
)
def test_what_is_no_plain_web_address_is_not_asked(address: str) -> None:
    doors, names = Doors(), Names()
    with pytest.raises(NotFetched) as caught:
        fetcher(doors, names).get(address)
    assert not caught.value.passing
    assert (doors.asked, names.asked) == ([], [])


@pytest.mark.parametrize("host", ["a%00b", "a" * 300, "a..b", ".", "%ff", "-", "x" * 64 + ".fi"])
def test_a_name_that_cannot_be_one_has_no_server(host: str) -> None:
    doors = Doors()
    with pytest.raises(NotFetched):
        fetcher(doors, fetching.resolve if "%" in host or ".." in host else None).get(
            f"http://{host}/"
        )
    assert doors.asked == []


def test_what_stands_before_a_name_or_after_it_does_not_change_where_the_door_is() -> None:
    for address in (
        "http://feeds.example\\@127.0.0.1/",
        "http://feeds.example#@127.0.0.1/",
        "http://feeds.example?@127.0.0.1/",
        "  http://feeds.example/  ",
        "HTTP://FEEDS.EXAMPLE/",
        "http://feeds.example:/",
        "http://feeds.example:0080/",
    ):
        with Server(status(200)) as server:
            doors = Doors(server)
            fetcher(doors).get(address)
        assert doors.asked == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::", "8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert fetching.is_public(address)


_NETWORKS = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
::/96 ::1/128 64:ff9b:1::/48 100::/64 2001:2::/48 2001:10::/28 2001:db8::/32 3fff::/20 fc00::/7
fe80::/10 fec0::/10 ff00::/8
"""
SPECIAL = [ipaddress.ip_network(network) for network in _NETWORKS.split()]
"""What the registries of special addresses say, without asking Python's own tables."""


def is_special(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    whole, inside = int(ip), None
    if ip.version == 6:
        if whole >> 32 in (0xFFFF, 0x64FF9B << 64):
            inside = whole & 0xFFFFFFFF
        elif whole >> 112 == 0x2002:
            inside = whole >> 80 & 0xFFFFFFFF
        elif whole >> 96 == 0x20010000:
            inside = ~whole & 0xFFFFFFFF
    if inside is not None and is_special(str(ipaddress.IPv4Address(inside))):
        return True
    return any(ip in network for network in SPECIAL)


@st.composite
def hosts(draw: st.DrawFn) -> str:
    """An address in figures, near a border of a special network or anywhere, in any spelling."""
    network = draw(st.sampled_from(SPECIAL))
    near = int(draw(st.sampled_from([network[0], network[-1]]))) + draw(st.integers(-2, 2))
    if network.version == 6:
        sixth = ipaddress.IPv6Address(near % (1 << 128))
        return f"[{draw(st.sampled_from([str(sixth), sixth.exploded, str(sixth).upper()]))}]"
    four = near % (1 << 32) if draw(st.booleans()) else draw(st.integers(0, (1 << 32) - 1))
    dotted = str(ipaddress.IPv4Address(four))
    parts = [int(part) for part in dotted.split(".")]
    groups = f"{four >> 16:x}:{four & 0xFFFF:x}"
    spellings = [
        dotted,
        str(four),
        f"0x{four:x}",
        f"0{four:o}",
        ".".join(f"0{part:o}" for part in parts),
        ".".join(f"{part:#x}" for part in parts),
        f"{parts[0]}.{four & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{four & 0xFFFF}",
        "".join(f"%{ord(sign):x}" for sign in dotted),
        f"[::ffff:{dotted}]",
        f"[::{groups}]",
        f"[64:ff9b::{dotted}]",
        f"[64:ff9b:1::{groups}]",
        f"[2002:{groups}::1]",
        f"[2001:0:4136:e378:8000:63bf:{~four >> 16 & 0xFFFF:x}:{~four & 0xFFFF:x}]",
    ]
    return draw(st.sampled_from(spellings))


@st.composite
def spellings(draw: st.DrawFn) -> str:
    begins = st.sampled_from(
        ["http://", "https://", "HTTP://", "//", "http:", "http:/\\", " http://"]
    )
    before = st.sampled_from(["", "", "", "", "feeds.example@", "feeds.example\\@", "a:b@", "@"])
    after = st.sampled_from(
        ["", "/", ":80/", ":443", ":8080/", ":/", "#@feeds.example", "\\x", "?"]
    )
    return draw(begins) + draw(before) + draw(hosts()) + draw(after)


@pytest.mark.payload("R5")
@settings(max_examples=400)
@given(address=spellings())
def test_every_door_that_is_knocked_at_is_public(address: str) -> None:
    doors = Doors()
    with pytest.raises(NotFetched):
        fetcher(doors).get(address)
    assert [door for door, _ in doors.asked if is_special(door)] == []


@pytest.mark.payload("R5", "R6")
@settings(max_examples=60)
@given(address=spellings())
def test_every_door_that_a_server_leads_to_is_public(address: str) -> None:
    with Server(to(address)) as server:
        doors = Doors(server, only=(PUBLIC, 80))
        with pytest.raises(NotFetched):
            fetcher(doors).get("http://feeds.example/")
    assert doors.asked[0] == (PUBLIC, 80)
    assert [door for door, _ in doors.asked if is_special(door)] == []


@given(address=st.text() | st.from_regex(r"https?://[^/]*/?.*", fullmatch=True))
def test_no_text_is_too_odd_for_an_address(address: str) -> None:
    doors, names = Doors(), Names()

    def look(host: str, port: int) -> Sequence[str]:
        names.asked.append((host, port))
        return ["10.0.0.1"]

    with pytest.raises(NotFetched):
        fetcher(doors, look).get(address)
    assert doors.asked == []


# Where a server leads to


def test_a_redirect_is_followed_with_the_same_questions() -> None:
    names = Names(FEEDS | {"other.example": ["2606:4700::1111"]})
    answers = {"/a": to("/b", 301), "/b": to("//other.example/c?d", 308), "/c?d": status(200, b"x")}
    with Server(answers) as server:
        doors = Doors(server)
        found = fetcher(doors, names).get("http://feeds.example/a")
    assert (found.content, found.address) == (b"x", "http://other.example/c?d")
    assert doors.asked == [(PUBLIC, 80), (PUBLIC, 80), ("2606:4700::1111", 80)]
    assert [request.headers["Host"] for request in server.asked] == [
        "feeds.example",
        "feeds.example",
        "other.example",
    ]


def test_a_redirect_may_be_written_in_letters_beyond_ascii() -> None:
    there = "/päivä".encode().decode("latin-1")
    answers = {"/": to(there), "/p%C3%A4iv%C3%A4": status(200, b"x"), "/%E4": status(200, b"y")}
    assert got(answers).content == b"x"
    assert got({**answers, "/": to("/%E4")}).content == b"y"


@pytest.mark.payload("R6")
@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "//[::1]/",
        "http://localhost/",
        "http://inside.example/",
        "file:///etc/passwd",
        "ftp://feeds.example/x",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "http://feeds.example:8080/",
        "http://feeds.example:22/",
        "http://a:b@feeds.example/",
        "http://[::1",
        "http://[",
        "//[v1.x]/",
        "http://" + "a" * 3000,
        "\\\\feeds.example\\x:y",
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_not_followed(location: str) -> None:
    names = Names({**FEEDS, "localhost": ["127.0.0.1"], "inside.example": ["192.168.1.1"]})
    with Server([to(location), status(404)]) as server:
        doors = Doors(server)
        with pytest.raises(NotFetched):
            fetcher(doors, names).get("http://feeds.example/")
    assert set(doors.asked) == {(PUBLIC, 80)}


def test_a_redirect_that_leads_nowhere_is_no_document() -> None:
    assert "(302)" in str(refusal(status(302)))
    assert "(300)" in str(refusal(status(300, Location="/b")))


@pytest.mark.payload("R6")
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_three_redirects_are_followed_and_not_a_fourth(code: int) -> None:
    hops = {f"/{n}": to(f"/{n + 1}", code) for n in range(30)}
    assert got({**hops, "/3": status(200, b"x")}, "http://feeds.example/0").content == b"x"
    with Server(hops) as server, pytest.raises(NotFetched, match="without an end"):
        fetcher(Doors(server)).get("http://feeds.example/0")
    assert len(server.asked) == 4


@pytest.mark.payload("R6")
def test_a_redirect_to_itself_ends() -> None:
    with Server(to("/")) as server, pytest.raises(NotFetched, match="without an end"):
        fetcher(Doors(server)).get("http://feeds.example/")
    assert len(server.asked) == 4


@pytest.mark.payload("R5")
def test_a_name_that_stands_for_something_else_by_now_does_not_get_further() -> None:
    """The public address is asked; on the way to the same name the private one is refused."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    with Server(to("/again")) as server:
        doors = Doors(server)
        with pytest.raises(NotFetched, match="not a public address"):
            fetcher(doors, lambda _host, _port: answers.pop(0)).get("http://feeds.example/")
    assert doors.asked == [(PUBLIC, 80)]
    assert answers == []


@pytest.mark.payload("R5")
def test_a_name_is_looked_up_once_a_request() -> None:
    names = Names()
    with Server(status(200)) as server:
        fetcher(Doors(server), names).get("http://feeds.example/")
    assert names.asked == [("feeds.example", 80)]


# Encryption


def speaking(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / name)
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(TLS / "authority.pem"))


def test_an_encrypted_document_comes_from_whom_it_should() -> None:
    with Server(status(200, b"x"), speaking("server.pem")) as server:
        doors = Doors(server)
        found = fetcher(doors, context=trusting()).get("https://feeds.example/")
    assert found.content == b"x"
    assert doors.asked == [(PUBLIC, 443)]
    assert server.asked[0].headers["Host"] == "feeds.example"


@pytest.mark.parametrize("name", ["other.pem", "self-signed.pem"])
def test_a_certificate_that_is_not_in_order_ends_it_before_a_word_is_said(name: str) -> None:
    guarded = Server(status(200, b"x"), speaking(name))
    with guarded as server, pytest.raises(NotFetched, match="certificate") as caught:
        fetcher(Doors(server), context=trusting()).get("https://feeds.example/")
    assert not caught.value.passing
    assert server.asked == []


def test_an_authority_that_this_machine_does_not_know_vouches_for_nobody() -> None:
    guarded = Server(status(200, b"x"), speaking("server.pem"))
    with guarded as server, pytest.raises(NotFetched, match="certificate"):
        fetcher(Doors(server)).get("https://feeds.example/")
    assert server.asked == []


def test_a_certificate_is_not_for_the_address_behind_the_name() -> None:
    guarded = Server(status(200, b"x"), speaking("server.pem"))
    with guarded as server, pytest.raises(NotFetched, match="certificate"):
        fetcher(Doors(server), context=trusting()).get(f"https://{PUBLIC}/")
    assert server.asked == []


@pytest.mark.payload("R6")
def test_no_way_leads_from_https_to_http() -> None:
    with Server(to("http://feeds.example/b"), speaking("server.pem")) as server:
        doors = Doors(server)
        with pytest.raises(NotFetched, match="without protection"):
            fetcher(doors, context=trusting()).get("https://feeds.example/")
    assert doors.asked == [(PUBLIC, 443)]


def test_a_handshake_that_never_ends_is_cut() -> None:
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def connect(_door: Door, seconds: float) -> socket.socket:
            return socket.create_connection(silent.getsockname()[:2], seconds)

        with pytest.raises(NotFetched) as caught:
            Fetcher(Names(), connect, trusting(), seconds=0.5).get("https://feeds.example/")
    assert caught.value.passing
    assert time.monotonic() - began < 5


# Size


def large(n: int) -> bytes:
    return bytes(n)


def chunked(content: bytes, piece: int = 1 << 16) -> bytes:
    head = status(200, Content_Length="", Transfer_Encoding="chunked")
    pieces = (content[at : at + piece] for at in range(0, len(content), piece))
    return head + b"".join(b"%x\r\n%b\r\n" % (len(it), it) for it in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("n", [0, 1, MAX_BYTES])
def test_a_document_may_be_as_large_as_it_may_be(n: int) -> None:
    for answer in (
        status(200, large(n)),
        status(200, Content_Length="") + large(n),
        chunked(large(n)),
    ):
        assert len(got(answer).content) == n


@pytest.mark.payload("R4")
def test_a_document_may_not_be_larger_however_it_comes() -> None:
    for answer in (
        status(200, large(MAX_BYTES + 1)),
        status(200, Content_Length="") + large(MAX_BYTES + 1),
        chunked(large(MAX_BYTES + 1)),
    ):
        assert "larger than 5 MB" in str(refusal(answer))


@pytest.mark.payload("R4")
def test_nobody_listens_to_a_document_without_an_end() -> None:
    sent = [0]

    def endless(line: Line, _: Request) -> None:
        line.send(status(200, Content_Length="10000000000"))
        while not line.over.is_set():
            line.send(large(1 << 16))
            sent[0] += 1 << 16

    assert "larger than 5 MB" in str(refusal(endless))
    assert sent[0] < 6 * MAX_BYTES  # what lies in the buffers of the line is sent too


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * (1 << 22),
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (1 << 22),
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 " + b"2" * (1 << 22),
    ],
)
def test_a_line_without_an_end_is_not_waited_for(head: bytes) -> None:
    assert refusal(head).passing


# Compression


def packed(content: bytes, encoding: str = "gzip") -> bytes:
    return status(200, content, Content_Encoding=encoding)


def test_a_packed_document_is_unpacked() -> None:
    words = b"<rss>" + b"kevat " * 100 + b"</rss>"
    for encoding in ("gzip", "x-gzip", "GZIP"):
        assert got(packed(gzip.compress(words), encoding)).content == words
    for encoding in ("identity", ""):
        assert got(packed(words, encoding)).content == words
    assert got(chunked(words, 7)).content == words


@pytest.mark.payload("R3")
def test_a_document_that_unpacks_to_more_than_a_hundred_times_its_size_is_refused() -> None:
    bomb = gzip.compress(bytes(20 << 20), 9)
    assert len(bomb) < MAX_BYTES // 100
    assert "more than it may" in str(refusal(packed(bomb)))


@pytest.mark.payload("R3")
def test_a_document_that_unpacks_to_more_than_ten_megabytes_is_refused() -> None:
    some = random.Random(1)  # noqa: S311 - the same bytes each time
    content = b"".join(some.randbytes(1024) + bytes(20_000) for _ in range(600))
    small = gzip.compress(content)
    assert len(content) > MAX_INFLATED
    assert len(content) < 100 * len(small)
    assert "more than it may" in str(refusal(packed(small)))
    assert len(got(packed(gzip.compress(content[: 9 << 20]))).content) == 9 << 20


@pytest.mark.payload("R3")
@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "deflate", "compress", "gzip, gzip", "gzip,br", "identity, gzip"]
)
def test_what_is_packed_otherwise_is_refused(encoding: str) -> None:
    assert encoding in str(refusal(packed(gzip.compress(gzip.compress(b"x")), encoding)))


@pytest.mark.payload("R3")
def test_two_headers_that_say_packed_are_packed_twice() -> None:
    twice = gzip.compress(gzip.compress(b"x" * 100))
    once = status(200, twice, Content_Encoding="gzip")
    answer = once.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", 1)
    assert "gzip, gzip" in str(refusal(answer))


def test_what_is_packed_badly_is_refused() -> None:
    good = gzip.compress(b"words and more words")
    flipped = good[:-8] + bytes(8)  # the check at the end
    for bad in (b"no gzip at all", flipped, b"\x1f\x8b" + bytes(30), zlib.compress(b"x")):
        error = refusal(packed(bad))
        assert "damaged" in str(error)
        assert not error.passing
    for short in (good[:-1], good[:12], good[:1], b""):
        error = refusal(packed(short))
        assert "breaks off" in str(error)
        assert error.passing


# Time


def test_a_server_that_says_nothing_is_left() -> None:
    assert refusal(lambda line, _: line.drip(b""), 0.4).passing


@pytest.mark.payload("R4")
@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_server_that_takes_its_time_is_left(head: bytes) -> None:
    """A byte now and then keeps a connection alive for ever, and no single wait is long."""

    def slow(line: Line, _: Request) -> None:
        line.send(head)
        line.drip(b"1")

    error = refusal(slow, 0.5)
    assert "too long" in str(error)
    assert error.passing


@pytest.mark.payload("R4")
def test_a_server_that_has_more_to_say_each_time_is_left() -> None:
    def slow(line: Line, _: Request) -> None:
        line.drip(b"HTTP/1.1 100 Continue\r\n\r\n")

    assert "too long" in str(refusal(slow, 0.5))


def test_redirects_have_the_same_time_together() -> None:
    def slow(line: Line, _: Request) -> None:
        line.over.wait(0.25)
        line.send(to("/"))

    assert "too long" in str(refusal(slow, 0.5))


def test_a_door_that_does_not_open_is_left() -> None:
    def connect(_door: Door, seconds: float) -> socket.socket:
        threading.Event().wait(seconds)
        raise TimeoutError

    began = time.monotonic()
    with pytest.raises(NotFetched) as caught:
        Fetcher(Names(), connect, seconds=0.4).get("http://feeds.example/")
    assert caught.value.passing
    assert time.monotonic() - began < 5


def test_a_door_that_opens_too_late_is_closed_again() -> None:
    began = time.monotonic()
    with Server(lambda line, _: line.drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001)) as server:
        doors = Doors(server)

        def connect(door: Door, seconds: float) -> socket.socket:
            threading.Event().wait(seconds + 0.2)
            return doors(door, PATIENCE)

        with pytest.raises(NotFetched, match="too long"):
            Fetcher(Names(), connect, seconds=0.3).get("http://feeds.example/")
        assert time.monotonic() - began < 5


def test_a_name_that_is_looked_up_for_ever_is_left() -> None:
    over = threading.Event()

    def look(_host: str, _port: int) -> list[str]:
        over.wait(PATIENCE)
        return [PUBLIC]

    doors = Doors()
    began = time.monotonic()
    with pytest.raises(NotFetched, match="too long") as caught:
        fetcher(doors, look, seconds=0.4).get("http://feeds.example/")
    took = time.monotonic() - began
    over.set()
    assert caught.value.passing
    assert took < 5
    assert doors.asked == []


# What servers say


@pytest.mark.parametrize(
    ("code", "passing", "missing"),
    [
        (404, False, True),
        (410, False, True),
        (400, False, False),
        (401, False, False),
        (403, False, False),
        (204, False, False),
        (206, False, False),
        (429, True, False),
        (500, True, False),
        (503, True, False),
    ],
)
def test_what_a_status_means(code: int, passing: bool, missing: bool) -> None:  # noqa: FBT001
    error = refusal(status(code, b"<html>sorry</html>"))
    assert (error.passing, error.missing) == (passing, missing)
    assert missing or str(code) in str(error)


def test_a_server_that_stumbles_is_asked_once_more_after_a_while() -> None:
    pauses: list[float] = []
    with Server([status(500), status(200, b"x")]) as server:
        found = fetcher(Doors(server), pauses=pauses).get("http://feeds.example/", '"a"')
    assert found.content == b"x"
    assert pauses == [1.0]
    assert [request.headers["If-None-Match"] for request in server.asked] == ['"a"', '"a"']


def test_a_server_is_not_asked_a_third_time() -> None:
    pauses: list[float] = []
    with Server(status(503)) as server, pytest.raises(NotFetched, match="503"):
        fetcher(Doors(server), pauses=pauses).get("http://feeds.example/")
    assert (len(server.asked), pauses) == (2, [1.0])


@pytest.mark.parametrize("code", [404, 403, 302, 429])
def test_a_server_that_has_answered_is_not_asked_again(code: int) -> None:
    with Server(status(code)) as server, pytest.raises(NotFetched):
        fetcher(Doors(server)).get("http://feeds.example/")
    assert len(server.asked) == 1


def test_a_server_is_not_asked_again_when_there_is_no_time_for_it() -> None:
    pauses: list[float] = []
    with Server(status(500)) as server, pytest.raises(NotFetched):
        fetcher(Doors(server), seconds=0.9, pauses=pauses).get("http://feeds.example/")
    assert (len(server.asked), pauses) == (1, [])


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"220 feeds.example ESMTP\r\n",
        b"<rss version='2.0'/>",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        bytes(range(256)) * 10,
        b"\x16\x03\x01" + bytes(300),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
)
def test_what_is_no_http_is_no_document(answer: bytes) -> None:
    assert refusal(answer).passing


def test_a_closed_door_may_open_later() -> None:
    with pytest.raises(NotFetched, match="connection failed") as caught:
        fetcher(Doors()).get("http://feeds.example/")
    assert caught.value.passing


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    with pytest.raises(NotFetched, match=r"no server of the name nobody\.example") as caught:
        fetcher(Doors()).get("http://nobody.example/")
    assert caught.value.passing


# Manners


def test_a_host_is_asked_one_thing_at_a_time() -> None:
    now, most = [0], [0]

    def count(line: Line, _: Request) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        line.over.wait(0.03)
        now[0] -= 1
        line.send(status(200))

    with Server(count) as server, ThreadPoolExecutor(6) as pool:
        one = fetcher(Doors(server))
        list(pool.map(one.get, [f"http://feeds.example/{n}" for n in range(6)]))
    assert (len(server.asked), most) == (6, [1])


def test_two_hosts_are_asked_at_once() -> None:
    both = threading.Barrier(2, timeout=PATIENCE)

    def meet(line: Line, _: Request) -> None:
        both.wait()
        line.send(status(200))

    names = Names({"a.example": [PUBLIC], "b.example": [PUBLIC]})
    with Server(meet) as server, ThreadPoolExecutor(2) as pool:
        one = fetcher(Doors(server), names)
        list(pool.map(one.get, ["http://a.example/", "http://b.example/"]))
    assert len(server.asked) == 2


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(status(200, b"from the proxy")) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            for spelling in (name, name.upper()):
                monkeypatch.setenv(spelling, "http://{}:{}".format(*server.door))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        yield server


def test_a_proxy_of_the_environment_is_not_asked(proxy: Server) -> None:
    with Server(status(200, b"straight"), None) as server:
        found = fetcher(Doors(server)).get("http://feeds.example/")
    with Server(status(200, b"straight"), speaking("server.pem")) as server:
        doors = Doors(server)
        guarded = fetcher(doors, context=trusting()).get("https://feeds.example/")
    assert found.content == guarded.content == b"straight"
    assert proxy.asked == []


def test_nothing_of_a_netrc_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine feeds.example login me password word\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with Server(status(200)) as server:
        fetcher(Doors(server)).get("http://feeds.example/")
    assert "Authorization" not in server.asked[0].headers
