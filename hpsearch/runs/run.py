"""A run folder read back: its trials as tables, its winner as a model."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.errors import UsageError
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import finalists, finalists_table
from hpsearch.runs.tables import history_table, metric_columns, trials_table
from hpsearch.space import Space
from hpsearch.text.command_line import resuming
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.regions import RoundBelief
from hpsearch.trials.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from hpsearch.models.model import Model


@dataclass(frozen=True, slots=True)
class Run:
    """A run in a folder, finished or under way. Raises UsageError where there is none, StorageError where damaged."""

    folder: Path

    def __post_init__(self) -> None:
        with Database.open(self.folder) as database:
            database.check()

    @property
    def trials(self) -> "pd.DataFrame":
        """One row a trial, with the columns of trials.csv."""
        with Database.open(self.folder) as database:
            return _frame(trials_table(database))

    @property
    def history(self) -> "pd.DataFrame":
        """One row an epoch, with the columns of history.csv."""
        return _frame(self.history_table)

    @property
    def finalists(self) -> "pd.DataFrame":
        """One row a finalist, with the columns of finalists.csv; none before all of them are finished."""
        with Database.open(self.folder) as database:
            return _frame(finalists_table(database))

    @property
    def ranked_finalists(self) -> tuple[Finalist, ...]:
        """The same with all that each of them came to, the best first."""
        with Database.open(self.folder) as database:
            return finalists(database)

    @property
    def history_table(self) -> Table:
        """The same as plain values."""
        with Database.open(self.folder) as database:
            return history_table(database)

    @property
    def regions(self) -> dict[int, RoundBelief]:
        """What each round was drawn from, and the next would be; none of rounds drawn from the whole space."""
        with Database.open(self.folder) as database:
            return database.regions()

    @property
    def space(self) -> Space:
        """The hyperparameters that it searches."""
        from hpsearch.config import config_from  # noqa: PLC0415 (0.1 s; most of what a run tells needs no config)

        return config_from(self.meta("config"), self.folder, self.folder.name).space()

    @property
    def progress(self) -> tuple[int, int]:
        """How many trials are finished, and how many are planned."""
        with Database.open(self.folder) as database:
            return len(list(database.outcomes())), sum(database.meta("round_sizes"))

    @property
    def metrics(self) -> list[str]:
        """The names of the metrics that trials have."""
        with Database.open(self.folder) as database:
            return metric_columns(database)

    @property
    def outcomes(self) -> list[Outcome]:
        """The trials from best to worst: the finalists by their fresh draws, then the others by their own."""
        with Database.open(self.folder) as database:
            rank = {finalist.number: finalist.rank for finalist in finalists(database)}
            ordered = self.ranking.best_first(list(database.outcomes()))
        return sorted(ordered, key=lambda outcome: rank.get(outcome.number, len(ordered)))

    @property
    def ranking(self) -> Ranking:
        """What the trials are ranked by."""
        return Ranking(self.meta("metric"), self.meta("maximize"))

    @property
    def best(self) -> Outcome:
        """The best trial: its number, settings and metrics. Raises UsageError while none is complete."""
        best = next(iter(self.outcomes), None)
        if best is None or best.status != Status.COMPLETE:
            raise UsageError(f"{self.folder}: no trial has completed")
        return best

    def model(self) -> "Model":
        """The best trial's model, to predict with. Raises UsageError where none was saved yet."""
        from hpsearch.models.model import Model  # noqa: PLC0415 (a report needs no engine)

        with Database.open(self.folder) as database:
            best, saved, checksum = self.best.number, database.saved_model, database.model_checksum
        if saved is not None and saved != best:
            raise UsageError(
                f"{self.folder}: best.safetensors is the model of trial {saved}, and the best is trial {best}; "
                f"`{resuming(self.folder)}` brings it up to date"
            )
        return Model.load(self.folder / "best.safetensors", checksum)

    def meta(self, key: str) -> Any:
        """What the run recorded of itself when it started."""
        with Database.open(self.folder) as database:
            return database.meta(key)


def _frame(table: Table) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 (0.4 s; a leaderboard on the terminal does without)

    return pd.DataFrame(list(table.rows), columns=list(table.header))
