"""What the config asks of a source's columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hpsearch.data.reading.dialect import Stated


@dataclass(frozen=True, slots=True)
class Asked:
    """`parts` names the column that says train, dev or test; `centred` that values may be stored around a pivot."""

    target: str | None = None
    parts: str | None = None
    inputs: Sequence[str] | None = None
    ignore: Sequence[str] = ()
    csv: Stated = field(default_factory=Stated)
    dates: str = "parts"
    centred: bool = True

    @property
    def marks(self) -> tuple[str, ...] | None:
        """What stands for a missing value; None is the usual marks."""
        return None if self.csv.missing is None else ("", *self.csv.missing)
