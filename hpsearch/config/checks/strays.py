"""Find keys in the wrong section: `trials: 5` at the top of a config belongs under `search`."""

from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.config.problems import Problem
from hpsearch.config.sections.autopilot import AutopilotSection
from hpsearch.config.sections.data import DataConfig, Shares
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.search import Finalists, Halving, SearchConfig
from hpsearch.config.sections.section import ConfigSection, unknown_key
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
    """Yield the mistakes of keys that belong to another section than `section`, or to the command line."""
    here = list(section.model_fields)
    for key, value in stated.items():
        if key in here or meant_by(key, here):
            continue
        homes = _homes(key) or ([] if nearest(key, here) else _nearby(key))
        if homes:
            yield Problem((key,), unknown_key(key, here, value, elsewhere=homes), by_key=True)


def _homes(key: str) -> list[str]:
    """Return the full names of the keys and options for which `key` is a synonym."""
    keys = [f"{at}.{name}" for at, section in HOMES.items() for name in meant_by(key, section.model_fields)]
    return [*keys, *meant_by(key, OPTIONS)]


def _nearby(key: str) -> list[str]:
    """Return the full name of the key of which `key` is a misspelling."""
    near = ((at, nearest(key, section.model_fields)) for at, section in HOMES.items())
    return [f"{at}.{name}" for at, name in near if name is not None][:1]
