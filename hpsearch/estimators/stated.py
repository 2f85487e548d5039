"""Parameters as scikit-learn hands them on → hyperparameters as a config has them."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from hpsearch.config import DEFAULTS, config_from
from hpsearch.errors import ConfigError


def hyperparameters_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All hyperparameters, checked as those of a config are. Raises ValueError with all that is wrong."""
    try:
        config = config_from({"data": {"source": "X"}, "hyperparameters": plainly(dict(parameters))})
    except ConfigError as error:
        said = re.sub("; to search these values: .*", "", str(error))  # a search has an estimator of its own
        raise ValueError(said.replace("config: hyperparameters.", "")) from error
    space = config.space()
    if space.axes:
        name = space.axes[0].hyperparameter
        raise ValueError(f"{name}: a range or choices are for SearchClassifier and SearchRegressor; expected one value")
    return {**DEFAULTS, **space.fixed}


def plainly(value: Any) -> Any:
    """`value` without NumPy's types and tuples, which a config does not know."""
    if isinstance(value, Mapping):
        return {str(key): plainly(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plainly(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
