"""Read a run folder: its trials as tables, its winner as a model."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from hpsearch.errors import UsageError
from hpsearch.records import replace
from hpsearch.runs.own_models import own_model
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import finalists
from hpsearch.runs.store.keys import MODEL_CHECKSUM
from hpsearch.runs.store.recorded_facts import RecordedFacts
from hpsearch.runs.store.snapshot import Snapshot
from hpsearch.runs.tables.tables import as_frame, finalists_table, history_table, metric_columns, trials_table
from hpsearch.space import Space
from hpsearch.text.command_line import resuming
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.looks import Look
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.regions import RoundRegion
from hpsearch.trials.story import Story
from hpsearch.trials.table import Table, short

if TYPE_CHECKING:
    import pandas as pd

    from hpsearch.config import Config
    from hpsearch.evaluation.evaluation import Evaluation
    from hpsearch.models.ensemble import Ensemble
    from hpsearch.models.model import Model

RETRAINED = "retrained_"
"""Prefix of a metric's name for the mean over a finalist's retrainings."""


@dataclass(frozen=True, repr=False)
class Run(RecordedFacts):
    """A run in a folder, finished or not, as it was when this object was made.

    The database is read once, and closed. `frame` is the DataFrame that was searched, which is not stored in the run
    folder. Raises UsageError if there is no run, StorageError if it is damaged.

    >>> Run(Path("runs/digits"))  # doctest: +SKIP
    Run('runs/digits': 64 of 64 trials, best dev_error 0.0139 in trial 12)
    """

    folder: Path
    frame: Any = field(default=None, compare=False)
    _snapshot: Snapshot = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder))  # a string is accepted, too
        object.__setattr__(self, "_snapshot", Snapshot.of(self.folder))

    def __repr__(self) -> str:
        done, planned = self.progress
        best, metric = next(iter(self.outcomes), None), self.ranking.metric
        value = None if best is None else best.metrics.get(metric)
        mean = self._retrained_mean
        if mean is not None and best is not None:
            found = f", winner trial {best.number} with a mean {metric} of {short(mean)} over its retrainings"
        else:
            found = "" if best is None or value is None else f", best {metric} {short(value)} in trial {best.number}"
        return f"Run({str(self.folder)!r}: {done:,} of {planned:,} trials{found})"

    @property
    def trials(self) -> "pd.DataFrame":
        """One row per trial, with the columns of trials.csv."""
        return as_frame(trials_table(self._snapshot))

    @property
    def history(self) -> "pd.DataFrame":
        """One row per epoch, with the columns of history.csv."""
        return as_frame(self.history_table)

    @property
    def finalists(self) -> "pd.DataFrame":
        """One row per finalist, with the columns of finalists.csv; no rows before all of them are retrained."""
        return as_frame(finalists_table(self._snapshot))

    @cached_property
    def ranked_finalists(self) -> tuple[Finalist, ...]:
        """The finalists with their intervals, best first."""
        return finalists(self._snapshot)

    @property
    def retrainings(self) -> tuple[Outcome, ...]:
        """The outcome of each retraining of a finalist that was done, in order of number and repeat."""
        return self._snapshot.retrained

    def epochs_of(self, numbers: Iterable[int]) -> dict[int, list[EpochRecord]]:
        """Return the epochs of some finished trials by number."""
        with Database.open(self.folder) as database:
            return {number: [record for _, record in database.history(number)] for number in set(numbers)}

    @property
    def history_table(self) -> Table:
        """The rows of history.csv as a table; read at the first use, because there are many."""
        with Database.open(self.folder) as database:
            return history_table(database)

    @property
    def baselines(self) -> tuple[Baseline, ...]:
        """The baselines of the run; empty in runs of earlier versions."""
        return self._snapshot.baselines

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparison of the run's model with each baseline; empty before the end of the search."""
        return self._snapshot.comparisons

    @property
    def looks(self) -> tuple[Look, ...]:
        """All evaluations on the test part, in order of time."""
        return self._snapshot.looks

    @property
    def regions(self) -> dict[int, RoundRegion]:
        """The region of each round, and of the next; rounds drawn from the whole space have no region."""
        return dict(self._snapshot.regions)

    @cached_property
    def config(self) -> "Config":
        """The resolved config of the run, with the DataFrame if there is one."""
        from hpsearch.config import config_from  # noqa: PLC0415 (0.1 s; rarely needed)

        return replace(config_from(self.meta("config"), self.folder, self.folder.name), frame=self.frame)

    @property
    def space(self) -> Space:
        """The hyperparameters that the config searches, with their ranges."""
        return self.config.space()

    @property
    def progress(self) -> tuple[int, int]:
        """Number of finished trials, and number of planned trials; both include those taken over."""
        return self._snapshot.progress

    @property
    def has_ended(self) -> bool:
        """Whether the search has completed or used up its time; otherwise its model may still change."""
        return self._snapshot.has_ended

    @property
    def metrics(self) -> list[str]:
        """The names of the trials' metrics."""
        return metric_columns(self._snapshot)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The trials from best to worst: the finalists by their retrainings, then the others by their own."""
        rank = {finalist.number: finalist.rank for finalist in self.ranked_finalists}
        ordered = self.ranking.best_first(list(self._snapshot.trials))
        return sorted(ordered, key=lambda outcome: rank.get(outcome.number, len(ordered)))

    @property
    def saved_epochs(self) -> tuple[EpochRecord, ...]:
        """The epochs of the trial whose model is saved, by repeat, branch, epoch; empty before a model is saved."""
        return self._snapshot.saved_epochs

    @cached_property
    def stories(self) -> list[Story]:
        """The trials that were changed while they trained, by a user or the autopilot, with their epochs by branch."""
        return [story for story in self._snapshot.stories.values() if story.interventions]

    def story(self, trial: int) -> Story:
        """Return the epochs of a trial in the order of training, and its interventions; both empty except for panda."""
        return self._snapshot.stories.get(trial, Story(trial, [], []))

    @property
    def steps_per_epoch(self) -> int:
        """Steps per epoch of panda's current trial; 0 in caviar mode."""
        return self._snapshot.steps_per_epoch

    @cached_property
    def ranking(self) -> Ranking:
        """The metric by which the trials are ranked."""
        return Ranking(self.meta("metric"), self.meta("maximize"))

    @property
    def best(self) -> Outcome:
        """The best trial: its number, settings and metrics. Raises UsageError while none is complete.

        With finalists it is the winner among them; its metrics then include the mean over its retrainings, with the
        name of the leaderboard's column, such as retrained_dev_error.
        """
        best = next(iter(self.outcomes), None)
        if best is None or best.status != Status.COMPLETE:
            raise UsageError(f"{self.folder}: no trial has completed")
        mean = self._retrained_mean
        if mean is None:
            return best
        return replace(best, metrics={**best.metrics, f"{RETRAINED}{self.ranking.metric}": mean})

    @property
    def _retrained_mean(self) -> float | None:
        """The mean of the search metric over the winner's retrainings."""
        first = next(iter(self.ranked_finalists), None)
        return None if first is None or first.interval is None else first.interval.middle

    @property
    def model_checksum(self) -> str | None:
        """SHA-256 of the file that `model` loads; None if no model was saved yet."""
        if self.ensemble is not None and self.ensemble.used:
            return self.ensemble.sha256
        checksum: str | None = self._value_or_none(MODEL_CHECKSUM)
        return checksum

    def model(self) -> "Model | Ensemble":
        """Load the run's model for predictions: its ensemble, if that is used, or the network of the best trial.

        With `search.refit` it was refitted on train and dev together. Raises UsageError if no model is saved yet.
        """
        record = self.ensemble
        if record is None or not record.used or record.alone not in (None, self.best.number):
            return self.network()
        from hpsearch.models.loading import load_model  # noqa: PLC0415 (a report needs no engine)

        return own_model(self.folder, "ensemble.safetensors", record.sha256, load_model)

    def network(self) -> "Model":
        """Load the single network of the best trial. Raises UsageError if no model is saved yet."""
        from hpsearch.models.model import Model  # noqa: PLC0415 (a report needs no engine)

        if "objective" in self.meta("config"):
            raise UsageError(f"{self.folder}: was trained by code of your own, which keeps its models itself")
        best, saved = self.best.number, self.saved_model
        if saved is not None and saved != best:
            raise UsageError(
                f"{self.folder}: best.safetensors is the model of trial {saved}, and the best is trial {best}; "
                f"`{resuming(self.folder)}` brings it up to date"
            )
        return own_model(self.folder, "best.safetensors", self._value_or_none(MODEL_CHECKSUM), Model.load)

    def evaluate(self, rows: Any = None, *, trial: int | None = None, again: bool = False) -> "Evaluation":
        """Evaluate the winner, or a trial, on the test part; this is counted, and a second time needs `again`.

        With `rows`, a labelled file or a frame, evaluate it on these; that is not counted. Raises UsageError.
        """
        from hpsearch.runs.looking import judged_on_file, look_at_test_part  # noqa: PLC0415 (as in model)

        if rows is not None:
            return judged_on_file(self, trial, rows)
        return look_at_test_part(self, trial, time(), again=again)

    def meta(self, key: str) -> Any:
        """Return a value that the run recorded about itself."""
        return self._snapshot.meta(key)

    def _value_or_none(self, key: str) -> Any:
        return self._snapshot.recorded.get(key)
