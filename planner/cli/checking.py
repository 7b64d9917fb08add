"""Commands that look at the plan: check, explain."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.beside import finish
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import (
    internal_error,
    on_terminal,
    painter,
    result,
    show,
    tell,
)
from planner.cli.session import Session, forget, language_here
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.checker import Report
    from planner.cli.options import Options

_MOST_STALE = 10
_GREEN = "32"


@command(
    *("content", "today", "format", "output", "strict", "select", "ignore"),
    text=T(
        "Find what the plan lacks, and what to do about it.\n\n"
        "Each finding is printed with its place and one thing to do. PATH is a file or a folder: only what is found there is printed, though the whole plan is read.\n\n"
        "--format is text, json, github, gitlab, sarif or junit; with --statistics text or json."
    ),
    codes=(
        T("No errors, and no more warnings than you let pass."),
        T("Errors, or more warnings than you let pass: see --strict and --max-warnings."),
    ),
)
@argument("paths", nargs=-1, metavar=T("[PATH]..."))
@option(
    "--max-warnings",
    type=click.IntRange(min=0),
    metavar=T("NUMBER"),
    text=T("Let at most this many warnings pass. Default: any number."),
)
@option(
    "--statistics",
    is_flag=True,
    text=T("Count the findings of each rule instead of printing each one."),
)
@option(
    "--write-baseline",
    is_flag=True,
    text=T("Note all present findings as known (.planner-baseline.json): only new ones count."),
)
@option(
    "--prune-baseline",
    is_flag=True,
    text=T("Take out of the known findings those that have been mended."),
)
@option(
    "--watch",
    is_flag=True,
    text=T("Go on, and tell at each change of a file what is mended and what is new."),
)
def check(
    paths: tuple[str, ...],
    max_warnings: int | None,
    statistics: bool,  # noqa: FBT001 - click passes it
    write_baseline: bool,  # noqa: FBT001 - click passes it
    prune_baseline: bool,  # noqa: FBT001 - click passes it
    watch: bool,  # noqa: FBT001 - click passes it
    options: Options,
) -> int:
    """Print what the plan lacks."""
    if watch:
        if options.format_ or options.output or statistics or write_baseline or prune_baseline:
            raise PlannerError(
                T(
                    "--watch is for the screen: leave out --format, --output and what counts or notes."
                )
            )
        Watch(paths, options).follow(threading.Event().wait)
    session = Session(options)
    form = _form(options, statistics=statistics)
    report = _whole(session)
    if write_baseline or prune_baseline:
        if write_baseline and prune_baseline:
            raise PlannerError(T("--write-baseline and --prune-baseline: choose one of them."))
        if paths or options.select or options.ignore:
            raise PlannerError(T("A baseline holds the whole plan: name no PATH and no rules."))
        if statistics or options.format_ or options.output:
            raise PlannerError(
                T("Writing a baseline prints no findings, so their form means nothing.")
            )
        return _keep(session, report, prune=prune_baseline)
    report = _asked_for(report, paths, session)
    if statistics:
        _statistics(report, form, session)
    else:
        print_report(report, form, session)
    if report.broken:
        return CANNOT
    return FAILED if report.fails(strict=options.strict, max_warnings=max_warnings) else CLEAN


def _whole(session: Session) -> Report:
    from planner import checker

    return checker.check(session.content, session.day, session.config)


def _asked_for(report: Report, paths: tuple[str, ...], session: Session) -> Report:
    """Leave out what is known or lies elsewhere; paths are then as they are seen from here."""
    from planner import checker

    report = _without_known(session, report)
    report = checker.within(report, chosen_paths(paths, session.folder))
    return checker.moved(report, seen_from_here(session.folder))


class Watch:
    """The findings of a plan: all of them first, then what each change mends and brings."""

    def __init__(self, paths: tuple[str, ...], options: Options) -> None:
        """Read the plan; only findings below ``paths`` will be told, if any are named.

        Raises:
            PlannerError: If there is no plan, or the settings cannot be used.
        """
        self.paths = paths
        self.options = options
        self.session = Session(options)
        self.report: Report | None = None

    def follow(self, wait: Callable[[float], object]) -> None:
        """Check at every change, for ever.

        Args:
            wait: Lets so many seconds pass; what it raises ends it all.

        Raises:
            PlannerError: If the plan cannot be checked at first; later that is told only.
        """
        from planner import watching

        for _ in watching.changes(self._state, wait):
            if self.report:
                self._look_again(self.report)
            else:
                self.session = Session(self.options)  # as it is now that changes are noticed
                self.report = _asked_for(_whole(self.session), self.paths, self.session)
                print_report(self.report, "text", self.session)
                self.session.say(T("Each change of a file is checked now. Ctrl-C ends it."))
                finish()

    def _state(self) -> object:
        """Return what the findings depend on: the files, and the day."""
        from planner import baseline, config, today, watching

        root = self.session.root
        files = watching.state_of(self.session.folder, (root / config.NAME, root / baseline.NAME))
        return files, today.check_day(self.session.content.plan, self.options.today)

    def _look_again(self, before: Report) -> None:
        try:
            self.session = Session(self.options, self.session.content)
            self.report = _asked_for(_whole(self.session), self.paths, self.session)
        except PlannerError as error:
            self.session.say(error.text)
        except Exception as error:  # noqa: BLE001 - the next edit may mend it
            self.session.say(internal_error(error))
        else:
            self._tell(before, self.report)
            forget()

    def _tell(self, before: Report, after: Report) -> None:
        from planner import checker
        from planner.formats import shown_path, summary

        paint, language = painter(self.options), self.session.language
        new, gone = checker.changes(before, after)
        for found in gone:
            text = T(
                "mended: {path}: {message}", path=shown_path(found.path), message=found.message
            )
            show(f"{paint(text.to(language), _GREEN)}\n")
        show(_printed(replace(after, diagnostics=new), "text", self.session))
        if not self.options.quiet:
            tell(summary(after, language))


def _form(options: Options, *, statistics: bool) -> str:
    from planner import formats

    known = ("text", "json") if statistics else tuple(formats.REPORTS)
    default = "github" if os.environ.get("GITHUB_ACTIONS") and not statistics else "text"
    return chosen_form(options, known, default)


def chosen_form(options: Options, known: tuple[str, ...], default: str) -> str:
    """Return the form of the output that was asked for.

    Raises:
        PlannerError: If the command has no such form.
    """
    form = options.format_ or default
    if form not in known:
        raise PlannerError(
            T("--format can be one of {choices}, not {form}.", choices=known, form=form)
        )
    return form


def _keep(session: Session, report: Report, *, prune: bool) -> int:
    """Write the baseline anew, or take out of it what is no longer found."""
    from planner import baseline, today

    path = session.root / baseline.NAME
    found = baseline.of(report)
    if prune:
        found = baseline.read(path).pruned(found, session.config)
    baseline.write(path, found, today.stamp())
    session.say(
        N(
            "{n} finding is known from now on: {file}.",
            "{n} findings are known from now on: {file}.",
            found.total,
            file=str(path),
        )
    )
    return CANNOT if report.broken else CLEAN


def _without_known(session: Session, report: Report) -> Report:
    """Leave out what the baseline knows, and say which of its entries can go."""
    from planner import baseline

    known = baseline.read(session.root / baseline.NAME)
    if not known.counts:
        return report
    report, stale = known.applied(report, session.config)
    if stale:
        session.say(
            N(
                "{n} entry of {file} is not needed any more; planner check --prune-baseline takes it out:",
                "{n} entries of {file} are not needed any more; planner check --prune-baseline takes them out:",
                len(stale),
                file=baseline.NAME,
            )
        )
        for entry in stale[:_MOST_STALE]:
            session.say(
                T(
                    "  {path}: {rule}, {known} known, {found} found",
                    path=entry.path,
                    rule=entry.slug,
                    known=entry.known,
                    found=entry.found,
                )
            )
    return report


def chosen_paths(paths: tuple[str, ...], folder: Path) -> Callable[[str], bool]:
    """Return whether a file, by its path below the content folder, is one of those named.

    Raises:
        PlannerError: If a path is not there, or not in the content folder.
    """
    if not paths:
        return lambda _: True
    root = folder.resolve()
    wanted = []
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - Path raises for a name that is too long
            raise PlannerError(T("There is no file or folder {path}.", path=path))
        wanted.append(Path(path).resolve())
        if not (wanted[-1].is_relative_to(root) or root.is_relative_to(wanted[-1])):
            raise PlannerError(
                T("{path} is not in the content folder {folder}.", path=path, folder=str(folder))
            )
    return lambda found: any((root / found).is_relative_to(path) for path in wanted)


def seen_from_here(folder: Path) -> str:
    """Return a folder's path from the current one, with ``/``; nothing for the current one."""
    try:
        relative = os.path.relpath(folder)
    except ValueError:  # another drive
        relative = str(folder.resolve())
    return Path(relative).as_posix() if relative != "." else ""


