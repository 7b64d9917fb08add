"""The public feeds of channels: where they are, and what stands in them."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from planner.errors import PlannerError
from planner.texts import T
from planner.tracking.sightings import Sighting, identity
from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.tracking.fetching import Document

_PATIENCE = 20
_MOST = 16 << 20
"""What the reading process may print."""
_YEARS = range(1990, 2201)
_DAY = 3
"""Year, month and day: the feed tells no hour."""
_REFUSED = {
    "entities": T("it defines words of its own (a DOCTYPE with entities), which feeds do not need"),
    "deep": T("it is built too deep or too wide"),
}


class NotRead(PlannerError):
    """What was found is no feed that can be read."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read."""

    title: str
    entries: tuple[Sighting, ...]
    """The newest first, as it is in most feeds; those without a day too."""
    remarks: tuple[T, ...] = ()
    """What was not as it should be, and did not hinder."""
    broken: bool = False
    """Whether it breaks off or is damaged: what could be read of it is there."""
    unchanged: bool = False
    """Whether it is as it was the last time, so that its figures are of that day."""

    @property
    def since(self) -> dt.date | None:
        """The day of its oldest entry; what is older, it does not tell."""
        return min((entry.when.day for entry in self.entries if entry.when), default=None)


# Where they are

_YOUTUBE = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL_ID = re.compile(r"(?:/channel/|[?&]channel_id=)UC([\w-]{22})(?![\w-])")
_UPLOADS = re.compile(r"[?&](?:playlist_id|list)=UU([\w-]{22})(?![\w-])")
_LISTS = ("UULF", "UUSH", "UULV")
"""Long videos, short ones, live broadcasts: each list has its own fifteen newest."""
_ELSEWHERE = r"(?!(?:\w+\.)?(?:youtube|tiktok|threads|substack)\.)"
"""Services whose profiles look like those of Mastodon or PeerTube."""
_PATTERNS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"https://[\w.]*youtube\.com/playlist\?list=([\w-]+)\Z", rf"{_YOUTUBE}?playlist_id=\1"),
        (r"(https://(?:\w+\.)?reddit\.com/(?:r|user|u)/[\w-]+)/?\Z", r"\1/.rss"),
        (
            r"(https://[\w.]*pinterest\.[\w.]+/[\w-]+)(?:/_(?:created|saved))?/?\Z",
            r"\1/feed.rss",
        ),
        (r"(https://[\w.]*pinterest\.[\w.]+/[\w-]+/[\w-]+)/?\Z", r"\1.rss"),
        (r"(https://bsky\.app/profile/[\w.:-]+)/?\Z", r"\1/rss"),
        (r"https://medium\.com/(@?[\w.-]+)/?\Z", r"https://medium.com/feed/\1"),
        (r"(https://[\w-]+\.medium\.com)/?\Z", r"\1/feed"),
        (r"(https://[\w-]+\.substack\.com)/?\Z", r"\1/feed"),
        (r"(https://[\w-]+\.tumblr\.com)/?\Z", r"\1/rss"),
        (
            rf"(https://{_ELSEWHERE}[\w.-]+/@[\w.-]+)(?<!\.rss)(?<!\.atom)/?\Z",
            r"\1.rss",
        ),
        (
            rf"(https://{_ELSEWHERE}[\w.-]+)/c/([\w.-]+)(?<!\.rss)(?<!\.xml)(?<!\.atom)(?:/videos)?/?\Z",
            r"\1/feeds/videos.xml?videoChannelName=\2",
        ),
        (
            rf"(https://{_ELSEWHERE}[\w.-]+)/a/([\w.-]+)(?<!\.rss)(?<!\.xml)(?<!\.atom)(?:/videos)?/?\Z",
            r"\1/feeds/videos.xml?accountName=\2",
        ),
    )
)
"""What people paste as the address of a profile, and where its feed is."""
_HANDLES = {
    "mastodon": (re.compile(r"@?([\w.-]+)@([\w.-]+)\Z"), r"https://\2/@\1.rss"),
    "bluesky": (re.compile(r"@?([\w-]+(?:\.[\w-]+)+)\Z"), r"https://bsky.app/profile/\1/rss"),
    "pinterest": (re.compile(r"@?([\w-]+)\Z"), r"https://www.pinterest.com/\1/feed.rss"),
    "youtube": (re.compile(r"(UC[\w-]{22})\Z"), rf"{_YOUTUBE}?channel_id=\1"),
}


