"""The addresses that posts lead to, as each channel gets them: what to copy, and what to look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.agenda import slots_of
from planner.diagnostics import Kind
from planner.errors import PlannerError
from planner.exporters.orders import Made
from planner.exporters.table import sheet
from planner.lines import Key
from planner.outgoing import built_link
from planner.spreadsheets import harmless_cell
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.exporters.orders import Order


def export(order: Order) -> Made:
    """Return every link of a post that is not cancelled, a row for each channel.

    Raises:
        PlannerError: If no post has one.
    """
    rows = list(_rows(order))
    if not rows:
        raise PlannerError(T("There is nothing to export: no such post leads to an address."))
    known = (Key(Kind.POST, (name,)).to(order.language) for name in ("id", "channel"))
    heads = (*known, T("address").to(order.language))
    return Made(sheet([heads, *rows], order.language))


def _rows(order: Order) -> Iterator[tuple[str, ...]]:
    for post in order.meant:
        for slot in slots_of(post):
            address = built_link(order.plan, post, slot.channel)
            wanted = order.channel in ("", slot.channel) and post.status != "cancelled"
            if address and wanted:
                yield tuple(map(harmless_cell, (post.id, slot.channel, address)))
