"""The commands that make new files of the plan: new and what it makes, and review."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.fixing import may_make, shown_name
from planner.cli.help import option
from planner.cli.options import CANNOT, CLEAN, command, group
from planner.cli.output import show, somebody_is_there, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from planner.cli.options import Options
    from planner.model import Entity, Plan, Post
    from planner.writing import Writer

    Given = Mapping[str, object]

new = group(
    "new",
    *("content", "today"),
    text=T("Make a new file of the plan, with what is known filled in."),
)
_WORD = T("WORD")
_ID = T("ID")
_DAY = T("DAY")
_write = option(
    "--write", is_flag=True, text=T("Make the file even in CI, where otherwise none is made.")
)
_title = option("--title", metavar=T("TEXT"), text=T("Its title; the file is named after it."))
_audience = option(
    "--audience",
    multiple=True,
    metavar=_ID,
    text=T("Whom it is for, by the name of its file. May be given twice."),
)


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new post, and print its name.\n\n"
        "It is an idea: it changes no verdict until you say that it is a draft. What you name is filled in; what else a draft needs stands in remarks, with what your plan offers. A live broadcast gets two more ideas: a post that announces it, and a clip of it afterwards. Nothing that is there already is changed."
    ),
)
@option("--title", metavar=T("TEXT"), text=T("Its working title; the file is named after it."))
@_audience
@option("--stage", metavar=_WORD, text=T("The purchase stage, such as decision."))
@option("--content-type", metavar=_WORD, text=T("What kind of content it is, such as reference."))
@option("--channel", metavar=_ID, text=T("Where it is published, by the name of its file."))
@option("--goal", metavar=_ID, text=T("Why it is published, by the name of its file."))
@option("--date", metavar=_DAY, text=T("The day it goes out; the name begins with it."))
@option("--format", "form", metavar=_WORD, text=T("Its form, such as image, video or live."))
@_write
def post(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new post, and those that belong to it."""
    from planner import blanks, sheets

    given["format"] = given.pop("form")
    session = _begun(write=write, options=options)
    try:
        plan = session.content.plan
        found = blanks.post_of(plan, _said(given), session.language)
        is_live = sheets.block_of(plan, found) == "live"
        paths, notes = _live(found, session) if is_live else ([_made(found, session)], ())
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    show("".join(f"{path}\n" for path in paths))
    for text in (*blanks.hints(plan, found), *notes, *_NEXT):
        session.say(text)
    return CLEAN


