"""The finalists of a run, derived from run.db."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Protocol

from hpsearch.trials.finalists import Finalist, contenders, ranked
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.ranking import Ranking


class Results(Protocol):
    """The results from which tables are made: an open database, or a copy of its values."""

    @property
    def headline(self) -> str:
        """Name of the metric beside the loss: error or rmse; empty for the user's own code, which names its metrics."""

    @property
    def folds(self) -> int:
        """Number of folds of each trial; 1 without folds."""

    def meta(self, key: str) -> Any:
        """Return a value that the search recorded when it started."""

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the finished trials in order of number."""

    def retrainings(self) -> Iterator[Outcome]:
        """Yield the outcome of each retraining of a finalist, in order of number and repeat."""


def finalists(results: Results) -> tuple[Finalist, ...]:
    """Return the finalists, best first; empty until the best trials have been retrained as often as planned.

    Trials that were taken over with the planned number of retrainings are finalists, too, even if others are better
    now.
    """
    plan = results.meta("finalists")
    if plan is None:
        return ()
    ranking = Ranking(results.meta("metric"), results.meta("maximize"))
    retrainings: dict[int, list[Outcome]] = defaultdict(list)
    for each in results.retrainings():
        retrainings[each.number].append(each)
    if not retrainings:
        return ()  # so that a search need not read all its trials at the end of each round
    count, repeats = plan["count"], plan["repeats"]
    outcomes = list(results.outcomes())
    best = contenders(outcomes, count, ranking)
    if not all(len(retrainings[outcome.number]) >= repeats for outcome in best):
        return ()
    others = (outcome for outcome in contenders(outcomes, len(outcomes), ranking)[count:] if outcome.origin)
    known = (outcome for outcome in others if len(retrainings[outcome.number]) >= repeats)
    # there are more if the time limit ended the retrainings
    return ranked([retrainings[outcome.number][:repeats] for outcome in (*best, *known)], ranking)
