"""What was measured: a row for each table, contestant, time and seed, and the tables that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import kept

RESULTS = kept.FOLDER / "anytime.csv"
HEADER = (
    "table",
    "contestant",
    "seconds",
    "seed",
    "took",
    "dev_in_search",
    "dev_retrained",
    "dev_standard_error",
    "test_retrained",
    "test_handed_over",
    "setting",
)


@dataclass(frozen=True)
class Row:
    """The winner of one contestant for one time; `setting` is JSON, {} where nothing was found yet."""

    table: str
    contestant: str
    seconds: float
    seed: int
    took: float
    dev_in_search: float
    dev_retrained: float
    dev_standard_error: float
    test_retrained: float
    test_handed_over: float
    setting: str

    @classmethod
    def of(cls, fields: Sequence[str]) -> "Row":
        """As it stands in the file."""
        table, contestant, seconds, seed, *numbers, setting = fields
        took, searched, dev, deviation, test, handed_over = map(float, numbers)
        known = table, contestant, float(seconds), int(seed)
        return cls(*known, took, searched, dev, deviation, test, handed_over, setting)

    @property
    def found(self) -> bool:
        """Whether there was any setting by then."""
        return self.setting != "{}"

    @property
    def key(self) -> tuple[str, str, float, int]:
        """What is measured once."""
        return self.table, self.contestant, self.seconds, self.seed

    def fields(self) -> list[str]:
        """As it goes into the file."""
        numbers = [self.dev_in_search, self.dev_retrained, self.dev_standard_error]
        numbers += [self.test_retrained, self.test_handed_over]
        known = [self.table, self.contestant, f"{self.seconds:g}", str(self.seed), f"{self.took:.2f}"]
        return [*known, *(f"{number:.6g}" for number in numbers), self.setting]


def stored(path: Path = RESULTS) -> list[Row]:
    """What was measured so far."""
    return [Row.of(row) for row in kept.read(path)]


def add(row: Row, path: Path = RESULTS) -> None:
    """One more, in an order that does not depend on when it was measured."""
    rows = {each.key: each for each in [*stored(path), row]}
    kept.write(path, HEADER, [rows[key].fields() for key in sorted(rows)])
