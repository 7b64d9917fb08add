from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.vocabulary import Word, WordList, lists, normalise, sources, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Counted by hand in the tables of the method.
SIZES = {
    "status": 7,
    "evidence": 8,
    "audience-value": 3,
    "audience-status": 2,
    "channel-status": 3,
    "lever": 10,
    "purpose": 12,
    "channel-kind": 15 + 7,
    "stage": 4,
    "journey": 5,
    "content-type": 12 + 16,
    "format": 16,
    "metric": 12 + 18 + 7 + 2,
    "metric-family": 4,
    "next": 5,
    "cta": 14,
    "recording": 3,
    "task": 9,
    "role": 13,
    "verdict": 4,
    "severity": 3,
    "condition": 8,
    "boolean": 2,
    "weekday": 7,
    "catch-all": 2,
    "file-kind": 10,
    "subject-prefix": 3,
    "language": 2,
}

EVERY_WORD = [(name, word) for name, list_ in lists().items() for word in list_.values()]
EVERY_SPELLING = [
    (name, word.id, spelling) for name, word in EVERY_WORD for spelling in word.spellings
]

# A fact that names words of another list, and that list.
REFERENCES = [
    ("purpose", "metrics", "metric"),
    ("channel-kind", "metrics", "metric"),
    ("stage", "journey", "journey"),
    ("content-type", "stages", "stage"),
    ("metric", "family", "metric-family"),
    ("metric-family", "condition", "condition"),
    ("role", "does", "task"),
]


def facts(name: str, key: str) -> dict[str, object]:
    """Return one fact of every word of a list that has it."""
    return {word.id: word.facts[key] for word in words(name).values() if key in word.facts}


def ids_where(name: str, key: str, value: object) -> set[str]:
    """Return the ids of the words whose fact has this value."""
    return {id_ for id_, fact in facts(name, key).items() if fact == value}


def test_the_lists_hold_what_the_method_has() -> None:
    assert {name: len(list_) for name, list_ in lists().items()} == SIZES


def test_twelve_content_types_are_the_sources_own() -> None:
    base = ids_where("content-type", "base", value=True)
    stages = [words("content-type")[id_].facts["stages"] for id_ in base]
    assert len(base) == 12
    assert {stage: stages.count((stage,)) for stage in words("stage")} == {
        "need-formation": 3,
        "evaluation": 3,
        "decision": 4,
        "activation": 2,
    }


def test_metrics_by_family() -> None:
    families = list(facts("metric", "family").values())
    assert {family: families.count(family) for family in words("metric-family")} == {
        "attention": 12,
        "action": 18,
        "change": 7,
        "effort": 2,
    }


def test_formats_with_a_block() -> None:
    assert facts("format", "block") == {
        "short-video": "video",
        "video": "video",
        "live": "live",
        "webinar": "live",
    }


def test_formats_without_a_picture() -> None:
    assert ids_where("format", "picture", value=False) == {
        *("text", "link", "poll", "event", "newsletter", "blog-post", "document"),
    }


def test_what_counts() -> None:
    assert ids_where("status", "counts", value=False) == {"idea", "cancelled"}
    assert ids_where("evidence", "knows", value=False) == {"assumption"}


def test_the_eight_conditions_in_order() -> None:
    conditions = words("condition")
    assert " ".join(conditions) == "who why where what when noticed analysed changed"
    assert list(facts("condition", "number").values()) == list(range(1, 9))
    for condition in conditions.values():
        for text in ("statement_en", "statement_fi", "page_en", "page_fi"):
            assert condition.facts[text]


def test_the_statements_are_those_of_the_source() -> None:
    assert " ".join(str(text) for text in facts("condition", "statement_fi").values()) == (
        "Tiedät ketä tavoittelet Tiedät miksi heitä tavoittelet "
        "Tiedät missä somekanavassa kohderyhmä on Tiedät mistä kohderyhmäsi on kiinnostunut "
        "Tiedät milloin tavoittelet ihmisiä (aikataulutus) Seuraat kuinka viesti huomataan "
        "Analysoit syntynyttä toimintaa Seuraat toteutuneen toiminnan muutosta"
    )


