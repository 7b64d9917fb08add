"""The plan as a calendar: read back by icalendar and by ical.js, whatever people wrote.

``ical/ical.js`` is ical.js 2.2.1 as its publishers ship it, under the licence beside it.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from planner import cli
from planner.exporters.ics import LONGEST, export
from planner.exporters.orders import Order, clean
from planner.loader import load
from planner.model import (
    Anchor,
    Business,
    CallToAction,
    Campaign,
    Channel,
    Live,
    Pillar,
    Plan,
    PlanFile,
    Post,
    Role,
    Variant,
)
from planner.outgoing import outgoing
from planner.values import Moment
from tests.golden import golden
from tests.often import often

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
SAMPLE = load(ROOT / "content").plan
DAY = dt.date(2026, 6, 7)
HELSINKI = ZoneInfo("Europe/Helsinki")


def post(name: str = "p01", **facts: Any) -> Post:  # noqa: ANN401 - any field of a post
    given: dict[str, Any] = {
        "title": "Title",
        "status": "ready",
        "channel": "facebook",
        "body": "Text",
    }
    given |= {"date": Moment(dt.date(2026, 6, 10)), "time": dt.time(18, 30), **facts}
    return Post.model_construct(id=name, **given)


def order(*posts: Post, zone: str = "Europe/Helsinki", **facts: Any) -> Order:  # noqa: ANN401 - any part of a plan
    file = PlanFile.model_construct(
        title="Summer",
        id=facts.pop("plan_id", "plan"),
        timezone=zone,
        business=Business.model_construct(name=facts.pop("business", "Farm")),
        anchors=facts.pop("anchors", ()),
        roles=(Role.model_construct(id="owner", title="Farmer"),),
        pillars=(Pillar.model_construct(id="season", title="Season, all of it"),),
    )
    plan = Plan(
        file,
        posts={it.id: it for it in posts},
        channels={"facebook": Channel.model_construct(id="facebook", title="Facebook page")},
        campaigns={"yard": Campaign.model_construct(id="yard", title="Open yard; and more")},
    )
    return Order(plan, DAY, "en", **facts)


def read(content: bytes) -> dict[str, Any]:
    """Return what icalendar finds in a calendar, by the events' UIDs."""
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    found = {str(event["UID"]): event for event in events}
    assert len(found) == len(events)
    return found


def event(made: Order) -> Any:  # noqa: ANN401 - an event of icalendar
    (only,) = read(export(made).content).values()
    return only


