"""A long file is looked through for bytes that are not ASCII, in halves."""

import pytest

from hpsearch.data.reading import long_ascii
from hpsearch.data.reading.long_ascii import is_long_ascii


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.setattr(long_ascii, "LONG_FILE", 20)
    monkeypatch.setattr(long_ascii, "READ_AT_ONCE", 4)
    return tmp_path / "t.csv"


@pytest.mark.parametrize("length", [20, 21, 23, 24])
def test_one_other_byte_anywhere_is_found(length, table):
    table.write_bytes(b"1" * length)
    assert is_long_ascii(table)
    for place in range(length):
        table.write_bytes(b"1" * place + b"\xe9" + b"1" * (length - place - 1))
        assert not is_long_ascii(table)


def test_a_short_file_is_no_long_one(table):
    table.write_bytes(b"1" * 19)
    assert not is_long_ascii(table)
