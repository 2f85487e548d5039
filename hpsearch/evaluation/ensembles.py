"""Choose the networks of an ensemble and their shares, and judge it by cross-fitting."""

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.judged_rows import JudgedRows, Outputs
from hpsearch.evaluation.selection import Candidates, equal_shares, greedy_shares
from hpsearch.evaluation.temperature import at_temperature, fitted_temperature, log_loss
from hpsearch.metrics.reading import FloatArray
from hpsearch.models.model import Model
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record, replace
from hpsearch.training.networks.objective import NetworkObjective

METHODS: dict[str, Callable[[Candidates], FloatArray]] = {
    "mean": lambda candidates: equal_shares(len(candidates.values)),
    "greedy": greedy_shares,
}


FoldModels = Sequence[Model]
"""The networks of one setting and repeat: one for each fold, or a single one."""


class EnsembleChoice(Record, eq=False):
    """The share and the temperature of each candidate, (candidates,), and the temperature of their mean.

    `cross_fitted` are the ensemble's outputs for the dev rows, where the choices for each half of the rows were made on
    the other half.
    """

    shares: FloatArray
    own_temperatures: FloatArray
    temperature: float
    cross_fitted: Outputs


def chosen_shares(method: str, candidates: Sequence[FoldModels], objective: NetworkObjective) -> EnsembleChoice:
    """Choose among candidates by their losses on the held-out rows.

    First the probabilities of each candidate are calibrated by a temperature, as networks trained with smoothed labels
    are underconfident. The temperature of the mean is 1 for regression, and if another one does not lower the
    cross-fitted log loss.
    """
    rows = rows_held_out(objective, held_out_outputs(candidates[0], objective))
    weights = np.ones(len(rows.y)) if rows.weights is None else rows.weights.astype(np.float64)
    halves = _halves(rows, objective.seed)
    fits = [_Fit.on(part, len(candidates), rows.y[part], weights[part]) for part in (np.arange(len(rows.y)), *halves)]
    for place, networks in enumerate(candidates):
        outputs = held_out_outputs(networks, objective)
        for fit in fits:
            fit.add(place, outputs[fit.part], networks, objective)
    shares = [fit.shares(method, objective) for fit in fits]
    whole, *others = _means(candidates, objective, shares, fits)
    cross_fitted = np.empty_like(whole)
    for half, mean in zip(halves[::-1], others, strict=True):
        cross_fitted[half] = mean[half]  # the shares were chosen on the other half
    untempered = EnsembleChoice(shares[0], fits[0].own_temperatures, 1.0, cross_fitted)
    if not objective.dataset.classes:
        return untempered
    tempered = np.empty_like(whole)
    for (first, second), mean in zip((halves, halves[::-1]), others, strict=True):
        temperature = fitted_temperature(mean[first], rows.y[first], weights[first])
        tempered[second] = at_temperature(mean[second], temperature)
    if log_loss(tempered, rows.y, weights) >= log_loss(cross_fitted, rows.y, weights):
        return untempered
    temperature = fitted_temperature(whole, rows.y, weights)
    return replace(untempered, temperature=temperature, cross_fitted=tempered)


class _Fit(Record, eq=False):
    """Fits shares and temperatures on some rows, `part`; losses depend on `values`, (candidates, rows)."""

    part: NDArray[np.intp]
    y: NDArray[Any]
    weights: FloatArray
    values: FloatArray
    own_temperatures: FloatArray

    @classmethod
    def on(cls, part: NDArray[np.intp], candidates: int, y: NDArray[Any], weights: FloatArray) -> Self:
        """Return a fit without candidates for rows with these labels and weights."""
        return cls(part, y, weights, np.empty((candidates, *y.shape)), np.ones(candidates))

    def add(self, place: int, outputs: Outputs, networks: FoldModels, objective: NetworkObjective) -> None:
        """Fit the temperature of a candidate on these rows, and keep the values for its loss."""
        if not objective.dataset.classes:
            self.values[place] = _standardised(outputs, objective)
            return
        if all(model.takes_temperature for model in networks):
            self.own_temperatures[place] = fitted_temperature(outputs, self.y, self.weights)
        self.values[place] = _at(outputs, self.own_temperatures[place])[np.arange(len(self.y)), self.y]

    def shares(self, method: str, objective: NetworkObjective) -> FloatArray:
        """Return the share of each candidate, (candidates,)."""
        classes = bool(objective.dataset.classes)
        y: FloatArray = np.ones(len(self.y)) if classes else _standardised(self.y, objective)
        return METHODS[method](Candidates(self.values, y, self.weights, classes))


def held_out_outputs(networks: FoldModels, objective: NetworkObjective) -> Outputs:
    """Return the outputs of each fold's network for its held-out rows, or without folds for the dev part."""
    return np.concatenate(
        [model.outputs_of(objective.dev_inputs(model.preprocessing, fold)) for fold, model in enumerate(networks)]
    )


def _standardised(values: NDArray[Any], objective: NetworkObjective) -> FloatArray:
    preprocessing = objective.dataset.preprocessing
    found: FloatArray = (values - preprocessing.target_mean) / preprocessing.target_std
    return found


def _at(outputs: Outputs, own_temperature: float) -> FloatArray:
    """Apply a network's temperature to probabilities; return values of regression unchanged."""
    return at_temperature(outputs, own_temperature) if own_temperature != 1 else outputs


def _means(
    candidates: Sequence[FoldModels],
    objective: NetworkObjective,
    shares: Sequence[FloatArray],
    fits: Sequence[_Fit],
) -> list[Outputs]:
    """Return the mean outputs of each fit for all rows, with one candidate's outputs in memory at a time."""
    means: list[Outputs] = []
    for place, networks in enumerate(candidates):
        if not any(share[place] > 0 for share in shares):
            continue
        outputs = held_out_outputs(networks, objective)
        means = means or [np.zeros_like(outputs) for _ in shares]
        for total, share, fit in zip(means, shares, fits, strict=True):
            if share[place] > 0:
                np.add(total, share[place] * _at(outputs, fit.own_temperatures[place]), out=total)
    return means


def _halves(rows: JudgedRows, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split the rows into two random halves; rows of a group stay in the same half."""
    units = rows.units
    order = generator(seed, Purpose.CROSS_FITTING).permutation(int(units.max()) + 1)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    ranked = np.argsort(place[units], kind="stable")
    middle = len(ranked) // 2
    while middle < len(ranked) - 1 and units[ranked[middle]] == units[ranked[middle - 1]]:
        middle += 1
    return np.sort(ranked[:middle]), np.sort(ranked[middle:])