def test_weekdays_are_numbered_as_in_iso() -> None:
    assert facts("weekday", "number") == {id_: n for n, id_ in enumerate(words("weekday"), start=1)}
    assert " ".join(str(day) for day in facts("weekday", "short_fi").values()) == (
        "ma ti ke to pe la su"
    )


def test_every_channel_has_its_inessive_and_metrics() -> None:
    for word in words("channel-kind").values():
        assert word.facts["inessive_fi"]
        assert word.facts["metrics"]


@pytest.mark.parametrize(("name", "word"), EVERY_WORD)
def test_a_word_is_complete(name: str, word: Word) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word.id), name
    for text in texts(word):
        assert text
        assert text == text.strip()
        assert text == unicodedata.normalize("NFC", text)


def texts(word: Word) -> Iterator[str]:
    """Yield every text of a word."""
    yield from word.spellings
    yield from (fact for fact in word.facts.values() if isinstance(fact, str) and fact != "")


@pytest.mark.parametrize(("name", "word"), EVERY_WORD)
def test_a_text_stands_in_both_languages(name: str, word: Word) -> None:
    there = set(word.facts)
    for key in there - {"inessive_fi"}:
        if key.endswith(("_en", "_fi")):
            assert {f"{key[:-3]}_en", f"{key[:-3]}_fi"} <= there, name


def test_no_spelling_means_two_words() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for name, id_, spelling in EVERY_SPELLING:
        meanings.setdefault((name, normalise(spelling)), set()).add(id_)
    assert {key: ids for key, ids in meanings.items() if len(ids) > 1} == {}


def test_every_label_finds_its_word() -> None:
    for name, word in EVERY_WORD:
        for language in ("en", "fi"):
            assert words(name).find(word.label(language)) == word.id
            assert word.to(language) == word.label(language)


@given(st.data())
def test_every_spelling_finds_its_word_however_it_is_written(data: st.DataObject) -> None:
    name, id_, spelling = data.draw(st.sampled_from(EVERY_SPELLING))
    assert words(name).find(data.draw(written(spelling))) == id_


@st.composite
def written(draw: st.DrawFn, text: str) -> str:
    """Write a text as somebody else might: other case, separators, spaces, normal form."""
    cased = draw(st.sampled_from([text, text.upper(), text.lower(), text.title()]))
    gap = draw(st.sampled_from([" ", "-", "_", "  ", "\u00a0", "\u202f", "\u2011", " - "]))
    decomposed = draw(st.booleans())
    normal = unicodedata.normalize("NFD", cased) if decomposed else cased
    around = draw(st.sampled_from(["", " ", "\t", "\u00a0"]))
    return around + re.sub("[-_ ]", gap, normal) + around


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    list_ = words("status")
    assert list_.find(text) in {None, *list_}
    near = list_.near(text)
    assert near is None or list_.find(near) is not None


@pytest.mark.parametrize(
    ("name", "text", "id_"),
    [
        ("status", "julkaistu", "published"),
        ("stage", "tarpeenmuodostus", "need-formation"),
        ("stage", "Tarpeenmuodostusvaihe", "need-formation"),
        ("stage", "purchase", "decision"),
        ("journey", "advocacy", "advocates"),
        ("format", "karuselli", "image-series"),
        ("format", "kuvasarja", "image-series"),
        ("metric", "kattavuus", "reach"),
        ("metric", "keskikatselu", "avg-watch-s"),
        ("metric", "linkin klikkaukset", "link-clicks"),
        ("metric", "myynti", "revenue"),
        ("metric", "toimitetut", "delivered"),
        ("cta", "ota_yhteyttä", "contact"),
        ("severity", "virhe", "error"),
        ("boolean", "Kyllä", "true"),
        ("boolean", "on", "true"),
        ("boolean", "off", "false"),
        ("weekday", "to", "thu"),
        ("catch-all", "Suuri yleisö", "general-public"),
        ("catch-all", "Kaikille", "everyone"),
        ("catch-all", "everyone", "everyone"),
        ("subject-prefix", "julkaisu", "post"),
        ("file-kind", "tavoite", "goal"),
        ("status", "", None),
        ("status", "valmiit", None),
    ],
)
def test_what_people_write(name: str, text: str, id_: str | None) -> None:
    assert words(name).find(text) == id_
    assert words(name).find(text) == id_  # and again, from memory


