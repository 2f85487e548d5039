"""A copy of a run's database at one moment; of the epochs only those of the saved model's trial."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

from hpsearch.records import Record, replace
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.opening import opened_to_read
from hpsearch.runs.store.journal import JournalRecords
from hpsearch.runs.store.keys import BUDGET, COMPARED, HAS_ENDED, SAVED_MODEL
from hpsearch.runs.store.rows import select
from hpsearch.runs.store.schema import OTHER_TABLES
from hpsearch.system.collecting import without_collecting
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.epochs import BranchEpoch, EpochRecord
from hpsearch.trials.folds import fold_count
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.looks import Look
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.regions import RoundRegion
from hpsearch.trials.story import Story

_READ_BY_NONE = tuple(table for table in OTHER_TABLES if table != "trials")
"""The tables that are checked at first; the many trials are checked only once, as they are read."""


class Snapshot(Record, dict=True):
    """A copy of a run's values, from which tables can be derived as from the open database.

    The database is opened once, and closed before `of` returns, so that a running search is not disturbed and all
    values are from the same moment. `interventions` and `branch_epochs` are empty except for panda.
    """

    path: Path
    recorded: Mapping[str, Any]
    trials: tuple[Outcome, ...]
    retrained: tuple[Outcome, ...]
    regions: Mapping[int, RoundRegion]
    interventions: tuple[Intervention, ...]
    branch_epochs: tuple[BranchEpoch, ...]
    steps_per_epoch: int
    baselines: tuple[Baseline, ...]
    comparisons: tuple[Comparison, ...]
    looks: tuple[Look, ...]
    saved_epochs: tuple[EpochRecord, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> "Snapshot":
        """Read the run in `folder`, after a check of the whole file except the rows of trials and epochs.

        These are the largest part, and are checked as they are read.

        Raises UsageError if there is no run, StorageError if it is damaged or cannot be read.
        """
        path = folder / DATABASE
        with closing(opened_to_read(path)) as connection, storage_errors(path), without_collecting():
            connection.execute("BEGIN")  # all reads below see the same moment
            database, records = Database(folder, connection), JournalRecords(path, connection)
            database.check(_READ_BY_NONE)
            status = records.status()
            recorded = {key: json.loads(value) for key, value in select(connection, "meta")}
            saved, judged = recorded.get(SAVED_MODEL), recorded.get(COMPARED, {}).get("judged", "")
            return cls(
                path,
                recorded,
                tuple(database.outcomes()),
                tuple(database.retrainings()),
                database.regions(),
                tuple(records.interventions()),
                tuple(records.epochs()),
                status.steps_per_epoch if status else 0,
                tuple(database.baselines()),
                tuple(replace(each, judged=judged) for each in database.comparisons()),
                tuple(database.looks()),
                () if saved is None else tuple(record for _, record in database.history(saved)),
            )

    @property
    def headline(self) -> str:
        """Name of the metric beside the loss: error or rmse; empty for the user's own code, which names its metrics."""
        headline: str = self.meta("headline")
        return headline

    @property
    def folds(self) -> int:
        """Number of folds of each trial; 1 without folds."""
        return fold_count(self.recorded.get("config") or {})

    @property
    def progress(self) -> tuple[int, int]:
        """Number of finished trials, and number of planned trials; both include those taken over."""
        left_out = (self.recorded.get(BUDGET) or {}).get("left_out", ())
        taken = sum(bool(outcome.origin) for outcome in self.trials)
        return len(self.trials), taken + sum(self.meta("round_sizes")) - len(left_out)

    @property
    def has_ended(self) -> bool:
        """Whether the search has completed or used up its time; runs of earlier versions only recorded their trials."""
        ended: bool | None = self.recorded.get(HAS_ENDED)
        if ended is not None:
            return ended
        done, planned = self.progress
        return done >= planned or bool(self.meta("config")["search"].get("time_limit"))

    @cached_property
    def stories(self) -> Mapping[int, Story]:
        """The stories of panda's trials by trial number; those with interventions come first."""
        interventions, epochs = defaultdict(list), defaultdict(list)
        for intervention in self.interventions:
            interventions[intervention.trial].append(intervention)
        for epoch in self.branch_epochs:
            epochs[epoch.trial].append(epoch)
        return {trial: Story(trial, epochs[trial], interventions[trial]) for trial in [*interventions, *epochs]}

    def meta(self, key: str) -> Any:
        """Return a value that the search recorded when it started. Raises StorageError if it is missing."""
        with storage_errors(self.path):
            return self.recorded[key]

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the finished trials in order of number, without their epochs."""
        return iter(self.trials)

    def retrainings(self) -> Iterator[Outcome]:
        """Yield the outcome of each retraining of a finalist, in order of number and repeat."""
        return iter(self.retrained)
