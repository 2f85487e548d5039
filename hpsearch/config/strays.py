"""Keys that stand in the wrong section: `trials: 5` at the top of a config belongs under `search`."""

from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.config.autopilot import AutopilotSection
from hpsearch.config.data import DataConfig, Shares
from hpsearch.config.hyperparameters import Hyperparameters
from hpsearch.config.problems import Problem
from hpsearch.config.search import Finalists, Halving, SearchConfig
from hpsearch.config.section import ConfigSection, unknown_key
from hpsearch.config.synonyms import OTHER_NAMES, meant_by
from hpsearch.config.wording import nearest

HOMES: Mapping[str, type[ConfigSection]] = {
    "hyperparameters": Hyperparameters,
    "search": SearchConfig,
    "data": DataConfig,
    "search.halving": Halving,
    "search.finalists": Finalists,
    "search.autopilot": AutopilotSection,
    "data.split": Shares,
}
OPTIONS = [name for name in OTHER_NAMES if name.startswith("the option ")]


def strays(stated: Mapping[str, Any], section: type[ConfigSection]) -> Iterator[Problem]:
    """The mistakes of keys that no key of `section` was meant by, but one of another section or of the command line."""
    here = list(section.model_fields)
    for key, value in stated.items():
        if key in here or meant_by(key, here):
            continue
        homes = _homes(key) or ([] if nearest(key, here) else _nearby(key))
        if homes:
            yield Problem((key,), unknown_key(key, here, value, elsewhere=homes), by_key=True)


def _homes(key: str) -> list[str]:
    """The full names of the keys, and the options, that `key` is another name of."""
    keys = [f"{at}.{name}" for at, section in HOMES.items() for name in meant_by(key, section.model_fields)]
    return [*keys, *meant_by(key, OPTIONS)]


def _nearby(key: str) -> list[str]:
    """The full name of the key that `key` is a misspelling of."""
    near = ((at, nearest(key, section.model_fields)) for at, section in HOMES.items())
    return [f"{at}.{name}" for at, name in near if name is not None][:1]
