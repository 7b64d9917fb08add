"""A new file to be filled in: what somebody gave for it, and its name.

Nothing is written here, and nothing is made up: what somebody gave is checked as the check
would check it in a file. The text of the file is the matter of :mod:`planner.sheets`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING, TypeVar

from planner import references
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.fields import Form
from planner.lines import model_of, row_at
from planner.model import Audience, Campaign, Channel, Entity, Post
from planner.source import without_hidden
from planner.texts import T
from planner.values import NOT_ON_WINDOWS, slug
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from planner.diagnostics import Finding
    from planner.model import Plan

E = TypeVar("E", bound=Entity)

LONGEST_TITLE = 200
_LONGEST_NAME, _MOST_BYTES = 80, 200
"""Of a file's name without its ending; a disk takes 255 bytes, and pages are named likewise."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEFORE, _AFTER = dt.timedelta(days=14), dt.timedelta(days=7)
"""A campaign for a fixed day leads to it, and gives thanks after it (S4:552)."""


def entity_of(plan: Plan, model: type[E], given: Mapping[str, object], language: str) -> E:
    """Return what somebody gave as a thing of the plan, without a title where none was given.

    Args:
        plan: The plan it is for.
        model: The kind of file.
        given: Values by the English names of their fields, written as in a file.
        language: The language of the person.

    Raises:
        PlannerError: If the plan does not know a value, with what was probably meant.
    """
    title = cleaned(str(given.get("title", "")))
    if len(title) > LONGEST_TITLE:
        raise PlannerError(
            T("The title is too long: it can have {n} characters at most.", n=LONGEST_TITLE)
        )
    form = Form(Subject(model.kind, ""), plan.reading, language, [])
    entity = form.fill(model, {**given, "title": title or "…"}).model_copy(update={"title": title})
    for finding in chain(
        form.findings, references.unknown_in(plan, entity), _everyone(plan, entity)
    ):
        raise PlannerError(
            T(
                "--{option}: {message}. {help}",
                option=_option(finding),
                message=finding.message,
                help=finding.help,
            )
        )
    return entity


def _option(finding: Finding) -> str:
    """Return the option that gave what a finding is about."""
    at = finding.at if isinstance(finding.at, tuple) else ("",)
    row = row_at(model_of(finding.subject.kind), at[0])
    name = row.name if row else str(at[0])
    return "by" if at == ("target", "by") else name.replace("_", "-")


def _everyone(plan: Plan, entity: Entity) -> Iterator[Finding]:
    """Refuse the word for everybody, which is a finding only once a post is a draft."""
    about = Subject(entity.kind, "")
    for name in getattr(entity, "audience", ()):
        if not plan.knows(Kind.AUDIENCE, name):
            yield references.unknown(about, "audience", name, plan.audiences, ("audience", name))


def post_of(plan: Plan, given: Mapping[str, object], language: str) -> Post:
    """Return what somebody gave as a post; see :func:`entity_of`."""
    post = entity_of(plan, Post, given, language)
    if post.date and post.date.clock:
        text = T("“{value}” is not a day; write it like 2026-06-07.", value=str(given["date"]))
        raise PlannerError(text)
    return post


def audience_of(plan: Plan, given: Mapping[str, object], language: str) -> Audience:
    """Return what somebody gave as an audience, which everybody is not (S0:11)."""
    audience = entity_of(plan, Audience, given, language)
    refuse_everyone(audience.title)
    return audience


def refuse_everyone(name: str) -> None:
    """Refuse a name that stands for everybody.

    Raises:
        PlannerError: If it does, with what to name instead.
    """
    if references.is_everyone(name.rstrip(" .!")):
        raise PlannerError(
            T(
                "“{name}” is not an audience: speak to all and no one feels addressed. Name the group you most want to stop and look.",
                name=name,
            )
        )


def channel_of(plan: Plan, given: Mapping[str, object], language: str) -> Channel:
    """Return what somebody gave as a channel, with what is known of its kind."""
    kinds = words("channel-kind")
    kind = kinds.get(kinds.find(str(given.get("kind") or given.get("title", ""))) or "")
    if kind is None:
        return entity_of(plan, Channel, given, language)
    known = {"attention_metrics": list(kind.facts["metrics"])}
    return entity_of(plan, Channel, {**known, **given, "kind": kind.id}, language)


def campaign_of(plan: Plan, given: Mapping[str, object], anchor: str, language: str) -> Campaign:
    """Return what somebody gave as a campaign; a fixed day gives it a name and the days around."""
    name = entity_of(plan, Post, {"anchor": anchor}, language).anchor if anchor else ""
    around = next((it for it in plan.file.anchors if name and it.id == name), None)
    known = {"title": around.title or around.id} if around else {}
    if around and around.date:
        start, end = around.date - _BEFORE, around.date + _AFTER
        first, last = plan.reading.period or (start, end)
        if first <= around.date <= last:
            start, end = max(start, first), min(end, last)
        known |= {"start": str(start), "end": str(end)}
    return entity_of(plan, Campaign, {**known, **given}, language)


