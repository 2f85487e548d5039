"""Baselines, and comparisons of a search's model with them."""

from collections.abc import Mapping
from math import isfinite, isnan

from hpsearch.records import Record, field, replace
from hpsearch.trials.outcomes import Settings
from hpsearch.trials.table import short
from hpsearch.trials.uncertain import low_to_high, probability, to_place_of

_CALLED = {
    "largest_class": "the largest class",
    "mean": "the mean",
    "linear": "the linear model",
    "boosted_trees": "boosted trees",
}


NO_ROOM = "the time limit left no room"
"""The message of a baseline for which there was no time."""

TOO_FEW_ROWS = "too few rows"
"""The test of a comparison on so few rows that it cannot tell."""

_STRAIGHT = ("largest_class", "mean", "linear")


def baseline_words(name: str) -> str:
    """Return the name of a baseline in sentences; one of another package has its own name."""
    return _CALLED.get(name, name.replace("_", " "))


class Baseline(Record):
    """A simple model that the winner has to beat, with its metrics on the dev part.

    `settings` are those of its training. If it was not trained, `message` says why, and it has no metrics.
    """

    name: str
    settings: Settings = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    message: str = ""
    seconds: float = 0.0

    @property
    def called(self) -> str:
        """Its name in sentences."""
        return baseline_words(self.name)

    @property
    def bends(self) -> bool:
        """Whether it is non-linear, as networks are, so that its error shows what is possible."""
        return self.name not in _STRAIGHT


class Comparison(Record):
    """The comparison of the run's model (winner: trial `number`) with one baseline on the same dev examples.

    `judged` is the name of the model if it is an ensemble. `value` and `of_baseline` are their values of `metric`.
    `better_by` is the difference, positive if the model is better, with its 95 % interval; `p` is the two-sided p-value
    of `test`.
    """

    baseline: str
    number: int
    metric: str
    value: float
    of_baseline: float
    better_by: float
    low: float
    high: float
    p: float
    test: str
    judged: str = ""

    @property
    def called(self) -> str:
        """Name of the model in sentences."""
        return self.judged or f"trial {self.number}"

    @property
    def against(self) -> str:
        """Name of the baseline in sentences."""
        return baseline_words(self.baseline)

    @property
    def values(self) -> str:
        """Both values in words; that of a trial is of its saved model, as its retrainings may have others."""
        owner = "its" if self.judged else "its saved model's"
        return f"{owner} {self.metric} {short(self.value)} against {short(self.of_baseline)}"

    @property
    def difference(self) -> str:
        """The difference in words, with its interval.

        >>> Comparison("linear", 7, "dev_error", 0.18, 0.16, -0.02, -0.05, 0.01, 0.3, "Bonett and Price").difference
        'worse by 0.020 (95 % interval -0.010 to 0.050)'
        """
        if self.as_good:
            return f"without a difference{_interval(self.low, self.high)}"
        word, found = ("better", self) if self.better_by >= 0 else ("worse", self.turned)
        by = to_place_of((found.high - found.low) / 2, found.better_by)
        return f"{word} by {by}{_interval(found.low, found.high)}"

    @property
    def turned(self) -> "Comparison":
        """The baseline against the model, as numbers."""
        return replace(
            self,
            value=self.of_baseline,
            of_baseline=self.value,
            better_by=-self.better_by,
            low=-self.high,
            high=-self.low,
        )

    @property
    def is_known(self) -> bool:
        """Whether there is a difference: not if a value of one of the two is no number."""
        return not isnan(self.better_by)

    @property
    def as_good(self) -> bool:
        """Whether the two are equal, to the place that their difference is known to."""
        return not float(to_place_of((self.high - self.low) / 2, self.better_by))

    @property
    def standing(self) -> str:
        """How the model stands to a baseline that it does not clearly beat."""
        return self.stands_to(self.against)

    def stands_to(self, baseline: str) -> str:
        """Return how the model stands to the baseline, called so, that it does not clearly beat."""
        if self.as_good:
            return f"is as good as {baseline}"
        if self.clearly_worse:
            return f"is clearly worse than {baseline}"
        if self.better_by < 0:
            return f"is worse than {baseline}, by no more than chance explains"
        return f"is not clearly better than {baseline}"

    @property
    def chance(self) -> str:
        """The p-value in words."""
        return "on too few rows to tell" if self.test == TOO_FEW_ROWS else f"p {probability(self.p)}"

    @property
    def clearly_better(self) -> bool:
        """Whether the model is significantly better."""
        return self.better_by > 0 and self.p < LEVEL

    @property
    def clearly_worse(self) -> bool:
        """Whether the model is significantly worse."""
        return self.better_by < 0 and self.p < LEVEL


def _interval(low: float, high: float) -> str:
    """Return the 95 % interval in words; empty if an end is infinite or not known."""
    return f" (95 % interval {low_to_high(low, high)})" if isfinite(low) and isfinite(high) else ""


LEVEL = 0.05
"""Significance level: a difference with a smaller p-value is significant."""
