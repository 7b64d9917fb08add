"""The text of a post: as Markdown it becomes HTML that does nothing, as plain text it stays itself.

Some texts of a few signs behind the byte 1 are repeated until they are long, so that whatever takes
more than its share of time is found too.
"""

from __future__ import annotations

import string
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import nh3
from justhtml import JustHTML

from planner.site.markup import markdown, plain, plain_text, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONG = 8_000
"""The characters of a text that is made of a few."""
FEW = 12
SELDOM = 16
_NONE: set[str] = set()
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    **{name: {"align"} for name in ("th", "td")},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **dict.fromkeys(("blockquote", "br", "code", "em", "hr", "li", "p", "pre", "s", "strong"), _NONE),
    **dict.fromkeys(("ul", "table", "tbody", "thead", "tr"), _NONE),
}  # fmt: skip
"""What may be in a text of a person, and nothing else."""
ADDRESSES = ("http://", "https://", "mailto:")
WORDS = (
    *("# ", "## ", "- ", "1. ", "> ", "```", "~~~", "    ", "***", "---\n", "===\n", "| a | b |\n|---|:-:|\n", "  \n"),
    *("[", "](", ")", "![", "[x]: ", "<", ">", "**", "__", "*", "_", "~~", "`", "\\", "&lt;", "&#x3c;", "&colon;"),
    *("<script>", "</script>", "<svg ", "<math>", "<img src=x onerror=alert(1)>", "<a href=", "<!--", "-->", "<![CDATA["),
    *("javascript:alert(1)", "JaVaScRiPt&colon;", "data:text/html,", "vbscript:", "https://a.example/", "mailto:a@b.example"),
    *("<style>", "<base href=", "<p onclick=", "</p>", "</div>", "{{ 7*7 }}", "{% include %}", "{onclick=x}", '"', "'", "\x00"),
    *("#hashtag", "#ää", "<!-- planner: ignore ", "\u2028", "\x85", "\xa0", "\u202e", "\r\n", "\t", "😀", "www.a.example"),
)  # fmt: skip
KEPT: Mapping[str, bytes] = {}


def run(content: bytes) -> None:
    """Try a text."""
    text = content.decode("utf-8", "replace")
    if content.startswith(b"\x01") and 1 < len(text) <= FEW and sum(content) % SELDOM == 0:
        text = text[1:] * (LONG // (len(text) - 1))
    rendered = markdown(text, title="A", prefix="text")
    html = str(rendered.html)
    if len(text) < LONG // 2:
        _does_nothing(html)
        _stays_in_its_place(html)
        names = [heading.id for heading in rendered.headings]
        assert len({*names}) == len(names)
    shown = Shown(str(plain_text(text)))
    assert shown.words == text
    assert {tag for tag, _ in shown.elements} <= {"a", "span"}
    assert all(address.lower().startswith(("http://", "https://")) for address in shown.addresses)
    assert "\n" not in plain(text)
    address = web_address(text)
    assert not address or address.lower().startswith(("http://", "https://"))


class Shown(HTMLParser):
    """The elements of a page with their attributes, its words, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, frozenset[str]]] = []
        self.addresses: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, frozenset(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    handle_pi = unknown_decl = handle_comment


def _does_nothing(html: str) -> None:
    shown = Shown(html)
    for tag, attributes in shown.elements:
        assert attributes <= ATTRIBUTES[tag], (tag, attributes)
    for address in shown.addresses:
        assert address.lower().startswith(ADDRESSES), address


def _stays_in_its_place(html: str) -> None:
    """A browser makes of it the elements that stand there, in the box where they were put."""
    page = JustHTML(f"<!DOCTYPE html><main><div>{html}</div><p id=end>x</p></main>", sanitize=False)
    main = page.query("main")[0]
    assert main.children
    box, end = main.children
    assert (box.name, end.name, end.attrs["id"]) == ("div", "p", "end")
    found = [node for node in box.query("*") if not node.name.startswith(("#", "!"))]
    shown = [tag for tag, _ in Shown(html).elements]
    assert [node.name for node in found] == shown
    assert nh3.clean(html, link_rel=None, tags={*ATTRIBUTES}, attributes=ATTRIBUTES) == html


def starts() -> Iterator[bytes]:
    """Yield payloads, and the texts of the sample."""
    for word in WORDS:
        yield f"A {word} b #c https://a.example/d {word}\n\ne".encode()
        yield f"{word}javascript:alert(1){word}".encode()
    for word in ("[", "![", "> ", "- ", "*_", "<!--", "a", "`", "|a|b|\n"):
        few = (f"\x01{word}{sign}".encode() for sign in string.ascii_letters)
        yield next(it for it in few if sum(it) % SELDOM == 0)
    yield b"[a](b) [c](//d) [e](#f) [g](?h) <i> <j@k.example> <ftp://l.example>\n\n[e]: /m\n"
    yield b"# A\n\n## B\n\n1. c\n2. d\n\n| e | f |\n|---|---|\n| *g* | [h](https://i.example 'j') |\n\n> ~~k~~\n"
    for path in sorted((Path(__file__).parents[2] / "content" / "posts").glob("*.md")):
        yield path.read_bytes().split(b"\n---\n", 1)[1]
