"""The command that makes the site: build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.checking import print_report, seen_from_here
from planner.cli.help import option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import Plain
from planner.cli.session import Session
from planner.texts import T

if TYPE_CHECKING:
    from planner.cli.options import Options


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
@option(
    "--config-file",
    "-f",
    "mkdocs_yml",
    metavar=T("FILE"),
    text=T("Take the look of the site from this file. Default: mkdocs.yml beside the plan."),
)
def build(mkdocs_yml: str | None, options: Options) -> int:
    """Build the site that a team browses."""
    from planner import building, checker

    session = Session(options)
    look = Path(mkdocs_yml) if mkdocs_yml else session.root / "mkdocs.yml"
    if options.strict:
        report = checker.check(session.content, session.day, session.config)
        if report.fails(strict=True):
            print_report(checker.moved(report, seen_from_here(session.folder)), "text", session)
            session.say(T("The site was not built."))
            return CANNOT if report.broken else FAILED
    target = Path(options.output) if options.output else building.target_of(look)
    languages = (options.language,) if options.language else ()
    building.build(
        session.content,
        target,
        session.day,
        languages=languages,
        config=session.config,
        mkdocs_yml=look,
    )
    index = (target / "index.html").resolve()
    session.say(T("The site is ready. Open this file in your browser:"))
    session.say(T("  {path}", path=Plain(str(index))))
    session.say(T("  {uri}", uri=Plain(index.as_uri())))
    return CLEAN
