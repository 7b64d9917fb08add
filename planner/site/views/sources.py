"""The documents behind the method: what it has from each, and what rests on which line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.addresses import METHOD, SOURCES, formula_place, word_list
from planner.site.page import Heading
from planner.site.views.desk import Fact, Leaf, Link
from planner.site.views.formulas import FORMULAS, PAPERS
from planner.site.views.method import ADVICE, WEAKEST
from planner.site.views.rules import SHOWN, titled
from planner.site.views.tables import Cell, Table
from planner.site.views.vocabulary import TITLES, list_title
from planner.texts import T, say
from planner.vocabulary import sources, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.site.views.desk import Desk
    from planner.vocabulary import Source


@dataclass(frozen=True, slots=True)
class Document:
    """One document."""

    id: str
    title: str
    note: str
    facts: tuple[Fact, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that formulas rest on."""

    title: str
    formulas: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The whole page."""

    documents: tuple[Document, ...]
    papers: tuple[Paper, ...]


def source_page(desk: Desk) -> Iterator[Leaf]:
    """Yield the page of the documents."""
    resting = _resting(desk)
    documents = tuple(_document(desk, it, resting[it.id]) for it in sources().values())
    view = Sources(documents, tuple(_paper(desk, name) for name in PAPERS))
    headings = tuple(Heading(it.id, it.title) for it in documents)
    said = "\n".join(f"{it.id} {it.title} {it.note}" for it in documents)
    yield Leaf(SOURCES, desk.say(T("Sources")), view, headings, said)


def _dated(desk: Desk, date: str) -> str:
    """Return a year or a day as people write it."""
    whole = len(date) > len("2018")
    return desk.tongue.plain_day(dt.date.fromisoformat(date)) if whole else date


def _document(desk: Desk, source: Source, resting: Mapping[str, Sequence[Link]]) -> Document:
    language = words("language")[source.language]
    facts = (
        Fact(desk.say(T("What it is")), (Link(source.kind(desk.language)),)),
        Fact(desk.say(T("What its title says")), _said(source.title_en, desk.language)),
        Fact(desk.say(T("From the year or day")), _said(_dated(desk, source.date))),
        Fact(desk.say(T("Language")), (Link(language.label(desk.language)),)),
    )
    heads = (T("Line"), T("What rests on it"))
    caption = desk.say(T("What rests on {id}, by line", id=source.id))
    rows = tuple(
        (Cell((Link(line or desk.say(T("the whole"))),)), Cell(tuple(resting[line])))
        for line in sorted(resting, key=_by_number)
    )
    return Document(
        source.id,
        source.title,
        source.note(desk.language),
        tuple(fact for fact in facts if fact.values),
        Table(f"source-{source.id.lower()}", caption, tuple(map(desk.say, heads)), rows),
    )


def _said(text: str, language: str = "en") -> tuple[Link, ...]:
    return (Link(text),) if text and language == "en" else ()


def _by_number(line: str) -> tuple[int, str]:
    first = line.partition("–")[0]
    return (int(first) if first else 0, line)


def _resting(desk: Desk) -> Mapping[str, Mapping[str, Sequence[Link]]]:
    """Return what rests on each line of each document."""
    found: dict[str, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for source, link in _named(desk):
        for place in source.split(", ") if source else ():
            document, _, line = place.partition(":")
            found[document][line].append(link)
    return found


def _named(desk: Desk) -> Iterator[tuple[str, Link]]:
    """Yield everything that names a source, with a link to it."""
    yield WEAKEST, Link(desk.say(T("As good as the weakest link")), f"{METHOD}#weakest")
    yield ADVICE, Link(desk.say(T("Start here: four pieces of advice")), f"{METHOD}#start")
    for name, word in words("condition").items():
        statement = str(word.facts[f"statement_{desk.language}"])
        yield str(word.facts["source"]), Link(statement, f"{METHOD}#about-{name}")
    for rule in SHOWN:
        yield rule.source, titled(desk, rule)
    for kept in FORMULAS:
        yield kept.source, Link(desk.say(kept.title), formula_place(kept.name))
    for name in TITLES:
        yield from _words(desk, name)


def _words(desk: Desk, name: str) -> Iterator[tuple[str, Link]]:
    """Yield the words of a list that name a source, those of one place together."""
    gathered: dict[str, list[str]] = defaultdict(list)
    for word in words(name).values():
        gathered[str(word.facts.get("source", ""))].append(word.label(desk.language))
    for source, labels in gathered.items():
        said = T("{title}: {words}", title=list_title(desk, name), words=labels)
        yield source, Link(desk.say(said), word_list(name))


def _paper(desk: Desk, name: str) -> Paper:
    resting = (kept for kept in FORMULAS if kept.paper == name)
    links = tuple(Link(desk.say(kept.title), formula_place(kept.name)) for kept in resting)
    return Paper(say(PAPERS[name], desk.language), links)
