"""Do now: what to publish, which figures to note, what to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import going_out, is_live, next_review
from planner.diagnostics import Kind
from planner.site.addresses import NOW
from planner.site.views.desk import Link
from planner.site.views.live import live_steps, open_steps
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
"""So many tasks of a sort are shown on the first page; more would only frighten."""
SORTS = {"publish": T("Publish"), "note": T("Note figures"), "decide": T("Decide")}
"""The three sorts of tasks, in the order in which they are done."""


_SETTLE = T("Write “status: published”, or give it a new day.")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    sort: str
    about: Link | None
    what: str
    how: str
    takes: int = 0
    """How many minutes; 0 where nobody knows."""
    minutes: str = ""
    role: str = ""
    """Whose it is; nothing where it is nobody's yet."""
    owner: str = ""
    soon: str = ""
    """How far away its day is: *Tomorrow*, *In 3 days*."""
    place: Link | None = None
    """The file, and the line in it."""
    post: str = ""
    """The post whose file it is where no place is known yet, and the key to write."""
    key: str = ""
    command: str = ""
    """What does it, where a command does."""


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
    """Return what to do now, in three groups; no more than one can take in."""
    nothing = {
        "publish": T(
            "Nothing goes out in the next seven days. Give an idea a day, and it stands here."
        ),
        "note": _all_noted(desk),
        "decide": T("Nothing waits for a decision."),
    }
    return tuple(
        _group(desk, sort, title, tasks(desk, sort), nothing[sort]) for sort, title in SORTS.items()
    )


def tasks(desk: Desk, sort: str) -> tuple[Task, ...]:
    """Return everything of a sort that is to be done now."""
    return tuple(_FOUND[sort](desk))


def _all_noted(desk: Desk) -> T:
    if any(post.status in ("published", "reviewed") for post in desk.schedule.counted):
        return T("All figures are noted. Well kept.")
    return T("Nothing to note yet: figures come once a post is out.")


def _group(desk: Desk, sort: str, title: T, found: tuple[Task, ...], nothing: T) -> Group:
    more = len(found) - _MOST
    return Group(
        sort,
        desk.say(title),
        found[:_MOST],
        len(found),
        desk.say(nothing),
        Link(desk.say(T("{n} more", n=more)), NOW) if more > 0 else None,
    )


def soon(desk: Desk, day: dt.date | None) -> str:
    """Return how far away a day is: *Today*, *Tomorrow*, *In 3 days*, *2 days ago*."""
    if day is None:
        return ""
    days = (day - desk.as_of).days
    if days in (0, 1):
        return desk.say(T("Tomorrow") if days else T("Today"))
    if days > 0:
        return desk.say(N("In {n} day", "In {n} days", days))
    return desk.say(N("{n} day ago", "{n} days ago", -days))


def _minutes(desk: Desk, n: int) -> str:
    return desk.say(N("{n} minute", "{n} minutes", n)) if n else ""


def _soon(desk: Desk) -> list[Post]:
    """Return the posts that go out within days, or should have gone out, by time."""
    soon = min(desk.schedule.thresholds.soon_days, (dt.date.max - desk.as_of).days)
    return going_out(desk.schedule, desk.as_of + dt.timedelta(days=soon))


def _publish(desk: Desk) -> Iterator[Task]:
    for post in _soon(desk):
        if desk.schedule.slipped(post):
            yield _task(desk, "publish", post, _passed(desk, post), _SETTLE)
        elif post.status != "draft":
            yield _task(desk, "publish", post, _when(desk, post), _going_out(post))


def _passed(desk: Desk, post: Post) -> T:
    day = desk.tongue.day(post.day or desk.as_of)
    return T("The day {day} has passed. Was it published?", day=day)


def _going_out(post: Post) -> T:
    if post.status == "scheduled":
        return T("It is scheduled: see that it goes out.")
    if is_live(post):
        return T("Go through the checklist, then go live.")
    return T("Copy the text from its page, and publish or schedule it.")


def _when(desk: Desk, post: Post) -> T:
    when = desk.tongue.when(post.day, post.clock)
    said = T("{when}, {channel}", when=when, channel=desk.channel(post.channel))
    again = desk.again(post)
    return T("{first}; told again: {others}", first=said, others=again) if again else said


def _task(desk: Desk, sort: str, post: Post, what: T, how: T, key: str = "status") -> Task:
    """Return a task of a post; nobody knows how long it takes but of a draft."""
    minutes = round(post.minutes or 0) if post.status == "draft" and key == "status" else 0
    return Task(
        sort,
        desk.post_link(post.id),
        desk.say(what),
        desk.say(how),
        minutes,
        _minutes(desk, minutes),
        post.owner,
        desk.role(post.owner) if post.owner else "",
        soon(desk, post.day) if desk.upcoming(post) else "",
        post=post.id,
        key=key,
    )


def _note(desk: Desk) -> Iterator[Task]:
    for found, note in zip(desk.report.diagnostics, desk.notes, strict=True):
        minutes = _MINUTES.get(found.rule.slug)
        if minutes:
            post = desk.plan.posts.get(found.id or "") if found.kind is Kind.POST else None
            role = post.owner if post else ""
            yield Task(
                "note",
                note.post or _goal(desk, found.kind, found.id),
                note.message,
                note.help,
                minutes,
                _minutes(desk, minutes),
                role,
                desk.role(role) if role else "",
                place=desk.where(f"{found.path}:{found.place.line}"),
                command=desk.track_command(found.kind, found.id or ""),
            )


def _goal(desk: Desk, kind: Kind, name: str | None) -> Link | None:
    return desk.link(kind, name) if kind is Kind.GOAL and name else None


def _decide(desk: Desk) -> Iterator[Task]:
    yield from _review(desk)
    for post in _soon(desk):
        if desk.schedule.slipped(post):
            continue
        if post.status == "draft":
            yield _task(
                desk,
                "decide",
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
            "decide",
            post,
            N(
                "The broadcast is near, and {n} thing is still open",
                "The broadcast is near, and {n} things are still open",
                left,
            ),
            T("Its page has the checklist."),
            "live",
        )


def _consent(desk: Desk, post: Post) -> Iterator[Task]:
    consent = post.people_consent
    if consent and consent.needed and not consent.given_on:
        yield _task(
            desk,
            "decide",
            post,
            T("The people in the picture have not given their consent yet"),
            T("Ask them, and write the day: “given_on:” under “people_consent:”."),
            "people_consent",
        )


def _review(desk: Desk) -> Iterator[Task]:
    """Yield the review, when it is due within a week or late."""
    schedule = desk.schedule
    found = next_review(schedule)
    near = desk.as_of + dt.timedelta(days=schedule.thresholds.soon_days)
    if not found or found[1] > near:
        return
    last, due = found
    days = (desk.as_of - last).days
    what = T("The next review is on {day}", day=desk.tongue.day(due))
    if due <= desk.as_of:
        what = (
            N("{n} day since the last review", "{n} days since the last review", days)
            if schedule.reviews
            else T("No review has been held yet")
        )
    minutes = round(desk.plan.file.time_budget.review_minutes or 5)
    how = T(
        "What was noticed, what happened, what changed, what do we decide? The command fills in the figures."
    )
    yield Task(
        "decide",
        None,
        desk.say(what),
        desk.say(how),
        minutes,
        _minutes(desk, minutes),
        soon=soon(desk, due),
        place=Link(f"reviews/{desk.as_of}.md"),
        command="planner review",
    )


_FOUND = {"publish": _publish, "note": _note, "decide": _decide}
