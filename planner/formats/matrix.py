"""Which audience gets something at which purchase stage, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.coverage import new_post
from planner.formats.columns import AMBER, BOLD, DIM, cut, padded, width_of, wrapped
from planner.formats.voice import MISSING
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.coverage import Coverage
    from planner.formats.voice import Voice

_MOST_HOLES = 8
_WIDEST, _NARROWEST = 18, 12
"""Of a column of the table."""
_HEAD_LINES = 3


def coverage_lines(coverage: Coverage, voice: Voice) -> Iterator[str]:
    """Yield the counted posts by purchase stage and audience, and what fills an empty cell."""
    matrix = _Matrix(coverage, voice)
    holes = list(coverage.holes())
    yield from voice.sentence(_sentence(coverage, len(holes)))
    yield from matrix.lines()
    if holes:
        yield ""
    for audience, stage in holes[:_MOST_HOLES]:
        said = T("{audience}: {stage}", audience=audience.title or audience.id, stage=stage)
        yield from voice.sentence(said, "", MISSING)
        yield f"  {new_post(stage=stage.id, audience=audience.id)}"
    if len(holes) > _MOST_HOLES:
        said = T("and {n} more", n=len(holes) - _MOST_HOLES)
        yield f"  {voice.paint(voice.say(said), DIM)}"


def _sentence(coverage: Coverage, holes: int) -> T:
    if not coverage.schedule.counted:
        return T("The plan has no posts yet that could be told by stage.")
    if holes:
        return N(
            "One audience gets nothing at a stage where it is.",
            "{n} times an audience gets nothing at a stage where it is.",
            holes,
        )
    return T("Every audience gets something at every stage where it is.")


class _Matrix:
    """A table; of many audiences several tables below one another."""

    def __init__(self, coverage: Coverage, voice: Voice) -> None:
        self.coverage, self.voice = coverage, voice
        labels = {stage.id: stage.label(voice.language) for stage in coverage.stages.values()}
        self.rows = {**labels, "": voice.say(T("All"))}
        self.rows = {name: text[:1].upper() + text[1:] for name, text in self.rows.items()}
        longest = max(map(width_of, self.rows.values()))
        self.first = min(longest, voice.width - _NARROWEST - 2)
        self.columns = (*coverage.audiences, "")
        room = voice.width - self.first
        self.most = min(len(self.columns), room // (_NARROWEST + 2))
        """So many columns stand beside one another."""
        self.cell = min(_WIDEST, room // self.most - 2)

    def lines(self) -> Iterator[str]:
        for start in range(0, len(self.columns), self.most):
            yield ""
            yield from self._table(self.columns[start : start + self.most])

    def _table(self, columns: Sequence[str]) -> Iterator[str]:
        heads = [self._head(name) for name in columns]
        for number in range(max(map(len, heads))):
            cells = (head[number] if number < len(head) else "" for head in heads)
            line = "".join(f"  {self._right(cell)}" for cell in cells)
            yield self.voice.paint(f"{' ' * self.first}{line.rstrip()}", BOLD)
        for stage, label in self.rows.items():
            cells = (self._cell(stage, name) for name in columns)
            yield f"{padded(label, self.first)}{''.join(f'  {cell}' for cell in cells)}"

    def _right(self, text: str) -> str:
        return " " * (self.cell - width_of(text)) + text

    def _head(self, name: str) -> list[str]:
        said = self.voice.audience(name) if name else self.voice.say(T("All"))
        lines = list(wrapped(said, self.cell))
        if len(lines) > _HEAD_LINES:
            last = cut(f"{lines[_HEAD_LINES - 1]} …", self.cell)
            lines[_HEAD_LINES - 1 :] = [last if last.endswith("…") else f"{last}…"]
        return lines

    def _cell(self, stage: str, audience: str) -> str:
        count = self.coverage.count(stage, audience)
        if count:
            return self._right(self.voice.say(count))
        known = self.coverage.schedule.plan.audiences.get(audience)
        hole = known and stage and known.status == "active" and self._is_hole(known.id, stage)
        text = self._right(f"{MISSING} 0" if hole else "0")
        return self.voice.paint(text, AMBER if hole else DIM)

    def _is_hole(self, audience: str, stage: str) -> bool:
        known = self.coverage.schedule.plan.audiences[audience]
        return bool(self.coverage.schedule.counted) and self.coverage.is_hole(known, stage)
