"""The guide to the first evening: from nothing to a plan, step by step, with pictures."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from planner.site.addresses import GUIDE
from planner.site.markup import markdown, plain
from planner.site.page import SiteFile
from planner.site.views.desk import Leaf
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.site.page import Heading
    from planner.site.views.desk import Desk

TITLE = T("The first evening")
_FOLDER = files("planner") / "data" / "guide"
_PICTURE = re.compile(r"^!\[(?P<words>[^\]]+)\]\((?P<name>[\w-]+\.png)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some text of the guide, and the picture below it, if there is one."""

    html: Markup
    picture: str = ""
    """Where it stands below the site's root."""
    size: tuple[int, int] = (0, 0)
    """Its width and height."""
    words: str = ""
    """The picture in words."""


def guide_page(desk: Desk) -> Iterator[Leaf]:
    """Yield the guide in the desk's language."""
    text = text_of(desk.language)
    stretches: list[Stretch] = []
    headings: list[Heading] = []
    start = 0
    for number, end in enumerate((*_PICTURE.finditer(text), None)):
        written = text[start : end.start() if end else len(text)]
        words = markdown(written, title=desk.say(TITLE), prefix=f"step-{number}")
        headings += words.headings
        shown = (_place(end["name"]), _size(end["name"]), end["words"]) if end else ()
        stretches.append(Stretch(words.html, *shown))
        start = end.end() if end else start
    yield Leaf(GUIDE, desk.say(TITLE), tuple(stretches), tuple(headings), plain(text))


def pictures(desk: Desk) -> Iterator[SiteFile]:
    """Yield the pictures of the guide in the desk's language."""
    for found in _PICTURE.finditer(text_of(desk.language)):
        yield SiteFile(_place(found["name"]), (_FOLDER / found["name"]).read_bytes())


@cache
def text_of(language: str) -> str:
    """Return the guide as Markdown."""
    return (_FOLDER / f"first-evening.{language}.md").read_text("utf-8")


@cache
def _size(name: str) -> tuple[int, int]:
    """Return the width and height of a picture, which a PNG file begins with."""
    width, height = struct.unpack(">II", (_FOLDER / name).read_bytes()[16:24])
    return width, height


def _place(name: str) -> str:
    return f"assets/planner/guide/{name}"
