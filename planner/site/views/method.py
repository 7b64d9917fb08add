"""The method: the eight conditions, how to read their verdicts, and the rules with their pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import manual
from planner.diagnostics import Kind, Severity, Verdict
from planner.model import Post, fields
from planner.schema import from_status
from planner.site.addresses import (
    EVIDENCE,
    FIELDS,
    FORMULAS,
    GUIDE,
    METHOD,
    SOURCES,
    VOCABULARY,
    findings_with,
    keys_of,
    rule_page,
)
from planner.site.markup import markdown
from planner.site.views import guide
from planner.site.views.desk import Leaf, Link
from planner.site.views.rules import SHOWN, prose, purpose, sourced, title, titled
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from planner.diagnostics import Rule
    from planner.model import FieldRow, Part
    from planner.scorecard import Score
    from planner.site.page import Heading
    from planner.site.views.desk import Desk, Mark, Note

WEAKEST, ADVICE = "S0:30", "S0:55"
"""Where the principle of the weakest link stands, and the four advices to begin with."""
_SHOWN_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What one of the eight conditions asks."""

    met: T
    partly: T
    missing: T


ASKED: Mapping[str, Asked] = {
    "who": Asked(
        T(
            "Every post is for one or two audiences, and of each audience it is said who they are and what they need. Every audience has a post."
        ),
        T(
            "A post is for more than two audiences, or for one that is only a name, or an audience has no post."
        ),
        T("Most posts name no audience, or only “everyone”, or no audience is described."),
    ),
    "why": Asked(
        T(
            "Every post serves a goal that has a figure and a last day, and has a purpose. Every goal is served by a post."
        ),
        T(
            "A goal lacks its figure or its day, a post lacks its purpose, or it comes after the goal has ended."
        ),
        T("There are no goals, or most posts serve none."),
    ),
    "where": Asked(
        T(
            "Every post names a channel, and it is known, checked within a year, that its audience is there. Every channel in use has posts."
        ),
        T(
            "That the audience is there is only assumed, was checked long ago, or is not noted at all."
        ),
        T("There are no channels, or most posts name none."),
    ),
    "what": Asked(
        T(
            "Every post speaks of an interest of its own audience that is more than an assumption. At least three interests of each audience are known, and each is used."
        ),
        T(
            "A post has only a theme, or an interest that is assumed or another audience's, or little is known of an audience."
        ),
        T("No interests are noted, or most posts name neither an interest nor a theme."),
    ),
    "when": Asked(
        T(
            "Every post has a day, and a time within the channel's good hours or a reason for another. No week is empty, and no pause is longer than was promised."
        ),
        T(
            "A time is missing or unusual without a reason, two posts meet, a week is empty or a pause too long."
        ),
        T("No post has a day, or most have none or have let it pass."),
    ),
    "noticed": Asked(
        T(
            "Every channel says which figure tells that a post was noticed and where it is read, and that figure is noted once it is due."
        ),
        T("A figure is still to be noted, or was noted too early or without its day."),
        T("No channel says what is counted, or most of the figures that are due were not noted."),
    ),
    "analysed": Asked(
        T(
            "Every post invites people to do something and names the figure that tells of it. Once that is due, the figure and a sentence on what was learned are there. Reviews are held in time, and each decides something."
        ),
        T(
            "There is a figure without words or words without a figure, or a review is late or decides nothing."
        ),
        T("Most of the posts that are due have neither a figure nor words."),
    ),
    "changed": Asked(
        T(
            "Every goal has its starting figure, fresh figures since then, and a final one when it has ended."
        ),
        T("The latest figure of a goal is old, or there is none after a post that served it."),
        T("There are no goals, or most have no starting figure."),
    ),
}
_BESIDE = {"mix": T("The mix of the plan"), "files": T("Files and their contents")}
"""What rules look at beside the eight conditions."""
_VERDICTS = (
    (Verdict.MET, T("Everything that the condition asks is there.")),
    (Verdict.PARTLY, T("The base is there, and something is still to be done.")),
    (Verdict.MISSING, T("The base is not there yet, or most posts lack it.")),
    (Verdict.NOT_YET, T("The figures of a post are not due yet. That is held against nobody.")),
)
_SEVERITIES = (
    (Severity.ERROR, T("To be mended: the plan cannot be trusted in this. A check fails.")),
    (Severity.WARNING, T("Worth mending. A check fails only with --strict.")),
    (Severity.INFO, T("A hint. Nothing fails, and you may leave it.")),
)
_ADVICE = (
    (
        T("Be easy to find and to reach"),
        T("Choose your channels well, and share there what matters to those who are on them."),
    ),
    (
        T("Think like a customer all the way"),
        T("From the first sight to the thanks after the purchase, in every step."),
    ),
    (
        T("Be interesting"),
        T(
            "What speaks to people is passed on, and videos always interest people. It may be rough."
        ),
    ),
    (
        T("Be worthy of trust"),
        T("Only the reliable are recommended to friends, and a recommendation is strong."),
    ),
)
_STATUSES = {
    "idea": T("A thought that is worth keeping."),
    "draft": T("It is being worked on; what is missing is mentioned, no more."),
    "ready": T("It could go out. For a video or a live broadcast its details are there too."),
    "scheduled": T("It waits for its time; those who are seen in it have agreed."),
    "published": T("It is out. Its own address helps you to find it again."),
    "reviewed": T("Its figures are noted, and so is what was learned."),
    "cancelled": T("It does not go out. A word on why helps those who come later."),
}
_COMMANDS = (
    ("planner check", T("says everything that is said on the page of findings")),
    ("planner explain figures-late", T("shows the manual page of a rule, by its name or code")),
    ("planner score", T("shows the verdicts of the eight conditions")),
    (
        "planner new post",
        T("begins a post; likewise audience, goal, channel, offer, campaign and review"),
    ),
    ("planner track", T("asks for the figures that wait, and notes them")),
    ("planner review", T("begins a review, with the figures since the last one filled in")),
    ("planner undo", T("takes back what was written last")),
    ("planner build", T("makes this site anew")),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the eight, with its rules."""

    id: str
    number: int
    statement: str
    now: Mark
    levels: tuple[tuple[Mark, str], ...]
    """Each verdict with what it means here."""
    evidence: Link
    source: tuple[Link, ...]
    rules: Chapter


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one question."""

    id: str
    title: str
    summary: str
    table: Table


@dataclass(frozen=True, slots=True)
class Method:
    """The whole page."""

    further: tuple[tuple[Link, str], ...]
    """The pages that belong to the method, each with what it tells."""
    advice: tuple[tuple[str, str], ...]
    advice_source: tuple[Link, ...]
    overall: Mark
    weakest: tuple[Link, ...]
    weakest_source: tuple[Link, ...]
    conditions: tuple[Condition, ...]
    chapters: tuple[Chapter, ...]
    verdicts: tuple[tuple[Mark, str], ...]
    severities: tuple[tuple[Mark, str], ...]
    statuses: Table
    commands: tuple[tuple[str, str], ...]
    search_text: str
    headings: tuple[Heading, ...] = ()


def method(desk: Desk) -> Method:
    """Return what the page of the method shows."""
    told = Counter(found.rule.slug for found in desk.report.diagnostics)
    chapters = {id_: _chapter(desk, id_, rules, told) for id_, rules in questions().items()}
    conditions = tuple(_condition(desk, score, chapters[score.id]) for score in desk.card.scores)
    return Method(
        _further(desk),
        tuple((desk.say(what), desk.say(how)) for what, how in _ADVICE),
        sourced(desk, ADVICE),
        desk.verdict(desk.card.overall),
        tuple(Link(desk.condition(it), f"#about-{it.id}") for it in desk.card.weakest),
        sourced(desk, WEAKEST),
        conditions,
        (chapters["mix"], chapters["files"]),
        tuple((desk.verdict(verdict), desk.say(means)) for verdict, means in _VERDICTS),
        tuple((desk.severity(level), desk.say(means)) for level, means in _SEVERITIES),
        _statuses(desk),
        tuple((command, desk.say(does)) for command, does in _COMMANDS),
        " ".join(it.statement for it in conditions),
    )


def _further(desk: Desk) -> tuple[tuple[Link, str], ...]:
    pages = (
        (guide.TITLE, GUIDE, T("From nothing to a plan, step by step.")),
        (T("Keys of the files"), FIELDS, T("What can be written in each kind of file.")),
        (T("Vocabulary"), VOCABULARY, T("The words that some keys take, in both languages.")),
        (T("Formulas"), FORMULAS, T("How every figure is worked out, with an example.")),
        (T("Sources"), SOURCES, T("The documents behind the method, line by line.")),
    )
    return tuple((Link(desk.say(name), to), desk.say(tells)) for name, to, tells in pages)


def questions() -> dict[str, list[Rule]]:
    """Return the rules by the condition that they serve, then those beside, then those on files."""
    found: dict[str, list[Rule]] = defaultdict(list)
    conditions = tuple(words("condition"))
    for rule in SHOWN:
        found[question(rule, conditions)].append(rule)
    return {name: found[name] for name in (*conditions, "mix", "files")}


def question(rule: Rule, conditions: Sequence[str]) -> str:
    """Return what a rule is about: a condition, the mix of the plan, or its files."""
    if rule.condition:
        return conditions[rule.condition - 1]
    return "mix" if rule.code.startswith("MIX") else "files"


def _chapter(desk: Desk, name: str, rules: list[Rule], told: Mapping[str, int]) -> Chapter:
    said = asks(desk, name)
    total = sum(told[rule.slug] for rule in rules)
    many = N("{n} rule", "{n} rules", len(rules))
    now = N("{n} finding now", "{n} findings now", total) if total else T("no findings now")
    heads = (T("Rule"), T("Weight"), T("What it finds"), T("Findings now"))
    rows = tuple(_rule_row(desk, rule, told[rule.slug]) for rule in rules)
    caption = desk.say(T("Rules: {question}", question=said))
    table = Table(f"rules-{name}", caption, tuple(map(desk.say, heads)), rows)
    return Chapter(name, said, desk.say(T("{rules}, {now}", rules=many, now=now)), table)


def asks(desk: Desk, name: str) -> str:
    """Return a question in words: what a condition demands, or what else rules look at."""
    if name in _BESIDE:
        return desk.say(_BESIDE[name])
    return str(words("condition")[name].facts[f"statement_{desk.language}"])


def _rule_row(desk: Desk, rule: Rule, told: int) -> tuple[Cell, ...]:
    count = Link(desk.tongue.number(told), findings_with(rule=rule.slug) if told else "")
    return (
        Cell((titled(desk, rule),), note=f"{rule.slug} · {rule.code}"),
        Cell(mark=desk.severity(rule.severity)),
        Cell((Link(purpose(rule.slug, desk.language)),)),
        Cell((count,), number=str(told)),
    )


def _condition(desk: Desk, score: Score, chapter: Chapter) -> Condition:
    asked, word = ASKED[score.id], words("condition")[score.id]
    levels = (
        (Verdict.MET, asked.met),
        (Verdict.PARTLY, asked.partly),
        (Verdict.MISSING, asked.missing),
    )
    return Condition(
        score.id,
        score.number,
        desk.condition(score),
        desk.verdict(score.verdict),
        tuple((desk.verdict(verdict), desk.say(text)) for verdict, text in levels),
        Link(word.facts[f"page_{desk.language}"], EVIDENCE[score.id]),
        sourced(desk, word.facts["source"]),
        chapter,
    )


# The way of a post


def _statuses(desk: Desk) -> Table:
    heads = (T("Status"), T("What it means"), T("Counts"), T("Needed from here on"))
    return Table(
        "statuses",
        desk.say(T("The way of a post, from an idea to what was learned")),
        tuple(map(desk.say, heads)),
        tuple(_status_row(desk, status) for status in words("status")),
    )


def _status_row(desk: Desk, status: str) -> tuple[Cell, ...]:
    word = words("status")[status]
    counts = words("boolean")["true" if word.facts["counts"] else "false"]
    return (
        Cell((Link(word.label(desk.language)),)),
        Cell((Link(desk.say(_STATUSES[status])),)),
        Cell((Link(counts.label(desk.language)),)),
        Cell(tuple(Link(name, keys_of(Kind.POST)) for name in needed(status, desk.language))),
    )


def needed(status: str, language: str) -> tuple[str, ...]:
    """Return the keys that a post needs from a status on, as a language writes them."""
    return tuple(_needed(Post, status, language))


def _needed(part: type[Part], status: str, language: str) -> Iterator[str]:
    for row in fields(part).values():
        name = written(row, language)
        wanted = from_status(part, row) or ("idea" if part is Post and row.always else "")
        if wanted == status:
            yield name
        if row.part:
            yield from (f"{name} → {inner}" for inner in _needed(row.part, status, language))


def written(row: FieldRow, language: str) -> str:
    """Return a key as a language writes it."""
    return row.fi[0] if language == "fi" else row.name


# The rules


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a rule's manual page."""

    words: Markup | None
    file: str = ""
    """The name of the file that the lines are of, where there are no words."""
    lines: tuple[tuple[str, bool], ...] = ()
    """Each with whether the rule speaks of it."""


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule's manual page."""

    title: str
    slug: str
    code: str
    severity: Mark
    about: Link
    """The condition that it serves, or what else it looks at."""
    source: tuple[Link, ...]
    passages: tuple[Passage, ...]
    notes: tuple[Note, ...]
    count: str
    more: Link | None
    """All findings, where only some are shown."""
    before: Link | None
    after: Link | None


def rule_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the manual page of every rule."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for found, note in zip(desk.report.diagnostics, desk.notes, strict=True):
        notes[found.rule.slug].append(note)
    for number, rule in enumerate(SHOWN):
        around = SHOWN[max(number - 1, 0) : number], SHOWN[number + 1 : number + 2]
        shown = _rule_page(desk, rule, notes[rule.slug], around)
        head = f"{shown.title} ({rule.slug})"
        yield Leaf(rule_page(rule.slug), head, shown, search_text=_search_text(rule))


def _search_text(rule: Rule) -> str:
    return "\n".join((rule.code, prose(rule.slug, "en"), prose(rule.slug, "fi")))


def _rule_page(
    desk: Desk, rule: Rule, notes: list[Note], around: tuple[tuple[Rule, ...], tuple[Rule, ...]]
) -> RulePage:
    before, after = (next((titled(desk, it) for it in some), None) for some in around)
    about = question(rule, desk.condition_ids)
    more = len(notes) - _SHOWN_FINDINGS
    said = desk.say(N("{n} more", "{n} more", more))
    return RulePage(
        title(desk, rule),
        rule.slug,
        rule.code,
        desk.severity(rule.severity),
        Link(asks(desk, about), f"{METHOD}#about-{about}"),
        sourced(desk, rule.source),
        tuple(_passages(rule.slug, desk.language)),
        tuple(notes[:_SHOWN_FINDINGS]),
        desk.say(N("{n} finding", "{n} findings", len(notes))),
        Link(said, findings_with(rule=rule.slug)) if more > 0 else None,
        before,
        after,
    )


def _passages(slug: str, language: str) -> Iterable[Passage]:
    for piece in manual.pieces(slug, language):
        if piece.file:
            lines = piece.text.rstrip("\n").split("\n")
            said = tuple((line, number in piece.guilty) for number, line in enumerate(lines, 1))
            yield Passage(None, piece.file, said)
        elif piece.text.strip():
            yield Passage(markdown(piece.text).html)
