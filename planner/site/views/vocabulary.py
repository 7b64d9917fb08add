"""What people write in the files of a plan: the words of the fixed lists, and the keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import schema
from planner.lines import holds, is_listed, model_of
from planner.model import PostFigures, fields
from planner.site.addresses import FIELDS, VOCABULARY, keys_of, word_list
from planner.site.page import Heading
from planner.site.views.desk import Leaf, Link
from planner.site.views.rules import sourced
from planner.site.views.tables import Cell, Table
from planner.texts import T
from planner.values import Moment, Window
from planner.vocabulary import lists, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.diagnostics import Kind
    from planner.model import FieldRow, Part
    from planner.site.views.desk import Desk
    from planner.vocabulary import Word

TITLES: Mapping[str, T] = {
    "status": T("Status of a post"),
    "purpose": T("Purpose of a post"),
    "stage": T("Purchase stage"),
    "content-type": T("Content type"),
    "format": T("Format"),
    "cta": T("Invitation to the reader"),
    "metric": T("Figures"),
    "metric-family": T("What a figure tells of"),
    "next": T("What becomes of a post"),
    "recording": T("What becomes of a recording"),
    "journey": T("Customer path"),
    "evidence": T("How something is known"),
    "audience-value": T("Fun or benefit"),
    "audience-status": T("Status of an audience"),
    "lever": T("By what the business grows"),
    "channel-kind": T("Kind of channel"),
    "channel-status": T("Status of a channel"),
    "role": T("People, to begin with"),
    "task": T("What a person does"),
    "weekday": T("Day of the week"),
    "boolean": T("Yes and no"),
    "language": T("Language"),
    "subject-prefix": T("What a row of figures is about"),
    "catch-all": T("Refused as an audience"),
}
"""The lists that people write words of, in the order of the page."""

_OTHER = {"en": "fi", "fi": "en"}
_KINDS: Mapping[type, T] = {
    str: T("text"),
    dt.date: T("day"),
    Moment: T("day, with a time if you like"),
    dt.time: T("time"),
    float: T("number"),
    bool: T("yes or no"),
    Window: T("days of the week and hours"),
}
_REFERENCES: Mapping[str, T] = {
    "audience": T("id of an audience"),
    "goal": T("id of a goal"),
    "channel": T("id of a channel"),
    "post": T("id of a post"),
    "offer": T("id of an offer"),
    "campaign": T("id of a campaign"),
    "role": T("id of a person in plan.md"),
    "interest": T("id of an interest of the audience"),
    "pillar": T("id of a theme in plan.md"),
    "anchor": T("id of a fixed day in plan.md"),
    "moment": T("id of a moment in plan.md"),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A list of words, or the keys of a kind of file."""

    id: str
    title: str
    about: str
    table: Table


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A page of such chapters."""

    title: str
    lead: str
    chapters: tuple[Chapter, ...]
    other: Link


def vocabulary_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the page of the words, and the page of the keys."""
    yield _leaf(VOCABULARY, _words(desk))
    yield _leaf(FIELDS, _keys(desk))


def _leaf(path: str, view: Vocabulary) -> Leaf:
    headings = tuple(Heading(chapter.id, chapter.title) for chapter in view.chapters)
    rows = (row for chapter in view.chapters for row in chapter.table.rows)
    said = "\n".join(cell.plain for row in rows for cell in row[:3])
    return Leaf(path, view.title, view, headings, said)


def list_title(desk: Desk, name: str) -> str:
    """Return what a list of words is called."""
    return desk.say(TITLES[name]) if name in TITLES else name


# Words


def _words(desk: Desk) -> Vocabulary:
    return Vocabulary(
        desk.say(T("Vocabulary")),
        desk.say(
            T(
                "Some keys take a word of a fixed list. Write it in either language: capitals, and a hyphen or a space between words, make no difference."
            )
        ),
        tuple(_list(desk, name) for name in TITLES),
        Link(desk.say(T("Keys of the files")), FIELDS),
    )


def _list(desk: Desk, name: str) -> Chapter:
    said = list_title(desk, name)
    heads = (
        T("Word"),
        T("In Finnish") if desk.language == "en" else T("In English"),
        T("Id"),
        T("Also accepted"),
        T("To note"),
        T("Source"),
    )
    rows = tuple(_word_row(desk, name, word) for word in _all_words(desk, name).values())
    table = Table(f"words-{name}", said, tuple(map(desk.say, heads)), rows)
    return Chapter(f"list-{name}", said, "", table)


def _all_words(desk: Desk, name: str) -> Mapping[str, Word]:
    """Return the words of a list, the plan's own included."""
    return desk.plan.reading.list(name)


def _word_row(desk: Desk, name: str, word: Word) -> tuple[Cell, ...]:
    own = lists()[name].get(word.id) != word
    source = str(word.facts.get("source", ""))
    return (
        Cell(
            (Link(word.label(desk.language)),), note=desk.say(T("this plan's own")) if own else ""
        ),
        Cell((Link(word.label(_OTHER[desk.language])),)),
        Cell((Link(word.id),)),
        Cell((Link(", ".join(word.also)),)) if word.also else Cell(),
        Cell(tuple(map(Link, _notes(desk, word)))),
        Cell(tuple(Link(place, it.to) for place, it in _places(desk, source))),
    )


