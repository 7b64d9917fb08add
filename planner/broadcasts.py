"""What belongs to a live broadcast: a post before that announces it, and a clip after it.

Whoever does not know of it cannot come, and the work pays twice where a minute of it is shown
to those who did not (S0:46, S4:552).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from planner.blanks import LONGEST_TITLE, post_of, title_of
from planner.model import Live
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Channel, Plan, Post

_BEFORE = (3, 2, 4, 5, 6, 7, 1)
"""Days before the broadcast, the best first: early enough to make room, late enough to remember."""
_SOON = 2
"""So many days after it the clip is best; the day after is for getting one's breath."""


def around(
    plan: Plan, live: Post, as_of: dt.date, clip_days: int, language: str
) -> tuple[Post, Post]:
    """Return the post that announces a live broadcast and the clip of it, not yet joined to it.

    Args:
        plan: The plan.
        live: The broadcast, which may not have a day yet.
        as_of: The day; nothing is planned for days gone by.
        clip_days: Within how many days the clip is shown.
        language: The language of the plan's files.
    """
    common = {
        "audience": list(live.audience),
        **{name: getattr(live, name) for name in ("goal", "channel", "stage", "anchor")},
    }
    title = title_of(plan, live, language)
    later = [*range(_SOON, clip_days + 1), *range(1, min(_SOON, clip_days + 1))]
    before = _at(plan, live, [-days for days in _BEFORE], as_of)
    after = _at(plan, live, later, as_of)
    announcement = {**common, **before, "purpose": "invite"}
    clip = {**common, **after, "format": "short-video", "content_type": live.content_type}
    return (
        _post(plan, announcement, T("Coming soon"), title, language),
        _post(plan, clip, T("Clip"), title, language),
    )


def joined(live: Post, before: Post, after: Post, names: Sequence[str]) -> tuple[Post, Post, Post]:
    """Return a broadcast, its announcement and its clip under their names, joined to one another."""
    own, first, last = names
    return (
        live.model_copy(update={"id": own, "live": Live(announced_by=first)}),
        before.model_copy(update={"id": first, "next_post": own}),
        after.model_copy(update={"id": last, "source_posts": (own,)}),
    )


def _post(plan: Plan, values: dict[str, object], what: T, title: str, language: str) -> Post:
    given = {name: value for name, value in values.items() if value}
    title = f"{what.to(language)}: {title}"[:LONGEST_TITLE]
    return post_of(plan, {"title": title, **given}, language)


def _at(plan: Plan, live: Post, steps: Iterable[int], as_of: dt.date) -> dict[str, object]:
    """Return the first good day of some around a broadcast, with its hour where that is known."""
    if live.day is None:
        return {}
    channel = plan.channels.get(live.channel)
    near = [live.day + dt.timedelta(step) for step in steps]
    days = [day for day in near if day >= as_of]
    period = plan.reading.period
    days = [day for day in days if not period or period[0] <= day <= period[1]] or days
    taken = {it.day for it in plan.posts.values() if channel and it.channel == channel.id}
    hours = _hours(plan, channel, days) if channel else {}
    free = [day for day in hours or days if day not in taken]
    day = next(iter([*free, *hours, *days]), None)
    if day is None:
        return {}
    hour = hours.get(day)
    return {"date": str(day), "time": f"{hour:%H:%M}" if hour else ""}


def _hours(plan: Plan, channel: Channel, days: Iterable[dt.date]) -> dict[dt.date, dt.time]:
    """Return the good days of some, in their order, each with its hour.

    It is the one at which the channel's posts mostly go out, else the first of a window.
    """
    clocks = Counter(
        it.clock for it in plan.posts.values() if it.channel == channel.id and it.clock
    )
    usual = sorted(clocks, key=lambda it: (-clocks[it], it))
    hours = {}
    for day in days:
        windows = [it for it in channel.windows if day.weekday() in it.days]
        inside = (it for it in usual if any(w.start <= it <= w.end for w in windows))
        if windows:
            hours[day] = next(inside, min(it.start for it in windows))
    return hours