def physical(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    return lines


def logical(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().splitlines()


# The bad inputs of the threat list


@pytest.mark.payload("I1")
def test_i1_a_line_end_in_a_title_begins_no_property() -> None:
    found = export(order(post(title="x\r\nATTENDEE:mailto:evil@x\rATTACH:y"))).content
    assert "SUMMARY:Facebook page: x\\nATTENDEE:mailto:evil@x\\nATTACH:y" in logical(found)
    assert {"ATTENDEE", "ATTACH"} & set(event(order(post(title="x\r\nATTENDEE:y")))) == set()


@pytest.mark.payload("I2")
def test_i2_control_characters_are_gone_and_other_line_ends_are_one() -> None:
    title = "a\u2028b\u2029c\x85d\x0be\x0cf\x00g\x1bh\x9bi\tj\x7f"
    assert event(order(post(title=title)))["SUMMARY"] == "Facebook page: a\nb\nc\ndefghi\tj"


@pytest.mark.payload("I3")
@pytest.mark.parametrize(
    "address",
    ["https://a.example/x\r\nATTENDEE:y", "https://a.example/\x00", "javascript:alert(1)", "x"],
)
def test_i3_what_is_no_web_address_is_left_out_and_said(address: str) -> None:
    made = export(order(post(post_url=address)))
    assert b"\r\nURL" not in made.content
    (note,) = made.notes
    assert note.to("en").endswith("is no web address.")


@pytest.mark.payload("I3")
def test_i3_an_address_in_any_alphabet_is_put_into_ascii() -> None:
    found = event(order(post(post_url=" https://a.example/kesä?q=a%20b#d ")))
    assert found["URL"] == "https://a.example/kes%C3%A4?q=a%20b#d"


def test_the_address_is_where_a_post_was_published_else_where_it_leads() -> None:
    call = CallToAction.model_construct(url="https://shop.example/box")
    told = {"instagram": Variant.model_construct(text="Short")}
    made = order(post(post_url="https://fb.example/1", cta=call, variants=told))
    assert [str(it["URL"]) for it in read(export(made).content).values()] == [
        "https://fb.example/1",
        "https://shop.example/box",
    ]


@pytest.mark.payload("I4")
def test_i4_signs_with_a_meaning_are_escaped() -> None:
    found = event(order(post(title=r"a;b,c\d \N \n", campaign="yard", pillar="season")))
    assert found["SUMMARY"] == r"Facebook page: a;b,c\d \N \n"
    names = [str(name) for name in found["CATEGORIES"].cats]
    assert names == ["Facebook page", "Open yard; and more", "Season, all of it"]


@pytest.mark.payload("I4")
@pytest.mark.parametrize("name", ["p01", "mansikat-kypsyvät", "жарко", "a.b@c", "x" * 300, "a b\n"])
def test_i4_a_uid_is_made_of_plain_letters(name: str) -> None:
    made = order(post(name, variants={name: Variant.model_construct()}), business="Ä & Ö")
    for line in logical(export(made).content):
        if line.startswith("UID:"):
            assert set(line[4:]) <= set("abcdefghijklmnopqrstuvwxyz0123456789._@-")
            assert len(line[4:]) < 255


@pytest.mark.payload("I5")
def test_i5_no_character_is_cut() -> None:
    title = "äöÄÖ😀" * 40
    made = export(order(post(title=title)))
    lines = physical(made.content)
    assert max(map(len, lines)) == 75
    assert [line.decode() for line in lines]
    assert event(order(post(title=title)))["SUMMARY"] == f"Facebook page: {title}"


@pytest.mark.payload("I6")
def test_i6_the_same_plan_gives_the_same_bytes_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import sys; from planner.cli import run\n"
        "for form in ('ics', 'atom', 'json'): run(['export', form, '--quiet'])"
    )
    elsewhere = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **elsewhere},
        capture_output=True,
        check=True,
    )
    here = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("planner.cli.exporting.deliver", lambda content, _: here.append(content))
    for form in ("ics", "atom", "json"):
        assert cli.run(["export", form, "--quiet"]) == 0
    assert done.stdout == b"".join(here)


@pytest.mark.payload("I6")
def test_i6_a_uid_stays_when_a_post_is_retitled_moved_or_changes_its_channel() -> None:
    told = {"instagram": Variant.model_construct(text="Short")}
    before = read(export(order(post(variants=told))).content)
    moved = post(title="New", date=Moment(dt.date(2026, 7, 1)), channel="blog", variants=told)
    assert read(export(order(moved)).content).keys() == before.keys()
    assert list(before) == ["post_p01@farm", "post_p01_instagram@farm"]
    assert list(read(export(order(post(), plan_id="farm-plan")).content)) == ["post_p01@farm-plan"]
    nameless = order(post())
    nameless = replace(nameless, plan=replace(nameless.plan, file=PlanFile.model_construct()))
    assert list(read(export(nameless).content)) == ["post_p01@plan"]
    assert "NAME:Plan" in logical(export(nameless).content)


@pytest.mark.payload("I6")
def test_i6_a_later_file_replaces_an_earlier_one() -> None:
    stamps = []
    for day in (DAY, DAY + dt.timedelta(days=1)):
        found = event(replace(order(post()), as_of=day))
        midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
        assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == midnight
        stamps.append(int(found["SEQUENCE"]))
    assert stamps[1] == stamps[0] + 1
    assert int(event(replace(order(post()), as_of=dt.date(1999, 1, 1)))["SEQUENCE"]) == 0


