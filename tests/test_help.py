"""The help of the command line and its answers to a slip, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from planner import cli, formats
from planner.cli.help import Argument, Command, Misfit, Option, Parameter, complaint
from planner.cli.options import COMMANDS as MODULES
from planner.cli.options import main_group
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
COMMANDS: dict[str, click.Command] = {
    "": main_group,
    **main_group.commands,
    **{
        f"{name} {inner}": command
        for name, group in main_group.commands.items()
        if isinstance(group, click.Group)
        for inner, command in group.commands.items()
    },
}
CONTEXT = click.Context(main_group, info_name="planner")
CONTEXT.meta["planner.language"] = "fi"
CLICKS_WORDS = ("Usage", "Options", "Commands", "Show this", "default:", "x>=", "COMMAND", "OPTION")


@pytest.fixture(autouse=True)
def english_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where no plan says the language
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def help_of(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def asked(*arguments: str) -> str:
        assert cli.run(" ".join(arguments).split()) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    return asked


@pytest.fixture
def refusal_of(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def asked(*arguments: str) -> str:
        assert cli.run(list(arguments)) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    return asked


def texts_of(command: click.Command) -> list[T]:
    """Return whatever the help of a command says."""
    assert isinstance(command, Command)
    options = [param for param in command.params if isinstance(param, Option)]
    assert all(isinstance(param, Parameter) for param in command.params)
    return [command.text, *command.codes, *(option.text for option in options)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_text_has_its_finnish(name: str) -> None:
    assert [text for text in texts_of(COMMANDS[name]) if text.to("fi") == text.to("en")] == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", ["en", "fi"])
def test_help_holds_every_option_and_text(
    help_of: Callable[..., str], name: str, language: str
) -> None:
    shown = help_of(name, "--lang", language, "--help")
    flowing = " ".join(shown.split())
    for text in texts_of(COMMANDS[name]):
        for paragraph in text.to(language).split("\n\n"):
            # A column beside others is broken into lines of its own; \b keeps those of an example.
            assert " ".join(paragraph.replace("\b", "").split()) in flowing
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option):
            assert all(spelling in shown for spelling in option.opts)
    assert max(map(len, shown.splitlines())) <= 78
    if language == "fi":
        assert [word for word in CLICKS_WORDS if word in shown] == []


def in_a_new_process(code: str, **environment: str) -> str:
    """Return what a program prints that has imported nothing of ours yet."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("name", MODULES)
def test_a_command_is_registered_by_the_module_that_the_table_names(name: str) -> None:
    known = (
        f"import planner.cli.{MODULES[name]}\n"
        "from planner.cli.options import main_group\n"
        f"print({name!r} in main_group.commands)"
    )
    assert in_a_new_process(known) == "True\n"


def test_the_table_names_every_command() -> None:
    assert MODULES.keys() == main_group.commands.keys()


def test_a_shell_completes_a_command_without_reading_the_others() -> None:
    code = (
        "import contextlib, sys\n"
        "from planner.cli import run\n"
        "with contextlib.suppress(SystemExit): run([])\n"
        "print(*sorted(it for it in sys.modules if it.startswith('planner.')))"
    )
    asked = {"_PLANNER_COMPLETE": "bash_complete", "COMP_WORDS": "planner tod", "COMP_CWORD": "1"}
    completed, loaded = in_a_new_process(code, **asked).splitlines()
    assert completed == "plain,todo"
    assert "planner.cli.showing" in loaded.split()
    assert {"planner.cli.checking", "planner.model"}.isdisjoint(loaded.split())


