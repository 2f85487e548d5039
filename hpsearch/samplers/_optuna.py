"""Shared by Optuna's samplers: check options and required packages, and silence warnings."""

import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler

from hpsearch.system.packages import not_installed

LARGEST_OPTION = 1_000_000
"""Largest number of candidates, trials or points; more is a mistake that would take all memory."""


def borrowed(make: Callable[..., BaseSampler], seed: int, options: Mapping[str, Any]) -> BaseSampler:
    """Make Optuna's sampler with our options, without its warnings about experimental ones, which are tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return make(seed=seed, **options)


def chosen(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `defaults` with the values in `given`. Raises TypeError, or ValueError that names each mistake."""
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
    """Raise ModuleNotFoundError, which says how to install it, if a sampler's package is missing."""
    if missing := not_installed(*packages):
        raise ModuleNotFoundError(f'{sampler} needs {missing}; pip install "hpsearch[samplers]"')


def _is_like(default: Any, value: Any) -> bool:
    """Whether `value` has the type of `default`: bool, string or count."""
    if isinstance(default, bool | str):
        return type(value) is type(default)
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_OPTION


def _expected(default: Any) -> str:
    if isinstance(default, bool):
        return "expected true or false"
    return "expected a word" if isinstance(default, str) else f"expected a whole number from 1 to {LARGEST_OPTION:,}"
