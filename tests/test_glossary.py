"""docs/glossary.md names what the code has."""

import ast
import re
from pathlib import Path

import pytest

import hpsearch

PACKAGE = Path(hpsearch.__file__).parent
GLOSSARY = (PACKAGE.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
TERM = re.compile(
    r"^\| (?P<term>[^|]+) \| (?P<sentence>[^|]+) \| `(?P<name>[\w.]+)`, `(?P<file>[\w./]+)` \|$", re.MULTILINE
)
TERMS = [(found["term"], found["sentence"], found["name"], found["file"]) for found in TERM.finditer(GLOSSARY)]


def defined(body: list[ast.stmt], name: str) -> bool:
    """Whether `name`, or with a dot a field or method of a class, is defined in `body`."""
    first, _, rest = name.partition(".")
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == first:
            return not rest or defined(node.body, rest)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == first for target in targets):
            return True
    return False


@pytest.mark.parametrize(("name", "file"), [(name, file) for _, _, name, file in TERMS])
def test_what_the_glossary_names_is_in_the_code(name, file):
    """A name that is moved or renamed is moved or renamed in the glossary, too."""
    assert defined(ast.parse((PACKAGE / file).read_text(encoding="utf-8")).body, name)


def test_each_term_of_the_glossary_has_one_row():
    """Every row is read by these tests, and explains another term than the other rows do, in a sentence."""
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith("| term ")]
    assert len(rows) == len(TERMS) == len({term for term, *_ in TERMS})
    assert all(sentence.endswith(".") for _, sentence, *_ in TERMS)
