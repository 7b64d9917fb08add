"""planner export: what a person asks for, what is said, and the forms atom and json."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import jsonschema  # type: ignore[import-untyped]
import pytest
from icalendar import Calendar

from planner import cli
from planner.agenda import slots
from planner.exporters import EXPORTS
from planner.exporters.atom import export as atom
from planner.exporters.json_plan import plain, schema
from planner.exporters.orders import Order
from planner.loader import load
from planner.site.views.calendar import calendar_files
from planner.site.views.calendar.subscribing import subscribing
from planner.vocabulary import lists
from tests.plans import write_plan
from tests.test_calendars import order, post
from tests.test_site import desk_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Plan

ROOT = Path(__file__).parents[1]
SAMPLE = load(ROOT / "content").plan
FINNISH = load(ROOT / "examples" / "fi" / "content").plan
DAY = dt.date(2026, 6, 7)

Ran = tuple[int, str, str]


# The command


def test_the_whole_plan_goes_to_the_screen_and_what_does_not_is_said(
    exporting: Callable[..., Ran],
) -> None:
    code, out, err = exporting("ics")
    assert code == 0
    assert out.count("BEGIN:VEVENT") == 22 + len(SAMPLE.file.anchors)
    assert "VALARM" not in out
    assert err == "14 drafts are left out; --drafts takes them along.\n"
    assert exporting("ics", "--quiet") == (0, out, "")


def test_a_file_is_the_same_with_its_own_line_ends(
    exporting: Callable[..., Ran], plan: Path
) -> None:
    _, out, _ = exporting("ics", "--lang", "fi", "--channel", "instagram", "--drafts")
    target = plan.parent / "kanava.ics"
    wanted = ("ics", "--lang", "fi", "--channel", "instagram", "--drafts", "--output", str(target))
    assert exporting(*wanted) == (0, "", "")
    assert target.read_bytes() == out.encode()
    assert b"\r\n" in target.read_bytes()
    code, out, err = exporting("ics", "--output", str(plan))
    assert (code, out) == (2, "")
    assert "cannot be written" in err


@pytest.mark.parametrize("name", ["facebook", "Facebook", "FACEBOOK PAGE"])
def test_a_channel_is_known_by_its_id_or_title(exporting: Callable[..., Ran], name: str) -> None:
    code, out, _ = exporting("ics", "--channel", name)
    assert code == 0
    assert set(re.findall(r"^SUMMARY:(.*?):", out, re.MULTILINE)) == {"Facebook page"}


def test_a_person_gets_their_own_posts_with_a_reminder(exporting: Callable[..., Ran]) -> None:
    _, out, _ = exporting("ics", "--person", "Spouse")
    assert "TRIGGER:-PT30M" in out
    assert "NAME:Kaskisuvanto organic farm – Spouse\r\n" in out
    assert "VALARM" not in exporting("ics", "--person", "partner", "--remind", "0")[1]
    assert "TRIGGER:-PT5M" in exporting("ics", "--campaign", "open-yard-day", "--remind", "5")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("icss",), "There is no form “icss”. Did you mean “ics”?\n"),
        (
            ("word",),
            "There is no form “word”; choose ics, atom, json, csv, links, buffer, publer, sprout, socialbee, metricool, postiz.\n",
        ),
        (
            ("ics", "--channel", "facebok"),
            "--channel: there is no channel “facebok”. Did you mean “facebook”?\n",
        ),
        (
            ("atom", "--campaign", "open-yard"),
            "--campaign: there is no campaign “open-yard”. Did you mean “open-yard-day”?\n",
        ),
        (
            ("ics", "--person", "boss"),
            "--person: there is no role “boss”. There are these: owner, partner, summer-helper.\n",
        ),
        (("json", "--drafts"), "--drafts means nothing to the form json.\n"),
        (("atom", "--remind", "5"), "--remind means nothing to the form atom.\n"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    exporting: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    assert exporting(*arguments) == (2, "", said)


def test_where_there_is_nothing_to_export_it_says_so(
    exporting: Callable[..., Ran], plan: Path
) -> None:
    for path in (plan / "posts").glob("*.md"):
        path.unlink()
    code, out, err = exporting("atom", "--lang", "fi")
    assert (code, out) == (2, "")
    assert err.startswith("Vielä ei ole mitään vietävää")
    assert "--drafts" not in exporting("ics", "--drafts")[2]
    (plan / "posts" / "bad.md").write_text("---\ntitle: [\n---\n", "utf-8")
    assert exporting("json")[2] == "1 file cannot be read; planner check says why.\n"


def test_on_a_screen_it_says_how_to_make_a_file(
    exporting: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.exporting.on_terminal", lambda _: True)
    assert exporting("json")[2] == "Into a file: planner export json --output plan.json\n"


@pytest.mark.parametrize("name", EXPORTS)
def test_help_names_each_form(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["export", "--lang", "fi", "--help"]) == 0
    assert f"  {name} " in capsys.readouterr().out


# Atom


def test_a_feed_reads_back() -> None:
    content = atom(Order(SAMPLE, DAY, "en", drafts=True)).content
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == SAMPLE.file.title
    assert read.feed.updated == "2026-06-06T21:00:00Z"
    wanted = Order(SAMPLE, DAY, "en", drafts=True)
    assert [entry.title for entry in read.entries] == [wanted.title(it) for it in wanted.slots]
    names = [entry.id for entry in read.entries]
    assert len(set(names)) == len(names)
    assert all(uuid.UUID(name).version == 5 for name in names)
    out = [entry.title for entry in read.entries if "published" in entry]
    done = [it for it in wanted.slots if it.post.status in ("published", "reviewed")]
    assert out == [wanted.title(it) for it in done]


def test_an_entry_holds_what_goes_out_and_when_it_really_went() -> None:
    from planner.values import Moment

    made = post(
        "p01",
        title="a\x00<b>",
        body="x\u2028<script>",
        status="published",
        published_at=Moment(dt.date(2026, 6, 11), dt.time(9)),
        post_url="https://fb.example/1",
    )
    (entry,) = feedparser.parse(atom(order(made)).content).entries
    assert (entry.published, entry.updated) == ("2026-06-11T06:00:00Z",) * 2
    assert entry.link == "https://fb.example/1"
    assert (entry.tags[0].term, entry.tags[0].label) == ("facebook", "Facebook page")
    found = atom(order(made)).content.decode()
    assert "<title>Facebook page: a&lt;b&gt;</title>" in found
    assert '<content type="text">x\n&lt;script&gt;</content>' in found
    (later,) = feedparser.parse(atom(order(post("p01", body="", channel=""))).content).entries
    assert "published" not in later
    assert later.updated == "2026-06-10T15:30:00Z"
    assert later.id == entry.id
    assert later.content[0].value == "Title"


# JSON


@pytest.mark.parametrize("plan", [SAMPLE, FINNISH], ids=["en", "fi"])
def test_the_whole_plan_is_as_its_schema_says(plan: Plan) -> None:
    made = plain(plan, DAY)
    jsonschema.validate(
        made,
        schema(plan.reading.words),
        cls=jsonschema.Draft202012Validator,
        format_checker=jsonschema.FormatChecker(),
    )
    assert {it["id"] for it in made["posts"]} == set(plan.posts)
    assert sum(map(len, plan.figures.values())) == len(made["figures"])


def test_every_kind_of_value_has_one_form(tmp_path: Path) -> None:
    found = load(write_plan(tmp_path, 60)).plan
    made = plain(found, DAY)
    jsonschema.validate(made, schema(lists()), cls=jsonschema.Draft202012Validator)
    channel = next(it for it in made["channels"] if it["id"] == "blog")
    assert channel["windows"][1] == {"days": ["sat"], "start": "09:00", "end": "13:00"}
    (p09,) = (it for it in plain(SAMPLE, DAY)["posts"] if it["id"] == "p09")
    assert (p09["date"], p09["time"]) == ("2026-05-17", "18:00")
    assert p09["live"]["length_min"] == 40
    assert all("misread" not in it and "path" not in it for it in made["posts"])


def test_a_plan_that_is_not_as_the_schema_says_is_told_from_one_that_is() -> None:
    wrong: Any = plain(SAMPLE, DAY)
    wrong["posts"][0]["status"] = "finished"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema(lists()), cls=jsonschema.Draft202012Validator)


def test_nothing_in_it_begins_a_command_of_a_terminal_or_is_meant_for_this_program() -> None:
    remark = "One\n<!-- planner: ignore date-missing -- soon -->\nTwo"
    out = EXPORTS["json"].make(order(post(title="a\x9bb\u2028c\x1b", body=remark))).content.decode()
    assert not set(out) & {"\x9b", "\u2028", "\x1b"}
    (found,) = json.loads(out)["posts"]
    assert (found["title"], found["body"]) == ("a\x9bb\u2028c\x1b", "One\nTwo")


def test_its_schema_is_printed(
    exporting: Callable[..., Ran], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = exporting("json")
    assert cli.run(["schema", "export"]) == 0
    printed = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(printed)
    jsonschema.validate(json.loads(out), printed, cls=jsonschema.Draft202012Validator)


# With the site


def test_the_calendars_stand_beside_the_site_and_a_page_says_how_to_take_them() -> None:
    seen = desk_of(ROOT / "content", DAY, "fi")
    files = {it.path: it.content for it in calendar_files(seen)}
    channels = {f"calendar/channel-{name}.ics" for name in SAMPLE.channels}
    people = {f"calendar/person-{role.id}.ics" for role in SAMPLE.file.roles}
    campaigns = {f"calendar/campaign-{name}.ics" for name in SAMPLE.campaigns}
    assert files.keys() == {"calendar/plan.ics"} | channels | people | campaigns
    told = subscribing(seen)
    assert {link.to for fact in told.calendars for link in fact.values} == files.keys()
    assert [fact.note for fact in told.calendars if fact.note] == [
        "muistutus 30 minuuttia ennen julkaisua"
    ]
    assert told.readers[1].sources[0].text == "adangel.org"
    whole = Calendar.from_ical(files["calendar/plan.ics"])
    ready = [it for it in SAMPLE.posts.values() if it.status not in ("idea", "draft")]
    expected = sum(map(len, slots(ready).values())) + len(SAMPLE.file.anchors)
    assert len(whole.walk("VEVENT")) == expected
    assert not whole.walk("VALARM")
    assert Calendar.from_ical(files["calendar/person-owner.ics"]).walk("VALARM")
    assert b"TENTATIVE" not in b"".join(files.values())


def test_a_calendar_that_is_empty_is_there_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "channels").mkdir(parents=True)
    (folder / "plan.md").write_text("---\ntitle: Plan\nlanguage: en\n---\n", "utf-8")
    (folder / "channels" / "öljy.md").write_text("---\ntitle: Oil\n---\n", "utf-8")
    (folder / "channels" / "oljy-2.md").write_text("---\ntitle: Oil\n---\n", "utf-8")
    files = {it.path: it.content for it in calendar_files(desk_of(folder, DAY))}
    assert files["calendar/channel-oljy.ics"].endswith(b"PT1H\r\nEND:VCALENDAR\r\n")
    assert "calendar/channel-oljy-2.ics" in files
