"""Evaluate a model on the test part of its run, or on a labelled file."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hpsearch.data import Dataset, Preprocessing
from hpsearch.data.inputs.stored_form import same_inputs
from hpsearch.errors import UsageError
from hpsearch.evaluation.baselines import BaselineData, BaselineNotTrainedError, baselines_of
from hpsearch.evaluation.evaluation import Evaluation
from hpsearch.evaluation.held_out import judged_parts, outputs_of_folds, rows_held_out
from hpsearch.evaluation.judged_rows import Figures, JudgedRows, Outputs, RecordedFigures
from hpsearch.evaluation.judgement_tables import (
    calibration_error,
    calibration_table,
    classes_table,
    confusion_table,
    fitting_metrics,
    metrics_table,
    residuals_table,
    worst_table,
)
from hpsearch.evaluation.labelled_rows import LabelledRows
from hpsearch.evaluation.target_tables import residuals_of_targets, targets_table, worst_of_targets
from hpsearch.metrics.predictions import SMALLEST_OF_NETWORK
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import Table

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.models.predictor import Predictor
    from hpsearch.training.networks.objective import NetworkObjective


def on_test_part(
    model: "Predictor",
    judged: str,
    outcome: Outcome,
    objective: "NetworkObjective",
    looks: int,
    recorded: RecordedFigures | None = None,
    before: "Predictor | None" = None,
) -> Evaluation:
    """The model of a trial, `judged` in words, on the test part, beside the dev part and the baselines.

    `recorded` are the cross-fitted dev metrics of an ensemble, whose networks were chosen on the dev part. If a network
    was refitted on the dev part, dev metrics are those of the one `before`. Raises UsageError if the data have no test
    part.
    """
    dataset = objective.dataset
    if dataset.test is None:
        raise UsageError(
            "these data have no test part, because data.split gives none; "
            "judge the model on other rows with --data FILE, or search again with a test part"
        )
    x = inputs_of_test_part(model, objective)
    rows = judged_parts([dataset.test], model.outputs_of(x), dataset, model.least)
    baselines = {
        name: judged_parts([dataset.test], outputs, dataset)
        for name, outputs in _baselines(objective, dataset.test.x).items()
    }
    dev = _on_dev(before or model, outcome, objective) if recorded is None else recorded
    places = np.arange(len(rows.y)) if dataset.test_places is None else dataset.test_places
    tables = judged_tables(rows, places, model.preprocessing, objective.ranking.metric, objective.seed, dev, baselines)
    return Evaluation(outcome.number, judged, "test", len(rows.y), looks, tables, model.size)


def inputs_of_test_part(model: "Predictor", objective: "NetworkObjective") -> "Array":
    """Return the inputs of the test part for each preprocessing of a model, stacked as the model takes them.

    Raises UsageError if the config has no such preprocessing.
    """
    if len(objective.by_view) == 1:
        views = objective.views.folds if model.beside else [objective.dataset]
    else:
        every = [view for each in objective.by_view.values() for view in (*each.folds, each.whole)]
        views = [_made_by(each, every) for each in (model.preprocessing, *model.beside)]
    inputs = [view.test.x for view in views if view.test is not None]
    return inputs[0] if len(inputs) == 1 else np.concatenate(inputs)


def _made_by(preprocessing: Preprocessing, every: Sequence[Dataset]) -> Dataset:
    found = next((view for view in every if same_inputs(view.preprocessing, preprocessing)), None)
    if found is None:
        raise UsageError("the model has its inputs in none of the ways that the config searches; search again")
    return found


def on_new_rows(
    model: "Predictor", judged: str, trial: int, rows: LabelledRows, metric: str, positive: int | None
) -> Evaluation:
    """The model of a trial, `judged` in words, on labelled rows, which is no look at the test part.

    `positive` is the positive class of two; None stands for the rarer.
    """
    known = rows.judged(positive)
    tables = judged_tables(known, rows.places, model.preprocessing, metric, 0, None, {})
    return Evaluation(trial, judged, rows.source, len(known.y), 0, tables, model.size)


def judged_tables(
    rows: JudgedRows,
    places: NDArray[np.intp],
    model: Preprocessing,
    metric: str,
    seed: int,
    dev: Figures | None,
    baselines: Mapping[str, JudgedRows],
) -> dict[str, Table]:
    """Return the tables of an evaluation by name; `metric` is the search's, such as dev_error.

    `places`, (rows,), are the positions of the rows in their source, from 0.
    """
    classes, dev_rows = model.classes, dev if isinstance(dev, JudgedRows) else None
    metrics = fitting_metrics(model.task, metric.removeprefix("dev_"))
    table = metrics_table(metrics, rows, dev, baselines, seed)
    if len(model.targets) > 1:
        return {
            "metrics": table,
            "targets": targets_table(model.targets, rows, dev_rows, baselines, seed),
            "residuals": residuals_of_targets(model.targets, rows),
            "worst": worst_of_targets(model.targets, rows, places),
        }
    if not classes:
        return {"metrics": table, "residuals": residuals_table(rows), "worst": worst_table(rows, places)}
    on_dev = [] if dev is None else [None if dev_rows is None else calibration_error(dev_rows)]
    of_others = [calibration_error(each) for each in baselines.values()]
    error = ("calibration_error", calibration_error(rows), None, None, *on_dev, *of_others)
    return {
        "metrics": Table(table.header, (*table.rows, error)),
        "classes": classes_table(rows, classes),
        "confusion": confusion_table(rows, classes),
        "calibration": calibration_table(rows),
    }


def _on_dev(model: "Predictor", outcome: Outcome, objective: "NetworkObjective") -> JudgedRows | None:
    """Return the dev rows with the model's outputs; with folds, with those of the folds' networks."""
    dev = objective.dataset.dev
    if objective.folds == 1:
        outputs = model.outputs_of(objective.dev_inputs(model.preprocessing))
        return judged_parts([dev], outputs, objective.dataset, model.least)
    of_folds = outputs_of_folds(objective, outcome.trial)
    return None if of_folds is None else rows_held_out(objective, of_folds, SMALLEST_OF_NETWORK)


def _baselines(objective: "NetworkObjective", x: "Array") -> dict[str, Outputs]:
    """Return the outputs of each trainable baseline for x; baselines are trained again to the same bits."""
    training_set = TrainingSet.of(objective.dataset, objective.seed) if objective.folds > 1 else objective.training_set
    data = BaselineData(objective.dataset, training_set, objective.ranking, objective.seed)
    found: dict[str, Outputs] = {}
    for kind in baselines_of(objective.dataset.task):
        try:
            found[kind.name] = kind.fit(data).outputs(x)
        except BaselineNotTrainedError:
            continue
    return found
