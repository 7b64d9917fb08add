"""planner init: from nothing to a plan that builds, in either language, with nothing made up."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from pydantic import BaseModel

import planner
from planner import cli, starting, writing
from planner.cli import initiating
from planner.diagnostics import Severity
from planner.site import render
from planner.starting import Answers
from planner.vocabulary import words
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.loader import Content

TODAY = dt.date(2026, 11, 29)  # a Sunday
SECTORS = ("farm-shop", "farm-stay", "garden-contractor", "small-manufacturer", "stable")
# What the rules say of a plan whose author has not told yet what is known: no goal has a figure,
# no channel and no interest evidence, most weeks are empty, and nobody knows where figures are read.
OPEN = {
    "who": "met",
    "why": "partly",
    "where": "partly",
    "what": "partly",
    "when": "partly",
    "noticed": "partly",
    "analysed": "met",
    "changed": "missing",
}
HONEST = {
    *("channel-assumed", "interest-assumed", "interests-thin", "interest-unused"),
    *("reading-place-missing", "baseline-missing", "goal-unmeasurable", "vision-missing"),
    *("channel-gap", "empty-week", "live-without-clips"),
}


@pytest.fixture(autouse=True)
def at_a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)


def begin(*options: str) -> int:
    return cli.run(["init", "farm", "--today", str(TODAY), *options])


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Ask for what cannot be, and return the sentence; nothing may have been made."""

    def ask(*options: str) -> str:
        before = everything()
        assert cli.run(["init", *options]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert everything() == before
        return said.err

    return ask


def everything() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*"))


def made() -> Content:
    return planner.load(Path("farm/content"))


def verdicts(content: Content) -> dict[str, str]:
    return {it.id: it.verdict.value for it in planner.score(content, TODAY).scores}


def errors(content: Content) -> set[str]:
    found = planner.check(content, TODAY).diagnostics
    return {it.rule.slug for it in found if it.severity is Severity.ERROR}


def slugs(content: Content) -> set[str]:
    assert not errors(content)
    return {it.rule.slug for it in planner.check(content, TODAY).diagnostics}


# The starters


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("sector", SECTORS)
def test_a_starter_is_without_faults_and_says_what_is_missing(sector: str, language: str) -> None:
    assert begin("--sector", sector, "--language", language) == 0
    content = made()
    assert slugs(content) <= HONEST
    assert verdicts(content) == OPEN
    plan = content.plan
    assert plan.file.language == language
    posts = plan.posts.values()
    assert {post.stage for post in posts} == set(words("stage"))
    assert len({post.content_type for post in posts}) >= 5
    assert {"live", "short-video"} <= {post.format for post in posts}
    assert {post.status for post in posts} == {"draft"}
    assert all("[" in post.body for post in posts)
    assert all(goal.baseline is None and goal.target is None for goal in plan.goals.values())
    for post in posts:
        if post.live:
            announcing = plan.posts[post.live.announced_by].body
            assert re.search(r"\n\n(?:Next week|Ensi viikolla) .*live", announcing)
    (anchor,) = (it for it in plan.file.anchors if any(post.anchor == it.id for post in posts))
    gathered = sorted((post.day - anchor.date).days for post in posts if post.anchor)  # type: ignore[operator]
    assert gathered[0] < gathered[1] == 0 < gathered[2]


@pytest.mark.parametrize("sector", SECTORS)
def test_both_languages_hold_the_same(sector: str) -> None:
    english, finnish = (
        starting.files(Answers(language, sector), TODAY) for language in ("en", "fi")
    )
    assert english.keys() == finnish.keys()
    shapes = []
    for language in ("en", "fi"):
        folder = Path(language)
        for name, text in starting.files(Answers(language, sector), TODAY).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        plan = planner.load(folder / "content").plan
        shapes.append([plain(plan.file), *(plain(plan.entities(kind)) for kind in starting.KINDS)])
    assert shapes[0] == shapes[1]


TEXTS = {"title", "body", "text", "description", "needs", "barriers", "metric", "unit"}
TEXTS |= {"language", "outline", "fallback"}


def plain(found: object) -> object:
    """Return all that is the same in both languages."""
    if isinstance(found, BaseModel):
        names = type(found).model_fields.keys() - TEXTS
        return {name: plain(getattr(found, name)) for name in names}
    if isinstance(found, tuple):
        return [plain(it) for it in found]
    return {name: plain(it) for name, it in found.items()} if isinstance(found, dict) else found


@pytest.mark.parametrize("sector", SECTORS)
def test_whenever_one_begins_a_day_of_the_season_gathers_posts(sector: str) -> None:
    for week in range(53):
        files = starting.files(Answers("en", sector), TODAY + dt.timedelta(weeks=week))
        assert sum("\nanchor: " in text for text in files.values()) == 3, week
        assert not any("{anchor}" in text for text in files.values())


def test_the_plan_begins_on_the_next_monday_and_lasts_twelve_weeks() -> None:
    for days in (0, 1, 7):
        (line,) = re.findall(
            "period: .*", starting.files(Answers(), TODAY + dt.timedelta(days))["content/plan.md"]
        )
        start = dt.date(2026, 11, 30) + dt.timedelta(7 if days else 0)
        if days == 7:
            start = dt.date(2026, 12, 7)
        assert line == f"period: {{start: {start}, end: {start + dt.timedelta(83)}}}"


# The answers


FINNISH = (
    *(
        "--language",
        "fi",
        "--sector",
        "talli",
        "--name",
        "Mäkelän talli: ”paras”",
        "--what",
        "Tunteja",
    ),
    *("--whom", "Vanhemmat naapurikylissä, jotka etsivät turvallista harrastusta"),
    *("--where", "facebook, uutiskirje", "--how-known", "kysytty"),
    *(
        "--goal",
        "uusia ratsastajia",
        "--target",
        "12",
        "--by",
        "31.1.",
        "--now",
        "4",
        "--hours",
        "3,5",
    ),
)


def test_answers_take_the_place_of_what_the_starter_assumes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert begin(*FINNISH) == 0
    said = capsys.readouterr()
    assert said.out.startswith("farm/content: 15 tiedostoa\nfarm/README.md\n")
    assert "Tilanne nyt: 2/8 täyttyy, 6 osittain." in said.err
    plan = made().plan
    assert plan.file.business.name == "Mäkelän talli: ”paras”"
    assert plan.file.time_budget.hours_per_week == 3.5
    audience = plan.audiences["vanhemmat-naapurikylissa"]
    assert audience.title == "Vanhemmat naapurikylissä"
    assert audience.description.endswith("harrastusta")
    assert [(it.id, it.evidence, it.checked_on) for it in audience.channels] == [
        ("facebook", "asked", TODAY),
        ("newsletter", "asked", TODAY),
    ]
    assert {it.evidence for it in plan.audiences["present-riders"].channels} == {"assumption"}
    goal = plan.goals["uusia-ratsastajia"]
    assert goal.title == "Uusia ratsastajia: 12, viimeistään 31.1.2027"
    assert goal.lever is None
    assert goal.measurable
    assert goal.baseline is not None
    assert (goal.baseline.value, goal.baseline.date) == (4, TODAY)
    assert plan.channels.keys() == {"facebook", "newsletter"}
    assert not slugs(made()) - HONEST - {"channel-without-windows"}
    assert verdicts(made())["changed"] == "partly"


def test_a_channel_that_does_not_take_a_post_leaves_it_an_idea() -> None:
    assert begin("--sector", "farm-stay", "--where", "newsletter") == 0
    posts = made().plan.posts
    assert (posts["tour-live"].channel, posts["tour-live"].status) == ("", "idea")
    assert posts["before-the-day"].channel == "newsletter"
    assert posts["come-again"].format == "newsletter"
    assert begin_elsewhere("--sector", "farm-stay", "--where", "linkedin") == "text"


def begin_elsewhere(*options: str) -> str | None:
    assert cli.run(["init", "other", *options]) == 0
    return planner.load(Path("other/content")).plan.posts["come-again"].format


@pytest.mark.parametrize("where", ["facebook", "newsletter", "whatsapp, blog", "linkedin,tiktok"])
@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("sector", SECTORS)
def test_a_starter_fits_the_channels_that_were_named(
    sector: str, language: str, where: str
) -> None:
    assert begin("--sector", sector, "--language", language, "--where", where) == 0
    content = made()
    fresh = {*HONEST, "channel-without-windows", "channel-unused", "stage-empty", "live-absent"}
    fresh |= {"audience-unused", "goal-unused", "video-rare", "nobody-named"}
    assert slugs(content) <= fresh
    for post in content.plan.posts.values():
        assert post.cta is not None
        assert post.body.strip().endswith(post.cta.text)
        if post.channel:
            can = words("cta")[post.cta.type or ""].facts.get("channels", (post.channel,))
            assert post.channel in can, post.id
            assert post.format != "poll" or post.cta.type == "vote"


def test_a_post_asks_for_what_people_can_do_on_its_channel() -> None:
    assert begin("--sector", "stable", "--where", "newsletter") == 0
    posts = made().plan.posts
    tips, vote = posts["how-a-horse-talks"], posts["after-the-day"]
    assert (tips.cta.type, tips.action_metric) == ("share", "shares")  # type: ignore[union-attr]
    assert "Save this" not in tips.body
    assert (vote.format, vote.action_metric) == ("text", "survey-answers")
    assert (posts["safety-live"].channel, posts["safety-live"].status) == ("", "idea")
    assert "live" not in posts["what-the-first-lesson-is-like"].body
    assert cli.run(["init", "whatsapp", "--sector", "stable", "--where", "whatsapp"]) == 0
    assert planner.load(Path("whatsapp/content")).plan.posts["safety-live"].channel == ""


@pytest.mark.parametrize(
    ("windows", "day", "clock"),
    [
        (["Mon-Fri 7-20"], 3, "18:00"),
        (["Tue-Thu 8-11"], 3, "08:00"),
        (["Thu 19-20", "Thu 8-11"], 3, "08:00"),
        (["Mon-Wed 9-10", "Sat 9-10"], 2, "09:00"),
        (["Sun 9-10"], 6, "09:00"),
        ([], 3, "18:00"),
    ],
)
def test_a_post_goes_out_in_the_good_hours_of_its_new_channel(
    monkeypatch: pytest.MonkeyPatch, windows: list[str], day: int, clock: str
) -> None:
    shipped = starting.starters()["small-manufacturer"]["channels"]
    (linkedin,) = (it for it in shipped if it["id"] == "linkedin")
    monkeypatch.setitem(linkedin, "windows", windows)
    assert begin("--sector", "small-manufacturer", "--where", "linkedin") == 0
    plan = made().plan
    post, on_the_day = plan.posts["made-in-half-a-minute"], plan.posts["on-the-day"]
    assert on_the_day.day in {it.date for it in plan.file.anchors}
    assert post.day == dt.date(2026, 11, 30) + dt.timedelta(day)
    assert f"{post.clock:%H:%M}" == clock


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    ("options", "folders"),
    [
        ((), set()),
        (("--where", "1 3", "--how-known", "2"), {"audiences", "channels"}),
        (("--whom", "Families", "--goal", "orders"), {"audiences", "goals"}),
        (("--whom", "&&&", "--goal", "…", "--name", "con"), {"audiences", "goals"}),
    ],
)
def test_an_empty_plan_holds_what_was_answered(
    options: tuple[str, ...], folders: set[str], language: str
) -> None:
    assert begin("--empty", "--language", language, *options) == 0
    content = made()
    kinds = {"audience-missing", "goal-missing", "channel-missing", "interest-missing"}
    assert errors(content) <= {*kinds, "date-missing"}  # what there is none of at all
    assert {path.parent.name for path in Path("farm/content").glob("*/*")} == folders
    assert planner.score(content, TODAY).overall.value == "missing"


