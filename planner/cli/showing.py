"""The commands that show the plan on a terminal: todo and show."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from planner.cli.help import option
from planner.cli.options import CANNOT, CLEAN, command
from planner.cli.output import painter, result, tell, terminal_width
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from planner.cli.options import Options
    from planner.formats.timetable import Timetable
    from planner.formats.voice import Voice
    from planner.schedule import Schedule, Week

_YEARS = range(1900, 2201)
"""As for days in the files: further off is a slip of the finger."""
_WEEK = re.compile(r"(?:(\d{4})-?)?(?:w|vk|week|viikko)?\s*(\d{1,2})(?:/(\d{4}))?\Z", re.IGNORECASE)
_MONTH = re.compile(r"(?:(\d{4})-)?(\d{1,2})(?:[/.](\d{4}))?\Z")


@command(
    *("content", "today"),
    text=T(
        "Show what to do now: what to publish, to note and to decide this week.\n\n"
        "First comes what goes out today and what should have gone out, then the rest of the week through Sunday, and what waits to be noted; for each person apart where the plan has several roles."
    ),
)
@option(
    "--person",
    metavar=T("ROLE"),
    text=T("Only what is to be done by this person, named by a role of plan.md."),
)
def todo(person: str | None, options: Options) -> int:
    """Show what to do now."""
    session = Session(options)
    return _answered(session, partial(_todo, session, person))


@command(
    *("content", "today"),
    text=T(
        "Show the calendar: this week and the next, or the week or month that you name.\n\n"
        "With --stages it counts the posts by purchase stage and audience instead, and says what fills an empty place."
    ),
)
@option("--week", metavar=T("WEEK"), text=T("A week, as 2026-W24, 24 or any day in it."))
@option("--month", metavar=T("MONTH"), text=T("A month, as 2026-06 or 6/2026."))
@option(
    "--channel",
    "channels",
    multiple=True,
    metavar=T("ID"),
    text=T("Only what goes out on this channel, by the name of its file. May be given many times."),
)
@option("--stages", is_flag=True, text=T("Count the posts by purchase stage and audience."))
def show(
    week: str | None,
    month: str | None,
    channels: tuple[str, ...],
    *,
    stages: bool,
    options: Options,
) -> int:
    """Show the calendar, or what each audience gets."""
    session = Session(options)
    if stages:
        alone = not (week or month or channels)
        return _answered(session, partial(_stages, session, alone=alone))
    return _answered(session, partial(_calendar, session, week, month, channels))


def _answered(session: Session, lines: Callable[[], Iterable[str]]) -> int:
    """Print what a command has to say; what cannot be said is told in the plan's language."""
    from planner import formats

    try:
        result(formats.joined(lines()), session.options)
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    return CLEAN


def _schedule(session: Session) -> Schedule:
    from planner.schedule import Schedule

    return Schedule(session.content.plan, session.day, session.config.thresholds)


def _voice(session: Session) -> Voice:
    from planner.formats.voice import Voice

    paint = painter(session.options)
    return Voice(session.content.plan, session.language, terminal_width(), paint)


# What to do


def _todo(session: Session, person: str | None) -> Iterator[str]:
    from planner.agenda import Agenda
    from planner.formats.todo import todo_lines

    agenda, voice = Agenda(_schedule(session)), _voice(session)
    role = _role(person, voice) if person is not None else None
    return todo_lines(agenda, voice, role)


def _role(person: str, voice: Voice) -> str:
    """Return the role that somebody means by its id or by what it is called."""
    from planner.agenda import roles
    from planner.values import normal

    known = roles(voice.plan)
    for names in (lambda role: role, voice.role):
        for role in known:
            if normal(names(role)) == normal(person):
                return role
    if not known:
        raise PlannerError(T("The plan has no roles yet; plan.md names them: “roles:”."))
    raise PlannerError(
        T("There is no role “{name}” in the plan, only {choices}.", name=person, choices=known)
    )


# The calendar


def _calendar(
    session: Session, week: str | None, month: str | None, channels: Sequence[str]
) -> Iterator[str]:
    if week is not None and month is not None:
        raise PlannerError(T("--week and --month: choose one of them."))
    schedule, voice = _schedule(session), _voice(session)
    table = _timetable(schedule, voice, _known_channels(channels, voice))
    first, lines = _span(schedule, table, week, month)
    shown = list(lines)
    _hint(session, schedule, first, shown)
    return iter(shown)


