"""Which day a plan is judged on: the only place that asks the clock."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.texts import T
from planner.values import a_day

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import Plan


def check_day(plan: Plan, given: dt.date | None = None) -> dt.date:
    """Return the day on which to judge a plan.

    Args:
        plan: The plan, which may pin the day with ``as_of``.
        given: The day somebody asked for.

    Returns:
        ``given``, else the plan's pinned day, else that of ``SOURCE_DATE_EPOCH``, else
        today in the plan's time zone.

    Raises:
        PlannerError: If ``SOURCE_DATE_EPOCH`` is no number of seconds, or a day too far off.
    """
    if given or plan.file.as_of:
        return given or plan.file.as_of or dt.date.min
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return a_day(str(dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()))
        except (ValueError, OverflowError, OSError) as error:
            raise PlannerError(T("SOURCE_DATE_EPOCH should be a number of seconds.")) from error
    zone: dt.tzinfo = dt.UTC
    if plan.file.timezone:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(plan.file.timezone)
    return dt.datetime.now(zone).date()


def saved_on(path: Path, zone: dt.tzinfo) -> dt.date:
    """Return the day on which a file was saved; raises PlannerError where it is not there."""
    try:
        return dt.datetime.fromtimestamp(path.lstat().st_mtime, zone).date()
    except (OSError, ValueError, OverflowError) as error:
        raise PlannerError(T("{file} cannot be read.", file=str(path))) from error


def stamp() -> str:
    """Return the moment in a form that can name a folder, such as ``2026-06-07T093000Z``."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
