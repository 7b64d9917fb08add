"""Do now: what to publish, which figures to note, what to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.site.addresses import CALENDAR, FINDINGS, POSTS
from planner.site.views.desk import Link
from planner.site.views.live import is_live, live_steps, open_steps
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import Post
    from planner.site.views.desk import Desk

_MINUTES = {
    "figures-due": 2,
    "figures-late": 2,
    "figures-early": 2,
    "action-figure-missing": 2,
    "learning-missing": 2,
    "observation-missing": 2,
    "observation-stale": 2,
    "final-figure-missing": 2,
}
"""The findings that ask for figures or words, and how long it takes."""
_MOST = 12
"""So many tasks of a sort are shown; more would only frighten."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    about: Link | None
    what: str
    how: str
    minutes: str
    owner: str
    place: Link | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one sort."""

    id: str
    title: str
    tasks: tuple[Task, ...]
    count: int
    nothing: str
    """What is said when there is nothing to do."""
    more: Link | None
    """Where the rest is, when there is more than one can take in."""


def groups(desk: Desk) -> tuple[Group, ...]:
    """Return what to do now, in three groups."""
    return (
        _group(
            desk,
            "publish",
            T("Publish"),
            T("Nothing goes out in the next seven days. Give an idea a day, and it stands here."),
            CALENDAR,
        ),
        _group(desk, "note", T("Note figures"), _all_noted(desk), FINDINGS),
        _group(desk, "decide", T("Decide"), T("Nothing waits for a decision."), POSTS),
    )


def _all_noted(desk: Desk) -> T:
    if any(post.status in ("published", "reviewed") for post in desk.schedule.counted):
        return T("All figures are noted. Well kept.")
    return T("Nothing to note yet: figures come once a post is out.")


def _group(desk: Desk, name: str, title: T, nothing: T, rest: str) -> Group:
    found = tuple(_SORTS[name](desk))
    more = len(found) - _MOST
    return Group(
        name,
        desk.say(title),
        found[:_MOST],
        len(found),
        desk.say(nothing),
        Link(desk.say(T("{n} more", n=more)), rest) if more > 0 else None,
    )


def _minutes(desk: Desk, n: int) -> str:
    return desk.say(N("{n} minute", "{n} minutes", n))


def _soon(desk: Desk) -> list[Post]:
    """Return the posts that go out within days, or should have gone out, by time."""
    soon = desk.schedule.thresholds.soon_days
    return [
        post
        for post in desk.schedule.dated
        if desk.upcoming(post) and post.day and (post.day - desk.as_of).days <= soon
    ]


def _publish(desk: Desk) -> Iterator[Task]:
    for post in _soon(desk):
        if desk.schedule.slipped(post):
            yield _task(
                desk,
                post,
                T(
                    "The day {day} has passed. Was it published?",
                    day=desk.tongue.day(post.day or desk.as_of),
                ),
                T("Write “status: published”, or give it a new day."),
            )
        elif post.status != "draft":
            yield _task(desk, post, _when(desk, post), _going_out(post))


def _going_out(post: Post) -> T:
    if post.status == "scheduled":
        return T("It is scheduled: see that it goes out.")
    if is_live(post):
        return T("Go through the checklist, then go live.")
    return T("Copy the text from its page, and publish or schedule it.")


def _when(desk: Desk, post: Post) -> T:
    when = desk.tongue.when(post.day, post.clock)
    channel = desk.channel(post.channel)
    if post.day == desk.as_of:
        return T("Today {when}, {channel}", when=when, channel=channel)
    return T("{when}, {channel}", when=when, channel=channel)


def _task(desk: Desk, post: Post, what: T, how: T, minutes: int = 0) -> Task:
    return Task(
        desk.post_link(post.id),
        desk.say(what),
        desk.say(how),
        _minutes(desk, minutes) if minutes else "",
        desk.role(post.owner) if post.owner else "",
    )


def _note(desk: Desk) -> Iterator[Task]:
    for found, note in zip(desk.report.diagnostics, desk.notes, strict=True):
        if found.rule.slug in _MINUTES:
            post = desk.plan.posts.get(found.id or "") if found.kind is Kind.POST else None
            owner = desk.role(post.owner) if post and post.owner else ""
            minutes = _minutes(desk, _MINUTES[found.rule.slug])
            yield Task(note.post, note.message, note.help, minutes, owner, note.where)


def _decide(desk: Desk) -> Iterator[Task]:
    yield from _review(desk)
    for post in _soon(desk):
        if desk.schedule.slipped(post):
            continue
        if post.status == "draft":
            yield _task(
                desk,
                post,
                T(
                    "Still a draft, and goes out {when}",
                    when=desk.tongue.when(post.day, post.clock),
                ),
                T("Finish it and write “status: ready”, or move its day."),
            )
        yield from _unready(desk, post)
    for post in desk.schedule.counted:
        if post.status == "published":
            yield from _consent(desk, post)


def _unready(desk: Desk, post: Post) -> Iterator[Task]:
    yield from _consent(desk, post)
    left = open_steps(live_steps(desk, post)) if is_live(post) else 0
    if left:
        yield _task(
            desk,
            post,
            N(
                "The broadcast is near, and {n} thing is still open",
                "The broadcast is near, and {n} things are still open",
                left,
            ),
            T("Its page has the checklist."),
        )


def _consent(desk: Desk, post: Post) -> Iterator[Task]:
    consent = post.people_consent
    if consent and consent.needed and not consent.given_on:
        yield _task(
            desk,
            post,
            T("The people in the picture have not given their consent yet"),
            T("Ask them, and write the day: “given_on:” under “people_consent:”."),
        )


def _review(desk: Desk) -> Iterator[Task]:
    """Yield the review, when it is due within a week or late."""
    schedule = desk.schedule
    last = schedule.reviews[-1].date if schedule.reviews else schedule.start
    if not last or last > desk.as_of or (schedule.end and last >= schedule.end):
        return
    due = last + schedule.rhythm
    if due > desk.as_of + dt.timedelta(days=schedule.thresholds.soon_days):
        return
    days = (desk.as_of - last).days
    what = (
        N("{n} day since the last review", "{n} days since the last review", days)
        if due <= desk.as_of
        else T("The next review is on {day}", day=desk.tongue.day(due))
    )
    minutes = desk.plan.file.time_budget.review_minutes
    how = T(
        "What was noticed, what happened, what changed, what do we decide? Write it into the folder reviews."
    )
    yield Task(
        None, desk.say(what), desk.say(how), _minutes(desk, round(minutes) if minutes else 5), ""
    )


_SORTS = {"publish": _publish, "note": _note, "decide": _decide}
