"""The names of tables and of configs, which can stand for each other on a command line."""

from pathlib import Path

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".gz", ".zip", ".parquet", ".npz")
"""How the names of tables end, which no config's does."""


def names_table(path: Path) -> bool:
    """Whether the name is that of a table.

    >>> [names_table(Path(name)) for name in ("houses.CSV", "houses.csv.gz", "houses.yaml", "iris")]
    [True, True, False, False]
    """
    return path.suffix.lower() in TABLE_ENDINGS
