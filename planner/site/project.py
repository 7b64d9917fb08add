"""A site as the project of another engine: a Markdown file for each page, and ready settings.

MkDocs, ProperDocs and Zensical read it. Each page's body is one line of raw HTML: what makes
Markdown of a text stands at the beginning of a line, and what makes a template of it begins with
a brace, which no page has.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml
from markupsafe import Markup, escape

from planner.errors import PlannerError
from planner.site.frame import frame_values, navigation, nested
from planner.site.page import PageKind
from planner.site.stamp import policy_of
from planner.site.target import ROBOTS, is_outside, not_free, replacing
from planner.site.templates import templates_folder
from planner.site.theme import ENGINE_STYLE, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from planner.site.appearance import Appearance
    from planner.site.page import Site, SitePage

_INLINE = ["'unsafe-inline'"]
_POLICY = policy_of(_INLINE, _INLINE)
"""What scripts and styles an engine writes into its pages is not known; nothing comes from elsewhere."""


def write_project(
    sites: Iterable[tuple[str, Site]], target: Path, *, appearance: Appearance
) -> None:
    """Write the pages of a site in all its languages, and what an engine is told about them.

    Args:
        sites: Each language's folder below the site's root (``""``, ``"fi/"``), and its site.
        target: The folder of the project; it may hold an older one of ours, or nothing.
        appearance: How the site looks.

    Raises:
        BuildRefusedError: If ``target`` is not ours to replace, or cannot be written.
        PlannerError: If two pages want the same place, or one a place outside.
    """
    templates = templates_folder()
    with replacing(target) as fresh:
        for folder in ("theme", "project"):
            shutil.copytree(templates / folder, fresh / "theme", dirs_exist_ok=True)
        for prefix, site in sites:
            _write_language(site, prefix, fresh, appearance)


def _write_language(site: Site, prefix: str, root: Path, look: Appearance) -> None:
    docs = root / site.language
    for number, page in enumerate(site.pages.heads):
        body = site.pages.body(number).decode()
        _put(docs, _source(page), markdown_of(site, page, body).encode())
    for file in chain(site.files, look.files()):
        _put(docs, file.path, file.content)
    if not prefix:
        _put(docs, "robots.txt", ROBOTS.encode())
    told = _settings(site, prefix, look)
    name = f"mkdocs.{site.language}.yml" if prefix else "mkdocs.yml"
    _put(root, name, _yaml(told).encode())


def _put(root: Path, path: str, content: bytes) -> None:
    target = root / path
    if is_outside(path) or target.exists():
        raise PlannerError(not_free(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _settings(site: Site, prefix: str, look: Appearance) -> dict[str, Any]:
    # An address that is said to be empty is one for Zensical, which then writes it into each page.
    common = {key: value for key, value in settings(site, look).items() if value != ""}
    return {
        **common,
        "docs_dir": site.language,
        "site_dir": posixpath.join("site", prefix).rstrip("/"),
        # Zensical looks like Material when it is told to be classic.
        "theme": {**common["theme"], "custom_dir": "theme", "variant": "classic"},
        "extra_css": [ENGINE_STYLE, *site.styles, *common["extra_css"]],
        "extra_javascript": [*site.scripts],
        "markdown_extensions": [],
        "nav": [
            {escape(title): items} if title else items[0]
            for title, hubs in navigation(site.pages.heads)
            for items in [[{escape(hub.title): _source(hub)} for hub in hubs]]
        ],
        "not_in_nav": "*",
    }


def _source(page: SitePage) -> str:
    return f"{page.path.removesuffix('.html')}.md"


def markdown_of(site: Site, page: SitePage, body: str) -> str:
    """Return a page as Markdown, with what the engine and the theme need to know before it."""
    values = frame_values(
        site,
        posixpath.dirname(page.path),
        quote(page.path),
        description=escape(page.description),
        current=page.path,
    )
    searched = page.kind is not PageKind.LIST and bool(page.search_text or page.hits)
    front = {
        "title": escape(page.title),
        **values,
        "policy": _POLICY,
        "edit_url": escape(page.edit_url),
        "toc": nested(page.headings),
        "search": {"exclude": not searched},
    }
    return f"---\n{_yaml(front)}---\n\n<div>{one_line(body)}</div>\n"


_TAG = re.compile(r"""<[^\W\d_/!?](?:[^>"']|"[^"]*"|'[^']*')*>|</[^>]*>""")
_BETWEEN = re.compile(r"""("[^"]*"|'[^']*')|\s+""")
_CHARACTERS = {code: f"&#{code};" for code in (*range(1, 32), ord("{"))}


def one_line(html: str) -> str:
    """Return the same HTML in one line and without a brace, as references to characters."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    tidy = _TAG.sub(lambda tag: _BETWEEN.sub(lambda each: each[1] or " ", tag[0]), html)
    return tidy.translate(_CHARACTERS)


class _Dumper(yaml.SafeDumper):
    """Writes safe HTML, in one line and without a brace as well."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - yaml's signature
        """Write everything out, though it occurs twice."""
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """Return a text as yaml writes it; some line ends would be lost without the quotes."""
        told = one_line(str(text))
        style = None if told.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", told, style)


for kind in (str, Markup):
    _Dumper.add_representer(kind, _Dumper.text)


def _yaml(data: Mapping[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 16)