@pytest.mark.parametrize(
    ("name", "text", "language", "meant"),
    [
        ("status", "julkastu", "fi", "julkaistu"),
        ("status", "luonos", "fi", "luonnos"),
        ("status", "drafft", "en", "draft"),
        ("status", "drafft", "fi", "draft"),  # an English slip in a Finnish plan
        ("content-type", "tuote demo", "fi", "tuotedemo"),
        ("channel-kind", "Facebok", "en", "Facebook"),
        ("stage", "need-fromation", "en", "need formation"),
        ("cta", "kommentoi!", "fi", "kommentoi"),
        ("status", "banaani", "fi", None),
        ("metric", "kissa", "fi", None),
        ("verdict", "foo", "en", None),
        ("status", "draft" * 20, "en", None),
    ],
)
def test_a_slip_of_the_pen(name: str, text: str, language: str, meant: str | None) -> None:
    assert words(name).near(text, language) == meant


def test_a_plans_own_words_are_added() -> None:
    metrics = words("metric")
    own = metrics.extended([Word("box-subscriptions", "Box subscriptions", "Laatikkotilaukset")])
    assert own.find("laatikkotilaukset") == "box-subscriptions"
    assert own.find("reach") == "reach"
    assert list(own) == [*metrics, "box-subscriptions"]
    assert metrics.find("laatikkotilaukset") is None


def test_a_plans_own_word_takes_the_place_of_its_namesake() -> None:
    own = words("metric").extended([Word("visits", "Visits to the yard", "Pihalla käyneet")])
    assert len(own) == len(words("metric"))
    assert own.find("pihalla käyneet") == "visits"
    assert own.find("käynnit") is None


def test_an_id_means_itself_and_the_first_word_keeps_a_spelling() -> None:
    list_ = WordList("t", [Word("a", "b", "sama"), Word("b", "c", "sama")])
    assert [list_.find(text) for text in ("a", "b", "c", "sama")] == ["a", "b", "b", "a"]


def test_words_are_values() -> None:
    one, other = Word("a", "b", "c"), Word("a", "b", "c")
    assert one == other
    assert len({one, other, *words("status").values()}) == 8
    assert repr(WordList("t", [one])) == "WordList('t', ['a'])"
    assert lists() is lists()


@pytest.mark.parametrize(("name", "key", "target"), REFERENCES)
def test_facts_name_words_that_exist(name: str, key: str, target: str) -> None:
    named: Mapping[str, object] = facts(name, key)
    assert named
    for fact in named.values():
        for id_ in fact if isinstance(fact, tuple) else (fact,):
            assert id_ in words(target)


def test_the_words_of_the_funnel_belong_to_one_list() -> None:
    for journey in words("journey").values():
        for word in journey.facts["funnel"]:
            stage = words("stage").find(word)
            assert (stage is None) == (words("journey").find(word) == journey.id)
            if stage:
                assert words("stage")[stage].facts["journey"] == journey.id


def test_sources() -> None:
    assert list(sources()) == ["S0", "S1", "S2", "S3", "S4"]
    for source in sources().values():
        assert source.title
        assert source.kind("en") != source.kind("fi")
        assert source.note("en") != source.note("fi")
        assert "@" not in repr(source)


def test_every_named_source_is_known() -> None:
    named = [word.facts["source"] for _, word in EVERY_WORD if "source" in word.facts]
    assert named
    for source in named:
        for place in source.split(", "):
            match = re.fullmatch(r"(S\d)(:\d+(–\d+)?)?", place)
            assert match, source
            assert match[1] in sources()
