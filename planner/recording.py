"""Noting figures: what somebody says, understood and checked, and a row of the ledger for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner import edits, reader, source, values, writing
from planner.cures import not_a_value
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.guesses import nearest
from planner.meaning import own_figures
from planner.model import Figure
from planner.splicing import Raw
from planner.texts import T
from planner.tracking import ledger
from planner.tracking.ledger import Form, Row
from planner.vocabulary import words
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from planner.loader import Content
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
    said = (rest if known else text).strip().removesuffix(".md").rpartition("/")[2]
    name = values.normal(said)
    found = [kind for kind in kinds if plan.knows(kind, name)]
    if not found:
        titled = _titled(plan, kinds, said)
        if len(titled) == 1:
            return titled[0]
    if len(found) > 1:
        each = [f"{kind.value}:{name}" for kind in found]
        raise PlannerError(T("“{name}” could be any of these: {choices}.", name=name, choices=each))
    if found:
        return found[0], name
    near = nearest(name, [id_ for kind in kinds for id_ in plan.entities(kind)])
    example = next(iter(plan.posts), None)
    cure = (
        T("Did you mean “{near}”?", near=near)
        if near
        else T("Write the name of its file, such as {name}.", name=example)
        if example
        else T("The plan has no posts yet.")
    )
    raise PlannerError(T("There is nothing called “{name}”. {help}", name=said, help=cure))


def _titled(plan: Plan, kinds: Sequence[Kind], title: str) -> list[tuple[Kind, str]]:
    wanted = title.casefold()
    return [
        (kind, id_)
        for kind in kinds
        for id_, thing in plan.entities(kind).items()
        if getattr(thing, "title", "").casefold() == wanted
    ]


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
            raise PlannerError(_other_metric(name, own, metric))
        return own
    if not metric:
        raise PlannerError(
            T("Which figure is it? Write its name, = and the number without spaces: reach=1310.")
        )
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


def _other_metric(goal: str, own: str, other: str) -> T:
    text = "The goal {goal} counts “{metric}”, not “{other}”."
    return T(text, goal=goal, metric=own, other=other)


def _number(value: str) -> float:
    try:
        return values.a_number(value)
    except values.BadValue as error:
        what = not_a_value(error.kind, value)
        if error.kind == "ambiguous-number":
            said = T("{what}: write it without a sign for the thousands, such as 1310.", what=what)
            raise PlannerError(said) from None
        raise PlannerError(T("{what}.", what=what)) from None


def objection(plan: Plan, row: Row) -> T | None:
    """Return what speaks against noting a figure; None where nothing does."""
    figure = row.figure
    if row.kind is Kind.GOAL:
        own = plan.goals[row.id].metric if row.id in plan.goals else figure.metric
        if figure.metric != own:
            return _other_metric(row.id, own, figure.metric)
        return T("A figure of a goal is never paid.") if figure.paid else None
    if figure.value < 0:
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


def new_rows(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """Return the rows that say something new; what is noted already is left out.

    Raises:
        PlannerError: If a row gives a day another value than the one that is noted.
    """
    subjects = {row.subject for row in rows}
    noted = {
        _place(subject, figure): figure
        for subject in subjects
        for figure in (*own_figures(plan, subject), *plan.figures.get(subject, ()))
    }
    kept: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = _place(row.subject, row.figure)
        twin = kept.get(key)
        before = noted.get(key) or (twin.figure if twin else None)
        renews = before and not twin and ledger.renews(row.figure, before)
        if before is None or (renews and before.value != row.figure.value):
            kept[key] = row
        elif before.value != row.figure.value:
            raise PlannerError(_contradiction(plan, row, before, twice=twin is not None))
    return list(kept.values())


def _place(subject: str, figure: Figure) -> tuple[object, ...]:
    """Return what a figure is a figure of: two with the same place are one, or contradict."""
    return subject, figure.metric, figure.checked_on, figure.paid


def _contradiction(plan: Plan, row: Row, before: Figure, *, twice: bool) -> T:
    """Say that a day has another value already, in the plan or ``twice`` in what is given."""
    metric = row.figure.metric
    said = {
        "subject": row.subject,
        "metric": plan.metric(metric),
        "day": row.figure.checked_on or "–",
        "before": before.value,
        "value": row.figure.value,
    }
    if twice:
        return T("{subject}: {metric} of {day} is given twice, as {before} and as {value}.", **said)
    path, line = before.row or ("", 0)
    where = (
        T(" ({path}:{line})", path=path, line=line)
        if path
        else T(" (in the file of {name})", name=row.id)
    )
    return T(
        "{subject}: {metric} of {day} is noted already, as {before}, and not {value}{where}. Note it for another day with --on, or correct it there; planner undo takes back what was noted last.",
        where=where,
        **said,
    )


# Into the files


@dataclass(slots=True)
class Changes:
    """What is to be written: rows of the ledger, and values in the files of posts."""

    rows: list[Row] = field(default_factory=list)
    edits: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)
    """By post; see :func:`planner.edits.edited`."""

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.rows or self.edits)


@dataclass(frozen=True, slots=True)
class Step:
    """A file and what becomes of it."""

    path: Path
    old: Original | None
    """The file as it is; None where it is not there yet."""
    lines: tuple[bytes, ...] = ()
    """The rows to add to it."""
    new: bytes = b""
    """What it becomes, where no rows are added."""
    rows: tuple[Row, ...] = ()
    """The rows that the lines are."""

    @property
    def after(self) -> bytes:
        """The whole file as it will be."""
        old = self.old.content if self.old else b""
        return old + b"".join(self.lines) if self.lines else self.new

    def take(self, pen: Writer, folder: Path) -> None:
        """Write it; raises :class:`Refusal` where the system does not allow it."""
        if self.old is None:
            after = reader.with_own_line_ends(folder, self.after)
            pen.create(self.path, folder, after, ledger.MAX_BYTES)
        elif self.lines:
            pen.append(self.old, self.lines)
        else:
            pen.replace(self.old, self.new)


@dataclass(slots=True)
class Written:
    """What was written, and what was not."""

    steps: list[Step]
    known: int
    """How many figures were noted already."""
    refused: Refusal | None = None
    """Why the step after these was not taken."""


def record(content: Content, changes: Changes, language: str, stamp: str) -> Written:
    """Write what is to be noted, in one run: rows first, then the files of posts.

    Args:
        content: The plan as it was read.
        changes: What is to be written.
        language: The language of the plan's files.
        stamp: When this takes place; see :func:`planner.writing.writer`.

    Raises:
        PlannerError: If something cannot be noted; nothing is written then.
        Refusal: If another planner is at work, or a file cannot be changed as it should be;
            nothing is written then either.
    """
    rows = new_rows(content.plan, changes.rows)
    folder = content.folder.resolve()
    done = Written([], len(changes.rows) - len(rows))
    with writing.writer(folder.parent, stamp) as pen:
        for step in list(steps(content, replace(changes, rows=rows), language)):
            try:
                step.take(pen, folder)
            except Refusal as refusal:
                done.refused = refusal
                break
            done.steps.append(step)
    return done


def ready(content: Content, day: dt.date) -> None:
    """Make sure that figures of a day can be noted; raises :class:`Refusal` where they cannot."""
    folder = content.folder.resolve()
    path = folder / FOLDER / f"{day.year}.csv"
    if path.exists() or path.is_symlink():
        _more(path, folder, (), content.plan)


def steps(content: Content, changes: Changes, language: str) -> Iterator[Step]:
    """Yield what :func:`record` would do; nothing is written here.

    A file of the ledger that a spreadsheet has saved keeps its form: what parts the cells, the
    order of the columns, the ends of the lines.

    Raises:
        Refusal: If a file cannot be changed as it should be.
    """
    folder = content.folder.resolve()
    days = ((row, row.figure.checked_on) for row in changes.rows)
    years: dict[int, list[Row]] = {}
    for row, day in days:
        if day:
            years.setdefault(day.year, []).append(row)
    for year, held in sorted(years.items()):
        path = folder / FOLDER / f"{year}.csv"
        if path.exists() or path.is_symlink():
            yield _more(path, folder, held, content.plan)
        else:
            form = Form()
            lines = [f"{line}\n" for line in (form.head, *map(form.line, held))]
            yield Step(path, None, tuple(line.encode() for line in lines), rows=tuple(held))
    for name, values_of_keys in changes.edits.items():
        step = _edit(content, folder, name, values_of_keys, language)
        if step:
            yield step


def _edit(
    content: Content, folder: Path, name: str, wanted: dict[tuple[str, ...], str], language: str
) -> Step | None:
    path = content.paths[Kind.POST, name]
    old = writing.original(folder / path, folder)
    read = source.take_apart(old.content, content.sources[path].subject)
    try:
        new = edits.edited(old.content, read, Kind.POST, wanted, language)
    except edits.NotEdited as error:
        raise Refusal(old.path, Reason.FAILED, error.text) from error
    return Step(old.path, old, new=new) if new != old.content else None


def _more(path: Path, folder: Path, rows: Sequence[Row], plan: Plan) -> Step:
    old = writing.original(path, folder, ledger.MAX_BYTES)
    try:
        text = reader.decode(old.content, Subject(Kind.FIGURES, None, path.name))
    except reader.Refused as refused:
        raise Refusal(path, Reason.FAILED, refused.findings[0].message) from None
    form = ledger.form_of(text) if text.strip() else Form()
    if isinstance(form, T):
        raise Refusal(path, Reason.FAILED, form)
    lines = [f"{form.line(row)}\n" for row in rows]
    if not text.strip():
        lines.insert(0, f"{form.head}\n")
    if lines and text and not text.endswith("\n"):  # what breaks off stays a line of its own
        lines[0] = f"\n{lines[0]}"
    if not _proven(text, "".join(lines), rows, plan):
        why = T("a row below its last one would not be read; look at its end")
        raise Refusal(path, Reason.FAILED, why)
    raw = Raw(old.content)
    ended = tuple(raw.ended(line, len(raw.text)).encode() for line in lines)
    return Step(path, old, ended, rows=tuple(rows))


def _proven(text: str, added: str, rows: Sequence[Row], plan: Plan) -> bool:
    """Whether a ledger with some lines more says what it said, and these rows."""
    before, faults = ledger.understood(text, "", plan.reading) if text.strip() else ({}, [])
    after, left = ledger.understood(text + added, "", plan.reading)
    count = sum(map(len, after.values())) - sum(map(len, before.values()))
    new = ((row.subject, row.figure._replace(row=None)) for row in rows)
    there = {
        (key, it._replace(row=None))
        for key in {r.subject for r in rows}
        for it in after.get(key, ())
    }
    return count == len(rows) and len(left) <= len(faults) and there.issuperset(new)
