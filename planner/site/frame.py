"""What the frame around a page shows, the same in every engine: navigation, twins, shortcuts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import escape

from planner.site.page import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.site.page import Heading, Site, SitePage


def navigation(pages: Iterable[SitePage]) -> list[tuple[str, list[SitePage]]]:
    """Return the hubs in their order: each section, which stands where it first occurs.

    A hub of the top level comes alone, under an empty title.
    """
    parts: list[tuple[str, list[SitePage]]] = []
    sections: dict[str, list[SitePage]] = {}
    for page in pages:
        if page.kind is not PageKind.HUB:
            continue
        if page.section in sections:
            sections[page.section].append(page)
            continue
        parts.append((page.section, [page]))
        if page.section:
            sections[page.section] = parts[-1][1]
    return parts


def frame_values(
    site: Site, folder: str, path: str, *, description: str, current: str = ""
) -> dict[str, Any]:
    """Return what ``planner.html`` asks of a page; every text is safe as HTML.

    Args:
        site: The site in the page's language.
        folder: Where the page stands, such as ``posts``.
        path: The page's own path, quoted for an address.
        description: What the page says of itself, escaped.
        current: The page's path if it may be one of the shortcuts.
    """
    up = "../" * len(PurePosixPath(folder).parts)
    return {
        "template": "planner.html",
        "description": description,
        "twins": [
            {
                "language": twin.language,
                "label": escape(twin.label),
                "href": escape(up + twin.prefix + path),
            }
            for twin in site.twins
        ],
        "shortcuts": [
            {
                "href": up + quote(each.path),
                "title": escape(each.title),
                "current": each.path == current,
            }
            for each in site.shortcuts
        ],
        "shortcuts_label": escape(site.shortcuts_label),
    }


def nested(headings: Iterable[Heading]) -> list[Any]:
    """Return a table of contents, lower headings inside higher ones; safe as HTML."""
    top: list[Any] = []
    open_levels: list[tuple[int, list[Any]]] = [(0, top)]
    for heading in headings:
        children: list[Any] = []
        while open_levels[-1][0] >= heading.level:
            open_levels.pop()
        token = {"level": heading.level, "id": escape(heading.id), "name": escape(heading.title)}
        open_levels[-1][1].append({**token, "children": children})
        open_levels.append((heading.level, children))
    return top
