"""Who may know whom: the borders that ARCHITECTURE.md draws."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "planner"
MODULES = {
    ".".join(("planner", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

# A module may import those above it, never those below. Names stand for whole packages.
ORDER = (
    "planner.version",
    "planner.texts",
    "planner.errors",
    "planner.beside",
    "planner.diagnostics",
    "planner.splicing",
    "planner.syntax",
    "planner.simple",
    "planner.reader",
    "planner.source",
    "planner.places",
    "planner.frontmatter_handler",
    "planner.vocabulary",
    "planner.values",
    "planner.model",
    "planner.lines",
    "planner.edits",
    "planner.guesses",
    "planner.cures",
    "planner.fields",
    "planner.schema",
    "planner.references",
    "planner.entry",
    "planner.tracking",
    "planner.loader",
    "planner.remembering",
    "planner.blanks",
    "planner.sheets",
    "planner.broadcasts",
    "planner.channels",
    "planner.starting",
    "planner.outgoing",
    "planner.suppressions",
    "planner.config",
    "planner.writing",
    "planner.undoing",
    "planner.schedule",
    "planner.rules",
    "planner.meaning",
    "planner.due",
    "planner.agenda",
    "planner.coverage",
    "planner.recording",
    "planner.looking_back",
    "planner.matching",
    "planner.results",
    "planner.following",
    "planner.suggesting",
    "planner.scorecard",
    "planner.completeness",
    "planner.comparison",
    "planner.checker",
    "planner.repairs",
    "planner.rewriting",
    "planner.moving",
    "planner.repeating",
    "planner.importers",
    "planner.baseline",
    "planner.manual",
    "planner.formats",
    "planner.spreadsheets",
    "planner.exporters",
    "planner.today",
    "planner.site",
    "planner.mkdocs_plugin",
    "planner.building",
    "planner.previewing",
    "planner.watching",
    "planner.serving",
    "planner",
    "planner.cli",
    "planner.__main__",
)

ONLY_USERS = {
    # The appearance is read from mkdocs.yml with the parser's events alone; a project writes one.
    "yaml": {
        "planner.source",
        "planner.edits",
        "planner.places",
        "planner.site.appearance",
        "planner.site.project",
    },
    "frontmatter": {"planner.frontmatter_handler"},
    "jinja2": {"planner.site", "planner.mkdocs_plugin"},
    "markdown_it": {"planner.site"},
    # The part of feed reading that runs in a process of its own makes plain text of what it reads.
    "nh3": {"planner.site", "planner.tracking.feed_reader"},
    "feedparser": {"planner.tracking.feed_reader"},
    "urllib3": {"planner.tracking.fetching"},
    "python_calamine": {"planner.tracking.exported"},
    "babel": {"planner.site", "planner.tracking.cells"},
    "holidays": {"planner.site.holidays"},
    "mkdocs": {"planner.mkdocs_plugin"},
    "material": {"planner.mkdocs_plugin"},
    "click": {"planner.cli"},
    "regex": {"planner.channels"},
    "platformdirs": {"planner.remembering"},
    "pydantic": {"planner.model", "planner.fields"},
}


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, also inside functions and for types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(name if name in MODULES else node.module for name in inner)
    return found


def group(module: str) -> str:
    """Return the entry of the order that a module belongs to."""
    fitting = [name for name in ORDER if module == name or module.startswith(f"{name}.")]
    return max((name for name in fitting if name != "planner" or module == "planner"), key=len)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_those_above_it(module: str) -> None:
    place = ORDER.index(group(module))
    for imported in imports(MODULES[module]):
        if imported.split(".")[0] == "planner":
            assert ORDER.index(group(imported)) <= place, f"{module} imports {imported}"


@pytest.mark.parametrize("module", MODULES)
def test_foreign_packages_stay_behind_their_borders(module: str) -> None:
    for imported in imports(MODULES[module]):
        users = ONLY_USERS.get(imported.split(".")[0])
        if users:
            assert any(module == user or module.startswith(f"{user}.") for user in users), imported


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name.startswith(("planner.rules", "planner.schedule"))]
)
def test_rules_know_nothing_of_files_and_clocks(module: str) -> None:
    text = MODULES[module].read_text("utf-8")
    assert not imports(MODULES[module]) & {"os", "pathlib", "time", "io"}
    assert ".today()" not in text
    assert ".now(" not in text


def test_only_one_module_asks_the_clock() -> None:
    asking = {
        name
        for name, path in MODULES.items()
        if re.search(r"\.(?:today|now|utcnow)\(|time\.time\(", path.read_text("utf-8"))
    }
    assert asking == {"planner.today"}


def test_only_the_command_line_prints() -> None:
    printing = {
        name
        for name, path in MODULES.items()
        if re.search(r"\bprint\(|sys\.std(?:out|err)", path.read_text("utf-8"))
    }
    # Feeds and Excel files are read by processes of their own, which tell those that began them.
    readers = {"planner.tracking.feed_reader", "planner.tracking.exported"}
    assert printing == {"planner.cli", "planner.cli.output"} | readers


WRITERS = {
    "planner.writing": "the one way to a person's files, to .planner and to what --output names",
    "planner.site.target": "the folder of a site of ours, made beside it and swapped in whole",
    "planner.site.templates": "the program's own compiled templates",
    "planner.site.page": "a file without a name, for the pages that wait",
    "planner.beside": "a file without a name, for what a second process makes",
    "planner.site.project": "the pages for another engine, in a folder that target gives it",
    "planner.mkdocs_plugin": "a site while MkDocs builds it, and a folder for MkDocs to find empty",
    "planner.cli.making": "a folder for what belongs to the engine, in the system's place for such",
    "planner.previewing": "what belongs to the engine, in the folder that the command line made for it",
    "planner.cli.scoring": "a folder for an older plan, in the system's place for such",
    "planner.comparison": "an older plan, in the folder that the command line made for it",
    "planner.remembering": "what a large plan's files said, in the person's own cache",
    "planner.manual": "the examples of its pages, for whoever tries them out",
    "planner.cli.initiating": "the folder of a new plan, before there is anything in it",
    "planner.undoing": "folders that are empty once a new file has been taken back",
    "planner.cli": "where there is no stream to print to: nowhere",
    "planner.cli.output": "where nobody reads any more: nowhere",
}
"""Who makes, changes or removes anything on the disk, and what."""

_WRITE = set(
    re.findall(
        r"\w+",
        """chflags chmod chown copy copy2 copyfile copyfileobj copymode copystat copytree fchmod
        fchown fdopen ftruncate hardlink_to lchmod lchown link makedirs mkdir mkdtemp mkfifo mknod
        mkstemp move NamedTemporaryFile pwrite remove removedirs removexattr rename renameat2
        renames replace rmdir rmtree setxattr SpooledTemporaryFile symlink symlink_to
        TemporaryDirectory TemporaryFile touch truncate unlink utime write_bytes write_text""",
    )
)
_OF_OTHERS = {"copy", "replace", "remove", "move", "link", "touch", "truncate"}
"""Methods of texts and lists too: they count with a module of the system, or with one argument."""
_SYSTEM = {"os", "shutil", "tempfile"}


def writes(path: Path) -> set[str]:
    """Return the calls in a file that may make, change or remove something on the disk."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            name, owner = function.id, ""
        elif isinstance(function, ast.Attribute):
            name = function.attr
            owner = function.value.id if isinstance(function.value, ast.Name) else ""
        else:
            continue
        if name == "open":
            given = [ast.unparse(it) for it in [*node.args, *(it.value for it in node.keywords)]]
            # "rb" alone, or no way at all, is for reading.
            reads = all(not re.fullmatch(r"'[rbtwax+]*[wax+][rbtwax+]*'", it) for it in given)
            if owner == "os" or not reads:
                found.add("open")
        elif name in _WRITE and (
            owner in _SYSTEM
            or name not in _OF_OTHERS
            or (name == "replace" and len(node.args) == 1 and not node.keywords)
        ):
            found.add(name)
    return found


