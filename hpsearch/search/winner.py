"""The best trial so far, and its model on disk."""

from collections.abc import Callable
from pathlib import Path

from hpsearch.models import Model
from hpsearch.outcomes import Objective, Outcome, Status

MODEL = "best.safetensors"


class Winner:
    """Keeps the parameters of the best complete trial, and those of no other."""

    def __init__(self, folder: Path, objective: Objective, model: Callable[[Outcome], Model]) -> None:
        self._objective, self._model = objective, model
        self._path = folder / MODEL
        self.best: Outcome | None = None
        self._saved: int | None = None

    def consider(self, outcome: Outcome) -> None:
        """Take `outcome` if it is better than the best so far."""
        if outcome.status == Status.COMPLETE:
            rivals = [outcome] if self.best is None else [self.best, outcome]
            self.best = self._objective.best_first(rivals)[0]

    def choose(self, outcome: Outcome) -> None:
        """Take `outcome`, which the finalists' fresh draws put first."""
        if self.best is None or self.best.number != outcome.number:
            self.best = outcome

    def save(self) -> None:
        """Write the best trial's model, unless it is written already. Raises StorageError."""
        if self.best is not None and self.best.number != self._saved:
            self._model(self.best).save(self._path)
            self._saved = self.best.number
