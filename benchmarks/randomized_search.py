"""The peer: the same search with scikit-learn; the argument is the number of folds, 1 for a holdout as ours.

A second one is a .npz file to search on, in place of digits.
"""

import sys
import warnings

import numpy as np
from scipy.stats import loguniform
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import RandomizedSearchCV, ShuffleSplit
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main(folds: int, path: str = "") -> None:
    """Search, and print the best accuracy."""
    warnings.simplefilter("ignore", ConvergenceWarning)  # 30 epochs are what is asked for
    x, y = load_digits(return_X_y=True)
    if path:
        with np.load(path) as arrays:
            x, y = arrays["X"], arrays["y"]
    network = MLPClassifier((64, 32), batch_size=64, max_iter=30, n_iter_no_change=1_000, random_state=0)
    search = RandomizedSearchCV(
        make_pipeline(StandardScaler(), network),
        {
            "mlpclassifier__learning_rate_init": loguniform(1e-4, 1),
            "mlpclassifier__alpha": loguniform(1e-2, 1e2),
        },
        n_iter=64,
        cv=folds if folds > 1 else ShuffleSplit(1, train_size=1_079, test_size=359, random_state=0),
        n_jobs=2,
        refit=False,
        random_state=0,
    )
    search.fit(x, y)
    print(search.best_score_)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
