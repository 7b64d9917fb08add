"""A built site on this machine alone, for the person who is writing the plan.

Whoever browses the web has other people's pages open beside it, so nothing is served but
the files of the site, to nobody who calls this machine by another name.
"""

from __future__ import annotations

import errno
import os
import secrets
import socketserver
import sys
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTP_PORT
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from typing import Protocol, Self, cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from planner.errors import PlannerError
from planner.site.templates import templates_folder
from planner.texts import T

_HOST = "127.0.0.1"
_SCRIPT = "/.planner/reload.js"
_CHANGES = "/.planner/changes"
_PATIENCE = 20.0
"""Seconds after which a browser that waits for a change is told to ask again."""
_TYPES = MimeTypes(filenames=())
for _kind, _suffix in (
    ("text/javascript", ".js"),
    ("image/webp", ".webp"),
    ("image/avif", ".avif"),
):
    _TYPES.add_type(_kind, _suffix)  # older Pythons know them otherwise or not at all
_HEADERS = {
    "Cache-Control": "no-store",
    # Another site's page must not read the plan by naming our files as its scripts.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Files(Protocol):
    """What there is to serve."""

    def content(self, path: str) -> bytes | None:
        """Return what is at a place below the site's root, None where there is nothing."""


class _Nothing:
    """What is served at first."""

    def content(self, path: str) -> bytes | None:  # noqa: ARG002 - whatever is asked for
        """Return nothing."""
        return None


@dataclass(frozen=True, slots=True)
class _Edition:
    """One state of the site, and the word that names it."""

    files: Files = field(default_factory=_Nothing)
    version: str = field(default_factory=lambda: secrets.token_hex(8))


class Server:
    """Serves a site that is built again and again."""

    def __init__(self, port: int) -> None:
        """Take a port of this machine, any free one for 0.

        Raises:
            PlannerError: If it cannot be had.
        """
        self._edition = _Edition()
        self._news = threading.Condition()
        self._open = True
        try:
            self._http = _Http((_HOST, port), _Handler)
        except OSError as error:
            raise PlannerError(_refusal(port, error)) from error
        self._http.site = self
        self.address = f"http://{_HOST}:{self._http.server_port}/"

    def __enter__(self) -> Self:
        """Begin to serve."""
        threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let everybody go who waits, and give the port back."""
        with self._news:
            self._open = False
            self._news.notify_all()
        self._http.shutdown()
        self._http.server_close()

    @property
    def edition(self) -> _Edition:
        """What is served now."""
        return self._edition

    def show(self, files: Files) -> None:
        """Serve another state of the site, and let the open pages know."""
        edition = _Edition(files)
        with self._news:
            self._edition = edition
            self._news.notify_all()

    def has_news(self, since: str) -> bool:
        """Wait a while for another edition than the one named; say whether there is one."""
        with self._news:
            self._news.wait_for(lambda: self._edition.version != since or not self._open, _PATIENCE)
            return self._open and self._edition.version != since


def _refusal(port: int, error: OSError) -> T:
    if error.errno == errno.EADDRINUSE:
        return T(
            "Port {port} is taken by another program. Choose another one with --port; 0 takes any that is free.",
            port=str(port),
        )
    return T(
        "Port {port} cannot be used: {reason}. Choose another one with --port; 0 takes any that is free.",
        port=str(port),
        reason=error.strerror or str(error),
    )


class _Http(ThreadingHTTPServer):
    """The server behind it."""

    site: Server
    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with others

    def server_bind(self) -> None:
        """Take the port, and ask nobody for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that has gone away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    timeout = 30

    def do_GET(self) -> None:
        """Send what is at an address."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send what would come with it."""
        self._answer()

    def _answer(self) -> None:
        if not self._calls_us():
            self._send(HTTPStatus.FORBIDDEN)
            return
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self._send(HTTPStatus.BAD_REQUEST)
            return
        path = unquote(parts.path)
        site = cast("_Http", self.server).site
        if path == _CHANGES:
            since = parse_qs(parts.query).get("since", [""])[0]
            news = site.has_news(since)
            self._send(HTTPStatus.RESET_CONTENT if news else HTTPStatus.NO_CONTENT)
        elif path == _SCRIPT:
            self._send_file(path, (templates_folder() / "serve/reload.js").read_bytes())
        else:
            try:
                self._send_page(path, site.edition)
            except OSError:  # the browser has gone away
                raise
            except Exception:  # noqa: BLE001 - a page that cannot be made must not end in a trace
                self._send(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _calls_us(self) -> bool:
        """Whether the request is to this machine by its own name, and no other site's trick."""
        port = cast("_Http", self.server).server_port
        names = (_HOST, "localhost", "[::1]")
        ours = {f"{name}:{port}" for name in names}
        called = self.headers.get("Host", "").lower()
        return called in ours or (port == HTTP_PORT and called in names)

    def _send_page(self, path: str, edition: _Edition) -> None:
        name = path.removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        content = edition.files.content(name)
        if content is not None:
            self._send_file(name, content, edition.version)
        elif edition.files.content(f"{name}/index.html") is not None:
            self._send(HTTPStatus.MOVED_PERMANENTLY, Location=quote(f"{path}/"))
        else:
            self._send(HTTPStatus.NOT_FOUND)

    def _send_file(self, name: str, content: bytes, version: str = "") -> None:
        kind = _TYPES.guess_type(name)[0] or "application/octet-stream"
        if kind == "text/html" and version:
            content = _with_script(content, version)
        text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
        self._send(HTTPStatus.OK, content, f"{kind}; charset=utf-8" if text else kind)

    def _send(
        self, status: HTTPStatus, content: bytes | None = None, kind: str = "", **more: str
    ) -> None:
        if content is None:
            content, kind = status.phrase.encode("ascii"), "text/plain; charset=utf-8"
        if status in (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT):
            content = b""
        self.send_response(status)
        for name, value in {**_HEADERS, **more}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the person wants to know."""


def _with_script(page: bytes, version: str) -> bytes:
    """Return a page with the script that loads it anew; the policy admits our own files."""
    script = f'<script src="{_SCRIPT}" data-version="{version}"></script>'
    before, end, after = page.rpartition(b"</body>")
    return before + script.encode("ascii") + end + after
