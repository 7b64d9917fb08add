"""What came in by itself: noted where it is sure, asked where it is not, and told."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from typing import TYPE_CHECKING

from planner.cli.noting import Noting
from planner.cli.options import CLEAN, FAILED
from planner.cli.output import NO, YES, Plain, Progress, ask, show, somebody_is_there, tell
from planner.texts import N, T, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.cli.session import Session
    from planner.matching import Match, Matches
    from planner.model import Channel
    from planner.recording import Changes, Written
    from planner.results import Arrival, Intake
    from planner.texts import Sayable
    from planner.tracking.ledger import Row
    from planner.tracking.sightings import Sighting
    from planner.values import Moment

_MOST = 20
"""More lines of one kind help nobody; the others are counted."""
_LINE = 70
_EASY = re.compile(r"[\w:/.?=&#@+~,;-]+")


class Receiver(Noting):
    """Records what came in, asks what is not sure, and says what is left."""

    def __init__(self, session: Session, *, diff: bool) -> None:
        """Take a plan."""
        super().__init__(session, diff=diff)
        self.progress = Progress(session.language)
        self._asks = somebody_is_there() and not diff
        self._noted = False

    def receive(self, arrivals: Sequence[Arrival], name: str = "", rows: int = 0) -> int:
        """Note in one run what is sure of what came in, and tell the rest.

        Args:
            arrivals: What came in.
            name: The file it came in, where it did not come from the network.
            rows: How many rows the file has.
        """
        from planner import matching, results

        unread = sorted(name for kind, name in self.plan.unread if kind.value == "post")
        self.list(
            [T("{name}", name=name) for name in unread],
            T("These posts cannot be read, so they are not known here; planner check says why:"),
        )
        intake = results.Intake(self.plan, self.session.own_language)
        found = []
        for arrival in arrivals:
            with self.progress(T("Looking for your posts …")):
                matches = matching.matched(self.plan, arrival.channels, arrival.sightings)
            self._ask(matches)
            intake.take(arrival, matches)
            found.append((arrival, matches))
        if intake.refused:
            return self.refuse(name, intake.refused)
        changes = intake.changes
        dropped = self._drop_faulty(changes)
        code = self.write(changes) if changes else CLEAN
        if code and not self._noted:
            self.session.say(T("Nothing was noted."))
            return code
        self._tell(found, intake, rows)
        return max(code, FAILED if dropped else CLEAN)

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
            show(f"{f'{name}:{row}: ' if name else ''}{self.say(text)}\n")
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
        self._noted = bool(done.steps)
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
        metric = self.plan.metric(figure.metric)
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
        """Ask of each thing that may be a post whether it is, the likeliest first."""
        waiting = matches.likely if self._asks else []
        matches.likely = [] if self._asks else matches.likely
        taken = set()
        while waiting:
            match, *waiting = waiting
            key = (match.post.id, match.channel)
            answer = False if key in taken else self._answer(match)
            if answer is None:  # no more questions
                self._asks = False
                matches.likely = [match, *waiting]
                return
            if answer:
                taken.add(key)
                matches.sure.append(match)
            else:
                matches.unknown.append(match.sighting)

    def _answer(self, match: Match) -> bool | None:
        """Ask whether something is a post; None where somebody wants no more questions."""
        seen = match.sighting
        went = T("Went out {when}: {what}", when=_moment(seen.when), what=_what(seen))
        question = T(
            "Is it {post}, {title} (planned {planned})? y = yes, Enter = no, q = no more questions: ",
            post=match.post.id,
            title=match.post.title or match.post.id,
            planned=_moment(match.post.date or match.post.publish_at),
        )
        self.session.say(went)
        while True:
            answer = ask(f"  {self.say(question)}")
            if answer is None or answer.lower() == "q":
                return None
            if answer.lower() in YES | NO:
                return answer.lower() in YES
            self.session.say(T("Type y for yes, or just press Enter for no."))

    def _yes(self, arrival: Arrival, match: Match) -> T:
        """Return what may be a post, and how to say that it is."""
        from planner import due

        seen, language = match.sighting, self.session.language
        may_be = T(
            "{when}: {what} – may be {post}, {title}",
            when=_moment(seen.when),
            what=_what(seen),
            post=match.post.id,
            title=match.post.title or match.post.id,
        )
        if not match.is_own:
            return may_be
        if seen.address and not match.post.post_url:
            said = f"planner track {match.post.id} --url {_quoted(seen.address)}"
            return T(
                "{may_be}. If it is, do this and then the same once more: {command}",
                may_be=may_be,
                command=Plain(said),
            )
        names = (
            (due.name_of(self.plan, it, language), value) for it, value in seen.figures.items()
        )
        figures = " ".join(f"{name}={say(value, language)}" for name, value in names)
        if not figures:
            return may_be
        said = f"planner track {match.post.id} {figures} --on {say(arrival.day, language)}"
        return T("{may_be}. If it is: {command}", may_be=may_be, command=Plain(said))

    # What is new, and what is left

    def _tell(self, found: Sequence[tuple[Arrival, Matches]], intake: Intake, rows: int) -> None:
        every = [matches for _, matches in found]
        self._tell_known(every, intake.changes)
        likely = [self._yes(arrival, it) for arrival, matches in found for it in matches.likely]
        self.list(likely, T("These are only like a post of yours, and need your yes:"))
        waits = self._tell_waiting()
        self.list(
            [self._kept(row, noted.value) for row, noted in intake.kept],
            T("These figures you had noted otherwise for the same day; yours stay:"),
        )
        self.list(
            [self._kept(row, noted.value) for row, noted in intake.others],
            T("Another service tells these otherwise; what was noted first stays:"),
        )
        outside = self._tell_others(found)
        for text in self._summary(every, intake, rows, outside):
            self.session.say(text)
        if not waits:
            self.session.say(T("Nothing waits to be noted."))

    def _tell_known(self, every: Sequence[Matches], changes: Changes) -> None:
        """Tell what was taken for which post, and how to take it back."""
        new = {row.id for row in changes.rows if row.kind.value == "post"}.union(changes.edits)
        bound = [
            it for matches in every for it in matches.sure if not it.known and it.post.id in new
        ]
        lines = [
            T(
                "{post} {title} ← {what}, {when}",
                post=it.post.id,
                title=it.post.title,
                what=_what(it.sighting),
                when=_moment(it.sighting.when),
            )
            for it in bound
        ]
        self.list(lines, T("Known by their words:"))
        if bound and not self.diff:
            self.session.say(T("Is one of them wrong? planner undo takes all of this back."))

    def _tell_waiting(self) -> bool:
        """Tell how to note what still waits; whether anything does."""
        from planner import due

        waiting = self.waiting()
        commands = (due.command(self.plan, it, self.session.language) for it in waiting)
        self.list([Plain(line) for line in commands], T("These still wait to be noted:"))
        return bool(waiting)

    def _tell_others(self, found: Sequence[tuple[Arrival, Matches]]) -> int:
        """Tell what went out beside the plan, and what did not; return what lies outside it."""
        from planner import results

        sifted = [results.unplanned(self.plan, matches.unknown) for _, matches in found]
        others = [seen for own, _ in sifted for seen in own]
        self.list(
            [
                T("{when}: {what}", when=_moment(it.when), what=_what(it))
                for it in others
                if not it.link_id
            ],
            T("These went out beside the plan:"),
        )
        self.list(
            [T("{name}", name=it.link_id) for it in others if it.link_id],
            T("Visits came by links that the plan does not know:"),
        )
        missed = [
            T("{post} {title}, {day}", post=it.id, title=it.title, day=it.published_on or "")
            for arrival, matches in found
            for it in results.unseen(self.plan, arrival, matches)
        ]
        self.list(
            missed,
            T(
                "These were planned for days that were looked at, and are not there. Perhaps they went out on another day:"
            ),
        )
        return sum(outside for _, outside in sifted)

    def _kept(self, row: Row, noted: float) -> T:
        metric = row.figure.metric
        return T(
            "{subject}: {metric} {noted}, and not {value}",
            subject=row.id,
            metric=self.plan.metric(metric),
            noted=noted,
            value=row.figure.value,
        )

    def _summary(
        self, every: Sequence[Matches], intake: Intake, rows: int, outside: int
    ) -> Iterator[T]:
        if rows:
            yield N("{n} row read.", "{n} rows read.", rows)
        if any((it.sure, it.likely, it.unknown) != ([], [], []) for it in every):
            yield T(
                "Yours: {yours}. To be confirmed: {likely}. Others: {others}.",
                yours=sum(len(it.sure) for it in every),
                likely=sum(len(it.likely) for it in every),
                others=sum(len(it.unknown) for it in every),
            )
        stored = len(intake.changes.rows)
        if self.diff:
            yield N("{n} figure would be noted.", "{n} figures would be noted.", stored)
        else:
            yield N("{n} figure noted.", "{n} figures noted.", stored)
        counts = (
            (
                N(
                    "{n} of them is newer than one that was there.",
                    "{n} of them are newer than those that were there.",
                    intake.updated,
                )
            ),
            N("{n} figure was noted already.", "{n} figures were noted already.", intake.known),
            N(
                "{n} figure of a day that was not over was left out.",
                "{n} figures of a day that was not over were left out.",
                intake.unfinished,
            ),
            N(
                "{n} thing went out before or after the plan's period.",
                "{n} things went out before or after the plan's period.",
                outside,
            ),
            *(
                N(
                    "{n} figure of versions on {channel} was left out: a post has the figures of its own channel.",
                    "{n} figures of versions on {channel} were left out: a post has the figures of its own channel.",
                    n,
                    channel=channel,
                )
                for channel, n in intake.foreign.items()
            ),
        )
        yield from (text for text in counts if text.count)

    def _drop_faulty(self, changes: Changes) -> bool:
        """Leave out the lines for files that cannot be changed; return whether there are any."""
        from planner import recording, writing

        faulty = []
        for name, wanted in changes.edits.items():
            one = recording.Changes(edits={name: wanted})
            try:
                list(recording.steps(self.session.content, one, self.session.own_language))
            except writing.Refusal as refusal:
                self.refused(refusal)
                faulty.append(name)
        for name in faulty:
            del changes.edits[name]
        return bool(faulty)


def _moment(when: Moment | None) -> object:
    """Return a moment as a value of a text."""
    if when is None:
        return T("on an unknown day")
    return dt.datetime.combine(when.day, when.clock) if when.clock else when.day


def _what(seen: Sighting) -> T:
    """Return what was seen, in a few words."""
    text = seen.text if len(seen.text) <= _LINE else f"{seen.text[:_LINE].rstrip()}…"
    return T("“{text}”", text=text) if text else T("{address}", address=seen.address or "–")


def _quoted(address: str) -> str:
    """Return an address as a word of the command line, of Windows' too where that is possible."""
    return f'"{address}"' if _EASY.fullmatch(address) else shlex.quote(address)


def _more(n: int) -> T:
    return N("… and {n} more", "… and {n} more", n)
