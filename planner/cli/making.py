"""The commands that make the site: build, pages and serve."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.checking import print_report, seen_from_here
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import Plain, internal_error
from planner.cli.session import Session, forget
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.cli.options import Options
    from planner.serving import Server

_PORT = 8000
_HIGHEST_PORT = 65535

_look = option(
    "--config-file",
    "-f",
    "mkdocs_yml",
    metavar=T("FILE"),
    text=T("Take the look of the site from this file. Default: mkdocs.yml beside the plan."),
)


@command(
    *("content", "today", "output", "strict"),
    text=T(
        "Build the site that a team browses.\n\n"
        "It is in the plan's language, and in each further one that plan.md names in site_languages; --lang builds that one alone. It goes to the folder site, or where --output or site_dir of mkdocs.yml says."
    ),
    codes=(
        T("The site was built."),
        T("With --strict: the plan has errors or warnings, and the site was not built."),
    ),
)
@_look
def build(mkdocs_yml: str | None, options: Options) -> int:
    """Build the site that a team browses."""
    from planner import building, checker

    session = Session(options)
    look = _look_of(session, mkdocs_yml)
    if options.strict:
        report = checker.check(session.content, session.day, session.config)
        if report.fails(strict=True):
            print_report(checker.moved(report, seen_from_here(session.folder)), "text", session)
            session.say(T("The site was not built."))
            return CANNOT if report.broken else FAILED
    target = Path(options.output) if options.output else building.target_of(look)
    _make(session, target, look)
    index = (target / "index.html").resolve()
    session.say(T("The site is ready. Open this file in your browser:"))
    session.say(T("  {path}", path=Plain(str(index))))
    session.say(T("  {uri}", uri=Plain(index.as_uri())))
    return CLEAN


@command(
    *("content", "today"),
    text=T(
        "Write the site's pages into DIR, for another program that builds sites.\n\n"
        "MkDocs, ProperDocs and Zensical find their settings there. DIR has to be new, empty or made by this command, which replaces it as a whole."
    ),
)
@argument("folder", metavar=T("DIR"))
@_look
def pages(folder: str, mkdocs_yml: str | None, options: Options) -> int:
    """Write the site's pages for another engine."""
    session = Session(options)
    target = Path(folder)
    _make(session, target, _look_of(session, mkdocs_yml), as_pages=True)
    session.say(T("The pages are ready. Build the site in this folder, in this order:"))
    session.say(T("  {path}", path=Plain(str(target.resolve()))))
    for file in sorted(target.glob("mkdocs*.yml"), key=lambda it: len(it.name)):
        session.say(T("  {path}", path=Plain(f"mkdocs build -f {file.name}")))
    return CLEAN


def _make(session: Session, target: Path, look: Path, *, as_pages: bool = False) -> None:
    from planner import building

    building.build(
        session.content,
        target,
        session.day,
        languages=_languages(session),
        config=session.config,
        mkdocs_yml=look,
        as_pages=as_pages,
    )


def _look_of(session: Session, mkdocs_yml: str | None) -> Path:
    return Path(mkdocs_yml) if mkdocs_yml else session.root / "mkdocs.yml"


def _languages(session: Session) -> tuple[str, ...]:
    from planner import building

    asked = session.options.language
    return (asked,) if asked else building.languages_of(session.content)


@command(
    *("content", "today"),
    text=T(
        "Show the site in the browser while you write; an edit shows by itself.\n\n"
        "Only this computer can open it. Nothing is written beside the plan, and Ctrl-C ends it."
    ),
)
@_look
@option(
    "--port",
    type=click.IntRange(0, _HIGHEST_PORT),
    default=_PORT,
    metavar=T("NUMBER"),
    text=T("The port of this computer to use, 8000 if none is named; 0 takes any that is free."),
)
def serve(mkdocs_yml: str | None, port: int, options: Options) -> int:
    """Show the site in the browser while the plan is written."""
    from planner import serving

    with (
        tempfile.TemporaryDirectory(prefix="planner-", ignore_cleanup_errors=True) as folder,
        serving.Server(port) as server,
    ):
        Show(server, Path(folder), options, mkdocs_yml).follow(threading.Event().wait)
    return CLEAN


class Show:
    """A site that is there anew whenever something that it is made from has changed."""

    def __init__(
        self, server: Server, folder: Path, options: Options, mkdocs_yml: str | None = None
    ) -> None:
        """Read the plan; what belongs to the engine will stand below ``folder``.

        Raises:
            PlannerError: If there is no plan, or the settings cannot be used.
        """
        from planner.previewing import Engine

        self.server = server
        self.engine = Engine(folder)
        self.options = options
        self.mkdocs_yml = mkdocs_yml
        self.session = Session(options)
        self.shown = self.is_new = False

    def follow(self, wait: Callable[[float], object]) -> None:
        """Show the site, say where it is, and show it anew at every change, for ever.

        Args:
            wait: Lets so many seconds pass; what it raises ends it all.

        Raises:
            PlannerError: If the site cannot be made at first; later that is told only.
        """
        from planner import watching

        def rest(seconds: float) -> None:
            wait(seconds)  # the browser asks first for what is new; making room takes a while
            if self.is_new:
                self.is_new = False
                forget()

        for _ in watching.changes(self._state, rest):
            if self.shown:
                self._build_again()
            else:
                self._begin()

    def _begin(self) -> None:
        from planner import building

        self.session = Session(self.options)  # as it is now that changes are noticed
        self._build()
        self.session.say(T("The site is ready. Open this address in your browser:"))
        for prefix in building.prefixes(_languages(self.session)).values():
            self.session.say(T("  {uri}", uri=Plain(self.server.address + prefix)))
        self.session.say(T("It follows your edits. Ctrl-C ends it."))

    def _state(self) -> object:
        """Return what the site depends on: the files, and the day."""
        from planner import config, today, watching
        from planner.site.appearance import named_files

        session = self.session
        look = _look_of(session, self.mkdocs_yml)
        others = (session.root / config.NAME, look, *named_files(look))
        files = watching.state_of(session.folder, others)
        return files, today.check_day(session.content.plan, self.options.today)

    def _build_again(self) -> None:
        try:
            self.session = Session(self.options, self.session.content)
            self._build()
        except PlannerError as error:
            self.session.say(error.text)
        except Exception as error:  # noqa: BLE001 - the next edit may mend it
            self.session.say(internal_error(error))
        else:
            self.session.say(T("The site shows your change."))
            return
        self.session.say(T("The browser still shows the site as it was before."))

    def _build(self) -> None:
        from planner import previewing
        from planner.site.appearance import read_appearance

        session = self.session
        look = read_appearance(_look_of(session, self.mkdocs_yml))
        preview = previewing.Preview(
            session.content, session.day, self.engine, look, _languages(session), session.config
        )
        self.server.show(preview)
        self.shown = self.is_new = True
