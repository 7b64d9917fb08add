"""Following a plan's channels: their public feeds, fetched, read and remembered."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, count
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from planner import reader, writing
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.outgoing import kind_of
from planner.texts import T
from planner.tracking import feeds
from planner.tracking.fetching import MAX_INFLATED, Document, Fetcher, NotFetched

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from planner.model import Channel, Plan
    from planner.tracking.feeds import Feed
    from planner.tracking.sightings import Sighting

ROOM = "feeds"
_AT_ONCE = 6
_HEADER = 1 << 14


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a feed, or something in it, is not as it should be."""

    address: str
    text: T
    passing: bool = False
    """Whether it may well be in order later."""


@dataclass(slots=True)
class Followed:
    """What came of following one channel."""

    channel: Channel
    entries: list[Sighting] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    remarks: list[T] = field(default_factory=list)
    read: int = 0
    """How many feeds could be read."""
    unchanged: bool = False
    """Whether all of them are as they were the last time."""
    since: dt.date | None = None
    """From which day on all of them tell what went out."""


class Memory:
    """What feeds said the last time, and the marks that came with it."""

    def __init__(self, home: Path) -> None:
        """Keep it in the folder that holds the content folder."""
        self._home = home

    def recall(self, address: str) -> Document | None:
        """Return what was found at an address the last time, if that is still known."""
        path = self._home / writing.FOLDER / ROOM / _name(address)
        try:
            content = reader.read_bytes(path, Subject(Kind.PLAN), MAX_INFLATED + _HEADER)
            head, _, body = content.partition(b"\n")
            facts = json.loads(head)
            texts = [facts[key] for key in ("address", "kind", "etag", "modified")]
        except (reader.Refused, ValueError, KeyError, TypeError, RecursionError):
            return None
        if (facts.get("asked"), facts.get("sha256")) != (address, sha256(body).hexdigest()):
            return None
        # The marks go into a request.
        if not all(
            isinstance(text, str) and text.isascii() and text.isprintable() for text in texts
        ):
            return None
        found, kind, etag, modified = texts
        return Document(found, body, kind, etag, modified)

    def keep(self, address: str, found: Document) -> None:
        """Remember a document; where that is not possible, it is fetched as a whole again."""
        facts = {
            "asked": address,
            "address": found.address,
            "kind": found.kind,
            "etag": found.etag,
            "modified": found.modified,
            "sha256": sha256(found.content).hexdigest(),
        }
        try:
            folder = writing.room(self._home, ROOM)
            writing.keep(
                folder / _name(address), json.dumps(facts).encode() + b"\n" + found.content
            )
        except writing.Refusal:
            return


def _name(address: str) -> str:
    return f"{sha256(address.encode()).hexdigest()[:32]}.feed"


def followed(plan: Plan) -> Mapping[str, Sequence[str]]:
    """Return the channels that have a public feed, each with its addresses."""
    found = {
        name: feeds.addresses(channel.feed, channel.handle, kind_of(plan, name))
        for name, channel in plan.channels.items()
    }
    return {name: addresses for name, addresses in found.items() if addresses}


def follow(
    plan: Plan,
    names: Sequence[str],
    fetcher: Fetcher,
    memory: Memory | None,
    zone: dt.tzinfo,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Followed]:
    """Fetch and read the feeds of some channels.

    Args:
        plan: The plan.
        names: The channels, by their ids.
        fetcher: What gets documents.
        memory: What feeds said the last time; None to fetch everything as a whole.
        zone: The time zone of the plan.
        tell: Is told how many of how many feeds are done.
    """
    known = followed(plan)
    hosts: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        for address in known[name]:
            hosts.setdefault(urlsplit(address).netloc, []).append((name, address))
    done, telling = count(1), Lock()

    def get(asked: Sequence[tuple[str, str]]) -> list[tuple[str, str, Feed | Trouble]]:
        """Ask one host, one time after the other."""
        found = []
        for name, address in asked:
            found.append((name, address, _got(address, fetcher, memory, zone)))
            with telling:
                tell(next(done), sum(map(len, hosts.values())))
        return found

    found = {name: Followed(plan.channels[name]) for name in names}
    read: dict[str, list[Feed]] = {name: [] for name in names}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for name, address, got in chain.from_iterable(pool.map(get, hosts.values())):
            if isinstance(got, feeds.Feed):
                read[name].append(got)
                if got.broken:
                    found[name].troubles.append(Trouble(address, T("the feed is damaged")))
            elif address == known[name][0]:  # the other lists may be empty, and are missing then
                found[name].troubles.append(got)
    for name, one in found.items():
        one.read = len(read[name])
        one.entries = feeds.together(read[name])
        one.unchanged = bool(one.read) and all(feed.unchanged for feed in read[name])
        one.since = max((feed.since for feed in read[name] if feed.since), default=None)
        one.remarks = list(dict.fromkeys(text for feed in read[name] for text in feed.remarks))
    return list(found.values())


def _got(address: str, fetcher: Fetcher, memory: Memory | None, zone: dt.tzinfo) -> Feed | Trouble:
    """Return the feed at an address, or at the one that the page there names."""
    asked = address
    try:
        for _ in range(2):
            document, unchanged = _document(asked, fetcher, memory)
            feed = feeds.read(document, zone)
            if isinstance(feed, feeds.Feed):
                if memory and not unchanged:
                    memory.keep(asked, document)
                return replace(feed, unchanged=unchanged)
            asked = feed
        return Trouble(address, T("it is a web page, and the page names no feed"))
    except NotFetched as error:
        # YouTube's feeds are missing for hours on many days, and come back.
        was_there = error.missing and memory is not None and memory.recall(asked) is not None
        return Trouble(asked, error.text, passing=error.passing or was_there)
    except PlannerError as error:
        return Trouble(asked, error.text)


def _document(address: str, fetcher: Fetcher, memory: Memory | None) -> tuple[Document, bool]:
    """Return what stands at an address, and whether it is what it was the last time."""
    before = memory.recall(address) if memory else None
    if before is None or not (before.etag or before.modified):
        return fetcher.get(address), False
    found = fetcher.get(address, before.etag, before.modified)
    return (before, True) if found.unchanged else (found, False)
