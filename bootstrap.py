"""Sets the project up and runs its commands; needs nothing but Python.

python bootstrap.py COMMAND [ARGUMENT ...]

  setup        make .venv, if it is missing or older than what it is made from
  site         build the site of content/ into site/
  check        list the findings of the plan
  test         run the tests; arguments go to pytest
  site-matrix  look at every page of the sample in every way; takes long
  pictures     take pictures of the site, and renew those of the README
  bench        measure the speed beside others; takes long
  trust        measure how well the program holds; takes long
  fuzz         try what nobody would write, as long as --minutes says
  lint         check style and types
  lock         renew the lists of exact versions; --upgrade takes the newest
  messages     renew the translations' catalogue from the source
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "planner.stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONDONTWRITEBYTECODE": "",  # else each of the programs that tests start compiles all anew
    "PYTHONUTF8": "1",
}
NO_NETWORK = ("ConnectionError", "NameResolutionError", "TimeoutError", "ProxyError")
LOCALE = "planner/locale"
BABEL = ("-m", "babel.messages.frontend", "--quiet")
EXTRACT = (*BABEL, "extract", "-F", "babel.cfg", "-k", "T", "-k", "N:1,2", "-k", "key:2")


class SetupError(Exception):
    """Something a person can put right, in one sentence."""


def main(arguments: Sequence[str]) -> int:
    """Set up what is needed, run the command and return its exit code."""
    name, *rest = arguments or ["--help"]
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in ("-h", "--help") else 2
    try:
        set_up()
        return COMMANDS[name](rest)
    except SetupError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def set_up() -> None:
    """Make the virtual environment unless it is there and up to date."""
    require_python(sys.version_info[:2])
    stamp = stamp_of(ROOT, sys.version)
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == stamp:
        return
    require_venv()
    say("Setting up .venv: a minute or two, this once.")
    if call(sys.executable, "-m", "venv", "--clear", str(VENV)):
        message = f"the virtual environment {VENV} could not be made"
        raise SetupError(message)
    # The lock is whole, and pip 23 takes a newer `coverage[toml]` for one that it does not pin.
    install("--no-deps", "--require-hashes", "-r", "requirements.lock")
    install("--no-deps", "--no-build-isolation", "-e", ".")
    point_back()
    STAMP.write_text(stamp, "utf-8")


def require_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that is too old."""
    if version < OLDEST:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST))
        message = f"this is Python {found}, and Python {needed} or newer is needed"
        raise SetupError(message)


def require_venv() -> None:
    """Refuse a Python whose distributor has cut the virtual environments out."""
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        message = "python3-venv is missing: on Debian and Ubuntu, `apt-get install python3-venv`"
        raise SetupError(message)


