"""The table of commands: what it names exists, and nothing is imported before it is used."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

from hpsearch.cli.commands import COMMANDS

HEAVY = ("numpy", "pandas", "rich", "textual", "optuna", "pydantic", "loky", "sqlite3")


def imported(*arguments: str) -> set[str]:
    """The modules that a process has imported after `hpsearch` with `arguments`."""
    code = f"""if True:
        import sys
        from hpsearch.cli import main
        sys.argv = ["hpsearch", *{list(arguments)!r}]
        try:
            main()
        except SystemExit:
            pass
        print(*sys.modules, file=sys.stderr)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: hpsearch ")
    return set(done.stderr.split())


def test_the_help_page_names_every_command_and_imports_none():
    modules = imported("--help")
    assert not modules & {f"hpsearch.cli.{name}" for name in COMMANDS}
    assert not modules & set(HEAVY)


def test_run_is_imported_without_what_it_imports_while_workers_start():
    modules = imported("run", "--help")
    assert "hpsearch.cli.run" in modules
    assert not modules & {"numpy", "pandas", "rich", "textual", "optuna", "pydantic"}
    assert not modules & {f"hpsearch.cli.{name}" for name in COMMANDS if name != "run"}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_module_of_the_table_defines_its_command(name):
    command = getattr(import_module(f"hpsearch.cli.{name}"), name)
    assert isinstance(command, click.Command)
    assert command.name == name


def test_the_package_is_a_program():
    done = subprocess.run([sys.executable, "-m", "hpsearch.cli", "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: hpsearch [OPTIONS]")