@pytest.mark.payload("I7")
@pytest.mark.parametrize(
    ("day", "clock", "utc", "notes"),
    [
        ((2026, 3, 28), (18, 30), "2026-03-28 16:30", 0),
        ((2026, 3, 29), (3, 30), "2026-03-29 01:30", 1),  # which is 4:30, as 3:30 does not come
        ((2026, 3, 29), (18, 30), "2026-03-29 15:30", 0),
        ((2026, 10, 25), (3, 30), "2026-10-25 00:30", 0),  # the first of two
        ((2026, 10, 25), (18, 30), "2026-10-25 16:30", 0),
    ],
)
def test_i7_times_are_right_across_clock_changes(
    day: tuple[int, int, int], clock: tuple[int, int], utc: str, notes: int
) -> None:
    made = order(post(date=Moment(dt.date(*day)), time=dt.time(*clock)))
    found = event(made)
    assert found["DTSTART"].dt == dt.datetime.fromisoformat(f"{utc}+00:00")
    assert found["DTEND"].dt - found["DTSTART"].dt == dt.timedelta(minutes=15)
    said = [note.to("en") for note in export(made).notes]
    assert len(said) == notes
    assert all("3:30 does not exist" in note for note in said)


@pytest.mark.payload("I7")
def test_i7_the_end_of_a_day_is_no_part_of_it() -> None:
    anchors = (
        Anchor.model_construct(id="juhannus", title="Midsummer", date=dt.date(2026, 6, 20)),
        Anchor.model_construct(id="", title="Nameless", date=dt.date(2026, 6, 21)),
        Anchor.model_construct(id="dayless", title="Dayless", date=None),
    )
    found = read(export(order(post(time=None), anchors=anchors)).content)
    assert list(found) == ["anchor_juhannus@farm", "post_p01@farm"]
    for it, first in zip(found.values(), (dt.date(2026, 6, 20), dt.date(2026, 6, 10)), strict=True):
        assert (it["DTSTART"].dt, it["DTEND"].dt) == (first, first + dt.timedelta(days=1))
        assert it["TRANSP"] == "TRANSPARENT"


@pytest.mark.payload("I7")
def test_i7_without_a_time_zone_a_time_is_where_the_reader_is() -> None:
    lines = logical(export(order(post(), zone="")).content)
    assert "DTSTART:20260610T183000" in lines


@pytest.mark.payload("I8")
def test_i8_a_long_text_is_capped_and_it_is_said() -> None:
    made = export(order(post(body="ä" * 50_000)))
    found = event(order(post(body="ä" * 50_000)))
    assert found["DESCRIPTION"].startswith("ä" * (LONGEST - 1) + "…\n\n———\n")
    assert [note.to("en") for note in made.notes] == [
        "p01: its text is too long for a calendar; the event holds the first 8000 characters."
    ]


@pytest.mark.payload("I8")
def test_i8_thousands_of_posts_take_no_time() -> None:
    posts = [post(f"p{n}", body="A line of text that goes out, with ä.\n" * 15) for n in range(500)]
    began = time.process_time()
    export(order(*posts))
    assert (
        time.process_time() - began < 1
    )  # ten times as many may take 2 s, where nothing is measured besides


@pytest.mark.payload("I9")
def test_i9_nothing_goes_out_but_what_is_listed() -> None:
    word = "KANARIA"
    shown = {"title", "status", "channel", "body", "date", "time", "owner", "hashtags", "variants"}
    shown |= {"live", "post_url", "cta", "link_id", "campaign", "pillar", "id"}
    texts = [
        name
        for name, info in Post.model_fields.items()
        if name not in shown and info.default in ("", (), None, False)
    ]
    assert len(texts) > 30
    live = Live.model_construct(
        length_min=40, host="owner", crib=word, fallback=word, outline=(word,)
    )
    call = CallToAction.model_construct(text=word, url="https://a.example/")
    hidden = {name: word for name in texts if name not in ("publish_at", "published_at")}
    made = export(order(post(live=live, cta=call, owner="owner", **hidden)))
    assert word.encode() not in made.content
    assert b"Who does it: Farmer" in made.content


