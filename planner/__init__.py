"""Social-media planning as plain text: a plan that knows what it lacks.

The public API: read a content folder, check it, score it, build its site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import PlannerError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from planner.checker import Report
    from planner.config import Config
    from planner.loader import Content
    from planner.scorecard import Scorecard

__all__ = ["PlannerError", "build", "check", "load", "score"]


def load(folder: Path) -> Content:
    """Read a content folder: its plan, and what is wrong with its files.

    Raises:
        PlannerError: If there is no such folder.
    """
    from planner import loader

    return loader.load(folder)


def check(content: Content, as_of: dt.date, config: Config | None = None) -> Report:
    """Return every finding on a plan as it stands on the day ``as_of``."""
    from planner import checker
    from planner import config as settings

    return checker.check(content, as_of, config or settings.Config())


def score(content: Content, as_of: dt.date, config: Config | None = None) -> Scorecard:
    """Return the verdict of each of the eight conditions on the day ``as_of``."""
    from planner import config as settings
    from planner import schedule, scorecard

    thresholds = (config or settings.Config()).thresholds
    return scorecard.score(schedule.Schedule(content.plan, as_of, thresholds))


def build(
    content: Content,
    target: Path,
    as_of: dt.date,
    *,
    languages: Sequence[str] = (),
    config: Config | None = None,
    mkdocs_yml: Path | None = None,
) -> None:
    """Build the site of a plan.

    Args:
        content: The content folder as it was read.
        target: The folder for the site; replaced as a whole, and only if this program made it.
        as_of: The day on which the plan is judged.
        languages: The first at the top, the others in folders named after them; the plan's
            own and its ``site_languages`` unless given.
        config: Which rules count, and how much.
        mkdocs_yml: Where the site's appearance is taken from.

    Raises:
        PlannerError: If the site cannot be built; the last good one is left as it was.
    """
    from planner import building

    building.build(
        content, target, as_of, languages=languages, config=config, mkdocs_yml=mkdocs_yml
    )
