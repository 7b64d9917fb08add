"""The text of a new file to fill in: what is known, and remarks that ask for the rest.

Each line is made from the field's row in the model, for every kind of file alike. Where
something is to be chosen, a remark holds the choices that the plan has; where somebody is to
write, the key waits with nothing behind it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from planner import schema
from planner.blanks import title_of
from planner.diagnostics import Kind
from planner.lines import Key, Line, holds, is_listed
from planner.model import (
    Audience,
    AudienceChannel,
    Campaign,
    Channel,
    Goal,
    Interest,
    Live,
    Part,
    Post,
    fields,
)
from planner.syntax import scalar
from planner.texts import T, number, say
from planner.values import Moment, Window
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.model import Entity, FieldRow, Plan
    from planner.vocabulary import Word, WordList

_SHOWN = 9
_EASY = re.compile(r"[^\W_][\w ()/+-]*")
_AT_REST = ("waiting", "resting")
_OPEN = "…"


@dataclass(frozen=True, slots=True)
class _Form:
    """What a kind of file asks for."""

    asked: tuple[str, ...]
    """The fields that it begins with beside title and status: no more than a person can take in."""
    known: tuple[str, ...] = ()
    """What is not asked for, and written where it is known."""
    later: tuple[str, ...] = ()
    """What may be asked for below the others."""
    intro: T | None = None
    later_intro: T | None = None


_FORMS = {
    Kind.POST: _Form(
        ("audience", "goal", "channel", "date", "stage", "content_type", "format"),
        (
            *("time", "purpose", "interest", "anchor", "cta", "action_metric", "owner"),
            *("source_posts", "next_post"),
        ),
    ),
    Kind.AUDIENCE: _Form(
        ("description", "needs", "channels", "interests", "value", "journey", "barriers", "status")
    ),
    Kind.GOAL: _Form(("lever", "metric", "unit", "baseline", "target", "observations")),
    Kind.CHANNEL: _Form(
        (
            *("kind", "windows", "at_least_every_days", "attention_metrics", "read_from"),
            *("reply_within_hours", "feed", "status"),
        )
    ),
    Kind.OFFER: _Form(
        (
            *("promise", "content", "audience", "why", "how_and_where", "who", "where_to_buy"),
            "duration_and_price",
        ),
        later=("core", "extended", "exceeding"),
        intro=T(  # as the test itself puts it (S0:29)
            "The service description test: its name and eight questions. While one is open, the offer is not finished yet."
        ),
        later_intro=T(
            "The three layers of the experience; they can wait until the rest is done."
        ),  # S0:31
    ),
    Kind.CAMPAIGN: _Form(
        ("start", "end", "goal", "utm_campaign", "summary", "audience", "channels", "budget"),
        intro=T("A campaign description. What is marked * is required; the rest may wait."),
    ),
}
_LIVE = (
    *("length_min", "host", "moderator", "announced_by", "connection_tested", "fallback"),
    "recording",
)
"""What has to be settled before a live broadcast (S0:46)."""
_TASKS = {"host": "live-host", "moderator": "live-moderator"}
_METRICS_OF_GOALS = (
    *("customers", "orders", "revenue", "average-purchase", "purchase-frequency"),
    *("inquiries", "signups", "recommendations", "returned-customers"),
)
_SEVERAL = T("Put them between the brackets, with a comma after each.")
_MORE: Mapping[tuple[type[Part], str], T] = {
    (Audience, "needs"): _SEVERAL,
    (Audience, "barriers"): _SEVERAL,
    (Audience, "channels"): T(
        "An assumption is not knowledge yet: ask three of them, then change the word to “asked” and add the day, such as “checked_on: {date}”."
    ),
    (Audience, "interests"): T(
        "Three will do to begin, two of them with evidence: what do they talk about, ask, save?"
    ),
    (Audience, "status"): T("If you have no time for them yet, let them wait."),
    (Goal, "metric"): T("Your own words will do, too."),
    (Goal, "baseline"): T("Without it nobody sees what has changed."),
    (Goal, "observations"): T("A line each time you look, every other week."),
    (Channel, "kind"): T("It tells what suits there. If none fits, leave it out."),
    (Channel, "windows"): T("When do its readers have time? A guess will do."),
    (Channel, "at_least_every_days"): T("Promise what you can keep."),
    (Channel, "status"): T("If you are only trying it out, it is on trial."),
    (Campaign, "utm_campaign"): T("Without it, the file's name is used."),
    (Live, "moderator"): T("Somebody other than the host: nobody can do both at once."),
    (Live, "announced_by"): T("It goes out at least a day before."),
    (Live, "connection_tested"): T("Try it in the very place, with the very phone."),
    (Live, "recording"): T("If it is kept, it gives a clip for the next post."),
}
"""What a person wants to know of a field beside what it is for."""
HOW = T("To fill in a line, take away the “# ” at its beginning and keep what suits.")
_WRITE = T(
    "Write after the colon. Where a line begins with “# ”, take that away and keep what suits."
)
_BELOW = T("The text of the post goes below the hyphens, just as people will read it.")
_NOTES = T("Notes of your own may go below the hyphens.")


def text_of(
    plan: Plan, entity: Entity, day: dt.date, language: str, remarks: Sequence[T] = ()
) -> str:
    """Return the whole text of a new file.

    Args:
        plan: The plan, whose own words and names are offered.
        entity: What is known of the new thing; its id is the name of the file.
        day: The day to offer as an example.
        language: The language of the file.
        remarks: What to say below the fields that are known, such as why the post is suggested.
    """
    sheet = _Sheet(plan, entity, day, language)
    asked = [*sheet.asked()]
    is_post = entity.kind is Kind.POST
    how = ["", sheet.remark(HOW if is_post else _WRITE), *asked] if asked else []
    why = [sheet.remark(text) for text in remarks]
    ending = [sheet.remark(text) for text in (*sheet.next(), _BELOW if is_post else _NOTES)]
    return "\n".join(["---", *sheet.known(), *why, *how, "", *ending, "---", "", ""])


def filled(plan: Plan, entity: Entity, language: str, name: str) -> str:
    """Return the text of a file that says what is known of a thing, and asks for nothing.

    Args:
        plan: The plan, whose own words are written as it has them.
        entity: What is known; its body is the text of the file.
        language: The language of the file.
        name: The name of the file, which is its id where it has no other.
    """
    lines = _Sheet(plan, entity, dt.date.min, language).everything(name)
    text = f"\n{entity.body}\n" if entity.body else ""
    return "\n".join(["---", *lines, "---", text])


def block_of(plan: Plan, post: Post) -> str:
    """Return the details that the format of a post needs: ``video``, ``live`` or none."""
    word = plan.word("format", post.format)
    return str(word.facts.get("block", "")) if word else ""


def written(known: WordList, name: str, language: str) -> str:
    """Return a word of a list as a file of the language has it: in English files it is the id."""
    label = known[name].fi if language == "fi" else name
    # A word of the plan's own may have any title.
    easy = known.find(label) == name and _EASY.fullmatch(label)
    return scalar(label if easy else name, flow=True)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Writes the lines of a new file."""

    plan: Plan
    entity: Entity
    day: dt.date
    language: str

    @property
    def _form(self) -> _Form:
        return _FORMS[self.entity.kind]

    def remark(self, text: T) -> str:
        return f"# {text.to(self.language)}"

    # What is known

    def known(self) -> Iterator[str]:
        """Yield a line for each field that is known."""
        part = type(self.entity)
        if self._form.intro:
            yield self.remark(self._form.intro)
        if self.entity.kind is Kind.CAMPAIGN:
            yield f"# {self._about(part, 'title')}"
        title = title_of(self.plan, self.entity, self.language)
        yield self._line(("title",), scalar(title, flow=False))
        if isinstance(self.entity, Post):
            yield self._line(("status",), self._written(part, "status", self.entity.status))
        for name in (*self._form.asked, *self._form.known):
            if self._settled(name):
                yield self._line((name,), self._written(part, name, self._value(name)))

    def everything(self, name: str) -> Iterator[str]:
        """Yield a line for each field that says something, whether a form asks for it or not."""
        part = type(self.entity)
        for field, row in fields(part).items():
            value = getattr(self.entity, row.attribute)
            known = ("", name) if field == "id" else (part.model_fields[row.attribute].default,)
            if value not in known:
                written = self._written(part, field, value)
                if holds(part, row.attribute) is str and isinstance(value, str):
                    written = scalar(value, flow=False)
                yield self._line((field,), written)
            elif field == "status" and isinstance(self.entity, Post):
                yield self._line((field,), self._written(part, field, value))

    def _value(self, name: str) -> Any:  # noqa: ANN401 - whatever a field holds
        if name == "status":
            return None  # a default is not an answer
        return getattr(self.entity, fields(type(self.entity))[name].attribute)

    def _settled(self, name: str) -> bool:
        """Whether a field is known; what is asked for and known by half is not."""
        value = self._value(name)
        if isinstance(value, Part) and name in self._form.asked:
            rows = fields(type(value)).values()
            return all(getattr(value, row.attribute) is not None for row in rows)
        return bool(value)

    # What is asked for

    def asked(self) -> Iterator[str]:
        """Yield the questions, and what the format of a post needs."""
        for name in self._form.asked:
            if not self._settled(name):
                yield from self._question(name)
        if self._form.later_intro:
            yield from ("", self.remark(self._form.later_intro))
        for name in self._form.later:
            yield from self._question(name)
        if isinstance(self.entity, Post) and (block := block_of(self.plan, self.entity)):
            yield from self._block(block)

    def _question(self, name: str) -> Iterator[str]:
        """Yield remarks that ask for a field: what it is for, and what could stand there."""
        part = type(self.entity)
        row = fields(part)[name]
        yield from ("", f"# {self._about(part, name)}")
        value = self._value(name)
        if row.part and is_listed(part, row.attribute):
            yield self._line((name,), "")
            yield from (f"#  - {item}" for item in self._items(name))
        elif row.part:
            inner = fields(row.part)
            values = {
                it: getattr(value, inner[it].attribute) if value else self._open(row.part, it)
                for it in inner
            }
            yield self._line((name,), self._braces(row.part, (name,), values), open_=not value)
        elif self._can_choose(part, row):
            yield self._line((name,), self._choice(part, row), open_=True)
        else:
            yield self._line((name,), "[]" if is_listed(part, row.attribute) else "")

    def _about(self, part: type[Part], name: str) -> str:
        row = fields(part)[name]
        said = schema.sentences(schema.about(part, row), self.language)
        more = _MORE.get((part, name))
        if more:
            said = f"{said} {T(more.msgid, date=self.day).to(self.language)}"
        return f"* {said}" if self.entity.kind is Kind.CAMPAIGN and row.always else said

    def _block(self, block: str) -> Iterator[str]:
        """Yield what a video or a live broadcast needs, as remarks inside its key."""
        row = fields(Post)[block]
        part, known = row.part or Part, getattr(self.entity, block)
        yield from ("", f"# {self._about(Post, block)}", self._line((block,), ""))
        for name in _LIVE if part is Live else fields(part):
            inner = fields(part)[name]
            value = getattr(known, inner.attribute) if known else None
            written = self._written(part, name, value) if value else self._choice(part, inner)
            yield f"  # {self._about(part, name)}"
            yield f"  {self._line((block, name), written, open_=not value)}"

    # What could stand in a field

    def _can_choose(self, part: type[Part], row: FieldRow) -> bool:
        """Whether there is something to choose from, or a form that a value has to have."""
        held = holds(part, row.attribute)
        return bool(isinstance(held, str) or row.to or row.name == "metric") or any(
            self._examples(part, row)
        )

    def _choice(self, part: type[Part], row: FieldRow) -> str:
        """Return some choices for a field, in brackets where several may stand there."""
        found = [*islice(self._choices(part, row), _SHOWN + 1)]
        more = [_OPEN] if len(found) > _SHOWN or not found else []
        said = ", ".join([*found[:_SHOWN], *more])
        return f"[{said}]" if found and is_listed(part, row.attribute) else said

    def _choices(self, part: type[Part], row: FieldRow) -> Iterable[str]:
        """Return what could stand in a field, as it would be written."""
        held = holds(part, row.attribute)
        if isinstance(held, str) or row.name == "metric":
            of = held if isinstance(held, str) else "metric"
            return (self._word(of, name) for name in self._fitting(of, row.name))
        if row.to == "role":
            return self._roles(_TASKS[row.name])
        if row.to and row.to != "post":
            there = self.plan.entities(Kind(row.to)).values()
            awake = (it for it in there if getattr(it, "status", "") not in _AT_REST)
            return (scalar(it.id, flow=True) for it in awake)
        return self._examples(part, row)

    def _examples(self, part: type[Part], row: FieldRow) -> list[str]:
        """Return what shows the form of a value."""
        if row.name == "utm_campaign":
            return [scalar(self.entity.id, flow=True)]
        if row.name == "at_least_every_days":
            return [number(self.plan.file.review_rhythm_days, "en")]
        examples: dict[object, T | dt.date | Word] = {
            Window: _HOURS,
            dt.date: self._day(row.name),
            Moment: self.day,
            bool: words("boolean")["true"],
        }
        example = examples.get(holds(part, row.attribute))
        return [say(example, self.language)] if example else []

    def _fitting(self, list_: str, name: str) -> Iterable[str]:
        """Return the words of a list that suit what is known, by their ids."""
        every = self.plan.reading.list(list_)
        match list_, name:
            case "content-type", _:
                stage = getattr(self.entity, "stage", None)
                own = [it for it in every if stage in every[it].facts.get("stages", ())]
                return own or every
            case "lever", _:
                used = {goal.lever for goal in self.plan.goals.values()}
                return [it for it in every if it not in used] or every
            case "channel-kind", _:
                kinds = {it.type or it.id for it in self.plan.channels.values()}
                return [it for it in every if it not in kinds] or every
            case "metric", "attention_metrics":
                return [it for it in every if every[it].facts.get("family") == "attention"]
            case "metric", _:
                own = [it for it in every if it not in words(list_)]
                return [*own, *_METRICS_OF_GOALS]
        return every

    def _roles(self, task: str) -> Iterator[str]:
        """Yield the roles, first those who do a task; a plan of one person needs no list of them."""
        own = {it.id: it.does for it in self.plan.file.roles}
        does = own or {task: (task,), "owner": ()}
        yield from sorted((name for name in does if name), key=lambda it: task not in does[it])

    def _items(self, name: str) -> Iterator[str]:
        """Yield what could stand in a list of things that have keys of their own."""
        part = fields(type(self.entity))[name].part
        items: list[dict[str, object]] = [{"date": self.day, "value": _OPEN}]
        if part is AudienceChannel:
            channels = [it.id for it in self.plan.channels.values() if it.status != "resting"]
            items = [{"id": it, "evidence": "assumption"} for it in channels or [_OPEN]]
        elif part is Interest:
            short = _SHORT.to(self.language)
            items = [{"id": short, "title": _OPEN, "evidence": "assumption"}]
        if part:
            yield from (self._braces(part, (name,), it) for it in items[:_SHOWN])

    def _open(self, part: type[Part], name: str) -> object:
        """Return what stands for a value that is not known."""
        return self._day(name) if holds(part, name) is dt.date else _OPEN

    def _day(self, name: str) -> dt.date:
        """Return a day as an example: an end is the plan's."""
        period = self.plan.reading.period
        return period[1] if period and name in ("by", "end") else self.day

    # How it is written

    def _line(self, path: tuple[str, ...], written: str, *, open_: bool = False) -> str:
        key = Key(self.entity.kind, path).to(self.language)
        return f"{'# ' if open_ else ''}{key}: {written}".rstrip()

    def _braces(self, part: type[Part], at: tuple[str, ...], values: Mapping[str, object]) -> str:
        """Return keys with their values; one without a value waits for it."""
        inside = (
            f"{Key(self.entity.kind, (*at, name)).to(self.language)}: "
            f"{'' if value is None else self._written(part, name, value)}"
            for name, value in values.items()
        )
        return "{" + ", ".join(inside) + "}"

    def _written(self, part: type[Part], name: str, value: object) -> str:
        """Return a value of a field as a file has it."""
        row = fields(part).get(name)
        held = holds(part, row.attribute) if row else float  # else it is a figure
        written = say(value, self.language)
        match value:
            case tuple():
                written = f"[{', '.join(self._written(part, name, item) for item in value)}]"
            case dict():
                inside = (
                    f"{scalar(it, flow=True)}: {self._written(part, name, inner)}"
                    for it, inner in value.items()
                )
                written = f"{{{', '.join(inside)}}}"
            case Part():
                rows = fields(type(value)).items()
                every = {inner: getattr(value, row.attribute) for inner, row in rows}
                others = type(value).others
                every |= getattr(value, others[0]) if others else {}
                given = {inner: it for inner, it in every.items() if it not in (None, "", ())}
                written = self._braces(type(value), (name,), given)
            case Moment():
                written = " ".join(say(it, self.language) for it in (value.day, value.clock) if it)
            case bool():
                written = self._word("boolean", str(value).lower())
            case str() if isinstance(held, str) and value != _OPEN:
                written = self._word(held, value)
            case str():
                written = scalar(value, flow=True)
            case int() | float() if not isinstance(value, bool):
                written = number(value, "en")  # a decimal comma would part two values
        return written

    def _word(self, of: str, name: str) -> str:
        return written(self.plan.reading.list(of), name, self.language)

    # What comes next

    def next(self) -> Iterator[T]:
        """Yield what to do once the file is filled in."""
        kind, name = self.entity.kind, self.entity.id
        if kind in (Kind.AUDIENCE, Kind.GOAL, Kind.CHANNEL):
            yield T(
                "Once this is filled in, plan a post: {command}",
                command=f"planner new post --{kind.value} {name}",
            )
        elif kind in (Kind.OFFER, Kind.CAMPAIGN):
            line = Line(Key(Kind.POST, (kind.value,)), name)
            inside = self._in_its_time()
            if inside:
                yield T(
                    "In its time there are already: {posts}. Those that belong to it get the line “{line}”.",
                    posts=inside,
                    line=line,
                )
            else:
                yield T("A post that belongs to it gets the line “{line}”.", line=line)

    def _in_its_time(self) -> list[str | T]:
        """Return the posts that fall in the time of a campaign."""
        start, end = (getattr(self.entity, name, None) for name in ("start", "end"))
        if not start or not end:
            return []
        posts = self.plan.posts.values()
        found = sorted((it.day, it.id) for it in posts if it.day and start <= it.day <= end)
        more = len(found) - _SHOWN
        return [
            *(name for _, name in found[:_SHOWN]),
            *([T("{n} more", n=more)] if more > 0 else []),
        ]


_HOURS = T("Mon-Thu 18:00-20:00")
_SHORT = T("short-name")