@pytest.mark.payload("I9")
def test_i9_what_is_not_ready_stays_in_unless_it_is_asked_for() -> None:
    statuses = ("idea", "draft", "ready", "scheduled", "published", "reviewed", "cancelled")
    posts = [post(status, status=status) for status in statuses]
    posts += [post("dayless-idea", status="idea", date=None), post("dayless", date=None)]
    posts.append(post("dayless-draft", status="draft", date=None))
    made = export(order(*posts))
    names = {name: f"post_{name}@farm" for name in statuses}
    assert read(made.content).keys() == {names[status] for status in statuses[2:6]}
    assert [note.to("en") for note in made.notes] == [
        "dayless: left out, it has no day yet.",
        "1 draft is left out; --drafts takes it along.",
    ]
    found = read(export(order(*posts, drafts=True)).content)
    assert found.keys() == {names[status] for status in statuses[:6]}
    tentative = {name for name, it in found.items() if it["STATUS"] == "TENTATIVE"}
    assert tentative == {names["idea"], names["draft"]}


# What a calendar holds


def test_a_broadcast_takes_as_long_as_it_takes_on_its_own_channel() -> None:
    told = {"instagram": Variant.model_construct(time=dt.time(12))}
    for length, minutes in ((40, 40), (None, 15), (10**15, 1440), (0.2, 1)):
        live = Live.model_construct(length_min=length)
        found = read(export(order(post(live=live, variants=told))).content)
        main, other = found["post_p01@farm"], found["post_p01_instagram@farm"]
        took = [it["DTEND"].dt - it["DTSTART"].dt for it in (main, other)]
        assert took == [dt.timedelta(minutes=minutes), dt.timedelta(minutes=15)]
        assert (main["TRANSP"], other["TRANSP"]) == ("OPAQUE", "TRANSPARENT")


def test_a_calendar_may_be_for_a_channel_a_person_or_a_campaign() -> None:
    told = {"instagram": Variant.model_construct(text="Short")}
    posts = (
        post("a", owner="owner", variants=told),
        post("b", campaign="yard", live=Live.model_construct(host="owner", moderator="helper")),
        post("c", channel="instagram", owner="helper"),
    )
    anchors = (Anchor.model_construct(id="x", title="X", date=DAY),)
    wanted: dict[str, tuple[Mapping[str, str], set[str]]] = {
        "Farm – Facebook page": ({"channel": "facebook"}, {"post_a@farm", "post_b@farm"}),
        "Farm – instagram": ({"channel": "instagram"}, {"post_a_instagram@farm", "post_c@farm"}),
        "Farm – Farmer": (
            {"person": "owner"},
            {"post_a@farm", "post_a_instagram@farm", "post_b@farm"},
        ),
        "Farm – Open yard; and more": ({"campaign": "yard"}, {"post_b@farm"}),
    }
    for name, (facts, names) in wanted.items():
        content = export(order(*posts, anchors=anchors, **facts)).content
        assert read(content).keys() == names
        escaped = name.replace(";", "\\;")
        assert {f"NAME:{escaped}", f"X-WR-CALNAME:{escaped}"} < set(logical(content))
        calendar: Any = Calendar.from_ical(content)
        assert calendar["REFRESH-INTERVAL"].dt == dt.timedelta(hours=1)


def test_a_reminder_comes_before_what_is_still_to_go_out() -> None:
    posts = (post("ready"), post("out", status="published"), post("untimed", time=None))
    found = read(export(order(*posts, remind=45)).content)
    reminding = {name: list(it.walk("VALARM")) for name, it in found.items() if it.walk("VALARM")}
    ((name, (alarm,)),) = reminding.items()
    assert name == "post_ready@farm"
    assert alarm["TRIGGER"].dt == -dt.timedelta(minutes=45)
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Facebook page: Title")


def test_the_sample_is_as_it_was() -> None:
    made = Order(SAMPLE, DAY, "en", person="partner", remind=30, drafts=True)
    text = export(made).content.decode()
    assert text == golden("exports/partner.ics", text)


# Whatever people write

