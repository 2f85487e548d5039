"""Coarse to fine: sample at random, then more densely in the smaller region that did well (notes §XXII)."""

from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

import numpy as np
from numpy.random import Generator
from optuna.samplers import BaseSampler
from optuna.study import StudyDirection
from optuna.trial import TrialState

from hpsearch.randomness import Purpose, generator
from hpsearch.space import Choices
from hpsearch.space.distributions import domain_of

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study
    from optuna.trial import FrozenTrial


class CoarseToFineSampler(BaseSampler):
    """Random draws inside the box that holds the best trials so far, in the coordinates of each scale.

    The first `coarse` trials are drawn from the whole space, and so is a share `explore` of the later ones. The
    box spans, on each axis, the best `keep` of the completed trials, widened on both sides by their mean gap, and
    by no less than the trials so far lie apart;
    choices are drawn as often as the best trials made them, plus one. Usable in any Optuna study with a single
    objective. Raises ValueError for shares outside their bounds.
    """

    def __init__(
        self, seed: int | None = None, *, coarse: int = 16, keep: float = 0.25, explore: float = 0.125
    ) -> None:
        if not 0 < keep <= 1:
            raise ValueError(f"keep is {keep}; expected a share of the trials, above 0 and at most 1")
        if not 0 <= explore <= 1:
            raise ValueError(f"explore is {explore}; expected a share of the draws, from 0 to 1")
        self.coarse, self.keep, self.explore = coarse, keep, explore
        self._seed = _fresh_seed() if seed is None else seed

    def reseed_rng(self) -> None:
        """Draw on from another seed."""
        self._seed = _fresh_seed()

    def infer_relative_search_space(self, study: "Study", trial: "FrozenTrial") -> "dict[str, BaseDistribution]":
        """None: axes are narrowed one by one."""
        del study, trial
        return {}

    def sample_relative(
        self, study: "Study", trial: "FrozenTrial", search_space: "dict[str, BaseDistribution]"
    ) -> dict[str, Any]:
        """Nothing, for the same reason."""
        del study, trial, search_space
        return {}

    def sample_independent(
        self, study: "Study", trial: "FrozenTrial", param_name: str, param_distribution: "BaseDistribution"
    ) -> Any:
        """A value of one axis: depends on the seed, the trial's number, the axis and the results so far."""
        self._raise_error_if_multi_objective(study)
        draw = self._generator(trial.number, crc32(param_name.encode()))
        domain = domain_of(param_distribution)
        if trial.number < self.coarse:
            return domain.decode(draw.random())
        completed = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        best = [
            domain.encode(other.params[param_name])
            for other in self._best(completed, study.direction)
            if other.distributions.get(param_name) == param_distribution
        ]
        if len(best) < 2 or self._generator(trial.number).random() < self.explore:
            return domain.decode(draw.random())
        if isinstance(domain, Choices):
            return domain.decode(_like(best, len(domain.options), draw))
        return domain.decode(draw.uniform(*_box(best, 1 / len(completed))))

    def _best(self, completed: "list[FrozenTrial]", direction: StudyDirection) -> "list[FrozenTrial]":
        """The best share of the completed trials, none while the search is coarse."""
        if len(completed) < self.coarse:
            return []
        sign = -1 if direction == StudyDirection.MAXIMIZE else 1
        ranked = sorted(completed, key=lambda other: (sign * (other.value or 0.0), other.number))
        return ranked[: max(2, round(self.keep * len(ranked)))]

    def _generator(self, *counters: int) -> Generator:
        return generator(self._seed, Purpose.SAMPLER, *counters)


def _fresh_seed() -> int:
    return int(np.random.SeedSequence().generate_state(1)[0])


def _box(coordinates: list[float], spacing: float) -> tuple[float, float]:
    """The ends of the coordinates, widened by their mean gap, or `spacing` if larger, and kept within [0, 1]."""
    low, high = min(coordinates), max(coordinates)
    margin = max(spacing, (high - low) / (len(coordinates) - 1))
    return max(0.0, low - margin), min(1.0, high + margin)


def _like(coordinates: list[float], options: int, draw: Generator) -> float:
    """A coordinate in the share of an option, drawn as often as `coordinates` name it, plus one."""
    counts = np.bincount((np.array(coordinates) * options).astype(int), minlength=options) + 1
    return float((draw.choice(options, p=counts / counts.sum()) + 0.5) / options)


class CoarseToFine:
    """The search's default: a first round over the whole space, each later one where the best were."""

    name = "coarse_to_fine"
    options: ClassVar[dict[str, Any]] = {"keep": 0.25, "explore": 0.125}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """The sampler, coarse for one round."""
        return CoarseToFineSampler(seed, coarse=trials_per_round, **options)
