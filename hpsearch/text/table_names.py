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


def without_endings(table: Path) -> str:
    """The name of a table without its folder and endings, for what is made of it.

    >>> [without_endings(Path(name)) for name in ("data/houses.csv.gz", "v1.2.csv", "members.zip", "iris")]
    ['houses', 'v1.2', 'members', 'iris']
    """
    while names_table(table):
        table = table.with_suffix("")
    return table.name
