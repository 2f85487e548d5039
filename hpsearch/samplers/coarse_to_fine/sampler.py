"""The sampler, with Optuna's interface."""

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
from hpsearch.samplers.coarse_to_fine.unseen import LARGE_PART, UnseenPart
from hpsearch.space import Choices
from hpsearch.space.distributions import domain_of
from hpsearch.trials.regions import RoundRegion

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study
    from optuna.trial import FrozenTrial

_T = TypeVar("_T")

_RECENT = 100  # number of last trials from which the axes are taken
MODELS = ("gaussian_process", "none")


class CoarseToFineSampler(BaseSampler):
    """Draws from the whole space first, then from regions where the model expects the best trials.

    The first `coarse` trials are spread evenly along each axis. Then a Gaussian process is fitted to the trials told so
    far. Each new trial is the best of some candidates by its own function, drawn from the posterior (Thompson 1933).
    Candidates come from regions around the trials with the best means; the regions shrink with more trials. A share
    `explore` of the trials is drawn from the whole space. With `model="none"`, draws are random in the box of the best
    `keep` of the trials.

    A draw depends on the seed, the trial's number and the trials with smaller numbers at that time: on the results of
    completed ones, in any order, and on the settings of running ones, which are not proposed again. Works in any Optuna
    study with a single objective. Raises ValueError for shares out of bounds, and for an unknown model.
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
        self._first_own: int | None = None
        self._known: dict[str, tuple[Hashable, Any]] = {}
        self._shuffled: dict[int, tuple[int, NDArray[np.intp]]] = {}

    def reseed_rng(self) -> None:
        """Continue with a new random seed."""
        self._seed = _fresh_seed()

    def learn(self, trials: "Sequence[FrozenTrial]", taken: int = 0) -> None:
        """Learn from completed trials of an earlier search, whose values may be outside of their distributions.

        They belong to no study and have negative numbers. With them, fewer trials are spread over the whole space. The
        first `taken` trials of the study are of the same earlier search. If this has not tried the larger part of a
        range, the round after it is drawn there, spread evenly. With `model="none"` all this is ignored, as the best of
        the earlier trials may be outside of the space.
        """
        if self.model != "none":
            self._first_own = taken
            self._memory = StudyMemory(NONE.joined_by(trials, StudyDirection.MINIMIZE))

    def infer_relative_search_space(self, study: "Study", trial: "FrozenTrial") -> "dict[str, BaseDistribution]":
        """Return the axes of the trials so far, with the latest distributions; empty while coarse or without model."""
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
        """Return values of all axes at once; Optuna ignores those of axes that turn out to be unused."""
        self._raise_error_if_multi_objective(study)
        if not search_space:
            return {}
        state = self._memory.when_asked(study, trial.number)
        completed = state.before(trial.number)
        draw = self._generator(trial.number)
        if self._is_coarse(trial.number) or len(completed.trials) < 2 or draw.random() < self.explore:
            return {name: self._anywhere(trial, name, known) for name, known in search_space.items()}
        model = self._model(study, trial.number, completed, search_space)
        unseen = self._unseen(trial.number, completed, search_space)
        return model.proposed(draw, state.tried(trial.number), unseen)

    def sample_independent(
        self, study: "Study", trial: "FrozenTrial", param_name: str, param_distribution: "BaseDistribution"
    ) -> Any:
        """Return a value of one axis, for a coarse trial or a new axis."""
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

    def _unseen(
        self, number: int, completed: CompletedTrials, space: "dict[str, BaseDistribution]"
    ) -> dict[str, float]:
        """Return coordinates by name in the large unseen parts of ranges, for the trials of the first own round."""
        if self._first_own is None or not self._first_own <= number < self._first_own + self.coarse:
            return {}
        earlier = completed.before(self._first_own).trials
        found = {}
        for name, known in space.items():
            domain = domain_of(known)
            values = [trial.params[name] for trial in earlier if name in trial.params]
            if isinstance(domain, Choices) or not values:
                continue
            part = UnseenPart.of([domain.encode(value) for value in values])
            if part.share > LARGE_PART:
                axis, place = crc32(name.encode()), number - self._first_own
                stratum = self._generator(self._first_own, axis, 2).permutation(self.coarse)[place]
                found[name] = part.at(float(stratum + self._generator(number, axis, 1).random()) / self.coarse)
        return found

    def region(self, study: "Study") -> RoundRegion | None:
        """Return the region from which the next trial would be drawn; None if it is the whole space."""
        return self._region(study, len(study.get_trials(deepcopy=False)))

    def _region(self, study: "Study", start: int) -> RoundRegion | None:
        """Return the region of the round that starts with trial `start`, from the trials before it."""
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
        """Whether trial `number` belongs to those that are spread over the whole space."""
        return number + len(self._memory.outside.trials) < self.coarse

    def _best(self, study: "Study", completed: CompletedTrials) -> "list[FrozenTrial]":
        """Return the share `keep` of the trials, the best first."""
        return self._remembered("best", study, completed, lambda: completed.best(self.keep))

    def _anywhere(self, trial: "FrozenTrial", name: str, distribution: "BaseDistribution") -> Any:
        """Draw a value from the whole range; of `coarse` trials in a row, each is in another of as many equal parts."""
        axis = crc32(name.encode())
        stratum, place = divmod(trial.number, self.coarse)
        part = self._parts(stratum, axis)[place]
        within = self._generator(trial.number, axis, 1).random()
        return domain_of(distribution).decode(float((part + within) / self.coarse))

    def _parts(self, stratum: int, axis: int) -> NDArray[np.intp]:
        """Return the part of an axis from which each of `coarse` trials in a row draws, (coarse,); cached."""
        if axis not in self._shuffled or self._shuffled[axis][0] != stratum:
            self._shuffled[axis] = stratum, self._generator(stratum, axis, 0).permutation(self.coarse)
        return self._shuffled[axis][1]

    def _model(
        self, study: "Study", number: int, completed: CompletedTrials, space: "dict[str, BaseDistribution]"
    ) -> CostModel:
        """Return the model for trial `number`; its kernel parameters are those from the start of the round.

        Rounds are counted from the first trial that was not taken over from an earlier search.
        """
        before = completed.before(number - (number - (self._first_own or 0)) % self.coarse)
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
        """Return a value computed from `told` and `more`, cached for all trials that are drawn from it."""
        key = (
            study.study_name,
            len(completed.trials),
            completed.trials[-1].number,
            more,
        )  # these never change
        if what not in self._known or self._known[what][0] != key:
            self._known[what] = key, make()
        made: _T = self._known[what][1]
        return made

    def _generator(self, *counters: int) -> Generator:
        return generator(self._seed, Purpose.SAMPLER, *counters)


def _space_of(trials: "list[FrozenTrial]") -> "dict[str, BaseDistribution]":
    """Return the axes of the last trials, with their latest distributions, without axes of a single value."""
    space = {name: known for trial in trials[-_RECENT:] for name, known in trial.distributions.items()}
    return {name: space[name] for name in sorted(space) if not space[name].single()}


def _fresh_seed() -> int:
    return int(np.random.SeedSequence().generate_state(1)[0])
