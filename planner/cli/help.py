"""The help of the command line, and what it answers to a slip, in the person's language."""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from planner.cli.output import show
from planner.cli.session import nearest_language
from planner.texts import LANGUAGES, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.texts import Sayable

_LANGUAGE = "planner.language"
_UNBROKEN = "\u2011"
"""Stands for the hyphen while lines are broken: the names of options stay whole."""
_BELOW_ZERO = re.compile(r"\A-(?=\d+\Z)")
_CANNOT = T("The command could not run; it says why.")


def asked_language(arguments: Sequence[str]) -> str:
    """Return the language of what is said before a plan is read: asked for, else the environment's."""
    asked = ""
    for argument, following in pairwise([*arguments, ""]):
        name, sign, value = argument.partition("=")
        if name == "--lang":
            asked = value if sign else following
    return asked if asked in LANGUAGES else nearest_language()


def _said(text: Sayable, context: click.Context) -> str:
    return text.to(context.meta[_LANGUAGE])


class Misfit(click.UsageError):
    """Something on the line that does not fit, in our own words."""

    def __init__(self, text: T, context: click.Context) -> None:
        """Keep the sentence for the person."""
        super().__init__(text.msgid, context)
        self.text = text


class Parameter(click.Parameter):
    """Something to be given on the line; what stands for its value is a text, too."""

    def __init__(self, *names: Any, metavar: Sayable | None = None, **facts: Any) -> None:  # noqa: ANN401 - click's own signature
        """Keep the text."""
        super().__init__(*names, **facts)
        self.placeholder = metavar

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value."""
        return _said(self.placeholder, ctx) if self.placeholder else super().make_metavar(ctx)

    def spelt(self, context: click.Context) -> str:
        """Return how it is given on the line."""
        return self.make_metavar(context)


class Argument(Parameter, click.Argument):
    """An argument, whose ``metavar`` is a text; where it is ``signed``, it may begin with a minus."""

    def __init__(self, *names: Any, signed: bool = False, **facts: Any) -> None:  # noqa: ANN401 - click's own signature
        """Keep whether a number below zero is a value of it, and no option."""
        super().__init__(*names, **facts)
        self.signed = signed


class Option(Parameter, click.Option):
    """An option, whose ``metavar`` and ``text``, its help, are texts."""

    def __init__(self, names: Sequence[str], *, text: T, **facts: Any) -> None:  # noqa: ANN401 - click's own signature
        """Keep the text."""
        super().__init__(names, help=text.msgid, **facts)
        self.text = text

    def spelt(self, context: click.Context) -> str:
        """Return its names, with what stands for the value."""
        names = ", ".join(sorted(self.opts, key=len))
        return names if self.is_flag else f"{names} {self.make_metavar(context)}"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return its line in the help."""
        return self.spelt(ctx), _said(self.text, ctx)

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:  # noqa: ANN401 - click's own signature
        """Return the value as the program wants it.

        Raises:
            Misfit: If it cannot be one.
        """
        try:
            return super().type_cast_value(ctx, value)
        except click.BadParameter as error:
            raise Misfit(self._unfit(value), ctx) from error

    def _unfit(self, value: object) -> T:
        option = max(self.opts, key=len)
        match self.type:
            case click.Choice(choices=choices):
                return T(
                    "{option} can be one of {choices}, not “{value}”.",
                    option=option,
                    choices=choices,
                    value=value,
                )
            case click.IntRange(min=int(least), max=int(most)):
                return T(
                    "{option} takes a whole number from {least} to {most}, not “{value}”.",
                    option=option,
                    least=str(least),
                    most=str(most),
                    value=value,
                )
            case click.IntRange(min=least):
                return T(
                    "{option} takes a whole number, {least} or more, not “{value}”.",
                    option=option,
                    least=least,
                    value=value,
                )
        return T("{option} cannot be “{value}”.", option=option, value=value)


argument, option = partial(click.argument, cls=Argument), partial(click.option, cls=Option)


