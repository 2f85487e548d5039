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

    def save_at_hand(self) -> None:
        """The same as `save`, where the best trial's parameters are there, so that nothing is trained for it."""
        if self.best is not None and self.best.parameters is not None:
            self.save()

    def save(self, first: Outcome | None = None) -> None:
        """Write the model of `first`, or of the best trial, unless it is written already. Raises StorageError."""
        winner = self.best if first is None or (self.best and first.number == self.best.number) else first
        if winner is not None and winner.number != self._saved:
            self._model(winner).save(self._path)
            self._saved = winner.number
