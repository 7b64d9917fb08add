"""Cutting a rendered page at its markers, and stamping pages from the pieces.

The engine renders a page with markers in place of everything a person wrote. What is cut
once can be filled as often as there are pages, and no such text ever meets the engine's
own templates, which do not escape.
"""

from __future__ import annotations

import base64
import hashlib
import html
import posixpath
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.site.page import Heading, SitePage


class Part(StrEnum):
    """What a frame leaves open."""

    TITLE = "title"
    DESCRIPTION = "description"
    BODY = "body"
    EDIT = "edit"
    PATH = "path"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the frame of a page depends on; pages of one shape share a frame."""

    folder: str
    headings: tuple[Heading, ...]
    has_description: bool
    has_edit_link: bool

    @classmethod
    def of(cls, page: SitePage) -> Shape:
        """Return the shape of ``page``."""
        return cls(
            folder=posixpath.dirname(page.path),
            headings=page.headings,
            has_description=bool(page.description),
            has_edit_link=bool(page.edit_url),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """A rendered page without what is particular to one: UTF-8 and parts in turn."""

    pieces: tuple[bytes | Part, ...]

    def fill(self, page: SitePage, body: bytes) -> Iterator[bytes]:
        """Yield the finished HTML of ``page``, whose body is given in UTF-8."""
        values = {
            Part.TITLE: html.escape(page.title).encode(),
            Part.DESCRIPTION: html.escape(page.description).encode(),
            Part.BODY: body,
            Part.EDIT: html.escape(page.edit_url).encode(),
            Part.PATH: html.escape(quote(page.path)).encode(),
        }
        for piece in self.pieces:
            yield values[piece] if isinstance(piece, Part) else piece


_BLANK = re.compile(r"\s*\n\s*")
"""Blank lines and indents of templates: an eighth of every page, and nobody sees them."""
_AS_WRITTEN = re.compile(
    r"(<(?:pre|script|style|textarea)\b.*?</(?:pre|script|style|textarea)>)",
    re.DOTALL | re.IGNORECASE,
)
"""Where blanks may mean something."""


class Markers:
    """Words nobody can guess, to stand for the parts of a page while it is rendered."""

    def __init__(self) -> None:
        """Choose the words of one build."""
        self.word = f"planner{secrets.token_hex(16)}"
        self._pattern = re.compile(f"{self.word}-([a-z]+)-")

    def of(self, part: Part) -> str:
        """Return the marker of ``part``."""
        return f"{self.word}-{part}-"

    def cut(self, rendered: str) -> Frame:
        """Cut a rendered page at its markers, and put in the policy that fits its scripts.

        Raises:
            ValueError: If the engine changed a marker, so that it would stay in the page.
        """
        parts = enumerate(_AS_WRITTEN.split(rendered))
        rendered = "".join(part if n % 2 else _BLANK.sub("\n", part) for n, part in parts)
        policy = html.escape(content_policy(rendered), quote=False)
        pieces = self._pattern.split(rendered.replace(self.of(Part.POLICY), policy))
        if any(self.word in text for text in pieces[::2]) or Part.BODY not in pieces[1::2]:
            message = "a marker was lost in the rendered page"
            raise ValueError(message)
        return Frame(
            tuple(Part(text) if number % 2 else text.encode() for number, text in enumerate(pieces))
        )


_SCRIPT = re.compile(
    r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE
)


def content_policy(rendered: str) -> str:
    """Return a content security policy that admits the page's inline scripts and no others.

    It is made of the frame, before any text of a person is in it.
    """
    codes = {
        match["code"]
        for match in _SCRIPT.finditer(rendered)
        if "src=" not in match["attributes"] and "application/json" not in match["attributes"]
    }
    return policy_of(sorted(_hash(code) for code in codes))


def policy_of(scripts: Iterable[str], styles: Iterable[str] = ()) -> str:
    """Return the policy that admits these scripts and styles inside a page: hashes, or a word."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            " ".join(("style-src 'self'", *styles)),
            "img-src 'self' data:",
            "media-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def search_entries(page: SitePage, folder: str = "") -> Iterator[dict[str, str]]:
    """Yield what the search knows of ``page``; the search shows it as HTML."""
    if page.search_text or page.hits:
        yield _entry(folder + page.path, "", page.title, page.search_text)
    for hit in page.hits:
        yield _entry(folder + page.path, f"#{hit.anchor}", hit.title, hit.text)


def _entry(path: str, anchor: str, title: str, text: str) -> dict[str, str]:
    return {
        "location": quote(path) + anchor,
        "title": html.escape(title, quote=False),
        "text": html.escape(text, quote=False),
    }
