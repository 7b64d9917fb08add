"""Asking on a terminal for what waits to be noted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from planner.cli.options import CLEAN, FAILED
from planner.cli.output import ask, tell
from planner.errors import PlannerError
from planner.recording import Changes
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.cli.tracking import Tracker
    from planner.due import Asked
    from planner.texts import Sayable

V = TypeVar("V")


class _Over(Exception):
    """Somebody wants no more questions."""


class Interview:
    """Asks what is due and nothing else: two minutes, and whoever has had enough types q."""

    def __init__(self, tracker: Tracker) -> None:
        """Prepare to ask."""
        self._tracker = tracker
        self._schedule = tracker.schedule()
        self._plan = tracker.plan

    def hold(self, waiting: Sequence[Asked]) -> int:
        """Ask for everything that waits; each answer is noted before the next thing is asked for.

        Returns:
            The exit code.
        """
        self._tell(
            N(
                "{n} thing waits to be noted. Enter skips a question, q ends.",
                "{n} things wait to be noted. Enter skips a question, q ends.",
                len(waiting),
            )
        )
        code = CLEAN
        for asked in waiting:
            changes = Changes()
            try:
                over = self._ask(asked, changes)
            finally:  # also where somebody breaks off: what was answered is not lost
                code = max(code, self._note(changes))
            if over:
                break
        left = len(self._tracker.waiting())
        said = N(
            "{n} thing still waits, and will be asked for again.",
            "{n} things still wait, and will be asked for again.",
            left,
        )
        self._tell(said if left else T("Everything is noted. Well kept."))
        return code

    def _note(self, changes: Changes) -> int:
        """Write answers; what cannot be written is said, and holds up nothing else."""
        code = CLEAN
        for part in (Changes(changes.rows), Changes(edits=changes.edits)):
            try:
                code = max(code, self._tracker.write(part) if part else CLEAN)
            except PlannerError as error:
                self._tell(error.text)
                code = FAILED
        return code

    def _tell(self, text: T) -> None:
        tell(self._tracker.say(text))

    def _ask(self, asked: Asked, changes: Changes) -> bool:
        """Ask for the figures and words of one thing; return whether it was the last one."""
        self._tell(self._head(asked))
        try:
            for metric in asked.metrics:
                understand = partial(self._tracker.row, asked.kind, asked.id, metric)
                row = self._until(T("  {metric}: ", metric=self._metric(metric)), understand)
                if row:
                    changes.rows.append(row)
            for name, question in self._words(asked):
                given = self._until(question, partial(self._said, name))
                if given:
                    changes.edits.setdefault(asked.id, {}).update(given)
        except _Over:
            return True
        return False

    def _head(self, asked: Asked) -> T:
        post = self._plan.posts.get(asked.id) if asked.kind.value == "post" else None
        if post is None:
            goal = self._plan.goals[asked.id]
            name = goal.title or goal.id
            return T("{goal}: what was it on {day}?", goal=name, day=self._tracker.told.day)
        channel = self._schedule.channel(post)
        head = T(
            "{id} {title}, {channel} {day}",
            id=post.id,
            title=post.title,
            channel=(channel and channel.title) or post.channel,
            day=post.published_on or "",
        )
        if channel and channel.read_from and asked.metrics:
            return T("{head}. You find the figures in: {place}", head=head, place=channel.read_from)
        return head

    def _metric(self, metric: str) -> Sayable | str:
        return self._plan.metric(metric)

    def _words(self, asked: Asked) -> Iterator[tuple[str, T]]:
        if asked.learned:
            yield "learned", T("  What did you learn, in a sentence? ")
        if asked.following:
            words = self._plan.reading.list("next").values()
            choices = [T("{n} {word}", n=n, word=word) for n, word in enumerate(words, 1)]
            yield "following", T("  What comes next? {choices}: ", choices=choices)

    def _said(self, name: str, text: str) -> dict[tuple[str, ...], str]:
        """Return what is to stand in the post's file; a number stands for a word of the list."""
        words = list(self._plan.reading.list("next"))
        if name == "following" and text.isdecimal() and 1 <= int(text) <= len(words):
            text = words[int(text) - 1]
        return dict(self._tracker.edits({name: text}))

    def _until(self, question: T, understand: Callable[[str], V]) -> V | None:
        """Ask until the answer is understood; None where it is skipped."""
        while True:
            text = ask(self._tracker.say(question))
            if text is None or text.lower() == "q":
                raise _Over
            if not text:
                return None
            try:
                return understand(text)
            except PlannerError as error:
                self._tell(error.text)
