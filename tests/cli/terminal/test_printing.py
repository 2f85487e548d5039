"""What the command line prints can do nothing to a terminal, whatever the names and words in it."""

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner

import hpsearch.cli
from hpsearch.cli.commands import commands

CLI = Path(hpsearch.cli.__file__).parent
PRINTERS = {"echo", "secho", "confirm", "prompt", "pause", "print", "Console", "getchar"}
"""What could print past `hpsearch.cli.terminal.printing` and `hpsearch.cli.terminal.drawing`."""
MAY = {
    "printing.py": {"echo", "confirm"},
    "drawing.py": {"Console"},
    "output.py": {"print"},  # on a SafeConsole
    "bars.py": {"print"},
}


def called(tree: ast.AST) -> set[str]:
    """The names of all that a module calls or inherits from."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    bases = [base for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in [*calls, *bases]}


@pytest.mark.parametrize("module", sorted(CLI.rglob("*.py")), ids=lambda path: path.name)
def test_every_command_prints_through_the_module_that_makes_text_safe(module):
    """No command prints but through the one module that makes text safe."""
    used = called(ast.parse(module.read_text(encoding="utf-8"))) & PRINTERS
    assert used <= MAY.get(module.name, set())


@pytest.mark.parametrize("arguments", [["no\x1b]0;x\x07such"], ["report", "--a\x1b[2Jb"], ["run", "a", "b\x9bc"]])
def test_a_mistaken_command_is_quoted_with_escapes(arguments):
    done = CliRunner().invoke(commands, arguments)
    assert done.exit_code == 2
    assert done.stderr.replace("\n", "").isprintable()
