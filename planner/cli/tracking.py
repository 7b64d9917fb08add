"""The command on what came of the posts: track."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.beginning import plan_folder
from planner.cli.fixing import may_write
from planner.cli.help import argument, option
from planner.cli.noting import Noting
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import Plain, show, somebody_is_there, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from planner.cli.options import Options
    from planner.diagnostics import Kind
    from planner.recording import Written
    from planner.tracking.ledger import Row
    from planner.vocabulary import Word

_CSV_ROWS = 50_000
_NEXT = ("analysis", "next")
_LEARNED = ("analysis", "learned")


@command(
    *("content", "today"),
    text=T(
        "Note figures: of posts, channels and goals.\n\n"
        "Without arguments it asks for what is due, and for nothing else. Name a post and its figures to note them at once: planner track p15 reach=1310 comments=14. A channel has followers=840, a goal the figure alone. Each figure is a row of the folder tracking; the files of your posts are not touched, unless you name a status, an address or what you learned."
    ),
    codes=(
        T("Everything was noted, or nothing was due."),
        T("A row of the file could not be understood, or a file could not be changed."),
    ),
)
@argument("words", nargs=-1, metavar=T("[NAME] [FIGURE=NUMBER]..."))
@option(
    "--on", "day", metavar=T("DAY"), text=T("The day on which they were counted. Default: today.")
)
@option(
    "--paid", is_flag=True, text=T("They were bought; paid figures stand apart and decide nothing.")
)
@option(
    "--csv",
    "file",
    metavar=T("FILE"),
    text=T("Take the figures from a table with the columns of the ledger: all rows, or none."),
)
@option(
    "--encoding",
    metavar=T("NAME"),
    text=T("How to read that table where it is not UTF-8, such as cp1252."),
)
@option("--status", metavar=T("WORD"), text=T("Give the post this status, such as published."))
@option("--url", metavar=T("ADDRESS"), text=T("Where the post can be seen."))
@option("--learned", metavar=T("TEXT"), text=T("What you learned from the post, in a sentence."))
@option(
    "--next",
    "following",
    metavar=T("WORD"),
    text=T("What comes next: repeat, improve, stop, boost or reuse."),
)
@option("--diff", is_flag=True, text=T("Print what would be written, and write nothing."))
@option("--write", is_flag=True, text=T("Write even in CI, where otherwise nothing is changed."))
def track(
    words: tuple[str, ...],
    day: str | None,
    file: str | None,
    encoding: str | None,
    *,
    paid: bool,
    diff: bool,
    write: bool,
    options: Options,
    **given: str | None,
) -> int:
    """Note figures of posts, channels and goals."""
    may_write(diff=diff, write=write)
    session = Session(options)
    try:
        plan_folder(session)
        tracker = Tracker(session, day_of(day, session), paid=paid, diff=diff)
        if file:
            alone = not (words or any(given.values()) or day or paid)
            return tracker.from_file(Path(file), encoding or "", alone=alone)
        said = {name: it for name, it in given.items() if it}
        return tracker.note(words, said) if words or said else tracker.ask()
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT


def day_of(text: str | None, session: Session) -> dt.date:
    """Return the day on which figures were counted, which is not still to come."""
    from planner import values

    day = session.day
    if text:
        try:
            day = values.a_day(text, session.content.plan.reading.period)
        except values.BadValue:
            raise PlannerError(
                T("“{value}” is not a day; write it like 2026-06-07.", value=text)
            ) from None
    if day > session.day:
        raise PlannerError(T("{day} is still to come: nothing can be counted on it.", day=day))
    return day


class Tracker(Noting):
    """Takes figures from the command line, from a file or from answers, and notes them."""

    def __init__(self, session: Session, day: dt.date, *, paid: bool, diff: bool) -> None:
        """Take figures that were counted on one day."""
        from planner.recording import Told

        super().__init__(session, diff=diff)
        self.told = Told(day, paid)

    # From the command line

    def note(self, words: Sequence[str], given: dict[str, str]) -> int:
        """Note what was named on the command line."""
        from planner.recording import Changes

        changes = Changes()
        named = []
        for subject, figures in self._grouped(words):
            named.append(subject)
            if not figures and not given:
                raise PlannerError(
                    T(
                        "Which figure? Write it behind the name, such as {example}.",
                        example=f"planner track {subject[1]} reach=1310",
                    )
                )
            changes.rows += [self.row(*subject, metric, value) for metric, value in figures]
        posts = [name for kind, name in named if kind.value == "post"]
        if given:
            if len(named) != 1 or len(posts) != 1:
                raise PlannerError(
                    T("Name one post: a status, an address and words belong to a post.")
                )
            changes.edits[posts[0]] = dict(self.edits(given))
        return self.write(changes)

    def _grouped(
        self, words: Sequence[str]
    ) -> Iterator[tuple[tuple[Kind, str], list[tuple[str, str]]]]:
        """Yield each thing that is named, with the figures that follow it."""
        from planner.recording import subject_of

        subject: tuple[Kind, str] | None = None
        figures: list[tuple[str, str]] = []
        for word in words:
            metric, equals, value = word.partition("=")
            if equals:
                if subject is None:
                    raise PlannerError(
                        T(
                            "Whose figure is “{figure}”? Name a post, a channel or a goal before it.",
                            figure=word,
                        )
                    )
                figures.append((metric.strip(), value))
            elif subject is not None and _is_number(word):
                figures.append(("", word))
            else:
                if subject is not None:
                    yield subject, figures
                subject, figures = subject_of(self.plan, word), []
        if subject is not None:
            yield subject, figures

    def row(self, kind: Kind, name: str, metric: str, value: str) -> Row:
        """Return the row for a figure as somebody wrote it; raises :class:`PlannerError`."""
        from planner.recording import row_of

        return row_of(self.plan, kind, name, metric, value, self.told)

    def edits(self, given: dict[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield what is to stand in the post's file, by the keys."""
        language = self.session.own_language
        for name, text in given.items():
            if name == "status":
                yield ("status",), self._word("status", text).label(language)
            elif name == "following":
                yield _NEXT, self._word("next", text).label(language)
            elif name == "learned":
                yield _LEARNED, self._sentence(text)
            else:
                yield ("post_url",), _address(text)

    def _sentence(self, text: str) -> str:
        said = " ".join(_sayable(text).split())
        least = self.session.config.thresholds.learned_min
        if len(said) < least:
            raise PlannerError(
                T(
                    "A whole sentence, please: with at least {n} characters it still tells something next year.",
                    n=least,
                )
            )
        return said

    def _word(self, name: str, text: str) -> Word:
        known = self.plan.reading.list(name)
        found = known.find(text)
        if found is None:
            choices = [word.label(self.session.language) for word in known.values()]
            raise PlannerError(
                T("“{value}” is none of these: {choices}.", value=text, choices=choices)
            )
        return known[found]

    # From a file

    def from_file(self, path: Path, encoding: str, *, alone: bool) -> int:
        """Note every row of a file, or none; ``alone`` says that nothing else was asked for."""
        from planner.diagnostics import Place
        from planner.recording import Changes, objection
        from planner.tracking import exported, ledger

        if not alone:
            raise PlannerError(T("--csv stands alone: everything comes from the file."))
        text = exported.text_of(path, encoding)
        gathered, findings = ledger.understood(text, path.name, self.plan.reading, _CSV_ROWS)
        rows = ledger.rows_of(gathered)
        wrong = [(it.at.line, it.message) for it in findings if isinstance(it.at, Place)]
        for row in rows:
            line = row.figure.row[1] if row.figure.row else 1
            said = self._unknown(row) or self._to_come(row) or objection(self.plan, row)
            if said:
                wrong.append((line, said))
        if wrong:
            for line, message in sorted(wrong, key=lambda it: it[0]):
                show(f"{path.name}:{line}: {self.say(message)}\n")
            self.session.say(T("Nothing was noted: mend these rows first."))
            return FAILED
        try:
            return self.write(Changes(rows))
        except PlannerError as error:
            show(f"{path.name}: {self.say(error.text)}\n")
            return FAILED

    def _unknown(self, row: Row) -> T | None:
        if self.plan.knows(row.kind, row.id):
            return None
        return T("there is nothing called “{name}”", name=row.subject)

    def _to_come(self, row: Row) -> T | None:
        day = row.figure.checked_on
        if day is None or day <= self.session.day:
            return None
        return T("{day} is still to come", day=day)

    # From answers

    def ask(self) -> int:
        """Ask for what is due and nothing else; each answer is noted before the next question."""
        from planner import due

        waiting = self.waiting()
        if not waiting:
            self.session.say(T("Nothing waits to be noted. Well kept."))
            return CLEAN
        if not somebody_is_there():
            for asked in waiting:
                show(f"{due.command(self.plan, asked, self.session.language)}\n")
            self.session.say(
                T("These wait to be noted. On a terminal planner track asks for them.")
            )
            return CLEAN
        from planner import recording
        from planner.cli.asking import Interview
        from planner.writing import Refusal

        try:
            recording.ready(self.session.content, self.told.day)
        except Refusal as refusal:
            return self.refused(refusal)
        return Interview(self).hold(waiting)

    # Writing

    def report(self, done: Written) -> None:
        """Say what was noted, and what it is beside earlier figures."""
        rows = [row for step in done.steps for row in step.rows]
        for row in rows:
            figure = row.figure
            said = T(
                "{subject}: {metric} {value} ({day})",
                subject=row.id,
                metric=self.plan.metric(figure.metric),
                value=figure.value,
                day=figure.checked_on,
            )
            paid = T(", paid") if figure.paid else Plain("")
            show(f"{self.say(said)}{paid.to(self.session.language)}\n")
        for step in done.steps:
            if not step.rows:
                changed = T("changed: {file}", file=self.name(step.path))
                show(f"{self.say(changed)}\n")
        if done.known:
            self.session.say(
                N("{n} figure was noted already.", "{n} figures were noted already.", done.known)
            )
        elif not done.steps and not done.refused:
            self.session.say(T("Nothing is to be changed: it stands there already."))
        for text in (*self._meant(rows), *self._unread()):
            self.session.say(text)

    def _unread(self) -> Iterator[T]:
        """Yield that the ledger has rows that nobody can read."""
        from planner.tracking.ledger import INVALID_ROW

        n = sum(it.rule is INVALID_ROW for it in self.session.content.findings)
        if n:
            yield N(
                "{n} row of the ledger cannot be read; planner check says why.",
                "{n} rows of the ledger cannot be read; planner check says why.",
                n,
            )

    def _meant(self, rows: Sequence[Row]) -> Iterator[T]:
        """Yield what new figures are beside earlier ones."""
        from planner import meaning

        if not rows or self.session.options.quiet:
            return
        found = meaning.compared(self.schedule())
        for row in rows:
            day = row.figure.checked_on
            for beside in found.get(row.id, ()) if row.kind.value == "post" else ():
                if (
                    beside.metric == row.figure.metric
                    and beside.figure.checked_on == day
                    and beside.times is not None
                ):
                    yield T(
                        "{metric}: {times} × the median of {n} earlier posts of the same channel and format ({usual}).",
                        metric=self.plan.metric(beside.metric),
                        times=round(beside.times, 1),
                        n=beside.earlier,
                        usual=beside.usual,
                    )


def _is_number(word: str) -> bool:
    from planner import values

    try:
        values.a_number(word)
    except values.BadValue:
        return False
    return True


def _sayable(text: str) -> str:
    """Return a text that a file can hold; a terminal may hand over bytes that are none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PlannerError(T("The text has a character that is none; type it again.")) from None
    return text


def _address(text: str) -> str:
    from planner.outgoing import web_parts

    if not web_parts(_sayable(text)):
        raise PlannerError(T("“{value}” is no address; it begins with https://.", value=text))
    return text
