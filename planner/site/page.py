"""What the core hands to a site engine: finished pages and files, nothing else."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable


class PageKind(StrEnum):
    """How an engine treats a page."""

    HUB = "hub"
    """Stands in the navigation and goes through the engine one by one."""
    LIST = "list"
    """Goes through the engine, but stands outside the navigation and the search."""
    STAMPED = "stamped"
    """One of many alike (a post): stamped from one rendered page, and searchable."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a page's table of contents."""

    id: str
    title: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A place on a page that the search finds by itself."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site, finished but for the engine's frame around it."""

    path: str
    """Where it stands below the language's root, in POSIX form: ``posts/p01.html``."""
    title: str
    """Plain text; whoever puts it into HTML escapes it."""
    body: str
    """Finished, safe HTML with an ``h1``. Links are relative to ``path``, ending in ``.html``."""
    kind: PageKind = PageKind.LIST
    section: str = ""
    """The navigation section of a hub; empty for the top level."""
    description: str = ""
    headings: tuple[Heading, ...] = ()
    search_text: str = ""
    """Plain text for the search; empty keeps the page out of it."""
    edit_url: str = ""
    """Where the file behind the page is edited, or empty."""
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that is copied as it is: a style, a script, a table, a picture."""

    path: str
    content: bytes


class _Away:
    """What waits in a file of the system until it is written, many megabytes maybe."""

    def __init__(self) -> None:
        self._ends = [0]
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with what holds it
        weakref.finalize(self, self._file.close)

    def put(self, content: bytes) -> None:
        """Put away one thing more."""
        self._ends.append(self._ends[-1] + self._file.write(content))

    def join(self, others: _Away) -> None:
        """Put away behind everything what another one holds."""
        others._file.seek(0)
        shutil.copyfileobj(others._file, self._file)
        self._ends += [self._ends[-1] + end for end in others._ends[1:]]

    def get(self, place: int) -> bytes:
        """Return what was put away as the first, the second and so on, counted from 0."""
        start, end = self._ends[place], self._ends[place + 1]
        self._file.seek(start)
        return self._file.read(end - start)


class Pile(Sequence[SitePage]):
    """Finished pages, thousands maybe: their bodies are put away."""

    def __init__(self, pages: Iterable[SitePage] = ()) -> None:
        """Put the bodies of the pages away as they come."""
        self.heads: list[SitePage] = []
        """The pages without their bodies."""
        self._bodies = _Away()
        for page in pages:
            self.add(page)

    def add(self, page: SitePage) -> None:
        """Put one page more on the pile."""
        self.heads.append(replace(page, body=""))
        self._bodies.put(page.body.encode())

    def join(self, others: Pile) -> None:
        """Put another pile on top."""
        self.heads += others.heads
        self._bodies.join(others._bodies)

    def body(self, place: int) -> bytes:
        """Return the body of a page in UTF-8."""
        return self._bodies.get(range(len(self))[place])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.heads)

    @overload
    def __getitem__(self, place: int) -> SitePage: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SitePage]: ...
    def __getitem__(self, place: int | slice) -> SitePage | Sequence[SitePage]:
        """Return a page as it was."""
        if isinstance(place, slice):
            return [self[number] for number in range(len(self))[place]]
        return replace(self.heads[place], body=self.body(place).decode())


class Files(Sequence[SiteFile]):
    """Finished files, whose contents are put away."""

    def __init__(self, files: Iterable[SiteFile] = ()) -> None:
        """Put the contents of the files away as they come."""
        self.paths: list[str] = []
        """Where they stand below the language's root."""
        self._contents = _Away()
        for file in files:
            self.add(file)

    def add(self, file: SiteFile) -> None:
        """Put one file more to the others."""
        self.paths.append(file.path)
        self._contents.put(file.content)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.paths)

    @overload
    def __getitem__(self, place: int) -> SiteFile: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SiteFile]: ...
    def __getitem__(self, place: int | slice) -> SiteFile | Sequence[SiteFile]:
        """Return a file as it was."""
        if isinstance(place, slice):
            return [self[number] for number in range(len(self))[place]]
        return SiteFile(self.paths[place], self._contents.get(range(len(self))[place]))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A page that is always one touch away on a phone."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Twin:
    """The same site in another language."""

    language: str
    label: str
    prefix: str
    """From this language's root to the other's: ``fi/`` or ``../``."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that one language of a site consists of."""

    language: str
    title: str
    as_of: str
    pages: Pile
    files: Sequence[SiteFile] = ()
    styles: tuple[str, ...] = ()
    """Paths of the style sheets that every page loads."""
    scripts: tuple[str, ...] = ()
    """Paths of the classic (non-module) scripts that every page loads."""
    twins: tuple[Twin, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    shortcuts_label: str = ""
    """What they are called together, for those who do not see them."""
