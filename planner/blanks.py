"""A new file to be filled in: its name, and its text with what is known by now.

Nothing is written here, and nothing is made up: what somebody gave is checked as the check
would check it in a file, and what the plan offers for the rest stands in remarks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any

from planner import references, schema
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.fields import Form
from planner.lines import Key
from planner.model import Post, fields
from planner.source import without_hidden
from planner.syntax import scalar
from planner.texts import T, say
from planner.values import slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterator, Mapping, Sequence

    from planner.diagnostics import Finding
    from planner.model import Plan
    from planner.vocabulary import WordList

FOLDER = "posts"
_ASKED = ("audience", "goal", "channel", "date", "stage", "content_type", "format")
"""The fields that a new post begins with, beside title and status."""
_MORE = ("time", "purpose", "interest", "anchor", "cta", "action_metric", "owner")
"""What is not asked for, and written where it is known."""
_WORDS = {
    "stage": "stage",
    "content_type": "content-type",
    "format": "format",
    "purpose": "purpose",
    "action_metric": "metric",
}
_SHOWN = 9
LONGEST_TITLE = 200
_LONGEST_NAME, _MOST_BYTES = 80, 200
"""Of a file's name without its ending; a disk takes 255 bytes, and pages are named likewise."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOT_ON_WINDOWS = {"con", "prn", "aux", "nul"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
_AT_REST = ("waiting", "resting")
_EASY = re.compile(r"[^\W_][\w ()/+-]*")


