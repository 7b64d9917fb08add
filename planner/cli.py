"""The command line: the only place that prints, and the only one that ends the program."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.errors import PlannerError
from planner.texts import LANGUAGES, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from typing import NoReturn, TextIO

    from planner.checker import Report
    from planner.config import Config
    from planner.loader import Content
    from planner.model import PlanFile

CLEAN, FAILED, CANNOT, INTERRUPTED = 0, 1, 2, 130


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    from planner import values

    if value is None:
        return None
    try:
        return values.a_day(value)
    except values.BadValue:
        text = T("“{value}” is not a day; write it like 2026-06-07.", value=value)
        raise PlannerError(text) from None


def _option(*names: str, **facts: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's own signature
    return click.option(*names, **facts)


_GLOBAL: dict[str, Callable[[Any], Any]] = {
    "content": _option("--content", metavar="DIR", help="The content folder. Default: content."),
    "today": _option(
        "--today", metavar="YYYY-MM-DD", callback=_day, help="Judge the plan on this day."
    ),
    "language": _option(
        "--lang", "language", type=click.Choice(LANGUAGES), help="The language of the texts."
    ),
    "format": _option("--format", "format_", metavar="FORMAT", help="The form of the output."),
    "output": _option(
        "--output", metavar="FILE", help="Write the result here instead of printing it."
    ),
    "strict": _option("--strict", is_flag=True, help="Warnings fail too."),
    "select": _option(
        "--select",
        metavar="RULE",
        multiple=True,
        help="Only these rules (slug, code or its letters).",
    ),
    "ignore": _option("--ignore", metavar="RULE", multiple=True, help="Not these rules."),
    "quiet": _option("--quiet", "-q", is_flag=True, help="Print results only."),
    "color": _option(
        "--color", type=click.Choice(["auto", "always", "never"]), help="Colours in the output."
    ),
    "debug": _option("--debug", is_flag=True, help="Show the trace of an internal error."),
}
_EVERYWHERE = ("quiet", "color", "debug")
_FLAGS = {name if name != "format" else "format_": name for name in _GLOBAL}


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


def _with_options(names: Iterable[str]) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:  # noqa: ANN401 - click's own signature
        for name in reversed(tuple(names)):
            function = _GLOBAL[name](function)
        return function

    return decorate


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, False, ())}


def command(*uses: str) -> Callable[[Callable[..., int]], click.Command]:
    """Register a command with the global options that mean something to it.

    The command is called with its own arguments and the :class:`Options`, and returns the
    exit code.
    """
    understood = {*uses, *_EVERYWHERE}

    def decorate(function: Callable[..., int]) -> click.Command:
        @click.pass_context
        def run(context: click.Context, /, **values: Any) -> int:  # noqa: ANN401 - click's own signature
            before: dict[str, Any] = context.obj or {}
            for name in before:
                if _FLAGS[name] not in understood:
                    flag = "lang" if name == "language" else _FLAGS[name]
                    text = T(
                        "--{flag} means nothing to the command {name}.",
                        flag=flag,
                        name=context.info_name or "",
                    )
                    raise PlannerError(text)
            own = {name: value for name, value in values.items() if name not in _FLAGS}
            said = before | _given(
                {name: value for name, value in values.items() if name in _FLAGS}
            )
            return function(options=Options(**said), **own)

        run.__doc__ = function.__doc__
        run.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
        name = function.__name__.removesuffix("_command")
        return main_group.command(name)(
            _with_options(key for key in _GLOBAL if key in understood)(run)
        )

    return decorate


@click.group(
    "planner", invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--version", is_flag=True, is_eager=True, help="Print the version and stop.")
@_with_options(_GLOBAL)
@click.pass_context
def main_group(context: click.Context, /, *, version: bool, **values: Any) -> int:  # noqa: ANN401 - click's own signature
    """Social-media planning as plain text: a plan that knows what it lacks."""
    if version:
        from importlib.metadata import version as installed

        _print(f"planner {installed('planner-site')}\n")
        context.exit(CLEAN)
    if context.invoked_subcommand is None:
        _print(context.get_help() + "\n")
        context.exit(CLEAN)
    context.obj = _given(values)
    return CLEAN


# Commands


@command("content", "today", "language", "format", "output", "strict", "select", "ignore")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def check(paths: tuple[str, ...], options: Options) -> int:
    """Find what the plan lacks: every finding, with its place and its cure.

    Exit code 1 if something must be mended (with --strict also for remarks). With PATHs
    the whole plan is read and only findings in those files and folders are reported.
    """
    from planner import checker

    session = _Session(options)
    form = _form(
        options,
        ("text", "json", "github"),
        "github" if os.environ.get("GITHUB_ACTIONS") else "text",
    )
    report = checker.check(session.content, session.day, session.config)
    report = checker.moved(_below(report, paths, session.folder), _seen_from_here(session.folder))
    _report(report, form, session)
    if report.broken:
        return CANNOT
    return FAILED if report.fails(strict=options.strict) else CLEAN


@command("content", "today", "language", "format", "output")
def score(options: Options) -> int:
    """Judge the plan by the eight conditions; the whole is as good as the weakest."""
    from planner import formats, scorecard
    from planner.schedule import Schedule

    session = _Session(options)
    form = _form(options, ("text", "json"), "text")
    card = scorecard.score(Schedule(session.content.plan, session.day, session.config.thresholds))
    if form == "json":
        _result(formats.json_score(card) + "\n", options)
    else:
        paint = _painter(options)
        _result(formats.joined(formats.score_lines(card, session.language, paint)), options)
    return CLEAN


@command("content", "today", "language", "output", "strict")
@click.option(
    "--config-file",
    "-f",
    "mkdocs_yml",
    metavar="FILE",
    help="Where the look is taken from. Default: mkdocs.yml.",
)
def build(mkdocs_yml: str | None, options: Options) -> int:
    """Build the site that a team browses.

    In the plan's language, and in each further one of plan.md's site_languages; --lang
    builds that one alone. --output names another folder than the site_dir of mkdocs.yml.
    """
    from planner import building, checker

    session = _Session(options)
    look = Path(mkdocs_yml) if mkdocs_yml else session.root / "mkdocs.yml"
    if options.strict:
        report = checker.check(session.content, session.day, session.config)
        if report.fails(strict=True):
            _report(checker.moved(report, _seen_from_here(session.folder)), "text", session)
            session.say(T("The site was not built."))
            return CANNOT if report.broken else FAILED
    target = Path(options.output) if options.output else building.target_of(look)
    languages = (options.language,) if options.language else ()
    building.build(
        session.content,
        target,
        session.day,
        languages=languages,
        config=session.config,
        mkdocs_yml=look,
    )
    index = (target / "index.html").resolve()
    session.say(T("The site is ready. Open this file in your browser:"))
    session.say(T("  {path}", path=_Plain(str(index))))
    session.say(T("  {uri}", uri=_Plain(index.as_uri())))
    return CLEAN


@command("language")
@click.argument("rule", required=False)
@click.option("--all", "everything", is_flag=True, help="Every rule.")
def explain(rule: str | None, everything: bool, options: Options) -> int:  # noqa: FBT001 - click passes it
    """Print the manual page of a RULE, by its slug or code."""
    from planner import manual
    from planner.checker import chosen
    from planner.rules import RULES

    if not (rule or everything):
        raise PlannerError(T("Name a rule, such as audience-missing, or --all."))
    language = options.language or _language_here()
    wanted = set(RULES) if everything else chosen([rule or ""])
    written = manual.slugs()
    pages = [
        manual.sheet(found, language)
        for found in RULES
        if found in wanted and found.slug in written
    ]
    _print("\n".join(pages))
    return CLEAN


# What commands have in common


class _Session:
    """A plan's folder with its settings, as the options name them."""

    def __init__(self, options: Options) -> None:
        from planner import config, loader, today

        self.options = options
        given = Path(options.content) if options.content else None
        self.root = Path(os.path.realpath(given)).parent if given else Path()
        self.config: Config = config.load(self.root / config.NAME)
        self._chosen_rules(options)
        self.folder = given or self.root / self.config.content
        # Thousands of small objects come to stay here; looking them over finds no garbage.
        gc.disable()
        self.content: Content = loader.load(self.folder)
        gc.enable()
        self.day = today.check_day(self.content.plan, options.today)

    def _chosen_rules(self, options: Options) -> None:
        from dataclasses import replace

        self.config = replace(
            self.config,
            select=_names(options.select) or self.config.select,
            ignore=(*self.config.ignore, *_names(options.ignore)),
        )

    @property
    def language(self) -> str:
        """The language of the texts: asked for, else the plan's, the settings', the environment's."""
        return self.options.language or _language_of(self.content.plan.file, self.config)

    def say(self, text: T) -> None:
        """Tell the person something that is not a result."""
        if not self.options.quiet:
            _tell(text.to(self.language))


