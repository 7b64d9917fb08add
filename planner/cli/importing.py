"""The command that takes in what services export, and a plan that lives in a table: import."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.beginning import plan_folder
from planner.cli.fixing import may_write
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, command
from planner.cli.output import Plain, tell
from planner.cli.receiving import Receiver
from planner.cli.session import Session
from planner.cli.tracking import day_of
from planner.errors import PlannerError
from planner.texts import N, T, harmless

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from planner.cli.options import Options
    from planner.results import Arrival
    from planner.tracking.exported import Sheet
    from planner.tracking.layouts import Column, Layout, Table
    from planner.tracking.rows import Found

_EXAMPLE = """\b
[exports.newsletter]
channel = "newsletter"
when = "Send time"
text = "Subject"
dates = "dmy"
decimal = ","
figures = {opens = "Unique opens", link-clicks = "Clicks"}"""
_HEADER = """\b
[headers]
"Julkaisuaika" = "Publish time\""""


@command(
    *("content", "today"),
    text=T(
        "Take results from a file that a service exported, or a plan from a spreadsheet.\n\n"
        "A table with a title or a text in each row, and a day, a channel or another field of a post, is a plan: each row becomes a file in the folder posts. What its columns mean is shown and asked first; a row that the plan has already is left alone.\n\n"
        "Known are Meta Business Suite (Instagram, Facebook, day by day), LinkedIn, YouTube Studio, TikTok and X, as CSV, as the archive that was downloaded, or as Excel. Either all of a file is noted or nothing; the same file once more changes nothing.\n\n"
        "Of any other table planner.toml says what its columns mean. For a newsletter:\n\n"
        "{example}\n\n"
        "Instead of when and text, address or link_id may say which post a row is about. Where your columns have names that are not known, say under [headers] what they are called in English:\n\n"
        "{header}",
        example=Plain(_EXAMPLE),
        header=Plain(_HEADER),
    ),
    codes=(
        T("Everything was noted, or was known already."),
        T(
            "A row of figures could not be understood, so nothing was noted; something in a table of posts was not taken over; or a file could not be changed."
        ),
    ),
)
@argument("file", metavar=T("FILE"))
@option(
    "--channel",
    metavar=T("ID"),
    text=T("The channel it tells of, where the file does not say."),
)
@option(
    "--on",
    "day",
    metavar=T("DAY"),
    text=T("The day on which it was exported. Default: when the file was saved."),
)
@option(
    "--encoding",
    metavar=T("NAME"),
    text=T("How to read that table where it is not UTF-8, such as cp1252."),
)
@option(
    "--map",
    "said",
    multiple=True,
    metavar=T("COLUMN=FIELD"),
    text=T(
        'What a column of a plan is, such as "Who=audience"; nothing behind the sign leaves it out. May be given several times.'
    ),
)
@option(
    "--as",
    "kind",
    type=click.Choice(["plan"]),
    text=T("Take the table for a plan, whatever it looks like."),
)
@option("--diff", is_flag=True, text=T("Print what would be written, and write nothing."))
@option(
    "--write",
    is_flag=True,
    text=T("Write without asking what the columns of a plan mean, and even in CI."),
)
def import_command(  # noqa: PLR0913 - a parameter for each option
    file: str,
    channel: str | None,
    day: str | None,
    encoding: str | None,
    *,
    said: tuple[str, ...],
    kind: str | None,
    diff: bool,
    write: bool,
    options: Options,
) -> int:
    """Take results from a file that a service exported, or a plan from a spreadsheet."""
    may_write(diff=diff, write=write)
    if (said or kind) and (channel or day):
        raise PlannerError(_FIGURES_ONLY)
    session = _begun(options)
    try:
        # Rows come to stay until the end; looking them over for garbage finds none.
        gc.disable()
        if said or kind:
            return _plan(Path(file), encoding or "", said, session, diff=diff, write=write)
        importer = Importer(session, diff=diff, write=write)
        return importer.take(Path(file), channel or "", day, encoding or "")
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    finally:
        gc.enable()


