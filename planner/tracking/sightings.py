"""What was seen of a post where it was published: in a feed, or in a table that a service exported."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlencode, urlsplit

from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 5000
"""So much of a text is kept; more is not needed to know it again."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that went out, as its service tells of it."""

    place: int
    """Where it stands: the row of the table, or which entry of the feed it is, from 1."""
    address: str = ""
    when: Moment | None = None
    """When it went out; a day alone where nothing more is known."""
    text: str = ""
    """Its title and its text, or what there is of them."""
    link_id: str = ""
    """The name of the link that led there, where that is all that is known."""
    post: str = ""
    """The id of the post, where somebody wrote it."""
    figures: Mapping[str, float] = field(default_factory=dict)
    paid: Mapping[str, float] = field(default_factory=dict)
    """The figures that were bought."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """What a service counted of a whole channel on a day."""

    place: int
    metric: str
    value: float
    when: Moment
    paid: bool = False


# Addresses

MAX_ADDRESS = 2000
_HOSTS = {
    "bluesky": ("bsky.app",),
    "facebook": ("facebook.com", "fb.com", "fb.watch"),
    "instagram": ("instagram.com",),
    "linkedin": ("linkedin.com",),
    "threads": ("threads.com", "threads.net"),
    "tiktok": ("tiktok.com",),
    "x": ("x.com", "twitter.com"),
    "youtube": ("youtube.com", "youtu.be"),
}
"""Where the things are that went out on a kind of channel."""


def is_web(address: str) -> bool:
    """Whether a text is a web address, without anything in it that an address has not."""
    try:
        parts = urlsplit(address)
        found = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
    return (
        found
        and len(address) <= MAX_ADDRESS
        and address.isprintable()
        and not re.search(r"[ <>\"`\\]", address)
    )


def is_of(kind: str, address: str) -> bool:
    """Whether what went out on a kind of channel can have an address; any has for most kinds."""
    hosts = _HOSTS.get(kind)
    if not hosts:
        return True
    host = (urlsplit(address).hostname or "").lower()
    return any(host == it or host.endswith(f".{it}") for it in hosts)


_ID = r"[\w-]+"
_VIDEO = re.compile(rf"/(?:shorts|live|embed|v)/({_ID})")
_INSTAGRAM = re.compile(rf"/(?:[\w.]+/)?(?:p|reel|reels|tv)/({_ID})")
_STATUS = re.compile(r"/(?:\w+|i/web)/status(?:es)?/(\d+)")
_TIKTOK = re.compile(r"/@[\w.]+/(?:video|photo)/(\d+)")
_LINKEDIN = re.compile(r"(?P<kind>activity|share|ugcPost)[:-](?P<id>\d{15,})")
_BLUESKY = re.compile(rf"/profile/[^/]+/post/({_ID})")
_PIN = re.compile(r"/pin/(?:[^/]*--)?(\w+)(?:/|\Z)")
_PINTEREST = re.compile(r"(?:[a-z]{2}\.)?pinterest\.(?:[a-z]{2,3}|com?\.[a-z]{2})\Z")
_SHORT_NAMES = ("www.", "m.", "mobile.", "web.")
_TELLS_NOTHING = re.compile(
    r"(?:(?:utm_\w+|fbclid|gclid|igsh|igshid|mibextid)=|source=rss-)"  # the last is Medium's
)


@lru_cache(maxsize=1 << 17)  # asked of each row of an export more than once
def identity(address: str) -> str:
    """Return what tells one published thing from every other, however its address is written.

    Returns:
        ``youtube:ID`` and the like for services whose addresses hold an id, so that
        ``youtu.be/ID`` and ``youtube.com/watch?v=ID&t=3`` are one; else the address without
        what does not tell things apart. Nothing for what is no address.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode().lower()
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    for name in _SHORT_NAMES:
        host = host.removeprefix(name)
    known = _known(host, parts)
    if known:
        return known
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = [pair for pair in asked if not _TELLS_NOTHING.match("=".join(pair))]
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


def service_of(identity: str) -> str:
    """Return the service that gave an :func:`identity` its id; nothing where there is none."""
    name, colon, _ = identity.partition(":")
    return name if colon and "/" not in name and "." not in name else ""


def _known(host: str, parts: SplitResult) -> str:
    if host in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        asked = parse_qs(parts.query).get("v", [""])[0]
        short = parts.path.strip("/") if host == "youtu.be" else ""
        found = _VIDEO.match(parts.path)
        video = asked or short or (found[1] if found else "")
        return f"youtube:{video}" if video else ""
    if _PINTEREST.match(host):  # which sends everybody to the host of their country
        host = "pinterest.com"
    for names, pattern, service in _SERVICES:
        if host in names:
            found = pattern.search(unquote(parts.path))
            if found and service == "linkedin":  # one thing has a number of each kind
                return f"linkedin-{found['kind'].lower()}:{found['id']}"
            return f"{service}:{found[1]}" if found else ""
    return ""


_SERVICES = (
    (("instagram.com",), _INSTAGRAM, "instagram"),
    (("x.com", "twitter.com"), _STATUS, "x"),
    (("tiktok.com",), _TIKTOK, "tiktok"),
    (("linkedin.com",), _LINKEDIN, "linkedin"),
    (("bsky.app",), _BLUESKY, "bluesky"),
    (("pinterest.com",), _PIN, "pinterest"),
)


_X_BEGAN = 1_288_834_974_657
"""The first millisecond that ids of X count from."""
_YEARS = range(2006, 2201)


def told_by(identity: str, zone: dt.tzinfo) -> Moment | None:
    """Return when something went out, where its id says so; None elsewhere.

    Ids of X count milliseconds in their upper bits (twitter-archive/snowflake:README.mkd),
    those of TikTok seconds.
    """
    service, _, number = identity.partition(":")
    if service not in ("x", "tiktok") or not number.isascii() or not number.isdigit():
        return None
    try:
        figure = int(number)
        seconds = ((figure >> 22) + _X_BEGAN) / 1000 if service == "x" else float(figure >> 32)
        at = dt.datetime.fromtimestamp(seconds, dt.UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None
    return Moment(at.date(), at.time().replace(microsecond=0)) if at.year in _YEARS else None
