"""The figures of a post: the newest of each sort, and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.meaning import engagement
from planner.site.charts import sparkline
from planner.site.views.results import said_of
from planner.site.views.tracking import beside
from planner.texts import T
from planner.tracking import formulas
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from planner.model import Figure, Post
    from planner.site.views.desk import Desk

_MOST = 12
"""So many figures of one sort are written out; the line shows all of them."""


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
    beside: str
    """What it is beside earlier posts; nothing where it is not compared."""


def figures(desk: Desk, post: Post) -> tuple[Noted, ...]:
    """Return a row for each sort of figure; paid ones, and those without a day, apart."""
    found: dict[tuple[str, bool, bool], list[Figure]] = {}
    for figure in desk.plan.figures.get(f"post:{post.id}", ()):
        if not figure.checked_on or figure.checked_on <= desk.as_of:
            key = (figure.metric, figure.paid, figure.checked_on is None)
            found.setdefault(key, []).append(figure)
    if not found:
        return ()
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
        _beside(desk, post, newest),
    )


def _beside(desk: Desk, post: Post, newest: Figure) -> str:
    found = (it for it in desk.compared.get(post.id, ()) if it.figure is newest)
    return next((desk.say(beside(desk, it)) for it in found), "")


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
    yield said_of(desk, test)[0]


def _share(desk: Desk, metric: str, count: float | None, of: float | None) -> str:
    if count is None or of is None:
        return ""
    number = desk.tongue.number
    said = T("{metric} {n} of {all}", metric=metric, n=number(count), all=number(of))
    return f" ({desk.say(said)})"


def rates(desk: Desk, post: Post) -> Iterator[str]:
    """Yield shares of what was noted, each with its whole: a share means nothing without it.

    In per cent only where the whole is large enough; the formulas' page tells how each is
    worked out.
    """
    if f"post:{post.id}" not in desk.plan.figures:
        return
    latest = {
        name: figure.value
        for name in _WHOLES
        if (figure := desk.schedule.latest(post, name)) is not None
    }
    shared = engagement(desk.schedule, post)
    total = sum(shared.values()) if shared else None
    counted = ", ".join(desk.word("metric", name) for name in shared)
    rows = (
        (T("Engagement by reach"), total, "reach", counted),
        (T("Engagement by views"), total, "views", counted),
        (T("Open rate"), latest.get("opens"), "delivered", ""),
        (
            T("Click-through"),
            latest.get("link-clicks"),
            "opens" if "opens" in latest else "views",
            "",
        ),
        (T("From clicks to orders"), latest.get("orders"), "link-clicks", ""),
    )
    for name, part, whole, what in rows:
        if part is not None and whole in latest:
            yield _rate(desk, name, part, (whole, latest[whole]), what)


_WHOLES = ("reach", "views", "opens", "delivered", "link-clicks", "orders")


def _rate(desk: Desk, name: T, part: float, whole: tuple[str, float], what: str) -> str:
    number = desk.tongue.number
    said = T("{n} of {all}", n=number(part), all=number(whole[1]))
    of = T("{figures}, {whole}", figures=said, whole=desk.word("metric", whole[0]))
    share = formulas.share(part, whole[1])
    if share is not None and whole[1] >= desk.schedule.thresholds.percent_base:
        per_cent = T("{n}%", n=number(round(100 * share, 1)))
        of = T("{share} ({figures})", share=per_cent, figures=of)
    line = T("{name}: {share}", name=name, share=of)
    return desk.say(T("{line}; counted are {what}", line=line, what=what) if what else line)


def effort(desk: Desk, post: Post) -> str:
    """Return the work that one result took; nothing where either is not known."""
    told = desk.schedule.latest(post, post.action_metric) if post.action_metric else None
    each = formulas.per_result(post.minutes, told.value) if told and post.minutes else None
    if each is None or not told:
        return ""
    return desk.say(
        T(
            "Work for one result ({metric}): {minutes} min",
            metric=desk.word("metric", told.metric),
            minutes=desk.tongue.number(round(each, 1)),
        )
    )
