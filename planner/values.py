"""What people write for dates, times, numbers and hours, read the Finnish and the English way.

Each function takes the text of a scalar and returns its value, or raises
:class:`BadValue` saying which kind of value it is not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from planner.texts import say
from planner.vocabulary import words

Period = tuple[date, date] | None


class BadValue(ValueError):
    """A text is not the value it should be.

    ``kind`` is one of ``date``, ``impossible-date``, ``time``, ``number``,
    ``ambiguous-number``, ``boolean``, ``id``, ``window``.
    """

    def __init__(self, kind: str) -> None:
        """Keep the kind of value that was expected."""
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with a time of day where one was given."""

    day: date
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the week; both ends belong to it. Weekdays count from Monday, 0."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, at: datetime) -> bool:
        """Whether a local time lies within the window."""
        return at.weekday() in self.days and self.start <= at.time() <= self.end

    def to(self, language: str) -> str:
        """Return the window as a person of ``language`` writes it: ``ma–to 9.00–20.00``."""
        names = [
            word.facts.get(f"short_{language}") or word.label(language)
            for word in words("weekday").values()
        ]
        days = ",".join(
            names[first] if first == last else f"{names[first]}–{names[last]}"
            for first, last in self._runs()
        )
        return f"{days} {say(self.start, language)}–{say(self.end, language)}"

    def _runs(self) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        for day in sorted(self.days):
            if runs and runs[-1][1] == day - 1:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return runs


_ID = re.compile(r"[^\W_]+(?:-+[^\W_]+)*\Z")
MAX_ID = 80


def normal(text: str) -> str:
    """Return a name in the form in which names are compared."""
    text = text.strip()
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()


def an_id(text: str) -> str:
    """Return an id: letters of any alphabet, digits and single hyphens, at most 80."""
    text = normal(text)
    if len(text) > MAX_ID or not _ID.match(text):
        raise BadValue("id")
    return text


NOT_ON_WINDOWS = re.compile(
    r"""[<>:"|?*\\]|[ .](?:/|\Z)|(?:\A|/)(?:con|prn|aux|nul|com\d|lpt\d) *(?:[./]|\Z)""",
    re.IGNORECASE,
)
"""What a name or a path with / cannot hold there: signs, an end, the names of devices."""

_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """Return the address of an id: ä→a, ö→o, å→a, everything else that is no letter or digit a hyphen."""
    if name.isascii():
        return _BETWEEN.sub("-", name.lower()).strip("-")
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", name.lower())
        if not unicodedata.combining(sign)
    )
    return _BETWEEN.sub("-", plain).strip("-")


_CLOCK = re.compile(
    r"(?:klo\.?|kl\.?|at)?\s*(\d{1,2})(?:[.:](\d{2})(?:[.:]\d{2})?)?\s*(am|pm)?\Z", re.IGNORECASE
)
_NOON = 12