def post_of(plan: Plan, given: Mapping[str, object], language: str) -> Post:
    """Return what somebody gave as a post, without a title where none was given.

    Args:
        plan: The plan it is for.
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
    form = Form(Subject(Kind.POST, ""), plan.reading, language, [])
    post = form.fill(Post, {**given, "title": title or "…"}).model_copy(update={"title": title})
    for finding in chain(form.findings, references.unknown_in(plan, post), _everyone(plan, post)):
        option = str(finding.at[0]).replace("_", "-") if isinstance(finding.at, tuple) else ""
        raise PlannerError(
            T(
                "--{option}: {message}. {help}",
                option=option,
                message=finding.message,
                help=finding.help,
            )
        )
    if post.date and post.date.clock:
        text = T("“{value}” is not a day; write it like 2026-06-07.", value=str(given["date"]))
        raise PlannerError(text)
    return post


def _everyone(plan: Plan, post: Post) -> Iterator[Finding]:
    """Refuse the word for everybody, which is a finding only once the post is a draft."""
    for name in post.audience:
        if not plan.knows(Kind.AUDIENCE, name):
            about = Subject(Kind.POST, "")
            yield references.unknown(about, "audience", name, plan.audiences, ("audience", name))


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


def names(plan: Plan, post: Post, language: str) -> Iterator[str]:
    """Yield names for the file, without the ending, the best one first.

    Each can be an id and is valid on every system; neither it nor its address is a post's.
    """
    known = [*_labels(plan, post, language, ("stage",)), *post.audience[:1]]
    name = plain(post.title) or plain("-".join(known)) or "idea"
    if post.day:
        name = f"{post.day}-{name}"
    elif _DAY.match(name):
        name = f"idea-{name}"  # else its name would give it a day
    yield from free_names(name, _taken(plan))


def free_names(name: str, taken: Container[str]) -> Iterator[str]:
    """Yield a name, then numbered ones: valid on every system, their addresses not taken."""
    for ending in chain([""], (f"-{number}" for number in count(2))):
        found = _short(name, ending)
        if found not in NOT_ON_WINDOWS and slug(found) not in taken:
            yield found


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


def _taken(plan: Plan) -> set[str]:
    """Return the addresses of all posts, readable or not."""
    unread = (name for kind, name in plan.unread if kind is Kind.POST)
    return {slug(name) for name in chain(plan.posts, unread)}


# Its text


def text_of(plan: Plan, post: Post, day: dt.date, language: str, remarks: Sequence[T] = ()) -> str:
    """Return the whole file.

    Args:
        plan: The plan, whose own words and names are offered.
        post: What is known of the post.
        day: The day to offer as an example.
        language: The language of the file.
        remarks: What to say below the fields that are known, such as why the post is suggested.
    """
    sheet = _Sheet(plan, post, day, language)
    asked = [line for name in _ASKED if not getattr(post, name) for line in sheet.question(name)]
    how = ["", f"# {HOW.to(language)}", *asked] if asked else []
    why = [f"# {remark.to(language)}" for remark in remarks]
    below = f"# {_BELOW.to(language)}"
    return "\n".join(["---", *sheet.known(), *why, *how, "", below, "---", "", ""])


HOW = T("To fill in a line, take away the “# ” at its beginning and keep what suits.")
_BELOW = T("The text of the post goes below the hyphens, just as people will read it.")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Writes the lines of a new post."""

    plan: Plan
    post: Post
    day: dt.date
    language: str

    def known(self) -> Iterator[str]:
        """Yield a line for each field that is known."""
        yield self._line("title", scalar(self.post.title or self._title(), flow=False))
        yield self._line("status", self._word("status", self.post.status))
        for name in (*_ASKED, *_MORE):
            value = getattr(self.post, name)
            if value:
                yield self._line(name, self._value(name, value))

    def question(self, name: str) -> Iterator[str]:
        """Yield remarks that ask for a field: what it is for, and what could stand there."""
        about = schema.about(Post, fields(Post)[name])
        yield from ("", f"# {schema.sentences(about, self.language)}")
        choices = [*islice(self._choices(name), _SHOWN + 1)]
        more = ["…"] if len(choices) > _SHOWN or not choices else []
        yield f"# {self._line(name, ', '.join([*choices[:_SHOWN], *more]))}"

    def _choices(self, name: str) -> Iterator[str]:
        """Yield what could stand in a field, as it would be written."""
        if name == "date":
            yield say(self.day, self.language)
        elif name in _WORDS:
            every = self.plan.reading.list(_WORDS[name]).values()
            fitting = [it for it in every if self.post.stage in it.facts.get("stages", ())]
            yield from (self._word(_WORDS[name], it.id) for it in fitting or every)
        else:
            for thing in self.plan.entities(Kind(name)).values():
                if getattr(thing, "status", "") not in _AT_REST:
                    yield scalar(thing.id, flow=True)

    def _value(self, name: str, value: Any) -> str:  # noqa: ANN401 - whatever a field holds
        if name in _WORDS:
            return self._word(_WORDS[name], value)
        if name == "date":
            return say(value.day, self.language)
        if name == "time":
            return say(value, self.language)
        if name == "cta":
            return f"{{{Key(Kind.POST, ('cta', 'type')).to(self.language)}: {self._word('cta', value.type)}}}"
        if isinstance(value, tuple):
            return f"[{', '.join(scalar(item, flow=True) for item in value)}]"
        return scalar(value, flow=True)

    def _word(self, of: str, name: str) -> str:
        return written(self.plan.reading.list(of), name, self.language)

    def _line(self, name: str, written: str) -> str:
        return f"{Key(Kind.POST, (name,)).to(self.language)}: {written}"

    def _title(self) -> str:
        """Return a working title made of what is known."""
        first = _labels(self.plan, self.post, self.language, ("content_type", "stage"))[:1]
        audiences = [self.plan.audiences.get(name) for name in self.post.audience[:1]]
        named = [*first, *(it.title or it.id for it in audiences if it)]
        idea = self.plan.word("status", self.post.status).label(self.language)
        title = cleaned(" – ".join(named))[:LONGEST_TITLE].strip() or idea
        return title[:1].upper() + title[1:]


def _labels(plan: Plan, post: Post, language: str, names: tuple[str, ...]) -> list[str]:
    given = (plan.word(_WORDS[name], getattr(post, name)) for name in names)
    return [word.label(language) for word in given if word]


def written(known: WordList, name: str, language: str) -> str:
    """Return a word of a list as a file of the language has it: in English files it is the id."""
    label = known[name].fi if language == "fi" else name
    # A word of the plan's own may have any title.
    easy = known.find(label) == name and _EASY.fullmatch(label)
    return scalar(label if easy else name, flow=True)


def cleaned(text: str) -> str:
    """Return a text on one line, without what nobody sees or no file can hold."""
    sayable = text.encode("utf-8", "ignore").decode("utf-8")
    seen, _ = without_hidden(" ".join(sayable.split()))
    return unicodedata.normalize("NFC", " ".join(seen.split()))
