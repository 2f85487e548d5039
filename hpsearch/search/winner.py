"""The best trial so far, and its model on disk."""

from collections.abc import Callable
from pathlib import Path

from hpsearch.models import Model
from hpsearch.outcomes import Objective, Outcome, Status

MODEL = "best.safetensors"


class Winner:
    """Keeps the parameters of the best complete trial, and those of no other.

    The winner is whom the finalists' fresh draws put `first`, as soon as they do, and the best trial until then.
    """

    def __init__(
        self,
        folder: Path,
        objective: Objective,
        model: Callable[[Outcome], Model],
        first: Callable[[], Outcome | None] = lambda: None,
    ) -> None:
        self._objective, self._model, self._first = objective, model, first
        self._path = folder / MODEL
        self.best: Outcome | None = None
        self._saved: int | None = None

    def consider(self, outcome: Outcome) -> None:
        """Take `outcome` if it is better than the best so far."""
        if outcome.status == Status.COMPLETE:
            rivals = [outcome] if self.best is None else [self.best, outcome]
            self.best = self._objective.best_first(rivals)[0]

    def save(self) -> None:
        """Write the winner's model, unless it is written already. Raises StorageError."""
        winner = self._winner()
        if winner is not None and winner.number != self._saved:
            self._model(winner).save(self._path)
            self._saved = winner.number

    def save_at_hand(self) -> None:
        """The same where the winner's parameters are there, so that nothing is trained for it."""
        winner = self._winner()
        if winner is not None and winner.parameters is not None:
            self.save()

    def _winner(self) -> Outcome | None:
        first = self._first()
        return self.best if first is None or (self.best and first.number == self.best.number) else first
