"""The metric by which trials are ranked."""

from dataclasses import dataclass
from math import inf, isnan

from hpsearch.trials.outcomes import Outcome, Status


@dataclass(frozen=True, slots=True)
class Ranking:
    """The metric by which trials are ranked."""

    metric: str
    maximize: bool

    def cost(self, metrics: dict[str, float]) -> float:
        """What is to be minimised: the metric, or its negative; infinite where it was not measured.

        >>> Ranking("dev_accuracy", maximize=True).cost({"dev_accuracy": 0.9})
        -0.9
        """
        value = metrics.get(self.metric)
        if value is None or isnan(value):
            return inf
        return -value if self.maximize else value

    def place(self, outcome: Outcome) -> tuple[bool, float, float, int]:
        """What outcomes are sorted by, the best first: the metric, among equals dev_loss, then the number.

        Those that were stopped stand behind all others that have a result: theirs is that of a short training.
        """
        cost = self.cost(outcome.metrics)
        stopped = outcome.status == Status.STOPPED
        return stopped or cost == inf, cost, outcome.metrics.get("dev_loss", inf), outcome.number

    def best_first(self, outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes from best to worst; those without a result last."""
        return sorted(outcomes, key=self.place)
