"""The plan as the rest of the program sees it: frozen, checked, without files or clocks.

A field is one line here: its English name is the attribute, :func:`key` holds the
Finnish one, what it is for, and from which status on a file needs it. The table of
accepted keys, the schema and the field list are made from these lines.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from planner import values
from planner.diagnostics import Kind
from planner.vocabulary import Word, WordList, lists, normalise

if TYPE_CHECKING:
    from pydantic.config import JsonDict
    from pydantic.fields import FieldInfo

READY = ("ready", "scheduled", "published", "reviewed")
"""The statuses in which a post is meant to be complete."""
PUBLISHED = ("published", "reviewed")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value's meaning depends on outside itself."""

    period: values.Period = None
    words: Mapping[str, WordList] = field(default_factory=lists)
    """The fixed lists, with the plan's own words."""

    def list(self, name: str) -> WordList:
        """Return a fixed list, with the plan's own words."""
        return self.words[name]


def key(
    fi: str,
    about: str,
    /,
    *,
    default: object = None,
    always: bool = False,
    from_status: str = "",
    to: str = "",
    name: str = "",
) -> Any:  # noqa: ANN401 - stands where any field's default does
    """Describe a field of a file.

    Args:
        fi: The Finnish name; further accepted names after commas.
        about: What the field is for, as a sentence in English.
        default: Its value when it is not given.
        always: Whether its file is not complete without it.
        from_status: The status of a post from which on it is needed.
        to: What it refers to, where it names another thing of the plan.
        name: The English name, where Python cannot have it as an attribute.
    """
    facts: JsonDict = {"fi": fi, "always": always, "from_status": from_status, "to": to}
    if name:
        facts["name"] = name
    return Field(default, description=about, json_schema_extra=facts)


def _reading(info: ValidationInfo) -> Reading:
    return info.context or Reading()


def _checked(read: Callable[[str], object]) -> PlainValidator:
    """Return a validator that reads a scalar's text with ``read``."""

    def check(value: object) -> object:
        if not isinstance(value, str):
            raise _no_text()
        try:
            return read(value)
        except values.BadValue as error:
            raise _bad(error, value) from None

    return PlainValidator(check)


