"""Getting a public document over the network, and nothing but that.

The addresses come from a plan, which a stranger may have written, and each answer from whoever
keeps the server. So every address that a name stands for has to be a public one, the connection
goes to the very address that was looked at, redirects are followed by hand with the same
questions, and size, ratio and time have limits. No proxy of the environment is used: nobody
could look behind it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

MAX_BYTES = 5 << 20
"""What comes over the network, at most."""
MAX_INFLATED = 10 << 20
"""What becomes of it, at most."""
MAX_RATIO = 100
SECONDS = 20.0
"""For everything: names, connections, redirects and the document."""
MAX_HOPS = 3
MAX_ADDRESS = 2000
_PAUSE = 1.0
_MOMENT = 0.05
_PIECE = 1 << 14
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _UNCHANGED, _TOO_MANY, _SERVER = 200, 304, 429, 500
_GONE = frozenset({404, 410})
_HEADERS = {
    # Some services let nobody in who does not name a browser.
    "User-Agent": "Mozilla/5.0 (compatible; planner-site feed reader)",
    "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # a cloud's own services, under an address that looks public
        # Older versions of Python take these for public.
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "3fff::/20",
        "fec0::/10",
    )
)

Door = tuple[str, int]
"""An address of the network in figures, and a port."""
Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses in figures that a name stands for; raises OSError."""
Connect = Callable[[Door, float], socket.socket]
"""Opens a connection within so many seconds; raises OSError."""


class NotFetched(PlannerError):
    """A document could not be had.

    ``passing`` says that it may well be had later, ``missing`` that there is nothing at the
    address, and ``hasty`` that the service wants to be asked less often.
    """

    def __init__(
        self, text: T, *, passing: bool = False, missing: bool = False, hasty: bool = False
    ) -> None:
        """Keep why."""
        super().__init__(text)
        self.passing = passing
        self.missing = missing
        self.hasty = hasty


@dataclass(frozen=True, slots=True)
class Document:
    """What a server gave."""

    address: str
    """Where it was found in the end."""
    content: bytes = b""
    kind: str = ""
    """What the server says that it is: ``application/rss+xml; charset=utf-8``."""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    """Whether it is still as it was when ``etag`` and ``modified`` were given; no content then."""


