"""How a plan's posts are named on a terminal: signs and colours of their status, who, where, when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.formats.columns import AMBER, CYAN, DIM, GREEN, Row, called, wrapped
from planner.texts import harmless, say
from planner.vocabulary import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from planner.agenda import Slot
    from planner.formats.columns import Paint
    from planner.model import Plan, Post
    from planner.texts import Sayable

STATUS_SIGNS = {
    "idea": "◌",
    "draft": "○",
    "ready": "◔",
    "scheduled": "◑",
    "published": "◕",
    "reviewed": "●",
    "cancelled": "×",
}
"""They fill up from idea to reviewed."""
COLOURS = {
    "idea": DIM,
    "draft": AMBER,
    "ready": CYAN,
    "scheduled": CYAN,
    "published": GREEN,
    "reviewed": GREEN,
    "cancelled": DIM,
}
TODAY, ANCHOR, HOLIDAY, REHEARSAL, MISSING = "▸", "★", "◆", "◇", "!"


@dataclass(frozen=True)
class Voice:
    """A plan on a terminal, in one language."""

    plan: Plan
    language: str
    width: int
    paint: Paint

    def say(self, value: object) -> str:
        """Return a text or a value as a person of the language writes it."""
        return say(value, self.language)

    def weekday(self, day: dt.date) -> str:
        """Return what a day of the week is called in short."""
        return self._weekdays[day.weekday()]

    @cached_property
    def _weekdays(self) -> tuple[str, ...]:
        return tuple(
            str(word.facts[f"short_{self.language}"]) for word in words("weekday").values()
        )

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The days of the week in short."""
        return self._weekdays

    def day(self, day: dt.date) -> str:
        """Return a day with its weekday: *Sun 2026-06-07*, *su 7.6.2026*."""
        return f"{self.weekday(day)} {self.say(day)}"

    def clock(self, clock: dt.time | None) -> str:
        """Return a time of day for a column; nothing for none."""
        return self.say(clock).rjust(len("18:30")) if clock else ""

    def status(self, post: Post) -> str:
        """Return how far a post has come, in a word."""
        return words("status")[post.status].label(self.language)

    def channel(self, name: str) -> str:
        """Return a channel's name as people read it."""
        found = self.plan.channels.get(name)
        return harmless((found and found.title) or name)

    def audience(self, name: str) -> str:
        """Return an audience's name as people read it."""
        found = self.plan.audiences.get(name)
        return harmless((found and found.title) or name)

    def role(self, name: str) -> str:
        """Return what a role is called; the shipped roles have names too."""
        own = self._roles.get(name)
        word = self.plan.word("role", name)
        return harmless(own or (word.label(self.language) if word else name))

    @cached_property
    def _roles(self) -> Mapping[str, str]:
        return {role.id: role.title for role in self.plan.file.roles}

    def row(self, slot: Slot, when: str, note: Sayable | str = "") -> Row:
        """Return a post's line."""
        post = slot.post
        return Row(
            when,
            self.channel(slot.channel),
            STATUS_SIGNS[post.status],
            COLOURS[post.status],
            called(post.id, post.title),
            self.say(note),
        )

    def sentence(self, text: Sayable, indent: str = "", sign: str = "") -> Iterator[str]:
        """Yield a text in lines that fit, behind a sign where there is one."""
        room = self.width - len(indent)
        if not sign:
            yield from (indent + line for line in wrapped(self.say(text), room))
            return
        for number, line in enumerate(wrapped(self.say(text), room - 2)):
            yield f"{indent}{' ' if number else self.paint(sign, AMBER)} {line}"
