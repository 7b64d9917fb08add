"""A site for the person who is writing: each page is made when somebody looks at it.

What the engine adds to the pages stays the same over most edits and is kept from one to the next.
Everything else is made anew of what the files say, so that nothing old is ever shown.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from planner import site
from planner.building import desks
from planner.config import DEFAULT
from planner.mkdocs_plugin import FrameKey, frame_key, render_frames
from planner.site.page import PageKind, Pile
from planner.site.pages import Pages
from planner.site.stamp import search_entries
from planner.site.target import ROBOTS
from planner.site.theme import settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from planner.config import Config
    from planner.loader import Content
    from planner.site.appearance import Appearance
    from planner.site.page import SiteFile, Twin
    from planner.site.stamp import Frame

_INDEX = "search/search_index.json"
_INLINE = "search/search_index.js"
_LIST = "var __index = "


class Folder:
    """The files of a folder as they were listed; nothing else in it is ever read."""

    def __init__(self, folder: Path) -> None:
        """List the files, those that are hidden left out."""
        self._files: dict[str, Path] = {}
        for above, _, names in os.walk(folder):
            base = Path(above).relative_to(folder).as_posix()
            prefix = "" if base == "." else f"{base}/"
            self._files |= {prefix + name: Path(above, name) for name in names if name[0] != "."}

    def content(self, path: str) -> bytes | None:
        """Return what a file holds, None where there is none."""
        found = self._files.get(path)
        try:
            return found.read_bytes() if found else None
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class _Rendered:
    """What the engine made of a site: the frames of its pages, and its own files."""

    site: object
    """What all frames depend on."""
    frames: Mapping[FrameKey, Frame]
    folder: Path
    own: Folder
    search: Mapping[str, Any]
    """How the search is set up."""


class Engine:
    """Renders frames below a folder, and keeps them as long as they fit."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing rendered."""
        self.lock = RLock()  # browsers ask for many things at once
        self._folder = folder
        self._numbers = count()
        self._last: dict[str, _Rendered] = {}

    def rendered(self, side: Side, key: FrameKey | None = None) -> _Rendered:
        """Return the frames for a site: the last ones, if they fit and have the one asked for.

        Raises:
            PlannerError: If they cannot be made.
        """
        language = side.pages.desk.language
        last = self._last.get(language)
        if last is None or last.site != side.frame or (key and key not in last.frames):
            target = self._folder / str(next(self._numbers))
            outline = site.outline_of(side.pages, side.twins)
            frames = render_frames(outline, target, appearance=side.look)
            own = Folder(target)
            search = json.loads(own.content(_INDEX) or b"{}").get("config", {})
            if last:
                shutil.rmtree(last.folder, ignore_errors=True)
            last = self._last[language] = _Rendered(side.frame, frames, target, own, search)
        return last


class Side:
    """A site in one language."""

    def __init__(
        self, pages: Pages, twins: tuple[Twin, ...], engine: Engine, look: Appearance
    ) -> None:
        """Make nothing yet."""
        self.pages = pages
        self.twins = twins
        self.look = look
        self._engine = engine
        self._files: dict[str, bytes] = {}
        self._more = self._made()

    @cached_property
    def frame(self) -> object:
        """What the frames of all pages depend on."""
        outline = site.outline_of(self.pages, self.twins, Pile(()))
        told = repr(settings(outline, self.look))
        return told, self.look, self.pages.navigation(), self.twins, outline.shortcuts

    def content(self, path: str) -> bytes | None:
        """Return a page, else what belongs to the search or the engine, else a file."""
        draft = self.pages.find(path)
        if draft:
            key = frame_key(draft.head)
            frame = self._engine.rendered(self, key).frames[key]
            return b"".join(frame.fill(draft.head, draft.write().encode()))
        if path in (_INDEX, _INLINE):
            return (_LIST * (path == _INLINE) + self._index).encode()
        own = self._engine.rendered(self).own.content(path)
        return self._file(path) if own is None else own

    @cached_property
    def _index(self) -> str:
        heads = (draft.head for draft in self.pages.drafts())
        found = (search_entries(head) for head in heads if head.kind is not PageKind.LIST)
        index = {"config": self._engine.rendered(self).search, "docs": [*chain(*found)]}
        return json.dumps(index, separators=(",", ":"))

    def _file(self, path: str) -> bytes | None:
        """Return a file; they are made in their order until it is there."""
        media = self.pages.desk.media
        while path not in self._files and media.content(path) is None:
            made = next(self._more, None)
            if made is None:
                return None
            self._files[made.path] = made.content
        return self._files.get(path, media.content(path))

    def _made(self) -> Iterator[SiteFile]:
        yield from self.look.files()
        yield from self.pages.assets()
        for draft in self.pages.drafts():  # they tell of tables and pictures
            draft.write()
        yield from self.pages.files()


class Preview:
    """One state of a plan's site in all its languages."""

    def __init__(
        self,
        content: Content,
        as_of: dt.date,
        engine: Engine,
        look: Appearance,
        languages: Sequence[str] = (),
        config: Config = DEFAULT,
    ) -> None:
        """Judge the plan, and see whether its first pages can be made.

        Args:
            content: The content folder as it was read.
            as_of: The day on which the plan is judged.
            engine: What renders the frames, for this state and others.
            look: How the site looks.
            languages: See :func:`planner.build`.
            config: Which rules count, and how much.

        Raises:
            PlannerError: If the site cannot be made.
        """
        self._engine = engine
        self._sides = {
            prefix: Side(Pages(desk), twins, engine, look)
            for prefix, twins, desk in desks(content, as_of, languages, config, look)
        }
        for prefix in self._sides:
            self.content(f"{prefix}index.html")

    def content(self, path: str) -> bytes | None:
        """Return what is at a place in the site, None where there is nothing.

        Raises:
            PlannerError: If it cannot be made.
        """
        if path == "robots.txt":
            return ROBOTS.encode("ascii")
        folder, slash, rest = path.partition("/")
        with self._engine.lock:
            side = self._sides.get(f"{folder}{slash}")
            return side.content(rest) if side and rest else self._sides[""].content(path)
