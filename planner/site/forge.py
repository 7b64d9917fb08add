"""Where the files of a plan are seen and edited on the web: addresses into its repository.

The addresses are those of GitHub, of GitLab (``file_name`` fills in the name of a new file,
nothing fills in its text) and of Gitea and Forgejo, which take both as GitHub does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "main"

_REPOSITORY = re.compile(r"https?://[^\s\"'<>\\?#@]{1,500}", re.IGNORECASE)
_BRANCH = re.compile(r"[^\s\"'<>\\~^:?*\[\x00-\x1f\x7f]{1,200}")


class Kind(Enum):
    """What runs a repository: how the address of a file is seen, edited and made."""

    GITHUB = ("/blob/{branch}/{path}", "?plain=1", "/edit/{branch}/{path}", "/new/{branch}")
    GITLAB = (
        "/-/blob/{branch}/{path}",
        "?plain=1",
        "/-/edit/{branch}/{path}",
        "/-/new/{branch}",
    )
    GITEA = (
        "/src/branch/{branch}/{path}",
        "?display=source",
        "/_edit/{branch}/{path}",
        "/_new/{branch}/",
    )

    @classmethod
    def at(cls, host: str) -> Kind:
        """Return what a host runs, by its name: GitHub unless the name says otherwise."""
        if "gitlab" in host:
            return cls.GITLAB
        known = any(name in host for name in ("codeberg", "gitea", "forgejo"))
        return cls.GITEA if known else cls.GITHUB


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository on the web, and where the plan lies in it."""

    kind: Kind
    repository: str
    """Its address, without a slash at the end."""
    branch: str
    folder: str
    """The plan's folder below the repository's top, with a slash at its end, or nothing."""

    def view(self, path: str, line: int = 0) -> str:
        """Return where a file of the plan is seen, at a line if one is given."""
        shape, as_text, _, _ = self.kind.value
        return self._address(shape, path) + (f"{as_text}#L{line}" if line else "")

    def edit(self, path: str) -> str:
        """Return where a file of the plan is edited."""
        return self._address(self.kind.value[2], path)

    def add(self, path: str, text: str) -> str:
        """Return where a new file is begun, with its text where the forge takes one."""
        name = self.folder + path
        asked = (
            {"file_name": name} if self.kind is Kind.GITLAB else {"filename": name, "value": text}
        )
        return f"{self._address(self.kind.value[3], '')}?{urlencode(asked, quote_via=quote)}"

    def _address(self, shape: str, path: str) -> str:
        return self.repository + shape.format(
            branch=quote(self.branch), path=quote(self.folder + path)
        )


def forge_of(repository: str, branch: str, content: Path) -> Forge | None:
    """Return the repository that ``mkdocs.yml`` names; nothing if it names none.

    Args:
        repository: Its address on the web.
        branch: Its branch; ``main`` unless given.
        content: The plan's folder, which lies somewhere in it.

    Raises:
        PlannerError: If the address or the branch cannot be used.
    """
    if not repository:
        return None
    address = repository.rstrip("/").removesuffix(".git")
    host = _web_address(address)
    if not host:
        raise PlannerError(
            T(
                "In mkdocs.yml “repository” must be the address of the repository on the web, "
                "such as https://github.com/name/plan, not {value}",
                value=repository,
            )
        )
    if branch and not (_BRANCH.fullmatch(branch) and ".." not in branch and branch[0] not in "-/"):
        raise PlannerError(
            T("In mkdocs.yml “branch” must be the name of a branch, not {value}", value=branch)
        )
    return Forge(Kind.at(host), address, branch or MAIN, _below_the_top(content))


def _web_address(address: str) -> str:
    """Return the host of an address that can be linked to as it is, else nothing."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return ""
    names = [name for name in parts.path.split("/")[1:] if name not in ("", ".", "..")]
    whole = len(names) > 1 and parts.path == "/" + "/".join(names)
    return host if whole and _REPOSITORY.fullmatch(address) else ""


def _below_the_top(content: Path) -> str:
    """Return the plan's folder below the top of its repository, or below the folder it lies in."""
    place = content.resolve()
    tops = (each for each in (place, *place.parents) if (each / ".git").exists())
    below = place.relative_to(next(tops, place.parent)).as_posix()
    return "" if below == "." else f"{below}/"