def test_whoever_writes_is_known_for_it() -> None:
    found = {name: writes(path) for name, path in MODULES.items()}
    # These open files by number, so that no link is followed, and read them.
    for name in ("planner.reader", "planner.site.media"):
        found[name] -= {"open"}
    found["planner.cli.help"] -= {"write_text"}  # of click, to the help it makes
    assert {name for name, calls in found.items() if calls} == WRITERS.keys(), found


def test_a_new_writer_is_noticed(tmp_path: Path) -> None:
    lines = (
        'Path(name).write_text("x")',
        'open(name, "w")',
        'path.open(mode="a")',
        'path.open("r+b")',
        "os.open(path, os.O_WRONLY)",
        "os.replace(one, other)",
        "one.replace(other)",
        "shutil.copy(one, other)",
        "path.unlink(missing_ok=True)",
        "folder.mkdir()",
        "tempfile.mkdtemp()",
    )
    for number, line in enumerate(lines):
        (tmp_path / f"{number}.py").write_text(line, "utf-8")
        assert writes(tmp_path / f"{number}.py"), line
    reading = 'open(name); path.open("rb"); text.replace("a", "b"); day.replace(day=1); it.copy()'
    (tmp_path / "reading.py").write_text(reading, "utf-8")
    assert not writes(tmp_path / "reading.py")


def test_the_map_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for module in MODULES:
        name = group(module).removeprefix("planner").lstrip(".")
        if name and name != "__main__":
            assert f"`{name}" in text, f"ARCHITECTURE.md does not name {name}"


def test_importing_the_package_is_cheap() -> None:
    assert imports(PACKAGE / "__init__.py") & {"click", "pydantic", "mkdocs"} == set()
