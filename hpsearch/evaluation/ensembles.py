"""Which networks make an ensemble, in which shares, and how it does on rows that did not choose them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.judged_rows import JudgedRows, Outputs
from hpsearch.evaluation.selection import Candidates, equal_shares, greedy_shares
from hpsearch.evaluation.temperature import at_temperature, fitted_temperature, log_loss
from hpsearch.metrics.reading import FloatArray
from hpsearch.models.model import Model
from hpsearch.randomness import Purpose, generator
from hpsearch.training.network_objective import NetworkObjective

METHODS: dict[str, Callable[[Candidates], FloatArray]] = {
    "mean": lambda candidates: equal_shares(len(candidates.values)),
    "greedy": greedy_shares,
}


@dataclass(frozen=True, slots=True, eq=False)
class EnsembleChoice:
    """The share of each candidate, (candidates,), the temperature, and what the ensemble makes of the dev rows.

    These outputs are `cross_fitted`: shares and temperature were chosen on one half of the rows for the other.
    """

    shares: FloatArray
    temperature: float
    cross_fitted: Outputs


def chosen_shares(method: str, models: Sequence[Model], objective: NetworkObjective) -> EnsembleChoice:
    """Choose among `models`, which share a preprocessing, by their losses on the dev part.

    The temperature is 1 for numbers, and where another one does not lower the cross-fitted log loss.
    """
    x = objective.training_set.dev.x
    rows = rows_held_out(objective, models[0].outputs_of(x))
    candidates = _candidates(models, x, rows, objective)
    choose = METHODS[method]
    halves = _halves(rows, objective.seed)
    shares = [choose(candidates), *(choose(candidates.part(half)) for half in halves)]
    whole, *others = _means(models, x, shares)
    cross_fitted = np.empty_like(whole)
    for half, mean in zip(halves[::-1], others, strict=True):
        cross_fitted[half] = mean[half]  # whose shares were chosen on the other half
    if not objective.dataset.classes:
        return EnsembleChoice(shares[0], 1.0, cross_fitted)
    tempered = np.empty_like(whole)
    for (first, second), mean in zip((halves, halves[::-1]), others, strict=True):
        temperature = fitted_temperature(mean[first], rows.y[first], candidates.weights[first])
        tempered[second] = at_temperature(mean[second], temperature)
    if log_loss(tempered, rows.y, candidates.weights) >= log_loss(cross_fitted, rows.y, candidates.weights):
        return EnsembleChoice(shares[0], 1.0, cross_fitted)
    return EnsembleChoice(shares[0], fitted_temperature(whole, rows.y, candidates.weights), tempered)


def _candidates(
    models: Sequence[Model], x: NDArray[np.float32], rows: JudgedRows, objective: NetworkObjective
) -> Candidates:
    """Of each model what its loss depends on."""
    preprocessing, classes = objective.dataset.preprocessing, bool(objective.dataset.classes)
    weights = np.ones(len(rows.y)) if rows.weights is None else rows.weights.astype(np.float64)
    values = np.empty((len(models), len(rows.y)))
    for value, model in zip(values, models, strict=True):
        outputs = model.outputs_of(x)
        if classes:
            value[:] = outputs[np.arange(len(rows.y)), rows.y]
        else:
            value[:] = (outputs - preprocessing.target_mean) / preprocessing.target_std
    y = np.ones(len(rows.y)) if classes else (rows.y - preprocessing.target_mean) / preprocessing.target_std
    return Candidates(values, y, weights, classes)


def _means(models: Sequence[Model], x: NDArray[np.float32], shares: Sequence[FloatArray]) -> list[Outputs]:
    """What the mean with each of the shares makes of x; a model's outputs are there one at a time."""
    means: list[Outputs] = []
    for place, model in enumerate(models):
        if not any(share[place] > 0 for share in shares):
            continue
        outputs = model.outputs_of(x)
        means = means or [np.zeros_like(outputs) for _ in shares]
        for total, share in zip(means, shares, strict=True):
            np.add(total, share[place] * outputs, out=total)
    return means


def _halves(rows: JudgedRows, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Two halves of the rows at random, rows of one group in the same half."""
    units = rows.units
    order = generator(seed, Purpose.CROSS_FITTING).permutation(int(units.max()) + 1)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    ranked = np.argsort(place[units], kind="stable")
    middle = len(ranked) // 2
    while middle < len(ranked) - 1 and units[ranked[middle]] == units[ranked[middle - 1]]:
        middle += 1
    return np.sort(ranked[:middle]), np.sort(ranked[middle:])
