"""The public holidays of the country that a plan's time zone lies in."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from babel.core import get_global

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

_NAMES = {"en": ("en_GB", "en_US"), "fi": ("fi", "en_US")}
"""The languages in which names are asked for, the best first; else the country's own."""
_KNOWN = range(1950, 2101)
"""The years for which the rules of holidays can be trusted."""


def country_of(zone: str) -> str:
    """Return the country of a time zone; nothing where the zone names none, as UTC does."""
    country: str = get_global("zone_territories").get(zone, "")
    return country


def holidays_on(zone: str, language: str, day: dt.date) -> tuple[str, ...]:
    """Return what is celebrated on a day in the country of a time zone.

    Only the year of the day is worked out, once for each country and language.
    """
    country = country_of(zone)
    if not country or day.year not in _KNOWN:
        return ()
    return _year(country, language, day.year).get(day, ())


@cache
def _year(country: str, language: str, year: int) -> Mapping[dt.date, tuple[str, ...]]:
    from holidays import country_holidays

    with _only_what_is_asked_for(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a feast whose day a country has not announced yet
        try:
            there = country_holidays(country).supported_languages
        except NotImplementedError:
            return {}
        name = next((each for each in _NAMES[language] if each in there), None)
        found = country_holidays(country, years=year, language=name)
    return {day: tuple(found.get_list(day)) for day in sorted(found)}


@contextmanager
def _only_what_is_asked_for() -> Iterator[None]:
    """Keep a country from bringing the 250 others along: 8 MB, and 0.1 to 0.2 seconds.

    The package loads a country when it is asked for, but the folder of the countries imports
    all of them. For a moment it is a folder and no more.
    """
    name = "holidays.countries"
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        yield
        return
    folder = sys.modules[name] = ModuleType(name)
    folder.__path__ = spec.submodule_search_locations
    try:
        yield
    finally:
        del sys.modules[name]