def resolve(host: str, port: int) -> list[str]:
    """Return all addresses that a name stands for; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(door: Door, seconds: float) -> socket.socket:
    """Open a connection to an address in figures; raises OSError."""
    return socket.create_connection(door, seconds)


def is_public(address: str) -> bool:
    """Whether an address in figures belongs to the public network, however it is wrapped up."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    if any(ip in network for network in _CLOSED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Fetcher:
    """Gets documents, from each host one at a time."""

    def __init__(
        self,
        resolve: Resolve = resolve,
        connect: Connect = connect,
        context: ssl.SSLContext | None = None,
        pause: Callable[[float], None] = time.sleep,
        seconds: float = SECONDS,
    ) -> None:
        """Keep how names are looked up and connections are opened."""
        self._resolve = resolve
        self._connect = connect
        self._context = context
        self._pause = pause
        self._seconds = seconds
        self._hosts: dict[str, threading.Lock] = {}

    def get(self, address: str, etag: str = "", modified: str = "") -> Document:
        """Return the document at a public address.

        Args:
            address: Where it is; http or https.
            etag: The mark that came with it last time, if any.
            modified: The day that came with it last time, if any.

        Raises:
            NotFetched: If it cannot be had, or may not be.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = _HEADERS | {name: value for name, value in asked.items() if value}
        until = time.monotonic() + self._seconds
        try:
            return self._follow(address, headers, until)
        except NotFetched as error:
            if not error.passing or error.hasty or until - time.monotonic() < _PAUSE:
                raise
        self._pause(_PAUSE)  # servers stumble; once more, within the same time
        return self._follow(address, headers, until)

    def _follow(self, address: str, headers: dict[str, str], until: float) -> Document:
        """Return the document, which may be somewhere else than it was looked for."""
        url = _usable(address)
        for _ in range(MAX_HOPS + 1):
            with self._hosts.setdefault(url.host or "", threading.Lock()):
                found = self._ask(url, headers, until)
            if isinstance(found, Document):
                return found
            target = _usable(_joined(url.url, found))
            if url.scheme == "https" and target.scheme != "https":
                raise NotFetched(T("it leads from https to an address without protection"))
            url = target
        raise NotFetched(T("it leads from one address to the next without an end"))

    def _ask(self, url: Url, headers: dict[str, str], until: float) -> Document | str:
        """Return the document at an address, or the address that it leads to."""
        watch = _Watch(until)
        try:
            with watch, self._connection(url, watch) as connection:
                connection.request(
                    "GET",
                    url.request_uri,
                    headers=headers,
                    preload_content=False,
                    decode_content=False,
                )
                with connection.getresponse() as response:
                    return _answer(url, response, watch)
        except NotFetched:
            raise
        except (OSError, HTTPError, EOFError) as error:
            if watch.is_late:
                raise _late() from None
            if isinstance(error, ssl.SSLError) or "certificate" in str(error).lower():
                raise NotFetched(T("its certificate is not in order")) from None
            raise NotFetched(T("the connection failed"), passing=True) from None
        except Exception as error:  # http.client has a dozen more for what is no HTTP
            if watch.is_late:
                raise _late() from None
            raise NotFetched(T("it does not answer as a web server does"), passing=True) from error

    @contextmanager
    def _connection(self, url: Url, watch: _Watch) -> Iterator[HTTPConnection]:
        host = (url.host or "").strip("[]")
        port = url.port or _PORTS[url.scheme or "https"]
        doors = self._doors(host, port, watch)
        connection: _Plain | _Guarded
        if url.scheme == "https":
            context = self._context or ssl.create_default_context()
            connection = _Guarded(host, port, timeout=watch.left, ssl_context=context)
        else:
            connection = _Plain(host, port, timeout=watch.left)
        connection.open_door = lambda: watch.over(self._opened(doors, watch))
        try:
            yield connection
        finally:
            connection.close()

    def _doors(self, host: str, port: int, watch: _Watch) -> list[Door]:
        """Return the addresses that a name stands for, all of which are public."""
        found: list[str] = []
        failed: list[OSError | ValueError] = []

        def look() -> None:
            try:
                found.extend(self._resolve(host, port))
            except (OSError, ValueError) as error:
                failed.append(error)

        # The system looks names up for as long as it likes, and cannot be told to stop.
        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(watch.left)
        if thread.is_alive():
            raise _late()
        if failed or not found:
            raise NotFetched(
                T("there is no server of the name {host}; is the network on", host=host),
                passing=True,
            )
        for address in found:
            if not is_public(address):
                raise NotFetched(T("{host} is not a public address", host=host))
        return [(address, port) for address in found]

    def _opened(self, doors: Sequence[Door], watch: _Watch) -> socket.socket:
        """Return a connection to the first address that takes one."""
        for door in doors[:-1]:
            with suppress(OSError):
                return self._connect(door, min(watch.left, self._seconds / 2))
        return self._connect(doors[-1], watch.left)


class _Door:
    """Lets a connection go to the address that was looked at, whatever its name stands for by now."""

    open_door: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.open_door()


class _Plain(_Door, HTTPConnection):
    """A connection without encryption."""


class _Guarded(_Door, HTTPSConnection):
    """An encrypted connection; the certificate has to be for the name."""


class _Watch:
    """Cuts a connection when the time is up, whatever it is waiting for."""

    def __init__(self, until: float) -> None:
        """Keep the moment."""
        self._until = until
        self._line: socket.socket | None = None
        self._timer = threading.Timer(self.left, self._cut)
        self._timer.daemon = True
        self.rings = False

    @property
    def left(self) -> float:
        """The seconds that are left; never none, which would mean for ever."""
        return max(self._until - time.monotonic(), 0.001)

    @property
    def is_late(self) -> bool:
        """Whether the time is up, or as good as: a single wait may end a moment before the whole."""
        return self.rings or self.left < _MOMENT

    def over(self, line: socket.socket) -> socket.socket:
        """Keep watch over a connection, also where encryption takes its place."""
        self._line = line.dup()
        if self.rings:  # opened too late to be cut in time
            self._cut()
        return line

    def _cut(self) -> None:
        self.rings = True
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._line:
            self._line.close()


def _late() -> NotFetched:
    return NotFetched(T("it takes too long"), passing=True)


def _joined(address: str, location: str) -> str:
    """Return where a redirect leads to; what is beyond ASCII was sent as UTF-8."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(address, location)
    except ValueError:
        return location  # which is no address either


