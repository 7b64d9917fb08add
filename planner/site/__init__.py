"""The site: a plan with its report and its verdicts as finished pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.site.page import Files, Pile, Site, SitePage, Twin

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from planner.site.forge import Forge
    from planner.site.page import SiteFile
    from planner.site.pages import Pages
    from planner.site.views.desk import Desk

__all__ = ["outline_of", "render", "site_of"]


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
    from planner.site.views.desk import Desk
    from planner.today import check_day

    settings = config.load(content.parent / config.NAME)
    read = loader.load(content).with_separator(settings.links.separator)
    schedule = Schedule(read.plan, check_day(read.plan, as_of), settings.thresholds)
    report = checker.check(read, schedule.as_of, settings, schedule)
    card = scorecard.score(schedule)
    chosen = language or settings.language or read.plan.file.language
    return site_of(Desk(read, report, card, schedule, chosen, forge), twins)


def site_of(desk: Desk, twins: tuple[Twin, ...] = ()) -> Site:
    """Return the site of a plan in the language of its desk; see :func:`render` for the twins."""
    from planner.beside import meanwhile, pays
    from planner.site.pages import Pages

    pages, pile, posts, files = Pages(desk), Pile(), Pile(), Files()
    with meanwhile(pages.others, apart=pays(len(desk.posts))) as others:
        _sort(pages.posts(), posts, files)
        _sort(others, pile, files)
    pile.join(posts)
    return replace(outline_of(pages, twins, pile), files=files)


def _sort(made: Iterable[SitePage | SiteFile], pile: Pile, files: Files) -> None:
    for it in made:
        if isinstance(it, SitePage):
            pile.add(it)
        else:
            files.add(it)


def outline_of(pages: Pages, twins: tuple[Twin, ...], pile: Pile | None = None) -> Site:
    """Return a site without its files, and with the heads of its pages unless these are given."""
    from planner.site.pages import SCRIPT, STYLE
    from planner.texts import T

    desk = pages.desk
    return Site(
        desk.language,
        desk.title,
        desk.as_of.isoformat(),
        Pile(draft.head for draft in pages.drafts()) if pile is None else pile,
        styles=(STYLE,),
        scripts=(SCRIPT,),
        twins=twins,
        shortcuts=tuple(pages.shortcuts()),
        shortcuts_label=desk.say(T("Shortcuts")),
    )
