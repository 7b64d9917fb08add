"""Noting figures: what somebody says, understood and checked, and a row of the ledger for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import reader, references, values, writing
from planner.cures import not_a_value
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.model import Figure
from planner.texts import T
from planner.tracking import ledger
from planner.tracking.ledger import Form, Row
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from planner.model import Plan
    from planner.writing import Original, Writer

_KINDS = (Kind.POST, Kind.CHANNEL, Kind.GOAL)
_VALUE = ("value", "luku")
"""What the only figure of a goal may be called too."""
FOLDER = "tracking"


@dataclass(frozen=True, slots=True)
class Told:
    """When and how figures were counted."""

    day: dt.date
    paid: bool = False
    source: str = "hand"


def subject_of(plan: Plan, text: str) -> tuple[Kind, str]:
    """Return the post, channel or goal that somebody names: ``p15``, ``channel:facebook``.

    Raises:
        PlannerError: If there is none of that name, or several.
    """
    prefix, colon, rest = text.partition(":")
    known = words("subject-prefix").find(prefix) if colon else None
    kinds = (Kind(known),) if known else _KINDS
    name = values.normal(rest if known else text)
    found = [kind for kind in kinds if plan.knows(kind, name)]
    if len(found) > 1:
        said = [f"{kind.value}:{name}" for kind in found]
        raise PlannerError(T("“{name}” could be any of these: {choices}.", name=name, choices=said))
    if found:
        return found[0], name
    choices = sorted(id_ for kind in kinds for id_ in plan.entities(kind))
    about = references.unknown(Subject(Kind.FIGURES), kinds[0].value, name, choices, ())
    raise PlannerError(T("There is nothing called “{name}”. {help}", name=name, help=about.help))


def row_of(plan: Plan, kind: Kind, name: str, metric: str, value: str, told: Told) -> Row:
    """Return the row for a figure as somebody wrote it.

    Args:
        plan: The plan.
        kind: Whether it is a post's, a channel's or a goal's.
        name: Whose it is.
        metric: What was counted; nothing for the figure of a goal.
        value: The figure.
        told: When and how it was counted.

    Raises:
        PlannerError: If it is no figure, or one that cannot be.
    """
    figure = Figure(
        _metric(plan, kind, name, metric), _number(value), told.day, told.paid, told.source
    )
    row = Row(kind, name, figure)
    wrong = objection(plan, row)
    if wrong:
        raise PlannerError(wrong)
    return row


def _metric(plan: Plan, kind: Kind, name: str, metric: str) -> str:
    known = plan.reading.list("metric")
    if kind is Kind.GOAL:
        own = plan.goals[name].metric
        if not own:
            text = T(
                "The goal {goal} does not say what is counted. Add a line “metric:”.", goal=name
            )
            raise PlannerError(text)
        said = {"", own, known.find(own) or own}
        if not {metric, known.find(metric)} & said and values.normal(metric) not in _VALUE:
            text = T(
                "The goal {goal} counts “{metric}”, not “{other}”.",
                goal=name,
                metric=own,
                other=metric,
            )
            raise PlannerError(text)
        return own
    found = known.find(metric)
    if found:
        return found
    near = known.near(metric, plan.file.language)
    if near:
        text = T(
            "“{metric}” is not a figure that the plan knows. Did you mean “{near}”?",
            metric=metric,
            near=near,
        )
        raise PlannerError(text)
    raise PlannerError(T("“{metric}” is not a figure that the plan knows.", metric=metric))


def _number(value: str) -> float:
    try:
        return values.a_number(value)
    except values.BadValue as error:
        raise PlannerError(T("{what}.", what=not_a_value(error.kind, value))) from None


def objection(plan: Plan, row: Row) -> T | None:
    """Return what speaks against noting a figure; None where nothing does."""
    figure = row.figure
    if figure.value < 0 and row.kind is not Kind.GOAL:
        return T("A figure cannot be below zero: {value}.", value=figure.value)
    post = plan.posts.get(row.id) if row.kind is Kind.POST else None
    out = post.published_on if post else None
    if figure.checked_on and out and figure.checked_on < out:
        return T(
            "{post} goes out on {out}, so nothing can be counted on {day}.",
            post=row.id,
            out=out,
            day=figure.checked_on,
        )
    return None


def already(plan: Plan, row: Row) -> Figure | None:
    """Return what is noted of the same thing on the same day, if anything is."""
    wanted = row.figure
    for figure in plan.figures.get(row.subject, ()):
        if (figure.metric, figure.checked_on, figure.paid) == (
            wanted.metric,
            wanted.checked_on,
            wanted.paid,
        ):
            return figure
    return None


def new_rows(plan: Plan, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that say something new; what is noted already is left out.

    Raises:
        PlannerError: If a row gives a day another value than the one that is noted.
    """
    kept: dict[tuple[object, ...], Row] = {}
    for row in rows:
        figure = row.figure
        key = (row.subject, figure.metric, figure.checked_on, figure.paid)
        before = kept[key].figure if key in kept else already(plan, row)
        if before is None:
            kept[key] = row
        elif before.value != figure.value:
            raise PlannerError(_contradiction(row, before))
    return list(kept.values())