def _usable(address: str) -> Url:
    """Return the parts of an address that may be asked."""
    if len(address) > MAX_ADDRESS:
        raise NotFetched(T("the address is too long"))
    try:
        url = parse_url(address.strip())
    except (LocationParseError, ValueError):
        raise NotFetched(T("“{address}” is no address", address=address)) from None
    if url.scheme not in _PORTS or not url.host:
        raise NotFetched(
            T("“{address}” is no web address; it begins with https://", address=address)
        )
    if url.auth:
        raise NotFetched(T("an address with a password in it is not asked"))
    if url.port not in (None, *_PORTS.values()):
        raise NotFetched(T("the port {port} is not asked, only 80 and 443", port=url.port))
    return url


def _answer(url: Url, response: BaseHTTPResponse, watch: _Watch) -> Document | str:
    status, headers = response.status, response.headers
    location = headers.get("Location")
    if status in _REDIRECTS and location:
        return location
    marks = (headers.get("ETag", "")[:MAX_ADDRESS], headers.get("Last-Modified", "")[:MAX_ADDRESS])
    kind = headers.get("Content-Type", "")[:MAX_ADDRESS]
    if status == _UNCHANGED:
        return Document(url.url, b"", kind, *marks, unchanged=True)
    if status in _GONE:
        raise NotFetched(T("there is nothing at {address}", address=url.url), missing=True)
    if status == _TOO_MANY:
        said = T("the service wants to be asked less often ({status})", status=status)
        raise NotFetched(said, passing=True, hasty=True)
    if status >= _SERVER:
        raise NotFetched(T("the service is out of order ({status})", status=status), passing=True)
    if status != _OK:
        raise NotFetched(T("the service does not show it ({status})", status=status))
    content = _body(response, headers.get("Content-Encoding", "").strip().lower())
    if watch.rings:  # cut off, and yet it may look whole
        raise _late()
    return Document(url.url, content, kind, *marks)


def _body(response: BaseHTTPResponse, encoding: str) -> bytes:
    """Return the document, unpacked piece by piece, so that a small one cannot become a huge one."""
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise NotFetched(T("it is packed in a way that was not asked for ({kind})", kind=encoding))
    unpack = zlib.decompressobj(31) if encoding.endswith("gzip") else None
    pieces, came, held = [], 0, 0
    for raw in response.stream(_PIECE, decode_content=False):
        came += len(raw)
        if came > MAX_BYTES:
            raise NotFetched(T("it is larger than {n} MB", n=MAX_BYTES >> 20))
        try:
            most = min(MAX_INFLATED, came * MAX_RATIO) - held + 1
            piece = unpack.decompress(raw, most) if unpack else raw
        except zlib.error:
            raise NotFetched(T("what it is packed in is damaged")) from None
        held += len(piece)
        if held > MAX_INFLATED or held > came * MAX_RATIO:
            raise NotFetched(T("it unpacks to more than it may"))
        pieces.append(piece)
    if unpack and not unpack.eof:
        raise NotFetched(T("it breaks off"), passing=True)
    return b"".join(pieces)
