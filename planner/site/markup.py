"""What people wrote becomes HTML that can do no harm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from planner.loader import slug
from planner.outgoing import without_remarks
from planner.site.page import Heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST = 20
_LOWEST = 6
_TAGS = frozenset(
    (
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "ul",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    **{f"h{level}": {"id"} for level in range(2, _LOWEST + 1)},
}
_SCHEMES = frozenset({"http", "https", "mailto"})
_ADDRESS = re.compile(r"""https?://[^\s<>"']*[^\s<>"'.,;:!?)\]}»”’…]""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


_MOST_BRACKETS = 50_000
"""Of a text with more that might begin links nothing is looked for: each takes its time."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Markdown as HTML, with its headings for the page's table of contents."""

    html: Markup
    headings: tuple[Heading, ...] = ()


@cache
def _parser() -> MarkdownIt:
    settings = {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}
    return MarkdownIt("commonmark", settings).enable(["table", "strikethrough"])


def markdown(text: str, *, title: str = "", prefix: str = "part", below: int = 1) -> Rendered:
    """Return Markdown as safe HTML whose headings stand below the page's own.

    Args:
        text: What a person wrote.
        title: The page's title; a first heading that repeats it is left out.
        prefix: What the ids of headings begin with.
        below: The level of the heading that it stands under.
    """
    if text.count("[") > _MOST_BRACKETS:
        return Rendered(Markup("<p>{}</p>").format(plain_text(text)))
    parser = _parser()
    tokens = parser.parse(without_remarks(text))
    if title and _first_heading(tokens) == title:
        tokens = tokens[3:]
    headings = tuple(_lower(tokens, prefix, below))
    for token in tokens:
        token.children = list(_shown(token.children)) if token.children else token.children
    return Rendered(_clean(parser.renderer.render(tokens, parser.options, {})), headings)


def _first_heading(tokens: Sequence[Token]) -> str:
    starts = tokens and tokens[0].type == "heading_open"
    return tokens[1].content.strip() if starts else ""


def _lower(tokens: Sequence[Token], prefix: str, below: int) -> list[Heading]:
    """Move headings below the one they stand under, give them ids, and return them."""
    opened = [number for number, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[number].tag[1]) for number in opened), default=2)
    headings: list[Heading] = []
    taken: set[str] = set()
    for number in opened:
        level = min(int(tokens[number].tag[1]) - highest + below + 1, _LOWEST)
        words = plain(tokens[number + 1].content)
        name = unused(f"{prefix}-{slug(words) or len(headings) + 1}", taken)
        tokens[number].tag = tokens[number + 2].tag = f"h{level}"
        tokens[number].attrSet("id", name)
        headings.append(Heading(name, words, level))
    return headings


def unused(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, numbered if need be, and take it."""
    numbered = chain((name,), (f"{name}-{number}" for number in count(2)))
    free = next(each for each in numbered if each not in taken)
    taken.add(free)
    return free


def _shown(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the parts of a line: addresses made links, and pictures only in words.

    The site shows no picture that was not looked at.
    """
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type.startswith("link_") else 0
        if token.type == "image":
            yield _text(token.content)
        elif token.type == "text" and not inside:
            yield from _linked(token.content)
        else:
            yield token


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _linked(words: str) -> Iterator[Token]:
    end = 0
    for found in _ADDRESS.finditer(words):
        yield _text(words[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield _text(words[end:])


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer",
    )


def _clean(html: str) -> Markup:
    return Markup(_cleaner().clean(html))  # noqa: S704 - the sanitiser has just made it safe


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "href" and not _ABSOLUTE.match(value):
        return None
    return value


_MARKS = re.compile(
    rf"(?P<address>{_ADDRESS.pattern})|(?P<hashtag>(?<![\w&/#])\#\w*[^\W\d_]\w*)", re.IGNORECASE
)


def plain_text(text: str) -> Markup:
    """Return plain text as HTML, exactly as written, with addresses and hashtags marked."""
    return Markup("\n").join(map(_marked, text.split("\n")))


def _marked(line: str) -> Markup:
    if "#" not in line and "://" not in line:  # most lines, and to look closer takes its time
        return escape(line)
    pieces, end = [], 0
    for found in _MARKS.finditer(line):
        pieces += [escape(line[end : found.start()]), _mark(found)]
        end = found.end()
    return Markup("").join([*pieces, escape(line[end:])])


def _mark(found: re.Match[str]) -> Markup:
    if found["address"]:
        link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>')
        return link.format(found["address"])
    return Markup('<span class="pl-hashtag">{}</span>').format(found["hashtag"])


_SIGNS = re.compile(r"[*_`~#>\[\]]+|\]\([^)]*\)")


def plain(text: str) -> str:
    """Return the words of Markdown without its signs, and without remarks for this program."""
    words = re.sub(r"\]\([^)]*\)", "]", without_remarks(text))
    return " ".join(_SIGNS.sub("", words).split())


def web_address(text: str) -> str:
    """Return an address if a browser may follow it, else nothing."""
    text = text.strip()
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text, re.IGNORECASE) else ""
