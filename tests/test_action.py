"""The files for GitHub and pre-commit: what they say, and what the action's script does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".github" / "action.sh"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEP = ACTION["runs"]["steps"][0]
PLANNER = Path(sys.executable).with_name("planner")
# To the shell the first lines start Python, to Python they are a text; a path with a space
# cannot stand after #! alone.
SAVE_ARGUMENTS = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import json, os, sys
with open("asked.jsonl", "a", encoding="utf-8") as file:
    print(json.dumps(sys.argv[1:]), file=file)
print("::error::from", sys.argv[1])
print("::error::aside", file=sys.stderr)
for argument in sys.argv:
    if argument.startswith("--output=") and sys.argv[1] == "check":
        with open(argument.partition("=")[2], "w", encoding="utf-8") as file:
            print("::warning::annotation", file=file)
sys.exit(int(os.environ.get("CODE_" + sys.argv[1], "0")))
"""

# What the files say


def test_the_action_is_as_github_wants_it() -> None:
    schema = json.loads((ROOT / "tests/schemas/github-action.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(ACTION)


def test_inputs_reach_the_script_by_the_environment_alone() -> None:
    assert len(ACTION["runs"]["steps"]) == 1
    assert "${{" not in STEP["run"]
    assert STEP["env"] == {
        f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]
    }
    used = set(re.findall(r"INPUT_([A-Z]+)", SCRIPT.read_text("utf-8")))
    assert used == {name.upper() for name in ACTION["inputs"]}
    assert (ROOT / STEP["run"].split("$GITHUB_ACTION_PATH/")[1].rstrip('"')) == SCRIPT


def test_the_hook_of_pre_commit_checks_the_whole_plan() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    program, command = hook["entry"].split()
    assert program in project["project"]["scripts"]
    assert (hook["id"], command, hook["language"]) == ("planner-check", "check", "python")
    assert hook["pass_filenames"] is False
    # Else pre-commit would leave out a commit that only takes an audience away.
    assert hook["always_run"] is True


# What the script does


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checked-out repository under a runner of GitHub, with nothing but its variables."""
    for name in [name for name in os.environ if name.startswith(("INPUT_", "GIT_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PLANNER", str(PLANNER))
    folder = tmp_path / "våra planer"
    folder.mkdir()
    return folder


@pytest.fixture
def asked(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the arguments that a planner was called with; that planner does nothing else."""
    program = tmp_path / "planner"
    program.write_text(SAVE_ARGUMENTS.format(python=sys.executable), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PLANNER", str(program))
    return workspace / "asked.jsonl"


def act(workspace: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the action does."""
    given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    return subprocess.run(
        ["bash", str(SCRIPT)],  # noqa: S607 - as the runner finds it
        cwd=workspace,
        env={**os.environ, **given},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def calls(asked: Path) -> list[list[str]]:
    found = [json.loads(line) for line in asked.read_text("utf-8").splitlines()]
    return [[word for word in call if not word.startswith("--output=/")] for call in found]


def commit(workspace: Path) -> None:
    git: Any = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", "-C", str(workspace)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], check=True)


def test_without_inputs_the_plan_is_checked_and_scored(asked: Path) -> None:
    defaults = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
    done = act(asked.parent, **defaults)
    assert done.returncode == 0
    assert calls(asked) == [["check", "--format=github"], ["score", "--format=markdown"]]


def test_every_input_has_its_effect(asked: Path) -> None:
    act(
        asked.parent,
        content="plans/a b",
        today="2026-06-07",
        language="fi",
        strict="true",
        require="who=met,when=partly",
        compare="origin/main",
        build="public",
        args="--ignore  interests-thin",
    )
    plan = ["--content=plans/a b", "--today=2026-06-07"]
    texts = [*plan, "--lang=fi"]
    ignore = ["--ignore", "interests-thin"]
    assert calls(asked) == [
        ["check", "--format=github", *texts, "--strict", *ignore],
        ["score", "--format=markdown", *texts, "--require=who=met,when=partly"],
        ["score", "--format=markdown", *texts, "--compare=origin/main"],
        ["build", "--output=public", *plan],
    ]


@pytest.mark.parametrize(
    "value",
    [
        "$(touch x)",
        "`touch x`",
        '"; touch x; "',
        "'; touch x; '",
        "a\ntouch x",
        "*",
        "--help",
        "$X",
    ],
)
@pytest.mark.parametrize("name", [name for name in ACTION["inputs"] if name != "python"])
def test_an_input_is_never_shell_text(asked: Path, name: str, value: str) -> None:
    act(asked.parent, **{name: value})
    assert not (asked.parent / "x").exists()
    if name not in ("args", "settings", "strict"):
        assert value in [word.partition("=")[2] for call in calls(asked) for word in call]


@pytest.mark.parametrize(
    ("check", "score", "code", "commands"),
    [
        ("0", "0", 0, ["check", "score"]),
        ("1", "0", 1, ["check", "score"]),
        ("0", "1", 1, ["check", "score"]),
        ("1", "2", 2, ["check", "score"]),
        ("2", "0", 2, ["check"]),
        ("130", "0", 130, ["check"]),
    ],
)
def test_the_worst_exit_code_counts(
    asked: Path,
    monkeypatch: pytest.MonkeyPatch,
    check: str,
    score: str,
    code: int,
    commands: list[str],
) -> None:
    monkeypatch.setenv("CODE_check", check)
    monkeypatch.setenv("CODE_score", score)
    assert act(asked.parent).returncode == code
    assert [call[0] for call in calls(asked)] == commands


def test_the_runner_obeys_annotations_alone(asked: Path, tmp_path: Path) -> None:
    done = act(asked.parent, build="site")
    lines = done.stdout.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    end = lines.index(f"::{token}::")
    assert "::error::from build" in lines[1:end]
    assert "::error::aside" in lines[1:end]
    assert lines[end + 1 :] == ["::warning::annotation"]
    assert done.stderr == ""
    assert (tmp_path / "summary.md").read_text("utf-8") == "::error::from score\n"


def test_the_sample_passes_and_its_verdicts_stand_in_the_summary(
    workspace: Path, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "content", workspace / "content")
    done = act(workspace, today="2026-06-07", require="partly")
    assert done.returncode == 0
    assert "::warning file=content/audiences/restaurants.md,line=" in done.stdout
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "| 1 | You know whom you are after | ✓ met | 36/36 |" in summary


def test_a_plan_that_fell_behind_fails_and_the_summary_compares(
    workspace: Path, tmp_path: Path
) -> None:
    content = shutil.copytree(ROOT / "content", workspace / "content")
    commit(workspace)
    path = content / "posts" / "p20.md"
    path.write_text(path.read_text("utf-8").replace("audience: [home-cooks]\n", ""), "utf-8")
    done = act(workspace, today="2026-06-07", require="who=met", compare="HEAD")
    assert done.returncode == 1
    assert "::error file=content/posts/p20.md,line=1," in done.stdout
    assert "Whom: partly, required: met" in done.stdout
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "| 1 | You know whom you are after | ✓ met | ◐ partly |" in summary
    assert act(workspace, today="$(touch x)").returncode == 2
    assert not (workspace / "x").exists()


@pytest.mark.parametrize("below", ["", "plans"])
def test_no_change_silences_its_own_check(workspace: Path, below: str) -> None:
    content = shutil.copytree(ROOT / "content", workspace / below / "content")
    settings = content.parent / "planner.toml"
    settings.write_text('severity = {channel-assumed = "error"}\n', "utf-8")
    commit(workspace)
    path = content / "posts" / "p20.md"
    path.write_text(path.read_text("utf-8").replace("audience: [home-cooks]\n", ""), "utf-8")
    settings.write_text('select = ["goal-missing"]\n', "utf-8")
    known = {"schema_version": 1, "findings": {"posts/p20.md": {"audience-missing": 1}}}
    baseline = content.parent / ".planner-baseline.json"
    baseline.write_text(json.dumps(known), "utf-8")
    given = {"today": "2026-06-07", "content": below and f"{below}/content"}
    assert act(workspace, **given).returncode == 0
    done = act(workspace, settings="HEAD", **given)
    assert done.returncode == 1
    assert "title=WHO101 audience-missing" in done.stdout
    assert re.search("^::error .*channel-assumed", done.stdout, re.MULTILINE)
    assert not baseline.exists()


def test_settings_are_written_through_no_link(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", workspace / "content")
    (workspace / "planner.toml").write_text('language = "fi"\n', "utf-8")
    commit(workspace)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x", "utf-8")
    (workspace / "planner.toml").unlink()
    (workspace / "planner.toml").symlink_to(elsewhere)
    (workspace / ".planner-baseline.json").mkdir()
    assert act(workspace, today="2026-06-07", settings="HEAD").returncode == 0
    assert elsewhere.read_text("utf-8") == "x"
    assert (workspace / "planner.toml").read_text("utf-8") == 'language = "fi"\n'


@pytest.mark.parametrize("revision", ["no-such-branch", "--help", "HEAD:content", "$(touch x)"])
def test_without_the_settings_that_were_asked_for_nothing_is_judged(
    asked: Path, revision: str
) -> None:
    (asked.parent / "planner.toml").write_text("", "utf-8")
    commit(asked.parent)
    assert act(asked.parent, settings=revision).returncode == 2
    assert not asked.exists()
    assert (asked.parent / "planner.toml").exists()
