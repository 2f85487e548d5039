"""Export the trials of a run as an Optuna study, for optuna-dashboard and Optuna's plots."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from hpsearch.export import ExportRequest
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.trained_model import chosen_trial
from hpsearch.trials.outcomes import Outcome, Status

if TYPE_CHECKING:  # importing takes 0.3 s, which the command's help does not need
    from optuna.storages import BaseStorage
    from optuna.trial import FrozenTrial

JOURNALS = (".log", ".journal", ".jsonl")
"""The endings of the names of journal files."""


class OptunaFormat:
    """A study in an SQLite database, or in a journal file if the file's name ends like one.

    Parameters are those that the sampler sees: `1-beta1` on a reversed log scale, and `l2=0`, a draw in [0, 1]: if it
    is below `or_zero`, l2 is 0. The hyperparameters' own values, the metrics and the status are the trial's user
    attributes.
    """

    name = "optuna"
    gives = (
        "all trials, or the one of --trial, as a study for optuna-dashboard: an SQLite database, "
        "or a journal file where FILE ends in .log, .journal or .jsonl"
    )

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """Return the file of the study."""
        import optuna  # noqa: PLC0415 (as above)
        from optuna.study import StudyDirection  # noqa: PLC0415

        chosen = sorted(run.outcomes, key=lambda outcome: outcome.number)
        if request.trial is not None:
            chosen = [chosen_trial(run, request.trial)]
        journal = request.path is not None and request.path.suffix in JOURNALS
        with TemporaryDirectory(prefix="hpsearch-") as folder:
            path = Path(folder, "study")
            with _quiet(), _storage(path, journal=journal) as storage:
                direction = StudyDirection.MAXIMIZE if run.ranking.maximize else StudyDirection.MINIMIZE
                study = optuna.create_study(storage=storage, study_name=run.folder.name or "run", direction=direction)
                study.set_metric_names([run.ranking.metric])
                study.add_trials(list(_trials(run, chosen)))
            return path.read_bytes()


@contextmanager
def _storage(path: Path, *, journal: bool) -> Iterator["BaseStorage"]:
    from optuna.storages import JournalStorage, RDBStorage  # noqa: PLC0415 (as above)
    from optuna.storages.journal import JournalFileBackend  # noqa: PLC0415

    if journal:
        yield JournalStorage(JournalFileBackend(str(path)))
        return
    storage = RDBStorage(f"sqlite:///{path}")
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Optuna's log of new studies and its warning that names of metrics are experimental."""
    from optuna import logging  # noqa: PLC0415 (as above)
    from optuna.exceptions import ExperimentalWarning  # noqa: PLC0415

    before = logging.get_verbosity()
    logging.set_verbosity(logging.WARNING)
    try:
        with catch_warnings():
            simplefilter("ignore", ExperimentalWarning)
            yield
    finally:
        logging.set_verbosity(before)


def _trials(run: Run, outcomes: list[Outcome]) -> Iterator["FrozenTrial"]:
    """Yield the trials with their true durations, as if they had run one after another until the run's end."""
    epochs = _epochs(run)
    ended = datetime.fromtimestamp((run.folder / DATABASE).stat().st_mtime)  # noqa: DTZ006 (Optuna's have no zone)
    began = ended - timedelta(seconds=sum(outcome.seconds for outcome in outcomes))
    for outcome in outcomes:
        trial = _trial(run, outcome, epochs[outcome.number])
        trial.datetime_start, began = began, began + timedelta(seconds=outcome.seconds)
        trial.datetime_complete = began
        yield trial


def _trial(run: Run, outcome: Outcome, epochs: dict[int, float]) -> "FrozenTrial":
    from optuna.trial import FixedTrial, TrialState, create_trial  # noqa: PLC0415 (as above)

    states = {Status.COMPLETE: TrialState.COMPLETE, Status.STOPPED: TrialState.PRUNED}
    fixed = FixedTrial(run.space.params(outcome.settings))
    run.space.suggest(fixed)
    return create_trial(
        state=states.get(outcome.status, TrialState.FAIL),
        value=outcome.metrics.get(run.ranking.metric),
        params=fixed.params,
        distributions=fixed.distributions,
        user_attrs=dict(_attributes(outcome, fixed.params)),
        intermediate_values={epoch: value for epoch, value in epochs.items() if epoch <= outcome.epochs_run},
    )


def _attributes(outcome: Outcome, params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the values that Optuna has no field for."""
    yield from ((name, value) for name, value in outcome.settings.items() if name not in params)
    yield from outcome.metrics.items()
    yield "round", outcome.trial.round
    yield "status", str(outcome.status)
    if outcome.best_epoch is not None:
        yield "best_epoch", outcome.best_epoch
    if outcome.message:
        yield "message", outcome.message


def _epochs(run: Run) -> dict[int, dict[int, float]]:
    """Return by trial the search metric after each epoch of its first repeat, or the error or RMSE if history lacks it.

    If panda mode trained an epoch on several branches, the last one counts.
    """
    by_trial: dict[int, dict[int, float]] = defaultdict(dict)
    with closing(Database.open(run.folder)) as database:
        names = [run.ranking.metric, *database.metric_names[-1:]]
        for number, record in database.history():
            if record.repeat == 0:
                by_trial[number][record.epoch] = next(record.metrics[name] for name in names if name in record.metrics)
    return by_trial
