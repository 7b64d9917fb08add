"""What is still to go out, for the services that publish at a time (``data/schedulers.toml``).

A post takes a row for each of its channels. Cells are written to the letter, also those that a
spreadsheet would take for a formula: an apostrophe before them would be published.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from planner.channels import Facts, facts_of, length
from planner.errors import PlannerError
from planner.exporters import Refused
from planner.exporters.orders import Made, clean, usable
from planner.outgoing import kind_of, outgoing
from planner.spreadsheets import harmless_cell
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.agenda import Slot
    from planner.exporters.orders import Order

_DATA = Path(__file__).parents[1] / "data" / "schedulers.toml"
_WAITING = ("idea", "draft", "ready", "scheduled")
_PLAIN = frozenset({"", "text", "link", "image", "image-series"})
_MOVING = (".mp4", ".mov", ".m4v", ".webm", ".avi", ".mkv")
_NEEDED = ("text", "when", "day", "clock")
_JOINED = {"alt": "||"}


@dataclass(frozen=True, slots=True)
class Service:
    """A service, and what it takes; the data says more of each."""

    title: str
    networks: Mapping[str, str]
    source: str
    checked: str
    header: tuple[str, ...] = ()
    columns: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    also: tuple[Mapping[str, Any], ...] = ()
    flags: bool = False
    one_channel: bool = False
    when: str = ""
    day: str = ""
    clock: str = ""
    rows: int = 0
    apart: int = 0
    pictures: int = 0
    videos: int = 0
    endings: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    drafts: bool = False
    bom: bool = False
    partly: bool = False
    note: Mapping[str, str] = field(default_factory=dict)


@cache
def services() -> Mapping[str, Service]:
    """Return the services, by their names on the command line."""
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {name: Service(**table) for name, table in tables.items()}


@dataclass(frozen=True, slots=True)
class _Going:
    """A post as it goes to a service."""

    slot: Slot
    kind: str
    at: dt.datetime
    """The local time."""
    text: str
    pictures: tuple[str, ...]
    videos: tuple[str, ...]

    @property
    def media(self) -> tuple[str, ...]:
        return (*self.videos, *self.pictures)

    @property
    def alt(self) -> str:
        return self.slot.post.alt_text if self.pictures else ""


def export(order: Order, name: str) -> Made:
    """Return the file for a service.

    Raises:
        PlannerError: If it is not clear what is to go there, or nothing is.
        Refused: If the service would not take the file.
    """
    service = services()[name]
    work = _Work(order, service)
    going = list(work.going())
    faults = tuple(work.faults(going))
    if faults or not going:
        raise Refused((*faults, *(() if faults else work.notes)), service.title)
    if not service.header:
        return Made(_postiz(order, service, going), (*work.notes, *work.general()))
    header = order.header or service.header
    rows = [work.row(it) for it in going]
    columns = (*header, *_others(header, service, going, order))
    notes = (*work.notes, *_formulas(columns, rows, going), *work.general())
    return Made(_csv(columns, rows, bom=service.bom), (*notes, *_lost(columns, rows)))


class _Work:
    """Takes posts to a service, and says what stays behind."""

    def __init__(self, order: Order, service: Service) -> None:
        self.order = order
        self.service = service
        self.notes: list[T] = []
        self._facts: Mapping[str, Facts] = {
            name: facts_of(channel) for name, channel in order.plan.channels.items()
        }

    def going(self) -> Iterator[_Going]:
        """Yield what the service can take, by time.

        Raises:
            PlannerError: If that is for several channels, and the service takes one.
        """
        slots = [slot for slot in self.order.demanded() if slot.post.status in _WAITING]
        known = [slot for slot in slots if self._kind(slot) in self.service.networks]
        ahead = [slot for slot in known if _day(slot) > self.order.as_of]
        channels = list(dict.fromkeys(slot.channel for slot in ahead))
        if self.service.one_channel and len(channels) > 1:
            raise PlannerError(
                T(
                    "{service} takes one channel in a file. Choose one: {choices}",
                    service=self.service.title,
                    choices=[f"--channel {name}" for name in channels],
                )
            )
        self._strangers(slots)
        self.notes += self.order.left_out()
        for slot in known:
            why = self._unfit(slot)
            if why:
                self.notes.append(why)
            else:
                found = self._taken(slot)
                if found:
                    yield found

    def _kind(self, slot: Slot) -> str:
        return kind_of(self.order.plan, slot.channel)

    def _strangers(self, slots: Iterable[Slot]) -> None:
        counts: dict[str, int] = {}
        for slot in slots:
            if self._kind(slot) in self.service.networks or _day(slot) <= self.order.as_of:
                continue
            if slot.channel:
                counts[slot.channel] = counts.get(slot.channel, 0) + 1
            else:
                self.notes.append(T("{id}: left out, it has no channel yet.", id=slot.post.id))
        for channel, count in counts.items():
            self.notes.append(
                N(
                    "{channel}: {service} does not publish there; {n} post is left out.",
                    "{channel}: {service} does not publish there; {n} posts are left out.",
                    count,
                    channel=self.order.channel_title(channel),
                    service=self.service.title,
                )
            )

    def _unfit(self, slot: Slot) -> T | None:
        """Return why a post cannot go to the service at all."""
        post, day, title = slot.post, _day(slot), self.service.title
        if day < self.order.as_of:
            return T("{id}: left out, its day {day} has gone by.", id=post.id, day=day)
        if day == self.order.as_of:
            return T("{id}: left out, it goes out today; publish it by hand.", id=post.id)
        if not slot.clock:
            return T("{id}: left out, it has no time yet.", id=post.id)
        if (post.format or "") not in _PLAIN.union(self.service.formats):
            return T(
                "{id}: left out, {service} takes no such post from a file: {format}.",
                id=post.id,
                service=title,
                format=self.order.plan.word("format", post.format) or post.format,
            )
        return None

    def _taken(self, slot: Slot) -> _Going | None:
        post, service = slot.post, self.service
        pictures, videos = self._media(slot)
        text = clean(outgoing(self.order.plan, post, slot.channel))
        block = self.order.plan.word("format", post.format)
        needs_video = bool(block and block.facts.get("block") == "video")
        facts = self._facts.get(slot.channel, Facts())
        why = None
        if not service.drafts and needs_video and not videos:
            why = T("{id}: left out, its video has no address on the web (https://…).", id=post.id)
        elif not service.drafts and facts.media and facts.media.value and not (pictures or videos):
            why = T(
                "{id}: left out, {channel} takes no post without a picture or a video, and there is none with an address on the web (https://…).",
                id=post.id,
                channel=self.order.channel_title(slot.channel),
            )
        elif not (text or pictures or videos):
            why = T("{id}: left out, it has no text yet.", id=post.id)
        if why:
            self.notes.append(why)
            return None
        form = self.order.plan.word("format", post.format)
        if form and form.facts.get("picture") and not post.media:
            self.notes.append(
                T(
                    "{id}: its format is “{format}”, and it names no picture: add one in {service} by hand.",
                    id=post.id,
                    format=form,
                    service=service.title,
                )
            )
        if slot.clock and not self.order.comes(_day(slot), slot.clock):
            self.notes.append(
                T(
                    "{id}: the clocks go forward then, so {time} does not exist; the time is an hour off.",
                    id=post.id,
                    time=slot.clock,
                )
            )
        at = dt.datetime.combine(_day(slot), slot.clock or dt.time())
        return _Going(slot, self._kind(slot), at, text, pictures, videos)

    def _media(self, slot: Slot) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the pictures and the videos that the service can fetch, and name the others."""
        service = self.service
        pictures: list[str] = []
        videos: list[str] = []
        for name in slot.post.media:
            path = PurePosixPath(urlsplit(name).path if usable(name) else name)
            moving = path.suffix.lower() in _MOVING
            found, most = (videos, service.videos) if moving else (pictures, service.pictures)
            if name.startswith("https://") and not usable(name):
                why = T("its address cannot be followed; write a space in it as %20")
            elif not usable(name) or not name.startswith("https://"):
                why = T("it has no address on the web (https://…)")
            elif moving and not most:
                why = T("no video goes along in a file")
            elif not moving and service.endings and path.suffix.lower() not in service.endings:
                why = T("only {choices} go along", choices=list(service.endings))
            elif len(found) >= most or (pictures and moving) or (videos and not moving):
                why = T("no more of them go along")
            else:
                found.append(quote(name, safe="!#$%&'()*+/:;=?@[]~"))
                continue
            self.notes.append(
                T(
                    "{id}: add {media} in {service} by hand: {why}.",
                    id=slot.post.id,
                    media=name,
                    service=service.title,
                    why=why,
                )
            )
        return tuple(pictures), tuple(videos)

    def faults(self, going: Sequence[_Going]) -> Iterator[T]:
        """Yield what the service would refuse the file for."""
        service = self.service
        if service.rows and len(going) > service.rows:
            yield T(
                "{service} takes at most {most} posts in a file, and there are {n}. Export one campaign at a time with --campaign.",
                service=service.title,
                most=service.rows,
                n=len(going),
            )
        for it in going:
            yield from self._too_long(it)
        for before, after in pairwise(going):
            if after.at - before.at < dt.timedelta(minutes=service.apart):
                yield T(
                    "{id} and {other} are less than {n} minutes apart, and {service} refuses that. Move one of them.",
                    id=before.slot.post.id,
                    other=after.slot.post.id,
                    n=service.apart,
                    service=service.title,
                )

    def _too_long(self, it: _Going) -> Iterator[T]:
        facts = self._facts.get(it.slot.channel, Facts())
        link = facts.link.value if facts.link else None
        for limit in facts.limits(it.slot.post.format):
            count = length(it.text, limit.unit, link)
            if limit.verified and count > limit.value:
                yield T(
                    "{id}: the text is too long for {channel}: {count}, at most {limit}.",
                    id=it.slot.post.id,
                    channel=self.order.channel_title(it.slot.channel),
                    count=count,
                    limit=limit.value,
                )

    def general(self) -> Iterator[T]:
        """Yield what a person should know before the file is taken there."""
        service, zone = self.service, self.order.plan.file.timezone
        if service.header and zone:
            yield T(
                "The times are those of {zone}; see that {service} has the same time zone.",
                zone=zone,
                service=service.title,
            )
        if service.note:
            yield T("{note}", note=service.note[self.order.language])
        if service.partly and not self.order.header:
            yield T(
                "{service} changes its columns now and then, and these are as known in {month}. If it refuses them, take the first line of its own example file: --header FILE.",
                service=service.title,
                month=service.checked,
            )

    def row(self, it: _Going) -> dict[str, str]:
        """Return the cells of a post by their columns."""
        service = self.service
        values: dict[str, tuple[str, ...]] = {
            "text": (it.text,),
            "pictures": it.pictures,
            "videos": it.videos,
            "media": it.media,
            "alt": (it.alt,),
            "when": (it.at.strftime(service.when),),
            "day": (it.at.strftime(service.day),),
            "clock": (it.at.strftime(service.clock),),
            "draft": (_flag(said=it.slot.post.status in ("idea", "draft")),),
        }
        cells: dict[str, str] = {}
        for role, columns in service.columns.items():
            if isinstance(columns, str):
                cells[columns] = _JOINED.get(role, ",").join(values[role])
            else:
                cells |= dict(zip(columns, values[role], strict=False))
        if service.flags:
            cells |= {name: _flag(said=kind == it.kind) for kind, name in service.networks.items()}
        for extra in service.also:
            if extra["kind"] == it.kind:
                cells[extra["column"]] = self._extra(extra, it)
        return cells

    def _extra(self, extra: Mapping[str, Any], it: _Going) -> str:
        post = it.slot.post
        if "from" in extra:
            given = {"title": post.title, "link": self.order.address(it.slot)}
            return given[extra["from"]]
        return str(extra.get("formats", {}).get(post.format) or extra.get("value", ""))


