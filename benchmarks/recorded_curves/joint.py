"""A Gaussian process over settings and the logarithm of epochs, with noise that falls with epochs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.recorded_curves.recording import EPOCHS, Floats
from benchmarks.recorded_curves.replay import Replay
from hpsearch.samplers.coarse_to_fine.process import fitted, matern, squared_distances
from hpsearch.search.halving.expected import CostScale

OWN, REACH, NOISE = 0.05, 1.5, 0.02
"""The variance of what sets a curve apart from those of its neighbours, its reach in log epochs, and the noise."""

MOST_CURVES = 110


class JointProcess:
    """The posterior of all curves, given what each was at the rungs that it reached."""

    def __init__(self, replay: Replay, rungs: Sequence[int], scale: CostScale) -> None:
        self._pool, self._draw = replay.pool, replay.draw
        now = np.array([scale.steps(float(replay.curve(each)[-1])) for each in replay.started])
        now = np.minimum(now, 5.0)
        known = np.argsort(now, kind="stable")[:MOST_CURVES]
        features = self._pool.features[np.array(replay.started)[known]]
        values = (now[known] - now.mean()) / (now.std() or 1.0)
        self._kernel = fitted(features, self._pool.groups, values)
        seen = [
            (replay.started[place], rung, min(5.0, scale.steps(replay.at(replay.started[place], rung))))
            for place in known
            for rung in rungs
            if rung <= replay.reached[replay.started[place]]
        ]
        self._settings, self._epochs = (np.array(column, int) for column in list(zip(*seen, strict=True))[:2])
        costs = np.array([cost for *_, cost in seen])
        middles, at = dict[int, float](), 0.0
        for rung in rungs:  # later rungs see the better ones, so their middle is the last one plus the mean gain
            here, before = self._epochs == rung, max([r for r in rungs if r < rung], default=None)
            if before is None:
                at = float(costs[here].mean())
            elif here.any():
                first = [costs[(self._settings == s) & (self._epochs == before)][0] for s in self._settings[here]]
                at += float((costs[here] - first).sum()) / (here.sum() + 3)
            middles[rung] = at
        noise = NOISE * (1 + EPOCHS / self._epochs / 5)
        covariance = self._covariance(self._settings, self._epochs, self._settings, self._epochs)
        self._inverse = np.linalg.inv(covariance + np.diag(noise))
        self._alpha = self._inverse @ (costs - np.array([middles[epoch] for epoch in self._epochs]))

    def chosen(self, candidates: Sequence[int], count: int) -> list[int]:
        """For each of `count` draws of what all candidates come to, the best of those not chosen yet."""
        if not candidates:
            return []
        settings, ends = np.array(candidates), np.full(len(candidates), EPOCHS)
        across = self._covariance(settings, ends, self._settings, self._epochs)
        posterior = self._covariance(settings, ends, settings, ends) - across @ self._inverse @ across.T
        root = np.linalg.cholesky(posterior + 1e-6 * np.eye(len(settings)))
        chosen: list[int] = []
        for _ in range(min(count, len(settings))):
            order = np.argsort(across @ self._alpha + root @ self._draw.standard_normal(len(settings)))
            chosen.append(next(int(settings[place]) for place in order if settings[place] not in chosen))
        return chosen

    def _covariance(
        self, a: NDArray[np.intp], epochs_a: NDArray[np.intp], b: NDArray[np.intp], epochs_b: NDArray[np.intp]
    ) -> Floats:
        scaled = self._pool.features / self._kernel.lengths[self._pool.groups]
        apart = np.log(epochs_a)[:, None] - np.log(epochs_b)
        alike = self._kernel.signal * matern(squared_distances(scaled[a], scaled[b]))
        own = OWN * (a[:, None] == b) * np.exp(-np.abs(apart) / REACH)
        return np.asarray(alike * np.exp(-(apart**2) / (2 * REACH**2)) + own)
