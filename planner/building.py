"""From a plan to its finished site: judge it, render each language, hand it to the engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planner import checker, scorecard, site
from planner.config import DEFAULT
from planner.schedule import Schedule
from planner.site.appearance import Appearance, read_appearance
from planner.site.forge import forge_of
from planner.site.page import Twin
from planner.site.target import BuildRefusedError
from planner.site.views.desk import Desk
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from planner.config import Config
    from planner.loader import Content

_FOLDER = "site"


def target_of(mkdocs_yml: Path) -> Path:
    """Return the folder that ``mkdocs.yml`` names for the site, ``site`` if it names none."""
    return Path(read_appearance(mkdocs_yml).site_dir or _FOLDER)


def build(
    content: Content,
    target: Path,
    as_of: dt.date,
    *,
    languages: Sequence[str] = (),
    config: Config | None = None,
    mkdocs_yml: Path | None = None,
    as_pages: bool = False,
) -> None:
    """Build the site; see :func:`planner.build`. With ``as_pages`` leave it to another engine."""
    if as_pages:
        from planner.site.project import write_project as build_site
    else:
        from planner.mkdocs_plugin import build_site

    _check_place(target, content.folder)
    look = read_appearance(mkdocs_yml) if mkdocs_yml else Appearance()
    found = desks(content, as_of, languages, config or DEFAULT, look)
    # One after the other, so that only one is in memory.
    sites = ((prefix, site.site_of(desk, twins)) for prefix, twins, desk in found)
    build_site(sites, target, appearance=look)


def desks(
    content: Content, as_of: dt.date, languages: Sequence[str], config: Config, look: Appearance
) -> Iterator[tuple[str, tuple[Twin, ...], Desk]]:
    """Yield for each language where its site stands, its twins, and the plan seen in it."""
    options = look.options
    forge = forge_of(options.get("repository", ""), options.get("branch", ""), content.folder)
    schedule = Schedule(content.plan, as_of, config.thresholds)
    report = checker.check(content, as_of, config, schedule)
    card = scorecard.score(schedule)
    chosen = tuple(languages) or languages_of(content)
    for language, prefix in prefixes(chosen).items():
        yield (
            prefix,
            _twins(chosen, language),
            Desk(content, report, card, schedule, language, forge),
        )


def _check_place(target: Path, plan: Path) -> None:
    """Refuse a folder of the plan: what is written there would be read as a part of it."""
    if Path(os.path.realpath(target)).is_relative_to(os.path.realpath(plan)):
        text = T(
            "{folder} is in the plan's folder; the site needs one of its own", folder=str(target)
        )
        raise BuildRefusedError(text)


def languages_of(content: Content) -> tuple[str, ...]:
    """Return the languages that a plan asks its site to be in, its own first."""
    file = content.plan.file
    return tuple(dict.fromkeys((file.language, *file.site_languages)))


def prefixes(languages: Sequence[str]) -> dict[str, str]:
    """Return where each language stands: the first at the top, the others below it."""
    return {language: f"{language}/" if number else "" for number, language in enumerate(languages)}


def _twins(languages: Sequence[str], language: str) -> tuple[Twin, ...]:
    places = prefixes(languages)
    back = "../" if places[language] else ""
    known = words("language")
    return tuple(
        Twin(other, known[other].label(other), back + prefix)
        for other, prefix in places.items()
        if other != language
    )
