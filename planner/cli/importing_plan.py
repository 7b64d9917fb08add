"""Taking in a plan that lives in a spreadsheet: what its columns mean is shown and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.fixing import diff_of, shown_name
from planner.cli.noting import Noting
from planner.cli.options import CLEAN, FAILED
from planner.cli.output import NO, YES, Progress, ask, result, somebody_is_there
from planner.errors import PlannerError
from planner.importers import columns
from planner.texts import N, T
from planner.tracking.cells import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.cli.session import Session
    from planner.importers.columns import Table, Way
    from planner.importers.posts import Taken
    from planner.tracking.exported import Sheet

_MOST = 20
"""More lines of one kind help nobody; the others are counted."""
_ROWS = 9
_POSTS = 5000
"""Each post is made and proven in memory, in a third of a millisecond; who has more parts the table."""


class PlanImporter(Noting):
    """Makes posts of the rows of a table."""

    def __init__(self, session: Session, *, diff: bool, write: bool) -> None:
        """Take a plan; ``write`` says that nobody is to be asked."""
        super().__init__(session, diff=diff)
        self._write = write

    def recognised(
        self, sheets: Sequence[Sheet], said: Sequence[str], *, sure: bool
    ) -> tuple[list[Table], Mapping[str, Way]]:
        """Return the tables of posts among the sheets, and what somebody says of their columns.

        Raises:
            PlannerError: If somebody says what cannot be, or there is ``sure`` to be one and is not.
        """
        meant = columns.said_of(said, self.plan.reading)
        tables = columns.recognised(sheets, self.plan.reading, meant, sure=sure or bool(said))
        if sure and not tables:
            raise PlannerError(
                T(
                    'No column is a title or a text beside another field of a post. Say what one is: --map "Column=title"'
                )
            )
        known = {name_of(name) for table in tables for name in table.names}
        for name in meant if tables else ():
            if name not in known:
                names = [it for table in tables for it in table.names if it]
                raise PlannerError(
                    T("No column is called “{name}”. There are: {names}.", name=name, names=names)
                )
        return tables, meant

    def take(
        self, file: str, sheets: Sequence[Sheet], tables: list[Table], said: Mapping[str, Way]
    ) -> int:
        """Take the posts of tables, all that can be understood of them or nothing."""
        from planner.importers import posts
        from planner.writing import Refusal

        if sum(1 for table in tables for _ in table.rows()) > _POSTS:
            raise PlannerError(T("{file} has more than {n} rows.", file=file, n=_POSTS))
        self._show(file, tables)
        if not self.diff and not self._write:
            if not somebody_is_there():
                raise PlannerError(
                    T(
                        'Nothing is written yet. If the columns are right, give the command again with --write; --diff shows the files. If not, say what one is: --map "Column=field".'
                    )
                )
            if (agreed := self._agreed(file, sheets, tables, said)) is None:
                self.session.say(T("Nothing was written."))
                return CLEAN
            tables = agreed
        with Progress(self.session.language)(T("Reading …")):
            done = posts.taken(
                self.session.content, tables, self.session.own_language, self.session.day
            )
        try:
            self._finish(done)
        except Refusal as refusal:
            code = self.refused(refusal)
            if not done.files.halfway:
                self.session.say(T("Nothing was written."))
            return code
        self._tell(done, file)
        return FAILED if done.left_out or done.differing or done.twice else CLEAN

    # What the columns mean

    def _show(self, file: str, tables: Sequence[Table]) -> None:
        """Show what each column is taken for."""
        say, language = self.session.say, self.session.language
        for table in tables:
            name = f"{file}, {table.sheet.name}" if table.sheet.name else file
            if self._is_own(table):
                say(
                    T(
                        "{file} is a plan in a table; its columns are called as the fields.",
                        file=name,
                    )
                )
                continue
            say(T("{file} is a plan in a table. What its columns mean:", file=name))
            for column, way in zip(table.names, table.ways, strict=True):
                if way:
                    shown = columns.shown(way, language)
                    say(T("  {column} → {field}", column=column, field=shown))
            unknown = [
                it for it, way in zip(table.names, table.ways, strict=True) if it and not way
            ]
            if unknown:
                say(T("  Not taken: {columns}", columns=unknown))

    def _is_own(self, table: Table) -> bool:
        """Whether every column is called as a field is, as in an export of a plan."""
        return all(
            way and columns.way_of(name_of(column), self.plan.reading) == way
            for column, way in zip(table.names, table.ways, strict=True)
            if column
        )

    def _agreed(
        self, file: str, sheets: Sequence[Sheet], tables: list[Table], said: Mapping[str, Way]
    ) -> list[Table] | None:
        """Ask whether the columns are right until they are; None where somebody wants to stop."""
        question = T(
            "Is that right? y = yes, Enter = stop here, or what a column is, such as Column=title: "
        )
        meant = dict(said)
        while (answer := ask(self.say(question)) or "").lower() not in NO:
            if answer.lower() in YES:
                return tables
            if "=" not in answer:
                self.session.say(T("“{answer}” is none of these.", answer=answer))
                continue
            try:
                found, more = self.recognised(sheets, [*_again(meant), answer], sure=True)
            except PlannerError as error:
                self.session.say(error.text)
                continue
            tables, meant = found, dict(more)
            self._show(file, tables)
        return None

    # What became of it

    def _finish(self, done: Taken) -> None:
        """Write, and print the names of the files; or show what would be written."""
        session, new = self.session, done.files.new
        if self.diff:
            lines = [
                line
                for path, content in new.items()
                for line in diff_of(shown_name(path, session), b"", content)
            ]
            result("".join(lines), session.options)
            return
        if new:
            self.put(done.files)
        result("".join(f"{shown_name(path, session)}\n" for path in new), session.options)

    def _tell(self, done: Taken, file: str) -> None:
        """Say what was not taken, what was made, and what comes next."""
        say, n = self.session.say, len(done.posts)
        self._tell_left(done, file)
        if done.made:
            files = [shown_name(path, self.session) for path in done.made]
            say(
                T("The plan has none of these, so they would be made: {files}", files=files)
                if self.diff
                else T("The plan had none of these, so they were made: {files}", files=files)
            )
        if self.diff:
            say(N("{n} post would be made.", "{n} posts would be made.", n))
        elif n:
            say(
                N(
                    "{n} post is in the plan now; planner undo takes it away.",
                    "{n} posts are in the plan now; planner undo takes them away.",
                    n,
                )
            )
            say(T("planner check says what they still lack."))
        elif not done.differing and not done.twice:
            say(T("There is nothing new in it."))

    def _tell_left(self, done: Taken, file: str) -> None:
        """Say which cells and rows were not taken."""
        say = self.session.say
        left = [
            T(
                "{file}, “{column}”: {why} {rows}",
                file=file,
                column=it.column,
                why=it.why,
                rows=_rows(it.rows),
            )
            for it in done.left_out.values()
        ]
        self._list(left)
        self._list(
            [
                T("There already: “{title}” {rows}", title=it, rows=_rows(rows))
                for it, rows in done.there.items()
            ]
        )
        self._list(
            [
                T(
                    "row {row} differs from {post} in: {fields}; not taken over – change it in the file of the post",
                    row=row,
                    post=post,
                    fields=names,
                )
                for row, post, names in done.differing
            ]
        )
        self._list(
            [
                T(
                    "id {id} stands in rows {first} and {second}; the second is left out",
                    id=id_,
                    first=first,
                    second=second,
                )
                for id_, first, second in done.twice
            ]
        )
        if done.totals:
            say(T("A sum of the others, and no post {rows}", rows=_rows(done.totals)))
        if done.empty:
            say(T("Neither title nor text {rows}", rows=_rows(done.empty)))

    def _list(self, lines: Sequence[T]) -> None:
        for line in lines[:_MOST]:
            self.session.say(line)
        more = len(lines) - _MOST
        if more > 0:
            self.session.say(N("… and {n} more", "… and {n} more", more))


def _again(meant: Mapping[str, Way]) -> Iterator[str]:
    """Yield what somebody has said already, as it would be said again."""
    for name, way in meant.items():
        yield f"{name}={'.'.join(way)}"


def _rows(rows: Sequence[int | str]) -> T:
    """Return the numbers of rows, the first of many."""
    shown: list[object] = [*rows[:_ROWS], *(["…"] if len(rows) > _ROWS else [])]
    return N("(row {rows})", "(rows {rows})", len(rows), rows=shown)
