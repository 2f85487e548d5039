"""A finding of a diagnosis, and the changes of the config that it proposes, as values."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hpsearch.records import Record, field
from hpsearch.trials.table import short

if TYPE_CHECKING:
    from hpsearch.diagnosis.evidence import Evidence


_OPTIONS = {"search.time_limit": "--time", "search.trials": "--trials"}
"""The options of `hpsearch run` that are short for keys which advice changes."""


class Phase(IntEnum):
    """When to act on a finding: first failures to train, then bias, then variance (notes §V), then the search.

    The use of the trained networks comes last, and can be combined with any other, as it changes no trial.
    """

    TRAINING = 1
    BIAS = 2
    VARIANCE = 3
    SEARCH = 4
    DATA = 5
    COST = 6
    MODEL = 7


def option_that_set(key: str, overridden: Collection[str]) -> str:
    """Return the option of `hpsearch run` that set one of the `overridden` keys; empty if it was `--set`.

    `--time` sets the number of trials, too, which `--set` of the time does not.

    >>> option_that_set("search.time_limit", {"search.time_limit", "search.trials"})
    '--time'
    """
    by_set = key not in overridden or (key == "search.time_limit" and "search.trials" not in overridden)
    return "" if by_set else _OPTIONS.get(key, "")


class ConfigChange(Record):
    """A value of the config to replace: its key, such as `hyperparameters.learning_rate.high`."""

    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.key}: {_stated(self.before)} → {_stated(self.after)}"

    def typed(self, overridden: Collection[str]) -> str:
        """Return the change as the user would make it: on the command line if the value was set there.

        >>> ConfigChange("search.time_limit", 30, 60).typed({"search.time_limit"})
        '--set search.time_limit=60 in place of --set search.time_limit=30'
        >>> ConfigChange("hyperparameters.epochs", 2, 8).typed({"hyperparameters.epochs"})
        '--set hyperparameters.epochs=8 in place of --set hyperparameters.epochs=2'
        """
        if self.key not in overridden:
            return str(self)
        option = option_that_set(self.key, overridden)
        before, after = (
            f"{option} {_stated(value)}" if option else f"--set {shlex.quote(f'{self.key}={_stated(value)}')}"
            for value in (self.before, self.after)
        )
        return f"{after} in place of {before}"

    @property
    def path(self) -> tuple[str, ...]:
        """The parts of the key."""
        return tuple(self.key.split("."))


class Finding(Record):
    """A finding: a sentence with its numbers, and what to change.

    `certainty` is a probability from 0 to 1; `about` names the hyperparameter, if it is about one. `gain` is the
    expected improvement of the search metric by the changes, None without a prediction. `unchanged` is the reason for
    no changes, if there could be some.
    """

    name: str
    sentence: str
    phase: Phase
    certainty: float = 1.0
    evidence: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[ConfigChange, ...] = ()
    about: str = ""
    gain: float | None = None
    unchanged: str = ""

    @property
    def label(self) -> str:
        """Its name as words.

        >>> Finding("high_bias", "high bias: …", Phase.BIAS).label
        'high bias'
        """
        return self.name.replace("_", " ")

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"  {change}" for change in self.changes)])

    def __repr__(self) -> str:
        return f"Finding({'; '.join([f'{self.name}: {self.sentence}', *map(str, self.changes)])})"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as in `report --format json`."""
        return {
            "finding": self.name,
            "about": self.about or None,
            "sentence": self.sentence,
            "certainty": round(self.certainty, 4),
            "evidence": dict(self.evidence),
            "gain": self.gain,
            "unchanged": self.unchanged or None,
            "changes": [{"key": each.key, "before": each.before, "after": each.after} for each in self.changes],
        }


class FindingKind(Protocol):
    """A kind of finding, defined in a file of `hpsearch/diagnosis/findings/`."""

    name: ClassVar[str]
    phase: ClassVar[Phase]
    place: ClassVar[int]
    """The order of findings of one phase without a predicted gain."""
    trigger: ClassVar[str]
    proposes: ClassVar[str]

    def found(self, evidence: "Evidence") -> Iterator[Finding]:
        """Yield the findings in the evidence; none in a healthy run."""


def _stated(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_stated(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_stated, value))}]"
    return short(value)
