r"""The plan as a calendar that a phone or a computer subscribes to (RFC 5545, RFC 7986).

What an event holds is listed here; nothing else of a plan goes out. Times are in UTC, which
needs no description of a time zone. An event keeps its ``UID`` when its post is retitled, or
moved to another day or folder, for as long as post and plan keep their ids.

The file is made of the plan and of the day alone, so it cannot know what was moved since the
last one. ``DTSTAMP``, ``LAST-MODIFIED`` and ``SEQUENCE`` are therefore those of the day: a
later file replaces an earlier one, whatever has changed in it. With nobody invited, a higher
``SEQUENCE`` notifies nobody. A cancelled post is not in the file: readers that subscribe
show what the file holds, so it is gone there too.

The lines are written here. By the package icalendar (7.3.2) those of 5,000 events take six
times as long, and the text ``C:\New`` becomes two lines; the tests read everything back with
it, and with ical.js.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.agenda import is_live, people, upcoming
from planner.exporters.orders import Made, clean
from planner.outgoing import outgoing
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.agenda import Slot
    from planner.exporters.orders import Order
    from planner.model import Anchor, Post

LONGEST = 8000
"""The characters of a text that an event holds; a longer one is opened where it was written."""
REMINDER = 30
"""Minutes that a reminder comes before a post goes out, unless somebody wants it otherwise."""
_WIDEST = 75  # octets of a line, RFC 5545, 3.1
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})  # 3.3.11
_POSTING = 15
_DAY = 24 * 60
_COUNTED_FROM = dt.date(2000, 1, 1)
_REFRESH = "PT1H"


def export(order: Order) -> Made:
    """Return the calendar that was asked for.

    Raises:
        PlannerError: If there is nothing in it.
    """
    slots = order.demanded()
    events = Events(order)
    content = events.calendar(order, slots)
    return Made(content, (*order.left_out(), *events.notes))


class Events:
    """The events of a plan in one language, each written once however many calendars it is in."""

    def __init__(self, order: Order) -> None:
        """Begin with none.

        Args:
            order: The plan, the day and the language.
        """
        self._order = order
        self._written: dict[tuple[str, str], bytes] = {}
        self.notes: list[T] = []
        """What could not be carried over."""
        stamp = f"{order.as_of:%Y%m%d}T000000Z"
        number = max((order.as_of - _COUNTED_FROM).days, 0)
        self._dated = (f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{number}")

    def calendar(self, order: Order, slots: Iterable[Slot]) -> bytes:
        """Return a calendar of these posts; that of the whole plan has its fixed days too."""
        lines = [_lines(_head(order))]
        if order.whole:
            lines += [_lines(self._anchor(it)) for it in order.plan.file.anchors if _dated(it)]
        for slot in slots:
            lines.append(self._event(slot))
            if order.remind and slot.clock and upcoming(slot.post):
                lines.append(_lines(_alarm(order.title(slot), order.remind)))
            lines.append(b"END:VEVENT\r\n")
        return b"".join((*lines, b"END:VCALENDAR\r\n"))

    def _event(self, slot: Slot) -> bytes:
        """Return an event but for its end."""
        key = (slot.post.id, slot.channel)
        if key not in self._written:
            self._written[key] = _lines(self._facts(slot))
        return self._written[key]

    def _facts(self, slot: Slot) -> Iterator[str]:
        order, post = self._order, slot.post
        yield "BEGIN:VEVENT"
        yield f"UID:{order.slot_name(slot)}"
        yield from self._dated
        yield from self._time(slot)
        yield f"SUMMARY:{_text(order.title(slot))}"
        yield f"DESCRIPTION:{_text(self._description(slot))}"
        address = order.address(slot)
        if address:
            yield f"URL:{address}"
        categories = ",".join(map(_text, self._categories(slot)))
        yield from [f"CATEGORIES:{categories}"] if categories else []
        yield f"STATUS:{'TENTATIVE' if post.status in ('idea', 'draft') else 'CONFIRMED'}"
        busy = is_live(post) and slot.channel == post.channel
        yield f"TRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}"

    def _time(self, slot: Slot) -> Iterator[str]:
        day = slot.post.day or self._order.as_of
        if slot.clock is None:
            yield from _all_day(day)
            return
        start = self._order.moment(day, slot.clock)
        if not self._order.comes(day, slot.clock):
            self.notes.append(
                T("{id}: the clocks go forward on {day}, and {time} does not exist; the event is an hour later.", id=slot.post.id, day=day, time=slot.clock)
            )  # fmt: skip
        end = start + dt.timedelta(minutes=_minutes(slot))
        sign = "Z" if start.tzinfo else ""
        yield f"DTSTART:{start:%Y%m%dT%H%M%S}{sign}"
        yield f"DTEND:{end:%Y%m%dT%H%M%S}{sign}"

    def _description(self, slot: Slot) -> str:
        """Return the text to paste, and below a line what is to be known of it."""
        order, post = self._order, slot.post
        text = clean(outgoing(order.plan, post, slot.channel))
        if len(text) > LONGEST:
            self.notes.append(
                T("{id}: its text is too long for a calendar; the event holds the first {n} characters.", id=post.id, n=LONGEST)
            )  # fmt: skip
            text = text[: LONGEST - 1] + "…"
        names = [order.role_title(name) for name in people(post)]
        known = [
            T("Who does it: {names}", names=names) if names else None,
            T("Status: {status}", status=words("status")[post.status]),
        ]
        facts = "\n".join(it.to(order.language) for it in known if it)
        return f"{text}\n\n———\n{facts}" if text else facts

    def _categories(self, slot: Slot) -> Iterator[str]:
        plan, post = self._order.plan, slot.post
        if slot.channel:
            yield self._order.channel_title(slot.channel)
        campaign = plan.campaigns.get(post.campaign)
        if campaign:
            yield campaign.title or campaign.id
        yield from (it.title or it.id for it in plan.file.pillars if it.id == post.pillar)

    def _anchor(self, anchor: Anchor) -> Iterator[str]:
        yield "BEGIN:VEVENT"
        yield f"UID:{self._order.name('anchor', anchor.id)}"
        yield from self._dated
        yield from _all_day(anchor.date or self._order.as_of)
        yield f"SUMMARY:{_text(anchor.title or anchor.id)}"
        yield f"CATEGORIES:{_text(T('Anchor').to(self._order.language))}"
        yield from ("STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "END:VEVENT")


def _dated(anchor: Anchor) -> bool:
    """Whether a fixed day can be told from the others, and has come to be a day."""
    return bool(anchor.id and anchor.date)


def _head(order: Order) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Planner//planner-site//EN")
    name = _text(_calendar_name(order))
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield from (f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}")


def _calendar_name(order: Order) -> str:
    """Return whose calendar it is, and what it holds where that is not all of the plan."""
    campaign = order.plan.campaigns.get(order.campaign)
    parts = (
        order.plan.file.business.name or order.plan.file.title,
        order.channel and order.channel_title(order.channel),
        order.person and order.role_title(order.person),
        (campaign and campaign.title) or order.campaign,
    )
    return " – ".join(part for part in parts if part) or T("Plan").to(order.language)


def _alarm(title: str, minutes: int) -> Iterator[str]:
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(title)}")
    yield from (f"TRIGGER:-PT{minutes}M", "END:VALARM")


def _all_day(day: dt.date) -> Iterator[str]:
    """Yield the day, and the one after it: the end is no part of an event."""
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"


def _minutes(slot: Slot) -> int:
    """Return how long something takes: a broadcast its length, a post the time to put it out."""
    post: Post = slot.post
    length = post.live.length_min if post.live and slot.channel == post.channel else None
    return max(round(min(length or _POSTING, _DAY)), 1)


def _text(value: str) -> str:
    return clean(value).translate(_ESCAPED)


def _lines(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """Return a line in pieces of 75 octets at most; no character is cut in two (RFC 5545, 3.1)."""
    octets, pieces, start = line.encode(), [], 0
    room = _WIDEST
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside a character of UTF-8  # noqa: PLR2004
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _WIDEST - 1
    return b"\r\n ".join((*pieces, octets[start:])) + b"\r\n"
