"""Whatever people write stays text: no field of any file can become markup on any page."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

import bootstrap
from planner.checker import check
from planner.loader import load
from planner.model import Page, Plan
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import site_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.loader import Content
    from planner.site.page import Site

DAY = dt.date(2026, 6, 7)
HOSTILE = "</title></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
PLAIN = re.sub(r"[^\w ]", "x", HOSTILE)
"""As long, and broken into words alike, so that both are cut and counted alike."""
FREE = ("title", "body", "description", "note", "vision", "promise", "name", "what", "where",
        "website", "needs", "barriers", "reason", "learned", "text", "timing_reason", "alt_text",
        "message", "face", "series", "how", "outline", "fallback", "crib", "script", "thumbnail",
        "hashtags", "cancelled_because", "noticed", "happened", "changed", "content", "why",
        "how_and_where", "who", "where_to_buy", "duration_and_price", "core", "extended",
        "exceeding", "summary", "result", "utm_campaign", "read_from", "handle", "unit", "metric",
        "variable", "a", "b", "media", "version", "post_url", "url", "feed")  # fmt: skip
"""The fields that hold a person's own words, by name, wherever they occur."""


def _like(value: tuple[Any, ...], items: Iterable[Any]) -> Any:  # noqa: ANN401 - as given
    """Return a tuple of the same kind, with names where it has them."""
    make = getattr(value, "_make", tuple)
    return make(items)


def written(value: Any, words: str) -> Any:  # noqa: ANN401 - a plan and all that is in it
    """Return a plan, or something in it, with ``words`` added to everything a person wrote."""
    match value:
        case BaseModel():
            changes = {
                name: added(getattr(value, name), words)
                if name in FREE
                else written(getattr(value, name), words)
                for name in type(value).model_fields
            }
            return value.model_copy(update=changes)
        case Page():
            return replace(value, title=value.title + words, body=value.body + words)
        case tuple():
            return _like(value, (written(item, words) for item in value))
        case dict():
            return {key: written(item, words) for key, item in value.items()}
        case Plan():
            changes = {it.name: written(getattr(value, it.name), words) for it in fields(value)}
            return replace(value, **changes)
        case _:
            return value


def added(value: Any, words: str) -> Any:  # noqa: ANN401 - a field of any file
    """Return a field with ``words`` added; a goal's metric and a post's are one word each."""
    match value:
        case str() if value:
            return value + words
        case tuple():
            return _like(value, (added(item, words) for item in value))
    return written(value, words)


class Tree(HTMLParser):
    """The elements of a page with the names of their attributes, and where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.targets: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}",))


@cache
def content() -> Content:
    return load(bootstrap.ROOT / "content")


@cache
def site(words: str, language: str) -> Site:
    plan = written(content().plan, words)
    changed = replace(content(), plan=plan)
    schedule = Schedule(plan, DAY)
    return site_of(changed, check(changed, DAY), score(schedule), language=language)


@pytest.mark.parametrize("language", ["en", "fi"])
def test_hostile_words_change_no_element_of_any_page(language: str) -> None:
    plain, hostile = (
        {page.path: page for page in site(words, language).pages} for words in (PLAIN, HOSTILE)
    )
    assert plain.keys() == hostile.keys()
    for path, page in plain.items():
        expected, found = Tree(page.body), Tree(hostile[path].body)
        assert found.found == expected.found, path
        assert not [t for t in found.targets if t.lower().startswith("javascript:")]


def test_hostile_words_reach_the_pages() -> None:
    bodies = "".join(page.body for page in site(HOSTILE, "en").pages)
    assert bodies.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 100  # else it tests nothing


def test_hostile_words_stay_in_their_cells() -> None:
    for file in site("=1+1", "en").files:
        if file.path.endswith(".csv"):
            for line in file.content.decode("utf-8-sig").splitlines():
                assert not line.startswith("="), file.path