def _contradiction(row: Row, before: Figure) -> T:
    path, line = before.row or ("", 0)
    return T(
        "{subject}: {metric} of {day} is noted already, as {before}, and not {value}{where}. Note it for another day with --on, take the last run back with planner undo, or correct it there.",
        subject=row.subject,
        metric=row.figure.metric,
        day=row.figure.checked_on or "–",
        before=before.value,
        value=row.figure.value,
        where=T(" ({path}:{line})", path=path, line=line) if path else "",
    )


# Into the files


@dataclass(frozen=True, slots=True)
class Addition:
    """Rows for one file of the ledger, as they will be written."""

    path: Path
    old: Original | None
    lines: tuple[bytes, ...]

    def write(self, pen: Writer, folder: Path) -> None:
        """Write the rows; a file that is not there yet is made.

        Raises:
            Refusal: If the system does not allow it.
        """
        if self.old is None:
            pen.create(self.path, folder, b"".join(self.lines), ledger.MAX_BYTES)
        else:
            pen.append(self.old, self.lines)


def additions(folder: Path, rows: Sequence[Row]) -> Iterator[Addition]:
    """Yield what is to be written, a file for each year; nothing is written here.

    A file that a spreadsheet has saved keeps its form: what parts the cells, the order of the
    columns, the ends of the lines.

    Raises:
        PlannerError: If a file cannot be added to.
    """
    years = sorted({row.figure.checked_on.year for row in rows if row.figure.checked_on})
    for year in years:
        held = [row for row in rows if row.figure.checked_on and row.figure.checked_on.year == year]
        path = folder / FOLDER / f"{year}.csv"
        if path.exists() or path.is_symlink():
            yield _more(path, folder, held)
        else:
            form = Form()
            lines = (form.head, *(form.line(row) for row in held))
            yield Addition(path, None, tuple(f"{line}\n".encode() for line in lines))


def _more(path: Path, folder: Path, rows: Sequence[Row]) -> Addition:
    old = writing.original(path, folder, ledger.MAX_BYTES)
    name = path.relative_to(folder).as_posix()
    try:
        text = reader.decode(old.content, Subject(Kind.FIGURES, None, name))
    except reader.Refused as refused:
        raise _cannot(name, refused.findings[0].message) from None
    form = ledger.form_of(text) if text.strip() else Form()
    if isinstance(form, T):
        raise _cannot(name, form)
    end = "\r\n" if b"\r\n" in old.content else "\n"
    lines = [f"{form.line(row)}{end}" for row in rows]
    if not text.strip():
        lines.insert(0, f"{form.head}{end}")
    if text and not text.endswith("\n"):  # what breaks off stays a line of its own
        lines[0] = f"{end}{lines[0]}"
    return Addition(path, old, tuple(line.encode() for line in lines))


def _cannot(name: str, why: T) -> PlannerError:
    return PlannerError(T("Nothing was added to {file}: {why}.", file=name, why=why))
