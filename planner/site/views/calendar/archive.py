"""What has no place in the period: the months outside it, by year, and ideas that have no day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.addresses import ARCHIVE, posts_with, year_page
from planner.site.views.calendar.hub import ideas
from planner.site.views.calendar.months import month_link, months
from planner.site.views.desk import Leaf, Link
from planner.site.views.progress import lacking
from planner.site.views.tables import Cell, Table
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.model import Post
    from planner.site.views.desk import Desk

_SHELF = 50
"""Ideas that are listed; a link leads to all."""


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """The months of a year that hold posts outside the period."""

    title: Link
    count: str
    months: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """The whole page."""

    period: str
    """The first and the last day of the period; nothing where it has none."""
    years: tuple[ArchiveYear, ...]
    months: Table
    """The same as a file."""
    ideas: Table
    more: Link | None


def archive_page(desk: Desk) -> Iterator[Leaf]:
    """Yield the archive."""
    yield Leaf(ARCHIVE, desk.say(T("Archive and ideas")), archive(desk))


def archive(desk: Desk) -> Archive:
    """Return what the archive shows."""
    counts = _outside(desk)
    years = dict.fromkeys(month.year for month in counts)
    start, end = desk.schedule.start, desk.schedule.end
    shelf = ideas(desk)
    return Archive(
        f"{desk.tongue.plain_day(start)} – {desk.tongue.plain_day(end)}" if start and end else "",
        tuple(_year(desk, year, counts) for year in years),
        _months(desk, counts),
        _ideas(desk, shelf[:_SHELF]),
        desk.more(len(shelf) - _SHELF, posts_with(status="idea")),
    )


def _outside(desk: Desk) -> dict[dt.date, int]:
    """Return how many posts outside the period each month holds, the latest month first."""
    counts = dict.fromkeys(reversed(months(desk)), 0)
    for day in desk.timeline.slots:
        if not desk.schedule.inside(day):
            counts[day.replace(day=1)] += desk.timeline.count(day)
    return {month: count for month, count in counts.items() if count}


def _year(desk: Desk, year: int, counts: dict[dt.date, int]) -> ArchiveYear:
    held = {month: count for month, count in counts.items() if month.year == year}
    return ArchiveYear(
        Link(str(year), year_page(year)),
        desk.post_count(sum(held.values())),
        tuple((month_link(desk, month), desk.post_count(count)) for month, count in held.items()),
    )


def _months(desk: Desk, counts: dict[dt.date, int]) -> Table:
    heads = (T("Month"), T("Posts outside the period"))
    return Table(
        "archive",
        desk.say(T("Months outside the period")),
        tuple(map(desk.say, heads)),
        tuple(
            (Cell((month_link(desk, month),)), Cell(number=str(count)))
            for month, count in counts.items()
        ),
    )


def _ideas(desk: Desk, shelf: tuple[Post, ...]) -> Table:
    heads = (T("Idea"), T("Status"), T("Channel"), T("Audience"), T("For the next status"))
    return Table(
        "ideas",
        desk.say(T("Without a day yet")),
        tuple(map(desk.say, heads)),
        tuple(_idea(desk, post) for post in shelf),
    )


def _idea(desk: Desk, post: Post) -> tuple[Cell, ...]:
    return (
        Cell((desk.post_link(post.id),)),
        Cell(mark=desk.status(post)),
        Cell((Link(desk.channel(post.channel)),)),
        Cell(tuple(Link(desk.audience(name)) for name in post.audience)),
        Cell((Link(lacking(desk, post)),)),
    )
