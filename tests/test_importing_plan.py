"""planner import of a table of posts: what is in a spreadsheet gets in, once, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from planner import cli, loader, writing
from planner.cli import importing_plan
from planner.errors import PlannerError
from planner.exporters.orders import Order
from planner.exporters.table import export
from planner.importers import columns, posts
from planner.model import Post, Reading
from planner.tracking.exported import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from planner.loader import Content
    from planner.model import Plan

    Run = Callable[..., tuple[int, str, str]]

PLAN = """---
title: Yard
language: {language}
timezone: Europe/Helsinki
period: {{start: 2026-05-01, end: 2026-08-31}}
---
"""


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan with a plan.md and nothing else, from beside which the commands run."""
    monkeypatch.chdir(tmp_path)
    return begun(tmp_path)


def begun(folder: Path, language: str = "en") -> Path:
    content = folder / "content"
    content.mkdir()
    (content / "plan.md").write_text(PLAN.format(language=language), "utf-8")
    return content


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["import", "--today", "2026-06-07", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def table(name: str, text: str) -> str:
    """Write a table beside the plan, and return its name."""
    with open(name, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - by its bare name
        file.write(text)
    return name


def read(plan: Path) -> dict[str, Post]:
    return dict(loader.load(plan).plan.posts)


def files(plan: Path) -> list[str]:
    return sorted(
        it.relative_to(plan).as_posix() for it in plan.rglob("*.md") if it.name != "plan.md"
    )


def at(*numbers: int) -> dt.datetime:
    return dt.datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - local, as plans have it


def only(found: Mapping[str, Post]) -> Post:
    (post,) = found.values()
    return post


# A calendar as people keep it

CALENDAR = """\
Sisältökalenteri, toukokuu;;;;;;;
Julkaisupäivä;Klo;Kanava;Kohderyhmä;Aihe;Teksti;Kuva;Muistiinpanot
1.5.2026;18.30;Facebook ja IG;Perheet;Vappusima;"Simaa!
---
key: v {{x}} <script>";kuva.jpg;moi
pe 8.5.26;klo 9;FB;perheet, mökkiläiset;Munkit;"'=SUM(1)";kanat tarhassa, aamulla;
"""


def test_signs_that_nobody_sees_are_no_part_of_a_name(empty: Path, run: Run) -> None:
    rows = "Title,Channel,Text\nA,Face\u200bbook,x\nB,Facebook,y\n"
    assert run(table("k.csv", rows), "--write")[0] == 0
    assert files(empty) == ["channels/facebook.md", "posts/a.md", "posts/b.md"]
    assert [post.channel for post in read(empty).values()] == ["facebook", "facebook"]
    assert run("k.csv", "--write")[:2] == (0, "")


def test_what_named_two_channels_names_no_third_one(empty: Path, run: Run) -> None:
    rows = "Title,Channel,Text\nA,Facebook & IG,x\nB,Facebook-IG,y\n"
    code, _, err = run(table("k.csv", rows), "--write")
    assert code == 1
    assert "Facebook-IG" in err
    assert [post.channels for post in read(empty).values()] == [("facebook", "ig"), ()]
    before = files(empty)
    run("k.csv", "--write")
    assert files(empty) == before


def test_a_calendar_becomes_posts_and_brings_what_it_names(empty: Path, run: Run) -> None:
    code, out, err = run(table("k.csv", CALENDAR), "--write")
    assert code == 0, err
    assert files(empty) == [
        "audiences/mokkilaiset.md",
        "audiences/perheet.md",
        "channels/facebook.md",
        "channels/ig.md",
        "posts/2026-05-01-vappusima.md",
        "posts/2026-05-08-munkit.md",
    ]
    assert set(out.split()) == {f"content/{it}" for it in files(empty)}
    first, second = read(empty).values()
    assert (first.status, first.channels, first.audience) == (
        "idea",
        ("facebook", "ig"),
        ("perheet",),
    )
    assert first.at == at(2026, 5, 1, 18, 30)
    assert first.body.strip() == "Simaa!\n---\nkey: v {{x}} <script>"
    assert first.media == ("kuva.jpg",)
    assert second.body.strip() == "=SUM(1)"
    assert (second.channel, second.audience) == (
        "facebook",
        ("perheet", "mokkilaiset"),
    )
    assert second.at == at(2026, 5, 8, 9)
    assert second.alt_text == "kanat tarhassa, aamulla"
    content = loader.load(empty)
    assert content.plan.channels["ig"].type == "instagram"
    assert {it.rule.slug for it in content.findings} == {"media-missing"}
    assert "Julkaisupäivä → date" in err
    assert "Not taken: Muistiinpanot" in err


@pytest.mark.payload("C10")
def test_twice_is_once_and_undo_takes_it_back(
    empty: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    name = table("k.csv", CALENDAR)
    run(name, "--write")
    before = files(empty)
    code, out, err = run(name, "--write")
    assert (code, out) == (0, "")
    assert "There already: “Vappusima” (row 3)" in err
    assert "nothing new" in err
    assert files(empty) == before
    assert cli.run(["undo"]) == 0
    capsys.readouterr()
    assert files(empty) == []


def test_a_plan_in_finnish_is_written_in_finnish(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = begun(tmp_path, "fi")
    text = 'title,status,cta.type,cta.text,paid,publish_at,variants.ig.time\nMuna,draft,comment,"Kerro, mitä",yes,2026-05-01 18:30,19:00\n'
    assert run(table("k.csv", text), "--write")[0] == 0
    assert (plan / "posts/2026-05-01-muna.md").read_text("utf-8") == (
        "---\notsikko: Muna\ntila: luonnos\njulkaisuaika: 1.5.2026 18.30\n"
        'kehote: {tyyppi: kommentoi, teksti: "Kerro, mitä"}\n'
        "versiot: {ig: {kello: 19.00}}\nmaksettu: kyllä\n---\n"
    )


def test_a_plan_with_channels_of_its_own_gets_no_others(plan: Path, run: Run) -> None:
    text = "Title;Channel;Audience\nA;Facebook page;Home cooks keen on local food\nB;TikTok;Families\nC;TikTok;\n"
    before = files(plan)
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 1
    assert {*files(plan)} - {*before} == {"posts/a.md", "posts/b.md", "posts/c.md"}
    found = read(plan)
    assert (found["a"].channel, found["b"].channel) == ("facebook", "")
    assert found["a"].audience == ("home-cooks",)
    assert err.count("“TikTok”") == 1
    assert "(rows 3, 4)" in err
    assert "k.csv, “Audience”: there is no audience “Families”" in err
    assert "There are these: Home cooks keen on local food (home-cooks)" in err


def test_everybody_is_no_audience_to_be_made(empty: Path, run: Run) -> None:
    code, _, err = run(table("k.csv", "Title,Audience\nA,Everyone\n"), "--write")
    assert code == 1
    assert files(empty) == ["posts/a.md"]
    assert "everyone" in err


def test_a_row_that_comes_twice_is_one_post(empty: Path, run: Run) -> None:
    code, _, err = run(table("k.csv", "Title,Text\nA,x\nA,y\nA,x\n"), "--write")
    assert code == 0
    assert files(empty) == ["posts/a-2.md", "posts/a.md"]
    assert "There already: “A” (row 4)" in err
    code, _, err = run("k.csv", "--write")
    assert code == 0
    assert "There already: “A” (rows 2, 3, 4)" in err


@pytest.mark.parametrize(
    "text",
    [
        'Text,Image URL,Tags,Posting Time\nHei,a.jpg,"a,b",2026-05-13 18:30\n',
        "Text,Date,Time,Draft,Facebook\nHei,2026-05-13,18:30:00,FALSE,TRUE\n",
        "Date - Intl. format or prompt,Text,Label(s) - Separated by comma\n2026/05/13 18:30,Hei,\n",
        "date,time_24hr,message_text\n05/13/2026,18:30,Hei\n",
        "sep=;\nAihe;Ajastus;Sisältö\nHei;ke 13.5.26 klo 18.30;Hei\n",
    ],
    ids=["buffer", "metricool", "publer", "sprout", "own"],
)
def test_tables_of_schedulers_are_read_too(empty: Path, run: Run, text: str) -> None:
    assert run(table("k.csv", text), "--write")[0] == 0
    post = only(read(empty))
    assert (post.body.strip(), post.at) == ("Hei", at(2026, 5, 13, 18, 30))


def test_a_channel_that_is_made_later_makes_no_post_twice(plan: Path, run: Run) -> None:
    name = table("k.csv", "Title;Channel\nA;TikTok\n")
    assert run(name, "--write")[0] == 1
    (plan / "channels/tiktok.md").write_text("---\ntitle: TikTok\n---\n", "utf-8")
    code, out, err = run(name, "--write")
    assert (code, out) == (1, "")
    assert "row 2 differs from a in: channel;" in err


def test_what_was_changed_in_the_table_is_named_and_not_taken_over(empty: Path, run: Run) -> None:
    head = "id,title,text,date,cta.type,channel,status\n"
    before = (
        "n1,A,x,1.5.2026 18:30,comment,ig,draft\nn2,B,y,,,,\n,C,,2.5.2026,,ig,\n,D,z,,,,drafft\n"
    )
    after = (
        "n1,Other,new,2.5.2026 18:30,visit,ig,idea\nn2,B,y,,,,\n,C,more,2.5.2026,,ig,\n,D,z,,,,dr\n"
    )
    assert run(table("k.csv", head + before), "--write")[0] == 1
    files_before = {name: (empty / name).read_bytes() for name in files(empty)}
    code, out, err = run(table("k.csv", head + after), "--write")
    assert (code, out) == (1, "")
    assert "row 2 differs from n1 in: title, status, cta, date, text; not taken over" in err
    assert "row 4 differs from 2026-05-02-c in: text; not" in err
    assert "There already: “B” (row 3)" in err
    assert "There already: “D” (row 5)" in err
    assert "nothing new" not in err
    assert "Other" not in err
    assert {name: (empty / name).read_bytes() for name in files(empty)} == files_before
    rows = "".join(f"n{n},A,{n},,,,\n" for n in range(30))
    assert run(table("k.csv", head + rows), "--write")[0] == 1
    assert run(table("k.csv", head + rows.replace("A", "B")), "--diff")[2].count("differs") == 20


def test_only_what_a_row_says_is_compared(empty: Path, run: Run) -> None:
    (empty / "posts").mkdir()
    (empty / "posts/a.md").write_text(
        "---\ntitle: A\nstatus: draft\npublish_at: 2026-05-01 18:30\ncta: {type: comment, text: Hi}\n"
        "metrics: {reach: 5, likes: 2}\nvariants: {ig: {time: 19:00}, fb: {time: 20:00}}\n---\nWords\n",
        "utf-8",
    )
    head = "id,title,text,status,date,time,cta.type,metrics.reach,variants.ig.time\n"
    same = "a,,Words,drafft,2026-05-01,18:30,comment,5,19:00\n"
    code, _, err = run(table("k.csv", head + same), "--write")
    assert code == 0
    assert "There already: “A” (row 2)" in err
    other = "a,A,,,,18:00,comment,6,19:30\n"
    code, _, err = run(table("k.csv", head + other), "--write")
    assert code == 1
    assert "differs from a in: variants, metrics, time; not" in err


def test_an_id_that_stands_in_two_rows_is_named(empty: Path, run: Run) -> None:
    text = "id,title,channel,audience\nn9,A,,\nn9,B,TikTok,Dogs\nn8,C,,Dogs\n"
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 1
    assert files(empty) == ["audiences/dogs.md", "posts/n8.md", "posts/n9.md"]
    assert "id n9 stands in rows 2 and 3; the second is left out" in err
    assert read(empty)["n9"].title == "A"
    assert "nothing new" not in run("k.csv", "--write")[2]


def test_a_row_that_sums_up_is_no_post(empty: Path, run: Run) -> None:
    text = "Aihe;Pvm;Minuutit;Muuta\nA;1.5.2026;5;\nYhteensä:;;5;\nx;;5;SUMMA\nSumma;2.5.2026;;\n"
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 0
    assert "A sum of the others, and no post (rows 3, 4)" in err
    assert [post.title for post in read(empty).values()] == ["A", "Summa"]


def test_audiences_are_parted_where_each_is_one(empty: Path, run: Run) -> None:
    text = "Aihe;Kohderyhmä\nA;Mökkiläiset ja perheet\nB;perheet, Koirat ja kissat\nC;Mökkiläiset\nD;perheet/mökkiläiset\n"
    assert run(table("k.csv", text), "--write")[0] == 0
    assert {post.title: post.audience for post in read(empty).values()} == {
        "A": ("mokkilaiset", "perheet"),
        "B": ("perheet", "koirat-ja-kissat"),
        "C": ("mokkilaiset",),
        "D": ("perheet", "mokkilaiset"),
    }


def test_audiences_of_the_plan_part_what_names_several(empty: Path, run: Run) -> None:
    (empty / "audiences").mkdir()
    titles = {"dogs": "Koirat", "kissat": "Kissat", "linnut": "Linnut", "both": "Koirat ja kissat"}
    for name, title in titles.items():
        (empty / f"audiences/{name}.md").write_text(f"---\ntitle: {title}\n---\n", "utf-8")
    text = 'Title,Audience\nA,"Linnut, Koirat ja kissat"\nB,Koirat + Linnut\nC,Hevoset ja kissat\nD,Dogz\n'
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 1
    assert {post.title: post.audience for post in read(empty).values()} == {
        "A": ("linnut", "both"),
        "B": ("dogs", "linnut"),
        "C": (),
        "D": (),
    }
    assert "there is no audience “Hevoset ja kissat”" in err
    assert "There are these: Koirat ja kissat (both), Koirat (dogs), Kissat, Linnut." in err
    assert "Did you mean “Koirat (dogs)”?" in err


def test_everyday_words_are_understood(empty: Path, run: Run) -> None:
    text = "Title;Format;Status\nA;Reels;Tehty\nB;Stories;kesken\nC;Karuselli;Hyväksytty\nD;Kela;valmis\n"
    assert run(table("k.csv", text), "--write")[0] == 0
    assert [(post.format, post.status) for post in read(empty).values()] == [
        ("short-video", "published"),
        ("story", "draft"),
        ("image-series", "ready"),
        ("short-video", "ready"),
    ]


def test_of_a_part_that_is_left_out_nothing_stays(empty: Path, run: Run) -> None:
    assert run(table("k.csv", "Title,cta.type\nA,gnat\n"), "--write")[0] == 1
    assert (empty / "posts/a.md").read_text("utf-8") == "---\ntitle: A\nstatus: idea\n---\n"


def test_posts_may_name_each_other_by_id(empty: Path, run: Run) -> None:
    text = 'id,title,next_post,source_posts\na1,First,a2,\na2,Second,,"a1, gone"\n'
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 1
    assert "“gone”" in err
    found = read(empty)
    assert (found["a1"].next_post, found["a2"].source_posts) == ("a2", ("a1",))


# What cannot be understood


@pytest.mark.parametrize(
    ("head", "cell", "said"),
    [
        ("Date", "32.5.2026", "there is no day “32.5.2026”"),
        ("Date", "2/5/2026", "two different days"),
        ("Date", "next week", "next week"),
        ("Date", "ma 8.5.", "“ma 8.5.”: 2026-05-08 is a Friday"),
        ("Date", "Mon, May 8, 2026 10:00", "2026-05-08 is a Friday"),
        ("Time", "25:00", "25:00"),
        ("Status", "drafft", "draft"),
        ("Minutes", "1,480", "1,480"),
        ("id", "a b!", "a b!"),
        ("Goal", "sell all", "sell all"),
    ],
)
def test_what_is_not_understood_is_left_out_and_named(
    empty: Path, run: Run, head: str, cell: str, said: str
) -> None:
    code, _, err = run(table("k.csv", f'Title;{head}\nA;"{cell}"\nB;\n'), "--write")
    assert code == 1
    assert f"k.csv, “{head}”: " in err
    assert said in err
    assert "(row 2)" in err
    assert files(empty) == ["posts/a.md", "posts/b.md"]


def test_days_of_a_column_tell_each_other_apart(empty: Path, run: Run) -> None:
    text = 'Title,Date,Time\nA,5/1/2026,\nB,5/20/2026,6 pm\nC,"May 3, 2026",2026-05-03 10:00\nD,5/5/2026,\n'
    assert run(table("k.csv", text), "--write")[0] == 0
    days = {post.title: post.at or post.day for post in read(empty).values()}
    assert days == {
        "A": dt.date(2026, 5, 1),
        "B": at(2026, 5, 20, 18),
        "C": at(2026, 5, 3, 10),
        "D": dt.date(2026, 5, 5),
    }


def test_a_time_of_publishing_may_be_a_day_too(empty: Path, run: Run) -> None:
    text = "Otsikko,Julkaisupäivä,Julkaisuaika\nA,1.5.,18.00\nB,,2.5.2026 9.30\n"
    assert run(table("k.csv", text), "--write")[0] == 0
    assert {it.at for it in read(empty).values()} == {
        at(2026, 5, 1, 18),
        at(2026, 5, 2, 9, 30),
    }


def test_a_row_without_words_is_told_and_a_long_title_stands_in_the_text(
    empty: Path, run: Run
) -> None:
    long = "Long words " * 30
    text = f'Title,Text,Date\n,,1.5.2026\n,,\n{long},,\n{long}2,Hello,\n,"First line\nsecond",\n'
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 1
    assert "Neither title nor text (row 2)" in err
    assert "too long" in err
    assert "(rows 4, 5)" in err
    bodies = sorted(post.body.strip() for post in read(empty).values())
    assert bodies == ["First line\nsecond", long.strip(), f"{long}2\n\nHello"]
    assert "first-line" in read(empty)


@pytest.mark.payload("C5", "C6")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Title,Date\nA,1.5.2026\nB,1.5.2026,more\n",
            "k.csv:3: cells in this row: 3, columns in the table: 2",
        ),
        ("Title,Date\nA\n", "k.csv:2: cells in this row: 1"),
        ("Title,Date,Title\nA,1.5.2026,B\n", "k.csv:1: two columns are called “Title”"),
        ("Title,,Date\nA,lost,1.5.2026\n", "k.csv:2: a cell stands in a column without a name"),
        ('Title,Date\nA,"1.5.2026\n', "k.csv:2: the quotation marks"),
        ('Title,Date\nA,"b"x\n', "k.csv:2: the quotation marks"),
        ("Title,Date\nA\0,1.5.2026\n", "k.csv:2: there is a character"),
        ("Title,Date\n" + "A,\n" * 5_001, "k.csv has more than 5000 rows"),
        ("Title,Date\n" + "A,\n" * 50_101, "k.csv has more than 50000 rows"),
    ],
    ids=["long", "short", "twice", "nameless", "open", "behind", "nul", "many", "endless"],
)
def test_of_a_broken_table_nothing_is_taken(empty: Path, run: Run, text: str, said: str) -> None:
    code, out, err = run(table("k.csv", text), "--write")
    assert (code, out) == (2, "")
    assert said in err
    assert files(empty) == []


def test_an_empty_column_without_a_name_is_nothing(empty: Path, run: Run) -> None:
    code, _, err = run(table("k.csv", "Title,,Date,\nA,,1.5.2026,\n"), "--write")
    assert code == 0
    assert "its columns are called as the fields" in err
    assert files(empty) == ["posts/2026-05-01-a.md"]


@pytest.mark.payload("C8")
def test_a_file_that_is_there_is_never_written_over(empty: Path, run: Run) -> None:
    (empty / "posts").mkdir()
    (empty / "posts/a.md").write_text("---\nid: other\ntitle: Other\n---\n", "utf-8")
    assert run(table("k.csv", "Title,Status\nA,idea\nCon,idea\n"), "--write")[0] == 0
    assert files(empty) == ["posts/a-2.md", "posts/a.md", "posts/con-2.md"]
    assert read(empty)["other"].title == "Other"


def test_what_cannot_be_written_is_written_nowhere(empty: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (empty / "posts").symlink_to(tmp_path / "elsewhere")
    code, out, err = run(table("k.csv", "Title,Status\nA,idea\n"), "--write")
    assert (code, out) == (1, "")
    assert "Nothing was written." in err
    assert not [*(tmp_path / "elsewhere").iterdir()]


def test_what_breaks_off_halfway_says_how_to_take_it_back(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = writing.Writer.create

    def tire(pen: writing.Writer, path: Path, *more: Any) -> None:  # noqa: ANN401 - its own arguments
        if path.name == "b.md":
            raise KeyboardInterrupt
        create(pen, path, *more)

    monkeypatch.setattr(writing.Writer, "create", tire)
    code, out, err = run(table("k.csv", "Title;Status\nA;idea\nB;idea\n"), "--write")
    assert (code, out) == (130, "")
    assert err.rstrip().endswith("planner undo takes back what was written.")
    assert files(empty) == ["posts/a.md"]
    assert cli.run(["undo"]) == 0
    assert files(empty) == []


@pytest.mark.payload("C8")
def test_a_name_that_windows_keeps_for_itself_stays_the_id(empty: Path, run: Run) -> None:
    run(table("k.csv", "id,title\ncon,A\n"), "--write")
    assert files(empty) == ["posts/con-2.md"]
    assert read(empty)["con"].title == "A"


# What the columns mean


def test_off_a_terminal_the_columns_are_shown_and_nothing_is_written(empty: Path, run: Run) -> None:
    code, out, err = run(table("k.csv", CALENDAR))
    assert (code, out) == (2, "")
    assert "Aihe → title" in err
    assert "--write" in err
    assert files(empty) == []


def test_a_preview_shows_the_files(empty: Path, run: Run) -> None:
    code, out, err = run(table("k.csv", CALENDAR), "--diff")
    assert code == 0
    assert "+++ content/posts/2026-05-01-vappusima.md" in out
    assert "+title: Vappusima" in out
    assert "2 posts would be made." in err
    assert "so they would be made: content/" in err
    assert "were made" not in err
    assert files(empty) == []


def test_in_ci_it_has_to_be_meant(empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert run(table("k.csv", CALENDAR))[0] == 2
    assert files(empty) == []
    assert run("k.csv", "--write")[0] == 0


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody answers at the terminal, the first answer first."""
    waiting: list[str] = []
    monkeypatch.setattr(importing_plan, "somebody_is_there", lambda: True)
    monkeypatch.setattr(importing_plan, "ask", lambda _: waiting.pop(0) if waiting else None)
    return waiting


def test_at_a_terminal_the_columns_are_asked_until_they_are_right(
    empty: Path, run: Run, answers: list[str]
) -> None:
    answers += [
        "höpö",
        "Huomio=nothing",
        "Huomio=ydinviesti",
        "Nobody=title",
        "Otsikko=",
        "Pvm=",
        "y",
    ]
    code, _, err = run(table("k.csv", "Otsikko;Pvm;Huomio\nA;1.5.2026;Hei\n"))
    assert code == 0
    assert "“höpö” is none of these." in err
    assert "“Huomio=nothing” does not say what a column is" in err
    assert "No column is called “nobody”" in err
    assert "No column is a title" in err
    assert "Huomio → message" in err
    post = only(read(empty))
    assert (post.message, post.day) == ("Hei", None)


@pytest.mark.parametrize("answer", ["", "no", "e", "N"])
def test_at_a_terminal_one_may_stop(empty: Path, run: Run, answers: list[str], answer: str) -> None:
    answers.append(answer)
    code, out, err = run(table("k.csv", "Otsikko;Pvm\nA;1.5.2026\n"))
    assert (code, out) == (0, "")
    assert "Nothing was written." in err
    assert files(empty) == []


def test_somebody_may_say_what_a_column_is(empty: Path, run: Run) -> None:
    name = table("k.csv", "Mikä,Ketä=ketkä\nA,Perheet\n")
    assert "this table is not known" in run(name, "--write")[2]
    assert "No column is a title" in run(name, "--as", "plan", "--write")[2]
    said = ("--map", "Mikä=otsikko", "--map", "Ketä=ketkä=audience")
    assert run(name, *said, "--write")[0] == 0
    assert only(read(empty)).audience == ("perheet",)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Title=titel", "did you mean “title”"),
        ("Title=qqqqqqqqqqqq", "with one of these: id, title"),
        ("title", "does not say what a column is"),
    ],
)
def test_a_field_that_is_none_is_said(empty: Path, run: Run, said: str, answer: str) -> None:
    code, _, err = run(table("k.csv", "Title,Date\nA,\n"), "--map", said, "--write")
    assert code == 2
    assert answer in err
    assert files(empty) == []


@pytest.mark.parametrize("more", [("--channel", "facebook"), ("--on", "1.5.2026")])
@pytest.mark.parametrize("sure", [(), ("--as", "plan")])
def test_what_figures_need_means_nothing_to_a_plan(
    empty: Path, run: Run, more: tuple[str, ...], sure: tuple[str, ...]
) -> None:
    code, out, err = run(table("k.csv", "Title;Date\nA;1.5.2026\n"), "--write", *more, *sure)
    assert (code, out) == (2, "")
    assert err.startswith("--channel and --on tell of figures")
    assert files(empty) == []


def test_a_table_of_figures_is_no_plan_unless_somebody_says_so(empty: Path, run: Run) -> None:
    name = table("k.csv", "Kuvaus,Julkaisuaika,Katselukerrat,Tavoittavuus\nHei,1.5.2026 9.00,5,6\n")
    code, _, err = run(name, "--write")
    assert code == 2
    assert "this table is not known" in err
    assert "again with --as plan" in err
    assert run(name, "--as", "plan", "--write")[0] == 0
    assert only(read(empty)).body.strip() == "Hei"


def test_the_surest_of_two_columns_counts(empty: Path, run: Run) -> None:
    text = "Content;Caption;Headline;Title\nlong;short;Head;Name\n"
    err = run(table("k.csv", text), "--write")[2]
    post = only(read(empty))
    assert (post.title, post.body.strip()) == ("Name", "short")
    assert "Not taken: Content, Headline" in err


@pytest.mark.payload("C9")
def test_what_may_stand_in_a_cell(empty: Path, run: Run) -> None:
    text = (
        "Title\tCTA\tTags\tLink\tVaihe\tmetrics.reach\tluvut.kirjattu\tlive.outline\n"
        "A\tcomment\t#one #two\thttps://example.org\tready\t12,5\t2.5.2026\tHello, Goodbye\n"
        "B\tAsk us\tone, two three\t\t\t\t\t\n"
        "C\thttps://example.org\t\t\t\t\t\t\n"
    )
    assert run(table("k.csv", text), "--write")[0] == 0
    found = read(empty)
    first, second, third = found["a"], found["b"], found["c"]
    assert first.cta
    assert first.metrics
    assert first.live
    assert (first.cta.type, first.cta.url) == ("comment", "https://example.org")
    assert (first.hashtags, first.status) == (("one", "two"), "ready")
    assert first.metrics.figures == {"reach": 12.5}
    assert first.metrics.checked_on == dt.date(2026, 5, 2)
    assert first.live.outline == ("Hello", "Goodbye")
    assert second.cta
    assert second.cta.text == "Ask us"
    assert second.hashtags == ("one", "two three")
    assert third.cta
    assert third.cta.url == "https://example.org"


def test_without_a_plan_the_cure_is_to_begin_one(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "planner init" in run(table("k.csv", CALENDAR), "--write")[2]
    (tmp_path / "content").mkdir()
    code, _, err = run("k.csv", "--write")
    assert code == 2
    assert "planner init" in err


@pytest.mark.usefixtures("empty")
def test_many_lines_are_counted(run: Run) -> None:
    rows = "".join(f"T{n};bad{n}\n" for n in range(30))
    err = run(table("k.csv", f"Title;Status\n{rows}"), "--write")[2]
    assert "… and 10 more" in err
    same = "".join(f"U{n};bad\n" for n in range(30))
    assert (
        "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, …"
        in run(table("k.csv", f"Title;Status\n{same}"), "--write")[2]
    )


def test_a_workbook_keeps_the_lines_of_its_cells_and_names_its_sheets(bare: Content) -> None:
    cells = (
        ("Otsikko", "Teksti", "Pvm", ""),
        ("A", "Yksi\n  kaksi", "2026-05-01 18:30:00", ""),
        ("", "", "", ""),
        ("B", "", "kesällä", ""),
    )
    sheets = [Sheet("k.xlsx", name, cells=cells) for name in ("May", "June")]
    assert sheets[0].rows[1] == (2, ["A", "Yksi kaksi", "2026-05-01 18:30:00", ""])
    tables = columns.recognised([*sheets, Sheet("k.xlsx", "Notes")], Reading(), {})
    done = posts.taken(bare, tables, "fi", dt.date(2026, 6, 7))
    first, second = done.posts.values()
    assert (first.body, first.at) == ("Yksi\n  kaksi", at(2026, 5, 1, 18, 30))
    assert second.title == "B"
    assert dict(done.there) == {"A": ["June:2"], "B": ["June:4"]}
    ((column, _),) = done.left_out
    assert (column, [it.rows for it in done.left_out.values()]) == ("Pvm", [["May:4"]])
    broken = Sheet("k.xlsx", "May", cells=(*cells, ("C", "", "", "lost")))
    with pytest.raises(PlannerError, match=r"k\.xlsx:May:5"):
        posts.taken(bare, columns.recognised([broken], Reading(), {}), "fi", dt.date(2026, 6, 7))


# What is exported comes in again as it was


def exported(plan: Plan, found: Iterable[Post], language: str) -> str:
    """Return posts as planner export csv writes them, in the spreadsheet's own signs."""
    held = replace(plan, posts={post.id: post for post in found})
    return export(Order(held, dt.date(2026, 6, 7), language)).content.decode("utf-8")


def said(post: Post) -> dict[str, Any]:
    names = Post.model_fields.keys() - {"body", "misread"}
    return {name: getattr(post, name) for name in names} | {"text": post.body.strip("\n")}


@pytest.mark.payload("C9")
@pytest.mark.parametrize("language", ["en", "fi"])
def test_what_is_exported_comes_in_as_it_was(plan: Path, run: Run, language: str) -> None:
    before = {name: said(post) for name, post in read(plan).items()}
    text = exported(loader.load(plan).plan, read(plan).values(), language)
    for path in (plan / "posts").glob("*.md"):
        path.unlink()
    file = plan / "plan.md"
    file.write_text(
        file.read_text("utf-8").replace("language: en", f"language: {language}"), "utf-8"
    )
    code, _, err = run(table("k.csv", text), "--write")
    assert code == 0, err
    assert any(it in err for it in ("called as the fields", "kenttien nimet"))
    assert " → " not in err
    assert {name: said(post) for name, post in read(plan).items()} == before
    again = run("k.csv", "--write")
    assert again[:2] == (0, "")


def test_a_remark_for_the_program_stays_in_the_file_and_is_no_difference(
    plan: Path, run: Run
) -> None:
    file = plan / "posts/p05.md"
    remark = "\n<!-- planner: ignore date-missing -- between us -->\n\nMore.\n"
    file.write_text(file.read_text("utf-8") + remark, "utf-8")
    text = exported(loader.load(plan).plan, [read(plan)["p05"]], "en")
    assert "More." in text
    assert "between us" not in text
    code, out, err = run(table("k.csv", text), "--write")
    assert (code, out) == (0, "")
    assert "differs" not in err


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return loader.load(begun(tmp_path_factory.mktemp("bare")))


AWKWARD = st.text(
    st.one_of(
        st.sampled_from("'\"=+-@\t\n,;:#[]{}|&*!%<>\\`~?. aäÖ€😀\u00a0"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cn", "Zl", "Zp")),
    ),
    max_size=20,
)
WORDS = st.text("abcäö=+'\"#:-,;[{ ", min_size=1, max_size=15).map(lambda it: " ".join(it.split()))
ITEMS = AWKWARD.map(str.strip).filter(bool)
POSTS = st.fixed_dictionaries(
    {"title": WORDS.filter(str.strip)},
    optional={
        "message": AWKWARD,
        "alt_text": AWKWARD,
        "series": AWKWARD,
        "cta": st.fixed_dictionaries({"text": AWKWARD.filter(str.strip), "url": AWKWARD}),
        "analysis": st.fixed_dictionaries({"learned": AWKWARD.filter(str.strip)}),
        "date": st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1)).map(str),
        "time": st.times().map(lambda it: f"{it:%H:%M}"),
        "minutes": st.integers(0, 5000).map(str),
        "paid": st.sampled_from(["yes", "no"]),
        "status": st.sampled_from(["idea", "ready", "reviewed"]),
        "live": st.fixed_dictionaries({"outline": st.lists(ITEMS, min_size=1, max_size=3)}),
        "hashtags": st.lists(st.text("abcäö1", min_size=1, max_size=5), max_size=3),
    },
)


@pytest.mark.payload("C9")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example({"title": "A", "message": 'say "a"\nand \\'}, "", "en")
@given(
    data=POSTS,
    body=AWKWARD.filter(lambda it: not it or it.strip()),
    language=st.sampled_from(["en", "fi"]),
)
def test_awkward_signs_come_in_as_they_went_out(
    bare: Content, data: dict[str, Any], body: str, language: str
) -> None:
    post = Post.model_validate({"id": "p1", **data, "body": body})
    text = exported(bare.plan, [post], language).removeprefix("\ufeff")
    sheets = [Sheet("k.csv", text=text, delimiter=it) for it in ",;"]
    tables = columns.recognised(sheets, bare.plan.reading, {})
    done = posts.taken(bare, tables, language, dt.date(2026, 6, 7))
    assert not done.left_out
    assert said(only(done.posts)) == said(post)
