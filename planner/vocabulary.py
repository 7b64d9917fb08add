"""The fixed word lists of the method, in English and Finnish, and the documents behind them.

People write the words of either language; the rest of the program knows the ids.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_DATA = Path(__file__).parent / "data"

# Other hyphens than the one on the keyboard come along when text is pasted.
_HYPHENS = "-_\u2010\u2011"
_LIKENESS = 0.74
_LONGEST_GUESS = 60


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a list: its id, its labels, what else people write for it, and facts."""

    id: str
    en: str
    fi: str
    also: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """Return the word as people of ``language`` see it."""
        return self.fi if language == "fi" else self.en

    def to(self, language: str) -> str:
        """Return the label, so that a word can stand in a text."""
        return self.label(language)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything a person may write for it."""
        return (self.id, self.en, self.fi, *self.also)


class WordList(Mapping[str, Word]):
    """The words of one list by id, in the order of the method."""

    __slots__ = ("_spellings", "_words", "name")

    def __init__(self, name: str, words: Iterable[Word]) -> None:
        """Keep the words; an id always means itself, otherwise the first word keeps a spelling."""
        self.name = name
        self._words = {word.id: word for word in words}
        self._spellings = {normalise(id_): id_ for id_ in self._words}
        for word in self._words.values():
            for spelling in word.spellings:
                self._spellings.setdefault(normalise(spelling), word.id)

    def __getitem__(self, id_: str) -> Word:
        """Return the word with this very id."""
        return self._words[id_]

    def get(self, id_: str, default: Any = None) -> Any:  # noqa: ANN401 - a mapping's own signature
        """Return the word with this very id; rules ask for tens of thousands of them."""
        return self._words.get(id_, default)

    def __iter__(self) -> Iterator[str]:
        """Go through the ids in order."""
        return iter(self._words)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self._words)

    def __repr__(self) -> str:
        """Name the list and its ids."""
        return f"WordList({self.name!r}, {list(self)})"

    def find(self, text: str) -> str | None:
        """Return the id of what somebody wrote, None when the list does not know it."""
        id_ = self._spellings.get(text)
        if id_ is None:
            id_ = self._spellings.get(normalise(text))
            if id_ is not None:
                self._spellings[text] = id_  # the same spelling comes again in other posts
        return id_

    def near(self, text: str, language: str = "en") -> str | None:
        """Return the word somebody may have meant, as people of ``language`` write it."""
        if len(text) > _LONGEST_GUESS:
            return None
        labels = {normalise(word.label(language)): word.label(language) for word in self.values()}
        others = {normalise(said): said for word in self.values() for said in word.spellings}
        return _nearest(normalise(text), labels) or _nearest(normalise(text), others)

    def alike(self, text: str) -> set[str]:
        """Return the ids of all words that somebody may have meant."""
        import difflib

        if len(text) > _LONGEST_GUESS:
            return set()
        near = difflib.get_close_matches(normalise(text), self._spellings, n=9, cutoff=_LIKENESS)
        return {self._spellings[spelling] for spelling in near}

    def extended(self, words: Iterable[Word]) -> WordList:
        """Return the list with words added; one with a known id replaces that word."""
        return WordList(self.name, {**self._words, **{word.id: word for word in words}}.values())


@dataclass(frozen=True, slots=True)
class Source:
    """A document the method was drawn from; ``date`` is as exact as it is known."""

    id: str
    title: str
    title_en: str
    language: str
    date: str
    kind_en: str
    kind_fi: str
    note_en: str
    note_fi: str

    def kind(self, language: str) -> str:
        """Return what sort of document it is."""
        return self.kind_fi if language == "fi" else self.kind_en

    def note(self, language: str) -> str:
        """Return what the method has from it."""
        return self.note_fi if language == "fi" else self.note_en


def normalise(text: str) -> str:
    """Return a form in which case and the kind of space, hyphen or underscore do not matter."""
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    for hyphen in _HYPHENS:  # several times faster than str.translate
        folded = folded.replace(hyphen, " ")
    return " ".join(folded.split())


@cache
def lists() -> Mapping[str, WordList]:
    """Return every list by its name."""
    return MappingProxyType(
        {
            name: WordList(name, (_word(id_, dict(facts)) for id_, facts in entries.items()))
            for name, entries in _read("vocabulary.toml").items()
        }
    )


def words(name: str) -> WordList:
    """Return the list with this name."""
    return lists()[name]


@cache
def sources() -> Mapping[str, Source]:
    """Return the documents by their short names, S0 to S4."""
    return MappingProxyType({id_: Source(id_, **it) for id_, it in _read("sources.toml").items()})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _word(id_: str, facts: dict[str, Any]) -> Word:
    en, fi, also = facts.pop("en"), facts.pop("fi"), tuple(facts.pop("also", ()))
    frozen = {key: tuple(fact) if isinstance(fact, list) else fact for key, fact in facts.items()}
    return Word(id_, en, fi, also, MappingProxyType(frozen))


def _nearest(text: str, known: Mapping[str, str]) -> str | None:
    import difflib

    for match in difflib.get_close_matches(text, known, n=1, cutoff=_LIKENESS):
        return known[match]
    return None
