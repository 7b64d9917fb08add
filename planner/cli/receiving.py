"""What came in by itself: noted where it is sure, asked where it is not, and told."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from typing import TYPE_CHECKING

from planner.cli.noting import Noting
from planner.cli.options import FAILED
from planner.cli.output import Plain, Progress, ask, show, somebody_is_there, tell
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from planner.cli.session import Session
    from planner.matching import Match, Matches
    from planner.model import Channel
    from planner.recording import Changes, Written
    from planner.results import Arrival, News
    from planner.texts import Sayable
    from planner.tracking.ledger import Row
    from planner.tracking.sightings import Sighting

_MOST = 20
"""More lines of one kind help nobody; the others are counted."""
_LINE = 70


def may_write(*, diff: bool, write: bool) -> None:
    """Refuse to write in CI, unless somebody means it; raises :class:`PlannerError`."""
    if os.environ.get("CI") and not (diff or write):
        raise PlannerError(T("In CI nothing is changed: use --diff, or --write if you mean it."))


class Receiver(Noting):
    """Records what came in, asks what is not sure, and says what is left."""

    def __init__(self, session: Session, *, diff: bool) -> None:
        """Take a plan."""
        super().__init__(session, diff=diff)
        self.progress = Progress(session.language)
        self._asks = somebody_is_there() and not diff

    def receive(self, arrivals: Sequence[Arrival], name: str = "", rows: int = 0) -> int:
        """Note in one run what is sure of what came in, and tell the rest.

        Args:
            arrivals: What came in.
            name: The file it came in, where it did not come from the network.
            rows: How many rows the file has.
        """
        from planner import recording, results

        changes = recording.Changes()
        found = []
        for arrival in arrivals:
            self.progress(T("Looking for your posts …"))
            matches = results.look(self.plan, arrival)
            self.progress.done()
            if self._asks:
                self._ask(matches)
            news = results.news(self.plan, arrival, matches, self.session.own_language)
            if news.refused:
                return self.refuse(name or arrival.source, news.refused)
            changes.rows += news.changes.rows
            changes.edits.update(news.changes.edits)
            found.append((arrival, news))
        self._drop_faulty(changes)
        self.progress(T("Noting …"))
        code = self.write(changes)
        self.progress.done()
        self._tell(found, rows)
        return code

    def channel(self, text: str) -> Channel:
        """Return the channel that somebody names; raises :class:`PlannerError`."""
        from planner.recording import subject_of

        return self.plan.channels[subject_of(self.plan, f"channel:{text}")[1]]

    @property
    def zone(self) -> dt.tzinfo:
        """The plan's time zone; UTC where it names none."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.plan.file.timezone or "UTC")

    def refuse(self, name: str, refused: Sequence[tuple[int, T]]) -> int:
        """Say which rows cannot be understood, so that nothing is noted."""
        for row, text in sorted(refused, key=lambda it: it[0])[:_MOST]:
            show(f"{name}:{row}: {self.say(text)}\n")
        if len(refused) > _MOST:
            show(f"{self.say(_more(len(refused) - _MOST))}\n")
        self.session.say(
            N(
                "Nothing was noted: {n} row cannot be understood.",
                "Nothing was noted: {n} rows cannot be understood.",
                len(refused),
            )
        )
        return FAILED

    def report(self, done: Written) -> None:
        """Say what was noted, a line for each thing."""
        gathered: dict[str, list[Row]] = {}
        for step in done.steps:
            for row in step.rows:
                gathered.setdefault(row.subject, []).append(row)
        lines = [self._line(rows) for rows in gathered.values()]
        lines += [
            T("changed: {file}", file=self.name(step.path)) for step in done.steps if not step.rows
        ]
        self.list(lines)

    def _line(self, rows: Sequence[Row]) -> T:
        days = {row.figure.checked_on for row in rows}
        if len(days) > 1:  # a channel day by day
            return N(
                "{subject}: {n} figure, {first} – {last}",
                "{subject}: {n} figures, {first} – {last}",
                len(rows),
                subject=rows[0].id,
                first=min(filter(None, days)),
                last=max(filter(None, days)),
            )
        figures = [self._figure(row) for row in rows]
        return T(
            "{subject}: {figures} ({day})",
            subject=rows[0].id,
            figures=figures,
            day=rows[0].figure.checked_on or "",
        )

    def _figure(self, row: Row) -> T:
        figure = row.figure
        metric = self.plan.word("metric", figure.metric) or figure.metric
        if figure.paid:
            return T("{metric} {value} (paid)", metric=metric, value=figure.value)
        return T("{metric} {value}", metric=metric, value=figure.value)

    def list(self, lines: Sequence[Sayable], head: T | None = None) -> None:
        """Print lines, not too many, under a head where they have one."""
        if not lines:
            return
        said = [f"\n{self.say(head)}"] if head else []
        said += [
            f"{'  ' if head else ''}{line.to(self.session.language)}" for line in lines[:_MOST]
        ]
        if len(lines) > _MOST:
            said.append(f"  {self.say(_more(len(lines) - _MOST))}")
        for line in said:
            if self.diff:  # the result is a patch, and nothing else
                tell(line)
            else:
                show(f"{line}\n")

    # What is not sure

    def _ask(self, matches: Matches) -> None:
        """Ask of each thing that may be a post whether it is."""
        if not matches.likely:
            return
        self.session.say(T("Is it this post? y for yes, Enter for no, q for no more questions."))
        taken = list(matches.likely)
        for match in taken:
            answer = ask(f"  {self.say(self._may_be(match))}? ")
            if answer is None or answer.lower() == "q":
                return
            if _is_yes(answer):
                matches.likely.remove(match)
                matches.sure.append(match)

    def _may_be(self, match: Match) -> T:
        return T(
            "{seen}: may be {post}, {title}",
            seen=self._seen(match.sighting),
            post=match.post.id,
            title=match.post.title or match.post.id,
        )

    def _seen(self, seen: Sighting) -> T:
        text = seen.text if len(seen.text) <= _LINE else f"{seen.text[:_LINE].rstrip()}…"
        what = T("“{text}”", text=text) if text else T("{address}", address=seen.address or "–")
        if seen.when is None:
            return T("{what}, without a day", what=what)
        return T("{what}, {day}", what=what, day=seen.when.day)

    def _yes(self, arrival: Arrival, match: Match) -> T:
        """Return what may be a post, and how to say that it is."""
        seen = match.sighting
        if seen.address and not match.post.post_url and match.is_own:
            said = f"planner track {match.post.id} --url {shlex.quote(seen.address)}"
        else:
            figures = " ".join(f"{metric}={value:g}" for metric, value in seen.figures.items())
            said = f"planner track {match.post.id} {figures} --on {arrival.day}"
        return T("{may_be}. If it is: {command}", may_be=self._may_be(match), command=Plain(said))

    # What is left

    def _tell(self, found: Sequence[tuple[Arrival, News]], rows: int) -> None:
        from planner import due, results

        likely = [self._yes(arrival, it) for arrival, news in found for it in news.matches.likely]
        self.list(likely, T("These need your yes, because they are only like a post of yours:"))
        sifted = [results.unplanned(self.plan, news.matches.unknown) for _, news in found]
        self.list(
            [self._seen(seen) for own, _ in sifted for seen in own],
            T("These went out and are not in the plan:"),
        )
        missed = [
            T("{post} {title}, {day}", post=it.id, title=it.title, day=it.published_on or "")
            for arrival, news in found
            for it in results.unseen(self.plan, arrival, news.matches)
        ]
        self.list(missed, T("These were to go out and did not show:"))
        self.list(
            [self._kept(row, noted.value) for _, news in found for row, noted in news.kept],
            T("These figures you had noted otherwise for the same day; yours stay:"),
        )
        for text in self._summary([news for _, news in found], rows, sum(it for _, it in sifted)):
            self.session.say(text)
        waiting = self.waiting()
        commands = (due.command(self.plan, it, self.session.language) for it in waiting)
        self.list([Plain(line) for line in commands], T("These still wait to be noted:"))
        if not waiting:
            self.session.say(T("Nothing waits to be noted."))

    def _kept(self, row: Row, noted: float) -> T:
        metric = row.figure.metric
        return T(
            "{subject}: {metric} {noted}, and not {value}",
            subject=row.id,
            metric=self.plan.word("metric", metric) or metric,
            noted=noted,
            value=row.figure.value,
        )

    def _summary(self, found: Sequence[News], rows: int, outside: int) -> Iterator[T]:
        if rows:
            yield N("{n} row read.", "{n} rows read.", rows)
        stored = sum(len(news.changes.rows) for news in found)
        if self.diff:
            yield N("{n} figure would be noted.", "{n} figures would be noted.", stored)
        else:
            yield N("{n} figure noted.", "{n} figures noted.", stored)
        updated = sum(news.updated for news in found)
        if updated:
            yield N(
                "{n} of them is newer than one that was there.",
                "{n} of them are newer than those that were there.",
                updated,
            )
        known = sum(news.known for news in found)
        if known:
            yield N("{n} figure was noted already.", "{n} figures were noted already.", known)
        if outside:
            yield N(
                "{n} thing went out before or after the plan's period.",
                "{n} things went out before or after the plan's period.",
                outside,
            )
        foreign: Counter[str] = sum((news.foreign for news in found), Counter())
        for channel, n in foreign.items():
            yield N(
                "{n} figure of versions on {channel} was left out: a post has the figures of its own channel.",
                "{n} figures of versions on {channel} were left out: a post has the figures of its own channel.",
                n,
                channel=channel,
            )

    def _drop_faulty(self, changes: Changes) -> None:
        """Leave out the lines for files that cannot be changed: the figures are noted all the same."""
        from planner import recording, writing

        for name, wanted in list(changes.edits.items()):
            one = recording.Changes(edits={name: wanted})
            try:
                list(recording.steps(self.session.content, one, self.session.own_language))
            except writing.Refusal as refusal:
                self.refused(refusal)
                del changes.edits[name]


def _is_yes(answer: str) -> bool:
    from planner import values

    try:
        return values.a_boolean(answer) if answer else False
    except values.BadValue:
        return answer.lower() in ("y", "k")


def _more(n: int) -> T:
    return N("… and {n} more", "… and {n} more", n)
