"""Tables of results that are kept beside the benchmarks, so that a long measurement can go on where it stopped."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

FOLDER = Path(__file__).with_name("results")

Fields = Sequence[object]


def read(path: Path) -> list[list[str]]:
    """The rows below the header; none while there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def write(path: Path, header: Fields, rows: Iterable[Fields]) -> None:
    """All rows anew."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def add(path: Path, header: Fields, row: Fields) -> None:
    """One row more."""
    write(path, header, [*read(path), row])
