"""What is to be exported: which posts go out where, when, and what tells each from all others."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from planner.agenda import people, slots_of
from planner.errors import PlannerError
from planner.model import READY
from planner.outgoing import built_link, plan_name, web_parts
from planner.texts import N, T
from planner.values import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.agenda import Slot
    from planner.model import Plan, Post

_EARLY = ("draft", "idea")
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile("[a-z0-9-]{1,80}")
_ADDRESS = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file."""

    content: bytes
    notes: tuple[T, ...] = ()
    """What could not be carried over, post by post."""


@dataclass(frozen=True)
class Order:
    """What somebody wants to have, of a plan on a day."""

    plan: Plan
    as_of: dt.date
    language: str
    channel: str = ""
    person: str = ""
    campaign: str = ""
    drafts: bool = False
    """Whether drafts go along, and ideas that have a day."""
    remind: int = 0
    """Minutes before a post goes out to remind of it; 0 for never."""
    header: tuple[str, ...] = ()
    """The columns of a table as the service has them now; those that are known unless given."""

    @property
    def whole(self) -> bool:
        """Whether it is about the whole plan."""
        return not (self.channel or self.person or self.campaign)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """What goes out, by time, on each of its channels."""
        found = (slot for post in self._posts if post.day for slot in slots_of(post))
        wanted = (slot for slot in found if self.channel in ("", slot.channel))
        return tuple(sorted(wanted, key=_when))

    @cached_property
    def _posts(self) -> tuple[Post, ...]:
        statuses = (*READY, *_EARLY) if self.drafts else READY
        return tuple(post for post in self.meant if post.status in statuses)

    @cached_property
    def meant(self) -> tuple[Post, ...]:
        """Every post that it is about, in whatever state."""
        return tuple(
            post
            for post in self.plan.posts.values()
            if self.channel in ("", post.channel, *post.variants)
            and (not self.person or self.person in people(post))
            and self.campaign in ("", post.campaign)
        )

    def demanded(self) -> tuple[Slot, ...]:
        """Return what goes out.

        Raises:
            PlannerError: If that is nothing.
        """
        if self.slots:
            return self.slots
        if self.drafts:
            raise PlannerError(T("There is nothing to export yet: no such post has a day."))
        raise PlannerError(
            T("There is nothing to export yet: no such post is ready and has a day. --drafts takes drafts along.")
        )  # fmt: skip

    def left_out(self) -> Iterator[T]:
        """Yield what does not go along, or not all of it, and why."""
        for post in self._posts:
            if not post.day and post.status != "idea":
                yield T("{id}: left out, it has no day yet.", id=post.id)
            own = post.post_url.strip()
            if own and not usable(own):
                yield T("{id}: “{address}” is no web address.", id=post.id, address=own)
        drafts = [post for post in self.meant if post.status == "draft" and post.day]
        if drafts and not self.drafts:
            yield N(
                "{n} draft is left out; --drafts takes it along.",
                "{n} drafts are left out; --drafts takes them along.",
                len(drafts),
            )

    def channel_title(self, name: str) -> str:
        """Return what people call a channel."""
        found = self.plan.channels.get(name)
        return (found and found.title) or name

    def role_title(self, name: str) -> str:
        """Return what people call a role; the shipped roles have names too."""
        titles = {role.id: role.title for role in self.plan.file.roles}
        word = self.plan.word("role", name)
        return titles.get(name) or (word.label(self.language) if word else name)

    def title(self, slot: Slot) -> str:
        """Return what a post is called, behind its channel."""
        name = slot.post.title or slot.post.id
        return f"{self.channel_title(slot.channel)}: {name}" if slot.channel else name

    @cached_property
    def _zone(self) -> dt.tzinfo | None:
        name = self.plan.file.timezone
        return ZoneInfo(name) if name else None

    def moment(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """Return a local time in UTC; as it is where the plan does not know its time zone.

        Of an hour that comes twice it is the first; an hour that does not come is the next one.
        """
        local = dt.datetime.combine(day, clock)
        return local.replace(tzinfo=self._zone).astimezone(dt.UTC) if self._zone else local

    def comes(self, day: dt.date, clock: dt.time) -> bool:
        """Whether there is such a time on a day: not where the clocks go past it."""
        there = self.moment(day, clock).astimezone(self._zone) if self._zone else None
        return there is None or there.time() == clock

    def address(self, slot: Slot) -> str:
        """Return where a post was published, else where it leads; nothing for no web address."""
        post = slot.post
        own = post.post_url.strip() if slot.channel == post.channel else ""
        found = own if usable(own) else built_link(self.plan, post, slot.channel)
        return quote(found, safe=_ADDRESS) if usable(found) else ""

    def name(self, kind: str, *names: str) -> str:
        """Return a name for a thing that no other has, and that stays when it moves.

        It is made of ids and of the plan's own ``id``, else of the business and the year in
        which the plan begins; only of letters that every calendar takes (RFC 7986, 5.3).
        """
        return "_".join((kind, *map(_plain, names))) + f"@{self._where}"

    @cached_property
    def _where(self) -> str:
        own = self.plan.file.id
        return _plain(own if own not in ("", "plan") else plan_name(self.plan) or "plan")

    def slot_name(self, slot: Slot) -> str:
        """Return a name for a post on a channel; its own channel is no part of it."""
        other = () if slot.channel == slot.post.channel else (slot.channel,)
        return self.name("post", slot.post.id, *other)


def usable(address: str) -> bool:
    """Whether an address leads somewhere on the web, and is nothing else."""
    return web_parts(address) is not None and clean(address) == address


def clean(text: str) -> str:
    """Return a text that any program takes: no control characters, and one kind of line end."""
    return _UNFIT.sub("", _BREAK.sub("\n", text))


def _when(slot: Slot) -> tuple[dt.date, dt.time, str, str]:
    post = slot.post
    return post.day or dt.date.max, slot.clock or dt.time.max, post.id, slot.channel


def _plain(name: str) -> str:
    """Return a name in letters of ASCII, digits and hyphens; another is told apart by a digest."""
    if _PLAIN.fullmatch(name):
        return name
    letters = re.sub("[^a-z0-9]+", "-", slug(name))[:40].strip("-")
    return f"{letters}.{sha256(name.encode()).hexdigest()[:16]}"