class _Plain:
    """A text that is printed as it is, however long."""

    def __init__(self, text: str) -> None:
        self.text = text

    def to(self, _: str) -> str:
        return self.text


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for text in given for name in text.split(",") if name.strip())


def _language_here() -> str:
    """Return the language of the plan in this folder, else of the settings or the environment."""
    from planner import config, loader

    settings = config.load(Path(config.NAME))
    return _language_of(loader.plan_file(Path(settings.content)), settings)


def _language_of(file: PlanFile, config: Config) -> str:
    own = file.language if "language" in file.model_fields_set else None
    return own or config.language or _environment_language()


def _environment_language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fi" if value.lower().startswith("fi") else "en"
    return "en"


def _form(options: Options, known: tuple[str, ...], default: str) -> str:
    form = options.format_ or default
    if form not in known:
        raise PlannerError(
            T("--format can be one of {choices}, not {form}.", choices=known, form=form)
        )
    return form


def _below(report: Report, paths: tuple[str, ...], folder: Path) -> Report:
    """Keep the findings in the named files and folders."""
    if not paths:
        return report
    from dataclasses import replace

    wanted = []
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - Path raises for a name that is too long
            raise PlannerError(T("There is no file or folder {path}.", path=path))
        wanted.append(Path(path).resolve())
    root = folder.resolve()
    kept = tuple(
        found
        for found in report.diagnostics
        if any((root / found.path).is_relative_to(path) for path in wanted)
    )
    return replace(report, diagnostics=kept)


