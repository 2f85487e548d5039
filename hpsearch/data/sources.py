"""What `data.source` may name: a bundled set or a file, each kind with its reader."""

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from hpsearch.data.arrays import read_npz
from hpsearch.data.bundled import BUNDLED, read_bundled
from hpsearch.data.columns import Rows
from hpsearch.data.comma_separated import read_csv
from hpsearch.data.parquet import read_parquet
from hpsearch.data.standard_input import NAME, STANDARD_INPUT, kept
from hpsearch.errors import DataError
from hpsearch.system.regular_files import irregular

SourceReader = Callable[[Path, str, str | None, str | None], Rows]
READERS: dict[str, SourceReader] = {".csv": read_csv, ".parquet": read_parquet, ".npz": read_npz}


def read(source: str, target: str | None, parts: str | None, folder: Path) -> Rows:
    """The rows of a bundled set, of standard input, or of a file whose path may be relative to `folder`.

    `parts` names the column that says train, dev or test. Raises DataError.
    """
    if source in BUNDLED:
        return read_bundled(source, target, parts)
    if source == STANDARD_INPUT:
        with kept() as table:
            return read_csv(table, NAME, target, parts)
    path = folder / _expanded(source)
    try:
        return _reader(path, source)(path, source, target, parts)
    except OSError as error:
        raise DataError(f"{source}: {error.strerror or error}") from error


def _expanded(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError as error:
        raise DataError(f"{source}: nobody here is called {Path(source).parts[0]!r}; give the path in full") from error


def _reader(path: Path, source: str) -> SourceReader:
    kinds = ", ".join(READERS)
    if not path.exists():
        if "/" in source or path.suffix:
            near = _nearest(path)
            raise DataError(f"{source}: there is no such file in {path.parent}{near}")
        near = get_close_matches(source, BUNDLED, n=1, cutoff=0)[0]
        raise DataError(
            f"{source}: neither a bundled set nor a file; did you mean {near!r}? (bundled: {', '.join(BUNDLED)})"
        )
    if kind := irregular(path):
        raise DataError(f"{source}: {kind}; expected a {kinds} file, - for a table on standard input, or a bundled set")
    if path.suffix.lower() not in READERS:
        raise DataError(f"{source}: expected a {kinds} file; convert it, for instance with pandas")
    return READERS[path.suffix.lower()]


def _nearest(path: Path) -> str:
    there = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
