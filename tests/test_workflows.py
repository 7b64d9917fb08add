"""What runs by itself: no more rights than it needs, nothing by a name that can move."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml

from planner import starting
from planner.starting import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PINNED = r"[\w/-]+@[0-9a-f]{40}"
"""An action by the digest of its commit; a tag may be moved to another one."""
PUBLISHES = {"pages": "write", "id-token": "write"}
"""What it takes to put a site on GitHub Pages."""
FROM_OUTSIDE = r"github\.(?:event\.(?!_)|head_ref)|secrets\.|CI_(?:COMMIT|MERGE_REQUEST)_\w*"
"""What strangers write, and what they should not get."""


def workflows() -> dict[str, str]:
    """Return the texts of our own workflows, of the example and of those that planner init writes."""
    found = {path.name: path.read_text("utf-8") for path in ROOT.glob(".github/workflows/*")}
    found["agency"] = (ROOT / "examples/agency/plans.yml").read_text("utf-8")
    for language in ("en", "fi"):
        made = starting.files(Answers(language), dt.date(2026, 1, 5))
        found |= {
            f"{language}: {name}": text for name, text in made.items() if "/workflows/" in name
        }
    return found


WORKFLOWS = workflows()


def read(text: str) -> dict[str, Any]:
    """Return plain data; every scalar is a text."""
    return cast("dict[str, Any]", yaml.load(text, yaml.BaseLoader))  # noqa: S506 - it makes nothing but texts


def steps(flow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in flow["jobs"].values():
        yield from job["steps"]


def test_every_workflow_is_looked_at() -> None:
    assert WORKFLOWS.keys() == {
        "agency",
        "ci.yml",
        "en: .github/workflows/pages.yml",
        "fi: .github/workflows/pages.yml",
    }


@pytest.mark.parametrize("text", WORKFLOWS.values(), ids=WORKFLOWS)
def test_a_workflow_may_read_and_only_what_publishes_may_more(text: str) -> None:
    flow = read(text)
    assert flow["permissions"] == {"contents": "read"}
    extra = {name: job["permissions"] for name, job in flow["jobs"].items() if "permissions" in job}
    assert extra in ({}, {"publish": PUBLISHES})
    # These run with the rights of the repository on what a stranger sends.
    assert not flow["on"].keys() & {"pull_request_target", "workflow_run", "issue_comment"}
    assert "secrets" not in text


@pytest.mark.parametrize("text", WORKFLOWS.values(), ids=WORKFLOWS)
def test_a_workflow_ends_in_time_and_runs_once(text: str) -> None:
    flow = read(text)
    assert all(0 < int(job["timeout-minutes"]) <= 30 for job in flow["jobs"].values())
    assert "github.ref" in flow["concurrency"]["group"]
    assert not any(job["runs-on"].endswith("latest") for job in flow["jobs"].values())


@pytest.mark.parametrize("text", WORKFLOWS.values(), ids=WORKFLOWS)
def test_actions_are_named_by_their_commit_and_keep_no_token(text: str) -> None:
    used = [step for step in steps(read(text)) if "uses" in step]
    assert used
    assert [it["uses"] for it in used if not re.fullmatch(PINNED, it["uses"])] == []
    kept = [it["with"]["persist-credentials"] for it in used if "/checkout@" in it["uses"]]
    assert kept
    assert set(kept) == {"false"}


@pytest.mark.parametrize("text", WORKFLOWS.values(), ids=WORKFLOWS)
def test_no_text_of_others_becomes_a_command(text: str) -> None:
    commands = [step["run"] for step in steps(read(text)) if "run" in step]
    assert commands
    assert [it for it in commands if "${{" in it or re.search(FROM_OUTSIDE, it)] == []


def test_what_is_installed_in_a_workflow_is_held_by_its_digest() -> None:
    commands = [step["run"] for step in steps(read(WORKFLOWS["ci.yml"])) if "run" in step]
    (lists, project) = (it for it in commands if "pip install" in it)
    assert "--require-hashes" in lists
    assert "--only-binary :all:" in lists
    assert {"--no-deps", "--no-build-isolation"} <= set(project.split())


def test_the_template_for_gitlab_ends_in_time_and_runs_no_text_of_others() -> None:
    flow = read((ROOT / "editors/gitlab/planner.gitlab-ci.yml").read_text("utf-8"))
    job = flow["planner"]
    assert (job["timeout"], job["interruptible"]) == ("10 minutes", "true")
    commands = [*job["before_script"], *job["script"]]
    assert [it for it in commands if re.search(FROM_OUTSIDE, it)] == []
    assert not re.search(r":latest$", job["image"])


def test_the_action_starts_no_action_of_others() -> None:
    action = read((ROOT / "action.yml").read_text("utf-8"))
    assert [step for step in action["runs"]["steps"] if "uses" in step] == []


@pytest.mark.parametrize("name", ["README.md", "editors/README.md", "CONTRIBUTING.md"])
def test_what_people_are_told_to_copy_is_as_careful(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert [it for it in used if not re.fullmatch(PINNED + r"|OWNER/planner@COMMIT", it)] == []
    assert len(re.findall("persist-credentials: false", text)) == text.count("/checkout@")
    assert len(re.findall(r"contents: read", text)) >= text.count("/checkout@")