def addresses(feed: str, handle: str, kind: str) -> tuple[str, ...]:
    """Return the addresses of a channel's feeds; none where it has no feed that is known.

    Args:
        feed: What the channel's file says: the address of a feed, or of a profile.
        handle: The channel's name on its service, which tells where the feed is for some.
        kind: The kind of channel.
    """
    told = feed.strip()
    if not told and kind in _HANDLES:
        pattern, form = _HANDLES[kind]
        match = pattern.match(handle.strip())
        told = match.expand(form) if match else ""
    if not told:
        return ()
    channel = _CHANNEL_ID.search(told) or _UPLOADS.search(told)
    if channel and "youtube." in told:
        name = channel[1]
        lists = (f"{_YOUTUBE}?playlist_id={prefix}{quote(name)}" for prefix in _LISTS)
        return (f"{_YOUTUBE}?channel_id=UC{quote(name)}", *lists)
    for pattern, form in _PATTERNS:
        match = pattern.match(told)
        if match:
            return (match.expand(form),)
    return (told,)


# What stands in them


def read(document: Document, zone: dt.tzinfo) -> Feed | str:
    """Read a feed in a process of its own, which may take ten seconds and 512 MB.

    Args:
        document: What was found.
        zone: The time zone of the plan; the days of the entries are days there.

    Returns:
        The feed; or, for a page that names its feed, the address of that.

    Raises:
        NotRead: If it is no feed, or one that is made to hurt.
    """
    said = _asked(document)
    if "refused" in said:
        raise NotRead(_REFUSED[said["refused"]])
    if "page" in said:
        if said["page"]:
            return str(said["page"])
        raise NotRead(T("it is a web page, and the page names no feed"))
    entries = said["entries"]
    if not said["feed"] and not entries:
        raise NotRead(T("it is no feed (RSS or Atom)"))
    if said["broken"] and not entries:
        raise NotRead(T("it is damaged in line {line}", line=said["broken"]))
    found = tuple(_sighting(entry, place, zone) for place, entry in enumerate(entries, 1))
    return Feed(said["title"], found, tuple(_remarks(said)), broken=bool(said["broken"]))


def _remarks(said: dict[str, Any]) -> Iterator[T]:
    if said["broken"] and not said["encoding"]:
        yield T("it is damaged in line {line}; what could be read counts", line=said["broken"])
    if said["encoding"]:
        yield T("it is written in another encoding than it says; what could be read counts")
    if said["left"]:
        yield T("it has {n} entries more than are read", n=said["left"])
    dropped = sum(entry["dropped"] for entry in said["entries"])
    if dropped:
        yield T("links that are no web addresses were left out: {n}", n=dropped)


def _asked(document: Document) -> dict[str, Any]:
    """Return what the reading process says."""
    python = [sys.executable, "-P", "-W", "ignore", "-X", "utf8"]
    command = [*python, "-m", "planner.tracking.feed_reader"]
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            [*command, document.address, document.kind],
            input=document.content,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        said = json.loads(done.stdout) if not done.returncode and len(done.stdout) < _MOST else None
    except (subprocess.TimeoutExpired, OSError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise NotRead(T("it cannot be read: it takes too long, or too much memory"))
    return said


def _sighting(entry: dict[str, Any], place: int, zone: dt.tzinfo) -> Sighting:
    text = " ".join(filter(None, (entry["title"], entry["text"])))
    return Sighting(
        place, entry["link"], _moment(entry["when"], zone), text, figures=entry["figures"]
    )


def _moment(parts: list[int] | None, zone: dt.tzinfo) -> Moment | None:
    """Return a moment in the plan's time zone, or a day; None for one that cannot be."""
    if not parts or parts[0] not in _YEARS:
        return None
    try:
        if len(parts) == _DAY:
            return Moment(dt.date(*parts))
        local = dt.datetime(*parts[:5], tzinfo=dt.UTC).astimezone(zone)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None
    return Moment(local.date(), local.time())


def together(feeds: Iterable[Feed]) -> list[Sighting]:
    """Return the entries of several feeds of one channel, each thing once."""
    found: dict[object, Sighting] = {}
    for feed in feeds:
        for entry in feed.entries:
            key = identity(entry.address) or (entry.text, entry.when)
            found.setdefault(key, entry)
    return list(found.values())
