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


FoldModels = Sequence[Model]
"""The networks of one setting and repeat: one for each fold, or the only one."""


@dataclass(frozen=True, slots=True, eq=False)
class EnsembleChoice:
    """The share of each candidate, (candidates,), the temperature, and what the ensemble makes of the dev rows.

    These outputs are `cross_fitted`: shares and temperature were chosen on one half of the rows for the other.
    """

    shares: FloatArray
    temperature: float
    cross_fitted: Outputs


def chosen_shares(method: str, candidates: Sequence[FoldModels], objective: NetworkObjective) -> EnsembleChoice:
    """Choose among candidates, a network for each fold, by their losses on the rows that the folds hold out.

    The temperature is 1 for numbers, and where another one does not lower the cross-fitted log loss.
    """
    rows = rows_held_out(objective, held_out_outputs(candidates[0], objective))
    measured = _measured(candidates, rows, objective)
    choose = METHODS[method]
    halves = _halves(rows, objective.seed)
    shares = [choose(measured), *(choose(measured.part(half)) for half in halves)]
    whole, *others = _means(candidates, objective, shares)
    cross_fitted = np.empty_like(whole)
    for half, mean in zip(halves[::-1], others, strict=True):
        cross_fitted[half] = mean[half]  # whose shares were chosen on the other half
    if not objective.dataset.classes:
        return EnsembleChoice(shares[0], 1.0, cross_fitted)
    tempered = np.empty_like(whole)
    for (first, second), mean in zip((halves, halves[::-1]), others, strict=True):
        temperature = fitted_temperature(mean[first], rows.y[first], measured.weights[first])
        tempered[second] = at_temperature(mean[second], temperature)
    if log_loss(tempered, rows.y, measured.weights) >= log_loss(cross_fitted, rows.y, measured.weights):
        return EnsembleChoice(shares[0], 1.0, cross_fitted)
    return EnsembleChoice(shares[0], fitted_temperature(whole, rows.y, measured.weights), tempered)


def held_out_outputs(networks: FoldModels, objective: NetworkObjective) -> Outputs:
    """What the network of each fold makes of the rows that it holds out, or without folds of the dev part."""
    return np.concatenate(
        [model.outputs_of(objective.dev_inputs(model.preprocessing, fold)) for fold, model in enumerate(networks)]
    )


def _measured(candidates: Sequence[FoldModels], rows: JudgedRows, objective: NetworkObjective) -> Candidates:
    """Of each candidate what its loss depends on."""
    preprocessing, classes = objective.dataset.preprocessing, bool(objective.dataset.classes)
    weights = np.ones(len(rows.y)) if rows.weights is None else rows.weights.astype(np.float64)
    values = np.empty((len(candidates), *rows.y.shape))
    for value, networks in zip(values, candidates, strict=True):
        outputs = held_out_outputs(networks, objective)
        if classes:
            value[:] = outputs[np.arange(len(rows.y)), rows.y]
        else:
            value[:] = (outputs - preprocessing.target_mean) / preprocessing.target_std
    y = np.ones(len(rows.y)) if classes else (rows.y - preprocessing.target_mean) / preprocessing.target_std
    return Candidates(values, y, weights, classes)


def _means(
    candidates: Sequence[FoldModels], objective: NetworkObjective, shares: Sequence[FloatArray]
) -> list[Outputs]:
    """What the mean with each of the shares makes of the rows; a candidate's outputs are there one at a time."""
    means: list[Outputs] = []
    for place, networks in enumerate(candidates):
        if not any(share[place] > 0 for share in shares):
            continue
        outputs = held_out_outputs(networks, objective)
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
