"""The columns of a table that the config uses."""

from collections.abc import Iterable
from typing import Self

from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.errors import DataError
from hpsearch.records import Record
from hpsearch.text.listing import nearest_column


class ChosenColumns(Record):
    """The targets, the columns to read in the source's order, and whether one without a name is left out.

    `remark` says which column is the target, if it is neither stated nor the last one.
    """

    targets: tuple[str, ...]
    read: tuple[str, ...]
    unnamed: bool
    remark: str

    @classmethod
    def of(cls, table: SourceTable, asked: Asked) -> Self:
        """Choose the columns. Raises DataError with the key of a missing column, or of one with two uses."""
        columns = [name for name in table.names if name and name not in table.index]
        _refuse_unknown(table, "inputs", asked.inputs or ())
        _refuse_unknown(table, "ignore", asked.ignore)
        targets = _targets(table, asked, columns)
        for key, name in asked.roles.items():
            _refuse_unknown(table, key, (name,))
            _refuse_second_use(table, key, name, targets, asked)
        for key, names in (("inputs", asked.inputs or ()), ("ignore", asked.ignore)):
            if target := next((name for name in targets if name in names), None):
                raise DataError(
                    f"{table.source}: the target {target!r} cannot be an input; remove it from this list", key
                )
        if both := [name for name in asked.inputs or () if name in asked.ignore]:
            raise DataError(f"{table.source}: column {both[0]!r} is both in inputs and in ignore", "ignore")
        inputs = {*(columns if asked.inputs is None else asked.inputs)} - {*asked.ignore, *asked.roles.values()}
        wanted = inputs | {*targets, *asked.roles.values()}
        return cls(
            targets=targets,
            read=tuple(name for name in table.names if name in wanted),
            unnamed="" in table.names and asked.inputs is None,
            remark="" if asked.targets or targets[0] == columns[-1] else _not_the_last(targets[0], columns[-1], asked),
        )


def _targets(table: SourceTable, asked: Asked, columns: list[str]) -> tuple[str, ...]:
    """Return the targets that are stated, or the last column without another use."""
    if asked.targets:
        if "" in asked.targets:
            raise DataError(f"{table.source}: the target needs a name", "target")
        _refuse_unknown(table, "target", asked.targets)
        return asked.targets
    taken = {*asked.roles.values(), *asked.ignore, *(asked.inputs or ())}
    possible = [name for name in columns if name not in taken]
    if not possible:
        raise DataError(f"{table.source}: no column is left to be the target", "target")
    return (possible[-1],)


def _not_the_last(target: str, last: str, asked: Asked) -> str:
    lists = {"ignore": asked.ignore, "inputs": asked.inputs or ()}
    named = {**asked.roles, **{key: last for key, names in lists.items() if last in names}}
    keys = " and ".join(f"data.{key}" for key, name in named.items() if name == last)
    return f"the target is {target!r}, because {keys} names the last column, {last!r}; data.target sets another"


def _refuse_second_use(table: SourceTable, key: str, name: str, targets: tuple[str, ...], asked: Asked) -> None:
    """Raise DataError if the column that `key` names has another use, too."""
    if name in targets:
        raise DataError(f"{table.source}: column {name!r} cannot be both target and {key}", key)
    first = next(role for role, column in asked.roles.items() if column == name)
    if first != key:
        raise DataError(f"{table.source}: column {name!r} cannot be both {first} and {key}", key)
    if name in (asked.inputs or ()):
        raise DataError(
            f"{table.source}: column {name!r} is no input, because {key} names it; leave it out in one of the two", key
        )
    if key in ("group", "order") and asked.parts is not None:
        raise DataError(
            f"{table.source}: split column {asked.parts!r} says already which part each row is in; "
            f"leave out {key}, or set split: auto",
            key,
        )


def _refuse_unknown(table: SourceTable, key: str, names: Iterable[str]) -> None:
    for name in names:
        if name not in table.names:
            raise DataError(f"{table.source}: there is no column {name!r}; {nearest_column(name, table.names)}", key)
