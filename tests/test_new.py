"""planner new post: one new file, whole, valid, and in nobody's way."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner import blanks, cli, loader, sheets, suppressions, values, writing
from planner.errors import PlannerError
from planner.model import Post, row_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
PLAN = """---
title: Plan
timezone: Europe/Helsinki
period: {start: 2026-05-26, end: 2026-06-21}
---
"""
DAY = dt.date(2026, 6, 7)
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}
HOSTILE = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def finnish(plan: Path) -> Path:
    """The Finnish sample in the place of the English one."""
    shutil.rmtree(plan)
    return shutil.copytree(ROOT / "examples" / "fi" / "content", plan)


@pytest.fixture
def new(new_file: Callable[..., Path]) -> Callable[..., Path]:
    """Make a post, and return its file."""
    return partial(new_file, "post")


@pytest.fixture
def refusal(no_new_file: Callable[..., str]) -> Callable[..., str]:
    """Ask for a post that cannot be made, and return what is said."""
    return partial(no_new_file, "post")


def everything(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if ".planner" not in path.parts)


def findings(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    """Return what the check says of the plan here."""
    assert cli.run(["check", "--format", "json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)["findings"]
    return [(it["slug"], it["path"], it["severity"]) for it in found]


# What is in it


def test_what_is_given_is_filled_in_and_the_rest_is_offered(new: Callable[..., Path]) -> None:
    made = new("--stage", "decision", "--audience", "restaurants", "--content-type", "reference")
    assert made.name == "decision-restaurants.md"
    assert made.read_text("utf-8") == (
        "---\n"
        "title: Reference – Lunch cafés and restaurants within 40 km\n"
        "status: idea\n"
        "audience: [restaurants]\n"
        "stage: decision\n"
        "content_type: reference\n"
        "\n"
        "# To fill in a line, take away the “# ” at its beginning and keep what suits.\n"
        "\n"
        "# Why it is published. Needed from the status “draft” on.\n"
        "# goal: bigger-baskets, fill-open-day, more-recommendations, sell-boxes, win-restaurants\n"
        "\n"
        "# Where it is published. Needed from the status “draft” on.\n"
        "# channel: facebook, instagram, linkedin, newsletter, youtube\n"
        "\n"
        "# The day it goes out. Needed from the status “ready” on.\n"
        "# date: 2026-06-07\n"
        "\n"
        "# Text, picture, video, live … Needed from the status “ready” on.\n"
        "# format: text, image, image-series, short-video, video, live, webinar, story, poll, …\n"
        "\n"
        "# The text of the post goes below the hyphens, just as people will read it.\n"
        "---\n"
        "\n"
    )


def test_a_finnish_plan_gets_finnish_keys_words_and_days(
    finnish: Path, new: Callable[..., Path]
) -> None:
    made = new(
        *("--title", "Kesä: juhla", "--stage", "decision", "--date", "2026-06-10"),
        *("--content-type", "Asiakastarina", "--format", "short-video", "--lang", "en"),
    )
    assert made == finnish / "posts" / "2026-06-10-kesa-juhla.md"
    lines = made.read_text("utf-8").splitlines()
    assert lines[1:7] == [
        'otsikko: "Kesä: juhla"',
        "tila: idea",
        "päivä: 10.6.2026",
        "ostovaihe: päätöksentekovaihe",
        "sisältötyyppi: referenssi",
        "muoto: lyhyt pystyvideo",
    ]
    assert "# kohderyhmä: [home-cooks, local-families, restaurants]" in lines
    named = new("--stage", "decision", "--audience", "restaurants")
    assert named.name == "paatoksentekovaihe-restaurants.md"


def test_everything_given_leaves_no_question(new: Callable[..., Path]) -> None:
    made = new(
        *("--title", "T", "--audience", "home-cooks", "--audience", "restaurants"),
        *("--stage", "hankintavaihe", "--content-type", "Syvällisempi  VIDEO"),
        *("--channel", "YouTube", "--goal", "sell-boxes", "--date", "10.6.", "--format", "image"),
    )
    assert made.read_text("utf-8").splitlines()[1:-2] == [
        "title: T",
        "status: idea",
        "audience: [home-cooks, restaurants]",
        "goal: sell-boxes",
        "channel: youtube",
        "date: 2026-06-10",
        "stage: evaluation",
        "content_type: in-depth-video",
        "format: image",
        "",
        "# The text of the post goes below the hyphens, just as people will read it.",
    ]


@pytest.mark.parametrize("arguments", [(), ("--title", HOSTILE), ("--date", "2031-01-01")])
@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_new_idea_adds_no_finding(
    plan: Path,
    new: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    language: str,
) -> None:
    if language == "fi":
        shutil.rmtree(plan)
        shutil.copytree(ROOT / "examples" / "fi" / "content", plan)
    before = findings(capsys)
    made = new(*arguments)
    assert made.is_file()
    assert findings(capsys) == before


@pytest.mark.parametrize("sample", ["content", "examples/fi/content"])
@pytest.mark.parametrize("stage", [(), ("--stage", "decision")])
def test_every_choice_that_is_offered_can_be_taken(
    plan: Path, new: Callable[..., Path], sample: str, stage: tuple[str, ...]
) -> None:
    shutil.rmtree(plan)
    shutil.copytree(ROOT / sample, plan)
    made = new(*stage)
    text = made.read_text("utf-8")
    asked = [line for line in text.splitlines() if row_of(Post, line[2:].partition(": ")[0])]
    asked = [line for line in asked if line.startswith("# ")]
    assert len(asked) == 7 - len(stage) // 2
    for line in asked:
        key, _, choices = line.removeprefix("# ").partition(": ")
        for choice in choices.strip("[]").removesuffix(", …").split(", "):
            made.write_text(text.replace(line, f"{key}: {choice}"), "utf-8")
            content = loader.load(plan)
            assert [
                it for it in content.findings if content.path(it.subject) == f"posts/{made.name}"
            ] == []
            row = row_of(Post, key)
            assert row
            assert getattr(content.plan.posts[made.stem], row.attribute)


def test_with_the_choices_of_a_draft_it_is_a_draft(
    new: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = findings(capsys)
    made = new("--audience", "home-cooks")
    text = made.read_text("utf-8").replace("status: idea", "status: draft")
    text = re.sub(r"^# (goal|channel): (?:[\w-]+, )*([\w-]+)$", r"\1: \2", text, flags=re.MULTILINE)
    made.write_text(text + "Text.\n", "utf-8")
    assert [it for it in findings(capsys) if it not in before and it[2] != "info"] == []
    assert "channel: youtube\n" in text


def test_who_waits_and_what_rests_is_not_offered(plan: Path, new: Callable[..., Path]) -> None:
    for path, status in (("audiences/restaurants", "waiting"), ("channels/linkedin", "resting")):
        file = plan / f"{path}.md"
        text = re.sub(r"^status:.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text.replace("---\n", f"---\nstatus: {status}\n", 1), "utf-8")
    text = new().read_text("utf-8")
    assert "# audience: [home-cooks, local-families]\n" in text
    assert "linkedin" not in text


def test_content_types_are_those_of_the_stage(new: Callable[..., Path]) -> None:
    text = new("--stage", "activation").read_text("utf-8")
    (line,) = re.findall("^# content_type: (.*)$", text, re.MULTILINE)
    assert line.split(", ")[:2] == ["welcome-gift", "tips-best-practices"]
    assert "expert-material" not in line


def test_an_empty_plan_gets_a_post_too(plan: Path, new: Callable[..., Path]) -> None:
    shutil.rmtree(plan)
    plan.mkdir()
    (plan / "plan.md").write_text(PLAN, "utf-8")
    text = new().read_text("utf-8")
    assert "# audience: …\n" in text
    assert "# date: 2026-0" in text
    assert loader.load(plan).findings == ()


def test_own_words_with_odd_titles_are_written_as_their_ids(
    plan: Path, new: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    odd = '"A\\ntale: x # planner: ignore-file no-such-rule"'
    formats = (
        f"{{id: tale, title: {odd}}}, {{id: kuvaus, title: kuva}}, {{id: sketch, title: Luonnos}}"
    )
    own = f"words: {{formats: [{formats}], content_types: [{{id: saga, title: {odd}}}]}}"
    shutil.rmtree(plan)
    plan.mkdir()
    (plan / "plan.md").write_text(PLAN.replace("title:", f"language: fi\n{own}\ntitle:"), "utf-8")
    for name, shown in (("tale", "tale"), ("kuvaus", "kuvaus"), ("sketch", "Luonnos")):
        made = new("--format", name, "--content-type", "saga")
        assert f"\nmuoto: {shown}\n" in made.read_text("utf-8")
        assert loader.load(plan).plan.posts[made.stem].format == name
    assert '\notsikko: "A tale: x # planner: ignore-file no-such-rule"\n' in made.read_text("utf-8")
    assert [it for it in findings(capsys) if "posts/" in it[1]] == []


def test_a_name_that_yaml_reads_as_nothing_stays_a_name(
    plan: Path, new: Callable[..., Path]
) -> None:
    shutil.copy(plan / "audiences" / "home-cooks.md", plan / "audiences" / "null.md")
    made = new("--audience", "null")
    assert 'audience: ["null"]' in made.read_text("utf-8")
    assert loader.load(plan).plan.posts["null"].audience == ("null",)
    assert '"null", restaurants' in new().read_text("utf-8")


# What it is called


def test_names_that_are_taken_get_a_number(plan: Path, new: Callable[..., Path]) -> None:
    assert [new().name for _ in range(3)] == ["idea.md", "idea-2.md", "idea-3.md"]
    (plan / "posts" / "2026").mkdir()
    (plan / "posts" / "p01.md").rename(plan / "posts" / "2026" / "Grün.md")
    assert new("--title", "GRÜN").name == "grun-2.md"
    old = plan / "posts" / "p02.md"
    old.write_text(old.read_text("utf-8").replace("---\n", "---\nid: Äiti\n", 1), "utf-8")
    assert new("--title", "aiti").name == "aiti-2.md"
    assert new("--title", "P02").name == "p02-2.md"
    (plan / "posts" / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    assert new("--title", "Broken").name == "broken-2.md"


def test_nothing_that_is_there_is_overwritten(plan: Path, new: Callable[..., Path]) -> None:
    (plan / "posts" / "idea.md").symlink_to(plan / "plan.md")
    (plan / "posts" / "idea-2.md").mkdir()
    (plan / "posts" / ".hidden").touch()
    before = (plan / "plan.md").read_bytes()
    assert new().name == "idea-3.md"
    assert (plan / "plan.md").read_bytes() == before


def test_what_comes_meanwhile_is_not_overwritten(
    plan: Path, new: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing.writer

    def writer(home: Path, stamp: str) -> object:
        (plan / "posts" / "idea.md").write_text("theirs", "utf-8")
        return real(home, stamp)

    monkeypatch.setattr(writing, "writer", writer)
    assert new().name == "idea-2.md"
    assert (plan / "posts" / "idea.md").read_text("utf-8") == "theirs"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--title", "CON"), "con-2"),
        (("--title", "Lpt1."), "lpt1-2"),
        (("--title", "COM¹"), "com1-2"),
        (("--title", "aux", "--date", "2026-06-10"), "2026-06-10-aux"),
        (("--title", "../../.ssh/x"), "ssh-x"),
        (("--title", "-rf *"), "rf"),
        (("--title", "😀"), "idea"),
        (("--title", " \t\n"), "idea"),
        (("--title", "2026-02-30 x"), "idea-2026-02-30-x"),
        (("--title", "한국 Ünï"), "한국-uni"),
        (("--title", "a" * 100), "a" * 80),
        (("--title", "a" * 100, "--date", "1.6."), f"2026-06-01-{'a' * 69}"),
        (("--title", "word " * 30), "-".join(["word"] * 16)),
        (("--audience", "restaurants"), "restaurants"),
        (("--stage", "aktivointi"), "activation"),
        (("--audience", " ", "--stage", ""), "idea"),
    ],
)
def test_the_name_follows_from_what_is_known(
    new: Callable[..., Path], arguments: tuple[str, ...], name: str
) -> None:
    assert new(*arguments).stem == name


@given(
    title=st.text(max_size=220) | st.from_regex(r"[ -~äöÅ'\"#:~]{0,30}", fullmatch=True),
    dated=st.booleans(),
)
@example(title="~", dated=False)
@example(title="null", dated=False)
@example(title="<<", dated=False)
@example(title='it\'s "a" #tag: [b]', dated=True)
@example(title="##[group] x", dated=False)
@example(title="İ \u210c ½ \u0149 \u0958", dated=False)
@example(title="\udcff\u200b\U000e0041\ufffe", dated=False)
@example(title="<<<<<<< HEAD", dated=False)
@example(title="# planner: ignore-file no-such", dated=False)
@example(title="\U00010330" * 90, dated=True)
@example(title="각" * 90, dated=True)
def test_any_title_gives_a_valid_file_of_its_own(title: str, *, dated: bool) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "plan.md").write_text(PLAN, "utf-8")
        (folder / "posts").mkdir()
        said = {"title": title} | ({"date": "10.6."} if dated else {})
        content = loader.load(folder)
        too_long = len(blanks.cleaned(title)) > 200
        with pytest.raises(PlannerError) if too_long else nullcontext():
            for number in (1, 2):
                post = blanks.post_of(content.plan, said, "en")
                name = next(blanks.names(content.plan, post, "en"))
                assert_portable(name)
                text = sheets.text_of(content.plan, post, DAY, "en")
                with (folder / "posts" / f"{name}.md").open("xb") as file:
                    file.write(text.encode("utf-8"))
                content = loader.load(folder)
                assert content.findings == ()
                assert suppressions.find(content.sources[f"posts/{name}.md"], {}) == ((), ())
                assert len(content.plan.posts) == number
                read = content.plan.posts[name]
                assert read.title == (post.title or "Idea")
                assert read.day == (dt.date(2026, 6, 10) if dated else None)
                assert read.body.strip() == ""
        if not too_long and title.isprintable() and not re.search(r"\s\s|^\s|\s$", title):
            assert read.title in (unicodedata.normalize("NFC", title), "Idea")


def assert_portable(name: str) -> None:
    assert values.an_id(name) == name == unicodedata.normalize("NFC", name)
    assert len(name) <= 80
    assert len(f"{name}.md".encode()) <= 255
    assert len(f"{values.slug(name)}.html".encode()) <= 255
    assert name not in RESERVED
    assert not set(name) & set('<>:"/\\|?* .')


# What is refused


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--audience", "restaurant"), "--audience: there is no audience “restaurant”. Did you mean “restaurants”?\n"),
        (("--audience", "everyone"), "--audience: there is no audience “everyone”. There are these: home-cooks, local-families, restaurants.\n"),
        (("--audience", "home-cooks, restaurants"), "--audience: there is no audience “home-cooks, restaurants”. Write the line like this: audience: [home-cooks, restaurants]\n"),
        (("--channel", "-x"), "--channel: there is no channel “-x”. There are these: facebook, instagram, linkedin, newsletter, youtube.\n"),
        (("--goal", "sell boxes"), "--goal: there is no goal “sell boxes”. Did you mean “sell-boxes”?\n"),
        (("--stage", "decisoin"), "--stage: “decisoin” is not a word that “stage” knows. Did you mean “decision”?\n"),
        (("--content-type", "referense"), "--content-type: “referense” is not a word that “content_type” knows. Did you mean “reference”?\n"),
        (("--date", "31.6."), "--date: there is no day “31.6.”. "),
        (("--date", "2026-06-10 18:30"), "“2026-06-10 18:30” is not a day; write it like 2026-06-07.\n"),
        (("--title", "x" * 201), "The title is too long: it can have 200 characters at most.\n"),
        (("--title", "\x1b[0m", "--audience", "\x1b[0m"), "--audience: there is no audience “\\u001b[0m”. "),
    ],
)  # fmt: skip
def test_what_the_plan_does_not_know_is_one_sentence(
    refusal: Callable[..., str], arguments: tuple[str, ...], said: str
) -> None:
    found = refusal(*arguments)
    assert found.startswith(said)
    assert found.count("\n") == 1


def test_a_title_in_the_place_of_an_id_is_understood(refusal: Callable[..., str]) -> None:
    found = refusal("--audience", "Lunch cafés and restaurants within 40 km")
    assert found.endswith("Write its id instead of its title: restaurants\n")


def test_a_slip_is_answered_in_the_language_of_the_plan(
    finnish: Path, refusal: Callable[..., str]
) -> None:
    assert finnish.is_dir()
    assert refusal("--goal", "sell-box") == (
        "--goal: tavoitetta ”sell-box” ei ole. Tarkoititko ”sell-boxes”?\n"
    )
    assert refusal("--goal", "sell-box", "--lang", "en").startswith("--goal: there is no goal")


def test_in_ci_nothing_is_made_unless_it_is_meant(
    new: Callable[..., Path], refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert refusal() == "In CI no file is made: use --write if you mean it.\n"
    assert new("--write").name == "idea.md"


def test_nothing_is_made_where_there_is_no_plan(plan: Path, refusal: Callable[..., str]) -> None:
    (plan / "plan.md").unlink()
    assert refusal() == "There is no plan.md in content. Name the plan's folder with --content.\n"


def test_nothing_is_made_through_a_link(
    plan: Path, refusal: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.rmtree(plan / "posts")
    (plan / "posts").symlink_to(elsewhere)
    found = refusal()
    assert found.startswith("posts/idea.md was not made: it is a link to another place")
    assert [*elsewhere.iterdir()] == []


def test_a_folder_that_is_a_file_is_said(plan: Path, refusal: Callable[..., str]) -> None:
    shutil.rmtree(plan / "posts")
    (plan / "posts").touch()
    assert refusal().startswith("posts/idea.md was not made: ")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_leaves_nothing(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    assert "content" in refusal() or "posts" in refusal()


@pytest.mark.parametrize(
    "arguments",
    [("--format", "json", "new", "post"), ("--strict", "new", "post"), ("new", "--strict", "post")],
)
def test_an_option_that_means_nothing_here_is_refused(
    plan: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    before = everything(plan)
    assert cli.run([*arguments]) == 2
    assert everything(plan) == before
    error = capsys.readouterr().err
    assert "--strict" in error or "--format means nothing to the command new post." in error


# What is said


def test_what_is_odd_is_a_hint_and_what_comes_next_is_said(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--stage", "decision", "--content-type", "e-book", "--date", "2027-01-01")
    assert cli.run(["new", "post", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.out == "content/posts/2027-01-01-decision.md\n"
    assert captured.err.splitlines() == [
        "The content type “e-book” does not belong to the purchase stage “decision”; it belongs to: need formation.",
        "2027-01-01 is not in the period of the plan, so the post will not count.",
        "Open the file, fill in what you know and write the text below the last line of hyphens.",
        "An idea needs nothing more. Once it is a draft, planner check says what it lacks.",
    ]
    assert "content_type: e-book" in (plan / "posts" / "2027-01-01-decision.md").read_text("utf-8")
    assert cli.run(["--quiet", "new", "post"]) == 0
    assert capsys.readouterr() == ("content/posts/idea.md\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "post", "--content", "../content", "--today", "2026-06-20"),
        ("new", "--content", "../content", "post", "--today", "2026-06-20"),
        ("--content", "../content", "new", "--today", "2026-06-20", "post"),
        ("--content", "nowhere", "new", "post", "--content=../content", "--today", "20.6.2026"),
    ],
)
def test_global_options_stand_anywhere_and_the_path_is_seen_from_here(
    plan: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    (plan.parent / "elsewhere").mkdir()
    monkeypatch.chdir(plan.parent / "elsewhere")
    assert cli.run([*arguments]) == 0
    assert capsys.readouterr().out == "../content/posts/idea.md\n"
    assert "# date: 2026-06-20\n" in (plan / "posts" / "idea.md").read_text("utf-8")


def test_the_day_that_is_offered_is_in_the_period(new: Callable[..., Path]) -> None:
    assert "# date: 2026-07-19\n" in new("--today", "2027-01-01").read_text("utf-8")
    assert "# date: 2026-04-27\n" in new("--today", "2026-01-01").read_text("utf-8")


# A program that is cut short


def test_an_end_at_any_call_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "plan.md").write_text(PLAN, "utf-8")
    command = [sys.executable, "-m", "tests.killing", "make", str(tmp_path), "0"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 40
