"""What was measured, kept in a file: one row a problem, sampler and seed; what is there is not measured again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import kept
from benchmarks.search_quality.problem import Problem
from benchmarks.search_quality.samplers import TRIALS, Contestant
from benchmarks.search_quality.searching import searched

RESULTS = kept.FOLDER / "search_quality.csv"
AFTER = (4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64)
"""The trials after which the regret is noted."""

HEADER = ("problem", "sampler", "seed", *(f"after_{trials}" for trials in AFTER), "milliseconds_a_trial")


@dataclass(frozen=True)
class Row:
    """The regrets of one search after AFTER trials."""

    problem: str
    sampler: str
    seed: int
    regrets: tuple[float, ...]
    milliseconds: float

    @classmethod
    def of(cls, fields: Sequence[str]) -> "Row":
        """As it stands in the file."""
        problem, sampler, seed, *regrets, milliseconds = fields
        return cls(problem, sampler, int(seed), tuple(map(float, regrets)), float(milliseconds))

    def fields(self) -> list[str]:
        """As it goes into the file: four digits say all that so few seeds can tell."""
        regrets = [f"{regret:.4g}" for regret in self.regrets]
        return [self.problem, self.sampler, str(self.seed), *regrets, f"{self.milliseconds:.3g}"]


def stored(path: Path = RESULTS) -> list[Row]:
    """What was measured so far."""
    return [Row.of(row) for row in kept.read(path)]


def write(rows: Iterable[Row], path: Path = RESULTS) -> None:
    """All rows, in an order that does not depend on when they were measured."""
    ordered = sorted(rows, key=lambda row: (row.problem, row.sampler, row.seed))
    kept.write(path, HEADER, [row.fields() for row in ordered])


def measured(problem: Problem, contestant: Contestant, seeds: Sequence[int]) -> Iterator[Row]:
    """A search with each seed; the truths of all that they chose are found together, which is faster."""
    searches = [searched(problem, contestant, seed) for seed in seeds]
    noted = [[search.chosen[trials - 1] for trials in AFTER] for search in searches]
    regrets = iter(problem.regrets([settings for chosen in noted for settings in chosen]))
    for seed, search in zip(seeds, searches, strict=True):
        own = tuple(next(regrets) for _ in AFTER)
        yield Row(problem.name, contestant.name, seed, own, 1e3 * search.seconds / TRIALS)
