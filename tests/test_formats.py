"""The forms of a report, for people, for CI and for other programs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
import pytest
import xmlschema

from planner import formats, manual
from planner.checker import Report
from planner.diagnostics import OPENING, Diagnostic, Fix, Kind, Place
from planner.fields import UNKNOWN_FIELD
from planner.rules import INTERNAL_ERROR
from planner.rules.what import INTEREST_UNUSED
from planner.rules.when import DATE_PASSED, TIME_MISSING
from planner.rules.who import AUDIENCE_MISSING
from planner.texts import LANGUAGES, T
from tests.golden import golden

if TYPE_CHECKING:
    from planner.diagnostics import Rule

SCHEMAS = Path(__file__).parent / "schemas"
FORMS = tuple(formats.REPORTS)
PAGE = "What it finds. And what counts.\n\nWhy it matters.\n\n### Example\n"


def found(rule: Rule, message: T, path: str, place: Place) -> Diagnostic:
    cure = T("Was it published?")
    return Diagnostic(rule, rule.severity, message, cure, path, place, Kind.POST, "p20")


def report(*diagnostics: Diagnostic) -> Report:
    return Report(date(2026, 6, 7), diagnostics, files=57, quiet=diagnostics[:2])


ODD = "content/posts/syys: 1 #ä.md"
NO_TIME = replace(
    found(TIME_MISSING, T("post {post} has a date but no time", post="p21"), ODD, OPENING),
    id="p21",
    excerpt="---",
)
REPORT = report(
    replace(
        found(
            INTEREST_UNUSED,
            T("unused this period: {interest}", interest="storing vegetables"),
            "content/plan.md",
            Place(),
        ),
        kind=Kind.PLAN,
        id=None,
    ),
    replace(
        found(
            AUDIENCE_MISSING,
            T("post {post} names no audience", post="p20"),
            "content/posts/p20.md",
            OPENING,
        ),
        excerpt="---",
    ),
    replace(
        found(
            UNKNOWN_FIELD,
            T("unknown key “{key}”", key="gaol"),
            "content/posts/p20.md",
            Place(4, 1, 4, 5),
        ),
        excerpt="gaol: be-found",
        fix=Fix("goal"),
    ),
    NO_TIME,
    NO_TIME,
    found(
        DATE_PASSED,
        T("{parts}", parts=[date(2026, 5, 30), 1.5]),
        ODD,
        Place(5, 7, 6, 3),
    ),
)

HOSTILE = {
    "line ends": "a\r\nb\nc\u2028d\x85e",
    "github": "x\n::error file=a,line=1::forged",
    "github in front": "::error file=a::forged",
    "github behind a space": "\u3000::stop-commands::x",
    "github of old": "##[error]forged",
    "azure": "##vso[task.setvariable variable=a]b",
    "percent": "%0A::error::x%25,:",
    "escape": "\x1b]0;x\x07\x1b[31m\x9b2J",
    "direction": "a\u202eb\u2066c\u200b",
    "tags": "a\U000e0041\U000e007f\U000e0101b",
    "blank letters": "a\u3164\u115f\uffa0\u180e\u034f",
    "nul": "a\0b",
    "quotes": "\"'`<>&\\",
    "xml": "]]><failure/>\ufffe\uffff<!--",
    "link": "[click](https://example.org) {0} {{x}}",
    "long": "x" * 10_000,
    "surrogate": "a\udcffb\ud83d",
}


def hostile(text: str) -> Report:
    """A report of one finding that says ``text`` wherever a stranger can."""
    one = found(UNKNOWN_FIELD, T("unknown key “{key}”", key=text), text, Place(2, 1, 2, 5))
    return report(replace(one, help=T("{value}", value=text), id=text, excerpt=text))


def texts(form: str, output: str) -> list[str]:
    """The findings in an output, each by its message."""
    match form:
        case "text" | "github":
            return output.splitlines()
        case "json":
            return [item["message"] for item in json.loads(output)["findings"]]
        case "gitlab":
            return [item["description"] for item in json.loads(output)]
        case "sarif":
            return [item["message"]["text"] for item in results(output)]
    return [test[0].get("message", "") for test in ET.fromstring(output).iter("testcase")]  # noqa: S314


def results(output: str) -> list[dict[str, Any]]:
    """The findings in a SARIF log."""
    shown: list[dict[str, Any]] = json.loads(output)["runs"][0]["results"]
    return shown


def said(form: str, wanted: Report, language: str = "en") -> str:
    return formats.REPORTS[form](wanted, language)


def test_there_are_the_forms_of_the_contract() -> None:
    assert FORMS == ("text", "json", "github", "gitlab", "sarif", "junit")


@pytest.mark.parametrize(
    ("form", "language"),
    [*((form, "en") for form in FORMS), ("text", "fi"), ("json", "fi")],
)
def test_the_forms_to_the_byte(form: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "page", lambda *_: PAGE)
    output = said(form, REPORT, language).replace(version("planner-site"), "VERSION")
    assert output == golden(f"formats/{form}-{language}.txt", output)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_every_finding_and_a_line_end(form: str, language: str) -> None:
    output = said(form, REPORT, language)
    assert len(texts(form, output)) == len(REPORT.diagnostics)
    assert output.endswith("\n")
    assert not output.endswith("\n\n")


def test_without_findings_the_forms_for_lines_are_empty() -> None:
    assert said("text", report()) == said("github", report()) == ""
    assert said("gitlab", report()) == "[]\n"
    assert json.loads(said("json", report()))["findings"] == results(said("sarif", report())) == []


@pytest.mark.payload("H11")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_content_stays_one_harmless_finding(form: str, text: str) -> None:
    output = said(form, hostile(text))
    assert len(texts(form, output)) == 1
    output.encode()
    assert not re.search(r"[^\n\x20-\x7e\xa0-\u2027\u2030-\ud7ff\ue000-\ufffd]", output)
    assert not re.search(
        "[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\u115f\uffa0\u180e\u034f\ufeff]", output
    )
    assert not re.search(r"##\w*\[", output)
    commands = [line for line in output.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == (form == "github")
    assert all(len(it) < 700 for it in texts(form, output))


@pytest.mark.payload("H11")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_content_cannot_leave_its_place_in_an_annotation(text: str) -> None:
    (line,) = said("github", hostile(text)).splitlines()
    _, properties, data = line.split("::", 2)
    names = [part.partition("=")[0] for part in properties.removeprefix("error ").split(",")]
    assert names == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert "%0A" not in data


@pytest.mark.parametrize("form", ["json", "gitlab", "sarif"])
def test_json_can_be_stored_after_it_was_read(form: str) -> None:
    for text in HOSTILE.values():
        json.dumps(json.loads(said(form, hostile(text))), ensure_ascii=False).encode()


def test_an_id_is_cut_as_texts_are() -> None:
    (item,) = json.loads(said("json", hostile(HOSTILE["long"])))["findings"]
    assert len(item["id"]) == 200
    assert len(item["message"]) < 220


@pytest.mark.payload("H11")
def test_content_makes_no_link_and_no_placeholder_in_sarif() -> None:
    (result,) = results(said("sarif", hostile(HOSTILE["link"])))
    assert "[click] (https://example.org) {{0}} {{{{x}}}}" in result["message"]["text"]


def test_the_sentence_under_a_check_holds_no_content() -> None:
    assert formats.summary(hostile("::error::x"), "en") == "57 files checked: 1 error."


def test_a_path_is_whole_for_programs() -> None:
    path = "posts/" + "ä b#%\n\u202e" * 40 + "\U000e0041" * 400 + ".md"
    wanted = report(found(UNKNOWN_FIELD, T("x"), path, OPENING))
    (result,) = results(said("sarif", wanted))
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(place["uri"]) == path
    assert place["uri"].isascii()
    assert json.loads(said("json", wanted))["findings"][0]["path"] == path
    assert json.loads(said("gitlab", wanted))[0]["location"]["path"] == path


def test_a_fingerprint_lasts_while_lines_move_and_texts_change() -> None:
    before = formats.fingerprints(REPORT)
    lower = tuple(
        replace(it, place=Place(it.place.line + 9, 3, it.place.line + 9, 4), message=T("other"))
        for it in REPORT.diagnostics
    )
    assert formats.fingerprints(report(*lower)) == before
    english, finnish = (json.loads(said("gitlab", REPORT, it)) for it in LANGUAGES)
    assert [it["fingerprint"] for it in english] == [it["fingerprint"] for it in finnish] == before
    assert [it["partialFingerprints"] for it in results(said("sarif", REPORT))] == [
        {"planner/v1": name} for name in before
    ]


def test_a_fingerprint_is_of_one_finding() -> None:
    names = formats.fingerprints(REPORT)
    assert len(set(names)) == len(names)
    one = REPORT.diagnostics[2]
    others = (
        replace(one, path="x.md"),
        replace(one, id="p21"),
        replace(one, rule=AUDIENCE_MISSING),
        replace(one, excerpt="gaol: be-seen"),
        replace(one, kind=Kind.GOAL),
    )
    assert len({formats.fingerprints(report(it))[0] for it in (one, *others)}) == 6


def test_sarif_is_valid() -> None:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for wanted in (REPORT, report(), *map(hostile, HOSTILE.values())):
        for language in LANGUAGES:
            assert list(validator.iter_errors(json.loads(said("sarif", wanted, language)))) == []
    assert not validator.is_valid({"version": "2.1.0", "runs": [{}]})


def test_sarif_brings_the_manual_pages_of_what_was_found() -> None:
    for language in LANGUAGES:
        (run,) = json.loads(said("sarif", REPORT, language))["runs"]
        rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
        assert set(rules) == {it.rule.slug for it in REPORT.diagnostics}
        page = manual.page("audience-missing", language).strip()
        rule = rules["audience-missing"]
        assert rule["help"] == {"text": page, "markdown": page}
        assert page.startswith(rule["fullDescription"]["text"])
        assert rule["fullDescription"]["text"].startswith(rule["shortDescription"]["text"])
        assert rule["properties"] == {"code": "WHO101", "condition": 1}
        for result in run["results"]:
            assert list(rules)[result["ruleIndex"]] == result["ruleId"]


def test_a_rule_that_broke_is_told_to_machines() -> None:
    broken = report(found(INTERNAL_ERROR, T("the rule {rule} broke", rule="x"), "plan.md", Place()))
    (run,) = json.loads(said("sarif", broken))["runs"]
    assert run["invocations"] == [{"executionSuccessful": False}]
    assert ET.fromstring(said("junit", broken)).find(".//testcase/error") is not None  # noqa: S314


def test_junit_is_valid() -> None:
    schema = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
    for wanted in (REPORT, report(), *map(hostile, HOSTILE.values())):
        schema.validate(said("junit", wanted))


def test_junit_counts_what_it_shows() -> None:
    suite = ET.fromstring(said("junit", REPORT))[0]  # noqa: S314
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "3",
        "errors": "0",
        "skipped": "3",
    }
    tests = [(test.get("classname"), test.get("name")) for test in suite]
    assert len(set(tests)) == len(tests)
    (passed,) = ET.fromstring(said("junit", report()))[0]  # noqa: S314
    assert len(passed) == 0


def test_only_the_forms_that_need_them_load_the_manual_and_xml() -> None:
    code = """
import datetime, sys
from planner import formats
from planner.checker import Report
for form in ("text", "json", "github", "gitlab"):
    formats.REPORTS[form](Report(datetime.date(2026, 6, 7), (), 1), "en")
print([name for name in ("xml", "xml.etree", "planner.manual") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n"
