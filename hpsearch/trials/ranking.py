"""The metric by which trials are ranked."""

from math import inf, isnan

from hpsearch.records import Record
from hpsearch.trials.outcomes import Outcome, Status


class Ranking(Record):
    """The metric by which trials are ranked, such as dev_error, and whether larger values are better."""

    metric: str
    maximize: bool

    @property
    def quantity(self) -> str:
        """The metric without the name of its part: `error` of `dev_error`."""
        return self.metric.removeprefix("dev_")

    def cost(self, metrics: dict[str, float]) -> float:
        """Return the value to minimize: the metric, or its negative; infinite if it was not measured.

        >>> Ranking("dev_accuracy", maximize=True).cost({"dev_accuracy": 0.9})
        -0.9
        """
        value = metrics.get(self.metric)
        if value is None or isnan(value):
            return inf
        return -value if self.maximize else value

    def place(self, outcome: Outcome) -> tuple[bool, float, float, int]:
        """Return the key to sort outcomes by, best first: the metric, for equal ones dev_loss, then the number.

        Stopped trials come after all others with a result, as theirs is that of a short training.
        """
        cost = self.cost(outcome.metrics)
        stopped = outcome.status == Status.STOPPED
        return stopped or cost == inf, cost, outcome.metrics.get("dev_loss", inf), outcome.number

    def best_first(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Return the outcomes from best to worst; those without a result come last."""
        return sorted(outcomes, key=self.place)
