"""What to say of a value that is not what its field holds, with the line to write instead."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import guesses
from planner.lines import Filled, Key, Line, Shape, field_at, holds, is_listed
from planner.model import row_of
from planner.texts import T
from planner.values import Moment

if TYPE_CHECKING:
    from planner.diagnostics import KeyPath, Kind
    from planner.model import FieldRow, Part, Reading

_MESSAGES = {
    "date": T("“{value}” is not a date"),
    "impossible-date": T("there is no day “{value}”"),
    "time": T("“{value}” is not a time of day"),
    "number": T("“{value}” is not a number"),
    "ambiguous-number": T("“{value}” can be read in two ways"),
    "range": T("{value} is out of range here"),
    "boolean": T("“{value}” is neither yes nor no"),
    "id": T("“{value}” cannot be an id"),
    "window": T("“{value}” is not a window of hours"),
    "timezone": T("“{value}” is not a time zone"),
}
_CURES = {
    "impossible-date": T("Check the day and the month."),
    "number": T("Write digits only, such as 1480 or 18.50."),
    "ambiguous-number": T(
        "Write a thousand without a comma, 1480; write decimals with two digits, 1.48."
    ),
    "range": T("Write a number that makes sense here: not below zero, and a share not above 100."),
    "boolean": T("Write yes or no."),
    "id": T("Use letters, digits and single hyphens, at most 80, such as season-box."),
    "window": T("Write days and hours like this: Mon-Thu 18:00-20:00."),
    "timezone": T("In Finland write Europe/Helsinki."),
}
SEVERAL = {"model_type", "model_attributes_type", "dict_type", "tuple_type"}


@dataclass(frozen=True, slots=True)
class Spot:
    """The field that a value stands in."""

    kind: Kind
    path: KeyPath
    reading: Reading

    @property
    def key(self) -> Key:
        """The field's name."""
        return Key(self.kind, self.path)

    @property
    def field(self) -> tuple[type[Part], FieldRow] | None:
        """What the model knows of the field, with the part that it is in."""
        return field_at(self.kind, self.path)

    def line(self, value: object) -> Line:
        """Return the line as it should be."""
        return Line(self.key, value)

    def holds(self) -> type | str:
        """Return what kind of value the field holds."""
        found = self.field
        return holds(found[0], found[1].attribute) if found else str


def not_a_value(kind: str, value: str) -> T:
    """Return what to say of a text that is not the ``kind`` of value it should be."""
    known = _MESSAGES.get(kind)
    return T(known.msgid, value=value) if known else _other_form()[0]


def bad_value(kind: str, value: str, given: object, spot: Spot) -> tuple[T, T]:
    """Return what is wrong with a value, and what to write instead."""
    if kind == "text":
        return _not_text(given, spot)
    if kind == "time" and len(guesses.days(value, spot.reading.period)) > 1:
        kind = "date"  # from one day to another
    if kind not in _MESSAGES:
        return _other_form()
    return not_a_value(kind, value), _better(kind, value, spot) or _CURES[kind]


def _other_form() -> tuple[T, T]:
    return (
        T("this value has another form than the key expects"),
        T("Look at the example of this kind of file in the manual."),
    )


def _better(kind: str, value: str, spot: Spot) -> T | None:
    """Return a cure that takes up what somebody wrote."""
    if kind == "date":
        return _day(value, spot)
    if kind == "time":
        return _time(value, spot)
    if kind == "impossible-date":
        return _last_day(value)
    if kind == "number":
        return _figure(value, spot)
    return None


def _day(value: str, spot: Spot) -> T:
    period = spot.reading.period
    short = re.fullmatch(r"\s*(\d{1,2}\.\d{1,2}\.)(\d\d)?\.?\s*", value)
    if short:
        year = f"20{short[2]}" if short[2] else guesses.first_day(spot.reading).year
        return T("Write the year in full: {line}", line=spot.line(f"{short[1]}{year}"))
    named = guesses.days(value, period)
    if named:
        clock = guesses.clock(value) if spot.holds() is Moment else None
        day = dt.datetime.combine(named[0], clock) if clock else named[0]
        return T("Write a single day here: {line}", line=spot.line(day))
    near = guesses.weekday(value, period) or guesses.first_day(spot.reading)
    return T("Write the day as a date, such as {line}", line=spot.line(near))


def _time(value: str, spot: Spot) -> T:
    if spot.holds() is Moment:
        day = next(iter(guesses.days(value, spot.reading.period)), guesses.first_day(spot.reading))
        both = dt.datetime.combine(day, dt.time(18, 30))
        return T("Write the day and the time like this: {line}", line=spot.line(both))
    clock = guesses.clock(value)
    if clock:
        return T("Write a single time here: {line}", line=spot.line(clock))
    return T("Write the time like this: {line}", line=spot.line(dt.time(18, 30)))


def _last_day(value: str) -> T | None:
    found = re.match(r"\s*(?:(\d{4})-(\d{1,2})-|\d{1,2}\.\s?(\d{1,2})\.\s?(\d{4}))", value)
    if not found:
        return None
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    if not (1 <= month <= 12 and 1 <= year <= 9999):  # noqa: PLR2004 - a calendar's
        return None
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return T("The last day of that month is {date}.", date=last)


def _figure(value: str, spot: Spot) -> T | None:
    figure = guesses.in_unit_of(str(spot.path[-1]), value)
    if figure is None:
        return None
    return T("Write the figure alone: {line}", line=spot.line(figure))


def _not_text(given: object, spot: Spot) -> tuple[T, T]:
    if isinstance(given, dict):
        inside = ", ".join(f"{key}: {value}" for key, value in given.items())
        message = T("there are keys inside this value, and one plain value is expected")
    else:
        items = given if isinstance(given, list | tuple) else []
        inside = next((item for item in items if isinstance(item, str)), "")
        message = T("there is a list here, and one value is expected")
    found = spot.field
    if not inside or not found or is_listed(found[0], found[1].attribute):
        return message, T("Write one value, without brackets.")
    return message, T("Write it like this: {example}", example=spot.line(inside))


def not_told_apart(given: object, spot: Spot, *, listed: bool) -> tuple[T, T]:
    """Return what to say of a plain value where keys are expected; ``listed`` is in a list."""
    message = T("“{key}” has several parts, and here they are not told apart", key=spot.key)
    found = spot.field
    item = isinstance(spot.path[-1], int)
    example: object = None
    if found and found[1].part and (not found[1].by_name or len(spot.path) > 1):
        part = found[1].part
        texts = [text.strip() for text in _texts(given, several=listed and not item)]
        values = [guesses.filled(part, text, spot.reading) for text in texts]
        if isinstance(given, dict):
            values = [_of_mapping(part, given)]
        if values and all(values):
            example = values[0] if item else spot.line(values if listed else values[0])
    example = example or Shape(spot.kind, spot.path, listed=listed)
    return message, T("Write it like this: {example}", example=example)


def _of_mapping(part: type[Part], given: dict[str, object]) -> Filled | None:
    """Return keys as they should be, from some that stand without the brackets of a list."""
    rows = {key: row_of(part, key) for key in given}
    pairs = [(row.name, given[key]) for key, row in rows.items() if row]
    good = len(pairs) == len(given) and all(isinstance(value, str) for _, value in pairs)
    return Filled(part, tuple(pairs)) if pairs and good else None


def _texts(given: object, *, several: bool) -> list[str]:
    """Return the plain values that somebody gave, those with commas in between one by one."""
    if not isinstance(given, str) or len(given) > guesses.LONGEST:
        return []
    return [text for text in given.split(",") if text.strip()] if several else [given]
