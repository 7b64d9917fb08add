"""What there is to do this week, for a person at a terminal."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from planner.agenda import missing
from planner.due import command
from planner.formats.columns import AMBER, BOLD, DIM, Columns, cut, width_of
from planner.formats.voice import ANCHOR
from planner.schedule import Week
from planner.texts import N, T, harmless

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from planner.agenda import Agenda, Job, Share
    from planner.due import Asked
    from planner.formats.columns import Row
    from planner.formats.voice import Voice

_MOST = 12
"""So many things of a sort are shown of each person; more would only frighten."""
_DONE = {"host": T("hosts it"), "moderate": T("answers the comments"), "rehearse": T("rehearsal")}
_LATE = T("The day has passed: published, or a new day?")


def todo_lines(agenda: Agenda, voice: Voice, only: str | None = None) -> Iterator[str]:
    """Yield what there is to do, by person.

    Args:
        agenda: What there is to do.
        voice: The plan in a language.
        only: The role of the person whose share alone is shown.
    """
    yield from _Todo(agenda, voice, only).lines()


class _Todo:
    def __init__(self, agenda: Agenda, voice: Voice, only: str | None) -> None:
        self.agenda, self.voice, self.only = agenda, voice, only
        self.shares = {role: share for role, share in agenda.shares(only).items() if share}
        roles = {role.id for role in agenda.schedule.plan.file.roles}
        self.several = only is not None or len(roles | set(self.shares)) > 1
        """Whether it matters who does it."""
        self.following = agenda.following(only)

    def lines(self) -> Iterator[str]:
        if not self.shares:
            yield from self.voice.sentence(self._nothing())
            yield from self._fixed()
            return
        today = self.agenda.today
        head = T("{day}, week {week}", day=self.voice.day(today), week=Week.of(today).number)
        yield self.voice.paint(self.voice.say(head), BOLD)
        for role, share in self.shares.items():
            yield ""
            if self.several:
                name = self.voice.role(role) if role else self.voice.say(T("Nobody yet"))
                yield self.voice.paint(cut(name, self.voice.width), BOLD)
            yield from self._share(share, "  " if self.several else "")
        yield from self._fixed()
        yield from self._following()

    def _nothing(self) -> T:
        if not self.agenda.schedule.plan.posts:
            begin = 'planner new post --title "…"'
            return T("The plan has no posts yet. Begin one: {command}", command=begin)
        job = self.following
        if job is None:
            return T("Nothing waits this week: time for a cup of coffee.")
        return T(
            "Nothing waits this week: time for a cup of coffee. Next: {post}, {day}.",
            post=job.slot.post.id,
            day=self.voice.day(job.day),
        )

    def _share(self, share: Share, indent: str) -> Iterator[str]:
        voice = self.voice
        sunday = voice.day(self.agenda.sunday)
        rows = {
            _LATE: [self._row(job, voice.day(job.day)) for job in share.late[:_MOST]],
            T("Today"): [self._row(job, "") for job in share.today[:_MOST]],
            T("This week, until {day}", day=sunday): [
                self._row(job, voice.weekday(job.day)) for job in share.week[:_MOST]
            ],
        }
        counts = map(len, (share.late, share.today, share.week))
        for (title, found), count in zip(rows.items(), counts, strict=True):
            if found:
                yield from self._title(title, indent, AMBER if title is _LATE else "")
                yield from self._rows(found, indent)
                yield from self._more(count, indent)
        yield from self._noting(share.noting, indent)
        if share.review:
            yield from self._review(*share.review, indent)

    def _title(self, title: T, indent: str, colour: str = "") -> Iterator[str]:
        for line in self.voice.sentence(title, indent):
            yield self.voice.paint(line, colour) if colour else line

    def _rows(self, rows: Sequence[Row], indent: str) -> Iterator[str]:
        columns = Columns(rows, self.voice.width, f"{indent}  ", self.voice.paint)
        yield from chain.from_iterable(map(columns.lines, rows))

    def _more(self, count: int, indent: str) -> Iterator[str]:
        if count > _MOST:
            said = self.voice.say(T("and {n} more", n=count - _MOST))
            yield f"{indent}    {self.voice.paint(said, DIM)}"

    def _row(self, job: Job, day: str) -> Row:
        voice = self.voice
        when = f"{day} {voice.clock(job.slot.clock)}".strip()
        return voice.row(job.slot, when, _DONE.get(job.what) or self._state(job))

    def _state(self, job: Job) -> T | str:
        """Return how far a post has come, and what it still lacks."""
        status = self.voice.status(job.slot.post)
        absent = list(missing(self.agenda.schedule, job.slot))
        if not absent:
            return status
        return T("{status}; still missing: {things}", status=status, things=absent)

    def _noting(self, waiting: Sequence[Asked], indent: str) -> Iterator[str]:
        if waiting:
            yield from self._title(T("Note figures"), indent)
        for asked in waiting[:_MOST]:
            yield from self._commands(asked, f"{indent}  ")
        yield from self._more(len(waiting), indent)

    def _commands(self, asked: Asked, indent: str) -> Iterator[str]:
        """Yield the command that notes what waits; several where one is wider than the terminal.

        A command is never cut or broken: it has to work wherever it is pasted.
        """
        whole = command(self.voice.plan, asked, self.voice.language)
        parts = list(_parts(asked))
        if width_of(indent + whole) <= self.voice.width or len(parts) < 2:  # noqa: PLR2004 - no parts
            yield indent + whole
            return
        for part in parts:
            yield from self._commands(part, indent)

    def _review(self, since: dt.date, due: dt.date, indent: str) -> Iterator[str]:
        days = (self.agenda.today - since).days
        said = T("The next review is on {day}", day=self.voice.day(due))
        if due <= self.agenda.today:
            said = (
                N("{n} day since the last review", "{n} days since the last review", days)
                if self.agenda.schedule.reviews
                else T("No review has been held yet")
            )
        yield from self._title(said, indent)
        yield f"{indent}  planner review"

    def _fixed(self) -> Iterator[str]:
        found = list(self.agenda.fixed())
        if found:
            yield ""
            yield from self._title(T("Anchors"), "")
        for anchor in found:
            day = self.voice.day(anchor.date) if anchor.date else ""
            name = harmless(anchor.title or anchor.id)
            yield cut(f"  {ANCHOR} {day}  {name}", self.voice.width)

    def _following(self) -> Iterator[str]:
        job = self.following
        if job is None or any(_publishes(share) for share in self.shares.values()):
            return
        yield ""
        yield from self._title(T("Next"), "")
        owner = job.slot.post.owner
        state = self._state(job)
        note = T("{parts}", parts=[self.voice.role(owner), state] if owner else [state])
        when = f"{self.voice.day(job.day)} {self.voice.clock(job.slot.clock)}".rstrip()
        yield from self._rows([self.voice.row(job.slot, when, note)], "")


def _publishes(share: Share) -> bool:
    return any(job.what == "publish" for job in (*share.today, *share.week))


def _parts(asked: Asked) -> Iterator[Asked]:
    """Yield what is asked in smaller parts: figures and words, then each of them alone."""
    figures = replace(asked, learned=False, following=False)
    spoken = replace(asked, metrics=())
    if asked.metrics and (asked.learned or asked.following):
        yield from (figures, spoken)
    elif len(asked.metrics) > 1:
        yield from (replace(figures, metrics=(metric,)) for metric in asked.metrics)
    elif asked.learned and asked.following:
        yield from (replace(spoken, following=False), replace(spoken, learned=False))
