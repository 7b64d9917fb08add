"""The rows of somebody's own table as new files of a plan: a post each, and what they name.

What a cell says that the plan does not know is left out and named; the text goes into the file as
it stands in its cell. Nothing is written here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from planner import blanks, references, sheets, values
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.fields import Form
from planner.importers.columns import TEXT, TEXT_NAME, Way, meant_words
from planner.lines import Key, field_at, holds, is_listed
from planner.model import Audience, Channel, Part, Post, fields
from planner.outgoing import kind_of, without_remarks
from planner.rewriting import Rewriting
from planner.source import without_hidden
from planner.texts import T
from planner.tracking.cells import moment_of, name_of
from planner.values import Moment, normal, slug
from planner.vocabulary import normalise, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.diagnostics import Finding
    from planner.importers.columns import Table
    from planner.loader import Content
    from planner.model import Entity
    from planner.vocabulary import Word

_PREFIX = re.compile(r"'(?='*[=+\-@\t\r\n])")
"""What an export puts before a cell that a spreadsheet would take for a formula."""
_BETWEEN = re.compile(r"\s*[,;\n]\s*")
_SPACES = re.compile(r"[\s,;]+")
_COMMA = re.compile(", ")
_LINES = re.compile(r"\s*\n\s*")
_CHANNELS_BETWEEN = re.compile(r"\s*(?:[,;\n/+&]|\s(?:and|ja)\s)\s*")
_AND = re.compile(r"\s*[/+&]\s*|\s+(?:and|ja)\s+")
_SHORT_TITLE = 70
_WEEKDAY = re.compile(r"\s*([^\W\d]{2,})\b")
_FILE_NAME = re.compile(r"\S+\.[A-Za-z0-9]{2,5}\Z")
_SLASHED = re.compile(r"\D*(\d{1,2})[/-](\d{1,2})[/-]\d")
_MONTHS = 12
_CLOCK: frozenset[Way] = frozenset([("time",), ("publish_at",)])
_WHEN: frozenset[Way] = _CLOCK | {("date",), ("published_at",)}
_TOTAL = {"total", "totals", "sum", "yhteensä", "summa"}
_TIMES = {"date", "time", "publish_at"}
_MADE: dict[str, type[Channel | Audience]] = {"channel": Channel, "audience": Audience}
"""What a table may bring along, if the plan has none of it yet."""


Row = int | str
"""The number of a row; in a workbook behind the name of its sheet."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the cells of a column say that cannot be taken."""

    column: str
    why: T
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Taken:
    """What becomes of a table."""

    files: Rewriting
    posts: dict[str, Post] = field(default_factory=dict)
    """The new posts, by the paths of their files."""
    made: list[str] = field(default_factory=list)
    """The files of channels and audiences that are made with them."""
    there: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    """The rows whose post the plan has already, by its title."""
    differing: list[tuple[Row, str, list[Key | T]]] = field(default_factory=list)
    """The rows that say something else than their post does: its id, and the fields."""
    twice: list[tuple[str, Row, Row]] = field(default_factory=list)
    """The ids that stand in a second row: where first, and where again."""
    left_out: dict[tuple[str, str], LeftOut] = field(default_factory=dict)
    """What was left out; the same of several rows once."""
    totals: list[Row] = field(default_factory=list)
    """The rows that sum up the others."""
    empty: list[Row] = field(default_factory=list)
    """The rows with neither title nor text."""


def taken(content: Content, tables: Sequence[Table], language: str, day: dt.date) -> Taken:
    """Return what becomes of tables.

    Args:
        content: The plan that the posts are for.
        tables: The tables, as they were recognised.
        language: The language of the plan's files.
        day: The day that tells the year of one without it, where the plan has no period.

    Raises:
        PlannerError: If a table is broken, or a post would not be read as the table says it.
    """
    done = Taken(Rewriting(content, language))
    reader = _Reader(content, done, day)
    for table in tables:
        table.check()
    rows = [[*table.rows()] for table in tables]
    for table, found in zip(tables, rows, strict=True):
        reader.look_over(table, found)
    for table, found in zip(tables, rows, strict=True):
        for number, cells in found:
            reader.take(table, number, cells)
    after = done.files.outcome().plan if done.posts else content.plan
    for post in done.posts.values():
        read = after.posts.get(post.id)
        if read is None or _said(read, post) != _said(post, post):
            raise PlannerError(
                T(
                    "“{title}” would not be read as it should, so nothing was taken.",
                    title=post.title,
                )
            )
    return done


