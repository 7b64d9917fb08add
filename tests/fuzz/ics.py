"""Posts drawn from bytes become a calendar, which another program reads as the same posts."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from planner.exporters.ics import LONGEST, export
from planner.exporters.orders import Order, clean
from planner.model import (
    Anchor,
    Business,
    Campaign,
    Channel,
    Live,
    Pillar,
    Plan,
    PlanFile,
    Post,
    Role,
    Variant,
)
from planner.outgoing import outgoing
from planner.values import Moment
from tests.fuzz.drawn import Drawn, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.agenda import Slot

DAY = dt.date(2026, 6, 7)
ZONES = ("Europe/Helsinki", "", "Asia/Kathmandu", "Pacific/Auckland", "UTC", "America/St_Johns")
STATUSES = ("ready", "scheduled", "published", "reviewed", "draft", "cancelled", "idea")
DAYS = (
    *(DAY, dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(1900, 1, 2), dt.date(2200, 12, 30)),
    *(dt.date(2024, 2, 29), dt.date(1999, 12, 31)),
)
WORDS = (
    *("\\", ";", ",", ":", '"', "'", "=", "\n", "\r\n", "\r", "\t", "\u2028", "\u2029", "\x85", "\x00", "\x1b", "\x7f", "\x9b"),
    *("\\n", "\\N", "\\;", "\x1f", "ATTENDEE:mailto:a@b", "BEGIN:VEVENT", "END:VCALENDAR", "äöÄÖ😀" * 8, "x" * 73, "👩🏽‍🌾"),
    *("https://a.example/", "javascript:x", "%20", "{post_url}", "#tag", "<!-- planner: ignore x -->", "\ufeff", "\ufffe", " " * 75),
)  # fmt: skip
_TEXTS = (b"SUMMARY:", b"DESCRIPTION:", b"NAME:")
_BARE = re.compile(rb"(?<!\\)(?:\\\\)*[;,]")
"""What has a meaning of its own; readers that are lenient take it for a text all the same."""
KEPT: Mapping[str, bytes] = {}


def run(content: bytes) -> None:
    """Try a calendar."""
    drawn = Drawn(content)
    order = _order(drawn)
    made = export(order)
    lines = physical(made.content)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no sign is cut
    texts = made.content.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in texts if line.startswith(_TEXTS) and _BARE.search(line)]
    events = events_of(made.content)
    assert len(events) == len(order.slots) + len(order.plan.file.anchors)
    for slot in order.slots:
        _is_in(order, slot, events[order.slot_name(slot)])
    assert all(note.to("fi") for note in made.notes)


def physical(content: bytes) -> list[bytes]:
    """Return the lines of a calendar as they are; each ends as it should."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    return lines


def events_of(content: bytes) -> dict[str, Any]:
    """Return what icalendar finds, by names that are there once."""
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    found = {str(event["UID"]): event for event in events}
    assert len(found) == len(events)
    return found


def _is_in(order: Order, slot: Slot, event: Any) -> None:  # noqa: ANN401 - an event of icalendar
    assert event["SUMMARY"] == clean(order.title(slot))
    text = clean(outgoing(order.plan, slot.post, slot.channel))
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    assert event.get("DESCRIPTION").startswith(text)
    assert str(event.get("URL", "")) == order.address(slot)
    assert not {"ATTENDEE", "ORGANIZER", "ATTACH"} & set(event)
    day = slot.post.day or DAY
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if slot.clock is None:
        assert (start, end) == (day, day + dt.timedelta(days=1))
        return
    assert dt.timedelta(minutes=1) <= end - start <= dt.timedelta(days=1)
    local = dt.datetime.combine(day, slot.clock)
    zone = order.plan.file.timezone
    if not zone:
        assert start == local
    elif order.comes(day, slot.clock):
        assert start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local


def _order(drawn: Drawn) -> Order:
    facts = {"drafts": drawn.number(2) == 1, "remind": drawn.one_of((0, 30, 1440))}
    file = PlanFile.model_construct(
        title=drawn.text(),
        id=drawn.one_of(("plan", "", "kesä", "a.b")),
        timezone=drawn.one_of(ZONES),
        business=Business.model_construct(name=drawn.text()),
        anchors=(Anchor.model_construct(id="a", title=drawn.text(), date=drawn.one_of(DAYS)),),
        roles=(Role.model_construct(id="owner", title=drawn.text()),),
        pillars=(Pillar.model_construct(id="season", title=drawn.text()),),
    )
    channel = Channel.model_construct(id="facebook", title=drawn.text())
    always = _post(Drawn(b""), "always")
    posts = [always, *(_post(drawn, f"p{n}") for n in range(drawn.number(4)))]
    plan = Plan(
        file,
        posts={it.id: it for it in posts},
        channels={"facebook": channel},
        campaigns={"yard": Campaign.model_construct(id="yard", title=drawn.text())},
    )
    return Order(plan, DAY, drawn.one_of(("en", "fi")), **facts)  # type: ignore[arg-type]


def _post(drawn: Drawn, name: str) -> Post:
    clock = dt.time(drawn.number(24), drawn.number(60))
    return Post.model_construct(
        id=name + drawn.one_of(("", "-ä", "-ж", "-" + "x" * 90)),
        title=drawn.text(),
        body=drawn.text(),
        status=drawn.one_of(STATUSES),
        channel=drawn.one_of(("facebook", "", "ä;b")),
        date=Moment(drawn.one_of(DAYS) + dt.timedelta(days=drawn.number(256))),
        time=drawn.one_of((clock, clock, None)),
        campaign=drawn.one_of(("", "yard", "gone")),
        pillar=drawn.one_of(("", "season")),
        owner=drawn.one_of(("", "owner", "somebody")),
        hashtags=tuple(drawn.text().split()),
        post_url=drawn.text(),
        live=drawn.one_of((None, Live.model_construct(length_min=drawn.number(256) * 9.5))),
        variants={
            channel: Variant.model_construct(text=drawn.text(), hashtags=())
            for channel in drawn.one_of(((), ("instagram",), ("instagram", "b c")))
        },
    )


def starts() -> Iterator[bytes]:
    """Yield calendars of one to three posts with each word in each of their texts."""
    yield b""
    for number, word in enumerate(WORDS):
        choices = [1, number, number, number, number, 3, *([number % 7, 3 * number % 64] * 30)]
        yield packed(choices, *[f"a{word}b"] * 24)
        yield packed(
            [1, 1, 0, 0, 0, 1, 18, 30, 0, 0, 0, 0, number],
            "T",
            "B",
            "A",
            "R",
            "P",
            "C",
            word,
            word,
            "h",
            f"https://a.example/{word}",
        )
