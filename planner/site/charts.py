"""Pictures of figures as inline SVG, drawn when the site is built.

They hold no colour and no style of their own: classes name the parts, the style sheet knows
both schemes. Each has a title and a description, and stands beside its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT = 360, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 352, 14, 140
"""The field of a line; labels stand outside it."""
_SPARK_WIDTH, _SPARK_HEIGHT = 96, 24
_DOT = 3
_LINE = 12
"""The height of a line of words."""
_MARK = 6
_MARKS = {"review": 12}
"""How long the mark of an event is, so that not only its colour tells its kind."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure on a day; its words begin with the figure as it is written: *45 pcs, 7 June*."""

    day: dt.date
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Event:
    """A day to mark below a line: a post, a review."""

    day: dt.date
    words: str
    kind: str = "post"


@dataclass(frozen=True, slots=True)
class Chart:
    """A line of figures over time, towards a target."""

    title: str
    description: str
    """What it shows, in a sentence, for those who do not see it."""
    points: tuple[Point, ...]
    start: tuple[dt.date, str]
    """The first day, and how it is written below the line."""
    end: tuple[dt.date, str]
    target: tuple[float, str] | None = None
    """The value to reach, and how it is written."""
    events: tuple[Event, ...] = ()

    def svg(self) -> Markup:
        """Return the picture."""
        return _svg("line", _WIDTH, _HEIGHT, self.title, self.description, "".join(self._parts()))

    def _parts(self) -> Iterator[str]:
        yield f'<path class="pl-axis" d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}"/>'
        if self.target:
            y = self._down(self.target[0])
            yield f'<path class="pl-target" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
            yield _label(_LEFT - 5, y + 4, "end", self.target[1])
        for event in self.events:
            d = f"M{self._across(event.day):.1f} {_BOTTOM}v{_MARKS.get(event.kind, _MARK)}"
            yield f'<path class="pl-event pl-event--{escape(event.kind)}" d="{d}">'
            yield f"<title>{escape(event.words)}</title></path>"
        places = [(self._across(point.day), self._down(point.value)) for point in self.points]
        yield f'<path class="pl-line" d="{_path(places)}"/>'
        for point, (x, y) in zip(self.points, places, strict=True):
            yield f'<circle class="pl-dot" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}">'
            yield f"<title>{escape(point.words)}</title></circle>"
        if self.points and not self._crowded:
            yield _label(_LEFT - 5, places[0][1] + 4, "end", self.points[0].words.split(" ")[0])
        if len(places) > 1:
            yield self._latest(*places[-1], places[-2][1])
        yield _label(_LEFT, _HEIGHT - 8, "start", self.start[1])
        yield _label(_RIGHT, _HEIGHT - 8, "end", self.end[1])

    def _latest(self, x: float, y: float, before: float) -> str:
        """Return the newest figure beside its dot: above a line that rises, else below it."""
        down = -8 if y <= before and y - _LINE > _TOP else _LINE + 4
        return _label(round(x, 1), y + down, "end", self.points[-1].words.split(" ")[0])

    @property
    def _range(self) -> tuple[float, float]:
        values = [point.value for point in self.points]
        values += [self.target[0]] if self.target else []
        low, high = min(values, default=0), max(values, default=1)
        return (low, high) if low < high else (low - 1, high + 1)

    def _across(self, day: dt.date) -> float:
        days = max((self.end[0] - self.start[0]).days, 1)
        share = (day - self.start[0]).days / days
        return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0), 1)

    def _down(self, value: float) -> float:
        low, high = self._range
        return _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)

    @property
    def _crowded(self) -> bool:
        """Whether the first figure would be written over the target's."""
        near = self.target and abs(self._down(self.points[0].value) - self._down(self.target[0]))
        return near is not None and near < _LINE


def _label(x: float, y: float, kind: str, words: str) -> str:
    return f'<text x="{x}" y="{y:.1f}" class="pl-{kind}">{escape(words)}</text>'


def sparkline(title: str, values: Sequence[float | None]) -> Markup:
    """Return a small line of figures in order; a missing one breaks it.

    Args:
        title: What it shows, with its first and last figure.
        values: The figures; at least one of them is there.
    """
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    reach = (high - low) or 1
    step = (_SPARK_WIDTH - 2 * _DOT) / max(len(values) - 1, 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            y = _SPARK_HEIGHT - _DOT - (_SPARK_HEIGHT - 2 * _DOT) * (value - low) / reach
            runs[-1].append((_DOT + number * step, y))
    drawn = "".join(f'<path class="pl-line" d="{_path(run)}"/>' for run in runs if len(run) > 1)
    last = next((run[-1] for run in reversed(runs) if run), None)
    if last:
        drawn += f'<circle class="pl-dot" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="{_DOT - 1}"/>'
    return _svg("spark", _SPARK_WIDTH, _SPARK_HEIGHT, title, "", drawn)


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of a whole, with its words; ``to`` leads to what it counts."""

    label: str
    words: str
    share: float
    """From 0 to 1."""
    kind: str = ""
    """What colours it: a purchase stage, a status; or nothing."""
    to: str = ""

    @property
    def width(self) -> str:
        """Its length, in per cent of the room it has."""
        return f"{100 * min(max(self.share, 0), 1):.1f}%"


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) if places else "M0 0"


def _svg(kind: str, width: int, height: int, title: str, description: str, drawn: str) -> Markup:
    """Put a drawing into its frame; ``drawn`` has been escaped where it holds words."""
    about = Markup("<desc>{}</desc>").format(description) if description else Markup("")
    frame = Markup(
        '<svg class="pl-chart pl-chart--{}" viewBox="0 0 {} {}" role="img" '
        'aria-label="{}" focusable="false"><title>{}</title>{}{}</svg>'
    )
    return frame.format(kind, width, height, title, title, about, Markup(drawn))  # noqa: S704
