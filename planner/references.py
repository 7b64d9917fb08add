"""Whether the things that files name exist, once everything has been read."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from planner.diagnostics import Finding, KeyPath, Kind, Rule, Severity, Subject
from planner.guesses import nearest
from planner.lines import Key, Line
from planner.model import Audience, Entity, Part, Plan, Post, fields
from planner.texts import T
from planner.values import normal, slug
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.model import Named

UNKNOWN_REFERENCE = Rule("unknown-reference", "REF101", Severity.ERROR)
DUPLICATE_ID = Rule("duplicate-id", "REF102", Severity.ERROR)
DUPLICATE_LINK_ID = Rule("duplicate-link-id", "REF103", Severity.ERROR)
CHAIN_LOOP = Rule("chain-loop", "REF104", Severity.ERROR)
MEDIA_MISSING = Rule("media-missing", "REF105", Severity.ERROR)
RULES = (UNKNOWN_REFERENCE, DUPLICATE_ID, DUPLICATE_LINK_ID, CHAIN_LOOP, MEDIA_MISSING)

_BETWEEN = re.compile(r"\s*(?:,|&|\b(?:and|ja)\b)\s*")
_ON_THE_WEB = ("https://", "http://")
_LONG_ENOUGH, _LONGEST = 4, 200
_MANY = 300
_MOST = 100
"""More findings on one thing help nobody, and looking for what was meant takes time."""


def check(plan: Plan) -> Iterator[Finding]:
    """Find every reference that leads nowhere, and what is there twice."""
    names = _Names(plan)
    for kind in (Kind.AUDIENCE, Kind.POST, Kind.REVIEW, Kind.OFFER, Kind.CAMPAIGN):
        for entity in plan.entities(kind).values():
            yield from islice(_unknown(names, entity), _MOST)
    yield from _inner_duplicates(plan)
    yield from _link_ids(plan)
    yield from _loops(plan)
    yield from _media(plan)


def unknown_in(plan: Plan, entity: Entity) -> Iterator[Finding]:
    """Find every reference of one thing that leads nowhere; it may not be in the plan yet."""
    yield from _unknown(_Names(plan), entity)


def named(plan: Plan, to: str) -> dict[str, str]:
    """Return the ids of what a post may name, by its ids and titles in the form of addresses."""
    names, post = _Names(plan), Post.model_construct()
    return names.titled(to, post) | {slug(id_): id_ for id_ in names.choices(to, post)}


def subject(entity: Entity) -> Subject:
    """Return what a finding on an entity is about."""
    return Subject(entity.kind, None if entity.kind is Kind.PLAN else entity.id)


def is_everyone(name: str) -> bool:
    """Whether a word stands for everybody and therefore for nobody."""
    return words("catch-all").find(name) is not None


class _Names:
    """What each kind of reference may name."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        file = plan.file
        no_plan = any(kind is Kind.PLAN for kind, _ in plan.unread)
        self.own = {
            "pillar": {item.id for item in file.pillars},
            "anchor": {item.id for item in file.anchors},
            "moment": {item.id for item in file.moments},
            # A plan of one person needs no list of roles.
            "role": {item.id for item in file.roles} or set(words("role")),
        }
        self.unchecked = (
            set(self.own) if no_plan else {name for name in self.own if file.misread_at(f"{name}s")}
        )
        self.unchecked |= {name for name, ids in self.own.items() if "" in ids}
        self.interests = {
            item.id for audience in plan.audiences.values() for item in audience.interests
        }

    def known(self, to: str, name: str, entity: Entity) -> bool:
        if to in self.own:
            return to in self.unchecked or name in self.own[to]
        if to == "interest":
            return name in self.interests or self._hidden_interest(entity)
        return self.plan.knows(Kind(to), name) or (to == "audience" and is_everyone(name))

    def _hidden_interest(self, entity: Entity) -> bool:
        """Whether it may be the interest of an audience that is not known, or not readable."""
        named = entity.audience if isinstance(entity, Post) else ()
        own = [self.plan.audiences.get(name) for name in named]
        return not own or any(audience is None or audience.hides_interests for audience in own)

    def unknown(self, to: str, name: str, entity: Entity, at: KeyPath) -> Finding:
        """Return the finding on a name that nothing has, with what was probably meant."""
        about, known = subject(entity), self.choices(to, entity)
        several = _BETWEEN.split(name[:_LONGEST])
        if len(several) > 1 and at[-1] == name and any(part in known for part in several):
            line = Line(Key(entity.kind, at), several)
            return _finding(about, to, name, T("Write the line like this: {line}", line=line), at)
        titled = self.titled(to, entity).get(slug(name))
        if titled:
            cure = T("Write its id instead of its title: {id}", id=titled)
            return _finding(about, to, name, cure, at)
        return unknown(about, to, name, known, at)

    def titled(self, to: str, entity: Entity) -> dict[str, str]:
        """Return the ids of what a reference may name, by their titles."""
        if to in self.own:
            items: Iterable[Named | Entity] = getattr(self.plan.file, f"{to}s")
            if to == "role" and not items:
                return {
                    slug(said): word.id for word in words(to).values() for said in word.spellings
                }
        elif to == "interest":
            named = entity.audience if isinstance(entity, Post) else ()
            audiences = self.plan.audiences
            own = [audiences[name] for name in named if name in audiences] or audiences.values()
            items = [item for audience in own for item in audience.interests]
        else:
            items = self.plan.entities(Kind(to)).values()
        titles = ((getattr(item, "title", ""), item.id) for item in items)
        return {slug(title): id_ for title, id_ in titles if title and id_}

    def choices(self, to: str, entity: Entity) -> list[str]:
        if to in self.own:
            return sorted(self.own[to])
        if to == "interest":
            named = entity.audience if isinstance(entity, Post) else ()
            own = [self.plan.audiences[name] for name in named if name in self.plan.audiences]
            known = [item.id for audience in own for item in audience.interests]
            return list(dict.fromkeys(known)) or sorted(self.interests)
        return list(self.plan.entities(Kind(to)))


