"""The kinds of `data.source`, each with its reader: a bundled set, a file, standard input, or a DataFrame."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsearch.data.arrays.new_rows import NewArrays
from hpsearch.data.arrays.rows import read_npz
from hpsearch.data.bundled import BUNDLED, read_bundled
from hpsearch.data.columns import Rows
from hpsearch.data.form import TableForm
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.standard_input import STANDARD_INPUT, STDIN_SOURCE, kept
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.errors import DataError
from hpsearch.system.regular_files import irregular

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpsearch.data.reading.given import Columns

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
PACKED = (".gz", ".zip")
FILE_ENDINGS = (*TEXT_ENDINGS, ".parquet", ".npz")


def read(source: "str | pd.DataFrame", asked: Asked, folder: Path) -> Rows:
    """The rows of a bundled set, of standard input, of a frame, or of a file whose path may be relative to `folder`.

    Raises DataError.
    """
    if twice := next((name for name in asked.targets if asked.targets.count(name) > 1), None):
        named = source if isinstance(source, str) else "DataFrame"
        raise DataError(f"{named}: the target {twice!r} is named twice; name each column once", "target")
    if not isinstance(source, str):
        return _gathered(_frame(source).typed(asked.csv.decimal), asked)
    if source in BUNDLED:
        return read_bundled(source, asked)
    if source == STANDARD_INPUT:
        with kept(asked.csv.encoding) as path:
            return _gathered(_with_inputs(_text(path, STDIN_SOURCE, asked.csv), asked.csv), asked)
    path = folder / _expanded(source)
    with _readable(source):
        kind = _kind(path, source)
        if kind == ".npz":
            return read_npz(path, source, asked)
        if kind == ".parquet":
            return _gathered(_parquet(path, source).typed(asked.csv.decimal), asked)
        return _gathered(_with_inputs(_text(path, source, asked.csv), asked.csv), asked)


@contextmanager
def new_rows(
    rows: "str | Path | pd.DataFrame | NDArray[Any] | Columns", form: TableForm, columns: Sequence[str]
) -> Iterator[SourceTable | NewArrays]:
    """The table, or the arrays, of new rows: a path like those of `read`, read as training's was if it can be.

    Or a frame, an array, a list with a dict for each row, or a dict of columns. The `columns` are needed.

    Raises DataError.
    """
    if isinstance(rows, np.ndarray):
        yield NewArrays.of(rows)
    elif not isinstance(rows, str | Path):
        from hpsearch.data.reading.given import frame_of  # noqa: PLC0415  # arrays do without

        yield _frame(frame_of(rows, form.names), "new rows")
    elif str(rows) in BUNDLED and not Path(rows).exists():
        yield NewArrays.bundled(str(rows), form.targets[0])
    elif str(rows) == STANDARD_INPUT:
        with kept() as path:
            yield _new_text(path, STDIN_SOURCE, form, columns)
    else:
        source = str(rows)
        path = _expanded(source)
        with _readable(source):
            kind = _kind(path, source)
        if kind == ".npz":
            yield NewArrays.read(path, source, form.targets)
        else:
            with _readable(source):
                table = _parquet(path, source) if kind == ".parquet" else _new_text(path, source, form, columns)
            yield table


def _gathered(table: SourceTable, asked: Asked) -> Rows:
    from hpsearch.data.gathering.rows import gather  # noqa: PLC0415  # arrays do without

    return gather(table, asked)


def _frame(frame: "pd.DataFrame", source: str = "DataFrame") -> SourceTable:
    from hpsearch.data.reading.frame import read_frame  # noqa: PLC0415

    return read_frame(frame, source)


def _parquet(path: Path, source: str) -> SourceTable:
    from hpsearch.data.reading.parquet import read_parquet  # noqa: PLC0415

    return read_parquet(path, source)


def _text(path: Path, source: str, stated: Stated) -> SourceTable:
    from hpsearch.data.reading.delimited import read_delimited  # noqa: PLC0415

    return read_delimited(path, source, stated)


def _new_text(path: Path, source: str, form: TableForm, columns: Sequence[str]) -> SourceTable:
    from hpsearch.data.reading.like_training import read_like  # noqa: PLC0415

    named = form.dialect is None or form.dialect.header
    columns = columns if named else form.names  # columns are known by their number
    return read_like(path, source, form, columns)


def _with_inputs(table: SourceTable, stated: Stated) -> SourceTable:
    if len(table.names) > 1:
        return table
    few = f"{table.source}: one column only; expected at least one input and the target"
    if stated.separator is not None:
        raise DataError(
            f"{few} (data.csv: {{separator: …}} says what separates columns)", remedy=("csv.separator", "…")
        )
    raise DataError(
        f"{few}, with commas, semicolons, tabs or bars between the columns; write one of these in place of another "
        "separator, such as blanks"
    )


@contextmanager
def _readable(source: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(f"{source}: {error.strerror or error}") from error


def _expanded(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError as error:
        raise DataError(f"{source}: nobody here is called {Path(source).parts[0]!r}; give the path in full") from error


def _kind(path: Path, source: str) -> str:
    """The suffix that says which reader. Raises DataError if there is no such file, or no reader for it."""
    kinds = ", ".join(FILE_ENDINGS)
    if not path.exists():
        if "/" in source or path.suffix:
            raise DataError(f"{source}: there is no such file{_nearest(path)}")
        near = get_close_matches(source, BUNDLED, n=1, cutoff=0)[0]
        raise DataError(
            f"{source}: neither a bundled set nor a file; did you mean {near!r}? (bundled: {', '.join(BUNDLED)})"
        )
    if kind := irregular(path):
        raise DataError(f"{source}: {kind}; expected a {kinds} file, - for a table on standard input, or a bundled set")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] and suffixes[-1] in PACKED
    inner = suffixes[-2] if packed and len(suffixes) > 1 else (".csv" if packed else "".join(suffixes[-1:]))
    if inner in TEXT_ENDINGS or (packed and suffixes[-1] == ".zip" and inner not in FILE_ENDINGS):
        return ".csv"
    if inner not in FILE_ENDINGS or packed:
        arrays = inner == ".npy" and "save the inputs and the target together: numpy.savez('FILE.npz', X=…, y=…)"
        remedy = arrays or "convert it, such as with pandas"
        raise DataError(f"{source}: expected a {kinds} file, text also as .gz or .zip; {remedy}")
    return inner


def _nearest(path: Path) -> str:
    """The file with the most similar name in the same folder, or what keeps it from being there."""
    if not path.parent.is_dir():
        return f"; there is no folder {str(path.parent)!r}"
    there = {file.name: file.stem for file in path.parent.iterdir()}
    near = [name for name in get_close_matches(path.name, there, n=9) if get_close_matches(path.stem, [there[name]])]
    return f"; did you mean {near[0]!r}?" if near else ""