def _timetable(schedule: Schedule, voice: Voice, channels: Sequence[str]) -> Timetable:
    from planner.formats.timetable import Timetable
    from planner.site.holidays import holidays_on

    zone = schedule.plan.file.timezone
    return Timetable(schedule, voice, partial(holidays_on, zone, voice.language), channels)


def _span(
    schedule: Schedule, table: Timetable, week: str | None, month: str | None
) -> tuple[dt.date, Iterator[str]]:
    """Return the first day of what is to be shown, and its lines."""
    from planner.schedule import Week

    if month is not None:
        first = _month_of(month, schedule)
        return first, table.month(first)
    if week is not None:
        chosen = [_week_of(week, schedule)]
    else:
        days = schedule.as_of, schedule.as_of + dt.timedelta(weeks=1)
        chosen = list(map(Week.of, days))
    return chosen[0].monday, table.weeks(chosen)


def _hint(session: Session, schedule: Schedule, first: dt.date, shown: Sequence[str]) -> None:
    """Tell what the signs mean, and when the plan is where nothing of it is shown."""
    from planner.formats.columns import wrapped
    from planner.formats.timetable import legend

    if session.options.quiet:
        return
    language, start, end = session.language, schedule.start, schedule.end
    hints = [legend("\n".join(shown), language)]
    if not schedule.plan.posts:
        begin = 'planner new post --title "…"'
        said = T("The plan has no posts yet. Begin one: {command}", command=begin)
        hints = [said.to(language)]
    elif start and end and (first > end or first < start - dt.timedelta(days=31)):
        hints.append(T("The plan runs from {start} to {end}.", start=start, end=end).to(language))
    for line in chain.from_iterable(wrapped(hint, terminal_width()) for hint in hints):
        tell(line)


def _known_channels(given: Sequence[str], voice: Voice) -> tuple[str, ...]:
    """Return the channels that are meant: by their ids, or by what they are called."""
    from planner.values import normal

    names = {normal(voice.channel(name)): name for name in voice.plan.channels}
    names |= {name: name for name in voice.plan.channels}
    for text in given:
        if normal(text) not in names:
            raise PlannerError(
                T(
                    "There is no channel “{name}” in the plan, only {choices}.",
                    name=text,
                    choices=list(voice.plan.channels),
                )
                if names
                else T("The plan has no channels yet.")
            )
    return tuple(names[normal(text)] for text in given)


def _week_of(text: str, schedule: Schedule) -> Week:
    """Return the week that is meant: by its number, with or without its year, or by a day in it."""
    from planner import values
    from planner.schedule import Week

    match = _WEEK.match(text.strip())
    try:
        if not match:
            return Week.of(values.a_day(text, schedule.plan.reading.period))
        number = int(match[2])
        year = int(match[1] or match[3] or _year_of(number, schedule))
        dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        year = 0
    if year not in _YEARS:
        raise PlannerError(
            T("“{value}” is not a week; write it like 2026-W24 or 2026-06-08.", value=text)
        )
    return Week(year, number)


def _year_of(number: int, schedule: Schedule) -> int:
    """Return the year of a week that was named by its number alone: of the plan, else of today."""
    from planner.schedule import Week

    held = (week.year for week in schedule.weeks if week.number == number)
    return next(held, Week.of(schedule.as_of).year)


def _month_of(text: str, schedule: Schedule) -> dt.date:
    """Return the first day of the month that is meant."""
    match = _MONTH.match(text.strip())
    year = int((match[1] or match[3] or schedule.as_of.year) if match else 0)
    number = int(match[2]) if match else 0
    if year not in _YEARS or not 1 <= number <= 12:  # noqa: PLR2004 - months of a year
        raise PlannerError(
            T("“{value}” is not a month; write it like 2026-06 or 6/2026.", value=text)
        )
    return dt.date(year, number, 1)


# The stages


def _stages(session: Session, *, alone: bool) -> Iterator[str]:
    from planner.coverage import Coverage
    from planner.formats.matrix import coverage_lines

    if not alone:
        raise PlannerError(T("--stages stands alone: it counts the posts of the whole plan."))
    return coverage_lines(Coverage(_schedule(session)), _voice(session))