def test_without_a_terminal_nothing_is_asked_and_nothing_made_up() -> None:
    assert begin() == 0
    text = Path("farm/content/plan.md").read_text("utf-8")
    assert text.startswith("---\n# To fill in a line")
    assert "\n# business: {name: …, what: …}\n" in text
    assert len(re.findall(r"^(?:# )?\w+:", text, re.MULTILINE)) <= 9
    assert [it.name for it in Path("farm/content").iterdir()] == ["plan.md"]


@pytest.mark.parametrize(
    ("options", "language"), [(("--empty",), "fi"), (("--sector", "stable"), "en")]
)
def test_a_site_can_be_made_of_it_at_once(options: tuple[str, ...], language: str) -> None:
    assert begin(*options, "--language", language) == 0
    site = render(Path("farm/content"), as_of=TODAY, language=None)
    assert site.language == language
    assert sum(1 for _ in site.pages) > 10


# The questions


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer on a terminal, in turn; return the questions."""

    def hold(*answers: str | None) -> list[str]:
        waiting, questions = list(answers), list[str]()

        def ask(question: str) -> str | None:
            questions.append(question)
            return waiting.pop(0) if waiting else ""

        monkeypatch.setattr(initiating, "somebody_is_there", lambda: True)
        monkeypatch.setattr(initiating, "ask", ask)
        return questions

    return hold


def test_questions_can_be_skipped(asked: Callable[..., list[str]]) -> None:
    questions = asked()
    assert begin() == 0
    assert len(questions) == 8  # no evidence without a channel, no figures without a goal
    assert made().plan.posts == {}


def test_questions_are_asked_in_the_language_that_was_chosen(
    asked: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    questions = asked(
        *("suomi", "9", "tilamyymälä", "Koivula", "", "", "facebok", "1 ja 2", "asiakaspalaute"),
        *("kävijöitä", "", "1.1.2020", "5.2."),
    )
    assert begin() == 0
    said = capsys.readouterr().err
    assert questions[0].startswith("Language / Kieli")
    assert questions[1].startswith("Millainen yritys on? 1 Tilamyymälä, ")
    assert "”9” ei ole tuttu. Valitse jokin näistä: Tilamyymälä" in said
    assert "Tarkoititko: ”Facebook”?" in said
    assert "1.1.2020 on jo mennyt" in said
    plan = made().plan
    assert plan.file.title == "Koivula: somesuunnitelma"
    assert {it.evidence for it in plan.audiences["home-cooks"].channels} == {"feedback"}
    goal = plan.goals["kavijoita"]
    assert goal.target is not None
    assert (goal.title, goal.target.value, goal.target.by) == (
        "Kävijöitä",
        None,
        dt.date(2027, 2, 5),
    )


@pytest.mark.parametrize(
    "answer", ["?", "-", "en tiedä", "Ei tietoa.", "I don't know", "I don’t know yet"]
)
def test_who_does_not_know_skips_the_question(asked: Callable[..., list[str]], answer: str) -> None:
    questions = asked(*[answer] * 9)
    assert begin() == 0
    assert len(questions) == 8
    assert [it.name for it in Path("farm/content").iterdir()] == ["plan.md"]
    assert "# business" in Path("farm/content/plan.md").read_text("utf-8")


def test_everybody_is_asked_again(
    asked: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked("2", "", "", "", "kaikki ihmiset", "Everyone.", "lapsiperheet")
    assert begin() == 0
    assert capsys.readouterr().err.count("ei ole kohderyhmä") == 2
    assert made().plan.audiences.keys() == {"lapsiperheet"}


def test_the_usual_channels_are_offered_and_the_others_known_by_name(
    asked: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    questions = asked("1", "", "", "", "", "9", "8, blogi, Mastodon")
    assert begin() == 0
    assert "8 website, or another by its name\n" in questions[5]
    assert "Mastodon" not in questions[5]
    assert questions[6] == "One or more, such as 1, 2: "
    assert "newsletter, website, 14 more." in capsys.readouterr().err
    assert made().plan.channels.keys() == {"website", "blog", "mastodon"}


def test_what_is_no_figure_and_no_day_is_asked_again(
    asked: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked(
        *("en", "", "", "", "", "", "orders"),
        *("n. 20", "-3", "1e400", "20,5", "tomorrow", "1.1.2040", "30.4.2027", "-1", "4"),
        *("0", "two", "1,5"),
    )
    assert begin() == 0
    said = capsys.readouterr().err
    assert "“n. 20” is not a number. Write only the number, such as 20.\n" in said
    assert "-3 is below zero. Write only the number, such as 20.\n" in said
    assert "“tomorrow” is not a date. Write the day like 2027-02-21.\n" in said
    assert "2040-01-01 is far away." in said
    assert "Half an hour a week is a beginning" in said
    assert ": 20" not in said
    plan = made().plan
    (goal,) = plan.goals.values()
    assert (goal.target.value, goal.target.by) == (20.5, dt.date(2027, 4, 30))  # type: ignore[union-attr]
    assert plan.file.time_budget.hours_per_week == 1.5


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_day_that_is_shown_would_be_accepted(language: str) -> None:
    with pytest.raises(planner.PlannerError) as refusal:
        starting.understood("by", "some day", TODAY, language)
    shown = refusal.value.text.to(language).split()[-1].rstrip(".")
    assert starting.understood("by", shown, TODAY, language) == TODAY + dt.timedelta(weeks=12)


def test_what_the_options_say_is_not_asked(asked: Callable[..., list[str]]) -> None:
    questions = asked()
    assert begin("--language", "en", "--empty", "--name", "Koivula", "--hours", "2") == 0
    assert len(questions) == 4


def test_whoever_stops_answering_gets_nothing(
    asked: Callable[..., list[str]], refusal: Callable[..., str]
) -> None:
    asked("en", None)
    assert refusal("farm").endswith("Nothing was made.\n")


# What is refused


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("--sector", "farmshop"),
            "--sector: “farmshop” is not known here. Did you mean “Farm shop”?",
        ),
        (
            ("--language", "ruotsi"),
            "--language: “ruotsi” is not known here. Choose one of these: English, Finnish.",
        ),
        (("--where", "facebook, 99"), "--where: “99” is not known here."),
        (("--how-known", "asked"), "--how-known makes sense only with --where."),
        (("--where", "x", "--how-known", "hunch"), "--how-known: “hunch” is not known here."),
        (("--target", "5"), "--target makes sense only with --goal."),
        (("--goal", "orders", "--target", "many"), "--target: “many” is not a number."),
        (("--goal", "orders", "--target", "1,480"), "--target: "),
        (("--goal", "orders", "--by", "2026-02-30"), "--by: "),
        (
            ("--goal", "orders", "--by", "2020-01-01"),
            "--by: 2020-01-01 is past; a goal needs a day to come.",
        ),
        (("--hours", "169"), "--hours: A week has 168 hours."),
        (("--hours", "-1"), "--hours: -1 is below zero."),
        (("--hours", "0"), "--hours: Half an hour a week is a beginning: 0.5."),
        (("--whom", "kaikki"), "--whom: “kaikki” is not an audience"),
        (("--goal", "orders", "--now", "-0.5"), "--now: -0.5 is below zero."),
        (("--name", "x" * 201), "--name: That is too long: 200 characters at most."),
        (("--empty", "--sector", "stable"), "--empty and --sector are two beginnings: choose one."),
    ],
)
def test_a_bad_answer_gets_one_sentence(
    refusal: Callable[..., str], options: tuple[str, ...], sentence: str
) -> None:
    said = refusal("farm", *options)
    assert said.startswith(sentence)
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "aux.txt",
        "plan.",
        "plan ",
        "a\nb",
        "a\x1bb",
        "a:b",
        "what?",
        "x" * 201,
        "a" * 300,
        "com1/plan",
        "\u202eplan",
    ],
)
def test_a_name_that_another_system_cannot_hold_is_refused(
    refusal: Callable[..., str], name: str
) -> None:
    said = refusal(name)
    assert said.startswith("Not every computer can hold a folder called ")
    assert said.isprintable() or said.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "mkdocs.yml",
        "content/plan.md",
        ".github/workflows/pages.yml",
        "content",
        ".github",
    ],
)
def test_nothing_is_overwritten(
    refusal: Callable[..., str], asked: Callable[..., list[str]], name: str
) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("mine", "utf-8")
    questions = asked()
    assert name in refusal()
    assert not questions
    assert Path(name).read_text("utf-8") == "mine"


def test_a_file_of_the_starter_that_is_there_is_not_overwritten(
    refusal: Callable[..., str],
) -> None:
    Path("content/posts").mkdir(parents=True)
    Path("content/posts/on-the-day.md").write_text("mine", "utf-8")
    assert "on-the-day.md" in refusal("--sector", "stable")


def test_a_fresh_repository_keeps_what_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    there = ("README.md", ".gitignore", ".gitattributes")
    for name in there:
        Path(name).write_text("mine", "utf-8")
    assert cli.run(["init", "--empty"]) == 0
    said = capsys.readouterr()
    assert said.out == "content: 1 file\nmkdocs.yml\n.github/workflows/pages.yml\n"
    assert said.err.count(" was there already and is left as it is.") == 3
    assert said.err.count("Add to it what it does not say yet:") == 2
    assert "\n  /site/\n  /.planner/\n" in said.err
    assert "\n  content/tracking/*.csv merge=union\n" in said.err
    assert cli.run(["undo"]) == 0
    assert [Path(name).read_text("utf-8") for name in there] == ["mine"] * 3


def test_a_link_on_the_way_is_not_followed(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path("content").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "content" in refusal()


def test_settings_that_name_another_folder_are_heeded(refusal: Callable[..., str]) -> None:
    Path("planner.toml").write_text('content = "plan"\n', "utf-8")
    assert "planner.toml here says that the plan is in the folder plan" in refusal()


def test_a_file_is_no_folder(refusal: Callable[..., str]) -> None:
    Path("farm").write_text("mine", "utf-8")
    assert refusal("farm") == "farm is not a folder.\n"
    assert "cannot be made" in refusal("farm/inside")


def test_ci_writes_nothing_unless_asked(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert refusal("farm") == "In CI no file is made: use --write if you mean it.\n"
    assert begin("--write", "--quiet") == 0


# What is written


def test_it_is_made_in_this_folder_too_and_undo_takes_it_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("notes.txt").write_text("mine", "utf-8")
    assert cli.run(["init", "--sector", "stable"]) == 0
    assert "\n  cd " not in capsys.readouterr().err
    assert cli.run(["undo"]) == 0
    assert "gone again: mkdocs.yml\n" in capsys.readouterr().out
    left = [path.as_posix() for path in Path().rglob("*") if ".planner" not in path.parts]
    assert sorted(left) == ["content", "notes.txt"]
    assert cli.run(["init", "--empty"]) == 0


def test_all_is_made_or_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create = writing.Writer.create

    def full(pen: writing.Writer, path: Path, *rest: Path | bytes) -> None:
        if path.name == "mkdocs.yml":
            raise Refusal(path, Reason.NO_SPACE)
        create(pen, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(writing.Writer, "create", full)
    assert begin("--sector", "stable") == 2
    assert "no room left" in capsys.readouterr().err
    left = [path for path in Path("farm").rglob("*") if path.is_file()]
    assert [path for path in left if ".planner" not in path.parts] == []


@pytest.mark.parametrize("language", ["en", "fi"])
def test_what_stands_beside_the_plan(language: str) -> None:
    hostile = "Farm \"x\" 'y': # {a} !ENV"
    assert begin("--name", hostile, "--language", language, "--empty") == 0
    assert yaml.safe_load(Path("farm/mkdocs.yml").read_text("utf-8"))["site_name"].startswith(
        hostile
    )
    assert Path("farm/.gitattributes").read_text("utf-8") == "content/tracking/*.csv merge=union\n"
    assert Path("farm/.gitignore").read_text("utf-8") == "/site/\n/.planner/\n"
    readme = Path("farm/README.md").read_text("utf-8")
    assert all(f"`planner {name}`" in readme for name in ("check", "serve", "todo"))


@pytest.mark.parametrize(("language", "loud"), [("en", "# STOP: "), ("fi", "# SEIS: ")])
def test_the_workflow_checks_and_publishes_only_by_hand(language: str, loud: str) -> None:
    text = starting.files(Answers(language), TODAY)[".github/workflows/pages.yml"]
    assert text.startswith(loud)
    flow = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    assert flow["permissions"] == {"contents": "read"}
    assert flow["on"].keys() == {"push", "workflow_dispatch"}
    assert flow["on"]["workflow_dispatch"]["inputs"]["public"]["default"] == "false"
    assert flow["env"] == {"PLANNER_PACKAGE": ""}
    by_hand = "github.event_name == 'workflow_dispatch' && inputs.public"
    check, publish = flow["jobs"]["check"], flow["jobs"]["publish"]
    assert publish["if"] == by_hand
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    steps = [*check["steps"], *publish["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)
    assert [step["if"] for step in check["steps"] if "if" in step] == [by_hand, by_hand]
    (install,) = (step for step in steps if "pip" in step.get("run", ""))
    assert 'pip install --quiet --disable-pip-version-check "$PLANNER_PACKAGE"' in install["run"]
    assert all(install["env"].values())
