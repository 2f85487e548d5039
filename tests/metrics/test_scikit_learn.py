"""Each metric agrees with scikit-learn's."""

import os
import warnings

import numpy as np
import pytest

from hpsearch.metrics import METRICS, metric_named

from .cases import rows, tasks_of

CASES = int(os.environ.get("HPSEARCH_CASES", "16"))


def _decided(score, **options):
    def value(p, y, w):
        return score(y, p.argmax(axis=1), sample_weight=w, **options)

    return value


def _f(beta=1.0, average=None):
    def value(p, y, w):
        from sklearn.metrics import fbeta_score  # noqa: PLC0415  # takes a second to import

        of = average or ("binary" if p.shape[1] == 2 else "macro")
        labels = None if of == "binary" else range(p.shape[1])
        return fbeta_score(y, p.argmax(axis=1), beta=beta, labels=labels, average=of, sample_weight=w, zero_division=0)

    return value


def _of_classes(score):
    """Of the positive class of two, else the mean over each class against the rest."""

    def value(p, y, w):
        labels = [1] if p.shape[1] == 2 else range(p.shape[1])
        return np.mean([score(y == label, p[:, label], sample_weight=w) for label in labels])

    return value


def theirs():
    """scikit-learn's function for each metric: of predictions, labels and weights."""
    import sklearn.metrics as m  # noqa: PLC0415  # takes a second to import

    def of_numbers(score, **options):
        return lambda p, y, w: score(y, p, sample_weight=w, **options)

    def log_loss(p, y, w):
        return m.log_loss(y, p, sample_weight=w, labels=range(p.shape[1]))

    def brier(p, y, w):
        return m.brier_score_loss(y, p, sample_weight=w, labels=range(p.shape[1]))

    return {
        "accuracy": _decided(m.accuracy_score),
        "auc": _of_classes(m.roc_auc_score),
        "average_precision": _of_classes(m.average_precision_score),
        "balanced_accuracy": _decided(m.balanced_accuracy_score),
        "brier": brier,
        "error": _decided(m.zero_one_loss),
        "f1": _f(),
        "f1_macro": _f(average="macro"),
        "f1_weighted": _f(average="weighted"),
        "f_beta": _f(),
        "f_beta_2": _f(2),
        "f_beta_0.5": _f(0.5),
        "log_loss": log_loss,
        "loss": lambda p, y, w: log_loss(p, y, w) if p.ndim == 2 else m.mean_squared_error(y, p, sample_weight=w),
        "mae": of_numbers(m.mean_absolute_error),
        "mcc": _decided(m.matthews_corrcoef),
        "pinball": of_numbers(m.mean_pinball_loss),
        "pinball_0.9": of_numbers(m.mean_pinball_loss, alpha=0.9),
        "r2": of_numbers(m.r2_score),
        "rmse": of_numbers(m.root_mean_squared_error),
    }


NAMES = [*METRICS, "f_beta_2", "f_beta_0.5", "pinball_0.9"]


@pytest.mark.parametrize(("name", "task"), [(name, task) for name in NAMES for task in tasks_of(metric_named(name))])
def test_a_metric_agrees_with_scikit_learns(name, task):
    """Also with ties, weights of 0, and where a class has no row; rows of weight 0 are left out for scikit-learn."""
    metric, reference = metric_named(name), theirs()[name]
    defined = 0
    for seed in range(CASES):
        p, y, weights = rows(seed, task, least=5)
        for w in (None, weights):
            some = np.ones(len(y), np.bool_) if w is None else w > 0
            value = metric.of(p, y, w)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of classes without a row
                expected = reference(p[some], y[some], None if w is None else w[some])
            if name in ("auc", "average_precision"):
                every = np.unique(y[some]).size == p.shape[1]
                assert np.isnan(value) != every
                expected = expected if every else np.nan
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True), seed
            defined += bool(np.isfinite(value))
    assert defined > CASES
