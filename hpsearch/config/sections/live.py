"""The hyperparameters that may change during training, and the syntax of changes: `0.01` or `0.5x`."""

from math import isfinite
from typing import Any

from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.section import checked
from hpsearch.config.text.scalars import refusal, resolve
from hpsearch.config.wording import show

LIVE = (
    *("learning_rate", "beta1", "beta2", "epsilon", "l2", "weight_decay", "clip_norm", "label_smoothing"),
    *("keep_prob", "input_keep_prob"),
)


def factor_of(stated: Any) -> float | None:
    """Return the factor in `0.5x`; None for anything else. Raises ValueError for an invalid factor."""
    if not isinstance(stated, str) or not stated.strip().endswith(("x", "×")):
        return None
    factor = resolve(stated.strip()[:-1].strip())
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not isfinite(factor) or factor < 0:
        raise ValueError("expected a factor from 0, such as 0.5x")
    return float(factor)


def factor_or_word(stated: Any) -> float | None:
    """Return the factor in `0.5x`; None for anything else, also for a word that ends in x, such as adamax."""
    is_word = isinstance(stated, str) and isinstance(resolve(stated.strip()[:-1].strip()), str)
    return None if is_word else factor_of(stated)


def live_value(name: str, value: Any) -> Any:
    """Return `value` as a config has it for this hyperparameter. Raises ValueError if no config can have it."""
    if isinstance(value, dict):
        raise ValueError("expected one value, for a model that trains is one setting")  # noqa: TRY004 (it is a value)
    for each in value if isinstance(value, list | tuple) else [value]:
        if isinstance(each, float) and (reason := refusal(each)):
            raise ValueError(reason)
    section, problems = checked(Hyperparameters, {name: value})
    if problems or section is None:
        raise ValueError(problems[0].sentence)
    valid = getattr(section, name)
    if isinstance(valid, str):
        raise ValueError(f"{show(valid)} is a string; expected a number")  # noqa: TRY004
    return valid