def a_time(text: str) -> time:
    """Return a time of day: ``18:30``, ``18.30``, ``klo 18.30``, ``18``, ``6 pm``."""
    match = _CLOCK.match(text.strip())
    if not match:
        raise BadValue("time")
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= _NOON:
            raise BadValue("time")
        hour = hour % _NOON + (_NOON if match[3].lower() == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise BadValue("time") from None


_YEARS = range(1900, 2201)
"""Further off is a slip of the finger, and calendars end before the year 10000 does."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FINNISH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4})?)?(?!\d)")


@lru_cache(maxsize=1024)  # the posts of a plan share their days
def a_moment(text: str, period: Period = None) -> Moment:
    """Return a day and, where one follows, a time.

    Args:
        text: ``2026-04-27``, ``27.4.2026``, ``27.4.``, each also with a time behind it.
        period: Gives ``27.4.`` its year: the one in which the day lies in the period,
            else the year of the period's first day.
    """
    text = text.strip()
    iso = _ISO.match(text)
    finnish = None if iso else _FINNISH.match(text)
    match = iso or finnish
    if not match:
        raise BadValue("date")
    try:
        day = (
            date(int(match[1]), int(match[2]), int(match[3]))
            if iso
            else _finnish_day(match, period)
        )
        if day.year not in _YEARS:
            raise BadValue("impossible-date")
    except ValueError as error:
        raise (error if isinstance(error, BadValue) else BadValue("impossible-date")) from None
    rest = text[match.end() :]
    if rest and (rest[0].isdigit() or rest[0] in ".-/"):
        raise BadValue("date")  # 9.6.26
    rest = rest.lstrip(" Tt,")
    return Moment(day, a_time(rest) if rest else None)


def _finnish_day(match: re.Match[str], period: Period) -> date:
    day, month = int(match[1]), int(match[2])
    if match[3]:
        return date(int(match[3]), month, day)
    if not period:
        raise BadValue("date")
    for year in range(period[0].year, period[1].year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if period[0] <= candidate <= period[1]:
            return candidate
    return date(period[0].year, month, day)


def a_day(text: str, period: Period = None) -> date:
    """Return a day, written as :func:`a_moment` reads it, without a time."""
    moment = a_moment(text, period)
    if moment.clock is not None:
        raise BadValue("date")
    return moment.day


_DIGITS = re.compile(r"\d+")
_MINUTES = re.compile(r"\d{1,2}([.:])\d{2}")


def rewritten(text: str, when: Moment, language: str, period: Period = None) -> str:
    """Return a day in the place of one that somebody wrote, in the same way of writing.

    Args:
        text: What was written, as :func:`a_moment` reads it.
        when: The new day; without a time the old one stays as it is written.
        language: How a time is written where there was none.
        period: Gives a day without a year its year; where it would give another, the year is
            written.

    Raises:
        BadValue: If no day was written.
    """
    text = text.strip()
    a_moment(text, period)
    iso = _ISO.match(text)
    match = iso or _FINNISH.match(text)
    assert match  # noqa: S101 - or there would be no moment
    day = _day_like(match, when.day, period, is_iso=bool(iso))
    rest = text[len(match.group().rstrip()) :]
    if when.clock is None:
        return day + rest
    clock = rest.lstrip(" Tt,")
    between = rest.removesuffix(clock) or " "
    return day + between + retimed(clock, when.clock, language)


def with_year(text: str, period: Period) -> str:
    """Return a day as somebody wrote it, with the year behind it that the period gives.

    Raises:
        BadValue: If no day was written.
    """
    text = text.strip()
    day = a_moment(text, period).day
    match = _FINNISH.match(text)
    if not match or match[3]:
        return text
    said = match.group().rstrip()
    return f"{said.removesuffix('.')}.{day.year}{text[len(said) :]}"


def _day_like(match: re.Match[str], day: date, period: Period, *, is_iso: bool) -> str:
    """Return a day with the signs and the zeros of another one."""
    parts = [part for part in match.groups() if part]
    short = any(len(part) == 1 for part in parts)
    padded = not short if is_iso else any(part.startswith("0") for part in parts)
    numbers = (day.year, day.month, day.day) if is_iso else (day.day, day.month, day.year)
    waiting = iter(numbers)
    said = _DIGITS.sub(
        lambda _: f"{next(waiting):{'02' if padded else ''}}", match.group().rstrip()
    )
    if len(parts) == len(numbers) or (period and _finnish_day_of(said, period) == day):
        return said
    return f"{said.removesuffix('.')}.{day.year}"


def _finnish_day_of(text: str, period: Period) -> date | None:
    try:
        return a_day(text, period)
    except BadValue:  # the 29th of February of another year
        return None


def retimed(text: str, clock: time, language: str) -> str:
    """Return a time of day in the place of one that somebody wrote: ``klo 19.00``, ``19:00``."""
    written = _MINUTES.search(text)
    point = written[1] if written else "." if language == "fi" else ":"
    before = text[: written.start()] if written else re.split(r"\d", text)[0] if text else ""
    if text and not written and not clock.minute and not re.search("[ap]m", text, re.IGNORECASE):
        return f"{before}{clock.hour}"
    padded = written.group().startswith("0") if written else False
    hour = f"{clock.hour:02}" if padded or point == ":" else str(clock.hour)
    return f"{before}{hour}{point}{clock:%M}"


_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_SHORT = 15
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:[.,][0-9]{1,9})?\Z")
_GROUPED = re.compile(rf"-?[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?\Z")
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}\Z")


def a_number(text: str) -> float:
    """Return a finite number: ``1480``, ``18.5``, ``18,50``, ``1 480``, with any space.

    ``1,480`` and ``1.480`` are refused: some read about one and a half, others a thousand.
    """
    text = text.strip()
    if len(text) <= _SHORT and text.isascii() and text.isdigit():
        return int(text)
    if _AMBIGUOUS.match(text):
        raise BadValue("ambiguous-number")
    if _GROUPED.match(text):
        text = re.sub(f"[{_SPACES}]", "", text)
    if not _NUMBER.match(text):
        raise BadValue("number")
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def a_boolean(text: str) -> bool:
    """Return what yes, no, kyllä, ei, on, off, true, false mean."""
    found = words("boolean").find(text)
    if found is None:
        raise BadValue("boolean")
    return found == "true"


_WINDOW = re.compile(
    r"(?P<days>[^\d]+?)\s*(?:klo\.?\s*)?(?P<start>\d[\d:.]*)\s*[-–—]\s*(?P<end>\d[\d:.]*)\s*\Z",
    re.IGNORECASE,
)
_LONGEST_WINDOW = 100
_EVERY_DAY = {"daily", "every day", "joka päivä", "päivittäin"}
_WORKDAYS = {"weekdays", "arkisin"}
_WEEKEND = {"weekends", "viikonloppuisin"}


def a_window(text: str) -> Window:
    """Return hours of the week: ``Mon-Thu 18:00-20:00``, ``ma-to 18.00-20.00``, ``Sat 9-13``."""
    match = _WINDOW.match(text.strip()) if len(text) <= _LONGEST_WINDOW else None
    if not match:
        raise BadValue("window")
    try:
        start, end = a_time(match["start"]), _closing(match["end"])
    except BadValue:
        raise BadValue("window") from None
    if end <= start:
        raise BadValue("window")
    return Window(_days(match["days"]), start, end)


def _closing(text: str) -> time:
    """Return the end of a window; 24 is the day's last minute."""
    return time(23, 59) if re.match(r"24(?:[.:]00)?\Z", text) else a_time(text)


def _days(text: str) -> frozenset[int]:
    text = normal(text).rstrip(" .")
    if text in _EVERY_DAY:
        return frozenset(range(7))
    if text in _WORKDAYS:
        return frozenset(range(5))
    if text in _WEEKEND:
        return frozenset((5, 6))
    days: set[int] = set()
    for part in re.split(r"\s*(?:,|/|&|\bja\b|\band\b)\s*", text):
        ends = [_weekday(name) for name in re.split(r"\s*[-–—]\s*", part)]
        first, last = ends[0], ends[-1]
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days)


def _weekday(name: str) -> int:
    week = words("weekday")
    found = week.find(name)
    if found is None:
        raise BadValue("window")
    return list(week).index(found)
