"""`SearchClassifier` and `SearchRegressor`: a search for the best network, as a scikit-learn estimator."""

import shutil
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self
from warnings import warn

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets

from hpsearch.data.arrays.rows import numbered
from hpsearch.errors import HpsearchError
from hpsearch.estimators.checks import check_mapping, check_path, check_share, check_text, check_whole
from hpsearch.estimators.predicting import Predicting, PredictsClasses, PredictsNumbers
from hpsearch.estimators.rows import TrainingValues, numbers_of, training_values
from hpsearch.estimators.stated import plainly
from hpsearch.estimators.trial_results import trial_results
from hpsearch.report.notebook import NotebookRun
from hpsearch.report.python_words import said_in_python
from hpsearch.workers.backends import Cluster, start_workers

DEFAULT_SPACE: Mapping[str, Any] = {
    "layers": {"low": 1, "high": 3},
    "units": {"low": 16, "high": 128, "step": 16},
    "learning_rate": {"low": 1e-4, "high": 1e-1, "scale": "log"},
    "l2": {"low": 1e-2, "high": 1e2, "scale": "log", "or_zero": True},
}
"""The hyperparameters that are searched by default."""


class SearchEstimator(Predicting):
    """The base of the classifier and the regressor.

    `hyperparameters` is the section of that name of a config: a number fixes one, a range or choices search it.
    `trials`, `rounds`, `sampler`, `metric` and `time_limit` are keys of its section `search`; `finalists` is the number
    of best trials to retrain; `normalize` and `numbers` are keys of `data`, and `{"choices": [{"piecewise_linear": 16},
    {"periodic": 8}]}` searches both; `validation_fraction` is the share of held-out rows, on which models are compared.
    With `refit`, the model's networks are finally trained again on all rows, unless the held-out rows are fewer than a
    twentieth of the others; without it, they stay as trained on the others alone. `jobs` is the number of workers of
    the `backend`; `address` is that of a cluster's scheduler. The run is written to `folder`, by default to a temporary
    one, which is deleted with the estimator. `run_` has the run's tables, with the columns of trials.csv; classes
    appear there as indices into `classes_`.

    `best_score_` is the best trial's value of `metric` on the held-out rows, negated if lower is better, so that higher
    is always better: -0.1 for a dev_error of 0.1. `score` is the accuracy or R², as for any estimator.
    """

    run_: NotebookRun

    def __init__(
        self,
        hyperparameters: Mapping[str, Any] | None = None,
        *,
        trials: int | str = 16,
        rounds: int = 4,
        sampler: str | Mapping[str, Any] = "coarse_to_fine",
        metric: str = "auto",
        finalists: int = 0,
        refit: bool = True,
        time_limit: float | None = None,
        normalize: str | Mapping[str, Any] = "standard",
        numbers: str | Mapping[str, Any] = "plain",
        validation_fraction: float = 0.2,
        folder: str | Path | None = None,
        jobs: int | None = 1,
        backend: str = "in_process",
        address: str | None = None,
        random_state: Any = None,
    ) -> None:
        self.hyperparameters = hyperparameters
        self.trials = trials
        self.rounds = rounds
        self.sampler = sampler
        self.metric = metric
        self.finalists = finalists
        self.refit = refit
        self.time_limit = time_limit
        self.normalize = normalize
        self.numbers = numbers
        self.validation_fraction = validation_fraction
        self.folder = folder
        self.jobs = jobs
        self.backend = backend
        self.address = address
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,  # noqa: N803 (scikit-learn's name)
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Search on rows X (m, n) and their classes or numbers y (m,); rows of one group stay in the same part."""
        rows = training_values(self, X, y, sample_weight, reset=True, groups=groups)
        self._search(rows, *self._targets(rows.y))
        return self

    def _targets(self, y: NDArray[Any]) -> tuple[NDArray[Any], str]:
        """Return y as the search learns it, and the task. Raises ValueError if no model can be trained on it."""
        raise NotImplementedError

    def _search(self, rows: TrainingValues, y: NDArray[Any], task: str) -> None:
        from hpsearch.running import whole_search  # noqa: PLC0415 (workers start first)

        if len(y) < 10:
            raise ValueError(f"a search needs 10 samples or more, and X has {len(y)} sample{'s' * (len(y) != 1)}")
        self._check_parameters()
        folder = self._folder()
        try:
            config = self._config(rows, y, task)
            cluster = None if self.address is None else Cluster(self.address, warn)
            with said_in_python({"out": "folder"}), start_workers(self.jobs, self.backend, cluster) as workers:
                whole_search(config, workers, out=folder, on_progress=lambda _event: None)
            self.run_ = NotebookRun(folder, config["data"]["source"])
            self.model_ = self.run_.model()
        except HpsearchError as error:
            raise ValueError(str(error)) from error
        self.cv_results_ = trial_results(self.run_)
        self.best_index_ = self.run_.best.number
        self.best_params_ = self.cv_results_["params"][self.best_index_]
        self.best_score_ = float(self.cv_results_["mean_test_score"][self.best_index_])

    def _check_parameters(self) -> None:
        """Raise ValueError for a parameter that a config does not know, or from which no valid config can be made."""
        check_mapping("hyperparameters", self.hyperparameters, '{"units": [16], "epochs": 10}')
        check_whole("trials", self.trials, "auto")
        check_whole("rounds", self.rounds)
        check_share("validation_fraction", self.validation_fraction)
        check_path("folder", self.folder)
        check_whole("jobs", self.jobs, None)
        check_text("backend", self.backend)
        check_text("address", self.address)

    def _folder(self) -> Path:
        if self.folder is not None:
            if Path(self.folder, "run.db").exists():
                raise ValueError(
                    f"folder: {self.folder} holds a run already, and a search begins anew; delete it, give another "
                    "folder, or none; hpsearch.load reads the run"
                )
            return Path(self.folder)
        folder = mkdtemp(prefix="hpsearch-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder, "run")

    def _config(self, rows: TrainingValues, y: NDArray[Any], task: str) -> dict[str, Any]:
        import pandas as pd  # noqa: PLC0415 (0.4 s)

        names = getattr(self, "feature_names_in_", numbered(rows.x.shape[1]))
        frame = pd.DataFrame(rows.x, columns=list(names))
        taken = {name.strip() for name in frame.columns}
        target, weight, group = (_unused(name, taken) for name in ("y", "weight", "group"))
        columns = {target: y, weight: rows.weights, group: rows.groups}
        columns = {name: values for name, values in columns.items() if values is not None}
        share = self.validation_fraction
        search = {
            "trials": plainly(self.trials),
            "rounds": plainly(self.rounds if isinstance(self.trials, str) else min(self.rounds, self.trials)),
            "sampler": plainly(self.sampler),
            "metric": self.metric,
            "finalists": {"count": plainly(self.finalists)} if self.finalists else None,
            "refit": plainly(self.refit),
            "time_limit": plainly(self.time_limit),
            "seed": int(check_random_state(self.random_state).randint(2**31)),
        }
        return {
            "data": {
                "source": frame.assign(**columns),
                "target": target,
                "weight": weight if weight in columns else None,
                "group": group if group in columns else None,
                "task": task,
                "split": {"train": 1 - share, "dev": share},
                "normalize": plainly(self.normalize),
                "numbers": plainly(self.numbers),
            },
            "hyperparameters": plainly(DEFAULT_SPACE if self.hyperparameters is None else self.hyperparameters),
            "search": search,
        }


def _unused(name: str, columns: Iterable[str]) -> str:
    """Return `name`, or a similar name that no column has."""
    while name in columns:
        name += "_"
    return name


class SearchClassifier(ClassifierMixin, PredictsClasses, SearchEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The best of many networks that predict classes; the run's classes are indices into `classes_`."""

    def _targets(self, y: NDArray[Any]) -> tuple[NDArray[Any], str]:
        """Return the class of each row as an index, and the task. Raises ValueError if there is only one class."""
        check_classification_targets(y)
        self.classes_, places = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("a classifier needs 2 classes or more, and y has 1 class")
        return places, "classification"


class SearchRegressor(RegressorMixin, PredictsNumbers, SearchEstimator):  # type: ignore[misc]  # as above
    """The best of many networks that predict a number."""

    def _targets(self, y: NDArray[Any]) -> tuple[NDArray[Any], str]:
        """Return the numbers, and the task."""
        return numbers_of(y), "regression"
