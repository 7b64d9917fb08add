"""Texts for people: written in English, rendered in a reader's language when shown.

A check runs once and speaks any language afterwards, so a message is kept as its
English original with its values; :meth:`T.to` puts it into words.
"""

from __future__ import annotations

import gettext
import re
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("en", "fi")
_LOCALE = Path(__file__).parent / "locale"

_LONGEST = 200
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|#(?=#\w*\[)"  # which begins a command anywhere in the log of a CI system
)
_UNIT = re.compile("....")


class Sayable(Protocol):
    """Something that can be put into a language."""

    def to(self, language: str) -> str:
        """Return the text in ``language``."""
        ...


class T:
    """A text with its values, not yet in a language.

    The values are dates, times, numbers, lists, other texts or plain strings;
    strings come from content and are made harmless when rendered.
    """

    __slots__ = ("count", "msgid", "plural", "values")

    def __init__(self, msgid: str, /, **values: object) -> None:
        """Keep the English original and the values of its braces."""
        self.msgid = msgid
        self.plural = ""
        self.count = 1
        self.values = values

    def to(self, language: str) -> str:
        """Return the text in ``language``, English where it has no translation."""
        catalogue = translations(language)
        if self.plural:
            template = catalogue.ngettext(self.msgid, self.plural, self.count)
        elif self.msgid:
            template = catalogue.gettext(self.msgid)
        else:
            template = ""
        return template.format(
            **{name: say(value, language) for name, value in self.values.items()}
        )

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.msgid)

    def __repr__(self) -> str:
        """Return the English text, for people who debug."""
        return f"T({self.to('en')!r})"

    def __eq__(self, other: object) -> bool:
        """Compare by what is said."""
        if not isinstance(other, T):
            return NotImplemented
        return (self.msgid, self.count, self.values) == (other.msgid, other.count, other.values)

    def __hash__(self) -> int:
        """Hash by the English original."""
        return hash((self.msgid, self.count))


def N(singular: str, plural: str, n: int, /, **values: object) -> T:  # noqa: N802 - a keyword of the extraction
    """Return a text that depends on the count ``n``, which it may name as ``{n}``."""
    text = T(singular, n=n, **values)
    text.plural = plural
    text.count = n
    return text


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of ``language``; English is the source and has none."""
    return gettext.translation("planner", _LOCALE, [language], fallback=True)


def say(value: object, language: str) -> str:  # noqa: PLR0911 - a case for each kind of value
    """Return a value as a person of ``language`` writes it."""
    match value:
        case bool() | None:
            return str(value)
        case str():
            return harmless(value)
        case datetime():
            return f"{say(value.date(), language)} {say(value.time(), language)}"
        case date():
            return f"{value.day}.{value.month}.{value.year}" if language == "fi" else str(value)
        case time():
            return f"{value.hour}.{value:%M}" if language == "fi" else f"{value:%H:%M}"
        case int() | float():
            return number(value, language)
        case tuple() | list():
            return ", ".join(say(item, language) for item in value)
    to = getattr(value, "to", None)
    return str(to(language)) if to else harmless(str(value))


def number(value: float, language: str) -> str:
    """Return a number in plain digits, with a decimal comma in Finnish."""
    text = f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
    return text.replace(".", ",") if language == "fi" else text


def harmless(text: str, longest: int = _LONGEST) -> str:
    """Return content in a form that cannot forge output: no invisible signs, not too long."""
    shown = _UNPRINTABLE.sub(_escape, text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _escape(sign: re.Match[str]) -> str:
    """Return a sign as JSON escapes it: one beyond U+FFFF takes two escapes."""
    return _UNIT.sub(r"\\u\g<0>", sign.group().encode("utf-16-be", "surrogatepass").hex())