def hints(plan: Plan, post: Post) -> Iterator[T]:
    """Yield what is allowed, and worth knowing."""
    content = plan.word("content-type", post.content_type)
    stage = plan.word("stage", post.stage)
    stages = content.facts.get("stages", ()) if content else ()
    if stage and stages and stage.id not in stages:
        yield T(
            "The content type “{type}” does not belong to the purchase stage “{stage}”; it belongs to: {stages}.",
            type=content,
            stage=stage,
            stages=[plan.word("stage", name) for name in stages],
        )
    period = plan.reading.period
    if post.day and period and not period[0] <= post.day <= period[1]:
        yield T("{day} is not in the period of the plan, so the post will not count.", day=post.day)


# Its name


def folder_of(kind: Kind) -> str:
    """Return the plan's folder where files of a kind lie."""
    return str(words("file-kind")[kind.value].facts["folder"])


def title_of(plan: Plan, entity: Entity, language: str) -> str:
    """Return the title of a new thing, or a working title made of what is known."""
    given = str(getattr(entity, "title", ""))
    if given:
        return given
    if not isinstance(entity, Post):
        title = _what(entity, language)
    else:
        first = _labels(plan, entity, language, ("content_type", "stage"))[:1]
        audiences = [plan.audiences.get(name) for name in entity.audience[:1]]
        named = [*first, *(it.title or it.id for it in audiences if it)]
        named = named or _labels(plan, entity, language, ("format",))
        idea = plan.word("status", entity.status).label(language)
        title = cleaned(" – ".join(named))[:LONGEST_TITLE].strip() or idea
    return title[:1].upper() + title[1:]


def names(
    plan: Plan, entity: Entity, language: str, taken: Container[str] | None = None
) -> Iterator[str]:
    """Yield names for the file, without the ending, the best one first.

    Each can be an id and is valid on every system; neither it nor its address is another's of
    the same kind.

    Args:
        plan: The plan it is for.
        entity: What is known of the new thing.
        language: The language of the file.
        taken: The addresses that are taken, where somebody has asked for them already.
    """
    name = plain(getattr(entity, "title", "")) or _unnamed(plan, entity, language)
    if isinstance(entity, Post):
        if entity.day:
            name = f"{entity.day}-{name}"
        elif _DAY.match(name):
            name = f"idea-{name}"  # else its name would give it a day
    yield from free_names(name, addresses(plan, entity.kind) if taken is None else taken)


def free_names(name: str, taken: Container[str]) -> Iterator[str]:
    """Yield a name, then numbered ones: valid on every system, their addresses not taken."""
    for ending in chain([""], (f"-{number}" for number in count(2))):
        found = _short(name, ending)
        if not NOT_ON_WINDOWS.search(found) and slug(found) not in taken:
            yield found


def _what(entity: Entity, language: str) -> str:
    """Return what kind of thing it is, in the language of the plan's files."""
    if isinstance(entity, Channel) and entity.type:
        return words("channel-kind")[entity.type].label(language)
    return words("file-kind")[entity.kind.value].label(language)


def _unnamed(plan: Plan, entity: Entity, language: str) -> str:
    """Return the name of what has no title that could be one."""
    if not isinstance(entity, Post):
        return plain(_what(entity, language))
    known = [*_labels(plan, entity, language, ("stage",)), *entity.audience[:1]]
    known = known or _labels(plan, entity, language, ("format",))
    return plain("-".join(known)) or "idea"


def plain(text: str) -> str:
    """Return a text as the letters, digits and hyphens of a name."""
    return unicodedata.normalize("NFC", slug(text).lower())


def _short(name: str, ending: str) -> str:
    """Return a name with an ending, shortened by whole words unless little would be left."""
    room = _LONGEST_NAME - len(ending)
    if len(name) > room:
        words = name[: room + 1].rpartition("-")[0]
        name = words if len(words) > room // 2 else name[:room]
    while max(len(it.encode()) for it in (name, slug(name))) > _MOST_BYTES:
        name = name[:-1].rstrip("-")
    return name + ending


def addresses(plan: Plan, kind: Kind) -> set[str]:
    """Return the addresses of all things of a kind, readable or not."""
    unread = (name for of, name in plan.unread if of is kind)
    return {slug(name) for name in chain(plan.entities(kind), unread)}


_WORDS = {"stage": "stage", "content_type": "content-type", "format": "format"}


def _labels(plan: Plan, post: Post, language: str, names: tuple[str, ...]) -> list[str]:
    given = (plan.word(_WORDS[name], getattr(post, name)) for name in names)
    return [word.label(language) for word in given if word]


def cleaned(text: str) -> str:
    """Return a text on one line, without what nobody sees or no file can hold."""
    sayable = text.encode("utf-8", "ignore").decode("utf-8")
    seen, _ = without_hidden(" ".join(sayable.split()))
    return unicodedata.normalize("NFC", " ".join(seen.split()))
