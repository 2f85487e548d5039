"""Whatever a file holds, the user gets a Dataset or a sentence that names it."""

import random
import zipfile
from time import process_time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.columns import bare_names
from hpsearch.errors import DataError
from tests.durability.cases import scaled

GOOD = [f"{i},{i * 0.5},{'u' if i % 2 else 'v'},{i % 2}" for i in range(20)]


def _text(*rows, header="a,b,c,y"):
    return ("\n".join([header, *rows]) + "\n").encode()


BROKEN = {
    "empty": (b"", "empty"),
    "blank lines": (b"\n\n\n", "empty"),
    "header only": (b"a,b,y\n", "no rows"),
    "one row": (_text(GOOD[0]), "1 row with a target"),
    "nine rows": (_text(*GOOD[:9]), "at least 10"),
    "a short line": (_text(*GOOD[:5], "1,2", *GOOD), r":7: 2 fields.* 4"),
    "a long line": (_text(*GOOD[:5], "1,2,3,4,5", *GOOD), r":7: 5 fields.* 4"),
    "a line of one field": (_text(*GOOD, "1"), r":22: 1 field,"),
    "an unclosed quote": (_text(*GOOD, '1,2,"u,0'), r":22: a quote"),
    "a quote cut off in the middle": (_text(*GOOD[:3], '1,2,"u,0', *GOOD, '3,4,"w",0'), r":2[456]: a quote"),
    "a quote inside a field": (_text(*GOOD, '1,2,5" pipe,0'), r":22: a quote in the middle"),
    "a quote that ends too early": (_text(*GOOD, '1,2,"u"v,0'), r":22: a quote in the middle"),
    "an unclosed header": (b'a,"b\n1,2\n', "column names"),
    "no separator": (b"a b y\n1 2 3\n", "one column only.* in place of another separator, such as blanks$"),
    "one column": (b"a\n" + b"1\n" * 20, "one column"),
    "a zero byte": (_text(*GOOD, "1,2,\0,0"), r":22: a zero byte"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ":1: not UTF-8"),
    "no encoding": (_text(*GOOD) + b"1,2,\x81\xff,0\n", r":22: not UTF-8 and no Windows-1252"),
    "utf 16 cut off": (_text(*GOOD).decode().encode("utf-16")[:-1], "utf-16"),
    "old mac": (_text(*GOOD).replace(b"\n", b"\r").replace(b"\r", b"\n", 1), r":2: a line end of old Macs"),
    "duplicate columns": (_text(*GOOD, header="a,b,a,y"), "'a' occurs twice"),
    "one class": (_text(*(f"{i},{i},u,same" for i in range(20))), "one class"),
    "one value": (_text(*(f"{i},{i},u,0.5" for i in range(20))), "0.5 in all rows"),
    "target without values": (_text(*(f"{i},{i},u," for i in range(20))), "no values"),
    "all missing": (_text(*([",,,"] * 20)), "no values|no column"),
    "no input has values": (_text(*(f",,,{i % 2}" for i in range(20))), "no column is left.*no values"),
    "infinity": (_text(*GOOD, "inf,2,u,0"), "'a' holds an infinite"),
    "too large for float32": (_text(*GOOD, "1,-1e39,u,0"), "'b' holds an infinite"),
    "too large for any": (_text(*GOOD, "1,1e999,u,0"), "'b' holds an infinite"),
    "a whole number of 400 digits": (_text(*GOOD, f"1,{'1' * 400},u,0"), "'b' holds an infinite"),
    "a class of 400 digits": (_text(*GOOD, f"1,2,u,{'1' * 400}"), "'y' holds an infinite"),
    "an infinite target": (_text(*(f"{i},{i},u,{i * 0.7}" for i in range(20)), "1,2,u,inf"), "'y' holds an infinite"),
    "an identifier as target": (_text(*(f"{i},{i},u,id{i}" for i in range(60))), "60 different words"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_refused_with_file_place_and_reason(name, tmp_path):
    content, says = BROKEN[name]
    (tmp_path / "people.csv").write_bytes(content)
    with pytest.raises(DataError, match=f"(?s)^people.csv.*({says})"):
        load_dataset("people.csv", folder=tmp_path, seed=0)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nothing.csv", r"no such file"),
        ("tablee.csv", r"there is no such file; did you mean 'table.csv'\?$"),
        ("nope.csv", r"there is no such file$"),
        ("nowhere/table.csv", r"there is no such file; there is no folder '.*nowhere'$"),
        ("folder", "a folder"),
        ("table.xlsx", r"\.csv, .*\.parquet, \.npz"),
        ("table.csv.gz", "cannot|can be unpacked"),
        ("table.npz.gz", r"\.csv, .*\.parquet, \.npz"),
        ("wines", "'wine'"),
        ("table.csv/inside.csv", "no such file"),
        ("bad.parquet", "not a .parquet"),
    ],
)
def test_a_source_that_is_none_is_refused_by_name(source, says, tmp_path):
    for name in ("table.csv", "table.xlsx", "table.csv.gz", "table.npz.gz", "bad.parquet"):
        (tmp_path / name).write_bytes(_text(*GOOD))
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match=f"^{source}: .*{says}") as raised:
        load_dataset(source, folder=tmp_path, seed=0)
    assert raised.value.key == "source"


