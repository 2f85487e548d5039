"""The declaration of a table column: name, type, meaning, place in run.db, and how its values are found.

`tables.py` and `rescue.py` make the tables from these declarations, and docs/run-folder.md lists them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from hpsearch.records import Record
from hpsearch.trials.table import StreamedTable, Table

T = TypeVar("T")

WHOLE_NUMBER, NUMBER, TEXT, TRUE_OR_FALSE = "whole number", "number", "text", "true or false"


class Names(Record):
    """The parts of column names that differ between runs.

    `headline` is the metric beside the loss, error or rmse. `metrics` are those of trials.csv, or those of history.csv
    beside loss and headline. `searched` are the searched hyperparameters, `folds` is the number of folds, `origins`
    says whether trials were taken over from another run, `targets` whether there are several targets, and `dev` whether
    test.csv has dev metrics.
    """

    headline: str
    metrics: Sequence[str] = ()
    searched: Sequence[str] = ()
    folds: int = 1
    origins: bool = False
    targets: bool = False
    dev: bool = True


class TableColumn(Record, Generic[T]):
    """A column, or several that differ only in their names, of a table whose rows are made from values of type T.

    `value` takes what a row is made from and the column's name; None is written as an empty cell. `stored` is where
    run.db has it: table and column, or what it is computed from. `applies` says when it is not empty. `names` lists the
    names in a given run; by default `name` alone, with {headline} replaced.
    """

    name: str
    type: str
    meaning: str
    stored: str
    value: Callable[[T, str], Any]
    applies: str = "always"
    names: Callable[[Names], Sequence[str]] | None = None

    def named(self, names: Names) -> Sequence[str]:
        """Return the names of its columns in a run."""
        return [self.name.format(headline=names.headline)] if self.names is None else self.names(names)


def table_of(columns: Sequence[TableColumn[T]], names: Names, rows: Iterable[T]) -> Table:
    """Make a table with `columns`, and one row for each of `rows`."""
    streamed = streamed_table_of(columns, names, rows)
    return Table(streamed.header, tuple(streamed.rows))


def streamed_table_of(columns: Sequence[TableColumn[T]], names: Names, rows: Iterable[T]) -> StreamedTable:
    """Make a table with `columns`, whose rows are made when they are read."""
    cells = [(name, column.value) for column in columns for name in column.named(names)]
    made = (tuple([value(row, name) for name, value in cells]) for row in rows)
    return StreamedTable(tuple(name for name, _ in cells), made)