_FIGURES_ONLY = T(
    "--channel and --on tell of figures; this table is a plan, and each row says its channel and its day."
)


def _begun(options: Options) -> Session:
    """Return the plan; where there is none, say how to begin one."""
    try:
        session = Session(options)
        plan_folder(session)
    except PlannerError as error:
        raise PlannerError(
            T("{error} If there is no plan yet, begin one first: planner init", error=error.text)
        ) from error
    return session


def _plan(
    path: Path, encoding: str, said: Sequence[str], session: Session, *, diff: bool, write: bool
) -> int:
    """Take a table that somebody says is a plan."""
    from planner.cli.importing_plan import PlanImporter
    from planner.tracking import exported

    importer = PlanImporter(session, diff=diff, write=write)
    sheets = exported.sheets(path, encoding)
    tables, meant = importer.recognised(sheets, said, sure=True)
    return importer.take(path.name, sheets, tables, meant)


class _Words:
    """A text that data has in several languages."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def to(self, language: str) -> str:
        return harmless(self._texts.get(language) or next(iter(self._texts.values()), ""))


class Importer(Receiver):
    """Takes tables that services exported."""

    def __init__(self, session: Session, *, diff: bool, write: bool) -> None:
        """Take a plan; ``write`` says that a plan in a table is taken without asking."""
        super().__init__(session, diff=diff)
        self._write = write

    def take(self, path: Path, channel: str, day: str | None, encoding: str) -> int:
        """Note what a file holds, all of it or nothing."""
        from planner import today
        from planner.tracking import exported, layouts, rows

        exported_on = (
            day_of(day, self.session)
            if day
            else min(today.saved_on(path, self.zone), self.session.day)
        )
        with self.progress(T("Reading …")):
            sheets = exported.sheets(path, encoding)
            known, words = self._layouts()
            tables = layouts.recognised(sheets, known, words)
            usable = [table for table in tables if not table.layout.advice]
            posts = None if tables else self._posts(sheets)
            if not usable and not posts:
                raise PlannerError(self._unknown(path, sheets, tables, known))
            taken = [(table, rows.read(table, self.zone, exported_on)) for table in usable]
        if posts:
            if channel or day:
                raise PlannerError(_FIGURES_ONLY)
            return posts(path.name)
        refused = [it for _, found in taken for it in found.refused]
        if refused:
            return self.refuse(path.name, refused)
        arrivals = [
            self._arrival(table.layout, found, channel, exported_on) for table, found in taken
        ]
        for (table, found), arrival in zip(taken, arrivals, strict=True):
            self._introduce(table.layout, found, arrival)
        return self.receive(arrivals, path.name, sum(found.rows for _, found in taken))

    def _posts(self, sheets: Sequence[Sheet]) -> Callable[[str], int] | None:
        """Return what takes the tables of posts among the sheets, if there are any."""
        from planner.cli.importing_plan import PlanImporter

        importer = PlanImporter(self.session, diff=self.diff, write=self._write)
        tables, meant = importer.recognised(sheets, (), sure=False)
        return (lambda name: importer.take(name, sheets, tables, meant)) if tables else None

    def _layouts(self) -> tuple[list[Layout], dict[str, tuple[str, ...]]]:
        """Return the layouts to look for, those of the business first, and the words of columns."""
        from planner.tracking import layouts

        known, words = layouts.shipped()
        config = self.session.config
        own = []
        for name, facts in config.exports.items():
            try:
                own += layouts.layouts_of(name, facts, own=True)
            except layouts.BadLayout as error:
                raise PlannerError(
                    T("planner.toml, [exports.{name}]: {why}", name=name, why=error.text)
                ) from None
        own = [replace(it, figures=tuple(self._figures(it))) for it in own]
        return [*own, *known], {**words, **layouts.words_of(config.headers)}

    def _figures(self, layout: Layout) -> Iterator[Column]:
        """Yield the figures of a table, by the plan's names for them."""
        for column in layout.figures:
            metric = self.plan.reading.list("metric").find(column.metric)
            if metric is None:
                raise PlannerError(
                    T(
                        "planner.toml, [exports.{name}]: “{metric}” is not a figure that the plan knows.",
                        name=layout.name,
                        metric=column.metric,
                    )
                )
            yield replace(column, metric=metric)

    def _unknown(
        self,
        path: Path,
        sheets: Sequence[Sheet],
        tables: Sequence[Table],
        known: Sequence[Layout],
    ) -> T:
        """Return why nothing can be taken from a file, and what to do."""
        from planner.importers import columns
        from planner.tracking.layouts import nearest

        if tables:
            advice = _Words(tables[0].layout.advice)
            return T("{file}: {advice}", file=path.name, advice=advice)
        heads = [cells for sheet in sheets for cells in sheet.head if any(cells)]
        if any(len(cells) == 1 and cells[0].count(',"') >= 1 for cells in heads[:1]):
            return T(
                "{file}: a spreadsheet program has put whole rows into one cell. Import the file as it was downloaded, without opening and saving it.",
                file=path.name,
            )
        longest = max(heads, key=len, default=[])
        if not longest:
            return T("{file}: there is no table in it.", file=path.name)
        layout, missing = nearest(heads, known)
        if layout:
            return T(
                "{file}: this looks like “{table}”, but lacks: {columns}.",
                file=path.name,
                table=_Words(layout.title),
                columns=sorted(missing),
            )
        unknown = T(
            "{file}: this table is not known. Its columns: {columns}. If a service exported it in your language, set the service to English and download it again. For any other table say in planner.toml what its columns mean; planner import --help shows how.",
            file=path.name,
            columns=", ".join(filter(None, longest)),
        )
        if columns.recognised(sheets, self.plan.reading, {}, sure=True):
            return T(
                "{unknown} If it is a plan, give the command again with --as plan.", unknown=unknown
            )
        return unknown

    def _arrival(self, layout: Layout, found: Found, channel: str, day: dt.date) -> Arrival:
        from planner.results import Arrival

        names = self._channels(layout, channel, anywhere=not found.counts)
        return Arrival(layout.name, names, day, tuple(found.sightings), tuple(found.counts))

    def _channels(self, layout: Layout, channel: str, *, anywhere: bool) -> tuple[str, ...]:
        """Return the channels that a table may tell of."""
        from planner.outgoing import kind_of

        if channel or layout.channel:
            named = self.channel(channel or layout.channel).id
            own = self.plan.word("channel-kind", kind_of(self.plan, named))
            if layout.kind and own and own.id != layout.kind:
                word = self.plan.word("channel-kind", layout.kind)
                raise PlannerError(
                    T("The table is of {kind}, and not of {channel}.", kind=word, channel=named)
                )
            return (named,)
        if layout.kind:
            found = tuple(
                name for name in self.plan.channels if kind_of(self.plan, name) == layout.kind
            )
        else:
            found = tuple(self.plan.channels) if anywhere else ()
        if not found and layout.kind:
            word = self.plan.word("channel-kind", layout.kind)
            raise PlannerError(
                T(
                    "The table tells of {kind}, and the plan has no such channel. Make a file for it in the folder channels first: {command}",
                    kind=word or layout.kind,
                    command=f"planner new channel --kind {layout.kind}",
                )
            )
        if not found or (len(found) > 1 and not anywhere):
            raise PlannerError(
                T(
                    "The table does not say which channel it tells of. Name it: --channel ID, one of {choices}.",
                    choices=list(found or self.plan.channels),
                )
            )
        return found

    def _introduce(self, layout: Layout, found: Found, arrival: Arrival) -> None:
        head = T("{table}, exported on {day}", table=_Words(layout.title), day=arrival.day)
        self.list([head])
        if layout.note:
            self.session.say(T("{note}", note=_Words(layout.note)))
        if found.nameless:
            self.session.say(
                N(
                    "{n} row names no post and was left out.",
                    "{n} rows name no post and were left out.",
                    found.nameless,
                )
            )
        if found.below_zero:
            self.session.say(
                N(
                    "{n} figure below zero was left out.",
                    "{n} figures below zero were left out.",
                    found.below_zero,
                )
            )
