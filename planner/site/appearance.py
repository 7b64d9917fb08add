"""What a build takes from ``mkdocs.yml``: how the site looks, and nothing that runs.

The file may come from a stranger. It is read as text only: tags, anchors and everything
that is not named here mean nothing, and a picture or a style is taken from an ordinary
file inside the project alone.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from planner.errors import PlannerError
from planner.outgoing import web_parts
from planner.site.media import read_inside
from planner.site.page import SiteFile
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Value = None | str | list["Value"] | dict[str, "Value"]

_LONGEST_FILE = 1 << 16
_LARGEST_PICTURE = 1 << 19
_LARGEST_STYLE = 1 << 18
_DEEPEST = 20

_COLOUR = re.compile(r"[a-z][a-z0-9 -]{0,30}")
_MEDIA = re.compile(r"\([a-z-]{1,40}(: ?[a-z-]{1,20})?\)")
_ICON = re.compile(r"[a-z0-9-]{1,40}(/[a-z0-9-]{1,60}){1,4}")
_KEY = re.compile(r"[a-z_]{1,30}")
_REACHES_OUT = re.compile(r"@import|//|\\", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

_PICTURES: Mapping[str, re.Pattern[bytes]] = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".ico": re.compile(rb"\x00\x00\x01\x00"),
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """How a site is called and how it looks; everything here has been checked."""

    site_name: str = ""
    site_url: str = ""
    site_dir: str = ""
    copyright: str = ""
    palette: tuple[Mapping[str, Any], ...] = ()
    icons: Mapping[str, str] = field(default_factory=dict)
    logo: SiteFile | None = None
    favicon: SiteFile | None = None
    styles: tuple[SiteFile, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    """What the file says to the plugin ``planner``."""

    def files(self) -> tuple[SiteFile, ...]:
        """Return the files that the site needs for it."""
        return (*(file for file in (self.logo, self.favicon) if file), *self.styles)

    def icon_names(self) -> Iterator[str]:
        """Yield the name of every icon."""
        yield from self.icons.values()
        for option in self.palette:
            if toggle := option.get("toggle"):
                yield toggle["icon"]


def read_appearance(path: Path) -> Appearance:
    """Read what may be taken from the ``mkdocs.yml`` at ``path``; nothing if there is none.

    Raises:
        PlannerError: If the file, or a value in it, cannot be used.
    """
    if not os.path.lexists(path):
        return Appearance()
    data = _load(_read(path.parent, path.name, _LONGEST_FILE), path.name)
    theme = _mapping(data.get("theme"))
    options = _plugin_options(data.get("plugins"))
    files = _Files(path.parent, _beside(data))
    return Appearance(
        site_name=_text(data, "site_name"),
        site_url=_address(_text(data, "site_url"), "site_url"),
        site_dir=_inside(_text(data, "site_dir"), "site_dir"),
        copyright=unescape(_text(data, "copyright")),
        palette=tuple(_palette(theme.get("palette"))),
        icons=dict(_icons(theme.get("icon"))),
        logo=files.picture(_text(theme, "logo"), "logo"),
        favicon=files.picture(_text(theme, "favicon"), "favicon"),
        styles=tuple(files.styles(data.get("extra_css"))),
        options=options,
    )


def named_files(path: Path) -> tuple[Path, ...]:
    """Return where the files may lie that the ``mkdocs.yml`` at ``path`` names, there or not."""
    try:
        data = _load(_read(path.parent, path.name, _LONGEST_FILE), path.name)
    except PlannerError:
        return ()
    theme, styles = _mapping(data.get("theme")), data.get("extra_css")
    named = [theme.get("logo"), theme.get("favicon"), *(styles if isinstance(styles, list) else [])]
    folders = (path.parent, path.parent / _beside(data))
    return tuple(folder / name for folder in folders for name in named if isinstance(name, str))


def _beside(data: Mapping[str, Value]) -> str:
    """Return the folder beside whose files those of the settings may stand."""
    options = _plugin_options(data.get("plugins"))
    return _text(data, "docs_dir") or options.get("content", "content")


def _load(content: bytes, name: str) -> dict[str, Value]:
    try:
        text = content.decode("utf-8-sig")
        events = yaml.parse(text, Loader=yaml.CBaseLoader)
        values = [_build(event, events, 0) for event in events if _is_node(event)]
    except (yaml.YAMLError, UnicodeDecodeError, _TooDeepError) as error:
        message = T("{file} cannot be read: it is not well-formed YAML", file=name)
        raise PlannerError(message) from error
    return _mapping(values[0]) if values else {}


class _TooDeepError(Exception):
    """Nobody nests settings this deep."""


def _is_node(event: yaml.Event) -> bool:
    return isinstance(event, yaml.NodeEvent)


def _build(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Value:
    """Return the value that begins with ``event``; one with a tag or an alias is nothing."""
    if depth > _DEEPEST:
        raise _TooDeepError
    match event:
        case yaml.ScalarEvent():
            return None if event.tag or event.value in {"", "~", "null"} else str(event.value)
        case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
            items = []
            while not isinstance(inner := next(events), yaml.CollectionEndEvent):
                items.append(_build(inner, events, depth + 1))
            if event.tag:
                return None
            return items if isinstance(event, yaml.SequenceStartEvent) else _pairs(items)
    return None


def _pairs(items: list[Value]) -> dict[str, Value]:
    keys, values = items[::2], items[1::2]
    return {key: value for key, value in zip(keys, values, strict=True) if isinstance(key, str)}


def _mapping(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _text(data: Mapping[str, Value], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _unusable(key: str, value: str) -> PlannerError:
    return PlannerError(
        T("In mkdocs.yml the value of {key} cannot be used: {value}", key=key, value=value)
    )


def _checked(pattern: re.Pattern[str], value: str, key: str) -> str:
    if not pattern.fullmatch(value):
        raise _unusable(key, value)
    return value


def _address(value: str, key: str) -> str:
    if value and (not web_parts(value) or re.search(r"[\"'<>]", value)):
        raise _unusable(key, value)
    return value


def _inside(value: str, key: str) -> str:
    """Return ``value`` if it is a path that stays inside the folder it is relative to."""
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\:\x00-\x1f]", value):
        raise _unusable(key, value)
    return value


def _plugin_options(plugins: Value) -> dict[str, str]:
    if isinstance(plugins, dict):
        found = plugins.get("planner")
    else:
        entries = plugins if isinstance(plugins, list) else []
        found = next(
            (_mapping(entry).get("planner") for entry in entries if "planner" in _mapping(entry)),
            None,
        )
    return {key: value for key, value in _mapping(found).items() if isinstance(value, str)}


def _palette(palette: Value) -> Iterator[Mapping[str, Any]]:
    for entry in palette if isinstance(palette, list) else [palette]:
        option = _mapping(entry)
        checked: dict[str, Any] = {
            key: _checked(_COLOUR, _text(option, key), f"palette.{key}")
            for key in ("scheme", "primary", "accent")
            if _text(option, key)
        }
        if media := _text(option, "media"):
            checked["media"] = _checked(_MEDIA, media, "palette.media")
        if toggle := _mapping(option.get("toggle")):
            icon = _checked(_ICON, _text(toggle, "icon"), "palette.toggle.icon")
            checked["toggle"] = {"icon": icon, "name": _text(toggle, "name")}
        if checked:
            yield checked


def _icons(icons: Value) -> Iterator[tuple[str, str]]:
    for key, value in _mapping(icons).items():
        if isinstance(value, str) and _KEY.fullmatch(key):
            yield key, _checked(_ICON, value, f"icon.{key}")


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that the settings name, beside the pages or in the project's folder."""

    root: Path
    beside: str

    def picture(self, name: str, role: str) -> SiteFile | None:
        """Return the picture, under a name of ours."""
        if not name:
            return None
        suffix = PurePosixPath(name).suffix.lower()
        signature = _PICTURES.get(suffix)
        if not signature:
            raise PlannerError(
                T(
                    "In mkdocs.yml {key} names {file}; use a PNG, JPEG, GIF, WebP or ICO picture",
                    key=role,
                    file=name,
                )
            )
        content = self._content(name, _LARGEST_PICTURE)
        if not signature.match(content):
            raise PlannerError(
                T("The file {file} is not the kind of picture that its name says", file=name)
            )
        return SiteFile(f"assets/planner/{role}{suffix}", content)

    def styles(self, names: Value) -> Iterator[SiteFile]:
        """Yield the style sheets, under names of ours."""
        for number, name in enumerate(names if isinstance(names, list) else []):
            if not isinstance(name, str):
                continue
            content = self._content(name, _LARGEST_STYLE)
            if not name.lower().endswith(".css") or not _is_harmless_style(content):
                raise PlannerError(
                    T(
                        "The style sheet {file} must be CSS text that loads nothing from elsewhere",
                        file=name,
                    )
                )
            yield SiteFile(f"assets/planner/extra{number}.css", content)

    def _content(self, name: str, limit: int) -> bytes:
        beside = PurePosixPath(self.beside, name)
        inside = beside.is_absolute() or ".." in beside.parts
        if not inside and os.path.lexists(self.root / beside):
            return _read(self.root, str(beside), limit)
        return _read(self.root, _inside(name, "file"), limit)


def _is_harmless_style(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and not _REACHES_OUT.search(_COMMENT.sub(" ", text))


def _read(root: Path, name: str, limit: int) -> bytes:
    """Return an ordinary file's bytes, with no link on the way to it from ``root``."""
    content = read_inside(root, name, limit)
    if content is None:
        raise _unreadable(name)
    return content


def _unreadable(name: str) -> PlannerError:
    return PlannerError(
        T(
            "The file {file} cannot be used: it must be an ordinary file inside the project's "
            "folder, not a link, and not very large",
            file=name,
        )
    )
