"""A source that is no regular file is refused by its kind, unread; what does not fit into memory, before it is read."""

import os
import socket
from contextlib import closing

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from hpsearch.config import read_config
from hpsearch.data import load_dataset
from hpsearch.data import memory as room
from hpsearch.errors import ConfigError, DataError


def _socket(path):
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        bound.bind(str(path))


KINDS = {
    "a named pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": _socket,
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.npz", "T.CSV"])
def test_data_that_is_no_regular_file_is_refused_by_its_kind(name, kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    KINDS[kind](tmp_path.__class__(name))
    with pytest.raises(DataError, match=rf"^{name}: {kind}; expected"):
        load_dataset(name, folder=tmp_path, seed=0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_config_that_is_no_regular_file_is_refused_by_its_kind(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path.__class__("search.yaml")
    KINDS[kind](path)
    with pytest.raises(ConfigError, match=rf"^search.yaml: is {kind}; expected a YAML file"):
        read_config(path)


def test_a_link_to_a_file_is_read(tmp_path):
    (tmp_path / "table.csv").write_text("a,y\n" + "".join(f"{i},{i % 2}\n" for i in range(20)))
    (tmp_path / "link.csv").symlink_to("table.csv")
    assert load_dataset("link.csv", folder=tmp_path, seed=0).classes == ("0", "1")


def test_a_single_array_is_told_how_to_become_a_file_with_the_target(tmp_path):
    """Pandas reads no such file, which a person with arrays is likely to have."""
    np.save(tmp_path / "x.npy", np.zeros((3, 2)))
    with pytest.raises(
        DataError, match=r"save the inputs and the target together: numpy.savez\('FILE.npz', X=…, y=…\)"
    ):
        load_dataset("x.npy", folder=tmp_path, seed=0)
    (tmp_path / "x.xlsx").write_text("a")
    with pytest.raises(DataError, match="convert it, such as with pandas"):
        load_dataset("x.xlsx", folder=tmp_path, seed=0)


def test_the_home_of_nobody_is_told_apart_from_a_missing_file(tmp_path):
    with pytest.raises(DataError, match=r"^~nosuchuser/x.csv: nobody here is called '~nosuchuser'"):
        load_dataset("~nosuchuser/x.csv", folder=tmp_path, seed=0)


def _csv(path):
    path.write_text("a,b,y\n" + "".join(f"{i},{i},{i % 2}\n" for i in range(20)))


def _npz(path):
    np.savez(path, X=np.zeros((20, 3)), y=np.arange(20) % 2)


def _parquet(path):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"a": range(20), "b": range(20), "y": [0, 1] * 10}), path)


@pytest.mark.parametrize(("name", "write"), [("t.csv", _csv), ("t.npz", _npz), ("t.parquet", _parquet)])
def test_more_than_the_free_memory_is_refused_with_both_sizes(name, write, tmp_path, monkeypatch):
    write(tmp_path / name)
    assert load_dataset(name, folder=tmp_path, seed=0).task == "classification"
    monkeypatch.setattr(room, "available", lambda: 100)
    with pytest.raises(DataError, match=rf"^{name}: takes .* GB, and 1e-07 GB of memory are free; give fewer rows"):
        load_dataset(name, folder=tmp_path, seed=0)


def test_the_memory_that_is_free_is_some_and_no_more_than_there_is():
    assert 0 < room.available() <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_two_columns_of_a_parquet_file_may_not_have_one_name(tmp_path):
    table = pa.Table.from_arrays([pa.array([1.0] * 9)] * 3, names=["1e5", "1e5", "y"])
    parquet.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(DataError, match=r"t\.parquet: column name '1e5' occurs twice; names must differ"):
        load_dataset(str(tmp_path / "t.parquet"), folder=tmp_path, seed=0)
