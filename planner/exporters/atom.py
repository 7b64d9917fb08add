"""What has gone out and what will, as a feed (Atom, RFC 4287).

An entry's ``id`` is made of the post's own (RFC 9562, 5.5), so that a reader knows it again;
``updated`` is the time it goes out, so that a post is new once more when it has been moved,
and not with every export.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from planner.exporters.orders import Made, clean
from planner.model import PUBLISHED
from planner.outgoing import outgoing
from planner.texts import T

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from planner.agenda import Slot
    from planner.exporters.orders import Order

_NAMESPACE = "http://www.w3.org/2005/Atom"


def export(order: Order) -> Made:
    """Return the feed that was asked for.

    Raises:
        PlannerError: If there is nothing in it.
    """
    from xml.etree import ElementTree as ET

    slots, file = order.demanded(), order.plan.file
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": file.language})
    title = file.title or T("Plan").to(order.language)
    _add(feed, "id", _urn(order.name("plan", order.channel, order.person, order.campaign)))
    _add(feed, "title", title)
    _add(feed, "updated", _instant(order.moment(order.as_of, dt.time())))
    _add(_add(feed, "author"), "name", file.business.name or title)
    for slot in slots:
        _entry(_add(feed, "entry"), order, slot)
    ET.indent(feed)
    content: bytes = ET.tostring(feed, "utf-8", xml_declaration=True)
    return Made(content + b"\n", tuple(order.left_out()))


def _entry(entry: Element, order: Order, slot: Slot) -> None:
    post = slot.post
    instant = _instant(_went_out(order, slot))
    _add(entry, "id", _urn(order.slot_name(slot)))
    _add(entry, "title", order.title(slot))
    if post.status in PUBLISHED:
        _add(entry, "published", instant)
    _add(entry, "updated", instant)
    address = order.address(slot)
    if address:
        _add(entry, "link", rel="alternate", href=address)
    if slot.channel:
        _add(entry, "category", term=slot.channel, label=order.channel_title(slot.channel))
    text = outgoing(order.plan, post, slot.channel) or post.title or post.id
    _add(entry, "content", text, type="text")


def _went_out(order: Order, slot: Slot) -> dt.datetime:
    """Return when a post really went out on its own channel, else when it is planned."""
    post = slot.post
    real = post.published_at if slot.channel == post.channel else None
    if real and post.status in PUBLISHED:
        return order.moment(real.day, real.clock or slot.clock or dt.time())
    return order.moment(post.day or order.as_of, slot.clock or dt.time())


def _add(parent: Element, tag: str, text: str = "", /, **facts: str) -> Element:
    from xml.etree import ElementTree as ET

    child = ET.SubElement(parent, tag, {name: clean(value) for name, value in facts.items()})
    child.text = clean(text) or None
    return child


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:planner:{name}").urn


def _instant(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