def _places(desk: Desk, source: str) -> Iterator[tuple[str, Link]]:
    return zip(source.split(", ") if source else (), sourced(desk, source), strict=True)


def _notes(desk: Desk, word: Word) -> Iterator[str]:
    """Yield what the method says of a word, in sentences of a few words."""
    facts, language = word.facts, desk.language
    for fact in (f"note_{language}", f"aim_{language}"):
        if fact in facts:
            yield str(facts[fact])
    if "family" in facts:
        yield desk.word("metric-family", facts["family"])
    if facts.get("unit"):
        yield desk.say(T("unit: {unit}", unit=facts["unit"]))
    for fact, name, said in (
        ("stages", "stage", T("stages: {words}")),
        ("metrics", "metric", T("figures: {words}")),
        ("does", "task", T("does: {words}")),
    ):
        found = [desk.word(name, each) for each in facts.get(fact, ())]
        if found:
            yield desk.say(T(said.msgid, words=found))
    yield from (desk.say(text) for text in _marks(word))


def _marks(word: Word) -> Iterator[T]:
    facts = word.facts
    if "counts" in facts:
        yield T("counts in the conditions") if facts["counts"] else T("does not count")
    if facts.get("knows") is False:
        yield T("does not count as knowing")
    if facts.get("needs_source"):
        yield T("say which study, and of which day")
    if facts.get("more_is_better") is False:
        yield T("more is not always better")
    if facts.get("base"):
        yield T("one of the twelve that the method begins with")
    if facts.get("offer"):
        yield T("counts as an offer")
    if facts.get("url"):
        yield T("needs an address")
    if facts.get("reply"):
        yield T("somebody has to answer")
    if facts.get("block"):
        yield T("needs the keys below “{key}”", key=facts["block"])


# Keys


def _keys(desk: Desk) -> Vocabulary:
    return Vocabulary(
        desk.say(T("Keys of the files")),
        desk.say(
            T(
                "A file begins with facts between two lines of three hyphens, one on each line: a key, a colon and a value. Write the keys in either language."
            )
        ),
        tuple(_kind(desk, kind) for kind in schema.KINDS),
        Link(desk.say(T("Vocabulary")), VOCABULARY),
    )


def _kind(desk: Desk, kind: Kind) -> Chapter:
    word = words("file-kind")[kind.value]
    folder = word.facts["folder"]
    heads = (
        T("Key"),
        T("In Finnish") if desk.language == "en" else T("In English"),
        T("What it is for"),
        T("What is written"),
        T("Needed"),
    )
    said = word.label(desk.language)
    said = said[:1].upper() + said[1:]
    rows = tuple(_key_rows(desk, model_of(kind), "", ""))
    table = Table(f"keys-of-{kind.value}", said, tuple(map(desk.say, heads)), rows)
    file = f"{folder}/….md" if folder else "plan.md"
    about = T("{about}. File: {file}", about=desk.say(schema.ABOUT[kind]), file=file)
    return Chapter(keys_of(kind).partition("#")[2], said, desk.say(about), table)


def _key_rows(desk: Desk, part: type[Part], here: str, other: str) -> Iterator[tuple[Cell, ...]]:
    for row in fields(part).values():
        finnish = f"{row.fi[0]}" if desk.language == "fi" else row.name
        foreign = row.name if desk.language == "fi" else ", ".join(row.fi)
        yield (
            Cell((Link(f"{here}{finnish}"),)),
            Cell((Link(f"{other}{foreign}"),)),
            Cell((Link(_about(desk, part, row)),)),
            _written(desk, part, row),
            Cell((Link(_needed(desk, part, row)),)),
        )
        if row.part:
            inside = " → … → " if row.by_name else " → "
            foreign = row.name if desk.language == "fi" else row.fi[0]
            yield from _key_rows(
                desk, row.part, f"{here}{finnish}{inside}", f"{other}{foreign}{inside}"
            )


def _about(desk: Desk, part: type[Part], row: FieldRow) -> str:
    return desk.say(schema.about(part, row)[0])


def _needed(desk: Desk, part: type[Part], row: FieldRow) -> str:
    status = schema.from_status(part, row)
    if status:
        return desk.say(T("from “{status}” on", status=desk.word("status", status)))
    return desk.say(T("always")) if row.always else ""


def _written(desk: Desk, part: type[Part], row: FieldRow) -> Cell:
    """Return what a key takes: a word of a list, a value, or keys of its own."""
    if row.part:
        figures = Link(list_title(desk, "metric"), word_list("metric"))
        return Cell((figures,)) if row.part is PostFigures else Cell()
    held = holds(part, row.attribute)
    if isinstance(held, str):
        link = Link(list_title(desk, held), word_list(held))
    else:
        link = Link(desk.say(_REFERENCES[row.to] if row.to else _KINDS[held]))
    several = is_listed(part, row.attribute)
    return Cell((link,), note=desk.say(T("several: [one, another]")) if several else "")