def _dated(read: Callable[[str, values.Period], object]) -> PlainValidator:
    """Return a validator for a day, whose year may come from the plan's period."""

    def check(value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            raise _no_text()
        try:
            return read(value, _reading(info).period)
        except values.BadValue as error:
            raise _bad(error, value) from None

    return PlainValidator(check)


def _no_text() -> PydanticCustomError:
    return PydanticCustomError("text", "text expected")


def _bad(error: values.BadValue, text: str) -> PydanticCustomError:
    return PydanticCustomError(error.kind, "bad value", {"value": text})


@dataclass(frozen=True)
class WordOf(PlainValidator):
    """Reads a word of a fixed list."""

    list: str = ""


def _word(name: str) -> PlainValidator:
    """Return a validator for a word of a fixed list."""

    def check(value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            raise _no_text()
        found = _reading(info).words[name].find(value)
        if found is None:
            raise PydanticCustomError("word", "unknown word", {"value": value, "list": name})
        return found

    return WordOf(check, list=name)


def _read_text(text: str) -> str:
    if text.isspace():
        return ""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _read_zone(text: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise values.BadValue("timezone") from None
    return text


def _within(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = values.a_number(text)
        if not low <= value <= high:
            raise values.BadValue("range")
        return value

    return read


def _listed(value: object) -> object:
    """Let a single value stand without brackets."""
    if isinstance(value, list | tuple):
        return [item for item in value if item is not None]
    return [value]


_MANY = 10**15

Text = Annotated[str, _checked(_read_text)]
Id = Annotated[str, _checked(values.an_id)]
Ref = Annotated[str, _checked(values.normal)]
Day = Annotated[dt.date, _dated(values.a_day)]
When = Annotated[values.Moment, _dated(values.a_moment)]
Clock = Annotated[dt.time, _checked(values.a_time)]
Yes = Annotated[bool, _checked(values.a_boolean)]
Hours = Annotated[values.Window, _checked(values.a_window)]
Zone = Annotated[str, _checked(_read_zone)]
Number = Annotated[float, _checked(_within(-_MANY, _MANY))]
Amount = Annotated[float, _checked(_within(0, _MANY))]
Days = Annotated[float, _checked(_within(0, 3660))]
Percent = Annotated[float, _checked(_within(0, 100))]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Refs = Annotated[tuple[Ref, ...], BeforeValidator(_listed)]
Language = Annotated[str, _word("language")]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_listed)]
Metric = Annotated[str, _word("metric")]
Metrics = Annotated[tuple[Metric, ...], BeforeValidator(_listed)]
Journey = Annotated[str, _word("journey")]
Journeys = Annotated[tuple[Journey, ...], BeforeValidator(_listed)]
Formats = Annotated[tuple[Annotated[str, _word("format")], ...], BeforeValidator(_listed)]
Tasks = Annotated[tuple[Annotated[str, _word("task")], ...], BeforeValidator(_listed)]
WindowList = Annotated[tuple[Hours, ...], BeforeValidator(_listed)]


_GIVEN: dict[frozenset[str], set[str]] = {}
"""Each set of keys that anything was given."""


class Part(BaseModel):
    """A mapping inside a file."""

    # Parts are built with the file they stand in, not once more by themselves.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    others: ClassVar[tuple[str, str] | None] = None
    """Where keys that are words of a list are gathered: the field, and the list's name."""

    def model_post_init(self, _: object) -> None:
        """Keep the set of the keys that were given once for all that were given the same ones.

        Sets take a lot of memory, and posts are much alike.
        """
        given = self.__pydantic_fields_set__
        alike = _GIVEN.setdefault(frozenset(given), given)
        object.__setattr__(self, "__pydantic_fields_set__", alike)


class Entity(Part):
    """A file of the plan. ``id`` is its name unless the file says otherwise."""

    kind: ClassVar[Kind]
    id: Id = key("tunniste", "A short name for links; the file's name unless given", default="")
    body: str = Field(default="", json_schema_extra={"inside": True})
    misread: frozenset[str] = Field(default=frozenset(), json_schema_extra={"inside": True})
    """The fields whose value was reported and is left out, as dotted paths."""

    def misread_at(self, path: str) -> bool:
        """Whether a field, or something inside it, was given and could not be used."""
        misread = self.misread
        return bool(misread) and any(bad == path or bad.startswith(f"{path}.") for bad in misread)


class Period(Part):
    """From the first to the last day, both included."""

    start: Day | None = key("alku", "The first day", always=True)
    end: Day | None = key("loppu", "The last day", always=True)


class TimeBudget(Part):
    """How much time there is."""

    hours_per_week: Amount | None = key("tunnit viikossa", "Hours a week for all of it")
    review_minutes: Amount | None = key("katselmuksen minuutit", "Minutes for a review")


class Business(Part):
    """Whose plan it is."""

    name: Text = key("nimi", "The name of the business", default="")
    what: Text = key("mitä", "What it sells", default="")
    where: Text = key("missä", "Where it is", default="")
    website: Text = key("verkkosivut", "Its website", default="")


class Named(Part):
    """Something with an id and a title."""

    id: Id = key("tunniste", "A short name to refer to it by", default="", always=True)
    title: Text = key("otsikko", "Its name as people read it", default="")


class Pillar(Named):
    """A theme of the plan."""


class Anchor(Named):
    """A fixed day of the season that posts gather round."""

    date: Day | None = key("päivä", "The day", always=True)


class Role(Named):
    """A person, by what they do."""

    does: Tasks = key("tekee", "What the person does", default=())


class QuietMoment(Named):
    """A moment in which people have time: waiting for the bus."""

    reason: Text = key("syy", "Why this moment", default="")
    people: Amount | None = key("ihmisiä", "How many people share it")
    share: Percent | None = key("osuus", "The share of them that would buy, per cent")
    value: Amount | None = key("luku", "What one purchase is worth")
    times_a_day: Amount | None = key("kertaa päivässä", "How often a day it comes")
    days: Amount | None = key("päiviä", "On how many days a year")


class MetricWord(Named):
    """A figure that this business counts."""

    family: Annotated[str, _word("metric-family")] = key(
        "ryhmä", "Attention, action, change or effort", default="action"
    )


class FormatWord(Named):
    """A format that this business uses."""


class ContentTypeWord(Named):
    """A content type of this business."""

    stage: Annotated[tuple[Annotated[str, _word("stage")], ...], BeforeValidator(_listed)] = key(
        "ostovaihe", "The purchase stages it belongs to", default=()
    )


class PurposeWord(Named):
    """A purpose of this business."""

    metrics: Metrics = key("mittarit", "The action figures that fit it", default=())


class OwnWords(Part):
    """The business's own words beside the shipped lists."""

    metrics: tuple[MetricWord, ...] = key("mittarit", "Own figures", default=())
    formats: tuple[FormatWord, ...] = key("muodot", "Own formats", default=())
    content_types: tuple[ContentTypeWord, ...] = key(
        "sisältötyypit", "Own content types", default=()
    )
    purposes: tuple[PurposeWord, ...] = key("tarkoitukset", "Own purposes", default=())


class PlanFile(Entity):
    """plan.md: the plan's own facts."""

    kind = Kind.PLAN
    title: Text = key("otsikko", "The plan's name", default="", always=True)
    language: Language = key("kieli", "The language of the plan: en or fi", default="en")
    site_languages: Languages = key("sivuston kielet", "Further languages of the site", default=())
    timezone: Zone = key(
        "aikavyöhyke", "The time zone, such as Europe/Helsinki", default="", always=True
    )
    period: Period | None = key("kausi", "The first and the last day", always=True)
    as_of: Day | None = key("tarkistuspäivä", "Pins the check date; a living plan leaves it out")
    measure_after_days: Days = key(
        "mittausviive", "Days from publishing to noting the figures", default=7
    )
    review_rhythm_days: Days = key("katselmusväli", "Days from review to review", default=14)
    time_budget: TimeBudget = key(
        "aikabudjetti", "How much time there is", default=TimeBudget.model_construct()
    )
    business: Business = key("yritys", "Whose plan it is", default=Business.model_construct())
    vision: Text = key("visio", "What the business wants to be", default="")
    promise: Text = key("lupaus", "What it promises its customers", default="")
    pillars: tuple[Pillar, ...] = key("sisältöpilarit", "The themes of the plan", default=())
    anchors: tuple[Anchor, ...] = key("kiintopisteet", "The fixed days of the season", default=())
    roles: tuple[Role, ...] = key("roolit", "Who does what", default=())
    moments: tuple[QuietMoment, ...] = key(
        "hetket", "Moments in which people have time", default=()
    )
    words: OwnWords = key(
        "omat sanat", "The business's own words", default=OwnWords.model_construct()
    )


class Evidenced(Part):
    """Something that is known of an audience, or only assumed."""

    evidence: Annotated[str, _word("evidence")] | None = key("mistä tiedät", "How this is known")

    @property
    def known(self) -> bool:
        """Whether it rests on more than an assumption."""
        return self.evidence not in (None, "assumption")


class AudienceChannel(Evidenced):
    """Where an audience is, and how that is known."""

    id: Ref = key("tunniste", "The channel", default="", always=True, to="channel")
    note: Text = key("huomio", "What exactly is known", default="")
    checked_on: Day | None = key("tarkistettu", "The day it was checked")


class Interest(Named, Evidenced):
    """Something that interests an audience."""


class Audience(Entity):
    """Whom the plan is for."""

    kind = Kind.AUDIENCE
    title: Text = key("otsikko", "The audience's name", default="", always=True)
    description: Text = key("kuvaus", "Who they are, in two sentences", default="")
    needs: Texts = key("tarpeet", "What they need", default=())
    barriers: Texts = key("esteet", "What keeps them from buying", default=())
    value: Annotated[str, _word("audience-value")] | None = key(
        "huvi vai hyöty", "Fun, benefit or both"
    )
    journey: Journeys = key("polun vaiheet", "Where on the customer path they are", default=())
    channels: tuple[AudienceChannel, ...] = key("kanavat", "Where they are", default=())
    interests: tuple[Interest, ...] = key("kiinnostukset", "What interests them", default=())
    size: Amount | None = key("koko", "About how many they are")
    where: Text = key("missä", "Where they live or work", default="")
    status: Annotated[str, _word("audience-status")] = key(
        "tila", "Active or waiting", default="active"
    )

    @property
    def hides_interests(self) -> bool:
        """Whether there may be an interest whose id could not be read."""
        return any(re.fullmatch(r"interests(\.\d+(\.id)?)?", bad) for bad in self.misread)

    def channel(self, name: str) -> AudienceChannel | None:
        """Return what is noted of the audience on a channel."""
        return self._by_channel.get(name)

    @cached_property
    def _by_channel(self) -> dict[str, AudienceChannel]:
        return {entry.id: entry for entry in reversed(self.channels)}  # the first of a name counts


class Baseline(Part):
    """Where a goal started from."""

    value: Number | None = key("luku", "The figure at the start")
    date: Day | None = key("päivä", "The day of the figure")


class Target(Part):
    """Where a goal is to get to."""

    value: Number | None = key("luku", "The figure to reach")
    by: Day | None = key("mihin mennessä", "The day by which")


class Observation(Part):
    """A goal's figure on a day."""

    date: Day | None = key("päivä", "The day of the figure", always=True)
    value: Number | None = key("luku", "The figure", always=True)
    note: Text = key("huomio", "What lies behind it", default="")
    n: Amount | None = key("vastaajia", "How many answered")
    promoters: Amount | None = key("suosittelijoita", "Answers of 9 and 10")
    passives: Amount | None = key("neutraaleja", "Answers of 7 and 8")
    detractors: Amount | None = key("arvostelijoita", "Answers from 0 to 6")
    version: Text = key("versio", "The version of the measure", default="")


class Goal(Entity):
    """Why the plan is made."""

    kind = Kind.GOAL
    title: Text = key("otsikko", "The goal in words", default="", always=True)
    lever: Annotated[str, _word("lever")] | None = key("kasvukeino", "By what the business grows")
    metric: Text = key("mittari", "What is counted", default="")
    unit: Text = key("yksikkö", "The unit of the figure", default="")
    baseline: Baseline | None = key("lähtöluku", "Where it started")
    target: Target | None = key("tavoiteluku", "What is to be reached, and by when")
    observations: tuple[Observation, ...] = key(
        "seuranta", "The figure as time goes on", default=()
    )

    @property
    def measurable(self) -> bool:
        """Whether it has a metric, a target value and a target date."""
        target = self.target
        return bool(self.metric and target and target.value is not None and target.by)

    @property
    def based(self) -> bool:
        """Whether it has a starting figure with its date."""
        baseline = self.baseline
        return bool(baseline and baseline.value is not None and baseline.date)

    @property
    def ends(self) -> dt.date | None:
        """The target date, if there is one."""
        return self.target.by if self.target else None


class Followers(Part):
    """How many follow a channel on a day."""

    value: Amount | None = key("luku", "How many follow")
    date: Day | None = key("päivä", "The day of the figure")


class Limits(Part):
    """A channel's limits where they differ from the shipped facts."""

    text: Amount | None = key("teksti", "The longest text")
    hashtags: Amount | None = key("aihetunnisteet", "The most hashtags")
    link: Amount | None = key("linkki", "What a link counts as in the text")
    media: Yes | None = key("aineisto", "Whether a post needs a picture or a video")
    refuses: Formats | None = key("ei käy", "The formats that it does not take")
    live: Yes | None = key("live", "Whether it has live broadcasts")
    alt_text: Amount | None = key(
        "kuvan kuvaus", "The longest description of a picture; 0: it takes none"
    )


class Channel(Entity):
    """Where the plan is published."""

    kind = Kind.CHANNEL
    title: Text = key("otsikko", "The channel's name", default="", always=True)
    type: Annotated[str, _word("channel-kind")] | None = key(
        "laji", "A shipped kind of channel; the id unless given", name="kind"
    )
    windows: WindowList = key("otolliset ajat", "The good hours of the week", default=())
    at_least_every_days: Days | None = key("julkaisutahti", "The longest pause, in days")
    attention_metrics: Metrics = key(
        "huomion mittarit", "What tells that a post was noticed", default=()
    )
    read_from: Text = key("luvut löytyvät", "Where the figures are read", default="")
    reply_within_hours: Amount | None = key(
        "vastausaika tunteina", "How soon comments are answered"
    )
    followers: Followers | None = key("seuraajat", "How many follow it")
    feed: Text = key("syöte", "Its public feed, or the profile that has one", default="")
    handle: Text = key("tunnus", "Its name on the service", default="")
    limits: Limits = key(
        "rajat", "Limits that differ from the shipped facts", default=Limits.model_construct()
    )
    status: Annotated[str, _word("channel-status")] = key(
        "tila", "Active, trial or resting", default="active"
    )


class Video(Part):
    """What a video needs."""

    length_s: Amount | None = key("kesto s", "Length in seconds")
    vertical: Yes | None = key("pysty", "Whether it is upright")
    captions: Yes | None = key("tekstitys", "Whether it has captions")
    works_muted: Yes | None = key("toimii äänettä", "Whether it works without sound")
    thumbnail: Text = key("kansikuva", "The picture shown before it plays", default="")
    script: Text = key("käsikirjoitus", "What is said and shown", default="")


class Live(Part):
    """What a live broadcast needs."""

    length_min: Amount | None = key("kesto min", "Length in minutes")
    host: Ref = key("juontaja", "The role that hosts", default="", to="role")
    moderator: Ref = key(
        "keskustelun hoitaja", "The role that answers the comments", default="", to="role"
    )
    announced_by: Ref = key("ennakkojulkaisu", "The post that announces it", default="", to="post")
    rehearsal_on: Day | None = key("harjoitus", "The day of the rehearsal")
    connection_tested: Yes | None = key("yhteys testattu", "Whether the connection was tested")
    outline: Texts = key("runko", "The course of the broadcast", default=())
    crib: Text = key("muistilista", "The host's notes", default="")
    fallback: Text = key("varasuunnitelma", "What is done if it fails", default="")
    recording: Annotated[str, _word("recording")] | None = key("tallenne", "Keep, trim or discard")


class CallToAction(Part):
    """What the reader is invited to do."""

    type: Annotated[str, _word("cta")] | None = key(
        "tyyppi", "The kind of invitation", from_status="ready"
    )
    text: Text = key("teksti", "The invitation in words", default="")
    url: Text = key("osoite", "Where it leads", default="")


class Variant(Part):
    """The same post told differently on another channel."""

    text: Text = key("teksti", "Its text there", default="")
    time: Clock | None = key("kello", "Its time there; the post's unless given")
    hashtags: Texts = key("aihetunnisteet", "Its hashtags there", default=())


class Consent(Part):
    """The consent of the people in the picture."""

    needed: Yes = key("tarvitaan", "Whether it is needed", default=False)
    given_on: Day | None = key("saatu", "The day it was given")
    how: Text = key("miten", "How it was given", default="")


class AbTest(Part):
    """Two versions tried side by side."""

    variable: Text = key("muuttuja", "What differs", default="")
    a: Text = key("a", "The first version", default="")
    b: Text = key("b", "The second version", default="")
    split: Percent | None = key("jako", "The share that gets the first, per cent")
    metric: Metric | None = key("mittari", "What is compared")
    a_of: Amount | None = key("a saajat", "How many got the first")
    a_count: Amount | None = key("a tulos", "How many of them acted")
    b_of: Amount | None = key("b saajat", "How many got the second")
    b_count: Amount | None = key("b tulos", "How many of them acted")


class PostFigures(Part):
    """The figures noted in a post's own file."""

    others = ("figures", "metric")
    checked_on: Day | None = key("kirjattu", "The day they were noted")
    figures: dict[str, Amount] = Field(default_factory=dict, json_schema_extra={"inside": True})


class Analysis(Part):
    """What was learned from a post."""

    learned: Text = key("opittua", "What was learned, in a sentence", default="")
    next: Annotated[str, _word("next")] | None = key("jatko", "What is done next")


class Post(Entity):
    """One post: what is said, to whom, why, where, when, and what came of it."""

    kind = Kind.POST
    title: Text = key("otsikko", "Working title", default="", always=True)
    status: Annotated[str, _word("status")] = key("tila", "From idea to reviewed", default="idea")
    channel: Ref = key(
        "kanava", "Where it is published", default="", from_status="draft", to="channel"
    )
    audience: Refs = key(
        "kohderyhmä",
        "Whom it is for: one or two audiences",
        default=(),
        from_status="draft",
        to="audience",
    )
    goal: Ref = key("tavoite", "Why it is published", default="", from_status="draft", to="goal")
    purpose: Annotated[str, _word("purpose")] | None = key(
        "tarkoitus", "What it is to do", from_status="ready"
    )
    interest: Ref = key(
        "kiinnostus",
        "What in it interests the audience",
        default="",
        from_status="ready",
        to="interest",
    )
    pillar: Ref = key("sisältöpilari", "The theme it belongs to", default="", to="pillar")
    date: When | None = key("päivä", "The day it goes out", from_status="ready")
    time: Clock | None = key("kello", "The time it goes out", from_status="ready")
    publish_at: When | None = key("julkaisuaika", "Day and time in one")
    timing_reason: Text = key("ajoituksen peruste", "Why at this unusual time", default="")
    anchor: Ref = key("kiintopiste", "The fixed day it belongs to", default="", to="anchor")
    moment: Ref = key("hetki", "The quiet moment it is for", default="", to="moment")
    stage: Annotated[str, _word("stage")] | None = key(
        "ostovaihe", "The purchase stage", from_status="ready"
    )
    content_type: Annotated[str, _word("content-type")] | None = key(
        "sisältötyyppi", "What kind of content it is", from_status="ready"
    )
    journey: Journey | None = key(
        "polun vaihe", "The stage of the customer path; from the purchase stage unless given"
    )
    format: Annotated[str, _word("format")] | None = key(
        "muoto", "Text, picture, video, live …", from_status="ready"
    )
    live: Live | None = key("live", "What a live broadcast needs")
    video: Video | None = key("video", "What a video needs")
    media: Texts = key("aineisto", "Pictures and videos", default=())
    alt_text: Text = key("kuvan kuvaus", "The picture in words", default="")
    message: Text = key("ydinviesti", "The message in one sentence", default="")
    cta: CallToAction | None = key(
        "kehote, toimintakehote", "What the reader is invited to do", from_status="ready"
    )
    link_id: Ref = key("linkkitunnus", "A name of its own for the link", default="")
    action_metric: Metric | None = key(
        "toiminnan mittari", "The figure that tells what people did", from_status="ready"
    )
    owner: Ref = key(
        "vastuuhenkilö", "The role that sees to it", default="", from_status="ready", to="role"
    )
    face: Text = key("kasvot", "Who is seen", default="")
    hashtags: Texts = key("aihetunnisteet", "Hashtags, without #", default=())
    variants: dict[str, Variant] = key(
        "versiot", "The same post on other channels", default={}, to="channel"
    )
    people_consent: Consent | None = key("kuvauslupa", "The consent of the people in the picture")
    paid: Yes = key("maksettu", "Whether it is paid for", default=False)
    offer: Ref = key("palvelukuvaus", "The offer it speaks of", default="", to="offer")
    campaign: Ref = key("kampanja", "The campaign it belongs to", default="", to="campaign")
    series: Text = key("sarja", "The series it belongs to", default="")
    source_posts: Refs = key("pohjautuu", "The posts it builds on", default=(), to="post")
    next_post: Ref = key("seuraava", "The post that comes after it", default="", to="post")
    minutes: Amount | None = key("työaika", "Minutes of work")
    cost: Amount | None = key("kulut", "What it cost")
    ab_test: AbTest | None = key("ab-testi", "Two versions tried side by side")
    cancelled_because: Text = key("peruttu koska", "Why it was cancelled", default="")
    post_url: Text = key("julkaisun osoite", "Where it was published", default="")
    published_at: When | None = key("julkaistu", "When it really went out")
    metrics: PostFigures | None = key("luvut", "What came of it", from_status="reviewed")
    analysis: Analysis | None = key("havainnot", "What was learned", from_status="reviewed")

    @cached_property
    def day(self) -> dt.date | None:
        """The planned day."""
        when = self.date or self.publish_at
        return when.day if when else None

    @cached_property
    def clock(self) -> dt.time | None:
        """The planned time of day."""
        if self.time:
            return self.time
        when = self.date or self.publish_at
        found = when.clock if when else None
        return found or (self.publish_at.clock if self.publish_at else None)

    @cached_property
    def at(self) -> dt.datetime | None:
        """The planned local time, where both day and time are known."""
        return dt.datetime.combine(self.day, self.clock) if self.day and self.clock else None

    @property
    def published_on(self) -> dt.date | None:
        """The publish day: when it really went out, else the planned day."""
        return self.published_at.day if self.published_at else self.day

    @property
    def channels(self) -> tuple[str, ...]:
        """Where it goes out: its own channel, then those on which it is told again."""
        return tuple(filter(None, dict.fromkeys((self.channel, *self.variants))))

    @property
    def series_id(self) -> str:
        """What tells its series from others, whatever the case and the spaces."""
        return "-".join(values.normal(self.series).split())

    @property
    def cta_type(self) -> str | None:
        """The kind of invitation, if there is one."""
        return self.cta.type if self.cta else None


class Covers(Part):
    """The days a review looks back on."""

    start: Day | None = key("alkaen", "The first day", name="from")
    to: Day | None = key("asti", "The last day")


class Decision(Part):
    """What a review decided."""

    what: Text = key("mitä", "What was decided", default="", always=True)
    post: Ref = key("julkaisu", "The post that carries it", default="", to="post")


class Review(Entity):
    """A look back: what was noticed, what happened, what changed, what was decided."""

    kind = Kind.REVIEW
    date: Day | None = key("päivä", "The day of the review", always=True)
    covers: Covers | None = key("ajalta", "The days it looks back on")
    minutes: Amount | None = key("työaika", "Minutes it took")
    noticed: Text = key("huomattiin", "What was noticed", default="")
    happened: Text = key("tapahtui", "What people did", default="")
    changed: Text = key("muuttui", "What changed", default="")
    decisions: tuple[Decision, ...] = key("päätökset", "What was decided", default=())


class Offer(Entity):
    """The service description test: eight questions that an offer answers."""

    kind = Kind.OFFER
    title: Text = key("otsikko", "The offer's name", default="", always=True)
    promise: Text = key("lupaus", "Its slogan or promise", default="")
    content: Text = key("sisältö", "What it is", default="")
    audience: Refs = key("kohderyhmä", "Whom it is for", default=(), to="audience")
    why: Text = key("miksi", "Why one should buy it", default="")
    how_and_where: Text = key("miten ja missä", "How and where it is made", default="")
    who: Text = key("kuka", "Who makes it, with whom and with what", default="")
    where_to_buy: Text = key("mistä ostaa", "Where it is bought", default="")
    duration_and_price: Text = key(
        "kesto ja hinta", "How long it takes and what it costs", default=""
    )
    core: Text = key("ydin", "The core of the experience", default="")
    extended: Text = key("laajennettu", "What is added to it", default="")
    exceeding: Text = key("ylittävä", "What nobody expected", default="")


class Campaign(Entity):
    """A named set of posts."""

    kind = Kind.CAMPAIGN
    title: Text = key("otsikko", "The campaign's name", default="", always=True)
    start: Day | None = key("alku", "The first day")
    end: Day | None = key("loppu", "The last day")
    goal: Ref = key("tavoite", "Why it is run", default="", to="goal")
    utm_campaign: Text = key("kampanjatunnus", "Its name in links", default="")
    summary: Text = key("tiivistelmä", "What it is about", default="")
    audience: Refs = key("kohderyhmä", "Whom it is for", default=(), to="audience")
    channels: Refs = key("kanavat", "Where it runs", default=(), to="channel")
    budget: Amount | None = key("budjetti", "What it may cost")
    result: Text = key("tulos", "What came of it", default="")


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the author's own words."""

    id: str
    title: str
    body: str
    path: str


ENTITIES: tuple[type[Entity], ...] = (
    PlanFile,
    Audience,
    Goal,
    Channel,
    Post,
    Review,
    Offer,
    Campaign,
)


class Figure(NamedTuple):
    """One figure of a post, a channel or a goal; there may be hundreds of thousands of them."""

    metric: str
    value: float
    checked_on: dt.date | None = None
    paid: bool = False
    source: str = "hand"
    row: tuple[str, int] | None = None
    """The ledger's file and line it comes from; None for a figure in the subject's own file."""


_PLURALS = {kind: f"{kind.value}s" for kind in Kind}


@dataclass(frozen=True)
class Plan:
    """Everything that a content folder says."""

    file: PlanFile
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    """By subject, such as ``post:p01``: a file's own figures and the ledger's together."""
    pages: Mapping[str, Page] = field(default_factory=dict)
    media: frozenset[str] = frozenset()
    """The names of the pictures, videos and documents that exist, as posts name them."""
    unread: frozenset[tuple[Kind, str]] = frozenset()
    """What cannot be read keeps its name, so that references to it hold."""
    reading: Reading = field(default_factory=Reading)
    link_separator: str = "-"
    """What stands between the words of the names that links carry."""

    def entities(self, kind: Kind) -> Mapping[str, Entity]:
        """Return all files of a kind, by id."""
        found: Mapping[str, Entity] = getattr(self, _PLURALS[kind])
        return found

    def knows(self, kind: Kind, name: str) -> bool:
        """Whether there is such a thing, readable or not."""
        return name in self.entities(kind) or bool(self.unread and (kind, name) in self.unread)

    def word(self, name: str, word: str | None) -> Any:  # noqa: ANN401 - a Word, or None
        """Return a word of a fixed list, with its labels and facts."""
        return self.reading.list(name).get(word) if word else None

    def metric(self, name: str) -> Word | str:
        """Return what a figure is called: a word of the list, else its name as it stands."""
        return self.reading.list("metric").get(name) or name


@dataclass(frozen=True, slots=True)
class FieldRow:
    """What the table of accepted keys knows of one field."""

    attribute: str
    name: str
    fi: tuple[str, ...]
    always: bool
    part: type[Part] | None
    """What stands inside it, where that is a mapping or a list of mappings."""
    by_name: bool
    """Whether it is a mapping from names to such parts."""
    to: str
    """What it refers to, if to anything."""


@cache
def fields(part: type[Part]) -> Mapping[str, FieldRow]:
    """Return the fields of a kind of file, or of a part of one, by their English names."""
    rows = {}
    for attribute, info in part.model_fields.items():
        facts = info.json_schema_extra
        if not isinstance(facts, dict) or facts.get("inside"):
            continue
        inner, by_name = _inside(info)
        name = str(facts.get("name", attribute))
        finnish = tuple(word.strip() for word in str(facts["fi"]).split(","))
        rows[name] = FieldRow(
            attribute,
            name,
            finnish,
            bool(facts["always"]),
            inner,
            by_name,
            str(facts.get("to", "")),
        )
    return rows


@cache
def accepted(part: type[Part]) -> Mapping[str, str]:
    """Return each way of writing a key, normalised, with the English name it means."""
    table: dict[str, str] = {}
    for name, row in fields(part).items():
        for word in (name, *row.fi):
            table.setdefault(normalise(word), name)
    return table


@cache
def row_of(part: type[Part], written: str) -> FieldRow | None:
    """Return the field that a key as somebody wrote it means, or None."""
    name = accepted(part).get(normalise(written))
    return fields(part)[name] if name else None


def key_of(part: type[Part], written: str) -> str | None:
    """Return the English name of a key as somebody wrote it, or None."""
    row = row_of(part, written)
    return row.name if row else None


def _inside(info: "FieldInfo") -> tuple[type[Part] | None, bool]:
    annotation = info.annotation
    candidates = [annotation]
    if get_origin(annotation) in (Union, UnionType):
        candidates = list(get_args(annotation))
    for candidate in candidates:
        if isinstance(candidate, type) and issubclass(candidate, Part):
            return candidate, False
        for inner in get_args(candidate):
            if isinstance(inner, type) and issubclass(inner, Part):
                return inner, get_origin(candidate) is dict
    return None, False
