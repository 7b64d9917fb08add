"""What all views work with: the plan and its judgement, in one language, with addresses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.agenda import slots_of, upcoming
from planner.diagnostics import Kind, Severity, Verdict
from planner.due import asked, command
from planner.formats.scores import SIGNS
from planner.formats.voice import STATUS_SIGNS
from planner.meaning import compared
from planner.outgoing import without_remarks
from planner.rules import INTERNAL_ERROR
from planner.scorecard import weakest
from planner.site.addresses import FINDINGS, Addresses, rule_page
from planner.site.media import Media
from planner.site.tongue import Tongue
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from planner.checker import Report
    from planner.diagnostics import Diagnostic, Rule
    from planner.due import Asked
    from planner.loader import Content
    from planner.meaning import Beside
    from planner.model import Entity, Plan, Post
    from planner.schedule import Schedule
    from planner.scorecard import Score, Scorecard
    from planner.site.forge import Forge
    from planner.site.page import Heading
    from planner.site.views.begin import Begin
    from planner.site.views.entries import Timeline

_WEIGHTS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_BEFORE = (Verdict.PARTLY, Verdict.MISSING)
_SEARCHED, _LEAST = 2_000_000, 100
"""The search knows so many signs of the texts of all posts together, and so many of each at least:
each page fetches them all, and a phone reads them through at each question."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the page they lead to (below the site's root); no page where it is empty."""

    text: str
    to: str = ""
    outside: bool = False
    """Whether ``to`` is an address elsewhere on the web."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what is known of a thing."""

    label: str
    values: tuple[Link, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign and a word for it, so that nothing is told by colour alone."""

    kind: str
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page says of the whole: as of when, and what waits to be mended."""

    day: str
    findings: Link
    faults: str
    """What has to be mended; nothing where nothing does."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a family: where it stands and what it shows."""

    path: str
    title: str
    view: object
    """Or what makes it, where there are thousands of them and few may be looked at."""
    headings: tuple[Heading, ...] = ()
    search_text: str = ""
    edit_url: str = ""
    aside: bool = False
    """Whether it stays out of the navigation where its family stands in it."""

    def shown(self) -> object:
        """Return what it shows."""
        return self.view() if callable(self.view) else self.view


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as a page shows it."""

    mark: Mark
    rule: Link
    """Its code and slug, and its manual page."""
    message: str
    help: str
    path: str
    place: str
    condition: str
    post: Link | None
    where: Link
    """The place, and where it is seen in the forge."""
    slug: str
    """The rule's, where it has a manual page."""


class Desk:
    """The plan, its report and its verdicts, seen in one language."""

    def __init__(
        self,
        content: Content,
        report: Report,
        card: Scorecard,
        schedule: Schedule,
        language: str,
        forge: Forge | None = None,
    ) -> None:
        """Lay everything out."""
        self.content = content
        self.plan: Plan = content.plan
        self.report = report
        self.card = card
        self.schedule = schedule
        self.tongue = Tongue(language)
        self.language = language
        self.forge = forge
        self.as_of: dt.date = report.as_of
        self._said: dict[str, str] = {}
        """Texts without values, in the desk's language."""

    # Texts

    def say(self, text: T) -> str:
        """Return a text in the desk's language."""
        if text.values:
            return text.to(self.language)
        said = self._said.get(text.msgid)
        if said is None:
            said = self._said[text.msgid] = text.to(self.language)
        return said

    @cached_property
    def title(self) -> str:
        """The plan's name."""
        return self.plan.file.title or self.say(T("Plan"))

    @cached_property
    def stamp(self) -> Stamp:
        """What every page says of the whole."""
        errors = self.report.count(Severity.ERROR)
        said = N("{n} finding", "{n} findings", len(self.report.diagnostics))
        mend = N("{n} thing has to be mended.", "{n} things have to be mended.", errors)
        return Stamp(
            self.say(T("As of {day}", day=self.tongue.long_day(self.as_of))),
            Link(self.say(said), FINDINGS),
            self.say(mend) if errors else "",
        )

    @cached_property
    def first_steps(self) -> Begin | None:
        """How to begin; nothing where a plan has all that is needed to begin with."""
        from planner.site.views.begin import begin

        return begin(self)

    @cached_property
    def timeline(self) -> Timeline:
        """What goes out on which day."""
        from planner.site.views.entries import Timeline

        return Timeline(self)

    def word(self, name: str, word: str | None) -> str:
        """Return a word of a list, the plan's own words included; nothing for none."""
        found = self.plan.word(name, word)
        return found.label(self.language) if found else (word or "")

    def verdict(self, verdict: Verdict) -> Mark:
        """Return a verdict as a sign and a word."""
        return self._verdict_marks[verdict]

    @cached_property
    def _verdict_marks(self) -> Mapping[Verdict, Mark]:
        label = self.tongue.label
        return {it: Mark(it.value, SIGNS[it], label("verdict", it.value)) for it in Verdict}

    def mark(self, post: Post) -> Mark:
        """Return the weakest of a post's verdicts, or that it is not counted."""
        found = self.verdicts.get(post.id)
        return (
            self.verdict(found) if found else Mark("not-counted", "–", self.say(T("not counted")))
        )

    def severity(self, severity: Severity) -> Mark:
        """Return a severity as a sign and a word."""
        word = self.tongue.label("severity", severity.value)
        return Mark(severity.value, _WEIGHTS[severity], word)

    def status(self, post: Post) -> Mark:
        """Return a post's status; its sign fills up from idea to reviewed."""
        word = self.tongue.label("status", post.status)
        return Mark(post.status, STATUS_SIGNS[post.status], word)

    def condition(self, score: Score) -> str:
        """Return what a condition demands."""
        return self._statements[score.id]

    @cached_property
    def _statements(self) -> Mapping[str, str]:
        return {score.id: score.statement(self.language) for score in self.card.scores}

    # Names

    def audience(self, name: str) -> str:
        """Return an audience's name as people read it."""
        found = self.plan.audiences.get(name)
        return (found and found.title) or name

    def channel(self, name: str) -> str:
        """Return a channel's name as people read it."""
        found = self.plan.channels.get(name)
        return (found and found.title) or name

    def channels(self, post: Post) -> str:
        """Return all channels that a post goes out on, its own first."""
        return ", ".join(map(self.channel, post.channels))

    def again(self, post: Post) -> tuple[str, ...]:
        """Return where and when a post is told again: *Instagram at 11:30*."""
        _, *others = slots_of(post)
        places = ((self.channel(it.channel), it.clock) for it in others)
        return tuple(f"{name} {self.tongue.clock(at)}" if at else name for name, at in places)

    def goal(self, name: str) -> str:
        """Return a goal as people read it."""
        found = self.plan.goals.get(name)
        return (found and found.title) or name

    def campaign(self, name: str) -> str:
        """Return a campaign's name as people read it."""
        found = self.plan.campaigns.get(name)
        return (found and found.title) or name

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """What roles are called."""
        return {role.id: role.title or role.id for role in self.plan.file.roles}

    def role(self, name: str) -> str:
        """Return what a role is called; the shipped roles have names too."""
        return self.roles.get(name) or self.word("role", name)

    @cached_property
    def pillars(self) -> Mapping[str, str]:
        """What pillars are called."""
        return {pillar.id: pillar.title or pillar.id for pillar in self.plan.file.pillars}

    def pillar(self, name: str) -> str:
        """Return a pillar's name as people read it."""
        return self.pillars.get(name, name)

    @cached_property
    def interests(self) -> Mapping[str, str]:
        """What interests are called; of several with one id the first."""
        audiences = self.plan.audiences.values()
        found = [item for audience in audiences for item in audience.interests if item.id]
        return {item.id: item.title or item.id for item in reversed(found)}

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """What anchors are called."""
        return {anchor.id: anchor.title or anchor.id for anchor in self.plan.file.anchors}

    def anchor(self, name: str) -> str:
        """Return an anchor's name as people read it."""
        return self.anchors.get(name, name)

    @cached_property
    def moments(self) -> Mapping[str, str]:
        """What quiet moments are called."""
        return {it.id: it.title or it.id for it in self.plan.file.moments if it.id}

    @cached_property
    def series(self) -> Mapping[str, Sequence[Post]]:
        """The posts of each series by time, those without a day last; cancelled ones are left out."""
        return self._sharing(lambda post: post.series_id)

    @cached_property
    def by_campaign(self) -> Mapping[str, Sequence[Post]]:
        """The posts of each campaign, ideas too, in the same way."""
        return self._sharing(lambda post: post.campaign)

    def _sharing(self, what: Callable[[Post], str]) -> Mapping[str, Sequence[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            if what(post) and post.status != "cancelled":
                found[what(post)].append(post)
        return dict(found)

    def head(self, post: Post) -> str:
        """Return what a post is called."""
        return post.title or post.id

    # Links

    @cached_property
    def addresses(self) -> Addresses:
        """Where everything that the plan names is shown."""
        return Addresses(self.plan)

    def link(self, kind: Kind, name: str) -> Link:
        """Return a link to a thing of the plan; only its name where the plan has it not."""
        found = self.plan.entities(kind).get(name)
        title: str = getattr(found, "title", "")
        return Link(title or name, self.addresses.of(kind, name))

    def naming(self, kind: Kind, field: str, name: str) -> tuple[Link, ...]:
        """Return links to the campaigns or offers that name a thing in a field."""
        found = self.plan.entities(kind).items()
        return tuple(self.link(kind, id_) for id_, it in found if _names(it, field, name))

    def post_link(self, name: str) -> Link:
        """Return a link to a post; only its name where the plan has none."""
        return self.link(Kind.POST, name)

    def rule_link(self, rule: Rule) -> Link:
        """Return a link to a rule's manual page; a fault of the program has none."""
        page = "" if rule is INTERNAL_ERROR else rule_page(rule.slug)
        return Link(f"{rule.code} {rule.slug}", page)

    def source(self, path: str, line: int = 0) -> str:
        """Return where a file of the plan is seen in the forge; nothing without one."""
        return self.forge.view(path, line) if self.forge and path else ""

    def where(self, place: str) -> Link:
        """Return a place such as ``posts/p01.md:7``, and where it is seen in the forge."""
        path, _, line = place.partition(":")
        return Link(place, self.source(path, int(line.partition(":")[0] or 0)), outside=True)

    def edit_url(self, kind: Kind, name: str) -> str:
        """Return where the file of a thing is edited in the forge; nothing without one."""
        path = self.content.paths.get((kind, name), "")
        return self.forge.edit(path) if self.forge and path else ""

    @cached_property
    def new_post(self) -> Link | None:
        """Where a post is begun in the forge; None without one."""
        if not self.forge:
            return None
        name, title, status = (
            ("uusi", "otsikko", "tila: idea")
            if self.plan.file.language == "fi"
            else ("new", "title", "status: idea")
        )
        address = self.forge.add(f"posts/{name}.md", f"---\n{title}: \n{status}\n---\n")
        return Link(self.say(T("Add a post")), address, outside=True)

    @cached_property
    def media(self) -> Media:
        """The pictures of the plan."""
        return Media(self.content.folder, self.plan.media)

    # Posts

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """All posts by time; those without a day come last."""
        return tuple(sorted(self.plan.posts.values(), key=_by_time))

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The weakest verdict of each counted post."""
        gathered: dict[str, list[Verdict]] = defaultdict(list)
        for score in self.card.scores:
            for name, verdict in score.posts.items():
                gathered[name].append(verdict)
        return {
            name: Verdict.NOT_YET
            if weakest(found) is Verdict.MET and Verdict.NOT_YET in found
            else weakest(found)
            for name, found in gathered.items()
        }

    def open_posts(self, score: Score) -> list[str]:
        """Return the posts that do not meet a condition, by time."""
        found = (name for name, verdict in score.posts.items() if verdict in _BEFORE)
        return sorted(found, key=lambda name: _by_time(self.plan.posts[name]))

    @cached_property
    def builds_on(self) -> Mapping[str, Sequence[str]]:
        """The posts that build on each post."""
        return self._backwards((name, post.id) for post in self.posts for name in post.source_posts)

    @cached_property
    def comes_from(self) -> Mapping[str, Sequence[str]]:
        """The posts that lead to each post as their next one."""
        return self._backwards((post.next_post, post.id) for post in self.posts if post.next_post)

    @cached_property
    def announces(self) -> Mapping[str, Sequence[str]]:
        """The broadcasts that each post announces."""
        pairs = ((post.live.announced_by, post.id) for post in self.posts if post.live)
        return self._backwards(pairs)

    @staticmethod
    def _backwards(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, other in pairs:
            found[name].append(other)
        return found

    @cached_property
    def searched(self) -> int:
        """How many signs of a post's text the search knows."""
        return max(_LEAST, _SEARCHED // max(1, len(self.plan.posts)))

    def search_words(self, post: Post) -> str:
        """Return what the search finds a post by."""
        labels = (
            self.channel(post.channel),
            *(self.audience(name) for name in post.audience),
            self.word("format", post.format),
            self.word("stage", post.stage),
            self.campaign(post.campaign),
            post.series,
            *post.hashtags,
        )
        text = without_remarks(post.body)
        if len(text) > self.searched:
            text = f"{text[: self.searched].rpartition(' ')[0]}…"
        return "\n".join(part for part in (text, " ".join(labels)) if part)

    def upcoming(self, post: Post) -> bool:
        """Whether a post is still to go out."""
        return upcoming(post)

    @cached_property
    def compared(self) -> Mapping[str, Sequence[Beside]]:
        """The figures of each due post beside those of earlier ones."""
        return compared(self.schedule)

    @cached_property
    def waiting(self) -> Mapping[tuple[Kind, str], Asked]:
        """What waits to be noted."""
        return {(it.kind, it.id): it for it in asked(self.schedule)}

    def track_command(self, kind: Kind, name: str) -> str:
        """Return the command that notes what waits of a thing; nothing where nothing waits."""
        found = self.waiting.get((kind, name))
        return command(self.plan, found, self.language) if found else ""

    # Findings

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """All findings, as pages show them."""
        return tuple(self._note(found) for found in self.report.diagnostics)

    @cached_property
    def notes_by_post(self) -> Mapping[str, Sequence[Note]]:
        """The findings on each post."""
        found: dict[str, list[Note]] = defaultdict(list)
        for diagnostic, note in zip(self.report.diagnostics, self.notes, strict=True):
            if diagnostic.kind is Kind.POST and diagnostic.id:
                found[diagnostic.id].append(note)
        return found

    def notes_on(self, kind: Kind, name: str) -> tuple[Note, ...]:
        """Return the findings on a thing."""
        pairs = zip(self.report.diagnostics, self.notes, strict=True)
        return tuple(note for found, note in pairs if (found.kind, found.id) == (kind, name))

    @cached_property
    def condition_ids(self) -> tuple[str, ...]:
        """The ids of the eight conditions, in order."""
        return tuple(score.id for score in self.card.scores)

    def _note(self, found: Diagnostic) -> Note:
        number = found.rule.condition
        about = found.id if found.kind is Kind.POST and found.id in self.plan.posts else None
        place = f"{found.path}:{found.place.line}:{found.place.column}"
        return Note(
            self.severity(found.severity),
            self.rule_link(found.rule),
            _sentence(self.say(found.message), found.id),
            self.say(found.help),
            found.path,
            place,
            self.condition_ids[number - 1] if number else "",
            self.post_link(about) if about else None,
            self.where(place),
            "" if found.rule is INTERNAL_ERROR else found.rule.slug,
        )

    def more(self, left: int, target: str) -> Link | None:
        """Return a link to what a list leaves out, if it leaves out anything."""
        return Link(self.say(T("{n} more", n=left)), target) if left > 0 else None

    def post_count(self, n: int) -> str:
        """Return a number of posts in words."""
        return self.say(N("{n} post", "{n} posts", n))


def _names(entity: Entity, field: str, name: str) -> bool:
    value: str | tuple[str, ...] = getattr(entity, field)
    return name == value or (isinstance(value, tuple) and name in value)


def _by_time(post: Post) -> tuple[bool, str, str, str]:
    day, clock = post.day, post.clock
    return (
        day is None,
        day.isoformat() if day else "",
        clock.isoformat() if clock else "",
        post.id,
    )


def _sentence(text: str, name: str | None) -> str:
    """Return a message as a sentence of its own; an id it begins with is left as it is."""
    first = text.split(" ", 1)[0].rstrip(",:")
    is_word = first.replace("-", "").isalpha() and first != name
    return text[:1].upper() + text[1:] if is_word else text
