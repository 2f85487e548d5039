"""One name, one thing: no two modules of hpsearch define the same public name."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import hpsearch

ROOT = Path(hpsearch.__file__).parent

SAME_THING = {"run"}
"""What two modules define because it is one thing: the command `run`, and the Python call that does the same."""


def defined(module: Path) -> Iterator[str]:
    """The public names that a module defines at its top level."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            stored = (part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
            names = [part.id for part in stored if isinstance(part.ctx, ast.Store)]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def test_a_public_name_has_one_owner():
    """A name that a second module needs is imported; another thing gets another name, or a leading underscore."""
    owners = defaultdict(list)
    for module in sorted(ROOT.rglob("*.py")):
        for name in {*defined(module)}:
            owners[name].append(str(module.relative_to(ROOT)))
    shared = {name: modules for name, modules in owners.items() if len(modules) > 1 and name not in SAME_THING}
    assert not shared


def test_the_names_of_a_module_are_found(tmp_path):
    """Classes, functions, constants, also several in one line; nothing with a leading underscore."""
    module = tmp_path / "module.py"
    module.write_text("A = B = 1\nC, (D, _e) = 1, (2, 3)\nF: int = 4\nclass G: ...\ndef h(): i = 1\nx.y = 2\n_z = 3\n")
    assert list(defined(module)) == ["A", "B", "C", "D", "F", "G", "h"]
