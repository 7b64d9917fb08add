"""Dates, numbers and texts in the words of one language."""

from __future__ import annotations

import datetime as dt
from functools import cache, cached_property
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from planner.texts import N, T, say, translations
from planner.vocabulary import words

if TYPE_CHECKING:
    import gettext

    from planner.texts import Sayable

_LOCALES = {"en": "en_GB", "fi": "fi"}
_LONG = {"en": "EEEE d MMMM y", "fi": "cccc d.M.y"}
_DAY = {"en": "EEE d MMM", "fi": "ccc d.M."}
_PLAIN = {"en": "d MMMM y", "fi": "d.M.y"}
_SHORT = {"en": "d MMM", "fi": "d.M."}
_MONTH = {"en": "LLLL y", "fi": "LLLL y"}


@cache
def _date(day: dt.date, pattern: str, language: str) -> str:
    return format_date(day, pattern, _LOCALES[language])


@cache
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=_LOCALES[language])


class Tongue:
    """One language of the site."""

    def __init__(self, language: str) -> None:
        """Speak ``language``."""
        self.language = language

    @cached_property
    def catalogue(self) -> gettext.NullTranslations:
        """The translations."""
        return translations(self.language)

    def say(self, text: Sayable) -> str:
        """Return a text."""
        return text.to(self.language)

    def label(self, name: str, word: str) -> str:
        """Return a word of a fixed list."""
        return words(name)[word].label(self.language)

    def long_day(self, day: dt.date) -> str:
        """Return a day in full: *Sunday 7 June 2026*."""
        return _date(day, _LONG[self.language], self.language)

    def day(self, day: dt.date) -> str:
        """Return a day of these weeks: *Sun 7 Jun*."""
        return _date(day, _DAY[self.language], self.language)

    def plain_day(self, day: dt.date) -> str:
        """Return a day without its weekday: *7 June 2026*."""
        return _date(day, _PLAIN[self.language], self.language)

    def short_day(self, day: dt.date) -> str:
        """Return a day without its year: *7 Jun*."""
        return _date(day, _SHORT[self.language], self.language)

    def month(self, day: dt.date) -> str:
        """Return a month: *June 2026*."""
        name = _date(day, _MONTH[self.language], self.language)
        return name[:1].upper() + name[1:]

    def seen(self, when: str) -> str:
        """Return a month or a day of a fact, as the lists write it: *2026-11*."""
        day = dt.date.fromisoformat(when if len(when) > len("2026-11") else f"{when}-01")
        if len(when) > len("2026-11"):
            return self.plain_day(day)
        return _date(day, _MONTH[self.language], self.language)

    def clock(self, clock: dt.time) -> str:
        """Return a time of day: *18:30*, *klo 18.30*."""
        return self.say(T("at {time}", time=clock))

    def bare_clock(self, clock: dt.time) -> str:
        """Return a time of day for tables: *09:30*, *9.30*."""
        return say(clock, self.language)

    def when(self, day: dt.date | None, clock: dt.time | None) -> str:
        """Return day and time, as far as they are known."""
        if day is None:
            return ""
        return f"{self.day(day)} {self.clock(clock)}" if clock else self.day(day)

    def in_days(self, days: int) -> str:
        """Return how far away a day is: *today*, *tomorrow*, *in 3 days*; nothing for the past."""
        if days < 0:
            return ""
        near = {0: T("today"), 1: T("tomorrow")}
        return self.say(near.get(days) or N("in {n} day", "in {n} days", days))

    def number(self, value: float) -> str:
        """Return a number: *1,480*, *1 480*."""
        return _number(value, self.language)
