"""Compare the first of several runs with each of the others, by their saved models on the same dev rows."""

from collections.abc import Iterator, Sequence
from math import isnan

from hpsearch.errors import HpsearchError
from hpsearch.evaluation.comparing import compared
from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.judged_rows import JudgedRows, network_outputs
from hpsearch.metrics.predictions import SMALLEST_OF_NETWORK
from hpsearch.report.same_rows import are_on_same_rows
from hpsearch.runs.run import Run
from hpsearch.search.prepare import networks, prepare
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.trials.baselines import TOO_FEW_ROWS
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import short


def sentences_against(runs: Sequence[Run]) -> Iterator[str]:
    """Yield for each other run which of the two is better, with significance; or why they are not compared."""
    first, *others = runs
    rows = None
    for other in others:
        if not are_on_same_rows(other, first):
            yield f"{first.folder} and {other.folder} were judged on different rows, so each has a leaderboard"
            continue
        if any("objective" in run.meta("config") for run in (first, other)):
            continue  # such runs have no models to compare
        if first.saved_model is None or other.saved_model is None:
            yield f"{first.folder} and {other.folder} are not compared, as not both have a saved model"
            continue
        try:
            objective = rows[0] if rows else _objective(first)
            rows = rows or (objective, _rows(first, objective))
            theirs = objective if other.meta("data") == first.meta("data") else _objective(other)
            yield _verdict(first, rows[1], other, _rows(other, theirs), objective.seed)
        except HpsearchError as error:
            yield f"{first.folder} and {other.folder} are not compared row by row: {error}"


def _objective(run: Run) -> NetworkObjective:
    """Return the objective of a run with its data. Raises HpsearchError if these are missing."""
    objective = networks(prepare(run.config))
    if objective.fingerprint != run.meta("data"):
        raise HpsearchError("the data have changed since")
    if objective.folds > 1:
        raise HpsearchError("with folds no saved model was judged on rows that it was not trained on")
    return objective


def _rows(run: Run, objective: NetworkObjective) -> JudgedRows:
    """Return the dev rows with the outputs of a run's saved model. Raises UsageError if its file has another."""
    model = run.network()
    dev = objective.dev_inputs(model.preprocessing)
    outputs = network_outputs(model.architecture, model.parameters, model.preprocessing, dev)
    return rows_held_out(objective, outputs, SMALLEST_OF_NETWORK)


def _verdict(first: Run, own: JudgedRows, other: Run, theirs: JudgedRows, seed: int) -> str:
    """Which of two runs has the better network by the metric of each, and whether that is more than chance."""
    rankings = sorted({first.ranking, other.ranking}, key=lambda ranking: ranking.metric)
    told = "; ".join(_verdict_by(ranking, first, own, other, theirs, seed) for ranking in rankings)
    if len(rankings) == 1:
        return told
    searched = " and ".join(f"{run.folder} by {run.ranking.metric}" for run in (first, other))
    return f"searched by different metrics, {searched}: {told}"


def _verdict_by(ranking: Ranking, first: Run, own: JudgedRows, other: Run, theirs: JudgedRows, seed: int) -> str:
    """The verdict by one metric, the same in either order of the runs."""
    (found,) = compared(first.saved_model or 0, own, {str(other.folder): theirs}, ranking, seed)
    if isnan(found.better_by):
        return f"{found.metric} has no value on the dev rows of {first.folder} and {other.folder}"
    better, worse = first.folder, other.folder
    if found.better_by < 0:
        better, worse, found = worse, better, found.turned
    test = "" if found.test == TOO_FEW_ROWS else f" (test: {found.test})"
    figures = (
        f"{found.metric} {short(found.value)} against {short(found.of_baseline)} on the same dev rows"
        f"{_less_than_models(first, other)}, {found.difference}, {found.chance}{test}"
    )
    if found.clearly_better:
        return f"{better} is better than {worse}: {figures}"
    return f"the dev rows do not tell {better} from {worse}: {figures}"


def _less_than_models(*runs: Run) -> str:
    """How what is compared is less than what predicts: the dev rows chose an ensemble's networks, or trained them."""
    records = [run.ensemble for run in runs if run.ensemble is not None]
    if any(record.averages and len(record.members) > 1 for record in records):
        return " (the winners' networks alone, without ensembles)"
    if any(_predicts_by_another(run) for run in runs):
        return " (the winners' saved networks, not the one that the dev rows chose to predict)"
    again = any(record.refit for record in records)
    return " (the winners' networks, before they were trained again on train and dev)" if again else ""


def _predicts_by_another(run: Run) -> bool:
    """Whether a run's model is one network, and not the winner's saved one."""
    record = run.ensemble
    return record is not None and record.averages and record.members[0].key != (run.saved_model, 0)
