"""The roles of a source's columns in the config."""

from collections.abc import Sequence

from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.records import Record, field


class Asked(Record):
    """`targets` are the columns to predict, none for the last; `parts` names the column that says train, dev or test.

    `group` names the column whose values are never in two parts, `order` that of the order in time, `weight` that of
    the weights of the rows. `centred` says that values may be stored as differences from a pivot.
    """

    targets: tuple[str, ...] = ()
    parts: str | None = None
    group: str | None = None
    order: str | None = None
    inputs: Sequence[str] | None = None
    ignore: Sequence[str] = ()
    csv: Stated = field(default_factory=Stated)
    dates: str = "parts"
    weight: str | None = None
    centred: bool = True

    @property
    def roles(self) -> dict[str, str]:
        """The columns that are not inputs and say how rows are used, by their key in the config."""
        stated = {"split": self.parts, "group": self.group, "order": self.order, "weight": self.weight}
        return {key: name for key, name in stated.items() if name is not None}

    @property
    def divides_at_random(self) -> bool:
        """Whether no column says which rows come into which part."""
        return self.parts is None and self.group is None and self.order is None

    @property
    def as_written(self) -> frozenset[str]:
        """The columns whose cells are always read as words."""
        return frozenset(name for name in (self.parts, self.group) if name is not None)

    @property
    def marks(self) -> tuple[str, ...] | None:
        """The marks of missing values; None for the usual ones."""
        return None if self.csv.missing is None else ("", *(mark.strip(BLANKS) for mark in self.csv.missing))