def _day(slot: Slot) -> dt.date:
    return slot.post.day or dt.date.min


def _flag(*, said: bool) -> str:
    return "TRUE" if said else "FALSE"


def _others(
    header: Sequence[str], service: Service, going: Iterable[_Going], order: Order
) -> tuple[str, ...]:
    """Return the columns that only one kind of channel has, where the service's own line is used.

    Raises:
        PlannerError: If a line that somebody gave lacks a column without which nothing goes out.
    """
    if not order.header:
        kinds = {it.kind for it in going}
        extra = (it["column"] for it in service.also if it["kind"] in kinds)
        return tuple(dict.fromkeys(name for name in extra if name not in header))
    needed = [service.columns[role] for role in _NEEDED if role in service.columns]
    missing = [str(name) for name in needed if name not in header]
    if missing:
        raise PlannerError(
            T(
                "--header: that line lacks columns without which no post goes out: {names}",
                names=missing,
            )
        )
    return ()


def _formulas(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], going: Sequence[_Going]
) -> Iterator[T]:
    for number, (row, it) in enumerate(zip(rows, going, strict=True), 2):
        for column in columns:
            cell = row.get(column, "")
            if harmless_cell(cell) != cell:
                yield T(
                    "Row {n} ({id}): “{column}” begins as a formula does. It goes out as it is; do not open the file in a spreadsheet first.",
                    n=number,
                    id=it.slot.post.id,
                    column=column,
                )


def _lost(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Iterator[T]:
    """Yield the columns that the line of headers lacks, and that something would stand in."""
    used = dict.fromkeys(
        name for row in rows for name, cell in row.items() if cell not in ("", "FALSE")
    )
    for name in used:
        if name not in columns:
            yield T("The line of headers lacks “{column}”; what belongs there stays behind.", column=name)  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, bom: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _postiz(order: Order, service: Service, going: Iterable[_Going]) -> bytes:
    """Return what Postiz is asked for, a request for each post on a channel."""
    bodies = [
        {
            "type": "draft",
            "date": order.moment(it.at.date(), it.at.time()).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "shortLink": False,
            "tags": [],
            "posts": [
                {
                    "integration": {"id": it.slot.channel},
                    "value": [
                        {
                            "content": it.text,
                            "image": [{"id": at, "path": at, "alt": it.alt} for at in it.media],
                        }
                    ],
                    "settings": {"__type": service.networks[it.kind]},
                }
            ],
        }
        for it in going
    ]
    return f"{json.dumps(bodies, ensure_ascii=False, indent=2)}\n".encode()
