"""bootstrap.py by itself: nothing is installed and nothing is fetched."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect the programs that would be started; each of them succeeds."""
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(list(map(str, command)))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return started


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move the project to an empty folder with a difficult name."""
    root = tmp_path / "polku ä"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / "requirements.lock").write_text("click==8.4.0\n", "utf-8")
    (root / "pyproject.toml").write_text("[project]\n", "utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "VENV", root / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", root / ".venv" / "planner.stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", root / ".venv" / "bin" / "python")
    return root


@pytest.fixture
def ready(project: Path) -> Path:
    """Make the environment of the project look finished."""
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(bootstrap.stamp_of(project, sys.version), "utf-8")
    return project


@pytest.mark.usefixtures("project")
def test_a_missing_environment_is_made_and_filled(calls: list[list[str]]) -> None:
    assert bootstrap.main(["setup"]) == 0
    assert [call[1:3] for call in calls] == [["-m", "venv"], ["-m", "pip"], ["-m", "pip"]]
    assert {"--no-deps", "--require-hashes"} <= set(calls[1])
    assert calls[2][-4:] == ["--no-deps", "--no-build-isolation", "-e", "."]
    assert bootstrap.STAMP.exists()


@pytest.mark.usefixtures("ready")
def test_a_ready_environment_is_left_alone(calls: list[list[str]]) -> None:
    assert bootstrap.main(["setup"]) == 0
    assert calls == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_the_stamp_follows_what_the_environment_is_made_from(project: Path, name: str) -> None:
    before = bootstrap.stamp_of(project, "3.11")
    assert before == bootstrap.stamp_of(project, "3.11") != bootstrap.stamp_of(project, "3.12")
    (project / name).write_text("changed", "utf-8")
    assert bootstrap.stamp_of(project, "3.11") != before


def test_a_moved_folder_gets_a_new_environment(project: Path) -> None:
    before = bootstrap.stamp_of(project, "3.11")
    assert bootstrap.stamp_of(project.rename(project.with_name("elsewhere")), "3.11") != before


@pytest.mark.usefixtures("project")
def test_a_failed_installation_leaves_no_stamp(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        refused = "NewConnectionError: Temporary failure in name resolution"
        return subprocess.CompletedProcess(command, int("pip" in command), "", refused)

    monkeypatch.setattr(subprocess, "run", fail)
    assert bootstrap.main(["check"]) == 2
    assert not bootstrap.STAMP.exists()
    assert capsys.readouterr().err.endswith(
        "bootstrap: the packages could not be fetched: "
        "check the network and run the command again\n"
    )


def test_the_environment_points_to_the_project_in_ascii(project: Path) -> None:
    packages = project / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    pointer = packages / "_editable_impl_planner_site.pth"
    pointer.write_text(str(project), "utf-8")
    bootstrap.point_back()
    assert pointer.read_text("ascii")
    assert (packages / pointer.read_text("ascii")).resolve() == project.resolve()


@pytest.mark.parametrize(
    ("output", "part"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "requirements.lock"),
        ("error: no space left on device", "its own words stand above"),
    ],
)
def test_other_failures_of_pip_are_told_apart(output: str, part: str) -> None:
    assert part in bootstrap.why_pip_failed(output)


def test_an_old_python_is_refused_by_name() -> None:
    bootstrap.require_python((3, 11))
    with pytest.raises(bootstrap.SetupError, match=r"Python 3\.9, and Python 3\.11 or newer"):
        bootstrap.require_python((3, 9))


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.require_venv()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(bootstrap.SetupError, match="apt-get install python3-venv"):
        bootstrap.require_venv()


def test_the_file_can_be_read_by_a_python_that_is_too_old() -> None:
    source = Path(bootstrap.__file__).read_text("utf-8")
    ast.parse(source, feature_version=(3, 7))


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("command", "program"),
    [("check", "planner"), ("bench", "tests.bench"), ("site", "planner")],
)
def test_arguments_are_passed_on(calls: list[list[str]], command: str, program: str) -> None:
    assert bootstrap.main([command, "--quiet", "a b"]) == 0
    assert calls[-1][:3] == [str(bootstrap.PYTHON), "-m", program]
    assert calls[-1][-2:] == ["--quiet", "a b"]


@pytest.mark.usefixtures("ready")
def test_a_new_lock_comes_with_the_oldest_versions_and_the_licences(calls: list[list[str]]) -> None:
    assert bootstrap.main(["lock", "--upgrade"]) == 0
    newest, oldest, licences = calls
    assert newest[-2:] == ["requirements.lock", "--upgrade"]
    assert {"requirements.oldest", "lowest-direct", "--upgrade"} <= set(oldest)
    assert licences[-2:] == ["-m", "tests.supply"]


@pytest.mark.usefixtures("calls")
@pytest.mark.usefixtures("ready")
def test_the_exit_code_of_the_command_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "call", lambda *_, **__: 1)
    assert bootstrap.main(["check"]) == 1


@pytest.mark.usefixtures("ready")
def test_lint_runs_all_three_tools_and_fails_with_the_worst(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def call(*command: str, **_: str) -> int:
        seen.append(command[2])
        return int("format" in command)

    monkeypatch.setattr(bootstrap, "call", call)
    assert bootstrap.main(["lint"]) == 1
    assert seen == ["ruff", "ruff", "mypy"]


@pytest.mark.usefixtures("ready")
def test_named_tests_run_without_the_gate(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert bootstrap.main(["test", "tests/test_bootstrap.py"]) == 0
    assert bootstrap.main(["test"]) == 0
    assert [call[3:] for call in calls] == [
        ["tests/test_bootstrap.py"],
        ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder", "--cov"],
    ]


@pytest.mark.usefixtures("ready")
def test_a_missing_browser_is_installed_or_admitted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def fail(*command: str, **_: str) -> int:
        seen.append(command[-1])
        return 1

    monkeypatch.setattr("shutil.which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(bootstrap, "call", fail)
    assert bootstrap.find_browser() == ""
    assert seen == ["-qq", "chromium", "chromium"]
    assert "No Chromium" in capsys.readouterr().out


def test_an_unknown_command_shows_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["sitte"]) == 2
    assert bootstrap.main([]) == 0
    assert capsys.readouterr().out.count("make .venv") == 2


def test_every_command_is_described() -> None:
    described = {line.split()[0] for line in (bootstrap.__doc__ or "").splitlines()[4:] if line}
    assert described == set(bootstrap.COMMANDS)


@pytest.mark.parametrize("command", [name for name in bootstrap.COMMANDS if name != "setup"])
def test_the_makefile_has_the_same_commands(command: str) -> None:
    makefile = (bootstrap.ROOT / "Makefile").read_text("utf-8")
    assert f" {command}" in makefile.partition(".PHONY:")[2]