def _seen_from_here(folder: Path) -> str:
    try:
        relative = os.path.relpath(folder)
    except ValueError:  # another drive
        relative = str(folder.resolve())
    return Path(relative).as_posix() if relative != "." else ""


def _report(report: Report, form: str, session: _Session) -> None:
    from planner import formats

    options, language = session.options, session.language
    if form == "json":
        _result(formats.json_report(report, language) + "\n", options)
    elif form == "github":
        _result(formats.joined(formats.github(report, language)), options)
    elif not options.output and sys.stdout.isatty():
        _result(formats.joined(formats.excerpts(report, language, _painter(options))), options)
    else:
        _result(formats.joined(formats.lines(report, language)), options)
    if form == "text" and not options.quiet:
        _tell(formats.summary(report, language))
    if options.debug:
        for trace in report.traces:
            _tell(trace)


def _painter(options: Options) -> Callable[[str, str], str]:
    when = options.color or "auto"
    wanted = when == "always" or (
        when == "auto"
        and not options.output
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
    )
    return (
        (lambda text, colour: f"\x1b[{colour}m{text}\x1b[0m") if wanted else (lambda text, _: text)
    )


def _result(text: str, options: Options) -> None:
    if not options.output:
        _print(text)
        return
    try:
        Path(options.output).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or "?"
        raise PlannerError(
            T("{file} cannot be written: {reason}", file=options.output, reason=reason)
        ) from error


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        reason = error.strerror or "?"
        raise PlannerError(T("The result cannot be printed: {reason}", reason=reason)) from error


def _tell(text: str) -> None:
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Send what is still to come nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def main() -> NoReturn:
    """Run the command line and end the program with its exit code."""
    # Looking for plugins of pydantic takes longer than reading forty posts.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
    # A stream that the caller closed is None.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _silence(stream)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run a command.

    Returns:
        0 clean, 1 findings that fail, 2 could not run, 130 interrupted.
    """
    try:
        code = main_group.main(arguments, prog_name="planner", standalone_mode=False)
        return code if isinstance(code, int) else CLEAN
    except (click.exceptions.Exit, SystemExit) as stop:
        # SystemExit comes from click when nobody reads its help to the end.
        return getattr(stop, "exit_code", CLEAN)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        with suppress(OSError):
            error.show(sys.stderr)
        return CANNOT
    except PlannerError as error:
        _tell(error.text.to(_asked_language(arguments)))
        return CANNOT
    except Exception as error:  # noqa: BLE001 - the person gets a sentence, never a trace
        return _internal_error(error, arguments)


def _asked_language(arguments: list[str]) -> str:
    for number, argument in enumerate(arguments):
        value = argument.partition("=")[2] or "".join(arguments[number + 1 : number + 2])
        if argument.startswith("--lang") and value in LANGUAGES:
            return value
    return _environment_language()


def _internal_error(error: Exception, arguments: list[str]) -> int:
    text = T(
        "Internal error: {error}. This is a fault of the program; please report it with the output of --debug.",
        error=f"{type(error).__name__}: {error}",
    )
    _tell(text.to(_asked_language(arguments)))
    if "--debug" in arguments:
        _tell(traceback.format_exc())
    return CANNOT
