"""One trial of a run: its settings and values, and its epochs."""

from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import NULL, Table


def trial_settings(run: Run, number: int) -> Table:
    """Return settings and results of trial `number`, one per line. Raises UsageError if it is not finished."""
    outcome = _finished(run, number)
    about = {
        "trial": number,
        "round": outcome.trial.round,
        "origin": outcome.origin or None,
        "status": str(outcome.status),
        **{name: outcome.metrics.get(name) for name in run.metrics},
        "best_epoch": outcome.best_epoch,
        "epochs_run": outcome.epochs_run,
        **{name: NULL if value is None else value for name, value in outcome.trial.settings.items()},
        "message": outcome.message or None,
    }
    return Table(("", "value"), tuple((name, value) for name, value in about.items() if value is not None))


def trial_history(run: Run, number: int) -> Table:
    """Return trial `number` epoch by epoch. Raises UsageError if it is not finished."""
    _finished(run, number)
    history = run.history_table
    return Table(history.header[1:], tuple(row[1:] for row in history.rows if row[0] == number))


def _finished(run: Run, number: int) -> Outcome:
    outcomes = {outcome.number: outcome for outcome in run.outcomes}
    if number not in outcomes:
        raise UsageError(f"{run.folder}: trial {number} is not among its {len(outcomes):,} finished trials (from 0)")
    return outcomes[number]
