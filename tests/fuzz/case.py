"""A case: everything random in it follows from its name."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Case:
    """Case `number` of one kind of attack, under a seed.

    >>> Case.named("tables:7:123")
    Case(kind='tables', seed=7, number=123)
    """

    kind: str
    seed: int
    number: int

    @classmethod
    def named(cls, name: str) -> "Case":
        kind, seed, number = name.split(":")
        return cls(kind, int(seed), int(number))

    def __str__(self) -> str:
        return f"{self.kind}:{self.seed}:{self.number}"

    def random(self) -> Random:
        return Random(str(self))
