"""What is installed is whole: every file of the package that is no code is declared as data, and versions agree."""

import re
from configparser import ConfigParser

from tests.pages import ROOT, text

SETUP = ConfigParser()
SETUP.read(ROOT / "setup.cfg")


def test_every_file_of_the_package_that_is_no_code_is_installed():
    declared = set()
    for package, patterns in SETUP["options.package_data"].items():
        folder = ROOT / package.replace(".", "/")
        declared |= {path for pattern in patterns.split(",") for path in folder.glob(pattern.strip())}
    kept = (path for path in (ROOT / "hpsearch").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {path for path in kept if path.suffix != ".py"} == declared


def test_the_version_is_the_same_everywhere_and_has_its_changes():
    version = SETUP["metadata"]["version"]
    assert re.search(r"^version: (.+)$", text("CITATION.cff"), re.MULTILINE)[1] == version
    assert re.search(r"^## ([\d.]+)", text("CHANGELOG.md"), re.MULTILINE)[1] == version


def test_each_dependency_has_a_lowest_version():
    """`make test-lowest` tests with these."""
    assert [line for line in SETUP["options"]["install_requires"].split() if ">=" not in line] == []
