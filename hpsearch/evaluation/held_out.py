"""The held-out rows by which models are chosen: the dev part, or with folds those of all folds together."""

import numpy as np

from hpsearch.config.sections.hyperparameters import DEFAULTS
from hpsearch.data.dataset import Dataset, Part
from hpsearch.engine.heads import head_of
from hpsearch.evaluation.judged_rows import JudgedRows, Outputs, network_outputs
from hpsearch.evaluation.number_loss import NumberLoss
from hpsearch.metrics.predictions import SMALLEST
from hpsearch.records import replace
from hpsearch.system.threads import one_thread
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Outcome, Trial


def rows_held_out(objective: NetworkObjective, outputs: Outputs, least: float = SMALLEST) -> JudgedRows:
    """Return the held-out rows, fold by fold, with a model's outputs; `least` is as in JudgedRows."""
    rows = judged_parts([view.dev for view in objective.views.folds], outputs, objective.dataset, least)
    return rows if objective.dataset.classes else replace(rows, loss=_loss_of(objective))


def _loss_of(objective: NetworkObjective) -> NumberLoss:
    """Return the loss of a regression's trainings; where it is searched, it does not rank trials."""
    stated, deviation = objective.space.fixed.get("loss", DEFAULTS["loss"]), objective.dataset.preprocessing.target_std
    return NumberLoss(head_of(0, stated), deviation if isinstance(deviation, float) else 1.0)


def judged_parts(parts: list[Part], outputs: Outputs, dataset: Dataset, least: float = SMALLEST) -> JudgedRows:
    """Join the rows of some parts of the data, with groups if the config has them."""
    groups = [part.group for part in parts if part.group is not None]
    together = np.unique(np.concatenate(groups), return_inverse=True)[1] if groups else None
    weights = [part.weights.astype(np.float64) for part in parts if part.weights is not None]
    counted = np.concatenate(weights) if weights else None
    y, deviation = np.concatenate([part.y for part in parts]), dataset.preprocessing.target_std
    several = None if isinstance(deviation, float) else deviation
    return JudgedRows(outputs, y, dataset.positive, counted, together, several, least)


def outputs_of_folds(objective: NetworkObjective, trial: Trial) -> Outputs | None:
    """Return the outputs of each fold's network for its held-out rows; None if one network diverges."""
    pieces = []
    for fold, view in enumerate(objective.views_of(trial.settings).folds):
        plan = objective.plan(trial, fold=fold)
        with one_thread():  # as in workers; with more threads sums would be in another order
            (outcome,) = results(objective.training, [plan])
        if not isinstance(outcome, Outcome) or outcome.parameters is None:
            return None
        training_set = objective.training.training_set_of(plan)
        shape = plan.recipe.architecture(training_set)
        pieces.append(network_outputs(shape, outcome.parameters, view.preprocessing, training_set.dev.inputs))
    return np.concatenate(pieces)
