"""The site by MkDocs and Material: as a plugin of anybody's build, and as a build of our own.

MkDocs never sees a file of the plan. It renders frames, in which markers stand for what
people wrote; the finished pages are stamped from them.
"""

from __future__ import annotations

import logging
import posixpath
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from planner.errors import PlannerError
from planner.site.frame import frame_values, navigation, nested
from planner.site.page import PageKind
from planner.site.stamp import Frame, Markers, Part, Shape, search_entries
from planner.site.target import ROBOTS, is_outside, not_free, replacing
from planner.site.templates import compiled_templates, templates_folder
from planner.site.theme import ENGINE_STYLE, settings
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Literal

    from jinja2 import Environment
    from mkdocs.structure import StructureItem

    from planner.site.appearance import Appearance
    from planner.site.page import Site, SiteFile, SitePage


@dataclass(frozen=True, slots=True)
class _Job:
    """A page that MkDocs renders: the frame of a shape, and the pages stamped from it."""

    shape: Shape
    numbers: list[int]
    """Where the pages stand among those of the site."""
    hub: SitePage | None = None
    """The page itself, where it stands in the navigation."""


class Options(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in ``mkdocs.yml``."""

    content = options.Type(str, default="content")
    today = options.Optional(options.Type((str, date)))
    path = options.Type(str, default="plan")
    repository = options.Type(str, default="")
    branch = options.Type(str, default="")


class SitePlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Adds the pages of one site to a build of MkDocs."""

    site: Site
    looks: Sequence[SiteFile] = ()
    """Files of the site's appearance, beside its own."""
    folder = ""
    """Where our pages stand below the site's root, with a slash at its end."""
    own = False
    """Whether the whole site is ours, so that a content security policy can be set."""
    frames_only = False
    """Whether the pages and files are made by somebody else, who asks for :meth:`frames`."""

    def __init__(self) -> None:
        """Begin with nothing rendered."""
        self._markers = Markers()
        self._jobs: dict[str, _Job] = {}
        self._frames: list[tuple[Frame, list[int]]] = []

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Add a file for each hub, and one for each shape of the other pages."""
        self._jobs = {}
        self._frames = []
        if self.own:
            _drop_surplus(files)
        for job, path in self._plan(files):
            file = self._file(path, config)
            title = job.hub.title if job.hub else self._markers.of(Part.TITLE)
            page = Page(escape(title), file, config)
            page.canonical_url = page.abs_url = None
            files.append(file)
            self._jobs[file.src_uri] = job
        return files

    def _plan(self, files: Files) -> Iterator[tuple[_Job, str]]:
        """Yield each page that MkDocs has to render, and where it stands."""
        taken = {file.dest_uri for file in files}
        shapes: dict[Shape, list[int]] = {}
        for number, page in enumerate(self.site.pages.heads):
            self._take(page.path, taken)
            if page.kind is PageKind.HUB:
                yield _Job(Shape.of(page), [number], page), page.path
            else:
                shapes.setdefault(Shape.of(page), []).append(number)
        for extra in chain(self.site.files, self.looks):
            self._take(extra.path, taken)
        for number, (shape, numbers) in enumerate(shapes.items()):
            name = f"{self._markers.word}{number}.html"
            yield _Job(shape, numbers), posixpath.join(shape.folder, name)

    def _take(self, path: str, taken: set[str]) -> None:
        """Note that a place in the site is taken; refuse it if it is so already."""
        if is_outside(path) or self.folder + path in taken:
            raise PluginError(not_free(path).to(self.site.language))
        taken.add(self.folder + path)

    def _file(self, path: str, config: MkDocsConfig) -> File:
        source = self.folder + path.removesuffix(".html") + ".md"
        level = InclusionLevel.NOT_IN_NAV
        file = File.generated(config, source, content="", inclusion=level)
        file.use_directory_urls = False
        file.dest_uri = self.folder + path
        return file

    def on_nav(
        self,
        nav: Navigation,
        /,
        *,
        config: MkDocsConfig,  # noqa: ARG002 - MkDocs passes it
        files: Files,
    ) -> Navigation:
        """Add the hubs to the navigation: all of it, or one section in a site of others."""
        made = {job.hub.path: uri for uri, job in self._jobs.items() if job.hub}
        items: list[StructureItem] = []
        pages: list[Page] = []
        for title, hubs in navigation(self.site.pages.heads):
            files_of = (files.get_file_from_path(made[hub.path]) for hub in hubs)
            found = [file.page for file in files_of if file and file.page]
            items += [_section(title, found)] if title else found
            pages += found
        if self.folder:
            items = [_section(self.site.title, items)]
        _chain([*nav.pages[-1:], *pages])
        return Navigation([*nav.items, *items], [*nav.pages, *pages])

    def on_env(
        self,
        env: Environment,
        /,
        *,
        config: MkDocsConfig,  # noqa: ARG002 - MkDocs passes it
        files: Files,  # noqa: ARG002 - the same
    ) -> Environment:
        """Keep what the theme's templates are compiled to."""
        if self.own:
            env.bytecode_cache = compiled_templates()
        return env

    def on_page_content(
        self,
        html: str,
        /,
        *,
        page: Page,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002 - MkDocs passes it
    ) -> str:
        """Put a marker where the body will be, and tell the template about the page."""
        job = self._jobs.get(page.file.src_uri)
        if job is None:
            return html
        shape = job.shape
        page.meta = self._meta(job, config)
        page.toc = get_toc(nested(shape.headings))
        page.edit_url = self._markers.of(Part.EDIT) if shape.has_edit_link else None
        return self._markers.of(Part.BODY)

    def _meta(self, job: _Job, config: MkDocsConfig) -> dict[str, Any]:
        shape, site = job.shape, self.site
        differs = config.theme.get("language") != site.language
        styles = (ENGINE_STYLE,) * self.own + tuple(self.folder + path for path in site.styles)
        return {
            **frame_values(
                site,
                shape.folder,
                self._markers.of(Part.PATH),
                description=self._markers.of(Part.DESCRIPTION) if shape.has_description else "",
                current=job.hub.path if job.hub else "",
            ),
            **({} if self.own else {"shortcuts": []}),  # engine.css shows them
            "search": {"exclude": True},
            "own_language": site.language if differs else "",
            "policy": self._markers.of(Part.POLICY) if self.own else "",
            "styles": styles,
            "scripts": [self.folder + path for path in site.scripts],
        }

    @event_priority(-100)
    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Cut what MkDocs rendered; it writes that to the place of a page that is yet to come."""
        job = self._jobs.get(page.file.src_uri)
        if job is not None:
            self._frames.append((self._markers.cut(output), job.numbers))
            path = self.site.pages.heads[job.numbers[0]].path
            page.file.abs_dest_path = str(Path(config.site_dir, self.folder, path))
        return output

    @event_priority(100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pages and the other files, and tell the search about the pages."""
        root, pages = Path(config.site_dir, self.folder), self.site.pages
        if self.frames_only:
            for _, numbers in self._frames:
                (root / pages.heads[numbers[0]].path).unlink()  # what MkDocs rendered itself
            return
        for frame, numbers in self._frames:
            for number in numbers:
                head = pages.heads[number]
                content = b"".join(frame.fill(head, pages.body(number)))
                (root / head.path).write_bytes(content)
        for extra in chain(self.site.files, self.looks):
            target = root / extra.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(extra.content)
        index = getattr(config.plugins.get("material/search"), "search_index", None)
        if index is not None:
            for head in pages.heads:
                if head.kind is not PageKind.LIST:
                    index.entries.extend(search_entries(head, self.folder))

    def frames(self) -> dict[FrameKey, Frame]:
        """Return what was rendered, by what each page's frame depends on."""
        heads = self.site.pages.heads
        return {frame_key(heads[numbers[0]]): frame for frame, numbers in self._frames}


FrameKey = tuple[str, "Shape"]


def frame_key(page: SitePage) -> FrameKey:
    """Return what the frame of a page depends on: a hub's place in the navigation, the shape."""
    return page.path if page.kind is PageKind.HUB else "", Shape.of(page)


def _drop_surplus(files: Files) -> None:
    """Leave out what MkDocs would date, what only the theme's authors use, and other languages."""
    for file in list(files):
        name = file.src_uri
        foreign = name.startswith(_WORDS) and name.removeprefix(_WORDS) not in _SEARCHED
        if name == "sitemap.xml" or name.endswith(".map") or foreign:
            files.remove(file)


_WORDS = "assets/javascripts/lunr/"
_SEARCHED = ("min/lunr.stemmer.support.min.js", "min/lunr.fi.min.js")
"""What the search needs to know the words of our languages; of English it knows them by itself."""


def _section(title: str, children: Sequence[StructureItem]) -> Section:
    section = Section(escape(title), [*children])
    for child in children:
        child.parent = section
    return section


def _chain(pages: Sequence[Page]) -> None:
    for before, after in pairwise(pages):
        before.next_page, after.previous_page = after, before


class PlannerPlugin(SitePlugin):  # type: ignore[no-untyped-call]
    """The plugin ``planner`` for anybody's ``mkdocs build``."""

    def __init__(self) -> None:
        """Begin without an empty folder."""
        super().__init__()
        self._empty: str | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Do nothing; that it is here keeps the plugin alive while MkDocs serves."""

    def on_config(self, config: MkDocsConfig, /) -> MkDocsConfig:
        """Render the plan, and keep MkDocs away from its folder."""
        if config.theme.name != "material":
            raise PluginError(T("The plugin planner needs the theme material").to("en"))
        content = Path(config.config_file_path).parent / self.config.content
        is_ours = _is_the_plan(Path(config.docs_dir), content)
        self.folder = "" if is_ours else f"{_clean(self.config.path)}/"
        self.site = self._rendered(content)
        if is_ours:
            self._empty = self._empty or tempfile.mkdtemp(prefix="planner-")
            config.docs_dir = self._empty
            config.nav = None
            config.theme["language"] = self.site.language
        _add_templates(config)
        return config

    def _rendered(self, content: Path) -> Site:
        from planner.site import render
        from planner.site.forge import forge_of

        try:
            forge = forge_of(self.config.repository, self.config.branch, content)
            return render(content, as_of=_day(self.config.today), language=None, forge=forge)
        except PlannerError as error:
            raise PluginError(error.text.to("en")) from error

    def on_shutdown(self) -> None:
        """Remove the empty folder."""
        if self._empty:
            shutil.rmtree(self._empty, ignore_errors=True)


def _is_the_plan(docs: Path, content: Path) -> bool:
    """Say whether the pages' folder is the plan's; one inside the other is refused."""
    docs, content = docs.resolve(), content.resolve()
    if docs != content and (docs.is_relative_to(content) or content.is_relative_to(docs)):
        text = T(
            "The plan's folder and docs_dir must not lie inside one another: MkDocs would "
            "publish the plan's files as they are"
        )
        raise PluginError(text.to("en"))
    return docs == content


def _clean(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        text = T("The option path must be a folder below the site, such as plan")
        raise PluginError(text.to("en"))
    return "/".join(parts)


def _day(today: object) -> date | None:
    try:
        return date.fromisoformat(str(today)) if today else None
    except ValueError as error:
        text = T(
            "The option today must be a date such as 2026-11-22, not {value}", value=str(today)
        )
        raise PluginError(text.to("en")) from error


def _add_templates(config: MkDocsConfig) -> None:
    after_theirs = 1 if config.theme.custom_dir else 0
    config.theme.dirs.insert(after_theirs, str(templates_folder() / "theme"))


def build_site(sites: Iterable[tuple[str, Site]], target: Path, *, appearance: Appearance) -> None:
    """Build a site in all its languages, and put it in the place of the last one.

    Args:
        sites: Each language's folder below ``target`` (``""``, ``"fi/"``), and its site; the
            one at the top first.
        target: Where the site goes; it may hold an older site of ours, or nothing.
        appearance: How it looks.

    Raises:
        BuildRefusedError: If ``target`` is not ours to replace, or cannot be written.
        PlannerError: If the site could not be built; the old one is as it was.
    """
    with replacing(target) as fresh:
        for prefix, site in sites:
            _build(site, fresh / prefix, appearance)
        (fresh / "robots.txt").write_text(ROBOTS, encoding="ascii", newline="\n")


def render_frames(site: Site, target: Path, *, appearance: Appearance) -> dict[FrameKey, Frame]:
    """Return the frames of a site's pages; what belongs to the engine goes to ``target``.

    Raises:
        PlannerError: If the site could not be built.
    """
    return _build(site, target, appearance, frames_only=True).frames()


def _build(
    site: Site, target: Path, appearance: Appearance, *, frames_only: bool = False
) -> SitePlugin:
    """Build one language."""
    plugin = SitePlugin()
    plugin.own = True
    plugin.frames_only = frames_only
    plugin.site, plugin.looks = site, appearance.files()
    try:
        with _quiet(), tempfile.TemporaryDirectory(prefix="planner-") as empty:
            config = _configuration(site, target, Path(empty), appearance)
            config.plugins["planner"] = plugin
            build(config)
    except MkDocsException as error:
        text = T("The site could not be built: {reason}", reason=str(error.__context__ or error))
        raise PlannerError(text) from error
    return plugin


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep MkDocs from writing to the terminal; what matters comes as an exception."""
    log = logging.getLogger("mkdocs")
    level, propagate = log.level, log.propagate
    log.setLevel(logging.CRITICAL + 1)
    log.propagate = False
    try:
        yield
    finally:
        log.setLevel(level)
        log.propagate = propagate


def _configuration(site: Site, target: Path, empty: Path, look: Appearance) -> MkDocsConfig:
    config = MkDocsConfig(config_file_path=str(empty.parent / "mkdocs.yml"))
    config.load_dict(
        {
            **settings(site, look),
            "docs_dir": str(empty),
            "site_dir": str(target),
        }
    )
    errors, _ = config.validate()
    if errors:
        key, error = errors[0]
        raise PlannerError(T("The site could not be built: {reason}", reason=f"{key}: {error}"))
    config.theme.static_templates.clear()
    _add_templates(config)
    _check_icons(look, config.theme.dirs)
    return config


def _check_icons(look: Appearance, folders: Sequence[str]) -> None:
    for name in look.icon_names():
        if not any(Path(folder, ".icons", f"{name}.svg").is_file() for folder in folders):
            raise PlannerError(T("In mkdocs.yml there is no such icon: {name}", name=name))