@cache
def _references(part: type[Part]) -> tuple[tuple[str, str, str, bool, bool], ...]:
    """Return a part's fields that refer to something, or hold a part that does."""
    return tuple(
        (name, row.attribute, row.to, row.part is not None, row.by_name)
        for name, row in fields(part).items()
        if row.to or (row.part is not None and _references(row.part))
    )


def _named(part: Part, above: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield every reference in a part: where it stands, to what kind, and to which."""
    for name, attribute, to, has_part, by_name in _references(type(part)):
        value = getattr(part, attribute)
        if not value:
            continue
        path = (*above, name)
        if by_name:
            for entry in value:
                yield (*path, entry), to, entry
        elif has_part:
            for number, inner in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
                yield from _named(inner, path if number is None else (*path, number))
        elif isinstance(value, tuple):
            for entry in value:
                yield (*path, entry), to, entry
        else:
            yield path, to, value


def _unknown(names: _Names, entity: Entity) -> Iterator[Finding]:
    for path, to, name in _named(entity, ()):
        if not names.known(to, name, entity):
            yield names.unknown(to, name, entity, path)


_NOTHING_NAMED = {
    "audience": T("there is no audience “{name}”"),
    "goal": T("there is no goal “{name}”"),
    "channel": T("there is no channel “{name}”"),
    "post": T("there is no post “{name}”"),
    "offer": T("there is no offer “{name}”"),
    "campaign": T("there is no campaign “{name}”"),
    "role": T("there is no role “{name}”"),
    "anchor": T("there is no anchor “{name}”"),
    "pillar": T("there is no pillar “{name}”"),
    "moment": T("there is no moment “{name}”"),
    "interest": T("there is no interest “{name}”"),
}


def unknown(
    about: Subject,
    to: str,
    name: str,
    choices: Iterable[str],
    at: KeyPath,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Finding:
    """Return the finding on a name that nothing has; ``titles`` say how choices are shown."""
    known = list(choices)
    near = nearest(normal(name), known) or _beginning(slug(name), known)
    if near:
        cure = T("Did you mean “{near}”?", near=titles.get(near, near))
    elif known and len(known) <= _MANY:
        shown = [titles.get(it, it) for it in known[:12]]
        cure = T("There are these: {choices}.", choices=shown)
    elif not known and to in {kind.value for kind in Kind}:
        path = f"{to}s/{slug(name) or '…'}.md"
        cure = T("Write it into the file {path}, or correct the name.", path=path)
    else:
        cure = T("Add it to the plan, or correct the name.")
    return _finding(about, to, name, cure, at)


def _beginning(name: str, known: list[str]) -> str | None:
    """Return the only name that begins with another, or that another begins with."""
    alike = [it for it in known[:_MANY] if name and (it.startswith(name) or name.startswith(it))]
    return alike[0] if len(alike) == 1 and len(alike[0]) >= _LONG_ENOUGH else None


def _finding(about: Subject, to: str, name: str, cure: T, at: KeyPath) -> Finding:
    message = T(_NOTHING_NAMED[to].msgid, name=name)
    return Finding(UNKNOWN_REFERENCE, about, message, cure, at)


def duplicate(about: Subject, first_path: str, at: KeyPath = ("id",)) -> Finding:
    """Return the finding on a file whose id, or whose address, another has already."""
    return Finding(
        DUPLICATE_ID,
        about,
        T("“{id}” has the same id or address as {path}", id=about.id or "", path=first_path),
        T("Give one of the two another name."),
        at,
    )


def merged(about: Subject, written: Mapping[str, object]) -> list[Finding]:
    """Return findings on names that differ by case only and are therefore one."""
    first: dict[str, str] = {}
    found = []
    for name in written:
        other = first.setdefault(normal(name), name)
        if other != name:
            at = name if name != normal(name) else other
            message = T("“{first}” and “{second}” are the same name", first=other, second=name)
            cure = T("Keep one of them and delete the other.")
            found.append(Finding(DUPLICATE_ID, about, message, cure, ("variants", at)))
    return found


def _inner_duplicates(plan: Plan) -> Iterator[Finding]:
    file = plan.file
    lists = [
        ("pillars", file.pillars),
        ("anchors", file.anchors),
        ("roles", file.roles),
        ("moments", file.moments),
    ]
    for name, items in lists:
        yield from _twice(file, name, [item.id for item in items])
    for audience in plan.audiences.values():
        yield from _twice(audience, "interests", [item.id for item in audience.interests])
        yield from _twice(audience, "channels", [item.id for item in audience.channels])


def _twice(entity: Entity, name: str, ids: list[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, entry in enumerate(ids):
        if entry and entry in seen:
            yield Finding(
                DUPLICATE_ID,
                subject(entity),
                T("“{id}” is there twice", id=entry),
                T("Give one of the two another id, or delete it."),
                (name, number, "id"),
            )
        seen.add(entry)


def _link_ids(plan: Plan) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for post in plan.posts.values():
        if not post.link_id:
            continue
        if post.link_id in first:
            yield Finding(
                DUPLICATE_LINK_ID,
                subject(post),
                T(
                    "the link id “{id}” is already that of {post}",
                    id=post.link_id,
                    post=first[post.link_id],
                ),
                T(
                    "Give this link an id of its own; else nobody knows which post brought the visitor."
                ),
                ("link_id",),
            )
        else:
            first[post.link_id] = post.id


def _loops(plan: Plan) -> Iterator[Finding]:
    """Find each chain of next_post that leads back to itself, once, at its first post."""
    done: set[str] = set()
    for start in plan.posts:
        trail: dict[str, None] = {}
        name = start
        while name in plan.posts and name not in done and name not in trail:
            trail[name] = None
            name = plan.posts[name].next_post
        if name in trail:
            loop = [*trail][[*trail].index(name) :]
            yield Finding(
                CHAIN_LOOP,
                subject(plan.posts[name]),
                T("the chain leads back to itself: {chain}", chain=" → ".join([*loop, name][:12])),
                T("Let the last post of the chain end it: delete its next_post."),
                ("next_post",),
            )
        done.update(trail)


def _media(plan: Plan) -> Iterator[Finding]:
    stems: dict[str, list[str]] = {}
    for post in plan.posts.values():
        named: list[tuple[KeyPath, str]] = [
            (("media", number), name) for number, name in enumerate(post.media)
        ]
        if post.video and post.video.thumbnail:
            named.append((("video", "thumbnail"), post.video.thumbnail))
        lacking = [
            (path, name)
            for path, name in named
            if name not in plan.media and not name.startswith(_ON_THE_WEB)
        ]
        for path, name in lacking[:_MOST]:
            stems = stems or _by_stem(plan.media)
            near = _like(name, stems)
            yield Finding(
                MEDIA_MISSING,
                subject(post),
                T("there is no file “{name}”", name=name),
                T("Did you mean “{near}”?", near=near)
                if near
                else T("Put the file in the folder media, or correct its name."),
                path,
            )


def _by_stem(there: Iterable[str]) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = {}
    for path in sorted(there):
        stems.setdefault(PurePosixPath(path).stem.lower(), []).append(path)
    return stems


def _like(name: str, stems: dict[str, list[str]]) -> str | None:
    """Return the file that was probably meant: of the same name, else of a similar one."""
    path = PurePosixPath(name.replace("\\", "/"))  # as Windows writes it
    folder, stem = path.parent, path.stem.lower()
    near = stem if stem in stems else nearest(stem, stems)
    if near is None:
        return None
    return min(stems[near], key=lambda it: PurePosixPath(it).parent != folder)


def interest_of(plan: Plan, post: Post) -> tuple[Audience, bool] | None:
    """Return the audience that a post's interest belongs to, and whether the post is for it.

    The post's own audiences come first, since ids of interests are unique within an
    audience only, and among them one that is known to have it.
    """
    own = [plan.audiences[name] for name in post.audience if name in plan.audiences]
    for audiences, is_own in ((own, True), (plan.audiences.values(), False)):
        known = {
            audience.id: item.known
            for audience in audiences
            for item in audience.interests
            if item.id == post.interest
        }
        if known:
            return plan.audiences[max(known, key=lambda name: known[name])], is_own
    return None