WORDS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\\;,:\nN\r\u2028äöÄÖ😀👩🏽‍🌾\"'="), max_size=120
)
NAMES = st.text("abcäжN-._ 1", min_size=1, max_size=12)
DAYS = st.dates(dt.date(1900, 1, 2), dt.date(2200, 12, 30))
POSTS = st.builds(
    post,
    NAMES,
    title=WORDS,
    body=WORDS,
    status=st.sampled_from(["ready", "scheduled", "published", "reviewed", "draft", "cancelled"]),
    channel=st.sampled_from(["facebook", "", "ä;b"]),
    date=st.none() | st.builds(Moment, DAYS),
    time=st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    hashtags=st.lists(WORDS, max_size=2).map(tuple),
    post_url=st.just("") | WORDS | WORDS.map("https://a.example/{}".format),
    variants=st.dictionaries(
        NAMES, st.builds(Variant.model_construct, text=WORDS, hashtags=st.just(())), max_size=2
    ),
)
ZONES = st.sampled_from(["Europe/Helsinki", "", "Asia/Kathmandu", "Pacific/Auckland", "UTC"])


@often(150)
@given(st.lists(POSTS, min_size=1, max_size=4), ZONES)
def test_a_calendar_says_what_the_plan_says(posts: list[Post], zone: str) -> None:
    made = order(*posts, post("always"), zone=zone)
    content = export(made).content
    lines = physical(content)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines)  # no character is cut
    found = read(content)
    assert len(found) == len(made.slots)
    for slot in made.slots:
        it = found[made.slot_name(slot)]
        text = clean(outgoing(made.plan, slot.post, slot.channel))
        assert it["SUMMARY"] == clean(made.title(slot))
        assert it.get("DESCRIPTION").startswith(text)
        start = it["DTSTART"].dt
        if slot.clock is None:
            assert (start, it["DTEND"].dt - start) == (slot.post.day, dt.timedelta(days=1))
        elif zone and made.comes(slot.post.day or DAY, slot.clock):
            local = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert local == dt.datetime.combine(slot.post.day or DAY, slot.clock)
        elif not zone:
            assert start == dt.datetime.combine(slot.post.day or DAY, slot.clock)


READ = """
text => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map(found => {
  const event = new ICAL.Event(found);
  return {
    uid: event.uid, summary: event.summary, description: event.description,
    start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    minutes: event.duration.toSeconds() / 60, sequence: event.sequence,
    categories: found.getFirstProperty('categories')?.getValues() ?? [],
    alarms: found.getAllSubcomponents('valarm').map(one => one.getFirstPropertyValue('trigger').toSeconds()),
  };
})
"""  # fmt: skip
NASTY = (
    r"C:\New \n \; , ;",
    "äöÄÖ😀" * 40,
    "one\ntwo\r\nthree\u2028four",
    'a "quoted" word: and=more',
    " " * 80,
    "x" * 74 + "\\",
)


@pytest.mark.browser
def test_ical_js_reads_the_same(chromium: Browser) -> None:
    posts = [post(f"n{n}", title=words, body=words) for n, words in enumerate(NASTY)]
    days = [(2026, 3, 29), (2026, 10, 25), (1900, 1, 2), (2200, 12, 30)]
    posts += [post(f"d{n}", date=Moment(dt.date(*day))) for n, day in enumerate(days)]
    posts += [post("whole", time=None), post("drei", live=Live.model_construct(length_min=90))]
    calendars = [
        export(order(*posts, remind=30)).content,
        export(Order(SAMPLE, DAY, "fi", drafts=True)).content,
    ]
    page = chromium.new_page()
    page.add_script_tag(path=ROOT / "tests" / "ical" / "ical.js")
    for content in calendars:
        theirs = {it["uid"]: it for it in page.evaluate(READ, content.decode())}
        ours = read(content)
        assert theirs.keys() == ours.keys()
        for name, it in ours.items():
            other, start = theirs[name], it["DTSTART"].dt
            assert other["summary"] == it["SUMMARY"]
            assert (other["description"] or "") == it.get("DESCRIPTION", "")
            assert other["minutes"] == (it["DTEND"].dt - start).total_seconds() / 60
            assert other["sequence"] == it["SEQUENCE"]
            assert other["categories"] == [str(word) for word in it["CATEGORIES"].cats]
            assert other["alarms"] == [-1800 for _ in it.walk("VALARM")]
            if isinstance(start, dt.datetime):
                assert other["start"] == f"{start:%Y-%m-%dT%H:%M:%S}.000Z"
            else:
                assert other["start"] == str(start)
    page.close()
