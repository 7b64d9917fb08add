"""The site: a plan with its report and its verdicts as finished pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.site.page import Files, Pile, Site, Twin

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from planner.checker import Report
    from planner.config import Config
    from planner.loader import Content
    from planner.schedule import Schedule
    from planner.scorecard import Scorecard
    from planner.site.forge import Forge

__all__ = ["render", "site_of"]


def render(
    content: Path,
    *,
    as_of: dt.date | None,
    language: str | None,
    twins: tuple[Twin, ...] = (),
    forge: Forge | None = None,
) -> Site:
    """Return the site of a content folder.

    Args:
        content: The folder with plan.md, posts/ and the rest; planner.toml stands beside it.
        as_of: The day on which the plan is judged; the plan's own, else today.
        language: The site's language; the plan's unless given.
        twins: The same site in other languages.
        forge: Where the plan's files are seen and edited on the web.

    Raises:
        PlannerError: If there is no such folder, or planner.toml cannot be used.
    """
    from planner import checker, config, loader, scorecard
    from planner.schedule import Schedule
    from planner.today import check_day

    settings = config.load(content.parent / config.NAME)
    read = loader.load(content).with_separator(settings.links.separator)
    schedule = Schedule(read.plan, check_day(read.plan, as_of), settings.thresholds)
    report = checker.check(read, schedule.as_of, settings)
    card = scorecard.score(schedule)
    chosen = language or settings.language or read.plan.file.language
    return site_of(read, report, card, language=chosen, twins=twins, config=settings, forge=forge)


def site_of(
    content: Content,
    report: Report,
    card: Scorecard,
    *,
    language: str,
    twins: tuple[Twin, ...] = (),
    config: Config | None = None,
    forge: Forge | None = None,
) -> Site:
    """Return the site of a plan that has been checked and judged."""
    from planner.config import Thresholds
    from planner.schedule import Schedule
    from planner.site.pages import SCRIPT, STYLE, Pages
    from planner.site.views.desk import Desk
    from planner.texts import T

    thresholds = config.thresholds if config else Thresholds()
    schedule: Schedule = Schedule(content.plan, report.as_of, thresholds)
    desk = Desk(content, report, card, schedule, language, forge)
    pages = Pages(desk)
    return Site(
        language,
        desk.title,
        report.as_of.isoformat(),
        Pile(pages),
        Files(pages.files()),
        (STYLE,),
        (SCRIPT,),
        twins,
        tuple(pages.shortcuts()),
        desk.say(T("Shortcuts")),
    )