def test_the_readme_has_a_row_for_each_command_and_for_no_other() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rows = set(re.findall(r"^\| `planner ([a-z ]+?)(?: [A-Z]+)?` \|", text, re.MULTILINE))
    groups = {name for name, command in COMMANDS.items() if isinstance(command, click.Group)}
    assert rows == COMMANDS.keys() - groups


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_line_breaks_the_name_of_an_option(
    help_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for name in COMMANDS:
        for language in ("en", "fi"):
            shown = help_of(name, "--lang", language, "-h")
            assert not [line for line in shown.splitlines() if line.endswith("-")]
            assert "\u2011" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "fi", "check", "--help"),
        ("check", "--lang", "fi", "--help"),
        ("check", "--help", "--lang", "fi"),
        ("check", "-h", "--lang=fi"),
        ("--lang", "en", "check", "--lang", "fi", "-h"),
    ],
)
def test_the_language_may_be_asked_for_anywhere(
    help_of: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    assert help_of(*arguments).startswith("Käyttö: planner check [VALITSIN]... [POLKU]...\n")


def test_else_the_environment_says_the_language(
    help_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert help_of("--help").startswith("Usage: planner [OPTION]... COMMAND ...\n")
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert help_of("--help").startswith("Käyttö: planner [VALITSIN]... KOMENTO ...\n")
    assert help_of() == help_of("--help")
    assert help_of("--lang", "en", "--help").startswith("Usage: ")


@pytest.mark.parametrize(
    ("plan", "begins"),
    [
        ("---\notsikko: Suunnitelma\nkieli: fi\n---\n", "Käyttö: "),
        ("---\nlanguage: EN\n---\n", "Usage: "),
        ("---\ntitle: language\n---\nkieli\n", "Usage: "),
        (b"\xff\xfe", "Usage: "),
    ],
)
def test_a_plan_here_says_the_language_of_what_is_said_before_it_is_read(
    tmp_path: Path, help_of: Callable[..., str], plan: str | bytes, begins: str
) -> None:
    (tmp_path / "content").mkdir()
    content = plan.encode() if isinstance(plan, str) else plan
    (tmp_path / "content/plan.md").write_bytes(content)
    assert help_of("--help").startswith(begins)
    assert help_of("--lang", "en", "--help").startswith("Usage: ")


def test_the_list_of_commands_says_what_each_does(help_of: Callable[..., str]) -> None:
    shown = help_of("--lang", "fi", "--help")
    assert "  fix      Korjaa se, minkä voi korjata kysymättä sinulta.\n" in shown
    assert "..." not in shown.split("\n\n", 1)[1]
    assert ".planner/backup" not in shown


def test_the_help_of_check_tells_its_exit_codes_and_forms(help_of: Callable[..., str]) -> None:
    shown = help_of("check", "--help")
    codes = shown.split("Exit codes:\n")[1]
    assert [line[:5].strip() for line in codes.splitlines() if line[2] != " "] == ["0", "1", "2"]
    for command, forms in {"check": formats.REPORTS, "score": ("json", "markdown", "svg")}.items():
        assert all(form in help_of(command, "--help") for form in forms)


def test_the_version_needs_no_language(help_of: Callable[..., str]) -> None:
    assert help_of("--lang", "fi", "--version").startswith("planner 0.")


@pytest.mark.parametrize(
    ("arguments", "command", "english", "finnish"),
    [
        (
            ("chekc",),
            "planner",
            "There is no command “chekc”. Did you mean “check”?",
            "Komentoa ”chekc” ei ole. Tarkoititko ”check”?",
        ),
        (
            ("check", "--stict"),
            "planner check",
            "planner check has no option --stict. Did you mean “--strict”?",
            "Komennolla planner check ei ole valitsinta --stict. Tarkoititko ”--strict”?",
        ),
        (
            ("score", "-x"),
            "planner score",
            "planner score has no option -x.",
            "Komennolla planner score ei ole valitsinta -x.",
        ),
        (
            ("explain", "WHO101", "too\x1b[0m"),
            "planner explain",
            "planner explain has no use for “too\\u001b[0m”.",
            "Komento planner explain ei osaa käyttää tätä: ”too\\u001b[0m”.",
        ),
        (
            ("check", "--content"),
            "planner check",
            "--content needs its value: --content FOLDER",
            "--content tarvitsee arvon: --content KANSIO",
        ),
        (
            ("check", "--strict=yes"),
            "planner check",
            "--strict takes no value: write it alone.",
            "--strict ei ota arvoa: kirjoita se yksinään.",
        ),
        (
            ("check", "--color", "red"),
            "planner check",
            "--color can be one of auto, always, never, not “red”.",
            "--color voi olla jokin näistä: auto, always, never; ”red” ei käy.",
        ),
        (
            ("check", "--max-warnings", "-1"),
            "planner check",
            "--max-warnings takes a whole number, 0 or more, not “-1”.",
            "--max-warnings tarvitsee kokonaisluvun, joka on vähintään 0; ”-1” ei käy.",
        ),
        (
            ("new", "pots"),
            "planner new",
            "There is no command “pots”. Did you mean “post”?",
            "Komentoa ”pots” ei ole. Tarkoititko ”post”?",
        ),
        (
            ("new", "post", "--stge", "decision"),
            "planner new post",
            "planner new post has no option --stge. Did you mean “--stage”?",
            "Komennolla planner new post ei ole valitsinta --stge. Tarkoititko ”--stage”?",
        ),
    ],
)
def test_a_slip_is_answered_in_plain_words(
    refusal_of: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    command: str,
    english: str,
    finnish: str,
) -> None:
    assert refusal_of(*arguments) == f"{english}\nHelp: {command} --help\n"
    assert refusal_of("--lang", "fi", *arguments) == f"{finnish}\nOhje: {command} --help\n"
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert refusal_of(*arguments) == f"{finnish}\nOhje: {command} --help\n"


@pytest.mark.parametrize(
    ("error", "finnish"),
    [
        (
            click.MissingParameter(param=Argument(["file"], metavar=T("FILE")), ctx=CONTEXT),
            "Komento planner tarvitsee vielä tämän: TIEDOSTO.",
        ),
        (
            click.MissingParameter(
                param=Option(["--output"], metavar=T("FILE"), text=T("")), ctx=CONTEXT
            ),
            "Komento planner tarvitsee vielä tämän: --output TIEDOSTO.",
        ),
        (click.UsageError("{why}"), "Komentoa ei voitu tulkita: {why}"),
    ],
)
def test_what_no_command_asks_for_yet_has_its_answer_too(
    error: click.UsageError, finnish: str
) -> None:
    assert complaint(error, "fi") == f"{finnish}\nOhje: planner --help"


def test_any_other_value_that_does_not_fit_is_named() -> None:
    option = Option(["--id"], type=click.UUID, text=T(""))
    with pytest.raises(Misfit) as raised:
        option.type_cast_value(CONTEXT, "x")
    assert raised.value.text.to("en") == "--id cannot be “x”."


@pytest.mark.parametrize("name", ["", "check", "new post"])
def test_help_is_there_without_a_plan_and_loads_nothing_heavy(tmp_path: Path, name: str) -> None:
    arguments = [*name.split(), "--lang", "fi", "--help"]
    program = (
        f"import sys; from planner import cli; code = cli.run({arguments});"
        "heavy = {'pydantic', 'yaml', 'planner.loader', 'planner.rules', 'planner.vocabulary'};"
        "sys.exit(code or ' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Käyttö: ")
