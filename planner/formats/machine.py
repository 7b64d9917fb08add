"""A check for CI and other programs: json, github, gitlab, sarif and junit.

Texts and ids come out harmless and cut. A path stays whole in JSON, where it names a file;
only what UTF-8 cannot hold in it is replaced.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from planner.diagnostics import Severity
from planner.formats.text import counted
from planner.texts import harmless
from planner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from planner.checker import Report
    from planner.diagnostics import Diagnostic, Place, Rule

SCHEMA_VERSION = 1
_LONGEST_ESCAPE = 12
"""The letters of an escape for a sign beyond U+FFFF."""


def json_report(report: Report, language: str) -> str:
    """Return the findings as JSON, in the form of the contract."""
    body = {
        "schema_version": SCHEMA_VERSION,
        "as_of": report.as_of.isoformat(),
        "findings": [_finding(found, language) for found in report.diagnostics],
        "summary": {
            "files": report.files,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "suppressed": report.suppressed,
        },
    }
    return as_json(body)


def json_statistics(report: Report) -> str:
    """Return as JSON how often each rule speaks."""
    body = {
        "schema_version": SCHEMA_VERSION,
        "as_of": report.as_of.isoformat(),
        "rules": [
            {
                "slug": rule.slug,
                "code": rule.code,
                "severity": severity.value,
                "count": count,
                "fixable": fixable,
            }
            for rule, severity, count, fixable in counted(report)
        ],
    }
    return as_json(body)


def _finding(found: Diagnostic, language: str) -> dict[str, object]:
    place = found.place
    return {
        "slug": found.rule.slug,
        "code": found.rule.code,
        "severity": found.severity.value,
        "condition": found.rule.condition,
        "message": found.message.to(language),
        "help": found.help.to(language),
        "path": _storable(found.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "kind": found.kind.value,
        "id": None if found.id is None else harmless(found.id),
        "fixable": found.fixable,
    }


def as_json(body: object) -> str:
    """Return JSON with an escape for each sign that a terminal or a log would act upon."""
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return "\n".join(harmless(line, _LONGEST_ESCAPE * len(line)) for line in text.split("\n"))


def _storable(text: str) -> str:
    """Return a file's name as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sentences(found: Diagnostic, language: str) -> str:
    return f"{found.message.to(language)}. {found.help.to(language)}"


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(report: Report, language: str) -> Iterator[str]:
    """Yield an annotation per finding; content cannot end one or begin another."""
    for found in report.diagnostics:
        place = found.place
        facts = {
            "file": harmless(found.path),
            "line": place.line,
            "endLine": place.end_line,
            "col": place.column,
            "endColumn": place.end_column,
            "title": f"{found.rule.code} {found.rule.slug}",
        }
        if place.end_line != place.line:
            del facts["col"], facts["endColumn"]
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in facts.items())
        yield f"::{_GITHUB[found.severity]} {properties}::{_data(_sentences(found, language))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def fingerprints(report: Report) -> list[str]:
    """Return a name for each finding that lasts while the plan around it changes.

    It is made of the file, the rule, the subject and what the line says, and of a number
    where these are the same; not of the line's number, the texts or the day.
    """
    from hashlib import sha256

    seen: Counter[str] = Counter()
    names = []
    for found in report.diagnostics:
        key = json.dumps(
            [found.path, found.rule.slug, found.kind.value, found.id, found.excerpt.strip()]
        )
        seen[key] += 1
        names.append(sha256(f"{key}{seen[key]}".encode()).hexdigest()[:32])
    return names


_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(report: Report, language: str) -> str:
    """Return the findings as a Code Quality report."""
    return as_json(
        [
            {
                "description": _sentences(found, language),
                "check_name": found.rule.slug,
                "fingerprint": fingerprint,
                "severity": _GITLAB[found.severity],
                "location": {
                    "path": _storable(found.path),
                    "lines": {"begin": found.place.line},
                },
            }
            for found, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
        ]
    )


_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


