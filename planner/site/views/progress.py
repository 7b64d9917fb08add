"""What a post still lacks for its next status, in a few words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.model import Post
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.site.views.desk import Desk

NEXT = {
    "idea": "draft",
    "draft": "ready",
    "ready": "scheduled",
    "scheduled": "published",
    "published": "reviewed",
}
"""The status that follows each; the last has none."""


def lacking(desk: Desk, post: Post) -> str:
    """Return what a post lacks for its next status, as the keys to write; or what comes next."""
    following = NEXT.get(post.status)
    if following is None:
        return ""
    if desk.schedule.slipped(post) and desk.upcoming(post):
        return desk.say(T("The day has passed. Was it published? Give its status or a new day."))
    if post.status == "scheduled" and post.day and post.day > desk.as_of:
        return desk.say(T("Waits for its day."))
    due = desk.schedule.due_on(post)
    if following == "reviewed" and due and not desk.schedule.due(post):
        return desk.say(T("Figures can be noted from {day} on.", day=desk.tongue.day(due)))
    status = desk.tongue.label("status", following)
    absent = [said[desk.language] for said in _absent(desk, post, following)]
    if absent:
        return desk.say(T("Next: {status}. Lacks: {keys}", status=status, keys=", ".join(absent)))
    told = next(iter(desk.notes_by_post.get(post.id, ())), None)
    return told.message if told else desk.say(T("Can become: {status}", status=status))


def _absent(desk: Desk, post: Post, status: str) -> Iterator[dict[str, str]]:
    for name, said in _needed(status).items():
        if not _has(desk, post, name):
            yield said
    block = desk.schedule.block(post)
    if status in ("ready", "scheduled") and block and not getattr(post, block):
        yield {"en": block, "fi": block}
    consent = post.people_consent
    if status == "scheduled" and consent and consent.needed and not consent.given_on:
        yield {"en": "people_consent", "fi": "kuvauslupa"}


def _has(desk: Desk, post: Post, name: str) -> bool:
    """Whether a post has what a field says, wherever it is written."""
    if name == "date":
        return post.day is not None
    if name == "time":
        return post.clock is not None
    if name == "metrics":
        return bool(desk.schedule.figures(Kind.POST, post.id))
    return bool(getattr(post, name))


@cache
def _needed(status: str) -> dict[str, dict[str, str]]:
    """Return the fields that a post needs up to a status, with their names as people write them."""
    order = list(NEXT.values())
    reached = order[: order.index(status) + 1]
    found = {}
    for name, field in Post.model_fields.items():
        facts = field.json_schema_extra
        if isinstance(facts, dict) and facts.get("from_status") in reached:
            found[name] = {"en": name, "fi": str(facts["fi"]).partition(",")[0]}
    return found