def print_report(report: Report, form: str, session: Session) -> None:
    """Print what a check found, in one of the forms of :data:`planner.formats.REPORTS`."""
    from planner import formats

    options, language = session.options, session.language
    result(_printed(report, form, session), options)
    if form == "text" and not options.quiet:
        tell(formats.summary(report, language))
    if options.debug:
        for trace in report.traces:
            tell(trace)


def _printed(report: Report, form: str, session: Session) -> str:
    """Return the findings in a form; with their lines where a person reads them."""
    from planner import formats

    if form == "text" and on_terminal(session.options):
        paint = painter(session.options)
        return formats.joined(formats.excerpts(report, session.language, paint))
    return formats.REPORTS[form](report, session.language)


def _statistics(report: Report, form: str, session: Session) -> None:
    from planner import formats

    result(formats.STATISTICS[form](report, session.language), session.options)
    if form == "text" and not session.options.quiet:
        tell(formats.summary(report, session.language))


@command(
    text=T(
        "Explain a rule: what it means, why it matters and how to mend the plan.\n\n"
        "RULE is the name or the code that a finding shows: audience-missing or WHO101."
    ),
)
@argument("rule", required=False, metavar=T("[RULE]"))
@option("--all", "everything", is_flag=True, text=T("Explain every rule."))
def explain(rule: str | None, everything: bool, options: Options) -> int:  # noqa: FBT001 - click passes it
    """Print the manual page of a rule, by its slug or code."""
    from planner import manual
    from planner.checker import chosen
    from planner.rules import RULES

    if not (rule or everything):
        raise PlannerError(T("Name a rule, such as audience-missing, or --all."))
    language = options.language or language_here()
    wanted = set(RULES) if everything else chosen([rule or ""])
    written = manual.slugs()
    pages = [
        manual.sheet(found, language)
        for found in RULES
        if found in wanted and found.slug in written
    ]
    show("\n".join(pages))
    return CLEAN


@command(
    *("content", "output"),
    text=T(
        "Print the JSON Schema of the plan's files, for editors.\n\n"
        "KIND is a kind of file, such as post; without it all kinds are printed. The plan's own words are known in it, where there is a plan. The kind export is what planner export json prints."
    ),
)
@argument("kind", required=False, metavar=T("[KIND]"))
def schema(kind: str | None, options: Options) -> int:
    """Print the JSON Schema of a kind of file, or of all of them."""
    from planner import config, loader
    from planner.schema import schemas, text

    folder = Path(options.content or config.load(Path(config.NAME)).content)
    if options.content and not folder.is_dir():
        raise PlannerError(T("There is no file or folder {path}.", path=options.content))
    words = loader.reading_of(loader.plan_file(folder)).words
    if kind == "export":
        from planner.exporters.json_plan import schema as schema_of_export

        result(text(schema_of_export(words)), options)
        return CLEAN
    found = schemas(words)
    if kind is not None and kind not in found:
        raise PlannerError(
            T(
                "There is no kind of file “{kind}”; choose {choices}.",
                kind=kind,
                choices=[*found, "export"],
            )
        )
    result(text(found[kind] if kind else found), options)
    return CLEAN
