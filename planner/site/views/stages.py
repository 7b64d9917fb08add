"""The purchase stages: which audience gets what kind of content at which stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.coverage import Coverage, new_post
from planner.diagnostics import Kind
from planner.rules.mix import (
    CONTENT_TYPE_OFF_STAGE,
    OFFER_SHARE_HIGH,
    PRESENT_CUSTOMERS_FORGOTTEN,
    STAGE_EMPTY,
)
from planner.site.addresses import counted_with
from planner.site.charts import Bar
from planner.site.views.desk import Link, Mark
from planner.site.views.mix import (
    capital,
    further,
    listed,
    notes_of,
    of_all,
)
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.site.views.desk import Desk, Note
    from planner.site.views.mix import Listed
    from planner.vocabulary import Word

_MOST_HOLES = 8
_MOST_NOTES = 5
_EARLY = ("need-formation", "evaluation")
"""The stages of those who are not buying yet."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that is not there yet, and the command that begins it."""

    words: str
    command: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One purchase stage: content type × audience."""

    id: str
    title: str
    count: Link
    table: Table
    base: int
    """How many rows belong to the method's own twelve; they come first."""
    unused: str
    """How many further content types would suit; nothing where none is left."""
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Stages:
    """The whole page."""

    sentence: str
    holes: tuple[Suggestion, ...]
    more_holes: str
    has_posts: bool
    matrix: Table
    bars: tuple[Bar, ...]
    early: str
    notes: tuple[Note, ...]
    chapters: tuple[Chapter, ...]
    left_out: Listed | None


def stages(desk: Desk) -> Stages:
    """Return what the page of the purchase stages shows."""
    return _Mix(desk).page()