def test_a_parquet_file_cut_anywhere_is_refused(tmp_path):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": range(30), "y": [i % 2 for i in range(30)]}).to_parquet(path)
    content = path.read_bytes()
    for end in range(0, len(content), len(content) // 20):
        path.write_bytes(content[:end])
        with pytest.raises(DataError, match=r"^t\.parquet: "):
            load_dataset("t.parquet", folder=tmp_path, seed=0)


def _loads_or_is_refused(folder, content, suffix=".csv"):
    """Whether a file is refused by its name, or loads with finite inputs and a target in both parts."""
    path = folder / f"fuzz{suffix}"
    path.write_bytes(content)
    try:
        data = load_dataset(path.name, folder=folder, seed=0)
    except DataError as error:
        return path.name in str(error)
    return all(np.isfinite(part.x).all() and len(part.y) for part in (data.train, data.dev))


fuzz = settings(
    max_examples=scaled(25, 600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NASTY = [
    ",",
    "\n",
    "\r\n",
    "\r",
    '"',
    '""',
    " ",
    "0",
    "1",
    "-",
    "1e9",
    "e",
    "NA",
    "x",
    "é",
    "\ufeff",
    "\0",
    "\t",
    "\u2028",
]


@fuzz
@given(st.binary(max_size=300))
def test_random_bytes_give_a_dataset_or_a_sentence(tmp_path, content):
    assert _loads_or_is_refused(tmp_path, content)


@fuzz
@given(st.lists(st.sampled_from(NASTY), max_size=120).map("".join))
def test_random_pieces_of_csv_give_a_dataset_or_a_sentence(tmp_path, text):
    assert _loads_or_is_refused(tmp_path, ("a,b,y\n" + text).encode())


@fuzz
@given(st.lists(st.tuples(st.integers(0, 260), st.integers(0, 2), st.sampled_from(NASTY)), min_size=1, max_size=6))
def test_a_table_with_replaced_bytes_gives_a_dataset_or_a_sentence(tmp_path, edits):
    """A table with some bytes replaced gives a dataset or a sentence."""
    content = _text(*GOOD)
    for place, removed, piece in edits:
        content = content[:place] + piece.encode() + content[place + removed :]
    assert _loads_or_is_refused(tmp_path, content)


CELL = st.sampled_from(
    ["", "0", "1", "2.5", "-1e30", "NA", "x", "y", "007", "true", "False", "2024-01-01", "1e-45", '"q, q"']
)


@fuzz
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width + 1, max_size=width + 1), min_size=10, max_size=16)
    )
)
def test_random_cells_give_a_dataset_or_a_sentence(tmp_path, rows):
    header = ",".join(f"c{i}" for i in range(len(rows[0])))
    assert _loads_or_is_refused(tmp_path, _text(*(",".join(row) for row in rows), header=header))


def test_a_large_table_is_checked_to_its_last_line(tmp_path):
    rows = [f'{i},{i},"u\n{i % 3}",{i % 2}' if i % 7 == 0 else f"{i},{i},u,{i % 2}" for i in range(150_000)]
    place = random.Random(0).randrange(100_000, 150_000)  # noqa: S311  # no secret
    (tmp_path / "t.csv").write_bytes(_text(*rows))
    load_dataset("t.csv", folder=tmp_path, seed=0)
    line = 2 + sum(1 + row.count("\n") for row in rows[:place])
    rows[place] = "1,2,3"
    (tmp_path / "t.csv").write_bytes(_text(*rows))
    with pytest.raises(DataError, match=f":{line}: 3 fields"):
        load_dataset("t.csv", folder=tmp_path, seed=0)


