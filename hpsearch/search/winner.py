"""The best trial so far, and its model on disk."""

from collections.abc import Callable
from pathlib import Path

from hpsearch.errors import UsageError
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.finalists import finalists
from hpsearch.training.objective import SavableModel
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking

MODEL_FILE = "best.safetensors"


class Winner:
    """Keeps the parameters of the best complete trial only.

    Until all finalists are retrained, the winner is the best trial; then it is the first finalist.
    """

    def __init__(
        self,
        folder: Path,
        ranking: Ranking,
        model: Callable[[Outcome], SavableModel | None],
        database: Database,
    ) -> None:
        self._ranking, self._model, self._database = ranking, model, database
        self._path = folder / MODEL_FILE
        self.best: Outcome | None = None

    def consider(self, outcome: Outcome) -> None:
        """Take `outcome` if it is better than the best so far."""
        if outcome.status == Status.COMPLETE:
            rivals = [outcome] if self.best is None else [self.best, outcome]
            self.best = self._ranking.best_first(rivals)[0]

    def save(self) -> None:
        """Write the winner's model, unless it is written. Raises StorageError."""
        check_ours(self._path.parent, [MODEL_FILE])
        winner = self._winner()
        if winner is not None and not (winner.number == self._database.saved_model and self._is_whole()):
            model = self._model(winner)
            if model is not None:
                self._database.record_model(winner.number, model.save(self._path))

    def save_at_hand(self) -> None:
        """Write the winner's model if its parameters are in memory; never trains it again."""
        winner = self._winner()
        if winner is not None and winner.parameters is not None:
            self.save()

    def _is_whole(self) -> bool:
        """Whether the model file exists and has the checksum that was stored."""
        from hpsearch.models.model_file import unpacked  # noqa: PLC0415 (pydantic; only the end of a run needs it)

        try:
            return unpacked(self._path).sha256 == self._database.model_checksum
        except UsageError:
            return False

    def _winner(self) -> Outcome | None:
        first = next((finalist.outcome for finalist in finalists(self._database)), None)
        return self.best if first is None or (self.best and first.number == self.best.number) else first