def stamp_of(root: Path, version: str) -> str:
    """Return a digest of all that an environment is made from, its place included."""
    digest = hashlib.sha256(f"{root}\n{version}\n".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def install(*arguments: str) -> None:
    """Install with the environment's own pip."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", *arguments]
    pip = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if pip.returncode:
        print(pip.stderr, file=sys.stderr)
        raise SetupError(why_pip_failed(pip.stderr))


def point_back() -> None:
    """Say where the project is in ASCII: in LC_ALL=C a path with an ä stops Python 3.11."""
    for pointer in VENV.rglob("_editable_impl_*.pth"):
        pointer.write_text(os.path.relpath(ROOT, pointer.parent), "utf-8")


def why_pip_failed(output: str) -> str:
    """Return pip's failure in one sentence."""
    if any(sign in output for sign in NO_NETWORK):
        return "the packages could not be fetched: check the network and run the command again"
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return "a package is not the one that requirements.lock names, so nothing was installed"
    return "pip could not install the packages; its own words stand above"


def site(arguments: Sequence[str]) -> int:
    """Build the site and say where it is."""
    return python("-m", "planner", "build", *arguments)


def check(arguments: Sequence[str]) -> int:
    """List the findings of the plan."""
    return python("-m", "planner", "check", *arguments)


def test(arguments: Sequence[str]) -> int:
    """Run all tests and measure coverage, or only what the arguments name."""
    # Whole modules, so that what one makes for its tests is made once; in the tests' own order.
    whole = ("--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder", "--cov")
    # Whoever forgets an encoding is told so; elsewhere than on Windows it would do no harm.
    return browsing("pytest", *(arguments or whole), PYTHONWARNDEFAULTENCODING="1")


def site_matrix(arguments: Sequence[str]) -> int:
    """Look at every page of the sample's site in every way."""
    return browsing("tests.matrix", *arguments)


def pictures(arguments: Sequence[str]) -> int:
    """Take pictures of the sample's site."""
    return browsing("tests.pictures", *arguments)


def browsing(module: str, *arguments: str, **extra: str) -> int:
    """Run a module that needs a browser."""
    browser = find_browser()
    extra |= {"PLANNER_CHROMIUM": browser} if browser else {}
    return python("-m", module, *arguments, **extra)


def bench(arguments: Sequence[str]) -> int:
    """Measure the speed beside others."""
    return python("-m", "tests.bench", *arguments)


def trust(arguments: Sequence[str]) -> int:
    """Measure how well the program holds."""
    return browsing("tests.trust", *arguments)


def fuzz(arguments: Sequence[str]) -> int:
    """Try what nobody would write."""
    return python("-m", "tests.fuzz", *arguments)


def lint(arguments: Sequence[str]) -> int:
    """Check style and types; all three speak before it ends."""
    paths = arguments or (".",)
    return max(
        python("-m", "ruff", "check", *paths),
        python("-m", "ruff", "format", "--check", *paths),
        python("-m", "mypy", *arguments),
    )


def lock(arguments: Sequence[str]) -> int:
    """Renew the lists of exact versions for every platform, and what they tell of licences."""
    options = ("--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate")
    renew = ("-m", "uv", "pip", "compile", *options, "--extra", "dev", "pyproject.toml")
    oldest = ("--output-file", "requirements.oldest", "--resolution", "lowest-direct", "--upgrade")
    failed = python(*renew, "--output-file", "requirements.lock", *arguments)
    # Anew each time: uv would keep a newer version that stands in the old list.
    failed = failed or python(*renew, *oldest)
    if failed:
        return failed
    set_up()  # with what the new list says
    return python("-m", "tests.supply")


def messages(arguments: Sequence[str]) -> int:
    """Bring each language's catalogue up to date with the texts in the source."""
    # Without the template's date the same texts give the same bytes.
    merge = ("--domain", "planner", "--no-fuzzy-matching", "--ignore-pot-creation-date")
    with tempfile.TemporaryDirectory() as folder:
        found = str(Path(folder, "planner.pot"))
        return (
            python(*EXTRACT, "--no-location", "--sort-output", "-o", found, ".")
            or python(*BABEL, "update", "-i", found, "-d", LOCALE, *merge, *arguments)
            or python(*BABEL, "compile", "-d", LOCALE, "--domain", "planner")
        )


def find_browser() -> str:
    """Return the system's Chromium; empty where Playwright's own or none is used."""
    browser = installed_browser()
    if browser:
        return browser
    if getattr(os, "geteuid", int)() == 0 and shutil.which("apt-get"):  # root may install
        say("Installing Chromium for the browser tests.")
        call("apt-get", "update", "-qq")
        call("apt-get", "install", "-qq", "--no-install-recommends", "chromium")
        browser = installed_browser()
    if not browser and python("-m", "playwright", "install", "chromium"):
        say("No Chromium was found or could be installed; the browser tests will say so.")
    return browser


def installed_browser() -> str:
    """Return the path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def environment(**extra: str) -> dict[str, str]:
    """Return this process's environment with what every command needs."""
    return {**os.environ, **ENVIRONMENT, **extra}


def python(*arguments: str, **extra: str) -> int:
    """Run the environment's Python in the project's folder."""
    return call(str(PYTHON), *arguments, **extra)


def call(*command: str, **extra: str) -> int:
    """Run a program in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env=environment(**extra), check=False).returncode


def say(text: str) -> None:
    """Print to a person, whatever the terminal can show, before what comes next."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": lambda _: 0,
    "site": site,
    "check": check,
    "test": test,
    "site-matrix": site_matrix,
    "pictures": pictures,
    "bench": bench,
    "trust": trust,
    "fuzz": fuzz,
    "lint": lint,
    "lock": lock,
    "messages": messages,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