def test_a_parquet_without_rows_is_refused_as_such(tmp_path):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(
        pyarrow.table({"a": pyarrow.array([], "f8"), "y": pyarrow.array([], "i8")}), tmp_path / "t.parquet"
    )
    with pytest.raises(DataError, match=r"^t.parquet: column names, but no rows"):
        load_dataset("t.parquet", folder=tmp_path, seed=0)


def test_classes_with_half_a_character_are_refused(tmp_path):
    np.savez(tmp_path / "t.npz", X=np.zeros((20, 2)), y=np.array([f"\ud800{i % 2}" for i in range(20)]))
    with pytest.raises(DataError, match=r"^t.npz: y holds half a character"):
        load_dataset("t.npz", folder=tmp_path, seed=0)


@pytest.mark.parametrize("name", [b"y\xed\xa0\x80.npy", b"y\xff\xfe\xfd.npy"])
def test_names_in_an_archive_that_are_no_text_are_a_sentence(name, tmp_path):
    path = tmp_path / "t.npz"
    np.savez(path, X=np.zeros((20, 2)), y=np.arange(20) % 2, é=np.zeros(1), yyyy=np.zeros(1))
    path.write_bytes(path.read_bytes().replace("é.npy".encode(), b"\xed\xa0.npy").replace(b"yyyy.npy", name))
    with pytest.raises(DataError, match=r"^t.npz: not a .npz file that can be read"):
        load_dataset("t.npz", folder=tmp_path, seed=0)


def test_names_are_compared_once_each():
    class Counted(str):
        __slots__ = ()
        compared = 0

        def __eq__(self, other):
            Counted.compared += 1
            return super().__eq__(other)

        __hash__ = str.__hash__

    names = [Counted(f"c{i}") for i in range(5_000)]
    assert bare_names(names, "t.csv") == tuple(names)
    assert Counted.compared < 20_000
    with pytest.raises(DataError, match="'c7' occurs twice"):
        bare_names([*names, "c7"], "t.csv")


def test_blanks_before_a_value_cost_no_more_than_they_are_long(tmp_path):
    """With a pass over all values for each blank, this takes a minute."""
    rows = "".join(f"{i % 9},{i % 2}\n" for i in range(100_000))
    (tmp_path / "t.csv").write_text(f"a,y\n{' ' * 30_000}007,1\n{rows}")
    start = process_time()
    assert "a=0" in load_dataset("t.csv", folder=tmp_path, seed=0).features  # 007 is a word, so that all are
    assert process_time() - start < 20


def test_a_damaged_parquet_file_is_told_on_one_line_with_a_remedy(tmp_path):
    frame = pd.DataFrame({"a": np.arange(500) / 7, "y": np.arange(500) % 3})
    frame.to_parquet(tmp_path / "t.parquet")
    whole = (tmp_path / "t.parquet").read_bytes()
    told = set()
    for place in range(4, len(whole), 97):
        (tmp_path / "t.parquet").write_bytes(whole[:place] + bytes(8) + whole[place + 8 :])
        try:
            load_dataset("t.parquet", folder=tmp_path, seed=0)
        except DataError as error:
            told.add(str(error))
    assert any(sentence.endswith("take a whole copy of it, or write it again") for sentence in told)
    assert not any("\n" in sentence for sentence in told)


def test_lines_that_end_with_carriage_returns_alone_are_named(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b,y\r" + b"".join(b"%d,2,3\r" % row for row in range(40)))
    with pytest.raises(DataError, match=r"t\.csv:1: lines end with carriage returns alone.*; save it with line feeds"):
        load_dataset("t.csv", folder=tmp_path, seed=0)


def test_a_zip_file_without_a_member_is_said_to_hold_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w"):
        pass
    with pytest.raises(DataError, match="holds no file; expected one table"):
        load_dataset("t.zip", folder=tmp_path, seed=0)


def test_a_separator_at_the_end_of_each_line_is_named_where_its_column_is_left_out(tmp_path):
    (tmp_path / "t.csv").write_text("a,y,\n" + "".join(f"{i % 7},{i % 11}.5,\n" for i in range(60)))
    remarks = load_dataset("t.csv", target="y", folder=tmp_path, seed=0).remarks
    assert any("a separator at the end of each line" in remark for remark in remarks)
