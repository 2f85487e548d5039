"""`-` is a table on standard input: read whole, bounded, and the same data as the file would be."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hpsearch.cli.init import init
from hpsearch.data import load_dataset
from hpsearch.data.reading.standard_input import copy
from hpsearch.errors import DataError

TABLE = "a,b,y\n" + "".join(f"{i},{'u' if i % 3 else 'v'},{i % 2}\n" for i in range(40))
CODE = (
    "from pathlib import Path; from hpsearch.data import load_dataset;"
    "print(load_dataset('-', folder=Path(), seed=0).fingerprint)"
)


def _given(stdin):
    """What a process says that loads `-` with this on standard input."""
    return subprocess.run([sys.executable, "-c", CODE], stdin=stdin, capture_output=True, text=True, check=False)


def test_a_table_on_standard_input_is_the_same_data_as_its_file(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    with (tmp_path / "t.csv").open("rb") as file:
        said = _given(file)
    assert said.stdout.strip() == load_dataset("t.csv", folder=tmp_path, seed=0).fingerprint


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "windows-1252", "utf-8-sig"])
def test_text_of_every_encoding_is_read_as_from_a_file(encoding, tmp_path):
    (tmp_path / "t.csv").write_text(TABLE.replace("u", "ü"), encoding=encoding)
    with (tmp_path / "t.csv").open("rb") as file:
        said = _given(file)
    assert said.stdout.strip() == load_dataset("t.csv", folder=tmp_path, seed=0).fingerprint


def test_a_stated_encoding_is_that_of_standard_input():
    """Of UTF-16 text without its mark and with few ASCII letters, which no guess finds."""
    copied = io.BytesIO()
    content = "列,目\n値,数\n".encode("utf-16-le")
    copy(io.BytesIO(content), copied, 1_000, "utf-16")
    assert copied.getvalue() == content
    with pytest.raises(DataError, match=r"a zero byte; expected the text of a \.csv file, UTF-16 text with its mark"):
        copy(io.BytesIO(content), io.BytesIO(), 1_000)


@pytest.mark.parametrize(("path", "says"), [("/dev/null", "is empty"), ("/dev/zero", "a zero byte")])
def test_what_is_no_table_ends_with_a_sentence(path, says):
    with Path(path).open("rb") as file:
        said = _given(file).stderr.splitlines()[-1]
    assert "DataError: standard input" in said
    assert says in said


def test_what_never_ends_is_read_up_to_the_room_there_is():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return b"1,2\n" * (size // 4)

    kept = io.BytesIO()
    with pytest.raises(DataError, match=r"^standard input: more than 0.01 GB; save it as a file"):
        copy(Endless(), kept, 10_000_000)
    assert len(kept.getvalue()) <= 10_000_000


@pytest.mark.parametrize(("replacement", "says"), [(None, "is closed"), ("terminal", "is a terminal")])
def test_without_a_table_it_is_told_how_to_give_one(replacement, says, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", replacement and Terminal())
    with pytest.raises(DataError, match=rf"^standard input: {says}; pipe a table into the command"):
        load_dataset("-", folder=Path(), seed=0)


def test_init_writes_a_config_that_reads_standard_input_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(init, ["-"], input=TABLE)
    assert done.output.endswith("each with the same table on standard input\n")
    assert 'source: "-"' in (tmp_path / "table.yaml").read_text()
