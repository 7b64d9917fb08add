"""The schemas and the files for editors agree with the checker, and are up to date."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from editors import generate
from planner import formats, source, values
from planner.diagnostics import Kind, Subject
from planner.fields import MISSING_FIELD, Form
from planner.lines import model_of
from planner.loader import FOLDERS
from planner.model import Entity, Part, Reading, fields, key_of
from planner.schema import KINDS, schema, schemas
from planner.vocabulary import Word, lists
from tests.test_formats import REPORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.diagnostics import Finding

ROOT = Path(__file__).parents[1]
EDITORS = ROOT / "editors"
PLANS = (ROOT / "content", ROOT / "examples" / "fi" / "content")
SNIPPETS = json.loads((EDITORS / "vscode" / "planner.code-snippets").read_text("utf-8"))
VALID = {kind: jsonschema.Draft202012Validator(schema(kind)) for kind in KINDS}


def kind_of(path: Path, plan: Path) -> Kind | None:
    """Return what a file of a plan describes; None for a page of the author's own."""
    name = path.relative_to(plan).as_posix()
    return Kind.PLAN if name == "plan.md" else FOLDERS.get(name.split("/")[0])


FILES = [
    (kind, path)
    for plan in PLANS
    for path in sorted(plan.rglob("*.md"))
    if (kind := kind_of(path, plan)) is not None
]


def as_an_editor_reads_it(value: object) -> object:
    """Return plain data with the numbers and truth values of YAML 1.2."""
    match value:
        case dict():
            return {key: as_an_editor_reads_it(item) for key, item in value.items()}
        case list():
            return [as_an_editor_reads_it(item) for item in value]
        case "true" | "false":
            return value == "true"
        case str() if re.fullmatch(r"-?\d+", value):
            return int(value)
        case str() if re.fullmatch(r"-?\d+\.\d*", value):
            return float(value)
    return value


def wrong(kind: Kind, data: object) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in VALID[kind].iter_errors(data)]


# The schemas


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one(kind: Kind) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_there_is_a_schema_for_every_kind_of_markdown_file() -> None:
    assert list(schemas()) == ["plan", *FOLDERS.values()]


@pytest.mark.parametrize("typed", [False, True], ids=["text", "yaml"])
def test_every_file_of_the_sample_fits(typed: bool) -> None:  # noqa: FBT001
    assert len(FILES) > 100
    for kind, path in FILES:
        data: object = source.read(str(path), Subject(kind)).data
        assert wrong(kind, as_an_editor_reads_it(data) if typed else data) == [], path


POST = {"title": "Rye bread"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.POST, {**POST, "status": "raedy"}),
        (Kind.POST, {**POST, "tila": "valmsi"}),
        (Kind.POST, {**POST, "audiense": "families"}),
        (Kind.POST, {**POST, "channel": ["facebook"]}),
        (Kind.POST, {**POST, "message": ["One", "two"]}),
        (Kind.POST, {**POST, "cta": {"type": "comment", "txt": "Ask"}}),
        (Kind.POST, {**POST, "cta": "comment"}),
        (Kind.POST, {**POST, "paid": "perhaps"}),
        (Kind.POST, {**POST, "metrics": {"komentit": 3}}),
        (Kind.POST, {**POST, "metrics": {"comments": -3}}),
        (Kind.POST, {"status": "idea"}),
        (Kind.GOAL, {"title": "Grow", "baseline": {"value": "many"}}),
        (Kind.GOAL, {"title": "Grow", "observations": [{"value": 3}]}),
        (Kind.AUDIENCE, {"title": "Us", "channels": [{"id": "x", "evidence": "hunch"}]}),
        (Kind.CHANNEL, {"title": "Page", "windows": ["evenings"]}),
        (Kind.PLAN, {"title": "Summer"}),
    ],
)
def test_what_is_wrong_does_not_fit(kind: Kind, data: object) -> None:
    assert wrong(kind, data)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.POST, {"otsikko": "Ruisleipä", "tila": "luonnos", "polun vaihe": "asiakkaat"}),
        (Kind.POST, {**POST, "audience": "families", "hashtags": ["rye", 2026]}),
        (Kind.POST, {**POST, "time": 18.3, "date": "1.5.2026 klo 18.30", "paid": True}),
        (Kind.POST, {**POST, "toimintakehote": {"tyyppi": "kysy"}}),
        (Kind.POST, {**POST, "variants": {"instagram": {"text": "Bread"}}}),
        (Kind.POST, {**POST, "channel": None, "audience": [], "live": None}),
        (Kind.POST, {**POST, "metrics": {"kirjattu": "5.6.2026", "linkin klikkaukset": "1 480"}}),
        (Kind.REVIEW, {"noticed": "The live"}),
    ],
)
def test_what_people_may_write_fits(kind: Kind, data: object) -> None:
    assert wrong(kind, data) == []