def sarif(report: Report, language: str) -> str:
    """Return the findings as SARIF 2.1.0, with the manual pages of the rules that found them."""
    rules = sorted({found.rule for found in report.diagnostics}, key=lambda rule: rule.code)
    index = {rule: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Planner",
                "version": VERSION,
                "rules": [_sarif_rule(rule, language) for rule in rules],
            }
        },
        "invocations": [{"executionSuccessful": not report.broken}],
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [
            _sarif_result(found, index[found.rule], fingerprint, language)
            for found, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
        ],
        "properties": {"asOf": report.as_of.isoformat()},
    }
    return as_json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_rule(rule: Rule, language: str) -> dict[str, object]:
    from planner import manual

    facts: dict[str, object] = {"id": rule.slug}
    if rule.slug in manual.slugs():
        page = manual.page(rule.slug, language).strip()
        about = page.partition("\n\n")[0]
        sentence = _SENTENCE.match(about)
        facts["shortDescription"] = {"text": sentence[0] if sentence else about}
        facts["fullDescription"] = {"text": about}
        facts["help"] = {"text": page, "markdown": page}
    facts["defaultConfiguration"] = {"level": _SARIF[rule.severity]}
    facts["properties"] = {"code": rule.code, "condition": rule.condition}
    return facts


def _sarif_result(
    found: Diagnostic, index: int, fingerprint: str, language: str
) -> dict[str, object]:
    from urllib.parse import quote

    uri = quote(_storable(found.path))
    return {
        "ruleId": found.rule.slug,
        "ruleIndex": index,
        "level": _SARIF[found.severity],
        "message": {"text": _sarif_text(_sentences(found, language))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
                    "region": _region(found.place),
                }
            }
        ],
        "partialFingerprints": {"planner/v1": fingerprint},
    }


def _sarif_text(text: str) -> str:
    """Return a message without a link or a placeholder, which SARIF would see in content."""
    return text.replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _region(place: Place) -> dict[str, int]:
    """Return a stretch of the file; the whole line where there is no stretch."""
    if (place.line, place.column) == (place.end_line, place.end_column):
        return {"startLine": place.line}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


_SUFFIX = re.compile(r"\.\w+$")


def junit(report: Report, language: str) -> str:
    """Return the findings as JUnit XML: a test that did not pass for each.

    The colours agree with how the command ends: an error is a failure, a rule that broke an
    error, a warning or an info is skipped and says why. A test is named for its rule and file,
    so that it keeps its name while lines move. Without findings there is one test that passed:
    Jenkins takes a report without tests for a mistake.
    """
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites")
    suite = ET.SubElement(root, "testsuite", name="planner check")
    named: Counter[tuple[str, str]] = Counter()
    results: Counter[str] = Counter()
    for found in report.diagnostics:
        test = (_class(found), found.rule.slug)
        named[test] += 1
        results[_result(found)] += 1
        suite.append(_test(found, named[test], language))
    if not report.diagnostics:
        ET.SubElement(suite, "testcase", classname="planner", name="check")
    suite.set("tests", str(len(suite)))
    for result, attribute in _COUNTED.items():
        suite.set(attribute, str(results[result]))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}'


_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def _class(found: Diagnostic) -> str:
    """Return the file without its suffix, which Jenkins would take for the name of a class."""
    return _SUFFIX.sub("", harmless(found.path))


def _result(found: Diagnostic) -> str:
    from planner.rules import INTERNAL_ERROR

    if found.rule is INTERNAL_ERROR:
        return "error"
    return "failure" if found.severity is Severity.ERROR else "skipped"


def _test(found: Diagnostic, number: int, language: str) -> Element:
    from xml.etree import ElementTree as ET

    slug = found.rule.slug
    name = slug if number == 1 else f"{slug} {number}"
    test = ET.Element("testcase", classname=_class(found), name=name)
    result = ET.SubElement(test, _result(found), type=slug, message=found.message.to(language))
    place = f"{harmless(found.path)}:{found.place.line}:{found.place.column}"
    result.text = f"{place}: {_sentences(found, language)}"
    return test
