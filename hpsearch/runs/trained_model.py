"""The trial to export, and its model: loaded, or trained again to the same bits."""

from threadpoolctl import threadpool_limits

from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model
from hpsearch.panda.replay import Recorded, ReplayShelf
from hpsearch.panda.trainer import Trainer
from hpsearch.records import replace
from hpsearch.runs.run import Run
from hpsearch.search.prepare import Prepared, networks, prepare
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.results import results
from hpsearch.trials.ensembles import EnsembleRecord, refit_words
from hpsearch.trials.folds import fold_count
from hpsearch.trials.outcomes import Outcome, Status


def chosen_trial(run: Run, trial: int | None) -> Outcome:
    """Return the outcome of a trial, None for the best. Raises UsageError if the trial is not finished."""
    finished = {outcome.number: outcome for outcome in run.outcomes}
    number = run.best.number if trial is None else trial
    if number not in finished:
        raise UsageError(f"{run.folder}: trial {number} is not among its {len(finished)} finished trials (from 0)")
    return finished[number]


def chosen_model(run: Run, trial: int | None) -> Model | Ensemble:
    """Return the model of a trial, or for None the run's: its ensemble if used, else the best trial's network.

    Raises UsageError like `trained_model`.
    """
    if trial is None and run.ensemble is not None and run.ensemble.used:
        return run.model()
    return trained_model(run, trial)


def model_words(run: Run, trial: int | None) -> str:
    """What the model of `chosen_model` is called in sentences."""
    record, refit = averaged(run, trial), refit_count(run, trial)
    if record is not None:
        words = record.called(fold_count(run.meta("config")))
    else:
        words = f"trial {chosen_trial(run, trial).number}"
    if not refit or run.ensemble is None:
        return words
    return words + refit_words(refit, len(run.ensemble.in_file), len(run.ensemble.chosen))


def averaged(run: Run, trial: int | None) -> EnsembleRecord | None:
    """The run's ensemble, where it is the chosen model."""
    return run.ensemble if trial is None and run.ensemble is not None and run.ensemble.averages else None


def refit_count(run: Run, trial: int | None) -> int:
    """How many networks of the chosen model were trained again on the rows of train and dev together."""
    return run.ensemble.refit if trial is None and run.ensemble is not None and run.ensemble.used else 0


def is_refit_alone(run: Run, trial: int | None) -> bool:
    """Whether the chosen model is the winner's single network, refitted on the rows of train and dev together."""
    return trial is None and run.ensemble is not None and run.ensemble.alone is not None


def trained_model(run: Run, trial: int | None) -> Model:
    """Return the model of a trial, None for the best: the saved one, or one trained again from its settings.

    Raises UsageError if the trial has no model, its data are missing or have changed, or it trains to other bits here.
    """
    outcome = chosen_trial(run, trial)
    if outcome.status in (Status.DIVERGED, Status.FAILED):
        raise UsageError(f"{run.folder}: trial {outcome.number} {outcome.status}, so it has no model; choose another")
    if run.saved_model == outcome.number == run.outcomes[0].number:
        return run.network()
    prepared = prepare(run.config)
    objective = networks(prepared)
    if run.meta("data") != objective.fingerprint:
        raise UsageError(
            f"{run.folder}: {prepared.config.trained_on} changed since, so trial {outcome.number} "
            "cannot be trained again; restore them, or export the best trial, whose model is saved"
        )
    again = _watched(run, prepared, outcome) if prepared.config.search.mode == "panda" else _alone(objective, outcome)
    if again.parameters is None or not _same(prepared, outcome, again):
        raise UsageError(
            f"{run.folder}: trial {outcome.number} does not train to the same bits here, because the processor or a "
            "library is another than then; export it where it was trained"
        )
    return objective.model(again)


def _alone(objective: NetworkObjective, outcome: Outcome) -> Outcome:
    """Train the trial as workers did, up to the epoch at which halving stopped it."""
    plan = objective.plan(outcome.trial)
    if outcome.status == Status.STOPPED:
        plan = replace(plan, until=outcome.epochs_run)
    with threadpool_limits(1):  # as in workers; with more threads sums would be in another order
        (again,) = results(objective.training, [plan])
    if isinstance(again, Outcome):
        return again
    cohort = objective.training.cohort([plan])
    cohort.restore([again.state])
    return replace(again.outcome, parameters=cohort.parameters(0))


def _watched(run: Run, prepared: Prepared, outcome: Outcome) -> Outcome:
    """Train the trial with all changes that were made while it trained."""
    interventions = run.story(outcome.number).interventions
    live_model = prepared.objective.live_model(prepared.objective.plan(outcome.trial))
    trainer = Trainer(live_model, Recorded(interventions), ReplayShelf(interventions), trial=outcome.number)
    with threadpool_limits(1):
        for _ in trainer.run():
            pass
    ended = trainer.ended()
    ending = ended and ended.epoch and ended.epoch.ending
    if not ending:
        return replace(outcome, parameters=None)
    return replace(outcome, metrics=ending.metrics, parameters=ending.parameters)


def _same(prepared: Prepared, outcome: Outcome, again: Outcome) -> bool:
    """Whether a training has the recorded result; true for a mean over repeats or folds, which cannot be compared."""
    several = prepared.config.search.repeats > 1 or prepared.folds > 1
    return several or again.metrics == outcome.metrics
