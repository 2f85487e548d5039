"""What the samplers of Optuna's share: their options are checked, what they need is looked for, in silence."""

import json
import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler

LARGEST_OPTION = 1_000_000
"""A larger number of candidates, trials or points is a mistake, and takes all memory."""


def borrowed(make: Callable[..., BaseSampler], seed: int, options: Mapping[str, Any]) -> BaseSampler:
    """Optuna's sampler with our options, in silence: what it calls experimental was chosen and tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return make(seed=seed, **options)


def chosen(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The `defaults`, those in `given` replaced. Raises TypeError, ValueError with a sentence for all wrong values."""
    if unknown := [name for name in given if name not in defaults]:
        raise TypeError(f"there is no option {unknown[0]}")
    wrong = [
        f"{name} is {json.dumps(value)}; {_expected(defaults[name])}"
        for name, value in given.items()
        if not _is_like(defaults[name], value)
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return {**defaults, **given}


def need(sampler: str, *packages: str) -> None:
    """Raise ModuleNotFoundError where a sampler's package is missing, saying how to install it."""
    if missing := [package for package in packages if find_spec(package) is None]:
        are = "are" if len(missing) > 1 else "is"
        raise ModuleNotFoundError(
            f'{sampler} needs {" and ".join(missing)}, which {are} not installed; pip install "hpsearch[samplers]"'
        )


def _is_like(default: Any, value: Any) -> bool:
    """Whether `value` can stand for `default`: a switch for a switch, a word for a word, a count for a count."""
    if isinstance(default, bool | str):
        return type(value) is type(default)
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_OPTION


def _expected(default: Any) -> str:
    if isinstance(default, bool):
        return "expected true or false"
    return "expected a word" if isinstance(default, str) else f"expected a whole number from 1 to {LARGEST_OPTION:,}"
