"""The live searches: which set, by which metric, over which hyperparameters.

All hyperparameters of a space are used by all of its trials, so that samplers which know nothing of conditions are at
no disadvantage.
"""

from typing import Any

from hpsearch.config import config_from
from hpsearch.search.prepare import Prepared, prepare


def _rate(low: float, high: float) -> dict[str, Any]:
    return {"low": low, "high": high, "scale": "log"}


def _average(high: float) -> dict[str, Any]:
    return {"low": 0.5, "high": high, "scale": "reverse_log"}


SEARCHES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "live digits": (
        "digits",
        "dev_error",
        {
            "layers": {"low": 1, "high": 2},
            "units": {"low": 8, "high": 64},
            "optimizer": {"choices": ["momentum", "adam"]},
            "learning_rate": _rate(1e-4, 1),
            "beta1": _average(0.99),
            "l2": _rate(1e-2, 1e2),
            "keep_prob": {"low": 0.5, "high": 1.0},
            "epochs": 5,
        },
    ),
    "live breast_cancer": (
        "breast_cancer",
        "dev_loss",
        {
            "units": {"low": 4, "high": 32},
            "activation": {"choices": ["relu", "tanh"]},
            "optimizer": "momentum",
            "learning_rate": _rate(1e-3, 3),
            "beta1": _average(0.99),
            "l2": _rate(1e-2, 1e2),
            "label_smoothing": {"low": 0.0, "high": 0.2},
            "schedule": "exponential",
            "decay_rate": {"low": 0.5, "high": 1.0},
            "batch_size": {"choices": [32, 128]},
            "epochs": 8,
        },
    ),
    "live wine": (
        "wine",
        "dev_loss",
        {
            "units": {"low": 4, "high": 32},
            "optimizer": "adam",
            "learning_rate": _rate(1e-4, 0.3),
            "beta1": _average(0.99),
            "l2": _rate(1e-3, 1e2),
            "input_keep_prob": {"low": 0.5, "high": 1.0},
            "label_smoothing": {"low": 0.0, "high": 0.2},
            "epochs": 12,
        },
    ),
    "live diabetes": (
        "diabetes",
        "dev_rmse",
        {
            "layers": {"low": 1, "high": 2},
            "units": {"low": 4, "high": 32},
            "optimizer": "adamw",
            "learning_rate": _rate(1e-4, 1),
            "weight_decay": _rate(1e-4, 10),
            "keep_prob": {"low": 0.5, "high": 1.0},
            "batch_size": {"choices": [16, 64]},
            "epochs": 8,
        },
    ),
    "live moons": (
        "moons",
        "dev_error",
        {
            "layers": {"low": 1, "high": 2},
            "units": {"low": 4, "high": 32},
            "activation": {"choices": ["relu", "tanh"]},
            "optimizer": "adam",
            "learning_rate": _rate(1e-4, 1),
            "beta1": _average(0.99),
            "l2": _rate(1e-3, 1e1),
            "epochs": 10,
        },
    ),
}
"""The set, the metric and the hyperparameters of each.

The error is what a search goes by unless told otherwise; where the dev part is so small (wine: 36 examples) that many
settings have the same error, the loss; and for regression its RMSE.
"""


def config(name: str, *overrides: str, **search: Any) -> Prepared:
    """A live search by name, with overrides as the command line has them, and keys of the section `search`."""
    source, metric, hyperparameters = SEARCHES[name]
    sections = {
        "data": {"source": source},
        "hyperparameters": hyperparameters,
        "search": {"metric": metric, "finalists": None, **search},
    }
    return prepare(config_from(sections, overrides=overrides))
