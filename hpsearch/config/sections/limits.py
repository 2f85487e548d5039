"""The limits of hyperparameters in any config."""

from typing import Any

from hpsearch.config.sections.hyperparameters import WHOLE, Hyperparameters
from hpsearch.config.sections.section import checked


def may_exceed(name: str, end: Any, *, upwards: bool) -> bool:
    """Whether a hyperparameter can have values beyond `end`; for example, keep_prob cannot be above 1.

    >>> may_exceed("keep_prob", 1.0, upwards=True), may_exceed("learning_rate", 1.0, upwards=True)
    (False, True)
    """
    if name in WHOLE:
        beyond = end + 1 if upwards else end - 1
    elif upwards:
        beyond = end + 1e-9 * max(1.0, abs(end))
    else:
        beyond = end / 2 if end > 0 else end - 1.0
    _, problems = checked(Hyperparameters, {name: beyond})
    return not problems
