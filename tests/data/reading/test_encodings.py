"""A text file is read with its own encoding, in training and as new rows, and refused by line where it has none."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
WORDS = ["früh", "spät", "übermäßig"]


def _frame(rows=60):
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=rows).round(3)
    return pd.DataFrame({"größe": numbers, "wann": np.resize(WORDS, rows), "y": np.where(numbers > 0, "ja", "nein")})


def _load(path, **options):
    return load_dataset(path.name, folder=path.parent, seed=0, **options)


@pytest.mark.parametrize("training", ENCODINGS)
@pytest.mark.parametrize("other", ENCODINGS)
def test_new_rows_have_their_own_encoding(training, other, tmp_path):
    _frame().to_csv(tmp_path / "t.csv", index=False, encoding=training)
    _frame().to_csv(tmp_path / "new.csv", index=False, encoding=other)
    preprocessing = _load(tmp_path / "t.csv").preprocessing
    found = preprocessing.inputs(tmp_path / "new.csv")
    assert (found.x == preprocessing.transform(_frame())).all()
    said = [f"{tmp_path / 'new.csv'}: read as windows-1252 text, because it is not UTF-8"]
    assert [*found.remarks] == (said if other == "cp1252" != training else [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_that_is_stated_needs_no_mark(encoding, tmp_path):
    _frame().to_csv(tmp_path / "t.csv", index=False, encoding=encoding)
    loaded = _load(tmp_path / "t.csv", csv={"encoding": "utf-16"})
    assert (loaded.preprocessing.transform(tmp_path / "t.csv") == loaded.preprocessing.transform(_frame())).all()


def _bytes(encoding="utf-8"):
    return _frame().to_csv(index=False).encode(encoding)


ONE_LINE = "0.5,spät,ja\n".encode("cp1252")
BROKEN = {
    "one line of Windows-1252": (_bytes() + ONE_LINE, None, r":62: not UTF-8 text, as line 1 is;"),
    "a mark of UTF-8, lines of Windows-1252": (
        b"\xef\xbb\xbf" + _bytes("cp1252"),
        None,
        r":1: not UTF-8 text, as the file's mark says;",
    ),
    "the last letter cut off": (_bytes() + "0.5,spä".encode()[:-1], None, r":62: not UTF-8 text, as line 1 is"),
    "no letter of either": (_bytes("cp1252") + b"1,\x81,ja\n", None, r":62: not UTF-8 and no Windows-1252 text"),
    "not as stated": (_bytes("cp1252"), "utf-8", r":1: not UTF-8 text, as data.csv says"),
    "not as stated further down": (_bytes() + ONE_LINE, "utf-8", r":62: not UTF-8 text, as line 1 is"),
    "UTF-16 where UTF-8 is stated": (_bytes("utf-16"), "utf-8", r":1: not UTF-8 text, as data.csv says"),
    "not Windows-1252, as stated": (b"a,y\n\x81,1\n", "windows-1252", r": not cp1252 text from line 1 on"),
    "Chinese in UTF-16 without its mark": (
        ("a,y\n" + "\u4e2d\u6587,1\n" * 40).encode("utf-16-le"),
        None,
        r": a zero byte; .*or UTF-16 text without its mark|not UTF-8",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_in_no_one_encoding_is_refused_with_its_line(name, tmp_path):
    content, stated, says = BROKEN[name]
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(DataError, match=rf"^t\.csv{says}"):
        _load(tmp_path / "t.csv", csv={"encoding": stated} if stated else None)


def test_windows_1252_with_a_line_that_happens_to_be_utf_8_stays_windows_1252(tmp_path):
    """A capital letter with an accent before a closing quotation mark, “CAFÉ”, is two bytes that UTF-8 has as well."""
    frame = _frame()
    frame.loc[0, "wann"] = "CAFÉ”"
    frame.to_csv(tmp_path / "t.csv", index=False, encoding="cp1252")
    assert "wann=spät" in _load(tmp_path / "t.csv").features
