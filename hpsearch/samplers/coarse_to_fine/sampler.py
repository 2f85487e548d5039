"""The sampler as Optuna calls it."""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from optuna.samplers import BaseSampler
from optuna.study import StudyDirection

from hpsearch.randomness import Purpose, generator
from hpsearch.samplers.coarse_to_fine.box import plain_coordinate
from hpsearch.samplers.coarse_to_fine.model import CostModel
from hpsearch.samplers.coarse_to_fine.regions import box_region, model_region
from hpsearch.samplers.coarse_to_fine.study_memory import NONE, CompletedTrials, StudyMemory
from hpsearch.space.distributions import domain_of
from hpsearch.trials.regions import RoundRegion

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study
    from optuna.trial import FrozenTrial

_T = TypeVar("_T")

_RECENT = 100  # trials that tell which axes there are
MODELS = ("gaussian_process", "none")


class CoarseToFineSampler(BaseSampler):
    """Draws from the whole space first, then where the model expects the best trials, in coordinates of each scale.

    The first `coarse` trials are spread evenly along each axis. Then, a Gaussian process of the trials told so far is
    asked: each trial is the best of some candidates by a function of its own, drawn from the posterior (Thompson 1933),
    and the candidates lie in regions around the best by the mean, ever smaller. A share `explore` of the trials is
    drawn from the whole space. With `model="none"`, draws are random in the box of the best `keep` of the trials.

    A draw depends on the seed, the trial's number and the trials of smaller number when it was asked for: on the
    results of the completed ones, not on their order, and on the settings of those still running, which it does not
    propose again. Usable in any Optuna study with a single objective. Raises ValueError for shares outside bounds,
    and for a model that there is not.
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
        self._memory = StudyMemory()
        self._known: dict[str, tuple[Hashable, Any]] = {}
        self._shuffled: dict[int, tuple[int, NDArray[np.intp]]] = {}

    def reseed_rng(self) -> None:
        """Draw on from another seed."""
        self._seed = _fresh_seed()

    def learn(self, trials: "Sequence[FrozenTrial]") -> None:
        """Take completed trials of an earlier search into account, whose values may lie outside of their distributions.

        They belong to no study and have negative numbers; with them, fewer trials are spread over the whole space.
        With `model="none"` they tell nothing, for the best of them says where no trial can be.
        """
        if self.model != "none":
            self._memory = StudyMemory(NONE.joined_by(trials, StudyDirection.MINIMIZE))

    def infer_relative_search_space(self, study: "Study", trial: "FrozenTrial") -> "dict[str, BaseDistribution]":
        """The axes of the trials so far, each as it was last; none while the search is coarse, or has no model."""
        self._raise_error_if_multi_objective(study)
        if self.model == "none" or self._is_coarse(trial.number):
            return {}
        completed = self._memory.when_asked(study, trial.number).before(trial.number)
        return (
            self._remembered("space", study, completed, lambda: _space_of(completed.trials))
            if len(completed.trials) >= 2
            else {}
        )

    def sample_relative(
        self, study: "Study", trial: "FrozenTrial", search_space: "dict[str, BaseDistribution]"
    ) -> dict[str, Any]:
        """Values of all axes at once; those of axes that turn out not to be used are not looked at."""
        self._raise_error_if_multi_objective(study)
        if not search_space:
            return {}
        state = self._memory.when_asked(study, trial.number)
        completed = state.before(trial.number)
        draw = self._generator(trial.number)
        if self._is_coarse(trial.number) or len(completed.trials) < 2 or draw.random() < self.explore:
            return {name: self._anywhere(trial, name, known) for name, known in search_space.items()}
        model = self._model(study, trial.number, completed, search_space)
        return model.proposed(draw, state.tried(trial.number))

    def sample_independent(
        self, study: "Study", trial: "FrozenTrial", param_name: str, param_distribution: "BaseDistribution"
    ) -> Any:
        """A value of one axis: of a coarse trial, or of an axis that is new."""
        self._raise_error_if_multi_objective(study)
        if self.model != "none" or self._is_coarse(trial.number):
            return self._anywhere(trial, param_name, param_distribution)
        completed = self._memory.when_asked(study, trial.number).before(trial.number)
        explores = self._generator(trial.number).random() < self.explore
        draw = self._generator(trial.number, crc32(param_name.encode()))
        domain = domain_of(param_distribution)
        if explores or len(completed.trials) < self.coarse:
            return domain.decode(draw.random())
        best = [
            domain.encode(other.params[param_name])
            for other in self._best(study, completed)
            if other.distributions.get(param_name) == param_distribution
        ]
        return domain.decode(plain_coordinate(best, domain, 1 / len(completed.trials), draw))

    def region(self, study: "Study") -> RoundRegion | None:
        """Region that the next trial would be drawn from now; None if that is the whole space."""
        return self._region(study, len(study.get_trials(deepcopy=False)))

    def _region(self, study: "Study", start: int) -> RoundRegion | None:
        """Region of the round that begins with trial `start`, from the trials before it."""
        self._raise_error_if_multi_objective(study)
        completed = self._memory.now(study).before(start)
        if self._is_coarse(start) or len(completed.trials) < (self.coarse if self.model == "none" else 2):
            return None
        space = self._remembered("space", study, completed, lambda: _space_of(completed.trials))
        if not space:
            return None
        if self.model == "none":
            return box_region(space, self._best(study, completed), 1 / len(completed.trials), start)
        return model_region(self._model(study, start, completed, space), start)

    def _is_coarse(self, number: int) -> bool:
        """Whether trial `number` is one of those that are spread over the whole space."""
        return number + len(self._memory.outside.trials) < self.coarse

    def _best(self, study: "Study", completed: CompletedTrials) -> "list[FrozenTrial]":
        """The share `keep` of the trials, the best first."""
        return self._remembered("best", study, completed, lambda: completed.best(self.keep))

    def _anywhere(self, trial: "FrozenTrial", name: str, distribution: "BaseDistribution") -> Any:
        """A value from the whole range: of `coarse` trials in a row, one in each of as many equal parts of it."""
        axis = crc32(name.encode())
        stratum, place = divmod(trial.number, self.coarse)
        part = self._parts(stratum, axis)[place]
        within = self._generator(trial.number, axis, 1).random()
        return domain_of(distribution).decode(float((part + within) / self.coarse))

    def _parts(self, stratum: int, axis: int) -> NDArray[np.intp]:
        """Which part of an axis each of `coarse` trials in a row draws from, (coarse,); made once for all of them."""
        if axis not in self._shuffled or self._shuffled[axis][0] != stratum:
            self._shuffled[axis] = stratum, self._generator(stratum, axis, 0).permutation(self.coarse)
        return self._shuffled[axis][1]

    def _model(
        self, study: "Study", number: int, completed: CompletedTrials, space: "dict[str, BaseDistribution]"
    ) -> CostModel:
        """The model of what was told, for a trial's `number`; its hyperparameters are those its round began with."""
        before = completed.before(number - number % self.coarse)
        if len(before.trials) < 2:
            before = completed
        axes = tuple(space.items())
        learned = self._remembered("round", study, before, lambda: CostModel.of(space, before, self.coarse), axes)
        if len(before.trials) == len(completed.trials):
            return learned
        hyperparameters = learned.process.hyperparameters
        return self._remembered(
            "now", study, completed, lambda: CostModel.of(space, completed, self.coarse, hyperparameters), axes
        )

    def _remembered(
        self, what: str, study: "Study", completed: CompletedTrials, make: Callable[[], _T], *more: Hashable
    ) -> _T:
        """What follows from `told` and `more`, made once for all the trials that are drawn from it."""
        key = study.study_name, len(completed.trials), completed.trials[-1].number, more  # completed trials stay so
        if what not in self._known or self._known[what][0] != key:
            self._known[what] = key, make()
        made: _T = self._known[what][1]
        return made

    def _generator(self, *counters: int) -> Generator:
        return generator(self._seed, Purpose.SAMPLER, *counters)


def _space_of(trials: "list[FrozenTrial]") -> "dict[str, BaseDistribution]":
    """The axes of the last trials, each as it was last, without those of a single value."""
    space = {name: known for trial in trials[-_RECENT:] for name, known in trial.distributions.items()}
    return {name: space[name] for name in sorted(space) if not space[name].single()}


def _fresh_seed() -> int:
    return int(np.random.SeedSequence().generate_state(1)[0])
