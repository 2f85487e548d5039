"""Which columns of a table are probably a group, and an order, by which its rows had better be divided."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, DateColumn, TextColumn
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.roles.divisions import (
    in_time,
    may_be_an_order,
    names_a_period,
    names_a_time,
    names_an_entity,
    names_only_an_identifier,
    repeats,
    repeats_in_runs,
)
from hpsearch.data.roles.identifiers import named_like_one
from hpsearch.data.roles.lying_together import are_of_things, is_category_of, lie_together, may_lie_together
from hpsearch.records import Record


class LikelyDivisions(Record, eq=False):
    """The `inputs` of a table by name, its words and dates, and what has the `values` of an input of numbers.

    Only the rows that are `counted`, (rows,), are divided: those with a target.
    """

    inputs: Sequence[str]
    words: Sequence[TextColumn]
    dates: Sequence[DateColumn]
    values: Callable[[str], NDArray[Any]]
    walk: TableWalk
    counted: NDArray[np.bool_]

    def by_name(self) -> tuple[str | None, str | None]:
        """A group and an order whose names say so, or whose dates follow each other; None if there is none."""
        codes = {column.name: column.codes for column in self.words}
        group = (
            name
            for name in self.inputs
            if (lie := _as_named(name)) and lie(codes[name] if name in codes else _whole(self.values(name)))
        )
        order = (
            each.name
            for each in self.dates
            if (names_a_time(each.name) or in_time(each.moments)) and may_be_an_order(each.moments[self.counted])
        )
        return next(group, None), next(order, None)

    def gaps(self, name: str) -> int:
        """How many of the counted rows have no value in an input."""
        gone = {
            **{column.name: column.codes < 0 for column in self.words},
            **{column.name: np.isnat(column.moments) for column in self.dates},
        }
        missing = gone[name] if name in gone else np.isnan(self.values(name))
        return int(np.count_nonzero(missing[self.counted]))

    def by_rows(self, targets: Sequence[Column]) -> str | None:
        """A column of words or whole numbers whose rows lie together, as rows of one thing do; None without one."""
        for name, values, names in self._with_few_values():
            if (
                names_a_period(name)
                or not lie_together(values)
                or any(is_category_of(values, target) for target in targets)
            ):
                continue
            numbers = (self.values(each) for each in self.inputs if each in self.walk.numbers and each != name)
            clocks = chain((each.moments for each in self.dates), (each for each in numbers if each.size))
            if are_of_things(values, names, clocks):
                return name
        return None

    def _with_few_values(self) -> Iterator[tuple[str, NDArray[Any], Sequence[str]]]:
        """The columns of words, as codes with their categories, and those of whole numbers that repeat at first."""
        for column in self.words:
            yield column.name, column.codes, column.categories
        for row, (name, known) in enumerate(self.walk.numbers.items()):
            whole = name in self.inputs and known.present and known.whole and not known.kind
            if whole and may_lie_together(self.walk.blocks[0][row]):
                yield name, self.values(name), ()


def _as_named(name: str) -> Callable[[NDArray[Any]], bool] | None:
    """How the values of a column of this name lie if it is a group; None if it has not the name of one."""
    if names_an_entity(name) or names_only_an_identifier(name):
        return repeats
    return repeats_in_runs if named_like_one(name) else None


def _whole(values: NDArray[Any]) -> NDArray[Any]:
    """Return the values of a column of numbers; none if some are not whole, as those of a measurement."""
    return values if np.array_equal(values, np.floor(values), equal_nan=True) else values[:0]
