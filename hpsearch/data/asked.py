"""What the config asks of a source's columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hpsearch.data.reading.dialect import Stated


@dataclass(frozen=True, slots=True)
class Asked:
    """`targets` are the columns to predict, none for the last; `parts` names the column that says train, dev or test.

    `group` names the column whose values no two parts share, `order` the one by which rows follow each other in time,
    `weight` the one that says how much each row counts.
    `centred` says that values may be stored around a pivot.
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
        """The columns that are no inputs and say how rows are used, by the key of the config that names them."""
        stated = {"split": self.parts, "group": self.group, "order": self.order, "weight": self.weight}
        return {key: name for key, name in stated.items() if name is not None}

    @property
    def as_written(self) -> frozenset[str]:
        """The columns whose cells are read as words, whatever they look like."""
        return frozenset(name for name in (self.parts, self.group) if name is not None)

    @property
    def marks(self) -> tuple[str, ...] | None:
        """What stands for a missing value; None is the usual marks."""
        return None if self.csv.missing is None else ("", *self.csv.missing)
