"""The commands that give posts other days: move and copy."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import click

from planner.cli.beginning import plan_folder
from planner.cli.fixing import diff_of, may_write, shown_name
from planner.cli.help import argument, option
from planner.cli.noting import Noting
from planner.cli.options import CANNOT, CLEAN, command
from planner.cli.output import NO, YES, Plain, ask, result, somebody_is_there, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.checker import Report
    from planner.cli.options import Options
    from planner.diagnostics import Diagnostic
    from planner.loader import Content
    from planner.model import Plan, Post
    from planner.moving import Move
    from planner.repeating import Repeated
    from planner.rewriting import Rewriting
    from planner.texts import Sayable

_MOST = 12
"""More lines of one kind help nobody; they are counted by rule."""
_MOST_WEEKS = 104
_DIFF = T("Print what would be changed, and change nothing.")
_WRITE = T("Write even in CI, where otherwise only --diff is allowed.")


@command(
    *("content", "today"),
    text=T(
        "Put a post on another day, and say what that means for the plan.\n\n"
        "DAY is a day, or +7 or -2: so many days later or earlier. Day and time are written the way the file has them; the file keeps its name. What hangs together with the post, such as the clips of a broadcast or its rehearsal, moves by as many days if you say so. What has gone out stays."
    ),
    codes=(
        T("The post is moved; with --diff: it could be."),
        T("A file was left as it is."),
    ),
)
@argument("post", metavar=T("POST"))
@argument("day", metavar=T("DAY"), signed=True)
@option("--time", "clock", metavar=T("TIME"), text=T("The time of day too, such as 18.30."))
@option("--with-chain", is_flag=True, text=T("Move what hangs together with it, without asking."))
@option("--alone", is_flag=True, text=T("Move this post alone, without asking."))
@option("--diff", is_flag=True, text=_DIFF)
@option("--write", is_flag=True, text=_WRITE)
def move(
    *,
    post: str,
    day: str,
    clock: str | None,
    with_chain: bool,
    alone: bool,
    diff: bool,
    write: bool,
    options: Options,
) -> int:
    """Put a post on another day."""
    may_write(diff=diff, write=write)
    if with_chain and alone:
        raise PlannerError(T("Choose one: --with-chain or --alone."))
    chain = True if with_chain else False if alone else None
    shift = _Shift(Session(options), diff=diff)
    return shift.run(lambda: _Moving(shift, post, day, clock).move(chain=chain))


@command(
    *("content", "today"),
    text=T(
        "Make posts once more on other days: one post, a series, or a whole season.\n\n"
        "planner copy POST DAY... makes a post again on each day. With --series and a day the posts of a series follow at the distances they had. With --season the plan begins again: its period and fixed days are set to the new season, and the posts of the old one become drafts there, each on its day of the week or as far from its fixed day. A copy has no figures, no link id and no address yet; the old posts stay as they are."
    ),
    codes=(
        T("The copies are made; with --diff: they could be."),
        T("A file was left as it is."),
    ),
)
@argument("things", nargs=-1, metavar=T("[POST] [DAY]..."), signed=True)
@option("--series", metavar=T("NAME"), text=T("Make this series again, its first post on DAY."))
@option(
    "--season",
    metavar=T("DAY"),
    text=T("Begin the season again on about this day: on the same day of the week as before."),
)
@option(
    "--weeks",
    type=click.IntRange(1, _MOST_WEEKS),
    metavar=T("N"),
    text=T("How many weeks the new season lasts. Default: as long as the old one."),
)
@option(
    "--with-years",
    is_flag=True,
    text=T(
        "With --season: write the year behind the days of the old files that have none, without asking."
    ),
)
@option("--diff", is_flag=True, text=_DIFF)
@option("--write", is_flag=True, text=_WRITE)
def copy(
    *,
    things: tuple[str, ...],
    series: str | None,
    season: str | None,
    weeks: int | None,
    with_years: bool,
    diff: bool,
    write: bool,
    options: Options,
) -> int:
    """Make posts once more."""
    may_write(diff=diff, write=write)
    wrong = _objection(things, series, season, {"--weeks": weeks, "--with-years": with_years})
    if wrong:
        raise PlannerError(wrong)
    shift = _Shift(Session(options), diff=diff)
    copying = _Copying(shift)
    if season:
        return shift.run(lambda: copying.season(season, weeks, years=with_years))
    if series:
        return shift.run(lambda: copying.series(series, things[0]))
    return shift.run(lambda: copying.post(things[0], things[1:]))


def _objection(
    things: Sequence[str], series: str | None, season: str | None, others: Mapping[str, object]
) -> T | None:
    """Return what does not go together on the line."""
    if series and season:
        return T("Choose one: --series or --season.")
    for name, given in others.items():
        if given and not season:
            return T("{option} goes with --season only.", option=name)
    if season:
        return T("--season takes one day and no post: --season 2027-04-26.") if things else None
    if series:
        wrong = T("Name the series and the day on which it begins: --series NAME DAY.")
        return None if len(things) == 1 else wrong
    return None if len(things) > 1 else T("Name the post and a day: planner copy POST DAY.")


class _Shift(Noting):
    """A plan some posts of which get other days, and how that is told."""

    def run(self, work: Callable[[], None]) -> int:
        """Do what was asked for, and return the exit code."""
        from planner.writing import Refusal

        try:
            plan_folder(self.session)
            work()
        except Refusal as refusal:
            return self.refused(refusal)
        except PlannerError as error:
            tell(self.say(error.text))
            return CANNOT
        return CLEAN

    def check(self, content: Content) -> Report:
        """Return what the check says of a plan."""
        from planner import checker

        return checker.check(content, self.session.day, self.session.config)

    def finish(self, files: Rewriting, lines: Iterable[Sayable]) -> None:
        """Write, and print what was done; or show what would be written."""
        session = self.session
        if self.diff:
            result("".join(self._patch(files)), session.options)
            return
        self.put(files)
        result("".join(f"{line.to(session.language)}\n" for line in lines), session.options)

    def _patch(self, files: Rewriting) -> Iterator[str]:
        for path, after in files.after.items():
            yield from diff_of(shown_name(path, self.session), files.before[path], after)
        for path, after in files.new.items():
            yield from diff_of(shown_name(path, self.session), b"", after)

    def list(self, head: T, lines: Sequence[Sayable]) -> None:
        """Say something that has lines of its own."""
        if lines:
            self.session.say(head)
        for line in lines:
            self.session.say(T("  {line}", line=Plain(line.to(self.session.language))))

    def holidays(self, days: Mapping[str, dt.date]) -> None:
        """Say which posts fall on a holiday."""
        from planner.site.holidays import holidays_on

        zone, language = self.plan.file.timezone, self.session.language
        for name, day in days.items():
            feasts = holidays_on(zone, language, day)
            if feasts:
                self.session.say(
                    T("{post}: {day} is a holiday, {feast}.", post=name, day=day, feast=feasts)
                )

    def order(self, after: Plan) -> None:
        """Say what would come to stand in the wrong order."""
        from planner import moving

        wrong, before = moving.disorder(after), moving.disorder(self.plan)
        told = [text for about, text in wrong.items() if about not in before]
        self.list(T("The order is not right:"), told)

    def news(self, before: Report, after: Report, *, only_new: bool = False) -> None:
        """Say which findings come, and which go, unless a new season has ended the old ones."""
        from planner import checker

        came, went = checker.changes(before, after)
        went = () if only_new else went
        language = self.session.language
        self.list(T("The check then says, and did not before:"), _findings(came, language))
        self.list(T("It does not say any more:"), _findings(went, language))
        if not (came or went):
            self.session.say(T("The check finds nothing new."))

    def agreed(self, question: T) -> bool:
        """Ask whether something more is to be done.

        Raises:
            PlannerError: If there is no answer: whoever ends it here wants nothing changed.
        """
        while True:
            answer = ask(self.say(question))
            if answer is None:
                tell("")
                raise PlannerError(T("Nothing was changed."))
            if answer.lower() in YES | NO:
                return answer.lower() in YES
            self.session.say(T("Type y for yes, or just press Enter for no."))

    def undo_hint(self) -> None:
        """Say how to take it back."""
        if not self.diff:
            self.session.say(T("planner undo takes all of this back."))


def _findings(found: Sequence[Diagnostic], language: str) -> list[Plain]:
    """Return a line for each finding; for each rule, where there are too many."""
    if len(found) > _MOST:
        rules = Counter(it.rule.slug for it in found)
        return [
            *(Plain(f"{n} × {slug}") for slug, n in rules.items()),
            Plain(T("planner check shows each of them.").to(language)),
        ]
    lines = []
    for it in found:
        name, said = it.id or it.path, it.message.to(language)
        lines.append(Plain(said if name in said else f"{name}: {said}"))
    return lines


class _Moving:
    """A post that goes to another day."""

    def __init__(self, shift: _Shift, name: str, day: str, clock: str | None) -> None:
        self.shift = shift
        self.named, self.day, self.clock = name, day, clock

    def move(self, *, chain: bool | None) -> None:
        """Move it; ``chain`` says whether what hangs together with it goes along, if that is known."""
        from planner import moving
        from planner.values import Moment

        plan, session = self.shift.plan, self.shift.session
        post = moving.post_of(plan, self.named)
        why_not = moving.objection(post)
        if why_not:
            raise PlannerError(why_not)
        day = moving.day_of(self.day, session.content, post)
        when = Moment(day, _time(self.clock))
        if post.day == day and when.clock in (None, post.clock):
            session.say(T("{post} is on that day already.", post=post.id))
            return
        step = day - post.day if post.day else dt.timedelta(0)
        others = moving.chain(plan, post) if step else []
        tested = moving.rehearsal(post, session.day) if step else None
        if chain is None and (others or tested) and somebody_is_there() and not self.shift.diff:
            chain = self._agreed(others, tested)
        along = others if chain else []
        to = {post.id: when} | {it.id: Moment(it.day + step) for it in along if it.day}
        rehearsals = {
            it.id: held + step
            for it in (post, *along)
            if chain and step and (held := moving.rehearsal(it, session.day))
        }
        self._carry_out(moving.Move(to, rehearsals))
        if chain is None:
            self._tell_others(post, others, tested, step)
        self.shift.undo_hint()

    def _agreed(self, others: Sequence[Post], tested: dt.date | None) -> bool:
        """Ask whether the rest goes along."""
        things = [*_rehearsed(tested), *(_dated(it) for it in others)]
        question = N(
            "{n} more thing belongs to it: {things}. Move it by as many days too? y = yes, Enter = no: ",
            "{n} more things belong to it: {things}. Move them by as many days too? y = yes, Enter = no: ",
            len(things),
            things=things,
        )
        return self.shift.agreed(question)

    def _carry_out(self, move: Move) -> None:
        """Write the move, and say what it means."""
        from planner import moving
        from planner.diagnostics import Kind

        shift = self.shift
        content = shift.session.content
        files = moving.moved(content, move, shift.session.own_language)
        after = files.outcome()
        for name in moving.missed(move, after.plan):
            raise PlannerError(
                T(
                    "{post} names its day in more than one place; write it by hand in {file}.",
                    post=name,
                    file=shown_name(content.paths[Kind.POST, name], shift.session),
                )
            )
        shift.finish(files, self._lines(move, after.plan))
        shift.holidays({name: when.day for name, when in move.posts.items()})
        shift.order(after.plan)
        shift.news(shift.check(content), shift.check(after))

    def _lines(self, move: Move, after: Plan) -> Iterator[T]:
        before = self.shift.plan
        for name in move.posts:
            yield T(
                "{post}: {before} → {after}",
                post=name,
                before=_when(before.posts[name]),
                after=_when(after.posts[name]),
            )
        for name, day in move.rehearsals.items():
            live = before.posts[name].live
            yield T(
                "{post}, rehearsal: {before} → {after}",
                post=name,
                before=(live and live.rehearsal_on) or "–",
                after=day,
            )

    def _tell_others(
        self, post: Post, others: Sequence[Post], tested: dt.date | None, step: dt.timedelta
    ) -> None:
        """Say what belongs to the post and stays, and how it is moved."""
        from planner.diagnostics import Kind

        session = self.shift.session
        lines = [
            T(
                "{post}: planner move {id} {day} --alone",
                post=_dated(it),
                id=it.id,
                day=it.day + step,
            )
            for it in others
            if it.day
        ]
        if tested:
            file = shown_name(session.content.paths[Kind.POST, post.id], session)
            lines += [
                T("{rehearsal}: write the new day into {file}", rehearsal=it, file=file)
                for it in _rehearsed(tested)
            ]
        self.shift.list(T("This belongs to it and stays where it is:"), lines)


class _Copying:
    """Posts that are made once more."""

    def __init__(self, shift: _Shift) -> None:
        self.shift = shift
        self.content = shift.session.content
        self.language = shift.session.own_language

    def post(self, name: str, days: Sequence[str]) -> None:
        """Make one post again on some days."""
        from planner import moving, repeating

        post = moving.post_of(self.shift.plan, name)
        wanted = [moving.day_of(day, self.content, post) for day in days]
        self._make(repeating.again(self.content, post, wanted, self.language))

    def series(self, name: str, day: str) -> None:
        """Make a series again from a day on."""
        from planner import moving, repeating

        first = moving.day_of(day, self.content)
        self._make(repeating.series(self.content, name, first, self.language))

    def season(self, day: str, weeks: int | None, *, years: bool) -> None:
        """Begin the season again; ``years`` lets years be written into the old files."""
        from planner import moving, repeating
        from planner.site.holidays import holidays_on

        zone = self.shift.plan.file.timezone
        first = moving.day_of(day, self.content)
        done = repeating.season(
            self.content,
            first,
            weeks,
            self.language,
            lambda it: holidays_on(zone, "en", it),
            self.shift.session.day,
        )
        self._keep_days(done, years=years)
        self._make(done, whole=True)

    def _keep_days(self, done: Repeated, *, years: bool) -> None:
        """Write years into old files to which the new season would give others, or refuse.

        Raises:
            PlannerError: If that is not wanted, or is not enough.
        """
        from planner import repeating

        displaced = repeating.displaced(done, done.files.outcome())
        names = [shown_name(path, self.shift.session) for path in displaced[:_MOST]]
        n = len(displaced)
        if n and not years and somebody_is_there() and not self.shift.diff:
            question = N(
                "{n} old file names a day without a year, which the new season would change: {files}. Write the year behind it? y = yes, Enter = no: ",
                "{n} old files name days without a year, which the new season would change: {files}. Write the year behind them? y = yes, Enter = no: ",
                n,
                files=names,
            )
            years = self.shift.agreed(question)
        if n and years:
            for path in displaced:
                done.files.add_years(path)
            displaced = repeating.displaced(done, done.files.outcome())
        if displaced:
            raise PlannerError(
                N(
                    "Nothing is written. {n} file names a day without a year, which the new season would change: {files}. Write the year behind it, or let --with-years do that.",
                    "Nothing is written. {n} files name days without a year, which the new season would change: {files}. Write the year behind them, or let --with-years do that.",
                    n,
                    files=names,
                )
            )
        if n:
            done.notes.append(
                N(
                    "In {n} old file the year now stands behind each day.",
                    "In {n} old files the year now stands behind each day.",
                    n,
                )
            )

    def _make(self, done: Repeated, *, whole: bool = False) -> None:
        """Write the copies, unless the plan would have new faults, and say what they mean."""
        from planner import repeating

        shift = self.shift
        after = done.files.outcome()
        for name in repeating.misread(done, after.plan):
            text = T(
                "{post} would not be read as it should; planner check says what to mend in it.",
                post=done.originals[name],
            )
            raise PlannerError(text)
        before, then = shift.check(self.content), shift.check(after)
        if whole:
            self._refuse(done, before, then)
        names = (shown_name(path, shift.session) for path in done.files.new)
        shift.finish(done.files, map(Plain, names))
        if not whole:
            shift.holidays({it.id: it.day for it in done.copies})
        for note in done.notes:
            shift.session.say(note)
        shift.order(after.plan)
        shift.news(before, then, only_new=whole)
        if done.copies:
            self._next(len(done.copies))
        if done.files.new or done.files.after:
            shift.undo_hint()

    def _refuse(self, done: Repeated, before: Report, then: Report) -> None:
        """Refuse a season that would bring new errors."""
        from planner import repeating

        language = self.shift.session.language
        faults = _findings(repeating.faults(done, before, then), language)
        if faults:
            raise PlannerError(
                T(
                    "Nothing is written, since the check would find new errors: {faults}",
                    faults=faults,
                )
            )

    def _next(self, n: int) -> None:
        say = self.shift.session.say
        say(
            N(
                "{n} copy. Read its text: days and prices in it are those of last time.",
                "{n} copies. Read their texts: days and prices in them are those of last time.",
                n,
            )
        )


def _time(text: str | None) -> dt.time | None:
    from planner import values

    try:
        return values.a_time(text) if text else None
    except values.BadValue:
        said = T("“{value}” is not a time of day; write it like 18.30.", value=text)
        raise PlannerError(said) from None


def _when(post: Post) -> object:
    """Return when a post goes out, as a value of a text."""
    return post.at or post.day or T("without a day")


def _dated(post: Post) -> T:
    return T("{post} ({day})", post=post.id, day=post.day or "–")


def _rehearsed(day: dt.date | None) -> Iterator[T]:
    if day:
        yield T("its rehearsal ({day})", day=day)
