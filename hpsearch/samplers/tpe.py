"""Tree-structured Parzen estimators: draws from a density of the better trials (Bergstra et al. 2011)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler, TPESampler

from hpsearch.samplers._optuna import borrowed, chosen


class Tpe:
    """Optuna's TPE. It considers the unfinished trials of a round, and models axes jointly, not one by one."""

    name = "tpe"
    options: ClassVar[dict[str, Any]] = {
        "n_startup_trials": 10,
        "n_ei_candidates": 24,
        "multivariate": True,
        "group": True,  # a conditional axis is modelled on the trials that use it
        "constant_liar": True,  # a whole round is proposed before any result of it is told
    }

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """Return a sampler whose first trials, one round but at most 10, are drawn at random."""
        startup = {"n_startup_trials": min(10, trials_per_round)}
        with_options = chosen({**self.options, **startup}, options)
        if with_options["group"] and not with_options["multivariate"]:
            raise ValueError("group needs multivariate; give group: false, too")
        return borrowed(TPESampler, seed, with_options)
