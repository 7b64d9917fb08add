"""The commands that make a new file of the plan: new post and review."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.fixing import shown_name
from planner.cli.help import option
from planner.cli.options import CANNOT, CLEAN, command, group
from planner.cli.output import show, somebody_is_there, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    import datetime as dt

    from planner.cli.options import Options
    from planner.model import Post
    from planner.writing import Writer

new = group(
    "new",
    *("content", "today"),
    text=T("Make a new file of the plan, with what is known filled in."),
)
_WORD = T("WORD")
_ID = T("ID")


@command(
    *("content", "today"),
    group=new,
    text=T(
        "Make a file for a new post, and print its name.\n\n"
        "It is an idea: it changes no verdict until you say that it is a draft. What you name is filled in; what else a draft needs stands in remarks, with what your plan offers. Nothing that is there already is changed."
    ),
)
@option("--title", metavar=T("TEXT"), text=T("Its working title; the file is named after it."))
@option(
    "--audience",
    multiple=True,
    metavar=_ID,
    text=T("Whom it is for, by the name of its file. May be given twice."),
)
@option("--stage", metavar=_WORD, text=T("The purchase stage, such as decision."))
@option("--content-type", metavar=_WORD, text=T("What kind of content it is, such as reference."))
@option("--channel", metavar=_ID, text=T("Where it is published, by the name of its file."))
@option("--goal", metavar=_ID, text=T("Why it is published, by the name of its file."))
@option("--date", metavar=T("DAY"), text=T("The day it goes out; the name begins with it."))
@option("--format", "form", metavar=_WORD, text=T("Its form, such as image or video."))
@option("--write", is_flag=True, text=T("Make the file even in CI, where otherwise none is made."))
def post(*, write: bool, options: Options, **given: str | tuple[str, ...] | None) -> int:
    """Make a file for a new post."""
    from planner import blanks

    if os.environ.get("CI") and not write:
        raise PlannerError(T("In CI no file is made: use --write if you mean it."))
    session = Session(options)
    try:
        found = blanks.post_of(session.content.plan, _said(given), session.language)
        path = _made(found, session)
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    show(f"{path}\n")
    for text in (*blanks.hints(session.content.plan, found), *_NEXT):
        session.say(text)
    return CLEAN


_NEXT = (
    T("Open the file, fill in what you know and write the text below the last line of hyphens."),
    T("An idea needs nothing more. Once it is a draft, planner check says what it lacks."),
)


def _said(given: dict[str, str | tuple[str, ...] | None]) -> dict[str, object]:
    """Return what was given by the names of the fields; what is blank is not given."""
    given["format"] = given.pop("form")
    several = [name for name in given.pop("audience") or () if name.strip()]
    said = {name: value for name, value in given.items() if isinstance(value, str)}
    return {name: value for name, value in said.items() if value.strip()} | (
        {"audience": several} if several else {}
    )


def _made(found: Post, session: Session) -> str:
    """Make the file, and return its path from here."""
    from planner import blanks, today, writing

    plan, language = session.content.plan, session.own_language
    folder = plan_folder(session)
    content = blanks.text_of(plan, found, _day(session), language).encode("utf-8")
    paths = (f"{blanks.FOLDER}/{name}.md" for name in blanks.names(plan, found, language))
    with writing.writer(folder.parent, today.stamp()) as writer:
        path = next(path for path in paths if create(writer, folder, path, content))
    return shown_name(path, session)


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
    from planner.writing import Reason, Refusal

    try:
        writer.create(folder / path, folder, content)
    except Refusal as refusal:
        if refusal.reason is Reason.EXISTS:
            return False
        text = T("{file} was not made: {why}", file=path, why=refusal.why)
        raise PlannerError(text) from refusal
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
@option("--write", is_flag=True, text=T("Make the file even in CI, where otherwise none is made."))
def review(*, write: bool, options: Options) -> int:
    """Begin a review."""
    from planner import looking_back, today, writing
    from planner.schedule import Schedule

    if os.environ.get("CI") and not write:
        raise PlannerError(T("In CI no file is made: use --write if you mean it."))
    session = Session(options)
    folder = plan_folder(session)
    schedule = Schedule(session.content.plan, session.day, session.config.thresholds)
    minutes = session.content.plan.file.time_budget.review_minutes
    text = looking_back.text_of(looking_back.look_back(schedule), minutes, session.own_language)
    path = f"{looking_back.FOLDER}/{session.day}.md"
    name = shown_name(path, session)
    try:
        with writing.writer(folder.parent, today.stamp()) as pen:
            pen.create(folder / path, folder, text.encode())
    except writing.Refusal as refusal:
        if refusal.reason is writing.Reason.EXISTS:
            tell(
                T("The review of this day is begun already: {file}", file=name).to(session.language)
            )
            return CANNOT
        tell(T("{file} was not made: {why}", file=name, why=refusal.why).to(session.language))
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


def _has_editor() -> bool:
    return bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))
