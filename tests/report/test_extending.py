"""A new section is one file that all forms of a report show; a new export format is one file that has a name."""

import json
import re
import shutil

import pytest

from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.pages import ROOT
from tests.python_in import python_in

EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "extending.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
FILES = {"report/sections/slowest.py": "class SlowestSection", "export/number.py": "class NumberFormat"}
ENTRY_POINTS = "[hpsearch.sections]\nslowest = tiny:SlowestSection\n\n[hpsearch.exports]\nnumber = other:NumberFormat\n"
SCRIPT = """
import contextlib
from hpsearch.cli.commands import commands
ways = {form: ["report", "run", "--format", form] for form in ("table", "json", "markdown")}
ways["page"] = ["report", "run", "--html", "page.html"]
ways["number"] = ["export", "run", "--to", "number", "-o", "number"]
for name, words in ways.items():
    with open(f"{name}.out", "w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        commands.main(words, standalone_mode=False)
"""


def example(marker):
    """The code in docs/extending.md that has `marker` in it."""
    return next(code for code in EXAMPLES if marker in code)


def as_files(folder):
    """A copy of hpsearch in which each example is one new file."""
    shutil.copytree(ROOT / "hpsearch", folder / "hpsearch", ignore=shutil.ignore_patterns("__pycache__"))
    for path, marker in FILES.items():
        (folder / "hpsearch" / path).write_text(example(marker), encoding="utf-8")


def as_entry_points(folder):
    """A package beside hpsearch, installed as pip does it, that adds the examples."""
    (folder / "tiny.py").write_text(example("class SlowestSection"), encoding="utf-8")
    (folder / "other.py").write_text(example("class NumberFormat"), encoding="utf-8")
    about = folder / "tiny-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")


@pytest.mark.parametrize("added", [as_files, as_entry_points])
def test_every_form_shows_a_section_added_in_one_file(added, small, tmp_path):
    for _ in search(small(), tmp_path / "run", start_workers(1)):
        pass
    added(tmp_path)
    done = python_in(tmp_path, "-c", SCRIPT)
    assert done.returncode == 0, done.stderr
    for form in ("table.out", "markdown.out", "page.html"):
        written = (tmp_path / form).read_text(encoding="utf-8")
        assert "took longest" in written
        assert "epochs_run" in written.replace("<wbr>", "")  # a page's headings may break at _
    assert "<h2>The slowest trial</h2>" in written
    (run,) = json.loads((tmp_path / "json.out").read_text(encoding="utf-8"))["runs"]
    assert list(run["slowest"]) == ["sentences", "tables"]
    assert (tmp_path / "number").read_text(encoding="utf-8").strip().isdigit()
