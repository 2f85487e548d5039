"""The commands that are printed can be pasted into a shell, whatever a file is called."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import hpsearch
from hpsearch.cli.commands import commands
from hpsearch.text.command_line import command, resuming
from hpsearch.text.visible import is_visible

NAMES = ["plain", "my bikes", "it's", 'a"b', "$HOME", "a;b", "-x", "x~", "x[a]", "*", "Zürich", "a&b", "#a"]
UNSEEN = ["a\x1b]0;b\x07", "two\nlines", "turned\u202eround", "back\\slash'\x01", "no utf-8 \udcff"]


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1).filter(is_visible))
def test_a_shell_reads_back_what_was_quoted(word):
    assert shlex.split(command("report", word)) == ["hpsearch", "report", word]


@pytest.mark.parametrize("name", [*NAMES, *UNSEEN])
def test_bash_finds_the_file_that_a_command_names(name):
    told = command("check", Path(name))
    assert is_visible(told)
    words = subprocess.run(
        ["bash", "-c", told.replace("hpsearch", "printf '%s\\0'", 1)], capture_output=True, check=True
    ).stdout.split(b"\0")
    assert os.path.normpath(words[1]) == os.path.normpath(os.fsencode(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_that_init_and_errors_print_name_the_file(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{n},{'pq'[n % 2]}\n" for n in range(40))
    Path(f"{name}.csv").write_text(f"a,y\n{rows}")
    done = CliRunner().invoke(commands, ["init", "--", f"{name}.csv"])
    check, run = re.fullmatch(r"next: (hpsearch .*), then (hpsearch .*)", done.stdout.splitlines()[-1]).groups()
    for told, verb in ((check, "check"), (run, "run")):
        program, said, path = shlex.split(told)
        assert (program, said) == ("hpsearch", verb)
        assert Path(path).samefile(f"{name}.yaml")
    missing = CliRunner().invoke(commands, ["report", "--", name]).stderr
    assert Path(shlex.split(re.search("`(.*)`", missing)[1])[-1]) == Path(name)
    assert Path(shlex.split(resuming(Path(name)))[2]) == Path(name, "config.yaml")


SOURCE = Path(hpsearch.__file__).parent


@pytest.mark.parametrize("module", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_puts_a_name_into_a_command_by_itself(module):
    assert not re.search(r"hpsearch (\w+ )?[^`\n]*\{(?!command|resuming)", _without_docstrings(module))


def _without_docstrings(module: Path) -> str:
    lines = module.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if re.search(r"f\".*`hpsearch|f\".*: hpsearch", line))
