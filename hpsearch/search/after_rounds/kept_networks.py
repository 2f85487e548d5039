"""Keep the parameters of a search's best networks in memory, for its ensemble."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking

KEPT_TRIALS = 20
"""Number of best trials whose networks are kept."""

Networks = dict[tuple[int, int, int], NDArray[np.floating[Any]]]
"""Parameters, (P,), by trial number, repeat and fold."""


class KeptNetworks:
    """Keeps the networks of the best trials and of all retrainings of finalists."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._trials: list[Outcome] = []
        self._retrainings: Networks = {}

    def add_trials(self, outcomes: Iterable[Outcome]) -> None:
        """Keep the networks of finished trials while these are among the best."""
        usable = [each for each in outcomes if each.status == Status.COMPLETE and each.parameters is not None]
        self._trials = self._ranking.best_first([*self._trials, *usable])[:KEPT_TRIALS]

    def add_retrainings(self, outcomes: Iterable[Outcome]) -> None:
        """Keep the networks of completed retrainings, with folds those of each fold."""
        for each in outcomes:
            if each.status == Status.COMPLETE and each.parameters is not None:
                self._retrainings[each.number, each.repeat, each.fold] = each.parameters

    @property
    def at_hand(self) -> Networks:
        """Return the parameters of all kept networks, by trial, repeat and fold."""
        of_trials = {(each.number, each.repeat, each.fold): each.parameters for each in self._trials}
        return {**{key: found for key, found in of_trials.items() if found is not None}, **self._retrainings}
