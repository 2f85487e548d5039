"""The house stands: every room is in the plan, every module in a layer, every test beside what it tests."""

import re
from configparser import ConfigParser

from tests.pages import ROOT

PACKAGE, TESTS = ROOT / "hpsearch", ROOT / "tests"
ACROSS = {"benchmarks", "durability", "experiments", "fuzz", "parity"}
"""Folders of tests that do not belong to one room."""

MOST_LINES = 300


def folders(top):
    """The packages below `top`, by their path from there."""
    return {path.parent.relative_to(top).as_posix() for path in top.rglob("__init__.py")} - {"."}


def test_the_plan_names_every_room():
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == {path for path in folders(PACKAGE) if "/" not in path}


def test_every_module_is_in_a_layer_of_the_contract():
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    layers = re.findall(r"[\w.]+", setup["importlinter:contract:house"]["layers"])
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    ]
    outside = [name for name in modules if not any(f"{name}.".startswith(f"{layer}.") for layer in layers)]
    assert outside == []


def test_what_never_changes_is_a_record():
    """A frozen dataclass takes thirty times as long to make at each start; a batch is a mapping, a run reads a file."""
    frozen = r"^@dataclass\(.*frozen=True.*\)\nclass (\w+)"
    found = {
        name for path in PACKAGE.rglob("*.py") for name in re.findall(frozen, path.read_text("utf-8"), re.MULTILINE)
    }
    assert found == {"PlainBatch", "Run"}


def test_every_folder_of_tests_is_that_of_a_room():
    ours = {path for path in folders(TESTS) if path.split("/")[0] not in ACROSS}
    assert ours - folders(PACKAGE) == set()


def test_every_room_has_tests():
    tested = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    rooms = {path for path in folders(PACKAGE) if "/" not in path}
    assert {room for room in rooms if not any(f"{folder}/".startswith(f"{room}/") for folder in tested)} == set()


def test_no_file_is_too_long_to_be_read_at_a_sitting():
    code = [*PACKAGE.rglob("*.py"), *TESTS.rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    lines = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in code}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_a_share_in_percent_is_written_by_one_function():
    """With a blank before the sign, as in 95 %; Python's own format has none."""
    pages = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [path for path, text in pages.items() if re.search(r":\.\d%\}", text)] == []
