"""What the channels take, as dated facts, and how each of them counts a text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.model import Channel

_DATA = Path(__file__).parent / "data" / "channels.toml"

Value = TypeVar("Value", bound=int | str)


class Unit(StrEnum):
    """What a channel counts in a text."""

    CHARACTERS = "characters"
    WEIGHTED = "weighted"
    """As X does: most letters are one, an emoji and a Chinese character two."""
    GRAPHEMES = "graphemes"
    """What a reader takes for one sign."""
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value]):
    """Something that is known of a channel, where it was seen and when."""

    value: Value
    source: str
    checked: str = ""
    """A month or a day; empty for what the plan itself says."""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Limit(Fact[int]):
    """The longest text that a channel takes."""

    unit: Unit = Unit.CHARACTERS
    formats: frozenset[str] = frozenset()
    """The formats that it holds for; all where there are none."""


@dataclass(frozen=True, slots=True)
class Ratio(Fact[str]):
    """The shape in which a channel shows a picture: ``4:5``."""

    formats: frozenset[str] = frozenset()
    """The formats that it holds for; all others where there are none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a channel; what is not known is not there."""

    text: tuple[Limit, ...] = ()
    """A text keeps to each of them that holds for its format."""
    link: Fact[int] | None = None
    """What a link counts as, whatever its length."""
    hashtags: Fact[int] | None = None
    """More are too many."""
    hashtags_max: Fact[int] | None = None
    """More are refused."""
    media: Fact[bool] | None = None
    """Whether a post needs a picture or a video."""
    refuses: tuple[Fact[str], ...] = ()
    """The formats that it does not take."""
    live: Fact[bool] | None = None
    alt_text: Fact[int] | None = None
    """The longest description of a picture, True where no limit is known, 0 where none is taken."""
    cut: Fact[int] | None = None
    """About how many characters stand before “more”."""
    ratio: tuple[Ratio, ...] = ()

    def limits(self, form: str | None) -> tuple[Limit, ...]:
        """Return the limits that hold for a text of a format."""
        return tuple(it for it in self.text if not it.formats or form in it.formats)

    def shape(self, form: str | None) -> Ratio | None:
        """Return the shape of a picture in a post of a format, if it is known."""
        own = next((it for it in self.ratio if form in it.formats), None)
        return own or next((it for it in self.ratio if not it.formats), None)


def facts_of(channel: Channel) -> Facts:
    """Return what is known of a channel: the facts of its kind, and what its file says instead."""
    known = shipped().get(channel.type or channel.id, Facts())
    own = channel.limits
    source = f"channels/{channel.id}.md"
    changes: dict[str, Any] = {
        name: Fact(int(value), source)
        for name in ("link", "media", "live", "alt_text")
        if (value := getattr(own, name)) is not None
    }
    if own.text is not None:
        unit = known.text[0].unit if known.text else Unit.CHARACTERS
        changes["text"] = (Limit(int(own.text), source, unit=unit),)
    if own.hashtags is not None:
        changes |= {"hashtags": None, "hashtags_max": Fact(int(own.hashtags), source)}
    if own.refuses is not None:
        changes["refuses"] = tuple(Fact(name, source) for name in own.refuses)
    return replace(known, **changes) if changes else known


@cache
def shipped() -> Mapping[str, Facts]:
    """Return the facts of every channel kind of which something is known."""
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {kind: _facts(table) for kind, table in tables.items()}


def _facts(table: dict[str, Any]) -> Facts:
    facts: dict[str, Any] = {
        "text": tuple(_limit(**limit) for limit in table.pop("text", ())),
        "refuses": tuple(Fact(**fact) for fact in table.pop("refuses", ())),
        "ratio": tuple(_ratio(**ratio) for ratio in table.pop("ratio", ())),
    }
    return Facts(**facts | {name: Fact(**fact) for name, fact in table.items()})


def _limit(unit: str, formats: list[str] | None = None, **fact: Any) -> Limit:  # noqa: ANN401 - as in the file
    return Limit(**fact, unit=Unit(unit), formats=frozenset(formats or ()))


def _ratio(formats: list[str] | None = None, **fact: Any) -> Ratio:  # noqa: ANN401 - as in the file
    return Ratio(**fact, formats=frozenset(formats or ()))


_ADDRESS = r"""https?://[^\s<>"']*[^\s<>"'.,;:!?)\]}»”’…]"""
# X makes links of names without https:// too, where they end like a domain; these are the
# endings that people here write.
_ENDINGS = "com|net|org|info|biz|eu|fi|ax|se|no|dk|is|ee|lv|lt|de|uk|us|io|ai|co|me|tv|ly|gl|app|dev|shop|online|site|blog"
_NAME = (
    rf"(?<![\w@.#$/-])(?:[^\W_][\w-]*\.)+(?:{_ENDINGS})(?![\w@-])(?:/(?:[^\s<>]*[^\s<>.,;:!?)])?)?"
)
_LINK = re.compile(_ADDRESS, re.IGNORECASE)
_LINK_ON_X = re.compile(f"{_ADDRESS}|{_NAME}", re.IGNORECASE)
# The ranges that count one in twitter-text's configuration v3; all else counts two.
_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_MOST = {Unit.CHARACTERS: 1, Unit.GRAPHEMES: 1, Unit.WEIGHTED: 2, Unit.BYTES: 4}


def length(text: str, unit: Unit, link: int | None = None) -> int:
    """Return the length of a text.

    Args:
        text: The text as it goes out.
        unit: What is counted.
        link: What a link counts as; its own length unless given.
    """
    links = 0
    if link is not None:
        text, links = (_LINK_ON_X if unit is Unit.WEIGHTED else _LINK).subn("", text)
    match unit:
        case Unit.BYTES:
            count = len(text.encode("utf-8", "surrogatepass"))
        case Unit.GRAPHEMES if not text.isascii():
            count = sum(1 for _ in _signs()[0].finditer(text))
        case Unit.WEIGHTED if not text.isascii():
            count = _weight(text)
        case _:
            count = len(text)
    return count + links * (link or 0)


def at_most(text: str, unit: Unit, link: int | None = None) -> int:
    """Return a length that a text surely does not exceed, without counting."""
    if unit is Unit.WEIGHTED:
        text = unicodedata.normalize("NFC", text)
    longest = len(text) if text.isascii() else len(text) * _MOST[unit]
    return longest + (link * (text.count(".") + text.count("://")) if link else 0)


def _weight(text: str) -> int:
    text, emoji = _signs()[1].subn("", unicodedata.normalize("NFC", text))
    light = len(_LIGHT.findall(text))
    return 2 * (int(emoji) + len(text)) - light


@cache
def _signs() -> tuple[Any, Any]:
    """Return the patterns of a grapheme and of an emoji; few texts come close enough to need them."""
    import regex

    part = (
        r"(?![©®])\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?[\U000E0020-\U000E007F]*"
    )
    emoji = (
        rf"\p{{Regional_Indicator}}{{2}}|[0-9#*]\uFE0F?\u20E3|[©®]\uFE0F|{part}(?:\u200D{part})*"
    )
    return regex.compile(r"\X"), regex.compile(emoji)
