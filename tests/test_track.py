"""planner track: a figure is a row, a word is a line, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
import io
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import cli, due, loader, recording
from planner.cli import asking
from planner.diagnostics import Kind
from planner.errors import PlannerError
from planner.loader import load
from planner.model import Figure, Reading
from planner.recording import Told
from planner.schedule import Schedule
from planner.tracking import ledger
from planner.tracking.ledger import COLUMNS, Form, Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Track = Callable[..., tuple[int, str, str]]

HEAD = "subject,checked_on,metric,value,source,paid\n"
TODAY = ("--today", "2026-06-07")


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def track(plan: Path, capsys: pytest.CaptureFixture[str]) -> Track:
    """Run the command on a copy of the sample; return the exit code and what was said."""
    assert plan.is_dir()

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["track", *TODAY, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def rows(plan: Path, year: int = 2026) -> str:
    return (plan / f"tracking/{year}.csv").read_text("utf-8")


def files(plan: Path) -> dict[str, bytes]:
    return {
        path.relative_to(plan).as_posix(): path.read_bytes()
        for path in sorted(plan.rglob("*"))
        if path.is_file()
    }


# Figures by hand


def test_figures_become_rows_and_no_post_is_touched(plan: Path, track: Track) -> None:
    before = files(plan)
    code, out, _ = track("p15", "reach=1310", "comments=14", "--on", "6.6.2026")
    assert (code, out) == (0, "p15: reach 1310 (2026-06-06)\np15: comments 14 (2026-06-06)\n")
    assert rows(plan) == (
        f"{HEAD}post:p15,2026-06-06,reach,1310,hand,false\npost:p15,2026-06-06,comments,14,hand,false\n"
    )
    assert {name: it for name, it in files(plan).items() if name != "tracking/2026.csv"} == before
    found = load(plan).plan.figures["post:p15"]
    assert {(it.metric, it.value) for it in found} >= {("reach", 1310), ("comments", 14)}


def test_several_things_at_once_channels_and_goals_too(plan: Path, track: Track) -> None:
    words = ("p15", "reach=1 310", "facebook", "followers=900", "sell-boxes", "47")
    code, _, _ = track(*words, "--today", "2026-06-08")
    assert code == 0
    assert rows(plan).splitlines()[1:] == [
        "post:p15,2026-06-08,reach,1310,hand,false",
        "channel:facebook,2026-06-08,followers,900,hand,false",
        "goal:sell-boxes,2026-06-08,box-subscriptions,47,hand,false",
    ]
    schedule = Schedule(load(plan).plan, dt.date(2026, 6, 8))
    assert schedule.observations(schedule.plan.goals["sell-boxes"])[-1] == (dt.date(2026, 6, 8), 47)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        (("post:p15", "tavoittavuus=7,5"), "post:p15,2026-06-07,reach,7.5,hand,false"),
        (("julkaisu:p15", "Reach=7"), "post:p15,2026-06-07,reach,7,hand,false"),
        (("p15", "reach=7", "--paid"), "post:p15,2026-06-07,reach,7,hand,true"),
        (
            ("sell-boxes", "value=47", "--on", "2026-06-06"),
            "goal:sell-boxes,2026-06-06,box-subscriptions,47,hand,false",
        ),
        (
            ("sell-boxes", "box-subscriptions=47", "--on", "2026-06-06"),
            "goal:sell-boxes,2026-06-06,box-subscriptions,47,hand,false",
        ),
        (
            ("sell-boxes", "47", "--on", "2026-06-06"),
            "goal:sell-boxes,2026-06-06,box-subscriptions,47,hand,false",
        ),
    ],
)
def test_ways_to_say_it(plan: Path, track: Track, words: tuple[str, ...], figure: str) -> None:
    assert track(*words)[0] == 0
    assert rows(plan) == f"{HEAD}{figure}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("p51", "reach=3"), "nothing called “p51”"),
        (("p15", "reech=3"), "Did you mean “reach”?"),
        (("p15", "zzzzzz=3"), "“zzzzzz” is not a figure that the plan knows."),
        (("p15", "reach=1,310"), "can be read in two ways"),
        (("p15", "reach=many"), "“many” is not a number"),
        (("p15", "reach=-3"), "cannot be below zero"),
        (("p15", "reach=3", "--on", "1.5.2026"), "nothing can be counted on 2026-05-01"),
        (("p15", "reach=3", "--on", "9.9.2026"), "2026-09-09 is still to come"),
        (("p15", "reach=3", "--on", "soon"), "“soon” is not a day"),
        (("reach=3",), "Whose figure is “reach=3”?"),
        (("p15",), "Which figure?"),
        (("sell-boxes", "reach=3"), "counts “box-subscriptions”, not “reach”"),
        (("p15", "reach=3", "--csv", "f.csv"), "--csv stands alone"),
        (("p15", "--status", "done-ish"), "“done-ish” is none of these: idea, draft"),
        (("p15", "--url", "facebook"), "is no address"),
        (("p15", "--url", "https://[x"), "is no address"),
        (("p15", "--learned", "short"), "at least 20 characters"),
        (("facebook", "--status", "ready"), "Name one post"),
        (("p15", "p16", "--status", "ready"), "Name one post"),
        (("--status", "ready"), "Name one post"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    plan: Path, track: Track, words: tuple[str, ...], said: str
) -> None:
    before = files(plan)
    code, out, err = track(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert files(plan) == before


def test_the_same_again_is_one_row_and_another_value_is_refused(plan: Path, track: Track) -> None:
    track("p15", "reach=1310")
    code, out, err = track("p15", "reach=1310")
    assert (code, out) == (0, "")
    assert "1 figure was noted already." in err
    code, _, err = track("p15", "reach=1311")
    assert code == 2
    assert "as 1310, and not 1311 (tracking/2026.csv:2)" in err
    assert track("p15", "reach=1311", "reach=1312")[0] == 2
    assert rows(plan).count("\n") == 2


def test_a_name_that_two_things_have_is_asked_about(plan: Path, track: Track) -> None:
    (plan / "goals/p15.md").write_text("---\ntitle: G\nmetric: m\n---\n", "utf-8")
    assert "post:p15, goal:p15" in track("p15", "reach=3")[2]
    assert track("post:p15", "reach=3")[0] == 0


def test_a_new_figure_is_set_beside_earlier_ones(plan: Path, track: Track) -> None:
    for number, reach in enumerate((100, 200, 300, 400)):
        text = f"---\ntitle: P\nstatus: published\nchannel: facebook\nformat: document\ndate: 2026-05-{number + 10}\n---\n"
        (plan / f"posts/q{number}.md").write_text(text, "utf-8")
        _, _, err = track(f"q{number}", f"reach={reach}")
    assert "2 × the median of 3 earlier posts of the same channel and format (200)" in err


# The file as it is


@pytest.mark.parametrize(
    ("before", "row"),
    [
        (HEAD, "post:p15,2026-06-07,reach,7.5,hand,false\n"),
        (HEAD.replace("\n", "\r\n"), "post:p15,2026-06-07,reach,7.5,hand,false\r\n"),
        ("\ufeffkohde;kirjattu;mittari;luku\n", "post:p15;2026-06-07;reach;7,5\n"),
        ("sep=;\nvalue;metric;subject;checked_on;;\n", "7,5;reach;post:p15;2026-06-07;;\n"),
        ("paid\tmetric\tvalue\tchecked_on\tsubject\n", "false\treach\t7.5\t2026-06-07\tpost:p15\n"),
        (f"{HEAD}post:p15,2026-06-01,re", "\npost:p15,2026-06-07,reach,7.5,hand,false\n"),
        ("", f"{HEAD}post:p15,2026-06-07,reach,7.5,hand,false\n"),
    ],
)
def test_a_row_is_added_in_the_form_that_the_file_has(
    plan: Path, track: Track, before: str, row: str
) -> None:
    (plan / "tracking").mkdir()
    (plan / "tracking/2026.csv").write_bytes(before.encode())
    assert track("p15", "reach=7.5")[0] == 0
    assert (plan / "tracking/2026.csv").read_bytes() == (before + row).encode()
    assert ("reach", 7.5) in {(it.metric, it.value) for it in load(plan).plan.figures["post:p15"]}


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", HEAD.encode("utf-16"), b"subject\xff\n"])
def test_a_file_that_is_no_ledger_is_not_added_to(plan: Path, track: Track, content: bytes) -> None:
    (plan / "tracking").mkdir()
    (plan / "tracking/2026.csv").write_bytes(content)
    code, _, err = track("p15", "reach=7")
    assert code == 1
    assert "content/tracking/2026.csv is left as it is" in err
    assert (plan / "tracking/2026.csv").read_bytes() == content


@pytest.mark.payload("F9")
def test_a_link_in_its_place_is_refused(plan: Path, track: Track) -> None:
    (plan / "tracking").mkdir()
    (plan.parent / "other.csv").write_text(HEAD, "utf-8")
    (plan / "tracking/2026.csv").symlink_to(plan.parent / "other.csv")
    code, _, err = track("p15", "reach=7")
    assert code == 1
    assert "link" in err
    assert (plan.parent / "other.csv").read_text("utf-8") == HEAD


def test_each_year_has_its_file(plan: Path, track: Track) -> None:
    track("facebook", "followers=1", "--on", "2025-12-31")
    track("facebook", "followers=2", "--on", "2026-01-01")
    assert "2025-12-31" in rows(plan, 2025)
    assert "2026-01-01" in rows(plan, 2026)


IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
NUMBERS = st.one_of(st.integers(0, 10**12), st.decimals(0, 10**6, places=2).map(float))
ROWS = st.builds(
    Row,
    st.sampled_from([Kind.POST, Kind.CHANNEL]),
    IDS,
    st.builds(
        Figure,
        st.sampled_from(["reach", "comments", "followers"]),
        NUMBERS,
        st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
        st.booleans(),
        st.text(
            st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9
        ),
    ),
)
FORMS = st.builds(Form, st.sampled_from(",;\t"), st.permutations(list(COLUMNS)).map(tuple))


@given(FORMS, st.lists(ROWS, max_size=5))
def test_what_is_written_reads_back_the_same(form: Form, written: list[Row]) -> None:
    text = "\n".join((form.head, *map(form.line, written), ""))
    gathered, findings = ledger.understood(text, "l.csv", Reading())
    found = ledger.rows_of(gathered)
    assert not findings
    assert [
        (it.subject, it.figure.value, it.figure.checked_on, it.figure.paid, it.figure.source)
        for it in found
    ] == [
        (it.subject, it.figure.value, it.figure.checked_on, it.figure.paid, it.figure.source)
        for it in written
    ]
    assert ledger.form_of(text) == form


# Words in the post


def test_status_address_and_words_stand_in_the_post_alone(plan: Path, track: Track) -> None:
    before = (plan / "posts/p19.md").read_text("utf-8")
    code, out, _ = track("p19", "--status", "julkaistu", "--url", "https://facebook.example/1")
    assert (code, out) == (0, "changed: content/posts/p19.md\n")
    after = (plan / "posts/p19.md").read_text("utf-8")
    assert after == before.replace("status: scheduled", "status: published").replace(
        "hashtags: [familydayout]\n",
        "hashtags: [familydayout]\npost_url: https://facebook.example/1\n",
    )
    assert (
        track("p19", "--status", "published")[2]
        == "Nothing is to be changed: it stands there already.\n"
    )


def test_figures_and_words_are_taken_back_together(plan: Path, track: Track) -> None:
    before = files(plan)
    code, _, _ = track(
        "p15", "reach=5", "votes=3", "--learned", "A question brings people in", "--next", "toista"
    )
    assert code == 0
    analysis = load(plan).plan.posts["p15"].analysis
    assert analysis
    assert (analysis.learned, analysis.next) == ("A question brings people in", "repeat")
    assert cli.run(["undo"]) == 0
    assert files(plan) == before


def test_a_finnish_plan_gets_finnish_words(plan: Path, track: Track) -> None:
    (plan / "plan.md").write_text("---\notsikko: S\nkieli: fi\n---\n", "utf-8")
    (plan / "posts/q.md").write_text("---\notsikko: J\ntila: valmis\n---\n", "utf-8")
    code, _, err = track("q", "--status", "published", "--lang", "en")
    assert (code, err) == (0, "")
    assert (plan / "posts/q.md").read_text("utf-8") == "---\notsikko: J\ntila: julkaistu\n---\n"


@pytest.mark.payload("F2")
def test_a_post_with_a_fault_is_left_as_it_is(plan: Path, track: Track) -> None:
    (plan / "posts/q.md").write_text("---\ntitle: J\ntitle: K\n---\n", "utf-8")
    before = files(plan)
    code, _, err = track("q", "reach=3", "--status", "published")
    assert code == 1
    assert "content/posts/q.md is left as it is: its beginning has faults" in err
    assert "status: published" in err
    assert files(plan) == before


def test_diff_shows_everything_and_writes_nothing(plan: Path, track: Track) -> None:
    before = files(plan)
    code, out, _ = track(
        "p19",
        "reach=5",
        "--on",
        "2026-06-07",
        "--status",
        "published",
        "--diff",
        "--today",
        "2026-06-08",
    )
    assert code == 2, "not before it went out"
    code, out, _ = track("p15", "reach=5", "--status", "reviewed", "--diff")
    assert code == 0
    assert "-status: published\n+status: reviewed\n" in out
    assert "+++ content/tracking/2026.csv\n" in out
    assert "+post:p15,2026-06-07,reach,5,hand,false\n" in out
    assert files(plan) == before
    assert not (plan.parent / ".planner").exists()


def test_in_ci_it_needs_to_be_meant(
    plan: Path, track: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert track("p15", "reach=5")[0] == 2
    assert track("p15", "reach=5", "--diff")[0] == 0
    assert not (plan / "tracking").exists()
    assert track("p15", "reach=5", "--write")[0] == 0


def test_a_day_that_the_goals_own_file_has_is_not_given_another_value(
    plan: Path, track: Track
) -> None:
    code, _, err = track("sell-boxes", "47")
    assert code == 2
    assert "as 45, and not 47 (in the file of sell-boxes)" in err
    assert "noted already" in track("sell-boxes", "45")[2]
    assert not (plan / "tracking").exists()


def test_a_row_that_nobody_could_read_is_not_written(plan: Path, track: Track) -> None:
    (plan / "tracking").mkdir()
    broken = f'{HEAD}post:p02,2026-05-05,reach,1480,"hand,fal'
    (plan / "tracking/2026.csv").write_text(broken, "utf-8")
    code, _, err = track("p15", "reach=1310")
    assert code == 1
    assert "would not be read" in err
    assert rows(plan) == broken


def test_a_header_that_is_too_long_is_said(plan: Path, track: Track) -> None:
    (plan / "tracking").mkdir()
    (plan / "tracking/2026.csv").write_text(f"{'x' * 140_000},{HEAD}", "utf-8")
    code, _, err = track("p15", "reach=5", "--diff")
    assert code == 1
    assert "content/tracking/2026.csv is left as it is: a cell is too long" in err


def test_three_decimals_are_not_taken_for_thousands(plan: Path, track: Track) -> None:
    assert track("p15", "reach=12.3450")[0] == 0
    assert load(plan).plan.figures["post:p15"][-1].value == 12.345


def test_what_the_ledger_hides_is_said(plan: Path, track: Track) -> None:
    (plan / "tracking").mkdir()
    (plan / "tracking/2026.csv").write_text(
        f"{HEAD}post:p15,2026-06-06,reach,many,hand,false\n", "utf-8"
    )
    assert "1 row of the ledger cannot be read" in track("p15", "reach=5")[2]


@pytest.mark.parametrize("name", ["Facebook page", "channels/facebook.md", "FACEBOOK"])
def test_a_thing_may_be_named_by_its_title_or_file(plan: Path, track: Track, name: str) -> None:
    assert track(name, "followers=5")[0] == 0
    assert "channel:facebook,2026-06-07,followers,5" in rows(plan)


def test_words_that_no_file_can_hold_are_refused(plan: Path, track: Track) -> None:
    before = files(plan)
    for option in ("--learned", "--url"):
        code, _, err = track("p15", option, "https://example.org/ a whole sentence \udcff")
        assert code == 2
        assert "a character that is none" in err
    assert files(plan) == before


# From a table


def table(plan: Path, content: str | bytes) -> str:
    path = plan.parent / "figures.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


@pytest.mark.payload("C10")
@pytest.mark.parametrize(
    "content",
    [
        HEAD + "post:p15,2026-06-06,reach,1234.5,meta,false\n",
        "sep=;\nkohde;kirjattu;mittari;luku;lähde\njulkaisu:p15;6.6.2026;tavoittavuus;1\u202f234,5;meta\n",
        "kohde;kirjattu;mittari;luku;lähde\npost:p15;6.6.2026;reach;1\xa0234,5;meta\n",
        ("\ufeff" + HEAD + "post:p15,2026-06-06,reach,1234.5,meta,false\r\n").encode(),
        (HEAD + "post:p15,2026-06-06,reach,1234.5,meta,false\n")
        .replace(",", "\t")
        .encode("utf-16"),
    ],
)
def test_a_table_is_taken_whole_and_twice_is_once(
    plan: Path, track: Track, content: str | bytes
) -> None:
    code, out, _ = track("--csv", table(plan, content))
    assert (code, out) == (0, "p15: reach 1234.5 (2026-06-06)\n")
    once = files(plan)
    code, out, err = track("--csv", table(plan, content))
    assert (code, out) == (0, "")
    assert "noted already" in err
    assert files(plan) == once


ROW = "post:p15,2026-06-06,reach,{},hand,false\n"


@pytest.mark.payload("C2", "C4", "C5", "C6", "C7")
@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (
            HEAD + ROW.format("1") + "post:zz,2026-06-06,reach,1,hand,false\n",
            1,
            "figures.csv:3: there is nothing called “post:zz”",
        ),
        (HEAD + ROW.format('"1,234"'), 1, "figures.csv:2: “1,234” can be read in two ways"),
        (
            HEAD + "post:p15,2026-07-06,reach,1,hand,false\n",
            1,
            "figures.csv:2: 2026-07-06 is still to come",
        ),
        (
            HEAD + "post:p15,2026-05-06,reach,1,hand,false\n",
            1,
            "figures.csv:2: p15 goes out on 2026-05-30",
        ),
        *(
            (HEAD + ROW.format(bad), 1, f"figures.csv:2: “{bad}”")
            for bad in ("١٢٣", "1_000", "nan", "inf", "1e5", "12%", "=1+1", "+1")
        ),
        (HEAD + ROW.format("-5"), 1, "figures.csv:2: a figure cannot be below zero"),
        (
            HEAD + 'post:p15,"2026-06-06,reach,1,hand,false\n',
            1,
            "quotation marks in this row do not match",
        ),
        (
            HEAD + 'post:p15,"2026-06-06"x,reach,1,hand,false\n',
            1,
            "quotation marks in this row do not match",
        ),
        (
            HEAD + "post:p15,2026-06-06,reach\n",
            1,
            "figures.csv:2: the row has 3 cells, and 6 are expected",
        ),
        ("subject,subject,checked_on,metric,value\na,b,c,d,e\n", 1, "“subject” is there twice"),
        ("a,b\n1,2\n", 1, "the first line of the ledger should be"),
        ("", 1, "the first line of the ledger should be"),
        (
            HEAD + ROW.format("1\0"),
            2,
            "figures.csv:2: there is a character in it that no table has",
        ),
        (HEAD + ROW.format("1" * 70_000), 2, "figures.csv:2: the row is too long"),
        (HEAD + ROW.format("1") * 50_001, 1, "more than 50000 rows"),
        (HEAD.encode() + b"post:p15,2026-06-06,reach,1,k\xe4si,false\n", 2, "--encoding cp1252"),
        (HEAD + ROW.format("1") + ROW.format("2"), 1, "is given twice, as 1 and as 2"),
    ],
)
def test_a_table_with_a_fault_is_not_taken_at_all(
    plan: Path, track: Track, content: str | bytes, code: int, said: str
) -> None:
    path = table(plan, content)
    before = files(plan)
    found, out, err = track("--csv", path)
    assert found == code
    assert said in out + err
    assert "Traceback" not in err
    assert files(plan) == before


def test_a_table_in_another_encoding_is_read_when_told(plan: Path, track: Track) -> None:
    path = table(plan, (HEAD + "post:p15,2026-06-06,reach,1,käsi,false\n").encode("cp1252"))
    assert track("--csv", path, "--encoding", "cp1252")[0] == 0
    assert "käsi" in rows(plan)
    assert track("--csv", path, "--encoding", "klingon")[0] == 2
    assert track("--csv", str(plan.parent / "none.csv"))[0] == 2


# What is due


def test_what_is_due_is_what_the_checker_asks_for(plan: Path) -> None:
    schedule = Schedule(load(plan).plan, dt.date(2026, 6, 7))
    assert list(due.asked(schedule)) == [
        due.Asked(Kind.POST, "p13", (), learned=True, following=True),
        due.Asked(Kind.POST, "p15", ("reach", "views", "votes"), learned=True, following=True),
    ]
    later = Schedule(load(plan).plan, dt.date(2026, 6, 30))
    assert {(it.kind, it.id) for it in due.asked(later)} > {
        (Kind.GOAL, "sell-boxes"),
        (Kind.POST, "p17"),
    }


def test_without_a_terminal_it_lists_what_is_due(plan: Path, track: Track) -> None:
    before = files(plan)
    code, out, _ = track()
    assert code == 0
    assert out == (
        'planner track p13 --learned "…" --next …\n'
        'planner track p15 reach=… views=… votes=… --learned "…" --next …\n'
    )
    assert files(plan) == before
    assert "Nothing waits" in track("--today", "2026-05-01")[2]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, track: Track) -> Track:
    """Answer the questions of the bare command."""

    def run(*answers: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", _Terminal("".join(f"{it}\n" for it in answers)))
        return track()

    return run


def test_on_a_terminal_it_asks_for_what_is_due(plan: Path, answer: Track) -> None:
    code, out, err = answer(
        "A question brings people in", "1", "1310", "a lot", "2000", "31", "", "improve"
    )
    assert code == 0
    assert out == (
        "changed: content/posts/p13.md\n"
        "p15: reach 1310 (2026-06-07)\np15: views 2000 (2026-06-07)\np15: votes 31 (2026-06-07)\n"
        "changed: content/posts/p15.md\n"
    )
    assert "2 things wait to be noted." in err
    assert "You find the figures in: Meta Business Suite" in err
    assert "“a lot” is not a number." in err
    assert "1 thing still waits" in err
    posts = load(plan).plan.posts
    assert posts["p13"].analysis
    assert posts["p13"].analysis.next == "repeat"
    assert posts["p15"].analysis
    assert posts["p15"].analysis.next == "improve"


def test_when_everything_is_answered_it_says_so(answer: Track) -> None:
    sentence = "A question brings people in"
    _, _, err = answer(sentence, "repeat", "1310", "2000", "31", sentence, "2")
    assert err.endswith("Everything is noted. Well kept.\n")
    assert "Nothing waits to be noted" in answer()[2]


def test_answers_are_kept_when_it_is_broken_off_or_a_post_has_a_fault(
    plan: Path, monkeypatch: pytest.MonkeyPatch, answer: Track
) -> None:
    path = plan / "posts/p13.md"
    path.write_text(path.read_text("utf-8").replace("owner:", "owner: owner\nowner:", 1), "utf-8")
    code, out, err = answer("A question brings people in", "²", "1", "1310", "1900", "41", "q")
    assert code == 1
    assert "“²” is none of these" in err
    assert "content/posts/p13.md is left as it is" in err
    assert "p15: reach 1310" in out

    answers = iter(["", "", "1310"])

    def broken_off(_question: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    (plan / "tracking/2026.csv").unlink()
    monkeypatch.setattr(asking, "ask", broken_off)
    assert cli.run(["track", *TODAY]) == 130
    assert rows(plan).count("reach") == 1


def test_a_ledger_that_cannot_be_added_to_is_found_before_the_first_question(
    plan: Path, answer: Track
) -> None:
    (plan / "tracking").mkdir()
    (plan / "tracking/2026.csv").write_bytes(
        HEAD.encode() + b"post:p15,2026-06-01,reach,5,k\xe4si,false\n"
    )
    code, out, err = answer("1310")
    assert (code, out) == (1, "")
    assert "content/tracking/2026.csv is left as it is" in err
    assert "waits" not in err


def test_words_too_are_kept_when_it_is_broken_off(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["A question brings people in"]

    def broken_off(_question: str) -> str:
        if answers:
            return answers.pop()
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", _Terminal(""))
    monkeypatch.setattr(asking, "ask", broken_off)
    assert cli.run(["track", *TODAY]) == 130
    assert "A question brings people in" in (plan / "posts/p13.md").read_text("utf-8")


@pytest.mark.parametrize("end", [("q",), ("Q",), ()])
def test_whoever_has_had_enough_keeps_what_was_answered(
    plan: Path, answer: Track, end: tuple[str, ...]
) -> None:
    code, out, err = answer("A question brings people in", "repeat", "1310", *end)
    assert code == 0
    assert "p15: reach 1310" in out
    assert "1 thing still waits, and will be asked for again." in err
    assert rows(plan).count("\n") == 2


def test_goals_are_asked_for_too(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (plan / "posts").iterdir():
        path.unlink()
    monkeypatch.setattr(sys, "stdin", _Terminal("50\n"))
    assert cli.run(["track", "--today", "2026-06-30"]) == 0
    assert "what was it on 2026-06-30?" in capsys.readouterr().err
    assert rows(plan).count("goal:") == 1


# What nobody types


def test_a_goal_that_counts_nothing_takes_no_figure(tmp_path: Path) -> None:
    (tmp_path / "goals").mkdir()
    (tmp_path / "plan.md").write_text("---\ntitle: T\n---\n", "utf-8")
    (tmp_path / "goals/g.md").write_text("---\ntitle: G\n---\n", "utf-8")
    plan = loader.load(tmp_path).plan
    with pytest.raises(PlannerError, match="does not say what is counted"):
        recording.row_of(plan, Kind.GOAL, "g", "", "5", Told(dt.date(2026, 6, 7)))
