"""The record of a run's ensemble."""

from collections.abc import Mapping
from typing import Any, Self

from msgspec.structs import asdict

from hpsearch.records import Record, field, replace
from hpsearch.text.counting import how_many


class EnsembleMember(Record):
    """A network of an ensemble: its trial, its repeat (which gives the seeds), and its share of the mean.

    Its probabilities are scaled by its own `temperature`.
    """

    number: int
    repeat: int
    share: float
    temperature: float = 1.0

    @property
    def key(self) -> tuple[int, int]:
        """Its trial and repeat."""
        return self.number, self.repeat

    def with_seed(self, place: int) -> "EnsembleMember":
        """Return the network of its trial with other seeds, to be trained again beside this one; for 0 this one."""
        return replace(self, repeat=self.repeat + place * SEEDS_APART)

    def is_from(self, chosen: "EnsembleMember") -> bool:
        """Whether it is `chosen`, or the network of that trial with other seeds."""
        return (self.number, self.repeat % SEEDS_APART) == chosen.key


SEEDS_APART = 1_000
"""Difference between the repeats of networks that are trained again from one network with several seeds."""

MOST_WITH_SEEDS = 6
"""Networks are trained again with several seeds as long as these are no more (measured: benchmarks/README.md)."""

SMALL_DEV_PART = 500
"""Dev rows below which nothing is selected by them."""

LEAST_SHARE = 0.05
"""A model's networks gain from training on the dev part, too, if it has so many rows for each of the training part."""

LARGEST_INPUTS = 2**28
"""Limit for the bytes of the inputs of train and dev, as dense arrays, in each worker that trains on both."""

ROWS_OF_NUMBERS = 5_000
"""Rows from which on this holds for numbers to predict, too (both as measured: benchmarks/README.md)."""


def why_no_refit(train: int, dev: int, inputs: int, folds: int) -> str:
    """Why networks are not trained again on both parts, of so many rows and inputs; empty if they are."""
    if folds > 1:
        return "with folds each row trains already"
    if dev < LEAST_SHARE * train:
        return f"the dev part's {dev:,} rows are few beside the {train:,} of the training part"
    if inputs * (train + dev) * 4 > LARGEST_INPUTS:
        return f"the inputs of train and dev take more than {LARGEST_INPUTS // 2**20} MB together"
    return ""


def ensemble_method(asked: str, rows: int) -> str:
    """How networks are averaged that are judged on so many rows, where the config asks for `auto` or for a method."""
    return ("mean" if rows < SMALL_DEV_PART else "greedy") if asked == "auto" else asked


def ensemble_words(networks: int) -> str:
    """What an ensemble is called in sentences: by all networks that it averages, those of each fold among them."""
    return f"the ensemble of {how_many(networks, 'network')}"


def refit_words(refit: int, networks: int, chosen: int | None = None) -> str:
    """Say in parentheses how many of a model's networks were refitted; empty if none.

    These are more than those that were `chosen`, by default as many, if each was refitted with several seeds.

    >>> refit_words(3, 25), refit_words(25, 25)
    (' (3 of its 25 networks trained again on train and dev)', ' (trained again on train and dev)')
    >>> refit_words(6, 6, chosen=1)
    ' (trained again on train and dev, as 6 networks)'
    """
    if not refit:
        return ""
    some = "" if refit >= networks else f"{refit} of its {networks} networks "
    seeds = "" if some or networks == (chosen or networks) else f", as {networks} networks"
    return f" ({some}trained again on train and dev{seeds})"


class EnsembleRecord(Record):
    """The `members` that a `method` chose among `candidates`, and their dev metrics.

    `metrics` are those of the ensemble, cross-fitted: its shares were chosen on one half of the dev rows and judged on
    the other. `of_winner` are those of one network of the winner's settings: the mean over its retrainings. `of_kept`
    are those of the winner's network that is kept, as far as they are known; earlier versions did not record them.
    `used` says whether the ensemble is the run's model: it is not where it is no better than the winner. `sha256` is
    the checksum of its file, empty where there is none. Of the file's networks those of `again`, by trial and repeat,
    were trained again on the rows of train and dev together, after all else was measured. Where averaging is no better,
    that can be the winner's network, of the trial `alone`, which the file then has. If these are few, `again` also has
    networks of the same trials with other seeds, which share the weight.
    """

    method: str
    candidates: tuple[tuple[int, int], ...]
    members: tuple[EnsembleMember, ...]
    temperature: float
    metrics: Mapping[str, float]
    of_winner: Mapping[str, float]
    used: bool
    sha256: str = ""
    of_kept: Mapping[str, float] = field(default_factory=dict)
    again: tuple[tuple[int, int], ...] = ()
    alone: int | None = None

    @property
    def chosen(self) -> tuple[EnsembleMember, ...]:
        """The networks that the dev part chose for the model: those of the ensemble, or one alone."""
        return self.members if self.alone is None else (EnsembleMember(self.alone, 0, 1.0),)

    @property
    def refit(self) -> int:
        """How many of the file's networks were trained again."""
        return len(self.again)

    @property
    def averages(self) -> bool:
        """Whether the run's model is what was chosen: a mean of networks, or one that no mean is better than."""
        return self.used and self.alone is None

    def called(self, folds: int) -> str:
        """Return what was chosen, in sentences: all networks that are averaged, or one alone."""
        networks, first = len(self.members) * folds, self.members[0]
        if networks > 1:
            return ensemble_words(networks)
        return f"{'a retrained' if first.repeat else 'the'} network of trial {first.number}"

    @property
    def in_file(self) -> tuple[EnsembleMember, ...]:
        """The networks in the file, if there is one: after each that was chosen, those with other seeds."""
        return tuple(each for member in self.chosen for each in self._with_other_seeds(member))

    def _with_other_seeds(self, member: EnsembleMember) -> list[EnsembleMember]:
        again = [replace(member, number=number, repeat=repeat) for number, repeat in self.again]
        networks = [member, *(each for each in again if each.is_from(member) and each != member)]
        return [replace(each, share=member.share / len(networks)) for each in networks]

    def of_run(self, saved_model: int | None) -> Self:
        """The record where this trial is the winner: the network of another one alone is no model any more."""
        return self if self.alone in (None, saved_model) else replace(self, used=False, alone=None, again=())

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values."""
        return {**asdict(self), "members": [asdict(each) for each in self.members]}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the record from the result of `as_json`."""
        members = tuple(EnsembleMember(**each) for each in stored["members"])
        pairs = {name: tuple(map(tuple, stored.get(name, ()))) for name in ("candidates", "again")}
        known = {name: value for name, value in stored.items() if name != "refit"}
        record = cls(**{**known, "members": members, **pairs})
        if stored.get("refit") == len(record.in_file):  # the first runs with refit counted their networks
            return replace(record, again=tuple(each.key for each in record.in_file))
        return record