class Command(click.Command):
    """A command with its help: ``text``, whose first paragraph is its line in the list of commands."""

    def __init__(self, name: str, text: T, codes: Sequence[T] = (), **facts: Any) -> None:  # noqa: ANN401 - click's own signature
        """Keep the texts.

        Args:
            name: What it is called.
            text: What it does.
            codes: What its exit codes 0 and 1 mean, where that is worth telling.
            facts: Whatever else click wants to know.
        """
        super().__init__(name, help=text.msgid, add_help_option=False, **facts)
        self.text = text
        self.codes = (*codes, _CANNOT) if codes else ()
        self.params.append(_HELP)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what stands on the line.

        Raises:
            Misfit: If there is more than the command has use for.
        """
        ctx.meta.setdefault(_LANGUAGE, asked_language(args))
        ctx.allow_extra_args = True
        if any(isinstance(param, Argument) and param.signed for param in self.params):
            args = [_BELOW_ZERO.sub("\N{MINUS SIGN}", it) for it in args]
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if left and not isinstance(self, click.Group):
            text = T("{command} has no use for “{word}”.", command=ctx.command_path, word=left[0])
            raise Misfit(text, ctx)
        return left

    def get_help(self, ctx: click.Context) -> str:
        """Return the whole help."""
        return super().get_help(ctx).replace(_UNBROKEN, "-")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help."""
        usage = _said(T("Usage"), ctx)
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, f"{usage}: ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_said(self.text, ctx).replace("-", _UNBROKEN))
        for title, rows in self.tables(ctx):
            with formatter.section(_said(title, ctx)):
                formatter.write_dl([(name, row.replace("-", _UNBROKEN)) for name, row in rows])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name of the command on the line."""
        pieces = [piece for param in self.params for piece in param.get_usage_pieces(ctx)]
        return [_said(T("[OPTION]..."), ctx), *pieces]

    def tables(self, context: click.Context) -> Iterator[tuple[T, Sequence[tuple[str, str]]]]:
        """Yield the headings of the help with their rows."""
        options = [param for param in self.params if isinstance(param, Option)]
        yield T("Options"), [option.get_help_record(context) for option in options]
        if self.codes:
            codes = [(str(code), _said(text, context)) for code, text in enumerate(self.codes)]
            yield T("Exit codes"), codes


class Group(Command, click.Group):
    """Commands together; those named in ``modules`` are imported when somebody asks for them."""

    def __init__(
        self,
        name: str,
        text: T,
        codes: Sequence[T] = (),
        modules: Mapping[str, str] | None = None,
        **facts: Any,  # noqa: ANN401 - click's own signature
    ) -> None:
        """Keep which module of this package registers which command."""
        super().__init__(name, text, codes, **facts)
        self.modules = modules or {}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; when there is none of this name, all are there to find a near one."""
        if cmd_name not in self.commands:
            module = self.modules.get(cmd_name)
            for needed in [module] if module else dict.fromkeys(self.modules.values()):
                import_module(f"planner.cli.{needed}")
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Return the names of the commands."""
        return sorted({*self.modules, *self.commands})

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name of the program on the line."""
        return [*super().collect_usage_pieces(ctx), _said(T("COMMAND ..."), ctx)]

    def tables(self, context: click.Context) -> Iterator[tuple[T, Sequence[tuple[str, str]]]]:
        """Yield the commands, a line each, then the options."""
        texts = {
            name: command.text
            for name in self.list_commands(context)
            if isinstance(command := self.get_command(context, name), Command)
        }
        rows = [(name, _said(text, context).split("\n")[0]) for name, text in texts.items()]
        yield T("Commands"), rows
        yield from super().tables(context)


def _show_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click passes it
    if wanted and not context.resilient_parsing:
        show(f"{context.get_help()}\n")
        context.exit()


_HELP = Option(
    ["-h", "--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_help,
    text=T("Print this help and stop."),
)


def complaint(error: click.ClickException, language: str) -> str:
    """Say in a sentence what does not fit, and on a line of its own where the help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "planner"
    near = (getattr(error, "possibilities", None) or [])[:1]
    texts = _sentence(error, command), *(T("Did you mean “{near}”?", near=name) for name in near)
    hint = T("Help: {command} --help", command=command)
    return f"{' '.join(text.to(language) for text in texts)}\n{hint.to(language)}"


def _sentence(error: click.ClickException, command: str) -> T:
    match error:
        case Misfit():
            return error.text
        case click.NoSuchCommand():
            return T("There is no command “{name}”.", name=error.command_name)
        case click.NoSuchOption():
            return T("{command} has no option {name}.", command=command, name=error.option_name)
        case click.BadOptionUsage(ctx=click.Context() as context):
            return _half_said(error.option_name, context)
        case click.MissingParameter(param=Parameter() as missing, ctx=click.Context() as context):
            return T("{command} needs {what} too.", command=command, what=missing.spelt(context))
    return T("The command cannot be understood: {reason}", reason=error.format_message())


def _half_said(name: str, context: click.Context) -> T:
    """Say of an option that it has a value too many or lacks one."""
    for option in context.command.params:
        if isinstance(option, Option) and name in option.opts and not option.is_flag:
            return T("{option} needs its value: {form}", option=name, form=option.spelt(context))
    return T("{option} takes no value: write it alone.", option=name)