def _said(post: Post, wanted: Post) -> tuple[dict[str, Any], str]:
    """Return what a post says; where no day is wanted, its name may give it one."""
    names = Post.model_fields.keys() - {"body", "misread"} - (set() if wanted.date else {"date"})
    return {name: getattr(post, name) for name in names}, post.body.strip("\n")


class _Reader:
    """Reads rows for a plan."""

    def __init__(self, content: Content, done: Taken, day: dt.date) -> None:
        self._content, self._plan, self._done = content, content.plan, done
        self._language = done.files.language
        period = self._plan.reading.period
        self._until = period[1] if period else dt.date(day.year, 12, 31)
        self._zone = ZoneInfo(self._plan.file.timezone or "UTC")
        self._taken = blanks.addresses(self._plan, Kind.POST) | {
            slug(PurePath(path).stem) for path in content.sources
        }
        self._ids = set(blanks.addresses(self._plan, Kind.POST))
        self._by_id = {slug(post.id): post for post in self._plan.posts.values()}
        self._known: dict[tuple[object, ...], Post] = {}
        """The posts of the plan by what is alike; with their texts also those of the tables."""
        for post in self._plan.posts.values():
            self._known.setdefault(_alike(post), post)
            self._known.setdefault((*_alike(post), _words(post)), post)
        self._alone: set[str] = set()
        """The audiences that the tables name by themselves, as addresses."""
        self._parted: set[tuple[str, str]] = set()
        """The cells that name several things, as addresses: nothing new may be called so."""
        self._row_of: dict[str, Row] = {}
        """The row in which an id stood first."""
        self._names: dict[str, dict[str, str]] = {}
        self._order: dict[tuple[int, Way], bool | None] = {}
        """Whether the month stands first in the days of a column, where the others tell."""
        self._row: Row = 0
        self._columns: dict[Way, str] = {}
        self._left_out: list[tuple[str, T]] = []
        """Of this row; it counts once the row is taken."""

    def look_over(self, table: Table, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Learn from all rows of a table what a single one does not tell."""
        names = self._named("post")
        for column, way in table.fields.items():
            cells = [cells[column] for _, cells in rows]
            if way == ("audience",):
                self._alone |= {slug(name) for cell in cells for name in _BETWEEN.split(cell)}
            if way == ("id",):
                names.update((slug(cell), normal(cell)) for cell in cells if cell.strip())
            if way in _WHEN:
                found = [match.groups() for cell in cells if (match := _SLASHED.match(cell))]
                is_day = [max((int(it[at]) for it in found), default=0) > _MONTHS for at in (0, 1)]
                self._order[id(table), way] = is_day[1] if is_day[0] != is_day[1] else None

    def take(self, table: Table, row: int, cells: Sequence[str]) -> None:
        """Make a post of a row, unless it is there already."""
        self._row = f"{table.sheet.name}:{row}" if table.sheet.name else row
        self._left_out = []
        self._columns = {way: table.names[number] for number, way in table.fields.items()}
        said = {
            way: cells[number][bool(_PREFIX.match(cells[number])) :]
            for number, way in table.fields.items()
            if cells[number].strip()
        }
        title, body = said.pop(("title",), ""), said.pop(TEXT, "")
        words_of = {"title": title, "text": body}
        if self._sums_up(cells, said):
            self._done.totals.append(self._row)
            return
        if not title and not body:
            self._done.empty.append(self._row)
            return
        title = title.strip() if title.isprintable() else blanks.cleaned(title)
        title, body = self._titled(title, body)
        made = len(self._done.made)
        given: dict[str, Any] = {}
        for way, cell in said.items():
            if way in _WHEN:
                self._put_when(
                    given, way, cell.strip(), month_first=self._order.get((id(table), way))
                )
            else:
                self._put(given, way, cell)
        findings: list[Finding] = []
        form = Form(Subject(Kind.POST, ""), self._plan.reading, self._language, findings)
        post = form.fill(Post, {**given, "title": title}, body=body)
        for name, value in post:
            if isinstance(value, Part) and value == type(value).model_construct():
                # Of what was given in it, nothing could be taken.
                post = post.model_copy(update={name: None})
        for finding in findings:
            at = finding.at if isinstance(finding.at, tuple) else ()
            self._leave_out(tuple(map(str, at)), finding)
        if not self._make(post, {*given, *(key for key, cell in words_of.items() if cell)}):
            self._forget(made)

    def _sums_up(self, cells: Sequence[str], said: Mapping[Way, str]) -> bool:
        """Whether a row is the sum of the others: it says so, and has no day."""
        if _TOTAL.isdisjoint(map(name_of, cells)):
            return False
        return not any(
            _reads(self._moment, cell.strip()) or moment_of(cell, "dmy", self._until, self._zone)
            for way, cell in said.items()
            if way in _WHEN
        )

    # A cell

    def _leave_out(self, way: Way, why: Finding | T) -> None:
        columns = self._columns.items()
        column = next(
            (name for it, name in columns if it[: len(way)] == way or it == way[: len(it)]), ""
        )
        said = (
            why
            if isinstance(why, T)
            else T("{message}. {help}", message=why.message, help=why.help)
        )
        self._left_out.append((column, said))

    def _put(self, given: dict[str, Any], way: Way, cell: str) -> None:
        """Put what a cell says into the data of a post."""
        found = field_at(Kind.POST, way)
        assert found  # noqa: S101 - columns lead to fields
        part, row = found
        to = row.to if row.part is None else ""
        if way == ("channel",):
            first, *others = self._references(way, to, cell, _CHANNELS_BETWEEN) or [""]
            _set(given, way, first)
            for other in others:
                given.setdefault("variants", {}).setdefault(other, {})
        elif way == ("media",):
            self._put_media(given, cell)
        elif way[-1] == "hashtags":
            items = _SPACES.split(cell) if "#" in cell else _items(cell.strip(), _BETWEEN)
            _set(given, way, [tag for it in items if (tag := it.lstrip("#"))])
        elif way == ("cta",):
            _set(given, ("cta", self._part_of_cta(cell)), _clean(cell))
        elif row.part is None and is_listed(part, row.attribute):
            items = self._references(way, to, cell, _BETWEEN) if to else _items(cell)
            _set(given, way, [*dict.fromkeys(items)] if to else items)
        elif to:
            _set(given, way, next(iter(self._references(way, to, cell, None)), ""))
        elif way == ("status",):
            _set(given, way, meant_words("status").get(normalise(cell), cell.strip()))
        else:
            free = row.part is None and holds(part, row.attribute) is str and way != ("id",)
            _set(given, way, _clean(cell) if free else cell.strip())

    def _part_of_cta(self, cell: str) -> str:
        if self._plan.reading.list("cta").find(cell):
            return "type"
        return "url" if re.fullmatch(r"\s*https?://\S+\s*", cell) else "text"

    def _put_media(self, given: dict[str, Any], cell: str) -> None:
        """Put the names of files; what tells in words what is seen describes the picture."""
        items = _items(cell.strip(), _BETWEEN)
        beside = [f"media/{it}" if f"media/{it}" in self._plan.media else it for it in items]
        are_files = all(it in self._plan.media or _FILE_NAME.match(it) for it in beside)
        if are_files or ("alt_text",) in self._columns:
            given["media"] = beside
        else:
            given["alt_text"] = _clean(cell)

    def _put_when(
        self, given: dict[str, Any], way: Way, cell: str, *, month_first: bool | None
    ) -> None:
        """Put a day, a time of day, or both: whichever a cell holds."""
        if way in _CLOCK and _reads(values.a_time, cell):
            _set(given, ("time",), cell)
            return
        if not _reads(self._moment, cell):
            days = [moment_of(cell, order, self._until, self._zone) for order in ("dmy", "mdy")]
            when = days[1] if month_first else days[0] or days[1]
            if month_first is None and None not in days and days[0] != days[1]:
                self._leave_out(
                    way,
                    T("“{value}” can be two different days. Write it like 2026-06-07", value=cell),
                )
                return
            name = _WEEKDAY.match(cell)
            weekday = words("weekday").find(name[1]) if name and when else None
            if weekday and when and weekday != (own := _weekday_of(when.day)).id:
                self._leave_out(
                    way, T("“{value}”: {day} is a {weekday}", value=cell, day=when.day, weekday=own)
                )
                return
            cell = _written(when) if when else cell
        is_moment = way == ("time",) and _reads(self._moment, cell)
        _set(given, ("publish_at",) if is_moment else way, cell)

    def _moment(self, text: str) -> Moment:
        return values.a_moment(text, self._plan.reading.period)

    def _titled(self, title: str, body: str) -> tuple[str, str]:
        """Return a title, and the text with what the title has no room for."""
        if not title:
            first = blanks.cleaned(body.strip().split("\n")[0])
            return _shortened(first or blanks.cleaned(body), _SHORT_TITLE) or "…", body
        if len(title) <= blanks.LONGEST_TITLE:
            return title, body
        self._leave_out(
            ("title",),
            T(
                "The title is too long: it can have {n} characters at most. All of it stands in the text.",
                n=blanks.LONGEST_TITLE,
            ),
        )
        return _shortened(title, _SHORT_TITLE), f"{title}\n\n{body}" if body else title

    # What a cell names

    def _named(self, to: str) -> dict[str, str]:
        """Return the ids of what there is to name, by ids and titles in the form of addresses."""
        if to not in self._names:
            self._names[to] = references.named(self._plan, to)
            if to == "channel":
                for name in self._plan.channels:
                    self._names[to].setdefault(slug(kind_of(self._plan, name)), name)
        return self._names[to]

    def _titles(self, to: str) -> dict[str, str]:
        """Return what the choices are called: their titles, with the ids where those differ."""
        if to not in {kind.value for kind in Kind}:
            return {}
        titled = self._plan.entities(Kind(to)).values()
        titles = {it.id: getattr(it, "title", "") for it in titled}
        return {
            id_: title if slug(title) == slug(id_) else f"{title} ({id_})"
            for id_, title in titles.items()
            if title
        }

    def _references(
        self, way: Way, to: str, cell: str, between: re.Pattern[str] | None
    ) -> list[str]:
        """Return the ids of what a cell names: one thing, or several."""
        cell = _clean(cell)
        whole = self._reference(to, cell)
        if whole:
            return [whole]
        found: list[str] = []
        names = between.split(cell.strip()) if between else [cell.strip()]
        if to == "audience":
            names = [part for name in names for part in self._audiences(name)]
        if len(names) > 1:
            self._parted.add((to, slug(cell)))
        for name in filter(None, names):
            id_ = self._reference(to, name) or self._made(to, name)
            if id_:
                found.append(id_)
            else:
                known = list(dict.fromkeys(self._named(to).values()))
                self._leave_out(
                    way,
                    references.unknown(
                        Subject(Kind.POST, ""), to, name, known, way, self._titles(to)
                    ),
                )
        return found

    def _audiences(self, name: str) -> list[str]:
        """Return the audiences in a name, if each of them is one elsewhere too; else the name."""
        parts = _AND.split(name)
        known = not self._reference("audience", name) and all(
            slug(part) in self._alone or self._reference("audience", part) for part in parts
        )
        return parts if known else [name]

    def _reference(self, to: str, name: str) -> str | None:
        names = self._named(to)
        kind = words("channel-kind").find(name) if to == "channel" else None
        return names.get(slug(name)) or (names.get(slug(kind)) if kind else None)

    def _made(self, to: str, name: str) -> str:
        """Make a channel or an audience that the plan lacks, if it has none at all yet."""
        model = _MADE.get(to)
        title = blanks.cleaned(name)
        if model is None or not slug(title) or len(title) > blanks.LONGEST_TITLE:
            return ""
        if (to, slug(title)) in self._parted:
            return ""
        kind = Kind(to)
        if blanks.addresses(self._plan, kind) or references.is_everyone(title):
            return ""
        plan, language = self._plan, self._language
        entity: Entity = (
            blanks.channel_of(plan, {"title": title}, language)
            if model is Channel
            else blanks.entity_of(plan, model, {"title": title}, language)
        )
        names = self._named(to)
        id_ = next(blanks.names(plan, entity, language, {slug(it) for it in names.values()}))
        path = f"{blanks.folder_of(kind)}/{id_}.md"
        self._done.files.new[path] = sheets.filled(plan, entity, language, id_).encode()
        self._done.made.append(path)
        names[slug(id_)] = names[slug(title)] = id_
        if isinstance(entity, Channel) and entity.type:
            names.setdefault(slug(entity.type), id_)
        return id_

    # The post

    def _forget(self, made: int) -> None:
        """Let go of what was made for a row that is not taken."""
        for path in map(PurePath, self._done.made[made:]):
            del self._done.files.new[path.as_posix()]
            for to in _MADE:
                if blanks.folder_of(Kind(to)) == path.parent.as_posix():
                    names = self._named(to).items()
                    self._names[to] = {name: id_ for name, id_ in names if id_ != path.stem}
        del self._done.made[made:]

    def _make(self, post: Post, said: set[str]) -> bool:
        """Make the file of a post; not if the plan or the table has it already."""
        id_, alike = slug(post.id), _alike(post)
        same = (*alike, _words(post))  # what begins alike is not the same yet
        first = self._row_of.setdefault(id_, self._row) if id_ else self._row
        if first != self._row:
            self._done.twice.append((post.id, first, self._row))
            return False
        if id_ in self._ids:
            self._compare(post, self._by_id.get(id_), said)
            return False
        there = self._known.get(same) or self._known.get(alike)
        there = there or self._known.get((*alike[:2], ""))
        if there and not id_:
            self._compare(post, there, said)
            return False
        for column, why in dict.fromkeys(self._left_out):
            left = self._done.left_out.setdefault((column, why.to("en")), LeftOut(column, why))
            left.rows.append(self._row)
        plan, language = self._plan, self._language
        free = (
            blanks.free_names(post.id, self._taken)
            if post.id
            else blanks.names(plan, post, language, self._taken)
        )
        name = next(free)
        post = post.model_copy(update={"id": post.id or name})
        path = f"{blanks.folder_of(Kind.POST)}/{name}.md"
        self._known.setdefault(same, post)
        self._taken.add(slug(name))
        self._ids.add(slug(post.id))
        self._by_id[slug(post.id)] = post
        self._done.posts[path] = post
        self._done.files.new[path] = sheets.filled(plan, post, language, name).encode()
        return True

    def _compare(self, post: Post, there: Post | None, said: set[str]) -> None:
        """Note a row whose post is there already, and where it says something else."""
        differing = [*_differing(post, there, said)] if there else []
        if there and differing:
            self._done.differing.append((self._row, there.id, differing))
        else:
            self._done.there[there.title if there else post.title].append(self._row)


def _differing(post: Post, there: Post, said: set[str]) -> Iterator[Key | T]:
    """Yield the fields that a row says, where the post says something else."""
    misread = {path.partition(".")[0] for path in post.misread}
    for name, row in fields(Post).items():
        if name in said - misread - _TIMES and not _within(
            getattr(post, row.attribute), getattr(there, row.attribute)
        ):
            yield Key(Kind.POST, (name,))
    if post.day and post.day != there.day:
        yield Key(Kind.POST, ("date",))
    if post.clock and post.clock != there.clock:
        yield Key(Kind.POST, ("time",))
    if "text" in said and _words(post) != _words(there):
        yield TEXT_NAME


def _words(post: Post) -> str:
    """Return the text of a post as a table has it: remarks for this program stay in the file."""
    return without_remarks(post.body).strip()


def _within(said: Any, there: Any) -> bool:  # noqa: ANN401 - any value of a post
    """Whether a value has all that another says."""
    if isinstance(said, Part) and isinstance(there, Part):
        return all(
            value is None or value in ("", (), {}) or _within(value, getattr(there, name))
            for name, value in said
        )
    if isinstance(said, dict) and isinstance(there, dict):
        return all(name in there and _within(value, there[name]) for name, value in said.items())
    return bool(said == there)


def _alike(post: Post) -> tuple[str, dt.date | None, str]:
    """Return what two rows of one post have in common."""
    return normalise(post.title), post.day, post.channel


def _set(given: dict[str, Any], way: Way, value: object) -> None:
    if value:
        for name in way[:-1]:
            given = given.setdefault(name, {})
        given.setdefault(way[-1], value)


def _items(cell: str, between: re.Pattern[str] = _COMMA) -> list[str]:
    """Return the items of a list: as a line of CSV where some are quoted, else a line for each."""
    with suppress(csv.Error):
        quoted = io.StringIO(cell) if '"' in cell else ()
        rows = [*csv.reader(quoted, skipinitialspace=True, strict=True)]
        if len(rows) == 1:
            return [_clean(it) for it in rows[0] if it.strip()]
    return [_clean(it) for it in (_LINES if "\n" in cell else between).split(cell) if it.strip()]


def _clean(text: str) -> str:
    """Return a text without what no file may hide."""
    return text if text.isprintable() else without_hidden(text)[0]


def _reads(read: Any, text: str) -> bool:  # noqa: ANN401 - any of the readers of values
    try:
        read(text)
    except values.BadValue:
        return False
    return True


def _written(when: Moment) -> str:
    return f"{when.day} {when.clock:%H:%M}" if when.clock else str(when.day)


def _weekday_of(day: dt.date) -> Word:
    return list(words("weekday").values())[day.weekday()]


def _shortened(text: str, longest: int) -> str:
    """Return the beginning of a text, by whole words unless little would be left."""
    if len(text) <= longest:
        return text
    whole = text[:longest].rpartition(" ")[0]
    return (whole if len(whole) > longest // 2 else text[: longest - 1]).rstrip(" ,.;:–-") + "…"
