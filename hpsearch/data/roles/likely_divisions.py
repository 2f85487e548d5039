"""Which columns of a table are probably a group, and an order, by which its rows had better be divided."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, DateColumn, TextColumn
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.roles.divisions import in_time, names_a_time, names_an_entity, repeats
from hpsearch.data.roles.lying_together import ROWS_OF_EACH, are_of_things, is_category_of, lie_together


@dataclass(frozen=True, slots=True, eq=False)
class LikelyDivisions:
    """The `inputs` of a table by name, its words and dates, and what has the `values` of an input of numbers."""

    inputs: Sequence[str]
    words: Sequence[TextColumn]
    dates: Sequence[DateColumn]
    values: Callable[[str], NDArray[Any]]
    walk: TableWalk

    def by_name(self) -> tuple[str | None, str | None]:
        """A group and an order whose names say so, or whose dates follow each other; None if there is none."""
        codes = {column.name: column.codes for column in self.words}
        named = (name for name in self.inputs if names_an_entity(name))
        group = (name for name in named if repeats(codes[name] if name in codes else self.values(name)))
        order = (each.name for each in self.dates if names_a_time(each.name) or in_time(each.moments))
        return next(group, None), next(order, None)

    def by_rows(self, targets: Sequence[Column]) -> str | None:
        """A column of words or whole numbers whose rows lie together, as rows of one thing do; None without one."""
        for name, values, names in self._with_few_values():
            if not lie_together(values) or any(is_category_of(values, target) for target in targets):
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
            if name in self.inputs and known.present and known.whole and not known.kind:
                head = self.walk.blocks[0][row]
                if np.count_nonzero(head[1:] != head[:-1]) <= head.size / ROWS_OF_EACH:
                    yield name, self.values(name), ()