SEASON = (date(2026, 4, 27), date(2026, 7, 19))
DAYS = ("2026-04-27", "27.4.2026", "27. 4. 2026", "27.4.", "2026-04-27 19:00", "9.6.26", "tomorrow")
CLOCKS = ("18:30", "18.30", "klo 18", "6 pm", "18:30:00", "evening", "18:3", "at noon")
NUMBERS = ("1480", "18,50", "1 480", "1 480,5", "0.125", "-3", "1,480", "12.500", "1e3", "3 pcs")
WINDOWS = ("Mon-Thu 18:00-20:00", "ma-to 18.00-20.00", "daily 9–13", "18-20", "evenings")
IDS = ("season-box", "sesonkilaatikko-ä1", "a--b", "a b", "a_b", "a.b", "ä" * 81)


@pytest.mark.parametrize(
    ("kind", "key", "read", "texts"),
    [
        (Kind.GOAL, "value", values.a_number, NUMBERS),
        (Kind.CAMPAIGN, "start", partial(values.a_day, period=SEASON), DAYS),
        (Kind.POST, "publish_at", partial(values.a_moment, period=SEASON), DAYS),
        (Kind.POST, "time", values.a_time, CLOCKS),
        (Kind.CHANNEL, "windows", values.a_window, WINDOWS),
        (Kind.POST, "id", values.an_id, IDS),
    ],
)
def test_a_schema_takes_the_texts_that_the_checker_takes(
    kind: Kind, key: str, read: Callable[[str], object], texts: tuple[str, ...]
) -> None:
    for text in texts:
        data = {"baseline": {key: text}} if kind is Kind.GOAL else {key: text}
        assert (not wrong(kind, {"title": "x", **data})) is is_read(read, text), text


