"""The command that puts the plan into a form for other programs: export."""

from __future__ import annotations

import csv
import shlex
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

import click

from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import deliver, on_terminal, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.exporters import EXPORTS, Refused
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.cli.options import Options
    from planner.exporters import Form
    from planner.exporters.orders import Order
    from planner.model import Plan

_LONGEST_REMINDER = 7 * 24 * 60
_LONGEST_HEADER = 64 * 1024
_LARGEST_TABLE = 20 << 20


class _Forms:
    """The forms, a line each."""

    def to(self, language: str) -> str:
        """Return the lines; the first sign keeps the help from joining them."""
        room = max(map(len, EXPORTS))
        lines = (f"{name:{room}}  {form.about.to(language)}" for name, form in EXPORTS.items())
        return "\b\n" + "\n".join(lines)


@command(
    *("content", "today", "output"),
    text=T(
        "Put the plan into a form that other programs read.\n\n"
        "{forms}\n\n"
        "What is ready or further goes along. It goes to the screen, or into the file that --output names. What cannot go along is said, post by post.",
        forms=_Forms(),
    ),
)
@argument("form", metavar=T("FORM"))
@option(
    "--channel", metavar=T("ID"), text=T("Only what goes out on this channel, by its id or title.")
)
@option(
    "--person", metavar=T("ROLE"), text=T("Only what this person does, by a role of plan.md.")
)  # fmt: skip
@option(
    "--campaign", metavar=T("ID"), text=T("Only what belongs to this campaign, by its id or title.")
)
@option("--drafts", is_flag=True, text=T("Take along drafts too, and ideas that have a day."))
@option(
    "--remind",
    type=click.IntRange(0, _LONGEST_REMINDER),
    metavar=T("MINUTES"),
    text=T(
        "ics: remind so many minutes before a post goes out; 0 for never. Default: 30 with --person, else never."
    ),
)
@option(
    "--header",
    metavar=T("FILE"),
    text=T(
        "metricool, socialbee: a file whose first line has the columns as the service has them now."
    ),
)
def export(form: str, *, options: Options, **asked: Any) -> int:  # noqa: ANN401 - click passes the options by name
    """Put the plan into a form that other programs read."""
    chosen = _form(form, asked)
    session = Session(options)
    try:
        made = chosen.make(_order(session, asked))
        deliver(made.content, options)
    except Refused as refused:
        for fault in (*refused.faults, refused.text):
            tell(fault.to(session.language))
        return FAILED
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    for note in made.notes:
        session.say(note)
    unread = len(session.content.plan.unread)
    if unread:
        session.say(
            N(
                "{n} file cannot be read; planner check says why.",
                "{n} files cannot be read; planner check says why.",
                unread,
            )
        )
    if on_terminal(options):
        given = "".join(
            f" --{flag}" if value is True else f" --{flag} {shlex.quote(str(value))}"
            for flag, value in asked.items()
            if value not in (None, False)
        )
        name = f"planner export {form}{given} --output plan{chosen.suffix}"
        session.say(T("Into a file: {command}", command=name))
    return CLEAN


def _form(name: str, asked: Mapping[str, Any]) -> Form:
    """Return the form that is meant, once each option that was given means something to it."""
    from planner.guesses import nearest

    chosen = EXPORTS.get(name.lower())
    if not chosen:
        near = nearest(name.lower(), EXPORTS)
        raise PlannerError(
            T("There is no form “{name}”. Did you mean “{near}”?", name=name, near=near)
            if near
            else T("There is no form “{name}”; choose {choices}.", name=name, choices=[*EXPORTS])
        )
    for flag, value in asked.items():
        if value not in (None, False) and flag not in chosen.understands:
            raise PlannerError(
                T("--{flag} means nothing to the form {name}.", flag=flag, name=name)
            )
    return chosen


def _order(session: Session, asked: Mapping[str, Any]) -> Order:
    """Return what is wanted, with the plan's own ids.

    Raises:
        PlannerError: If the plan does not have something that was named.
    """
    from planner.agenda import roles
    from planner.exporters.ics import REMINDER
    from planner.exporters.orders import Order

    plan = session.content.plan
    order = Order(plan, session.day, session.language, drafts=asked["drafts"])
    titles = {name: order.role_title(name) for name in roles(plan)}
    person = _meant("person", "role", asked["person"], titles)
    default = REMINDER if person else 0
    return Order(
        plan,
        session.day,
        session.language,
        channel=_of(plan, "channel", asked),
        person=person,
        campaign=_of(plan, "campaign", asked),
        drafts=asked["drafts"],
        remind=default if asked["remind"] is None else asked["remind"],
        header=_header(asked["header"]) if asked["header"] else (),
    )


def _header(file: str) -> tuple[str, ...]:
    """Return the columns that the first line of a file names.

    Raises:
        PlannerError: If there is no such file, or no columns in it.
    """
    from planner import reader
    from planner.diagnostics import Kind, Subject

    try:
        content = reader.read_bytes(file, Subject(Kind.FIGURES), _LARGEST_TABLE)
        line = content[:_LONGEST_HEADER].removeprefix(BOM_UTF8).lstrip().splitlines()[0].decode()
        cells = next(
            csv.reader(
                [line], delimiter=";" if line.count(";") > line.count(",") else ",", strict=True
            )
        )
    except (reader.Refused, ValueError, IndexError, csv.Error):
        raise PlannerError(
            T(
                "--header: there is no line of columns in {file}; save it as CSV in UTF-8.",
                file=file,
            )
        ) from None
    return tuple(cell.strip() for cell in cells)


def _of(plan: Plan, kind: str, asked: Mapping[str, Any]) -> str:
    known: Mapping[str, Any] = getattr(plan, f"{kind}s")
    return _meant(kind, kind, asked[kind], {name: it.title for name, it in known.items()})


def _meant(option: str, kind: str, text: str | None, titles: Mapping[str, str]) -> str:
    """Return the id of what somebody means by its id or by what it is called; nothing for nothing."""
    from planner.diagnostics import Kind, Subject
    from planner.references import unknown
    from planner.values import normal

    if text is None:
        return ""
    wanted = normal(text)
    if wanted in titles:
        return wanted
    for name, title in titles.items():
        if normal(title) == wanted:
            return name
    found = unknown(Subject(Kind.POST, ""), kind, text, titles, (kind,))
    raise PlannerError(
        T("--{option}: {message}. {help}", option=option, message=found.message, help=found.help)
    )
