"""Convert an estimator's parameters to the hyperparameters of a config."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hpsearch.config import DEFAULTS, config_from
from hpsearch.errors import ConfigError
from hpsearch.trials.input_views import PLAIN_NUMBERS


def hyperparameters_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return all hyperparameters and `numbers`, checked as in a config. Raises ValueError that lists all errors."""
    stated = plainly(dict(parameters))
    data = {"source": "X", "numbers": stated.pop("numbers", PLAIN_NUMBERS)}
    try:
        config = config_from({"data": data, "hyperparameters": stated})
    except ConfigError as error:
        lines = (
            f"{key.removeprefix('hyperparameters.').removeprefix('data.')}: {sentence}"
            for key, sentence in error.mistakes
        )
        raise ValueError("\n".join(lines)) from error
    space = config.space()
    if space.axes:
        name = space.axes[0].hyperparameter
        raise ValueError(f"{name}: a range or choices are for SearchClassifier and SearchRegressor; expected one value")
    return {**DEFAULTS, **space.fixed}


def plainly(value: Any) -> Any:
    """Convert NumPy types and tuples in `value`, which a config does not know, to Python numbers and lists."""
    if isinstance(value, Mapping):
        return {str(key): plainly(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plainly(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