_NEXT = (
    T("Open the file, fill in what you know and write the text below the last line of hyphens."),
    T("An idea needs nothing more. Once it is a draft, planner check says what it lacks."),
)


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new audience, and print its name.\n\n"
        "It asks who they are, what they need, where they are and what interests them, and names the channels of your plan. Name the group that you most want to stop and look, not everybody."
    ),
)
@_title
@_write
def audience(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new audience."""
    from planner import blanks

    return _make(blanks.audience_of, _said(given), write=write, options=options)


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new goal, and print its name.\n\n"
        "A goal that can be followed has a figure and a day: what is counted, from where it starts, how far it is to get and by when."
    ),
)
@_title
@option("--metric", metavar=T("TEXT"), text=T("What is counted, such as orders."))
@option("--lever", metavar=_WORD, text=T("By what the business grows, such as more-customers."))
@option("--target", metavar=T("NUMBER"), text=T("The figure to reach."))
@option("--by", metavar=_DAY, text=T("The day by which it is to be reached."))
@_write
def goal(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new goal."""
    from planner import blanks
    from planner.model import Goal

    said = _said(given)
    target = {name: said.pop(old) for old, name in _TARGET.items() if old in said}
    values = said | ({"target": target} if target else {})
    return _make(
        lambda plan, found, language: blanks.entity_of(plan, Goal, found, language),
        values,
        write=write,
        options=options,
    )


_TARGET = {"target": "value", "by": "by"}


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new channel, and print its name.\n\n"
        "What is counted on a channel of its kind is filled in; it asks for the good hours, the rhythm and the place where its figures are read."
    ),
)
@_title
@option("--kind", metavar=_WORD, text=T("A kind that Planner knows, such as instagram."))
@_write
def channel(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new channel."""
    from planner import blanks

    return _make(blanks.channel_of, _said(given), write=write, options=options)


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new offer, and print its name.\n\n"
        "It asks the eight questions of the service description test: a sentence for each will do."
    ),
)
@_title
@_audience
@_write
def offer(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new offer."""
    from planner import blanks
    from planner.model import Offer

    return _make(
        lambda plan, found, language: blanks.entity_of(plan, Offer, found, language),
        _said(given),
        write=write,
        options=options,
    )


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new campaign, and print its name.\n\n"
        "It names the posts that fall in its time already. A fixed day of your plan gives it a name and its days: two weeks before, and a week after for thanks."
    ),
)
@_title
@option("--start", metavar=_DAY, text=T("Its first day."))
@option("--end", metavar=_DAY, text=T("Its last day."))
@option("--goal", metavar=_ID, text=T("Why it is run, by the name of the goal's file."))
@option("--anchor", metavar=_ID, text=T("The fixed day of plan.md that it is for."))
@_write
def campaign(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new campaign."""
    from planner import blanks

    said = _said(given)
    anchor = str(said.pop("anchor", ""))
    return _make(
        lambda plan, found, language: blanks.campaign_of(plan, found, anchor, language),
        said,
        write=write,
        options=options,
    )


def _begun(*, write: bool, options: Options) -> Session:
    may_make(write=write)
    return Session(options)


def _said(given: Mapping[str, str | tuple[str, ...] | None]) -> dict[str, object]:
    """Return what was given by the names of the fields; what is blank is not given."""
    said: dict[str, object] = {}
    for name, value in given.items():
        if isinstance(value, str) and value.strip():
            said[name] = value
        elif isinstance(value, tuple) and (several := [it for it in value if it.strip()]):
            said[name] = several
    return said


def _make(
    read: Callable[[Plan, Given, str], Entity], given: Given, *, write: bool, options: Options
) -> int:
    """Make a file of what was given, and say what comes next."""
    session = _begun(write=write, options=options)
    try:
        path = _made(read(session.content.plan, given, session.language), session)
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    show(f"{path}\n")
    session.say(T("Open the file and fill in what you know; the rest may wait."))
    session.say(T("planner check says what it still lacks."))
    return CLEAN


def _made(found: Entity, session: Session) -> str:
    """Make the file, and return its path from here."""
    from planner import today, writing

    folder = plan_folder(session)
    with writing.writer(folder.parent, today.stamp()) as writer:
        return place(writer, folder, found, session, _day(session))


def place(
    writer: Writer,
    folder: Path,
    found: Entity,
    session: Session,
    day: dt.date,
    remarks: Sequence[T] = (),
) -> str:
    """Make the file of a new thing under the first name that is free; return its path from here."""
    from planner import blanks, sheets

    plan, language = session.content.plan, session.own_language
    for name in blanks.names(plan, found, language):
        path = f"{blanks.folder_of(found.kind)}/{name}.md"
        named = found.model_copy(update={"id": name})
        text = sheets.text_of(plan, named, day, language, remarks)
        if create(writer, folder, path, text.encode("utf-8")):
            break
    return shown_name(path, session)


def _live(found: Post, session: Session) -> tuple[list[str], tuple[T, ...]]:
    """Make a live broadcast with its announcement and its clip; return their paths, and why."""
    from planner import blanks, broadcasts, sheets, today, writing

    plan, language = session.content.plan, session.own_language
    folder, days = plan_folder(session), int(session.config.thresholds.clip_days)
    below = blanks.folder_of(found.kind)
    posts = (found, *broadcasts.around(plan, found, session.day, days, language))
    with writing.writer(folder.parent, today.stamp()) as writer:
        names: list[str] = []
        for it in posts:
            free = (
                name
                for name in blanks.names(plan, it, language)
                if name not in names and not os.path.lexists(folder / below / f"{name}.md")
            )
            names.append(next(free))
        paths = [f"{below}/{name}.md" for name in names]
        why = _why(names, days)
        linked = broadcasts.joined(*posts, names)
        for path, it, remarks in zip(paths, linked, (why, (), ()), strict=True):
            text = sheets.text_of(plan, it, _day(session), language, remarks)
            try:
                _surely_create(writer, folder, path, text.encode("utf-8"))
            except PlannerError:
                if path != paths[0]:
                    session.say(T("planner undo takes away what was made before that."))
                raise
    made = [shown_name(path, session) for path in paths]
    return made, (T("Two more ideas were made with it; planner undo takes all three away."), *why)


def _surely_create(writer: Writer, folder: Path, path: str, content: bytes) -> None:
    from planner.writing import Reason

    if not create(writer, folder, path, content):
        raise PlannerError(_not_made(path, Reason.EXISTS.value))


def _why(names: Sequence[str], days: int) -> tuple[T, ...]:
    _, before, after = names
    return (
        T("Announced by {post}: at least a day before, so that people know to come.", post=before),
        N(
            "Its clip is {post}: within {n} day, so that those who were not there see it, too.",
            "Its clip is {post}: within {n} days, so that those who were not there see it, too.",
            days,
            post=after,
        ),
    )


def _not_made(file: str, why: T) -> T:
    return T("{file} was not made: {why}", file=file, why=why)


def plan_folder(session: Session) -> Path:
    """Return the plan's real folder, if there is a plan in it."""
    folder = Path(os.path.realpath(session.folder))
    if not (folder / "plan.md").is_file():
        raise PlannerError(
            T(
                "There is no plan.md in {folder}. Name the plan's folder with --content.",
                folder=str(session.folder),
            )
        )
    return folder


def create(writer: Writer, folder: Path, path: str, content: bytes) -> bool:
    """Make a file; false if there is already something of that name."""
    from planner.reader import with_own_line_ends
    from planner.writing import Reason, Refusal

    try:
        writer.create(folder / path, folder, with_own_line_ends(folder, content))
    except Refusal as refusal:
        if refusal.reason is Reason.EXISTS:
            return False
        raise PlannerError(_not_made(path, refusal.why)) from refusal
    return True


def _day(session: Session) -> dt.date:
    """Return the check day, or the nearest one of the period."""
    period = session.content.plan.reading.period
    return min(max(session.day, period[0]), period[1]) if period else session.day


@command(
    *("content", "today"),
    text=T(
        "Begin a review: what was noticed, what happened, what changed, what you decide.\n\n"
        "The figures since the last review are filled in; you write the words and the decisions. The file is made in the folder reviews, its name is printed, and on a terminal it is opened where EDITOR or VISUAL names a program."
    ),
)
@_write
def review(*, write: bool, options: Options) -> int:
    """Begin a review."""
    from planner import looking_back, today, writing
    from planner.reader import with_own_line_ends
    from planner.schedule import Schedule

    session = _begun(write=write, options=options)
    folder = plan_folder(session)
    schedule = Schedule(session.content.plan, session.day, session.config.thresholds)
    minutes = session.content.plan.file.time_budget.review_minutes
    text = looking_back.text_of(looking_back.look_back(schedule), minutes, session.own_language)
    path = f"{looking_back.FOLDER}/{session.day}.md"
    name = shown_name(path, session)
    try:
        with writing.writer(folder.parent, today.stamp()) as pen:
            pen.create(folder / path, folder, with_own_line_ends(folder, text.encode()))
    except writing.Refusal as refusal:
        if refusal.reason is writing.Reason.EXISTS:
            tell(
                T("The review of this day is begun already: {file}", file=name).to(session.language)
            )
            return CANNOT
        tell(_not_made(name, refusal.why).to(session.language))
        return CANNOT
    show(f"{name}\n")
    session.say(T("Put the figures into your own words, and decide one thing."))
    if somebody_is_there() and _has_editor():
        try:
            click.edit(filename=str(folder / path))
        except (click.ClickException, OSError, ValueError):
            session.say(
                T("It could not be opened by itself: open it in the program you write with.")
            )
    return CLEAN


new.add_command(review)


def _has_editor() -> bool:
    return bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))
