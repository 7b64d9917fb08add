"""The plan for services that publish at a time, and as tables for people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from planner import cli
from planner.exporters import EXPORTS, Refused
from planner.exporters import table as people
from planner.exporters.orders import Made, Order
from planner.exporters.schedulers import export, services
from planner.loader import load
from planner.model import CallToAction, Channel, Plan, PlanFile, Post, PostFigures, Variant
from planner.outgoing import outgoing
from planner.values import Moment
from planner.vocabulary import words
from tests.test_calendars import post

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SAMPLE = load(ROOT / "content").plan
DAY = dt.date(2026, 6, 7)
WEB = "https://farm.example/media/"
TABLES = [name for name, service in services().items() if service.header]
ALL = list(services())
AWKWARD = "=1+1 \"quoted\", kesä; päivä\nnext line\n\n🌱 — «ä» 'x'"


def order(*posts: Post, channels: tuple[str, ...] = ("facebook",), **facts: Any) -> Order:  # noqa: ANN401 - any part of an order
    plan = Plan(
        PlanFile.model_construct(title="Summer", timezone=facts.pop("zone", "Europe/Helsinki")),
        posts={it.id: it for it in posts},
        channels={name: Channel.model_construct(id=name, title=name.title()) for name in channels},
    )
    return Order(plan, DAY, facts.pop("language", "en"), **facts)


def rows(made: Made) -> list[dict[str, str]]:
    """Return the rows of a table, read as strictly as any program reads them."""
    text = made.content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def said(made: Made) -> list[str]:
    return [note.to("en") for note in made.notes]


def refused(wanted: Order, name: str) -> list[str]:
    with pytest.raises(Refused) as error:
        export(wanted, name)
    return [fault.to("en") for fault in error.value.faults]


# The layouts

PUBLER = (
    "Date - Intl. format or prompt,Text,Link(s) - Separated by comma for FB carousels,"
    'Media URL(s) - Separated by comma,"Title - For the video, pin, PDF ..",'
    "Label(s) - Separated by comma,Alt text(s) - Separated by ||,Comment(s) - Separated by ||,"
    '"Pin board, FB album, or Google category","Post subtype - I.e. story, reel, PDF ..",'
    'CTA - For Facebook links or Google,"Reminder - For stories, reels, shorts, and TikToks"'
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "first", "row"),
    [
        ("buffer", "Text,Image URL,Tags,Posting Time", "Text,{web}a.jpg,,2026-06-10 18:30"),
        (
            "publer",
            "\ufeff" + PUBLER,
            "2026/06/10 18:30,Text,,{web}a.jpg,,,A field,,,,,",
        ),
        (
            "sprout",
            "date,time_24hr,message_text,public_image_url",
            "10/06/2026,18:30,Text,{web}a.jpg",
        ),
        (
            "socialbee",
            "text,link,imageUrls,gifUrls,videoUrls,postAtSpecificTime",
            "Text,,{web}a.jpg,,,2026-06-10 18:30:00",
        ),
    ],
)
def test_a_layout_is_held_to_the_letter(name: str, first: str, row: str) -> None:
    made = export(order(post(media=(f"{WEB}a.jpg",), alt_text="A field")), name)
    assert made.content.decode() == f"{first}\r\n{row.format(web=WEB)}\r\n"


def test_metricool_gets_a_row_for_each_channel_with_its_columns_by_name() -> None:
    told = {"instagram": Variant.model_construct(text="Shorter", time=dt.time(12, 0))}
    going = post(media=(f"{WEB}a.jpg", f"{WEB}b.png"), alt_text="A field", variants=told)
    made = export(order(going, channels=("facebook", "instagram")), "metricool")
    first = made.content.decode().partition("\r\n")[0].split(",")
    assert len(first) == 93
    assert first[:4] == ["Text", "Date", "Time", "Draft"]
    noon, evening = rows(made)
    filled = {name: cell for name, cell in noon.items() if cell not in ("", "FALSE")}
    assert filled == {
        "Text": "Shorter",
        "Date": "2026-06-10",
        "Time": "12:00:00",
        "Instagram": "TRUE",
        "Picture Url 1": f"{WEB}a.jpg",
        "Picture Url 2": f"{WEB}b.png",
        "Alt text picture 1": "A field",
        "Instagram Post Type": "POST",
    }
    assert (noon["Draft"], noon["Facebook"]) == ("FALSE", "FALSE")
    assert (evening["Facebook"], evening["Facebook Post Type"]) == ("TRUE", "POST")
    assert [it for it in said(made) if "as known in 2026-05" in it]


def test_a_network_gets_what_it_needs_besides() -> None:
    film = (f"{WEB}a.mp4",)
    going = [
        post("a", channel="instagram", format="short-video", media=film, alt_text="A field"),
        post("b", channel="tiktok", format="video", media=film),
        post("c", channel="youtube", format="video", media=film, title="How we weed"),
        post("d", channel="facebook", format="story", media=film),
        post(
            "e",
            channel="pinterest",
            media=(f"{WEB}a.jpg",),
            title="Weeds",
            cta=CallToAction.model_construct(url="https://farm.example/weeds"),
        ),
    ]
    networks = ("instagram", "tiktok", "youtube", "facebook", "pinterest")
    reel, tiktok, youtube, story, pin = rows(export(order(*going, channels=networks), "metricool"))
    assert (reel["Instagram Post Type"], reel["Picture Url 1"]) == ("REEL", f"{WEB}a.mp4")
    assert reel["Alt text picture 1"] == ""
    assert tiktok["TikTok Post Privacy"] == "PUBLIC_TO_EVERYONE"
    assert youtube["Youtube Video Title"] == "How we weed"
    assert story["Facebook Post Type"] == "STORY"
    assert pin["Pinterest Pin Title"] == "Weeds"
    assert pin["Pinterest Pin Link"] == "https://farm.example/weeds"
    subtype = "Post subtype - I.e. story, reel, PDF .."
    publer = rows(export(order(*going, channels=networks, channel="instagram"), "publer"))
    assert publer[0][subtype] == "reel"


def test_buffer_asks_for_a_board_on_pinterest_only() -> None:
    going = post(channel="pinterest", media=(f"{WEB}a.jpg",))
    made = export(order(going, channels=("pinterest",)), "buffer")
    assert made.content.startswith(b"Text,Image URL,Tags,Posting Time,Board Name\r\n")


def test_postiz_gets_a_draft_for_each_channel() -> None:
    told = {"linkedin": Variant.model_construct(text="For kitchens", time=None)}
    going = post(media=("media/a.jpg", f"{WEB}b.jpg"), alt_text="A field", variants=told)
    made = export(order(going, channels=("facebook", "linkedin")), "postiz")
    first, second = json.loads(made.content)
    image = [{"id": f"{WEB}b.jpg", "path": f"{WEB}b.jpg", "alt": "A field"}]
    assert first == {
        "type": "draft",
        "date": "2026-06-10T15:30:00Z",
        "shortLink": False,
        "tags": [],
        "posts": [
            {
                "integration": {"id": "facebook"},
                "value": [{"content": "Text", "image": image}],
                "settings": {"__type": "facebook"},
            }
        ],
    }
    assert second["posts"][0]["value"][0]["content"] == "For kitchens"
    assert second["posts"][0]["settings"] == {"__type": "linkedin-page"}
    assert any("media/a.jpg" in it for it in said(made))
    assert any("/public/v1/integrations" in it for it in said(made))


def test_every_service_says_where_and_when_it_was_seen_and_knows_real_words() -> None:
    for service in services().values():
        assert service.source
        assert service.checked >= "2026"
        assert set(service.networks) <= set(words("channel-kind"))
        assert set(service.formats) <= set(words("format"))
        named = [name for it in service.columns.values() for name in ([it] if isinstance(it, str) else it)]  # fmt: skip
        assert set(named) <= set(service.header)
        assert set(service.note) in (set(), {"en", "fi"})
    assert set(ALL) <= set(EXPORTS)


def test_the_zone_of_the_times_is_said() -> None:
    notes = said(export(order(post()), "buffer"))
    assert (
        "The times are those of Europe/Helsinki; see that Buffer has the same time zone." in notes
    )
    assert not any("The times" in it for it in said(export(order(post(), zone=""), "buffer")))


# What somebody wrote


@pytest.mark.payload("C1")
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("text", [AWKWARD, "a,b;c\td", '"', "'=x", "-5 °C", "@farm", "\ufeffx"])
def test_a_text_arrives_as_it_was_written(name: str, text: str) -> None:
    going = post(body=text)
    made = export(order(going), name)
    (row,) = rows(made)
    column = services()[name].columns["text"]
    assert isinstance(column, str)
    assert row[column] == text == outgoing(order(going).plan, going)
    warned = [it for it in said(made) if it.startswith("Row 2 (p01)")]
    assert bool(warned) == text.startswith(("=", "-", "@", "'="))


def test_addresses_with_awkward_signs_stay_apart() -> None:
    going = post(media=(f"{WEB}a,b.jpg", f"{WEB}kesä.jpg"))
    (row,) = rows(export(order(going), "publer"))
    assert row["Media URL(s) - Separated by comma"] == f"{WEB}a%2Cb.jpg,{WEB}kes%C3%A4.jpg"


# What goes along


@pytest.mark.parametrize("name", ALL)
def test_only_what_is_still_to_go_out_goes_along(name: str) -> None:
    others = [
        post("gone", date=Moment(dt.date(2026, 6, 6))),
        post("today", date=Moment(DAY)),
        post("untimed", time=None),
        post("out", status="published"),
        post("off", status="cancelled"),
        post("draft", status="draft", body="Draft"),
        post("empty", body=""),
        post("live", format="live"),
        post("letter", channel="newsletter"),
        post("nowhere", channel=""),
    ]
    made = export(order(post(), *others), name)
    title = services()[name].title
    text = made.content.decode()
    assert text.count("Text") - text.splitlines()[0].count("Text") == 1
    assert "Draft" not in text.partition("\n")[2]
    notes = said(made)
    for note in (
        "gone: left out, its day 2026-06-06 has gone by.",
        "today: left out, it goes out today; publish it by hand.",
        "untimed: left out, it has no time yet.",
        "empty: left out, it has no text yet.",
        f"live: left out, {title} takes no such post from a file: live broadcast.",
        f"newsletter: {title} does not publish there; 1 post is left out.",
        "nowhere: left out, it has no channel yet.",
        "1 draft is left out; --drafts takes it along.",
    ):
        assert note in notes, note


def test_drafts_go_along_when_asked_and_say_so() -> None:
    made = export(order(post("d", status="draft"), post(), drafts=True), "metricool")
    assert sorted(it["Draft"] for it in rows(made)) == ["FALSE", "TRUE"]


def test_where_nothing_is_left_it_says_why_and_makes_nothing() -> None:
    faults = refused(order(post(format="event")), "buffer")
    assert faults == ["p01: left out, Buffer takes no such post from a file: event."]


@pytest.mark.parametrize("name", [it for it in ALL if services()[it].one_channel])
def test_a_service_with_a_file_for_each_channel_asks_which(
    name: str, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["export", name, "--drafts"]) == 2
    said = capsys.readouterr()
    assert "--channel facebook, --channel instagram" in said.err
    assert not said.out
    assert plan.is_dir()


# The limits of each service


@pytest.mark.parametrize(("name", "most"), [("buffer", 100), ("sprout", 350)])
def test_a_file_holds_so_many_posts(name: str, most: int) -> None:
    def many(count: int) -> Order:
        each = (
            post(f"p{n:03}", date=Moment(DAY + dt.timedelta(days=n)), time=dt.time(9, 0))
            for n in range(1, count + 1)
        )
        return order(*each)

    assert len(rows(export(many(most), name))) == most
    (fault,) = refused(many(most + 1), name)
    assert f"at most {most} posts in a file, and there are {most + 1}" in fault


def test_sprout_wants_ten_minutes_between_two_posts() -> None:
    def apart(minutes: int) -> Order:
        return order(post(), post("p02", time=dt.time(18, 30 + minutes)))

    assert len(rows(export(apart(10), "sprout"))) == 2
    (fault,) = refused(apart(9), "sprout")
    assert fault.startswith("p01 and p02 are less than 10 minutes apart")
    assert len(rows(export(apart(9), "buffer"))) == 2


@pytest.mark.parametrize("name", ALL)
def test_a_text_that_is_too_long_for_its_channel_stops_the_file(name: str) -> None:
    def only(length: int) -> Order:
        return order(post(channel="x", body="a" * length), channels=("x",))

    assert export(only(280), name).content
    assert refused(only(281), name) == ["p01: the text is too long for X: 281, at most 280."]
    with_link = "a" * 256 + " https://farm.example/a/very/long/address/that/counts/as/23"
    going = post(channel="x", body=with_link)
    assert export(order(going, channels=("x",)), name).content


# Pictures and videos


@pytest.mark.parametrize(
    ("name", "media", "reason"),
    [
        ("buffer", ("media/a.jpg",), "it has no address on the web (https://…)"),
        ("buffer", ("http://farm.example/a.jpg",), "it has no address on the web (https://…)"),
        (
            "buffer",
            ("https://farm.example/a b.jpg",),
            "its address cannot be followed; write a space in it as %20",
        ),
        ("buffer", (f"{WEB}a.webp",), "only .jpg, .png go along"),
        ("buffer", (f"{WEB}a.mp4",), "no video goes along in a file"),
        ("sprout", (f"{WEB}a.mov?x=1",), "no video goes along in a file"),
        ("buffer", (f"{WEB}a.jpg", f"{WEB}b.jpg"), "no more of them go along"),
        ("publer", (f"{WEB}a.jpg", f"{WEB}b.mp4"), "no more of them go along"),
        ("socialbee", (f"{WEB}b.mp4", f"{WEB}a.jpg"), "no more of them go along"),
        ("metricool", tuple(f"{WEB}{n}.jpg" for n in range(11)), "no more of them go along"),
    ],
)
def test_what_cannot_go_along_is_named(name: str, media: tuple[str, ...], reason: str) -> None:
    made = export(order(post(media=media)), name)
    title = services()[name].title
    notes = [it for it in said(made) if it.startswith("p01: add")]
    assert notes == [f"p01: add {media[-1]} in {title} by hand: {reason}."]
    assert len(rows(made)) == 1
    assert media[-1] not in made.content.decode()


def test_a_picture_that_nobody_named_is_missed_and_an_hour_that_does_not_come() -> None:
    made = export(order(post(format="image")), "buffer")
    assert (
        "p01: its format is “image”, and it names no picture: add one in Buffer by hand."
        in said(made)
    )
    gap = post(date=Moment(dt.date(2027, 3, 28)), time=dt.time(3, 30))
    assert (
        "p01: the clocks go forward then, so 03:30 does not exist; the time is an hour off."
        in said(export(order(gap), "buffer"))
    )


def test_a_channel_that_wants_a_picture_gets_no_post_without_one() -> None:
    bare = post("bare", channel="instagram", format="image", media=("media/a.jpg",))
    film = post("film", format="video", media=("media/a.mp4",))
    going = order(post(), bare, film, channels=("facebook", "instagram"))
    made = export(going, "metricool")
    assert [it["Text"] for it in rows(made)] == ["Text"]
    notes = " ".join(said(made))
    assert "bare: left out, Instagram takes no post without a picture or a video" in notes
    assert "film: left out, its video has no address on the web (https://…)." in notes
    assert len(json.loads(export(going, "postiz").content)) == 3  # a draft may wait for them


# A newer line of headers


def test_a_newer_line_of_headers_is_written_by_name() -> None:
    header = ("Brand name", "Text", "Time", "Date", "Facebook", "Brand new")
    going = post(media=(f"{WEB}a.jpg",))
    made = export(order(going, header=header), "metricool")
    lines = made.content.decode().splitlines()
    assert lines == [",".join(header), ",Text,18:30:00,2026-06-10,TRUE,"]
    lost = [it for it in said(made) if "stays behind" in it]
    assert lost == [
        "The line of headers lacks “Picture Url 1”; what belongs there stays behind.",
        "The line of headers lacks “Facebook Post Type”; what belongs there stays behind.",
    ]
    assert not any("as known in" in it for it in said(made))


@pytest.fixture
def run(plan: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    assert plan.is_dir()

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["export", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ran


def test_the_line_of_headers_comes_from_a_file(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    file = tmp_path / "example.csv"
    file.write_text('\ufeff"Text";Date;"Time; local";Time\r\nan example;;;\r\n', "utf-8")
    code, out, err = run("metricool", "--header", str(file))
    assert (code, out.partition("\r\n")[0]) == (0, "Text,Date,Time; local,Time")
    assert "stays behind" in err
    file.write_text("Text,Time\n", "utf-8")
    code, out, err = run("metricool", "--header", str(file))
    assert (code, out) == (2, "")
    assert "without which no post goes out: Date" in err
    for content in (b"", b'"Text\n', b"\xff\xfe"):
        file.write_bytes(content)
        assert run("metricool", "--header", str(file))[0] == 2
    assert run("metricool", "--header", str(tmp_path / "none.csv"))[0] == 2
    assert run("buffer", "--header", str(file))[0] == 2  # its columns are known


def test_a_file_that_would_be_refused_is_not_written(
    run: Callable[..., tuple[int, str, str]], plan: Path
) -> None:
    target = plan / "out.csv"
    (plan / "posts" / "long.md").write_text(
        "---\ntitle: Long\nstatus: ready\nchannel: linkedin\ndate: 2026-06-20\ntime: 9:00\n---\n"
        + "a" * 3001,
        "utf-8",
    )
    code, out, err = run("buffer", "--channel", "linkedin", "--output", str(target))
    assert (code, out) == (1, "")
    assert "long: the text is too long for" in err
    assert err.rstrip().endswith("Nothing was made for Buffer.")
    assert not target.exists()


@pytest.mark.parametrize("name", ALL)
def test_the_samples_months_keep_the_rules_of_each_service(name: str) -> None:
    service = services()[name]
    before = dt.date(2026, 4, 26)
    plan = Plan(
        SAMPLE.file,
        channels=SAMPLE.channels,
        posts={
            it.id: it.model_copy(update={"status": "ready"})
            for it in SAMPLE.posts.values()
            if it.status != "cancelled"
        },
    )
    exported = 0
    for channel in SAMPLE.channels if service.one_channel else [""]:
        try:
            made = export(Order(plan, before, "en", channel=channel), name)
        except Refused:
            continue
        found = rows(made) if service.header else json.loads(made.content)
        exported += len(found)
        for row in found if service.header else []:
            assert None not in row
            assert all(cell is not None for cell in row.values())
    assert exported


# For people


def sheet(made: Made, delimiter: str = ",") -> list[dict[str, str]]:
    text = made.content.decode("utf-8-sig")
    assert made.content.startswith(b"\xef\xbb\xbf")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return list(reader)


FULL: dict[str, Any] = {
    "audience": ("home-cooks", "kitchens"),
    "goal": "sell-boxes",
    "purpose": "build-trust",
    "hashtags": ("luomu", "=a", "a, b", 'c "d"'),
    "cta": CallToAction.model_construct(type="link", text="+ more", url="https://farm.example/"),
    "minutes": 45.0,
    "cost": 12.5,
    "paid": True,
    "published_at": Moment(dt.date(2026, 6, 11), dt.time(8, 5)),
    "metrics": PostFigures.model_construct(
        checked_on=dt.date(2026, 6, 5), figures={"reach": 1480.0}
    ),
    "variants": {"instagram": Variant.model_construct(text="@all", time=dt.time(9, 0))},
}


def test_a_table_for_people_has_the_fields_names_and_plain_values() -> None:
    made = people.export(order(post(body=AWKWARD, **FULL)))
    (row,) = sheet(made)
    assert list(row)[:3] == ["id", "title", "status"]
    assert list(row)[-1] == "text"
    assert row["text"] == f"'{AWKWARD}"
    wanted = {
        "id": "p01",
        "status": "ready",
        "audience": "home-cooks, kitchens",
        "purpose": str(words("purpose")["build-trust"].label("en")),
        "date": "2026-06-10",
        "time": "18:30",
        "cta.type": str(words("cta")["link"].label("en")),
        "cta.text": "'+ more",
        "cta.url": "https://farm.example/",
        "minutes": "45",
        "cost": "12.5",
        "paid": "yes",
        "published_at": "2026-06-11 08:05",
        "metrics.checked_on": "2026-06-05",
        "metrics.reach": "1480",
        "variants.instagram.text": "'@all",
        "variants.instagram.time": "09:00",
    }
    assert {name: row.get(name) for name in wanted} == wanted
    listed = next(csv.reader([row["hashtags"]], skipinitialspace=True, strict=True))
    assert listed == ["luomu", "=a", "a, b", 'c "d"']
    assert "publish_at" not in row
    assert "live.host" not in row  # nobody used it


def test_a_table_in_finnish_is_for_finnish_spreadsheets() -> None:
    made = people.export(order(post(**FULL), language="fi"))
    (row,) = sheet(made, ";")
    wanted = {
        "tunniste": "p01",
        "otsikko": "Title",
        "tila": words("status")["ready"].label("fi"),
        "päivä": "2026-06-10",
        "kello": "18:30",
        "kehote.osoite": "https://farm.example/",
        "kulut": "12,5",
        "maksettu": "kyllä",
        "luvut.tavoittavuus": "1480",
        "versiot.instagram.teksti": "'@all",
        "teksti": "Text",
    }
    assert {name: row.get(name) for name in wanted} == wanted


def test_a_table_for_people_holds_the_whole_plan_by_day(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, err = run("csv")
    assert code == 0
    found = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline=""), strict=True))
    assert {it["id"] for it in found} == set(SAMPLE.posts)
    days = [it["date"] or "9999" for it in found]
    assert days == sorted(days)
    assert f"{len(found)} posts" in err
    bodies = {it.id: it.body.strip("\n") for it in SAMPLE.posts.values()}
    assert {it["id"]: it["text"] for it in found} == bodies
    some = run("csv", "--channel", "newsletter")[1]
    assert 1 < some.count("\r\n") < len(found)
    assert run("csv", "--drafts")[0] == 2


def test_the_table_goes_by_day_and_ends_with_what_has_none() -> None:
    undated = post("a", date=None, time=None)
    late = post("b", date=Moment(dt.date(2026, 6, 30)))
    found = sheet(people.export(order(undated, late, post("c"), post("d", status="cancelled"))))
    assert [it["id"] for it in found] == ["c", "d", "b", "a"]
    assert [it["date"] for it in found][2:] == ["2026-06-30", ""]


@pytest.mark.payload("C1")
@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'quoted'", "'quoted'"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\t=", "'\t="),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_an_apostrophe_stands_before_what_begins_like_a_formula(text: str, cell: str) -> None:
    (row,) = sheet(people.export(order(post(message=text, title="x"))))
    assert row.get("message", "") == cell