def is_read(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except values.BadValue:
        return False
    return True


def test_both_languages_stand_in_a_description() -> None:
    found = schema(Kind.POST)["properties"]["audience"]["description"]
    english, finnish = found.split(" – ")
    assert english.startswith("Whom it is for: one or two audiences. Needed from")
    assert "“draft”" in english
    assert "”luonnos”" in finnish


def test_a_plans_own_words_can_be_added() -> None:
    own = lists()["metric"].extended([Word("boxes", "boxes", "laatikot")])
    known = jsonschema.Draft202012Validator(schema(Kind.POST, {**lists(), "metric": own}))
    data = {**POST, "metrics": {"laatikot": 3}, "action_metric": "boxes"}
    assert not known.is_valid({**data, "purpose": "boxes"})
    assert known.is_valid(data)
    assert wrong(Kind.POST, data)


# The files for editors


def test_the_generated_files_are_up_to_date() -> None:
    for name, text in generate.files().items():
        assert (EDITORS / name).read_bytes() == text.encode(), (
            f"run python -m editors.generate: {name}"
        )


def test_the_schemas_in_the_repository_are_those_of_the_program() -> None:
    stored = {
        path.name.partition(".")[0]: json.loads(path.read_text("utf-8"))
        for path in (EDITORS / "schemas").iterdir()
    }
    assert stored == schemas()


def filled(body: list[str], choose: int, typed: str) -> str:
    """Return a snippet with every place filled: one of the choices, the example, or ``typed``."""
    text = "\n".join(body)
    for name, value in (("YEAR", "2026"), ("MONTH", "05"), ("DATE", "04")):
        text = text.replace(f"$CURRENT_{name}", value)
    text = re.sub(r"\$\{\d+\|(.+?)\|\}", lambda found: found[1].split(",")[choose], text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    return re.sub(r"\$\d+", typed, text)


def read_snippet(kind: Kind, text: str) -> tuple[object, list[Finding]]:
    subject = Subject(kind, "new")
    matter = text.split("---\n")[1]
    data, findings = source.load(matter, subject)
    form = Form(subject, Reading(), "en", findings)
    form.fill(model_of(kind), data, id="new")
    return data, findings


@pytest.mark.parametrize("name", SNIPPETS)
@pytest.mark.parametrize("choose", [0, -1])
def test_a_filled_snippet_is_understood(name: str, choose: int) -> None:
    kind = kind_of_snippet(name)
    data, findings = read_snippet(kind, filled(SNIPPETS[name]["body"], choose, "12"))
    assert findings == []
    assert wrong(kind, data) == []


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_may_be_left_empty(name: str) -> None:
    _, findings = read_snippet(kind_of_snippet(name), filled(SNIPPETS[name]["body"], 0, ""))
    assert {finding.rule for finding in findings} <= {MISSING_FIELD}


def kind_of_snippet(name: str) -> Kind:
    label = name.removeprefix("Planner: ")
    found = lists()["file-kind"].find(label)
    assert found
    return Kind(found)


def test_there_is_a_snippet_for_every_kind_of_file_in_both_languages() -> None:
    assert len(SNIPPETS) == 2 * len(FOLDERS)
    assert len({snippet["prefix"] for snippet in SNIPPETS.values()}) == len(SNIPPETS)
    assert {kind_of_snippet(name) for name in SNIPPETS} == set(FOLDERS.values())


def test_a_snippet_begins_with_what_is_required() -> None:
    keys = [line.partition(":")[0] for line in SNIPPETS["Planner: post"]["body"][1:-2]]
    assert keys[:6] == ["title", "status", "channel", "audience", "goal", "purpose"]
    assert {"date", "cta", "owner"} < set(keys)
    assert not {"id", "metrics", "series"} & set(keys)


ALLOWED = {
    "string": {"single"},
    "number": {"numberOptions"},
    "boolean": set(),
    "datetime": {"dateFormat"},
    "choice": {"choices", "multiple"},
    "list": set(),
    "fields": {"fields"},
}
"""The fields of Front Matter CMS that are used, and what each may have of its own."""


@pytest.mark.parametrize("name", ["frontmatter.json", "fi/frontmatter.json"])
def test_a_form_has_only_keys_and_words_of_the_plan(name: str) -> None:
    found = json.loads((EDITORS / "frontmatter-cms" / name).read_text("utf-8"))
    forms = {made["name"]: made["fields"] for made in found["frontMatter.taxonomy.contentTypes"]}
    for folder in found["frontMatter.content.pageFolders"]:
        kind = FOLDERS[folder["path"].removeprefix("[[workspace]]/content/")]
        assert folder["contentTypes"] == [kind.value]
        check_form(model_of(kind), forms[kind.value])
    assert set(forms) == set(FOLDERS.values())


def check_form(part: type[Part], forms: list[dict[str, Any]]) -> None:
    for form in forms:
        own = form.keys() - {"title", "name", "description", "type", "required"}
        assert own <= ALLOWED[form["type"]], form
        english = key_of(part, form["name"])
        assert english, form["name"]
        if form["type"] == "fields":
            inner = fields(part)[english].part
            assert inner
            check_form(inner, form["fields"])
        for choice in form.get("choices", ()):
            chosen = [choice["id"]] if form.get("multiple") else choice["id"]
            if issubclass(part, Entity):
                problems = wrong(part.kind, {"title": "x", form["name"]: chosen})
                assert problems == []


def test_the_problem_matcher_reads_a_check() -> None:
    tasks = json.loads((EDITORS / "vscode" / "tasks.json").read_text("utf-8"))["tasks"]
    pattern = tasks[0]["problemMatcher"]["pattern"]
    lines = list(formats.lines(REPORT, "fi"))
    assert lines
    for line, found in zip(lines, REPORT.diagnostics, strict=True):
        match = re.match(pattern["regexp"], line)
        assert match
        assert match[pattern["file"]] == found.path
        assert int(match[pattern["line"]]) == found.place.line
        assert int(match[pattern["column"]]) == found.place.column
        assert match[pattern["severity"]] == found.severity
        assert match[pattern["code"]] == found.rule.slug
        assert match[pattern["message"]].startswith(found.rule.code)


def test_the_settings_are_json() -> None:
    assert json.loads((EDITORS / "vscode" / "settings.json").read_text("utf-8"))


def test_gitlab_understands_the_template() -> None:
    template = yaml.safe_load((EDITORS / "gitlab" / "planner.gitlab-ci.yml").read_text("utf-8"))
    known = json.loads((ROOT / "tests" / "schemas" / "gitlab-ci.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(known)
    assert [fault.message for fault in validator.iter_errors(template)] == []
    assert not validator.is_valid({**template, "planner": {**template["planner"], "scrpt": ["x"]}})
    written = re.findall(r"--output (\S+)", "\n".join(template["planner"]["script"]))
    assert set(written) == set(template["planner"]["artifacts"]["reports"].values())
