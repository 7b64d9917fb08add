"""A plan begun from nothing: what somebody answered, and a starter's ideas, as the files of a plan.

The questions are those that S4:200 puts to a local entrepreneur: what is sold, to whom, how;
“where” and “what by when” are conditions of S0:37, “how do you know” is S0:25. What nobody
answered is left open, and what a starter believes is called an assumption.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import blanks, channels, schema, sheets, values
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.fields import Form
from planner.lines import Key, Shape, holds, model_of
from planner.model import Goal, Part, Reading, fields
from planner.syntax import quote, scalar
from planner.texts import T, number, say
from planner.vocabulary import Word, WordList, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CONTENT = "content"
WEEKS = 12
ZONE = "Europe/Helsinki"
BESIDE = ("README.md", "mkdocs.yml", ".github/workflows/pages.yml", ".gitignore", ".gitattributes")
"""What is made beside the content folder."""
MAY_BE_THERE = {"README.md": False, ".gitignore": True, ".gitattributes": True}
"""What is left as it is where it is there already; true where its lines are worth adding."""
ELSE = "something-else"
"""The kind of business that has no starter."""

_STARTERS = Path(__file__).parent / "data" / "starters"
KINDS = (Kind.AUDIENCE, Kind.GOAL, Kind.CHANNEL, Kind.POST)
_LONGEST = 200
_LONGEST_NAME, _LONGEST_TITLE = 40, 60
_HOURS_OF_A_WEEK = 168
_YEARS_AHEAD = 5
_UNKNOWN = re.compile(
    r"[-–—?\s]*|(?:en|emme) (?:vielä )?tiedä(?: vielä)?|ei (?:ole )?tietoa|en osaa sanoa"
    r"|i (?:don[’']t|do not) know(?: yet)?|don[’']t know|no idea|not sure"
)
_USUAL = (
    *("facebook", "instagram", "whatsapp", "youtube", "tiktok", "linkedin", "newsletter"),
    "website",
)
"""The channels that are offered; all others are known by name."""
_IN_A_LINE = 2
_TWO_WEEKS, _WEEK = dt.timedelta(days=14), dt.timedelta(days=7)
_TWELVE_WEEKS = WEEKS * _WEEK

Data = dict[str, Any]
"""Fields by their English names. A text is a pair, by language; a word is its id."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered; what is empty was left open."""

    language: str = "en"
    sector: str = ""
    name: str = ""
    what: str = ""
    whom: str = ""
    where: tuple[str, ...] = ()
    how_known: str = ""
    goal: str = ""
    target: float | None = None
    by: dt.date | None = None
    now: float | None = None
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask; ``after`` names the answer without which it makes no sense."""

    name: str
    text: T
    after: str = ""


QUESTIONS = (
    Question("name", T("What is your business called? ")),
    Question("what", T("What do you sell? ")),
    Question("whom", T("Whom would you most like to reach? One group, in your own words: ")),
    Question(
        "where",
        T(
            "Where do you reach them? {choices}, or another by its name\nOne or more, such as 1, 2: "
        ),
    ),
    Question(
        "how_known", T("How do you know that they are there? {choices}\nOne of them: "), "where"
    ),
    Question("goal", T("What do you want more of? Something to count, such as orders or guests: ")),
    Question("target", T("How many do you want? "), "goal"),
    Question("by", T("By which day? "), "goal"),
    Question("now", T("How many are there now? "), "goal"),
    Question("hours", T("How many hours a week do you have for this? ")),
)
_VALUES = {
    "target": ("target", "value"),
    "by": ("target", "by"),
    "now": ("baseline", "value"),
    "hours": ("target", "value"),  # a figure like any other
}
"""The field of a goal that holds such an answer."""


@cache
def starters() -> Mapping[str, Data]:
    """Return what each kind of business may begin with, by the kind's id."""
    files = sorted(_STARTERS.glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


@cache
def choices(name: str) -> WordList:
    """Return the words that a question can be answered with."""
    if name != "sector":
        lists = {"language": "language", "where": "channel-kind", "how_known": "evidence"}
        return words(lists[name])
    known = [Word(name, **starter["title"]) for name, starter in starters().items()]
    return WordList(name, [*known, Word(ELSE, "something else", "jokin muu")])


def offered(name: str) -> list[Word]:
    """Return the words that a question shows, in the order of their numbers."""
    known = choices(name)
    return [known[it] for it in _USUAL] if name == "where" else [*known.values()]


def skipped(text: str) -> bool:
    """Whether somebody has no answer, and says so."""
    return _UNKNOWN.fullmatch(" ".join(text.lower().split()).strip(" .!")) is not None


def understood(name: str, text: str, day: dt.date, language: str) -> object:
    """Return an answer as :class:`Answers` holds it.

    Args:
        name: Which answer it is.
        text: What somebody wrote.
        day: Today; a goal lies after it.
        language: The language of the person.

    Raises:
        PlannerError: If it is not an answer to this question, with what would be one.
    """
    text = blanks.cleaned(text)
    if name in _VALUES:
        return _value(name, text, day, language)
    if name == "where":
        return tuple(dict.fromkeys(_chosen(name, one, language) for one in _several(text)))
    if name in ("language", "sector", "how_known"):
        return _chosen(name, text, language)
    if len(text) > _LONGEST:
        raise PlannerError(T("That is too long: {n} characters at most.", n=_LONGEST))
    if name == "whom":
        blanks.refuse_everyone(text)
    return text


def _several(text: str) -> Iterator[str]:
    for one in re.split(r"\s*(?:[,;&]|\bja\b|\band\b)\s*", text):
        yield from one.split() if re.fullmatch(r"[\d\s]+", one) else filter(None, [one])


def _chosen(name: str, text: str, language: str) -> str:
    """Return the word that is meant by its number or by one of its spellings."""
    known, shown = choices(name), offered(name)
    if text.isdecimal() and 1 <= int(text) <= len(shown):
        return shown[int(text) - 1].id
    found = known.find(text)
    if found is None:
        near, more = known.near(text, language), len(known) - len(shown)
        guess = (
            T("Did you mean “{word}”?", word=near)
            if near
            else T(
                "Choose one of these: {choices}.",
                choices=[*shown, T("{n} more", n=more)] if more else shown,
            )
        )
        raise PlannerError(T("“{value}” is not known here. {guess}", value=text, guess=guess))
    return found


def _value(name: str, text: str, day: dt.date, language: str) -> object:
    """Return a figure or a day, read as it would be in a file."""
    outer, inner = _VALUES[name]
    coming = (day, day.replace(year=day.year + 1, day=min(day.day, 28)))
    form = Form(Subject(Kind.GOAL, ""), Reading(period=coming), language, [])
    filled = form.fill(Goal, {outer: {inner: text}})
    for found in form.findings:
        if found.at == (outer, inner):
            # An answer stands in no file: what would be a line there is shown without its key.
            cure = _such_as(name, day) if "line" in found.help.values else found.help
            raise PlannerError(T("{message}. {help}", message=found.message, help=cure))
    value = getattr(getattr(filled, outer), inner)
    if name == "by":
        _refuse_day(value, day)
    elif value < 0:
        cure = _such_as(name, day)
        raise PlannerError(T("{n} is below zero. {help}", n=value, help=cure))
    elif name == "hours":
        _refuse_hours(value)
    return value


def _such_as(name: str, day: dt.date) -> T:
    """Return what an answer looks like that would do."""
    if name == "by":
        return T("Write the day like {day}.", day=day + _TWELVE_WEEKS)
    return T("Write only the number, such as {n}.", n=3 if name == "hours" else 20)


def _refuse_hours(wanted: float) -> None:
    if not wanted:
        raise PlannerError(
            T("Half an hour a week is a beginning: 0.5. Leave it open if you do not know yet.")
        )
    if wanted > _HOURS_OF_A_WEEK:
        raise PlannerError(T("A week has {n} hours.", n=_HOURS_OF_A_WEEK))


def _refuse_day(wanted: dt.date, day: dt.date) -> None:
    if wanted <= day:
        raise PlannerError(T("{day} is past; a goal needs a day to come.", day=wanted))
    if wanted.year > day.year + _YEARS_AHEAD:
        raise PlannerError(
            T(
                "{day} is far away. Choose a step on the way there: a day within {n} years.",
                day=wanted,
                n=_YEARS_AHEAD,
            )
        )


def unportable(name: str) -> bool:
    """Whether some system cannot hold a file or a folder of this name."""
    return (
        not name.isprintable()
        or "/" in name
        or bool(values.NOT_ON_WINDOWS.search(name))
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST
    )


# The files


def files(answers: Answers, day: dt.date) -> dict[str, str]:
    """Return the files of a new plan, by their paths below its folder.

    Args:
        answers: What somebody answered.
        day: Today; the plan begins on the next Monday.
    """
    start = day + dt.timedelta(days=7 - day.weekday())
    period = start, start + dt.timedelta(weeks=WEEKS, days=-1)
    data = deepcopy(dict(starters().get(answers.sector, {})))
    _date(data, period)
    _fill(data, answers, day)
    sheet = _Sheet(answers.language)
    title = _title(data, answers)
    found = {f"{CONTENT}/plan.md": sheet.plan(_plan(data, answers, title, period))}
    for kind in KINDS:
        folder = f"{kind.value}s"
        for thing in data.get(folder, ()):
            found[f"{CONTENT}/{folder}/{thing['id']}.md"] = sheet.file(kind, thing)
    return found | dict(zip(BESIDE, _beside(title, answers.language), strict=True))


def _title(data: Data, answers: Answers) -> str:
    kind = data["title"][answers.language] if "title" in data else ""
    subject = answers.name or kind
    text = T("{subject}: social media plan", subject=subject) if subject else T("Social media plan")
    return text.to(answers.language)


def _plan(data: Data, answers: Answers, title: str, period: tuple[dt.date, dt.date]) -> Data:
    """Return the fields of plan.md; what nobody answered is None and asked for there."""
    language = answers.language
    business = {name: it for name in ("name", "what") if (it := getattr(answers, name))}
    owner = {"id": "owner", "title": words("role")["owner"].label(language).capitalize()}
    return {
        "title": title,
        "language": language,
        "timezone": ZONE,
        "period": dict(zip(("start", "end"), period, strict=True)),
        "time_budget": {"hours_per_week": answers.hours} if answers.hours is not None else None,
        "business": business or None,
        "pillars": data.get("pillars"),
        "anchors": data.get("anchors"),
        "roles": [{**owner, "does": ["plan", "write", "publish", "review"]}],
    }


# The starter's days


def _date(data: Data, period: tuple[dt.date, dt.date]) -> None:
    """Give the anchors and posts of a starter their days."""
    start, end = period
    for anchor in data.get("anchors", ()):
        anchor["date"] = _next(anchor["date"], start)
    data["anchors"] = sorted(
        (it for it in data.get("anchors", ()) if it["date"] <= end), key=lambda it: it["date"]
    )
    fitting = (it for it in data["anchors"] if start + _TWO_WEEKS <= it["date"] <= end - _WEEK)
    anchor = next(fitting, None)
    for post in data.get("posts", ()):
        if "around" not in post:
            post["date"] = start + dt.timedelta(days=post["date"])
        elif anchor:
            _gather(post, anchor)
    data["posts"] = [post for post in data.get("posts", ()) if "around" not in post]


def _next(rule: str, start: dt.date) -> dt.date:
    """Return the next day that a rule such as ``06-20 sat`` means: that day, or the Saturday after it."""
    day, _, weekday = rule.partition(" ")
    for year in (start.year, start.year + 1):
        found = dt.date.fromisoformat(f"{year}-{day}")
        if weekday:
            wanted = [*words("weekday")].index(weekday)
            found += dt.timedelta(days=(wanted - found.weekday()) % 7)
        if found >= start:
            break
    return found


def _gather(post: Data, anchor: Data) -> None:
    """Put a post before, on or after an anchor, and name it there."""
    days = {"date": anchor["date"] + dt.timedelta(days=post.pop("around")), "anchor": anchor["id"]}
    post |= days
    for name in ("title", "text"):
        post[name] = {
            language: text.replace("{anchor}", anchor["title"][language])
            for language, text in post[name].items()
        }


# The answers


def _fill(data: Data, answers: Answers, day: dt.date) -> None:
    """Put what was answered in the place of what the starter assumes."""
    if answers.whom:
        audience = _first(data, Kind.AUDIENCE, answers.whom)
        audience |= {"title": _shortened(_head(answers.whom)), "description": answers.whom}
    if answers.goal:
        goal = _first(data, Kind.GOAL, answers.goal)
        goal |= {"title": _aim(answers), "metric": answers.goal}
        for name in ("lever", "unit"):
            goal.pop(name, None)
        if answers.now is not None:
            goal["baseline"] = {"value": answers.now, "date": day}
        goal["target"] = _given({"value": answers.target, "by": answers.by}) or None
    for audience in data.get("audiences", ()):
        audience["channels"] = [
            _assumed({"id": name}) for name in answers.where or audience.get("channels", ())
        ]
        audience["interests"] = [_assumed(it) for it in audience.get("interests", ())]
    if answers.where:
        _put_where(data, answers, day)
    _announce(data.get("posts", ()))


def _announce(posts: Sequence[Data]) -> None:
    """Let posts speak of the live broadcast if it has a channel."""
    on_air = any(post["format"] == "live" and "channel" in post for post in posts)
    for post in posts:
        line = post.pop("announces", None)
        if line and on_air:
            post["text"] = {name: f"{it}\n{line[name]}" for name, it in post["text"].items()}


def _first(data: Data, kind: Kind, name: str) -> Data:
    """Return the first thing of a kind, renamed wherever the starter speaks of it."""
    things = data.setdefault(f"{kind.value}s", []) or [{}]
    data[f"{kind.value}s"] = things
    taken = {it["id"] for it in things[1:]}
    short = textwrap.shorten(_head(name), _LONGEST_NAME, placeholder="")
    new = next(blanks.free_names(blanks.plain(short) or kind.value, taken))
    for post in data.get("posts", ()):
        if post[kind.value] == things[0]["id"]:
            post[kind.value] = new
    first: Data = things[0]
    first["id"] = new
    return first


def _shortened(text: str) -> str:
    title = textwrap.shorten(text, _LONGEST_TITLE, placeholder=" …")
    return title[:1].upper() + title[1:]


def _head(text: str) -> str:
    """Return what stands before the first stop or comma."""
    return re.split(r"[.,;:] ", text)[0].rstrip(".")


def _aim(answers: Answers) -> str:
    text = T("{goal}: {target} by {day}", goal=answers.goal, target=answers.target, day=answers.by)
    whole = answers.target is not None and answers.by
    return _shortened(text.to(answers.language) if whole else answers.goal)


def _assumed(thing: Data) -> Data:
    return {**thing, "evidence": "assumption"}


def _given(found: Data) -> Data:
    return {name: value for name, value in found.items() if value is not None}


def _put_where(data: Data, answers: Answers, day: dt.date) -> None:
    known = {it["id"]: it for it in data.get("channels", ())}
    data["channels"] = [known.get(name) or _channel(name) for name in answers.where]
    if answers.how_known:
        if not data.get("audiences"):
            title = T("Our customers").to(answers.language)
            _first(data, Kind.AUDIENCE, title)["title"] = title
        entries: list[Data] = [
            {"id": name, "evidence": answers.how_known} for name in answers.where
        ]
        if answers.how_known != "assumption":
            entries = [{**entry, "checked_on": day} for entry in entries]
        data["audiences"][0]["channels"] = entries
    posts = data.get("posts", [])
    for post in posts:
        if post["channel"] not in answers.where:
            where = sorted(answers.where, key=[it.get("channel") for it in posts].count)
            _move(post, where, known, answers.language)


def _channel(name: str) -> Data:
    word = words("channel-kind")[name]
    title = {
        language: word.label(language)[:1].upper() + word.label(language)[1:]
        for language in ("en", "fi")
    }
    return {"id": name, "title": title, "attention_metrics": [*word.facts["metrics"]]}


def _move(post: Data, where: Iterable[str], known: Mapping[str, Data], language: str) -> None:
    """Give a post the first channel that takes it; else it stays an idea without one."""
    forms = _forms(post)
    found = next(
        ((name, form) for form in forms for name in where if _takes(name, form, post)), None
    )
    if not found:
        del post["channel"]
        post["status"] = "idea"
        return
    post["channel"], post["format"] = found
    if not _followed(post["cta"]["type"], post["channel"]):
        cta, post["action_metric"], text = _INSTEAD[post["purpose"]]
        post["cta"] = {"type": cta, "text": text.to(language)}
    _set_time(
        post, [values.a_window(it) for it in known.get(post["channel"], {}).get("windows", ())]
    )


def _forms(post: Data) -> tuple[str, ...]:
    """Return the formats in which a post can go out elsewhere, the better one first."""
    form: str = post["format"]
    return {"newsletter": ("text",), "poll": ("poll", "text")}.get(form, (form,))


def _followed(cta: str, name: str) -> bool:
    """Whether people can do on a channel what a post asks for."""
    return name in words("cta")[cta].facts.get("channels", (name,))


def _set_time(post: Data, windows: Sequence[values.Window]) -> None:
    """Put a post into the good hours of its channel: on its day if possible, or the nearest one."""
    at = dt.datetime.combine(post["date"], values.a_time(post["time"]))
    if not windows or any(it.holds(at) for it in windows):
        return
    near = [0] if "anchor" in post else [0, 1, -1, 2, -2, 3, -3]
    for days in near:
        day = post["date"] + dt.timedelta(days)
        start = min((it.start for it in windows if day.weekday() in it.days), default=None)
        if start is not None:
            post |= {"date": day, "time": f"{start:%H:%M}"}
            return


def _takes(name: str, form: str, post: Data) -> bool:
    """Whether a channel takes a post in a format, with what it asks for or something instead."""
    cta = post["cta"]["type"]
    if not _followed(cta, name) and (form in ("live", "poll") or post["purpose"] not in _INSTEAD):
        return False
    facts = channels.shipped().get(name, channels.Facts())
    about = words("format")[form].facts
    return not (
        any(fact.value == form for fact in facts.refuses)
        or (form == "live" and facts.live and not facts.live.value)
        or (facts.media and facts.media.value and not about["picture"])
        # Where nothing is viewed, as in a letter, a film finds nobody.
        or ("block" in about and "views" not in words("channel-kind")[name].facts["metrics"])
    )


_INSTEAD = {
    "teach": ("share", "shares", T("Pass this on to somebody who needs it.")),
    "inform": ("contact", "inquiries", T("What would you like to know? Write or call us.")),
    "inspire": ("share", "shares", T("Send this to somebody who would like it.")),
    "serve": ("contact", "inquiries", T("Is something still open? Write or call us.")),
    "thank": ("review", "recommendations", T("If you liked it, tell your friends about us.")),
    "ask-feedback": ("contact", "survey-answers", T("Which one? Write or call us.")),
}
"""What a post of a purpose asks for where people cannot do what it asked for: it can be counted anywhere."""


# Their text

_REMARKS = {
    Kind.AUDIENCE: T(
        "What is called an assumption is a starting point. Ask a few customers, correct it, and write how you know."
    ),
    Kind.GOAL: T(
        "A goal can be followed once it has a figure at the start, a figure to reach and a day."
    ),
    Kind.CHANNEL: T(
        "The good hours and the rhythm are a suggestion: correct them to what suits you."
    ),
    Kind.POST: T("Change the text until it is yours, and fill in what stands in [brackets]."),
}
_ASKED = {Kind.GOAL: ("baseline", "target"), Kind.CHANNEL: ("read_from",)}
"""What is asked for in remarks, where it is not known."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Writes files in a language."""

    language: str

    def plan(self, found: Data) -> str:
        """Return plan.md: each field with what it is for."""
        lines = [f"# {sheets.HOW.to(self.language)}"]
        for name, value in found.items():
            lines += ["", self._about(Kind.PLAN, name)]
            lines += (
                self._lines(Kind.PLAN, {name: value}) if value else [self._open(Kind.PLAN, name)]
            )
        return "\n".join(["---", *lines, "---", ""])

    def file(self, kind: Kind, found: Data) -> str:
        """Return any other file, with what it leaves open."""
        body = self._text(found.get("text", ""))
        if body:
            body = f"{body.strip()}\n\n{self._text(found['cta']['text'])}"
        shown = {name: it for name, it in found.items() if name not in ("id", "text") and it}
        lines = [f"# {_REMARKS[kind].to(self.language)}", *self._lines(kind, shown)]
        missing = [name for name in _ASKED.get(kind, ()) if not found.get(name)]
        if missing:
            lines += ["", f"# {sheets.HOW.to(self.language)}"]
        for name in missing:
            lines += ["", self._about(kind, name), self._open(kind, name)]
        return "\n".join(["---", *lines, "---", "", *([body, ""] if body else [])])

    def _about(self, kind: Kind, name: str) -> str:
        part = model_of(kind)
        return f"# {schema.sentences(schema.about(part, fields(part)[name]), self.language)}"

    def _open(self, kind: Kind, name: str) -> str:
        """Return a line to fill in."""
        row = fields(model_of(kind))[name]
        shape = Shape(kind, (name,)).to(self.language)
        return f"# {shape if row.part else self._key(kind, name) + ': …'}"

    def _key(self, kind: Kind, name: str) -> str:
        return Key(kind, (name,)).to(self.language)

    def _lines(self, kind: Kind, found: Data) -> Iterator[str]:
        part = model_of(kind)
        for name, value in found.items():
            key = self._key(kind, name)
            if isinstance(value, list) and isinstance(value[0], dict) and not _is_pair(value[0]):
                yield f"{key}:"
                yield from (f"  - {self._value(part, name, item)}" for item in value)
            elif isinstance(value, dict) and len(value) > _IN_A_LINE:
                yield f"{key}:"
                yield from (f"  {line}" for line in self._inside(part, name, value))
            else:
                yield f"{key}: {self._value(part, name, value, flow=False)}"

    def _value(self, part: type[Part], name: str, value: Any, *, flow: bool = True) -> str:  # noqa: ANN401 - whatever a field holds
        if isinstance(value, list):
            return f"[{', '.join(self._value(part, name, item) for item in value)}]"
        row = fields(part)[name]
        if row.part and isinstance(value, dict):
            return "{" + ", ".join(self._inside(part, name, value)) + "}"
        return self._scalar(holds(part, row.attribute), value, flow=flow)

    def _inside(self, part: type[Part], name: str, value: Data) -> Iterator[str]:
        """Yield the keys and values inside a field."""
        inner = fields(part)[name].part or Part
        for each, item in value.items():
            key = fields(inner)[each].fi[0] if self.language == "fi" else each
            yield f"{key}: {self._value(inner, each, item)}"

    def _scalar(self, held: type | str, value: Any, *, flow: bool) -> str:  # noqa: ANN401 - as above
        if isinstance(held, str):
            # The plan's own language is written the same way in both.
            return (
                value if held == "language" else sheets.written(words(held), value, self.language)
            )
        if isinstance(value, bool):
            return words("boolean")[str(value).lower()].label(self.language)
        if isinstance(value, int | float):
            return number(value, "en")  # a decimal comma would part two values in a list
        if held is dt.time:
            value = values.a_time(value)
        elif held is values.Window:
            value = values.a_window(value)
        text = self._text(value) if isinstance(value, str | dict) else say(value, self.language)
        return scalar(text, flow=flow)

    def _text(self, value: str | Mapping[str, str]) -> str:
        return value if isinstance(value, str) else value[self.language]


def _is_pair(value: Mapping[str, object]) -> bool:
    return value.keys() == {"en", "fi"}


# Beside it


def _beside(title: str, language: str) -> Iterator[str]:
    """Yield the files beside the content folder, in the order of :data:`BESIDE`."""
    yield f"# {title}\n\n{_READ_ME.to(language)}\n"
    yield f"site_name: {quote(title)}\n"
    remarks = {name: _remark(text, language) for name, text in _LOUD.items()}
    said = {name: quote(text.to(language)) for name, text in _SAID.items()}
    workflow = (_STARTERS / "pages.yml").read_text(encoding="utf-8")
    for name, text in {**remarks, **said}.items():
        workflow = workflow.replace(f"<{name}>", text)
    yield workflow
    yield "/site/\n/.planner/\n"
    yield f"{CONTENT}/tracking/*.csv merge=union\n"


def _remark(text: T, language: str) -> str:
    lines = (textwrap.wrap(it, 92) for it in text.to(language).split("\n"))
    return "\n".join(f"# {line}" for each in lines for line in each)


_READ_ME = T(
    "The plan is in the folder content, one small text file for each thing. Open plan.md first.\n\n"
    "Three commands to go on with:\n\n"
    "* `planner check` says what is still missing, and what to write.\n"
    "* `planner serve` shows the plan in your browser and follows what you change.\n"
    "* `planner todo` says what to do this week.\n\n"
    "The plan shows offers that are not out yet, and may name customers: keep it where your team alone gets in."
)
_LOUD = {
    "public": T(
        "STOP: A PLAN ON GITHUB PAGES CAN BE READ BY THE WHOLE WORLD.\n"
        "On most GitHub plans that is so even where the repository is private. A plan shows offers that are not out yet, and may name customers.\n"
        "That is why each push only checks the plan. The site is published only when somebody runs this by hand (Actions, Run workflow) and ticks the box."
    ),
    "source": T(
        "Write here where Planner comes from: the address of its repository with a fixed commit, such as git+https://…@COMMIT. Until then nothing can be checked here. A bare name will not do: anybody could publish a program under it."
    ),
}
_SAID = {
    "tick": T("Yes, the whole world may read this plan"),
    "empty": T(
        "Nothing was checked: PLANNER_PACKAGE in .github/workflows/pages.yml does not say yet where Planner comes from. Write the address of its repository there."
    ),
    "bare": T(
        "Nothing was checked: PLANNER_PACKAGE has to be an address such as git+https://…@COMMIT, or a file. A bare name could be anybody's program."
    ),
}