class _Mix:
    """The counted posts by stage, content type and audience."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.counted = desk.schedule.counted
        self.coverage = Coverage(desk.schedule)
        self.stages = self.coverage.stages
        self.audiences = self.coverage.audiences
        self.counts = self.coverage.counts
        self.types: Mapping[str, Word] = desk.plan.reading.list("content-type")

    def page(self) -> Stages:
        desk = self.desk
        holes = list(self._holes())
        return Stages(
            self._sentence(len(holes)),
            tuple(holes[:_MOST_HOLES]),
            further(desk, len(holes), _MOST_HOLES),
            bool(self.counted),
            self._matrix(),
            tuple(self._bars()),
            self._early(),
            self._notes(),
            tuple(self._chapter(stage) for stage in self.stages.values()),
            self._left_out(),
        )

    # What matters first

    def _sentence(self, holes: int) -> str:
        if not self.counted:
            return self.desk.say(T("The plan has no posts yet that could be told by stage."))
        if holes:
            said = N(
                "One audience gets nothing at a stage where it is.",
                "{n} times an audience gets nothing at a stage where it is.",
                holes,
            )
            return self.desk.say(said)
        return self.desk.say(T("Every audience gets something at every stage where it is."))

    def _holes(self) -> Iterator[Suggestion]:
        for audience, stage in self.coverage.holes():
            words = T("{audience}: {stage}", audience=audience.title, stage=stage)
            command = new_post(stage=stage.id, audience=audience.id)
            yield Suggestion(self.desk.say(words), command)

    # Stage × audience

    def _matrix(self) -> Table:
        desk = self.desk
        heads = (desk.say(T("Audience")), *map(self._stage, self.stages), desk.say(T("All")))
        rows = tuple(
            (
                Cell((desk.link(Kind.AUDIENCE, name),)),
                *(self._place(name, stage) for stage in self.stages),
                self._total(name),
            )
            for name in self.audiences
        )
        caption = desk.say(T("Counted posts by audience and purchase stage"))
        return Table("stages", caption, heads, rows)

    def _place(self, audience: str, stage: str) -> Cell:
        n = self.counts[stage, "", audience]
        if n:
            return self._count(n, stage=stage, audience=audience)
        known = self.desk.plan.audiences.get(audience)
        if known is None:  # nobody is told to write for a group that the plan has not
            return Cell(number="0")
        hole = known.status == "active" and self.coverage.is_hole(known, stage)
        mark = Mark("partly", "!", self.desk.say(T("nothing"))) if hole else None
        return Cell(mark=mark, note=new_post(stage=stage, audience=audience), number="0")

    def _total(self, audience: str) -> Cell:
        n = self.counts["", "", audience]
        return self._count(n, audience=audience) if n else Cell(number="0")

    def _count(self, n: int, **chosen: str) -> Cell:
        text = self.desk.tongue.number(n)
        return Cell((Link(text, counted_with(**chosen)),), number=str(n))

    def _stage(self, stage: str) -> str:
        return capital(self.desk.word("stage", stage))

    # The mix

    def _bars(self) -> Iterator[Bar]:
        total = len(self.counted)
        for stage in self.stages:
            n = self.counts[stage, "", ""]
            yield Bar(
                self._stage(stage),
                of_all(self.desk, n, total),
                n / total if total else 0,
                stage,
                counted_with(stage=stage),
            )

    def _early(self) -> str:
        if not self.counted:
            return ""
        n = sum(self.counts[stage, "", ""] for stage in _EARLY)
        said = T(
            "{n} of {all} posts speak to those who are not buying yet.", n=n, all=len(self.counted)
        )
        return self.desk.say(said)

    def _notes(self) -> tuple[Note, ...]:
        whole = notes_of(self.desk, STAGE_EMPTY, PRESENT_CUSTOMERS_FORGOTTEN, OFFER_SHARE_HIGH)
        return (*whole, *notes_of(self.desk, CONTENT_TYPE_OFF_STAGE)[:_MOST_NOTES])

    # Content type × audience

    def _chapter(self, stage: Word) -> Chapter:
        desk = self.desk
        base, others, unused = self._sorted(stage.id)
        n = self.counts[stage.id, "", ""]
        said = N(
            "{n} further content type would suit and is not used yet",
            "{n} further content types would suit and are not used yet",
            len(unused),
        )
        return Chapter(
            f"stage-{stage.id}",
            self._stage(stage.id),
            Link(desk.post_count(n), counted_with(stage=stage.id)),
            self._table(stage, [*base, *others]),
            len(base),
            desk.say(said) if unused else "",
            tuple(
                Suggestion(
                    word.label(desk.language), new_post(stage=stage.id, content_type=word.id)
                )
                for word in unused
            ),
        )

    def _sorted(self, stage: str) -> tuple[list[Word], list[Word], list[Word]]:
        """Return the stage's own of the twelve, what else is used there, and what else would suit."""
        base, others, unused = [], [], []
        for word in self.types.values():
            stages = word.facts.get("stages", ())
            if word.facts.get("base") and stage in stages:
                base.append(word)
            elif self.counts[stage, word.id, ""]:
                others.append(word)
            elif not stages or stage in stages:
                unused.append(word)
        return base, others, unused

    def _table(self, stage: Word, types: Sequence[Word]) -> Table:
        desk = self.desk
        heads = (
            desk.say(T("Content type")),
            *map(desk.audience, self.audiences),
            desk.say(T("All")),
        )
        caption = desk.say(T("{stage}: counted posts by content type and audience", stage=stage))
        rows = tuple(self._row(stage.id, word) for word in types)
        return Table(f"stages-{stage.id}", capital(caption), heads, rows)

    def _row(self, stage: str, word: Word) -> tuple[Cell, ...]:
        cells = (self._cell(stage, word.id, name) for name in self.audiences)
        return (self._type(stage, word), *cells, self._row_total(stage, word.id))

    def _type(self, stage: str, word: Word) -> Cell:
        stages = word.facts.get("stages", ())
        away = stages and stage not in stages
        there = ", ".join(self.desk.word("stage", name) for name in stages)
        note = self.desk.say(T("Belongs to: {stages}", stages=there)) if away else ""
        return Cell((Link(capital(word.label(self.desk.language))),), note=note)

    def _cell(self, stage: str, type_: str, audience: str) -> Cell:
        n = self.counts[stage, type_, audience]
        if n:
            return self._count(n, stage=stage, audience=audience, content_type=type_)
        if audience not in self.desk.plan.audiences:
            return Cell(number="0")
        command = new_post(stage=stage, audience=audience, content_type=type_)
        return Cell(note=command, number="0")

    def _row_total(self, stage: str, type_: str) -> Cell:
        n = self.counts[stage, type_, ""]
        if n:
            return self._count(n, stage=stage, content_type=type_)
        command = "" if self.audiences else new_post(stage=stage, content_type=type_)
        return Cell(note=command, number="0")

    def _left_out(self) -> Listed | None:
        known = [
            post
            for post in self.desk.posts
            if post.id in self.desk.schedule.counted_ids
            and not (post.stage and post.content_type and post.audience)
        ]
        words = N(
            "{n} post is left out of some tables: its stage, content type or audience is not said",
            "{n} posts are left out of some tables: their stage, content type or audience is not said",
            len(known),
        )
        return listed(self.desk, words, known)
