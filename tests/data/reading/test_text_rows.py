"""The line that an error names, in a text of several blocks."""

import gzip

import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = [f"{row % 90},0.{row},é" for row in range(120_000)]
MISTAKES = {
    "a stray quote": ('1,5" pipe,u', "a quote in the middle"),
    "a field too many": ("1,2,3,u", "4 fields"),
    "a quote that stays open": ('1,"2,u', "a quote"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_error_names_the_line_of_the_file_after_fields_of_several_lines(mistake, encoding, tmp_path):
    line, says = MISTAKES[mistake]
    rows = ['a,b,"y\n"', '1,"2\n3",u', *ROWS[:100_000], line, *ROWS[100_000:]]
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress("\n".join(rows).encode(encoding), 1))
    with pytest.raises(DataError, match=rf"^t\.csv\.gz:100005: {says}"):
        load_dataset("t.csv.gz", folder=tmp_path, seed=0)
