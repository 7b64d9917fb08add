"""The options of the command line, and how a command is registered with those it understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from planner.cli.help import Command, Group, Option
from planner.cli.output import show
from planner.errors import PlannerError
from planner.texts import LANGUAGES, T
from planner.version import VERSION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

CLEAN, FAILED, CANNOT, INTERRUPTED = 0, 1, 2, 130


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    from planner import values

    try:
        return values.a_day(value)
    except values.BadValue:
        text = T("“{value}” is not a day; write it like 2026-06-07.", value=value)
        raise PlannerError(text) from None


_RULE = T("RULE")
COMMON: dict[str, Option] = {
    "content": Option(
        ["--content"],
        metavar=T("FOLDER"),
        text=T("The folder with the plan's files. Default: content, or what planner.toml says."),
    ),
    "today": Option(
        ["--today"],
        metavar=T("YYYY-MM-DD"),
        callback=_day,
        text=T(
            "Look at the plan as if it were this day. Default: as_of in plan.md, else the real day."
        ),
    ),
    "language": Option(
        ["--lang", "language"],
        type=click.Choice(LANGUAGES),
        text=T("English (en) or Finnish (fi). Default: the plan's language, else your computer's."),
    ),
    "format": Option(
        ["--format", "format_"],
        metavar=T("FORMAT"),
        text=T("The form of the result: text, json or another one that the command knows."),
    ),
    "output": Option(
        ["--output"],
        metavar=T("FILE"),
        text=T("Write the result to this file instead of the screen; build: to this folder."),
    ),
    "strict": Option(
        ["--strict"],
        is_flag=True,
        text=T("Let no warning pass either: it gives exit code 1 as an error does."),
    ),
    "select": Option(
        ["--select"],
        metavar=_RULE,
        multiple=True,
        text=T(
            "Look at this rule only. Name it as findings do (audience-missing or WHO101), or a whole family (WHO). May be given many times."
        ),
    ),
    "ignore": Option(
        ["--ignore"],
        metavar=_RULE,
        multiple=True,
        text=T("Leave this rule out; named as for --select. May be given many times."),
    ),
    "quiet": Option(
        ["--quiet", "-q"], is_flag=True, text=T("Print the result only, no summary and no hints.")
    ),
    "color": Option(
        ["--color"],
        type=click.Choice(["auto", "always", "never"]),
        text=T("Colours always, never, or on a screen only (auto, the default)."),
    ),
    "debug": Option(
        ["--debug"],
        is_flag=True,
        text=T("If the program itself breaks, print where, for your report of the fault."),
    ),
}
_EVERYWHERE = ("language", "quiet", "color", "debug")
_FLAGS = {name if name != "format" else "format_": name for name in COMMON}


@dataclass(frozen=True, slots=True)
class Options:
    """The global options, wherever on the line they stood."""

    content: str | None = None
    today: dt.date | None = None
    language: str | None = None
    format_: str | None = None
    output: str | None = None
    strict: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    quiet: bool = False
    color: str | None = None
    debug: bool = False


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, False, ())}


def command(
    *uses: str, text: T, codes: tuple[T, ...] = (), group: click.Group | None = None
) -> Callable[[Callable[..., int]], click.Command]:
    """Register a command, its help and the common options that mean something to it.

    The command is called with its own arguments and the :class:`Options`, and returns the
    exit code. It belongs to ``group``, or stands for itself.
    """
    understood = {*uses, *_EVERYWHERE}

    def decorate(function: Callable[..., int]) -> click.Command:
        @click.pass_context
        def run(context: click.Context, /, **values: Any) -> int:  # noqa: ANN401 - click's own signature
            before: dict[str, Any] = context.obj or {}
            for name in before:
                if _FLAGS[name] not in understood:
                    flag = "lang" if name == "language" else _FLAGS[name]
                    raise PlannerError(
                        T(
                            "--{flag} means nothing to the command {name}.",
                            flag=flag,
                            name=context.command_path.partition(" ")[2],
                        )
                    )
            own = {name: value for name, value in values.items() if name not in _FLAGS}
            said = before | _given(
                {name: value for name, value in values.items() if name in _FLAGS}
            )
            return function(options=Options(**said), **own)

        name = function.__name__.removesuffix("_command")
        params = [*reversed(getattr(function, "__click_params__", []))]
        params += [option for key, option in COMMON.items() if key in understood]
        made = Command(name, text, codes, callback=run, params=params)
        (group or main_group).add_command(made)
        return made

    return decorate


def group(name: str, *uses: str, text: T) -> Group:
    """Register a command that has commands of its own, and return it for them."""
    understood = {*uses, *_EVERYWHERE}
    params = [option for key, option in COMMON.items() if key in understood]
    made = Group(name, text, callback=_begin, invoke_without_command=True, params=params)
    main_group.add_command(made)
    return made


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click passes it
    if wanted and not context.resilient_parsing:
        show(f"planner {VERSION}\n")
        context.exit(CLEAN)


@click.pass_context
def _begin(context: click.Context, /, **values: Any) -> int:  # noqa: ANN401 - click's own signature
    if context.invoked_subcommand is None:
        show(f"{context.get_help()}\n")
        context.exit(CLEAN)
    context.obj = (context.obj or {}) | _given(values)
    return CLEAN


COMMANDS = {
    "build": "making",
    "check": "checking",
    "copy": "shifting",
    "explain": "checking",
    "export": "exporting",
    "fetch": "fetching",
    "fix": "fixing",
    "import": "importing",
    "init": "initiating",
    "move": "shifting",
    "new": "beginning",
    "pages": "making",
    "review": "beginning",
    "schema": "checking",
    "score": "scoring",
    "serve": "making",
    "show": "showing",
    "suggest": "planning",
    "todo": "showing",
    "track": "tracking",
    "undo": "fixing",
}
"""The commands, each with the module of this package that registers it."""

main_group = Group(
    "planner",
    T(
        "Social-media planning as plain text: a plan that knows what it lacks.\n\n"
        "Each command tells more about itself: planner check --help."
    ),
    modules=COMMANDS,
    callback=_begin,
    invoke_without_command=True,
    params=[
        *COMMON.values(),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            text=T("Print the version of the program and stop."),
        ),
    ],
)
