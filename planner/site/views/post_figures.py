"""The figures of a post: the newest of each sort, and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.site.charts import sparkline
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from planner.model import Figure, Post
    from planner.site.views.desk import Desk

_MOST = 12
"""So many figures of one sort are written out; the line shows all of them."""
_SHARED = ("reactions", "comments", "shares", "saves")


@dataclass(frozen=True, slots=True)
class Noted:
    """The newest figure of a sort."""

    family: str
    metric: str
    value: str
    day: str
    paid: bool
    asked: bool
    """Whether it is the figure that tells what people did."""
    line: Markup | None
    """The figures over time, where there are several."""
    series: str


def figures(desk: Desk, post: Post) -> tuple[Noted, ...]:
    """Return a row for each sort of figure; paid ones, and those without a day, apart."""
    found: dict[tuple[str, bool, bool], list[Figure]] = {}
    for figure in desk.plan.figures.get(f"post:{post.id}", ()):
        if not figure.checked_on or figure.checked_on <= desk.as_of:
            key = (figure.metric, figure.paid, figure.checked_on is None)
            found.setdefault(key, []).append(figure)
    known = desk.plan.reading.list("metric")
    order = {name: number for number, name in enumerate(known)}
    families = {name: number for number, name in enumerate(words("metric-family"))}

    def rank(key: tuple[str, bool, bool]) -> tuple[int, int, bool, bool]:
        family = str(known[key[0]].facts.get("family", "")) if key[0] in known else ""
        place = families.get(family, len(families))
        return place, order.get(key[0], len(order)), *key[1:]

    return tuple(
        row for key in sorted(found, key=rank) for row in _rows(desk, post, key[2], found[key])
    )


def _rows(desk: Desk, post: Post, undated: bool, found: list[Figure]) -> Iterator[Noted]:  # noqa: FBT001 - the last part of a key
    if undated:
        for figure in found:
            yield _noted(desk, post, (figure,))
    else:
        days = {figure.checked_on: figure for figure in reversed(found)}
        yield _noted(desk, post, sorted(days.values(), key=lambda it: it.checked_on or desk.as_of))


def _noted(desk: Desk, post: Post, series: Sequence[Figure]) -> Noted:
    newest = series[-1]
    word = desk.plan.word("metric", newest.metric)
    told = [_told(desk, figure) for figure in series] if len(series) > 1 else []
    name = desk.word("metric", newest.metric)
    return Noted(
        desk.word("metric-family", str(word.facts.get("family", ""))) if word else "",
        name,
        desk.tongue.number(newest.value),
        desk.tongue.plain_day(newest.checked_on) if newest.checked_on else "",
        newest.paid,
        newest.metric == post.action_metric,
        sparkline(f"{name}: {told[0]} → {told[-1]}", [it.value for it in series]) if told else None,
        " → ".join((*(["…"] if len(told) > _MOST else []), *told[-_MOST:])),
    )


def _told(desk: Desk, figure: Figure) -> str:
    day = desk.tongue.short_day(figure.checked_on) if figure.checked_on else ""
    return f"{desk.tongue.number(figure.value)} ({day})"


def trial(desk: Desk, post: Post) -> Iterator[str]:
    """Yield the two versions that were tried side by side, with how each did."""
    test = post.ab_test
    if test is None:
        return
    what = test.variable or desk.say(T("two versions"))
    yield desk.say(T("Tried side by side: {what}", what=what))
    metric = desk.word("metric", test.metric)
    for name, said, count, of in (
        ("A", test.a, test.a_count, test.a_of),
        ("B", test.b, test.b_count, test.b_of),
    ):
        if said or count is not None:
            yield f"{name}: {said}{_share(desk, metric, count, of)}"


def _share(desk: Desk, metric: str, count: float | None, of: float | None) -> str:
    if count is None or of is None:
        return ""
    number = desk.tongue.number
    said = T("{metric} {n} of {all}", metric=metric, n=number(count), all=number(of))
    return f" ({desk.say(said)})"


def engagement(desk: Desk, post: Post) -> str:
    """Return how many of those reached did something, with what is counted and of how many."""
    if f"post:{post.id}" not in desk.plan.figures:
        return ""
    reach = desk.schedule.latest(post, "reach")
    found = [it for it in (desk.schedule.latest(post, name) for name in _SHARED) if it]
    if not (reach and reach.value and found):
        return ""
    total = sum(figure.value for figure in found)
    return desk.say(
        T(
            "Engagement by reach: {share}% ({what} together {n}, reached {reach})",
            share=desk.tongue.number(round(100 * total / reach.value, 1)),
            what=", ".join(desk.word("metric", figure.metric) for figure in found),
            n=desk.tongue.number(total),
            reach=desk.tongue.number(reach.value),
        )
    )
