"""Names of columns, figures and days, as services write them into their exports."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from planner import values
from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = frozenset(
    [
        *("", "-", "--", "---", "–", "—"),
        *("n/a", "na", "nan", "null", "none", "undefined", "not available"),
    ]
)
"""What services write where they have no figure."""


def name_of(header: str) -> str:
    """Return a column's name in the form in which names are compared."""
    plain = unicodedata.normalize("NFKC", header).casefold().replace("\ufeff", "")
    return " ".join(plain.split()).rstrip(" :")


# Figures

_CLOCK = re.compile(r"([0-9]{1,6}):([0-9]{1,2})(?::([0-9]{1,2}))?(?:\.[0-9]+)?\Z")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?\Z")
_GROUPS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,9})?\Z")
_SPACES = re.compile(
    "(?<=[0-9])[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}](?=[0-9]{3}(?![0-9]))"
)
"""What parts thousands."""


def number_of(text: str, decimal: str, *, grouped: bool = True) -> float:
    """Return a figure: ``1,234`` where the point is the decimal sign, ``0:02:30`` as seconds.

    Args:
        text: The cell.
        decimal: The decimal sign; where it is not known, what could be read in two ways is refused.
        grouped: Whether the other sign may part the thousands.

    Raises:
        values.BadValue: If it is no figure.
    """
    text = text.strip()
    clock = _CLOCK.match(text)
    if clock:
        first, second, third = (int(part or 0) for part in clock.groups())
        return (first * 60 + second) * 60 + third if clock[3] else first * 60 + second
    if not decimal:
        return values.a_number(text)
    text = _SPACES.sub("", text)
    if decimal == ",":
        text = text.translate({ord(","): ".", ord("."): ","})
    if _GROUPS.match(text):
        if not grouped:
            raise values.BadValue("ambiguous-number")
        text = text.replace(",", "")
    if not _PLAIN.match(text):
        raise values.BadValue("number")
    value = float(text)
    return int(value) if value.is_integer() else value


# Days

_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?\Z")
"""A day as spreadsheets count them: from the last days of 1899 on."""
_EPOCH = dt.date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![:.]?\d)")
_THIS_YEAR = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?=\s|\Z)")
_WORDS = re.compile(
    r"(?:(?P<month>[^\W\d]{3,})\.?\s+(?P<day>\d{1,2})|(?P<first>\d{1,2})\.?\s+(?:de\s+)?(?P<name>[^\W\d]{3,})\.?)"
    r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?"
)
_WEEKDAY = re.compile(r"\A(?:[^\W\d]{2,}\.?,|(?:ma|ti|ke|to|pe|la|su)\b)\s*", re.IGNORECASE)
_TIME = re.compile(
    r"[\sT,]+(?:(?:at|klo|um|à|kl)\.?\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?\Z",
    re.IGNORECASE,
)
_CENTURY = 2000
_NOON = 12
_YEARS = range(1990, 2201)


def moment_of(text: str, order: str, day: dt.date, zone: dt.tzinfo) -> Moment | None:
    """Return a moment as exports write it; None for what is none.

    Args:
        text: ``06/02/2026 16:31``, ``2.6.2026``, ``Jun 2, 2026``, ``Tue, Jun 2, 2026``,
            ``2026-06-02 16:31 +0000``, ``June 2``.
        order: What ``06/02/2026`` means: mdy or dmy.
        day: A day without a year is the last one of that name up to this day.
        zone: Where a moment with an offset is put into.
    """
    text = " ".join(text.split())
    found = _day_of(_WEEKDAY.sub("", text), order, day)
    if found is None:
        return None
    on, rest = found
    if not rest.strip():
        return Moment(on)
    match = _TIME.match(rest)
    if not match:
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    try:
        at = dt.datetime.combine(on, dt.time(hour, int(match[2])))
        if match[5]:
            offset = "+00:00" if match[5].upper() in ("Z", "UTC") else match[5]
            at = dt.datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M}{offset}").astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return Moment(at.date(), at.time())


def _day_of(text: str, order: str, day: dt.date) -> tuple[dt.date, str] | None:
    """Return the day that a text begins with, and what follows."""
    try:
        if match := _ISO.match(text):
            on = dt.date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _NUMBERS.match(text):
            first, second = int(match[1]), int(match[3])
            year = int(match[4]) + (_CENTURY if len(match[4]) <= 2 else 0)  # noqa: PLR2004 - 26
            # Dots are written by those who put the day first.
            month_first = order == "mdy" and match[2] != "."
            on = dt.date(year, first, second) if month_first else dt.date(year, second, first)
        elif match := _THIS_YEAR.match(text):
            on = _with_year(int(match[1]), int(match[2]), None, day)
        elif match := _WORDS.match(text):
            month = _months().get(name_of(match["month"] or match["name"]))
            if not month:
                return None
            on = _with_year(int(match["day"] or match["first"]), month, match["year"], day)
        elif match := _SERIAL.match(text):
            on = _EPOCH + dt.timedelta(int(float(text)))
        else:
            return None
    except ValueError:
        return None
    return (on, text[match.end() :]) if on.year in _YEARS else None


def _with_year(number: int, month: int, year: str | None, day: dt.date) -> dt.date:
    if year:
        return dt.date(int(year), month, number)
    try:
        on = dt.date(day.year, month, number)
    except ValueError:  # 29 February
        return dt.date(day.year - 1, month, number)
    return on if on <= day else dt.date(day.year - 1, month, number)


@cache
def _months() -> Mapping[str, int]:
    """Return the months by what they are called in exports."""
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    for language in ("en", "fi", "sv", "de", "es", "fr", "pt", "it", "nl", "da", "nb"):
        for width in ("abbreviated", "wide"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(name_of(name).rstrip("."), number)
    return found
