"""The sampler as Optuna calls it."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.random import Generator
from optuna.samplers import BaseSampler
from optuna.study import StudyDirection

from hpsearch.randomness import Purpose, generator
from hpsearch.samplers.coarse_to_fine.beliefs import RoundBelief, believed
from hpsearch.samplers.coarse_to_fine.box import plain_coordinate
from hpsearch.samplers.coarse_to_fine.model import Model
from hpsearch.samplers.coarse_to_fine.told import Told
from hpsearch.space.distributions import domain_of

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study
    from optuna.trial import FrozenTrial

RECENT = 100  # trials that tell which axes there are
MODELS = ("gaussian_process", "none")


class CoarseToFineSampler(BaseSampler):
    """Draws from the whole space first, then from where the best are believed to lie, in the coordinates of each scale.

    The first `coarse` trials are spread evenly along each axis. Then, a Gaussian process of the trials told so far is
    asked: each trial is the best of some candidates by a function of its own, drawn from the posterior (Thompson 1933),
    and the candidates lie in regions around the best by the mean, ever smaller. A share `explore` of the trials is
    drawn from the whole space. With `model="none"`, draws are random in the box of the best `keep` of the trials.

    A draw depends on the seed, the trial's number and the trials of smaller number that were told when it was asked
    for: neither on the order of results nor on trials still running. Usable in any Optuna study with a single
    objective. Raises ValueError for shares outside their bounds, and for a model that there is not.
    """

    def __init__(
        self,
        seed: int | None = None,
        *,
        coarse: int = 16,
        model: str = "gaussian_process",
        keep: float = 0.25,
        explore: float = 0.0625,
    ) -> None:
        if not 0 < keep <= 1:
            raise ValueError(f"keep is {keep}; expected a share of the trials, above 0 and at most 1")
        if not 0 <= explore <= 1:
            raise ValueError(f"explore is {explore}; expected a share of the draws, from 0 to 1")
        if model not in MODELS:
            raise ValueError(f"model is {model!r}; expected one of {', '.join(MODELS)}")
        self.coarse, self.model, self.keep, self.explore = coarse, model, keep, explore
        self._seed = _fresh_seed() if seed is None else seed
        self._told = Told()
        self._known: dict[str, tuple[Any, Model]] = {}

    def reseed_rng(self) -> None:
        """Draw on from another seed."""
        self._seed = _fresh_seed()

    def infer_relative_search_space(self, study: "Study", trial: "FrozenTrial") -> "dict[str, BaseDistribution]":
        """The axes of the trials so far, each as it was last; none while the search is coarse, or has no model."""
        self._raise_error_if_multi_objective(study)
        if self.model == "none" or trial.number < self.coarse:
            return {}
        told = self._told.before(study, trial.number)
        if len(told) < 2:
            return {}
        return _space_of(told)

    def sample_relative(
        self, study: "Study", trial: "FrozenTrial", search_space: "dict[str, BaseDistribution]"
    ) -> dict[str, Any]:
        """Values of all axes at once; those of axes that turn out not to be used are not looked at."""
        self._raise_error_if_multi_objective(study)
        if not search_space:
            return {}
        told = self._told.before(study, trial.number)
        draw = self._generator(trial.number)
        if trial.number < self.coarse or len(told) < 2 or draw.random() < self.explore:
            return {name: self._anywhere(trial, name, known) for name, known in search_space.items()}
        return self._model(study, trial, told, search_space).proposed(draw)

    def sample_independent(
        self, study: "Study", trial: "FrozenTrial", param_name: str, param_distribution: "BaseDistribution"
    ) -> Any:
        """A value of one axis: of a coarse trial, or of an axis that is new."""
        self._raise_error_if_multi_objective(study)
        if self.model != "none" or trial.number < self.coarse:
            return self._anywhere(trial, param_name, param_distribution)
        told = self._told.before(study, trial.number)
        explores = self._generator(trial.number).random() < self.explore
        draw = self._generator(trial.number, crc32(param_name.encode()))
        domain = domain_of(param_distribution)
        if explores or len(told) < self.coarse:
            return domain.decode(draw.random())
        ranked = [told[place] for place in np.lexsort((range(len(told)), _costs(told, study.direction)))]
        best = [
            domain.encode(other.params[param_name])
            for other in ranked[: max(2, round(self.keep * len(ranked)))]
            if other.distributions.get(param_name) == param_distribution
        ]
        return domain.decode(plain_coordinate(best, domain, 1 / len(told), draw))

    def explain(self, study: "Study") -> list[RoundBelief]:
        """What was believed before each round but the first, and before the next; nothing without a model."""
        self._raise_error_if_multi_objective(study)
        if self.model == "none":
            return []
        end = len(study.get_trials(deepcopy=False)) + 1
        beliefs = []
        for start in range(self.coarse, end, self.coarse):
            told = self._told.before(study, start)
            space = _space_of(told)
            if len(told) >= 2 and space:
                beliefs.append(believed(Model.of(space, told, _costs(told, study.direction), self.coarse), start))
        return beliefs

    def _anywhere(self, trial: "FrozenTrial", name: str, distribution: "BaseDistribution") -> Any:
        """A value from the whole range: of `coarse` trials in a row, one in each of as many equal parts of it."""
        axis = crc32(name.encode())
        stratum, place = divmod(trial.number, self.coarse)
        part = self._generator(stratum, axis, 0).permutation(self.coarse)[place]
        within = self._generator(trial.number, axis, 1).random()
        return domain_of(distribution).decode(float((part + within) / self.coarse))

    def _model(
        self, study: "Study", trial: "FrozenTrial", told: "list[FrozenTrial]", space: "dict[str, BaseDistribution]"
    ) -> Model:
        """The model of what was told; its hyperparameters are those learned at the start of the round."""
        start = trial.number - trial.number % self.coarse
        before = told[: bisect_left(told, start, key=lambda other: other.number)]
        if len(before) < 2:
            before = told
        learned = self._remembered("round", study, before, space, None)
        if len(before) == len(told):
            return learned
        return self._remembered("now", study, told, space, learned)

    def _remembered(
        self,
        when: str,
        study: "Study",
        trials: "list[FrozenTrial]",
        space: "dict[str, BaseDistribution]",
        learned: Model | None,
    ) -> Model:
        """The model of `trials`, made once for all the trials that are drawn from it."""
        key = study.study_name, len(trials), trials[-1].number, tuple(space.items())  # completed trials stay so
        if when not in self._known or self._known[when][0] != key:
            costs = _costs(trials, study.direction)
            hyperparameters = None if learned is None else learned.process.hyperparameters
            self._known[when] = key, Model.of(space, trials, costs, self.coarse, hyperparameters)
        return self._known[when][1]

    def _generator(self, *counters: int) -> Generator:
        return generator(self._seed, Purpose.SAMPLER, *counters)


def _space_of(trials: "list[FrozenTrial]") -> "dict[str, BaseDistribution]":
    """The axes of the last trials, each as it was last, without those of a single value."""
    space = {name: known for trial in trials[-RECENT:] for name, known in trial.distributions.items()}
    return {name: space[name] for name in sorted(space) if not space[name].single()}


def _costs(trials: "list[FrozenTrial]", direction: StudyDirection) -> Any:
    """What is to be minimised, of each trial."""
    sign = -1 if direction == StudyDirection.MAXIMIZE else 1
    return np.array([sign * float(trial.value or 0.0) for trial in trials])


def _fresh_seed() -> int:
    return int(np.random.SeedSequence().generate_state(1)[0])
